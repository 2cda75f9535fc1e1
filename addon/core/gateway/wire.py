# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests in the shape that the gateway's own client gives them (npm @ai-sdk/gateway 4.0.146).

What families differ in is data of the catalog (options, sizes, seed, sound, naming), already in the request.
The model is named in a header only. References travel as URLs: Wan 2.6 skips inline ones and still bills. Veo alone
takes them as bytes, and those only.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ..models import MediaKind, Route, VideoRequest
from . import jsontext
from .auth import Credential
from .failures import InvalidRequest, RequestTooLarge

PROTOCOL_VERSION = "0.0.1"
USER_AGENT = "animatic-gateway"

START_LIMIT = 300 * 1024 - 8 * 1024
"""Bytes of a start's body. The gateway stores 300 KiB, of which up to 8 KiB are its own attribution (its documentation,
modalities/video-generation, 25 August 2026)."""

_CLIP_URL = re.compile(r"\.(mp4|mov)([?#]|$)", re.IGNORECASE)
_HEADER_VALUE = re.compile(r"[!-~]+")


def is_clip_address(url: str) -> bool:
    """Whether a provider that goes by addresses takes what is there for a clip: in the 2.7 and 3.0 families the URL
    tells, whatever its media type says, and an ending in its query counts, too (npm @ai-sdk/alibaba 2.0.58, run)."""
    return _CLIP_URL.search(url) is not None


@dataclass(frozen=True)
class WireFile:
    """A file that the provider can fetch. The URL may carry a signature: it stays out of every repr."""

    url: str = field(repr=False)
    media_type: str
    kind: MediaKind
    data: bytes = field(default=b"", repr=False)
    """The file itself, in place of a URL, for a provider that fetches none."""


def body(request: VideoRequest, route: Route, files: Sequence[WireFile]) -> dict[str, Any]:
    """The JSON body of a request. `files` in the order of the plan's inputs: the n-th is characterN.

    Raises InvalidRequest for files that do not fit the route or are not http(s) URLs, RequestTooLarge above
    START_LIMIT: before anything is sent, so nothing is billed."""
    if request.draft_of:
        return _finish(request)
    _check(request, route, files)
    wire: dict[str, Any] = {"prompt": request.prompt, "n": 1}
    # A size in a form that its model does not read is dropped, and billed as the dearest (H3: 2K, Wan 3.0: 1080p).
    if resolution := request.size if request.resolution is None else request.resolution:
        wire["resolution"] = resolution
    wire["duration"] = int(request.seconds)
    if request.aspect:
        wire["aspectRatio"] = request.aspect
    if request.seed is not None:
        wire["seed"] = request.seed
    if request.audio_switch:
        wire["generateAudio"] = request.audio
    wire["providerOptions"] = _provider_options(request)
    wire.update(_files(route, files))
    if len(jsontext.dump(wire)) > START_LIMIT:
        raise RequestTooLarge
    return wire


def headers(model: str, credential: Credential, spec_version: str = "4", accept: str = "*/*") -> dict[str, str]:
    """The headers of a request about a model; names in lower case. Raises InvalidRequest for a model id that no header
    can carry."""
    if not _HEADER_VALUE.fullmatch(model):
        raise InvalidRequest("The model's id is not one the gateway could know.", "Choose a model from the list.")
    return {
        **account_headers(credential),
        "accept": accept,
        "ai-model-id": model,
        "ai-video-model-specification-version": spec_version,
        "content-type": "application/json",
    }


def account_headers(credential: Credential) -> dict[str, str]:
    """The headers of a request about the account: credits, generation info."""
    return {
        "authorization": f"Bearer {credential.secret}",
        "ai-gateway-auth-method": credential.kind,
        "ai-gateway-protocol-version": PROTOCOL_VERSION,
        "user-agent": USER_AGENT,
    }


def idempotency_header(key: str) -> dict[str, str]:
    """The header that lets a start be sent again without being paid again. Raises InvalidRequest for an unfit key."""
    if not _HEADER_VALUE.fullmatch(key):
        raise InvalidRequest("The job's idempotency key is damaged.", "Send the shot again.")
    return {"idempotency-key": key}


def _finish(request: VideoRequest) -> dict[str, Any]:
    """A request for the final of a draft that the provider still has: it inherits all but the resolution. ByteDance's
    adapter copies the option onto the task, in place of prompt and references (npm @ai-sdk/bytedance 1.0.29); that of
    FLUX makes its own kind of request of it, without a size (npm @ai-sdk/black-forest-labs 2.0.41)."""
    own: dict[str, Any] = {"content": [{"type": "draft_task", "draft_task": {"id": request.draft_of}}]}
    size = {"resolution": request.size}
    if request.namespace == "blackForestLabs":
        own, size = {"draftCache": request.draft_of}, {}
    gateway = {"only": list(request.only), "tags": list(request.tags)}
    options = {request.namespace: own, "gateway": _filled(gateway)}
    return {"prompt": request.prompt, "n": 1, **size, "providerOptions": _filled(options)}


def _files(route: Route, files: Sequence[WireFile]) -> dict[str, Any]:
    """Where the files travel. With a last frame the official client says the first one twice; as bytes it would take
    the last one's room, and the adapter looks among the frames first (npm @ai-sdk/google-vertex 5.0.141)."""
    if route.sends_references:
        return {"inputReferences": [_file(file) for file in files]}
    if route is Route.FIRST_FRAME:
        return {"image": _file(files[0])}
    if route is Route.FIRST_LAST:
        frames = zip(files, ("first_frame", "last_frame"), strict=True)
        found = {"frameImages": [{"image": _file(file), "frameType": kind} for file, kind in frames]}
        return found if files[0].data else {"image": _file(files[0]), **found}
    return {}


def _provider_options(request: VideoRequest) -> dict[str, Any]:
    own = {**request.options, **_filled({"negativePrompt": request.negative, "shotType": request.shot_type})}
    gateway = {"order": list(request.order), "only": list(request.only), "tags": list(request.tags)}
    options = {request.namespace: own, "gateway": _filled(gateway)}
    return _filled(options)


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _file(file: WireFile) -> dict[str, str]:
    """With its media type, a picture's too: ByteDance and MiniMax warn of one without, FLUX takes it for a clip."""
    if file.data:
        data = base64.b64encode(file.data).decode("ascii")
        return {"type": "file", "mediaType": file.media_type, "data": data}
    wire = {"type": "url", "url": file.url}
    # An address without an ending does not tell its type, and an empty one tells the provider that it is no clip.
    wire["mediaType"] = file.media_type or ("video/mp4" if file.kind is MediaKind.VIDEO else "image/png")
    return wire


def _check(request: VideoRequest, route: Route, files: Sequence[WireFile]) -> None:
    if route is Route.TEXT and files:
        raise InvalidRequest("A text shot sends no references.", "Choose the reference route or clear the cast.")
    if route is Route.FIRST_FRAME and [file.kind for file in files] != [MediaKind.IMAGE]:
        raise InvalidRequest("A first-frame shot sends exactly one picture.", "Capture the shot's first frame.")
    if route is Route.FIRST_LAST and [file.kind for file in files] != [MediaKind.IMAGE] * 2:
        raise InvalidRequest("This shot sends exactly two pictures.", "Capture its first and its last frame.")
    if route is Route.REFERENCE and not files:
        raise InvalidRequest("A reference shot needs at least one reference.", "Add a cast member, or choose text.")
    if route is Route.BLOCKOUT and [file.kind for file in files[:1]] != [MediaKind.VIDEO]:
        raise InvalidRequest("A blockout shot sends its own clip first.", "Film the shot's clip.")
    for file in files:
        if request.inline and not file.data:
            raise InvalidRequest(
                "This model takes pictures within the request only, and one has an address instead.",
                "Give the picture itself in the cast, not its address.",
            )
        if not file.data:
            _check_url(file, by_extension=request.by_extension)


def _check_url(file: WireFile, *, by_extension: bool) -> None:
    try:
        parts = urlsplit(file.url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidRequest(
            "A reference is not at a web address: the model would skip it and still charge.",
            "Choose a host for references in the preferences.",
        )
    if by_extension and is_clip_address(file.url) != (file.kind is MediaKind.VIDEO):
        raise InvalidRequest(
            "This model tells clips from pictures by the URL's ending, and a reference's URL says the opposite.",
            "Give the URL the ending of its file: .mp4 or .mov for clips only.",
        )
