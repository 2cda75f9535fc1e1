# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A strict Vercel Blob store on loopback, from npm @vercel/blob 2.8.0's wire and the service's reported answers.

Its checks are written apart from the product's code, so that both must agree; the official clients are run against it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit

STORE = "Store7aQ"
TOKEN = f"vercel_blob_rw_{STORE}_{'s3cr3t' * 5}"
_METHODS = ("do_GET", "do_HEAD", "do_PUT", "do_POST")
SMALLEST_PART = 5 * 1024 * 1024


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    size: int
    status: int = 0


@dataclass
class Fault:
    """An answer given instead of the real one, `times` times, to requests that `match`."""

    match: Callable[[Seen], bool]
    status: int = 500
    body: bytes = b'{"error":{"code":"internal_server_error","message":"boom"}}'
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1
    after: bool = False
    """True: do the work, then lose the answer (the connection is closed)."""


class Refused(Exception):
    def __init__(self, status: int, code: str, message: str = "") -> None:
        self.status = status
        self.body = json.dumps({"error": {"code": code, "message": message}}).encode()


class BlobStore:
    """`access` is the store's own. `url` is what VERCEL_BLOB_API_URL would be; `origin` serves the blobs."""

    def __init__(self, access: str = "private", token: str = TOKEN) -> None:
        self.access = access
        self.token = token
        self.blobs: dict[str, tuple[bytes, str]] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.signing_keys: dict[str, str] = {}
        self.seen: list[Seen] = []
        self.faults: list[Fault] = []
        self.clock = time.time
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(
            ("127.0.0.1", 0),
            type("Handler", (_Handler,), {"store": self, **dict.fromkeys(_METHODS, _Handler.handle_any)}),
        )
        self.server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.url = f"{self.origin}/api/blob"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self) -> BlobStore:
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def blob_url(self, pathname: str) -> str:
        return f"{self.origin}/{STORE.lower()}.{self.access}/{quote(pathname)}"

    def count(self, method: str, path: str) -> int:
        return sum(1 for seen in self.seen if (seen.method, seen.path) == (method, path))


class _Handler(BaseHTTPRequestHandler):
    store: BlobStore
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else head and body wait 40 ms for each other

    def log_message(self, *_args: object) -> None:
        pass

    def handle_any(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
        body = self._body()
        if body is None:
            self.close_connection = True
            return None
        seen = Seen(self.command, parts.path, query, {k.lower(): v for k, v in self.headers.items()}, len(body))
        with self.store.lock:
            self.store.seen.append(seen)
            fault = next((f for f in self.store.faults if f.times and f.match(seen)), None)
            if fault:
                fault.times -= 1
        if fault and not fault.after:
            return self._answer(seen, fault.status, fault.body, fault.headers)
        try:
            if parts.path.startswith("/api/blob"):
                status, answer = 200, json.dumps(self._api(seen, parts.path.removeprefix("/api/blob"), body)).encode()
                headers = {"content-type": "application/json"}
            else:
                status, answer, headers = self._serve(unquote(parts.path), query)
        except Refused as refused:
            status, answer, headers = refused.status, refused.body, {"content-type": "application/json"}
        if fault:
            self.close_connection = True
            return None
        return self._answer(seen, status, answer, headers)

    def _body(self) -> bytes | None:
        """None when the client went away before all of it."""
        if "chunked" not in self.headers.get("transfer-encoding", ""):
            length = int(self.headers.get("content-length") or 0)
            data = self.rfile.read(length)
            return data if len(data) == length else None
        data = b""
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            data += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return data

    def _answer(self, seen: Seen, status: int, body: bytes, headers: dict[str, str]) -> None:
        seen.status = status
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    # --- the API

    def _api(self, seen: Seen, path: str, body: bytes) -> object:
        if seen.headers.get("authorization") != f"Bearer {self.store.token}":
            raise Refused(403, "forbidden", "Access denied, please provide a valid token for this resource.")
        if seen.headers.get("x-api-version") != "12":
            raise Refused(400, "bad_request", "Invalid API version")
        if path in ("", "/") and seen.method == "PUT":
            return self._put(self._pathname(seen), seen, body)
        if path in ("", "/") and seen.method == "GET":
            return self._head(seen.query["url"]) if "url" in seen.query else self._list(seen.query.get("prefix", ""))
        if path == "/mpu" and seen.method == "POST":
            return self._multipart(self._pathname(seen), seen, body)
        if path == "/signed-token" and seen.method == "POST":
            return self._sign(json.loads(body))
        if path == "/delete" and seen.method == "POST":
            for name in json.loads(body)["urls"]:
                self.store.blobs.pop(self._own_name(name), None)
            return None
        raise Refused(404, "not_found", "no such endpoint")

    def _pathname(self, seen: Seen) -> str:
        name = seen.query.get("pathname", "")
        if not name or "//" in name or len(name) > 950:
            raise Refused(400, "bad_request", "Invalid pathname")
        return name

    def _check_put(self, name: str, seen: Seen) -> None:
        access = seen.headers.get("x-vercel-blob-access")
        if access not in ("public", "private"):
            raise Refused(400, "bad_request", 'access must be "private" or "public"')
        if access != self.store.access:
            raise Refused(
                400,
                "bad_request",
                f"Cannot use {access} access on a {self.store.access} store. "
                f"The store is configured with {self.store.access} access.",
            )
        if name in self.store.blobs and seen.headers.get("x-allow-overwrite") != "1":
            raise Refused(400, "bad_request", "This blob already exists, use `allowOverwrite: true`")

    def _put(self, name: str, seen: Seen, body: bytes) -> dict[str, object]:
        self._check_put(name, seen)
        if seen.headers.get("x-add-random-suffix") == "1":
            stem, dot, ending = name.rpartition(".")
            name = f"{stem or ending}-{secrets.token_hex(8)}{dot if stem else ''}{ending if stem else ''}"
        kind = seen.headers.get("x-content-type") or seen.headers.get("content-type") or "application/octet-stream"
        self.store.blobs[name] = (body, kind)
        return self._described(name)

    def _described(self, name: str) -> dict[str, object]:
        body, kind = self.store.blobs[name]
        url = self.store.blob_url(name)
        return {
            "url": url,
            "downloadUrl": f"{url}?download=1",
            "pathname": name,
            "contentType": kind,
            "contentDisposition": f'inline; filename="{name.rpartition("/")[2]}"',
            "etag": f'"{hashlib.md5(body).hexdigest()}"',
        }

    def _own_name(self, url_or_name: str) -> str:
        start = f"{self.store.origin}/{STORE.lower()}.{self.store.access}/"
        return unquote(url_or_name.removeprefix(start)) if url_or_name.startswith("http") else url_or_name

    def _head(self, url_or_name: str) -> dict[str, object]:
        name = self._own_name(url_or_name)
        if name not in self.store.blobs:
            raise Refused(404, "not_found", "The requested blob does not exist")
        more = {"size": len(self.store.blobs[name][0]), "uploadedAt": "2026-11-22T10:00:00.000Z", "cacheControl": ""}
        return self._described(name) | more

    def _list(self, prefix: str) -> dict[str, object]:
        return {"blobs": [self._head(n) for n in sorted(self.store.blobs) if n.startswith(prefix)], "hasMore": False}

    def _multipart(self, name: str, seen: Seen, body: bytes) -> object:
        action = seen.headers.get("x-mpu-action")
        key = f"k/{name} é"  # any UTF-8, so it travels percent-encoded in headers
        if action == "create":
            self._check_put(name, seen)
            upload = secrets.token_hex(8)
            self.store.uploads[upload] = {}
            return {"key": key, "uploadId": upload}
        parts = self.store.uploads.get(seen.headers.get("x-mpu-upload-id", ""))
        if parts is None or unquote(seen.headers.get("x-mpu-key", "")) != key:
            raise Refused(404, "not_found", "The specified upload does not exist")
        if action == "upload":
            number = int(seen.headers["x-mpu-part-number"])
            if not 1 <= number <= 10_000:
                raise Refused(400, "bad_request", "Invalid part number")
            parts[number] = body
            return {"etag": f'"{hashlib.md5(body).hexdigest()}"'}
        if action != "complete":
            raise Refused(400, "bad_request", "Invalid action")
        listed = json.loads(body)
        for entry in listed:
            if entry["etag"] != f'"{hashlib.md5(parts.get(entry["partNumber"], b"?")).hexdigest()}"':
                raise Refused(400, "bad_request", "One or more of the specified parts could not be found")
        if [e["partNumber"] for e in sorted(listed, key=lambda e: e["partNumber"])] != sorted(parts):
            raise Refused(400, "bad_request", "Parts are missing from the list")
        if any(len(parts[number]) < SMALLEST_PART for number in sorted(parts)[:-1]):
            raise Refused(400, "bad_request", "Your proposed upload is smaller than the minimum allowed size")
        del self.store.uploads[seen.headers["x-mpu-upload-id"]]
        return self._put(name, seen, b"".join(parts[number] for number in sorted(parts)))

    # --- signed URLs

    def _sign(self, wish: dict[str, object]) -> dict[str, object]:
        now = self.store.clock() * 1000
        until = wish.get("validUntil") or int(now + 3_600_000)
        if not isinstance(until, int) or not now < until <= now + 7 * 86_400_000 + 1000:
            raise Refused(400, "bad_request", "validUntil must be within seven days")
        scope = {
            "storeId": f"store_{STORE}",
            "pathname": wish.get("pathname", "*"),
            "operations": wish.get("operations", ["get"]),
            "validUntil": until,
        }
        payload = b64url(json.dumps(scope).encode())
        mac = b64url(hmac.new(b"service's own key", payload.encode(), hashlib.sha256).digest())
        delegation = f"{payload}.{mac}"
        self.store.signing_keys[delegation] = secrets.token_urlsafe(24)
        key = self.store.signing_keys[delegation]
        return {"delegationToken": delegation, "clientSigningToken": key, "validUntil": until}

    def _serve(self, path: str, query: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        store, _, name = path.lstrip("/").partition("/")
        if store != f"{STORE.lower()}.{self.store.access}":
            raise Refused(404, "store_not_found")
        if self.store.access == "private" and self.headers.get("authorization") != f"Bearer {self.store.token}":
            self._require_signature(name, query)
        if name not in self.store.blobs:
            raise Refused(404, "not_found")
        body, kind = self.store.blobs[name]
        return 200, body, {"content-type": kind}

    def _require_signature(self, name: str, query: dict[str, str]) -> None:
        delegation = query.get("vercel-blob-delegation", "")
        key = self.store.signing_keys.get(delegation)
        if key is None:
            raise Refused(403, "forbidden", "no delegation")
        payload = delegation.split(".")[0]
        scope = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        until = min(int(query.get("vercel-blob-valid-until", scope["validUntil"])), scope["validUntil"])
        operation = {"GET": "get", "HEAD": "head"}[self.command]
        lines = [f"operation={operation}", f"pathname={name}"]
        lines += [
            f"{key}={value}"
            for key, value in query.items()
            if key.startswith("vercel-blob-") and key not in ("vercel-blob-delegation", "vercel-blob-signature")
        ]
        text = "\n".join(sorted(lines, key=lambda line: line.encode()))
        mac = b64url(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())
        if not hmac.compare_digest(mac, query.get("vercel-blob-signature", "")):
            raise Refused(403, "forbidden", "bad signature")
        if operation not in scope["operations"] or scope["pathname"] not in (name, "*"):
            raise Refused(403, "forbidden", "out of scope")
        if self.store.clock() * 1000 > until:
            raise Refused(403, "forbidden", "expired")
