# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs outlive what happens to the session: disabling the extension, another film, revert, scripts read again, an
update in place, handlers that others cleared, a new name.

Run by `scripts/test.py --gui`: bgui and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy

sys.path.insert(0, str(Path(__file__).parent))
from hands import answer, jobs_of

FILM = Path("/tmp/life.blend")
WAIT_SECONDS = 240
OTHER = Path("/tmp/other.blend")


def jobs() -> list[dict[str, Any]]:
    return jobs_of(FILM)


def wait_for(done: Callable[[], Any], what: str) -> Iterator[float]:
    end = time.monotonic() + WAIT_SECONDS
    while not done():
        assert time.monotonic() < end, what
        yield 0.1


def sequencer() -> bpy.types.Area:
    return bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")


def package() -> str:
    return next(name for name in bpy.context.preferences.addons.keys() if name.endswith("animatic_gateway"))


def first() -> Any:
    return bgui.sequencer_scene().animatic.shots[0]


def send() -> Iterator[float]:
    """The first shot by the preflight's own buttons; answers when its job is on disk."""
    count = len(jobs())
    with bgui.ctx(sequencer(), "WINDOW"):
        before = bgui.look()
        bpy.ops.animatic.preflight("INVOKE_DEFAULT")
    yield from answer("Send", before)
    yield from wait_for(lambda: len(jobs()) > count, "nothing was sent")


def zip_of_the_installed() -> Path:
    """The extension as it is installed, packed again. Wheels are not in it: they are there already."""
    target = Path("/tmp/update.zip")
    source = Path(sys.modules[package()].__file__).parent
    with zipfile.ZipFile(target, "w") as packed:
        for file in sorted(source.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                packed.write(file, file.relative_to(source))
    return target


def once_each() -> Iterator[float]:
    """Nothing of the extension is in Blender twice: handlers, timers' threads, entries of menus."""
    yield 0.5
    groups = [getattr(bpy.app.handlers, name) for name in dir(bpy.app.handlers)]
    lists = [group for group in groups if isinstance(group, list)]
    lists.append(bpy.types.SEQUENCER_MT_context_menu.draw._draw_funcs)
    for group in lists:
        ours = [f"{f.__module__}.{f.__qualname__}" for f in group if (f.__module__ or "").startswith(package())]
        assert len(ours) == len(set(ours)), ours
    engines = [thread.name for thread in threading.enumerate() if thread.name == "animatic-engine"]
    assert len(engines) <= 1, engines


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene() or bpy.context.scene
    edit.render.fps, edit.frame_start, edit.frame_end = 24, 1, 48
    bpy.ops.wm.save_as_mainfile(filepath=str(OTHER))
    bpy.ops.wm.save_as_mainfile(filepath=str(FILM))
    yield from bgui.sidebar(sequencer(), "Animatic")
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.build_shots()
        first().route, first().block("action").text = "text", "Two pyramids greet each other at dusk."
    bpy.ops.wm.save_mainfile()

    # Disabled in the middle, enabled again: the job goes on and comes to its shot.
    yield from send()
    name = package()
    bpy.ops.preferences.addon_disable(module=name)
    yield from bgui.settle(1.0)
    bgui.shot("/out/01-disabled.png")
    assert not hasattr(bpy.types.Scene, "animatic")
    bpy.ops.preferences.addon_enable(module=name)
    yield from bgui.settle(1.0)
    yield from wait_for(lambda: len(first().takes) == 1, "after disabling, no take came")
    bpy.ops.wm.save_mainfile()

    # Another film is opened while a job runs; the take waits for its own.
    yield from send()
    bpy.ops.wm.open_mainfile(filepath=str(OTHER))
    yield from bgui.settle(2.0)
    assert not bgui.sequencer_scene().animatic.shots
    bgui.shot("/out/02-other-film.png")
    bpy.ops.wm.open_mainfile(filepath=str(FILM))
    yield from wait_for(lambda: len(first().takes) == 2, "after another film, no take came")

    # Revert goes back to before the second take was placed: it is placed again, not paid again.
    bpy.ops.wm.revert_mainfile()
    yield from wait_for(lambda: len(first().takes) == 2, "after a revert, the take did not come again")
    bpy.ops.wm.save_mainfile()

    # F8: Blender reads its scripts again while a job runs.
    yield from send()
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.script.reload()
    yield from bgui.settle(2.0)
    yield from wait_for(lambda: len(first().takes) == 3, "after Reload Scripts, no take came")
    bgui.shot("/out/03-reloaded.png")
    yield from once_each()
    bpy.ops.wm.save_mainfile()

    # The extension is updated in place while a job runs: the same version from a zip, as Install from Disk does.
    update = zip_of_the_installed()
    yield from send()
    bpy.ops.extensions.package_install_files(filepath=str(update), repo="user_default", enable_on_install=True)
    yield from bgui.settle(2.0)
    assert name in bpy.context.preferences.addons.keys()
    yield from wait_for(lambda: len(first().takes) == 4, "after the update, no take came")
    bgui.shot("/out/04-updated.png")
    yield from once_each()
    bpy.ops.wm.save_mainfile()

    # Another add-on has cleared Blender's lists of handlers: it is disabled and enabled all the same.
    yield from send()
    for group in (getattr(bpy.app.handlers, each) for each in dir(bpy.app.handlers)):
        if isinstance(group, list):
            group.clear()
    bpy.ops.preferences.addon_disable(module=name)
    yield from bgui.settle(1.0)
    assert not hasattr(bpy.types.Scene, "animatic")
    bpy.ops.preferences.addon_enable(module=name)
    yield from wait_for(lambda: len(first().takes) == 5, "after handlers were cleared, no take came")
    yield from once_each()
    bpy.ops.wm.save_mainfile()

    # A new name while a job runs: the new film gets the take.
    yield from send()
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/life-v2.blend")
    yield from wait_for(lambda: len(first().takes) == 6, "after Save As, no take came")
    yield from bgui.settle(1.0)
    bgui.shot("/out/05-new-name.png")
    strips = [s for s in bgui.sequencer_scene().sequence_editor.strips if s.type == "MOVIE"]
    assert [(s.left_handle, s.right_handle, s.animatic.role) for s in strips] == [(1, 49, "take")]
    assert len(jobs()) == 6, "something was sent twice"


bgui.run(steps, limit=1400)
