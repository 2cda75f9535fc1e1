# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Review in a film: takes are judged by their shot's plan, cuts are looked at, and remarks can be silenced."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import av
import bpy
import pytest
import street_film
import take_parts

from addon.blender.cli import main as cli
from addon.blender.engine import beside
from addon.blender.engine.slices import whole
from addon.blender.engine.view import current as view
from addon.blender.jobs import send
from addon.blender.properties import film
from addon.blender.review import continuity, judging, pages
from addon.blender.shots import build, cuts, describe
from addon.blender.takes import data
from addon.core.files import FilmFolder
from addon.core.jobs.admission import create_jobs
from addon.core.jobs.job import ErrorRecord, Job
from addon.core.jobs.ledger import Ledger
from addon.core.jobs.states import State
from addon.core.jobs.takes import read_sidecar
from addon.core.models import Reference, Take
from addon.core.money import Caps

PATIENCE = 120.0


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What a pan and a truck through the street look like."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    street_film.street(scene)
    folder = tmp_path_factory.mktemp("clips")
    return {
        name: street_film.film_take(scene, street_film.camera(scene, name, move), folder / f"{name}.mp4")
        for name, move in (("Pan", street_film.pan), ("Truck", street_film.truck))
    }


@pytest.fixture
def panned(edit: bpy.types.Scene, clips: dict[str, Path], tmp_path: Path) -> Any:
    """A saved film of one shot, planned as a pan, with two takes: one pans, one trucks."""
    street_film.street(edit)
    seen_by = street_film.camera(edit, "Pan", street_film.pan)
    edit.render.resolution_x, edit.render.resolution_y = street_film.SIZE
    edit.frame_start, edit.frame_end = 1, street_film.FRAMES
    edit.timeline_markers.new("one", frame=1).camera = seen_by
    build.build_shots(edit)
    (shot,) = film(edit).shots
    shot.route, shot.block("action").text = "text", "A robot waves."
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    (plan,) = send.make_plans(edit, [shot])
    for clip in clips.values():
        take_parts.add_take(
            edit, shot, clip, size="320x180", seconds=2.0, fps=24.0, has_audio=False, made_of=plan.made_of
        )
    return shot


def words(shot: Any) -> list[tuple[str, str]]:
    found = [judging.of(take) for take in shot.takes]
    return [(one.word, one.sentence) if one is not None else ("", "") for one in found]


def test_takes_are_judged_by_the_plan_that_they_were_made_by(panned: Any) -> None:
    judging.judge_now([(panned, take) for take in panned.takes])
    (follows, _), (departs, sentence) = words(panned)
    assert (follows, departs) == ("follows", "departs")
    assert "trucks right" in sentence
    sidecar = read_sidecar(FilmFolder(bpy.data.filepath).resolve(panned.takes[1].file).with_suffix(".json"))
    assert sidecar is not None
    assert sidecar.judged == judging.of(panned.takes[1])
    assert sidecar.plan is not None, "the sidecar keeps everything else"


def test_a_camera_that_was_moved_since_does_not_make_an_old_take_wrong(panned: Any) -> None:
    """Nothing was kept of the plan, and the scene no longer shows it: unsure."""
    take = panned.takes[0]
    panned.camera.animation_data_clear()
    panned.camera.location = (3, -9, 4)
    judging.judge_now([(panned, take)])
    assert words(panned)[0] == ("unsure", judging.CHANGED)


def test_a_rehearsals_slate_is_not_called_a_cut(
    panned: Any, clips: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked by hand: it is nobody's camera, so it is not looked at; a take beside it is."""
    take_parts.add_take(
        bpy.context.scene, panned, clips["Truck"], size="320x180", seconds=2.0, has_audio=False, rehearsal=True
    )
    judging.judge_now([(panned, take) for take in panned.takes])
    assert [word for word, _ in words(panned)] == ["follows", "departs", "unsure"]
    assert words(panned)[2][1] == judging.SLATE
    monkeypatch.setattr("addon.core.blender_process.run_worker", None)
    judging.judge_now([(panned, panned.takes[2])])
    assert words(panned)[2][1] == judging.SLATE


def test_the_best_take_is_shown(panned: Any) -> None:
    """The newer take trucks: the older one, which pans as planned, is the better one."""
    with pytest.raises(RuntimeError, match="judged yet"):
        bpy.ops.animatic.show_best_take()
    judging.judge_now([(panned, take) for take in panned.takes])
    assert panned.active_take == panned.takes[1].id
    assert bpy.ops.animatic.show_best_take() == {"FINISHED"}
    assert panned.active_take == panned.takes[0].id
    panned.takes[0].rejected = True
    assert judging.best(panned).id == panned.takes[1].id


def test_the_plan_is_kept_so_that_a_later_scene_does_not_matter(panned: Any) -> None:
    judging.judge_now([(panned, panned.takes[0])])
    assert list((FilmFolder(bpy.data.filepath).root / "judging").glob("*.npz"))
    panned.camera.animation_data_clear()
    panned.camera.location = (3, -9, 4)
    judging.judge_now([(panned, take) for take in panned.takes])
    assert [word for word, _ in words(panned)] == ["follows", "departs"]


def test_the_plan_of_a_job_on_its_way_is_kept_so_that_the_camera_may_be_moved_meanwhile(panned: Any) -> None:
    edit, folder = bpy.context.scene, FilmFolder(bpy.data.filepath)
    (plan,) = send.make_plans(edit, [panned])
    plan = plan.model_copy(update={"request": plan.request.model_copy(update={"size": "320x180"})})
    (job,) = create_jobs([plan], [plan.fingerprint], Caps(), [], folder, gateway="live")
    view.film = folder.root
    view.jobs["over"] = job.model_copy(update={"id": "over", "state": State.FAILED})
    assert judging.keep_plans() is None, "nothing is on its way"
    view.jobs[job.id] = job
    work = judging.keep_plans()
    assert work is not None
    beside.finish(work)
    assert judging.keep_plans() is None, "once a job"
    panned.camera.animation_data_clear()
    panned.camera.location = (3, -9, 4)
    judging.judge_now([(panned, take) for take in panned.takes])
    assert [word for word, _ in words(panned)] == ["follows", "departs"]


def test_a_take_that_begins_with_another_picture_than_was_sent_is_told(panned: Any, clips: Any, tmp_path: Path) -> None:
    edit, folder = bpy.context.scene, FilmFolder(bpy.data.filepath)
    panned.route = "first_frame"
    for name, at in (("its own", 1), ("another", 40)):
        picture = folder.root / f"{at}.png"
        frame_of(clips["Pan"], at, picture)
        sent = Reference(
            name="First frame", kind="image", media_type="image/png", path=folder.relative(picture), sha256="0" * 64
        )
        take_parts.add_take(
            edit, panned, clips["Pan"], size="320x180", seconds=2.0, fps=24.0, has_audio=False, references=(sent,)
        )
        take = panned.takes[-1]
        judging.judge_now([(panned, take)])
        found = judging.of(take)
        assert found is not None
        assert ("first frame differs from the picture that was sent" in found.faults) is (name == "another")


def frame_of(clip: Path, number: int, out: Path) -> None:
    """A frame of a clip, from 1 on, as PNG."""
    with av.open(str(clip)) as container:
        frame = next(itertools.islice(container.decode(video=0), number - 1, None))
    coder = av.CodecContext.create("png", "w")
    coder.width, coder.height, coder.pix_fmt, coder.time_base = frame.width, frame.height, "rgb24", Fraction(1, 24)
    out.write_bytes(b"".join(bytes(packet) for packet in coder.encode(frame.reformat(format="rgb24"))))


def test_a_take_that_landed_is_judged_beside_blender(panned: Any) -> None:
    judging.want(panned.takes[0].id)
    judging.tick()
    assert judging.under_way()
    judging.want(panned.takes[1].id)
    judging.tick()  # one second Blender at a time
    end = time.monotonic() + PATIENCE
    while [word for word, _ in words(panned)] != ["follows", "departs"] and time.monotonic() < end:
        time.sleep(0.05)
        beside.tell()
        judging.tick()
    assert [word for word, _ in words(panned)] == ["follows", "departs"]


def test_what_is_judged_and_not_told_yet_is_still_under_way(panned: Any) -> None:
    """Else Best of N would find no word for a take that has one, and stop buying, or judge it again."""
    work = judging.begin([(panned, panned.takes[0])])
    assert work is not None
    work.wait()
    assert words(panned)[0] == ("", "")
    assert judging.under_way()
    beside.tell()
    assert words(panned)[0][0] == "follows"
    assert not judging.under_way()


def test_the_command_line_judges_and_saves(panned: Any, capfd: Any) -> None:
    bpy.ops.wm.save_mainfile()
    capfd.readouterr()
    assert cli.main(["judge", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert [row["word"] for row in told["takes"]] == ["follows", "departs"]
    bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)
    (shot,) = film(bpy.context.scene).shots
    assert [word for word, _ in words(shot)] == ["follows", "departs"]


def test_an_old_sidecar_without_a_judgement_can_be_read() -> None:
    assert Take.model_fields["judged"].default is None


# Cuts


def looking(edit: bpy.types.Scene, name: str, at: Sequence[float], to: Sequence[float] = (0, 0, 1.2)) -> Any:
    from mathutils import Vector

    made = bpy.data.objects.new(name, bpy.data.cameras.new(name))
    made.location = at
    made.rotation_euler = (Vector(to) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    edit.collection.objects.link(made)
    return made


@pytest.fixture
def dialogue(edit: bpy.types.Scene, tmp_path: Path) -> Callable[[], list[Any]]:
    """Mia and Jo, seen from the front, then from behind the line, then from the front again."""
    for name, x in (("Mia", -0.8), ("Jo", 0.8)):
        collection = bpy.data.collections.new(name)
        edit.collection.children.link(collection)
        collection.objects.link(street_film.box(name, (x, 0, 0.9), (0.5, 0.4, 1.8), (0.5, 0.5, 0.5)))
        member = film(edit).cast.add()
        member.uuid, member.name, member.source_kind, member.collection = name, name, "collection", collection
    views = [
        looking(edit, "A", (0, -11, 1.5)),
        looking(edit, "B", (0.5, 5, 1.5)),
        looking(edit, "C", (-3.5, -3.5, 1.5)),
    ]
    edit.frame_start, edit.frame_end = 1, 72
    for number, seen_by in enumerate(views):
        edit.timeline_markers.new(str(number), frame=1 + 24 * number).camera = seen_by
    build.build_shots(edit)
    for shot in film(edit).shots:
        shot.route, shot.block("action").text = "text", "@Mia and @Jo talk."
        for name in ("Mia", "Jo"):
            if not any(ref.member == name for ref in shot.cast):
                shot.cast.add().member = name
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    return lambda: list(film(edit).shots)


def codes(shots: Sequence[Any]) -> list[list[str]]:
    return [[remark.code for remark in cuts.said(shot)] for shot in shots]


def test_cuts_are_looked_at_and_the_playhead_stays(dialogue: Any, edit: bpy.types.Scene) -> None:
    edit.frame_set(17)
    bpy.ops.animatic.check_continuity()
    assert codes(dialogue()) == [[], ["line"], ["line"]]
    assert edit.frame_current == 17


def test_describing_the_cameras_looks_at_the_cuts_too(dialogue: Any, edit: bpy.types.Scene) -> None:
    whole(describe.describing(edit))
    assert codes(dialogue()) == [[], ["line"], ["line"]]
    second = dialogue()[1]
    whole(describe.describing(edit, [second]))
    assert codes(dialogue()) == [[], ["line"], ["line"]], "one shot alone tells nothing new of its cuts"


def test_a_silenced_remark_stays_silent_for_its_cut_alone(dialogue: Any, edit: bpy.types.Scene) -> None:
    continuity.check(edit)
    second = dialogue()[1]
    bpy.ops.animatic.silence_remark(shot=second.uuid, key=cuts.said(second)[0].key)
    continuity.check(edit)
    assert codes(dialogue()) == [[], [], ["line"]]
    bpy.ops.animatic.hear_remarks(shot=second.uuid)
    assert codes(dialogue()) == [[], ["line"], ["line"]]


def test_a_mended_cut_is_not_spoken_of_any_more(dialogue: Any, edit: bpy.types.Scene) -> None:
    continuity.check(edit)
    bpy.data.objects["B"].location = (3.5, -3.5, 1.5)
    bpy.data.objects["B"].rotation_euler = looking(edit, "B2", (3.5, -3.5, 1.5)).rotation_euler
    continuity.check(edit)
    assert codes(dialogue()) == [[], [], []]


def test_the_preflight_says_it_as_a_note(dialogue: Any, edit: bpy.types.Scene) -> None:
    continuity.check(edit)
    plans = send.make_plans(edit, dialogue())
    notes = [[p.message for p in plan.problems if p.code == "continuity"] for plan in plans]
    assert [len(found) for found in notes] == [0, 1, 1]
    assert "At the cut from SH010: crosses the line" in notes[1][0]
    assert not any(plan.blocked for plan in plans)


def test_the_command_line_tells_of_the_cuts(dialogue: Any, capfd: Any) -> None:
    assert cli.main(["continuity", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert [(row["before"], row["after"], row["code"]) for row in told["remarks"]] == [
        ("SH010", "SH020", "line"), ("SH020", "SH030", "line"),
    ]  # fmt: skip


# The page and the report


def test_the_page_shows_the_takes_and_says_where_the_film_stands(panned: Any, tmp_path: Path) -> None:
    judging.judge_now([(panned, take) for take in panned.takes])
    panned.takes[1].note = "<b>Too fast</b> & late"
    assert bpy.ops.animatic.export_page() == {"FINISHED"}
    (page,) = FilmFolder(bpy.data.filepath).sheets.glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;Too fast&lt;/b&gt; &amp; late" in text
    assert "trucks right" in text
    (source,) = re.findall(r'<video src="([^"]+)"', text)
    assert (page.parent / unquote(source)).is_file()
    assert "camera departs from the plan</th><td>1: SH010" in text
    assert "http" not in text.replace("http-equiv", "")


def test_the_page_names_the_lens_and_gathers_each_shot_once(panned: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    gathered: list[str] = []
    real = pages._shot
    monkeypatch.setattr(pages, "_shot", lambda shot, *rest: gathered.append(shot.name) or real(shot, *rest))
    assert bpy.ops.animatic.export_page() == {"FINISHED"}
    (page,) = FilmFolder(bpy.data.filepath).sheets.glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "Marker one, camera Pan, 50 mm" in text
    assert "without a take</th><td>none" in text
    assert gathered == ["SH010"]


def job_of(shot: Any, state: State, error: str) -> Job:
    """A job that ended, or waits, with this trouble, as the engine leaves it."""
    (plan,) = send.make_plans(shot.id_data, [shot])
    folder = FilmFolder(bpy.data.filepath)
    (job,) = create_jobs([plan], [plan.fingerprint], Caps(), [], folder, gateway="vercel")
    met = ErrorRecord(code="gateway_invalid_request", message=error, at=job.created, step="submitting")
    return job.model_copy(update={"state": state, "error": met})


def test_what_failed_after_an_older_take_is_reported_and_what_is_still_at_it_is_not(panned: Any) -> None:
    folder = FilmFolder(bpy.data.filepath)

    def told(*jobs: Job) -> tuple[str, ...]:
        ledger = Ledger(folder)
        for job in jobs:
            ledger.write(job)
        ledger.close()
        return pages.report(bpy.context.scene, folder).failed

    assert told() == ()
    assert told(job_of(panned, State.RUNNING, "It does not answer.")) == (), "its take may still come"
    refused = job_of(panned, State.FAILED, "It was refused.")
    assert told(refused) == ("SH010",)
    panned.takes[0].id = refused.id
    assert told() == (), "its take came after all"


@pytest.mark.parametrize(
    "record",
    ['{"judged": {"word": "x"}}', '{"judged": 3}', '{"judged": {"word": "follows", "faults": 1}}', "[1]", "no"],
)
def test_what_a_strangers_film_says_of_a_take_is_no_error(panned: Any, record: str) -> None:
    take = panned.takes[0]
    take.record = record
    assert judging.of(take) is None
    assert data.judged(take)[1] == []
    assert pages.report(bpy.context.scene, FilmFolder(bpy.data.filepath)).weak == ()


def test_the_command_line_reports(panned: Any, capfd: Any) -> None:
    capfd.readouterr()
    assert cli.main(["export", "report", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)["report"]
    assert told["missing"] == []
    assert told["spent_usd"] == "0"
    assert told["used_seconds"] == 2.0
