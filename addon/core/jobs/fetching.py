# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The step that brings the video home: streamed, checked, named, with its sidecar; it costs nothing to repeat."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import BinaryIO

from ..errors import AnimaticError, Billed, MediaError
from ..files import FileError, explain_os_error, require_space
from ..gateway.failures import JobUnknown, ResultExpired
from ..gateway.results import Completed, Pending, VideoResult
from .costs import reported
from .events import TakeReady
from .polling import ask, verdict
from .run import Run
from .sealing import seal, unseal
from .states import State
from .takes import keep_take, kept_take, part_path
from .traffic import Backoff


class VideoExpired(AnimaticError):
    """The generation was paid, and its video is no longer there to be downloaded."""

    code = "video_expired"
    billed = Billed.YES


class VideoBroken(AnimaticError):
    """Every download of the video was broken; the link may still work later."""

    code = "video_broken"
    billed = Billed.YES
    retryable = True


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
    try brought a broken file (FAILED; *retry* fetches again). A network that is away is waited out.

    Raises FileError when the disk refuses: the job then waits where it is."""
    if run.job.state is not State.DOWNLOADING:
        await run.move(State.DOWNLOADING)
    if answer is not None:
        await run.change(**reported(answer))
    run.end_turn()
    settings = run.shop.settings
    backoff = Backoff(settings.retry_first, settings.retry_longest)
    broken = gone = 0
    while not await _home(run):
        try:
            await _bring(run, answer)
            continue
        except _Verdict as end:
            await run.fail(end.error)
            return
        except FileError:
            raise
        except MediaError as error:
            trouble: AnimaticError = error
            broken += 1
        except AnimaticError as error:
            trouble = error
            gone = gone + 1 if is_gone(error) else 0
        answer = _again(run, answer)
        if gone >= settings.download_tries or (gone and answer is None and run.job.operation is None):
            await run.move(State.EXPIRED, error=run.record(_expired()))
            return
        if broken >= settings.download_tries:
            await run.fail(_broken(trouble, broken))
            return
        await run.trouble(trouble)
        await asyncio.sleep(backoff.wait(getattr(trouble, "retry_after", None)))


async def _home(run: Run) -> bool:
    """Whether the take lies in the film folder; if so, the job says it."""
    kept = await run.shop.on_disk(kept_take, run.desk.folder, run.job)
    if kept is None:
        return False
    await run.move(
        State.READY,
        take_number=kept.take.number,
        take_file=kept.take.file,
        sidecar=kept.sidecar,
        warnings=(*run.job.warnings, *(text for text in kept.differences if text not in run.job.warnings)),
    )
    run.shop.tell(TakeReady(run.desk.film, run.job, kept.take))
    return True


async def _bring(run: Run, answer: Completed | None) -> None:
    """One try. An answer may hold the whole video as text: where others download already it is dropped and asked for
    again, so that 200 finished jobs do not lie in memory together."""
    if run.shop.downloads.full and run.job.operation is not None:
        answer = None
    async with run.shop.downloads:
        answer = answer or await _fresh(run)
        part = part_path(run.desk.folder, run.job)
        try:
            await _download(run, answer.videos[0], part)
            await run.shop.on_disk(keep_take, run.desk.folder, run.job, part)
        finally:
            await run.shop.on_disk(_remove, part)


async def _fresh(run: Run) -> Completed:
    """Ask again where the video lies: links end, and are never written down."""
    if run.job.operation is None:
        return _remembered(run)
    answer = await ask(run.shop, run.job)
    if isinstance(answer, Completed):
        return answer
    if isinstance(answer, Pending):
        raise _NotYet("The gateway says that the video is not finished yet.", "It is asked again.")
    raise _Verdict(verdict(answer))


def sealed_video(run: Run, answer: Completed) -> str:
    """An open request's link, which nobody can be asked for again; "" for a video that came inside the answer."""
    url = answer.videos[0].url
    return seal(url, run.shop.secret) if url else ""


def _remembered(run: Run) -> Completed:
    url = unseal(run.job.sealed, run.shop.secret) if run.job.sealed else None
    if url is None:
        raise _expired()
    return Completed(videos=(VideoResult(kind="url", url=url),))


async def _download(run: Run, video: VideoResult, part: Path) -> None:
    settings = run.shop.settings
    stall = settings.download_stall
    require_space(part, settings.space_margin)
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        with open(part, "wb") as sink:
            async with asyncio.timeout(stall) as limit:

                def on_progress(done: int, total: int | None) -> None:
                    limit.reschedule(asyncio.get_running_loop().time() + stall)
                    run.progress(done, total or 0)

                await run.shop.gateway.download(video, sink, max_bytes=settings.take_bytes_max, on_progress=on_progress)
            await run.shop.on_disk(_flush, sink)
    except TimeoutError as error:
        raise AnimaticError(
            f"The download stood still for {stall:.0f} s.",
            "It is tried again; check the connection.",
            code="download_stalled",
            retryable=True,
        ) from error
    except OSError as error:
        raise explain_os_error(error, part) from error


def _flush(sink: BinaryIO) -> None:
    sink.flush()
    os.fsync(sink.fileno())


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError as error:
        raise explain_os_error(error, part) from error


def _again(run: Run, answer: Completed | None) -> Completed | None:
    """What the next try may use: a fresh answer where the gateway can be asked, else the one there is."""
    return None if run.job.operation is not None else answer


def is_gone(error: AnimaticError) -> bool:
    """Whether the link, or the generation itself, is no longer known."""
    return isinstance(error, JobUnknown | ResultExpired | VideoExpired)


def _expired() -> VideoExpired:
    return VideoExpired(
        "The video can no longer be downloaded: its link has ended.",
        "Send the shot again; the first one was paid.",
    )


def _broken(error: AnimaticError, tries: int) -> VideoBroken:
    return VideoBroken(
        f"{tries} downloads brought a broken file: {error.user_message}", "Retry fetches the video again at no cost."
    )
