# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fifth set of materials, built otherwise than those that the rules were made on. Each case says what is right: that
is seen in its picture, or told. Runs in the bpy module, by `first.main`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from .first import SHIRT, SKIN, Figure, checked, group, halves, noded, painted, picture, shader_of


def output_of(material: Any) -> Any:
    return next(n for n in material.node_tree.nodes if n.type == "OUTPUT_MATERIAL")


def mixed(f: Figure, *shaders: Any, factor: Any = 0.5) -> Any:
    """A mix of two shaders by a number or a socket, on the surface."""
    mix = f.node("MixShader")
    if isinstance(factor, float):
        mix.inputs[0].default_value = factor
    else:
        f.link(factor, mix.inputs[0])
    for number, shader in enumerate(shaders, 1):
        f.link(shader, mix.inputs[number])
    f.surface(mix.outputs[0])
    return mix


def on_disk(name: str, folder: Path, colour: tuple[float, float, float]) -> Path:
    image: Any = bpy.data.images.new(name, 64, 64)
    image.pixels.foreach_set(np.tile((*colour, 1.0), 64 * 64).astype(np.float32))
    image.file_format = "PNG"
    path = folder / f"{name}.png"
    image.save(filepath=str(path))
    bpy.data.images.remove(image)
    return path


def picture_node_without_picture(f: Figure) -> None:
    """Told: EEVEE shows black, Cycles magenta."""
    f.link(f.node("TexImage").outputs[0], f.shader.inputs["Base Color"])


def lost_matcap(f: Figure) -> None:
    """Told: an environment picture that is not there is magenta."""
    node = f.node("TexEnvironment")
    node.image = bpy.data.images.new("Matcap", 4, 4)
    node.image.source, node.image.filepath = "FILE", "//matcap.hdr"
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def lost_picture_that_nothing_uses(f: Figure) -> None:
    """Skin, and nothing told: the node leads nowhere."""
    node = f.node("TexImage")
    node.image = bpy.data.images.new("Lost", 4, 4)
    node.image.source, node.image.filepath = "FILE", "//gone.png"


def glass_that_nothing_uses(f: Figure) -> None:
    """Skin, and nothing told."""
    f.node("BsdfGlass")
    f.node("Emission", Strength=20.0)


def two_outputs(f: Figure) -> None:
    """Green: the output for EEVEE; blue is that for Cycles."""
    f.shader.inputs["Base Color"].default_value = (0.02, 0.5, 0.05, 1)
    output_of(f.material).target = "EEVEE"
    other, blue = f.node("OutputMaterial"), f.node("BsdfDiffuse", Color=SHIRT)
    other.target = "CYCLES"
    f.link(blue.outputs[0], other.inputs[0])
    other.is_active_output = True


def muted_tint(f: Figure) -> None:
    """Blue: the tint is muted, what is linked to it first goes through."""
    blue = f.node("RGB")
    blue.outputs[0].default_value = SHIRT
    mix = f.node("Mix")
    mix.data_type, mix.blend_type, mix.mute = "RGBA", "MULTIPLY", True
    mix.inputs[7].default_value, mix.inputs[0].default_value = (1, 0, 0, 1), 1.0
    f.link(blue.outputs[0], mix.inputs[6])
    f.link(mix.outputs[2], f.shader.inputs["Base Color"])


def picture_without_a_map(f: Figure) -> None:
    """One colour of the picture's corner: the mesh has no map."""
    layers = f.head.data.uv_layers
    while len(layers):
        layers.remove(layers[0])
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])


def blushing(f: Figure) -> None:
    """Red at the first frame, or told that it changes."""
    colour = f.shader.inputs["Base Color"]
    colour.default_value = SHIRT
    colour.keyframe_insert("default_value", frame=20)
    colour.default_value = (0.8, 0.02, 0.02, 1)
    colour.keyframe_insert("default_value", frame=1)


def driven_colour(f: Figure) -> None:
    """Green by a driver."""
    colour = f.shader.inputs["Base Color"]
    for channel, value in enumerate(("0.02", "0.5", "0.05")):
        colour.driver_add("default_value", channel).driver.expression = value


def specular_of_eevee(f: Figure) -> None:
    """Gone: wholly transparent by EEVEE's own shader; a body beside it."""
    dome = f.paint(f.ball("Dome", 1.3), "Dome")
    clear = f.node("EeveeSpecular", dome.node_tree, Transparency=0.8)
    f.link(clear.outputs[0], output_of(dome).inputs[0], dome.node_tree)


def glow_of_eevee(f: Figure) -> None:
    """A picture of light by EEVEE's own shader."""
    glow = f.node("EeveeSpecular", Base_Color=(0, 0, 0, 1))
    f.link(picture(f).outputs[0], glow.inputs["Emissive Color"])
    f.surface(glow.outputs[0])


def hair_curves(f: Figure) -> None:
    """Strands, dark at the root and light at the tip."""
    curves: Any = bpy.data.hair_curves.new("Hair")
    curves.add_curves([8] * 200)
    places = np.empty((1600, 3), np.float32)
    chance = np.random.default_rng(3)
    starts = np.repeat(chance.normal((0, 0, 0.7), 0.35, (200, 3)), 8, axis=0)
    places[:] = starts + np.tile(np.linspace(0, 0.9, 8), 200)[:, None] * (0, 0, 1)
    curves.points.foreach_set("position", places.ravel())
    radius = curves.attributes.get("radius") or curves.attributes.new("radius", "FLOAT", "POINT")
    radius.data.foreach_set("value", np.full(1600, 0.02, np.float32))
    thing: Any = bpy.data.objects.new("Hair", curves)
    bpy.context.scene.collection.objects.link(thing)
    f.things.append(thing)
    hair = f.paint(thing, "Hair")
    along, ramp = f.node("HairInfo", hair.node_tree), f.node("ValToRGB", hair.node_tree)
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = (0.2, 0.02, 0.02, 1), (0.9, 0.8, 0.1, 1)
    f.link(along.outputs["Intercept"], ramp.inputs[0], hair.node_tree)
    f.link(ramp.outputs[0], shader_of(hair).inputs["Base Color"], hair.node_tree)


def painted_points(f: Figure) -> None:
    """A cloud of points in colours of their own. 4.5 makes none by itself."""
    cloud: Any = bpy.data.pointclouds.new("Cloud")
    if not hasattr(cloud, "resize"):
        return
    cloud.resize(400)
    places = np.random.default_rng(5).normal(0, 0.5, (400, 3)).astype(np.float32)
    cloud.points.foreach_set("co", places.ravel())
    radius = cloud.attributes.get("radius") or cloud.attributes.new("radius", "FLOAT", "POINT")
    radius.data.foreach_set("value", np.full(400, 0.08, np.float32))
    colours = cloud.attributes.new("Col", "FLOAT_COLOR", "POINT")
    colours.data.foreach_set("color", np.array([halves(Vector(p)) for p in places], np.float32).ravel())
    thing: Any = bpy.data.objects.new("Cloud", cloud)
    bpy.context.scene.collection.objects.link(thing)
    f.things[:] = [thing]
    dots = f.paint(thing, "Dots")
    colour = f.node("Attribute", dots.node_tree)
    colour.attribute_name = "Col"
    f.link(colour.outputs[0], shader_of(dots).inputs["Base Color"], dots.node_tree)


def material_of_a_modifier(f: Figure) -> None:
    """Gold, chosen on the modifier of geometry nodes."""
    gold = noded("Gold")
    shader_of(gold).inputs["Base Color"].default_value = (0.8, 0.5, 0.1, 1)
    shader_of(gold).inputs["Metallic"].default_value = 1.0
    tree: Any = bpy.data.node_groups.new("Dress", "GeometryNodeTree")
    tree.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    chosen = tree.interface.new_socket("Material", in_out="INPUT", socket_type="NodeSocketMaterial")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    given, sets, out = (tree.nodes.new(k) for k in ("NodeGroupInput", "GeometryNodeSetMaterial", "NodeGroupOutput"))
    tree.links.new(given.outputs[0], sets.inputs["Geometry"])
    tree.links.new(given.outputs[1], sets.inputs["Material"])
    tree.links.new(sets.outputs[0], out.inputs[0])
    modifier: Any = f.head.modifiers.new("Dress", "NODES")
    modifier.node_group = tree
    if hasattr(modifier, "properties"):
        getattr(modifier.properties.inputs, chosen.identifier).value = gold
    else:
        modifier[chosen.identifier] = gold


def slot_of_the_object(f: Figure) -> None:
    """Blue: the object's slot, not the mesh's."""
    blue = noded("Blue")
    shader_of(blue).inputs["Base Color"].default_value = SHIRT
    f.head.material_slots[0].link = "OBJECT"
    f.head.material_slots[0].material = blue


def mask_of_two_skins(f: Figure) -> None:
    """A picture says where cloth is and where skin."""
    cloth = f.node("BsdfDiffuse", Color=SHIRT)
    mixed(f, f.shader.outputs[0], cloth.outputs[0], factor=picture(f, holes=True).outputs["Alpha"])


def added_screen(f: Figure) -> None:
    """Black with a picture of light, by a sum of shaders."""
    both, dark, glow = f.node("AddShader"), f.node("BsdfDiffuse", Color=(0, 0, 0, 1)), f.node("Emission")
    f.link(picture(f).outputs[0], glow.inputs[0])
    f.link(dark.outputs[0], both.inputs[0])
    f.link(glow.outputs[0], both.inputs[1])
    f.surface(both.outputs[0])


def raw_noise(f: Figure) -> None:
    """Colours of noise, without a ramp."""
    noise = f.node("TexNoise", Scale=3.0)
    f.link(noise.outputs["Color"], f.shader.inputs["Base Color"])


def backs_of_another_colour(f: Figure) -> None:
    """A cape, blue from behind; the camera sees its back."""
    sheet = f.cards("Cape")
    sheet.rotation_euler = (-1.4, 0, 0)
    cape = f.paint(sheet, "Cape")
    side, mix = f.node("NewGeometry", cape.node_tree), f.node("Mix", cape.node_tree)
    mix.data_type = "RGBA"
    mix.inputs[6].default_value, mix.inputs[7].default_value = SKIN, SHIRT
    f.link(side.outputs["Backfacing"], mix.inputs[0], cape.node_tree)
    f.link(mix.outputs[2], shader_of(cape).inputs["Base Color"], cape.node_tree)


def light_path_trick(f: Figure) -> None:
    """A body that throws no shadow: transparent to shadow rays alone."""
    ray, clear = f.node("LightPath"), f.node("BsdfTransparent")
    mixed(f, f.shader.outputs[0], clear.outputs[0], factor=ray.outputs["Is Shadow Ray"])


def tiles(f: Figure) -> None:
    """Two tiles of a picture: red and blue halves."""
    folder = Path(tempfile.mkdtemp(prefix="tiles"))
    for number, colour in ((1001, (0.8, 0.05, 0.05)), (1002, (0.05, 0.1, 0.8))):
        on_disk(f"skin.{number}", folder, colour)
    image: Any = bpy.data.images.load(str(folder / "skin.1001.png"))
    image.source = "TILED"
    image.filepath = str(folder / "skin.<UDIM>.png")
    image.tiles.new(1002)
    node = f.node("TexImage")
    node.image = image
    layer = f.head.data.uv_layers.active
    values = np.empty(len(layer.data) * 2, np.float32)
    layer.data.foreach_get("uv", values)
    values[::2] *= 1.999
    layer.data.foreach_set("uv", values)
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def sequence(f: Figure) -> None:
    """The sequence's first picture, red; later ones are blue."""
    folder = Path(tempfile.mkdtemp(prefix="sequence"))
    for number, colour in ((1, (0.8, 0.05, 0.05)), (2, (0.05, 0.1, 0.8)), (3, (0.05, 0.1, 0.8))):
        on_disk(f"face_{number:04}", folder, colour)
    node = f.node("TexImage")
    node.image = bpy.data.images.load(str(folder / "face_0001.png"))
    node.image.source = "SEQUENCE"
    node.image_user.frame_duration, node.image_user.frame_start, node.image_user.use_auto_refresh = 3, 1, True
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def generated(f: Figure) -> None:
    """Blender's own grid of colours."""
    node = f.node("TexImage")
    node.image = bpy.data.images.new("Grid", 256, 256)
    node.image.generated_type = "COLOR_GRID"
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def layered_uv_by_nodes(f: Figure) -> None:
    """A picture upon a map that nodes store; told or shown."""
    picture_without_a_map(f)
    tree: Any = bpy.data.node_groups.new("Map", "GeometryNodeTree")
    for way in ("INPUT", "OUTPUT"):
        tree.interface.new_socket("Geometry", in_out=way, socket_type="NodeSocketGeometry")
    given, place, store, out = (
        tree.nodes.new(k)
        for k in ("NodeGroupInput", "GeometryNodeInputPosition", "GeometryNodeStoreNamedAttribute", "NodeGroupOutput")
    )
    store.data_type, store.domain = "FLOAT2", "CORNER"
    store.inputs["Name"].default_value = "UVMap"
    tree.links.new(given.outputs[0], store.inputs["Geometry"])
    tree.links.new(place.outputs[0], next(s for s in store.inputs if s.name == "Value" and s.enabled))
    tree.links.new(store.outputs[0], out.inputs[0])
    f.head.modifiers.new("Map", "NODES").node_group = tree


def subsurface(f: Figure) -> None:
    """Skin that is lit from within."""
    f.surface(f.node("SubsurfaceScattering", Color=SKIN).outputs[0])


def leaf(f: Figure) -> None:
    """A leaf that light goes through, by a group."""

    def fill(tree: Any) -> Any:
        both, dull, through = f.node("AddShader", tree), f.node("BsdfDiffuse", tree), f.node("BsdfTranslucent", tree)
        dull.inputs[0].default_value = through.inputs[0].default_value = (0.1, 0.4, 0.05, 1)
        f.link(dull.outputs[0], both.inputs[0], tree)
        f.link(through.outputs[0], both.inputs[1], tree)
        return both.outputs[0]

    f.surface(group(f, "Shader", fill).outputs[0])


def strand_by_chance(f: Figure) -> None:
    """Colours of scattered balls, by what the instancer gives each."""
    ball = f.ball("Bead", 0.2)
    ball.hide_render = True
    bead = f.paint(ball, "Bead")
    info, turn = f.node("ObjectInfo", bead.node_tree), f.node("HueSaturation", bead.node_tree)
    turn.inputs["Color"].default_value = (0.8, 0.1, 0.1, 1)
    f.link(info.outputs["Random"], turn.inputs["Hue"], bead.node_tree)
    f.link(turn.outputs[0], shader_of(bead).inputs["Base Color"], bead.node_tree)
    tree: Any = bpy.data.node_groups.new("Beads", "GeometryNodeTree")
    for way in ("INPUT", "OUTPUT"):
        tree.interface.new_socket("Geometry", in_out=way, socket_type="NodeSocketGeometry")
    given, thing, points, out = (
        tree.nodes.new(k)
        for k in ("NodeGroupInput", "GeometryNodeObjectInfo", "GeometryNodeInstanceOnPoints", "NodeGroupOutput")
    )
    thing.inputs["Object"].default_value = ball
    tree.links.new(given.outputs[0], points.inputs["Points"])
    tree.links.new(thing.outputs["Geometry"], points.inputs["Instance"])
    tree.links.new(points.outputs[0], out.inputs[0])
    bpy.ops.mesh.primitive_cube_add(size=1.2, location=(0, 0, 1.2))
    holder = f._own("Holder")
    holder.modifiers.new("Beads", "NODES").node_group = tree


def wet_lips(f: Figure) -> None:
    """Skin with a picture of what is metal, by an attribute of the mesh."""
    painted(f.head, "Metal", lambda p: (1, 1, 1, 1) if p.x > 0 else (0, 0, 0, 1))
    value = f.node("Attribute")
    value.attribute_name = "Metal"
    f.link(value.outputs["Fac"], f.shader.inputs["Metallic"])


def nodes_turned_off(f: Figure) -> None:
    """Green in 4.5, where a material may have nodes and not use them; skin since, where it always does."""
    f.material.diffuse_color = (0.02, 0.5, 0.05, 1)
    f.material.use_nodes = False


def thin_wall(f: Figure) -> None:
    """A lamp's shade of a tint, by numbers of a group that a value gives."""

    def fill(tree: Any) -> Any:
        shader, value = f.node("BsdfPrincipled", tree, Base_Color=SKIN), f.node("Value", tree)
        value.outputs[0].default_value = 0.4
        f.link(value.outputs[0], shader.inputs["Alpha"], tree)
        return shader.outputs[0]

    f.surface(group(f, "Shader", fill).outputs[0])


def curves_of_colour(f: Figure) -> None:
    """A picture whose colours are turned round."""
    turn = f.node("Invert")
    f.link(picture(f).outputs[0], turn.inputs["Color"])
    f.link(turn.outputs[0], f.shader.inputs["Base Color"])


def plain_beside_picture(f: Figure) -> None:
    """Skin, and a hat of squares: both on one mesh."""
    hat = noded("Hat")
    f.head.data.materials.append(hat)
    for polygon in f.head.data.polygons:
        polygon.material_index = int(polygon.center.z > 0.3)
    node = f.node("TexImage", hat.node_tree)
    node.image = checked()
    f.link(node.outputs[0], shader_of(hat).inputs["Base Color"], hat.node_tree)


def rerouted(f: Figure) -> None:
    """The picture's squares, through dots and a frame."""
    first, second = (f.tree.nodes.new("NodeReroute") for _ in range(2))
    f.link(picture(f).outputs[0], first.inputs[0])
    f.link(first.outputs[0], second.inputs[0])
    f.link(second.outputs[0], f.shader.inputs["Base Color"])


CASES = (
    picture_node_without_picture, lost_matcap, lost_picture_that_nothing_uses, glass_that_nothing_uses, two_outputs,
    muted_tint, picture_without_a_map, blushing, driven_colour, specular_of_eevee, glow_of_eevee, hair_curves,
    painted_points, material_of_a_modifier, slot_of_the_object, mask_of_two_skins, added_screen, raw_noise,
    backs_of_another_colour, light_path_trick, tiles, sequence, generated, layered_uv_by_nodes, subsurface, leaf,
    strand_by_chance, wet_lips, nodes_turned_off, thin_wall, curves_of_colour, plain_beside_picture, rerouted,
)  # fmt: skip
BY_EEVEE = {"two_outputs", "specular_of_eevee", "glow_of_eevee", "light_path_trick"}
"""Compared with EEVEE: Cycles shows them otherwise, or not."""
