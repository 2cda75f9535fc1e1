# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for the cast: add a member, give it to shots, take it away."""

import contextlib
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import bpy
from bpy.props import EnumProperty, IntProperty, StringProperty

from ...second import compat, named
from .. import registry
from ..operators import Operator
from ..properties import film
from ..properties.cast import heard_choices
from ..properties.choices import CAST_SOURCES
from ..shots.chosen import OnActiveShot, active_shot
from . import references


def add_member(edit: bpy.types.Scene, name: str, *, collection: bpy.types.Collection | None = None) -> Any:
    """A new member of the film's cast; its name is made unique, for `@name` must mean one character."""
    from uuid import uuid4

    settings = film(edit)
    member = settings.cast.add()
    member.uuid = uuid4().hex
    member.name = _free_name(name, {other.name for other in settings.cast if other.uuid != member.uuid})
    member.collection = collection
    member.colour = _free_colour(settings)
    settings.cast_index = len(settings.cast) - 1
    return member


def _free_colour(settings: Any) -> str:
    """A colour of its own, which stays: members that leave and join must not change what others are filmed in."""
    from ...core.plans.blockout import next_colour

    return next_colour(thing.colour for things in (settings.cast, settings.set_parts) for thing in things)


def joined(member: Any) -> str:
    """What the status bar says of a new member."""
    from ...core.plans.prompt import mention

    return f"{member.name} joined the cast: write {mention(member.name)} in a shot's action"


def cast_in(shot: Any, member_uuid: str) -> None:
    """Let a member play in a shot; a second slot for the same member is a deliberate call more."""
    shot.cast.add().member = member_uuid


def take_out(shot: Any, member_uuid: str) -> None:
    """Remove every slot of a member from a shot."""
    for number in reversed(range(len(shot.cast))):
        if shot.cast[number].member == member_uuid:
            shot.cast.remove(number)


def slots_of(shot: Any, member_uuid: str) -> int:
    """How many references of a member the shot sends."""
    return sum(slot.member == member_uuid for slot in shot.cast)


def plays_in(shot: Any, member_uuid: str) -> bool:
    return slots_of(shot, member_uuid) > 0


def _free_name(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = next(n for n in range(2, len(taken) + 3) if f"{name} {n}" not in taken)
    return f"{name} {number}"


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
        member = next((m for m in film(edit).cast if m.uuid == self.member), None)
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
        member = next((m for m in film(edit).cast if m.uuid == self.member), None)
        if shot is None or member is None:
            self.report({"WARNING"}, "Choose a shot first")
            return {"CANCELLED"}
        block = shot.action_block
        block.text = f"{block.text} {mention(member.name)}".strip()
        if not plays_in(shot, member.uuid):
            cast_in(shot, member.uuid)
            references.start_on_reference([shot])
        return {"FINISHED"}


class ANIMATIC_OT_add_set_part(Operator):
    """Give a prop or a part of the set a colour and a word in the shots' clips: the Outliner's active collection"""

    bl_idname = "animatic.add_set_part"
    bl_label = "Add Prop or Set Part"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        settings = film(compat.edit_scene(context))
        colour = _free_colour(settings)
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


classes = (
    ANIMATIC_OT_add_set_part,
    ANIMATIC_OT_remove_set_part,
    ANIMATIC_OT_add_cast,
    ANIMATIC_OT_remove_cast,
    ANIMATIC_OT_toggle_cast,
    ANIMATIC_OT_cast_again,
    ANIMATIC_OT_mention_cast,
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
