# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what the camera and the cast did to words: one short sentence for the camera, one for where everybody is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import asin, atan2, degrees
from statistics import median

from ..plans.prompt import mention
from .groups import company, over_shoulder
from .math import cross, dot, sub, unit
from .moves import STATIC, moves
from .samples import SEEN_LEAST, Pose, Rect, Sample, Seen, is_inside, is_shown, parts

__all__ = ["Pose", "Rect", "Sample", "Seen", "Words", "describe", "main_subject"]


@dataclass(frozen=True)
class Words:
    """Both blocks, without a final full stop; empty where there is nothing worth saying."""

    camera: str = ""
    """ "35 mm lens, medium shot, low angle, slow push in"."""
    staging: str = ""
    """ "@Mia enters from the left, ends in the centre; @Jo on the right": names as the prompt's mentions."""


_SIZES = (
    (0.12, "extreme wide shot"),
    (0.45, "wide shot"),
    (1.05, "full shot"),
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
    (1.05, "full shot"),
    (1.6, "medium shot"),
    (4.5, "close-up"),
    (float("inf"), "extreme close-up"),
)
"""Likewise for what does not stand upright, by whichever of its sides fills the frame: a bird, a fox and a car have no
waist, and a head or a wheel of them in the frame is a close-up."""

NEAR = ("medium shot", "medium close-up", "close-up", "extreme close-up")
"""Sizes in which a face is told from another."""

STANDS = 0.85
"""Height over the longer side of whoever stands, even with both arms stretched."""

MOSTLY_IN = 0.5
"""Share of a stretch in which the camera is in somebody."""

ROLLS = ("rolling camera", "rocking camera")

ALIKE = 0.95
"""Two who fill the frame within this ratio fill it alike: a hair's breadth must not change who the shot is about."""

UPRIGHT = 1.5
"""Height over the smaller side of whoever stands; the larger one may be two stretched arms."""

APART = 0.05
"""Frame widths between two in the same third, for one to be left of the other."""


def describe(samples: Sequence[Sample], subject: str = "") -> Words:
    """Words for a shot. `subject` is the member that the shot is about; empty: the one that fills the frame most."""
    if not samples:
        return Words()
    stretches = parts(samples)
    told = [_described(_seen_from_outside(stretch), subject) for stretch in stretches]
    camera = told[0].camera
    for before, after in pairwise(told):
        camera += f", then a cut to {_after_cut(before.camera, after.camera)}"
    longest = max(range(len(told)), key=lambda number: len(stretches[number]))
    return Words(camera=camera[:1].upper() + camera[1:], staging=told[longest].staging)


def _after_cut(before: str, after: str) -> str:
    """The next view, without what stays as it was: its lens."""
    lens, _, rest = after.partition(", ")
    return rest if rest and lens == before.partition(", ")[0] else after


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


def _described(samples: Sequence[Sample], subject: str) -> Words:
    """Words for a stretch without a cut."""
    if samples[0].panorama:
        return Words(camera=", ".join(filter(None, (samples[0].panorama, moves(samples)))))
    subject = subject if any(is_shown(sample, subject) for sample in samples) else ""
    shoulder, beyond = over_shoulder(samples)
    name = subject or beyond or main_subject(samples)
    sizes = _sizes(samples, name)
    if shoulder and name == beyond:
        sizes = f"{sizes} over the shoulder of {mention(shoulder)}"
    else:
        sizes = _with_company(sizes, company(samples, name))
    roll, way = _roll(samples), moves(samples, name)
    if roll in ROLLS and way == STATIC:
        way = ""  # one that rolls stands nowhere
    camera = [_lens(samples), sizes, _angle(samples, name), roll, way, _focus(samples)]
    return Words(camera=", ".join(part for part in camera if part), staging=_staging(samples, name))


def main_subject(samples: Sequence[Sample]) -> str:
    """Who fills the frame most over the shot, of those alike the first in the cast; empty where nobody is in it."""
    weights: dict[str, float] = {}
    for sample in samples:
        for seen in sample.cast:
            rect = sample.rect(seen)
            if rect is not None and sample.shown(seen) >= SEEN_LEAST:
                area = min((rect[2] - rect[0]) * (rect[3] - rect[1]), 1.0)
                weights[seen.name] = weights.get(seen.name, 0.0) + area * sample.shown(seen)
    most = max(weights.values(), default=0.0)
    return next((name for name, weight in weights.items() if weight >= ALIKE * most), "")


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
    """How much of the subject is shown; from one to another where it changes by more than a step."""
    sizes = [_size(sample, name) for sample in samples if is_shown(sample, name)]
    if not sizes:
        return ""
    names = _SIZES if _stands(samples, name) else _SIZES_OF_OTHERS
    first, last = sizes[0], sizes[-1]
    begin, end = _step(names, first), _step(names, last)
    if abs(begin - end) >= 2 or (begin != end and not 0.75 < last / first < 1.33):
        return f"{names[begin][1]} to {names[end][1]}"
    return names[_step(names, median(sizes))][1]


def _stands(samples: Sequence[Sample], name: str) -> bool:
    """Whether the subject is told in the sizes of a standing figure."""
    shapes = [sub(seen.high, seen.low) for sample in samples if (seen := sample.seen(name)) is not None]
    return median(z / max(x, y, 1e-6) for x, y, z in shapes) >= STANDS


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
    frame = 2 * sample.half_height(max(sample.depth(seen.eye_point), 1e-6))
    height = sum(abs(u) * s for u, s in zip(sample.pose.up, span, strict=True)) / frame
    if span[2] >= STANDS * max(span[0], span[1]):
        return height
    across = sum(abs(r) * s for r, s in zip(sample.pose.right, span, strict=True)) / (frame * sample.aspect)
    return max(height, across)


def shot_size(sample: Sample, name: str) -> tuple[float, str]:
    """The subject's height over the frame's and the name of that size; 0 and "" where the subject is not shown."""
    if not is_shown(sample, name):
        return 0.0, ""
    size, names = _size(sample, name), _SIZES if _stands([sample], name) else _SIZES_OF_OTHERS
    return size, names[_step(names, size)][1]


def comes_near(samples: Sequence[Sample], name: str) -> bool:
    """Whether somebody is seen in a medium shot or closer at any moment, from outside."""
    return any(
        is_shown(sample, name) and not _is_in(sample, name) and shot_size(sample, name)[1] in NEAR for sample in samples
    )


def _step(names: Sequence[tuple[float, str]], size: float) -> int:
    return next(i for i, (limit, _) in enumerate(names) if size < limit)


def _angle(samples: Sequence[Sample], name: str) -> str:
    first, last = _one_angle(samples[0], name), _one_angle(samples[-1], name)
    if first == last:
        return first
    if not name:
        return ""  # the tilt says it
    middle = _one_angle(samples[len(samples) // 2], name)
    if middle in (first, last) and _nearly(samples[0], samples[-1]):
        return middle
    return f"{first or 'eye level'} to {last or 'eye level'}"


def _nearly(first: Sample, last: Sample) -> bool:
    """Two views that differ by less than anybody sees as another angle."""
    tilt = abs(asin(_clamp(first.pose.forward[2])) - asin(_clamp(last.pose.forward[2])))
    return degrees(tilt) < 6


def _one_angle(sample: Sample, name: str) -> str:
    """Eye level, the usual, is not said."""
    pitch = degrees(asin(_clamp(sample.pose.forward[2])))
    if pitch < -65:
        return "overhead shot"
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
        levels = ((0.15, "ground level"), (0.38, "knee level"), (0.65, "hip level"))
        words = next((words for limit, words in levels if height < limit), "")
        return words if words == "ground level" or _is_upright(seen) else ""
    return ""


def _is_upright(seen: Seen) -> bool:
    """Whether somebody has knees and hips: a car, a planet and a ship are not much higher than they are wide."""
    width, depth, height = sub(seen.high, seen.low)
    return height >= UPRIGHT * min(width, depth)


def _roll(samples: Sequence[Sample]) -> str:
    """More than 4 degrees off the horizon, for most of the shot. Straight up or down there is no horizon."""
    rolls = [degrees(_one_roll(s.pose)) for s in samples if abs(s.pose.forward[2]) < 0.95]
    if not rolls:
        return ""
    if abs(rolls[-1] - rolls[0]) > 15:
        return ROLLS[0]
    if max(rolls) - min(rolls) > 8 and abs(median(rolls)) < 4:
        return ROLLS[1]
    return "Dutch angle" if abs(median(rolls)) > 4 else ""


def _one_roll(pose: Pose) -> float:
    level = unit(cross(pose.forward, (0.0, 0.0, 1.0)))
    true_up = cross(level, pose.forward)
    return atan2(dot(pose.up, level), dot(pose.up, true_up))


def _focus(samples: Sequence[Sample]) -> str:
    """Focus that goes from one depth to another, by the names of who is there. Following a subject is no pull."""
    first, last = samples[0], samples[-1]
    if not first.focus or not last.focus or 0.8 < first.focus / last.focus < 1.25:
        return ""
    begin, end = _at_depth(first, first.focus), _at_depth(last, last.focus)
    if begin and begin == end:
        return ""
    if begin and end:
        return f"focus pull from {begin} to {end}"
    if end:
        return f"focus pull to {end}"
    return "focus pull to the background" if last.focus > first.focus else "focus pull to the foreground"


def _at_depth(sample: Sample, distance: float) -> str:
    near = [
        (abs(depth / distance - 1), seen.name)
        for seen in sample.cast
        if (depth := sample.depth(seen.eye_point)) > 0 and sample.shown(seen) >= SEEN_LEAST
    ]
    best = min(near, default=(1.0, ""))
    return mention(best[1]) if best[0] <= 0.15 else ""


@dataclass(frozen=True)
class _Told:
    """What one does in the frame. `across`: where at the beginning and at the end, 0 to 1 from the left."""

    who: str
    does: str
    across: tuple[float, float]
    stays: bool = False
    """Nothing but a place is told: others of the same place are told together."""


def _staging(samples: Sequence[Sample], name: str) -> str:
    """Where everybody is: the subject first, then by their part in the picture."""
    names = list(dict.fromkeys(seen.name for sample in samples for seen in sample.cast))
    names.sort(key=lambda other: (other != name, -sum(is_shown(sample, other) for sample in samples)))
    groups: dict[str, list[_Told]] = {}
    for other in names:
        told = _one_staging(samples, other, name)
        if told is not None:
            groups.setdefault(told.does if told.stays else f"{told.who} {told.does}", []).append(told)
    return "; ".join(_together(group) for group in groups.values())


def _together(group: Sequence[_Told]) -> str:
    """ "@Mia and @Tom on the left, from left to right": those who keep the same place, the first told at an end."""
    in_order = sorted(group, key=lambda told: told.across[0])
    gaps = [b.across[moment] - a.across[moment] for a, b in pairwise(in_order) for moment in (0, 1)]
    way = ", from left to right"
    if 2 * in_order.index(group[0]) > len(group) - 1:
        in_order.reverse()
        way = ", from right to left"
    if not gaps or min(gaps) < APART:
        in_order, way = list(group), ""
    *others, last = [told.who for told in in_order]
    who = f"{', '.join(others)} and {last}" if others else last
    return f"{who} {group[0].does}{way}"


def _one_staging(samples: Sequence[Sample], name: str, subject: str) -> _Told | None:
    present = [is_shown(sample, name) for sample in samples]
    if not any(present):
        return None
    begin, end = present.index(True), len(present) - 1 - present[::-1].index(True)
    short = max(len(samples) // 20, 1)
    enters, leaves = begin > short, len(present) - 1 - end > short
    first, last = _third(samples[begin], name), _third(samples[end], name)
    depth = _depth_words(samples[begin : end + 1], name, subject)
    came = _edge(samples, begin, name) if enters else ""
    went = _edge(samples, end, name, out=True) if leaves else ""
    way = "" if enters or leaves else _towards(samples[begin], samples[end], name)
    stays = not (enters or leaves or way) and first == last
    if enters and leaves and {came, went} == {"left", "right"}:
        does = f"crosses from {came} to {went}{depth}"
    elif enters and leaves:
        does = f"{_entry(came)}, {_exit(went)}{depth}"
    elif enters and not came and first == last:
        does = f"appears {_place(last)}{depth}"
    elif enters:
        does = f"{_entry(came)}, {'stays' if came == last else 'ends'} {_place(last)}{depth}"
    elif leaves:
        does = f"{_place(first)}{depth}, {_exit(went)}"
    elif first != last:
        does = f"moves from the {first} to the {last}{depth}{way}"
    else:
        does = f"{_place(first)}{depth}{way}"
    return _Told(mention(name), does, (_across(samples[begin], name), _across(samples[end], name)), stays)


def _place(third: str) -> str:
    return "in the centre" if third == "centre" else f"on the {third}"


def _across(sample: Sample, name: str) -> float:
    seen = sample.seen(name)
    assert seen is not None
    return sample.project(seen.centre)[0]


def _third(sample: Sample, name: str) -> str:
    x = _across(sample, name)
    return "left" if x < 1 / 3 else "right" if x > 2 / 3 else "centre"


def _edge(samples: Sequence[Sample], index: int, name: str, *, out: bool = False) -> str:
    """The side at which somebody comes in before sample `index`, or goes out after it; empty: behind something."""
    other = index + 1 if out else index - 1
    seen = samples[other].seen(name)
    if seen is None:
        return ""
    x, y = samples[other].project(seen.centre)
    rect = samples[other].rect(seen)
    inside = rect is not None and rect[0] > 0 and rect[2] < 1 and rect[1] > 0 and rect[3] < 1
    if inside or seen.visible < SEEN_LEAST:
        return ""
    if abs(x - 0.5) * samples[other].aspect >= abs(y - 0.5) or 0 < y < 1:
        return "left" if x < 0.5 else "right"
    return "below" if y < 0.5 else "above"


def _entry(edge: str) -> str:
    return f"enters from the {edge}" if edge in ("left", "right") else f"enters from {edge}" if edge else "appears"


def _exit(edge: str) -> str:
    return f"exits to the {edge}" if edge in ("left", "right") else f"exits {edge} the frame" if edge else "disappears"


def _depth_words(samples: Sequence[Sample], name: str, subject: str) -> str:
    """Nearer or farther than the subject, where that is somebody else."""
    if name == subject or not subject:
        return ""
    ratios = []
    for sample in samples:
        seen, main = sample.seen(name), sample.seen(subject)
        if seen is not None and main is not None and sample.depth(main.eye_point) > 0:
            ratios.append(sample.depth(seen.eye_point) / sample.depth(main.eye_point))
    if not ratios:
        return ""
    ratio = median(ratios)
    return ", in the foreground" if ratio < 0.6 else ", in the background" if ratio > 1.6 else ""


def _towards(first: Sample, last: Sample, name: str) -> str:
    """Somebody's own way along the view, where it is a good part of the distance."""
    a, b = first.seen(name), last.seen(name)
    assert a is not None
    assert b is not None
    near, now, unmoved = first.depth(a.centre), last.depth(b.centre), last.depth(a.centre)
    least = 0.35 * near
    if near <= 0 or abs(now - near) < least or abs(now - unmoved) < least or (now < near) != (now < unmoved):
        return ""
    return ", comes closer" if now < near else ", moves away"


def _clamp(value: float) -> float:
    return max(-1.0, min(1.0, value))
