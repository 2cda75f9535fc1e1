# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger on a real disk: damage, crashes, two programs."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from job_parts import make_job

from addon.core.files import FileError, FilmFolder, door
from addon.core.jobs import ledger as ledgers
from addon.core.jobs import lock as locks
from addon.core.jobs.job import FORMAT, Job, new_job
from addon.core.jobs.ledger import ADDED_BYTES, Ledger, job_path, read_jobs
from addon.core.jobs.lock import LockHeld, LockLost, holder
from addon.core.jobs.process import birth, own_birth
from addon.core.jobs.states import State
from addon.core.models import CastMember, DialogueLine, Frozen, MadeOf, Problem, SetPart, Shot, Told


@pytest.fixture
def folder(tmp_path: Path) -> FilmFolder:
    return FilmFolder(tmp_path / "film.blend")


def test_what_is_written_is_read_by_the_next_program(folder: FilmFolder) -> None:
    jobs = [make_job(f"SH{n:03}") for n in range(5)]
    ledger = Ledger(folder)
    for job in jobs:
        ledger.write(job)
    ledger.close()
    again = Ledger(folder)
    assert again.read().jobs == tuple(jobs)
    again.close()
    assert sorted(p.name for p in folder.jobs.iterdir()) == sorted(f"{job.id}.json" for job in jobs)


def test_a_token_of_any_depth_is_read_again(folder: FilmFolder) -> None:
    """The gateway's token is opaque; pydantic writes JSON 255 deep, and reads 200."""
    token: list[Any] = []
    for _ in range(220):
        token = [token]
    job = make_job().model_copy(update={"operation": token})
    ledger = Ledger(folder)
    ledger.write(job)
    ledger.close()
    assert read_jobs(folder).jobs == (job,)


def test_an_older_versions_job_is_read_and_written_as_ours(folder: FilmFolder) -> None:
    """Else that version would take a file with fields of ours for a damaged one."""
    ledger = Ledger(folder)
    ledger.write(make_job().model_copy(update={"format": 1}))
    ledger.close()
    (job,) = read_jobs(folder).jobs
    assert job.format == FORMAT
    path = job_path(folder, job.id)
    old = json.loads(path.read_text())
    old["format"] = 1
    path.write_text(json.dumps(old))
    assert [job.format for job in read_jobs(folder).jobs] == [1]


def test_a_film_without_jobs_has_none(folder: FilmFolder) -> None:
    assert read_jobs(folder).jobs == ()
    assert not folder.root.exists()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damage_to_one_file_leaves_the_others(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = FilmFolder(Path(place) / "film.blend")
        ledger = Ledger(folder)
        good, bad = make_job("SH010"), make_job("SH020")
        ledger.write(good)
        ledger.write(bad)
        path = job_path(folder, bad.id)
        content = path.read_bytes()
        damage = data.draw(st.sampled_from(["cut", "noise", "replace", "zeros"]))
        if damage == "cut":
            hurt = content[: data.draw(st.integers(0, len(content) - 1))]
        elif damage == "replace":
            hurt = data.draw(st.binary(max_size=300))
        else:
            at = data.draw(st.integers(0, len(content) - 1))
            piece = data.draw(st.binary(min_size=1, max_size=40)) if damage == "noise" else b"\0" * 40
            hurt = content[:at] + piece + content[at + len(piece) :]
        path.write_bytes(hurt)
        found = ledger.read()
        assert good in found.jobs
        # Damage is noticed, or what is read is still a whole and valid job of that name.
        if found.unreadable:
            (file,) = found.unreadable
            assert (folder.jobs / file.kept_as).read_bytes() == hurt
            assert file.newer or file.kept_as.endswith(".damaged")  # a name with a wrong letter may be a new field's
            assert path.exists() == file.newer
            assert ledger.read() == type(found)((good,), found.unreadable if file.newer else ())
        else:
            (other,) = [job for job in found.jobs if job != good]
            assert other.id == bad.id
        if damage == "cut":
            assert found.unreadable
        ledger.close()


def at_work(folder: FilmFolder, name: str = "SH010") -> tuple[Ledger, list[Job], Path]:
    """A ledger with a job on its way, its states so far, and its file."""
    ledger = Ledger(folder)
    states = [make_job(name)]
    states.append(states[-1].moved(State.SUBMITTING, unsettled=True))
    states.append(states[-1].moved(State.RUNNING, operation={"gatewayJobId": "job_1", "text": "}\n{\n"}))
    for job in states:
        ledger.write(job)
    return ledger, states, job_path(folder, states[0].id)


def test_a_job_at_work_is_added_to_and_whole_when_it_rests(folder: FilmFolder) -> None:
    ledger, states, path = at_work(folder)
    inode, lines = path.stat().st_ino, path.read_text().splitlines()
    assert read_jobs(folder).jobs == (states[-1],)
    assert sum(line.startswith("{") for line in lines) == len(states)
    ready = states[-1].moved(State.DOWNLOADING).moved(State.READY)
    ledger.write(ready)
    assert path.stat().st_ino == inode, "its take waits to be placed: it is written once more soon"
    assert read_jobs(folder).jobs == (ready,)
    resting = ready.moved(State.PLACED)
    ledger.write(resting)
    ledger.close()
    assert path.stat().st_ino != inode
    assert json.loads(path.read_text())["state"] == "placed"
    assert read_jobs(folder).jobs == (resting,)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_line_that_was_being_added_when_the_power_went_does_not_count(data: st.DataObject) -> None:
    """The state before it does: cut anywhere, with holes where blocks never came, or nothing but zeros."""
    with tempfile.TemporaryDirectory() as place:
        folder = FilmFolder(Path(place) / "film.blend")
        ledger, states, path = at_work(folder)
        content = path.read_bytes()
        begins = content.rindex(b"\n{", 0, len(content) - 1)
        cut = data.draw(st.integers(begins, len(content) - 1))
        zeros = data.draw(st.sampled_from(["none", "end", "hole"]))
        hurt = content[:cut]
        if zeros == "end":
            hurt += b"\0" * (len(content) - cut)
        elif zeros == "hole":
            at = data.draw(st.integers(begins + 2, len(content) - 2))
            hurt = content[:at] + b"\0" + content[at + 1 :]
        path.write_bytes(hurt)
        found = ledger.read()
        assert not found.unreadable
        assert found.jobs == (states[-2],)
        ledger.write(states[-1])
        ledger.close()
        assert read_jobs(folder).jobs == (states[-1],)


def test_damage_within_a_whole_line_is_told(folder: FilmFolder) -> None:
    """It was on the disk once, and what it announced may have happened: the state before must not be gone on with."""
    ledger, _, path = at_work(folder)
    content = path.read_bytes()
    path.write_bytes(content[:-40] + b"noise" + content[-35:])
    found = ledger.read()
    assert not found.jobs
    assert [file.name for file in found.unreadable] == [path.name]
    ledger.close()


def test_somebodys_copy_is_not_added_to(folder: FilmFolder, tmp_path: Path) -> None:
    ledger, states, path = at_work(folder)
    os.link(path, tmp_path / "copy.json")
    before = path.read_bytes()
    ledger.write(states[-1].moved(State.DOWNLOADING))
    ledger.close()
    assert (tmp_path / "copy.json").read_bytes() == before
    assert read_jobs(folder).jobs[0].state is State.DOWNLOADING


def test_a_file_that_grew_large_or_is_gone_is_written_anew(folder: FilmFolder) -> None:
    ledger, states, path = at_work(folder)
    job = states[-1]
    for number in range(200):
        job = job.changed(f"Note {number}.")
        ledger.write(job)
    assert path.stat().st_size <= ADDED_BYTES
    path.unlink()
    ledger.write(job)
    ledger.close()
    assert read_jobs(folder).jobs == (job,)


def test_what_the_disk_did_not_take_was_not_added(folder: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, states, path = at_work(folder)
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(door.os, "fsync", full_disk)
        with pytest.raises(FileError) as failed:
            ledger.write(states[-1].changed("A note."))
    assert failed.value.code == "disk_full"
    assert path.read_bytes() == before
    ledger.close()


def test_what_a_power_cut_may_take_is_only_what_the_gateway_says_again(
    folder: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each state is flushed but the download of a video that can be asked about."""
    ledger, states, _ = at_work(folder)
    job, flushed = states[-1], []
    monkeypatch.setattr(door.os, "fsync", flushed.append)
    told = []
    for written in (
        job.changed("A note."),
        job.moved(State.DOWNLOADING),
        job.moved(State.DOWNLOADING, operation=None),
        job.moved(State.DOWNLOADING).moved(State.READY),
    ):
        flushed.clear()
        ledger.write(written)
        told.append(bool(flushed))
    ledger.close()
    assert told == [True, False, True, True]


def full_disk(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_damaged_files_of_the_same_name_are_all_kept(folder: FilmFolder) -> None:
    ledger = Ledger(folder)
    job = make_job()
    for content in (b"one", b"two", b"three"):
        job_path(folder, job.id).write_bytes(content)
        ledger.read()
    kept = sorted(p.read_bytes() for p in folder.jobs.glob("*.damaged"))
    assert kept == [b"one", b"three", b"two"]
    ledger.close()


def test_a_newer_versions_job_is_left_alone(folder: FilmFolder) -> None:
    ledger = Ledger(folder)
    job = make_job()
    path = job_path(folder, job.id)
    path.write_text(json.dumps(job.model_dump(mode="json") | {"format": FORMAT + 1, "new_field": 1}))
    (file,) = ledger.read().unreadable
    assert "newer version" in file.message
    assert path.exists()
    ledger.close()


TOLD = (
    "shot",
    "plan.problems[0]",
    "plan.made_of",
    "shot.blocks",
    "shot.cast[0]",
    "shot.dialogue[0]",
    "shot.set_parts[0]",
)
"""Where a newer version may add what no request, price or state depends on."""
MEANT = (
    "",
    "plan",
    "plan.request",
    "plan.quote",
    "plan.inputs[0]",
    "plan.inputs[0].capture",
    "history[0]",
    "shot.rate",
)
"""Where a field may be about money, or about what is sent."""


def told_job() -> Job:
    """A job with every value in it that is `Told`."""
    shot = Shot(
        uuid="s",
        name="SH010",
        origin="strip",
        frame_start=1,
        frame_end=49,
        cast=(CastMember(uuid="m", name="Mia"),),
        dialogue=(DialogueLine(speaker="Mia", line="Hello."),),
        set_parts=(SetPart(word="stall", collection="Stall"),),
    )
    problem = Problem(level="note", code="n", message="It is so.")
    plan = make_job().plan.model_copy(update={"shot": shot, "problems": (problem,), "made_of": MadeOf(by="x")})
    return new_job(plan, batch="batch", take_number=1)


def place_in(record: dict[str, Any], path: str) -> dict[str, Any]:
    """The part of a job's record that a path names; "shot" is the plan's."""
    found: Any = record
    for name in path.replace("shot", "plan.shot", 1).replace("[0]", ".0").split("."):
        found = found[int(name) if name.isdigit() else name] if name else found
    return found


@pytest.mark.parametrize("path", TOLD)
def test_what_a_newer_version_tells_of_a_shot_is_kept_and_written_again(path: str, folder: FilmFolder) -> None:
    ledger = Ledger(folder)
    job, news = told_job(), {"deep": [1, {"x": "y"}]}
    record = job.model_dump(mode="json")
    place_in(record, path)["news"] = news
    file = job_path(folder, job.id)
    file.write_text(json.dumps(record))
    (read,) = ledger.read().jobs
    assert read.plan.fingerprint == job.plan.fingerprint, "what is sent and agreed to is the same"
    for changed in (
        read.changed("Noted."),
        read.moved(State.CANCELLED),
        read.moved(State.CANCELLED).new_attempt("Anew."),
    ):
        ledger.write(changed)
        assert place_in(json.loads(ledgers._last(file.read_bytes())), path)["news"] == news
    ledger.close()


@pytest.mark.parametrize("path", MEANT)
def test_a_job_with_a_field_that_may_be_about_money_is_left_as_it_is(path: str, folder: FilmFolder) -> None:
    job = told_job()
    record = job.model_dump(mode="json")
    place_in(record, path)["news"] = 1
    left_alone(folder, job, record)


@pytest.mark.parametrize(
    ("path", "word"), [("", ("state", "sleeping")), ("plan", ("route", "dream")), ("", ("mode", "pigeon"))]
)
def test_a_job_with_a_word_that_only_a_newer_version_knows_is_left_as_it_is(
    path: str, word: tuple[str, str], folder: FilmFolder
) -> None:
    job = told_job()
    record = job.model_dump(mode="json")
    place_in(record, path)[word[0]] = word[1]
    left_alone(folder, job, record)


def left_alone(folder: FilmFolder, job: Job, record: dict[str, Any]) -> None:
    """Its file stays under its name, byte by byte, and what to do is said; the others are read."""
    ledger = Ledger(folder)
    other = make_job()
    ledger.write(other)
    file = job_path(folder, job.id)
    file.write_text(json.dumps(record))
    before = file.read_bytes()
    found = ledger.read()
    ledger.close()
    (unread,) = found.unreadable
    assert found.jobs == (other,)
    assert "newer version" in unread.message
    assert unread.next_step.startswith("Update the extension.")
    assert file.read_bytes() == before


def test_a_lock_of_a_newer_version_holds(folder: FilmFolder) -> None:
    """Else two versions run the same jobs."""
    ledger = Ledger(folder)
    lock = folder.jobs / locks.LOCK_NAME
    lock.write_text(json.dumps(json.loads(lock.read_text()) | {"news": 1}))
    assert holder(folder.jobs) is not None
    with pytest.raises(LockHeld):
        Ledger(folder)
    ledger.close()


FIELDS_OF_FORMAT = (4, "cd1e03bee5a5c970")
"""`FORMAT`, and a digest of the fields that an older version of it does not read a job without."""


def test_a_new_field_of_a_job_raises_the_format() -> None:
    """But for fields of values that are `Told`: an older version of the same format leaves a job with others alone all
    the same, and says that a newer one wrote it; only the number makes sure of it."""
    fields = sorted(_fields(Job, set()))
    digest = hashlib.sha256("\n".join(fields).encode()).hexdigest()[:16]
    assert (FORMAT, digest) == FIELDS_OF_FORMAT, "raise FORMAT, tell why there, and write down both here"


def _fields(model: type[Frozen], met: set[type[Frozen]]) -> Iterator[str]:
    """Model and name of each field of a record, without those that are `Told` and what is in them."""
    if model in met or issubclass(model, Told):
        return
    met.add(model)
    for name, field in model.model_fields.items():
        yield f"{model.__name__}.{name}"
        for part in _models_in(field.annotation):
            yield from _fields(part, met)


def _models_in(annotation: Any) -> Iterator[type[Frozen]]:
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _models_in(argument)


def test_a_job_under_another_name_is_not_trusted(folder: FilmFolder) -> None:
    ledger = Ledger(folder)
    one, two = make_job(), make_job()
    job_path(folder, one.id).write_text(two.model_dump_json())
    assert ledger.read().jobs == ()
    ledger.close()


def test_reading_without_the_lock_changes_nothing(folder: FilmFolder) -> None:
    ledger = Ledger(folder)
    job = make_job()
    ledger.write(job)
    broken = job_path(folder, make_job().id)
    broken.write_bytes(b"{")
    before = sorted(os.listdir(folder.jobs))
    contents = read_jobs(folder)
    assert contents.jobs == (job,)
    assert len(contents.unreadable) == 1
    assert sorted(os.listdir(folder.jobs)) == before
    ledger.close()


def test_another_film_in_between_makes_nothing_be_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cap of a day looks at all films that pay: ten thousand files would be read anew for each look."""
    films = [FilmFolder(tmp_path / f"{name}.blend") for name in ("one", "two", "three")]
    for film in films:
        opened = Ledger(film)
        opened.write(make_job())
        opened.close()
        read_jobs(film)
    monkeypatch.setattr(ledgers, "_parse", lambda path: pytest.fail(f"{path} is known"))
    assert [len(read_jobs(film).jobs) for film in films * 2] == [1] * 6


def test_leftovers_of_a_crash_are_cleared(folder: FilmFolder) -> None:
    Ledger(folder).close()
    (folder.jobs / ".01ARZ3NDEKTSV4RRFFQ69G5FAV.tmp").write_bytes(b"half a jo")
    (folder.jobs / ".notours").write_bytes(b"")
    shot = folder.shot_takes("SH010")
    shot.mkdir(parents=True)
    for name in (".01ARZ3NDEKTSV4RRFFQ69G5FAV.tmp", "SH010_t001.01ARZ3NDEKTSV4RRFFQ69G5FAV.part", "mine.part", "a.mp4"):
        (shot / name).write_bytes(b"")
    Ledger(folder).close()
    assert os.listdir(folder.jobs) == [".notours"]
    assert sorted(os.listdir(shot)) == ["a.mp4", "mine.part"]


# -- the lock ----------------------------------------------------------------------------------------------------------

HOLD = """
import sys, time
from addon.core.files import FileError, FilmFolder, door
from addon.core.jobs.ledger import Ledger
ledger = Ledger(FilmFolder(sys.argv[1]))
print("held", flush=True)
time.sleep(600)
"""


@pytest.fixture
def other_program(folder: FilmFolder):  # type: ignore[no-untyped-def]
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(folder.root)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_living_program_is_respected_and_named(folder: FilmFolder, other_program: subprocess.Popen[str]) -> None:
    with pytest.raises(LockHeld) as caught:
        Ledger(folder)
    assert caught.value.owner.pid == other_program.pid
    assert f"process {other_program.pid} on {socket.gethostname()}" in caught.value.user_message
    assert "UTC" in caught.value.user_message
    owner = holder(folder.jobs)
    assert owner is not None
    assert owner.pid == other_program.pid


def test_a_killed_program_loses_its_lock(folder: FilmFolder, other_program: subprocess.Popen[str]) -> None:
    os.kill(other_program.pid, signal.SIGKILL)
    # Not reaped yet: a corpse keeps its id, and is no owner.
    os.waitid(os.P_PID, other_program.pid, os.WEXITED | os.WNOWAIT)
    ledger = Ledger(folder)
    assert ledger.held
    ledger.close()


def test_a_person_may_take_over_and_the_other_stops_writing(folder: FilmFolder) -> None:
    first = Ledger(folder)
    with pytest.raises(LockHeld):
        Ledger(folder)
    second = Ledger(folder, take_over=True)
    with pytest.raises(LockLost):
        first.write(make_job())
    first.close()  # must not remove the other's lock
    second.write(make_job())
    second.close()


def write_lock(folder: FilmFolder, **changes: object) -> None:
    folder.jobs.mkdir(parents=True)
    owner = {"pid": os.getpid(), "host": socket.gethostname(), "birth": own_birth(), "since": "2026", "token": "T"}
    (folder.jobs / locks.LOCK_NAME).write_text(json.dumps(owner | changes))


def test_an_id_that_is_used_again_is_not_the_owner(folder: FilmFolder) -> None:
    write_lock(folder, pid=os.getppid(), birth="another boot:1")
    Ledger(folder).close()


def test_this_process_with_a_forgotten_lock_is_not_the_owner(folder: FilmFolder) -> None:
    write_lock(folder)
    Ledger(folder).close()


def test_another_machine_cannot_be_judged(folder: FilmFolder) -> None:
    write_lock(folder, host="another-machine", pid=1)
    with pytest.raises(LockHeld) as caught:
        Ledger(folder)
    assert "another-machine" in caught.value.sentence
    assert "Take Over Jobs" in caught.value.next_step
    Ledger(folder, take_over=True).close()


def test_a_machine_that_is_renamed_knows_its_own_lock(folder: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop in another network."""
    ledger = Ledger(folder)
    monkeypatch.setattr(socket, "gethostname", lambda: "laptop.hotel.example")
    owner = holder(folder.jobs)
    assert owner is not None
    assert owner.here
    ledger.close()
    assert os.listdir(folder.jobs) == []


def test_a_lock_that_cannot_be_removed_keeps_nobody_from_leaving(
    folder: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows, while another program reads it."""
    ledger = Ledger(folder)
    with monkeypatch.context() as busy:
        busy.setattr(os, "unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError(13, "in use")))
        ledger.close()
    assert (folder.jobs / locks.LOCK_NAME).exists()
    Ledger(folder).close()  # its owner is away


@pytest.mark.parametrize("content", [b"", b"{", b"\0\0\0", b'{"pid": 1}'])
def test_a_broken_lock_is_nobodys(folder: FilmFolder, content: bytes) -> None:
    folder.jobs.mkdir(parents=True)
    (folder.jobs / locks.LOCK_NAME).write_bytes(content)
    ledger = Ledger(folder)
    assert ledger.held
    ledger.close()
    assert os.listdir(folder.jobs) == []


def test_a_moved_folder_is_not_made_anew(folder: FilmFolder) -> None:
    ledger = Ledger(folder)
    os.rename(folder.root, folder.root.with_name("moved.animatic"))
    with pytest.raises(LockLost):
        ledger.write(make_job())
    assert not folder.root.exists()
    ledger.close()
    Ledger(FilmFolder(folder.root.with_name("moved.animatic"))).close()


def test_a_folder_that_was_put_back_by_a_copy_is_written_to_as_it_lies_there(folder: FilmFolder) -> None:
    """A synchronised folder: the same lock, in another folder of the same name. What is held is the old one."""
    ledger = Ledger(folder)
    first, second = make_job("SH010"), make_job("SH020")
    ledger.write(first)
    away = folder.root.with_name("away.animatic")
    os.rename(folder.root, away)
    shutil.copytree(away, folder.root)
    running = first.moved(State.SUBMITTING, unsettled=True)
    ledger.write(running)
    ledger.write(second)
    assert read_jobs(folder).jobs == (running, second)
    assert read_jobs(FilmFolder(away)).jobs == (first,)
    ledger.close()


def test_a_lock_that_another_program_put_there_stops_the_first_write(folder: FilmFolder) -> None:
    ledger = Ledger(folder)
    job = make_job()
    ledger.write(job)
    other = Ledger(folder, take_over=True)
    with pytest.raises(LockLost):
        ledger.write(job.moved(State.SUBMITTING, unsettled=True))
    assert read_jobs(folder).jobs == (job,)
    ledger.close()
    assert other.held
    other.close()


def test_a_job_that_was_written_is_never_taken_back(folder: FilmFolder) -> None:
    """The lock goes away under a writer, but the folder is the same: what was written stays."""
    ledger = Ledger(folder)
    job = make_job()

    class Gone(locks.Lock):
        @property
        def untouched(self) -> bool:
            return True  # still there before the write

        @property
        def ours(self) -> bool:
            return False  # gone after it

    ledger._lock.__class__ = Gone
    with pytest.raises(LockLost):
        ledger.write(job)
    assert read_jobs(folder).jobs == (job,)


def test_closing_waits_for_writers_and_ends_writing(folder: FilmFolder) -> None:
    ledger = Ledger(folder)
    jobs = [make_job(f"SH{n:03}") for n in range(40)]
    written: list[Job] = []

    def write(job: Job) -> None:
        try:
            ledger.write(job)
        except LockLost:
            return
        written.append(job)

    threads = [threading.Thread(target=write, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    ledger.close()
    count = len(written)
    for thread in threads:
        thread.join()
    assert len(read_jobs(folder).jobs) == len(written) >= count
    with pytest.raises(LockLost):
        ledger.write(make_job())


def test_births_tell_processes_apart(other_program: subprocess.Popen[str]) -> None:
    assert birth(os.getpid()) == own_birth() != birth(other_program.pid)
    assert birth(other_program.pid) == birth(other_program.pid)
    assert birth(2**22 + 1) is None
    assert birth(0) is None


def test_many_programs_want_the_lock_and_one_gets_it(folder: FilmFolder) -> None:
    write_lock(folder, pid=2**22 + 1)  # a dead owner, to be taken over
    race = """
import sys, time
from addon.core.files import FileError, FilmFolder, door
from addon.core.jobs.ledger import Ledger
from addon.core.jobs.lock import LockHeld
sys.stdin.readline()
try:
    ledger = Ledger(FilmFolder(sys.argv[1]))
    print("won", flush=True)
except LockHeld:
    print("lost", flush=True)
sys.stdin.readline()
"""
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", race, str(folder.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    results = [racer.stdout.readline().strip() for racer in racers if racer.stdout]
    for racer in racers:
        racer.communicate("end\n")
    assert sorted(results) == ["lost"] * 3 + ["won"]


def test_a_written_job_holds_no_url_with_a_signature(folder: FilmFolder) -> None:
    job: Job = make_job().moved(State.FAILED, "https://a.example/v.mp4?Signature=abc was refused")
    ledger = Ledger(folder)
    ledger.write(job)
    assert "Signature=abc" not in job_path(folder, job.id).read_text()
    ledger.close()
