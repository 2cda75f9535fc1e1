# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the .blend keeps: film settings, shots, cast and takes on the edit scene, a reference on strips and markers.

`blender/values.py` makes core values of these and back. Nothing secret is kept here. What can be chosen of stands
in `choices.py`.
"""

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    IntVectorProperty,
    PointerProperty,
    StringProperty,
)

from ... import ident
from .. import registry
from .choices import (
    ASPECTS,
    AUDIO,
    CAST_FORMS,
    CAST_SOURCES,
    CLIP_LOOKS,
    CLOSE_UPS,
    COLOURS,
    FILM_WITH,
    FITS,
    FRONTS,
    HANDLES,
    NEW_ROUTES,
    ORIGINS,
    RESOLUTIONS,
    ROLES,
    ROUTES,
    TIERS,
    WHICH_SHOTS,
)

BLOCKS = ("camera", "action", "cast", "place", "look", "negative")
FILM_BLOCKS = ("look", "negative")
"""Blocks that a shot without words of its own has from the film."""


def _block_text(self: Any) -> str:
    return str(self.own if self.edited else self.generated)


def _set_block_text(self: Any, value: str) -> None:
    """Typing makes a block the artist's own; emptying it or typing what the program wrote gives it back."""
    self.own = value
    self.edited = bool(value.strip()) and value != self.generated
    if not self.edited:
        self.changed = False


class ANIMATIC_PG_block(bpy.types.PropertyGroup):
    """One block of a prompt: the program's words, and the artist's where they typed over them."""

    text: StringProperty(name="Words", options={"SKIP_SAVE"}, get=_block_text, set=_set_block_text)
    generated: StringProperty(name="Generated", description="What the scene says")
    own: StringProperty(name="Own Words")
    edited: BoolProperty(name="Edited", description="These are your own words; the scene no longer changes them")
    changed: BoolProperty(name="Scene Changed", description="The scene would now say something else")

    def refresh(self, generated: str) -> None:
        """Take the program's new words; an edited block keeps its own and remembers that the scene changed."""
        if self.edited and generated != self.generated:
            self.changed = True
        self.generated = generated

    def revert(self) -> None:
        """Give up the artist's words for the program's."""
        self.own, self.edited, self.changed = "", False, False


@lru_cache(maxsize=4096)
def take_facts(record: str) -> dict[str, Any]:
    """A take's record, read once for each text: lists ask again at every redraw."""
    if not record:
        return {}
    import json

    facts: dict[str, Any] = json.loads(record)
    return facts


heard_notes: list[Callable[[Any], None]] = []
"""Told of a take whose note was written; the review keeps it in the take's sidecar."""


def _noted(take: Any, context: bpy.types.Context) -> None:
    for hear in heard_notes:
        hear(take)


class ANIMATIC_PG_take(bpy.types.PropertyGroup):
    """One result of a shot: what is known of it, and what the artist thinks of it.

    The facts are one text and not twenty properties: Blender copies all of a scene's properties at every change of its
    strips, and 3,000 takes as properties made each change of the edit 30 ms slower.
    """

    id: StringProperty(name="Id")
    number: IntProperty(name="Number")
    record: StringProperty(name="Record", description="What is known of the take, as JSON")
    starred: BoolProperty(name="Star", description="A favourite")
    rejected: BoolProperty(name="Reject", description="Not to be used")
    note: StringProperty(name="Note", update=_noted)
    stale: StringProperty(name="Out of Date", description="What changed in the scene since this take was made")

    def fact(self, name: str, default: Any = "") -> Any:
        """A field of the core Take as JSON has it; `default` where it is missing or null."""
        value = take_facts(self.record).get(name)
        return default if value is None else value

    @property
    def file(self) -> str:
        """The video, relative to the film's folder."""
        return str(self.fact("file"))

    @property
    def model(self) -> str:
        return str(self.fact("model"))

    @property
    def tier(self) -> str:
        return str(self.fact("tier"))

    @property
    def prompt(self) -> str:
        return str(self.fact("prompt"))

    @property
    def negative(self) -> str:
        return str(self.fact("negative"))

    @property
    def seed(self) -> str:
        """Empty where the model chose it."""
        return str(self.fact("seed"))

    @property
    def size(self) -> str:
        return str(self.fact("size"))

    @property
    def seconds(self) -> float:
        return float(self.fact("seconds", 0))

    @property
    def fps(self) -> float:
        return float(self.fact("fps", 0))

    @property
    def has_audio(self) -> bool:
        return bool(self.fact("has_audio", False))

    @property
    def created(self) -> str:
        """ISO 8601, UTC."""
        return str(self.fact("created"))

    @property
    def made_from(self) -> str:
        """The id of the take that this one repeats or promotes; empty for one of the shot's own brief."""
        return str(self.fact("made_from"))

    @property
    def usd(self) -> str:
        """US dollars; empty where not known."""
        return str(self.fact("usd"))

    @property
    def usd_is_actual(self) -> bool:
        """Whether the cost is what was billed, not an estimate."""
        return bool(self.fact("usd_is_actual", False))


class ANIMATIC_PG_cast_ref(bpy.types.PropertyGroup):
    """A member of the film's cast that plays in a shot."""

    member: StringProperty(name="Member", description="The member's id")
    near: BoolProperty(name="Near", description="Seen in a medium shot or closer, as last described")


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


CHOSEN_LOOK = "look"
"""What a look picture goes by where it is remembered who chose it."""
heard_looks: list[Callable[[str], None]] = []
"""Told of a look picture that this person has just chosen."""


def _chose_look(owner: Any, context: bpy.types.Context) -> None:
    for hear in heard_looks:
        hear(owner.look_picture)


class ANIMATIC_PG_cast_member(bpy.types.PropertyGroup):
    """A named character and what shows how it looks."""

    uuid: StringProperty(name="Id")
    name: StringProperty(name="Name", description="How prompts call this character, as in @Mia")
    source_kind: EnumProperty(name="Source", items=CAST_SOURCES, default="collection", update=_chose_source)
    collection: PointerProperty(name="Collection", type=bpy.types.Collection)
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
    form: EnumProperty(name="Film As", items=CAST_FORMS, default="turntable")
    close_up: EnumProperty(
        name="Close-Up",
        description="A picture of head and shoulders beside the reference, in which a face is a few pixels",
        items=CLOSE_UPS,
        default="auto",
    )
    seconds: IntProperty(
        name="Seconds",
        description="Length of the turntable; two thirds are the turn, then it stands and plays its action",
        default=3,
        min=3,
        max=5,
    )
    use_first_frame: BoolProperty(
        name="From Frame", description="Film from a frame of your choice, where its action is"
    )
    first_frame: IntProperty(name="From Frame", default=1)
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
    film_with: EnumProperty(name="Film With", description="What draws the reference", items=FILM_WITH, default="auto")
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


def _models_of_route(shot: Any, context: bpy.types.Context, typed: str) -> list[str]:
    """The ids of the models for a shot's route that have what was typed in them."""
    from ...core import catalog

    ids = dict.fromkeys(model.id for model in catalog.load().models if model.route == shot.route and model.listed)
    return [model_id for model_id in ids if typed.lower() in model_id]


renamed: "list[Callable[[Any], None]]" = []
"""Called with a shot that was given a name; the rooms above keep names apart and strips in step."""


def _was_steered(self: Any, context: bpy.types.Context) -> None:
    """Somebody chose the route: from now on it is theirs. `start_on` takes it back."""
    self.route_chosen = True


def _was_renamed(self: Any, context: bpy.types.Context) -> None:
    for hear in renamed:
        hear(self)


class ANIMATIC_PG_shot(bpy.types.PropertyGroup):
    """One shot of the film: where it comes from, how it is asked for, and its takes."""

    uuid: StringProperty(name="Id")
    name: StringProperty(name="Name", update=_was_renamed)
    origin: EnumProperty(name="From", items=ORIGINS, default="range")
    source_name: StringProperty(name="Source", description="Strip or marker that the shot was last seen on")
    scene: PointerProperty(name="Scene", type=bpy.types.Scene)
    camera: PointerProperty(name="Camera", type=bpy.types.Object)
    frame_start: IntProperty(name="Start", description="First frame in the edit, as last read")
    frame_end: IntProperty(name="End", description="Frame after the last one in the edit, as last read")
    scene_frame_start: IntProperty(name="Scene Frame", description="Frame of the scene at the shot's first frame")
    # A fraction as text: a float property has 7 digits, and 30000/1001 shall stay itself.
    scene_step: StringProperty(name="Scene Speed", default="1")
    speed_unsure: BoolProperty(
        name="Speed Unsure", description="The strip's speed changes within the shot; scene frames are approximate"
    )
    gone: BoolProperty(name="Gone", description="Its strip or marker is no longer in the edit; the takes are kept")
    route: EnumProperty(name="Route", items=ROUTES, default="text", update=_was_steered)
    route_chosen: BoolProperty(name="Route Chosen", description="Somebody chose the route; nothing else changes it")
    tier: EnumProperty(name="Tier", items=TIERS, default="draft")
    model: StringProperty(
        name="Model",
        description="Empty: the catalog's choice for the route and tier",
        search=_models_of_route,
        search_options={"SUGGESTION"},
    )
    seed: StringProperty(name="Seed", description="A whole number; empty: another one each time")
    audio: EnumProperty(name="Sound", items=AUDIO, default="film")
    multi_shot: BoolProperty(name="Several Cuts", description="Let the model cut within the shot")
    speed: FloatProperty(
        name="Play At",
        description="Speed of its takes on the timeline: below 100 %, slower, for a shot that is longer than its model"
        " can make",
        default=1.0,
        min=0.5,
        max=1.0,
        subtype="FACTOR",
    )
    continues: StringProperty(
        name="Continues", description="Id of the shot whose chosen take ends with the frame that this one begins with"
    )
    clip_look: EnumProperty(
        name="Clip", description="How the shot's clip is filmed", items=CLIP_LOOKS, default="colours"
    )
    look_picture: StringProperty(
        name="Look Picture",
        description="A picture whose light, palette and mood the shot shall have; empty: the film's",
        subtype="FILE_PATH",
        options={"PATH_SUPPORTS_BLEND_RELATIVE"},
        update=_chose_look,
    )
    cast: CollectionProperty(type=ANIMATIC_PG_cast_ref)
    camera_block: PointerProperty(type=ANIMATIC_PG_block)
    action_block: PointerProperty(type=ANIMATIC_PG_block)
    cast_block: PointerProperty(type=ANIMATIC_PG_block)
    place_block: PointerProperty(type=ANIMATIC_PG_block)
    look_block: PointerProperty(type=ANIMATIC_PG_block)
    negative_block: PointerProperty(type=ANIMATIC_PG_block)
    continuity: StringProperty(name="Continuity", description="What was found of the cut before it, as JSON")
    silenced: StringProperty(name="Silenced", description="What is not to be said of the cut before it")
    takes: CollectionProperty(type=ANIMATIC_PG_take)
    take_index: IntProperty(name="Take")
    active_take: StringProperty(name="Active Take", description="Id of the take on the timeline")
    pinned: BoolProperty(name="Pin", description="Keep this take on the timeline when newer ones arrive")

    def start_on(self, route: str) -> None:
        """Steer it so until somebody chooses."""
        self.route = route
        self.route_chosen = False

    def block(self, name: str) -> Any:
        """The block `name` of BLOCKS."""
        return getattr(self, f"{name}_block")


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
        update=_chose_look,
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


def find_shot(edit: bpy.types.Scene, uuid: str) -> Any | None:
    """The shot of a film by its id. Look it up each time: undo and loading a file move it in memory."""
    return next((shot for shot in film(edit).shots if shot.uuid == uuid), None) if uuid else None


def active_take(shot: Any) -> Any | None:
    """The take that the timeline shows; None while there is none."""
    return next((take for take in shot.takes if take.id == shot.active_take), None) if shot.active_take else None


def find_edit(shot_uuid: str) -> tuple[bpy.types.Scene | None, Any | None]:
    """The edit that has a shot, and the shot; it may be any scene of the file."""
    for scene in bpy.data.scenes:
        shot = find_shot(scene, shot_uuid)
        if shot is not None:
            return scene, shot
    return None, None


def film(edit: bpy.types.Scene) -> Any:
    """The film settings of an edit scene."""
    return getattr(edit, ident.PROPERTY)


def tag(owner: Any) -> Any:
    """Our reference on a strip or marker."""
    return getattr(owner, ident.PROPERTY)


shot_of = attrgetter(f"{ident.PROPERTY}.shot")
"""The id of the shot on a strip or marker. In C: placing a take searches the whole timeline, 2,000 strips and more."""


def names(listed: str) -> tuple[str, ...]:
    """The items of a comma-separated field."""
    return tuple(part for part in (part.strip() for part in listed.split(",")) if part)


def register() -> None:
    registry.classes(*classes)
    for owner, cls in POINTERS:
        registry.pointer(owner, cls)
