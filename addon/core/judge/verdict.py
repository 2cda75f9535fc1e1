# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A take judged, in words: whether it follows the planned camera, what it does instead, and what else is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from . import faults
from .bars import bars
from .compare import Likeness, compare, cosine, directions, norms, rms
from .measured import Measured, measure
from .motion import Fit, columns, fit
from .planned import Planned

Array = Any

FOLLOWS, UNSURE = 0.62, 0.48
"""Likeness from which a take follows, and below which it does not. Chosen on the corpus (scripts/judge_corpus.py), as
are the others."""
GAIN_LEAST, GAIN_MOST, SIDEWAYS_MOST = 0.6, 1.5, 0.42
STANDS, MOVES = 6.0, 9.0
"""Pixels over the picture that a camera strays: one that stands at most, one that moves for all to see at least. What a
codec and a generated picture's own unrest make is 2 to 4."""
SEEN_LEAST = 0.05
"""Share of the picture in which motion must be found for anything to be said."""
RIVAL, RIVAL_HALF = 0.01, 0.05
"""By how much another kind of move must be liker to the take than the plan's, over the shot and over half of it."""
TWINS = 0.98
"""Likeness of two moves that this picture cannot tell apart."""
BEGINS, BEGINS_LATE = 0.15, 0.75
"""Share of a move's way that is its beginning, and seconds by which that may differ."""
COVERED = "something stands over the whole picture, as a paper's grain does: the camera behind it cannot be judged"
SHAKE_SECONDS = 0.75
FRAMES_LEAST = 3
"""Frames that show a motion."""
LATE = 0.15
"""Seconds of the shot's length that a take may be shorter."""


class Word(StrEnum):
    FOLLOWS = "follows"
    DEPARTS = "departs"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Judged:
    """What was found of one take. `sentence` is about the camera; `faults` are sentences about everything else."""

    word: Word
    sentence: str
    score: float
    """Likeness to the plan: 1 the same, 0 and below nothing in common. Only for sorting."""
    faults: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        return (self.sentence, *self.faults) if self.sentence else self.faults


@dataclass(frozen=True)
class Footage:
    """A take, decoded: luminance (n, height, width) at `measured.frame_size`, at the plan's moments."""

    frames: Array
    seconds: Array
    """Of each frame, since the first that is used: (n,)."""
    sound: Array | None = None
    """Samples (n, channels), -1 to 1; None where none was asked for."""
    begins: tuple[Array, Array] | None = None
    """The whole take's first frame and the picture that was sent for it, both as `frames`; None where none was."""


def judge(
    plan: Planned | None,
    footage: Footage,
    *,
    one_shot: bool = True,
    seconds_asked: float = 0.0,
    seconds_got: float = 0.0,
) -> Judged:
    """Judge a take against its plan; None: it has no planned camera. `one_shot`: no cut was asked for; seconds of the
    whole take, 0 where not known."""
    found_bars = bars(footage.frames)
    told = list(_faults(footage, found_bars, seconds_asked, seconds_got))
    if len(footage.frames) < FRAMES_LEAST:
        what = "is a single picture" if len(footage.frames) == 1 else "is too short to be judged"
        return Judged(Word.UNSURE, what, 0.0, tuple(told))
    measured = measure(footage.frames, found_bars)
    at = [float(footage.seconds[step + 1]) for step in faults.cuts(measured, footage.frames)]
    if at and one_shot:
        when = ", ".join(f"{moment:.1f}" for moment in at)
        return Judged(Word.DEPARTS, f"cuts at {when} s although one shot was asked for", 0.0, tuple(told))
    if plan is None:
        return Judged(Word.UNSURE, "has no planned camera to be compared with", 0.0, tuple(told))
    word, sentence, score = camera(plan, measured)
    return Judged(word, sentence, score, tuple(told))


def camera(plan: Planned, measured: Measured) -> tuple[Word, str, float]:
    """Whether the take's camera does what was planned: word, sentence, likeness."""
    if measured.covered:
        return Word.UNSURE, COVERED, 0.0
    steps = min(len(plan.flow), len(measured.flow))
    plan = _first(plan, steps)
    system = columns(plan)
    weight = plan.weight * measured.weight[:steps]
    planned = fit(plan, plan.flow, weight, system)
    taken = fit(plan, measured.flow[:steps], weight, system)
    return _Comparison(plan, planned, taken, float(np.mean(weight))).told()


class _Comparison:
    """One take beside its plan."""

    def __init__(self, plan: Planned, planned: Fit, taken: Fit, seen: float) -> None:
        self.plan, self.seen, self.metric = plan, seen, planned.normal
        self.planned, self.taken = planned.path, taken.path
        slow, self.taken_slow = self._slow(self.planned), self._slow(self.taken)
        self.shaky = rms(self.planned - slow, self.metric) > max(1.5, 0.25 * rms(slow, self.metric))
        if self.shaky:  # the phase of a hand's shake is its own in every take
            self.planned, self.taken = slow, self.taken_slow
        self.like = compare(self.planned, self.taken, self.metric)
        self.kinds = directions(plan.subject)

    def _slow(self, path: Array) -> Array:
        """The path without shake; its ends stay."""
        step = float(np.median(np.diff(self.plan.seconds)))
        half = max(int(SHAKE_SECONDS / step / 2), 1)
        index = np.arange(len(path))
        return np.array([path[max(i - r, 0) : i + r + 1].mean(axis=0) for i, r in _reaches(index, half)])

    def told(self) -> tuple[Word, str, float]:
        score = self.like.score
        if self.seen < SEEN_LEAST:
            return Word.UNSURE, "too little of the picture could be followed to judge the camera", score
        plan, take = (float(norms(path, self.metric).max()) for path in (self.planned, self.taken))
        want, does = self._kind(self.planned), self._kind(self.taken)
        if plan < STANDS:
            return self._plan_stands(take, does, small=plan > STANDS / 3 and not self.shaky)
        if take < STANDS:
            return Word.DEPARTS, f"camera stands still, where the plan {want}", score
        if plan < MOVES:
            return Word.UNSURE, f"{does}; the planned move is too small to be judged", score
        return self._both_move(want, does)

    def _plan_stands(self, take: float, does: str, *, small: bool) -> tuple[Word, str, float]:
        score = self.like.score
        if small:
            return Word.UNSURE, "the planned move is too small to be judged", score
        if take < STANDS:
            return Word.FOLLOWS, "stands, as planned", score
        sentence = f"{does}{self._since()}, where the plan stands"
        return (Word.DEPARTS if take > MOVES else Word.UNSURE), sentence, score

    def _both_move(self, want: str, does: str) -> tuple[Word, str, float]:
        like, rivals, late = self.like, self._rivals(), self._late()
        if like.score >= FOLLOWS and self._amount_fits(like) and not rivals and not late:
            twin = self._twin(want)
            if twin:
                return Word.UNSURE, f"{want}, or {twin}: this picture cannot tell which", like.score
            return Word.FOLLOWS, f"follows the camera: {want}", like.score
        if late and like.score >= UNSURE and not rivals:
            return Word.DEPARTS, f"{want} as planned, but {late}", like.score
        return (
            (Word.DEPARTS if like.score < UNSURE or rivals else Word.UNSURE),
            self._difference(want, does),
            like.score,
        )

    def _amount_fits(self, like: Likeness) -> bool:
        return GAIN_LEAST <= like.gain <= GAIN_MOST and like.sideways <= SIDEWAYS_MOST

    def _rivals(self) -> bool:
        """Whether another kind of move, of whatever amount, is liker to the take than the plan is: over the shot, or
        over a half of it."""
        middle = len(self.taken) // 2
        there = self.like.partner[middle]
        return (
            self._is_rival(self.planned[-1], self.taken[-1], RIVAL)
            or self._is_rival(self.planned[there], self.taken[middle], RIVAL_HALF)
            or self._is_rival(self.planned[-1] - self.planned[there], self.taken[-1] - self.taken[middle], RIVAL_HALF)
        )

    def _is_rival(self, planned: Array, taken: Array, margin: float) -> bool:
        if min(self._size(planned), self._size(taken)) < MOVES:
            return False
        way = max(self.kinds.values(), key=lambda kind: cosine(kind, taken, self.metric))
        liker = cosine(way, taken, self.metric) > cosine(planned, taken, self.metric) + margin
        return liker and cosine(way, planned, self.metric) < TWINS

    def _size(self, way: Array) -> float:
        return float(np.sqrt(max(way @ self.metric @ way, 0.0)))

    def _late(self) -> str:
        """ "begins 1.5 s late"; "" where it begins in time."""
        begins = []
        for path in (self.planned, self.taken):
            sizes = norms(path, self.metric)
            begins.append(float(self.plan.seconds[int(np.argmax(sizes > BEGINS * sizes.max()))]))
        late = begins[1] - begins[0]
        return f"begins about {round(2 * late) / 2:g} s late" if late > BEGINS_LATE else ""

    def _best(self, path: Array) -> tuple[str, Array]:
        end = path[int(norms(path, self.metric).argmax())]
        return max(self.kinds.items(), key=lambda kind: cosine(kind[1], end, self.metric))

    def _kind(self, path: Array) -> str:
        return self._best(path)[0]

    def _twin(self, want: str) -> str:
        """Another kind of move that the planned one cannot be told from in this picture; "" where there is none."""
        way = self.kinds[want]
        alike = (
            words for words, other in self.kinds.items() if words != want and cosine(way, other, self.metric) > TWINS
        )
        return next(alike, "")

    def _difference(self, want: str, does: str) -> str:
        like = self.like
        along = cosine(self.planned, self.taken, self.metric)
        if along < -0.5:
            return f"goes the other way, where the plan {want}"
        if like.leaves is not None and self._together_until(like.leaves):
            rest = self.taken[-1] - self.taken[like.leaves]
            does_then = max(self.kinds, key=lambda kind: cosine(self.kinds[kind], rest, self.metric))
            if self._size(rest) > STANDS and does_then != want:
                return f"{want} as planned, but {does_then} from about {self._moment(like.leaves)} s"
        if along > 0.85 and like.sideways <= SIDEWAYS_MOST and want == does:
            if like.gain < GAIN_LEAST:
                return f"{want} as planned, but only about {'half' if like.gain > 0.3 else 'a quarter'} as far"
            if like.gain > GAIN_MOST:
                return f"{want} as planned, but further"
            return f"{want} roughly as planned"
        if want == does:
            return f"{want}, but not as planned"
        return f"{does}, where the plan {want}"

    def _together_until(self, moment: int) -> bool:
        """Whether plan and take had gone some way together before they parted."""
        before = self.taken[moment]
        return self._size(before) > STANDS and cosine(self.planned[moment], before, self.metric) > 0.9

    def _since(self) -> str:
        """ " from about 1.5 s", where the take does not begin to move with the shot."""
        sizes = norms(self.taken, self.metric)
        begin = int(np.argmax(sizes > max(STANDS / 2, BEGINS * sizes.max())))
        return f" from about {self._moment(begin)} s" if self.plan.seconds[begin] > 0.8 else ""

    def _moment(self, moment: int) -> str:
        """Halves of seconds: more is not known."""
        return f"{round(2 * float(self.plan.seconds[moment])) / 2:g}"


def _reaches(index: Array, half: int) -> list[tuple[int, int]]:
    last = len(index) - 1
    return [(int(i), int(min(half, i, last - i))) for i in index]


def _first(plan: Planned, steps: int) -> Planned:
    """The plan's first steps: a shorter take is judged as far as it goes."""
    if steps == len(plan.flow):
        return plan
    return Planned(
        plan.seconds[: steps + 1], plan.size, plan.focal[:steps], plan.places, plan.flow[:steps],
        plan.nearness[:steps], plan.weight[:steps], plan.subject,
    )  # fmt: skip


def _faults(footage: Footage, found_bars: Any, asked: float, got: float) -> Sequence[str]:
    told = ["nothing moves in it"] if faults.still(footage.frames) else []
    if footage.begins is not None and faults.first_likeness(*footage.begins) < faults.FIRST_LIKE:
        told.append("first frame differs from the picture that was sent")
    for words, spans in (
        ("frozen", faults.frozen(footage.frames, footage.seconds)),
        ("black", faults.black(footage.frames, footage.seconds)),
    ):
        told += [f"{words} from {begin:.1f} to {end:.1f} s" for begin, end in spans]
    if found_bars:
        told.append(f"has black bars {'above and below' if any(found_bars.rows) else 'left and right'}")
    if asked and got and got < asked - LATE:
        told.append(f"is {got:.1f} s long, {asked:.1f} s were asked for")
    if footage.sound is not None:
        heard = faults.sound(footage.sound)
        told += ["is silent although sound was asked for"] if heard.silent else []
        told += ["sound is clipped"] if heard.clipped else []
    return told
