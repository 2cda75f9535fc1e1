# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that edits strips: puts takes and placeholders on their shots and leaves everything else alone.

Strips are looked up by the ids they carry each time: a kept reference is dangling memory after undo or file load.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ..core import frames
from ..core.errors import MediaError, UserError
from ..second import compat
from . import slices
from .properties import film, shot_of, tag
from .values import take_label as label

if TYPE_CHECKING:
    from ..core.models import Shot, Take

logger = logging.getLogger(__name__)

CHANNELS = 128
PLACED = ("take", "sound", "placeholder")

# What an artist may have changed on a strip and a new take of the shot shall keep.
_PICTURE_LOOK = (
    "mute", "lock", "color_tag", "blend_type", "blend_alpha", "alpha_mode", "color_saturation", "color_multiply",
    "multiply_alpha", "use_flip_x", "use_flip_y", "use_float", "use_deinterlace", "strobe",
)  # fmt: skip
_SOUND_LOOK = ("mute", "lock", "color_tag", "volume", "pan", "show_waveform", "pitch_correction")
_TRANSFORM = ("offset_x", "offset_y", "rotation", "origin", "filter")


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
    notes: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """One line for the status bar."""
        return " ".join([f"{self.label} is on its shot, frames {self.start} to {self.end - 1}.", *self.notes])


class _Span(NamedTuple):
    """Where one strip of a take goes. `old` is the strip that it replaces; `hold`: edges must not move."""

    start: int
    end: int
    head: int
    old: Any | None = None
    hold: bool = False


def can_edit_now() -> str:
    """Why strips must not be edited at this moment, in the artist's words; empty when they may.

    A render reads strips on its own thread, a transform keeps pointers to them: editing then crashes Blender.
    """
    if bpy.app.is_job_running("RENDER"):
        return "Blender is rendering"
    if slices.running:
        return f"{slices.running} is not finished"
    for window in bpy.context.window_manager.windows:
        if window.screen.is_animation_playing:
            return "The animation is playing"
        if any(op.bl_idname.startswith(("TRANSFORM_OT_", "SEQUENCER_OT_")) for op in window.modal_operators):
            return "You are moving strips"
    return ""


def find_strips(edit: bpy.types.Scene, shot_uuid: str, roles: Collection[str] = PLACED) -> list[Any]:
    """The strips of a shot that we placed, in edit order, those inside meta strips too."""
    if edit.sequence_editor is None:
        return []
    found = [s for s in edit.sequence_editor.strips_all if shot_of(s) == shot_uuid]
    return sorted((s for s in found if tag(s).role in roles), key=compat.strip_start)


def place(
    edit: bpy.types.Scene,
    shot: Shot,
    take: Take,
    *,
    file: Path,
    video_channel: int | None = None,
    sound_channel: int | None = None,
    fit: str | None = None,
    sha256: str = "",
    undo_step: bool = True,
) -> PlacedStrips:
    """Put a take's picture and sound on its shot: at the shot's first frame, at its exact length, in sync.

    Replaces the shot's placeholder or previous take and keeps what the artist changed on it. If they moved, trimmed or
    cut the previous take while the shot itself stayed, its strips are replaced where they stand. Channels and fit are
    the film's unless given; a channel that something else occupies is left for the next free one above. `file` is the
    video, anywhere on disk. `undo_step`: False inside an operator that makes its own. Raises MediaError, with nothing
    changed, for a file that Blender cannot read as video.
    """
    ours = _strips_of(edit, shot.uuid)
    old = ours["take"] or ours["placeholder"][:1]
    if len(old) > 1 or (old and _is_edited(old[0], shot)):
        spans = [_in_place(strip, take) for strip in old]
    else:
        spans = [_Span(shot.frame_start, shot.frame_end, take.handle_in_frames, old[0] if old else None)]
    return _put(edit, shot, take, spans, ours, file, video_channel, sound_channel, fit, sha256, undo_step)


def switch_take(
    edit: bpy.types.Scene,
    shot: Shot,
    take: Take,
    *,
    file: Path,
    sound_channel: int | None = None,
    fit: str | None = None,
    sha256: str = "",
    undo_step: bool = True,
) -> PlacedStrips:
    """Show another take in the strips that the shot has: their edges stay, a shorter take holds its last frame.

    Without such strips it is placed as a new one. Raises as `place` does.
    """
    ours = _strips_of(edit, shot.uuid)
    spans = [_in_place(strip, take) for strip in ours["take"]]
    if not spans:
        spans = [_Span(shot.frame_start, shot.frame_end, take.handle_in_frames)]
    return _put(edit, shot, take, spans, ours, file, None, sound_channel, fit, sha256, undo_step)


def push_undo(message: str) -> None:
    """Let undo stop here. Without a window (`blender FILM --command`) there is nothing to undo with, and the operator
    refuses."""
    if bpy.ops.ed.undo_push.poll():  # type: ignore[call-arg]  # the stubs know none without arguments
        bpy.ops.ed.undo_push(message=message)


@contextmanager
def batch(edit: bpy.types.Scene, message: str) -> Iterator[None]:
    """Place many takes with one undo step: call `place(..., undo_step=False)` inside."""
    with compat.light_operators():
        yield
    compat.ensure_sequencer_scene(edit)
    push_undo(message)


def place_placeholder(
    edit: bpy.types.Scene,
    shot: Shot,
    status: str,
    *,
    video_channel: int | None = None,
    undo_step: bool = True,
) -> str:
    """Show on the timeline that a take is coming: a text strip over the shot, its status as name. Answers that name.

    A shot that has a take keeps showing it and gets no placeholder: the answer is then empty.
    """
    ours = _strips_of(edit, shot.uuid)
    if ours["take"]:
        return ""
    with unselected(edit):
        for strip in ours["placeholder"]:
            remove_strip(edit, strip)
        strips = edit.sequence_editor.strips
        wanted = _above_source(ours["source"], video_channel or film(edit).video_channel)
        channel = free_channel(edit, strips, shot.frame_start, shot.frame_end, wanted)
        strip = compat.new_effect(
            strips,
            name=f"{shot.name} {status}",
            type="TEXT",
            channel=channel,
            start=shot.frame_start,
            length=shot.frame_end - shot.frame_start,
        )
        strip.text = f"{shot.name}  {status}"
        strip.font_size = edit.render.resolution_y / 24
        strip.location = (0.5, 0.08)
        strip.blend_type = "ALPHA_OVER"
        strip.color_tag = "COLOR_03"
        mark = tag(strip)
        mark.role, mark.shot = "placeholder", shot.uuid
        mark.placed = (shot.frame_start, shot.frame_end) * 2
        name = strip.name
    compat.ensure_sequencer_scene(edit)
    if undo_step:
        push_undo(f"Placeholder for {shot.name}")
    return str(name)


def add_slug(edit: bpy.types.Scene, start: int, end: int) -> str:
    """An empty strip, black as a slug, between two frames on the first free channel; it alone is selected then.

    Makes no undo step. Answers its name. Raises UserError where every channel is in use."""
    editor = edit.sequence_editor or edit.sequence_editor_create()
    channel = free_channel(edit, editor.strips, start, end, 1)
    for strip in editor.strips_all:
        strip.select = False
    strip = compat.new_effect(
        editor.strips, name="Shot", type="COLOR", channel=channel, start=start, length=end - start
    )
    strip.color = (0, 0, 0)
    strip.select, editor.active_strip = True, strip
    return str(strip.name)


def update_placeholder(edit: bpy.types.Scene, shot: Any, status: str) -> None:
    """Write a shot's new status on its placeholder, if it has one. Moves nothing and makes no undo step.

    Of the shot only its id and name are read; a whole one takes long to make (9 ms in an edit of 200)."""
    for strip in find_strips(edit, shot.uuid, ("placeholder",)):
        text = f"{shot.name}  {status}"
        if strip.text != text:
            strip.text = text
            strip.name = f"{shot.name} {status}"


def remove_for_shot(edit: bpy.types.Scene, shot_uuid: str, roles: Collection[str] = PLACED) -> int:
    """Remove the strips of a shot that we placed. Answers how many. Makes no undo step."""
    strips = find_strips(edit, shot_uuid, roles)
    for strip in strips:
        remove_strip(edit, strip)
    return len(strips)


def rename(edit: bpy.types.Scene, names: Mapping[str, str]) -> None:
    """Give the placed strips of shots (id to new name) the shots' new names."""
    if not names or edit.sequence_editor is None:
        return
    for strip in edit.sequence_editor.strips_all:
        mark = tag(strip)
        if mark.shot in names and mark.role in {"take", "sound"}:
            strip.name = _strip_name(label(names[mark.shot], mark.number), mark.role)


def split_source(edit: bpy.types.Scene, strip: Any, places: Sequence[int]) -> None:
    """Cut a shot's own strip at frames of the edit, from left to right. Makes no undo step; the selection stays."""
    with unselected(edit):
        for place in sorted(places):
            strip = strip.split(place, "SOFT")


def repoint(edit: bpy.types.Scene, files: Mapping[str, Path], *, only_broken: bool = False) -> int:
    """Let the strips of takes (id to file) show the same video from another place; nothing else about them changes.
    `only_broken`: leave those whose file is there, which may be the artist's own choice.

    Answers how many strips. Makes no undo step."""
    count = 0
    for strip in edit.sequence_editor.strips_all if files and edit.sequence_editor is not None else ():
        mark = tag(strip)
        file = files.get(mark.take)
        holder = strip if mark.role == "take" else getattr(strip, "sound", None) if mark.role == "sound" else None
        if file is None or holder is None:
            continue
        shown = Path(bpy.path.abspath(holder.filepath))
        if shown == file or (only_broken and shown.is_file()):
            continue
        holder.filepath = stored(file)
        count += 1
    return count


def stored(file: Path) -> str:
    """A file's path as a strip keeps it: relative to a saved film, so that both may move together. Saving makes no
    path relative but the first time (measured on 4.5 and 5.2)."""
    if not bpy.data.filepath:
        return str(file)
    try:
        return str(bpy.path.relpath(str(file)))
    except ValueError:  # another drive of Windows
        return str(file)


def _strips_of(edit: bpy.types.Scene, shot_uuid: str) -> dict[str, list[Any]]:
    """A shot's strips by role, each list in edit order: one pass over the timeline."""
    found: dict[str, list[Any]] = {role: [] for role in ("source", *PLACED)}
    for strip in find_strips(edit, shot_uuid, found):
        found[tag(strip).role].append(strip)
    return found


def _is_edited(strip: Any, shot: Shot) -> bool:
    """Whether the artist moved or trimmed a take or placeholder since it was placed while its shot stayed: then the
    strip is the edit. Once the shot itself is elsewhere, the strip follows it."""
    placed = tuple(tag(strip).placed)
    edges = (compat.strip_start(strip), compat.strip_end(strip))
    return edges != placed[:2] and (shot.frame_start, shot.frame_end) == placed[2:]


def _in_place(strip: Any, take: Take) -> _Span:
    """The span of a strip whose edges stay, at the same moment of the new take that it shows of the old one."""
    if tag(strip).role == "placeholder":
        return _Span(compat.strip_start(strip), compat.strip_end(strip), take.handle_in_frames, strip, hold=True)
    slipped = compat.strip_start(strip) - int(compat.content_start(strip)) - tag(strip).head
    head = take.handle_in_frames + slipped
    return _Span(compat.strip_start(strip), compat.strip_end(strip), head, strip, hold=True)


def _put(
    edit: bpy.types.Scene,
    shot: Shot,
    take: Take,
    spans: Sequence[_Span],
    ours: dict[str, list[Any]],
    file: Path,
    video_channel: int | None,
    sound_channel: int | None,
    fit: str | None,
    sha256: str,
    undo_step: bool,
) -> PlacedStrips:
    from ..core.files import door

    settings = film(edit)
    if not door.is_file(file):
        raise MediaError(f"The video {file.name} is not there.", "Bring it back into the film's folder, or retake.")
    with compat.light_operators(), unselected(edit) as selection:
        placer = _Placer(edit, shot, take, ours, file, fit or settings.fit_method, sha256, selection)
        picture_channel = _above_source(ours["source"], video_channel or settings.video_channel)
        for span in spans:
            placer.put(span, picture_channel, sound_channel or settings.sound_channel)
        placer.drop_old_sound()
    compat.ensure_sequencer_scene(edit)
    if undo_step:
        push_undo(f"Place {placer.label}")
    return placer.result()


class _Selection:
    """The artist's selection, by name, so that it survives strips being replaced."""

    def __init__(self, editor: Any) -> None:
        self._strips = {s.name: (s.select_left_handle, s.select_right_handle) for s in editor.strips_all if s.select}
        self._active = editor.active_strip.name if editor.active_strip else ""

    def replaced(self, old: str, new: str) -> None:
        if old in self._strips:
            self._strips[new] = self._strips.pop(old)
        if old == self._active:
            self._active = new

    def restore(self, editor: Any) -> None:
        for strip in editor.strips_all:
            if strip.select and strip.name not in self._strips:
                strip.select = False
        for name, (left, right) in self._strips.items():
            strip = editor.strips_all[name]
            strip.select, strip.select_left_handle, strip.select_right_handle = True, left, right
        editor.active_strip = editor.strips_all.get(self._active) if self._active else None


@contextmanager
def unselected(edit: bpy.types.Scene) -> Iterator[_Selection]:
    """Restore the selection and the active strip at the end: strips are born selected, operators act on selections."""
    editor = edit.sequence_editor or edit.sequence_editor_create()
    selection = _Selection(editor)
    try:
        yield selection
    finally:
        selection.restore(editor)


class _Placer:
    """Puts one take on its shot, span by span, and remembers what it did. Lives for one call."""

    def __init__(
        self,
        edit: bpy.types.Scene,
        shot: Shot,
        take: Take,
        ours: dict[str, list[Any]],
        file: Path,
        fit: str,
        sha256: str,
        selection: _Selection,
    ) -> None:
        self.edit, self.shot, self.take, self.file, self.fit, self.sha256 = edit, shot, take, file, fit, sha256
        self.editor: Any = edit.sequence_editor
        self.selection = selection
        self.workbench = empty_channel(self.editor)
        self.label = label(shot.name, take.number)
        self.placeholders, self.old_sounds = list(ours["placeholder"]), list(ours["sound"])
        self.video: list[Any] = []
        self.sound: list[Any] = []
        self.missing = 0
        self.notes: list[str] = []

    def put(self, span: _Span, video_channel: int, sound_channel: int) -> None:
        picture = self._new_picture(span)
        try:
            self._put_picture_and_sound(picture, span, video_channel, sound_channel)
        except UserError:
            if picture not in self.video:
                remove_strip(self.edit, picture)
            raise

    def drop_old_sound(self) -> None:
        """The sound of the take that was there before does not belong to the new picture."""
        for strip in self.old_sounds:
            remove_strip(self.edit, strip)

    def result(self) -> PlacedStrips:
        if self.missing:
            frames_short = f"{self.missing} {'frame' if self.missing == 1 else 'frames'}"
            self.notes.append(f"The take is {frames_short} shorter than the shot.")
        return PlacedStrips(
            label=self.label,
            video=tuple(strip.name for strip in self.video),
            sound=tuple(strip.name for strip in self.sound),
            start=compat.strip_start(self.video[0]),
            end=compat.strip_end(self.video[-1]),
            video_channel=self.video[0].channel,
            sound_channel=self.sound[0].channel if self.sound else 0,
            missing=self.missing,
            notes=tuple(self.notes),
        )

    def _put_picture_and_sound(self, picture: Any, span: _Span, video_channel: int, sound_channel: int) -> None:
        for strip in self.placeholders:
            if strip != span.old:
                remove_strip(self.edit, strip)
        self.placeholders.clear()
        old, old_sound = span.old, self._sound_of(span.old)
        tied = old is None or old_sound is None or _tied(old, old_sound)
        heard = self._edges_of_sound(old, old_sound, picture)
        if old is not None and tag(old).role == "take":
            _keep_picture_look(self.edit, old, picture)
        self._settle(picture, old, "take", video_channel)
        self.video.append(picture)
        sound = self._new_sound(picture, *heard)
        if sound is None:
            return
        if old_sound is not None:
            _copy(_SOUND_LOOK, old_sound, sound)
        self._settle(sound, old_sound, "sound", sound_channel)
        self.sound.append(sound)
        if tied and picture.parent_meta() is None and sound.parent_meta() is None:
            compat.connect(self.edit, [picture, sound])

    def _new_picture(self, span: _Span) -> Any:
        """The video as a strip on an empty channel, conformed and trimmed. On any other channel Blender would push it
        to the next one as soon as it touches a neighbour."""
        strip = self.editor.strips.new_movie(
            name=self.label,
            filepath=stored(self.file),
            channel=self.workbench,
            frame_start=span.start,
            fit_method=self.fit,
        )
        rate = strip.elements[0].orig_fps  # `strip.fps` opens the file once more: 15 ms for 720p, 30 ms for 1080p
        if rate <= 0:
            remove_strip(self.edit, strip)
            raise MediaError(f"Blender cannot read {self.file.name} as a video.", "Retake it or replace the file.")
        edit_rate = frames.rate_of(self.edit.render.fps / self.edit.render.fps_base) / self.shot.play_speed
        length = frames.conformed_length(compat.content_duration(strip), frames.rate_of(rate), edit_rate)
        compat.conform(self.edit, strip, length)
        wanted = span.end - span.start
        cut = frames.cut(length, wanted, span.head)
        compat.set_content_start(strip, span.start - cut.head)
        compat.set_strip_end(strip, span.start + (wanted if span.hold else cut.frames))
        compat.set_strip_start(strip, span.start)
        self.missing = max(self.missing, cut.missing)
        self._describe(strip, span, cut.head)
        return strip

    def _describe(self, strip: Any, span: _Span, head: int) -> None:
        mark, take = tag(strip), self.take
        mark.model, mark.prompt, mark.sha256 = take.model, take.prompt, self.sha256
        mark.seed = "" if take.seed is None else str(take.seed)
        mark.cost = "" if take.usd is None else str(take.usd)
        mark.head = head
        mark.fit_x, mark.fit_y = strip.transform.scale_x, strip.transform.scale_y
        if span.hold and span.old is not None:
            mark.placed = tag(span.old).placed
        else:
            edges = (compat.strip_start(strip), compat.strip_end(strip))
            mark.placed = (*edges, self.shot.frame_start, self.shot.frame_end)

    def _new_sound(self, picture: Any, start: int, end: int) -> Any | None:
        """The video's sound as a strip on an empty channel, its content beginning where the picture's does."""
        if not self.take.has_audio:
            return None
        strip = self.editor.strips.new_sound(
            name=_strip_name(self.label, "sound"),
            filepath=stored(self.file),
            channel=self.workbench,
            frame_start=int(compat.content_start(picture)),
        )
        if strip.sound is None or strip.sound.channels == "INVALID":
            remove_strip(self.edit, strip)
            self.notes.append("The video has no sound.")
            return None
        compat.conform(self.edit, strip, round(compat.content_duration(strip) / self.shot.play_speed))
        compat.set_strip_end(strip, end)
        compat.set_strip_start(strip, start)
        return strip

    def _settle(self, strip: Any, old: Any | None, role: str, wanted: int) -> None:
        """Give a new strip its mark, take over from the old one, and move it to its channel."""
        mark = tag(strip)
        mark.role, mark.shot, mark.take, mark.number = role, self.shot.uuid, self.take.id, self.take.number
        container, ignored = self.editor.strips, [strip]
        if old is not None:
            wanted = old.channel
            ignored.append(old)
            meta = old.parent_meta()
            if meta is not None:
                strip.move_to_meta(meta)
                container = meta.strips
        channel = free_channel(
            self.edit, container, compat.strip_start(strip), compat.strip_end(strip), wanted, ignored
        )
        if old is not None:
            self._replace(strip, old, _strip_name(self.label, role))
        strip.channel = channel
        if channel != wanted:
            what = "picture" if role == "take" else "sound"
            self.notes.append(f"Channel {wanted} is taken there, so the {what} is on channel {channel}.")

    def _replace(self, strip: Any, old: Any, name: str) -> None:
        """Let a new strip take the old one's place in effects, animation and selection; remove the old one."""
        before = old.name
        for effect in self.editor.strips_all:
            if isinstance(effect, bpy.types.EffectStrip):
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
        if old in self.old_sounds:
            self.old_sounds.remove(old)
        remove_strip(self.edit, old)
        self.selection.replaced(before, strip.name)

    def _sound_of(self, old: Any | None) -> Any | None:
        """The sound strip that goes with a picture strip: the one that shares most frames with it."""
        if old is None:
            return self.old_sounds[0] if self.old_sounds else None
        start, end = compat.strip_start(old), compat.strip_end(old)
        shared = [min(compat.strip_end(s), end) - max(compat.strip_start(s), start) for s in self.old_sounds]
        best = max(shared, default=0)
        return self.old_sounds[shared.index(best)] if best > 0 else None

    def _edges_of_sound(self, old: Any | None, old_sound: Any | None, picture: Any) -> tuple[int, int]:
        """The picture's edges, and where the artist let the sound begin earlier or end later, theirs."""
        start, end = compat.strip_start(picture), compat.strip_end(picture)
        if old is None or old_sound is None:
            return start, end
        start += compat.strip_start(old_sound) - compat.strip_start(old)
        end += compat.strip_end(old_sound) - compat.strip_end(old)
        return start, max(end, start + 1)


def _strip_name(label: str, role: str) -> str:
    """What the artist reads on the timeline: "SH010 t003", and for its sound "SH010 t003 sound"."""
    return label if role == "take" else f"{label} {role}"


def _tied(picture: Any, sound: Any) -> bool:
    """Whether picture and sound move together. Before 5.2 Blender does not tell: then they do, as we tied them."""
    return not hasattr(picture, "connections") or sound.name in {other.name for other in picture.connections}


def _keep_picture_look(edit: bpy.types.Scene, old: Any, new: Any) -> None:
    """Carry the artist's changes over to a new take: the same framing even when its size in pixels differs."""
    _copy(_PICTURE_LOOK, old, new)
    _copy(_TRANSFORM, old.transform, new.transform)
    fitted = tag(old)
    if fitted.fit_x and fitted.fit_y:
        new.transform.scale_x *= old.transform.scale_x / fitted.fit_x
        new.transform.scale_y *= old.transform.scale_y / fitted.fit_y
    wide, high = _size_ratio(old, new)
    for side, ratio in (("min_x", wide), ("max_x", wide), ("min_y", high), ("max_y", high)):
        setattr(new.crop, side, round(getattr(old.crop, side) * ratio))
    if old.modifiers and old.parent_meta() is None:
        compat.copy_modifiers(edit, old, new)


def _size_ratio(old: Any, new: Any) -> tuple[float, float]:
    """How many pixels of a new video stand for one of the old one, across and down: crops are in video pixels."""
    was, now = old.elements[0], new.elements[0]
    return now.orig_width / max(was.orig_width, 1), now.orig_height / max(was.orig_height, 1)


def _copy(names: Sequence[str], old: Any, new: Any) -> None:
    for name in names:
        if hasattr(old, name):
            setattr(new, name, getattr(old, name))


def remove_strip(edit: bpy.types.Scene, strip: Any) -> None:
    """Remove a strip, wherever it is nested, and its sound if nothing else plays it."""
    sound = getattr(strip, "sound", None)
    meta = strip.parent_meta()
    (meta.strips if meta else edit.sequence_editor.strips).remove(strip)
    if sound is not None and sound.users == 0:
        bpy.data.sounds.remove(sound)


def _above_source(sources: Sequence[Any], channel: int) -> int:
    """The wanted channel, or the one above the shot's own strips, which would hide a take below them."""
    above: list[int] = [s.channel + 1 for s in sources if s.parent_meta() is None]
    return min(max([channel, *above]), CHANNELS)


def empty_channel(editor: Any) -> int:
    """A channel on which no strip is, for building a new one in peace."""
    used = {channel for channel, _, _ in compat.strip_spans(editor.strips_all)}
    channel = next((n for n in range(CHANNELS, 0, -1) if n not in used), 0)
    if not channel:
        raise _no_channel()
    return channel


def free_channel(
    edit: bpy.types.Scene, strips: Any, start: int, end: int, wanted: int, ignored: Sequence[Any] = ()
) -> int:
    """The wanted channel if nothing but the `ignored` strips is on it between two frames, else the next free one above,
    else below. Locked channels count as taken.

    Must be asked before a strip changes channel: 4.5 hangs and 5.x moves it in time when the channel is occupied.
    """
    taken = Counter(channel for channel, first, after in compat.strip_spans(strips) if first < end and after > start)
    for strip in ignored:
        if compat.strip_start(strip) < end and compat.strip_end(strip) > start:
            taken[strip.channel] -= 1
    locked = {n for n in range(1, CHANNELS + 1) if edit.sequence_editor.channels[n].lock}
    order = [*range(wanted, CHANNELS + 1), *range(wanted - 1, 0, -1)]
    channel = next((n for n in order if taken[n] <= 0 and n not in locked), 0)
    if not channel:
        raise _no_channel()
    return channel


def _no_channel() -> UserError:
    return UserError("All channels of the timeline are in use there.", "Free one and try again.", code="no_channel")
