# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seedance 2.x as ByteDance's adapter and task API take it.

What is sent and warned of: npm @ai-sdk/bytedance 1.0.29. What is refused: ByteDance's task API (BytePlus and copies,
August to November 2026), which validates strictly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...core.catalog import Catalog
from ...core.models import Route
from ..provider import Call, Inputs, ProviderRefusal, bad_parameter
from . import wishes
from .wishes import Body, Warnings

_UNTYPED = (
    "ByteDance requires an explicit mediaType to route URL references as video or image. "
    'Pass { data: url, mediaType: "video/mp4" } for video references. The reference was treated as an image.'
)
_FPS = "ByteDance video models do not support custom FPS. Frame rate is fixed at 24 fps."
_N = "ByteDance video models do not support generating multiple videos per call. Only 1 video will be generated."

_SIZES = {
    "480p": "864x496 752x560 640x640 992x432 864x480 736x544 960x416 832x480 624x624",
    "720p": "1280x720 1112x834 960x960 1470x630 1248x704 1120x832 1504x640",
    "1080p": "1920x1080 1664x1248 1440x1440 2206x946 1920x1088 2176x928",
}
_TIERS = {
    turned: tier
    for tier, sizes in _SIZES.items()
    for size in sizes.split()
    for turned in (size, "x".join(reversed(size.split("x"))))
}
"""The tier that the adapter reads from a size; any other text goes on as it is."""

_RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive")
_TAKEN = {
    *("watermark", "generateAudio", "returnLastFrame", "draft", "lastFrameImage", "referenceImages", "referenceVideos"),
    *("referenceAudio", "pollIntervalMs", "pollTimeoutMs", "priority", "web_search"),
}
_ONLY_25 = {"omni_reference_task_type", "output_format", "content"}
_EDITS = re.compile(r"\b(add|delet|replac|chang|extend)", re.IGNORECASE)
"""Words that make a reference request another task where nobody says which it is."""

_TOGETHER = 12
"""Files of the 2.0 family, of all kinds."""


def translate(catalog: Catalog, model_id: str, body: Mapping[str, Any]) -> Call:
    """What ByteDance is asked to do. Raises ProviderRefusal for what its API does not take."""
    options = wishes.options(body, "bytedance")
    warnings = Warnings()
    if body.get("fps"):
        warnings.unsupported("fps", _FPS)
    if body.get("n", 1) > 1:
        warnings.unsupported("n", _N)
    newest = model_id.endswith("-2.5")
    _check_options(options, newest=newest)
    if options.get("content"):
        return _finish(catalog, model_id, body, options)
    inputs = _inputs(body, options, warnings)
    model = wishes.routed(catalog, model_id, inputs)
    prompt = str(body.get("prompt", ""))
    _check_task(prompt, inputs, options)
    if not newest and len(inputs.references) + len(inputs.sounds) > _TOGETHER:
        raise bad_parameter(f"A request takes at most {_TOGETHER} files.")
    asked = str(body.get("resolution") or "720p")
    tier = _TIERS.get(asked, asked)
    if options.get("draft") and tier != "480p":
        raise bad_parameter("A draft is made at 480p.")
    if tier not in model.sizes:
        raise bad_parameter(f"The parameter resolution {asked} is not supported by this model.")
    ratio = body.get("aspectRatio")
    framed = model.route in (Route.FIRST_FRAME, Route.FIRST_LAST)
    if ratio is not None and (ratio not in _RATIOS or (framed and ratio != "adaptive")):
        raise bad_parameter(f"The parameter ratio {ratio} is not supported here.")
    if body.get("seed"):  # 0 is not sent
        raise bad_parameter("The parameter seed is not supported by this model.")
    wishes.check_prompt(prompt, inputs, model.prompt_max)
    audio = body.get("generateAudio", options.get("generateAudio", True))
    return Call(
        model=model,
        prompt=prompt,
        negative="",
        size=wishes.pixels(model, tier, ratio),
        resolution=tier,
        follows_picture=framed,
        seconds=wishes.seconds(model, body, 5),
        audio=bool(audio),
        seed=None,
        inputs=inputs,
        warnings=tuple(warnings.found),
        is_draft=bool(options.get("draft")),
    )


def _finish(catalog: Catalog, model_id: str, body: Body, options: Body) -> Call:
    """The final of a draft task: the option's content stands in place of prompt and references."""
    content = options["content"]
    entry = content[0] if isinstance(content, list) and len(content) == 1 else None
    if not isinstance(entry, dict) or entry.get("type") != "draft_task":
        raise bad_parameter("content must be one draft_task.")
    asked = str(body.get("resolution") or "720p")
    tier = _TIERS.get(asked, asked)
    if tier != "1080p":
        raise bad_parameter("A draft task is finished at 1080p.")
    model = catalog.get(model_id, Route.REFERENCE)
    return Call(
        model=model,
        prompt="",
        negative="",
        size=asked if asked in _TIERS else wishes.pixels(model, tier, None),
        resolution=tier,
        follows_picture=False,
        seconds=0,
        audio=True,
        seed=None,
        inputs=Inputs(),
        draft_of=str((entry.get("draft_task") or {}).get("id") or ""),
    )


def _inputs(body: Body, options: Body, warnings: Warnings) -> Inputs:
    """Frames put the references aside without a word; a start picture beside them has no role, which is refused."""
    first, last = wishes.first_frame(body), wishes.frame(body, "last_frame")
    references = [] if body.get("frameImages") else list(body.get("inputReferences") or [])
    for reference in references:
        if reference["type"] == "url" and not reference.get("mediaType"):
            warnings.unsupported("inputReferences", _UNTYPED)
    if first is not None and references:
        raise bad_parameter("The role of the image_url content must be specified.")
    found = []
    for reference in references:
        kind = "video" if wishes.top_level(reference) == "video" else "image"
        found += wishes.sources([reference], kind)
    sounds = tuple(options.get("referenceAudio", ()))
    if sounds and not found and first is None:
        raise bad_parameter("A reference_audio needs a reference image or video.")
    return Inputs(tuple(found), wishes.source(first), wishes.source(last), sounds)


def _check_options(options: Body, *, newest: bool) -> None:
    """Options that the adapter does not know are copied onto the task; the API takes no key that it does not know."""
    taken = _TAKEN | (_ONLY_25 if newest else set())
    if not newest and options.get("draft"):
        raise bad_parameter("The parameter draft is not supported by this model.")
    for name in options:
        if name not in taken:
            raise bad_parameter(f"The parameter {name} is not supported by this model.")


def _check_task(prompt: str, inputs: Inputs, options: Body) -> None:
    """A request that says "reference" is held to it; one that says nothing may be read as an edit, which wants other
    parameters and fails."""
    task = options.get("omni_reference_task_type", "auto")
    if task not in ("auto", "reference"):
        raise bad_parameter(f"omni_reference_task_type {task} wants ratio adaptive and duration -1.")
    if task == "reference" and not inputs.references:
        raise bad_parameter("omni_reference_task_type reference needs a reference.")
    clips = any(reference.kind == "video" for reference in inputs.references)
    if task == "auto" and clips and _EDITS.search(prompt):
        raise ProviderRefusal(
            "InvalidParameter.TaskTypeConstraint",
            "The request was recognised as video editing, which wants ratio adaptive and duration -1.",
        )
