# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sealed is read with the same secret only."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from addon.core.jobs.sealing import seal, unseal

SECRETS = st.binary(max_size=80)


@given(text=st.text(), secret=SECRETS)
def test_the_same_secret_opens_it(text: str, secret: bytes) -> None:
    assert unseal(seal(text, secret), secret) == text


@given(text=st.text(min_size=1), secret=SECRETS, other=SECRETS)
def test_another_secret_does_not(text: str, secret: bytes, other: bytes) -> None:
    if secret != other:
        assert unseal(seal(text, secret), other) is None


@given(text=st.text(), data=st.data())
def test_a_change_is_noticed(text: str, data: st.DataObject) -> None:
    raw = bytearray(base64.b64decode(seal(text, b"secret")))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    assert unseal(base64.b64encode(raw).decode(), b"secret") is None


@given(junk=st.text(max_size=100))
def test_junk_is_no_seal(junk: str) -> None:
    assert unseal(junk, b"secret") is None


def test_nothing_shows_and_nothing_repeats() -> None:
    text = "https://host.example/a.mp4?signature=" + "a" * 200
    one, two = seal(text, b"secret"), seal(text, b"secret")
    assert one != two
    assert b"signature" not in base64.b64decode(one)
    raw = base64.b64decode(one)[16:-32]
    assert len({raw[i : i + 32] for i in range(0, len(raw), 32)}) == -(-len(raw) // 32)


SEALED_BEFORE = (
    "AAECAwQFBgcICQoLDA0OD0YJjsNIsRkq3CQXtpup7kFUkwlvkzRC9gvKJbc8JlczANeCqDQs6iUtpRarK3958uBHYyLOa53AC/l4"
    "cfPp1AvxpM02MQH7zjBkhUFT73X87fjeGQRxkA+g4UL2EwFe9lCSs00rBOQM2FJCIz0qaQwSDgoSCnjAnF41XtyMP17RRg=="
)


def test_what_an_earlier_version_sealed_is_opened() -> None:
    """Else a request in doubt could not be taken up after an update, and would be paid again."""
    assert unseal(SEALED_BEFORE, b"secret") == "https://host.example/a.mp4?signature=" + "a" * 60
    assert unseal(SEALED_BEFORE[:40] + "\n" + SEALED_BEFORE[40:], b"secret") is None
