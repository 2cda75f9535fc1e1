# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway as the engine sees it: start, status, the open request, lists, and the download of results.

Never sends a paying request twice by itself: what may have been accepted is for the engine and a person to decide.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from ..errors import Billed, UserError
from ..models import Route, VideoRequest
from ..network import request_id
from . import answers, jsontext, listings, wire
from .addresses import is_loopback
from .auth import Credential
from .failures import AuthenticationFailed, During, MaybeAccepted, NotFound, NotListedYet, NoVideo, ResultTooLarge
from .inline import Diverter, Inline
from .listings import ModelListing, VideoPrice
from .results import (
    Cancelled,
    Completed,
    Credits,
    Failed,
    GenerationInfo,
    Pending,
    Started,
    Status,
    VideoResult,
    Warned,
)
from .sse import EventReader, EventTooLarge
from .streams import Sink, Stream
from .transport import MAX_ANSWER_BYTES, Answer, Transport
from .verdicts import from_response, unreadable

__all__ = [
    "LIVE_URL",
    "Cancelled",
    "Completed",
    "Credits",
    "Failed",
    "GatewayClient",
    "GenerationInfo",
    "ModelListing",
    "Pending",
    "Started",
    "Status",
    "VideoPrice",
    "VideoResult",
    "Warned",
]

T = TypeVar("T")

LIVE_URL = "https://ai-gateway.vercel.sh/v4/ai"

ACCEPTED = range(200, 300)
"""A good answer is one by its body: a start is documented with 200 or 202, a proxy may make 201 or 203 of it."""


class GatewayClient:
    """One gateway, one account. Methods raise `errors.GatewayError` kinds; cancelling the task closes the connection.

    `base_url` ends in /v3/ai or /v4/ai. Plain http is for this machine only: the key would travel in the open.
    Without a credential only `models` and `download` work.
    """

    def __init__(self, base_url: str, credential: Credential | None, transport: Transport | None = None) -> None:
        self._base = _checked_base(base_url)
        parts = urlsplit(self._base)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._spec = "3" if parts.path.startswith("/v3/") else "4"
        self._credential = credential
        self._transport = transport or Transport(allow_private=is_loopback(self._base))

    def ready(self) -> None:
        """Raise EnvironmentWrong where this machine's settings make no connection possible. Sends nothing."""
        self._transport.ready(self._base)

    async def start(
        self, request: VideoRequest, route: Route, files: Sequence[wire.WireFile], *, idempotency_key: str
    ) -> Started:
        """Hand a request over; it is paid from here on. The same key and body again is the same job, paid once.

        An error with `may_have_been_accepted` False is a refusal: nothing runs. ReferencesSkipped has the Started."""
        body = wire.body(request, route, files)
        headers = self._headers(request.model) | wire.idempotency_header(idempotency_key)
        answer = await self._transport.request(
            "POST",
            f"{self._base}/video-model/start",
            headers=headers,
            body=body,
            during=During.START,
            read=self._transport.timeouts.start,
        )
        with request_id.kept(answer.headers):
            return answers.started(self._json(answer, During.START), self._secrets)

    async def status(self, model: str, operation: Any, *, idempotency_key: str) -> Status:
        """What became of an operation. Spends nothing; may be asked again after any error with `retryable`."""
        headers = self._headers(model) | wire.idempotency_header(idempotency_key)
        async with self._transport.stream(
            "POST",
            f"{self._base}/video-model/status",
            headers=headers,
            body={"operation": operation},
            during=During.STATUS,
            read=self._transport.timeouts.answer,
        ) as stream:
            if stream.status not in ACCEPTED:
                raise await self._refusal(stream)
            diverter = Diverter()
            body = await _collect(stream, diverter)
        with request_id.kept(stream.headers):
            told = answers.status(self._parse(body, During.STATUS), diverter, self._secrets)
        if isinstance(told, Failed):
            told.error.request_id = request_id.of(stream.headers)
        return told

    async def generate(self, request: VideoRequest, route: Route, files: Sequence[wire.WireFile]) -> Completed:
        """The open request: minutes on one connection. If that breaks, whether it runs is unknown (MaybeAccepted)."""
        body = wire.body(request, route, files)
        async with self._transport.stream(
            "POST",
            f"{self._base}/video-model",
            headers=self._headers(request.model, accept="text/event-stream"),
            body=body,
            during=During.GENERATE,
            read=self._transport.timeouts.stream,
        ) as stream:
            if stream.status not in ACCEPTED:
                raise await self._refusal(stream)
            return await self._result(stream)

    async def models(self) -> tuple[ModelListing, ...]:
        """Every model the gateway offers, with video prices. Needs no key."""
        headers = wire.account_headers(self._credential) if self._credential else {"user-agent": wire.USER_AGENT}
        return await self._lookup("/v1/models", headers, listings.models)

    async def credits(self) -> Credits:
        """The account's balance: also the cheapest proof that a key works."""
        return await self._lookup("/v1/credits", self._account(), answers.credit)

    async def generation(self, generation_id: str) -> GenerationInfo:
        """What one generation cost. Raises NotListedYet for some minutes after its completion."""
        path = f"/v1/generation?{urlencode({'id': generation_id})}"
        try:
            return await self._lookup(path, self._account(), lambda told: answers.generation(told, generation_id))
        except NotFound as error:
            listed_later = NotListedYet(detail=error.detail, status=error.status)
            listed_later.request_id = error.request_id
            raise listed_later from None

    async def download(
        self,
        video: VideoResult,
        sink: Sink,
        *,
        max_bytes: int,
        on_progress: Callable[[int, int | None], None] | None = None,
        whole: Callable[[], None] | None = None,
    ) -> int:
        """Write a result into `sink`, in pieces; returns its bytes. What `sink` raises passes through.

        `on_progress(done, total)`, total None when unknown. `whole` and errors as `Transport.download`; BadResponse for
        damaged base64."""
        if video.inline is None:
            return await self._transport.download(
                video.url, sink, max_bytes=max_bytes, on_progress=on_progress, whole=whole, secrets=self._secrets
            )
        return await _write(video.inline, sink, max_bytes, on_progress)

    async def close(self) -> None:
        await self._transport.close()

    # --- inside ---------------------------------------------------------------------------------------------------

    @property
    def _secrets(self) -> tuple[str, ...]:
        return (self._credential.secret,) if self._credential else ()

    def _needed(self) -> Credential:
        if self._credential is None:
            raise AuthenticationFailed("There is no key for the gateway.", "Set one in the preferences.")
        return self._credential

    def _account(self) -> dict[str, str]:
        return wire.account_headers(self._needed())

    def _headers(self, model: str, accept: str = "*/*") -> dict[str, str]:
        return wire.headers(model, self._needed(), self._spec, accept)

    async def _lookup(self, path: str, headers: Mapping[str, str], read: Callable[[Any], T]) -> T:
        answer = await self._transport.request(
            "GET",
            f"{self._origin}{path}",
            headers=headers,
            during=During.LOOKUP,
            read=self._transport.timeouts.answer,
        )
        with request_id.kept(answer.headers):
            return read(self._json(answer, During.LOOKUP))

    async def _refusal(self, stream: Stream) -> Exception:
        body = await stream.beginning(MAX_ANSWER_BYTES)
        return from_response(stream.status, body, stream.headers, stream.during, secrets=self._secrets)

    def _json(self, answer: Answer, during: During) -> Any:
        if answer.status not in ACCEPTED:
            raise from_response(answer.status, answer.body, answer.headers, during, secrets=self._secrets)
        return self._parse(answer.body, during)

    def _parse(self, body: bytes, during: During) -> Any:
        try:
            return jsontext.parse(body)
        except ValueError:
            text = body.decode("utf-8", "replace")
            raise unreadable(during, "not JSON", text, secrets=self._secrets) from None

    async def _result(self, stream: Stream) -> Completed:
        """The first result among the events; an error event raises, anything else is read past."""
        diverter, reader = Diverter(), EventReader(MAX_ANSWER_BYTES)
        try:
            async for piece in stream.pieces:
                if result := self._first(reader, reader.feed(diverter.feed(piece)), diverter):
                    return result
        except MaybeAccepted:
            # The line may have broken, or gone silent, behind a whole result that only lacked its closing blank line.
            if result := self._last(reader, diverter):
                return result
            raise
        except EventTooLarge:
            raise unreadable(During.GENERATE, "too large") from None
        if result := self._last(reader, diverter):
            return result
        raise unreadable(During.GENERATE, "no result", reader.beginning, secrets=self._secrets)

    def _last(self, reader: EventReader, diverter: Diverter) -> Completed | None:
        return self._first(reader, reader.feed(diverter.close()) + reader.close(), diverter)

    def _first(self, reader: EventReader, events: Sequence[str], diverter: Diverter) -> Completed | None:
        for data in events:
            try:
                value = jsontext.parse(data)
            except ValueError:
                value = None  # "[DONE]" and the like: a result may follow
            if result := answers.event(value, diverter, self._secrets, waited=reader.waited):
                return result
            reader.passed += 1
        return None


async def _collect(stream: Stream, diverter: Diverter) -> bytes:
    """The answer's text without the videos in it."""
    body = bytearray()
    async for piece in stream.pieces:
        body += diverter.feed(piece)
        if len(body) > MAX_ANSWER_BYTES:
            raise unreadable(stream.during, "too large")
    return bytes(body + diverter.close())


async def _write(
    inline: Inline, sink: Sink, max_bytes: int, on_progress: Callable[[int, int | None], None] | None
) -> int:
    done = 0
    for piece in inline.decoded():
        done += len(piece)
        if done > max_bytes:
            raise ResultTooLarge
        sink.write(piece)
        if on_progress:
            on_progress(done, None)
        await asyncio.sleep(0)  # other jobs move on, and a cancel is heard
    if not done:
        raise NoVideo(billed=Billed.YES)
    return done


def _checked_base(base_url: str) -> str:
    base = base_url.strip().rstrip("/")
    try:
        parts = urlsplit(base)
        plain = bool(parts.hostname) and not (parts.username or parts.query or parts.fragment)
    except ValueError:
        parts, plain = urlsplit(""), False
    if parts.scheme not in ("http", "https") or not plain:
        raise UserError("The gateway's address is not a web address.", f"Set it to {LIVE_URL}.", code="gateway_url")
    if parts.scheme == "http" and not is_loopback(base):
        raise UserError(
            "The gateway's address is not secure: the key would travel in the open.",
            "Use https for any gateway that is not on this machine.",
            code="gateway_url",
        )
    return base
