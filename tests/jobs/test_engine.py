# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's way with nothing in it, and what several jobs share."""

from __future__ import annotations

import asyncio
import errno
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from job_parts import FAST, PATIENCE, FakeGateway, Studio, make_job, video_bytes

from addon.core.errors import AnimaticError, Billed, UserError
from addon.core.files import FileError, FilmFolder, door
from addon.core.gateway.results import Started, Warned
from addon.core.jobs.agreed import Agreed
from addon.core.jobs.engine import Engine
from addon.core.jobs.events import JobChanged, Progress
from addon.core.jobs.job import Job, Mode
from addon.core.jobs.ledger import Ledger, job_path, read_jobs
from addon.core.jobs.lock import holder
from addon.core.jobs.states import State
from addon.core.jobs.steps.traffic import Slots
from addon.core.network import daemons


def test_a_shot_comes_home(studio: Studio) -> None:
    (job,) = studio.run(make_job())
    assert [entry.state for entry in job.history] == [
        "planned",
        "capturing",
        "hosting",
        "submitting",
        "running",
        "downloading",
        "ready",
    ]
    assert job.charge is Billed.YES
    assert job.take_file == "takes/SH010/SH010_t001_wan-v2.6-r2v-flash_720p.mp4"
    assert studio.folder.resolve(job.take_file).read_bytes() == video_bytes()
    sidecar = json.loads(studio.folder.resolve(job.sidecar).read_text())
    assert (sidecar["id"], sidecar["seconds"], sidecar["size"]) == (job.id, 2.0, "1280x720")
    (ready,) = studio.takes()
    assert ready.take.file == job.take_file
    assert studio.gateway.accepted == 1
    assert job_path(studio.folder, job.id).read_text().endswith(f"\n{job.model_dump_json()}\n")
    assert sorted(p.name for p in (studio.folder.takes / "SH010").iterdir()) == [
        "SH010_t001_wan-v2.6-r2v-flash_720p.json",
        "SH010_t001_wan-v2.6-r2v-flash_720p.mp4",
    ]


def test_a_text_shot_is_sent_at_once(studio: Studio) -> None:
    (job,) = studio.run(make_job(captures=()))
    assert [entry.state for entry in job.history][:3] == ["planned", "submitting", "running"]
    assert job.state is State.READY
    assert not studio.camera.calls
    assert not studio.host.uploads


def test_the_open_request_brings_its_video_too(studio: Studio) -> None:
    (job,) = studio.run(make_job(mode=Mode.SSE))
    assert job.state is State.READY
    assert (studio.gateway.generated, studio.gateway.accepted) == (1, 0)


def test_the_request_names_its_files_in_the_order_of_the_plan(studio: Studio) -> None:
    studio.run(make_job(captures=("b", "a")))
    _, _, files = studio.gateway.bodies[0]
    shas = [reference.sha256 for reference in studio.takes()[0].take.references]
    assert [shas.index(file.url.split("/")[-1][:64]) for file in files] == [0, 1]


def test_what_two_shots_show_is_filmed_and_uploaded_once(studio: Studio) -> None:
    jobs = studio.run(*(make_job(f"SH{n:03}", captures=("hero", f"own-{n}")) for n in range(6)))
    assert {job.state for job in jobs} == {State.READY}
    assert set(studio.camera.filmed.values()) == {1}
    assert set(studio.host.uploads.values()) == {1}
    assert len(studio.host.uploads) == 7
    assert studio.gateway.accepted == 6


def test_one_bad_camera_fails_one_shot(studio: Studio) -> None:
    studio.camera.faults["broken"] = AnimaticError("SH002 has no camera.", "Give it one.", code="no_camera")
    jobs = [make_job(f"SH{n:03}", captures=("broken" if n == 2 else f"c{n}",)) for n in range(5)]
    ended = studio.run(*jobs)
    assert [job.state for job in ended] == ["ready", "ready", "failed", "ready", "ready"]
    failed = ended[2]
    assert failed.error is not None
    assert (failed.error.message, failed.error.next_step) == ("SH002 has no camera.", "Give it one.")
    assert failed.charge is Billed.NO
    assert studio.gateway.accepted == 4


def test_a_picture_in_which_nothing_shows_goes_nowhere_and_costs_nothing(studio: Studio) -> None:
    studio.camera.blank.add("void")
    ended = studio.run(make_job("SH010", captures=("void",)), make_job("SH020", captures=("seen",)))
    assert [job.state for job in ended] == ["failed", "ready"]
    failed = ended[0]
    assert failed.error is not None
    assert failed.error.code == "nothing_shows"
    assert failed.error.message.startswith("What was filmed for void is one flat colour")
    assert failed.charge is Billed.NO
    assert (studio.gateway.accepted, len(studio.host.uploads)) == (1, 1)


def test_never_more_generations_at_once_than_the_model_takes(tmp_path: Path) -> None:
    studio = Studio(tmp_path, gateway=FakeGateway(pending=3))
    studio.run(*(make_job(f"SH{n:03}", captures=()) for n in range(12)))
    studio.close()
    assert studio.gateway.accepted == 12
    assert studio.gateway.most_running <= 5


def test_a_shot_with_many_takes_does_not_hold_up_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    force = Slots.force

    def noted(self: Slots, group: str = "") -> None:
        if self._limit == 5:  # the model's; the others' limits differ
            order.append(group)
        force(self, group)

    monkeypatch.setattr(Slots, "force", noted)
    studio = Studio(tmp_path, gateway=FakeGateway(pending=2))
    many = [make_job("SH001", number, captures=()) for number in range(1, 21)]
    others = [make_job(f"SH{n:03}", captures=()) for n in range(2, 5)]
    studio.gateway.held = {"start"}
    studio.engine.submit(studio.film, [*many, *others]).result(PATIENCE)
    studio.wait(lambda: len({e.job_id for e in studio.events if isinstance(e, Progress)}) == 23)  # all are in the queue
    studio.gateway.held = set()
    studio.settle()
    studio.close()
    assert len(order) == 23
    # Five have their turn at once, whichever came first; then each other shot has one before SH001 gets another.
    assert set(order[: 5 + 3]) == {f"uuid-SH{number:03}" for number in range(1, 5)}


def test_two_takes_of_a_shot_lie_side_by_side(studio: Studio) -> None:
    first, second = studio.run(make_job(number=1), make_job(number=1))
    assert {first.take_number, second.take_number} == {1, 2}
    assert first.take_file != second.take_file
    assert len(list((studio.folder.takes / "SH010").glob("*.mp4"))) == 2


def test_a_file_that_lies_there_is_never_overwritten(studio: Studio) -> None:
    job = make_job()
    old = studio.folder.take_path("SH010", 1, job.plan.request.model, "720p")
    old.parent.mkdir(parents=True)
    old.write_bytes(b"the artist's own")
    (ended,) = studio.run(job)
    assert old.read_bytes() == b"the artist's own"
    assert ended.take_number == 2
    assert not old.with_suffix(".json").exists()


def test_a_take_unlike_what_was_asked_is_kept_and_says_so(tmp_path: Path) -> None:
    studio = Studio(tmp_path, gateway=FakeGateway(video=video_bytes(seconds=3)))
    (job,) = studio.run(make_job())
    studio.close()
    assert job.state is State.READY
    assert any("2 s were asked" in warning for warning in job.warnings)


def test_a_talkative_gateway_does_not_fill_the_disk(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    start = studio.gateway.start
    chatter = tuple(Warned(kind="other", text="\x1b[31mwords " * 100_000) for _ in range(1000))

    async def talkative(*arguments: Any, **options: Any) -> Started:
        return (await start(*arguments, **options)).model_copy(update={"warnings": chatter})

    monkeypatch.setattr(studio.gateway, "start", talkative)
    (job,) = studio.run(make_job())
    assert 0 < len(job.warnings) <= 20
    assert all(warning.startswith("[31mwords") and len(warning) <= 500 for warning in job.warnings)


def test_progress_counts_frames_and_bytes(studio: Studio) -> None:
    studio.run(make_job(captures=("a", "b")))
    last = {e.step: (e.done, e.total) for e in studio.listen() if isinstance(e, Progress)}
    assert last["downloading"] == (len(video_bytes()), len(video_bytes()))


def test_placing_is_remembered_and_can_be_undone(studio: Studio) -> None:
    (job,) = studio.run(make_job())
    assert studio.engine.mark_placed(job.id).result(PATIENCE).state is State.PLACED
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    assert len(studio.takes()) == 1  # the first; a placed take is not offered again
    assert studio.engine.mark_unplaced(job.id).result(PATIENCE).state is State.READY
    assert len(studio.takes()) == 2


def test_commands_on_a_stopped_engine_say_so(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    studio.close()
    error = studio.engine.cancel("x").exception(PATIENCE)
    assert isinstance(error, AnimaticError)
    assert error.code == "engine_stopped"
    assert (studio.gateway.closed, studio.host.closed) == (True, True)


def test_every_command_gets_an_answer_however_the_engine_ends(tmp_path: Path) -> None:
    for number in range(20):
        studio = Studio(tmp_path / str(number))
        answers = [studio.engine.submit(studio.film, [make_job(captures=())]), studio.engine.resume(studio.film)]
        studio.close()
        answers.append(studio.engine.resume(studio.film))
        for answer in answers:
            error = answer.exception(PATIENCE)
            assert error is None or (isinstance(error, AnimaticError) and error.code == "engine_stopped")


@pytest.mark.parametrize("accepted", range(5))
def test_what_was_learned_is_on_disk_when_the_film_is_given_up(studio: Studio, accepted: int) -> None:
    jobs = [make_job(f"SH{n:03}", captures=()) for n in range(6)]
    studio.engine.submit(studio.film, jobs).result(PATIENCE)
    studio.wait(lambda: studio.gateway.accepted > accepted)
    studio.close()
    told = {e.job.id: e.job for e in studio.listen() if isinstance(e, JobChanged)}
    on_disk = {job.id: job for job in read_jobs(studio.folder).jobs}
    assert set(on_disk) == {job.id for job in jobs}
    for job in on_disk.values():
        assert len(job.history) >= len(told[job.id].history)
        assert bool(job.sent) or job.key not in studio.gateway.jobs


def test_a_batch_is_written_whole_or_not_sent(studio: Studio) -> None:
    (first,) = studio.run(make_job())
    error = studio.engine.submit(studio.film, [make_job("SH020"), first]).exception(PATIENCE)
    assert isinstance(error, AnimaticError)
    assert error.code == "sent_before"
    assert studio.gateway.accepted == 1
    assert [job.id for job in read_jobs(studio.folder).jobs] == [first.id]


def test_a_batch_that_the_disk_refuses_in_the_middle_is_not_sent(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Ledger.write

    def writing(self: Ledger, job: Job, **how: Any) -> None:
        if job.shot_name == "SH020" and job.state is State.PLANNED:
            raise FileError("The disk is full.", "Free some space.", code="disk_full")
        write(self, job, **how)

    spent = Agreed().spent_today()
    monkeypatch.setattr(Ledger, "write", writing)
    error = studio.engine.submit(studio.film, [make_job("SH010"), make_job("SH020"), make_job("SH030")]).exception(60)
    assert isinstance(error, FileError)
    studio.settle()
    assert {job.shot_name: job.state for job in read_jobs(studio.folder).jobs} == {
        "SH010": State.CANCELLED,
        "SH030": State.CANCELLED,
    }
    assert not studio.gateway.starts
    assert Agreed().spent_today() == spent, "what was not sent counts for no cap"


def test_what_the_disk_does_not_even_take_back_is_not_sent_by_whoever_opens_the_film_next(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file says that it is planned."""
    write = Ledger.write

    def writing(self: Ledger, job: Job, **how: Any) -> None:
        if job.shot_name == "SH020" or job.state is not State.PLANNED:
            raise FileError("The disk is full.", "Free some space.", code="disk_full")
        write(self, job, **how)

    spent = Agreed().spent_today()
    monkeypatch.setattr(Ledger, "write", writing)
    error = studio.engine.submit(studio.film, [make_job("SH010"), make_job("SH020")]).exception(PATIENCE)
    assert isinstance(error, FileError)
    assert [job.state for job in read_jobs(studio.folder).jobs] == [State.PLANNED]
    assert Agreed().spent_today() == spent
    monkeypatch.undo()
    studio.restart()
    (waiting,) = studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert waiting.left
    assert not studio.gateway.starts


def test_a_batch_whose_folder_cannot_be_flushed_is_not_sent(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files may be there all the same: whoever opens the film next must not send them."""
    flush = door.flush_folder

    def failing(path: Path) -> None:
        if path == studio.folder.jobs and any(path.glob("*.json")):
            raise OSError(errno.EIO, "Input/output error")
        flush(path)

    spent = Agreed().spent_today()
    monkeypatch.setattr(door, "flush_folder", failing)
    error = studio.engine.submit(studio.film, [make_job("SH010"), make_job("SH020")]).exception(PATIENCE)
    assert isinstance(error, FileError)
    assert error.code == "disk_fault"
    studio.settle()
    assert [job.state for job in read_jobs(studio.folder).jobs] == [State.CANCELLED] * 2
    assert not studio.gateway.starts
    assert Agreed().spent_today() == spent


def test_a_connection_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    def connect() -> None:
        raise AnimaticError("There is no key.", "Paste one.", code="no_key")

    engine = Engine(connect, settings=FAST)
    engine.start()
    studio = Studio(tmp_path)
    error = engine.submit(studio.film, [make_job()]).exception(PATIENCE)
    assert isinstance(error, AnimaticError)
    assert error.code == "no_key"
    assert [n.code for n in engine.poll()] == ["no_key", "no_key"]
    assert engine.stop(PATIENCE)
    studio.close()


def test_a_film_that_is_opened_while_the_engine_stops_is_given_up_too(tmp_path: Path) -> None:
    """It once kept the film's lock for as long as Blender ran."""
    opening, go_on = threading.Event(), threading.Event()

    def slow_ledger(folder: FilmFolder, *, take_over: bool = False) -> Ledger:
        opening.set()
        assert go_on.wait(PATIENCE)
        return Ledger(folder, take_over=take_over)

    studio = Studio(tmp_path)
    studio.close()
    studio.engine = Engine(studio.connect, catalog=studio.catalog, settings=FAST, open_ledger=slow_ledger)
    studio.engine.start()
    studio.engine.resume(studio.film)
    assert opening.wait(PATIENCE)
    too_late = studio.engine.resume(studio.film)
    assert not studio.engine.stop(0)
    go_on.set()
    assert studio.engine.stop(PATIENCE)
    assert isinstance(too_late.exception(PATIENCE), UserError)
    assert holder(studio.folder.jobs) is None


def test_what_the_loop_waits_for_is_a_daemon(studio: Studio) -> None:
    """Python joins the threads of its own pools at exit: a minute for a name that no server answers."""
    loop = studio.engine._loop
    assert loop is not None
    waiting = asyncio.run_coroutine_threadsafe(asyncio.to_thread(threading.current_thread), loop)
    assert waiting.result(5).daemon


def wait_for(so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_thread_waits_for_the_next_call_and_no_call_for_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    threads, go_on = daemons.Daemons(), threading.Event()
    busy = [threads.submit(go_on.wait, PATIENCE) for _ in range(20)]
    first = threads.submit(threading.current_thread).result(PATIENCE)  # though twenty do not end
    wait_for(lambda: threads._waiting._value == 1)
    monkeypatch.setattr(daemons, "IDLE_SECONDS", 0.05)
    assert threads.submit(threading.current_thread).result(PATIENCE) is first
    go_on.set()
    assert all(call.result(PATIENCE) for call in busy)
    with pytest.raises(ZeroDivisionError):
        threads.submit(lambda: 1 / 0).result(PATIENCE)
    first.join(PATIENCE)
    assert not first.is_alive()
    assert threads.submit(threading.current_thread).result(PATIENCE) is not first
