# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking again: what a retake, a variation and a final are made from; nothing of it is paid unseen or twice."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import bpy
import pytest
import take_parts as parts
from take_parts import Movie, add_take, shot_named, take_strips

from addon.blender.engine import placeholders, session
from addon.blender.engine.view import current as view
from addon.blender.film import opening, pump
from addon.blender.jobs.send import make_plans, send_plans
from addon.blender.properties import film, tag
from addon.blender.shots import build
from addon.blender.takes import again, briefs, data
from addon.blender.takes.orders import to_text
from addon.core import keys
from addon.core.errors import UserError
from addon.core.files import FilmFolder
from addon.core.jobs.admission import create_jobs
from addon.core.jobs.settings import Settings
from addon.core.jobs.states import State
from addon.core.models import MediaKind, Plan, Reference
from addon.core.money import Caps
from addon.rehearsal.options import Options
from addon.rehearsal.server import Rehearsal

PATIENCE = 60.0


@pytest.fixture
def folder(edit, tmp_path: Path) -> FilmFolder:
    return parts.make_film(edit, tmp_path / "a" / "film.blend")


def plans_of(orders: list[Any]) -> list[Plan]:
    return briefs.make_plans(bpy.context.scene, to_text(orders))


def codes(plan: Plan) -> set[str]:
    return {problem.code for problem in plan.problems}


def reference_in(folder: FilmFolder, name: str = "Mia") -> Reference:
    """A still among the film's captures, under its content's name."""
    content = f"picture of {name}".encode()
    digest = hashlib.sha256(content).hexdigest()
    target = folder.capture_path(digest, ".png")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return Reference(
        sha256=digest, kind=MediaKind.IMAGE, media_type="image/png", path=folder.relative(target), name=name,
        width=1280, height=720, size=len(content),
    )  # fmt: skip


def draft_with_reference(edit, folder: FilmFolder, video: Path) -> tuple[str, Reference]:
    """A starred reference draft of SH010 with Mia, as it was sent."""
    shot = shot_named("SH010")
    shot.route, shot.block("action").text = "reference", "@Mia waves."
    member = film(edit).cast.add()
    member.uuid, member.name, member.source_kind = "mia", "Mia", "collection"
    shot.cast.add().member = "mia"
    reference = reference_in(folder)
    made = add_take(edit, shot, video, references=(reference,), prompt="character1 waves.")
    data.find(shot, made).starred = True
    return made, reference


class TestBriefs:
    def test_a_final_has_the_drafts_words_seed_and_very_references(self, edit, folder, movie: Movie) -> None:
        made, reference = draft_with_reference(edit, folder, movie(60, 30))
        draft = data.find(shot_named("SH010"), made)
        (plan,) = plans_of(again.promotions(edit))
        assert not plan.blocked, plan.problems
        assert (plan.tier, plan.request.model, plan.request.size) == ("final", "alibaba/wan-v2.6-r2v", "1920x1080")
        assert str(plan.request.seed) == draft.seed
        assert plan.request.prompt == "character1 waves."
        assert [item.reference.sha256 for item in plan.inputs] == [reference.sha256]
        assert [item.capture for item in plan.inputs] == [None], "nothing is filmed again"
        assert plan.made_from == made
        assert plan.quote.usd == plan.quote.seconds_asked * plan.quote.usd_per_second

    def test_a_final_keeps_to_the_draft_whatever_the_film_says_now(self, edit, folder, movie: Movie) -> None:
        _, reference = draft_with_reference(edit, folder, movie(60, 30))
        shot = shot_named("SH010")
        shot.block("action").text, shot.seed, shot.route = "Nobody waves.", "3", "text"
        shot.cast.clear()
        (plan,) = plans_of(again.promotions(edit))
        assert plan.request.prompt == "character1 waves."
        assert [item.reference.sha256 for item in plan.inputs] == [reference.sha256]
        assert {"words_changed", "route_changed"} <= codes(plan)
        assert not plan.blocked

    def test_a_missing_reference_is_told_before_money(self, edit, folder, movie: Movie) -> None:
        _, reference = draft_with_reference(edit, folder, movie(60, 30))
        folder.resolve(reference.path).unlink()
        (plan,) = plans_of(again.promotions(edit))
        assert plan.blocked
        assert "reference_lost" in codes(plan)

    def test_a_draft_whose_brief_is_lost_blocks_its_row_only(self, edit, folder, movie: Movie) -> None:
        for name in ("SH010", "SH020"):
            made = add_take(edit, shot_named(name), movie(60, 30))
            data.find(shot_named(name), made).starred = True
        folder.resolve(shot_named("SH010").takes[0].file).with_suffix(".json").unlink()
        lost, whole = plans_of(again.promotions(edit, whole_film=True))
        assert (lost.blocked, whole.blocked) == (True, False)
        assert "brief_lost" in codes(lost)

    def test_a_shot_that_left_the_edit_is_told_before_money(self, edit, folder, movie: Movie) -> None:
        made = add_take(edit, shot_named("SH020"), movie(60, 30))
        edit.timeline_markers.remove(edit.timeline_markers[1])
        for orders in (again.promotions(edit, made), again.retakes(edit, made), again.retakes(edit, made, "words")):
            (plan,) = plans_of(orders)
            assert plan.blocked
            assert "no_shot" in codes(plan)

    def first_frame_draft(self, edit, folder, video: Path) -> tuple[str, Reference]:
        """A starred first-frame draft of SH010, whose still was filmed through the shot's camera."""
        shot = shot_named("SH010")
        camera: Any = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
        edit.collection.objects.link(camera)
        edit.timeline_markers[0].camera = camera
        shot.route = "first_frame"
        still = reference_in(folder, "still")
        made = add_take(edit, shot, video, filmed=(still,))
        data.find(shot, made).starred = True
        return made, still

    def test_a_finals_first_frame_is_filmed_at_its_own_size(self, edit, folder, movie: Movie) -> None:
        self.first_frame_draft(edit, folder, movie(60, 30))
        (plan,) = plans_of(again.promotions(edit))
        (item,) = plan.inputs
        assert not plan.blocked, plan.problems
        assert item.reference is None, "the draft's 720p picture is not enlarged"
        assert (item.capture.width, item.capture.height) == (1920, 1080)
        assert "frame_small" not in codes(plan)

    def test_a_first_frame_whose_scene_changed_stays_the_drafts(self, edit, folder, movie: Movie) -> None:
        _, still = self.first_frame_draft(edit, folder, movie(60, 30))
        bpy.data.objects["Camera"].location.x += 3
        (plan,) = plans_of(again.promotions(edit))
        assert [item.reference.sha256 for item in plan.inputs] == [still.sha256]
        assert "frame_small" in codes(plan)

    def test_a_retake_starts_from_the_very_picture(self, edit, folder, movie: Movie) -> None:
        made, still = self.first_frame_draft(edit, folder, movie(60, 30))
        (plan,) = plans_of(again.retakes(edit, made))
        assert [item.reference.sha256 for item in plan.inputs] == [still.sha256]

    def test_another_length_of_the_shot_is_a_warning(self, edit, folder, movie: Movie) -> None:
        made = add_take(edit, shot_named("SH010"), movie(60, 30))
        edit.timeline_markers[1].frame += 24
        (plan,) = plans_of(again.promotions(edit, made))
        assert "length_changed" in codes(plan)
        assert plan.used_frames == 72

    @pytest.mark.parametrize(
        ("days", "fate", "told"),
        [
            (1, "", "exact_final"),
            (8, "", "draft_gone"),
            (1, "refused", "draft_refused"),
            (1, "shorter", "length_changed"),
        ],
    )
    def test_the_very_draft_is_finished_where_the_provider_still_has_it(
        self, edit, folder, movie: Movie, days: int, fate: str, told: str
    ) -> None:
        shot = shot_named("SH010")
        shot.model = "bytedance/seedance-2.5"
        created = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        made = add_take(edit, shot, movie(60, 30), draft_handle="task-1", created=created)
        data.find(shot, made).starred = True
        if fate == "refused":
            (plan,) = plans_of(again.promotions(edit))
            (job,) = create_jobs([plan], [plan.fingerprint], Caps(), [], folder, gateway="rehearsal")
            view.jobs[job.id] = job.model_copy(update={"state": State.FAILED})
        if fate == "shorter":
            edit.timeline_markers[1].frame -= 6
            build.build_shots(edit)
        (plan,) = plans_of(again.promotions(edit))
        assert told in codes(plan)
        assert not plan.blocked, plan.problems
        assert plan.request.model == "bytedance/seedance-2.5"
        assert (plan.request.size, plan.tier) == ("1920x1080", "final")
        assert plan.request.draft_of == ("task-1" if told == "exact_final" else "")

    def test_only_starred_drafts_without_a_final_are_promoted(self, edit, folder, movie: Movie) -> None:
        shot = shot_named("SH010")
        first = add_take(edit, shot, movie(60, 30))
        with pytest.raises(UserError, match="No draft is starred"):
            again.promotions(edit)
        data.find(shot, first).starred = True
        assert [order.take for order in again.promotions(edit)] == [first]
        final = add_take(edit, shot, movie(60, 30), tier="final", made_from=first)
        data.find(shot, final).starred = True
        with pytest.raises(UserError, match="All starred drafts have their finals"):
            again.promotions(edit)
        assert [order.take for order in again.promotions(edit, first)] == [first], "asked for by name"

    def test_a_new_seed_changes_nothing_else(self, edit, folder, movie: Movie) -> None:
        made, reference = draft_with_reference(edit, folder, movie(60, 30))
        draft = data.find(shot_named("SH010"), made)
        (plan,) = plans_of(again.retakes(edit, made, "seed"))
        assert str(plan.request.seed) != draft.seed
        assert (plan.request.model, plan.tier, plan.request.prompt) == (draft.model, "draft", draft.prompt)
        assert [item.reference.sha256 for item in plan.inputs] == [reference.sha256]

    def test_new_words_keep_the_seed(self, edit, folder, movie: Movie) -> None:
        shot = shot_named("SH010")
        made = add_take(edit, shot, movie(60, 30))
        shot.block("action").text = "A robot bows."
        (plan,) = plans_of(again.retakes(edit, made, "words"))
        assert (plan.request.prompt, str(plan.request.seed)) == ("A robot bows.", data.find(shot, made).seed)

    def test_a_seed_that_only_the_model_knows_cannot_be_kept(self, edit, folder, movie: Movie) -> None:
        made = add_take(edit, shot_named("SH010"), movie(60, 30), seed=None)
        with pytest.raises(UserError, match="seed of SH010 t001 is not known"):
            again.retakes(edit, made, "words")

    def test_variations_are_as_many_plans_with_as_many_seeds(self, edit, folder) -> None:
        plans = plans_of(again.variations(edit, 5))
        assert len({plan.request.seed for plan in plans}) == len({plan.fingerprint for plan in plans}) == 5
        assert len({plan.request.prompt for plan in plans}) == 1
        assert [plan.request.tags[-1] for plan in plans] == [f"take:{number}" for number in range(1, 6)]

    def test_the_same_orders_give_the_same_plans(self, edit, folder, movie: Movie) -> None:
        made, _ = draft_with_reference(edit, folder, movie(60, 30))
        for orders in (again.retakes(edit, made), again.variations(edit, 2), again.promotions(edit)):
            assert [p.fingerprint for p in plans_of(orders)] == [p.fingerprint for p in plans_of(orders)]

    def test_the_brief_tells_nothing_about_the_machine(self, edit, folder, tmp_path: Path) -> None:
        member = film(edit).cast.add()
        member.uuid, member.name, member.source_kind, member.file = "m", "Mia", "image", str(tmp_path / "mia.png")
        shot_named("SH010").cast.add().member = "m"
        (plan,) = make_plans(edit, [shot_named("SH010")])
        assert plan.shot.cast[0].name == "Mia"
        assert str(tmp_path) not in plan.model_dump_json()

    def test_after_save_as_the_old_films_references_serve(self, edit, folder, movie: Movie, tmp_path: Path) -> None:
        made, reference = draft_with_reference(edit, folder, movie(60, 30))
        opening.attach_open_film()
        (tmp_path / "b").mkdir()
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "b" / "other.blend"), check_existing=False)
        new = FilmFolder(bpy.data.filepath)
        assert new.root != folder.root
        (plan,) = plans_of(again.promotions(bpy.context.scene, made))
        assert not plan.blocked, plan.problems
        assert new.resolve(reference.path).is_file()


@pytest.fixture
def rehearsal(movie: Movie, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sessions rehearse with a canned video, at once, without any key."""

    def start(folder: FilmFolder) -> Rehearsal:
        return Rehearsal(options=Options(canned=(movie(60),)), state_dir=folder.root / "rehearsal").start()

    monkeypatch.setattr(session, "_start_rehearsal", start)
    monkeypatch.setattr("addon.core.jobs.settings.Settings", partial(Settings, poll_first=0.05, poll_longest=0.1))
    for key in keys.Key:
        monkeypatch.delenv(key.value, raising=False)
    monkeypatch.setattr(keys, "_keyring", lambda: None)
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(keys, "_keychain_seen", {})
    yield
    session.stop(PATIENCE)


def drive(until: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, ([job.state for job in view.jobs.values()], view.notices)
        pump.tick()
        time.sleep(0.02)


def send(plans: list[Plan]) -> None:
    send_plans(plans, [plan.fingerprint for plan in plans])
    drive(lambda: view.jobs and all(job.state == "placed" for job in view.jobs.values()))


@pytest.mark.usefixtures("rehearsal")
class TestSent:
    def test_from_draft_to_final_in_place(self, edit, folder) -> None:
        shot = shot_named("SH010")
        send(make_plans(edit, [shot]))
        draft = data.active(shot_named("SH010"))
        draft.starred, draft_id, seed, prompt = True, draft.id, draft.seed, draft.prompt
        assert seed, "a seed is known even where nobody chose one"
        before = parts.spans(edit)
        send(plans_of(again.promotions(edit)))
        shot = shot_named("SH010")
        final = data.active(shot)
        assert (final.tier, final.number, final.seed, final.prompt) == ("final", 2, seed, prompt)
        assert (final.made_from, data.origin_words(shot, final)) == (draft_id, "Final of t001")
        assert [take.number for take in shot.takes] == [1, 2], "the draft stays"
        assert [tag(strip).number for strip in take_strips(edit, shot)] == [2]
        assert parts.spans(edit) == before
        with pytest.raises(UserError, match="All starred drafts have their finals"):
            again.promotions(edit)

    def test_undo_of_the_next_step_keeps_a_take_that_came_to_a_pinned_shot(self, edit, folder) -> None:
        send(make_plans(edit, [shot_named("SH010")]))
        shot_named("SH010").pinned = True
        bpy.ops.ed.undo_push(message="pin")
        send(make_plans(edit, [shot_named("SH010")]))
        shot_named("SH020").seed = "5"
        bpy.ops.ed.undo_push(message="seed")
        bpy.ops.ed.undo()
        shot = shot_named("SH010")
        assert shot_named("SH020").seed == ""
        assert [take.number for take in shot.takes] == [1, 2]
        assert data.active(shot).number == 1

    def test_a_final_uploads_nothing_that_is_hosted(self, edit, folder, tmp_path: Path) -> None:
        picture = bpy.data.images.new("mia", 640, 480)
        picture.filepath_raw, picture.file_format = str(tmp_path / "mia.png"), "PNG"
        picture.alpha_mode = "NONE"
        edit.render.image_settings.color_mode = "RGB"
        picture.save_render(picture.filepath_raw)
        member = film(edit).cast.add()
        member.uuid, member.name, member.source_kind, member.file = "mia", "Mia", "image", picture.filepath_raw
        shot = shot_named("SH010")
        shot.route, shot.block("action").text = "reference", "@Mia waves."
        shot.cast.add().member = "mia"
        send(make_plans(edit, [shot]))
        draft = data.active(shot_named("SH010"))
        draft.starred, seed = True, draft.seed
        journal = session.current().rehearsal.journal
        uploads = {name: n for name, n in journal.counts().items() if "put" in name or "upload" in name}
        assert uploads, journal.counts()
        send(plans_of(again.promotions(edit)))
        after = {name: n for name, n in journal.counts().items() if name in uploads}
        assert after == uploads
        first, second = journal.entries("start")
        assert second["body"]["seed"] == first["body"]["seed"] == int(seed)

    def test_variations_all_arrive_and_the_newest_shows(self, edit, folder) -> None:
        send(plans_of(again.variations(edit, 3)))
        shot = shot_named("SH010")
        assert [take.number for take in shot.takes] == [1, 2, 3]
        assert len({take.seed for take in shot.takes}) == 3
        assert [tag(strip).number for strip in take_strips(edit, shot)] == [3]

    def test_a_deleted_take_is_not_offered_again_when_the_film_is_opened(self, edit, folder) -> None:
        send(make_plans(edit, [shot_named("SH010")]))
        bpy.ops.animatic.delete_take()
        bpy.ops.wm.save_mainfile()
        session.stop(PATIENCE)
        bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)
        for _ in range(20):
            pump.tick()
            time.sleep(0.02)
        assert not shot_named("SH010").takes
        assert not view.notices
        assert not view.lost


def test_the_films_folder_alone_is_enough(edit, folder, movie: Movie, tmp_path: Path) -> None:
    """A film and its folder that were copied elsewhere promote there."""
    made, _ = draft_with_reference(edit, folder, movie(60, 30))
    bpy.ops.wm.save_mainfile()
    shutil.copytree(folder.root.parent, tmp_path / "elsewhere")
    shutil.rmtree(folder.root.parent)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "elsewhere" / "film.blend"))
    (plan,) = plans_of(again.promotions(bpy.context.scene, made))
    assert not plan.blocked, plan.problems


@pytest.mark.usefixtures("rehearsal")
class TestPlaceholders:
    def names(self) -> list[str]:
        strips = bpy.context.scene.sequence_editor.strips_all
        return [strip.name for strip in strips if tag(strip).role == "placeholder"]

    def begin(self, *names: str) -> None:
        plans = make_plans(bpy.context.scene, [shot_named(name) for name in names])
        send_plans(plans, [plan.fingerprint for plan in plans])

    def end(self) -> None:
        drive(lambda: all(job.state == "placed" for job in view.jobs.values()))

    def test_they_stand_at_once_and_whatever_is_undone(self, edit, folder) -> None:
        """What was sent comes: undoing what the artist did before takes none of them away for good."""
        bpy.ops.ed.undo_push(message="before")
        edit.frame_current = 7
        bpy.ops.ed.undo_push(message="the playhead")
        self.begin("SH010", "SH020")
        assert [name.split()[0] for name in self.names()] == ["SH010", "SH020"]
        bpy.ops.ed.undo()
        assert bpy.context.scene.frame_current == 1
        placeholders.catch_up(time.perf_counter() + 1)
        assert sorted(name.split()[0] for name in self.names()) == ["SH010", "SH020"]
        bpy.ops.ed.redo()
        assert bpy.context.scene.frame_current == 7
        placeholders.catch_up(time.perf_counter() + 1)
        assert len(self.names()) == 2
        self.end()
        assert [len(shot_named(name).takes) for name in ("SH010", "SH020")] == [1, 1]
        assert self.names() == []

    def test_undo_brings_none_to_a_shot_whose_strip_was_deleted(self, edit, folder) -> None:
        bpy.ops.ed.undo_push(message="before")
        self.begin("SH010")
        for strip in list(edit.sequence_editor.strips):
            if tag(strip).shot == shot_named("SH010").uuid:
                edit.sequence_editor.strips.remove(strip)
        for marker in list(edit.timeline_markers):
            edit.timeline_markers.remove(marker)
        placeholders._timeline_replaced()
        placeholders.catch_up(time.perf_counter() + 1)
        assert self.names() == []

    def test_sent_while_playing_they_come_when_it_stops(self, edit, folder, monkeypatch) -> None:
        with monkeypatch.context() as playing:
            playing.setattr("addon.blender.timeline.can_edit_now", lambda: "The animation is playing")
            self.begin("SH010")
            for _ in range(5):
                pump.tick()
            assert self.names() == []
        placeholders.catch_up(time.perf_counter() + 1)
        assert len(self.names()) == 1

    def test_it_stays_while_another_take_of_the_shot_is_coming(self, edit, folder) -> None:
        plans = plans_of(again.variations(edit, 2))
        jobs = send_plans(plans, [plan.fingerprint for plan in plans])
        one, other = jobs
        view.jobs[one.id] = one.moved("failed")
        placeholders.update(one.shot_uuid)
        assert len(self.names()) == 1
        view.jobs[other.id] = other.moved("failed")
        placeholders.update(one.shot_uuid)
        assert self.names() == []

    def test_undo_brings_none_back_whose_job_is_over(self, edit, folder) -> None:
        self.begin("SH010")
        bpy.ops.ed.undo_push(message="what the artist does meanwhile")
        (job,) = view.jobs.values()
        view.jobs[job.id] = job.moved("cancelled")
        placeholders.update(job.shot_uuid)
        bpy.ops.ed.undo_push(message="cancelled")
        bpy.ops.ed.undo()
        assert len(self.names()) == 1
        placeholders.catch_up(time.perf_counter() + 1)
        assert self.names() == []
