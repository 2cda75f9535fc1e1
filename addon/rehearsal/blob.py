# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The blob store's API and its reading URLs, on this machine.

The wire is that of npm @vercel/blob 2.8.0 (API version 12). A store is private unless its id contains "public"; the
token `vercel_blob_rw_<store>_bad...` is refused, a store named "missing..." or "suspended..." is what it says.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import mimetypes
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from ..core.hosting.vercel_blob import API_VERSION, LONGEST_SIGNATURE, TOKEN_START, signature
from .blob_store import BlobStore, Entry, NoSuchUpload
from .wire import Answer, Refused, Request, file_answer, json_answer, timestamp

PATHNAME_MAX = 950
LIST_MAX = 1000
SIGNATURE_DEFAULT = 3600
MIN_PART = 5 * 1024 * 1024
MAX_PARTS = 10_000
MIN_MAX_AGE = 60
MAX_AGE = 2_592_000
JSON_LIMIT = 4 * 1024 * 1024
OPERATIONS = frozenset({"get", "head", "put", "delete"})


@dataclass(frozen=True)
class Store:
    """One store, as its token names it."""

    id: str
    access: str


def _refused(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Refused:
    return Refused(json_answer({"error": {"code": code, "message": message}}, status, headers))


def _bad(message: str) -> Refused:
    return _refused(400, "bad_request", message)


class Blob:
    """Answers `/api/blob` and `/blob/<store>/<access>/<pathname>`. `secret` signs delegation tokens."""

    def __init__(self, store: BlobStore, secret: bytes) -> None:
        self._store = store
        self._secret = secret

    # --- The API ------------------------------------------------------------------------------------------------------

    def put(self, request: Request) -> Answer:
        store = self._writable(request)
        pathname = self._pathname(request, store)
        with self._store.incoming() as file:
            request.save(file)
        entry = self._store.keep(store.id, pathname, file.name, self._facts(request, pathname))
        return json_answer(self._described(entry, store, request.origin))

    def multipart(self, request: Request) -> Answer:
        store = self._writable(request)
        action = request.header("x-mpu-action")
        if action == "create":
            pathname = self._pathname(request, store)
            upload = self._store.begin(store.id, pathname, self._facts(request, pathname))
            return json_answer({"key": f"{store.id}/{pathname}", "uploadId": upload})
        try:
            if action == "upload":
                return self._part(request)
            if action == "complete":
                return self._complete(request, store)
        except NoSuchUpload as error:
            raise _refused(404, "not_found", "The multipart upload does not exist") from error
        raise _bad(f"Unknown x-mpu-action: {action}")

    def look(self, request: Request) -> Answer:
        """About one file."""
        store = self._opened(request)
        entry = self._found(store, request.query.get("url", ""))
        return json_answer(
            {
                **self._described(entry, store, request.origin),
                "size": entry.size,
                "cacheControl": f"public, max-age={entry.max_age}",
                "uploadedAt": timestamp(entry.uploaded),
            }
        )

    def list(self, request: Request) -> Answer:
        store = self._opened(request)
        prefix, cursor = request.query.get("prefix", ""), request.query.get("cursor", "")
        limit = min(int(request.query.get("limit") or LIST_MAX), LIST_MAX)
        names = [e for e in self._store.entries(store.id) if e.pathname.startswith(prefix) and e.pathname > cursor]
        answer: dict[str, Any] = {"blobs": [], "hasMore": len(names) > limit}
        for entry in names[:limit]:
            described = self._described(entry, store, request.origin)
            about = {key: described[key] for key in ("url", "downloadUrl", "pathname", "etag")}
            answer["blobs"].append({**about, "size": entry.size, "uploadedAt": timestamp(entry.uploaded)})
        if answer["hasMore"]:
            answer["cursor"] = names[limit - 1].pathname
        return json_answer(answer)

    def delete(self, request: Request) -> Answer:
        """Files by URL or pathname; what is gone already is fine."""
        store = self._opened(request)
        urls = self._json(request).get("urls")
        if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
            raise _bad("urls must be a list of strings")
        for url in urls:
            self._store.remove(store.id, self._name(store, url))
        return json_answer(None)

    def sign(self, request: Request) -> Answer:
        """A delegation: whoever holds it may sign URLs for these operations until it ends."""
        store = self._opened(request)
        wish = self._json(request)
        now = int(time.time() * 1000)
        until = wish.get("validUntil", now + SIGNATURE_DEFAULT * 1000)
        operations = wish.get("operations", ["get"])
        if not isinstance(until, int) or until <= now or until > now + LONGEST_SIGNATURE * 1000 + 60_000:
            raise _bad("validUntil must be in the future and at most 7 days away")
        if not isinstance(operations, list) or not operations or not set(operations) <= OPERATIONS:
            raise _bad("operations must be a non-empty list of get, head, put, delete")
        payload = {
            "storeId": store.id,
            "pathname": wish.get("pathname", "*"),
            "operations": operations,
            "validUntil": until,
        }
        body = _base64url(json.dumps(payload).encode())
        delegation = f"{body}.{_base64url(self._hmac(body))}"
        return json_answer(
            {"delegationToken": delegation, "clientSigningToken": self._signing_token(body), "validUntil": until}
        )

    # --- The reading URLs ---------------------------------------------------------------------------------------------

    def read(self, request: Request, store_id: str, access: str, pathname: str) -> Answer:
        """A stored file. A private one needs a signature made for exactly this method, or the store's own token."""
        store = Store(store_id, "public" if "public" in store_id.lower() else "private")
        if access != store.access:
            raise _refused(404, "not_found", "The requested blob does not exist")
        if store.access == "private" and not self._may_read(request, store, pathname):
            raise _refused(403, "forbidden", "Forbidden")
        entry = self._found(store, pathname)
        name = PurePosixPath(pathname).name
        kind = "attachment" if request.query.get("download") == "1" else "inline"
        headers = {
            "etag": entry.etag,
            "cache-control": f"public, max-age={entry.max_age}",
            "content-disposition": f'{kind}; filename="{quote(name)}"',
        }
        return file_answer(self._store.file(entry), entry.media_type, headers, request.header("range"))

    def _may_read(self, request: Request, store: Store, pathname: str) -> bool:
        if request.bearer:
            return request.bearer.startswith(f"{TOKEN_START}{store.id}_")
        delegation = request.query.get("vercel-blob-delegation", "")
        body, _, proof = delegation.partition(".")
        if not hmac.compare_digest(proof, _base64url(self._hmac(body))):
            return False
        scope = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        operation = request.method.lower()
        expected = signature(self._signing_token(body), operation, pathname, request.query)
        valid_until = request.query.get("vercel-blob-valid-until", str(scope["validUntil"]))
        return (
            scope["storeId"] == store.id
            and scope["pathname"] in ("*", pathname)
            and operation in scope["operations"]
            and valid_until.isdecimal()
            and time.time() * 1000 < min(int(valid_until), scope["validUntil"])
            and hmac.compare_digest(request.query.get("vercel-blob-signature", ""), expected)
        )

    def _signing_token(self, body: str) -> str:
        return _base64url(self._hmac(f"signing:{body}"))

    def _hmac(self, text: str) -> bytes:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).digest()

    # --- What both share ----------------------------------------------------------------------------------------------

    def _opened(self, request: Request) -> Store:
        """The store of the request's token. Raises Refused for a token, store or API version that does not work."""
        token = request.bearer
        store_id, _, rest = token.removeprefix(TOKEN_START).partition("_")
        if not token.startswith(TOKEN_START) or not store_id or not rest or rest.lower().startswith("bad"):
            raise _refused(403, "forbidden", "Access denied, please provide a valid token for this resource")
        if request.header("x-api-version") != API_VERSION:
            raise _bad(f"Unsupported x-api-version: {request.header('x-api-version') or 'none'}")
        if store_id.lower().startswith("missing"):
            raise _refused(404, "store_not_found", "This store does not exist")
        if store_id.lower().startswith("suspended"):
            raise _refused(403, "store_suspended", "This store has been suspended")
        return Store(store_id, "public" if "public" in store_id.lower() else "private")

    def _writable(self, request: Request) -> Store:
        store = self._opened(request)
        access = request.header("x-vercel-blob-access") or "public"
        if access != store.access:
            raise _bad(f"Cannot use {access} access on a {store.access} store. The store is configured with "
                       f"{store.access} access.")  # fmt: skip
        return store

    def _pathname(self, request: Request, store: Store) -> str:
        """Where the file goes, with the random suffix if one is wanted. Raises Refused for a name that cannot be, or
        one that is taken."""
        pathname = request.query.get("pathname", "")
        if not pathname:
            raise _bad("pathname is required")
        if len(pathname) > PATHNAME_MAX:
            raise _bad(f"pathname is too long, maximum length is {PATHNAME_MAX}")
        if "//" in pathname or pathname.startswith("/"):
            raise _bad('pathname cannot contain "//" or begin with "/"')
        if request.header("x-add-random-suffix") == "1":
            path = PurePosixPath(pathname)
            pathname = str(path.with_name(f"{path.stem}-{secrets.token_urlsafe(22)[:30]}{path.suffix}"))
        known = self._store.find(store.id, pathname)
        wanted = request.header("x-if-match")
        if wanted and (known is None or known.etag != wanted):
            raise _refused(412, "precondition_failed", "Precondition failed: ETag mismatch.")
        if known is not None and not wanted and request.header("x-allow-overwrite") != "1":
            raise _bad("This blob already exists, use `allowOverwrite: true` if you want to overwrite it. "
                       "Or `addRandomSuffix: true` to generate a unique filename.")  # fmt: skip
        return pathname

    def _facts(self, request: Request, pathname: str) -> dict[str, Any]:
        max_age = request.header("x-cache-control-max-age") or str(MAX_AGE)
        if not max_age.isdecimal() or int(max_age) < MIN_MAX_AGE:
            raise _bad(f"x-cache-control-max-age must be at least {MIN_MAX_AGE}")
        guessed = mimetypes.guess_type(pathname)[0] or "application/octet-stream"
        return {"media_type": request.header("x-content-type") or guessed, "max_age": int(max_age)}

    def _part(self, request: Request) -> Answer:
        number = request.header("x-mpu-part-number")
        if not number.isdecimal() or not 1 <= int(number) <= MAX_PARTS:
            raise _bad(f"x-mpu-part-number must be from 1 to {MAX_PARTS}")
        upload = request.header("x-mpu-upload-id")
        with self._store.incoming() as file:
            request.save(file)
        return json_answer({"etag": self._store.add_part(upload, int(number), file.name)})

    def _complete(self, request: Request, store: Store) -> Answer:
        upload = request.header("x-mpu-upload-id")
        try:
            listed = json.loads(request.read(JSON_LIMIT) or b"")
            parts = [(int(part["partNumber"]), str(part["etag"])) for part in listed]
        except (ValueError, TypeError, KeyError) as error:
            raise _bad("The parts must be a list of {partNumber, etag}") from error
        key = unquote(request.header("x-mpu-key"))
        held = self._store.parts(upload)
        if key != f"{store.id}/{self._store.upload_pathname(upload)}":
            raise _bad("x-mpu-key does not belong to this upload")
        if not parts or any(number not in held or held[number][0] != etag for number, etag in parts):
            raise _bad("A part is missing or its etag does not match")
        if any(held[number][1] < MIN_PART for number, _ in sorted(parts)[:-1]):
            raise _bad("Every part but the last must have at least 5 MiB")
        entry = self._store.complete(upload, sorted(number for number, _ in parts))
        return json_answer(self._described(entry, store, request.origin))

    def _found(self, store: Store, url_or_pathname: str) -> Entry:
        entry = self._store.find(store.id, self._name(store, url_or_pathname))
        if entry is None:
            raise _refused(404, "not_found", "The requested blob does not exist")
        return entry

    @staticmethod
    def _name(store: Store, url_or_pathname: str) -> str:
        if not url_or_pathname.startswith(("http://", "https://")):
            return url_or_pathname
        return unquote(urlsplit(url_or_pathname).path).removeprefix(f"/blob/{store.id}/{store.access}/")

    @staticmethod
    def _json(request: Request) -> dict[str, Any]:
        try:
            value = json.loads(request.read(JSON_LIMIT) or b"")
        except ValueError as error:
            raise _bad("Invalid JSON") from error
        if not isinstance(value, dict):
            raise _bad("Expected an object")
        return value

    @staticmethod
    def _described(entry: Entry, store: Store, origin: str) -> dict[str, Any]:
        url = f"{origin}/blob/{store.id}/{store.access}/{quote(entry.pathname)}"
        name = quote(PurePosixPath(entry.pathname).name)
        return {
            "url": url,
            "downloadUrl": f"{url}?download=1",
            "pathname": entry.pathname,
            "contentType": entry.media_type,
            "contentDisposition": f'inline; filename="{name}"',
            "etag": entry.etag,
        }


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
