# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests: the plain ones once, those that need Blender on every supported Blender that this machine can run.

    python3 scripts/test.py                    everything
    python3 scripts/test.py --fast             newest Blender only, without what is slow or needs the network
    python3 scripts/test.py -k turntable       further arguments go to pytest
    python3 scripts/test.py tests/core         only these tests
    python3 scripts/test.py --serial           one run after another, each with its output as it comes (for --pdb)
    python3 scripts/test.py --gui              in Blender's window, instead of the others

Exit code 0 if all passed, 1 if a test failed, 2 if something has to be installed first.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import _env

TESTS = _env.ROOT / "tests"
SEPARATE = (TESTS / "blender", TESTS / "gui")
"""Folders with a run of their own; all the others are plain tests, which never import bpy."""

NO_TEST_CHOSEN = 5
"""pytest's exit code when the arguments chose no test."""

STORY_LINES = 30
"""How much of a failure is told again at the end."""

WINDOW_SECONDS = 2700
"""How long a script in Blender's window may take; before, it ends by its own limit, with a picture of how far it is."""

WINDOWED_BLENDER = _env.ROOT.parent / "shared" / "gui" / "blender-gui.sh"


@dataclass(frozen=True)
class Outcome:
    """What came out of one run: how many tests, and what went wrong."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    stories: tuple[str, ...] = ()
    """What each failure said, told once more at the end: a run's own words scroll away behind the others'."""

    def __add__(self, other: Outcome) -> Outcome:
        counts = (self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)
        return Outcome(*counts, stories=self.stories + other.stories)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fast", action="store_true", help="newest Blender only, nothing slow, no network")
    parser.add_argument("--serial", action="store_true", help="one run after another instead of two at a time")
    parser.add_argument("--gui", action="store_true", help="the tests in Blender's own window")
    options, extra = parser.parse_known_args()
    started = time.monotonic()
    outcomes = list(_gui(extra)) if options.gui else _run_all(_runs(extra, fast=options.fast), serial=options.serial)
    total = sum(outcomes, Outcome())
    if not outcomes or total == Outcome():
        print("No test was chosen by these arguments: " + " ".join(sys.argv[1:]))
        return 1
    for story in total.stories:
        print(story)
    print(f"in {time.monotonic() - started:.0f} s")
    print(total)
    return 1 if total.failed else 0


@dataclass(frozen=True)
class Run:
    """One pytest process: Blender's module cannot be loaded twice, and a crash stays in its run."""

    name: str
    version: tuple[int, int]
    arguments: list[str]


def _runs(extra: list[str], *, fast: bool) -> list[Run]:
    """What the arguments ask for, the longest first."""
    versions = _supported(only_newest=fast)
    if fast:
        extra = [*extra, "-m", "not slow and not network"]
    plain, blender, options = _sort_arguments(extra)
    runs = []
    if blender:
        for version in versions:
            name = f"Blender {_env.BLENDERS[version]}"
            runs.append(Run(name, version, [*blender, *_warnings(version), *options]))
    if plain:
        apart = [f"--ignore={folder}" for folder in SEPARATE]
        runs.append(Run("plain tests", versions[0], [*plain, *apart, *options]))
    return runs


def _run_all(runs: list[Run], *, serial: bool) -> list[Outcome]:
    """Two at a time, since much of a run is waiting for others: a second Blender, a server, a poll."""
    if serial or len(runs) == 1:
        return [_pytest(run, print_line=None) for run in runs]
    width = max(len(run.name) for run in runs)
    with ThreadPoolExecutor(2) as pool:
        printers = [partial(_print_line, f"{run.name:{width}} | ") for run in runs]
        return list(pool.map(_pytest, runs, printers))


def _print_line(before: str, line: str) -> None:
    print(before + line, end="", flush=True)


def _supported(*, only_newest: bool) -> list[tuple[int, int]]:
    """This machine's supported Pythons, newest first, each with its environment made; says what was not found."""
    found: list[tuple[int, int]] = []
    for version, blender in _env.BLENDERS.items():
        if found and only_newest:
            break
        if _env.ready(version, needs="test") or _env.interpreter(version):
            _env.prepare(version, needs="test")
            found.append(version)
        else:
            _say(f"Python {_env.dotted(version)} was not found: Blender {blender} is not tested")
    if not found:
        _env.ensure(needs="test")  # says which Python to install
    return found


def _warnings(version: tuple[int, int]) -> list[str]:
    """5.2 warns where 6.0 will fail; 4.5 warns about nothing of ours."""
    return ["-W", "error::DeprecationWarning"] if version >= (3, 13) else []


def _sort_arguments(arguments: list[str]) -> tuple[list[str], list[str], list[str]]:
    """What the plain run is asked for, what the Blender runs are, and the options for both; no test named means all."""
    plain, blender, options = [], [], []
    for argument in arguments:
        file, colons, test = argument.partition("::")
        place = Path(file).resolve()
        if argument.startswith("-") or not place.exists() or not _below(place, TESTS):
            options.append(argument)
        elif _below(place, SEPARATE[0]):
            blender.append(f"{place}{colons}{test}")
        else:
            plain.append(f"{place}{colons}{test}")
    if (not plain and not blender) or str(TESTS) in plain:
        return [str(TESTS)], [str(SEPARATE[0])], options
    return plain, blender, options


def _below(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _pytest(run: Run, print_line: Callable[[str], None] | None) -> Outcome:
    """Run it to its end; its output goes through `print_line`, or as it is if that is None."""
    _say(f"{run.name}, Python {_env.dotted(run.version)}")
    with tempfile.TemporaryDirectory(prefix="animatic-test-", ignore_cleanup_errors=True) as folder:
        report = Path(folder, "report.xml")
        cache = _env.ROOT / ".pytest_cache" / run.name.replace(" ", "-")  # of its own, for --last-failed
        command = [str(_env.ready(run.version, needs="test")), "-m", "pytest", *run.arguments]
        command += [f"--junitxml={report}", "-o", f"cache_dir={cache}"]
        if sys.stdout.isatty():
            command.append("--color=yes")
        environ = {**os.environ, "BLENDER_USER_RESOURCES": str(Path(folder, "blender")), "PYTHONUNBUFFERED": "1"}
        # Two renders at a time on two cores: with one thread each they take 0.7 of the time (measured, Workbench).
        environ.setdefault("LP_NUM_THREADS", "1")
        return _read_report(run.name, report, _call(command, environ, print_line))


def _call(command: list[str], environ: dict[str, str], print_line: Callable[[str], None] | None) -> int:
    if print_line is None:
        return subprocess.run(command, cwd=_env.ROOT, env=environ, check=False).returncode
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    process = subprocess.Popen(command, cwd=_env.ROOT, env=environ, **pipes)
    printer = threading.Thread(target=lambda: [print_line(line) for line in process.stdout], daemon=True)
    printer.start()
    code = process.wait()
    printer.join(10)  # a process that a test left behind may hold the pipe open for ever
    return code


def _read_report(name: str, report: Path, code: int) -> Outcome:
    if code == NO_TEST_CHOSEN:
        return Outcome()
    if code not in (0, 1) or not report.exists():
        end = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
        return Outcome(failed=1, stories=(f"{name}: the run {end} before its report was complete",))
    suite = next(ElementTree.parse(report).iter("testsuite"))
    tests, failures, errors, skipped = (int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped"))
    stories = tuple(f"{name}: {story}" for story in _stories(suite))
    return Outcome(tests - failures - errors - skipped, failures + errors, skipped, stories)


def _stories(suite: ElementTree.Element) -> Iterator[str]:
    """Each failed test of a report with the last lines of what it said."""
    for case in suite.iter("testcase"):
        for failure in (*case.iter("failure"), *case.iter("error")):
            lines = (failure.text or failure.get("message") or "").splitlines()[-STORY_LINES:]
            yield "\n    ".join([f"{case.get('classname')}::{case.get('name')}", *lines])


def _gui(extra: list[str]) -> Iterator[Outcome]:
    """Each script of tests/gui in a Blender with a window, with the built extension installed."""
    if not WINDOWED_BLENDER.exists():
        _env.stop(
            f"{WINDOWED_BLENDER} is missing: it is what runs Blender with a window on a machine without a screen.",
            "Put the shared folder beside the project, or run the tests without --gui.",
        )
    subprocess.run([sys.executable, str(_env.ROOT / "scripts" / "build.py")], check=True)
    package = next((_env.ROOT / "dist").glob("*-linux_x64.zip"))
    for script in sorted((TESTS / "gui").glob("test_*.py")):
        if extra and not any(word in script.name for word in extra):
            continue
        _say(f"Blender's window: {script.name}")
        out = _env.ROOT / "build" / "gui" / script.stem
        options = [
            "--ext",
            str(package),
            "--bind",
            f"{_env.ROOT / 'scripts'}:/scripts",
            "--timeout",
            str(WINDOW_SECONDS),
        ]
        command = ["bash", str(WINDOWED_BLENDER), "run", *options, "--out", str(out), str(script)]
        code = subprocess.run(command, cwd=_env.ROOT, check=False).returncode
        print(f"{script.name}: {'passed' if code == 0 else f'failed with code {code}'}; pictures in {out}")
        yield Outcome(passed=int(code == 0), failed=int(code != 0))


def _say(text: str) -> None:
    print(f"== {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
