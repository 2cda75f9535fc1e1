# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each family of models is sent: planned from the catalog, as its own adapter wants it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from family_plans import CATALOG, CLIP, MIA, SHOT_CLIP, given, inputs_of, planned, sent

from addon.core import catalog
from addon.core.gateway import wire
from addon.core.gateway.failures import InvalidRequest
from addon.core.gateway.results import Completed
from addon.core.gateway.wire import WireFile
from addon.core.jobs.steps import costs
from addon.core.models import CastMember, MediaKind, PlanInput, PromptBlocks, Route, Shot, Tier
from addon.core.plans import planning

HD = {"n": 1, "resolution": "1280x720", "duration": 5, "aspectRatio": "16:9"}
SEEDANCE = {
    **HD,
    "generateAudio": False,
    "inputReferences": [CLIP, MIA],
    "providerOptions": {
        "bytedance": {"watermark": False, "omni_reference_task_type": "reference"},
        "gateway": {"only": ["bytedance"]},
    },
}


@pytest.mark.parametrize(
    ("model", "changes", "body"),
    [
        ("bytedance/seedance-2.5", {}, SEEDANCE),
        (
            "bytedance/seedance-2.0-mini",
            {"resolution": "480p", "aspect": "4:3"},
            {
                **SEEDANCE,
                "resolution": "752x560",
                "aspectRatio": "4:3",
                "providerOptions": {"bytedance": {"watermark": False}, "gateway": {"only": ["bytedance"]}},
            },
        ),
        (
            "alibaba/wan-v3.0-video",
            {"resolution": "480p"},
            {
                **HD,
                "resolution": "832x480",
                "seed": 7,
                "generateAudio": False,
                "inputReferences": [CLIP, MIA],
                "providerOptions": {"alibaba": {"promptExtend": False}},
            },
        ),
        (
            "minimax/minimax-h3",
            {"resolution": "768p"},
            {**HD, "resolution": "768p", "inputReferences": [CLIP, MIA], "providerOptions": {}},
        ),
    ],
)
def test_a_blockout_travels_first_and_looks_follow(model: str, changes: dict[str, Any], body: dict[str, Any]) -> None:
    assert sent(planned(model, Route.BLOCKOUT, [SHOT_CLIP, given("Mia")], **changes)) == body


@pytest.mark.parametrize(
    ("model", "route", "inputs", "changes", "body"),
    [
        (
            "klingai/kling-v3.0-t2v",
            Route.TEXT,
            [],
            {"blocks": PromptBlocks(action="Rain", negative="text")},
            {
                "n": 1,
                "duration": 5,
                "aspectRatio": "16:9",
                "generateAudio": False,
                "providerOptions": {"klingai": {"mode": "std", "negativePrompt": "text"}},
            },
        ),
        (
            "klingai/kling-v3.0-i2v",
            Route.FIRST_LAST,
            [given("first"), given("last")],
            {"resolution": "1080p"},
            {
                "n": 1,
                "duration": 5,
                "generateAudio": False,
                "providerOptions": {"klingai": {"mode": "pro"}},
                "image": {**MIA, "url": "https://h.example/0.png"},
                "frameImages": [
                    {"image": {**MIA, "url": "https://h.example/0.png"}, "frameType": "first_frame"},
                    {"image": MIA, "frameType": "last_frame"},
                ],
            },
        ),
        (
            "google/veo-3.1-fast-generate-001",
            Route.TEXT,
            [],
            {"blocks": PromptBlocks(action="Rain"), "aspect": "9:16"},
            {
                "n": 1,
                "resolution": "720p",
                "duration": 6,
                "aspectRatio": "9:16",
                "seed": 7,
                "generateAudio": False,
                "providerOptions": {},
            },
        ),
        (
            "bytedance/seedance-2.5",
            Route.FIRST_FRAME,
            [given("first")],
            {},
            {
                "n": 1,
                "resolution": "1280x720",
                "duration": 5,
                "generateAudio": False,
                "image": {**MIA, "url": "https://h.example/0.png"},
                "providerOptions": {"bytedance": {"watermark": False}, "gateway": {"only": ["bytedance"]}},
            },
        ),
    ],
)
def test_other_routes_of_other_families(
    model: str, route: Route, inputs: list[PlanInput], changes: dict[str, Any], body: dict[str, Any]
) -> None:
    assert sent(planned(model, route, inputs, **changes)) == body


@pytest.mark.parametrize("model", CATALOG.models, ids=lambda m: f"{m.id} {m.route}")
def test_no_size_travels_in_a_form_that_its_model_does_not_read(model: catalog.Model) -> None:
    for resolution in ("480p", "720p", "768p", "1080p", "2k", "4k", "1280x720"):
        cast = () if model.route is Route.TEXT else (CastMember(uuid="m", name="Mia"),)
        words = PromptBlocks(action="Rain") if model.route is not Route.REFERENCE else PromptBlocks(action="@Mia waves")
        plan = planned(model.id, model.route, inputs_of(model), resolution=resolution, cast=cast, blocks=words)
        resolution = model.near(resolution)
        if resolution not in model.sizes:
            assert "size" in [p.code for p in plan.problems]
            assert plan.blocked
            continue
        asked = sent(plan).get("resolution")
        known = {"size": model.sizes[resolution]["16:9"], "word": resolution, "none": None}
        assert asked == known[model.resolution_form]


def test_a_film_that_excludes_the_only_provider_is_told_before_money() -> None:
    shot = Shot(
        uuid="u", name="SH010", frame_start=1, frame_end=121, model="bytedance/seedance-2.5", route=Route.TEXT,
        blocks=PromptBlocks(action="Rain"),
    )  # fmt: skip
    settings = planning.PlanSettings(only=("alibaba",))
    plan = planning.plan(shot, catalog=CATALOG, settings=settings, inputs=[], take_number=1)
    assert "provider_excluded" in [problem.code for problem in plan.problems]
    assert plan.blocked


def test_what_has_not_been_tried_says_so_with_its_date() -> None:
    plan = planned("bytedance/seedance-2.5", Route.BLOCKOUT, [SHOT_CLIP, given("Mia")])
    (told,) = [problem for problem in plan.problems if problem.code == "untested"]
    assert "2026-11-27" in told.message
    assert not plan.blocked


@pytest.mark.parametrize(
    ("model", "route", "assumed"),
    [
        ("google/veo-3.1-fast-generate-001", Route.REFERENCE, "that Fast takes references as Veo 3.1 does, and the"),
        ("google/veo-3.1-generate-001", Route.FIRST_FRAME, "the sides of its picture."),
        ("bfl/flux-3-video", Route.FIRST_FRAME, "the letters of its prompt, the sides and bytes of its frame."),
        ("bytedance/seedance-2.0-mini", Route.REFERENCE, "the letters of its prompt, the smallest charge for a clip."),
        ("minimax/minimax-h3", Route.REFERENCE, ""),
    ],
)
def test_what_no_document_says_is_told_with_the_day_of_its_row(model: str, route: Route, assumed: str) -> None:
    (told,) = [problem for problem in planned(model, route, [given("Mia")]).problems if problem.code == "untested"]
    assert "2026-11-27" in told.message
    assert ("Assumed, for no document says it:" in told.message) == bool(assumed)
    assert assumed in told.message


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("bytedance/seedance-2.5", "Its maker says"),
        ("bytedance/seedance-2.0", "People who used it say"),
        ("alibaba/wan-v3.0-video", "Nobody has said"),
    ],
)
def test_who_says_that_it_follows_a_blockout_is_told_where_one_is_sent(model: str, said: str) -> None:
    for route, inputs in ((Route.BLOCKOUT, [SHOT_CLIP, given("Mia")]), (Route.REFERENCE, [given("Mia")])):
        problems = planned(model, route, inputs).problems
        (told,) = [problem for problem in problems if problem.code == "untested"]
        assert (said in told.message) == (route is Route.BLOCKOUT)


def test_verbs_that_would_make_it_an_edit_are_told() -> None:
    blocks = PromptBlocks(action="@Mia is adding sugar and changes her mind")
    told = planned("bytedance/seedance-2.0-mini", Route.BLOCKOUT, [SHOT_CLIP, given("Mia")], blocks=blocks)
    (warned,) = [problem for problem in told.problems if problem.code == "verb_refused"]
    assert "add, change" in warned.message
    fine = planned("bytedance/seedance-2.5", Route.BLOCKOUT, [SHOT_CLIP, given("Mia")], blocks=blocks)
    assert "verb_refused" not in [problem.code for problem in fine.problems]


def test_a_clip_beyond_the_models_pixels_or_rate_is_refused_before_money() -> None:
    def codes(model: str, **facts: Any) -> list[str]:
        assert SHOT_CLIP.reference is not None
        reference = SHOT_CLIP.reference.model_copy(update=facts)
        clip = SHOT_CLIP.model_copy(update={"reference": reference})
        return [p.code for p in planned(model, Route.BLOCKOUT, [clip, given("Mia")]).problems]

    assert "media_pixels" in codes("bytedance/seedance-2.5", width=832, height=480)
    assert "media_pixels" in codes("bytedance/seedance-2.0", width=1920, height=1080)
    assert "media_pixels" not in codes("bytedance/seedance-2.5", width=1920, height=1080)
    assert "media_fps" in codes("bytedance/seedance-2.5", fps=12)
    assert "media_fps" in codes("bytedance/seedance-2.5", fps=120)


@pytest.mark.parametrize(
    ("route", "files"),
    [
        (Route.BLOCKOUT, (WireFile("https://h.example/a.png", "image/png", MediaKind.IMAGE),)),
        (Route.BLOCKOUT, ()),
        (Route.FIRST_LAST, (WireFile("https://h.example/a.png", "image/png", MediaKind.IMAGE),)),
    ],
)
def test_what_does_not_fit_its_route_is_not_sent(route: Route, files: tuple[WireFile, ...]) -> None:
    plan = planned("bytedance/seedance-2.5", Route.BLOCKOUT, [SHOT_CLIP, given("Mia")])
    with pytest.raises(InvalidRequest):
        wire.body(plan.request, route, files)


def test_a_draft_says_so_and_its_final_names_it_alone() -> None:
    draft = planned("bytedance/seedance-2.5", Route.BLOCKOUT, [SHOT_CLIP, given("Mia")], tier=Tier.DRAFT)
    told = {problem.code for problem in draft.problems}
    assert "exact_draft" in told
    assert "size_near" not in told
    asked = sent(draft)
    assert (asked["resolution"], asked["providerOptions"]["bytedance"]["draft"]) == ("864x496", True)
    shot = draft.shot
    assert shot is not None
    final = planning.plan(
        shot.model_copy(update={"tier": Tier.FINAL, "resolution": "1080p"}),
        catalog=CATALOG,
        settings=planning.PlanSettings(),
        inputs=[SHOT_CLIP, given("Mia")],
        take_number=2,
        draft_of="task-1",
    )
    assert not final.blocked
    assert final.inputs == ()
    body = wire.body(final.request, final.route, [])
    assert body == {
        "prompt": final.request.prompt,
        "n": 1,
        "resolution": "1920x1080",
        "providerOptions": {
            "bytedance": {"content": [{"type": "draft_task", "draft_task": {"id": "task-1"}}]},
            "gateway": {"only": ["bytedance"], "tags": ["blender", "shot:SH010", "take:2"]},
        },
    }
    assert final.quote.usd is not None
    assert final.quote.usd_low == final.quote.usd / 2, "whether the clip is billed again is not known"
    assert "The same shot, at final quality" in " ".join(problem.message for problem in final.problems)


def test_a_draft_of_flux_is_finished_by_its_cache() -> None:
    draft = planned("bfl/flux-3-video", Route.TEXT, [], tier=Tier.DRAFT)
    assert sent(draft)["providerOptions"]["blackForestLabs"] == {"draft": True}
    (told,) = [problem for problem in draft.problems if problem.code == "exact_draft"]
    assert told.message.endswith("at 1080p: that size is assumed (2026-11-27), for nobody says it.")
    assert told.next_step == "Promote does that; how long the draft is kept is not known."
    assert draft.quote.usd is None
    assert "price_unknown" in {problem.code for problem in draft.problems}, "never nothing"
    shot = draft.shot
    assert shot is not None
    final = planning.plan(
        shot.model_copy(update={"tier": Tier.FINAL, "resolution": "1080p"}),
        catalog=CATALOG,
        settings=planning.PlanSettings(),
        inputs=[],
        take_number=2,
        draft_of="cache-1",
    )
    asked = wire.body(final.request, final.route, [])
    assert asked["providerOptions"]["blackForestLabs"] == {"draftCache": "cache-1"}
    assert "resolution" not in asked, "the adapter drops it with a warning"
    found = {"blackForestLabs": {"videos": [{"draftCache": "cache-1"}]}}
    answer = Completed.model_construct(videos=(), metadata=found)
    assert costs._draft_handle(answer, draft) == "cache-1"


@pytest.mark.parametrize(
    ("model", "resolution", "sound", "silent"),
    [
        ("klingai/kling-v3.0-t2v", "720p", "1.260", "0.840"),
        ("klingai/kling-v3.0-t2v", "1080p", "1.680", "1.120"),
        ("klingai/kling-v3.0-i2v", "1080p", "1.680", "1.120"),
        ("google/veo-3.1-generate-001", "1080p", "2.40", "1.20"),
        ("google/veo-3.1-generate-001", "4k", "3.60", "2.40"),
        ("google/veo-3.1-fast-generate-001", "720p", "0.90", "0.60"),
        ("alibaba/wan-v3.0-video", "720p", "0.50", "0.50"),
    ],
)
def test_sound_has_its_price_where_the_list_gives_one(model: str, resolution: str, sound: str, silent: str) -> None:
    """Asked for by the shot's own switch; Kling's price goes by its `mode`, which the resolution chooses."""
    entry = CATALOG.get(model)
    assert entry.audio == "switch"
    for audio, usd in ((True, sound), (False, silent)):
        plan = planned(model, entry.route, inputs_of(entry), resolution=resolution, audio=audio)
        assert plan.quote.usd == Decimal(usd)
        body = sent(plan)
        assert body["generateAudio"] is audio
        assert body["providerOptions"].get("klingai", {}).get("mode") == {"720p": "std", "1080p": "pro"}.get(
            resolution if model.startswith("kling") else ""
        )
