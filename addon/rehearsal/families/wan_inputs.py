# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files of a request reach a Wan model, and which are dropped on the way, with or without a word.

As npm @ai-sdk/alibaba 2.0.58 does it, which the hosted gateway presumably runs. Every family takes its files its own
way: 2.6 as URLs alone, 2.7 as typed media on its reference model, 3.0 as typed media always.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...core.catalog import Model
from ...core.models import Route
from ..provider import Inputs, Source, Warn, bad_parameter

_SKIPPED = "Alibaba reference-to-video requires URL references. Non-URL reference was skipped."
_CLIP_SKIPPED = "Alibaba reference-to-video requires URL references for videos. Non-URL video reference was skipped."
_IGNORED = (
    "Alibaba only supports inputReferences (reference-to-video) on reference-to-video models. "
    "The reference images were ignored."
)
_LAST_FRAME = "This model does not support last_frame. The last frame image was ignored."

_CLIP_URL = re.compile(r"\.(mp4|mov)([?#]|$)", re.IGNORECASE)
"""What makes a URL a clip from 2.7 on: its ending, and not what the caller says about it."""

Body = Mapping[str, Any]


def resolve(model: Model, body: Body, options: Body, warn: Warn) -> Inputs:
    """The files that reach `model`. Raises ProviderRefusal where one that it cannot do without never came."""
    later = not model.family.startswith("wan2.")
    frames = body.get("frameImages") or []
    if later:
        found = _typed_media(body, options, warn, first=_frame(frames, "first_frame") or body.get("image"),
                             last=_frame(frames, "last_frame"))  # fmt: skip
    elif model.route is Route.REFERENCE:
        if model.family == "wan2.7":
            found = _typed_media(body, options, warn, first=_frame(frames, "first_frame"), last=None)
        else:
            found = _reference_urls(body, options, warn)
    else:
        found = _first_picture(model, body, frames)
    if _frame(frames, "last_frame") is not None and not later:
        warn("frameImages", _LAST_FRAME)
    if body.get("inputReferences") and model.route is not Route.REFERENCE and not later:
        warn("inputReferences", _IGNORED)
    return found


def check(model: Model, inputs: Inputs) -> None:
    """The counts and combinations. Raises ProviderRefusal."""
    frames = inputs.first_frame or inputs.last_frame
    if model.family.startswith("wan3") and inputs.references and frames:
        raise bad_parameter("The two modes are mutually exclusive: references, and first or last frame.")
    if len(inputs.references) > model.max_references > 0 and model.route is Route.REFERENCE:
        raise bad_parameter(f"The request takes at most {model.max_references} references.")


def _reference_urls(body: Body, options: Body, warn: Warn) -> Inputs:
    """2.6: `inputReferences` win over the older `referenceUrls`; `frameImages` switch both off without a word."""
    if body.get("frameImages"):
        return Inputs()
    given = body.get("inputReferences") or []
    for reference in given:
        if reference["type"] != "url":
            warn("inputReferences", _SKIPPED)
    urls = [reference["url"] for reference in given if reference["type"] == "url"]
    if not given:
        urls = list(options.get("referenceUrls") or [])
        if not urls:
            raise bad_parameter("Field required: input.reference_urls")
    return Inputs(references=tuple(Source(url=url) for url in urls))


def _typed_media(body: Body, options: Body, warn: Warn, *, first: Body | None, last: Body | None) -> Inputs:
    """2.7 and 3.0: the option `media` replaces everything; otherwise each reference gets its type from its URL."""
    if options.get("media"):
        return _listed_media(options["media"])
    references = []
    for reference in body.get("inputReferences") or []:
        if reference["type"] == "url":
            kind = "video" if _CLIP_URL.search(reference["url"]) else "image"
            references.append(Source(url=reference["url"], kind=kind))
        elif reference["mediaType"].startswith("image/"):
            references.append(Source(data=reference["data"], kind="image"))
        else:
            warn("inputReferences", _CLIP_SKIPPED)
    return Inputs(tuple(references), _picture(first), _picture(last))


def _listed_media(media: Sequence[Body]) -> Inputs:
    def of(*types: str) -> list[Body]:
        return [item for item in media if item["type"] in types]

    references = [Source(url=item["url"], kind=item["type"].removeprefix("reference_"))
                  for item in of("reference_image", "reference_video")]  # fmt: skip
    first, last = (next((Source(url=item["url"], kind="image") for item in of(kind)), None)
                   for kind in ("first_frame", "last_frame"))  # fmt: skip
    voices = [item["referenceVoice"] for item in media if item.get("referenceVoice")]
    sounds = [item["url"] for item in of("reference_audio")]
    return Inputs(tuple(references), first, last, tuple(sounds + voices))


def _first_picture(model: Model, body: Body, frames: Sequence[Body]) -> Inputs:
    """First-frame models need their picture; text models drop any without a word."""
    if model.route is not Route.FIRST_FRAME:
        return Inputs()
    image = _frame(frames, "first_frame") or body.get("image")
    if image is None:
        raise bad_parameter("Field required: input.img_url")
    return Inputs(first_frame=_picture(image))


def _frame(frames: Sequence[Body], kind: str) -> Body | None:
    return next((frame["image"] for frame in frames if frame["frameType"] == kind), None)


def _picture(file: Body | None) -> Source | None:
    if file is None:
        return None
    return Source(url=file["url"], kind="image") if file["type"] == "url" else Source(data=file["data"], kind="image")
