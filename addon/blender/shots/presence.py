# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks through a shot's camera for the cast: what each member fills of the picture, and what stands before it.

Rays go from the camera through a grid over each member's rectangle in the picture, in the evaluated scene: rigs,
geometry nodes and instances are where they are seen. What rays pass through (hair, grease pencil, volumes) is looked
for at its own points. Main thread; playhead and visibility are put back.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from ...core.models import Shot
from ...core.plans.presence import Sight, Watched
from ...second import compat, compositing, named
from ...second.figures import clear
from ...second.figures.following import box_of, hair_points
from ..edit import sources
from ..engine import slices

MOMENTS_MAX = 5
"""Of one shot, its first and last frame among them."""
BETWEEN_PER_SECOND, BETWEEN_MAX = 4, 24
"""Moments between two of those, where somebody moved who was not seen; and how many at most."""
MOVES = 0.5
"""Of their size that somebody must have moved for that."""
GRID = 7
"""Rays across and down a member's rectangle, sent against the member alone: 3 microseconds each."""
PROBES = 12
"""Of those that met it, how many are asked what stands before: against the whole scene, 0.2 ms in 1,000 objects."""
HEAVY_FACES = 20_000
"""Whose sorting for rays takes longer than 10 ms."""
LAYERS = 12
"""Surfaces that such a ray goes through: glass, and guides that do not render."""
SOFT_POINTS = 40
"""Points of hair, drawings and volumes that rays are sent to."""
SOFT_FILL = 0.5
"""Share of its rectangle that such a thing fills."""
UNSEEN = {"EMPTY", "CAMERA", "LIGHT", "LIGHT_PROBE", "ARMATURE", "SPEAKER", "LATTICE"}

Rect = tuple[float, float, float, float]
"""Left, bottom, right, top: 0 to 1 in the picture."""


@dataclass(frozen=True)
class Member:
    """One of the cast that has a collection. `owners`: pointers of the objects that are it."""

    uuid: str
    name: str
    collection: Any
    owners: frozenset[int]


@dataclass
class _Thing:
    """What a ray may meet: whose it is, and what it is called."""

    label: str
    members: frozenset[str]


@dataclass
class _Part:
    """One thing of a member at its place: `owner` is the original object, `points` are in the world."""

    owner: Any
    matrix: Any
    points: Any


@dataclass
class _Moment:
    """The evaluated scene at one frame."""

    things: dict[tuple[int, tuple[float, ...]], _Thing] = field(default_factory=dict)
    """By object and place: two instances of one object are two things."""
    solid: dict[str, list[_Part]] = field(default_factory=dict)
    soft: dict[str, list[_Part]] = field(default_factory=dict)
    heavy: list[_Part] = field(default_factory=list)
    """Whoever's they are, against which no ray was sent yet; `points` are those of their boxes."""


def member_of(uuid: str, name: str, collection: Any) -> Member:
    return Member(uuid, name, collection, frozenset(thing.as_pointer() for thing in collection.all_objects))


def watching(shots: Sequence[Shot], members: Sequence[Member]) -> slices.Work:
    """What the camera of each shot sees of the members: lists of Watched by the shot's id. A shot without a scene or
    camera is missing; stopped, so are those that it has not come to.

    Leaves every scene's playhead and visibility as they were."""
    found: dict[str, list[Watched]] = {}
    done = 0
    try:
        for name in dict.fromkeys(shot.scene for shot in shots):
            scene: Any = named.scene(name)
            of_scene = [shot for shot in shots if shot.scene == name]
            if scene is not None:
                with as_rendered(scene):
                    looking = Looking(scene, members)
                    for shot in of_scene:
                        if (camera := sources.camera_of(shot)) is not None:
                            sights = []
                            for sight in looking.sights(camera, shot):
                                if sight is not None:
                                    sights.append(sight)
                                yield done, len(shots)
                            found[shot.uuid] = looking.watched(sights)
                        done += 1
    except slices.StopWork:
        pass
    return found


class Looking:
    """Looks at one scene, which is shown `as_rendered`; a frame that several shots share is read once as long as they
    follow each other."""

    def __init__(self, scene: Any, members: Sequence[Member]) -> None:
        self._scene = scene
        self._members = members
        self._layer = compat.rendered_layer(scene)
        self._layer.update()
        self._owners: dict[int, set[str]] = {}
        for member in members:
            for pointer in member.owners:
                self._owners.setdefault(pointer, set()).add(member.uuid)
        self._rendered = rendered(self._layer.layer_collection)
        self._clear = clear.Clearness()
        self._loose: dict[int, bool] = {}
        self._known: tuple[float | None, _Moment] = (None, _Moment())

    def sights(self, camera: Any, shot: Shot) -> Iterator[dict[str, Sight | None] | None]:
        """What is seen at each moment of a shot, by member: even moments, and those between two of which somebody moves
        past the camera who was not seen yet. None in between, where there is more to do for one. Moves the playhead."""
        frames = _frames(shot)
        unseen = {member.uuid for member in self._members}
        places: list[dict[str, Any]] = []
        for frame in frames:
            sights, where = yield from self._look(camera, frame)
            unseen -= {member for member, sight in sights.items() if sight is not None and sight.hidden}
            places.append(where)
            yield sights
        for number, (before, after) in enumerate(pairwise(places)):
            movers = [member for member in unseen if _moves(before.get(member), after.get(member))]
            if not movers:
                continue
            for frame in _between(frames[number], frames[number + 1], shot):
                sights, _ = yield from self._look(camera, frame)
                if any((sight := sights[member]) is not None and sight.hidden for member in movers):
                    yield sights

    def _look(self, camera: Any, frame: float) -> Generator[None, None, tuple[dict[str, Sight | None], dict[str, Any]]]:
        """What is seen of each member at a frame, and where each is from the camera."""
        moment, view = yield from self._going_to(frame, camera)
        sights = {}
        for member in self._members:
            sights[member.uuid] = self._sight(member.uuid, moment, view)
            yield
        parts = {member: [*moment.solid.get(member, ()), *moment.soft.get(member, ())] for member in sights}
        return sights, {member: view.place(found) for member, found in parts.items() if found}

    def watched(self, moments: Sequence[dict[str, Sight | None]]) -> list[Watched]:
        return [
            Watched(
                member.uuid,
                member.name,
                tuple(moment[member.uuid] or Sight() for moment in moments),
                absent="" if any(moment[member.uuid] is not None for moment in moments) else self._why_absent(member),
            )
            for member in self._members
        ]

    def unhidden(self, camera: Any, frame: float) -> Generator[None, None, dict[str, float]]:
        """The share of each member's picture that nothing stands before, by name; who is out of the picture is missing.

        Moves the playhead."""
        moment, view = yield from self._going_to(frame, camera)
        found = {}
        for member in self._members:
            sight = self._sight(member.uuid, moment, view)
            if sight is not None and sight.hidden:
                found[member.name] = sight.area / sight.hidden
            yield
        return found

    def _why_absent(self, member: Member) -> str:
        here = {thing.as_pointer() for thing in self._scene.objects}
        return "hidden" if member.owners & here else f"not in the scene {self._scene.name}"

    def _going_to(self, frame: float, camera: Any) -> Generator[None, None, tuple[_Moment, _View]]:
        if self._known[0] != frame:
            self._scene.frame_set(int(frame // 1), subframe=frame % 1)
            self._layer.update()
            yield
            self._known = (frame, self._read())
        moment = self._known[1]
        view = _View(camera.evaluated_get(self._layer.depsgraph), self._scene)
        yield from self._sorting(moment, view)
        return moment, view

    def _sorting(self, moment: _Moment, view: _View) -> Iterator[None]:
        """Let Blender sort the faces of what is heavy and may be met, each thing in a piece of its own: the first ray
        against 250,000 faces takes 0.2 s, each further one microseconds."""
        seen = [rect for rect in map(view.rect_of, (*moment.solid.values(), *moment.soft.values())) if rect]
        waiting, moment.heavy = moment.heavy, []
        for part in waiting:
            mine = view.rect(part.points)
            if mine is None or not any(_overlap(mine, rect) for rect in seen):
                moment.heavy.append(part)  # for another camera at the same frame
                continue
            yield
            sort_faces(part.owner.evaluated_get(self._layer.depsgraph))

    def _read(self) -> _Moment:
        moment = _Moment()
        for instance in self._layer.depsgraph.object_instances:
            thing, holder = instance.object, instance.parent
            top = (holder or thing).original.as_pointer()
            if thing.type in UNSEEN or not instance.show_self or thing.hide_render or not thing.visible_camera:
                continue
            if top not in self._rendered or (holder is not None and holder.hide_render):
                continue
            own = thing.original.as_pointer()
            members = self._owners.get(own, set()) | self._owners.get(top, set())
            matrix = instance.matrix_world
            label = (holder or thing).name
            moment.things[(own, named.place_of(matrix))] = _Thing(label, frozenset(members))
            turn = np.array(matrix)
            if self._is_heavy(thing):
                box = np.array(thing.bound_box) @ turn[:3, :3].T + turn[:3, 3]
                moment.heavy.append(_Part(thing.original, matrix.copy(), box))
            if not members:
                continue
            for kept, points in self._parts(moment, thing):
                points = points @ turn[:3, :3].T + turn[:3, 3]
                part = _Part(thing.original, matrix.copy(), points)
                for member in members:
                    kept.setdefault(member, []).append(part)
        return moment

    def _parts(self, moment: _Moment, thing: Any) -> Iterator[tuple[dict[str, list[_Part]], Any]]:
        """Where the parts of an evaluated thing belong, and their points in its own space.

        Boxes, not vertices: the rays tell what is in them, and 100,000 vertices take 0.1 s a moment."""
        solid = self._is_target(thing)
        yield (moment.solid, np.array(box_of(thing, self._loose))) if solid else (moment.soft, _filled(thing.bound_box))
        if thing.type == "MESH" and len(thing.particle_systems):
            hair = hair_points(thing)
            if len(hair):
                yield moment.soft, hair

    def _is_heavy(self, thing: Any) -> bool:
        return bool(thing.type == "MESH" and len(thing.data.polygons) > HEAVY_FACES and self._is_target(thing))

    def _is_target(self, thing: Any) -> bool:
        """Whether rays can be sent against a thing alone: it shows its own mesh, not one that its nodes strew."""
        own = thing.original.evaluated_get(self._layer.depsgraph).data
        return isinstance(own, bpy.types.Mesh) and own == thing.data and len(own.polygons) > 0

    def _sight(self, member: str, moment: _Moment, view: _View) -> Sight | None:
        """None when the scene shows nothing of the member at this moment, in or out of the picture."""
        solid, soft = moment.solid.get(member), moment.soft.get(member)
        sights = []
        if solid:
            sights.append(self._sight_of_solid(member, moment, view, solid))
        if soft:
            sights.append(self._sight_of_soft(member, moment, view, soft))
        return max(sights, key=lambda sight: sight.hidden, default=None)

    def _sight_of_solid(self, member: str, moment: _Moment, view: _View, parts: list[_Part]) -> Sight:
        rect = view.rect_of(parts)
        if rect is None:
            return Sight()
        left, bottom, right, top = rect
        targets = [_Target(part, view, self._layer.depsgraph) for part in parts]
        met = []
        for number in range(GRID * GRID):
            u = left + (right - left) * (number % GRID + 0.5) / GRID
            v = bottom + (top - bottom) * (number // GRID + 0.5) / GRID
            origin, way, reach = view.ray(u, v)
            distances = [target.distance(u, v, origin, way, reach) for target in targets]
            if (nearest := min(distances)) < reach:
                met.append((origin, way, nearest))
        share = len(met) * (right - left) * (top - bottom) / GRID**2
        return self._sight_past(member, moment, met, share)

    def _sight_of_soft(self, member: str, moment: _Moment, view: _View, parts: list[_Part]) -> Sight:
        points = np.concatenate([part.points for part in parts])
        rect = view.rect(points)
        inside = view.inside(points) if rect is not None else points[:0]
        met = []
        for point in inside[:: len(inside) // SOFT_POINTS + 1]:
            origin, way, _ = view.ray_to(Vector(point))
            met.append((origin, way, (Vector(point) - origin).length))
        area = (rect[2] - rect[0]) * (rect[3] - rect[1]) * SOFT_FILL if rect is not None else 0.0
        return self._sight_past(member, moment, met, area)

    def _sight_past(self, member: str, moment: _Moment, met: list[tuple[Any, Any, float]], area: float) -> Sight:
        """What is seen of an area whose rays would meet the member if nothing stood before it."""
        if not met:
            return Sight()
        probes = met[:: len(met) // PROBES + 1]
        behind = tuple(filter(None, (self._before(member, moment, *probe) for probe in probes)))
        return Sight(area * (1 - len(behind) / len(probes)), area, behind)

    def _is_clear(self, thing: Any, matrix: Any, face: int, place: Any) -> bool:
        """Whether one sees through the surface that was met."""
        shown = thing.evaluated_get(self._layer.depsgraph).data
        return self._clear.is_clear(thing, shown, face, matrix.inverted_safe() @ place)

    def _before(self, member: str, moment: _Moment, origin: Any, way: Any, distance: float) -> str:
        """The name of what stands before a member on a ray that meets it after `distance`; "" where nothing does."""
        reach = distance * 0.999
        for _ in range(LAYERS):
            hit, place, _, face, thing, matrix = self._scene.ray_cast(
                self._layer.depsgraph, origin, way, distance=reach
            )
            if not hit:
                return ""
            known = moment.things.get((thing.as_pointer(), named.place_of(matrix)))
            if known is not None and member in known.members:
                return ""
            if known is not None and not self._is_clear(thing, matrix, face, place):
                names = [one.name for one in self._members if one.uuid in known.members]
                return names[0] if names else known.label
            step = (place - origin).length * 1.0001 + 1e-5
            origin, reach = origin + way * step, reach - step
            if reach <= 0:
                return ""
        return ""


class _Target:
    """A part of a member that rays are sent against, and its rectangle, outside of which none can meet it."""

    def __init__(self, part: _Part, view: _View, depsgraph: Any) -> None:
        self._thing = part.owner.evaluated_get(depsgraph)
        self._matrix = part.matrix
        self._inverse = part.matrix.inverted_safe()
        self._turn = self._inverse.to_3x3()
        self._rect = view.rect(part.points)

    def distance(self, u: float, v: float, origin: Any, way: Any, reach: float) -> float:
        """To where a ray through a place of the picture meets it; `reach` where it does not."""
        if self._rect is None or not (self._rect[0] <= u <= self._rect[2] and self._rect[1] <= v <= self._rect[3]):
            return reach
        hit, place, _, _ = self._thing.ray_cast(self._inverse @ origin, self._turn @ way)
        return min(reach, (self._matrix @ place - origin).length) if hit else reach


class _View:
    """An evaluated camera: what is where in its picture."""

    def __init__(self, camera: Any, scene: Any) -> None:
        self._matrix = camera.matrix_world.normalized()  # a camera's scale does not show
        inverse = self._matrix.inverted()
        self._turn, self._shift = np.array(inverse)[:3, :3], np.array(inverse)[:3, 3]
        corners = camera.data.view_frame(scene=scene)
        self._left, self._right = min(c.x for c in corners), max(c.x for c in corners)
        self._bottom, self._top = min(c.y for c in corners), max(c.y for c in corners)
        self._depth = -corners[0].z
        self._flat = camera.data.type == "ORTHO"
        self._near, self._far = camera.data.clip_start, camera.data.clip_end

    def _project(self, points: Any) -> tuple[Any, Any]:
        """Places in the picture, and which of them are before the camera and not too far."""
        local = points @ self._turn.T + self._shift
        depth = -local[:, 2]
        scale = np.ones(len(depth)) if self._flat else self._depth / np.maximum(depth, 1e-9)
        u = (local[:, 0] * scale - self._left) / (self._right - self._left)
        v = (local[:, 1] * scale - self._bottom) / (self._top - self._bottom)
        return np.stack([u, v], axis=1), (depth > self._near) & (depth < self._far)

    def place(self, parts: list[_Part]) -> Any:
        """Middle and size of parts, from the camera."""
        points = np.concatenate([part.points for part in parts]) @ self._turn.T + self._shift
        return np.array([points.mean(axis=0), np.ptp(points, axis=0)])

    def rect(self, points: Any) -> Rect | None:
        """The part of the picture that points lie in; None when all lie outside."""
        places, seen = self._project(points)
        if not seen.any():
            return None
        if not seen.all():  # it reaches behind the camera: it may be anywhere
            return (0.0, 0.0, 1.0, 1.0)
        low, high = np.clip(places.min(axis=0), 0, 1), np.clip(places.max(axis=0), 0, 1)
        if (high - low).min() <= 0:
            return None
        return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))

    def rect_of(self, parts: Sequence[_Part]) -> Rect | None:
        """The part of the picture that all of these lie in."""
        return self.rect(np.concatenate([part.points for part in parts]))

    def inside(self, points: Any) -> Any:
        """Those of the points that are in the picture."""
        places, seen = self._project(points)
        return points[seen & (places > 0).all(axis=1) & (places < 1).all(axis=1)]

    def ray(self, u: float, v: float) -> tuple[Any, Any, float]:
        """Origin, direction and length of the ray through a place in the picture."""
        x, y = self._left + (self._right - self._left) * u, self._bottom + (self._top - self._bottom) * v
        start = Vector((x, y, 0.0)) if self._flat else Vector((0.0, 0.0, 0.0))
        way = Vector((0.0, 0.0, -1.0)) if self._flat else Vector((x, y, -self._depth)).normalized()
        slant = -way.z
        start = start + way * (self._near / slant)
        reach = (self._far - self._near) / slant
        return self._matrix @ start, self._matrix.to_3x3() @ way, reach

    def ray_to(self, point: Any) -> tuple[Any, Any, float]:
        places, _ = self._project(np.array([point]))
        return self.ray(float(places[0][0]), float(places[0][1]))


def _frames(shot: Shot) -> list[float]:
    """Scene frames at which a shot is looked at."""
    count = max(1, min(MOMENTS_MAX, round(float(shot.seconds)) + 1, shot.frames))
    if count == 1:
        return [float(shot.scene_frame_start)]
    return [shot.scene_frame(number * (shot.frames - 1) / (count - 1)) for number in range(count)]


def _between(start: float, end: float, shot: Shot) -> list[float]:
    """Frames between two moments, close enough for whoever crosses the picture in a second."""
    seconds = (end - start) / max(shot.scene_step, 1e-6) / float(shot.rate.fraction)
    count = min(BETWEEN_MAX, round(seconds * BETWEEN_PER_SECOND))
    return [start + (end - start) * (number + 1) / (count + 1) for number in range(count)]


def _moves(before: Any, after: Any) -> bool:
    """Whether somebody changed their place from the camera by a good part of their size."""
    if before is None or after is None:
        return (before is None) != (after is None)
    return bool(np.linalg.norm(after[0] - before[0]) > MOVES * max(np.linalg.norm(before[1]), 1e-6))


def _overlap(one: Rect, other: Rect) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _middle(box: Any) -> Vector:
    return sum((Vector(corner) for corner in box), Vector()) / 8


def _filled(box: Any) -> Any:
    """27 points all through a box of eight corners."""
    corners = np.array(box)
    low, high = corners.min(axis=0), corners.max(axis=0)
    steps = np.array([(x, y, z) for x in (0, 0.5, 1) for y in (0, 0.5, 1) for z in (0, 0.5, 1)])
    return low + (high - low) * steps


def rendered(layer: Any) -> set[int]:
    """Pointers of the objects whose collections render."""
    found: set[int] = set()
    waiting = [layer]
    while waiting:
        here = waiting.pop()
        if here.collection.hide_render or here.exclude:
            continue
        found.update(thing.as_pointer() for thing in here.collection.objects)
        waiting += here.children
    return found


def sort_faces(thing: Any) -> None:
    """Send a ray past a thing: Blender sorts its faces for all that follow."""
    thing.ray_cast(_middle(thing.bound_box), Vector((0.0, 0.0, 1.0)))


@contextmanager
def as_rendered(scene: Any) -> Iterator[None]:
    """Let the scene show what renders, also what the artist hid from view; afterwards all is as it was."""
    frame = scene.frame_current_final
    layer = compat.rendered_layer(scene)
    layer.update()
    joined = compositing.show_together(scene)
    switched = [(owner, name) for owner, name in _hidden_from_view(scene, layer) if getattr(owner, name)]
    closed = [thing for thing in scene.objects if not thing.hide_render and thing.hide_get(view_layer=layer)]
    try:
        for owner, name in switched:
            setattr(owner, name, False)
        for thing in closed:
            thing.hide_set(False, view_layer=layer)
        yield
    finally:
        for thing in closed:
            thing.hide_set(True, view_layer=layer)
        for owner, name in switched:
            setattr(owner, name, True)
        for collection, flag, value in joined:
            setattr(collection, flag, value)
        if scene.frame_current_final != frame:
            scene.frame_set(int(frame // 1), subframe=frame % 1)
        layer.update()


def _hidden_from_view(scene: Any, layer: Any) -> Iterator[tuple[Any, str]]:
    """The switches that hide from view what renders all the same."""
    waiting = [layer.layer_collection]
    while waiting:
        here = waiting.pop()
        if not here.exclude and not here.collection.hide_render:
            yield here, "hide_viewport"
            yield here.collection, "hide_viewport"
            waiting += here.children
    for thing in scene.objects:
        if not thing.hide_render:
            yield thing, "hide_viewport"
