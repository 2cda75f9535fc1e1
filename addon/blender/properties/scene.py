# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an edit scene keeps: the film's settings, its shots and cast; which shot its strips and markers belong to.
All of it is added to Blender here."""

from collections.abc import Callable
from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    IntVectorProperty,
    StringProperty,
)

from .. import registry
from .cast import ANIMATIC_PG_cast_member, ANIMATIC_PG_cast_ref, ANIMATIC_PG_set_part, chose_look
from .choices import ASPECTS, FITS, HANDLES, NEW_ROUTES, RESOLUTIONS, ROLES, TIERS, WHICH_SHOTS
from .shot import ANIMATIC_PG_block, ANIMATIC_PG_shot, ANIMATIC_PG_take

picked: "list[Callable[[Any], None]]" = []
"""Called with a film whose list was clicked, also on the shot that is chosen already: two clicks are a double click."""


def _was_picked(self: Any, context: bpy.types.Context) -> None:
    for hear in picked:
        hear(self)


class ANIMATIC_PG_film(bpy.types.PropertyGroup):
    """The film's settings, its shots and its cast. Lives on the edit scene."""

    draft_resolution: EnumProperty(name="Draft", items=RESOLUTIONS, default="720p")
    final_resolution: EnumProperty(name="Final", items=RESOLUTIONS, default="1080p")
    aspect: EnumProperty(name="Aspect", items=ASPECTS, default="scene")
    audio: BoolProperty(name="Sound", description="Ask for videos with sound", default=True)
    look: StringProperty(name="Look", description="Style of the whole film, added to every shot's prompt")
    look_picture: StringProperty(
        name="Look Picture",
        description="A picture whose light, palette and mood every shot shall have, where its model takes one",
        subtype="FILE_PATH",
        options={"PATH_SUPPORTS_BLEND_RELATIVE"},
        update=chose_look,
    )
    negative: StringProperty(name="Negative", description="What no shot shall show")
    video_channel: IntProperty(
        name="Picture Channel", description="Where takes go; above it when taken", default=3, min=1, max=128
    )
    sound_channel: IntProperty(
        name="Sound Channel", description="Where the takes' sound goes; above it when taken", default=2, min=1, max=128
    )
    fit_method: EnumProperty(name="Takes Fill", items=FITS, default="FIT")
    handle: EnumProperty(name="A Longer Take Shows", items=HANDLES, default="in")
    handle_frames: IntProperty(
        name="Handles",
        description="Frames wanted before and after each shot, to move its cuts later. They are asked for and paid",
        default=0,
        min=0,
        max=72,
    )
    name_prefix: StringProperty(name="Prefix", description="What shot names begin with", default="SH", maxlen=24)
    name_digits: IntProperty(name="Digits", default=3, min=1, max=6)
    name_step: IntProperty(name="Count By", description="Leaves room for shots in between", default=10, min=1, max=100)
    file_pattern: StringProperty(
        name="File Names",
        description="How files of takes are named: {shot}, {take}, {model}, {size}, {tier}. {take} must be there;"
        " empty: {shot}_{take}_{model}_{size}",
        maxlen=60,
    )
    provider_order: StringProperty(name="Preferred Providers", description="Preferred first, separated by commas")
    provider_only: StringProperty(
        name="Only These Providers", description="No other providers than these, separated by commas"
    )
    route: EnumProperty(
        name="Route of New Shots", description="How shots are steered that are built from now on", items=NEW_ROUTES
    )
    tier: EnumProperty(
        name="Tier of New Shots", description="What shots are made with that are built from now on", items=TIERS
    )
    generate_which: EnumProperty(
        name="Shots", description="Which shots Generate looks over", items=WHICH_SHOTS, default="chosen"
    )
    list_columns: StringProperty(
        name="Shot List Columns", description="What the artist said of a shot list's headers, as JSON"
    )
    kitsu_project: StringProperty(name="Project", description="The project in Kitsu that this film belongs to")
    kitsu_task: StringProperty(name="Task", description="The type of the tasks in Kitsu that get the takes")
    kitsu_status: StringProperty(name="Status", description="What a task in Kitsu is set to by a published take")
    words_a_minute: IntProperty(
        name="Words a Minute", description="How fast a screenplay's dialogue is spoken", default=150, min=60, max=400
    )
    seconds_a_line: FloatProperty(
        name="Seconds a Line",
        description="How long a line of a screenplay's action plays",
        default=2.0,
        min=0.2,
        max=20.0,
        subtype="TIME_ABSOLUTE",
    )
    ids_of: StringProperty(name="Ids Of", description="Name of the scene that the shots' ids were given to")
    blank_agreed: StringProperty(
        name="Sent Blank", description="Hashes of pictures in which nothing shows and which shall be sent all the same"
    )
    shots: CollectionProperty(type=ANIMATIC_PG_shot)
    shot_index: IntProperty(name="Shot", update=_was_picked)
    removed: CollectionProperty(type=ANIMATIC_PG_shot)
    cast: CollectionProperty(type=ANIMATIC_PG_cast_member)
    cast_index: IntProperty(name="Member")
    set_parts: CollectionProperty(type=ANIMATIC_PG_set_part)


class ANIMATIC_PG_strip(bpy.types.PropertyGroup):
    """What a strip has to do with a shot. Duplicating and cutting copy it, so it is a reference and never a key."""

    role: EnumProperty(name="Role", items=ROLES, default="none")
    shot: StringProperty(name="Shot", description="Id of the shot")
    cast: StringProperty(name="Cast", description="Ids of the cast members that it shows or speaks for, by commas")
    take: StringProperty(name="Take", description="Id of the take")
    number: IntProperty(name="Take Number")
    model: StringProperty(name="Model")
    prompt: StringProperty(name="Prompt")
    seed: StringProperty(name="Seed")
    cost: StringProperty(name="Cost", description="US dollars; empty: not known")
    head: IntProperty(name="Head", description="Frames of the take that were trimmed before the first one shown")
    trimmed: IntProperty(name="Trimmed", description="Those of them that went because the shot begins later by now")
    shot_head: IntProperty(
        name="Shot Head", description="Frames of the shot's own strip before its first one, when this was placed"
    )
    step: FloatProperty(name="Scene Speed", description="Of the shot, when this was placed")
    placed: IntVectorProperty(
        name="Placed",
        size=4,
        description="Where it was placed, start and end, and where the shot then was, start and end",
    )
    fit_x: FloatProperty(name="Fit X", description="Scale that fitted the picture when it was placed")
    fit_y: FloatProperty(name="Fit Y", description="Scale that fitted the picture when it was placed")


class ANIMATIC_PG_marker(bpy.types.PropertyGroup):
    """The shot that begins at a marker."""

    shot: StringProperty(name="Shot", description="Id of the shot")


classes = (
    ANIMATIC_PG_block,
    ANIMATIC_PG_take,
    ANIMATIC_PG_cast_ref,
    ANIMATIC_PG_cast_member,
    ANIMATIC_PG_set_part,
    ANIMATIC_PG_shot,
    ANIMATIC_PG_film,
    ANIMATIC_PG_strip,
    ANIMATIC_PG_marker,
)

POINTERS = (
    (bpy.types.Scene, ANIMATIC_PG_film),
    (bpy.types.Strip, ANIMATIC_PG_strip),
    (bpy.types.TimelineMarker, ANIMATIC_PG_marker),
)


def register() -> None:
    registry.classes(*classes)
    for owner, cls in POINTERS:
        registry.pointer(owner, cls)
