# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway's list of models: what each is, and its prices in every shape that the list has for video.

Shapes: GET /v1/models as others stored it in August to October 2026. Entries that cannot be read are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..models import Frozen
from .results import decimal

LISTINGS_MAX = 5_000
PRICES_MAX = 100
"""More than any list has; what is beyond is left out."""


class VideoPrice(Frozen):
    """US dollars a second of video. Empty or None: the list does not say for which."""

    usd_per_second: Decimal
    resolution: str = ""
    """Tier name in lower case: "720p"; "": what a request without a resolution costs, where others name theirs."""
    audio: bool | None = None
    mode: str = ""
    voice_control: bool = False
    """The price with the provider's own voices, which we never ask for."""


class TokenPrice(Frozen):
    """US dollars for a million tokens, without and with a clip in the input; None where the list does not say."""

    resolution: str = ""
    """Tier name in lower case; "": whatever the resolution."""
    without_clip: Decimal | None = None
    with_clip: Decimal | None = None


class ModelListing(Frozen):
    """One model that the gateway offers now. `kind` is its type: "video", "language"..."""

    id: str
    name: str = ""
    kind: str = ""
    prices: tuple[VideoPrice, ...] = ()
    tokens: tuple[TokenPrice, ...] = ()

    def usd_per_second(self, resolution: str, *, audio: bool | None = None, mode: str = "") -> Decimal | None:
        """The price that agrees in everything the list tells prices apart by; the dearest where several do, lest an
        estimate be too low. None: unknown. `mode` "" is a model without modes.

        An entry without a resolution is what a request without one costs (Wan 3.0: that of 1080p). It holds for all
        only where no entry names any."""
        tiered = any(price.resolution for price in self.prices)
        fitting = [
            price.usd_per_second
            for price in self.prices
            if price.resolution == (resolution.lower() if tiered else "")
            and price.mode in ("", mode or price.mode)
            and (audio is None or price.audio in (None, audio))
            and not price.voice_control
        ]
        return max(fitting, default=None)


def models(value: Any) -> tuple[ModelListing, ...]:
    """The model list, OpenAI style or the gateway's own; entries that cannot be read are left out."""
    data = value if isinstance(value, list) else _mapping(value).get("data", _mapping(value).get("models"))
    listings = (_listing(_mapping(entry)) for entry in _list(data)[:LISTINGS_MAX])
    return tuple(listing for listing in listings if listing)


def _listing(entry: Mapping[str, Any]) -> ModelListing | None:
    if not _text(entry.get("id")):
        return None
    pricing = _mapping(entry.get("pricing"))
    by_second = _list(pricing.get("video_duration_pricing"))[:PRICES_MAX]
    return ModelListing(
        id=_text(entry.get("id")),
        name=_text(entry.get("name")),
        kind=_text(entry.get("type")) or _text(entry.get("modelType")),
        prices=tuple(price for item in by_second if (price := _by_second(_mapping(item)))),
        tokens=tuple(tier for item in _tiers(pricing) if (tier := _by_tokens(_mapping(item)))),
    )


def _by_second(entry: Mapping[str, Any]) -> VideoPrice | None:
    usd = decimal(entry.get("cost_per_second"))
    if usd is None:
        return None
    audio = entry.get("audio")
    return VideoPrice(
        usd_per_second=usd,
        resolution=_text(entry.get("resolution")).lower(),
        audio=audio if isinstance(audio, bool) else None,
        mode=_text(entry.get("mode")).lower(),
        voice_control=entry.get("voice_control") is True,
    )


def _tiers(pricing: Mapping[str, Any]) -> list[Any]:
    """A tier for each resolution, or the one flat price of older lists."""
    tokens = _mapping(pricing.get("video_token_pricing"))
    return _list(tokens.get("tiers"))[:PRICES_MAX] if "tiers" in tokens else [tokens]


def _by_tokens(entry: Mapping[str, Any]) -> TokenPrice | None:
    without, with_clip = (
        decimal(_mapping(entry.get(key)).get("cost_per_million_tokens"))
        for key in ("no_video_input", "with_video_input")
    )
    if without is None and with_clip is None:
        return None
    return TokenPrice(resolution=_text(entry.get("resolution")).lower(), without_clip=without, with_clip=with_clip)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
