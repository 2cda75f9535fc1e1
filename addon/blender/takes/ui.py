# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Takes panel: every result of the active shot with its picture, which one shows, what the artist thinks of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ... import ident
from ...second import compat
from .. import registry
from ..engine import thumbnails
from ..engine.view import current as view
from ..shots.chosen import active_shot
from ..ui import NARROW, SequencerPanel, letters, room, words
from . import data
from .data import judged

if TYPE_CHECKING:
    from ..engine.rows import QueueRow

PICTURE_SCALE = 8.0
"""Of a widget's height: about 160 pixels at 1x, the width of a narrow sidebar."""
NOTE_NEEDS = 30
"""Letters of a sidebar whose list has room for a note beside the take's number; the chosen take's stands below."""


LIST_ROWS = 4
SAID_LINES = 2
"""Of what is found of a take a little later: the queue stands below."""
GRIP = 1.5
"""Of a separator's height, by which the grip below a list is higher than its lines."""
JUDGED_ICONS = {"follows": "CHECKMARK", "departs": "UNLINKED", "unsure": "QUESTION"}


def picture(take: Any) -> int:
    """The icon of a take's video, without asking the disk for anything."""
    blend = Path(bpy.data.filepath)
    return thumbnails.icon(take.id, blend.with_name(blend.stem + ident.FILM_FOLDER_SUFFIX) / take.file)


class ANIMATIC_UL_takes(bpy.types.UIList):
    def draw_item(
        self,
        context: bpy.types.Context,
        layout: Any,
        data: Any,
        item: Any,
        icon: int,
        active_data: Any,
        active_property: str,
        index: int,
    ) -> None:
        row = layout.row(align=True)
        shown = data.active_take == item.id
        row.operator(
            "animatic.show_take", text="", icon="RADIOBUT_ON" if shown else "RADIOBUT_OFF", emboss=False
        ).take = item.id
        name = row.row(align=True)
        name.active = not item.rejected
        name.label(text=f"t{item.number:03d}", icon_value=picture(item))
        if letters() >= NOTE_NEEDS:
            name.label(text=item.note or ("Final" if item.tier == "final" else "Draft"))
        if item.stale:
            name.label(text="", icon="TIME")
        if word := judged(item)[0]:
            name.label(text="", icon=JUDGED_ICONS[word])
        if item.fact("warnings"):
            name.label(text="", icon="INFO")
        row.operator(
            "animatic.star_take", text="", icon="SOLO_ON" if item.starred else "SOLO_OFF", emboss=False
        ).take = item.id
        row.operator(
            "animatic.reject_take", text="", icon="LOOP_BACK" if item.rejected else "X", emboss=False
        ).take = item.id


class ANIMATIC_MT_take(bpy.types.Menu):
    """What else can be done with the take that is chosen in the list."""

    bl_idname = "ANIMATIC_MT_take"
    bl_label = "Take"

    def draw(self, context: bpy.types.Context) -> None:
        shot = active_shot(compat.edit_scene(context))
        take = data.listed(shot) if shot is not None else None
        layout: Any = self.layout
        for name, icon in (
            ("restore_settings", "LOOP_BACK"),
            ("copy_take_details", "COPYDOWN"),
            ("reveal_take", "FILEBROWSER"),
            ("delete_take", "TRASH"),
        ):
            layout.operator(f"animatic.{name}", icon=icon).take = take.id if take else ""
        layout.separator()
        layout.operator("animatic.promote", text="Promote All Starred Drafts…", icon="TRIA_UP_BAR").whole_film = True
        layout.operator("animatic.judge_takes", icon="VIEW_CAMERA")
        layout.operator("animatic.show_best_take", icon="CHECKMARK")
        layout.operator("animatic.check_takes", icon="TIME")
        layout.operator("animatic.bring_takes", text="Bring All Takes to Their Shots").which = "all"
        layout.operator("animatic.restore_take")
        layout.operator("animatic.empty_trash")


class ANIMATIC_PT_takes(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_takes"
    bl_label = "Takes"

    def draw(self, context: bpy.types.Context) -> None:
        shot = active_shot(compat.edit_scene(context))
        layout = self.layout
        if shot is None or not (shot.takes or shot.uuid in view.latest):
            layout.label(text="No takes yet")
            return
        row = layout.row()
        if shot.takes:
            row.template_list(
                "ANIMATIC_UL_takes", "", shot, "takes", shot, "take_index", rows=LIST_ROWS, maxrows=LIST_ROWS
            )
        else:
            _draw_coming(row.column(), view.latest[shot.uuid])
        side = row.column(align=True)
        side.operator("animatic.next_take", text="", icon="TRIA_UP")
        side.operator("animatic.previous_take", text="", icon="TRIA_DOWN")
        side.separator()
        side.operator("animatic.pin_take", text="", icon="PINNED" if shot.pinned else "UNPINNED", depress=shot.pinned)
        side.separator()
        side.menu("ANIMATIC_MT_take", text="", icon="DOWNARROW_HLT")
        _draw_take(layout, shot, data.listed(shot))


def _draw_coming(column: Any, row: QueueRow) -> None:
    """How far the first take is, on as many lines as the list has that it will stand in."""
    if row.working:
        column.progress(factor=row.factor, text=f"{row.title}  {row.word}  {row.so_far}")
    else:
        column.label(text=f"{row.title}  {row.word}")
    column.label(text="It comes here by itself." if row.working else "The queue tells more.")
    for _ in range(LIST_ROWS - 2):
        column.label(text="")
    column.separator(factor=GRIP)


def _draw_take(layout: Any, shot: Any, take: Any) -> None:
    """The take that is chosen in the list: its picture, its note, what can be asked again, what it was made from. The
    first one, on its way still, has all of its room: it comes by itself, and must not move the queue."""
    layout.template_icon(picture(take) if take else 0, scale=PICTURE_SCALE)
    rows = layout.column()
    rows.enabled = take is not None
    row = rows.row(align=True)
    if take:
        row.prop(take, "note", text="", placeholder="Note")
    else:
        row.label(text="No takes yet")
    row.operator("animatic.note_frame", text="", icon="GREASEPENCIL")
    split = rows.column(align=True) if letters() < NARROW else rows.split(factor=0.25)
    split.label(text="Retake")
    row = split.row(align=True)
    for change, text in (("seed", "New Seed…"), ("words", "New Words…")):
        button = row.operator("animatic.retake", text=text)
        button.take, button.change = take.id if take else "", change
    row = rows.row(align=True)
    row.operator("animatic.variations", text="Variations…")
    if take and take.tier == "draft":
        row.operator("animatic.promote", text="Promote…", icon="TRIA_UP_BAR").take = take.id
    _draw_said(layout, take)  # below the buttons: it comes by itself, and must not move them
    _draw_details(layout, shot, take)


def _draw_said(layout: Any, take: Any) -> None:
    """What changed since it was made, how it follows its plan, what its model did with what was asked."""
    word, said = judged(take) if take else ("", ())
    told = [(sentence, "INFO" if number else JUDGED_ICONS[word]) for number, sentence in enumerate(said)]
    if take and take.stale:
        told.insert(0, (f"Out of date: {take.stale}", "TIME"))
    told += [(sentence, "INFO") for sentence in (take.fact("warnings", ()) if take else ())]
    room(layout, told, SAID_LINES)


def _draw_details(layout: Any, shot: Any, take: Any) -> None:
    from ...core.files import safe_name

    named = Path(take.file).parent.name if take else ""
    if named and named != safe_name(shot.name):
        words(layout, f"Its files are called {named}: they keep their names", icon="FILE")
    header, body = layout.panel("ANIMATIC_take_details", default_closed=True)
    header.label(text="Details")
    if body is None or not take:
        return
    words(body, take.prompt)
    column = body.column(align=True)
    facts = [
        take.model.rsplit("/", 1)[-1],
        f"{take.size}, {take.seconds:g} s at {take.fps:g} fps",
        f"Seed {take.seed}" if take.seed else "Seed chosen by the model",
        data.cost_words(take),
        take.created[:16].replace("T", " "),
        data.origin_words(shot, take),
        Path(take.file).name,
    ]
    for fact in facts:
        if fact:
            column.label(text=fact)


classes = (ANIMATIC_UL_takes, ANIMATIC_MT_take, ANIMATIC_PT_takes)


def register() -> None:
    registry.classes(*classes)
