# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each video model accepts, answers and costs: the data of catalog.toml as typed values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal

from .errors import UserError
from .models import Frozen, Route, Tier


class ImageRules(Frozen):
    """Limits of one reference picture: sides in pixels, size in bytes."""

    max_count: int
    formats: tuple[str, ...]
    min_side: int
    max_side: int
    max_bytes: int
    alpha: bool


class VideoRules(Frozen):
    """Limits of one reference clip: seconds, pixels, bytes, frames a second."""

    max_count: int
    formats: tuple[str, ...]
    min_seconds: float
    max_seconds: float
    min_side: int
    max_side: int
    max_bytes: int
    min_fps: float
    billed_seconds_max: float
    """Seconds of reference video billed as input, all clips together; 0: none."""


class Model(Frozen):
    """One model of the gateway. Prices are US dollars a second of output, by tier name ("720p")."""

    id: str
    name: str
    route: Route
    tier: Tier
    family: str
    min_seconds: int
    max_seconds: int
    sizes: dict[str, dict[str, str]]
    """Resolution name -> aspect -> "WIDTHxHEIGHT"."""
    output_fps: int
    audio: Literal["switch", "always"]
    shot_type: bool
    naming: Literal["character", "media", ""]
    """How the prompt names references: character1..N in one sequence; "Image 1"/"Video 1" apart; "" none."""
    min_references: int
    max_references: int
    prompt_max: int
    """Characters; more is cut silently by the provider, so we refuse."""
    negative_max: int
    usd_per_second: dict[str, Decimal]
    image: ImageRules | None = None
    video: VideoRules | None = None
    concurrency: int = 5
    starts_per_second: int = 5
    zero_data_retention: bool = False
    no_training_terms: str = ""
    successor: str = ""
    final: str = ""
    """The model of the final tier that promotion goes to."""
    seed_max: int = 2147483647

    def size(self, resolution: str, aspect: str) -> str | None:
        """Pixel size "WIDTHxHEIGHT" for a resolution name and aspect; None when the model lacks it."""
        return self.sizes.get(resolution, {}).get(aspect)

    def resolution_of(self, size: str) -> str | None:
        """The resolution name a pixel size belongs to ("1280x720" -> "720p")."""
        for resolution, by_aspect in self.sizes.items():
            if size in by_aspect.values():
                return resolution
        return None


class Catalog(Frozen):
    """All models, with the date their prices were read."""

    prices_date: str
    models: tuple[Model, ...]

    def get(self, model_id: str) -> Model:
        """Raises UserError (code "model_unknown") for an id that the catalog does not have."""
        for model in self.models:
            if model.id == model_id:
                return model
        raise UserError(
            f"The model {model_id} is not in the catalog.",
            f"Choose one of: {', '.join(m.id for m in self.models)}.",
            code="model_unknown",
        )

    def choose(self, route: Route, tier: Tier) -> Model:
        """The catalog's own choice for a route and tier: the first that matches, else the first of the route."""
        of_route = [m for m in self.models if m.route is route]
        return next((m for m in of_route if m.tier is tier), of_route[0])

    def ids(self) -> Iterable[str]:
        return (m.id for m in self.models)


@cache
def load() -> Catalog:
    """The bundled catalog. Read once."""
    text = resources.files(__package__).joinpath("catalog.toml").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Catalog:
    """Catalog from TOML text: a model table names its `sizes`, `image` and `video` rules by key."""
    data = tomllib.loads(text)
    models = []
    for entry in data["model"]:
        fields = dict(entry)
        fields["sizes"] = data["sizes"][fields["sizes"]]
        for rules in ("image", "video"):
            if rules in fields:
                fields[rules] = data[f"{rules}_rules"][fields[rules]]
        models.append(Model.model_validate(fields))
    return Catalog(prices_date=data["prices_date"], models=tuple(models))
