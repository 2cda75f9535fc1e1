# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Others of the kinds that the eighth and the tenth set found wrong: hulls that are joined to what they outline, light
that something makes strong, visors with a tint; what fades evenly, frost, polish by a map. Each case says what is
right; written down before any was filmed. Runs in the bpy module, by `first.main`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bmesh

from .asked import kit, used
from .first import INK, SHIRT, Figure, noded, painted, picture, shader_of
from .fresh import output_of
from .imported import again

ORANGE = (1.0, 0.25, 0.02, 1)


def _ink() -> Any:
    ink = noded("Ink")
    ink.use_backface_culling = True
    shader_of(ink).inputs["Base Color"].default_value = INK
    return ink


def _add_hull(f: Figure, ink: Any, keep: Callable[[Any], bool], size: float = 1.05) -> None:
    """Join to the head's mesh a larger copy of those faces that `keep` chooses, turned inside out, in ink."""
    number = len(f.head.data.materials)
    f.head.data.materials.append(ink)
    body = bmesh.new()
    body.from_mesh(f.head.data)
    chosen = [face for face in body.faces if keep(face)]
    made = bmesh.ops.duplicate(body, geom=chosen)["geom"]
    faces = [part for part in made if isinstance(part, bmesh.types.BMFace)]
    for corner in {corner for face in faces for corner in face.verts}:
        corner.co *= size
    bmesh.ops.reverse_faces(body, faces=faces)
    for face in faces:
        face.material_index = number
    body.to_mesh(f.head.data)
    body.free()


def hull_around_two(f: Figure) -> None:
    """Skin below, blue above, a dark outline around both: one mesh of three materials."""
    blue = f.paint(f.head, "Hood")
    shader_of(blue).inputs["Base Color"].default_value = SHIRT
    for face in f.head.data.polygons:
        face.material_index = int(face.center.z > 0.2)
    _add_hull(f, _ink(), lambda face: True)


def hull_around_the_ears(f: Figure) -> None:
    """Skin, with a dark outline around the ears alone."""
    _add_hull(f, _ink(), lambda face: abs(face.calc_center_median().x) > 0.6, 1.06)


def hull_of_a_file(f: Figure) -> None:
    """Skin with a dark outline: joined, and brought again by glTF, which says of each material whether it has one
    side."""
    _add_hull(f, _ink(), lambda face: True)
    again(f, "glb")


def hull_open_below(f: Figure) -> None:
    """Skin with a dark outline that ends above the chin: the hull is open there."""
    _add_hull(f, _ink(), lambda face: face.calc_center_median().z > -0.2)


def light_of_a_kit(f: Figure) -> None:
    """Orange light: a group is given its power, 25."""
    tree, given, out = kit("Neon", {"Power": "Float"}, "Shader")
    glow = f.node("Emission", tree, Color=ORANGE)
    f.link(given.outputs[0], glow.inputs["Strength"], tree)
    f.link(glow.outputs[0], out.inputs[0], tree)
    node = used(f.tree, tree)
    node.inputs["Power"].default_value = 25.0
    f.surface(node.outputs[0])


def light_that_flickers(f: Figure) -> None:
    """Orange light, and told that it changes: its strength is keyed between 5 and 30."""
    glow = f.node("Emission", Color=ORANGE)
    for frame, strength in ((1, 5.0), (7, 30.0)):
        glow.inputs["Strength"].default_value = strength
        glow.inputs["Strength"].keyframe_insert("default_value", frame=frame)
    f.surface(glow.outputs[0])


def light_of_a_strong_colour(f: Figure) -> None:
    """Orange light: the colour itself is scaled to fifteen times white."""
    times = f.node("VectorMath")
    times.operation = "SCALE"
    times.inputs[0].default_value, times.inputs["Scale"].default_value = ORANGE[:3], 15.0
    f.link(times.outputs[0], f.shader.inputs["Emission Color"])
    f.shader.inputs["Emission Strength"].default_value = 1.0
    f.shader.inputs["Base Color"].default_value = (0, 0, 0, 1)


def strong_screen(f: Figure) -> None:
    """Squares of light, red and white: a picture whose strength a range maps to 12."""
    span = f.node("MapRange", Value=1.0)
    span.inputs["To Max"].default_value = 12.0
    f.link(picture(f).outputs[0], f.shader.inputs["Emission Color"])
    f.link(span.outputs[0], f.shader.inputs["Emission Strength"])
    f.shader.inputs["Base Color"].default_value = (0, 0, 0, 1)


def red_dome(f: Figure) -> None:
    """A face seen through red: a dome of glass whose colour a node gives."""
    dome = f.paint(f.ball("Dome", 1.3), "Dome")
    tint, glass = f.node("RGB", dome.node_tree), f.node("BsdfGlass", dome.node_tree)
    tint.outputs[0].default_value = (0.9, 0.1, 0.1, 1)
    f.link(tint.outputs[0], glass.inputs["Color"], dome.node_tree)
    f.link(glass.outputs[0], output_of(dome).inputs[0], dome.node_tree)


def stained_visor(f: Figure) -> None:
    """A face seen through squares of red and clear: the tint of a shader that is all transmission is a picture."""
    shader = shader_of(f.paint(f.ball("Dome", 1.3), "Dome"))
    shader.inputs["Transmission Weight"].default_value = 1.0
    f.link(picture(f, shader.id_data).outputs[0], shader.inputs["Base Color"], shader.id_data)


def ghost_without_legs(f: Figure) -> None:
    """Skin that is gone towards the chin, its far side nowhere seen through the near one: alpha by height, dithered."""
    place, parts, span = f.node("TexCoord"), f.node("SeparateXYZ"), f.node("MapRange")
    span.inputs["From Min"].default_value, span.inputs["From Max"].default_value = 0.1, 0.6
    f.link(place.outputs["Generated"], parts.inputs[0])
    f.link(parts.outputs["Z"], span.inputs["Value"])
    f.link(span.outputs[0], f.shader.inputs["Alpha"])


def veil_of_paint(f: Figure) -> None:
    """A face seen through a blue veil that is thin in the middle: the alpha of painted colours."""
    veil = f.cards("Veil")
    veil.location, veil.rotation_euler = (0, -1.1, 0.1), (1.57, 0, 0)
    for _ in range(3):
        veil.modifiers.new("Finer", "SUBSURF").subdivision_type = "SIMPLE"
    painted(veil, "Veil", lambda place: (1, 1, 1, 0.1 + 0.8 * min(1, place.length / 0.7)))
    tree = f.paint(veil, "Veil").node_tree
    paint, shader = f.node("VertexColor", tree), shader_of(veil.data.materials[0])
    paint.layer_name, shader.inputs["Base Color"].default_value = "Veil", SHIRT
    f.link(paint.outputs["Alpha"], shader.inputs["Alpha"], tree)


def shield_by_a_ramp(f: Figure) -> None:
    """A head in an orange shield that is clear where one looks into it: a ramp by facing mixes what is transparent."""
    material = f.paint(f.ball("Shield", 1.3), "Shield")
    tree = material.node_tree
    facing, ramp, clear, glow, mix = (
        f.node(k, tree) for k in ("LayerWeight", "ValToRGB", "BsdfTransparent", "Emission", "MixShader")
    )
    glow.inputs["Color"].default_value = ORANGE
    f.link(facing.outputs["Facing"], ramp.inputs[0], tree)
    for source, target in ((ramp, 0), (clear, 1), (glow, 2)):
        f.link(source.outputs[0], mix.inputs[target], tree)
    f.link(mix.outputs[0], output_of(material).inputs[0], tree)


def dome_with_frost_on_it(f: Figure) -> None:
    """A face seen clearly through some squares and dimly through others: a picture says how rough a shader is that is
    all transmission."""
    shader = shader_of(f.paint(f.ball("Dome", 1.3), "Dome"))
    shader.inputs["Base Color"].default_value, shader.inputs["Transmission Weight"].default_value = (1, 1, 1, 1), 1.0
    frost = f.node("SeparateColor", shader.id_data)
    f.link(picture(f, shader.id_data).outputs[0], frost.inputs[0], shader.id_data)
    f.link(frost.outputs["Green"], shader.inputs["Roughness"], shader.id_data)


def wet_by_noise(f: Figure) -> None:
    """Skin, wet in patches: noise says how rough it is."""
    noise, span = f.node("TexNoise", Scale=4.0), f.node("MapRange")
    span.inputs["From Min"].default_value, span.inputs["From Max"].default_value = 0.45, 0.55
    span.inputs["To Min"].default_value, span.inputs["To Max"].default_value = 0.05, 0.8
    f.link(noise.outputs[0], span.inputs["Value"])
    f.link(span.outputs[0], f.shader.inputs["Roughness"])


def lacquer_by_paint(f: Figure) -> None:
    """Blue, polished on one side and dull on the other: painted numbers say how rough it is."""
    painted(f.head, "Rough", lambda place: (0.05, 0.05, 0.05, 1) if place.x > 0 else (0.9, 0.9, 0.9, 1))
    rough = f.node("Attribute")
    rough.attribute_name = "Rough"
    f.shader.inputs["Base Color"].default_value = SHIRT
    f.link(rough.outputs["Fac"], f.shader.inputs["Roughness"])


CASES: tuple[Callable[[Figure], None], ...] = (
    hull_around_two, hull_around_the_ears, hull_of_a_file, hull_open_below, light_of_a_kit, light_that_flickers,
    light_of_a_strong_colour, strong_screen, red_dome, stained_visor, ghost_without_legs, veil_of_paint,
    shield_by_a_ramp, dome_with_frost_on_it, wet_by_noise, lacquer_by_paint,
)  # fmt: skip
BY_EEVEE = {"hull_around_two", "hull_around_the_ears", "hull_of_a_file", "hull_open_below"}
"""Compared with EEVEE: Cycles knows no back face culling."""
