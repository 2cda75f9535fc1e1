# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Shots panel: the list of shots, and the active shot's words and choices."""

from __future__ import annotations

from typing import Any

import bpy

from ...second import compat
from .. import registry
from ..engine.view import current as view
from ..properties import film
from ..ui import SequencerPanel, letters, words
from . import words as shot_words
from .chosen import active_shot

BLOCK_LABELS = {"cast": "Staging", "look": "Look of This Shot", "negative": "Negative of This Shot"}

EMPTY_SAYS = {"model": "By Route and Tier", "seed": "New Each Time"}
"""What an empty field means, in letters that show in a sidebar of the usual width."""

ROUTE_NEEDS = 36
"""Letters of a sidebar in which the list has room for routes beside names; the chosen shot's stands below it, too."""
NAME_SHARE = 0.6
"""Of a narrower row, for the name: six letters and digits."""

CHIP_COLUMNS = 3
"""Cast chips in a row: names of ten letters show in a sidebar of the usual width."""


class ANIMATIC_UL_shots(bpy.types.UIList):
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
        row.active = not item.gone
        wide = letters() >= ROUTE_NEEDS
        columns = row if wide else row.split(factor=NAME_SHARE)
        plain = "SEQUENCE" if wide else "NONE"
        columns.prop(item, "name", text="", emboss=False, icon="GHOST_DISABLED" if item.gone else plain)
        columns.label(text=f"{item.frame_end - item.frame_start} f")
        if wide:
            row.prop(item, "route", text="", emboss=False)
        job = view.latest.get(item.uuid)
        if job is not None and job.trouble:
            row.label(text="", icon="ERROR")
        else:
            row.label(text="", icon="FILE_MOVIE" if item.takes else "BLANK1")


class ANIMATIC_PT_shots(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_shots"
    bl_label = "Shots"

    def draw(self, context: bpy.types.Context) -> None:
        edit = compat.edit_scene(context)
        layout = self.layout
        row = layout.row(align=True)
        row.operator("animatic.build_shots", icon="FILE_REFRESH")
        row.operator("animatic.describe_cameras", icon="CAMERA_DATA")
        row = layout.row()
        row.template_list("ANIMATIC_UL_shots", "", film(edit), "shots", film(edit), "shot_index", rows=4)
        side = row.column(align=True)
        side.operator("animatic.remove_shot", text="", icon="REMOVE")
        side.operator("animatic.renumber_shots", text="", icon="LINENUMBERS_ON")
        side.operator("animatic.select_shot_strips", text="", icon="RESTRICT_SELECT_OFF")
        side.operator("animatic.shot_from_strip", text="", icon="EYEDROPPER")
        side.operator("animatic.shot_length", text="", icon="ARROW_LEFTRIGHT")
        shot = active_shot(edit)
        if shot is not None:
            _draw_trouble(layout, shot)
            _draw_words(layout, edit, shot)


def _draw_trouble(layout: Any, shot: Any) -> None:
    """What its last job met, with the next step; the queue has the buttons."""
    job = view.latest.get(shot.uuid)
    if job is not None and job.trouble:
        words(layout, job.trouble, icon="ERROR")


def _draw_words(layout: Any, edit: bpy.types.Scene, shot: Any) -> None:
    settings = film(edit)
    _settings(layout, shot, ("route",))
    told = shot_words.told if shot_words.told.shot == shot.uuid else shot_words.Told()
    if told.keeps:
        words(layout, told.keeps[0].upper() + told.keeps[1:])
    _draw_block(layout, shot, "action", lines=4, placeholder="What happens: @Mia waves")
    if settings.cast:
        chips = layout.grid_flow(row_major=True, columns=CHIP_COLUMNS, align=True)
        for member in settings.cast:
            chips.operator("animatic.mention_cast", text=member.name, icon="ADD").member = member.uuid
    _draw_told(layout, shot)
    header, body = layout.panel("animatic_more_words", default_closed=True)
    header.label(text="More Words")
    if body is not None:
        for name in ("camera", "cast", "place"):
            _draw_block(body, shot, name)
        body.separator()
        body.label(text="Look of the Film")
        compat.prompt_field(body, settings, "look", lines=2, placeholder="Style, said once for all shots")
        _draw_block(body, shot, "look", placeholder="As the film")
        body.label(text="Negative of the Film")
        compat.prompt_field(body, settings, "negative", lines=2, placeholder="What no shot shall show")
        _draw_block(body, shot, "negative", placeholder="As the film")
    _settings(layout, shot, ("tier", "model"))
    if told.untested:
        words(layout, f"{told.model} is untested ({told.untested})", icon="INFO")
    accepted = (name for name in ("look_picture", "seed", "audio", "multi_shot") if name in told.takes)
    _settings(layout, shot, (*accepted, *(("speed",) if shot.speed < 1 else ())))


def _settings(layout: Any, shot: Any, names: tuple[str, ...]) -> None:
    column = layout.column()
    column.use_property_split = True
    column.use_property_decorate = False
    for name in names:
        if name in EMPTY_SAYS:
            column.prop(shot, name, placeholder=EMPTY_SAYS[name])
        else:
            column.prop(shot, name)


def _draw_block(layout: Any, shot: Any, name: str, *, lines: int = 2, placeholder: str = "") -> None:
    """One block's words; for one that the artist wrote over, what the scene says now."""
    block = shot.block(name)
    column = layout.column(align=True)
    row = column.row(align=True)
    row.label(text=BLOCK_LABELS.get(name, name.title()))
    if not compat.has_text_boxes():
        row.operator("animatic.edit_words", text="", icon="TEXT", emboss=False).block = name
    if block.edited and block.generated:
        row.operator("animatic.take_over_words", text="", icon="LOOP_BACK", emboss=False).block = name
    compat.prompt_field(column, block, "text", lines=lines, placeholder=placeholder)
    if block.changed:
        words(column, f"Now: {block.generated or 'nothing worth saying'}", icon="INFO")
        row = column.row(align=True)
        row.operator("animatic.take_over_words").block = name
        row.operator("animatic.keep_words").block = name


def _draw_told(layout: Any, shot: Any) -> None:
    """How long the words are and what is wrong with them, as it was found beside drawing."""
    row = layout.row(align=True)
    told = shot_words.told
    if told.shot == shot.uuid and told.limit:
        row.alert = told.too_long
        row.label(text=told.count)
    row.operator("animatic.exact_text", icon="VIEWZOOM")
    for problem in told.problems if told.shot == shot.uuid else ():
        words(layout, problem, icon="ERROR")


classes = (
    ANIMATIC_UL_shots,
    ANIMATIC_PT_shots,
)


def register() -> None:
    registry.classes(*classes)
