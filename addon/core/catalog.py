# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each video model accepts, answers and costs: the data of catalog.toml as typed values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal

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
    max_aspect: float = 0.0
    """Long side over short side; 0: no limit."""


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
    max_aspect: float = 0.0
    """Long side over short side; 0: no limit."""
    max_total_seconds: float = 0.0
    """All clips together; 0: no limit."""


class Model(Frozen):
    """One model of the gateway on one route. Prices are US dollars a second of output, by tier name ("720p")."""

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
    retention: str = ""
    """What is known of zero data retention, in one sentence for the preflight."""
    no_training_terms: str = ""
    """What is known of training on what is sent, in one sentence for the preflight."""
    successor: str = ""
    """The id to use when this model is gone."""
    final: str = ""
    """The model of the final tier that promotion goes to."""
    seed_max: int = 2147483647
    automatic: bool = True
    """False: used only by shots that name it."""
    seconds_allowed: tuple[int, ...] = ()
    """The only lengths it makes, where it does not make every whole second from `min_seconds` to `max_seconds`."""
    total_seconds_max: int = 0
    """Reference clips and output together; 0: no limit."""
    sends_aspect: bool = False
    """True: the aspect is sent beside the size, for the provider takes only the tier from the size."""
    usd_per_second_silent: dict[str, Decimal] = {}
    """Prices of silent video where they differ."""
    price_basis: str = ""
    """Where the prices come from, with the date, where it is not this catalog."""
    clip_voice: bool = False
    """Whether a character speaks with the voice that is heard in its reference clip."""
    listed: bool = True
    """False: the gateway's own list no longer has it."""

    @property
    def seconds(self) -> tuple[int, ...]:
        """Every length in whole seconds that it makes, ascending."""
        return tuple(sorted(self.seconds_allowed)) or tuple(range(self.min_seconds, self.max_seconds + 1))

    def price(self, resolution: str, *, audio: bool = True) -> Decimal | None:
        """US dollars a second; None when unknown."""
        silent = None if audio else self.usd_per_second_silent.get(resolution)
        return self.usd_per_second.get(resolution) if silent is None else silent

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
    """All models, with the date their prices were read. A model that works on several routes has an entry for each."""

    prices_date: str
    models: tuple[Model, ...]

    def get(self, model_id: str, route: Route | None = None) -> Model:
        """The entry of a model for `route`, or its first where it has none for it.

        Raises UserError (code "model_unknown") for an id that the catalog does not have."""
        entries = [model for model in self.models if model.id == model_id]
        if not entries:
            raise UserError(
                f"The model {model_id} is not in the catalog.",
                f"Choose one of: {', '.join(self.ids())}.",
                code="model_unknown",
            )
        return next((model for model in entries if model.route is route), entries[0])

    def choose(self, route: Route, tier: Tier) -> Model:
        """The catalog's own choice for a route and tier: the first that matches, else the first of the route."""
        of_route = [m for m in self.models if m.route is route and m.automatic]
        return next((m for m in of_route if m.tier is tier), of_route[0])

    def ids(self) -> Iterable[str]:
        """Every model's id, once."""
        return dict.fromkeys(m.id for m in self.models)

    def basis(self, model: Model) -> str:
        """Where a model's price comes from, with its date: "catalog 2026-10-07"."""
        return model.price_basis or f"catalog {self.prices_date}"

    def successor(self, model: Model) -> Model | None:
        """The nearest successor that is still offered, on the same route where it has it; None: there is none."""
        seen = {model.id}
        while model.successor and model.successor not in seen:
            seen.add(model.successor)
            model = self.get(model.successor, model.route)
            if model.listed:
                return model
        return None


@cache
def load() -> Catalog:
    """The bundled catalog. Read once."""
    text = resources.files(__package__).joinpath("catalog.toml").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Catalog:
    """Catalog from TOML text. A model names its `sizes`, `image`, `video` and `terms` by key; `also` adds entries for
    its other routes, with what differs there."""
    data = tomllib.loads(text)
    models = []
    for entry in data["model"]:
        fields = dict(entry)
        others = fields.pop("also", [])
        models += [_model({**fields, **other}, data) for other in ({}, *others)]
    return Catalog(prices_date=data["prices_date"], models=tuple(models))


def _model(fields: dict[str, Any], data: dict[str, Any]) -> Model:
    fields["sizes"] = data["sizes"][fields["sizes"]]
    fields |= data["terms"][fields.pop("terms")] if "terms" in fields else {}
    for rules in ("image", "video"):
        if fields.get(rules):
            fields[rules] = data[f"{rules}_rules"][fields[rules]]
        else:
            fields[rules] = None
    return Model.model_validate(fields)
