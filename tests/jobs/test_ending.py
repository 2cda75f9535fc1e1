# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python ends while the engine is at work: what was accepted is on disk, the film is let go, and no error is printed.

Python ends threads of its own pools first, and calls whoever asked to be told of its end (`atexit`) then."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from job_parts import PATIENCE

from addon.core.files import FilmFolder
from addon.core.jobs.ledger import read_jobs
from addon.core.jobs.lock import LOCK_NAME
from addon.core.jobs.states import State

HERE = Path(__file__).parent
ADDON = HERE.parents[1] / "addon"


@pytest.mark.parametrize(
    ("moment", "states"),
    [
        ("attaching", [State.READY, State.READY]),
        ("sending", [State.RUNNING]),
        ("generating", [State.READY]),
    ],
)
def test_python_ends_meanwhile(tmp_path: Path, moment: str, states: list[State]) -> None:
    ended = subprocess.run(
        [sys.executable, str(HERE / "ending_driver.py"), str(tmp_path), moment],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])},
    )
    film = FilmFolder(tmp_path / "film.blend")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "stopped\n", "")
    assert [job.state for job in read_jobs(film).jobs] == states
    assert not (film.jobs / LOCK_NAME).exists()


def _ending_with_python(source: str) -> list[str]:
    """Threads that a module makes for Python to wait for, or to end before it tells of its end."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    made = [call for call in calls if ast.unparse(call.func).rpartition(".")[2] in ("Thread", "ThreadPoolExecutor")]
    return [ast.unparse(call) for call in made if "daemon=True" not in ast.unparse(call)]


def test_no_thread_ends_before_what_it_is_needed_for() -> None:
    found = {path.name: _ending_with_python(path.read_text(encoding="utf-8")) for path in ADDON.rglob("*.py")}
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_such_a_thread_would_be_found() -> None:
    assert _ending_with_python("pool = futures.ThreadPoolExecutor(1)") == ["futures.ThreadPoolExecutor(1)"]
    assert _ending_with_python("Thread(target=work).start()") == ["Thread(target=work)"]
    assert _ending_with_python("Thread(target=work, daemon=True).start()") == []
