# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for the cast: add a member, give it to shots, take it away."""

import contextlib
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import bpy
from bpy.props import EnumProperty, IntProperty, StringProperty

from ...core.errors import UserError
from ...second import compat, named
from .. import registry
from ..engine import slices
from ..operators import Operator, has_shots
from ..properties import film, find_member
from ..properties.cast import heard_choices
from ..properties.choices import CAST_SOURCES
from ..shots.chosen import OnActiveShot, active_shot
from . import references
from .members import add_member, cast_in, free_colour, joined, plays_in, slots_of, take_out

if TYPE_CHECKING:
    from ...core.plans.presence import Proposal
    from .propose import Proposed


class ANIMATIC_OT_add_cast(Operator):
    """Add a character to the film's cast: what its collection, file or address shows"""

    bl_idname = "animatic.add_cast"
    bl_label = "Add Cast Member"
    bl_options = {"REGISTER", "UNDO"}

    name: StringProperty(name="Name", description="How prompts call this character, as in @Mia")
    source_kind: EnumProperty(name="Source", items=CAST_SOURCES, default="collection")
    collection: StringProperty(name="Collection", description="Collection that holds the character")
    strip: StringProperty(name="Strip", description="The strip that shows the character, from its in to its out")
    file: StringProperty(
        name="File",
        description="A picture or video of the character",
        subtype="FILE_PATH",
        options={"PATH_SUPPORTS_BLEND_RELATIVE"},
    )
    url: StringProperty(name="Address", description="Where the picture or video lies on the web")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        active = context.view_layer.active_layer_collection
        # A collection of collections is a set or a whole scene, and no character.
        if active is not None and active.collection.objects and active.collection != context.scene.collection:
            self.collection = active.collection.name
            self.name = active.collection.name
        return context.window_manager.invoke_props_dialog(self)

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.prop(self, "source_kind")
        edit = compat.edit_scene(context)
        if self.source_kind == "collection":
            layout.prop_search(self, "collection", bpy.data, "collections")
        elif self.source_kind == "strip" and edit.sequence_editor is not None:
            layout.prop_search(self, "strip", edit.sequence_editor, "strips_all")
        else:
            layout.prop(self, {"strip": "strip", "url": "url"}.get(self.source_kind, "file"))
        layout.prop(self, "name")

    def execute(self, context: bpy.types.Context) -> set[str]:
        collection = self._chosen(context) if self.source_kind == "collection" else None
        name = self.name.strip() or self._name_of_source()
        if not name:
            self.report({"ERROR"}, "Give the character a name or choose what shows it")
            return {"CANCELLED"}
        member = add_member(compat.edit_scene(context), name, collection=collection)
        member.source_kind = self.source_kind
        if self.source_kind in ("strip", "url"):
            setattr(member, self.source_kind, getattr(self, self.source_kind))
        elif self.source_kind != "collection":
            member.file = self.file
        self.report({"INFO"}, joined(member))
        return {"FINISHED"}

    def _chosen(self, context: bpy.types.Context) -> bpy.types.Collection | None:
        """The collection of the name that was chosen; of several, the Outliner's active one."""
        active = context.view_layer.active_layer_collection
        if active is not None and active.collection.name == self.collection:
            return active.collection
        return named.collection(self.collection)

    def _name_of_source(self) -> str:
        """What a character is called that nobody named: as its collection, its strip or its file."""
        if self.source_kind in ("collection", "strip"):
            return str(getattr(self, self.source_kind)).rsplit(".", 1)[0]
        place = urlsplit(self.url).path if self.source_kind == "url" else self.file.replace("\\", "/")
        return PurePosixPath(place).stem.removeprefix("//")


class ANIMATIC_OT_remove_cast(Operator):
    """Remove the character from the cast and from every shot. Its filmed references stay on disk"""

    bl_idname = "animatic.remove_cast"
    bl_label = "Remove Cast Member"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not film(compat.edit_scene(context)).cast:
            cls.poll_message_set("The cast is empty")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        settings = film(compat.edit_scene(context))
        index = min(settings.cast_index, len(settings.cast) - 1)
        member = settings.cast[index]
        name, uuid = member.name, member.uuid
        for shot in settings.shots:
            take_out(shot, uuid)
        references.give_up_reference(settings.shots)
        settings.cast.remove(index)
        settings.cast_index = max(0, index - 1)
        self.report({"INFO"}, f"{name} left the cast")
        return {"FINISHED"}


class ANIMATIC_OT_toggle_cast(Operator):
    """Let this character play in the shot, or take it out. Its place in the row is its number in the request"""

    bl_idname = "animatic.toggle_cast"
    bl_label = "Plays in This Shot"
    bl_options = {"REGISTER", "UNDO"}

    member: StringProperty(options={"HIDDEN"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        shot = active_shot(compat.edit_scene(context))
        if shot is None:
            self.report({"WARNING"}, "Choose a shot first")
            return {"CANCELLED"}
        if plays_in(shot, self.member):
            take_out(shot, self.member)
            references.give_up_reference([shot])
        else:
            cast_in(shot, self.member)
            references.start_on_reference([shot])
        return {"FINISHED"}


class ANIMATIC_OT_cast_again(OnActiveShot, Operator):
    """Let the character play in the shot once more, as a second reference: its twin, or itself among many.
    Unticking it takes both out"""

    bl_idname = "animatic.cast_again"
    bl_label = "Cast Once More"
    bl_options = {"REGISTER", "UNDO"}

    member: StringProperty(options={"HIDDEN"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.plans.prompt import mention

        edit = compat.edit_scene(context)
        shot = active_shot(edit)
        member = find_member(edit, self.member)
        if shot is None or member is None:
            return {"CANCELLED"}
        cast_in(shot, member.uuid)
        count = slots_of(shot, member.uuid)
        own = mention(f"{member.name}#{count}") if count > 1 else mention(member.name)
        self.report({"INFO"}, f"{member.name} plays {count} times in {shot.name}: write {own} in its action")
        return {"FINISHED"}


class ANIMATIC_OT_mention_cast(Operator):
    """Write this character's @name at the end of the shot's action"""

    bl_idname = "animatic.mention_cast"
    bl_label = "Mention in Action"
    bl_options = {"REGISTER", "UNDO"}

    member: StringProperty(options={"HIDDEN"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.plans.prompt import mention

        edit = compat.edit_scene(context)
        shot = active_shot(edit)
        member = find_member(edit, self.member)
        if shot is None or member is None:
            self.report({"WARNING"}, "Choose a shot first")
            return {"CANCELLED"}
        shot.write("action", f"{shot.action_block.text} {mention(member.name)}".strip())
        if not plays_in(shot, member.uuid):  # named before, and unticked since
            cast_in(shot, member.uuid, named=True)
            references.start_on_reference([shot])
        return {"FINISHED"}


class ANIMATIC_OT_add_set_part(Operator):
    """Give a prop or a part of the set a colour and a word in the shots' clips: the Outliner's active collection"""

    bl_idname = "animatic.add_set_part"
    bl_label = "Add Prop or Set Part"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        settings = film(compat.edit_scene(context))
        colour = free_colour(settings)
        part = settings.set_parts.add()
        part.colour = colour
        active = context.view_layer.active_layer_collection
        if active is not None and active.collection is not compat.edit_scene(context).collection:
            part.collection, part.word = active.collection, active.collection.name
        return {"FINISHED"}


class ANIMATIC_OT_remove_set_part(Operator):
    """Film it in the set's grey again"""

    bl_idname = "animatic.remove_set_part"
    bl_label = "Remove Prop or Set Part"
    bl_options = {"REGISTER", "UNDO"}

    number: IntProperty(options={"HIDDEN"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        parts = film(compat.edit_scene(context)).set_parts
        if not 0 <= self.number < len(parts):
            return {"CANCELLED"}
        parts.remove(self.number)
        return {"FINISHED"}


SENTENCES_MAX = 3
"""Shots whose sentences fit into the status bar; more are counted there and told one by one in the Info editor."""


class ANIMATIC_OT_propose_cast(slices.Sliced, Operator):
    """Look through each shot's camera and cast whom it sees: largest and longest first, as many as the model takes.
    Says who was left out and why"""

    bl_idname = "animatic.propose_cast"
    bl_label = "Who Is in This Shot"
    bl_options = {"REGISTER", "UNDO"}

    doing = "Looking through the cameras"

    which: EnumProperty(
        name="Shots",
        items=(
            ("active", "Active", "The shot that the panel shows"),
            ("selected", "Selected", "The shots of the selected strips"),
            ("all", "All", "Every shot of the film"),
        ),
        default="active",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not has_shots(cls, context):
            return False
        if not film(compat.edit_scene(context)).cast:
            cls.poll_message_set("Add somebody to the cast first")
            return False
        return True

    def work(self, context: bpy.types.Context) -> slices.Work:
        from . import propose

        edit = compat.edit_scene(context)
        shots = self._shots(edit)
        if not shots:
            raise UserError("No shot is chosen.", "Choose one in the list of shots.", code="no_shot")
        return (yield from propose.proposing(edit, shots))

    def conclude(self, result: "Proposed") -> set[str]:
        if not result.proposals and result.left:
            self.report({"INFO"}, "Stopped; no shot was changed")
            return {"CANCELLED"}
        if not result.proposals:
            self.report({"WARNING"}, "No camera to look through: give the shot a camera")
            return {"CANCELLED"}
        without = f"; {result.blind} without a camera" if result.blind else ""
        self._tell(result.proposals, without + (f"; {result.left} left" if result.left else ""))
        return {"FINISHED"}

    def _shots(self, edit: bpy.types.Scene) -> list[Any]:
        from ..shots.chosen import chosen_shots

        if self.which == "selected":
            return chosen_shots(edit)
        if self.which == "all":
            return [shot for shot in film(edit).shots if not shot.gone]
        active = active_shot(edit)
        return [active] if active is not None and not active.gone else []

    def _tell(self, proposals: "Sequence[Proposal]", others: str) -> None:
        if len(proposals) <= SENTENCES_MAX:
            self.report({"INFO"}, ". ".join(proposal.sentence for proposal in proposals) + others)
            return
        for proposal in proposals:
            self.report({"INFO"}, proposal.sentence)
        plays = Counter(name for proposal in proposals for name in proposal.names)
        who = ", ".join(f"{name} in {count}" for name, count in plays.most_common())
        self.report({"INFO"}, f"{len(proposals)} shots looked at: {who or 'nobody of the cast is seen'}{others}")


classes = (
    ANIMATIC_OT_add_set_part,
    ANIMATIC_OT_remove_set_part,
    ANIMATIC_OT_add_cast,
    ANIMATIC_OT_remove_cast,
    ANIMATIC_OT_toggle_cast,
    ANIMATIC_OT_cast_again,
    ANIMATIC_OT_mention_cast,
    ANIMATIC_OT_propose_cast,
)


def _note_chosen(member: Any) -> None:
    """This person chose a file, or a strip that shows one, on this machine: it may go out without a warning."""
    from ...core.errors import AnimaticError
    from ...core.files.state import note_chosen
    from ..capture import specs

    if member.uuid and member.source_kind in ("image", "movie", "strip") and member.source:
        with contextlib.suppress(AnimaticError):  # nothing is there yet
            note_chosen(
                member.uuid, specs.file_of(member.name, member.source_kind, member.source, member.id_data.name_full)
            )


def register() -> None:
    registry.classes(*classes)
    registry.listener(heard_choices, _note_chosen)
