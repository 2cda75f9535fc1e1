# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is proposed for a shot, in which order, and why the others are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from addon.core import catalog
from addon.core.models import MediaKind
from addon.core.plans.presence import AREA_LEAST, Sight, Watched, rank, room


def seen(name: str, *areas: float) -> Watched:
    return Watched(name.lower(), name, tuple(Sight(area, area) for area in areas))


def behind(name: str, *what: str) -> Watched:
    return Watched(name.lower(), name, (Sight(0.0, 0.1, what),))


def test_area_times_time_decides_the_order() -> None:
    short_close_up, long_medium = seen("Mia", 0.6, 0.0, 0.0, 0.0), seen("Rook", 0.2, 0.2, 0.2, 0.2)
    assert rank("SH010", [short_close_up, long_medium]).names == ("Rook", "Mia")


def test_the_sentence_names_who_plays_and_why_others_do_not() -> None:
    proposal = rank("SH010", [behind("Bo", "Wall", "Wall", "Post"), seen("Rook", 0.1), seen("Mia", 0.2)])
    assert proposal.members == ("mia", "rook")
    assert proposal.sentence == "SH010: Mia, Rook; Bo left out: behind Wall"


def test_each_reason_has_its_words() -> None:
    speck = Watched("speck", "Speck", (Sight(AREA_LEAST / 2, AREA_LEAST / 2),))
    away = Watched("away", "Away", (Sight(), Sight()))
    other = Watched("other", "Other", absent="in another scene")
    assert dict(rank("SH010", [speck, away, other]).left_out) == {
        "Speck": "too small to see",
        "Away": "not in frame",
        "Other": "in another scene",
    }


def test_a_small_one_that_is_mostly_seen_is_not_said_to_be_behind_anything() -> None:
    far = Watched("far", "Far", (Sight(0.0003, 0.0004, ("Post",)),))
    assert rank("SH010", [far]).left_out == (("Far", "too small to see"),)


def test_nobody_at_all_is_said_too() -> None:
    assert rank("SH010", []).sentence == "SH010: nobody of the cast"


def test_the_largest_stay_within_the_limit_and_the_others_are_named() -> None:
    def at_most_two(members: Sequence[str]) -> str:
        return "the model takes 2" if len(members) > 2 else ""

    cast = [seen("A", 0.1), seen("B", 0.3), seen("C", 0.2)]
    proposal = rank("SH010", cast, at_most_two)
    assert proposal.names == ("B", "C")
    assert proposal.left_out == (("A", "the model takes 2"),)


def test_a_smaller_one_that_still_fits_takes_the_place_of_one_that_does_not() -> None:
    """A model may take three clips but five references: a picture still fits after the clips are full."""

    def no_second_clip(members: Sequence[str]) -> str:
        return "one clip" if sum(m != "picture" for m in members) > 1 else ""

    proposal = rank("SH010", [seen("Clip", 0.3), seen("Second", 0.2), seen("Picture", 0.1)], no_second_clip)
    assert proposal.names == ("Clip", "Picture")


def test_what_the_scene_cannot_show_stays_where_the_artist_put_it_and_comes_last() -> None:
    board = Watched("board", "Board", absent="not in the scene", keep=True)
    file = Watched("file", "File", absent="not in the scene")
    proposal = rank("SH010", [board, file, seen("Mia", 0.1)])
    assert proposal.names == ("Mia", "Board")
    assert proposal.left_out == (("File", "not in the scene"),)


@pytest.mark.parametrize(
    ("kinds", "refusal"),
    [
        (["video"] * 3, ""),
        (["video"] * 4, "Wan 2.6 Reference Flash takes 3 clips"),
        (["video"] * 3 + ["image"] * 2, ""),
        (["image"] * 6, "Wan 2.6 Reference Flash takes 5 references"),
    ],
)
def test_the_seeds_model_takes_three_clips_and_five_references(kinds: list[str], refusal: str) -> None:
    model = catalog.load().get("alibaba/wan-v2.6-r2v-flash")
    fits = room(model, {str(number): MediaKind(kind) for number, kind in enumerate(kinds)})
    assert fits([str(number) for number in range(len(kinds))]) == refusal


def test_a_model_without_clips_takes_none() -> None:
    model = catalog.load().get("alibaba/wan-v2.6-i2v-flash")
    assert room(model, {"mia": MediaKind.VIDEO})(["mia"]) == "Wan 2.6 First Frame Flash takes no clips"
