# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Project panel: what has to be well before a send, and the way to what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from .. import registry
from ..ui import SequencerPanel, words

if TYPE_CHECKING:
    from . import overview


class ANIMATIC_PT_project(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_project"
    bl_label = "Project"

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        self.layout.operator("animatic.open_preferences", text="", icon="PREFERENCES", emboss=False)

    def draw(self, context: bpy.types.Context) -> None:
        from . import overview

        layout, known = self.layout, overview.current
        for line in known.lines:
            if not line.well:
                _draw_line(layout, line)
        header, body = layout.panel("animatic_checklist", default_closed=True)
        header.label(text=known.summary, icon="CHECKMARK" if known.well else "INFO")
        if body is not None:
            for line in known.lines:
                if line.well:
                    words(body, line.text, icon="CHECKMARK")


def _draw_line(layout: Any, line: overview.Line) -> None:
    words(layout, line.text, icon="ERROR")
    if line.operator:
        layout.operator(line.operator, text=line.button)


classes = (ANIMATIC_PT_project,)


def register() -> None:
    registry.classes(*classes)
