# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is the exact request, its price and everything that is wrong with it; nothing is sent that was not said."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from addon.core import catalog, money
from addon.core.errors import MediaError
from addon.core.gateway import wire
from addon.core.gateway.failures import InvalidRequest
from addon.core.gateway.listings import ModelListing
from addon.core.models import (
    CaptureKind,
    CaptureSpec,
    CastMember,
    DialogueLine,
    Level,
    MediaKind,
    Plan,
    PlanInput,
    PromptBlocks,
    Rate,
    Reference,
    Route,
    Shot,
    Tier,
)
from addon.core.plans import live_prices, planning
from addon.core.plans.choices import choices
from addon.core.plans.duration import Hints
from addon.core.plans.planning import PlanSettings
from addon.core.pricing import Price, Used

CATALOG = catalog.load()
FLASH, R2V27, V30 = "alibaba/wan-v2.6-r2v-flash", "alibaba/wan-v2.7-r2v", "alibaba/wan-v3.0-video"


def clip(name: str = "Mia", **changes: Any) -> PlanInput:
    facts: dict[str, Any] = {
        "sha256": f"{name:0<64}", "kind": MediaKind.VIDEO, "media_type": "video/mp4", "path": "captures/a.mp4",
        "width": 1280, "height": 720, "seconds": 3.0, "fps": 24.0, "size": 1_000_000, **changes,
    }  # fmt: skip
    return PlanInput(name=name, kind=facts["kind"], reference=Reference(**facts), seconds=facts["seconds"])


def picture(name: str = "Mia", **changes: Any) -> PlanInput:
    return clip(name, **{"kind": MediaKind.IMAGE, "media_type": "image/png", "seconds": 0.0, "fps": 0.0, **changes})


def still(name: str = "SH040", width: int = 1280, height: int = 720) -> PlanInput:
    spec = CaptureSpec(
        kind=CaptureKind.STILL, key="k" * 64, name=name, scene="Scene", camera="Cam", width=width, height=height
    )
    return PlanInput(name=name, kind=MediaKind.IMAGE, capture=spec)


def turntable(seconds: int) -> PlanInput:
    spec = CaptureSpec(kind=CaptureKind.TURNTABLE, key="t", name="Mia", scene="Scene", frame_end=1 + 24 * seconds)
    return PlanInput(name="Mia", kind=MediaKind.VIDEO, capture=spec)


def shot(**changes: Any) -> Shot:
    facts: dict[str, Any] = {
        "uuid": "u", "name": "SH040", "camera": "Cam", "frame_start": 101, "frame_end": 101 + 106,
        "cast": (CastMember(uuid="m", name="Mia"),), "blocks": PromptBlocks(action="@Mia waves"), **changes,
    }  # fmt: skip
    return Shot(**facts)


def plan(made: Shot, inputs: list[PlanInput] | None = None, catalog: Any = CATALOG, **settings: Any) -> Plan:
    given = [clip()] if inputs is None else inputs
    return planning.plan(made, catalog=catalog, settings=PlanSettings(**settings), inputs=given, take_number=3)


def errors(made: Plan) -> list[str]:
    return [problem.code for problem in made.problems if problem.level is Level.ERROR]


def said(made: Plan, code: str) -> tuple[str, str]:
    (found,) = [problem for problem in made.problems if problem.code == code]
    return found.message, found.next_step


# What is sent.


def test_a_reference_shot_asks_for_exactly_this() -> None:
    made = plan(shot(seed=0, audio=False), order=("alibaba",), only=("alibaba",))
    assert json.loads(made.request.model_dump_json()) == {
        "model": FLASH,
        "prompt": "character1 waves.",
        "size": "1280x720",
        "aspect": "",
        "seconds": 5,
        "audio": False,
        "seed": 0,
        "negative": "",
        "shot_type": "single",
        "audio_switch": True,
        "media_naming": "character",
        "namespace": "alibaba",
        "options": {},
        "draft_of": "",
        "resolution": None,
        "inline": False,
        "types_by": "media_type",
        "order": ["alibaba"],
        "only": ["alibaba"],
        "tags": ["blender", "shot:SH040", "take:3"],
    }
    assert not made.blocked
    assert (made.used_frames, made.handle_in_frames) == (106, 0)
    assert made.keeps == "keeps who they are; framing from words"


def test_the_line_says_asks_pays_and_uses() -> None:
    made = plan(shot(frame_end=101 + 132), handle="out", handle_frames=6)
    assert made.summary == "SH040: 5.5 s, asks 6 s, pays 9 s"
    assert (made.quote.seconds_used, made.quote.input_seconds) == (5.5, 3.0)
    assert made.handle_in_frames == 6


def test_the_price_counts_what_was_asked_and_the_reference_clips() -> None:
    made = plan(shot(), [clip(), clip("Jo", seconds=20.0), picture("Bo")])
    assert made.quote.input_seconds == 5.0
    assert made.quote.usd == Decimal("0.05") * 10
    assert made.quote.basis == "catalog 2026-10-07"


def test_a_clip_of_unknown_length_is_paid_like_the_longest() -> None:
    item = PlanInput(name="Mia", kind=MediaKind.VIDEO, url="https://example.com/mia.mp4")
    assert plan(shot(), [item]).quote.input_seconds == 5.0
    assert plan(shot(), [turntable(4)]).quote.input_seconds == 4.0


@pytest.mark.parametrize(
    ("tier", "resolution", "usd"),
    [(Tier.DRAFT, "1080p", "0.6"), (Tier.FINAL, "1080p", "1.2"), (Tier.FINAL, "720p", "0.8")],
)
def test_tier_and_resolution_make_the_price(tier: Tier, resolution: str, usd: str) -> None:
    assert plan(shot(tier=tier, resolution=resolution)).quote.usd == Decimal(usd)


def test_a_model_without_the_switch_is_told_nothing_and_the_artist_is() -> None:
    made = plan(shot(tier=Tier.FINAL, audio=False))
    assert (made.request.audio, made.request.audio_switch) == (True, False)
    assert said(made, "always_sound") == ("Wan 2.6 Reference always makes sound.", "Mute the sound strip.")
    assert not made.blocked


def test_several_cuts_only_when_asked() -> None:
    assert plan(shot(multi_shot=True)).request.shot_type == "multi"
    later = plan(shot(multi_shot=True, model=R2V27))
    assert later.request.shot_type == ""
    assert "no switch for several cuts" in said(later, "no_shot_type")[0]


def test_later_models_name_media_and_take_the_aspect_apart() -> None:
    blocks = PromptBlocks(action="@Mia waves to @Jo", negative="text")
    made = plan(shot(model=V30, aspect="4:3", blocks=blocks), [picture("Jo"), clip("Mia")])
    assert made.request.prompt == "Video 1 waves to Image 1."
    assert (made.request.size, made.request.aspect) == ("1088x832", "4:3")
    assert made.request.negative == ""
    assert "no negative prompt" in said(made, "no_negative")[0]
    assert not made.blocked


def test_look_and_negative_are_sent() -> None:
    made = plan(shot(blocks=PromptBlocks(action="@Mia waves", look="Ink", negative="blur")))
    assert (made.request.prompt, made.request.negative) == ("character1 waves. Ink.", "blur")


def test_dialogue_goes_with_the_action() -> None:
    made = plan(shot(dialogue=(DialogueLine(speaker="Mia", line="Hello"),)))
    assert made.request.prompt == 'character1 waves. character1 says: "Hello."'


def test_other_routes_name_people_by_what_they_look_like() -> None:
    cast = (CastMember(uuid="m", name="Mia", description="A girl in red"), CastMember(uuid="j", name="Jo"))
    blocks = PromptBlocks(action="@Mia waves to @Jo")
    text = plan(shot(route=Route.TEXT, cast=cast, blocks=blocks), [])
    assert text.request.prompt == "A girl in red waves to Jo."
    assert text.keeps == "all of it from words"
    first = plan(shot(route=Route.FIRST_FRAME, cast=cast, blocks=blocks), [still()])
    assert first.keeps == "keeps the first frame; the rest from words"
    assert first.request.prompt == text.request.prompt
    assert not text.blocked
    assert not first.blocked


def test_a_first_frame_needs_no_words() -> None:
    assert not plan(shot(route=Route.FIRST_FRAME, blocks=PromptBlocks()), [still()]).blocked
    assert errors(plan(shot(route=Route.TEXT, blocks=PromptBlocks(look=" ")), [])) == ["prompt_empty"]


def test_the_same_shot_gives_the_same_plan_and_any_change_another() -> None:
    first = plan(shot())
    assert plan(shot()).fingerprint == first.fingerprint
    changes: list[dict[str, Any]] = [
        {"seed": 1}, {"audio": False}, {"frame_end": 260}, {"resolution": "1080p"}, {"tier": Tier.FINAL},
        {"blocks": PromptBlocks(action="@Mia sings")},
    ]  # fmt: skip
    prints = {plan(shot(**change)).fingerprint for change in changes}
    assert len(prints) == len(changes)
    assert first.fingerprint not in prints
    assert plan(shot(), [clip(size=1)]).fingerprint != first.fingerprint


def test_23_976_asks_for_no_second_too_many() -> None:
    made = plan(shot(frame_end=101 + 120, rate=Rate(fps=24, base=1.001)))
    assert (made.request.seconds, made.used_frames) == (5, 120)


def body(made: Plan) -> dict[str, Any]:
    suffix = {MediaKind.VIDEO: "mp4", MediaKind.IMAGE: "png"}
    files = [
        wire.WireFile(url=f"https://host.example/{i}.{suffix[item.kind]}", media_type="video/mp4", kind=item.kind)
        for i, item in enumerate(made.inputs)
    ]
    return wire.body(made.request, made.route, files)


def test_the_preview_is_byte_for_byte_what_travels() -> None:
    made = plan(shot(seed=0, audio=False, blocks=PromptBlocks(action="@Mia says “héllo” to 小明", negative="text")))
    sent = body(made)
    assert sent["prompt"] == made.request.prompt == "character1 says “héllo” to 小明."
    assert (sent["seed"], sent["generateAudio"], sent["resolution"], sent["duration"]) == (0, False, "1280x720", 5)
    assert sent["providerOptions"]["alibaba"] == {"negativePrompt": "text", "shotType": "single"}
    assert "aspectRatio" not in sent


def test_the_aspect_travels_where_the_size_does_not_say_it() -> None:
    sent = body(plan(shot(model=V30, aspect="3:4", multi_shot=True)))
    assert (sent["resolution"], sent["aspectRatio"]) == ("832x1088", "3:4")
    assert "alibaba" not in sent["providerOptions"]
    silent = body(plan(shot(model=R2V27, audio=False)))
    assert "generateAudio" not in silent


# What is wrong with it.


@pytest.mark.parametrize(
    "url",
    [
        *("https://a.example/a.mp4", "https://a.example/a.MOV#t=1", "https://a.example/get?f=play.mp4"),
        *(
            "https://a.example/a.png",
            "https://a.example/a.mp4/still",
            "https://a.example/a.mp4x",
            "https://a.example/obj",
        ),
    ],
)
@pytest.mark.parametrize("kind", list(MediaKind))
def test_plan_and_request_agree_on_which_address_is_a_clip(url: str, kind: MediaKind) -> None:
    """An address is refused in the preflight, where it can be mended, or not at all."""
    made = plan(shot(model=R2V27), [PlanInput(name="Mia", kind=kind, url=url)])
    file = wire.WireFile(url, "", kind)
    request = made.request.model_copy(update={"by_extension": True})
    try:
        wire.body(request, Route.REFERENCE, [file])
    except InvalidRequest:
        assert "url_ending" in errors(made)
    else:
        assert "url_ending" not in errors(made)
    assert ("url_ending" in errors(made)) is (wire.is_clip_address(url) is not (kind is MediaKind.VIDEO))


@pytest.mark.parametrize(
    ("made", "inputs", "code"),
    [
        (shot(cast=()), [], "cast_missing"),
        (shot(route=Route.FIRST_FRAME, camera=""), [], "camera_missing"),
        (shot(route=Route.FIRST_FRAME), [], "first_frame_missing"),
        (shot(frame_end=101), None, "shot_empty"),
        (shot(frame_end=90), None, "shot_empty"),
        (shot(frame_end=101 + 241), None, "shot_long"),
        (shot(seed=-1), None, "seed_range"),
        (shot(seed=2**31), None, "seed_range"),
        (shot(model="alibaba/wan-v2.5-t2v-preview"), None, "model_unknown"),
        (shot(model="alibaba/wan-v2.6-t2v"), None, "model_route"),
        (shot(aspect="21:9"), None, "size"),
        (shot(resolution="4k"), None, "size"),
        (shot(blocks=PromptBlocks(action="@Mia " + "runs " * 400)), None, "prompt_long"),
        (shot(blocks=PromptBlocks(action="@Mia runs", negative="x" * 501)), None, "prompt_long"),
        (shot(blocks=PromptBlocks(action="@Mia and @Bo")), None, "mention_unknown"),
        (shot(), [clip(seconds=30.5)], "media_seconds"),
        (shot(), [clip(seconds=1.0)], "media_seconds"),
        (shot(), [clip(fps=12.0)], "media_fps"),
        (shot(), [clip(width=320, height=180)], "media_sides"),
        (shot(), [clip(size=100_000_001)], "media_bytes"),
        (shot(), [picture(has_alpha=True)], "media_alpha"),
        (shot(), [picture(width=5001)], "media_sides"),
        (shot(), [clip(media_type="video/quicktime", has_alpha=True)], "media_alpha"),
        (shot(), [turntable(40)], "media_seconds"),
        (shot(route=Route.FIRST_FRAME), [clip()], "media_kind"),
        (shot(), [clip(), clip("Jo"), clip("Bo"), clip("Al")], "too_many_references"),
        (shot(), [picture(str(i)) for i in range(6)], "too_many_references"),
        (shot(), [PlanInput(name="Mia", kind=MediaKind.IMAGE)], "input_empty"),
        (shot(), [PlanInput(name="Mia", kind=MediaKind.IMAGE, url="file:///etc/passwd")], "url_bad"),
        (shot(), [PlanInput(name="Mia", kind=MediaKind.IMAGE, url="http://[bad")], "url_bad"),
        (shot(), [PlanInput(name="Mia", kind=MediaKind.IMAGE, url="https://a.example/a.png?sig=a")], "url_signed"),
        (
            shot(route=Route.FIRST_FRAME),
            [PlanInput(name="Mia", kind=MediaKind.VIDEO, url="https://a.example/a.mp4")],
            "media_kind",
        ),
        (
            shot(model=R2V27),
            [PlanInput(name="Mia", kind=MediaKind.VIDEO, url="https://a.example/watch?v=a")],
            "url_ending",
        ),
        (
            shot(model=R2V27),
            [PlanInput(name="Mia", kind=MediaKind.IMAGE, url="https://a.example/still?v=a.mp4")],
            "url_ending",
        ),
        (shot(model=R2V27), [clip(width=4000, height=400)], "media_aspect"),
        (shot(model=V30), [clip(seconds=8.0), clip("Jo", seconds=8.0)], "clips_long"),
    ],
)
def test_bad_input_is_one_clear_sentence_with_a_next_step(
    made: Shot, inputs: list[PlanInput] | None, code: str
) -> None:
    result = plan(made, inputs)
    assert code in errors(result)
    message, step = said(result, code)
    assert message.endswith(".")
    assert step.endswith(".")
    assert result.blocked


@pytest.mark.parametrize(
    ("code", "made", "message", "step"),
    [
        (
            "shot_long",
            plan(shot(frame_end=101 + 264)),
            "SH040 lasts 11 s; Wan 2.6 Reference Flash makes at most 10 s.",
            "Shorten it, use Wan 3.0 (up to 30 s), or split it into 2 parts: Length, in the Shots panel, does that.",
        ),
        (
            "model_unknown",
            plan(shot(model="wan-v2.6-r2v-flash")),
            "The model wan-v2.6-r2v-flash is not in the catalog.",
            f"Use {FLASH}, or leave the model empty.",
        ),
        (
            "size",
            plan(shot(aspect="21:9")),
            "Wan 2.6 Reference Flash makes no 720p video of 21:9.",
            "Choose one of these aspects: 16:9, 9:16, 1:1, 4:3, 3:4.",
        ),
        (
            "first_frame_aspect",
            plan(shot(route=Route.FIRST_FRAME), [still(width=1080, height=1080)]),
            "The first frame is 1080x1080 pixels, not 16:9; the video takes the picture's shape.",
            "Set the scene's resolution to the film's aspect.",
        ),
    ],
)
def test_the_very_words(code: str, made: Plan, message: str, step: str) -> None:
    assert said(made, code) == (message, step)


def test_a_retired_model_is_refused_with_its_successor() -> None:
    later = live_prices.merge(CATALOG, [ModelListing(id=R2V27, kind="video")], "2026-11-22")
    made = plan(shot(), catalog=later)
    assert said(made, "model_retired") == (
        "The gateway no longer lists Wan 2.6 Reference Flash.",
        f"Use its successor Wan 2.7 Reference ({R2V27}).",
    )
    assert made.blocked


def test_an_unknown_price_is_unknown_and_said() -> None:
    known = CATALOG.get(FLASH)
    free = CATALOG.model_copy(update={"models": (known.model_copy(update={"price": Price(kind="unknown")}),)})
    made = plan(shot(), catalog=free)
    assert made.quote.usd is None
    assert said(made, "price_unknown")[0] == "The price of Wan 2.6 Reference Flash at 720p is unknown."


def test_what_gathering_refused_is_said_once() -> None:
    refused = planning.problem_of(MediaError("Mia's collection is empty.", "Put something in.", code="media"))
    made = planning.plan(
        shot(), catalog=CATALOG, settings=PlanSettings(), inputs=[], take_number=1, problems=[refused, refused]
    )
    assert errors(made) == ["media"]


def test_what_blocks_comes_first() -> None:
    made = plan(shot(tier=Tier.FINAL, audio=False, frame_end=101), [clip(), clip("Jo")])
    levels = [problem.level for problem in made.problems]
    assert levels == sorted(levels, key=[Level.ERROR, Level.WARNING, Level.NOTE].index)
    assert {"shot_empty", "reference_unmentioned", "always_sound"} <= {p.code for p in made.problems}


def test_retention_and_training_are_on_every_plan() -> None:
    message, step = said(plan(shot()), "retention")
    assert message == "Zero data retention is not offered for this model."
    assert "training" in step


def named(*inputs: PlanInput, **changes: Any) -> list[tuple[str, str]]:
    """What is told of those who go along because the words name them."""
    cast = tuple(CastMember(uuid=item.name, name=item.name) for item in inputs)
    made = shot(cast=cast, blocks=PromptBlocks(action=" ".join(f"@{item.name}" for item in inputs)), **changes)
    return [(p.message, p.next_step) for p in plan(made, list(inputs)).problems if p.code == "named"]


def test_who_is_named_and_was_not_ticked_is_told_with_what_it_costs() -> None:
    mia, rook, face = clip("Mia", seconds=2.0), clip("Rook", seconds=2.0), picture("Jo")
    assert named(mia, rook) == []
    assert named(mia, rook, named=("Rook",)) == [
        (
            "Rook goes along as a reference, for the words name it: 2 s of clip, about $0.10 more.",
            "Write its name without the @ to leave it out.",
        )
    ]
    assert named(mia, rook, named=("Mia", "Rook")) == [
        (
            "Mia, Rook go along as references, for the words name them: 4 s of clip, about $0.20 more.",
            "Write their names without the @ to leave them out.",
        )
    ]
    assert named(mia, face, named=("Jo",))[0][0].endswith("name it: at no cost.")
    unknown = clip("Rook", seconds=0.0)
    assert named(unknown, named=("Rook",))[0][0].endswith("about $0.25 more."), "priced as the longest"


def test_who_is_named_where_no_reference_is_sent_costs_nothing() -> None:
    mia = CastMember(uuid="m", name="Mia")
    made = shot(cast=(mia,), named=("m",), route=Route.FIRST_FRAME)
    assert "named" not in [p.code for p in plan(made, [still()]).problems]


def test_the_shared_limit_of_clips_and_output_shortens_what_can_be_asked() -> None:
    made = plan(shot(model=V30, frame_end=101 + 24 * 20), [clip(seconds=12.0)])
    assert made.request.seconds == 18
    assert "makes at most 18 s" in said(made, "shot_long")[0]


# What can be done about its length.


def test_a_shot_that_fits_has_one_choice() -> None:
    (only,) = choices(shot(), catalog=CATALOG, settings=PlanSettings(), inputs=[clip()])
    assert only.line == "SH040: 4.42 s, asks 5 s, pays 8 s, uses 4.42 s, about $0.40"


def test_a_long_shot_has_several_each_in_one_line() -> None:
    found = choices(
        shot(frame_end=101 + 264), catalog=CATALOG, settings=PlanSettings(), inputs=[clip()], hints=Hints(cuts=(150,))
    )
    assert [choice.line for choice in found] == [
        "SH040: 11 s, asks 10 s, pays 13 s, plays at 91 % speed, about $0.65",
        "SH040: 11 s, asks 11 s, pays 14 s, Wan 3.0 (reference: keeps who they are; framing from words), untested,"
        " $1.10 to $1.40",
        "SH040: 11 s, asks 11 s, pays 14 s, Seedance 2.0 Mini (reference: keeps who they are; framing from"
        " words), untested, about $0.862",
        "SH040: 11 s, asks 11 s, pays 14 s, MiniMax H3 (reference: keeps who they are; framing from words), untested,"
        " about $1.12",
        "SH040: 11 s, asks 11 s, pays 22 s, Seedance 2.0 Mini (blockout: keeps camera, staging and"
        " timing; looks from stills), untested, about $0.998",
        "SH040: 11 s, asks 11 s, pays 11 s, Wan 2.6 First Frame Flash (first frame: keeps the first frame; the"
        " rest from words), about $0.55",
        "SH040: 11 s, asks 11 s, pays 11 s, Wan 3.0 (first and last frame: keeps both frames; between them"
        " from words), untested, about $1.10",
        "SH040: 11 s, asks 11 s, pays 11 s, Wan 2.6 Text (text: all of it from words), about $1.10",
        "SH040: 11 s, asks 7 + 5 s, pays 18 s, in 2 parts, split at 6.25 s (camera cut), about $0.90",
    ]
    assert [choice.kind for choice in found] == ["retime", *["model"] * 7, "split"]
    assert all(sum(part.frames for part in choice.parts) == 264 for choice in found)


def test_a_very_long_shot_without_a_camera_is_split() -> None:
    made = shot(frame_end=101 + 24 * 40, camera="")
    found = choices(made, catalog=CATALOG, settings=PlanSettings(), inputs=[clip()])
    assert [choice.kind for choice in found] == ["split", "chain"]
    assert [part.asked for part in found[0].parts] == [10, 10, 10, 10]
    # 10 s of Reference Flash with 3 s of its clip, then 30 s of First Frame Flash, at 0.05 a second.
    assert found[1].line == (
        "SH040: 40 s, asks 10 + 10 + 10 + 10 s, pays 43 s, in 4 parts, each from the last frame of the one before"
        " (Wan 2.6 First Frame Flash), about $2.15"
    )


def test_no_part_goes_on_over_a_cut() -> None:
    made = shot(frame_end=101 + 24 * 40)
    found = choices(made, catalog=CATALOG, settings=PlanSettings(), inputs=[clip()], hints=Hints(cuts=(400,)))
    assert "chain" not in {choice.kind for choice in found}


def test_a_slower_take_covers_a_longer_shot() -> None:
    slow = shot(frame_end=101 + 264, speed=240 / 264)
    made = plan(slow)
    assert not [problem for problem in made.problems if problem.code == "shot_long"]
    assert (made.request.seconds, made.used_frames, made.handle_in_frames) == (10, 264, 0)
    assert made.summary == "SH040: 11 s, asks 10 s, pays 13 s at 91 % speed"


def test_the_retime_choice_is_what_the_plan_then_makes() -> None:
    long = shot(frame_end=101 + 270)
    (slower,) = [c for c in choices(long, catalog=CATALOG, settings=PlanSettings(), inputs=(clip(),)) if c.speed < 1]
    made = plan(shot(frame_end=101 + 270, speed=slower.speed))
    assert made.request.seconds == slower.parts[0].asked
    assert made.used_frames == 270
    assert not made.blocked


@pytest.mark.parametrize(("fact", "code"), [("camera_lost", "camera_lost"), ("uneven", "uneven_speed")])
def test_what_the_scene_shows_otherwise_than_meant_is_said_where_it_is_filmed(fact: str, code: str) -> None:
    assert code in [problem.code for problem in plan(shot(**{fact: True})).problems]
    assert code not in [problem.code for problem in plan(shot()).problems]
    assert code not in [problem.code for problem in plan(shot(**{fact: True, "route": "text"}), []).problems]
    assert not errors(plan(shot(**{fact: True}))), "a warning does not block"


@pytest.mark.parametrize(("frames", "told"), [(1, "1 frame alone"), (5, "5 frames alone"), (6, "")])
def test_a_shot_of_a_few_frames_says_what_is_paid_for_it(frames: int, told: str) -> None:
    made = plan(shot(frame_end=101 + frames))
    said = [problem.message for problem in made.problems if problem.code == "shot_flash"]
    assert told in (said[0] if said else "")
    assert bool(said) == bool(told)
    assert not errors(made), "it is not refused: a flash may be meant"


def test_a_look_picture_beside_the_cast_is_said_to_give_light_alone() -> None:
    look = picture("Dusk").model_copy(update={"role": "look"})
    made = plan(shot(model=V30), [clip(), picture("Jo"), look])
    assert "Light, materials, palette and mood are those of Image 2;" in made.request.prompt
    assert "are those of" not in plan(shot(model=V30), [clip(), picture("Jo")]).request.prompt


# Drafts of a family that finishes them

SEEDANCE = "bytedance/seedance-2.5"


def moves(seconds: float = 5.0) -> PlanInput:
    return clip("SH040", seconds=seconds)


def blockout(**changes: Any) -> Shot:
    return shot(route=Route.BLOCKOUT, model=SEEDANCE, frame_end=101 + 120, cast=(), **changes)


def test_a_draft_is_asked_for_as_one_and_only_in_the_tier() -> None:
    known = next(m for m in CATALOG.models if m.id == SEEDANCE)
    assert known.draft is not None
    draft = plan(blockout(tier=Tier.DRAFT, resolution="720p"), [moves()])
    assert draft.request.options[known.draft.option] is True
    assert known.resolution_of(draft.request.size) in (known.draft.resolution, None)
    assert known.sent_resolution(known.draft.resolution) == draft.request.resolution
    final = plan(blockout(tier=Tier.FINAL, resolution="720p"), [moves()])
    assert known.draft.option not in final.request.options
    assert final.request.resolution == known.sent_resolution("720p")


def test_a_drafts_final_names_the_lowest_price_it_may_have() -> None:
    """Whether the draft's clip is billed once more nobody says: the asked seconds alone, or the clip's as well."""
    made = blockout(tier=Tier.FINAL, resolution="720p")
    whole = plan(made, [moves(5.0)]).quote
    final = planning.plan(
        made, catalog=CATALOG, settings=PlanSettings(), inputs=[moves(5.0)], take_number=3, draft_of="task-1"
    )
    assert whole.usd is not None
    assert final.quote.usd == whole.usd  # the caps count the higher one
    asked, beside = Decimal(final.request.seconds), Decimal(str(final.quote.input_seconds))
    assert beside == 5
    assert final.quote.usd_low == whole.usd * asked / (asked + beside)
    assert 0 < final.quote.usd_low < whole.usd
    told = next(problem for problem in final.problems if problem.code == "price_range")
    assert all(money.format_usd(price) in told.message for price in (final.quote.usd_low, whole.usd))


# Lengths that share a limit with what is sent


@pytest.mark.parametrize(
    ("shortest", "longest", "together", "expected"),
    [(4, 9, 0, range(4, 10)), (4, 9, 14, range(4, 8)), (5, 9, 13, range(5, 7)), (1, 2, 0, [4]), (4, 30, 8, [4])],
)
def test_a_blockouts_lengths_are_those_of_its_clip(
    shortest: float, longest: float, together: float, expected: Any
) -> None:
    known = next(m for m in CATALOG.models if m.id == SEEDANCE and m.route is Route.BLOCKOUT)
    assert known.video is not None
    limits = known.video.model_copy(update={"min_seconds": shortest, "max_seconds": longest})
    limited = known.model_copy(update={"video": limits, "total_seconds_max": together})
    assert planning.lengths(limited, ()) == tuple(expected)


@pytest.mark.parametrize(
    ("clips", "longest"), [([], 10), ([3.0], 9), ([3.0, 4.0], 5), ([6.0, 5.9], 2), ([8.0, 8.0], 2)]
)
def test_lengths_keep_room_for_the_clips(clips: list[float], longest: int) -> None:
    known = next(m for m in CATALOG.models if m.id == FLASH)
    limited = known.model_copy(update={"seconds": tuple(range(2, 11)), "total_seconds_max": 12.0})
    assert planning.lengths(limited, [clip(seconds=seconds) for seconds in clips])[-1] == longest


@pytest.mark.parametrize(
    ("input_seconds", "pictures", "usd", "low"),
    [
        ("none", 1, "0.50", None),
        ("none", 4, "0.56", "0.50"),
        ("same_rate", 1, "0.80", None),
        ("same_rate", 4, "0.86", "0.80"),
        ("unknown", 1, "0.80", "0.50"),
        ("unknown", 4, "0.86", "0.50"),
    ],
)
def test_a_price_has_a_lower_end_where_it_is_not_known_what_counts(
    input_seconds: str, pictures: int, usd: str, low: str | None
) -> None:
    price = Price.model_validate(
        {
            "kind": "seconds",
            "usd": {"": "0.1"},
            "input_seconds": input_seconds,
            "picture_usd": "0.02",
            "pictures_free": 1,
        }
    )
    found = price.estimate(Used("720p", "1280x720", 5, clip_seconds=(1.0, 2.0), pictures=pictures))
    assert (found.usd, found.low) == (Decimal(usd), Decimal(low) if low else None)
