# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who shares the frame with whom: two-shots, three-shots, over somebody's shoulder."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin

from .math import sub, unit
from .samples import Sample, Seen, is_shown

MOSTLY = 0.7
"""Share of a shot in which it must be so."""
SAME_DEPTH = 1.6
"""Those who share a frame stand no farther apart than this ratio of their distances; else one is background."""
VISIBLE = 0.5
"""Share of somebody that nothing hides, to share the frame."""
SMALLEST = 0.2
"""Of the frame's height; smaller figures are a wide view of many, whom nobody counts."""
SHOULDER_DEPTH = 0.6
"""Who is looked past is at most this part of the distance away."""
SHOULDER_HEIGHT = 1.5
"""Frame heights of who is looked past: head and shoulders, out of the frame below."""
SHOULDER_SIDE = 0.22
"""Frame widths from the middle at which their centre is, at least."""
AWAY_LEAST = radians(75)
"""Between where the body of who is looked past faces and the way to the camera, at least: what an operator frames over
is a back or a side. A side is at 90; one who stands with a foot ahead is turned by some degrees."""
BEYOND_HEIGHT = 0.5
"""Of the frame's height: who is looked at is at least that large."""


def company(samples: Sequence[Sample], name: str) -> int:
    """How many share the frame with the subject for most of the shot, the subject included; 0 without one."""
    names = {seen.name for sample in samples for seen in sample.cast} if name else set()
    return sum(_mostly([_shares(sample, other, name) for sample in samples]) for other in names)


def over_shoulder(samples: Sequence[Sample]) -> tuple[str, str]:
    """Whose shoulder the shot looks over, and at whom; both empty for other shots."""
    names = sorted({seen.name for sample in samples for seen in sample.cast})
    for near in names:
        for far in names:
            if near != far and _mostly([_looks_past(sample, near, far) for sample in samples]):
                return near, far
    return "", ""


def _mostly(found: Sequence[bool]) -> bool:
    return bool(found) and sum(found) >= MOSTLY * len(found)


def _shares(sample: Sample, other: str, name: str) -> bool:
    seen, main = sample.seen(other), sample.seen(name)
    if seen is None or main is None or not is_shown(sample, name) or _height(sample, main) < SMALLEST:
        return False
    here, there = sample.depth(main.eye_point), sample.depth(seen.eye_point)
    if seen.carried_by:
        return False
    near = 0 < there <= SAME_DEPTH * here and here <= SAME_DEPTH * there
    return near and (other == name or _faces(sample, seen))


def _looks_past(sample: Sample, near: str, far: str) -> bool:
    past, at = sample.seen(near), sample.seen(far)
    if past is None or at is None or not is_shown(sample, near) or not _faces(sample, at):
        return False
    if _looks_at_camera(sample, past):
        return False
    here, there = sample.depth(past.eye_point), sample.depth(at.eye_point)
    if not 0 < here <= SHOULDER_DEPTH * there or _height(sample, past) < SHOULDER_HEIGHT:
        return False
    side = sample.project(past.eye_point)[0] - 0.5
    rect = sample.rect(past)
    below = rect is not None and rect[1] <= 0
    aside = abs(side) >= SHOULDER_SIDE and abs(sample.project(at.eye_point)[0] - 0.5) < abs(side)
    return below and aside and _height(sample, at) >= BEYOND_HEIGHT


def _looks_at_camera(sample: Sample, seen: Seen) -> bool:
    """Whether somebody is known to be turned towards the camera, by more than a side."""
    if seen.facing is None:
        return False
    x, y, _ = sub(sample.pose.position, seen.centre)
    east, north, _ = unit((x, y, 0.0))
    return east * cos(seen.facing) + north * sin(seen.facing) > cos(AWAY_LEAST)


def _faces(sample: Sample, seen: Seen) -> bool:
    """Whether somebody's eyes are in the frame, however little of the rest."""
    x, y = sample.project(seen.eye_point)
    return seen.visible >= VISIBLE and 0 <= x <= 1 and 0 <= y <= 1


def _height(sample: Sample, seen: Seen) -> float:
    """Somebody's height over the frame's."""
    return seen.height / (2 * max(sample.half_height(max(sample.depth(seen.eye_point), 1e-6)), 1e-9))
