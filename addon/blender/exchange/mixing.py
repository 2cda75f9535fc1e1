# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dissolves and wipes of a re-edit: which of them the film has, which come and go, between shots that are there too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import bpy

from ...core.exchange.conform import Change
from ...core.exchange.timeline import Timeline, TrackKind, Transition
from ..properties import shot_of, tag
from ..timeline import arranging
from . import reading
from .proposal import counted

WIPE = "Wipe"


@dataclass(frozen=True)
class Join:
    """A transition from one shot to the next. `there`: the film has it, as long and of the kind."""

    first: Change
    second: Change
    turn: Transition
    there: bool

    @property
    def words(self) -> str:
        kind = "wipe" if self.turn.name == WIPE else "dissolve"
        return f"a {kind} of {counted(self.turn.after, 'frame')} into it"


@dataclass(frozen=True)
class Joins:
    """What is mixed in the re-edit, and the shots into which the film mixes and the re-edit does not (by id)."""

    wanted: tuple[Join, ...] = ()
    gone: frozenset[str] = frozenset()
    _at: dict[int, Join] = field(default_factory=dict)

    def after(self, frame: int) -> Join | None:
        """The one over the cut at a frame of the re-edit."""
        return self._at.get(frame)

    def words(self, change: Change) -> str:
        """What of the mixing changes at a shot; empty where nothing does."""
        join = self._at.get(change.clip.start) if change.clip is not None else None
        if join is not None and join.second is change:
            return "" if join.there else join.words
        return "a cut into it" if change.clip and change.shot and change.shot.uuid in self.gone else ""

    @property
    def sentence(self) -> str:
        """ "1 mixed, 2 no more"; empty where nothing changes between shots that are there."""
        new = sum(not join.there and not join.second.new for join in self.wanted)
        parts = [f"{new} mixed" if new else "", f"{len(self.gone)} mixed no more" if self.gone else ""]
        return ", ".join(filter(None, parts))


def joins(shown: Timeline, timeline: Timeline, changes: Sequence[Change]) -> Joins:
    """Compare the transitions of a re-edit (each behind its cut) with those of the film as it is shown. Needs no
    Blender."""
    starts = {change.clip.start: change for change in changes if change.clip}
    ends = {change.clip.end: change for change in changes if change.clip}
    have = _of_film(shown)
    wanted = []
    for track in timeline.tracks:
        for turn in track.transitions if track.kind is TrackKind.VIDEO else ():
            first, second = ends.get(turn.at), starts.get(turn.at)
            if first is not None and second is not None and turn.after > 0:
                pair = (first.shot.uuid, second.shot.uuid) if first.shot and second.shot else ("", "")
                wanted.append(Join(first, second, turn, have.get(pair) == (turn.after, turn.name == WIPE)))
    kept = {join.second.shot.uuid for join in wanted if join.second.shot}
    live = {change.shot.uuid for change in changes if change.shot and change.clip}
    gone = frozenset(second for _, second in have if second in live - kept)
    return Joins(tuple(wanted), gone, {join.turn.at: join for join in wanted})


def _of_film(shown: Timeline) -> dict[tuple[str, str], tuple[int, bool]]:
    """The film's own: first and second shot's id to frames and whether it is a wipe."""
    found = {}
    for track in shown.tracks:
        ends = {clip.end: str(clip.facts.get("shot_id", "")) for clip in track.clips}
        starts = {clip.start: str(clip.facts.get("shot_id", "")) for clip in track.clips}
        for turn in track.transitions:
            first, second = ends.get(turn.at, ""), starts.get(turn.at, "")
            if first and second:
                found[first, second] = (turn.after, turn.name == WIPE)
    return found


def part(edit: bpy.types.Scene, wanted: Joins, chosen: Collection[Change]) -> None:
    """Take away the transitions into chosen shots that the re-edit has not, or has otherwise, or that lead from
    elsewhere now: what reached over the cut is cut off. Makes no undo step."""
    kept = {j.second.shot.uuid: j.first.shot.uuid for j in wanted.wanted if j.there and j.first.shot and j.second.shot}
    ours = {change.shot.uuid for change in chosen if change.shot}
    effects = [s for s in edit.sequence_editor.strips_all if s.type in reading.TRANSITIONS]
    for effect in effects:
        first, second = shot_of(effect.input_1), shot_of(effect.input_2)
        if first and second in ours and kept.get(second) != first:
            arranging.unmix(edit, effect)


def mix(edit: bpy.types.Scene, wanted: Joins, chosen: Collection[Change], made: Mapping[int, str]) -> list[str]:
    """Mix what the re-edit mixes. `made`: new strips by the frame of the re-edit at which they begin. Answers the shots
    into which there is a cut all the same. Makes no undo step."""
    doing = {id(change) for change in chosen}
    cuts = []
    for join in wanted.wanted:
        if join.there or id(join.second) not in doing or (join.first.new and id(join.first) not in doing):
            continue
        first, second = _strip(edit, join.first, made), _strip(edit, join.second, made)
        if first is None or second is None or first.parent_meta() is not None or second.parent_meta() is not None:
            cuts.append(join.second.name)
            continue
        if join.first.shot is not None:
            arranging.reach_over(edit, first, second, join.turn.after)
        if arranging.mix(edit, first, second, wipe=join.turn.name == WIPE) is None:
            cuts.append(join.second.name)
    return cuts


def _strip(edit: bpy.types.Scene, change: Change, made: Mapping[int, str]) -> Any:
    """What shows a shot: its new strip, else its take, else its source; None where it has no strip."""
    if change.shot is None:
        assert change.clip is not None
        return edit.sequence_editor.strips_all.get(made.get(change.clip.start, ""))
    own = [s for s in edit.sequence_editor.strips_all if shot_of(s) == change.shot.uuid and not s.mute]
    shown = [s for s in own if tag(s).role in {"take", "source"} and s.type in reading.KINDS]
    return max(shown, key=lambda s: (tag(s).role == "take", s.channel), default=None)
