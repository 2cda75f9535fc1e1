# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A re-edit against the film: which of its shots moved, were trimmed, are gone or new. Changes nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from . import addresses
from .timeline import Clip, Timeline, flattened


@dataclass(frozen=True)
class Standing:
    """A shot of the film as it stands: frames from the film's first one, `head` frames of its picture before the first
    that shows. `media`: the names of files that are its takes or its source."""

    uuid: str
    name: str
    start: int
    frames: int
    head: Fraction = Fraction(0)
    media: tuple[str, ...] = ()


class How(StrEnum):
    """By what a clip was recognized."""

    ID = "id"
    NAME = "name"
    MEDIA = "media"
    NOTHING = ""


@dataclass(frozen=True)
class Change:
    """What would become of one shot. `shot` is None for a new one, `clip` for one that is gone."""

    shot: Standing | None
    clip: Clip | None
    how: How = How.NOTHING

    @property
    def name(self) -> str:
        return self.shot.name if self.shot else self.clip.name if self.clip else ""

    @property
    def gone(self) -> bool:
        return self.clip is None

    @property
    def new(self) -> bool:
        return self.shot is None

    @property
    def moved(self) -> bool:
        return self.shot is not None and self.clip is not None and self.shot.start != self.clip.start

    @property
    def trimmed(self) -> bool:
        """Whether it lasts longer or shorter, or shows another part of its picture."""
        if self.shot is None or self.clip is None:
            return False
        return self.shot.frames != self.clip.frames or self.slipped != 0

    @property
    def slipped(self) -> Fraction:
        """Frames by which another part of the picture shows. 0 where the file told of no media to compare with."""
        if self.shot is None or self.clip is None or not self.clip.media:
            return Fraction(0)
        return self.clip.head - self.shot.head

    @property
    def words(self) -> str:
        """ "moved 24 frames later, 12 frames shorter"."""
        if self.gone:
            return "gone: its strips go, its takes stay on the list"
        if self.shot is None or self.clip is None:
            return "new"
        said = []
        if self.moved:
            said.append(f"moved {_frames(self.clip.start - self.shot.start, 'later', 'earlier')}")
        if self.clip.frames != self.shot.frames:
            said.append(_frames(self.clip.frames - self.shot.frames, "longer", "shorter"))
        if self.slipped:
            said.append(f"slipped {_frames(round(self.slipped), 'in', 'back')}")
        return ", ".join(said) or "as it is"


def _frames(count: int, more: str, fewer: str) -> str:
    return f"{abs(count)} {'frame' if abs(count) == 1 else 'frames'} {more if count > 0 else fewer}"


@dataclass(frozen=True)
class Conform:
    """Everything that a re-edit would change, in the order of the new edit, what is gone last."""

    changes: tuple[Change, ...]

    @property
    def same(self) -> bool:
        return not any(c.moved or c.gone or c.new or c.trimmed for c in self.changes)

    @property
    def sentence(self) -> str:
        """ "2 moved, 1 gone, 1 new, 3 trimmed"."""
        counts = (
            (sum(c.moved for c in self.changes), "moved"),
            (sum(c.gone for c in self.changes), "gone"),
            (sum(c.new for c in self.changes), "new"),
            (sum(c.trimmed for c in self.changes), "trimmed"),
        )
        return ", ".join(f"{count} {word}" for count, word in counts if count) or "Nothing would change"


def conform(shots: Sequence[Standing], timeline: Timeline) -> Conform:
    """Find each of the film's shots among a timeline's picture clips: by our ids, else by name, else by media.

    Of several clips of one shot (somebody cut it) the one that lasts longest where it stood is the shot, the others are
    new. Linear but for the choice among namesakes."""
    clips = whole(flattened(timeline))
    found: dict[int, tuple[Standing, How]] = {}
    free = dict.fromkeys(shots)
    for how, keys_of_shot, keys_of_clip in _WAYS:
        wanted: dict[str, list[Standing]] = defaultdict(list)
        for shot in free:
            for key in keys_of_shot(shot):
                wanted[key].append(shot)
        rivals: dict[Standing, list[int]] = defaultdict(list)
        for number, clip in enumerate(clips):
            if number in found:
                continue
            # A clip that bears another shot's id is that shot's other half, whatever its name is.
            shot_here = _nearest([s for key in keys_of_clip(clip) for s in wanted.get(key, ())], clip)
            if shot_here is not None:
                rivals[shot_here].append(number)
        for shot, numbers in rivals.items():
            best = max(numbers, key=lambda n: (_shared(clips[n], shot), clips[n].frames, -n))
            found[best] = (shot, how)
            free.pop(shot, None)
    changes = [Change(*_pair(found.get(number), clip)) for number, clip in enumerate(clips)]
    return Conform((*changes, *(Change(shot, None) for shot in free)))


def whole(clips: Sequence[Clip]) -> list[Clip]:
    """Clips of a flattened track, those of one shot that follow each other and show different things as one: where a
    take is shorter than its shot, what lies under it shows at the end. A shot that was cut stays in pieces."""
    found: list[Clip] = []
    for clip in clips:
        last = found[-1] if found else None
        same = last is not None and clip.facts.get("shot_id") and clip.facts["shot_id"] == last.facts.get("shot_id")
        if last is not None and same and last.end == clip.start and _shown(last) != _shown(clip):
            longer = max(last, clip, key=lambda c: c.frames)
            back = longer.source_in + (last.start - longer.start) * longer.speed
            found[-1] = replace(longer, start=last.start, frames=clip.end - last.start, source_in=back)
        else:
            found.append(clip)
    return found


def _shown(clip: Clip) -> tuple[str, str]:
    return str(clip.kind), (clip.shown.path or clip.shown.name) if clip.shown else ""


def _pair(match: tuple[Standing, How] | None, clip: Clip) -> tuple[Standing | None, Clip, How]:
    return (match[0], clip, match[1]) if match else (None, clip, How.NOTHING)


def _nearest(shots: Sequence[Standing], clip: Clip) -> Standing | None:
    return min(shots, key=lambda s: (-_shared(clip, s), abs(s.start - clip.start)), default=None)


def _shared(clip: Clip, shot: Standing) -> int:
    """Frames that a clip lies where the shot is; 0 where they are apart."""
    return max(min(clip.end, shot.start + shot.frames) - max(clip.start, shot.start), 0)


_ENDING = re.compile(
    r"\.(mp4|mov|mxf|avi|mkv|webm|m4v|mpe?g|wav|aiff?|mp3|png|jpe?g|tiff?|exr|psd|dpx)$", re.IGNORECASE
)
_TAKE = re.compile(r"[ _]?t\d{2,}(?!\d).*$", re.IGNORECASE)


def title(name: str) -> str:
    """A clip's name as a shot's: without the file's ending and the take."""
    return _TAKE.sub("", _ENDING.sub("", name.strip())).strip() or name.strip()


def plain_name(name: str) -> str:
    """A clip's name without what editors and we add: the file's ending, the take. "SH010_t003_wan.mp4" is sh010."""
    return title(name).casefold()


def _file(path: str) -> str:
    return addresses.base_name(path).casefold()


def _ids_of_clip(clip: Clip) -> Iterable[str]:
    told = clip.facts.get("shot_id")
    return (str(told),) if told else ()


def _names_of_clip(clip: Clip) -> Iterable[str]:
    told = clip.facts.get("shot")
    return dict.fromkeys(plain_name(str(name)) for name in (told, clip.name) if name)


def _media_of_clip(clip: Clip) -> Iterable[str]:
    return dict.fromkeys(_file(each) for media in clip.media for each in (media.path, media.name) if each)


_WAYS: tuple[tuple[How, Callable[[Standing], Iterable[str]], Callable[[Clip], Iterable[str]]], ...] = (
    (How.ID, lambda shot: (shot.uuid,), _ids_of_clip),
    (How.NAME, lambda shot: (plain_name(shot.name),), _names_of_clip),
    (How.MEDIA, lambda shot: dict.fromkeys(map(_file, shot.media)), _media_of_clip),
)
