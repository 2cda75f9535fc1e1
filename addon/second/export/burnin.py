# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words over the edit's picture: which shot and take it is, frame and timecode, that it was generated. Only stdlib and
bpy here: the artist's Blender shows the same as the second one writes into a movie.

What is said of a shot stands over it, one strip each. Frame and timecode are one strip over all, written anew at each
frame (`counter_words`): a strip for each frame would be thousands.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import bpy

from .. import compat
from ..slate.layout import timecode
from ..slate.lettering import drawn

SIZE = 30
"""Lines of words that would fill the picture's height."""
BOX = (0.0, 0.0, 0.0, 0.65)
"""What the words stand on: they are read over white skies, and over a slate's own words."""
COUNTER = "Burn-In Counter"
PLACES = {
    "shot": (0.02, 0.03, "LEFT", "BOTTOM"),
    "counter": (0.98, 0.03, "RIGHT", "BOTTOM"),
    "label": (0.98, 0.97, "RIGHT", "TOP"),
}
"""Where it stands, in shares of the picture, and how it is aligned there."""


def add_text(scene: Any, name: str, text: str, start: int, end: int, channel: int, place: str) -> Any:
    """A strip of words between two frames of the edit, at one of PLACES."""
    x, y, across, along = PLACES[place]
    strips = scene.sequence_editor.strips
    strip = compat.new_effect(strips, name=name, type="TEXT", channel=channel, start=start, length=max(end - start, 1))
    strip.text, strip.font_size = drawn(text), scene.render.resolution_y / SIZE
    strip.anchor_x, strip.anchor_y, strip.alignment_x = across, along, across
    strip.location, strip.blend_type = (x, y), "ALPHA_OVER"
    strip.use_shadow = True
    strip.use_box, strip.box_color, strip.box_margin = True, BOX, 0.008
    strip.wrap_width = 0.0
    strip.select = False
    return strip


def channel_above(scene: Any, count: int) -> int:
    """The lowest of `count` channels above all strips. Raises ValueError where there are too few."""
    top = max((strip.channel for strip in scene.sequence_editor.strips), default=0)
    if top + count > 128:
        raise ValueError("no channels are left above the edit")
    return int(top) + 1


def counter_words(scene: Any, frame: int, first: int) -> str:
    """ "1234  00:00:51:10": the edit's frame, and the timecode since `first`, without drop frames."""
    fps = round(scene.render.fps / scene.render.fps_base)
    return f"{frame}  {timecode(max(frame - first, 0), max(fps, 1))}"


def burn_in(scene: Any, spans: Iterable[tuple[int, int, str]], label: str, counter: str, zero: int) -> None:
    """Say of a scene that is going to be rendered what each span is (start, end, words; none: nothing), and `label`
    over all of it. `counter`: the strip that counts already; "" makes one where there are spans. `zero`: the frame of
    timecode 00:00:00:00."""
    spans = list(spans)
    first, after = scene.frame_start, scene.frame_end + 1
    if scene.sequence_editor is None or not (spans or label or counter):
        return
    base = channel_above(scene, 3)
    for start, end, text in spans:
        add_text(scene, "Burn-In", text, start, end, base, "shot")
    if label:
        add_text(scene, "Burn-In Label", label, first, after, base + 2, "label")
    if spans and not counter:
        counter = add_text(scene, COUNTER, "", first, after, base + 1, "counter").name
    strip = scene.sequence_editor.strips_all.get(counter) if counter else None
    if strip is not None:

        def count(here: Any, *_: Any) -> None:
            if here.name == scene.name:
                scene.sequence_editor.strips_all[counter].text = counter_words(scene, here.frame_current, zero)

        bpy.app.handlers.render_pre.append(count)  # frame_change_pre is not called where only strips are rendered
