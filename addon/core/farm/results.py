# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a machine says of a capture: one small file, written last. No file means: not filmed yet.

    <out>/<key>.json         {"version": 1, "key", "name", "file", "sha256", "size", "frames", "views", "took"}, with
                             "blank", "front_guessed", "sides" and "remark" where they are so,
                             or {"version": 1, "key", "name", "error": {"code", "message", "next_step"}}
    <out>/<sha256>.mp4       the media, by content: two machines that filmed the same never overwrite each other

`out` may be a folder that anybody wrote to, so nothing in it is believed before it was looked at.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import AnimaticError
from ..files import door
from ..files.content import write_atomic
from ..media import probe

VERSION = 1
MAX_FRAMES = 100_000
VIEWS_MAX = 8
TEXT_MAX = 500
"""Characters of a sentence that came from a machine."""
SUFFIXES = (".mp4", ".png", ".jpg")
SIDES = {"front", "right", "back", "left", ""}
"""Of a character, as a front is chosen, and a corner."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")
_SIDE = re.compile(r"[0-9a-f]{64}\.view[0-9]\.png")


@dataclass(frozen=True)
class Result:
    """How one capture ended: with a file in the out folder (`file`, bytes in `size`), or with a sentence why not."""

    key: str
    name: str
    file: str = ""
    sha256: str = ""
    size: int = 0
    frames: int = 0
    views: tuple[str, ...] = ()
    took: float = 0.0
    """Seconds that the machine filmed."""
    blank: str = ""
    """What the file is in words, where nothing shows in it."""
    front_guessed: bool = False
    """Too little told which side of a character is its front."""
    sides: tuple[str, ...] = ()
    """Which side of it each view shows; empty for a corner."""
    remark: str = ""
    """What is to be known of how it was filmed, in words."""
    code: str = ""
    message: str = ""
    next_step: str = ""

    @property
    def well(self) -> bool:
        return bool(self.file)

    def error(self) -> AnimaticError:
        """Why there is no file. Another try is a person's decision: every machine would fail at it again."""
        return AnimaticError(self.message, self.next_step, code=self.code)


def is_key(text: object) -> bool:
    """Whether a key can be a file's name, and nothing but that."""
    return isinstance(text, str) and _KEY.fullmatch(text) is not None


def result_path(out: Path, key: str) -> Path:
    if not is_key(key):
        raise ValueError(f"{key!r} is no key")
    return out / f"{key}.json"


def read(out: Path, key: str) -> Result | None:
    """What was said of a capture; None while nothing was, and for what cannot be read: it will be filmed again.

    Of a capture that went well the file has the size that was said. Its hash is for `checked`."""
    try:
        said = door.read_json(result_path(out, key), door.NOTE_BYTES)
        found = _parsed(said, key)
    except (AnimaticError, ValueError, TypeError, KeyError):
        return None
    return None if found.well and door.size(out / found.file) != found.size else found


def _parsed(said: dict[str, Any], key: str) -> Result:
    """Raises ValueError, TypeError or KeyError for what is no result of this capture."""
    if said["version"] != VERSION or said["key"] != key:
        raise ValueError("of another version or capture")
    name = _text(said["name"])
    if "error" in said:
        told = {part: _text(said["error"][part]) for part in ("code", "message", "next_step")}
        return Result(key, name, code=told["code"], message=told["message"], next_step=told["next_step"])
    sha256, views = said["sha256"], tuple(said["views"])
    if not door.is_sha256(sha256) or said["file"] not in [sha256 + suffix for suffix in SUFFIXES]:
        raise ValueError("its file is not named by its content")
    if len(views) > VIEWS_MAX or not all(isinstance(view, str) and _SIDE.fullmatch(view) for view in views):
        raise ValueError("its views are no files of its own")
    size, frames, took = int(said["size"]), int(said["frames"]), float(said["took"])
    if not (0 < size <= door.MEDIA_BYTES and 0 < frames <= MAX_FRAMES):
        raise ValueError("its numbers are out of all bounds")
    guessed, sides = said.get("front_guessed", False) is True, tuple(said.get("sides", ()))
    if len(sides) > VIEWS_MAX or not SIDES.issuperset(sides):
        raise ValueError("its sides are none of a character")
    blank, remark = _text(said.get("blank", "")), _text(said.get("remark", ""))
    return Result(key, name, said["file"], sha256, size, frames, views, took, blank, guessed, sides, remark)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return "".join(sign if sign.isprintable() else " " for sign in value[:TEXT_MAX])


def publish(
    out: Path,
    key: str,
    name: str,
    media: Path,
    views: list[Path],
    frames: int,
    took: float,
    blank: str = "",
    front_guessed: bool = False,
    sides: tuple[str, ...] = (),
    remark: str = "",
) -> Result:
    """Put a finished file and its small pictures into the out folder, and say so, last. A result that is there already
    stays, whoever wrote it. Raises OSError or FileError."""
    known = read(out, key)
    if known is not None and known.well:
        return known
    sha256, size = _hash(media)
    file = f"{sha256}{media.suffix}"
    door.move(media, out / file)
    kept = []
    for number, view in enumerate(view for view in views if door.is_file(view)):
        place = f"{sha256}.view{number}.png"
        door.move(view, out / place)
        kept.append(place)
    said = {"file": file, "sha256": sha256, "size": size, "frames": frames, "views": kept, "took": round(took, 3)}
    if blank:
        said["blank"] = blank
    if front_guessed:
        said["front_guessed"] = True
    if sides:
        said["sides"] = sides
    if remark:
        said["remark"] = remark
    _write(out, key, name, said)
    return Result(key, name, file, sha256, size, frames, tuple(kept), took, blank, front_guessed, sides, remark)


def publish_failure(out: Path, key: str, name: str, error: AnimaticError) -> Result:
    """Say why a capture was not filmed. Raises OSError or FileError."""
    known = read(out, key)
    if known is not None and known.well:
        return known
    told = {"code": error.code, "message": error.user_message, "next_step": error.next_step}
    _write(out, key, name, {"error": told})
    return Result(key, name, code=error.code, message=error.user_message, next_step=error.next_step)


def _write(out: Path, key: str, name: str, said: dict[str, Any]) -> None:
    text = json.dumps({"version": VERSION, "key": key, "name": name, **said}, indent=1)
    door.check(result_path(out, key))
    write_atomic(result_path(out, key), text)


def forget_failure(out: Path, key: str) -> None:
    """Let a capture that failed be filmed again."""
    known = read(out, key)
    if known is not None and not known.well:
        with contextlib.suppress(OSError):
            door.remove(result_path(out, key))


def sweep(out: Path, keys: Collection[str], kept: Collection[str]) -> None:
    """Take away what nobody reads any more: of these captures the results that are `kept` elsewhere, and the failures.
    What was filmed for nobody stays, for it may be asked for again. Raises OSError or FileError."""
    gone: set[str] = set()
    for key in keys:
        found = read(out, key)
        if found is not None and (key in kept or not found.well):
            door.remove(result_path(out, key))
            gone |= {found.file, *found.views} - {""}
    if gone:
        for name in door.names(out):  # two captures may have shown the same
            other = read(out, name.removesuffix(".json")) if name.endswith(".json") else None
            gone -= {other.file, *other.views} if other is not None else set()
    for name in gone:
        with contextlib.suppress(OSError):
            door.remove(out / name)


def checked(out: Path, result: Result, *, width: int, height: int, frames: int) -> Path:
    """The file of a result, looked at: its bytes are those that were said, and it is the picture or movie that was
    asked for. Raises AnimaticError (code "farm_file") for anything else."""
    path = out / result.file
    try:
        sha256, _ = _hash(path)
        info = probe(path)
    except (OSError, AnimaticError) as error:
        why = error.user_message if isinstance(error, AnimaticError) else "it cannot be read"
        raise _wrong(result, why.rstrip(".")) from error
    if sha256 != result.sha256:
        raise _wrong(result, "its bytes are not those that the machine wrote")
    if (info.width, info.height) != (width - width % 2, height - height % 2):
        raise _wrong(result, f"it has {info.width} x {info.height} pixels")
    if info.frames != frames:
        raise _wrong(result, f"it has {info.frames} frames instead of {frames}")
    return path


def _wrong(result: Result, why: str) -> AnimaticError:
    return AnimaticError(
        f"What the farm filmed for {result.name} cannot be used: {why}.",
        "Retry the job, or film it here instead.",
        code="farm_file",
        retryable=True,
    )


def _hash(path: Path) -> tuple[str, int]:
    with door.open_media(path) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # typeshed: BinaryIO is none
        return digest, os.fstat(file.fileno()).st_size
