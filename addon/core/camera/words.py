# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what camera and cast did to words: a short sentence for the camera; `staging` says where everybody is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import asin, degrees, log
from statistics import median

from ..plans.prompt import mention
from .attitude import attitudes
from .groups import company, over_shoulder
from .math import dot, sub, turns
from .moves import STATIC, moves
from .samples import (
    SEEN_LEAST,
    STANDS,
    Pose,
    Rect,
    Sample,
    Seen,
    is_inside,
    is_shown,
    is_upright,
    parts,
)
from .staging import staging

__all__ = ["Pose", "Rect", "Sample", "Seen", "Words", "describe", "main_subject"]


@dataclass(frozen=True)
class Words:
    """Both blocks, without a final full stop; empty where there is nothing worth saying."""

    camera: str = ""
    """ "35 mm lens, medium shot, low angle, slow push in"."""
    staging: str = ""
    """ "@Mia enters from the left, ends in the centre; @Jo on the right": names as the prompt's mentions."""


@dataclass(frozen=True)
class _Stretch:
    """What is told between two cuts; `subject`: who it is about, empty where nobody is seen."""

    camera: str
    staging: str = ""
    subject: str = ""
    lens: str = ""
    way: str = ""
    """The camera's moves alone."""


FULL_MOST = 1.05
"""Times the frame's height, up to which the whole of somebody is said to be in it."""

_SIZES = (
    (0.12, "extreme wide shot"),
    (0.45, "wide shot"),
    (FULL_MOST, "full shot"),
    (1.45, "medium full shot"),
    (2.5, "medium shot"),
    (4.0, "medium close-up"),
    (8.0, "close-up"),
    (float("inf"), "extreme close-up"),
)
"""Names by the subject's height over the frame's: a standing figure that fills the frame is a full shot, one cut at the
waist a medium shot (2), head and shoulders a close-up (from 4)."""

_SIZES_OF_OTHERS = (
    (0.12, "extreme wide shot"),
    (0.45, "wide shot"),
    (1.1, "full shot"),
    (1.6, "medium shot"),
    (4.5, "close-up"),
    (float("inf"), "extreme close-up"),
)
"""Likewise for what does not stand upright, by whichever of its sides fills the frame: a bird, a fox and a car have no
waist, and a head or a wheel of them in the frame is a close-up. A hand's breadth over the edge is still all of them."""

_SIZES_OF_TALL = (
    (0.12, "extreme wide shot"),
    (0.45, "wide shot"),
    (1.1, "full shot"),
    (2.5, "medium shot"),
    (8.0, "close-up"),
    (float("inf"), "extreme close-up"),
)
"""Likewise for a tower or a lamp post, which is as high as somebody is and has no waist either."""

NEAR = ("medium shot", "medium close-up", "close-up", "extreme close-up")
"""Sizes in which a face is told from another."""

MOSTLY_IN = 0.5
"""Share of a stretch in which the camera is in somebody."""

ROLLS = ("rolling camera", "rocking camera")

LEVEL_SHOWN = 0.2
"""Share of a stretch in which the horizon, or somebody upright, must be in the picture for a leaning view to show."""
PAN_LEAST = 5.0
"""Degrees of heading that are a pan."""

FORESHORTENED = 0.5
"""Of the height of who stands: seen from straight above they are not as small as what shows of them."""
BELOW_HEADROOM = 0.8
"""Of the frame's height, that somebody fills whom its lower edge cuts in a usual picture, below their headroom: so a
full shot ends below the knee, a medium full shot above the middle of the thigh, a medium shot above the waist and a
medium close-up at the armpits."""
FRAMED_LEAST = 0.4
"""Of the frame's height, that is left of somebody whom its lower edge cuts: who shows less is at the edge of a wider
picture, which is not framed by them."""
END_ON = 1.5
"""Times deeper than wide: what is seen from its end."""
NEAREST = 0.2
"""Of the distance to the middle of what does not stand, that its near end is taken to be away at least."""

PASSES_BY = 1 / 3
"""Who is seen for a smaller part of the time than this of whoever is seen longest passes by, however near: a car that
goes by before two who talk is not what the shot is about."""

ALIKE = 0.95
"""Two who fill the frame within this ratio fill it alike: a hair's breadth must not change who the shot is about."""


def describe(samples: Sequence[Sample], subject: str = "", *, begins_elsewhere: bool = False) -> Words:
    """Words for a shot. `subject` is the member that the shot is about; empty: the one that fills the frame most.
    `begins_elsewhere`: its first picture is not what its camera sees, so only what the camera does is said."""
    if not samples:
        return Words()
    stretches = parts(samples)
    told = [_described(_seen_from_outside(stretch), subject) for stretch in stretches]
    if begins_elsewhere:
        told[0] = replace(told[0], camera=told[0].way, staging="")
    camera = told[0].camera
    for before, after in pairwise(told):
        camera += f", then a cut {_after_cut(before, after)}"
    return Words(camera=camera[:1].upper() + camera[1:], staging=_staged(told))


def _staged(told: Sequence[_Stretch]) -> str:
    """The staging of each stretch that differs from the one before: "@Mia is on the left; after the cut, ..."."""
    found, one = [told[0].staging] if told[0].staging else [], len(told) == 2
    for number, (before, after) in enumerate(pairwise(told), 1):
        if after.staging and after.staging != before.staging:
            found.append(f"after {'the cut' if one else f'cut {number}'}, {after.staging}")
    return "; ".join(found)


def is_ever_seen(samples: Sequence[Sample], name: str) -> bool:
    """Whether anything of somebody is in the picture at any moment."""
    return any((seen := sample.seen(name)) is not None and sample.shown(seen) > 0.01 for sample in samples)


def _after_cut(before: _Stretch, after: _Stretch) -> str:
    """ "to a medium close-up": the next view, without what stays as it was."""
    was, now = before.camera.split(", "), after.camera.split(", ")
    if was == now:
        return "to another angle"
    if now[-1:] == was[-1:] == [STATIC]:
        del now[-1]
    if now[:1] == was[:1] and before.lens:
        del now[0]
        if now[:1] == was[1:2] and after.subject:
            return ", ".join([f"to another {now[0]}", *now[1:]])
    if before.subject and not after.subject:
        return ", ".join([f"away from {mention(before.subject)}", *now])
    if not now:
        return "to another angle"
    return f"to {', '.join([_becoming(now[0]), *now[1:]])}"


def _becoming(words: str) -> str:
    """ "a full shot that becomes a medium shot": after "a cut to" a second "to" would be read as another cut."""
    first, changes, last = words.partition(" to ")
    if not changes or last.endswith("lens"):
        return _with_article(words)
    return f"{_with_article(first)} that becomes {_with_article(last)}"


def _with_article(words: str) -> str:
    """ "a medium shot", "an 85 mm lens"."""
    spoken_with_vowel = re.match(r"[aeio]|8|1[18]\b", words)
    return f"{'an' if spoken_with_vowel else 'a'} {words}"


def _seen_from_outside(samples: Sequence[Sample]) -> list[Sample]:
    """The samples, with nobody shown whom the camera is in: what somebody sees does not show them."""
    inside = {
        seen.name
        for seen in (samples[0].cast if samples else ())
        if sum(_is_in(sample, seen.name) for sample in samples) >= MOSTLY_IN * len(samples)
    }
    if not inside:
        return list(samples)
    return [
        replace(sample, cast=tuple(replace(s, visible=0.0) if s.name in inside else s for s in sample.cast))
        for sample in samples
    ]


def _is_in(sample: Sample, name: str) -> bool:
    seen = sample.seen(name)
    return seen is not None and is_inside(sample, seen)


def _described(samples: Sequence[Sample], subject: str) -> _Stretch:
    """Words for a stretch without a cut."""
    if samples[0].panorama:
        way = moves(samples)
        return _Stretch(camera=", ".join(filter(None, (samples[0].panorama, way))), way=way)
    subject = subject if any(is_shown(sample, subject) for sample in samples) else ""
    shoulder, beyond = over_shoulder(samples)
    name = subject or beyond or main_subject(samples)
    sizes = _sizes(samples, name)
    if shoulder and name == beyond:
        past = "over the shoulder of" if _is_somebody(samples, shoulder) else "past"
        sizes = f"{sizes} {past} {mention(shoulder)}"
    else:
        sizes = _with_company(sizes, company(samples, name))
    roll, way = _roll(samples), moves(samples, name)
    if roll in ROLLS and way == STATIC:
        way = ""  # one that rolls stands nowhere
    lens = _lens(samples)
    moving = ", ".join(filter(None, [roll if roll in ROLLS else "", way, _focus(samples)]))
    camera = [lens, sizes, _angle(samples, name), roll, way, _focus(samples)]
    return _Stretch(", ".join(filter(None, camera)), staging(samples, name), name, lens, moving)


def main_subject(samples: Sequence[Sample]) -> str:
    """Who fills the frame most over the shot, of those alike the first in the cast; empty where nobody is in it."""
    weights: dict[str, float] = {}
    moments: Counter[str] = Counter()
    for sample in samples:
        for seen in sample.cast:
            rect = sample.rect(seen)
            if rect is not None and sample.shown(seen) >= SEEN_LEAST:
                area = min((rect[2] - rect[0]) * (rect[3] - rect[1]), 1.0)
                weights[seen.name] = weights.get(seen.name, 0.0) + area * sample.shown(seen)
                moments[seen.name] += 1
    longest = max(moments.values(), default=0)
    stay = {name: weight for name, weight in weights.items() if moments[name] >= PASSES_BY * longest}
    most = max(stay.values(), default=0.0)
    return next((name for name, weight in stay.items() if weight >= ALIKE * most), "")


def _lens(samples: Sequence[Sample]) -> str:
    """ "35 mm lens": "35 mm" alone is a kind of film."""
    if not samples[0].fov:
        return "orthographic view"
    first, last = _millimetres(samples[0].lens), _millimetres(samples[-1].lens)
    if not first or not last:
        return ""
    zooms = abs(samples[-1].half_height(1) / samples[0].half_height(1) - 1) > 0.06
    return f"{first} to {last} mm lens" if zooms and first != last else f"{first} mm lens"


def _millimetres(lens: float) -> int:
    return round(lens) if lens < 100 else round(lens / 5) * 5


def _sizes(samples: Sequence[Sample], name: str) -> str:
    """How much of the subject is shown; from one to another where it grows or shrinks, not where it only moves."""
    shown = [sample for sample in samples if is_shown(sample, name)]
    if not shown:
        return ""
    names = _names(samples, name)
    framed = [_framed(sample, name) for sample in shown]
    begin, end = _step(names, framed[0]), _step(names, framed[-1])
    if begin != end and not 0.75 < _size(shown[-1], name) / _size(shown[0], name) < 1.33:
        return f"{names[begin][1]} to {names[end][1]}"
    return names[_step(names, median(framed))][1]


def _names(samples: Sequence[Sample], name: str) -> Sequence[tuple[float, str]]:
    """The names of sizes that fit the subject."""
    shapes = [sub(seen.high, seen.low) for seen in _seen(samples, name)]
    if median(z / max(x, y, 1e-6) for x, y, z in shapes) < STANDS:
        return _SIZES_OF_OTHERS
    return _SIZES if _is_somebody(samples, name) else _SIZES_OF_TALL


def _is_somebody(samples: Sequence[Sample], name: str) -> bool:
    return all(seen.is_somebody for seen in _seen(samples, name))


def _seen(samples: Sequence[Sample], name: str) -> list[Seen]:
    return [seen for sample in samples if (seen := sample.seen(name)) is not None]


def _with_company(sizes: str, count: int) -> str:
    """ "medium two-shot": how many share the frame, in the name of its size."""
    group = {0: "", 1: "", 2: "two-shot", 3: "three-shot"}.get(count, "group shot")
    if not group or not sizes:
        return sizes
    if " to " in sizes:
        return f"{sizes}, {group}"
    return f"{sizes.removesuffix(' shot').removesuffix('-up')} {group}"


def _size(sample: Sample, name: str) -> float:
    """The subject's height over the frame's; of what does not stand, its width over the frame's if that is more."""
    seen = sample.seen(name)
    assert seen is not None
    span = sub(seen.high, seen.low)
    high, across, deep = (
        sum(abs(along) * s for along, s in zip(axis, span, strict=True))
        for axis in (sample.pose.up, sample.pose.right, sample.pose.forward)
    )
    depth = max(sample.depth(seen.eye_point), 1e-6)
    if span[2] >= STANDS * max(span[0], span[1]):
        return max(high, span[2] * FORESHORTENED) / (2 * sample.half_height(depth))
    if deep > END_ON * across:
        return _end_on(sample, seen, NEAREST * depth)
    frame = 2 * sample.half_height(depth)
    return max(high / frame, across / (frame * sample.aspect))


def _end_on(sample: Sample, seen: Seen, nearest: float) -> float:
    """Likewise of what is seen from its end: the front of a car fills the frame long before its middle would, and what
    is behind that adds little. `nearest`: the least depth at which a corner is taken to be, in metres."""
    pose, across, up = sample.pose, [], []
    for corner in seen.corners:
        offset = sub(corner, pose.position)
        frame = 2 * sample.half_height(max(dot(offset, pose.forward), nearest))
        across.append(dot(offset, pose.right) / (frame * sample.aspect))
        up.append(dot(offset, pose.up) / frame)
    return max(max(across) - min(across), max(up) - min(up))


def _framed(sample: Sample, name: str) -> float:
    """The size that names the picture: of somebody whom its lower edge cuts, by what is left of them. Who is seen to
    the waist is in a medium shot, also below half a frame of sky."""
    seen, size = sample.seen(name), _size(sample, name)
    assert seen is not None
    x, y, _ = seen.centre
    feet, crown = (sample.above_lower_edge((x, y, level)) for level in (seen.low[2], seen.high[2]))
    shown = sample.project((x, y, seen.high[2]))[1]
    if not is_upright(seen) or not feet < 0 < crown or shown < FRAMED_LEAST:
        return size
    cut = BELOW_HEADROOM * (crown - feet) / crown
    return max(size, cut) if cut > FULL_MOST else size


def shot_size(sample: Sample, name: str) -> tuple[float, str]:
    """The subject's height over the frame's and the name of that size; 0 and "" where the subject is not shown."""
    if not is_shown(sample, name):
        return 0.0, ""
    names = _names([sample], name)
    return _size(sample, name), names[_step(names, _framed(sample, name))][1]


def comes_near(samples: Sequence[Sample], name: str) -> bool:
    """Whether somebody is seen in a medium shot or closer at any moment, from outside."""
    return any(
        is_shown(sample, name) and not _is_in(sample, name) and shot_size(sample, name)[1] in NEAR for sample in samples
    )


def _step(names: Sequence[tuple[float, str]], size: float) -> int:
    return next(i for i, (limit, _) in enumerate(names) if size < limit)


def _angle(samples: Sequence[Sample], name: str) -> str:
    if name:  # where they are out of frame, nobody sees how the camera stands to them
        samples = [sample for sample in samples if is_shown(sample, name)] or samples
    floor = min((seen.low[2] for s in samples if name and (seen := s.seen(name)) is not None), default=0.0)
    first, last = _one_angle(samples[0], name, floor), _one_angle(samples[-1], name, floor)
    if first == last:
        return first
    if not name:
        return ""  # the tilt says it
    middle = _one_angle(samples[len(samples) // 2], name, floor)
    if middle in (first, last) and _nearly(samples[0], samples[-1]):
        return middle
    level = "eye level" if not name or all(map(is_upright, _seen(samples, name))) else "level view"
    return f"{first or level} to {last or level}"


def _nearly(first: Sample, last: Sample) -> bool:
    """Two views that differ by less than anybody sees as another angle."""
    tilt = abs(asin(_clamp(first.pose.forward[2])) - asin(_clamp(last.pose.forward[2])))
    return degrees(tilt) < 6


def _one_angle(sample: Sample, name: str, floor: float) -> str:
    """Eye level, the usual, is not said. `floor`: the lowest height at which the subject is in the shot."""
    pitch = degrees(asin(_clamp(sample.pose.forward[2])))
    if pitch < -65:
        return "overhead view"
    if pitch > 50:
        return "extreme low angle"
    seen = sample.seen(name) if name else None
    if seen is None:
        return "low angle" if pitch > 12 else "high angle" if pitch < -12 else ""
    height = (sample.pose.position[2] - seen.low[2]) / seen.height
    if pitch > 8 and height < 0.9:
        return "low angle"
    if pitch < -10 and height > 0.95:
        return "high angle"
    if abs(pitch) <= 10 and _size(sample, name) < 2.5:
        height = (sample.pose.position[2] - floor) / seen.height
        levels = ((0.15, "ground level"), (0.38, "knee level"), (0.65, "hip level"))
        words = next((words for limit, words in levels if height < limit), "")
        if is_upright(seen):
            return words
        # From its first floor a tower is not seen from the ground: its width tells how far up that is.
        width, depth, high = sub(seen.high, seen.low)
        low = height * high < levels[0][0] * min(high, max(width, depth))
        return words if low and _is_on_ground(sample, seen) else ""
    return ""


WINGED = 4.5
"""Times wider or longer than high, from which on something may as well fly: a bird, its wings stretched."""


def _is_on_ground(sample: Sample, seen: Seen) -> bool:
    """Whether what does not stand upright is on the ground, as far as that can be known: on the others' own."""
    wide, deep, high = sub(seen.high, seen.low)
    lower = [other.low[2] for other in sample.cast if other.name != seen.name]
    return max(wide, deep) < WINGED * high and seen.low[2] - min(lower, default=seen.low[2]) <= max(wide, deep, high)


def _roll(samples: Sequence[Sample]) -> str:
    """More than 4 degrees off the horizon, for most of the shot. Straight up or down there is no horizon."""
    held = attitudes([(s.pose.forward, s.pose.up) for s in samples])
    rolls = [degrees(one.roll) for one, s in zip(held, samples, strict=True) if abs(s.pose.forward[2]) < 0.95]
    if not rolls:
        return ""
    span = max(rolls) - min(rolls)
    if _comes_with_pan(samples, span):
        return ""
    if abs(rolls[-1] - rolls[0]) > 15 or (span > 15 and turns(rolls, 0.35 * span) == 1):
        return ROLLS[0]
    both_ways = max(rolls) > 4 and min(rolls) < -4
    if both_ways or (span > 8 and abs(median(rolls)) < 4):
        return ROLLS[1]
    return "Dutch angle" if abs(median(rolls)) > 4 else ""


def _comes_with_pan(samples: Sequence[Sample], span: float) -> bool:
    """Whether a roll by `span` degrees is what a pan with a tilted camera brings by itself, as *Damped Track* does: a
    degree for a degree at most. Unless something tells what is level, nobody sees it."""
    if sum(map(_shows_level, samples)) >= LEVEL_SHOWN * len(samples):
        return False
    headings = [degrees(one.heading) for one in attitudes([(s.pose.forward, s.pose.up) for s in samples])]
    pan = max(headings) - min(headings)
    return pan > PAN_LEAST and span < pan + 1


def _shows_level(sample: Sample) -> bool:
    """Whether the horizon, or somebody upright, is in the picture."""
    if any(is_upright(seen) and sample.shown(seen) >= SEEN_LEAST for seen in sample.cast):
        return True
    pose, high = sample.pose, sample.half_height(1.0) if sample.fov else 0.0
    ends = zip(sample.shift, (high * sample.aspect, high), strict=True)
    across, upward = ([2 * shift * half + side * half for side in (-1, 1)] for shift, half in ends)
    rises = [pose.forward[2] + x * pose.right[2] + y * pose.up[2] for x in across for y in upward]
    return min(rises) < 0 < max(rises)


def _focus(samples: Sequence[Sample]) -> str:
    """Focus that goes from one depth to another, by the names of who is there. Following a subject is no pull."""
    sharp = [(sample, sample.focus) for sample in samples if sample.focus]
    if len(sharp) < len(samples):
        return ""
    first, last = sharp[0], sharp[-1]
    if _is_refocused(first[1], last[1]):
        return _pull(first, last)
    there = max(sharp, key=lambda one: abs(log(one[1]) - log(last[1])))
    pulled = _pull(first, there) if _is_refocused(first[1], there[1]) else ""
    return f"{pulled}, then back" if pulled else ""


def _is_refocused(first: float, last: float) -> bool:
    return not 0.8 < first / last < 1.25


def _pull(first: tuple[Sample, float], last: tuple[Sample, float]) -> str:
    begin, end = _at_depth(*first), _at_depth(*last)
    if begin and begin == end:
        return ""
    if begin and end:
        return f"focus pull from {begin} to {end}"
    if end:
        return f"focus pull to {end}"
    return "focus pull to the background" if last[1] > first[1] else "focus pull to the foreground"


def _at_depth(sample: Sample, distance: float) -> str:
    near = [
        (abs(depth / distance - 1), seen.name)
        for seen in sample.cast
        if (depth := sample.depth(seen.eye_point)) > 0 and sample.shown(seen) >= SEEN_LEAST
    ]
    best = min(near, default=(1.0, ""))
    return mention(best[1]) if best[0] <= 0.15 else ""


def _clamp(value: float) -> float:
    return max(-1.0, min(1.0, value))
