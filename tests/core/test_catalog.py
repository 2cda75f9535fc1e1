# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalog says what the provider's and the gateway's pages say; live lists are laid over it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from addon.core import catalog
from addon.core.catalog import Catalog, Model
from addon.core.errors import UserError
from addon.core.gateway.results import ModelListing, VideoPrice
from addon.core.models import Route, Tier
from addon.core.plans import live_prices

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
    ("alibaba/wan-v3.0-video", Route.REFERENCE): Fact((2, 30), 20000, ("0.10", "0.20"), "switch", 10, 5, (1, 15)),
    ("alibaba/wan-v3.0-video", Route.FIRST_FRAME): Fact((2, 30), 20000, ("0.10", "0.20"), "switch", 1, 0, (1, 1)),
    ("alibaba/wan-v3.0-video", Route.TEXT): Fact((2, 30), 20000, ("0.10", "0.20"), "switch"),
    ("alibaba/wan-v3.0-video-prime", Route.REFERENCE): Fact((2, 30), 20000, ("0.14", "0.28"), "switch", 10, 5, (1, 15)),
    ("alibaba/wan-v3.0-video-prime", Route.FIRST_FRAME): Fact((2, 30), 20000, ("0.14", "0.28"), "switch", 1, 0, (1, 1)),
    ("alibaba/wan-v3.0-video-prime", Route.TEXT): Fact((2, 30), 20000, ("0.14", "0.28"), "switch"),
}


def test_every_entry_is_checked_and_none_is_missing() -> None:
    assert {(model.id, model.route) for model in CATALOG.models} == set(FACTS)
    assert len(CATALOG.models) == len(FACTS)


@ENTRIES
def test_limits_and_prices_are_those_of_the_pages(model: Model) -> None:
    fact = FACTS[model.id, model.route]
    assert (model.min_seconds, model.max_seconds) == fact.seconds
    assert model.prompt_max == fact.prompt
    assert (model.usd_per_second["720p"], model.usd_per_second["1080p"]) == tuple(map(Decimal, fact.usd))
    assert model.audio == fact.audio
    assert (model.image.max_count if model.image else 0) == fact.pictures
    assert (model.video.max_count if model.video else 0) == fact.clips
    assert (model.min_references, model.max_references) == fact.references


@ENTRIES
def test_what_all_families_share(model: Model) -> None:
    family = model.family
    assert model.output_fps == 30
    assert model.seed_max == 2**31 - 1
    assert (model.concurrency, model.starts_per_second) == (5, 5)
    assert not model.zero_data_retention
    assert model.retention
    assert "training" in model.no_training_terms
    assert model.negative_max == (0 if family == "wan3.0" else 500)
    assert model.shot_type == (family == "wan2.6")
    assert model.sends_aspect == (family != "wan2.6")
    assert model.automatic == (family == "wan2.6")
    naming = {"wan2.6": "character", "wan2.7": "media", "wan3.0": "media"}[family]
    assert model.naming == (naming if model.route is Route.REFERENCE else "")
    assert set(model.usd_per_second) == set(model.sizes)


@ENTRIES
def test_sizes_are_those_that_the_provider_knows(model: Model) -> None:
    """The tiers of the provider package (npm @ai-sdk/alibaba 2.0.58); any other size is dropped or refused."""
    known = {
        "480p": {"832x480", "480x832", "624x624"},
        "720p": {"1280x720", "720x1280", "960x960", "1088x832", "832x1088"},
        "1080p": {"1920x1080", "1080x1920", "1440x1440", "1632x1248", "1248x1632"},
    }
    expected = dict(known) if model.family == "wan3.0" else {k: v for k, v in known.items() if k != "480p"}
    assert {name: set(by_aspect.values()) for name, by_aspect in model.sizes.items()} == expected
    for by_aspect in model.sizes.values():
        for aspect, size in by_aspect.items():
            wide, high = map(int, size.split("x"))
            a, b = map(int, aspect.split(":"))
            assert wide * b / (high * a) == pytest.approx(1, abs=0.03)
            assert model.resolution_of(size) in model.sizes


@ENTRIES
def test_references_have_limits_that_fit_the_route(model: Model) -> None:
    assert (model.image is None) == (model.route is Route.TEXT)
    assert (model.video is None) == (model.route is not Route.REFERENCE)
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
        assert model.video.billed_seconds_max == (15 if model.family == "wan3.0" else 5)


@ENTRIES
def test_successors_and_finals_are_in_the_catalog(model: Model) -> None:
    if model.successor:
        assert CATALOG.get(model.successor, model.route).route is model.route
    if model.final:
        final = CATALOG.get(model.final, model.route)
        assert (final.route, final.tier) == (model.route, Tier.FINAL)
        assert set(final.sizes) == set(model.sizes)


@pytest.mark.parametrize(
    ("route", "tier", "chosen"),
    [
        (Route.REFERENCE, Tier.DRAFT, "alibaba/wan-v2.6-r2v-flash"),
        (Route.REFERENCE, Tier.FINAL, "alibaba/wan-v2.6-r2v"),
        (Route.FIRST_FRAME, Tier.DRAFT, "alibaba/wan-v2.6-i2v-flash"),
        (Route.FIRST_FRAME, Tier.FINAL, "alibaba/wan-v2.6-i2v"),
        (Route.TEXT, Tier.DRAFT, "alibaba/wan-v2.6-t2v"),
        (Route.TEXT, Tier.FINAL, "alibaba/wan-v2.6-t2v"),
    ],
)
def test_the_catalogs_own_choice(route: Route, tier: Tier, chosen: str) -> None:
    assert CATALOG.choose(route, tier).id == chosen


def test_one_id_may_serve_every_route() -> None:
    assert [CATALOG.get("alibaba/wan-v3.0-video", route).route for route in Route] == list(Route)
    assert CATALOG.get("alibaba/wan-v2.6-t2v", Route.REFERENCE).route is Route.TEXT
    assert len(list(CATALOG.ids())) == len(set(CATALOG.ids())) == 9


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
    assert model.price("720p") == Decimal("0.06")
    assert found.basis(model) == "gateway 2026-11-22"
    assert CATALOG.basis(CATALOG.get(FLASH)) == "catalog 2026-10-07"
    assert CATALOG.get(FLASH).price("720p") == Decimal("0.05")


def test_a_price_that_the_live_list_does_not_give_is_unknown() -> None:
    model = merged(listing(FLASH, ("720p", "0.06"))).get(FLASH)
    assert model.price("1080p") is None


def test_one_price_for_all_resolutions_holds_for_each() -> None:
    model = merged(listing(FLASH, ("", "0.06"))).get(FLASH)
    assert model.price("720p") == model.price("1080p") == Decimal("0.06")


def test_silence_may_have_its_own_price() -> None:
    model = merged(listing(FLASH, ("720p", "0.05", True), ("720p", "0.025", False))).get(FLASH)
    assert model.price("720p") == Decimal("0.05")
    assert model.price("720p", audio=False) == Decimal("0.025")


def test_a_model_without_a_readable_price_keeps_the_catalogs_and_its_date() -> None:
    found = merged(listing(FLASH))
    assert found.get(FLASH).price("720p") == Decimal("0.05")
    assert found.basis(found.get(FLASH)) == "catalog 2026-10-07"


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
