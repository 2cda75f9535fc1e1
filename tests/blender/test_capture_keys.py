# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture's key follows everything that shows in the picture, and nothing else: nothing is filmed twice or missed."""

from __future__ import annotations

import os
from collections.abc import Callable
from math import pi
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import GREEN, RED, bind, box, collection, figure, material, rig, walk

from addon.blender.capture import content, hashing, key

SPAN = (1.0, 20.0)


def _principled(thing: Any) -> Any:
    return next(n for n in thing.data.materials[0].node_tree.nodes if n.type == "BSDF_PRINCIPLED")


class Mia:
    """A rigged character with one of everything that a picture of it may depend on."""

    def __init__(self) -> None:
        self.rig = rig("Rig")
        self.rig["fingers"] = 0.5
        self.body, self.head = figure("body", RED), box("head", (0.4, 0.4, 0.4), (0, 0, 2.0), GREEN)
        bind(self.body, self.rig)
        self.body.shape_key_add(name="Basis")
        self.body.shape_key_add(name="Smile").value = 0.25
        self.head.data.uv_layers.new(name="UV")
        self.hat = bpy.data.objects.new("hat", bpy.data.curves.new("hat", "CURVE"))
        spline = self.hat.data.splines.new("BEZIER")
        spline.bezier_points.add(1)
        self.hat.data.bevel_depth = 0.1
        self.inner = bpy.data.collections.new("Inner")
        self.collection = collection("Mia", self.rig, self.body, self.head, self.hat)
        self.collection.children.link(self.inner)
        self.inner.objects.link(box("shoe", (0.1, 0.3, 0.1), (0, 0, 0), RED))
        self._depend_on_others()
        self._be_pictured()

    def _depend_on_others(self) -> None:
        """On things that are not in the collection."""
        self.cutter, self.target = box("cutter", (0.1, 0.1, 0.1), (0, 0, 1), RED), bpy.data.objects.new("look at", None)
        self.wagon = bpy.data.objects.new("wagon", None)
        self.cage = bpy.data.objects.new("cage", bpy.data.lattices.new("cage"))
        others = collection("Others", self.cutter, self.target, self.wagon, self.cage)
        others.hide_render = True
        self.cutter.hide_render = self.cage.hide_render = True
        self.rig.parent = self.wagon
        self.body.modifiers.new("Cut", "BOOLEAN").object = self.cutter
        self.head.modifiers.new("Cage", "LATTICE").object = self.cage
        self.head.constraints.new("DAMPED_TRACK").target = self.target
        self.rig.pose.bones["spine"].constraints.new("COPY_ROTATION").target = self.target
        driver = self.hat.driver_add("scale", 0).driver
        variable = driver.variables.new()
        variable.targets[0].id, variable.targets[0].data_path = self.rig, '["fingers"]'
        driver.expression = "var * 2"
        self.tree = bpy.data.node_groups.new("Nodes", "GeometryNodeTree")
        for direction in ("INPUT", "OUTPUT"):
            self.tree.interface.new_socket("Geometry", in_out=direction, socket_type="NodeSocketGeometry")
        self.tree.interface.new_socket("Size", in_out="INPUT", socket_type="NodeSocketFloat")
        into, out = self.tree.nodes.new("NodeGroupInput"), self.tree.nodes.new("NodeGroupOutput")
        self.move = self.tree.nodes.new("GeometryNodeSetPosition")
        self.tree.links.new(into.outputs[0], self.move.inputs[0])
        self.tree.links.new(self.move.outputs[0], out.inputs[0])
        self.nodes = self.head.modifiers.new("Nodes", "NODES")
        self.nodes.node_group = self.tree

    def _be_pictured(self) -> None:
        self.painted = bpy.data.images.new("Painted", 8, 8)
        tree = self.head.data.materials[0].node_tree
        self.picture = tree.nodes.new("ShaderNodeTexImage")
        self.picture.image = self.painted
        self.ramp = tree.nodes.new("ShaderNodeValToRGB")
        tree.links.new(self.picture.outputs["Color"], self.ramp.inputs["Fac"])
        tree.links.new(self.ramp.outputs["Color"], _principled(self.head).inputs["Base Color"])

    def key(self, span: key.Span = SPAN, seen: key.Seen | None = None) -> str:
        bpy.context.view_layer.update()
        return key.of_collection(self.collection, span, ("settings",), seen)


@pytest.fixture
def mia(edit: bpy.types.Scene) -> Mia:
    return Mia()


def _set_input(mia: Mia) -> None:
    if hasattr(mia.nodes, "properties"):  # 5.2
        getattr(mia.nodes.properties.inputs, _size_socket(mia)).value = 3.0
    else:
        mia.nodes[_size_socket(mia)] = 3.0


def _size_socket(mia: Mia) -> str:
    return next(item.identifier for item in mia.tree.interface.items_tree if item.name == "Size")


def _pose(mia: Mia) -> None:
    bone = mia.rig.pose.bones["spine"]
    bone.rotation_mode = "XYZ"
    bone.rotation_euler = (0.3, 0, 0)


def _more_weight(mia: Mia) -> None:
    mia.body.vertex_groups["spine"].add([0, 1], 0.5, "REPLACE")


def _other_picture(mia: Mia) -> None:
    mia.picture.image = bpy.data.images.new("Other", 8, 8)


def _paint(mia: Mia) -> None:
    mia.painted.pixels[0] = 0.25


def _smooth(mia: Mia) -> None:
    for polygon in mia.body.data.polygons:
        polygon.use_smooth = not polygon.use_smooth


def _flip(mia: Mia) -> None:
    mia.body.data.polygons[0].material_index = 1


def _colour_vertices(mia: Mia) -> None:
    mia.body.data.color_attributes.new("Paint", "FLOAT_COLOR", "POINT")


def _animate(mia: Mia) -> None:
    mia.rig.location.x += 1
    mia.rig.keyframe_insert("location", frame=5)


def _drive(mia: Mia) -> None:
    mia.hat.animation_data.drivers[0].driver.expression = "var * 3"


def _particles(mia: Mia) -> None:
    mia.head.modifiers.new("Hair", "PARTICLE_SYSTEM")


CHANGES: dict[str, Callable[[Mia], Any]] = {
    "a vertex": lambda mia: setattr(mia.body.data.vertices[0].co, "x", 9.0),
    "a weight": _more_weight,
    "smooth faces": _smooth,
    "a face's material": _flip,
    "painted vertices": _colour_vertices,
    "a shape's form": lambda mia: setattr(mia.body.data.shape_keys.key_blocks[1].data[0].co, "x", 9.0),
    "a shape's value": lambda mia: setattr(mia.body.data.shape_keys.key_blocks[1], "value", 0.75),
    "a new modifier": lambda mia: mia.body.modifiers.new("Bevel", "BEVEL"),
    "a modifier's choice": lambda mia: setattr(mia.body.modifiers["Cut"], "operation", "UNION"),
    "a nodes' input": _set_input,
    "a nodes' value": lambda mia: setattr(mia.move.inputs["Offset"], "default_value", (0, 0, 1)),
    "a curve's point": lambda mia: setattr(mia.hat.data.splines[0].bezier_points[0].co, "x", 9.0),
    "a curve's thickness": lambda mia: setattr(mia.hat.data, "bevel_depth", 0.2),
    "a colour": lambda mia: setattr(_principled(mia.body).inputs["Base Color"], "default_value", (0, 0, 1, 1)),
    "a viewport colour": lambda mia: setattr(mia.body.data.materials[0], "diffuse_color", (0, 0, 1, 1)),
    "a colour ramp": lambda mia: setattr(mia.ramp.color_ramp.elements[0], "color", (1, 0, 0, 1)),
    "another picture": _other_picture,
    "a stroke of paint": _paint,
    "another material": lambda mia: setattr(mia.body.material_slots[0], "material", material("New", GREEN)),
    "a pose": _pose,
    "a rig's switch": lambda mia: mia.rig.__setitem__("fingers", 0.75),
    "the rest position": lambda mia: setattr(mia.rig.data, "pose_position", "REST"),
    "a part's place": lambda mia: setattr(mia.head.location, "x", 1.0),
    "a part that no longer renders": lambda mia: setattr(mia.head, "hide_render", True),
    "an inner collection that no longer renders": lambda mia: setattr(mia.inner, "hide_render", True),
    "a part more": lambda mia: mia.collection.objects.link(box("bag", (1, 1, 1), (0, 0, 0), RED)),
    "an inner part's form": lambda mia: setattr(mia.inner.objects[0].data.vertices[0].co, "x", 9.0),
    "motion": _animate,
    "a driver": _drive,
    "hair": _particles,
    "what it rides on": lambda mia: setattr(mia.wagon.location, "x", 3.0),
    "what cuts it": lambda mia: setattr(mia.cutter.data.vertices[0].co, "x", 3.0),
    "what it looks at": lambda mia: setattr(mia.target.location, "x", 3.0),
    "what bends it": lambda mia: setattr(mia.cage.data.points[0].co_deform, "x", 3.0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_key_follows_what_the_character_looks_like(mia: Mia, change: str) -> None:
    before = mia.key()
    CHANGES[change](mia)
    assert mia.key() != before


def _select(mia: Mia) -> None:
    for thing in bpy.context.view_layer.objects:
        thing.select_set(not thing.select_get())
    bpy.context.view_layer.objects.active = mia.head


def _look_around(mia: Mia) -> None:
    mia.head.hide_set(True)
    mia.body.hide_viewport = True
    mia.body.display_type = "WIRE"
    mia.body.modifiers["Cut"].show_viewport = False
    mia.body.data.materials[0].node_tree.nodes[0].location.x += 50
    mia.body.data.materials[0].node_tree.nodes[0].select = True


QUIET: dict[str, Callable[[Mia], Any]] = {
    "the playhead": lambda mia: bpy.context.scene.frame_set(15),
    "the selection": _select,
    "the viewport": _look_around,
    "something else": lambda mia: collection("Elsewhere", figure("Other", GREEN, at=(5, 5, 5))),
    "an evaluation": lambda mia: mia.body.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh(),
    "a step of undo": lambda mia: bpy.ops.ed.undo_push(message="nothing"),
}


def _key_twice(owner: Any, path: str, end: Any) -> None:
    owner.keyframe_insert(path, frame=1)
    setattr(owner, path, end)
    owner.keyframe_insert(path, frame=20)


@pytest.mark.parametrize("change", QUIET)
def test_the_key_ignores_what_does_not_show(mia: Mia, change: str) -> None:
    walk(mia.wagon, 3.0, 30)
    _key_twice(mia.rig, "location", (1, 0, 0))
    _key_twice(mia.rig.pose.bones["spine"], "location", (2, 0, 0))
    _key_twice(mia.body.data.shape_keys.key_blocks[1], "value", 1.0)
    _key_twice(mia.body.modifiers.new("Bevel", "BEVEL"), "width", 1.0)
    _key_twice(_principled(mia.body).inputs["Roughness"], "default_value", 0.9)
    bpy.context.scene.frame_set(1)
    before = mia.key()
    QUIET[change](mia)
    assert mia.key() == before


def test_a_driven_or_animated_switch_may_change_with_the_playhead(mia: Mia) -> None:
    mia.rig.keyframe_insert('["fingers"]', frame=1)
    mia.rig["fingers"] = 1.0
    mia.rig.keyframe_insert('["fingers"]', frame=20)
    bpy.context.scene.frame_set(1)
    before = mia.key()
    bpy.context.scene.frame_set(15)
    assert mia.key() == before


def test_the_key_is_the_same_in_another_session_and_another_folder(mia: Mia, tmp_path: Path) -> None:
    walk(mia.wagon, 3.0, 30)
    picture = bpy.data.images.new("On disk", 4, 4)
    picture.filepath_raw, picture.file_format = str(tmp_path / "on disk.png"), "PNG"
    picture.save()
    mia.picture.image = picture
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
    before = key.of_collection(bpy.data.collections["Mia"], SPAN, ("settings",))
    scene_before = key.of_scene(bpy.data.scenes["Scene"], SPAN, ())
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
    bpy.context.scene.frame_set(9)
    assert key.of_collection(bpy.data.collections["Mia"], SPAN, ("settings",)) == before
    assert key.of_scene(bpy.data.scenes["Scene"], SPAN, ()) == scene_before
    (tmp_path / "moved").mkdir()
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "moved" / "film.blend"))
    assert key.of_collection(bpy.data.collections["Mia"], SPAN, ("settings",)) == before
    os.utime(tmp_path / "on disk.png", (1, 1))
    assert key.of_collection(bpy.data.collections["Mia"], SPAN, ("settings",)) != before


def test_settings_and_span_are_in_the_key(mia: Mia) -> None:
    keys = {mia.key(), mia.key((1.0, 21.0)), key.of_collection(mia.collection, SPAN, ("other settings",))}
    assert len(keys) == 3


def _curve(thing: Any) -> Any:
    return thing.animation_data.action.layers[0].strips[0].channelbags[0].fcurves[0]


@pytest.fixture
def moving(edit: bpy.types.Scene) -> Any:
    thing = figure("Moving")
    for frame in (1, 10, 20, 30, 40):
        thing.location.x = frame
        thing.keyframe_insert("location", index=0, frame=frame)
    return collection("Moving", thing)


@pytest.mark.parametrize(("number", "shows"), [(0, False), (1, True), (2, True), (3, True), (4, False)])
def test_only_motion_that_is_filmed_counts(moving: Any, number: int, shows: bool) -> None:
    """From 15 to 25 the keys at 10, 20 and 30 shape the curve."""
    before = key.of_collection(moving, (15.0, 25.0), ())
    _curve(moving.objects[0]).keyframe_points[number].co.y += 5
    assert (key.of_collection(moving, (15.0, 25.0), ()) != before) is shows


def test_motion_that_repeats_counts_everywhere(moving: Any) -> None:
    _curve(moving.objects[0]).modifiers.new("CYCLES")
    before = key.of_collection(moving, (115.0, 125.0), ())
    _curve(moving.objects[0]).keyframe_points[0].co.y += 5
    assert key.of_collection(moving, (115.0, 125.0), ()) != before


@pytest.mark.parametrize(("span", "shows"), [((115.0, 125.0), True), ((45.0, 45.0), True), ((25.0, 35.0), False)])
def test_a_cycle_that_goes_on_counts_to_its_first_key(moving: Any, span: tuple[float, float], *, shows: bool) -> None:
    """What ends before the last frame that is filmed is repeated there, if it is a cycle; its keys end at 40."""
    before = key.of_collection(moving, span, ())
    _curve(moving.objects[0]).keyframe_points[0].co.y += 5
    assert (key.of_collection(moving, span, ()) != before) is shows


@pytest.mark.parametrize("number", [1, 2])
def test_a_still_between_two_keys_knows_both(moving: Any, number: int) -> None:
    before = key.of_collection(moving, (15.0, 15.0), ())
    _curve(moving.objects[0]).keyframe_points[number].co.y += 5
    assert key.of_collection(moving, (15.0, 15.0), ()) != before


def test_actions_that_lie_muted_beside_the_one_that_plays_are_not_read(edit: bpy.types.Scene) -> None:
    """Files of games bring dozens of them along for a character; to unmute one is another picture."""
    thing = box("thing", (1, 1, 1), (0, 0, 0), RED)
    made = collection("Thing", thing)
    thing.keyframe_insert("location", frame=1)
    action = thing.animation_data.action
    track = thing.animation_data.nla_tracks.new()
    track.strips.new("Walk", 1, action)
    track.mute = True
    thing.animation_data.action = None
    before = key.of_collection(made, SPAN, ())
    action.layers[0].strips[0].channelbags[0].fcurves[0].keyframe_points[0].co.y = 3.0
    assert key.of_collection(made, SPAN, ()) == before
    track.mute = False
    unmuted = key.of_collection(made, SPAN, ())
    assert unmuted != before
    action.layers[0].strips[0].channelbags[0].fcurves[0].keyframe_points[0].co.y = 4.0
    assert key.of_collection(made, SPAN, ()) != unmuted


def test_a_character_of_many_curves_is_read_in_pieces(edit: bpy.types.Scene) -> None:
    thing = box("thing", (1, 1, 1), (0, 0, 0), RED)
    made = collection("Thing", thing)
    thing.keyframe_insert("location", frame=1)
    few = sum(1 for _ in key.Seen().ahead(made))
    for number in range(2 * content.CURVES_AT_ONCE):
        thing[f"p{number}"] = 0.0
        thing.keyframe_insert(f'["p{number}"]', frame=1)
    assert sum(1 for _ in key.Seen().ahead(made)) == few + 2


def test_small_arrays_have_no_pauses_of_their_own(edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A set has thousands of them, and a pause takes as long as to read one; with pauses the key stays what it was."""
    made = collection("Thing", box("thing", (1, 1, 1), (0, 0, 0), RED))
    whole_key, together = key.of_collection(made, SPAN, ()), sum(1 for _ in key.Seen().ahead(made))
    monkeypatch.setattr(hashing, "LIGHT", 0)
    assert key.of_collection(made, SPAN, ()) == whole_key
    assert sum(1 for _ in key.Seen().ahead(made)) >= together + 3


def test_motion_in_nla_strips_counts(edit: bpy.types.Scene) -> None:
    thing = figure("Layered")
    walk(thing, 2.0, 20)
    made = collection("Layered", thing)
    track = thing.animation_data.nla_tracks.new()
    strip = track.strips.new("walk", 1, thing.animation_data.action)
    thing.animation_data.action = None
    before = key.of_collection(made, SPAN, ())
    bpy.context.scene.frame_set(12)
    assert key.of_collection(made, SPAN, ()) == before
    strip.scale = 2.0
    assert key.of_collection(made, SPAN, ()) != before


def test_a_drawing_counts(edit: bpy.types.Scene) -> None:
    pencils = bpy.data.grease_pencils_v3 if hasattr(bpy.data, "grease_pencils_v3") else bpy.data.grease_pencils
    data = pencils.new("Drawn")
    drawing = data.layers.new("Lines").frames.new(1).drawing
    drawing.add_strokes([2])
    made = collection("Drawn", bpy.data.objects.new("Drawn", data))
    before = key.of_collection(made, SPAN, ())
    drawing.attributes["position"].data[0].vector.x = 2
    assert key.of_collection(made, SPAN, ()) != before


def test_an_instance_counts(edit: bpy.types.Scene) -> None:
    thing = figure("Instanced")
    source = collection("Asset", thing)
    holder = bpy.data.objects.new("Holder", None)
    holder.instance_type, holder.instance_collection = "COLLECTION", source
    made = collection("Instance", holder)
    before = key.of_collection(made, SPAN, ())
    thing.data.vertices[0].co.x = 4
    after = key.of_collection(made, SPAN, ())
    assert after != before
    source.instance_offset.x = 1
    assert key.of_collection(made, SPAN, ()) != after


def test_edits_that_are_not_finished_count(edit: bpy.types.Scene) -> None:
    """In edit mode a mesh's data lies elsewhere until it is left."""
    thing = figure("Edited")
    made = collection("Edited", thing)
    before = key.of_collection(made, SPAN, ())
    bpy.context.view_layer.objects.active = thing
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")
    bpy.ops.mesh.delete(type="ONLY_FACE")
    assert key.of_collection(made, SPAN, ()) != before
    assert thing.mode == "EDIT"


def _light(scene: Any) -> Any:
    return next(thing for thing in scene.objects if thing.type == "LIGHT")


def _set_layer(scene: Any) -> Any:
    return scene.view_layers[0].layer_collection.children[0]


SCENE_CHANGES: dict[str, Callable[[Any], Any]] = {
    "the camera's place": lambda scene: setattr(scene.camera.location, "x", 3.0),
    "the lens": lambda scene: setattr(scene.camera.data, "lens", 85.0),
    "depth of field": lambda scene: setattr(scene.camera.data.dof, "use_dof", True),
    "a light": lambda scene: setattr(_light(scene).data, "energy", 5.0),
    "the world": lambda scene: setattr(scene.world, "color", (1, 0, 0)),
    "the view": lambda scene: setattr(scene.view_settings, "view_transform", "AgX"),
    "the exposure": lambda scene: setattr(scene.view_settings, "exposure", 1.0),
    "the engine": lambda scene: setattr(scene.render, "engine", "CYCLES"),
    "the shading": lambda scene: setattr(scene.display.shading, "show_shadows", True),
    "a collection that no longer renders": lambda scene: setattr(scene.collection.children[0], "hide_render", True),
    "a collection left out": lambda scene: setattr(_set_layer(scene), "exclude", True),
}


@pytest.fixture
def stage(edit: bpy.types.Scene) -> bpy.types.Scene:
    edit.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    light = bpy.data.objects.new("Sun", bpy.data.lights.new("Sun", "SUN"))
    collection("Set", figure("Wall"), light, edit.camera)
    edit.world = bpy.data.worlds.new("World")
    edit.render.engine = "BLENDER_WORKBENCH"
    bpy.context.view_layer.update()
    return edit


@pytest.mark.parametrize("change", SCENE_CHANGES)
def test_a_shots_key_follows_what_its_scene_looks_like(stage: Any, change: str) -> None:
    before = key.of_scene(stage, SPAN, ())
    assert key.of_scene(stage, SPAN, ()) == before
    SCENE_CHANGES[change](stage)
    assert key.of_scene(stage, SPAN, ()) != before


def test_a_scene_that_was_never_looked_at_has_the_key_that_it_has_later(edit: bpy.types.Scene) -> None:
    scene = bpy.data.scenes.new("Fresh")
    made = bpy.data.collections.new("Fresh")
    scene.collection.children.link(made)
    made.objects.link(figure("Fresh"))
    before = key.of_scene(scene, SPAN, ())
    scene.view_layers[0].update()
    scene.frame_set(3)
    assert key.of_scene(scene, SPAN, ()) == before


def test_what_was_seen_once_is_not_read_again(stage: Any) -> None:
    """Plans of a thousand shots read their scene once; the spans still tell them apart."""
    walk(stage.camera, 3.0, 40)
    seen = key.Seen()
    first = key.of_scene(stage, (1.0, 5.0), ("a",), seen)
    stage.world.color = (0, 1, 0)
    assert key.of_scene(stage, (1.0, 5.0), ("a",), seen) == first, "it was read again"
    assert key.of_scene(stage, (20.0, 25.0), ("a",), seen) != first
    assert key.of_scene(stage, (1.0, 5.0), ("a",), key.Seen()) != first


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_kept_from_an_earlier_look_follows_what_blender_tells(mia: Mia, change: str) -> None:
    """The panel's looks take on trust what Blender does not call changed; a key made of that is as good."""
    seen = key.Seen()
    before = mia.key(seen=seen)
    CHANGES[change](mia)
    bpy.context.view_layer.update()
    seen.refresh()
    seen.distrust()
    assert mia.key(seen=seen) == mia.key() != before


def test_only_what_changed_is_read_again(mia: Mia, monkeypatch: pytest.MonkeyPatch) -> None:
    mia.key()  # Blender calls everything changed when it first evaluates it
    read = _note_reads(monkeypatch)
    seen = key.Seen()
    mia.key(seen=seen)
    everything = len(read)
    mia.head.location.x += 1
    mia.key(seen=key.Seen())
    assert len(read) == 2 * everything, "what is sent is read anew"
    read.clear()
    bpy.context.view_layer.update()
    seen.refresh()
    seen.distrust()
    mia.key(seen=seen)
    assert f"Object {mia.head.name}" in read
    assert f"Mesh {mia.body.data.name}" not in read


def test_nothing_is_trusted_that_no_window_shows(mia: Mia) -> None:
    """Blender tells nothing of it."""
    elsewhere = bpy.data.scenes.new("Elsewhere")
    elsewhere.collection.children.link(mia.collection)
    bpy.context.scene.collection.children.unlink(mia.collection)
    seen = key.Seen()
    before = mia.key(seen=seen)
    mia.body.data.vertices[0].co.z += 0.5
    seen.refresh()
    seen.distrust()
    assert mia.key(seen=seen) != before


def test_nothing_outlives_an_undo(mia: Mia) -> None:
    bpy.ops.ed.undo_push(message="Before")
    mia.head.location.x += 1
    bpy.ops.ed.undo_push(message="After")
    seen = key.Seen()
    moved = mia.key(seen=seen)
    bpy.ops.ed.undo()
    found = bpy.data.collections["Mia"]
    seen.refresh()
    assert key.of_collection(found, SPAN, ("settings",), seen) != moved


def test_scenes_that_share_a_character_read_it_once(mia: Mia, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes = [bpy.data.scenes.new(f"Place {number}") for number in range(5)]
    for scene in scenes:
        scene.collection.children.link(mia.collection)
    read = _note_reads(monkeypatch)
    seen = key.Seen()
    keys = {key.of_scene(scene, SPAN, (), seen) for scene in scenes}
    mia.key(seen=seen)
    assert len(keys) == 1
    assert read.count(f"Mesh {mia.body.data.name}") == read.count(f"Object {mia.rig.name}") == 1


def _note_reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Kinds and names of the data-blocks that are read from now on."""
    read: list[str] = []
    plain = content.Reader.block

    def block(reader: Any, thing: Any) -> None:
        read.append(f"{thing.bl_rna.identifier} {thing.name}")
        plain(reader, thing)

    monkeypatch.setattr(content.Reader, "block", block)
    return read


def test_every_one_of_a_hundred_thousand_vertices_counts(edit: bpy.types.Scene) -> None:
    mesh = bpy.data.meshes.new("Big")
    mesh.vertices.add(100_000)
    mesh.vertices.foreach_set("co", np.linspace(0, pi, 300_000, dtype=np.float32))
    made = collection("Big", bpy.data.objects.new("Big", mesh))
    before = key.of_collection(made, SPAN, ())
    mesh.vertices[77_777].co.z += 0.001
    assert key.of_collection(made, SPAN, ()) != before


def test_a_picture_that_the_film_carries_is_read_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing all of it at once holds Blender for longer than a frame; its key stays what it was."""
    painted: Any = material("Painted", RED)
    picture = bpy.data.images.new("Painted", 32, 32)
    picture.pixels.foreach_set([(number % 97) / 97 for number in range(32 * 32 * 4)])
    picture.pack()
    painted.node_tree.nodes.new("ShaderNodeTexImage").image = picture
    whole_key = key.of_nodes(painted.node_tree)
    steps = len(list(key.Seen().ahead(painted.node_tree)))
    monkeypatch.setattr(content, "BYTES_AT_ONCE", 100)
    assert key.of_nodes(painted.node_tree) == whole_key
    assert len(list(key.Seen().ahead(painted.node_tree))) >= steps + picture.packed_file.size // 100
    again = bpy.data.images.new("Painted", 32, 32)
    again.pack()
    painted.node_tree.nodes["Image Texture"].image = again
    assert key.of_nodes(painted.node_tree) != whole_key


def _shaped(kind: str) -> Any:
    """An object of a kind that can have shapes, with one of them."""
    data: Any = {"mesh": bpy.data.meshes, "lattice": bpy.data.lattices}.get(kind, bpy.data.curves)
    made = data.new(kind, "CURVE") if kind in ("bezier", "poly") else data.new(kind)
    if kind == "mesh":
        made.from_pydata([(0, 0, 0), (1, 0, 0), (1, 1, 0)], [], [(0, 1, 2)])
    elif kind != "lattice":
        spline = made.splines.new(kind.upper())
        (spline.bezier_points if kind == "bezier" else spline.points).add(2)
    thing = bpy.data.objects.new(kind, made)
    bpy.context.scene.collection.objects.link(thing)
    for name in ("Basis", "Wide"):
        thing.shape_key_add(name=name)
    return thing


@pytest.mark.parametrize("kind", ["mesh", "lattice", "bezier", "poly"])
def test_every_point_of_a_shape_counts_in_whatever_has_shapes(edit: bpy.types.Scene, kind: str) -> None:
    """Of a mesh and a lattice they are read by another way than of a curve."""
    thing = _shaped(kind)
    made = collection("Shaped", thing)
    points = thing.data.shape_keys.key_blocks[1].data
    keys = [key.of_collection(made, SPAN, ())]
    for point in points:
        point.co[0] += 0.25
        keys.append(key.of_collection(made, SPAN, ()))
    assert len(set(keys)) == 1 + len(points)


def _repainted(picture: Any, shade: float) -> None:
    """Other pixels in a packed picture of the same size; nothing in it can be packed more tightly than before."""
    picture.pixels.foreach_set([shade] * (8 * 8 * 4))
    picture.pack()


def _rekeyed(thing: Any) -> None:
    """Other moments and values in the keys of a thing's first curve."""
    keys = thing.animation_data.action.layers[0].strips[0].channelbags[0].fcurves[0].keyframe_points
    keys.foreach_set("co", [3.5] * (2 * len(keys)))


SILENT: dict[str, Callable[[Mia], None]] = {
    "vertices": lambda mia: mia.body.data.vertices.foreach_set("co", [0.5] * (3 * len(mia.body.data.vertices))),
    "a shape": lambda mia: mia.body.data.shape_keys.key_blocks[1].points.foreach_set(
        "co", [0.5] * (3 * len(mia.body.data.vertices))
    ),
    "an action": lambda mia: _rekeyed(mia.rig),
    "a packed picture": lambda mia: _repainted(bpy.data.images["Carried"], 0.75),
}
"""What a script writes without Blender telling anybody."""


@pytest.mark.parametrize("change", SILENT)
def test_what_a_script_writes_without_a_word_is_in_the_next_plan(mia: Mia, change: str) -> None:
    """Nothing outlives a plan: what is paid for is read from the data themselves."""
    picture = bpy.data.images.new("Carried", 8, 8)
    _repainted(picture, 0.25)
    mia.rig.keyframe_insert("location", frame=5)
    mia.head.data.materials[0].node_tree.nodes.new("ShaderNodeTexImage").image = picture
    before, size = mia.key(seen=key.Seen()), picture.packed_file.size
    SILENT[change](mia)
    assert picture.packed_file.size == size
    assert mia.key(seen=key.Seen()) != before


def test_a_moved_camera_is_in_the_next_plan(stage: Any) -> None:
    span = (1.0, 20.0)
    before = key.framed(stage.camera, span, key.Seen())
    stage.camera.data.lens += 1
    other = key.framed(stage.camera, span, key.Seen())
    stage.camera.location.x += 1
    assert len({before, other, key.framed(stage.camera, span, key.Seen())}) == 3
