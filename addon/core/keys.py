# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where keys come from and where they may be kept: environment, the system's keychain, or this session's memory.

Never a .blend, a preferences file, the project folder or a log. Order: environment, keychain, session.
"""

from __future__ import annotations

import logging
import os
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from types import ModuleType

from .errors import UserError

log = logging.getLogger(__name__)

SERVICE = "animatic-gateway"
"""The name under which the system's keychain shows our entries."""


class Key(StrEnum):
    """Every secret the program knows, by the environment variable that may hold it."""

    GATEWAY = "AI_GATEWAY_API_KEY"
    OIDC = "VERCEL_OIDC_TOKEN"
    BLOB = "BLOB_READ_WRITE_TOKEN"
    S3_ACCESS = "AWS_ACCESS_KEY_ID"
    S3_SECRET = "AWS_SECRET_ACCESS_KEY"
    S3_SESSION = "AWS_SESSION_TOKEN"
    """Only temporary credentials have one."""
    URL_PASSWORD = "ANIMATIC_UPLOAD_PASSWORD"
    """Of the web server that references are sent to by HTTP PUT."""
    KITSU = "KITSU_TOKEN"
    """What Kitsu gave for name and password; holds about a week."""


class Place(StrEnum):
    ENVIRONMENT = "environment"
    KEYCHAIN = "keychain"
    SESSION = "session"


@dataclass(frozen=True)
class Found:
    """A key and where it came from. The value stays out of every repr."""

    key: Key
    place: Place
    value: str = field(repr=False)

    @property
    def shown(self) -> str:
        """What may be shown of it: "64 characters, ends in 9f2c"; the end only where enough stays hidden."""
        tail = f", ends in {self.value[-4:]}" if len(self.value) >= 12 else ""
        return f"{len(self.value)} characters{tail}"


class KeychainMissing(UserError):
    code = "keychain"


_QUOTES = "\"'`"
_session: dict[Key, str] = {}
_keychain_seen: dict[Key, str] = {}
"""What the keychain has, as far as this session looks: "" for a key that was forgotten, or given for the session."""


def _cleaned(key: Key, typed: str) -> str:
    """As `clean`; a password is taken as it is, for a person made it up: it may hold spaces and quotes."""
    return typed.strip("\r\n") if key is Key.URL_PASSWORD else clean(typed)


def clean(pasted: str) -> str:
    """A pasted key without what copying brings along: spaces, line breaks, quotes, invisible characters, and the
    `NAME=`, `export NAME=` or `set NAME=` of a shell."""
    visible = "".join(sign for sign in pasted if unicodedata.category(sign) != "Cf")
    text = "".join(visible.split()).strip(_QUOTES)
    for key in Key:
        for start in (f"{key.value}=", f"export{key.value}=", f"set{key.value}="):
            if text.startswith(start):
                text = text[len(start) :].strip(_QUOTES)
    return text


def find(key: Key) -> Found | None:
    """The key from the first place that has it, or None. Asks the keychain at most once a session."""
    value = _cleaned(key, os.environ.get(key.value, ""))
    if value:
        return Found(key, Place.ENVIRONMENT, value)
    value = _from_keychain(key)
    if value:
        return Found(key, Place.KEYCHAIN, value)
    value = _session.get(key, "")
    return Found(key, Place.SESSION, value) if value else None


def remember(key: Key, pasted: str, place: Place) -> Found:
    """Keep a key in the keychain or for this session, where it takes the place of the keychain's, which stays there for
    the next one. Raises UserError if empty, KeychainMissing without a keychain."""
    value = _cleaned(key, pasted)
    if not value:
        raise UserError("The key is empty.", "Paste the whole key and try again.", code="key_empty")
    if place is Place.KEYCHAIN:
        _to_keychain(key, value)
        _keychain_seen[key] = value
    else:
        _session[key] = value
        _keychain_seen[key] = ""
    return Found(key, place, value)


def forget(key: Key) -> None:
    """Remove a key from the session and the keychain; a variable of the environment is not ours to remove."""
    _session.pop(key, None)
    _keychain_seen[key] = ""
    keychain = _keyring()
    if keychain is None:
        return
    try:
        keychain.delete_password(SERVICE, key.value)
    except Exception as error:  # each keychain backend raises its own classes, also for "was not there"
        log.debug("nothing removed from the keychain: %s", type(error).__name__)


def keychain_available() -> bool:
    """Whether this machine has a keychain we can use (macOS Keychain, Windows Credential Locker, Secret Service)."""
    return _keyring() is not None


def _keyring() -> ModuleType | None:
    try:
        import keyring
        from keyring.backends import fail
    except ImportError:
        return None
    try:
        usable = not isinstance(keyring.get_keyring(), fail.Keyring)
    except Exception as error:
        log.debug("no keychain: %s", type(error).__name__)
        return None
    return keyring if usable else None


def _from_keychain(key: Key) -> str:
    if key in _keychain_seen:
        return _keychain_seen[key]
    keychain = _keyring()
    value = ""
    if keychain is not None:
        try:
            value = _cleaned(key, keychain.get_password(SERVICE, key.value) or "")
        except Exception as error:  # a locked or broken keychain is the same as none
            log.warning("the keychain did not answer: %s", type(error).__name__)
    _keychain_seen[key] = value
    return value


def _to_keychain(key: Key, value: str) -> None:
    keychain = _keyring()
    if keychain is None:
        raise KeychainMissing(
            "This machine has no keychain that Blender can use.",
            f"Keep the key for this session, or set {key.value} in the environment.",
        )
    try:
        keychain.set_password(SERVICE, key.value, value)
    except Exception as error:
        raise KeychainMissing(
            "The keychain refused the key.", "Unlock it and try again, or keep the key for this session."
        ) from error
