# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps before anything is paid: film what is missing, upload it, know the URLs."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import time
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import urlsplit

from ...errors import AnimaticError, UserError
from ...files import FileError, door
from ...gateway.wire import START_LIMIT, WireFile
from ...hosting import Hosted
from ...models import CaptureSpec, MediaKind, PlanInput, Reference
from ...plans.checks import nothing_shows
from ..job import HostedReference
from ..sealing import seal, unseal
from ..states import State
from .run import Run
from .traffic import Backoff


async def capture(run: Run) -> None:
    """Film every capture of the plan that has no file yet. Ends with the job's references known, in order."""
    if run.job.state is not State.CAPTURING:
        await run.move(State.CAPTURING)
    inputs = [item for item in run.job.plan.inputs if not item.url]
    frames = _Frames(run)
    work = [asyncio.ensure_future(_reference(run, item, frames)) for item in inputs]
    try:
        references = tuple(await asyncio.gather(*work))
    finally:
        for task in work:
            task.cancel()
    await run.move(State.HOSTING, references=references)


async def _reference(run: Run, item: PlanInput, frames: _Frames) -> Reference:
    if item.reference is not None:
        return item.reference
    if item.capture is None:
        raise UserError(f"{item.name} has neither a file nor anything to film.", "Choose its source again.")
    reference = await run.attached.captures.film(item.capture, frames.listener(item.capture))
    if reference.blank:
        raise nothing_shows(item.name, reference.blank)
    return reference


class _Frames:
    """Frames filmed so far, over all captures of a job."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._counts: dict[str, tuple[int, int]] = {}

    def listener(self, spec: CaptureSpec) -> Callable[[int, int], None]:
        self._counts[spec.key] = (0, spec.frame_end - spec.frame_start)

        def on_progress(done: int, total: int) -> None:
            self._counts[spec.key] = (done, total)
            counts = self._counts.values()
            self._run.progress(sum(done for done, _ in counts), sum(total for _, total in counts))

        return on_progress


async def upload(run: Run) -> None:
    """Make every reference reachable. In HOSTING, trouble with the network is waited out for a while, then raised."""
    if run.job.state is not State.HOSTING:
        await run.move(State.HOSTING, references=tuple(i.reference for i in run.job.plan.inputs if i.reference))
    settings = run.shared.settings
    backoff = Backoff(settings.retry_first, settings.retry_longest)
    began = time.monotonic()
    while True:
        try:
            await reach(run)
        except AnimaticError as error:
            if not error.retryable or time.monotonic() - began > settings.unreachable_patience:
                raise
            await run.trouble(error)
            await asyncio.sleep(backoff.wait(getattr(error, "retry_after", None)))
        else:
            await run.calm()
            return


async def reach(run: Run) -> None:
    """Fill `run.urls` with URLs that live long enough; uploads only what its host does not have, and nothing of what
    travels within the request."""
    if run.job.plan.request.inline:
        return
    for number, reference in enumerate(run.job.references):
        if not run.shared.hosted.lives(run.urls.get(reference.sha256)):
            run.urls[reference.sha256] = await _hosted(run, reference, number)


def hosted_references(run: Run) -> tuple[HostedReference, ...]:
    """Where this request's references lie, without their URLs."""
    if run.job.plan.request.inline:
        return ()
    return tuple(
        HostedReference(sha256=r.sha256, host=run.shared.host.name, locator=run.urls[r.sha256].locator)
        for r in run.job.references
    )


def sealed_urls(run: Run) -> str:
    """The URLs of this request, for a repetition of the very same one by another program. Without any it still tells
    that program whether it has the same gateway key."""
    urls = {sha256: [hosted.url, hosted.locator, hosted.expires] for sha256, hosted in run.urls.items()}
    return seal(json.dumps(urls), run.shared.secret)


def recall(run: Run) -> bool:
    """Take the URLs of the request that went out before, even ended ones: another URL would be another request.

    False when the gateway key is another one by now: its account may not know the request, and would charge it anew."""
    text = unseal(run.job.sealed, run.shared.secret)
    if text is None:
        return False
    run.urls = {
        sha256: Hosted(url, locator, expires, 0) for sha256, (url, locator, expires) in json.loads(text).items()
    }
    return True


DEFAULT_TYPE = {MediaKind.IMAGE: "image/png", MediaKind.VIDEO: "video/mp4"}
"""Of the artist's own URL that does not say: whether it is a clip is what matters, and no type makes it a picture."""


def wire_files(run: Run) -> list[WireFile]:
    """The request's files in the order of the plan's inputs: the n-th is characterN."""
    references, inline = iter(run.job.references), run.job.plan.request.inline
    files = []
    for item in run.job.plan.inputs:
        if item.url:
            files.append(WireFile(item.url, _type_of(item), item.kind))
        else:
            reference = next(references)
            url, data = ("", _bytes(run, reference)) if inline else (run.urls[reference.sha256].url, b"")
            files.append(WireFile(url, reference.media_type, reference.kind, data))
    return files


def _bytes(run: Run, reference: Reference) -> bytes:
    """The very file that was planned. Raises UserError (code "reference_changed") for another one, before it is sent:
    the same key with other bytes would be another request."""
    try:
        content = door.read_bytes(run.attached.folder.resolve(reference.path), START_LIMIT)
    except FileError:
        content = b""
    if sha256(content).hexdigest() == reference.sha256:
        return content
    raise UserError(
        f"The picture of {reference.name} is no longer in the film's folder as it was; it was not sent.",
        "Send the shot again: it is filmed anew.",
        code="reference_changed",
    )


def _type_of(item: PlanInput) -> str:
    guessed = mimetypes.guess_type(urlsplit(item.url).path)[0] or ""
    return guessed if guessed.startswith(item.kind.value) else DEFAULT_TYPE[item.kind]


async def _hosted(run: Run, reference: Reference, number: int) -> Hosted:
    return await run.shared.hosted.get(reference.sha256, lambda: _upload(run, reference, number))


async def _upload(run: Run, reference: Reference, number: int) -> Hosted:
    file = run.attached.folder.resolve(reference.path)
    stall = run.shared.settings.upload_stall
    total = sum(r.size for r in run.job.references)
    before = sum(r.size for r in run.job.references[:number])
    try:
        async with run.shared.uploads, asyncio.timeout(stall) as limit:

            def on_progress(sent: int, _: int) -> None:
                limit.reschedule(asyncio.get_running_loop().time() + stall)
                run.progress(before + sent, total)

            return await run.shared.host.host(reference, file, on_progress)
    except TimeoutError as error:
        raise AnimaticError(
            f"The upload of {reference.name or file.name} stood still for {stall:.0f} s.",
            "Check the connection; a job that failed for it can be retried, nothing was sent.",
            code="upload_stalled",
            retryable=True,
        ) from error


def forget(run: Run) -> None:
    """Make and upload the job's references anew next time: something was wrong with them, or with their URLs."""
    run.shared.hosted.forget(reference.sha256 for reference in run.job.references)
    run.attached.captures.forget(item.capture.key for item in run.job.plan.inputs if item.capture)
