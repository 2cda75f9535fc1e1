# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching locked wheels, with real pip and an index that is a folder: nothing but the locked bytes comes in."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from pathlib import Path

import _wheels
import pytest


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _wheels.Wheel:
    """A tiny wheel in a folder that is the only thing pip may look at, and its entry in a lock."""
    index = tmp_path / "index"
    index.mkdir()
    path = index / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("tiny-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    monkeypatch.setattr(_wheels, "CACHE", tmp_path / "cache")
    return _wheels.Wheel("tiny", "1.0", path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_wheel_is_fetched_once(published: _wheels.Wheel, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _wheels.fetch([published]) == 1
    monkeypatch.setenv("PIP_FIND_LINKS", "")  # gone from the index: it is not asked again
    assert _wheels.fetch([published]) == 0
    assert hashlib.sha256(published.path.read_bytes()).hexdigest() == published.sha256


def test_a_damaged_wheel_in_the_cache_is_fetched_anew(published: _wheels.Wheel) -> None:
    _wheels.fetch([published])
    published.path.write_bytes(b"half of it")
    assert _wheels.fetch([published]) == 1
    assert published.cached


def test_other_bytes_under_the_same_name_are_refused(published: _wheels.Wheel) -> None:
    locked = _wheels.Wheel("tiny", "1.0", published.file, "0" * 64)
    with pytest.raises(subprocess.CalledProcessError):
        _wheels.fetch([locked])
    assert not locked.path.exists()
