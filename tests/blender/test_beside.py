# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work beside Blender: told on the main thread, cancelled at once, ended with its film and with Blender."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
import pytest

from addon.blender import timeline
from addon.blender.capture import copies, copy
from addon.blender.engine import beside, prices, warmup
from addon.blender.engine.view import current as view
from addon.blender.export import ops as export
from addon.blender.film import pump
from addon.blender.jobs import testing
from addon.blender.properties import settings
from addon.core import blender_process
from addon.core.errors import UserError
from addon.core.files import FilmFolder

PATIENCE = 60.0
"""Seconds until something that should have happened is given up; not a measure of speed."""
FOR_EVER = 3600.0


async def _for_ever(work: beside.Work) -> None:
    await asyncio.sleep(FOR_EVER)


@pytest.fixture
def blend(edit: bpy.types.Scene, tmp_path: Path) -> Path:
    """A saved and open film of 200 frames."""
    edit.frame_start, edit.frame_end = 1, 200
    timeline.add_slug(edit, 1, 201)
    path = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    return path


def test_its_end_is_told_once_on_the_main_thread(edit: bpy.types.Scene) -> None:
    told: list[tuple[Any, threading.Thread]] = []
    work = beside.begin(
        "sum", lambda work: 1 + 1, told=lambda work: told.append((work.result, threading.current_thread()))
    )
    work.wait(PATIENCE)
    assert told == []
    pump.tick()
    pump.tick()
    assert told == [(2, threading.main_thread())]


def test_a_coroutine_has_a_loop_and_says_how_far_it_is(edit: bpy.types.Scene) -> None:
    async def do(work: beside.Work) -> str:
        await asyncio.sleep(0)
        work.progress(3, 4)
        return "done"

    work = beside.begin("loop", do)
    work.wait(PATIENCE)
    assert (work.result, work.share, work.error, work.cancelled) == ("done", 0.75, None, False)


@pytest.mark.parametrize("error", [UserError("It cannot be.", "Do otherwise."), ValueError("unforeseen")])
def test_what_goes_wrong_is_a_sentence_in_the_queue(blend: Path, error: Exception) -> None:
    def fails(work: beside.Work) -> None:
        raise error

    film = FilmFolder(blend).root
    beside.begin("fails", fails, told=beside.put_trouble, words="The export", film=film).wait(PATIENCE)
    pump.tick()
    (notice,) = view.notices
    assert notice.message in ("It cannot be.", "The export failed: unforeseen.")
    assert notice.next_step


def test_it_is_cancelled_and_cleaned_up_after(edit: bpy.types.Scene) -> None:
    cleaned = threading.Event()
    work = beside.begin("waits", _for_ever, cleanup=cleaned.set)
    work.cancel()
    work.wait(PATIENCE)
    assert not work.running
    assert work.cancelled
    assert cleaned.is_set()
    assert work.result is None


def test_work_about_a_film_ends_with_it_and_other_work_goes_on(blend: Path) -> None:
    told: list[object] = []
    about_film = beside.begin("film", _for_ever, told=told.append, film=FilmFolder(blend).root)
    other = beside.begin("prices", _for_ever)
    bpy.ops.wm.open_mainfile(filepath=str(blend))
    assert about_film.cancelled
    assert not about_film.running
    assert other.running
    pump.tick()
    assert told == [], "nobody is told of another film's work"
    beside.stop()
    assert not other.running


# Quitting


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a gateway that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v4/ai"


def quits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens when Blender ends: all work is stopped, and no thread is left that Python would wait for."""
    monkeypatch.setattr(beside, "STOP_SECONDS", PATIENCE)
    works = list(beside._all)
    assert works
    assert all(work.running for work in works)
    beside.stop()
    assert not any(work.running for work in works)
    assert beside._all == []


def waited_for() -> list[str]:
    """The threads that Python waits for when Blender ends, those of an engine's pool aside."""
    return [t.name for t in threading.enumerate() if not t.daemon and t is not threading.main_thread()]


def test_a_test_of_a_gateway_that_does_not_answer_keeps_nothing_waiting(
    deaf: str, edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", "vck_0123456789abcdef9f2c")
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    with settings.overriding(gateway_url=deaf):
        testing.begin()
        assert waited_for() == []
        quits(monkeypatch)


def test_a_name_that_no_server_answers_keeps_nothing_waiting(
    edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python's own pools are waited for, a name server's patience long."""
    asked = threading.Event()

    def never(*_: Any, **__: Any) -> Any:
        asked.set()
        time.sleep(FOR_EVER)

    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    monkeypatch.setenv("AI_GATEWAY_API_KEY", "vck_0123456789abcdef9f2c")
    with settings.overriding(gateway="LIVE", gateway_url="https://gateway.invalid/v4/ai"):
        prices.forget()
        prices.begin()
        assert asked.wait(PATIENCE)
        assert waited_for() == []
        quits(monkeypatch)
    prices.forget()


def test_a_keychain_that_waits_for_a_password_keeps_nothing_waiting(
    edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What never ends is left: its thread is one that Python does not wait for. Nor do we when Blender ends, while what
    can be ended is waited for; disabling gives it a moment, for it runs the code that is taken away."""
    monkeypatch.setattr(warmup, "_load", lambda: time.sleep(FOR_EVER))
    monkeypatch.setattr(beside, "STOP_SECONDS", 0.1)
    waited: list[beside.Work] = []
    wait = beside.Work.wait
    monkeypatch.setattr(beside.Work, "wait", lambda work, timeout=None: (waited.append(work), wait(work, timeout)))
    keychain = beside.begin("warmup", lambda _: warmup._load())
    answer = beside.begin("waits", _for_ever, cleanup=lambda: None)
    beside._leaving()
    assert waited == [answer]
    assert keychain.running
    assert waited_for() == []
    keychain = beside.begin("warmup", lambda _: warmup._load())
    beside.stop()
    assert waited == [answer, keychain]


def test_an_export_ends_with_blender(blend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[asyncio.subprocess.Process] = []
    start = blender_process._start

    async def watched(*arguments: Any) -> asyncio.subprocess.Process:
        process = await start(*arguments)
        started.append(process)
        return process

    monkeypatch.setattr(blender_process, "_start", watched)
    begun(monkeypatch)
    while not started:
        time.sleep(0.02)
    assert waited_for() == []
    quits(monkeypatch)
    assert started[0].returncode is not None, "the second Blender is gone"
    assert list(FilmFolder(blend).exports.iterdir()) == []
    assert copies._ours == set()


def begun(monkeypatch: pytest.MonkeyPatch) -> beside.Work:
    """A movie that is being made, as with a window, where nobody waits for it."""
    with monkeypatch.context() as windowed:
        windowed.setattr(beside, "finish", lambda work: None)
        bpy.ops.animatic.export_movie()
    (work,) = export.under_way()
    return work


def test_python_itself_does_not_wait(tmp_path: Path) -> None:
    """A whole program: it ends although a name is asked for and a call waits for ever."""
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); import bpy, asyncio, addon; addon.register();"
        " from addon.blender.engine import beside;"
        " beside.begin('call', lambda work: asyncio.to_thread(time.sleep, 3600));"
        " beside.begin('plain', lambda work: time.sleep(3600));"
        " time.sleep(0.5); import threading; threading._shutdown(); addon.unregister(); print('over', flush=True);"
        " import os; os._exit(0)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code, str(root)], capture_output=True, text=True, timeout=PATIENCE * 2)
    assert done.stdout.splitlines()[-1] == "over", done.stderr


# Export


def test_a_movie_is_made_and_nothing_else_is_left(blend: Path) -> None:
    scene = bpy.context.scene
    scene.frame_end = 4
    assert bpy.ops.animatic.export_movie() == {"FINISHED"}
    (made,) = FilmFolder(blend).exports.iterdir()
    assert made.suffix == ".mp4"
    assert made.stat().st_size > 0
    assert copies._ours == set()
    (notice,) = view.notices
    assert notice.message == f"{made.name} is ready in film.animatic/exports."


def test_an_export_is_cancelled(blend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = begun(monkeypatch)
    assert bpy.ops.animatic.cancel_export(number=0) == {"FINISHED"}
    work.wait(PATIENCE)
    assert work.cancelled
    assert list(FilmFolder(blend).exports.iterdir()) == []
    assert copies._ours == set()
    pump.tick()
    assert view.notices == []
    assert bpy.ops.animatic.cancel_export(number=0) == {"CANCELLED"}, "there is none any more"


def test_an_export_says_how_far_it_is(blend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = bpy.context.scene
    edit.use_preview_range, edit.frame_preview_start, edit.frame_preview_end = True, 1, 3
    shares: list[float] = []
    monkeypatch.setattr(beside.Work, "progress", lambda work, done, total: shares.append(done / total))
    assert bpy.ops.animatic.export_movie() == {"FINISHED"}
    assert shares == pytest.approx([1 / 3, 2 / 3, 1.0])


def test_another_film_ends_an_export(blend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = begun(monkeypatch)
    bpy.ops.wm.open_mainfile(filepath=str(blend))
    work.wait(PATIENCE)
    assert work.cancelled
    assert copies._ours == set()
    assert export.under_way() == []


# Copies


def test_copies_of_a_program_whose_id_another_one_has_now_are_removed(tmp_path: Path) -> None:
    import tempfile

    left = Path(tempfile.mkdtemp(prefix=f"{copies.PREFIX}{os.getpid()}-"))
    (left / copies.OWNER).write_text("of long ago", encoding="utf-8")
    copies.sweep()
    assert not left.exists()


def test_a_copy_that_cannot_be_written_leaves_nothing(edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(target: Path) -> None:
        target.write_bytes(b"half")
        raise UserError("The disk is full.", "Make room.")

    monkeypatch.setattr(copy, "save_copy", full)
    with pytest.raises(UserError):
        copies.new()
    assert copies._ours == set()
