# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contact sheet: what it says of a shot, the shot's own frame, and words that stay in their column."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import bpy
import numpy as np
import pypdfium2
import pytest

from addon.blender.capture.copy import save_copy
from addon.blender.cast.members import add_member
from addon.blender.export import data
from addon.blender.properties import film
from addon.blender.review import pages
from addon.blender.shots import build
from addon.blender.values import to_model
from addon.core.blender_process import BlenderCommand, run_worker
from addon.core.exchange import html_sheet
from addon.core.files import FilmFolder
from addon.second.export import floor, sheet


@pytest.fixture
def folder(edit: bpy.types.Scene, tmp_path: Path) -> FilmFolder:
    """A saved film of one shot through a camera of 35 mm."""
    camera = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    camera.data.lens = 35
    edit.collection.objects.link(camera)
    edit.timeline_markers.new("Wide", frame=1).camera = camera
    edit.frame_end = 48
    build.build_shots(edit)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    return FilmFolder(bpy.data.filepath)


def row_of(folder: FilmFolder, copy: Path | None = None) -> dict[str, Any]:
    (row,) = data.sheet_job(bpy.context.scene, folder, folder.sheets / "sheet.png", copy)["rows"]
    assert isinstance(row, dict)
    return row


def test_a_row_names_strip_camera_and_lens_and_what_is_out_of_date(folder: FilmFolder) -> None:
    assert row_of(folder)["place"] == "Marker Wide, camera Eye, 35 mm"
    assert row_of(folder)["late"] == ""
    shot = film(bpy.context.scene).shots[0]
    take = shot.takes.add()
    take.id = shot.active_take = "01T"
    take.record = '{"file": "takes/a.mp4", "model": "a/b", "usd": "0.45", "rehearsal": true}'
    take.stale = "camera changed"
    assert row_of(folder)["late"] == "Out of date: camera changed"
    take.note = "too dark | 00:01:07 hand jumps"
    assert row_of(folder)["note"] == take.note
    assert "free" in row_of(folder)["facts"]
    assert "$" not in row_of(folder)["facts"]


def test_a_frame_that_nobody_filmed_is_filmed_for_the_sheet(folder: FilmFolder) -> None:
    copy = folder.root / "copy.blend"
    copy.parent.mkdir(parents=True, exist_ok=True)
    save_copy(copy)
    job = data.sheet_job(bpy.context.scene, folder, folder.sheets / "sheet.png", copy)
    (row,) = job["rows"]
    assert row["capture"]["camera"] == "Eye"
    row["prompt"], row["late"] = "A long line about the yard. " * 30, "Out of date: camera changed"
    folder.sheets.mkdir(parents=True)
    asyncio.run(run_worker(BlenderCommand(sys.executable, is_module=True), "sheet", job, timeout=240))
    whole = (folder.sheets / "sheet.png").stat().st_size
    asyncio.run(
        run_worker(
            BlenderCommand(sys.executable, is_module=True),
            "sheet",
            {**job, "rows": [{**row, "capture": None}]},
            timeout=240,
        )
    )
    assert whole != (folder.sheets / "sheet.png").stat().st_size, "with its frame it is another picture"


def test_a_note_is_drawn_beside_the_words() -> None:
    band = sheet._Band(sheet.ROW)
    row = {"name": "SH010", "facts": "text", "prompt": "A robot waves.", "note": "00:01:07 hand jumps"}
    band._words(row, 0)
    assert ("00:01:07 hand jumps", sheet.NOTE) in [(words, colour) for words, *_, colour in band.texts]


def test_no_line_is_wider_than_its_column() -> None:
    measure = sheet._Measure()
    lines = measure.wrapped("Whoever walks there " * 20 + "W" * 200, 23, sheet.TEXT_WIDTH, 5)
    assert len(lines) == 5
    assert all(measure.width(line, 23) <= sheet.TEXT_WIDTH for line in lines)
    assert sheet.TEXT_X + sheet.TEXT_WIDTH < sheet.TAKE_X


def test_a_shot_made_from_its_first_frame_is_not_said_to_be_made_of_words_alone() -> None:
    assert sheet._why_none({"take": "t.mp4"}, [Path("frame.png")]) == "made from this first frame"
    assert "words alone" in sheet._why_none({"take": "t.mp4"}, [])
    assert sheet._why_none({"take": ""}, []) == "nothing sent yet"


@pytest.mark.parametrize(
    "words", ["彼女は市場を歩いている。とても長い日本語の文章。" * 8, "한국어로 쓴 긴 문장입니다. " * 14]
)
def test_words_of_wide_letters_stay_in_their_column(words: str, tmp_path: Path) -> None:
    """Of all sizes that a prompt may have: as long as it is, and a part of it."""
    for number, part in enumerate((words, words[:60], words[:110])):
        band = sheet._Band(sheet.ROW)
        band._words({"name": "シーン風", "facts": "text", "prompt": part}, 0)
        band.render(tmp_path / f"{number}.png")
        image = bpy.data.images.load(str(tmp_path / f"{number}.png"))
        values = np.array(image.pixels[:]).reshape(image.size[1], image.size[0], -1)
        beside = values[:, sheet.TEXT_X + sheet.TEXT_WIDTH + 8 :, :3]
        assert values[:, sheet.TEXT_X :, :3].max() > 0.8
        assert beside.max() < 0.2, "the take's pictures begin there"


@pytest.mark.parametrize(
    "words",
    [
        '"too dark" <b>here</b> | 00:00:12 hand jumps 彩',
        "Marker Очень длинное имя маркера, camera カメラ三, 50 mm",
        "W" * 90 + "ש",
    ],
)
def test_lines_beside_one_of_other_letters_stay_in_their_column(words: str, tmp_path: Path) -> None:
    """One such letter, and all lines are drawn in the wider font."""
    band = sheet._Band(sheet.ROW)
    band._words({"name": "SH010", "facts": "text", "place": words, "note": words, "prompt": ""}, 0)
    band.render(tmp_path / "band.png")
    drawn = picture(tmp_path / "band.png")
    assert drawn[:, sheet.TEXT_X : sheet.TEXT_X + sheet.TEXT_WIDTH].max() > 0.8
    assert drawn[:, sheet.TEXT_X + sheet.TEXT_WIDTH + 8 :].max() < 0.2, "the take's pictures begin there"


@pytest.mark.parametrize("name", ["Мария Ивановна", "彩 風子", "WWWWWWWWWWWWWWWWWW"])
@pytest.mark.parametrize("x", [0.05, 0.6, 0.99])
def test_a_name_stays_on_its_floor_plan(name: str, x: float, tmp_path: Path) -> None:
    band = sheet._Band(120)
    band._names([{"name": name, "x": x, "y": 0.5}], (100, 0, 220, 120))
    band.render(tmp_path / "plan.png")
    drawn = picture(tmp_path / "plan.png")
    assert drawn[:, 100:321].max() > 0.8
    assert drawn[:, :98].max() < 0.2
    assert drawn[:, 324:].max() < 0.2


def test_a_sheet_has_letters_of_other_scripts(tmp_path: Path) -> None:
    """Without them each is the same empty box. Before the tests that open a film: 5.2 has no fonts of other scripts any
    more in a film that is opened after it drew with them; a sheet is drawn by a Blender of its own."""
    drawn = []
    for letters in ("風風風", "吹吹吹", "안안안"):
        band = sheet._Band(120)
        band.text(letters, 20, 20, 60, sheet.BRIGHT)
        band.render(tmp_path / f"{letters}.png")
        drawn.append(picture(tmp_path / f"{letters}.png"))
    assert all(one.std() > 0.01 for one in drawn)
    assert np.abs(drawn[0] - drawn[1]).max() > 0.5
    assert np.abs(drawn[0] - drawn[2]).max() > 0.5


@pytest.mark.parametrize("words", ["שלום SH010", "مرحبا"])
def test_words_from_the_right_are_set_from_the_right(words: str) -> None:
    """Blender sets every letter right of the one before, as it is."""
    band = sheet._Band(120)
    band._draw_text(words, 20, 20, 40, "LEFT", sheet.BRIGHT)
    (strip,) = [strip for strip in band.strips if strip.type == "TEXT"]
    assert strip.text == {"שלום SH010": "SH010 םולש", "مرحبا": "ﺎﺒﺣﺮﻣ"}[words]


def test_a_take_whose_video_is_gone_is_not_told_as_no_take(folder: FilmFolder) -> None:
    shot = film(bpy.context.scene).shots[0]
    take = shot.takes.add()
    take.id = shot.active_take = "01T"
    take.record = '{"file": "takes/a.mp4", "model": "a/b", "usd": "0.45", "size": "2x2"}'
    row = row_of(folder)
    assert (row["take"], row["lost"]) == ("", True)
    band = sheet._Band(sheet.ROW)
    band.row({**row, "frame": "", "floor": "", "references": []}, 0)
    said = [words for words, *_ in band.texts]
    assert "the take's video is not there" in said
    assert not {"no take yet", "nothing sent yet"} & set(said)
    page = html_sheet.page(
        "film", [pages._shot(shot, folder, {}, folder.sheets / "a.html")], pages.report(shot.id_data, folder)
    )
    assert "the take's video is not there" in page
    assert "no take yet" not in page


def test_long_words_are_written_smaller_before_they_are_cut_at_a_word() -> None:
    measure = sheet._Measure()
    for repeated, size in ((8, 23), (10, 21)):
        found, lines = measure.fitting("Whoever walks there " * repeated, sheet.PROMPT_SIZES, sheet.TEXT_WIDTH, 140, 12)
        assert (found, lines[-1].endswith("there")) == (size, True)
    found, lines = measure.fitting("Whoever walks there " * 40, sheet.PROMPT_SIZES, sheet.TEXT_WIDTH, 140, 12)
    assert found == min(sheet.PROMPT_SIZES)
    assert lines[-1].split()[-2] in ("Whoever", "walks", "there")


def test_a_band_has_no_more_strips_than_there_are_channels() -> None:
    background, own, takes, texts = 2, 2, 3, 6
    assert background + own + sheet.REFERENCES_MAX + takes + texts + sheet.LABELS_MAX <= 128


def film_of(count: int, path: Path) -> FilmFolder:
    """A saved film of so many shots of one second, with Mia, who walks, before a wall; the camera moves in each."""
    edit = bpy.context.scene
    edit.render.engine = "BLENDER_WORKBENCH"
    camera = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    edit.collection.objects.link(camera)
    mia = bpy.data.collections.new("Mia")
    edit.collection.children.link(mia)
    bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 6, 1))
    bpy.context.object.scale = (10, 0.2, 2)
    bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.9))
    body = bpy.context.object
    body.scale = (0.5, 0.4, 1.8)
    for collection in list(body.users_collection):
        collection.objects.unlink(body)
    mia.objects.link(body)
    member = add_member(edit, "Mia", collection=mia)
    for number in range(count):
        first = 1 + 24 * number
        edit.timeline_markers.new(f"Cut {number}", frame=first).camera = camera
        for frame, x in ((first, -2 + number % 5), (first + 23, 2 - number % 3)):
            camera.location, camera.rotation_euler = (x, -6, 1.6), (1.5, 0, 0)
            camera.keyframe_insert("location", frame=frame)
            camera.keyframe_insert("rotation_euler", frame=frame)
            body.location.x = -x / 2
            body.keyframe_insert("location", frame=frame)
    edit.frame_end = 24 * count
    build.build_shots(edit)
    for shot in film(edit).shots:
        shot.cast.add().member = member.uuid
        shot.block("action").text = "Mia crosses the yard and looks back."
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    return FilmFolder(bpy.data.filepath)


def test_pages_of_a_size_hold_as_many_rows_as_fit_and_a_pdf_leads_to_its_shots(
    edit: bpy.types.Scene, tmp_path: Path
) -> None:
    folder = film_of(5, tmp_path / "film.blend")
    assert bpy.ops.animatic.export_pdf(page="A4_LANDSCAPE") == {"FINISHED"}
    (file,) = folder.sheets.glob("*.pdf")
    document = pypdfium2.PdfDocument(file)
    assert [round(side) for side in document[0].get_size()] == [842, 595]
    assert len(document) == 2, "four rows and one"
    marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    assert marks == [("SH010", 0), ("SH020", 0), ("SH030", 0), ("SH040", 0), ("SH050", 1)]
    drawn = document[1].render().to_numpy()
    assert drawn[:200].std() > 10, "a header and a row"
    assert drawn[-100:].std() < 2, "nothing below them"
    assert bpy.ops.animatic.export_pdf(page="OWN", width=100, height=400) == {"FINISHED"}
    (tall,) = set(folder.sheets.glob("*.pdf")) - {file}
    assert len(pypdfium2.PdfDocument(tall)) == 1


def test_the_page_for_a_browser_has_each_shots_frame_and_floor_plan(edit: bpy.types.Scene, tmp_path: Path) -> None:
    folder = film_of(2, tmp_path / "film.blend")
    assert bpy.ops.animatic.export_page() == {"FINISHED"}
    (file,) = folder.sheets.glob("*.html")
    text = file.read_text(encoding="utf-8")
    shown = re.findall(r'<img src="([^"]+)"', text)
    assert len(shown) == 4
    assert all((file.parent / unquote(one)).stat().st_size > 500 for one in shown)
    assert len(re.findall(r"<i style=[^>]+>Mia</i>", text)) == 2
    assert not list(tmp_path.rglob("*.blend1"))


def test_a_floor_plan_shows_who_stands_where_and_what_the_camera_sees(edit: bpy.types.Scene, tmp_path: Path) -> None:
    film_of(1, tmp_path / "film.blend")
    shot = film(edit).shots[0]
    plan = data._floor_plan(to_model(shot, edit))
    assert plan is not None
    out = tmp_path / "plan.png"
    (label,) = floor.draw(plan, out)
    assert label["name"] == "Mia"
    pixels = picture(out)
    row, column = round(label["y"] * pixels.shape[0]), round(label["x"] * pixels.shape[1])
    red = (pixels[:, :, 0] > 0.6) & (pixels[:, :, 1] < 0.3)
    assert red[row, column - 12], "the name stands right of her"
    assert red.nonzero()[0].mean() < pixels.shape[0] / 2, "she is above the camera, which looks along Y"
    amber = (pixels[:, :, 0] > 0.9) & (pixels[:, :, 2] < 0.3)
    assert amber.nonzero()[0].max() > pixels.shape[0] / 2


def test_a_floor_plan_of_a_shot_without_cast_reaches_to_what_the_camera_sees(
    edit: bpy.types.Scene, tmp_path: Path
) -> None:
    """A hall 30 m away, no ground, nobody: 4 m ahead of the camera nothing of it would be in the plan."""
    camera = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    camera.location, camera.rotation_euler = (0, 0, 1.6), (1.5708, 0, 0)
    edit.collection.objects.link(camera)
    bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 30, 4))
    bpy.context.object.scale = (24, 1, 8)
    edit.timeline_markers.new("Wide", frame=1).camera = camera
    edit.frame_end = 24
    build.build_shots(edit)
    plan = data._floor_plan(to_model(film(edit).shots[0], edit))
    assert plan is not None
    assert floor.draw(plan, tmp_path / "plan.png") == []
    pixels = picture(tmp_path / "plan.png")
    hall = (pixels[..., 2] > floor.PAPER[2] + 0.05) & (np.ptp(pixels, axis=-1) < 0.08)
    rows, columns = hall.nonzero()
    assert hall.sum() > 1000
    assert rows.max() < pixels.shape[0] / 2, "before the camera, which looks along Y"
    assert np.ptp(columns) > pixels.shape[1] / 4


@pytest.mark.parametrize(
    "marks",
    [
        {"Mia": (300, 180, 9), "Tom": (306, 184, 9), "Ada": (312, 178, 9)},
        {"Mia": (620, 180, 9), "Bartholomew": (600, 186, 9), "風子": (628, 170, 9)},
        {"Mia": (5, 12, 9), "Tom": (8, 14, 9)},
        {"Mia": (5, 350, 9), "Tom": (8, 355, 9), "Bartholomew Montgomery": (320, 352, 9)},
        {f"Guard {n}": (200 + 30 * n, 180, 14) for n in range(6)},
        {
            name: (330 + 5 * n, 21, 9)
            for n, name in enumerate(("Mia", "Rook", "Bartholomew Montg…", "風子", "Al", "Tom"))
        },
    ],
)
def test_names_of_those_who_stand_close_stand_apart(marks: Any) -> None:
    found = floor.names_apart(marks)
    boxes = [(x, y, x + floor._wide(name)) for name, (x, y) in found.items()]
    for number, one in enumerate(boxes):
        assert 0 <= one[0]
        assert one[2] <= floor.WIDTH
        assert 0 < one[1] < floor.HEIGHT
        for other in boxes[:number]:
            apart = one[2] <= other[0] or other[2] <= one[0] or abs(one[1] - other[1]) >= floor.LINE
            assert apart, (one, other)


def test_a_name_alone_stands_right_of_its_mark() -> None:
    assert floor.names_apart({"Mia": (100, 50, 10)}) == {"Mia": (110 + floor.BESIDE, 50)}
    assert floor.names_apart({"Mia": (630, 50, 10)}) == {"Mia": (620 - floor.BESIDE - 3 * floor.LETTER, 50)}


@pytest.mark.parametrize(
    ("points", "outline"),
    [
        ([(0, 0), (2, 0), (2, 2), (0, 2), (1, 1)], [(0, 0), (2, 0), (2, 2), (0, 2)]),
        ([(0, 0), (1, 0)], [(0, 0), (1, 0)]),
        ([(0, 0), (0, 0), (1, 1), (2, 2), (2, 0)], [(0, 0), (2, 0), (2, 2)]),
    ],
)
def test_the_outline_of_points(points: Any, outline: Any) -> None:
    assert floor.hull(points) == outline


def picture(file: Path) -> Any:
    """Rows from the top, three values a pixel."""
    image = bpy.data.images.load(str(file))
    values = np.array(image.pixels[:]).reshape(image.size[1], image.size[0], image.channels)
    bpy.data.images.remove(image)
    return values[::-1, :, :3]
