# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials of which few samples make grain. EEVEE shows a dithered surface in each sample either whole or not at all,
by chance: what fades is noise in two of them. What fades evenly is blended; hair and cloth of which a picture says what
is there would lie in the wrong order then, and need samples. So does a mix of two shaders of one kind, of which each
sample has one. Only stdlib and bpy here; the artist's Blender asks, too, to say how long it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..materials import counting

DEPTH = 8
"""Nodes that are followed to where a share comes from."""
_CUTS = {"ROUND", "GREATER_THAN", "LESS_THAN", "COMPARE", "SIGN", "FLOOR", "CEIL", "TRUNC"}
"""What leaves of a share but all or nothing."""
_CLOTH = {"BSDF_DIFFUSE", "BSDF_PRINCIPLED", "BSDF_SHEEN"}
_SHINE = {"BSDF_GLOSSY", "BSDF_METALLIC", "BSDF_PRINCIPLED"}
"""Shaders that scatter light, and those that reflect it."""
_NUMBERS = {"VALUE", "RGB", "OBJECT_INFO"}
_EVEN = _NUMBERS | {
    "MATH", "VECT_MATH", "MAP_RANGE", "CLAMP", "MIX", "MIX_RGB", "VALTORGB", "CURVE_FLOAT", "CURVE_RGB", "MAPPING",
    "SEPXYZ", "COMBXYZ", "SEPARATE_COLOR", "COMBINE_COLOR", "RGBTOBW", "INVERT", "TEX_COORD", "UVMAP", "NEW_GEOMETRY",
    "TEX_GRADIENT", "FRESNEL", "LAYER_WEIGHT", "LIGHT_PATH", "CAMERA", "VERTEX_COLOR", "ATTRIBUTE",
}  # fmt: skip
"""Nodes that change little from pixel to pixel."""


def blend(materials: Iterable[Any]) -> None:
    """Blend what is dithered and fades evenly, the foremost of it alone: what is behind that within one mesh would be
    drawn over it."""
    for material in materials:
        fading = list(_fading(material))
        if fading and all(map(_is_even, fading)):
            material.surface_render_method = "BLENDED"
            material.use_transparency_overlap = False


def is_grainy(material: Any) -> bool:
    """Whether a material is dithered where it is neither whole nor gone, not to be blended, or mixes what is alike."""
    return not all(map(_is_even, _fading(material))) or any(map(_mixes_alike, counting.nodes(material)))


def _mixes_alike(node: Any) -> bool:
    """Whether a node makes one of two shaders that scatter light, or that reflect it."""
    if node.type not in {"ADD_SHADER", "MIX_SHADER"}:
        return False
    share = node.inputs[0] if node.type == "MIX_SHADER" else None
    if share is not None and not (_is_soft(share) or 0 < (counting.number_of(share) or 0) < 1):
        return False
    one, other = (_shaders(socket) for socket in node.inputs[-2:])
    return any(one & alike and other & alike for alike in (_CLOTH, _SHINE))


def _shaders(socket: Any, depth: int = DEPTH) -> set[str]:
    """The kinds of shaders that arrive at an input."""
    end, _ = counting.end_of(socket)
    if not end.is_output or depth == 0:
        return set()
    inner = [each for each in end.node.inputs if each.type == "SHADER"]
    return set().union(*(_shaders(each, depth - 1) for each in inner)) if inner else {end.node.type}


def _fading(material: Any) -> Iterator[Any]:
    """The inputs by which a dithered material is here and there neither whole nor gone."""
    for node in counting.nodes(material) if material.surface_render_method == "DITHERED" else ():
        share = _share_of(node)
        if share is not None and _is_soft(share):
            yield share


def _share_of(node: Any) -> Any:
    """The input of a shader that says how much of it is seen; None where none does."""
    if node.type == "BSDF_PRINCIPLED":
        return node.inputs["Alpha"]
    if node.type == "EEVEE_SPECULAR":
        return node.inputs["Transparency"]
    mixed = node.inputs[1:] if node.type == "MIX_SHADER" else ()
    clear = any(counting.end_of(socket)[0].node.type == "BSDF_TRANSPARENT" for socket in mixed)
    return node.inputs[0] if clear else None


def _is_soft(socket: Any, depth: int = DEPTH) -> bool:
    """Whether a share may be between all and nothing, and is not the same everywhere."""
    end, _ = counting.end_of(socket)
    if not end.is_output or depth == 0 or end.name == "Backfacing" or end.node.type in {*_NUMBERS, "LIGHT_PATH"}:
        return False
    node = end.node
    if node.type == "TEX_IMAGE" and end.name == "Alpha":
        return _has_alpha(node.image)
    if node.type == "VALTORGB":
        return bool(node.color_ramp.interpolation != "CONSTANT")
    if node.type == "MATH":
        return node.operation not in _CUTS and any(_is_soft(each, depth - 1) for each in node.inputs)
    return True


def _has_alpha(image: Any) -> bool:
    """Whether a picture may have an alpha of its own, by what costs no reading of it."""
    return image is not None and image.alpha_mode != "NONE" and not image.filepath.lower().endswith((".jpg", ".jpeg"))


def _is_even(socket: Any, depth: int = DEPTH) -> bool:
    """Whether a share comes from where a surface is or looks, not from pictures or patterns."""
    end, _ = counting.end_of(socket)
    if not end.is_output:
        return True
    known = depth > 0 and end.node.type in _EVEN
    return known and all(_is_even(each, depth - 1) for each in end.node.inputs if each.enabled)
