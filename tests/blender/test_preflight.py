# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The preflight shows what would be sent, what it costs and what leaves the machine; without a tick nothing goes."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import canvas
import pytest

from addon.blender.cast import members as cast_members
from addon.blender.engine import slices
from addon.blender.jobs import preflight_ops, preflight_page, preflight_rows, send
from addon.blender.properties import film, settings
from addon.blender.shots import build
from addon.core import keys
from addon.core.models import Level, Problem
from addon.core.plans.checks import problem


class Recorder:
    """Stands in for a layout: it remembers what was drawn. Blender gives none without a window."""

    def __init__(self, said: list[str] | None = None) -> None:
        self.said: list[str] = [] if said is None else said
        self.enabled = True

    def _part(self, **_: Any) -> Recorder:
        return Recorder(self.said)

    box = row = column = split = _part

    def label(self, *, text: str = "", icon: str = "NONE", icon_value: int = 0) -> None:
        self.said.append(text)

    def prop(self, _: Any, name: str, **__: Any) -> None:
        self.said.append(f"[{name}]")

    def separator(self) -> None:
        pass


class Dialog:
    """The operator's properties while its dialog is open."""

    heading = ""
    leaving = False
    group = "0"
    best_of = ""
    bl_label = "Generate"

    def __init__(self) -> None:
        self.rows, self.arrows = Rows(), Rows()


class Rows(list[Any]):
    def add(self) -> Any:
        self.append(type("Row", (), {"fingerprint": "", "chosen": True, "details": False})())
        return self[-1]


@pytest.fixture
def shots(edit: bpy.types.Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    for key in keys.Key:
        monkeypatch.delenv(key.value, raising=False)
    monkeypatch.setattr(keys, "_keyring", lambda: None)
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    monkeypatch.setattr(keys, "_keychain_seen", {})
    edit.frame_start, edit.frame_end = 1, 96
    for frame in (1, 49):
        edit.timeline_markers.new(f"m{frame}", frame=frame)
    build.build_shots(edit)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    for shot in film(bpy.context.scene).shots:
        shot.route, shot.block("action").text = "text", f"A robot waves in {shot.name}."
    return list(film(bpy.context.scene).shots)


def looked(shots: list[Any]) -> preflight_ops.Looked:
    plans = send.make_plans(bpy.context.scene, shots)
    return preflight_ops.Looked(plans, preflight_page.make(plans))


def draw(shots: list[Any], **choices: bool) -> list[str]:
    dialog, layout = Dialog(), Recorder()
    preflight_ops.ANIMATIC_OT_preflight._show(dialog, looked(shots))
    dialog.leaving = choices.get("leaving", False)
    dialog.layout = layout
    if choices.get("untick"):
        dialog.rows[0].chosen = False
    dialog.arrows[0].details = choices.get("details", False)
    preflight_ops.ANIMATIC_OT_preflight.draw(dialog, bpy.context)
    return layout.said


def test_a_row_says_what_is_asked_paid_and_kept(shots: list[Any]) -> None:
    said = draw(shots)
    assert "SH010: 2 s" in said
    assert any(line.startswith("Wan 2.6") and line.endswith(", 1280x720") for line in said)
    assert "2 of 2 chosen, free; live it would be about $0.40, 4 s asked, 4 s used" in said
    assert "Rehearsal: nothing is paid, and nothing leaves this machine." in said
    assert "[confirm]" not in said, "what is free asks for no tick"
    assert "[leaving]" not in said


def test_all_of_a_shot_is_one_click_away(shots: list[Any]) -> None:
    assert not any("A robot waves" in line for line in draw(shots))
    said = " ".join(draw(shots, details=True))
    assert "wan-v2.6-t2v, 1280x720, with sound; text: all of it from words" in said
    assert "A robot waves in SH010." in said
    assert "A robot waves in SH020." not in said


def test_unticking_a_row_lowers_the_total(shots: list[Any]) -> None:
    assert "1 of 2 chosen, free; live it would be about $0.20, 2 s asked, 2 s used" in draw(shots, untick=True)


def test_a_blocked_shot_says_why_and_is_not_chosen(shots: list[Any]) -> None:
    shots[1].block("action").text = ""
    said = draw(shots)
    assert "cannot be sent" in said
    assert "1 of 2 chosen, free; live it would be about $0.20, 2 s asked, 2 s used" in said


def test_live_names_the_caps_and_every_word_that_leaves(shots: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", "vck_0123456789abcdef")
    with settings.overriding(gateway="LIVE", cap_batch=0.25):
        said = " ".join(draw(shots, leaving=True))
        assert "A robot waves in SH010." in said
        assert "Zero data retention is not offered" in said
        assert "cap" in said
        assert "Within the caps" not in said
        one = " ".join(draw(shots, untick=True))
        assert "Within the caps" in one
        assert "[confirm]" not in one
        assert "[confirm]" in " ".join(draw(shots)), "several paid shots ask for a tick"


@pytest.mark.parametrize("allowed", [False, True])
def test_an_unknown_price_is_told_and_where_it_is_allowed_asks_for_a_tick(
    shots: list[Any], monkeypatch: pytest.MonkeyPatch, allowed: bool
) -> None:
    shots[0].model = "bfl/flux-3-video"
    assert "free; live its price is unknown" in " ".join(draw(shots[:1]))
    monkeypatch.setenv(keys.Key.GATEWAY.value, "vck_0123456789")
    with settings.overriding(gateway="LIVE", unknown_prices=allowed):
        said = " ".join(draw(shots[:1]))
    assert "1 of 1 chosen, price unknown" in said
    assert ("no cap counts it" in said) == allowed
    assert ("so the caps cannot be kept" in said) == (not allowed)
    assert "[confirm]" in said


def test_live_without_a_key_cannot_be_sent(shots: list[Any]) -> None:
    with settings.overriding(gateway="LIVE"):
        said = " ".join(draw(shots))
        assert "there is no key for the gateway" in said
        assert "Within the caps" not in said
        assert "[confirm]" not in said
        rows = [{"name": "", "fingerprint": fingerprint, "chosen": True} for fingerprint in preflight_ops._shown]
        assert bpy.ops.animatic.preflight("EXEC_DEFAULT", rows=rows, confirm=True) == {"CANCELLED"}


def test_of_many_shots_a_group_is_shown_and_all_are_counted(edit: bpy.types.Scene, shots: list[Any]) -> None:
    edit = bpy.context.scene
    for number in range(28):
        edit.timeline_markers.new(f"m{number}", frame=200 + number * 48)
    edit.frame_end = 200 + 28 * 48
    build.build_shots(edit)
    many = list(film(edit).shots)
    for shot in many:
        shot.route, shot.block("action").text = "text", "It rains." if len(shot.name) else ""
    said = draw(many)
    ticks = said.count("[chosen]")
    assert ticks == preflight_rows.GROUP
    assert "[group]" in said
    assert any(line.startswith(f"{len(many)} of {len(many)} chosen") for line in said)


def row(name: str, *problems: Problem) -> Any:
    return SimpleNamespace(shot_name=name, problems=problems)


def warning(message: str) -> Problem:
    return problem("w", message, "Do.", Level.WARNING)


def test_what_several_shots_lack_is_told_once() -> None:
    """Each that cannot be sent says why."""
    broken = problem("e", "It is broken.", "Mend it.", Level.ERROR)
    rows = [row(f"SH{n:03}", warning("skin.png is missing."), broken) for n in (10, 20, 30, 40)]
    first, *others = preflight_rows.told([*rows, row("SH050", warning("Too long."))], 20)
    assert [line.text for line in first] == [
        "It is broken. Mend it.",
        "SH010, SH020 and 2 more: skin.png is missing. Do.",
    ]
    assert [[line.text for line in lines] for lines in others] == [["It is broken. Mend it."]] * 3 + [["Too long. Do."]]


def test_warnings_take_no_more_lines_than_there_are() -> None:
    error = problem("e", "It is broken.", "", Level.ERROR)
    rows = [row(f"SH{n:03}", warning(f"{n} " * 80), warning(f"{-n} " * 80)) for n in range(11)]
    rows.append(row("SH110", warning("Long. " * 40), error))
    found = preflight_rows.told(rows, 7)
    assert sum(map(len, found)) == 7
    assert found[-1][0].icon == "ERROR", "what keeps a shot from being sent comes first"
    assert all(len(line.text) <= preflight_rows.PAGE_LETTERS for lines in found for line in lines)


def test_what_is_wrong_is_told_whole_where_there_is_room() -> None:
    """The way out of it is the sentence's end."""
    rows = [row("SH010", problem("e", "x " * 80, "Do.", Level.ERROR))]
    (lines,) = preflight_rows.told(rows, 7)
    assert [line.icon for line in lines] == ["ERROR", "BLANK1"]
    assert lines[-1].text.endswith("Do.")
    assert len(preflight_rows.told(rows, 1)[0]) == 1


def test_what_is_paid_beside_the_video_is_told_among_the_details(shots: list[Any]) -> None:
    """A row says "3 s, pays 6 s"."""
    plans, page = looked(shots)
    assert page is not None
    row = page.rows[0].model_copy(update={"input_seconds": 3.0})
    said = [line.text for line in preflight_rows.details(row, plans[0], page, 20)]
    assert "paid: 2 s of video and 3 s of reference clips" in said


def test_where_nothing_is_chosen_no_price_is_told(shots: list[Any]) -> None:
    for shot in shots:
        shot.block("action").text = ""
    said = draw(shots)
    assert "None of 2 chosen: nothing would be sent" in said
    assert not any("$0.00" in line for line in said)


def test_send_with_no_shot_ticked_says_so(shots: list[Any]) -> None:
    """Not "0 shots sent"."""
    for shot in shots:
        shot.block("action").text = ""
    dialog = canvas.Dialog("animatic.preflight", which="all")
    dialog.operator.opened_at -= preflight_ops.READ_SECONDS
    assert dialog.cls.execute.__wrapped__(dialog.operator, bpy.context) == {"CANCELLED"}
    assert dialog.operator.reports == [("INFO", "Nothing was sent: tick a shot that can be sent")]


def test_a_double_click_is_no_consent(shots: list[Any]) -> None:
    operator = canvas.Dialog("animatic.preflight", which="all").operator
    chosen = list(preflight_ops._shown.values())
    assert operator._unread(chosen) == "read the page before you press Send"
    operator.opened_at -= preflight_ops.READ_SECONDS
    assert operator._unread(chosen) == ""


def test_without_the_tick_nothing_is_sent(shots: list[Any]) -> None:
    preflight_ops.ANIMATIC_OT_preflight._show(Dialog(), looked(shots))
    rows = [{"name": "", "fingerprint": fingerprint, "chosen": True} for fingerprint in preflight_ops._shown]
    assert bpy.ops.animatic.preflight("EXEC_DEFAULT", rows=rows) == {"CANCELLED"}
    assert not list(Path(bpy.data.filepath).with_name("film.animatic").glob("jobs/*.json"))


def test_a_plan_that_changed_since_it_was_shown_is_not_sent(shots: list[Any]) -> None:
    preflight_ops.ANIMATIC_OT_preflight._show(Dialog(), looked(shots))
    rows = [{"name": "", "fingerprint": fingerprint, "chosen": True} for fingerprint in preflight_ops._shown]
    shots[0].block("action").text = "Something else."
    assert bpy.ops.animatic.preflight("EXEC_DEFAULT", rows=rows, confirm=True) == {"CANCELLED"}
    assert not list(Path(bpy.data.filepath).with_name("film.animatic").glob("jobs/*.json"))


def consented(shots: list[Any]) -> preflight_ops._Consent:
    plans = send.make_plans(bpy.context.scene, shots)
    shown = frozenset(plan.fingerprint for plan in plans)
    return preflight_ops._Consent(bpy.context.scene, ("all", "", "", ""), plans, shown, frozenset(), False)


def test_what_was_shown_is_planned_once_more_in_slices_and_refused_where_it_changed(shots: list[Any]) -> None:
    preflight_ops._consented = consented(shots)
    assert len(list(preflight_ops._consented.planning())) >= len(shots)
    shots[1].block("action").text = "Something else."
    assert bpy.ops.animatic.send_shown("INVOKE_DEFAULT") == {"CANCELLED"}
    with pytest.raises(RuntimeError, match="Nothing was shown that could be sent"):  # a consent serves once
        bpy.ops.animatic.send_shown("INVOKE_DEFAULT")
    assert not list(Path(bpy.data.filepath).with_name("film.animatic").glob("jobs/*.json"))


def test_a_front_that_is_chosen_on_the_page_goes_without_a_second_look(
    shots: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Filming anew is free and what the page is for; words that changed besides ask again."""
    edit = bpy.context.scene
    collection = bpy.data.collections.new("Mia")
    edit.collection.children.link(collection)
    mesh = bpy.data.meshes.new("Mia")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 0, 2), (0, 1, 1)], [], [(0, 1, 2), (0, 1, 3), (1, 2, 3), (0, 2, 3)])
    collection.objects.link(bpy.data.objects.new("Mia", mesh))
    mia = cast_members.add_member(edit, "Mia", collection=collection)
    for shot in film(edit).shots:
        shot.route, shot.block("action").text = "reference", "@Mia waves."
        cast_members.cast_in(shot, mia.uuid)
    shots = list(film(edit).shots)
    sent: list[Any] = []
    monkeypatch.setattr(send, "send_plans", lambda plans, shown, **_: sent.append((plans, shown)) or plans)
    told: list[tuple[set[str], str]] = []
    operator = SimpleNamespace(report=lambda *said: told.append(said))
    consent = consented(shots)
    mia.front = "back"
    again = send.make_plans(edit, shots)
    assert {p.fingerprint for p in again}.isdisjoint(p.fingerprint for p in consent.plans)
    assert consent.report(operator, again) == {"FINISHED"}, told
    ((plans, shown),) = sent
    assert plans == again
    assert {plan.fingerprint for plan in plans} <= shown
    assert {item.capture.front for plan in plans for item in plan.inputs} == {"back"}

    shots[0].block("action").text = "@Mia runs."
    assert consent.report(operator, send.make_plans(edit, shots)) == {"CANCELLED"}
    assert told[-1][1] == "SH010 changed since it was shown: look at it again"
    assert len(sent) == 1


def test_the_page_is_made_beside_blender(shots: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from addon.core.plans import preflight as page

    on_main: list[bool] = []
    plainly = page.preflight

    def made(*given: Any, **more: Any) -> Any:
        on_main.append(threading.current_thread() is threading.main_thread())
        return plainly(*given, **more)

    monkeypatch.setattr(page, "preflight", made)
    steps = preflight_ops.looking_over(bpy.context.scene, "all", "", "", "")
    assert sum(1 for _ in steps) >= 4 * len(shots), "found, made a value, described, planned: a shot at each step"
    assert on_main == [False]


def test_stopped_before_all_is_planned_again_nothing_is_sent(shots: list[Any]) -> None:
    told: list[str] = []
    operator = SimpleNamespace(_consent=consented(shots), report=lambda _, said: told.append(said))
    work = preflight_ops.ANIMATIC_OT_send_shown._planning(operator)
    next(work)
    with pytest.raises(StopIteration) as end:
        work.throw(slices.StopWork())
    assert preflight_ops.ANIMATIC_OT_send_shown.conclude(operator, end.value.value) == {"CANCELLED"}
    assert told == ["Nothing was sent: it was stopped"]
