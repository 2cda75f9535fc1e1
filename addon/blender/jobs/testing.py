# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Test button: does the key work, is there credit, does the host answer. Asked beside the artist's work."""

from __future__ import annotations

import asyncio
import threading
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import AnimaticError, UserError
from ...core.gateway.client import GatewayClient
from ...core.hosting.config import make_host
from .. import settings
from ..view import current as view

if TYPE_CHECKING:
    from ...core.jobs.events import Notice


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
    view.put_notice(asyncio.run(_answer(url, credential, host)))


async def _answer(url: str, credential: object, host_config: tuple[object, object]) -> Notice:
    """The key first, then the host: what works is said even where the other does not."""
    from ...core.jobs.events import Notice
    from ...core.models import Level

    try:
        balance = await _balance(url, credential)
    except AnimaticError as error:
        return Notice(Path(), Level.ERROR, error.code, error.user_message, error.next_step)
    if balance > 0:
        key_works = f"The key works; ${balance} of credit are left."
    else:
        key_works = "The key works, but there is no credit left."
    try:
        hosted = await _check_host(host_config)
    except AnimaticError as error:
        return Notice(Path(), Level.ERROR, error.code, f"{key_works} {error.user_message}", error.next_step)
    if balance > 0:
        return Notice(Path(), Level.NOTE, "tested", f"{key_works} {hosted}")
    return Notice(Path(), Level.WARNING, "no_credit", f"{key_works} {hosted}", "Add credit on vercel.com, then send.")


async def _balance(url: str, credential: object) -> Decimal:
    client = GatewayClient(url, credential)  # type: ignore[arg-type]
    try:
        return (await client.credits()).balance
    finally:
        await client.close()


async def _check_host(host_config: tuple[object, object]) -> str:
    host = make_host(*host_config)  # type: ignore[arg-type]
    try:
        return await host.check()
    finally:
        await host.close()
