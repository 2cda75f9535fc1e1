# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the engine and the official client in turns against one canned server; wall, processor time, memory, requests.

Sets itself up, in `.cache/side-by-side`: the AI SDK by npm, PyPI's `ai` and what draws by pip. Results go to
`bench/results.json` (of this machine, not committed) and into a table; `draw` makes the pictures of the docs.

    python3 scripts/bench.py clients                         every work (half an hour)
    python3 scripts/side_by_side/compare.py 200 "1,000"      those whose name begins so
    python3 scripts/side_by_side/compare.py draw             the last results as docs/images/clients-*.png

Goes on in the project's own environment, as the other scripts do: the engine needs its libraries."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import _env  # noqa: E402

CACHE = ROOT / ".cache" / "side-by-side"
RESULTS = ROOT / "bench" / "results.json"
BUDGETS = {"wall": 1.0, "cpu": 1.0, "memory": 0.5}
"""How much of the official client's figure ours may be, at MANY generations and more; DESIGN.md §7."""
MANY = 200
PYPI = "ai==0.8.0"
NAMES = {"official": "npm `ai`", "pypi": "PyPI `ai`", "ours": "the engine"}
COLOURS = {"official": "#8a8a8a", "pypi": "#c9c0a8", "ours": "#d9822b"}
NOT_PASSED = {"http_proxy", "https_proxy", "all_proxy", "pythondontwritebytecode"}
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
    reference: float = 0.0
    """Megabytes of a clip that all of them show the model; 0: none."""

    @property
    def name(self) -> str:
        model = f", {self.seconds:g} s at the model" if self.seconds else ""
        reference = f", a reference of {self.reference:g} MB" if self.reference else ""
        return f"{self.count:,} of {self.megabytes:g} MB {self.delivery}, {self.at_once} at once{model}{reference}"


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
    Work(1, 1, seconds=2.0),
    Work(20, 20),
    Work(20, 20, seconds=2.0),
    Work(200, 20),
    Work(200, 20, seconds=2.0),
    Work(200, 20, delivery="url"),
    Work(1000, 50),
    Work(1000, 50, seconds=2.0),
    Work(1000, 50, delivery="url"),
    Work(8, 4, megabytes=20),
    Work(8, 4, megabytes=20, delivery="url"),
    Work(4, 2, megabytes=200),
    Work(4, 2, megabytes=200, delivery="url"),
    Work(20, 20, reference=1),
    Work(4, 2, reference=90),
)


def run(works: Sequence[Work] = WORKS, turns: int = 2) -> list[dict[str, Any]]:
    """Every work by every client, `turns` times in turns; the least disturbed run of each counts. Results of other
    works stay as they are."""
    clients = _clients()
    rows = {row["work"]: row for row in results()}
    done = []
    for work in works:
        able = {name: command for name, command in clients.items() if name != "pypi" or _pypi_can(work)}
        costs: dict[str, list[Cost]] = {name: [] for name in able}
        for _ in range(turns):
            for name, command in able.items():
                costs[name].append(_measure(command, work))
        best = {name: asdict(_best(runs)) for name, runs in costs.items()}
        rows[work.name] = {"work": work.name, **asdict(work), "costs": best}
        done.append(rows[work.name])
        print(_line(rows[work.name]), flush=True)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(list(rows.values()), indent=1), encoding="utf-8")
    return done


def results() -> list[dict[str, Any]]:
    """What was measured last of each work, in the order of `WORKS`."""
    if not RESULTS.is_file():
        return []
    order = {work.name: number for number, work in enumerate(WORKS)}
    found: list[dict[str, Any]] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return sorted((row for row in found if row["work"] in order), key=lambda row: order[row["work"]])


def table(rows: list[dict[str, Any]]) -> str:
    """Markdown: seconds of the clock and of processors, greatest memory, requests and bytes; ours against the SDK's."""
    lines = ["| work | client | wall | CPU | memory | requests | MB there, back |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        for name, cost in row["costs"].items():
            counts = cost["counts"]
            moved = f"{counts['received'] / 1e6:.1f}, {counts['sent'] / 1e6:.1f}"
            figures = f"{cost['wall']:.2f} s | {cost['cpu']:.2f} s | {cost['memory']:.0f} MB | {counts['requests']:,}"
            lines.append(f"| {row['work']} | {NAMES[name]} | {figures} | {moved} |")
    return "\n".join(lines)


def checked(rows: list[dict[str, Any]]) -> bool:
    """Print for each budget whether it was kept. Answers whether all were."""
    over = over_budget(rows)
    for sentence in over:
        print(f"  over: {sentence}")
    if not over:
        print(f"  ok: at {MANY} and more at most {BUDGETS} times the official client's")
    return not over


def draw(rows: list[dict[str, Any]]) -> None:
    """Bars of processor time, clock time and memory into docs/images; gets matplotlib if it is not here."""
    folder = CACHE / "drawing"
    _pip(folder, "matplotlib")
    sys.path.append(str(folder))
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    for what, label in (("cpu", "processor seconds"), ("wall", "seconds"), ("memory", "MB at most")):
        shown = [row for row in rows if "official" in row["costs"]]
        figure, axes = pyplot.subplots(figsize=(9, 0.62 * len(shown) + 1))
        for offset, (name, colour) in enumerate(COLOURS.items()):
            having = [(place, row["costs"][name][what]) for place, row in enumerate(shown) if name in row["costs"]]
            if not having:
                continue
            places = [place + 0.27 * offset for place, _ in having]
            axes.barh(places, [value for _, value in having], 0.25, color=colour, label=NAMES[name])
        axes.set_yticks([place + 0.27 for place in range(len(shown))], [row["work"] for row in shown], fontsize=8)
        axes.invert_yaxis()
        axes.set_xscale("log")
        axes.set_xlabel(f"{label} (less is better)")
        axes.legend(fontsize=8)
        axes.grid(axis="x", alpha=0.3)
        figure.tight_layout()
        figure.savefig(ROOT / "docs" / "images" / f"clients-{what}.png", dpi=80)
        pyplot.close(figure)


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


def _pypi_can(work: Work) -> bool:
    """PyPI's `ai` fetches nothing from this machine, and its references here would be inside the request."""
    return work.delivery == "inline" and not work.reference


def _best(runs: list[Cost]) -> Cost:
    """Each figure from the run that was least disturbed in it: other programs run beside this one."""
    first = min(runs, key=lambda cost: cost.cpu)
    return replace(first, wall=min(run.wall for run in runs), memory=min(run.memory for run in runs))


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
    if _pip(CACHE / f"ai-{sys.version_info.major}.{sys.version_info.minor}", PYPI):
        clients["pypi"] = [sys.executable, str(HERE / "official.py")]
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


def _pip(folder: Path, package: str) -> bool:
    """Whether the package is in a folder of its own; told, where pip cannot install it."""
    if folder.is_dir():
        return True
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), package]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"pip could not install {package}: {done.stderr.strip().splitlines()[-1:]}")
    return not done.returncode


def _measure(command: list[str], work: Work) -> Cost:
    with tempfile.TemporaryDirectory() as place, _served(work, Path(place)) as base:
        folder = Path(place, "out")
        folder.mkdir()
        task = {
            "baseURL": f"{base}/v4/ai", "count": work.count, "at_once": work.at_once, "folder": str(folder),
            "interval": INTERVAL, "reference": str(_video(work.reference)) if work.reference else "",
        }  # fmt: skip
        settings = {name: value for name, value in os.environ.items() if name.lower() not in NOT_PASSED}
        settings["PYTHONPYCACHEPREFIX"] = str(CACHE / "compiled")  # an artist installs once and starts often
        settings["ANIMATIC_STATE_DIR"] = str(folder / "state")
        if command[-1].endswith("official.py"):
            settings["PYTHONPATH"] = str(CACHE / f"ai-{sys.version_info.major}.{sys.version_info.minor}")
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
    if not path.is_file():  # in a process of its own: a child's greatest memory begins with its parent's
        subprocess.run([sys.executable, str(HERE / "compare.py"), "video", str(megabytes), str(path)], check=True)
    return path


def _make_video(megabytes: float, path: Path) -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "jobs")]
    import job_parts

    plain = job_parts.video_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(plain)
        left = int(megabytes * 1e6) - len(plain)
        file.write(left.to_bytes(4, "big") + b"free")
        for start in range(8, left, 1024 * 1024):
            file.write(os.urandom(min(1024 * 1024, left - start)))


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["video"]:
        _make_video(float(arguments[1]), Path(arguments[2]))
        return
    if arguments == ["draw"]:
        draw(results())
        print(table(results()))
        return
    works = [work for work in WORKS if not arguments or any(work.name.startswith(f"{name} ") for name in arguments)]
    checked(run(works))


if __name__ == "__main__":
    _env.ensure(needs="test", newest=True, usage=__doc__)
    main(sys.argv[1:])
