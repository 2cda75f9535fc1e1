# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole jobs against the rehearsal: a close-up that goes along, parts that go on from one another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import GREEN, box, collection, figure
from test_cli import SECRET, Run, World, film_file, run, world  # noqa: F401

from addon.blender.cast import members as cast_members
from addon.blender.properties import film, settings
from addon.core.files import FilmFolder
from addon.core.jobs.ledger import read_jobs
from addon.core.models import CaptureKind
from addon.core.plans import planning
from addon.rehearsal.faults import Fault


def only_job(file: Path) -> Any:
    (job,) = read_jobs(FilmFolder(file)).jobs
    return job


@pytest.fixture
def near(film_file: Path) -> Path:  # noqa: F811
    """SH010 films Mia's head and shoulders, and asks a model that counts pictures apart."""
    edit = bpy.context.scene
    camera = bpy.data.objects.new("Cam", bpy.data.cameras.new("Cam"))
    camera.location, camera.rotation_euler = (0, -1.5, 1.5), (np.pi / 2, 0, 0)
    edit.collection.objects.link(camera)
    edit.timeline_markers[0].camera = camera
    head = box("Mia head", (0.25, 0.25, 0.3), (0, 0, 1.75), GREEN)
    mia = cast_members.add_member(edit, "Mia", collection=collection("CH-mia", figure("Mia body", GREEN), head))
    mia.form, mia.close_up = "sheet", "always"
    shot = film(edit).shots[0]
    cast_members.cast_in(shot, mia.uuid)
    shot.route, shot.model, shot.block("action").text = "reference", "alibaba/wan-v3.0-video", "@Mia looks up."
    bpy.ops.wm.save_mainfile()
    return film_file


def test_a_close_up_is_filmed_hosted_sent_and_named(near: Path, run: Run) -> None:  # noqa: F811
    done = run("generate", "SH010", "--yes", "--json")
    assert done.code == 0, done.err
    assert [job["state"] for job in done.data["jobs"]] == ["placed"]
    job = only_job(near)
    assert [(item.role, item.capture.kind) for item in job.plan.inputs] == [
        ("", CaptureKind.SHEET),
        ("face", CaptureKind.CLOSE_UP),
    ]
    assert "Image 2 is a close-up of Image 1: the same one, seen from near." in job.plan.request.prompt
    sheet, face = job.references
    assert sheet.sha256 != face.sha256
    assert len(job.hosted) == 2
    assert not job.references_skipped
    take = film(bpy.context.scene).shots[0].takes[0]
    assert [reference["sha256"] for reference in take.fact("references")] == [sheet.sha256, face.sha256]


def test_a_part_is_made_from_the_last_frame_of_the_part_before(film_file: Path, run: Run) -> None:  # noqa: F811
    first, second = film(bpy.context.scene).shots
    assert run("shots", "set", "SH020", "route=first_frame", "continues=SH010").out.strip() == (
        "SH020: route=first_frame, continues=SH010"
    )
    refused = run("generate", "SH020", "--yes")
    assert refused.code != 0
    assert "begins with the last frame of SH010, which has no take yet" in refused.out + refused.err
    assert run("generate", "SH010", "--yes").code == 0
    done = run("generate", "SH020", "--yes", "--json")
    assert done.code == 0, done.err
    job = next(job for job in read_jobs(FilmFolder(film_file)).jobs if job.shot_name == "SH020")
    (item,) = job.plan.inputs
    assert (item.capture.kind, item.capture.file) == (CaptureKind.FRAME, first.takes[0].file)
    assert second.takes[0].fact("references")[0]["sha256"] == job.references[0].sha256
    (again,) = read_plans(second)
    assert planning.ON_ITS_WAY not in {problem.code for problem in again.problems}


@pytest.mark.parametrize(
    ("route", "pictures", "most", "seconds"),
    [("first_frame", 1, 200_000, 4), ("first_last", 2, 100_000, 4), ("reference", 1, 66_000, 8)],
)
def test_veo_gets_its_pictures_within_the_request(
    near: Path,
    run: Run,  # noqa: F811
    route: str,
    pictures: int,
    most: int,
    seconds: int,
) -> None:
    """Filmed as JPEGs that fit, hosted nowhere, taken by the rehearsal as its adapter takes them."""
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("Sun", bpy.data.lights.new("Sun", "SUN")))
    bpy.data.objects["Sun"].rotation_euler = (1.0, 0, 0)
    bpy.ops.wm.save_mainfile()
    changes = ["model=google/veo-3.1-fast-generate-001", f"route={route}"]
    assert run("shots", "set", "SH010", *changes).code == 0
    done = run("generate", "SH010", "--yes", "--json")
    assert done.code == 0, done.out + done.err
    job = only_job(near)
    assert job.hosted == ()
    assert [reference.media_type for reference in job.references] == ["image/jpeg"] * pictures
    assert all(0 < reference.size <= most for reference in job.references)
    assert job.plan.request.seconds == seconds
    assert not [told for told in job.warnings if not told.startswith("The take")], "nothing from the provider"
    assert not job.references_skipped
    assert [job["state"] for job in done.data["jobs"]] == ["placed"]


def read_plans(shot: Any) -> list[Any]:
    from addon.blender.jobs import send

    return list(send.make_plans(bpy.context.scene, [shot]))


def test_a_draft_that_cannot_be_finished_is_told_and_not_paid_twice(
    film_file: Path,  # noqa: F811
    run: Run,  # noqa: F811
    world: World,  # noqa: F811
) -> None:
    """The provider refuses to finish the very draft: the job fails free, the next *Promote* sends the same brief."""
    assert run("shots", "set", "SH010", "model=bytedance/seedance-2.5", "action=A robot waves.").code == 0
    assert run("generate", "SH010", "--yes").code == 0
    shot = film(bpy.context.scene).shots[0]
    assert shot.takes[0].fact("draft_handle")
    shot.takes[0].starred = True
    bpy.ops.wm.save_mainfile()
    world.faults = [Fault(endpoint="start", kind="fails", body="The draft task was not found.")]
    refused = run("promote", "--yes", "--json")
    world.faults = []
    assert refused.code != 0
    (job,) = [job for job in refused.data["jobs"] if job["take"] == 2]
    assert (job["state"], job["charged"]) == ("failed", "no")
    assert "The draft task was not found" in job["error"]["message"] + job["error"]["next_step"]
    assert len(shot.takes) == 1
    page = run("promote", "--yes", "--json")
    told = [problem["message"] for problem in page.data["preflight"]["rows"][0]["problems"]]
    assert any("refused to finish the very draft" in words for words in told), told
    assert page.code == 0, page.err
    final = film(bpy.context.scene).shots[0].takes[-1]
    assert (final.tier, final.made_from) == ("final", film(bpy.context.scene).shots[0].takes[0].id)


FLUX = "bfl/flux-3-video"


def test_a_draft_of_flux_is_finished_as_the_very_video_in_a_rehearsal(film_file: Path, run: Run) -> None:  # noqa: F811
    """Its price is unknown, which a rehearsal need not know: draft, take, *Promote*, the final of that very draft."""
    assert run("shots", "set", "SH010", f"model={FLUX}").code == 0
    drafted = run("generate", "SH010", "--yes", "--json")
    assert drafted.code == 0, drafted.err
    assert drafted.data["preflight"]["usd"] is None
    assert "free; live its price is unknown" in drafted.err
    shot = film(bpy.context.scene).shots[0]
    draft = shot.takes[0]
    assert (draft.tier, bool(draft.fact("draft_handle"))) == ("draft", True)
    draft.starred = True
    bpy.ops.wm.save_mainfile()
    done = run("promote", "--yes", "--json")
    assert done.code == 0, done.err
    told = [problem["message"] for problem in done.data["preflight"]["rows"][0]["problems"]]
    assert any("The same shot, at final quality: FLUX 3 finishes the very draft." in words for words in told), told
    assert not any("another video each time" in words for words in told), told
    final = film(bpy.context.scene).shots[0].takes[-1]
    assert (final.tier, final.made_from, final.model) == ("final", draft.id, FLUX)
    job = next(job for job in read_jobs(FilmFolder(film_file)).jobs if job.take_number == 2)
    assert job.plan.request.draft_of == draft.fact("draft_handle")
    assert (job.cost_words, job.usd_committed) == ("free", 0)
    assert shot.active_take == final.id


def test_a_model_without_a_listed_price_is_not_paid_unless_it_is_allowed(
    film_file: Path,  # noqa: F811
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    monkeypatch.setenv("BLOB_READ_WRITE_TOKEN", SECRET)
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    assert run("shots", "set", "SH010", f"model={FLUX}").code == 0
    refused = run("generate", "SH010", "--live", "--yes", "--cap", "100")
    assert refused.code == 2
    assert refused.err.strip().endswith(
        "A shot's price is unknown, so the caps cannot be kept. Choose another model, or add --unknown-price: what it"
        " costs is known afterwards then."
    )
    shown = run("preflight", "SH010", "--live", "--unknown-price", "--json").data
    assert (shown["preflight"]["allowed"], shown["preflight"]["usd"]) == (True, None)
    assert shown["preflight"]["verdict"] == "A price is unknown: no cap counts it; $0.00 spent today."
    assert not read_jobs(FilmFolder(film_file)).jobs


def test_a_turntable_of_nobody_names_the_cast(near: Path, run: Run) -> None:  # noqa: F811
    refused = run("capture", "Nobody", "--as", "turntable")
    assert refused.code == 2
    assert refused.err.strip() == "Neither the cast nor a shot is called Nobody. The cast is: Mia."
