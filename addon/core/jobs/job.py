# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The durable record of one paid request: a frozen value; every change makes a new one."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from ..errors import AnimaticError, Billed
from ..files import redact, ulid
from ..models import Frozen, Money, Plan, Reference
from ..money import about, format_usd
from .states import TABLE, TERMINAL, Action, State, check_move

FORMAT = 4
"""`Job.format`; a file with a higher number comes from a newer version and is left alone. It is raised with every new
field of a job, but for those of values that are `Told`. 1: without who sent it (0.1.0); 2: without jobs that wait for
their turn, which an older version would send at once; 3: by versions that set a file aside as damaged which tells more
of its shot than they know."""

HISTORY_MAX = 400
"""Entries; a job that is retried for a day stays a small file. The first ones and the last ones are kept."""


def _moment(text: str) -> str:
    """Raises ValueError for what no version of this program wrote: a record comes from anybody."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 2000 <= moment.year < 3000:
        raise ValueError("no moment in UTC")
    return text


Moment = Annotated[str, AfterValidator(_moment)]
NoMoment = Annotated[str, AfterValidator(lambda text: text and _moment(text))]
"""A moment, or "" for none yet."""


class Mode(StrEnum):
    """How the request travels. `async`: start and poll, with our idempotency key. `sse`: one open request, which cannot
    be resumed."""

    ASYNC = "async"
    SSE = "sse"


REHEARSAL = "rehearsal"
"""`Job.gateway` of jobs that cost nothing: the built-in gateway's."""
LIVE = "live"
"""`Job.gateway` of jobs that are paid for."""


def gateway_name(live: bool) -> str:
    """What jobs call the gateway that they are for."""
    return LIVE if live else REHEARSAL


NOT_QUEUED = ("gateway_not_queued", "gateway_not_found")
"""Codes of a start's refusal after which an open request may still work."""

OPEN_LINE_RISK = (
    "An open request is one line that stays open for minutes. If it breaks, or Blender is closed, nobody can tell"
    " whether the video is being made: it may be charged without a video, and sending it again may be charged twice."
)
"""What a person accepts who chooses it; it is never the program's own choice."""


REHEARSED = "In this rehearsal it costs nothing."
"""After what a rehearsal's job says of money that a real one would, or might, have cost."""


class ErrorRecord(Frozen):
    """What went wrong, in the artist's words. In a working state it is trouble that is being waited out, since `at`."""

    code: str
    message: str
    next_step: str = ""
    retryable: bool = False
    billed: Billed = Billed.NO
    user_fault: bool = False
    at: Moment
    step: str = ""
    """The state in which it happened."""
    detail: str = ""
    """What the server said, without secrets, for whoever wants to know."""
    request_id: str = ""
    """What the server calls the request that went wrong: for its support."""

    @classmethod
    def of(cls, error: AnimaticError, at: str, step: str, *, rehearsal: bool = False) -> ErrorRecord:
        free = f" {REHEARSED}" if rehearsal and error.billed is not Billed.NO else ""
        return cls(
            code=error.code,
            message=f"{redact(error.user_message)}{free}",
            next_step=redact(error.next_step),
            retryable=error.retryable,
            billed=error.billed,
            user_fault=error.user_fault,
            at=at,
            step=step,
            detail=redact(getattr(error, "detail", "")),
            request_id=error.request_id,
        )

    @property
    def sentence(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class HostedReference(Frozen):
    """Where a reference was uploaded: how its host finds it again. Never a URL: those carry signatures."""

    sha256: str
    host: str
    locator: str


class Entry(Frozen):
    """One line of a job's history."""

    at: Moment
    state: State
    note: str = ""


class Attempt(Frozen):
    """A request of this job that is over: kept because it may have cost money."""

    key: str
    mode: Mode
    sent: NoMoment = ""
    operation: Any = None
    generation_id: str = ""
    charge: Billed
    usd: Money | None = None
    usd_is_actual: bool = False
    outcome: str = ""


class OneByOne(Frozen):
    """A job's place among those of its shot that were agreed to together and are bought one after the other."""

    group: str
    number: Annotated[int, Field(ge=1)]
    of: int
    budget: Money | None = None
    """US dollars for all of them; None: what their prices come to."""


class Job(Frozen):
    """One paid request for one take. Paths are relative to the film folder; times are ISO 8601, UTC."""

    format: Literal[1, 2, 3, 4] = 4
    id: str
    """ULID; also the name of the job's file and the id of the take."""
    batch: str
    """ULID shared by the jobs of one send."""
    plan: Plan
    plan_fingerprint: str
    take_number: Annotated[int, Field(ge=0, lt=10**9)]
    mode: Mode = Mode.ASYNC
    gateway: str = ""
    """Which gateway it is for ("live", "rehearsal"): no other one knows its operation. "": any."""
    state: State = State.PLANNED
    created: Moment
    updated: Moment

    key: str
    """Idempotency key of the present attempt: made before anything is written, kept for every retry of one send."""
    sent: NoMoment = ""
    """When the key first went out; its safe window counts from here."""
    sender: str = ""
    """Proves, to whoever has the gateway key, that the request was sent with it."""
    unsettled: bool = False
    """A request with this key went out and nobody knows what became of it."""
    repeats: int = 0
    """How often the request went out again with the same key while its fate was open."""
    sealed: str = ""
    """Sealed URLs: of a request that is not settled, for its key is good for the very same request only; of an open
    request's video, for nobody can be asked for it again."""
    operation: Any = None
    """The gateway's opaque token of the running generation."""
    generation_id: str = ""
    running_since: NoMoment = ""

    references: tuple[Reference, ...] = ()
    """What is sent, in the order of the plan's inputs that are not URLs."""
    hosted: tuple[HostedReference, ...] = ()
    warnings: tuple[str, ...] = ()
    references_skipped: bool = False
    """The model said that it ignored the references: the video is paid all the same, and is brought home marked."""

    draft_handle: str = ""
    """What the provider calls the draft that came, where it can finish the very same video."""

    charge: Billed = Billed.NO
    usd: Money | None = None
    """What the present attempt costs or cost; the plan's estimate until the gateway says."""
    usd_is_actual: bool = False
    past: tuple[Attempt, ...] = ()

    error: ErrorRecord | None = None
    paused: bool = False
    """In a working state: waits for a person to make room or put something right, then *retry*."""
    best_of: OneByOne | None = None
    held: bool = False
    """In `planned`: agreed to, and sent only when none of those before it follows the plan (`one_by_one`)."""
    take_file: str = ""
    sidecar: str = ""
    history: tuple[Entry, ...] = ()
    left: str = Field(default="", exclude=True)
    """Why it waits for this person's word: not sent by them on this machine (`agreed`). Never in the file."""

    @property
    def shot_uuid(self) -> str:
        return self.plan.shot_uuid

    @property
    def shot_name(self) -> str:
        return self.plan.shot_name

    @property
    def is_rehearsal(self) -> bool:
        return self.gateway == REHEARSAL

    @property
    def word(self) -> str:
        """The state as the queue shows it."""
        if self.left:
            return "Not sent by you"
        if self.held:
            return "Waits for the one before"
        return "Paused" if self.paused else TABLE[self.state].word

    @property
    def cost_words(self) -> str:
        """What it cost, or will by its estimate, as the queue shows it."""
        if self.is_rehearsal:
            return "free"
        if self.charge is Billed.NO and self.state in TERMINAL:
            return "not billed"
        return format_usd(self.usd) if self.usd_is_actual else about(self.usd)

    @property
    def working(self) -> bool:
        return TABLE[self.state].works and not self.paused and not self.left

    @property
    def coming(self) -> bool:
        """Whether its take may still come to its shot: it is at work or paused, waits to be placed, or nobody knows."""
        return self.working or self.paused or self.state in (State.READY, State.UNCERTAIN)

    @property
    def actions(self) -> frozenset[Action]:
        """What a person may ask of it now. *Retry* never pays for what may have been paid already: a failed job that
        may have cost money, and whose video cannot be fetched, offers *send again* instead."""
        offered = TABLE[self.state].actions
        if self.left:
            at_gateway = self.state in (State.RUNNING, State.DOWNLOADING)
            return frozenset({Action.LOOK_UP if at_gateway else Action.SEND, Action.LEAVE, Action.CANCEL})
        if self.state is State.FAILED:
            dropped = {Action.SEND_AGAIN if self.retry_is_free else Action.RETRY}
            return offered - dropped - (set() if self.needs_open_line else {Action.SEND_OPEN})
        if self.state is State.DOWNLOADING and not self.paused:
            return offered - {Action.RETRY}
        if self.paused:
            return offered | {Action.RETRY}
        if self.state in (State.CANCELLED, State.EXPIRED) and not self.can_ask:
            return offered - {Action.LOOK_UP}
        return offered

    @property
    def can_ask(self) -> bool:
        """Whether the gateway gave us anything to ask about."""
        return self.operation is not None or bool(self.generation_id) or self.link_kept

    @property
    def link_kept(self) -> bool:
        """An open request was answered with a link that may still work."""
        return self.mode is Mode.SSE and bool(self.sealed) and self.charge is Billed.YES

    @property
    def retry_is_free(self) -> bool:
        """Whether going on costs nothing beyond what was agreed: nothing was charged, or only the video is missing."""
        return self.charge is Billed.NO or self.fetchable

    @property
    def needs_open_line(self) -> bool:
        """It was refused, and surely not charged, because its model takes no queued requests."""
        refused = self.state is State.FAILED and self.charge is Billed.NO and self.mode is Mode.ASYNC
        return refused and self.error is not None and self.error.code in NOT_QUEUED

    @property
    def fetchable(self) -> bool:
        """It failed after the model had finished: the video may still be there."""
        failed_in = self.error.step if self.error else ""
        return failed_in == State.DOWNLOADING and (self.operation is not None or self.link_kept)

    @property
    def usd_at_stake(self) -> Decimal:
        """US dollars that the present attempt has cost, or may still cost by itself; 0 when the price is unknown."""
        may_still = TABLE[self.state].works or self.charge is not Billed.NO
        return self.usd if may_still and self.usd is not None else Decimal(0)

    @property
    def usd_committed(self) -> Decimal:
        """The same over all attempts."""
        past = (a.usd for a in self.past if a.usd is not None and a.charge is not Billed.NO)
        return sum(past, self.usd_at_stake)

    @property
    def cost_is_known(self) -> bool:
        """Whether `usd_committed` is all: of no attempt that may have been charged the price is unknown."""
        attempts = ((self.usd, self.charge), *((a.usd, a.charge) for a in self.past))
        return all(usd is not None or charge is Billed.NO for usd, charge in attempts)

    @property
    def was_let_go(self) -> bool:
        """One of a best of N that was never sent: none beyond those before it was wanted."""
        unsent = self.charge is Billed.NO and not self.sent and not self.past
        return self.best_of is not None and self.state is State.CANCELLED and unsent

    def changed(self, note: str = "", **changes: Any) -> Job:
        """The same state with other fields. With a note, the history gets a line."""
        now = utc_now()
        changes.setdefault("updated", now)
        if note:
            changes["history"] = _extended(self.history, Entry(at=now, state=self.state, note=redact(note)))
        return self.model_copy(update=changes)

    def moved(self, state: State, note: str = "", **changes: Any) -> Job:
        """The job in a new state; the charge follows the table unless given. Raises IllegalMove."""
        check_move(self.state, state)
        now = utc_now()
        charge = TABLE[state].charge
        if charge is not None:
            changes.setdefault("charge", charge)
        changes.setdefault("error", None)
        changes.setdefault("paused", False)
        changes.setdefault("left", "")
        changes.setdefault("held", False)
        if state in (State.PLANNED, State.RUNNING, State.READY):
            changes.setdefault("sealed", "")
        changes["state"] = state
        changes["updated"] = now
        changes["history"] = _extended(self.history, Entry(at=now, state=state, note=redact(note)))
        return self.model_copy(update=changes)

    def new_attempt(self, note: str, mode: Mode | None = None) -> Job:
        """Planned again with a fresh key; what went before is kept in `past`."""
        return self.moved(
            State.PLANNED,
            note,
            past=(*self.past, self._attempt()) if self.sent else self.past,
            mode=mode or self.mode,
            key=new_key(),
            sent="",
            sender="",
            unsettled=False,
            repeats=0,
            operation=None,
            generation_id="",
            running_since="",
            warnings=(),
            references_skipped=False,
            usd=self.plan.quote.usd,
            usd_is_actual=False,
        )

    def _attempt(self) -> Attempt:
        return Attempt(
            key=self.key,
            mode=self.mode,
            sent=self.sent,
            operation=self.operation,
            generation_id=self.generation_id,
            charge=self.charge,
            usd=self.usd,
            usd_is_actual=self.usd_is_actual,
            outcome=self.error.message if self.error else TABLE[self.state].word,
        )


def new_job(plan: Plan, *, batch: str, take_number: int, mode: Mode = Mode.ASYNC, gateway: str = "") -> Job:
    """A planned job with its idempotency key, not yet written anywhere."""
    now = utc_now()
    return Job(
        id=ulid(),
        batch=batch,
        plan=plan,
        plan_fingerprint=plan.fingerprint,
        take_number=take_number,
        mode=mode,
        gateway=gateway,
        created=now,
        updated=now,
        key=new_key(),
        usd=plan.quote.usd,
        history=(Entry(at=now, state=State.PLANNED),),
    )


def new_key() -> str:
    return f"animatic_{ulid()}"


def utc_now() -> str:
    """2026-11-22T20:15:04.123Z"""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds_since(moment: str) -> float:
    """Seconds of wall time since `moment`; negative when the clock was set back."""
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()


def _extended(history: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    half = HISTORY_MAX // 2
    if len(history) >= HISTORY_MAX:
        history = (*history[:half], *history[1 - half :])
    return (*history, entry)
