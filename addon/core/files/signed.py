# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an address lets in whoever has it: a password, a signature or a token in it must not be kept with a film."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

_WORDS = frozenset(
    "sig sign signature signed token jwt secret passwd password pwd auth authorization authkey credential credentials "
    "key apikey accesskey secretkey expires expiry policy hmac sas skoid sktid".split()
)
"""A parameter is a secret one when a whole word of its name is among these: `X-Amz-Signature`, `apiKey`, `Key-Pair-Id`;
`design` and `keyboard` are not."""
_FAMILIES = ("x-amz-", "x-goog-", "x-oss-", "vercel-blob")
"""All parameters of these services belong to a signature."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def carries_secret(address: str) -> bool:
    """Whether a URL has a password or a parameter that is a secret, wherever it stands: query or fragment. False for
    what is no URL."""
    try:
        parts = urlsplit(address)
        if parts.password:
            return True
    except ValueError:
        return False
    return any(_is_secret(name) for name, _ in [*_pairs(parts.query), *_pairs(parts.fragment)])


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text.replace(";", "&"), keep_blank_values=True)


def _is_secret(name: str) -> bool:
    if name.lower().startswith(_FAMILIES):
        return True
    words = [word.lower() for word in _WORD.findall(name)]
    return bool(_WORDS & {*words, *map("".join, pairwise(words))})
