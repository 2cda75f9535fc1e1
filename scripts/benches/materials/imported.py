# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures that were written to a file and brought in again by Blender's importers, whose nodes are not an artist's.
Each case says what is right. Runs in the bpy module, by `first.main`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import addon_utils
import bpy
import numpy as np

from .first import SHIRT, Figure, halves, noded, painted, picture, shader_of
from .fresh import on_disk


def again(f: Figure, suffix: str) -> None:
    """The figure's things as they come back from a file of glTF, FBX or USD."""
    path = str(Path(tempfile.mkdtemp(prefix="brought"), f"figure.{suffix}"))
    for thing in f.things:
        thing.select_set(True)
    if suffix == "glb":
        addon_utils.enable("io_scene_gltf2")
        bpy.ops.export_scene.gltf(filepath=path, use_selection=True, export_apply=True)
    elif suffix == "fbx":
        addon_utils.enable("io_scene_fbx")
        bpy.ops.export_scene.fbx(filepath=path, use_selection=True, path_mode="COPY", embed_textures=True)
    else:
        bpy.ops.wm.usd_export(filepath=path, selected_objects_only=True)
    for thing in f.things:
        bpy.data.objects.remove(thing)
    for kind in (bpy.data.materials, bpy.data.meshes, bpy.data.images):
        for each in list(kind):
            kind.remove(each)
    if suffix == "glb":
        bpy.ops.import_scene.gltf(filepath=path)
    elif suffix == "fbx":
        bpy.ops.import_scene.fbx(filepath=path)
    else:
        bpy.ops.wm.usd_import(filepath=path)
    f.things[:] = list(bpy.context.scene.collection.all_objects)


def written(f: Figure, library: str) -> Path:
    """The head as a file of OBJ, with a library of materials in which its own is as given; it comes in again."""
    folder = Path(tempfile.mkdtemp(prefix="obj"))
    path = folder / "figure.obj"
    f.head.select_set(True)
    bpy.ops.wm.obj_export(filepath=str(path), export_selected_objects=True)
    name = f.material.name
    bpy.data.objects.remove(f.head)
    (folder / "figure.mtl").write_text(f"newmtl {name}\n{library}")
    return path


def opened(f: Figure, path: Path) -> None:
    bpy.ops.wm.obj_import(filepath=str(path))
    f.things[:] = list(bpy.context.scene.collection.all_objects)


def gltf_cut_out(f: Figure) -> None:
    """Cards of hair with sharp holes, on skin: glTF's alpha mode MASK."""
    cards = f.paint(f.cards("Hair"), "Hair")
    tree = cards.node_tree
    seen, cut = picture(f, tree, name="Strands", holes=True), f.node("Math", tree)
    cut.operation = "ROUND"
    f.link(seen.outputs["Color"], shader_of(cards).inputs["Base Color"], tree)
    f.link(seen.outputs["Alpha"], cut.inputs[0], tree)
    f.link(cut.outputs[0], shader_of(cards).inputs["Alpha"], tree)
    again(f, "glb")


def gltf_maps(f: Figure) -> None:
    """Squares half of which are metal: one map of roughness and metal, and one of normals."""
    seen, parts = picture(f), f.node("SeparateColor")
    f.link(picture(f, name="Colour").outputs[0], f.shader.inputs["Base Color"])
    seen.image.colorspace_settings.name = "Non-Color"
    f.link(seen.outputs[0], parts.inputs[0])
    f.link(parts.outputs["Green"], f.shader.inputs["Roughness"])
    f.link(parts.outputs["Blue"], f.shader.inputs["Metallic"])
    bumps, relief = f.node("TexImage"), f.node("NormalMap")
    bumps.image = bpy.data.images.new("Bumps", 64, 64)
    waves = np.full((64, 64, 4), 1.0, np.float32)
    waves[..., 0] = 0.5 + 0.3 * np.sin(np.arange(64) * 0.8)[None, :]
    waves[..., 1] = 0.5
    bumps.image.pixels.foreach_set(waves.ravel())
    bumps.image.pack()
    bumps.image.colorspace_settings.name = "Non-Color"
    f.link(bumps.outputs[0], relief.inputs["Color"])
    f.link(relief.outputs[0], f.shader.inputs["Normal"])
    again(f, "glb")


def gltf_visor(f: Figure) -> None:
    """A head within a dome: clear where a picture says so, which glTF keeps as a map of transmission."""
    dome = f.paint(f.ball("Dome", 1.3), "Dome")
    seen, part = picture(f, dome.node_tree, name="Clear"), f.node("SeparateColor", dome.node_tree)
    seen.image.pixels.foreach_set(np.ones(64 * 64 * 4, np.float32))
    seen.image.pack()
    seen.image.colorspace_settings.name = "Non-Color"
    f.link(seen.outputs[0], part.inputs[0], dome.node_tree)
    f.link(part.outputs["Red"], shader_of(dome).inputs["Transmission Weight"], dome.node_tree)
    shader_of(dome).inputs["Roughness"].default_value = 0.0
    again(f, "glb")


def gltf_painted(f: Figure) -> None:
    """Green and yellow halves: colours of vertices that the file multiplies with white."""
    painted(f.head, "Col", halves)
    colour = f.node("VertexColor")
    colour.layer_name = "Col"
    f.link(colour.outputs[0], f.shader.inputs["Base Color"])
    again(f, "glb")


def obj_clear_map(f: Figure) -> None:
    """Red squares, and holes between them: a map of colour and another of what is clear."""
    path = written(f, "Kd 1 1 1\nillum 2\nmap_Kd skin.png\nmap_d holes.png\n")
    on_disk("skin", path.parent, (0.8, 0.05, 0.05))
    holes: Any = bpy.data.images.new("holes", 64, 64)
    rows, columns = np.mgrid[0:64, 0:64] // 8
    pixels = np.ones((64, 64, 4), np.float32)
    pixels[(rows + columns) % 2 == 1, :3] = 0
    holes.pixels.foreach_set(pixels.ravel())
    holes.file_format = "PNG"
    holes.save(filepath=str(path.parent / "holes.png"))
    opened(f, path)


def obj_lost_map(f: Figure) -> None:
    """Told by its name: the library names a folder of the maker's Windows."""
    opened(f, written(f, "Kd 0.75 0.32 0.16\nillum 2\nmap_Kd C:\\Users\\Maker\\textures\\skin_low.png\n"))


def ply_scan(f: Figure) -> None:
    """White, as it renders, though the viewport may show the colours of the scan: it has no material."""
    painted(f.head, "Col", halves)
    path = Path(tempfile.mkdtemp(prefix="ply"), "scan.ply")
    f.head.select_set(True)
    f.head.data.materials.clear()
    bpy.ops.wm.ply_export(filepath=str(path), export_selected_objects=True)
    bpy.data.objects.remove(f.head)
    bpy.ops.wm.ply_import(filepath=str(path))
    f.things[:] = list(bpy.context.scene.collection.all_objects)


def usd_surface(f: Figure) -> None:
    """A head of squares and a blue hat, by USD's preview surface."""
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    hat = f.paint(f.ball("Hat", 0.4, (0, 0, 1.1)), "Hat")
    shader_of(hat).inputs["Base Color"].default_value = SHIRT
    again(f, "usdc")


def fbx_trooper(f: Figure) -> None:
    """A head of squares, packed in the file, and a visor half clear."""
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    visor = noded("Visor")
    shader_of(visor).inputs["Base Color"].default_value, shader_of(visor).inputs["Alpha"].default_value = SHIRT, 0.5
    sheet = f.cards("Visor")
    sheet.location = (0, -1.2, 0.2)
    sheet.data.materials.append(visor)
    again(f, "fbx")
