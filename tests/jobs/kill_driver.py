# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that runs jobs and kills itself with SIGKILL at a named point.

    python kill_driver.py VIDEO

Reads one case a line (JSON) from standard input. For each, a fresh process is forked from this one, which has imported
everything already and has no threads; it opens the film, runs its jobs, and dies at the case's point or ends well.
Prints one line a case: {"signal": 9} or {"exit": 0}. The hooks are here, none is in the product.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from job_parts import BLOB_TOKEN, FAST, PATIENCE, SECRET, FakeCamera, quick_catalog, tail

from addon.core.files import FilmFolder, door, ulid
from addon.core.gateway.auth import Credential
from addon.core.gateway.client import GatewayClient
from addon.core.hosting.vercel_blob import VercelBlobHost
from addon.core.jobs import one_by_one, takes
from addon.core.jobs.edges import Connection, Film
from addon.core.jobs.engine import Engine
from addon.core.jobs.job import Job
from addon.core.jobs.ledger import Ledger
from addon.core.jobs.states import State
from addon.core.models import Reference


class Points:
    """Dies at the `nth` pass of `name`."""

    def __init__(self, name: str, nth: int) -> None:
        self.name, self.nth = name, nth
        self.passed: Counter[str] = Counter()
        self._lock = threading.Lock()

    def at(self, name: str) -> None:
        with self._lock:
            self.passed[name] += 1
            due = name == self.name and self.passed[name] == self.nth
        if due:
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)

    def wants(self, name: str) -> bool:
        return name == self.name


def killing_ledger(points: Points) -> type[Ledger]:
    """Points of every write: before it, in the middle of the temporary file (or of the line that is added), before and
    after the rename (or the line), after it."""
    writing = threading.local()  # the state that this thread writes, if any

    class KillingLedger(Ledger):
        def write(self, job: Job, **how: Any) -> None:
            points.at(f"{job.state}.before")
            points.at("any.before")
            added_to = (job.working or job.state is State.READY) and job.id in self._at_work
            if points.wants(f"{job.state}.half") and not added_to:
                (self.folder.jobs / f".{ulid()}.tmp").write_text(job.model_dump_json()[:700])
                points.at(f"{job.state}.half")
            writing.state = job.state
            super().write(job, **how)
            writing.state = ""
            points.at(f"{job.state}.after")
            points.at("any.after")

    into_place = door._into_place

    def replacing(temporary: str, name: str, folder: int) -> None:
        state = getattr(writing, "state", "")
        if state:
            points.at(f"{state}.temporary")
        into_place(temporary, name, folder)
        if state:
            points.at(f"{state}.renamed")

    add = door._add

    def adding(file: Any, content: bytes, flush: bool) -> None:
        state = getattr(writing, "state", "")
        if state:
            points.at(f"{state}.temporary")
            if points.wants(f"{state}.half"):
                file.write(content[: len(content) // 2])
                points.at(f"{state}.half")
        add(file, content, flush)
        if state:
            points.at(f"{state}.renamed")

    door._into_place, door._add = replacing, adding
    return KillingLedger


def hook_takes(points: Points) -> None:
    """Points between checking a video, writing its sidecar and giving it its name."""
    write, rename = takes.write_atomic, takes.rename_new

    def writing(path: Path, data: str, **how: Any) -> None:
        points.at("sidecar.before")
        write(path, data, **how)
        points.at("sidecar.after")

    def renaming(source: Path, target: Path) -> None:
        points.at("name.before")
        rename(source, target)
        points.at("name.after")

    takes.write_atomic, takes.rename_new = writing, renaming


class Sink:
    """Passes bytes on and dies half way."""

    def __init__(self, file: Any, points: Points) -> None:
        self.file, self.points = file, points

    def write(self, data: bytes) -> int:
        half = len(data) // 2
        self.file.write(data[:half])
        self.file.flush()
        self.points.at("download.half")
        return half + int(self.file.write(data[half:]))


class KillingGateway(GatewayClient):
    points: Points
    base: str

    async def start(self, request: Any, route: Any, files: Any, *, idempotency_key: str) -> Any:
        self.points.at("start.before")
        if self.points.wants("start.sent"):
            asking = asyncio.ensure_future(super().start(request, route, files, idempotency_key=idempotency_key))
            while idempotency_key not in await asyncio.to_thread(self._jobs_by_key):
                await asyncio.sleep(0.005)
            self.points.at("start.sent")
            return await asking
        answer = await super().start(request, route, files, idempotency_key=idempotency_key)
        self.points.at("start.after")
        return answer

    def _jobs_by_key(self) -> dict[str, int]:
        with urllib.request.urlopen(f"{self.base}/rehearsal/summary") as answer:
            return dict(json.load(answer)["jobs_by_key"])

    async def generate(self, request: Any, route: Any, files: Any) -> Any:
        self.points.at("generate.before")
        answer = await super().generate(request, route, files)
        self.points.at("generate.after")
        return answer

    async def status(self, model: str, operation: Any, *, idempotency_key: str) -> Any:
        self.points.at("status.before")
        answer = await super().status(model, operation, idempotency_key=idempotency_key)
        self.points.at(f"status.{answer.kind}")
        return answer

    async def download(
        self, video: Any, sink: Any, *, max_bytes: int, on_progress: Any = None, whole: Any = None
    ) -> int:
        def after() -> None:  # on the thread that read it; what was inside an answer is written by the loop
            self.points.at("download.after")
            whole()

        self.points.at("download.before")
        size = await super().download(
            video, Sink(sink, self.points), max_bytes=max_bytes, on_progress=on_progress, whole=after
        )
        if video.inline is not None:
            self.points.at("download.after")
        return size


class KillingHost(VercelBlobHost):
    points: Points

    async def host(self, reference: Reference, file: Path, on_progress: Any = None) -> Any:
        self.points.at("host.before")
        hosted = await super().host(reference, file, on_progress)
        self.points.at("host.after")
        return hosted


class KillingCamera(FakeCamera):
    points: Points

    def content(self, key: str) -> bytes:
        return tail(Path(sys.argv[1]).read_bytes(), key)

    async def film(self, *asked: Any) -> list[Reference]:
        self.points.at("camera.before")
        references = await super().film(*asked)
        self.points.at("camera.after")
        return references


def run(case: dict[str, Any]) -> None:
    points = Points(case.get("point", ""), case.get("nth", 1))
    logging.basicConfig(filename=Path(case["film"]).with_suffix(".log"), level=logging.DEBUG)
    hook_takes(points)

    def connect() -> Connection:
        gateway = KillingGateway(case["gateway"], Credential("api-key", SECRET.decode()))
        gateway.points, gateway.base = points, case["base"]
        host = KillingHost(BLOB_TOKEN, base_url=case["blob"])
        host.points = points
        return Connection(gateway, host, SECRET)

    folder = FilmFolder(case["film"])
    camera = KillingCamera(folder)
    camera.points = points
    settings = replace(FAST, **case.get("settings", {}))
    engine = Engine(connect, catalog=quick_catalog(), settings=settings, open_ledger=killing_ledger(points))
    engine.start()
    jobs = [Job.model_validate(job) for job in case["jobs"]]
    known = {job.id for job in engine.resume(Film(folder, camera)).result(PATIENCE)}
    if new := [job for job in jobs if job.id not in known]:
        engine.submit(Film(folder, camera), new).result(PATIENCE)
    if case.get("then") == "cancel":
        _cancel_all(engine, folder)
    while not engine.idle:
        time.sleep(0.005)
    if case.get("then") == "one by one":
        _one_by_one(engine, folder, case["words"])
    if case.get("then") == "place":
        for job in engine.jobs(folder):
            engine.mark_placed(job.id).result(PATIENCE)
    engine.stop(PATIENCE)


def _cancel_all(engine: Engine, folder: FilmFolder) -> None:
    while any(job.state not in (State.RUNNING, State.CANCELLED) for job in engine.jobs(folder)):
        time.sleep(0.005)
    for job in engine.jobs(folder):
        if job.state is State.RUNNING:
            engine.cancel(job.id).result(PATIENCE)


def _one_by_one(engine: Engine, folder: FilmFolder, words: Sequence[str]) -> None:
    """What Blender does: judge what came (take n is `words[n - 1]`), let the next one go, or stop."""
    while groups := one_by_one.groups(engine.jobs(folder)):
        (group,) = groups
        came = [job for job in group if job.state in one_by_one.CAME and job.best_of is not None]
        judged = {job.id: words[job.best_of.number - 1] for job in came if job.best_of is not None}
        step = one_by_one.next_step(group, judged)
        if step.go is not None:
            engine.go_on_with(step.go.id).result(PATIENCE)
        for job in step.stop:
            engine.cancel(job.id).result(PATIENCE)
        time.sleep(0.005)


def main() -> None:
    httpx.Client().close()  # loads what the first connection would, once for all
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                run(json.loads(line))
                code = 0
            except BaseException:
                logging.exception("the case failed")
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        end = {"signal": os.WTERMSIG(status)} if os.WIFSIGNALED(status) else {"exit": os.WEXITSTATUS(status)}
        print(json.dumps(end), flush=True)


if __name__ == "__main__":
    main()
