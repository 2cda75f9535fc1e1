# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""`/rehearsal/...`: how a test in another process reads the log and plans failures. No real gateway has this.

GET  /rehearsal/log?endpoint=start&since=12   {"entries": [...]}
GET  /rehearsal/summary                       see `summary`
GET  /rehearsal/faults                        {"faults": [...]}
POST /rehearsal/faults                        a fault, or a list of them, as JSON
DELETE /rehearsal/faults                      forget all
POST /rehearsal/options                       {"latency": 2, "credit": "0", "retired": [...], ...}
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from ..core.errors import UserError
from .accounts import plain
from .faults import Fault
from .validate import invalid
from .wire import Answer, Request, json_answer

if TYPE_CHECKING:
    from .server import Rehearsal

LIMIT = 1024 * 1024
CHANGEABLE = (
    "latency",
    "heartbeat",
    "results",
    "result_seconds",
    "credit",
    "retired",
    "generation_lag",
    "idempotency_seconds",
    "starts_per_second",
)


def summary(rehearsal: Rehearsal) -> dict[str, Any]:
    """Counts: requests by endpoint, starts (posts) and jobs by idempotency key, jobs by state, what was billed."""
    jobs = rehearsal.jobs.all()
    charges = rehearsal.account.charges()
    return {
        "requests": rehearsal.journal.counts(),
        "starts_by_key": rehearsal.journal.starts_by_key(),
        "jobs": len(jobs),
        "jobs_by_key": dict(Counter(job.idempotency_key for job in jobs if job.idempotency_key)),
        "jobs_by_state": dict(Counter(job.state for job in jobs)),
        "billed": {
            "count": len(charges),
            "usd": plain(sum(charges.values(), Decimal(0))),
            "by_job": {job: plain(amount) for job, amount in charges.items()},
        },
        "balance": plain(rehearsal.account.balance),
    }


def answer(rehearsal: Rehearsal, request: Request, what: str) -> Answer:
    """Raises Refused 400 for faults and options that do not exist."""
    if what == "log" and request.method == "GET":
        since = request.query.get("since", "0")
        entries = rehearsal.journal.entries(request.query.get("endpoint", ""), int(since) if since.isdecimal() else 0)
        return json_answer({"entries": entries})
    if what == "summary" and request.method == "GET":
        return json_answer(summary(rehearsal))
    if what == "faults":
        return _faults(rehearsal, request)
    if what == "options" and request.method == "POST":
        return _options(rehearsal, request)
    raise invalid("Unknown control request.")


def _faults(rehearsal: Rehearsal, request: Request) -> Answer:
    if request.method == "DELETE":
        rehearsal.faults.clear()
    elif request.method == "POST":
        value = _json(request)
        try:
            planned = [Fault.from_json(item) for item in (value if isinstance(value, list) else [value])]
        except (UserError, TypeError) as error:
            raise invalid(str(error)) from error
        for fault in planned:
            rehearsal.faults.add(fault)
    return json_answer({"faults": [fault.to_json() for fault in rehearsal.faults.listed()]})


def _options(rehearsal: Rehearsal, request: Request) -> Answer:
    value = _json(request)
    if not isinstance(value, dict) or not set(value) <= set(CHANGEABLE):
        raise invalid(f"Options are: {', '.join(CHANGEABLE)}.")
    try:
        if "credit" in value:
            value["credit"] = Decimal(str(value["credit"]))
    except InvalidOperation as error:
        raise invalid("credit must be an amount.") from error
    if "retired" in value:
        value["retired"] = tuple(value["retired"])
    rehearsal.set_options(replace(rehearsal.options, **value))
    return json_answer({"ok": True})


def _json(request: Request) -> Any:
    """The body. JSON only: a web page in a browser cannot send that here without being asked for permission first."""
    if request.header("content-type").split(";")[0].strip() != "application/json":
        raise invalid("The content type must be application/json.")
    try:
        return json.loads(request.read(LIMIT) or b"")
    except ValueError as error:
        raise invalid("Invalid JSON in request body.") from error
