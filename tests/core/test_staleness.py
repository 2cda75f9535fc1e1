# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said about a take that is out of date, and when nothing is."""

from __future__ import annotations

from typing import Any

import pytest

from addon.core.models import MadeOf, MemberMade
from addon.core.plans.staleness import changes

MIA, BO = MemberMade(uuid="m", name="Mia", digest="1"), MemberMade(uuid="b", name="Bo", digest="2")
THEN = MadeOf(by="this", camera="c", words="w", frames=48, shape="1280:720", cast=(MIA, BO))


def now(**changed: Any) -> MadeOf:
    return THEN.model_copy(update=changed)


@pytest.mark.parametrize(
    ("present", "said"),
    [
        (THEN, ""),
        (now(camera="d"), "camera changed"),
        (now(words="x"), "words changed"),
        (now(frames=50), "length changed from 48 to 50 frames"),
        (now(shape="16:9"), ""),
        (now(shape="9:16"), "shape changed from 16:9 to 9:16"),
        (now(shape="1920:804"), "shape changed from 16:9 to 2.39:1"),
        (now(shape=""), ""),
        (now(cast=(MIA.model_copy(update={"digest": "9"}), BO)), "cast: Mia changed"),
        (now(cast=(MIA,)), "cast: Bo left"),
        (now(cast=(MIA, BO, MemberMade(uuid="r", name="Rook"))), "cast: Rook joined"),
        (now(cast=(MIA, MIA, BO)), "cast: Mia has 2 references instead of 1"),
        (now(cast=(MIA.model_copy(update={"name": "Maria"}), BO)), ""),
        (now(camera="d", words="x"), "camera changed, words changed"),
        (now(camera=""), ""),
        (now(cast=(MIA.model_copy(update={"digest": ""}), BO)), ""),
    ],
)
def test_what_changed_is_said_and_nothing_else(present: MadeOf, said: str) -> None:
    assert changes(THEN, present) == said


def test_a_face_that_the_take_was_not_made_with_is_said() -> None:
    def said(**fronts: str) -> str:
        cast = tuple(one.model_copy(update={"front": fronts.get(one.name, "")}) for one in (MIA, BO))
        return changes(THEN, now(cast=cast), {"Mia": "left"})

    assert said() == "", "nobody said which side it is"
    assert said(Mia="left") == "", "a guess that is confirmed changes nothing"
    assert said(Bo="back") == "", "nothing of his was sent"
    assert said(Mia="right") == "cast: Mia's front is another side"


def test_digests_of_another_program_are_not_compared_but_words_are() -> None:
    """Another Blender has other properties: every take of the film would look stale after an update."""
    other = now(by="that", camera="d", cast=(MIA.model_copy(update={"digest": "9"}), BO))
    assert changes(THEN, other) == ""
    assert changes(THEN, other.model_copy(update={"words": "x"})) == "words changed"
