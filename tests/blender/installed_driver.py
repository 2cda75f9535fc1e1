# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The extension in a folder of extensions of Blender's own, with a job at work while something happens to it.

    python installed_driver.py WHAT FILM UPDATE

WHAT is "reload" (F8), "update" (the zip UPDATE is installed over it), "cleared" (another add-on empties the lists of
handlers; then it is disabled and enabled) or "twice" (disabled and enabled, and once more). Prints what was seen as
JSON. BLENDER_USER_RESOURCES has the extension already.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import bpy

addon_utils: Any = importlib.import_module("addon_utils")

PACKAGE = "bl_ext.user_default.animatic_gateway"
PATIENCE = 120.0


def part(name: str) -> Any:
    """A module of the extension as it is now: an update brings new ones."""
    return importlib.import_module(f"{PACKAGE}.{name}")


def sent(film: Path) -> list[dict[str, Any]]:
    """Its jobs, as they were written last: one at work has a line for each state."""
    files = sorted(film.with_suffix(".animatic").glob("jobs/*.json"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    return [json.loads(text[max(text.rfind("\n{"), 0) :]) for text in texts]


def tick_until(done: Any, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        part("blender.film.pump").tick()
        assert time.monotonic() < end, what
        time.sleep(0.02)


def happen(what: str, update: Path) -> None:
    if what == "reload":
        bpy.ops.script.reload()
    elif what == "update":
        bpy.ops.extensions.package_install_files(filepath=str(update), repo="user_default", enable_on_install=True)
    elif what == "cleared":
        for group in (getattr(bpy.app.handlers, name) for name in dir(bpy.app.handlers)):
            if isinstance(group, list):
                group.clear()
    for _ in range({"cleared": 1, "twice": 2}.get(what, 0)):
        addon_utils.disable(PACKAGE, default_set=True)
        assert not hasattr(bpy.types.Scene, "animatic")
        addon_utils.enable(PACKAGE, default_set=True)


def added() -> list[str]:
    """What of the extension is in Blender's lists, entry by entry."""
    lists = {name: getattr(bpy.app.handlers, name) for name in dir(bpy.app.handlers)}
    lists["menu"] = bpy.types.SEQUENCER_MT_context_menu.draw._draw_funcs
    return sorted(
        f"{name}: {entry.__module__}.{entry.__qualname__}"
        for name, group in lists.items()
        if isinstance(group, list)
        for entry in group
        if (entry.__module__ or "").startswith(PACKAGE)
    )


def main() -> None:
    what, film, update = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.preferences.addon_enable(module=PACKAGE)
    edit = bpy.context.scene
    edit.frame_start, edit.frame_end, edit.render.fps = 1, 48, 24
    edit.sequence_editor_create()
    bpy.ops.animatic.shot_from_range()
    bpy.ops.wm.save_as_mainfile(filepath=str(film))
    shot = edit.animatic.shots[0]
    shot.route, shot.action_block.text = "text", "Two pyramids greet each other at dusk."
    before, old = added(), id(sys.modules[f"{PACKAGE}.blender"])

    plans = part("blender.jobs.send").make_plans(edit, list(edit.animatic.shots))
    (job,) = part("blender.jobs.send").send_plans(plans, [plan.fingerprint for plan in plans])
    tick_until(lambda: any(each["state"] == "running" for each in sent(film)), "the job is not at work")
    happen(what, update)
    seen = {
        "enabled": PACKAGE in bpy.context.preferences.addons,
        "the same": added() == before,
        "anew": id(sys.modules[f"{PACKAGE}.blender"]) != old,
        "engines": [thread.name for thread in threading.enumerate()].count("animatic-engine"),
    }
    edit = bpy.context.scene
    if part("blender.engine.view").current.film is None:  # with a window the pump's timer does so
        part("blender.film.opening").attach_open_film()
    tick_until(lambda: len(edit.animatic.shots[0].takes) == 1, "no take came")
    tick_until(lambda: all(each["state"] == "placed" for each in sent(film)), "its placing was not written down")
    strips = [s for s in edit.sequence_editor.strips if s.type == "MOVIE"]
    seen["placed"] = [(s.frame_final_start, s.frame_final_end) for s in strips]
    seen["jobs"] = [(each["state"], each["id"] == job.id) for each in sent(film)]
    print("SEEN", json.dumps(seen), flush=True)


if __name__ == "__main__":
    try:
        main()
    except BaseException:
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)
