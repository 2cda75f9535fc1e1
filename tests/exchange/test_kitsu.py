# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kitsu: the same steps against a real server, where one can run here, and against a stand-in recorded from it."""

from __future__ import annotations

import asyncio
import sys
import zlib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from struct import pack
from typing import Any

import kitsu_standin
import pytest

from addon.core.exchange import kitsu
from addon.core.exchange.kitsu import CodeWanted, Kitsu, KitsuError, KitsuShot, LoginRefused, Named
from addon.core.exchange.publishing import Publication, matched
from addon.core.gateway.transport import Transport

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import kitsu_server

Ask = Callable[[Callable[[Kitsu], Awaitable[Any]]], Any]


@pytest.fixture(scope="module", params=["stand-in", pytest.param("zou", marks=pytest.mark.slow)])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "stand-in":
        with kitsu_standin.running() as (where, _):
            yield where
        return
    if reason := kitsu_server.missing():
        pytest.skip(reason)
    with kitsu_server.running() as server:
        yield server.address


@pytest.fixture
def ask(address: str) -> Ask:
    """`ask(do)`: what `do(kitsu)` answers, logged in as the administrator."""

    def run(do: Callable[[Kitsu], Awaitable[Any]]) -> Any:
        async def talk() -> Any:
            server = Kitsu(address, Transport())
            try:
                await server.log_in(kitsu_standin.EMAIL, kitsu_standin.PASSWORD)
                return await do(server)
            finally:
                await server.close()

        return asyncio.run(talk())

    return run


def picture(path: Path) -> Path:
    """A real PNG of 16 by 9 grey pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\x00" + b"\x80" * 48) * 9)
    head = pack(">IIBBBBB", 16, 9, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return path


async def production(server: Kitsu, name: str) -> str:
    """A project with the shot SH010 of 48 frames in SQ01; its id."""
    project = await server._ask("POST", "data/projects", {"name": name, "production_type": "short"})
    base = f"data/projects/{project['id']}"
    sequence = await server._ask("POST", f"{base}/sequences", {"name": "SQ01"})
    shot = {
        "name": "SH010",
        "sequence_id": sequence["id"],
        "nb_frames": 48,
        "data": {"frame_in": 1001, "frame_out": 1048},
    }
    await server._ask("POST", f"{base}/shots", shot)
    return str(project["id"])


def test_a_take_is_published_as_the_next_revision_and_the_shots_picture(ask: Ask, tmp_path: Path) -> None:
    async def steps(server: Kitsu) -> tuple[KitsuShot, KitsuShot, str, Any]:
        project = await production(server, "Published")
        before = (await server.shots(project))[-1]
        kind = kitsu.only("animation", await server.task_types(), "task type")
        status = kitsu.only("todo", await server.statuses(), "status")
        task = await server.make_task(project, kind.id, before.id)
        await server.publish(task, status.id, "SH010 t001: draft", picture(tmp_path / "SH010_t001.png"))
        last = await server.publish(task, status.id, "SH010 t002: final", picture(tmp_path / 'a "b".png'))
        after = next(s for s in await server.shots(project) if s.id == before.id)
        return before, after, last, await server._ask("GET", f"data/shots/{before.id}")

    before, after, last, shot = ask(steps)
    assert (before.name, before.sequence, before.first, before.frames, dict(before.tasks)) == (
        "SH010",
        "SQ01",
        1001,
        48,
        {},
    )
    assert len(after.tasks) == 1
    assert shot["preview_file_id"] == last


def test_projects_types_and_statuses_are_listed_by_name(ask: Ask) -> None:
    async def steps(server: Kitsu) -> tuple[Any, ...]:
        await production(server, "Listed")
        return await server.projects(), await server.task_types(), await server.statuses()

    projects, types, statuses = ask(steps)
    assert "Listed" in {project.name for project in projects}
    assert "Animation" in {kind.name for kind in types}
    assert {"Todo", "Work In Progress"} <= {status.name for status in statuses}


def test_a_wrong_password_and_an_old_token_are_words(address: str) -> None:
    async def steps() -> None:
        server = Kitsu(address, Transport())
        with pytest.raises(LoginRefused, match="no such account and password"):
            await server.log_in(kitsu_standin.EMAIL, "wrong")
        server.token = "old"
        with pytest.raises(LoginRefused, match="wants a new login"):
            await server.projects()
        await server.close()

    asyncio.run(steps())


def test_a_file_that_kitsu_cannot_read_is_told(tmp_path: Path) -> None:
    async def steps(where: str, studio: kitsu_standin.Studio) -> None:
        server = Kitsu(where, Transport())
        await server.log_in(kitsu_standin.EMAIL, kitsu_standin.PASSWORD)
        project = await production(server, "Broken")
        shot = (await server.shots(project))[0]
        task = await server.make_task(project, studio.types[0]["id"], shot.id)
        studio.broken = True
        with pytest.raises(KitsuError, match="could not read it"):
            await server.publish(task, studio.statuses[0]["id"], "words", picture(tmp_path / "a.png"))
        await server.close()

    with kitsu_standin.running() as (where, studio):
        asyncio.run(steps(where, studio))


def test_the_upload_is_the_file_and_nothing_else(tmp_path: Path) -> None:
    async def steps(where: str, studio: kitsu_standin.Studio, file: Path) -> str:
        server = Kitsu(where, Transport())
        await server.log_in(kitsu_standin.EMAIL, kitsu_standin.PASSWORD)
        project = await production(server, "Bytes")
        task = await server.make_task(project, studio.types[0]["id"], (await server.shots(project))[0].id)
        preview = await server.publish(task, studio.statuses[0]["id"], "words", file)
        await server.close()
        return preview

    file = tmp_path / "a.mp4"
    file.write_bytes(bytes(range(256)) * 3000)
    with kitsu_standin.running() as (where, studio):
        sent = studio.previews[asyncio.run(steps(where, studio, file))]["bytes"]
    head, _, rest = sent.partition(b"\r\n\r\n")
    assert b'name="file"; filename="a.mp4"' in head
    assert rest.rpartition(b"\r\n--animatic-")[0] == file.read_bytes()


def test_a_second_proof_is_asked_for() -> None:
    server = Kitsu("https://studio.example/api/", Transport())
    assert server.address == "https://studio.example/api"
    refused = server._refused(400, {"missing_OTP": True, "preferred_two_factor_authentication": "totp"}, True)
    assert isinstance(refused, CodeWanted)


def test_nobody_there_is_words() -> None:
    async def steps() -> None:
        server = Kitsu("http://127.0.0.1:9", Transport())
        with pytest.raises(KitsuError, match="cannot be reached"):
            await server.projects()
        await server.close()

    asyncio.run(steps())


@pytest.mark.parametrize("address", ["", "studio", "ftp://a", "http://studio.example/api", "https://me:pw@studio/api"])
def test_an_address_that_would_tell_the_password_is_refused(address: str) -> None:
    with pytest.raises(KitsuError):
        kitsu.clean_address(address)


def test_shots_are_matched_by_name_and_what_is_there_already_is_left() -> None:
    theirs = [KitsuShot("1", "SH010", "SQ01"), KitsuShot("2", "SH020", "SQ01"), KitsuShot("3", "SH010", "SQ02")]
    ours = [
        Publication(name, name, f"take of {name}", Path("a.mp4"), "") for name in ("SQ01_SH010", "SH020", "SH010", "X")
    ]
    found = matched(ours, theirs, {"SH020": "take of SH020"})
    assert [one.told for one in found] == [
        "new revision of SQ01 SH010",
        "there already",
        "no shot of that name in Kitsu",  # in two sequences: which one is not guessed
        "no shot of that name in Kitsu",
    ]


def test_a_choice_that_is_not_there_names_what_is() -> None:
    with pytest.raises(KitsuError, match="no task type Anim") as refused:
        kitsu.only("Anim", [Named("1", "Layout"), Named("2", "Animation")], "task type")
    assert "Animation, Layout" in refused.value.next_step
