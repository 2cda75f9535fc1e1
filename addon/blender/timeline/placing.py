# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts takes on their shots, and another take in the place of the present one."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...core.errors import MediaError, UserError
from ...second import compat
from ...steps import whole
from ..properties import film, tag
from ..values import take_label as label
from . import looks
from .channels import above_source, empty_channel, free_channel, home_of, is_muted
from .selection import Selection, unselected
from .strips import PLACED, push_undo, remove_strip, stored, strip_name, strips_of

if TYPE_CHECKING:
    from ...core.models import Shot, Take


class PlacedStrips(NamedTuple):
    """What was put on the timeline. Names, not strips: those do not outlive an undo.

    `missing` frames of the shot have no picture because the take is shorter; `notes` are sentences worth telling.
    """

    label: str
    video: tuple[str, ...]
    sound: tuple[str, ...]
    start: int
    end: int
    video_channel: int
    sound_channel: int = 0
    missing: int = 0
    muted: bool = False
    """The channel is muted, so nothing of it shows."""
    notes: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """One line for the status bar."""
        return " ".join([f"{self.label} is on its shot, frames {self.start} to {self.end - 1}.", *self.notes])


Placing = Generator[None, None, PlacedStrips]


class _Span(NamedTuple):
    """Where one strip of a take goes. `old` is the name of the strip that it replaces; `hold`: edges must not move.

    `head` frames of the take are before the first one shown: `slip` of them because the artist slipped the strip,
    `trimmed` because the shot's beginning was cut off since the take was made."""

    start: int
    end: int
    head: int
    old: str = ""
    hold: bool = False
    slip: int = 0
    trimmed: int = 0


class _Owed(NamedTuple):
    """The sound that a picture is still to get: from `start` to `end`, in the place of the sound called `old`."""

    picture: str
    start: int
    end: int
    old: str
    tied: bool
    """Whether both are moved together."""


CLIP_TAG = "COLOR_05"
"""The colour of a strip that is a shot's own clip: it stands where a take will be."""


class _Video(NamedTuple):
    """What is put on a shot: a take, or the shot's own clip told as one (`role`), and its file."""

    take: Take
    file: Path
    role: str = "take"

    def need(self) -> None:
        """Raise MediaError where the file is not there."""
        from ...core.files import door

        if not door.is_file(self.file):
            name = self.file.name
            raise MediaError(f"The video {name} is not there.", "Bring it back into the film's folder, or retake.")


def place(edit: bpy.types.Scene, shot: Shot, take: Take, *, file: Path, undo_step: bool = True) -> PlacedStrips:
    """Put a take's picture and sound on its shot: at the shot's first frame, at its exact length, in sync.

    Replaces the shot's placeholder or previous take and keeps what the artist changed on it. If they moved, trimmed or
    cut the previous take while the shot itself stayed, its strips are replaced where they stand. A channel that
    something else occupies is left for the next free one above; a shot in a meta strip has its takes in there. `file`
    is the video, anywhere on disk. `undo_step`: False inside an operator that makes its own. Raises MediaError, with
    nothing changed, for a file that Blender cannot read as video.
    """
    placed: PlacedStrips = whole(placing(edit, shot, take, file=file, undo_step=undo_step))
    return placed


def placing(edit: bpy.types.Scene, shot: Shot, take: Take, *, file: Path, undo_step: bool = True) -> Placing:
    """`place` in pieces: of each strip the picture, then its sound, for each of which Blender opens the video, and at
    last the undo step. Between two pieces the artist may edit; after an undo or another file it must not go on."""
    ours = strips_of(edit, shot.uuid)
    old = ours["take"] or ours["clip"] or ours["placeholder"][:1]
    if len(old) > 1 or (old and _is_edited(old[0], shot)):
        spans = [_in_place(strip, take, _trimmed(shot, take)) for strip in old]
    else:
        spans = [_on_shot(shot, take, old[0] if old else None, _trimmed(shot, take))]
    return (yield from _putting(edit, shot, _Video(take, file), spans, ours, undo_step=undo_step))


def place_clip(edit: bpy.types.Scene, shot: Shot, clip: Take, *, file: Path) -> PlacedStrips | None:
    """Let a shot that has no take show its own clip, until a take comes; an earlier clip of it is replaced where it
    stands. `clip` tells of the file as a take's record would, its id being the content's key. None, changing nothing,
    for a shot that has a take. Makes no undo step. Raises as `place` does."""
    ours = strips_of(edit, shot.uuid)
    if ours["take"]:
        return None
    old = ours["clip"]
    if len(old) > 1 or (old and _is_edited(old[0], shot)):
        spans = [_in_place(strip, clip, 0) for strip in old]
    else:
        spans = [_on_shot(shot, clip, old[0] if old else None, 0)]
    at_speed = shot.model_copy(update={"speed": 1.0})
    placed: PlacedStrips = whole(_putting(edit, at_speed, _Video(clip, file, "clip"), spans, ours, undo_step=False))
    return placed


def add_copy(edit: bpy.types.Scene, shot: Shot, take: Take, *, file: Path, role: str) -> Any:
    """One more strip of a take, or of a clip told as one, over its shot: the same moments, fitted as takes are, on an
    empty channel. The caller gives it its own. Raises as `place` does; makes no undo step."""
    video = _Video(take, file, role)
    video.need()
    placer = _Placer(edit, shot, video, {name: [] for name in ("source", *PLACED)})
    with placer.at_work():
        strip = placer.picture(_on_shot(shot, take, None, _trimmed(shot, take)))
        mark = tag(strip)
        mark.role, mark.shot, mark.take, mark.number = role, shot.uuid, take.id, take.number
        strip.select = False
    return strip


def switch_take(edit: bpy.types.Scene, shot: Shot, take: Take, *, file: Path, undo_step: bool = True) -> PlacedStrips:
    """Show another take in the strips that the shot has: their edges stay, a shorter take holds its last frame. If the
    shot is elsewhere by now, the take goes to it.

    Without such strips it is placed as a new one. Raises as `place` does.
    """
    placed: PlacedStrips = whole(switching_take(edit, shot, take, file=file, undo_step=undo_step))
    return placed


def switching_take(edit: bpy.types.Scene, shot: Shot, take: Take, *, file: Path, undo_step: bool = True) -> Placing:
    """`switch_take` in pieces, as `placing` is."""
    ours = strips_of(edit, shot.uuid)
    old = ours["take"]
    if len(old) == 1 and _has_moved(old[0], shot):
        spans = [_on_shot(shot, take, old[0], _trimmed(shot, take, old[0]))]
    else:
        spans = [_in_place(strip, take, _trimmed(shot, take, strip)) for strip in old]
        spans = spans or [_on_shot(shot, take, None, _trimmed(shot, take))]
    return (yield from _putting(edit, shot, _Video(take, file), spans, ours, undo_step=undo_step))


def _is_edited(strip: Any, shot: Shot) -> bool:
    """Whether the artist moved or trimmed a take or placeholder since it was placed while its shot stayed: then the
    strip is the edit. Once the shot itself is elsewhere, the strip follows it."""
    placed = tuple(tag(strip).placed)
    edges = (compat.strip_start(strip), compat.strip_end(strip))
    return edges != placed[:2] and (shot.frame_start, shot.frame_end) == placed[2:]


def _has_moved(strip: Any, shot: Shot) -> bool:
    """Whether the shot is elsewhere since its take was placed."""
    return (shot.frame_start, shot.frame_end) != tuple(tag(strip).placed)[2:]


def _on_shot(shot: Shot, take: Take, old: Any | None, trimmed: int) -> _Span:
    name = "" if old is None else str(old.name)
    return _Span(shot.frame_start, shot.frame_end, take.handle_in_frames + trimmed, name, trimmed=trimmed)


def _trimmed(shot: Shot, take: Take, old: Any | None = None) -> int:
    """How much later the shot begins in its strip than when the take was made: it shows the same moments. Where that is
    not known, what was trimmed off the `old` take of the shot."""
    if take.scene_step and shot.origin in {"strip", "scene_strip"}:
        return round(shot.head - take.shot_head * stretch(shot, take))
    if old is None:
        return 0
    mark = tag(old)
    since = shot.head - mark.shot_head if mark.step and shot.origin in {"strip", "scene_strip"} else 0
    return int(mark.trimmed + since)


def stretch(shot: Shot, take: Take) -> Fraction:
    """How many times as long a take plays as it was made for: the shot's strip was retimed since."""
    now, then = (Fraction(step).limit_denominator(10_000) for step in (shot.scene_step, take.scene_step))
    return abs(then / now) if now and then else Fraction(1)


def _in_place(strip: Any, take: Take, trimmed: int) -> _Span:
    """The span of a strip whose edges stay, at the same moment of the new take that it shows of the old one."""
    start, end, head = compat.strip_start(strip), compat.strip_end(strip), take.handle_in_frames + trimmed
    if tag(strip).role == "placeholder":
        return _Span(start, end, head, strip.name, hold=True, trimmed=trimmed)
    slip = start - int(compat.content_start(strip)) - tag(strip).head
    return _Span(start, end, head + slip, strip.name, hold=True, slip=slip, trimmed=trimmed)


def _putting(
    edit: bpy.types.Scene,
    shot: Shot,
    video: _Video,
    spans: Sequence[_Span],
    ours: dict[str, list[Any]],
    *,
    undo_step: bool,
) -> Placing:
    """`ours`: the shot's strips by role, as they were just found."""
    video.need()
    placer = _Placer(edit, shot, video, ours)
    for span in spans:
        with placer.at_work():
            owed = placer.put_picture(span)
        if owed is None:
            continue
        yield
        with placer.at_work():
            placer.put_sound(owed)
    with placer.at_work():
        placer.drop_old_sound()
    compat.ensure_sequencer_scene(edit)
    placed = placer.result()
    if undo_step:
        yield
        push_undo(f"Place {placer.label}")
    return placed


def _frames(count: int) -> str:
    return f"{count} {'frame' if count == 1 else 'frames'}"


class _Placer:
    """Puts one take on its shot, span by span, and remembers what it did. Strips by their names: between two pieces of
    its work the artist may remove them."""

    def __init__(
        self,
        edit: bpy.types.Scene,
        shot: Shot,
        video: _Video,
        ours: dict[str, list[Any]],
    ) -> None:
        self.edit, self.shot = edit, shot
        self.take, self.file, self.role = video
        self.editor: Any = edit.sequence_editor or edit.sequence_editor_create()
        home = home_of(ours["source"])
        self.home = "" if home is None else str(home.name)
        self.picture_channel = above_source(ours["source"], film(edit).video_channel)
        self.selection: Selection
        self.workbench = 0
        """A channel on which nothing is, for a new strip."""
        self.label = label(shot.name, self.take.number) if self.role == "take" else strip_name(shot.name, self.role)
        stand_ins = [*ours["placeholder"], *(ours["clip"] if ours["take"] else ())] if self.role == "take" else []
        self.placeholders = [strip.name for strip in stand_ins]
        """What goes when the first strip is there."""
        self.old_sounds = [strip.name for strip in ours["sound"]]
        self.video: list[str] = []
        self.sound: list[str] = []
        self.missing = self.early = 0
        self.muted = False
        self.notes: list[str] = []

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Make a piece of it, the artist's selection being theirs again at its end."""
        with compat.light_operators(), unselected(self.edit) as self.selection:
            self.workbench = empty_channel(self.editor)
            yield

    def put_picture(self, span: _Span) -> _Owed | None:
        """Answers which sound is to follow; None for a video without."""
        picture = self.picture(span)
        try:
            return self._put_picture(picture, span)
        except UserError:
            if picture.name not in self.video:
                remove_strip(self.edit, picture)
            raise

    def put_sound(self, owed: _Owed) -> None:
        picture, old = self._strip(owed.picture), self._strip(owed.old)
        if picture is None:
            return  # the artist removed it meanwhile
        sound = self._new_sound(picture, owed.start, owed.end)
        if sound is None:
            return
        if old is not None:
            looks.keep_sound(old, sound)
        self._settle(sound, old, "sound", film(self.edit).sound_channel)
        self.sound.append(sound.name)
        if owed.tied and picture.parent_meta() is None and sound.parent_meta() is None:
            compat.connect(self.edit, [picture, sound])

    def drop_old_sound(self) -> None:
        """The sound of the take that was there before does not belong to the new picture."""
        for strip in self._strips(self.old_sounds):
            remove_strip(self.edit, strip)

    def _strip(self, name: str) -> Any | None:
        return self.editor.strips_all.get(name) if name else None

    def _strips(self, names: Sequence[str]) -> list[Any]:
        return [strip for strip in map(self._strip, names) if strip is not None]

    def result(self) -> PlacedStrips:
        if self.early:
            self.notes.append(f"The shot begins {_frames(self.early)} before it: its first picture is held there.")
        if self.missing:
            self.notes.append(f"The take is {_frames(self.missing)} shorter than the shot.")
        video, sound = self._strips(self.video), self._strips(self.sound)
        return PlacedStrips(
            label=self.label,
            video=tuple(strip.name for strip in video),
            sound=tuple(strip.name for strip in sound),
            start=compat.strip_start(video[0]) if video else self.shot.frame_start,
            end=compat.strip_end(video[-1]) if video else self.shot.frame_end,
            video_channel=video[0].channel if video else 0,
            sound_channel=sound[0].channel if sound else 0,
            missing=self.missing,
            muted=self.muted,
            notes=tuple(self.notes),
        )

    def _put_picture(self, picture: Any, span: _Span) -> _Owed | None:
        for strip in self._strips(self.placeholders):
            if strip.name != span.old:
                remove_strip(self.edit, strip)
        self.placeholders.clear()
        old = self._strip(span.old)
        old_sound = self._sound_of(old)
        tied = old is None or old_sound is None or looks.tied(old, old_sound)
        heard = self._edges_of_sound(old, old_sound, picture)
        if old is not None and tag(old).role in {"take", "clip"}:
            looks.keep_picture(self.edit, old, picture)
            if tag(old).role != self.role and picture.color_tag == CLIP_TAG:
                picture.color_tag = "NONE"
        elif self.role == "clip":
            picture.color_tag = CLIP_TAG
        self._settle(picture, old, self.role, self.picture_channel)
        self.video.append(picture.name)
        if not self.take.has_audio:
            return None
        return _Owed(picture.name, *heard, "" if old_sound is None else old_sound.name, tied)

    def picture(self, span: _Span) -> Any:
        """The video as a strip on an empty channel, conformed and trimmed. On any other channel Blender would push it
        to the next one as soon as it touches a neighbour."""
        from ...core import frames

        strip = self.editor.strips.new_movie(
            name=self.label,
            filepath=stored(self.file),
            channel=self.workbench,
            frame_start=span.start,
            fit_method=film(self.edit).fit_method,
        )
        rate = strip.elements[0].orig_fps  # `strip.fps` opens the file once more: 15 ms for 720p, 30 ms for 1080p
        if rate <= 0:
            remove_strip(self.edit, strip)
            raise MediaError(f"Blender cannot read {self.file.name} as a video.", "Retake it or replace the file.")
        edit_rate = frames.rate_of(self.edit.render.fps / self.edit.render.fps_base) / self.shot.play_speed
        edit_rate *= stretch(self.shot, self.take)
        length = frames.conformed_length(compat.content_duration(strip), frames.rate_of(rate), edit_rate)
        compat.conform(self.edit, strip, length)
        wanted = span.end - span.start
        cut = frames.cut(length, wanted, span.head, span.trimmed)
        compat.set_content_start(strip, span.start - cut.head)
        compat.set_strip_end(strip, span.start + (wanted if span.hold else cut.frames))
        compat.set_strip_start(strip, span.start)
        self.missing, self.early = max(self.missing, cut.missing), max(self.early, -cut.head)
        self._describe(strip, span, cut.head)
        return strip

    def _describe(self, strip: Any, span: _Span, head: int) -> None:
        mark, take = tag(strip), self.take
        mark.model, mark.prompt = take.model, take.prompt
        mark.seed = "" if take.seed is None else str(take.seed)
        mark.cost = "" if take.usd is None else str(take.usd)
        mark.step = self.shot.scene_step
        mark.head, mark.trimmed = head - span.slip, span.trimmed
        mark.fit_x, mark.fit_y = strip.transform.scale_x, strip.transform.scale_y
        old = self._strip(span.old)
        if span.hold and old is not None:
            mark.placed, mark.shot_head = tag(old).placed, tag(old).shot_head
        else:
            mark.shot_head = self.shot.head
            edges = (compat.strip_start(strip), compat.strip_end(strip))
            mark.placed = (*edges, self.shot.frame_start, self.shot.frame_end)

    def _new_sound(self, picture: Any, start: int, end: int) -> Any | None:
        """The video's sound as a strip on an empty channel, its content beginning where the picture's does."""
        strip = self.editor.strips.new_sound(
            name=strip_name(self.label, "sound"),
            filepath=stored(self.file),
            channel=self.workbench,
            frame_start=int(compat.content_start(picture)),
        )
        if strip.sound is None or strip.sound.channels == "INVALID":
            remove_strip(self.edit, strip)
            self.notes.append("The video has no sound.")
            return None
        slower = stretch(self.shot, self.take) / self.shot.play_speed
        compat.conform(self.edit, strip, round(compat.content_duration(strip) * slower))
        compat.set_strip_end(strip, end)
        compat.set_strip_start(strip, start)
        return strip

    def _settle(self, strip: Any, old: Any | None, role: str, wanted: int) -> None:
        """Give a new strip its mark, take over from the old one, and move it to its channel."""
        mark = tag(strip)
        mark.role, mark.shot, mark.take, mark.number = role, self.shot.uuid, self.take.id, self.take.number
        ignored, meta = [strip], self._strip(self.home)
        if old is not None:
            wanted = old.channel
            ignored.append(old)
            meta = old.parent_meta()
        if meta is not None:
            compat.end_prefetch(strip)
            strip.move_to_meta(meta)
        container = self.editor.strips if meta is None else meta.strips
        channel = free_channel(
            self.edit, container, compat.strip_start(strip), compat.strip_end(strip), wanted, ignored
        )
        if old is not None:
            self._replace(strip, old, self.label if role == self.role else strip_name(self.label, role))
        strip.channel = channel
        if channel != wanted:
            what = "picture" if role == self.role else "sound"
            self.notes.append(f"Channel {wanted} is taken there, so the {what} is on channel {channel}.")
        if role == self.role and is_muted(self.edit, strip):
            self.notes.append(f"Channel {channel} is muted, so it does not show: Unmute, in the Project panel.")
            self.muted = True

    def _replace(self, strip: Any, old: Any, name: str) -> None:
        """Let a new strip take the old one's place in effects, animation and selection; remove the old one."""
        before, effects = old.name, bpy.types.EffectStrip  # asked of Blender's types once, not for each strip
        for effect in [other for other in self.editor.strips_all if isinstance(other, effects)]:
            for slot in ("input_1", "input_2"):
                if getattr(effect, slot, None) == old:
                    setattr(effect, slot, strip)
        old.name = f"{before} replaced"
        # Renaming also makes 5.2 forget that the effects belonged to the old strip: removing it would remove them.
        strip.name = name
        path, own = (f'sequence_editor.strips_all["{bpy.utils.escape_identifier(s.name)}"]' for s in (old, strip))
        for curve in compat.fcurves(self.edit):
            if curve.data_path.startswith(path):
                curve.data_path = own + curve.data_path[len(path) :]
        if before in self.old_sounds:
            self.old_sounds.remove(before)
        remove_strip(self.edit, old)
        self.selection.replaced(before, strip.name)

    def _sound_of(self, old: Any | None) -> Any | None:
        """The sound strip that goes with a picture strip: the one that shares most frames with it."""
        sounds = self._strips(self.old_sounds)
        if old is None:
            return sounds[0] if sounds else None
        start, end = compat.strip_start(old), compat.strip_end(old)
        shared = [min(compat.strip_end(s), end) - max(compat.strip_start(s), start) for s in sounds]
        best = max(shared, default=0)
        return sounds[shared.index(best)] if best > 0 else None

    def _edges_of_sound(self, old: Any | None, old_sound: Any | None, picture: Any) -> tuple[int, int]:
        """The picture's edges, and where the artist let the sound begin earlier or end later, theirs."""
        start, end = compat.strip_start(picture), compat.strip_end(picture)
        if old is None or old_sound is None:
            return start, end
        start += compat.strip_start(old_sound) - compat.strip_start(old)
        end += compat.strip_end(old_sound) - compat.strip_end(old)
        return start, max(end, start + 1)
