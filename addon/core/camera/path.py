# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The smoothed way of camera and subject over a shot, from which its moves are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import atan2, log
from statistics import median

from .attitude import attitudes
from .math import Smoother, Vec, cross, dot, length, sub, unit, unwrap
from .samples import Sample

SHAKE_SECONDS = 0.25
"""What changes faster than this is shake, what changes slower is a move."""
MEETS, AIMED, NEAREST = 0.005, 0.15, 0.1
"""Of views that go round what nobody knows: how far they spread, and what shares of the distance they may miss it by,
and of the usual distance it is away, at least."""


@dataclass(frozen=True)
class Path:
    """The smoothed way of camera and subject."""

    times: list[float]
    position: list[Vec]
    forward: list[Vec]
    right: list[Vec]
    heading: list[float]
    """Radians, clockwise seen from above."""
    pitch: list[float]
    quick: dict[str, list[float]]
    """Heading and pitch as they are, in frames, by the move that changes them: smoothing makes a whip slow."""
    wide: list[float]
    """Logarithm of the frame's size at a distance: what zooming changes."""
    subject: list[Vec] | None
    turned: list[float] | None
    """Radians about Z by which the subject is turned, where that is known."""
    height: float
    """The subject's."""
    distance: list[float]
    frame: tuple[float, float]
    """Width and height of the frame at the subject."""
    angles: tuple[float, float]
    """Horizontal and vertical angle of view, radians."""
    straight_down: bool
    shift: tuple[list[float], list[float]]
    """Of the lens, in frames: what it moves the picture by, as a turn would."""
    flat: bool
    """Through an orthographic camera, which shows nothing of a way along its view."""


def about_pivot(path: Path) -> Path:
    """The same with what it keeps looking at as its subject, where nobody is known and its views all meet before it: a
    statue that is not in the cast."""
    pivot = None if path.straight_down else _pivot(path)
    if pivot is None:
        return path
    distance = [max(length(sub(pivot, p)), 1e-6) for p in path.position]
    nearer = 1.0 if path.flat else median(distance) / median(path.distance)
    frame = (path.frame[0] * nearer, path.frame[1] * nearer)
    return replace(path, subject=[pivot] * len(distance), distance=distance, frame=frame)


def _pivot(path: Path) -> Vec | None:
    """Where the views of a camera meet, seen from above by least squares; None where they do not, or not before it."""
    aside = list(zip(path.position, path.right, strict=True))
    xx, xy, yy = (sum(r[i] * r[j] for _, r in aside) for i, j in ((0, 0), (0, 1), (1, 1)))
    xd, yd = (sum(r[i] * (p[0] * r[0] + p[1] * r[1]) for p, r in aside) for i in (0, 1))
    spread = xx * yy - xy * xy
    if spread < MEETS * len(aside) ** 2:
        return None
    x, y = (xd * yy - yd * xy) / spread, (yd * xx - xd * xy) / spread
    heights = []
    for p, f, r in zip(path.position, path.forward, path.right, strict=True):
        offset, level = (x - p[0], y - p[1], 0.0), length((f[0], f[1], 0.0))
        if dot(offset, f) <= 0 or abs(dot(offset, r)) > AIMED * length(offset):
            return None
        heights.append(p[2] + length(offset) * f[2] / level)
    depths = [length((x - p[0], y - p[1], 0.0)) for p in path.position]
    return (x, y, median(heights)) if median(depths) >= NEAREST * median(path.distance) else None


def summed(points: Sequence[Vec], axes: Sequence[Vec]) -> list[float]:
    """Travel along an axis that turns with the camera."""
    found = [0.0]
    for step, axis in zip(steps_of(points), axes, strict=False):
        found.append(found[-1] + dot(step, axis))
    return found


def farthest(points: Sequence[Vec]) -> Vec:
    """The point that is farthest from the first: who comes back has a way, too."""
    return max(points, key=lambda point: length(sub(point, points[0])))


def gone_by(points: Sequence[Vec]) -> list[float]:
    """How far somebody has gone at each point."""
    return list(accumulate((length(step) for step in steps_of(points)), initial=0.0))


def steps_of(points: Sequence[Vec]) -> list[Vec]:
    return [sub(b, a) for a, b in pairwise(points)]


def path_of(samples: Sequence[Sample], name: str) -> Path:
    times = [sample.seconds for sample in samples]
    smooth = Smoother(times, SHAKE_SECONDS)
    views = [sample.pose.forward for sample in samples]
    position = smooth.points([sample.pose.position for sample in samples])
    forward = [unit(f) for f in smooth.points(views)]
    uppers = smooth.points([sample.pose.up for sample in samples])
    steep = [abs(f[2]) for f in forward]
    down = median(steep) > 0.9 and min(steep) > 0.8
    held = attitudes(list(zip(forward, uppers, strict=True)))
    if down:  # then only the upper edge says where the camera is turned
        right = [unit(cross(f, u)) for f, u in zip(forward, uppers, strict=True)]
        below = 1 if median(f[2] for f in forward) < 0 else -1  # who looks up sees a clock's hands go the other way
        heading = unwrap(below * atan2(u[0], u[1]) for u in uppers)
    else:
        right, heading = [one.right for one in held], [one.heading for one in held]
    quick = attitudes([(sample.pose.forward, sample.pose.up) for sample in samples])
    seen = [sample.seen(name) for sample in samples] if name else []
    known = [s for s in seen if s is not None]
    subject = smooth.points([s.centre for s in known]) if len(known) == len(samples) else None
    turns_known = subject is not None and all(s.turned is not None for s in known)
    distance = _distances(samples, position, subject)
    middle = samples[len(samples) // 2]
    half = middle.half_height(median(distance))
    wide = [log(max(sample.half_height(1.0), 1e-9)) for sample in samples]
    vertical = 2 * atan2(half, median(distance))
    horizontal = 2 * atan2(half * middle.aspect, median(distance))
    return Path(
        times=times,
        position=position,
        forward=forward,
        right=right,
        heading=heading,
        pitch=[one.pitch for one in held],
        quick={
            "pan": [one.heading / horizontal for one in quick],
            "tilt": [one.pitch / vertical for one in quick],
        },
        wide=smooth(wide),
        subject=subject,
        turned=unwrap(smooth(unwrap(s.turned for s in known if s.turned is not None))) if turns_known else None,
        height=median([s.height for s in known]) if known else 0.0,
        distance=distance,
        frame=(2 * half * middle.aspect, 2 * half),
        angles=(horizontal, vertical),
        straight_down=down,
        shift=(smooth([s.shift[0] for s in samples]), smooth([s.shift[1] for s in samples])),
        flat=not middle.fov,
    )


def _distances(samples: Sequence[Sample], position: Sequence[Vec], subject: Sequence[Vec] | None) -> list[float]:
    if subject is not None:
        return [max(length(sub(s, p)), 1e-6) for s, p in zip(subject, position, strict=True)]
    return [sample.focus or sample.unknown_distance for sample in samples]
