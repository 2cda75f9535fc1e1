# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that travel within the request: nothing is hosted, and the same key always carries the same bytes."""

from __future__ import annotations

import hashlib
from typing import Any

from job_parts import SECRET, Studio, make_job

from addon.core.errors import Billed
from addon.core.gateway.failures import MaybeAccepted, NotConnected
from addon.core.jobs.job import Job
from addon.core.jobs.states import State
from addon.core.models import MediaKind, PlanInput, Reference, Route, VideoRequest

PICTURE = b"\xff\xd8\xff a picture"


def inline_job(studio: Studio) -> Job:
    """A shot on First Frame for Veo; its still lies in the film's folder."""
    sha256 = hashlib.sha256(PICTURE).hexdigest()
    path = studio.folder.capture_path(sha256, ".jpg")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PICTURE)
    reference = Reference(
        sha256=sha256, kind=MediaKind.IMAGE, media_type="image/jpeg", path=studio.folder.relative(path), name="SH010",
        width=1280, height=720, size=len(PICTURE),
    )  # fmt: skip
    request = VideoRequest(
        model="google/veo-3.1-fast-generate-001", prompt="Mia waves", size="1280x720", seconds=4, audio=False,
        namespace="vertex", resolution="720p", inline=True,
    )  # fmt: skip
    still = PlanInput(name="SH010", kind=MediaKind.IMAGE, reference=reference)
    return make_job(captures=(), request=request, route=Route.FIRST_FRAME, inputs=(still,))


def sent(studio: Studio) -> list[Any]:
    return [file for _, _, files in studio.gateway.bodies for file in files]


def test_nothing_is_hosted_and_the_bytes_travel(studio: Studio) -> None:
    (job,) = studio.run(inline_job(studio))
    assert job.state is State.READY, job.error
    assert not studio.host.uploads
    assert job.hosted == ()
    (file,) = sent(studio)
    assert (file.url, file.media_type, file.data) == ("", "image/jpeg", PICTURE)
    assert "picture" not in repr(file)
    text = next(studio.folder.jobs.glob("*.json")).read_text(encoding="utf-8")
    assert SECRET.decode() not in text


def test_a_lost_answer_is_asked_for_with_the_same_key_and_the_same_bytes(studio: Studio) -> None:
    studio.gateway.faults["start_late"] = [MaybeAccepted()]
    (job,) = studio.run(inline_job(studio))
    assert job.state is State.READY, job.error
    assert list(studio.gateway.starts.values()) == [2]
    assert studio.gateway.accepted == 1
    assert [file.data for file in sent(studio)] == [PICTURE] * 2


def test_a_picture_that_changed_is_not_sent(studio: Studio) -> None:
    job = inline_job(studio)
    reference = job.plan.inputs[0].reference
    assert reference is not None
    studio.folder.resolve(reference.path).write_bytes(b"another picture")
    (ended,) = studio.run(job)
    assert ended.state is State.FAILED
    assert ended.error is not None
    assert ended.error.message.startswith("The picture of SH010 is no longer in the film's folder as it was")
    assert not studio.gateway.bodies
    assert ended.charge is Billed.NO


def test_a_picture_that_changed_after_a_lost_answer_is_nobodys_second_payment(studio: Studio) -> None:
    job = inline_job(studio)
    path = studio.folder.resolve(job.plan.inputs[0].reference.path)  # type: ignore[union-attr]

    class Losing(list[Any]):
        """The answer is lost, and somebody replaces the picture meanwhile."""

        def pop(self, index: Any = -1) -> Any:
            path.write_bytes(b"another picture")
            return super().pop(index)

    studio.gateway.faults["start_late"] = Losing([MaybeAccepted()])
    (ended,) = studio.run(job)
    assert ended.state is State.UNCERTAIN
    assert len(studio.gateway.bodies) == 1


def test_a_gateway_that_was_not_reached_gets_the_picture_later(studio: Studio) -> None:
    studio.gateway.faults["start"] = [NotConnected()]
    (job,) = studio.run(inline_job(studio))
    assert job.state is State.READY, job.error
    assert studio.gateway.accepted == 1
