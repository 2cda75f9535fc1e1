# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""References in a Vercel Blob store: private with signed GET URLs, or public."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

SIGNED_OPTIONS = frozenset(
    f"vercel-blob-{name}"
    for name in (
        "add-random-suffix",
        "allow-overwrite",
        "allowed-content-types",
        "cache-control-max-age",
        "callback-token-payload",
        "callback-url",
        "if-match",
        "maximum-size-in-bytes",
        "valid-until",
    )
)
"""Query parameters of a signed URL that the signature covers (npm @vercel/blob 2.8.0, presign-query-params)."""


def signature(client_signing_token: str, operation: str, pathname: str, options: Mapping[str, str]) -> str:
    """The `vercel-blob-signature` of a URL for one operation ("get", "head", "put", "delete") on one pathname.

    `options` are the URL's other query parameters; those the signature does not cover are left out. base64url without
    padding of HMAC-SHA256 over the lines sorted by their UTF-8 bytes (npm @vercel/blob 2.8.0, canonicalString)."""
    covered = {key: value for key, value in options.items() if key in SIGNED_OPTIONS and value}
    lines = [f"operation={operation}", f"pathname={pathname}", *(f"{key}={value}" for key, value in covered.items())]
    message = "\n".join(sorted(lines, key=str.encode))
    digest = hmac.new(client_signing_token.encode(), message.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
