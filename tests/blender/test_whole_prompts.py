# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole prompts of scenes that are built in Blender, word for word: the same on 4.5 and 5.2, each block a sentence."""

from __future__ import annotations

from collections.abc import Callable
from math import radians
from typing import Any

import bpy
import pytest
from capture_scenes import BLUE, GREEN, RED, box, collection, figure
from foreign_figures import person
from test_describe_again import keyed, turn

from addon.blender.cast.members import add_member, cast_in
from addon.blender.engine import prices
from addon.blender.engine.slices import whole
from addon.blender.properties import film
from addon.blender.shots import build, describe, words
from addon.blender.values import to_model
from addon.second import compat

LAST = 96
CAMERA = (0.0, -6.0, 1.5)


@pytest.fixture
def camera(edit: Any) -> Any:
    """Four seconds of 16:9; a camera 6 m before the origin, at 1.5 m, looking north."""
    edit.render.resolution_x, edit.render.resolution_y, edit.frame_end = 1280, 720, LAST
    made = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    made.location, made.rotation_euler, made.data.lens = CAMERA, turn(0), 35
    edit.collection.objects.link(made)
    edit.timeline_markers.new("Camera", frame=1).camera = made
    return made


def stands(name: str, x: float = 0.0, y: float = 0.0, colour: Any = RED) -> Any:
    return collection(name, figure(f"{name} body", colour, at=(x, y, 0)))


def says(edit: Any, text: str, start: int, length: int) -> None:
    strip = compat.new_effect(
        edit.sequence_editor.strips, name="Title", type="TEXT", channel=6, start=start, length=length
    )
    strip.text = text


def walks(member: Any, *keys: tuple[int, tuple[float, float]], way: str = "LINEAR") -> None:
    keyed(member.objects[0], "location", *((frame, (x, y, 0.9)) for frame, (x, y) in keys), way=way)


def push_in(edit: Any, camera: Any) -> list[Any]:
    keyed(camera, "location", (1, (0, -8, 1.6)), (LAST, (0, -3, 1.6)))
    return [stands("Mia")]


def pan_with_walker(edit: Any, camera: Any) -> list[Any]:
    mia = stands("Mia")
    walks(mia, (1, (-3, 0)), (LAST, (3, 0)))
    aim = camera.constraints.new("DAMPED_TRACK")
    aim.target, aim.track_axis = mia.objects[0], "TRACK_NEGATIVE_Z"
    return [mia]


def pan_then_tilt(edit: Any, camera: Any) -> list[Any]:
    keyed(camera, "rotation_euler", (1, turn(20)), (48, turn(0)), (LAST, (radians(115), 0, 0)))
    return [stands("Mia", 0, 3)]


def on_rod(edit: Any, camera: Any) -> list[Any]:
    mia = stands("Mia")
    walks(mia, (1, (0, 9)), (LAST, (0, 0)))
    camera.parent, camera.location = mia.objects[0], (0, -2.4, 0.6)
    return [mia]


def handheld_two(edit: Any, camera: Any) -> list[Any]:
    keyed(camera, "rotation_euler", (1, turn(0)), (LAST, turn(0)))
    for curve in compat.fcurves(camera):
        noise = curve.modifiers.new("NOISE")
        noise.scale, noise.strength, noise.phase = 12, 0.06, 3.0 + curve.array_index
    return [stands("Mia", -0.5), stands("Tom", 0.5, colour=BLUE)]


def crane_up(edit: Any, camera: Any) -> list[Any]:
    keyed(camera, "location", (1, (0, -8, 0.8)), (60, (0, -8, 4)), (LAST, (0, -8, 4)))
    return [collection("Car", box("Car body", (4.4, 1.8, 1.4), (0, 0, 0.7), GREEN))]


def cut_to_face(edit: Any, camera: Any) -> list[Any]:
    keyed(camera, "location", (1, (0, -7, 1.5)), (49, (0.0, -1.5, 1.6)), way="CONSTANT")
    return [stands("Mia")]


def zoom_in(edit: Any, camera: Any) -> list[Any]:
    keyed(camera.data, "lens", (1, 35.0), (LAST, 85.0))
    return [stands("Mia")]


def sword(edit: Any, camera: Any) -> list[Any]:
    armature, body = person("Hero")
    blade = box("Blade", (0.06, 0.06, 1.0), (0.5, 0, 1.0), BLUE)
    blade.parent, blade.parent_type, blade.parent_bone = armature, "BONE", "mixamorig:Hips"
    keyed(camera, "location", (1, (-1.4, -6, 1.4)), (LAST, (1.4, -6, 1.4)))
    return [collection("Hero", armature, body), collection("Sword", blade)]


def goes_and_comes(edit: Any, camera: Any) -> list[Any]:
    mia = stands("Mia")
    walks(mia, (1, (0, 0)), (25, (5, 0)), (60, (5, 0)), (LAST, (0, 0)))
    says(edit, "Mia (O.S.): Wait", 36, 12)
    return [mia]


def off_screen(edit: Any, camera: Any) -> list[Any]:
    says(edit, "Tom: Behind you", 10, 24)
    return [stands("Mia"), stands("Tom", 0, -20, colour=BLUE)]


def flat(edit: Any, camera: Any) -> list[Any]:
    camera.data.type, camera.data.ortho_scale = "ORTHO", 7.0
    keyed(camera, "location", (1, (-2, -6, 1.2)), (LAST, (2, -6, 1.2)))
    return [stands("Mia")]


def focus(edit: Any, camera: Any) -> list[Any]:
    camera.data.dof.use_dof = True
    for frame, metres in ((1, 6.0), (30, 6.0), (60, 12.0), (LAST, 12.0)):
        camera.data.dof.focus_distance = metres
        camera.data.keyframe_insert("dof.focus_distance", frame=frame)
    return [stands("Mia", -0.8), stands("Tom", 1.2, 6, colour=BLUE)]


def whip(edit: Any, camera: Any) -> list[Any]:
    keyed(camera, "rotation_euler", (1, turn(30)), (40, turn(30)), (44, turn(-30)), (LAST, turn(-30)))
    return [stands("Mia", -3.4), stands("Tom", 3.4, colour=BLUE)]


def centimetres(edit: Any, camera: Any) -> list[Any]:
    edit.unit_settings.scale_length = 0.01
    camera.data.clip_end = 100_000
    keyed(camera, "location", (1, (0, 0, 150)), (LAST, (0, 150, 150)))
    return []


def behind_a_pillar(edit: Any, camera: Any) -> list[Any]:
    mia = stands("Mia", 0, 2)
    walks(mia, (1, (-6, 2)), (LAST, (6, 2)))
    edit.collection.objects.link(box("Pillar", (0.8, 0.8, 4), (0, 0, 2), GREEN))
    return [mia]


def round_a_tree(edit: Any, camera: Any) -> list[Any]:
    pivot = bpy.data.objects.new("Pivot", None)
    edit.collection.objects.link(pivot)
    camera.parent = pivot
    keyed(pivot, "rotation_euler", (1, (0, 0, 0)), (LAST, (0, 0, radians(80))), way="LINEAR")
    return []


def over_the_top(edit: Any, camera: Any) -> list[Any]:
    up, over = (radians(90), 0, 0), (radians(215), 0, 0)
    keyed(camera, "rotation_euler", (1, up), (40, up), (45, over), (LAST, over))
    return [stands("Mia")]


def gains_on_her(edit: Any, camera: Any) -> list[Any]:
    mia = stands("Mia")
    walks(mia, (1, (0, 0)), (LAST, (0, 8)))
    keyed(camera, "location", (1, (0, -5.5, 1.5)), (LAST, (0, 6, 1.5)), way="LINEAR")
    return [mia]


def cut_to_one_who_goes(edit: Any, camera: Any) -> list[Any]:
    keyed(camera, "location", (1, (0, -7, 1.5)), (49, (3, -2.2, 1.6)), way="CONSTANT")
    keyed(camera, "rotation_euler", (1, turn(0)), (49, turn(50)), way="CONSTANT")
    mia = stands("Mia")
    walks(mia, (1, (-2, 0)), (LAST, (1, 0)))
    return [mia, stands("Tom", 2, 1, colour=BLUE)]


def past_a_wall(edit: Any, camera: Any) -> list[Any]:
    keyed(camera, "location", (1, (-4, -6, 1.5)), (LAST, (4, -6, 1.5)))
    edit.collection.objects.link(box("Wall", (3, 0.2, 3), (-1.5, -2, 1.5), GREEN))
    return [stands("Mia", 1.2, 1)]


def whip_that_goes_on(edit: Any, camera: Any) -> list[Any]:
    keyed(camera, "rotation_euler", (1, turn(45)), (20, turn(45)), (26, turn(0)), (LAST, turn(-14)), way="LINEAR")
    return [stands("Mia", 0, 1)]


def from_above(edit: Any, camera: Any) -> list[Any]:
    camera.location, camera.rotation_euler = (0, 0, 9), (0, 0, 0)
    tom = stands("Tom", 3, 0, colour=BLUE)
    walks(tom, (1, (5, 0)), (LAST, (-5, 0)))
    return [stands("Mia", 0, 1.5), tom]


Scene = Callable[[Any, Any], list[Any]]
PROMPTS: list[tuple[Scene, str, str, str]] = [
    (
        push_in,
        "text",
        "@Mia waits",
        "35 mm lens, wide shot to medium full shot, push in. Mia waits. Mia is in the centre.",
    ),
    (
        pan_with_walker,
        "reference",
        "@Mia walks to her car",
        "35 mm lens, full shot, pan right with character1. character1 walks to her car. character1 is in the centre.",
    ),
    (
        pan_then_tilt,
        "first_frame",
        "@Mia looks up",
        "35 mm lens, wide shot, eye level to low angle, pan right, then tilt up. Mia looks up. Mia is"
        " on the right, then leaves the frame below.",
    ),
    (
        on_rod,
        "reference",
        "@Mia hurries",
        "35 mm lens, medium full shot, moving back ahead of character1. character1 hurries. "
        "character1 is in the centre.",
    ),
    (
        handheld_two,
        "reference",
        "@Mia and @Tom argue",
        "35 mm lens, full two-shot, handheld camera. character1 and character2 argue. character1 and "
        "character2 are in the centre, from left to right.",
    ),
    (
        crane_up,
        "text",
        "",
        "35 mm lens, full shot, crane up. Car is in the centre, then leaves the frame below.",
    ),
    (
        cut_to_face,
        "text",
        "@Mia listens",
        "35 mm lens, wide shot, static camera, then a cut to a medium shot. Mia listens. Mia is in the centre.",
    ),
    (
        zoom_in,
        "reference",
        "@Mia understands",
        "35 to 85 mm lens, full shot to medium full shot, zoom in. character1 understands. character1"
        " is in the centre.",
    ),
    (
        sword,
        "text",
        "@Hero waits",
        "35 mm lens, full shot, truck right. Hero waits. Hero is on the right at first and on the "
        "left at the end; Sword is with Hero.",
    ),
    (
        goes_and_comes,
        "reference",
        "@Mia fetches her coat",
        "35 mm lens, full shot, static camera. character1 fetches her coat. character1 says off "
        'screen: "Wait." character1 is in the centre, then exits to the right, then enters from the '
        "right and ends in the centre.",
    ),
    (
        off_screen,
        "reference",
        "@Mia freezes",
        "35 mm lens, full shot, static camera. character1 freezes. character2 says off screen: "
        '"Behind you." character1 is in the centre.',
    ),
    (
        flat,
        "text",
        "@Mia stands like a drawing",
        "Orthographic view, full shot, truck right. Mia stands like a drawing. Mia is on the right at"
        " first and on the left at the end.",
    ),
    (
        focus,
        "blockout",
        "@Tom turns round",
        "[Video 1] is a plain blockout of this shot. Follow its camera: position, lens, framing, "
        "movement and timing, from the first to the last frame. Follow where each body stands, its "
        "route and its pace. Take nothing of its look: no flat colours, no plain shapes, no empty "
        "background. In [Video 1] the red figure is Mia, with the look of [Image 1]; the blue figure "
        "is Tom, with the look of [Image 2]. One single take without a cut. 35 mm lens, full shot, "
        "static camera, focus pull from Mia of [Image 1] to Tom of [Image 2]. Tom of [Image 2] turns "
        "round. Mia of [Image 1] is in the centre; Tom of [Image 2] is in the centre, in the "
        "background.",
    ),
    (
        whip,
        "text",
        "@Mia and @Tom stare at each other",
        "35 mm lens, full shot, whip pan right. Mia and Tom stare at each other. Mia is in the centre, "
        "then leaves the frame on the left; Tom comes into the frame from the right and ends in the "
        "centre.",
    ),
    (
        centimetres,
        "text",
        "An empty corridor",
        "35 mm lens, slow push in. An empty corridor.",
    ),
    (
        behind_a_pillar,
        "text",
        "@Mia strolls",
        "35 mm lens, wide shot, static camera. Mia strolls. Mia crosses from left to right.",
    ),
    (
        round_a_tree,
        "text",
        "Leaves fall",
        "35 mm lens, orbit right. Leaves fall.",
    ),
    (
        over_the_top,
        "text",
        "@Mia shouts",
        "35 mm lens, full shot, whip tilt up. Mia shouts. Mia is in the centre, then leaves the frame below.",
    ),
    (
        gains_on_her,
        "reference",
        "@Mia walks on",
        "35 mm lens, full shot to medium shot, following character1 from behind with push in. character1 walks on."
        " character1 is in the centre.",
    ),
    (
        cut_to_one_who_goes,
        "text",
        "@Mia comes up to @Tom",
        "35 mm lens, wide two-shot, static camera, then a cut to a medium full shot. Mia comes up to Tom."
        " Mia moves from the left to the centre; Tom is on the right; after the cut, Mia is in the centre.",
    ),
    (
        past_a_wall,
        "text",
        "@Mia waits",
        "35 mm lens, wide shot, truck right. Mia waits. Mia appears on the right and is on the left at the end.",
    ),
    (
        whip_that_goes_on,
        "text",
        "@Mia waits",
        "35 mm lens, wide shot, whip pan right. Mia waits. Mia comes into the frame from the right and ends on the"
        " left.",
    ),
    (
        from_above,
        "text",
        "@Mia sits; @Tom goes by",
        "35 mm lens, wide two-shot, overhead view, static camera. Mia sits; Tom goes by. Mia is in the centre; Tom"
        " crosses from right to left.",
    ),
]


@pytest.mark.parametrize(("make", "route", "action", "said"), PROMPTS, ids=lambda v: getattr(v, "__name__", ""))
def test_the_whole_prompt(edit: Any, camera: Any, make: Scene, route: str, action: str, said: str) -> None:
    assert prompt_of(edit, camera, make, route, action) == said


def prompt_of(edit: Any, camera: Any, make: Scene, route: str, action: str) -> str:
    members = make(edit, camera)
    build.build_shots(edit)
    (shot,) = film(edit).shots
    for member in members:
        cast_in(shot, add_member(edit, member.name, collection=member).uuid)
    shot.route, shot.action_block.text = route, action
    assert whole(describe.describing(edit)).done == 1
    return str(words.draft_plan(edit, to_model(shot, edit), prices.catalog()).request.prompt)
