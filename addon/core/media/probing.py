# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""One question: what is this file?"""

from __future__ import annotations

import os
import stat
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import MediaError
from ..files.door import UnsafeFile, open_media
from . import matroska, movies, pictures
from .source import Fault, Source, damaged


@dataclass(frozen=True)
class MediaInfo:
    """A picture or movie as its bytes say. Sides in pixels, `size` in bytes; a picture has one frame and no seconds.

    `fps` is the rate that most frames keep; `seconds` is the length of the picture track. Codecs are lower case
    ("h264", "aac"), "" for none."""

    kind: Literal["image", "video"]
    media_type: str
    width: int
    height: int
    seconds: float
    fps: float
    frames: int
    has_alpha: bool
    has_audio: bool
    video_codec: str
    audio_codec: str
    size: int

    @property
    def extension(self) -> str:
        """What a file name for this content should end in, with the dot."""
        return EXTENSIONS[self.media_type]


EXTENSIONS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/bmp": ".bmp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "video/x-matroska": ".mkv",
}
"""Media type -> what the name of such a file should end in, with the dot."""

MOVIES = {".mp4", ".mov", ".webm", ".mkv", ".avi", ".m4v"}
"""How names of movies end that Blender plays; what a file really is, `probe` says."""

_CHOOSE = "Choose a PNG or JPEG picture, or an MP4 or MOV movie."

# First bytes of what people hand over by mistake, and its name.
_OTHERS = (
    (b"GIF8", "a GIF animation"),
    (b"OggS", "an Ogg file"),
    (b"\x76\x2f\x31\x01", "an OpenEXR picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"8BPS", "a Photoshop file"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"BLENDER", "a Blender file"),
    (b"\x28\xb5\x2f\xfd", "a compressed Blender file"),
    (b"ID3", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"glTF", "a 3D model"),
)


def probe(path: Path | str) -> MediaInfo:
    """What the file at `path` is, told by its content; the name's ending plays no part.

    Reads headers and the index only. Raises MediaError for what is no complete picture or movie, OSError where the
    file cannot be read."""
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        raise MediaError(f"{_name(path)} is not a file.", _CHOOSE, code="media_not_a_file")
    try:
        with open_media(path) as file:
            return _probe(Source(file, status.st_size))
    except UnsafeFile as error:
        raise MediaError(error.user_message, error.next_step, code="media_not_a_file") from error
    except Fault as fault:
        raise MediaError(f"{_name(path)} {fault.reason}", fault.next_step, code=fault.code) from fault
    except (struct.error, IndexError) as error:  # a field that its box is too short for
        broken = damaged("its header is broken")
        raise MediaError(f"{_name(path)} {broken.reason}", broken.next_step, code=broken.code) from error


def _name(path: Path | str) -> str:
    return os.path.basename(path)


def _probe(source: Source) -> MediaInfo:
    head = source.some(0, 512)
    if not head:
        raise Fault("media_empty", "is empty.", "Download or export the file again.")
    if head[4:8] in movies.TOP_LEVEL:
        return _from_movie(movies.movie(source), source.size)
    if head.startswith(matroska.MAGIC):
        return _from_movie(matroska.matroska(source), source.size)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _from_picture(pictures.png(source), source.size)
    if head.startswith(b"\xff\xd8\xff"):
        return _from_picture(pictures.jpeg(source), source.size)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _from_picture(pictures.webp(source), source.size)
    if head.startswith(b"BM") and source.size >= 26:
        return _from_picture(pictures.bmp(source), source.size)
    raise Fault("media_unknown", f"is not a picture or movie that can be used: it {_holds(head)}.", _CHOOSE)


def _holds(head: bytes) -> str:
    if head[:4] == b"RIFF":
        return {b"AVI ": "is an AVI movie", b"WAVE": "is a sound file"}.get(head[8:12], "is of an unknown kind")
    for magic, name in _OTHERS:
        if head.startswith(magic):
            return f"is {name}"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "holds a web page"
    if text.startswith((b"<?xml", b"<error")):
        return "holds a server's message (XML)"
    if text.startswith((b"{", b"[")):
        return "holds a server's message (JSON)"
    return "holds text" if _is_text(head) else "is of an unknown kind"


def _is_text(head: bytes) -> bool:
    return all(byte >= 32 or byte in b"\t\r\n\x0c" for byte in head)


def _from_picture(picture: pictures.Picture, size: int) -> MediaInfo:
    return MediaInfo(
        kind="image",
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        seconds=0.0,
        fps=0.0,
        frames=1,
        has_alpha=picture.has_alpha,
        has_audio=False,
        video_codec="",
        audio_codec="",
        size=size,
    )


def _from_movie(movie: movies.Movie, size: int) -> MediaInfo:
    return MediaInfo(
        kind="video",
        media_type=movie.media_type,
        width=movie.width,
        height=movie.height,
        seconds=movie.seconds,
        fps=movie.fps,
        frames=movie.frames,
        has_alpha=movie.has_alpha,
        has_audio=bool(movie.audio_codec),
        video_codec=movie.video_codec,
        audio_codec=movie.audio_codec,
        size=size,
    )
