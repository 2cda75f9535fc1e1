# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway's token, kept so that any file can hold it and handed back exactly as it came.

It may be any JSON. pydantic writes no more than 255 levels and no half surrogate pair: such a token is kept as the text
of its JSON, for a job that cannot be written down would be a paid video lost.
"""

from __future__ import annotations

import json
from typing import Any

DEPTH_MAX = 64
NODES_MAX = 10_000

_TEXT = "animatic:json"


def packed(token: Any) -> Any:
    """The token in a form that can be written: itself, or its text in a box of its own."""
    if _is_plain(token):
        return token
    try:
        return {_TEXT: json.dumps(token)}
    except (TypeError, ValueError, RecursionError):
        return {_TEXT: "null"}


def unpacked(kept: Any) -> Any:
    """The token as the gateway gave it."""
    if isinstance(kept, dict) and kept.keys() == {_TEXT}:
        try:
            return json.loads(kept[_TEXT])
        except (TypeError, ValueError, RecursionError):
            return None
    return kept


def plain(text: Any, limit: int = 200) -> str:
    """An id that a server gave, fit to be written: no half surrogate pairs, no length without end; "" for no text."""
    return text[:limit].encode("utf-8", "replace").decode() if isinstance(text, str) else ""


def _is_plain(token: Any) -> bool:
    if isinstance(token, dict) and token.keys() == {_TEXT}:
        return False  # it would be taken for one of ours
    left = [(token, 1)]
    count = 0
    while left:
        value, depth = left.pop()
        count += 1
        if depth > DEPTH_MAX or count > NODES_MAX:
            return False
        if isinstance(value, dict):
            left += [(entry, depth + 1) for pair in value.items() for entry in pair]
        elif isinstance(value, list):
            left += [(entry, depth + 1) for entry in value]
        elif not _fits(value):
            return False
    return True


def _fits(value: Any) -> bool:
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)
    return value is None or isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 2**63)
