# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The name that a server gave to one request: by it its support finds what happened there. No secret."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import AnimaticError

HEADERS = ("x-vercel-id", "x-request-id", "x-amz-request-id", "x-amzn-requestid", "cf-ray")
"""Vercel's gateway and Blob, most others, S3 and what speaks like it, AWS, Cloudflare R2. The first that is there."""
CHARACTERS_MAX = 128


def of(headers: Mapping[str, str]) -> str:
    """The request's name as an answer's headers tell it (by lower-case name); "" where they do not."""
    told = next((headers[name] for name in HEADERS if headers.get(name)), "")
    return re.sub(r"[^\w:.,/+=-]", "", told, flags=re.ASCII)[:CHARACTERS_MAX]


class kept:
    """Every error that comes of an answer with these headers says which request it was."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    def __enter__(self) -> None:
        return

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, AnimaticError):
            error.request_id = error.request_id or of(self._headers)
