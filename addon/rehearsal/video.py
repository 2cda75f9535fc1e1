# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The three video endpoints of `/v3/ai` and `/v4/ai`: the open request, start, and status.

The wire is that of npm @ai-sdk/gateway 3.0.232 and 4.0.146. Answers stay within what every official client reads:
comments as heartbeats, one `data:` event, bare base64, no nulls.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ..core.catalog import Catalog, Model
from ..core.files import door
from . import validate
from .accounts import Account
from .faults import JOB_KINDS, Fault
from .jobs import CANCELLED, COMPLETED, Job, Jobs, KeyReused
from .options import Options
from .validate import refusal
from .wire import Answer, Dropped, Request, file_answer, json_answer

MEDIA_TYPE = "video/mp4"
ENCODE = 3 * 64 * 1024
"""Bytes encoded at a time: a multiple of three, so that the pieces of base64 join."""


class Video:
    """Answers requests about generations."""

    def __init__(self, catalog: Catalog, options: Options, account: Account, jobs: Jobs, secret: bytes) -> None:
        self.options = options
        self._catalog = catalog
        self._account = account
        self._jobs = jobs
        self._secret = secret
        self._recent: defaultdict[str, deque[float]] = defaultdict(deque)

    def generate(self, request: Request, version: int, fault: Fault | None) -> Answer:
        """The open request: heartbeats, then one event. A caller that does not take events gets plain JSON, as
        clients before gateway 3.0.53 expect."""
        model, body = self._admit(request, version, validate.GENERATE_LIMIT)
        job = self._jobs.accept(model, body, fault=_of_job(fault))
        request.note["job"] = job.id
        if "text/event-stream" in request.header("accept"):
            headers = {"cache-control": "no-cache"}
            return Answer(200, self._events(job, request.origin), None, "text/event-stream", headers)
        self._wait(job)
        if job.state == COMPLETED:
            return Answer(200, self._result(job, {}, request.origin), None)
        raise refusal(job.error_status, _error_type(job), job.error, generation_id=job.generation_id)

    def start(self, request: Request, version: int, fault: Fault | None) -> Answer:
        """Accept a generation to be polled. The same idempotency key with the same request is the same job."""
        key = request.header("idempotency-key")
        request.note["idempotency_key"] = key
        model, body = self._admit(request, version, validate.START_LIMIT)
        try:
            job = self._jobs.accept(model, body, asynchronous=True, idempotency_key=key, fault=_of_job(fault))
        except KeyReused as error:
            raise refusal(
                409, "invalid_request_error", "This idempotency key was already used with a different request."
            ) from error
        request.note["job"] = job.id
        asynchronous = {"jobId": job.id, "status": "queued", "webhookSigningSecret": job.secret}
        return json_answer(
            {
                "operation": {"gatewayJobId": job.id},
                "warnings": job.warnings,
                "providerMetadata": {
                    "gateway": {"generationId": job.generation_id, "asyncJob": asynchronous},
                },
            },
            202,
        )

    def status(self, request: Request, version: int) -> Answer:
        """How a started generation is doing; its video as soon as there is one."""
        validate.credential(request)
        validate.headers(request, version)
        body = validate.json_body(request, validate.START_LIMIT)
        operation = body.get("operation")
        job_id = operation.get("gatewayJobId") if isinstance(operation, dict) else None
        job = self._jobs.find(job_id) if isinstance(job_id, str) else None
        request.note["job"] = job_id
        if job is None:
            raise refusal(404, "not_found", "Video generation job not found.")
        request.note["state"] = job.state
        if job.state == COMPLETED:
            return Answer(200, self._result(job, {"status": "completed"}, request.origin), None)
        answer: dict[str, Any] = {"status": "pending", "warnings": [], "providerMetadata": _async_metadata(job)}
        if job.over:
            answer["status"] = "cancelled" if job.state == CANCELLED else "error"
        if answer["status"] == "error":
            answer["error"] = job.error
        return json_answer(answer)

    def download(self, request: Request, name: str) -> Answer:
        """A finished video by its link. An object store's refusal when the link ran out or was changed."""
        job = self._jobs.find(name.removesuffix(".mp4"))
        expires = request.query.get("Expires", "")
        good = hmac.compare_digest(request.query.get("Signature", ""), self._sign(name, expires))
        if job is None or not job.video or not good or not expires.isdecimal() or int(expires) < time.time():
            body = (
                b'<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>'
            )
            return Answer(403, (body,), len(body), "application/xml")
        return file_answer(self._jobs.video_file(job), MEDIA_TYPE, {}, request.header("range"))

    def _admit(self, request: Request, version: int, limit: int) -> tuple[Model, dict[str, Any]]:
        """Everything that is checked before a generation is accepted, in the order in which it is told."""
        key = validate.credential(request)
        validate.headers(request, version)
        request.note["model"] = request.header("ai-model-id")
        body = validate.json_body(request, limit)
        request.note["body"] = body
        model = validate.model(request, self._catalog, self.options.retired)
        validate.body(body)
        validate.account(key, empty=self._account.balance <= 0)
        validate.routing(body, model)
        self._limit_rate(model)
        return model, body

    def _limit_rate(self, model: Model) -> None:
        limit = self.options.starts_per_second
        recent, now = self._recent[model.id], time.monotonic()
        while recent and now - recent[0] > 1.0:
            recent.popleft()
        if limit and len(recent) >= limit:
            raise refusal(429, "rate_limit_exceeded", "Rate limit exceeded", headers={"retry-after": "1"})
        recent.append(now)

    def _wait(self, job: Job) -> None:
        while not self._jobs.wait(job, 3600.0):
            if self._jobs.stopping:
                raise Dropped

    def _events(self, job: Job, origin: str) -> Iterator[bytes]:
        yield b":\n\n"
        while not self._jobs.wait(job, self.options.heartbeat):
            if self._jobs.stopping:
                raise Dropped
            yield b": heartbeat\n\n"
        yield b"data: "
        if job.state == COMPLETED:
            yield from self._result(job, {"type": "result"}, origin)
        else:
            yield _json(
                {
                    "type": "error",
                    "message": job.error or "Video generation was cancelled.",
                    "errorType": _error_type(job),
                    "statusCode": job.error_status,
                    "param": None,
                }
            )
        yield b"\n\n"

    def _result(self, job: Job, first: dict[str, str], origin: str) -> Iterator[bytes]:
        """A finished job as JSON, its video encoded piece by piece: an answer never lies in memory as a whole."""
        head = _json({**first, "videos": []})[:-2]
        tail = _json({"warnings": job.warnings, "providerMetadata": self._metadata(job, origin)})[1:]
        yield head
        if job.video:
            yield from self._video(job, origin)
        yield b"]," + tail

    def _video(self, job: Job, origin: str) -> Iterator[bytes]:
        form = self.options.results
        if form == "url":
            yield _json({"type": "url", "url": self._link(job, origin), "mediaType": MEDIA_TYPE})
            return
        open_text = {
            "base64": f'{{"type":"base64","mediaType":"{MEDIA_TYPE}","data":"',
            "data": f'{{"type":"url","mediaType":"{MEDIA_TYPE}","url":"data:{MEDIA_TYPE};base64,',
        }[form]
        yield open_text.encode()
        yield from _base64(self._jobs.video_file(job))
        yield b'"}'

    def _link(self, job: Job, origin: str) -> str:
        name = f"{job.id}.mp4"
        expires = str(int(job.finished + self.options.result_seconds))
        return f"{origin}/results/{name}?{urlencode({'Expires': expires, 'Signature': self._sign(name, expires)})}"

    def _sign(self, name: str, expires: str) -> str:
        return hmac.new(self._secret, f"{name}\n{expires}".encode(), hashlib.sha256).hexdigest()

    def _providers_own(self, job: Job, origin: str) -> tuple[str, dict[str, Any]]:
        """The provider's part of the metadata, under the name that its adapter has for it."""
        namespace = self._catalog.get(job.model).options
        own: dict[str, Any] = {"taskId": job.task_id}
        if namespace in ("alibaba", "bytedance", "minimax"):
            own["usage"] = _usage(namespace, job)
        if namespace == "blackForestLabs":
            own = {"videos": [{"taskId": job.task_id, **({"draftCache": job.task_id} if job.is_draft else {})}]}
        if self.options.results == "url" and job.video and namespace in ("alibaba", "minimax"):
            own["videoUrl"] = self._link(job, origin)
        return namespace, own

    def _metadata(self, job: Job, origin: str) -> dict[str, Any]:
        """What a finished generation says about itself. `rehearsal` is ours: the seed, made up if none came."""
        slate = job.slate
        provider, _, name = job.model.partition("/")
        namespace, own = self._providers_own(job, origin)
        gateway = {
            "generationId": job.generation_id,
            "cost": "0" if job.own_key else job.usd,
            "marketCost": job.usd,
            "generationTime": int((job.finished - job.created) * 1000),
            "routing": {
                "originalModelId": job.model,
                "canonicalSlug": job.model,
                "resolvedProvider": provider,
                "resolvedProviderApiModelId": name.replace("wan-v", "wan"),
                "finalProvider": provider,
                "attempts": [{"provider": provider, "modelId": job.model, "success": True}],
            },
        }
        asynchronous = _async_metadata(job)["gateway"] if job.asynchronous else {}
        return {
            "gateway": {**gateway, **asynchronous},
            namespace: own,
            "rehearsal": {"seed": slate["seed"], "seedGiven": slate["seed_given"]},
        }


def _usage(namespace: str, job: Job) -> dict[str, Any]:
    """What each family's adapter says was used."""
    slate = job.slate
    if namespace == "bytedance":
        return {"completion_tokens": job.tokens}
    if namespace == "minimax":
        counted = {"inputSeconds": job.input_seconds, "outputSeconds": slate["seconds"]}
        return {"totalSeconds": slate["seconds"] + job.input_seconds, **counted}
    return {
        "duration": slate["seconds"] + job.input_seconds,
        "outputVideoDuration": slate["seconds"],
        "inputVideoDuration": job.input_seconds,
        "resolution": int(job.resolution.removesuffix("p")),
        "size": f"{slate['width']}*{slate['height']}",
        "fps": slate["fps"],
    }


def _async_metadata(job: Job) -> dict[str, dict[str, Any]]:
    status = {"running": "processing", "error": "failed"}.get(job.state, job.state)
    asynchronous: dict[str, Any] = {"jobId": job.id, "status": status}
    if job.state == COMPLETED:
        asynchronous["result"] = {"delivery": "inline"}
    return {"gateway": {"generationId": job.generation_id, "asyncJob": asynchronous}}


def _of_job(fault: Fault | None) -> Fault | None:
    return fault if fault is not None and fault.kind in JOB_KINDS else None


def _error_type(job: Job) -> str:
    return "internal_server_error" if job.error_status >= 500 else "invalid_request_error"


def _base64(file: Path) -> Iterator[bytes]:
    with door.open_file(file, door.MEDIA_BYTES) as stream:
        while piece := stream.read(ENCODE):
            yield base64.b64encode(piece)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
