# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The route on which the shot's own clip leads: its rate and size, its colours, its words, and who takes it."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from addon.core import catalog
from addon.core.catalog import Model
from addon.core.models import (
    CastMember,
    ClipLook,
    Level,
    MediaKind,
    Plan,
    PlanInput,
    PromptBlocks,
    Rate,
    Reference,
    Route,
    SetPart,
    Shot,
)  # fmt: skip
from addon.core.plans import blockout, planning

CATALOG = catalog.load()
S25, MINI, V30, H3 = (
    *("bytedance/seedance-2.5", "bytedance/seedance-2.0-mini", "alibaba/wan-v3.0-video", "minimax/minimax-h3"),
)
MIA = CastMember(uuid="m", name="Mia", colour="red")
OLD = CastMember(uuid="o", name="Old Man", colour="blue", description="a tall old man in a grey coat.")


def given(name: str, kind: MediaKind = MediaKind.IMAGE, role: Any = "") -> PlanInput:
    video = kind is MediaKind.VIDEO
    sha256 = name.encode().hex().ljust(64, "0")
    reference = Reference(
        sha256=sha256, kind=kind, media_type="video/mp4" if video else "image/png", path=name, width=1280, height=720,
        seconds=5.0 if video else 0.0, fps=24 if video else 0, size=1000,
    )  # fmt: skip
    return PlanInput(name=name, kind=kind, reference=reference, seconds=reference.seconds, role=role)


CLIP = given("SH010", MediaKind.VIDEO, "clip")


def long_clip(seconds: float) -> PlanInput:
    assert CLIP.reference is not None
    return CLIP.model_copy(update={"reference": CLIP.reference.model_copy(update={"seconds": seconds})})


def heavy(name: str, size: int) -> PlanInput:
    item = given(name)
    assert item.reference is not None
    return item.model_copy(update={"reference": item.reference.model_copy(update={"size": size})})


def plan(inputs: list[PlanInput], **changes: Any) -> Plan:
    facts: dict[str, Any] = {
        "uuid": "u", "name": "SH010", "camera": "Cam", "frame_start": 1, "frame_end": 121, "model": S25,
        "route": Route.BLOCKOUT, "cast": (MIA, OLD), "blocks": PromptBlocks(action='@Mia waves to @"Old Man"'),
        **changes,
    }  # fmt: skip
    return planning.plan(Shot(**facts), catalog=CATALOG, settings=planning.PlanSettings(), inputs=inputs, take_number=1)


def codes(made: Plan, level: Level = Level.ERROR) -> list[str]:
    return [problem.code for problem in made.problems if problem.level is level]


@pytest.mark.parametrize(
    ("fps", "base", "clip", "step"),
    [
        (24, 1.0, 24, Fraction(1)),
        (24, 1.001, 24, Fraction(1)),
        (25, 1.0, 25, Fraction(1)),
        (30, 1.001, 30, Fraction(1)),
        (12, 1.0, 24, Fraction(1, 2)),
        (8, 1.0, 30, Fraction(8, 30)),
        (48, 1.0, 24, Fraction(2)),
        (50, 1.0, 25, Fraction(2)),
        (60, 1.001, 30, Fraction(2)),
        (120, 1.0, 30, Fraction(4)),
    ],
)
def test_a_clip_runs_at_24_25_or_30(fps: int, base: float, clip: int, step: Fraction) -> None:
    rate = Rate(fps=fps, base=base)
    assert blockout.clip_rate(rate) == clip
    assert blockout.edit_frames(rate) == step


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1", "4:3", "3:4", "21:9"])
def test_a_clips_frame_fits_every_family(aspect: str) -> None:
    width, height = blockout.clip_size(aspect)
    wide, high = map(int, aspect.split(":"))
    assert width % 2 == height % 2 == 0
    assert width * high / (height * wide) == pytest.approx(1, abs=0.01)
    for model in CATALOG.models:
        if model.route is Route.BLOCKOUT and model.video is not None:
            assert model.video.min_pixels <= width * height <= (model.video.max_pixels or 10**9)
            assert model.video.min_side <= min(width, height) <= max(width, height) <= model.video.max_side


def test_the_words_say_once_what_leads_who_is_who_and_what_is_not_taken() -> None:
    made = plan([CLIP, given("Mia")])
    assert not made.blocked
    assert made.request.prompt == (
        "[Video 1] is a plain blockout of this shot. Follow its camera: position, lens, framing, movement and timing,"
        " from the first to the last frame. Follow where each body stands, its route and its pace. Take nothing of its"
        " look: no flat colours, no plain shapes, no empty background. In [Video 1] the red figure is Mia, with the"
        " look of [Image 1]; the blue figure is Old Man, a tall old man in a grey coat. One single take without a cut."
        " Mia of [Image 1] waves to Old Man."
    )
    assert made.keeps == "keeps camera, staging and timing; looks from stills"


@pytest.mark.parametrize(
    ("camera", "changes", "cuts"),
    [
        ("40 mm lens, wide shot, static camera, then a cut to a close-up", {}, True),
        ("Cut to her face", {}, True),
        ("40 mm lens, wide shot", {"multi_shot": True}, True),
        ("40 mm lens, medium shot, slow push in", {}, False),
        ("A view of Cuthbert's shortcut", {}, False),
    ],
)
def test_a_clip_that_cuts_is_not_called_one_take(camera: str, changes: dict[str, Any], cuts: bool) -> None:
    said = plan([CLIP, given("Mia")], blocks=PromptBlocks(camera=camera, action="@Mia waves"), **changes).request.prompt
    assert ("Cut where it cuts, and nowhere else." in said) is cuts
    assert ("One single take without a cut." in said) is not cuts


def test_props_and_looks_are_named_too() -> None:
    parts = (SetPart(word="a market stall", collection="Stall", colour="green"),)
    made = plan([CLIP, given("Look", role="look")], set_parts=parts, model=V30, cast=(MIA,), blocks=PromptBlocks())
    assert "the green shape is a market stall" in made.request.prompt
    assert "mood are those of Image 1" in made.request.prompt
    assert "[" not in made.request.prompt
    clay = plan([CLIP, given("Mia")], clip_look=ClipLook.CLAY)
    assert "red" not in clay.request.prompt
    assert "The figures of [Video 1] are Mia, with the look of [Image 1] and Old Man" in clay.request.prompt


@pytest.mark.parametrize("route", [Route.BLOCKOUT, Route.REFERENCE])
@pytest.mark.parametrize("model", [S25, V30])
def test_a_close_up_is_told_as_the_same_one(route: Route, model: str) -> None:
    """It is a picture more of somebody, and the pictures after it count on."""
    clip = [CLIP] if route is Route.BLOCKOUT else []
    model = (
        next(m.id for m in CATALOG.models if m.route is route and m.counted_apart and m.image) if not clip else model
    )
    face = given("Mia").model_copy(update={"role": "face"})
    made = plan([*clip, given("Mia"), given("Old Man"), face, given("Look", role="look")], route=route, model=model)
    third, fourth = ("[Image 3]", "[Image 4]") if "[Image 1]" in made.request.prompt else ("Image 3", "Image 4")
    first = third.replace("3", "1")
    assert f"{third} is a close-up of {first}: the same one, seen from near." in made.request.prompt
    assert f"mood are those of {fourth}" in made.request.prompt
    assert codes(made, Level.ERROR) == []


@pytest.mark.parametrize("look", list(ClipLook))
@pytest.mark.parametrize("model", [m for m in CATALOG.models if m.route is Route.BLOCKOUT], ids=lambda m: m.id)
def test_our_own_words_switch_no_task(model: Model, look: ClipLook) -> None:
    made = plan([CLIP, given("Mia")], clip_look=look, model=model.id, resolution=next(iter(model.sizes)))
    verbs = ("add", "remov", "delet", "replac", "chang", "extend", "continu", "edit")
    assert not [verb for verb in verbs if verb in made.request.prompt.lower().replace("nothing", "")]
    assert len(made.request.prompt) < 1000


@pytest.mark.parametrize(
    "model", ["alibaba/wan-v2.6-r2v-flash", "alibaba/wan-v2.7-r2v", "klingai/kling-v3.0-t2v", "alibaba/wan-v2.6-i2v"]
)
def test_models_that_take_no_blockout_say_why(model: str) -> None:
    made = plan([CLIP], model=model)
    (told,) = [problem for problem in made.problems if problem.code == "blockout_refused"]
    assert ("character" in told.message) == ("r2v" in model)
    assert "Seedance 2.5" in told.next_step


@pytest.mark.parametrize(
    ("model", "route"),
    [
        ("google/veo-3.1-generate-001", Route.BLOCKOUT),
        ("klingai/kling-v3.0-i2v", Route.BLOCKOUT),
        ("alibaba/wan-v2.6-t2v", Route.REFERENCE),
    ],
)
def test_a_model_without_the_route_is_told_once(model: str, route: Route) -> None:
    """What it takes of the route's files is beside the point: Veo said of each of the cast that it takes none."""
    made = plan([CLIP, given("Mia")], model=model, route=route)
    errors = [problem.code for problem in made.problems if problem.level is Level.ERROR]
    assert len(errors) == 1, errors


def test_three_of_one_colour_are_all_of_it() -> None:
    third = OLD.model_copy(update={"uuid": "third", "name": "Jo", "colour": "red"})
    made = plan([CLIP], cast=(MIA, OLD.model_copy(update={"colour": "red"}), third))
    (told,) = [problem for problem in made.problems if problem.code == "same_colour"]
    assert told.message.startswith("Mia, Old Man and Jo are all red in the clip of SH010;")


def test_two_of_one_colour_are_told_before_it_is_filmed() -> None:
    twin = OLD.model_copy(update={"colour": "red"})
    made = plan([CLIP, given("Mia")], cast=(MIA, twin))
    assert "same_colour" in codes(made)
    assert "same_colour" not in codes(plan([CLIP, given("Mia")], cast=(MIA, twin), clip_look=ClipLook.CLAY))


def test_a_shot_without_a_clip_or_with_a_stranger_in_its_words_is_blocked() -> None:
    assert "clip_missing" in codes(plan([]))
    assert "mention_unknown" in codes(plan([CLIP], blocks=PromptBlocks(action="@Nobody waves")))
    assert not plan([CLIP], cast=(), blocks=PromptBlocks(action="Rain")).blocked


def test_a_shot_beyond_the_models_clips_is_too_long() -> None:
    """Wan 3.0: clips of 15 s, and 30 s with the output; Seedance 2.5: 30 s."""
    assert "shot_long" in codes(plan([CLIP], frame_end=1 + 24 * 16, model=V30))
    assert "shot_long" not in codes(plan([CLIP], frame_end=1 + 24 * 30, model=S25))


def test_members_without_a_colour_get_one_that_nobody_has() -> None:
    members = [CastMember(uuid=str(n), name=str(n)) for n in range(3)]
    given_out = blockout.colours([MIA, *members])
    assert given_out["m"] == "red"
    assert len(set(given_out.values())) == 4
    assert blockout.next_colour(["red", "blue"]) == "yellow"


# Machado, Oliveira and Fernandes 2009, severity 1: eyes without one of the three cones.
EYES = {
    "all cones": np.eye(3),
    "no long": np.array([[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]),
    "no middle": np.array([[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]),
    "no short": np.array([[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]),
}


def lab(linear: Any) -> Any:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x = to_xyz @ np.clip(linear, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(x > 0.008856, np.cbrt(x), 7.787 * x + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eyes", EYES)
def test_no_two_colours_look_alike(eyes: str) -> None:
    seen = {}
    for word, colour in blockout.PALETTE.items():
        srgb = np.array([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])
        linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
        seen[word] = lab(EYES[eyes] @ linear)
    assert min(float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(seen, 2)) > 20


@pytest.mark.parametrize(
    ("inputs", "changes", "said"),
    [
        ([], {"camera": ""}, "SH010 has no clip to send. Give it a camera in the scene, or choose another route."),
        (
            [CLIP],
            {"frame_end": 1 + 24 * 31},
            "SH010 lasts 31 s; Seedance 2.5 makes at most 30 s. Shorten it, split it into 2 parts: Length, in the Shots"
            " panel, does that.",
        ),
        (
            [long_clip(16.0)],
            {"model": H3},
            "SH010's clip lasts 16 s; MiniMax H3 takes 2 to 15 s. Make it shorter.",
        ),
        (
            [CLIP],
            {"cast": (MIA, OLD.model_copy(update={"colour": "red"}))},
            "Mia and Old Man are both red in the clip of SH010; nobody could tell who is who. Give one of them another"
            " colour in the Cast panel.",
        ),
        (
            [CLIP],
            {"model": "klingai/kling-v3.0-i2v"},
            "Kling 3.0 First Frame cannot follow the shot's clip: it takes no clip. Leave the shot's model empty, or"
            " choose one of: ",
        ),
        (
            [CLIP],
            {"model": "alibaba/wan-v2.6-r2v"},
            "Wan 2.6 Reference cannot follow the shot's clip: it takes every clip for a character, and grey figures"
            " would walk in as persons.",
        ),
        (
            [CLIP, heavy("Mia", 30_000_001)],
            {},
            "Mia's picture has 30.0 MB; Seedance 2.5 takes up to 30 MB. Save it with stronger compression or a smaller"
            " size.",
        ),
        (
            [heavy("SH010", 200_001)],
            {"model": "google/veo-3.1-generate-001", "route": Route.FIRST_FRAME},
            "SH010's picture has 201 kB; Veo 3.1 takes up to 200 kB.",
        ),
        (
            [PlanInput(name="Mia", kind=MediaKind.IMAGE, url="https://h.example/mia.png")],
            {"model": "google/veo-3.1-generate-001", "route": Route.REFERENCE},
            "Mia lies at an address, and Veo 3.1 takes pictures within the request only. Save the picture, and choose"
            " the file in the cast.",
        ),
    ],
    ids=[
        "no camera", "too long", "clip too long", "one colour", "no route", "a character", "too large", "no room",
        "an address",
    ],
)  # fmt: skip
def test_bad_input_is_a_sentence_before_money(inputs: list[PlanInput], changes: dict[str, Any], said: str) -> None:
    made = plan(inputs, **changes)
    assert made.blocked, "nothing is sent"
    errors = [f"{found.message} {found.next_step}" for found in made.problems if found.level is Level.ERROR]
    assert any(sentence.startswith(said) for sentence in errors), errors
