# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other add-ons hear of takes and batches, and what goes wrong in them stops nothing."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy
import pytest
from take_parts import add_take, make_film, shot_named

from addon import handlers
from addon.blender.engine.view import current as view
from addon.blender.takes import data, landing
from addon.blender.values import take_to_model
from addon.core.files import FilmFolder

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "copy_takes.py"


@pytest.fixture
def arrived(edit: bpy.types.Scene, movie: Callable[..., Path], tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """`arrived()` puts a take on SH010 as the pump does when one comes."""
    make_film(edit, tmp_path / "film.blend")
    view.clear(FilmFolder(bpy.data.filepath).root)

    def put() -> Any:
        shot = shot_named("SH010")
        take_id = add_take(edit, shot, movie(60, 30), place=False)
        take = take_to_model(data.find(shot, take_id), shot)
        data.forget(shot, take_id)
        landing.put(edit, shot, take, undo_step=False)
        landing.put(edit, shot_named("SH010"), take, undo_step=False)  # offered again: not a new one
        return take

    yield put
    handlers.on_take.clear()
    handlers.on_batch.clear()


def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("copy_takes", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_handler_hears_of_each_take_once_with_its_files(arrived: Callable[[], Any]) -> None:
    heard: list[dict[str, Any]] = []
    handlers.on_take.append(heard.append)
    take = arrived()
    (facts,) = heard
    assert (facts["shot"], facts["number"], facts["id"]) == ("SH010", take.number, take.id)
    assert Path(facts["file"]).is_file()
    assert Path(facts["sidecar"]).is_file()
    assert "plan" not in facts


def test_a_handler_that_fails_is_told_and_the_others_run(arrived: Callable[[], Any]) -> None:
    heard: list[dict[str, Any]] = []

    def broken(take: dict[str, Any]) -> None:
        take["shot"] = "changed"
        raise RuntimeError("no network")

    handlers.on_take += [broken, heard.append]
    arrived()
    assert heard[0]["shot"] == "SH010"
    assert shot_named("SH010").takes
    assert any("broken" in notice.message for notice in view.notices)


def test_the_documented_example_copies_the_take_and_its_sidecar(
    arrived: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = example()
    monkeypatch.setattr(module, "FOLDER", tmp_path / "studio")
    monkeypatch.setattr(module, "handlers", lambda: handlers)
    module.register()
    module.register()
    arrived()
    assert sorted(path.suffix for path in (tmp_path / "studio").iterdir()) == [".json", ".mp4"]
    module.unregister()
    assert not handlers.on_take


def test_the_example_does_nothing_where_the_extension_is_not(edit: bpy.types.Scene) -> None:
    module = example()
    assert module.handlers() is None
    module.register()
    module.unregister()
