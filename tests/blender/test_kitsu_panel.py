# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kitsu from its panel: logging in, choosing, publishing what is shown and no more, and its shots as a list."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import bpy
import canvas
import pytest
from take_parts import add_take, make_film, shot_named

from addon.blender.exchange import publishing
from addon.blender.properties import film, settings
from addon.core import keys
from addon.core.exchange.kitsu import Kitsu
from addon.core.gateway.transport import Transport

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "exchange"))
import kitsu_standin


@pytest.fixture
def studio(monkeypatch: pytest.MonkeyPatch) -> Iterator[kitsu_standin.Studio]:
    """A server with the project Film and its shot SH010, which the preferences name; nobody has logged in."""

    async def fill(address: str) -> None:
        server = Kitsu(address, Transport())
        await server.log_in(kitsu_standin.EMAIL, kitsu_standin.PASSWORD)
        project = await server._ask("POST", "data/projects", {"name": "Film"})
        base = f"data/projects/{project['id']}"
        sequence = await server._ask("POST", f"{base}/sequences", {"name": "SQ01"})
        for name in ("SH010", "SH030"):
            shot = {"name": name, "sequence_id": sequence["id"], "nb_frames": 60, "description": "A robot waves."}
            await server._ask("POST", f"{base}/shots", shot)
        await server.close()

    monkeypatch.setattr(keys, "_keyring", lambda: None)
    monkeypatch.delenv("KITSU_TOKEN", raising=False)
    with kitsu_standin.running() as (address, known):
        asyncio.run(fill(address))
        with settings.overriding(kitsu_address=address, kitsu_account=kitsu_standin.EMAIL):
            yield known
    keys.forget(keys.Key.KITSU)
    publishing.forget()


@pytest.fixture
def two_takes(edit, movie, tmp_path: Path) -> bpy.types.Scene:
    make_film(edit, tmp_path / "film.blend")
    for name in ("SH010", "SH020"):
        add_take(edit, shot_named(name), movie(60, 30))
    return edit


def log_in() -> None:
    assert bpy.ops.animatic.kitsu_log_in(password=kitsu_standin.PASSWORD) == {"FINISHED"}


def choose() -> None:
    bpy.ops.animatic.kitsu_project(choice="Film")
    bpy.ops.animatic.kitsu_task(choice="Animation")
    bpy.ops.animatic.kitsu_status(choice="Work In Progress")


def test_from_the_login_to_the_revision(studio: kitsu_standin.Studio, two_takes) -> None:
    log_in()
    assert (publishing.known.projects, publishing.known.tasks) == (("Film",), ("Animation", "Layout"))
    choose()
    plan = publishing.known.plan
    assert plan is not None
    told = [line.told for line in plan.lines]
    assert told == ["new revision of SQ01 SH010", "no shot of that name in Kitsu"]
    assert "1 new, 0 there already, 1 without a shot of that name" in " ".join(canvas.draw(panel()).texts)
    assert bpy.ops.animatic.publish_kitsu() == {"FINISHED"}
    assert [comment["text"].partition(",")[0] for comment in studio.comments] == ["SH010 t001: draft"]
    plan = publishing.known.plan
    assert plan is not None
    assert plan.lines[0].told == "there already"
    with pytest.raises(RuntimeError, match="Kitsu has all takes"):
        bpy.ops.animatic.publish_kitsu()


def test_only_what_the_table_showed_is_published(studio: kitsu_standin.Studio, two_takes, movie) -> None:
    log_in()
    choose()
    add_take(two_takes, shot_named("SH010"), movie(60, 30))  # another take shows now than the table said
    bpy.ops.animatic.publish_kitsu()
    assert not studio.comments
    bpy.ops.animatic.publish_kitsu()  # the table was asked anew by the first
    assert len(studio.comments) == 1


def test_a_wrong_password_is_words_and_nothing_is_kept(studio: kitsu_standin.Studio, two_takes) -> None:
    with pytest.raises(RuntimeError, match="no such account and password"):
        bpy.ops.animatic.kitsu_log_in(password="wrong")
    assert keys.find(keys.Key.KITSU) is None
    assert "no such account" in " ".join(canvas.draw(panel()).texts)
    with pytest.raises(RuntimeError, match="Log in first"):
        bpy.ops.animatic.kitsu_look()


def test_no_secret_is_kept_by_blender(studio: kitsu_standin.Studio, two_takes, tmp_path: Path) -> None:
    log_in()
    choose()
    bpy.ops.animatic.publish_kitsu()
    saved = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(saved), compress=False)
    secrets = (kitsu_standin.PASSWORD.encode(), kitsu_standin.TOKEN.encode())
    files = [saved, *(path for path in saved.with_suffix(".animatic").rglob("*") if path.is_file())]
    assert [file for file in files for secret in secrets if secret in file.read_bytes()] == []


def test_logging_out_forgets_the_token(studio: kitsu_standin.Studio, two_takes) -> None:
    log_in()
    assert publishing.token() == kitsu_standin.TOKEN
    bpy.ops.animatic.kitsu_log_out()
    assert (publishing.token(), publishing.known.projects) == ("", ())


def test_the_projects_shots_come_in_as_a_list(studio: kitsu_standin.Studio, two_takes) -> None:
    log_in()
    choose()
    assert bpy.ops.animatic.kitsu_shots() == {"FINISHED"}
    file = publishing.known.list_file
    assert file is not None
    assert file.name == "film_kitsu_v001.csv"
    assert bpy.ops.animatic.import_edit(filepath=str(file)) == {"FINISHED"}
    assert {"SQ01_SH010", "SQ01_SH030"} <= {shot.name for shot in film(two_takes).shots}


def panel() -> type:
    return bpy.types.ANIMATIC_PT_kitsu
