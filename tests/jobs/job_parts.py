# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the job tests share: plans, small real videos, and stand-ins for the edges (gateway, host, camera)."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from addon.core.catalog import Catalog
from addon.core.catalog import load as load_catalog
from addon.core.errors import Billed
from addon.core.files import FilmFolder, sha256_file
from addon.core.gateway.auth import Credential
from addon.core.gateway.client import GatewayClient
from addon.core.gateway.failures import Conflict
from addon.core.gateway.results import Completed, GenerationInfo, Pending, Started, VideoResult
from addon.core.hosting import Hosted
from addon.core.hosting.vercel_blob import VercelBlobHost
from addon.core.jobs.edges import Capturer, Connection, Film
from addon.core.jobs.engine import Engine
from addon.core.jobs.events import Event, JobChanged, Notice, TakeReady
from addon.core.jobs.job import Job, Mode, new_job
from addon.core.jobs.settings import Settings
from addon.core.models import (
    CaptureKind,
    CaptureSpec,
    MediaKind,
    Plan,
    PlanInput,
    Quote,
    Reference,
    Route,
    Tier,
    VideoRequest,
)

MODEL = "alibaba/wan-v2.6-r2v-flash"
TEXT_MODEL = "alibaba/wan-v2.6-t2v"
SECRET = b"vck_PLANTEDGATEWAYKEY"
BLOB_TOKEN = "vercel_blob_rw_planted_PLANTEDBLOBTOKEN"
PATIENCE = 60.0
"""Seconds after which a test that waits for something gives up; nothing is measured by it."""

FAST = Settings(
    poll_first=0.01,
    poll_longest=0.05,
    retry_first=0.01,
    retry_longest=0.05,
    unreachable_patience=0.5,
    refusal_patience=5.0,
    start_timeout=20.0,
    status_timeout=20.0,
    upload_stall=20.0,
    download_stall=20.0,
    space_margin=1024,
    cost_waits=(0.01, 0.02, 0.05),
    gone_patience=0.05,
    captures_at_once=2,
    captures_together=0.0,
)


def quick_catalog(concurrency: int = 5) -> Catalog:
    """The real catalog without its pace of five starts a second, which would only make the tests wait."""
    known = load_catalog()
    quick = {"starts_per_second": 100_000, "concurrency": concurrency}
    return known.model_copy(update={"models": tuple(m.model_copy(update=quick) for m in known.models)})


def capture_spec(key: str = "capture-a", frames: int = 60) -> CaptureSpec:
    return CaptureSpec(
        kind=CaptureKind.TURNTABLE, key=key, name="Hero", scene="Scene", frame_start=1, frame_end=1 + frames
    )


def make_plan(shot: str = "SH010", *, captures: Sequence[str] = ("capture-a",), **changes: Any) -> Plan:
    inputs = tuple(PlanInput(name=key, kind=MediaKind.VIDEO, capture=capture_spec(key)) for key in captures)
    request = VideoRequest(
        model=MODEL if captures else TEXT_MODEL,
        prompt=f"character1 waves in {shot}",
        size="1280x720",
        seconds=2,
        audio=False,
        audio_switch=bool(captures),
        seed=changes.pop("seed", 7),
    )
    route = Route.REFERENCE if inputs else Route.TEXT
    plan = Plan(
        shot_uuid=f"uuid-{shot}",
        shot_name=shot,
        route=route,
        tier=Tier.DRAFT,
        request=request,
        inputs=inputs,
        quote=Quote(seconds_asked=2, seconds_used=1.5, usd_per_second=Decimal("0.05"), usd=Decimal("0.10")),
        used_frames=36,
    )
    return plan.model_copy(update=changes)


def make_job(shot: str = "SH010", number: int = 1, *, mode: Mode = Mode.ASYNC, **changes: Any) -> Job:
    return new_job(make_plan(shot, **changes), batch="batch", take_number=number, mode=mode)


@functools.cache
def video_bytes(
    seconds: int = 2, size: str = "1280x720", fps: int = 30, *, form: str = "mp4", codec: str = "libx264"
) -> bytes:
    """A real movie, as asked; one flat picture, so that it stays small."""
    import io

    width, height = map(int, size.split("x"))
    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        stream = container.add_stream(codec, rate=fps, options={"preset": "ultrafast", "crf": "40"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = Fraction(1, fps)
        frame = av.VideoFrame.from_ndarray(np.full((height, width, 3), 90, np.uint8), format="rgb24")
        for index in range(seconds * fps):
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def tail(video: bytes, key: str) -> bytes:
    """Another clip for each key: the key lies in a box at its end that players skip."""
    return video + (8 + len(key)).to_bytes(4, "big") + b"free" + key.encode()


class FakeCamera(Capturer):
    """Films by writing a file into the captures folder; counts what it filmed."""

    def __init__(self, folder: FilmFolder) -> None:
        self.folder = folder
        self.filmed: Counter[str] = Counter()
        self.calls: list[list[str]] = []
        self.faults: dict[str, Exception] = {}
        self.blank: set[str] = set()
        """Captures in which nothing shows."""
        self.held = False
        self.slow: set[str] = set()
        """Captures that are not ready while they are in here."""
        self.stopped = 0

    async def film(
        self,
        specs: Sequence[CaptureSpec],
        on_progress: Callable[[str, int, int], None],
        on_filmed: Callable[[str, Reference], None],
    ) -> list[Reference]:
        self.calls.append([spec.key for spec in specs])
        made: list[Reference] = []
        try:
            for spec in specs:
                while self.held or spec.key in self.slow:
                    await asyncio.sleep(0.002)
                if spec.key in self.faults:
                    raise self.faults[spec.key]
                made.append(self._film(spec, on_progress))
                on_filmed(spec.key, made[-1])
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        return made

    def content(self, key: str) -> bytes:
        return tail(video_bytes(), key)

    def _film(self, spec: CaptureSpec, on_progress: Callable[[str, int, int], None]) -> Reference:
        self.filmed[spec.key] += 1
        content = self.content(spec.key)
        sha = hashlib.sha256(content).hexdigest()
        path = self.folder.capture_path(sha, ".mp4")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        on_progress(spec.key, spec.frame_end - spec.frame_start, spec.frame_end - spec.frame_start)
        return Reference(
            sha256=sha,
            kind=spec.media_kind,
            media_type="video/mp4",
            path=self.folder.relative(path),
            name=spec.name,
            size=len(content),
            blank="one flat colour" if spec.key in self.blank else "",
        )


class FakeHost:
    name = "fake"

    def __init__(self) -> None:
        self.uploads: Counter[str] = Counter()
        self.signed = 0
        self.life = 7 * 86400.0
        """Seconds that a URL works."""
        self.faults: list[Exception] = []
        self.held = False
        self.closed = False

    async def host(self, reference: Reference, file: Path, on_progress: Any = None) -> Hosted:
        await asyncio.sleep(0)
        while self.held:
            await asyncio.sleep(0.002)
        if self.faults:
            raise self.faults.pop(0)
        assert sha256_file(file) == reference.sha256
        self.uploads[reference.sha256] += 1
        if on_progress:
            on_progress(reference.size, reference.size)
        self.signed += 1
        url = f"https://host.invalid/{reference.sha256}.mp4?signature=PLANTEDSIGNATURE{self.signed}"
        return Hosted(url, f"{reference.sha256}.mp4", time.time() + self.life, reference.size)

    async def delete(self, hosted: Hosted) -> None: ...

    async def check(self) -> str:
        return "fine"

    async def close(self) -> None:
        self.closed = True


class FakeGateway:
    """Same key and request, same job. `faults[call]` are raised one a call, before or after (`late`) its work."""

    def __init__(self, video: bytes | None = None, pending: int = 1) -> None:
        self.video = video_bytes() if video is None else video
        self.pending = pending
        self.jobs: dict[str, int] = {}
        self.starts: Counter[str] = Counter()
        self.bodies: list[Any] = []
        self.sent: dict[str, Any] = {}
        """The request that each key was accepted for: another one with the same key is refused."""
        self.generates = self.generated = 0
        self.downloads = 0
        self.faults: defaultdict[str, list[Any]] = defaultdict(list)
        self.held: set[str] = set()
        """Calls that do not come back while their name is in here."""
        self.running = self.most_running = 0
        self.ends: list[Any] = []
        self.costs: dict[str, Decimal | None] = {}
        self.metadata: dict[str, Any] = {}
        self.closed = False

    @property
    def accepted(self) -> int:
        return len(self.jobs)

    async def _at(self, call: str) -> None:
        await asyncio.sleep(0)
        while call in self.held:
            await asyncio.sleep(0.002)
        if self.faults[call]:
            fault = self.faults[call].pop(0)
            if fault is not None:
                raise fault

    async def start(self, request: VideoRequest, route: Route, files: Any, *, idempotency_key: str) -> Started:
        self.starts[idempotency_key] += 1
        self.bodies.append((request, route, list(files)))
        await self._at("start")
        if self.sent.setdefault(idempotency_key, self.bodies[-1]) != self.bodies[-1]:
            raise Conflict(status=409, may_have_been_accepted=True, billed=Billed.UNKNOWN)
        if idempotency_key not in self.jobs:
            self.jobs[idempotency_key] = self.pending
            self.running += 1
            self.most_running = max(self.most_running, self.running)
        await self._at("start_late")
        return Started(operation={"gatewayJobId": f"job_{idempotency_key}"})

    async def status(self, model: str, operation: Any, *, idempotency_key: str) -> Any:
        await self._at("status")
        key = operation["gatewayJobId"].removeprefix("job_")
        if self.jobs[key] > 0:
            self.jobs[key] -= 1
            if not self.jobs[key]:
                self.running -= 1
            return Pending()
        return self.ends.pop(0) if self.ends else self.answer()

    async def generate(self, request: VideoRequest, route: Route, files: Any) -> Any:
        self.generates += 1
        await self._at("generate")
        self.generated += 1
        await self._at("generate_late")
        return self.answer()

    def answer(self) -> Completed:
        video = VideoResult(kind="url", url="https://results.invalid/v.mp4?Signature=PLANTEDSIGNATURE")
        return Completed(videos=(video,), metadata={"gateway": self.metadata})

    async def generation(self, generation_id: str) -> Any:
        await self._at("generation")
        return GenerationInfo(id=generation_id, total_cost=self.costs[generation_id])

    async def download(
        self, video: Any, sink: Any, *, max_bytes: int, on_progress: Any = None, whole: Any = None
    ) -> int:
        self.downloads += 1
        await self._at("download")
        content = self.faults["content"].pop(0) if self.faults["content"] else self.video
        sink.write(content)
        if on_progress:
            on_progress(len(content), len(content))
        return len(content)

    async def close(self) -> None:
        self.closed = True


class Studio:
    """An engine and a film, with stand-ins around it where nothing else is given."""

    def __init__(
        self,
        folder: Path,
        *,
        gateway: FakeGateway | None = None,
        settings: Settings = FAST,
        connect: Callable[[], Connection] | None = None,
    ) -> None:
        self.folder = FilmFolder(folder / "film.blend")
        self.gateway = gateway or FakeGateway()
        self.host = FakeHost()
        self.camera = FakeCamera(self.folder)
        self.film = Film(self.folder, self.camera)
        self.settings = settings
        self.catalog = quick_catalog()
        self.connect = connect or (lambda: Connection(self.gateway, self.host, SECRET))
        self.events: list[Event] = []
        self.engine = self._engine()

    def _engine(self) -> Engine:
        engine = Engine(self.connect, catalog=self.catalog, settings=self.settings)
        engine.start()
        return engine

    def restart(self) -> None:
        """Another program opens the same film."""
        self.close()
        self.engine = self._engine()

    def close(self) -> None:
        assert self.engine.stop(20)

    def job(self, job_id: str) -> Job:
        return next(job for job in self.engine.jobs(self.folder) if job.id == job_id)

    def listen(self) -> list[Event]:
        self.events += self.engine.poll()
        return self.events

    def wait(self, done: Callable[[], bool]) -> None:
        """Until `done`, listening meanwhile."""
        end = time.monotonic() + PATIENCE
        while not done():
            self.listen()
            assert time.monotonic() < end, [
                (job.shot_name, job.state, job.error) for job in self.engine.jobs(self.folder)
            ]
            time.sleep(0.005)
        self.listen()

    def settle(self) -> None:
        """Until nothing is at work any more."""
        self.wait(lambda: self.engine.idle)

    def run(self, *jobs: Job) -> tuple[Job, ...]:
        """Submit and wait; the jobs as they ended."""
        self.engine.submit(self.film, jobs).result(PATIENCE)
        self.settle()
        return tuple(self.job(job.id) for job in jobs)

    def takes(self) -> list[TakeReady]:
        return [event for event in self.listen() if isinstance(event, TakeReady)]

    def notices(self) -> list[Notice]:
        return [event for event in self.listen() if isinstance(event, Notice)]

    def states_seen(self, job_id: str) -> list[str]:
        return [e.job.state for e in self.listen() if isinstance(e, JobChanged) and e.job.id == job_id]


def python(script: str, *arguments: str) -> subprocess.Popen[str]:
    """A script of this folder in a process of its own, with lines of text to and from it."""
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), str(here.parents[1])])
    return subprocess.Popen(
        [sys.executable, str(here / script), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )


class GatewayProcess:
    """The rehearsal gateway in a process of its own, answering with one canned video."""

    def __init__(self, video: Path, **options: Any) -> None:
        self.video = video
        self._process = python("gateway_process.py", str(video), json.dumps(options))
        assert self._process.stdout is not None
        self.urls: dict[str, str] = json.loads(self._process.stdout.readline())

    def connect(self) -> Connection:
        """The real client and the real host, with keys that must show up nowhere."""
        gateway = GatewayClient(self.urls["gateway"], Credential("api-key", SECRET.decode()))
        return Connection(gateway, VercelBlobHost(BLOB_TOKEN, base_url=self.urls["blob"]), SECRET)

    def summary(self) -> dict[str, Any]:
        """What it was asked, what it accepted, what it billed."""
        with urllib.request.urlopen(f"{self.urls['base']}/rehearsal/summary") as answer:
            return dict(json.load(answer))

    def tell(self, what: str, **value: Any) -> None:
        """Plan a fault of the gateway, or change its options."""
        url, headers = f"{self.urls['base']}/rehearsal/{what}", {"content-type": "application/json"}
        request = urllib.request.Request(url, json.dumps(value).encode(), headers, method="POST")
        urllib.request.urlopen(request).close()

    def clear(self) -> None:
        """A healthy gateway again."""
        request = urllib.request.Request(f"{self.urls['base']}/rehearsal/faults", method="DELETE")
        urllib.request.urlopen(request).close()
        self.tell("options", latency=0.0, results="url")

    def close(self) -> None:
        self._process.communicate(timeout=60)
