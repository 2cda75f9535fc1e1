# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which takes a verb is about: the one named, else those that the selected strips' shots show, else the active shot's.

Operators on takes share their poll, their refusal while strips must not be touched, and their words here.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, cast

import bpy

from ...core.errors import UserError
from ...second import compat
from ..engine import slices
from ..properties import film, find_shot
from ..shots.chosen import active_shot, chosen_shots
from . import data


def chosen_takes(edit: bpy.types.Scene, take_id: str = "") -> list[tuple[Any, Any]]:
    """Shots with the take that is meant of each. Raises UserError where there is none."""
    found = _named(edit, take_id) if take_id else _shown(edit)
    if not found:
        raise UserError("No take is chosen.", "Select the strip of a shot that has takes.", code="no_take")
    return found


def _named(edit: bpy.types.Scene, take_id: str) -> list[tuple[Any, Any]]:
    for shot in film(edit).shots:
        take = data.find(shot, take_id)
        if take is not None:
            return [(shot, take)]
    return []


def _shown(edit: bpy.types.Scene) -> list[tuple[Any, Any]]:
    """Of each chosen shot the take that the timeline shows; where it shows none, the one chosen in the list."""
    pairs = ((shot, data.active(shot) or data.listed(shot)) for shot in chosen_shots(edit))
    return [(shot, take) for shot, take in pairs if take is not None]


def told(sentences: list[str], many: str) -> str:
    """One sentence as it is, several as their number: "4 shots: starred"."""
    return sentences[0] if len(sentences) == 1 else f"{len(sentences)} {many}"


def has_takes(cls: Any, context: bpy.types.Context) -> bool:
    """Whether the film has takes at all; which of them are meant is found out when the verb runs. A panel polls each of
    its buttons at every redraw, and reading the selection takes 8 ms with 2,000 strips."""
    edit = compat.edit_scene(context)
    shot = active_shot(edit) if edit is not None else None
    if shot is not None and shot.takes:
        return True
    if edit is None or not any(shot.takes for shot in film(edit).shots):
        cls.poll_message_set("There are no takes yet: generate one first")
        return False
    return True


class OnTakes:
    """Mix-in for operators on takes. `run` does the work and answers a sentence for the status bar, or nothing."""

    bl_options = cast("Any", {"REGISTER", "UNDO"})  # no annotation, see `slices.Sliced`
    edits_strips = True

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return has_takes(cls, context)

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        raise NotImplementedError

    def execute(self, context: bpy.types.Context) -> set[str]:
        sentence = self.run(context, compat.edit_scene(context))
        if sentence:
            self.report({"INFO"}, sentence)
        return {"FINISHED"}


class ChangesTakes(slices.Sliced, OnTakes):
    """Mix-in for operators that let shots show another take, a piece of one at a step: the strips of a whole film may
    be selected. Esc leaves the shots that are not done yet."""

    doing = "Changing takes"
    many = ""
    """What is said of several shots, behind their number."""

    def wanted(self, edit: bpy.types.Scene) -> list[tuple[Any, Any]]:
        """Shots, each with the take that is meant. Raises UserError where there is none."""
        raise NotImplementedError

    def change(self, edit: bpy.types.Scene, shot: Any, take: Any) -> Generator[None, None, str]:
        """Do one, in pieces; answers a sentence."""
        raise NotImplementedError

    def work(self, context: bpy.types.Context) -> slices.Work:
        edit, said = compat.edit_scene(context), []
        ids = [(shot.uuid, take.id) for shot, take in self.wanted(edit)]  # removing one take moves others in memory
        try:
            for done, (uuid, take_id) in enumerate(ids):
                yield done, len(ids)
                shot = find_shot(edit, uuid)
                steps = self.change(edit, shot, data.find(shot, take_id))
                said.append((yield from slices.to_the_end(slices.told(steps, done, len(ids)))))
        except slices.StopWork:
            pass
        return said

    def conclude(self, result: list[str]) -> set[str]:
        if not result:
            return {"CANCELLED"}
        self.report({"INFO"}, told(result, self.many))
        return {"FINISHED"}
