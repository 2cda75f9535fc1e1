# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""MiniMax H3 as its adapter takes it: npm @ai-sdk/minimax 3.0.45, which drops what does not fit, with a warning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...core.catalog import Catalog
from ...core.models import Route
from ..provider import Call, Inputs
from . import wishes
from .wishes import Body, Warnings

_NAME = "MiniMax-H3"
_UNTYPED = (
    "MiniMax-H3 requires an explicit mediaType to route URL references as video or image. "
    'Pass { data: url, mediaType: "video/mp4" } for video references. The reference was treated as an image.'
)
_RATIOS = ("adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16")
_SIZES = {
    **dict.fromkeys(("768x768", "1792x768", "1366x768", "1024x768", "768x1366", "768x1024"), "768P"),
    **dict.fromkeys(("2048x2048", "2560x1080", "2560x1440", "2048x1536", "1440x2560", "1536x2048"), "2K"),
    **dict.fromkeys(("480x480", "1120x480", "854x480", "640x480", "480x854", "480x640"), "480P"),
}
_TAKEN = ("768P", "2K")
_DEFAULT = "2K"
_LONGEST, _SHORTEST = 15, 4
_MOST = {"image": 9, "video": 3}


def translate(catalog: Catalog, model_id: str, body: Mapping[str, Any]) -> Call:
    """What MiniMax is asked to do. Raises ProviderRefusal for what its API does not take."""
    options = wishes.options(body, "minimax")
    warnings = Warnings()
    _warn_of_wishes(body, warnings)
    tier = _resolution(body, options, warnings)
    inputs = _inputs(body, options, warnings)
    model = wishes.routed(catalog, model_id, inputs)
    framed = model.route in (Route.FIRST_FRAME, Route.FIRST_LAST)
    ratio = _ratio(body, options, warnings, text=model.route is Route.TEXT, framed=framed)
    prompt = str(body.get("prompt", ""))
    wishes.check_prompt(prompt, inputs, model.prompt_max)
    return Call(
        model=model,
        prompt=prompt,
        negative="",
        size=wishes.pixels(model, tier.lower(), ratio),
        resolution=tier.lower(),
        follows_picture=framed,
        seconds=_seconds(body, warnings),
        audio=True,
        seed=None,
        inputs=inputs,
        warnings=tuple(warnings.found),
    )


def _warn_of_wishes(body: Body, warnings: Warnings) -> None:
    if body.get("fps"):
        warnings.unsupported("fps", f"{_NAME} does not support a custom frame rate.")
    if body.get("seed") is not None:
        warnings.unsupported("seed", f"{_NAME} does not support a seed.")
    if body.get("n", 1) > 1:
        warnings.unsupported("n", f"{_NAME} generates a single video per call. Only 1 video will be generated.")
    if body.get("generateAudio") is not None:
        warnings.unsupported(
            "generateAudio",
            f"The {_NAME} API does not expose an audio parameter. The generateAudio option was ignored.",
        )


def _resolution(body: Body, options: Body, warnings: Warnings) -> str:
    """A word in any case, or a size of the table; anything else falls to 2K, the dearest."""
    asked, own = body.get("resolution"), options.get("resolution")
    if asked is None:
        return str(own or _DEFAULT)
    named = str(asked).upper()
    tier = named if named in ("480P", "768P", "2K") else _SIZES.get(str(asked))
    if tier in _TAKEN and not own:
        return str(tier)
    if not own:
        said = f'Unrecognized resolution "{asked}".' if tier is None else f'{_NAME} does not support "{tier}".'
        warnings.unsupported("resolution", f'{said} {_NAME} supports "768P" or "2K".')
    return str(own or _DEFAULT)


def _inputs(body: Body, options: Body, warnings: Warnings) -> Inputs:
    first, last = wishes.first_frame(body), wishes.frame(body, "last_frame")
    if last is not None and first is None:
        said = f"{_NAME} requires a first_frame when a last_frame is provided. The last_frame was ignored."
        warnings.unsupported("frameImages", said)
        last = None
    given = list(body.get("inputReferences") or [])
    sounds = tuple(options.get("referenceAudioUrls", ()))
    if first is not None:
        if given or sounds:
            said = f"{_NAME} cannot combine frame images with reference inputs. The references were ignored."
            warnings.unsupported("inputReferences", said)
        return Inputs((), wishes.source(first), wishes.source(last))
    kinds: dict[str, list[Body]] = {"image": [], "video": []}
    for file in given:
        kind = wishes.top_level(file)
        if not kind:
            warnings.unsupported("inputReferences", _UNTYPED)
        elif kind not in kinds:
            warnings.unsupported(
                "inputReferences",
                f'{_NAME} only accepts image and video references; the "{file["mediaType"]}" reference was ignored. '
                "Pass reference audio via providerOptions.minimax.referenceAudioUrls.",
            )
            continue
        kinds[kind or "image"].append(file)
    for kind, files in kinds.items():
        if len(files) > _MOST[kind]:
            said = f"{_NAME} accepts at most {_MOST[kind]} reference {kind}s. Extra {kind}s were ignored."
            warnings.unsupported("inputReferences", said)
    # Pictures first, then clips, whatever the list's order.
    found = [s for kind, files in kinds.items() for s in wishes.sources(files[: _MOST[kind]], kind)]
    return Inputs(tuple(found), None, None, sounds if found else ())


def _ratio(body: Body, options: Body, warnings: Warnings, *, text: bool, framed: bool) -> str | None:
    ratio = options.get("ratio")
    asked = body.get("aspectRatio")
    if ratio is None and asked is not None:
        if asked in _RATIOS:
            ratio = asked
        else:
            warnings.unsupported("aspectRatio", f'{_NAME} does not support the aspect ratio "{asked}".')
    if framed and ratio is not None:
        warnings.unsupported(
            "aspectRatio",
            f"{_NAME} derives the aspect ratio from the frame image; the requested ratio was ignored.",
        )
        return None
    if text and ratio == "adaptive":
        warnings.unsupported("aspectRatio", f"{_NAME} text-to-video does not support the adaptive aspect ratio.")
        return None
    return ratio


def _seconds(body: Body, warnings: Warnings) -> int:
    asked = body.get("duration", 5)
    whole: int = round(asked)
    if whole != asked:
        warnings.unsupported("duration", f"{_NAME} requires a whole number of seconds.")
    most = min(max(whole, _SHORTEST), _LONGEST)
    if most != whole:
        limit = f"at most {_LONGEST}" if whole > _LONGEST else f"at least {_SHORTEST}"
        said = f"{_NAME} supports {limit} seconds. The requested duration of {asked} was clamped to {most}."
        warnings.unsupported("duration", said)
    return most
