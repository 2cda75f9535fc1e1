# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film's folder as somebody made it who means harm: it is opened, nothing outside it is touched, nothing hangs,
nothing is posted, and the film's own jobs go on."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from job_parts import PATIENCE, SECRET, Studio, make_job

from addon.core.files import FileError, FilmFolder, door
from addon.core.jobs.agreed import Agreed
from addon.core.jobs.job import Job
from addon.core.jobs.ledger import Ledger, read_jobs
from addon.core.jobs.lock import Lock
from addon.core.jobs.states import State
from addon.core.jobs.takes import kept_take, read_sidecar
from addon.core.models import Reference
from addon.rehearsal.options import Options
from addon.rehearsal.server import Rehearsal

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links and pipes as POSIX has them")

DEEP = b"[" * 100_000
ULID = "01J00000000000000000000000"


def mine(folder: FilmFolder) -> Job:
    """A job of this person's own, in the same folder."""
    job = make_job("SH900", captures=())
    ledger = Ledger(folder)
    ledger.write(job)
    ledger.close()
    Agreed().agree([job], SECRET)
    return job


def snapshot(outside: Path) -> dict[str, tuple[Any, ...]]:
    return {
        str(path.relative_to(outside)): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
        for path in sorted(outside.rglob("*"))
    }


def record(**changes: Any) -> bytes:
    """A stranger's job as JSON, with some fields as no program writes them."""
    data = json.loads(make_job(captures=()).model_copy(update={"id": ULID}).model_dump_json())
    for name, value in changes.items():
        at = data
        *path, last = name.split("__")
        for part in path:
            at = at[part]
        at[last] = value
    return json.dumps(data).encode()


def job_file(content: bytes) -> Callable[[FilmFolder, Path], None]:
    def make(folder: FilmFolder, outside: Path) -> None:
        (folder.jobs / f"{ULID}.json").write_bytes(content)

    return make


def put(name: str, content: bytes) -> Callable[[FilmFolder, Path], None]:
    def make(folder: FilmFolder, outside: Path) -> None:
        path = folder.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    return make


def fifo(name: str) -> Callable[[FilmFolder, Path], None]:
    def make(folder: FilmFolder, outside: Path) -> None:
        (folder.root / name).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(folder.root / name)

    return make


def link(name: str, target: str) -> Callable[[FilmFolder, Path], None]:
    """`target` is a path, or a name in the folder outside."""

    def make(folder: FilmFolder, outside: Path) -> None:
        path = folder.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target if target.startswith("/") else outside / target)

    return make


def folder_named(name: str) -> Callable[[FilmFolder, Path], None]:
    def make(folder: FilmFolder, outside: Path) -> None:
        (folder.root / name).mkdir(parents=True)

    return make


def huge(name: str) -> Callable[[FilmFolder, Path], None]:
    def make(folder: FilmFolder, outside: Path) -> None:
        (folder.root / name).parent.mkdir(parents=True, exist_ok=True)
        with open(folder.root / name, "wb") as file:
            file.truncate(door.JOB_BYTES + 1)

    return make


def second_name(name: str, target: str) -> Callable[[FilmFolder, Path], None]:
    """A hard link: no look can tell it from a file of the folder, so nothing may write into what is there."""

    def make(folder: FilmFolder, outside: Path) -> None:
        (folder.root / name).parent.mkdir(parents=True, exist_ok=True)
        os.link(outside / target, folder.root / name)

    return make


def listening(name: str) -> Callable[[FilmFolder, Path], None]:
    """A socket, bound by its short name: the whole one may be too long."""

    def make(folder: FilmFolder, outside: Path) -> None:
        with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as made:
            made.bind(f"{short}/s")
            shutil.move(f"{short}/s", folder.root / name)

    return make


def locked_by(**changes: Any) -> bytes:
    owner = {"pid": 1 << 22, "host": "elsewhere", "birth": "x", "since": "2026", "token": "t"}
    return json.dumps({**owner, **changes}).encode()


KINDS: dict[str, Callable[[FilmFolder, Path], None]] = {
    "job: pipe": fifo(f"jobs/{ULID}.json"),
    "job: link to zeros": link(f"jobs/{ULID}.json", "/dev/zero"),
    "job: link to a file": link(f"jobs/{ULID}.json", "secret.txt"),
    "job: dangling link": link(f"jobs/{ULID}.json", "nothing"),
    "job: folder": folder_named(f"jobs/{ULID}.json"),
    "job: huge": huge(f"jobs/{ULID}.json"),
    "job: empty": job_file(b""),
    "job: no JSON": job_file(b"\x00\xff"),
    "job: deep": job_file(DEEP),
    "job: a list": job_file(b"[]"),
    "job: cost 1e30": job_file(record(usd="1e30")),
    "job: quote 1e30": job_file(record(plan__quote__usd="1e30")),
    "job: cost 1e-9999": job_file(record(usd="1e-9999")),
    "job: cost NaN": job_file(record(usd="NaN")),
    "job: cost below zero": job_file(record(usd="-5")),
    "job: created yesterday": job_file(record(created="yesterday")),
    "job: created without a zone": job_file(record(created="2026-11-20T10:00:00")),
    "job: created at the end of time": job_file(record(created="9999-12-31T23:59:59Z")),
    "job: updated in no way": job_file(record(updated="")),
    "job: sent without a zone": job_file(record(sent="2026-11-20T10:00:00")),
    "job: take number without end": job_file(record(take_number=10**30)),
    "job: take number below zero": job_file(record(take_number=-3)),
    "job: digits without end": job_file(record().replace(b'"take_number": 1', b'"take_number": ' + b"9" * 100_000)),
    "job: half a letter": job_file(record(operation="\ud800", state="running")),
    "job: half a letter in its shot": job_file(record(plan__shot_name="\ud800")),
    "job: another one's id": job_file(record(id="01J00000000000000000000001")),
    "job: newer": job_file(record(format=99)),
    "job: ESC in its shot": job_file(record(plan__shot_name="\x1b]0;owned\x07")),
    "lock: pipe": fifo("jobs/.lock"),
    "lock: dangling link": link("jobs/.lock", "nothing"),
    "lock: link to a file": link("jobs/.lock", "secret.txt"),
    "lock: link to zeros": link("jobs/.lock", "/dev/zero"),
    "lock: folder": folder_named("jobs/.lock"),
    "lock: deep": put("jobs/.lock", DEEP),
    "lock: huge": huge("jobs/.lock"),
    "lock: no JSON": put("jobs/.lock", b"\xff"),
    "lock: half a letter": put("jobs/.lock", locked_by(host="\ud800")),
    "takes: link to a folder": link("takes/SH900", "."),
    "takes: all of them a link": link("takes", "."),
    "captures: a link": link("captures", "."),
    "captures: index to zeros": link("captures/index.json", "/dev/zero"),
    "captures: damaged index is a link": link("captures/index.json.damaged", "secret.txt"),
    "sidecar: pipe": fifo("takes/SH900/SH900_t001_wan-v2.6-t2v_720p.json"),
    "sidecar: deep": put("takes/SH900/SH900_t001_wan-v2.6-t2v_720p.json", DEEP),
    "sidecar: link to zeros": link("takes/SH900/SH900_t001_wan-v2.6-t2v_720p.json", "/dev/zero"),
    "take: link to a file": link("takes/SH900/SH900_t001_wan-v2.6-t2v_720p.mp4", "secret.txt"),
    "leftover: link": link(f"jobs/.{ULID}.tmp", "secret.txt"),
    "trash: link": link("trash", "."),
    "job: socket": listening(f"jobs/{ULID}.json"),
    "job: second name of a file": second_name(f"jobs/{ULID}.json", "secret.txt"),
    "job: shot that leads out": job_file(record(plan__shot_name="../../outside/secret")),
    "job: take that leads out": job_file(record(state="ready", take_file="../../outside/secret.txt")),
    "job: a key of a line": job_file(record(key="animatic_\r\nX-Injected: 1")),
    "job: a model that is a path": job_file(record(plan__request__model="../../v1/account")),
    "job: takes of one name": job_file(record(state="ready", plan__file_pattern="takes/{shot}")),
    "job: gateway of no name": job_file(record(gateway="\x1b[2J")),
    "lock: second name of a file": second_name("jobs/.lock", "secret.txt"),
    "lock: pid without end": put("jobs/.lock", locked_by(pid=10**40)),
    "lock: pid below zero": put("jobs/.lock", locked_by(pid=-1)),
    "lock: since as a list": put("jobs/.lock", locked_by(since=["2026"])),
    "captures: index deep": put("captures/index.json", DEEP),
    "captures: index a number": put("captures/index.json", b"1"),
    "captures: index is a second name": second_name("captures/index.json", "secret.txt"),
    "sidecar: half a letter": put("takes/SH900/SH900_t001_wan-v2.6-t2v_720p.json", b'{"shot": "\\ud800"}'),
    "leftover: pipe": fifo(f"jobs/.{ULID}.tmp"),
    "take: pipe": fifo("takes/SH900/SH900_t001_wan-v2.6-t2v_720p.mp4"),
}

READABLE = {
    *("job: ESC in its shot", "job: half a letter", "job: a model that is a path", "job: a key of a line"),
    *("job: takes of one name", "job: gateway of no name", "job: shot that leads out", "job: take that leads out"),
}
"""Jobs that wait as not sent from here."""

ENDS_WITHOUT_TAKE = {"takes: link to a folder", "takes: all of them a link"}
"""Where a take has no place to go: the paid job waits, told, and brings it when the link is gone."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_strange_folder(studio: Studio, tmp_path: Path, kind: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("the person's own")
    job = mine(studio.folder)
    KINDS[kind](studio.folder, outside)
    before = snapshot(outside)
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    own = studio.job(job.id)
    assert dict(studio.gateway.starts) == {job.key: 1}
    if kind in ENDS_WITHOUT_TAKE:
        assert own.error is not None
        assert own.charge != "no"
    else:
        assert own.state is State.READY
    studio.close()
    assert snapshot(outside) == before
    if kind.startswith("job: ") and kind not in READABLE:
        assert any(notice.code == "job_unreadable" for notice in studio.notices())


def test_a_colleagues_folder_opened_with_a_key_set(studio: Studio, tmp_path: Path) -> None:
    """Every state that a queue may be copied in: no post, no byte outside the folder."""
    before = {path for path in tmp_path.rglob("*")}
    ledger = Ledger(studio.folder)
    for number, state in enumerate(State):
        for captures in ((), ("hero",)):
            job = make_job(f"SH{number:03d}", captures=captures)
            job = job.model_copy(update={"state": state, "gateway": "live", "generation_id": f"gen_{number}"})
            ledger.write(job.model_copy(update={"operation": {"gatewayJobId": "theirs"}}))
    ledger.close()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    gateway = studio.gateway
    assert [gateway.starts.total(), gateway.generates, gateway.downloads] == [0, 0, 0]
    assert [studio.host.uploads.total(), studio.camera.calls] == [0, []]
    new = {path for path in tmp_path.rglob("*")} - before
    assert all(path.is_relative_to(studio.folder.root) for path in new)


@pytest.mark.parametrize("sha256", ["../../secret.txt", "/etc/passwd", "", "0" * 63, "0" * 64 + "\n"])
def test_a_reference_is_named_by_its_content_or_is_none(sha256: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        Reference(sha256=sha256, kind="image", media_type="image/png", path="captures/a.png")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["../out", "/etc/passwd", "a\\b", "C:x", "a\0b", "..", ""])
def test_a_name_that_leads_out_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError):
        FilmFolder(tmp_path / "film.blend").resolve(name)


def test_takes_that_are_links_are_not_offered(studio: Studio, tmp_path: Path) -> None:
    job = make_job(captures=())
    (done,) = studio.run(job)
    video = studio.folder.resolve(done.take_file)
    aside = tmp_path / "elsewhere.mp4"
    video.rename(aside)
    video.symlink_to(aside)
    assert kept_take(studio.folder, done) is None
    sidecar = studio.folder.resolve(done.sidecar)
    sidecar.rename(tmp_path / "elsewhere.json")
    sidecar.symlink_to(tmp_path / "elsewhere.json")
    assert read_sidecar(sidecar) is None


def test_a_film_folder_that_is_a_link_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "film.animatic").symlink_to(tmp_path / "elsewhere")
    folder = FilmFolder(tmp_path / "film.blend")
    for use in (lambda: Lock(folder.jobs), lambda: read_jobs(folder)):
        with pytest.raises(FileError, match="link"):
            use()
    assert not list((tmp_path / "elsewhere").iterdir())


# The rehearsal's own folder


def rehearsal(folder: FilmFolder) -> Rehearsal:
    return Rehearsal(options=Options(online=False), state_dir=folder.root / "rehearsal")


@pytest.fixture
def film(tmp_path: Path) -> FilmFolder:
    (tmp_path / "secret.txt").write_text("the person's own")
    folder = FilmFolder(tmp_path / "film.blend")
    (folder.root / "rehearsal" / "blobs").mkdir(parents=True)
    (folder.root / "rehearsal" / "jobs").mkdir()
    return folder


def entry(sha256: str, uploaded: float) -> dict[str, Any]:
    facts = {"store": "offline", "pathname": "a.png", "size": 16, "media_type": "image/png", "max_age": 60}
    return {**facts, "sha256": sha256, "uploaded": uploaded}


@pytest.mark.parametrize("uploaded", [0.0, 4e9])
@pytest.mark.parametrize("sha256", ["../../../secret.txt", "{outside}/secret.txt", ".", "0" * 64])
def test_no_blob_is_a_path(film: FilmFolder, tmp_path: Path, sha256: str, uploaded: float) -> None:
    index = film.root / "rehearsal" / "blobs" / "index.json"
    index.write_text(json.dumps([entry(sha256.format(outside=tmp_path), uploaded)]))
    with rehearsal(film) as server:
        entries = server._blob._store.entries("offline")
    assert (tmp_path / "secret.txt").read_text() == "the person's own"
    assert all(door.is_sha256(known.sha256) for known in entries)


@pytest.mark.parametrize("index", [b"{}", b"[1]", DEEP, b"\xff", b'[{"sha256": "a"}]'])
def test_an_index_that_is_none_is_set_aside(film: FilmFolder, index: bytes) -> None:
    (film.root / "rehearsal" / "blobs" / "index.json").write_bytes(index)
    with rehearsal(film) as server:
        assert server._blob._store.entries("offline") == []


@pytest.mark.parametrize("name", ["port", "secret", "blobs/index.json"])
@pytest.mark.parametrize("how", ["link", "dangling", "zeros", "pipe"])
def test_the_rehearsals_files_are_its_own(film: FilmFolder, tmp_path: Path, name: str, how: str) -> None:
    path = film.root / "rehearsal" / name
    if how == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to({"link": tmp_path / "secret.txt", "dangling": tmp_path / "new", "zeros": "/dev/zero"}[how])
    with rehearsal(film):
        pass
    assert (tmp_path / "secret.txt").read_text() == "the person's own"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["blobs", "jobs", "slates", "references"])
def test_a_rehearsals_folder_that_is_a_link_is_told(film: FilmFolder, tmp_path: Path, name: str) -> None:
    path = film.root / "rehearsal" / name
    if path.is_dir():
        path.rmdir()
    (tmp_path / "outside").mkdir()
    path.symlink_to(tmp_path / "outside")
    with pytest.raises(FileError, match="link"):
        rehearsal(film)
    assert not list((tmp_path / "outside").iterdir())


def test_the_rehearsals_secret_is_for_this_person_alone(film: FilmFolder) -> None:
    secret = film.root / "rehearsal" / "secret"
    secret.write_bytes(b"x" * 32)
    secret.chmod(0o644)
    with rehearsal(film):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    secret.unlink()
    with rehearsal(film):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "changes",
    [
        {"video": "../../../secret.txt"},
        {"video": "/etc/passwd"},
        {"id": "job_other"},
        {"created": "now"},
        {"usd": "1e30"},
        {"usd": "NaN"},
        {"slate": {"pictures": [], "width": 10**9}},
        {"state": "owned"},
        {"unknown": 1},
    ],
)
def test_a_rehearsal_job_that_no_server_wrote_is_left_out(film: FilmFolder, changes: dict[str, Any]) -> None:
    known = {"id": "job_a", "model": "m", "generation_id": "gen_a", "task_id": "t", "secret": "s", "state": "completed"}
    whole = {**known, "created": 4e9, "finished": 4e9, "video": "a.mp4", "usd": "0.1"}
    jobs = film.root / "rehearsal" / "jobs"
    (jobs / "job_a.json").write_text(json.dumps({**whole, **changes}))
    (jobs / "job_b.json").write_text(json.dumps({**whole, "id": "job_b", "callback_url": "http://127.0.0.1:9/"}))
    os.mkfifo(jobs / "job_c.json")
    with rehearsal(film) as server:
        assert [job.id for job in server.jobs.all()] == ["job_b"]
        assert server.jobs.all()[0].callback_url == ""
