# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A still is the artist's picture, layers and plates put together; a clip shows the layers together and says so."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import BLUE, RED, box, collection, frames_of

from addon.blender.capture import copies, runner, specs
from addon.blender.capture.store import CaptureStore
from addon.blender.cast.members import add_member
from addon.blender.engine import prices
from addon.blender.properties import film
from addon.blender.shots import gather
from addon.blender.shots.build import build_shots
from addon.blender.values import to_model
from addon.core.blender_process import BlenderCommand
from addon.core.files import FilmFolder
from addon.core.models import CaptureSpec, ClipLook, Route, Shot

COMMAND = BlenderCommand(sys.executable, is_module=True)
SIZE = (320, 180)


@pytest.fixture
def scene(edit: Any, tmp_path: Path) -> Any:
    """A red hero on the left, on the layer FG, and a blue set on the right, on the layer BG, which is the first."""
    edit.render.engine = "BLENDER_WORKBENCH"
    edit.display.shading.light = "FLAT"
    edit.render.resolution_x, edit.render.resolution_y = SIZE
    hero, set_ = box("hero", (1, 1, 1), (-1, 0, 0), RED), box("set", (1, 1, 1), (1, 0, 0), BLUE)
    for thing, colour in ((hero, RED), (set_, BLUE)):
        thing.data.materials[0].diffuse_color = (*colour, 1)
    collection("Hero", hero, into=edit.collection)
    collection("Set", set_, into=edit.collection)
    edit.view_layers[0].name = "BG"
    edit.view_layers.new("FG")
    edit.view_layers["BG"].layer_collection.children["Hero"].exclude = True
    edit.view_layers["FG"].layer_collection.children["Set"].exclude = True
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location, camera.rotation_euler = (0, -6, 0), (np.pi / 2, 0, 0)
    edit.collection.objects.link(camera)
    edit.camera = camera
    edit.frame_start, edit.frame_end = 1, 48
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    build_shots(edit)
    return edit


def _nodes(scene: Any) -> tuple[Any, Any]:
    """The scene's compositor, empty, and the socket that its picture goes to."""
    if hasattr(scene, "compositing_node_group"):
        tree = bpy.data.node_groups.new("Comp", "CompositorNodeTree")
        tree.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
        scene.compositing_node_group = tree
        return tree, tree.nodes.new("NodeGroupOutput").inputs[0]
    scene.use_nodes = True
    scene.node_tree.nodes.clear()
    return scene.node_tree, scene.node_tree.nodes.new("CompositorNodeComposite").inputs[0]


def _over(tree: Any, below: Any, above: Any) -> Any:
    over = tree.nodes.new("CompositorNodeAlphaOver")
    named = {socket.name: socket for socket in over.inputs}
    plain = [socket for socket in over.inputs if socket.type == "RGBA"]
    tree.links.new(below, named.get("Background", plain[0]))
    tree.links.new(above, named.get("Foreground", plain[-1]))
    return over.outputs[0]


def _layer(tree: Any, scene: Any, name: str) -> Any:
    node = tree.nodes.new("CompositorNodeRLayers")
    node.scene, node.layer = scene, name
    return node.outputs["Image"]


def _joined(scene: Any) -> Any:
    scene.render.film_transparent = True
    tree, out = _nodes(scene)
    tree.links.new(_over(tree, _layer(tree, scene, "BG"), _layer(tree, scene, "FG")), out)
    return tree


def _plate(folder: Path, colour: tuple[float, float, float], size: tuple[int, int]) -> Any:
    image: Any = bpy.data.images.new("plate", *size, alpha=False)
    image.pixels.foreach_set([*colour, 1.0] * (size[0] * size[1]))
    image.filepath_raw, image.file_format = str(folder / "plate.png"), "PNG"
    image.save()
    return image


def _shot(edit: Any, **changes: Any) -> Shot:
    return to_model(film(edit).shots[0], edit).model_copy(update=changes)


def _film(spec: CaptureSpec, folder: Path) -> Path:
    store = CaptureStore(FilmFolder(folder / "film.blend"))
    copy = copies.new()
    (reference,) = asyncio.run(runner.film(COMMAND, copy, [spec], store, lambda *_: None))
    copies.drop(copy)
    return store.folder.resolve(reference.path)


def _still(edit: Any, folder: Path, size: str = "320x180") -> Any:
    """A still's pixels, rows from above, values to 255."""
    image: Any = bpy.data.images.load(str(_film(specs.still_spec(_shot(edit), size), folder)))
    pixels = np.array(image.pixels[:]).reshape(image.size[1], image.size[0], 4)[::-1, :, :3] * 255
    bpy.data.images.remove(image)
    return pixels


def _seen(picture: Any) -> set[str]:
    """Which of the colours are there in more than 100 pixels."""
    names = {}
    for number, name in enumerate(("red", "green", "blue")):
        others = np.delete(picture.astype(float), number, axis=2).max(axis=2)
        names[name] = int((picture[:, :, number] - others > 80).sum())
    return {name for name, count in names.items() if count > 100}


def test_layers_that_the_compositor_joins_are_filmed_joined(scene: Any, tmp_path: Path) -> None:
    _joined(scene)
    assert _seen(_still(scene, tmp_path)) == {"red", "blue"}


def test_a_plate_is_under_the_picture_in_its_own_size(scene: Any, tmp_path: Path) -> None:
    """A plate of the scene's size fills a still of half of it."""
    scene.render.film_transparent = True
    scene.render.resolution_x, scene.render.resolution_y = 640, 360
    tree, out = _nodes(scene)
    plate = tree.nodes.new("CompositorNodeImage")
    plate.image = _plate(tmp_path, (0, 1, 0), (640, 360))
    tree.links.new(_over(tree, plate.outputs[0], _layer(tree, scene, "FG")), out)
    picture = _still(scene, tmp_path)
    assert picture.shape[:2] == (180, 320)
    assert _seen(picture) == {"red", "green"}
    corners = [picture[y, x] for y in (5, 174) for x in (5, 314)]
    assert all(corner[1] > 200 and corner[0] < 60 for corner in corners)


def test_a_scene_without_a_compositor_is_filmed_as_before(scene: Any, tmp_path: Path) -> None:
    spec = specs.still_spec(_shot(scene), "320x180")
    assert not spec.composited
    assert _seen(_still(scene, tmp_path)) == {"blue"}


def test_files_of_the_compositor_are_not_written(scene: Any, tmp_path: Path) -> None:
    tree = _joined(scene)
    node = tree.nodes.new("CompositorNodeOutputFile")
    outside = tmp_path / "renders"
    if hasattr(node, "directory"):
        node.directory = str(outside)
        node.file_output_items.new("RGBA", "Image")
    else:
        node.base_path = str(outside)
    tree.links.new(_layer(tree, scene, "BG"), node.inputs[0])
    _still(scene, tmp_path)
    assert not outside.exists() or not list(outside.iterdir())


def test_another_compositing_is_another_picture(scene: Any, tmp_path: Path) -> None:
    tree = _joined(scene)
    before = specs.still_spec(_shot(scene), "320x180").key
    assert specs.still_spec(_shot(scene), "320x180").key == before
    turn = tree.nodes.new("CompositorNodeInvert")
    link = next(link for link in tree.links if link.to_node.bl_idname in ("NodeGroupOutput", "CompositorNodeComposite"))
    source, to = link.from_socket, link.to_socket
    tree.links.new(source, turn.inputs["Color"])
    tree.links.new(turn.outputs[0], to)
    assert specs.still_spec(_shot(scene), "320x180").key != before


def test_a_clip_shows_the_layers_together_and_says_what_it_lacks(scene: Any, tmp_path: Path) -> None:
    _joined(scene)
    shot = _shot(scene, route=Route.BLOCKOUT, clip_look=ClipLook.SCENE)
    film(scene).shots[0].route = "blockout"
    frames = frames_of(_film(specs.clip_spec(shot, "320x180").model_copy(update={"frame_end": 4}), tmp_path))
    assert _seen(frames[1]) == {"red", "blue"}
    spec = specs.blockout_spec(shot, 1, 0, {"Hero": "#ff0000", "Set": "#0000ff"})
    dressed = frames_of(_film(spec.model_copy(update={"look": "colours", "frame_end": 4}), tmp_path))
    assert {"red", "blue"} <= _seen(dressed[1])
    plan = gather.plans(scene, [_shot(scene)], prices.catalog())[0]
    (told,) = [problem for problem in plan.problems if problem.code == "not_composited"]
    assert "BG and FG together" in told.message


def test_who_stands_on_another_layer_is_in_the_shot(scene: Any) -> None:
    """And the layers are afterwards as they were."""
    hero = bpy.data.collections["Hero"]
    add_member(scene, "Hero", collection=hero)
    add_member(scene, "Set", collection=bpy.data.collections["Set"])
    bpy.ops.animatic.propose_cast()
    assert len(film(scene).shots[0].cast) == 2
    flags = [layer.layer_collection.children[name].exclude for layer in scene.view_layers for name in ("Hero", "Set")]
    assert flags == [True, False, False, True]
