# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes shots where strips were added: what import and boards have in common. Makes no undo step."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...second import compat
from .. import timeline
from ..cast.members import add_member, cast_in, plays_in
from ..properties import film, shot_of, tag
from ..shots import build, renaming

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE_CHANNEL = 1


class Given(NamedTuple):
    """Names of who joined the film's cast, and names that two of it have."""

    joined: tuple[str, ...]
    shared: tuple[str, ...]


@contextmanager
def only_selected(edit: bpy.types.Scene, names: Sequence[str]) -> Iterator[None]:
    """Let nothing but these strips be selected, and give the artist's selection back."""
    with timeline.unselected(edit):
        wanted = set(names)
        for strip in edit.sequence_editor.strips_all:
            strip.select = strip.name in wanted
        yield


def following(edit: bpy.types.Scene, strips: Sequence[str]) -> Generator[None, None, None]:
    """Bring the shots of these strips (by name) to where they are now, and make shots of those that are none yet: in
    steps, to be done to their end."""
    edit.sequence_editor or edit.sequence_editor_create()
    if strips:
        with only_selected(edit, strips):
            yield
            yield from build.building(edit)


def sources_of(edit: bpy.types.Scene, uuids: Sequence[str]) -> list[str]:
    """The names of the strips that are these shots' sources."""
    wanted = set(uuids)
    strips = edit.sequence_editor.strips_all if edit.sequence_editor else ()
    return [s.name for s in strips if tag(s).role == "source" and tag(s).shot in wanted]


def name_shots(edit: bpy.types.Scene, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Name the shots of strips (strip to name), with a count where another shot has the name. Answers strip to shot.

    One pass over shots and strips: asking for each anew takes ten seconds in a film of 1,000."""
    shots = {shot.uuid: shot for shot in film(edit).shots}
    strips = edit.sequence_editor.strips_all
    found = {name: shots[shot_of(strips[name])] for name in wanted if shot_of(strips[name]) in shots}
    ours = {shot.uuid for shot in found.values()}
    taken = {shot.name for uuid, shot in shots.items() if uuid not in ours}
    with renaming.silent():  # each name by itself is looked for among all shots and strips
        for strip, shot in found.items():
            asked = " ".join(wanted[strip].split())[:60] or shot.name
            name, count = asked, 2
            while name in taken:
                name, count = f"{asked}_{count}", count + 1
            taken.add(name)
            shot.name = name
    timeline.rename(edit, {shot.uuid: shot.name for shot in found.values()})
    return found


def give_cast(edit: bpy.types.Scene, shot: Any, names: Sequence[str]) -> Given:
    """Let characters play in a shot; who is not in the film's cast yet joins it. A name that two of the cast have is
    nobody's."""
    from ...core.plans.prompt import name_key

    joined, shared = [], []
    for name in names:
        called = [member.uuid for member in film(edit).cast if name_key(member.name) == name_key(name)]
        if len(called) > 1:
            shared.append(name)
            continue
        if not called:
            called = [add_member(edit, name).uuid]
            joined.append(name)
        if not plays_in(shot, called[0]):
            cast_in(shot, called[0])
    return Given(tuple(joined), tuple(shared))


def end_of_film(edit: bpy.types.Scene) -> int:
    """The frame after the last strip; where there is none, the first of the range."""
    editor = edit.sequence_editor
    ends = [end for _, _, end in compat.strip_spans(editor.strips)] if editor and len(editor.strips) else []
    return max([edit.frame_start, *ends])


def grow_range(edit: bpy.types.Scene) -> None:
    """Let the film's range reach to its last strip; it never gets shorter."""
    edit.frame_end = max(edit.frame_end, end_of_film(edit) - 1)


def told_of_opened(names: Sequence[str]) -> list[str]:
    """A sentence about meta strips whose shots were torn apart; none where there are none."""
    if not names:
        return []
    strips = "strip was" if len(names) == 1 else "strips were"
    return [f"The meta {strips} opened, for the shots in it do not keep together any more: {', '.join(names)}."]
