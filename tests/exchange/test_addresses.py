# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths of every system to addresses and back, on whatever system this runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.exchange import addresses

PATHS = {
    "/films/a b/c#1?.mp4": "file:///films/a%20b/c%231%3F.mp4",
    "C:\\films\\a.mp4": "file:///C:/films/a.mp4",
    "D:/films/é.mp4": "file:///D:/films/%C3%A9.mp4",
    "\\\\server\\share\\a b.mp4": "file://server/share/a%20b.mp4",
}


@pytest.mark.parametrize(("path", "url"), PATHS.items())
def test_a_path_of_any_system_is_one_address(path: str, url: str) -> None:
    assert addresses.to_file_url(path) == url
    assert addresses.from_url(url) == addresses.posix(path)
    assert addresses.from_url(addresses.to_file_url(path, localhost=True)) == addresses.posix(path)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file://localhost/D%3a/media/sc01.mov", "D:/media/sc01.mov"),
        ("file://localhost/C%3A/a.mov", "C:/a.mov"),
        ("file://C:/a.mov", "C:/a.mov"),
        ("file:///folder/titles.mov", "/folder/titles.mov"),
        ("file:/folder/titles.mov", "/folder/titles.mov"),
        ("S:\\path\\to\\take.exr", "S:/path/to/take.exr"),
        ("../takes/a%20b.mp4", "/films/takes/a b.mp4"),
        ("./a.mp4", "/films/exports/a.mp4"),
        ("https://me@host/a.mp4?sig=1", "https://host/a.mp4"),
        ("", ""),
    ],
)
def test_addresses_as_others_write_them(url: str, path: str) -> None:
    assert addresses.from_url(url, "/films/exports") == path


@pytest.mark.parametrize(
    ("path", "folder", "relative"),
    [
        ("/films/f.animatic/takes/a.mp4", "/films/f.animatic/exports", "../takes/a.mp4"),
        ("/films/a b.mp4", "/films", "a%20b.mp4"),
        ("C:\\Films\\a.mp4", "c:/films/exports", "../a.mp4"),
        ("D:\\other\\a.mp4", "C:\\films", "file:///D:/other/a.mp4"),
        ("\\\\nas\\films\\a.mp4", "\\\\nas\\films\\exports", "../a.mp4"),
        ("/a.mp4", "", "file:///a.mp4"),
    ],
)
def test_relative_addresses(path: str, folder: str, relative: str) -> None:
    assert addresses.to_relative(path, folder) == relative


NAME = st.text(
    st.characters(codec="utf-8", exclude_characters="/\\\x00", exclude_categories=("Cs",)), min_size=1, max_size=8
)


@given(st.lists(NAME.filter(lambda n: n not in {".", ".."}), min_size=1, max_size=5))
def test_every_posix_path_comes_back(names: list[str]) -> None:
    path = "/" + "/".join(names)
    assert addresses.from_url(addresses.to_file_url(path)) == path
    assert addresses.from_url(addresses.to_relative(path, "/some/where"), "/some/where") == path


def test_the_files_own_name_of_any_path() -> None:
    assert addresses.base_name("C:\\a\\b.mp4") == addresses.base_name("/a/b.mp4") == "b.mp4"
