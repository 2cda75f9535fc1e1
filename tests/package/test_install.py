# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built zip in real Blenders that have nothing else of ours: install, enable, use, disable, uninstall."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import _env
import pytest

pytestmark = pytest.mark.network

SHIPPED = (
    *("bpy", "numpy", "numpy.libs", "Cython", "requests", "urllib3", "certifi", "idna", "charset_normalizer"),
    *("zstandard", "cattrs", "cattr", "attrs", "attr", "typing_extensions.py"),
)
"""Blender itself and the libraries that a real Blender has in its own Python (4.5 the first nine and zstandard)."""


@dataclass(frozen=True)
class Visit:
    """What a Blender saw of the extension from installing it to removing it, and what it printed meanwhile."""

    report: dict[str, Any]
    output: str


@pytest.fixture(scope="module", params=list(_env.BLENDERS), ids=lambda version: f"Blender {_env.BLENDERS[version]}")
def visit(request: pytest.FixtureRequest, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    if not (_env.ready(request.param) or _env.interpreter(request.param)):
        pytest.skip(f"no Python {_env.dotted(request.param)} on this machine")
    python = _env.prepare(request.param)
    folder = tmp_path_factory.mktemp("install")
    site = folder / "site"
    site.mkdir()
    for name in SHIPPED:
        installed = site_packages(request.param) / name
        if installed.exists():
            (site / name).symlink_to(installed)
    (package,) = built.glob("*-linux_x64.zip")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environ["BLENDER_USER_RESOURCES"] = str(folder / "resources")
    report = folder / "report.json"
    driver = Path(__file__).with_name("installed.py")
    command = [str(python), "-I", "-S", str(driver), str(site), str(package), str(report)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=240, check=False)
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    return Visit(json.loads(report.read_text(encoding="utf-8")), output)


def site_packages(version: tuple[int, int]) -> Path:
    paths = {"base": str(_env.environment(version)), "platbase": str(_env.environment(version))}
    paths["py_version_short"] = _env.dotted(version)
    return Path(sysconfig.get_path("platlib", "venv", vars=paths))


def test_it_installs_where_none_of_its_libraries_are(visit: Visit) -> None:
    assert visit.report["importable at first"] == []
    assert visit.report["enabled"]


def test_enabling_loads_no_library(visit: Visit) -> None:
    """httpx and pydantic take 0.2 s to load; enabling has 50 ms."""
    assert visit.report["loaded on enabling"] == []


def test_it_works_with_the_libraries_of_the_zip(visit: Visit) -> None:
    assert visit.report["foreign"] == []
    assert visit.report["catalog"]
    assert visit.report["shots"] == ["SH010"]


def test_every_module_of_it_can_be_imported(visit: Visit) -> None:
    assert {"core.plans.planning", "core.gateway.transport", "core.jobs.engine", "rehearsal.server"} <= set(
        visit.report["modules"]
    )


def test_enabled_it_is_seen_by_the_search_for_leftovers(visit: Visit) -> None:
    """Else the next tests would find nothing because they look in the wrong places."""
    seen = visit.report["traces while enabled"]
    assert seen["classes"]
    assert seen["operators"]
    assert {"Scene", "Strip"} <= set(seen["properties"])
    assert seen["handlers"]  # its timer runs only where Blender has a window


def test_disabled_it_leaves_nothing_behind(visit: Visit) -> None:
    assert not any(visit.report["traces when disabled"].values()), visit.report["traces when disabled"]


def test_it_can_be_enabled_again(visit: Visit) -> None:
    assert visit.report["enabled again"]


def test_uninstalled_it_leaves_nothing_behind(visit: Visit) -> None:
    assert not any(visit.report["traces when uninstalled"].values()), visit.report["traces when uninstalled"]
    assert visit.report["modules when uninstalled"] == []
    assert visit.report["files when uninstalled"] == []


def test_no_error_was_printed_on_the_way(visit: Visit) -> None:
    assert "Traceback" not in visit.output
    assert "Error" not in visit.output, visit.output
