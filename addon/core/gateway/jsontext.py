# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as it goes over the wire. What was paid for is read whatever the answer is padded with: a number or a nesting
beyond what Python takes becomes text, and the rest of the answer stays."""

from __future__ import annotations

import json
import math
import re
from typing import Any

DIGITS_MAX = 300
"""Of an integer; Python refuses 4,301 digits, and 310 are no float any more."""

DEPTH_MAX = 64
"""Levels that are kept as they are in an answer that nests without end."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_DEEP_BYTES = 2 * 1024 * 1024
"""An answer that nests too deeply is cut by hand up to this size (some 0.3 s); no honest one comes near."""


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dump(value: Any) -> bytes:
    """Compact UTF-8, as JavaScript's JSON.stringify writes it: the size that the gateway's limit counts. Half a
    surrogate pair, which UTF-8 cannot write, goes out as it came in: escaped."""
    try:
        return _COMPACT.encode(value).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def parse(body: bytes | str) -> Any:
    """JSON with a byte order mark, NaN or infinities as None, and numbers beyond measure as text, tolerated; what nests
    deeper than Python reads is text below DEPTH_MAX. Raises ValueError for all else that is not JSON."""
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    text = text.removeprefix("\ufeff")
    try:
        return _loads(text)
    except RecursionError:
        pass
    try:
        return _loads(_flattened(text))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _loads(text: str) -> Any:
    return _DECODER.decode(text)


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= DIGITS_MAX else digits


def _decimal(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


_DECODER = json.JSONDecoder(parse_constant=lambda _: None, parse_int=_whole, parse_float=_decimal)


def _flattened(text: str) -> str:
    """The same JSON with every value below DEPTH_MAX levels as a string of its text."""
    if len(text) > _DEEP_BYTES:
        raise ValueError("nested too deeply")
    out: list[str] = []
    depth, kept, cut = 0, 0, 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "[{":
            depth += 1
            if depth == DEPTH_MAX + 1:
                out.append(text[kept : token.start()])
                cut = token.start()
        elif sign in "]}":
            if depth == DEPTH_MAX + 1:
                kept = token.end()
                out.append(json.dumps(text[cut:kept]))
            depth -= 1
    out.append(text[kept:] if depth <= DEPTH_MAX else "")
    return "".join(out)
