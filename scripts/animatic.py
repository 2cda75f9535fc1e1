# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line on a film: python3 scripts/animatic.py FILM.blend COMMAND (see --help and docs/pipeline.md)."""

from __future__ import annotations

import contextlib
import os
import sys

import _env


def show_help() -> None:
    """Print the help and end, if that is what was asked for: it needs no environment."""
    from addon.blender.cli.options import BadUsage, parser

    with contextlib.suppress(BadUsage):
        parser(with_film=True).parse_args()


def main() -> int:
    import bpy  # noqa: F401  first: the module sets up what the extension imports

    from addon.blender.cli import main as cli

    return cli.script_main(sys.argv[1:])


if __name__ == "__main__":
    sys.path.insert(0, str(_env.ROOT))
    if sys.version_info >= (3, 11):  # noqa: UP036  an older one has to find another Python first
        show_help()
    _env.ensure(needs="demo")
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # bpy 4.5 hangs at interpreter exit while add-on callbacks are registered
