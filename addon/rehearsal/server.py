# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rehearsal gateway: a real HTTP server on this machine, free, without a key, on the same wire as the real one."""

from __future__ import annotations

import logging
import os
import re
import secrets
import socket
import socketserver
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from ..core import catalog as catalogs
from ..core.blender_process import BlenderCommand
from ..core.catalog import Catalog
from ..core.errors import AnimaticError, UserError
from ..core.files import door, write_atomic
from . import control
from .accounts import Account
from .blob import Blob
from .blob_store import BlobStore
from .faults import Fault, Faults
from .jobs import Jobs
from .journal import Journal
from .metadata import Metadata
from .options import Options
from .references import Fetcher
from .slate import Studio
from .validate import refusal
from .video import Video
from .wire import Answer, Dropped, Handler, Refused, Request, json_answer

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
STOP_SECONDS = 5.0
"""How long `stop` waits for threads; what is still fetching then is left to die with the process."""

SECRET_BYTES = 32
PORT_BYTES = 16

REHEARSAL_KEY = "vck_rehearsal"
REHEARSAL_BLOB_TOKEN = "vercel_blob_rw_rehearsal_offline"
"""What a client may use as its key and token here, where every one is good that does not say otherwise."""

Route = tuple[str, re.Pattern[str], str, Callable[..., Answer]]


class Rehearsal:
    """One server. Start it with `start()` and end it with `stop()`, or use it as a context manager.

    `port` 0 lets the system choose. `state_dir` keeps jobs, uploads and slates for the next server with the same folder
    (one server at a time); without it they are gone when this one stops. `command` starts the Blender that renders
    slates; not needed with canned videos. `log_file` gets every request as a line of JSON.

    No thread of it keeps the process from ending, stopped or not: Blender 4.5 would hang on one.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        command: BlenderCommand | None = None,
        options: Options | None = None,
        faults: Iterable[Fault] = (),
        state_dir: Path | None = None,
        log_file: Path | None = None,
        catalog: Catalog | None = None,
    ) -> None:
        self.options = options or Options()
        self.faults = Faults(tuple(faults))
        self.journal = Journal(log_file)
        self.account = Account(self.options.credit)
        self._port = port
        self._stopping = threading.Event()
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        if state_dir is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="animatic-rehearsal-", ignore_cleanup_errors=True)
            state_dir = Path(self._temporary.name)
        self._folder = state_dir
        catalog = catalog or catalogs.load()
        self._studio = Studio(self._subfolder("slates"), command, self.options.canned)
        fetcher = Fetcher(self._subfolder("references"), online=self.options.online)
        self.jobs = Jobs(
            catalog, self.options, self.account, fetcher, self._studio, self._stopping, self._subfolder("jobs")
        )
        secret = self._secret()
        self._video = Video(catalog, self.options, self.account, self.jobs, secret)
        self._metadata = Metadata(catalog, self.options, self.account, self.jobs)
        self._blob = Blob(BlobStore(self._subfolder("blobs")), secret)
        self._routes = self._table()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    # --- Life ---------------------------------------------------------------------------------------------------------

    def start(self) -> Rehearsal:
        """Listen. Raises UserError "port_taken" or "port" when the port cannot be had."""
        if self._server is not None:
            return self
        try:
            self._server = self._listen()
        except AnimaticError:
            self.stop()
            raise
        self.jobs.resume()  # before the first request is answered: an earlier job must not look unknown
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="rehearsal gateway", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """End everything, running renders too, within a few seconds. May be called twice."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        deadline = time.monotonic() + STOP_SECONDS
        self._studio.stop()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join(max(deadline - time.monotonic(), 0.0))
            self._server.end_connections(deadline)
        self.jobs.join(deadline)
        if self._temporary is not None:
            self._temporary.cleanup()

    def __enter__(self) -> Rehearsal:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        assert self._server is not None, "not started"
        return int(self._server.server_address[1])

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:PORT`: what the other addresses begin with."""
        return f"http://{HOST}:{self.port}"

    @property
    def gateway_url(self) -> str:
        """The gateway's base as its clients want it."""
        return f"{self.base_url}/v4/ai"

    @property
    def blob_url(self) -> str:
        """The blob API's base, as `VERCEL_BLOB_API_URL` wants it."""
        return f"{self.base_url}/api/blob"

    def set_options(self, options: Options) -> None:
        """Change what can be changed while it runs: everything but `canned` and `online`."""
        if options.credit != self.options.credit:
            self.account.set_balance(options.credit)
        self.options = self.jobs.options = self._video.options = self._metadata.options = options

    def summary(self) -> dict[str, Any]:
        """Counts of requests, starts, jobs and money; see `control.summary`."""
        return control.summary(self)

    def _listen(self) -> _Server:
        """On the port that was asked for; if on any, then on the one before the restart: clients still know it."""
        remembered = self._folder / "port"
        if self._port == 0 and door.exists(remembered):
            try:
                port = int(door.read_bytes(remembered, PORT_BYTES))
                return _listen(port, self._respond, self._stopping.wait)
            except (UserError, ValueError) as error:
                log.info("another port than before: %s", error)
        server = _listen(self._port, self._respond, self._stopping.wait)
        try:
            write_atomic(remembered, str(server.server_address[1]))
        except AnimaticError:
            server.server_close()
            raise
        return server

    def _subfolder(self, name: str) -> Path:
        return door.make_folder(self._folder / name)

    def _secret(self) -> bytes:
        """Signs links of this server; kept in the state folder so that they outlive it, for this person alone."""
        file = self._folder / "secret"
        found = door.status(file)
        if found is not None and found.st_size == SECRET_BYTES:
            if found.st_mode & 0o077 and os.name != "nt":
                os.chmod(file, 0o600)  # one of an earlier version
            return door.read_bytes(file, SECRET_BYTES)
        fresh = secrets.token_bytes(SECRET_BYTES)
        write_atomic(file, fresh, private=True)
        return fresh

    # --- Requests -----------------------------------------------------------------------------------------------------

    def _table(self) -> list[Route]:
        """Endpoint, path, method and who answers. Groups of the path become arguments."""
        video, meta, blob = self._video, self._metadata, self._blob

        def route(endpoint: str, path: str, method: str, answer: Callable[..., Answer]) -> Route:
            return endpoint, re.compile(path), method, answer

        return [
            route("generate", r"/v(?P<version>[34])/ai/video-model", "POST", video.generate),
            route("start", r"/v(?P<version>[34])/ai/video-model/start", "POST", video.start),
            route("status", r"/v(?P<version>[34])/ai/video-model/status", "POST", video.status),
            route("config", r"/v(?P<version>[34])/ai/config", "GET", meta.config),
            route("models", r"/v1/models", "GET", meta.models),
            route("endpoints", r"/v1/models/(?P<model_id>[^/]+/[^/]+)/endpoints", "GET", meta.endpoints),
            route("credits", r"/v1/credits", "GET", meta.credits),
            route("generation", r"/v1/generation", "GET", meta.generation),
            route("download", r"/results/(?P<name>[\w.]+)", "GET", video.download),
            route("blob-put", r"/api/blob/?", "PUT", blob.put),
            route("blob-mpu", r"/api/blob/mpu", "POST", blob.multipart),
            route("blob-delete", r"/api/blob/delete", "POST", blob.delete),
            route("blob-sign", r"/api/blob/signed-token", "POST", blob.sign),
            route("blob-get", r"/blob/(?P<store_id>[^/]+)/(?P<access>[^/]+)/(?P<pathname>.+)", "GET", blob.read),
            route("blob-get", r"/blob/(?P<store_id>[^/]+)/(?P<access>[^/]+)/(?P<pathname>.+)", "HEAD", blob.read),
            route("control", r"/rehearsal/(?P<what>\w+)", "", self._control),
        ]

    def _find(self, request: Request) -> tuple[str, Callable[[Fault | None], Answer]]:
        if request.method == "GET" and re.fullmatch(r"/api/blob/?", request.path):
            look = "url" in request.query
            answer = self._blob.look if look else self._blob.list
            return ("blob-head" if look else "blob-list"), lambda fault: answer(request)
        for endpoint, path, method, respond in self._routes:
            match = path.fullmatch(request.path)
            if match and method in ("", request.method):
                return endpoint, lambda fault: self._call(endpoint, respond, request, match, fault)  # noqa: B023
        return "unknown", lambda fault: _not_found(request)

    @staticmethod
    def _call(
        endpoint: str, respond: Callable[..., Answer], request: Request, match: re.Match[str], fault: Fault | None
    ) -> Answer:
        arguments: dict[str, Any] = match.groupdict()
        if "version" in arguments:
            arguments["version"] = int(arguments["version"])
        if endpoint in ("start", "generate"):
            arguments["fault"] = fault
        return respond(request, **arguments)

    def _control(self, request: Request, what: str) -> Answer:
        return control.answer(self, request, what)

    def _respond(self, request: Request) -> tuple[Answer, Fault | None]:
        """Answer one request, as a planned fault has it, and write it down."""
        endpoint, respond = self._find(request)
        fault = self.faults.take(endpoint)
        entry = {"endpoint": endpoint, "method": request.method, "path": request.path, "status": 0}
        try:
            if fault is not None and fault.before:
                answer, fault = self._struck(request, fault, endpoint), None
            else:
                _check_host(request)
                answer = respond(fault)
            entry["status"] = answer.status
            return answer, fault
        except Refused as refused:
            entry["status"] = refused.answer.status
            return refused.answer, fault
        except (Dropped, ConnectionError, TimeoutError):
            raise
        except Exception:
            log.exception("%s %s", request.method, request.path)
            entry["status"] = 500
            return refusal(500, "internal_server_error", "Internal server error").answer, fault
        finally:
            if fault is not None:
                entry["fault"] = fault.kind
            if endpoint != "control":
                self.journal.write({**entry, **request.note})

    def _struck(self, request: Request, fault: Fault, endpoint: str) -> Answer:
        """A fault that strikes before anything is accepted. Raises Dropped."""
        request.note["fault"] = fault.kind
        if key := request.header("idempotency-key"):
            request.note["idempotency_key"] = key
        if fault.kind == "stall":
            self._stopping.wait(fault.seconds)
        if not fault.status:
            raise Dropped
        request.drain()
        headers = {} if fault.retry_after is None else {"retry-after": f"{fault.retry_after:g}"}
        if fault.body:
            body = fault.body.encode()
            media_type = "application/json" if fault.body.lstrip().startswith("{") else "text/html"
            return Answer(fault.status, (body,), len(body), media_type, headers)
        return _refusal(endpoint, fault.status, headers)


def _not_found(request: Request) -> Answer:
    if request.path.startswith(("/api/blob", "/blob/")):
        return json_answer({"error": {"code": "not_found", "message": "Not found"}}, 404)
    raise refusal(404, "not_found", f"Not found: {request.method} {request.path}")


def _check_host(request: Request) -> None:
    """Answer only to this machine's own names: a web page whose name was turned to 127.0.0.1 gets nothing."""
    host = request.header("host").rpartition(":")[0] or request.header("host")
    if host not in (HOST, "localhost"):
        raise refusal(403, "forbidden", "This server answers on 127.0.0.1 only.")


_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "insufficient_funds",
    403: "forbidden",
    404: "not_found",
    413: "invalid_request_error",
    424: "failed_dependency",
    429: "rate_limit_exceeded",
}
_BLOB_CODES = {400: "bad_request", 403: "forbidden", 404: "not_found", 412: "precondition_failed", 429: "rate_limited"}


def _refusal(endpoint: str, status: int, headers: dict[str, str]) -> Answer:
    """What the real service would say with that status."""
    if endpoint.startswith("blob-"):
        code = _BLOB_CODES.get(status, "service_unavailable" if status >= 500 else "unknown_error")
        return json_answer({"error": {"code": code, "message": "Planned failure"}}, status, headers)
    kind = _TYPES.get(status, "internal_server_error" if status >= 500 else "")
    return refusal(status, kind, "Planned failure", headers=headers).answer


class _Server(socketserver.TCPServer):
    """Threads of its own keeping: socketserver forgets daemon threads, and others would keep Blender from ending."""

    # On Windows, address reuse would take over a port that another program listens on.
    allow_reuse_address = os.name != "nt"
    request_queue_size = 128

    def __init__(self, port: int, handler: type[Handler]) -> None:
        self._connections: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        super().__init__((HOST, port), handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(
            target=self._connection, args=(request, client_address), name="rehearsal connection", daemon=True
        )
        with self._lock:
            self._connections[thread] = request
        thread.start()

    def _connection(self, request: socket.socket, client_address: Any) -> None:
        try:
            self.finish_request(request, client_address)
        except OSError as error:
            log.debug("connection: %s", error)
        except Exception:
            log.exception("connection")
        finally:
            # Out of the list first: a closed socket's number may belong to another connection a moment later.
            with self._lock:
                self._connections.pop(threading.current_thread(), None)
            self.shutdown_request(request)

    def end_connections(self, deadline: float) -> None:
        """Break all connections and wait for their threads until `deadline` (monotonic seconds)."""
        with self._lock:
            open_now = dict(self._connections)
            for connection in open_now.values():
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        for thread in open_now:
            thread.join(max(deadline - time.monotonic(), 0.0))


def _listen(port: int, respond: Callable[..., Any], wait: Callable[[float], bool]) -> _Server:
    handler = type("RehearsalHandler", (Handler,), {"respond": staticmethod(respond), "wait": staticmethod(wait)})
    if not 0 <= port <= 65535:
        raise UserError(f"{port} is not a port.", "Give one from 1024 to 65535, or 0 for any free one.", code="port")
    try:
        return _Server(port, handler)
    except PermissionError as error:
        raise UserError(
            f"Port {port} is not for ordinary programs.", "Give one from 1024 to 65535, or 0.", code="port"
        ) from error
    except OSError as error:
        if port == 0:
            raise AnimaticError("This machine gives out no port.", "Close programs that use the network.") from error
        raise UserError(
            f"Port {port} is already taken by another program.",
            "Give another port, or 0 for any free one.",
            code="port_taken",
        ) from error
