# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""References in a Vercel Blob store: private with signed GET URLs, or public.

The wire is that of npm @vercel/blob 2.8.0 (API version 12): it has no written specification.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import math
import time
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, urlencode, urlsplit

from ..files import redact
from ..network import request_id
from .base import VALID_SECONDS, ContentHost, Progress, Stored
from .errors import (
    AccessMismatch,
    FileTooLarge,
    FormatRefused,
    HostDown,
    HostError,
    ObjectMissing,
    StoreNotFound,
    StoreSuspended,
    TokenMissing,
    TokenRefused,
)
from .web import FileBody, answered, rate_limited

if TYPE_CHECKING:
    import httpx

API_URL = "https://vercel.com/api/blob"
API_VERSION = "12"
TOKEN_START = "vercel_blob_rw_"
PART = 8 * 1024 * 1024
"""Bytes of a multipart part, as the official client sends; the service takes 5 MiB and more."""
PARALLEL_PARTS = 4
LONGEST_SIGNATURE = 7 * 86400
"""Seconds; the service signs no longer."""

SIGNED_OPTIONS = frozenset(
    f"vercel-blob-{name}"
    for name in (
        "add-random-suffix",
        "allow-overwrite",
        "allowed-content-types",
        "cache-control-max-age",
        "callback-token-payload",
        "callback-url",
        "if-match",
        "maximum-size-in-bytes",
        "valid-until",
    )
)
"""Query parameters of a signed URL that the signature covers (npm @vercel/blob 2.8.0, presign-query-params)."""


def signature(client_signing_token: str, operation: str, pathname: str, options: Mapping[str, str]) -> str:
    """The `vercel-blob-signature` of a URL for one operation ("get", "head", "put", "delete") on one pathname.

    `options` are the URL's other query parameters; those the signature does not cover are left out. base64url without
    padding of HMAC-SHA256 over the lines sorted by their UTF-8 bytes (npm @vercel/blob 2.8.0, canonicalString)."""
    covered = {key: value for key, value in options.items() if key in SIGNED_OPTIONS and value}
    lines = [f"operation={operation}", f"pathname={pathname}", *(f"{key}={value}" for key, value in covered.items())]
    message = "\n".join(sorted(lines, key=str.encode))
    digest = hmac.new(client_signing_token.encode(), message.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class VercelBlobHost(ContentHost):
    """One store, named by its read-write token. `access` must be what the store was created with."""

    name = "Vercel Blob"

    def __init__(
        self,
        token: str,
        *,
        access: Literal["private", "public"] = "private",
        base_url: str = API_URL,
        prefix: str = "animatic/",
        valid_seconds: float = VALID_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Raises TokenMissing, TokenRefused for a token of another kind, SettingsWrong for the prefix."""
        super().__init__(prefix, min(valid_seconds, LONGEST_SIGNATURE / 2), transport)
        if not token:
            raise TokenMissing("There is no token for Vercel Blob.", _PASTE_TOKEN)
        if not token.startswith(TOKEN_START) or not token.isascii() or not token.isprintable():
            raise TokenRefused(f"That is no Blob token: one begins with {TOKEN_START}.", _PASTE_TOKEN)
        self._token = token
        self._access = access
        self._base_url = base_url.rstrip("/")

    def __repr__(self) -> str:
        return f"VercelBlobHost(access={self._access!r}, base_url={self._base_url!r}, prefix={self._prefix!r})"

    async def _find(self, name: str) -> Stored | None:
        try:
            found = await self._call("GET", "/", {"url": name})
        except ObjectMissing:
            return None
        return self._stored(found, _whole(found, "size", -1))

    async def _upload(
        self, name: str, media_type: str, sha256: str, file: Path, size: int, progress: Progress
    ) -> Stored:
        headers = {
            "x-vercel-blob-access": self._access,
            "x-content-type": media_type,
            "x-add-random-suffix": "0",
            # The same name is the same content: a repeated or simultaneous upload changes nothing.
            "x-allow-overwrite": "1",
            # The shortest time an edge may keep a copy: a deleted reference shall be gone, not cached for a month.
            "x-cache-control-max-age": "60",
        }
        if size > 2 * PART:
            answer = await self._upload_parts(name, headers, file, size, progress)
        else:
            body = FileBody(file, 0, size, progress.part(1))
            answer = await self._call("PUT", "/", {"pathname": name}, headers, body)
        return self._stored(answer, size)

    async def _upload_parts(
        self, name: str, headers: dict[str, str], file: Path, size: int, progress: Progress
    ) -> _Answer:
        async def step(action: str, more: dict[str, str], body: bytes | FileBody | None) -> _Answer:
            return await self._call(
                "POST", "/mpu", {"pathname": name}, {**headers, "x-mpu-action": action, **more}, body
            )

        begun = await step("create", {}, None)
        upload = {"x-mpu-key": quote(_text(begun, "key"), safe=""), "x-mpu-upload-id": _text(begun, "uploadId")}
        gate = asyncio.Semaphore(PARALLEL_PARTS)

        async def send(number: int, start: int) -> dict[str, Any]:
            async with gate:
                body = FileBody(file, start, min(PART, size - start), progress.part(number))
                answer = await step("upload", {**upload, "x-mpu-part-number": str(number)}, body)
            return {"partNumber": number, "etag": _text(answer, "etag")}

        parts = await _all([send(number, start) for number, start in enumerate(range(0, size, PART), 1)])
        try:
            return await step("complete", {**upload, "content-type": "application/json"}, json.dumps(parts).encode())
        except HostError:
            # Completed, but the answer was lost: the repeated request then names an upload that is gone.
            found = await self._call("GET", "/", {"url": name})
            if _whole(found, "size", -1) != size:
                raise
            return found

    def _stored(self, answer: _Answer, size: int) -> Stored:
        url = _text(answer, "url")
        other = "public" if self._access == "private" else "private"
        if (urlsplit(url).hostname or "").endswith(f".{other}.blob.vercel-storage.com"):
            raise answer.wrong(_access_mismatch(self._access))
        return Stored(size, url)

    async def _link(self, name: str, stored: Stored) -> tuple[str, float | None]:
        """For a private store: a URL signed for twice the time that is promised, so that it can be used again."""
        if self._access == "public":
            return stored.url, None
        until = int((time.time() + 2 * self.valid_seconds) * 1000)
        wish = {"pathname": name, "operations": ["get"], "validUntil": until}
        token = await self._call(
            "POST", "/signed-token", {}, {"content-type": "application/json"}, json.dumps(wish).encode()
        )
        query = {
            "vercel-blob-delegation": _text(token, "delegationToken"),
            "vercel-blob-signature": signature(_text(token, "clientSigningToken"), "get", name, {}),
        }
        expires = min(until, _whole(token, "validUntil", until)) / 1000
        return f"{stored.url}?{urlencode(query)}", expires

    async def _remove(self, name: str) -> None:
        body = json.dumps({"urls": [name]}).encode()
        try:
            await self._call("POST", "/delete", {}, {"content-type": "application/json"}, body)
        except ObjectMissing:
            pass

    async def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        body: bytes | FileBody | None = None,
    ) -> _Answer:
        url = f"{self._base_url}{path}" + (f"?{urlencode(query)}" if query else "")
        own = {
            "authorization": f"Bearer {self._token}",
            "x-api-version": API_VERSION,
            "x-vercel-blob-store-id": self._token.removeprefix(TOKEN_START).split("_", 1)[0],
        }
        response = await self._web.send(method, url, headers={**own, **(headers or {})}, body=body)
        answer = _json(response)
        if not response.is_success:
            raise answered(self._error(response, answer), response)
        if answer is None:
            stranger = HostError(
                "The address of Vercel Blob is answered by something else.",
                "Check for a sign-in page or proxy in this network, then try again.",
                retryable=True,
            )
            raise answered(stranger, response)
        told = _Answer(answer)
        told.request_id = request_id.of(response.headers)
        return told

    def _error(self, response: httpx.Response, answer: dict[str, Any] | None) -> HostError:
        error = (answer or {}).get("error")
        code, message = (error.get("code"), str(error.get("message") or "")) if isinstance(error, dict) else (None, "")
        code = _by_message(message) or code
        if code == "access_mismatch":
            return _access_mismatch(self._access)
        if code == "rate_limited" or response.status_code == 429:
            return rate_limited("Vercel Blob", response)
        if code in _ERRORS:
            kind, text, next_step = _ERRORS[code]
            return kind(text, next_step)
        if response.status_code >= 500:
            return HostDown("Vercel Blob does not work right now.", "Try again later; see vercel-status.com.")
        if response.status_code in (401, 403):
            kind, text, next_step = _ERRORS["forbidden"]
            return kind(text, next_step)
        reason = redact(message, self._token) or f"HTTP {response.status_code}"
        return HostError(f"Vercel Blob did not take the request: {reason.rstrip('.')}.", "Check the host's settings.")


_PASTE_TOKEN = "Copy BLOB_READ_WRITE_TOKEN from the store's page on vercel.com into the preferences."

_ERRORS: dict[str, tuple[type[HostError], str, str]] = {
    "forbidden": (TokenRefused, "Vercel Blob refuses this token.", _PASTE_TOKEN),
    "client_token_expired": (TokenRefused, "The token for Vercel Blob has expired.", _PASTE_TOKEN),
    "client_token_not_allowed": (TokenRefused, "The token for Vercel Blob may not do this.", _PASTE_TOKEN),
    "client_token_pathname_mismatch": (TokenRefused, "The token for Vercel Blob is for other files.", _PASTE_TOKEN),
    "oidc_environment_not_allowed": (
        TokenRefused,
        "The token for Vercel Blob is for another environment.",
        _PASTE_TOKEN,
    ),
    "store_not_found": (
        StoreNotFound,
        "The Blob store of this token does not exist.",
        "Create a Blob store on vercel.com and use its token.",
    ),
    "store_suspended": (
        StoreSuspended,
        "The Blob store is suspended.",
        "See the store's usage and billing on vercel.com.",
    ),
    "not_found": (ObjectMissing, "The file is not in the Blob store.", "Send the shot again: it is uploaded anew."),
    "file_too_large": (
        FileTooLarge,
        "The file is too large for the Blob store.",
        "Make the reference shorter or smaller.",
    ),
    "content_type_not_allowed": (
        FormatRefused,
        "The Blob store does not take this kind of file.",
        "Use the store's own read-write token, which takes every kind.",
    ),
    "precondition_failed": (HostError, "The file in the Blob store changed meanwhile.", "Try again."),
    "service_unavailable": (
        HostDown,
        "Vercel Blob does not work right now.",
        "Try again later; see vercel-status.com.",
    ),
}

# The service answers these with a general code; the official client, too, tells them by their text.
_MESSAGES = (
    ("access on a private store", "access_mismatch"),
    ("access on a public store", "access_mismatch"),
    ("the file length cannot be greater than", "file_too_large"),
    ("Token expired", "client_token_expired"),
    ("does not match the token payload", "client_token_pathname_mismatch"),
    ("OIDC is enabled for this project, but not for the", "oidc_environment_not_allowed"),
)


def _by_message(message: str) -> str | None:
    if "contentType" in message and "is not allowed" in message:
        return "content_type_not_allowed"
    return next((code for text, code in _MESSAGES if text in message), None)


def _access_mismatch(used: str) -> HostError:
    store = "public" if used == "private" else "private"
    return AccessMismatch(
        f"The Blob store is {store}, but the preferences say {used}.",
        f"Set the store's access to {store} in the preferences, or use the token of a {used} store.",
    )


def _json(response: httpx.Response) -> dict[str, Any] | None:
    if response.is_success and response.content in (b"", b"null"):  # as /delete answers
        return {}
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


class _Answer(dict[str, Any]):
    """What the store said, and its own name of the request."""

    request_id = ""

    def wrong(self, error: HostError) -> HostError:
        """An error that comes of what it said."""
        error.request_id = self.request_id
        return error


def _text(answer: _Answer, key: str) -> str:
    value = answer.get(key)
    if not isinstance(value, str) or not value:
        lacks = HostError(f"Vercel Blob's answer lacks its {key}.", "Try again; if it stays, update the extension.")
        raise answer.wrong(lacks)
    return value


def _whole(answer: dict[str, Any], key: str, default: int) -> int:
    value = answer.get(key)
    return int(value) if isinstance(value, int | float) and math.isfinite(value) else default


async def _all(calls: Sequence[Coroutine[Any, Any, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Results in order; the first failure cancels the others and is raised as itself, not as a group."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
    except ExceptionGroup as failed:
        first = failed.exceptions[0]
        raise first from first.__cause__
    return [task.result() for task in tasks]
