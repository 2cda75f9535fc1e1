# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gateway's own list says today, laid over the catalog: prices with their date, and models that are gone."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from ..catalog import Catalog, Model
from ..pricing import Price

if TYPE_CHECKING:
    from ..gateway.listings import ModelListing

_VIDEO = ("video", "")
"""Kinds of a listing that may be a video model; some lists name no kind."""


def merge(catalog: Catalog, listings: Iterable[ModelListing], date: str) -> Catalog:
    """The catalog with the gateway's prices ("gateway DATE" as their basis) and its absences.

    `date` is the day the list was read ("2026-11-22"). A list without any video model says nothing about ours: then
    the catalog comes back as it was. A model that is listed without a readable price has no known one: what the catalog
    once knew is no promise.
    """
    listed = {listing.id: listing for listing in listings if listing.kind in _VIDEO}
    if not listed:
        return catalog
    models = tuple(_merged(model, listed.get(model.id), date) for model in catalog.models)
    return catalog.model_copy(update={"models": models})


def _merged(model: Model, listing: ModelListing | None, date: str) -> Model:
    if listing is None:
        return model.model_copy(update={"listed": False})
    return model.model_copy(update={"price": _price(model, listing), "price_basis": f"gateway {date}"})


def _price(model: Model, listing: ModelListing) -> Price:
    """The list's numbers in the catalog's formula: what is billed of clips and pictures no list says."""
    if listing.tokens:
        per_million = {
            tier.resolution: (tier.without_clip, tier.with_clip)
            for tier in listing.tokens
            if tier.without_clip is not None and tier.with_clip is not None
        }
        return model.price.model_copy(update={"kind": "tokens", "per_million": per_million})
    usd = _by_second(model, listing, audio=True)
    if not usd:
        return Price(kind="unknown")
    silent = _by_second(model, listing, audio=False) if any(p.audio is not None for p in listing.prices) else {}
    return model.price.model_copy(update={"kind": "seconds", "usd": usd, "silent": silent})


def _by_second(model: Model, listing: ModelListing, *, audio: bool) -> dict[str, Decimal]:
    found = {
        resolution: listing.usd_per_second(resolution, audio=audio, mode=model.quality.get(resolution, ""))
        for resolution in model.sizes
    }
    return {resolution: price for resolution, price in found.items() if price is not None}
