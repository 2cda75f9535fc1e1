# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strips of shots: found by the ids they carry, named, removed, cut, pointed at their files; and when strips may be
touched at all.

Strips are looked up each time: a kept reference is dangling memory after undo or file load.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import bpy

from ...second import compat, named
from ...steps import whole
from ..properties import film, role_of, shot_of, tag
from ..values import take_label as label
from . import held
from .channels import free_channel
from .selection import unselected

PLACED = ("take", "sound", "placeholder", "clip")

LOOKED_AT, OPENED = 200, 5
"""Strips that one piece of `repointing` looks at, and of how many it has Blender open the video."""


class Files(Protocol):
    """The videos of takes, by id; None where there is none."""

    def get(self, take: str, /) -> Path | None: ...


def can_edit_now() -> str:
    """Why strips must not be edited at this moment, in the artist's words; empty when they may."""
    if reason := in_use_now():
        return reason
    playing = any(window.screen.is_animation_playing for window in bpy.context.window_manager.windows)
    return "The animation is playing" if playing else ""


def in_use_now() -> str:
    """Why Blender itself needs the strips as they are, as above: a render reads them on its own thread, a transform
    keeps pointers to them. Editing then crashes Blender."""
    if bpy.app.is_job_running("RENDER"):
        return "Blender is rendering"
    if held.by:
        return f"{held.by} is not finished"
    moving = ("TRANSFORM_OT_", "SEQUENCER_OT_", "MARKER_OT_")
    for window in bpy.context.window_manager.windows:
        if any(op.bl_idname.startswith(moving) for op in window.modal_operators):
            return "You are moving strips"
    return ""


def find_strips(edit: bpy.types.Scene, shot_uuid: str, roles: Collection[str] = PLACED) -> list[Any]:
    """The strips of a shot that we placed, in edit order, those inside meta strips too."""
    if edit.sequence_editor is None:
        return []
    found = [s for s in edit.sequence_editor.strips_all if shot_of(s) == shot_uuid]
    return sorted((s for s in found if tag(s).role in roles), key=compat.strip_start)


def push_undo(message: str) -> None:
    """Let undo stop here. Without a window (`blender FILM --command`) there is nothing to undo with, and the operator
    refuses."""
    if bpy.ops.ed.undo_push.poll():  # type: ignore[call-arg]  # the stubs know none without arguments
        bpy.ops.ed.undo_push(message=message)


def open_channels(edit: bpy.types.Scene) -> None:
    """Unmute and unlock the channels that takes and their sounds go to; unmute those that they, or clips, are on."""
    editor = edit.sequence_editor or edit.sequence_editor_create()
    for number in (film(edit).video_channel, film(edit).sound_channel):
        editor.channels[number].mute = editor.channels[number].lock = False
    for strip in editor.strips_all:
        if role_of(strip) in {"take", "sound", "clip"}:
            meta = strip.parent_meta()
            channel = (editor if meta is None else meta).channels[strip.channel]
            if channel.mute:  # Blender looks at all strips anew for each that is written: 0.5 ms with 2,000
                channel.mute = False


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


def remove_for_shot(edit: bpy.types.Scene, shot_uuid: str, roles: Collection[str] = PLACED) -> int:
    """Remove the strips of a shot that we placed. Answers how many. Makes no undo step."""
    return whole(removing(edit, {shot_uuid}, roles))


def removing(edit: bpy.types.Scene, shots: Collection[str], roles: Collection[str]) -> Generator[None, None, int]:
    """`remove_for_shot` of many shots (ids): their strips are found at one look and removed one a step, for which
    Blender takes half a millisecond. To be done while nothing else edits."""
    found = [strip for strip in _every(edit) if role_of(strip) in roles and shot_of(strip) in shots]
    for strip in found:
        remove_strip(edit, strip)
        yield
    return len(found)


def rename(edit: bpy.types.Scene, names: Mapping[str, str]) -> None:
    """Give the placed strips of shots (id to new name) the shots' new names."""
    whole(renaming(edit, names))


def renaming(edit: bpy.types.Scene, names: Mapping[str, str]) -> Generator[None, None, None]:
    """`rename`, a strip at a step: for each name Blender looks at those of all strips, 0.05 ms with 2,000 of them. To
    be done to its end while nothing else edits."""
    wanted = [(strip, _renamed(strip, names)) for strip in (_every(edit) if names else ())]
    wanted = [(strip, name) for strip, name in wanted if name]
    coming = {name for _, name in wanted}
    for strip, name in wanted:  # each gives up a name that another is to have, or that one would get ".001"
        if strip.name != name and strip.name in coming:
            strip.name = f"{strip.name} before"
            yield
    for strip, name in wanted:
        if strip.name != name:
            strip.name = name
            yield


def _renamed(strip: Any, names: Mapping[str, str]) -> str:
    """A strip's name when its shot is called so; empty for one that keeps its own."""
    mark = tag(strip)
    if mark.shot not in names or mark.role not in {"take", "sound", "clip"}:
        return ""
    shot = names[mark.shot]
    return strip_name(shot if mark.role == "clip" else label(shot, mark.number), mark.role)


def split_source(edit: bpy.types.Scene, strip: Any, places: Sequence[int]) -> None:
    """Cut a shot's own strip at frames of the edit, from left to right. Makes no undo step; the selection stays."""
    with unselected(edit):
        for place in sorted(places):
            strip = strip.split(place, "SOFT")


def repointing(edit: bpy.types.Scene, files: Files, *, only_broken: bool = False) -> Generator[None, None, int]:
    """Let the strips of takes show the same video from another place, in pieces between which the artist may edit;
    nothing else about them changes. Blender opens each video anew, which takes a millisecond or two. `only_broken`:
    leave those whose file is there, which may be the artist's own choice.

    Answers how many strips. Makes no undo step."""
    name, at, count = edit.name_full, 0, 0
    while (now := named.scene(name)) is not None:
        looked = changed = 0
        for strip in islice(_every(now), at, at + LOOKED_AT):
            looked += 1
            changed += _repointed(strip, files, only_broken)
            if changed == OPENED:
                break
        if not looked:
            break
        at, count = at + looked, count + changed
        yield
    return count


def _every(edit: bpy.types.Scene) -> Iterable[Any]:
    return edit.sequence_editor.strips_all if edit.sequence_editor is not None else ()


def _repointed(strip: Any, files: Files, only_broken: bool) -> bool:
    mark = tag(strip)
    holder = strip if mark.role == "take" else getattr(strip, "sound", None) if mark.role == "sound" else None
    if holder is None:
        return False
    shown = Path(bpy.path.abspath(holder.filepath))
    if only_broken and shown.is_file():
        return False
    file = files.get(mark.take)
    if file is None or shown == file:
        return False
    holder.filepath = stored(file)
    return True


def give_back_last_frames() -> int:
    """Let the takes and clips of a film that an older Blender saved reach as far as they did there: where they were
    retimed, this one took a frame off their end. The frame that comes back is the one that was there: past its content
    a strip holds its last. Answers how many. Makes no undo step; to be called once after a file was opened."""
    if not compat.lost_last_frames():
        return 0
    count = 0
    for edit in bpy.data.scenes:
        for strip in edit.sequence_editor.strips_all if edit.sequence_editor is not None and not edit.library else ():
            if tag(strip).role in {"take", "clip"} and compat.retiming_keys(strip):
                compat.set_strip_end(strip, compat.strip_end(strip) + 1)
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


def strips_of(edit: bpy.types.Scene, shot_uuid: str) -> dict[str, list[Any]]:
    """A shot's strips by role, each list in edit order: one pass over the timeline."""
    found: dict[str, list[Any]] = {role: [] for role in ("source", *PLACED)}
    for strip in find_strips(edit, shot_uuid, found):
        found[tag(strip).role].append(strip)
    return found


def strip_name(label: str, role: str) -> str:
    """What the artist reads on the timeline: "SH010 t003", and for its sound "SH010 t003 sound"."""
    return label if role == "take" else f"{label} {role}"


def remove_strip(edit: bpy.types.Scene, strip: Any) -> None:
    """Remove a strip, wherever it is nested. A sound that nothing plays any more is left, as Blender's own Delete
    leaves it, and is in no file that is saved: a thread that reads its waveform for the timeline knows it by address
    and is not asked to stop when the data-block is removed."""
    compat.end_prefetch(strip)
    meta = strip.parent_meta()
    (meta.strips if meta else edit.sequence_editor.strips).remove(strip)
