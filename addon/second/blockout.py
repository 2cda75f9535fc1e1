# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dresses a shot's scene as a blockout: a flat colour for each member of the cast, plain grey, or mere distance.

Workbench draws all of them: 0.3 s for a 720p frame on two cores. Only stdlib and bpy here; the file is a copy that is
thrown away, so it may be changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bpy
from mathutils import Vector

from ..core.errors import UserError
from . import compat, looks, named, timing
from .drawn import one_sided, shadows
from .materials.clear import Clearness
from .materials.colours import display

SET, CAST, GROUND, SKY = 0.24, 0.5, 0.66, 0.88
"""Linear greys: the set, the cast where it has no colours, the ground, what is behind it."""
SHADOW = 0.3
"""Of Workbench's shadow: where bodies stand is read from it, no figure loses its colour in it."""
FLAT = 0.04
"""Height of a ground over its longer side."""
GROUND_SHARE = 0.4
"""A ground's longer side, as a share of all that renders."""
NEAREST = 0.03
"""Of all that is seen over the shot, what may be white altogether: a post that is passed leaves greys for the cast."""
MOMENTS = 5
"""At which distances are measured."""
NOT_FILMED = {"FONT", "VOLUME", "GREASEPENCIL", "GPENCIL"}
"""Text would be taken for a caption; smoke and drawings have no body."""
STAGE = "Animatic Blockout Ground"
RAYS = (25, 15)
"""Across and down the picture."""
THROUGH, STEP = 20, 1e-4
"""How many faces that are not seen from behind a ray goes on through, and how far (metres) behind each it goes on."""
BODIES = {"MESH", "CURVE", "SURFACE", "META", "CURVES", "POINTCLOUD"}


def dress(scene: Any, capture: dict[str, Any]) -> None:
    """Let `scene` be filmed in the look that the capture asks for: "colours", "clay" or "depth"."""
    looks.require_drawing(capture["name"])
    own = scene.render.engine
    looks.to_workbench(scene, ())
    shading = scene.display.shading
    shading.color_type = "OBJECT"
    shading.show_shadows = capture["look"] != "depth"
    shadows.hold(scene, capture.get("paints", ()))
    shading.shadow_intensity = SHADOW
    scene.view_settings.view_transform = "Standard"
    scene.view_settings.look = "None"
    scene.view_settings.exposure, scene.view_settings.gamma = 0.0, 1.0
    _show_bodies(scene)
    one_sided.show(scene, own)
    paints = {name: _linear(colour) for name, colour in capture.get("paints", {}).items()}
    plain = capture["look"] == "clay"
    _paint(scene, {name: (CAST,) * 3 if plain else colour for name, colour in paints.items()})
    _stage(scene)


def show_distance(scene: Any) -> None:
    """Let the frames that the scene is set to film show how far all is, on one scale over the shot."""
    compat.depth_output(scene, *_distances(scene))


def require_sight(scene: Any, capture: dict[str, Any]) -> None:
    """Raise UserError (code "camera_sees_nothing") for a shot whose camera meets no body in any of the frames that the
    scene is set to film: a clip of mere ground would be paid for nothing."""
    for _ in _moments(scene):
        if any(met is not None and met.name != STAGE for _, met in _rays(scene)) or _corner_in_view(scene):
            return
    raise UserError(
        f"The camera of {capture['name']} sees nothing that this look films.",
        "Aim it at the set or the cast. Drawings, text and smoke are filmed As the Scene only.",
        code="camera_sees_nothing",
    )


def _corner_in_view(scene: Any) -> bool:
    """For what no ray meets: hair, points, what is thinner than the space between rays."""
    camera = scene.camera.evaluated_get(scene.view_layers[0].depsgraph)
    inverse = camera.matrix_world.inverted()
    frame = camera.data.view_frame(scene=scene)
    flat = camera.data.type == "ORTHO"
    wide, high = (max(abs(corner[n] if flat else corner[n] / corner.z) for corner in frame) for n in (0, 1))
    for corner in _corners(scene):
        at = inverse @ corner
        depth = -at.z
        reach = 1.0 if flat else depth
        if depth > 0 and abs(at.x) <= wide * reach and abs(at.y) <= high * reach:
            return True
    return False


def _show_bodies(scene: Any) -> None:
    """What renders is solid; handles of rigs, text, and what one looks through are left out."""
    looks.hide_handles()
    clearness = Clearness(scene)
    for thing in list(named.within(scene.collection)):
        if thing.type in NOT_FILMED or (thing.type in BODIES and _is_clear(thing, clearness)):
            thing.hide_render = True
        if thing.display_type in {"BOUNDS", "WIRE"}:
            thing.display_type = "TEXTURED"


def _paint(scene: Any, colours: dict[str, tuple[float, ...]]) -> None:
    """Every body in the grey of the set, then those of the collections in theirs."""
    reach = [thing for thing in scene.objects if thing.type in BODIES]
    largest = max((max(thing.dimensions) for thing in reach), default=0.0)
    things: Any = bpy.data.objects  # those that are instanced are in no scene
    for thing in things:
        thing.color = (*(GROUND if _is_ground(thing, largest) else SET,) * 3, 1.0)
    for name in colours:
        collection = named.collection(name)
        for thing in list(collection.all_objects) if collection is not None else ():
            named.give_own(thing)
    for name, colour in colours.items():
        collection = named.collection(name)
        for thing in named.within(collection) if collection is not None else ():
            thing.color = (*colour, 1.0)


def _is_ground(thing: Any, largest: float) -> bool:
    wide, deep, high = thing.dimensions
    long = max(wide, deep)
    return bool(thing.type == "MESH" and long > 0 and long >= GROUND_SHARE * largest and high <= FLAT * long)


def _stage(scene: Any) -> None:
    """A light ground that reaches to the horizon under all that renders, and a sky that is lighter."""
    world: Any = bpy.data.worlds.new("Blockout")
    world.color = (SKY,) * 3
    scene.world = world
    heights = [corner.z for corner in _corners(scene)]
    if not heights:
        return
    camera = scene.camera.data
    size = max(scene.camera.matrix_world.translation.length, max(map(abs, heights)), 50.0) * 40
    camera.clip_end = max(camera.clip_end, size)
    mesh: Any = bpy.data.meshes.new(STAGE)
    corners = [(x * size, y * size, min(heights) - 0.002 * size / 40) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    mesh.from_pydata(corners, [], [(0, 1, 2, 3)])
    ground: Any = bpy.data.objects.new(STAGE, mesh)
    ground.color = (*(GROUND,) * 3, 1.0)
    ground.display.show_shadows = False  # one that throws a shadow darkens all that is above it
    scene.collection.objects.link(ground)


def _corners(scene: Any) -> Iterator[Vector]:
    """World corners of all bodies that render, as they stand now."""
    depsgraph = scene.view_layers[0].depsgraph
    depsgraph.update()
    for instance in depsgraph.object_instances:
        thing = instance.object
        if thing.type in BODIES and not thing.hide_render and thing.name != STAGE:
            matrix = instance.matrix_world
            yield from (matrix @ Vector(corner) for corner in thing.bound_box)


def _distances(scene: Any) -> tuple[float, float]:
    """The nearest and the farthest of what is seen over the shot, along the camera's axis."""
    found = sorted(depth for _ in _moments(scene) for depth, _ in _rays(scene)) or [1.0, 10.0]
    near = max(found[int(len(found) * NEAREST)], 0.01)
    return near, max(found[-1], near * 1.5)


def _moments(scene: Any) -> Iterator[int]:
    """Frames over the shot, each shown by the scene."""
    frames = timing.frames(scene)
    for frame in sorted({frames[len(frames) * n // MOMENTS] for n in range(MOMENTS)} | {frames[-1]}):
        scene.frame_set(int(timing.scene_frame(scene, frame)))
        yield frame


def _rays(scene: Any) -> Iterator[tuple[float, Any]]:
    """How far along the camera's axis rays through the picture meet something now, and what."""
    depsgraph = scene.view_layers[0].depsgraph
    camera = scene.camera.evaluated_get(depsgraph)
    place = camera.matrix_world
    axis = (place.to_3x3() @ Vector((0, 0, -1))).normalized()
    right, below, _, corner = (Vector(c) for c in camera.data.view_frame(scene=scene))
    for across in range(RAYS[0]):
        for down in range(RAYS[1]):
            at = corner + (right - corner) * (across / (RAYS[0] - 1)) + (below - right) * (down / (RAYS[1] - 1))
            flat = camera.data.type == "ORTHO"
            origin = place @ at if flat else place.translation
            direction = axis if flat else (place @ at - place.translation).normalized()
            where, thing = _met(scene, depsgraph, origin, direction)
            if thing is not None and (depth := (where - place.translation).dot(axis)) > camera.data.clip_start:
                yield depth, thing


def _met(scene: Any, depsgraph: Any, origin: Vector, way: Vector) -> tuple[Vector, Any]:
    """Where a ray first meets a face that is seen from there, and what thing's; None for the sky."""
    hides = scene.display.shading.show_backface_culling
    where = origin
    for _ in range(THROUGH):
        met, where, _, face, thing, matrix = scene.ray_cast(depsgraph, where, way)
        if not met:
            break
        shown = thing.evaluated_get(depsgraph).data
        if not (hides and one_sided.is_hidden(thing, shown, face, matrix.to_3x3().inverted_safe() @ way)):
            return where, thing
        where += way * STEP
    return where, None


def _is_clear(thing: Any, clearness: Clearness) -> bool:
    """Whether all of its surfaces are glass or nearly transparent."""
    materials = [slot.material for slot in thing.material_slots if slot.material is not None]
    return bool(materials) and all(map(clearness.is_all_clear, materials))


def _linear(colour: str) -> tuple[float, ...]:
    """Of "#rrggbb"."""
    return tuple(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in display(colour))
