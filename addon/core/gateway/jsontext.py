# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as it goes over the wire."""

from __future__ import annotations

import json
from typing import Any


def dump(value: Any) -> bytes:
    """Compact UTF-8, as JavaScript's JSON.stringify writes it: the size that the gateway's limit counts."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def parse(body: bytes | str) -> Any:
    """JSON with a byte order mark, and NaN or infinities as None, tolerated. Raises ValueError for all else that is not
    JSON, nesting without end included."""
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    try:
        return json.loads(text.removeprefix("\ufeff"), parse_constant=lambda _: None)
    except RecursionError:
        raise ValueError("nested too deeply") from None
