# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Test button: does the key work, is there credit, are the models offered, does the host answer. Asked beside the
artist's work."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from ...core.errors import AnimaticError, UserError
from ...core.gateway.client import GatewayClient
from ...core.hosting.config import make_host
from ...core.hosting.errors import HostError
from ..engine import beside
from ..engine.view import current as view
from ..properties import settings
from ..ui import redraw

if TYPE_CHECKING:
    from ...core.jobs.events import Notice
    from ...core.models import Level


def begin() -> str:
    """Start asking; the answer comes as a notice, in the queue and in the preferences. Raises UserError when there is
    nothing to ask with."""
    found = settings.credential()
    if found is None:
        raise UserError("There is no key to test.", "Paste the gateway key first.", code="no_key")
    refusal = settings.online_refusal()
    if refusal:
        raise UserError(refusal, "Allow it, then test again.", code="offline")
    arguments = (settings.preference("gateway_url"), found, _models_in_use(), settings.host_config())
    view.testing = True
    beside.begin("test", lambda _: _answer(*arguments), told=_tell)
    return f"Asking the gateway with the {found.describe()}"


def _models_in_use() -> frozenset[str]:
    """The ids of the models that the file's shots are made with; of a file without shots, those that they would be."""
    from ...core import catalog
    from ...core.models import Route, Tier
    from ...core.plans import planning
    from ..properties import film
    from ..values import to_model

    known = catalog.load()
    shots = [to_model(shot, scene, located={}) for scene in bpy.data.scenes for shot in film(scene).shots]
    if shots:
        return frozenset(planning.model_of(shot, known).id for shot in shots)
    return frozenset(known.choose(route, tier).id for route in Route for tier in Tier)


def _tell(work: beside.Work) -> None:
    """Show the answer in the preferences and in the queue, unless what was asked about has changed meanwhile."""
    if view.testing and work.result is not None:
        view.tested, view.tested_rows = work.result
        view.put_notice(work.result[0])
    view.testing = False
    redraw("PREFERENCES")


Rows = tuple[tuple[bool, str], ...]
"""What was asked, one by one: whether it is well, and a sentence."""


async def _answer(
    url: str, credential: object, models: frozenset[str], host_config: tuple[object, object]
) -> tuple[Notice, Rows]:
    """The key first, then the models and the host: what works is said even where the next does not."""
    from ...core.models import Level

    try:
        balance, gone = await _asked(url, credential, models)
    except AnimaticError as error:
        return _told(((False, error.user_message),), Level.ERROR, error.code, error.next_step)
    credit = f"; ${balance} of credit are left." if balance > 0 else ", but there is no credit left."
    offered = f"The gateway does not offer {', '.join(gone)}." if gone else "The models are offered."
    rows: Rows = ((balance > 0, f"The key works{credit}"), (not gone, offered))
    try:
        rows = (*rows, (True, await _check_host(host_config)))
    except AnimaticError as error:
        text_only = "Shots with the text route need no host." if isinstance(error, HostError) else ""
        advice = f"{error.next_step} {text_only}".strip()
        return _told((*rows, (False, error.user_message)), Level.ERROR, error.code, advice)
    if gone:
        return _told(rows, Level.WARNING, "model_gone", "Choose another model for those shots.")
    if balance > 0:
        return _told(rows, Level.NOTE, "tested", "")
    return _told(rows, Level.WARNING, "no_credit", "Add credit on vercel.com, then send.")


def _told(rows: Rows, level: Level, code: str, next_step: str) -> tuple[Notice, Rows]:
    """The queue's notice, in one piece, and the preferences' rows."""
    from ...core.jobs.events import Notice

    return Notice(Path(), level, code, " ".join(text for _, text in rows), next_step), rows


async def _asked(url: str, credential: object, models: frozenset[str]) -> tuple[Decimal, list[str]]:
    """The balance in US dollars, and the names of those models that the gateway does not list."""
    from ...core import catalog
    from ...core.plans import live_prices

    client = GatewayClient(url, credential)  # type: ignore[arg-type]
    try:
        balance = (await client.credits()).balance
        today = live_prices.merge(catalog.load(), await client.models(), "today")
    finally:
        await client.close()
    return balance, sorted({model.name for model in today.models if model.id in models and not model.listed})


async def _check_host(host_config: tuple[object, object]) -> str:
    host = make_host(*host_config)  # type: ignore[arg-type]
    try:
        return await host.check()
    finally:
        await host.close()
