# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A character on a turntable: alone on an empty stage, a camera that goes once around it and then stands before it.

The stage is a scene of its own that holds the character's collection, so everything plays as it does in the film
(rigs, geometry nodes, instances, hair, grease pencil, parents that stay outside). The camera follows it, so a walk is
filmed on the spot. Only stdlib, numpy and bpy here; the file is a copy that is thrown away, so it may be changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from ..core.errors import UserError
from . import looks, named, timing
from .drawn import lighting
from .figures import cycles, following, heads, lamps, stand_ins, weighing
from .figures.front import Wish, side_seen
from .materials import reach

HEIGHT_SHARE = 0.80
"""Of the frame's height that the subject fills, and of its width that it may fill at most."""
TURN_SHARE = Fraction(2, 3)
"""Of the frames: a turn of two seconds; in the last third the camera stands before the face."""
LENS = 70.0
"""Millimetres on a 36 mm sensor: long enough not to distort a face."""
BACKGROUND = 0.45
"""Linear grey of the stage."""
STUDIO = ((0.0, 0.12), (0.45, 0.2), (0.5, 0.35), (0.6, 0.35), (0.66, 1.2), (0.78, 1.2), (0.84, 0.3), (1.0, 0.4))
"""Linear greys around the stage from straight below (0) to straight above (1): what metal reflects."""
SHOULDERS, SHOULDERS_MOST = 0.7, 0.12
"""What is shown below the neck, in heads, and at most of the whole height: some figures are half head. `HEADROOM`: the
picture's share above the crown."""
HEADROOM = 0.1
HEAD_LEAST = 0.1
"""Of a figure's height that a head has at least."""
ASIDE, WIDEST = 0.05, 1.6
"""The picture's share left and right of ears, horns and a hat's brim, and how often larger it gets for them at most."""
UPPER = 0.4
"""Of its height that is taken for head and shoulders where nothing says what the head is."""
SNOUT = 0.45
"""Of the picture, that the tip of a long head is before the middle that is looked at: within half of it."""
ANGLES = 24
"""From which the subject is measured."""
SUBDIVISION_MAX = 2
"""Levels that 720p can show on a figure 570 pixels tall; film models have 3 to 4 times as many polygons."""


@dataclass
class Stage:
    """The character on its empty stage. `path`: where it is, how large, facing where, for each frame."""

    scene: Any
    camera: Any
    path: following.Path
    collection: Any
    begins: str
    """From which frame of its scene on it is filmed, in words, where nothing of it is seen in the one asked for."""

    @property
    def first(self) -> int:
        """The frame that a picture shows: the first in which the character is seen."""
        return self.path.first

    @property
    def guessed(self) -> bool:
        """Whether too little speaks for the side that is taken for the front."""
        return (
            not self.path.sure >= weighing.SURE
        )  # nor where it is no number, of a file with corners at the end of space

    def side(self, angle: float) -> str:
        """Which of its own sides is seen at an angle (radians from the front) in `first`, as a front is chosen by it;
        empty for a corner."""
        return side_seen(angle + float(self.path.facing[self.path.number]), self.path.aside)

    def turn(self) -> None:
        """Let the camera go once around from the character's front, at one height and distance, then stand."""
        distance = self._frame()
        frames = timing.frames(self.scene)
        turn = max(1, round(len(frames) * TURN_SHARE))
        for number, frame in enumerate(frames):
            self._aim(number, 2 * pi * _ease(min(1.0, number / turn)), distance)
            at = timing.scene_frame(self.scene, frame)
            self.camera.keyframe_insert("location", frame=at)
            self.camera.keyframe_insert("rotation_euler", frame=at)

    def look(self, angle: float, width: int, height: int) -> None:
        """Let the camera stand at an angle (radians from the front) for a picture of `first`, as large as it fits."""
        self.camera.animation_data_clear()
        self.scene.render.resolution_x, self.scene.render.resolution_y = width, height
        number = self.path.number
        self._aim(number, angle, self._frame(angle + float(self.path.facing[number])))

    def close(self, width: int, height: int) -> None:
        """Let the camera stand before head and shoulders for a picture of `first`; before all of what has none."""
        self.look(0.0, width, height)
        points = self.path.shapes[0] + np.array(self.path.centres[self.path.number])
        found = self._head(points)
        if found is None:
            return
        place, size = found
        facing = float(self.path.facing[self.path.number])
        towards = Vector((sin(facing), -cos(facing), 0))
        # What a hand holds out before the chest shall not push the camera away from the face.
        there = points[(np.abs(points - np.array(place)).max(axis=1) < size / 2) & (points[:, 2] > place.z)]
        depth = float(((there - np.array(place)) @ np.array(towards)).max()) if len(there) else 0.0
        data = self.camera.data
        distance = size / (data.sensor_width / data.lens) + depth
        self.camera.location = place + towards * distance
        data.clip_start = min(data.clip_start, distance * 0.01)

    def _head(self, points: Any) -> tuple[Vector, float] | None:
        """The middle of head and shoulders, and how high (metres) a picture of them is: by the rig's bone or the part
        of that name, by the outline of who stands, else their upper part; None for a car, a fish."""
        self.scene.frame_set(self.first)
        depsgraph = self.scene.view_layers[0].depsgraph
        facing, high = float(self.path.facing[self.path.number]), float(np.ptp(points[:, 2]))
        head, ahead = heads.head_of(self.collection, depsgraph), False
        if head is None:
            outline = heads.outline_of(depsgraph, points, facing)
            if outline is None:
                return None
            head, ahead = (outline.head, False) if outline.stands else (outline.leading, True)
            if head is None and not outline.is_upright:
                return None
            if head is None:
                upper = outline.upper(round(UPPER * heads.ROWS))
                across, along, _ = np.median(upper, axis=0)
                size = float(np.ptp(upper[:, 2])) * (1 + HEADROOM)
                return Vector((across, along, upper[:, 2].max() + HEADROOM * size - size / 2)), size
        low, top = head.min(axis=0), head.max(axis=0)
        tall = max(float(top[2] - low[2]), HEAD_LEAST * high)
        size = (tall + min(SHOULDERS * tall, SHOULDERS_MOST * high)) / (1 - HEADROOM)
        broad = float(np.ptp(head @ np.array((cos(facing), sin(facing), 0.0))))
        size = max(size, min(broad / (1 - 2 * ASIDE), WIDEST * size))
        across, along, _ = (low + top) / 2
        place = Vector((across, along, top[2] + HEADROOM * size - size / 2))
        if ahead:  # its tip may be farther before the middle than the picture is large
            way = Vector((sin(facing), -cos(facing), 0))
            place += way * (float((head @ np.array(way)).max()) - place.dot(way) - SNOUT * size)
        return place, size

    def shape(self, angle: float) -> float:
        """Width over height of what is seen at an angle from the front."""
        angle += float(self.path.facing[self.path.number])
        points = self.path.shapes[0]
        width = float(np.ptp(points @ np.array((cos(angle), sin(angle), 0.0))))
        return width / max(float(np.ptp(points[:, 2])), 1e-6)

    def _aim(self, number: int, angle: float, distance: float) -> None:
        angle += self.path.facing[number]
        self.camera.location = Vector(self.path.centres[number]) + Vector((sin(angle), -cos(angle), 0)) * distance
        self.camera.rotation_euler = (pi / 2, 0, angle)

    def _frame(self, angle: float | None = None) -> float:
        """Set the lens for the picture's shape; answers the distance from which all is seen: from all sides at every
        moment, or at an angle about Z at the first moment alone."""
        render, data = self.scene.render, self.camera.data
        aspect = render.resolution_x / render.resolution_y
        data.lens, data.sensor_width, data.sensor_height = LENS, 36.0, 36.0
        data.sensor_fit = "HORIZONTAL" if aspect >= 1 else "VERTICAL"
        half = 18.0 / LENS
        across, upright = (half, half / aspect) if aspect >= 1 else (half * aspect, half)
        if angle is None:
            distance = max(_distance(points, across, upright) for points in self.path.shapes)
        else:
            distance = _distance(self.path.shapes[0], across, upright, (angle,))
        data.clip_start = max(distance - self.path.size, distance * 0.01)
        data.clip_end = distance + 2 * self.path.size
        return distance


def build(collection: Any, capture: dict[str, Any]) -> Stage:
    """The stage, ready for `turn` or `look`. Raises UserError for a collection that shows nothing."""
    scene: Any = bpy.data.scenes.new("Turntable")
    scene.render.resolution_x, scene.render.resolution_y = capture["width"], capture["height"]
    timing.film(scene, capture)
    scene.collection.children.link(collection)
    scene.render.use_simplify = True
    scene.render.simplify_subdivision = scene.render.simplify_subdivision_render = SUBDIVISION_MAX
    home = named.scene(capture["scene"])
    _show_as_rendered(collection, home)
    wish = Wish(capture.get("front", "auto"), _marker(scene, capture.get("front_object", "")))
    begins = ""
    path = _followed(scene, collection, capture, wish)
    if path is None or path.first > scene.frame_start:
        begins = _begin_where_seen(scene, home)
        path = _followed(scene, collection, capture, wish) if begins else path
    if path is None:
        bpy.data.scenes.remove(scene)
        raise UserError(
            f"The collection {collection.name} shows nothing: it has no meshes that render.",
            "Put the character's meshes into it, or choose another collection.",
            code="collection_empty",
        )
    camera: Any = bpy.data.objects.new("Turntable", bpy.data.cameras.new("Turntable"))
    scene.collection.objects.link(camera)
    scene.camera = camera
    materials = [material for material in bpy.data.materials if material.name_full in path.materials]
    if capture["kind"] == "lit":
        lighting.as_in(scene, home, collection, materials)
    else:
        _dress(scene, camera, materials, collection, capture)
    return Stage(scene, camera, path, collection, begins)


def _followed(scene: Any, collection: Any, capture: dict[str, Any], wish: Wish) -> following.Path | None:
    """The way of what is filmed over the scene's range, through which its cycles go on."""
    last = timing.scene_frame(scene, scene.frame_end + scene.frame_step)
    for thing in bpy.data.objects:
        if thing.type == "ARMATURE":
            cycles.go_on([thing], last)
    # A figure of parts walks by all of them: one that only bobs says nothing alone.
    parts = [part for part in named.within(collection) if part.type != "ARMATURE"]
    cycles.go_on(parts, last)
    cycles.go_on(cycles.shape_keys_of(parts), last)
    return following.follow(scene, collection, timing.seconds(capture), wish)


def _begin_where_seen(scene: Any, home: Any) -> str:
    """Move the range on to the first frame of the character's own scene in which anything is seen: drivers, strips of
    the NLA and nodes show something later, which nobody knows before it plays. Answers that in words; empty where
    nothing is seen later either."""
    asked = scene.frame_start
    until = home.frame_end * Fraction(scene.render.frame_map_new, scene.render.frame_map_old) if home else asked
    for frame in range(asked, int(until) + 1, scene.frame_step):
        scene.frame_set(frame)
        if following.shows(scene.view_layers[0].depsgraph):
            scene.frame_end += frame - asked  # first: a start beyond the end would push it along
            scene.frame_start = frame
            there, before = (round(timing.scene_frame(scene, number)) for number in (frame, asked))
            return f"from frame {there}: nothing of it is seen at frame {before}"
    return ""


def _marker(scene: Any, name: str) -> Any:
    """An empty where an object is: that may be in another scene, and shall not be filmed. None without one."""
    thing = named.thing(name) if name else None
    if thing is None:
        return None
    marker: Any = bpy.data.objects.new("Front", None)
    marker.constraints.new("COPY_LOCATION").target = thing
    scene.collection.objects.link(marker)
    return marker


def _show_as_rendered(collection: Any, home: Any) -> None:
    """What renders must also be there when the subject is measured, and be solid. `home`: the character's scene.

    An artist hides heavy parts from view, or draws them as boxes, which Workbench would leave out of the picture."""
    collection.hide_render = False  # it was chosen; what is hidden inside it stays hidden
    for group in stand_ins.left_out(collection, home):
        group.hide_render = True
    for group in (collection, *collection.children_recursive):
        group.hide_viewport = group.hide_render
    for thing in named.within(collection):
        if thing.type in lighting.CASTS and stand_ins.is_stand_in(thing):
            stand_ins.hide(thing)  # a lamp is never seen
    things: Any = bpy.data.objects
    for thing in things:
        _show_thing_as_rendered(thing)


def _show_thing_as_rendered(thing: Any) -> None:
    for bone in thing.pose.bones if thing.pose is not None else ():
        if bone.custom_shape is not None:  # a rig's handles: importers leave them where they render
            bone.custom_shape.hide_render = True
    # A keyed visibility is followed frame by frame, wherever the playhead stood when the copy was made.
    for mover in stand_ins.movers(thing):
        if mover.data_path == "hide_viewport":
            mover.mute = True
    thing.hide_viewport = stand_ins.is_never_seen(thing)
    thing.show_instancer_for_viewport = thing.show_instancer_for_render
    if thing.display_type in {"BOUNDS", "WIRE"}:
        thing.display_type = "TEXTURED"
    for modifier in thing.modifiers:
        modifier.show_viewport = modifier.show_render
        if modifier.type in {"SUBSURF", "MULTIRES"}:
            modifier.levels = modifier.render_levels


def _dress(stage: Any, camera: Any, materials: list[Any], collection: Any, capture: dict[str, Any]) -> None:
    """Plain grey, even light, true colours."""
    world: Any = bpy.data.worlds.new("Stage")
    world.color = (BACKGROUND,) * 3
    stage.world = world
    stage.view_settings.view_transform = "Standard"
    stage.view_settings.look = "None"
    stage.view_settings.exposure, stage.view_settings.gamma = 0.0, 1.0
    for lamp in lamps.of_a_set(named.within(collection)):
        stand_ins.hide(lamp)
    engine = looks.engine_of(stage, capture, lambda: reach.lost(list(named.within(collection)), materials))
    if engine == "BLENDER_WORKBENCH":
        looks.to_workbench(stage, materials)
    else:
        _light(stage, world, camera)
        looks.for_turntable(stage, engine, materials)


def _light(stage: Any, world: Any, camera: Any) -> None:
    """Three soft suns that go with the camera and a studio around, for engines that need lights."""
    if world.node_tree is None:
        world.use_nodes = True
    _surround(world)
    # Directions in the camera's own space: x to its right, y up, z towards it.
    for name, energy, direction in (
        ("Key", 1.3, (0.8, 0.9, 1.2)),
        ("Fill", 0.8, (-1.2, 0.3, 1.0)),
        ("Rim", 0.8, (0.0, 1.0, -1.2)),
    ):
        light: Any = bpy.data.lights.new(name, "SUN")
        light.energy, light.angle, light.use_shadow = energy, 0.6, False
        thing: Any = bpy.data.objects.new(name, light)
        thing.rotation_euler = Vector(direction).to_track_quat("Z", "Y").to_euler()
        thing.parent = camera
        stage.collection.objects.link(thing)


def _surround(world: Any) -> None:
    """A studio for metal and glass to reflect, darker below and with a bright band above; the picture's own background
    stays plain grey."""
    nodes, links = world.node_tree.nodes, world.node_tree.links
    background = next(n for n in nodes if n.type == "BACKGROUND")
    place, split, part = (nodes.new(f"ShaderNode{kind}") for kind in ("TexCoord", "SeparateXYZ", "MapRange"))
    ramp, ray, either = (nodes.new(f"ShaderNode{kind}") for kind in ("ValToRGB", "LightPath", "Mix"))
    either.data_type = "RGBA"
    part.inputs["From Min"].default_value = -1.0
    greys = iter(STUDIO)
    for element in (*ramp.color_ramp.elements, *(ramp.color_ramp.elements.new(1.0) for _ in STUDIO[2:])):
        element.position, grey = next(greys)
        element.color = (grey, grey, grey, 1)
    first, second = (s for s in either.inputs if s.type == "RGBA")
    second.default_value = (BACKGROUND, BACKGROUND, BACKGROUND, 1)
    links.new(place.outputs["Generated"], split.inputs[0])
    links.new(split.outputs["Z"], part.inputs["Value"])
    links.new(part.outputs["Result"], ramp.inputs[0])
    links.new(ramp.outputs["Color"], first)
    links.new(ray.outputs["Is Camera Ray"], either.inputs["Factor"])
    links.new(next(s for s in either.outputs if s.type == "RGBA"), background.inputs["Color"])


def _ease(time: float) -> float:
    """Half as fast at both ends as in even motion: the turn comes to rest instead of breaking off."""
    return 0.5 * time + 0.5 * time * time * (3 - 2 * time)


AROUND = tuple(2 * pi * step / ANGLES for step in range(ANGLES))


def _distance(points: Any, across: float, upright: float, angles: Sequence[float] = AROUND) -> float:
    """The nearest distance from which no point leaves HEIGHT_SHARE of the frame at any of the angles.

    A point at depth q towards the camera and offset p fills p / (distance - q) of the half frame's tangent."""
    return max(float(need.max()) for need in _needs(points, across * HEIGHT_SHARE, upright * HEIGHT_SHARE, angles))


def _needs(points: Any, across: float, upright: float, angles: Sequence[float]) -> Iterator[Any]:
    for angle in angles:
        towards = points @ np.array((sin(angle), -cos(angle), 0.0))
        sideways = np.abs(points @ np.array((cos(angle), sin(angle), 0.0)))
        yield towards + np.abs(points[:, 2]) / upright
        yield towards + sideways / across
