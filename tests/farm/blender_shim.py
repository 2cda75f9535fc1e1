# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's command line, as far as Flamenco and our job type use it, on the bpy module: opens the file with scripts
off, runs a Python file, ends with --python-exit-code where that fails."""

from __future__ import annotations

import os
import runpy
import sys
import traceback


def main(argv: list[str]) -> None:
    import bpy

    own = argv[: argv.index("--")] if "--" in argv else argv
    blends = [word for word in own if word.endswith(".blend")]
    assert "--disable-autoexec" in own[own.index("-y") if "-y" in own else 0 :]
    code = int(own[own.index("--python-exit-code") + 1])
    for blend in blends:
        bpy.ops.wm.open_mainfile(filepath=blend, use_scripts=False)
    sys.argv = ["blender", *argv]
    try:
        runpy.run_path(own[own.index("--python") + 1], run_name="__main__")
    except Exception:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
