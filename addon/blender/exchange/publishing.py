# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kitsu as far as this session knows it: what may be chosen, what would be published. Asked beside Blender."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...core.errors import UserError
from ..engine import beside
from ..properties import settings
from ..properties.shot import take_facts
from ..takes import data as takes
from ..values import take_label

if TYPE_CHECKING:
    from ...core.exchange.kitsu import Kitsu
    from ...core.exchange.publishing import Plan, Publication
    from ...core.files import FilmFolder

WORDS = "Kitsu"
"""What the work beside Blender is called; one at a time."""


class Known(NamedTuple):
    """What Kitsu said last. `film` is the folder that `plan` is about."""

    address: str = ""
    projects: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    plan: Plan | None = None
    film: Path | None = None
    list_file: Path | None = None
    """The project's shots, written as a list that can be imported."""
    trouble: str = ""


known = Known()


def forget() -> None:
    global known
    known = Known()


def plan_of(film: Path) -> Plan | None:
    """What would be published of a film, as far as it was asked."""
    return known.plan if known.film == film else None


def work() -> beside.Work | None:
    """What is being asked of Kitsu now."""
    return next((each for each in beside.at_work() if each.told is _tell), None)


class Shown(NamedTuple):
    """A take that shows, as the film has it: ids and names, its number, its record."""

    uuid: str
    name: str
    take_id: str
    number: int
    record: str


def showing(shots: Iterable[Any]) -> tuple[Shown, ...]:
    """The takes that show, of those shots that have one."""
    pairs = ((shot, takes.active(shot)) for shot in shots)
    return tuple(Shown(s.uuid, s.name, take.id, take.number, take.record) for s, take in pairs if take is not None)


def publications(shown: Iterable[Shown], folder: FilmFolder) -> tuple[Publication, ...]:
    """What would be published of takes. Never sees bpy: a thousand records take 40 ms to read."""
    return tuple(_publication(one, folder) for one in shown)


def _publication(one: Shown, folder: FilmFolder) -> Publication:
    from ...core.exchange.publishing import Publication

    facts = {name: str(value) for name, value in take_facts(one.record).items() if value is not None}
    known = {name: facts.get(name, "") for name in ("tier", "model", "size", "seed", "prompt", "file")}
    seed = f", seed {known['seed']}" if known["seed"] else ""
    made = f"{known['tier']}, {known['model'].rpartition('/')[2]}, {known['size']}{seed}"
    words = f"{take_label(one.name, one.number)}: {made}\n{known['prompt']}"
    return Publication(one.uuid, one.name, one.take_id, folder.resolve(known["file"]), words)


def token() -> str:
    """What Kitsu gave for name and password, "" where nobody has logged in."""
    from ...core import keys

    found = keys.find(keys.Key.KITSU)
    return found.value if found is not None else ""


def keep(token: str) -> None:
    """In the system's keychain, else for this session."""
    from ...core import keys

    keys.remember(keys.Key.KITSU, token, keys.Place.KEYCHAIN if keys.keychain_available() else keys.Place.SESSION)


def begin(film: Path, ask: Callable[[Kitsu, beside.Work], Awaitable[Known]], *, sign_in: bool = True) -> beside.Work:
    """Ask Kitsu beside Blender; what is known then is what `ask` answers. Raises UserError where it may not be asked:
    no address, Blender is offline, nobody has logged in, or it is being asked already."""
    from ...core.exchange import kitsu

    address = kitsu.clean_address(settings.preference("kitsu_address"))
    if work() is not None:
        raise UserError("Kitsu is being asked already.", "Wait for its answer, or cancel it.", code="kitsu_busy")
    if not bpy.app.online_access and not address.startswith("http://"):  # http: this machine only
        raise UserError("Blender may not go online.", "Allow it: Preferences ▸ System ▸ Network.", code="offline")
    given = token() if sign_in else ""
    if sign_in and not given:
        raise UserError("Kitsu wants to know who asks.", "Log in first.", code="kitsu_login")

    async def talk(work: beside.Work) -> Known:
        from ...core.gateway.transport import Transport

        server = kitsu.Kitsu(address, Transport(), token=given)
        try:
            return (await ask(server, work))._replace(address=address)
        finally:
            await server.close()

    return beside.begin("kitsu", talk, told=_tell, words=WORDS, film=film)


def _tell(work: beside.Work) -> None:
    global known
    if work.result is not None:
        known = work.result
    elif work.error is not None:
        known = known._replace(trouble=work.error.sentence, plan=None)
