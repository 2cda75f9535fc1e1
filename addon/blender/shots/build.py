# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build Shots: makes the film's shots from the edit, and when run again brings them up to date without losing any."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import uuid4

import bpy

from ...steps import whole
from .. import timeline
from ..edit import sources
from ..edit.members import follow_strips
from ..edit.source import Source
from ..properties import film, find_shot, owners, tag
from ..properties.shot import BLOCKS
from . import renaming
from .copies import Copy, separate_scenes, separating_strips, told, with_copies
from .naming import Pattern, fill, renumbered

STRONG = {"strip", "scene_strip", "camera_marker"}
"""What is meant as a shot; plain markers and the range only stand in where there is nothing else."""


class BuildReport(NamedTuple):
    """What Build Shots did. `notes` are sentences about cut and duplicated strips."""

    new: int
    moved: int
    gone: int
    kept: int
    notes: tuple[str, ...] = ()
    left: int = 0
    """Strips that would be shots, had others not been selected."""
    refilmed: frozenset[str] = frozenset()
    """Ids of shots that film something else than before: other frames, another camera, or new."""

    @property
    def sentence(self) -> str:
        """ "3 new, 2 moved, 1 gone" and what else there is to know, as one line for the status bar."""
        parts = [f"{n} {word}" for n, word in ((self.new, "new"), (self.moved, "moved"), (self.gone, "gone")) if n]
        counts = ", ".join(parts) or f"Nothing changed: {self.kept} {'shot' if self.kept == 1 else 'shots'}"
        notes = [*self.notes, *([_told_left(self.left)] if self.left else [])]
        return " ".join([f"{counts}.", *notes]) if notes else counts


def _told_left(left: int) -> str:
    strips = "strip that was not selected" if left == 1 else "strips that were not selected"
    return f"{left} {strips} could be shots, too: Build All."


left = 0
"""Strips that the last Build Shots left because others were selected: the panel offers them."""


def build_shots(edit: bpy.types.Scene, *, everything: bool = False) -> BuildReport:
    """Read the edit (see `sources.reading`) and make or update its shots. A shot that is gone keeps its takes.

    A selection decides what becomes a shot, unless `everything` is asked for; what is one already always follows."""
    return whole(building(edit, everything=everything))


def building(edit: bpy.types.Scene, *, everything: bool = False) -> Generator[None, None, BuildReport]:
    """`build_shots` in steps, to be done to their end: of 1,000 shots it takes a quarter of a second."""
    global left
    separate_scenes()
    follow_strips(edit)
    shots = film(edit).shots
    copies = yield from separating_strips(edit)
    reading = yield from sources.reading(edit, everything=everything)
    located = yield from sources.locating(edit)
    found = yield from with_copies(edit, _wanted(edit, reading, located), copies)
    yield
    # The range stands for the film only until something in it is a shot.
    superseded = any(s.origin != "range" for s in found)
    replaced = [shot.uuid for shot in shots if superseded and shot.origin == "range" and not shot.gone]
    alive = {uuid for uuid, s in located.items() if not (superseded and s.origin == "range")}
    counts: Counter[str] = Counter()
    filmed = {shot.uuid: _filmed(shot) for shot in shots}
    for source, number in zip(found, _match(edit, found, alive), strict=True):
        yield
        if number is None:
            shot = _create(edit, source, copies.get(source.uuid))
            counts["new"] += 1
        else:
            shot = shots[number]
            counts[_update(shot, source)] += 1
        alive.add(shot.uuid)
    counts["gone"] = _mark_gone(edit, alive)
    yield
    _name_new(edit)
    yield
    _sort(edit)
    yield
    refilmed = frozenset(shot.uuid for shot in shots if not shot.gone and filmed.get(shot.uuid) != _filmed(shot))
    notes = (
        *told(edit, copies),
        *_told_replaced(edit, replaced),
        *_told_cameras(edit, found),
        *_told_range(edit, found, new=bool(counts["new"])),
        *(_told_removed(edit) if counts["new"] else ()),
    )
    left = reading.left
    separate_scenes()  # the first shots of a scene: their ids are its own
    return BuildReport(counts["new"], counts["moved"], counts["gone"], counts["kept"], notes, left, refilmed)


def renumbering(edit: bpy.types.Scene) -> Generator[None, None, int]:
    """Name the shots anew by their place in the edit, their strips too. Answers how many names changed. In steps, to be
    done to their end: the names of 2,000 strips take 0.1 s, and twice that where they take each other's."""
    shots = _in_order(edit)
    live = [shot for shot in shots if not shot.gone]
    gone = [shot for shot in shots if shot.gone]
    names = renumbered(len(live), pattern(edit))
    # A gone shot keeps its name unless a live one has it now.
    names = fill([*names, *("" if shot.name in names else shot.name for shot in gone)], pattern(edit))
    changed = {shot.uuid: name for shot, name in zip([*live, *gone], names, strict=True) if shot.name != name}
    with renaming.silent():
        for shot in shots:
            shot.name = changed.get(shot.uuid, shot.name)
    yield from timeline.renaming(edit, changed)
    return len(changed)


def remove_shot(edit: bpy.types.Scene, uuid: str) -> None:
    """Take a shot off the list. Its own strip stays in the edit as an ordinary one; those of its takes know whose they
    are, should it come back."""
    settings = film(edit)
    timeline.remove_for_shot(edit, uuid, roles=("placeholder",))
    for owner in owners(edit):
        if tag(owner).shot == uuid and getattr(tag(owner), "role", "source") == "source":
            tag(owner).shot = ""
            if hasattr(tag(owner), "role"):
                tag(owner).role = "none"
    number = next((n for n, shot in enumerate(settings.shots) if shot.uuid == uuid), None)
    if number is not None:
        settings.shots.remove(number)
        settings.shot_index = max(0, min(settings.shot_index, len(settings.shots) - 1))


def default_route(*, cast: bool, first_frame: bool) -> str:
    """How a shot is steered unless the artist says otherwise: by its cast, by its camera's or board's first picture, by
    words alone."""
    if cast:
        return "reference"
    return "first_frame" if first_frame else "text"


def pattern(edit: bpy.types.Scene) -> Pattern:
    settings = film(edit)
    return Pattern(settings.name_prefix, settings.name_digits, settings.name_step)


def _wanted(edit: bpy.types.Scene, reading: sources.Reading, located: Mapping[str, Source]) -> list[Source]:
    """What was read, and the other shots that stand somewhere. Where strips or camera markers are shots already, plain
    markers are notes, and the range is no shot over all of them."""
    known = {shot.uuid for shot in film(edit).shots}
    standing = {uuid: source for uuid, source in located.items() if uuid in known and source.origin != "range"}
    strong = any(source.origin in STRONG for source in standing.values())
    of_strips = [source for source in standing.values() if source.origin in {"strip", "scene_strip"}]
    covered = sources.Coverage((source.start, source.end) for source in of_strips)

    def is_one(source: Source) -> bool:
        if source.uuid in known and source.origin != "range":
            return True
        if source.origin == "range":  # of a film that has no other shots, not even some that are muted for now
            return not strong and (not known or source.uuid in known)
        if source.origin == "camera_marker" and covered.of(source.start, source.end):
            return False  # a note, or a cut of the scene in which the strips stand
        return not strong or source.origin in STRONG

    read = [source for source in reading.sources if is_one(source)]
    have = {source.uuid for source in read}
    rest = [source for uuid, source in standing.items() if uuid not in have]
    return sorted([*read, *rest], key=lambda s: (s.start, s.end))


def _match(edit: bpy.types.Scene, found: Sequence[Source], alive: Collection[str]) -> list[int | None]:
    """For each source the number of its shot: by id, else by camera and overlap among shots that are not alive."""
    shots = film(edit).shots
    numbers = {shot.uuid: n for n, shot in enumerate(shots)}
    matches: list[int | None] = [numbers.get(source.uuid) for source in found]
    by_id = set(matches)
    orphans: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for n, shot in enumerate(shots):
        if n not in by_id and shot.uuid not in alive:
            recorded = sources.recorded(shot)
            orphans[recorded.place].append((recorded.start, recorded.end, n))
    for group in orphans.values():
        group.sort()
    for n, source in enumerate(found):
        if matches[n] is None and source.place in orphans:
            matches[n] = _adopt(source, orphans[source.place], lambda number, one=source: _may_be(shots[number], one))
    return matches


_AUTOMATIC = re.compile(r"F_\d+|Marker(\.\d+)?|m")
"""Names that Blender gives to markers: they say nothing of what is meant."""


def _may_be(shot: Any, source: Source) -> bool:
    """Whether a gone shot may be one that is found at its frames: a marker or a board of another name is another
    one, and must not get words that were written for the first."""
    here, there = source.name, shot.source_name
    if shot.origin == "range":
        return source.origin != "strip"  # boards replace the film that was there before them
    if here == there:
        return True
    if source.origin in {"marker", "camera_marker"}:
        return bool(_AUTOMATIC.fullmatch(here) or _AUTOMATIC.fullmatch(there))
    return any(source.place) or _plain(here) == _plain(there)


def _plain(name: str) -> str:
    """A strip's name without what Blender adds to one that is taken."""
    return re.sub(r"\.\d{3}$", "", name)


def _adopt(source: Source, orphans: list[tuple[int, int, int]], may_be: Callable[[int], bool]) -> int | None:
    """Take from `orphans` (start, end, number; by start) the one that shares most frames, of those that `may_be` it."""
    longest = max((end - start for start, end, _ in orphans), default=0)
    first = bisect_left(orphans, (source.start - longest,))
    best, most = None, 0
    for index in range(first, len(orphans)):
        start, end, number = orphans[index]
        if start >= source.end:
            break
        if source.overlap(start, end) > most and may_be(number):
            best, most = index, source.overlap(start, end)
    return None if best is None else orphans.pop(best)[2]


def _create(edit: bpy.types.Scene, source: Source, copy: Copy | None) -> Any:
    settings = film(edit)
    shot = settings.shots.add()
    shot.uuid = copy.uuid if copy else uuid4().hex
    _record(shot, source)
    if settings.route == "auto":
        shot.start_on(default_route(cast=False, first_frame=bool(source.eye or source.picture)))
    else:
        shot.route = settings.route
    shot.tier = settings.tier
    if copy:
        _copy_intent(find_shot(edit, copy.original), shot)
    return shot


def _copy_intent(original: Any, shot: Any) -> None:
    """Words, cast and choices of a shot; not its seed, which would give the same video again."""
    for name in ("route", "tier", "model", "audio", "multi_shot", "speed"):
        setattr(shot, name, getattr(original, name))
    shot.route_chosen = original.route_chosen
    for ref in original.cast:
        copied = shot.cast.add()
        copied.member, copied.near, copied.unseen, copied.named = ref.member, ref.near, ref.unseen, ref.named
    for name in BLOCKS:
        block = shot.block(name)
        for part in ("generated", "own", "edited", "changed"):
            setattr(block, part, getattr(original.block(name), part))


def _update(shot: Any, source: Source) -> str:
    """Bring a shot to where its source is now; answers "moved" or "kept"."""
    moved = shot.gone or (shot.frame_start, shot.frame_end) != (source.start, source.end)
    _record(shot, source)
    return "moved" if moved else "kept"


def _filmed(shot: Any) -> tuple[Any, ...]:
    """What of its scene a shot shows, wherever in the edit it stands."""
    length = shot.frame_end - shot.frame_start
    return (shot.scene, shot.camera, shot.scene_frame_start, shot.scene_step, length)


def _record(shot: Any, source: Source) -> None:
    facts = {
        "origin": source.origin,
        "source_name": source.name,
        "scene": source.filmed,
        "camera": source.eye,
        "frame_start": source.start,
        "frame_end": source.end,
        "scene_frame_start": source.scene_frame_start,
        "scene_step": str(source.scene_step),
        "speed_unsure": source.unsure,
        "gone": False,
    }
    _write(shot, facts)
    if source.owner is not None:
        strip = source.origin in {"strip", "scene_strip"}
        _write(tag(source.owner), {"shot": shot.uuid, **({"role": "source"} if strip else {})})


def _write(owner: Any, values: dict[str, Any]) -> None:
    """Set what differs: what was never set takes no room, and Blender copies a scene's properties at every change."""
    for name, value in values.items():
        if getattr(owner, name) != value:
            setattr(owner, name, value)


def _mark_gone(edit: bpy.types.Scene, alive: Collection[str]) -> int:
    """Mark the shots that have no place in the edit any more; answers how many are newly gone."""
    newly = 0
    for shot in film(edit).shots:
        gone = shot.uuid not in alive
        newly += gone and not shot.gone
        _write(shot, {"gone": gone})
    return newly


def _in_order(edit: bpy.types.Scene) -> list[Any]:
    return sorted(film(edit).shots, key=lambda shot: (shot.frame_start, shot.frame_end))


def _name_new(edit: bpy.types.Scene) -> None:
    shots = _in_order(edit)
    live = [shot for shot in shots if not shot.gone]
    if all(shot.name for shot in live):
        return
    taken = {shot.name for shot in shots if shot.gone} | renaming.given_away(edit)
    with renaming.silent():
        for shot, name in zip(live, fill([shot.name for shot in live], pattern(edit), taken), strict=True):
            if shot.name != name:
                shot.name = name


def _sort(edit: bpy.types.Scene) -> None:
    """Put the list in edit order; the active shot stays active."""
    settings = film(edit)
    current = [shot.uuid for shot in settings.shots]
    active = current[settings.shot_index] if 0 <= settings.shot_index < len(current) else ""
    for place, uuid in enumerate([shot.uuid for shot in _in_order(edit)]):
        if current[place] != uuid:
            number = current.index(uuid, place)
            settings.shots.move(number, place)
            current.insert(place, current.pop(number))
    settings.shot_index = current.index(active) if active in current else 0


def _offered(edit: bpy.types.Scene) -> Iterator[Any]:
    """Removed shots whose strip or marker is a new shot without takes now."""
    removed = film(edit).removed
    bare = _without_takes(edit) if len(removed) else {}
    for kept in removed:
        if _over(bare, kept) is not None:
            yield kept


def stand_in(edit: bpy.types.Scene, kept: Any) -> Any | None:
    """The shot without takes that was built where a removed one was."""
    return _over(_without_takes(edit), kept)


_Bare = dict[tuple[str, str], list[tuple[int, int, int, Any]]]
"""By what they were built from: first frame, the one after the last, place in the list, and the shot; in order."""


def _without_takes(edit: bpy.types.Scene) -> _Bare:
    """The shots that have no takes."""
    found: _Bare = defaultdict(list)
    for number, shot in enumerate(film(edit).shots):
        if not len(shot.takes) and not shot.gone:
            found[shot.origin, shot.source_name].append((shot.frame_start, shot.frame_end, number, shot))
    return {built_from: sorted(shots, key=itemgetter(0, 1, 2)) for built_from, shots in found.items()}


def _over(bare: _Bare, kept: Any) -> Any | None:
    """Of these, the first that shares a frame with a removed one, and was built from what that was built from."""
    shots = bare.get((kept.origin, kept.source_name), [])
    start, end = kept.frame_start, kept.frame_end
    before = bisect_left(shots, end, key=itemgetter(0))
    return next((shot for _, after, _, shot in shots[:before] if after > start), None)


def _told_removed(edit: bpy.types.Scene) -> Iterable[str]:
    for kept in _offered(edit):
        takes = f"{len(kept.takes)} {'take' if len(kept.takes) == 1 else 'takes'}"
        yield f"{kept.name} with {takes} was removed here: Bring Back Shot."


def _told_range(edit: bpy.types.Scene, found: Sequence[Source], *, new: bool) -> Iterable[str]:
    if new and edit.sequence_editor and len(edit.sequence_editor.strips) and [s.origin for s in found] == ["range"]:
        yield "No strip here is a shot, so the whole range is one: select the strips that shall be shots."
    elif new and [(s.origin, s.filmed) for s in found] == [("range", None)] and (elsewhere := _with_cameras(edit)):
        yield f"No camera is here; {elsewhere} has some: show that scene in the Sequencer, and build again."


def _with_cameras(edit: bpy.types.Scene) -> str:
    """Another scene that somebody may have meant, in whose place the Sequencer shows an empty one: 5.x offers *New*."""
    for scene in bpy.data.scenes:
        if scene != edit and (scene.camera is not None or any(mark.camera for mark in scene.timeline_markers)):
            return scene.name
    return ""


def _told_cameras(edit: bpy.types.Scene, found: Sequence[Source]) -> Iterable[str]:
    several = [source for source in found if source.cuts]
    if not several:
        return
    names = {tag(source.owner).shot: len(source.cuts) + 1 for source in several if source.owner is not None}
    shots = [(shot.name, names[shot.uuid]) for shot in film(edit).shots if shot.uuid in names]
    if len(shots) == 1:
        yield f"{shots[0][0]} cuts between {shots[0][1]} cameras: Split at Cameras makes a shot of each."
    elif shots:
        yield f"{len(shots)} shots cut between cameras: Split at Cameras makes a shot of each."


def _told_replaced(edit: bpy.types.Scene, uuids: Sequence[str]) -> Iterable[str]:
    for shot in film(edit).shots:
        if shot.uuid in uuids and shot.gone:
            takes = " and keeps its takes" if shot.takes else ""
            yield f"{shot.name} stood for the whole range{takes}: the minus takes it off the list."
