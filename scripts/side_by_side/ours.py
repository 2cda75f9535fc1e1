# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole engine makes many generations: python ours.py '{"baseURL", "count", "at_once", "folder"}'.

All that the extension does for a paid request: ledger, fsync, verified video, sidecar. Prints one line of JSON."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from addon.core.catalog import Catalog, load  # noqa: E402
from addon.core.files import FilmFolder  # noqa: E402
from addon.core.gateway.auth import Credential  # noqa: E402
from addon.core.gateway.client import GatewayClient  # noqa: E402
from addon.core.hosting.absent import AbsentHost  # noqa: E402
from addon.core.hosting.errors import HostError  # noqa: E402
from addon.core.jobs.edges import Capturer, Connection, Film  # noqa: E402
from addon.core.jobs.engine import Engine  # noqa: E402
from addon.core.jobs.job import new_job  # noqa: E402
from addon.core.jobs.settings import Settings  # noqa: E402
from addon.core.models import Plan, Quote, Route, Tier, VideoRequest  # noqa: E402

MODEL = "alibaba/wan-v2.6-t2v"


class NoCamera(Capturer):
    async def film(self, *_: object) -> list[Any]:
        raise AssertionError("these shots have no references")


def plan(number: int) -> Plan:
    request = VideoRequest(
        model=MODEL, prompt=f"A robot waves {number}.", size="1280x720", seconds=2, audio=False, seed=7,
        audio_switch=False,
    )  # fmt: skip
    quote = Quote(seconds_asked=2, seconds_used=2, usd_per_second=Decimal("0.05"), usd=Decimal("0.10"))
    shot = f"SH{number:04}"
    return Plan(
        shot_uuid=f"uuid-{shot}", shot_name=shot, route=Route.TEXT, tier=Tier.DRAFT, request=request, quote=quote,
        used_frames=48,
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
        host = AbsentHost(HostError("These shots have no references."))
        client = GatewayClient(task["baseURL"], Credential("api-key", "vck_side_by_side"))
        return Connection(client, host, b"vck_side_by_side")

    engine = Engine(connect, catalog=unhurried(task["at_once"]), settings=settings)
    engine.start()
    folder = FilmFolder(Path(task["folder"]) / "film.blend")
    begun = time.perf_counter()
    jobs = [new_job(plan(number), batch="batch", take_number=1) for number in range(task["count"])]
    engine.submit(Film(folder, NoCamera()), jobs).result(600)
    while not engine.idle:
        engine.poll()
        time.sleep(0.01)
    seconds = time.perf_counter() - begun
    states = Counter(str(job.state) for job in engine.jobs(folder))
    engine.stop(10)
    return {"done": states.get("ready", 0), "seconds": seconds, "states": states}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
