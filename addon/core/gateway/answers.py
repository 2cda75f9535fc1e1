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
from .failures import During, NoVideo, ReferencesSkipped
from .inline import Diverter
from .results import (
    Cancelled,
    Completed,
    Credits,
    Failed,
    GenerationInfo,
    Pending,
    Started,
    Status,
    VideoResult,
    Warned,
    decimal,
)
from .verdicts import from_event, from_provider_text, shown, unreadable

_DONE = ("completed", "succeeded", "success")
_FAILED = ("error", "failed")
_CANCELLED = ("cancelled", "canceled")
_SECRET_KEYS = ("webhookSigningSecret",)
_REFERENCES = ("inputReferences", "referenceUrls", "image")
_ABOUT_INPUTS = re.compile(r"refer|image|frame|media|input|file", re.IGNORECASE)
# Not "The image watermark option was ignored.": there a setting is lost, not a picture.
_SKIPPED = re.compile(
    r"\b(?:\w*references?|reference\w*|first.?frames?|(?<!last frame )(?<!last_frame )images?)\b"
    r"(?:(?!\b(?:watermarks?|options?|settings?|parameters?|strength|weight|ratio|quality|format|size|resolution|order)\b)"
    r".){0,60}?\b(?:skipped|ignored|dropped|discarded)\b",
    re.IGNORECASE,
)

VIDEOS_MAX = 16
WARNINGS_MAX = 200
METADATA_MAX = 2_000
"""Entries that are read of one answer, a hundred times those of an honest one. 200,000 warnings held up every job of
the loop for 42 s."""

WARNINGS_SEARCHED = 2_000
"""Warnings whose text is searched; of the others the feature's name is enough."""

METADATA_DEPTH = 32
WARNING_CHARACTERS = 500


def started(value: Any, secrets: tuple[str, ...] = ()) -> Started:
    """The answer to a start. Raises BadResponse without an operation, ReferencesSkipped."""
    data = _mapping(value)
    if data.get("operation") is None:
        raise unreadable(During.START, "no operation", _quoted(value, secrets))
    answer = Started(operation=data["operation"], **_common(data, secrets))
    _check_references(answer, data, secrets, Billed.UNKNOWN)
    return answer


def status(value: Any, diverter: Diverter, secrets: tuple[str, ...] = ()) -> Status:
    """The answer to a status request. A word that nobody knows means that it still runs.

    Raises BadResponse, NoVideo (completed, but nothing to fetch), ReferencesSkipped."""
    data = _mapping(value)
    word = data.get("status")
    if not isinstance(word, str):
        raise unreadable(During.STATUS, "no status", _quoted(value, secrets))
    word = word.lower()
    if word in _DONE:
        return completed(data, diverter, secrets)
    common = _common(data, secrets)
    if word in _FAILED:
        return Failed(error=from_provider_text(_reason(data), secrets=secrets), **common)
    if word in _CANCELLED:
        return Cancelled(**common)
    pending = Pending(word=word, **common)
    _check_references(pending, data, secrets, Billed.UNKNOWN)
    return pending


def completed(data: Mapping[str, Any], diverter: Diverter, secrets: tuple[str, ...] = ()) -> Completed:
    """A result with its videos. Raises NoVideo, ReferencesSkipped (which carries the result: it was paid for)."""
    common = _common(data, secrets)
    videos = tuple(video for entry in _list(data.get("videos"))[:VIDEOS_MAX] if (video := _video(entry, diverter)))
    if not videos:
        raise NoVideo(generation_id=_generation_id(data))
    result = Completed(videos=videos, **common)
    _check_references(result, data, secrets, Billed.YES)
    return result


def event(value: Any, diverter: Diverter, secrets: tuple[str, ...] = (), *, waited: bool = False) -> Completed | None:
    """What one data event of an open request means: a result, or None to read on. Raises the error it carries.

    `waited`: heartbeats or other events came before it."""
    data = _mapping(value)
    kind = data.get("type")
    if kind == "error" or (kind is None and data.get("error") and not data.get("videos")):
        raise from_event(data, waited=waited, secrets=secrets)
    # Python's official client needs no `type`; the JavaScript one no videos. Neither alone makes a result here.
    if kind == "result" or (kind is None and data.get("videos")):
        return completed(data, diverter, secrets)
    return None


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
    )


def _common(data: Mapping[str, Any], secrets: tuple[str, ...]) -> dict[str, Any]:
    warnings = tuple(_warning(entry, secrets) for entry in _list(data.get("warnings"))[:WARNINGS_MAX])
    return {"warnings": warnings, "metadata": _metadata(_mapping(data.get("providerMetadata")), secrets)}


def _warning(entry: Any, secrets: tuple[str, ...]) -> Warned:
    data = _mapping(entry)
    text = _text(entry) or _text(data.get("details")) or _text(data.get("message"))
    about = _text(data.get("feature")) or _text(data.get("setting"))
    return Warned(
        kind=shown(_text(data.get("type")) or "other", *secrets),
        about=shown(about, *secrets),
        text=shown(text, *secrets),
    )


def _check_references(
    result: Started | Pending | Completed, data: Mapping[str, Any], secrets: tuple[str, ...], billed: Billed
) -> None:
    """The provider's texts: "Non-URL reference was skipped.", "The reference images were ignored." (npm @ai-sdk/alibaba
    2.0.58); the feature's name alone is enough, for texts change. All warnings are looked at, also those not kept."""
    for number, entry in enumerate(_list(data.get("warnings"))):
        if _lost_references(entry, by_text=number < WARNINGS_SEARCHED):
            text = _warning(entry, secrets).text
            error = ReferencesSkipped(detail=text, generation_id=result.generation_id, billed=billed)
            error.result = result.model_copy(update={"references_skipped": True})
            raise error


def _lost_references(entry: Any, *, by_text: bool) -> bool:
    data = _mapping(entry)
    about = data.get("feature") or data.get("setting")
    if data.get("type") == "unsupported" and about in _REFERENCES:
        return True
    if not by_text or (isinstance(about, str) and about and not _ABOUT_INPUTS.search(about[:100])):
        return False
    text = entry if isinstance(entry, str) else data.get("details") or data.get("message")
    return isinstance(text, str) and bool(_SKIPPED.search(text[:WARNING_CHARACTERS]))


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


def _signed(value: Any) -> Decimal | None:
    """A balance can be below zero."""
    positive = decimal(value)
    if positive is None and (text := str(value).strip()).startswith("-"):
        owed = decimal(text[1:])
        return None if owed is None else -owed
    return positive


def _metadata(value: Mapping[str, Any], secrets: tuple[str, ...]) -> dict[str, Any]:
    """Metadata that may be kept, the gateway's own part first: what goes beyond METADATA_MAX entries is left out."""
    ordered = {"gateway": value["gateway"], **value} if "gateway" in value else value
    cleaner = _Cleaner(secrets)
    cleaned = cleaner.clean(ordered, 0)
    return cleaned if isinstance(cleaned, dict) else {}


class _Cleaner:
    """No webhook secret, no signature (the provider's part has the video's own URL), no half surrogates (they cannot be
    written to a file), no depth or width without end."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = secrets
        self._left = METADATA_MAX

    def clean(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if isinstance(value, str):
            return shown(value, *self._secrets, limit=len(value))
        if not isinstance(value, Mapping | list):
            return value
        if depth >= METADATA_DEPTH:
            return None
        if isinstance(value, list):
            return [self.clean(entry, depth + 1) for entry in value[: max(self._left, 0)] if self._left > 0]
        return {
            _plain(str(key)): self.clean(entry, depth + 1)
            for key, entry in value.items()
            if self._left > 0 and key not in _SECRET_KEYS
        }


def _quoted(value: Any, secrets: tuple[str, ...]) -> str:
    try:
        return shown(str(value), *secrets)
    except (RecursionError, ValueError):  # nested, or a number, beyond what Python writes
        return ""


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
