# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for leaving with the result: a contact sheet of the shots, the edit as one movie."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from ...core.errors import UserError
from ...second import compat
from .. import registry
from ..engine import beside, session, slices
from ..engine.view import current as view
from ..operators import OnSavedFilm, Operator
from . import paper

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from . import data


class Export(OnSavedFilm):
    """Makes files with the second Blender beside the artist's work, and tells when they are there."""

    bl_options = {"REGISTER"}

    def gathering(self, edit: bpy.types.Scene, folder: "FilmFolder") -> "data.Gathering":
        """What is to be made, gathered in steps. Raises UserError and FileError."""
        raise NotImplementedError

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.files import FilmFolder

        folder = FilmFolder(bpy.data.filepath)
        begin = partial(_begin, words=self.bl_label, film=folder.root)
        return gather(self, context, self.gathering(compat.edit_scene(context), folder), begin)


def _begin(errand: "data.Errand", *, words: str, film: Path) -> str:
    """Let the second Blender make it. Answers a sentence."""
    from ...core.files import door
    from ..capture import copies

    out = errand.out
    door.make_folder(out.parent)
    command = session.blender_command()
    work = beside.begin(
        "export",
        lambda work: errand.make(command, work.progress),
        told=_tell,
        cleanup=partial(copies.drop, errand.copy),
        words=words,
        film=film,
    )
    going = beside.goes_on(work)
    return f"{out.name} is being made in {out.parent.name}{errand.span}" if going else f"{out.name} is ready"


class _Gathering(NamedTuple):
    """What an export goes on with: its steps, and what is then done with what they come to, told in a sentence."""

    steps: slices.Work
    then: Callable[[Any], str]


_gathering: _Gathering | None = None


def gather(operator: Any, context: bpy.types.Context, steps: slices.Work, then: Callable[[Any], str]) -> set[str]:
    """Do the steps of an operator's work and what follows them: at once where they take no longer than a slice, or
    nobody looks on; else by an operator of its own, for one whose dialog was confirmed cannot go on by itself."""
    global _gathering
    until = float("inf") if context.window is None or bpy.app.background else perf_counter() + slices.SLICE_SECONDS
    try:
        while perf_counter() < until:
            next(steps)
    except StopIteration as over:
        operator.report({"INFO"}, then(over.value))
        return {"FINISHED"}
    _gathering = _Gathering(steps, then)
    bpy.ops.animatic.gather_export("INVOKE_DEFAULT")
    return {"FINISHED"}


class ANIMATIC_OT_gather_export(slices.Sliced, Operator):
    """Gather what an export shows of a film with many shots, in slices, then make it"""

    bl_idname = "animatic.gather_export"
    bl_label = "Gather Export"
    bl_options = {"INTERNAL"}
    doing = "Gathering"
    begins_at_once = False  # another operator calls it

    def work(self, context: bpy.types.Context) -> slices.Work:
        global _gathering
        if _gathering is None:
            raise UserError("Nothing is to be exported.", "Choose an export first.")
        (steps, then), _gathering = _gathering, None
        try:
            found = yield from steps
        except slices.StopWork:
            return None
        return partial(then, found)

    def conclude(self, result: Callable[[], str] | None) -> set[str]:
        self.report({"INFO"}, result() if result is not None else "Stopped; nothing was exported")
        return {"FINISHED"} if result is not None else {"CANCELLED"}


def _tell(work: beside.Work) -> None:
    """Say in the queue what came of it."""
    from ...core.jobs.events import Notice
    from ...core.models import Level

    beside.put_trouble(work)
    if work.result and work.film is not None:
        names = ", ".join(file.name for file in work.result)
        last_made[:] = [*last_made, *work.result][-SHOWN:]
        where = work.result[-1].parent
        view.put_notice(
            Notice(work.film, Level.NOTE, "exported", f"{names} is ready in {where.parent.name}/{where.name}.")
        )


class ANIMATIC_OT_export_sheet(Export, Operator):
    """Make a picture of all shots: what was sent, the words, and the take, a row each"""

    bl_idname = "animatic.export_sheet"
    bl_label = "Contact Sheet"

    def gathering(self, edit: bpy.types.Scene, folder: "FilmFolder") -> "data.Gathering":
        from . import data

        return data.sheet_errand(edit, folder, ".png")


class ANIMATIC_OT_export_pdf(Export, Operator):
    """Make a PDF of all shots to print or to send: what was sent, the words, and the take, a row each"""

    bl_idname = "animatic.export_pdf"
    bl_label = "Contact Sheet as PDF"

    page: EnumProperty(name="Page", items=paper.ITEMS, description="Size of a page")
    width: FloatProperty(
        name="Width", default=297, min=paper.SIDES[0], max=paper.SIDES[1], precision=1, description="Millimetres"
    )
    height: FloatProperty(
        name="Height", default=210, min=paper.SIDES[0], max=paper.SIDES[1], precision=1, description="Millimetres"
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        return context.window_manager.invoke_props_dialog(self, confirm_text="Make")

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column()
        column.use_property_split = True
        column.prop(self, "page")
        if self.page == "OWN":
            column.prop(self, "width", text="Width (mm)")
            column.prop(self, "height", text="Height (mm)")

    def gathering(self, edit: bpy.types.Scene, folder: "FilmFolder") -> "data.Gathering":
        from . import data

        page = paper.PAGES[self.page][1] if self.page in paper.PAGES else (self.width, self.height)
        return data.sheet_errand(edit, folder, ".pdf", page)


class ANIMATIC_OT_export_movie(Export, Operator):
    """Render the edit to one movie with its sound: the preview range, else from the first strip to the last"""

    bl_idname = "animatic.export_movie"
    bl_label = "Animatic Movie"

    burn_in: BoolProperty(
        name="Burn-In",
        description="With shot, take, lens, tier, frame and timecode over the picture",
        options={"SKIP_SAVE"},
    )
    label: BoolProperty(
        name="AI Label",
        description="Say over the picture, and in the file's metadata, that it is generated video",
        options={"SKIP_SAVE"},
    )

    def gathering(self, edit: bpy.types.Scene, folder: "FilmFolder") -> "data.Gathering":
        from . import data

        return data.movie_errand(edit, folder, burn_in=self.burn_in, label=self.label)


class ANIMATIC_OT_cancel_export(Operator):
    """Stop making it. Nothing of it is kept"""

    bl_idname = "animatic.cancel_export"
    bl_label = "Cancel Export"
    bl_options = {"REGISTER"}

    number: IntProperty(options={"HIDDEN", "SKIP_SAVE"}, description="Which of those under way, the oldest being 0")

    def execute(self, context: bpy.types.Context) -> set[str]:
        exports = under_way()
        if not 0 <= self.number < len(exports):
            self.report({"INFO"}, "It is finished already")
            return {"CANCELLED"}
        exports[self.number].cancel()
        return {"FINISHED"}


SHOWN = 3
last_made: list[Path] = []
"""The newest exports of this session, newest last: each has a button that opens it."""


class ANIMATIC_OT_open_export(Operator):
    """Open what was exported, or the folder that it lies in"""

    bl_idname = "animatic.open_export"
    bl_label = "Open Export"
    bl_options = {"REGISTER"}

    file: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The file")
    folder: BoolProperty(options={"HIDDEN", "SKIP_SAVE"}, description="Its folder instead")

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        return "Show the folder that it lies in" if properties.folder else "Open it"

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.files import door

        place = Path(self.file)
        if not door.is_file(place):
            self.report({"WARNING"}, f"{place.name} is not there any more")
            return {"CANCELLED"}
        bpy.ops.wm.path_open(filepath=str(place.parent if self.folder else place))
        return {"FINISHED"}


def under_way() -> list[beside.Work]:
    """The exports that are being made, oldest first."""
    return [work for work in beside.at_work() if work.told is _tell]


classes = (
    ANIMATIC_OT_export_sheet,
    ANIMATIC_OT_export_pdf,
    ANIMATIC_OT_export_movie,
    ANIMATIC_OT_cancel_export,
    ANIMATIC_OT_open_export,
    ANIMATIC_OT_gather_export,
)


def register() -> None:
    registry.classes(*classes)
    registry.then(_forget)


def _forget() -> None:
    global _gathering
    _gathering = None
    last_made.clear()
