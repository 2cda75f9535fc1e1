# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this person agreed to pay, on this machine: kept outside every film's folder, and asked before every request
that may cost something.

A film's folder comes from anybody. A job in it is sent only if this store knows it: the job, its key, the exact
request, the gateway and the account. The same store counts what a day costs, over all films, versions of Blender and
programs.

One file of lines, each written whole under a lock and flushed before what it allows happens. No key is in it: an
account is known by a hash.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import logging
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from io import FileIO
from pathlib import Path
from typing import Any

from ..errors import AnimaticError, Billed
from ..files import explain_os_error, ulid, write_all
from ..files.state import STATE_VARIABLE, state_folder
from ..models import fingerprint
from ..money import Caps, check_caps
from ..pricing import ZERO
from .job import Job
from .states import State

log = logging.getLogger(__name__)

KEPT_SECONDS = 90 * 86400.0
"""A job that nobody touched for so long is asked about again."""
STORE_NAME = "agreed.jsonl"
COMPACT_BYTES = 8 * 1024**2
STORE_BYTES = 256 * 1024**2
LOCK_SECONDS = 10.0

BEFORE_SENT = frozenset({State.PLANNED, State.CAPTURING, State.HOSTING, State.SUBMITTING})
AT_GATEWAY = frozenset({State.RUNNING, State.DOWNLOADING})

ASK = "Send shows it in the preflight first; Leave puts it away. Nothing is filmed, uploaded or paid for it before."
NOT_SENT = f"It was not sent by you on this computer. {ASK}"
OTHER_REQUEST = f"Its request is not the one that you agreed to. {ASK}"
OTHER_ACCOUNT = f"You agreed to it with another gateway key. Set that key again, or: {ASK}"
SENT_BEFORE = f"This request was accepted before: its file is an older copy. {ASK}"
NOT_ASKED = (
    "It was sent from another computer or with another gateway key, and is not asked about. "
    "Look Up asks once, at no cost."
)


class NotAgreed(AnimaticError):
    """A request that this person, on this machine, has not agreed to; it is not sent."""

    code = "not_agreed"
    user_fault = True


class StoreFailed(AnimaticError):
    """What was agreed to cannot be read or written: nothing is sent then."""

    code = "agreed_store"
    user_fault = True


class Withheld(Exception):
    """The one door before a paid request is shut; `error` says why. Nothing was sent."""

    def __init__(self, error: AnimaticError) -> None:
        super().__init__(error.user_message)
        self.error = error


@lru_cache(maxsize=8)
def account(secret: bytes) -> str:
    """Tells accounts apart without naming them. An OIDC token is a new one every few hours: its owner counts."""
    known = _token_owner(secret) or secret
    return hmac.digest(hashlib.sha256(known).digest(), b"animatic agreed: account", "sha256").hex()[:32]


def sender(job: Job, secret: bytes) -> str:
    """What a sent job says about its key: only who has that key can write or check it."""
    return hmac.digest(hashlib.sha256(secret).digest(), f"animatic sender: {job.key}".encode(), "sha256").hex()


def request_of(job: Job) -> str:
    """The fingerprint of the exact request as the job's file has it now, not as it says it is."""
    return fingerprint([job.plan.fingerprint, str(job.mode), job.gateway])


@dataclass
class _Amount:
    day: date
    usd: Decimal | None
    accepted: bool = False


@dataclass
class _Sum:
    """US dollars of several requests, kept up while they come and change: to add up a thousand for each of a thousand
    requests made every one dearer."""

    known: Decimal = ZERO
    unknown: int = 0

    def add(self, usd: Decimal | None, times: int = 1) -> None:
        if usd is None:
            self.unknown += times
        else:
            self.known += times * usd

    @property
    def prices(self) -> list[Decimal | None]:
        """All that are known, as one; a None besides while one is unknown."""
        return [self.known, None] if self.unknown else [self.known]


@dataclass
class _Known:
    """The store as it was read last."""

    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    amounts: dict[str, _Amount] = field(default_factory=dict)
    """By idempotency key: what was reserved, sent, or in the end cost."""
    sends: dict[str, dict[str, Decimal | None]] = field(default_factory=dict)
    """Prices by idempotency key of each send that a person confirmed: the cap per batch holds over them together."""
    days: defaultdict[date, _Sum] = field(default_factory=lambda: defaultdict(_Sum))
    batches: defaultdict[str, _Sum] = field(default_factory=lambda: defaultdict(_Sum))
    """Of the amounts of a day, and of the prices of a send."""

    def take(self, line: Mapping[str, Any]) -> None:
        kind, key = line["kind"], str(line["key"])
        if kind == "agreed":
            self.jobs[line["job"]] = dict(line)
            prices, batch, usd = self.sends.setdefault(line["send"], {}), self.batches[line["send"]], _usd(line)
            if key in prices:
                batch.add(prices[key], -1)
            prices[key] = usd
            batch.add(usd)
            self._count(key, _Amount(_day(line["at"]), usd))
        elif kind == "asked":  # a person looked it up: it may be asked about, not sent
            self.jobs[line["job"]] = {**self.jobs.get(line["job"], {"request": "", "gateway": line["gateway"]}), **line}
        elif kind == "withdrawn":
            self.jobs.pop(line["job"], None)
            if key in self.amounts:
                self._count(key, replace(self.amounts[key], usd=ZERO))
        elif key in self.amounts:
            amount = self.amounts[key]
            if kind == "sent":
                self._count(key, replace(amount, day=_day(line["at"])))
            elif kind == "accepted":
                amount.accepted = True
            elif kind == "settled":
                self._count(key, replace(amount, usd=_usd(line)))

    def _count(self, key: str, amount: _Amount) -> None:
        if (before := self.amounts.get(key)) is not None:
            self.days[before.day].add(before.usd, -1)
        self.amounts[key] = amount
        self.days[amount.day].add(amount.usd)

    def spent(self, day: date, but: str = "") -> Decimal:
        """US dollars of a day's requests, without that of one key."""
        amount = self.amounts.get(but)
        counted = amount.usd if amount is not None and amount.day == day else None
        return self.days[day].known - (counted or ZERO) if day in self.days else ZERO


class Agreed:
    """The store of one person on one machine. May be called from any thread, and by several programs at once."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._door = threading.RLock()
        self._known = _Known()
        self._read_to: tuple[int, int] = (0, 0)
        """The file (its inode) and how far it was read."""

    @cached_property
    def folder(self) -> Path:
        return self._folder or state_folder()

    # -- what a person does --------------------------------------------------------------------------------------------

    def agree(self, jobs: Sequence[Job], secret: bytes) -> None:
        """Remember that these were shown with their prices, and sent: they may go out. Raises StoreFailed."""
        send, now = ulid(), _now()
        lines = [
            {
                "kind": "agreed",
                "job": job.id,
                "key": job.key,
                "request": request_of(job),
                "gateway": job.gateway,
                "account": account(secret),
                "send": send,
                "usd": "0" if job.is_rehearsal else _text(job.plan.quote.usd),
                "at": now,
            }
            for job in jobs
        ]
        self._write(lines)

    def withdraw(self, jobs: Sequence[Job]) -> None:
        """Forget that these were agreed to: not all of their send could be written down, and none of them went out.
        They count for no cap, and one whose file stays as it was waits for a person."""
        self._try_write([{"kind": "withdrawn", "job": job.id, "key": job.key, "at": _now()} for job in jobs])

    def note_asked(self, job: Job, secret: bytes) -> None:
        """Remember that a person asked the gateway about this job: it may be asked on, and fetched."""
        line = {"kind": "asked", "job": job.id, "key": job.key, "gateway": job.gateway, "account": account(secret)}
        self._write([{**line, "at": _now()}])

    # -- the one door --------------------------------------------------------------------------------------------------

    def permit(self, job: Job, secret: bytes, caps: Caps) -> None:
        """Let one request go out, or raise Withheld: it was agreed to as it is, and it keeps both caps. Counted for the
        day, on disk, when this returns."""
        try:
            with self._locked() as file:
                self._read(file)
                if job.held:
                    raise NotAgreed(f"{job.shot_name} was not sent: it waits for its turn.")
                if reason := self._refusal(job, secret):
                    raise NotAgreed(f"{job.shot_name} was not sent. {reason}")
                if not job.is_rehearsal:
                    self._check_caps(job, caps)
                if not job.unsettled:  # a repetition is the same request of the same day
                    self._append(file, [{"kind": "sent", "job": job.id, "key": job.key, "at": _now()}])
        except AnimaticError as error:
            raise Withheld(error) from error

    def _check_caps(self, job: Job, caps: Caps) -> None:
        price, day = job.plan.quote.usd, self._known.spent(_today(), job.key)
        check_caps([price], day, caps.model_copy(update={"per_batch": None}))
        batch = self._known.batches[self._known.jobs[job.id]["send"]]
        check_caps(batch.prices, ZERO, caps.model_copy(update={"per_day": None}))

    def require(self, job: Job, secret: bytes) -> None:
        """Raise Withheld unless the job's request was agreed to: nothing is filmed or uploaded for another one."""
        if reason := self.reason(job, secret):
            raise Withheld(NotAgreed(f"{job.shot_name} was not sent. {reason}"))

    # -- what became of it ---------------------------------------------------------------------------------------------

    def note_accepted(self, job: Job) -> None:
        """The gateway took the request: an older copy of the job's file must not send it once more."""
        self._try_write([{"kind": "accepted", "job": job.id, "key": job.key, "at": _now()}])

    def note_cost(self, job: Job) -> None:
        """Count what it costs as far as that is known now: nothing when it was not billed."""
        if job.is_rehearsal:
            return
        usd = ZERO if job.charge is Billed.NO else job.usd
        self._try_write([{"kind": "settled", "job": job.id, "key": job.key, "usd": _text(usd), "at": _now()}])

    def spent_today(self) -> Decimal:
        """US dollars that today's requests cost, may cost, or will when they go on (local day). Raises StoreFailed."""
        self._refresh()
        return self._known.spent(_today())

    # -- whose a job is ------------------------------------------------------------------------------------------------

    def has(self, job: Job) -> bool:
        """Whether this person agreed to this very request before, with whatever key: it may be asked for again."""
        self._refresh()
        known = self._known.jobs.get(job.id)
        return known is not None and known["request"] == request_of(job) and known["gateway"] == job.gateway

    def reason(self, job: Job, secret: bytes | None) -> str:
        """Why a job waits for this person's word; "" when it does not. `secret`: the gateway key; None where it is not
        known now, and only the request is compared. A store that cannot be read is a reason, too."""
        if job.state not in BEFORE_SENT | AT_GATEWAY:
            return ""
        try:
            self._refresh()
        except StoreFailed as error:
            return "" if job.state in AT_GATEWAY and _is_sender(job, secret) else error.sentence
        found = self._refusal(job, secret)
        # Sent from here with another key, and never confirmed: that is told as uncertain, and goes out no more.
        return "" if found == OTHER_ACCOUNT and job.unsettled else found

    def is_mine(self, job: Job, secret: bytes) -> bool:
        """Whether this person, or this key, sent it: only then the gateway is asked about it without being told to."""
        with contextlib.suppress(StoreFailed):
            self._refresh()
        known = self._known.jobs.get(job.id)
        return (known is not None and known["account"] == account(secret)) or _is_sender(job, secret)

    def marked(self, jobs: Iterable[Job], secrets: Mapping[str, bytes]) -> list[Job]:
        """The jobs, those that wait for this person's word with the reason in `left`."""
        found = []
        for job in jobs:
            left = self.reason(job, secrets.get(job.gateway) or None)
            found.append(job if job.left == left else job.model_copy(update={"left": left}))
        return found

    def _refusal(self, job: Job, secret: bytes | None) -> str:
        known = self._known.jobs.get(job.id)
        if job.state in AT_GATEWAY:
            here = known is not None and (secret is None or known["account"] == account(secret))
            return "" if here or _is_sender(job, secret) else NOT_ASKED
        if known is None or known["key"] != job.key:
            return NOT_SENT
        if known["request"] != request_of(job) or known["gateway"] != job.gateway:
            return OTHER_REQUEST
        if secret is not None and known["account"] != account(secret):
            return OTHER_ACCOUNT
        amount = self._known.amounts.get(job.key)
        return SENT_BEFORE if amount is not None and amount.accepted and not job.unsettled else ""

    # -- the file ------------------------------------------------------------------------------------------------------

    @cached_property
    def _file(self) -> str:
        return f"{self.folder}{os.sep}{STORE_NAME}"

    @cached_property
    def _guard_file(self) -> str:
        return f"{self.folder}{os.sep}agreed.lock"

    def _write(self, lines: Sequence[Mapping[str, Any]], *, lasting: bool = True) -> None:
        with self._locked() as file:
            self._append(file, lines, lasting=lasting)

    def _try_write(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """For what only makes the count smaller, or is a second guard: the job's own record has it, too."""
        try:
            self._write(lines, lasting=False)
        except StoreFailed as error:
            log.warning("%s", error.user_message)

    def _append(self, file: FileIO, lines: Sequence[Mapping[str, Any]], *, lasting: bool = True) -> None:
        """`lasting`: through a power cut, too, which takes the disk some milliseconds."""
        try:
            end = file.seek(0, os.SEEK_END)
            if end:
                file.seek(end - 1)
                torn = file.read(1) != b"\n"  # a power cut within a line
            text = "".join(json.dumps(line) + "\n" for line in lines)
            write_all(file.fileno(), ("\n" if end and torn else "").encode() + text.encode())
            if lasting:
                os.fsync(file.fileno())
        except OSError as error:
            raise self._failed(error) from error

    @contextlib.contextmanager
    def _locked(self) -> Iterator[FileIO]:
        """The file, open, with every other program kept out; the system lets go of it when a program dies."""
        with self._door:
            try:
                guard = self._guard()
            except OSError as error:
                raise self._failed(error) from error
            with guard:
                try:
                    _lock(guard)
                    file = self._compacted()
                except OSError as error:
                    raise self._failed(error) from error
                try:
                    with file:
                        yield file
                finally:
                    _unlock(guard)

    def _guard(self) -> FileIO:
        try:
            return _private(self._guard_file)
        except FileNotFoundError:
            folder = self.folder
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return _private(self._guard_file)

    def _compacted(self) -> FileIO:
        """The file, open; what is older than anybody asks for is left out of one that grew large."""
        path = self._file
        file = _private(path)
        if os.fstat(file.fileno()).st_size < COMPACT_BYTES:
            return file
        with file:
            oldest = datetime.fromtimestamp(time.time() - KEPT_SECONDS).astimezone().isoformat()
            kept = [line for line in file.readall().splitlines() if (at := _at(line)) and at >= oldest]
        with _private(f"{path}.tmp") as fresh:
            fresh.truncate()
            write_all(fresh.fileno(), b"".join(line + b"\n" for line in kept))
            os.fsync(fresh.fileno())
        os.replace(f"{path}.tmp", path)
        return _private(path)

    def _refresh(self) -> None:
        """Read what was written since the last look. Raises StoreFailed."""
        with self._door:
            try:
                with open(self._file, "rb", buffering=0) as file:
                    self._read(file)
            except FileNotFoundError:
                self._known, self._read_to = _Known(), (0, 0)
            except OSError as error:
                raise self._failed(error) from error

    def _read(self, file: FileIO) -> None:
        """The same from the open file. Raises StoreFailed."""
        try:
            status = os.fstat(file.fileno())
            if status.st_size > STORE_BYTES:
                raise OSError(f"{STORE_NAME} is larger than it can be")
            inode, done = self._read_to
            if (inode, done) == (status.st_ino, status.st_size):
                return
            if inode != status.st_ino or status.st_size < done:
                self._known, done = _Known(), 0
            file.seek(done)
            whole, _, _ = file.readall().rpartition(b"\n")
        except OSError as error:
            raise self._failed(error) from error
        for line in whole.splitlines():
            self._take(line)
        self._read_to = (status.st_ino, done + (len(whole) + 1 if whole else 0))

    def _take(self, line: bytes) -> None:
        try:
            if line.strip():
                self._known.take(json.loads(line))
        except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
            log.warning("A line of %s cannot be read; what it allowed is asked for again.", STORE_NAME)

    def _failed(self, error: OSError) -> StoreFailed:
        why = explain_os_error(error, self._file)
        return StoreFailed(
            f"What you agreed to pay is kept in {self.folder}, which cannot be used, so nothing is sent:"
            f" {why.user_message}",
            why.next_step or f"Put it right, or name another folder in {STATE_VARIABLE}.",
        )


def _is_sender(job: Job, secret: bytes | None) -> bool:
    return bool(secret and job.sender) and hmac.compare_digest(job.sender.encode(), sender(job, secret or b"").encode())


def _token_owner(secret: bytes) -> bytes:
    """Who an OIDC token is for; b"" for a plain key."""
    parts = secret.split(b".")
    if len(parts) != 3 or not secret.startswith(b"eyJ"):
        return b""
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + b"=" * (-len(parts[1]) % 4)))
        owner = [str(claims[name]) for name in ("iss", "owner_id", "project_id")]
    except (ValueError, KeyError, TypeError, RecursionError):
        return b""
    return json.dumps(owner).encode()


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def _today() -> date:
    return datetime.now().astimezone().date()


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone().date()


def _usd(line: Mapping[str, Any]) -> Decimal | None:
    return None if line["usd"] is None else Decimal(line["usd"])


def _text(usd: Decimal | None) -> str | None:
    return None if usd is None else f"{usd:f}"


def _at(line: bytes) -> str:
    try:
        return str(json.loads(line)["at"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _private(path: str) -> FileIO:
    """The file, open, and made for this person alone if it was not there. Without a buffer: each of them asks the
    system four things that nobody wants to know here."""
    return FileIO(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600), "r+b")


if sys.platform == "win32":
    import msvcrt

    def _lock(file: FileIO) -> None:
        """Raises OSError when another program keeps it for longer than LOCK_SECONDS: LK_LOCK tries ten times, a second
        apart."""
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _unlock(file: FileIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: FileIO) -> None:
        """Raises OSError when another program keeps it for longer than LOCK_SECONDS."""
        end = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.005)

    def _unlock(file: FileIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
