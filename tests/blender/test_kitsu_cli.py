# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishing from a terminal: a table first, then only what changed; Kitsu's shots as a list that comes in."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import bpy
import pytest
from take_parts import add_take, make_film, shot_named

from addon.blender.cli import main as cli
from addon.core import keys
from addon.core.exchange.kitsu import Kitsu
from addon.core.gateway.transport import Transport

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "exchange"))
import kitsu_standin

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def studio(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, kitsu_standin.Studio]]:
    """A server with the project Film and its shot SH010, and a token in the environment."""

    async def fill(address: str) -> None:
        server = Kitsu(address, Transport())
        await server.log_in(kitsu_standin.EMAIL, kitsu_standin.PASSWORD)
        project = await server._ask("POST", "data/projects", {"name": "Film"})
        base = f"data/projects/{project['id']}"
        sequence = await server._ask("POST", f"{base}/sequences", {"name": "SQ01"})
        shot = {"name": "SH010", "sequence_id": sequence["id"], "nb_frames": 60, "description": "A robot waves."}
        await server._ask("POST", f"{base}/shots", shot)
        await server.close()

    monkeypatch.setattr(keys, "_keyring", lambda: None)
    monkeypatch.setenv("KITSU_TOKEN", kitsu_standin.TOKEN)
    with kitsu_standin.running() as (address, known):
        asyncio.run(fill(address))
        yield address, known


@pytest.fixture
def run(edit, movie, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    make_film(edit, tmp_path / "film.blend")
    for name in ("SH010", "SH020"):
        add_take(edit, shot_named(name), movie(60, 30))
    bpy.ops.wm.save_mainfile()

    def command(*argv: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.main(argv)
        return code, *capfd.readouterr()

    return command


def test_a_table_first_then_only_what_changed(run: Run, studio: tuple[str, kitsu_standin.Studio], edit, movie) -> None:
    address, known = studio
    asked = ("publish", "kitsu", "--address", address, "--project", "film", "--task", "animation")
    code, out, _ = run(*asked, "--json")
    lines = json.loads(out)["lines"]
    assert code == 1  # a shot without its like in Kitsu
    assert [line["what"] for line in lines] == ["new revision of SQ01 SH010", "no shot of that name in Kitsu"]
    assert not known.comments
    assert "published" in run(*asked, "SH010", "--apply")[1]
    assert [comment["text"].partition(", seed")[0] for comment in known.comments] == [
        "SH010 t001: draft, wan-v2.6-t2v, 160x96"
    ]
    assert "there already" in run(*asked, "SH010", "--apply")[1]
    assert len(known.comments) == 1
    add_take(edit, shot_named("SH010"), movie(60, 30))
    run(*asked, "SH010", "--apply")
    assert [preview["revision"] for preview in known.previews.values()] == [1, 2]
    kept = Path(bpy.data.filepath).with_suffix(".animatic") / "kitsu.json"
    assert kitsu_standin.TOKEN not in kept.read_text()


def test_kitsus_shots_come_in_as_a_list(run: Run, studio: tuple[str, kitsu_standin.Studio], tmp_path: Path) -> None:
    out = tmp_path / "kitsu.csv"
    assert run("kitsu", "shots", "--address", studio[0], "--project", "Film", "--out", str(out))[0] == 0
    code, table, _ = run("import", str(out))
    assert (code, "SQ01_SH010" in table, "new, 60 frames" in table) == (0, True, True)


def test_what_is_wrong_is_words_and_exit_code_2(run: Run, studio, monkeypatch: pytest.MonkeyPatch) -> None:
    address, _ = studio
    _, _, err = run("kitsu", "shots", "--address", address, "--project", "Other")
    assert "There are: Film." in err
    monkeypatch.delenv("KITSU_TOKEN")
    code, _, err = run("kitsu", "shots", "--address", address, "--project", "Film")
    assert (code, "Set KITSU_TOKEN" in err) == (2, True)
