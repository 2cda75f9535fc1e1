# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where media lies, as the formats write it: paths of every system to addresses and back, whatever system runs this."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SAFE = "/-_.~()!'@+,"


def is_web(path: str) -> bool:
    """Whether something is an address on the web and no file."""
    return path.lower().startswith(("http://", "https://"))


def posix(path: str) -> str:
    """A path with forward slashes only: C:/films/a.mp4, //server/share/a.mp4, /films/a.mp4, takes/a.mp4."""
    return path.replace("\\", "/") if _DRIVE.match(path) or path.startswith("\\\\") or "/" not in path else path


def base_name(path: str) -> str:
    """The file's own name, whatever system wrote the path."""
    return posix(path).rstrip("/").rpartition("/")[2]


_STILLS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".exr", ".psd", ".tga")


def is_still(path: str) -> bool:
    """Whether a file is a picture by its name."""
    return path.lower().endswith(_STILLS)


def without_secrets(address: str) -> str:
    """A web address without user, query and fragment: that is where signatures and tokens are."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def to_file_url(path: str, *, localhost: bool = False) -> str:
    """An absolute path as file:///..., or as Premiere's file://localhost/... (a share keeps its server as host)."""
    if is_web(path):
        return without_secrets(path)
    path = posix(path)
    if path.startswith("//"):
        return f"file:{quote(path, safe=_SAFE)}"
    host = "localhost" if localhost else ""
    drive, rest = (path[:2], path[2:]) if _DRIVE.match(path) else ("", path)
    if drive:
        drive = f"/{drive[0]}%3a" if localhost else f"/{drive}"
    return f"file://{host}{drive}{quote(rest, safe=_SAFE)}"


def to_relative(path: str, folder: str) -> str:
    """A path as seen from a folder, percent-encoded and without "./", which not every reader takes. Absolute where the
    two share no root."""
    if is_web(path):
        return without_secrets(path)
    file, start = _parts(path), _parts(folder)
    if not file or not start or not _same(file[0], start[0]):
        return to_file_url(path)
    windows = file[0] != "/"
    common = 0
    while common < min(len(file) - 1, len(start)) and (
        _same(file[common], start[common]) if windows else file[common] == start[common]
    ):
        common += 1
    return quote("/".join([*[".."] * (len(start) - common), *file[common:]]), safe=_SAFE)


def _parts(path: str) -> tuple[str, ...]:
    """Root and names of an absolute path; empty for a relative one."""
    path = posix(path)
    if _DRIVE.match(path) or path.startswith("//"):
        return PureWindowsPath(path).parts
    return PurePosixPath(path).parts if path.startswith("/") else ()


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def from_url(address: str, folder: str = "") -> str:
    """The path that an address of any of the formats names; a relative one as seen from `folder` where that is given.

    Web addresses stay as they are, without their secrets."""
    if is_web(address):
        return without_secrets(address)
    if address.lower().startswith("file:"):
        return _from_file_url(address[5:])
    if _DRIVE.match(address) or address.startswith(("/", "\\\\")):
        return posix(address)
    relative = posix(unquote(address))
    return _joined(posix(folder), relative) if folder and relative else relative


def _from_file_url(rest: str) -> str:
    host, path = "", rest
    if rest.startswith("//"):
        host, _, path = rest[2:].partition("/")
        path = f"/{path}"
    path = posix(unquote(path))
    if host and host.lower() != "localhost":
        if re.fullmatch(r"[A-Za-z]:", host):  # file://C:/films, as some write it
            return f"{host}{path}"
        return f"//{host}{path}"
    return path[1:] if re.match(r"/[A-Za-z]:/", path) else path


def _joined(folder: str, relative: str) -> str:
    names = folder.rstrip("/").split("/")
    for name in relative.split("/"):
        if name == "..":
            if len(names) > 1:
                names.pop()
        elif name != ".":
            names.append(name)
    return "/".join(names)
