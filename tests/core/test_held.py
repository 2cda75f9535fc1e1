# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film's folder that somebody changes between the look at a file and its use: nothing outside is read or touched."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from addon.core.files import FileError, content, door, held, rename_new, write_atomic

THEIRS, OURS = b"the person's own", b"the film's"
USES = {
    "read": lambda jobs: door.read_bytes(jobs / "a.json", 100),
    "media": lambda jobs: door.open_media(jobs / "a.json").read(),
    "names": door.names,
    "create": lambda jobs: door.create(jobs / "new.json").close(),
    "write": lambda jobs: write_atomic(jobs / "a.json", "more"),
    "write deeper": lambda jobs: write_atomic(jobs / "deep" / "a.json", "more"),
    "rename new": lambda jobs: rename_new(jobs / "a.json", jobs / "new.json"),
    "move in": lambda jobs: door.move(jobs.parent / "b.json", jobs / "b.json"),
    "move out": lambda jobs: door.move(jobs / "a.json", jobs.parent / "a.json"),
    "copy": lambda jobs: door.copy(jobs / "a.json", jobs.parent / "copied.json"),
    "copy in": lambda jobs: door.copy(jobs.parent / "b.json", jobs / "copied.json"),
    "link": lambda jobs: door.link_or_copy(jobs / "a.json", jobs.parent / "linked.json"),
    "link in": lambda jobs: door.link_or_copy(jobs.parent / "b.json", jobs / "linked.json"),
    "make folder": lambda jobs: door.make_folder(jobs / "new"),
    "remove": lambda jobs: door.remove(jobs / "a.json"),
    "remove folder": lambda jobs: door.remove_folder(jobs / "old"),
    "remove empty folder": lambda jobs: door.remove_empty_folder(jobs / "empty"),
    "remove itself": door.remove_folder,
    "set aside": lambda jobs: door.set_aside(jobs / "a.json"),
}
CALLS = ("open", "stat", "lstat", "mkdir", "rename", "replace", "link", "unlink", "rmdir", "listdir", "scandir")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A film's folder with something in it, and a folder of the person's own with the same names."""
    for folder, words in ((tmp_path / "film.animatic" / "jobs", OURS), (tmp_path / "outside", THEIRS)):
        (folder / "old").mkdir(parents=True)
        (folder / "empty").mkdir()
        for name in ("a.json", "old/a.json"):
            (folder / name).write_bytes(words)
    (tmp_path / "film.animatic" / "b.json").write_bytes(OURS)
    return tmp_path


def outside(place: Path) -> dict[str, bytes | None]:
    folder = place / "outside"
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def brought(place: Path) -> set[bytes]:
    """What lies in the film's folder now, links left out."""
    found = set()
    for name in ("film.animatic", "aside"):
        for folder, _, files in os.walk(place / name):
            if not os.path.islink(place / name):
                found |= {Path(folder, file).read_bytes() for file in files if not Path(folder, file).is_symlink()}
    return found


def lead_elsewhere(place: Path, name: str) -> None:
    """What a program that changes the folder does: another thing, under the same name."""
    path = place / "film.animatic" / name if name != "." else place / "film.animatic"
    os.rename(path, place / "aside")
    target = {"jobs": place / "outside", "jobs/a.json": place / "outside" / "a.json"}
    if name == ".":
        (place / "trap").mkdir()
        (place / "trap" / "jobs").symlink_to(place / "outside")
    path.symlink_to(target.get(name, place / "trap"))


@pytest.fixture
def at_call() -> Iterator[Any]:
    """Do something directly before the n-th call of the system that the door makes."""

    monkeypatch = pytest.MonkeyPatch()

    def arrange(number: int, do: Callable[[], None]) -> tuple[list[str], Callable[[], None]]:
        made: list[str] = []

        def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **named: Any) -> Any:
                made.append(name)
                if len(made) == number:
                    monkeypatch.undo()
                    do()
                return real(*arguments, **named)

            return call

        class System:
            """What the door calls, watched; the standard library's own calls are not."""

            def __getattr__(self, name: str) -> Any:
                real = getattr(os, name)
                return watched(name, real) if name in CALLS else real

        for module in (door, held, content):
            monkeypatch.setattr(module, "os", System())
        return made, monkeypatch.undo

    yield arrange
    monkeypatch.undo()


@pytest.mark.skipif(not held.BY_DESCRIPTOR, reason="where paths are opened by their text, see below")
@pytest.mark.parametrize("what", ["jobs", "jobs/a.json", "."])
@pytest.mark.parametrize("use", USES)
def test_a_folder_that_is_changed_meanwhile(place: Path, at_call: Any, use: str, what: str) -> None:
    """At each single call of the system: what comes back is the film's or a refusal, and nothing else is touched."""
    before, number = outside(place), 0
    while True:
        number += 1
        made, undo = at_call(number, lambda: lead_elsewhere(place, what))
        got = None
        with suppress(FileError, OSError):
            got = USES[use](place / "film.animatic" / "jobs")
        undo()
        assert outside(place) == before
        assert THEIRS not in (got if isinstance(got, bytes) else b"")
        assert THEIRS not in brought(place)
        if len(made) < number:
            assert number > 2
            return
        _put_back(place)


def _put_back(place: Path) -> None:
    for path in place.iterdir():
        if path.name != "outside":
            path.unlink() if path.is_symlink() or path.is_file() else shutil.rmtree(path)
    jobs = place / "film.animatic" / "jobs"
    (jobs / "old").mkdir(parents=True)
    (jobs / "empty").mkdir()
    for file in (jobs / "a.json", jobs / "old" / "a.json", jobs.parent / "b.json"):
        file.write_bytes(OURS)


@pytest.mark.parametrize("what", ["jobs", "jobs/a.json"])
def test_where_a_path_is_opened_by_its_text_it_is_looked_at_again(
    place: Path, at_call: Any, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Windows has no opening from a folder's descriptor, but what is open there keeps its name."""
    monkeypatch.setattr(held, "BY_DESCRIPTOR", False)
    jobs, number = place / "film.animatic" / "jobs", 0
    made = [""]
    while len(made) >= number:
        number += 1
        made, undo = at_call(number, lambda: lead_elsewhere(place, what))
        with suppress(FileError):
            assert door.read_bytes(jobs / "a.json", 100) == OURS
        undo()
        _put_back(place)
    assert number > 2


def lead_elsewhere_on_windows(place: Path, name: str) -> None:
    """Windows refuses to rename what is open, and every folder above it."""
    path = place / "film.animatic" / name if name != "." else place / "film.animatic"
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            opened = Path(os.readlink(f"/proc/self/fd/{number}"))
            if path == opened or path in opened.parents:
                return
    lead_elsewhere(place, name)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="what is open is told as Linux tells it")
@pytest.mark.parametrize("what", ["jobs", "jobs/a.json", "."])
@pytest.mark.parametrize("use", USES)
def test_nothing_is_made_or_removed_elsewhere_on_windows_either(
    place: Path, at_call: Any, monkeypatch: pytest.MonkeyPatch, use: str, what: str
) -> None:
    """But for the empty file that shows that one was led there, and is removed again."""
    monkeypatch.setattr(held, "BY_DESCRIPTOR", False)
    before, number, made = outside(place), 0, [""]
    while len(made) >= number:
        number += 1
        made, undo = at_call(number, lambda: lead_elsewhere_on_windows(place, what))
        with suppress(FileError, OSError):
            USES[use](place / "film.animatic" / "jobs")
        undo()
        assert outside(place) == before, made
        if use not in ("media", "names"):  # a list of names; and see the test above
            assert THEIRS not in brought(place)
        _put_back(place)
    assert number > 2


@pytest.mark.parametrize(
    ("attributes", "tag", "leads"),
    [
        (0x20, 0, False),
        (0x420, 0xA000_000C, True),  # a symbolic link
        (0x410, 0xA000_0003, True),  # a junction
        (0x410, 0, True),  # what kind is not told
        (0x420, 0x9000_601A, False),  # kept in OneDrive
        (0x420, 0x8000_0013, False),  # stored once for many, as file servers do
    ],
)
def test_what_leads_elsewhere_on_windows(attributes: int, tag: int, leads: bool) -> None:
    class Found(NamedTuple):
        st_file_attributes: int
        st_reparse_tag: int

    assert held._stands_for_another(Found(attributes, tag)) is leads  # type: ignore[arg-type]


def test_no_descriptor_stays_open(place: Path) -> None:
    def count() -> int:
        return len(os.listdir("/proc/self/fd"))

    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("counted as Linux does")
    before = count()
    for use in USES.values():
        with suppress(FileError, OSError):
            use(place / "film.animatic" / "jobs")
    (place / "film.animatic" / "gone").symlink_to("nothing")
    for use in USES.values():
        with suppress(FileError, OSError):
            use(place / "film.animatic" / "gone")
    gc.collect()
    assert count() == before


@pytest.mark.skipif(not held.BY_DESCRIPTOR, reason="folders are held by their descriptors as POSIX has them")
def test_a_folder_that_is_kept_open_is_walked_to_once_and_let_go_of(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is done there is done in the very folder that was held, whatever stands in its place meanwhile."""
    jobs, walked = place / "film.animatic" / "jobs", []
    descend = held._descend

    def counting(root: str, below: list[str], *, make: bool) -> int:
        walked.append(below)
        return descend(root, below, make=make)

    monkeypatch.setattr(held, "_descend", counting)
    open_before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
    with held.kept_open():
        assert door.read_bytes(jobs / "a.json", 100) == OURS
        with held.kept_open():  # one within another is the same
            door.create(jobs / "new.json").close()
        jobs.rename(place / "film.animatic" / "moved")
        (place / "film.animatic" / "jobs").symlink_to(place / "outside")
        door.move(jobs / "new.json", jobs / "b.json")
        assert walked == [["jobs"]]
    assert (place / "film.animatic" / "moved" / "b.json").is_file()
    assert not (place / "outside" / "b.json").exists()
    with pytest.raises(FileError):
        door.read_bytes(jobs / "a.json", 100)
    assert walked == [["jobs"], ["jobs"]]
    if open_before:
        assert len(os.listdir("/proc/self/fd")) == open_before
