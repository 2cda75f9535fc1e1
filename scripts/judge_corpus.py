# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The corpus that judging is measured with, as recipes: 3D scenes with parallax and moving subjects, planned in one
look and filmed in another. `bench.py judge` calls it; alone it films one scene:

    python scripts/judge_corpus.py SCENE FOLDER

writes FOLDER/SCENE/MOVE.npz (the plan: cameras and where the rays of a grid end) and MOVE.mkv (the take, clean).
What a model and a codec do to a take is added by judge_trial.py.
"""

from __future__ import annotations

import _env

if __name__ == "__main__":
    _env.ensure(needs="test", usage=__doc__)

import math
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
SIZE = (320, 180)
FRAMES, RATE = 72, 24
EDITION = 1
"""Of the recipes: another one is filmed anew."""
EVERY = 3
"""Frames from one moment of the plan to the next."""
WALKS, STANDS = 1, 2
"""Numbers of the cast in the grid."""


@dataclass(frozen=True)
class View:
    """A camera at one moment: metres, degrees (heading clockwise from +Y), millimetres on a sensor of 36."""

    at: tuple[float, float, float]
    heading: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    lens: float = 32.0


@dataclass(frozen=True)
class Setting:
    """A scene's recipe: its things, and where its camera starts."""

    name: str
    at: tuple[float, float, float]
    distance: float
    """From the camera to the subject."""
    build: Callable[[Any], None]
    held_out: bool = False
    """No threshold was chosen by it: filmed and judged only after all of them stood."""
    lens: float = 32.0
    judged: bool = True
    """False: a scene in which nothing can be told, for the words about that."""
    style: str = ""
    """How its takes are drawn, in judge_trial.py: "" films, "ink", "paint", "chalk"."""
    astray: float = 0.0
    """By how much of the distance a take's camera begins beside the planned one; it is turned and zoomed with it."""


def ease(u: float) -> float:
    return u * u * (3 - 2 * u)


# Moves: how far, as a function of u from 0 to 1, in units of the recipe.


def _pan(degrees: float) -> Callable[..., View]:
    return lambda s, u: View(s.at, heading=degrees * ease(u), lens=s.lens)


def _tilt(degrees: float) -> Callable[..., View]:
    return lambda s, u: View(s.at, pitch=degrees * ease(u), lens=s.lens)


def _travel(right: float, forward: float, up: float) -> Callable[..., View]:
    def move(s: Setting, u: float) -> View:
        way = s.distance * ease(u)
        return View((s.at[0] + right * way, s.at[1] + forward * way, s.at[2] + up * way), lens=s.lens)

    return move


def _zoom(times: float) -> Callable[..., View]:
    return lambda s, u: View(s.at, lens=s.lens * times ** ease(u))


def _roll(degrees: float) -> Callable[..., View]:
    return lambda s, u: View(s.at, roll=degrees * ease(u), lens=s.lens)


def _orbit(degrees: float) -> Callable[..., View]:
    def move(s: Setting, u: float) -> View:
        angle = math.radians(degrees * ease(u))
        x, y, z = s.at
        return View(
            (x + s.distance * math.sin(angle), y + s.distance * (1 - math.cos(angle)), z),
            heading=-degrees * ease(u),
            lens=s.lens,
        )

    return move


def _dolly_zoom(s: Setting, u: float) -> View:
    way = 0.36 * ease(u)
    return View((s.at[0], s.at[1] + way * s.distance, s.at[2]), lens=s.lens * (1 - way))


def _handheld(push: float) -> Callable[..., View]:
    def move(s: Setting, u: float) -> View:
        t = u * FRAMES / RATE
        sway = [sum(math.sin(2 * math.pi * f * t + p) for f, p in row) / 2 for row in _SWAYS]
        way = push * s.distance * ease(u)
        return View((s.at[0] + 0.02 * sway[0], s.at[1] + way, s.at[2]), sway[1], 0.8 * sway[2], lens=s.lens)

    return move


_DICE = random.Random(5)
_SWAYS = [[(_DICE.uniform(0.5, 2.5), _DICE.uniform(0, 6.3)) for _ in range(3)] for _ in range(3)]


def _drift(first: Callable[..., View], other: Callable[..., View]) -> Callable[..., View]:
    """The first move's first half, then another one."""

    def move(s: Setting, u: float) -> View:
        a, o = first(s, min(u, 0.5)), View(s.at, lens=s.lens)
        b = other(s, max(u - 0.5, 0.0) * 2 * 0.8)
        return View(
            tuple(x + y - z for x, y, z in zip(a.at, b.at, o.at, strict=True)),  # type: ignore[arg-type]
            a.heading + b.heading, a.pitch + b.pitch, a.roll + b.roll, a.lens * b.lens / o.lens,
        )  # fmt: skip

    return move


def _stops(first: Callable[..., View]) -> Callable[..., View]:
    return lambda s, u: first(s, min(u, 0.5))


def _late(first: Callable[..., View]) -> Callable[..., View]:
    """The same move, begun 0.36 s late and faster then: right."""
    return lambda s, u: first(s, max((u - 0.12) / 0.88, 0.0))


MOVES: dict[str, Callable[..., View]] = {
    "static": _pan(0),
    "pan_left": _pan(-18), "pan_right": _pan(18),
    "truck_left": _travel(-0.30, 0, 0), "truck_right": _travel(0.30, 0, 0),
    "push": _travel(0, 0.36, 0), "pull": _travel(0, -0.36, 0),
    "zoom_in": _zoom(1.5), "zoom_out": _zoom(1 / 1.45),
    "tilt_up": _tilt(10), "tilt_down": _tilt(-10),
    "crane_up": _travel(0, 0, 0.16), "crane_down": _travel(0, 0, -0.11),
    "orbit_left": _orbit(-24), "orbit_right": _orbit(24),
    "roll": _roll(12), "dolly_zoom": _dolly_zoom,
    "handheld": _handheld(0), "handheld_push": _handheld(0.36),
}  # fmt: skip
"""What is planned, and filmed."""
EXTRA: dict[str, tuple[str, Callable[..., View]]] = {
    "half_pan": ("pan_right", _pan(9)),
    "half_truck": ("truck_left", _travel(-0.15, 0, 0)),
    "half_push": ("push", _travel(0, 0.18, 0)),
    "half_orbit": ("orbit_right", _orbit(12)),
    "drift_push_pan": ("push", _drift(_travel(0, 0.36, 0), _pan(14))),
    "drift_pan_truck": ("pan_right", _drift(_pan(18), _travel(0.30, 0, 0))),
    "drift_static_push": ("static", _drift(_pan(0), _travel(0, 0.36, 0))),
    "drift_truck_tilt": ("truck_left", _drift(_travel(-0.30, 0, 0), _tilt(10))),
    "stop_zoom": ("zoom_in", _stops(_zoom(1.5))),
    "late_pan": ("pan_left", _late(_pan(-18))),
    "late_push": ("push", _late(_travel(0, 0.36, 0))),
    "late_truck": ("truck_right", _late(_travel(0.30, 0, 0))),
}
"""Takes only: of which plan they are a version. Those called `late` are right."""
CUTS = {"static": "pan_left", "pan_right": "orbit_right", "push": "truck_left", "truck_left": "zoom_in"}
"""Which takes jump in their middle, and into which other."""
NEAREST = {
    "pan_left": ("truck_left", "orbit_left", "orbit_right"), "pan_right": ("truck_right", "orbit_right", "orbit_left"),
    "truck_left": ("pan_left", "orbit_left"), "truck_right": ("pan_right", "orbit_right"),
    "push": ("zoom_in", "dolly_zoom"), "pull": ("zoom_out",), "zoom_in": ("push", "dolly_zoom"), "zoom_out": ("pull",),
    "tilt_up": ("crane_up",), "tilt_down": ("crane_down",), "crane_up": ("tilt_up",), "crane_down": ("tilt_down",),
    "orbit_left": ("truck_left", "pan_right"), "orbit_right": ("truck_right", "pan_left"),
    "dolly_zoom": ("push", "zoom_out"),
}  # fmt: skip
"""Moves that look most like each one; besides, nearest is also the same backwards, and a camera that stands."""


# Scenes. `put(name, centre, size, kind)` makes a thing; `walk` lets one go from place to place.


def _street(b: Any) -> None:
    b.ground(60, 80)
    for side in (-7, 7):
        for n in range(7):
            y, h = -6 + 7 * n, b.dice.uniform(7, 14)
            b.put("house", (side * 1.4, y, h / 2), (5.6, 6.6, h))
            for row in range(3):
                for column in range(3):
                    b.put("window", (side * 0.995, y - 2 + 2 * column, 1.5 + 2.2 * row), (0.2, 1.0, 1.3))
    for n in range(8):
        b.put("post", ((-1) ** n * b.dice.uniform(2.5, 5), -1 + 3.4 * n, 1.6), (0.18, 0.18, 3.2))
    for _ in range(10):
        b.put("crate", (b.dice.uniform(-5, 5), b.dice.uniform(0, 18), 0.4), (0.8, 0.8, 0.8))
    b.put("end", (0, 44, 8), (30, 1, 16))
    for n in range(8):
        b.put("sign", (-12 + 3.5 * n, 43.2, b.dice.uniform(2, 12)), (1.5, 0.3, 1.5))
    b.walk("hero", (-1.5, 2.0, 0.9), (1.3, 2.4, 0.9), (0.5, 0.4, 1.8))
    b.walk("other", (2.5, 12, 0.9), (1.0, 7, 0.9), (0.5, 0.4, 1.8))


def _room(b: Any) -> None:
    b.ground(7, 9)
    for x in (-3.5, 3.5):
        b.put("wall", (x, 0, 1.4), (0.1, 9, 2.8))
    b.put("wall", (0, 3.5, 1.4), (7, 0.1, 2.8))
    b.put("ceiling", (0, 0, 2.85), (7, 9, 0.1))
    for n in range(7):
        b.put("picture", (-2.8 + 0.95 * n, 3.42, b.dice.uniform(1.0, 2.2)), (0.5, 0.06, b.dice.uniform(0.3, 0.7)))
    for n in range(44):  # paper on the walls, boards on the floor
        x, z = -3.4 + 0.62 * (n % 11), 0.35 + 0.62 * (n // 11)
        b.put("paper", (x, 3.44, z), (0.16, 0.03, 0.3))
        b.put("paper", ((-1) ** n * 3.44, 1.2 * x, z), (0.03, 0.16, 0.3))
        b.put("board", (-3.2 + 0.6 * (n % 11), -2 + 1.3 * (n // 11), 0.004), (0.25, 0.9, 0.01))
    for n in range(6):
        x = (-1) ** n * 3.42
        b.put("picture", (x, -2 + 0.9 * n, b.dice.uniform(1.0, 2.0)), (0.06, 0.5, 0.5))
    for _ in range(11):
        side = b.dice.choice((-1, 1))
        b.put("chair", (side * b.dice.uniform(0.7, 3), b.dice.uniform(-1.6, 2.8), 0.4), (0.45, 0.45, 0.8))
    b.put("table", (0.9, -0.9, 0.72), (0.9, 0.6, 0.08))
    b.put("lamp", (-1.1, -1.2, 0.9), (0.15, 0.15, 1.8))
    b.walk("hero", (-0.5, 0.0, 0.85), (0.3, 0.3, 0.85), (0.45, 0.35, 1.7))
    b.walk("other", (1.9, 1.6, 0.85), (1.2, 2.2, 0.85), (0.45, 0.35, 1.7))


def _landscape(b: Any) -> None:
    b.ground(400, 600)
    for _ in range(70):
        y = b.dice.uniform(2, 90)
        b.put("tree", (b.dice.uniform(-0.7, 0.7) * (y + 12), y, 1.8), (1.8, 1.8, b.dice.uniform(2.5, 6)), "cone")
    for _ in range(30):
        y = b.dice.uniform(-8, 30)
        b.put("rock", (b.dice.uniform(-0.6, 0.6) * (y + 14), y, 0.3), (0.9, 0.7, 0.7))
    for n in range(12):
        b.put("hill", (-260 + 46 * n, 300, 0), (110, 60, b.dice.uniform(50, 120)), "cone")
    for n in range(10):
        b.put("cloud", (-250 + 55 * n, 400, b.dice.uniform(90, 190)), (50, 20, 14))
    b.walk("hero", (-1.5, 0.5, 0.9), (1.5, 1.5, 0.9), (0.6, 0.5, 1.8))
    b.walk("other", (6, 14, 0.9), (2, 16, 0.9), (0.6, 0.5, 1.8))


def _portrait(b: Any) -> None:
    b.ground(60, 90)
    for n in range(5):
        b.put("post", (-3.2 + 1.7 * n, 5 + 1.5 * n % 6, 1.5), (0.25, 0.25, 3.0))
    for n in range(26):
        b.put("house", (-32 + 2.6 * n, b.dice.uniform(24, 42), 3), (2.2, 2.0, b.dice.uniform(3, 11)))
        b.put("window", (-32 + 2.6 * n, 23.5, b.dice.uniform(0.6, 5)), (0.8, 0.2, 1.0))
    b.walk("body", (0, 0, 0.7), (0.02, 0, 0.7), (0.5, 0.3, 1.4))
    b.walk("hero", (0.0, 0.0, 1.58), (0.04, 0.0, 1.58), (0.24, 0.26, 0.32))


def _market(b: Any) -> None:
    b.ground(80, 90)
    for n in range(12):
        x, y = (-1) ** n * b.dice.uniform(1.8, 6), -2 + 2.2 * n
        b.put("stall", (x, y, 0.5), (1.4, 0.9, 1.0))
        b.put("roof", (x, y, b.dice.uniform(2.1, 2.6)), (1.7, 1.3, 0.12))
        for side in (-0.6, 0.6):
            b.put("pole", (x + side, y, 1.2), (0.07, 0.07, 2.4))
        for _ in range(4):
            b.put("fruit", (x + b.dice.uniform(-0.5, 0.5), y + b.dice.uniform(-0.3, 0.3), 1.1), (0.22, 0.22, 0.2))
    for n in range(24):
        at = (-34 + 3 * n, b.dice.uniform(28, 55), 3)
        b.put("house", at, (2.8, 3.0, b.dice.uniform(5, 14)), "cone" if n % 5 == 0 else "box")
    b.walk("hero", (-1.0, 0.4, 0.88), (1.0, 0.9, 0.88), (0.5, 0.35, 1.76))
    b.walk("other", (2.2, 5, 0.88), (-1.5, 7, 0.88), (0.5, 0.35, 1.76))


def _wall(b: Any) -> None:
    b.put("wall", (0, 0.5, 1.6), (60, 0.1, 40))
    for _ in range(160):
        b.put("mark", (b.dice.uniform(-8, 8), 0.43, b.dice.uniform(-4, 7)), (b.dice.uniform(0.1, 0.6), 0.02, 0.3))


def _harbour(b: Any) -> None:
    b.ground(140, 160)
    for n in range(9):  # boats at the quay, their masts, and sheds behind them
        x, y = -16 + 4 * n, 4 + b.dice.uniform(0, 9)
        b.put("hull", (x, y, 0.6), (1.5, 4.2, 1.2))
        b.put("cabin", (x, y + 0.6, 1.6), (1.0, 1.4, 0.9))
        b.put("mast", (x, y - 0.7, 3.4), (0.12, 0.12, 5.6))
        b.put("boom", (x, y + 0.5, 2.4), (0.1, 2.4, 0.1))
    for n in range(14):
        b.put("bollard", (-9 + 1.4 * n, -2.5 + b.dice.uniform(-0.4, 0.4), 0.35), (0.3, 0.3, 0.7), "cone")
        b.put("barrel", (b.dice.uniform(-8, 8), b.dice.uniform(-3, 3), 0.45), (0.6, 0.6, 0.9))
    for n in range(16):
        at = (-44 + 6 * n, b.dice.uniform(36, 60), 2.5)
        b.put("shed", at, (5.0, 5.0, b.dice.uniform(4, 9)))
        b.put("door", (at[0] + 0.4, at[1] - 2.6, 1.6), (1.6, 0.2, 2.6))
    b.put("crane", (9, 26, 7), (0.9, 0.9, 14))
    b.put("jib", (5, 26, 13), (9, 0.6, 0.7))
    b.walk("hero", (1.4, 0.5, 0.9), (-1.2, 1.4, 0.9), (0.55, 0.4, 1.8))
    b.walk("other", (-4, 2, 0.9), (-3, 6, 0.9), (0.5, 0.4, 1.75))


def _workshop(b: Any) -> None:
    b.ground(12, 14)
    for x in (-6, 6):
        b.put("wall", (x, 1, 2.2), (0.1, 14, 4.4))
    b.put("wall", (0, 7.5, 2.2), (12, 0.1, 4.4))
    for n in range(10):
        b.put("beam", (0, -4 + 1.25 * n, 4.2), (12, 0.25, 0.3))
        b.put("pane", (-5.4 + 1.2 * n, 7.42, 2.6), (0.9, 0.06, 1.2))
        b.put("shelf", ((-1) ** n * 5.7, -1 + 0.8 * n, 1.0 + 0.5 * (n % 3)), (0.5, 0.7, 0.08))
    for n in range(26):
        b.put("tool", ((-1) ** n * 5.75, -2 + 0.33 * n, b.dice.uniform(0.6, 2.8)), (0.3, 0.16, 0.45))
    for n in range(6):
        x, y = (-1) ** n * b.dice.uniform(0.9, 3.6), -1.2 + 1.3 * n
        b.put("bench", (x, y, 0.85), (1.3, 0.7, 0.1))
        for side in (-0.55, 0.55):
            b.put("leg", (x + side, y, 0.4), (0.09, 0.6, 0.8))
        for _ in range(3):
            at = (x + b.dice.uniform(-0.5, 0.5), y + b.dice.uniform(-0.2, 0.2), 1.0)
            b.put("part", at, (0.18, 0.18, b.dice.uniform(0.1, 0.4)))
    for n in range(30):
        b.put("plank", (-5.4 + 0.37 * n, 1.5 + 0.05 * (n % 3), 0.004), (0.16, 11, 0.01))
    b.put("stove", (1.9, 3.4, 0.9), (0.8, 0.8, 1.8))
    b.walk("hero", (-0.7, 0.6, 0.88), (0.8, 1.1, 0.88), (0.5, 0.36, 1.76))
    b.walk("other", (2.8, 2.4, 0.88), (1.4, 4.2, 0.88), (0.5, 0.36, 1.76))


def _station(b: Any) -> None:
    b.ground(60, 120)
    for n in range(9):  # two rows of columns under a roof, a train beside the platform
        for x in (-3.4, 4.2):
            b.put("column", (x, -5 + 5 * n, 2.6), (0.4, 0.4, 5.2))
            b.put("foot", (x, -5 + 5 * n, 0.2), (0.8, 0.8, 0.4))
        b.put("truss", (0.4, -5 + 5 * n, 5.3), (9, 0.25, 0.5))
    for n in range(5):
        b.put("carriage", (-6.2, -4 + 9.5 * n, 1.9), (2.6, 9.0, 3.2))
        for k in range(6):
            b.put("window", (-4.86, -7.4 + 9.5 * n + 1.4 * k, 2.3), (0.1, 0.9, 0.8))
    for n in range(7):
        x = b.dice.uniform(-2.2, 3.2)
        b.put("bench", (x, -1 + 3.1 * n, 0.45), (1.4, 0.5, 0.1))
        b.put("back", (x, -0.75 + 3.1 * n, 0.8), (1.4, 0.08, 0.5))
        b.put("case", (x + b.dice.uniform(-1, 1), -1.8 + 3.1 * n, 0.35), (0.5, 0.3, 0.7))
    for n in range(12):
        at = (6.8, -4 + 3.4 * n, b.dice.uniform(1.2, 3.4))
        b.put("poster", at, (0.1, b.dice.uniform(0.8, 1.8), b.dice.uniform(0.7, 1.5)))
    b.put("wall", (7.0, 16, 3), (0.2, 50, 6))
    b.put("clock", (0.6, 6, 4.1), (0.9, 0.3, 0.9))
    b.put("end", (0, 58, 6), (40, 1, 12))
    for n in range(10):
        b.put("pane", (-14 + 3.1 * n, 57.3, b.dice.uniform(1, 9)), (1.6, 0.3, 2.0))
    b.walk("hero", (-0.6, 1.0, 0.88), (1.5, 2.2, 0.88), (0.5, 0.36, 1.76))
    b.walk("other", (2.6, 9, 0.88), (1.8, 5, 0.88), (0.5, 0.36, 1.76))


def _library(b: Any) -> None:
    b.ground(14, 24)
    for row in range(4):  # shelves left and right, with books of all heights
        for side in (-1, 1):
            x, y = side * 3.1, -2.4 + 2.9 * row
            b.put("case", (x, y, 1.4), (2.6, 0.4, 2.8))
            for shelf in range(4):
                for n in range(7):
                    high = b.dice.uniform(0.3, 0.55)
                    at = (x - 1.1 + 0.36 * n, y - 0.22, 0.3 + 0.68 * shelf + high / 2)
                    b.put("book", at, (b.dice.uniform(0.12, 0.3), 0.08, high))
    b.put("wall", (0, 11, 2.4), (14, 0.1, 4.8))
    for n in range(9):
        b.put("frame", (-5 + 1.25 * n, 10.9, b.dice.uniform(1.2, 3.6)), (0.8, 0.08, b.dice.uniform(0.6, 1.2)))
    for n in range(4):
        y = -1.0 + 2.6 * n
        b.put("desk", (b.dice.uniform(-0.9, 0.9), y, 0.74), (1.3, 0.7, 0.07))
        b.put("lamp", (b.dice.uniform(-0.5, 0.5), y, 1.0), (0.16, 0.16, 0.45), "cone")
        b.put("stool", (b.dice.uniform(-1.5, 1.5), y + 0.8, 0.3), (0.4, 0.4, 0.6))
    for n in range(24):
        b.put("tile", (-3.4 + 0.31 * n, 0.6 + 0.4 * (n % 4), 0.004), (0.14, 9, 0.01))
    b.walk("hero", (0.9, 0.9, 0.86), (-0.8, 1.3, 0.86), (0.48, 0.34, 1.72))
    b.walk("other", (-1.4, 5.0, 0.86), (-1.0, 3.4, 0.86), (0.48, 0.34, 1.72))


SETTINGS = {
    s.name: s
    for s in (
        Setting("street", (0.0, -6.0, 1.7), 8.0, _street),
        Setting("room", (-0.3, -3.0, 1.5), 3.2, _room, lens=24.0),
        Setting("landscape", (0.0, -11.0, 2.6), 12.0, _landscape),
        Setting("portrait", (0.1, -2.4, 1.55), 2.4, _portrait, lens=35.0),
        Setting("market", (0.5, -5.0, 1.65), 5.5, _market, held_out=True, lens=28.0),
        Setting("harbour", (0.3, -7.0, 1.8), 7.4, _harbour, held_out=True, lens=30.0, style="ink"),
        Setting("workshop", (0.2, -4.6, 1.6), 5.2, _workshop, held_out=True, lens=26.0, style="paint", astray=0.03),
        Setting("station", (0.2, -5.6, 1.7), 6.6, _station, held_out=True, lens=29.0),
        Setting("library", (0.1, -5.2, 1.55), 5.8, _library, held_out=True, lens=27.0, style="chalk", astray=0.02),
        Setting("wall", (0.0, -6.0, 1.6), 6.5, _wall, judged=False),
    )
}


class Builder:
    """Makes a setting's things: as planned, or as a model would show them (moved, scaled, coloured, with more)."""

    def __init__(self, setting: Setting, *, other: bool) -> None:
        import bpy

        self.bpy, self.setting, self.other = bpy, setting, other
        self.dice = random.Random(f"{setting.name} things")
        self.change = random.Random(f"{setting.name} changes")
        self.scene = bpy.data.scenes.new(setting.name)
        self.cast: dict[int, int] = {}
        """Numbers of the cast by pointer."""
        setting.build(self)
        if other:
            self._more()

    def put(self, name: str, at: Any, size: Any, kind: str = "box") -> Any:
        if self.other and name not in {"wall", "ceiling"}:
            off = 0.03 * self.setting.distance
            grow = 1 + self.change.uniform(-0.12, 0.12)
            at = (at[0] + self.change.uniform(-off, off), at[1] + self.change.uniform(-off, off), at[2])
            size = tuple(v * grow for v in size)
        mesh = self.bpy.data.meshes.new(name)
        mesh.from_pydata(*(_CONE if kind == "cone" else _BOX))
        thing = self.bpy.data.objects.new(name, mesh)
        thing.location, thing.scale = at, size
        grey = self.dice.uniform(0.15, 0.9)
        dark = 0.4 if name in {"wall", "ceiling", "ground"} else 0.05
        thing.color = (*(self.change.uniform(dark, 1) for _ in range(3)), 1) if self.other else (grey, grey, grey, 1)
        self.scene.collection.objects.link(thing)
        return thing

    def ground(self, width: float, depth: float) -> None:
        self.put("ground", (0, depth / 2 - 12 if depth > 20 else 0, -0.05), (width, depth, 0.1))
        near = self.setting.distance
        for _ in range(90):
            y = self.setting.at[1] + near * 0.3 + near * 4 * self.dice.random() ** 2
            x = self.dice.uniform(-1, 1) * min(width / 2, 0.7 * (y - self.setting.at[1]) + 0.5)
            side = 0.05 * (y - self.setting.at[1]) + 0.05
            self.put("patch", (x, y, 0.004), (side, side * 1.5, 0.01))

    def walk(self, name: str, start: Any, end: Any, size: Any) -> None:
        """Somebody of the cast, who in the other look starts elsewhere and walks less."""
        thing = self.put(name, start, size)
        a, b = np.array(start), np.array(end)
        self.cast[thing.as_pointer()] = WALKS if np.linalg.norm(b - a) > 0.2 else STANDS
        if self.other:
            a, b = a + 0.2 * (b - a), a + 0.9 * (b - a)
        for frame, place in ((1, a), (FRAMES, b)):
            thing.location = place
            thing.keyframe_insert("location", frame=frame)

    def _more(self) -> None:
        for _ in range(14):
            y = self.change.uniform(0.4, 2.2) * self.setting.distance
            x = self.change.uniform(-0.5, 0.5) * y
            side = 0.05 * y
            at = (
                self.setting.at[0] + x,
                self.setting.at[1] + y,
                self.setting.at[2] + self.change.uniform(-0.3, 0.2) * y,
            )
            self.put("more", at, (side, side, side))


_BOX = (
    [(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)],
    [],
    [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)],
)
_RING = [(0.5 * math.cos(n * math.pi / 4), 0.5 * math.sin(n * math.pi / 4), -0.5) for n in range(8)]
_CONE = ([*_RING, (0, 0, 0.5)], [], [*((n, (n + 1) % 8, 8) for n in range(8)), tuple(range(8))])


def film(setting: Setting, folder: Path, moves: dict[str, Callable[..., View]]) -> None:
    """Write plan and clean take of each move that is not there yet."""
    import bpy

    wanted = {name: move for name, move in moves.items() if not (folder / f"{name}.mkv").is_file()}
    if not wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    plan, take = Builder(setting, other=False), Builder(setting, other=True)
    for name, move in wanted.items():
        if name in MOVES:
            _write_plan(plan, move, folder / f"{name}.npz")
        _write_take(take, move, folder / f"{name}.mkv")


def _camera(scene: Any) -> Any:
    import bpy

    if scene.camera is None:
        scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
        scene.collection.objects.link(scene.camera)
        scene.camera.data.clip_start, scene.camera.data.clip_end = 0.05, 3000
        scene.render.resolution_x, scene.render.resolution_y = SIZE
        scene.render.resolution_percentage = 100
    return scene.camera


def _set(camera: Any, view: View) -> None:
    from mathutils import Euler, Matrix

    turn = Euler((math.radians(90 + view.pitch), 0, math.radians(-view.heading)), "XYZ").to_matrix()
    turn = turn @ Matrix.Rotation(math.radians(view.roll), 3, "Z")
    camera.matrix_world = Matrix.Translation(view.at) @ turn.to_4x4()
    camera.data.lens = view.lens


def _write_plan(built: Builder, move: Callable[..., View], file: Path) -> None:
    """Cameras (matrix, vertical angle of view) and grid of each moment."""
    sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []
    from addon.second.judging import depths

    scene, camera = built.scene, _camera(built.scene)
    layer = scene.view_layers[0]
    matrices, angles, points, cast = [], [], [], []
    for frame in range(0, FRAMES, EVERY):
        scene.frame_set(frame + 1)
        view = move(built.setting, frame / (FRAMES - 1))
        _set(camera, view)
        layer.update()
        seen_by = camera.evaluated_get(layer.depsgraph)
        at, of = depths.hits(scene, layer.depsgraph, seen_by, built.cast)
        matrices.append([value for row in seen_by.matrix_world for value in row])
        angles.append(2 * math.atan(18 / view.lens * SIZE[1] / SIZE[0]))
        points.append(at)
        cast.append(of)
    np.savez_compressed(file, matrices=matrices, angles=angles, points=points, cast=cast)


def _astray(setting: Setting, view: View) -> View:
    """The view of a camera that does not stand quite where it was planned."""
    off = setting.astray * setting.distance
    at = (view.at[0] + off, view.at[1] - off / 2, view.at[2] + off / 3)
    return View(at, view.heading - 50 * setting.astray, view.pitch, view.roll, view.lens * (1 - 2 * setting.astray))


def _write_take(built: Builder, move: Callable[..., View], file: Path) -> None:
    import bpy

    scene, camera = built.scene, _camera(built.scene)
    scene.frame_start, scene.frame_end = 1, FRAMES
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.fps = RATE
    shading = scene.display.shading
    shading.light, shading.color_type = ("STUDIO", "OBJECT")
    shading.show_shadows = shading.show_object_outline = shading.show_cavity = True
    scene.display.render_aa = "FXAA"
    settings = scene.render.image_settings
    if hasattr(settings, "media_type"):
        settings.media_type = "VIDEO"
    settings.file_format = "FFMPEG"
    scene.render.ffmpeg.format, scene.render.ffmpeg.codec = "MKV", "H264"
    scene.render.ffmpeg.constant_rate_factor = "PERC_LOSSLESS"
    part = file.with_suffix(".part.mkv")
    scene.render.filepath = str(part)
    scene.render.use_file_extension = False

    def follow(here: Any, *_: object) -> None:
        _set(camera, _astray(built.setting, move(built.setting, (here.frame_current - 1) / (FRAMES - 1))))

    bpy.app.handlers.frame_change_pre.append(follow)
    try:
        with bpy.context.temp_override(scene=scene):
            bpy.ops.render.render(animation=True)
    finally:
        bpy.app.handlers.frame_change_pre.remove(follow)
    part.replace(file)


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    film(SETTINGS[name], folder / name, {**MOVES, **{key: move for key, (_, move) in EXTRA.items()}})


if __name__ == "__main__":
    import os

    main()
    sys.stdout.flush()
    os._exit(0)  # bpy 4.5 hangs at interpreter exit once handlers were registered
