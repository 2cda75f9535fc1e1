# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stopping, cancelling, opening again: wherever the job is, nothing is lost and nothing sent twice."""

from __future__ import annotations

import os
import shutil
import time
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from job_parts import PATIENCE, Studio, make_job

from addon.core.errors import AnimaticError, Billed
from addon.core.files import FilmFolder
from addon.core.gateway.failures import MaybeAccepted
from addon.core.gateway.results import Completed, Inline, VideoResult
from addon.core.jobs.edges import Film
from addon.core.jobs.job import Job, Mode
from addon.core.jobs.ledger import read_jobs
from addon.core.jobs.lock import LockHeld
from addon.core.jobs.states import Action, State

HOLDS = {
    State.CAPTURING: ("camera", ""),
    State.HOSTING: ("host", ""),
    State.SUBMITTING: ("gateway", "start"),
    State.RUNNING: ("gateway", "status"),
    State.DOWNLOADING: ("gateway", "download"),
}


def hold(studio: Studio, state: State, on: bool = True) -> None:
    """Let no job get past `state`."""
    part, call = HOLDS[state]
    if part == "gateway":
        studio.gateway.held = {call} if on else set()
    else:
        getattr(studio, part).held = on


def held_at(studio: Studio, state: State, job: Job | None = None) -> Job:
    """A job that is in `state` and stays there."""
    job = job or make_job()
    hold(studio, state)
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.job(job.id).state is state)
    return studio.job(job.id)


@pytest.mark.parametrize("state", list(HOLDS))
def test_a_stopped_engine_changes_nothing_and_the_next_one_goes_on(studio: Studio, state: State) -> None:
    job = held_at(studio, state)
    studio.close()
    assert [j.state for j in read_jobs(studio.folder).jobs] == [state]
    hold(studio, state, on=False)
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1
    assert studio.job(job.id).key == job.key
    assert len(list(studio.folder.takes.rglob("*.mp4"))) == 1


def test_an_open_request_is_uncertain_after_a_stop(studio: Studio) -> None:
    studio.gateway.held = {"generate"}
    job = make_job(mode=Mode.SSE)
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.gateway.generates == 1)
    studio.restart()
    studio.gateway.held = set()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.UNCERTAIN
    assert studio.gateway.generates == 1


@pytest.mark.parametrize("state", list(HOLDS))
def test_cancel_stops_every_step_and_tells_the_truth_about_money(studio: Studio, state: State) -> None:
    job = held_at(studio, state)
    if state is State.SUBMITTING:
        studio.wait(lambda: sum(studio.gateway.starts.values()) == 1)
    if state is State.CAPTURING:
        studio.wait(lambda: bool(studio.camera.calls))
    cancelled = studio.engine.cancel(job.id).result(PATIENCE)
    assert cancelled.state is State.CANCELLED
    before_money = state in (State.CAPTURING, State.HOSTING)
    paid = state is State.DOWNLOADING
    assert cancelled.charge is (Billed.NO if before_money else Billed.YES if paid else Billed.UNKNOWN)
    assert cancelled.error is not None
    assert cancelled.error.message.startswith("Cancelled")
    assert studio.engine.idle
    assert read_jobs(studio.folder).jobs == (cancelled,)
    assert not list(studio.folder.root.rglob("*.part"))
    if state is State.CAPTURING:
        studio.wait(lambda: studio.camera.stopped == 1)
    hold(studio, state, on=False)
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.CANCELLED


def test_cancelling_one_of_two_that_share_a_capture_leaves_the_other(studio: Studio) -> None:
    studio.camera.held = True
    one, two = make_job("SH010"), make_job("SH020")
    studio.engine.submit(studio.film, [one, two]).result(PATIENCE)
    studio.wait(lambda: {studio.job(j.id).state for j in (one, two)} == {State.CAPTURING} and bool(studio.camera.calls))
    studio.engine.cancel(one.id).result(PATIENCE)
    studio.camera.held = False
    studio.settle()
    assert [studio.job(j.id).state for j in (one, two)] == [State.CANCELLED, State.READY]


def test_what_was_cancelled_while_generating_can_be_fetched_after_all(studio: Studio) -> None:
    job = held_at(studio, State.RUNNING)
    cancelled = studio.engine.cancel(job.id).result(PATIENCE)
    assert cancelled.actions == {Action.LOOK_UP, Action.SEND_AGAIN}
    studio.gateway.held = set()
    studio.engine.look_up(job.id).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1


def test_a_request_cancelled_on_its_way_is_taken_up_not_paid_again(studio: Studio) -> None:
    studio.gateway.held = {"start_late"}
    job = make_job()
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.gateway.accepted == 1)
    cancelled = studio.engine.cancel(job.id).result(PATIENCE)
    assert cancelled.actions == {Action.SEND_AGAIN}  # there is no number to ask about
    studio.gateway.held = set()
    assert studio.engine.send_again(job.id).result(PATIENCE).key == job.key
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1


def test_what_was_cancelled_before_it_was_sent_begins_anew(studio: Studio) -> None:
    job = held_at(studio, State.CAPTURING)
    studio.engine.cancel(job.id).result(PATIENCE)
    studio.camera.held = False
    studio.engine.send_again(job.id).result(PATIENCE)
    studio.settle()
    ended = studio.job(job.id)
    assert (ended.state, ended.past) == (State.READY, ())
    assert studio.gateway.accepted == 1


def test_actions_that_do_not_fit_are_refused_in_words(studio: Studio) -> None:
    (job,) = studio.run(make_job())
    for act in (studio.engine.cancel, studio.engine.look_up, studio.engine.send_again):
        error = act(job.id).exception(PATIENCE)
        assert isinstance(error, AnimaticError)
        assert error.code == "has_its_take"
    assert studio.job(job.id) == job


def test_a_finished_take_is_offered_when_the_film_is_opened(studio: Studio) -> None:
    (job,) = studio.run(make_job())
    studio.restart()
    studio.events.clear()
    studio.engine.resume(studio.film).result(PATIENCE)
    (ready,) = studio.takes()
    assert ready.take.id == job.id
    studio.folder.resolve(job.take_file).unlink()
    studio.restart()
    studio.events.clear()
    studio.engine.resume(studio.film).result(PATIENCE)
    assert not studio.takes()
    assert [n.code for n in studio.notices()] == ["take_missing"]


def test_the_folder_moves_with_the_film_between_two_sessions(studio: Studio) -> None:
    job = held_at(studio, State.RUNNING)
    studio.close()
    moved = studio.folder.root.parent / "elsewhere" / "renamed.animatic"
    moved.parent.mkdir()
    shutil.move(studio.folder.root, moved)
    studio.gateway.held = set()
    studio.restart()
    studio.folder = FilmFolder(moved)
    studio.camera.folder = studio.folder
    studio.engine.resume(Film(studio.folder, studio.camera)).result(PATIENCE)
    studio.settle()
    ended = studio.job(job.id)
    assert ended.state is State.READY
    assert studio.folder.resolve(ended.take_file).is_file()


@pytest.mark.parametrize("inside", [False, True], ids=["by a link", "inside the answer"])
def test_a_folder_that_is_moved_under_a_running_job_is_let_go_and_taken_up_where_it_is(
    studio: Studio, inside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if inside:
        video = VideoResult(kind="inline", inline=Inline(b64encode(studio.gateway.video)))
        monkeypatch.setattr(studio.gateway, "answer", lambda: Completed(videos=(video,), metadata={"gateway": {}}))
    job = held_at(studio, State.RUNNING)
    old = studio.folder
    moved = old.root.parent / "renamed.animatic"
    os.rename(old.root, moved)
    studio.gateway.held = set()
    studio.wait(lambda: any(n.code == "film_lock_lost" for n in studio.notices()))
    studio.wait(lambda: not studio.engine.jobs(old))
    assert not old.root.exists()  # nothing is written where the film no longer is
    studio.folder = FilmFolder(moved)
    studio.engine.resume(Film(studio.folder, studio.camera)).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1
    assert not old.root.exists()


def test_a_second_program_is_kept_out_and_told_who_has_the_film(studio: Studio, tmp_path: Path) -> None:
    job = held_at(studio, State.RUNNING)
    other = Studio(tmp_path, gateway=studio.gateway)
    error = other.engine.resume(other.film).exception(PATIENCE)
    assert isinstance(error, LockHeld)
    assert f"process {os.getpid()}" in error.user_message
    assert [n.code for n in other.notices()] == ["film_locked"]
    studio.engine.release(studio.folder).result(PATIENCE)
    assert studio.engine.idle
    studio.gateway.held = set()
    other.engine.resume(other.film).result(PATIENCE)
    other.settle()
    assert other.job(job.id).state is State.READY
    other.close()


def test_a_film_that_is_let_go_while_it_is_opened_has_nothing_at_work(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the command line does, which takes a film over from the Blender that opens it: what was set to work then found
    its lock gone, and told that the folder was moved."""
    job = held_at(studio, State.RUNNING)
    studio.restart()
    studio.gateway.held = set()
    studio.events.clear()
    engine, let_go = studio.engine, []
    marked = engine._agreed.marked

    def slowly(*given: Any) -> Any:
        if not let_go:
            let_go.append(engine.release(studio.folder))
            time.sleep(0.1)
        return marked(*given)

    monkeypatch.setattr(engine._agreed, "marked", slowly)
    engine.resume(studio.film).result(PATIENCE)
    let_go[0].result(PATIENCE)
    studio.wait(lambda: engine.idle)
    assert [notice.code for notice in studio.notices()] == []
    assert [left.state for left in read_jobs(studio.folder).jobs] == [State.RUNNING]
    engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1


def test_two_films_at_once(studio: Studio, tmp_path: Path) -> None:
    other = FilmFolder(tmp_path / "other.blend")
    from job_parts import FakeCamera

    one, two = make_job("SH010"), make_job("SH010")
    studio.engine.submit(studio.film, [one]).result(PATIENCE)
    studio.engine.submit(Film(other, FakeCamera(other)), [two]).result(PATIENCE)
    studio.settle()
    assert [j.state for j in studio.engine.jobs(studio.folder)] == [State.READY]
    assert [j.state for j in studio.engine.jobs(other)] == [State.READY]
    assert {e.film for e in studio.takes()} == {studio.folder.root, other.root}


def test_a_paused_job_tries_by_itself_when_the_film_is_opened_again(studio: Studio) -> None:
    studio.gateway.faults["status"] = [ZeroDivisionError("a bug")]
    (job,) = studio.run(make_job())
    assert job.paused
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY


def test_a_lost_answer_and_a_stop_together_are_still_one_charge(studio: Studio) -> None:
    studio.gateway.faults["start_late"] = [MaybeAccepted()] * 100_000
    job = make_job()
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.gateway.starts[job.key] >= 2)
    studio.gateway.faults.clear()
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1


def test_a_lost_answer_is_found_again_although_the_host_signs_anew(studio: Studio) -> None:
    """The gateway takes a key for the very same request only; the URLs of the first one are kept sealed."""
    studio.gateway.faults["start_late"] = [MaybeAccepted()]
    studio.gateway.faults["start"] = [None, *[MaybeAccepted()] * 100_000]
    job = make_job()
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.gateway.starts[job.key] >= 2)
    sealed = studio.job(job.id).sealed
    studio.close()
    assert sealed
    assert "PLANTEDSIGNATURE" not in "".join(p.read_text() for p in studio.folder.jobs.glob("*.json"))
    studio.gateway.faults.clear()
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    ended = studio.job(job.id)
    assert (ended.state, ended.sealed) == (State.READY, "")
    assert studio.gateway.accepted == 1


@pytest.mark.parametrize("captures", [(), ("hero",)])
def test_a_lost_answer_under_another_gateway_key_is_uncertain(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, captures: tuple[str, ...]
) -> None:
    """Another key may be another account's, which has never heard of the request and would charge it again."""
    studio.gateway.faults["start_late"] = [MaybeAccepted()]
    studio.gateway.faults["start"] = [None, *[MaybeAccepted()] * 100_000]
    job = make_job(captures=captures)
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.gateway.starts[job.key] >= 2)
    studio.close()
    studio.gateway.faults.clear()
    went = studio.gateway.starts[job.key]
    monkeypatch.setattr("job_parts.SECRET", b"another key")
    studio.engine = studio._engine()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.UNCERTAIN
    assert studio.gateway.starts[job.key] == went, "not even asked"
    assert studio.engine.send_again(job.id).result(PATIENCE).key != job.key, "so it says that it costs anew"
    studio.settle()
    assert (studio.job(job.id).state, studio.gateway.accepted) == (State.READY, 2)
