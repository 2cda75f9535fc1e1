# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts as somebody first meets them: on a machine where nothing of the project was installed yet."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = {"demo_film.py", "judge_trial.py"}
"""Not started by themselves: the demo's and the bench's."""
SCRIPTS = sorted(path.name for path in (ROOT / "scripts").glob("[a-z]*.py") if path.name not in MODULES)


WINDOWED = sorted((ROOT / "tests" / "gui").glob("test_*.py"))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is downloaded: no environment in it."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("scripts", "addon"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize("words", [[name, "--help"] for name in SCRIPTS] + [["animatic.py", "f.blend", "jobs", "-h"]])
def test_help_needs_no_environment(fresh: Path, words: list[str]) -> None:
    # -S: without the packages of the Python that runs the tests
    command = [sys.executable, "-S", str(fresh / "scripts" / words[0]), *words[1:]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\n" in done.stdout
    assert not [*fresh.glob(".env*"), *fresh.glob(".cache")]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_finds_all_that_it_loads(name: str) -> None:
    """Started from its own folder, as Python does it: the project is not on the path yet."""
    code = (
        "import os, runpy, sys; sys.path[0] = sys.argv[1]; runpy.run_path(sys.argv[2], run_name='loaded');"
        " sys.stdout.flush(); os._exit(0)"
    )
    scripts = ROOT / "scripts"
    command = [sys.executable, "-P", "-c", code, str(scripts), str(scripts / name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=scripts.anchor)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("script", WINDOWED, ids=lambda path: path.stem)
def test_a_script_in_blenders_window_finds_its_hands(script: Path) -> None:
    """Blender does not put a script's folder on the path: who imports from it does so first."""
    lines = script.read_text(encoding="utf-8").splitlines()
    wanting = [number for number, line in enumerate(lines) if line.startswith(("import hands", "from hands "))]
    found = [
        number for number, line in enumerate(lines) if line.startswith("sys.path.insert(0, str(Path(__file__).parent")
    ]
    assert not wanting or (found and found[0] < wanting[0])


@pytest.mark.parametrize("script", WINDOWED, ids=lambda path: path.stem)
def test_a_script_in_blenders_window_ends_by_its_own_limit(script: Path) -> None:
    """Stopped from outside it leaves no picture of how far it came."""
    runner = ast.parse((ROOT / "scripts" / "test.py").read_text(encoding="utf-8"))
    assigned = [node for node in runner.body if isinstance(node, ast.Assign)]
    (most,) = [node.value.value for node in assigned if ast.unparse(node.targets[0]) == "WINDOW_SECONDS"]
    calls = [node for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    runs = [call for call in calls if ast.unparse(call.func) == "bgui.run"]
    assert runs
    for run in runs:
        for keyword in run.keywords:
            assert keyword.arg != "limit" or ast.literal_eval(keyword.value) < most
