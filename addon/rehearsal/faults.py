# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures on demand: one vocabulary for tests, benches, the command line and the control endpoint.

Kinds:

| kind | what happens |
|---|---|
| `status:NNN` | refused with that status and `body`; nothing was accepted |
| `drop-before-read` | the connection closes before the body is read; nothing was accepted |
| `drop-after-accept` | the request is done (a start: accepted and charged), then the connection closes unanswered |
| `stall` | nothing is accepted; silence for `seconds`, then the connection closes |
| `stall-after-accept` | the request is done; silence for `seconds`, then the connection closes |
| `truncate` | the request is done; the answer stops half way |
| `garbage` | the request is done; the answer is `body` (a web page if empty) with status 200 |
| `slow` | the request is done; the answer dribbles in over `seconds` |
| `fails` | `start`, `generate`: accepted, then the provider fails the job and says `body`; not billed |
| `cancelled` | `start`, `generate`: accepted, then the job is cancelled; not billed |
| `empty` | `start`, `generate`: the job ends well but without a video; billed |
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from ..core.errors import UserError

_WORD = re.compile(r"(?P<endpoint>[\w-]+)(?:@(?P<nth>\d+)(?:x(?P<times>\d+))?)?=(?P<kind>\S+)")

ENDPOINTS = frozenset(
    {
        "generate",
        "start",
        "status",
        "config",
        "models",
        "endpoints",
        "credits",
        "generation",
        "download",
        "blob-put",
        "blob-mpu",
        "blob-head",
        "blob-list",
        "blob-delete",
        "blob-sign",
        "blob-get",
    }
)
"""`download` reads a result by its URL, `blob-get` a stored file; `blob-head` asks the store about a file."""

JOB_KINDS = frozenset({"fails", "cancelled", "empty"})
KINDS = JOB_KINDS | {
    "drop-before-read",
    "drop-after-accept",
    "stall",
    "stall-after-accept",
    "truncate",
    "garbage",
    "slow",
}


@dataclass(frozen=True)
class Fault:
    """One planned failure: from the `nth` request to `endpoint` on (counted since it was added), `times` times
    (0: for ever). Raises UserError "fault" for words it does not know."""

    endpoint: str
    kind: str
    nth: int = 1
    times: int = 1
    body: str = ""
    retry_after: float | None = None
    """Seconds, sent as `retry-after` with a status."""
    seconds: float = 3600.0
    """How long a stall lasts, or a slow answer takes."""

    def __post_init__(self) -> None:
        if self.endpoint not in ENDPOINTS:
            raise _unknown(f"There is no endpoint {self.endpoint!r}.", sorted(ENDPOINTS))
        if self.kind not in KINDS and not self.status:
            raise _unknown(f"There is no fault {self.kind!r}.", ["status:NNN", *sorted(KINDS)])
        if self.kind in JOB_KINDS and self.endpoint not in ("start", "generate"):
            raise _unknown(f"The fault {self.kind!r} is one of jobs.", ["start", "generate"])

    @property
    def status(self) -> int:
        """The HTTP status of a `status:NNN`, else 0."""
        word, _, number = self.kind.partition(":")
        return int(number) if word == "status" and number.isdecimal() and 400 <= int(number) <= 599 else 0

    @property
    def before(self) -> bool:
        """Whether it strikes before anything is accepted."""
        return bool(self.status) or self.kind in ("drop-before-read", "stall")

    @classmethod
    def parse(cls, text: str) -> Fault:
        """From one word, `ENDPOINT[@NTH[xTIMES]]=KIND`: `start=status:429`, `status@3x2=drop-before-read`; or from a
        JSON object with the fields of this class."""
        if text.lstrip().startswith("{"):
            return cls.from_json(_object(text))
        match = _WORD.fullmatch(text.strip())
        if match is None:
            raise _unknown(f"{text!r} is no fault.", ["start=status:429", "status@3x2=drop-before-read"])
        return cls(match["endpoint"], match["kind"], int(match["nth"] or 1), int(match["times"] or 1))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Fault:
        names = {field.name for field in fields(cls)}
        if unknown := set(value) - names:
            raise _unknown(f"A fault has no field {sorted(unknown)[0]!r}.", sorted(names))
        for name in ("endpoint", "kind"):
            if not isinstance(value.get(name), str):
                raise _unknown(f"A fault needs its {name!r}.", sorted(names))
        return cls(**value)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Faults:
    """The planned failures of one server."""

    def __init__(self, faults: tuple[Fault, ...] = ()) -> None:
        self._lock = threading.Lock()
        self._planned: list[tuple[Fault, list[int]]] = []
        for fault in faults:
            self.add(fault)

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._planned.append((fault, [0]))

    def clear(self) -> None:
        with self._lock:
            self._planned.clear()

    def listed(self) -> list[Fault]:
        with self._lock:
            return [fault for fault, _ in self._planned]

    def take(self, endpoint: str) -> Fault | None:
        """Count one request to `endpoint`; the fault that strikes it, if any. The first that was added wins."""
        struck: Fault | None = None
        with self._lock:
            for fault, seen in self._planned:
                if fault.endpoint != endpoint:
                    continue
                seen[0] += 1
                due = seen[0] >= fault.nth and (fault.times == 0 or seen[0] < fault.nth + fault.times)
                if due and struck is None:
                    struck = fault
        return struck


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise _unknown("The fault is not JSON.", ['{"endpoint": "start", "kind": "status:429"}']) from error
    return dict(value) if isinstance(value, dict) else {}


def _unknown(message: str, known: list[str]) -> UserError:
    return UserError(message, f"Use one of: {', '.join(known)}.", code="fault")
