# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A portrait film by mouse, in a Blender with a window: *Aspect: As the Scene* films and asks for tall pictures, a
final's first frame is filmed at the final's size, and a character is filmed in its shot's light, and from
near.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import bgui
import bpy
from mathutils import Vector

sys.path.insert(0, str(Path(__file__).parent))
import hands

RATE = 24
CAPTURES = Path("/tmp/portrait.animatic/captures")


def ours(name: str) -> ModuleType:
    """A module of the installed extension."""
    return next(module for path, module in list(sys.modules.items()) if path.endswith(f".blender.{name}"))


def paint(thing: Any, colour: tuple[float, float, float]) -> None:
    material: Any = bpy.data.materials.new(thing.name)
    shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    shader.inputs["Base Color"].default_value = (*colour, 1)
    thing.data.materials.append(material)


def make_film(scene: bpy.types.Scene) -> None:
    """Somebody on a floor under a red lamp, filmed tall."""
    scene.render.fps = RATE
    scene.frame_start, scene.frame_end = 1, 2 * RATE
    scene.render.resolution_x, scene.render.resolution_y = 720, 1280
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.display.shading.color_type = "MATERIAL"
    bpy.ops.mesh.primitive_monkey_add(location=(0, 0, 1))
    mia: Any = bpy.context.object
    mia.name = "Mia"
    paint(mia, (0.8, 0.6, 0.5))
    collection = bpy.data.collections.new("Mia")
    scene.collection.children.link(collection)
    for owner in list(mia.users_collection):
        owner.objects.unlink(mia)
    collection.objects.link(mia)
    bpy.ops.mesh.primitive_plane_add(size=30)
    paint(bpy.context.object, (0.1, 0.3, 0.1))
    camera: Any = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    camera.location, camera.rotation_euler = (0, -7, 1.5), Vector((0, -1, 0.05)).to_track_quat("Z", "Y").to_euler()
    lamp: Any = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "SUN"))
    lamp.data.color, lamp.data.energy = (1.0, 0.25, 0.15), 5.0
    lamp.rotation_euler = Vector((-1, -0.6, 0.8)).to_track_quat("Z", "Y").to_euler()
    for thing in (camera, lamp):
        scene.collection.objects.link(thing)
    scene.camera = camera
    scene.timeline_markers.new("A", frame=1).camera = camera


def stills() -> dict[tuple[int, int], Path]:
    """The pictures that were filmed for shots, by their size."""
    found = {}
    for path in CAPTURES.glob("*.png"):
        image = bpy.data.images.load(str(path))
        found[(image.size[0], image.size[1])] = path
        bpy.data.images.remove(image)
    return found


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene()
    bpy.context.window_manager.windows[0].scene = edit
    make_film(edit)
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/portrait.blend")
    area = hands.sequencer()
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots()
        bpy.ops.animatic.add_cast(name="Mia", collection="Mia")
    film = edit.animatic
    assert film.aspect == "scene"
    shot, mia = film.shots[0], film.cast[0].uuid
    shot.route = "first_frame"
    shot.block("action").text = "She looks up."
    shot.cast.add().member = mia
    yield from bgui.sidebar(area, "Animatic")
    yield from bgui.settle(1.0)
    bgui.shot("/out/01-film.png")

    yield from hands.confirm(area, "animatic.preflight", "/out/02-preflight.png")
    yield from hands.come(lambda: len(shot.takes) == 1, "no take came back")
    bgui.shot("/out/03-take.png")
    movie = next(s for s in edit.sequence_editor.strips if s.type == "MOVIE")
    wide, high = movie.elements[0].orig_width, movie.elements[0].orig_height
    assert wide * 16 == high * 9, (wide, high)
    assert (720, 1280) in stills(), stills()
    shutil.copy(stills()[720, 1280], "/out/still-draft.png")

    shot.takes[0].starred = True
    yield from hands.confirm(area, "animatic.promote", "/out/04-promote.png")
    yield from hands.come(lambda: len(shot.takes) == 2, "no final came back")
    assert shot.takes[1].tier == "final"
    assert (1080, 1920) in stills(), stills()
    shutil.copy(stills()[1080, 1920], "/out/still-final.png")
    bgui.shot("/out/05-final.png")

    film.cast[0].form = "scene"
    states = ours("cast.references").states
    yield from hands.wait_for(lambda: "In its shot's light" in states[mia].text, "not told")
    yield from hands.press(area, "animatic.make_references", xs=(0.3, 0.5))
    yield from bgui.settle(3.0)
    bgui.shot("/out/06-filming.png")
    yield from hands.wait_for(lambda: states[mia].word == "filmed", "nothing was filmed in its light", 1500)
    yield from bgui.settle(2.0)
    bgui.shot("/out/07-in-its-light.png")
    (clip,) = CAPTURES.glob("*.mp4")
    shutil.copy(clip, "/out/in-its-light.mp4")

    before = set(CAPTURES.glob("*.png"))
    film.cast[0].close_up = "always"
    yield from hands.wait_for(lambda: states[mia].word == "filmed", "the close-up unsettled what is filmed", 60)
    yield from hands.press(area, "animatic.make_references", xs=(0.3, 0.5))
    yield from hands.wait_for(lambda: set(CAPTURES.glob("*.png")) - before, "no close-up was filmed", 900)
    yield from bgui.settle(2.0)
    bgui.shot("/out/08-close-up.png")
    for number, path in enumerate(sorted(set(CAPTURES.glob("*.png")) - before)):
        shutil.copy(path, f"/out/close-up-{number}.png")


bgui.run(steps, limit=2400)
