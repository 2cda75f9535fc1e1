# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where keys come from, in which order, and what of them can be seen: nothing."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from addon.core import keys
from addon.core.errors import UserError
from addon.core.keys import Key, Place

SECRET = "vck_PLANTED0123456789abcdef9f2c"


class Keychain:
    """Stands for the system's keychain: what `keyring` offers of it."""

    def __init__(self, *, broken: bool = False) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.broken = broken
        self.asked = 0

    def _check(self) -> None:
        if self.broken:
            raise RuntimeError(f"locked, and it quotes {SECRET}")

    def get_password(self, service: str, name: str) -> str | None:
        self.asked += 1
        self._check()
        return self.entries.get((service, name))

    def set_password(self, service: str, name: str, value: str) -> None:
        self._check()
        self.entries[service, name] = value

    def delete_password(self, service: str, name: str) -> None:
        self._check()
        del self.entries[service, name]


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(keys, "_keychain_seen", {})
    monkeypatch.setattr(keys, "_keyring", lambda: None)
    for key in Key:
        monkeypatch.delenv(key.value, raising=False)


@pytest.fixture
def keychain(monkeypatch: pytest.MonkeyPatch) -> Keychain:
    made = Keychain()
    monkeypatch.setattr(keys, "_keyring", lambda: made)
    return made


def test_environment_before_keychain_before_session(keychain: Keychain, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keys.find(Key.GATEWAY) is None
    keys.remember(Key.GATEWAY, "from_session", Place.SESSION)
    found = keys.find(Key.GATEWAY)
    assert found is not None
    assert (found.value, found.place) == ("from_session", Place.SESSION)
    keys.remember(Key.GATEWAY, "from_keychain", Place.KEYCHAIN)
    found = keys.find(Key.GATEWAY)
    assert found is not None
    assert (found.value, found.place) == ("from_keychain", Place.KEYCHAIN)
    monkeypatch.setenv("AI_GATEWAY_API_KEY", "from_environment")
    found = keys.find(Key.GATEWAY)
    assert found is not None
    assert (found.value, found.place) == ("from_environment", Place.ENVIRONMENT)
    assert keys.find(Key.BLOB) is None


def test_a_key_for_the_session_stands_in_for_the_keychains(keychain: Keychain) -> None:
    """The person has just typed it; the older one is there again in the next session."""
    keys.remember(Key.GATEWAY, "the_usual_one", Place.KEYCHAIN)
    keys.remember(Key.GATEWAY, "for_today", Place.SESSION)
    found = keys.find(Key.GATEWAY)
    assert found is not None
    assert (found.value, found.place) == ("for_today", Place.SESSION)
    assert list(keychain.entries.values()) == ["the_usual_one"]


@pytest.mark.parametrize(
    "pasted",
    [
        SECRET,
        f"  {SECRET}\n",
        f"{SECRET[:9]}\r\n  {SECRET[9:]}\t",
        f'"{SECRET}"',
        f"'{SECRET}'",
        f"`{SECRET}`",
        f"AI_GATEWAY_API_KEY={SECRET}",
        f' AI_GATEWAY_API_KEY="{SECRET}" \n',
        f"export AI_GATEWAY_API_KEY='{SECRET}'",
        f"set AI_GATEWAY_API_KEY={SECRET}",
        f"\ufeff{SECRET}\u200b",
        f"\u00a0{SECRET}\u2028",
    ],
)
def test_what_copying_brings_along_is_left_out(pasted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keys.clean(pasted) == SECRET
    assert keys.remember(Key.GATEWAY, pasted, Place.SESSION).value == SECRET
    monkeypatch.setenv("VERCEL_OIDC_TOKEN", pasted)
    found = keys.find(Key.OIDC)
    assert found is not None
    assert found.value == SECRET


def test_a_password_is_taken_as_it_was_made_up(monkeypatch: pytest.MonkeyPatch, keychain: Keychain) -> None:
    assert keys.remember(Key.URL_PASSWORD, ' "open sesame" \n', Place.KEYCHAIN).value == ' "open sesame" '
    monkeypatch.setattr(keys, "_keychain_seen", {})
    found = keys.find(Key.URL_PASSWORD)
    assert found is not None
    assert found.value == ' "open sesame" '


@pytest.mark.parametrize("pasted", ["", "  \n", '""', "AI_GATEWAY_API_KEY="])
def test_an_empty_key_is_refused_and_an_empty_variable_is_none(pasted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="empty"):
        keys.remember(Key.GATEWAY, pasted, Place.SESSION)
    monkeypatch.setenv("AI_GATEWAY_API_KEY", pasted)
    assert keys.find(Key.GATEWAY) is None


def test_the_keychain_is_asked_once(keychain: Keychain) -> None:
    keychain.entries[keys.SERVICE, "AI_GATEWAY_API_KEY"] = f" {SECRET}\n"
    for _ in range(5):
        found = keys.find(Key.GATEWAY)
        assert found is not None
        assert found.value == SECRET
    assert keychain.asked == 1
    for _ in range(5):
        assert keys.find(Key.BLOB) is None
    assert keychain.asked == 2


def test_without_a_keychain_it_says_what_else(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not keys.keychain_available()
    with pytest.raises(keys.KeychainMissing) as raised:
        keys.remember(Key.GATEWAY, SECRET, Place.KEYCHAIN)
    assert "AI_GATEWAY_API_KEY" in raised.value.next_step
    assert keys.find(Key.GATEWAY) is None


def test_a_broken_keychain_is_as_none_and_tells_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keys, "_keyring", lambda: Keychain(broken=True))
    with caplog.at_level(logging.DEBUG):
        assert keys.find(Key.GATEWAY) is None
        with pytest.raises(keys.KeychainMissing) as raised:
            keys.remember(Key.GATEWAY, SECRET, Place.KEYCHAIN)
        keys.remember(Key.GATEWAY, SECRET, Place.SESSION)
        keys.forget(Key.GATEWAY)
    assert SECRET not in caplog.text + str(raised.value) + raised.value.sentence
    assert "did not answer" in caplog.text
    assert keys.find(Key.GATEWAY) is None


def test_forgetting(keychain: Keychain, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.remember(Key.GATEWAY, SECRET, Place.SESSION)
    keys.remember(Key.GATEWAY, SECRET, Place.KEYCHAIN)
    keys.forget(Key.GATEWAY)
    assert keys.find(Key.GATEWAY) is None
    assert keychain.entries == {}
    keys.forget(Key.GATEWAY)
    keys.remember(Key.GATEWAY, SECRET, Place.KEYCHAIN)
    keychain.broken = True  # locked meanwhile: it cannot be removed there, and is not used from there either
    keys.forget(Key.GATEWAY)
    assert keys.find(Key.GATEWAY) is None


def test_only_a_length_and_four_characters_can_be_seen() -> None:
    found = keys.remember(Key.GATEWAY, SECRET, Place.SESSION)
    assert found.shown == f"{len(SECRET)} characters, ends in 9f2c"
    assert SECRET not in repr(found) + str(found)
    assert keys.remember(Key.GATEWAY, "short", Place.SESSION).shown == "5 characters"


def test_the_keychain_of_a_machine_that_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    keyring = pytest.importorskip("keyring")
    fail = pytest.importorskip("keyring.backends.fail")

    def broken() -> Any:
        raise RuntimeError("no D-Bus")

    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    assert not keys.keychain_available()
    monkeypatch.setattr(keyring, "get_keyring", broken)
    assert not keys.keychain_available()
    monkeypatch.setattr(keyring, "get_keyring", lambda: SimpleNamespace())
    assert keys.keychain_available()
