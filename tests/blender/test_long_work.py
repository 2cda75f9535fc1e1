# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done over all shots, takes and jobs of a long film goes through them once, and in steps."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import pytest
import take_parts as parts
from test_reading import meta, scene, scene_strip

from addon.blender import properties, timeline
from addon.blender.capture import changes, copies, store
from addon.blender.cast.members import add_member
from addon.blender.edit import members, sources
from addon.blender.engine import session, slices
from addon.blender.engine.rows import LostTake
from addon.blender.engine.view import current as view
from addon.blender.exchange import publishing, writing
from addon.blender.export import data
from addon.blender.film import pump
from addon.blender.jobs import send, ui
from addon.blender.properties import film, tag
from addon.blender.review import best_of, burn_in, compare, fill, judging, notes, pages
from addon.blender.shots import build, gather, lengths, lengths_ops, removed
from addon.blender.takes import briefs, landing, lost, showing, stale
from addon.blender.takes.chosen import ChangesTakes
from addon.blender.takes.orders import Order, to_text
from addon.blender.timeline import burning, comparing
from addon.blender.timeline import strips as strips_of_timeline
from addon.core.files import FilmFolder
from addon.core.jobs import one_by_one
from addon.core.jobs.job import Job
from addon.core.jobs.ledger import read_jobs
from addon.core.models import Route
from addon.core.plans import planning
from addon.second import compat
from addon.second.export import burnin
from addon.steps import whole
from scripts.benches import long_film

SHOTS, JOBS = 5, 30


@pytest.fixture
def long_one(edit: bpy.types.Scene, tmp_path: Path) -> FilmFolder:
    """A film whose shots have lost their takes, as after a revert, and its jobs."""
    for number in range(SHOTS):
        edit.timeline_markers.new(f"m{number}", frame=1 + 24 * number).camera = edit.camera
    build.build_shots(edit)
    for number, shot in enumerate(film(edit).shots):
        shot.uuid = f"uuid-{number}"
        edit.timeline_markers[number].animatic.shot = shot.uuid
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    folder = long_film.write(tmp_path / "film.blend", long_film.jobs(JOBS, SHOTS + 1))
    view.clear(folder.root)
    view.jobs = {job.id: job for job in read_jobs(folder).jobs}
    return folder


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []
    plainly: Callable[..., Any] = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given, **named: (calls.append(given), plainly(*given, **named))[1])
    return calls


def test_every_shot_is_found_by_one_look_at_all_of_them(long_one: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = bpy.context.scene
    shots = film(edit).shots
    properties._places.clear()
    looks = counted(monkeypatch, properties, "_searched")
    wanted = [shot.uuid for shot in shots]
    assert [properties.find_shot(edit, uuid).uuid for uuid in wanted] == wanted
    assert [properties.find_edit(uuid) for uuid in wanted] == [(edit, shot) for shot in shots]
    assert len(looks) == 1
    shots.move(0, SHOTS - 1)
    shots.remove(0)
    assert [shot.uuid if (shot := properties.find_shot(edit, uuid)) else None for uuid in wanted] == [
        wanted[0],
        None,
        *wanted[2:],
    ]
    assert properties.find_shot(edit, "") is None


def test_takes_that_are_missing_are_found_by_one_look(long_one: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine tells of each job by itself: a look at all takes for each would be ten thousand looks."""
    offered: list[str] = []
    running = SimpleNamespace(engine=SimpleNamespace(mark_unplaced=offered.append))
    monkeypatch.setattr(session, "current", lambda: running)
    looks = counted(monkeypatch, landing, "recorded")
    jobs = tuple(view.jobs.values())
    landing.meet(jobs)
    for job in (*jobs, *jobs):
        landing.reconcile(long_one.root, job)
    assert len(looks) == 1
    assert offered == [job.id for job in jobs if job.shot_uuid != f"uuid-{SHOTS}"], "that one's shot is not in the film"


def test_lost_and_found_is_looked_through_in_several_ticks(
    long_one: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = lost.lost_takes()
    assert len(there) == JOBS // (SHOTS + 1)
    monkeypatch.setattr(pump, "BUDGET_SECONDS", 0.0)
    monkeypatch.setattr(pump, "_look_again_at", 0.0)
    rows = counted(monkeypatch, view, "refresh")
    ticks = 0
    while view.lost != there:
        assert not rows, "the rows have a tick of their own"
        pump._show(1.0, changed=True, busy=False)
        ticks += 1
    assert ticks > 3
    pump._finding = None


def test_a_look_through_lost_and_found_ends_with_its_film(
    long_one: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pump, "BUDGET_SECONDS", 0.0)
    monkeypatch.setattr(pump, "_look_again_at", 0.0)
    pump._show(1.0, changed=True, busy=False)
    begun = pump._finding
    assert begun is not None
    view.clear(long_one.root.with_name("other.animatic"))
    pump._show(2.0, changed=False, busy=False)
    assert pump._finding is not begun
    pump._finding = None


def test_the_queue_draws_a_few_lost_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    class Layout:
        def row(self, **_: Any) -> Layout:
            return self

        def label(self, *, text: str, **_: Any) -> None:
            drawn.append(text)

        def operator(self, *_: Any, **__: Any) -> SimpleNamespace:
            return SimpleNamespace()

    monkeypatch.setattr(view, "lost", tuple(LostTake(str(n), f"SH{n} t001", "x.mp4") for n in range(1000)))
    ui._draw_lost(Layout(), None)
    assert len(drawn) == ui.ROWS_MAX + 2
    assert drawn[-2:] == ["SH999 t001", "and 970 older ones"]


def test_best_of_reads_the_takes_once_for_all_groups(long_one: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = counted(monkeypatch, best_of.judging, "pairs_of")
    groups: dict[str, list[Job]] = {}
    for job in view.jobs.values():
        groups.setdefault(job.shot_uuid, []).append(job)
    monkeypatch.setattr(one_by_one, "name_of", lambda group: group[0].shot_uuid)
    for shot in film(bpy.context.scene).shots:
        shot.active_take = max(groups[shot.uuid], key=best_of._arrived).id
    best_of._begin_those_left()
    assert best_of._begun == {shot.uuid for shot in film(bpy.context.scene).shots}
    assert len(looks) == 1
    best_of._forget()


def test_a_sheet_is_gathered_a_shot_at_a_step(long_one: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = bpy.context.scene
    steps = data.sheet_errand(edit, long_one, ".png")
    assert [next(steps) for _ in range(3)] == [(0, SHOTS)] * 3
    left = counted(monkeypatch, copies, "drop")
    with pytest.raises(slices.StopWork):
        steps.throw(slices.StopWork())
    assert len(left) == 1, "no copy stays of what is not made"
    made: list[tuple[int, int]] = list(pages.errand(edit, long_one))
    assert made[:3] == [(0, SHOTS)] * 3
    assert len(made) > SHOTS


@pytest.fixture
def taken(edit: bpy.types.Scene, movie: parts.Movie, tmp_path: Path) -> bpy.types.Scene:
    """A film whose shots have takes on the timeline, two of the first one."""
    parts.make_film(edit, tmp_path / "taken.blend", shots=SHOTS, length=24)
    for shot in film(edit).shots:
        parts.add_take(edit, shot, movie(30, 30))
    parts.add_take(edit, film(edit).shots[0], movie(30, 30))
    return edit


def words_over(edit: bpy.types.Scene) -> list[str]:
    return [strip.text for strip in edit.sequence_editor.strips if tag(strip).role == "burnin"]


def test_a_burn_in_comes_and_goes_a_strip_at_a_step_and_changes_what_changed(
    taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, gone = counted(monkeypatch, burnin, "add_text"), counted(monkeypatch, burning, "remove_strip")
    assert sum(1 for _ in burn_in.switching(taken)) >= 2 * SHOTS, "words are read, then put"
    assert (len(made), len(gone)) == (SHOTS + 1, 0)
    burn_in.tick()
    assert (len(made), len(gone)) == (SHOTS + 1, 0), "it says what it shall"
    film(taken).shots[2].name = "Finale"
    burn_in.tick()
    assert (len(made), len(gone)) == (SHOTS + 2, 1)
    assert sum("Finale" in text for text in words_over(taken)) == 1
    assert sum(1 for _ in burn_in.switching(taken)) == SHOTS + 1
    assert (words_over(taken), len(gone)) == ([], SHOTS + 2)


def test_a_tick_puts_a_few_words_and_never_takes_away_what_tells_of_them(
    taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies above all of it now is above none of it at last; in between the artist edits."""
    whole(burn_in.switching(taken))
    said = sorted(words_over(taken))
    strips = taken.sequence_editor.strips
    compat.new_effect(strips, name="Sky", type="COLOR", channel=40, start=1, length=24)
    film(taken).shots[2].name = "Finale"
    monkeypatch.setattr(burn_in, "_end_of_slice", lambda: 0.0)
    made = counted(monkeypatch, burnin, "add_text")
    ticks = 1
    while burn_in.tick() == burn_in.BUSY_SECONDS:
        assert timeline.burn_in_counter(taken)
        assert len(made) <= 2 * ticks
        assert ticks < 100, "each does something"
        ticks += 1
    assert ticks > SHOTS
    assert sorted(words_over(taken)) == sorted(text.replace("SH030", "Finale") for text in said)
    assert min(strip.channel for strip in strips if tag(strip).role == "burnin") > 40


def test_a_look_at_the_burn_in_ends_with_an_undo_and_with_the_switch(
    taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(burn_in.switching(taken))
    monkeypatch.setattr(burn_in, "_end_of_slice", lambda: 0.0)
    for ends in (burn_in._replaced, lambda: whole(burn_in.switching(taken))):
        burn_in.tick()
        assert burn_in._looking is not None
        ends()
        assert burn_in._looking is None
    assert burn_in.tick() == burn_in.LOOK_SECONDS
    assert words_over(taken) == []


def test_frames_go_by_without_a_look_at_every_strip(taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    whole(burn_in.switching(taken))
    looks = counted(monkeypatch, burning, "_strips")
    taken.frame_set(30)
    assert "30  00:00:01:05" in words_over(taken)
    assert looks == []
    taken.sequence_editor.strips[burnin.COUNTER].name = "Mine"
    taken.frame_set(31)
    assert "31  00:00:01:06" in words_over(taken), "whatever the artist calls it"


def test_strips_of_one_type_are_told_apart_at_one_look(taken: bpy.types.Scene) -> None:
    strips = taken.sequence_editor.strips
    whole(burn_in.switching(taken))
    for kind in ("MOVIE", "SOUND", "TEXT", "META"):
        assert compat.of_type(strips, kind) == [strip for strip in strips if strip.type == kind]
    assert compat.of_type((), "TEXT") == []


def test_a_channel_that_shows_is_not_written_again() -> None:
    """Blender looks at all strips anew for each: with a thousand of them it took a second."""
    written: list[str] = []

    class Channel:
        lock = mute = False

        def __setattr__(self, name: str, value: Any) -> None:
            written.append(name)
            super().__setattr__(name, value)

    channels: Any = [Channel() for _ in range(6)]
    channels[5].mute = True
    mark = SimpleNamespace(role="take")
    strips = [SimpleNamespace(animatic=mark, channel=4 + n % 2, parent_meta=lambda: None) for n in range(100)]
    settings = SimpleNamespace(video_channel=3, sound_channel=2)
    written.clear()
    editor = SimpleNamespace(channels=channels, strips_all=strips)
    strips_of_timeline.open_channels(SimpleNamespace(animatic=settings, sequence_editor=editor))  # type: ignore[arg-type]
    assert sorted(written) == ["lock", "lock", "mute", "mute", "mute"], "three channels of six"
    assert not channels[5].mute


def test_clips_of_all_shots_are_found_at_one_look(taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = counted(monkeypatch, strips_of_timeline, "_every")
    removed = counted(monkeypatch, strips_of_timeline, "remove_strip")
    uuids = {shot.uuid for shot in film(taken).shots}
    assert sum(1 for _ in timeline.removing(taken, uuids, ("take",))) == SHOTS
    assert (len(looks), len(removed)) == (1, SHOTS)


def test_a_comparison_looks_at_the_timeline_as_often_however_long_it_is(
    taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    shot, looks = film(taken).shots[0], counted(monkeypatch, compat, "strip_start")
    numbers = []
    for more in (0, 60):
        for number in range(more):
            compat.new_effect(
                taken.sequence_editor.strips, name="x", type="COLOR", channel=60, start=200 + number * 5, length=5
            )
        looks.clear()
        whole(compare.beginning(compare.wish_for(shot, "over", "take")))
        numbers.append(len(looks))
        compare.end()
    assert numbers[0] == numbers[1]


def test_a_shot_is_located_once_for_all_its_takes_that_are_judged(
    taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    shot = film(taken).shots[0]
    monkeypatch.setattr(judging, "_send", lambda shots, folder: shots)
    located = counted(monkeypatch, sources, "locate_shot")
    for take in shot.takes:
        FilmFolder(bpy.data.filepath).resolve(take.file).with_suffix(".json").unlink()
    steps = judging.beginning([(shot, take) for take in shot.takes])
    assert [next(steps) for _ in range(2)] == [(0, 2), (1, 2)]
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert sum(len(asked["takes"]) for asked in end.value.value) == 2
    assert len(located) == 1


def test_takes_that_landed_together_are_judged_a_few_at_a_time(
    taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "AT_ONCE", 2)
    asked: list[int] = []
    monkeypatch.setattr(judging, "begin", lambda pairs: asked.append(len(pairs)))
    for shot in film(taken).shots:
        judging.want(shot.active_take)
    for _ in range(4):
        judging.tick()
    assert asked == [2, 2, 1]


def test_takes_are_checked_a_shot_at_a_step_and_esc_leaves_the_rest(taken: bpy.types.Scene) -> None:
    assert sum(1 for _ in stale.checking(taken)) >= 2 * SHOTS
    steps = stale.checking(taken)
    while next(steps) != (2, SHOTS):
        pass
    with pytest.raises(StopIteration) as end:
        steps.throw(slices.StopWork())
    assert end.value.value == (0, []), "no take tells what it was made of"


def test_orders_are_read_one_at_a_step(taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    read = counted(monkeypatch, briefs._Planner, "asked")
    orders = [Order(shot.uuid, shot.active_take, seed=1, brief="take") for shot in film(taken).shots]
    before = 0
    for _ in briefs.planning(taken, to_text(orders)):
        assert len(read) - before <= 1
        before = len(read)
    assert len(read) == SHOTS


def test_one_shot_is_planned_without_a_look_at_all(taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, shots = counted(monkeypatch, sources, "locating"), list(film(taken).shots)
    (alone,) = send.make_plans(taken, shots[1:2])
    assert looks == []
    assert send.make_plans(taken, shots)[1].fingerprint == alone.fingerprint
    assert len(looks) == 1


def test_a_note_at_the_playhead_looks_at_the_shots_there(
    taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    located = counted(monkeypatch, sources, "locate_shot")
    taken.frame_current = 30
    shot, _, when = notes.at_playhead(taken)
    assert (shot.name, when, len(located)) == ("SH020", "00:00:05", 1)


def spot(place: sources.Source) -> tuple[Any, ...]:
    """Where a shot stands, and how fast it plays."""
    return (place.start, place.end, place.before, place.head, place.origin, place.scene_step, place.muted, place.meta)


@pytest.mark.parametrize("kind", ["markers", "strips", "a copy", "before the range", "lost", "backwards", "muted"])
def test_who_stands_at_a_frame_is_what_all_of_the_edit_says(edit: bpy.types.Scene, kind: str) -> None:
    edit.frame_start, edit.frame_end = 10, 120
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    edit.collection.objects.link(camera)
    if kind in {"markers", "before the range", "lost"}:
        for frame in (1 if kind == "before the range" else 20, 40, 41, 80):
            edit.timeline_markers.new(str(frame), frame=frame).camera = camera
    else:
        for number in range(3):
            strip = scene_strip(edit, scene(f"s{number}"), 20 * number + 5, 1 + number)
            if number == 1:
                meta(edit, "M", 9, 30, 45, strip)
    build.build_shots(edit, everything=True)
    if kind == "a copy":
        first, *_, last = (strip for strip in edit.sequence_editor.strips if strip.type == "SCENE")
        tag(last).shot = tag(first).shot
    elif kind == "backwards":
        edit.sequence_editor.strips[0].use_reverse_frames = True
    elif kind == "muted":
        edit.sequence_editor.strips[-1].mute = True
    elif kind == "lost":
        edit.timeline_markers[1].camera = None
        edit.timeline_markers[2].frame = 30
    located = sources.locate(edit)
    shots = [(shot, located[shot.uuid]) for shot in film(edit).shots if shot.uuid in located]
    assert len(shots) > 1
    assert {uuid: spot(place) for uuid, place in sources.standing(edit).items()} == {
        uuid: spot(place) for uuid, place in located.items()
    }
    for frame in range(1, 125):
        wanted = [(shot.uuid, place) for shot, place in shots if place.start <= frame < place.end]
        assert [(shot.uuid, place) for shot, place in sources.shots_at(edit, frame)] == wanted, frame


def test_the_cast_is_looked_for_on_each_strip_once(taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    strips = len(taken.sequence_editor.strips_all)
    for number in range(3):
        add_member(taken, f"Extra {number}")
    read = counted(monkeypatch, members, "names")
    members.follow_strips(taken)
    assert len(read) == strips


def test_records_of_takes_are_read_beside_blender_for_kitsu(
    taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = counted(monkeypatch, publishing, "take_facts")
    shown = publishing.showing(film(taken).shots)
    assert (len(shown), read) == (SHOTS, [])
    found = publishing.publications(shown, FilmFolder(bpy.data.filepath))
    assert found[0].words == "SH010 t002: draft, wan-v2.6-t2v, 160x96, seed " + film(taken).shots[0].takes[1].seed + (
        f"\n{film(taken).shots[0].takes[1].prompt}"
    )
    assert len(read) == SHOTS


def test_an_idle_scene_is_made_when_an_operator_is_called(taken: bpy.types.Scene) -> None:
    before = len(bpy.data.scenes)
    with compat.light_operators():
        assert len(bpy.data.scenes) == before
        with compat._context_of(taken):
            assert len(bpy.data.scenes) == before + (compat.VERSION >= (5, 0, 0))
    assert len(bpy.data.scenes) == before


def test_a_plan_of_many_shots_asks_the_catalog_and_the_disk_once(
    long_one: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not depend on the shot is asked for all: its model, what was filmed, which files are missing."""
    edit = bpy.context.scene
    edit.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    edit.collection.objects.link(edit.camera)
    for shot in film(edit).shots:
        shot.route = "first_frame"
    monkeypatch.setattr(gather, "INDEX_SECONDS", inf)
    models = counted(monkeypatch, planning, "model_of")
    asked = counted(monkeypatch, store.door, "status")
    lost_files = counted(monkeypatch, gather.missing, "of")
    plans = send.make_plans(edit, list(film(edit).shots))
    assert [len(plan.inputs) for plan in plans] == [1] * SHOTS, "a first frame each"
    assert len(models) == 1 + SHOTS, "once for what is gathered, and each plan its own"
    assert len([path for path, *_ in asked if Path(path).name == "index.json"]) == 1
    assert len(lost_files) == 1


def test_removed_shots_are_offered_by_one_look_at_those_that_stand_in(
    long_one: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = bpy.context.scene
    shots = film(edit).shots
    for shot in list(shots):
        shot.takes.add().id = f"take of {shot.name}"
    names = [shot.name for shot in shots]
    for uuid in [shot.uuid for shot in shots][:-1]:
        removed.remove(edit, properties.find_shot(edit, uuid))
    looks = counted(monkeypatch, build, "_without_takes")
    said = build.build_shots(edit).sentence
    assert [name for name in names if f"{name} with 1 take was removed here" in said] == names[:-1]
    assert len(looks) == 1
    assert removed.bring_back(edit, "uuid-2") == names[2]
    assert [len(shot.takes) for shot in shots] == [0, 0, 1, 0, 1]


def test_of_several_shots_that_stand_in_the_first_that_overlaps_is_taken() -> None:
    bare = {
        ("marker", "m"): [(1, 25, 0, "long ago"), (25, 80, 1, "before"), (49, 73, 2, "there"), (73, 97, 3, "after")]
    }

    def over(start: int, end: int, name: str = "m") -> Any:
        kept = SimpleNamespace(origin="marker", source_name=name, frame_start=start, frame_end=end)
        return build._over(bare, kept)

    assert [over(49, 73), over(80, 97), over(97, 120), over(0, 1)] == ["before", "after", None, None]
    assert over(49, 73, "another") is None


def test_a_look_at_a_shots_length_reads_where_it_stands_once(
    long_one: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among a thousand shots each reading takes 10 ms, in one piece."""
    read = counted(monkeypatch, sources, "locate_shot")
    asked = SimpleNamespace(shot="uuid-1")
    work = lengths_ops.ANIMATIC_OT_look_at_length.work(asked, bpy.context)
    assert next(work) == (0, 1)
    assert slices.whole(work).shot.uuid == "uuid-1"
    assert len(read) == 1


def test_a_shot_list_is_read_a_shot_at_a_step(long_one: FilmFolder) -> None:
    edit = bpy.context.scene
    told = list(writing._table(edit, SimpleNamespace(start=1)))
    assert [done for done, of in told if of == SHOTS and 0 < done][:SHOTS] == list(range(1, SHOTS + 1))


@pytest.fixture
def boards(edit: bpy.types.Scene) -> bpy.types.Scene:
    """A film whose shots are strips."""
    for number in range(SHOTS):
        compat.new_effect(
            edit.sequence_editor.strips, name=f"b{number}", type="COLOR", channel=1, start=1 + 24 * number, length=24
        )
    build.build_shots(edit)
    assert len(film(edit).shots) == SHOTS
    return edit


def at_most_one_a_step(steps: Any, calls: list[Any]) -> Any:
    """Do the steps, none of which may add more than one to the calls. Answers what they come to."""
    while True:
        before = len(calls)
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        finally:
            assert len(calls) - before <= 1


def test_shots_are_built_a_strip_at_a_step(boards: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    read = counted(monkeypatch, sources, "of_strip")
    for strip in boards.sequence_editor.strips:
        strip.select = True
    assert at_most_one_a_step(build.building(boards), read).kept == SHOTS
    assert len(read) >= 3 * SHOTS, "copies, what is a shot, and where all stand"


@pytest.mark.parametrize("kind", ["split", "chain"])
def test_a_shot_is_split_a_strip_at_a_step(boards: bpy.types.Scene, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shot = film(boards).shots[2]
    choice = SimpleNamespace(
        kind=kind, route=Route.FIRST_FRAME, model="", parts=[SimpleNamespace(start=12 * n, frames=12) for n in (0, 1)]
    )
    read, built = counted(monkeypatch, sources, "of_strip"), counted(monkeypatch, build, "building")
    said = at_most_one_a_step(lengths.applying(boards, shot, choice), read)
    assert "1 new" in said
    assert len(built) == 1
    spans = [(one.frame_start, one.frame_end) for one in film(boards).shots]
    assert spans == [(1, 25), (25, 49), (49, 61), (61, 73), (73, 97), (97, 121)]


def test_shots_that_change_their_cameras_are_built_once_for_all_cuts(
    boards: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for frame in (1, 13, 61):
        eye = bpy.data.objects.new(f"at {frame}", bpy.data.cameras.new("Camera"))
        boards.collection.objects.link(eye)
        boards.timeline_markers.new(f"m{frame}", frame=frame).camera = eye
    for strip in boards.sequence_editor.strips:
        strip.select = True
    built = counted(monkeypatch, build, "building")
    assert bpy.ops.animatic.split_at_cameras() == {"FINISHED"}
    assert len(built) == 1
    spans = [(one.frame_start, one.frame_end) for one in film(boards).shots]
    assert spans == [(1, 13), (13, 25), (25, 49), (49, 61), (61, 73), (73, 97), (97, 121)]


def test_strips_are_renamed_one_a_step_and_give_up_each_others_names(taken: bpy.types.Scene) -> None:
    """SH020 becomes SH040, which is what another is called until then."""

    def names() -> list[str]:
        return [strip.name for strip in taken.sequence_editor.strips_all]

    film(taken).name_step = 20
    steps, before = build.renumbering(taken), names()
    for _ in steps:
        now = names()
        assert sum(one != other for one, other in zip(now, before, strict=True)) <= 1
        before = now
    assert sorted(name for name in before if "sound" not in name) == [
        "SH020 t002",
        *(f"SH{20 * number:03} t001" for number in range(2, SHOTS + 1)),
    ]


def test_a_comparison_is_made_a_video_at_a_step(taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = counted(monkeypatch, comparing, "add_copy")
    assert at_most_one_a_step(compare.beginning(compare.wish_for(film(taken).shots[0], "over", "take")), opened)
    assert len(opened) == 2
    compare.end()


def test_a_clip_is_placed_a_tick_and_all_of_them_are_one_undo_step(monkeypatch: pytest.MonkeyPatch) -> None:
    specs: dict[str, Any] = {f"uuid-{n}": SimpleNamespace(key=f"{n}") for n in range(SHOTS)}
    placed: list[str] = []
    steps: list[str] = []
    monkeypatch.setattr(fill, "film_folder", lambda: SimpleNamespace(root=Path("x")))
    monkeypatch.setattr(fill.clips, "store", lambda: SimpleNamespace(find=lambda key: key))
    monkeypatch.setattr(fill, "_place", lambda uuid, spec, clip: placed.append(uuid) or f"shot {uuid}")
    monkeypatch.setattr(fill.timeline, "push_undo", steps.append)
    fill._Now.film = Path("x")
    fill._Now.wanted.update(specs)
    for number in range(SHOTS):
        assert fill.tick() == fill.SOON_SECONDS
        assert len(placed) == number + 1
    assert steps == []
    assert fill.tick() == fill.LOOK_SECONDS
    assert steps == [f"{SHOTS} Clips"]
    assert fill.tick() == fill.LOOK_SECONDS
    assert steps == [f"{SHOTS} Clips"], "nothing came"


def test_clips_that_an_undo_took_along_before_their_step_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    specs: dict[str, Any] = {f"uuid-{n}": SimpleNamespace(key=f"{n}") for n in range(SHOTS)}
    placed: list[str] = []
    monkeypatch.setattr(fill, "film_folder", lambda: SimpleNamespace(root=Path("x")))
    monkeypatch.setattr(fill.clips, "store", lambda: SimpleNamespace(find=lambda key: key))
    monkeypatch.setattr(fill, "_place", lambda uuid, spec, clip: placed.append(uuid) or f"shot {uuid}")
    monkeypatch.setattr(fill.timeline, "push_undo", lambda message: None)
    fill._Now.film = Path("x")
    fill._Now.wanted.update(specs)
    fill.tick()
    fill.tick()
    changes.forget()
    for _ in range(2 * SHOTS):
        fill.tick()
    assert sorted(placed[2:]) == sorted(specs)
    changes.forget()
    fill.tick()
    assert len(placed) == 2 + SHOTS, "what has its undo step stays off after an undo"


def test_takes_are_changed_one_after_the_other_and_esc_leaves_the_rest(taken: bpy.types.Scene) -> None:
    shots, shown = list(film(taken).shots), [shot.active_take for shot in film(taken).shots]
    operator: Any = SimpleNamespace(
        wanted=lambda edit: [(shot, shot.takes[0]) for shot in film(edit).shots], change=showing.showing
    )
    steps, told = ChangesTakes.work(operator, bpy.context), []
    while not told or told[-1] != (2, SHOTS):
        told.append(next(steps))
    assert told.count((0, SHOTS)) == 3, "before it, where its shot stands, its picture; then its sound, if it has one"
    with pytest.raises(StopIteration) as end:
        steps.throw(slices.StopWork())
    assert len(end.value.value) == 2
    assert [shot.active_take for shot in film(taken).shots] == [shots[0].takes[0].id, *shown[1:]]
    assert shown[0] != shots[0].takes[0].id


def test_clips_that_are_waited_for_are_looked_for_in_one_index(
    taken: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = counted(monkeypatch, store.door, "status")
    specs: dict[str, Any] = {f"uuid-{n}": SimpleNamespace(key=f"{n}") for n in range(SHOTS)}
    fill._Now.film = fill.film_folder().root
    fill._Now.wanted.update(specs)
    assert list(fill.placing()) == []
    assert len(looks) == 1
    fill.forget()
