# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second Blender as a process: heard, ended, and told nothing secret. A small script stands in for Blender."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from addon.core import blender_process
from addon.core.blender_process import BlenderCommand, WorkerError, run_worker
from addon.core.errors import UserError
from addon.core.keys import Key

PYTHON = BlenderCommand(sys.executable, is_module=True)


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`worker(source)`: what runs instead of addon/worker.py; `job` is the task's dict, `say` sends a message."""

    def use(source: str) -> None:
        file = tmp_path / "worker.py"
        head = "import json, os, sys, time\njob = json.load(open(sys.argv[2]))\n"
        head += "def say(**m): print('@ag ' + json.dumps(m), flush=True)\n"
        file.write_text(head + source)
        monkeypatch.setattr(blender_process, "WORKER", file)

    return use


def run(job: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    return asyncio.run(run_worker(PYTHON, "capture", job or {}, **options))


def test_the_result_and_the_progress_come_back_through_blenders_noise(worker: Any) -> None:
    worker(
        "print('Read blend: nothing')\nsay(type='progress', frame=1)\nprint('@agx not ours')\n"
        "say(type='done', result={'got': job['x'], 'task': sys.argv[1]})"
    )
    heard: list[dict[str, Any]] = []
    assert run({"x": "ü\n"}, on_message=heard.append) == {"got": "ü\n", "task": "capture"}
    assert heard == [{"type": "progress", "frame": 1}]


def test_what_the_child_leaves_in_its_temporary_folder_goes_with_it(worker: Any) -> None:
    worker(
        "import tempfile\nfolders = {os.environ[n] for n in ('TMPDIR', 'TMP', 'TEMP')}\n"
        "left = tempfile.mkdtemp(prefix='blender_')\nsay(type='done', result={'left': left, 'in': sorted(folders)})"
    )
    result = run()
    assert result["in"] == [str(Path(result["left"]).parent)]
    assert not Path(result["left"]).exists()


def test_a_users_error_keeps_its_words(worker: Any) -> None:
    worker("say(type='error', code='camera_missing', message='No camera.', next_step='Add one.', user_fault=True)")
    with pytest.raises(UserError, match="No camera") as caught:
        run()
    assert (caught.value.code, caught.value.next_step) == ("camera_missing", "Add one.")


def test_a_crash_is_told_in_a_sentence(worker: Any) -> None:
    worker("print('last words'); sys.stdout.flush(); os.abort()")
    with pytest.raises(WorkerError, match=r"was ended by signal 6 during its capture: last words") as caught:
        run()
    assert caught.value.retryable


def test_a_machine_without_egl_is_told_what_to_install(worker: Any) -> None:
    worker('print("Couldn\'t open libEGL.so.1"); sys.exit(1)')
    with pytest.raises(WorkerError, match="no EGL") as caught:
        run()
    assert "libegl1" in caught.value.next_step


def test_ending_well_without_a_result_is_an_error(worker: Any) -> None:
    worker("pass")
    with pytest.raises(WorkerError, match="ended with code 0"):
        run()


def test_a_blender_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match="could not be started"):
        asyncio.run(run_worker(BlenderCommand(str(tmp_path / "none"), is_module=False), "capture", {}))


def test_the_child_knows_no_keys(worker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    names = (*(key.value for key in Key), "AWS_PROFILE")
    for name in names:
        monkeypatch.setenv(name, "planted")
    worker("say(type='done', result=dict(os.environ))")
    seen = run(env={"LP_NUM_THREADS": "1"})
    assert "planted" not in json.dumps(seen)
    assert seen["LP_NUM_THREADS"] == "1"


def test_a_late_child_is_ended(worker: Any) -> None:
    worker("say(type='progress', pid=os.getpid()); time.sleep(600)")
    pids: list[int] = []
    with pytest.raises(WorkerError, match="did not finish"):
        run(timeout=1.0, on_message=lambda message: pids.append(message["pid"]))
    assert _gone(pids[0])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_cancel_ends_a_child_that_ignores_the_first_request_and_its_own_children(worker: Any) -> None:
    worker(
        "import signal, subprocess\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "say(type='progress', pids=[os.getpid(), child.pid]); time.sleep(600)"
    )
    pids: list[int] = []

    async def cancel() -> None:
        started = asyncio.Event()

        def heard(message: dict[str, Any]) -> None:
            pids.extend(message["pids"])
            started.set()

        task = asyncio.create_task(run_worker(PYTHON, "capture", {}, on_message=heard))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert all(_gone(pid) for pid in pids)


def _gone(pid: int) -> bool:
    """Whether a process ended; the system may take a moment to tell, and an orphan waits as a zombie for its reaper."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_the_binarys_command_line_keeps_the_artists_settings_out() -> None:
    argv = BlenderCommand("/opt/blender", is_module=False).argv("slate", Path("job.json"))
    assert argv[:3] == ["/opt/blender", "-b", "--factory-startup"]
    assert argv[-3:] == ["--", "slate", "job.json"]
