# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Media of another machine is found by its name, and a file from somebody else does not make this one look anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from addon.blender.exchange import relink
from addon.blender.exchange.relink import Finder


@pytest.fixture
def media(tmp_path: Path) -> Path:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("A.mov", "deep/b 1.mp4", "deep/er/c.png"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("D:/other/a.MOV", "A.mov"),
        ("C:\\films\\b 1.mp4", "deep/b 1.mp4"),
        ("//server/share/c.png", "deep/er/c.png"),
        ("c.png", "deep/er/c.png"),
        ("/nowhere/d.mp4", ""),
        ("https://host/A.mov", ""),
        ("", ""),
        ("/nowhere/a\0b", ""),
    ],
)
def test_a_file_is_found_where_it_is_or_by_its_name(media: Path, asked: str, found: str) -> None:
    assert Finder([media]).find(asked) == (media / found if found else None)
    assert Finder([media]).find(str(media / "A.mov")) == media / "A.mov"


def test_no_share_is_asked_that_only_the_file_names(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows the asking alone sends the person's login."""
    asked: list[str] = []
    monkeypatch.setattr(Path, "is_file", lambda self: asked.append(str(self)) or False)
    Finder([media]).find("\\\\thief\\share\\a.mov")
    Finder([media]).find("//thief/share/a.mov")
    assert not asked
    Finder([Path("//studio/films")]).find("//studio/films/a.mov")
    assert [path.replace("\\", "/") for path in asked] == ["//studio/films/a.mov"]


def test_folders_are_not_looked_through_without_end(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relink, "FILES", 1)
    assert Finder([media]).find("c.png") is None
    monkeypatch.setattr(relink, "FILES", 50)
    monkeypatch.setattr(relink, "DEPTH", 1)
    assert Finder([media]).find("c.png") is None
    assert Finder([media]).find("b 1.mp4") is not None


def test_a_link_is_no_media(media: Path) -> None:
    (media / "secret.mp4").symlink_to("/etc/passwd")
    assert Finder([media]).find("secret.mp4") is None
