# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Long work in slices: Esc stops it where it is, what is done stays, and the scene is put back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import bpy
import pytest

from addon.blender import operators, timeline
from addon.blender.cast import propose
from addon.blender.cast.members import add_member
from addon.blender.engine import slices
from addon.blender.properties import film
from addon.blender.shots import build, describe
from addon.blender.timeline import held
from addon.core.errors import UserError

SHOTS = 6


@pytest.fixture
def cut(edit: bpy.types.Scene) -> bpy.types.Scene:
    """Six shots of a second, a camera each, and a figure that is hidden from view but renders."""
    edit.frame_end = 24 * SHOTS
    mesh = bpy.data.meshes.new("Mia")
    mesh.from_pydata([(-0.5, 0, 0), (0.5, 0, 0), (0, 0, 2)], [], [(0, 1, 2)])
    group = bpy.data.collections.new("Mia")
    edit.collection.children.link(group)
    mia = bpy.data.objects.new("Mia", mesh)
    mia.hide_viewport = True
    group.objects.link(mia)
    for number in range(SHOTS):
        camera = bpy.data.objects.new(f"C{number}", bpy.data.cameras.new(f"C{number}"))
        camera.location, camera.rotation_euler = (0, -6, 1), (1.5708, 0, 0)
        edit.collection.objects.link(camera)
        edit.timeline_markers.new(camera.name, frame=1 + 24 * number).camera = camera
    build.build_shots(edit)
    add_member(edit, "Mia", collection=group)
    edit.frame_set(7)
    return edit


def run_until(work: slices.Work, shots: int) -> Any:
    """Stop the work as Esc does, once so many shots are done; its result."""
    while next(work)[0] < shots:
        pass
    with pytest.raises(StopIteration) as end:
        work.throw(slices.StopWork())
    return end.value.value


def test_stopped_describing_keeps_what_is_described_and_puts_the_scene_back(cut) -> None:
    described = run_until(describe.describing(cut), 2)
    assert described.sentence == "2 shots described, 4 left for Describe Cameras"
    assert [bool(shot.block("camera").text) for shot in film(cut).shots] == [True] * 2 + [False] * 4
    assert cut.frame_current == 7
    assert bpy.data.objects["Mia"].hide_viewport


def test_stopped_looking_casts_only_the_shots_that_were_looked_at(cut) -> None:
    proposed = run_until(propose.proposing(cut, list(film(cut).shots)), 3)
    assert (len(proposed.proposals), proposed.blind, proposed.left) == (3, 0, 3)
    assert [len(shot.cast) for shot in film(cut).shots] == [1, 1, 1, 0, 0, 0]
    assert cut.frame_current == 7
    assert bpy.data.objects["Mia"].hide_viewport


def test_work_gives_way_many_times_a_shot(cut) -> None:
    assert len(list(describe.describing(cut))) >= SHOTS * describe.SAMPLES_PER_SECOND


@operators.guard
class Counting(slices.Sliced):
    """An operator's way through its work, beside Blender's event loop."""

    bl_label = doing = "Counting"

    def __init__(self, shots: int, *, trouble: Exception | None = None) -> None:
        self.shots, self.trouble, self.reported, self.restored = shots, trouble, [], False

    def report(self, levels: set[str], text: str) -> None:
        self.reported.append(text)

    def work(self, context: Any) -> slices.Work:
        done = 0
        try:
            while done < self.shots:
                yield done, self.shots
                done += 1
            if self.trouble:
                raise self.trouble
        except slices.StopWork:
            pass
        finally:
            self.restored = True
        return done

    def conclude(self, result: int) -> set[str]:
        self.reported.append(f"{result} counted")
        return {"FINISHED"}


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What an operator sees of a Blender with a window; every slice ends at its first step."""
    monkeypatch.setattr(slices, "bpy", SimpleNamespace(app=SimpleNamespace(background=False)))
    monkeypatch.setattr(slices, "SLICE_SECONDS", -1)
    timers: list[object] = []
    manager = SimpleNamespace(
        event_timer_add=lambda seconds, window: timers.append("timer") or "timer",
        event_timer_remove=timers.remove,
        modal_handler_add=lambda operator: True,
    )
    told: list[Any] = []
    return SimpleNamespace(
        window="window",
        window_manager=manager,
        workspace=SimpleNamespace(status_text_set=told.append),
        timers=timers,
        told=told,
    )


def event(kind: str) -> Any:
    return SimpleNamespace(type=kind, value="PRESS")


def test_slices_go_on_until_the_work_is_done(window) -> None:
    operator = Counting(3)
    assert operator.invoke(window, event("LEFTMOUSE")) == {"RUNNING_MODAL"}
    assert held.by == "Counting"
    assert timeline.can_edit_now() == "Counting is not finished"
    assert operator.modal(window, event("MOUSEMOVE")) == {"RUNNING_MODAL"}
    outcomes = [operator.modal(window, event("TIMER")) for _ in range(3)]
    assert outcomes == [{"RUNNING_MODAL"}, {"RUNNING_MODAL"}, {"FINISHED"}]
    assert window.told == [f"Counting: {n} of 3 shots. Esc stops." for n in range(3)] + [None]
    assert (operator.reported, operator.restored, window.timers, held.by) == (["3 counted"], True, [], "")


@pytest.mark.parametrize("stop", ["ESC", "closed"])
def test_esc_or_a_closed_window_stops_and_keeps_what_is_done(window, stop: str) -> None:
    operator = Counting(9)
    operator.invoke(window, event("LEFTMOUSE"))
    operator.modal(window, event("TIMER"))
    if stop == "ESC":
        assert operator.modal(window, event("ESC")) == {"FINISHED"}
    else:
        operator.cancel(window)
    assert (operator.reported, operator.restored, window.timers, held.by) == (["1 counted"], True, [], "")


def test_trouble_ends_the_work_and_lets_the_film_go(window) -> None:
    mistake = UserError("The seed is no number.", "Write one.", code="seed")
    operator = Counting(1, trouble=mistake)
    operator.invoke(window, event("LEFTMOUSE"))
    assert operator.modal(window, event("TIMER")) == {"CANCELLED"}
    assert (operator.reported, window.timers, held.by) == ([mistake.sentence], [], "")
    operator = Counting(1, trouble=RuntimeError("a fault of ours"))
    operator.invoke(window, event("LEFTMOUSE"))
    assert operator.modal(window, event("TIMER")) == {"CANCELLED"}
    assert operator.reported[0].startswith("Something unforeseen happened in Counting (RuntimeError).")
    assert (operator.restored, window.timers, held.by) == (True, [], "")


def test_short_work_is_done_at_once(window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE_SECONDS", 60)
    operator = Counting(5)
    assert operator.invoke(window, event("LEFTMOUSE")) == {"FINISHED"}
    assert (operator.reported, window.timers, window.told, held.by) == (["5 counted"], [], [], "")


@operators.guard
class Cutting(Counting):
    bl_label = doing = "Cutting"
    edits_strips = True


def test_what_edits_strips_in_slices_does_not_begin_while_they_are_held(
    window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is not refused for what holds them once it has begun itself."""
    with monkeypatch.context() as busy:
        busy.setattr(held, "by", "Describing cameras")
        refused = Cutting(3)
        assert refused.invoke(window, event("LEFTMOUSE")) == {"CANCELLED"}
        assert refused.reported == ["Describing cameras is not finished: try again afterwards"]
        assert not hasattr(refused, "_work")
        assert (window.timers, window.told) == ([], [])
    operator = Cutting(1)
    assert operator.invoke(window, event("LEFTMOUSE")) == {"RUNNING_MODAL"}
    assert operator.modal(window, event("TIMER")) == {"FINISHED"}
    assert (operator.reported, held.by) == (["1 counted"], "")


class Going(slices.GoesOn):
    bl_idname = "animatic.going"
    bl_label = doing = "Going"

    def __init__(self) -> None:
        self.reported: list[str] = []

    def report(self, levels: set[str], text: str) -> None:
        self.reported.append(text)


def three(done: list[int]) -> slices.Work:
    for number in range(3):
        done.append(number)
        yield number, 3
    return "all three"


def test_what_a_dialog_confirmed_goes_on_in_slices_and_esc_does_the_rest(window) -> None:
    going, dialog, done = Going(), Going(), []
    begun: list[Any] = []
    animatic = SimpleNamespace(going=lambda how: begun.append(going.invoke(window, event("LEFTMOUSE"))))
    slices.bpy.ops = SimpleNamespace(animatic=animatic)
    assert Going.go_on(dialog, window, three(done)) == {"CANCELLED"}, "what goes on makes the undo step"
    assert (begun, dialog.reported) == ([{"RUNNING_MODAL"}], [])
    assert going.modal(window, event("TIMER")) == {"RUNNING_MODAL"}
    assert going.modal(window, event("ESC")) == {"FINISHED"}
    assert (done, going.reported, held.by) == ([0, 1, 2], ["all three"], "")
    with pytest.raises(UserError):
        going.work(window)


@pytest.mark.parametrize("how", ["a script", "short"])
def test_what_a_dialog_confirmed_is_done_at_once(window, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if how == "short":
        monkeypatch.setattr(slices, "SLICE_SECONDS", 60)
    else:
        window.window = None
    dialog, done = Going(), []
    assert Going.go_on(dialog, window, three(done)) == {"FINISHED"}
    assert (done, dialog.reported) == ([0, 1, 2], ["all three"])


@pytest.mark.parametrize("how", ["a warning", "an error"])
def test_what_a_dialog_confirmed_is_forgotten_where_it_is_refused(window, how: str) -> None:
    """Else the next one to be called would do it, in whatever film is open then."""
    dialog, done = Going(), []

    def refuse(_: str) -> set[str]:
        if how == "an error":
            raise RuntimeError("Error: a render holds the strips")
        return {"CANCELLED"}

    slices.bpy.ops = SimpleNamespace(animatic=SimpleNamespace(going=refuse))
    if how == "an error":
        with pytest.raises(RuntimeError):
            Going.go_on(dialog, window, three(done))
    else:
        assert Going.go_on(dialog, window, three(done)) == {"CANCELLED"}
    assert len(done) < 3
    with pytest.raises(UserError):
        Going().work(window)
