# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be asked of the queue beside going on: a job's details, without anything secret."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import canvas
import pytest

from addon.blender import ui as shared_ui
from addon.blender.cast import clips, filming, references
from addon.blender.cast import ui as cast_ui
from addon.blender.engine import thumbnails
from addon.blender.engine.view import View
from addon.blender.film import pump
from addon.blender.jobs import asking, details, send, stop_ops
from addon.blender.jobs import ops as jobs_ops
from addon.blender.jobs import ui as jobs_ui
from addon.blender.project import overview, viewport
from addon.blender.properties import film, settings
from addon.blender.shots import build
from addon.blender.shots import ui as shots_ui
from addon.blender.takes import ui as takes_ui
from addon.blender.ui import letters_in, room, words
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
    monkeypatch.setattr(pump, "BUDGET_SECONDS", 60)  # on a busy machine the rows have a tick of their own
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


def test_what_troubles_a_job_at_work_stands_below_the_rows_not_in_its_bar(
    jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
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
    assert layout.texts == ["SH010 t001  Filming  3 of 48"]
    assert "animatic.copy_job_details" in layout.operators
    said = queue_of([job], monkeypatch)._drawn.text
    assert "SH010 t001: The gateway is busy. Try again. Still at it; so since" in said


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
    """A failure brings a sentence, a second one Retry Failed, the end of a send takes a hint away: no row's button gets
    another place."""
    first, second = sorted(jobs, key=lambda job: job.id, reverse=True)
    long = "The provider took the request and refused it for a reason that it tells at length. " * 3
    cases = [[first, second], [failed(first, long), second], [failed(first, long), failed(second, long)]]
    sheets = [queue_of(case, monkeypatch) for case in cases]
    for sheet in sheets:
        tops = [top for top, _, name in canvas.buttons(sheet) if name == "animatic.job_action"]
        assert tops == [0.0, 1.0], "a line each, from the top"
    (retry,) = [top for top, _, name in canvas.buttons(sheets[2]) if name == "animatic.retry_failed"]
    assert retry == 2.0, "above what is told"
    for sheet in sheets:
        below = [text for text in texts_of(sheet) if text.startswith("SH0") and ":" in text]
        assert len(below) == sheet._drawn.operators.count("animatic.copy_job_details"), "each trouble is told whole"


def test_at_the_sidebars_end_a_line_that_goes_moves_nothing(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    """Blender scrolls what became shorter than it was scrolled to."""
    first, second = sorted(jobs, key=lambda job: job.id, reverse=True)
    cases = [[first, second], [failed(first, "It broke."), second], [failed(first, "It broke."), failed(second, "So.")]]
    heights = {canvas.height(queue_of(case, monkeypatch)) for case in cases}
    for notice in ("Ready.", "Ready, " * 20):
        queue_of(cases[0], monkeypatch)
        jobs_ui.view.film = Path("film.animatic")
        jobs_ui.view.put_notice(Notice(jobs_ui.view.film, Level.NOTE, "said", notice))
        heights.add(canvas.height(canvas.sheet(jobs_ui.ANIMATIC_PT_queue)))
    assert len(heights) == 1, heights


def texts_of(sheet: canvas.Canvas) -> list[str]:
    return list(sheet._drawn.texts)


def test_no_button_comes_where_the_cross_of_a_row_was(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    """A hand on its way to the cross of a job that fails meanwhile must not retry it."""
    at_work, broken = jobs[0], failed(jobs[0], "It broke.")

    def last(job: Job) -> tuple[str, str]:
        row = queue_of([job], monkeypatch)._parts[0]
        name, arguments = [part if isinstance(part, tuple) else part._parts[0] for part in row._parts][-1]
        return name, arguments.get("icon", "")

    assert last(at_work) == ("operator", "X")
    assert last(broken) == ("label", "BLANK1")


def test_rows_of_the_last_send_keep_their_places_until_the_next(jobs: list[Job]) -> None:
    """Also when the last of them has come, in a film with many older jobs: one that failed would move up."""
    view = View()
    old = [jobs[0].model_copy(update={"id": f"{n:026d}", "state": State.PLACED, "batch": "0"}) for n in range(40)]
    view.jobs = {job.id: job for job in (*old, *jobs)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs_ui, "view", view)
        view.refresh()
        for job in jobs:
            view.jobs[job.id] = job.model_copy(update={"state": State.PLACED})
            view.refresh()
            folded = [row.job_id for row in view.rows if jobs_ui._is_folded(row)]
            assert sorted(folded) == sorted(job.id for job in old)
        view.jobs["7" * 26] = jobs[0].model_copy(update={"id": "7" * 26, "batch": "7" * 26})
        view.refresh()
        assert sum(map(jobs_ui._is_folded, view.rows)) == len(old) + len(jobs)


def same_height(panel: Any, states: Iterable[Callable[[pytest.MonkeyPatch], object]]) -> None:
    """A panel is as high in every one of these states, which come and go by themselves: what stands below stays."""
    heights = []
    for state in states:
        with pytest.MonkeyPatch.context() as patch:
            state(patch)
            heights.append(canvas.height(canvas.sheet(panel, folded=True)))
    assert len(set(heights)) == 1, heights


LONG = "What is said here is long, for it says what happened, what it cost and what to do next. " * 4 + "Done."


def test_what_a_shots_job_meets_moves_nothing_below(jobs: list[Job]) -> None:
    film(bpy.context.scene).shot_index = 0

    def met(job: Job) -> Callable[[pytest.MonkeyPatch], object]:
        view = View()
        view.jobs = {job.id: job}
        view.refresh()
        return lambda patch: patch.setattr(shots_ui, "view", view)

    states = [jobs[0], failed(jobs[0], LONG), jobs[0].model_copy(update={"state": State.PLACED})]
    same_height(bpy.types.ANIMATIC_PT_shots, map(met, states))


@pytest.mark.parametrize("width", [44, 26])
def test_what_is_said_of_a_reference_moves_nothing_below(
    width: int, jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is looked at, filmed, guessed at, and when its views have come; in a narrow sidebar, too."""
    for module in (cast_ui, shared_ui):
        monkeypatch.setattr(module, "letters", lambda: width)
    film(bpy.context.scene).cast.add().uuid = "m"

    def known(state: references.State | None, work: object = None) -> Callable[[pytest.MonkeyPatch], object]:
        def put(patch: pytest.MonkeyPatch) -> None:
            patch.setattr(references, "states", {"m": state} if state else {})
            patch.setattr(filming, "under_way", lambda: work)

        return put

    views = references.State("filmed", LONG, views=("a.png", "b.png", "c.png"), sides=("front", "", "left"))
    same_height(
        bpy.types.ANIMATIC_PT_cast,
        [
            known(None),
            known(references.State("unfilmed", "Will be filmed.")),
            known(references.State("unfilmed", "Will be filmed."), SimpleNamespace(share=0.5, words="Filming")),
            known(views),
            known(views._replace(front_guessed=True, missing=LONG)),
        ],
    )


def test_clips_that_come_move_nothing_below(jobs: list[Job]) -> None:
    shot = film(bpy.context.scene).shots[0]
    film(bpy.context.scene).shot_index, shot.route = 0, "blockout"
    looks = {(shot.uuid, look): clips.Clip("ab" * 32, "clip.mp4") for look in clips.LOOKS}

    def filmed(found: dict[tuple[str, str], clips.Clip]) -> Callable[[pytest.MonkeyPatch], object]:
        def put(patch: pytest.MonkeyPatch) -> None:
            patch.setattr(clips, "_wanted", dict.fromkeys(looks))
            patch.setattr(clips, "filmed", found)

        return put

    same_height(bpy.types.ANIMATIC_PT_clip, [filmed({}), filmed(dict(list(looks.items())[:1])), filmed(looks)])


def test_what_cannot_be_sent_moves_nothing_below(jobs: list[Job]) -> None:
    def refused(*sentences: str) -> Callable[[pytest.MonkeyPatch], object]:
        known = overview.current._replace(refused=sentences)
        return lambda patch: patch.setattr(overview, "current", known)

    same_height(bpy.types.ANIMATIC_PT_generate, [refused(), refused("Short."), refused(*[LONG] * 5)])


def test_what_is_found_of_a_take_moves_nothing_below(jobs: list[Job]) -> None:
    film(bpy.context.scene).shot_index = 0
    take = film(bpy.context.scene).shots[0].takes.add()
    take.id, take.number = "a", 1
    record = {"tier": "draft", "file": "takes/SH010/a.mp4"}

    def found(stale: str, **facts: object) -> Callable[[pytest.MonkeyPatch], object]:
        def put(_: pytest.MonkeyPatch) -> None:
            take.record, take.stale = json.dumps({**record, **facts}), stale

        return put

    judged = {"word": "departs", "sentence": LONG, "faults": [LONG]}
    same_height(bpy.types.ANIMATIC_PT_takes, [found(""), found("camera changed"), found("all", judged=judged)])


def test_what_has_no_room_is_read_by_the_dots(jobs: list[Job]) -> None:
    sheet = canvas.Canvas()
    room(sheet, [("It broke.", "ERROR"), ("", "INFO"), (LONG, "INFO")], 2)
    assert canvas.height(sheet) == 2.0
    ((operator, properties),) = sheet._drawn.buttons
    assert operator == "animatic.read_on"
    assert properties.sentences.splitlines() == ["It broke.", LONG]
    assert canvas.tooltip(operator, properties) == properties.sentences.rstrip(".")
    dialog = canvas.Dialog(operator, sentences=properties.sentences)
    assert "It broke." in dialog.drawn.texts
    assert " ".join(dialog.drawn.texts).count("what happened") == 4
    assert dialog.operator.execute(bpy.context) == {"FINISHED"}
    assert bpy.context.window_manager.clipboard in ("", properties.sentences)  # without a window there is none


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
    troubled, unsent = canvas.Canvas(), canvas.Canvas()
    shots_ui._draw_job(troubled, film(bpy.context.scene).shots[0])
    shots_ui._draw_job(unsent, film(bpy.context.scene).shots[1])
    assert troubled._drawn.text == "It broke. Try again."
    assert canvas.height(unsent) == 0.0, "no room where nothing was sent"


def test_a_narrow_list_of_shots_keeps_their_names(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    shot = film(bpy.context.scene).shots[0]
    for width, words_shown in ((44, True), (26, False)):
        monkeypatch.setattr(shots_ui, "letters", lambda width=width: width)
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
