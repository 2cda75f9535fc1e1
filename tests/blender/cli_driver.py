# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line in a process of its own, so that it can be killed: python cli_driver.py CANNED LATENCY FILM ARGV...

The rehearsal gateway answers with the canned video after LATENCY seconds; the engine asks it often.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from unittest import mock

import bpy  # noqa: F401  first: the module sets up what the extension imports

from addon.blender.cli import main as cli
from addon.blender.engine import session
from addon.core.jobs.settings import Settings
from addon.rehearsal.options import Options
from addon.rehearsal.server import Rehearsal


def main() -> int:
    canned, latency, *argv = sys.argv[1:]
    options = Options(canned=(Path(canned),), latency=float(latency))

    def start(folder: object) -> Rehearsal:
        return Rehearsal(options=options, state_dir=folder.root / "rehearsal").start()

    with (
        mock.patch.object(session, "_start_rehearsal", start),
        mock.patch("addon.core.jobs.settings.Settings", partial(Settings, poll_first=0.1, poll_longest=0.2)),
    ):
        return cli.script_main(argv)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
