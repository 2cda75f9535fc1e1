# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the first look needs is loaded on a thread, before the look; nothing of Blender is touched there."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import bpy
import pytest

from addon.blender.engine import warmup
from addon.blender.project import follow, overview
from addon.second import compat

ROOT = Path(__file__).parents[2]


def test_the_panels_timer_waits_until_it_is_loaded(edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    area = bpy.context.window_manager.windows[0].screen.areas[0]
    area.ui_type = "SEQUENCE_EDITOR"
    overview.forget()
    monkeypatch.setattr(warmup, "ready", lambda: False)
    assert follow.tick() == follow.SECONDS
    assert overview.current.lines == ()
    monkeypatch.setattr(warmup, "ready", lambda: True)
    follow.tick()
    assert overview.current.lines
    follow.forget()


def test_in_a_blender_with_a_window_a_thread_loads_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert warmup.ready(), "without a window nobody waits"
    monkeypatch.setattr(warmup, "bpy", SimpleNamespace(app=SimpleNamespace(background=False)))
    monkeypatch.setattr(compat, "THREADS_ENDANGER_OVERRIDES", True)
    assert warmup.ready(), "no busy thread beside other add-ons there"
    monkeypatch.setattr(compat, "THREADS_ENDANGER_OVERRIDES", False)
    monkeypatch.setattr(warmup, "_loading", None)
    warmup.ready()
    loading = warmup._loading
    assert loading is not None
    loading.wait(60)
    assert warmup.ready()
    assert warmup._loading is loading


def test_it_loads_what_the_first_look_would(tmp_path: Path) -> None:
    code = (
        "import sys, os; sys.path.insert(0, sys.argv[1]); import bpy, addon; addon.register();"
        " before = set(sys.modules); from addon.blender.engine import warmup; warmup._load();"
        " loaded = set(sys.modules);"
        " from addon.blender.project import overview; overview.look(bpy.context.scene);"
        " late = [m for m in set(sys.modules) - loaded if m.split('.')[0] in ('pydantic', 'pydantic_core')];"
        " print('pydantic' in before, 'pydantic' in loaded, late); sys.stdout.flush(); os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines()[-1] == "False True []", done.stderr


def test_what_a_send_needs_is_loaded_while_the_preflight_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = threading.Event()
    monkeypatch.setattr(warmup, "_load_sending", loaded.set)
    monkeypatch.setattr(warmup, "_loads_sending", False)
    warmup.before_sending()
    assert not loaded.wait(0.2), "without a window it is loaded when it is needed"
    monkeypatch.setattr(warmup, "bpy", SimpleNamespace(app=SimpleNamespace(background=False)))
    monkeypatch.setattr(compat, "THREADS_ENDANGER_OVERRIDES", False)
    warmup.before_sending()
    assert loaded.wait(60)


def test_it_loads_the_engine_and_what_requests_go_by() -> None:
    code = (
        "import sys, os; sys.path.insert(0, sys.argv[1]); import bpy, addon; addon.register();"
        " from addon.blender.engine import warmup; warmup._load();"
        " early = 'httpcore' in sys.modules; warmup._load_sending();"
        " wanted = ('httpcore', 'addon.core.jobs.engine', 'addon.rehearsal.server');"
        " print(early, all(name in sys.modules for name in wanted)); sys.stdout.flush(); os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines()[-1] == "False True", done.stderr
