# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""At the edge of Blender: a send says that it sent, the pump lives, locks and copies go when nobody needs them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import bpy
import pytest
from test_session import (  # noqa: F401  # fixtures
    SECRET,
    World,
    accepted,
    blend,
    drive,
    figure,
    gateway,
    make_plans,
    on_disk,
    open_film,
    placeholders,
    scene,
    send,
    shots,
    take_strips,
    wait_for,
    world,
)

from addon.blender.capture import copies
from addon.blender.engine import beside, session
from addon.blender.engine import placeholders as coming
from addon.blender.engine.view import View
from addon.blender.engine.view import current as view
from addon.blender.film import opening, pump
from addon.blender.properties import settings
from addon.blender.takes import landing, lost
from addon.core.errors import UserError
from addon.core.files import FilmFolder
from addon.core.jobs.engine import Engine
from addon.core.jobs.ledger import read_jobs
from addon.core.jobs.lock import Lock, holder
from addon.core.jobs.states import State
from addon.rehearsal.server import Rehearsal


def messages() -> list[str]:
    return [notice.message for notice in view.notices]


# A send says that it sent


@pytest.fixture
def all_locked(blend: Path) -> None:  # noqa: F811
    for number in range(1, 129):
        scene().sequence_editor.channels[number].lock = True


def preflight(name: str) -> set[str]:
    """What the Preflight operator answers when its box is ticked, its dialog aside."""
    from addon.blender.jobs import preflight_ops as page

    plans = make_plans(scene(), [shots()[name]])
    page._shown.clear()
    page._shown.update({plan.fingerprint: plan for plan in plans})
    rows = [{"name": "", "fingerprint": plan.fingerprint, "chosen": True} for plan in plans]
    scene().animatic.shot_index = next(n for n, shot in enumerate(scene().animatic.shots) if shot.name == name)
    for strip in scene().sequence_editor.strips_all:
        strip.select = False
    return bpy.ops.animatic.preflight(rows=rows, confirm=True)


def test_a_send_whose_placeholder_has_no_place_is_a_send(blend: Path, all_locked: None, world: World) -> None:  # noqa: F811
    world.hold()
    assert preflight("SH010") == {"FINISHED"}
    (job,) = read_jobs(FilmFolder(blend)).jobs
    wait_for(job, State.RUNNING, blend)
    assert [m for m in messages() if "placeholder" in m] == [
        "SH010 was sent; its placeholder has no place. All channels of the timeline are in use there."
    ]
    assert placeholders() == []
    assert accepted(blend) == 1


def test_a_take_that_finds_no_channel_leaves_no_placeholder(blend: Path, world: World) -> None:  # noqa: F811
    """It is among the shot's takes, and what is in the way is told: nothing says any more that it is coming."""
    world.hold()
    assert preflight("SH010") == {"FINISHED"}
    (job,) = read_jobs(FilmFolder(blend)).jobs
    wait_for(job, State.RUNNING, blend)
    assert len(placeholders()) == 1
    for number in range(1, 129):
        scene().sequence_editor.channels[number].lock = True
    world.finish()
    drive(lambda: "All channels of the timeline are in use there." in messages())
    drive(lambda: not placeholders())
    assert [take.id for take in shots()["SH010"].takes] == [job.id]
    assert view.lost == ()


@pytest.mark.parametrize("place", ["want", "update"])
def test_nothing_after_the_send_says_that_it_was_none(
    blend: Path,  # noqa: F811
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(coming, place, fails)
    assert preflight("SH010") == {"FINISHED"}
    (job,) = read_jobs(FilmFolder(blend)).jobs
    wait_for(job, State.PLACED, blend)
    assert take_strips(shots()["SH010"]) == [(1, 49)]


# The pump lives


DUTIES = {
    "what opening left": (opening, "try_again"),
    "events": (Engine, "poll"),
    "placeholders": (coming, "catch_up"),
    "work beside": (beside, "tell"),
    "lost takes": (lost, "lost_takes"),
    "takes": (landing, "land"),
    "the queue": (View, "refresh"),
}


@pytest.mark.parametrize("duty", DUTIES)
def test_a_duty_that_fails_is_told_once_and_tried_again(
    blend: Path,  # noqa: F811
    duty: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The others go on meanwhile, and the take lands as soon as it can."""
    (job,) = send("SH010")

    def fails(*_: Any, **__: Any) -> Any:
        raise RuntimeError("unforeseen")

    with monkeypatch.context() as broken:
        broken.setattr(*DUTIES[duty], fails)
        for _ in range(5):
            assert pump.tick() > 0
        told = [m for m in messages() if "RuntimeError" in m]
        assert len(told) <= 1
    if duty != "takes":  # its take is offered again when the film is opened
        wait_for(job, State.PLACED, blend)
        assert take_strips(shots()["SH010"]) == [(1, 49)]
    assert pump._failing == {}


def test_a_film_that_cannot_be_attached_is_tried_again(
    blend: Path,  # noqa: F811
    world: World,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The temporary folder is full while a film is opened."""
    world.hold()
    (job,) = send("SH010")
    wait_for(job, State.RUNNING, blend)
    session.stop(60)
    world.finish()
    monkeypatch.setattr(opening, "AGAIN_SECONDS", 0.0)
    with monkeypatch.context() as full:
        full.setattr(Engine, "start", lambda engine: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        open_film(blend)
        for _ in range(3):
            pump.tick()
        assert session.current() is None
        assert len([m for m in messages() if "OSError" in m]) == 1
        for server in world.started:
            assert not answers(server), "no rehearsal server is left running"
    wait_for(job, State.PLACED, blend)
    assert accepted(blend) == 1


def answers(server: Rehearsal) -> bool:
    place = urlsplit(server.gateway_url)
    with socket.socket() as asking:
        return asking.connect_ex((place.hostname, place.port)) == 0


def test_a_record_that_points_outside_the_folder_keeps_nothing_from_the_queue(blend: Path) -> None:  # noqa: F811
    (job,) = send("SH020")
    drive(lambda: view.jobs[job.id].state is State.PLACED)
    view.jobs["crafted"] = view.jobs[job.id].model_copy(update={"id": "crafted", "take_file": "../../secret.mp4"})
    bpy.ops.animatic.remove_shot(uuid=job.shot_uuid)
    lost.refresh()
    assert {found.job_id for found in view.lost} == {job.id, "crafted"}
    with pytest.raises(UserError):
        lost.place_lost("crafted", shots()["SH010"].uuid)
    assert pump.tick() > 0


def test_channels_that_were_locked_while_something_played_end_nothing(
    blend: Path,  # noqa: F811
    world: World,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world.hold()
    with monkeypatch.context() as playing:
        playing.setattr("addon.blender.timeline.can_edit_now", lambda: "The animation is playing")
        (job,) = send("SH010")
        pump.tick()
    for number in range(1, 129):
        scene().sequence_editor.channels[number].lock = True
    wait_for(job, State.RUNNING, blend)
    assert sum("placeholder" in m for m in messages()) == 1
    for number in range(1, 129):
        scene().sequence_editor.channels[number].lock = False
    world.finish()
    wait_for(job, State.PLACED, blend)


# Preferences that change while jobs are filmed


@pytest.fixture
def held_filming(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Filming waits until this is called."""
    from addon.blender.capture import runner

    let = False
    film_them = runner.film

    async def held(*arguments: Any) -> Any:
        while not let:
            await asyncio.sleep(0.02)
        return await film_them(*arguments)

    def go_on() -> None:
        nonlocal let
        let = True

    monkeypatch.setattr(runner, "film", held)
    return go_on


def test_a_preference_that_changes_meanwhile_ends_no_filming(
    gateway: Rehearsal,  # noqa: F811
    blend: Path,  # noqa: F811
    figure: bpy.types.Object,  # noqa: F811
    held_filming: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    (job,) = send("SH010")
    wait_for(job, State.CAPTURING, blend)
    figure.location.x = 0.5  # what is filmed is what was shown
    before = session.current()
    with settings.overriding(gateway="LIVE", gateway_url=gateway.gateway_url, link_hours=48):
        after = session.ensure(FilmFolder(blend))
        assert after is not before
        held_filming()
        wait_for(job, State.PLACED, blend)
    assert take_strips(shots()["SH010"]) == [(1, 49)]
    assert copies._ours == set()


# Locks and copies are let go


def other_film(tmp_path: Path) -> Path:
    path = tmp_path / "b" / "other.blend"
    path.parent.mkdir(exist_ok=True)
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    return path


def test_another_film_lets_go_of_one_whose_jobs_are_over(blend: Path, tmp_path: Path) -> None:  # noqa: F811
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    bpy.ops.wm.save_mainfile()
    assert holder(FilmFolder(blend).jobs) is not None
    open_film(other_film(tmp_path))
    drive(lambda: holder(FilmFolder(blend).jobs) is None)
    open_film(blend)
    (again,) = send("SH020")
    wait_for(again, State.PLACED, blend)


def test_a_film_is_let_go_when_its_last_job_is_over(blend: Path, world: World, tmp_path: Path) -> None:  # noqa: F811
    world.hold()
    (job,) = send("SH010")
    wait_for(job, State.RUNNING, blend)
    open_film(other_film(tmp_path))
    for _ in range(5):
        pump.tick()
    assert holder(FilmFolder(blend).jobs) is not None, "its job is fetched"
    world.finish()
    drive(lambda: holder(FilmFolder(blend).jobs) is None)
    assert on_disk(blend) == {job.id: State.READY}
    Lock(FilmFolder(blend).jobs).release()
    open_film(blend)
    wait_for(job, State.PLACED, blend)


def test_a_copy_goes_when_all_of_it_is_filmed(blend: Path, figure: bpy.types.Object) -> None:  # noqa: F811
    for step in range(2):
        figure.location.x = step / 10
        (job,) = send("SH010")
        wait_for(job, State.PLACED, blend)
        pump.tick()
        assert copies._ours == set()
    assert accepted(blend) == 2


def test_a_copy_of_a_job_that_may_go_on_is_kept(
    blend: Path,  # noqa: F811
    figure: bpy.types.Object,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fails(*_: Any) -> Any:
        raise UserError("Nothing shows.", "Light it.", code="dark")

    with monkeypatch.context() as dark:
        dark.setattr("addon.blender.capture.runner.film", fails)
        (job,) = send("SH010")
        drive(lambda: any("retry" in row.actions for row in view.rows))
    assert len(copies._ours) == 1
    bpy.ops.animatic.retry_failed()
    wait_for(job, State.PLACED, blend)
    pump.tick()
    assert copies._ours == set()


def test_a_cancelled_send_keeps_no_copy(
    blend: Path,  # noqa: F811
    figure: bpy.types.Object,  # noqa: F811
    held_filming: Callable[[], None],
) -> None:
    (job,) = send("SH010")
    wait_for(job, State.CAPTURING, blend)
    assert len(copies._ours) == 1
    bpy.ops.animatic.job_action(job=job.id, action="cancel")
    wait_for(job, State.CANCELLED, blend)
    drive(lambda: not copies._ours)
