# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that speak with Kitsu: its shots as a list, and takes published as revisions of their shots' tasks."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import bpy

from ...core import keys
from ...core.errors import UserError
from ...core.exchange import kitsu, publishing
from ..exchange.publishing import keep, publications, showing
from ..properties import settings
from ..values import edit_rate
from . import headless, options
from .commands import text_table
from .options import Result

if TYPE_CHECKING:
    from .commands import Call

T = TypeVar("T")


def shots(call: Call) -> Result:
    """The shots of a project; with --out as a list that `import` reads."""

    async def ask(server: kitsu.Kitsu) -> tuple[kitsu.KitsuShot, ...]:
        project = kitsu.only(call.options.project, await server.projects(), "project")
        return await server.shots(project.id)

    found = _with_kitsu(call, ask)
    rows = [{"name": s.full_name, "description": s.description, "first": s.first, "frames": s.frames} for s in found]
    out = ""
    if call.options.out:
        out = str(_write_list(call, found))
    table = [(str(r["name"]), "" if r["frames"] is None else str(r["frames"]), str(r["description"])) for r in rows]
    data = {"film": bpy.data.filepath, "shots": rows, "file": out}
    return Result(data, out or text_table(("shot", "frames", "description"), table))


def _write_list(call: Call, found: tuple[kitsu.KitsuShot, ...]) -> Path:
    from ...core.exchange import shot_list
    from ...core.files.versions import write_new

    rows = [shot_list.Row(s.full_name, action=s.description, frames=s.frames) for s in found]
    out = Path(call.options.out).expanduser().absolute()
    write_new(out, shot_list.write(rows, edit_rate(call.edit).fraction))
    return out


def publish(call: Call) -> Result:
    """What would be published; with --apply publish it. Again only what changed."""
    wanted = publications(showing(headless.named_shots(call.edit, call.options.shots)), call.folder)
    if not wanted:
        raise UserError("There is no take to publish.", "Generate takes first.", code="no_takes")
    place = publishing.Place(call.options.project, call.options.task, call.options.status)

    async def ask(server: kitsu.Kitsu) -> publishing.Plan:
        plan = await publishing.plan(server, wanted, place, call.folder.root)
        if call.options.apply:
            await publishing.publish(server, plan, place.status, lambda _, one: say(f"Publishing {one.name}"))
        return plan

    say = call.terminal.say
    plan = _with_kitsu(call, ask)
    rows = [
        (one.name, one.file.name, one.told if not (call.options.apply and one.wanted) else "published")
        for one in plan.lines
    ]
    lines = [{"shot": name, "file": file, "what": what} for name, file, what in rows]
    left = [one for one in plan.lines if one.shot is None]
    data = {"film": bpy.data.filepath, "applied": bool(call.options.apply), "lines": lines}
    return Result(data, text_table(("shot", "take", "what"), rows), options.FAILED if left else options.OK)


def _with_kitsu(call: Call, ask: Callable[[kitsu.Kitsu], Awaitable[T]]) -> T:
    """Ask Kitsu as the person who runs the command: with the token that is known, else by name and password."""
    from ...core.gateway.transport import Transport

    if "film" in call.options and not bpy.app.online_access_override:  # who names a server means to reach it
        bpy.context.preferences.system.use_online_access = True
    if not bpy.app.online_access and not _address(call).startswith("http://"):  # http: this machine only
        raise UserError("Blender may not go online.", "Allow it: Preferences ▸ System ▸ Network.", code="offline")

    async def talk() -> T:
        server = kitsu.Kitsu(_address(call), Transport())
        try:
            await _log_in(call, server)
            return await ask(server)
        finally:
            await server.close()

    return asyncio.run(talk())


async def _log_in(call: Call, server: kitsu.Kitsu) -> None:
    known = keys.find(keys.Key.KITSU)
    if known is not None and not call.options.account:
        server.token = known.value
        return
    if not call.options.account or not call.terminal.can_ask():
        raise UserError(
            "Kitsu wants to know who asks.",
            "Set KITSU_TOKEN, or give --account and type the password at a terminal.",
            code="kitsu_login",
        )
    password = getpass.getpass(f"Password of {call.options.account}: ", stream=call.terminal.err)
    try:
        token = await server.log_in(call.options.account, password)
    except kitsu.CodeWanted:
        token = await server.log_in(call.options.account, password, getpass.getpass("Code: ", stream=call.terminal.err))
    keep(token)


def _address(call: Call) -> str:
    return str(call.options.address or settings.preference("kitsu_address"))
