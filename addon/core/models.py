# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values that travel between the scene, the planner, the engine and the disk: frozen, strict, JSON-able."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """Base of every value: immutable, and a misspelt field is an error. pydantic makes a class's validator when it is
    first used, under a lock of its own: one generation uses few of them, and all take 25 ms."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Told(Frozen):
    """Base of values in the film's folder that no request, price or state of a job depends on. What a newer version of
    this program adds to them is kept, and written again: the folder may be opened by both. A new field anywhere else
    has an older version leave that job alone (`ledger`)."""

    model_config = ConfigDict(extra="allow")


def build() -> None:
    """Make the validators of all values that are loaded by now, which their first use would wait for."""
    waiting = Frozen.__subclasses__()
    while waiting:
        model = waiting.pop()
        model.model_rebuild()
        waiting += model.__subclasses__()


class MediaKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"


class Route(StrEnum):
    """How the picture is steered. Reference keeps identity; blockout lets the shot's own clip lead camera and staging;
    first frame (and last) keeps framing; text keeps none of it."""

    REFERENCE = "reference"
    BLOCKOUT = "blockout"
    FIRST_FRAME = "first_frame"
    FIRST_LAST = "first_last"
    TEXT = "text"

    @property
    def sends_references(self) -> bool:
        """Whether files travel as references, which the words can name; frames cannot be named."""
        return self in (Route.REFERENCE, Route.BLOCKOUT)

    @property
    def films_camera(self) -> bool:
        """Whether something is filmed from the shot's own camera."""
        return self in (Route.BLOCKOUT, Route.FIRST_FRAME, Route.FIRST_LAST)


class Tier(StrEnum):
    DRAFT = "draft"
    FINAL = "final"


class CaptureKind(StrEnum):
    TURNTABLE = "turntable"
    SHEET = "sheet"
    CLOSE_UP = "close_up"
    LIT = "lit"
    """A turntable in a scene's own light."""
    STILL = "still"
    CLIP = "clip"
    SEGMENT = "segment"
    FRAME = "frame"
    """Out of the video of a take, or a picture of the artist's made smaller."""


class ClipLook(StrEnum):
    """How a shot's clip is filmed: a flat colour for each member of the cast, plain grey, as the scene, or distance."""

    COLOURS = "colours"
    CLAY = "clay"
    SCENE = "scene"
    DEPTH = "depth"


@lru_cache(maxsize=256)
def _fraction(fps: int, base: float) -> Fraction:
    """A plan of 1,000 shots asks 20,000 times."""
    return Fraction(fps) / Fraction(base).limit_denominator(100_000)


@lru_cache(maxsize=1024)  # shots are of a few lengths, and a plan asks six times for each
def _seconds(frames: int | Fraction, fps: int, base: float) -> Fraction:
    return Fraction(frames) / _fraction(fps, base)


@lru_cache(maxsize=64)
def _speed(speed: float) -> Fraction:
    """As a fraction: Blender keeps seven digits of it, and 240 frames over 264 shall stay themselves."""
    return Fraction(speed).limit_denominator(10_000)


class Rate(Frozen):
    """A frame rate as Blender keeps it: fps / fps_base frames a second (24 / 1.001 is 23.976)."""

    fps: int = 24
    base: float = 1.0

    @property
    def fraction(self) -> Fraction:
        """Frames a second, exact for the NTSC family (base 1.001)."""
        return _fraction(self.fps, self.base)

    def seconds(self, frames: int | Fraction) -> Fraction:
        return _seconds(frames, self.fps, self.base)

    def frames(self, seconds: int | Fraction) -> Fraction:
        return Fraction(seconds) * self.fraction


class CaptureSpec(Frozen):
    """What the second Blender shall film. Frames are scene frames; `frame_end` is exclusive; sizes are pixels.

    `frame_end - frame_start` frames of `rate` are filmed, each `scene_step` scene frames after the last.
    `key` names the content (scene state and settings): the same key never needs filming twice.
    """

    kind: CaptureKind
    key: str
    name: str
    scene: str
    collection: str = ""
    camera: str = ""
    strip: str = ""
    """Of the sequencer of `scene`, for a segment, and for a still of what a strip itself shows."""
    file: str = ""
    """Of a frame: the take's video or the picture, relative to the film's folder; `frame_start` counts from 0."""
    voice: str = ""
    """Name of the sound strip that plays under a turntable."""
    voice_scene: str = ""
    """Full name of the scene whose Sequencer has it; empty: any."""
    front: str = "auto"
    """Of what is filmed of a character, as the cast member's."""
    front_object: str = ""
    film_with: str = "auto"
    frame_start: int = 1
    frame_end: int = 2
    scene_step: float = 1.0
    """Not 1 where the scene's rate is one that no file may have, or the shot is retimed."""
    rate: Rate = Rate()
    width: int = 1280
    height: int = 720
    look: str = ""
    """Of a clip: a ClipLook; "" is as the scene."""
    paints: dict[str, str] = {}
    """Collection -> colour as "#rrggbb", for the look of colours."""
    holds: tuple[int, int] = (0, 0)
    """Of a clip: of its frames, those at its beginning and at its end over which the scene stands still."""
    composited: bool = False
    """Of a still: its scene's picture goes through the scene's own compositor."""
    max_bytes: int = 0
    """Of a picture that travels within a request: a JPEG of at most so many bytes; 0: a PNG of any size."""

    @property
    def suffix(self) -> str:
        """Of its file's name."""
        if self.media_kind is MediaKind.VIDEO:
            return ".mp4"
        return ".jpg" if self.max_bytes else ".png"

    @property
    def media_kind(self) -> MediaKind:
        pictures = (CaptureKind.STILL, CaptureKind.SHEET, CaptureKind.CLOSE_UP, CaptureKind.FRAME)
        return MediaKind.IMAGE if self.kind in pictures else MediaKind.VIDEO

    @property
    def here(self) -> bool:
        """Whether only this machine can make it: out of a file in the film's own folder."""
        return self.kind is CaptureKind.FRAME

    @property
    def seconds(self) -> float:
        """Length of the clip in seconds; 0 for a still."""
        if self.media_kind is MediaKind.IMAGE:
            return 0.0
        return float(self.rate.seconds(self.frame_end - self.frame_start))


class Reference(Frozen):
    """A file that shows the model who or what: captured or given. `path` is relative to the film folder."""

    sha256: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{64}$")]
    """Hex digits. Also a name of files: never anything that could be a path."""
    kind: MediaKind
    media_type: str
    path: str
    name: str = ""
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    fps: float = 0.0
    size: int = 0
    """Bytes."""
    has_alpha: bool = False
    has_audio: bool = False
    blank: str = ""
    """What was filmed instead of a picture, in words: "one flat colour"; empty for a picture that shows something."""
    remark: str = ""
    """What is to be known of how it was filmed, in words; empty where all was as it should be."""
    front_guessed: bool = False
    """Too little told which side of the character is its front, and the artist did not say it."""
    sides: tuple[str, ...] = ()
    """Of a filmed character: which side each of its small views shows, as a front is chosen; empty for a corner."""


class PlanInput(Frozen):
    """One reference of a plan in request order: a finished file, a capture to be filmed, or the artist's own URL."""

    name: str
    kind: MediaKind
    reference: Reference | None = None
    capture: CaptureSpec | None = None
    url: str = ""
    seconds: float = 0.0
    source: str = Field(default="", exclude=True)
    """Where the artist's own file lies, for the preflight to name; never written, for it is nobody else's business."""
    role: Literal["", "clip", "look", "face"] = ""
    """What it is beside a member of the cast: the shot's own clip, a picture whose look is meant, or the close-up of
    the member `name`, who is shown by another input, too."""
    blank_agreed: bool = False
    """A person typed that `reference` shall be sent although nothing shows in it."""

    @property
    def clip_seconds(self) -> float:
        """Seconds of the clip that is sent; 0 for a picture, and for a clip that only the provider will see."""
        if self.kind is MediaKind.IMAGE:
            return 0.0
        known = (self.reference.seconds if self.reference else 0.0, self.capture.seconds if self.capture else 0.0)
        return self.seconds or max(known)


class PromptBlocks(Told):
    """The artist's and the program's words, a block each. `action` and `look` are the artist's."""

    camera: str = ""
    action: str = ""
    cast: str = ""
    place: str = ""
    look: str = ""
    negative: str = ""


class CastMember(Told):
    """A named character. `source` is a collection, a strip of `edit`, a path (may be `//relative`) or a URL."""

    uuid: str
    name: str
    source_kind: str = "collection"
    source: str = ""
    form: str = "turntable"
    """How a collection is filmed: "turntable", "sheet" for one picture of three sides, or "scene" for a turntable in
    the light of the shot."""
    close_up: Literal["auto", "always", "never"] = "auto"
    """Whether a picture of head and shoulders goes along: "auto" where the shot comes near."""
    seconds: int = 3
    """Of the turntable."""
    first_frame: int | None = None
    """Of its scene, where filming begins; None: where the scene begins."""
    front: str = "auto"
    """Which side is the face: "auto"; "front", "back", "left" or "right", as Blender's views; or "object"."""
    front_object: str = ""
    """Full name of the object on whose side the face is: a linked rig's is another one than the scene's own."""
    film_with: str = "auto"
    """What draws it: "auto", "eevee", "workbench" or "scene"."""
    edit: str = ""
    """Full name of the scene whose Sequencer has its strip and its voice: others may have strips of the same names."""
    voice: str = ""
    """Name of a sound strip."""
    description: str = ""
    """What stands for @name where no reference is sent: "a tall old man in a red coat"."""
    colour: str = ""
    """A word of `plans.blockout.PALETTE`: what it is filmed in where the look is colours."""


class SetPart(Told):
    """A prop, or a part of the set, that has a colour and a word in the shot's clip: "a market stall"."""

    word: str
    collection: str
    colour: str = ""


class DialogueLine(Told):
    """Somebody says something. `speaker` is a cast member's name, or anybody's."""

    speaker: str
    line: str


class ShotOrigin(StrEnum):
    STRIP = "strip"
    SCENE_STRIP = "scene_strip"
    CAMERA_MARKER = "camera_marker"
    MARKER = "marker"
    RANGE = "range"


class Shot(Told):
    """One shot of the edit. `frame_start`..`frame_end` (exclusive) are frames of the edit;
    `scene_frame_start` is the frame of `scene` that plays at `frame_start`."""

    uuid: str
    name: str
    origin: ShotOrigin = ShotOrigin.RANGE
    edit: str = ""
    """Full name of the scene that holds the edit."""
    picture_strip: str = ""
    """Name of the strip of `edit` whose own picture the shot is (a board, a playblast); empty: a camera films it."""
    scene: str = ""
    camera: str = ""
    camera_lost: bool = False
    """Its marker had a camera when the shots were built and has none now: `camera` is the one that films instead."""
    head: int = 0
    """Frames of its strip's content before the first one; 0 for a marker's shot."""
    holds: tuple[int, int] = (0, 0)
    """Frames of the edit, at its beginning and its end, over which its scene stands still: its strip is pulled beyond
    the scene's range."""
    cuts: tuple[int, ...] = ()
    """Frames of the edit after the first one at which its scene's markers bring another camera."""
    uneven: bool = False
    """Its scene strip changes speed within the shot: `scene_step` is an average."""
    frame_start: int
    frame_end: int
    scene_frame_start: int = 0
    scene_step: float = 1.0
    """Frames of `scene` that pass with each frame of the edit: not 1 where the shot's scene strip is retimed."""
    rate: Rate = Rate()
    route: Route = Route.REFERENCE
    tier: Tier = Tier.DRAFT
    model: str = ""
    """Catalog id; empty: the catalog's choice for route and tier."""
    resolution: str = "720p"
    aspect: str = "16:9"
    """Of its video; "scene": of what the model makes, the nearest to `picture`."""
    picture: str = ""
    """The shape of its scene's frame, "1920:804"; "" where that is not known."""
    sensor_fit: Literal["auto", "horizontal", "vertical"] = "auto"
    """Which side of the frame keeps its camera's angle of view in any shape; "auto": the longer."""
    seed: int | None = None
    audio: bool = True
    multi_shot: bool = False
    speed: float = Field(default=1.0, gt=0, le=1)
    """Speed at which its takes play: below 1, slower, for a shot that is longer than its model can make."""
    cast: tuple[CastMember, ...] = ()
    near: tuple[str, ...] = ()
    """Ids of members who are seen in a medium shot or closer at some moment."""
    unseen: tuple[str, ...] = ()
    """Ids of members with a place in the scene whom its camera never sees."""
    named: tuple[str, ...] = ()
    """Ids of members who play because the words name them: nobody ticked them."""
    blocks: PromptBlocks = PromptBlocks()
    dialogue: tuple[DialogueLine, ...] = ()
    """In the order of speaking."""
    clip_look: ClipLook = ClipLook.COLOURS
    set_parts: tuple[SetPart, ...] = ()
    look_picture: str = ""
    """A file (may be `//relative`) whose look is meant."""
    continues: str = ""
    """Id of the shot whose chosen take ends with the frame that this one begins with, where a first frame is sent."""

    @property
    def frames(self) -> int:
        return self.frame_end - self.frame_start

    def has_picture(self, route: Route) -> bool:
        """Whether the shot has what a route films: a camera, or a strip's own picture where a frame of it is enough."""
        if not route.films_camera or self.camera or (self.continues and route is Route.FIRST_FRAME):
            return True
        return bool(self.picture_strip) and route is not Route.BLOCKOUT

    def scene_frame(self, frame: float) -> float:
        """The moment of its scene at a frame of the edit after its first one."""
        before, after = self.holds
        moving = min(max(frame, before), max(self.frames - 1 - after, before)) - before
        return self.scene_frame_start + moving * self.scene_step

    @property
    def seconds(self) -> Fraction:
        return self.rate.seconds(self.frames)

    @property
    def play_speed(self) -> Fraction:
        """`speed` as a fraction."""
        return _speed(self.speed)


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Problem(Told):
    """Something to know before money is spent. An error blocks the send."""

    level: Level
    code: str
    message: str
    next_step: str = ""


Money = Annotated[Decimal, Field(ge=0, le=1_000_000, max_digits=60, decimal_places=50)]
"""US dollars. Bounded: a record comes from anybody, and 1e30 or a thousand digits break sums and pages."""


class Quote(Frozen):
    """What a plan will ask for and cost. Seconds of video, US dollars. `usd` is None when the price is unknown."""

    seconds_asked: int
    seconds_used: float
    input_seconds: float = 0.0
    """Seconds of reference video that the provider bills as input."""
    usd_per_second: Money | None = None
    """None where the price is unknown or not one by the second."""
    usd: Money | None = None
    """The most it will cost."""
    usd_low: Money | None = None
    """The least, where it is not known whether the clips that are sent are billed; None: the same as `usd`."""
    counted: str = ""
    """How a price that is not one by the second comes about: "216,000 tokens at $6.40 a million"."""
    basis: str = ""
    """Where the price comes from, with its date: "catalog 2026-10-07" or "gateway 2026-11-22"."""


class VideoRequest(Frozen):
    """One generation, free of URLs and keys: what the wire body says. `seconds` are whole; `size` is "1280x720".

    `first_frame` and `references` index into the plan's inputs."""

    model: str
    prompt: str
    size: str
    """Of the video that comes."""
    aspect: str = ""
    """"16:9", for a model that wants it beside the size; "" where the size says it."""
    seconds: int
    audio: bool
    seed: int | None = None
    negative: str = ""
    shot_type: str = "single"
    """"single" or "multi"; "" where the model has no such switch."""
    audio_switch: bool = True
    """False for a model that has no audio switch: then nothing is sent about it."""
    media_naming: str = "character"
    namespace: str = "alibaba"
    """Under which the provider's own options travel."""
    options: dict[str, bool | int | str] = {}
    """The provider's own options that the catalog fixes."""
    draft_of: str = ""
    """What the provider calls the draft whose very video this request finishes; then nothing else of it counts."""
    resolution: str | None = None
    """What travels as the resolution where it is not `size`: the model's own word, or "" for nothing."""
    inline: bool = False
    """Files travel within the request, as bytes: this provider fetches none."""
    types_by: str = ""
    """How the model tells a clip from a picture: "media_type", or "extension" of the URL; "" for requests of earlier
    versions, which say it with their naming."""
    order: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def by_extension(self) -> bool:
        """Whether the URL's ending, and not the media type, makes a file a clip."""
        return self.types_by == "extension" or (not self.types_by and self.media_naming == "media")


NOT_SENT = {"problems", "summary", "keeps", "shot", "made_from", "made_of", "file_pattern"}
"""Fields of a plan that neither the request nor its price depends on."""


class MemberMade(Told):
    """A member of the cast as it was: a digest of how it looked and moved over the shot; "" where that is not known."""

    uuid: str
    name: str
    digest: str = ""
    front: str = ""
    """The side that its artist says is the face, as `CastMember.front`; "" where nobody said one."""


class MadeOf(Told):
    """What a take was made of, as digests: what differs now makes it stale. "" is what was not read."""

    by: str = ""
    """Which program read the scene: digests of another one, or of another Blender, cannot be compared."""
    camera: str = ""
    words: str = ""
    frames: int = 0
    """Of the edit."""
    shape: str = ""
    """The one that the film asked for, or its scene's: "16:9", "1920:804"."""
    cast: tuple[MemberMade, ...] = ()
    before: str = ""
    """Of the frame that it continues from."""


class Plan(Frozen):
    """The exact request a shot would make, its cost, and what is wrong with it. Never spends."""

    shot_uuid: str
    shot_name: str
    route: Route
    tier: Tier
    request: VideoRequest
    inputs: tuple[PlanInput, ...] = ()
    """In URL order: the n-th is characterN. A first-frame plan has exactly one; a blockout's clip is its first."""
    quote: Quote
    used_frames: int
    """Frames of the edit that will show; the rest of the take is a handle."""
    handle_in_frames: int = 0
    """Edit frames of the take trimmed away before its first shown frame."""
    problems: tuple[Problem, ...] = ()
    summary: str = ""
    """"SH040: 4.4 s, asks 6 s, pays 6 s, uses 4.4 s"."""
    keeps: str = ""
    """What the route keeps of the scene: "keeps who they are; framing from words"."""
    shot: Shot | None = None
    """The shot as it was planned, without where its cast's files lie: what a take's settings are restored from, and
    what a retake or a promotion asks for again."""
    made_from: str = ""
    """The id of the take that this one repeats or promotes."""
    made_of: MadeOf | None = None
    file_pattern: str = ""
    """How the take's file is named (`files.patterns`); "" for our own way."""

    @property
    def blocked(self) -> bool:
        return any(p.level is Level.ERROR for p in self.problems)

    @property
    def fingerprint(self) -> str:
        """Binds a send to the plan that was shown: 64 hex digits over everything that is sent, captured and paid."""
        return fingerprint(self.model_dump(mode="json", exclude=NOT_SENT))


def fingerprint(value: Any) -> str:
    """sha256 (hex) of a JSON-able value, independent of key order."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class Judging(Told):
    """What was measured of a take against its plan. Advice, never a gate."""

    word: Literal["follows", "departs", "unsure"]
    sentence: str
    score: float
    """Likeness to the plan, for sorting: 1 the same, 0 and below nothing in common."""
    faults: tuple[str, ...] = ()
    """Sentences about everything but the camera: frozen frames, bars, silence."""

    @property
    def rank(self) -> tuple[int, int, float]:
        """For sorting, the best last: the word, then how little is wrong beside the camera, then the likeness."""
        return ("departs", "unsure", "follows").index(self.word), -len(self.faults), self.score


class Take(Told):
    """One result of a shot. `file` and sidecar are relative to the film folder."""

    id: str
    """The job's id (ULID)."""
    shot_uuid: str
    shot_name: str
    number: int
    file: str
    model: str
    tier: Tier
    prompt: str
    negative: str = ""
    seed: int | None = None
    size: str
    seconds: float
    fps: float
    has_audio: bool
    created: str
    """ISO 8601, UTC."""
    usd: Money | None = None
    usd_is_actual: bool = False
    rehearsal: bool = False
    """Made by the offline gateway: free, whatever `usd` says that it would cost live."""
    generation_id: str = ""
    references: tuple[Reference, ...] = ()
    used_frames: int = 0
    handle_in_frames: int = 0
    shot_head: int = 0
    """`Shot.head` when it was made."""
    scene_step: float = 0.0
    """`Shot.scene_step` when it was made; 0: not known."""
    plan_fingerprint: str = ""
    warnings: tuple[str, ...] = ()
    """Sentences: how it differs from what was asked, and what the provider said about the request."""
    references_skipped: bool = False
    """The model ignored the references; the take does not show the cast, and was charged."""
    draft_handle: str = ""
    """What the provider calls this draft, where it can finish the very same video."""
    made_from: str = ""
    """The id of the take that this one repeats or promotes."""
    made_of: MadeOf | None = None
    judged: Judging | None = None
    """None: not judged yet."""
    note: str = ""
    """In the sidecar: what was noted of it; a line that begins with a timecode is about that moment of the shot."""
    plan: Plan | None = None
    """In the sidecar only: what was asked for."""
