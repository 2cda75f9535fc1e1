# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gateway was asked, for tests and benches to read: every request, without keys, signatures and pictures."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, deque
from pathlib import Path
from typing import Any

from ..core.files import explain_os_error, redact

KEPT = 20_000
"""Requests kept in memory; a log file keeps all."""

LONG_TEXT = 4000

_SECRET_FIELDS = frozenset({"byok", "callbackUrl"})
"""A provider's own keys, and an address that carries its token."""


class Journal:
    """One entry a request: number, time, endpoint, method, path, status, and what the endpoint adds: model,
    idempotency key, job, body. `status` is 0 for a connection that was dropped on purpose."""

    def __init__(self, file: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._counts: Counter[str] = Counter()
        self._keys: Counter[str] = Counter()
        self._number = 0
        self._file = file
        if file is not None:  # told now: later it would make an error of every answer
            try:
                file.open("a", encoding="utf-8").close()
            except OSError as error:
                raise explain_os_error(error, file) from error

    def write(self, entry: dict[str, Any]) -> None:
        """Add one request, as it came: what must not be kept is taken out here."""
        clean = _clean(entry)
        with self._lock:
            self._number += 1
            line = {"number": self._number, "time": round(time.time(), 4), **clean}
            self._entries.append(line)
            self._counts[entry["endpoint"]] += 1
            if entry["endpoint"] == "start" and entry.get("idempotency_key"):
                self._keys[entry["idempotency_key"]] += 1
            if self._file is not None:
                with self._file.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")

    def entries(self, endpoint: str = "", since: int = 0) -> list[dict[str, Any]]:
        """The requests after number `since`, oldest first."""
        with self._lock:
            return [e for e in self._entries if e["number"] > since and endpoint in ("", e["endpoint"])]

    def counts(self) -> dict[str, int]:
        """Requests by endpoint."""
        with self._lock:
            return dict(self._counts)

    def starts_by_key(self) -> dict[str, int]:
        """How often each idempotency key was posted to `start`, refused and dropped requests included."""
        with self._lock:
            return dict(self._keys)


def _clean(value: Any) -> Any:
    """The value without URL queries (signatures), keys and the data of inline files."""
    if isinstance(value, dict):
        return {str(k): "***" if k in _SECRET_FIELDS else _clean(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(v) for v in value]
    if isinstance(value, str):
        if len(value) > LONG_TEXT:
            return f"{value[:40]}... ({len(value)} characters)"
        return redact(value)
    return value
