# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Test button: does the key work, is there credit, does the host answer. Asked beside the artist's work."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from ...core.errors import AnimaticError, UserError
from ...core.gateway.client import GatewayClient
from ...core.hosting.config import make_host
from .. import settings
from ..view import current as view


def begin() -> str:
    """Start asking; the answer comes as a notice in the queue. Raises UserError when there is nothing to ask with."""
    found = settings.credential()
    if found is None:
        raise UserError("There is no key to test.", "Paste the gateway key first.", code="no_key")
    refusal = settings.online_refusal()
    if refusal:
        raise UserError(refusal, "Allow it, then test again.", code="offline")
    arguments = (settings.preference("gateway_url"), found, settings.host_config())
    threading.Thread(target=_ask, args=arguments, name="animatic-test").start()
    return f"Asking the gateway with the {found.describe()}"


def _ask(url: str, credential: object, host: tuple[object, object]) -> None:
    """On a thread of its own; never sees bpy."""
    from ...core.jobs.events import Notice
    from ...core.models import Level

    try:
        notice = Notice(Path(), Level.NOTE, "tested", asyncio.run(_sentence(url, credential, host)))
    except AnimaticError as error:
        notice = Notice(Path(), Level.ERROR, error.code, error.user_message, error.next_step)
    view.put_notice(notice)


async def _sentence(url: str, credential: object, host_config: tuple[object, object]) -> str:
    client = GatewayClient(url, credential)  # type: ignore[arg-type]
    try:
        credits = await client.credits()
    finally:
        await client.close()
    host = make_host(*host_config)  # type: ignore[arg-type]
    try:
        hosted = await host.check()
    finally:
        await host.close()
    return f"The key works; ${credits.balance} of credit are left. {hosted}"
