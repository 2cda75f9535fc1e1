# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generations from acceptance to their end, each in a thread of its own, and the memory of idempotency keys."""

from __future__ import annotations

import json
import logging
import re
import secrets
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..core.catalog import Catalog, Model
from ..core.errors import AnimaticError
from ..core.files import FileError, door, write_atomic
from ..core.models import fingerprint
from . import accounts, families, webhook
from .faults import Fault
from .options import Options
from .provider import Call, ProviderRefusal
from .references import Fetched, Fetcher
from .slate import Picture, Slate, Stopped, Studio

log = logging.getLogger(__name__)

QUEUED, RUNNING, COMPLETED, ERROR, CANCELLED = "queued", "running", "completed", "error", "cancelled"
TAG_MAX = 40
"""Characters of a shot's name and a take's number that a slate has room for."""
FORGOTTEN_AFTER = 7 * 86400.0
"""Seconds after its end that a job, with its files, is still there for the next server in the same folder."""

FINISHED = frozenset({COMPLETED, ERROR, CANCELLED})


@dataclass
class Job:
    """One generation. Times are Unix seconds; `state` goes from queued over running to one of FINISHED, once."""

    id: str
    model: str
    generation_id: str
    task_id: str
    secret: str
    """Signs webhooks; told once, with the start's answer."""
    tags: tuple[str, ...] = ()
    asynchronous: bool = False
    callback_url: str = field(default="", repr=False)
    own_key: bool = False
    """The caller's own provider key pays; the gateway charges nothing."""
    idempotency_key: str = ""
    body_sha256: str = ""
    created: float = field(default_factory=time.time)
    finished: float = 0.0
    state: str = QUEUED
    error: str = ""
    error_code: str = ""
    """The provider's code; never sent: it is lost on the way through the gateway."""
    error_status: int = 400
    video: str = ""
    """File name in the studio's folder; empty: no video."""
    warnings: list[dict[str, str]] = field(default_factory=list)
    slate: dict[str, Any] = field(default_factory=dict)
    resolution: str = ""
    input_seconds: float = 0.0
    is_draft: bool = False
    tokens: int = 0
    """Of the provider's own counting; 0 where it counts seconds."""
    usd: str = "0"

    @property
    def over(self) -> bool:
        return self.state in FINISHED


class Jobs:
    """All generations of one server. Every method may be called from any thread."""

    def __init__(
        self,
        catalog: Catalog,
        options: Options,
        account: accounts.Account,
        fetcher: Fetcher,
        studio: Studio,
        stopping: threading.Event,
        folder: Path,
    ) -> None:
        self.options = options
        self._catalog = catalog
        self._account = account
        self._fetcher = fetcher
        self._studio = studio
        self._stopping = stopping
        self._folder = folder
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._jobs: dict[str, Job] = {}
        self._by_key: dict[str, str] = {}
        self._threads: set[threading.Thread] = set()

    def accept(
        self,
        model: Model,
        body: Mapping[str, Any],
        *,
        asynchronous: bool = False,
        idempotency_key: str = "",
        fault: Fault | None = None,
    ) -> Job:
        """The job for a request: a new one, or the one that its idempotency key already started.

        Raises KeyReused when the key came with another request. A request that the provider refuses becomes a failed
        job, which is how the caller of a start learns of it."""
        body_sha256 = fingerprint({"model": model.id, "body": dict(body)})
        with self._lock:
            known = self._known(idempotency_key, body_sha256)
            if known is not None:
                return known
            job = self._new(model, body, idempotency_key, body_sha256)
            job.asynchronous = asynchronous
            job.callback_url = str(body.get("callbackUrl", "")) if asynchronous else ""
            if idempotency_key:
                self._by_key[idempotency_key] = job.id
            self._begin(job, model, body, fault)
        return job

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def find(self, job_id: str) -> Job | None:
        with self._lock:
            return self._jobs.get(job_id)

    def by_generation(self, generation_id: str) -> Job | None:
        with self._lock:
            return next((job for job in self._jobs.values() if job.generation_id == generation_id), None)

    def all(self) -> list[Job]:
        with self._lock:
            return list(self._jobs.values())

    def wait(self, job: Job, seconds: float) -> bool:
        """Until the job is over, at most so long; whether it is."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not job.over and not self._stopping.is_set() and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(min(left, 0.5))
            return job.over

    def video_file(self, job: Job) -> Path:
        return self._studio.folder / job.video

    def join(self, deadline: float) -> None:
        """Wait for the threads until `deadline` (monotonic seconds); the server is stopping."""
        with self._changed:
            self._changed.notify_all()
            threads = list(self._threads)
        for thread in threads:
            thread.join(max(deadline - time.monotonic(), 0.0))

    def resume(self) -> None:
        """Take up what an earlier server left in the folder; jobs that were running run again."""
        for name in door.names(self._folder):
            file = self._folder / name
            if not _JOB_FILE.fullmatch(name):
                continue
            try:
                job = _read(file)
            except (FileError, ValueError, TypeError) as error:
                log.warning("the rehearsal job %s cannot be read: %s", name, error)
                continue
            if job.over and time.time() - job.finished > FORGOTTEN_AFTER:
                door.remove(file)
                continue
            with self._lock:
                self._jobs[job.id] = job
                if job.idempotency_key:
                    self._by_key[job.idempotency_key] = job.id
                if job.state not in (ERROR, CANCELLED) and not job.own_key:
                    self._account.charge(job.id, Decimal(job.usd))
        self._sweep()
        for job in self.all():
            if not job.over:
                self._resume(job)

    def _sweep(self) -> None:
        """Delete videos and references that no job has any more."""
        videos = {job.video for job in self.all()}
        pictures = {Path(p["file"]).name for job in self.all() for p in job.slate.get("pictures", ())}
        for folder, kept in ((self._studio.folder, videos), (self._fetcher.folder, pictures)):
            for name in door.names(folder):
                found = door.status(folder / name)
                if found is not None and name not in kept and time.time() - found.st_mtime > FORGOTTEN_AFTER:
                    door.remove(folder / name)

    def _resume(self, job: Job) -> None:
        for picture in job.slate.get("pictures", ()):  # the folder may have moved with its film
            picture["file"] = str(self._fetcher.folder / Path(picture["file"]).name)
        if not job.slate or not all(door.is_file(picture["file"]) for picture in job.slate["pictures"]):
            self._end(job, ERROR, error="Internal error: the generation was interrupted.", status=500)
            return
        slate = Slate.from_json(job.slate)
        self._thread(job, lambda: self._finish(job, slate, None))

    def _known(self, key: str, body_sha256: str) -> Job | None:
        job = self._jobs.get(self._by_key.get(key, "")) if key else None
        if job is None or time.time() - job.created > self.options.idempotency_seconds:
            return None
        if job.body_sha256 != body_sha256:
            raise KeyReused
        return job

    def _new(self, model: Model, body: Mapping[str, Any], key: str, body_sha256: str) -> Job:
        gateway = body.get("providerOptions", {}).get("gateway", {})
        job = Job(
            id=f"job_{_unique()}",
            model=model.id,
            generation_id=f"gen_{_unique()}",
            task_id=str(uuid.uuid4()),
            secret=f"whsec_{secrets.token_urlsafe(24)}",
            tags=tuple(gateway.get("tags", ())),
            own_key=bool(gateway.get("byok", {}).get(model.id.partition("/")[0])),
            idempotency_key=key,
            body_sha256=body_sha256,
        )
        self._jobs[job.id] = job
        return job

    def _begin(self, job: Job, model: Model, body: Mapping[str, Any], fault: Fault | None) -> None:
        try:
            call = self._whole(families.translate(self._catalog, model.id, body))
        except ProviderRefusal as refusal:
            self._end(job, ERROR, error=refusal.message, code=refusal.code)
            return
        job.warnings = [dict(warning) for warning in call.warnings]
        job.resolution, job.is_draft = call.resolution, call.is_draft
        job.state = RUNNING
        self._charge(job, accounts.bill(call, (), 0))
        self._save(job)
        self._thread(job, lambda: self._run(job, call, fault))

    def _whole(self, call: Call) -> Call:
        """A call that finishes a draft, with the draft's seconds, sound and seed. Raises ProviderRefusal for one that
        is not there."""
        if not call.draft_of:
            return call
        draft = self._draft(call)
        if draft is None:
            raise ProviderRefusal("InvalidParameter", f"The draft task {call.draft_of} was not found.")
        known = draft.slate
        size = _shaped(call, known["width"] / known["height"])
        told = {name: known[name] for name in ("seconds", "audio", "seed", "prompt")}
        return replace(call, size=size, **told)

    def _draft(self, call: Call) -> Job | None:
        return next(
            (
                job
                for job in self._jobs.values()
                if job.task_id == call.draft_of
                and job.is_draft
                and job.state == COMPLETED
                and job.model == call.model.id
            ),
            None,
        )

    def _charge(self, job: Job, bill: accounts.Bill) -> None:
        """Make it cost what the bill says, instead of what it cost so far."""
        more = bill.usd - Decimal(job.usd)
        job.usd, job.tokens, job.input_seconds = accounts.plain(bill.usd), bill.tokens, round(bill.input_seconds, 3)
        if not job.own_key:
            self._account.charge(job.id, more)

    def _thread(self, job: Job, work: Any) -> None:
        thread = threading.Thread(target=self._guarded, args=(job, work), name=f"rehearsal {job.id}", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _guarded(self, job: Job, work: Any) -> None:
        try:
            work()
        except ProviderRefusal as refusal:
            said = f"Video generation failed. Task ID: {job.task_id}. {refusal.message}"
            self._end(job, ERROR, error=said, code=refusal.code)
        except Stopped:
            pass
        except AnimaticError as error:
            log.warning("rehearsal job %s: %s", job.id, error.sentence)
            self._end(job, ERROR, error=f"Internal error: {error.sentence}", code="InternalError", status=500)
        except Exception:
            log.exception("rehearsal job %s", job.id)
            self._end(job, ERROR, error="Internal server error.", code="InternalError", status=500)
        finally:
            with self._lock:
                self._threads.discard(threading.current_thread())

    def _run(self, job: Job, call: Call, fault: Fault | None) -> None:
        draft = self._draft(call) if call.draft_of else None
        fetched = () if draft is not None else self._fetcher.fetch(call)
        clips = [f.info.seconds for f in fetched if f.info.kind == "video"]
        slate = _slate(call, fetched, job)
        if draft is not None:  # the very same video: its pictures, words and seed
            clips = [draft.input_seconds] if draft.input_seconds else []
            width, height = (int(side) for side in call.size.split("x"))
            slate = replace(Slate.from_json(draft.slate), width=width, height=height, take=slate.take)
        with self._lock:
            job.slate = slate.to_json()
            self._charge(job, accounts.bill(call, clips, len(fetched) - len(clips)))
            self._save(job)
        self._finish(job, slate, fault)

    def _finish(self, job: Job, slate: Slate, fault: Fault | None) -> None:
        kind = fault.kind if fault is not None else ""
        video = "" if kind in ("fails", "cancelled", "empty") else self._studio.make(slate).name
        left = job.created + self.options.latency - time.time()
        if left > 0 and self._stopping.wait(left):
            raise Stopped
        if kind == "fails" and fault is not None:
            raise ProviderRefusal(
                "InternalError.Algo", fault.body or "An internal error has occurred during execution."
            )
        self._end(job, CANCELLED if kind == "cancelled" else COMPLETED, video=video)

    def _end(
        self, job: Job, state: str, *, video: str = "", error: str = "", code: str = "", status: int = 400
    ) -> None:
        with self._changed:
            job.video, job.error, job.error_code, job.error_status = video, error, code, status
            job.finished = time.time()
            job.state = state
            if state != COMPLETED:
                self._account.refund(job.id)
                job.usd = "0"
            self._save(job)
            self._changed.notify_all()
            if job.callback_url and not self.stopping:
                self._thread(job, lambda: self._call_back(job))

    def _call_back(self, job: Job) -> None:
        webhook.deliver(job.callback_url, job, online=self.options.online, stopping=self._stopping)

    def _save(self, job: Job) -> None:
        """On disk without the callback's address, which may carry a token."""
        kept = {**asdict(job), "callback_url": ""}
        write_atomic(self._folder / f"{job.id}.json", json.dumps(kept), private=True)  # its secret signs webhooks


_JOB_FILE = re.compile(r"job_[\w-]+\.json", re.ASCII)
_VIDEO = re.compile(r"[\w -][\w .-]*", re.ASCII)


def _read(file: Path) -> Job:
    """A job of an earlier server; its folder may have come with a film from anybody. Raises FileError, ValueError or
    TypeError for what no server wrote."""
    job = Job(**door.read_json(file, door.JOB_BYTES))
    job.callback_url = ""  # never written, so never read: nobody is called on a file's word
    texts: tuple[object, ...] = (job.id, job.model, job.generation_id, job.task_id, job.secret, job.idempotency_key)
    texts += (job.body_sha256, job.error, job.error_code, job.video, job.resolution, job.usd, *job.tags)
    moments = (job.created, job.finished, job.input_seconds)
    if not all(isinstance(text, str) for text in texts) or not all(isinstance(m, int | float) for m in moments):
        raise TypeError("a field of another kind")
    if f"{job.id}.json" != file.name or job.state not in {QUEUED, RUNNING, *FINISHED}:
        raise ValueError("not its own name, or no state")
    if job.video and not _VIDEO.fullmatch(job.video):
        raise ValueError("its video is no name")
    if not all(0 <= moment < 1e11 for moment in moments) or not 0 <= float(job.usd) <= 1e6:
        raise ValueError("a number beyond measure")
    if not isinstance(job.warnings, list) or not isinstance(job.slate, dict) or not isinstance(job.error_status, int):
        raise TypeError("a field of another kind")
    job.tags = tuple(job.tags)
    if job.slate:
        slate = Slate.from_json(job.slate)
        if not slate.is_sane:
            raise ValueError("its slate is beyond measure")
        if not all(_VIDEO.fullmatch(Path(picture.file).name) for picture in slate.pictures):
            raise ValueError("its pictures are no files")
    return job


class KeyReused(Exception):
    """An idempotency key came again with another request."""


def _shaped(call: Call, ratio: float) -> str:
    """The final's size, in the shape that its draft has."""
    sizes = call.model.sizes.get(call.resolution, {}).values()

    def distance(size: str) -> float:
        width, height = map(int, size.split("x"))
        return abs(width / height - ratio)

    return min(sizes, key=distance, default=call.size)


def _slate(call: Call, fetched: tuple[Fetched, ...], job: Job) -> Slate:
    shot, take = (_tag(job.tags, name) for name in ("shot", "take"))
    size = call.size
    if call.follows_picture and fetched:
        size = first_frame_size(call.size, fetched[0].info.width, fetched[0].info.height)
    width, height = (int(side) for side in size.split("x"))
    words = _words(call.model.naming, [f.info.kind for f in fetched])
    pictures = tuple(
        Picture(str(f.file), f.info.kind, f.sha256, f.info.width, f.info.height, word)
        for f, word in zip(fetched, words, strict=True)
    )
    slate = Slate(
        width=width,
        height=height,
        seconds=call.seconds,
        fps=call.model.output_fps,
        audio=call.audio,
        route=str(call.model.route),
        prompt=call.prompt,
        model=call.model.id,
        seed=call.seed if call.seed is not None else 0,
        seed_given=call.seed is not None,
        shot=shot,
        take=take,
        pictures=pictures,
    )
    return slate.with_seed()


def _words(naming: str, kinds: list[str]) -> list[str]:
    """What the prompt calls each reference: character1, or Image 1 and Video 1 counted apart, or nothing."""
    form = {"media": "{} {}", "brackets": "[{} {}]"}.get(naming)
    if form is None:
        return [f"character{n}" if naming else "" for n in range(1, len(kinds) + 1)]
    return [form.format(kind.capitalize(), kinds[: n + 1].count(kind)) for n, kind in enumerate(kinds)]


def first_frame_size(asked: str, width: int, height: int) -> str:
    """The size of a first-frame result: the picture's own ratio at the asked number of pixels, in steps of 16.

    Alibaba's example: a picture of 750x1000 at 720P gives 816x1104. A picture of the asked ratio gives the asked size.
    """
    asked_width, asked_height = (int(side) for side in asked.split("x"))
    if abs(width * asked_height - height * asked_width) <= 0.01 * height * asked_width:
        return asked
    area = asked_width * asked_height
    return f"{_step(area * width / height)}x{_step(area * height / width)}"


def _step(square: float) -> int:
    return max(int(square**0.5) // 16 * 16, 16)


def _tag(tags: tuple[str, ...], name: str) -> str:
    """The value of the first tag "name:value", or ""."""
    return next((tag.partition(":")[2].strip()[:TAG_MAX] for tag in tags if tag.startswith(f"{name}:")), "")


def _unique() -> str:
    return secrets.token_hex(13).upper()
