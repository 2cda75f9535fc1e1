# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Shots panel: the list of shots, and the active shot's words and choices."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty

from ...second import compat
from .. import registry
from ..engine import thumbnails
from ..engine.view import current as view
from ..properties import film, find_shot
from ..ui import BESIDE, NARROW, SequencerPanel, letters, room, words
from .chosen import active_shot, has_no_take, is_out_of_date, length_of

if TYPE_CHECKING:
    from . import words as shot_words

BLOCK_LABELS = {"cast": "Staging", "look": "Look of This Shot", "negative": "Negative of This Shot"}

EMPTY_SAYS = {"model": "By Route and Tier", "seed": "New Each Time"}
"""What an empty field means, in letters that show in a sidebar of the usual width."""

WORDS_NEED = 36
"""Letters of a sidebar in which the list has room for a shot's camera and first words."""
WIDE_NAME, NARROW_NAME, WIDE_LENGTH = 0.26, 0.55, 0.47
"""Shares of a row for the name, ten letters and digits at the usual width, and of the rest for the length."""
MARKS = {
    "gone": "GHOST_DISABLED",
    "working": "SORTTIME",
    "trouble": "ERROR",
    "late": "FILE_REFRESH",
    "open": "SEQUENCE",
    "done": "FILE_MOVIE",
}
"""What stands before a shot's name."""

LIST_ROWS = 7
"""As many as there are buttons beside it: a list that grew would move what stands below it."""
CHIP_COLUMNS = 3
"""Cast chips in a row: names of ten letters show in a sidebar of the usual width."""


class ANIMATIC_UL_shots(bpy.types.UIList):
    only: EnumProperty(
        name="Only",
        description="Which shots are listed",
        items=(
            ("any", "All", "Every shot"),
            ("working", "At Work", "Shots of which a take is on its way"),
            ("trouble", "Trouble", "Shots whose last job went wrong"),
            ("late", "Out of Date", "Shots whose take shows something that changed since"),
            ("open", "No Take", "Shots that have nothing to show"),
            ("done", "With a Take", "Shots whose take is well"),
        ),
    )

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
        from . import cuts

        row = layout.row(align=True)
        row.active = not item.gone
        row.label(text="", icon=MARKS[mark_of(item)])
        thumbnails.put(row, item.uuid)
        wide = letters() >= WORDS_NEED
        split = row.split(factor=WIDE_NAME if wide else NARROW_NAME, align=True)
        split.label(text=item.name)  # a field would take the double click, which moves the playhead, for its own
        rest = split.split(factor=WIDE_LENGTH, align=True) if wide else split
        length = length_of(item)
        rest.label(text=length if letters() >= NARROW else length.partition(",")[0])
        if wide:
            rest.label(text=first_words(item))
        if cuts.said(item):
            row.label(text="", icon="SEQ_STRIP_META")

    def draw_filter(self, context: bpy.types.Context, layout: Any) -> None:
        row = layout.row(align=True)
        row.prop(self, "filter_name", text="", icon="VIEWZOOM")
        row.prop(self, "only", text="")

    def filter_items(self, context: bpy.types.Context, data: Any, property: str) -> tuple[list[int], list[int]]:
        shots = getattr(data, property)
        flags = bpy.types.UI_UL_list.filter_items_by_name(self.filter_name, self.bitflag_filter_item, shots, "name")
        flags = flags or [self.bitflag_filter_item] * len(shots)
        if self.only != "any":
            flags = [flag if mark_of(shot) == self.only else 0 for flag, shot in zip(flags, shots, strict=True)]
        return flags, []


class ANIMATIC_PT_shots(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_shots"
    bl_label = "Shots"

    def draw(self, context: bpy.types.Context) -> None:
        from . import build

        edit = compat.edit_scene(context)
        layout = self.layout
        row = layout.row(align=True)
        row.operator("animatic.build_shots", icon="FILE_REFRESH")
        text = "Describe" if letters() < NARROW else "Describe Cameras"
        row.operator("animatic.describe_cameras", text=text, icon="CAMERA_DATA")
        row.operator("animatic.check_continuity", text="", icon="HIDE_OFF")
        if build.left:
            text = f"Build All ({build.left} More {'Strip' if build.left == 1 else 'Strips'})"
            layout.operator("animatic.build_shots", text=text, icon="SEQUENCE").everything = True
        row = layout.row()
        row.template_list(
            "ANIMATIC_UL_shots", "", film(edit), "shots", film(edit), "shot_index", rows=LIST_ROWS, maxrows=LIST_ROWS
        )
        side = row.column(align=True)
        side.operator("animatic.remove_shot", text="", icon="REMOVE")
        side.operator("animatic.renumber_shots", text="", icon="LINENUMBERS_ON")
        side.operator("animatic.select_shot_strips", text="", icon="RESTRICT_SELECT_OFF")
        side.operator("animatic.shot_from_strip", text="", icon="EYEDROPPER")
        side.operator("animatic.shot_length", text="", icon="ARROW_LEFTRIGHT")
        side.operator("animatic.go_to_shot", text="", icon="PLAY")
        side.operator("animatic.set_for_selected", text="", icon="PASTEDOWN")
        for kept in film(edit).removed:
            takes = f"{len(kept.takes)} {'Take' if len(kept.takes) == 1 else 'Takes'}"
            text = f"Bring Back {kept.name} ({takes})"
            layout.operator("animatic.bring_back_shot", text=text, icon="LOOP_BACK").uuid = kept.uuid
        shot = active_shot(edit)
        if shot is not None:
            _draw_words(layout, edit, shot)


def mark_of(shot: Any) -> str:
    """The one of MARKS that fits a shot; what asks for the artist comes before what does not."""
    job = view.latest.get(shot.uuid)
    if shot.gone:
        return "gone"
    if job is not None and job.working:
        return "working"
    if job is not None and job.trouble:
        return "trouble"
    if has_no_take(shot):
        return "open"
    return "late" if is_out_of_date(shot) else "done"


def first_words(shot: Any) -> str:
    """What tells a shot from its neighbours in a line: its camera or strip, then what happens."""
    place = shot.camera.name if shot.camera else shot.source_name
    return "  ".join(part for part in (place, shot.block("action").text.strip().partition("\n")[0]) if part)


def _draw_job(layout: Any, shot: Any) -> None:
    """How its last job is, or what it met, on one line from the send on; the queue has the buttons."""
    job = view.latest.get(shot.uuid)
    if job is not None:
        well = f"{job.title}  {job.word}  {job.so_far}".rstrip()
        icon = "SORTTIME" if job.working else "DOT"
        room(layout, [(job.trouble, "ERROR")] if job.trouble else [(well, icon)], 1)


def _draw_continuity(layout: Any, shot: Any) -> None:
    """What is to be said of the cut before it, each with the way to silence it."""
    from . import cuts

    for remark in cuts.said(shot):
        row = layout.row(align=True)
        said = f"{remark.sentence[:1].upper()}{remark.sentence[1:]}"
        words(row.column(align=True), said, icon="SEQ_STRIP_META", width=letters() - BESIDE)
        button = row.operator("animatic.silence_remark", text="", icon="X", emboss=False)
        button.shot, button.key = shot.uuid, remark.key
    if shot.silenced:
        layout.operator("animatic.hear_remarks", icon="LOOP_BACK", emboss=False).shot = shot.uuid


def _draw_words(layout: Any, edit: bpy.types.Scene, shot: Any) -> None:
    from . import words as shot_words

    settings = film(edit)
    row = layout.row(align=True)
    row.prop(shot, "name", text="")
    row.prop(shot, "route", text="")
    told = shot_words.told if shot_words.told.shot == shot.uuid else shot_words.Told()
    _draw_block(layout, shot, "action", lines=4, placeholder="What happens: @Mia waves")
    _draw_generate(layout)
    if settings.cast:
        chips = layout.grid_flow(row_major=True, columns=CHIP_COLUMNS, align=True)
        for member in settings.cast:
            chips.operator("animatic.mention_cast", text=member.name, icon="ADD").member = member.uuid
    _draw_count(layout, shot)
    # What comes by itself stands below what is clicked, which it must not move.
    _draw_job(layout, shot)
    _draw_told(layout, told)
    _draw_continuity(layout, shot)
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
    if shot.continues:
        _draw_continued(layout, edit, shot)
    _settings(layout, shot, ("tier", "model"))
    if told.untested:
        assumed = f"; assumed: {told.assumed}" if told.assumed else ""
        words(layout, f"{told.model} is untested ({told.untested}){assumed}", icon="INFO")
    accepted = (name for name in ("look_picture", "seed", "audio", "multi_shot") if name in told.takes)
    _settings(layout, shot, (*accepted, *(("speed",) if shot.speed < 1 else ())))


def _draw_continued(layout: Any, edit: bpy.types.Scene, shot: Any) -> None:
    """Which shot's take ends with the frame that this one begins with, where its route sends a frame."""
    earlier = find_shot(edit, shot.continues)
    row = layout.row(align=True)
    row.active = shot.route in ("first_frame", "first_last")
    row.label(text=f"Begins where {earlier.name if earlier else 'a lost shot'} ends", icon="LINKED")
    row.operator("animatic.continue_shot", text="", icon="X", emboss=False)


def _draw_generate(layout: Any) -> None:
    """The button stays where the words are typed; the panel below says which other shots can be meant."""
    row = layout.row()
    row.scale_y = 1.3
    button = row.operator("animatic.preflight", text="Generate Selected…", icon="RENDER_ANIMATION")
    button.which = "chosen"


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
    if name == "action":
        text = "Write All…" if letters() < NARROW else "Write All Shots…"
        row.operator("animatic.write_words", text=text, icon="LONGDISPLAY", emboss=False)
    if not compat.has_text_boxes():
        row.operator("animatic.edit_words", text="", icon="TEXT", emboss=False).block = name
    if block.edited and block.generated:
        row.operator("animatic.take_over_words", text="", icon="LOOP_BACK", emboss=False).block = name
    compat.prompt_field(column, block, "text", lines=lines, placeholder=placeholder)
    if block.changed:
        words(column, f"Now: {block.generated or 'nothing worth saying'}", icon="INFO")
        row = column.row(align=True)
        row.operator("animatic.take_over_words", text="Take Over").block = name
        row.operator("animatic.keep_words", text="Keep Mine").block = name


def _draw_count(layout: Any, shot: Any) -> None:
    """How long the words are, as it was found beside drawing."""
    from . import words as shot_words

    row = layout.row(align=True)
    told = shot_words.told
    if told.shot == shot.uuid and told.limit:
        row.alert = told.too_long
        alone = not shot.block("action").text.strip()
        count = f"Scene's words: {told.used} of {told.limit}" if alone else told.count
        row.label(text=count if letters() >= NARROW else f"{told.used} of {told.limit}")
    row.operator("animatic.exact_text", icon="VIEWZOOM")


def _draw_told(layout: Any, told: "shot_words.Told") -> None:
    """What is wrong with the words, who says what, and what the route keeps."""
    for problem in told.problems:
        words(layout, problem, icon="ERROR")
    for uuid, name in told.absent:
        layout.operator("animatic.toggle_cast", text=f"Let {name} Play Here", icon="CHECKBOX_DEHLT").member = uuid
    for note in told.notes:
        words(layout, note, icon="INFO")
    for line in told.said:
        words(layout, line, icon="SOUND")
    if told.keeps:
        words(layout, told.keeps[0].upper() + told.keeps[1:])


classes = (
    ANIMATIC_UL_shots,
    ANIMATIC_PT_shots,
)


def register() -> None:
    registry.classes(*classes)
