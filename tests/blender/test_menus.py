# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Menus, keys and search: the verbs are where hands are, work, collide with nothing, and go when the extension goes."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import bpy
import pytest
import take_parts as parts

import addon
from addon.blender.project import menus
from addon.blender.properties import film, tag
from addon.blender.review import compare

op = bpy.ops.animatic


class Layout:
    """Stands for Blender's layout, which exists only while something is drawn: notes the operators and menus."""

    def __init__(self) -> None:
        self.operators: list[str] = []
        self.menus: list[str] = []
        self.operator_context = ""

    def operator(self, name: str, **_: Any) -> Any:
        self.operators.append(name)
        return type("Properties", (), {})()

    def menu(self, name: str, **_: Any) -> None:
        self.menus.append(name)

    def separator(self) -> None:
        pass


def drawn(draw: Any) -> Layout:
    menu = type("Menu", (), {"layout": Layout()})()
    draw(menu, bpy.context)
    return menu.layout


@pytest.fixture
def with_keys(edit) -> Any:
    """The extension registered again where there is a window's key configuration, as there is in the module too."""
    keyconfig = bpy.context.window_manager.keyconfigs.addon
    if keyconfig is None:
        pytest.skip("this Blender has no key configuration for add-ons")
    return keyconfig


@pytest.mark.parametrize("menu", [menus.ANIMATIC_MT_strip, menus.ANIMATIC_MT_add])
def test_every_entry_of_the_menus_exists(edit, menu: Any) -> None:
    entries = drawn(menu.draw).operators
    assert entries
    for name in entries:
        group, verb = name.split(".")
        getattr(getattr(bpy.ops, group), verb).get_rna_type()


@pytest.mark.parametrize(("menu", "ours"), [(menu, draw) for menu, draw in menus.MENUS])
def test_our_menus_are_in_blenders_and_leave_with_the_extension(edit, menu: str, ours: Any) -> None:
    functions = lambda: getattr(bpy.types, menu).draw._draw_funcs  # noqa: E731
    assert ours in functions()
    assert drawn(ours).menus
    addon.unregister()
    assert ours not in functions()
    addon.register()
    assert functions().count(ours) == 1


@pytest.mark.parametrize("keymap", ["blender_default", "industry_compatible_data"])
def test_the_keys_collide_with_none_of_blenders(keymap: str) -> None:
    """Read from the files that Blender makes its keymaps from: without a window it does not load them."""
    presets = Path(bpy.utils.system_resource("SCRIPTS")) / "presets" / "keyconfig" / "keymap_data"
    made = runpy.run_path(str(presets / f"{keymap}.py"))
    arguments = [made["Params"]()] if "Params" in made else []
    taken = set()
    for name, _, content in made["generate_keymaps"](*arguments):
        if name in {
            "Sequencer",
            "Video Sequence Editor",
            "Frames",
            "Screen",
            "Window",
            "View2D",
            "Markers",
            "Grease Pencil",
        }:
            held = ((item[1]["type"], item[1]) for item in content["items"])
            taken |= {(key, *(bool(item.get(mod)) for mod in ("alt", "ctrl", "shift"))) for key, item in held}
    assert len(taken) > 80, "the keymap was read"
    assert not {(key, True, False, False) for _, key in menus.KEYS} & taken


def test_the_keys_go_with_the_extension(with_keys) -> None:
    ours = ["animatic.compare", "animatic.next_take", "animatic.previous_take"]
    keys = lambda: sorted(  # noqa: E731
        item.idname
        for name in ("Sequencer", "Video Sequence Editor")
        if name in with_keys.keymaps
        for item in with_keys.keymaps[name].keymap_items
        if item.idname.startswith("animatic.")
    )
    assert keys() == ours
    addon.unregister()
    assert keys() == []
    addon.register()
    assert keys() == ours


def test_w_is_asked_before_the_w_of_blender(with_keys) -> None:
    """An add-on's keys come first within their keymap alone; Blender asks the one that its own W stands in first."""
    presets = Path(bpy.utils.system_resource("SCRIPTS")) / "presets" / "keyconfig" / "keymap_data"
    made = runpy.run_path(str(presets / "blender_default.py"))
    with_w = [
        name
        for name, where, content in made["generate_keymaps"](made["Params"](select_mouse="LEFT"))
        if where["space_type"] == "SEQUENCE_EDITOR" and not name.startswith("Sequencer Tool")
        for _, key, _ in content["items"]
        if key["type"] == "W" and not any(key.get(held) for held in ("shift", "ctrl", "alt"))
    ]
    assert with_w == [compare.KEYMAP]
    assert "animatic.compare" in with_keys.keymaps[compare.KEYMAP].keymap_items


def test_labels_found_by_search_tell_what_they_do(edit) -> None:
    """F3 shows labels alone: no two the same, none a bare noun that other add-ons have, too."""
    names = [name for name in dir(bpy.ops.animatic) if not name.startswith("_")]
    labels = [getattr(bpy.ops.animatic, name).get_rna_type().name for name in names]
    assert len(set(labels)) == len(labels)


def test_a_shot_from_the_preview_range(edit, tmp_path: Path) -> None:
    edit.use_preview_range, edit.frame_preview_start, edit.frame_preview_end = True, 11, 34
    assert op.shot_from_range() == {"FINISHED"}
    (shot,) = film(edit).shots
    assert (shot.name, shot.frame_start, shot.frame_end) == ("SH010", 11, 35)
    edit.frame_preview_start, edit.frame_preview_end = 35, 58
    op.shot_from_range()
    assert [(s.name, s.frame_start, s.frame_end) for s in film(edit).shots] == [("SH010", 11, 35), ("SH020", 35, 59)]
    assert [tag(strip).role for strip in edit.sequence_editor.strips] == ["source", "source"]


def test_a_cast_member_from_the_active_strip(edit, movie: parts.Movie) -> None:
    with pytest.raises(RuntimeError, match="Choose a movie or image strip"):
        op.cast_from_strip()
    strip = edit.sequence_editor.strips.new_movie(name="Mia.mov", filepath=str(movie(48)), channel=1, frame_start=1)
    edit.sequence_editor.active_strip = strip
    op.cast_from_strip("EXEC_DEFAULT", name="Mia")
    member = film(edit).cast[0]
    assert (member.name, member.source_kind, member.source) == ("Mia", "strip", "Mia.mov")
