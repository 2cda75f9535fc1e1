# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""References in an S3-compatible bucket (AWS, Cloudflare R2, MinIO, Backblaze B2): signed PUT, presigned GET."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..files import redact
from . import sigv4
from .base import VALID_SECONDS, ContentHost, Progress, Stored
from .errors import (
    ClockWrong,
    FileChanged,
    FileTooLarge,
    HostDown,
    HostError,
    SettingsWrong,
    StoreNotFound,
    TokenMissing,
    TokenRefused,
)
from .web import FileBody, answered, rate_limited

if TYPE_CHECKING:
    import httpx

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,62}")
_CODE = re.compile(rb"<Code>([A-Za-z0-9.]+)</Code>")


class S3Host(ContentHost):
    """One bucket. Needs the rights to put, get and delete objects under the prefix; listing is not needed."""

    name = "S3"

    def __init__(
        self,
        endpoint: str,
        region: str,
        bucket: str,
        access_key: str,
        secret_key: str,
        prefix: str = "animatic/",
        *,
        session_token: str = "",
        valid_seconds: float = VALID_SECONDS,
        path_style: bool | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`endpoint` "" is Amazon's own for `region`; `region` "" is "auto" for R2, else "us-east-1".

        `path_style` puts the bucket into the path; None: for every endpoint but Amazon's, and for bucket names with
        dots, which no certificate covers. Raises TokenMissing, SettingsWrong."""
        super().__init__(prefix, min(valid_seconds, sigv4.LONGEST / 2), transport)
        if region == "auto" and not endpoint:
            region = ""  # R2's word; Amazon has no region of that name
        if not access_key or not secret_key:
            raise TokenMissing("The keys for the S3 bucket are missing.", "Enter access key and secret key.")
        if not _BUCKET.fullmatch(bucket):
            raise SettingsWrong(
                f'"{bucket}" is no bucket\'s name.', "Enter the bucket's name as its provider shows it."
            )
        base = _endpoint(endpoint, region, bucket)
        host = urlsplit(base).hostname or ""
        region = region or ("auto" if host.endswith(".r2.cloudflarestorage.com") else "us-east-1")
        if path_style is None:
            path_style = not host.endswith(".amazonaws.com") or "." in bucket
        self._base = f"{base}/{bucket}/" if path_style else f"{base.replace('://', f'://{bucket}.', 1)}/"
        self._bucket = bucket
        self._credentials = sigv4.Credentials(access_key, secret_key, region, session_token)

    def __repr__(self) -> str:
        return f"S3Host({self._base!r}, region={self._credentials.region!r}, prefix={self._prefix!r})"

    async def _find(self, name: str) -> Stored | None:
        """None, too, where the keys may not ask: Amazon answers 403 for a missing object when listing is not allowed,
        and a HEAD answer has no body that would tell. The upload that follows says what is wrong."""
        answer = await self._send("HEAD", name)
        if answer.status_code >= 500:
            raise answered(self._error(answer), answer)
        if answer.status_code != 200:
            return None
        return Stored(int(answer.headers.get("content-length", -1)))

    async def _upload(
        self, name: str, media_type: str, sha256: str, file: Path, size: int, progress: Progress
    ) -> Stored:
        """The signature covers the content's hash, so that Amazon refuses a file that arrives damaged."""
        body = FileBody(file, 0, size, progress.part(1))
        answer = await self._send("PUT", name, {"content-type": media_type}, sha256, body)
        if not answer.is_success:
            raise answered(self._error(answer), answer)
        # S3 answers an upload with a tag and nothing else; a page that stands in between says what it likes with a 200.
        if answer.content.strip() and "etag" not in answer.headers:
            raise answered(self._something_else(), answer)
        return Stored(size)

    async def _link(self, name: str, stored: Stored) -> tuple[str, float | None]:
        """Signed for twice the time that is promised, so that it can be used again."""
        seconds = int(2 * self.valid_seconds)
        url = sigv4.presigned_url("GET", self._base + name, seconds, self._credentials, datetime.now(UTC))
        return url, time.time() + seconds

    async def _remove(self, name: str) -> None:
        answer = await self._send("DELETE", name)
        if not answer.is_success and answer.status_code != 404:
            raise answered(self._error(answer), answer)

    async def _send(
        self,
        method: str,
        name: str,
        headers: dict[str, str] | None = None,
        sha256: str = sigv4.EMPTY_SHA256,
        body: FileBody | None = None,
    ) -> httpx.Response:
        url = self._base + name
        signed = sigv4.signed_headers(method, url, headers or {}, sha256, self._credentials, datetime.now(UTC))
        return await self._web.send(method, url, headers=signed, body=body)

    def _something_else(self) -> HostError:
        return HostError(
            f"The address of the bucket {self._bucket} is answered by something else.",
            "Check for a sign-in page or proxy in this network, and the endpoint, then try again.",
            retryable=True,
        )

    def _error(self, answer: httpx.Response) -> HostError:
        found = _CODE.search(answer.content)
        code = found[1].decode() if found else ""
        status = answer.status_code
        elsewhere = answer.headers.get("x-amz-bucket-region")
        if elsewhere and elsewhere == self._credentials.region:
            elsewhere = None
        if (
            status == 307 and not elsewhere
        ) or code == "TemporaryRedirect":  # a bucket of today, which Amazon's names do not know yet
            return HostDown(
                f"The bucket {self._bucket} is not reachable at its address yet.",
                "A new bucket takes up to an hour; else check the endpoint, and for a sign-in page or proxy.",
            )
        if elsewhere or status == 301 or code in ("PermanentRedirect", "AuthorizationHeaderMalformed"):
            where = f" in {elsewhere}" if elsewhere else " in another region"
            return StoreNotFound(
                f"The bucket {self._bucket} lies{where}.", "Set the bucket's region in the preferences."
            )
        if 300 <= status < 400:
            return self._something_else()
        if status == 429 or code == "SlowDown":
            return rate_limited("The bucket", answer)
        if code in _ERRORS:
            kind, text, next_step = _ERRORS[code]
            return kind(text.format(bucket=self._bucket), next_step)
        if status in (401, 403):
            return TokenRefused("The bucket's keys are refused.", _CHECK_KEYS)
        if status == 404:
            kind, text, next_step = _ERRORS["NoSuchBucket"]
            return kind(text.format(bucket=self._bucket), next_step)
        if status >= 500:
            return HostDown("The bucket's service does not work right now.", "Try again later.")
        return HostError(f"The bucket refused the request: {redact(code) or f'HTTP {status}'}.", "Check its settings.")


_CHECK_KEYS = "Check access key, secret key and their rights: put, get and delete objects."

_ERRORS: dict[str, tuple[type[HostError], str, str]] = {
    "NoSuchBucket": (StoreNotFound, "The bucket {bucket} does not exist.", "Check its name and the endpoint."),
    "InvalidAccessKeyId": (TokenRefused, "The bucket's access key is not known there.", _CHECK_KEYS),
    "SignatureDoesNotMatch": (TokenRefused, "The bucket's secret key is wrong.", _CHECK_KEYS),
    "AccessDenied": (TokenRefused, "The bucket's keys may not do this.", _CHECK_KEYS),
    "ExpiredToken": (TokenRefused, "The bucket's temporary keys have expired.", "Enter fresh keys."),
    "InvalidToken": (TokenRefused, "The bucket's temporary keys are wrong.", "Enter fresh keys."),
    "RequestTimeTooSkewed": (
        ClockWrong,
        "This computer's clock is more than 15 minutes off.",
        "Set the clock, then try again.",
    ),
    "EntityTooLarge": (FileTooLarge, "The file is too large for the bucket.", "Make the reference shorter or smaller."),
    "BadDigest": (FileChanged, "The file arrived damaged.", "Send the shot again."),
    "XAmzContentSHA256Mismatch": (FileChanged, "The file arrived damaged.", "Send the shot again."),
    "ServiceUnavailable": (HostDown, "The bucket's service does not work right now.", "Try again later."),
    "InternalError": (HostDown, "The bucket's service does not work right now.", "Try again later."),
}


def _endpoint(endpoint: str, region: str, bucket: str) -> str:
    """ "https://host[:port]" from what people paste: without scheme, with a slash, with the bucket behind it (as R2's
    page shows it). Raises SettingsWrong."""
    if not endpoint:
        return f"https://s3.{region or 'us-east-1'}.amazonaws.com"
    text = endpoint if "://" in endpoint else f"https://{endpoint}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    path = parts.path.strip("/")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or path not in ("", bucket):
        raise SettingsWrong(
            f'"{redact(endpoint)}" is no S3 endpoint.',
            "Enter its address alone, like https://s3.eu-central-1.amazonaws.com.",
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")
