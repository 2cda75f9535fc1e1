# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's selection, kept while strips are made, replaced and removed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bpy


class Selection:
    """The artist's selection, by name, so that it survives strips being replaced."""

    def __init__(self, editor: Any) -> None:
        self._strips = {s.name: (s.select_left_handle, s.select_right_handle) for s in editor.strips_all if s.select}
        self._active = editor.active_strip.name if editor.active_strip else ""

    def replaced(self, old: str, new: str) -> None:
        if old in self._strips:
            self._strips[new] = self._strips.pop(old)
        if old == self._active:
            self._active = new

    def restore(self, editor: Any) -> None:
        for strip in editor.strips_all:
            if strip.select and strip.name not in self._strips:
                strip.select = False
        for name, (left, right) in self._strips.items():
            strip = editor.strips_all.get(name)
            if strip is not None:  # a meta strip may have been opened
                strip.select, strip.select_left_handle, strip.select_right_handle = True, left, right
        editor.active_strip = editor.strips_all.get(self._active) if self._active else None


@contextmanager
def unselected(edit: bpy.types.Scene) -> Iterator[Selection]:
    """Restore the selection and the active strip at the end: strips are born selected, operators act on selections."""
    editor = edit.sequence_editor or edit.sequence_editor_create()
    selection = Selection(editor)
    try:
        yield selection
    finally:
        selection.restore(editor)
