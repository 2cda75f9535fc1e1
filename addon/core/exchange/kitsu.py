# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kitsu's server: who is there, which shots, and a take as a revision of a shot's task. Plain HTTP, no library.

Calls as run against zou 1.0.97: api.cg-wire.com; the address is https://studio/api behind the usual web server. Nothing
here costs money. A request is never repeated by itself: a comment would stand there twice.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from ..errors import AnimaticError
from ..files import door, explain_os_error, redact, ulid
from ..gateway.failures import CertificateRefused, During, GatewayError, NotConnected
from ..gateway.transport import Transport

PIECE = 256 * 1024
ANSWER_SECONDS, UPLOAD_SECONDS = 60.0, 300.0


class KitsuError(AnimaticError):
    """What Kitsu refused, or that it could not be asked."""

    code = "kitsu"


class LoginRefused(KitsuError):
    code = "kitsu_login"
    user_fault = True


class CodeWanted(LoginRefused):
    """The account asks for a second proof."""

    code = "kitsu_two_factor"


@dataclass(frozen=True)
class Named:
    """A project, a task type or a status."""

    id: str
    name: str


@dataclass(frozen=True)
class KitsuShot:
    """A shot of a project. `tasks`: task type's id to task's id. `frames` is None where nobody entered it."""

    id: str
    name: str
    sequence: str = ""
    description: str = ""
    first: int | None = None
    frames: int | None = None
    tasks: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.sequence} {self.name}".strip()

    @property
    def full_name(self) -> str:
        """As it is named in a list, where shots of other sequences stand, too."""
        return f"{self.sequence}_{self.name}" if self.sequence else self.name


class Kitsu:
    """One server, as one person. For one event loop; `close` ends it."""

    def __init__(self, address: str, transport: Transport, *, token: str = "") -> None:
        self.address = clean_address(address)
        self.transport = transport
        self.token = token

    async def log_in(self, email: str, password: str, code: str = "") -> str:
        """The token for name and password (and the code of an authenticator, where the account has one), which this
        object uses from then on. Raises LoginRefused, CodeWanted."""
        answer = await self._ask(
            "POST", "auth/login", {"email": email, "password": password, **_code(code)}, login=True
        )
        token = answer.get("access_token") if isinstance(answer, Mapping) else None
        if not isinstance(token, str) or not token:
            raise KitsuError(f"{self._host} answers, but not as Kitsu.", "Check the address; it mostly ends in /api.")
        self.token = token
        return token

    async def projects(self) -> tuple[Named, ...]:
        return _named(await self._ask("GET", "data/projects"))

    async def task_types(self) -> tuple[Named, ...]:
        return _named(await self._ask("GET", "data/task-types"))

    async def statuses(self) -> tuple[Named, ...]:
        return _named(await self._ask("GET", "data/task-status"))

    async def shots(self, project: str) -> tuple[KitsuShot, ...]:
        """The project's shots with their tasks."""
        found = await self._ask("GET", f"data/shots/with-tasks?project_id={quote(project)}")
        return tuple(_shot(each) for each in _records(found))

    async def make_task(self, project: str, task_type: str, shot: str) -> str:
        """A task of a type for a shot that has none; its id."""
        path = f"actions/projects/{project}/task-types/{task_type}/shots/create-tasks"
        for task in _records(await self._ask("POST", path, [shot])):
            if task.get("entity_id") == shot:
                return str(task["id"])
        raise KitsuError("Kitsu made no task for the shot.", "Make it in Kitsu, then publish again.")

    async def publish(self, task: str, status: str, words: str, file: Path) -> str:
        """A comment with the words, and the file as its next revision, made the shot's picture; the preview's id.

        A cut upload cannot go on: publishing again makes another comment and another revision."""
        comment = await self._ask("POST", f"actions/tasks/{task}/comment", {"task_status_id": status, "comment": words})
        preview = await self._ask("POST", f"actions/tasks/{task}/comments/{_id(comment)}/add-preview", {})
        name = _id(preview)
        uploaded = await self._upload(f"pictures/preview-files/{name}", file)
        if isinstance(uploaded, Mapping) and uploaded.get("status") == "broken":
            raise KitsuError(
                f"Kitsu took {file.name} but could not read it.", "Ask whoever runs Kitsu: it may lack ffmpeg.",
                code="kitsu_broken",
            )  # fmt: skip
        await self._ask("PUT", f"actions/preview-files/{name}/set-main-preview", {})
        return name

    async def close(self) -> None:
        await self.transport.close()

    @property
    def _host(self) -> str:
        return urlsplit(self.address).netloc

    async def _ask(self, method: str, path: str, body: Any = None, *, login: bool = False) -> Any:
        headers = {"content-type": "application/json"} if body is not None else {}
        return await self._send(method, path, headers, ANSWER_SECONDS, body=body, login=login)

    async def _upload(self, path: str, file: Path) -> Any:
        boundary = f"animatic-{ulid()}"
        name = re.sub(r'[\r\n"\\]', "_", file.name)
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        tail = f"\r\n--{boundary}--\r\n".encode()
        size = door.size(file)
        if size is None:
            raise KitsuError(f"{file.name} is not there.", "Bring it back into the film's folder.", code="file_missing")
        headers = {
            "content-type": f"multipart/form-data; boundary={boundary}",
            "content-length": str(len(head) + size + len(tail)),
        }
        return await self._send("POST", path, headers, UPLOAD_SECONDS, content=_pieces(head, file, tail))

    async def _send(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        read: float,
        *,
        body: Any = None,
        content: AsyncIterator[bytes] | None = None,
        login: bool = False,
    ) -> Any:
        if self.token and not login:
            headers["authorization"] = f"Bearer {self.token}"
        headers["accept"] = "application/json"
        try:
            answer = await self.transport.request(
                method, f"{self.address}/{path}", headers=headers, during=During.LOOKUP, read=read, body=body,
                content=content,
            )  # fmt: skip
        except GatewayError as error:
            raise self._in_words(error) from error
        try:
            said = answer.json()
        except ValueError:
            said = None
        if 200 <= answer.status < 300:
            return said
        raise self._refused(answer.status, said, login)

    def _in_words(self, error: GatewayError) -> KitsuError:
        if isinstance(error, CertificateRefused):
            return KitsuError(f"The connection to {self._host} is not trusted.", error.next_step)
        if isinstance(error, NotConnected):
            return KitsuError(f"Kitsu at {self._host} cannot be reached.", "Check the address and the network.")
        return KitsuError(
            f"The connection to {self._host} broke.", "Look in Kitsu what arrived, then publish again.", retryable=True
        )

    def _refused(self, status: int, said: Any, login: bool) -> KitsuError:
        """Kitsu says 400 to a wrong password, 401 to an old token."""
        record = said if isinstance(said, Mapping) else {}
        words = redact(str(record.get("message") or record.get("msg") or "")).strip()[:200]
        if login and (record.get("missing_OTP") or record.get("two_factor_authentication_required")):
            return CodeWanted("This account asks for a second proof.", "Give the code of your authenticator.")
        if login and status in {400, 401, 403}:
            return LoginRefused("Kitsu knows no such account and password.", "Check both; then log in again.")
        if status == 401 or (status == 422 and "msg" in record):  # 422: what is no token at all
            return LoginRefused("Kitsu wants a new login.", "Log in again: a token holds about a week.")
        if status == 403:
            return LoginRefused("This account may not do that in Kitsu.", "Ask whoever runs the project.")
        if status == 404:
            return KitsuError("Kitsu has no such thing (any more).", "Look in Kitsu, then try again.")
        return KitsuError(f"Kitsu refused it ({status}). {words}".strip(), "Look in Kitsu, then try again.")


def clean_address(address: str) -> str:
    """https://studio/api without its last slash. Raises KitsuError for what is no address, or would send the password
    in the clear over a network."""
    address = address.strip().rstrip("/")
    parts = urlsplit(address)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username or parts.query:
        raise KitsuError(f"{address or 'Nothing'} is no address of a server.", "Give it as https://studio.example/api.")
    if parts.scheme == "http" and not local:
        raise KitsuError("Kitsu's address begins with http: a password would be readable.", "Use https.")
    return address


def _code(code: str) -> dict[str, str]:
    return {"totp": code.strip()} if code.strip() else {}


async def _pieces(head: bytes, file: Path, tail: bytes) -> AsyncIterator[bytes]:
    """A file between two texts, read while it is sent."""
    yield head
    try:
        with await asyncio.to_thread(door.open_media, file) as opened:
            while piece := await asyncio.to_thread(opened.read, PIECE):
                yield piece
    except OSError as error:
        raise explain_os_error(error, file) from error
    yield tail


def only(wanted: str, choices: Sequence[Named], what: str) -> Named:
    """The choice of that name, without case. Raises KitsuError that names what there is."""
    found = [choice for choice in choices if choice.name.casefold() == wanted.strip().casefold()]
    if len(found) != 1:
        listed = ", ".join(sorted(choice.name for choice in choices)[:20]) or "none"
        raise KitsuError(f"Kitsu has no {what} {wanted}.", f"There are: {listed}.", code="kitsu_choice")
    return found[0]


def _records(found: Any) -> list[Mapping[str, Any]]:
    return [each for each in found if isinstance(each, Mapping) and each.get("id")] if isinstance(found, list) else []


def _named(found: Any) -> tuple[Named, ...]:
    return tuple(Named(str(each["id"]), str(each.get("name", ""))) for each in _records(found))


def _id(record: Any) -> str:
    if isinstance(record, Mapping) and record.get("id"):
        return str(record["id"])
    raise KitsuError("Kitsu's answer cannot be understood.", "Ask whoever runs Kitsu which version it is.")


def _shot(record: Mapping[str, Any]) -> KitsuShot:
    data = record.get("data")
    entered: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    first, last = (_whole(entered.get(name)) for name in ("frame_in", "frame_out"))
    frames = _whole(record.get("nb_frames"))
    if frames is None and first is not None and last is not None and last >= first:
        frames = last - first + 1  # both count
    return KitsuShot(
        id=str(record["id"]),
        name=str(record.get("name", "")),
        sequence=str(record.get("sequence_name") or ""),
        description=str(record.get("description") or ""),
        first=first,
        frames=frames or None,
        tasks={str(task.get("task_type_id")): str(task["id"]) for task in _records(record.get("tasks"))},
    )


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
