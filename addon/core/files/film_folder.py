# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder beside the film: where what lies, and which number the next take gets."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

from ...ident import FILM_FOLDER_SUFFIX
from . import door
from .disk import FileError
from .names import safe_name
from .patterns import TAKE_PATTERN, take_name


class FilmFolder:
    """`film.animatic/` beside `film.blend`. What is stored inside is named by POSIX paths relative to `root`, so the
    folder moves with the film. Nothing is made on disk before something is written."""

    def __init__(self, path: Path | str) -> None:
        """`path` is the saved .blend, or the folder itself."""
        path = Path(path)
        self.root = path if path.suffix == FILM_FOLDER_SUFFIX else path.with_name(_film_name(path) + FILM_FOLDER_SUFFIX)

    def __repr__(self) -> str:
        return f"FilmFolder({str(self.root)!r})"

    @cached_property
    def _inside(self) -> str:
        return f"{self.root}{os.sep}"

    @cached_property
    def jobs(self) -> Path:
        return self.root / "jobs"

    @cached_property
    def captures(self) -> Path:
        return self.root / "captures"

    @cached_property
    def takes(self) -> Path:
        return self.root / "takes"

    @cached_property
    def sheets(self) -> Path:
        return self.root / "sheets"

    @cached_property
    def exports(self) -> Path:
        return self.root / "exports"

    @cached_property
    def trash(self) -> Path:
        """Where removed takes go, in the same sub-folders as under `takes`."""
        return self.root / "trash"

    def capture_path(self, sha256: str, extension: str) -> Path:
        """captures/<sha256>.mp4; `extension` with its dot."""
        return self.captures / f"{sha256}{extension}"

    def shot_takes(self, shot_name: str) -> Path:
        """takes/SH010"""
        return self.takes / safe_name(shot_name)

    def take_path(
        self, shot_name: str, number: int, model_id: str, resolution: str, *, pattern: str = "", tier: str = ""
    ) -> Path:
        """takes/SH010/SH010_t003_wan-v2.6-r2v-flash_720p.mp4; the sidecar has the same name with .json. `pattern`: the
        film's own, see `patterns`. Raises FileError for one that cannot be."""
        return Path(f"{self.take_stem(shot_name, number, model_id, resolution, pattern=pattern, tier=tier)}.mp4")

    def take_stem(
        self, shot_name: str, number: int, model_id: str, resolution: str, *, pattern: str = "", tier: str = ""
    ) -> str:
        """The same as text, without its ending: of it five names are made on a take's way."""
        shot, model = safe_name(shot_name), model_id.rsplit("/", 1)[-1]
        if not pattern or pattern == TAKE_PATTERN:
            name = f"{shot}_t{number:03d}_{safe_name(model)}_{safe_name(resolution)}"
        else:
            values = {"shot": shot, "take": f"t{number:03d}", "model": model, "size": resolution, "tier": tier}
            name = take_name(pattern, values)
        return f"{self._inside}takes{os.sep}{shot}{os.sep}{name}"

    def shots_with_files(self) -> frozenset[str]:
        """The folders of shots, as `next_take_number` compares them, in which takes are or were."""
        return frozenset(_plain(name) for folder in (self.takes, self.trash) for name in door.names(folder))

    def next_take_number(
        self, shot_name: str, given: Iterable[int] = (), *, among: Collection[str] | None = None
    ) -> int:
        """A number that no take of the shot ever had: above every movie, sidecar and unfinished download in its
        folder and in the trash, and above all `given` (takes on the shot, jobs still running). `among`: what
        `shots_with_files` said a moment ago, where many shots are asked for."""
        shot = safe_name(shot_name)
        numbers = [0, *given]
        for folder in (self.takes, self.trash) if among is None or _plain(shot) in among else ():
            numbers += _take_numbers(folder / shot, shot)
        return max(numbers) + 1

    def relative(self, path: Path | str) -> str:
        """POSIX path inside the folder. Raises FileError "file_outside" for a path elsewhere."""
        text, root = str(path), self._inside
        if text.startswith(root) and os.path.normpath(text) == text:  # as paths it takes a hundred calls
            return text.removeprefix(root).replace(os.sep, "/")
        try:
            return Path(path).absolute().relative_to(self.root.absolute()).as_posix()
        except ValueError as error:
            raise _outside(str(path), self.root) from error

    def resolve(self, relative: str) -> Path:
        """The path that `relative` names. Raises FileError "file_outside" for one that leads out of the folder."""
        inside = PurePosixPath(relative)
        refused = any(sign in relative for sign in "\\:\0")
        if inside.is_absolute() or ".." in inside.parts or refused or not inside.parts:
            raise _outside(relative, self.root)
        return self.root.joinpath(*inside.parts)


def _film_name(blend: Path) -> str:
    """film.blend and its backups film.blend1, film.blend2 belong to the same film."""
    return re.sub(r"\.blend\d*$", "", blend.name, flags=re.IGNORECASE)


NUMBER_DIGITS = 9
"""Of a take's number; a name with more is no take's."""


def _take_numbers(folder: Path, shot: str) -> list[int]:
    """Numbers in the names of a shot's files. Compared without case and as NFC: disks that ignore either exist."""
    names = door.names(folder)
    if not names:
        return []
    pattern = _numbered(shot.casefold())
    found = (pattern.search(_plain(name)) for name in names)  # a studio's pattern may put the take anywhere
    numbers = (match[1] or match[2] for match in found if match)
    return [int(number) for number in numbers if len(number) <= NUMBER_DIGITS]


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


@lru_cache(maxsize=4096)
def _numbered(shot: str) -> re.Pattern[str]:
    """Finds the number in the name of a shot's take. Kept: a plan asks for every shot's, and it takes 1 ms to make."""
    return re.compile(rf"{re.escape(shot)}_t(\d+)(?!\d)|(?:(?<=^)|(?<=[^a-z0-9]))t(\d{{3,}})(?!\d)")


def _outside(path: str, root: Path) -> FileError:
    return FileError(
        f"{path} does not lie in {root.name}.", "Choose a file inside the film's folder.", code="file_outside"
    )
