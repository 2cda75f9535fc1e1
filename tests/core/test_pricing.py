# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every row of the catalog costs, by formulas written here a second time, in fractions of cents and out of the
gateway's public list of 7 October 2026 as it stands there.

The seven kinds: by the second and resolution, by a provider's mode, with and without sound, by tokens with a floor,
with input seconds, by the video, and empty.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest

from addon.core import catalog
from addon.core.catalog import Model
from addon.core.models import Route
from addon.core.pricing import Price, Used

CATALOG = catalog.load()

# Tenths of a cent a second; where sound has its own price, (with, without).
SECOND: dict[str, dict[str, int | tuple[int, int]]] = {
    "alibaba/wan-v2.6-r2v-flash": {"720p": 50, "1080p": 75},
    "alibaba/wan-v2.6-i2v-flash": {"720p": 50, "1080p": 75},
    "alibaba/wan-v2.6-r2v": {"720p": 100, "1080p": 150},
    "alibaba/wan-v2.6-i2v": {"720p": 100, "1080p": 150},
    "alibaba/wan-v2.6-t2v": {"720p": 100, "1080p": 150},
    "alibaba/wan-v2.7-r2v": {"720p": 100, "1080p": 150},
    "alibaba/wan-v2.7-t2v": {"720p": 100, "1080p": 150},
    "alibaba/wan-v3.0-video": {"480p": 50, "720p": 100, "1080p": 200},
    "alibaba/wan-v3.0-video-prime": {"480p": 68, "720p": 140, "1080p": 280},
    "minimax/minimax-h3": {"768p": 80, "2k": 130},
    # `mode`: std is 720p, pro 1080p.
    "klingai/kling-v3.0-i2v": {"720p": (252, 168), "1080p": (336, 224)},
    "klingai/kling-v3.0-t2v": {"720p": (252, 168), "1080p": (336, 224)},
    "google/veo-3.1-generate-001": {"720p": (400, 200), "1080p": (400, 200), "4k": (600, 400)},
    "google/veo-3.1-fast-generate-001": {"720p": (150, 100), "1080p": (150, 100), "4k": (350, 300)},
}
# Tenths of a dollar a million tokens, without and with a clip in the input.
TOKENS = {
    "bytedance/seedance-2.5": {"480p": (107, 64), "720p": (107, 64), "1080p": (117, 70)},
    "bytedance/seedance-2.0": {"480p": (70, 43), "720p": (70, 43), "1080p": (77, 47)},
    "bytedance/seedance-2.0-fast": {"480p": (56, 33), "720p": (56, 33)},
    "bytedance/seedance-2.0-mini": {"480p": (35, 21), "720p": (35, 21)},
}
PIXELS = {"480p": 864 * 496, "720p": 1280 * 720, "1080p": 1920 * 1080}
UNKNOWN = {"bfl/flux-3-video"}


def expected(model: Model, resolution: str, seconds: int, *, audio: bool, clip: Fraction) -> Fraction:
    """US dollars at most, of one request with one clip of so many seconds (0: none)."""
    if model.id in TOKENS:
        billed = seconds + clip
        if clip:
            billed = max(
                billed, Fraction(ceil(seconds * (Fraction(9, 5) if resolution == "1080p" else Fraction(5, 3))))
            )
        rate = TOKENS[model.id][resolution][1 if clip else 0]
        return billed * 24 * Fraction(PIXELS[resolution], 1024) * Fraction(rate, 10) / 1_000_000
    rate = SECOND[model.id][resolution]
    thousandths = rate if isinstance(rate, int) else rate[0 if audio else 1]
    counted = min(clip, Fraction(5)) if model.id.startswith(("alibaba/wan-v2.6", "alibaba/wan-v2.7")) else clip
    return (seconds + counted) * Fraction(thousandths, 1000)


def test_every_model_has_its_price_here() -> None:
    assert {model.id for model in CATALOG.models} == set(SECOND) | set(TOKENS) | UNKNOWN
    for model in CATALOG.models:
        assert set(model.sizes) == set(SECOND.get(model.id) or TOKENS.get(model.id) or model.sizes)


@pytest.mark.parametrize("model", CATALOG.models, ids=lambda m: f"{m.id} {m.route}")
def test_every_row_costs_what_the_list_says(model: Model) -> None:
    clips = [Fraction(0)]
    if model.video is not None:
        clips += [Fraction(seconds) for seconds in ("2", "5", "7.5", "15")]
    for resolution, by_aspect in model.sizes.items():
        for seconds in {model.seconds[0], model.seconds[-1]}:
            for audio in (True, False):
                for clip in clips:
                    used = Used(resolution, by_aspect["16:9"], seconds, audio, (float(clip),) if clip else ())
                    found = model.price.estimate(used).usd
                    if model.id in UNKNOWN:
                        assert found is None, "never nothing, and never a guess"
                        continue
                    assert found is not None
                    want = expected(model, resolution, seconds, audio=audio, clip=clip)
                    assert abs(Fraction(found) - want) < Fraction(1, 1_000_000), (resolution, seconds, audio, clip)


def test_a_lower_end_is_said_where_the_list_is_silent_about_clips() -> None:
    wan = CATALOG.get("alibaba/wan-v3.0-video", Route.BLOCKOUT)
    found = wan.price.estimate(Used("720p", "1280x720", 5, clip_seconds=(5.0,)))
    assert (found.low, found.usd) == (Decimal("0.50"), Decimal("1.00"))


def test_a_whole_video_may_have_one_price_whatever_its_length() -> None:
    price = Price(kind="video", usd={"720p": Decimal("0.30"), "": Decimal("0.90")}, silent={"720p": Decimal("0.20")})
    for seconds in (4, 8):
        assert price.estimate(Used("720p", "1280x720", seconds)).usd == Decimal("0.30")
    assert price.estimate(Used("720p", "1280x720", 4, audio=False)).usd == Decimal("0.20")
    assert price.estimate(Used("1080p", "1920x1080", 4)).usd == Decimal("0.90")
    assert price.by_second("720p") is None


def test_an_empty_price_stays_unknown() -> None:
    assert Price(kind="unknown").estimate(Used("720p", "1280x720", 4)).usd is None
    assert Price(kind="video").estimate(Used("720p", "1280x720", 4)).usd is None
    assert Price(kind="tokens").estimate(Used("720p", "1280x720", 4)).usd is None
