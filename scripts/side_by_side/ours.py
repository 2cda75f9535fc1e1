# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole engine makes many generations: python ours.py '{"baseURL", "count", "at_once", "folder"}'.

All that the extension does for a paid request: ledger, fsync, verified video, sidecar. Prints one line of JSON."""

from __future__ import annotations

import gc
import json
import shutil
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
sys.modules["click"] = None  # type: ignore[assignment]  # httpx's command line wants it; no zip carries it

from addon.core.catalog import Catalog, load  # noqa: E402
from addon.core.files import FilmFolder, sha256_file  # noqa: E402
from addon.core.gateway.auth import Credential  # noqa: E402
from addon.core.gateway.client import GatewayClient  # noqa: E402
from addon.core.hosting.absent import AbsentHost  # noqa: E402
from addon.core.hosting.errors import HostError  # noqa: E402
from addon.core.hosting.host import Host  # noqa: E402
from addon.core.jobs.edges import Capturer, Connection, Film  # noqa: E402
from addon.core.jobs.engine import Engine  # noqa: E402
from addon.core.jobs.job import new_job  # noqa: E402
from addon.core.jobs.settings import Settings  # noqa: E402
from addon.core.models import (  # noqa: E402
    MediaKind,
    Plan,
    PlanInput,
    Quote,
    Reference,
    Route,
    Tier,
    VideoRequest,
)

PUMP_SECONDS = 0.1
"""How often the artist's Blender takes what the engine tells (`addon.blender.film.pump`)."""

MODEL = "alibaba/wan-v2.6-t2v"


class NoCamera(Capturer):
    async def film(self, *_: object) -> list[Any]:
        raise AssertionError("these shots have nothing to be filmed")


def shared(folder: FilmFolder, file: str) -> PlanInput:
    """A reference that all shots share, as it lies in a film's folder once it was filmed."""
    sha256 = sha256_file(file)
    place = folder.captures / f"{sha256}.mp4"
    place.parent.mkdir(parents=True)
    shutil.copy(file, place)
    reference = Reference(
        sha256=sha256, kind=MediaKind.VIDEO, media_type="video/mp4", path=folder.relative(place), width=1280,
        height=720, seconds=2, fps=30, size=place.stat().st_size,
    )  # fmt: skip
    return PlanInput(name="Robot", kind=MediaKind.VIDEO, reference=reference)


def plan(number: int, *inputs: PlanInput) -> Plan:
    request = VideoRequest(
        model=MODEL, prompt=f"A robot waves {number}.", size="1280x720", seconds=2, audio=False, seed=7,
        audio_switch=False,
    )  # fmt: skip
    quote = Quote(seconds_asked=2, seconds_used=2, usd_per_second=Decimal("0.05"), usd=Decimal("0.10"))
    shot = f"SH{number:04}"
    return Plan(
        shot_uuid=f"uuid-{shot}", shot_name=shot, route=Route.REFERENCE if inputs else Route.TEXT, tier=Tier.DRAFT,
        request=request, quote=quote, used_frames=48, inputs=inputs,
    )  # fmt: skip


def unhurried(at_once: int) -> Catalog:
    """The catalog without the provider's pace: it is the programs that are compared."""
    known = load()
    quick = {"starts_per_second": 100_000, "concurrency": at_once}
    return known.model_copy(update={"models": tuple(model.model_copy(update=quick) for model in known.models)})


def main(task: dict[str, Any]) -> dict[str, Any]:
    interval = task["interval"] / 1000
    settings = Settings(
        jobs_at_once=task["at_once"], poll_first=interval, poll_longest=interval, status_calls_at_once=8,
        cost_waits=(),
    )  # fmt: skip

    def connect() -> Connection:
        host: Host = AbsentHost(HostError("These shots have no references."))
        if task["reference"]:
            from addon.core.hosting.s3 import S3Host

            server = task["baseURL"].removesuffix("/v4/ai")
            host = S3Host(server, "", "upload", "KEY", "SECRET", path_style=True)
        client = GatewayClient(task["baseURL"], Credential("api-key", "vck_side_by_side"))
        return Connection(client, host, b"vck_side_by_side")

    engine = Engine(connect, catalog=unhurried(task["at_once"]), settings=settings)
    engine.start()
    folder = FilmFolder(Path(task["folder"]) / "film.blend")
    begun = time.perf_counter()
    inputs = [shared(folder, task["reference"])] if task["reference"] else []
    jobs = [new_job(plan(number, *inputs), batch="batch", take_number=1) for number in range(task["count"])]
    gc.freeze()  # as the operator does that sends
    engine.submit(Film(folder, NoCamera()), jobs).result(600)
    told = begun
    while not engine.idle:
        if time.perf_counter() - told >= PUMP_SECONDS:
            engine.poll()
            told = time.perf_counter()
        time.sleep(0.01)
    seconds = time.perf_counter() - begun
    states = Counter(str(job.state) for job in engine.jobs(folder))
    engine.stop(10)
    return {"done": states.get("ready", 0), "seconds": seconds, "states": states}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
