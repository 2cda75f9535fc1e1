# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names become the request's own words whatever they look like; what is sent is short, ended and nothing else."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from addon.core.models import CastMember, DialogueLine, Level, MediaKind, PlanInput, Problem, PromptBlocks
from addon.core.plans import prompt
from addon.core.plans.prompt import Names, check_mentions, mention, reference_words, sentence, write

WORDS = {
    "Mia": "character1",
    "Old Man": "character2",
    "O'Neil": "character3",
    "小明": "character4",
    "민호": "character5",
    "Žofie": "character6",
    "Dr. No": "character7",
    "Mia#2": "character8",
    'Joe "Fingers" Malone': "character9",
}


def clip(name: str) -> PlanInput:
    return PlanInput(name=name, kind=MediaKind.VIDEO, url="https://example.com/a.mp4")


def picture(name: str) -> PlanInput:
    return PlanInput(name=name, kind=MediaKind.IMAGE, url="https://example.com/a.png")


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("@Mia runs", "character1 runs"),
        ("@mia and @MIA", "character1 and character1"),
        ("@Mia's hat, @Mia’s coat", "character1's hat, character1’s coat"),
        ("(@Mia), @Mia! @Mia? @Mia... “@Mia”", "(character1), character1! character1? character1... “character1”"),
        ("@Mia—then @Mia-", "character1—then character1-"),
        ('@"Old Man" sits', "character2 sits"),
        ("@“Old Man” sits", "character2 sits"),
        ("@Old Man sits", "character2 sits"),
        ("@old man's dog", "character2's dog"),
        ("@Old Manor burns", "Old Manor burns"),
        ("@Miah waits", "Miah waits"),
        ("@Mia-Lou waits", "Mia-Lou waits"),
        ("@Mia_2 waits", "Mia_2 waits"),
        ("@O'Neil and @O’Neil's car", "character3 and character3's car"),
        ("@小明走进来，@小明坐下", "character4走进来，character4坐下"),
        ("@민호가 웃는다", "character5가 웃는다"),
        ("@Žofie, @žofie, @Z\u030cofie", "character6, character6, character6"),
        ("@Dr. No laughs", "character7 laughs"),
        ('@Joe "Fingers" Malone deals', "character9 deals"),
        ('@Mia meets @Mia#2 and @"Mia"#2', "character1 meets character8 and character8"),
        ("@Mia#3 is nobody", "Mia#3 is nobody"),
        ("mia@mia.example writes", "mia@mia.example writes"),
        ("@@Mia", "character1"),
        ("@ Mia, @, @!", "@ Mia, @, @!"),
        ("@Mia@Mia", "character1@Mia"),
        ('@"Nobody Known" waits', "Nobody Known waits"),
    ],
)
def test_names_become_the_requests_words(text: str, sent: str) -> None:
    assert Names(WORDS).replace(prompt.clean(text)) == sent


def test_a_prefix_never_wins_over_the_longer_name() -> None:
    names = Names({"Mia": "character1", "Mia Rose": "character2", "Miah": "character3"})
    assert names.replace("@Mia Rose, @Mia rows, @Miah") == "character2, character1 rows, character3"


@example([" 小", "小X"])
@given(
    st.lists(st.text("abcXYZäßé小민 '-.\"#", min_size=1, max_size=8), min_size=1, max_size=6, unique_by=prompt.name_key)
)
def test_a_mention_always_finds_its_own_name(names: list[str]) -> None:
    # A name that begins with a quote mark cannot be told from a quoted mention of another: the longest name wins there.
    names = [name for name in names if any(c.isalnum() for c in name) and not name.strip().startswith('"')]
    words = {name: f"<{i}>" for i, name in enumerate(names)}
    for name, word in words.items():
        if '"' not in name and not re.search(r"#\d*$", name):
            assert Names(words).replace(f"{mention(name)}") == word


def test_numbers_follow_the_url_order() -> None:
    inputs = [clip("Mia"), picture("Old Man"), clip("Jo"), picture("Mia")]
    assert reference_words(inputs, "character") == {
        "Mia": "character1",
        "Old Man": "character2",
        "Jo": "character3",
        "Mia#2": "character4",
    }
    assert reference_words(inputs, "media") == {
        "Mia": "Video 1",
        "Old Man": "Image 1",
        "Jo": "Video 2",
        "Mia#2": "Image 2",
    }


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Rain", "Rain."),
        ("Rain.", "Rain."),
        ("Rain!", "Rain!"),
        ("Rain...", "Rain..."),
        ("Rain,", "Rain."),
        ("Rain;  ", "Rain."),
        ("Rain -", "Rain."),
        ('He says "go"', 'He says "go".'),
        ('He says "Go!"', 'He says "Go!"'),
        ("(at night.)", "(at night.)"),
        ("下雨。", "下雨。"),
        ("", ""),
        (".", ""),
        (" - ", ""),
        ("…", ""),
    ],
)
def test_a_block_ends_like_a_sentence(text: str, sent: str) -> None:
    assert sentence(text) == sent


BLOCKS = PromptBlocks(
    camera="35 mm lens, medium shot, slow push in",
    action="@Mia waves to @Old Man.",
    cast="@Mia left; @Old Man right background",
    place="A yard\n at   noon ",
    look="Ink on paper,",
)


def test_scene_then_camera_then_action_then_words_then_staging_then_look() -> None:
    lines = [DialogueLine(speaker="Mia", line="Hello?"), DialogueLine(speaker="@Old Man", line="“Go away”")]
    assert write(BLOCKS, WORDS, lines) == (
        "A yard at noon. 35 mm lens, medium shot, slow push in. character1 waves to character2. "
        'character1 says: "Hello?" character2 says: "Go away." '
        "character1 left; character2 right background. Ink on paper."
    )


def test_empty_blocks_leave_nothing_behind() -> None:
    assert write(PromptBlocks(), {}) == ""
    assert write(PromptBlocks(action="@Mia runs", camera=" ", look="."), WORDS) == "character1 runs."


def test_dialogue_is_said_aloud_by_name() -> None:
    lines = [
        DialogueLine(speaker="Mia", line='@Old Man, she called you "old".'),
        DialogueLine(speaker="", line="Help"),
        DialogueLine(speaker="Radio", line="Rain tonight"),
        DialogueLine(speaker="Mia", line="  "),
    ]
    assert write(PromptBlocks(), WORDS, lines) == (
        'character1 says: "Old Man, she called you \'old\'." Someone says: "Help." Radio says: "Rain tonight."'
    )


def test_without_references_a_description_stands_for_the_name() -> None:
    cast = [
        CastMember(uuid="1", name="Mia", description="a girl in a red coat."),
        CastMember(uuid="2", name="Old Man"),
    ]
    words = prompt.plain_words(cast)
    text = write(PromptBlocks(action="@Mia waves to @Old Man's dog, @Bo barks"), words)
    assert text == "A girl in a red coat waves to Old Man's dog, Bo barks."


def test_a_description_is_told_like_somebody_known_when_it_comes_again() -> None:
    words = {"Mia": "a girl in a red coat", "Bo": "an old dog", "Jo": "jo", "Al": "tall Al"}
    blocks = PromptBlocks(
        camera="Medium shot over the shoulder of @Bo",
        action="It rains. @Mia pets @Bo; @Bo barks! (@Mia laughs.) @Jo meets @Al",
        cast="@Mia and @Al on the left",
    )
    assert write(blocks, words, [DialogueLine(speaker="Mia", line="Hush")]) == (
        "Medium shot over the shoulder of an old dog. "
        "It rains. A girl in a red coat pets the old dog; the old dog barks! (The girl in a red coat laughs.) "
        "Jo meets tall Al. "
        'The girl in a red coat says: "Hush." '
        "The girl in a red coat and tall Al on the left."
    )


def test_the_requests_own_words_are_never_spelled_otherwise() -> None:
    words = {"Mia": "character1", "Bo": "Image 1"}
    assert write(PromptBlocks(action="@Mia runs. @Mia stops. @Bo", cast="@Mia on the left"), words) == (
        "character1 runs. character1 stops. Image 1. character1 on the left."
    )


@pytest.mark.parametrize(
    ("action", "sent"),
    [
        ("Rain. The @Truck, old and slow, passes the @Mia", "Rain. character2, old and slow, passes character1."),
        ("She kicks the @Truck's wheel and a @Truck stops", "She kicks character2's wheel and character2 stops."),
        ('A sign: "Mind THE @Truck"', 'A sign: "Mind character2".'),
        ("The old @Truck and the other @Truck", "The old character2 and the other character2."),
        ('They bathe @Truck and see the @"Old Man"', "They bathe character2 and see character3."),
        # No English: "to", "to" and "at".
        ("Juan mira a @Mia", "Juan mira a character1."),
        ("Anna parla a @Mia", "Anna parla a character1."),
        ("Der Hund lehnt sich an @Mia", "Der Hund lehnt sich an character1."),
        ("Le chien suit la @Mia, der @Truck", "Le chien suit la character1, der character2."),
        ("The @Ghost and a @Ghost", "The Ghost and a Ghost."),
    ],
)
def test_no_article_stands_before_the_requests_own_words(action: str, sent: str) -> None:
    words = {"Mia": "character1", "Truck": "character2", "Old Man": "character3"}
    assert write(PromptBlocks(action=action), words) == sent


@pytest.mark.parametrize("word", ["Image 2", "[Image 2]", "<IMAGE_2>"])
def test_no_article_stands_before_a_numbered_picture(word: str) -> None:
    assert write(PromptBlocks(action="The @Truck stops by a @Truck"), {"Truck": word}) == f"{word} stops by {word}."


def test_a_description_has_its_own_article_and_a_name_keeps_the_artists() -> None:
    words = {"Truck": "a red truck", "Mia": "Mia"}
    assert write(PromptBlocks(action="The @Truck hits the @Mia. The @Truck stops"), words) == (
        "A red truck hits the Mia. The red truck stops."
    )


def test_what_is_said_aloud_keeps_its_articles() -> None:
    lines = [DialogueLine(speaker="Mia", line="Get the @Truck!")]
    assert write(PromptBlocks(), WORDS, lines) == 'character1 says: "Get the Truck!"'


def test_a_second_reference_is_mentioned_with_its_number_outside_the_quotes() -> None:
    assert [mention(name) for name in ("Mia", "Mia#2", "Old Man", "Old Man#2", "3PO")] == [
        "@Mia",
        "@Mia#2",
        '@"Old Man"',
        '@"Old Man"#2',
        "@3PO",
    ]
    assert Names({"Old Man#2": "character2"}).replace(mention("Old Man#2")) == "character2"


@example(PromptBlocks(look="0\r\x1b 0"))
@given(st.builds(PromptBlocks, **dict.fromkeys(prompt.ORDER, st.text(max_size=40))))
def test_what_is_sent_is_one_clean_line(blocks: PromptBlocks) -> None:
    text = write(blocks, WORDS)
    assert text == text.strip()
    assert "  " not in text
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in text)
    text.encode()
    assert unicodedata.is_normalized("NFC", text)


def test_the_negative_is_a_list_and_no_sentence() -> None:
    assert prompt.write_negative(PromptBlocks(negative=" blurry,\n text ,")) == "blurry, text"


def codes(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.message) for problem in problems]


def test_a_mention_without_a_reference_is_an_error() -> None:
    words = reference_words([clip("Mia")], "character")
    found = check_mentions(PromptBlocks(action='@Mia sees @Bo and @"The Cat"'), (), words, "character")
    assert codes(found) == [
        ("mention_unknown", "The words mention @Bo, but no reference of that name is sent."),
        ("mention_unknown", 'The words mention @"The Cat", but no reference of that name is sent.'),
    ]
    assert {problem.level for problem in found} == {Level.ERROR}
    assert all(problem.next_step for problem in found)


def test_a_cast_member_without_a_reference_is_known_by_the_whole_name() -> None:
    words = reference_words([clip("Mia")], "character")
    blocks = PromptBlocks(action="@Mia sees @Old Man")
    found = check_mentions(blocks, (), words, "character", cast=["Mia", "Old Man"])
    assert [problem.message for problem in found] == [
        'The words mention @"Old Man", but no reference of that name is sent.'
    ]
    assert check_mentions(blocks, (), words, "character", cast=["Mia", "Old Man"], refused=True) == []


def test_a_reference_never_mentioned_is_a_warning() -> None:
    words = reference_words([clip("Mia"), clip("Old Man")], "character")
    (found,) = check_mentions(PromptBlocks(action="@Mia runs"), (), words, "character")
    assert (found.level, found.code) == (Level.WARNING, "reference_unmentioned")
    assert '@"Old Man"' in found.message
    (both,) = check_mentions(PromptBlocks(action="Nobody runs"), (), words, "character")
    assert both.message == '@Mia, @"Old Man" go along as references but the words leave them out.'


def test_speaking_and_the_requests_own_word_are_mentions() -> None:
    words = reference_words([clip("Mia"), clip("Old Man")], "character")
    line = DialogueLine(speaker="old man", line="Hm")
    assert check_mentions(PromptBlocks(action="Character1 runs"), [line], words, "character") == []


def test_a_number_that_no_reference_has_is_an_error() -> None:
    words = reference_words([clip("Mia")], "character")
    (found,) = check_mentions(PromptBlocks(action="@Mia meets character2"), (), words, "character")
    assert found.code == "mention_unknown"
    assert "character2" in found.message
    media = reference_words([clip("Mia")], "media")
    assert [p.code for p in check_mentions(PromptBlocks(action="Video 1 and Image 1"), (), media, "media")] == [
        "mention_unknown"
    ]


def test_length_is_counted_and_nothing_is_cut() -> None:
    assert prompt.check_length("小" * 1500, 1500, "prompt") == []
    (found,) = prompt.check_length("x" * 1507, 1500, "prompt")
    assert (found.level, found.code) == (Level.ERROR, "prompt_long")
    assert "1507" in found.message
    assert "7" in found.next_step


@pytest.mark.parametrize(("name", "text"), [("Mia", "@Mia"), ("Old Man", '@"Old Man"'), ("Mia#2", "@Mia#2")])
def test_how_a_name_is_mentioned(name: str, text: str) -> None:
    assert mention(name) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Mia waves at @Old Man", {"Mia", "Old Man"}),
        ('@"Old Man" and @MIA', {"Mia", "Old Man"}),
        ("Mia waves at the Old Man", set()),
        ("@Miah and mia@old.example", set()),
        ("@Mia Lee waves", {"Mia Lee"}),
    ],
)
def test_whom_a_text_names(text: str, found: set[str]) -> None:
    assert prompt.named(text, ["Mia", "Old Man", "Mia Lee"]) == found
