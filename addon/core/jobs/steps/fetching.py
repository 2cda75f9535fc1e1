# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The step that brings the video home: streamed, checked, named, with its sidecar; it costs nothing to repeat."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from ...errors import AnimaticError, Billed, MediaError
from ...files import FileError, door, explain_os_error, require_space
from ...gateway.failures import JobUnknown, ResultExpired
from ...gateway.results import Completed, Pending, VideoResult
from ...models import Level
from ..events import Notice, TakeReady
from ..job import Job, seconds_since
from ..lock import LockLost
from ..sealing import seal, unseal
from ..states import State
from ..takes import Kept, keep_bytes, keep_take, kept_take, part_path, unplayable_path
from .costs import reported
from .polling import ask, verdict
from .run import Run, WriteFailed
from .traffic import Backoff

LINK_HOURS = 24
"""How long a link is believed to live of whose model nothing is known: the least that any maker says."""


class VideoExpired(AnimaticError):
    """The generation was paid, and its video is no longer there to be downloaded."""

    code = "video_expired"
    billed = Billed.YES


class VideoBroken(AnimaticError):
    """Every download of the video was broken; the link may still work later."""

    code = "video_broken"
    billed = Billed.YES
    retryable = True


class ReferencesIgnored(AnimaticError):
    """The video is home and paid, and it shows strangers: the model had not looked at the references."""

    code = "references_skipped"
    billed = Billed.YES


class _NotYet(AnimaticError):
    """The gateway had said that the video was finished, and now says it is not."""

    code = "still_running"
    retryable = True


class _Verdict(Exception):
    """The gateway says that the generation failed after all."""

    def __init__(self, error: AnimaticError) -> None:
        self.error = error


async def fetch(run: Run, answer: Completed | None) -> None:
    """Download until a checked take lies in the film folder (READY), or the video is gone for good (EXPIRED), or every
    try brought a broken file (FAILED; *retry* fetches again). A network that is away is waited out, and so is a link
    that is refused, for a sign-in page refuses, too: until the gateway says that it is gone, or its day is over.

    Raises FileError when the disk refuses: the job then waits where it is."""
    unwritten = await _begin(run, answer)
    run.end_turn()
    settings = run.shared.settings
    backoff = Backoff(settings.retry_first, settings.retry_longest)
    slow = Backoff(settings.retry_first, settings.slow_longest)
    tries = _Tries(run)
    kept = None
    if not run.sent_here:
        kept = await run.shared.on_disk(run.job.shot_name, kept_take, run.attached.folder, run.job)
        if kept is not None:
            await run.move(State.READY, **_learned(run, kept))
    while kept is None:
        try:
            kept = await _bring(run, answer, unwritten)
        except _Verdict as end:
            await run.fail(end.error)
            return
        except FileError:
            raise
        except AnimaticError as error:
            if over := tries.over(error):
                await _end(run, over)
                return
            if run.job.operation is not None:
                answer = None  # the next try gets a fresh link
            await run.trouble(_of_model(run, error))
            unwritten = False
            await asyncio.sleep((slow if is_gone(error) else backoff).wait(getattr(error, "retry_after", None)))
    run.shared.tell(TakeReady(run.attached.film, run.job, kept.take))
    if flaw := _flaw(run):
        words = Notice(run.attached.film, Level.WARNING, flaw.code, flaw.user_message, flaw.next_step, run.job_id)
        run.shared.tell(words)


async def _begin(run: Run, answer: Completed | None) -> bool:
    """Whether whoever brings the video has to write first that it is being brought."""
    known = reported(answer, run.job.plan) if answer is not None else {}
    if run.job.state is State.DOWNLOADING:
        if known:
            await run.change(**known)
    elif answer is not None and answer.videos[0].inline is not None:
        # The video is here already and in the film's folder in a moment. A program that dies before that finds the job
        # running, asks once more, and gets the same answer.
        run.enter(State.DOWNLOADING, **known)
    elif run.job.operation is not None:  # the same, until the video begins to come
        run.enter(State.DOWNLOADING, **known)
        return True
    else:
        await run.move(State.DOWNLOADING, **known)
    return False


def _learned(run: Run, kept: Kept) -> dict[str, Any]:
    """What a take that is home changes of its job."""
    flaw = _flaw(run)
    return {
        "error": flaw and run.record(flaw),
        "take_number": kept.take.number,
        "take_file": kept.take.file,
        "sidecar": kept.sidecar,
        "warnings": kept.take.warnings,
    }


def _flaw(run: Run) -> ReferencesIgnored | None:
    if not run.job.references_skipped:
        return None
    return ReferencesIgnored(
        f"The model ignored the references of {run.job.shot_name}: this take does not show the cast, and was charged.",
        "Keep it or reject it; before you send the shot again, Test the host of the references in the preferences.",
    )


@dataclass
class _Tries:
    """How often a video came broken, and since when its link is dead. A network that is away is not counted."""

    run: Run
    broken: int = 0
    gone: int = 0
    unknown: int = 0
    gone_since: float = 0.0

    def over(self, error: AnimaticError) -> AnimaticError | None:
        """What the job ends with after this failure; None to try again."""
        settings = self.run.shared.settings
        if isinstance(error, MediaError):
            self.broken += 1
            return _broken(self.run, error, self.broken) if self.broken >= settings.download_tries else None
        if isinstance(error, VideoExpired):
            return error  # there is no link any more that could be tried
        self.unknown = self.unknown + 1 if isinstance(error, JobUnknown) else 0
        if self.unknown >= settings.not_found_limit:
            return _expired(self.run)
        if not is_gone(error):
            self.gone = 0
            return None
        now = asyncio.get_running_loop().time()
        self.gone_since = self.gone_since if self.gone else now
        self.gone += 1
        enough = self.gone >= settings.download_tries and now - self.gone_since >= settings.gone_patience
        return _expired(self.run) if enough and self._life_is_over() else None

    def _life_is_over(self) -> bool:
        since = self.run.job.running_since
        life = (_link_hours(self.run) or LINK_HOURS) * self.run.shared.settings.link_hour
        return not since or seconds_since(since) >= life


async def _end(run: Run, error: AnimaticError) -> None:
    if isinstance(error, VideoExpired):
        await run.move(State.EXPIRED, error=run.record(error))
    else:
        await run.fail(error)


async def _bring(run: Run, answer: Completed | None, unwritten: bool) -> Kept:
    """One try.

    An answer may hold the whole video as text, on the disk. One that the disk did not take lies in memory: where
    others download already it is dropped and asked for again, so that 200 finished jobs do not lie there together."""
    if answer is not None and run.shared.downloads.full and run.job.operation is not None and answer.in_memory:
        answer = None
    part = _Part(run, unwritten)
    try:
        async with run.shared.downloads:
            answer = answer or await _fresh(run)
            home = await _download(run, answer.videos[0], part)
            if home is None:
                home = await run.shared.on_disk(run.job.shot_name, part.home)
        run.landed(home.job)
        return home.kept
    except BaseException:
        await run.shared.on_disk(run.job.shot_name, part.drop)
        raise


async def _fresh(run: Run) -> Completed:
    """Ask again where the video lies: links end, and are never written down."""
    if run.job.operation is None:
        return _remembered(run)
    answer = await ask(run.shared, run.job)
    if isinstance(answer, Completed):
        return answer
    if isinstance(answer, Pending):
        raise _NotYet("The gateway says that the video is not finished yet.", "It is asked again.")
    raise _Verdict(verdict(answer))


def sealed_video(run: Run, answer: Completed) -> str:
    """An open request's link, which nobody can be asked for again; "" for a video that came inside the answer."""
    url = answer.videos[0].url
    return seal(url, run.shared.secret) if url else ""


def _remembered(run: Run) -> Completed:
    url = unseal(run.job.sealed, run.shared.secret) if run.job.sealed else None
    if url is None:
        raise _expired(run)
    return Completed(videos=(VideoResult(kind="url", url=url),))


@dataclass(frozen=True)
class _Home:
    """A take that lies in the film's folder, and its job as it is on the disk then."""

    kept: Kept
    job: Job


class _Part:
    """The file that a video comes into: made just before its first byte by whoever brings it, mostly a thread, which
    goes on with it to its place. Of all that is done with a file little waits for the loop then."""

    def __init__(self, run: Run, unwritten: bool) -> None:
        """`unwritten`: that the video is being brought is not in the job's file yet."""
        self._run, self._unwritten = run, unwritten
        self.path = part_path(run.attached.folder, run.job)
        self._folder = os.path.dirname(self.path)
        self._file: BinaryIO | None = None
        self._has_room = False
        """For the whole of it, where the server says how large it is."""
        self._naming = run.attached.naming[run.job.shot_name]

    def prepare(self, done: int, total: int | None) -> None:
        """Make it, if it is not there, with room for what is to come, as soon as that is known. Raises LockLost,
        FileError, WriteFailed."""
        if self._file is None:
            self._make()
        if not self._has_room and total:
            require_space(self._folder, total - done + self._run.shared.settings.space_margin)
            self._has_room = True

    def _make(self) -> None:
        run = self._run
        if self._unwritten:
            self._write_state()
        elif not run.attached.ledger.held:  # moved: no folder is made anew where the film no longer is
            raise LockLost(run.attached.folder.jobs)
        try:
            with door.kept_open():
                door.make_folder(self._folder)
                require_space(self._folder, run.shared.settings.space_margin)
                self._file = self._created()
        except OSError as error:
            raise explain_os_error(error, self.path) from error

    def _created(self) -> BinaryIO:
        try:
            return door.create(self.path)
        except FileExistsError:  # half of it, from an earlier try
            door.remove(self.path)
            return door.create(self.path)

    def write(self, piece: bytes) -> int:
        if self._file is None:
            self._make()
        assert self._file is not None
        return self._file.write(piece)

    def flush(self) -> None:
        if self._file is not None:
            self._file.flush()

    def home(self) -> _Home:
        """The whole file, on the disk for good and under its name, and READY on the disk: on one thread, in one go."""
        kept = self._kept()
        job = self._run.job.moved(State.READY, **_learned(self._run, kept))
        self._run.land(job)
        return _Home(kept, job)

    def _kept(self) -> Kept:
        """One that is no movie keeps its bytes."""
        folder, job = self._run.attached.folder, self._run.job
        assert self._file is not None
        try:
            with self._file as file:
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise explain_os_error(error, self.path) from error
        with self._naming, door.kept_open():
            try:
                return keep_take(folder, job, self.path)
            except MediaError:
                keep_bytes(folder, job, self.path)
                raise

    def drop(self) -> None:
        """Nothing is left of what did not come whole; what was not written yet is."""
        try:
            if self._file is not None:
                with suppress(OSError):  # what was not written is not wanted either
                    self._file.close()
            door.remove(self.path)
        except OSError as error:
            raise explain_os_error(error, self.path) from error
        if self._unwritten:
            with suppress(WriteFailed):  # why it did not come is what is told
                self._write_state()

    def _write_state(self) -> None:
        self._run.jot()
        self._unwritten = False


TOLD_EVERY = 0.1
"""Seconds: as often as the main thread looks; the pieces of a video come a hundred times as often."""


async def _download(run: Run, video: VideoResult, part: _Part) -> _Home | None:
    """Bring it into its file. Where a thread brought it and went on with it: the take; else None."""
    settings = run.shared.settings
    stall = settings.download_stall
    clock, told = asyncio.get_running_loop().time, 0.0
    home: _Home | None = None
    try:
        async with asyncio.timeout(stall) as limit:

            def on_progress(done: int, total: int | None) -> None:
                nonlocal told
                part.prepare(done, total)
                if done and (now := clock()) - told >= TOLD_EVERY:
                    told = now
                    limit.reschedule(now + stall)
                    run.progress(done, total or 0)

            def whole() -> None:
                nonlocal home
                home = part.home()

            await run.shared.gateway.download(
                video, part, max_bytes=settings.take_bytes_max, on_progress=on_progress, whole=whole
            )
    except TimeoutError as error:
        if home is not None:  # it was the disk that took its time
            return home
        raise AnimaticError(
            f"The download stood still for {stall:.0f} s.",
            "It is tried again; check the connection.",
            code="download_stalled",
            retryable=True,
        ) from error
    except OSError as error:
        raise explain_os_error(error, part.path) from error
    return home


def is_gone(error: AnimaticError) -> bool:
    """Whether the link, or the generation itself, is no longer known."""
    return isinstance(error, JobUnknown | ResultExpired | VideoExpired)


def _expired(run: Run) -> VideoExpired:
    look = "Look Up asks for it once more; else send the shot again" if run.job.can_ask else "Send the shot again"
    return VideoExpired(
        f"The video can no longer be downloaded: its link has ended.{_life(run)}", f"{look}; the first one was paid."
    )


def _of_model(run: Run, error: AnimaticError) -> AnimaticError:
    """What is known of how long the model's links live, said with a link that does not work."""
    if not isinstance(error, ResultExpired):
        return error
    return ResultExpired(error.user_message + _life(run), error.next_step, detail=error.detail, status=error.status)


def _life(run: Run) -> str:
    """ " Links to videos of Seedance 2.5 live 24 hours."; empty where nothing is known."""
    hours = _link_hours(run)
    time = f"{hours} hours" if hours < 3 * 24 else f"{hours // 24} days"
    return f" Links to videos of {run.model.name} live {time}." if run.model and hours else ""


def _link_hours(run: Run) -> int:
    return run.model.link_hours if run.model else 0


def _broken(run: Run, error: AnimaticError, tries: int) -> VideoBroken:
    kept = unplayable_path(run.attached.folder, run.job)
    place = run.attached.folder.relative(kept)
    where = f" The last one is kept as {place} in the film's folder." if door.exists(kept) else ""
    return VideoBroken(
        f"{tries} downloads brought a file that cannot be read: {error.user_message}",
        f"Retry fetches the video again at no cost.{where}",
    )
