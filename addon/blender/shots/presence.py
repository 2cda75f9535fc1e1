# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks through a shot's camera for the cast: what each member fills of the picture, and what stands before it.

Rays go from the camera through a grid over each member's rectangle in the picture, in the evaluated scene: rigs,
geometry nodes and instances are where they are seen. Blender answers them, but for those that go by something heavy
(see `sheaf`). What rays pass through (hair, grease pencil, volumes) is looked for at its own points. Main thread;
playhead and visibility are put back.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import bpy
import numpy as np

from ...core.models import Shot
from ...core.plans.presence import Sight, Watched
from ...second import compat, compositing, named
from ...second.figures import stand_ins
from ...second.figures.following import Loose, box_of, hair_points, looking_for_loose
from ...second.figures.sheaf import Key, Met, Ray, Sheaf, Standing, View
from ...second.materials import clear
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
HEAVY_FACES = 4_000
"""Whose sorting for rays by Blender takes longer than some milliseconds."""
BOX_ROOM = 1e-4
"""Of its size, that a box is larger than what is in it."""
LAYERS = 12
"""Surfaces that such a ray goes through: glass, and guides that do not render."""
SOFT_POINTS = 40
"""Points of hair, drawings and volumes that rays are sent to."""
SOFT_FILL = 0.5
"""Share of its rectangle that such a thing fills."""
UNSEEN = {"EMPTY", "CAMERA", "LIGHT", "LIGHT_PROBE", "ARMATURE", "SPEAKER", "LATTICE"}


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

    things: dict[Key, _Thing] = field(default_factory=dict)
    solid: dict[str, list[_Part]] = field(default_factory=dict)
    soft: dict[str, list[_Part]] = field(default_factory=dict)
    heavy: dict[Key, Standing] = field(default_factory=dict)
    """Whoever's they are: Blender is not asked to sort their faces."""


class _Look:
    """A moment through a camera, and the rays that each member is looked for with."""

    def __init__(self, moment: _Moment, view: View, depsgraph: Any) -> None:
        self.moment, self.view = moment, view
        self.sheaf = Sheaf(view, depsgraph)
        self.grids = {member: self._grid(parts) for member, parts in moment.solid.items()}
        self.clouds = {member: self._cloud(parts) for member, parts in moment.soft.items()}

    def _grid(self, parts: Sequence[_Part]) -> list[Ray]:
        """All over the rectangle of a member's solid parts."""
        rect = self.view.rect(_points(parts))
        if rect is None:
            return []
        left, bottom, right, top = rect
        shares = [(number + 0.5) / GRID for number in range(GRID)]
        places = [(left + (right - left) * x, bottom + (top - bottom) * y) for y in shares for x in shares]
        return [self.sheaf.ray(place) for place in places]

    def _cloud(self, parts: Sequence[_Part]) -> list[tuple[Ray, Any]]:
        """To points of what rays pass through."""
        points = _points(parts)
        if self.view.rect(points) is None:
            return []
        inside = self.view.within(points)
        return [
            (self.sheaf.ray(self.view.place_of(point)), point) for point in inside[:: len(inside) // SOFT_POINTS + 1]
        ]


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
        self._rendered = stand_ins.rendered(self._layer.layer_collection)
        self._clear = clear.Clearness(scene)
        self._loose: Loose = {}
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
        look = yield from self._going_to(frame, camera)
        sights = {}
        for member in self._members:
            sights[member.uuid] = yield from self._sight(member.uuid, look)
        solid, soft = look.moment.solid, look.moment.soft
        parts = {member: [*solid.get(member, ()), *soft.get(member, ())] for member in sights}
        return sights, {member: look.view.place(_points(found)) for member, found in parts.items() if found}

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
        look = yield from self._going_to(frame, camera)
        found = {}
        for member in self._members:
            sight = yield from self._sight(member.uuid, look)
            if sight is not None and sight.hidden:
                found[member.name] = sight.area / sight.hidden
        return found

    def _why_absent(self, member: Member) -> str:
        here = {thing.as_pointer() for thing in self._scene.objects}
        return "hidden" if member.owners & here else f"not in the scene {self._scene.name}"

    def _going_to(self, frame: float, camera: Any) -> Generator[None, None, _Look]:
        if self._known[0] != frame:
            self._scene.frame_set(int(frame // 1), subframe=frame % 1)
            self._layer.update()
            yield
            for member in self._members:
                yield from looking_for_loose(member.collection.all_objects, self._layer.depsgraph, self._loose)
            self._known = (frame, self._read())
            yield
        view = View(camera.evaluated_get(self._layer.depsgraph), self._scene)
        look = _Look(self._known[1], view, self._layer.depsgraph)
        yield from look.sheaf.looking(list(look.moment.heavy.values()), self._standing)
        return look

    def _read(self) -> _Moment:
        moment = _Moment()
        for thing, key, label, members, matrix in self._shown():
            moment.things[key] = _Thing(label, frozenset(members))
            turn = np.array(matrix)
            if thing.type == "MESH" and len(thing.data.polygons) > HEAVY_FACES:
                moment.heavy[key] = self._standing_of(thing, key, matrix)
            if not members:
                continue
            for kept, points in self._parts(moment, thing):
                points = points @ turn[:3, :3].T + turn[:3, 3]
                part = _Part(thing.original, matrix.copy(), points)
                for member in members:
                    kept.setdefault(member, []).append(part)
        return moment

    def _shown(self) -> Iterator[tuple[Any, Key, str, set[str], Any]]:
        """What renders now: evaluated things, which are others as soon as the next one is asked for, what each is
        called, and where it stands."""
        for instance in self._layer.depsgraph.object_instances:
            thing, holder = instance.object, instance.parent
            top = (holder or thing).original.as_pointer()
            if thing.type in UNSEEN or not instance.show_self or thing.hide_render or not thing.visible_camera:
                continue
            if top not in self._rendered or (holder is not None and holder.hide_render):
                continue
            own = thing.original.as_pointer()
            seen = not stand_ins.is_stand_in(thing)  # who cuts a hole hides others, and is not there
            members = self._owners.get(own, set()) | self._owners.get(top, set()) if seen else set()
            matrix = instance.matrix_world
            yield thing, (own, named.place_of(matrix)), (holder or thing).name, members, matrix

    def _standing(self) -> Iterator[tuple[Standing, Any]]:
        for thing, key, _, _, matrix in self._shown():
            if thing.type == "MESH" and len(thing.data.polygons):
                yield self._standing_of(thing, key, matrix), thing.data

    def _standing_of(self, thing: Any, key: Key, matrix: Any) -> Standing:
        corners = np.array(thing.bound_box)
        low, high = corners.min(axis=0), corners.max(axis=0)
        room = BOX_ROOM * max(float((high - low).max()), 1e-2)
        heavy = len(thing.data.polygons) > HEAVY_FACES
        box = np.array([low - room, high + room])
        return Standing(key, thing.original, matrix.copy(), box, self._is_target(thing), heavy)

    def _parts(self, moment: _Moment, thing: Any) -> Iterator[tuple[dict[str, list[_Part]], Any]]:
        """Where the parts of an evaluated thing belong, and their points in its own space.

        Boxes, not vertices: the rays tell what is in them, and 100,000 vertices take 0.1 s a moment."""
        solid = self._is_target(thing)
        yield (moment.solid, np.array(box_of(thing, self._loose))) if solid else (moment.soft, _filled(thing.bound_box))
        if thing.type == "MESH" and len(thing.particle_systems):
            hair = hair_points(thing)
            if len(hair):
                yield moment.soft, hair

    def _is_target(self, thing: Any) -> bool:
        """Whether rays can be sent against a thing alone: it shows its own mesh, not one that its nodes strew."""
        own = thing.original.evaluated_get(self._layer.depsgraph).data
        return isinstance(own, bpy.types.Mesh) and own == thing.data and len(own.polygons) > 0

    def _sight(self, member: str, look: _Look) -> Generator[None, None, Sight | None]:
        """None when the scene shows nothing of the member at this moment, in or out of the picture."""
        sights = []
        if member in look.grids:
            sights.append((yield from self._sight_of_solid(member, look)))
        if member in look.clouds:
            sights.append((yield from self._sight_of_soft(member, look)))
        return max(sights, key=lambda sight: sight.hidden, default=None)

    def _sight_of_solid(self, member: str, look: _Look) -> Generator[None, None, Sight]:
        parts, grid = look.moment.solid[member], look.grids[member]
        rect = look.view.rect(_points(parts))
        if rect is None:
            return Sight()
        left, bottom, right, top = rect
        nearest = {ray.number: ray.reach for ray in grid}
        for part in parts:
            target = _Target(part, look, self._layer.depsgraph)
            for ray in grid:
                nearest[ray.number] = min(nearest[ray.number], target.distance(ray))
            yield
        met = [(ray, nearest[ray.number]) for ray in grid if nearest[ray.number] < ray.reach]
        share = len(met) * (right - left) * (top - bottom) / GRID**2
        return (yield from self._sight_past(member, look, met, share))

    def _sight_of_soft(self, member: str, look: _Look) -> Generator[None, None, Sight]:
        rect = look.view.rect(_points(look.moment.soft[member]))
        met = [(ray, float(np.linalg.norm(point - np.array(ray.origin)))) for ray, point in look.clouds[member]]
        area = (rect[2] - rect[0]) * (rect[3] - rect[1]) * SOFT_FILL if rect is not None else 0.0
        return (yield from self._sight_past(member, look, met, area))

    def _sight_past(
        self, member: str, look: _Look, met: list[tuple[Ray, float]], area: float
    ) -> Generator[None, None, Sight]:
        """What is seen of an area whose rays would meet the member if nothing stood before it."""
        if not met:
            return Sight()
        probes = met[:: len(met) // PROBES + 1]
        behind = []
        for ray, distance in probes:
            if before := self._before(member, look, ray, distance):
                behind.append(before)
            yield
        return Sight(area * (1 - len(behind) / len(probes)), area, tuple(behind))

    def _is_clear(self, met: Met, ray: Ray) -> bool:
        """Whether one sees through the surface that was met."""
        shown = met.owner.evaluated_get(self._layer.depsgraph).data
        inverse = met.matrix.inverted_safe()
        place, way = inverse @ (ray.origin + ray.way * met.distance), inverse.to_3x3() @ ray.way
        return self._clear.is_clear(met.owner, shown, met.face, place, way)

    def _before(self, member: str, look: _Look, ray: Ray, distance: float) -> str:
        """The name of what stands before a member on a ray that meets it after `distance`; "" where nothing does."""
        passed, reach = 0.0, distance * 0.999
        for _ in range(LAYERS):
            met = self._next_on(look.sheaf, ray, passed, reach)
            if met is None:
                return ""
            known = look.moment.things.get((met.owner.as_pointer(), named.place_of(met.matrix)))
            if known is not None and member in known.members:
                return ""
            if known is not None and not self._is_clear(met, ray):
                names = [one.name for one in self._members if one.uuid in known.members]
                return names[0] if names else known.label
            passed += (met.distance - passed) * 1.0001 + 1e-5
            if passed >= reach:
                return ""
        return ""

    def _next_on(self, sheaf: Sheaf, ray: Ray, passed: float, reach: float) -> Met | None:
        """What a ray meets between two distances."""
        if sheaf.goes_by_heavy(ray):
            met = sheaf.next_on(ray, passed)
            return met if met is not None and met.distance < reach else None
        start = ray.origin + ray.way * passed
        hit, place, _, face, thing, matrix = self._scene.ray_cast(
            self._layer.depsgraph, start, ray.way, distance=reach - passed
        )
        return Met(passed + (place - start).length, thing, matrix, face) if hit else None


class _Target:
    """A part of a member that rays are sent against, and its rectangle, outside of which none can meet it."""

    def __init__(self, part: _Part, look: _Look, depsgraph: Any) -> None:
        self._thing = part.owner.evaluated_get(depsgraph)
        self._matrix = part.matrix
        self._inverse = part.matrix.inverted_safe()
        self._turn = self._inverse.to_3x3()
        self._rect = look.view.rect(part.points)
        key = (part.owner.as_pointer(), named.place_of(part.matrix))
        self._heavy = key if key in look.moment.heavy else None
        self._sheaf = look.sheaf

    def distance(self, ray: Ray) -> float:
        """To where a ray meets it; the ray's reach where it does not."""
        u, v = ray.place
        if self._rect is None or not (self._rect[0] <= u <= self._rect[2] and self._rect[1] <= v <= self._rect[3]):
            return ray.reach
        if self._heavy is not None:
            return min(ray.reach, self._sheaf.first(ray, self._heavy))
        hit, place, _, _ = self._thing.ray_cast(self._inverse @ ray.origin, self._turn @ ray.way)
        return min(ray.reach, float((self._matrix @ place - ray.origin).length)) if hit else ray.reach


def _points(parts: Sequence[_Part]) -> Any:
    return np.concatenate([part.points for part in parts])


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


def _filled(box: Any) -> Any:
    """27 points all through a box of eight corners."""
    corners = np.array(box)
    low, high = corners.min(axis=0), corners.max(axis=0)
    steps = np.array([(x, y, z) for x in (0, 0.5, 1) for y in (0, 0.5, 1) for z in (0, 0.5, 1)])
    return low + (high - low) * steps


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
