# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judging a take, on pictures drawn here: a cloud of marked cards at many depths, seen by planned cameras, and by takes
that do the same or something else, in another look. What films look like is measured in scripts/bench.py judge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from camera_paths import Path, eased, film, keeping_size, nobody, stand, travel, turn

from addon.core.camera.samples import Sample
from addon.core.judge import faults, verdict
from addon.core.judge.bars import bars
from addon.core.judge.measured import frame_size, measure
from addon.core.judge.planned import COLUMNS, ROWS, Cameras, Geometry, plan_motion
from addon.core.judge.verdict import Footage, Word, judge

SIZE = frame_size(16 / 9)
SECONDS, RATE = 3.0, 8.0
AT = (0.0, -6.0, 1.5)
STAND = stand(AT)


class Cards:
    """Upright cards facing the camera, far to near, each with a pattern of its own; and a wall behind them all."""

    def __init__(self, seed: int = 3, *, depths: tuple[float, float] = (3.0, 26.0), count: int = 90) -> None:
        dice = np.random.default_rng(seed)
        self.depths = np.sort(dice.uniform(*depths, count))[::-1]
        self.x = dice.uniform(-0.8, 0.8, count) * self.depths
        self.z = 1.5 + dice.uniform(-0.45, 0.45, count) * self.depths
        self.half = dice.uniform(0.05, 0.11, count) * self.depths
        self.looks = dice.integers(0, 2, (count, 6, 6)) * 150 + dice.uniform(0, 60, (count, 1, 1))
        self.depths, self.x, self.z = np.append(40.0, self.depths), np.append(0.0, self.x), np.append(1.5, self.z)
        self.half = np.append(60.0, self.half)
        self.wall = dice.uniform(0, 255, (220, 220))

    def seen(self, sample: Sample, width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
        """The picture, and the world points that its pixels show."""
        half = sample.half_height(1.0)
        across = (2 * (np.arange(width) + 0.5) / width - 1) * half * sample.aspect
        upward = (1 - 2 * (np.arange(height) + 0.5) / height) * half
        pose = sample.pose
        forward, right, up = (np.array(v) for v in (pose.forward, pose.right, pose.up))
        rays = forward + across[None, :, None] * right + upward[:, None, None] * up
        picture, points = np.zeros((height, width)), np.zeros((height, width, 3))
        for card, depth in enumerate(self.depths):
            reach = (AT[1] + depth - pose.position[1]) / rays[..., 1]
            place = np.array(pose.position) + reach[..., None] * rays
            u = (place[..., 0] - self.x[card]) / self.half[card]
            v = (place[..., 2] - self.z[card]) / self.half[card]
            hit = (np.abs(u) < 1) & (np.abs(v) < 1) & (reach > 0)
            look = self.wall if card == 0 else self.looks[card - 1]
            index = [np.clip(((w + 1) / 2 * len(look)).astype(int), 0, len(look) - 1) for w in (v, u)]
            picture[hit] = look[index[0], index[1]][hit]
            points[hit] = place[hit]
        return picture, points


CARDS = Cards()


def samples(path: Path, **more: object) -> list[Sample]:
    return film(eased(path), seconds=SECONDS, rate=RATE, cast=nobody, **more)  # type: ignore[arg-type]


def planned(shot: list[Sample], cards: Cards = CARDS):
    points = np.array([cards.seen(sample, 2 * COLUMNS, 2 * ROWS)[1] for sample in shot])
    return plan_motion(Geometry(tuple(shot), points, np.zeros(points.shape[:3], bool), 6.0))


def footage(shot: list[Sample], cards: Cards = CARDS, *, seed: int = 1) -> Footage:
    """A take in another look: a negative, dark to one side, unsteady, grainy."""
    noise = np.random.default_rng(seed)
    light = np.linspace(0.6, 1.0, SIZE[0])
    frames = []
    for sample in shot:
        picture = (255 - cards.seen(sample, *SIZE)[0]) * light
        picture = np.roll(picture, noise.integers(-1, 2, 2), (0, 1)) + noise.normal(0, 6, picture.shape)
        frames.append(np.clip(picture, 0, 255).astype(np.uint8))
    return Footage(np.array(frames), np.array([sample.seconds for sample in shot]))


PUSH, PULL = travel(AT, (0, -3.9, 1.5), direction=(0, 1, 0)), travel(AT, (0, -8.1, 1.5), direction=(0, 1, 0))
TRUCK = travel(AT, (1.8, -6, 1.5), direction=(0, 1, 0))
PAN, PAN_LEFT, HALF_PAN = turn(0, 16, at=AT), turn(0, -16, at=AT), turn(0, 8, at=AT)
ZOOM = {"lens": lambda u: 35.0 * 1.45**u}

MOVES: dict[str, tuple[Path, dict[str, object]]] = {
    "stand": (STAND, {}), "push": (PUSH, {}), "pull": (PULL, {}), "truck": (TRUCK, {}), "pan": (PAN, {}),
    "pan_left": (PAN_LEFT, {}), "half_pan": (HALF_PAN, {}), "zoom": (STAND, ZOOM),
    "tilt": (turn(0, 0, pitch=(0, 9), at=AT), {}), "crane": (travel(AT, (0, -6, 2.4), direction=(0, 1, 0)), {}),
    "roll": (STAND, {"roll": lambda u: 12 * u}),
}  # fmt: skip


@pytest.fixture(scope="module")
def shots() -> dict[str, list[Sample]]:
    return {name: samples(path, **more) for name, (path, more) in MOVES.items()}


@pytest.fixture(scope="module")
def plans(shots):
    return {name: planned(shot) for name, shot in shots.items()}


@pytest.fixture(scope="module")
def films(shots):
    return {name: footage(shot) for name, shot in shots.items()}


def test_the_plan_projects_as_the_words_do(shots):
    """One projection for words and judging: numpy's against `Sample.project`."""
    shot = [replace(sample, shift=(0.1, -0.05)) for sample in shots["truck"]]
    points = np.random.default_rng(1).uniform(-2, 2, (20, 3))
    places, depth = Cameras.of(shot).project(5, points)
    for point, place, far in zip(points, places, depth, strict=True):
        assert place == pytest.approx(shot[5].project(tuple(point)), abs=1e-9)
        assert far == pytest.approx(shot[5].depth(tuple(point)))


@pytest.mark.parametrize("move", [name for name in MOVES if name != "half_pan"])
def test_a_take_that_does_what_was_planned_follows(move, plans, films):
    found = judge(plans[move], films[move])
    assert found.word is Word.FOLLOWS, found
    assert found.faults == ()


WRONG = [
    ("pan", "truck", "trucks right"), ("truck", "pan", "pans right"), ("push", "zoom", "zooms in"),
    ("zoom", "push", "pushes in"), ("tilt", "crane", "cranes up"), ("crane", "tilt", "tilts up"),
    ("pan", "pan_left", "goes the other way"), ("push", "pull", "goes the other way"),
    ("pan", "half_pan", "pans right as planned, but only about half as far"), ("roll", "stand", "camera stands still"),
    ("stand", "push", "pushes in"), ("stand", "truck", "right"), ("zoom", "roll", "rolls clockwise"),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "take", "words"), WRONG)
def test_a_take_that_does_something_else_is_told(plan, take, words, plans, films):
    found = judge(plans[plan], films[take])
    assert found.word is not Word.FOLLOWS
    assert words in found.sentence
    assert found.score < judge(plans[plan], films[plan]).score


def test_a_take_that_drifts_says_when(plans, shots):
    half = len(shots["pan"]) // 2
    first = samples(PAN)[: half + 1]
    there = first[-1]
    rest = samples(travel(AT, (2.2, -6, 1.5), direction=there.pose.forward))[1 : half + 1]
    shot = [replace(s, seconds=n / RATE) for n, s in enumerate([*first, *rest])]
    found = judge(plans["pan"], footage(shot))
    assert found.word is not Word.FOLLOWS
    assert "as planned, but" in found.sentence, found


def test_a_cut_is_told_with_its_moment(plans, films):
    pan, other = films["pan"], footage(samples(STAND), Cards(9), seed=4)
    half = len(pan.frames) // 2
    joined = Footage(np.concatenate([pan.frames[:half], other.frames[half:]]), pan.seconds)
    found = judge(plans["pan"], joined)
    assert found.word is Word.DEPARTS
    assert found.sentence == f"cuts at {pan.seconds[half]:.1f} s although one shot was asked for"
    assert not judge(plans["pan"], joined, one_shot=False).sentence.startswith("cuts")


def test_a_flash_is_no_cut(films):
    frames = films["pan"].frames.copy()
    frames[10] = 255
    assert faults.cuts(measure(frames), frames) == []


def test_writing_over_the_picture_does_not_stop_the_camera(plans, films):
    """A lower third with letters that stand still, as rehearsal slates and subtitles have."""
    frames = films["truck"].frames.copy()
    letters = np.random.default_rng(2).integers(0, 2, (8, 40)).repeat(4, 0).repeat(6, 1) * 255
    frames[:, -34:-2] = letters[:, : SIZE[0]]
    assert judge(plans["truck"], replace(films["truck"], frames=frames)).word is Word.FOLLOWS


def papered(take: Footage, strength: float = 26.0) -> Footage:
    """The same drawn on paper whose grain stays where it is, and which is all that shakes least."""
    grain = np.random.default_rng(5).normal(0, strength, take.frames.shape[1:])
    grain = (grain + np.roll(grain, 1, 0) + np.roll(grain, 1, 1) + np.roll(grain, (1, 1), (0, 1))) / 2
    frames = 0.45 * take.frames.astype(float) + 70 + grain
    return replace(take, frames=np.clip(frames, 0, 255).astype(np.uint8))


@pytest.mark.parametrize(("plan", "take"), [("pan", "pan"), ("push", "pull"), ("stand", "truck"), ("truck", "truck")])
def test_a_paper_that_stands_over_a_moving_picture_is_no_camera_that_stands(plan, take, plans, films):
    found = judge(plans[plan], papered(films[take]))
    assert (found.word, found.sentence) == (Word.UNSURE, verdict.COVERED)


def test_a_camera_that_stands_before_a_paper_stands(plans, films):
    first = films["stand"].frames[0].astype(float)
    noise = np.random.default_rng(8).normal(0, 6, films["stand"].frames.shape)
    take = replace(films["stand"], frames=np.clip(first + noise, 0, 255).astype(np.uint8))
    assert judge(plans["stand"], papered(take)).word is Word.FOLLOWS
    assert judge(plans["pan"], papered(take)).sentence.startswith("camera stands still")


def test_bars_are_told_and_judged_past(plans, films):
    frames = films["push"].frames.copy()
    frames[:, :12] = frames[:, -12:] = 3
    found = judge(plans["push"], replace(films["push"], frames=frames))
    assert found.word is Word.FOLLOWS
    assert found.faults == ("has black bars above and below",)


def test_a_dark_take_has_no_bars():
    assert not bars(np.full((6, 135, 240), 9, np.uint8))


def test_held_and_black_frames_are_told(plans, films):
    frames = films["truck"].frames.copy()
    frames[6:12] = frames[6]
    frames[18:20] = 4
    found = judge(plans["truck"], replace(films["truck"], frames=frames))
    assert "frozen from 0.8 to 1.4 s" in found.faults
    assert any(sentence.startswith("black from 2.2") for sentence in found.faults)


def test_a_still_picture_is_not_frozen(films):
    frames = np.repeat(films["stand"].frames[:1], 20, axis=0)
    assert faults.frozen(frames, np.arange(20) / RATE) == []


def test_a_take_in_which_nothing_moves_is_told_and_one_in_which_a_mouth_moves_is_not(plans, films):
    held = np.repeat(films["stand"].frames[:1], 25, axis=0)
    assert "nothing moves in it" in judge(plans["stand"], replace(films["stand"], frames=held)).faults
    assert judge(plans["pan"], replace(films["stand"], frames=held)).word is Word.DEPARTS
    speaks = held.copy()
    for number in range(0, 25, 3):
        speaks[number, 60:66, 118:128] //= 2
    assert "nothing moves in it" not in judge(plans["stand"], replace(films["stand"], frames=speaks)).faults


@pytest.mark.parametrize(("count", "sentence"), [(1, "is a single picture"), (2, "is too short to be judged")])
def test_a_take_of_a_frame_or_two_is_unsure_and_said(count, sentence, plans, films):
    found = judge(plans["pan"], Footage(films["pan"].frames[:count], films["pan"].seconds[:count]))
    assert (found.word, found.sentence) == (Word.UNSURE, sentence)


def test_a_short_take_is_told_and_judged_as_far_as_it_goes(plans, films):
    part = Footage(films["pan"].frames[:20], films["pan"].seconds[:20])
    found = judge(plans["pan"], part, seconds_asked=3.0, seconds_got=2.4)
    assert found.word is Word.FOLLOWS
    assert found.faults == ("is 2.4 s long, 3.0 s were asked for",)


@pytest.mark.parametrize(
    ("samples_", "silent", "clipped"),
    [
        (np.zeros((48000, 2)), True, False),
        (0.3 * np.sin(np.arange(48000) / 30)[:, None], False, False),
        (np.clip(2.5 * np.sin(np.arange(48000) / 30), -1, 1)[:, None], False, True),
        (np.sin(np.arange(48000) / 30)[:, None] * 0.9, False, False),
        (np.zeros((0, 2)), True, False),
    ],
)
def test_sound_is_listened_to(samples_, silent, clipped):
    heard = faults.sound(samples_)
    assert (heard.silent, heard.clipped) == (silent, clipped)


def test_on_a_flat_wall_a_pan_and_a_truck_are_not_told_apart():
    """Nothing near, nothing far: the same picture. A take of either is unsure, never "follows"."""
    wall = Cards(count=0)
    small = turn(0, 5, at=AT)
    plan = planned(samples(small), wall)
    found = judge(plan, footage(samples(small), wall))
    assert found.word is Word.UNSURE
    assert "cannot tell" in found.sentence


def test_a_move_too_small_to_see_is_unsure(films):
    plan = planned(samples(travel(AT, (0, -5.7, 1.5), direction=(0, 1, 0))))
    assert judge(plan, films["stand"]).word is Word.UNSURE


def test_a_picture_without_anything_in_it_is_unsure(plans):
    grey = np.random.default_rng(3).normal(120, 1, (25, SIZE[1], SIZE[0])).clip(0, 255).astype(np.uint8)
    found = judge(plans["pan"], Footage(grey, np.arange(25) / RATE))
    assert found.word is not Word.FOLLOWS


def test_a_hand_held_plan_asks_for_a_hand_not_for_its_very_shake(films):
    plan = planned(film(STAND, seconds=SECONDS, rate=RATE, cast=nobody, shake=0.5))
    take = footage(film(STAND, seconds=SECONDS, rate=RATE, cast=nobody, shake=0.35))
    assert judge(plan, take).word is Word.FOLLOWS
    assert judge(plan, films["truck"]).word is not Word.FOLLOWS


def test_a_dolly_zoom_is_not_a_push(plans, films):
    dolly = samples(PUSH, lens=keeping_size(35, 6, 3.9))
    assert judge(plans["push"], footage(dolly)).word is not Word.FOLLOWS
    assert verdict.judge(planned(dolly), films["push"]).word is not Word.FOLLOWS


def test_a_first_frame_that_is_another_than_was_sent_is_told(plans, films):
    scene = np.kron(np.random.default_rng(3).uniform(20, 230, (9, 16)), np.ones((15, 15)))
    noise = np.random.default_rng(4).normal(0, 12, scene.shape)
    drawn_anew = np.clip(0.7 * np.roll(scene, 3, axis=1) + 40 + noise, 0, 255)
    turned, other = scene[:, ::-1], np.kron(np.random.default_rng(5).uniform(20, 230, (9, 16)), np.ones((15, 15)))
    for frame, told in ((drawn_anew, False), (scene, False), (turned, True), (other, True), (scene * 0 + 90, True)):
        found = judge(plans["pan"], replace(films["pan"], begins=(frame, scene)))
        assert ("first frame differs from the picture that was sent" in found.faults) is told
    grey = np.full(scene.shape, 90.0)
    assert "first frame" not in " ".join(judge(plans["pan"], replace(films["pan"], begins=(grey, grey + 20))).faults)
