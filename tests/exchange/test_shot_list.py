# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shot lists: what people and programs write is understood, told where not, and nothing of it is lost."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from fractions import Fraction

import pytest
from exchange_parts import NAMES, sample, samples
from hypothesis import given
from hypothesis import strategies as st

from addon.core.exchange import headers, lengths, shot_list
from addon.core.exchange.shot_list import Row
from addon.core.exchange.timeline import ExchangeError

F24 = Fraction(24)


def read(name: str, rate: Fraction = F24) -> shot_list.ShotList:
    return shot_list.read(sample(f"csv/{name}").read_bytes(), rate)


def test_a_list_of_studiobinders_kind() -> None:
    found = read("made-studiobinder-like.csv")
    assert [(r.name, r.scene, r.frames, r.line) for r in found.rows] == [
        ("1A", "1", 360, 2), ("1B", "1", 240, 3), ("1C", "1", None, 5), ("2A", "2", 480, 6)]  # fmt: skip
    assert found.rows[1].action == 'Otto says "you are late"\nand turns away'
    assert found.rows[0].camera == "WS, Single, Eye Level, Static, 24mm"
    assert found.rows[0].cast == ("Mira", "Otto")
    assert found.unknown == ("Subject", "VFX")
    assert found.rows[0].rest["Equipment"] == "Tripod"


def test_a_list_of_shotgrids_kind() -> None:
    found = read("made-shotgrid-like.csv")
    assert [(r.name, r.frames, r.state) for r in found.rows] == [
        ("sq010_sh0010", 72, "ip"), ("sq010_sh0020", 48, "wtg"), ("sq010_sh0030", None, "omt")]  # fmt: skip


def test_kitsus_lists_count_both_ends_and_name_by_sequence() -> None:
    found = read("kitsu-shots.csv", Fraction(25))
    assert [(r.name, r.frames) for r in found.rows] == [
        ("E01_SE01_S01", 101), ("E01_SE01_S02", 101), ("E01_SE02_S01", 101), ("E02_SE01_S01", 101)]  # fmt: skip
    ranges = read("kitsu-shots_frame_range.csv", Fraction(25))
    assert [(r.name, r.start, r.frames) for r in ranges.rows] == [("FS01", None, None), ("FS02", 1001, 100)]


def test_frames_of_another_rate_become_the_films_and_that_is_told_once() -> None:
    found = read("kitsu-shots.csv")
    assert {r.frames for r in found.rows} == {97}
    assert [t.sentence for t in found.troubles] == [
        "Line 2, column 5: FPS: made at 25 frames a second; lengths are turned into the film's."
    ]


def test_a_french_list_with_semicolons_and_decimal_commas() -> None:
    found = read("made-semicolon-bom-fr.csv")
    assert [(r.name, r.frames, r.dialogue) for r in found.rows] == [("P010", 84, "Bonjour ; entrez"), ("P020", 48, "")]
    assert found.rows[1].action == "Le couloir, vide"
    assert not found.unknown


def test_section_rows_divide_the_list_and_numbers_that_repeat_get_their_scene() -> None:
    found = read("made-section-rows.csv")
    assert [(r.name, r.section) for r in found.rows] == [
        ("00_A", "00 Opening"), ("00_B", "00 Opening"), ("10_A", "10 The bridge")]  # fmt: skip


@pytest.mark.parametrize("name", samples("csv"))
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_samples_are_the_same_in_every_encoding_and_separator(name: str, encoding: str, separator: str) -> None:
    data = sample(f"csv/{name}").read_bytes()
    text = shot_list.decoded(data)
    out = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if "semicolon" in name else ",")
    csv.writer(out, delimiter=separator).writerows(rows)
    again = shot_list.read(out.getvalue().encode(encoding), F24)
    assert again.rows == shot_list.read(data, F24).rows


def test_a_number_used_twice_is_kept_and_told() -> None:
    found = shot_list.read(b"Shot,Description\n1,a\n1,b\n1_2,c\n", F24)
    assert [(r.name, r.action) for r in found.rows] == [("1", "a"), ("1_3", "b"), ("1_2", "c")]
    assert found.troubles[0].sentence == "Line 3, column 1: Shot: 1 was there before; this one is 1_3."


def test_what_cannot_be_read_is_told_with_line_and_column() -> None:
    found = shot_list.read(b"Shot,Duration,Description\nSH010,soon,a\n,3,b\nSH020,0,c,d,e\n", F24)
    assert [t.sentence for t in found.troubles] == [
        "Line 2, column 2: Duration: soon is no length that could be read.",
        "Line 3, column 1: Shot: no name of a shot; the row was left out.",
        "Line 4: 5 cells, but 3 headers; the last are kept as notes.",
    ]
    assert found.rows[1].rest == {"Column 4": "d", "Column 5": "e"}


@pytest.mark.parametrize("data", [b"", b"\n\n", b"one\ntwo\n", b"Colour,Taste\nred,sweet\n"])
def test_a_file_without_shots_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(ExchangeError):
        shot_list.read(data, F24)


def test_what_a_person_chose_comes_before_every_alias() -> None:
    data = b"Kuva,Description,Pituus\nA1,words,4\n"
    with pytest.raises(ExchangeError) as refused:
        shot_list.read(data, F24)
    assert refused.value.code == "no_name_column"
    chosen = {headers.normal("Kuva"): "name", headers.normal("Pituus"): "length", headers.normal("Description"): ""}
    (row,) = shot_list.read(data, F24, chosen).rows
    assert (row.name, row.frames, row.action, row.rest) == ("A1", 96, "", {"Description": "words"})


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=30).map(lambda text: text.strip())
ROWS = st.builds(
    Row,
    name=NAMES,
    scene=NAMES,
    start=st.integers(0, 10**6),
    frames=st.integers(1, 10**5),
    camera=TEXTS,
    action=TEXTS | st.sampled_from(["=1+1", "+49", "-x", "@me", "'=x", "''-", "a\nb", 'say "hi", then; go']),
    place=TEXTS,
    dialogue=TEXTS,
    cast=st.lists(st.sampled_from(["Mia", "Old Tom", "Élodie"]), unique=True).map(tuple),
    take=TEXTS,
    cost=TEXTS,
    state=TEXTS,
    notes=TEXTS,
)


@given(
    st.lists(ROWS, max_size=6, unique_by=lambda row: row.name),
    st.sampled_from([F24, Fraction(30000, 1001), Fraction(25, 2)]),
)
def test_out_and_in_again_is_the_same_list(rows: list[Row], rate: Fraction) -> None:
    if not rows:
        return
    found = shot_list.read(shot_list.write(rows, rate), rate)
    assert [row.__class__(**{**row.__dict__, "line": 0}) for row in found.rows] == rows
    assert not found.troubles
    assert not found.unknown


@given(st.lists(ROWS, min_size=1, max_size=4))
def test_no_cell_is_a_formula(rows: list[Row]) -> None:
    text = shot_list.write(rows, F24).decode("utf-8-sig")
    for cells in csv.reader(io.StringIO(text, newline="")):
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_excel_knows_the_encoding_by_its_mark() -> None:
    assert shot_list.write([Row("Élodie")], F24).startswith(b"\xef\xbb\xbfShot,")


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        ("3.5", 84), ("3,5", 84), ("3.5s", 84), ("3,5 sec", 84), ("84 frames", 84), ("84f", 84), ("00:15", 360),
        ("1:02:03", 89_352), ("00:00:03:12", 84), ("1 min 5", 1560), ("1m05s", 1560), ("2'", 2880), ('3"', 72),
        ("0:03.5", 84), ("1 h", 86_400), ("0.001", 1), ("1 024", 24_576),
        ("", None), ("0", None), ("soon", None), ("-3", None), ("3 parsecs", None), ("00:00:00:99", None),
    ],
)  # fmt: skip
def test_lengths_as_people_write_them(text: str, frames: int | None) -> None:
    assert lengths.frames(text, F24) == frames


@given(st.text(max_size=20))
def test_no_text_is_too_odd_for_a_length(text: str) -> None:
    frames = lengths.frames(text, F24)
    assert frames is None or frames > 0


@given(st.binary(max_size=200))
def test_no_file_is_too_odd(data: bytes) -> None:
    with suppress(ExchangeError):
        shot_list.read(data, F24)
