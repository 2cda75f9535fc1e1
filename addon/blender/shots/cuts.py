# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of the cuts between shots: kept on the shot after the cut, with what was silenced, and saved with the
film. The rules are core's (`core/judge/continuity.py`). Main thread."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...second import named
from ..properties import film, find_shot

if TYPE_CHECKING:
    from ...core.judge.continuity import ShotSeen
    from ...core.models import Problem, Shot


class Said(NamedTuple):
    """One remark about the cut before a shot."""

    code: str
    before: str
    """The id of the shot before."""
    sentence: str

    @property
    def key(self) -> str:
        return f"{self.code}:{self.before}"


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Said, ...]:
    return tuple(Said(*row) for row in json.loads(text)) if text else ()


def said(shot: Any) -> list[Said]:
    """What is to be said of the cut before a shot, without what was silenced for it."""
    if not shot.continuity:
        return []
    silenced = set(shot.silenced.split())
    return [remark for remark in _read(shot.continuity) if remark.key not in silenced]


def silence(shot: Any, key: str) -> None:
    """Say a remark no more: for this cut, whatever comes of the shots."""
    shot.silenced = " ".join(dict.fromkeys([*shot.silenced.split(), key]))


def telling(edit: bpy.types.Scene, seen: Sequence[ShotSeen]) -> Generator[None, None, dict[str, list[Said]]]:
    """Keep what is to be said of the cuts between shots that were sampled; other cuts keep what was said of them.
    Answers what is to be said, by the id of the shot after the cut. In steps, to be done to their end while nothing
    else edits."""
    from ...core.judge.continuity import remarking

    told: dict[str, list[Said]] = {}
    for remark in (yield from remarking(seen)):
        told.setdefault(remark.after, []).append(Said(remark.code, remark.before, remark.sentence))
    sampled = {one.uuid: one for one in seen}
    ends = {one.end for one in seen}
    stand = {shot.frame_end for shot in film(edit).shots if not shot.gone}
    for shot in film(edit).shots:  # what nothing stands before has no cut
        yield
        rows = told.get(shot.uuid, [])
        if shot.uuid in sampled and (rows or sampled[shot.uuid].begin in ends or shot.frame_start not in stand):
            shot.continuity = json.dumps(rows) if rows else ""
    return {uuid: found for uuid in told if (found := said(find_shot(edit, uuid)))}


def seen_of(model: Shot, samples: Sequence[Any]) -> ShotSeen:
    from ...core.judge.continuity import ShotSeen

    scene: Any = named.scene(model.scene)
    rate = scene.render.fps / scene.render.fps_base
    first = model.scene_frame_start / rate
    last = model.scene_frame(max(model.frames - 1, 0)) / rate
    return ShotSeen(
        model.uuid, model.name, model.scene, model.frame_start, model.frame_end, samples, times=(first, last)
    )


def problems(edit: bpy.types.Scene) -> dict[str, list[Problem]]:
    """The same as notes of the preflight, by the id of the shot after the cut."""
    told = {shot.uuid: (shot.name, said(shot)) for shot in film(edit).shots}
    names = {uuid: name for uuid, (name, _) in told.items()}
    return {uuid: [_note(remark, names) for remark in remarks] for uuid, (_, remarks) in told.items()}


def _note(remark: Said, names: Mapping[str, str]) -> Problem:
    from ...core.models import Level, Problem

    return Problem(
        level=Level.NOTE,
        code="continuity",
        message=f"At the cut from {names.get(remark.before, 'the shot before')}: {remark.sentence}.",
        next_step="Move a camera, or silence it in Shots.",
    )
