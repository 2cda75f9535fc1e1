# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a film's spread of shot lengths costs for each second that is used: asked as we do, and as others would."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from decimal import Decimal

from addon.core import catalog
from addon.core.models import Rate
from addon.core.plans import duration

RATE = Rate(fps=24)
SHOTS, SEED = 200, 11
MEDIAN, SPREAD, LONGEST = 3.0, 0.6, 30.0
"""Seconds of the shots: lognormal, as cutting is (the median of films of today is 2.5 to 4 s)."""
PRESETS = (5, 10)
WAYS = ("as planned", "the model's maximum", "nearest preset", "split every 5 s")


def frames_of_shots() -> list[int]:
    dice = random.Random(SEED)
    seconds = (min(MEDIAN * dice.lognormvariate(0, SPREAD), LONGEST) for _ in range(SHOTS))
    return [max(12, round(24 * length)) for length in seconds]


def rows() -> list[tuple[str, str, int, float, Decimal]]:
    """By model and way: seconds asked, seconds used, US dollars for each second used. Only models that are paid by the
    second, text alone, without sound where that may be."""
    found = []
    for model in {model.id: model for model in reversed(catalog.load().models)}.values():
        resolution = model.near("720p")
        rate = model.price.by_second(resolution, audio=model.audio == "always")
        lengths = model.seconds
        if rate is None or not lengths:
            continue
        ways: dict[str, Callable[[int], list[int]]] = {
            WAYS[0]: lambda frames, lengths=lengths: _planned(frames, lengths),
            WAYS[1]: lambda frames, lengths=lengths: _pieces(frames, [lengths[-1]]),
            WAYS[2]: lambda frames, lengths=lengths: _pieces(frames, _near(PRESETS, lengths)),
            WAYS[3]: lambda frames, lengths=lengths: _pieces(frames, _near(PRESETS[:1], lengths)),
        }
        used = sum(frames / 24 for frames in frames_of_shots())
        for way, ask in ways.items():
            asked = sum(sum(ask(frames)) for frames in frames_of_shots())
            found.append((model.id, way, asked, used, rate * asked / Decimal(str(round(used, 3)))))
    return found


def _planned(frames: int, lengths: Sequence[int]) -> list[int]:
    whole = duration.solve(frames, RATE, lengths)
    return [part.asked for part in duration.split(frames, RATE, lengths)] if whole.too_long else [whole.asked]


def _pieces(frames: int, lengths: Sequence[int]) -> list[int]:
    """As many of the longest as fit, then the shortest that covers the rest."""
    asked, reach = [], [24 * seconds for seconds in lengths]
    while frames > 0:
        length = next((seconds for seconds, most in zip(lengths, reach, strict=True) if frames <= most), lengths[-1])
        asked.append(length)
        frames -= 24 * length
    return asked


def _near(presets: Sequence[int], lengths: Sequence[int]) -> list[int]:
    """The presets as the model makes them: where it has no such length, the one beside it."""
    return sorted({min(lengths, key=lambda seconds, preset=preset: abs(seconds - preset)) for preset in presets})
