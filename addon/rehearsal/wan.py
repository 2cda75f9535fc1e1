# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the gateway's body to what Wan 2.6 is asked, with every input that is dropped on the way and what is said of it.

What is dropped and said: npm @ai-sdk/alibaba 2.0.58, which the hosted gateway presumably runs. What is refused: Alibaba
Model Studio, the wan2.6 reference pages and the error table (30 May 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core.catalog import Model
from ..core.models import Route

DEFAULT_SECONDS = 5
DEFAULT_SIZE = "1920x1080"

_SKIPPED = "Alibaba reference-to-video requires URL references. Non-URL reference was skipped."
_IGNORED = (
    "Alibaba only supports inputReferences (reference-to-video) on reference-to-video models. "
    "The reference images were ignored."
)
_ASPECT = (
    "Alibaba video models use explicit size/resolution dimensions. "
    "Use the resolution option or providerOptions.alibaba for size control."
)
_FPS = "Alibaba video models do not support custom FPS."
_N = "Alibaba video models only support generating 1 video per call."
_LAST_FRAME = "This model does not support last_frame. The last frame image was ignored."


class ProviderRefusal(Exception):
    """The provider does not do the job, and does not bill it. `code` is of its error table; only `message` reaches the
    caller."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Source:
    """A picture or clip as the request carries it: a URL, or the base64 of a file."""

    url: str = ""
    data: str = ""


@dataclass(frozen=True)
class Call:
    """One generation as the provider takes it. `size` is "WIDTHxHEIGHT"; `seconds` are whole."""

    model: Model
    prompt: str
    negative: str
    size: str
    resolution: str
    seconds: int
    audio: bool
    seed: int | None
    shot_type: str
    references: tuple[Source, ...] = ()
    first_frame: Source | None = None
    audio_url: str = ""
    warnings: tuple[dict[str, str], ...] = ()


def translate(model: Model, body: Mapping[str, Any]) -> Call:
    """What the provider is asked to do. Raises ProviderRefusal for options and parameters that it does not take."""
    options = body.get("providerOptions", {}).get("alibaba", {})
    _check_options(options)
    warnings = _warnings(model, body)
    prompt, negative = str(body.get("prompt", "")), str(options.get("negativePrompt") or "")
    size = str(body.get("resolution", DEFAULT_SIZE))
    call = Call(
        model=model,
        prompt=prompt[: model.prompt_max],  # the provider cuts without a word
        negative=negative[: model.negative_max],
        size=size,
        resolution=model.resolution_of(size) or "",
        seconds=_seconds(model, body.get("duration", DEFAULT_SECONDS)),
        audio=_audio(model, body, options),
        seed=body.get("seed"),
        shot_type=str(options.get("shotType") or "single"),
        references=_references(model, body, options) if model.route is Route.REFERENCE else (),
        first_frame=_first_frame(body) if model.route is Route.FIRST_FRAME else None,
        audio_url=str(options.get("audioUrl") or ""),
        warnings=tuple(warnings),
    )
    _check_parameters(call)
    return call


def _check_options(options: Mapping[str, Any]) -> None:
    """A value of the wrong kind; unknown options are dropped without a word, and null means "not set"."""
    media = ("reference_image", "reference_video", "reference_audio", "first_frame", "last_frame", "file", "link")
    kinds: dict[str, Any] = {
        "negativePrompt": lambda v: isinstance(v, str),
        "audioUrl": lambda v: isinstance(v, str),
        "promptExtend": lambda v: isinstance(v, bool),
        "shotType": lambda v: v in ("single", "multi"),
        "watermark": lambda v: isinstance(v, bool),
        "audio": lambda v: isinstance(v, bool),
        "referenceUrls": lambda v: isinstance(v, list) and all(isinstance(u, str) for u in v),
        "media": lambda v: isinstance(v, list) and all(isinstance(m, dict) and m.get("type") in media for m in v),
        "ratio": lambda v: v in ("adaptive", "16:9", "9:16", "1:1", "4:3", "3:4"),
        "pollIntervalMs": lambda v: isinstance(v, int | float) and v > 0,
        "pollTimeoutMs": lambda v: isinstance(v, int | float) and v > 0,
    }
    for name, valid in kinds.items():
        if options.get(name) is not None and not valid(options[name]):
            raise ProviderRefusal("AI_InvalidArgumentError", "invalid alibaba provider options")


def _warnings(model: Model, body: Mapping[str, Any]) -> list[dict[str, str]]:
    """In the order in which the provider package finds them."""
    found: list[dict[str, str]] = []

    def unsupported(feature: str, details: str) -> None:
        found.append({"type": "unsupported", "feature": feature, "details": details})

    references = body.get("inputReferences") or []
    frames = body.get("frameImages") or []
    if model.route is Route.REFERENCE and not frames:
        for reference in references:
            if reference["type"] != "url":
                unsupported("inputReferences", _SKIPPED)
    if any(frame["frameType"] == "last_frame" for frame in frames):
        unsupported("frameImages", _LAST_FRAME)
    if references and model.route is not Route.REFERENCE:
        unsupported("inputReferences", _IGNORED)
    if body.get("aspectRatio"):
        unsupported("aspectRatio", _ASPECT)
    if body.get("fps"):
        unsupported("fps", _FPS)
    if body.get("n", 1) > 1:
        unsupported("n", _N)
    return found


def _references(model: Model, body: Mapping[str, Any], options: Mapping[str, Any]) -> tuple[Source, ...]:
    """`inputReferences` win over the older `referenceUrls`; `frameImages` switch both off without a word.

    Raises ProviderRefusal where the request never had a reference; one whose references were all skipped runs."""
    if body.get("frameImages"):
        return ()
    given = body.get("inputReferences") or []
    urls = [reference["url"] for reference in given if reference["type"] == "url"]
    if not given:
        urls = list(options.get("referenceUrls") or [])
        if not urls:
            raise ProviderRefusal("InvalidParameter", "Field required: input.reference_urls")
    if len(urls) > model.max_references:
        raise ProviderRefusal(
            "InvalidParameter",
            f"input.reference_urls takes at most {model.max_references} files, {len(urls)} were given.",
        )
    return tuple(Source(url=url) for url in urls)


def _first_frame(body: Mapping[str, Any]) -> Source:
    frames = [f["image"] for f in body.get("frameImages") or [] if f["frameType"] == "first_frame"]
    image = frames[0] if frames else body.get("image")
    if image is None:
        raise ProviderRefusal("InvalidParameter", "Field required: input.img_url")
    return Source(url=image["url"]) if image["type"] == "url" else Source(data=image["data"])


def _audio(model: Model, body: Mapping[str, Any], options: Mapping[str, Any]) -> bool:
    """Models with the switch make sound unless told not to; the others have no such parameter and always make it."""
    if model.audio == "always":
        return True
    wish = body.get("generateAudio")
    if wish is None:
        wish = options.get("audio")
    return True if wish is None else bool(wish)


def _seconds(model: Model, seconds: float) -> int:
    if seconds != int(seconds) or not model.min_seconds <= seconds <= model.max_seconds:
        raise ProviderRefusal(
            "InvalidParameter",
            f"parameters.duration must be an integer from {model.min_seconds} to {model.max_seconds}.",
        )
    return int(seconds)


def _check_parameters(call: Call) -> None:
    model = call.model
    if not call.prompt.strip() and model.route is not Route.FIRST_FRAME:
        raise ProviderRefusal("InvalidParameter", "Field required: input.prompt")
    if not call.resolution:
        raise ProviderRefusal("InvalidParameter", "The size is not match the allowed sizes of this model.")
    if call.seed is not None and not 0 <= call.seed <= model.seed_max:
        raise ProviderRefusal("InvalidParameter", f"parameters.seed must be an integer from 0 to {model.seed_max}.")
