# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A save marks as many shots as it has time for: a shot a piece, those first that were not looked at for longest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import pytest
from take_parts import add_take, make_film

from addon.blender.edit import sources
from addon.blender.jobs import send
from addon.blender.properties import film
from addon.blender.takes import stale
from addon.blender.values import to_model

SHOTS = 3


@pytest.fixture
def shots(edit: bpy.types.Scene, tmp_path: Path, movie: Callable[..., Path]) -> Any:
    """Shots of words with a take each, whose words are others since."""
    make_film(edit, tmp_path / "film.blend", SHOTS)
    stale._checked.clear()
    for number in range(SHOTS):
        shot = film(edit).shots[number]
        (plan,) = send.make_plans(edit, [shot])
        add_take(edit, shot, movie(60, 30), made_of=plan.made_of)
    change("It runs.")
    return film(edit).shots


def change(words: str) -> None:
    for shot in film(bpy.context.scene).shots:
        shot.block("action").text = words


def marked() -> list[str]:
    """The shots whose takes are said to be out of date, and nothing of that is said any more."""
    found = [shot.name for shot in film(bpy.context.scene).shots if shot.takes[0].stale]
    for shot in film(bpy.context.scene).shots:
        shot.takes[0].stale = ""
    return found


def time_for(pieces: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next save's time be up after so many shots."""
    times = iter([0.0, *[0.0] * pieces])
    monkeypatch.setattr(stale, "perf_counter", lambda: next(times, 99.0))


def test_each_save_goes_on_where_the_one_before_ended(shots: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for pieces in (1, 2, 1, 1, 1):
        time_for(pieces, monkeypatch)
        stale.check_some(1.0)
        found.append(marked())
    assert found == [["SH010"], ["SH020", "SH030"], ["SH010"], ["SH020"], ["SH030"]]


def test_a_new_shot_comes_before_those_that_were_looked_at(
    edit: Any, shots: Any, movie: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    stale.check_some(60.0)
    assert len(marked()) == SHOTS
    del stale._checked[shots[2].uuid]
    time_for(1, monkeypatch)
    stale.check_some(1.0)
    assert marked() == ["SH030"]


def test_what_cannot_be_read_keeps_no_other(shots: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A seed that is no number is told where the shot is planned; it is passed over here, and not met first again."""
    shots[0].seed = "seven"
    for pieces, names in ((2, ["SH020"]), (1, ["SH030"]), (1, []), (1, ["SH020"])):
        time_for(pieces, monkeypatch)
        stale.check_some(1.0)
        assert marked() == names


def test_a_shot_that_is_gone_and_one_without_a_take_take_no_time(shots: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shots[0].gone = True
    shots[1].takes.clear()
    time_for(1, monkeypatch)
    stale.check_some(1.0)
    assert [shot.takes[0].stale for shot in shots if len(shot.takes)] == ["", "words changed"]


def test_every_edit_is_looked_at_and_located_once(edit: Any, shots: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    other = edit.copy()
    for shot in film(other).shots:
        shot.uuid += "-other"
    located = []
    plainly = sources.locate
    monkeypatch.setattr(sources, "locate", lambda scene: (located.append(scene.name), plainly(scene))[1])
    stale.check_some(60.0)
    assert located == [edit.name, other.name]
    for scene in (edit, other):
        assert [shot.takes[0].stale for shot in film(scene).shots] == ["words changed"] * SHOTS


def test_shots_of_a_long_edit_are_not_located_together(edit: Any, shots: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a thousand take longer than a save may: each that there is time for by itself."""
    monkeypatch.setattr(stale, "SAVE_SHOTS_MAX", SHOTS - 1)
    monkeypatch.setattr(sources, "locate", lambda scene: pytest.fail(f"{scene.name} was looked through"))
    time_for(2, monkeypatch)
    stale.check_some(1.0)
    assert len(marked()) == 2
    time_for(SHOTS, monkeypatch)
    stale.check_some(1.0)
    assert len(marked()) == SHOTS


def test_without_time_nothing_is_located(edit: Any, shots: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "locate", lambda scene: pytest.fail(f"{scene.name} was looked through"))
    time_for(0, monkeypatch)
    stale.check_some(1.0)
    assert marked() == []


def test_what_goes_wrong_stops_no_save(shots: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("unforeseen")

    with monkeypatch.context() as broken:
        broken.setattr(stale, "mark", fails)
        change("It flies.")
        assert bpy.ops.wm.save_mainfile() == {"FINISHED"}
    assert "unforeseen" in caplog.text
    bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)
    assert film(bpy.context.scene).shots[0].block("action").text == "It flies."
    assert bpy.ops.wm.save_mainfile() == {"FINISHED"}
    assert marked() == ["SH010", "SH020", "SH030"]


def test_a_mark_that_is_right_is_not_written_again(shots: Any) -> None:
    """Each writing is a change of the file."""

    class Take:
        number, written = 1, 0
        _stale = ""

        def fact(self, name: str, default: Any) -> Any:
            return shots[0].takes[0].fact(name, default)

        @property
        def stale(self) -> str:
            return self._stale

        @stale.setter
        def stale(self, said: str) -> None:
            self._stale, self.written = said, self.written + 1

    take = Take()
    shot: Any = type("Shot", (), {"name": "SH010", "takes": [take]})
    (plan,) = send.make_plans(bpy.context.scene, [shots[0]])
    model = to_model(shots[0], bpy.context.scene)
    for _ in range(2):
        assert stale.mark(shot, model, plan.made_of) == ["SH010 t001: words changed"]
    assert take.written == 1
