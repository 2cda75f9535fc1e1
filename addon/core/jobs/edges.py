# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine needs from the world around it: a gateway, a host, something that films."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..files import FilmFolder
from ..gateway.results import Completed, GenerationInfo, Started, Status, VideoResult
from ..gateway.streams import Sink
from ..gateway.wire import WireFile
from ..hosting import Host
from ..models import CaptureSpec, Reference, Route, VideoRequest


class Gateway(Protocol):
    """The part of `core.gateway.GatewayClient` that jobs use."""

    async def start(
        self, request: VideoRequest, route: Route, files: Sequence[WireFile], *, idempotency_key: str
    ) -> Started: ...

    async def status(self, model: str, operation: Any, *, idempotency_key: str) -> Status: ...

    async def generate(self, request: VideoRequest, route: Route, files: Sequence[WireFile]) -> Completed: ...

    async def generation(self, generation_id: str) -> GenerationInfo: ...

    async def download(
        self,
        video: VideoResult,
        sink: Sink,
        *,
        max_bytes: int,
        on_progress: Callable[[int, int | None], None] | None = None,
        whole: Callable[[], None] | None = None,
    ) -> int: ...

    async def close(self) -> None: ...


class Capturer(Protocol):
    """Films references out of a saved copy of the artist's file, in a second Blender."""

    async def film(
        self,
        specs: Sequence[CaptureSpec],
        on_progress: Callable[[str, int, int], None],
        on_filmed: Callable[[str, Reference], None],
    ) -> list[Reference]:
        """One reference for each spec, in order; what was filmed before is not filmed again. Cancelling the task stops
        it at once. `on_progress(key, frames done, frames in all)` is called from this loop, and so is
        `on_filmed(key, reference)`, as soon as the file is there and while others are filmed still.

        Raises FilmHere for what a farm was to film and this machine shall film now: it is asked for again."""
        ...

    def elsewhere(self, spec: CaptureSpec) -> bool:
        """Whether a farm films it: it is asked for by itself, and takes no place on this machine."""
        return False

    def goes_beside(self, spec: CaptureSpec) -> bool:
        """Whether this machine has room for one more second Blender that films it beside others."""
        return True

    def unwanted(self, spec: CaptureSpec) -> None:
        """Nobody waits for it any more, by a person's decision."""


@dataclass(frozen=True)
class Film:
    """A film whose jobs are to be run. One Blender or command line opens it; its folder may move between runs."""

    folder: FilmFolder
    capturer: Capturer


@dataclass(frozen=True)
class Connection:
    """Where requests and references go. Made and closed on the engine's own loop."""

    gateway: Gateway
    host: Host
    secret: bytes = field(repr=False)
    """The gateway key. Seals what a job must remember and nobody shall read (`sealing`); never kept anywhere."""


Connect = Callable[[], Connection | Awaitable[Connection]]
