# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every panel in a Blender with a window, with a film in it: dark and light theme, 1x and 2x, a narrow sidebar.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out,
for looking at. References are made by their button; the preflight is opened and left.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import bgui
import bpy

sys.path.insert(0, str(Path(__file__).parent))
import hands
from hands import film, sequencer, wait_for

COURTYARD = "/tmp/courtyard.blend"


def make_courtyard() -> None:
    """The demo's film, made by a Blender of its own: making it resets the session, and with it the extension."""
    code = "import sys, bpy; sys.path.insert(0, '/scripts'); import demo_film; demo_film.build();"
    code += f" bpy.ops.wm.save_as_mainfile(filepath='{COURTYARD}')"
    command = [
        bpy.app.binary_path,
        "--background",
        "--factory-startup",
        "--python-exit-code",
        "1",
        "--python-expr",
        code,
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def open_courtyard() -> Iterator[float]:
    bpy.ops.wm.open_mainfile(filepath=COURTYARD, load_ui=False)
    yield from bgui.settle(1.0)
    if hasattr(bpy.context.workspace, "sequencer_scene"):
        bpy.context.workspace.sequencer_scene = bpy.data.scenes["Courtyard"]
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.build_shots()
        for name in ("Mia", "Rook"):
            bpy.ops.animatic.add_cast(name=name, collection=name)
    yield from bgui.settle(1.0)
    lines = ("@Mia walks in and waves.", "@Rook turns its head and listens.", "@Mia and @Rook shake hands.")
    for shot, line in zip(film().shots, lines, strict=True):
        shot.block("action").text = line
    film().shot_index = 0
    yield from bgui.settle(1.0)


def all_of(name: str) -> Iterator[float]:
    """The whole sidebar, as far as it has to be scrolled."""
    sidebar = bgui.region(sequencer(), "UI")
    x, y = sidebar.x + 60, sidebar.y + sidebar.height // 2
    yield from hands.top()
    for page in range(1, 7):
        bgui.shot(f"/out/{name}-{page}.png", sequencer())
        before = bgui.look()
        yield from bgui.wheel(x, y, 14)
        yield from bgui.settle(0.8)
        if abs(bgui.look() - before).max() < 12:
            return


def theme(name: str) -> None:
    folder = next(Path(path) for path in bpy.utils.preset_paths("interface_theme") if Path(path, name).exists())
    bpy.ops.script.execute_preset(filepath=str(folder / name), menu_idname="USERPREF_MT_interface_theme_presets")


def narrow(pixels: int) -> Iterator[float]:
    """Drag the sidebar's edge, as a person does."""
    sidebar = bgui.region(sequencer(), "UI")
    x, y, before = sidebar.x - 2, sidebar.y + sidebar.height // 3, sidebar.width
    yield from bgui.move(x, y)
    yield from bgui.settle(0.3)
    bgui.xdo("mousedown", 1)
    yield from bgui.settle(0.3)
    for part in range(1, 5):
        yield from bgui.move(x + pixels * part // 4, y)
        yield from bgui.settle(0.1)
    bgui.xdo("mouseup", 1)
    yield from bgui.settle(1.0)
    assert (sidebar.width < before) == (pixels > 0), (before, sidebar.width)


def references_made() -> bool:
    return len(list(Path(COURTYARD).with_suffix(".animatic").glob("captures/*.mp4"))) == 2


def at_work() -> bool:
    return any(Path(COURTYARD).with_suffix(".animatic").glob("jobs/*.json"))


def steps() -> Iterator[float]:
    make_courtyard()
    yield from bgui.video_editing()
    yield from hands.whole_area()
    yield from bgui.sidebar(sequencer(), "Animatic")
    yield from bgui.settle(1.5)
    bgui.shot("/out/01-empty.png", sequencer())

    yield from open_courtyard()
    with bgui.ctx(sequencer(), "UI"):
        bpy.ops.animatic.make_references(which="all")
    yield from wait_for(references_made, "the cast was not filmed")
    film().shots[2].route = "reference"
    for member in film().cast:
        film().shots[2].cast.add().member = member.uuid
    film().generate_which = "all"
    yield from bgui.settle(2.0)
    yield from all_of("02-film")

    yield from hands.top()
    x, y = yield from hands.button("Rehearse 3", op="animatic.preflight(which='all'")
    before = bgui.look()
    yield from bgui.click(x, y)
    yield from bgui.settle(3.0)
    bgui.shot("/out/03-preflight.png")
    box = bgui.popup(before)
    yield from bgui.key("RET", box[0] + box[2] // 2, box[1] + box[3] - 8)
    yield from bgui.settle(1.0)
    assert not at_work(), "Enter in the preflight sent jobs"
    yield from bgui.click(x, y)
    yield from bgui.click(x, y)
    yield from bgui.settle(3.0)
    assert not at_work(), "a double click on Generate sent jobs"
    yield from bgui.key("ESC", x, y)
    yield from bgui.settle(1.0)

    before = bgui.look()
    yield from bgui.click(x, y)
    yield from hands.answer("Send", before)
    yield from wait_for(at_work, "the confirmed preflight sent nothing")
    yield from bgui.settle(1.0)
    bgui.shot("/out/04-at-work.png", sequencer())
    yield from wait_for(lambda: film().shots[2].takes, "no take came back")
    film().shot_index = 2
    yield from bgui.settle(2.0)
    yield from all_of("05-take")

    yield from narrow(120)
    yield from all_of("08-narrow")
    yield from narrow(-120)

    theme("Blender_Light.xml")
    yield from bgui.settle(1.0)
    yield from all_of("06-light")
    bpy.context.preferences.view.ui_scale = 2.0
    yield from bgui.settle(1.5)
    yield from all_of("07-light-2x")


if __name__ == "__main__":
    bgui.run(steps, limit=1700)
