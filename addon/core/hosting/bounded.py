# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bound around every answer of a host, redirects included. A module of its own, for it needs httpx to be defined."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx

from ..network import bodies

ANSWER_BYTES_MAX = 1024 * 1024
"""A host's answers are an address, an id or an error: some kilobytes. Uploaded files are never read back."""


class Bounded(httpx.AsyncBaseTransport):
    """Passes on what `inner` answers, up to ANSWER_BYTES_MAX. Reading more raises BodyRefused."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        if not isinstance(answer.stream, httpx.AsyncByteStream):
            return answer
        headers = {name: value for name, value in answer.headers.items() if name != "content-encoding"}
        stream = _Stream(answer.stream, dict(answer.headers))
        return httpx.Response(answer.status_code, headers=headers, stream=stream, extensions=answer.extensions)

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream, headers: dict[str, str]) -> None:
        self._inner = inner
        self._headers = headers

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for piece in bodies.unpacked(aiter(self._inner), self._headers):
            count += len(piece)
            if count > ANSWER_BYTES_MAX:
                raise bodies.BodyRefused("without end")
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()
