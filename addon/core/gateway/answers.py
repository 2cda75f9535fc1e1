# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From any JSON to values: accepts what either official client accepts, and never fails on what it does not know.

Nulls, missing fields, unknown warning types, a missing media type, bare or `data:` base64, "binary" videos: all read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..errors import Billed
from .inline import Diverter
from .results import (
    Cancelled,
    Completed,
    Credits,
    Failed,
    GenerationInfo,
    ModelListing,
    Pending,
    Started,
    Status,
    VideoPrice,
    VideoResult,
    Warned,
    decimal,
)
from .verdicts import During, NoVideo, ReferencesSkipped, from_event, from_provider_text, shown, unreadable

_DONE = ("completed", "succeeded", "success")
_FAILED = ("error", "failed")
_CANCELLED = ("cancelled", "canceled")
_SECRET_KEYS = ("webhookSigningSecret",)
_SKIPPED = re.compile(r"(reference|first.?frame|image).{0,40}\b(skipped|ignored)", re.IGNORECASE)


def started(value: Any, secrets: tuple[str, ...] = ()) -> Started:
    """The answer to a start. Raises BadResponse without an operation, ReferencesSkipped."""
    data = _mapping(value)
    if data.get("operation") is None:
        raise unreadable(During.START, "no operation", shown(str(value), *secrets))
    answer = Started(operation=data["operation"], **_common(data, secrets))
    _check_references(answer, answer.warnings, Billed.UNKNOWN)
    return answer


def status(value: Any, diverter: Diverter, secrets: tuple[str, ...] = ()) -> Status:
    """The answer to a status request. A word that nobody knows means that it still runs.

    Raises BadResponse, NoVideo (completed, but nothing to fetch), ReferencesSkipped."""
    data = _mapping(value)
    word = data.get("status")
    if not isinstance(word, str):
        raise unreadable(During.STATUS, "no status", shown(str(value), *secrets))
    common = _common(data, secrets)
    word = word.lower()
    if word in _FAILED:
        return Failed(error=from_provider_text(_reason(data), secrets=secrets), **common)
    if word in _CANCELLED:
        return Cancelled(**common)
    if word in _DONE:
        return completed(data, diverter, secrets)
    pending = Pending(word=word, **common)
    _check_references(pending, pending.warnings, Billed.UNKNOWN)
    return pending


def completed(data: Mapping[str, Any], diverter: Diverter, secrets: tuple[str, ...] = ()) -> Completed:
    """A result with its videos. Raises NoVideo, ReferencesSkipped (which carries the result: it was paid for)."""
    common = _common(data, secrets)
    videos = tuple(video for entry in _list(data.get("videos")) if (video := _video(entry, diverter)))
    if not videos:
        raise NoVideo(generation_id=_generation_id(data))
    result = Completed(videos=videos, **common)
    _check_references(result, result.warnings, Billed.YES)
    return result


def event(value: Any, diverter: Diverter, secrets: tuple[str, ...] = ()) -> Completed | None:
    """What one data event of an open request means: a result, or None to read on. Raises the error it carries."""
    data = _mapping(value)
    kind = data.get("type")
    if kind == "error" or (kind is None and data.get("error") and not data.get("videos")):
        raise from_event(data, secrets=secrets)
    # Python's official client needs no `type`; the JavaScript one no videos. Neither alone makes a result here.
    if kind == "result" or (kind is None and data.get("videos")):
        return completed(data, diverter, secrets)
    return None


def models(value: Any) -> tuple[ModelListing, ...]:
    """The model list, OpenAI style or the gateway's own; entries that cannot be read are left out."""
    data = value if isinstance(value, list) else _mapping(value).get("data", _mapping(value).get("models"))
    listings = (_listing(_mapping(entry)) for entry in _list(data))
    return tuple(listing for listing in listings if listing)


def credit(value: Any) -> Credits:
    """The account's money; texts or numbers. Raises BadResponse when there is no balance."""
    data = _mapping(value)
    balance = _signed(data.get("balance"))
    if balance is None:
        raise unreadable(During.LOOKUP, "no balance")
    return Credits(balance=balance, total_used=decimal(data.get("total_used")) or Decimal(0))


def generation(value: Any, asked: str) -> GenerationInfo:
    """One generation's record, with or without its `data` envelope."""
    outer = _mapping(value)
    data = _mapping(outer.get("data")) or outer
    return GenerationInfo(
        id=_text(data.get("id")) or asked,
        total_cost=decimal(data.get("total_cost")),
        model=_text(data.get("model")),
        provider=_text(data.get("provider_name")),
        created_at=_text(data.get("created_at")),
    )


def _common(data: Mapping[str, Any], secrets: tuple[str, ...]) -> dict[str, Any]:
    warnings = tuple(_warning(entry, secrets) for entry in _list(data.get("warnings")))
    return {"warnings": warnings, "metadata": _clean(_mapping(data.get("providerMetadata")), secrets)}


def _warning(entry: Any, secrets: tuple[str, ...]) -> Warned:
    data = _mapping(entry)
    text = _text(entry) or _text(data.get("details")) or _text(data.get("message"))
    about = _text(data.get("feature")) or _text(data.get("setting"))
    return Warned(
        kind=shown(_text(data.get("type")) or "other", *secrets),
        about=shown(about, *secrets),
        text=shown(text, *secrets),
    )


def _check_references(result: Started | Pending | Completed, warnings: tuple[Warned, ...], billed: Billed) -> None:
    """The provider's texts: "Non-URL reference was skipped.", "The reference images were ignored." (npm @ai-sdk/alibaba
    2.0.58); the feature's name alone is enough, for texts change."""
    for warning in warnings:
        lost = warning.kind == "unsupported" and warning.about in ("inputReferences", "referenceUrls", "image")
        if lost or _SKIPPED.search(warning.text):
            error = ReferencesSkipped(detail=warning.text, generation_id=result.generation_id, billed=billed)
            error.result = result.model_copy(update={"references_skipped": True})
            raise error


def _video(entry: Any, diverter: Diverter) -> VideoResult | None:
    data = _mapping(entry)
    media_type = _text(data.get("mediaType")) or "video/mp4"
    url = _text(data.get("url"))
    inline = _text(data.get("data"))
    if url.startswith("data:") or diverter.diverted(url):
        inline, url = url, ""
    if url:
        return VideoResult(kind="url", media_type=media_type, url=url)
    if inline:
        return VideoResult(kind="inline", media_type=media_type, inline=diverter.inline(inline))
    return None


def _reason(data: Mapping[str, Any]) -> str:
    error = data.get("error")
    if isinstance(error, Mapping):
        return " ".join(_text(error.get(key)) for key in ("code", "type", "message")).strip()
    return _text(error) or _text(data.get("message"))


def _listing(entry: Mapping[str, Any]) -> ModelListing | None:
    if not _text(entry.get("id")):
        return None
    prices = _list(_mapping(entry.get("pricing")).get("video_duration_pricing"))
    return ModelListing(
        id=_text(entry.get("id")),
        name=_text(entry.get("name")),
        kind=_text(entry.get("type")) or _text(entry.get("modelType")),
        prices=tuple(price for item in prices if (price := _price(_mapping(item)))),
    )


def _price(entry: Mapping[str, Any]) -> VideoPrice | None:
    usd = decimal(entry.get("cost_per_second"))
    if usd is None:
        return None
    audio = entry.get("audio")
    return VideoPrice(
        usd_per_second=usd,
        resolution=_text(entry.get("resolution")).lower(),
        audio=audio if isinstance(audio, bool) else None,
        mode=_text(entry.get("mode")),
    )


def _signed(value: Any) -> Decimal | None:
    """A balance can be below zero."""
    positive = decimal(value)
    if positive is None and (text := str(value).strip()).startswith("-"):
        owed = decimal(text[1:])
        return None if owed is None else -owed
    return positive


def _clean(value: Any, secrets: tuple[str, ...]) -> Any:
    """Metadata that may be kept: no webhook secret, no signature (the provider's part has the video's own URL), no half
    surrogates (they cannot be written to a file)."""
    if isinstance(value, Mapping):
        return {_plain(str(key)): _clean(entry, secrets) for key, entry in value.items() if key not in _SECRET_KEYS}
    if isinstance(value, list):
        return [_clean(entry, secrets) for entry in value]
    return shown(value, *secrets, limit=len(value)) if isinstance(value, str) else value


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _generation_id(data: Mapping[str, Any]) -> str:
    return _text(_mapping(_mapping(data.get("providerMetadata")).get("gateway")).get("generationId"))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return _plain(value) if isinstance(value, str) else ""
