# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secret that opens the gateway: an API key or an OIDC token, never shown whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from .. import keys
from .failures import AuthenticationFailed

Kind = Literal["api-key", "oidc"]
_KEYS: dict[Kind, keys.Key] = {"api-key": keys.Key.GATEWAY, "oidc": keys.Key.OIDC}
# What pasting from a web page adds besides white space: zero-width characters, a byte order mark, a "Bearer".
_PASTED = re.compile(r"[\u200b-\u200f\u2060\ufeff]|^\s*[\"'`]?\s*bearer\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Credential:
    """A cleaned secret and its kind, as `ai-gateway-auth-method` names it.

    Raises AuthenticationFailed for a secret that is empty or holds what no HTTP header can: nothing is sent then."""

    kind: Kind
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        secret = keys.clean(_PASTED.sub("", self.secret))
        if not secret:
            raise AuthenticationFailed("There is no key for the gateway.", "Paste one in the preferences.")
        # A header with other characters is refused by the HTTP library in an error that quotes it.
        if not all("!" <= character <= "~" for character in secret):
            raise AuthenticationFailed(
                "The gateway key contains characters that no key has.", "Copy it again from vercel.com and paste it."
            )
        object.__setattr__(self, "secret", secret)

    def describe(self) -> str:
        """What may be shown of it: "api-key, 28 characters, ends in 9f2c"."""
        return f"{self.kind}, {keys.Found(_KEYS[self.kind], keys.Place.SESSION, self.secret).shown}"


def find() -> Credential | None:
    """The credential from environment, keychain or session: an API key before an OIDC token. None: there is none."""
    for kind, key in _KEYS.items():
        found = keys.find(key)
        if found:
            return Credential(kind, found.value)
    return None
