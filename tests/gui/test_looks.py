# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a character is filmed, chosen by mouse in a Blender with a window: what Automatic films with and how long that
takes is told, a chosen front shows at once, a sheet and a close-up are filmed, a machine without OpenGL says so.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy
from mathutils import Vector

sys.path.insert(0, str(Path(__file__).parent))
import hands
from hands import ours

RATE = 8
"""Frames a second of the film."""


def make_film(scene: bpy.types.Scene) -> None:
    """A portrait shot of a knight in metal and of somebody in a plain colour."""
    scene.render.fps = RATE
    scene.frame_start, scene.frame_end = 1, 2 * RATE
    scene.render.resolution_x, scene.render.resolution_y = 720, 1280
    for name, x, metal in (("Knight", -1.2, 1.0), ("Rook", 1.2, 0.0)):
        hands.character(scene, name, (x, 0, 0), (0.8, 0.5, 0.1), Metallic=metal, Roughness=0.2)
    camera: Any = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    camera.location = (0, -12, 0)
    camera.rotation_euler = Vector((0, -1, 0)).to_track_quat("Z", "Y").to_euler()
    lamp: Any = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "SUN"))
    lamp.data.color, lamp.data.energy, lamp.rotation_euler.x = (1.0, 0.3, 0.2), 4.0, 1.2
    for thing in (camera, lamp):
        scene.collection.objects.link(thing)
    scene.camera = camera
    scene.timeline_markers.new("A", frame=1).camera = camera


def choose(prop: str, label: str) -> Iterator[float]:
    """Choose an item of a menu in the sidebar with the mouse."""
    found = yield from hands.button(prop=prop, xs=(0.7,))
    yield from bgui.settle(0.5)
    before = bgui.look()
    yield from bgui.click(*found)
    yield from bgui.settle(1.0)
    box = bgui.popup(before)
    places = bgui.ocr(label, box=box)
    assert places, (prop, label)
    yield from bgui.click(*places[0])
    yield from bgui.settle(1.5)


def picture(name: str) -> Iterator[float]:
    """Of what the panel says below its fields."""
    yield from hands.scroll(6)
    yield from bgui.settle(1.5)
    bgui.shot(f"/out/{name}.png")
    yield from hands.scroll(-6)


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene()
    bpy.context.window_manager.windows[0].scene = edit
    make_film(edit)
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/looks.blend")
    area = hands.sequencer()
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots()
        for name in ("Knight", "Rook"):
            bpy.ops.animatic.add_cast(name=name, collection=name)
    film = edit.animatic
    film.cast_index = 0
    knight, rook = film.cast[0].uuid, film.cast[1].uuid
    states = ours("cast.references").states
    yield from bgui.sidebar(area, "Animatic")
    yield from hands.wait_for(lambda: knight in states and rook in states, "the cast was not looked at")

    yield from hands.button(prop="film_with", xs=(0.7,))
    assert "EEVEE films it, without a graphics card about" in states[knight].text
    assert ", for Knight (metal)" in states[knight].text
    assert "Automatic films with EEVEE, without a graphics card with Workbench" in states[rook].text
    yield from picture("01-automatic")

    film.cast_index = 1
    skin: Any = bpy.data.images.new("skin", 4, 4)
    skin.source, skin.filepath = "FILE", "//gone/skin.png"
    tree = bpy.data.objects["Rook"].material_slots[0].material.node_tree
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = skin
    tree.links.new(node.outputs["Color"], next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED").inputs[0])
    yield from hands.wait_for(lambda: "skin.png" in states[rook].missing, "a missing picture is not told")
    yield from picture("01-missing-picture")
    tree.nodes.remove(node)
    film.cast_index = 0

    yield from choose("film_with", "Workbench")
    assert film.cast[0].film_with == "workbench"
    yield from hands.wait_for(lambda: "Workbench does not show: Knight (metal)" in states[knight].text, "not told")
    yield from picture("02-workbench")

    yield from choose("front", "Left")
    assert film.cast[0].front == "left"
    yield from hands.wait_for(lambda: len(states[knight].views) == 3, "the views of the chosen front were not filmed")
    yield from picture("03-front")

    yield from choose("close_up", "Always")
    assert film.cast[0].close_up == "always"
    yield from choose("form", "Scene")
    assert film.cast[0].form == "scene"
    film.shots[0].cast.add().member = knight
    yield from hands.wait_for(lambda: "In its shot's light: without a graphics card" in states[knight].text, "not told")
    yield from picture("04-shots-light")
    yield from choose("form", "Still")  # the other is filmed by a test without a window: it takes ten minutes here
    film.cast[1].form = "sheet"
    found = yield from hands.button(op="animatic.make_references", xs=(0.4, 0.5))
    yield from bgui.click(*found)
    yield from hands.come(lambda: {states[knight].word, states[rook].word} == {"filmed"}, "nothing was filmed")
    yield from picture("05-filmed")

    os.environ["__EGL_VENDOR_LIBRARY_FILENAMES"] = "/nonexistent"
    display = os.environ.pop("DISPLAY", "")
    film.cast_index, film.cast[1].front = 1, "right"
    work = ours("cast.filming").begin(edit, [film.cast[1]])[0]
    assert work is not None
    told = "This machine has no OpenGL to draw with, so Cycles filmed it"
    yield from hands.come(lambda: told in states[rook].text, "nothing was filmed without OpenGL")
    os.environ["DISPLAY"] = display
    yield from picture("06-without-opengl")

    yield from hands.top()
    yield from picture("07-aspect")


bgui.run(steps, limit=1500)
