# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lulls in a shot's motion are found where the camera and the cast rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from addon.core.camera.quiet import quiet_moments
from addon.core.camera.samples import Pose, Sample, Seen


def samples(camera: Callable[[float], float], mia: Callable[[float], float], seconds: float = 8) -> list[Sample]:
    """Eight moments a second; camera and Mia, 5 m before it, at these places from left to right."""
    found = []
    for number in range(int(seconds * 8) + 1):
        time = number / 8
        pose = Pose((camera(time), 0, 1), (0, 1, 0), (0, 0, 1))
        x = mia(time)
        found.append(Sample(time, pose, fov=0.6, cast=(Seen("Mia", (x - 0.3, 4.7, 0), (x + 0.3, 5.3, 1.8)),)))
    return found


def rests(time: float) -> float:
    """Goes one metre a second, rests from 3 s to 5 s, goes on."""
    return min(time, 3.0) + max(time - 5.0, 0.0)


def test_the_middle_of_a_rest_is_quiet() -> None:
    assert quiet_moments(samples(rests, lambda _: 0.0)) == pytest.approx((4.0,))


def test_the_cast_counts_as_the_camera_does() -> None:
    assert quiet_moments(samples(lambda _: 0.0, rests)) == pytest.approx((4.0,))


def test_one_that_rests_while_the_other_moves_is_no_lull() -> None:
    assert quiet_moments(samples(rests, lambda time: time / 2)) == ()


def test_a_still_and_an_even_shot_have_no_lull() -> None:
    assert quiet_moments(samples(lambda _: 0.0, lambda _: 0.0)) == ()
    assert quiet_moments(samples(lambda time: time, lambda _: 0.0)) == ()


def test_a_single_moment_is_no_shot() -> None:
    assert quiet_moments(samples(lambda _: 0.0, lambda _: 0.0)[:1]) == ()
