# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls that tests make, each as a function of the client."""

from __future__ import annotations

import io
from typing import Any

from gateway_server import FILES, REQUEST

from addon.core.gateway.client import Completed, GatewayClient, Started, VideoResult
from addon.core.models import Route

OPERATION = {"gatewayJobId": "job_01TEST"}


async def start(client: GatewayClient) -> Started:
    return await client.start(REQUEST, Route.REFERENCE, FILES, idempotency_key="key-1")


async def generate(client: GatewayClient) -> Completed:
    return await client.generate(REQUEST, Route.REFERENCE, FILES)


async def status(client: GatewayClient) -> Any:
    return await client.status(REQUEST.model, OPERATION, idempotency_key="key-1")


async def generate_bytes(client: GatewayClient) -> bytes:
    """The whole way: the open request, then the video's bytes."""
    return await fetched(client, (await generate(client)).videos[0])


async def fetched(client: GatewayClient, video: VideoResult, max_bytes: int = 1 << 30) -> bytes:
    sink = io.BytesIO()
    count = await client.download(video, sink, max_bytes=max_bytes)
    assert count == len(sink.getvalue())
    return sink.getvalue()
