# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the camera does over a shot, in the words of a set: pan, tilt, push, truck, crane, orbit, follow, zoom, static.

Every amount is measured against what it does to the picture: a pan in frame widths, a push in shares of the distance
to the subject, a truck in frame widths at that distance. So a drift that nobody sees is static, at any scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import atan2, cos, degrees, exp, inf, log, radians, sin
from statistics import median

from ..plans.prompt import mention
from .math import Smoother, Vec, cross, dot, length, moving_span, moving_time, rms, sub, turns, unit, unwrap
from .samples import Sample

SHAKE_SECONDS = 0.25
"""What changes faster than this is shake, what changes slower is a move."""
SHAKE_LEAST, SHAKE_STRONG = 0.004, 0.025
"""Shares of the frame by which a handheld, and a shaky, picture trembles (root mean square)."""
STATIC = "static camera"
SHAKY_LEAST = 2.0
"""How often above what shows at all a move of a shaky camera must be: shaking drifts by itself."""
RUSH = 0.8
"""Frame widths a second: faster turns, whip pans, leave traces that are no shake."""
CALM = 0.3
"""Share of a shot that must be calmer than that for a hand to be told."""
SHAKE_TURNS = 1.5
"""A hand changes direction this often a second, at least; easing in and out does not."""
SWAY_LEAST, SWAYS, SWAYS_PER_SECOND = 0.015, 3, 0.5
"""Frames that a view floats aside, how often it must turn back, and how often a second, for a hand to hold it."""
STEPPED = 0.4
"""And goes back this often, whatever else it does: a pan keyed on twos only waits between its steps."""
STEEP, LEVELS_OUT = 0.5, radians(18)
"""Share of a way that leads up or down, and how far the view turns on it, for a push that is a crane, too."""
CLIMBS = 0.25
"""Likewise of a way that leads up while the view tips down, or the other way round."""
ORBIT_MOST = 90
"""Degrees from which on an orbit weighs no more: half way round while it rises is told with the rise."""
PUSH_MOST = 1.5
"""Distances from which on a push weighs no more: a long drive that goes round a bend is told with the bend."""
WHIPPED = 0.7
"""Share of a way that must be gone as fast as a whip pan goes, where it rests on its way."""
TOGETHER = 0.4
"""Share of the subject's way on which a camera that goes along must do so."""
WAITS = 0.3
"""Share of the subject's step below which a camera that goes along waits for it."""
ORBIT_LEAST = 20.0
"""Degrees around the subject; less reads as a truck."""
CARRIED = 0.3
"""Share of the distance that a camera which hangs on its subject may stray from its place beside that."""
SECOND_LEAST = 0.3
"""Share of the main move's weight that a second one must have to be said."""
OVERLAP = 0.2
"""Share of the shorter of two moves that may go on at once, when one is told after the other."""
BACK = 0.25
"""Share of its span that a move which comes back may end away from where it began."""
TURNS_BACK = 0.4
"""Share of the way there that a way the other way must have to be told."""

WITH_SOMEBODY = 20.0
"""What going with somebody weighs: a zoom by half as much again is told beside it, a breath of the lens is not."""

# The least amount of each move that shows, and what is slow and fast a second, in the move's own measure.
_LEAST = {
    "pan": 0.12,
    "tilt": 0.15,
    "push": 0.06,
    "truck": 0.12,
    "crane": 0.15,
    "glide": 0.15,
    "zoom": 0.06,
    "spin": 15.0,
}
_SPEED = {
    "pan": (0.15, 0.6),
    "tilt": (0.2, 0.8),
    "push": (0.14, 0.4),
    "truck": (0.15, 0.6),
    "crane": (0.2, 0.7),
    "glide": (0.2, 0.7),
    "zoom": (0.12, 0.6),
    "spin": (12.0, 60.0),
    "orbit": (12.0, 50.0),
}
_ORBIT_PUSH = 0.2
"""Share of the distance that an orbit must win to be a push too: none is quite round."""
_WHIP = {"pan": 2.0, "tilt": 3.0}
"""Frame widths, and heights, a second: a whip pan, a whip tilt."""
_WORDS = {
    "pan": ("pan left", "pan right", "pan back and forth"),
    "tilt": ("tilt down", "tilt up", "tilt up and down"),
    "push": ("pull out", "push in", "push in and out"),
    "truck": ("truck left", "truck right", "truck back and forth"),
    "crane": ("crane down", "crane up", "crane up and down"),
    "glide": ("glide back", "glide forward", "glide forward and back"),
    "zoom": ("zoom in", "zoom out", "zoom in and out"),
    "spin": ("counterclockwise turn", "clockwise turn", "turn back and forth"),
}


@dataclass(frozen=True)
class Move:
    """One move; `weight` is how often it is above what shows at all, `during` from when to when it goes on, seconds."""

    words: str
    weight: float
    during: tuple[float, float]


@dataclass(frozen=True)
class _Path:
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


def moves(samples: Sequence[Sample], subject: str = "") -> str:
    """The camera's moves in a few words; "static camera" where it does not move, empty for a single moment."""
    if len(samples) < 2 or samples[-1].seconds <= samples[0].seconds:
        return ""
    path = _path(samples, subject)
    shake = _shake(samples, path)
    found = sorted(_moves(path, subject), key=lambda move: -move.weight)
    least = SHAKY_LEAST if shake >= SHAKE_STRONG else 1.0
    words = _told([move for move in found if move.weight >= max(least, SECOND_LEAST * found[0].weight)])
    if shake >= SHAKE_LEAST or _sways(path):
        hand = "shaky handheld camera" if shake >= SHAKE_STRONG else "handheld camera"
        return f"{hand}, {words}" if words else hand
    return words or STATIC


def _told(found: Sequence[Move]) -> str:
    """The two main moves, "pan left with tilt up"; three at most where one comes after the other: "push in, then pan
    left". The weightiest first."""
    for count in (3, 2):
        in_turn = sorted(found[:count], key=lambda move: move.during)
        if len(in_turn) == count and all(_comes_after(a, b) for a, b in pairwise(in_turn)):
            return ", then ".join(move.words for move in in_turn)
    told = [move.words for move in found[:2]]
    return (" and " if told and " with " in told[0] else " with ").join(told)


def _comes_after(first: Move, second: Move) -> bool:
    """Whether a move begins where another ends: hands that change from one handle to the next overlap a little."""
    shorter = min(end - begin for begin, end in (first.during, second.during))
    return second.during[0] > first.during[1] - OVERLAP * shorter


def _moves(path: _Path, subject: str) -> list[Move]:
    follow = _follow(path, subject)
    if follow is not None:
        return [follow, *_zoom(path), *_around(path, following=True)]
    dolly_zoom = _dolly_zoom(path)
    if dolly_zoom is not None:
        return [dolly_zoom]
    orbit = _around(path, following=False)
    if orbit:
        return [
            *orbit,
            *([] if path.flat else _nearer(path, orbit[0])),
            *_single(path, "crane", _vertical(path)),
            *_zoom(path),
        ]
    travel = _travel(path)
    return [*travel, *_turn(path, subject, travels=bool(travel)), *_zoom(path)]


def _follow(path: _Path, subject: str) -> Move | None:
    """The camera goes where the subject goes, step by step."""
    if path.subject is None:
        return None
    steps = list(zip(_steps(path.subject), _steps(path.position), path.forward, path.right, strict=False))
    way = sum(length(s) for s, _, _, _ in steps)
    goes = way >= max(0.5 * path.height, 0.2 * path.frame[1])
    if not (goes and _keeps_up(steps, way)) and not _is_carried(path, goes=goes):
        return None
    if not goes:
        return Move(f"turning with {mention(subject)}", WITH_SOMEBODY, (path.times[0], path.times[-1]))
    along = sum(dot(s, f) for s, _, f, _ in steps) / way
    across = sum(dot(s, r) for s, _, _, r in steps) / way
    rising = sum(s[2] for s, _, _, _ in steps) / way
    who = mention(subject)
    if abs(rising) > 0.7:
        words = f"{'rising' if rising > 0 else 'sinking'} with {who}"
    elif abs(across) > 0.6:
        words = f"tracking {'right' if across > 0 else 'left'} with {who}"
    elif along > 0.5:
        words = f"following {who} from behind"
    elif along < -0.5:
        words = f"moving back ahead of {who}"
    else:
        words = f"following {who}"
    gone = _gone(path.subject)
    return Move(words, WITH_SOMEBODY, moving_span(path.times, gone))


def _keeps_up(steps: Sequence[tuple[Vec, Vec, Vec, Vec]], way: float) -> bool:
    """Whether a camera goes step by step as the subject does, while it goes at all: it may wait, or let them go on.
    `steps`: the subject's, then its own."""
    together = [(length(s), length(sub(p, s))) for s, p, _, _ in steps if length(p) > WAITS * length(s)]
    along, apart = sum(step for step, _ in together), sum(stray for _, stray in together)
    return along >= TOGETHER * way and apart <= 0.45 * along


def _is_carried(path: _Path, *, goes: bool) -> bool:
    """Whether the camera hangs on the subject and turns as that turns: it sees the same side all the time."""
    if path.subject is None:
        return False
    turned = path.turned if path.turned is not None else _ways(path.subject) if goes else None
    if turned is None or max(turned) - min(turned) < radians(ORBIT_LEAST):
        return False
    if max(length(sub(p, path.position[0])) for p in path.position) < CARRIED * median(path.distance):
        return False  # who circles round a tripod carries nothing
    offsets = []
    for p, s, angle in zip(path.position, path.subject, turned, strict=True):
        x, y, z = sub(p, s)
        offsets.append((x * cos(angle) + y * sin(angle), y * cos(angle) - x * sin(angle), z))
    middle = [median(values) for values in zip(*offsets, strict=True)]
    strays = sorted(length(sub(offset, (middle[0], middle[1], middle[2]))) for offset in offsets)
    # At a sharp corner the smoothed ways of both differ for a moment.
    return strays[len(strays) * 9 // 10] < CARRIED * median(path.distance)


def _dolly_zoom(path: _Path) -> Move | None:
    """The subject keeps its size while the camera comes closer or goes away."""
    if path.subject is None or path.flat:
        return None
    wider = path.wide[-1] - path.wide[0]
    nearer = log(path.distance[-1] / path.distance[0])
    travelled = abs(sum(dot(p, f) for p, f in zip(_steps(path.position), path.forward, strict=False)))
    own = travelled >= 0.5 * abs(path.distance[-1] - path.distance[0])
    if abs(wider) < 0.1 or not own:
        return None
    grows = [wide - path.wide[0] + log(d / path.distance[0]) for wide, d in zip(path.wide, path.distance, strict=True)]
    if max(map(abs, grows)) > 0.35 * abs(wider):  # at every moment: out by the lens and then in by the dolly is none
        return None
    words = f"dolly zoom {'in' if nearer < 0 else 'out'}"
    return Move(words, WITH_SOMEBODY, moving_span(path.times, path.wide))


def _around(path: _Path, *, following: bool) -> list[Move]:
    """An orbit: the camera goes round the subject and keeps looking at it."""
    if path.subject is None:
        return []
    offsets = [sub(p, s) for p, s in zip(path.position, path.subject, strict=True)]
    radius = sum(length((x, y, 0.0)) for x, y, _ in offsets) / len(offsets)
    if radius < 0.3 * sum(map(length, offsets)) / len(offsets):
        return []
    azimuth = unwrap(atan2(y, x) for x, y, _ in offsets)
    if following:  # behind somebody who turns is still behind
        ways = path.turned if path.turned is not None else _ways(path.subject)
        azimuth = [a - way for a, way in zip(azimuth, ways, strict=True)]
        azimuth = _while_it_goes(path, azimuth)
    sweep = azimuth[-1] - azimuth[0]
    turned = -(path.heading[-1] - path.heading[0])
    sideways = sum(abs(dot(step, right)) for step, right in zip(_steps(path.position), path.right, strict=False))
    if abs(degrees(sweep)) < ORBIT_LEAST:
        return []
    aimed = abs(turned - sweep) <= max(0.15, 0.4 * abs(sweep)) and sideways >= 0.6 * abs(sweep) * radius
    if not aimed and not following:
        return []
    size = abs(degrees(sweep))
    side = "right" if sweep > 0 else "left"
    part = "full orbit" if size >= 300 else "half orbit" if size >= 150 else "orbit"
    speed = _speed("orbit", size / moving_time(path.times, azimuth))
    weight = SECOND_LEAST * WITH_SOMEBODY if following else 2 * min(size, ORBIT_MOST) / ORBIT_LEAST
    return [Move(f"{speed}{part} {side}", weight, moving_span(path.times, azimuth))]


def _while_it_goes(path: _Path, azimuth: Sequence[float]) -> list[float]:
    """Angles round the subject as the camera's own way changes them: who walks by one that waits is not circled."""
    found = [azimuth[0]]
    steps = zip(_steps(path.position), _steps(path.subject or []), pairwise(azimuth), strict=True)
    for own, theirs, (a, b) in steps:
        found.append(found[-1] + (b - a if length(own) > WAITS * length(theirs) else 0.0))
    return found


def _ways(points: Sequence[Vec]) -> list[float]:
    """Which way somebody goes at each point, seen from above; who stands, or only rises, keeps the last way."""
    steps = _steps(points)
    least = 0.3 * sum(map(length, steps)) / len(steps)
    goes = [(i, atan2(y, x)) for i, (x, y, _) in enumerate(steps) if length((x, y, 0.0)) > least]
    if not goes:
        return [0.0] * len(points)
    ways, known = [goes[0][1]] * len(points), dict(goes)
    for i in range(1, len(points)):
        ways[i] = known.get(i, ways[i - 1])
    return unwrap(ways)


def _nearer(path: _Path, orbit: Move) -> list[Move]:
    """The push of an orbit, which weighs no more than that."""
    factor = _ORBIT_PUSH / _LEAST["push"]
    found = _single(path, "push", _nearing(path), least=_ORBIT_PUSH)
    return [replace(move, weight=min(factor * move.weight, orbit.weight)) for move in found]


def _travel(path: _Path) -> list[Move]:
    """Push, truck and crane; straight down, where nothing rises in the picture, a way along its upper edge. A way that
    is nearly one of them is that one alone."""
    direction = unit(sub(_farthest(path.position), path.position[0]))
    series = {"push": _forward(path), "truck": [value / path.frame[0] for value in _sum(path.position, path.right)]}
    axes = {"push": path.forward, "truck": path.right}
    if path.straight_down:
        upper = [cross(right, forward) for right, forward in zip(path.right, path.forward, strict=True)]
        series["glide"], axes["glide"] = [value / path.frame[1] for value in _sum(path.position, upper)], upper
    else:
        series["crane"], axes["crane"] = _vertical(path), [(0.0, 0.0, 1.0)]
    if path.flat:
        del series["push"], axes["push"]
    for kind, ways in axes.items():
        middle = ways[len(ways) // 2]
        if abs(dot(direction, middle)) > (0.9 if kind == "push" else 0.94):
            if kind == "push" and (_sinks(path, direction) or _climbs(path, direction)):
                break
            return _on_the_way(path, kind, series[kind])
    found = {kind: _on_the_way(path, kind, values) for kind, values in series.items()}
    if not path.straight_down and _climbs(path, direction) and found.get("push"):
        least = SECOND_LEAST * found["push"][0].weight
        found["crane"] = [replace(rise, weight=max(rise.weight, least)) for rise in found["crane"]]
    return [move for moves_of in found.values() for move in moves_of]


def _on_the_way(path: _Path, kind: str, values: Sequence[float]) -> list[Move]:
    most = PUSH_MOST / _LEAST[kind] if kind == "push" else inf
    return [replace(move, weight=min(move.weight, most)) for move in _single(path, kind, values)]


def _sinks(path: _Path, direction: Vec) -> bool:
    """Whether a way along the view is steep and the view levels out or tips over on it, as when a drone comes down."""
    return abs(direction[2]) > STEEP and max(path.pitch) - min(path.pitch) > LEVELS_OUT


def _climbs(path: _Path, direction: Vec) -> bool:
    """Whether a way leads up as the view tips down, or down as it tips up, as over a fence to what stands behind."""
    tipped = path.pitch[-1] - path.pitch[0]
    return abs(tipped) > LEVELS_OUT and -direction[2] * (1 if tipped > 0 else -1) > CLIMBS


def _turn(path: _Path, subject: str, *, travels: bool) -> list[Move]:
    """Pan and tilt. Where the camera travels and the subject keeps its place in the frame, turning only keeps it there;
    where the camera stands, it follows the subject."""
    level = cos(median(path.pitch))
    if path.straight_down:
        return _single(path, "spin", [degrees(heading) for heading in path.heading])
    across = [level * value / path.angles[0] for value in _in_frames(path, path.heading)]
    upward = [value / path.angles[1] for value in _in_frames(path, path.pitch)]
    pan = _single(path, "pan", [value + shift for value, shift in zip(across, path.shift[0], strict=True)])
    tilt = _single(path, "tilt", [value + shift for value, shift in zip(upward, path.shift[1], strict=True)])
    held = _held(path)
    if not any(held):
        return [*pan, *tilt]
    if travels:
        return [*([] if held[0] else pan), *([] if held[1] else tilt)]
    places = path.subject or []
    ways = [length(sub(place, places[0])) for place in places]  # who circles comes back
    moved = max(ways, default=0.0) > 0.2 * path.frame[1]
    # Only the axis on which they keep their place goes with them; what the other adds to that is not told.
    kept = [moves_of for moves_of, keeps in zip((pan, tilt), held, strict=True) if keeps and moves_of]
    if not moved or not kept:
        return [*pan, *tilt]
    main = max(kept, key=lambda moves_of: max(move.weight for move in moves_of))
    others = [moves_of for moves_of, keeps in zip((pan, tilt), held, strict=True) if not keeps]
    with_them = [replace(move, words=f"{move.words} with {mention(subject)}") for move in main]
    return [*with_them, *(move for moves_of in others for move in moves_of)]


def _in_frames(path: _Path, angles: Sequence[float]) -> list[float]:
    """Angles as the picture shows them: the longer the lens is zoomed, the more a degree moves it."""
    usual = median(path.wide)
    found = [angles[0]]
    for (a, b), wide in zip(pairwise(angles), path.wide, strict=False):
        found.append(found[-1] + (b - a) * exp(usual - wide))
    return found


def _zoom(path: _Path) -> list[Move]:
    return _single(path, "zoom", path.wide)


def _single(path: _Path, kind: str, values: Sequence[float], *, least: float = 0.0) -> list[Move]:
    """One axis: a move one way, one way and then the other, or back and forth. `values` in the move's own measure."""
    net, span = values[-1] - values[0], max(values) - min(values)
    least = least or _LEAST[kind]
    down, up, both = _WORDS[kind]
    during = moving_span(path.times, values)
    if span >= 1.5 * least and abs(net) < TURNS_BACK * span and turns(values, 0.35 * span) > 1:
        return [Move(both, span / least, during)]
    if span >= 1.5 * least and abs(net) < BACK * span:
        rises_first = max(values) - values[0] > values[0] - min(values)
        whip = "whip " if kind in _WHIP and _fastest(path, path.quick[kind]) > _WHIP[kind] else ""
        return [Move(f"{whip}{up if rises_first else down}, then back", span / least, during)]
    if abs(net) < least:
        return []
    turning = _turning(list(values), least)
    ends = [0, turning, len(values) - 1] if turning else [0, len(values) - 1]
    return [_one_way(path, kind, values, slice(a, b + 1), least) for a, b in pairwise(ends)]


def _one_way(path: _Path, kind: str, values: Sequence[float], part: slice, least: float) -> Move:
    """A part of a series that goes one way."""
    times, leg = path.times[part], values[part]
    way, (down, up, _) = abs(leg[-1] - leg[0]), _WORDS[kind]
    words = up if leg[-1] > leg[0] else down
    if kind in _WHIP and _is_whip(times, path.quick[kind][part], _WHIP[kind]):
        speed = "whip "
    else:
        speed = _speed(kind, way / moving_time(times, leg))
    return Move(f"{speed}{words}", way / least, moving_span(times, leg))


def _is_whip(times: Sequence[float], values: Sequence[float], least: float) -> bool:
    """Whether a series goes faster than that, or most of its way in several steps that do, with rests between them."""
    way = abs(values[-1] - values[0])
    steps = zip(pairwise(values), pairwise(times), strict=True)
    rushed = sum(abs(b - a) for (a, b), (at, till) in steps if abs(b - a) > least * (till - at))
    return way / moving_time(times, values) > least or rushed > WHIPPED * way


def _turning(values: list[float], least: float) -> int:
    """Where a series turns back for a good part of its way, both ways enough to show; 0 where it does not."""
    if turns(values, 0.35 * (max(values) - min(values))) != 1:
        return 0
    legs = {
        index: sorted((abs(values[index] - values[0]), abs(values[index] - values[-1])))
        for index in (values.index(max(values)), values.index(min(values)))
    }
    turning, (short, long) = max(legs.items(), key=lambda item: item[1][0])
    return turning if short >= max(TURNS_BACK * long, 1.5 * least) else 0


def _fastest(path: _Path, values: Sequence[float]) -> float:
    """The most that a series changes in a second, from one sample to the next."""
    steps = zip(pairwise(values), pairwise(path.times), strict=True)
    return max(abs(b - a) / (till - at) for (a, b), (at, till) in steps)


def _speed(kind: str, rate: float) -> str:
    slow, fast = _SPEED[kind]
    return "slow " if rate < slow else "fast " if rate > fast else ""


def _forward(path: _Path) -> list[float]:
    """Travel along the view, in shares of the distance; straight down, of the height: a steep view glides on level."""
    distance = (path.distance[0] + path.distance[-1]) / 2
    ways = [(0.0, 0.0, 1.0 if f[2] > 0 else -1.0) for f in path.forward] if path.straight_down else path.forward
    return [value / distance for value in _sum(path.position, ways)]


def _nearing(path: _Path) -> list[float]:
    """Coming closer to the subject, in shares of the distance."""
    mean = sum(path.distance) / len(path.distance)
    return [-distance / mean for distance in path.distance]


def _vertical(path: _Path) -> list[float]:
    return [p[2] / path.frame[1] for p in path.position]


def _held(path: _Path) -> tuple[bool, bool]:
    """Whether the subject keeps its place in the frame: across, and up and down."""
    if path.subject is None:
        return False, False
    xs, ys = [], []
    views = zip(path.position, path.forward, path.right, path.subject, *path.shift, strict=True)
    for p, f, r, s, aside, above in views:
        offset = sub(s, p)
        depth = max(dot(offset, f), 1e-6)
        xs.append(dot(offset, r) / depth / path.angles[0] - aside)
        ys.append(dot(offset, cross(r, f)) / depth / path.angles[1] - above)
    return max(xs) - min(xs) < 0.25, max(ys) - min(ys) < 0.25


def _sum(points: Sequence[Vec], axes: Sequence[Vec]) -> list[float]:
    """Travel along an axis that turns with the camera."""
    found = [0.0]
    for step, axis in zip(_steps(points), axes, strict=False):
        found.append(found[-1] + dot(step, axis))
    return found


def _farthest(points: Sequence[Vec]) -> Vec:
    """The point that is farthest from the first: who comes back has a way, too."""
    return max(points, key=lambda point: length(sub(point, points[0])))


def _gone(points: Sequence[Vec]) -> list[float]:
    """How far somebody has gone at each point."""
    return list(accumulate((length(step) for step in _steps(points)), initial=0.0))


def _steps(points: Sequence[Vec]) -> list[Vec]:
    return [sub(b, a) for a, b in pairwise(points)]


def _path(samples: Sequence[Sample], name: str) -> _Path:
    times = [sample.seconds for sample in samples]
    smooth = Smoother(times, SHAKE_SECONDS)
    views = [sample.pose.forward for sample in samples]
    position = smooth.points([sample.pose.position for sample in samples])
    forward = [unit(f) for f in smooth.points(views)]
    uppers = smooth.points([sample.pose.up for sample in samples])
    steep = [abs(f[2]) for f in forward]
    down = median(steep) > 0.9 and min(steep) > 0.8
    if down:  # then only the upper edge says where the camera is turned
        right = [unit(cross(f, u)) for f, u in zip(forward, uppers, strict=True)]
        below = 1 if median(f[2] for f in forward) < 0 else -1  # who looks up sees a clock's hands go the other way
        heading = unwrap(below * atan2(u[0], u[1]) for u in uppers)
    else:
        ahead = [_ahead(f, u) for f, u in zip(forward, uppers, strict=True)]
        right = [unit((y, -x, 0.0)) for x, y in ahead]
        heading = unwrap(atan2(x, y) for x, y in ahead)
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
    return _Path(
        times=times,
        position=position,
        forward=forward,
        right=right,
        heading=heading,
        pitch=[_pitch(f) for f in forward],
        quick={
            "pan": [angle / horizontal for angle in unwrap(atan2(f[0], f[1]) for f in views)],
            "tilt": [_pitch(f) / vertical for f in views],
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


def _ahead(forward: Vec, upper: Vec) -> tuple[float, float]:
    """Where a view leads on level ground. Of one that looks straight up or down, its upper edge tells."""
    x, y, z = forward
    return (x, y) if abs(z) < 0.9 else (x - z * upper[0], y - z * upper[1])


def _pitch(forward: Vec) -> float:
    return atan2(forward[2], length((forward[0], forward[1], 0.0)))


def _distances(samples: Sequence[Sample], position: Sequence[Vec], subject: Sequence[Vec] | None) -> list[float]:
    if subject is not None:
        return [max(length(sub(s, p)), 1e-6) for s, p in zip(subject, position, strict=True)]
    return [sample.focus or sample.unknown_distance for sample in samples]


def _rushing(path: _Path) -> list[bool]:
    """When the view turns so fast, or is about to, that smoothing lags behind: what is left then is no hand."""
    rates = [
        length(sub(b, a)) / path.angles[0] / max(t - s, 1e-6)
        for (a, b), (s, t) in zip(pairwise(path.forward), pairwise(path.times), strict=True)
    ]
    fast = [t for t, rate in zip(path.times, rates, strict=False) if rate > RUSH]
    return [any(abs(t - moment) < 2 * SHAKE_SECONDS for moment in fast) for t in path.times]


def _sways(path: _Path) -> bool:
    """Whether the view floats to and fro, slower than a hand trembles and by less than a pan: what noise curves of a
    large scale do, and an operator's breath."""
    least = max(SWAYS, SWAYS_PER_SECOND * (path.times[-1] - path.times[0]))
    ways = [_smooth_way(path, axis) for axis in (0, 1)]
    return any(max(way) - min(way) < _LEAST["pan"] and turns(way, SWAY_LEAST) >= least for way in ways)


def _smooth_way(path: _Path, axis: int) -> list[float]:
    """How far the smoothed camera has turned and gone across, or up, at each sample, in frames."""
    distance = median(path.distance)
    found = [0.0]
    ways = zip(_steps(path.forward), _steps(path.position), path.forward, path.right, strict=False)
    for turned, moved, forward, right in ways:
        across = right if axis == 0 else cross(right, forward)
        found.append(found[-1] + (dot(turned, across) + dot(moved, across) / distance) / path.angles[axis])
    return found


def _shake(samples: Sequence[Sample], path: _Path) -> float:
    """How much the picture trembles, as a share of the frame; 0 for what no hand does."""
    seconds = path.times[-1] - path.times[0]
    distance = median(path.distance)
    strongest = 0.0
    rushing = _rushing(path)
    for axis in (0, 1):
        turned, moved = [], []
        for sample, p, f, r in zip(samples, path.position, path.forward, path.right, strict=True):
            across = r if axis == 0 else cross(r, f)
            turned.append(dot(sub(sample.pose.forward, f), across) / path.angles[axis])
            moved.append(dot(sub(sample.pose.position, p), across) / distance / path.angles[axis])
        trembling = [a + b for a, b in zip(turned, moved, strict=True)]
        calm = [t for t, fast in zip(trembling, rushing, strict=True) if not fast]
        if len(calm) < CALM * len(trembling):
            continue
        # The median keeps a whip pan, which is over in a moment, from looking like a hand.
        size = min(1.5 * median(map(abs, calm)), rms(calm))
        own = [t + s for t, s in zip(trembling, _smooth_way(path, axis), strict=True)]
        if size and turns(calm, size) >= SHAKE_TURNS * seconds and turns(own, size) >= STEPPED * seconds:
            strongest = max(strongest, size)
    return strongest
