# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host is, and what it gives: imported by every kind of host, importing none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ..models import Reference


@dataclass(frozen=True)
class Hosted:
    """A reference that the provider can fetch. `url` may carry a signature: never write it to disk or a log."""

    url: str = field(repr=False)
    locator: str
    """How the host finds the object again (pathname or key), without signature: safe to keep."""
    expires: float | None
    """Unix seconds after which `url` no longer works; None: never."""
    uploaded_bytes: int
    """0 when the content was already there."""


class Host(Protocol):
    """Where references are uploaded to. Methods raise errors of `core.hosting.errors`."""

    name: str

    async def host(
        self, reference: Reference, file: Path, on_progress: Callable[[int, int], None] | None = None
    ) -> Hosted:
        """Upload `file` unless the same content is there, and return a URL whose path ends in the file's extension.

        `on_progress(sent, total)` counts bytes. A URL is valid for at least the host's `valid_seconds`."""
        ...

    async def delete(self, hosted: Hosted) -> None:
        """Remove the object; removing what is gone is not an error."""
        ...

    async def check(self) -> str:
        """One sentence that says the host works, without spending; raises the error that says why not."""
        ...

    async def close(self) -> None: ...
