# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""No host at all: a shot that sends only words needs none, and a shot with references is told why it cannot go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import HostError

if TYPE_CHECKING:
    from ..models import Reference
    from .host import Hosted


class AbsentHost:
    """Stands where settings make no host; takes nothing, and raises `refusal` for what it is given."""

    name = "No host"

    def __init__(self, refusal: HostError) -> None:
        self.refusal = refusal

    async def host(
        self, reference: Reference, file: Path, on_progress: Callable[[int, int], None] | None = None
    ) -> Hosted:
        raise self._again()

    async def delete(self, hosted: Hosted) -> None:
        raise self._again()

    async def check(self) -> str:
        raise self._again()

    async def close(self) -> None:
        """Nothing is open."""

    def _again(self) -> HostError:
        # A new one: an exception that is raised twice would grow with the traces of all who raised it.
        return type(self.refusal)(self.refusal.user_message, self.refusal.next_step)
