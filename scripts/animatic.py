# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line on a film: python3 scripts/animatic.py FILM.blend COMMAND (see --help and docs/pipeline.md)."""

from __future__ import annotations

import os
import sys

import _env

_env.ensure(needs="demo")
sys.path.insert(0, str(_env.ROOT))

import bpy  # noqa: E402, F401  first: the module sets up what the extension imports

from addon.blender import cli  # noqa: E402

if __name__ == "__main__":
    code = cli.script_main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # bpy 4.5 hangs at interpreter exit while add-on callbacks are registered
