# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe Cameras in other people's scenes: rigged cameras, hidden and instanced characters, glTF files."""

from __future__ import annotations

from math import cos, radians, sin
from pathlib import Path
from typing import Any

import bpy
import pytest
from foreign_figures import handed_over, person
from mathutils import Matrix, Vector

from addon.blender.capture import members, specs
from addon.blender.cast.members import add_member, cast_in
from addon.blender.engine.slices import whole
from addon.blender.properties import film
from addon.blender.shots import build, describe
from addon.blender.values import cast_to_model, to_model
from addon.second import filming as worker


@pytest.fixture
def scene(edit: bpy.types.Scene) -> bpy.types.Scene:
    edit.render.resolution_x, edit.render.resolution_y = 1280, 720
    edit.frame_end = 48
    return edit


@pytest.fixture
def camera(scene: bpy.types.Scene) -> Any:
    """At eye height, 4 m before the origin, looking north."""
    found = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    found.location, found.rotation_euler, found.data.lens = (0, -4, 1.6), (radians(90), 0, 0), 35
    scene.collection.objects.link(found)
    scene.camera = found
    return found


@pytest.fixture
def mia(scene: bpy.types.Scene) -> Any:
    """A figure of 1.8 m at the origin, in a collection of the scene."""
    return _figure(scene, "Mia")


def _figure(scene: Any, name: str) -> Any:
    collection = bpy.data.collections.new(name)
    scene.collection.children.link(collection)
    mesh = bpy.data.meshes.new(name)
    corners = [(x, y, z) for x in (-0.25, 0.25) for y in (-0.2, 0.2) for z in (0, 1.8)]
    mesh.from_pydata(corners, [], [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6)])
    collection.objects.link(bpy.data.objects.new(name, mesh))
    return collection


def _told(scene: Any, *members: Any) -> tuple[str, str]:
    """The words of the only shot's camera and staging."""
    build.build_shots(scene)
    (shot,) = film(scene).shots
    for collection in members:
        cast_in(shot, add_member(scene, collection.name, collection=collection).uuid)
    assert whole(describe.describing(scene)).done == 1
    return shot.camera_block.text, shot.cast_block.text


def _layer(collection: Any) -> Any:
    return bpy.context.view_layer.layer_collection.children[collection.name]


def test_a_camera_on_a_dolly(scene: Any, camera: Any, mia: Any) -> None:
    dolly = bpy.data.objects.new("Dolly", None)
    scene.collection.objects.link(dolly)
    camera.parent, camera.location = dolly, (0, 0, 1.6)
    for frame, y in ((1, -8), (48, -4)):
        dolly.location.y = y
        dolly.keyframe_insert("location", frame=frame)
    assert _told(scene, mia) == ("35 mm lens, wide shot to medium full shot, push in", "@Mia is in the centre")


def test_a_camera_that_is_aimed_by_a_constraint(scene: Any, camera: Any, mia: Any) -> None:
    aim = camera.constraints.new("TRACK_TO")
    aim.target, aim.track_axis, aim.up_axis = mia.objects[0], "TRACK_NEGATIVE_Z", "UP_Y"
    for frame in range(1, 50, 6):
        angle = radians(-90 + 90 * (frame - 1) / 48)
        camera.location = (4 * cos(angle), 4 * sin(angle), 1.6)
        camera.keyframe_insert("location", frame=frame)
    assert "orbit right" in _told(scene, mia)[0]


def test_a_camera_on_a_path(scene: Any, camera: Any, mia: Any) -> None:
    curve = bpy.data.curves.new("Rails", "CURVE")
    curve.dimensions, curve.use_path = "3D", True
    rails = curve.splines.new("POLY")
    rails.points.add(1)
    rails.points[0].co, rails.points[1].co = (-2, -4, 1.6, 1), (2, -4, 1.6, 1)
    path = bpy.data.objects.new("Rails", curve)
    scene.collection.objects.link(path)
    camera.location = (0, 0, 0)
    follow = camera.constraints.new("FOLLOW_PATH")
    follow.target, follow.use_fixed_location = path, True
    for frame, share in ((1, 0.0), (48, 1.0)):
        follow.offset_factor = share
        follow.keyframe_insert("offset_factor", frame=frame)
    assert _told(scene, mia) == (
        "35 mm lens, medium full shot, truck right",
        "@Mia is on the right at first and on the left at the end",
    )


def test_a_camera_with_shake_from_a_noise_modifier(scene: Any, camera: Any, mia: Any) -> None:
    camera.keyframe_insert("rotation_euler", frame=1)
    for curve in camera.animation_data.action.layers[0].strips[0].channelbags[0].fcurves:
        noise = curve.modifiers.new("NOISE")
        noise.scale, noise.strength, noise.phase = 8, 0.03, 17 * curve.array_index
    assert "handheld" in _told(scene, mia)[0]


def test_no_camera_and_a_camera_that_was_deleted(scene: Any, camera: Any, mia: Any) -> None:
    scene.timeline_markers.new("Gone", frame=1).camera = camera
    build.build_shots(scene)
    bpy.data.objects.remove(camera)
    cast_in(film(scene).shots[0], add_member(scene, "Mia", collection=mia).uuid)
    assert whole(describe.describing(scene)).done == 0
    assert film(scene).shots[0].camera_block.text == ""


@pytest.mark.parametrize("how", ["object", "collection", "excluded"])
def test_who_does_not_render_is_not_staged(scene: Any, camera: Any, mia: Any, how: str) -> None:
    if how == "object":
        mia.objects[0].hide_render = True
    elif how == "collection":
        mia.hide_render = True
    else:
        _layer(mia).exclude = True
    assert _told(scene, mia) == ("35 mm lens, static camera", "")


@pytest.mark.parametrize("how", ["eye", "screen", "collection"])
def test_who_is_only_hidden_from_view_is_staged_and_stays_hidden(scene: Any, camera: Any, mia: Any, how: str) -> None:
    figure = mia.objects[0]
    owner, name = {
        "eye": (_layer(mia), "hide_viewport"),
        "screen": (figure, "hide_viewport"),
        "collection": (mia, "hide_viewport"),
    }[how]
    setattr(owner, name, True)
    assert _told(scene, mia) == ("35 mm lens, medium full shot, static camera", "@Mia is in the centre")
    assert getattr(owner, name)


def test_who_starts_to_render_appears_where_they_stand(scene: Any, camera: Any, mia: Any) -> None:
    for frame, hidden in ((1, True), (24, False)):
        mia.objects[0].hide_render = hidden
        mia.objects[0].keyframe_insert("hide_render", frame=frame)
    assert _told(scene, mia)[1] == "@Mia appears in the centre"


def _wall(scene: Any, x: float) -> Any:
    """Two metres wide and three high, before the figures."""
    bpy.ops.mesh.primitive_cube_add(size=1, location=(x, -1, 1.5), scale=(2, 0.1, 3))
    return bpy.context.object


def test_who_goes_behind_a_wall_disappears(scene: Any, camera: Any, mia: Any) -> None:
    _wall(scene, 1)
    for frame, x in ((1, -1.2), (48, 1.0)):
        mia.objects[0].location.x = x
        mia.objects[0].keyframe_insert("location", frame=frame)
    scene.frame_set(7)
    assert _told(scene, mia)[1] == "@Mia is on the left, then disappears"
    assert scene.frame_current == 7


def test_who_comes_out_from_behind_a_wall_appears(scene: Any, camera: Any, mia: Any) -> None:
    _wall(scene, 1)
    for frame, x in ((1, 1.0), (48, -1.2)):
        mia.objects[0].location.x = x
        mia.objects[0].keyframe_insert("location", frame=frame)
    assert _told(scene, mia)[1].startswith("@Mia appears")


@pytest.mark.parametrize(("hidden", "told"), [(False, ""), (True, "@Mia is in the centre")])
def test_who_stands_behind_a_wall_that_renders_is_not_staged(
    scene: Any, camera: Any, mia: Any, hidden: bool, told: str
) -> None:
    _wall(scene, 0).hide_render = hidden
    assert _told(scene, mia)[1] == told


def test_linked_and_overridden_characters_are_staged(scene: Any, camera: Any, mia: Any, tmp_path: Path) -> None:
    library = str(tmp_path / "library.blend")
    bpy.data.libraries.write(library, {mia})
    for thing in list(mia.objects):
        bpy.data.objects.remove(thing)
    bpy.data.collections.remove(mia)
    with bpy.data.libraries.load(library, link=True) as (_, wanted):
        wanted.collections = ["Mia"]
    linked = bpy.data.collections["Mia"]
    instance = bpy.data.objects.new("Linked", None)
    instance.instance_type, instance.instance_collection, instance.location = "COLLECTION", linked, (-0.9, 0, 0)
    scene.collection.objects.link(instance)
    own = linked.override_hierarchy_create(scene, bpy.context.view_layer)
    own.name = "Double"
    own.objects[0].location.x = 0.9
    assert _told(scene, linked, own) == (
        "35 mm lens, medium full two-shot, static camera",
        "@Mia is on the left; @Double is on the right",
    )


@pytest.mark.parametrize("how", ["linked", "nested", "glb", "fbx"])
def test_a_rig_is_no_part_of_an_instances_size(scene: Any, camera: Any, tmp_path: Path, how: str) -> None:
    """Studios instance linked rigs: bones, handles and empties of 10 m are not seen."""
    body = person("Hero")
    if how in ("glb", "fbx"):
        hero = handed_over("Hero", body, how)
    else:
        hero = bpy.data.collections.new("Hero")
        for thing in body:
            hero.objects.link(thing)
            scene.collection.objects.unlink(thing)
    pole = bpy.data.objects.new("Pole target", None)
    pole.location, pole.empty_display_size = (0, -8, 5), 3
    hero.objects.link(pole)
    library = str(tmp_path / "hero.blend")
    bpy.data.libraries.write(library, {hero})
    for thing in list(hero.all_objects):
        bpy.data.objects.remove(thing)
    bpy.data.collections.remove(hero)
    with bpy.data.libraries.load(library, link=True) as (_, wanted):
        wanted.collections = ["Hero"]
    source = wanted.collections[0]
    if how == "nested":
        inner, source = source, bpy.data.collections.new("Outer")
        holder = bpy.data.objects.new("Inner", None)
        holder.instance_type, holder.instance_collection = "COLLECTION", inner
        source.objects.link(holder)
    instance = bpy.data.objects.new("Instance", None)
    instance.instance_type, instance.instance_collection = "COLLECTION", source
    cast = bpy.data.collections.new("Cast")
    scene.collection.children.link(cast)
    cast.objects.link(instance)
    camera.location.y = -5
    assert _told(scene, cast) == ("35 mm lens, full shot, static camera", "@Cast is in the centre")


def test_stray_vertices_change_no_size(scene: Any, camera: Any, mia: Any) -> None:
    mesh = mia.objects[0].data
    mesh.vertices.add(1)
    mesh.vertices[-1].co = (0, 50, 90)
    assert _told(scene, mia) == ("35 mm lens, medium full shot, static camera", "@Mia is in the centre")


def test_each_linked_file_may_have_its_own_character(scene: Any, camera: Any, tmp_path: Path) -> None:
    """The usual case: every asset file calls its collection the same."""
    found = []
    for name, x in (("mia", -1.4), ("rook", 1.4)):
        figure = _figure(scene, "Character")
        library = str(tmp_path / f"{name}.blend")
        bpy.data.libraries.write(library, {figure})
        for thing in list(figure.objects):
            bpy.data.objects.remove(thing)
        bpy.data.collections.remove(figure)
        with bpy.data.libraries.load(library, link=True) as (_, wanted):
            wanted.collections = ["Character"]
        instance = bpy.data.objects.new(name, None)
        instance.instance_type, instance.instance_collection = "COLLECTION", wanted.collections[0]
        instance.location.x = x
        scene.collection.objects.link(instance)
        found.append(wanted.collections[0])
    assert found[0].name == found[1].name

    assert _told(scene, *found)[1] == '@Character is on the left; @"Character 2" is on the right'

    made = [members.spec_of(cast_to_model(member), scene) for member in film(scene).cast]
    assert [worker._collection(spec.model_dump()) for spec in made if spec] == found


@pytest.mark.parametrize("name", ["Set", "Scene"])
def test_a_linked_scene_is_seen_by_its_own_camera(scene: Any, camera: Any, tmp_path: Path, name: str) -> None:
    """Every file calls its camera "Camera", and its scene "Scene" as the edit is called."""
    library = str(tmp_path / "set.blend")
    scene.name, set_scene = "Edit", bpy.data.scenes.new(name)
    set_scene.name = name
    own = bpy.data.objects.new("Own", bpy.data.cameras.new("Own"))
    own.data.lens = 85
    set_scene.collection.objects.link(own)
    set_scene.camera, camera.name, own.name = own, "Aside", "Camera"
    bpy.ops.wm.save_as_mainfile(filepath=library, copy=True)
    bpy.data.scenes.remove(set_scene)
    bpy.data.objects.remove(own)
    camera.name, scene.name = "Camera", "Scene"
    with bpy.data.libraries.load(library, link=True) as (_, wanted):
        wanted.scenes = [name]
    strips = (scene.sequence_editor or scene.sequence_editor_create()).strips
    strips.new_scene(name="set", scene=wanted.scenes[0], channel=1, frame_start=1)
    assert _told(scene) == ("85 mm lens, overhead view, static camera", "")
    shot = to_model(film(scene).shots[0], scene)
    assert worker._scene(specs.still_spec(shot, "1280x720").model_dump()) == wanted.scenes[0]


@pytest.mark.parametrize("kind", ["PERSP", "ORTHO"])
def test_a_shifted_lens_shows_what_is_beside_the_camera(scene: Any, camera: Any, mia: Any, kind: str) -> None:
    from bpy_extras.object_utils import world_to_camera_view

    camera.data.type, camera.data.ortho_scale = kind, 5
    camera.data.shift_x, camera.data.shift_y = 0.3, -0.1
    assert _told(scene, mia)[1] == "@Mia is on the left"
    one = next(filter(None, describe.sampling(scene, camera, to_model(film(scene).shots[0], scene))))
    for point in ((0, 0, 0), (0.4, 1, 1.8)):
        seen = world_to_camera_view(scene, camera, Vector(point))
        assert one.project(point) == pytest.approx((seen.x, seen.y), abs=1e-5)


def test_a_shot_of_one_frame_is_told_without_a_move(scene: Any, camera: Any, mia: Any) -> None:
    scene.frame_start = scene.frame_end = 5
    for frame, y in ((1, -8), (48, -4)):
        camera.location.y = y
        camera.keyframe_insert("location", frame=frame)
    assert _told(scene, mia) == ("35 mm lens, wide shot", "@Mia is in the centre")


def test_an_instanced_character_is_where_its_instance_is(scene: Any, camera: Any, mia: Any) -> None:
    _layer(mia).exclude = True
    instance = bpy.data.objects.new("Instance", None)
    instance.instance_type, instance.instance_collection, instance.location = "COLLECTION", mia, (0.9, 0, 0)
    scene.collection.objects.link(instance)
    assert _told(scene, mia) == ("35 mm lens, medium full shot, static camera", "@Mia is on the right")


def test_a_member_may_be_a_collection_that_holds_an_instance(scene: Any, camera: Any, mia: Any) -> None:
    _layer(mia).exclude = True
    holder = bpy.data.collections.new("Hero")
    scene.collection.children.link(holder)
    instance = bpy.data.objects.new("Instance", None)
    instance.instance_type, instance.instance_collection, instance.location = "COLLECTION", mia, (-0.9, 0, 0)
    holder.objects.link(instance)
    assert _told(scene, holder) == ("35 mm lens, medium full shot, static camera", "@Hero is on the left")


def test_a_character_made_by_geometry_nodes(scene: Any, camera: Any) -> None:
    tree = bpy.data.node_groups.new("Body", "GeometryNodeTree")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    cube, out = tree.nodes.new("GeometryNodeMeshCube"), tree.nodes.new("NodeGroupOutput")
    cube.inputs[0].default_value = (0.5, 0.4, 1.8)
    tree.links.new(cube.outputs[0], out.inputs[0])
    collection = bpy.data.collections.new("Golem")
    scene.collection.children.link(collection)
    figure = bpy.data.objects.new("Golem", bpy.data.meshes.new("Golem"))
    figure.location = (0.9, 0, 0.9)
    figure.modifiers.new("Body", "NODES").node_group = tree
    collection.objects.link(figure)
    assert _told(scene, collection) == ("35 mm lens, medium full shot, static camera", "@Golem is on the right")


def test_a_drawn_character(scene: Any, camera: Any) -> None:
    collection = bpy.data.collections.new("Sketch")
    scene.collection.children.link(collection)
    bpy.ops.object.grease_pencil_add(type="MONKEY", location=(0, 0, 1.6))
    figure = bpy.context.object
    for owner in figure.users_collection:
        owner.objects.unlink(figure)
    collection.objects.link(figure)
    assert _told(scene, collection)[1] == "@Sketch is in the centre"


def test_an_empty_collection_and_odd_cameras_do_not_trip(scene: Any, camera: Any, mia: Any) -> None:
    empty = bpy.data.collections.new("Nobody")
    scene.collection.children.link(empty)
    camera.data.type, camera.scale = "ORTHO", (2, 2, 2)
    assert _told(scene, empty, mia)[1] == "@Mia is in the centre"


def test_two_of_a_kind_share_a_frame(scene: Any, camera: Any, mia: Any) -> None:
    tom = _figure(scene, "Tom")
    mia.objects[0].location.x, tom.objects[0].location.x = -0.5, 0.5
    assert _told(scene, mia, tom)[0] == "35 mm lens, medium full two-shot, static camera"


def test_a_gltf_character_that_walks_in(scene: Any, camera: Any, tmp_path: Path) -> None:
    """Made by Blender's own exporter: a rigged figure whose armature crosses from out of frame to the middle."""
    _export_walker(scene, tmp_path / "walker.glb")
    collection = bpy.data.collections.new("Walker")
    scene.collection.children.link(collection)
    bpy.context.view_layer.active_layer_collection = _layer(collection)
    bpy.ops.import_scene.gltf(filepath=str(tmp_path / "walker.glb"))
    assert any(thing.type == "ARMATURE" for thing in collection.objects)
    camera_words, staging = _told(scene, collection)
    assert camera_words == "35 mm lens, medium full shot, static camera"
    assert staging == "@Walker enters from the left and ends in the centre"


def _export_walker(scene: Any, file: Path) -> None:
    collection = _figure(scene, "Export")
    body = collection.objects[0]
    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    bone = rig.data.edit_bones.new("Hips")
    bone.head, bone.tail = (0, 0, 0), (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    body.parent = rig
    body.vertex_groups.new(name="Hips").add(range(len(body.data.vertices)), 1.0, "REPLACE")
    body.modifiers.new("Rig", "ARMATURE").object = rig
    hips = rig.pose.bones["Hips"]
    for frame, x in ((1, -5.0), (40, 0.0)):
        hips.location = (x, 0, 0)
        hips.keyframe_insert("location", frame=frame)
    bpy.ops.export_scene.gltf(filepath=str(file), export_animations=True, use_visible=True, export_cameras=False)
    for thing in (body, rig):
        bpy.data.objects.remove(thing)


def test_what_a_hand_holds_changes_no_size(scene: Any, camera: Any) -> None:
    armature, body = person("Hero")
    mesh = bpy.data.meshes.new("Spear")
    mesh.from_pydata([(-0.02, 0, 0.4), (0.02, 0, 0.4), (0, 0, 2.6)], [], [(0, 1, 2)])
    spear = bpy.data.objects.new("Spear", mesh)
    spear.parent, spear.parent_type, spear.parent_bone = armature, "BONE", "mixamorig:Hips"
    hero = bpy.data.collections.new("Hero")
    scene.collection.children.link(hero)
    for thing in (armature, body, spear):
        hero.objects.link(thing)
    camera.location.y = -5
    assert _told(scene, hero) == ("35 mm lens, full shot, static camera", "@Hero is in the centre")


@pytest.mark.parametrize("kind", ["fbx", "glb"])
def test_a_camera_on_one_who_turns_sees_the_same_side(scene: Any, camera: Any, kind: str) -> None:
    """Its rig turns about the vertical of its own space, by its object or by its root bone."""
    made = person("Hero")
    for frame, turn in ((1, 0.0), (48, 1.8)):
        made[0].rotation_euler = (0, 0, turn)
        made[0].keyframe_insert("rotation_euler", frame=frame)
    hero = handed_over("Hero", made, kind)
    (rig,) = [thing for thing in hero.objects if thing.type == "ARMATURE"]
    scene.frame_set(1)
    camera.parent, camera.matrix_parent_inverse = rig, rig.matrix_world.inverted()
    assert "turning with @Hero" in _told(scene, hero)[0]


@pytest.mark.parametrize("by", ["object", "root bone", "instance"])
@pytest.mark.parametrize("kind", ["fbx", "glb"])
@pytest.mark.parametrize(("turned", "is_over"), [(0, False), (180, True), (250, True)])
def test_a_shoulder_is_of_who_looks_away(
    scene: Any, camera: Any, kind: str, by: str, turned: float, is_over: bool
) -> None:
    """Mia stands before the camera, Tom behind her; her rig lies on its back in its own space, in centimetres."""
    mia, tom = handed_over("Mia", person("Mia"), kind), _figure(scene, "Tom")
    (rig,) = [thing for thing in mia.objects if thing.type == "ARMATURE"]
    for shape in {bone.custom_shape for bone in rig.pose.bones} - {None}:  # as the importer draws bones
        mia.objects.unlink(shape)
    turn = Matrix.Rotation(radians(turned), 4, "Z")
    if by == "object":
        rig.matrix_world = turn @ rig.matrix_world
    elif by == "root bone":
        hips = rig.pose.bones["mixamorig:Hips"]
        hips.matrix = rig.matrix_world.inverted() @ turn @ rig.matrix_world @ hips.matrix
    else:
        mia = _instanced(scene, mia, turn)
    _behind(camera, tom)
    assert ("over the shoulder of @Mia" in _told(scene, mia, tom)[0]) == is_over


def _behind(camera: Any, tom: Any) -> None:
    """The camera close behind the origin and aside, Tom 2 m before that."""
    tom.objects[0].location = (0.15, 2, 0)
    camera.location, camera.data.lens = (0.75, -0.9, 1.75), 50
    camera.rotation_euler = Vector((-0.75, 2.9, -0.25)).to_track_quat("-Z", "Y").to_euler()


def _instanced(scene: Any, collection: Any, turn: Any) -> Any:
    """A collection with an instance of another alone, turned."""
    if collection.name in scene.collection.children:
        scene.collection.children.unlink(collection)
    collection.name = "Library"
    holder, found = bpy.data.objects.new("Mia", None), bpy.data.collections.new("Mia")
    holder.instance_type, holder.instance_collection, holder.matrix_world = "COLLECTION", collection, turn
    found.objects.link(holder)
    scene.collection.children.link(found)
    return found


def test_whose_front_the_artist_says_is_not_told_by_bones(scene: Any, camera: Any) -> None:
    mia, tom = handed_over("Mia", person("Mia"), "fbx"), _figure(scene, "Tom")
    _behind(camera, tom)
    assert "shoulder" not in _told(scene, mia, tom)[0]
    film(scene).cast[0].front = "back"
    whole(describe.describing(scene))
    assert "over the shoulder of @Mia" in film(scene).shots[0].camera_block.text


@pytest.mark.parametrize("instanced", [False, True])
def test_a_rig_without_bones_carries_like_any_thing(scene: Any, camera: Any, mia: Any, instanced: bool) -> None:
    """A rig that was emptied, or is still to be built."""
    (body,) = mia.objects
    empty = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    mia.objects.link(empty)
    body.parent = empty
    camera_words, cast_words = _told(scene, _instanced(scene, mia, Matrix()) if instanced else mia)
    assert "full shot" in camera_words
    assert "@Mia" in cast_words


def test_focus_goes_along_the_view(scene: Any, camera: Any, mia: Any) -> None:
    target = bpy.data.objects.new("Focus", None)
    target.location = (3, 0, 1.6)
    scene.collection.objects.link(target)
    camera.data.dof.use_dof, camera.data.dof.focus_object = True, target
    build.build_shots(scene)
    one = next(filter(None, describe.sampling(scene, camera, to_model(film(scene).shots[0], scene))))
    assert one.focus == pytest.approx(4.0, abs=1e-4)


def test_a_panoramic_camera_claims_no_size(scene: Any, camera: Any, mia: Any) -> None:
    camera.data.type = "PANO"
    camera_words, staging = _told(scene, mia)
    assert camera_words in ("360 degree panorama, static camera", "Fisheye lens, static camera")
    assert staging == ""


def test_keys_without_a_way_between_are_a_cut(scene: Any, camera: Any, mia: Any) -> None:
    for frame, y in ((1, -4.0), (24, -1.5)):
        camera.location.y = y
        camera.keyframe_insert("location", frame=frame)
    for curve in camera.animation_data.action.layers[0].strips[0].channelbags[0].fcurves:
        for key in curve.keyframe_points:
            key.interpolation = "CONSTANT"
    assert _told(scene, mia)[0] == "35 mm lens, medium full shot, static camera, then a cut to a medium shot"
