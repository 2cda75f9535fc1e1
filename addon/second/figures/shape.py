# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the shape of a figure says of its front where nothing has a name: its toes, its paws, its two equal sides, what
stands out.

Angles are about Z in radians, 0 along -Y. Only stdlib, numpy and bpy types here.
"""

from __future__ import annotations

from math import atan2, cos, hypot, pi, sin
from typing import Any, NamedTuple

import numpy as np
from mathutils import Vector

TOES = 0.10
"""Share of the height below which a standing figure has only feet."""
SHINS = (0.12, 0.28)
PROTRUDE = (0.01, 0.12)
"""Of the height that toes stand out before the shins; more is a tail or a train."""
LOPSIDED = 0.3
"""Of that, how far they may stand out to a side: a mirrored figure has two feet."""
FOOT = 0.3
"""Of the height that a foot is long at most: a bust stands on its shoulders."""
LONGER = 0.005
"""Of the height that feet are longer than what is above them is thick, at least: legs that lean, or stride, end ahead
without any toes, and heels lie ahead of a belly or a train that hangs behind."""
UPRIGHT = 1.1
"""Times higher than deep or wide: a figure that stands, not an animal on four legs or a car."""
HIPS = 0.5
"""Share of the height below which a figure is wide as it stands: arms stretched out to both sides are above."""
PAWS, ANKLES = 0.05, (0.09, 0.22)
"""Shares of the height that feet fill, each for itself, and where the legs above them are looked at."""
LEGS = (2, 8)
"""How many feet a figure has, at least and at most, and of each one on either side; what has more stands on something
else."""
OWN = 0.65
"""Share of what is at the height of legs that is above the feet: of a bust, a statue's base and a car on wheels it is
between them, too."""
TALL = 0.4
"""Height over the longer side of whoever stands on legs, at least; a bird in flight does not."""
APART = 0.04
"""Of the height: two to three times that is between two feet; the corners of one are nearer."""
BLADE = 0.01
"""Of the height that a foot is wide at least."""
SOLE, TOUCHES = 0.75, 0.015
"""Share of its length by which a foot that was built touches the ground, at least, as a wheel does not; and of the
height, what touches it."""
AROUND = 0.12
"""Of the height that a foot's own leg may be beside it."""
UNANIMOUS = 0.85
"""What feet point at together, of what they would if all pointed one way: wheels, stands and a dinosaur's columns do
not, and then nothing is told."""
LONG, LOW, RAISED = 1.25, 0.9, 0.15
"""What lies along its front is so many times longer than wide and than high; and the share of its length that its high
end is off the middle."""
RAISED_OFF = 0.14
"""As RAISED, of what grew, off the middle of its surface: a long snout or a train moves the middle of the box, and ears
on top of a ball are then off that alone."""
TOP, TOP_BUILT = 0.92, 0.85
"""Share of its height above which a head is, or the high end of what was built."""
SHOULDERS, QUARTER, HEAVIER, HEAVIER_BUILT = 0.55, 0.25, 1.0, 1.25
"""A raised end has so many times more surface than the other one, above the first share of its height and the second of
its length off the middle: a neck is thin, a cabin is not."""
UPPER = 0.6
"""Share of its height above which a figure's face is."""
CELLS = 12
"""Along the longer side, of the plan in which a figure is compared with its mirror image."""
EDGE = 1e-4
"""Of a cell: corners of boxes lie between two of them but for rounding, and must not lie in one of either."""
ALONG = 0.985
"""Cosine of the angle to an axis within which a face looks along it."""
STRAIGHT, CUBES = 0.3, 0.95
"""Share of a figure's surface that looks along its axes, above which it was built: cars, boats and tanks did; animals,
people and helmets did not; and above which it is made of cubes."""
END = 0.1
"""Of the length, that an end is."""
STEP = 0.25
"""Share that is horizontal of what bones point at, from ankles to toes and from the head to the eyes."""
AGREE = 0.6
"""What steps add up to, of what they would if all led one way: toes turned out do, a rig's handles do not."""
MIRRORED, CROOKED, UNEVEN = 0.85, 0.7, 0.5
"""Share of the plan that its mirror image covers, of a figure with two equal sides, and of one without; below the last
it is chance what covers what."""


def _toes(points: Any) -> float | None:
    """Angle of the toes of a standing figure, its arms stretched out or not: where all of its feet stand out before the
    shins."""
    high = float(np.ptp(points[:, 2]))
    height = (points[:, 2] - points[:, 2].min()) / max(high, 1e-9)
    if high < UPRIGHT * float(np.ptp(points[height < HIPS, :2], axis=0).max()):
        return None
    feet, shins = points[height < TOES], points[(height > SHINS[0]) & (height < SHINS[1])]
    if len(feet) == 0 or len(shins) == 0:
        return None
    ahead = middle(feet) - middle(shins)
    length, aside = float(np.linalg.norm(ahead)), float(np.abs(ahead).min())
    foot, shin = (float(np.ptp(part[:, :2] @ (ahead / max(length, 1e-9)))) for part in (feet, shins))
    if length and not shin + LONGER * high < foot < FOOT * high:
        return None
    believed = PROTRUDE[0] < length / high < PROTRUDE[1] and aside < LOPSIDED * length
    return angle(ahead) if believed else None


def _paws(points: Any, spread: Any) -> float | None:
    """Angle at which each foot stands out before its own leg, of whoever has several: an animal, too."""
    feet, legs = _legs(points, spread)
    high = float(np.ptp(points[:, 2]))
    steps = [middle(foot) - middle(leg) for foot, leg in zip(feet, legs, strict=True) if len(leg)]
    if len(steps) < LEGS[0]:
        return None
    together = np.sum(steps, axis=0)
    length = float(np.linalg.norm(together))
    agreed = length > UNANIMOUS * sum(float(np.linalg.norm(step)) for step in steps)
    return angle(together) if agreed and length > PROTRUDE[0] * high * len(steps) else None


def feet(points: Any, spread: Any, *, built: bool = False) -> float | None:
    """Angle of a figure's feet: of each before its own leg, else, of an animal on legs, of its higher end, else of all
    before the shins. `spread`: points that lie evenly on its surface; `built`: whether that looks as if built."""
    found = _paws(points, spread)
    if found is None:
        found = _head_over_legs(points, spread, built=built)
    return _toes(points) if found is None else found


class Faces(NamedTuple):
    """Triangles of what is seen, in the world: their middles, their normals of length one, and their areas."""

    centres: Any
    normals: Any
    areas: Any


def faces(triangles: Any) -> Faces:
    """What is asked of triangles, three corners each; of those that have an area."""
    sides = triangles[:, 1:] - triangles[:, :1]
    normals = np.cross(sides[:, 0], sides[:, 1])
    lengths = np.linalg.norm(normals, axis=1)
    real = lengths > 0  # which what is not a number is not
    return Faces(triangles[real].mean(axis=1), normals[real] / lengths[real, None], lengths[real] / 2)


def detail(faces: Faces) -> Any:
    """Where a figure's upper triangles lie, each counted once, of where its upper surface does: x and y, in shares of
    its longer side."""
    heights = faces.centres[:, 2]
    if not len(heights):
        return np.zeros(2)
    upper = heights >= heights.min() + UPPER * np.ptp(heights)
    areas, plan = faces.areas[upper], faces.centres[upper, :2]
    if not np.ptp(plan, axis=0).any():
        return np.zeros(2)
    return (plan.mean(axis=0) - areas @ plan / areas.sum()) / np.ptp(plan, axis=0).max()


def centre(faces: Faces) -> Any:
    """Where the middle of a figure's surface is, x and y."""
    return faces.areas @ faces.centres[:, :2] / faces.areas.sum() if len(faces.areas) else np.zeros(2)


def reach(points: Any, faces: Faces) -> Any:
    """How far what is thin stands out of the rest, to which side: from the middle of the surface to that of the box, x
    and y, in shares of the longer side. Noses, arms, barrels and bows do ahead more than tails do aft."""
    longest = float(np.ptp(points[:, :2], axis=0).max())
    return (middle(points) - centre(faces)) / longest if longest and len(faces.areas) else np.zeros(2)


def straight(faces: Faces, own: float) -> float:
    """Share of a figure's surface that looks along one of its own axes: much of what is built, little of what grows."""
    axes = np.array([(cos(own), sin(own), 0.0), (sin(own), -cos(own), 0.0), (0.0, 0.0, 1.0)])
    along = np.abs(faces.normals @ axes.T).max(axis=1, initial=0.0) > ALONG
    return float(faces.areas[along].sum() / max(faces.areas.sum(), 1e-9))


def is_built(faces: Faces, own: float) -> bool:
    """Whether a figure was built, as cars and boats are; of nothing but cubes animals are made, too."""
    return STRAIGHT < straight(faces, own) < CUBES


def is_low(points: Any) -> bool:
    """Whether a figure does not stand upright."""
    size = np.ptp(points, axis=0)
    return bool(size[2] < UPRIGHT * max(size[0], size[1]))


def thickness(points: Any, own: float) -> Any:
    """Cross-sections of a figure's four ends, from `own` on by quarter turns, in shares of the whole's."""
    size = float(np.ptp(points[:, 2]))
    found = []
    for side in (own + number * pi / 2 for number in range(4)):
        along, across = points[:, :2] @ (sin(side), -cos(side)), points[:, :2] @ (cos(side), sin(side))
        end = along >= along.max() - END * np.ptp(along)
        whole = max(float(np.ptp(across)) * size, 1e-9)
        found.append(float(np.ptp(across[end]) * np.ptp(points[end, 2])) / whole)
    return np.array(found)


def band(triangles: Any, low: float, high: float) -> Any:
    """Plan of the surface between two heights: the corners there, and where edges cross either."""
    within = (triangles[:, :, 2].max(axis=1) >= low) & (triangles[:, :, 2].min(axis=1) <= high)
    starts = triangles[within].reshape(-1, 3)
    ends = np.roll(triangles[within], -1, axis=1).reshape(-1, 3)
    found = [starts[(starts[:, 2] >= low) & (starts[:, 2] <= high), :2]]
    for height in (low, high):
        crossed = (starts[:, 2] < height) != (ends[:, 2] < height)
        one, other = starts[crossed], ends[crossed]
        share = (height - one[:, 2:]) / (other[:, 2:] - one[:, 2:])
        found.append((one + share * (other - one))[:, :2])
    return np.concatenate(found)


def _head_over_legs(points: Any, spread: Any, *, built: bool) -> float | None:
    """Angle of the higher end of something long on legs, whose feet do not say more; not of a car on its wheels."""
    feet, _ = _legs(points, spread)
    if len(feet) <= LEGS[0] or (built and _soles(np.concatenate([points, spread]), feet) < SOLE):
        return None
    return raised_end(points, spread)


def _soles(points: Any, feet: list[Any]) -> float:
    """Share of its length by which the usual one of some feet touches the ground, where it does least."""
    ground = points[points[:, 2] < points[:, 2].min() + TOUCHES * np.ptp(points[:, 2]), :2]
    shares = []
    for foot in feet:
        size: Any = np.ptp(foot, axis=0)
        on_it = ground[(np.abs(ground - middle(foot)) <= size / 2).all(axis=1)]
        shares.append(float((np.ptp(on_it, axis=0) / size).min()) if len(on_it) else 0.0)
    return float(np.median(shares))


def _legs(points: Any, spread: Any) -> tuple[list[Any], list[Any]]:
    """The feet of a figure, each for itself, and of each the points of its own leg; none of what has no legs. Legs of
    boxes have corners at their ends alone: of these by their surface, too."""
    height = (points[:, 2] - points[:, 2].min()) / max(float(np.ptp(points[:, 2])), 1e-9)
    has_corners = bool(((height > ANKLES[0]) & (height < ANKLES[1])).any())
    return _legs_of(points if has_corners else np.concatenate([points, spread]))


def _legs_of(points: Any) -> tuple[list[Any], list[Any]]:
    """The same by all points that are given."""
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    height = (points[:, 2] - low[2]) / max(size[2], 1e-9)
    above = points[(height > ANKLES[0]) & (height < ANKLES[1])][:, :2]
    if size[2] < TALL * max(size[0], size[1]) or not size[2] or not len(above):
        return [], []
    feet = _apart(points[height < PAWS][:, :2], APART * size[2])
    sizes = [np.ptp(foot, axis=0) for foot in feet]
    # The corners of one box are no feet, nor is a blade, nor a base.
    are_feet = all(side.min() > BLADE * size[2] and side.max() < FOOT * size[2] for side in sizes)
    if not LEGS[0] <= len(feet) <= LEGS[1] or len(feet) % 2 or not are_feet:
        return [], []
    middles = np.array([middle(foot) for foot in feet])
    off = np.abs(above[:, None] - middles[None]).max(axis=2)
    nearest = off.argmin(axis=1)
    reach = np.array([max(AROUND * size[2], float(side.max())) for side in sizes])
    near = off.min(axis=1) < reach[nearest]
    if near.mean() < OWN:
        return [], []
    return feet, [above[near & (nearest == number)] for number in range(len(feet))]


def _apart(ground: Any, cell: float) -> list[Any]:
    """Points on the ground in groups that are a cell or more apart."""
    at: dict[tuple[int, int], list[int]] = {}
    for number, (x, y) in enumerate(np.floor(ground / cell).astype(int).tolist()):
        at.setdefault((x, y), []).append(number)
    groups = []
    while at:
        found, waiting = [], [next(iter(at))]
        while waiting:
            x, y = waiting.pop()
            if (x, y) in at:
                found += at.pop((x, y))
                waiting += [(x + dx, y + dy) for dx in range(-2, 3) for dy in range(-2, 3)]
        groups.append(ground[found])
    return groups


def raised_end(points: Any, spread: Any, *, built: bool = False) -> float | None:
    """Angle of the end at which something long and low rises highest, as an animal does where its head is; not of a
    tail, a mast or a chimney that is up there alone. `spread`: points that lie evenly on its surface."""
    share, heavier = (TOP_BUILT, HEAVIER_BUILT) if built else (TOP, HEAVIER)
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    along = int(size[1] > size[0])
    if size[along] < max(LONG * size[1 - along], LOW * size[2]):
        return None
    top = points[points[:, 2] >= low[2] + share * size[2]]
    ahead = np.zeros(2)
    ahead[along] = (middle(top) - middle(points))[along]
    upper = spread[spread[:, 2] > low[2] + SHOULDERS * size[2]]
    off = (upper[:, along] - middle(points)[along]) * np.sign(ahead[along]) / size[along]
    much = np.count_nonzero(off > QUARTER) > heavier * np.count_nonzero(off < -QUARTER)
    if not much or abs(ahead[along]) <= RAISED * size[along]:
        return None
    of_surface = (middle(top)[along] - spread[:, along].mean()) * np.sign(ahead[along])
    return angle(ahead) if built or of_surface > RAISED_OFF * size[along] else None


def mirrored(points: Any, front: float, *through: Any) -> float:
    """Share of a figure that its image in a plane along `front` covers, at best: in the plane through the middle, and
    in those `through` other places. What is held in one hand moves the middle and not the rest."""
    plane = np.array([(cos(front), sin(front)), (sin(front), -cos(front))]).T
    size = max(float(np.ptp(points, axis=0).max()), 1e-9) / CELLS
    height, plan = points[:, 2] - points[:, 2].min(), (points[:, :2] - middle(points)) @ plane
    best = 0.0
    for place in (middle(points), *through):
        off = np.array((((place - middle(points)) @ plane)[0], 0.0))
        cells, image = (_cells((plan - off) * (side, 1), height, size) for side in (1, -1))
        shared = len(np.intersect1d(cells, image, assume_unique=True))
        best = max(best, shared / max(len(cells) + len(image) - shared, 1))
    return best


def _cells(plan: Any, height: Any, size: float) -> Any:
    """Numbers of the cells in which points lie, each once; what lies between two, on either side, in the outer one."""
    numbers: Any = np.column_stack([plan, height]) / size
    numbers = np.trunc(numbers + np.copysign(0.5 + EDGE, numbers)).astype(np.int64) + 2 * CELLS
    return np.unique(numbers @ np.array([(8 * CELLS) ** 2, 8 * CELLS, 1]))


def mean_step(steps: list[Any]) -> float | None:
    """Where unit steps lead together, as far as they are level and agree."""
    total = sum(steps, Vector((0, 0, 0)))
    level = total.xy.length > STEP * len(steps) and total.xy.length > STEP * total.length
    agreed = total.xy.length > AGREE * sum(step.xy.length for step in steps)
    return angle(total) if steps and level and agreed else None


def middle(points: Any) -> Any:
    """Of the box around points, seen from above."""
    return (points[:, :2].min(axis=0) + points[:, :2].max(axis=0)) / 2


def angle(direction: Any) -> float:
    """Direction about Z in radians; 0 looks along -Y, and the angle grows as a camera goes around to the right. Of what
    is vertical it is 0."""
    x, y = float(direction[0]), float(direction[1])
    return atan2(x, -y) if hypot(x, y) > 1e-6 else 0.0
