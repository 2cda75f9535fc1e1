# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Cast panel: the film's characters, what shows them, and which of them play in the active shot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from ...second import compat
from .. import registry
from ..engine import thumbnails
from ..properties import film
from ..shots.chosen import active_shot
from ..ui import NARROW, SequencerPanel, letters, room, words
from . import clips, faces_ops, filming, propose, references
from .members import plays_in, slots_of

STATE_ICONS = {
    "filmed": "CHECKMARK",
    "changed": "FILE_REFRESH",
    "unfilmed": "OUTLINER_OB_CAMERA",
    "given": "FILE_TICK",
    "missing": "ERROR",
}
GUESSED = "Front is a guess: press Face or Back"
"""One line, below those buttons: how the reference is has its room, too."""
IN_WORK = "Being filmed: you can go on working"
SAID_LINES = 3
"""Of what is said below the buttons: it comes by itself, and all panels stand below it."""
PICTURE_SCALE = 5.0
"""A thumbnail's height in rows."""


class ANIMATIC_UL_cast(bpy.types.UIList):
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
        shot = active_shot(compat.edit_scene(context))
        row = layout.row(align=True)
        inside = shot is not None and plays_in(shot, item.uuid)
        row.operator(
            "animatic.toggle_cast", text="", icon="CHECKBOX_HLT" if inside else "CHECKBOX_DEHLT", emboss=False
        ).member = item.uuid
        row.prop(item, "colour", text="", icon_only=True, emboss=False)
        row.prop(item, "name", text="", emboss=False)
        slots = slots_of(shot, item.uuid) if shot is not None else 0
        if slots > 1:
            row.label(text=f"× {slots}")
        state = references.states.get(item.uuid)
        if state is not None:
            row.label(text="", icon="ERROR" if state.missing else STATE_ICONS[state.word])
        row.operator("animatic.mention_cast", text="", icon="ADD", emboss=False).member = item.uuid


class ANIMATIC_PT_cast(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_cast"
    bl_label = "Cast"

    def draw(self, context: bpy.types.Context) -> None:
        edit = compat.edit_scene(context)
        settings = film(edit)
        layout = self.layout
        row = layout.row()
        row.template_list("ANIMATIC_UL_cast", "", settings, "cast", settings, "cast_index", rows=3)
        side = row.column(align=True)
        side.operator("animatic.add_cast", text="", icon="ADD")
        side.operator("animatic.add_cast_from_collections", text="", icon="OUTLINER_COLLECTION")
        side.operator("animatic.remove_cast", text="", icon="REMOVE")
        if 0 <= settings.cast_index < len(settings.cast):
            again = side.operator("animatic.cast_again", text="", icon="DUPLICATE")
            again.member = settings.cast[settings.cast_index].uuid
        if not len(settings.cast):  # in words, for whoever does not know the icons yet
            layout.operator("animatic.add_cast_from_collections", icon="OUTLINER_COLLECTION")
        _who_is_here(layout, edit)
        if not 0 <= settings.cast_index < len(settings.cast):
            return
        member = settings.cast[settings.cast_index]
        column = layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        column.prop(member, "source_kind")
        _source(column, edit, member)
        column.prop(member, "description", placeholder="A Tall Man in Red")
        column.prop(member, "colour")
        if member.source_kind == "collection":
            _front(column, member)
        _reference(layout, member)
        _set_parts(layout, settings)


def _set_parts(layout: Any, settings: Any) -> None:
    """Props and parts of the set that have a colour of their own."""
    header, body = layout.panel("animatic_set_parts", default_closed=True)
    header.label(text="Props and Set")
    if body is None:
        return
    for number, part in enumerate(settings.set_parts):
        row = body.row(align=True)
        row.prop(part, "colour", text="", icon_only=True)
        row.prop(part, "word", text="", placeholder="What It Is")
        row.prop(part, "collection", text="")
        row.operator("animatic.remove_set_part", text="", icon="X").number = number
    body.operator("animatic.add_set_part", icon="ADD")


def _who_is_here(layout: Any, edit: bpy.types.Scene) -> None:
    shot = active_shot(edit)
    if shot is None or not film(edit).cast:
        return
    row = layout.column(align=True) if letters() < NARROW else layout.row(align=True)
    row.operator("animatic.propose_cast", text=f"Who Is in {shot.name}", icon="VIEW_CAMERA").which = "active"
    row.operator("animatic.propose_cast", text="All Shots").which = "all"
    for line in propose.left_out.get(shot.uuid, ()):
        words(layout, line, icon="BLANK1")


def _source(column: Any, edit: bpy.types.Scene, member: Any) -> None:
    if member.source_kind == "strip" and edit.sequence_editor is not None:
        column.prop_search(member, "strip", edit.sequence_editor, "strips_all")
    else:
        column.prop(member, {"collection": "collection", "url": "url"}.get(member.source_kind, "file"))
    if member.source_kind == "collection":
        _filming(column, edit, member)


def _filming(column: Any, edit: bpy.types.Scene, member: Any) -> None:
    """How a collection is filmed."""
    column.prop(member, "form")
    if member.form != "sheet":
        column.prop(member, "seconds")
    column.prop(member, "close_up")
    drawn = column.row()
    drawn.active = member.form != "scene"  # then the shot's own engine films it
    drawn.prop(member, "film_with")
    row = column.row(heading="From Frame")
    row.prop(member, "use_first_frame", text="")
    part = row.row()
    part.active = member.use_first_frame
    part.prop(member, "first_frame", text="")
    if member.form != "sheet" and edit.sequence_editor is not None:
        column.prop_search(member, "voice", edit.sequence_editor, "strips_all", icon="SOUND")


def _front(column: Any, member: Any) -> None:
    """The side that is the face, right above the views that show it: whoever chooses one looks at both."""
    column.prop(member, "front")
    if member.front == "object":
        column.prop(member, "front_object", text=" ")


def _reference(layout: Any, member: Any) -> None:
    state = references.states.get(member.uuid)
    _pictures(layout, member, state or references.State())
    row = layout.row(align=True)
    row.operator("animatic.make_references", icon="RENDER_ANIMATION").which = "all"
    row.operator("animatic.make_references", text="", icon="RESTRICT_RENDER_OFF").which = "active"
    _said_of(layout, member, state)


def _said_of(layout: Any, member: Any, state: references.State | None) -> None:
    """What is filmed now, or how far the reference is; first what is wrong with it."""
    now = filming.under_way() or filming.looking()
    column = layout.column()  # a panel's own gaps are wider than those between the lines of a room
    if now is not None:
        row = column.row(align=True)
        row.progress(factor=now.share, text=f"{now.words}: {now.share:.0%}")
        row.operator("animatic.cancel_references", text="", icon="X")
    told = []
    if state is not None:
        guessed = GUESSED if state.front_guessed else ""
        text = IN_WORK if filming.is_filming(member) and state.word != "filmed" else state.text
        # The guess, which a click ends, is one line; of the rest the end may be behind the dots.
        told = [(guessed, "ERROR"), (state.missing, "ERROR"), (text, STATE_ICONS[state.word])]
    room(column, told, SAID_LINES - (now is not None))


def _pictures(layout: Any, member: Any, state: references.State) -> None:
    """The sides of who is filmed, with what can be said of them, and the close-up, else the file itself; the views of a
    collection, which come by themselves, have their room before."""
    if state.views or member.source_kind == "collection":
        count = len(state.views) or faces_ops.VIEWS
        columns = count + bool(state.close_up)
        row = layout.grid_flow(row_major=True, columns=columns, even_columns=True, align=True)
        for number in range(count):
            view = row.column(align=True)
            view.template_icon(icon_value=faces_ops.picture(state, number), scale=PICTURE_SCALE)
            lines = len(faces_ops.SHOWN) if letters() < NARROW else 1
            said = view.column(align=True) if lines > 1 else view.row(align=True)
            if side := faces_ops.of(state, number):
                faces_ops.draw(said, member, side, is_first=number == 0)
            else:
                for _ in range(lines):  # their room is kept
                    said.label(text="")
        if state.close_up:
            picture = thumbnails.icon(Path(state.close_up).stem, Path(state.close_up), is_movie=False)
            row.template_icon(icon_value=picture, scale=PICTURE_SCALE)
    elif state.sha256:
        picture = thumbnails.icon(state.sha256, Path(state.file), is_movie=state.is_movie)
        layout.template_icon(icon_value=picture, scale=PICTURE_SCALE)


CLIP_SCALE = 5.0
"""A clip's height in rows."""


class ANIMATIC_PT_clip(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_clip"
    bl_label = "Clip"
    bl_parent_id = "ANIMATIC_PT_shots"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        shot = active_shot(compat.edit_scene(context))
        return shot is not None and shot.route == "blockout"

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        shot = active_shot(compat.edit_scene(context))
        if shot is None:
            return
        row = layout.row(align=True)
        row.prop(shot, "clip_look", text="")
        row.operator("animatic.film_clip", icon="RENDER_ANIMATION").look = "shot"
        row.operator("animatic.film_clip", text="All Looks").look = "all"
        grid = layout.grid_flow(row_major=True, columns=2, align=True)
        for look in clips.asked_for(shot.uuid):  # those that are not there yet have their room
            clip = clips.filmed.get((shot.uuid, look))
            cell = grid.column(align=True)
            cell.enabled = clip is not None
            picture = thumbnails.icon(clip.sha256, Path(clip.file)) if clip else 0
            cell.template_icon(icon_value=picture, scale=CLIP_SCALE)
            play = cell.operator("animatic.play_clip", text=clips.LOOKS[look], icon="PLAY")
            play.file = clip.file if clip else ""


classes = (ANIMATIC_UL_cast, ANIMATIC_PT_cast, ANIMATIC_PT_clip)


def register() -> None:
    registry.classes(*classes)
