# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a character Workbench cannot show: it knows one colour or picture a material, opaque and unlit by itself.

Only stdlib, numpy and bpy here; the artist's Blender asks, too, to say it before anything is filmed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import bpy
import numpy as np

from .. import compat
from ..figures import lamps
from . import colours, counting

OPAQUE = 0.5
"""From this much transmission on glass is what a surface is."""
SEEN_THROUGH = 0.1
"""From this much on, of its alpha taken away or of transmission, a surface is told as one that is seen through."""
FILM, ALONE = "a thin film", "what Cycles alone shows"
"""What neither Workbench nor EEVEE shows: colours of soap and oil, worn edges, scripts."""
SHEET = 0.3
"""A surface is seen from behind, a cape, from this share on of its area that looks the same way."""
SHELL = 0.1
"""From this share of a mesh's area on, faces that look inwards are an outline around others."""
OUTSIDE = 1e-3
"""How far a mesh's map may leave its picture, which is one wide, and still lie in it."""
SHEEN = 0.3
"""From this much on, cloth is lighter where it turns away than anywhere else."""
METAL = 0.3
"""From this much on, a surface shows what is around it more than its own colour."""
BRUSHED = 0.3
"""From this much on, of Anisotropic, a highlight is a streak."""
COAT = 0.5
"""From this much on, a varnish reflects more than what is under it says."""
SMOOTH, DARK = 0.2, 0.06
"""Roughness up to which, and linear colour below which, a surface is seen by its reflections alone."""
FAINT, FULL = 0.05, 0.9
"""Light over a colour that nobody sees, and the strength of a picture of light that is shown as it is."""
_DATA = {"MATERIAL", "OBJECT", "COLLECTION"}
_ON_DISK = {"FILE", "SEQUENCE", "MOVIE", "TILED"}
_TEXTUAL = (b"#?", b"P3", b"P6", b"PF")
"""How pictures begin that begin with text: of Radiance, portable maps."""
_RELIEFS = {"BUMP", "NORMAL_MAP", "BEVEL"}
_PICTURES = {"TEX_IMAGE", "TEX_ENVIRONMENT"}
_CHOOSERS = {"NodeSocketMaterial", "NodeSocketObject", "NodeSocketCollection"}
_SHADES = {"SHADERTORGB", "BSDF_TOON", "BSDF_TRANSLUCENT", "EEVEE_SPECULAR"}
_OF_CYCLES = {"SCRIPT", "BEVEL", "BSDF_TOON", "BSDF_RAY_PORTAL"}
_OUTPUTS_OF_CYCLES = {"Pointiness", "Random Per Island"}
_LOOSE = (
    ({"MESH_TO_POINTS", "POINTS", "CURVE_TO_POINTS", "DISTRIBUTE_POINTS_ON_FACES", "DISTRIBUTE_POINTS_IN_VOLUME"},
     {"INSTANCE_ON_POINTS", "POINTS_TO_VERTICES", "POINTS_TO_VOLUME"}),
    ({"MESH_TO_CURVE", "INTERPOLATE_CURVES", "POINTS_TO_CURVES"}, {"CURVE_TO_MESH", "FILL_CURVE"}),
)  # fmt: skip
"""Nodes that make points or strands, and those that make something else of them."""
_SHINY = {"BSDF_METALLIC", "BSDF_GLOSSY"}


def lost(things: Iterable[Any], materials: Iterable[Any]) -> list[str]:
    """Names of materials, and of lamps, with what Workbench does not show of them: "Visor (see-through)"."""
    found, drawn, bodies = [], list(materials), list(things)
    culled = {material.name_full for material in drawn if material.use_backface_culling}
    mixed = len(culled) < len(drawn)
    hulls = {name for thing in bodies for name in (*_hulls(thing), *(_shells(thing, culled) if mixed else ()))}
    owns = [colours.of_material(material) for material in drawn]
    pictures = any(own.picture is not None for own in owns)
    maps = Maps(bodies, {own.attribute for own in owns if own.attribute is not None})
    sheets = {name for thing in bodies for name in _sheets(thing, culled)} if mixed else set()
    for material in drawn:
        why = "an outline" if material.name_full in hulls else _why(material, maps, pictures=pictures)
        why = why or ("one side" if material.name_full in sheets else "")
        if why:
            found.append(f"{material.name} ({why})")
    return [*found, *(f"{lamp.name} (a lamp)" for lamp in lamps.carried(bodies))]


def materials_of(things: Iterable[Any]) -> list[Any]:
    """The materials of things, and those that geometry nodes give them: set, chosen on the modifier, or on what is
    scattered over them, by particles, too."""
    found: dict[Any, None] = {}
    for thing in things:
        found |= dict.fromkeys(slot.material for slot in thing.material_slots)
        for modifier in thing.modifiers:
            if modifier.type == "NODES":
                found |= dict.fromkeys(_of_nodes(modifier.node_group))
                found |= dict.fromkeys(m for value in compat.chosen(modifier, _CHOOSERS) for m in _materials_in(value))
            elif modifier.type == "PARTICLE_SYSTEM":
                found |= dict.fromkeys(_of_particles(modifier.particle_system.settings))
    found.pop(None, None)
    return list(found)


def _of_nodes(tree: Any) -> Iterable[Any]:
    for value in (s.default_value for node in nodes(tree) for s in node.inputs if s.type in _DATA):
        yield from _materials_in(value)


def _of_particles(settings: Any) -> Iterable[Any]:
    scattered = {"OBJECT": settings.instance_object, "COLLECTION": settings.instance_collection}
    return _materials_in(scattered.get(settings.render_type))


def _materials_in(value: Any) -> Iterable[Any]:
    if isinstance(value, bpy.types.Material):
        yield value
    for thing in _things_of(value):
        yield from (slot.material for slot in thing.material_slots)


def _things_of(value: Any) -> Iterable[Any]:
    if isinstance(value, bpy.types.Object):
        return (value,)
    return value.all_objects if isinstance(value, bpy.types.Collection) else ()


def missing_pictures(materials: Iterable[Any]) -> list[str]:
    """Names of the files that materials show and that are not there, or hold no picture, then with what they hold."""
    images = {node.image for material in materials for node in _pictures(material) if node.image is not None}
    return sorted({name for image in images for name in _lacking(image)})


def empty_pictures(materials: Iterable[Any]) -> list[str]:
    """Names of materials in which one sees that a node has no picture."""
    return [material.name for material in materials if _lacks_picture(counting.arriving(material))]


def _lacks_picture(arriving: dict[Any, bool]) -> bool:
    return any(shows and node.type in _PICTURES and node.image is None for node, shows in arriving.items())


def _pictures(material: Any) -> list[Any]:
    """A material's nodes of pictures that count for what renders."""
    return [node for node in counting.nodes(material) if node.type in _PICTURES]


def file_name(image: Any) -> str:
    """What a picture's file is called; other programs leave a folder there."""
    named = os.path.basename(image.filepath.replace("\\", "/")) or image.name
    return named if named.strip(".") else "A picture without a file name"


def _lacking(image: Any) -> list[str]:
    """Names of a picture's files that are not there, of some of its tiles theirs, or of one that is no picture, then
    with what it holds."""
    if image.source not in _ON_DISK or image.packed_file is not None or image.is_dirty:
        return []
    files = _files(image)
    gone = [path for path in files if not os.path.isfile(path)]
    if gone:
        return [file_name(image)] if len(gone) == len(files) else [os.path.basename(path) for path in gone]
    held = next((held for path in files if (held := _held(path))), "")
    return [f"{file_name(image)}{held}"] if held else []


def _lacks_tiles(node: Any) -> bool:
    """Whether of a picture's tiles some are not there: Workbench shows others in their place."""
    image = node.image
    return bool(image is not None and image.source == "TILED" and 0 < len(_lacking(image)))


def _held(path: str) -> str:
    """What a file holds instead of a picture; empty where it may be one. Repositories leave a few lines of text."""
    with open(path, "rb") as file:
        head = file.read(64)
    if head.startswith(b"version https://git-lfs"):
        return " (a Git LFS pointer: git lfs pull)"
    is_text = all(32 <= byte < 127 or byte in b"\t\r\n" for byte in head) and not head.startswith(_TEXTUAL)
    return (" (text)" if head else " (empty)") if is_text else ""


def _files(image: Any) -> list[str]:
    """Where the files of a picture are; of tiles all, none where their names say no number."""
    path = bpy.path.abspath(image.filepath, library=image.library)
    if image.source != "TILED":
        return [path]
    return [path.replace("<UDIM>", str(tile.number)) for tile in image.tiles] if "<UDIM>" in path else []


def _hulls(thing: Any) -> list[str]:
    """Materials of a hull turned inside out, which only back face culling makes an outline: a modifier's, that of
    geometry nodes, or a mesh of its own."""
    trees = [m.node_group for m in thing.modifiers if m.type == "NODES" and m.node_group is not None]
    by_nodes = any(node.type == "FLIP_FACES" for tree in trees for node in nodes(tree))
    used = materials_of([thing]) if by_nodes else [s.material for s in thing.material_slots if s.material is not None]
    culled = [material.name_full for material in used if material.use_backface_culling]
    flipped = by_nodes or any(m.type == "SOLIDIFY" and m.use_flip_normals for m in thing.modifiers)
    if not culled or not (flipped or (len(culled) == len(used) and _is_inside_out(thing))):
        return []
    return culled


def _is_inside_out(thing: Any) -> bool:
    """Whether a mesh's faces look inwards."""
    return thing.type == "MESH" and bool(thing.data.polygons) and _look_inwards(thing, slice(None))


def _look_inwards(thing: Any, chosen: Any) -> bool:
    """Whether those of a mesh's faces look inwards: the volume that they enclose is less than nothing."""
    centres: Any = np.empty(len(thing.data.polygons) * 3, dtype=np.float32)
    thing.data.polygons.foreach_get("center", centres)
    normals, areas, _ = (values[chosen] for values in _faces(thing.data))
    places = centres.reshape(-1, 3)[chosen]
    out = ((places - places.mean(axis=0)) * normals).sum(axis=1)
    mirrored = thing.matrix_world.is_negative
    return bool((float((out * areas).sum()) < 0) is not mirrored)


def _shells(thing: Any, culled: set[str]) -> Iterable[str]:
    """Those of the culled materials that are a hull turned inside out and joined to what it outlines: large, so no
    mouth or socket of an eye, which look inwards too."""
    slots = {n: slot.material.name_full for n, slot in enumerate(thing.material_slots) if slot.material is not None}
    if thing.type != "MESH" or len(slots) < 2 or culled.isdisjoint(slots.values()):
        return
    _, areas, numbers = _faces(thing.data)
    for number, name in slots.items():
        of_slot = numbers == number
        if name in culled and areas[of_slot].sum() > SHELL * areas.sum() and _look_inwards(thing, of_slot):
            yield name


def _sheets(thing: Any, culled: set[str]) -> Iterable[str]:
    """Those of the culled materials that are seen from behind on a thing, where EEVEE shows nothing: of a body, which
    is closed, or open where other parts begin, as much looks one way as the other."""
    slots = {n: slot.material.name_full for n, slot in enumerate(thing.material_slots) if slot.material is not None}
    if thing.type != "MESH" or culled.isdisjoint(slots.values()):
        return
    normals, areas, numbers = _faces(thing.data)
    for number, name in slots.items():
        of_slot = areas * (numbers == number)
        if name in culled and np.linalg.norm(of_slot @ normals) > SHEET * max(float(of_slot.sum()), 1e-12):
            yield name


def _faces(mesh: Any) -> tuple[Any, Any, Any]:
    """Of each face of a mesh its normal, area and the number of its slot."""
    count = len(mesh.polygons)
    normals, areas, numbers = np.empty(count * 3, np.float32), np.empty(count, np.float32), np.empty(count, np.int32)
    mesh.polygons.foreach_get("normal", normals)
    mesh.polygons.foreach_get("area", areas)
    mesh.polygons.foreach_get("material_index", numbers)
    return normals.reshape(-1, 3), areas, numbers


class Maps:
    """By a material's name, what the meshes that have it bring along: the maps by which Workbench lays pictures, and
    the colours that are painted on them. `painted`: names of those that any material shows."""

    def __init__(self, things: Iterable[Any], painted: Iterable[str] = ()) -> None:
        self._painted = set(painted)
        self._meshes: dict[str, list[Any]] = {}
        self._others: set[str] = set()
        for thing in things:
            for material in materials_of([thing]) if _is_loose(thing) else ():
                self._others.add(material.name_full)
            for slot in thing.material_slots:
                if slot.material is not None and thing.type == "MESH":
                    self._meshes.setdefault(slot.material.name_full, []).append(thing.data)
                elif slot.material is not None:
                    self._others.add(slot.material.name_full)

    def lie(self, material: str) -> bool:
        """Whether all that has it brings a map of its own along: strands do not, nor what nodes lay a map upon."""
        meshes = self._meshes.get(material, [])
        return material not in self._others and all(len(mesh.uv_layers) for mesh in meshes)

    def laid(self, material: str) -> set[str]:
        """Names of the maps that Workbench takes."""
        return {
            layer.name for mesh in self._meshes.get(material, ()) for layer in mesh.uv_layers if layer.active_render
        }

    def is_painted(self, material: str, attribute: str) -> bool:
        """Whether the meshes have these colours themselves: Workbench shows none that nodes make of a shape, nor those
        of strands and points."""
        meshes = self._meshes.get(material, [])
        return material not in self._others and all(
            len(mesh.color_attributes) and attribute in ("", *mesh.color_attributes.keys()) for mesh in meshes
        )

    def is_beside_paint(self, material: str) -> bool:
        """Whether a mesh has painted colours that another of its materials shows: Workbench shows them all over it."""
        meshes = self._meshes.get(material, [])
        return any("" in self._painted or name in self._painted for mesh in meshes for name in _layers_of_paint(mesh))

    def leaves(self, material: str) -> bool:
        """Whether a map reaches beyond its picture: there Workbench repeats it, or shows nothing."""
        return any(_leaves(mesh) for mesh in self._meshes.get(material, ()))


def _is_loose(thing: Any) -> bool:
    """Whether geometry nodes make points or strands of a thing that stay such: what scans are shown as, and hair."""
    trees = [m.node_group for m in thing.modifiers if m.type == "NODES" and m.node_group is not None]
    kinds = {node.type for tree in trees for node in nodes(tree)}
    return any(kinds & makes and not kinds & ends for makes, ends in _LOOSE)


def _layers_of_paint(mesh: Any) -> list[str]:
    return [attribute.name for attribute in mesh.color_attributes]


def _leaves(mesh: Any) -> bool:
    layer = next((layer for layer in mesh.uv_layers if layer.active_render), None)
    if layer is None or not len(layer.uv):
        return False
    places: Any = np.empty(2 * len(layer.uv), dtype=np.float32)
    layer.uv.foreach_get("vector", places)
    return bool(places.min() < -OUTSIDE or places.max() > 1 + OUTSIDE)


def _is_laid(node: Any, maps: set[str]) -> bool:
    """Whether Workbench lays a picture where its node does: by the mesh's own map, once over it."""
    if node.type == "TEX_IMAGE" and node.projection != "FLAT":
        return False
    place = node.inputs["Vector"]
    if not place.is_linked:
        return True
    source, socket = place.links[0].from_node, place.links[0].from_socket
    if source.type == "MAPPING":
        moved = [tuple(source.inputs[name].default_value) for name in ("Location", "Rotation", "Scale")]
        linked = any(bool(source.inputs[name].is_linked) for name in ("Location", "Rotation", "Scale"))
        return not linked and bool(moved == [(0, 0, 0), (0, 0, 0), (1, 1, 1)]) and _is_laid(source, maps)
    if source.type == "UVMAP":
        return not source.uv_map or maps <= {str(source.uv_map)}
    return str(source.type) == "TEX_COORD" and str(socket.name) == "UV"


def _why(material: Any, maps: Maps, *, pictures: bool) -> str:
    output, around = counting.output_of(material)
    if output is None:
        return ""
    first = counting.end_of(output.inputs["Surface"], around, enter=False)[0]
    if not first.is_output:
        return "a volume" if output.inputs["Volume"].is_linked else ""
    arriving = counting.arriving(material)
    found = list(arriving)
    shaders = [n for n in found if n.type == "BSDF_PRINCIPLED"]
    own = colours.of_material(material)
    signs = {
        FILM: any(map(_is_filmy, found)),
        ALONE: any(map(_is_of_cycles, found)),
        "a node without a picture": _lacks_picture(arriving),
        "a group of shaders": bool(around) or first.node.type == "GROUP",
        "unlit": any(map(_is_unlit, found)),
        "see-through": any(n.type in counting.CLEAR for n in found) or any(map(_is_clear, shaders)),
        "light of its own": any(map(_glows, found)),
        "shading of its own": any(n.type in _SHADES for n in found),
        "metal": any(n.type in _SHINY for n in found) or any(map(_is_metal, shaders)),
        "colours of objects": any(map(_is_of_object, found)),
        "hair": any(n.type == "BSDF_HAIR_PRINCIPLED" and n.parametrization == "ABSORPTION" for n in found),
        "polish": any(map(_is_polished, shaders)),
        "velvet": any(_value(n, "Sheen Weight") >= SHEEN for n in shaders)
        or any(n.type == "BSDF_SHEEN" for n in found),
        "varnish": any(_value(n, "Coat Weight") >= COAT for n in shaders),
        "mixed colours": own.mixed,
        "what changes": _changes(material, found),
        "a relief": output.inputs["Displacement"].is_linked or any(map(_is_raised, found)),
        "painted colours": pictures and own.attribute is not None,
        "beside painted colours": not pictures and own.attribute is None and maps.is_beside_paint(material.name_full),
        "colours by nodes": own.attribute is not None and not maps.is_painted(material.name_full, own.attribute),
        "a picture laid otherwise": own.picture is not None
        and not (
            maps.lie(material.name_full)
            and _is_laid(own.picture, maps.laid(material.name_full))
            and not _lacks_tiles(own.picture)
            and _ends_well(own.picture, material, maps)
        ),
    }
    return next((why for why, told in signs.items() if told), "")


def _changes(material: Any, counted: Iterable[Any]) -> bool:
    """Whether curves or drivers move a value of the nodes: Workbench shows what it was when filming began."""
    by_tree: dict[Any, list[str]] = {}
    for node in counted:
        by_tree.setdefault(node.id_data, []).append(f'nodes["{bpy.utils.escape_identifier(node.name)}"]')
    return any(
        curve.data_path.startswith(tuple(names))
        for tree, names in by_tree.items()
        if tree.animation_data is not None
        for curve in (*compat.fcurves(tree), *tree.animation_data.drivers)
    )


def _is_raised(node: Any) -> bool:
    """Whether a node lets light fall on a surface otherwise than its shape does: Workbench lights the shape alone."""
    if node.type not in _RELIEFS or not node.outputs[0].is_linked:
        return False
    return node.type == "BEVEL" or _value(node, "Strength") > 0


def _is_of_object(node: Any) -> bool:
    """Whether a node tells something of the object or its instancer, not of the mesh: a colour, a chance."""
    return str(node.type) == "OBJECT_INFO" or (node.type == "ATTRIBUTE" and str(node.attribute_type) != "GEOMETRY")


def _is_metal(node: Any) -> bool:
    """What lives on what it reflects; a picture says for most imported characters where they are metal."""
    return _value(node, "Metallic") >= METAL


def _is_unlit(node: Any) -> bool:
    """Whether light of its own is seen by cameras alone: as glTF files write what no lamp shades, anime faces of VRM
    files among it."""
    factor = node.inputs[0] if node.type == "MIX_SHADER" else None
    return factor is not None and factor.is_linked and factor.links[0].from_node.type == "LIGHT_PATH"


def _ends_well(node: Any, material: Any, maps: Maps) -> bool:
    """Whether a picture goes on beyond its edges as Workbench has it go on, or no map reaches there."""
    return node.extension == "REPEAT" or not maps.leaves(material.name_full)


def _is_filmy(node: Any) -> bool:
    """Whether a surface shimmers in colours that its own is not: a soap bubble, a beetle's wings, oil on steel."""
    return "Thin Film Thickness" in node.inputs and _value(node, "Thin Film Thickness") > 0


def _is_of_cycles(node: Any) -> bool:
    """Whether EEVEE knows nothing of a node, or of what is used of it (manual of 5.2, Shader Nodes)."""
    used = node.type == "NEW_GEOMETRY" and any(o.is_linked and o.name in _OUTPUTS_OF_CYCLES for o in node.outputs)
    return used or node.type in _OF_CYCLES or _is_brushed(node)


def _is_brushed(node: Any) -> bool:
    """Whether metal shines in streaks, as brushed steel: Cycles' Anisotropic."""
    name = next((name for name in ("Anisotropic", "Anisotropy") if name in node.inputs), "")
    metal = node.type in _SHINY or (node.type == "BSDF_PRINCIPLED" and _is_metal(node))
    return bool(metal and name and abs(_value(node, name)) >= BRUSHED)


def _is_polished(node: Any) -> bool:
    """Whether what a surface reflects is all that is seen of it, patent leather, or a map says where it shines."""
    base, dull, shine = (node.inputs[name] for name in ("Base Color", "Roughness", "Specular IOR Level"))
    if dull.is_linked and counting.number_of(dull) is None:
        return counting.number_of(shine) != 0
    if base.is_linked or dull.is_linked or shine.is_linked:
        return False
    smooth = dull.default_value <= SMOOTH and shine.default_value > 0
    return bool(smooth and max(base.default_value[:3]) < DARK)


def _value(node: Any, name: str) -> float:
    """Of an input; 1 where something is linked to it."""
    socket = node.inputs[name]
    return 1.0 if socket.is_linked else float(socket.default_value)


def _is_clear(node: Any) -> bool:
    alpha, through = node.inputs["Alpha"], node.inputs["Transmission Weight"]
    clear = through.is_linked or through.default_value >= SEEN_THROUGH
    return bool(alpha.is_linked or alpha.default_value <= 1 - SEEN_THROUGH or clear)


def light_of(node: Any) -> tuple[Any, Any]:
    """The sockets of the colour and the strength of the light that a principled or emission shader sends out."""
    before = "Emission " if node.type == "BSDF_PRINCIPLED" else ""
    return node.inputs[f"{before}Color"], node.inputs[f"{before}Strength"]


def _glows(node: Any) -> bool:
    """A picture of light, or of where it is, or light that is stronger than white or lies over a colour; a screen of
    one colour on black is shown as that."""
    if node.type not in {"BSDF_PRINCIPLED", "EMISSION"}:
        return False
    colour, strength = light_of(node)
    if node.type == "EMISSION":
        dimmed = colour.is_linked and strength.default_value < FULL
        return bool(strength.is_linked or strength.default_value > 1 or dimmed)
    lit = colour.is_linked or max(colour.default_value[:3]) > 0
    if strength.is_linked or colour.is_linked:
        return bool(lit and (strength.is_linked or strength.default_value > 0))
    base, light = node.inputs["Base Color"], strength.default_value * max(colour.default_value[:3])
    on_black = not base.is_linked and max(base.default_value[:3]) < colours.BLACK
    return bool(light > (1 if on_black else FAINT))


def nodes(tree: Any, depth: int = 4) -> Iterable[Any]:
    """The nodes of a tree and of the groups in it."""
    for node in tree.nodes if tree is not None and depth else ():
        yield node
        if node.type == "GROUP":
            yield from nodes(node.node_tree, depth - 1)
