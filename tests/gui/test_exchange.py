# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists, re-edits and exports by mouse, in a Blender with a window: the file browser, the table, its ticks, undo.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import bgui
import bpy

FILM = Path("/tmp/exchange.blend")
LIST = Path("/tmp/shots.csv")
ODD = Path("/tmp/odd.csv")


def shots() -> list[tuple[str, int, int, bool]]:
    found = bgui.sequencer_scene().animatic.shots
    return [(shot.name, shot.frame_start, shot.frame_end, shot.gone) for shot in found]


def press(area: bpy.types.Area, operator: str) -> Iterator[float]:
    """Press a button of the sidebar: where it is scrolled to now, else a little further down."""
    sidebar = bgui.region(area, "UI")
    for _ in range(8):
        try:
            x, y = yield from bgui.find(area, "UI", op=operator)
        except LookupError:
            yield from bgui.wheel(sidebar.x + 60, sidebar.y + 60, 6)
            continue
        yield from bgui.click(x, y)
        return
    raise LookupError(operator)


def imported(area: bpy.types.Area, path: Path, picture: str, *, tick: str = "") -> Iterator[float]:
    """Import a file: the browser, then the table with one of its ticks taken away, then OK."""
    yield from press(area, "animatic.import_edit")
    yield from bgui.settle(1.5)
    bgui.shot(picture.replace(".png", "-browser.png"))
    before = bgui.look()
    yield from bgui.choose_file(str(path))
    yield from bgui.settle(2.0)
    box = bgui.popup(before)
    bgui.shot(picture)
    if tick:
        yield from bgui.click(*bgui.ocr(tick, box=box, must=True)[0])
        yield from bgui.settle(0.5)
        bgui.shot(picture.replace(".png", "-unticked.png"))
    yield from bgui.click(*bgui.ocr("Import", box=box, must=True)[-1])
    yield from bgui.settle(1.5)


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    bpy.ops.wm.save_as_mainfile(filepath=str(FILM))
    scene = bgui.sequencer_scene() or bpy.context.scene
    scene.render.fps = 24
    LIST.write_text(
        "Shot,Description,Shot Size,Cast,Duration,Weather\n1A,Mira enters,WS,Mira,2,rain\n1B,Otto waits,CU,Otto,3,\n"
        "1C,The clock,ECU,,soon,\n",
        encoding="utf-8",
    )
    area = bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")
    yield from bgui.sidebar(area, "Animatic")
    yield from bgui.settle(1.0)
    sidebar = bgui.region(area, "UI")
    yield from bgui.wheel(sidebar.x + 60, sidebar.y + 60, 200)
    yield from bgui.settle(1.0)
    box = (sidebar.x, sidebar.y, sidebar.width, sidebar.height)
    yield from bgui.click(*bgui.ocr("Export and Import", box=box, must=True)[0])
    yield from bgui.settle(1.0)
    yield from imported(area, LIST, "/out/01-list.png")
    assert [name for name, *_ in shots()] == ["1A", "1B", "1C"], shots()
    assert shots()[1][1:3] == (shots()[0][2], shots()[0][2] + 72), shots()
    bgui.shot("/out/02-imported.png")

    # Out as an EDL, by the button and its dialog.
    yield from press(area, "format='edl'")
    yield from bgui.settle(1.0)
    bgui.shot("/out/03-export.png")
    timeline = bgui.region(area, "WINDOW")
    x, y = timeline.x + timeline.width // 2, timeline.y + timeline.height // 2
    yield from bgui.key("RET", x, y)
    yield from bgui.settle(1.0)
    made = FILM.with_suffix(".animatic") / "exports" / "exchange_v001.edl"
    assert made.is_file(), list(made.parent.iterdir()) if made.parent.exists() else "nothing exported"

    LIST.write_text("Shot,Description,Frames\n1A,Mira runs in,60\n1B,Otto sleeps,24\n", encoding="utf-8")
    before = shots()
    yield from imported(area, LIST, "/out/04-table.png")
    after = shots()
    assert after != before, after
    assert bgui.sequencer_scene().animatic.shots[0].block("action").text == "Mira runs in"
    yield from bgui.move(x, y)
    yield from bgui.key("Z", x, y, ctrl=True)
    yield from bgui.settle(1.0)
    assert shots() == before, (shots(), before)
    assert bgui.sequencer_scene().animatic.shots[0].block("action").text == "Mira enters"

    # Headers that nobody knows: the dialog that asks.
    ODD.write_text("Kuva;Pituus\n1A;4\n", encoding="utf-8")
    yield from press(area, "animatic.import_edit")
    yield from bgui.settle(1.5)
    yield from bgui.choose_file(str(ODD))
    yield from bgui.settle(2.0)
    bgui.shot("/out/05-columns.png")
    yield from bgui.key("ESC", x, y)
    yield from bgui.settle(1.0)


bgui.run(steps, limit=1500)
