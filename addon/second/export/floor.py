# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot's floor plan: the set from above, the cast and their ways, the camera's way and what it sees.

Only stdlib, numpy and bpy here.
What is drawn is measured in the scene at a few moments of the shot. Names are not in the picture: `draw` tells where
they belong, for the sheet's own letters."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from math import atan2, cos, hypot, sin
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from .. import compositing
from ..judging import depths
from ..materials import colours

WIDTH, HEIGHT = 640, 360
"""Pixels of the picture."""
MOMENTS = 13
"""At which camera and cast are measured, the first and the last frame among them."""
ROOM_AROUND = 0.18
"""Of what must be seen, that is free around it."""
LEAST = 4.0
"""World units that the plan is wide at least: nobody is drawn as large as a house."""
SEEN = 75
"""Per cent of what the camera sees of a set without cast that the plan reaches to: not to the last hill."""
GROUND = 0.9
"""A thing that covers this share of the plan both ways is the ground: it hides nothing and is not drawn."""
THINGS_MAX = 400
"""Of a set that are drawn, the largest first."""
LETTER, LINE = 19, 41
"""Pixels of the picture that a letter of a name takes, and a line: in print and on the page about 0.03 of the plan's
width, and 0.115 of its height."""
NAME_MAX = 18
BESIDE = 6
"""Pixels between somebody's mark and their name."""
LINES_AWAY = (0, *(way * lines for lines in range(1, 1 + HEIGHT // LINE) for way in (1, -1)))
"""Where a name may stand whose place is taken: so many lines below; a thin line leads to it then."""
REACH = 0.35
"""Of the plan's width: how far the camera's view is drawn."""

PAPER = (0.165, 0.172, 0.185)
SET = (0.30, 0.31, 0.33)
EDGE = (0.44, 0.45, 0.47)
VIEW = (1.0, 0.62, 0.18)
SHAPES = {"MESH", "CURVES", "POINTCLOUD", "GREASEPENCIL", "VOLUME", "CURVE", "SURFACE", "FONT", "META"}

Point = tuple[float, float]


def draw(shot: Mapping[str, Any], out: Path) -> list[dict[str, Any]]:
    """Write the plan as PNG; answers the cast's labels: `{"name", "x", "y"}`, from 0 to 1 from the top left corner.

    `shot` has "scene" and "camera" (names), "frame_start" and "step" (frames of the scene), "frames" and "cast":
    [{"name", "source": a collection's name, "colour": "#rrggbb"}, ...]. The scene stays at another frame, without
    what does not render. Raises UserError for a scene or camera that is gone."""
    scene, camera = depths.found(shot)
    depths.hide_what_does_not_render(scene)
    compositing.join_layers(scene)
    members = {one["name"]: depths.things_of(one["source"]) for one in shot["cast"]}
    paints = {one["name"]: colours.display(one["colour"]) for one in shot["cast"]}
    eyes: list[tuple[Point, float, float]] = []
    ways: dict[str, list[tuple[Point, float]]] = {name: [] for name in members}
    ahead: list[Point] = []
    for moment in range(MOMENTS):
        frame = shot["frame_start"] + moment * max(shot["frames"] - 1, 0) * shot["step"] / (MOMENTS - 1)
        scene.frame_set(int(frame // 1), subframe=frame % 1)
        depsgraph = scene.view_layers[0].depsgraph
        depsgraph.update()
        eyes.append(_eye(camera.evaluated_get(depsgraph), scene))
        if moment in (0, MOMENTS - 1):
            ahead.append(_ahead(camera.evaluated_get(depsgraph), scene, depsgraph, eyes[-1]))
        boxes = _boxes(depsgraph, members)
        for name, corners in boxes.items():
            ways[name].append(_stand(corners))
    stage = _set(scene.view_layers[0].depsgraph, {thing for found in members.values() for thing in found})
    seen = [at for way in ways.values() for at, _ in way] or ahead
    sheet = _Paper(_window([*(at for at, _, _ in eyes), *seen]))
    sheet.set(stage)
    labels = sheet.names({name: way[-1] for name, way in ways.items() if way}, paints)
    for name, way in ways.items():
        sheet.walker(way, paints[name])
    sheet.camera(eyes)
    sheet.save(out)
    return labels


def _eye(camera: Any, scene: Any) -> tuple[Point, float, float]:
    """Where the camera stands, where it looks (radians from the X axis), half the angle that it sees from above."""
    matrix = camera.matrix_world
    ahead = matrix.to_3x3() @ Vector((0.0, 0.0, -1.0))
    if hypot(ahead.x, ahead.y) < 1e-3:  # straight down: up in the picture is ahead
        ahead = matrix.to_3x3() @ Vector((0.0, 1.0, 0.0))
    corners = camera.data.view_frame(scene=scene)
    half = atan2(max(abs(c.x) for c in corners), max(-corners[0].z, 1e-6)) if camera.data.type == "PERSP" else 0.05
    return (matrix.translation.x, matrix.translation.y), atan2(ahead.y, ahead.x), half


def _boxes(depsgraph: Any, members: Mapping[str, set[Any]]) -> dict[str, list[Vector]]:
    """The corners of what each member shows now, instances included."""
    found: dict[str, list[Vector]] = {}
    for instance in depsgraph.object_instances:
        thing = instance.object
        if thing.type not in SHAPES or not _is_drawn(thing):
            continue
        own = depths.carriers(instance)
        for name, things in members.items():
            if own & things:
                found.setdefault(name, []).extend(_corners(instance))
    return found


def _set(depsgraph: Any, cast: set[Any]) -> list[list[Point]]:
    """The outlines from above of what is not cast."""
    found = []
    for instance in depsgraph.object_instances:
        thing = instance.object
        if thing.type not in SHAPES or not _is_drawn(thing) or depths.carriers(instance) & cast:
            continue
        found.append(hull((c.x, c.y) for c in _corners(instance)))
    return found


def _is_drawn(thing: Any) -> bool:
    return not thing.hide_render and thing.visible_camera


def _corners(instance: Any) -> list[Vector]:
    return [instance.matrix_world @ Vector(corner) for corner in instance.object.bound_box]


def _stand(corners: Sequence[Vector]) -> tuple[Point, float]:
    """Where somebody stands, and how wide they are: half the smaller side, so that no wing or arm tells."""
    low_x, high_x = min(c.x for c in corners), max(c.x for c in corners)
    low_y, high_y = min(c.y for c in corners), max(c.y for c in corners)
    return ((low_x + high_x) / 2, (low_y + high_y) / 2), min(high_x - low_x, high_y - low_y) / 2


def hull(points: Iterable[Point]) -> list[Point]:
    """The convex outline of points, counterclockwise (Andrew 1979)."""
    found = sorted(set(points))
    if len(found) < 3:
        return found
    halves: list[list[Point]] = []
    for way in (found, found[::-1]):
        half: list[Point] = []
        for point in way:
            while len(half) > 1 and _turn(half[-2], half[-1], point) <= 0:
                half.pop()
            half.append(point)
        halves.append(half[:-1])
    return halves[0] + halves[1]


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _ahead(camera: Any, scene: Any, depsgraph: Any, eye: tuple[Point, float, float]) -> Point:
    """The point ahead of an evaluated camera as far away as most of what it sees: rays through its picture."""
    (x, y), to, _ = eye
    places, _ = depths.hits(scene, depsgraph, camera)
    away = np.hypot(places[..., 0] - x, places[..., 1] - y)
    met = np.linalg.norm(places - np.array(camera.matrix_world.translation), axis=-1) < 0.99 * depths.FAR
    reach = float(np.percentile(away[met], SEEN)) if met.any() else LEAST
    return x + reach * cos(to), y + reach * sin(to)


def _window(points: Sequence[Point]) -> tuple[Point, float]:
    """The middle of a plan that shows these points, and how many world units it is wide."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    high = (max(ys) - min(ys)) * WIDTH / HEIGHT
    wide = max(max(xs) - min(xs), high, LEAST) * (1 + 2 * ROOM_AROUND)
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), wide


class _Paper:
    """The picture: rows from the top, with soft edges. World Y is up."""

    def __init__(self, window: tuple[Point, float]) -> None:
        self._middle, self._wide = window
        self._scale = WIDTH / self._wide
        self.pixels: Any = np.empty((HEIGHT, WIDTH, 3), dtype=np.float32)
        self.pixels[:] = PAPER

    def _at(self, point: Point) -> Point:
        return (
            WIDTH / 2 + (point[0] - self._middle[0]) * self._scale,
            HEIGHT / 2 - (point[1] - self._middle[1]) * self._scale,
        )

    def set(self, outlines: Sequence[Sequence[Point]]) -> None:
        """What stands there, without what covers all."""
        drawn = [[self._at(point) for point in outline] for outline in outlines]
        drawn = [outline for outline in drawn if len(outline) > 2 and not _covers(outline)]
        for outline in sorted(drawn, key=_extent, reverse=True)[:THINGS_MAX]:
            self._fill(outline, SET, 0.75)
            for a, b in zip(outline, [*outline[1:], outline[0]], strict=True):
                self._line(a, b, EDGE, 1.2)

    def walker(self, way: Sequence[tuple[Point, float]], colour: tuple[float, ...]) -> None:
        """A way, and a disc where somebody is at the end of it."""
        spots = [self._at(at) for at, _ in way]
        for a, b in itertools.pairwise(spots):
            self._line(a, b, colour, 3.0, 0.8)
        if spots:
            self._disc(spots[-1], self._radius(way[-1][1]), colour)

    def camera(self, eyes: Sequence[tuple[Point, float, float]]) -> None:
        """Its way, what it sees at first (outlined) and at last (filled), and itself."""
        spots = [self._at(at) for at, _, _ in eyes]
        reach = REACH * WIDTH
        for number, strength in ((-1, 0.22), (0, 0.0)):
            _, to, half = eyes[number]
            cone = [spots[number], *(_off(spots[number], to + side * half, reach) for side in (-1, 1))]
            self._fill(cone, VIEW, strength)
            for end in cone[1:]:
                self._line(cone[0], end, VIEW, 1.6, 0.9 if number else 0.45)
        for a, b in itertools.pairwise(spots):
            self._line(a, b, VIEW, 3.0)
        self._disc(spots[0], 4.0, VIEW)
        self._disc(spots[-1], 7.0, VIEW)

    def names(
        self, stands: Mapping[str, tuple[Point, float]], paints: Mapping[str, tuple[float, ...]]
    ) -> list[dict[str, Any]]:
        """Where each name stands, and a thin line to those that are not beside who has it."""
        marks = {name: (*self._at(at), self._radius(half)) for name, (at, half) in stands.items()}
        labels = []
        for name, (left, middle) in names_apart(marks).items():
            x, y, _ = marks[name]
            if abs(middle - y) > 1:
                end = (min(max(x, left - 3), left + _wide(name)), middle)
                if left <= x <= end[0]:  # straight above or below
                    end = (x, middle + (LINE / 3 if middle < y else -LINE / 3))
                self._line((x, y), end, paints[name], 1.5, 0.8)
            shown = name if len(name) <= NAME_MAX else name[: NAME_MAX - 1] + "…"
            labels.append({"name": shown, "x": round(left / WIDTH, 4), "y": round(middle / HEIGHT, 4)})
        return labels

    def _radius(self, half: float) -> float:
        return min(max(half * self._scale, 7.0), 28.0)

    def save(self, out: Path) -> None:
        image: Any = bpy.data.images.new("Floor", WIDTH, HEIGHT, alpha=False)
        values = np.ones((HEIGHT, WIDTH, 4), dtype=np.float32)
        values[:, :, :3] = self.pixels[::-1]
        image.pixels.foreach_set(values.ravel())
        image.file_format = "PNG"
        image.save(filepath=str(out))
        bpy.data.images.remove(image)

    def _area(self, points: Sequence[Point], room: float) -> tuple[slice, slice, Any, Any] | None:
        """The part of the picture around points, and the middles of its pixels."""
        left = max(int(min(x for x, _ in points) - room), 0)
        right = min(int(max(x for x, _ in points) + room) + 1, WIDTH)
        top = max(int(min(y for _, y in points) - room), 0)
        bottom = min(int(max(y for _, y in points) + room) + 1, HEIGHT)
        if left >= right or top >= bottom:
            return None
        ys, xs = np.mgrid[top:bottom, left:right] + 0.5
        return slice(top, bottom), slice(left, right), xs, ys

    def _blend(self, rows: slice, columns: slice, cover: Any, colour: Sequence[float], strength: float) -> None:
        share = (np.clip(cover, 0.0, 1.0) * strength)[:, :, None]
        self.pixels[rows, columns] += (np.array(colour, dtype=np.float32) - self.pixels[rows, columns]) * share

    def _fill(self, outline: Sequence[Point], colour: Sequence[float], strength: float) -> None:
        """A convex outline, whichever way around."""
        area = self._area(outline, 1)
        if area is None or len(outline) < 3 or not strength:
            return
        rows, columns, xs, ys = area
        sign = 1.0 if sum(_turn(outline[0], a, b) for a, b in itertools.pairwise(outline)) > 0 else -1.0
        inside = np.full(xs.shape, 1e9)
        for a, b in zip(outline, [*outline[1:], outline[0]], strict=True):
            length = max(hypot(b[0] - a[0], b[1] - a[1]), 1e-9)
            away = ((b[0] - a[0]) * (ys - a[1]) - (b[1] - a[1]) * (xs - a[0])) / length
            inside = np.minimum(inside, sign * away)
        self._blend(rows, columns, inside + 0.5, colour, strength)

    def _line(self, a: Point, b: Point, colour: Sequence[float], width: float, strength: float = 1.0) -> None:
        area = self._area((a, b), width + 1)
        if area is None:
            return
        rows, columns, xs, ys = area
        way = (b[0] - a[0], b[1] - a[1])
        along = ((xs - a[0]) * way[0] + (ys - a[1]) * way[1]) / max(way[0] ** 2 + way[1] ** 2, 1e-9)
        along = np.clip(along, 0.0, 1.0)
        away = np.hypot(xs - a[0] - along * way[0], ys - a[1] - along * way[1])
        self._blend(rows, columns, width / 2 + 0.5 - away, colour, strength)

    def _disc(self, middle: Point, radius: float, colour: Sequence[float]) -> None:
        area = self._area((middle,), radius + 2)
        if area is None:
            return
        rows, columns, xs, ys = area
        away = np.hypot(xs - middle[0], ys - middle[1])
        self._blend(rows, columns, radius + 1.5 - away, PAPER, 1.0)
        self._blend(rows, columns, radius - away, colour, 1.0)


def names_apart(marks: Mapping[str, tuple[float, float, float]]) -> dict[str, Point]:
    """Where names begin, and their middle lines, in pixels, so that none lies on another: right of who has it, else
    left, else some lines away, where a long one may stand above or below. `marks`: x, y and radius of each; where there
    is room, none lies on one of them."""
    taken: list[tuple[float, float, float, float]] = []
    found = {}
    for name, (x, y, radius) in marks.items():
        wide = _wide(name)
        sides = (x + radius + BESIDE, x - radius - BESIDE - wide)
        above = min(max(x - wide / 2, 0), WIDTH - wide)
        spots = [(left, y + lines * LINE) for lines in LINES_AWAY for left in (*sides, *([above] if lines else ()))]
        inside = [spot for spot in spots if 0 <= spot[0] <= WIDTH - wide and LINE / 2 <= spot[1] <= HEIGHT - LINE / 2]
        discs = [(a - r, b - r, a + r, b + r) for other, (a, b, r) in marks.items() if other != name]
        free = [spot for spot in inside if not _overlaps(_box(spot, wide), taken)]
        best = [spot for spot in free if not _overlaps(_box(spot, wide), discs)]
        left, middle = next(iter([*best, *free, *inside]), (min(max(sides[0], 0), max(WIDTH - wide, 0)), y))
        found[name] = left, middle
        taken.append(_box(found[name], wide))
    return found


def _wide(name: str) -> float:
    """Pixels that a name takes."""
    return LETTER * sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in name[:NAME_MAX])


def _box(spot: Point, wide: float) -> tuple[float, float, float, float]:
    return spot[0], spot[1] - LINE / 2, spot[0] + wide, spot[1] + LINE / 2


def _overlaps(box: tuple[float, float, float, float], others: Iterable[tuple[float, float, float, float]]) -> bool:
    return any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in others)


def _off(spot: Point, to: float, by: float) -> Point:
    return spot[0] + by * cos(to), spot[1] - by * sin(to)


def _covers(outline: Sequence[Point]) -> bool:
    """Whether a thing is under everything."""
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    wide = min(max(xs), WIDTH) - max(min(xs), 0)
    high = min(max(ys), HEIGHT) - max(min(ys), 0)
    return wide > GROUND * WIDTH and high > GROUND * HEIGHT


def _extent(outline: Sequence[Point]) -> float:
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))
