# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of takes under a studio's own names: tokens, what cannot be a name, numbers that are never used twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from addon.core.files import FileError, FilmFolder, write_atomic
from addon.core.files.patterns import TAKE_PATTERN, check_pattern, take_name
from addon.core.files.versions import next_version, write_new, write_version

VALUES = {"shot": "SH010", "take": "t003", "model": "wan-v2.6", "size": "720p", "tier": "draft"}


def test_our_own_pattern_is_what_files_were_always_called() -> None:
    folder = FilmFolder(Path("/films/film.blend"))
    plain = folder.take_path("SH010", 3, "alibaba/wan-v2.6", "720p")
    assert plain.name == "SH010_t003_wan-v2.6_720p.mp4"
    assert folder.take_path("SH010", 3, "alibaba/wan-v2.6", "720p", pattern=TAKE_PATTERN) == plain


def test_a_studios_pattern_fills_its_tokens() -> None:
    assert take_name("PROJ_{shot}_{tier}_{take}", VALUES) == "PROJ_SH010_draft_t003"
    assert take_name("{take} - {shot}", {**VALUES, "shot": "a/b:c"}) == "t003 - a_b_c"
    assert take_name("", VALUES) == take_name(TAKE_PATTERN, VALUES)


@pytest.mark.parametrize(
    "pattern",
    [
        "{shot}",
        "{shot}_{take}_{date}",
        "{take:>9}",
        "{take!r}",
        "{take",
        "{}_{take}",
        "a/{take}",
        "..\\{take}",
        "{take}" * 20,
    ],
)
def test_what_cannot_be_a_name_is_refused_in_words(pattern: str) -> None:
    with pytest.raises(FileError) as refused:
        check_pattern(pattern)
    assert refused.value.code == "file_pattern"
    assert refused.value.next_step


@pytest.mark.parametrize("pattern", ["", "{take}_{shot}", "X_{model}_{take}", "{shot}-{take}"])
def test_the_next_number_is_above_every_take_under_any_pattern(tmp_path: Path, pattern: str) -> None:
    folder = FilmFolder(tmp_path / "film.blend")
    for number in (1, 2, 7):
        write_atomic(folder.take_path("SH010", number, "a/wan-v2.6-t2v", "720p", pattern=pattern), "x")
    assert folder.next_take_number("SH010") == 8


def test_versions_count_on_whatever_they_end_in(tmp_path: Path) -> None:
    assert write_version(tmp_path, "film", ".otio", b"a").name == "film_v001.otio"
    assert write_version(tmp_path, "film", ".edl", b"b").name == "film_v002.edl"
    (tmp_path / "FILM_v041.xml").write_bytes(b"")
    assert next_version(tmp_path, "film", ".csv").name == "film_v042.csv"
    assert next_version(tmp_path / "new", "a/b", ".csv").name == "a_b_v001.csv"


def test_a_name_that_is_taken_is_never_written_over(tmp_path: Path) -> None:
    target = tmp_path / "cut.edl"
    target.write_bytes(b"mine")
    with pytest.raises(FileError) as refused:
        write_new(target, b"theirs")
    assert refused.value.code == "file_exists"
    assert target.read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == ["cut.edl"]
