# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saves a film with takes, run by an older Blender's Python; what another Blender makes of the file is looked at then.

python film_of_before.py MOVIE FILM.blend        (the movie: 150 frames, 30 a second, with sound)
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bpy

import addon
from addon.blender import timeline
from addon.blender.properties import tag
from addon.core.models import Rate, Shot, Take, Tier
from addon.second import compat


def main(movie: str, film: str) -> None:
    """One take as long as its content, one that its shot trims, one that the artist trimmed, and one in a meta strip;
    prints the edges of each picture."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    addon.register()
    edit = bpy.context.scene
    edit.render.fps = 24
    strips = edit.sequence_editor_create().strips
    for number, (start, end) in enumerate(((1, 121), (201, 249), (301, 385), (401, 449))):
        shot = Shot(uuid=f"uuid{number}", name=f"SH{number}", frame_start=start, frame_end=end, rate=Rate())
        take = Take(
            id=f"01TAKE{number}", shot_uuid=shot.uuid, shot_name=shot.name, number=1, file="x.mp4", model="model",
            tier=Tier.DRAFT, prompt="waves", size="160x96", seconds=5, fps=30, has_audio=True,
            created="2026-11-22T10:00:00Z",
        )  # fmt: skip
        timeline.place(edit, shot, take, file=Path(movie), undo_step=False)
    compat.set_strip_end(strips["SH2 t001"], 370)
    meta = strips.new_meta(name="Scene", channel=9, frame_start=401)
    strips["SH3 t001"].move_to_meta(meta)
    compat.set_strip_end(meta, 449)
    pictures = [strip for strip in edit.sequence_editor.strips_all if tag(strip).role == "take"]
    print(json.dumps({strip.name: [compat.strip_start(strip), compat.strip_end(strip)] for strip in pictures}))
    bpy.ops.wm.save_as_mainfile(filepath=film)


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)
