# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection that is kept for questions, by h11: what httpcore itself sends by, without the locks, traces and
generators that its own connection puts around each answer (a hundred of a question's calls, measured). Nothing that
pays goes this way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

import h11
import httpcore

from .lines import READ_BYTES, Line

KEPT_SECONDS = 5.0
"""How long a connection is kept that nobody uses, as httpx does: many servers hang up after as much."""
HEAD_BYTES = 100 * 1024
"""Of an answer's headers at most, as httpcore has it."""

Headers = Sequence[tuple[bytes, bytes]]


class Asking(AsyncIterator[bytes]):
    """One question after the other. Iterated over, it gives the body of the present answer. What goes wrong is one of
    httpcore's exceptions."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._said = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_BYTES)
        self._until = 0.0
        self._silence: float | None = None

    async def ask(
        self, method: str, target: bytes, headers: Headers, content: bytes | None, timeouts: Mapping[str, float]
    ) -> tuple[int, Headers]:
        """Send a question and wait for its answer's beginning: status and headers."""
        self._silence = timeouts.get("read")
        try:
            sent = self._said.send(h11.Request(method=method, target=target, headers=list(headers))) or b""
            sent += self._said.send(h11.Data(data=content or b"")) or b""
            sent += self._said.send(h11.EndOfMessage()) or b""
        except h11.LocalProtocolError as error:
            raise httpcore.LocalProtocolError(str(error)) from error
        try:
            await self._line.write(sent, timeouts.get("write"))
        except httpcore.WriteError:
            pass  # a server may answer, and hang up, before it has read all
        event = await self._next()
        while isinstance(event, h11.InformationalResponse):  # it announces another one
            event = await self._next()
        if not isinstance(event, h11.Response):
            raise httpcore.RemoteProtocolError("no answer")
        return event.status_code, event.headers.raw_items()

    async def __anext__(self) -> bytes:
        event = await self._next()
        if isinstance(event, h11.Data):
            return bytes(event.data)
        raise StopAsyncIteration

    async def _next(self) -> object:
        try:
            while (event := self._said.next_event()) is h11.NEED_DATA:
                data = await self._line.read(READ_BYTES, self._silence)
                self._said.receive_data(data)
        except h11.RemoteProtocolError as error:
            raise httpcore.RemoteProtocolError(str(error)) from error
        return event

    async def rest(self) -> bool:
        """The answer is over, or not wanted any more. Whether another question may follow; else it is closed."""
        if self._said.our_state is h11.DONE and self._said.their_state is h11.DONE:
            self._said.start_next_cycle()
            self._until = asyncio.get_running_loop().time() + KEPT_SECONDS
            return True
        await self.close()
        return False

    @property
    def quiet(self) -> bool:
        """Whether it is still there, as far as can be told, and nothing came unasked."""
        return asyncio.get_running_loop().time() < self._until and not self._line.get_extra_info("is_readable")

    async def close(self) -> None:
        await self._line.aclose()
