# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of the engine: started on first use, attached to the open film, stopped with Blender. Main thread only."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from ...second import compat
from .. import settings
from .view import current as view

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ...core.blender_process import BlenderCommand
    from ...core.errors import AnimaticError
    from ...core.files import FilmFolder
    from ...core.gateway.auth import Credential
    from ...core.hosting.config import HostConfig, HostSecrets
    from ...core.jobs.edges import Connection, Film
    from ...core.jobs.engine import Engine
    from ...core.jobs.job import Job
    from ...core.jobs.ledger import Unreadable
    from ...core.models import Level
    from ...rehearsal.server import Rehearsal
    from ..jobs.capturer import Capturer

log = logging.getLogger(__name__)

STOP_SECONDS = 2.0
"""How long quitting Blender may wait for the engine; jobs are on disk, nothing is lost by leaving."""

SWITCH_SECONDS = 15.0
"""How long changing the gateway may wait at most: the engine gives its connections 3 s, then lets the film's lock go;
on a machine with every core taken that was once not enough with 6 s."""

SEND_SECONDS = 30.0
"""How long a send may wait for its jobs to be on disk; usually that takes milliseconds."""

COPIES = "animatic-copies-"
"""What the folders of saved copies begin with in the system's temporary folder; the owner's process id follows."""

_current: Session | None = None


def blender_command() -> BlenderCommand:
    """How to start a second Blender like this one: its binary, or this Python with the bpy module."""
    from ...core.blender_process import BlenderCommand

    if bpy.app.binary_path:
        return BlenderCommand(bpy.app.binary_path, is_module=False)
    return BlenderCommand(sys.executable, is_module=True)


class Session:
    """One engine and what it talks to: the real gateway, or the rehearsal gateway in this process."""

    def __init__(self, folder: FilmFolder, *, live: bool) -> None:
        from ...core.jobs.engine import Engine
        from ...core.jobs.settings import Settings
        from ..jobs import spending

        self.live = live
        self.folder = folder
        """The film it was started for; a rehearsal's jobs are kept there, so that they go on after a restart."""
        to_live = _Connector.to_live() if live else None
        self.rehearsal: Rehearsal | None = None if live else _start_rehearsal(folder)
        self._connector = connector = to_live or _Connector.to_rehearsal(self.rehearsal)
        self._films: dict[Path, Film] = {}
        self._capturers: dict[Path, Capturer] = {}
        _remove_left_copies()
        self._copies = Path(tempfile.mkdtemp(prefix=f"{COPIES}{os.getpid()}-"))
        at_once = int(settings.preference("concurrency"))
        self.engine: Engine = Engine(
            connector,
            settings=Settings(jobs_at_once=at_once),
            gateway=self.gateway,
            agreed=spending.store(),
            caps=settings.caps(),
        )
        self.engine.start()

    @property
    def gateway(self) -> str:
        """What its jobs say they are for."""
        return "live" if self.live else "rehearsal"

    def serves(self, folder: FilmFolder, live: bool) -> bool:
        """Whether jobs of this film can be sent here: the real gateway takes any film's, with the key and the host that
        are set now; a rehearsal takes one film's."""
        if not self.engine.alive or self.live != live:
            return False
        return self._connector.is_still_set() if live else self.folder.root == folder.root

    def film(self, folder: FilmFolder) -> Film:
        """The film of a folder, always the same one, with its capturer."""
        from ...core.jobs.edges import Film
        from ..jobs.capturer import Capturer

        if folder.root not in self._films:
            capturer = Capturer(folder, blender_command())
            self._capturers[folder.root] = capturer
            self._films[folder.root] = Film(folder, capturer)
        return self._films[folder.root]

    def save_copy_for(self, folder: FilmFolder, jobs: Sequence[Job]) -> None:
        """Save a copy of the open file if these jobs need something filmed; the artist's file stays as it is."""
        from ..capture.copy import save_copy

        specs = [i.capture for job in jobs for i in job.plan.inputs if i.capture is not None]
        self.film(folder)
        capturer = self._capturers[folder.root]
        missing = [spec for spec in specs if capturer.store.find(spec.key) is None]
        if not missing:
            return
        from ...core.files import ulid

        copy = self._copies / f"{ulid()}.blend"
        save_copy(copy)
        capturer.use_copy(copy, missing)

    def send(self, folder: FilmFolder, jobs: Sequence[Job]) -> None:
        """Put jobs on disk and begin. Raises what the ledger raises: nothing was sent then, a slow disk aside."""
        from ...core.errors import AnimaticError, Billed

        self.save_copy_for(folder, jobs)
        try:
            self.engine.submit(self.film(folder), jobs).result(SEND_SECONDS)
        except TimeoutError:
            raise AnimaticError(
                f"The disk has not taken the jobs within {SEND_SECONDS:.0f} s; they may still be written and sent.",
                "Look at the queue before you send again.",
                code="disk_slow",
                billed=Billed.UNKNOWN,
            ) from None

    def resume(self, folder: FilmFolder, jobs: Sequence[Job], *, take_over: bool = False) -> Future[tuple[Job, ...]]:
        """Let a film's jobs go on from where they were, as far as they are this gateway's; those that were not filmed
        yet are filmed from a copy of the open file.

        The answer raises LockHeld while another program runs them, unless `take_over`."""
        self.save_copy_for(folder, filmable(waiting(jobs)))
        return self.engine.resume(self.film(folder), take_over=take_over)

    def close(self, timeout: float = STOP_SECONDS) -> None:
        """Stop without changing any job; what runs at the gateway goes on there."""
        self.engine.stop(timeout)
        if self.rehearsal is not None:
            self.rehearsal.stop()
        shutil.rmtree(self._copies, ignore_errors=True)


class _Connector:
    """Called by the engine on its own thread; holds plain values only, all read on the main thread."""

    def __init__(
        self, base_url: str, credential: Credential, host_config: HostConfig, host_secrets: HostSecrets
    ) -> None:
        self._base_url = base_url
        self._credential = credential
        self._host = (host_config, host_secrets)

    @classmethod
    def to_rehearsal(cls, server: Rehearsal | None) -> _Connector:
        assert server is not None
        from ...core.gateway.auth import Credential
        from ...core.hosting.config import HostConfig, HostSecrets
        from ...rehearsal.server import REHEARSAL_BLOB_TOKEN, REHEARSAL_KEY

        return cls(
            server.gateway_url,
            Credential("api-key", REHEARSAL_KEY),
            HostConfig(api_url=server.blob_url),
            HostSecrets(token=REHEARSAL_BLOB_TOKEN),
        )

    @classmethod
    def to_live(cls) -> _Connector:
        from ...core.errors import UserError

        found = settings.credential()
        if found is None:
            raise UserError(
                "There is no key for the gateway.",
                "Put one into the preferences or set AI_GATEWAY_API_KEY, or choose the rehearsal gateway.",
                code="no_key",
            )
        return cls(settings.preference("gateway_url"), found, *settings.host_config())

    def is_still_set(self) -> bool:
        """Whether the preferences still have the address, the key and the host that this one was made of."""
        return (
            self._base_url == settings.preference("gateway_url")
            and self._credential == settings.credential()
            and self._host == settings.host_config()
        )

    def __call__(self) -> Connection:
        from ...core.gateway.client import GatewayClient
        from ...core.hosting.config import host_or_none
        from ...core.jobs.edges import Connection

        return Connection(
            gateway=GatewayClient(self._base_url, self._credential),
            host=host_or_none(*self._host),
            secret=self._credential.secret.encode(),
        )


def _start_rehearsal(folder: FilmFolder) -> Rehearsal:
    from ...rehearsal.options import Options
    from ...rehearsal.server import Rehearsal

    options = Options(online=bpy.app.online_access)  # an artist's own address is fetched only where Blender allows it
    return Rehearsal(command=blender_command(), options=options, state_dir=folder.root / "rehearsal").start()


def _remove_left_copies() -> None:
    """Remove the copies of programs that were killed: each is as large as its film."""
    from ...core.jobs.process import birth

    for left in Path(tempfile.gettempdir()).glob(f"{COPIES}*"):
        pid = left.name.removeprefix(COPIES).partition("-")[0]
        if pid.isdigit() and birth(int(pid)) is None:
            shutil.rmtree(left, ignore_errors=True)


def current() -> Session | None:
    """The running session, or None before anything was sent or resumed."""
    return _current


def ensure(folder: FilmFolder) -> Session:
    """The session for the gateway that is chosen now and this film; one that does not fit is closed first, and the
    film's jobs go on in the new one as far as they are its gateway's.

    Raises UserError when the real gateway is chosen but there is no key, or Blender forbids network use; a session
    that runs goes on then."""
    from ...core.files import FilmFolder, door
    from ...core.models import Level
    from ..jobs import spending

    global _current
    live = settings.is_live()
    if live:
        _require_online()
        spending.note(folder)
    if _current is not None and _current.serves(folder, live):
        _current.engine.set_caps(settings.caps())
        return _current
    if live:
        _Connector.to_live()
    changed = _current is not None
    if _current is not None and _current.rehearsal is not None and _current.folder.root in view.follows:
        resting = _rests(_current.folder)
        _tell(folder, Level.WARNING, resting.code, resting.user_message, resting.next_step)
    stop(SWITCH_SECONDS)
    _current = Session(folder, live=live)
    for film in (folder, *map(FilmFolder, view.follows)) if changed else ():
        if door.is_folder(film.jobs):
            _current.engine.resume(_current.film(film))
    return _current


def _require_online() -> None:
    from ...core.errors import UserError

    refusal = settings.online_refusal()
    if refusal:
        raise UserError(refusal, "Allow it, or choose the rehearsal gateway.", code="offline")


def stop(timeout: float = STOP_SECONDS) -> None:
    """End the session, if there is one. Safe to call twice."""
    global _current
    if _current is not None:
        _current.close(timeout)
        _current = None


def attach_open_film(old: FilmFolder | None = None) -> None:
    """Go on with the jobs of the film that was just opened, if it has any that need it; the queue shows all of them.
    `old`: the folder of the film that it was saved from just now.

    Also for the film that is open already: after a revert its shots may lack takes that were placed."""
    folder = _open_folder()
    view.clear(folder.root if folder else None)
    if folder is None:
        return
    from ...core.files import door
    from ..film import save_as

    with _told(folder):
        if old is not None:
            _leave(old, folder)
        if door.is_folder(folder.takes):
            save_as.mend(folder)
        _go_on(folder)
        _follow(folder)


def saved_film() -> None:
    """Nothing for the film that is open; under a new name it is another film from here on, and what the old one has
    under way comes to it, too."""
    from ...core.files import FilmFolder

    folder = _open_folder()
    if folder is None or view.film == folder.root:
        return
    attach_open_film(FilmFolder(view.film) if view.film is not None and view.film.is_dir() else None)


def _open_folder() -> FilmFolder | None:
    from ...core.files import FilmFolder

    return FilmFolder(bpy.data.filepath) if bpy.data.filepath else None


def _leave(old: FilmFolder, folder: FilmFolder) -> None:
    """Take the film's videos along, and write down which takes are still to come."""
    from ..film import save_as
    from ..film.pump import recorded

    with_take = recorded()
    save_as.remember(folder, old, [job.id for job in _read(old) if needs_engine(job) and job.id not in with_take])
    save_as.bring_takes(old, folder)


def _follow(folder: FilmFolder) -> None:
    """Go on with what a film that was saved under another name still waits for in its old folder."""
    from ...core.models import Level
    from ..film import save_as
    from ..film.pump import recorded

    came_from = save_as.origin(folder)
    if came_from is None:
        return
    save_as.bring_takes(came_from.folder, folder)
    awaited = {job.id for job in _read(came_from.folder) if needs_engine(job)} & came_from.jobs - recorded()
    if not awaited:
        return
    view.follows = {came_from.folder.root: frozenset(awaited)}
    if _current is not None and _current.rehearsal is not None and _current.folder.root == folder.root:
        raise _rests(came_from.folder)
    _go_on(came_from.folder)
    count = f"{len(awaited)} take{'s' if len(awaited) != 1 else ''}"
    _tell(
        folder,
        Level.NOTE,
        "saved_as",
        f"{count} under way in {came_from.folder.root.name} will be placed here and in {came_from.folder.root.stem}.",
    )


def _rests(folder: FilmFolder) -> AnimaticError:
    from ...core.errors import AnimaticError

    name = folder.root.stem
    return AnimaticError(
        f"The rehearsal's jobs of {name} rest while this film is rehearsed.",
        f"Open {name}.blend to go on with them; nothing is lost meanwhile.",
        code="old_film_rests",
    )


def _read(folder: FilmFolder) -> tuple[Job, ...]:
    return known_jobs(folder)


def known_jobs(folder: FilmFolder, unreadable: Callable[[Unreadable], None] = lambda _: None) -> tuple[Job, ...]:
    """A film's jobs as this person may go on with them: those that they did not send here say so. Files that cannot be
    read are told to `unreadable`; the others are there all the same."""
    from ...core.jobs.agreed import AT_GATEWAY, BEFORE_SENT
    from ...core.jobs.ledger import read_jobs
    from ..jobs import spending

    contents = read_jobs(folder)
    for file in contents.unreadable:
        unreadable(file)
    if all(job.state not in BEFORE_SENT | AT_GATEWAY for job in contents.jobs):
        return contents.jobs  # without a look into the keychain
    return tuple(spending.store().marked(contents.jobs, settings.gateway_secrets()))


def _go_on(folder: FilmFolder) -> None:
    """Start or wake the engine for a film's jobs, and show them."""
    from ...core.models import Level
    from ..film import pump

    unreadable: list[Unreadable] = []
    jobs = known_jobs(folder, unreadable.append)
    needed = any(needs_engine(job) for job in jobs)
    for file in () if needed else unreadable:  # else the engine tells it, and sets them aside
        _tell(folder, Level.ERROR, "job_unreadable", file.message, file.next_step)
    if needed:
        running = ensure(folder)
        known = running.engine.jobs(folder)
        running.resume(folder, jobs)
        jobs = known or jobs
        for job in known:  # a film that the engine has open is not told about again
            pump.reconcile(folder.root, job)
    for job in jobs:
        if folder.root == view.film or job.id in view.follows.get(folder.root, ()):
            view.jobs.setdefault(job.id, job)
    view.refresh()


def waiting(jobs: Iterable[Job]) -> list[Job]:
    """Jobs that stopped before they were filmed."""
    from ...core.jobs.states import State

    return [job for job in jobs if job.state in (State.PLANNED, State.CAPTURING) and not job.left]


def filmable(jobs: Iterable[Job]) -> list[Job]:
    """Of jobs that are to be filmed, those whose scene still is as it was planned: the copy that was saved for them
    went with the program that stopped. The others fail, unbilled, and say why."""
    from ..jobs.ops import make_plans
    from ..properties import film

    jobs = [job for job in jobs if any(item.capture for item in job.plan.inputs)]
    wanted = {job.shot_uuid for job in jobs}
    keys: set[str] = set()
    for scene in bpy.data.scenes:
        shots = [shot for shot in film(scene).shots if shot.uuid in wanted and not shot.gone]
        for plan in make_plans(scene, shots) if shots else ():
            keys.update(item.capture.key for item in plan.inputs if item.capture)
    return [job for job in jobs if all(item.capture.key in keys for item in job.plan.inputs if item.capture)]


@contextlib.contextmanager
def _told(folder: FilmFolder) -> Iterator[None]:
    """What goes wrong while a film is opened is a sentence in its queue; opening it must not fail for that."""
    from ...core.errors import AnimaticError
    from ...core.models import Level

    try:
        yield
    except AnimaticError as error:
        log.warning("%s", error.sentence)
        _tell(folder, Level.ERROR, error.code, error.user_message, error.next_step)


def _tell(folder: FilmFolder, level: Level, code: str, message: str, next_step: str = "") -> None:
    from ...core.jobs.events import Notice

    view.put_notice(Notice(folder.root, level, code, message, next_step))


def needs_engine(job: Job) -> bool:
    """Whether a job is at work, waits to be placed, or waits for a person's decision."""
    from ...core.jobs.states import State

    if job.left:
        return False  # it waits in the queue: nothing is done for it before this person says so
    return job.working or job.paused or job.state in (State.READY, State.UNCERTAIN, State.PLACED)


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    attach_open_film()


@bpy.app.handlers.persistent
def _film_saved(*_: object) -> None:
    saved_film()


@bpy.app.handlers.persistent
def _leaving(*_: object) -> None:
    stop()


def register() -> None:
    bpy.app.handlers.load_post.append(_film_opened)
    bpy.app.handlers.save_post.append(_film_saved)
    if compat.exit_handlers() is not None:
        compat.exit_handlers().append(_leaving)
    atexit.register(stop)


def unregister() -> None:
    stop()
    atexit.unregister(stop)
    for handlers, function in (
        (bpy.app.handlers.load_post, _film_opened),
        (bpy.app.handlers.save_post, _film_saved),
        (compat.exit_handlers(), _leaving),
    ):
        if handlers is not None and function in handlers:
            handlers.remove(function)
