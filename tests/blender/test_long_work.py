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

from addon.blender import properties
from addon.blender.capture import copies, store
from addon.blender.edit import sources
from addon.blender.engine import session, slices
from addon.blender.engine.rows import LostTake
from addon.blender.engine.view import current as view
from addon.blender.exchange import writing
from addon.blender.export import data
from addon.blender.film import pump
from addon.blender.jobs import send, ui
from addon.blender.review import best_of, pages
from addon.blender.shots import build, gather, lengths_ops, removed
from addon.blender.takes import landing, lost
from addon.core.files import FilmFolder
from addon.core.jobs import one_by_one
from addon.core.jobs.job import Job
from addon.core.jobs.ledger import read_jobs
from addon.core.plans import planning
from scripts.benches import long_film

SHOTS, JOBS = 5, 30


@pytest.fixture
def film(edit: bpy.types.Scene, tmp_path: Path) -> FilmFolder:
    """A film whose shots have lost their takes, as after a revert, and its jobs."""
    for number in range(SHOTS):
        edit.timeline_markers.new(f"m{number}", frame=1 + 24 * number).camera = edit.camera
    build.build_shots(edit)
    for number, shot in enumerate(properties.film(edit).shots):
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


def test_every_shot_is_found_by_one_look_at_all_of_them(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = bpy.context.scene
    shots = properties.film(edit).shots
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


def test_takes_that_are_missing_are_found_by_one_look(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine tells of each job by itself: a look at all takes for each would be ten thousand looks."""
    offered: list[str] = []
    running = SimpleNamespace(engine=SimpleNamespace(mark_unplaced=offered.append))
    monkeypatch.setattr(session, "current", lambda: running)
    looks = counted(monkeypatch, landing, "recorded")
    jobs = tuple(view.jobs.values())
    landing.meet(jobs)
    for job in (*jobs, *jobs):
        landing.reconcile(film.root, job)
    assert len(looks) == 1
    assert offered == [job.id for job in jobs if job.shot_uuid != f"uuid-{SHOTS}"], "that one's shot is not in the film"


def test_lost_and_found_is_looked_through_in_several_ticks(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_look_through_lost_and_found_ends_with_its_film(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pump, "BUDGET_SECONDS", 0.0)
    monkeypatch.setattr(pump, "_look_again_at", 0.0)
    pump._show(1.0, changed=True, busy=False)
    begun = pump._finding
    assert begun is not None
    view.clear(film.root.with_name("other.animatic"))
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


def test_best_of_reads_the_takes_once_for_all_groups(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = counted(monkeypatch, best_of.judging, "pairs_of")
    groups: dict[str, list[Job]] = {}
    for job in view.jobs.values():
        groups.setdefault(job.shot_uuid, []).append(job)
    monkeypatch.setattr(one_by_one, "name_of", lambda group: group[0].shot_uuid)
    for shot in properties.film(bpy.context.scene).shots:
        shot.active_take = max(groups[shot.uuid], key=best_of._arrived).id
    best_of._begin_those_left()
    assert best_of._begun == {shot.uuid for shot in properties.film(bpy.context.scene).shots}
    assert len(looks) == 1
    best_of._forget()


def test_a_sheet_is_gathered_a_shot_at_a_step(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = bpy.context.scene
    steps = data.sheet_errand(edit, film, ".png")
    assert [next(steps) for _ in range(3)] == [(0, SHOTS)] * 3
    left = counted(monkeypatch, copies, "drop")
    with pytest.raises(slices.StopWork):
        steps.throw(slices.StopWork())
    assert len(left) == 1, "no copy stays of what is not made"
    made: list[tuple[int, int]] = list(pages.errand(edit, film))
    assert made[:3] == [(0, SHOTS)] * 3
    assert len(made) > SHOTS


def test_a_plan_of_many_shots_asks_the_catalog_and_the_disk_once(
    film: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not depend on the shot is asked for all: its model, what was filmed, which files are missing."""
    edit = bpy.context.scene
    edit.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    edit.collection.objects.link(edit.camera)
    for shot in properties.film(edit).shots:
        shot.route = "first_frame"
    monkeypatch.setattr(gather, "INDEX_SECONDS", inf)
    models = counted(monkeypatch, planning, "model_of")
    asked = counted(monkeypatch, store.door, "status")
    lost_files = counted(monkeypatch, gather.missing, "of")
    plans = send.make_plans(edit, list(properties.film(edit).shots))
    assert [len(plan.inputs) for plan in plans] == [1] * SHOTS, "a first frame each"
    assert len(models) == 1 + SHOTS, "once for what is gathered, and each plan its own"
    assert len([path for path, *_ in asked if Path(path).name == "index.json"]) == 1
    assert len(lost_files) == 1


def test_removed_shots_are_offered_by_one_look_at_those_that_stand_in(
    film: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = bpy.context.scene
    shots = properties.film(edit).shots
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


def test_a_look_at_a_shots_length_reads_where_it_stands_once(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Among a thousand shots each reading takes 10 ms, in one piece."""
    read = counted(monkeypatch, sources, "locate_shot")
    asked = SimpleNamespace(shot="uuid-1")
    work = lengths_ops.ANIMATIC_OT_look_at_length.work(asked, bpy.context)
    assert next(work) == (0, 1)
    assert slices.whole(work).shot.uuid == "uuid-1"
    assert len(read) == 1


def test_a_shot_list_is_read_a_shot_at_a_step(film: FilmFolder) -> None:
    edit = bpy.context.scene
    told = list(writing._table(edit, SimpleNamespace(start=1)))
    assert [done for done, of in told if of == SHOTS and 0 < done][:SHOTS] == list(range(1, SHOTS + 1))
