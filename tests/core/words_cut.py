# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom the frame's lower edge cuts: named by what is left of them, unless they only stand at a wide picture's edge."""

# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace

from camera_paths import EYES, person
from keyed_paths import BODY, FACE, ROOM, box, car_across, film, going, head, line, mia, of, rig, stands, still
from word_labels import Moves, Sizes, Stagings

from addon.core.camera.samples import Seen

LEVEL = (0.0, 9.0, EYES)
"""Level, at eye height: what somebody is seen of is cut at the lower edge, with sky above."""
SITTING = Seen("Tom", (-0.3, -0.4, 0), (0.3, 0.4, 1.3))

MOVES: Moves = [
    ("closer, level", film(rig((0, (0, -6.5, EYES), LEVEL), (1, (0, -2.4, EYES), LEVEL))), ("full shot to medium shot", "push in"), ("medium full",)),
    ("a few centimetres at the knee", film(lambda u: ((0, -5.5 + 0.25 * u, EYES), (0, 1, 0)), lens=50), ("medium full shot", "static camera"), (" to ",)),
    ("up, until only her head is left", film(rig((0, (0, -5, 1.0), (0, 9, 1.0)), (1, (0, -5, 2.6), (0, 9, 2.6))), lens=45), ("crane up",), (" to ", "medium shot", "close-up")),
    ("from her face down to her boots", film(head((0, -4, 1.6), (0, 0, 8), (1, 0, -14)), lens=45), ("tilt down",), (" to ", "close-up")),
    ("a hand at the edge of the knee", film(still((0, -5.4, EYES), LEVEL), lens=50, shake=0.4, rate=24), ("handheld camera",), (" to ",)),
]  # fmt: skip

SIZES: Sizes = [
    ("from the knees, level", stands(person(), at=(0, -4.6, EYES), to=LEVEL, lens=40), "medium full shot"),
    ("to the thighs, level", stands(person(), at=(0, -3.3, EYES), to=LEVEL, lens=40), "medium full shot"),
    ("to the waist, level", stands(person(), at=(0, -2.4, EYES), to=LEVEL, lens=40), "medium shot"),
    ("to the chest, level", stands(person(), at=(0, -1.6, EYES), to=LEVEL, lens=40), "medium close-up"),
    ("the shoes out, level", stands(person(), at=(0, -6, EYES), to=LEVEL, lens=40), "full shot"),
    ("to the knees through a shifted lens", [replace(s, shift=(0.0, 0.27)) for s in stands(person(), at=(0, -5, 1.1), to=(0, 9, 1.1), lens=40)], "medium full shot"),
    ("orthographic, to the waist", [replace(s, fov=0.0, ortho_height=1.6) for s in stands(person(), at=(0, -9, 1.85), to=(0, 9, 1.85), lens=40)], "medium shot"),
    ("a hundred times as large", stands(Seen("Giant", (-25, -20, 0), (25, 20, 175)), at=(0, -240, 161), to=(0, 900, 161), lens=40), "medium shot"),
    # Small at the lower edge: the picture is not framed by them.
    ("far down in a wide picture", stands(person(), at=(0, -11, 3.8), to=(0, 9, 3.8), lens=40), "wide shot"),
    ("a head at the lower edge", stands(person(), at=(0, -5.4, 2.65), to=(0, 9, 2.65), lens=40), "full shot"),
    ("the feet of a small one out", stands(person(), at=(0, -9.6, 3.45), to=(0, 9, 3.45), lens=40), "wide shot"),
    # One in the foreground, and others.
    ("one near, cut at the chest, before a far one", stands(person("Mia", -0.5, 0), person("Tom", 1.5, 14), at=(0, -1.6, EYES), to=LEVEL, lens=40), "medium close-up"),
    ("one who sits, to the waist", stands(SITTING, at=(0, -1.9, 1.2), to=(0, 9, 1.2), lens=40), "medium shot"),
    ("a horse, its hooves out", stands(box("Horse", (2.4, 0.6, 1.7)), at=(0, -4.7, 1.6), to=(0, 9, 1.6), lens=40), "full shot"),
    ("a car, its wheels out", stands(car_across((0, 0, 0)), at=(0, -6.5, 1.6), to=(0, 9, 1.9), lens=40), "full shot"),
    ("one who lies, half out", stands(Seen("Jo", (-0.88, -0.3, 0), (0.88, 0.3, 0.35)), at=(0, -2.7, 0.75), to=(0, 9, 0.9), lens=42), "full shot"),
    ("a lamp post, its foot out", stands(box("Lamp", (0.3, 0.3, 4)), at=(0, -8, 3.2), to=(0, 9, 3.2), lens=40), "full shot"),
    ("a face, level", stands(person(), at=(0, -1, EYES), to=FACE, lens=60), "close-up"),
    ("the whole of her from above", stands(person(), at=(0, -5, 3.4), to=BODY, lens=40), "full shot"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("walks by, cut at the knee", film(ROOM, cast=going(mia, line((-6, -3.6, 0), (6, -3.6, 0)))), "@Mia crosses from left to right"),
    ("waits, cut at the knee", film(still((0, -4.6, EYES), LEVEL), cast=of(person("Mia", -1.3))), "@Mia is on the left"),
]  # fmt: skip
