# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shot names: by tens, with room in between, never twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.blender.shots.naming import Pattern, fill, renumbered

SH = Pattern()


@pytest.mark.parametrize(
    ("names", "filled"),
    [
        (["", "", ""], ["SH010", "SH020", "SH030"]),
        (["SH010", "", "SH020"], ["SH010", "SH015", "SH020"]),
        (["SH010", "", "", "SH020"], ["SH010", "SH013", "SH016", "SH020"]),
        (["", "SH010"], ["SH005", "SH010"]),
        (["SH010", "SH020", ""], ["SH010", "SH020", "SH030"]),
        (["SH014", ""], ["SH014", "SH020"]),
        (["SH010", "", "SH011"], ["SH010", "SH010A", "SH011"]),
        (["SH010", "SH010A", "", "SH011"], ["SH010", "SH010A", "SH010B", "SH011"]),
        (["opening", "", "SH020", ""], ["opening", "SH010", "SH020", "SH030"]),
        (["SH030", "", "SH010"], ["SH030", "SH040", "SH010"]),
    ],
)
def test_new_shots_fit_between_their_neighbours(names: list[str], filled: list[str]) -> None:
    assert fill(names, SH) == filled


def test_a_name_that_is_taken_is_left_alone() -> None:
    assert fill(["SH010", ""], SH, taken={"SH020"}) == ["SH010", "SH030"]
    assert fill(["SH010", "", "SH020"], SH, taken={"SH015"})[1] not in {"SH015", "SH010", "SH020"}


def test_prefix_digits_and_step_are_the_artists() -> None:
    assert renumbered(3, Pattern("sq010_", 4, 5)) == ["sq010_0005", "sq010_0010", "sq010_0015"]


@given(
    st.lists(st.sampled_from(["", "", "SH010", "SH011", "SH020", "SH500", "title"]), max_size=60),
    st.sets(st.sampled_from(["SH015", "SH030", "SH010A"])),
)
def test_every_shot_gets_a_name_of_its_own(names: list[str], taken: set[str]) -> None:
    seen: set[str] = set()
    given_names = [name if not name or (name not in seen and not seen.add(name)) else "" for name in names]
    filled = fill(given_names, SH, taken)
    fresh = [new for old, new in zip(given_names, filled, strict=True) if not old]
    assert all(new == old for old, new in zip(given_names, filled, strict=True) if old)
    assert len(set(filled)) == len(filled)
    assert not taken & set(fresh)
