# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list that goes to a farm: `captures.json` beside the film's copy, every path in it relative to itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import AnimaticError, UserError
from ..files import door
from ..files.content import write_atomic
from .results import is_key

VERSION = 1
NAME = "captures.json"
BLEND = "film.blend"
CAPTURES_MAX = 100_000

_SPAN = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?(?::([0-9]{1,6}))?")


@dataclass(frozen=True)
class Manifest:
    """`captures`: a CaptureSpec each, as JSON has it; their numbers on a farm begin at 1. `out` and `blend` are
    relative to the list. `patience`: see `claims`."""

    set_id: str
    captures: tuple[dict[str, Any], ...]
    blend: str = BLEND
    out: str = "out"
    patience: float = 120.0

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(capture["key"] for capture in self.captures)

    def write(self, folder: Path) -> Path:
        """Put the list into a folder. Raises FileError."""
        said = {"version": VERSION, "set": self.set_id, "blend": self.blend, "out": self.out}
        text = json.dumps({**said, "patience": self.patience, "captures": self.captures}, indent=1)
        write_atomic(door.check(folder / NAME), text)
        return folder / NAME


def read(file: Path) -> Manifest:
    """A list from a file that anybody may have made. Raises FileError, and UserError (code "farm_list") for what is no
    such list."""
    try:
        said = door.read_json(file, door.INDEX_BYTES)
        if said["version"] != VERSION:
            raise ValueError("of another version")
        captures = tuple(said["captures"])
        if not 0 < len(captures) <= CAPTURES_MAX or not all(is_key(capture["key"]) for capture in captures):
            raise ValueError("its captures have no keys")
        return Manifest(
            set_id=str(said["set"]),
            captures=captures,
            blend=_relative(said["blend"]),
            out=_relative(said["out"]),
            patience=float(said["patience"]),
        )
    except AnimaticError:
        raise
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(
            f"{file.name} is no list of captures that this version can read ({error}).",
            "Write the bundle again, or choose its folder.",
            code="farm_list",
        ) from error


def _relative(path: object) -> str:
    if not isinstance(path, str) or "\\" in path or ":" in path or PurePosixPath(path).is_absolute():
        raise ValueError("a path in it is not relative")
    return path


def numbers(text: str, count: int) -> list[int]:
    """Numbers from 1 to `count` as farms write them: "7", "1-12", "1-5:2", "6,7,20". Raises UserError."""
    found: list[int] = []
    try:
        for part in text.replace(" ", "").split(","):
            first, last, step = _SPAN.fullmatch(part).groups()  # type: ignore[union-attr]
            if not 1 <= int(first) <= int(last or first) <= count:
                raise ValueError
            found += range(int(first), int(last or first) + 1, int(step or 1))
    except (ValueError, AttributeError) as error:
        raise UserError(
            f"{text[:80]} names no captures of this list, which has {count}.",
            "Write numbers as 1-12 or 3,5,8.",
            code="farm_numbers",
        ) from error
    return list(dict.fromkeys(found))
