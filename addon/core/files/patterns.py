# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How files of takes are named: a pattern with tokens, the studio's own or ours."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping

from .disk import FileError
from .names import safe_name

TAKE_PATTERN = "{shot}_{take}_{model}_{size}"
TOKENS = ("shot", "take", "model", "size", "tier")
LITERAL = 60
"""Characters of a pattern: with the longest tokens the name still fits every disk."""
_PART = 50
"""Bytes that one token may take of a name."""


def take_name(pattern: str, values: Mapping[str, str]) -> str:
    """A take's file name without its ending; "" is our own pattern. Raises FileError, "file_pattern"."""
    pattern = pattern.strip() or TAKE_PATTERN
    check_pattern(pattern)
    filled = pattern.format_map({name: safe_name(values.get(name) or "none", _PART) for name in TOKENS})
    return safe_name(filled, 200)


def check_pattern(pattern: str) -> None:
    """Raise FileError for a pattern with an unknown token, without {take}, or that is no one name."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        parts = [("", "?", "", None)]
    used = [name for _, name, _, _ in parts if name is not None]
    plain = all(not spec and not conversion for _, _, spec, conversion in parts)
    unknown = [name for name in used if name not in TOKENS]
    known = ", ".join(f"{{{name}}}" for name in TOKENS)
    if unknown or not plain:
        raise FileError(
            f"The file names' pattern {pattern} has a token that is not known.", f"Use {known}.", code="file_pattern"
        )
    if "take" not in used:
        raise FileError(
            "The file names' pattern lacks {take}: takes would have one name.", "Put {take} in it.", code="file_pattern"
        )
    if re.search(r"[/\\:]", pattern) or len(pattern) > LITERAL:
        raise FileError(
            "The file names' pattern is no one name of at most 60 characters.",
            "Leave folders out.",
            code="file_pattern",
        )
