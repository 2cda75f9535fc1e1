# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs COUNT jobs, all at the same time, in this process and tells its greatest size.

    python many_jobs.py COUNT FOLDER ADDRESSES

ADDRESSES as JSON, as gateway_process.py prints them. Prints one line of JSON: bytes, and how many
ended in which state.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from pathlib import Path

from job_parts import FAST, PATIENCE, GatewayProcess, make_job, quick_catalog

from addon.core.files import FilmFolder
from addon.core.jobs.edges import Capturer, Film
from addon.core.jobs.engine import Engine
from addon.core.jobs.settings import Settings


class NoCamera(Capturer):
    async def film(self, *_: object) -> list[object]:
        raise AssertionError("these shots have no references")


def main() -> None:
    count, folder = int(sys.argv[1]), FilmFolder(Path(sys.argv[2]) / "film.blend")
    gateway = GatewayProcess.__new__(GatewayProcess)
    gateway.urls = json.loads(sys.argv[3])
    settings = Settings(**{**vars(FAST), "jobs_at_once": count, "poll_first": 0.5, "poll_longest": 2.0})
    engine = Engine(gateway.connect, catalog=quick_catalog(concurrency=count), settings=settings)
    engine.start()
    jobs = [make_job(f"SH{number:04}", captures=()) for number in range(count)]
    engine.submit(Film(folder, NoCamera()), jobs).result(PATIENCE)
    while not engine.idle:
        engine.poll()
        time.sleep(0.02)
    states = Counter(job.state for job in engine.jobs(folder))
    engine.stop(PATIENCE)
    # Not getrusage: its figure begins with the size of the process that started this one.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert peak is not None
    print(json.dumps({"bytes": int(peak[1]) * 1024, "states": states}))


if __name__ == "__main__":
    main()
