# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Screenplays: every element of the grammar, lines that stay true, shots with the time that words take."""

from __future__ import annotations

from collections import Counter

import pytest
from exchange_parts import sample, samples
from hypothesis import given
from hypothesis import strategies as st

from addon.core.exchange import screenplay
from addon.core.exchange.fountain import Element, Kind, parse, plain


def kinds(name: str) -> list[tuple[str, str]]:
    text = sample(f"fountain/{name}").read_bytes().decode("utf-8")
    return [(str(e.kind), e.text) for e in parse(text).elements]


@pytest.mark.parametrize("name", samples("fountain"))
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_samples_are_the_same_with_every_line_end(name: str, ends: str) -> None:
    text = sample(f"fountain/{name}").read_bytes().decode("utf-8").replace("\r\n", "\n")
    assert parse(text.replace("\n", ends)) == parse(text)


def test_headings_of_a_sample() -> None:
    found = kinds("n-SceneHeaders.fountain")
    assert Counter(kind for kind, _ in found) == {"heading": 18, "action": 2}
    assert ("action", "... not a scene header.") in found
    assert ("action", "ESTABLISHING") in found
    assert ("heading", "KITCHEN") in found


def test_numbers_of_a_sample() -> None:
    text = sample("fountain/n-SceneNumbers.fountain").read_text(encoding="utf-8")
    assert [e.number for e in parse(text).elements] == ["1", "1A", "1a", "A1", "I-1-A", "1.", "110A"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("n-DualDialogue.fountain", [("cue", "ADAM"), ("dialogue", "Yes."), ("cue", "EVE"), ("dialogue", "No.")]),
        ("n-ForcedElements.fountain", [("action", "BANG\nBANG\nBANG"), ("cue", "McDUCK"), ("dialogue", "I'm vegan."),
                                       ("cue", "SINGER"), ("lyrics", "These are the songs\nThat I sing.")]),
        ("s-boneyard.fountain", [("action", "As he rattles off the long list, Brick and Steel share a look.  This is"
                                            " going to be BAD."), ("transition", "CUT TO:"),
                                 ("heading", "EXT. PALATIAL MANSION - DAY"),
                                 ("action", "An EXTREMELY HANDSOME MAN drinks a beer.  Shirtless, unfortunately.")]),
        ("w-Lyrics.fountain", [("action", "Here is some action."), ("cue", "ANDHERE"),
                               ("dialogue", "Is some dialogue."), ("lyrics", "This a lyric"),
                               ("lyrics", "This is a lyric"), ("action", "And more action."),
                               ("lyrics", "And another lyric"), ("cue", "TESTING"), ("lyrics", "What happens here?")]),
        ("s-extended-characters.fountain", [("action", "Hello\nこんにちは\nпривет\n你好\n안녕하세요\nأهلا")]),
    ],
)  # fmt: skip
def test_samples_line_by_line(name: str, wanted: list[tuple[str, str]]) -> None:
    assert kinds(name) == wanted


def test_title_pages() -> None:
    text = sample("fountain/w-TitlePage.fountain").read_text(encoding="utf-8")
    found = parse(text)
    assert found.title["contact"] == "Next Level Productions\n1588 Mission Dr.\nSolvang, CA 93463"
    assert found.elements == (Element(Kind.ACTION, "Not a title entry.\nStill: Not a title entry.", 12),)
    assert parse("CUT TO:\n\nINT. HOUSE - DAY\n").title == {}


def test_transitions_of_a_sample() -> None:
    assert {kind for kind, _ in kinds("n-Transitions.fountain")} == {"transition"}


PLAY = """Title: The Bridge

# Act one

= They meet.

INT. KITCHEN - NIGHT #12#

Mia opens the door. Snow blows in. [[VFX: snow]]

MIA (V.O.)
(tired)
You are late.

ÉLODIE ^
I know.

She walks to the window and looks at the empty street for a long while, until the lamp across the road goes out.

@McCoy
Good *evening*.

EXT. STREET - NIGHT

> CUT TO:

Nothing moves.
"""


def test_a_scene_gives_shots_at_its_paragraphs_and_lines_to_speak() -> None:
    shots = screenplay.propose(parse(PLAY))
    assert [(s.scene, s.action[:19]) for s in shots] == [
        ("12", "Mia opens the door."), ("12", "She walks to the wi"), ("", "Nothing moves.")]  # fmt: skip
    first = shots[0]
    assert [(s.who, s.text, s.extension) for s in first.speeches] == [
        ("MIA", "You are late.", "(V.O.)"), ("ÉLODIE", "I know.", "")]  # fmt: skip
    assert [s.cue for s in first.speeches] == ["MIA (V.O.) (tired)", "ÉLODIE"]
    assert first.cast == ("ÉLODIE",), "a voice-over is not in the picture"
    assert first.speeches[0].start == first.speeches[1].start  # dual: both at once
    assert first.notes == ["They meet.", "VFX: snow"]
    assert shots[1].cast == ("McCoy",)
    assert shots[1].speeches[0].text == "Good evening."
    assert PLAY.splitlines()[first.line - 1].startswith("Mia opens")
    assert PLAY.splitlines()[first.speeches[0].line - 1] == "You are late."


def test_time_comes_from_the_words_and_from_the_lines_of_action() -> None:
    pace = screenplay.Pace(words=180, line=2.5, pause=0.5, shortest=1)
    (shot,) = screenplay.propose(parse("He waits.\n\nTOM\nOne two three four five six.\n"), pace)
    assert shot.seconds == pytest.approx(2.5 + 0.5 + 2.0)
    assert shot.speeches[0].start == pytest.approx(3.0)
    (long,) = screenplay.propose(parse("word " * 40), pace)
    assert long.seconds == pytest.approx(4 * 2.5)
    assert screenplay.frames(1.01, 24) == 25


def test_scripts_without_blanks_take_time_too() -> None:
    assert screenplay.spoken_seconds("こんにちは世界お元気ですか", screenplay.Pace()) > 1.5


def test_characters_are_the_cast_in_the_order_of_their_first_words() -> None:
    assert tuple(dict.fromkeys(e.text for e in parse(PLAY).elements if e.kind is Kind.CUE)) == (
        "MIA",
        "ÉLODIE",
        "McCoy",
    )


def test_a_rewrite_is_told_by_scene_number_then_heading() -> None:
    before = parse(PLAY).scenes
    text = PLAY.replace("You are late.", "You're late.").replace("Good *evening*.", "Good night.")
    after = parse(text.replace("EXT. STREET - NIGHT", "EXT. STREET - DAWN")).scenes
    assert [c.words for c in screenplay.compare(before, after) if c.changed] == [
        "scene 12 changed: 2 lines",
        "EXT. STREET - DAWN is new",
        "EXT. STREET - NIGHT is gone",
    ]
    assert not any(c.changed for c in screenplay.compare(before, parse(PLAY).scenes))


def test_a_scene_that_got_another_place_keeps_its_number() -> None:
    before = parse("INT. A - DAY #1#\n\nHe sits.\n\nINT. B - DAY #2#\n\nShe sits.\n").scenes
    after = parse("INT. B - NIGHT #2#\n\nShe sits.\n\nINT. A - DAY #1#\n\nHe sits.\n").scenes
    assert [c.words for c in screenplay.compare(before, after)] == [
        "scene 2 changed: now INT. B - NIGHT", "scene 1 is as it was"]  # fmt: skip


def test_sections_and_synopses_belong_to_their_scenes() -> None:
    text = sample("fountain/n-Sections-Complex.fountain").read_text(encoding="utf-8")
    scenes = parse(text).scenes
    assert [s.sections for s in scenes] == [("Act 1",), ("Act 2", "Sequence 1")]


def test_a_plain_play_is_read_as_a_library_reads_it() -> None:
    library = pytest.importorskip("fountain_tools.parser")
    text = "INT. HOUSE - DAY\n\nHe sits.\n\nTOM\n(low)\nHello there.\n\nCUT TO:\n\nEXT. ROAD - NIGHT\n\nRain.\n"
    parser = library.Parser()
    parser.add_text(text)
    theirs = Counter(element.type.name for element in parser.script.elements)
    names = {"HEADING": "heading", "ACTION": "action", "CHARACTER": "cue", "DIALOGUE": "dialogue",
             "PARENTHETICAL": "parenthetical", "TRANSITION": "transition"}  # fmt: skip
    assert Counter(str(e.kind) for e in parse(text).elements) == {names[n]: c for n, c in theirs.items()}


def test_emphasis_is_no_part_of_the_words() -> None:
    assert plain("_**Brick** & *Steel*_ 2 * 3 \\*real\\*") == "Brick & Steel 2 * 3 *real*"


@given(st.text(st.sampled_from("AB ab.\n\t/*[]#=>~!@^():INT EXT-"), max_size=120))
def test_no_text_is_too_odd_and_every_line_number_is_a_line(text: str) -> None:
    found = parse(text)
    count = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= e.line <= count for e in found.elements)
    screenplay.propose(found)
    screenplay.compare(found.scenes, found.scenes)


@pytest.mark.parametrize("mark", ["[[ ", "/* ", "*a ", "_ ", "# ", "A (", "INT. a  "])
def test_marks_that_never_end_are_read_in_linear_time(mark: str) -> None:
    """A quadratic reader would run into the tests' time limit."""
    found = parse(f"{mark * 30_000}\n\nHe sits.")
    assert found.elements[-1].text == "He sits."
