# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""References on the artist's own web space: copied into a folder or sent by HTTP PUT (WebDAV), read by a public URL."""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ..files import explain_os_error, redact, ulid
from . import web
from .base import ContentHost, Progress, Stored
from .errors import (
    AddressUnreachable,
    FileTooLarge,
    HostDown,
    HostError,
    SettingsWrong,
    StoreNotFound,
    TokenRefused,
)
from .web import FileBody, answered, rate_limited

if TYPE_CHECKING:
    import httpx

VERIFY_WAITS = (0.5, 1.0, 2.0, 4.0)
"""Seconds between looks at the public URL: a synchronised folder or a cache may lag behind the copy."""


class UrlHost(ContentHost):
    """`public_url` is where files can be read by anyone; they get there through `folder` or `put_url`, one of both."""

    name = "The web space"

    def __init__(
        self,
        public_url: str,
        *,
        folder: str | Path = "",
        put_url: str = "",
        user: str = "",
        password: str = "",
        prefix: str = "animatic/",
        verify: bool = True,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`verify` asks the public URL for each file before it is used. Raises SettingsWrong."""
        super().__init__(prefix, math.inf, transport)
        if bool(folder) == bool(put_url):
            raise SettingsWrong(
                "The web space needs a folder to copy into, or an address to send files to.", "Enter one of the two."
            )
        self._public_url = _base(public_url)
        self._put_url = _base(put_url) if put_url else ""
        self._folder = Path(folder)
        self._verify = verify
        login = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"authorization": f"Basic {login}"} if user else {}

    def __repr__(self) -> str:
        way = f"put_url={self._put_url!r}" if self._put_url else f"folder={str(self._folder)!r}"
        return f"UrlHost({self._public_url!r}, {way}, prefix={self._prefix!r})"

    async def check(self) -> str:
        """As `ContentHost.check`; adds a warning when the address is one that only this network can see."""
        sentence = await super().check()
        if _is_private(self._public_url):
            sentence += " But its address can be seen from this network only, so no provider can fetch from it."
        return sentence

    async def _find(self, name: str) -> Stored | None:
        if not self._put_url:
            try:
                return Stored((self._folder / name).stat().st_size)
            except FileNotFoundError:
                return None
            except OSError as error:
                raise explain_os_error(error, self._folder / name) from error
        answer = await self._send("HEAD", name)
        size = answer.headers.get("content-length", "")
        return Stored(int(size)) if answer.status_code == 200 and size.isdigit() else None

    async def _upload(
        self, name: str, media_type: str, sha256: str, file: Path, size: int, progress: Progress
    ) -> Stored:
        body = FileBody(file, 0, size, progress.part(1))
        if self._put_url:
            await self._put(name, media_type, body)
        else:
            await self._copy(name, body)
        return Stored(size)

    async def _copy(self, name: str, body: FileBody) -> None:
        """The name appears when the file is whole."""
        if not self._folder.is_dir():
            raise StoreNotFound(
                f"The folder {self._folder} does not exist.", "Connect its disk, or choose another folder."
            )
        target = self._folder / name
        temporary = target.with_name(f".{ulid()}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("xb") as out:
                    async for data in body.chunks():
                        await asyncio.to_thread(out.write, data)
                os.replace(temporary, target)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise explain_os_error(error, target) from error

    async def _put(self, name: str, media_type: str, body: FileBody) -> None:
        answer = await self._send("PUT", name, media_type, body)
        if answer.status_code in (404, 409) and "/" in name:  # WebDAV makes no folders by itself (RFC 4918 §9.7.1)
            await self._make_folders(name)
            answer = await self._send("PUT", name, media_type, body)
        if not answer.is_success:
            raise answered(self._error(answer), answer)

    async def _make_folders(self, name: str) -> None:
        parts = name.split("/")[:-1]
        for count in range(1, len(parts) + 1):
            await self._send("MKCOL", "/".join(parts[:count]) + "/")  # 405: it is there already

    async def _link(self, name: str, stored: Stored) -> tuple[str, float | None]:
        url = self._public_url + quote(name)
        if self._verify:
            await self._require_readable(url, stored.size)
        return url, None

    async def _require_readable(self, url: str, size: int) -> None:
        """Raises AddressUnreachable when the public URL does not give `size` bytes, also after some seconds."""
        host = urlsplit(url).hostname
        for wait in (*VERIFY_WAITS, None):
            status, length, asked = await self._web.measure(url)
            if status in (200, 206) and length in (size, None):
                return
            if wait is None:
                break
            await web.pause(wait)
        what = f"HTTP {status}" if status not in (200, 206) else f"{length} bytes instead of {size}"
        unreadable = AddressUnreachable(
            f"The uploaded file cannot be read at its public address: {host} answers {what}.",
            "Check that the public address shows the folder's content to anyone.",
        )
        unreadable.request_id = asked
        raise unreadable

    async def _remove(self, name: str) -> None:
        if not self._put_url:
            try:
                (self._folder / name).unlink(missing_ok=True)
            except OSError as error:
                raise explain_os_error(error, self._folder / name) from error
            return
        answer = await self._send("DELETE", name)
        if not answer.is_success and answer.status_code not in (404, 410):
            raise answered(self._error(answer), answer)

    async def _send(self, method: str, name: str, media_type: str = "", body: FileBody | None = None) -> httpx.Response:
        headers = {**self._headers, "content-type": media_type} if media_type else self._headers
        return await self._web.send(method, self._put_url + quote(name), headers=headers, body=body)

    def _error(self, answer: httpx.Response) -> HostError:
        host, status = urlsplit(self._put_url).hostname, answer.status_code
        if status in (401, 403):
            return TokenRefused(
                f"{host} refuses the user name or password.", "Check both, and the right to write there."
            )
        if status in (413, 507):
            return FileTooLarge(f"{host} has no room for the file.", "Make room there, or make the reference smaller.")
        if status in (404, 409):
            return StoreNotFound(f"The folder does not exist on {host}.", "Check the address files are sent to.")
        if status in (405, 501):
            return SettingsWrong(f"{host} does not take files by HTTP PUT.", "Check the address files are sent to.")
        if status == 429:
            return rate_limited(str(host), answer)
        if status >= 500:
            return HostDown(f"{host} does not work right now.", "Try again later.")
        return HostError(f"{host} did not take the file: HTTP {status}.", "Check the address files are sent to.")


def _base(url: str) -> str:
    """`url` with one slash at its end. Raises SettingsWrong for what is no plain http(s) address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise SettingsWrong(
            f'"{redact(url)}" is no plain address.',
            "Enter one like https://studio.example/refs, without ? and password.",
        )
    return url.rstrip("/") + "/"


def _is_private(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".local", ".lan", ".internal"))
