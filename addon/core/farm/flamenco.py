# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flamenco, Blender's own farm manager: a set becomes a job of the type that we ship, a task for some captures.

Its API has no authentication: whoever reaches the Manager may do all. So it is spoken to at private addresses, or under
https. Facts: its OpenAPI file of 13 April 2026 (3.9-beta1). Results come by the shared storage alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote, urlsplit

from ..errors import AnimaticError
from ..files import door
from ..gateway.addresses import is_public
from ..gateway.failures import CertificateRefused, ConnectionLost, During, GatewayError, NotConnected
from ..gateway.transport import Answer, Transport
from ..gateway.wire import USER_AGENT
from . import claims, manifest, sets
from .errors import FarmAway, FarmError, FarmSetUp
from .port import CaptureState, Handle, Look, Outcome, Seen

JOB_TYPE = "animatic-captures"
JOB_TYPE_FILE = "animatic_captures.js"
JOB_TYPE_LABEL = "Animatic Gateway Captures 1"
"""As the shipped file has it: another label is another version's file."""
SET = "animatic.set"
"""Metadata key. Its value is opaque: paths in metadata are rewritten by the Manager."""
PRIORITY = 50
READ_SECONDS = 30.0
PAUSE_SECONDS = 5.0
PER_TASK = 4
TASKS_MAX = 1000
REASON_MAX = 200
LAST_PICTURE = "last-"
PICTURE_BYTES = 2_000_000
"""The Manager's small picture of 600 x 338 pixels has some 50 KB."""

OVER = frozenset({"completed", "failed", "canceled"})
WORDS = {
    "completed": "the farm is done",
    "failed": "the farm's job failed",
    "canceled": "the farm's job was cancelled",
    "active": "the farm is at work",
    "queued": "waits on the farm",
    "paused": "the farm's job is paused",
    "pause-requested": "the farm's job is paused",
    "requeueing": "waits on the farm",
    "under-construction": "the farm makes the job",
    "cancel-requested": "the farm is cancelling the job",
}
_TASKS = {
    "active": CaptureState.FILMING,
    "completed": CaptureState.DONE,
    "failed": CaptureState.FAILED,
    "canceled": CaptureState.FAILED,
}


def platform() -> str:
    """This system's name in Go, which the Manager wants."""
    return {"win32": "windows", "darwin": "darwin"}.get(sys.platform, "linux")


def job_type() -> str:
    """The text of the job type file that an administrator puts beside the Manager."""
    return resources.files(__package__).joinpath("jobtype", JOB_TYPE_FILE).read_text(encoding="utf-8")


class Flamenco:
    """A Manager at an address. Not safe for use from several event loops; `close` it on its own."""

    name = "flamenco"

    def __init__(
        self,
        address: str,
        keep: sets.Keep,
        *,
        tell: Callable[[AnimaticError], None] = lambda _: None,
        transport: Transport | None = None,
        pause: float | None = None,
    ) -> None:
        """`address`: "http://manager:8080". `tell` gets what is to be known of a set that was handed over all the same.
        Raises FarmSetUp for what is no address."""
        self.address = clean_address(address)
        self._keep = keep
        self._tell = tell
        self._transport = transport or Transport(allow_private=True)
        self._pause = PAUSE_SECONDS if pause is None else pause
        self._checked = False
        self._pictured: dict[str, tuple[int, Path | None]] = {}
        """Of each job: how many captures were filmed when its picture was fetched, and where that lies."""

    async def close(self) -> None:
        await self._transport.close()

    # -- what a person asks ----------------------------------------------------------------------------------------

    async def check(self, film: Path | None) -> tuple[str, list[AnimaticError]]:
        """Whether the Manager can film for a film's folder: its version, and what is to be told. Raises FarmError and
        FarmSetUp where it cannot."""
        version = await self._json("GET", "/api/v3/version")
        await self._job_type()
        refusal = await self.storage_refusal(film) if film is not None else None
        return str(version.get("version", version.get("shortversion", "?"))), [refusal] if refusal else []

    async def storage_refusal(self, film: Path) -> AnimaticError | None:
        """Why the farm's machines may not see a folder: it is neither on the shared storage nor under a path that the
        Manager translates for each system. None when it is."""
        shared = await self.shared_folders()
        if any(lies_under(str(film), folder) for folder in shared):
            return None
        return FarmSetUp(
            f"The film is not on the farm's shared storage ({shared[0][:200]}): its machines may not see it.",
            "Save the film there, or be sure that every machine has this folder under the same path.",
            code="farm_storage",
        )

    async def shared_folders(self) -> list[str]:
        """What every machine sees, as paths of this system: the shared storage first, then two-way variables."""
        storage = await self._json("GET", f"/api/v3/configuration/shared-storage/users/{platform()}")
        variables = await self._json("GET", f"/api/v3/configuration/variables/users/{platform()}")
        known = [v for v in variables.values() if isinstance(v, dict) and v.get("is_twoway")]
        return [str(storage.get("location", "")), *(str(v["value"]) for v in known if v.get("value"))]

    def page(self, handle: Handle) -> str:
        """The Manager's own page of a job, with its tasks and their logs."""
        return page(self.address, handle.job)

    async def last_picture(self, handle: Handle) -> str:
        """Address of the newest picture of a job, 600 pixels wide; empty where there is none."""
        answer = await self._ask("GET", f"/api/v3/jobs/{quote(handle.job, safe='')}/last-rendered", accept=(200, 204))
        if answer.status == 204:
            return ""
        said = _read(answer)
        suffixes = [str(suffix) for suffix in said.get("suffixes", ())]
        small = next((suffix for suffix in suffixes if "small" in suffix), suffixes[0] if suffixes else "")
        return f"{self.address}/{str(said.get('base', '')).strip('/')}/{small}" if small else ""

    # -- the port --------------------------------------------------------------------------------------------------

    async def submit(self, captures: sets.CaptureSet) -> Handle:
        found = await self.find(captures.id)
        if found is not None:
            return found
        for _ in range(2):
            body = self._body(captures, await self._job_type())
            checked = await self._ask("POST", "/api/v3/jobs/check", body, accept=(204, 412))
            if checked.status == 412:
                continue
            answer = await self._ask("POST", "/api/v3/jobs", body, accept=(200, 412))
            if answer.status == 200:
                handle = Handle(self.name, captures.id, _id(_read(answer)))
                self._note(captures, handle)
                if refusal := await self.storage_refusal(captures.folder):
                    self._tell(refusal)
                return handle
        raise FarmSetUp("The job type on the Manager changes while the job is sent.", "Wait a moment, then try again.")

    async def find(self, set_id: str) -> Handle | None:
        """By listing: the Manager takes no question. What was cancelled does not count."""
        listed = await self._json("GET", "/api/v3/jobs")
        jobs = [job for job in listed.get("jobs") or () if (job.get("metadata") or {}).get(SET) == set_id]
        jobs = [job for job in jobs if job.get("status") not in ("canceled", "cancel-requested")]
        return Handle(self.name, set_id, _id(max(jobs, key=lambda job: str(job.get("created"))))) if jobs else None

    async def look(self, handle: Handle, captures: sets.CaptureSet) -> Look:
        answer = await self._ask("GET", f"/api/v3/jobs/{quote(handle.job, safe='')}", accept=(200, 404))
        if answer.status == 404:
            return Look(over=True, words="the farm does not know the job any more")
        job = _read(answer)
        status = str(job.get("status"))
        tasks = await self._tasks(handle)
        done, total = int(job.get("steps_completed") or 0), int(job.get("steps_total") or 0)
        words = WORDS.get(status, f"the farm says {status[:40]}")
        if activity := str(job.get("activity") or "")[:200]:
            words += f": {activity}" if status in ("failed", "canceled") else ""
        count = f", {done} of {total} filmed" if total and status not in OVER else ""
        frames = await asyncio.to_thread(claims.frames, captures.out, captures.keys)
        return Look(
            over=status in OVER,
            words=words + count,
            picture=await self._picture(handle, captures, done),
            captures=_seen(tasks, captures, frames, self.address),
        )

    async def _picture(self, handle: Handle, captures: sets.CaptureSet, done: int) -> Path | None:
        """The small picture of what was filmed last, in the set's folder; fetched when something more was filmed. A
        picture that cannot be had is no trouble."""
        known, file = self._pictured.get(handle.job, (0, None))
        if done == known:
            return file
        with contextlib.suppress(AnimaticError, OSError):
            if address := await self.last_picture(handle):
                answer = await self._ask("GET", address.removeprefix(self.address))
                file = await asyncio.to_thread(_kept_picture, captures.folder, done, answer.body)
        self._pictured[handle.job] = (done, file)
        return file

    async def pause(self, handle: Handle) -> None:
        await asyncio.sleep(self._pause)

    async def cancel(self, handle: Handle, reason: str) -> None:
        path = f"/api/v3/jobs/{quote(handle.job, safe='')}/setstatus"
        body = {"status": "cancel-requested", "reason": reason[:REASON_MAX] or "No longer wanted."}
        answer = await self._ask("POST", path, body, accept=(204, 404, 422, 500))
        if answer.status in (422, 500):
            job = await self._json("GET", f"/api/v3/jobs/{quote(handle.job, safe='')}")
            if job.get("status") not in OVER:
                raise FarmError(
                    "The Manager did not cancel the job.", "Cancel it on its own page.", code="farm_not_cancelled"
                )

    async def collect(self, handle: Handle, captures: sets.CaptureSet) -> dict[str, Outcome]:
        return await asyncio.to_thread(captures.outcomes, self._keep)

    # -- inside ----------------------------------------------------------------------------------------------------

    async def _job_type(self) -> str:
        """The etag of our job type. Raises FarmSetUp where the Manager has none, or another version's."""
        answer = await self._ask("GET", f"/api/v3/jobs/type/{JOB_TYPE}", accept=(200, 404))
        said = _read(answer) if answer.status == 200 else {}
        if said.get("label") == JOB_TYPE_LABEL:
            return str(said.get("etag", ""))
        raise FarmSetUp(
            "The Manager has the job type of another version." if said else "The Manager does not know our job type.",
            f"Save the Job Type… in the preferences, put {JOB_TYPE_FILE} into the Manager's folder scripts, and restart"
            " the Manager.",
            code="farm_job_type",
        )

    def _body(self, captures: sets.CaptureSet, etag: str) -> dict[str, Any]:
        folder = captures.folder.absolute()
        return {
            "name": f"Captures of {captures.folder.parents[2].stem}"[:100],
            "type": JOB_TYPE,
            "type_etag": etag,
            "priority": PRIORITY,
            "submitter_platform": platform(),
            "settings": {
                "tasks": ";".join(chunks(len(captures.specs))),
                "blendfile": captures.blend.absolute().as_posix(),
                "list": (folder / manifest.NAME).as_posix(),
                "worker": (folder / sets.WORKER / "worker.py").as_posix(),
                "out": captures.out.absolute().as_posix(),
            },
            "metadata": {SET: captures.id},
        }

    def _note(self, captures: sets.CaptureSet, handle: Handle) -> None:
        sets.note_handle(captures.folder, {"farm": self.name, "address": self.address, "job": handle.job})

    async def _tasks(self, handle: Handle) -> list[dict[str, Any]]:
        said = await self._json("GET", f"/api/v3/jobs/{quote(handle.job, safe='')}/tasks")
        return [task for task in said.get("tasks") or () if isinstance(task, dict)]

    async def _json(self, method: str, path: str) -> dict[str, Any]:
        return _read(await self._ask(method, path))

    async def _ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, accept: Sequence[int] = (200,)
    ) -> Answer:
        """One question, answered with one of these statuses. Raises FarmAway, FarmError, FarmSetUp."""
        await self._check_address()
        headers = {"user-agent": USER_AGENT, "accept": "application/json", "content-type": "application/json"}
        try:
            answer = await self._transport.request(
                method,
                self.address + path,
                headers=headers if body is not None else {k: v for k, v in headers.items() if k != "content-type"},
                during=During.LOOKUP,
                read=READ_SECONDS,
                body=body,
            )
        except CertificateRefused as error:
            raise FarmSetUp(f"The Manager's certificate is not trusted: {self.address}.", error.next_step) from error
        except (NotConnected, ConnectionLost) as error:
            raise self._away(f"does not answer ({error.detail or error.code})") from error
        except GatewayError as error:
            raise FarmError(
                f"What answers at {self.address} is no Flamenco Manager.", "Check the address.", code="farm_no_manager"
            ) from error
        if answer.status in accept:
            return answer
        raise self._refusal(answer)

    def _refusal(self, answer: Answer) -> AnimaticError:
        said = _said(answer)
        if answer.status in (502, 503, 504):
            away = self._away("is busy")
            away.retry_after = _seconds(answer.headers.get("retry-after", ""))
            return away
        if answer.status == 400:
            return FarmSetUp(
                f"The Manager refuses the job: {said}.", "Save the Job Type… again, and look at the Manager's log."
            )
        if answer.status in (401, 403):
            return FarmSetUp(
                "Something before the Manager asks for a sign-in.", "Flamenco itself has none: use its own address."
            )
        return FarmError(
            f"The Manager answered {answer.status}: {said}.", "Look at its log, then try again.", code="farm_refused"
        )

    def _away(self, what: str) -> FarmAway:
        return FarmAway(
            f"The Flamenco Manager at {self.address} {what}.",
            "It is asked again by itself; Film Here Instead goes on without it.",
        )

    async def _check_address(self) -> None:
        """Raise FarmSetUp for a plain http address that leads out of the house."""
        parts = urlsplit(self.address)
        if self._checked or parts.scheme == "https":
            return
        try:
            found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, parts.port or 80)
        except (OSError, UnicodeError) as error:
            raise self._away("cannot be found by its name") from error
        import ipaddress

        if any(is_public(ipaddress.ip_address(str(entry[4][0]).partition("%")[0])) for entry in found):
            raise FarmSetUp(
                f"{self.address} leads to the internet, where anybody can read along: Flamenco has no sign-in.",
                "Use the Manager's address in your own network, or https.",
                code="farm_open_address",
            )
        self._checked = True


def page(address: str, job: str) -> str:
    """Where a Manager shows a job."""
    return f"{address}/app/jobs/{quote(job, safe='')}"


def clean_address(address: str) -> str:
    """An address as it was typed: without a path's end, with http where nothing is said. Raises FarmSetUp."""
    text = address.strip()
    if text and "://" not in text:
        text = f"http://{text}"
    text = text.rstrip("/")
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    if not fits or parts.username or parts.query or parts.fragment or any(sign <= " " for sign in text):
        raise FarmSetUp(
            "The address of the Flamenco Manager is missing or no address.",
            "Write it in the preferences as http://manager:8080.",
            code="farm_address",
        )
    return text


def chunks(count: int, per_task: int = PER_TASK) -> list[str]:
    """Numbers of the captures of each task: "1-4", "5-8", "9"."""
    per_task = max(per_task, -(-count // TASKS_MAX))
    spans = [(first, min(first + per_task - 1, count)) for first in range(1, count + 1, per_task)]
    return [f"{first}-{last}" if last > first else str(first) for first, last in spans]


def lies_under(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, by text, as the submitter's system writes them; "/mnt/film2" not in
    "/mnt/film"."""
    if not folder:
        return False
    kind = PureWindowsPath if sys.platform == "win32" or "\\" in folder or folder[1:2] == ":" else PurePosixPath
    try:
        return kind(path).is_relative_to(kind(folder))
    except ValueError:
        return False


def _seen(
    tasks: Sequence[Mapping[str, Any]],
    captures: sets.CaptureSet,
    frames: Mapping[str, tuple[int, int]],
    address: str,
) -> dict[str, Seen]:
    """What tasks tell of captures, and of their frames the machines that film them."""
    seen: dict[str, Seen] = {}
    for task in tasks:
        status = str(task.get("status"))
        log = f"{address}/api/v3/tasks/{quote(str(task.get('id')), safe='')}/logtail"
        for number in _numbers(str(task.get("name")).removeprefix("film-")):
            if not 1 <= number <= len(captures.specs):
                continue
            key, state = captures.specs[number - 1].key, _TASKS.get(status, CaptureState.WAITING)
            if state is CaptureState.FILMING and key not in frames:
                state = CaptureState.WAITING  # its turn in the task is still to come, or over
            seen[key] = Seen(state, *frames.get(key, (0, 0)), words=status[:40], log=log)
    return seen


def _kept_picture(folder: Path, number: int, content: bytes) -> Path | None:
    """A new file each time: who shows pictures keeps them by their names. None for what is no picture."""
    kind = ".jpg" if content[:3] == b"\xff\xd8\xff" else ".png" if content[:8] == b"\x89PNG\r\n\x1a\n" else ""
    if not kind or len(content) > PICTURE_BYTES or not door.is_folder(folder):
        return None
    file = folder / f"{LAST_PICTURE}{number}{kind}"
    if door.is_file(file):
        return file
    with door.create(file) as out:
        out.write(content)
    return file


def _numbers(part: str) -> range:
    first, _, last = part.partition("-")
    if not first.isdecimal() or (last and not last.isdecimal()):
        return range(0)
    return range(int(first), min(int(last or first), manifest.CAPTURES_MAX) + 1)


def _read(answer: Answer) -> dict[str, Any]:
    """Raises FarmError for what is no JSON object."""
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise FarmError(
            "What answers there is no Flamenco Manager.",
            "Check the address in the preferences.",
            code="farm_no_manager",
        )
    return said


def _id(said: Mapping[str, Any]) -> str:
    found = said.get("id")
    if not isinstance(found, str) or not found:
        raise FarmError("The Manager named no job.", "Look at its own page before you send again.")
    return found


def _said(answer: Answer) -> str:
    """A Manager's sentence, shortened."""
    try:
        said = answer.json()
        text = str(said.get("message", "")) if isinstance(said, dict) else ""
    except ValueError:
        text = ""
    text = "".join(sign if sign.isprintable() else " " for sign in text)[:300].strip().rstrip(".")
    return text or "no reason given"


def _seconds(text: str) -> float:
    return min(float(text), 60.0) if text.isascii() and text.isdigit() else 1.0
