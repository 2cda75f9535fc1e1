# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can happen to an installed extension while a job is at work: it goes on, is paid once, nothing is doubled."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("installed_driver.py")


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    """A folder of the user's with the extension as a package of Blender's. Its libraries are this environment's."""
    home = tmp_path / "resources" / "extensions" / "user_default" / "animatic_gateway"
    shutil.copytree(ROOT / "addon", home, ignore=shutil.ignore_patterns("__pycache__"))
    manifest = (ROOT / "blender_manifest.toml").read_text(encoding="utf-8")
    (home / "blender_manifest.toml").write_text(manifest, encoding="utf-8")
    return tmp_path / "resources"


def packed(resources: Path, target: Path) -> Path:
    home = resources / "extensions" / "user_default" / "animatic_gateway"
    with zipfile.ZipFile(target, "w") as out:
        for file in sorted(home.rglob("*")):
            if file.is_file():
                out.write(file, file.relative_to(home))
    return target


@pytest.mark.parametrize("what", ["reload", "update", "cleared", "twice"])
def test_a_job_at_work_goes_on(what: str, resources: Path, tmp_path: Path) -> None:
    update = packed(resources, tmp_path / "update.zip")
    environ = {**os.environ, "BLENDER_USER_RESOURCES": str(resources), "ANIMATIC_STATE_DIR": str(tmp_path / "state")}
    command = [sys.executable, str(DRIVER), what, str(tmp_path / "film.blend"), str(update)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=400, check=False)
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    seen: dict[str, Any] = json.loads(output.rpartition("SEEN ")[2].splitlines()[0])
    assert seen["enabled"]
    assert seen["the same"], "nothing is in Blender's lists twice, and nothing is missing"
    assert seen["anew"] or what != "update", "the old code was left"
    assert seen["engines"] <= 1
    assert seen["placed"] == [[1, 49]]
    assert seen["jobs"] == [["placed", True]], "nothing was sent twice"
    assert "Traceback" not in output, output
