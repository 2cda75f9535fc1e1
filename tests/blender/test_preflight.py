# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The preflight shows what would be sent, what it costs and what leaves the machine; without a tick nothing goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest

from addon.blender.jobs import preflight, send
from addon.blender.properties import film, settings
from addon.blender.shots import build
from addon.core import keys


class Recorder:
    """Stands in for a layout: it remembers what was drawn. Blender gives none without a window."""

    def __init__(self, said: list[str] | None = None) -> None:
        self.said: list[str] = [] if said is None else said
        self.enabled = True

    def _part(self, **_: Any) -> Recorder:
        return Recorder(self.said)

    box = row = column = _part

    def label(self, *, text: str = "", icon: str = "NONE") -> None:
        self.said.append(text)

    def prop(self, _: Any, name: str, **__: Any) -> None:
        self.said.append(f"[{name}]")

    def separator(self) -> None:
        pass


class Dialog:
    """The operator's properties while its dialog is open."""

    heading = ""
    leaving = False

    def __init__(self) -> None:
        self.rows = Rows()


class Rows(list[Any]):
    def add(self) -> Any:
        self.append(type("Row", (), {"fingerprint": "", "chosen": True})())
        return self[-1]


@pytest.fixture
def shots(edit: bpy.types.Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    for key in keys.Key:
        monkeypatch.delenv(key.value, raising=False)
    monkeypatch.setattr(keys, "_keyring", lambda: None)
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(keys, "_keychain_seen", {})
    edit.frame_start, edit.frame_end = 1, 96
    for frame in (1, 49):
        edit.timeline_markers.new(f"m{frame}", frame=frame)
    build.build_shots(edit)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    for shot in film(bpy.context.scene).shots:
        shot.route, shot.block("action").text = "text", f"A robot waves in {shot.name}."
    return list(film(bpy.context.scene).shots)


def draw(shots: list[Any], **choices: bool) -> list[str]:
    dialog, layout = Dialog(), Recorder()
    preflight.ANIMATIC_OT_preflight._show(dialog, send.make_plans(bpy.context.scene, shots))
    dialog.leaving = choices.get("leaving", False)
    dialog.layout = layout
    if choices.get("untick"):
        dialog.rows[0].chosen = False
    preflight.ANIMATIC_OT_preflight.draw(dialog, bpy.context)
    return layout.said


def test_a_row_says_what_is_asked_paid_and_kept(shots: list[Any]) -> None:
    said = draw(shots)
    assert "SH010: 2 s" in said
    assert any("wan-v2.6-t2v, 1280x720, with sound; text: identity and framing described" in line for line in said)
    assert "2 of 2 chosen, free; live it would be about $0.40" in said
    assert "Rehearsal: nothing is paid, and nothing leaves this machine." in said
    assert "[confirm]" in said
    assert "[leaving]" not in said


def test_unticking_a_row_lowers_the_total(shots: list[Any]) -> None:
    assert "1 of 2 chosen, free; live it would be about $0.20" in draw(shots, untick=True)


def test_a_blocked_shot_says_why_and_is_not_chosen(shots: list[Any]) -> None:
    shots[1].block("action").text = ""
    said = draw(shots)
    assert "cannot be sent" in said
    assert "1 of 2 chosen, free; live it would be about $0.20" in said


def test_live_names_the_caps_and_every_word_that_leaves(shots: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", "vck_0123456789abcdef")
    with settings.overriding(gateway="LIVE", cap_batch=0.25):
        said = " ".join(draw(shots, leaving=True))
        assert "A robot waves in SH010." in said
        assert "Zero data retention is not offered" in said
        assert "cap" in said
        assert "Within the caps" not in said
        assert "Within the caps" in " ".join(draw(shots, untick=True))


def test_without_the_tick_nothing_is_sent(shots: list[Any]) -> None:
    preflight.ANIMATIC_OT_preflight._show(Dialog(), send.make_plans(bpy.context.scene, shots))
    rows = [{"name": "", "fingerprint": fingerprint, "chosen": True} for fingerprint in preflight._shown]
    assert bpy.ops.animatic.preflight("EXEC_DEFAULT", rows=rows) == {"CANCELLED"}
    assert not list(Path(bpy.data.filepath).with_name("film.animatic").glob("jobs/*.json"))


def test_a_plan_that_changed_since_it_was_shown_is_not_sent(shots: list[Any]) -> None:
    preflight.ANIMATIC_OT_preflight._show(Dialog(), send.make_plans(bpy.context.scene, shots))
    rows = [{"name": "", "fingerprint": fingerprint, "chosen": True} for fingerprint in preflight._shown]
    shots[0].block("action").text = "Something else."
    assert bpy.ops.animatic.preflight("EXEC_DEFAULT", rows=rows, confirm=True) == {"CANCELLED"}
    assert not list(Path(bpy.data.filepath).with_name("film.animatic").glob("jobs/*.json"))
