# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A camera's picture, the rays that are sent through it, and what those meet that go by something heavy.

Blender answers a ray at once, but first it sorts the faces of all that the ray may meet. Where that is heavy, nothing
of Blender's is asked: such rays are reckoned here, all of a picture together, in pieces.

Only stdlib, numpy and bpy here.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from mathutils import Vector

from . import rays

Rect = tuple[float, float, float, float]
"""Left, bottom, right, top: 0 to 1 in the picture."""
Key = tuple[int, tuple[float, ...]]
"""A thing at its place: two instances of one object are two things."""

BOXES = 200
"""Whose boxes are held against the rays in one piece."""
SHAPES = 50
"""Of light meshes that nodes strew, copied in one piece."""


class Ray(NamedTuple):
    """Through a place of the picture, from the near end of what the camera shows to the far one."""

    number: int
    place: tuple[float, float]
    origin: Any
    way: Any
    reach: float


class Met(NamedTuple):
    """What a ray meets first: after how far, whose face, and where it stands. `owner` is the original object."""

    distance: float
    owner: Any
    matrix: Any
    face: int


@dataclass(frozen=True)
class Standing:
    """A thing at its place: `owner` is the original object, `box` two corners in its own space. `own`: it shows its own
    mesh, which Blender may be asked about."""

    key: Key
    owner: Any
    matrix: Any
    box: Any
    own: bool
    heavy: bool


class View:
    """An evaluated camera: what is where in its picture."""

    def __init__(self, camera: Any, scene: Any) -> None:
        self._matrix = camera.matrix_world.normalized()  # a camera's scale does not show
        self.inside = np.array(self._matrix.inverted())
        """From the world into the camera's own space."""
        self._turn, self._shift = self.inside[:3, :3], self.inside[:3, 3]
        corners = camera.data.view_frame(scene=scene)
        self._left, self._right = min(c.x for c in corners), max(c.x for c in corners)
        self._bottom, self._top = min(c.y for c in corners), max(c.y for c in corners)
        self._depth = -corners[0].z
        self.flat = camera.data.type == "ORTHO"
        self._near, self._far = camera.data.clip_start, camera.data.clip_end

    def _project(self, points: Any) -> tuple[Any, Any]:
        """Places in the picture, and which of them are before the camera and not too far."""
        local = points @ self._turn.T + self._shift
        depth = -local[:, 2]
        scale = np.ones(len(depth)) if self.flat else self._depth / np.maximum(depth, 1e-9)
        u = (local[:, 0] * scale - self._left) / (self._right - self._left)
        v = (local[:, 1] * scale - self._bottom) / (self._top - self._bottom)
        return np.stack([u, v], axis=1), (depth > self._near) & (depth < self._far)

    def place(self, points: Any) -> Any:
        """Middle and size of points, from the camera."""
        points = points @ self._turn.T + self._shift
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

    def within(self, points: Any) -> Any:
        """Those of the points that are in the picture."""
        places, seen = self._project(points)
        return points[seen & (places > 0).all(axis=1) & (places < 1).all(axis=1)]

    def place_of(self, point: Any) -> tuple[float, float]:
        """Where in the picture a point is."""
        places, _ = self._project(np.array([point]))
        return float(places[0][0]), float(places[0][1])

    def ray(self, number: int, place: tuple[float, float]) -> Ray:
        x = self._left + (self._right - self._left) * place[0]
        y = self._bottom + (self._top - self._bottom) * place[1]
        start = Vector((x, y, 0.0)) if self.flat else Vector((0.0, 0.0, 0.0))
        way = Vector((0.0, 0.0, -1.0)) if self.flat else Vector((x, y, -self._depth)).normalized()
        slant = -way.z
        start = start + way * (self._near / slant)
        reach = (self._far - self._near) / slant
        return Ray(number, place, self._matrix @ start, self._matrix.to_3x3() @ way, reach)

    def bundle(self, of: Sequence[Ray]) -> rays.Rays:
        """Rays as numbers in the camera's own space."""
        width, height = self._right - self._left, self._top - self._bottom
        by = 1.0 if self.flat else self._depth
        return rays.Rays(
            places=np.array([ray.place for ray in of]),
            starts=np.array([ray.origin for ray in of]) @ self._turn.T + self._shift,
            ways=np.array([ray.way for ray in of]) @ self._turn.T,
            spread=((by / width, -self._left / width), (by / height, -self._bottom / height)),
            flat=self.flat,
        )


class Sheaf:
    """The rays that are sent through one camera's picture at one moment."""

    def __init__(self, view: View, depsgraph: Any) -> None:
        self._view, self._depsgraph = view, depsgraph
        self._rays: list[Ray] = []
        self._by: dict[int, list[Standing]] = {}
        """By the numbers of the rays that go by something heavy: all that each may meet."""
        self._met: dict[Key, dict[int, rays.Hits]] = {}

    def ray(self, place: tuple[float, float]) -> Ray:
        """One more, to be looked after by `looking`."""
        self._rays.append(self._view.ray(len(self._rays), place))
        return self._rays[-1]

    def looking(
        self, heavy: Sequence[Standing], everything: Callable[[], Iterator[tuple[Standing, Any]]]
    ) -> Iterator[None]:
        """Find what the rays meet that go by something heavy. `everything`: all things that stand there now and their
        meshes, which Blender may take away as soon as the next one is asked for; always in the same order."""
        if not heavy or not self._rays:
            return
        going = yield from self._going_by(heavy)
        if not going.any():
            return
        self._by = {number: [] for number in np.flatnonzero(going.any(axis=0)).tolist()}
        standing = [thing for thing, _ in everything()]
        yield
        going = yield from self._going_by(standing)
        for thing, passed in zip(standing, going, strict=True):
            for number in np.flatnonzero(passed).tolist():
                if number in self._by:
                    self._by[number].append(thing)
        wanted = [number for number, passed in enumerate(going) if passed[list(self._by)].any()]
        yield from self._meeting(standing, wanted, going, everything)

    def _going_by(self, standing: Sequence[Standing]) -> Generator[None, None, Any]:
        """Whether each ray goes through the box of each thing (things, rays)."""
        starts = np.array([(*ray.origin, 1.0) for ray in self._rays]).T
        ways = np.array([(*ray.way, 0.0) for ray in self._rays]).T
        found = np.zeros((len(standing), len(self._rays)), bool)
        for part in range(0, len(standing), BOXES):
            here = standing[part : part + BOXES]
            back = np.array([thing.matrix.inverted_safe() for thing in here])[:, :3]
            found[part : part + BOXES] = _through(back @ starts, back @ ways, np.array([thing.box for thing in here]))
            yield
        return found

    def _meeting(
        self,
        standing: Sequence[Standing],
        wanted: Sequence[int],
        going: Any,
        everything: Callable[[], Iterator[tuple[Standing, Any]]],
    ) -> Iterator[None]:
        """What is heavy, and what Blender cannot be asked about, is met here; the rest where it is asked for."""
        strewn: dict[int, rays.Shape] = {}
        for number in wanted:
            thing = standing[number]
            if thing.own and not thing.heavy:
                continue
            if thing.own:
                shape = rays.shape_of(thing.owner.evaluated_get(self._depsgraph).data)
            else:
                if number not in strewn:
                    strewn = _shapes(everything(), [one for one in wanted if one >= number])
                if number not in strewn:  # the scene is another one now
                    continue
                shape = strewn[number]
            yield
            numbers = [ray for ray in np.flatnonzero(going[number]).tolist() if ray in self._by]
            bundle = self._view.bundle([self._rays[ray] for ray in numbers])
            hits = yield from rays.meeting(shape, self._view.inside @ np.array(thing.matrix), bundle)
            met = self._met.setdefault(thing.key, {})
            for ray, found in zip(numbers, hits, strict=True):
                met[ray] = sorted([*met.get(ray, ()), *found])

    def goes_by_heavy(self, ray: Ray) -> bool:
        """Whether Blender must not be asked about a ray."""
        return ray.number in self._by

    def first(self, ray: Ray, key: Key) -> float:
        """After how far a ray meets a heavy thing; infinity where it does not."""
        hits = self._met.get(key, {}).get(ray.number)
        return hits[0][0] if hits else float("inf")

    def next_on(self, ray: Ray, passed: float) -> Met | None:
        """What a ray that goes by something heavy meets first after `passed`."""
        found = [met for thing in self._by[ray.number] if (met := self._met_of(thing, ray, passed)) is not None]
        return min(found, key=lambda met: met.distance, default=None)

    def _met_of(self, thing: Standing, ray: Ray, passed: float) -> Met | None:
        if thing.own and not thing.heavy:
            back = thing.matrix.inverted_safe()
            start = ray.origin + ray.way * passed
            hit, place, _, face = thing.owner.evaluated_get(self._depsgraph).ray_cast(
                back @ start, back.to_3x3() @ ray.way
            )
            return Met((thing.matrix @ place - ray.origin).length, thing.owner, thing.matrix, face) if hit else None
        hits = self._met.get(thing.key, {}).get(ray.number, ())
        return next((Met(far, thing.owner, thing.matrix, face) for far, face in hits if far > passed), None)


def _through(starts: Any, ways: Any, boxes: Any) -> Any:
    """Whether rays (things, 3, rays) go through boxes (things, 2, 3) in their own spaces."""
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = ((side[:, :, None] - starts) / ways for side in (boxes[:, 0], boxes[:, 1]))
    low[np.isnan(low)], high[np.isnan(high)] = -np.inf, np.inf  # 0 / 0: a ray that lies in a side
    entries, ends = np.minimum(low, high), np.maximum(low, high)
    entry = entries.max(axis=1)
    end = ends.min(axis=1)
    return (entry <= end) & (end >= 0)


def _shapes(everything: Iterator[tuple[Standing, Any]], wanted: Sequence[int]) -> dict[int, rays.Shape]:
    """The shapes of the next of those things that do not show a mesh of their own, by number: as many as one piece of
    work may copy."""
    found: dict[int, rays.Shape] = {}
    by_mesh: dict[int, rays.Shape] = {}
    left = set(wanted)
    for number, (thing, mesh) in enumerate(everything):
        if number not in left or thing.own:
            continue
        known = by_mesh.get(mesh.as_pointer())
        found[number] = by_mesh[mesh.as_pointer()] = rays.shape_of(mesh) if known is None else known
        if (thing.heavy and known is None) or len(by_mesh) >= SHAPES:
            break
    return found
