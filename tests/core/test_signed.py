# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An address with a secret in it is told from one that only has letters in common with such."""

from __future__ import annotations

import pytest

from addon.core.files import carries_secret

SECRET = [
    "X-Amz-Signature=abc", "X-Amz-Algorithm=a", "x-goog-credential=a", "Signature=a", "sig=a", "SIG=a", "se=1&sig=a",
    "token=", "access_token=a", "accessToken=a", "authToken=a", "download_token=a", "key=a", "apiKey=a", "api_key=a",
    "api-key=a", "apikey=a", "Key-Pair-Id=a", "Expires=1", "Policy=a", "vercel-blob-signature=a", "password=a",
    "X-OSS-Signature=a", "client_secret=a", "dl=1;token=a", "auth=a", "jwt=a",
]  # fmt: skip
PLAIN = [
    "design=3", "assign=2", "resign=1", "keyboard=us", "monkey=1", "turkey=2", "author=mia", "authors=2", "tokenize=0",
    "secretary=1", "expiresoon", "policyholder=1", "insight=1", "dl=1", "v=2", "w=1280&h=720", "", "signal=3",
]  # fmt: skip


@pytest.mark.parametrize("query", SECRET)
def test_a_secret_is_found(query: str) -> None:
    assert carries_secret(f"https://studio.example/hero.mp4?{query}")
    assert carries_secret(f"https://studio.example/hero.mp4#{query}")


@pytest.mark.parametrize("query", PLAIN)
def test_what_only_looks_like_one_is_none(query: str) -> None:
    assert not carries_secret(f"https://studio.example/hero.mp4?{query}")


def test_a_password_is_one_and_a_user_is_not() -> None:
    assert carries_secret("https://mia:secret@studio.example/hero.mp4")
    assert not carries_secret("https://mia@studio.example/hero.mp4")
    assert not carries_secret("https://[bad/hero.mp4")
    assert not carries_secret("not an address")
