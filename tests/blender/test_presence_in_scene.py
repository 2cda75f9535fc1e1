# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who Is in This Shot: what cameras of every make see of characters of every make, and the scene left as it was."""

from __future__ import annotations

from math import radians
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import GREEN, RED, bind, box, collection, figure, material, rig

from addon.blender.cast import ops as cast_ops
from addon.blender.cast import propose
from addon.blender.cast.members import add_member, cast_in
from addon.blender.engine.slices import whole
from addon.blender.properties import film
from addon.blender.shots import build, describe
from addon.second import compat
from addon.second.materials.clear import Clearness


def camera(edit: Any, name: str, frame: int, at: tuple[float, float, float], *, lens: float = 35) -> Any:
    """Looks along +Y; a marker at `frame` begins its shot."""
    made = bpy.data.objects.new(name, bpy.data.cameras.new(name))
    made.data.lens = lens
    made.location, made.rotation_euler = at, (radians(90), 0, 0)
    edit.collection.objects.link(made)
    edit.timeline_markers.new(name, frame=frame).camera = made
    return made


@pytest.fixture
def stage(edit: bpy.types.Scene) -> bpy.types.Scene:
    """Two seconds; a camera 6 m before the origin."""
    edit.frame_end = 48
    edit.render.resolution_x, edit.render.resolution_y = 1280, 720
    camera(edit, "A", 1, (0, -6, 1))
    return edit


def cast(edit: Any, name: str, *things: Any) -> Any:
    return add_member(edit, name, collection=collection(name, *things))


def looked(edit: Any) -> list[Any]:
    build.build_shots(edit)
    return propose.propose(edit, [shot for shot in film(edit).shots])


def names(edit: Any, proposal: Any) -> list[str]:
    by_uuid = {member.uuid: member.name for member in film(edit).cast}
    shot = next(shot for shot in film(edit).shots if shot.name == proposal.shot)
    assert [ref.member for ref in shot.cast] == list(proposal.members), "what was said is not what was written"
    return [by_uuid[uuid] for uuid in proposal.members]


def test_the_nearest_comes_first_and_others_are_named_with_a_reason(stage: Any) -> None:
    cast(stage, "Rook", figure("Rook", at=(1.5, 3, 0)))
    cast(stage, "Mia", figure("Mia", at=(-0.5, 0, 0)))
    cast(stage, "Bo", figure("Bo", at=(-2.5, 8, 0)))
    cast(stage, "Away", figure("Away", at=(0, -12, 0)))
    stage.collection.objects.link(box("Wall", (2.5, 0.2, 3), (-2.3, 4, 1.5)))
    (proposal,) = looked(stage)
    assert names(stage, proposal) == ["Mia", "Rook"]
    assert proposal.sentence == "SH010: Mia, Rook; Bo left out: behind Wall; Away left out: not in frame"


def test_a_member_behind_another_says_behind_whom(stage: Any) -> None:
    cast(stage, "Mia", figure("Big", at=(0, 0, 0)))
    cast(stage, "Bo", figure("Small", at=(0, 2, 0)))
    assert dict(looked(stage)[0].left_out) == {"Bo": "behind Mia"}


def test_who_walks_in_later_is_in_the_shot(stage: Any) -> None:
    walker = figure("Walker", at=(30, 0, 0))
    walker.keyframe_insert("location", frame=20)
    walker.location.x = 0
    walker.keyframe_insert("location", frame=40)
    cast(stage, "Mia", walker)
    assert names(stage, looked(stage)[0]) == ["Mia"]


def test_each_shot_has_its_own(stage: Any) -> None:
    camera(stage, "B", 25, (50, -6, 1))
    cast(stage, "Mia", figure("Mia"))
    cast(stage, "Rook", figure("Rook", at=(50, 0, 0)))
    first, second = looked(stage)
    assert (names(stage, first), names(stage, second)) == (["Mia"], ["Rook"])


def test_a_rigged_one_is_where_its_bones_put_it(stage: Any) -> None:
    armature = rig("Rig")
    thing = figure("Body")
    bind(thing, armature)
    cast(stage, "Mia", armature, thing)
    assert names(stage, looked(stage)[0]) == ["Mia"]
    armature.pose.bones["spine"].location.x = 40
    assert looked(stage)[0].left_out == (("Mia", "not in frame"),)


def test_instances_of_one_collection_are_told_apart(stage: Any) -> None:
    source = collection("Asset", figure("Asset body"))
    bpy.context.view_layer.layer_collection.children["Asset"].exclude = True
    for name, x in (("Mia", 0.0), ("Far", 60.0)):
        holder = bpy.data.objects.new(name, None)
        holder.instance_type, holder.instance_collection = "COLLECTION", source
        holder.location.x = x
        cast(stage, name, holder)
    assert names(stage, looked(stage)[0]) == ["Mia"]


def test_linked_and_overridden_characters_are_seen(stage: Any, tmp_path: Path) -> None:
    library = tmp_path / "library.blend"
    bpy.data.libraries.write(str(library), {collection("Hero", figure("Hero body"))})
    bpy.data.collections.remove(bpy.data.collections["Hero"])
    bpy.data.objects.remove(bpy.data.objects["Hero body"])
    with bpy.data.libraries.load(str(library), link=True) as (_, wanted):
        wanted.collections = ["Hero"]
    linked = wanted.collections[0]
    stage.collection.children.link(linked)
    local = linked.override_hierarchy_create(stage, bpy.context.view_layer)
    for thing in local.all_objects:
        thing.location.x = 1.2
    if linked.name in stage.collection.children and local is not linked:
        holder = bpy.data.objects.new("Holder", None)
        holder.instance_type, holder.instance_collection = "COLLECTION", linked
        holder.location.x = -1.2
        stage.collection.objects.link(holder)
    add_member(stage, "Own", collection=local)
    add_member(stage, "Linked", collection=linked)
    assert "Own" in names(stage, looked(stage)[0])


def test_what_geometry_nodes_make_is_seen(stage: Any) -> None:
    tree = bpy.data.node_groups.new("Made", "GeometryNodeTree")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    cube = tree.nodes.new("GeometryNodeMeshCube")
    out = tree.nodes.new("NodeGroupOutput")
    tree.links.new(cube.outputs[0], out.inputs[0])
    thing = bpy.data.objects.new("Made", bpy.data.meshes.new("Made"))
    thing.modifiers.new("Made", "NODES").node_group = tree
    cast(stage, "Made", thing)
    assert names(stage, looked(stage)[0]) == ["Made"]


def test_meshes_that_nodes_strew_are_seen(stage: Any) -> None:
    """They belong to an object without a face of its own."""
    tree = bpy.data.node_groups.new("Strewn", "GeometryNodeTree")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    line, cube = tree.nodes.new("GeometryNodeMeshLine"), tree.nodes.new("GeometryNodeMeshCube")
    cube.inputs["Size"].default_value = (0.5, 0.5, 0.5)
    line.inputs["Count"].default_value = 3
    on_points, out = tree.nodes.new("GeometryNodeInstanceOnPoints"), tree.nodes.new("NodeGroupOutput")
    tree.links.new(line.outputs[0], on_points.inputs["Points"])
    tree.links.new(cube.outputs[0], on_points.inputs["Instance"])
    tree.links.new(on_points.outputs[0], out.inputs[0])
    thing = bpy.data.objects.new("Strewn", bpy.data.meshes.new("Strewn"))
    thing.modifiers.new("Strewn", "NODES").node_group = tree
    cast(stage, "Strewn", thing)
    assert names(stage, looked(stage)[0]) == ["Strewn"]
    stage.collection.objects.link(box("Wall", (9, 0.2, 9), (0, -2, 1)))
    assert looked(stage)[0].left_out == (("Strewn", "behind Wall"),)


def test_hair_that_hangs_into_the_picture_is_seen(stage: Any) -> None:
    """Particles: no ray meets them, and the head that they grow on is above the frame."""
    head = box("Head", (0.4, 0.4, 0.4), (0, 0, 5))
    system = head.modifiers.new("Hair", "PARTICLE_SYSTEM").particle_system.settings
    system.type, system.count, system.hair_length = "HAIR", 400, 1.0
    cast(stage, "Mia", head)
    assert looked(stage)[0].left_out == (("Mia", "not in frame"),)
    system.hair_length = 4.0
    assert names(stage, looked(stage)[0]) == ["Mia"]


def drawn(at: tuple[float, float, float]) -> Any:
    pencils = bpy.data.grease_pencils_v3 if hasattr(bpy.data, "grease_pencils_v3") else bpy.data.grease_pencils
    data = pencils.new("Drawn")
    drawing = data.layers.new("Lines").frames.new(1).drawing
    drawing.add_strokes([4])
    corners = np.array([(-0.4, 0, 0), (0.4, 0, 0), (0.4, 0, 1.8), (-0.4, 0, 1.8)], dtype=np.float32)
    drawing.attributes["position"].data.foreach_set("vector", corners.ravel())
    thing = bpy.data.objects.new("Drawn", data)
    thing.location = at
    return thing


def hairy(at: tuple[float, float, float]) -> Any:
    data = bpy.data.hair_curves.new("Hair")
    data.add_curves([2] * 20)
    points = np.array([(x / 20, 0, z) for x in range(20) for z in (0, 1.8)], dtype=np.float32)
    data.attributes["position"].data.foreach_set("vector", points.ravel())
    thing = bpy.data.objects.new("Hair", data)
    thing.location = at
    return thing


@pytest.mark.parametrize("make", [drawn, hairy])
def test_what_rays_pass_through_is_seen_and_can_be_hidden(stage: Any, make: Any) -> None:
    cast(stage, "Seen", make((0.5, 0, 0)))
    cast(stage, "Covered", make((-1.0, 2, 0)))
    stage.collection.objects.link(box("Wall", (2.0, 0.2, 4), (-0.9, 1, 1)))
    (proposal,) = looked(stage)
    assert names(stage, proposal) == ["Seen"]
    assert proposal.left_out == (("Covered", "behind Wall"),)


@pytest.mark.parametrize(("scale", "lens"), [(0.001, 35), (2000.0, 35)])
def test_tiny_and_huge_characters_are_seen(stage: Any, scale: float, lens: float) -> None:
    thing = figure("Mia")
    thing.scale = (scale,) * 3
    thing.location = (0, 0, 0.9 * scale)
    cast(stage, "Mia", thing)
    eye = bpy.data.objects["A"]
    eye.location = (0, -6 * scale, scale)
    eye.data.clip_start, eye.data.clip_end = 0.001 * scale, 1000 * scale
    assert names(stage, looked(stage)[0]) == ["Mia"]


def test_a_character_far_from_the_origin_is_seen(stage: Any) -> None:
    cast(stage, "Mia", figure("Mia", at=(50_000, 50_000, 0)))
    bpy.data.objects["A"].location = (50_000, 49_994, 1)
    assert names(stage, looked(stage)[0]) == ["Mia"]


def test_a_close_up_without_a_corner_in_the_picture_is_seen(stage: Any) -> None:
    cast(stage, "Mia", box("Face", (3, 3, 3), (0, 0, 1)))
    bpy.data.objects["A"].location = (0, -2, 1)
    (proposal,) = looked(stage)
    assert names(stage, proposal) == ["Mia"]


def test_one_that_reaches_behind_the_camera_is_seen(stage: Any) -> None:
    cast(stage, "Ship", box("Hull", (40, 40, 0.5), (0, 0, 0)))
    assert names(stage, looked(stage)[0]) == ["Ship"]


def parented(eye: Any) -> None:
    rail = bpy.data.objects.new("Rail", None)
    rail.location.x = 20
    bpy.context.scene.collection.objects.link(rail)
    eye.parent = rail


def constrained(eye: Any) -> None:
    goal = bpy.data.objects.new("Goal", None)
    goal.location = (20, 0, 1)
    bpy.context.scene.collection.objects.link(goal)
    eye.constraints.new("TRACK_TO").target = goal


def on_a_path(eye: Any) -> None:
    data = bpy.data.curves.new("Path", "CURVE")
    data.dimensions = "3D"
    spline = data.splines.new("POLY")
    spline.points.add(1)
    spline.points[0].co, spline.points[1].co = (20, 0, 0, 1), (21, 0, 0, 1)
    path = bpy.data.objects.new("Path", data)
    bpy.context.scene.collection.objects.link(path)
    eye.constraints.new("FOLLOW_PATH").target = path


def orthographic(eye: Any) -> None:
    eye.data.type, eye.data.ortho_scale = "ORTHO", 4
    eye.location.x = 20


@pytest.mark.parametrize("hold", [parented, constrained, on_a_path, orthographic])
def test_cameras_of_every_make_see_what_is_before_them(stage: Any, hold: Any) -> None:
    hold(bpy.data.objects["A"])
    cast(stage, "There", figure("There", at=(20, 0, 0)))
    cast(stage, "Here", figure("Here", at=(0, 0, 0)))
    (proposal,) = looked(stage)
    assert names(stage, proposal) == ["There"]
    assert proposal.left_out == (("Here", "not in frame"),)


def test_hidden_and_absent_ones_say_so(stage: Any) -> None:
    hidden = figure("Hidden")
    hidden.hide_render = True
    cast(stage, "Hidden", hidden)
    unrendered = cast(stage, "Unrendered", figure("Unrendered"))
    unrendered.collection.hide_render = True
    other = bpy.data.scenes.new("Other")
    elsewhere = bpy.data.collections.new("Elsewhere")
    other.collection.children.link(elsewhere)
    elsewhere.objects.link(figure("Elsewhere"))
    add_member(stage, "Elsewhere", collection=elsewhere)
    assert dict(looked(stage)[0].left_out) == {
        "Hidden": "hidden",
        "Unrendered": "hidden",
        "Elsewhere": f"not in the scene {stage.name}",
    }


def test_what_is_only_hidden_from_view_renders_and_counts(stage: Any) -> None:
    heavy = figure("Heavy")
    cast(stage, "Mia", heavy)
    heavy.hide_viewport = True
    shy = figure("Shy", at=(1.5, 0, 0))
    cast(stage, "Rook", shy)
    shy.hide_set(True)
    assert set(names(stage, looked(stage)[0])) == {"Mia", "Rook"}
    assert (heavy.hide_viewport, shy.hide_get()) == (True, True)


def test_guides_and_glass_hide_nobody(stage: Any) -> None:
    cast(stage, "Mia", figure("Mia"))
    guide = box("Guide", (5, 0.1, 5), (0, -2, 1), RED)
    guide.hide_render = True
    pane = box("Pane", (5, 0.1, 5), (0, -3, 1), GREEN)
    shader = next(n for n in pane.data.materials[0].node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    shader.inputs["Transmission Weight"].default_value = 1.0
    for thing in (guide, pane):
        stage.collection.objects.link(thing)
    assert names(stage, looked(stage)[0]) == ["Mia"]
    pane.data.materials[0] = material("Solid", GREEN)
    assert looked(stage)[0].left_out == (("Mia", "behind Pane"),)


def test_a_hole_hides_who_stands_behind_it_as_it_renders(stage: Any, tmp_path: Path) -> None:
    mia = figure("Mia", RED)
    shader = next(n for n in mia.data.materials[0].node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    shader.inputs["Emission Color"].default_value, shader.inputs["Emission Strength"].default_value = (1, 0, 0, 1), 1
    cast(stage, "Mia", mia)
    hole = box("Hole", (5, 0.1, 5), (0, -2, 1), GREEN)
    stage.collection.objects.link(hole)
    stage.camera = bpy.data.objects["A"]
    stage.render.engine, stage.cycles.samples = "CYCLES", 1
    stage.render.resolution_percentage, stage.render.filepath = 5, str(tmp_path / "hole.png")
    for is_hole, hidden, told in ((True, False, "behind Hole"), (False, True, "")):
        hole.is_holdout, hole.visible_camera = is_hole, not hidden
        bpy.ops.render.render(write_still=True)
        shown = bpy.data.images.load(stage.render.filepath, check_existing=False)
        red, green, _, alpha = list(shown.pixels)[4 * (18 * 64 + 32) :][:4]
        assert (alpha > 0, red > 2 * green) == (not is_hole, hidden), "what the render shows in its middle"
        assert dict(looked(stage)[0].left_out).get("Mia", "") == told


@pytest.mark.parametrize("how", ["is_holdout", "is_shadow_catcher", "visible_camera"])
def test_who_is_never_seen_themselves_is_in_no_shot(stage: Any, how: str) -> None:
    """A member that cuts a hole, catches shadows or renders for no camera; told neither by rays nor in words."""
    mia, tom = figure("Mia", at=(-0.8, 0, 1)), figure("Tom", at=(0.8, 0, 1))
    setattr(mia, how, how != "visible_camera")
    for name, thing in (("Mia", mia), ("Tom", tom)):
        cast(stage, name, thing)
    (proposal,) = looked(stage)
    assert names(stage, proposal) == ["Tom"]
    (shot,) = film(stage).shots
    for member in film(stage).cast:
        if not any(ref.member == member.uuid for ref in shot.cast):
            cast_in(shot, member.uuid)
    whole(describe.describing(stage))
    assert shot.block("cast").text == "@Tom is in the centre"
    assert "two-shot" not in shot.block("camera").text


@pytest.mark.parametrize("who", ["member", "camera"])
def test_who_crosses_within_a_second_of_twenty_is_in_the_shot(stage: Any, who: str) -> None:
    stage.frame_end = 480
    cast(stage, "Mia", figure("Mia"))
    thing = figure("Runner", at=(-30, 1, 0))
    cast(stage, "Runner", thing)
    if who == "member":
        for frame, x in ((160, -30), (184, 30)):
            thing.location.x = x
            thing.keyframe_insert("location", frame=frame)
    else:  # a whip past him and back
        eye = stage.camera
        for frame, turn in ((100, 0.0), (130, 1.4), (220, 1.6), (230, 0.0)):
            eye.rotation_euler.z = turn
            eye.keyframe_insert("rotation_euler", frame=frame)
        thing.location = (-8, -3, 0.9)
    assert "Runner" in names(stage, looked(stage)[0])


def surfaced(pane: Any, how: str) -> None:
    """A pane of glass by other ways than one shader at the output."""
    tree = pane.data.materials[0].node_tree
    output = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
    solid = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
    clear = tree.nodes.new("ShaderNodeBsdfTransparent")
    if how == "dots":
        dot = tree.nodes.new("NodeReroute")
        tree.links.new(clear.outputs[0], dot.inputs[0])
        tree.links.new(dot.outputs[0], output.inputs[0])
    elif how == "a value":
        value = tree.nodes.new("ShaderNodeValue")
        value.outputs[0].default_value = 0.1
        tree.links.new(value.outputs[0], solid.inputs["Alpha"])
    elif how == "its edge":
        edge, mix = tree.nodes.new("ShaderNodeFresnel"), tree.nodes.new("ShaderNodeMixShader")
        for source, target in ((edge, 0), (clear, 1), (solid, 2)):
            tree.links.new(source.outputs[0], mix.inputs[target])
        tree.links.new(mix.outputs[0], output.inputs[0])
    elif how == "eevee":
        shader = tree.nodes.new("ShaderNodeEeveeSpecular")
        shader.inputs["Transparency"].default_value = 0.9
        tree.links.new(shader.outputs[0], output.inputs[0])
    elif how == "a group":
        inner = bpy.data.node_groups.new("Pane", "ShaderNodeTree")
        inner.interface.new_socket("Alpha", in_out="INPUT", socket_type="NodeSocketFloat")
        inner.interface.new_socket("Shader", in_out="OUTPUT", socket_type="NodeSocketShader")
        given, shader, out = (
            inner.nodes.new(k) for k in ("NodeGroupInput", "ShaderNodeBsdfPrincipled", "NodeGroupOutput")
        )
        inner.links.new(given.outputs[0], shader.inputs["Alpha"])
        inner.links.new(shader.outputs[0], out.inputs[0])
        node = tree.nodes.new("ShaderNodeGroup")
        node.node_tree = inner
        node.inputs[0].default_value = 0.1
        tree.links.new(node.outputs[0], output.inputs[0])


@pytest.mark.parametrize("how", ["dots", "a value", "its edge", "eevee", "a group"])
def test_glass_is_seen_through_however_its_nodes_say_it(stage: Any, how: str) -> None:
    cast(stage, "Mia", figure("Mia"))
    pane = box("Pane", (5, 0.1, 5), (0, -3, 1), GREEN)
    stage.collection.objects.link(pane)
    assert names(stage, looked(stage)[0]) == []
    surfaced(pane, how)
    assert names(stage, looked(stage)[0]) == ["Mia"]


@pytest.mark.parametrize(("engine", "seen"), [("CYCLES", False), ("eevee", True), ("BLENDER_WORKBENCH", True)])
def test_a_pane_is_what_the_films_engine_shows(stage: Any, engine: str, *, seen: bool) -> None:
    """Clear for EEVEE, solid for Cycles: an output for each, whichever is the active one."""
    stage.render.engine = compat.eevee_id() if engine == "eevee" else engine
    cast(stage, "Mia", figure("Mia"))
    pane = box("Pane", (5, 0.1, 5), (0, -3, 1), GREEN)
    stage.collection.objects.link(pane)
    tree = pane.data.materials[0].node_tree
    own = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
    other, clear = tree.nodes.new("ShaderNodeOutputMaterial"), tree.nodes.new("ShaderNodeBsdfTransparent")
    tree.links.new(clear.outputs[0], other.inputs[0])
    own.target, other.target = "CYCLES", "EEVEE"
    for active in (own, other):
        tree.nodes.active = active
        active.is_active_output = True
        assert (names(stage, looked(stage)[0]) == ["Mia"]) is seen


@pytest.mark.parametrize(("engine", "side", "seen"), [
    ("eevee", "outside", True), ("eevee", "inside", False), ("CYCLES", "outside", False)
])  # fmt: skip
def test_a_wall_of_one_side_hides_nobody_from_outside(stage: Any, engine: str, side: str, *, seen: bool) -> None:
    """As rooms are built that one looks into: EEVEE culls what looks away, Cycles does not."""
    stage.render.engine = compat.eevee_id() if engine == "eevee" else engine
    cast(stage, "Mia", figure("Mia"))
    mesh = bpy.data.meshes.new("Wall")
    mesh.from_pydata([(-5, -3, -5), (5, -3, -5), (5, -3, 5), (-5, -3, 5)], [], [(0, 1, 2, 3)])
    if side == "outside":
        mesh.flip_normals()
    wall = bpy.data.objects.new("Wall", mesh)
    stage.collection.objects.link(wall)
    mesh.materials.append(material("Wall", GREEN))
    mesh.materials[0].use_backface_culling = True
    assert (names(stage, looked(stage)[0]) == ["Mia"]) is seen


def holed(alpha: Any, link: str = "Alpha") -> Any:
    """A wall whose picture is 8 pixels wide; `alpha` says how opaque each is."""
    wall = box("Fence", (8, 0.02, 5), (0, -2, 1), RED)
    uv = wall.data.uv_layers.new(name="UV")
    for loop in wall.data.loops:
        x, _, z = wall.data.vertices[loop.vertex_index].co
        uv.uv[loop.index].vector = (x / 8 + 0.5, z / 5 + 0.5)
    picture = bpy.data.images.new("Fence", 8, 8, alpha=True)
    picture.pixels[:] = [value for row in range(8) for column in range(8) for value in (1, 1, 1, alpha(column, row))]
    tree = wall.data.materials[0].node_tree
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = picture
    shader = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
    if link == "Alpha":
        tree.links.new(node.outputs["Alpha"], shader.inputs["Alpha"])
    elif link == "mask":
        cut = tree.nodes.new("ShaderNodeMath")
        cut.operation = "GREATER_THAN"
        tree.links.new(node.outputs["Alpha"], cut.inputs[0])
        tree.links.new(cut.outputs[0], shader.inputs["Alpha"])
    else:
        output = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
        clear, mix = tree.nodes.new("ShaderNodeBsdfTransparent"), tree.nodes.new("ShaderNodeMixShader")
        tree.links.new(node.outputs["Alpha"], mix.inputs[0])
        tree.links.new(clear.outputs[0], mix.inputs[1])
        tree.links.new(shader.outputs[0], mix.inputs[2])
        tree.links.new(mix.outputs[0], output.inputs["Surface"])
    return wall


@pytest.mark.parametrize("link", ["Alpha", "mask", "mixed"])
@pytest.mark.parametrize(("holes", "seen"), [(0, False), (6, True), (8, True)])
def test_a_fence_hides_where_its_picture_does(stage: Any, link: str, holes: int, seen: bool) -> None:
    cast(stage, "Mia", figure("Mia"))
    stage.collection.objects.link(holed(lambda column, _: float(column % 8 >= holes), link))
    assert (names(stage, looked(stage)[0]) == ["Mia"]) is seen


@pytest.mark.parametrize("pattern", ["Wave", "Checker", "Noise", "Brick"])
@pytest.mark.parametrize(("cut", "share", "seen"), [
    ("GREATER_THAN", 0.85, True), ("GREATER_THAN", 0.1, False), ("LESS_THAN", 0.2, True), ("ramp", 0.8, True),
    ("ramp", 0.2, False),
])  # fmt: skip
def test_a_fence_of_a_pattern_hides_as_much_as_is_solid(
    stage: Any, pattern: str, cut: str, share: float, *, seen: bool
) -> None:
    """Nets and grilles without a picture: a pattern cut at a threshold, that takes most away or little."""
    cast(stage, "Mia", figure("Mia"))
    fence = box("Fence", (8, 0.02, 5), (0, -2, 1), RED)
    stage.collection.objects.link(fence)
    tree = fence.data.materials[0].node_tree
    place, texture = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new(f"ShaderNodeTex{pattern}")
    tree.links.new(place.outputs["Object"], texture.inputs["Vector"])
    if cut == "ramp":
        knife = tree.nodes.new("ShaderNodeValToRGB")
        knife.color_ramp.interpolation = "CONSTANT"
        knife.color_ramp.elements[1].position = share
    else:
        knife = tree.nodes.new("ShaderNodeMath")
        knife.operation, knife.inputs[1].default_value = cut, share
    tree.links.new(texture.outputs["Fac"], knife.inputs[0])
    shader = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
    tree.links.new(knife.outputs[0], shader.inputs["Alpha"])
    assert (names(stage, looked(stage)[0]) == ["Mia"]) is seen
    assert not Clearness(stage).is_all_clear(fence.data.materials[0]), "it shows in a blockout"


def test_the_models_limit_is_kept_and_said(stage: Any) -> None:
    for number in range(4):
        cast(stage, f"C{number}", figure(f"C{number}", at=(-1.8 + 1.2 * number, number * 0.5, 0)))
    (proposal,) = looked(stage)
    assert len(proposal.members) == 3
    assert [why for _, why in proposal.left_out] == ["Wan 2.6 Reference Flash takes 3 clips"]


def test_pictures_stay_where_the_artist_put_them_and_two_slots_stay_two(stage: Any) -> None:
    board = add_member(stage, "Board")
    board.source_kind, board.file = "image", "//board.png"
    mia = cast(stage, "Mia", figure("Mia"))
    (proposal,) = looked(stage)
    assert proposal.left_out == ()
    (shot,) = film(stage).shots
    cast_in(shot, mia.uuid)
    cast_in(shot, board.uuid)
    propose.propose(stage, [shot])
    assert [ref.member for ref in shot.cast] == [mia.uuid, mia.uuid, board.uuid]


def test_a_shot_without_a_camera_keeps_its_cast(edit: Any) -> None:
    mia = cast(edit, "Mia", figure("Mia"))
    build.build_shots(edit)
    (shot,) = film(edit).shots
    cast_in(shot, mia.uuid)
    assert propose.propose(edit, [shot]) == []
    assert [ref.member for ref in shot.cast] == [mia.uuid]


def state(edit: Any) -> Any:
    layer = edit.view_layers[0]
    return (
        edit.frame_current_final,
        [(c.name, c.hide_viewport) for c in layer.layer_collection.children],
        [(thing.name, thing.hide_viewport, thing.hide_get()) for thing in edit.objects],
        [tuple(thing.location) for thing in edit.objects],
        edit.camera and edit.camera.name,
    )


def test_the_scene_is_left_as_it_was(stage: Any) -> None:
    mia = figure("Mia")
    mia.keyframe_insert("location", frame=1)
    mia.location.x = 3
    mia.keyframe_insert("location", frame=48)
    cast(stage, "Mia", mia)
    hidden = cast(stage, "Bo", figure("Bo"))
    stage.view_layers[0].layer_collection.children["Bo"].hide_viewport = True
    hidden.collection.hide_viewport = True
    build.build_shots(stage)
    stage.frame_set(13, subframe=0.25)
    before = state(stage)
    looked(stage)
    assert state(stage) == before


def test_the_operator_says_it_and_is_one_undo_step(stage: Any) -> None:
    cast(stage, "Mia", figure("Mia"))
    build.build_shots(stage)
    bpy.ops.ed.undo_push(message="before")
    assert bpy.ops.animatic.propose_cast(which="all") == {"FINISHED"}
    assert len(film(stage).shots[0].cast) == 1
    assert "UNDO" in cast_ops.ANIMATIC_OT_propose_cast.bl_options


def test_a_hundred_shots_are_read_once_each(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than five frames of each shot are evaluated, however long it is."""
    for number in range(1, 100):
        camera(stage, f"C{number}", 1 + 240 * number, (0, -6, 1))
    stage.frame_end = 24_000
    cast(stage, "Mia", figure("Mia"))
    frames: list[int] = []
    bpy.app.handlers.frame_change_post.append(lambda scene, *_: frames.append(scene.frame_current))
    proposals = looked(stage)
    assert len(proposals) == 100
    assert all(proposal.names == ("Mia",) for proposal in proposals)
    assert len(frames) <= 5 * 100 + 1
