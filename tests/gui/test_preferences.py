# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The preferences in a Blender with a window: rehearsal, each host's fields, and what Test answers.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy

sys.path.insert(0, str(Path(__file__).parent))
import hands
from hands import ours, wait_for

KEY = "vck_only_for_this_picture_7Q2x"


def rehearsal() -> Any:
    """A gateway of this machine, asked as if it were the real one."""
    package = ours("preferences").__package__.removesuffix(".blender")
    server = importlib.import_module(f"{package}.rehearsal.server")
    return server.Rehearsal(command=ours("engine.session").blender_command()).start()


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    area = bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")
    package = ours("preferences").__package__.rsplit(".", 1)[0]
    area.ui_type = "PREFERENCES"
    yield from bgui.settle(1.0)
    yield from hands.whole_area(area)
    area = bgui.area("PREFERENCES")
    bpy.context.preferences.active_section = "ADDONS"
    bpy.context.window_manager.addon_search = "Animatic"
    yield from bgui.settle(1.0)
    arrow = yield from bgui.find(area, "WINDOW", op="preferences.addon_expand", xs=(0.009, 0.011, 0.013))
    yield from bgui.click(*arrow)
    yield from bgui.settle(1.0)
    bgui.shot("/out/01-rehearsal.png")

    prefs = bpy.context.preferences.addons[package].preferences
    server = rehearsal()
    bpy.context.preferences.system.use_online_access = True
    prefs.keep_keys, prefs.gateway_key = "SESSION", importlib.import_module(server.__module__).REHEARSAL_KEY
    prefs.gateway_url = server.gateway_url
    view = ours("engine.view").current
    test = yield from bgui.find(area, "WINDOW", op="animatic.test_gateway", xs=(0.6, 0.7))
    yield from bgui.click(*test)
    yield from wait_for(lambda: view.tested is not None, "Test does not answer")
    assert [well for well, _ in view.tested_rows] == [True, True, False], view.tested_rows  # there is no blob token
    prefs.property_unset("gateway_url")
    area.tag_redraw()
    yield from bgui.settle(1.0)
    bgui.shot("/out/02-tested.png")
    server.stop()

    prefs.gateway_key = KEY
    for host in ("BLOB_PUBLIC", "S3", "URL"):
        prefs.host = host
        area.tag_redraw()
        yield from bgui.settle(1.0)
        bgui.shot(f"/out/03-{host.lower()}.png")
    bpy.ops.wm.save_userpref()
    saved = Path(bpy.utils.user_resource("CONFIG"), "userpref.blend").read_bytes()
    assert b"animatic" in saved
    assert KEY.encode() not in saved, "a key is in the preferences"


bgui.run(steps)
