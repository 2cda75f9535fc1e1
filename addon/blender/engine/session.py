# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of the engine: started on first use, attached to the open film, stopped with Blender. Main thread only."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Collection, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from .. import registry
from ..capture import copies
from ..properties import settings
from .view import current as view

if TYPE_CHECKING:
    from ...core.blender_process import BlenderCommand
    from ...core.errors import AnimaticError
    from ...core.farm.port import Look
    from ...core.farm.sets import CaptureSet
    from ...core.files import FilmFolder
    from ...core.gateway.auth import Credential
    from ...core.hosting.config import HostConfig, HostSecrets
    from ...core.jobs.edges import Connection, Film
    from ...core.jobs.engine import Engine
    from ...core.jobs.job import Job
    from ...core.jobs.ledger import Contents, Unreadable
    from ...core.models import Level
    from ...rehearsal.server import Rehearsal
    from .capturer import Capturer

log = logging.getLogger(__name__)

STOP_SECONDS = 2.0
"""How long quitting Blender may wait for the engine; jobs are on disk, nothing is lost by leaving."""

SWITCH_SECONDS = 15.0
"""How long changing the gateway may wait at most: the engine gives its connections 3 s, then lets the film's lock go;
on a machine with every core taken that was once not enough with 6 s."""

SEND_SECONDS = 30.0
"""How long a send may wait for its jobs to be on disk; usually that takes milliseconds."""

_current: Session | None = None


def blender_command() -> BlenderCommand:
    """How to start a second Blender like this one: its binary, or this Python with the bpy module."""
    from ...core.blender_process import BlenderCommand

    if bpy.app.binary_path:
        return BlenderCommand(bpy.app.binary_path, is_module=False)
    return BlenderCommand(sys.executable, is_module=True)


class Session:
    """One engine and what it talks to: the real gateway, or the rehearsal gateway in this process."""

    def __init__(self, folder: FilmFolder, *, live: bool, capturers: dict[Path, Capturer] | None = None) -> None:
        """`capturers`: those of the session before it, with the copies that its jobs are still to be filmed from."""
        self.live = live
        self.folder = folder
        """The film it was started for; a rehearsal's jobs are kept there, so that they go on after a restart."""
        self._films: dict[Path, Film] = {}
        self._capturers = capturers or {}
        to_live = _Connector.to_live() if live else None
        self.rehearsal: Rehearsal | None = None if live else _start_rehearsal(folder)
        try:
            self._connector = to_live or _Connector.to_rehearsal(self.rehearsal)
            copies.sweep()
            self.engine = self._start_engine()
        except BaseException:
            if self.rehearsal is not None:
                self.rehearsal.stop()
            raise

    def _start_engine(self) -> Engine:
        from ...core.jobs.engine import Engine
        from ...core.jobs.settings import Settings
        from . import day_cap

        at_once = int(settings.preference("concurrency"))
        engine = Engine(
            self._connector,
            settings=Settings(jobs_at_once=at_once),
            gateway=self.gateway,
            agreed=day_cap.store(),
            caps=settings.caps(),
        )
        engine.start()
        return engine

    @property
    def gateway(self) -> str:
        """What its jobs say they are for."""
        from ...core.jobs.job import gateway_name

        return gateway_name(self.live)

    def serves(self, folder: FilmFolder, live: bool) -> bool:
        """Whether jobs of this film can be sent here: the real gateway takes any film's, with the key and the host that
        are set now; a rehearsal takes one film's."""
        if not self.engine.alive or self.live != live:
            return False
        return self._connector.is_still_set() if live else self.folder.root == folder.root

    def film(self, folder: FilmFolder) -> Film:
        """The film of a folder, always the same one, with its capturer."""
        from ...core.jobs.edges import Film
        from .capturer import Capturer

        if folder.root not in self._films:
            capturer = self._capturers.setdefault(folder.root, Capturer(folder, blender_command()))
            self._films[folder.root] = Film(folder, capturer)
        return self._films[folder.root]

    def save_copy_for(self, folder: FilmFolder, jobs: Sequence[Job]) -> None:
        """Save a copy of the open file if these jobs need something filmed; the artist's file stays as it is."""
        from . import farming

        specs = [i.capture for job in jobs for i in job.plan.inputs if i.capture is not None]
        self.film(folder)
        capturer = self._capturers[folder.root]
        capturer.still.expect(jobs)  # what others are done with before the engine has them is wanted for these
        if capturer.farm is None:
            capturer.farm = farming.desk_for(folder, capturer.store)
        missing = [spec for spec in specs if capturer.store.find(spec.key) is None and not capturer.elsewhere(spec)]
        if capturer.farm is not None and farming.is_chosen():
            away = [spec for spec in missing if not spec.here]
            missing = [spec for spec in missing if spec.here]
            if away:
                capturer.farm.use(farming.new_set(folder, away))
                farming.tell_of_film(folder.root)
        if missing:
            capturer.use_copy(copies.new(), missing)

    def send(self, folder: FilmFolder, jobs: Sequence[Job]) -> None:
        """Put jobs on disk and begin. Raises what the ledger raises: nothing was sent then, a slow disk aside."""
        from ...core.errors import AnimaticError, Billed

        self.save_copy_for(folder, jobs)
        sent = self.engine.submit(self.film(folder), jobs)
        try:
            sent.result(SEND_SECONDS)
        except TimeoutError:
            raise AnimaticError(
                f"The disk has not taken the jobs within {SEND_SECONDS:.0f} s; they may still be written and sent.",
                "Look at the queue before you send again.",
                code="disk_slow",
                billed=Billed.UNKNOWN,
            ) from None
        except BaseException:
            self._capturers[folder.root].still.forget(jobs)
            raise
        view.sends += len(jobs)

    def film_here(self, folder: FilmFolder) -> int:
        """Let this machine film what a farm was to film for a film's jobs; answers how many captures."""
        capturer = self._capturers.get(folder.root)
        return capturer.farm.film_here() if capturer is not None and capturer.farm is not None else 0

    def farm_sets(self, root: Path) -> list[CaptureSet]:
        """The sets of a film that are on a farm."""
        capturer = self._capturers.get(root)
        return capturer.farm.open_sets() if capturer is not None and capturer.farm is not None else []

    def farm_looks(self, films: Collection[Path]) -> tuple[list[Look], str]:
        """What the farm says of these films' captures now, and the address of the log of what failed there last."""
        desks = [each.farm for root, each in self._capturers.items() if root in films and each.farm is not None]
        failed = next((desk.failed_log for desk in desks if desk.failed_log), "")
        return [look for desk in desks for look in desk.looks()], failed

    def let_go_copies(self, folder: FilmFolder, job: Job) -> None:
        """Drop the copies that were saved for this job and that no job of its film needs any more."""
        capturer = self._capturers.get(folder.root)
        if capturer is not None and any(item.capture for item in job.plan.inputs):
            capturer.let_go(capturer.still.over(job, lambda: self.engine.jobs(folder)))

    def let_go_films(self, but: Collection[Path]) -> None:
        """Give up films, but for these, whose jobs are all over: another program may open them."""
        for root, film in list(self._films.items()):
            jobs = self.engine.jobs(film.folder)
            if root in but or not jobs or any(job.working or job.paused for job in jobs):
                continue
            self.engine.release(film.folder)
            del self._films[root]
            self._capturers.pop(root).close()

    def hand_over(self) -> dict[Path, Capturer]:
        """Give its copies to the session that takes its place."""
        capturers, self._capturers = self._capturers, {}
        return capturers

    def close(self, timeout: float = STOP_SECONDS) -> None:
        """Stop without changing any job; what runs at the gateway goes on there."""
        self.engine.stop(timeout)
        if self.rehearsal is not None:
            self.rehearsal.stop()
        for capturer in self._capturers.values():
            capturer.close()


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
    from . import day_cap

    global _current
    live = settings.is_live()
    if live:
        _require_online()
        day_cap.note(folder)
    if _current is not None and _current.serves(folder, live):
        _current.engine.set_caps(settings.caps())
        return _current
    if live:
        _Connector.to_live()
    changed = _current is not None
    if _current is not None and _current.rehearsal is not None and _current.folder.root in view.follows:
        resting = rests(_current.folder)
        tell(folder, Level.WARNING, resting.code, resting.user_message, resting.next_step)
    capturers = _current.hand_over() if _current is not None else {}
    stop(SWITCH_SECONDS)
    try:
        _current = Session(folder, live=live, capturers=capturers)
    except BaseException:
        for capturer in capturers.values():
            capturer.close()
        raise
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


def known_jobs(folder: FilmFolder, unreadable: Callable[[Unreadable], None] = lambda _: None) -> tuple[Job, ...]:
    """A film's jobs as this person may go on with them: those that they did not send here say so. Files that cannot be
    read are told to `unreadable`; the others are there all the same."""
    from ...core.jobs.ledger import read_jobs

    return as_known(read_jobs(folder), unreadable)


def shown_jobs(folder: FilmFolder) -> tuple[Job, ...]:
    """The film's jobs as the queue has them, which the pump keeps up, so that nobody waits while ten thousand files are
    looked through. From the disk, as `known_jobs`, where no queue is kept up: for another film, or without a window."""
    if bpy.app.background or view.film != folder.root or view.being_read:
        return known_jobs(folder)
    others = {job_id for ids in view.follows.values() for job_id in ids}
    if not others:
        return tuple(view.jobs.values())
    return tuple(job for job_id, job in view.jobs.items() if job_id not in others)


def reading_known(folder: FilmFolder) -> Generator[None, None, tuple[Job, ...]]:
    """What `known_jobs` answers, one file at each step: ten thousand are looked through for longer than a frame."""
    from ...core.jobs.ledger import reading

    return as_known((yield from reading(folder)))


def as_known(contents: Contents, unreadable: Callable[[Unreadable], None] = lambda _: None) -> tuple[Job, ...]:
    """What `known_jobs` answers of a film whose jobs were read a moment ago."""
    for file in contents.unreadable:
        unreadable(file)
    return marked(contents.jobs)


def marked(jobs: tuple[Job, ...]) -> tuple[Job, ...]:
    """Jobs, those that this person did not send here with the reason why they wait."""
    from ...core.jobs.agreed import AT_GATEWAY, BEFORE_SENT
    from . import day_cap

    open_states = BEFORE_SENT | AT_GATEWAY
    if not any(job.state in open_states for job in jobs):
        return jobs  # without a look into the keychain
    return tuple(day_cap.reader().marked(jobs, settings.gateway_secrets()))


def rests(folder: FilmFolder) -> AnimaticError:
    """What to say of the rehearsal's jobs of a film while another one is rehearsed."""
    from ...core.errors import AnimaticError

    name = folder.root.stem
    return AnimaticError(
        f"The rehearsal's jobs of {name} rest while this film is rehearsed.",
        f"Open {name}.blend to go on with them; nothing is lost meanwhile.",
        code="old_film_rests",
    )


def tell(
    folder: FilmFolder,
    level: Level,
    code: str,
    message: str,
    next_step: str = "",
    *,
    awaits: frozenset[str] = frozenset(),
) -> None:
    """Put a sentence into the queue. `awaits`: see `Notice`."""
    from ...core.jobs.events import Notice

    view.put_notice(Notice(folder.root, level, code, message, next_step, awaits=awaits))


@bpy.app.handlers.persistent
def _leaving(*_: object) -> None:
    stop()


def register() -> None:
    registry.leaving(_leaving)
