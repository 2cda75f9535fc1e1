# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the camera does over a shot, in the words of a set: pan, tilt, push, truck, crane, orbit, follow, zoom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import atan2, cos, degrees, exp, log, radians, sin
from statistics import median

from ..plans.prompt import mention
from .axis import LEAST, Move, single, speed_word
from .math import Vec, cross, dot, length, moving_span, moving_time, sub, unit, unwrap
from .path import Path, about_pivot, farthest, gone_by, path_of, steps_of, summed
from .samples import Sample
from .shake import SHAKE_LEAST, SHAKE_STRONG, shake_of, sways

STATIC = "static camera"
SHAKY_LEAST = 2.0
"""How often above what shows at all a move of a shaky camera must be: shaking drifts by itself."""
STEEP, LEVELS_OUT = 0.5, radians(12)
"""Share of a way that leads up or down, and how far the view turns on it, for a push that is a crane, too."""
CLIMBS = 0.25
"""Likewise of a way that leads up while the view tips down, or the other way round."""
ORBIT_MOST = 90
"""Degrees from which on an orbit weighs no more: half way round while it rises is told with the rise."""
TRAVEL_MOST = 25.0
"""What a way of the camera weighs at most: a long drive that goes round a bend, or from which somebody looks aside, is
told with that."""
TOGETHER = 0.4
"""Share of the subject's way on which a camera that goes along must do so."""
STRAYS, CLOSES = 0.6, 0.5
"""Share of the way by which one that goes along may come closer or fall back; logarithm of the distance from which on
that is told, too."""
WAITS = 0.3
"""Share of the subject's step below which a camera that goes along waits for it."""
ORBIT_LEAST = 20.0
"""Degrees around the subject; less reads as a truck."""
CARRIED = 0.3
"""Share of the distance that a camera which hangs on its subject may stray from its place beside that."""
SECOND_LEAST, THIRD_LEAST = 0.3, 0.35
"""Shares of the main move's weight that a second one, and a third at once with both, must have to be said."""
OVERLAP = 0.2
"""Share of the shorter of two moves that may go on at once, when one is told after the other."""
WITH_SOMEBODY = 20.0
"""What going with somebody weighs: a zoom by half as much again is told beside it, a breath of the lens is not."""
_ORBIT_PUSH = 0.2
"""Share of the distance that an orbit must win to be a push too: none is quite round."""


def moves(samples: Sequence[Sample], subject: str = "") -> str:
    """The camera's moves in a few words; "static camera" where it does not move, empty for a single moment."""
    if len(samples) < 2 or samples[-1].seconds <= samples[0].seconds:
        return ""
    path = path_of(samples, subject)
    shake = shake_of(samples, path)
    found = sorted(_moves(path, subject), key=lambda move: -move.weight)
    least = SHAKY_LEAST if shake >= SHAKE_STRONG else 1.0
    words = _told([move for move in found if move.weight >= max(least, SECOND_LEAST * found[0].weight)])
    if shake >= SHAKE_LEAST or sways(path):
        hand = "shaky handheld camera" if shake >= SHAKE_STRONG else "handheld camera"
        return f"{hand}, {words}" if words else hand
    return words or STATIC


def _told(found: Sequence[Move]) -> str:
    """The main moves, three at most: "push in, then pan left" where one comes after the other; at once, the weightiest
    first, "pan left with tilt up"."""
    if not found:
        return ""
    for count in (3, 2):
        in_turn = sorted(found[:count], key=lambda move: move.during)
        if len(in_turn) == count and all(_comes_after(a, b) for a, b in pairwise(in_turn)):
            return ", then ".join(move.words for move in in_turn)
    main, *others = [
        move.words for move in found[:3] if move.weight >= THIRD_LEAST * found[0].weight or move in found[:2]
    ]
    together = " and ".join(others)
    return f"{main} {'and' if ' with ' in main else 'with'} {together}" if together else main


def _comes_after(first: Move, second: Move) -> bool:
    """Whether a move begins where another ends: hands that change from one handle to the next overlap a little."""
    shorter = min(end - begin for begin, end in (first.during, second.during))
    return second.during[0] > first.during[1] - OVERLAP * shorter


def _moves(path: Path, subject: str) -> list[Move]:
    follow = _follow(path, subject)
    if follow is not None:
        return [follow, *_zoom(path), *_around(path, following=True), *_closing(path)]
    dolly_zoom = _dolly_zoom(path)
    if dolly_zoom is not None:
        return [dolly_zoom]
    round_it = path if path.subject is not None else about_pivot(path)
    orbit = _around(round_it, following=False)
    if orbit:
        path = round_it
        return [
            *orbit,
            *([] if path.flat else _nearer(path, orbit[0])),
            *single(path, "crane", _vertical(path)),
            *_zoom(path),
        ]
    travel = _travel(path)
    return [*travel, *_turn(path, subject, travels=bool(travel)), *_zoom(path)]


def _follow(path: Path, subject: str) -> Move | None:
    """The camera goes where the subject goes, step by step."""
    if path.subject is None:
        return None
    steps = list(zip(steps_of(path.subject), steps_of(path.position), path.forward, path.right, strict=False))
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
    gone = gone_by(path.subject)
    return Move(words, WITH_SOMEBODY, moving_span(path.times, gone))


def _keeps_up(steps: Sequence[tuple[Vec, Vec, Vec, Vec]], way: float) -> bool:
    """Whether a camera goes step by step as the subject does, while it goes at all: it may wait, or let them go on.
    `steps`: the subject's, then its own."""
    together = [(length(s), length(sub(p, s))) for s, p, _, _ in steps if length(p) > WAITS * length(s)]
    along, apart = sum(step for step, _ in together), sum(stray for _, stray in together)
    return along >= TOGETHER * way and apart <= STRAYS * along


def _closing(path: Path) -> list[Move]:
    """Who goes with somebody and comes closer to them, or falls back, by its own way, to another size."""
    nearer = [log(path.distance[0] / distance) for distance in path.distance]
    own = 0.0
    for step, theirs, forward in zip(steps_of(path.position), steps_of(path.subject or []), path.forward, strict=False):
        a, b = dot(step, forward), dot(theirs, forward)
        own += a - b if abs(a) > abs(b) else 0.0
    if abs(nearer[-1]) < CLOSES or own * nearer[-1] <= 0 or abs(own) < 0.5 * abs(path.distance[-1] - path.distance[0]):
        return []
    words = "push in" if own > 0 else "pull out"
    return [Move(words, SECOND_LEAST * WITH_SOMEBODY, moving_span(path.times, nearer))]


def _is_carried(path: Path, *, goes: bool) -> bool:
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


def _dolly_zoom(path: Path) -> Move | None:
    """The subject keeps its size while the camera comes closer or goes away."""
    if path.subject is None or path.flat:
        return None
    wider = path.wide[-1] - path.wide[0]
    nearer = log(path.distance[-1] / path.distance[0])
    travelled = abs(sum(dot(p, f) for p, f in zip(steps_of(path.position), path.forward, strict=False)))
    own = travelled >= 0.5 * abs(path.distance[-1] - path.distance[0])
    if abs(wider) < 0.1 or not own:
        return None
    grows = [wide - path.wide[0] + log(d / path.distance[0]) for wide, d in zip(path.wide, path.distance, strict=True)]
    if max(map(abs, grows)) > 0.35 * abs(wider):  # at every moment: out by the lens and then in by the dolly is none
        return None
    words = f"dolly zoom {'in' if nearer < 0 else 'out'}"
    return Move(words, WITH_SOMEBODY, moving_span(path.times, path.wide))


def _around(path: Path, *, following: bool) -> list[Move]:
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
    sideways = sum(abs(dot(step, right)) for step, right in zip(steps_of(path.position), path.right, strict=False))
    if abs(degrees(sweep)) < ORBIT_LEAST:
        return []
    aimed = abs(turned - sweep) <= max(0.15, 0.4 * abs(sweep)) and sideways >= 0.6 * abs(sweep) * radius
    if not aimed and not following:
        return []
    size = abs(degrees(sweep))
    side = "right" if sweep > 0 else "left"
    part = "full orbit" if size >= 300 else "half orbit" if size >= 150 else "orbit"
    speed = speed_word("orbit", size / moving_time(path.times, azimuth))
    weight = SECOND_LEAST * WITH_SOMEBODY if following else 2 * min(size, ORBIT_MOST) / ORBIT_LEAST
    return [Move(f"{speed}{part} {side}", weight, moving_span(path.times, azimuth))]


def _while_it_goes(path: Path, azimuth: Sequence[float]) -> list[float]:
    """Angles round the subject as the camera's own way changes them: who walks by one that waits is not circled."""
    found = [azimuth[0]]
    steps = zip(steps_of(path.position), steps_of(path.subject or []), pairwise(azimuth), strict=True)
    for own, theirs, (a, b) in steps:
        found.append(found[-1] + (b - a if length(own) > WAITS * length(theirs) else 0.0))
    return found


def _ways(points: Sequence[Vec]) -> list[float]:
    """Which way somebody goes at each point, seen from above; who stands, or only rises, keeps the last way."""
    steps = steps_of(points)
    least = 0.3 * sum(map(length, steps)) / len(steps)
    goes = [(i, atan2(y, x)) for i, (x, y, _) in enumerate(steps) if length((x, y, 0.0)) > least]
    if not goes:
        return [0.0] * len(points)
    ways, known = [goes[0][1]] * len(points), dict(goes)
    for i in range(1, len(points)):
        ways[i] = known.get(i, ways[i - 1])
    return unwrap(ways)


def _nearer(path: Path, orbit: Move) -> list[Move]:
    """The push of an orbit, which weighs no more than that."""
    factor = _ORBIT_PUSH / LEAST["push"]
    found = single(path, "push", _nearing(path), least=_ORBIT_PUSH)
    return [replace(move, weight=min(factor * move.weight, orbit.weight)) for move in found]


def _travel(path: Path) -> list[Move]:
    """Push, truck and crane; straight down, where nothing rises in the picture, a way along its upper edge. A way that
    is nearly one of them is that one alone."""
    direction = unit(sub(farthest(path.position), path.position[0]))
    series = {"push": _forward(path), "truck": [value / path.frame[0] for value in summed(path.position, path.right)]}
    axes = {"push": path.forward, "truck": path.right}
    if path.straight_down:
        upper = [cross(right, forward) for right, forward in zip(path.right, path.forward, strict=True)]
        series["glide"], axes["glide"] = [value / path.frame[1] for value in summed(path.position, upper)], upper
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


def _on_the_way(path: Path, kind: str, values: Sequence[float]) -> list[Move]:
    return [replace(move, weight=min(move.weight, TRAVEL_MOST)) for move in single(path, kind, values)]


def _sinks(path: Path, direction: Vec) -> bool:
    """Whether a way along the view is steep and the view levels out or tips over on it, as when a drone comes down."""
    return abs(direction[2]) > STEEP and max(path.pitch) - min(path.pitch) > LEVELS_OUT


def _climbs(path: Path, direction: Vec) -> bool:
    """Whether a way leads up as the view tips down, or down as it tips up, as over a fence to what stands behind."""
    tipped = path.pitch[-1] - path.pitch[0]
    return abs(tipped) > LEVELS_OUT and -direction[2] * (1 if tipped > 0 else -1) > CLIMBS


def _turn(path: Path, subject: str, *, travels: bool) -> list[Move]:
    """Pan and tilt. Where the camera travels and the subject keeps its place in the frame, turning only keeps it there;
    where the camera stands, it follows the subject."""
    level = abs(cos(median(path.pitch)))
    if path.straight_down:
        return single(path, "spin", [degrees(heading) for heading in path.heading])
    across = [level * value / path.angles[0] for value in _in_frames(path, path.heading)]
    upward = [value / path.angles[1] for value in _in_frames(path, path.pitch)]
    pan = single(path, "pan", [value + shift for value, shift in zip(across, path.shift[0], strict=True)])
    tilt = single(path, "tilt", [value + shift for value, shift in zip(upward, path.shift[1], strict=True)])
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


def _in_frames(path: Path, angles: Sequence[float]) -> list[float]:
    """Angles as the picture shows them: the longer the lens is zoomed, the more a degree moves it."""
    usual = median(path.wide)
    found = [angles[0]]
    for (a, b), wide in zip(pairwise(angles), path.wide, strict=False):
        found.append(found[-1] + (b - a) * exp(usual - wide))
    return found


def _zoom(path: Path) -> list[Move]:
    return single(path, "zoom", path.wide)


def _forward(path: Path) -> list[float]:
    """Travel along the view, in shares of the distance; straight down, of the height: a steep view glides on level."""
    distance = (path.distance[0] + path.distance[-1]) / 2
    ways = [(0.0, 0.0, 1.0 if f[2] > 0 else -1.0) for f in path.forward] if path.straight_down else path.forward
    return [value / distance for value in summed(path.position, ways)]


def _nearing(path: Path) -> list[float]:
    """Coming closer to the subject, in shares of the distance."""
    mean = sum(path.distance) / len(path.distance)
    return [-distance / mean for distance in path.distance]


def _vertical(path: Path) -> list[float]:
    return [p[2] / path.frame[1] for p in path.position]


def _held(path: Path) -> tuple[bool, bool]:
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
