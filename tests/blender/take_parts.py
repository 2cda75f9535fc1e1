# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A saved film with shots that have takes on disk: real videos, real sidecars with the plans they were made from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from addon.blender import timeline
from addon.blender.jobs import send
from addon.blender.properties import film
from addon.blender.shots import build
from addon.blender.takes import data
from addon.blender.values import to_model
from addon.core.files import FilmFolder
from addon.core.models import PlanInput, Reference, Take
from addon.second import compat

WORDS = "A robot waves."


def make_film(edit: bpy.types.Scene, path: Path, shots: int = 2, length: int = 48) -> FilmFolder:
    """Text shots SH010, SH020... of `length` frames, one after the other, from markers; saved at `path`."""
    edit.frame_start, edit.frame_end = 1, shots * length
    for number in range(shots):
        edit.timeline_markers.new(str(number), frame=1 + number * length)
    build.build_shots(edit)
    for shot in film(edit).shots:
        shot.route, shot.block("action").text = "text", WORDS
    path.parent.mkdir(parents=True, exist_ok=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    return FilmFolder(path)


def shot_named(name: str) -> Any:
    return next(shot for shot in film(bpy.context.scene).shots if shot.name == name)


def add_take(
    edit: bpy.types.Scene,
    shot: Any,
    video: Path,
    *,
    references: tuple[Reference, ...] = (),
    filmed: tuple[Reference, ...] = (),
    place: bool = True,
    **facts: Any,
) -> str:
    """A take as the engine leaves it, made from the shot's present plan; answers its id.

    `references` are its inputs instead of the plan's own; `filmed` is what came of the plan's own captures."""
    folder = FilmFolder(bpy.data.filepath)
    (plan,) = send.make_plans(edit, [shot])
    if references:
        inputs = tuple(PlanInput(name=r.name, kind=r.kind, reference=r, seconds=r.seconds) for r in references)
        plan = plan.model_copy(update={"inputs": inputs})
    number = folder.next_take_number(shot.name)
    target = folder.take_path(shot.name, number, plan.request.model, "720p")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(video, target)
    values = {
        "id": f"01{shot.name}T{number}", "shot_uuid": shot.uuid, "shot_name": shot.name, "number": number,
        "file": folder.relative(target), "model": plan.request.model, "tier": plan.tier,
        "prompt": plan.request.prompt, "seed": plan.request.seed, "size": "160x96", "seconds": 2, "fps": 30,
        "has_audio": True, "created": "2026-11-22T10:00:00Z", "usd": "0.25", "references": references or filmed,
        "made_from": plan.made_from, "plan": plan, "shot_head": plan.shot.head, "scene_step": plan.shot.scene_step,
    }  # fmt: skip
    take = Take.model_validate({**values, **facts})
    target.with_suffix(".json").write_text(take.model_dump_json(indent=1))
    data.add_take(shot, take)
    if place and shot.active_take == take.id:
        timeline.place(edit, to_model(shot, edit), take, file=target, undo_step=False)
    return take.id


def take_strips(edit: bpy.types.Scene, shot: Any) -> list[Any]:
    return timeline.find_strips(edit, shot.uuid, ("take",))


def spans(edit: bpy.types.Scene) -> dict[str, tuple[int, int, int]]:
    """Where each strip of the edit is and on which channel, by role and shot: its name says which take it shows."""
    return {
        f"{s.animatic.role} {s.animatic.shot} {compat.strip_start(s)}": (
            compat.strip_start(s),
            compat.strip_end(s),
            s.channel,
        )
        for s in edit.sequence_editor.strips_all
    }


def select(edit: bpy.types.Scene, *wanted: Any) -> None:
    uuids = {shot.uuid for shot in wanted}
    for strip in edit.sequence_editor.strips_all:
        strip.select = strip.animatic.shot in uuids


Movie = Callable[..., Path]
