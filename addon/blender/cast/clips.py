# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The active shot's clips: filmed now in one look or in all, looked at side by side before anything is paid.

What a clip shows is known by its content, so a look that did not change is not filmed again, here or at the send.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import AnimaticError
from ...second import compat
from .. import registry
from ..engine import beside, thumbnails
from ..operators import Operator
from ..properties.cast import CHOSEN_LOOK, heard_looks
from ..properties.choices import CLIP_LOOKS
from ..shots.chosen import active_shot, has_active
from ..ui import SequencerPanel
from ..values import to_model
from . import filming

if TYPE_CHECKING:
    from ...core.models import CaptureSpec

CLIP_SCALE = 5.0
"""A clip's height in rows."""
LOOKS = {identifier: name for identifier, name, _ in CLIP_LOOKS}


class Clip(NamedTuple):
    """A clip that was filmed in this session: its content and its file."""

    sha256: str
    file: str


_wanted: "dict[tuple[str, str], CaptureSpec]" = {}
"""What was asked for, by shot and look."""
filmed: dict[tuple[str, str], Clip] = {}
"""What has come of it, by shot and look. Panels only read it."""


def specs_of(edit: bpy.types.Scene, shot: Any, looks: list[str]) -> "dict[str, CaptureSpec]":
    """What to film for a shot in these looks. Raises UserError for a film that is not saved, a shot without camera."""
    from ...core.models import ClipLook
    from ..engine import prices
    from ..shots import gather

    model, catalog = to_model(shot, edit), prices.catalog()
    return {
        look: gather.clip_of(edit, model.model_copy(update={"clip_look": ClipLook(look)}), catalog) for look in looks
    }


def look_up(shot_uuid: str, wanted: "dict[str, CaptureSpec]") -> None:
    """Remember which of these are filmed."""
    from ..capture.store import CaptureStore
    from ..values import film_folder

    store = CaptureStore(film_folder())
    for look, spec in wanted.items():
        _wanted[shot_uuid, look] = spec
        found = store.find(spec.key)
        if found is not None:
            filmed[shot_uuid, look] = Clip(found.sha256, str(store.folder.resolve(found.path)))
        else:
            filmed.pop((shot_uuid, look), None)


def refresh() -> None:
    """Filming ended: look again for what was asked for."""
    by_shot: dict[str, dict[str, CaptureSpec]] = {}
    for (shot_uuid, look), spec in _wanted.items():
        by_shot.setdefault(shot_uuid, {})[look] = spec
    for shot_uuid, wanted in by_shot.items():
        look_up(shot_uuid, wanted)


def forget() -> None:
    """Another film is open."""
    _wanted.clear()
    filmed.clear()


class ANIMATIC_OT_film_clip(Operator):
    """Film the shot's clip now, as it would be sent. Nothing is sent or paid.
    What did not change since it was filmed is not filmed again"""

    bl_idname = "animatic.film_clip"
    bl_label = "Film Clip"
    bl_options = {"REGISTER"}  # No UNDO: it makes files, and changes nothing in the scene.

    look: EnumProperty(
        name="Look",
        items=(("shot", "As Chosen", "The shot's own look"), ("all", "All Looks", "To compare"), *CLIP_LOOKS),
        default="shot",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return has_active(cls, context) and filming.can_film(cls, "its clips are kept beside it")

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        shot = active_shot(edit)
        looks = list(LOOKS) if self.look == "all" else [shot.clip_look if self.look == "shot" else self.look]
        try:
            wanted = specs_of(edit, shot, looks)
            look_up(shot.uuid, wanted)
            running = filming.film_specs(list(wanted.values()))
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        if running is None:
            self.report({"INFO"}, f"The clip of {shot.name} is filmed and still right")
            return {"FINISHED"}
        going = beside.goes_on(running)
        self.report({"INFO"}, f"Filming {shot.name}: you can go on working" if going else f"{shot.name} filmed")
        return {"FINISHED"}


class ANIMATIC_OT_play_clip(Operator):
    """Play the clip in the system's player"""

    bl_idname = "animatic.play_clip"
    bl_label = "Play Clip"
    bl_options = {"REGISTER"}

    file: StringProperty(options={"HIDDEN"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        if self.file not in {clip.file for clip in filmed.values()} or not Path(self.file).is_file():
            self.report({"WARNING"}, "The clip is no longer there: film it again")
            return {"CANCELLED"}
        bpy.ops.wm.path_open(filepath=self.file)
        return {"FINISHED"}


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
        for look, name in LOOKS.items():
            clip = filmed.get((shot.uuid, look))
            if clip is not None:
                cell = grid.column(align=True)
                cell.template_icon(icon_value=thumbnails.icon(clip.sha256, Path(clip.file)), scale=CLIP_SCALE)
                cell.operator("animatic.play_clip", text=name, icon="PLAY").file = clip.file


def _note_look(file: str) -> None:
    """This person chose a look picture on this machine: it may go out without a warning."""
    from ...core.files.state import note_chosen

    if file:
        note_chosen(CHOSEN_LOOK, Path(bpy.path.abspath(file)))


@bpy.app.handlers.persistent
def _loaded(*_: object) -> None:
    forget()


classes = (ANIMATIC_OT_film_clip, ANIMATIC_OT_play_clip, ANIMATIC_PT_clip)


def register() -> None:
    filming.when_filmed(refresh)
    registry.classes(*classes)
    registry.handler("load_post", _loaded)
    registry.then(forget)
    registry.listener(heard_looks, _note_look)
