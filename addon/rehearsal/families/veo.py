# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Veo 3.1 as its adapter takes it: npm @ai-sdk/google-vertex 5.0.141, which takes pictures as bytes only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...core.catalog import Catalog
from ..provider import Call, Inputs, Source, bad_parameter
from . import wishes
from .wishes import Body, Warnings

_URL = "Vertex AI video models require base64-encoded images or GCS URIs. URL will be ignored."
_SIZES = {"1280x720": "720p", "1920x1080": "1080p", "3840x2160": "4k"}
_RATIOS = ("16:9", "9:16")
SEED_MAX = 4_294_967_295


def translate(catalog: Catalog, model_id: str, body: Mapping[str, Any]) -> Call:
    """What Veo is asked to do. Raises ProviderRefusal for what its API does not take."""
    options = wishes.options(body, "googleVertex", "vertex")
    warnings = Warnings()
    inputs = _inputs(body, warnings)
    model = wishes.routed(catalog, model_id, inputs)
    asked = str(body.get("resolution") or "720p")
    tier = _SIZES.get(asked, asked)
    if tier not in model.sizes:
        raise bad_parameter(f"resolution must be one of {', '.join(model.sizes)}.")
    ratio = body.get("aspectRatio")
    if ratio not in (None, *_RATIOS):
        raise bad_parameter("aspectRatio must be 16:9 or 9:16.")
    seed = body.get("seed")
    if seed is not None and not 0 <= seed <= SEED_MAX:
        raise bad_parameter("seed is out of range.")
    prompt = str(body.get("prompt", ""))
    wishes.check_prompt(prompt, inputs, model.prompt_max)
    return Call(
        model=model,
        prompt=prompt,
        negative=str(options.get("negativePrompt") or ""),
        size=wishes.pixels(model, tier, ratio),
        resolution=tier,
        follows_picture=False,
        seconds=wishes.seconds(model, body, 8),
        audio=bool(body.get("generateAudio", options.get("generateAudio", True))),
        seed=seed,
        inputs=inputs,
        warnings=tuple(warnings.found),
    )


def _inputs(body: Body, warnings: Warnings) -> Inputs:
    """Its own bytes only; frames put references aside without a word. Raises ProviderRefusal."""

    def taken(file: Body | None) -> Source | None:
        if file is not None and file["type"] == "url":
            warnings.unsupported("URL-based image input", _URL)
            return None
        return wishes.source(file)

    first, last = taken(wishes.first_frame(body)), taken(wishes.frame(body, "last_frame"))
    given = [] if body.get("frameImages") else body.get("inputReferences") or []
    references = tuple(found for file in given if (found := taken(file)) is not None)
    if last is not None and first is None:
        raise bad_parameter("lastFrame requires image.")
    if references and first is not None:
        raise bad_parameter("image and referenceImages cannot be used together.")
    return Inputs(references, first, last)
