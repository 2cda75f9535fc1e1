# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was added to Blender is taken away again, all of it, whatever others did meanwhile."""

from __future__ import annotations

import ast
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import bpy
import pytest

import addon
from addon import blender
from addon.blender import registry

ROOMS = Path(blender.__file__).parent


def handler_lists() -> list[list[Any]]:
    found = (getattr(bpy.app.handlers, name) for name in dir(bpy.app.handlers))
    return [handlers for handlers in found if isinstance(handlers, list)]


def left_over() -> list[str]:
    """What of ours is in Blender: classes, handlers, properties, menus, keys."""
    found = [name for name in dir(bpy.types) if name.startswith("ANIMATIC_")]
    found += [f.__qualname__ for handlers in handler_lists() for f in handlers if f.__module__.startswith("addon.")]
    found += [owner.__name__ for owner in (bpy.types.Scene, bpy.types.Strip) if hasattr(owner, "animatic")]
    found += [f.__qualname__ for f in bpy.types.SEQUENCER_MT_add._dyn_ui_initialize() if "addon." in f.__module__]
    keys = bpy.context.window_manager.keyconfigs.addon
    if keys is not None:
        found += [k.idname for m in keys.keymaps for k in m.keymap_items if k.idname.startswith("animatic.")]
    return found


@pytest.fixture
def enabled() -> Iterator[None]:
    addon.register()
    yield
    addon.unregister()


def test_nothing_is_left_over(enabled: None) -> None:
    assert len(left_over()) > 40
    addon.unregister()
    assert left_over() == []
    addon.register()


LISTENERS = {
    "cast.filming": ("_heard",),
    "takes.landing": ("_heard",),
    "properties.cast": ("heard_choices", "heard_fronts", "heard_looks"),
    "properties.shot": ("heard_notes", "renamed"),
    "properties.scene": ("picked",),
}


def test_whoever_is_told_of_something_is_told_no_more(enabled: None) -> None:
    """And no list of ours is emptied of what somebody else put into it."""
    rooms = {name: import_module(f"addon.blender.{name}") for name in LISTENERS}
    lists = [getattr(rooms[room], name) for room, names in LISTENERS.items() for name in names]
    assert sum(map(len, lists)) == 7, "a take that landed is judged with a window alone"
    for told in lists:
        told.append(print)
    addon.unregister()
    assert lists == [[print]] * 8
    for told in lists:
        told.clear()
    addon.register()


def test_handlers_that_another_add_on_cleared_keep_nothing_from_being_taken_away(enabled: None) -> None:
    for handlers in handler_lists():
        handlers[:] = [f for f in handlers if not f.__module__.startswith("addon.")]
    addon.unregister()
    assert left_over() == []
    addon.register()
    assert len(left_over()) > 40, "it can be enabled again"


def test_one_thing_that_cannot_be_taken_away_keeps_nothing_else(
    enabled: None, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise RuntimeError("gone already")

    registry.then(fails)
    bpy.utils.unregister_class(bpy.types.ANIMATIC_OT_build_shots)
    addon.unregister()
    assert left_over() == []
    assert "could not be taken away" in caplog.text
    addon.register()


def test_an_enabling_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise RuntimeError("no")

    before = set(threading.enumerate())  # other tests leave calls behind that nobody answers
    monkeypatch.setattr(import_module("addon.blender.takes.ops"), "register", fails)
    with pytest.raises(RuntimeError):
        addon.register()
    assert left_over() == []
    assert not [t.name for t in set(threading.enumerate()) - before if t.name.startswith("animatic")]


def test_no_room_takes_away_by_itself() -> None:
    """What has a list needs no second one that could miss something."""
    rooms = [path for path in ROOMS.rglob("*.py") if path.parent != ROOMS or path.name != "__init__.py"]
    named = {node.name: path for path in rooms for node in ast.parse(path.read_text(encoding="utf-8")).body
             if isinstance(node, ast.FunctionDef)}  # fmt: skip
    assert "unregister" not in named, named.get("unregister")


def test_no_room_adds_by_itself() -> None:
    """A list of listeners is filled by `registry.listener`, which empties it again."""
    found = [
        f"{path.relative_to(ROOMS)}:{node.lineno}"
        for path in ROOMS.rglob("*.py")
        if path.name != "registry.py"
        for function in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef) and function.name == "register"
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr == "append"
    ]
    assert found == []
