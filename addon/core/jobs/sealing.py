# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeping a request repeatable without keeping its signatures readable.

An idempotency key is good for the very same body only, and the body holds signed URLs, which are new each time a host
signs. A job that was sent and not confirmed therefore keeps them sealed: whoever has the film folder reads nothing, and
this program can repeat the request as long as it has the same gateway key, without which it could not send it anyway.

Standard library only: a stream of HMAC-SHA256 blocks in counter mode under a fresh nonce, then HMAC-SHA256 over nonce
and text (encrypt-then-MAC), with two keys derived from the secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

_NONCE = 16
_TAG = 32


def seal(text: str, secret: bytes) -> str:
    """`text`, readable only with `secret`. Different every time."""
    nonce = secrets.token_bytes(_NONCE)
    hidden = _mixed(text.encode(), nonce, secret)
    return base64.b64encode(nonce + hidden + _tag(nonce + hidden, secret)).decode()


def unseal(sealed: str, secret: bytes) -> str | None:
    """What was sealed; None when the secret is another one or the text was changed."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except ValueError:
        return None
    content, tag = raw[:-_TAG], raw[-_TAG:]
    if len(content) < _NONCE or not hmac.compare_digest(tag, _tag(content, secret)):
        return None
    return _mixed(content[_NONCE:], content[:_NONCE], secret).decode()


def _mixed(data: bytes, nonce: bytes, secret: bytes) -> bytes:
    key = _derived(secret, b"animatic job: text")
    size = hashlib.sha256().digest_size
    blocks = range(0, len(data), size)
    stream = b"".join(hmac.digest(key, nonce + index.to_bytes(8, "big"), "sha256") for index in blocks)
    return bytes(a ^ b for a, b in zip(data, stream, strict=False))


def _tag(content: bytes, secret: bytes) -> bytes:
    return hmac.digest(_derived(secret, b"animatic job: tag"), content, "sha256")


@lru_cache(maxsize=8)
def _derived(secret: bytes, purpose: bytes) -> bytes:
    return hmac.digest(hashlib.sha256(secret).digest(), purpose, "sha256")
