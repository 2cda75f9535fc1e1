# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cameras keyed as animators set them, and what stands before them, for the tables of words.

Eased between keys, at eight samples a second. Metres, Z up; somebody at the origin looks along -Y."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import cos, pi, radians, sin
from typing import Any

from camera_paths import EYES, View, between, ease, person
from camera_paths import film as film_at

from addon.core.camera.math import Vec, sub, unit
from addon.core.camera.samples import Sample, Seen

BIRD, HORSE, DOG = (1.6, 0.4, 0.3), (2.4, 0.6, 1.8), (0.3, 0.9, 0.6)


def film(path: Any, **settings: Any) -> list[Sample]:
    return film_at(path, **{"rate": 8.0, "lens": 40.0, "seconds": 5.0, **settings})


def at_keys(u: float, *keys: tuple[float, Any]) -> Any:
    """A value between keys, slow in and slow out at each, as Blender's curves are."""
    if u <= keys[0][0]:
        return keys[0][1]
    for (a, first), (b, last) in pairwise(keys):
        if u <= b:
            share = ease((u - a) / (b - a))
            return between(first, last, share) if isinstance(first, tuple) else first + (last - first) * share
    return keys[-1][1]


def rig(*keys: tuple[float, Vec, Vec]) -> Callable[[float], View]:
    """A camera keyed in place and aim: (when, where, at what)."""

    def path(u: float) -> View:
        place = at_keys(u, *((when, where) for when, where, _ in keys))
        aim = at_keys(u, *((when, what) for when, _, what in keys))
        return place, unit(sub(aim, place))

    return path


def head(place: Vec, *keys: tuple[float, float, float]) -> Callable[[float], View]:
    """A tripod head: (when, degrees clockwise from +Y, degrees up)."""

    def path(u: float) -> View:
        a = radians(at_keys(u, *((when, across) for when, across, _ in keys)))
        b = radians(at_keys(u, *((when, upward) for when, _, upward in keys)))
        return place, (sin(a) * cos(b), cos(a) * cos(b), sin(b))

    return path


def still(place: Vec, aim: Vec) -> Callable[[float], View]:
    return rig((0.0, place, aim))


def arc(
    first: float, last: float, radius: Any = 4.5, height: Any = EYES, aim: Vec = (0, 0, 1.1)
) -> Callable[[float], View]:
    """Round `aim`, eased; degrees counterclockwise from above, -90 before it. Radius and height: one, or two."""
    radii = radius if isinstance(radius, tuple) else (radius, radius)
    heights = height if isinstance(height, tuple) else (height, height)

    def path(u: float) -> View:
        share = ease(u)
        a, r = radians(first + (last - first) * share), radii[0] + (radii[1] - radii[0]) * share
        place = (aim[0] + r * cos(a), aim[1] + r * sin(a), heights[0] + (heights[1] - heights[0]) * share)
        return place, unit(sub(aim, place))

    return path


def with_it(
    way: Callable[[float], Vec], offset: Vec, look: Vec = (0, 0, 1.2), bob: float = 0.0
) -> Callable[[float], View]:
    """Beside somebody who goes; `bob`: metres that an operator's steps lift the camera."""

    def path(u: float) -> View:
        x, y, z = way(u)
        place = (x + offset[0], y + offset[1], z + offset[2] + bob * sin(2 * pi * 9 * u))
        return place, unit(sub((x + look[0], y + look[1], z + look[2]), place))

    return path


def box(name: str, size: Vec, at: Vec = (0, 0, 0), *, turned: float | None = None) -> Seen:
    (w, d, h), (x, y, z) = size, at
    return Seen(name, (x - w / 2, y - d / 2, z), (x + w / 2, y + d / 2, z + h), is_somebody=False, turned=turned)


def going(make: Callable[[Vec], Seen], way: Callable[[float], Vec]) -> Callable[[float], Sequence[Seen]]:
    return lambda u: (make(way(u)),)


def mia(at: Vec) -> Seen:
    return person("Mia", *at)


def car(at: Vec) -> Seen:
    return box("Car", (1.8, 4.4, 1.45), at)


def car_across(at: Vec) -> Seen:
    return box("Car", (4.4, 1.8, 1.45), at)


def line(first: Vec, last: Vec) -> Callable[[float], Vec]:
    return lambda u: between(first, last, u)


def of(*seen: Seen) -> Callable[[float], Sequence[Seen]]:
    return lambda u: seen


def zigzag(u: float) -> Vec:
    return (1.5 * sin(4 * pi * u), -8 + 16 * u, 0.0)


def s_bend(u: float) -> Vec:
    return (3 * sin(2 * pi * u), 18 * u, 0.0)


def stands(*seen: Seen, at: Vec, to: Vec, lens: float = 50.0, aspect: float = 16 / 9) -> list[Sample]:
    return film(still(at, to), cast=of(*seen), lens=lens, aspect=aspect)


def dog(at: Vec) -> Seen:
    return box("Dog", DOG, at)


def bird(at: Vec) -> Seen:
    return box("Bird", BIRD, at)


def two(way: Any) -> Any:
    """Mia and Tom, side by side along X, on a way."""

    def cast(u: float) -> Sequence[Seen]:
        x, y, z = way(u)
        return person("Mia", x - 0.5, y, z), person("Tom", x + 0.5, y, z)

    return cast


def hung(angle: Any, way: Any, ahead: float) -> tuple[Any, Any]:
    """A camera on a rod before somebody's chest (behind the back: less than nothing), and them; `angle`: radians by
    which they are turned, 0 looks along -Y."""

    def path(u: float) -> View:
        (x, y, z), a = way(u), angle(u)
        place = (x + ahead * sin(a), y - ahead * cos(a), z + 1.4)
        return place, unit(sub((x, y, z + 1.3), place))

    return path, lambda u: (replace(person("Mia", *way(u)), turned=angle(u)),)


FACE, BODY = (0.0, 0.0, EYES), (0.0, 0.0, 1.0)
BEFORE = (0.0, -5.0, 1.5)
WEST_EAST, EAST_WEST = line((-4, 0, 0), (4, 0, 0)), line((4, 0, 0), (-4, 0, 0))
AWAY, TOWARDS = line((0, 0, 0), (0, 9, 0)), line((0, 9, 0), (0, 0, 0))
TOWER = box("Tower", (14, 14, 60), (0, 80, 0))
PAIR = of(person("Mia", -0.5), person("Tom", 0.5))
SPOT = line((0, 0, 0), (0, 0, 0))
ROOM = still((0, -8, 1.5), (0, 0, 1.2))
"""The frame is 7.2 m wide where y is 0."""
