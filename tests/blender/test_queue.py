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
import canvas
import pytest

from addon.blender.engine import thumbnails
from addon.blender.engine.view import View
from addon.blender.film import pump
from addon.blender.jobs import asking, details, send, stop_ops
from addon.blender.jobs import ops as jobs_ops
from addon.blender.jobs import ui as jobs_ui
from addon.blender.project import viewport
from addon.blender.properties import film, settings
from addon.blender.shots import build
from addon.blender.shots import ui as shots_ui
from addon.blender.takes import ui as takes_ui
from addon.blender.ui import letters_in, words
from addon.core.errors import AnimaticError, Billed
from addon.core.files import FilmFolder
from addon.core.jobs import admission
from addon.core.jobs.events import Notice, Progress
from addon.core.jobs.job import ErrorRecord, Job
from addon.core.jobs.states import State
from addon.core.models import Level


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


def test_who_waits_to_be_filmed_does_not_say_that_it_is_filmed(jobs: list[Job]) -> None:
    """Few are filmed at a time: three bars that say "Filming" and stand still look as if nothing went on."""
    view = View()
    view.film = Path("film.animatic")
    first, second = (job.model_copy(update={"state": State.CAPTURING}) for job in jobs)
    view.jobs = {job.id: job for job in (first, second)}
    view.refresh()
    assert {row.so_far for row in view.rows} == {""}, "both may be the one"
    view.progress[first.id] = Progress(Path("film.animatic"), first.id, "capturing", 3, 48)
    view.refresh()
    assert {row.job_id: row.so_far for row in view.rows} == {first.id: "3 of 48", second.id: "waits its turn"}
    view.jobs[first.id] = first.model_copy(update={"state": State.RUNNING})
    view.refresh()
    assert view.latest[second.shot_uuid].so_far == ""


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


def queue_of(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> canvas.Canvas:
    """The panel with these jobs."""
    view = View()
    view.jobs = {job.id: job for job in jobs}
    view.refresh()
    monkeypatch.setattr(jobs_ui, "view", view)
    return canvas.sheet(jobs_ui.ANIMATIC_PT_queue)


def test_what_comes_by_itself_stands_below_the_rows_of_the_queue(
    jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second failure brings Retry Failed, the end of a send takes a hint away: no row's button gets another place,
    but for those below the row that tells its trouble."""
    first, second = sorted(jobs, key=lambda job: job.id, reverse=True)
    at_work = queue_of([first, second], monkeypatch)
    below_failed = queue_of([first, failed(second, "It broke.")], monkeypatch)
    assert canvas.buttons(below_failed)[0] == canvas.buttons(at_work)[0], "the row above is where it was"
    tops = [top for top, _, name in canvas.buttons(at_work) if name == "animatic.job_action"]
    assert tops == [0.0, 1.0], "a line each, from the top"
    both = canvas.buttons(queue_of([failed(first, "Broken."), failed(second, "Broken.")], monkeypatch))
    assert both[0][::2] == (0.0, "animatic.job_action")
    assert both[-1][2] == "animatic.retry_failed"


def test_a_shots_picture_that_comes_moves_no_button_beside_the_board(
    jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = bpy.context.scene
    film(edit).shot_index = 0
    monkeypatch.setitem(viewport.filmed_in, edit.name, (film(edit).shots[0].uuid,))
    found = []
    for icon in (0, 1):
        monkeypatch.setattr(thumbnails, "of_shot", lambda _, icon=icon: icon)
        found.append(canvas.sheet(bpy.types.ANIMATIC_PT_viewport))
    assert canvas.buttons(found[0]) == canvas.buttons(found[1])
    assert canvas.height(found[0]) < canvas.height(found[1]), "the picture is drawn"


@pytest.mark.parametrize("state", [State.RUNNING, State.PLANNED])
@pytest.mark.parametrize("gateway", ["rehearsal", "https://gateway.example"])
def test_stopping_what_may_be_charged_names_the_shot_and_asks(
    jobs: list[Job], monkeypatch: pytest.MonkeyPatch, state: State, gateway: str
) -> None:
    """Rows move when one above them fails: its neighbour's cross is not to be paid for."""
    charge = Billed.UNKNOWN if state is State.RUNNING else Billed.NO
    job = jobs[1].model_copy(update={"state": state, "charge": charge, "gateway": gateway})
    view = View()
    view.jobs = {job.id: job}
    monkeypatch.setattr(jobs_ops, "view", view)
    asked: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(jobs_ops, "_ask", lambda action, ids: asked.append((action, ids)))
    dialog = canvas.Dialog("animatic.job_action", job=job.id, action="cancel")
    if state is State.PLANNED or gateway == "rehearsal":
        assert dialog.options is None, "what is lost by it is free"
        assert asked == [("cancel", [job.id])]
        return
    assert asked == []
    assert dialog.options is not None
    assert dialog.options["title"] == "Stop SH020 t001?"
    assert dialog.options["cancel_default"]
    assert "about $0.20 may be charged all the same" in dialog.drawn.text


def stopped(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> tuple[canvas.Dialog, list[list[str]]]:
    """The question of Stop All, and what it asked for when it was answered."""
    view = View()
    view.jobs = {job.id: job for job in jobs}
    view.refresh()
    for module in (stop_ops, jobs_ops):
        monkeypatch.setattr(module, "view", view)
    asked: list[list[str]] = []
    monkeypatch.setattr(asking, "ask", lambda action, ids: asked.append([str(action), *ids]))
    dialog = canvas.Dialog("animatic.stop_all")
    assert not asked, "it asks first"
    assert bpy.ops.animatic.stop_all() == {"FINISHED"}
    return dialog, asked


def test_all_that_runs_or_waits_is_stopped_after_one_question_that_says_what_is_lost(
    jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came home, failed or is not ours is left alone, and what is not sent yet is stopped first."""
    live = jobs[0].model_copy(update={"gateway": "https://gateway.example"})
    states: list[tuple[State, Billed, dict[str, object]]] = [
        (State.DOWNLOADING, Billed.YES, {}),
        (State.RUNNING, Billed.UNKNOWN, {}),
        (State.RUNNING, Billed.UNKNOWN, {"paused": True}),
        (State.CAPTURING, Billed.NO, {}),
        (State.PLANNED, Billed.NO, {"held": True}),
        (State.PLACED, Billed.YES, {}),
        (State.FAILED, Billed.NO, {}),
        (State.UNCERTAIN, Billed.UNKNOWN, {}),
        (State.PLANNED, Billed.NO, {"left": "Not sent by you."}),
    ]
    made = [
        live.model_copy(update={"id": f"{live.id[:-1]}{number}", "state": state, "charge": charge, **more})
        for number, (state, charge, more) in enumerate(states)
    ]
    dialog, asked = stopped(made, monkeypatch)
    assert dialog.options is not None
    assert dialog.options["title"] == "Stop 5 Jobs?"
    assert dialog.options["cancel_default"], "Enter must not stop"
    said = dialog.drawn.text
    assert "1 is paid already, about $0.20, and not fetched yet" in said
    assert "2 were sent: about $0.40 may be charged all the same" in said
    assert "2 were not sent: nothing is charged." in said
    assert asked == [["cancel", *(made[number].id for number in (3, 4, 0, 1, 2))]]


def test_a_rehearsal_that_is_stopped_costs_nothing(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    dialog, asked = stopped(jobs, monkeypatch)
    assert dialog.drawn.text == "Rehearsal: nothing is charged."
    assert asked == [["cancel", *sorted(job.id for job in jobs)]]


def test_stop_all_is_offered_in_the_header_while_something_is_under_way(
    jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There it moves no row when it goes."""

    def header() -> list[str]:
        panel = SimpleNamespace(layout=canvas.Canvas())
        jobs_ui.ANIMATIC_PT_queue.draw_header_preset(panel, bpy.context)
        return panel.layout._drawn.operators

    queue_of([failed(jobs[0], "It broke.")], monkeypatch)
    assert header() == []
    paused = jobs[1].model_copy(update={"state": State.RUNNING, "paused": True})
    queue_of([failed(jobs[0], "It broke."), paused], monkeypatch)
    assert header() == ["animatic.stop_all"]


def test_the_first_take_that_comes_does_not_move_the_queue(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    """The panel above has its room from the send on."""
    shots = film(bpy.context.scene).shots
    film(bpy.context.scene).shot_index = 0
    unsent = canvas.height(canvas.sheet(bpy.types.ANIMATIC_PT_takes, folded=True))
    queue_of(jobs, monkeypatch)
    monkeypatch.setattr(takes_ui, "view", jobs_ui.view)
    sent = canvas.height(canvas.sheet(bpy.types.ANIMATIC_PT_takes, folded=True))
    take = shots[0].takes.add()
    take.id, take.number, take.record = "a", 1, '{"tier": "draft", "file": "takes/SH010/a.mp4"}'
    assert unsent == 1.0, "before that it is one line"
    assert canvas.height(canvas.sheet(bpy.types.ANIMATIC_PT_takes, folded=True)) == sent


def test_a_cross_takes_away_the_sentence_beside_it_whatever_went_meanwhile(jobs: list[Job]) -> None:
    view = View()
    view.film = Path("film.animatic")
    note, trouble, other = (
        Notice(view.film, level, "said", message)
        for level, message in ((Level.NOTE, "Ready."), (Level.ERROR, "It broke."), (Level.ERROR, "It is full."))
    )
    for notice in (note, trouble, other):
        view.put_notice(notice)
    drawn = canvas.Canvas()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs_ui, "view", view)
        jobs_ui._draw_notices(drawn)
    beside_it = drawn._drawn.buttons[1][1].message
    assert view.let_notes_go(time.monotonic() + 3600)
    view.dismiss(beside_it)
    assert view.notices == [other]


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
