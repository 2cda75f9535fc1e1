# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Telling a caller's address that its generation is over (vercel.com/docs/ai-gateway/modalities/video-generation)."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import threading
import time
import urllib.request
from typing import TYPE_CHECKING, Any

from .references import opener, reachable
from .wire import timestamp

if TYPE_CHECKING:
    from .jobs import Job

log = logging.getLogger(__name__)

TIMEOUT = 10.0
"""Seconds in which the receiver must answer."""
ATTEMPTS = 3
WAIT = 1.0
"""Seconds before the second attempt; doubles."""

_EVENTS = {"completed": "completed", "error": "failed", "cancelled": "cancelled"}


def deliver(url: str, job: Job, *, online: bool, stopping: threading.Event) -> bool:
    """Post the end of `job`, signed with its secret; never the video. Whether the receiver took it."""
    if not reachable(url, online=online):
        log.info("the callback of %s is not on this machine, and this rehearsal is offline", job.id)
        return False
    status = _EVENTS[job.state]
    body = json.dumps({"type": f"video.generation.{status}", "data": _data(job, status)}).encode()
    for attempt in range(ATTEMPTS):
        if attempt and stopping.wait(WAIT * 2 ** (attempt - 1)):
            return False
        moment = str(int(time.time()))
        signature = hmac.new(job.secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {
            "content-type": "application/json",
            "x-ai-gateway-signature": f"t={moment},v1={signature}",
            "x-ai-gateway-idempotency-key": f"{job.id}-{status}",
        }
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")
        try:
            with opener(url, redirects=False).open(request, timeout=TIMEOUT) as answer:
                if 200 <= answer.status < 300:
                    return True
        except (OSError, ValueError) as error:
            log.info("the callback of %s failed: %s", job.id, type(error).__name__)
    return False


def _data(job: Job, status: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "jobId": job.id,
        "modelId": job.model,
        "status": status,
        "createdAt": timestamp(job.created),
        "completedAt": timestamp(job.finished),
    }
    if job.error:
        data["error"] = {"message": job.error}
    return data
