# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that speak with Kitsu: its shots as a list, and takes published as revisions of their shots' tasks."""

from __future__ import annotations

import asyncio
import getpass
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import bpy

from ...core import keys
from ...core.errors import UserError
from ...core.exchange import kitsu
from ...core.files import FileError, door, write_atomic
from ..takes import data as takes
from ..values import edit_rate, take_label
from . import headless, options
from .commands import text_table
from .options import Result

if TYPE_CHECKING:
    from .commands import Call

T = TypeVar("T")

RECORD = "kitsu.json"
"""In the film's folder: which take of each shot is in which project. No secret, no account."""


def shots(call: Call) -> Result:
    """The shots of a project; with --out as a list that `import` reads."""

    async def ask(server: kitsu.Kitsu) -> tuple[kitsu.KitsuShot, ...]:
        project = kitsu.only(call.options.project, await server.projects(), "project")
        return await server.shots(project.id)

    found = _with_kitsu(call, ask)
    rows = [{"name": _full_name(s), "description": s.description, "first": s.first, "frames": s.frames} for s in found]
    out = ""
    if call.options.out:
        out = str(_write_list(call, found))
    table = [(str(r["name"]), "" if r["frames"] is None else str(r["frames"]), str(r["description"])) for r in rows]
    data = {"film": bpy.data.filepath, "shots": rows, "file": out}
    return Result(data, out or text_table(("shot", "frames", "description"), table))


def _full_name(shot: kitsu.KitsuShot) -> str:
    return f"{shot.sequence}_{shot.name}" if shot.sequence else shot.name


def _write_list(call: Call, found: tuple[kitsu.KitsuShot, ...]) -> Path:
    from ...core.exchange import shot_list
    from ...core.files.versions import write_new

    rows = [shot_list.Row(_full_name(s), action=s.description, frames=s.frames) for s in found]
    out = Path(call.options.out).expanduser().absolute()
    write_new(out, shot_list.write(rows, edit_rate(call.edit).fraction))
    return out


def publish(call: Call) -> Result:
    """What would be published; with --apply publish it. Again only what changed."""
    wanted = _takes(call)

    async def ask(server: kitsu.Kitsu) -> list[kitsu.Publication]:
        project = kitsu.only(call.options.project, await server.projects(), "project")
        kind = kitsu.only(call.options.task, await server.task_types(), "task type")
        record = _Record(call.folder.root / RECORD, f"{server.address} {project.id} {kind.id}")
        plan = list(kitsu.matched(wanted, await server.shots(project.id), record.known))
        if not call.options.apply:
            return plan
        status = kitsu.only(call.options.status, await server.statuses(), "status")
        for one in plan:
            if one.wanted and one.shot is not None:
                task = one.shot.tasks.get(kind.id) or await server.make_task(project.id, kind.id, one.shot.id)
                call.terminal.say(f"Publishing {one.name}")
                await server.publish(task, status.id, one.words, one.file)
                record.remember(one.uuid, one.take_id)
        return plan

    plan = _with_kitsu(call, ask)
    rows = [
        (one.name, one.file.name, one.told if not (call.options.apply and one.wanted) else "published") for one in plan
    ]
    lines = [{"shot": name, "file": file, "what": what} for name, file, what in rows]
    left = [one for one in plan if one.shot is None]
    data = {"film": bpy.data.filepath, "applied": bool(call.options.apply), "lines": lines}
    return Result(data, text_table(("shot", "take", "what"), rows), options.FAILED if left else options.OK)


def _takes(call: Call) -> list[kitsu.Publication]:
    """The active takes of the named shots."""
    found = []
    for shot in headless.named_shots(call.edit, call.options.shots):
        take = takes.active(shot)
        if take is not None:
            seed = f", seed {take.seed}" if take.seed else ""
            model = take.model.rpartition("/")[2]
            words = f"{take_label(shot.name, take.number)}: {take.tier}, {model}, {take.size}{seed}\n{take.prompt}"
            found.append(kitsu.Publication(shot.uuid, shot.name, take.id, call.folder.resolve(take.file), words))
    if not found:
        raise UserError("There is no take to publish.", "Generate takes first.", code="no_takes")
    return found


class _Record:
    """What was published where, beside the film."""

    def __init__(self, path: Path, place: str) -> None:
        self.path, self.place = path, place
        try:
            found = door.read_json(path, door.INDEX_BYTES)
        except (FileError, ValueError):
            found = {}
        self.all: dict[str, dict[str, str]] = found if isinstance(found, dict) else {}
        known = self.all.get(place)
        self.known: dict[str, str] = known if isinstance(known, dict) else {}

    def remember(self, shot: str, take: str) -> None:
        self.known[shot] = take
        self.all[self.place] = self.known
        write_atomic(self.path, json.dumps(self.all, indent=1))


def _with_kitsu(call: Call, ask: Callable[[kitsu.Kitsu], Awaitable[T]]) -> T:
    """Ask Kitsu as the person who runs the command: with the token that is known, else by name and password."""
    from ...core.gateway.transport import Transport

    if "film" in call.options and not bpy.app.online_access_override:  # who names a server means to reach it
        bpy.context.preferences.system.use_online_access = True
    if not bpy.app.online_access and not call.options.address.startswith("http://"):  # http: this machine only
        raise UserError("Blender may not go online.", "Allow it: Preferences ▸ System ▸ Network.", code="offline")

    async def talk() -> T:
        server = kitsu.Kitsu(call.options.address, Transport())
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
    place = keys.Place.KEYCHAIN if keys.keychain_available() else keys.Place.SESSION
    keys.remember(keys.Key.KITSU, token, place)
