# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film with hundreds of jobs is read a few milliseconds at a time, and nothing is sent before all are known."""

from __future__ import annotations

import gc
import threading
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import bpy
import pytest

from addon.blender.engine import day_cap, session
from addon.blender.engine.view import current as view
from addon.blender.film import opening, pump
from addon.blender.jobs import asking, ops, preflight_page
from addon.blender.review import pages
from addon.core.files import FilmFolder
from addon.core.jobs import agreed, ledger, trash
from addon.core.jobs.events import JobChanged
from addon.core.jobs.job import Job
from addon.core.jobs.ledger import job_path, read_jobs, reading
from addon.core.jobs.lock import Owner
from scripts.benches import long_film

COUNT = 30


@pytest.fixture
def film(edit: bpy.types.Scene, tmp_path: Path) -> FilmFolder:
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    return long_film.write(tmp_path / "film.blend", long_film.jobs(COUNT, 5))


def test_a_long_film_is_read_in_ticks_and_then_attached(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "READ_AT_ONCE", 10)
    view.clear(film.root)
    assert opening._many(film)
    opening._open_by_steps(film)
    assert view.being_read
    assert not ops.jobs_are_ours(type("Operator", (), {"poll_message_set": lambda *_: None}))
    opening.read_on(0.0)  # a deadline that is over: one file
    assert not view.jobs
    opening.try_again()
    assert not view.jobs, "not before all are read"
    while view.being_read:
        assert pump.tick() > 0
    assert gc.isenabled()
    assert len(view.jobs) == COUNT
    assert not view.being_read
    assert not opening.read_on(time.perf_counter() + 1)
    view.clear(None)


def test_taking_over_a_long_film_is_in_ticks_too(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program that ran its jobs has ended; and so is another try to attach one."""
    monkeypatch.setattr(opening, "READ_AT_ONCE", 10)
    app = SimpleNamespace(background=False)
    monkeypatch.setattr(opening, "bpy", SimpleNamespace(app=app, data=bpy.data))
    view.clear(film.root)
    ended = Owner(pid=1, host="", birth="", since="", token="")
    for begin in (partial(opening.take_up, film, ended), opening.try_again):
        begin()
        assert view.being_read
        assert not view.jobs
        app.background = True  # what is read of other films beside Blender is no matter here
        while view.being_read:
            opening.read_on(0.0)
        assert len(view.jobs) == COUNT
        app.background = False
        view.jobs.clear()
        monkeypatch.setattr(opening, "_pending", opening._Pending(film, None, 0.0))
    view.clear(None)


def test_few_jobs_are_read_at_once(film: FilmFolder) -> None:
    assert not opening._many(film)
    assert not view.being_read


def test_what_was_read_is_read_again_only_where_it_changed(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_jobs(film).jobs
    parsed: list[Path] = []
    parse = ledger._parse

    def counted(path: Path) -> Job:
        parsed.append(path)
        return parse(path)

    monkeypatch.setattr(ledger, "_parse", counted)
    assert read_jobs(film).jobs == before
    assert not parsed
    changed = before[3].changed("A word.")
    door = ledger.Ledger(film)
    door.write(changed)
    door.close()
    assert read_jobs(film).jobs == (*before[:3], changed, *before[4:])
    assert parsed == [job_path(film, changed.id)]
    assert len(list(reading(film))) == COUNT
    assert parsed == [job_path(film, changed.id)]
    job_path(film, before[0].id).unlink()
    assert read_jobs(film).jobs == (*before[1:3], changed, *before[4:])


def test_the_preflight_reads_a_long_films_jobs_in_steps(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand are listed for 50 ms: neither the page nor the send that follows it does so in one piece."""
    known = read_jobs(film).jobs
    steps = preflight_page.reading(7)
    told, answer = [], None
    while answer is None:
        try:
            told.append(next(steps))
        except StopIteration as end:
            answer = end.value
    assert told == [(7, 7)] * COUNT
    assert answer == known
    plans = [known[0].plan.model_copy(update={"shot_uuid": "new", "shot_name": "NEW"})]
    monkeypatch.setattr(session, "known_jobs", lambda *_: pytest.fail("all of them at once"))
    assert preflight_page.make(plans, answer).spent_today >= 0


def test_a_price_and_taking_over_read_no_long_film_anew(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a window the pump keeps the queue up; elsewhere, and for another film, the disk is asked."""
    known = read_jobs(film).jobs
    view.clear(film.root)
    view.jobs = {job.id: job for job in known}
    another = FilmFolder(film.root.parent / "another.blend")
    assert session.shown_jobs(film) == known
    monkeypatch.setattr(session, "bpy", SimpleNamespace(app=SimpleNamespace(background=False)))
    assert session.shown_jobs(another) == ()
    monkeypatch.setattr(session, "known_jobs", lambda *_: pytest.fail("all of them at once"))
    assert session.shown_jobs(film) == known
    assert asking.price(known[:1]) == [known[0].plan.quote.usd]
    view.follows = {another.root: frozenset({known[0].id})}
    assert session.shown_jobs(film) == known[1:], "of a film that this one was saved from"


def test_what_was_agreed_is_read_once(film: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some thousand lines take longer than a frame: a look at what today cost reads those that came since."""
    (first, *rest) = read_jobs(film).jobs
    day_cap.store().agree(rest, b"secret")
    day_cap.today()
    lines: list[bytes] = []
    take = agreed.Agreed._take
    monkeypatch.setattr(agreed.Agreed, "_take", lambda self, line: (lines.append(line), take(self, line))[1])
    day_cap.today()
    assert not lines
    day_cap.store().agree([first], b"secret")
    day_cap.today()
    assert len(lines) == 1


def test_the_row_of_a_job_that_changed_is_made_with_its_event(film: FilmFolder) -> None:
    """Not all of them with the next look at the queue: a tick has 8 ms."""
    view.clear(film.root)
    job = read_jobs(film).jobs[0]
    pump._apply(JobChanged(film.root, job))
    assert view._made[job.id][0] is job


def test_the_money_report_is_made_without_blender(film: FilmFolder) -> None:
    """Beside its main thread: that of ten thousand jobs takes 0.1 s."""
    found: list[object] = []
    beside = threading.Thread(target=lambda: found.append(pages._report(film, (), [])))
    beside.start()
    beside.join(60)
    (report,) = found
    assert report.spent == sum(job.usd_committed for job in read_jobs(film).jobs)


def test_of_many_takes_the_deleted_ones_are_told_by_one_look(film: FilmFolder) -> None:
    jobs = read_jobs(film).jobs
    files = [f"takes/{job.shot_name}/{job.shot_name}_t{job.take_number:03d}_wan-v2.6-t2v_720p.mp4" for job in jobs]
    for number in (0, 7):
        trash.discard(film, trash.deleted(jobs[number].id, jobs[number].shot_uuid, files[number]))
    assert trash.deleted_among(film, files) == {files[0], files[7]}
    assert trash.deleted_among(film, [f"elsewhere/{files[0]}", "", "no name"]) == set()
