# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""No operator shows a traceback, and none says that it did not send what it sent."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import canvas
import pytest
import take_parts as parts

from addon.blender import operators, timeline
from addon.blender.cast import ops as cast_ops
from addon.blender.engine import session
from addon.blender.engine.view import current as view
from addon.blender.jobs import asking, preflight_ops, send, testing
from addon.blender.jobs import ops as job_ops
from addon.blender.properties import film, settings
from addon.core.errors import UserError
from addon.core.files import FilmFolder
from addon.core.jobs.ledger import read_jobs
from addon.core.jobs.states import Action, State

SECRET = "vck_0123456789abcdef0123456789abcdef"


@pytest.fixture
def folder(edit: bpy.types.Scene, tmp_path: Path) -> Any:
    yield parts.make_film(edit, tmp_path / "a" / "film.blend")
    session.stop()
    view.clear(None)


def test_every_operator_of_ours_is_guarded(edit: bpy.types.Scene) -> None:
    found = [getattr(bpy.types, name) for name in dir(bpy.types) if name.startswith("ANIMATIC_OT_")]
    assert len(found) > 40
    for cls in found:
        assert issubclass(cls, operators.Operator), cls
        for name in operators.GUARDS:
            function = getattr(cls, name, None)
            assert function is None or not hasattr(function, "__code__") or hasattr(function, "__wrapped__"), (
                cls,
                name,
            )


def test_tooltips_are_plain_sentences(edit: bpy.types.Scene) -> None:
    for name in (name for name in dir(bpy.types) if name.startswith("ANIMATIC_OT_")):
        text = getattr(bpy.ops.animatic, name.removeprefix("ANIMATIC_OT_")).get_rna_type().description
        assert text, name
        assert "\n" not in text, name
        assert not text.endswith("."), name


def test_what_edits_strips_waits_until_they_may_be_touched(
    edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline.held, "by", "Describing cameras")
    ours = [getattr(bpy.types, name) for name in dir(bpy.types) if name.startswith("ANIMATIC_OT_")]
    found = [cls for cls in ours if cls.edits_strips]
    assert len(found) > 12
    for cls in found:
        said: list[Any] = []
        operator = SimpleNamespace(edits_strips=True, report=lambda *told, said=said: said.append(told))
        assert cls.execute(operator, bpy.context) == {"CANCELLED"}, cls
        assert said == [({"WARNING"}, "Describing cameras is not finished: try again afterwards")]


def test_what_works_on_shots_is_grey_without_any(edit: bpy.types.Scene) -> None:
    ours = [getattr(bpy.types, name) for name in dir(bpy.types) if name.startswith("ANIMATIC_OT_")]
    found = [cls for cls in ours if issubclass(cls, operators.OnShots)]
    assert len(found) > 6
    for cls in found:
        verb = getattr(bpy.ops.animatic, cls.bl_idname.partition(".")[2])
        with pytest.raises(RuntimeError, match="Build the shots first"):
            verb()


def test_what_nobody_foresaw_is_a_sentence_that_says_what_was_sent_and_can_be_copied(
    edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise KeyError(f"no such thing, key {SECRET}")

    monkeypatch.setattr(cast_ops, "add_member", fails)
    with caplog.at_level(logging.ERROR), pytest.raises(RuntimeError) as told:
        bpy.ops.animatic.add_cast(name="Mia", source_kind="url")
    said = str(told.value)
    assert "Traceback" not in said
    assert "Something unforeseen happened in Add Cast Member (KeyError)." in said
    assert "Nothing was sent." in said
    assert "in fails" in caplog.text
    assert SECRET not in caplog.text
    queue = canvas.draw(bpy.types.ANIMATIC_PT_queue)
    assert "animatic.copy_error_details" in queue.operators
    assert bpy.ops.animatic.copy_error_details() == {"FINISHED"}
    assert "KeyError" in operators.details
    assert SECRET not in operators.details


def test_the_same_holds_for_invoke_and_for_a_dialog(folder: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("of ours")

    with monkeypatch.context() as patch:
        patch.setattr(job_ops, "_cost_anew", fails)
        dialog = canvas.Dialog("animatic.retry_failed", guarded=True)
        assert dialog.result == {"CANCELLED"}
        assert dialog.operator.reports[0][0] == "ERROR"
    view.film = folder.root
    monkeypatch.setattr(preflight_ops, "_draw_total", fails)
    shown = canvas.Dialog("animatic.preflight", guarded=True, which="all").drawn
    assert "Something unforeseen happened in Generate (ZeroDivisionError)." in shown.text
    assert shown.text.endswith("Cancel this dialog.")


def test_what_another_operator_refused_is_told_in_its_words(
    folder: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Retake opens the preflight: a refusal of that one comes as Blender's RuntimeError."""

    def refuses(*_: Any) -> None:
        raise UserError("The seed is no number.", "Write one.", code="seed")

    rows = shown_plans(monkeypatch)
    monkeypatch.setattr(send, "send_plans", refuses)
    monkeypatch.setattr(send, "planning", refuses)
    shown: list[Any] = []
    monkeypatch.setattr(operators, "unforeseen", lambda what, error: shown.append(error) or "")
    operator = canvas.StandIn(bpy.types.ANIMATIC_OT_variations, None, None)

    def nested() -> None:
        bpy.ops.animatic.preflight("EXEC_DEFAULT", rows=rows, confirm=True, which="all")

    assert operators._reported(operator, nested) == {"CANCELLED"}
    assert operator.reports == [("ERROR", "The seed is no number. Write one.")]
    assert shown == []


def lock_all_channels() -> None:
    for channel in list(bpy.context.scene.sequence_editor.channels)[1:]:
        channel.lock = True


def shown_plans(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    dialog = canvas.Dialog("animatic.preflight", which="all")
    return [{"name": "", "fingerprint": row.fingerprint, "chosen": True} for row in dialog.operator.rows]


@pytest.mark.parametrize("trouble", ["locked", "fault", "view"])
def test_a_send_whose_placeholders_fail_says_that_it_sent(
    folder: FilmFolder, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """Who is told that nothing was sent sends again, and pays twice."""

    def fails(*_: Any, **__: Any) -> None:
        raise ReferenceError("StructRNA of type Scene has been removed")

    rows = shown_plans(monkeypatch)
    if trouble == "locked":
        lock_all_channels()
    elif trouble == "fault":
        monkeypatch.setattr(timeline, "place_placeholder", fails)
    else:
        monkeypatch.setattr(view, "refresh", fails)
    with settings.overriding(gateway="REHEARSAL"):
        assert bpy.ops.animatic.preflight("EXEC_DEFAULT", rows=rows, confirm=True, which="all") == {"FINISHED"}
    assert len(read_jobs(folder).jobs) == 2
    said = " ".join(notice.message for notice in view.notices)
    if trouble == "locked":
        assert "SH010 was sent; its placeholder has no place. All channels" in said
        assert "SH020 was sent; its placeholder has no place. All channels" in said
    else:
        assert "(ReferenceError)" in said
    monkeypatch.undo()


def test_a_fault_after_a_send_says_that_jobs_are_under_way(folder: FilmFolder) -> None:
    operator = canvas.StandIn(bpy.types.ANIMATIC_OT_preflight, None, None)

    def sends() -> None:
        view.sends += 2
        raise ValueError("afterwards")

    assert operators._reported(operator, sends) == {"FINISHED"}
    ((kind, said),) = operator.reports
    assert kind == "WARNING"
    assert said.endswith("2 jobs are under way all the same: look at the queue before you send again.")
    assert "Nothing was sent" not in said


def test_a_retry_of_two_films_is_refused_before_any_of_it_is_sent(
    folder: FilmFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy for the second folder cannot be saved: the first one's job must not have gone out by then."""
    plans = send.make_plans(bpy.context.scene, list(film(bpy.context.scene).shots))
    with settings.overriding(gateway="REHEARSAL"):
        jobs = send.send_plans(plans, [plan.fingerprint for plan in plans])
        session.stop()
        view.jobs = {job.id: job.model_copy(update={"state": State.FAILED}) for job in jobs}
        other = tmp_path / "old.animatic"
        view.follows = {other: frozenset({jobs[1].id})}
        asked: list[Any] = []
        saved: list[Path] = []

        class Engine:
            retry = staticmethod(lambda *arguments: asked.append(arguments))

        class Session:
            engine = Engine()
            film = staticmethod(lambda folder: folder)

            def save_copy_for(self, folder: FilmFolder, _: Any) -> None:
                saved.append(folder.root)
                if folder.root == other:
                    raise UserError("The disk is full.", "Free some space.", code="disk_full")

        monkeypatch.setattr(session, "ensure", lambda _: Session())
        before = view.sends
        with pytest.raises(UserError, match="disk is full"):
            asking.ask(Action.RETRY, [job.id for job in jobs])
    assert len(saved) == 2
    assert asked == []
    assert view.sends == before
    monkeypatch.undo()


def test_a_test_without_a_key_is_a_sentence(edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing.settings, "credential", lambda: None)
    with pytest.raises(RuntimeError, match="There is no key to test"):
        bpy.ops.animatic.test_gateway()
