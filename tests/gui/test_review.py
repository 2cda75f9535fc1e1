# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Review by mouse and keyboard, in a Blender with a window: cuts, clips, Best of N, Compare by its key, burn-in, notes.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy

sys.path.insert(0, str(Path(__file__).parent))
from hands import come, confirm, film, jobs_of, located, press, sequencer, wait_for, whole_area

FILM = "/tmp/review.blend"


def make_film(scene: bpy.types.Scene) -> None:
    """Two shots of two seconds, from the front and from behind: the cut crosses the line between Mia and Jo."""
    scene.render.fps, scene.frame_start, scene.frame_end = 24, 1, 96
    scene.render.resolution_x, scene.render.resolution_y = 640, 360
    scene.render.engine = "BLENDER_WORKBENCH"
    for name, x in (("Mia", -0.8), ("Jo", 0.8)):
        bpy.ops.mesh.primitive_cube_add(size=1, location=(x, 0, 0.9))
        body = bpy.context.object
        body.scale = (0.5, 0.4, 1.8)
        member = bpy.data.collections.new(name)
        scene.collection.children.link(member)
        for other in list(body.users_collection):
            other.objects.unlink(body)
        member.objects.link(body)
    for name, frame, y, turn in (("Front", 1, -6, 0.0), ("Back", 49, 6, 3.14159)):
        camera = bpy.data.objects.new(name, bpy.data.cameras.new(name))
        camera.location, camera.rotation_euler = (0, y, 1.5), (1.5, 0, turn)
        scene.collection.objects.link(camera)
        scene.timeline_markers.new(name, frame=frame).camera = camera


def strips() -> list[tuple[Any, ...]]:
    """Everything on the timeline that an artist could see changed, field by field."""
    editor = bgui.sequencer_scene().sequence_editor
    return sorted(
        (
            s.name, s.type, s.channel, s.left_handle, s.right_handle, s.mute, s.lock, s.select, s.blend_type,
            round(s.blend_alpha, 4), s.color_tag, s.animatic.role, s.animatic.number,
            *(tuple(round(v, 4) for v in (
                s.transform.scale_x, s.transform.scale_y, s.transform.offset_x, s.transform.offset_y, s.crop.min_x,
                s.crop.max_x)) if hasattr(s, "transform") else ()),
        )
        for s in editor.strips
    )  # fmt: skip


def playing() -> tuple[Any, ...]:
    """What else a comparison could leave changed: channels, playhead, ranges, selection, the shots."""
    scene = bgui.sequencer_scene()
    channels = [(c.name, c.mute, c.lock) for c in scene.sequence_editor.channels]
    shots = [(s.name, s.active_take, s.frame_start, s.frame_end) for s in film().shots]
    active = scene.sequence_editor.active_strip
    return channels, scene.frame_current, scene.frame_start, scene.frame_end, shots, active and active.name


def role(name: str) -> list[Any]:
    return [s for s in bgui.sequencer_scene().sequence_editor.strips if s.animatic.role == name]


def opened(title: str) -> Iterator[float]:
    """Click a panel's title open, wherever in the sidebar it is."""
    area = sequencer()
    sidebar = bgui.region(area, "UI")
    with bgui.ctx(area, "UI"):
        bpy.ops.view2d.reset()
    for _ in range(12):
        yield from bgui.settle(0.5)
        if found := bgui.ocr(title, box=bgui.box(sidebar)):
            yield from bgui.click(*found[0])
            yield from bgui.settle(0.8)
            return
        yield from bgui.wheel(sidebar.x + 60, sidebar.y + 60, 6)
    raise LookupError(title)


def said(shot: Any) -> list[str]:
    return [row[0] for row in json.loads(shot.continuity or "[]") if f"{row[0]}:{row[1]}" not in shot.silenced.split()]


def cuts() -> Iterator[float]:
    """The cut is told below the list, silenced by its cross, and told again."""
    area = sequencer()
    back = film().shots[1]
    yield from press(area, "animatic.check_continuity", xs=(0.87,))
    yield from wait_for(lambda: said(back) == ["line"], f"the cut was not told: {back.continuity}", 30)
    yield from bgui.settle(1.0)
    bgui.shot("/out/01-cut-told.png", area)
    yield from press(area, "animatic.silence_remark", xs=(0.87,))
    yield from bgui.settle(1.0)
    assert said(back) == [], back.silenced
    bgui.shot("/out/02-cut-silenced.png", area)
    yield from press(area, "animatic.hear_remarks")
    yield from bgui.settle(0.5)
    assert said(back) == ["line"], back.silenced


def clips() -> Iterator[float]:
    """Every shot without a take shows its own clip, and one take later it does not."""
    area = sequencer()
    yield from opened("Review")
    yield from press(area, "animatic.fill_with_clips")
    yield from come(lambda: len(role("clip")) == 2, "no clips came")
    assert all(s.lock is False and s.color_tag != "NONE" for s in role("clip"))
    bgui.shot("/out/03-filled.png")


def at_rest() -> bool:
    """Whether every job is at its end."""
    states = [job["state"] for job in jobs_of(Path(FILM))]
    return bool(states) and all(state in ("placed", "cancelled", "failed") for state in states)


def judged(take: Any) -> str:
    return (json.loads(take.record).get("judged") or {}).get("word", "")


def best_of() -> Iterator[float]:
    """A first take, then the best of two under a sum: fields, preflight, takes that come one after the other."""
    area = sequencer()
    film().shot_index = 0
    yield from confirm(area, "animatic.preflight", "/out/04-preflight.png")
    front = film().shots[0]
    yield from come(lambda: len(front.takes) == 1 and at_rest(), "no take came")
    assert [s.animatic.number for s in role("take")] == [1]
    assert len(role("clip")) == 1, "the take took its clip's place"

    asked = bpy.context.window_manager.operator_properties_last("animatic.variations")
    asked.count, asked.until_one_follows, asked.budget = 2, True, 3.0  # as it was asked last time
    x, y = yield from located(area, "animatic.variations", xs=(0.2, 0.3))
    yield from bgui.settle(1.0)
    before = bgui.look()
    yield from bgui.click(x, y)
    yield from bgui.settle(1.5)
    box = bgui.popup(before)
    bgui.shot("/out/05-best-of.png")
    before = bgui.look()
    yield from bgui.click(*bgui.ocr("Show Preflight", box=box, must=True)[-1])
    yield from bgui.settle(2.5)
    bgui.shot("/out/06-best-of-preflight.png")
    yield from bgui.click(*bgui.ocr("Send", box=bgui.popup(before), must=True)[-1])
    yield from come(lambda: len(front.takes) == 3 and at_rest(), "the best of two did not come")
    yield from come(lambda: all(judged(take) for take in list(front.takes)[1:]), "the last of them was not judged")
    bgui.shot("/out/07-judged.png", area)


def compared() -> Iterator[float]:
    """W over the timeline, each way of the menu, another take; and back, with all as it was."""
    area = sequencer()
    scene, timeline = bgui.sequencer_scene(), bgui.region(area, "WINDOW")
    over = timeline.x + timeline.width // 2, timeline.y + timeline.height // 2
    scene.frame_set(20)
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.compare(how="beside", against="colours")
        bpy.ops.animatic.compare()
    before, rest = strips(), playing()
    yield from bgui.move(*over)
    yield from bgui.key("W", *over)
    yield from come(lambda: role("compare"), "nothing is compared")
    bgui.shot("/out/08-beside.png")
    shown = {s.name: s.left_handle for s in role("compare")}
    assert len(shown) >= 2, shown
    scene.frame_set(40)
    yield from bgui.settle(1.0)
    bgui.shot("/out/09-beside-later.png")
    scene.frame_set(20)
    yield from bgui.move(*over)
    yield from bgui.key("W", *over)
    yield from bgui.settle(1.0)
    assert not role("compare")
    assert strips() == before, (strips(), before)
    assert playing() == rest, (playing(), rest)
    for how, against in (("over", "colours"), ("wipe", "colours"), ("wipe", "take"), ("beside", "take")):
        with bgui.ctx(area, "WINDOW"):
            bpy.ops.animatic.compare(how=how, against=against)
        yield from come(lambda: role("compare"), f"{how} of {against} is not shown")
        bgui.shot(f"/out/10-{how}-{against}.png")
        yield from bgui.move(*over)
        yield from bgui.key("W", *over)
        yield from bgui.settle(0.8)
        assert not role("compare")
        assert strips() == before, (how, against, strips(), before)
    assert playing() == rest, (playing(), rest)


def burnt_in() -> Iterator[float]:
    """One switch, on and off."""
    area = sequencer()
    before = strips()
    yield from press(area, "animatic.burn_in")
    yield from bgui.settle(1.0)
    assert strips() != before
    bgui.shot("/out/11-burn-in.png")
    yield from press(area, "animatic.burn_in")
    yield from bgui.settle(1.0)
    assert strips() == before, (strips(), before)


def noted() -> Iterator[float]:
    """The pencil beside the note: words for the moment under the playhead, in the take's own file too."""
    area = sequencer()
    front = film().shots[0]
    x, y = yield from located(area, "animatic.note_frame", xs=(0.87,))
    yield from bgui.click(x, y)
    yield from bgui.settle(1.2)
    bgui.shot("/out/12-note-asked.png")
    yield from bgui.text("hand jumps", x, y)  # the line can be typed into at once
    yield from bgui.key("RET", x, y)
    yield from bgui.settle(0.5)
    yield from bgui.key("RET", x, y)
    yield from bgui.settle(1.0)
    take = next(take for take in front.takes if take.id == front.active_take)
    assert take.note == "00:00:19 hand jumps", take.note
    sidecar = Path(FILM).with_suffix(".animatic") / Path(take.file).with_suffix(".json")
    assert json.loads(sidecar.read_text())["note"] == take.note
    bgui.shot("/out/13-noted.png", area)


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    make_film(bgui.sequencer_scene() or bpy.context.scene)
    bpy.ops.wm.save_as_mainfile(filepath=FILM)
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.build_shots()
        for name in ("Mia", "Jo"):
            bpy.ops.animatic.add_cast(name=name, collection=name)
    for shot in film().shots:
        shot.route, shot.block("action").text = "text", "@Mia and @Jo talk."
        for member in film().cast:
            if not any(one.member == member.uuid for one in shot.cast):
                shot.cast.add().member = member.uuid
    film().shot_index = 1
    yield from whole_area()
    yield from bgui.sidebar(sequencer(), "Animatic")
    yield from cuts()
    yield from clips()
    yield from best_of()
    yield from whole_area()
    yield from bgui.sidebar(sequencer(), "Animatic")
    yield from compared()
    yield from burnt_in()
    yield from noted()


bgui.run(steps, limit=1500)
