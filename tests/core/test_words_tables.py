# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of tables that were labelled by hand before they were run: `words_third.py` and those after it."""

from __future__ import annotations

from typing import Any

import pytest
import words_cut
import words_eighth
import words_eighth_kinds
import words_eleventh
import words_fifth
import words_fourth
import words_kinds
import words_ninth
import words_ninth_kinds
import words_seventh
import words_sixth
import words_tenth
import words_tenth_kinds
import words_third

from addon.core.camera.words import describe

TABLES = {
    "third": words_third,
    "fourth": words_fourth,
    "fifth": words_fifth,
    "sixth": words_sixth,
    "seventh": words_seventh,
    "eighth": words_eighth,
    "ninth": words_ninth,
    "tenth": words_tenth,
    "eleventh": words_eleventh,
    "cut": words_cut,
    "kinds": words_kinds,
    "eighth's kinds": words_eighth_kinds,
    "ninth's kinds": words_ninth_kinds,
    "tenth's kinds": words_tenth_kinds,
}


def rows(kind: str) -> list[Any]:
    """All tables' rows of a kind, each named by its table and itself."""
    return [
        pytest.param(*row[1:], id=f"{name}: {row[0]}") for name, table in TABLES.items() for row in getattr(table, kind)
    ]


@pytest.mark.parametrize(("samples", "need", "never"), rows("MOVES"))
def test_a_move_gets_the_operators_words(samples: Any, need: tuple[str, ...], never: tuple[str, ...]) -> None:
    said = describe(samples).camera
    assert not [word for word in need if word not in said], said
    assert not [word for word in never if word in said], said


@pytest.mark.parametrize(("samples", "size"), rows("SIZES"))
def test_a_size_is_that_of_what_fills_the_frame(samples: Any, size: str) -> None:
    said = describe(samples).camera
    assert size in said.split(", "), said


@pytest.mark.parametrize(("samples", "label"), rows("STAGINGS"))
def test_everybody_is_said_where_they_are(samples: Any, label: str) -> None:
    assert describe(samples).staging == label


@pytest.mark.parametrize("kind", ["MOVES", "SIZES", "STAGINGS"])
def test_no_table_is_without_a_kind_and_no_row_is_there_twice(kind: str) -> None:
    for table in TABLES.values():
        names = [row[0] for row in getattr(table, kind)]
        assert names
        assert len(set(names)) == len(names)
