# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kitsu's server as far as we speak with it, its answers recorded from zou 1.0.97. For tests where zou is not there."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

EMAIL, PASSWORD, TOKEN = "admin@example.com", "mysecretpassword", "a-token"


class Studio:
    """What the server knows."""

    def __init__(self) -> None:
        self.projects: list[dict[str, Any]] = []
        self.sequences: dict[str, str] = {}
        self.shots: list[dict[str, Any]] = []
        self.types = [{"id": uuid4().hex, "name": name} for name in ("Layout", "Animation")]
        self.statuses = [{"id": uuid4().hex, "name": name} for name in ("Todo", "Work In Progress")]
        self.comments: list[dict[str, Any]] = []
        self.previews: dict[str, dict[str, Any]] = {}
        self.broken = False


def _answer(studio: Studio, method: str, path: str, body: Any, authorized: bool) -> tuple[int, Any]:
    """Status and JSON, as zou gives them."""
    if (method, path) == ("POST", "/auth/login"):
        if (body.get("email"), body.get("password")) != (EMAIL, PASSWORD):
            return 400, {"login": False}
        return 200, {"login": True, "access_token": TOKEN, "user": {}}
    if not authorized:
        return 422, {"msg": "Not enough segments"}
    lists = {"/data/projects": studio.projects, "/data/task-types": studio.types, "/data/task-status": studio.statuses}
    if method == "GET" and path in lists:
        return 200, lists[path]
    return _make(studio, method, path, body) or (404, {"message": "Not found"})


def _make(studio: Studio, method: str, path: str, body: Any) -> tuple[int, Any] | None:
    if (method, path) == ("POST", "/data/projects"):
        studio.projects.append({"id": uuid4().hex, **body})
        return 201, studio.projects[-1]
    if re.fullmatch(r"/data/projects/\w+/sequences", path):
        key = uuid4().hex
        studio.sequences[key] = body["name"]
        return 201, {"id": key, **body}
    if re.fullmatch(r"/data/projects/\w+/shots", path):
        sequence = studio.sequences[body["sequence_id"]]
        studio.shots.append(
            {"id": uuid4().hex, "sequence_name": sequence, "tasks": [], "preview_file_id": None, **body}
        )
        return 201, studio.shots[-1]
    if method == "GET" and path.startswith("/data/shots/with-tasks"):
        return 200, studio.shots
    if match := re.fullmatch(r"/data/shots/(\w+)", path):
        return 200, next(shot for shot in studio.shots if shot["id"] == match[1])
    if match := re.fullmatch(r"/actions/projects/\w+/task-types/(\w+)/shots/create-tasks", path):
        made = [{"id": uuid4().hex, "entity_id": shot, "task_type_id": match[1]} for shot in body]
        for task in made:
            next(shot for shot in studio.shots if shot["id"] == task["entity_id"])["tasks"].append(task)
        return 201, made
    return _publish(studio, path, body)


def _publish(studio: Studio, path: str, body: Any) -> tuple[int, Any] | None:
    if match := re.fullmatch(r"/actions/tasks/(\w+)/comment", path):
        if not body.get("task_status_id"):
            return 400, {"message": {"task_status_id": "Task Status ID is missing"}}
        studio.comments.append({"id": uuid4().hex, "task": match[1], "text": body["comment"]})
        return 201, studio.comments[-1]
    if match := re.fullmatch(r"/actions/tasks/(\w+)/comments/\w+/add-preview", path):
        key = uuid4().hex
        revision = 1 + sum(p["task"] == match[1] for p in studio.previews.values())
        studio.previews[key] = {"id": key, "task": match[1], "revision": revision, "status": "processing"}
        return 201, studio.previews[key]
    if match := re.fullmatch(r"/pictures/preview-files/(\w+)", path):
        preview = studio.previews[match[1]]
        if preview["status"] != "processing":
            return 400, {
                "message": "<p>The browser (or proxy) sent a request that this server could not understand.</p>"
            }
        preview |= {"status": "broken" if studio.broken else "ready", "bytes": body}
        return 201, {key: value for key, value in preview.items() if key != "bytes"}
    if match := re.fullmatch(r"/actions/preview-files/(\w+)/set-main-preview", path):
        task = studio.previews[match[1]]["task"]
        shot = next(shot for shot in studio.shots if any(t["id"] == task for t in shot["tasks"]))
        shot["preview_file_id"] = match[1]
        return 200, shot
    return None


@contextmanager
def running() -> Iterator[tuple[str, Studio]]:
    """The server's address, and what it knows."""
    studio = Studio()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            data = self.rfile.read(int(self.headers.get("content-length") or 0))
            body: Any = data
            if self.headers.get("content-type", "").startswith("application/json"):
                body = json.loads(data or b"null")
            authorized = self.headers.get("authorization") == f"Bearer {TOKEN}"
            status, said = _answer(studio, self.command, self.path, body, authorized)
            content = json.dumps(said, default=lambda value: len(value)).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", studio
    finally:
        server.shutdown()
        server.server_close()
