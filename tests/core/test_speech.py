# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who says a line and how, and descriptions within sentences."""

from __future__ import annotations

import pytest

from addon.core.models import DialogueLine, PromptBlocks
from addon.core.plans import prompt

WORDS = {"Mia": "character1", "Tom": "character2", "Guard (old)": "character3"}


def said(speaker: str, line: str, action: str = "", unseen: tuple[str, ...] = ()) -> str:
    return prompt.write(PromptBlocks(action=action), WORDS, [DialogueLine(speaker=speaker, line=line)], unseen)


@pytest.mark.parametrize(
    ("speaker", "line", "told"),
    [
        ("Mia (V.O.)", "I knew.", 'character1 says in voice-over: "I knew."'),
        ("Mia (O.S.)", "I knew.", 'character1 says off screen: "I knew."'),
        ("Mia (CONT'D)", "I knew.", 'character1 says: "I knew."'),
        ("Mia (V.O.) (beat)", "I knew.", 'character1 says in voice-over: "I knew."'),
        ("Mia (ON PHONE)", "I knew.", 'character1 says, on phone: "I knew."'),
        ("Mia (V.O.) (CONT'D)", "I knew.", 'character1 says in voice-over: "I knew."'),
        ("Radio (off)", "Storm.", 'Radio says off screen: "Storm."'),
        ("Mia", "(whispering) Go.", 'character1 says, whispering: "Go."'),
        ("Mia (O.S.)", "(shouting) Go!", 'character1 says off screen, shouting: "Go!"'),
        ("Guard (old)", "Halt.", 'character3 says: "Halt."'),
        ("Mia", "Go (now).", 'character1 says: "Go (now)."'),
    ],
)
def test_brackets_tell_how_a_line_is_said(speaker: str, line: str, told: str) -> None:
    assert said(speaker, line) == told


def test_one_whom_the_camera_never_sees_is_heard_from_off_screen() -> None:
    assert said("Tom", "Here.", "@Mia freezes", ("Tom",)) == 'character1 freezes. character2 says off screen: "Here."'
    assert said("Tom", "Here.", "@Tom enters", ("Tom",)) == 'character2 enters. character2 says: "Here."'
    assert said("Mia", "Here.", "@Mia freezes", ("Tom",)) == 'character1 freezes. character1 says: "Here."'
    assert said("Tom (V.O.)", "Here.", "", ("Tom",)) == 'character2 says in voice-over: "Here."'


@pytest.mark.parametrize(
    ("words", "action", "told"),
    [
        ({"Jo": "Jo, a girl with braids"}, "@Jo runs, and @Jo falls", "Jo, a girl with braids, runs, and Jo falls."),
        ({"Jo": "Jo, a girl"}, "Rain falls on @Jo", "Rain falls on Jo, a girl."),
        ({"Jo": "A girl"}, "Behind @Jo, a wall", "Behind a girl, a wall."),
        (
            {"Jo": "a man, tall", "Al": "a man, short"},
            "@Jo and @Al. @Jo",
            "A man, tall, and a man, short. The man, tall.",
        ),
        ({"Jo": "The baker"}, "Behind @Jo stands @Jo", "Behind the baker stands the baker."),
    ],
)
def test_descriptions_read_as_parts_of_a_sentence(words: dict[str, str], action: str, told: str) -> None:
    assert prompt.write(PromptBlocks(action=action), words) == told
