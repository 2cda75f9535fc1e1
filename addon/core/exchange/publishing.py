# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would be published in Kitsu and what was: takes matched with its shots, each take at most once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..files import FileError, door, write_atomic
from . import kitsu
from .conform import plain_name

RECORD = "kitsu.json"
"""In the film's folder: which take of each shot is in which project. No secret, no account."""


@dataclass(frozen=True)
class Place:
    """Where takes go, by the names that an artist reads in Kitsu."""

    project: str
    task: str
    status: str = ""


@dataclass(frozen=True)
class Publication:
    """One shot's take and where it goes. `shot` is None where Kitsu has no shot of that name, or several."""

    uuid: str
    name: str
    take_id: str
    file: Path
    words: str
    shot: kitsu.KitsuShot | None = None
    published: bool = False
    """This very take is there already."""

    @property
    def wanted(self) -> bool:
        return self.shot is not None and not self.published

    @property
    def told(self) -> str:
        if self.shot is None:
            return "no shot of that name in Kitsu"
        return "there already" if self.published else f"new revision of {self.shot.label}"


def matched(
    ours: Sequence[Publication], theirs: Sequence[kitsu.KitsuShot], known: Mapping[str, str]
) -> tuple[Publication, ...]:
    """Our shots with Kitsu's, by name, alone or with the sequence ahead. `known`: shot's id to the take there now."""
    by_name: dict[str, list[kitsu.KitsuShot]] = {}
    for shot in theirs:
        for name in {shot.name, f"{shot.sequence}_{shot.name}", f"{shot.sequence}{shot.name}"}:
            by_name.setdefault(plain_name(name), []).append(shot)
    found = []
    for one in ours:
        fits = by_name.get(plain_name(one.name), [])
        theirs_is = fits[0] if len(fits) == 1 else None
        found.append(replace(one, shot=theirs_is, published=known.get(one.uuid) == one.take_id))
    return tuple(found)


class Record:
    """What was published where, beside the film. `place` names server, project and task type by their ids."""

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


@dataclass(frozen=True)
class Plan:
    """What publishing would do. `lines`: one for each take that was asked about."""

    lines: tuple[Publication, ...]
    record: Record
    project: str
    task_type: str

    @property
    def wanted(self) -> tuple[Publication, ...]:
        return tuple(line for line in self.lines if line.wanted)


async def plan(server: kitsu.Kitsu, takes: Sequence[Publication], place: Place, folder: Path) -> Plan:
    """The takes against the project's shots as they are now. `folder` is the film's. Raises KitsuError."""
    project = kitsu.only(place.project, await server.projects(), "project")
    kind = kitsu.only(place.task, await server.task_types(), "task type")
    record = Record(folder / RECORD, f"{server.address} {project.id} {kind.id}")
    return Plan(matched(takes, await server.shots(project.id), record.known), record, project.id, kind.id)


async def publish(
    server: kitsu.Kitsu, planned: Plan, status: str, told: Callable[[int, Publication], object]
) -> tuple[Publication, ...]:
    """Publish what is wanted, one after the other, and remember each at once; `told` hears its number and it before.

    Raises KitsuError; what was published until then is remembered."""
    meant = kitsu.only(status, await server.statuses(), "status")
    for number, one in enumerate(planned.wanted):
        assert one.shot is not None
        told(number, one)
        kind = planned.task_type
        task = one.shot.tasks.get(kind) or await server.make_task(planned.project, kind, one.shot.id)
        await server.publish(task, meant.id, one.words, one.file)
        planned.record.remember(one.uuid, one.take_id)
    return planned.wanted
