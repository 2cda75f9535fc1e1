# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all hosts do alike: find, upload, link, delete, and prove that a URL really works."""

from __future__ import annotations

import hashlib
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..files import explain_os_error, ulid
from ..models import MediaKind, Reference
from .errors import AddressUnreachable
from .host import Hosted
from .objects import clean_prefix, object_name, require_unchanged
from .web import Web, answered

if TYPE_CHECKING:
    import httpx

VALID_SECONDS = 6 * 3600
"""How long a URL must work at least: a busy provider fetched references hours after the request."""

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Stored:
    """An object on the host: its size in bytes, and its plain URL where the host told one."""

    size: int
    url: str = ""


class Progress:
    """Adds up what the parallel parts of one upload have sent. Never goes back when a part is repeated, but keeps
    reporting: a listener that watches for standstill must hear that bytes flow."""

    def __init__(self, total: int, report: OnProgress | None) -> None:
        self._total = total
        self._report = report
        self._parts: dict[int, int] = {}
        self._shown = 0

    def part(self, number: int) -> Callable[[int], None]:
        def sent(count: int) -> None:
            self._parts[number] = count
            self._shown = max(self._shown, sum(self._parts.values()))
            if self._report is not None:
                self._report(self._shown, self._total)

        return sent


class ContentHost(ABC):
    """A host that keeps each content once, under a name made from its sha256. Subclasses know one service's wire; what
    was hosted is remembered by whoever asks (`jobs/steps/uploads.py`)."""

    name: str

    def __init__(self, prefix: str, valid_seconds: float, transport: httpx.AsyncBaseTransport | None) -> None:
        self.valid_seconds = valid_seconds
        self._prefix = clean_prefix(prefix)
        self._web = Web(transport)

    @abstractmethod
    async def _find(self, name: str) -> Stored | None:
        """The object of that name, or None."""

    @abstractmethod
    async def _upload(
        self, name: str, media_type: str, sha256: str, file: Path, size: int, progress: Progress
    ) -> Stored: ...

    @abstractmethod
    async def _link(self, name: str, stored: Stored) -> tuple[str, float | None]:
        """A URL that anyone may read, and the Unix time it expires at (None: never)."""

    @abstractmethod
    async def _remove(self, name: str) -> None:
        """Delete; what is gone already is fine."""

    async def host(self, reference: Reference, file: Path, on_progress: OnProgress | None = None) -> Hosted:
        """See `Host.host`. Raises HostError, or the AnimaticError of a file that cannot be read."""
        name = object_name(self._prefix, reference)
        try:
            size = file.stat().st_size
        except OSError as error:
            raise explain_os_error(error, file) from error
        # Asked each time, for it is cheap: someone may have emptied the store since.
        stored = await self._find(name)
        if stored is not None and stored.size == size:
            return await self._linked(name, stored)
        size = await require_unchanged(reference, file)
        progress = Progress(size, on_progress)
        stored = await self._upload(name, reference.media_type, reference.sha256, file, size, progress)
        return replace(await self._linked(name, stored), uploaded_bytes=size)

    async def _linked(self, name: str, stored: Stored) -> Hosted:
        url, expires = await self._link(name, stored)
        return Hosted(url, name, expires, uploaded_bytes=0)

    async def delete(self, hosted: Hosted) -> None:
        await self._remove(hosted.locator)

    async def check(self) -> str:
        """Upload a few bytes, read them back by their URL as a provider would, delete them."""
        content = f"animatic-gateway check {ulid()}".encode()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "check.txt")
            file.write_bytes(content)
            hosted = await self.host(_check_reference(content), file)
        try:
            answer = await self._web.send("GET", hosted.url, follow=True)
        finally:
            await self.delete(hosted)
        if answer.status_code != 200 or answer.content != content:
            other = AddressUnreachable(
                f"{self.name} took a test file but does not give it back by its URL (HTTP {answer.status_code}).",
                "Check the address and whether it may be read from outside.",
            )
            raise answered(other, answer)
        return f"{self.name} works: a test file went up, came back by its URL and was deleted."

    async def close(self) -> None:
        await self._web.close()


def _check_reference(content: bytes) -> Reference:
    return Reference(
        sha256=hashlib.sha256(content).hexdigest(), kind=MediaKind.IMAGE, media_type="text/plain", path="check.txt"
    )
