# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked for in a gateway's body, as every family reads it first; and the warnings that are gathered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...core.catalog import Catalog, Model
from ...core.models import Route
from ..provider import Inputs, Source, bad_parameter

Body = Mapping[str, Any]


class Warnings:
    """The provider's warnings, in the order in which its adapter finds them."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []

    def unsupported(self, feature: str, details: str) -> None:
        self.found.append({"type": "unsupported", "feature": feature, "details": details})


def options(body: Body, *names: str) -> Body:
    """The provider's own options, under the first of its names that the request uses; nulls are not set."""
    given = body.get("providerOptions", {})
    chosen: Body = next((given[name] for name in names if name in given), {})
    return {key: value for key, value in chosen.items() if value is not None}


def frame(body: Body, kind: str) -> Body | None:
    """The first or last frame among `frameImages`."""
    return next((f["image"] for f in body.get("frameImages") or [] if f["frameType"] == kind), None)


def first_frame(body: Body) -> Body | None:
    """`frameImages` win over `image`."""
    return frame(body, "first_frame") or body.get("image")


def source(file: Body | None, kind: str = "image") -> Source | None:
    if file is None:
        return None
    return Source(url=file["url"], kind=kind) if file["type"] == "url" else Source(data=file["data"], kind=kind)


def sources(files: list[Body], kind: str) -> list[Source]:
    return [found for file in files if (found := source(file, kind)) is not None]


def top_level(file: Body) -> str:
    """ "image" of "image/png"; "" where a URL came without its type."""
    return str(file.get("mediaType") or "").partition("/")[0]


def routed(catalog: Catalog, model_id: str, inputs: Inputs) -> Model:
    """The catalog's entry for what the files make of the request."""
    if inputs.references:
        return catalog.get(model_id, Route.REFERENCE)
    if inputs.last_frame is not None:
        return catalog.get(model_id, Route.FIRST_LAST)
    return catalog.get(model_id, Route.FIRST_FRAME if inputs.first_frame is not None else Route.TEXT)


def seconds(model: Model, body: Body, default: int) -> int:
    """Raises ProviderRefusal for a length that the model does not make."""
    asked = body.get("duration", default)
    if asked not in model.seconds:
        raise bad_parameter(f"duration must be one of {', '.join(map(str, model.seconds))}.")
    return int(asked)


def pixels(model: Model, tier: str, ratio: str | None) -> str:
    """Raises ProviderRefusal for a shape that the model does not make."""
    shape = "16:9" if ratio in (None, "adaptive") else str(ratio)
    size = model.size(tier, shape)
    if size is None:
        raise bad_parameter(f"The ratio {shape} is not supported at {tier}.")
    return size


def check_prompt(prompt: str, inputs: Inputs, most: int) -> None:
    """Raises ProviderRefusal for a text that is too long, or missing where nothing stands for it."""
    if len(prompt) > most:
        raise bad_parameter(f"The prompt has {len(prompt)} characters; at most {most} are taken.")
    if not prompt.strip() and not (inputs.references or inputs.first_frame):
        raise bad_parameter("A prompt is required.")
