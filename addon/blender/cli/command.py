# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""`blender FILM --command animatic ...`: makes the command known; what it does is loaded when somebody gives it."""

from __future__ import annotations

from typing import Any

import bpy

from ...ident import COMMAND
from .. import registry

_handle: Any = None


def _run(arguments: list[str]) -> int:
    from . import main as cli

    return cli.main(arguments)


def register() -> None:
    global _handle
    _handle = bpy.utils.register_cli_command(COMMAND, _run)
    registry.then(_take_away)


def _take_away() -> None:
    global _handle
    bpy.utils.unregister_cli_command(_handle)
    _handle = None
