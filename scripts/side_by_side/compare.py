# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the engine and the official client in turns against one canned server; wall, processor time, memory, requests.

Sets itself up: the AI SDK by npm, into `.cache/side-by-side`. Results go to
`bench/results.json` and into a table."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CACHE = ROOT / ".cache" / "side-by-side"
RESULTS = ROOT / "bench" / "results.json"
BUDGETS = {"wall": 1.0, "cpu": 1.0, "memory": 0.5}
"""How much of the official client's figure ours may be, at MANY generations and more; DESIGN.md §7."""
MANY = 200
INTERVAL = 100
"""Milliseconds between two questions about a generation, for every client."""


@dataclass(frozen=True)
class Work:
    """One row of the table: `count` generations, `at_once` at the same time, each `seconds` at the model."""

    count: int
    at_once: int
    megabytes: float = 1.4
    seconds: float = 0.0
    delivery: str = "inline"

    @property
    def name(self) -> str:
        model = f", {self.seconds:g} s at the model" if self.seconds else ""
        return f"{self.count:,} of {self.megabytes:g} MB {self.delivery}, {self.at_once} at once{model}"


@dataclass
class Cost:
    """What one program needed for a work: seconds of the clock and of processors, greatest memory in MB."""

    wall: float
    cpu: float
    memory: float
    done: int
    counts: dict[str, int] = field(default_factory=dict)


WORKS = (
    Work(1, 1),
    Work(20, 20, seconds=2.0),
    Work(200, 20),
    Work(200, 20, delivery="url"),
    Work(1000, 50),
    Work(8, 4, megabytes=20),
    Work(4, 2, megabytes=200, delivery="url"),
    Work(4, 2, megabytes=200),
)
QUICK = WORKS[:4]


def run(works: tuple[Work, ...] = WORKS, turns: int = 2) -> list[dict[str, Any]]:
    """Every work by every client, `turns` times in turns; the least disturbed run of each counts."""
    clients = _clients()
    rows = []
    for work in works:
        costs: dict[str, list[Cost]] = {name: [] for name in clients}
        for _ in range(turns):
            for name, command in clients.items():
                costs[name].append(_measure(command, work))
        best = {name: _best(runs) for name, runs in costs.items()}
        rows.append({"work": work.name, **asdict(work), "costs": {name: asdict(cost) for name, cost in best.items()}})
        print(_line(rows[-1]), flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return rows


def over_budget(rows: list[dict[str, Any]]) -> list[str]:
    """The budgets that a run breaks, a sentence each."""
    found = []
    for row in rows:
        if row["count"] < MANY or "official" not in row["costs"]:
            continue
        for what, most in BUDGETS.items():
            ratio = row["costs"]["ours"][what] / row["costs"]["official"][what]
            if ratio > most:
                found.append(f"{row['work']}: {what} {ratio:.2f} times the official client's, budget {most:g}")
    return found


def _best(runs: list[Cost]) -> Cost:
    return min(runs, key=lambda cost: cost.cpu)


def _line(row: dict[str, Any]) -> str:
    cells = [f"{row['work']:<52}"]
    official = row["costs"].get("official")
    for name, cost in row["costs"].items():
        ratio = f" ({cost['wall'] / official['wall']:.2f}, {cost['cpu'] / official['cpu']:.2f})" if official else ""
        cells.append(f"{name} {cost['wall']:.2f} s, {cost['cpu']:.2f} CPU s, {cost['memory']:.0f} MB{ratio}")
    return " | ".join(cells)


def _clients() -> dict[str, list[str]]:
    clients = {}
    if folder := _npm():
        clients["official"] = ["node", str(folder / "client.mjs")]
    clients["ours"] = [sys.executable, str(HERE / "ours.py")]
    return clients


def _npm() -> Path | None:
    """A folder with the AI SDK and the driver; None, told, where npm is missing or cannot install it."""
    npm = shutil.which("npm")
    if npm is None:
        print("npm is missing: the official client is left out")
        return None
    folder = CACHE / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "package.json").read_text(encoding="utf-8")
    stamp = folder / "installed.json"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.copy(HERE / "package.json", folder)
        command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"npm could not install the official client: {done.stderr.strip().splitlines()[-1:]}")
            return None
        stamp.write_text(wanted, encoding="utf-8")
    shutil.copy(HERE / "client.mjs", folder)
    return folder


def _measure(command: list[str], work: Work) -> Cost:
    with tempfile.TemporaryDirectory() as place, _served(work, Path(place)) as base:
        folder = Path(place, "out")
        folder.mkdir()
        task = {
            "baseURL": f"{base}/v4/ai", "count": work.count, "at_once": work.at_once, "folder": str(folder),
            "interval": INTERVAL,
        }  # fmt: skip
        settings = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        process = subprocess.Popen([*command, json.dumps(task)], stdout=subprocess.PIPE, text=True, env=settings)
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command[-1]} ended with code {process.returncode}")
        told = json.loads(out.splitlines()[-1])
        if told["done"] != work.count:
            raise RuntimeError(f"{told['done']} of {work.count} came home: {told}")
        counts = json.load(urllib.request.urlopen(f"{base}/counts"))
        return Cost(told["seconds"], used.ru_utime + used.ru_stime, used.ru_maxrss / 1000, told["done"], counts)


@contextmanager
def _served(work: Work, folder: Path) -> Iterator[str]:
    options = {"video": str(_video(work.megabytes)), "seconds": work.seconds, "delivery": work.delivery}
    command = ["node", str(HERE / "server.mjs"), json.dumps(options)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}"
    finally:
        process.stdin.close()
        process.wait(10)


def _video(megabytes: float) -> Path:
    """A real MP4 of two seconds and this size: the size lies in a box at its end that players skip."""
    path = CACHE / f"{megabytes:g}.mp4"
    if not path.is_file():
        sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "jobs")]
        import job_parts

        plain = job_parts.video_bytes()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(plain)
            left = int(megabytes * 1e6) - len(plain)
            file.write(left.to_bytes(4, "big") + b"free")
            file.write(os.urandom(left - 8))
    return path
