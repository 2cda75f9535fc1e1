# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""For every test: no key of the person at the keyboard, no settings of their Blender, an end that Blender allows."""

from __future__ import annotations

import os
import pathlib
import shutil
import sys
import tempfile

import hypothesis
import pytest

# The same examples on every machine, none too slow for a busy one; `--hypothesis-profile default` looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("steady")

SPENDING = ("AI_GATEWAY_API_KEY", "VERCEL_OIDC_TOKEN", "BLOB_READ_WRITE_TOKEN")

# Before any other conftest or test module is imported: Blender's module reads its folders when it is.
for _name in SPENDING:
    os.environ.pop(_name, None)
_resources = ""
if "BLENDER_USER_RESOURCES" not in os.environ:
    _resources = os.environ["BLENDER_USER_RESOURCES"] = tempfile.mkdtemp(prefix="animatic-blender-")

# What is agreed to pay is kept per person and machine: of the tests, nowhere that outlives them.
_state = os.environ["ANIMATIC_STATE_DIR"] = tempfile.mkdtemp(prefix="animatic-state-")

_exit_code = 0


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    global _exit_code
    _exit_code = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Blender 4.5 as a module hangs when Python ends with one of its callbacks registered (5.x does not)."""
    shutil.rmtree(_state, ignore_errors=True)
    if _resources:
        shutil.rmtree(_resources, ignore_errors=True)
    if bpy := sys.modules.get("bpy"):
        session = pathlib.Path(bpy.app.tempdir)
        if session.name.startswith("blender_"):
            shutil.rmtree(session, ignore_errors=True)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_exit_code)
