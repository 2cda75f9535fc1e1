# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shot's own clip: what is filmed in its four looks, for how long, and what a blockout shot sends."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import BLUE, GREEN, RED, YELLOW, bind, box, collection, figure, frames_of, material, rig

from addon.blender.capture import runner, specs
from addon.blender.capture.copy import save_copy
from addon.blender.capture.store import CaptureStore
from addon.blender.cast import clips
from addon.blender.cast import members as cast_members
from addon.blender.cast import ui as cast_ui
from addon.blender.engine.slices import whole
from addon.blender.project import ui as project_ui
from addon.blender.properties import choices, film, settings
from addon.blender.shots import build, describe, gather, words
from addon.blender.shots import ui as shots_ui
from addon.blender.values import to_model
from addon.core import catalog
from addon.core.blender_process import BlenderCommand
from addon.core.errors import UserError
from addon.core.files import FilmFolder
from addon.core.media import probe
from addon.core.models import CaptureKind, CaptureSpec, ClipLook, Level, MediaKind, Rate, Route, Shot
from addon.core.plans import blockout, planning
from addon.second import blockout as dressing
from addon.second import compat, filming, looks
from addon.second.drawn import one_sided, shadows

COMMAND = BlenderCommand(sys.executable, is_module=True)
FRAMES = 4


@pytest.fixture
def street(edit: bpy.types.Scene) -> bpy.types.Scene:
    """Two figures on a small floor before a wall, 8 m from the camera, in colours that are not theirs in the clip."""
    mia = collection("CH-mia", figure("mia", GREEN, at=(-1.5, 0, 0)))
    collection("CH-rook", figure("rook", GREEN, at=(1.5, 0, 0)))
    collection("Stall", box("stall", (1, 1, 1), (0, 2, 0.5), RED))
    edit.collection.objects.link(box("floor", (8, 8, 0.1), (0, 1, -0.05), BLUE))
    edit.collection.objects.link(box("wall", (8, 0.2, 3), (0, 4, 1.5), BLUE))
    camera = bpy.data.objects.new("Cam", bpy.data.cameras.new("Cam"))
    camera.location, camera.rotation_euler = (0, -8, 1.5), (np.pi / 2, 0, 0)
    edit.collection.objects.link(camera)
    edit.timeline_markers.new("A", frame=1).camera = camera
    edit.frame_start, edit.frame_end = 1, 96
    sign = bpy.data.objects.new("sign", bpy.data.curves.new("sign", "FONT"))
    sign.data.body, sign.location, sign.rotation_euler = "TITLE", (-1, -1, 2.2), (np.pi / 2, 0, 0)
    mia.objects.link(sign)
    bpy.context.view_layer.update()
    return edit


def shot_of(edit: bpy.types.Scene, **changes: Any) -> Shot:
    facts: dict[str, Any] = {
        "uuid": "u", "name": "SH010", "scene": edit.name_full, "camera": "Cam", "frame_start": 1, "frame_end": 97,
        "scene_frame_start": 1, **changes,
    }  # fmt: skip
    return Shot(**facts)


PAINTS = {"CH-mia": blockout.PALETTE["red"], "CH-rook": blockout.PALETTE["blue"]}


def film_all(folder: Path, wanted: Sequence[CaptureSpec]) -> list[Any]:
    copy = folder / "copies" / "copy.blend"
    save_copy(copy)
    store = CaptureStore(FilmFolder(folder / "film.blend"))
    found = asyncio.run(runner.film(COMMAND, copy, wanted, store, lambda *_: None))
    return [store.folder.resolve(reference.path) for reference in found]


def small(spec: CaptureSpec) -> CaptureSpec:
    return spec.model_copy(update={"width": 320, "height": 180, "frame_end": spec.frame_start + FRAMES})


def share(frame: Any, colour: str) -> float:
    """Share of the picture whose hue is that of "#rrggbb": light and shadow leave the hue."""
    wanted = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)], float)
    lengths = np.linalg.norm(frame, axis=2) * np.linalg.norm(wanted)
    alike = (frame @ wanted) / np.maximum(lengths, 1) > 0.985
    grey = frame.max(axis=2) - frame.min(axis=2) < 30
    return float((alike & ~grey).mean())


def test_four_looks_of_one_shot(street: bpy.types.Scene, tmp_path: Path) -> None:
    wanted = [small(specs.blockout_spec(shot_of(street, clip_look=look), 4, 0, PAINTS)) for look in ClipLook]
    assert len({spec.key for spec in wanted}) == 4
    files = film_all(tmp_path, wanted)
    for file in files:
        info = probe(file)
        assert (info.width, info.height, info.fps, info.frames) == (320, 180, 24, FRAMES)
        assert (info.video_codec, info.has_audio) == ("h264", False)
    colours, clay, scene, depth = (frames_of(file)[1] for file in files)
    half = colours.shape[1] // 2
    assert share(colours[:, :half], PAINTS["CH-mia"]) > 0.02
    assert share(colours[:, half:], PAINTS["CH-mia"]) < 0.001
    assert share(colours[:, half:], PAINTS["CH-rook"]) > 0.02
    assert share(scene, "#10b010") > 0.02, "the scene's own green"
    assert np.ptp(clay, axis=2).mean() < 3
    assert np.ptp(depth, axis=2).max() < 6
    # Sky above, ground to the horizon below; the figure is nearer than the wall, the wall nearer than the sky.
    assert colours[2].mean() > 200
    body, wall, sky = depth[115, 77].mean(), depth[75, 160].mean(), depth[2, 160].mean()
    assert body > wall + 10 > sky + 20
    assert depth[-1].mean() > body


def test_a_still_in_a_look_is_dressed_as_the_clip_is_and_a_plain_one_is_not(
    street: bpy.types.Scene, tmp_path: Path
) -> None:
    """Whatever the order that they are asked for in."""
    plain = specs.still_spec(shot_of(street), "320x180")
    dressed = [specs.in_look(plain, look, PAINTS) for look in (ClipLook.COLOURS, ClipLook.CLAY, ClipLook.DEPTH)]
    wanted = [dressed[0], plain, *dressed[1:]]
    assert len({spec.key for spec in wanted}) == 4
    files = film_all(tmp_path, wanted)
    assert {file.suffix for file in files} == {".png"}
    colours, scene, clay, depth = (frames_of(file)[0] for file in files)
    half = colours.shape[1] // 2
    assert share(colours[:, :half], PAINTS["CH-mia"]) > 0.02
    assert share(colours[:, half:], PAINTS["CH-rook"]) > 0.02
    assert share(scene, PAINTS["CH-mia"]) < 0.001
    assert np.ptp(clay, axis=2).mean() < 3
    assert np.ptp(depth, axis=2).max() < 6
    body, wall, sky = depth[115, 77].mean(), depth[75, 160].mean(), depth[2, 160].mean()
    assert body > wall + 10 > sky + 20


def test_a_level_of_one_side_throws_no_shadows_that_leak(street: bpy.types.Scene) -> None:
    """Workbench's shadows came out of a game's level as streaks over its own walls and floor (a Godot demo)."""
    level = bpy.data.meshes.new("level")
    corners = [(-9, 0, 0), (9, 0, 0), (9, 12, 0), (-9, 12, 0), (0, 12, 0), (-9, 12, 5), (9, 12, 5)]
    level.from_pydata(corners, [], [(0, 1, 2, 4, 3), (3, 2, 6, 5)])  # its floor has a corner that its wall lacks
    street.collection.objects.link(bpy.data.objects.new("level", level))
    bare = collection("CH-bare", bpy.data.objects.new("bare", level.copy()))
    bpy.context.view_layer.update()
    shadows.hold(street, ["CH-mia", "CH-rook", bare.name])
    thrown = {name: bpy.data.objects[name].display.show_shadows for name in ("level", "bare", "wall", "stall")}
    assert thrown == {"level": False, "bare": True, "wall": True, "stall": True}
    assert all(thing.display.show_shadows for thing in bpy.data.collections["CH-mia"].all_objects)
    split = bpy.data.meshes.new("split")  # closed, but each face has corners of its own, as importers leave them
    box_mesh = bpy.data.objects["wall"].data
    faces = [[tuple(box_mesh.vertices[v].co) for v in face.vertices] for face in box_mesh.polygons]
    split.from_pydata([c for face in faces for c in face], [], [range(4 * n, 4 * n + 4) for n in range(len(faces))])
    assert not shadows.is_open(split)
    assert shadows.is_open(level)


def room(edit: bpy.types.Scene, engine: str = "") -> Any:
    """Four walls around the figures that are seen from inside alone, and the camera is outside; a sail of two sides
    whose back is before the stall."""
    inside = bpy.data.materials.new("inside")
    inside.use_backface_culling = True
    walls = bpy.data.meshes.new("walls")
    corners = [(-4, -3, 0), (4, -3, 0), (4, 6, 0), (-4, 6, 0), (-4, -3, 3), (4, -3, 3), (4, 6, 3), (-4, 6, 3)]
    walls.from_pydata(corners, [], [(0, 4, 5, 1), (1, 5, 6, 2), (2, 6, 7, 3), (3, 7, 4, 0)])  # their normals look in
    walls.materials.append(inside)
    edit.collection.objects.link(bpy.data.objects.new("walls", walls))
    sail = bpy.data.meshes.new("sail")
    sail.from_pydata([(-0.5, 0.5, 0.2), (-0.5, 0.5, 1.2), (0.5, 0.5, 1.2), (0.5, 0.5, 0.2)], [], [(0, 1, 2, 3)])
    collection("Sail", bpy.data.objects.new("sail", sail))
    if engine:
        edit.render.engine = engine
    bpy.context.view_layer.update()
    return bpy.data.objects["walls"]


@pytest.mark.parametrize("instanced", [False, True])
def test_a_room_of_one_side_is_looked_into_from_outside(
    street: bpy.types.Scene, tmp_path: Path, instanced: bool
) -> None:
    """As EEVEE culls its walls; what has two sides beside it keeps both, of an instance, too."""
    walls = room(street)
    if instanced:
        held = bpy.data.collections.new("Set")
        street.collection.objects.unlink(walls)
        held.objects.link(walls)
        stand: Any = bpy.data.objects.new("Set", None)
        stand.instance_type, stand.instance_collection, stand.rotation_euler = "COLLECTION", held, (0, 0, np.pi)
        stand.location = (0, 3, 0)
        street.collection.objects.link(stand)
        bpy.context.view_layer.update()
    looks_ = [ClipLook.COLOURS, ClipLook.DEPTH]
    paints = {**PAINTS, "Sail": blockout.PALETTE["green"]}
    wanted = [small(specs.blockout_spec(shot_of(street, clip_look=look), 4, 0, paints)) for look in looks_]
    coloured, far = (frames_of(file)[1] for file in film_all(tmp_path, wanted))
    assert share(coloured, PAINTS["CH-mia"]) > 0.01, "the figures are seen through the wall's back"
    assert share(coloured, PAINTS["CH-rook"]) > 0.01
    assert share(coloured, blockout.PALETTE["green"]) > 0.005, "the sail has two sides"
    assert far[115, 77].mean() > 100, "the scale begins at what is seen"


def test_cycles_shows_the_walls_of_a_room_and_so_does_its_blockout(street: bpy.types.Scene, tmp_path: Path) -> None:
    room(street, "CYCLES")
    (file,) = film_all(
        tmp_path, [small(specs.blockout_spec(shot_of(street, clip_look=ClipLook.COLOURS), 4, 0, PAINTS))]
    )
    assert share(frames_of(file)[1], PAINTS["CH-mia"]) == 0


def test_a_part_of_a_mesh_keeps_its_other_side_and_a_closed_one_its_shadow(street: bpy.types.Scene) -> None:
    walls = room(street)
    walls.data.materials.append(bpy.data.materials.new("both"))
    walls.data.polygons[2].material_index = 1
    bpy.context.view_layer.update()
    assert one_sided.show(street, compat.eevee_id())
    bpy.context.view_layer.update()
    faces = {
        name: len(bpy.data.objects[name].evaluated_get(bpy.context.evaluated_depsgraph_get()).data.polygons)
        for name in ("walls", "sail", "wall", "floor")
    }
    assert faces == {"walls": 5, "sail": 2, "wall": 6, "floor": 6}


def test_a_post_that_is_passed_leaves_greys_for_the_cast(street: bpy.types.Scene, tmp_path: Path) -> None:
    """What is nearest may be white altogether; the scale is the shot's, and goes over all its frames."""
    post = box("post", (0.02, 0.02, 4), (-0.1, -7.4, 1.5), RED)
    street.collection.objects.link(post)
    for frame, away in ((1, 0), (2, 100)):
        post.location.y = -7.4 + away
        post.keyframe_insert("location", frame=frame)
    (file,) = film_all(tmp_path, [small(specs.blockout_spec(shot_of(street, clip_look=ClipLook.DEPTH), 4, 0, PAINTS))])
    frame = frames_of(file)[1]
    assert frame[115, 77].mean() > 100, "the figure, 8 m away, keeps its greys beside the post at 0.6 m"


def test_grey_is_grey_from_all_sides(street: bpy.types.Scene) -> None:
    """Blender's studio light has a red lamp behind what is seen: mouths and edges came out reddish in Clay."""
    looks.to_workbench(street, ())
    studio = street.display.shading.selected_studio_light
    assert studio.name == looks.STUDIO
    for lamp in studio.solid_lights:
        assert max(lamp.diffuse_color) - min(lamp.diffuse_color) < 1e-6


def test_a_longer_way_of_looking_leaves_out_text_and_glass(street: bpy.types.Scene, tmp_path: Path) -> None:
    pane = box("pane", (6, 0.05, 4), (0, -4, 1), RED)
    shader = next(n for n in pane.data.materials[0].node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    shader.inputs["Transmission Weight"].default_value = 1.0
    street.collection.objects.link(pane)
    (file,) = film_all(tmp_path, [small(specs.blockout_spec(shot_of(street), 4, 0, PAINTS))])
    frame = frames_of(file)[1]
    assert share(frame[:, :160], PAINTS["CH-mia"]) > 0.02, "seen through the pane"
    assert share(frame[:40], PAINTS["CH-mia"]) < 0.003, "its sign says nothing"


def surface(*made_of: str, share: float = 0.0) -> Any:
    """A material of two mixed shaders, or of one; a share of "seen" is what a glTF file's unlit surface has."""
    made = material("surface", RED)
    tree = made.node_tree
    tree.nodes.clear()
    shaders = [tree.nodes.new(f"ShaderNode{kind}") for kind in made_of]
    mix = tree.nodes.new("ShaderNodeMixShader")
    mix.inputs[0].default_value = max(share, 0.0)
    if share < 0:
        seen = tree.nodes.new("ShaderNodeLightPath")
        tree.links.new(seen.outputs["Is Camera Ray"], mix.inputs[0])
    for socket, shader in zip((mix.inputs[1], mix.inputs[2]), (shaders * 2)[:2], strict=True):
        tree.links.new(shader.outputs[0], socket)
    tree.links.new(mix.outputs[0], tree.nodes.new("ShaderNodeOutputMaterial").inputs["Surface"])
    return made


SEEN = -1.0
"""Of `surface`: the second shader is what the camera sees."""


@pytest.mark.parametrize(
    ("made_of", "share", "filmed"),
    [
        (("BsdfTransparent", "Emission"), SEEN, True),
        (("BsdfTransparent", "BsdfDiffuse"), SEEN, True),
        (("Emission", "BsdfTransparent"), 0.2, True),
        (("Emission", "BsdfTransparent"), 0.8, False),
        (("BsdfGlass", "BsdfGlossy"), 0.1, False),
        (("BsdfTransparent",), 0.5, False),
    ],
)
def test_what_is_left_out_is_what_one_looks_through(
    street: bpy.types.Scene, made_of: tuple[str, ...], share: float, filmed: bool
) -> None:
    """A robot that glows has a transparent shader for the light it throws: it stood in no clip."""
    thing = box("robot", (1, 1, 1), (0, 0, 0), RED)
    thing.data.materials[0] = surface(*made_of, share=share)
    street.collection.objects.link(thing)
    dressing._show_bodies(street)
    assert thing.hide_render is not filmed


@pytest.mark.parametrize("look", [ClipLook.COLOURS, ClipLook.CLAY, ClipLook.DEPTH])
def test_a_machine_without_opengl_says_which_look_it_films(
    street: bpy.types.Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: ClipLook
) -> None:
    """Those that Workbench alone draws are refused with what to do; As the Scene is filmed by Cycles, and says so."""
    monkeypatch.setenv("__EGL_VENDOR_LIBRARY_FILENAMES", "/nonexistent")
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(UserError, match="no OpenGL, which the looks Colours, Clay and Depth") as caught:
        film_all(tmp_path, [small(specs.blockout_spec(shot_of(street, clip_look=look), 4, 0, PAINTS))])
    assert caught.value.code == "cannot_draw"
    assert "Choose As the Scene" in caught.value.next_step


def test_a_machine_without_opengl_films_as_the_scene(
    street: bpy.types.Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("__EGL_VENDOR_LIBRARY_FILENAMES", "/nonexistent")
    monkeypatch.delenv("DISPLAY", raising=False)
    lamp: Any = bpy.data.objects.new("Sun", bpy.data.lights.new("Sun", "SUN"))
    lamp.rotation_euler, lamp.data.energy = (1.2, 0, 0), 4.0
    street.collection.objects.link(lamp)
    spec = specs.blockout_spec(shot_of(street, clip_look=ClipLook.SCENE), 4, 0, PAINTS)
    copy = tmp_path / "copy.blend"
    save_copy(copy)
    store = CaptureStore(FilmFolder(tmp_path / "film.blend"))
    tiny = small(spec).model_copy(update={"width": 160, "height": 90, "frame_end": spec.frame_start + 2})
    (found,) = asyncio.run(runner.film(COMMAND, copy, [tiny], store, lambda *_: None))
    assert found.remark == runner.BY_CYCLES
    frame = frames_of(store.folder.resolve(found.path))[0]
    assert (frame[:, :, 2] > frame[:, :, 0] + 60).mean() > 0.2, "the scene's blue floor and wall in its lamp"


def test_a_camera_that_sees_nothing_is_told_before_money(street: bpy.types.Scene, tmp_path: Path) -> None:
    street.objects["Cam"].rotation_euler = (np.pi / 2, 0, np.pi)
    bpy.context.view_layer.update()
    with pytest.raises(UserError, match="camera of SH010 sees nothing") as caught:
        film_all(tmp_path, [small(specs.blockout_spec(shot_of(street), 4, 0, PAINTS))])
    assert caught.value.code == "camera_sees_nothing"


def test_an_instanced_member_has_its_colour(street: bpy.types.Scene, tmp_path: Path) -> None:
    source = bpy.data.collections.new("library")
    source.objects.link(figure("inner", GREEN))
    holder = bpy.data.objects.new("holder", None)
    holder.instance_type, holder.instance_collection = "COLLECTION", source
    holder.location = (0, -2, 0)
    collection("CH-guest", holder)
    bpy.context.view_layer.update()
    paints = {"CH-guest": blockout.PALETTE["yellow"]}
    (file,) = film_all(tmp_path, [small(specs.blockout_spec(shot_of(street), 4, 0, paints))])
    assert share(frames_of(file)[1], paints["CH-guest"]) > 0.02


def test_two_members_out_of_one_library_have_two_colours(street: bpy.types.Scene, tmp_path: Path) -> None:
    """Instances of one collection, its figure bound to a rig: each has its own colour, and both follow the rig."""
    source = bpy.data.collections.new("library")
    body, armature = figure("inner", GREEN), rig("inner rig")
    bind(body, armature)
    for thing in (body, armature):
        source.objects.link(thing)
    armature.location.z = 0.5
    for name, x in (("left", -1.3), ("right", 1.3)):
        holder = bpy.data.objects.new(name, None)
        holder.instance_type, holder.instance_collection = "COLLECTION", source
        holder.location = (x, -2, 0)
        collection(f"CH-{name}", holder)
    bpy.context.view_layer.update()
    paints = {"CH-left": blockout.PALETTE["yellow"], "CH-right": blockout.PALETTE["pink"]}
    (file,) = film_all(tmp_path, [small(specs.blockout_spec(shot_of(street), 4, 0, paints))])
    frame = frames_of(file)[1]
    left, right = frame[:, :160], frame[:, 160:]
    assert share(left, paints["CH-left"]) > 0.01 > 0.001 > share(left, paints["CH-right"])
    assert share(right, paints["CH-right"]) > 0.01 > 0.001 > share(right, paints["CH-left"])


def test_one_collection_cannot_be_two_members(saved: bpy.types.Scene) -> None:
    film(saved).cast[1].collection = bpy.data.collections["CH-mia"]
    told = [p for p in plan_of(saved).problems if p.code == "same_body"]
    assert [p.level for p in told] == [Level.ERROR]
    assert "Mia and Rook are both the collection CH-mia" in told[0].message


def test_as_the_scene_shows_no_handles_and_no_captions_but_its_signs(street: bpy.types.Scene, tmp_path: Path) -> None:
    armature = rig("hero rig")
    shape = box("handle", (3, 3, 3), (0, -2, 1), RED)
    shape.data.materials.clear()
    armature.pose.bones[0].custom_shape = shape
    caption = bpy.data.objects.new("caption", bpy.data.curves.new("caption", "FONT"))
    caption.data.body, caption.parent = "SH010", street.objects["Cam"]
    caption.location, caption.scale = (-2, -1, -5), (2, 2, 2)
    caption.data.materials.append(material("ink", YELLOW))
    for thing in (armature, shape, caption):
        street.collection.objects.link(thing)
    bpy.context.view_layer.update()
    wanted = small(specs.blockout_spec(shot_of(street, clip_look=ClipLook.SCENE), 4, 0, PAINTS))
    (file,) = film_all(tmp_path, [wanted])
    frame = frames_of(file)[1]
    assert share(frame, "#e0c010") < 0.002, "no caption"
    assert share(frame, "#10b010") > 0.02, "the figures, not the handle before them"


@pytest.mark.parametrize(
    ("rate", "seconds", "handle", "changes", "first", "step", "frames"),
    [
        (Rate(fps=24), 4, 0, {}, 11, 1.0, 96),
        (Rate(fps=24), 5, 12, {}, -1, 1.0, 120),
        (Rate(fps=24, base=1.001), 4, 0, {}, 11, 1.0, 96),
        (Rate(fps=12), 4, 0, {}, 11, 0.5, 96),
        (Rate(fps=50), 4, 0, {}, 11, 2.0, 100),
        (Rate(fps=30, base=1.001), 4, 6, {"scene_step": 2.0}, -1, 2.0, 120),
        (Rate(fps=24), 10, 0, {"speed": 240 / 264}, 11, 1.1, 240),
    ],
)
def test_a_clip_is_exactly_as_long_as_its_take(
    street: bpy.types.Scene,
    rate: Rate,
    seconds: int,
    handle: int,
    changes: dict[str, Any],
    first: int,
    step: float,
    frames: int,
) -> None:
    spec = specs.blockout_spec(shot_of(street, rate=rate, scene_frame_start=11, **changes), seconds, handle, {})
    assert spec.kind is CaptureKind.CLIP
    assert (spec.frame_start, spec.scene_step) == (first, pytest.approx(step, rel=1e-3))
    assert (spec.frame_end - spec.frame_start, spec.seconds) == (frames, seconds)
    assert (spec.width, spec.height) == (1280, 720)


@pytest.mark.parametrize(
    ("picture", "clip"), [("1920:804", (1280, 720)), ("720:1280", (720, 1280)), ("1440:1080", (1112, 832))]
)
def test_a_clip_is_framed_as_its_video(
    street: bpy.types.Scene, tmp_path: Path, picture: str, clip: tuple[int, int]
) -> None:
    """Seedance makes no 2.39:1 video: the clip shows what is added above and below, as a first frame does."""
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    shot = shot_of(street, model="bytedance/seedance-2.5", aspect="scene", picture=picture)
    spec = gather.clip_of(street, shot, catalog.load())
    assert (spec.width, spec.height) == clip


def test_the_key_is_the_content_and_the_look(street: bpy.types.Scene) -> None:
    def key_of(paints: dict[str, str] = PAINTS, **changes: Any) -> str:
        return specs.blockout_spec(shot_of(street, **changes), 4, 0, paints).key

    assert key_of() == key_of(name="SH020")
    other = {"CH-mia": "#ffffff", "CH-rook": PAINTS["CH-rook"]}
    assert key_of() != key_of(other)
    assert key_of(clip_look=ClipLook.CLAY) == key_of(other, clip_look=ClipLook.CLAY), "clay has no colours"
    assert key_of() != key_of(clip_look=ClipLook.DEPTH)
    assert key_of() != key_of(aspect="9:16")
    street.objects["mia"].location.x += 1
    assert key_of() != specs.blockout_spec(shot_of(street), 4, 0, {}).key


@pytest.fixture
def saved(street: bpy.types.Scene, tmp_path: Path) -> bpy.types.Scene:
    """The street as a saved film with one shot on the route, Mia and Rook in its cast."""
    build.build_shots(street)
    shot = film(street).shots[0]
    shot.route, shot.block("action").text = "blockout", "@Mia waves to @Rook"
    for name in ("Mia", "Rook"):
        member = cast_members.add_member(street, name, collection=bpy.data.collections[f"CH-{name.lower()}"])
        cast_members.cast_in(shot, member.uuid)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    return street


def plan_of(edit: bpy.types.Scene) -> Any:
    return gather.plans(edit, [to_model(film(edit).shots[0], edit)], catalog.load())[0]


def test_a_blockout_shot_sends_its_clip_and_stills(saved: bpy.types.Scene) -> None:
    plan = plan_of(saved)
    assert not plan.blocked, plan.problems
    clip, mia, rook = plan.inputs
    assert (clip.role, clip.kind, clip.seconds) == ("clip", MediaKind.VIDEO, plan.request.seconds)
    assert clip.capture is not None
    assert clip.capture.paints == PAINTS
    assert [item.capture.kind for item in (mia, rook) if item.capture] == [CaptureKind.SHEET] * 2
    assert "the red figure is Mia, with the look of [Image 1]" in plan.request.prompt


def test_a_members_colour_stays_when_others_leave(saved: bpy.types.Scene) -> None:
    settings = film(saved)
    assert [member.colour for member in settings.cast] == ["red", "blue"]
    settings.cast_index = 0
    bpy.ops.animatic.remove_cast()
    assert [member.colour for member in settings.cast] == ["blue"]
    assert cast_members.add_member(saved, "Jo").colour == "red"
    assert [identifier for identifier, *_ in choices.COLOURS] == ["auto", *blockout.PALETTE]


def test_a_part_of_the_set_has_a_colour_and_a_word(saved: bpy.types.Scene) -> None:
    bpy.ops.animatic.add_set_part()
    part = film(saved).set_parts[0]
    part.collection, part.word = bpy.data.collections["Stall"], "a market stall"
    assert part.colour == "yellow"
    plan = plan_of(saved)
    assert plan.inputs[0].capture.paints["Stall"] == blockout.PALETTE["yellow"]
    assert "the yellow shape is a market stall" in plan.request.prompt
    bpy.ops.animatic.remove_set_part(number=0)
    assert not film(saved).set_parts


def test_a_camera_that_is_missing_is_told_before_money(saved: bpy.types.Scene) -> None:
    shot = to_model(film(saved).shots[0], saved).model_copy(update={"camera": ""})
    plan = gather.plans(saved, [shot], catalog.load())[0]
    assert plan.blocked
    assert "camera_missing" in [problem.code for problem in plan.problems]
    with pytest.raises(UserError, match="no camera"):
        gather.clip_of(saved, shot, catalog.load())


def test_first_and_last_frame_are_filmed_from_the_shots_camera(saved: bpy.types.Scene) -> None:
    film(saved).shots[0].route = "first_last"
    plan = plan_of(saved)
    assert not plan.blocked, plan.problems
    assert plan.route is Route.FIRST_LAST
    assert [(i.capture.kind, i.capture.frame_start) for i in plan.inputs] == [
        (CaptureKind.STILL, 1),
        (CaptureKind.STILL, 96),
    ]
    assert plan.request.model == "alibaba/wan-v3.0-video"


def test_only_a_model_that_fetches_needs_a_host_and_a_picture_within_a_request_has_its_room(
    saved: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = UserError("No host for references is set up.", "Choose one.", code="host_missing")
    monkeypatch.setattr(settings, "host_refusal", lambda: refused)
    shot = film(saved).shots[0]
    shot.route, shot.model = "first_last", "alibaba/wan-v3.0-video"
    plan = plan_of(saved)
    assert "host_missing" in [problem.code for problem in plan.problems]
    assert [item.capture.max_bytes for item in plan.inputs] == [0, 0]
    shot.model = "google/veo-3.1-generate-001"
    own = plan_of(saved)
    assert not own.blocked, own.problems
    assert [(item.capture.max_bytes, item.capture.suffix) for item in own.inputs] == [(100_000, ".jpg")] * 2
    assert {item.capture.key for item in own.inputs}.isdisjoint(item.capture.key for item in plan.inputs)
    shot.route = "reference"
    assert [item.capture.kind for item in plan_of(saved).inputs] == [CaptureKind.SHEET] * 2, "no clips: stills"


def test_a_picture_is_pressed_until_it_has_room(tmp_path: Path) -> None:
    rows = np.ones((360, 640, 4), np.float32)
    rows[..., :3] = np.random.default_rng(1).random((45, 80, 3)).repeat(8, 0).repeat(8, 1)
    image = filming._image(rows)
    image.file_format = "PNG"
    fine, small = tmp_path / "fine.jpg", tmp_path / "small.jpg"
    for path, most in ((fine, 1_000_000), (small, 20_000)):
        image.save(filepath=str(path))
        filming._press(path, most)
        assert path.read_bytes()[:3] == b"\xff\xd8\xff"
        assert path.stat().st_size <= most
        seen = filming._pixels(path)
        assert abs(seen[..., :3] - rows[..., :3]).mean() < (0.05 if most > 20_000 else 0.1)
    assert fine.stat().st_size > 20_000


def test_a_picture_of_the_artists_is_made_smaller_where_it_has_no_room(saved: bpy.types.Scene, tmp_path: Path) -> None:
    rows = np.ones((600, 800, 4), np.float32)
    rows[..., :3] = np.random.default_rng(1).random((150, 200, 3)).repeat(4, 0).repeat(4, 1)
    photo = filming._image(rows)
    photo.file_format = "PNG"
    photo.save(filepath=str(tmp_path / "mia.png"))
    assert (tmp_path / "mia.png").stat().st_size > 66_000
    member = film(saved).cast[0]
    member.source_kind, member.file = "image", str(tmp_path / "mia.png")
    shot = film(saved).shots[0]
    shot.route, shot.model = "reference", "google/veo-3.1-generate-001"
    plan = plan_of(saved)
    assert not plan.blocked, plan.problems
    mia = plan.inputs[0]
    assert mia.capture is not None
    assert (mia.capture.kind, mia.capture.max_bytes, mia.source) == (
        CaptureKind.FRAME, 66_000, str(tmp_path / "mia.png")
    )  # fmt: skip
    store = CaptureStore(FilmFolder(Path(bpy.data.filepath)))
    save_copy(tmp_path / "copy.blend")
    (made,) = asyncio.run(runner.film(COMMAND, tmp_path / "copy.blend", [mia.capture], store, lambda *_: None))
    assert (made.media_type, made.width, made.height) == ("image/jpeg", 800, 600)
    assert 0 < made.size <= 66_000
    (again, *_) = plan_of(saved).inputs
    assert again.reference == made
    assert again.source == str(tmp_path / "mia.png"), "a file that somebody else chose is still told"
    shot.model = "alibaba/wan-v3.0-video"
    assert plan_of(saved).inputs[0].reference.media_type == "image/png", "who fetches it gets the file itself"


def test_a_look_picture_that_is_missing_says_where_another_is_chosen(saved: bpy.types.Scene) -> None:
    film(saved).shots[0].look_picture = "//nowhere.png"
    (told,) = [problem for problem in plan_of(saved).problems if problem.code == "file_missing"]
    assert told.message == "The file of the look is missing: nowhere.png."
    assert told.next_step == "Choose another Look Picture, of the shot or in Film Settings."


def test_a_look_picture_goes_where_the_model_takes_one(saved: bpy.types.Scene, tmp_path: Path) -> None:
    image = bpy.data.images.new("look", 640, 360)
    image.filepath_raw, image.file_format = str(tmp_path / "look.png"), "PNG"
    image.save()
    film(saved).look_picture = image.filepath_raw
    plan = plan_of(saved)
    assert plan.inputs[-1].role == "look"
    assert "mood are those of [Image 3]" in plan.request.prompt
    film(saved).shots[0].route = "reference"
    plan = plan_of(saved)
    assert [item.role for item in plan.inputs] == ["", ""]
    assert "look_not_sent" in [problem.code for problem in plan.problems if problem.level is Level.NOTE]


def faces_of(plan: Any) -> list[str]:
    return [item.name for item in plan.inputs if item.role == "face"]


def test_close_ups_go_along_where_the_shot_comes_near(saved: bpy.types.Scene) -> None:
    shot, cast = film(saved).shots[0], film(saved).cast
    assert faces_of(plan_of(saved)) == [], "nobody is near in a wide shot"
    bpy.data.objects["Cam"].location = (-1.5, -2, 1.4)
    bpy.data.objects["mia"].name = "mia head"
    whole(describe.describing(saved))
    assert [ref.near for ref in shot.cast] == [True, False]
    plan = plan_of(saved)
    assert faces_of(plan) == ["Mia"]
    assert plan.inputs[-1].capture.kind is CaptureKind.CLOSE_UP
    assert "[Image 3] is a close-up of [Image 1]" in plan.request.prompt
    cast[0].close_up, cast[1].close_up = "never", "always"
    assert faces_of(plan_of(saved)) == ["Rook"]


def test_a_close_up_of_what_may_be_the_back_of_a_head_stays_here(saved: bpy.types.Scene, tmp_path: Path) -> None:
    """Until somebody says which side is the face, or wants it whatever it shows."""
    from addon.blender.cast import references

    bpy.data.objects["Cam"].location = (-1.5, -2, 1.4)
    bpy.data.objects["mia"].name = "mia head"
    whole(describe.describing(saved))
    mia = film(saved).cast[0]
    store = CaptureStore(FilmFolder(Path(bpy.data.filepath)))
    save_copy(tmp_path / "copy.blend")
    spec = references.spec_of(saved, mia)
    (made,) = asyncio.run(runner.film(COMMAND, tmp_path / "copy.blend", [spec], store, lambda *_: None))
    assert made.front_guessed, "a box has no face"
    told = {p.code for p in plan_of(saved).problems}
    assert faces_of(plan_of(saved)) == []
    assert {"front_guessed", "close_up_waits"} <= told
    mia.close_up = "always"
    assert faces_of(plan_of(saved)) == ["Mia"]
    mia.close_up, mia.front = "auto", "left"
    assert faces_of(plan_of(saved)) == ["Mia"]


def test_a_model_that_would_see_two_gets_no_close_up(saved: bpy.types.Scene) -> None:
    """character1 and character2 of Wan 2.6 are two, whatever the words say."""
    film(saved).shots[0].route = "reference"
    film(saved).cast[0].close_up = "always"
    plan = plan_of(saved)
    assert plan.request.media_naming == "character"
    assert faces_of(plan) == []
    assert "close_up_not_sent" in [problem.code for problem in plan.problems if problem.level is Level.NOTE]


def test_a_close_up_takes_nobodys_place(saved: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The references fill the request: the picture more stays here, and is told where it was asked for."""
    for member in film(saved).cast:
        member.close_up = "always"
    known = catalog.load()
    model = planning.model_of(to_model(film(saved).shots[0], saved), known)
    full = model.model_copy(update={"image": model.image.model_copy(update={"max_count": 3})})
    monkeypatch.setattr(planning, "model_of", lambda *_: full)
    plan = plan_of(saved)
    assert faces_of(plan) == ["Mia"]
    assert [p.message for p in plan.problems if p.code == "close_up_not_sent"] == [
        f"The close-up of Rook is not sent: {full.name} takes no more pictures."
    ]


def test_the_panels_clip_is_the_one_that_is_sent(
    saved: bpy.types.Scene, movie: Callable[..., Path], tmp_path: Path
) -> None:
    shot = film(saved).shots[0]
    wanted = clips.specs_of(saved, shot, ["colours", "clay"])
    assert wanted["colours"].key == plan_of(saved).inputs[0].capture.key
    clips.look_up(shot.uuid, wanted)
    assert not clips.filmed
    made = Path(shutil.copy(movie(96, size=(1280, 720)), tmp_path / "made.mp4"))
    CaptureStore(FilmFolder(bpy.data.filepath)).add(wanted["colours"].key, made, "SH010")
    clips.refresh()
    assert list(clips.filmed) == [(shot.uuid, "colours")]
    assert plan_of(saved).inputs[0].reference.sha256 == clips.filmed[shot.uuid, "colours"].sha256
    bpy.ops.wm.read_factory_settings(use_empty=True)
    assert not clips.filmed


class Layout:
    """Takes what panels draw, as strictly as Blender where a property or an operator is named."""

    def __init__(self, drawn: list[str]) -> None:
        self.drawn = drawn

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: Layout(self.drawn)

    def prop(self, owner: Any, name: str, **_: Any) -> None:
        assert name in owner.bl_rna.properties, name
        self.drawn.append(name)

    def label(self, text: str = "", **_: Any) -> None:
        self.drawn.append(text)

    def operator(self, name: str, **_: Any) -> Any:
        module, _, function = name.partition(".")
        assert getattr(getattr(bpy.ops, module), function).get_rna_type(), name
        self.drawn.append(name)
        return type("Properties", (), {})()

    def panel(self, *_: Any, **__: Any) -> tuple[Layout, Layout]:
        return Layout(self.drawn), Layout(self.drawn)


def drawn(panel: Any) -> list[str]:
    found: list[str] = []
    panel.draw(type("Drawn", (), {"layout": Layout(found)})(), bpy.context)
    return found


def test_the_form_shows_what_the_model_accepts(saved: bpy.types.Scene) -> None:
    shot = film(saved).shots[0]
    words.refresh(saved, shot)
    shown = drawn(shots_ui.ANIMATIC_PT_shots)
    assert {"look_picture", "audio"} <= set(shown)
    assert cast_ui.ANIMATIC_PT_clip.poll(bpy.context)
    assert {"clip_look", "animatic.film_clip"} <= set(drawn(cast_ui.ANIMATIC_PT_clip))
    assert not {"seed", "multi_shot"} & set(shown)
    assert any("untested (2026-11-27)" in text for text in shown)
    assert any(text.startswith("Keeps camera, staging and timing") for text in shown)
    assert any("assumed: the letters of its prompt" in text for text in shown)
    shot.route, shot.model = "reference", "google/veo-3.1-fast-generate-001"
    words.refresh(saved, shot)
    shown = " ".join(drawn(shots_ui.ANIMATIC_PT_shots))
    assert "untested (2026-11-27); assumed: that Fast takes references" in shown
    shot.route, shot.model = "reference", ""
    words.refresh(saved, shot)
    shown = drawn(shots_ui.ANIMATIC_PT_shots)
    assert {"seed", "audio", "multi_shot"} <= set(shown)
    assert "look_picture" not in shown
    assert not cast_ui.ANIMATIC_PT_clip.poll(bpy.context)
    assert not any("untested" in text for text in shown)


def test_the_cast_panel_shows_colours(saved: bpy.types.Scene) -> None:
    bpy.ops.animatic.add_set_part()
    shown = drawn(cast_ui.ANIMATIC_PT_cast)
    assert {"colour", "word", "animatic.add_set_part", "animatic.remove_set_part"} <= set(shown)
    assert "look_picture" in drawn(project_ui.ANIMATIC_PT_film)
