# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Workbench cannot show is known before a character is filmed, and decides what films it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bmesh
import bpy
import pytest
from capture_scenes import GREEN, RED, box, collection, figure
from test_capture_front import capture

from addon.blender.capture import specs
from addon.blender.cast import references
from addon.blender.cast.members import add_member
from addon.second import compat, looks, turntable
from addon.second.drawn import lighting
from addon.second.figures import stand_ins
from addon.second.materials import colours, reach

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def _empty() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)


def principled(material: Any) -> Any:
    return next(n for n in material.node_tree.nodes if n.type == "BSDF_PRINCIPLED")


def picture(tree: Any) -> Any:
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = bpy.data.images.new("Picture", 4, 4)
    return node


def plain(material: Any) -> None:
    """A colour alone."""


def textured(material: Any) -> None:
    """As Workbench shows it: upon the mesh's own map."""
    mapped = bpy.data.objects["Mia"].data.uv_layers
    if not mapped:
        mapped.new(name="UVMap")
    unmapped(material)


def unmapped(material: Any) -> None:
    tree = material.node_tree
    tree.links.new(picture(tree).outputs["Color"], principled(material).inputs["Base Color"])


def screen(material: Any) -> None:
    """Black but for one colour of light that is not stronger than white: shown as that colour."""
    principled(material).inputs["Base Color"].default_value = (0, 0, 0, 1)
    principled(material).inputs["Emission Color"].default_value = (*GREEN, 1)
    principled(material).inputs["Emission Strength"].default_value = 1.0


def cards(material: Any) -> None:
    tree = material.node_tree
    tree.links.new(picture(tree).outputs["Alpha"], principled(material).inputs["Alpha"])


def dome(material: Any) -> None:
    principled(material).inputs["Transmission Weight"].default_value = 1.0


def neon(material: Any) -> None:
    principled(material).inputs["Emission Color"].default_value = (*GREEN, 1)
    principled(material).inputs["Emission Strength"].default_value = 8.0


def display(material: Any) -> None:
    tree = material.node_tree
    tree.links.new(picture(tree).outputs["Color"], principled(material).inputs["Emission Color"])
    principled(material).inputs["Emission Strength"].default_value = 1.0


def car_paint(material: Any) -> None:
    principled(material).inputs["Coat Weight"].default_value = 1.0


def cut_out_glass(material: Any) -> None:
    """A picture says where a visor is clear."""
    tree = material.node_tree
    tree.links.new(picture(tree).outputs["Color"], principled(material).inputs["Transmission Weight"])


def by_toon_shader(material: Any) -> None:
    tree = material.node_tree
    output = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
    tree.links.new(tree.nodes.new("ShaderNodeBsdfToon").outputs[0], output.inputs["Surface"])


def stripes_of_light(material: Any) -> None:
    """A picture says where a suit shines in one colour."""
    tree = material.node_tree
    principled(material).inputs["Emission Color"].default_value = (*GREEN, 1)
    tree.links.new(picture(tree).outputs["Color"], principled(material).inputs["Emission Strength"])


def unlit_mask(material: Any) -> None:
    """Nothing shines in black, however strongly."""
    stripes_of_light(material)
    principled(material).inputs["Emission Color"].default_value = (0, 0, 0, 1)


def grouped(material: Any) -> None:
    inner = bpy.data.node_groups.new("Toon", "ShaderNodeTree")
    inner.interface.new_socket("Shader", in_out="OUTPUT", socket_type="NodeSocketShader")
    tree = material.node_tree
    node = tree.nodes.new("ShaderNodeGroup")
    node.node_tree = inner
    output = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
    tree.links.new(node.outputs[0], output.inputs["Surface"])


def coloured_by_object(material: Any) -> None:
    tree = material.node_tree
    node = tree.nodes.new("ShaderNodeObjectInfo")
    tree.links.new(node.outputs["Color"], principled(material).inputs["Base Color"])


def tinted(material: Any) -> None:
    tree = material.node_tree
    mix = tree.nodes.new("ShaderNodeMix")
    mix.data_type, mix.blend_type = "RGBA", "MULTIPLY"
    tree.links.new(picture(tree).outputs["Color"], mix.inputs[6])
    tree.links.new(mix.outputs[2], principled(material).inputs["Base Color"])


def patterned(material: Any) -> None:
    tree = material.node_tree
    noise, ramp = tree.nodes.new("ShaderNodeTexNoise"), tree.nodes.new("ShaderNodeValToRGB")
    tree.links.new(noise.outputs[0], ramp.inputs[0])
    tree.links.new(ramp.outputs[0], principled(material).inputs["Base Color"])


def grouped_picture(material: Any) -> None:
    inner = bpy.data.node_groups.new("Skin", "ShaderNodeTree")
    inner.interface.new_socket("Color", in_out="OUTPUT", socket_type="NodeSocketColor")
    picture(inner)
    node = material.node_tree.nodes.new("ShaderNodeGroup")
    node.node_tree = inner
    material.node_tree.links.new(node.outputs[0], principled(material).inputs["Base Color"])


def toon(material: Any) -> None:
    tree = material.node_tree
    light, colour, glow = (tree.nodes.new(f"ShaderNode{k}") for k in ("BsdfDiffuse", "ShaderToRGB", "Emission"))
    tree.links.new(light.outputs[0], colour.inputs[0])
    tree.links.new(colour.outputs[0], glow.inputs["Color"])
    tree.links.new(glow.outputs[0], next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL").inputs["Surface"])


def chrome(material: Any) -> None:
    principled(material).inputs["Metallic"].default_value = 1.0


def half_metal(material: Any) -> None:
    principled(material).inputs["Metallic"].default_value = 0.4


def mapped_metal(material: Any) -> None:
    tree = material.node_tree
    tree.links.new(picture(tree).outputs["Color"], principled(material).inputs["Metallic"])


def lacquered(material: Any) -> None:
    tree = material.node_tree
    output = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
    tree.links.new(tree.nodes.new("ShaderNodeBsdfGlossy").outputs[0], output.inputs["Surface"])


def velvet(material: Any) -> None:
    principled(material).inputs["Sheen Weight"].default_value = 1.0


def driven_light(material: Any) -> None:
    """A strength that comes from another node."""
    tree = material.node_tree
    glow, value = tree.nodes.new("ShaderNodeEmission"), tree.nodes.new("ShaderNodeValue")
    tree.links.new(value.outputs[0], glow.inputs["Strength"])
    tree.links.new(glow.outputs[0], next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL").inputs["Surface"])


def coloured_by_property(material: Any) -> None:
    tree = material.node_tree
    node = tree.nodes.new("ShaderNodeAttribute")
    node.attribute_type, node.attribute_name = "OBJECT", "color"
    tree.links.new(node.outputs["Color"], principled(material).inputs["Base Color"])


def laid(material: Any, *between: str) -> list[Any]:
    """A picture that lies where these nodes say, the last of them nearest to it."""
    textured(material)
    tree = material.node_tree
    nodes = [tree.nodes.new(f"ShaderNode{kind}") for kind in between]
    seen = next(n for n in tree.nodes if n.type == "TEX_IMAGE")
    for node, after in zip(nodes, [*nodes[1:], seen], strict=True):
        tree.links.new(node.outputs["UV" if node.type in {"TEX_COORD", "UVMAP"} else 0], after.inputs["Vector"])
    return nodes


def by_its_map(material: Any) -> None:
    """As importers write it: it is where it would be without."""
    laid(material, "UVMap", "Mapping")[0].uv_map = "UVMap"


def tiled(material: Any) -> None:
    laid(material, "TexCoord", "Mapping")[1].inputs["Scale"].default_value = (4, 4, 4)


def by_another_map(material: Any) -> None:
    laid(material, "UVMap")[0].uv_map = "Second"
    bpy.data.objects["Mia"].data.uv_layers.new(name="Second")


def boxed(material: Any) -> None:
    textured(material)
    next(n for n in material.node_tree.nodes if n.type == "TEX_IMAGE").projection = "BOX"


def single_sided(material: Any) -> None:
    """As glTF files have most of theirs: no outline."""
    material.use_backface_culling = True


def inside_out(material: Any) -> None:
    material.use_backface_culling = True
    bpy.data.objects["Mia"].data.flip_normals()


def mirrored(material: Any) -> None:
    """Faces that look inwards, and outwards again where the thing is mirrored."""
    inside_out(material)
    bpy.data.objects["Mia"].scale.x = -1
    bpy.context.view_layer.update()


def bumpy(material: Any) -> None:
    tree = material.node_tree
    bump = tree.nodes.new("ShaderNodeBump")
    tree.links.new(picture(tree).outputs["Color"], bump.inputs["Height"])
    tree.links.new(bump.outputs[0], principled(material).inputs["Normal"])


def normal_mapped(material: Any) -> None:
    """As glTF and FBX files have it."""
    textured(material)
    tree = material.node_tree
    relief = tree.nodes.new("ShaderNodeNormalMap")
    tree.links.new(picture(tree).outputs["Color"], relief.inputs["Color"])
    tree.links.new(relief.outputs[0], principled(material).inputs["Normal"])


def flattened(material: Any) -> None:
    """A map that is turned down to nothing."""
    normal_mapped(material)
    next(n for n in material.node_tree.nodes if n.type == "NORMAL_MAP").inputs["Strength"].default_value = 0


def displaced(material: Any) -> None:
    tree = material.node_tree
    output = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
    tree.links.new(tree.nodes.new("ShaderNodeDisplacement").outputs[0], output.inputs["Displacement"])


def glowing_skin(material: Any) -> None:
    """Light that is weaker than white, over a colour."""
    principled(material).inputs["Emission Color"].default_value = (*GREEN, 1)
    principled(material).inputs["Emission Strength"].default_value = 0.6


def dim_picture(material: Any) -> None:
    tree = material.node_tree
    glow = tree.nodes.new("ShaderNodeEmission")
    glow.inputs["Strength"].default_value = 0.3
    tree.links.new(picture(tree).outputs["Color"], glow.inputs["Color"])
    tree.links.new(glow.outputs[0], next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL").inputs["Surface"])


def smoke(material: Any) -> None:
    tree = material.node_tree
    output = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
    tree.links.remove(output.inputs["Surface"].links[0])
    tree.links.new(tree.nodes.new("ShaderNodeVolumePrincipled").outputs[0], output.inputs["Volume"])


def by_shader(kind: str) -> Any:
    def change(material: Any) -> None:
        tree = material.node_tree
        output = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
        tree.links.new(tree.nodes.new(f"ShaderNode{kind}").outputs[0], output.inputs["Surface"])

    return change


def unlit_by_gltf(material: Any) -> None:
    """As Blender's importer makes what a VRM file's anime shader falls back to."""
    tree = material.node_tree
    ray, mix, clear, glow = (
        tree.nodes.new(f"ShaderNode{k}") for k in ("LightPath", "MixShader", "BsdfTransparent", "Emission")
    )
    tree.links.new(ray.outputs["Is Camera Ray"], mix.inputs[0])
    tree.links.new(clear.outputs[0], mix.inputs[1])
    tree.links.new(glow.outputs[0], mix.inputs[2])
    tree.links.new(picture(tree).outputs["Color"], glow.inputs["Color"])
    tree.links.new(mix.outputs[0], next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL").inputs["Surface"])


def melanin(material: Any) -> None:
    by_shader("BsdfHairPrincipled")(material)
    next(n for n in material.node_tree.nodes if n.type == "BSDF_HAIR_PRINCIPLED").parametrization = "MELANIN"


def patent_leather(material: Any) -> None:
    principled(material).inputs["Base Color"].default_value = (0.01, 0.01, 0.01, 1)
    principled(material).inputs["Roughness"].default_value = 0.1


def soap(material: Any) -> None:
    principled(material).inputs["Thin Film Thickness"].default_value = 400


def oil_on_steel(material: Any) -> None:
    by_shader("BsdfMetallic")(material)
    shader = next(n for n in material.node_tree.nodes if n.type == "BSDF_METALLIC")
    if "Thin Film Thickness" not in shader.inputs:
        pytest.skip("this Blender knows no film on it")
    shader.inputs["Thin Film Thickness"].default_value = 400


def ghost(material: Any) -> None:
    """Most of it is there, and what is behind shows all the same."""
    principled(material).inputs["Alpha"].default_value = 0.7


def solid(material: Any) -> None:
    principled(material).inputs["Alpha"].default_value = 0.99


def frosted(material: Any) -> None:
    principled(material).inputs["Transmission Weight"].default_value = 0.4


def painted(material: Any, layer: str = "Skin") -> None:
    bpy.data.objects["Mia"].data.color_attributes.new("Skin", "BYTE_COLOR", "CORNER")
    coloured_by(material, layer)


def coloured_by(material: Any, layer: str) -> None:
    tree = material.node_tree
    node = tree.nodes.new("ShaderNodeAttribute")
    node.attribute_name = layer
    tree.links.new(node.outputs["Color"], principled(material).inputs["Base Color"])


def coloured_by_nodes(material: Any) -> None:
    """The mesh has no colours: geometry nodes store them, or the shader takes a place for one."""
    coloured_by(material, "position")


def clipped(material: Any, far: float = 2.0) -> None:
    textured(material)
    next(n for n in material.node_tree.nodes if n.type == "TEX_IMAGE").extension = "CLIP"
    layer = bpy.data.objects["Mia"].data.uv_layers["UVMap"]
    layer.uv[0].vector = (far, 0.5)


def clipped_where_nothing_is(material: Any) -> None:
    clipped(material, far=1.0)


def empty(material: Any) -> None:
    """A node that has no picture: white in Workbench, black in EEVEE, magenta in Cycles."""
    textured(material)
    next(n for n in material.node_tree.nodes if n.type == "TEX_IMAGE").image = None


def idle(material: Any) -> None:
    """Glass, light and a node without a picture that lead nowhere, and a relief that is turned off."""
    tree = material.node_tree
    for kind in ("BsdfGlass", "Emission", "TexImage"):
        tree.nodes.new(f"ShaderNode{kind}")
    empty_bump(material, strength=0.0)


def empty_bump(material: Any, strength: float = 1.0) -> None:
    tree = material.node_tree
    bump, node = tree.nodes.new("ShaderNodeBump"), tree.nodes.new("ShaderNodeTexImage")
    bump.inputs["Strength"].default_value = strength
    tree.links.new(node.outputs["Color"], bump.inputs["Height"])
    tree.links.new(bump.outputs[0], principled(material).inputs["Normal"])


def empty_normal(material: Any) -> None:
    """EEVEE shows a black body."""
    normal_mapped(material)
    for node in [n for n in material.node_tree.nodes if n.type == "TEX_IMAGE"]:
        node.image = None if node.outputs[0].links[0].to_node.type == "NORMAL_MAP" else node.image


def muted(material: Any) -> None:
    """The picture goes through as it is."""
    bpy.data.objects["Mia"].data.uv_layers.new(name="UVMap")
    tinted(material)
    next(n for n in material.node_tree.nodes if n.type == "MIX").mute = True


def mixed_by(material: Any, factor: float) -> None:
    """A skin and a node without a picture, of which a factor shows one."""
    tree = material.node_tree
    mix, node = tree.nodes.new("ShaderNodeMixShader"), tree.nodes.new("ShaderNodeTexImage")
    light, number = tree.nodes.new("ShaderNodeEmission"), tree.nodes.new("ShaderNodeValue")
    number.outputs[0].default_value = factor
    tree.links.new(number.outputs[0], mix.inputs[0])
    tree.links.new(principled(material).outputs[0], mix.inputs[1])
    tree.links.new(node.outputs["Color"], light.inputs["Color"])
    tree.links.new(light.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], output_of(material).inputs["Surface"])


def output_of(material: Any) -> Any:
    return next(n for n in material.node_tree.nodes if n.type == "OUTPUT_MATERIAL")


def output_in_a_group(material: Any) -> None:
    """As MToon of the VRM add-on had it: the material's own tree has no output at all."""
    inner = bpy.data.node_groups.new("MToon", "ShaderNodeTree")
    inner.links.new(
        inner.nodes.new("ShaderNodeEmission").outputs[0], inner.nodes.new("ShaderNodeOutputMaterial").inputs[0]
    )
    material.node_tree.nodes.remove(output_of(material))
    material.node_tree.nodes.new("ShaderNodeGroup").node_tree = inner


def keyed(material: Any) -> None:
    principled(material).inputs["Base Color"].keyframe_insert("default_value", frame=1)


def driven(material: Any) -> None:
    principled(material).inputs["Base Color"].driver_add("default_value", 0)


def driven_elsewhere(material: Any) -> None:
    """What moves leads nowhere."""
    material.node_tree.nodes.new("ShaderNodeValue").outputs[0].driver_add("default_value")


def outlined(material: Any) -> None:
    material.use_backface_culling = True
    hull = bpy.data.objects["Mia"].modifiers.new("Outline", "SOLIDIFY")
    hull.use_flip_normals = True


def by_geometry(name: str) -> Any:
    """How light bends by what a surface's shape says."""

    def change(material: Any) -> None:
        tree = material.node_tree
        side = tree.nodes.new("ShaderNodeNewGeometry")
        tree.links.new(side.outputs[name], principled(material).inputs["IOR"])

    return change


def polished_by(kind: str, shine: float = 0.5) -> Any:
    """A roughness that a node says."""

    def change(material: Any) -> None:
        shader, made = principled(material), material.node_tree.nodes.new(f"ShaderNode{kind}")
        if made.type == "TEX_IMAGE":
            made.image = bpy.data.images.new("Rough", 4, 4)
        shader.inputs["Specular IOR Level"].default_value = shine
        material.node_tree.links.new(made.outputs[0], shader.inputs["Roughness"])

    return change


worn, islands, shown_by_its_back = map(by_geometry, ("Pointiness", "Random Per Island", "Backfacing"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (plain, ""), (textured, ""), (screen, ""), (cards, "see-through"), (dome, "see-through"),
        (neon, "light of its own"), (display, "light of its own"), (grouped, "a group of shaders"),
        (coloured_by_object, "colours of objects"), (outlined, "an outline"), (inside_out, "an outline"),
        (single_sided, ""), (mirrored, ""), (tinted, "mixed colours"), (patterned, "mixed colours"),
        (grouped_picture, "mixed colours"), (toon, "shading of its own"), (chrome, "metal"), (mapped_metal, "metal"),
        (half_metal, "metal"),
        (lacquered, "metal"), (velvet, "velvet"), (driven_light, "light of its own"),
        (coloured_by_property, "colours of objects"), (by_its_map, ""),
        (tiled, "a picture laid otherwise"), (by_another_map, "a picture laid otherwise"),
        (boxed, "a picture laid otherwise"), (car_paint, "varnish"), (cut_out_glass, "see-through"),
        (by_toon_shader, "what Cycles alone shows"), (stripes_of_light, "light of its own"), (unlit_mask, ""),
        (bumpy, "a relief"), (normal_mapped, "a relief"), (flattened, ""), (displaced, "a relief"),
        (glowing_skin, "light of its own"), (dim_picture, "light of its own"), (smoke, "a volume"),
        (melanin, ""), (unlit_by_gltf, "unlit"), (by_shader("BsdfHairPrincipled"), ""),
        (patent_leather, "polish"), (polished_by("TexImage"), "polish"), (polished_by("TexNoise"), "polish"),
        (polished_by("VertexColor"), "polish"), (polished_by("Value"), ""), (polished_by("TexImage", 0.0), ""),
        (soap, "a thin film"), (oil_on_steel, "a thin film"),
        (ghost, "see-through"), (solid, ""), (frosted, "see-through"), (painted, ""),
        (coloured_by_nodes, "colours by nodes"), (clipped, "a picture laid otherwise"), (clipped_where_nothing_is, ""),
        (by_shader("BsdfTranslucent"), "shading of its own"), (by_shader("EeveeSpecular"), "shading of its own"),
        (unmapped, "a picture laid otherwise"), (empty, "a node without a picture"), (idle, ""),
        (empty_bump, "a relief"), (empty_normal, "a node without a picture"), (output_in_a_group, "a group of shaders"),
        (worn, "what Cycles alone shows"), (islands, "what Cycles alone shows"), (shown_by_its_back, ""),
        (by_shader("BsdfToon"), "what Cycles alone shows"),
        (keyed, "what changes"), (driven, "what changes"), (driven_elsewhere, ""), (muted, ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("gpu", [False, True])
def test_automatic_films_with_what_shows_it(
    monkeypatch: pytest.MonkeyPatch, change: Any, why: str, *, gpu: bool
) -> None:
    monkeypatch.setattr(looks, "has_gpu", lambda: gpu)
    thing = figure("Mia", RED)
    block = collection("Mia", thing)
    (material,) = thing.data.materials
    change(material)
    lost = reach.lost(block.all_objects, [material])
    assert lost == ([f"{material.name} ({why})"] if why else [])
    scene = bpy.context.scene
    films = looks.engine_of(scene, {"scene": scene.name}, lambda: lost)
    assert films == (compat.eevee_id() if gpu or why else "BLENDER_WORKBENCH")


def test_an_outline_that_nodes_make_is_known() -> None:
    """A shell of flipped faces with a material of its own, which no slot has."""
    thing = figure("Mia", RED)
    ink = bpy.data.materials.new("Ink")
    ink.use_backface_culling = True
    tree = bpy.data.node_groups.new("Outline", "GeometryNodeTree")
    tree.nodes.new("GeometryNodeSetMaterial").inputs["Material"].default_value = ink
    thing.modifiers.new("Outline", "NODES").node_group = tree
    assert reach.lost([thing], reach.materials_of([thing])) == []
    tree.nodes.new("GeometryNodeFlipFaces")
    assert reach.lost([thing], reach.materials_of([thing])) == ["Ink (an outline)"]


def _with_a_shell(size: float, *, inwards: bool = True) -> tuple[Any, Any]:
    """A figure of skin whose own mesh has a ball of culled ink around its middle, `size` metres wide; and the ink."""
    thing = figure("Mia", RED)
    ink = bpy.data.materials.new("Ink")
    ink.use_backface_culling = True
    thing.data.materials.append(ink)
    body = bmesh.new()
    body.from_mesh(thing.data)
    shell = bmesh.ops.create_icosphere(body, subdivisions=2, radius=size / 2)["verts"]
    faces = list({face for corner in shell for face in corner.link_faces})
    for face in faces:
        face.material_index = 1
    if inwards:
        bmesh.ops.reverse_faces(body, faces=faces)
    body.to_mesh(thing.data)
    body.free()
    return thing, ink


def test_an_outline_that_is_joined_to_the_body_is_known() -> None:
    """As files of games have it: one mesh, whose culled part is a hull turned inside out; it was a black figure."""
    thing, ink = _with_a_shell(3.0)
    assert reach.lost([thing], [thing.data.materials[0], ink]) == ["Ink (an outline)"]


@pytest.mark.parametrize(("size", "inwards"), [(0.1, True), (3.0, False)])
def test_a_mouth_and_a_coat_are_no_outline(size: float, inwards: bool) -> None:
    thing, ink = _with_a_shell(size, inwards=inwards)
    assert reach.lost([thing], [thing.data.materials[0], ink]) == []


@pytest.mark.parametrize("apart", [False, True])
def test_a_plain_colour_on_a_painted_mesh_is_told(*, apart: bool) -> None:
    """Workbench shows paint all over a mesh; on a mesh of its own the plain colour is right."""
    thing = figure("Mia", RED)
    (skin,) = thing.data.materials
    painted(skin)
    hat = figure("Hat", GREEN)
    (felt,) = hat.data.materials
    if not apart:
        thing.data.materials.append(felt)
    told = reach.lost([thing, hat], [skin, felt])
    assert told == ([] if apart else [f"{felt.name} (beside painted colours)"])


@pytest.mark.parametrize("how", ["visible_camera", "is_shadow_catcher", "is_holdout"])
def test_a_stand_in_that_no_camera_sees_is_neither_filmed_nor_measured(how: str) -> None:
    stand_in = box("Catcher", (9, 9, 0.1), (0, 0, 0), RED)
    setattr(stand_in, how, how != "visible_camera")
    made = collection("Mia", figure("body", RED), stand_in)
    stage = turntable.build(made, capture(made))
    assert stand_in.hide_render
    assert stage.path.size < 4


@pytest.mark.parametrize("how", ["exclude", "holdout", "indirect_only"])
def test_what_no_view_layer_shows_as_it_is_stays_away(how: str) -> None:
    """A plate's stand-in, a proxy or a second costume in a collection of its own."""
    costume = box("Costume", (9, 9, 0.1), (0, 0, 0), RED)
    made = collection("Mia", figure("body", RED))
    inner = collection("Other", costume, into=made)
    layer = bpy.context.view_layer.layer_collection.children["Mia"].children["Other"]
    setattr(layer, how, True)
    scene = bpy.context.scene
    assert specs.without(made, scene) == ("without", "Other")
    stage = turntable.build(made, capture(made))
    assert inner.hide_render
    assert stage.path.size < 4
    assert set(reach.materials_of([costume])).isdisjoint(stage_materials(stage))


def stage_materials(stage: Any) -> set[Any]:
    return {m for m in bpy.data.materials if m.name_full in stage.path.materials}


def test_what_another_view_layer_shows_is_filmed() -> None:
    """As a mask for the first one, and plain in the second; and what its scene leaves out with the whole character."""
    arm = box("Arm", (2, 0.2, 0.2), (0, 0, 1), RED)
    made = collection("Mia", figure("body", RED))
    collection("Arms", arm, into=made)
    layer = bpy.context.view_layer.layer_collection.children["Mia"]
    layer.children["Arms"].holdout = True
    scene = bpy.context.scene
    scene.view_layers.new("Second")
    assert stand_ins.left_out(made, scene) == []
    scene.view_layers["Second"].use = False
    assert [group.name for group in stand_ins.left_out(made, scene)] == ["Arms"]
    layer.exclude = True
    assert stand_ins.left_out(made, scene) == []


@pytest.mark.parametrize(("mode", "shown"), [("STRAIGHT", 0.0), ("CHANNEL_PACKED", 1.0)])
def test_workbench_cuts_no_holes_by_an_alpha_that_nothing_uses(mode: str, shown: float) -> None:
    """Games keep another map there; where channels are not said to be packed, other engines show black for clear."""
    thing = figure("Mia", RED)
    (material,) = thing.data.materials
    textured(material)
    image = next(n.image for n in material.node_tree.nodes if n.type == "TEX_IMAGE")
    image.pixels = [1, 1, 1, 0] * 8 + [1, 1, 1, 1] * 8
    image.alpha_mode = mode
    looks.to_workbench(bpy.context.scene, [material])
    assert image.alpha_mode == ("NONE" if mode == "CHANNEL_PACKED" else mode)
    assert image.pixels[0] == shown
    assert mode == "CHANNEL_PACKED" or min(list(image.pixels)[3::4]) == 1


def test_alpha_that_is_used_cuts_in_workbench_too() -> None:
    thing = figure("Mia", RED)
    (material,) = thing.data.materials
    textured(material)
    node = next(n for n in material.node_tree.nodes if n.type == "TEX_IMAGE")
    material.node_tree.links.new(node.outputs["Alpha"], principled(material).inputs["Alpha"])
    looks.to_workbench(bpy.context.scene, [material])
    assert node.image.alpha_mode == "STRAIGHT"


@pytest.mark.parametrize("used", ["Roughness", "Metallic", "a mix of colours"])
def test_alpha_that_says_something_else_cuts_no_holes(used: str) -> None:
    """Games keep how smooth a surface is there."""
    (material,) = figure("Mia", RED).data.materials
    textured(material)
    tree = material.node_tree
    node, shader = next(n for n in tree.nodes if n.type == "TEX_IMAGE"), principled(material)
    if used == "a mix of colours":
        mix = tree.nodes.new("ShaderNodeMix")
        mix.data_type = "RGBA"
        tree.links.new(node.outputs["Color"], mix.inputs[6])
        tree.links.new(node.outputs["Alpha"], mix.inputs[0])
        tree.links.new(mix.outputs[2], shader.inputs["Base Color"])
    else:
        tree.links.new(node.outputs["Alpha"], shader.inputs[used])
    node.image.pixels = [1, 1, 1, 0] * 8 + [1, 1, 1, 1] * 8
    looks.to_workbench(bpy.context.scene, [material])
    assert min(list(node.image.pixels)[3::4]) == 1


@pytest.mark.parametrize(
    ("change", "shown"), [(plain, 1), (textured, 1), (painted, 1), (by_shader("BsdfTransparent"), 0.1)]
)
def test_what_is_clear_in_the_viewport_alone_is_not_a_ghost(change: Any, shown: float) -> None:
    """Importers leave viewport colours almost clear; what one sees through may be so."""
    (material,) = figure("Mia", RED).data.materials
    change(material)
    material.diffuse_color = (1, 1, 1, 0.1)
    looks.to_workbench(bpy.context.scene, [material])
    assert material.diffuse_color[3] == pytest.approx(shown)


@pytest.mark.parametrize("look", ["reference", "blockout"])
def test_workbench_draws_nothing_through_what_is_before_it(look: str) -> None:
    bones = figure("Bones", RED)
    bones.show_in_front = True
    pencils = bpy.data.grease_pencils_v3 if hasattr(bpy.data, "grease_pencils_v3") else bpy.data.grease_pencils
    drawn = bpy.data.objects.new("Drawn", pencils.new("Drawn"))
    drawn.show_in_front = True
    looks.to_workbench(bpy.context.scene, bones.data.materials if look == "reference" else ())
    assert (bones.show_in_front, drawn.show_in_front) == (False, True)


def test_workbench_lays_pictures_by_the_map_that_renders() -> None:
    layers = figure("Mia", RED).data.uv_layers
    for name in ("Rendered", "Edited"):
        layers.new(name=name)
    layers["Rendered"].active_render = True
    layers.active = layers["Edited"]
    looks.to_workbench(bpy.context.scene, ())
    assert layers.active.name == "Rendered"


@pytest.mark.parametrize("rendered", ["First", "Second", "Third"])
def test_workbench_shows_the_paint_that_renders(rendered: str) -> None:
    """A node that names no layer means that one, whichever is edited."""
    thing = figure("Mia", RED)
    layers = thing.data.color_attributes
    for name in ("First", "Second", "Third"):
        layers.new(name, "BYTE_COLOR", "CORNER")
    layers.render_color_index = layers.find(rendered)
    layers.active_color_index = layers.find("First" if rendered == "Third" else "Third")
    (material,) = thing.data.materials
    tree = material.node_tree
    tree.links.new(tree.nodes.new("ShaderNodeVertexColor").outputs[0], principled(material).inputs["Base Color"])
    looks.to_workbench(bpy.context.scene, [material])
    assert layers.active_color_name == rendered


def sheet(name: str, *, culled: bool) -> Any:
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1)], [], [(0, 1, 2, 3)])
    mesh.materials.append(figure(f"{name} body", GREEN).data.materials[0])
    mesh.materials[0].use_backface_culling = culled
    return bpy.data.objects.new(name, mesh)


@pytest.mark.parametrize(("body", "cape", "told"), [(False, True, True), (True, True, False), (True, False, False)])
def test_a_sheet_of_one_side_among_others_of_two_is_told(*, body: bool, cape: bool, told: bool) -> None:
    """Workbench culls all or nothing; what is closed looks the same either way."""
    mia, coat = figure("Mia", RED), sheet("Cape", culled=cape)
    materials = [*mia.data.materials, *coat.data.materials]
    materials[0].use_backface_culling = body
    assert reach.lost([mia, coat], materials) == ([f"{materials[1].name} (one side)"] if told else [])
    looks.to_workbench(bpy.context.scene, materials)
    assert bpy.context.scene.display.shading.show_backface_culling is (body and cape)


@pytest.mark.parametrize(
    ("kind", "place", "parent", "is_carried"),
    [("POINT", (0, -0.6, 1), False, True), ("SPOT", (0, -0.6, 1), False, True), ("POINT", (4, -4, 4), False, False),
     ("AREA", (4, -4, 4), True, True), ("SUN", (0, -0.6, 1), False, False)],
)  # fmt: skip
def test_a_lantern_is_told_and_a_studio_left_in_the_file_stays_dark(
    kind: str, place: tuple[float, ...], *, parent: bool, is_carried: bool
) -> None:
    mia = figure("Mia", RED)
    lamp: Any = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", kind))
    lamp.data.energy, lamp.location = 10, place
    block = collection("Mia", mia, lamp)
    if parent:
        lamp.parent = mia
    bpy.context.view_layer.update()
    assert reach.lost(block.objects, mia.data.materials) == (["Lamp (a lamp)"] if is_carried else [])
    turntable.build(block, capture(block))
    assert lamp.hide_render is not is_carried


def test_a_scene_that_was_never_looked_at_lights_its_characters() -> None:
    """Its layers list nothing yet (5.2), as those of a scene that was just linked."""
    other, mia = bpy.data.scenes.new("Other"), figure("Mia", RED)
    block = bpy.data.collections.new("Mia")
    block.objects.link(mia)
    other.collection.children.link(block)
    lamp = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "SUN"))
    other.collection.objects.link(lamp)
    stage: Any = bpy.data.scenes.new("Stage")
    stage.collection.children.link(block)
    lighting.as_in(stage, other, block, mia.data.materials)
    assert lamp.name in stage.collection.objects


@pytest.mark.parametrize("playhead", [1, 40])
@pytest.mark.parametrize("how", ["keys", "driver", "strip"])
def test_what_is_shown_later_is_told_and_hidden_as_well(edit: Any, playhead: int, how: str) -> None:
    """Wherever the playhead stands: a visor of metal, and the lamp of a studio."""
    visor, body = figure("Visor", RED), figure("Mia", GREEN)
    chrome(visor.data.materials[0])
    studio: Any = bpy.data.objects.new("Studio", bpy.data.lights.new("Studio", "AREA"))
    studio.location, studio.data.energy = (4, -4, 4), 10
    for thing in (visor, studio):
        shown_later(thing, how)
    mia = add_member(edit, "Mia", collection=collection("Mia", body, visor, studio))
    edit.frame_set(playhead)
    bpy.context.view_layer.update()
    references.look(edit)
    assert "Visor 0 (metal)" in references.states[mia.uuid].text
    stage = turntable.build(mia.collection, capture(mia.collection))
    stage.scene.frame_set(30)
    dark = studio.evaluated_get(stage.scene.view_layers[0].depsgraph)
    assert dark.hide_render, "also where it would be turned on"


def shown_later(thing: Any, how: str) -> None:
    """Hidden until frame 20."""
    if how == "driver":
        thing.driver_add("hide_render").driver.expression = "frame < 20"
        return
    for frame, hidden in ((1, True), (20, False)):
        thing.hide_render = hidden
        thing.keyframe_insert("hide_render", frame=frame)
    if how == "strip":
        animation = thing.animation_data
        action, slot = animation.action, animation.action_slot
        animation.action = None
        animation.nla_tracks.new().strips.new("Seen", 1, action).action_slot = slot


@pytest.mark.parametrize("render", ["OBJECT", "COLLECTION", "PATH"])
def test_what_particles_scatter_is_known(render: str) -> None:
    thing, feather = figure("Mia", RED), figure("Feather", GREEN)
    chrome(feather.data.materials[0])
    settings = thing.modifiers.new("Feathers", "PARTICLE_SYSTEM").particle_system.settings
    settings.instance_object, settings.instance_collection = feather, collection("Feathers", feather)
    settings.render_type = render
    told = reach.lost([thing], reach.materials_of([thing]))
    assert told == ([] if render == "PATH" else [f"{feather.data.materials[0].name} (metal)"])


@pytest.mark.parametrize("alpha", [1.0, 0.5, "a map"])
@pytest.mark.parametrize("inside", [False, True])
def test_glass_by_a_map_is_a_pane(alpha: Any, *, inside: bool) -> None:
    """glTF keeps a map of what light goes through; in a group or not."""
    (material,) = figure("Mia", RED).data.materials
    tree = material.node_tree
    if inside:
        tree = bpy.data.node_groups.new("Glass", "ShaderNodeTree")
        material.node_tree.nodes.new("ShaderNodeGroup").node_tree = tree
        shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
    else:
        shader = principled(material)
    tree.links.new(picture(tree).outputs["Color"], shader.inputs["Transmission Weight"])
    shader.inputs["Roughness"].default_value = 0.0
    if alpha == "a map":
        tree.links.new(picture(tree).outputs["Alpha"], shader.inputs["Alpha"])
    else:
        shader.inputs["Alpha"].default_value = alpha
    looks.for_turntable(bpy.context.scene, compat.eevee_id(), [material])
    assert material.surface_render_method == "BLENDED"
    assert not shader.inputs["Transmission Weight"].is_linked
    times = shader.inputs["Alpha"].links[0].from_node
    pane = times.inputs[0].links[0].from_node
    assert [socket.default_value for socket in pane.inputs][1:] == pytest.approx([looks.PANE - 1, 1.0])
    assert pane.inputs[0].links[0].from_node.type == "TEX_IMAGE"
    assert times.inputs[1].is_linked if alpha == "a map" else times.inputs[1].default_value == alpha


def test_workbench_shows_a_dim_light_dimly() -> None:
    thing = figure("Mia", RED)
    (material,) = thing.data.materials
    screen(material)
    principled(material).inputs["Emission Strength"].default_value = 0.1
    assert colours.of_material(material).colour == pytest.approx(tuple(0.1 * value for value in GREEN))
    by_shader("Emission")(material)
    glow = next(n for n in material.node_tree.nodes if n.type == "EMISSION")
    glow.inputs["Color"].default_value, glow.inputs["Strength"].default_value = (1, 1, 1, 1), 0.15
    assert colours.of_material(material).colour == pytest.approx((0.15, 0.15, 0.15))


def test_hair_has_the_colour_of_its_melanin() -> None:
    """Blond, brown and black: EEVEE and Workbench are told."""
    thing = figure("Mia", RED)
    (material,) = thing.data.materials
    melanin(material)
    shader = next(n for n in material.node_tree.nodes if n.type == "BSDF_HAIR_PRINCIPLED")
    found = []
    for amount in (0.1, 0.4, 1.0):
        shader.inputs["Melanin"].default_value = amount
        found.append(colours.of_material(material).colour)
    assert found[0][0] > 0.2 > found[1][0] > 0.02 > found[2][0]
    assert all(red > green > blue for red, green, blue in found)
    looks.for_turntable(bpy.context.scene, compat.eevee_id(), [material])
    assert shader.parametrization == "COLOR"
    assert tuple(shader.inputs["Color"].default_value)[:3] == pytest.approx(found[-1])


def test_what_nodes_scatter_over_a_character_is_known() -> None:
    """Scales of metal on somebody's skin, and a material that nodes set."""
    thing, scale = figure("Mia", RED), figure("Scale", GREEN)
    chrome(scale.data.materials[0])
    given = bpy.data.materials.new("Given")
    tree = bpy.data.node_groups.new("Scales", "GeometryNodeTree")
    tree.nodes.new("GeometryNodeObjectInfo").inputs["Object"].default_value = scale
    tree.nodes.new("GeometryNodeSetMaterial").inputs["Material"].default_value = given
    thing.modifiers.new("Scales", "NODES").node_group = tree
    found = reach.materials_of([thing])
    assert found == [thing.data.materials[0], scale.data.materials[0], given]
    assert reach.lost([thing], found) == [f"{scale.data.materials[0].name} (metal)"]


@pytest.mark.parametrize("wanted", ["eevee", "workbench", "scene"])
def test_the_artist_says_what_films(monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    monkeypatch.setattr(looks, "has_gpu", lambda: False)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    stage = bpy.data.scenes.new("Stage")
    films = looks.engine_of(stage, {"scene": scene.name, "film_with": wanted}, lambda: [])
    assert films == {"eevee": compat.eevee_id(), "workbench": "BLENDER_WORKBENCH", "scene": "CYCLES"}[wanted]


def test_without_a_graphics_card_a_clip_of_eevee_is_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "has_gpu", lambda: False)
    stage = bpy.data.scenes.new("Stage")
    looks.for_turntable(stage, compat.eevee_id(), [])
    assert stage.eevee.taa_render_samples == looks.CLIP_SAMPLES_WITHOUT_GPU
    sized = looks.clip_size(stage, {"width": 1280, "height": 720})
    assert (sized["width"], sized["height"]) == (640, 360), "models take sides of 340 pixels and more"


@pytest.mark.parametrize(("own", "kept"), [("1024", "256"), ("4096", "256"), ("128", "128")])
@pytest.mark.parametrize("graphics", [False, True])
def test_the_processor_keeps_less_of_a_sky(
    monkeypatch: pytest.MonkeyPatch, own: str, kept: str, graphics: bool
) -> None:
    monkeypatch.setattr(looks, "has_gpu", lambda: graphics)
    source = bpy.context.scene
    source.render.engine = "BLENDER_WORKBENCH"
    for film in (lambda s: looks.for_turntable(s, compat.eevee_id(), []), lambda s: looks.for_lit(s, source, [])):
        stage = bpy.data.scenes.new("Stage")
        film(stage)  # one without a world is filmed, too
        stage.world = bpy.data.worlds.new("Sky")
        stage.world.probe_resolution = own
        film(stage)
        assert stage.world.probe_resolution == (own if graphics else kept)


def test_a_missing_picture_is_named() -> None:
    thing = figure("Mia", RED)
    collection("Mia", thing)
    (material,) = thing.data.materials
    textured(material)
    assert reach.missing_pictures([material]) == []
    image = next(n.image for n in material.node_tree.nodes if n.type == "TEX_IMAGE")
    image.source, image.filepath = "FILE", "//gone.png"
    assert reach.missing_pictures([material]) == ["gone.png"]


def test_a_missing_picture_that_leads_nowhere_is_not_named() -> None:
    """Nor one of an environment, which is, where it is shown."""
    (material,) = figure("Mia", RED).data.materials
    tree = material.node_tree
    node = tree.nodes.new("ShaderNodeTexEnvironment")
    node.image = bpy.data.images.new("Matcap", 4, 4)
    node.image.source, node.image.filepath = "FILE", "//matcap.hdr"
    assert reach.missing_pictures([material]) == []
    tree.links.new(node.outputs[0], principled(material).inputs["Base Color"])
    assert reach.missing_pictures([material]) == ["matcap.hdr"]


@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0])
def test_a_node_without_a_picture_is_told_where_it_counts(factor: float) -> None:
    (material,) = figure("Mia", RED).data.materials
    mixed_by(material, factor)
    assert reach.empty_pictures([material]) == ([material.name] if factor else [])


@pytest.mark.parametrize("how", ["range", "multiply", "mix"])
@pytest.mark.parametrize("on", [0.0, 1.0])
def test_a_number_switches_a_picture_off(how: str, on: float) -> None:
    """As groups do for the pictures that nobody gave them: by the ends of a range, a product, a mix."""
    (material,) = figure("Mia", RED).data.materials
    tree = material.node_tree
    node, number = tree.nodes.new("ShaderNodeTexImage"), tree.nodes.new("ShaderNodeValue")
    number.outputs[0].default_value = on
    switch = tree.nodes.new({"range": "ShaderNodeMapRange", "multiply": "ShaderNodeMath", "mix": "ShaderNodeMix"}[how])
    if how == "multiply":
        switch.operation = "MULTIPLY"
    given, seen = {"range": ("Value", "To Max"), "multiply": (0, 1), "mix": ("Factor", "B")}[how]
    tree.links.new(number.outputs[0], switch.inputs[given])
    tree.links.new(node.outputs["Alpha"], switch.inputs[seen])
    tree.links.new(switch.outputs[0], principled(material).inputs["Roughness"])
    assert reach.empty_pictures([material]) == ([material.name] if on else [])


@pytest.mark.parametrize("how", ["light", "sum", "shift"])
def test_a_node_without_a_picture_that_is_only_added_is_not_told(how: str) -> None:
    """It is black, and black adds nothing: light over a colour, a sum of shaders, MToon's shift of a shade."""
    (material,) = figure("Mia", RED).data.materials
    tree, shader = material.node_tree, principled(material)
    node = tree.nodes.new("ShaderNodeTexImage")
    if how == "light":
        shader.inputs["Emission Strength"].default_value = 1.0
        tree.links.new(node.outputs[0], shader.inputs["Emission Color"])
    elif how == "sum":
        both, glow = tree.nodes.new("ShaderNodeAddShader"), tree.nodes.new("ShaderNodeEmission")
        tree.links.new(node.outputs[0], glow.inputs["Color"])
        tree.links.new(shader.outputs[0], both.inputs[0])
        tree.links.new(glow.outputs[0], both.inputs[1])
        tree.links.new(both.outputs[0], output_of(material).inputs["Surface"])
    else:
        parts, scale, moved = (tree.nodes.new(f"ShaderNode{k}") for k in ("SeparateColor", "Math", "Math"))
        scale.operation, moved.operation = "MULTIPLY", "ADD"
        tree.links.new(node.outputs[0], parts.inputs[0])
        tree.links.new(parts.outputs[0], scale.inputs[0])
        tree.links.new(scale.outputs[0], moved.inputs[0])
        tree.links.new(moved.outputs[0], shader.inputs["Roughness"])
    assert reach.empty_pictures([material]) == []
    tree.links.new(node.outputs[0], shader.inputs["Base Color"])
    assert reach.empty_pictures([material]) == [material.name]


@pytest.mark.parametrize("given", ["not linked", "of its own", "of the group"])
def test_empty_pictures_of_a_shader_group_are_told_where_they_count(given: str) -> None:
    """As MToon's groups have them: a factor in the group, or that is given to it, shuts the picture out."""
    (material,) = figure("Mia", RED).data.materials
    tree, inner = material.node_tree, bpy.data.node_groups.new("MToon", "ShaderNodeTree")
    for name, kind in (("Texture", "NodeSocketColor"), ("Strength", "NodeSocketFloat")):
        inner.interface.new_socket(name, in_out="INPUT", socket_type=kind)
    inner.interface.new_socket("Shader", in_out="OUTPUT", socket_type="NodeSocketShader")
    first, light, last = (inner.nodes.new(k) for k in ("NodeGroupInput", "ShaderNodeEmission", "NodeGroupOutput"))
    inner.links.new(first.outputs["Texture"], light.inputs["Color"])
    inner.links.new(light.outputs[0], last.inputs[0])
    if given == "of the group":
        inner.links.new(first.outputs["Strength"], light.inputs["Strength"])
    node = tree.nodes.new("ShaderNodeGroup")
    node.node_tree = inner
    if given != "not linked":
        tree.links.new(tree.nodes.new("ShaderNodeTexImage").outputs[0], node.inputs["Texture"])
    tree.links.new(node.outputs[0], output_of(material).inputs["Surface"])
    node.inputs["Strength"].default_value = 0.0
    assert reach.empty_pictures([material]) == ([material.name] if given == "of its own" else [])
    node.inputs["Strength"].default_value = 1.0
    assert reach.empty_pictures([material]) == ([] if given == "not linked" else [material.name])


def test_what_eevee_shows_is_what_counts() -> None:
    """A material may have another output for Cycles, and 4.5 one whose nodes are turned off."""
    (material,) = figure("Mia", RED).data.materials
    tree = material.node_tree
    other, blue = tree.nodes.new("ShaderNodeOutputMaterial"), tree.nodes.new("ShaderNodeBsdfDiffuse")
    blue.inputs["Color"].default_value = (0, 0, 1, 1)
    tree.links.new(blue.outputs[0], other.inputs[0])
    output_of(material).target, other.target, other.is_active_output = "EEVEE", "CYCLES", True
    assert colours.of_material(material).colour == pytest.approx(RED)
    tree.nodes.remove(output_of(material))
    assert colours.of_material(material).colour == pytest.approx((0, 0, 1)), "Cycles' alone"
    if bpy.app.version < (5, 0):
        material.use_nodes = False
        assert colours.of_material(material).colour is None
        assert reach.lost([], [material]) == []


def test_a_muted_node_lets_what_is_linked_to_it_through() -> None:
    """Where nothing is, Blender's lines differ in what comes out: EEVEE films it."""
    (material,) = figure("Mia", RED).data.materials
    tree = material.node_tree
    turn, green = tree.nodes.new("ShaderNodeGamma"), tree.nodes.new("ShaderNodeRGB")
    green.outputs[0].default_value, turn.mute = (*GREEN, 1), True
    link = tree.links.new(turn.outputs[0], principled(material).inputs["Base Color"])
    assert colours.of_material(material).mixed
    tree.links.new(green.outputs[0], turn.inputs["Color"])
    assert colours.of_material(material) == colours.Own(colour=pytest.approx(GREEN))
    link.is_muted = True
    assert colours.of_material(material) == colours.Own(colour=pytest.approx(RED))


@pytest.mark.parametrize("kind", ["Material", "Object", "Collection"])
def test_what_is_chosen_on_a_modifier_of_nodes_is_known(kind: str) -> None:
    thing, scale = figure("Mia", RED), figure("Scale", GREEN)
    (gold,) = scale.data.materials
    chrome(gold)
    tree = bpy.data.node_groups.new("Dress", "GeometryNodeTree")
    tree.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    name = tree.interface.new_socket("What", in_out="INPUT", socket_type=f"NodeSocket{kind}").identifier
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    modifier: Any = thing.modifiers.new("Dress", "NODES")
    modifier.node_group = tree
    assert gold not in reach.materials_of([thing])
    value = {"Material": gold, "Object": scale, "Collection": collection("Scales", scale)}[kind]
    if hasattr(modifier, "properties"):
        getattr(modifier.properties.inputs, name).value = value
    else:
        modifier[name] = value
    assert gold in reach.materials_of([thing])


def test_workbench_shows_no_paint_of_strands() -> None:
    (material,) = figure("Mia", RED).data.materials
    painted(material)
    strands: Any = bpy.data.objects.new("Hair", bpy.data.hair_curves.new("Hair"))
    strands.data.materials.append(material)
    mesh = bpy.data.objects["Mia"]
    assert reach.lost([mesh], [material]) == []
    assert reach.lost([mesh, strands], [material]) == [f"{material.name} (colours by nodes)"]


@pytest.mark.parametrize(
    ("makes", "told"),
    [(("MeshToPoints",), True), (("MeshToCurve",), True), (("DistributePointsOnFaces",), True),
     (("DistributePointsOnFaces", "InstanceOnPoints"), False), (("MeshToCurve", "CurveToMesh"), False)],
)  # fmt: skip
def test_workbench_shows_no_paint_of_what_nodes_make_points_of(makes: tuple[str, ...], *, told: bool) -> None:
    """A scan, shown as a cloud."""
    mesh = figure("Mia", RED)
    (material,) = mesh.data.materials
    painted(material)
    tree = bpy.data.node_groups.new("Cloud", "GeometryNodeTree")
    for kind in makes:
        tree.nodes.new(f"GeometryNode{kind}")
    mesh.modifiers.new("Cloud", "NODES").node_group = tree
    assert reach.lost([mesh], reach.materials_of([mesh])) == ([f"{material.name} (colours by nodes)"] if told else [])


def test_a_missing_tile_of_a_picture_is_named(tmp_path: Path) -> None:
    """As film characters have them: a file a tile."""
    thing = figure("Mia", RED)
    (material,) = thing.data.materials
    textured(material)
    image = next(n.image for n in material.node_tree.nodes if n.type == "TEX_IMAGE")
    image.source, image.filepath = "TILED", str(tmp_path / "skin.<UDIM>.png")
    image.tiles.new(1002)
    assert reach.missing_pictures([material]) == ["skin.<UDIM>.png"]
    (tmp_path / "skin.1001.png").write_bytes(PNG)
    assert reach.missing_pictures([material]) == ["skin.1002.png"]
    assert reach.lost([thing], [material]) == [f"{material.name} (a picture laid otherwise)"]
    (tmp_path / "skin.1002.png").write_bytes(PNG)
    assert reach.missing_pictures([material]) == reach.lost([thing], [material]) == []


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", " (a Git LFS pointer: git lfs pull)"),
        (b"<!DOCTYPE html><html>", " (text)"), (b"", " (empty)"), (PNG, None), (b"#?RADIANCE\n", None),
        (b"\x00\x00\x02" + b"\x00" * 9, None),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_picture_is_named_with_what_it_holds(
    held: bytes, told: str | None, tmp_path: Path
) -> None:
    """Repositories leave pointers where pictures were, downloads leave pages: Blender shows magenta for both."""
    (material,) = figure("Mia", RED).data.materials
    textured(material)
    image = next(n.image for n in material.node_tree.nodes if n.type == "TEX_IMAGE")
    (tmp_path / "skin.tga").write_bytes(held)
    image.source, image.filepath = "FILE", str(tmp_path / "skin.tga")
    assert reach.missing_pictures([material]) == ([] if told is None else [f"skin.tga{told}"])


@pytest.mark.parametrize("how", ["alpha", "mixed", "specular", "cut out"])
def test_a_dome_is_even_and_hair_exact(how: str) -> None:
    """Two samples make noise of what lets the same share through everywhere; sorted layers blur what a picture cuts."""
    thing = figure("Mia", RED)
    (material,) = thing.data.materials
    tree = material.node_tree
    if how == "alpha":
        principled(material).inputs["Alpha"].default_value = 0.3
    elif how == "cut out":
        cards(material)
    elif how == "specular":
        by_shader("EeveeSpecular")(material)
        next(n for n in tree.nodes if n.type == "EEVEE_SPECULAR").inputs["Transparency"].default_value = 0.8
    else:
        edge, mix, clear = (tree.nodes.new(f"ShaderNode{k}") for k in ("Fresnel", "MixShader", "BsdfTransparent"))
        for source, target in ((edge, 0), (clear, 1), (principled(material), 2)):
            tree.links.new(source.outputs[0], mix.inputs[target])
    looks.for_turntable(bpy.context.scene, compat.eevee_id(), [material])
    assert material.surface_render_method == ("DITHERED" if how == "cut out" else "BLENDED")


def test_light_keeps_its_hue_and_glass_shows_who_is_in_it() -> None:
    """Stronger than white all light is white; EEVEE shows only the sky in glass."""
    thing = figure("Mia", RED)
    (material,) = thing.data.materials
    dome(material)
    neon(material)
    principled(material).inputs["Roughness"].default_value = 0.0
    tree = material.node_tree
    glass = tree.nodes.new("ShaderNodeBsdfGlass")
    output = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
    looks.for_turntable(bpy.context.scene, compat.eevee_id(), [material])
    shader = principled(material)
    light, strength = reach.light_of(shader)
    assert max(light.default_value[:3]) * strength.default_value == pytest.approx(1)
    assert shader.inputs["Transmission Weight"].default_value == 0
    (pane,) = (link.to_node for link in shader.outputs[0].links)
    clear = pane.inputs[1].links[0].from_node
    assert pane.inputs[0].default_value == pytest.approx(looks.PANE)
    assert clear.type == "BSDF_TRANSPARENT"
    assert tuple(clear.inputs[0].links[0].from_node.inputs[0].default_value)[:3] == pytest.approx(RED)
    tint = tree.nodes.new("ShaderNodeRGB")
    tree.links.new(tint.outputs[0], glass.inputs["Color"])
    tree.links.new(glass.outputs[0], output.inputs["Surface"])
    looks.for_turntable(bpy.context.scene, compat.eevee_id(), [material])
    pane = output.inputs["Surface"].links[0].from_node
    assert pane.type == "MIX_SHADER"
    frosted = pane.inputs[1].links[0].from_node
    parts = (*frosted.inputs[1:], pane.inputs[2])
    assert [s.links[0].from_node.inputs[0].links[0].from_node for s in parts] == [tint] * 3


@pytest.mark.parametrize("held", ["beside", "instanced", "scattered"])
def test_things_of_one_mesh_are_filmed_in_materials_of_their_own(held: str) -> None:
    """The second of two uniforms was white: its mesh had been seen."""
    first = figure("Mia", RED)
    second: Any = bpy.data.objects.new("Rook", first.data)
    second.location.x = 2
    green = bpy.data.materials.new("Green")
    if green.node_tree is None:
        green.use_nodes = True
    principled(green).inputs["Base Color"].default_value = (*GREEN, 1)
    second.material_slots[0].link = "OBJECT"
    second.material_slots[0].material = green
    pair = collection("Pair", first, second)
    shown = pair
    if held == "instanced":
        stand: Any = bpy.data.objects.new("Stand", None)
        stand.instance_type, stand.instance_collection = "COLLECTION", pair
        shown = collection("Held", stand)
    elif held == "scattered":
        second.location.x = 0
        first.instance_type, second.parent = "VERTS", first
    stage = turntable.build(shown, {**capture(shown), "film_with": "workbench"})
    assert {"Green", first.data.materials[0].name_full} <= stage.path.materials
    assert green.diffuse_color[:3] == pytest.approx(GREEN)


def mapped(thing: Any, pixels: float) -> None:
    """Each face over so many pixels of a picture of 256 by 1."""
    layer = thing.data.uv_layers.new(name="Map")
    for face in thing.data.polygons:
        for number, corner in enumerate(face.loop_indices):
            layer.data[corner].uv = ((face.index * 8.5 + pixels * (number % 2)) / 256, 0.5)


@pytest.mark.parametrize(
    ("pixels", "other", "projection", "filter_"),
    [
        (0.0, None, "FLAT", "Closest"), (0.5, None, "FLAT", "Closest"), (40.0, None, "FLAT", "Linear"),
        (0.0, 40.0, "FLAT", "Linear"), (40.0, None, "BOX", "Closest"), (40.0, None, "SPHERE", "Linear"),
    ],
)  # fmt: skip
def test_a_palette_is_not_blurred_on_the_processor(
    monkeypatch: pytest.MonkeyPatch, pixels: float, other: float | None, projection: str, filter_: str
) -> None:
    """Of voxels each face has one pixel; one that another mesh shows larger is a picture."""
    thing = figure("Mia", RED)
    (material,) = thing.data.materials
    node = picture(material.node_tree)
    node.image = bpy.data.images.new("Palette", 256, 1)
    node.projection = projection
    material.node_tree.links.new(node.outputs["Color"], principled(material).inputs["Base Color"])
    mapped(thing, pixels)
    if other is not None:
        twin: Any = bpy.data.objects.new("Twin", thing.data.copy())
        twin.data.uv_layers.remove(twin.data.uv_layers[0])
        mapped(twin, other)
    for has_gpu in (True, False):
        monkeypatch.setattr(looks, "has_gpu", lambda has_gpu=has_gpu: has_gpu)
        looks.for_turntable(bpy.context.scene, compat.eevee_id(), [material])
        assert node.interpolation == ("Linear" if has_gpu else filter_)


def by_texture_coordinates(output: str, moved: bool = False) -> Callable[[Any], Any]:
    def place(tree: Any) -> Any:
        socket = tree.nodes.new("ShaderNodeTexCoord").outputs[output]
        if not moved:
            return socket
        mapping = tree.nodes.new("ShaderNodeMapping")
        tree.links.new(socket, mapping.inputs["Vector"])
        return mapping.outputs[0]

    return place


def by_one_side(tree: Any) -> Any:
    """Of a kit that lays pictures from three sides."""
    parts, flat = tree.nodes.new("ShaderNodeSeparateXYZ"), tree.nodes.new("ShaderNodeCombineXYZ")
    tree.links.new(tree.nodes.new("ShaderNodeNewGeometry").outputs["Position"], parts.inputs[0])
    tree.links.new(parts.outputs["Z"], flat.inputs["Y"])
    return flat.outputs[0]


@pytest.mark.parametrize("grouped", [False, True])
@pytest.mark.parametrize(
    ("place", "filter_"),
    [
        (by_texture_coordinates("Object"), "Closest"), (by_texture_coordinates("Generated", True), "Closest"),
        (by_one_side, "Closest"), (by_texture_coordinates("UV"), "Linear"),
        (by_texture_coordinates("UV", True), "Linear"),
    ],
)  # fmt: skip
def test_a_picture_laid_by_where_a_surface_is_becomes_no_noise_on_the_processor(
    monkeypatch: pytest.MonkeyPatch, place: Callable[[Any], Any], filter_: str, grouped: bool
) -> None:
    """Beside it a noise goes by the place in space: that changes nothing for what lies on the map."""
    thing = figure("Mia", RED)
    mapped(thing, 40.0)
    (material,) = thing.data.materials
    tree = material.node_tree
    inner: Any = bpy.data.node_groups.new("Kit", "ShaderNodeTree") if grouped else tree
    node = picture(inner)
    node.image = bpy.data.images.new("Wide", 256, 1)
    inner.links.new(place(inner), node.inputs["Vector"])
    colour = node.outputs["Color"]
    if grouped:
        inner.interface.new_socket("Color", in_out="OUTPUT", socket_type="NodeSocketColor")
        inner.links.new(colour, inner.nodes.new("NodeGroupOutput").inputs[0])
        kit = tree.nodes.new("ShaderNodeGroup")
        kit.node_tree = inner
        colour = kit.outputs[0]
    noise = tree.nodes.new("ShaderNodeTexNoise")
    tree.links.new(by_texture_coordinates("Object")(tree), noise.inputs["Vector"])
    tree.links.new(colour, principled(material).inputs["Base Color"])
    tree.links.new(noise.outputs[0], principled(material).inputs["Roughness"])
    monkeypatch.setattr(looks, "has_gpu", lambda: False)
    looks.for_turntable(bpy.context.scene, compat.eevee_id(), [material])
    assert node.interpolation == filter_


def test_brushed_metal_is_what_eevee_does_not_show() -> None:
    thing = figure("Mia", RED)
    (material,) = thing.data.materials
    shader = principled(material)
    shader.inputs["Anisotropic"].default_value = 0.8
    assert reach.lost([thing], [material]) == [], "what is no metal hardly shines"
    shader.inputs["Metallic"].default_value = 1.0
    assert reach.lost([thing], [material]) == [f"{material.name} ({reach.ALONE})"]
    shader.inputs["Anisotropic"].default_value = 0.1
    assert reach.lost([thing], [material]) == [f"{material.name} (metal)"]
    gloss = material.node_tree.nodes.new("ShaderNodeBsdfAnisotropic")
    gloss.inputs["Anisotropy"].default_value = -0.8
    output = next(n for n in material.node_tree.nodes if n.type == "OUTPUT_MATERIAL")
    material.node_tree.links.new(gloss.outputs[0], output.inputs["Surface"])
    assert reach.lost([thing], [material]) == [f"{material.name} ({reach.ALONE})"]
