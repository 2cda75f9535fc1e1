# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for taking the edit to another program, and for hearing its dialogue."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from ...second import compat, named
from .. import registry, timeline
from ..engine import beside
from ..engine.view import current as view
from ..export.ops import gather
from ..operators import Operator, is_saved
from ..properties import film
from ..ui import words

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from .scratch import Voiced

FORMATS = (
    (
        "otio",
        "OpenTimelineIO",
        "Everything: tracks, takes, trims, speeds, sound, markers. Resolve, Avid, xSTUDIO, OpenRV",
    ),
    ("edl", "EDL (CMX 3600)", "One picture track with reels and timecode. Every editor"),
    ("xml", "Final Cut Pro 7 XML", "Tracks, sound, speeds, markers. Premiere, Resolve, Hiero"),
    ("csv", "Shot List (CSV)", "A row a shot: times, camera, words, cast, take, cost. Excel, Kitsu, ShotGrid"),
)
WIDTH = 460
"""Pixels of the dialog at 1x."""


class ANIMATIC_OT_export_edit(Operator):
    """Write the edit for another program into the film's folder, as the next version: nothing is overwritten"""

    bl_idname = "animatic.export_edit"
    bl_label = "Export Edit"
    bl_options = {"REGISTER"}

    format: EnumProperty(name="Format", items=FORMATS, default="otio")
    compatible: BoolProperty(
        name="Compatible", description="Only the take that shows, for readers that know one media a clip (Clip.1)"
    )
    absolute: BoolProperty(
        name="Absolute Addresses", description="Name files by their full path: the export may then move, the films not"
    )
    drop: BoolProperty(name="Drop Frame", description="Drop-frame timecode, at 29.97 and 59.94 frames a second")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return is_saved(cls, "exports go into its folder")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        if self.format in {"csv", "xml"}:
            return self.execute(context)
        return context.window_manager.invoke_props_dialog(self, width=WIDTH, title="Export Edit", confirm_text="Export")

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        column.prop(self, "format")
        if self.format == "otio":
            column.prop(self, "compatible")
            column.prop(self, "absolute")
        elif self.format == "edl":
            column.prop(self, "drop")
        words(self.layout, next(what for key, _, what in FORMATS if key == self.format) + ".", width=70)

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.files import FilmFolder
        from . import writing

        choices = writing.Choices(self.compatible, self.absolute, self.drop)
        steps = writing.exporting(
            compat.edit_scene(context), FilmFolder(bpy.data.filepath), self.format, choices=choices
        )
        return gather(self, context, steps, lambda written: str(written.sentence))


class ANIMATIC_OT_scratch_voice(Operator):
    """Let the system speak the dialogue's text strips, for timing: a sound for each, free and offline. A scratch voice
    is never sent to a model"""

    bl_idname = "animatic.scratch_voice"
    bl_label = "Scratch Voice…"
    bl_options = {"REGISTER", "UNDO"}

    fit: BoolProperty(
        name="Fit Shots",
        description="Let each line take as long as it is spoken, and its shot grow or shrink by as much",
    )
    voice: StringProperty(
        name="Voice",
        description="A voice or language as the system's speech names it (espeak-ng: de, en-gb); empty: its usual one",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not bpy.data.filepath:
            cls.poll_message_set("Save the film first: the spoken lines go into its folder")
            return False
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        return context.window_manager.invoke_props_dialog(
            self, width=WIDTH, title="Scratch Voice", confirm_text="Speak"
        )

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        column.prop(film(compat.edit_scene(context)), "words_a_minute")
        column.prop(self, "voice")
        column.prop(self, "fit")
        words(self.layout, "The system's own speech says each line; nothing leaves this machine.", width=70)

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.files import FilmFolder
        from . import scratch

        edit, folder = compat.edit_scene(context), FilmFolder(bpy.data.filepath)
        wanted = scratch.lines(edit)
        if not wanted:
            self.report({"WARNING"}, "Nobody speaks in a text strip: write one as Mia: Hello there")
            return {"CANCELLED"}
        pace, fit, uid = scratch.Pace(film(edit).words_a_minute, self.voice), self.fit, edit.session_uid
        ended: list[Voiced] = []
        work = beside.begin(
            "voice",
            lambda work: scratch.speak(folder, wanted, pace, work),
            told=lambda work: ended.extend(_put_voice(uid, folder, work, fit=fit)),
            words="Scratch voice",
            film=folder.root,
            heeds=True,
        )
        if beside.goes_on(work):
            self.report({"INFO"}, f"The system speaks {len(wanted)} lines; they come when all are there")
            return {"CANCELLED"}  # what comes makes its own undo step
        if not ended:
            self.report({"ERROR"}, work.error.sentence if work.error else "Nothing was spoken")
            return {"CANCELLED"}
        self.report({"INFO"}, ended[0].sentence)
        return {"FINISHED"}


def _put_voice(edit_uid: int, folder: "FilmFolder", work: beside.Work, *, fit: bool) -> "list[Voiced]":
    """What was spoken comes into the edit, in one undo step."""
    from ...core.jobs.events import Notice
    from ...core.models import Level
    from . import scratch

    edit = named.scene_of(edit_uid)
    if work.result is None or edit is None or edit.sequence_editor is None:
        beside.put_trouble(work)
        return []
    if refusal := timeline.can_edit_now():
        again = "Press Scratch Voice again: what is spoken is kept."
        view.put_notice(Notice(folder.root, Level.WARNING, "voice_waits", f"{refusal}.", again))
        return []
    voiced = scratch.put(edit, folder, work.result, fit=fit)
    timeline.push_undo("Scratch Voice")
    view.put_notice(Notice(folder.root, Level.NOTE, "voice", voiced.sentence, ""))
    return [voiced]


classes = (ANIMATIC_OT_export_edit, ANIMATIC_OT_scratch_voice)


def register() -> None:
    registry.classes(*classes)
