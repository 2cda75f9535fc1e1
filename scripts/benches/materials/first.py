# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials that artists have, each filmed as Automatic films it on this machine, beside it as a patient engine shows
it, and as Workbench does: how far the first two are apart, and a contact sheet to look at. Runs in the bpy module;
`main` writes to a folder."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np

SIDE = 320
"""Pixels of a picture's sides."""
SAMPLES = 48
"""Of the patient engine."""
SKIN, SHIRT, INK = (0.75, 0.32, 0.16, 1), (0.05, 0.15, 0.6, 1), (0.01, 0.01, 0.01, 1)


class Figure:
    """A head, its material's nodes, and what a case puts beside it."""

    def __init__(self, name: str) -> None:
        self.things: list[Any] = []
        self.collection: Any = None
        """Where it is already, of what may not be moved; else its things are put into one."""
        bpy.ops.mesh.primitive_monkey_add(size=1.6)
        self.head: Any = self._own(name)
        for polygon in self.head.data.polygons:
            polygon.use_smooth = True
        self.head.modifiers.new("Smooth", "SUBSURF").render_levels = 1
        self.material = self.paint(self.head, name)
        self.tree, self.shader = self.material.node_tree, shader_of(self.material)
        self.shader.inputs["Base Color"].default_value = SKIN

    def _own(self, name: str) -> Any:
        thing: Any = bpy.context.object
        thing.name = name
        self.things.append(thing)
        return thing

    def paint(self, thing: Any, name: str) -> Any:
        material = noded(name)
        thing.data.materials.append(material)
        return material

    def ball(self, name: str, size: float, at: tuple[float, float, float] = (0, 0, 0)) -> Any:
        bpy.ops.mesh.primitive_uv_sphere_add(radius=size, location=at)
        ball = self._own(name)
        for polygon in ball.data.polygons:
            polygon.use_smooth = True
        return ball

    def cards(self, name: str) -> Any:
        bpy.ops.mesh.primitive_grid_add(size=1.4, location=(0, -0.5, 0.9), rotation=(math.pi / 2.4, 0, 0))
        return self._own(name)

    def node(self, kind: str, tree: Any = None, **inputs: Any) -> Any:
        made = (tree or self.tree).nodes.new(f"ShaderNode{kind}")
        for name, value in inputs.items():
            made.inputs[name.replace("_", " ")].default_value = value
        return made

    def link(self, source: Any, target: Any, tree: Any = None) -> None:
        (tree or self.tree).links.new(source, target)

    def surface(self, source: Any) -> None:
        output = next(n for n in self.tree.nodes if n.type == "OUTPUT_MATERIAL")
        self.link(source, output.inputs["Surface"])


def noded(name: str) -> Any:
    """A new material with nodes, which 4.5 does not give it by itself."""
    material: Any = bpy.data.materials.new(name)
    if material.node_tree is None:
        material.use_nodes = True
    return material


def shader_of(material: Any) -> Any:
    return next(n for n in material.node_tree.nodes if n.type == "BSDF_PRINCIPLED")


def checked(name: str = "Checked", holes: bool = False) -> Any:
    """A packed picture of red and white squares; its alpha has `holes`."""
    image: Any = bpy.data.images.new(name, 64, 64, alpha=True)
    rows, columns = np.mgrid[0:64, 0:64] // 8
    odd = (rows + columns) % 2 == 1
    pixels = np.ones((64, 64, 4), np.float32)
    pixels[odd, :3] = (0.8, 0.05, 0.05)
    if holes:
        pixels[~odd, 3] = 0.0
    image.pixels.foreach_set(pixels.ravel())
    image.pack()
    return image


def picture(figure: Figure, tree: Any = None, **kind: Any) -> Any:
    node = figure.node("TexImage", tree)
    node.image = checked(**kind)
    return node


def group(figure: Figure, kind: str, fill: Callable[[Any], Any]) -> Any:
    """A group node whose only output, "Shader" or "Color", is what `fill` answers of its tree."""
    inner: Any = bpy.data.node_groups.new("Inner", "ShaderNodeTree")
    inner.interface.new_socket(kind, in_out="OUTPUT", socket_type=f"NodeSocket{kind}")
    inner.links.new(fill(inner), inner.nodes.new("NodeGroupOutput").inputs[0])
    node = figure.tree.nodes.new("ShaderNodeGroup")
    node.node_tree = inner
    return node


def painted(thing: Any, name: str, colour: Callable[[Any], Any]) -> None:
    """A colour attribute of vertices, by their places."""
    attribute = thing.data.color_attributes.new(name, "FLOAT_COLOR", "POINT")
    for vertex, value in zip(thing.data.vertices, attribute.data, strict=True):
        value.color = colour(vertex.co)


def halves(place: Any) -> Any:
    return (0.1, 0.6, 0.15, 1) if place.x > 0 else (0.75, 0.6, 0.05, 1)


# What each case makes of a figure. Kinds of the same sort as those that are asked for, each made in another way.


def hull_of_a_mesh(f: Figure) -> None:
    hull = f.head.copy()
    hull.data = f.head.data.copy()
    bpy.context.collection.objects.link(hull)
    f.things.append(hull)
    hull.data.materials.clear()
    hull.data.flip_normals()
    hull.scale = (1.04,) * 3
    ink = f.paint(hull, "Ink")
    ink.use_backface_culling = True
    shader_of(ink).inputs["Base Color"].default_value = INK


def hull_of_a_modifier(f: Figure) -> None:
    ink = noded("Ink")
    shader_of(ink).inputs["Base Color"].default_value = INK
    ink.use_backface_culling = True
    f.head.data.materials.append(ink)
    shell = f.head.modifiers.new("Outline", "SOLIDIFY")
    shell.thickness, shell.offset, shell.use_flip_normals, shell.material_offset = 0.04, 1.0, True, 1


def hull_by_backfacing(f: Figure) -> None:
    hull_of_a_modifier(f)
    ink = f.head.data.materials[1]
    ink.use_backface_culling = False
    tree = ink.node_tree
    side, mix, clear = (f.node(kind, tree) for kind in ("NewGeometry", "MixShader", "BsdfTransparent"))
    f.link(side.outputs["Backfacing"], mix.inputs[0], tree)
    f.link(shader_of(ink).outputs[0], mix.inputs[1], tree)
    f.link(clear.outputs[0], mix.inputs[2], tree)
    f.link(mix.outputs[0], next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL").inputs[0], tree)


def picture_two_groups_deep(f: Figure) -> None:
    def outer(tree: Any) -> Any:
        inner = group(f, "Color", lambda deep: picture(f, deep).outputs[0])
        node = tree.nodes.new("ShaderNodeGroup")
        node.node_tree = inner.node_tree
        f.tree.nodes.remove(inner)
        return node.outputs[0]

    f.link(group(f, "Color", outer).outputs[0], f.shader.inputs["Base Color"])


def toon_in_a_group(f: Figure) -> None:
    def fill(tree: Any) -> Any:
        light, seen, ramp, glow = (f.node(k, tree) for k in ("BsdfDiffuse", "ShaderToRGB", "ValToRGB", "Emission"))
        ramp.color_ramp.interpolation = "CONSTANT"
        ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = (0.3, 0.05, 0.1, 1), SKIN
        ramp.color_ramp.elements[1].position = 0.3
        f.link(light.outputs[0], seen.inputs[0], tree)
        f.link(seen.outputs[0], ramp.inputs[0], tree)
        f.link(ramp.outputs[0], glow.inputs["Color"], tree)
        return glow.outputs[0]

    f.surface(group(f, "Shader", fill).outputs[0])


def group_behind_a_mix(f: Figure) -> None:
    mix, gloss = f.node("MixShader", Fac=0.2), f.node("BsdfGlossy", Roughness=0.3)
    inner = group(f, "Shader", lambda tree: f.node("BsdfDiffuse", tree, Color=SHIRT).outputs[0])
    f.link(inner.outputs[0], mix.inputs[1])
    f.link(gloss.outputs[0], mix.inputs[2])
    f.surface(mix.outputs[0])


def unlit_picture(f: Figure) -> None:
    glow = f.node("Emission")
    f.link(picture(f).outputs[0], glow.inputs["Color"])
    f.surface(glow.outputs[0])


def picture_of_light_in_a_group(f: Figure) -> None:
    f.shader.inputs["Base Color"].default_value = (0, 0, 0, 1)
    f.link(group(f, "Color", lambda tree: picture(f, tree).outputs[0]).outputs[0], f.shader.inputs["Emission Color"])
    f.shader.inputs["Emission Strength"].default_value = 1.0


def neon_emission(f: Figure) -> None:
    glow, colour = f.node("Emission", Strength=20.0), f.node("RGB")
    colour.outputs[0].default_value = (0.05, 1.0, 0.4, 1)
    f.link(colour.outputs[0], glow.inputs["Color"])
    f.surface(glow.outputs[0])


def neon_by_a_value(f: Figure) -> None:
    glow, value = f.node("Emission", Color=(1, 0.05, 0.6, 1)), f.node("Value")
    value.outputs[0].default_value = 12.0
    f.link(value.outputs[0], glow.inputs["Strength"])
    f.surface(glow.outputs[0])


def hot_metal(f: Figure) -> None:
    heat = f.node("Blackbody", Temperature=1500)
    f.link(heat.outputs[0], f.shader.inputs["Emission Color"])
    f.shader.inputs["Emission Strength"].default_value = 3.0


def paint_beside_a_picture(f: Figure) -> None:
    painted(f.head, "Col", halves)
    colour = f.node("VertexColor")
    colour.layer_name = "Col"
    f.link(colour.outputs[0], f.shader.inputs["Base Color"])
    ball = f.ball("Hat", 0.4, (0, 0, 1.1))
    hat = f.paint(ball, "Hat")
    f.link(picture(f, hat.node_tree).outputs[0], shader_of(hat).inputs["Base Color"], hat.node_tree)


def paint_on_a_picture(f: Figure) -> None:
    painted(f.head, "Col", halves)
    colour, mix = f.node("VertexColor"), f.node("Mix")
    colour.layer_name, mix.data_type, mix.blend_type = "Col", "RGBA", "MULTIPLY"
    mix.inputs[0].default_value = 1.0
    f.link(picture(f).outputs[0], mix.inputs[6])
    f.link(colour.outputs[0], mix.inputs[7])
    f.link(mix.outputs[2], f.shader.inputs["Base Color"])


def second_paint(f: Figure) -> None:
    painted(f.head, "Mask", lambda _: (0, 0, 0, 1))
    painted(f.head, "Body", halves)
    colour = f.node("Attribute")
    colour.attribute_name = "Body"
    f.link(colour.outputs[0], f.shader.inputs["Base Color"])


def hair_cards_mixed(f: Figure) -> None:
    cards = f.paint(f.cards("Hair"), "Hair")
    tree = cards.node_tree
    seen, mix, clear = (
        picture(f, tree, name="Strands", holes=True),
        f.node("MixShader", tree),
        f.node("BsdfTransparent", tree),
    )
    f.link(seen.outputs["Color"], shader_of(cards).inputs["Base Color"], tree)
    f.link(seen.outputs["Alpha"], mix.inputs[0], tree)
    f.link(clear.outputs[0], mix.inputs[1], tree)
    f.link(shader_of(cards).outputs[0], mix.inputs[2], tree)
    f.link(mix.outputs[0], next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL").inputs[0], tree)


def hair_cards_cut(f: Figure) -> None:
    cards = f.paint(f.cards("Hair"), "Hair")
    tree = cards.node_tree
    seen, cut = picture(f, tree, name="Strands", holes=True), f.node("Math", tree)
    cut.operation = "GREATER_THAN"
    f.link(seen.outputs["Color"], shader_of(cards).inputs["Base Color"], tree)
    f.link(seen.outputs["Alpha"], cut.inputs[0], tree)
    f.link(cut.outputs[0], shader_of(cards).inputs["Alpha"], tree)


def dome_of_glass_and_shine(f: Figure) -> None:
    dome = f.paint(f.ball("Dome", 1.3), "Dome")
    tree = dome.node_tree
    edge, mix, clear, shine = (f.node(k, tree) for k in ("Fresnel", "MixShader", "BsdfTransparent", "BsdfGlossy"))
    shine.inputs["Roughness"].default_value = 0.05
    for source, target in ((edge, 0), (clear, 1), (shine, 2)):
        f.link(source.outputs[0], mix.inputs[target], tree)
    f.link(mix.outputs[0], next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL").inputs[0], tree)


def dome_by_alpha(f: Figure) -> None:
    dome = shader_of(f.paint(f.ball("Dome", 1.3), "Dome"))
    dome.inputs["Base Color"].default_value, dome.inputs["Alpha"].default_value = (0.4, 0.7, 0.9, 1), 0.25


def colour_of_the_object(f: Figure) -> None:
    f.head.color = (0.1, 0.55, 0.5, 1)
    colour = f.node("Attribute")
    colour.attribute_type, colour.attribute_name = "OBJECT", "color"
    f.link(colour.outputs[0], f.shader.inputs["Base Color"])


def colour_by_chance(f: Figure) -> None:
    info, ramp = f.node("ObjectInfo"), f.node("ValToRGB")
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = (0.8, 0.1, 0.1, 1), (0.1, 0.2, 0.8, 1)
    f.link(info.outputs["Random"], ramp.inputs[0])
    f.link(ramp.outputs[0], f.shader.inputs["Base Color"])


def own_property(f: Figure) -> None:
    f.head["team"] = (0.8, 0.5, 0.02)
    colour = f.node("Attribute")
    colour.attribute_type, colour.attribute_name = "OBJECT", '["team"]'
    f.link(colour.outputs[0], f.shader.inputs["Base Color"])


def lost_picture_in_a_group(f: Figure) -> None:
    def fill(tree: Any) -> Any:
        node = f.node("TexImage", tree)
        node.image = bpy.data.images.new("Lost", 4, 4)
        node.image.source, node.image.filepath = "FILE", "//gone.png"
        return node.outputs[0]

    f.link(group(f, "Color", fill).outputs[0], f.shader.inputs["Base Color"])


def armour(f: Figure) -> None:
    shine = f.node("BsdfGlossy", Color=(0.6, 0.62, 0.65, 1), Roughness=0.15)
    f.surface(shine.outputs[0])


def helmet_by_maps(f: Figure) -> None:
    maps, parts = picture(f), f.node("SeparateColor")
    f.link(maps.outputs[0], parts.inputs[0])
    f.link(parts.outputs["Blue"], f.shader.inputs["Metallic"])
    f.shader.inputs["Roughness"].default_value = 0.2


def metal_in_a_group(f: Figure) -> None:
    def fill(tree: Any) -> Any:
        return f.node("BsdfPrincipled", tree, Base_Color=(0.8, 0.55, 0.2, 1), Metallic=1.0, Roughness=0.2).outputs[0]

    f.surface(group(f, "Shader", fill).outputs[0])


def tiled_picture(f: Figure) -> None:
    place, scale, seen = f.node("TexCoord"), f.node("Mapping", Scale=(4, 4, 4)), picture(f)
    f.link(place.outputs["UV"], scale.inputs[0])
    f.link(scale.outputs[0], seen.inputs[0])
    f.link(seen.outputs[0], f.shader.inputs["Base Color"])


def second_uvs(f: Figure) -> None:
    first = f.head.data.uv_layers.active
    other = f.head.data.uv_layers.new(name="Skin")
    values = np.empty(len(first.data) * 2, np.float32)
    first.data.foreach_get("uv", values)
    other.data.foreach_set("uv", values * 5)
    place, seen = f.node("UVMap"), picture(f)
    place.uv_map = "Skin"
    f.link(place.outputs[0], seen.inputs[0])
    f.link(seen.outputs[0], f.shader.inputs["Base Color"])


def skin(f: Figure) -> None:
    f.shader.inputs["Subsurface Weight"].default_value = 0.6
    f.shader.inputs["Roughness"].default_value = 0.4


def velvet(f: Figure) -> None:
    f.shader.inputs["Base Color"].default_value = SHIRT
    f.shader.inputs["Sheen Weight"].default_value = 1.0


CASES: tuple[Callable[[Figure], None], ...] = (
    hull_of_a_mesh, hull_of_a_modifier, hull_by_backfacing, picture_two_groups_deep, toon_in_a_group,
    group_behind_a_mix, unlit_picture, picture_of_light_in_a_group, neon_emission, neon_by_a_value,
    hot_metal, paint_beside_a_picture, paint_on_a_picture, second_paint, hair_cards_mixed,
    hair_cards_cut, dome_of_glass_and_shine, dome_by_alpha, colour_of_the_object, colour_by_chance,
    own_property, lost_picture_in_a_group, armour, helmet_by_maps, metal_in_a_group,
    tiled_picture, second_uvs, skin, velvet,
)  # fmt: skip
BY_EEVEE = {"hull_of_a_mesh", "hull_of_a_modifier", "toon_in_a_group"}
"""Cycles knows neither back face culling nor shading that becomes a colour."""


def _gathered(figure: Figure) -> Any:
    block: Any = bpy.data.collections.new("Figure")
    bpy.context.scene.collection.children.link(block)  # type: ignore[union-attr]
    for thing in figure.things:
        for owner in list(thing.users_collection):
            owner.objects.unlink(thing)
        block.objects.link(thing)
    return block


def filmed(
    case: Callable[[Figure], None], out: Path, patient: str, film_with: str = "auto"
) -> tuple[str, list[str], float]:
    """Film a case as its member says, or by a patient engine; the engine, what is told of it, and the seconds."""
    from time import perf_counter

    from addon.second import filming, named, turntable
    from addon.second.materials import reach

    bpy.ops.wm.read_factory_settings(use_empty=True)
    figure = Figure(case.__name__)
    case(figure)
    block = figure.collection or _gathered(figure)
    bpy.context.view_layer.update()
    used = reach.materials_of(named.within(block))
    told = [*reach.lost(list(named.within(block)), used), *reach.missing_pictures(used), *reach.empty_pictures(used)]
    scene: Any = bpy.context.scene
    if patient:
        scene.render.engine = patient
    capture = {
        "kind": "close_up", "name": case.__name__, "scene": scene.name_full, "collection": block.name_full,
        "frame_start": 1, "frame_end": 2, "rate": {"fps": 24, "base": 1.0}, "width": SIDE, "height": SIDE,
        "film_with": "scene" if patient else film_with,
    }  # fmt: skip
    start = perf_counter()
    stage = turntable.build(block, capture)
    filming._only_3d(stage.scene, capture)
    if patient:
        stage.scene.cycles.samples, stage.scene.cycles.time_limit, stage.scene.eevee.taa_render_samples = (
            SAMPLES,
            0,
            SAMPLES,
        )
    stage.look(math.radians(20), SIDE, SIDE)
    filming.picture(stage.scene, stage.first, out)
    return stage.scene.render.engine, told, perf_counter() - start


def apart(one: Any, other: Any) -> float:
    """Mean difference, of 255, where either shows anything but the background."""
    ground = one[2, 2]
    seen = (np.abs(one - ground).max(axis=2) > 10) | (np.abs(other - other[2, 2]).max(axis=2) > 10)
    return float(np.abs(one - other)[seen].mean()) if seen.any() else 0.0


def main(
    folder: Path, only: list[str], cases: tuple[Callable[[Figure], None], ...] = CASES, by_eevee: set[str] = BY_EEVEE
) -> None:
    from addon.second import compat, filming

    folder.mkdir(parents=True, exist_ok=True)
    cells = []
    for case in cases:
        name = case.__name__
        if only and name not in only:
            continue
        patient = compat.eevee_id() if name in by_eevee else "CYCLES"
        auto, kept, plain = (folder / f"{name}.{way}.png" for way in ("auto", "patient", "workbench"))
        engine, told, seconds = filmed(case, auto, "")
        if not kept.is_file():
            filmed(case, kept, patient)
        if not plain.is_file():
            filmed(case, plain, "", "workbench")
        pictures = [filming._pixels(path)[:, :, :3] * 255 for path in (auto, kept, plain)]
        print(f"{name:<28} {engine:<22} {apart(*pictures[:2]):5.1f} {seconds:5.1f} s  {'; '.join(told)}", flush=True)
        cells.append(np.concatenate([picture[::2, ::2] for picture in pictures], axis=1)[::-1])
    across = 4
    blank = np.full_like(cells[0], 255)
    cells += [blank] * (-len(cells) % across)
    rows = [np.concatenate(cells[n : n + across], axis=1) for n in range(0, len(cells), across)]
    whole = np.concatenate(rows)[::-1] / 255
    sheet: Any = bpy.data.images.new("Sheet", whole.shape[1], whole.shape[0])
    sheet.pixels.foreach_set(np.concatenate([whole, np.ones((*whole.shape[:2], 1))], axis=2).astype(np.float32).ravel())
    sheet.file_format = "PNG"
    sheet.save(filepath=str(folder / "sheet.png"))
