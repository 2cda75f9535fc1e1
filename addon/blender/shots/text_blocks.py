# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot's words in a Text Editor beside the Sequencer: for 4.5 and 5.0, whose panels have one line only.

The text block is a view of the block of words: whichever changed since the last look is written to the other.
"""

from __future__ import annotations

from typing import Any

import bpy

from ..properties import film, find_shot

SHOT_KEY, BLOCK_KEY = "animatic_shot", "animatic_block"

_known: dict[tuple[str, str], str] = {}
"""What each text block and its words agreed on last, by shot and block."""


def text_of(shot: Any, block: str) -> bpy.types.Text:
    """The text block that shows these words, made where there is none."""
    text = next((t for t in bpy.data.texts if (t.get(SHOT_KEY), t.get(BLOCK_KEY)) == (shot.uuid, block)), None)
    if text is None:
        text = bpy.data.texts.new(f"{shot.name} {block.title()}")
        text[SHOT_KEY], text[BLOCK_KEY] = shot.uuid, block
    _write(text, shot.block(block).text)
    _known[shot.uuid, block] = shot.block(block).text
    return text


def exchange() -> bool:
    """Bring text blocks and words together. Answers whether words changed."""
    changed = False
    for text in bpy.data.texts:
        key = (text.get(SHOT_KEY, ""), text.get(BLOCK_KEY, ""))
        shot = _find(key[0])
        if shot is not None:
            changed |= _exchange(text, shot, key)
    return changed


def _exchange(text: bpy.types.Text, shot: Any, key: tuple[str, str]) -> bool:
    block, typed = shot.block(key[1]), text.as_string().rstrip("\n")
    known = _known.setdefault(key, block.text)
    if block.text != known:
        _write(text, block.text)
    elif typed != known:
        shot.write(key[1], typed)
        # Emptied, the block has the program's words again.
        if typed:
            _write(text, block.text)
    _known[key] = block.text
    return bool(block.text != known)


def show(context: bpy.types.Context, text: bpy.types.Text) -> bool:
    """Show a text block in a Text Editor of this window, or in one split off the present area. False where there is
    no area to split."""
    area = next((a for a in context.screen.areas if a.type == "TEXT_EDITOR"), None)
    if area is None:
        if context.area is None:
            return False
        others = set(context.screen.areas)
        bpy.ops.screen.area_split(direction="VERTICAL", factor=0.65)
        area = next((a for a in context.screen.areas if a not in others), None)
        if area is None:
            return False
        area.type = "TEXT_EDITOR"
    space = area.spaces.active
    space.text, space.show_word_wrap = text, True
    space.show_line_numbers = space.show_syntax_highlight = False
    return True


def forget() -> None:
    _known.clear()


def _find(uuid: str) -> Any | None:
    found = (find_shot(scene, uuid) for scene in bpy.data.scenes if uuid and film(scene).shots)
    return next((shot for shot in found if shot is not None), None)


def _write(text: bpy.types.Text, words: str) -> None:
    if text.as_string().rstrip("\n") != words:
        text.from_string(words)
