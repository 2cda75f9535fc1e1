# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Generate and Queue panels: one button, and a row for each job with how far it is and what can be done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...second import compat
from .. import registry
from ..engine import thumbnails
from ..engine.view import current as view
from ..operators import UNFORESEEN
from ..properties import film
from ..shots.chosen import active_shot
from ..ui import BESIDE, NARROW, SequencerPanel, letters, room, words

if TYPE_CHECKING:
    from ..engine.rows import QueueRow

ROWS_MAX = 30
"""Rows drawn; the queue keeps all of them on disk, and the command line lists them."""
STATE_SHARE = 0.68
"""Of a row, for shot, take and state: "SH020 t001  Uncertain" is twice as long as a price."""
NOTICES_SHOWN = 3
END_LINES = 8
"""Of what is told below the rows, blank where nothing is: at the sidebar's end Blender moves all when a line goes."""
FARM_PICTURE_SCALE = 3.0
FINISHED = {"Placed", "Cancelled"}
"""Words of jobs that ask for nothing any more: one line for all of them."""
ACTION_ICONS = {
    "send": "PLAY",
    "retry": "FILE_REFRESH",
    "look_up": "VIEWZOOM",
    "send_again": "EXPORT",
    "send_open": "LINKED",
    "cancel": "X",
    "leave": "X",
}
"""The cross is the last: its place at the end of the row is nobody else's."""


class ANIMATIC_PT_generate(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_generate"
    bl_label = "Generate"

    def draw(self, context: bpy.types.Context) -> None:
        from ..project import overview

        layout, known = self.layout, overview.current
        settings = film(compat.edit_scene(context))
        narrow = letters() < NARROW
        if narrow:
            layout.prop(settings, "generate_which", text="")
        else:
            layout.row().prop(settings, "generate_which", expand=True)
        row = layout.row()
        row.scale_y = 1.4
        said = known.button.partition(" (")[0] if narrow else known.button
        row.operator("animatic.preflight", text=said, icon="RENDER_ANIMATION").which = settings.generate_which
        room(layout, [(refusal, "ERROR") for refusal in known.refused], 1)


class ANIMATIC_PT_queue(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_queue"
    bl_label = "Queue"
    bl_order = 3  # The last: it grows by itself, and must move no other panel.

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        row = self.layout.row(align=True)
        row.label(text=view.header)
        if view.under_way:  # in the header, where what comes and goes moves no row
            row.operator("animatic.stop_all", text="" if letters() < NARROW else "Stop All", icon="CANCEL")

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        _draw_owner(layout)
        if not view.rows:
            edit = compat.edit_scene(context)
            takes = any(len(shot.takes) for shot in film(edit).shots)
            layout.label(text="Nothing is under way" if takes else "Nothing was sent yet")
        finished: list[QueueRow] = []
        asking: list[QueueRow] = []
        for row in view.rows:  # sorted in one go: with 1,000 jobs, looking each up among the others takes 40 ms
            (finished if _is_folded(row) else asking).append(row)
        for row in asking[:ROWS_MAX]:
            _draw_row(layout, row)
        if asking:
            _draw_retry(layout)
        if finished:
            header, body = layout.panel("animatic_finished_jobs", default_closed=True)
            header.label(text=f"{len(finished)} finished", icon="CHECKMARK")
            for row in finished[:ROWS_MAX] if body is not None else ():
                _draw_row(body, row)
        _draw_farm(layout)
        _draw_lost(layout, active_shot(compat.edit_scene(context)))
        # What comes and goes by itself stands below the buttons, which it must not move.
        drawn = _draw_troubles(layout, asking[:ROWS_MAX]) + _draw_notices(layout)
        for _ in range(END_LINES - drawn if asking else 0):
            layout.label(text="")


def _draw_retry(layout: Any) -> None:
    """*Retry Failed*, which has its line before a second job has failed, too."""
    if sum("retry" in row.actions for row in view.rows) > 1:
        layout.operator("animatic.retry_failed", icon="FILE_REFRESH")
    else:
        layout.label(text="")


def _is_folded(row: QueueRow) -> bool:
    """Whether a job asks for nothing any more. Those of the last send keep their places until the next one: a button
    that moved up would be pressed for another job."""
    if row.word not in FINISHED or row.trouble:
        return False
    return row.batch != view.last_send or view.last_send_size > ROWS_MAX


def _draw_troubles(layout: Any, rows: list[QueueRow]) -> int:
    """What troubles jobs, and that nobody needs to wait; answers on how many lines."""
    told = [(f"{row.title}: {row.trouble}", "ERROR") for row in rows if row.trouble]
    if view.header:  # jobs are at work
        told.append(("Go on working, or save and quit: takes come when the film is open.", "INFO"))
    return sum(words(layout, text, icon=icon) for text, icon in told)


def _draw_notices(layout: Any) -> int:
    """The newest sentences for the artist, each with its cross; notes go by themselves. Answers on how many lines."""
    lines = 0
    for notice in view.notices[-NOTICES_SHOWN:]:
        row = layout.row(align=True)
        said = f"{notice.message} {notice.next_step}".strip()
        lines += words(row.column(align=True), said, icon="INFO", width=letters() - BESIDE)
        row.operator("animatic.dismiss_notice", text="", icon="X", emboss=False).message = notice.message
        if notice.code == UNFORESEEN:
            layout.operator("animatic.copy_error_details", icon="COPYDOWN")
    if len(view.notices) > 1:
        layout.operator("animatic.dismiss_notice", text=f"Dismiss All {len(view.notices)}").message = ""
        lines += 1
    return lines


def _draw_owner(layout: Any) -> None:
    """Who else runs the jobs; those of another machine can be taken over."""
    if view.owner is not None:
        words(layout, view.run_by, icon="LOCKED")
        if not view.owner.here:
            layout.operator("animatic.take_over_jobs")
    for sentence in view.followed_run_by:
        words(layout, sentence, icon="LOCKED")


def _draw_farm(layout: Any) -> None:
    """What a farm has of this film, and the ways to it and back from it."""
    for row in view.farm:
        line = layout.row()
        if picture := thumbnails.icon(row.picture, Path(row.picture), is_movie=False):
            line.column().template_icon(picture, scale=FARM_PICTURE_SCALE)
        words(line.column(), f"{row.words[:1].upper()}{row.words[1:]}.", icon="NETWORK_DRIVE")
    if view.farm or view.farm_log:
        line = layout.split(factor=0.45, align=True)
        looks = line.row(align=True)
        looks.operator("animatic.open_farm_page", text="Page", icon="URL")
        looks.operator("animatic.open_farm_log", text="Log", icon="TEXT")
        line.operator("animatic.film_here", icon="RENDER_ANIMATION")


def _draw_lost(layout: Any, shot: Any) -> None:
    """Lost and Found: takes that were paid for and are on no shot. One that was undone can go back to its own, each
    other one on the active shot."""
    if not view.lost:
        return
    layout.label(text="Lost and Found", icon="QUESTION")
    for lost in view.lost[-ROWS_MAX:]:
        line = layout.row(align=True)
        line.label(text=lost.title)
        where = "Put Back" if lost.home else f"Place on {shot.name}" if shot else "Place"
        button = line.operator("animatic.place_lost_take", text=where)
        button.job, button.shot = lost.job_id, lost.home or (shot.uuid if shot else "")
    if len(view.lost) > ROWS_MAX:
        layout.label(text=f"and {len(view.lost) - ROWS_MAX} older ones")


def _draw_row(layout: Any, row: QueueRow) -> None:
    line = layout.row(align=True)
    if row.working:
        line.progress(factor=row.factor, text=f"{row.title}  {row.word}  {row.so_far}")
    else:
        told = line.split(factor=STATE_SHARE, align=True)
        told.label(text=f"{row.title}  {row.word}", icon="CHECKMARK" if row.word == "Placed" else "DOT")
        told.label(text=row.cost)
    if row.trouble:
        line.operator("animatic.copy_job_details", text="", icon="COPYDOWN").job = row.job_id
    for action, icon in ACTION_ICONS.items():
        if action in row.actions and not (action == "cancel" and "leave" in row.actions):
            own = line.row(align=True)
            own.enabled = not view.job_run_by(row.job_id)  # the tooltip says who runs it
            button = own.operator("animatic.job_action", text="", icon=icon)
            button.job, button.action = row.job_id, action
    if not row.actions & {"cancel", "leave"}:
        line.label(text="", icon="BLANK1")  # what comes when a job ends must not come where its cross was


classes = (ANIMATIC_PT_generate, ANIMATIC_PT_queue)


def register() -> None:
    registry.classes(*classes)
