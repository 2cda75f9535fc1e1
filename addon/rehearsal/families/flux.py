# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""FLUX 3 as its adapter takes it: npm @ai-sdk/black-forest-labs 2.0.41. A clip is gone on from, and a draft leaves a
cache of which the same video is made at full quality."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...core.catalog import Catalog
from ...core.models import Route
from ..provider import Call, Inputs, bad_parameter
from . import wishes
from .wishes import Body, Warnings

_SHORT_SIDE = 720
"""Pixels of an HD video's short side at most; more is full HD."""
_RATIOS = ("21:9", "2:1", "16:9", "4:3", "1:1", "3:4", "9:16")
_TAKEN = {"draft", "draftCache", "pollIntervalMillis", "pollTimeoutMillis", "keyframes", "safetyTolerance"}


def translate(catalog: Catalog, model_id: str, body: Mapping[str, Any]) -> Call:
    """What FLUX is asked to do. Raises ProviderRefusal for what its API does not take."""
    options = {k: v for k, v in wishes.options(body, "blackForestLabs").items() if k in _TAKEN}  # the rest is stripped
    warnings = Warnings()
    for feature in ("seed", "fps"):
        if body.get(feature) is not None:
            warnings.unsupported(feature, f"FLUX 3 does not support {feature}.")
    if body.get("n", 1) > 1:
        warnings.unsupported("n", "FLUX 3 generates one video per call.")
    if options.get("draftCache"):
        return _finish(catalog, model_id, body, options, warnings)
    inputs = _inputs(body, warnings)
    model = wishes.routed(catalog, model_id, inputs)
    prompt = str(body.get("prompt", ""))
    wishes.check_prompt(prompt, inputs, model.prompt_max)
    ratio = body.get("aspectRatio")
    if ratio not in (None, "auto", *_RATIOS):
        warnings.unsupported("aspectRatio", f"FLUX 3 video does not support the aspect ratio {ratio}.")
    size, tier = _size(body)
    return Call(
        model=model,
        prompt=prompt,
        negative="",
        size=size,
        resolution=tier,
        follows_picture=model.route in (Route.FIRST_FRAME, Route.FIRST_LAST),
        seconds=wishes.seconds(model, body, 5),
        audio=bool(body.get("generateAudio", True)),
        seed=None,
        inputs=inputs,
        warnings=tuple(warnings.found),
        is_draft=bool(options.get("draft")),
    )


def _finish(catalog: Catalog, model_id: str, body: Body, options: Body, warnings: Warnings) -> Call:
    """The final of a draft: words and files are the draft's own, and what is sent of them is told to be ignored."""
    given = ("aspectRatio", "resolution", "duration", "generateAudio", "image", "frameImages", "inputReferences")
    for feature in ("prompt", *given):
        if body.get(feature):
            warnings.unsupported(feature, f"FLUX 3 draft enhance replays the draft as it was: {feature} was ignored.")
    return Call(
        model=catalog.get(model_id, Route.TEXT),
        prompt="",
        negative="",
        size="1920x1080",
        resolution="1080p",
        follows_picture=False,
        seconds=0,
        audio=True,
        seed=None,
        inputs=Inputs(),
        warnings=tuple(warnings.found),
        draft_of=str(options["draftCache"]),
    )


def _inputs(body: Body, warnings: Warnings) -> Inputs:
    """Frames put a clip aside; a reference that is no picture by its type is a clip to go on from."""
    first, last = wishes.first_frame(body), wishes.frame(body, "last_frame")
    if last is not None and first is None:
        raise bad_parameter("A last frame needs a first frame.")
    references = list(body.get("inputReferences") or [])
    clips = [file for file in references if wishes.top_level(file) != "image"]
    if len(clips) < len(references) or (clips and first is not None):
        warnings.unsupported("inputReferences", "FLUX 3 takes one video to continue; the references were ignored.")
    if clips and first is None:
        raise bad_parameter("A rehearsal does not continue a video.")
    return Inputs((), wishes.source(first), wishes.source(last))


def _size(body: Body) -> tuple[str, str]:
    asked = str(body.get("resolution") or "1280x720")
    try:
        width, height = (int(side) for side in asked.split("x"))
    except ValueError:
        raise bad_parameter(f"The resolution {asked} is not a size.") from None
    return asked, "720p" if min(width, height) <= _SHORT_SIDE else "1080p"
