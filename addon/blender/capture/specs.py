# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to film for whom: the specs of a cast member's turntable and of a shot's still or clip. Main thread."""

from __future__ import annotations

import bpy

from ...core.errors import UserError
from ...core.models import CaptureKind, CaptureSpec, Rate, Shot
from . import key

TURNTABLE_SECONDS = 3
"""The gateway takes 2 to 30 s; every second of reference is billed up to 5, and a turn needs no more."""
TURNTABLE_RATE = Rate(fps=24)
TURNTABLE_SIZE = (1280, 720)


def turntable_spec(name: str, collection: bpy.types.Collection, scene: bpy.types.Scene) -> CaptureSpec:
    """A character's turntable, in the pose it has at the scene's first frame.

    Raises UserError (code "collection_empty") for a collection without anything that renders."""
    if not any(thing.type in key.SHOWN for thing in collection.all_objects):
        raise UserError(
            f"The collection {collection.name} of {name} is empty: it has no meshes to film.",
            "Put the character's meshes into it, or choose another collection.",
            code="collection_empty",
        )
    width, height = TURNTABLE_SIZE
    frames = TURNTABLE_SECONDS * TURNTABLE_RATE.fps
    settings = ("turntable", scene.frame_start, frames, width, height)
    return CaptureSpec(
        kind=CaptureKind.TURNTABLE,
        key=key.of_collection(collection, settings),
        name=name,
        scene=scene.name,
        collection=collection.name,
        frame_start=scene.frame_start,
        frame_end=scene.frame_start + frames,
        rate=TURNTABLE_RATE,
        width=width,
        height=height,
    )


def still_spec(shot: Shot, size: str) -> CaptureSpec:
    """The first frame of a shot through its camera. `size` is the request's, "1280x720".

    Raises UserError (code "camera_missing") for a shot without a camera."""
    scene = _scene(shot)
    width, height = (int(side) for side in size.split("x"))
    frame = shot.scene_frame_start
    settings = ("still", shot.camera, frame, width, height)
    return CaptureSpec(
        kind=CaptureKind.STILL,
        key=key.of_scene(scene, frame, frame + 1, settings),
        name=shot.name,
        scene=scene.name,
        camera=shot.camera,
        frame_start=frame,
        frame_end=frame + 1,
        rate=shot.rate,
        width=width,
        height=height,
    )


def clip_spec(shot: Shot, size: str) -> CaptureSpec:
    """The shot's whole range through its camera. Raises as `still_spec` does."""
    scene = _scene(shot)
    width, height = (int(side) for side in size.split("x"))
    start, end = shot.scene_frame_start, shot.scene_frame_start + shot.frames
    settings = ("clip", shot.camera, start, end, width, height, scene.render.fps, scene.render.fps_base)
    return CaptureSpec(
        kind=CaptureKind.CLIP,
        key=key.of_scene(scene, start, end, settings),
        name=shot.name,
        scene=scene.name,
        camera=shot.camera,
        frame_start=start,
        frame_end=end,
        rate=shot.rate,
        width=width,
        height=height,
    )


def _scene(shot: Shot) -> bpy.types.Scene:
    camera = bpy.data.objects.get(shot.camera)
    if camera is None or camera.type != "CAMERA":
        raise UserError(
            f"{shot.name} has no camera.",
            "Bind a camera to its marker or choose one for the shot, then try again.",
            code="camera_missing",
        )
    scene = bpy.data.scenes.get(shot.scene)
    if scene is None:
        raise UserError(f"The scene of {shot.name} is gone.", "Build the shots again.", code="scene_missing")
    return scene
