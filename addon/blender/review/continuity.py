# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the cuts of an edit: shots are sampled near them. Main thread; the playhead is put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ...second import named
from ..edit import sources
from ..engine import slices
from ..properties import film
from ..shots import cuts, describe, presence
from ..values import film_values, to_model

if TYPE_CHECKING:
    from ...core.judge.continuity import ShotSeen


def check(edit: bpy.types.Scene) -> dict[str, list[cuts.Said]]:
    """Look at every cut of an edit; answers what is to be said, by the id of the shot after the cut."""
    found: dict[str, list[cuts.Said]] = slices.whole(checking(edit))
    return found


def checking(edit: bpy.types.Scene) -> slices.Work:
    """`check` in slices. Stopped, it leaves everything as it was said before."""
    chosen = [shot for shot in film(edit).shots if not shot.gone]
    shared, models = film_values(edit), []
    located = yield from slices.told(sources.locating(edit), 0, len(chosen))
    for shot in chosen:
        models.append(to_model(shot, edit, located=located, shared=shared))
        yield 0, len(chosen)
    live = [m for m in models if named.scene(m.scene) is not None and sources.camera_of(m) is not None]
    seen: list[ShotSeen] = []
    try:
        for name in dict.fromkeys(model.scene for model in live):
            scene: Any = named.scene(name)
            with presence.as_rendered(scene):
                for model in (m for m in live if m.scene == name):
                    samples = []
                    for one in describe.sampling(scene, sources.camera_of(model), model, near_cuts=True):
                        if one is not None:
                            samples.append(one)
                        yield len(seen), len(live)
                    seen.append(cuts.seen_of(model, samples))
    except slices.StopWork:
        return {}
    told = slices.told(cuts.telling(edit, seen), len(seen), len(live))
    found: dict[str, list[cuts.Said]] = yield from slices.to_the_end(told)
    return found


def sentence(told: dict[str, list[cuts.Said]]) -> str:
    """ "2 remarks about cuts: see the shots" for the status bar."""
    count = sum(map(len, told.values()))
    if not count:
        return "Nothing to say of the cuts"
    return f"{count} {'remark' if count == 1 else 'remarks'} about cuts: see the shots"
