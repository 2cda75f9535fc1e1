# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that fit every system, and names that sort by time."""

from __future__ import annotations

import re
import secrets
import threading
import time
import unicodedata
from functools import lru_cache

NAME_BYTES = 80
"""Leaves room for "_t001_wan-v2.6-r2v-flash_1080p.mp4" within the 255 bytes of every disk."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
"""Windows keeps these names, with any ending, for devices."""


@lru_cache(maxsize=4096)  # a take's path is made a dozen times on its way, of the same three names
def safe_name(text: str, maximum: int = NAME_BYTES) -> str:
    """`text` as one file or folder name that every system takes, at most `maximum` bytes of UTF-8; "untitled" if
    nothing is left.

    Letters of every script stay (NFC); separators and characters Windows refuses become "_"; control and invisible
    characters go; so do leading dots and trailing dots and spaces."""
    text = unicodedata.normalize("NFC", text)
    text = " ".join("".join(c if c.isspace() or unicodedata.category(c)[0] != "C" else "" for c in text).split())
    text = _FORBIDDEN.sub("_", text)
    stem = text.split(".", 1)[0].rstrip()
    if _RESERVED.fullmatch(stem):
        text = f"_{text}"
    text = text.lstrip(". ").encode()[:maximum].decode(errors="ignore").rstrip(". ")
    return text or "untitled"


STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Control signs (ESC and its one-byte kin begin a terminal's commands), marks that turn the direction of text, halves
of letters. A tab and a line's end stay."""


def printable(text: str, instead: str = "") -> str:
    """Text that cannot steer a terminal: names come from films that others made."""
    return STEERING.sub(instead, text)


_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ulid_lock = threading.Lock()
_ulid_last = 0


def ulid() -> str:
    """26 characters that sort by time of making (github.com/ulid/spec), strictly rising within this process even when
    the clock stands or steps back."""
    global _ulid_last
    with _ulid_lock:
        fresh = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
        _ulid_last = fresh if fresh >> 80 > _ulid_last >> 80 else _ulid_last + 1
        value = _ulid_last
    return "".join([_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5)])
