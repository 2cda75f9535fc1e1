# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for a Flamenco Manager and its workers, for no real one can be had here.

Every request and every answer is held against Flamenco's own OpenAPI file (`flamenco-openapi.yaml`, its two slips
mended); jobs are compiled by the shipped job type under node; tasks are really run, as Flamenco's worker runs a
`blender-render` command. Rules of failing as in its sources: a task that failed is tried by up to three workers, and
one in ten failed tasks ends the job.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shlex
import shutil
import subprocess
import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

HERE = Path(__file__).resolve().parent
SHIM = HERE / "jobtype_shim.mjs"
NODE = shutil.which("node")
TRIES = 3


@functools.cache
def openapi() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((HERE / "flamenco-openapi.yaml").read_text(encoding="utf-8"))
    schemas = said["components"]["schemas"]
    schemas["ManagerVariable"]["required"].remove("name")  # no such property
    schemas["JobTasksSummary"]["required"] = ["tasks"]  # written as "jobs"
    return said


@functools.cache
def validator(pointer: str) -> Any:
    registry: Any = Registry().with_resource("urn:flamenco", Resource(openapi(), DRAFT7))
    return Draft7Validator({"$ref": f"urn:flamenco#{pointer}"}, registry=registry)


def _pointer(*parts: str) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def operation(method: str, path: str) -> tuple[str, dict[str, Any]]:
    """The template and the operation of the API that a call is."""
    for template, calls in openapi()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in calls:
            # /jobs/{job_id} fits /jobs/check as well: names without braces are meant first.
            exact = openapi()["paths"].get(path)
            return (
                (path, exact[method.lower()])
                if exact and method.lower() in exact
                else (template, calls[method.lower()])
            )
    raise AssertionError(f"no such call in the API: {method} {path}")


def check_request(method: str, path: str, body: Any) -> None:
    template, call = operation(method, path)
    if "requestBody" not in call:
        assert body is None, f"{method} {template} takes no body"
        return
    media = ("paths", template, method.lower(), "requestBody", "content", "application/json", "schema")
    validator(_pointer(*media)).validate(body)


def check_answer(method: str, path: str, status: int, body: Any) -> None:
    template, call = operation(method, path)
    key = str(status) if str(status) in call["responses"] else "default"
    assert key in call["responses"] or status == 404, f"{method} {template} never answers {status}"
    content = call["responses"].get(key, {}).get("content", {})
    if "application/json" in content:
        media = ("paths", template, method.lower(), "responses", key, "content", "application/json", "schema")
        validator(_pointer(*media)).validate(body)


@dataclass
class Task:
    id: str
    name: str
    commands: list[dict[str, Any]]
    status: str = "queued"
    steps: int = 0
    log: str = ""
    failures: int = 0
    worker: str = ""


@dataclass
class Job:
    id: str
    body: dict[str, Any]
    tasks: list[Task]
    status: str = "queued"
    activity: str = ""
    created: str = field(default_factory=lambda: datetime.now(UTC).isoformat())
    saved: list[str] = field(default_factory=list)
    reason: str = ""


class Manager:
    """`variables`: what a worker puts for {blender} and the like. `workers`: how many machines are at work."""

    def __init__(self, job_type: Path, variables: dict[str, str], *, location: str, workers: int = 1) -> None:
        self.job_type, self.variables, self.location = job_type, variables, location
        self.jobs: dict[str, Job] = {}
        self.calls: list[tuple[str, str]] = []
        self.wrong: list[str] = []
        """What was not as the API has it."""
        self.faults: list[tuple[str, int, dict[str, Any], dict[str, str]]] = []
        """(path, status, body, headers) for the next call of a path."""
        self.etag = "etag-1"
        self.two_way: dict[str, str] = {}
        self.running: dict[str, subprocess.Popen[str]] = {}
        self._change = threading.Condition()
        self._over = False
        self._workers = workers
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Manager:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self._threads = [threading.Thread(target=self._work, args=(f"worker-{n}",)) for n in range(self._workers)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._change:
            self._over = True
            self._change.notify_all()
            for process in self.running.values():
                process.kill()
        for thread in self._threads:
            thread.join(30)
        self._server.shutdown()
        self._server.server_close()

    def kill(self, worker: str) -> None:
        """A machine loses its power in the midst of a task, and comes back."""
        with self._change:
            self.running[worker].kill()

    def rest(self, seconds: float = 60.0) -> None:
        """Wait until every job is over: results are there before the Manager hears of the task's end."""
        with self._change:
            over = ("completed", "failed", "canceled")
            assert self._change.wait_for(lambda: all(job.status in over for job in self.jobs.values()), seconds)

    # -- machines --------------------------------------------------------------------------------------------------

    def _work(self, name: str) -> None:
        while True:
            with self._change:
                found = self._next()
                while found is None and not self._over:
                    self._change.wait(0.2)
                    found = self._next()
                if self._over or found is None:
                    return
                job, task = found
                task.status, task.worker, job.status = "active", name, "active"
                task.steps = 0
            code = self._run(name, job, task)
            with self._change:
                self._ended(job, task, code)
                del self.running[name]
                self._change.notify_all()

    def _next(self) -> tuple[Job, Task] | None:
        for job in self.jobs.values():
            if job.status in ("queued", "active"):
                for task in job.tasks:
                    if task.status in ("queued", "soft-failed"):
                        return job, task
        return None

    def _run(self, name: str, job: Job, task: Task) -> int:
        for command in task.commands:
            assert command["name"] == "blender-render"
            process = subprocess.Popen(
                self.argv(command["parameters"]), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            with self._change:
                self.running[name] = process
            assert process.stdout is not None
            for line in process.stdout:
                with self._change:
                    task.log += line
                    task.steps += line.startswith("Time: ")
                    if saved := re.match(r"Saved: '(.*)'", line):
                        job.saved.append(saved[1])
            if code := process.wait():
                return code
        return 0

    def argv(self, parameters: dict[str, Any]) -> list[str]:
        """As worker/command_blender.go puts it together."""
        said = json.loads(re.sub(r"\{(\w+)\}", lambda v: json.dumps(self._value(v[1]))[1:-1], json.dumps(parameters)))
        argv = [said["exe"], *shlex.split(said["exeArgs"]), *said["argsBefore"]]
        return [*argv, *([said["blendfile"]] if said["blendfile"] else []), *said["args"]]

    def _value(self, name: str) -> str:
        return {**self.variables, **self.two_way}.get(name, "{" + name + "}")

    def _ended(self, job: Job, task: Task, code: int) -> None:
        if task.status == "canceled":
            return
        if code == 0:
            task.status = "completed"
        else:
            task.failures += 1
            lost = code < 0  # the Manager takes a worker that went away for no failure of the task
            task.status = "queued" if lost else "soft-failed" if task.failures < TRIES else "failed"
        failed = sum(each.status == "failed" for each in job.tasks)
        if failed * 10 >= len(job.tasks) and failed:
            job.status, job.activity = "failed", "too many failed tasks"
            for each in job.tasks:
                each.status = "canceled" if each.status in ("queued", "soft-failed") else each.status
        elif all(each.status == "completed" for each in job.tasks):
            job.status = "completed"

    # -- the API ---------------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any, dict[str, str]]:
        for number, (wanted, status, said, headers) in enumerate(self.faults):
            if wanted == path:
                del self.faults[number]
                return status, said, headers
        with self._change:
            status, said = self._answer(method, path, body)
        return status, said, {}

    def _answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:  # noqa: C901  # a table of calls
        parts = path.removeprefix("/api/v3/").split("/")
        match (method, *parts):
            case ("GET", "version"):
                return 200, {"version": "3.9-stand-in", "shortversion": "3.9", "name": "Stand-in", "git": "none"}
            case ("GET", "configuration", "shared-storage", audience, platform):
                return 200, {
                    "location": self.location,
                    "audience": audience,
                    "platform": platform,
                    "shamanEnabled": False,
                }
            case ("GET", "configuration", "variables", _, _):
                return 200, {name: {"value": value, "is_twoway": True} for name, value in self.two_way.items()}
            case ("GET", "jobs", "type", "animatic-captures"):
                return 200, {"name": "animatic-captures", "etag": self.etag, **compiled(self.job_type, {})["type"]}
            case ("POST", "jobs", "check"):
                return self._submit(body, keep=False)
            case ("POST", "jobs"):
                return self._submit(body, keep=True)
            case ("GET", "jobs"):
                return 200, {"jobs": [self._job(job) for job in self.jobs.values()]}
            case ("GET", "jobs", job) if job in self.jobs:
                return 200, self._job(self.jobs[job])
            case ("GET", "jobs", job, "tasks") if job in self.jobs:
                return 200, {"tasks": [self._task(n, task) for n, task in enumerate(self.jobs[job].tasks)]}
            case ("GET", "jobs", job, "last-rendered") if job in self.jobs:
                shown = {"base": f"/job-files/{job}", "suffixes": ["last-rendered.jpg", "last-rendered-small.jpg"]}
                return (200, shown) if self.jobs[job].saved else (204, None)
            case ("POST", "jobs", job, "setstatus") if job in self.jobs:
                return self._set_status(self.jobs[job], body)
            case ("GET", "tasks", task, "logtail"):
                found = [each for job in self.jobs.values() for each in job.tasks if each.id == task]
                return (200, found[0].log) if found and found[0].log else (204, None)
        return 404, {"code": 404, "message": "not found"}

    def _submit(self, body: dict[str, Any], *, keep: bool) -> tuple[int, Any]:
        if body["type"] != "animatic-captures":
            return 400, {"code": 400, "message": "unknown job type"}
        if body.get("type_etag", self.etag) != self.etag:
            return 412, {
                "code": 412,
                "message": "rejecting job because its settings are outdated, refresh the job type",
            }
        settings = {key: self._two_way(value) for key, value in body["settings"].items()}
        made = compiled(self.job_type, {**body, "settings": settings})
        if "thrown" in made:
            return 400, {"code": 400, "message": made["thrown"]}
        if not keep:
            return 204, None
        tasks = [Task(str(uuid.uuid4()), task["name"], task["commands"]) for task in made["tasks"]]
        metadata = {key: self._two_way(value) for key, value in body.get("metadata", {}).items()}
        job = Job(str(uuid.uuid4()), {**body, "settings": settings, "metadata": metadata}, tasks)
        self.jobs[job.id] = job
        self._change.notify_all()
        return 200, self._job(job)

    def _two_way(self, value: Any) -> Any:
        for name, path in self.two_way.items():
            if isinstance(value, str) and value.lower().startswith(path.lower()):
                return "{" + name + "}" + value[len(path) :]
        return value

    def _set_status(self, job: Job, body: dict[str, Any]) -> tuple[int, Any]:
        if job.status in ("completed", "failed", "canceled"):
            return 500, {"code": 500, "message": "unexpected error changing job status"}
        assert body["status"] == "cancel-requested"
        job.status, job.reason = "canceled", body["reason"]
        for task in job.tasks:
            if task.status != "completed":
                task.status = "canceled"
                if process := self.running.get(task.worker):
                    process.kill()
        return 204, None

    def _job(self, job: Job) -> dict[str, Any]:
        steps = [sum(command["total_step_count"] for command in task.commands) for task in job.tasks]
        return {
            **job.body,
            "id": job.id,
            "created": job.created,
            "updated": job.created,
            "status": job.status,
            "activity": job.activity,
            "steps_completed": sum(task.steps for task in job.tasks),
            "steps_total": sum(steps),
        }

    def _task(self, number: int, task: Task) -> dict[str, Any]:
        return {
            "id": task.id,
            "name": task.name,
            "status": task.status,
            "index_in_job": number,
            "priority": 50,
            "task_type": "blender",
            "updated": datetime.now(UTC).isoformat(),
            "steps_completed": task.steps,
            "steps_total": sum(command["total_step_count"] for command in task.commands),
        }


@functools.cache
def _compiled(text: str, job_type: Path) -> str:
    assert NODE is not None
    made = subprocess.run(
        [NODE, str(SHIM), str(job_type), text], capture_output=True, text=True, check=True, timeout=60
    )
    return made.stdout


def compiled(job_type: Path, job: dict[str, Any]) -> dict[str, Any]:
    """What the job type makes of a job, under node."""
    said: dict[str, Any] = json.loads(_compiled(json.dumps(job, sort_keys=True), job_type))
    return said


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _handler(manager: Manager) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._serve("GET")

        def do_POST(self) -> None:
            self._serve("POST")

        def _serve(self, method: str) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            manager.calls.append((method, self.path))
            if self.path.startswith("/job-files/"):  # no call of the API: files that the Manager serves beside it
                self._send_picture()
                return
            try:
                check_request(method, self.path, body)
            except Exception as error:
                manager.wrong.append(f"{method} {self.path}: {error}")
            status, said, headers = manager.answer(method, self.path, body)
            try:
                check_answer(method, self.path, status, said)
            except Exception as error:
                manager.wrong.append(f"{method} {self.path} answers {status}: {error}")
            is_text = isinstance(said, str)
            content = b"" if said is None else said.encode() if is_text else json.dumps(said).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-type", "text/plain" if is_text else "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _send_picture(self) -> None:
            job = manager.jobs[self.path.split("/")[2]]
            content = Path(job.saved[-1]).read_bytes()
            self.send_response(200)
            self.send_header("content-type", "image/jpeg")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    return Handler
