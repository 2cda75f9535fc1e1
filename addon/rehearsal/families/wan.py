# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the gateway's body to what a Wan model is asked, every wish that is dropped on the way, and what is said of it.

What is dropped and said: npm @ai-sdk/alibaba 2.0.58, which the hosted gateway presumably runs. What is refused: Alibaba
Model Studio, the reference pages of wan2.6 and wan2.7 and the error table (30 May 2026), of wan3.0 (August 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import gcd
from typing import Any

from ...core.catalog import Catalog, Model
from ...core.models import Route
from ..provider import Call, Inputs, ProviderRefusal, Warn, bad_parameter
from . import wan_inputs

DEFAULT_SECONDS = 5
DEFAULT_SIZE = "1920x1080"
DEFAULT_TIER = "1080p"
RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")

_ASPECT = (
    "Alibaba video models use explicit size/resolution dimensions. "
    "Use the resolution option or providerOptions.alibaba for size control."
)
_FPS = "Alibaba video models do not support custom FPS."
_N = "Alibaba video models only support generating 1 video per call."
_SHOT_TYPE = "{} models do not support the shotType option. Describe the shot structure in the prompt instead."
_RESOLUTION = '{} models only support the {} resolution tiers. The resolution "{}" was ignored.'
_AUDIO = "wan2.7 models always generate audio. The audio option was ignored."

_TIERS = {
    **dict.fromkeys(("1280x720", "720x1280", "960x960", "1088x832", "832x1088"), "720p"),
    **dict.fromkeys(("1920x1080", "1080x1920", "1440x1440", "1632x1248", "1248x1632"), "1080p"),
    **dict.fromkeys(("832x480", "480x832", "624x624"), "480p"),
}
"""The tier that the provider package reads from a size, where the model takes a tier."""

_LATER_SIZES = {
    ("720p", "4:3"): "1104x832",
    ("720p", "3:4"): "832x1104",
    ("1080p", "4:3"): "1648x1248",
    ("1080p", "3:4"): "1248x1648",
}
"""What 2.7 makes of these, unlike 2.6 (wan2.7 text reference); 3.0's sizes are not published."""


def translate(catalog: Catalog, model_id: str, body: Mapping[str, Any]) -> Call:
    """What the provider is asked to do. Raises ProviderRefusal for options and parameters that it does not take."""
    options = body.get("providerOptions", {}).get("alibaba", {})
    _check_options(options)
    warnings: list[dict[str, str]] = []

    def warn(feature: str, details: str) -> None:
        warnings.append({"type": "unsupported", "feature": feature, "details": details})

    inputs = wan_inputs.resolve(catalog.get(model_id), body, options, warn)
    if url := options.get("audioUrl"):
        inputs = replace(inputs, sounds=(*inputs.sounds, url))
    model = catalog.get(model_id, _route(catalog.get(model_id), inputs))
    size, tier, follows = _size(model, body, options, warn)
    call = Call(
        model=model,
        prompt=str(body.get("prompt", ""))[: model.prompt_max],  # the provider cuts without a word
        negative=str(options.get("negativePrompt") or "")[: model.negative_max],
        size=size,
        resolution=tier,
        follows_picture=follows,
        seconds=_seconds(model, body.get("duration", DEFAULT_SECONDS)),
        audio=_audio(model, body, options),
        seed=body.get("seed"),
        inputs=inputs,
    )
    _check_call(call)
    _warn_of_wishes(model, body, options, warn)
    return replace(call, warnings=tuple(warnings))


def _route(model: Model, inputs: Inputs) -> Route:
    """Models up to 2.7 have one; of 3.0 the files decide."""
    if not model.family.startswith("wan3"):
        return model.route
    if inputs.references:
        return Route.REFERENCE
    if inputs.last_frame:
        return Route.FIRST_LAST
    return Route.FIRST_FRAME if inputs.first_frame else Route.TEXT


def _tiered(model: Model) -> bool:
    """2.7 and later take a tier and a ratio instead of a size."""
    return not model.family.startswith(("wan2.5", "wan2.6"))


def _family(model: Model) -> str:
    return "wan3" if model.family.startswith("wan3") else model.family


def _size(model: Model, body: Mapping[str, Any], options: Mapping[str, Any], warn: Warn) -> tuple[str, str, bool]:
    """Size, tier, and whether the first frame's own shape decides."""
    asked = body.get("resolution")
    if not _tiered(model):
        exact = str(asked or DEFAULT_SIZE)
        resolution = model.resolution_of(exact)
        if resolution is None:
            raise bad_parameter("The size is not match the allowed sizes of this model.")
        return exact, resolution, model.route is Route.FIRST_FRAME
    offered = ("480p", "720p", "1080p") if model.family.startswith("wan3") else ("720p", "1080p")
    tier = _tier(str(asked)) if asked else DEFAULT_TIER
    if tier not in offered:
        warn("resolution", _RESOLUTION.format(_family(model), ", ".join(offered).upper(), asked))
        tier = DEFAULT_TIER
    ratio = options.get("ratio") or body.get("aspectRatio") or _derived_ratio(asked)
    adaptive = ratio in (None, "adaptive") and model.family.startswith("wan3")
    if not adaptive and ratio not in (None, *RATIOS):
        raise bad_parameter(f"parameters.ratio must be one of {', '.join(RATIOS)}.")
    shape = "16:9" if ratio in (None, "adaptive") else str(ratio)
    size = _LATER_SIZES.get((tier, shape)) or model.size(tier, shape)
    if size is None:
        raise bad_parameter(f"parameters.ratio {shape} is not supported at {tier.upper()}.")
    return size, tier, adaptive and model.route in (Route.FIRST_FRAME, Route.FIRST_LAST)


def _tier(asked: str) -> str:
    """Of a size of the table, or of a word, which only counts in capitals."""
    return asked.lower() if asked in ("480P", "720P", "1080P") else _TIERS.get(asked, "")


def _derived_ratio(size: object) -> str | None:
    """The ratio of a size where it is exactly a supported one: 1088x832 is none."""
    width, _, height = str(size or "").partition("x")
    if not width or not height:
        return None
    common = gcd(int(width), int(height)) or 1
    ratio = f"{int(width) // common}:{int(height) // common}"
    return ratio if ratio in RATIOS else None


def _check_options(options: Mapping[str, Any]) -> None:
    """A value of the wrong kind; unknown options are dropped without a word, and null means "not set"."""
    media = ("reference_image", "reference_video", "reference_audio", "first_frame", "last_frame", "file", "link")

    def is_media(value: Any) -> bool:
        return isinstance(value, dict) and value.get("type") in media and isinstance(value.get("url"), str)

    kinds: dict[str, Any] = {
        "negativePrompt": lambda v: isinstance(v, str),
        "audioUrl": lambda v: isinstance(v, str),
        "promptExtend": lambda v: isinstance(v, bool),
        "shotType": lambda v: v in ("single", "multi"),
        "watermark": lambda v: isinstance(v, bool),
        "audio": lambda v: isinstance(v, bool),
        "referenceUrls": lambda v: isinstance(v, list) and all(isinstance(u, str) for u in v),
        "media": lambda v: isinstance(v, list) and all(map(is_media, v)),
        "ratio": lambda v: v in ("adaptive", *RATIOS),
        "pollIntervalMs": lambda v: isinstance(v, int | float) and v > 0,
        "pollTimeoutMs": lambda v: isinstance(v, int | float) and v > 0,
    }
    for name, valid in kinds.items():
        if options.get(name) is not None and not valid(options[name]):
            raise ProviderRefusal("AI_InvalidArgumentError", "invalid alibaba provider options")


def _warn_of_wishes(model: Model, body: Mapping[str, Any], options: Mapping[str, Any], warn: Warn) -> None:
    """Wishes that the model does not know, in the order in which the provider package finds them."""
    if options.get("shotType") and _tiered(model):
        warn("shotType", _SHOT_TYPE.format(_family(model)))
    if model.family == "wan2.7" and _audio_wish(body, options) is not None:
        warn("generateAudio", _AUDIO)
    if body.get("aspectRatio") and not _tiered(model):
        warn("aspectRatio", _ASPECT)
    if body.get("fps"):
        warn("fps", _FPS)
    if body.get("n", 1) > 1:
        warn("n", _N)


def _audio_wish(body: Mapping[str, Any], options: Mapping[str, Any]) -> bool | None:
    wish = body.get("generateAudio")
    return options.get("audio") if wish is None else bool(wish)


def _audio(model: Model, body: Mapping[str, Any], options: Mapping[str, Any]) -> bool:
    """Models with the switch make sound unless told not to; the others have no such parameter and always make it."""
    return model.audio == "always" or _audio_wish(body, options) is not False


def _seconds(model: Model, seconds: float) -> int:
    if seconds not in model.seconds:
        raise bad_parameter(f"parameters.duration must be an integer from {model.min_seconds} to {model.max_seconds}.")
    return int(seconds)


def _check_call(call: Call) -> None:
    model, inputs = call.model, call.inputs
    wan_inputs.check(model, inputs)
    if not call.prompt.strip() and not (inputs.first_frame or inputs.last_frame):
        raise bad_parameter("Field required: input.prompt")
    if call.seed is not None and not 0 <= call.seed <= model.seed_max:
        raise bad_parameter(f"parameters.seed must be an integer from 0 to {model.seed_max}.")
