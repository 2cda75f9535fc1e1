# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Making the scripts' environments, with real Pythons and pip, in a project whose only requirement is a tiny wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import _env
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow  # pip and venv take seconds each time

HERE = (sys.version_info[0], sys.version_info[1])

SCRIPT = """
import _env
_env.ensure(needs="demo")
import sys, tiny
print("ran in", sys.prefix, "with", sys.argv[1:])
"""


class Project:
    """A folder with _env.py, a script that uses it, and an index of one wheel."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self.index = folder / "index"
        scripts = self.folder / "scripts"
        scripts.mkdir(parents=True)
        self.index.mkdir()
        (scripts / "_env.py").write_text((ROOT / "scripts" / "_env.py").read_text(encoding="utf-8"))
        (scripts / "run.py").write_text(SCRIPT)
        self.require("1.0")

    @property
    def environment(self) -> Path:
        return self.folder / f".env-{_env.dotted(HERE)}"

    def require(self, version: str) -> None:
        info = f"tiny-{version}.dist-info"
        with zipfile.ZipFile(self.index / f"tiny-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr("tiny.py", f"version = {version!r}")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
        (self.folder / "scripts" / "requirements.txt").write_text(f"tiny=={version}\n")

    def start(self, *arguments: str, python: str = getattr(sys, "_base_executable", sys.executable), **environ: str):
        variables = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.index), **environ}
        command = [python, str(self.folder / "scripts" / "run.py"), *arguments]
        return subprocess.Popen(
            command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.index
        )

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **environ)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_script_goes_on_in_the_projects_environment_with_its_arguments(project: Project) -> None:
    first = project.run("--take", "3")
    assert first.stdout == f"ran in {project.environment} with ['--take', '3']\n", first.stderr
    assert "Installing" in first.stderr
    second = project.run("again", PIP_FIND_LINKS="")  # needs no network any more
    assert second.stdout == f"ran in {project.environment} with ['again']\n"
    assert second.stderr == ""


def test_changed_requirements_are_installed(project: Project) -> None:
    project.run()
    project.require("2.0")
    assert project.run().returncode == 0
    asked = subprocess.run(
        [project.environment / "bin" / "python", "-c", "import tiny; print(tiny.version)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert asked.stdout == "2.0\n"


def test_half_an_environment_is_made_anew(project: Project) -> None:
    (project.environment / "bin").mkdir(parents=True)
    (project.environment / "bin" / "python").write_text("half of it")
    again = project.run()
    assert again.returncode == 0
    assert "anew" in again.stderr


def test_a_killed_installation_is_made_anew(project: Project) -> None:
    process = project.start()
    while process.poll() is None and not (project.environment / ".unfinished").exists():
        time.sleep(0.01)
    process.kill()
    process.communicate()
    again = project.run()
    assert again.stdout.startswith(f"ran in {project.environment}"), again.stderr


def test_a_failed_installation_says_what_to_do_and_the_next_run_succeeds(project: Project) -> None:
    failed = project.run(PIP_FIND_LINKS="")
    assert failed.returncode == _env.USER_ERROR
    assert "could not be installed" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert project.run().returncode == 0


def test_a_moved_project_gets_a_new_environment(project: Project) -> None:
    project.run()
    project.folder = project.folder.rename(project.folder.with_name("moved"))
    moved = project.run()
    assert moved.stdout.startswith(f"ran in {project.environment}"), moved.stderr


def test_a_link_to_another_projects_environment_is_an_environment(project: Project, tmp_path: Path) -> None:
    """Work trees of one repository share what took a download of 400 MB."""
    project.run()
    other = Project(tmp_path / "other")
    other.environment.symlink_to(project.environment)
    shared = other.run("--take", "3", PIP_FIND_LINKS="")
    assert shared.stdout == f"ran in {project.environment} with ['--take', '3']\n", shared.stderr
    assert shared.stderr == ""


def test_of_two_that_start_at_once_one_installs_and_the_other_waits(project: Project) -> None:
    both = [project.start(), project.start()]
    answers = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], answers
    assert sum("Installing" in error for _, error in answers) == 1
    assert sum("Waiting for another run" in error for _, error in answers) == 1


def test_without_a_python_that_fits_it_says_which_to_install(project: Project, tmp_path: Path) -> None:
    text = (project.folder / "scripts" / "_env.py").read_text(encoding="utf-8")
    others = text.replace("(3, 13)", "(4, 13)").replace("(3, 11)", "(4, 11)")
    (project.folder / "scripts" / "_env.py").write_text(others)
    refused = project.run(PATH="/nowhere", PYENV_ROOT=str(tmp_path))
    assert refused.returncode == _env.USER_ERROR
    assert refused.stderr.startswith("Python 4.13 or 4.11 is needed; this is 3.")
    assert not project.environment.exists()


def test_a_missing_library_is_named_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch, capfd) -> None:
    """As for someone who is not root on a Debian machine without OpenGL."""
    if not Path("/etc/debian_version").exists():
        pytest.skip("not Debian")
    monkeypatch.setattr(_env, "LIBRARIES", {"libanimatic-none.so.1": "libanimatic-none1", "libc.so.6": "libc6"})
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as ended:
        _env.prepare(HERE)
    assert ended.value.code == _env.USER_ERROR
    assert "sudo apt-get install --no-install-recommends --yes libanimatic-none1\n" in capfd.readouterr().err.replace(
        "sudo apt-get update && ", ""
    )


def test_a_full_disk_is_told_before_anything_is_downloaded(project: Project) -> None:
    path = project.folder / "scripts" / "_env.py"
    path.write_text(path.read_text(encoding="utf-8").replace("FREE_BYTES = 3 * 1024**3", "FREE_BYTES = 3 * 1024**6"))
    refused = project.run()
    assert refused.returncode == _env.USER_ERROR
    assert "GB of free disk" in refused.stderr
