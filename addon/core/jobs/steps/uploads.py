# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host has of this session's references: the one memory of what was uploaded, and of what is on its way."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from ...hosting import Hosted
from .traffic import Once


class Uploads:
    """Each content goes up once, whoever wants it and when; its URL is given again while it lives `url_life` seconds
    more. Only in memory, for the URLs carry signatures."""

    def __init__(self, url_life: float) -> None:
        self._url_life = url_life
        self._hosted: dict[str, Hosted] = {}
        self._under_way: Once[Hosted] = Once()

    def lives(self, hosted: Hosted | None) -> bool:
        return hosted is not None and (hosted.expires is None or hosted.expires - time.time() > self._url_life)

    def known(self) -> frozenset[str]:
        """The sha256 of all that needs no upload now. Any thread may ask."""
        return frozenset(sha256 for sha256, hosted in tuple(self._hosted.items()) if self.lives(hosted))

    async def get(self, sha256: str, upload: Callable[[], Awaitable[Hosted]]) -> Hosted:
        """What is known, or what `upload` gives: done once for all who ask meanwhile. Raises what it raises."""
        known = self._hosted.get(sha256)
        if known is not None and self.lives(known):
            return known
        mine = False

        async def first() -> Hosted:
            nonlocal mine
            mine = True
            hosted = await upload()
            self._hosted[sha256] = replace(hosted, uploaded_bytes=0)  # before it is under way no longer
            return hosted

        hosted = await self._under_way.run(sha256, first)
        return hosted if mine else replace(hosted, uploaded_bytes=0)

    def forget(self, contents: Iterable[str]) -> None:
        """Ask the host anew for these next time: something was wrong with them, or with their URLs."""
        for sha256 in contents:
            self._hosted.pop(sha256, None)
