# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gateway tells about itself: models with prices, credits, what one generation cost.

Shapes: npm @ai-sdk/gateway 4.0.146 and vercel.com/docs/ai-gateway/sdks-and-apis/rest-api. That of a model's endpoints
is not documented; it follows the model list.
"""

from __future__ import annotations

import time
from typing import Any

from ..core.catalog import Catalog, Model
from . import validate
from .accounts import Account, plain
from .jobs import COMPLETED, Job, Jobs
from .options import Options
from .validate import refusal
from .wire import Answer, Request, json_answer, timestamp

RELEASED = 1_765_843_200
"""Unix time of the Wan 2.6 family's release, 16 December 2025."""


class Metadata:
    """Answers the GET requests that spend nothing."""

    def __init__(self, catalog: Catalog, options: Options, account: Account, jobs: Jobs) -> None:
        self.options = options
        self._catalog = catalog
        self._account = account
        self._jobs = jobs

    def models(self, request: Request) -> Answer:
        """The public list: no key needed."""
        return json_answer({"object": "list", "data": [_listed(model) for model in self._models()]})

    def endpoints(self, request: Request, model_id: str) -> Answer:
        """The providers of one model: no key needed."""
        model = next((m for m in self._models() if m.id == model_id), None)
        if model is None:
            raise refusal(404, "model_not_found", f"Model '{model_id}' not found", param={"modelId": model_id})
        endpoint = {
            "name": f"{model.id.partition('/')[0]} | {model.id}",
            "provider_name": model.id.partition("/")[0],
            "model_name": model.name,
            "pricing": _pricing(model),
            "supported_parameters": ["prompt", "resolution", "duration", "seed"],
        }
        return json_answer({"data": {**_listed(model), "endpoints": [endpoint]}})

    def config(self, request: Request, version: int) -> Answer:
        """The list that the clients read. One price per second in it would make them refuse all of it."""
        validate.credential(request)
        provider = {"specificationVersion": f"v{version}", "provider": "gateway"}
        models = [
            {
                "id": model.id,
                "name": model.name,
                "pricing": None,
                "specification": {**provider, "modelId": model.id},
                "modelType": "video",
            }
            for model in self._models()
        ]
        return json_answer({"models": models})

    def credits(self, request: Request) -> Answer:
        """Texts, not numbers: the clients refuse numbers."""
        validate.credential(request)
        return json_answer({"balance": plain(self._account.balance), "total_used": plain(self._account.used)})

    def generation(self, request: Request) -> Answer:
        """What one finished generation cost; 404 until the books know it."""
        validate.credential(request)
        generation_id = request.query.get("id", "")
        job = self._jobs.by_generation(generation_id)
        if job is None or not job.over or time.time() < job.finished + self.options.generation_lag:
            raise refusal(404, "not_found", f"Generation {generation_id} not found.")
        return json_answer({"data": _record(job)})

    def _models(self) -> list[Model]:
        """Every model once, as its first route has it."""
        return [self._catalog.get(id) for id in self._catalog.ids() if id not in self.options.retired]


def _record(job: Job) -> dict[str, Any]:
    """Without token counters, which a video has none of."""
    cost = 0.0 if job.own_key or job.state != COMPLETED else float(job.usd)
    return {
        "id": job.generation_id,
        "total_cost": cost,
        "upstream_inference_cost": float(job.usd) if job.own_key else 0,
        "usage": cost,
        "created_at": timestamp(job.created),
        "model": job.model,
        "is_byok": job.own_key,
        "provider_name": job.model.partition("/")[0],
        "streamed": False,
        "latency": 0,
        "generation_time": int((job.finished - job.created) * 1000),
        "market_cost": float(job.usd),
    }


def _listed(model: Model) -> dict[str, Any]:
    return {
        "id": model.id,
        "object": "model",
        "created": RELEASED,
        "released": RELEASED,
        "owned_by": model.id.partition("/")[0],
        "name": model.name,
        "description": f"{model.name}: {model.min_seconds} to {model.max_seconds} s at {model.output_fps} fps.",
        "context_window": 0,
        "max_tokens": 0,
        "type": "video",
        "tags": [f"{model.route.replace('_', '-')}-to-video"],
        "pricing": _pricing(model),
    }


def _pricing(model: Model) -> dict[str, Any]:
    """In the shapes of the real list (7 October 2026): by the second, by tokens, or nothing."""
    price = model.price
    if price.kind == "unknown":
        return {}
    if price.kind == "tokens":
        tiers = [
            {
                "resolution": resolution,
                "no_video_input": {"cost_per_million_tokens": f"{without}"},
                "with_video_input": {"cost_per_million_tokens": f"{with_clip}"},
            }
            for resolution, (without, with_clip) in price.per_million.items()
        ]
        return {"video_token_pricing": {"tiers": tiers}}
    entries: list[dict[str, Any]] = []
    for resolution, usd in price.usd.items():
        where: dict[str, Any] = {"mode": model.quality[resolution]} if model.quality else {"resolution": resolution}
        if price.silent:
            entries.append({**where, "cost_per_second": plain(price.silent[resolution]), "audio": False})
            where["audio"] = True
        entries.append({**where, "cost_per_second": plain(usd)})
    if model.family in ("wan3.0", "minimax"):  # what a request without a resolution costs
        entries.append({"cost_per_second": plain(max(price.usd.values()))})
    return {"video_duration_pricing": entries}
