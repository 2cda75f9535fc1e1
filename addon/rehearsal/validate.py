# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gateway itself refuses before anything runs: headers, keys, models, bodies, empty accounts.

Statuses and types as the official clients map them (npm @ai-sdk/gateway 4.0.146) and the gateway's pages describe them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from ..core.catalog import Catalog, Model
from ..core.errors import UserError
from .wire import Refused, Request, json_answer

START_LIMIT = 292 * 1024
"""Bytes of a start request: 300 KiB are stored, of which the gateway's own attribution may take eight
(vercel.com/docs/ai-gateway/modalities/video-generation)."""
GENERATE_LIMIT = 32 * 1024 * 1024
"""Bytes of an open request. The real limit is not known; a 10 MB picture as base64 fits."""

BAD_KEYS = {
    "vck_bad": (401, "authentication_error", "Invalid API key."),
    "vck_broke": (
        402,
        "insufficient_funds",
        "Insufficient funds. Please add credits to your account to continue using AI Gateway.",
    ),
    "vck_unverified": (
        403,
        "customer_verification_required",
        "AI Gateway requires a valid credit card on file to service requests.",
    ),
    "vck_free": (403, "free_tier_model_not_available", "This model is not available on the free tier."),
}
"""Keys that begin like this rehearse an account in trouble. Every other key is accepted."""


def refusal(
    status: int,
    kind: str,
    message: str,
    *,
    param: Any = None,
    generation_id: str = "",
    headers: Mapping[str, str] | None = None,
) -> Refused:
    """The gateway's error body, ready to raise."""
    value: dict[str, Any] = {"error": {"message": message, "type": kind, "param": param, "code": None}}
    if generation_id:
        value["generationId"] = generation_id
    return Refused(json_answer(value, status, headers))


def invalid(message: str, path: str = "") -> Refused:
    return refusal(400, "invalid_request_error", message, param={"path": path} if path else None)


def credential(request: Request) -> str:
    """The caller's key or token. Raises Refused: 401 without one or with a wrong one."""
    key = request.bearer
    if not key:
        raise refusal(401, "authentication_error", "No authentication provided.")
    if key.startswith("vck_bad"):
        raise refusal(*BAD_KEYS["vck_bad"])
    return key


def account(key: str, *, empty: bool) -> None:
    """Raises Refused for an account that may not generate: 402 or 403."""
    for start, trouble in BAD_KEYS.items():
        if key.startswith(start):
            raise refusal(*trouble)
    if empty:
        raise refusal(*BAD_KEYS["vck_broke"])


def headers(request: Request, version: int) -> None:
    """The protocol headers of the video endpoints. Raises Refused 400, naming the header."""
    expected: dict[str, Collection[str]] = {
        "ai-gateway-protocol-version": ("0.0.1",),
        "ai-gateway-auth-method": ("api-key", "oidc"),
        "ai-video-model-specification-version": (str(version),),
    }
    for name, values in expected.items():
        if request.header(name) not in values:
            raise invalid(f"Missing or unsupported header {name}: expected {' or '.join(values)}.", name)
    if request.header("content-type").split(";")[0].strip().lower() != "application/json":
        raise invalid("The content type must be application/json.", "content-type")


def model(request: Request, catalog: Catalog, retired: Collection[str]) -> Model:
    """The model that the `ai-model-id` header names. Raises Refused: 400 without, 404 for an unknown or retired one."""
    model_id = request.header("ai-model-id")
    if not model_id:
        raise invalid("Missing header ai-model-id.", "ai-model-id")
    try:
        if model_id not in retired:
            return catalog.get(model_id)
    except UserError:
        pass
    raise refusal(404, "model_not_found", f"Model '{model_id}' not found", param={"modelId": model_id})


def json_body(request: Request, limit: int) -> dict[str, Any]:
    """The body as a JSON object. Raises Refused: 413 beyond `limit` bytes, 400 for anything that is no object."""
    data = request.read(limit)
    if data is None:
        raise refusal(
            413,
            "invalid_request_error",
            f"Request body too large: the limit is {limit // 1024} KiB. Use hosted URLs instead of inline data.",
        )
    try:
        value = json.loads(data)
        json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise invalid("Invalid JSON in request body.") from error
    if not isinstance(value, dict):
        raise invalid("The request body must be a JSON object.")
    return value


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _file(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("mediaType", ""), str):
        return False
    if value.get("type") == "url":
        return isinstance(value.get("url"), str) and bool(value["url"])
    return (
        value.get("type") == "file" and isinstance(value.get("data"), str) and isinstance(value.get("mediaType"), str)
    )


def _files(value: Any) -> bool:
    return isinstance(value, list) and all(_file(v) for v in value)


def _frames(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(v, dict) and v.get("frameType") in ("first_frame", "last_frame") and _file(v.get("image"))
        for v in value
    )


def _options(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(v, dict) for v in value.values())


Check = Callable[[Any], bool]
_BODY: dict[str, tuple[Check, str]] = {
    "prompt": (lambda v: isinstance(v, str), "a string"),
    "n": (lambda v: _integer(v) and v >= 1, "an integer of at least 1"),
    "aspectRatio": (
        lambda v: isinstance(v, str) and bool(re.fullmatch(r"\d+:\d+|adaptive", v)),
        'a ratio such as "16:9"',
    ),
    "resolution": (
        lambda v: isinstance(v, str) and bool(re.fullmatch(r"\d+x\d+|\d+[pk]", v, re.IGNORECASE)),
        'a size such as "1280x720" or a word such as "720p"',
    ),
    "duration": (lambda v: _number(v) and v > 0, "a number above 0"),
    "fps": (lambda v: _number(v) and v > 0, "a number above 0"),
    "seed": (_integer, "an integer"),
    "generateAudio": (lambda v: isinstance(v, bool), "a boolean"),
    "providerOptions": (_options, "an object of objects"),
    "image": (_file, "a file"),
    "frameImages": (_frames, "a list of frames"),
    "inputReferences": (_files, "a list of files"),
    "callbackUrl": (lambda v: isinstance(v, str) and v.startswith(("https://", "http://")), "a URL"),
}
"""Fields with their types (recorded from npm ai 7.0.173); a null is no value of any of them, unknown fields pass."""

_GATEWAY_OPTIONS: dict[str, tuple[Check, str]] = {
    "order": (_texts, "a list of strings"),
    "only": (_texts, "a list of strings"),
    "models": (_texts, "a list of strings"),
    "tags": (_texts, "a list of strings"),
    "headquarters": (_texts, "a list of strings"),
    "has": (_texts, "a list of strings"),
    "user": (lambda v: isinstance(v, str), "a string"),
    "zeroDataRetention": (lambda v: isinstance(v, bool), "a boolean"),
    "disallowPromptTraining": (lambda v: isinstance(v, bool), "a boolean"),
    "byok": (lambda v: isinstance(v, dict), "an object"),
    "serviceTier": (lambda v: v in ("flex", "priority"), '"flex" or "priority"'),
    "sort": (lambda v: v in ("cost", "tps", "ttft"), '"cost", "tps" or "ttft"'),
}


def body(value: Mapping[str, Any]) -> None:
    """The fields of a request. Raises Refused 400, naming the field."""
    _check_fields(value, _BODY, "")
    gateway = value.get("providerOptions", {}).get("gateway", {})
    _check_fields(gateway, _GATEWAY_OPTIONS, "providerOptions.gateway.")
    has_image = "image" in value or value.get("frameImages")
    if not str(value.get("prompt", "")).strip() and not has_image:
        raise invalid("Either a prompt or an image is required.", "prompt")


def routing(value: Mapping[str, Any], model: Model) -> None:
    """Whether any provider may serve the request. Raises Refused 400 in the flat shape that this one error has
    (vercel.com/docs/ai-gateway/security-and-compliance/zdr)."""
    gateway = value.get("providerOptions", {}).get("gateway", {})
    provider = model.id.partition("/")[0]
    if gateway.get("zeroDataRetention") and not model.zero_data_retention:
        raise _no_providers(f"No providers with zero data retention are available for model '{model.id}'.")
    if "only" in gateway and provider not in gateway["only"]:
        raise _no_providers(f"No providers are available for model '{model.id}' after applying 'only'.")


def _no_providers(message: str) -> Refused:
    return Refused(json_answer({"error": message, "type": "no_providers_available", "statusCode": 400}, 400))


def _check_fields(value: Mapping[str, Any], checks: Mapping[str, tuple[Check, str]], prefix: str) -> None:
    for name, (check, expected) in checks.items():
        if name in value and not check(value[name]):
            raise invalid(f"Invalid request: '{prefix}{name}' must be {expected}.", prefix + name)
