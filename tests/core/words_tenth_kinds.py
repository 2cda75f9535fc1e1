# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Others of the kind that the tenth table found at first sight: ways in and out whose height shows, and whose does not."""

# ruff: noqa: E501

from __future__ import annotations

from camera_paths import nobody
from keyed_paths import BODY, FACE, ROOM, box, film, going, line, mia, of, rig, stands
from word_labels import Moves, Sizes, Stagings

from addon.core.camera.samples import Seen

BARREL = box("Barrel", (0.7, 0.7, 1.0))
SEATED = Seen("Tom", (-0.3, -0.4, 0), (0.3, 0.4, 1.3))

MOVES: Moves = [
    # Down or up on the way along the view.
    ("a jib comes down to one who waits", film(rig((0, (0, -11, 5), BODY), (1, (0, -4.5, 1.5), BODY)), seconds=7), ("push in", "crane down"), ("pull", "up", "zoom", "tilt")),
    ("up and out from a barrel", film(rig((0, (0, -4, 0.9), (0, 0, 0.6)), (1, (0, -10.5, 4.2), (0, 0, 0.6))), seconds=8, cast=of(BARREL)), ("pull out", "crane up"), ("push", "down", "zoom", "tilt")),
    ("from the floor up and in", film(rig((0, (0, -9, 0.6), BODY), (1, (0, -5, 2.1), BODY)), seconds=6), ("push in", "crane up"), ("pull", "down", "zoom", "tilt")),
    ("down to a well that is not in the cast", film(rig((0, (0, -20, 9), (0, 0, 0.8)), (1, (0, -8, 1.9), (0, 0, 0.8))), seconds=8, cast=nobody), ("push in", "crane down"), ("pull", "up", "zoom", "tilt")),
    # Straight along the view, however high it begins.
    ("down a ramp, its view along it", film(rig((0, (0, -10, 5), (0, 10, -5)), (1, (0, -4, 2), (0, 16, -8))), seconds=6, cast=nobody), ("push in",), ("crane", "pull", "tilt")),
    ("to one who sits, a hand lower", film(rig((0, (0, -5, 1.6), (0, 0, 1.15)), (1, (0, -2, 1.3), (0, 0, 1.15))), seconds=6, cast=of(SEATED)), ("push in",), ("crane", "pull", "zoom", "tilt")),
    ("in from a little above her", film(rig((0, (0, -7, 2.8), FACE), (1, (0, -3, 1.9), FACE)), seconds=6), ("push in",), ("crane", "pull", "zoom", "tilt")),
    ("a drone straight at its mark", film(rig((0, (0, -60, 30), (0, 0, 1)), (1, (0, -30, 15.5), (0, 0, 1))), seconds=7, cast=of(BARREL)), ("push in",), ("crane", "pull", "zoom", "tilt")),
]  # fmt: skip

SIZES: Sizes = [
    ("a barrel, whole", stands(BARREL, at=(0, -3.1, 1.1), to=(0, 0, 0.5), lens=45), "full shot"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("past a barrel", film(ROOM, cast=going(mia, line((-6, 0.3, 0), (6, 0.3, 0)))), "@Mia crosses from left to right"),
]  # fmt: skip
