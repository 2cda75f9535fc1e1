# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot as the .blend keeps it: its words in blocks, its takes, how it is asked for."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from .cast import ANIMATIC_PG_cast_ref, chose_look
from .choices import AUDIO, CLIP_LOOKS, ORIGINS, ROUTES, TIERS

BLOCKS = ("camera", "action", "cast", "place", "look", "negative")
FILM_BLOCKS = ("look", "negative")
"""Blocks that a shot without words of its own has from the film."""
WORD_RULES = 1
"""Goes up when the same scene is said in other words: 1 names somebody's size by where the frame's edge cuts them."""


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
    rules: IntProperty(name="Rules", description="Which rules of ours wrote the generated words")

    def refresh(self, generated: str) -> None:
        """Take the program's new words; an edited block keeps its own and remembers that the scene changed. Where other
        rules than today's wrote the words before, nobody knows whether it did."""
        comparable = not self.generated or self.rules == WORD_RULES
        if self.edited and comparable and generated != self.generated:
            self.changed = True
        self.generated, self.rules = generated, WORD_RULES

    def revert(self) -> None:
        """Give up the artist's words for the program's."""
        self.own, self.edited, self.changed = "", False, False


@lru_cache(maxsize=4096)
def take_facts(record: str) -> dict[str, Any]:
    """A take's record, read once for each text: lists ask again at every redraw."""
    if not record:
        return {}
    import json

    try:
        facts = json.loads(record)
    except ValueError:  # a film comes from anybody
        return {}
    return facts if isinstance(facts, dict) else {}


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


def _models_of_route(shot: Any, context: bpy.types.Context, typed: str) -> list[str]:
    """The ids of the models for a shot's route that have what was typed in them."""
    from ...core import catalog

    ids = dict.fromkeys(model.id for model in catalog.load().models if model.route == shot.route and model.listed)
    return [model_id for model_id in ids if typed.lower() in model_id]


heard_words: list[Callable[[Any, str], object]] = []
"""Called with a shot in which somebody wrote, and what its words were before; the cast hears whom they name."""

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
        update=chose_look,
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

    @property
    def words(self) -> str:
        """What somebody wrote of what is seen in it."""
        written = (name for name in BLOCKS if name == "action" or self.block(name).edited)
        return "\n".join(self.block(name).text for name in written if name != "negative")

    def write(self, name: str, text: str) -> None:
        """Write a block as somebody who types does: whom the words name plays in the shot."""
        before = self.words
        self.block(name).text = text
        for hear in heard_words:
            hear(self, before)

    def block(self, name: str) -> Any:
        """The block `name` of BLOCKS."""
        return getattr(self, f"{name}_block")
