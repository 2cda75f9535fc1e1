# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make References films the cast beside the artist's work; the panel is told what is filmed, changed or missing."""

from __future__ import annotations

import json
from math import radians
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import canvas
import pytest
from capture_scenes import BLUE, GREEN, RED, YELLOW, Look, box, collection, figure, frames_of, look

from addon.blender.capture import copies, members, runner, specs
from addon.blender.capture.store import CaptureStore
from addon.blender.cast import filming, fronts, references, ui
from addon.blender.cast.members import add_member, cast_in, joined
from addon.blender.engine import beside, slices
from addon.blender.jobs import preflight_fronts, preflight_ops, preflight_page, send
from addon.blender.properties import film
from addon.blender.shots import build, words
from addon.blender.values import cast_to_model, film_folder, to_model
from addon.core import catalog
from addon.core.files import FilmFolder
from addon.second import compat


@pytest.fixture
def mia(edit: bpy.types.Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A member with a collection, in a saved film whose turntables are small."""
    monkeypatch.setattr(specs, "TURNTABLE_SIZE", (256, 144))
    edit.render.fps = 16  # fewer frames
    made = collection("Mia", figure("body", RED))
    if made.name not in edit.collection.children:
        edit.collection.children.link(made)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    return add_member(edit, "Mia", collection=made)


def word(edit: Any, member: Any) -> str:
    references.look(edit)
    return references.states[member.uuid].word


def test_choosing_the_front_shows_three_views_at_once(edit: Any, mia: Any) -> None:
    """Before the reference itself is filmed again."""
    fronts._waiting.clear()  # she has just joined
    assert fronts.show_chosen() is None, "nobody chose anything"
    mia.front = "left"
    work = fronts.show_chosen()
    assert work is not None
    beside.finish(work)
    assert work.error is None
    assert word(edit, mia) == "unfilmed"
    views = references.states[mia.uuid].views
    assert len(views) == 3
    assert fronts.show_chosen() is None, "it is filmed once"
    mia.front = "right"
    assert word(edit, mia) == "unfilmed"
    assert references.states[mia.uuid].views == (), "those of another side are not shown as its own"


def test_a_front_whose_reference_is_there_films_no_views_anew(edit: Any, mia: Any) -> None:
    assert bpy.ops.animatic.make_references() == {"FINISHED"}
    word(edit, mia)
    filmed = references.states[mia.uuid].views
    mia.front = "left"
    mia.front = "auto"
    assert fronts.show_chosen() is None
    assert word(edit, mia) == "filmed"
    assert references.states[mia.uuid].views == filmed


@pytest.mark.parametrize(("face", "turned"), [(0, 200.0), (1, 0.0), (2, 45.0), (3, 90.0)])
def test_one_click_at_a_view_puts_the_front_right(edit: Any, tmp_path: Path, face: int, turned: float) -> None:
    """Of somebody whose face is on any side of the file's, and who is turned in the scene, too."""
    sides = [RED, GREEN, BLUE, YELLOW]
    body = figure("body", *sides[4 - face :], *sides[: 4 - face])
    body.rotation_euler.z = radians(turned)
    made = collection("Rook", body)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    member = add_member(edit, "Rook", collection=made)
    member.form = "sheet"
    show(edit, member)
    assert faces_drawn() == [(0, "face"), (0, "back"), (2, "face"), (2, "back")]
    say_what_is_seen(member)
    show(edit, member)
    assert not references.states[member.uuid].front_guessed, "nothing is guessed any more"
    assert references.states[member.uuid].sides[0] == member.front
    assert [one.shows(RED, 0.9) for one in views_of(member)] == [True, False, False]
    assert bpy.ops.animatic.make_references() == {"FINISHED"}
    assert word(edit, member) == "filmed"
    assert [one.shows(RED, 0.9) for one in views_of(member)] == [True, False, False]


def test_one_who_is_instanced_is_put_right_by_a_click(edit: Any, tmp_path: Path) -> None:
    """Their own axes are those of the instance."""
    library = collection("Library", figure("body", GREEN, BLUE, YELLOW, RED))
    edit.collection.children.unlink(library)
    holder = bpy.data.objects.new("Holder", None)
    holder.instance_type, holder.instance_collection = "COLLECTION", library
    holder.rotation_euler.z = radians(-90)
    made = collection("Rook", holder)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    member = add_member(edit, "Rook", collection=made)
    show(edit, member)
    say_what_is_seen(member)
    show(edit, member)
    assert [one.shows(RED, 0.9) for one in views_of(member)] == [True, False, False]


def test_views_that_are_there_are_shown_at_once_in_the_new_order(edit: Any, mia: Any) -> None:
    """And those that are not leave their place, for the pictures of another side are not those of this one."""
    fronts._waiting.clear()
    for front in ("left", "front"):
        mia.front = front
        show(edit, mia)
    filmed = references.states[mia.uuid].views
    look_once(edit)
    assert bpy.ops.animatic.set_front(member=mia.uuid, side="right", shown="back") == {"FINISHED"}
    assert mia.front == "left"
    shown = references.states[mia.uuid]
    assert (len(shown.views), shown.sides) == (3, ("left", "", "front"))
    assert shown.views != filmed
    assert fronts.show_chosen() is None, "they are filmed once"


def test_of_views_that_are_older_nothing_can_be_said(edit: Any, mia: Any) -> None:
    assert bpy.ops.animatic.make_references() == {"FINISHED"}
    assert word(edit, mia) == "filmed"
    below = others(canvas.sheet(ui.ANIMATIC_PT_cast))
    assert len(drawn_faces()) == 4
    assert pressed() == ["front"], "the present front is shown as such, though nobody chose it"
    mia.collection.objects[0].data.vertices[0].co.z += 0.5
    assert word(edit, mia) == "changed"
    assert len(references.states[mia.uuid].views) == 3
    assert drawn_faces() == []
    assert others(canvas.sheet(ui.ANIMATIC_PT_cast))[:-1] == below[:-1], "their room is kept; more is said below"


@pytest.mark.parametrize("form", ["turntable", "sheet"])
@pytest.mark.parametrize("front", ["front", "right", "back", "left", "auto"])
def test_views_filmed_before_their_sides_were_noted_have_those_of_a_chosen_front(
    edit: Any, mia: Any, front: str, form: str
) -> None:
    """As the filming itself says them; of a front that was found only the filming knew."""
    mia.front, mia.form = front, form
    assert bpy.ops.animatic.make_references() == {"FINISHED"}
    assert word(edit, mia) == "filmed"
    noted = references.states[mia.uuid].sides
    store = CaptureStore(FilmFolder(bpy.data.filepath))
    index = json.loads(store._index_file.read_text())
    store._index_file.write_text(json.dumps({key: {**entry, "sides": []} for key, entry in index.items()}))
    assert word(edit, mia) == "filmed"
    assert references.states[mia.uuid].sides == (noted if front != "auto" else ())


def test_what_is_said_of_nobody_is_refused(edit: Any, mia: Any) -> None:
    assert bpy.ops.animatic.set_front(member="gone", side="back") == {"CANCELLED"}
    assert mia.front == "auto"


def show(edit: Any, member: Any) -> None:
    """Film the views of whoever waits for them."""
    work = fronts.show_chosen()
    assert work is not None
    beside.finish(work)
    assert word(edit, member) in ("unfilmed", "changed")


def look_once(edit: Any) -> None:
    """As the timer does after the last change."""
    references.look(edit)
    references._changed = False


def drawn_faces() -> list[Any]:
    return [said for name, said in canvas.draw(ui.ANIMATIC_PT_cast).buttons if name == "animatic.set_front"]


def faces_drawn() -> list[tuple[int, str]]:
    """Below which picture, and what can be said of it."""
    (member,) = film(bpy.context.scene).cast
    sides = references.states[member.uuid].sides
    return [(sides.index(said.side), said.shown) for said in drawn_faces()]


def pressed() -> list[str]:
    """The sides of the buttons that are drawn as pressed."""
    sheet = canvas.sheet(ui.ANIMATIC_PT_cast)
    told = [arguments for name, arguments in canvas.calls(sheet) if name == "operator"]
    ours = [one for one in told if one["operator"] == "animatic.set_front"]
    return [said.side for said, one in zip(drawn_faces(), ours, strict=True) if one.get("depress")]


def say_what_is_seen(member: Any) -> None:
    """As an artist does: below the picture of the face, which is red, or else below that of the back, which is blue."""
    first, _, third = views_of(member)
    wanted = {
        (number, shown)
        for number, view in ((0, first), (2, third))
        for shown, colour in (("face", RED), ("back", BLUE))
        if view.shows(colour, 0.9)
    }
    (said,) = (said for said, at in zip(drawn_faces(), faces_drawn(), strict=True) if at in wanted)
    result = bpy.ops.animatic.set_front(member=said.member, side=said.side, shown=said.shown)
    assert result == {"FINISHED"}


def views_of(member: Any) -> list[Look]:
    return [look(frames_of(Path(view))[0]) for view in references.states[member.uuid].views]


def test_what_a_dressed_up_character_loses_is_told_in_a_line_or_two(edit: Any, mia: Any) -> None:
    """Of a kind together, and as many names as a narrow sidebar has room for."""
    body = mia.collection.objects[0]
    for number, (name, socket) in enumerate(
        [(f"Plate {n}", "Metallic") for n in range(5)] + [("Visor", "Transmission Weight")]
    ):
        material: Any = bpy.data.materials.new(name)
        if material.node_tree is None:  # 4.5
            material.use_nodes = True
        shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
        shader.inputs[socket].default_value = 1.0
        if socket == "Metallic":
            gone = material.node_tree.nodes.new("ShaderNodeTexImage")
            gone.image = bpy.data.images.new(f"gone{number}.png", 1, 1)
            gone.image.source, gone.image.filepath = "FILE", f"//gone{number}.png"
            material.node_tree.links.new(gone.outputs[0], shader.inputs[socket])
        body.data.materials.append(material)
    word(edit, mia)
    text = references.states[mia.uuid].text
    assert "at half the size, for Plate 0, Plate 1, Plate 2 and 2 more (metal), Visor (" in text
    missing = references.states[mia.uuid].missing
    assert missing.startswith("Missing pictures: gone0.png, gone1.png, gone2.png and 2 more. ")
    gone.image = None
    word(edit, mia)
    missing = references.states[mia.uuid].missing
    assert missing.startswith("Missing pictures: gone0.png, gone1.png, gone2.png and 1 more. ")
    assert (
        "No picture in an Image Texture node of Plate 4: it is black in the reference, with Cycles magenta" in missing
    )
    mia.film_with = "workbench"
    word(edit, mia)
    text = references.states[mia.uuid].text
    lost = "Plate 0, Plate 1, Plate 2 and 1 more (metal), Plate 4 (a node without a picture), Visor ("
    assert f"Workbench does not show: {lost}" in text


def test_of_a_thin_film_it_is_said_that_no_quick_engine_shows_it(edit: Any, mia: Any) -> None:
    (material,) = mia.collection.objects[0].data.materials
    shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    shader.inputs["Thin Film Thickness"].default_value = 400
    word(edit, mia)
    text = references.states[mia.uuid].text
    assert f", at half the size, for {material.name} (a thin film). " in text
    assert "EEVEE films it, without a graphics card about 1 minute, at half" in text
    assert text.endswith(f"EEVEE does not show: {material.name} (a thin film). As the Scene with Cycles shows it")
    mia.film_with = "workbench"
    word(edit, mia)
    assert f"Workbench does not show: {material.name} (a thin film)" in references.states[mia.uuid].text


@pytest.mark.parametrize("form", ["turntable", "scene"])
def test_who_has_hair_that_fades_takes_longer(edit: Any, mia: Any, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """Reckoned with what eight samples in place of two take for a frame; here a minute, so that it is told."""
    monkeypatch.setattr(references, "GRAINY_FRAME", 60.0)
    mia.film_with, mia.form = "eevee", form
    (material,) = mia.collection.objects[0].data.materials
    shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    told = []
    for _ in range(2):
        word(edit, mia)
        told.append(int(references.states[mia.uuid].text.partition("card about ")[2].split()[0]))
        strands = material.node_tree.nodes.new("ShaderNodeTexImage")
        strands.image = bpy.data.images.new("Strands", 4, 4, alpha=True)
        material.node_tree.links.new(strands.outputs["Alpha"], shader.inputs["Alpha"])
    frames = references.spec_of(edit, mia)
    assert told[1] - told[0] == pytest.approx(frames.frame_end - frames.frame_start, abs=1)


def test_a_member_is_filmed_once_and_again_when_it_changed(edit: Any, mia: Any) -> None:
    assert word(edit, mia) == "unfilmed"

    assert bpy.ops.animatic.make_references() == {"FINISHED"}
    assert word(edit, mia) == "filmed"
    file = Path(references.states[mia.uuid].file)
    assert file.is_file()
    assert file.suffix == ".mp4"

    captures = sorted(FilmFolder(bpy.data.filepath).captures.iterdir())
    assert bpy.ops.animatic.make_references() == {"FINISHED"}
    assert sorted(FilmFolder(bpy.data.filepath).captures.iterdir()) == captures

    mia.collection.objects[0].data.vertices[0].co.z += 0.5
    assert word(edit, mia) == "changed"
    assert references.states[mia.uuid].file == str(file)  # what it looked like is still shown


def test_the_panel_says_what_is_to_be_known_of_a_reference(edit: Any, mia: Any, tmp_path: Path) -> None:
    """As that Cycles filmed it, where there is no OpenGL; and before, what films it."""
    assert word(edit, mia) == "unfilmed"
    assert "Automatic films with EEVEE, without a graphics card with Workbench" in references.states[mia.uuid].text
    mia.form = "sheet"
    file = tmp_path / "sheet.png"
    image = bpy.data.images.new("sheet", 8, 8)
    image.filepath_raw, image.file_format = str(file), "PNG"
    image.save()
    store = references.open_store()
    store.add(references.spec_of(edit, mia).key, file, "Mia", remark=runner.BY_CYCLES)
    assert word(edit, mia) == "filmed"
    assert "still right. This machine has no OpenGL to draw with, so Cycles" in references.states[mia.uuid].text


@pytest.fixture
def plays(edit: bpy.types.Scene, mia: Any) -> Any:
    """A shot in which she plays."""
    edit.frame_end = 48
    edit.timeline_markers.new("A", frame=1)
    build.build_shots(edit)
    shot = film(edit).shots[0]
    shot.route, shot.block("action").text = "reference", "@Mia waves."
    cast_in(shot, mia.uuid)
    return shot


def test_a_guessed_front_is_told_in_the_panel_and_before_it_is_sent(
    edit: Any, mia: Any, plays: Any, tmp_path: Path
) -> None:
    """Until the artist says which side it is."""
    mia.form = "sheet"
    for front, guessed in (("auto", True), ("front", False)):
        mia.front = front
        file = tmp_path / f"{front}.png"
        image = bpy.data.images.new(front, 8, 8)
        image.filepath_raw, image.file_format = str(file), "PNG"
        image.save()
        store = references.open_store()
        store.add(references.spec_of(edit, mia).key, file, "Mia", front_guessed=guessed)
        assert word(edit, mia) == "filmed"
        assert references.states[mia.uuid].front_guessed is guessed
        (plan,) = send.make_plans(edit, [plays])
        told = [problem.message for problem in plan.problems if problem.code == "front_guessed"]
        assert told == (["Which side of Mia is the front is a guess."] if guessed else [])


GUESS = "Which side of Mia is the front is a guess."


def told_of_fronts(edit: Any, shot: Any) -> list[str]:
    (plan,) = send.make_plans(edit, [shot])
    return [problem.code for problem in plan.problems if problem.code.startswith("front_")]


def ambiguous(edit: Any, mia: Any) -> None:
    """A head whose eyes are before and whose parts are called the other way round."""
    for side, x in (("Left", -0.4), ("Right", 0.4)):
        mia.collection.objects.link(box(f"arm{side}", (0.2, 0.2, 0.5), (x, 0, 1), RED))


def plain(mia: Any) -> None:
    """Parts are called as they lie for a face to the front."""
    for side, x in (("Left", 0.4), ("Right", -0.4)):
        mia.collection.objects.link(box(f"arm{side}", (0.2, 0.2, 0.5), (x, 0, 1), RED))


@pytest.mark.parametrize("form", ["turntable", "sheet"])
def test_a_guess_is_told_before_anything_but_three_views_is_filmed(edit: Any, mia: Any, plays: Any, form: str) -> None:
    """As soon as somebody joins the cast, and it stays told when she moves otherwise meanwhile."""
    mia.form = form
    ambiguous(edit, mia)
    assert told_of_fronts(edit, plays) == ["front_unknown"]
    work = fronts.show_chosen()
    assert work is not None
    assert filming.under_way() is None, "nobody asked: Make References stays at hand"
    beside.finish(work)
    assert told_of_fronts(edit, plays) == ["front_guessed"]
    assert word(edit, mia) == "unfilmed"
    assert references.states[mia.uuid].front_guessed
    mia.collection.objects[0].keyframe_insert("location", frame=1)
    assert told_of_fronts(edit, plays) == ["front_guessed"]
    mia.front = "front"
    assert told_of_fronts(edit, plays) == []


def test_the_page_says_of_itself_what_the_views_tell(edit: Any, mia: Any, plays: Any) -> None:
    """Opened before anybody knew. A guess that it did not say is not sent, though the plan is the same."""
    ambiguous(edit, mia)
    fronts._waiting.clear()
    plans = send.make_plans(edit, [plays])
    page = preflight_page.make(plans)
    assert preflight_fronts.told(page) == {"Which side of Mia is the front is not known yet."}
    preflight_fronts.show(edit, plans)
    assert preflight_fronts.members(edit) == [mia]
    work = fronts.show_chosen()
    assert work is not None
    steps = list(preflight_fronts.waiting(plans))
    assert steps, "a send waits for it"
    beside.finish(work)
    again = send.make_plans(edit, [plays])
    assert [plan.fingerprint for plan in again] == [plan.fingerprint for plan in plans]
    assert preflight_fronts.untold(again, preflight_fronts.told(page)) == [GUESS]
    page = preflight_fronts.heard(page, work.result)
    assert preflight_fronts.told(page) == {GUESS}
    assert preflight_fronts.untold(again, preflight_fronts.told(page)) == []
    assert preflight_fronts.members(edit) == [mia]
    assert not list(preflight_fronts.waiting(plans)), "nothing is being filmed"
    preflight_fronts.remember(work.result, CaptureStore(film_folder()))
    assert list(preflight_fronts._come) == ["Mia"]
    preflight_fronts.show(edit, again)
    assert not preflight_fronts._come, "another page, maybe of another film that has a Mia, shows none of it"


@pytest.mark.parametrize("is_ambiguous", [True, False])
@pytest.mark.parametrize("details", [True, False])
def test_what_comes_while_the_page_is_shown_moves_no_button(
    edit: Any, mia: Any, plays: Any, is_ambiguous: bool, details: bool
) -> None:
    """A hand is on its way to Send: neither views that come nor none that come make the page higher or lower."""
    if is_ambiguous:
        ambiguous(edit, mia)
    else:
        plain(mia)
    dialog = canvas.Dialog("animatic.preflight", which="all")
    dialog.operator.arrows[0].details = details
    opened = dialog.drawn_again()
    assert "three views are being filmed" in dialog.drawn.text
    assert ("prop", "front") in [button[1:] for button in canvas.buttons(opened)]
    work = fronts.show_chosen()
    assert work is not None
    beside.finish(work)
    come = dialog.drawn_again()
    assert ("is a guess" if is_ambiguous else "is found") in dialog.drawn.text
    assert "is not known yet" not in dialog.drawn.text
    assert canvas.height(come) == canvas.height(opened)
    assert others(come) == canvas.buttons(opened)
    assert len(canvas.buttons(come)) == len(others(come)) + 4, "what the pictures show can be said here, too"


def others(layout: canvas.Canvas) -> list[tuple[float, str, str]]:
    """All buttons but those that come with the views, in room that was kept for them."""
    return [button for button in canvas.buttons(layout) if button[2] != "animatic.set_front"]


def test_views_that_come_move_no_button_of_the_cast(edit: Any, mia: Any) -> None:
    """Somebody has just joined: her views are filmed unasked, and their place is kept."""
    ambiguous(edit, mia)
    references.look(edit)
    joined_now = others(canvas.sheet(ui.ANIMATIC_PT_cast))
    work = fronts.show_chosen()
    assert work is not None
    at_work = others(canvas.sheet(ui.ANIMATIC_PT_cast))
    beside.finish(work)
    references.look(edit)
    assert references.states[mia.uuid].front_guessed
    come = others(canvas.sheet(ui.ANIMATIC_PT_cast))
    last = next(number for number, button in enumerate(come) if button[2] == "animatic.make_references")
    assert joined_now[: last + 2] == at_work[: last + 2] == come[: last + 2]


def test_where_no_views_come_the_page_says_so_and_keeps_its_height(
    edit: Any, mia: Any, plays: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = canvas.Dialog("animatic.preflight", which="all")
    opened = dialog.drawn_again()

    def full(*_: Any, **__: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr(filming, "film_specs", full)
    while fronts._timer() is not None:
        pass
    ended = dialog.drawn_again()
    assert "was not found: no views could be filmed" in dialog.drawn.text
    assert canvas.buttons(ended) == canvas.buttons(opened)
    assert canvas.height(ended) == canvas.height(opened)


@pytest.mark.parametrize("count", [1, 3, 4, 12, 13, 20])
def test_fronts_take_the_lines_that_are_kept_for_them(edit: Any, count: int) -> None:
    many = [add_member(edit, f"Extra {number}") for number in range(count)]
    layout = canvas.Canvas()
    preflight_fronts.draw(layout, many, frozenset())
    assert canvas.height(layout) == preflight_fronts.lines(count)


def test_a_guess_that_nobody_read_is_not_sent(edit: Any, mia: Any, plays: Any) -> None:
    ambiguous(edit, mia)
    plans = send.make_plans(edit, [plays])
    page = preflight_page.make(plans)
    work = fronts.show_chosen()
    assert work is not None
    beside.finish(work)
    shown = frozenset(plan.fingerprint for plan in plans)
    asked = ("all", "", "", "")
    consent = preflight_ops._Consent(edit, asked, plans, shown, preflight_fronts.told(page), False)
    heard: list[str] = []
    operator = SimpleNamespace(report=lambda _, said: heard.append(said))
    assert consent.report(operator, slices.whole(consent.planning())) == {"CANCELLED"}
    assert heard == [f"Nothing was sent. {GUESS} Look at the three views in the cast"]


def test_of_whom_the_views_are_sure_nothing_is_said(edit: Any, mia: Any, plays: Any) -> None:
    mia.collection.objects.link(box("Nose", (0.1, 0.2, 0.1), (0, -0.35, 1.5), RED))
    work = fronts.show_chosen()
    assert work is not None
    beside.finish(work)
    assert told_of_fronts(edit, plays) == []


def test_who_walks_is_seen_to_look_where_they_go(edit: Any, mia: Any, plays: Any) -> None:
    """The views are of as much of the action as the reference is: its beginning alone would be a guess."""
    ambiguous(edit, mia)
    views = references.views_of(edit, mia)
    reference = references.spec_of(edit, mia)
    assert (views.frame_start, views.frame_end) == (reference.frame_start, reference.frame_end)
    mia.form = "sheet"
    views, reference = references.views_of(edit, mia), references.spec_of(edit, mia)
    assert (views.frame_start, views.frame_end) == (reference.frame_start, reference.frame_end)


def test_what_is_asked_for_does_not_wait_for_what_is_not(edit: Any, mia: Any) -> None:
    views = fronts.show_chosen()
    assert views is not None
    assert bpy.ops.animatic.make_references() == {"FINISHED"}
    assert views.cancelled
    assert word(edit, mia) == "filmed"


def test_a_heavy_film_is_not_copied_because_somebody_joins(edit: Any, mia: Any, monkeypatch: Any) -> None:
    fronts._waiting.clear()
    monkeypatch.setattr(fronts, "HEAVY", 1)
    other = add_member(edit, "Rook", collection=mia.collection)
    assert fronts.show_chosen() is None
    other.front = "left"
    work = fronts.show_chosen()
    assert work is not None, "that was chosen"
    work.cancel()


def test_filming_can_be_stopped_and_leaves_nothing_behind(edit: Any, mia: Any) -> None:
    begun, _ = filming.begin(edit, [mia])
    assert begun is not None
    (copy,) = copies._ours

    assert bpy.ops.animatic.cancel_references() == {"FINISHED"}
    begun.wait(30)

    assert not begun.running
    assert begun.cancelled
    assert begun.error is None
    assert not copy.exists()
    beside.tell()
    assert word(edit, mia) == "unfilmed"
    assert not any(FilmFolder(bpy.data.filepath).captures.glob(".filming-*"))


def test_nobody_is_said_to_be_filmed_while_a_clip_is(edit: Any, mia: Any) -> None:
    begun, _ = filming.begin(edit, [mia])
    assert begun is not None
    assert filming.is_filming(mia)
    begun.cancel()
    begun.wait(30)
    beside.tell()
    clip = references.spec_of(edit, mia)
    assert clip is not None
    other = filming.film_specs([clip])  # as *Film Clip* does
    assert other is not None
    assert filming.under_way() is other
    assert not filming.is_filming(mia)
    other.cancel()
    other.wait(30)


def test_one_who_cannot_be_filmed_keeps_nobody_else_from_it(edit: Any, mia: Any) -> None:
    add_member(edit, "Nobody", collection=bpy.data.collections.new("Empty"))
    mia, nobody = film(edit).cast  # adding one moves the others in memory

    assert bpy.ops.animatic.make_references(which="all") == {"FINISHED"}

    assert word(edit, mia) == "filmed"
    assert references.states[nobody.uuid].word == "missing"
    assert "no meshes" in references.states[nobody.uuid].text
    assert bpy.ops.animatic.make_references(which="active") == {"CANCELLED"}


def test_another_film_ends_the_filming(edit: Any, mia: Any) -> None:
    begun, _ = filming.begin(edit, [mia])
    assert begun is not None

    bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)

    assert filming.under_way() is None
    assert not begun.running


def test_what_is_not_filmed_says_what_is_sent_or_missing(edit: Any, tmp_path: Path) -> None:
    for name in ("Picture", "Gone", "Link", "Empty"):
        add_member(edit, name)
    picture, gone, link, empty = film(edit).cast  # only now: adding one moves the others in memory
    file = tmp_path / "mia.png"
    image = bpy.data.images.new("mia", 8, 8)
    image.filepath_raw, image.file_format = str(file), "PNG"
    image.save()
    picture.source_kind, picture.file = "image", str(file)
    gone.source_kind, gone.file = "movie", str(tmp_path / "gone.mp4")
    link.source_kind, link.url = "url", "https://example.com/mia.png"

    references.look(edit)

    told = references.states
    assert [told[m.uuid].word for m in (picture, gone, link, empty)] == ["given", "missing", "given", "missing"]
    assert "gone.mp4" in told[gone.uuid].text
    assert told[picture.uuid].file == str(file)


def test_the_scene_is_looked_at_only_after_it_changed(edit: Any, mia: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    def looking(edit: Any) -> slices.Work:
        looks.append(edit.name)
        yield 0, 1
        return True

    monkeypatch.setattr(references, "looking", looking)
    monkeypatch.setattr(references, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(references, "SHARE", 0)
    monkeypatch.setattr(references, "STILL_SECONDS", 1000.0)
    references.look_soon()

    assert not references.tick([edit])  # it may still be dragged
    monkeypatch.setattr(references, "STILL_SECONDS", 0.0)
    assert references.tick([edit])
    assert not references.tick([edit])
    mia.collection.objects[0].location.x += 1
    bpy.context.view_layer.update()
    assert references.tick([edit])
    assert looks == [edit.name] * 2


def test_another_way_of_filming_is_told_without_a_pause(edit: Any, mia: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a look at heavy characters the pause is long."""
    monkeypatch.setattr(references, "STILL_SECONDS", 0.0)
    ways = {"form": "sheet", "close_up": "always", "seconds": 4, "film_with": "eevee", "first_frame": 3}
    for way, chosen in {**ways, "use_first_frame": True}.items():
        references.look(edit)
        references.look_soon()
        monkeypatch.setattr(references, "_next_look", float("inf"))
        assert not references.tick([edit]), "the pause"
        setattr(mia, way, chosen)
        references.tick([edit])
        assert not references._changed, f"{way} was not looked at"


def test_a_character_is_filmed_in_the_scene_that_holds_it(edit: Any, mia: Any) -> None:
    other = bpy.data.scenes.new("Casting")
    edit.collection.children.unlink(mia.collection)
    other.collection.children.link(mia.collection)

    assert references.spec_of(edit, mia).scene == "Casting"


def test_what_a_member_sends_is_known_before_it_is_filmed(edit: Any, mia: Any, movie: Any) -> None:
    file = movie(24)
    whole, part = (
        edit.sequence_editor.strips.new_movie(name=name, filepath=str(file), channel=channel, frame_start=1)
        for channel, name in ((1, "Whole"), (2, "Part"))
    )
    compat.set_strip_end(part, 12)
    kinds = {}
    for name, kind, field, value in (
        ("Address", "url", "url", "https://example.com/a.mp4?key=1.png"),
        ("Picture", "image", "file", "a.png"),
        ("Movie", "movie", "file", "a.mkv"),
        ("Whole", "strip", "strip", whole.name),
        ("Part", "strip", "strip", part.name),
    ):
        member = add_member(edit, name)
        member.source_kind = kind
        setattr(member, field, value)
        kinds[name] = members.kind_of(cast_to_model(member)).value
    kinds["Mia"] = members.kind_of(cast_to_model(film(edit).cast[0])).value
    film(edit).cast[0].form = "sheet"
    kinds["Mia's sheet"] = members.kind_of(cast_to_model(film(edit).cast[0])).value

    pictures = {name for name, kind in kinds.items() if kind == "image"}
    assert pictures == {"Picture", "Mia's sheet"}


def test_the_description_stands_for_a_name_without_a_reference(edit: Any, mia: Any) -> None:
    build.build_shots(edit)
    shot = film(edit).shots[0]
    shot.route, shot.action_block.text = "text", "@Mia waves."
    cast_in(shot, mia.uuid)
    mia.description = "A tall woman in a red coat."

    plan = words.draft_plan(edit, to_model(shot, edit), catalog.load())

    assert "A tall woman in a red coat waves." in plan.request.prompt


@pytest.mark.parametrize(
    ("given", "name", "field"),
    [
        ({"source_kind": "collection", "collection": "Mia"}, "Mia 2", "collection"),
        ({"source_kind": "image", "file": "//pictures/old man.png"}, "old man", "file"),
        ({"source_kind": "movie", "file": "C:\\films\\rook.mp4"}, "rook", "file"),
        ({"source_kind": "url", "url": "https://example.com/bo.mp4?x=1"}, "bo", "url"),
        ({"source_kind": "strip", "strip": "walk.001"}, "walk", "strip"),
    ],
)
def test_a_new_member_is_named_after_what_shows_it(
    edit: Any, mia: Any, given: dict[str, str], name: str, field: str
) -> None:
    assert bpy.ops.animatic.add_cast(**given) == {"FINISHED"}

    member = film(edit).cast[-1]
    assert member.name == name
    shows = getattr(member, field)
    assert (shows.name if field == "collection" else shows) == given[field]


def test_one_character_may_play_twice(edit: Any, mia: Any) -> None:
    build.build_shots(edit)
    shot = film(edit).shots[0]
    shot.route, shot.action_block.text = "reference", "@Mia waves at @Mia#2."

    assert bpy.ops.animatic.cast_again(member=mia.uuid) == {"FINISHED"}
    assert bpy.ops.animatic.cast_again(member=mia.uuid) == {"FINISHED"}

    plan = words.draft_plan(edit, to_model(shot, edit), catalog.load())
    assert len(plan.inputs) == 2
    assert "character1 waves at character2." in plan.request.prompt
    assert bpy.ops.animatic.toggle_cast(member=mia.uuid) == {"FINISHED"}
    assert len(shot.cast) == 0


def test_a_name_is_put_into_the_action_as_it_must_be_written(edit: Any, mia: Any) -> None:
    build.build_shots(edit)
    shot = film(edit).shots[0]
    shot.route, mia.name = "reference", "Old Man"
    assert joined(mia) == 'Old Man joined the cast: write @"Old Man" in a shot\'s action'
    shot.action_block.text = "A door opens."

    assert bpy.ops.animatic.mention_cast(member=mia.uuid) == {"FINISHED"}

    assert shot.action_block.text == 'A door opens. @"Old Man"'
    assert [slot.member for slot in shot.cast] == [mia.uuid]


def test_every_source_works_up_to_a_plan(
    edit: Any, mia: Any, movie: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(specs, "TURNTABLE_SIZE", (1280, 720))
    edit.render.resolution_x, edit.render.resolution_y = 640, 368
    file = movie(72, size=(640, 368))
    image = bpy.data.images.new("still", 640, 640)
    image.filepath_raw, image.file_format = str(tmp_path / "still.png"), "PNG"
    image.save()
    strip = edit.sequence_editor.strips.new_movie(name="Walk", filepath=str(file), channel=5, frame_start=1)
    compat.set_strip_end(strip, 61)
    strip.select = False
    for name, kind, field, value in (
        ("Clip", "movie", "file", str(file)),
        ("Picture", "image", "file", str(tmp_path / "still.png")),
        ("Link", "url", "url", "https://example.com/mia.png"),
        ("Walker", "strip", "strip", "Walk"),
    ):
        member = add_member(edit, name)
        member.source_kind = kind
        setattr(member, field, value)
    edit.frame_end = 48
    edit.timeline_markers.new("A", frame=1)
    build.build_shots(edit)
    shot = film(edit).shots[0]
    shot.route, shot.block("action").text = "reference", " ".join(f"@{m.name} waves." for m in film(edit).cast)
    for member in film(edit).cast:
        cast_in(shot, member.uuid)
    bpy.ops.wm.save_mainfile()

    (plan,) = send.make_plans(edit, [shot])

    assert not plan.blocked, plan.problems
    assert [item.name for item in plan.inputs] == ["Mia", "Clip", "Picture", "Link", "Walker"]
    assert [item.kind.value for item in plan.inputs] == ["video", "video", "image", "image", "video"]
    sent = [("capture" if i.capture else "file" if i.reference else "url") for i in plan.inputs]
    assert sent == ["capture", "file", "file", "url", "capture"]
    assert plan.request.prompt.count("character") == 5


def test_a_picture_that_is_not_there_is_told_in_the_panel(edit: Any, mia: Any) -> None:
    """Beside what is filmed, in words of its own, and nothing of it where all are there."""
    (material,) = bpy.data.objects["body"].data.materials
    shader = next(n for n in material.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    places = (shader.inputs[name] for name in ("Base Color", "Roughness", "Specular Tint", "Specular IOR Level"))
    film(edit).cast_index = 0
    references.look(edit)
    assert "Missing" not in canvas.draw(ui.ANIMATIC_PT_cast).text
    for number, name in enumerate(("skin", "eye", "hair", "coat")):
        node = material.node_tree.nodes.new("ShaderNodeTexImage")
        node.image = bpy.data.images.new(name, 4, 4)
        node.image.source, node.image.filepath = "FILE", f"//{name}.png"
        references.look(edit)
        unused = canvas.draw(ui.ANIMATIC_PT_cast).text
        assert f"{name}.png" not in unused, "it leads nowhere"
        material.node_tree.links.new(node.outputs[0], next(places))
        references.look(edit)
        text = canvas.draw(ui.ANIMATIC_PT_cast).text
        assert ("Missing picture: skin.png. It is magenta in the reference" in text) is (number == 0)
    assert "Missing pictures: coat.png, eye.png, hair.png and 1 more. They are magenta" in text


def test_what_lacks_something_is_not_called_right(edit: Any, mia: Any) -> None:
    """Filmed, and told that metal is not in it."""
    (material,) = bpy.data.objects["body"].data.materials
    spec, right = references.spec_of(edit, mia), references.State("filmed", f"Filmed{references.RIGHT}")
    assert "still right" in references._with_losses(mia, spec, right).text
    next(n for n in material.node_tree.nodes if n.type == "BSDF_PRINCIPLED").inputs["Metallic"].default_value = 1.0
    mia.film_with = "workbench"
    told = references._with_losses(mia, spec, right).text
    assert told == f"Filmed, and unchanged since. Workbench does not show: {material.name} (metal)"


def test_who_has_no_materials_is_told_to_be_plain_grey(edit: Any, mia: Any) -> None:
    """An empty slot is none; a rig alone has nothing that could have one."""
    spec, right = references.spec_of(edit, mia), references.State("filmed", f"Filmed{references.RIGHT}")
    assert references.PLAIN not in references._with_losses(mia, spec, right).text
    for thing in mia.collection.all_objects:
        for slot in thing.material_slots:
            slot.material = None
    assert f"Filmed{references.RIGHT}. {references.PLAIN}" in references._with_losses(mia, spec, right).text
    mia.collection = bpy.data.collections.new("Empty")
    assert references.PLAIN not in references._with_losses(mia, spec, right).text


def test_freestyle_lines_are_in_no_reference_and_that_is_said(edit: Any, mia: Any) -> None:
    """A turntable's stage is a scene of its own; only where the film's scene and one of its layers draw them."""
    spec, right = references.spec_of(edit, mia), references.State("filmed", f"Filmed{references.RIGHT}")
    scene = bpy.data.scenes[spec.scene]
    (layer,) = scene.view_layers
    scene.render.use_freestyle, layer.use_freestyle = True, False
    assert "Freestyle" not in references._with_losses(mia, spec, right).text
    layer.use_freestyle = True
    for form in ("turntable", "sheet", "scene"):
        mia.form = form
        told = references._with_losses(mia, spec, right).text
        assert told.startswith("Filmed, and unchanged since. A reference does not show the scene's Freestyle lines")
    scene.render.use_freestyle = False
    assert "still right" in references._with_losses(mia, spec, right).text
