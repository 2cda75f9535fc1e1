# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each video model accepts, answers and costs: the data of catalog.toml as typed values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from .errors import UserError
from .models import Frozen, Route, Tier
from .pricing import Price


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
    inline: Literal["url", "bytes"] = "url"
    """Whether the provider fetches it, or takes it only within the request."""


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
    max_fps: float = 0.0
    """0: no limit."""
    min_pixels: int = 0
    """Of a frame: width times height."""
    max_pixels: int = 0
    """0: no limit."""
    codecs: tuple[str, ...] = ()
    """Of the picture ("h264"); empty: whatever the format may hold."""
    max_aspect: float = 0.0
    """Long side over short side; 0: no limit."""
    max_total_seconds: float = 0.0
    """All clips together; 0: no limit."""

    @property
    def seconds_at_most(self) -> float:
        """All clips together."""
        return self.max_total_seconds or self.max_count * self.max_seconds


class Draft(Frozen):
    """How a model makes a cheap draft of which it can later make the final of the very same video."""

    option: str
    """Set to true under the provider's options."""
    resolution: str
    """That the draft is made in."""
    handle: str
    """Where the answer's metadata says which draft it was; "videos.draftCache": of its first video."""
    promote: str
    """The provider's option that takes the handle."""
    finals: tuple[str, ...]
    days: int = 0
    """That the handle is good for; 0: not known."""
    assumed: str = ""
    """The day on which `finals` were assumed, where the maker's documents do not say them; "": they do."""


@lru_cache(maxsize=256)  # a plan of 1,000 shots asks 3,000 times
def _lengths(allowed: tuple[int, ...], shortest: int, longest: int) -> tuple[int, ...]:
    return tuple(sorted(allowed)) or tuple(range(shortest, longest + 1))


class Model(Frozen):
    """One model of the gateway on one route."""

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
    audio: Literal["switch", "always", "none"]
    shot_type: bool
    naming: Literal["character", "media", "brackets", "angle", ""]
    """How the prompt names references: character1..N in one sequence; else counted apart as "Image 1", "[Image 1]" or
    "<IMAGE_1>"; "" none."""
    min_references: int
    max_references: int
    prompt_max: int
    """Characters; more is cut silently by the provider, so we refuse."""
    negative_max: int
    price: Price
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
    options: str = "alibaba"
    """The name under which its provider's own options travel."""
    fixed_options: dict[str, bool | int | str] = {}
    """Options that always go along."""
    quality: dict[str, str] = {}
    """Resolution name -> the word of the provider's option `quality_option` that asks for it."""
    quality_option: str = ""
    resolution_form: Literal["size", "word", "none"] = "size"
    """What asks for the resolution: the pixel size, its name, or nothing (an option does)."""
    types_by: Literal["media_type", "extension"] = "media_type"
    """How a clip is told from a picture: by the media type that travels along, or by the URL's ending."""
    only: tuple[str, ...] = ()
    """The providers that may serve it, where the gateway has others that are not known to take the same options."""
    clip_role: Literal["subject", "guide", "continue", "none"] = "none"
    """What becomes of a clip that is sent: somebody who plays, what leads camera and staging, what goes on from it."""
    guide_tested: Literal["maker", "reports", "untested", ""] = ""
    """Who says that it follows a blockout."""
    seed: Literal["yes", "no"] = "yes"
    draft: Draft | None = None
    refused_words: tuple[str, ...] = ()
    """Verbs that make its provider take the request for another task."""
    link_hours: int = 0
    """Hours that the link to a finished video works; 0: not known."""
    latency: str = ""
    """How long it takes, as far as anybody says; "": not known."""
    untested: str = ""
    """The day on which its row was written from documents, where nobody has paid for a video yet."""
    assumed: str = ""
    """What of such a row no document says, in words; "": nothing."""
    price_basis: str = ""
    """Where the prices come from, with the date, where it is not this catalog."""
    clip_voice: bool = False
    """Whether a character speaks with the voice that is heard in its reference clip."""
    listed: bool = True
    """False: the gateway's own list no longer has it."""

    @property
    def seconds(self) -> tuple[int, ...]:
        """Every length in whole seconds that it makes, ascending."""
        return _lengths(self.seconds_allowed, self.min_seconds, self.max_seconds)

    @property
    def inline(self) -> bool:
        """Whether its pictures travel within the request, as bytes."""
        return self.image is not None and self.image.inline == "bytes"

    @property
    def counted_apart(self) -> bool:
        """Whether words name pictures and clips apart: "Image 1" and "Video 1"."""
        return self.naming in ("media", "brackets", "angle")

    def sent_options(self, resolution: str) -> dict[str, bool | int | str]:
        """The provider's own options of a request."""
        asked = {self.quality_option: self.quality[resolution]} if resolution in self.quality else {}
        return {**self.fixed_options, **asked}

    def sent_resolution(self, resolution: str) -> str | None:
        """What travels as the resolution: None for the pixel size, else the model's own word, or "" for nothing."""
        return {"size": None, "word": resolution, "none": ""}[self.resolution_form]

    def near(self, resolution: str) -> str:
        """The name that this model has for a film's resolution: itself, or what comes nearest by another name."""
        other = {"720p": "768p", "1080p": "2k"}.get(resolution, "")
        return other if resolution not in self.sizes and other in self.sizes else resolution

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
        first = None
        for model in self.models:
            if model.route is route and model.automatic:
                if model.tier is tier:
                    return model
                first = first or model
        assert first is not None  # every route has one: tests/core/test_catalog.py
        return first

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
    text = Path(__file__).with_name("catalog.toml").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Catalog:
    """Catalog from TOML text. A model names its `sizes`, `image`, `video` and `terms` by key; `like` names a model
    whose fields hold where it has none; `also` adds entries for its other routes, with what differs there."""
    data = tomllib.loads(text)
    models = []
    written: dict[str, dict[str, Any]] = {}
    for entry in data["model"]:
        fields = {**written.get(entry.get("like", ""), {}), **entry}
        fields.pop("like", None)
        written[fields["id"]] = dict(fields)
        others = fields.pop("also", [])
        models += [_model({**fields, **other}, data) for other in ({}, *others)]
    return Catalog(prices_date=data["prices_date"], models=tuple(models))


def _model(fields: dict[str, Any], data: dict[str, Any]) -> Model:
    fields["sizes"] = data["sizes"][fields["sizes"]]
    fields |= data["terms"][fields.pop("terms")] if "terms" in fields else {}
    for rules, table in (("image", "image_rules"), ("video", "video_rules")):
        fields[rules] = data[table][fields[rules]] if fields.get(rules) else None
    return Model.model_validate(fields)
