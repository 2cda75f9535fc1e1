# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for what comes in: a file or a folder, the table of what it would change, and one undo step."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, CollectionProperty, EnumProperty, FloatProperty, StringProperty

from ...core.errors import AnimaticError, UserError
from ...second import compat
from .. import registry
from ..engine import slices
from ..operators import Operator, strips_are_held
from ..properties import film
from ..ui import words

if TYPE_CHECKING:
    from .proposal import Proposal, Proposing

WIDTH, LETTERS = 720, 108
"""Pixels of the table at 1x, and letters of a line in it."""
ROWS = 200
"""Rows that the table draws; the others are counted, and done as well unless their kind is left out."""
ICONS: dict[str, Any] = {"new": "ADD", "gone": "REMOVE", "changed": "GREASEPENCIL", "same": "CHECKMARK"}
RATES = (
    ("film", "As the Film", "The film's own frame rate"),
    *((rate, shown, f"The file counts {shown} frames a second") for rate, shown in (
        ("24000/1001", "23.976"), ("24", "24"), ("25", "25"), ("30000/1001", "29.97"), ("30", "30"), ("48", "48"),
        ("50", "50"), ("60000/1001", "59.94"), ("60", "60"))),
)  # fmt: skip

_shown: "Proposal | None" = None
"""The proposal that the table shows: only this may be applied."""


class ANIMATIC_PG_import_row(bpy.types.PropertyGroup):
    """One line of the table."""

    key: StringProperty()
    chosen: BoolProperty(name="Do This", description="Do what this line says", default=True)


class _Import:
    """Reads something, and shows the table or, without a window, does all of it."""

    bl_options = {"REGISTER", "UNDO"}

    def path(self) -> Path:
        raise NotImplementedError

    def reading(self, edit: bpy.types.Scene) -> "Proposing":
        raise NotImplementedError

    def execute(self, context: bpy.types.Context) -> set[str]:
        global _read
        steps = self.reading(compat.edit_scene(context))
        if bpy.app.background:
            proposal = slices.whole(steps)
            if strips_are_held(self):
                return {"CANCELLED"}
            self.report({"INFO"}, proposal.apply(proposal.wanted))
            return {"FINISHED"}
        _read = steps
        bpy.ops.animatic.read_import("INVOKE_DEFAULT", file=str(self.path()))
        return {"CANCELLED"}  # the table makes the undo step, if it is confirmed


_read: "Proposing | None" = None
"""What was chosen, to be read in slices."""


class ANIMATIC_OT_read_import(slices.Sliced, Operator):
    """Read what was chosen and compare it with the film, in slices, then show what it would change"""

    bl_idname = "animatic.read_import"
    bl_label = "Read Import"
    bl_options = {"INTERNAL"}
    doing = "Reading"
    begins_at_once = False  # another operator calls it

    file: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def work(self, context: bpy.types.Context) -> slices.Work:
        global _read
        if _read is None:
            raise UserError("Nothing was chosen.", "Choose a file to import first.")
        steps, _read = _read, None
        try:
            return (yield from steps)
        except slices.StopWork:
            return None
        except AnimaticError as error:
            if error.code != "no_name_column":
                raise
            return error

    def conclude(self, result: "Proposal | AnimaticError | None") -> set[str]:
        global _shown
        if result is None:
            self.report({"INFO"}, "Stopped; nothing was imported")
        elif isinstance(result, AnimaticError):
            bpy.ops.animatic.map_columns("INVOKE_DEFAULT", file=self.file)
        else:
            _shown = result
            bpy.ops.animatic.import_table("INVOKE_DEFAULT", file=self.file)
        return {"CANCELLED"}


class ANIMATIC_OT_import_edit(_Import, Operator):
    """Read an edit (OTIO, EDL, Final Cut Pro 7 XML), a shot list or a screenplay, and show first what would change"""

    bl_idname = "animatic.import_edit"
    bl_label = "Import…"

    filepath: StringProperty(subtype="FILE_PATH", options={"HIDDEN", "SKIP_SAVE"})
    filter_glob: StringProperty(default="*.otio;*.edl;*.xml;*.csv;*.tsv;*.txt;*.fountain;*.spmd", options={"HIDDEN"})
    rate: EnumProperty(name="EDL Rate", items=RATES, default="film")
    relink: StringProperty(
        name="Media In",
        description="A folder in which media is looked for by its name, where it is not where the file says",
        subtype="DIR_PATH",
    )
    seconds: FloatProperty(
        name="Seconds", description="Of a shot without a listed length", default=2.0, min=0.1, max=600
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        settings = film(compat.edit_scene(context))
        column.label(text="Edits")
        column.prop(self, "relink")
        column.prop(self, "rate")
        column.label(text="Shot Lists")
        column.prop(self, "seconds")
        column.label(text="Screenplays")
        column.prop(settings, "words_a_minute")
        column.prop(settings, "seconds_a_line")

    def path(self) -> Path:
        return Path(bpy.path.abspath(self.filepath))

    def reading(self, edit: bpy.types.Scene) -> "Proposing":
        from . import importing

        relink = Path(bpy.path.abspath(self.relink)) if self.relink else None
        return importing.proposing(edit, self.path(), rate=self.rate, relink=relink, seconds=self.seconds)


class ANIMATIC_OT_import_boards(_Import, Operator):
    """Read a folder of pictures in the order of their numbers: one shot each, and show first what would change"""

    bl_idname = "animatic.import_boards"
    bl_label = "Import Boards…"

    directory: StringProperty(subtype="DIR_PATH", options={"HIDDEN", "SKIP_SAVE"})
    seconds: FloatProperty(name="Seconds", description="Of each board", default=2.0, min=0.1, max=600)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def path(self) -> Path:
        return Path(bpy.path.abspath(self.directory))

    def reading(self, edit: bpy.types.Scene) -> "Proposing":
        from . import importing

        if not self.path().is_dir():
            raise UserError("That is no folder.", "Choose the folder that the boards are in.", code="boards")
        return importing.proposing(edit, self.path(), seconds=self.seconds)


class ANIMATIC_OT_import_table(Operator):
    """What the file would change, line by line. Confirming does the ticked lines, in one step that can be undone"""

    bl_idname = "animatic.import_table"
    bl_label = "Import"
    bl_options = {"UNDO", "INTERNAL"}  # no REGISTER: its redo panel would run it without a table
    edits_strips = True

    file: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    rows: CollectionProperty(type=ANIMATIC_PG_import_row, options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        if _shown is None:
            self.report({"WARNING"}, "Choose a file to import first")
            return {"CANCELLED"}
        self.rows.clear()
        for line in _shown.lines:
            row = self.rows.add()
            row.key, row.chosen = line.key, line.changes
        return context.window_manager.invoke_props_dialog(
            self, width=WIDTH, title=f"Import {_shown.file}", confirm_text="Import"
        )

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        if _shown is None:
            return
        words(layout, _shown.sentence, width=LETTERS)
        for note in _shown.notes:
            words(layout, note, icon="INFO", width=LETTERS)
        if _shown.unknown:
            listed = ", ".join(_shown.unknown)
            words(layout, f"Columns kept as notes only: {listed}.", icon="QUESTION", width=LETTERS)
            layout.operator("animatic.map_columns", text="Say What They Are…").file = self.file
        column = layout.column(align=True)
        for row, line in list(zip(self.rows, _shown.lines, strict=False))[:ROWS]:
            split = column.row(align=True).split(factor=0.28, align=True)
            head = split.row(align=True)
            head.active = line.changes
            head.prop(row, "chosen", text="")
            head.label(text=line.name, icon=ICONS[line.kind])
            split.label(
                text=f"{line.words}" + (f"   {line.before} → {line.after}" if line.before and line.after else "")
            )
        if len(_shown.lines) > ROWS:
            column.label(text=f"and {len(_shown.lines) - ROWS} lines more")
        for trouble in _shown.troubles[:12]:
            words(layout, trouble, icon="ERROR", width=LETTERS)
        if len(_shown.troubles) > 12:
            layout.label(text=f"and {len(_shown.troubles) - 12} more that could not be read")

    def execute(self, context: bpy.types.Context) -> set[str]:
        global _shown
        proposal, _shown = _shown, None
        if proposal is None:
            self.report({"WARNING"}, "Choose a file to import first")
            return {"CANCELLED"}
        keys = {row.key for row in self.rows if row.chosen} if self.rows else set(proposal.wanted)
        return ANIMATIC_OT_import_lines.go_on(self, context, proposal.steps(keys))


class ANIMATIC_OT_import_lines(slices.GoesOn, Operator):
    """Do the chosen lines of the table, in slices and to their end"""

    bl_idname = "animatic.import_lines"
    bl_label = "Import Chosen Lines"
    bl_options = {"UNDO", "INTERNAL"}
    doing = "Importing"


FIELDS = [
    ("none", "Notes", "Keep what stands in it as a note"),
    ("name", "Shot", "The shot's name or number"), ("sequence", "Sequence", ""), ("scene", "Scene", ""),
    ("action", "Description", "What happens"), ("camera", "Camera", ""), ("size", "Shot Size", ""),
    ("angle", "Angle", ""), ("movement", "Movement", ""), ("lens", "Lens", ""), ("place", "Location", ""),
    ("dialogue", "Dialogue", ""), ("cast", "Cast", ""), ("length", "Duration", "A length in any form"),
    ("frames", "Frames", "A length in frames"), ("first", "Frame In", ""), ("last", "Frame Out", "The last frame"),
    ("take", "Take", ""), ("cost", "Cost", ""), ("state", "Status", ""), ("notes", "Notes Column", ""),
]  # fmt: skip


class ANIMATIC_PG_column(bpy.types.PropertyGroup):
    """One header of a shot list and what it means."""

    header: StringProperty()
    field: EnumProperty(name="Is", items=FIELDS, default="none")


class ANIMATIC_OT_map_columns(Operator):
    """Say what the columns of a shot list are. The film remembers it for the next list"""

    bl_idname = "animatic.map_columns"
    bl_label = "Columns of the Shot List"
    bl_options = {"REGISTER", "INTERNAL"}

    file: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    columns: CollectionProperty(type=ANIMATIC_PG_column, options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        from ...core.exchange import chosen, headers, shot_list
        from . import importing

        found = shot_list.columns_of(chosen.read(Path(self.file)))
        known = headers.mapping(found, importing.remembered(compat.edit_scene(context)))
        offered = {key for key, _, _ in FIELDS}
        self.columns.clear()
        for number, header in enumerate(found):
            if header:
                column = self.columns.add()
                column.header = header
                column.field = known[number] if known.get(number) in offered else "none"
        return context.window_manager.invoke_props_dialog(self, width=420, confirm_text="Read")

    def draw(self, context: bpy.types.Context) -> None:
        for column in self.columns:
            split = self.layout.split(factor=0.5)
            split.label(text=column.header)
            split.prop(column, "field", text="")

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import importing

        importing.remember(compat.edit_scene(context), {column.header: column.field for column in self.columns})
        bpy.ops.animatic.import_edit("EXEC_DEFAULT", filepath=self.file)
        return {"FINISHED"}


classes = (
    ANIMATIC_PG_import_row,
    ANIMATIC_PG_column,
    ANIMATIC_OT_import_edit,
    ANIMATIC_OT_import_boards,
    ANIMATIC_OT_read_import,
    ANIMATIC_OT_import_table,
    ANIMATIC_OT_import_lines,
    ANIMATIC_OT_map_columns,
)


def register() -> None:
    registry.classes(*classes)
    registry.then(_forget)


def _forget() -> None:
    global _read, _shown
    _read = _shown = None
