# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be asked of the queue beside going on: a job's details, without anything secret."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import bpy
import pytest

from addon.blender.engine.view import View
from addon.blender.film import pump
from addon.blender.jobs import details, send
from addon.blender.jobs import ui as jobs_ui
from addon.blender.properties import film, settings
from addon.blender.shots import build
from addon.blender.shots import ui as shots_ui
from addon.blender.ui import letters_in, words
from addon.core.errors import AnimaticError, Billed
from addon.core.files import FilmFolder
from addon.core.jobs import admission
from addon.core.jobs.events import Progress
from addon.core.jobs.job import ErrorRecord, Job
from addon.core.jobs.states import State


@pytest.fixture
def jobs(edit: bpy.types.Scene, tmp_path: Path) -> list[Job]:
    """Two jobs as they are written before anything is sent."""
    edit.frame_start, edit.frame_end = 1, 96
    for frame in (1, 49):
        edit.timeline_markers.new(f"m{frame}", frame=frame)
    build.build_shots(edit)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    edit = bpy.context.scene
    for shot in film(edit).shots:
        shot.route, shot.block("action").text = "text", "The secret of the mountain."
    plans = send.make_plans(edit, list(film(edit).shots))
    folder = FilmFolder(bpy.data.filepath)
    shown = [plan.fingerprint for plan in plans]
    return list(admission.create_jobs(plans, shown, settings.caps(), (), folder, gateway="rehearsal"))


def failed(job: Job, message: str) -> Job:
    error = AnimaticError(message, "Try again.", code="broken", billed=Billed.NO)
    error.request_id = "fra1::abc-1"
    return job.model_copy(
        update={"state": State.FAILED, "error": ErrorRecord.of(error, "2026-11-22T10:00:00Z", "running")}
    )


def test_details_say_what_happened_and_neither_prompt_nor_link(jobs: list[Job]) -> None:
    broken = failed(jobs[0], "It broke at https://host.example/a.mp4?sig=SECRETSIGNATURE0123456789.")
    text = details.text_of(broken)
    assert "fra1::abc-1" in text
    assert "SH010 take 1" in text
    assert "broken: It broke" in text
    assert "wan-v2.6-t2v" in text
    assert "secret of the mountain" not in text
    assert "SECRETSIGNATURE" not in text


def test_a_finished_batch_says_so_once(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    view = View()
    view.film = Path("film.animatic")
    monkeypatch.setattr(pump, "view", view)
    view.jobs = {job.id: job.model_copy(update={"batch": "b"}) for job in jobs}
    pump._show(0.0, changed=True, busy=True)
    assert view.header == "0/2, free"
    first, second = view.jobs
    view.jobs[first] = view.jobs[first].model_copy(update={"state": State.PLACED})
    pump._show(1.0, changed=True, busy=True)
    assert not view.notices
    view.jobs[second] = failed(view.jobs[second], "It broke.")
    pump._show(2.0, changed=True, busy=False)
    pump._show(3.0, changed=True, busy=False)
    (notice,) = view.notices
    assert notice.message == "SH010 t001 is there, SH020 t001 did not come; free."
    view.notices.clear()
    for job_id, job in view.jobs.items():
        view.jobs[job_id] = job.model_copy(update={"gateway": "live", "charge": Billed.YES, "usd": None})
    view.jobs[first] = view.jobs[first].model_copy(update={"usd": Decimal("0.30")})
    pump._tell_finished()
    assert view.notices[0].message.endswith("did not come; $0.30 and what is of unknown price.")


def test_what_troubles_a_job_at_work_stands_under_its_bar_not_in_it(jobs: list[Job]) -> None:
    """A progress bar cuts a sentence off: it has room for how far the job is."""
    job = failed(jobs[0], "The gateway is busy.").model_copy(update={"state": State.CAPTURING})
    view = View()
    view.film = Path("film.animatic")
    view.jobs = {job.id: job}
    view.progress[job.id] = Progress(Path("film.animatic"), job.id, "capturing", 3, 48)
    view.refresh()
    (row,) = view.rows
    layout = Layout()
    jobs_ui._draw_row(layout, row)
    bar, *below = layout.texts
    assert bar == "SH010 t001  Filming  3 of 48"
    assert " ".join(below).startswith("The gateway is busy. Try again. Still at it; so since")
    assert "animatic.copy_job_details" in layout.operators


def test_a_generation_says_how_long_it_has_been_whatever_step_was_told_before(jobs: list[Job]) -> None:
    since = datetime.fromtimestamp(time.time() - 30.2, UTC).isoformat()
    job = jobs[0].model_copy(update={"state": State.RUNNING, "running_since": since})
    view = View()
    view.film = Path("film.animatic")
    view.jobs = {job.id: job}
    view.progress[job.id] = Progress(Path("film.animatic"), job.id, "capturing", 48, 48)
    view.refresh()
    (row,) = view.rows
    assert row.so_far.endswith(" of about 2:30")
    assert 0 < row.factor < 0.95


def test_sentences_break_where_the_sidebar_ends() -> None:
    assert letters_in(355) == 44
    assert letters_in(235) == 26
    assert letters_in(90) == 14
    layout = Layout()
    words(layout, "Not saved yet: takes are kept in a folder", width=letters_in(235))
    assert layout.texts == ["Not saved yet: takes are", "kept in a folder"]


def test_a_shots_trouble_is_that_of_its_last_job(jobs: list[Job]) -> None:
    first, other = jobs
    view = View()
    view.film = Path("film.animatic")
    bad = failed(first, "It broke.")
    view.jobs = {bad.id: bad, other.id: other}
    view.refresh()
    assert view.latest[first.shot_uuid].trouble.startswith("It broke. Try again.")
    assert not view.latest[other.shot_uuid].trouble
    again = first.model_copy(update={"id": "7" + first.id[1:], "state": State.PLACED})
    view.jobs[again.id] = again
    view.refresh()
    assert not view.latest[first.shot_uuid].trouble


def test_the_shots_panel_says_what_its_shots_job_met(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    view = View()
    view.film = Path("film.animatic")
    view.jobs = {jobs[0].id: failed(jobs[0], "It broke.")}
    view.refresh()
    monkeypatch.setattr(shots_ui, "view", view)
    troubled, well = Layout(), Layout()
    shots_ui._draw_trouble(troubled, film(bpy.context.scene).shots[0])
    shots_ui._draw_trouble(well, film(bpy.context.scene).shots[1])
    assert " ".join(troubled.texts).startswith("It broke. Try again.")
    assert well.texts == []


def test_a_narrow_list_of_shots_keeps_their_names(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    shot = film(bpy.context.scene).shots[0]
    for room, words_shown in ((44, True), (26, False)):
        monkeypatch.setattr(shots_ui, "letters", lambda room=room: room)
        layout = Layout()
        shots_ui.ANIMATIC_UL_shots.draw_item(None, bpy.context, layout, None, shot, 0, None, "", 0)
        assert shot.name in layout.texts
        length = shots_ui.length_of(shot)
        assert (length if words_shown else length.partition(",")[0]) in layout.texts, "whole, or its seconds"
        assert (shots_ui.first_words(shot) in layout.texts) == words_shown


class Layout:
    """Keeps what is drawn on it: a real one exists only in a window."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.operators: list[str] = []
        self.properties: list[str] = []

    def row(self, **_: object) -> Layout:
        return self

    split = row

    def prop(self, _: object, name: str, **__: object) -> None:
        self.properties.append(name)

    def label(self, *, text: str, **_: object) -> None:
        self.texts.append(text)

    progress = label

    def operator(self, name: str, **_: object) -> SimpleNamespace:
        self.operators.append(name)
        return SimpleNamespace()
