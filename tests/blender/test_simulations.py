# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was baked to disk is filmed as it was baked, out of a copy of another name, and the bakes stay as they are."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import BLUE, RED, box, material

from addon.blender.capture import copies, dependencies, runner, simulations, specs
from addon.blender.capture import key as content_key
from addon.blender.capture.copy import save_copy
from addon.blender.capture.store import CaptureStore
from addon.core.blender_process import BlenderCommand
from addon.core.files import FilmFolder
from addon.core.models import Rate, Shot

COMMAND = BlenderCommand(sys.executable, is_module=True)
FRAME = 25
"""The last one of the bakes."""


@pytest.fixture
def film_file(tmp_path: Path) -> Path:
    return tmp_path / "film.blend"


@pytest.fixture
def scene(edit: Any, film_file: Path) -> Any:
    """A saved film with a red cloth that falls, and a blue one that geometry nodes carry 6 m to the right."""
    edit.frame_end = FRAME
    edit.render.engine = "BLENDER_WORKBENCH"
    bpy.ops.wm.save_as_mainfile(filepath=str(film_file))  # a film that lies nowhere has no caches on disk
    cloth = _grid("Curtain", RED, x=0)
    cloth.modifiers.new("Cloth", "CLOTH")
    cloth.modifiers["Cloth"].point_cache.use_disk_cache = True
    cloth.modifiers["Cloth"].point_cache.frame_end = FRAME
    nodes = _grid("Sail", BLUE, x=-8)
    nodes.modifiers.new("Drift", "NODES").node_group = _drift((10 - 0.0) / (FRAME - 1))
    bpy.ops.wm.save_mainfile()
    return edit


def _grid(name: str, colour: tuple[float, float, float], x: float) -> Any:
    """Upright, 2 m wide, facing -Y, in whose middle it hangs."""
    mesh = bpy.data.meshes.new(name)
    steps = range(5)
    mesh.from_pydata(
        [(i / 2 - 1, 0, k / 2 - 1) for k in steps for i in steps],
        [],
        [(5 * k + i, 5 * k + i + 1, 5 * k + i + 6, 5 * k + i + 5) for k in range(4) for i in range(4)],
    )
    mesh.materials.append(material(name, colour))
    mesh.materials[0].diffuse_color = (*colour, 1)
    thing = bpy.data.objects.new(name, mesh)
    thing.location.x = x
    bpy.context.scene.collection.objects.link(thing)
    return thing


def _drift(step: float) -> Any:
    """Nodes that move what they get by `step` metres to the right with every frame."""
    tree = bpy.data.node_groups.new("Drift", "GeometryNodeTree")
    for side in ("INPUT", "OUTPUT"):
        tree.interface.new_socket("Geometry", in_out=side, socket_type="NodeSocketGeometry")
    kinds = ("NodeGroupInput", "GeometryNodeSimulationInput", "GeometryNodeTransform", "GeometryNodeSimulationOutput")
    given, begin, move, end, out = (tree.nodes.new(kind) for kind in (*kinds, "NodeGroupOutput"))
    begin.pair_with_output(end)
    move.inputs["Translation"].default_value = (step, 0, 0)
    tree.links.new(given.outputs[0], begin.inputs["Geometry"])
    tree.links.new(begin.outputs["Geometry"], move.inputs[0])
    tree.links.new(move.outputs[0], end.inputs["Geometry"])
    tree.links.new(end.outputs["Geometry"], out.inputs[0])
    return tree


def _bake(scene: Any) -> None:
    bpy.ops.ptcache.bake_all(bake=True)
    sail = bpy.data.objects["Sail"]
    sail.modifiers["Drift"].bake_target = "DISK"
    bake = sail.modifiers["Drift"].bakes[0]
    bpy.context.view_layer.objects.active = sail
    bpy.ops.object.geometry_node_bake_single(session_uid=sail.session_uid, modifier_name="Drift", bake_id=bake.bake_id)
    bpy.ops.wm.save_mainfile()


def _still(scene: Any, at: tuple[float, float], film_file: Path) -> Any:
    """The pixels of a still of a place at FRAME, filmed in a second Blender out of a copy."""
    camera = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    camera.location, camera.rotation_euler = (at[0], -6, at[1]), (np.pi / 2, 0, 0)
    scene.collection.objects.link(camera)
    shot = Shot(uuid="u", name="SH010", scene="Scene", camera=camera.name, frame_start=1, frame_end=FRAME,
                scene_frame_start=FRAME, rate=Rate(fps=24))  # fmt: skip
    store = CaptureStore(FilmFolder(film_file))
    copy = copies.new()
    filming = runner.film(COMMAND, copy, [specs.still_spec(shot, "320x180")], store, lambda *_: None)
    (reference,) = asyncio.run(filming)
    copies.drop(copy)
    bpy.data.objects.remove(camera)
    return _pixels(store.folder.resolve(reference.path))


def _pixels(path: Path) -> Any:
    image: Any = bpy.data.images.load(str(path))
    values = np.array(image.pixels[:]).reshape(image.size[1], image.size[0], 4)
    bpy.data.images.remove(image)
    return values


def _middle(picture: Any) -> int:
    """Which of red, green and blue the middle is, by number."""
    return int(np.argmax(picture[80:100, 150:170, :3].mean(axis=(0, 1))))


def _spread(picture: Any) -> float:
    middle = picture[80:100, 150:170, :3].mean(axis=(0, 1))
    return float(middle.max() - middle.min())


def test_a_cloth_that_was_baked_to_disk_is_filmed_where_it_fell(scene: Any, film_file: Path) -> None:
    _bake(scene)
    folder = film_file.with_name("blendcache_film")
    bakes = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert len(bakes) > FRAME
    scene.frame_set(FRAME)
    curtain = bpy.data.objects["Curtain"].evaluated_get(bpy.context.evaluated_depsgraph_get())
    fall = curtain.data.vertices[12].co.z
    assert fall < -2
    scene.frame_set(1)
    fallen = _still(scene, (0, fall), film_file)
    assert _middle(fallen) == 0
    assert _spread(fallen) > 0.2
    at_rest = _still(scene, (0, 0.5), film_file)
    assert _spread(at_rest) < 0.1
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == bakes


@pytest.fixture
def falling(edit: Any, film_file: Path) -> Any:
    """A saved film with a red block that falls as a rigid body. Blender bakes those into the film alone: it offers no
    folder for them, and to ask for one by Python is a crash (4.5.15, 5.2.2, 5.2.3)."""
    edit.frame_end = FRAME
    edit.render.engine = "BLENDER_WORKBENCH"
    bpy.ops.rigidbody.world_add()
    block = box("Block", (2, 2, 2), (0, 0, 0), RED)
    block.data.materials[0].diffuse_color = (*RED, 1)
    edit.collection.objects.link(block)
    block.select_set(True)
    bpy.context.view_layer.objects.active = block
    bpy.ops.rigidbody.object_add()
    edit.rigidbody_world.point_cache.frame_end = FRAME
    bpy.ops.wm.save_as_mainfile(filepath=str(film_file))
    return block


def test_a_baked_rigid_body_is_filmed_where_it_fell(edit: Any, falling: Any, film_file: Path) -> None:
    bpy.ops.ptcache.bake_all(bake=True)
    edit.frame_set(FRAME)
    fall = falling.matrix_world.translation.z
    assert fall < -4
    edit.frame_set(1)
    edit.gravity = (0, 0, 9.81)  # simulated anew, it would rise
    fallen = _still(edit, (0, fall), film_file)
    assert _middle(fallen) == 0
    assert _spread(fallen) > 0.2
    assert _spread(_still(edit, (0, 0.5), film_file)) < 0.1


def test_what_moves_a_simulation_is_in_the_key(edit: Any, falling: Any) -> None:
    def key() -> str:
        return content_key.of_scene(edit, (1, FRAME), ())

    keys = [key()]
    falling.rigid_body.kinematic = True
    keys.append(key())
    falling.rigid_body.kinematic = False
    assert key() == keys[0]
    edit.gravity = (0, 0, -1)
    keys.append(key())
    edit.rigidbody_world.time_scale = 0.5
    keys.append(key())
    wind = bpy.data.objects.new("Wind", None)
    edit.collection.objects.link(wind)
    bpy.context.view_layer.objects.active = wind
    bpy.ops.object.forcefield_toggle()
    keys.append(key())
    wind.field.strength = 40
    keys.append(key())
    assert len(set(keys)) == len(keys)


def test_nodes_that_were_baked_to_disk_are_filmed_as_baked(scene: Any, film_file: Path) -> None:
    """From the bake: the nodes move by nothing since."""
    _bake(scene)
    move = next(node for node in bpy.data.node_groups["Drift"].nodes if node.bl_idname == "GeometryNodeTransform")
    move.inputs["Translation"].default_value = (0, 0, 0)
    sail = _still(scene, (2, 0), film_file)
    assert _middle(sail) == 2
    assert _spread(sail) > 0.2


def test_a_bake_made_anew_is_filmed_anew(scene: Any) -> None:
    _bake(scene)
    before = simulations.stamp(bpy.data.objects["Curtain"]), simulations.stamp(bpy.data.objects["Sail"])
    assert all(count for ((count, _, _),) in before)
    for path in simulations.own_folder().rglob("*"):  # type: ignore[union-attr]
        os.utime(path, ns=(1, 1))
    after = simulations.stamp(bpy.data.objects["Curtain"]), simulations.stamp(bpy.data.objects["Sail"])
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_a_copy_for_other_machines_has_the_bakes_themselves(scene: Any, tmp_path: Path) -> None:
    _bake(scene)
    target = tmp_path / "bundle" / "film.blend"
    save_copy(target, whole=True)
    laid = list(target.with_name("blendcache_film").iterdir())
    assert len(laid) >= FRAME
    assert not any(path.is_symlink() for path in laid)
    other = tmp_path / "here" / "copy.blend"
    save_copy(other)
    assert len(list(other.with_name("blendcache_copy").iterdir())) == len(laid)


def test_files_that_cannot_be_linked_are_copied(scene: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Windows without the right to link, and another disk."""
    _bake(scene)

    def refused(*_: Any) -> None:
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setattr(os, "symlink", refused)
    monkeypatch.setattr(os, "link", refused)
    save_copy(tmp_path / "here" / "copy.blend")
    laid = list((tmp_path / "here" / "blendcache_copy").iterdir())
    assert len(laid) >= FRAME
    assert not any(path.is_symlink() for path in laid)


def test_folders_that_an_artist_chose_are_found_again(scene: Any, film_file: Path, tmp_path: Path) -> None:
    """Of these Blender takes two kinds not along."""
    thing = bpy.data.objects["Sail"]
    thing.modifiers["Drift"].bake_directory = "//bakes/drift"
    cloth = bpy.data.objects["Curtain"].modifiers["Cloth"].point_cache
    cloth.use_external, cloth.filepath = True, "//outside/"
    fluid = thing.modifiers.new("Water", "FLUID")
    fluid.fluid_type = "DOMAIN"
    fluid.domain_settings.cache_directory = "//water/"
    mesh = thing.modifiers.new("Points", "MESH_CACHE")
    mesh.filepath = "//points.mdd"
    found = {Path(each.path).name for each in dependencies.of_film() if each.kind == "cache"}
    assert found >= {"drift", "outside", "water"}
    copy = tmp_path / "elsewhere" / "copy.blend"
    save_copy(copy)
    from addon.second.opening import open_copy

    open_copy(copy)
    thing, cloth = bpy.data.objects["Sail"], bpy.data.objects["Curtain"].modifiers["Cloth"].point_cache
    beside = film_file.parent
    places = [
        thing.modifiers["Drift"].bake_directory,
        cloth.filepath,
        thing.modifiers["Water"].domain_settings.cache_directory,
        thing.modifiers["Points"].filepath,
    ]
    assert [Path(bpy.path.abspath(place)).resolve() for place in places] == [
        beside / "bakes" / "drift", beside / "outside", beside / "water", beside / "points.mdd"
    ]  # fmt: skip


def test_an_export_that_was_made_anew_is_filmed_anew(scene: Any, film_file: Path) -> None:
    """Alembic, USD and volumes."""
    shot = Shot(uuid="u", name="SH010", scene="Scene", camera="Camera", frame_start=1, frame_end=9, scene_frame_start=1)
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(camera)
    volume = bpy.data.volumes.new("Smoke")
    volume.filepath = "//smoke.vdb"
    scene.collection.objects.link(bpy.data.objects.new("Smoke", volume))
    film_file.with_name("smoke.vdb").write_bytes(b"one")
    before = specs.still_spec(shot, "320x180").key
    film_file.with_name("smoke.vdb").write_bytes(b"another")
    assert specs.still_spec(shot, "320x180").key != before
