# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The film's cast, the parts of its set that have a colour of their own, and what look is meant."""

from collections.abc import Callable
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, PointerProperty, StringProperty

from . import names, tag
from .choices import CAST_FORMS, CAST_SOURCES, CLOSE_UPS, COLOURS, FILM_WITH, FRONTS

CHOSEN_LOOK = "look"
"""What a look picture goes by where it is remembered who chose it."""
heard_looks: list[Callable[[str], None]] = []
"""Told of a look picture that this person has just chosen."""


def chose_look(owner: Any, context: bpy.types.Context) -> None:
    for hear in heard_looks:
        hear(owner.look_picture)


heard_choices: list[Callable[[Any], None]] = []
"""Told of a cast member whose source this person has just chosen; the cast fills it, which stands above this room."""


def _chose_source(member: Any, context: bpy.types.Context) -> None:
    for hear in heard_choices:
        hear(member)


heard_fronts: list[Callable[[Any], None]] = []
"""Told of a cast member whose front this person has just chosen."""


def _chose_front(member: Any, context: bpy.types.Context) -> None:
    for hear in heard_fronts:
        hear(member)


heard_ways: list[Callable[[], None]] = []
"""Told that this person has just chosen another way of filming somebody."""


def _chose_way(member: Any, context: bpy.types.Context) -> None:
    for hear in heard_ways:
        hear()


heard_collections: list[Callable[[Any], None]] = []
"""Told of a cast member whose collection has just been chosen."""


def _chose_collection(member: Any, context: bpy.types.Context) -> None:
    for hear in heard_collections:
        hear(member)


heard_names: list[Callable[[Any], None]] = []
"""Told of a cast member that was given another name."""


def _was_named(member: Any, context: bpy.types.Context) -> None:
    for hear in heard_names:
        hear(member)


def _chose_strip(member: Any, context: bpy.types.Context) -> None:
    if not _following:
        _chose_source(member, context)
        mark_strips(member)


def _chose_voice(member: Any, context: bpy.types.Context) -> None:
    if not _following:
        mark_strips(member)


_following: list[str] = []


def follow_strip(member: Any, field: str, name: str) -> None:
    """Write the present name of the strip that a member was made of: no choice of anybody's."""
    _following.append(name)
    try:
        setattr(member, field, name)
    finally:
        _following.pop()


def mark_strips(member: Any) -> None:
    """Let the strips know whose they are: their names are not theirs for long."""
    editor = member.id_data.sequence_editor
    for strip in editor.strips_all if editor is not None else ():
        known = dict.fromkeys(names(tag(strip).cast))
        meant = strip.name in (member.strip, member.voice)
        if meant != (member.uuid in known):
            known = {**known, member.uuid: None} if meant else {uuid: None for uuid in known if uuid != member.uuid}
            tag(strip).cast = ",".join(known)


class ANIMATIC_PG_cast_ref(bpy.types.PropertyGroup):
    """A member of the film's cast that plays in a shot."""

    member: StringProperty(name="Member", description="The member's id")
    near: BoolProperty(name="Near", description="Seen in a medium shot or closer, as last described")
    unseen: BoolProperty(name="Unseen", description="Never seen by the shot's camera, as last described")
    named: BoolProperty(name="Named", description="Came because the shot's words name it, and leaves with them")


class ANIMATIC_PG_cast_member(bpy.types.PropertyGroup):
    """A named character and what shows how it looks."""

    uuid: StringProperty(name="Id")
    name: StringProperty(name="Name", description="How prompts call this character, as in @Mia", update=_was_named)
    called: StringProperty(name="Called", description="How the film's words mention this character")
    source_kind: EnumProperty(name="Source", items=CAST_SOURCES, default="collection", update=_chose_source)
    collection: PointerProperty(name="Collection", type=bpy.types.Collection, update=_chose_collection)
    strip: StringProperty(
        name="Strip", description="The strip that shows the character, from its in to its out", update=_chose_strip
    )
    file: StringProperty(
        name="File", subtype="FILE_PATH", options={"PATH_SUPPORTS_BLEND_RELATIVE"}, update=_chose_source
    )
    url: StringProperty(name="Address", description="Where the picture or video lies on the web")
    description: StringProperty(
        name="Looks", description="What stands for the name where no reference is sent: a tall old man in a red coat"
    )
    colour: EnumProperty(
        name="Colour", description="What it is filmed in where a shot's clip has colours", items=COLOURS, default="auto"
    )
    form: EnumProperty(name="Film As", items=CAST_FORMS, default="turntable", update=_chose_way)
    close_up: EnumProperty(
        name="Close-Up",
        description="A picture of head and shoulders beside the reference, in which a face is a few pixels",
        items=CLOSE_UPS,
        default="auto",
        update=_chose_way,
    )
    seconds: IntProperty(
        name="Seconds",
        description="Length of the turntable; two thirds are the turn, then it stands and plays its action",
        default=3,
        min=3,
        max=5,
        update=_chose_way,
    )
    use_first_frame: BoolProperty(
        name="From Frame", description="Film from a frame of your choice, where its action is", update=_chose_way
    )
    first_frame: IntProperty(name="From Frame", default=1, update=_chose_way)
    front: EnumProperty(
        name="Front",
        description="Which side of the character is its face: there its turntable begins and ends",
        items=FRONTS,
        default="auto",
        update=_chose_front,
    )
    front_object: PointerProperty(
        name="Front Object",
        description="The face is on the side of this object",
        type=bpy.types.Object,
        update=_chose_front,
    )
    film_with: EnumProperty(
        name="Film With", description="What draws the reference", items=FILM_WITH, default="auto", update=_chose_way
    )
    voice: StringProperty(name="Voice", description="A sound strip in which the character speaks", update=_chose_voice)

    @property
    def source(self) -> str:
        """What `source_kind` points at, as text; empty when it is not chosen yet."""
        if self.source_kind == "collection":
            return self.collection.name_full if self.collection else ""
        return str({"strip": self.strip, "url": self.url}.get(self.source_kind, self.file))


class ANIMATIC_PG_set_part(bpy.types.PropertyGroup):
    """A prop, or a part of the set, that has a colour and a word of its own in the shots' clips."""

    word: StringProperty(name="What It Is", description="As the words say it: a market stall")
    collection: PointerProperty(name="Collection", type=bpy.types.Collection)
    colour: EnumProperty(name="Colour", items=COLOURS, default="auto")
