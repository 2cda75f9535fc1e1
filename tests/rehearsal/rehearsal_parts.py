# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small real media, and a plain HTTP client that hides nothing of an answer."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import av

KEY = "vck_rehearsal"
BLOB_TOKEN = "vercel_blob_rw_Store1_secret"
FLASH = "alibaba/wan-v2.6-r2v-flash"
FIRST_FRAME = "alibaba/wan-v2.6-i2v-flash"
TEXT = "alibaba/wan-v2.6-t2v"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> dict[str, Any]:
        return dict(self.json["error"])


def ask(
    base: str,
    method: str,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
    value: Any = None,
    timeout: float = 60,
) -> Reply:
    """One request on a connection of its own; `path` may be a whole URL of that server."""
    target = path.removeprefix(base)
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=timeout)
    try:
        sent = dict(headers or {})
        if value is not None:
            body = json.dumps(value).encode()
            sent.setdefault("content-type", "application/json")
        connection.request(method, target, body=body, headers=sent)
        answer = connection.getresponse()
        return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def gateway_headers(model: str, *, key: str = KEY, version: int = 4, **more: str) -> dict[str, str]:
    return {
        "authorization": f"Bearer {key}",
        "content-type": "application/json",
        "ai-gateway-protocol-version": "0.0.1",
        "ai-gateway-auth-method": "api-key",
        "ai-model-id": model,
        "ai-video-model-specification-version": str(version),
        **{name.replace("_", "-"): text for name, text in more.items()},
    }


def generate(base: str, model: str, body: dict[str, Any], *, version: int = 4, **more: str) -> Reply:
    """The open request."""
    headers = gateway_headers(model, version=version, **{"accept": "text/event-stream", **more})
    return ask(base, "POST", f"/v{version}/ai/video-model", headers=headers, value=body)


def start(base: str, model: str, body: dict[str, Any], *, idempotency_key: str = "", **more: str) -> Reply:
    headers = gateway_headers(model, **more)
    if idempotency_key:
        headers["idempotency-key"] = idempotency_key
    return ask(base, "POST", "/v4/ai/video-model/start", headers=headers, value=body)


def status(base: str, model: str, operation: Any) -> Reply:
    headers = gateway_headers(model)
    return ask(base, "POST", "/v4/ai/video-model/status", headers=headers, value={"operation": operation})


def poll(base: str, model: str, operation: Any) -> dict[str, Any]:
    """Ask until the job is over."""
    while True:
        answer = status(base, model, operation).json
        if answer["status"] != "pending":
            return dict(answer)


def event(reply: Reply) -> dict[str, Any]:
    """The one data event of an SSE answer, read as strictly as the official client does."""
    blocks = reply.body.decode().split("\n\n")
    assert blocks[-1] == "", "the last event must be closed by a blank line"
    data = [block for block in blocks[:-1] if not block.startswith(":")]
    assert len(data) == 1
    assert data[0].startswith("data: ")
    assert "\n" not in data[0]
    return dict(json.loads(data[0].removeprefix("data: ")))


def blob_headers(token: str = BLOB_TOKEN, **more: str) -> dict[str, str]:
    named = {name.replace("_", "-"): text for name, text in more.items()}
    return {"authorization": f"Bearer {token}", "x-api-version": "12", "x-vercel-blob-access": "private", **named}


def upload(base: str, pathname: str, content: bytes, **more: str) -> Reply:
    headers = blob_headers(**{"x_content_type": "application/octet-stream", **more})
    return ask(base, "PUT", f"/api/blob/?pathname={quote(pathname, safe='')}", headers=headers, body=content)


def hosted(base: str, pathname: str, file: Path) -> str:
    """Upload to the public store; the URL that anyone on this machine may read."""
    token = "vercel_blob_rw_PublicStore_secret"
    headers = {**blob_headers(token), "x-vercel-blob-access": "public", "x-allow-overwrite": "1"}
    answer = ask(base, "PUT", f"/api/blob/?pathname={quote(pathname)}", headers=headers, body=file.read_bytes())
    assert answer.status == 200, answer.body
    return str(answer.json["url"])


def clip(
    file: Path, *, width: int = 320, height: int = 240, seconds: float = 2, fps: int = 24, codec: str = ""
) -> Path:
    """A real movie of a brightening grey."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream(codec or "libx264", rate=fps)
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, fps)
        for number in range(round(seconds * fps)):
            frame = av.VideoFrame(width, height, "yuv420p")
            for index, plane in enumerate(frame.planes):
                plane.update(bytes([number * 2 % 200 + 20 if index == 0 else 128]) * plane.buffer_size)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file


def picture(file: Path, *, width: int = 640, height: int = 360, alpha: bool = False) -> Path:
    """A real PNG: an orange field."""
    frame = av.VideoFrame(width, height, "rgba" if alpha else "rgb24")
    pixel = bytes([230, 140, 40, 255] if alpha else [230, 140, 40])
    plane = frame.planes[0]
    row = (pixel * width).ljust(plane.line_size, b"\0")
    plane.update(row * height)
    encoder = av.CodecContext.create("png", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, frame.format.name
    encoder.time_base = Fraction(1, 1)
    file.write_bytes(b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)]))
    return file
