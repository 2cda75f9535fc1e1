# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of the engine: started on first use, attached to the open film, stopped with Blender. Main thread only."""

from __future__ import annotations

import atexit
import contextlib
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from . import compat, settings

if TYPE_CHECKING:
    from ..core.blender_process import BlenderCommand
    from ..core.files import FilmFolder
    from ..core.gateway.auth import Credential
    from ..core.hosting.config import HostConfig, HostSecrets
    from ..core.jobs.edges import Connection, Film
    from ..core.jobs.engine import Engine
    from ..core.jobs.job import Job
    from ..rehearsal.server import Rehearsal
    from .jobs.capturer import Capturer

log = logging.getLogger(__name__)

STOP_SECONDS = 2.0
"""How long quitting Blender may wait for the engine; jobs are on disk, nothing is lost by leaving."""

_current: Session | None = None


def blender_command() -> BlenderCommand:
    """How to start a second Blender like this one: its binary, or this Python with the bpy module."""
    from ..core.blender_process import BlenderCommand

    if bpy.app.binary_path:
        return BlenderCommand(bpy.app.binary_path, is_module=False)
    return BlenderCommand(sys.executable, is_module=True)


class Session:
    """One engine and what it talks to: the real gateway, or the rehearsal gateway in this process."""

    def __init__(self, folder: FilmFolder, *, live: bool) -> None:
        from ..core.jobs.engine import Engine
        from ..core.jobs.settings import Settings

        self.live = live
        self.folder = folder
        """The film it was started for; a rehearsal's jobs are kept there, so that they go on after a restart."""
        self.rehearsal: Rehearsal | None = None if live else _start_rehearsal(folder)
        self._films: dict[Path, Film] = {}
        self._capturers: dict[Path, Capturer] = {}
        self._copies = Path(tempfile.mkdtemp(prefix="animatic-copies-"))
        at_once = int(settings.preference("concurrency"))
        self.engine: Engine = Engine(self._connector(), settings=Settings(jobs_at_once=at_once), gateway=self.gateway)
        self.engine.start()

    def _connector(self) -> _Connector:
        """Everything that must be read on the main thread, for a connection that is made on the engine's."""
        if self.rehearsal is not None:
            return _Connector.to_rehearsal(self.rehearsal)
        return _Connector.to_live()

    @property
    def gateway(self) -> str:
        """What its jobs say they are for."""
        return "live" if self.live else "rehearsal"

    def serves(self, folder: FilmFolder, live: bool) -> bool:
        """Whether jobs of this film can be sent here: the real gateway takes any film's, a rehearsal one film's."""
        return self.engine.alive and self.live == live and (live or self.folder.root == folder.root)

    def film(self, folder: FilmFolder) -> Film:
        """The film of a folder, always the same one, with its capturer."""
        from ..core.jobs.edges import Film
        from .jobs.capturer import Capturer

        if folder.root not in self._films:
            capturer = Capturer(folder, blender_command())
            self._capturers[folder.root] = capturer
            self._films[folder.root] = Film(folder, capturer)
        return self._films[folder.root]

    def save_copy_for(self, folder: FilmFolder, jobs: Sequence[Job]) -> None:
        """Save a copy of the open file if these jobs need something filmed; the artist's file stays as it is."""
        from .capture.copy import save_copy

        specs = [i.capture for job in jobs for i in job.plan.inputs if i.capture is not None]
        self.film(folder)
        capturer = self._capturers[folder.root]
        missing = [spec for spec in specs if capturer.store.find(spec.key) is None]
        if not missing:
            return
        from ..core.files import ulid

        copy = self._copies / f"{ulid()}.blend"
        save_copy(copy)
        capturer.use_copy(copy, missing)

    def send(self, folder: FilmFolder, jobs: Sequence[Job]) -> None:
        """Put jobs on disk and begin. Raises what the ledger raises: nothing was sent then."""
        self.save_copy_for(folder, jobs)
        self.engine.submit(self.film(folder), jobs).result(timeout=30)

    def close(self, timeout: float = STOP_SECONDS) -> None:
        """Stop without changing any job; what runs at the gateway goes on there."""
        self.engine.stop(timeout)
        if self.rehearsal is not None:
            self.rehearsal.stop()
        for copy in self._copies.glob("*"):
            with contextlib.suppress(OSError):
                copy.unlink()
        with contextlib.suppress(OSError):
            self._copies.rmdir()


class _Connector:
    """Called by the engine on its own thread; holds plain values only."""

    def __init__(
        self, base_url: str, credential: Credential, host_config: HostConfig, host_secrets: HostSecrets
    ) -> None:
        self._base_url = base_url
        self._credential = credential
        self._host = (host_config, host_secrets)

    @classmethod
    def to_rehearsal(cls, server: Rehearsal) -> _Connector:
        from ..core.gateway.auth import Credential
        from ..core.hosting.config import HostConfig, HostSecrets
        from ..rehearsal.server import REHEARSAL_BLOB_TOKEN, REHEARSAL_KEY

        return cls(
            server.gateway_url,
            Credential("api-key", REHEARSAL_KEY),
            HostConfig(api_url=server.blob_url),
            HostSecrets(token=REHEARSAL_BLOB_TOKEN),
        )

    @classmethod
    def to_live(cls) -> _Connector:
        from ..core.errors import UserError

        found = settings.credential()
        if found is None:
            raise UserError(
                "There is no key for the gateway.",
                "Put one into the preferences or set AI_GATEWAY_API_KEY, or choose the rehearsal gateway.",
                code="no_key",
            )
        return cls(settings.preference("gateway_url"), found, *settings.host_config())

    def __call__(self) -> Connection:
        from ..core.gateway.client import GatewayClient
        from ..core.hosting.config import make_host
        from ..core.jobs.edges import Connection

        return Connection(
            gateway=GatewayClient(self._base_url, self._credential),
            host=make_host(*self._host),
            secret=self._credential.secret.encode(),
        )


def _start_rehearsal(folder: FilmFolder) -> Rehearsal:
    from ..rehearsal.server import Rehearsal

    return Rehearsal(command=blender_command(), state_dir=folder.root / "rehearsal").start()


def current() -> Session | None:
    """The running session, or None before anything was sent or resumed."""
    return _current


def ensure(folder: FilmFolder) -> Session:
    """The session for the gateway that is chosen now and this film; one that does not fit is closed first.

    Raises UserError when the real gateway is chosen but there is no key, or Blender forbids network use."""
    global _current
    live = settings.is_live()
    if live:
        _require_online()
    if _current is not None and _current.serves(folder, live):
        return _current
    stop()
    _current = Session(folder, live=live)
    return _current


def _require_online() -> None:
    from ..core.errors import UserError

    refusal = settings.online_refusal()
    if refusal:
        raise UserError(refusal, "Allow it, or choose the rehearsal gateway.", code="offline")


def stop() -> None:
    """End the session, if there is one. Safe to call twice."""
    global _current
    if _current is not None:
        _current.close()
        _current = None


def attach_open_film() -> None:
    """Go on with the jobs of the film that was just opened or saved under a name, if it has any that need it."""
    from ..core.errors import AnimaticError
    from ..core.files import FilmFolder
    from ..core.jobs.ledger import read_jobs
    from . import view

    path = bpy.data.filepath
    folder = FilmFolder(path) if path else None
    if view.current.film == (folder.root if folder else None):
        return
    view.current.clear(folder.root if folder else None)
    if folder is None or not folder.jobs.is_dir():
        return
    try:
        if any(needs_engine(job) for job in read_jobs(folder).jobs):
            session = ensure(folder)
            session.engine.resume(session.film(folder))
    except AnimaticError as error:
        log.warning("%s", error.sentence)


def needs_engine(job: Job) -> bool:
    """Whether a job is at work, waits to be placed, or waits for a person's decision."""
    from ..core.jobs.states import State

    return job.working or job.paused or job.state in (State.READY, State.UNCERTAIN, State.PLACED)


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    attach_open_film()


@bpy.app.handlers.persistent
def _leaving(*_: object) -> None:
    stop()


def register() -> None:
    bpy.app.handlers.load_post.append(_film_opened)
    bpy.app.handlers.save_post.append(_film_opened)
    if compat.exit_handlers() is not None:
        compat.exit_handlers().append(_leaving)
    atexit.register(stop)


def unregister() -> None:
    stop()
    atexit.unregister(stop)
    for handlers, function in (
        (bpy.app.handlers.load_post, _film_opened),
        (bpy.app.handlers.save_post, _film_opened),
        (compat.exit_handlers(), _leaving),
    ):
        if handlers is not None and function in handlers:
            handlers.remove(function)
