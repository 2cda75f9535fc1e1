# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kling 3.0 as its adapter takes it: @ai-sdk/klingai 4.0.31 (vercel/ai, 22 August 2026). Its `mode` is its quality."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...core.catalog import Catalog
from ...core.models import Route
from ..provider import Call, Inputs, bad_parameter
from . import wishes
from .wishes import Warnings

_MODES = {"std": "720p", "pro": "1080p"}
_RATIOS = ("16:9", "9:16", "1:1")


def translate(catalog: Catalog, model_id: str, body: Mapping[str, Any]) -> Call:
    """What Kling is asked to do. Raises ProviderRefusal for what its API does not take."""
    options = wishes.options(body, "klingai")
    warnings = Warnings()
    pictures = model_id.endswith("-i2v")
    first = wishes.first_frame(body) if pictures else None
    last = wishes.frame(body, "last_frame") if pictures else None
    if pictures and first is None:
        raise bad_parameter("A start image is required.")
    clips = [file for file in body.get("inputReferences") or [] if wishes.top_level(file) == "video"]
    if clips:
        warnings.unsupported("inputReferences", "KlingAI does not support video references. They were ignored.")
    for feature in ("resolution", "seed", "fps"):
        if body.get(feature) is not None:
            warnings.unsupported(feature, f"KlingAI video models do not support {feature}.")
    if body.get("n", 1) > 1:
        warnings.unsupported("n", "KlingAI video models generate one video per call.")
    ratio = body.get("aspectRatio")
    if ratio is not None and pictures:
        warnings.unsupported("aspectRatio", "KlingAI image-to-video takes the aspect ratio of the image.")
    elif ratio not in (None, *_RATIOS):
        raise bad_parameter(f"aspect_ratio must be one of {', '.join(_RATIOS)}.")
    mode = options.get("mode", "std")
    if mode not in _MODES:
        raise bad_parameter("mode must be std or pro.")
    inputs = Inputs((), wishes.source(first), wishes.source(last))
    route = (Route.FIRST_LAST if last else Route.FIRST_FRAME) if pictures else Route.TEXT
    model = catalog.get(model_id, route)
    prompt, negative = str(body.get("prompt", "")), str(options.get("negativePrompt") or "")
    wishes.check_prompt(prompt, inputs, model.prompt_max)
    sound = body.get("generateAudio", options.get("sound") == "on")
    return Call(
        model=model,
        prompt=prompt,
        negative=negative,
        size=wishes.pixels(model, _MODES[mode], None if pictures else ratio),
        resolution=_MODES[mode],
        follows_picture=pictures,
        seconds=wishes.seconds(model, body, 5),
        audio=bool(sound),
        seed=None,
        inputs=inputs,
        warnings=tuple(warnings.found),
    )
