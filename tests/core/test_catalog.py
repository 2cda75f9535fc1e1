# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalog says what the provider's and the gateway's pages say; live lists are laid over it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

import addon
from addon.core import catalog
from addon.core.catalog import Catalog, ImageRules, Model, VideoRules
from addon.core.errors import UserError
from addon.core.gateway import wire
from addon.core.gateway.listings import ModelListing, TokenPrice, VideoPrice
from addon.core.models import Route, Tier
from addon.core.plans import live_prices
from addon.core.pricing import Price, Used

CATALOG = catalog.load()
ENTRIES = pytest.mark.parametrize("model", CATALOG.models, ids=[f"{m.id}, {m.route}" for m in CATALOG.models])


@dataclass(frozen=True)
class Fact:
    """One row of the pages: seconds, prompt characters, prices at 720p and 1080p, sound, pictures, clips, all."""

    seconds: tuple[int, int]
    prompt: int
    usd: tuple[str, str]
    audio: str
    pictures: int = 0
    clips: int = 0
    references: tuple[int, int] = (0, 0)


# Alibaba Model Studio: wan2.6 and wan2.7 pages of 30 May 2026, wan3.0 of August 2026; the gateway's prices of 7 October
# 2026; 2.7 reference: the shorter of 15 s (provider) and 10 s (gateway).
FACTS = {
    ("alibaba/wan-v2.6-r2v-flash", Route.REFERENCE): Fact((2, 10), 1500, ("0.05", "0.075"), "switch", 5, 3, (1, 5)),
    ("alibaba/wan-v2.6-r2v", Route.REFERENCE): Fact((2, 10), 1500, ("0.10", "0.15"), "always", 5, 3, (1, 5)),
    ("alibaba/wan-v2.6-i2v-flash", Route.FIRST_FRAME): Fact((2, 15), 1500, ("0.05", "0.075"), "switch", 1, 0, (1, 1)),
    ("alibaba/wan-v2.6-i2v", Route.FIRST_FRAME): Fact((2, 15), 1500, ("0.10", "0.15"), "always", 1, 0, (1, 1)),
    ("alibaba/wan-v2.6-t2v", Route.TEXT): Fact((2, 15), 1500, ("0.10", "0.15"), "always"),
    ("alibaba/wan-v2.7-r2v", Route.REFERENCE): Fact((2, 10), 5000, ("0.10", "0.15"), "always", 5, 5, (1, 5)),
    ("alibaba/wan-v2.7-t2v", Route.TEXT): Fact((2, 15), 5000, ("0.10", "0.15"), "always"),
}


def family_of(id: str, fact: Fact, *, frames: int = 2) -> None:
    """An id that works on every route: references and blockout alike, frames and text without references."""
    plain = replace(fact, pictures=0, clips=0, references=(0, 0))
    FACTS[id, Route.REFERENCE] = FACTS[id, Route.BLOCKOUT] = fact
    FACTS[id, Route.FIRST_FRAME] = replace(plain, pictures=frames, references=(1, 1))
    FACTS[id, Route.FIRST_LAST] = replace(plain, pictures=2, references=(2, 2))
    FACTS[id, Route.TEXT] = plain


# ByteDance's task API, August to November 2026; MiniMax: a host's copy; Kling and Veo: the adapters and the list.
WAN30 = Fact((2, 30), 20000, ("0.10", "0.20"), "switch", 10, 5, (1, 15))
family_of("alibaba/wan-v3.0-video", WAN30, frames=1)
family_of("alibaba/wan-v3.0-video-prime", replace(WAN30, usd=("0.14", "0.28")), frames=1)
family_of("bytedance/seedance-2.5", Fact((4, 30), 3000, ("10.7/6.4", "11.7/7.0"), "switch", 30, 10, (1, 40)))
SEEDANCE20 = Fact((4, 15), 3000, ("7/4.3", "7.7/4.7"), "switch", 9, 3, (1, 12))
family_of("bytedance/seedance-2.0", SEEDANCE20)
family_of("bytedance/seedance-2.0-fast", replace(SEEDANCE20, usd=("5.6/3.3", "")))
family_of("bytedance/seedance-2.0-mini", replace(SEEDANCE20, usd=("3.5/2.1", "")))
family_of("minimax/minimax-h3", Fact((4, 15), 7000, ("", ""), "always", 9, 3, (1, 12)))
KLING = Fact((3, 15), 2500, ("0.252", "0.336"), "switch")
FACTS["klingai/kling-v3.0-i2v", Route.FIRST_FRAME] = replace(KLING, pictures=2, references=(1, 1))
FACTS["klingai/kling-v3.0-i2v", Route.FIRST_LAST] = replace(KLING, pictures=2, references=(2, 2))
FACTS["klingai/kling-v3.0-t2v", Route.TEXT] = KLING
VEO = Fact((4, 8), 3000, ("0.40", "0.40"), "switch")
for name, usd in (("generate", "0.40"), ("fast-generate", "0.15")):
    plain = replace(VEO, usd=(usd, usd))
    FACTS[f"google/veo-3.1-{name}-001", Route.TEXT] = plain
    FACTS[f"google/veo-3.1-{name}-001", Route.FIRST_FRAME] = replace(plain, pictures=1, references=(1, 1))
    FACTS[f"google/veo-3.1-{name}-001", Route.FIRST_LAST] = replace(plain, pictures=2, references=(2, 2))
    FACTS[f"google/veo-3.1-{name}-001", Route.REFERENCE] = replace(plain, seconds=(8, 8), pictures=3, references=(1, 3))
FLUX = Fact((5, 20), 3000, ("", ""), "switch")
FACTS["bfl/flux-3-video", Route.TEXT] = FLUX
FACTS["bfl/flux-3-video", Route.FIRST_FRAME] = replace(FLUX, pictures=2, references=(1, 1))
FACTS["bfl/flux-3-video", Route.FIRST_LAST] = replace(FLUX, pictures=2, references=(2, 2))


def test_every_entry_is_checked_and_none_is_missing() -> None:
    assert {(model.id, model.route) for model in CATALOG.models} == set(FACTS)
    assert len(CATALOG.models) == len(FACTS)


def told(price: Price, resolution: str) -> str:
    """A price as the facts write it."""
    if price.kind == "tokens":
        return "/".join(map(str, price.per_million.get(resolution, ())))
    return str(price.usd.get(resolution, ""))


@ENTRIES
def test_limits_and_prices_are_those_of_the_pages(model: Model) -> None:
    fact = FACTS[model.id, model.route]
    assert (model.min_seconds, model.max_seconds) == fact.seconds
    assert model.prompt_max == fact.prompt
    assert (told(model.price, "720p"), told(model.price, "1080p")) == fact.usd
    assert model.audio == fact.audio
    assert (model.image.max_count if model.image else 0) == fact.pictures
    assert (model.video.max_count if model.video else 0) == fact.clips
    assert (model.min_references, model.max_references) == fact.references


@ENTRIES
def test_what_every_entry_says(model: Model) -> None:
    family = model.family
    assert model.output_fps == (30 if family.startswith("wan") else 24)
    assert model.seed == ("yes" if family.startswith(("wan", "veo")) else "no")
    assert (model.concurrency, model.starts_per_second) == (5, 5)
    assert model.zero_data_retention == (family in ("wan3.0", "veo"))
    assert model.retention
    assert "training" in model.no_training_terms
    assert (model.negative_max > 0) == (family in ("wan2.6", "wan2.7", "kling", "veo"))
    assert model.shot_type == (family == "wan2.6")
    assert bool(model.untested) == (family != "wan2.6")
    naming = {"wan2.6": "character", "seedance": "brackets", "veo": ""}.get(family, "media")
    assert model.naming == (naming if model.route.sends_references else "")
    priced = set() if family == "flux" else set(model.sizes)  # its price is listed as {}
    assert set(model.price.usd or model.price.per_million) == priced
    assert not model.price.silent or set(model.price.silent) == set(model.sizes)
    assert set(model.price.floor) in (set(), set(model.sizes))


@ENTRIES
def test_sizes_are_those_that_the_provider_knows(model: Model) -> None:
    """The tiers of the provider package (npm @ai-sdk/alibaba 2.0.58, @ai-sdk/bytedance 1.0.29); any other size is
    dropped or refused."""
    known = {
        "480p": {"832x480", "480x832", "624x624"},
        "720p": {"1280x720", "720x1280", "960x960", "1088x832", "832x1088"},
        "1080p": {"1920x1080", "1080x1920", "1440x1440", "1632x1248", "1248x1632"},
    }
    if model.family == "seedance":
        known = {
            "480p": {"864x496", "496x864", "640x640", "752x560", "560x752"},
            "720p": {"1280x720", "720x1280", "960x960", "1112x834", "834x1112"},
            "1080p": {"1920x1080", "1080x1920", "1440x1440", "1664x1248", "1248x1664"},
        }
    if model.family.startswith(("wan", "seedance")):
        assert {name: set(sizes.values()) for name, sizes in model.sizes.items()} == {n: known[n] for n in model.sizes}
    assert ("480p" in model.sizes) == (model.family in ("wan3.0", "seedance"))
    assert model.resolution_form == {"kling": "none", "minimax": "word", "veo": "word"}.get(model.family, "size")
    for by_aspect in model.sizes.values():
        for aspect, size in by_aspect.items():
            wide, high = map(int, size.split("x"))
            a, b = map(int, aspect.split(":"))
            assert wide * b / (high * a) == pytest.approx(1, abs=0.03)
            assert model.resolution_of(size) in model.sizes


@ENTRIES
def test_references_have_limits_that_fit_the_route(model: Model) -> None:
    assert (model.image is None) == (model.route is Route.TEXT)
    assert model.inline == (model.family == "veo" and model.route is not Route.TEXT)
    if model.inline:
        assert model.image is not None
        # As base64, with as many words as may go along, four bytes a letter, within what the gateway stores.
        words = 4 * (model.prompt_max + model.negative_max) + 4096
        assert model.image.max_count * model.image.max_bytes * 4 / 3 + words < wire.START_LIMIT
        assert model.seconds == ((8,) if model.route is Route.REFERENCE else (4, 6, 8))
    clips = model.route.sends_references and model.family != "veo"
    assert (model.video is None) == (not clips)
    assert (model.clip_role != "none") == clips
    if not model.family.startswith("wan"):
        return
    if model.image is not None:
        assert not model.image.alpha
        assert model.image.min_side == 240
        assert model.image.max_side == (5000 if model.family == "wan2.6" else 8000)
        assert model.image.max_bytes == (10_000_000 if model.family == "wan2.6" else 20_000_000)
    if model.video is not None:
        longest = {"wan2.6": (2, 30), "wan2.7": (1, 30), "wan3.0": (1, 15)}[model.family]
        assert (model.video.min_seconds, model.video.max_seconds) == longest
        assert (model.video.min_side, model.video.max_side) == (240, 4096)
        assert model.video.max_bytes == 100_000_000
        assert model.price.input_seconds_max == (0 if model.family == "wan3.0" else 5)


def test_a_blockout_of_1280x720_at_24_fits_every_model_that_follows_one() -> None:
    """families.md 8.3: the smallest and the largest clip of every family."""
    guides = [model for model in CATALOG.models if model.route is Route.BLOCKOUT]
    assert len(guides) == 7
    for model in guides:
        assert model.video is not None
        assert model.clip_role == "guide"
        assert model.guide_tested
        assert model.video.min_pixels <= 1280 * 720 <= (model.video.max_pixels or 1280 * 720)
        assert model.video.min_fps <= 24
        assert not model.video.min_pixels or 640 * 360 < 832 * 480 < model.video.min_pixels


@pytest.mark.parametrize("field", [*Model.model_fields, *ImageRules.model_fields, *VideoRules.model_fields])
def test_what_the_catalog_knows_some_rule_uses(field: str) -> None:
    """A limit that nothing reads holds nobody back, and looks as if it did."""
    read = re.compile(rf"\.{field}\b")
    assert any(read.search(source.read_text(encoding="utf-8")) for source in Path(addon.__file__).parent.rglob("*.py"))


@ENTRIES
def test_successors_and_finals_are_in_the_catalog(model: Model) -> None:
    if model.successor:
        assert CATALOG.get(model.successor, model.route).route is model.route
    if model.final:
        final = CATALOG.get(model.final, model.route)
        assert (final.route, final.tier) == (model.route, Tier.FINAL)
        assert set(final.sizes) >= set(model.sizes)


@pytest.mark.parametrize(
    ("route", "tier", "chosen"),
    [
        (Route.REFERENCE, Tier.DRAFT, "alibaba/wan-v2.6-r2v-flash"),
        (Route.REFERENCE, Tier.FINAL, "alibaba/wan-v2.6-r2v"),
        (Route.BLOCKOUT, Tier.DRAFT, "bytedance/seedance-2.0-mini"),
        (Route.BLOCKOUT, Tier.FINAL, "bytedance/seedance-2.5"),
        (Route.FIRST_FRAME, Tier.DRAFT, "alibaba/wan-v2.6-i2v-flash"),
        (Route.FIRST_FRAME, Tier.FINAL, "alibaba/wan-v2.6-i2v"),
        (Route.FIRST_LAST, Tier.DRAFT, "alibaba/wan-v3.0-video"),
        (Route.FIRST_LAST, Tier.FINAL, "alibaba/wan-v3.0-video-prime"),
        (Route.TEXT, Tier.DRAFT, "alibaba/wan-v2.6-t2v"),
        (Route.TEXT, Tier.FINAL, "alibaba/wan-v2.6-t2v"),
    ],
)
def test_the_catalogs_own_choice(route: Route, tier: Tier, chosen: str) -> None:
    assert CATALOG.choose(route, tier).id == chosen


def test_one_id_may_serve_every_route() -> None:
    assert [CATALOG.get("alibaba/wan-v3.0-video", route).route for route in Route] == list(Route)
    assert CATALOG.get("alibaba/wan-v2.6-t2v", Route.REFERENCE).route is Route.TEXT
    assert len(list(CATALOG.ids())) == len(set(CATALOG.ids())) == 19


def test_an_unknown_model_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UserError, match="not in the catalog") as caught:
        CATALOG.get("alibaba/wan-v9")
    assert "wan-v2.6-r2v-flash" in caught.value.next_step


FLASH, R2V, R2V27 = "alibaba/wan-v2.6-r2v-flash", "alibaba/wan-v2.6-r2v", "alibaba/wan-v2.7-r2v"
V30 = "alibaba/wan-v3.0-video"


def listing(model: str, *prices: tuple[str, str] | tuple[str, str, bool], kind: str = "video") -> ModelListing:
    found = tuple(
        VideoPrice(resolution=p[0], usd_per_second=Decimal(p[1]), audio=p[2] if len(p) > 2 else None) for p in prices
    )
    return ModelListing(id=model, kind=kind, prices=found)


def merged(*listings: ModelListing) -> Catalog:
    return live_prices.merge(CATALOG, listings, "2026-11-22")


def test_a_live_price_replaces_the_catalogs_and_says_when_it_was_read() -> None:
    found = merged(listing(FLASH, ("720p", "0.06"), ("1080p", "0.08")))
    model = found.get(FLASH)
    assert model.price.by_second("720p") == Decimal("0.06")
    assert found.basis(model) == "gateway 2026-11-22"
    assert CATALOG.basis(CATALOG.get(FLASH)) == "catalog 2026-10-07"
    assert CATALOG.get(FLASH).price.by_second("720p") == Decimal("0.05")


def test_a_price_that_the_live_list_does_not_give_is_unknown() -> None:
    model = merged(listing(FLASH, ("720p", "0.06"))).get(FLASH)
    assert model.price.by_second("1080p") is None


def test_one_price_for_all_resolutions_holds_for_each() -> None:
    model = merged(listing(FLASH, ("", "0.06"))).get(FLASH)
    assert model.price.by_second("720p") == model.price.by_second("1080p") == Decimal("0.06")


def test_silence_may_have_its_own_price() -> None:
    model = merged(listing(FLASH, ("720p", "0.05", True), ("720p", "0.025", False))).get(FLASH)
    assert model.price.by_second("720p") == Decimal("0.05")
    assert model.price.by_second("720p", audio=False) == Decimal("0.025")


def test_a_listed_model_without_a_readable_price_has_none() -> None:
    """FLUX 3 is listed with `{}`: whatever the catalog once knew is no promise."""
    found = merged(listing(FLASH))
    assert found.get(FLASH).price.by_second("720p") is None
    assert found.get(FLASH).price.estimate(Used("720p", "1280x720", 5)).usd is None
    assert found.basis(found.get(FLASH)) == "gateway 2026-11-22"


@pytest.mark.parametrize(
    ("model", "entries", "resolution", "usd"),
    [
        (V30, (("480p", ".05"), ("720p", ".10"), ("1080p", ".20"), ("", ".20")), "480p", "0.05"),
        (V30, (("480p", ".05"), ("720p", ".10"), ("1080p", ".20"), ("", ".20")), "720p", "0.10"),
        (f"{V30}-prime", (("480p", ".068"), ("720p", ".14"), ("1080p", ".28"), ("", ".28")), "480p", "0.068"),
        ("minimax/minimax-h3", (("768p", ".08"), ("2k", ".13"), ("", ".13")), "768p", "0.08"),
    ],
)
def test_the_price_of_a_request_without_resolution_is_no_other_ones(
    model: str, entries: tuple[tuple[str, str], ...], resolution: str, usd: str
) -> None:
    """The list of 7 October 2026: estimates were four times too high."""
    assert merged(listing(model, *entries)).get(model).price.by_second(resolution) == Decimal(usd)


def test_a_mode_is_matched_and_voices_are_left_out() -> None:
    kling = "klingai/kling-v3.0-t2v"
    prices = tuple(
        VideoPrice(usd_per_second=Decimal(usd), mode=mode, audio=audio, voice_control=voice)
        for usd, mode, audio, voice in (
            ("0.168", "std", False, False), ("0.252", "std", True, False), ("0.308", "std", True, True),
            ("0.224", "pro", False, False), ("0.336", "pro", True, False), ("0.392", "pro", True, True),
        )
    )  # fmt: skip
    price = merged(ModelListing(id=kling, kind="video", prices=prices)).get(kling).price
    told = [price.by_second(tier, audio=audio) for tier in ("720p", "1080p") for audio in (False, True)]
    assert told == [Decimal(usd) for usd in ("0.168", "0.252", "0.224", "0.336")]


MINI = "bytedance/seedance-2.0-mini"


@pytest.mark.parametrize(
    "tokens",
    [
        (("", "3", "2"),),
        (("480p", "3", "2"), ("720p", "3", "2"), ("1080p", "9", "9")),
    ],
    ids=["flat", "tiers"],
)
def test_prices_by_tokens_come_in_two_shapes(tokens: tuple[tuple[str, str, str], ...]) -> None:
    tiers = tuple(TokenPrice(resolution=name, without_clip=Decimal(a), with_clip=Decimal(b)) for name, a, b in tokens)
    price = merged(ModelListing(id=MINI, kind="video", tokens=tiers)).get(MINI).price
    assert price.estimate(Used("720p", "1280x720", 5)).usd == Decimal("0.324")
    assert price.estimate(Used("720p", "1280x720", 5, clip_seconds=(5.0,))).usd == Decimal("0.432")


# families.md section 5: a 5 s shot at 16:9 with a 5 s clip, without one; cents. Wan's row for both readings.
@pytest.mark.parametrize(
    ("model", "resolution", "clip", "low", "high"),
    [
        ("bytedance/seedance-2.5", "480p", 5, "", "0.64"),
        ("bytedance/seedance-2.5", "720p", 5, "", "1.38"),
        ("bytedance/seedance-2.5", "1080p", 5, "", "3.40"),
        ("bytedance/seedance-2.5", "720p", 0, "", "1.16"),
        ("bytedance/seedance-2.0", "480p", 5, "", "0.43"),
        ("bytedance/seedance-2.0", "720p", 5, "", "0.93"),
        ("bytedance/seedance-2.0", "1080p", 5, "", "2.28"),
        ("bytedance/seedance-2.0-fast", "720p", 5, "", "0.71"),
        ("bytedance/seedance-2.0-mini", "480p", 5, "", "0.21"),
        ("bytedance/seedance-2.0-mini", "720p", 0, "", "0.38"),
        ("bytedance/seedance-2.0-mini", "720p", 2, "", "0.41"),  # the floor: 9 s
        ("alibaba/wan-v3.0-video", "480p", 5, "0.25", "0.50"),
        ("alibaba/wan-v3.0-video-prime", "1080p", 5, "1.40", "2.80"),
        ("minimax/minimax-h3", "768p", 5, "", "0.80"),
        ("minimax/minimax-h3", "2k", 5, "", "1.30"),
        ("minimax/minimax-h3", "768p", 0, "", "0.40"),
    ],
)
def test_what_a_shot_with_its_clip_costs(model: str, resolution: str, clip: int, low: str, high: str) -> None:
    entry = CATALOG.get(model, Route.REFERENCE)
    clips = (float(clip),) if clip else ()
    found = entry.price.estimate(
        Used(resolution, entry.size(resolution, "16:9") or "", 5, clip_seconds=clips, clips_at_most=15)
    )
    assert found.usd is not None
    assert round(found.usd, 2) == Decimal(high)
    assert (found.low is None) == (not low)
    assert not low or found.low == Decimal(low)


def test_a_clip_of_unknown_length_counts_as_the_longest_that_may_be_sent() -> None:
    price = CATALOG.get("minimax/minimax-h3").price
    assert price.estimate(Used("768p", "1344x768", 5, clip_seconds=(0.0,), clips_at_most=15)).input_seconds == 15


def test_pictures_beyond_the_free_ones_may_cost() -> None:
    found = CATALOG.get("minimax/minimax-h3").price.estimate(Used("768p", "1344x768", 5, pictures=7))
    assert (found.low, found.usd) == (Decimal("0.40"), Decimal("0.48"))


def test_a_model_that_the_list_no_longer_has_is_marked_and_its_nearest_successor_named() -> None:
    found = merged(listing(R2V27), listing(V30))
    assert not found.get(FLASH).listed
    assert found.successor(found.get(FLASH)) == found.get(R2V27)
    found = merged(listing(V30))
    assert found.successor(found.get(FLASH)) == found.get(V30)
    first_frame = found.successor(found.get("alibaba/wan-v2.6-i2v"))
    assert first_frame is not None
    assert first_frame.route is Route.FIRST_FRAME
    assert merged(listing(R2V)).successor(found.get(FLASH)) is None


@pytest.mark.parametrize("listings", [(), (ModelListing(id="openai/gpt-9", kind="language"),)], ids=["empty", "words"])
def test_a_list_without_video_models_says_nothing_about_them(listings: tuple[ModelListing, ...]) -> None:
    assert merged(*listings) is CATALOG
