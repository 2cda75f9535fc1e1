# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters as studios have them, two out of one library: instanced, overridden, instanced in an instance, imported.

Whatever measures, films, describes or colours a member does so for each of these as for one that lies in the scene."""

from __future__ import annotations

import asyncio
import sys
from math import pi, radians
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import BACK, FRONT, LEFT, RED, box, collection, frames_of, look
from foreign_figures import handed_over, person
from mathutils import Matrix

from addon.blender.capture import members, runner, specs
from addon.blender.capture.copy import save_copy
from addon.blender.capture.store import CaptureStore
from addon.blender.cast import propose, references
from addon.blender.cast.members import add_member, cast_in
from addon.blender.engine.slices import whole
from addon.blender.export import data
from addon.blender.properties import film
from addon.blender.shots import build, describe, figures, gather
from addon.blender.values import cast_to_model, to_model
from addon.core import catalog
from addon.core.blender_process import BlenderCommand
from addon.core.files import FilmFolder
from addon.core.plans import blockout
from addon.second import blockout as clips
from addon.second.export import floor
from addon.second.judging import depths

COMMAND = BlenderCommand(sys.executable, is_module=True)
KINDS = ["local", "instanced", "overridden", "nested", "gltf"]
APART = 1.3
"""Metres of each from the middle: Ada stands on the left and looks at the camera, Bo on the right and looks away from
her."""


@pytest.fixture(params=KINDS)
def stage(request: pytest.FixtureRequest, edit: bpy.types.Scene, tmp_path: Path) -> bpy.types.Scene:
    """A saved film with a shot of two seconds, in which two members of one library play."""
    kind = request.param
    made = [_armed(person("Hero")), _armed(person("Hero"))] if kind == "local" else []
    source = None if made else linked(library(tmp_path, kind))
    for number, (name, x, turn) in enumerate((("Ada", -APART, 0.0), ("Bo", APART, pi / 2))):
        if source is None:
            for thing in made[number]:
                edit.collection.objects.unlink(thing)
            block = collection(name, *made[number])
            carrier = made[number][0]
        elif kind == "overridden":
            block = source.override_hierarchy_create(edit, bpy.context.view_layer)
            block.name = name
            carrier = next(thing for thing in block.all_objects if thing.type == "ARMATURE")
        else:
            carrier = instance(f"{name} instance", source)
            block = collection(name, carrier)
        carrier.rotation_mode, carrier.rotation_euler.z, carrier.location.x = "XYZ", turn, x
        carrier.location.y = number * 0.4
        add_member(edit, name, collection=block)
    camera = bpy.data.objects.new("Cam", bpy.data.cameras.new("Cam"))
    camera.location, camera.rotation_euler, camera.data.lens = (0, -6, 1.6), (radians(90), 0, 0), 35
    edit.collection.objects.link(camera)
    edit.render.resolution_x, edit.render.resolution_y = 1280, 720
    edit.frame_end = 48
    edit.timeline_markers.new("A", frame=1).camera = camera
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    edit = bpy.context.scene
    build.build_shots(edit)
    return edit


def _armed(made: list[Any]) -> list[Any]:
    """The figure, in a metal whose picture is missing, with a spear on a bone that is longer than it is high."""
    rig, body = made
    for material in body.data.materials:
        tree = material.node_tree
        shader = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
        shader.inputs["Metallic"].default_value = 1.0
        image = bpy.data.images.new("Skin", 4, 4)
        image.source, image.filepath = "FILE", "//gone.png"
        node = tree.nodes.new("ShaderNodeTexImage")
        node.image = image
        tree.links.new(node.outputs[0], shader.inputs["Roughness"])
    spear = box("Spear", (0.02, 0.02, 2.4), (0, 0, 0), RED)
    bpy.context.scene.collection.objects.link(spear)
    spear.parent, spear.parent_type, spear.parent_bone = rig, "BONE", rig.data.bones[0].name
    bpy.context.view_layer.update()
    spear.matrix_world = Matrix.Translation((0.4, 0, 1.2))
    return [rig, body, spear]


def library(folder: Path, kind: str) -> Path:
    """A file with the collection "Hero": a rigged figure, an empty of its rig, and a pole of 10 m that is not seen."""
    body = person("Hero")
    if kind == "gltf":
        hero = handed_over("Hero", body, "glb")
        bpy.context.scene.collection.children.unlink(hero)
    else:
        hero = bpy.data.collections.new("Hero")
        for thing in body:
            hero.objects.link(thing)
            bpy.context.scene.collection.objects.unlink(thing)
    armed = _armed([next(t for t in hero.objects if t.type == kind) for kind in ("ARMATURE", "MESH")])
    bpy.context.scene.collection.objects.unlink(armed[-1])
    hero.objects.link(armed[-1])
    pole = bpy.data.objects.new("Pole target", None)
    pole.location, pole.empty_display_size = (0, -8, 5), 3
    hero.objects.link(pole)
    if kind == "nested":
        inner, hero = hero, bpy.data.collections.new("Hero")
        inner.name = "Inner"
        hero.name = "Hero"
        hero.objects.link(instance("Inner", inner))
    path = folder / "hero.blend"
    bpy.data.libraries.write(str(path), {hero}, fake_user=True)
    bpy.ops.outliner.orphans_purge(do_recursive=True)
    for block in (*bpy.data.objects, *bpy.data.collections):
        (bpy.data.objects if isinstance(block, bpy.types.Object) else bpy.data.collections).remove(block)
    return path


def linked(path: Path) -> Any:
    with bpy.data.libraries.load(str(path), link=True, relative=False) as (_, wanted):
        wanted.collections = ["Hero"]
    return wanted.collections[0]


def instance(name: str, source: Any) -> Any:
    made = bpy.data.objects.new(name, None)
    made.instance_type, made.instance_collection = "COLLECTION", source
    return made


def cast(edit: bpy.types.Scene) -> Any:
    """The shot with both in it."""
    (shot,) = film(edit).shots
    for member in film(edit).cast:
        cast_in(shot, member.uuid)
    return shot


def filmed(edit: bpy.types.Scene, *wanted: Any) -> list[list[Any]]:
    """The frames of each capture."""
    folder = Path(bpy.data.filepath).parent
    copy = folder / "copies" / "copy.blend"
    save_copy(copy)
    store = CaptureStore(FilmFolder(folder / "film.blend"))
    found = asyncio.run(runner.film(COMMAND, copy, wanted, store, lambda *_: None))
    assert [reference.blank for reference in found] == [""] * len(wanted)
    return [frames_of(store.folder.resolve(reference.path)) for reference in found]


def test_references_are_of_the_whole_figure_from_its_face(stage: Any) -> None:
    """Turntable, still sheet, close-up and the shot's light, with the front found and with another one chosen."""
    lamp = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "SUN"))
    lamp.data.energy, lamp.rotation_euler = 3.0, (radians(90), 0, 0)
    stage.collection.objects.link(lamp)
    ada, bo = film(stage).cast
    wanted = []
    for member, form, front in (
        (ada, "turntable", "auto"), (ada, "scene", "auto"), (bo, "sheet", "auto"), (bo, "sheet", "left"),
    ):  # fmt: skip
        member.form, member.front = form, front
        made = members.spec_of(cast_to_model(member), stage, begins=1)
        size = {"width": 480, "height": 270} if form == "sheet" else {"width": 192, "height": 108}
        ends = {} if form == "sheet" else {"frame_end": made.frame_start + (7 if form == "turntable" else 2)}
        wanted.append(made.model_copy(update={**size, **ends, "film_with": "workbench"}))
    assert members.has_head(cast_to_model(bo))
    bo.front = "auto"
    near = members.close_up_of(cast_to_model(bo), stage)
    wanted.append(near.model_copy(update={"width": 128, "height": 128, "film_with": "workbench"}))
    assert len({spec.key for spec in wanted}) == len(wanted)
    turntable, lit, (sheet,), (chosen,), (close,) = filmed(stage, *wanted)
    assert look(turntable[0]).shows(FRONT, 0.6)
    assert look(turntable[-1]).shows(FRONT, 0.6)
    assert any(look(frame).shows(BACK, 0.3) for frame in turntable)
    for frame in (turntable[0], lit[0]):
        assert 0.5 < look(frame).height < 0.9
    front, _, profile = (look(sheet[:, 160 * n : 160 * (n + 1)]) for n in range(3))
    assert front.shows(FRONT, 0.6)
    assert profile.shows(LEFT, 0.6)
    assert look(chosen[:, :160]).shows(BACK, 0.6), "Bo looks away from Blender's Left view"
    assert look(close).shows(FRONT, 0.6)


def test_words_tell_size_and_places(stage: Any) -> None:
    shot = cast(stage)
    assert whole(describe.describing(stage)).done == 1
    assert shot.camera_block.text == "35 mm lens, full two-shot, static camera"
    assert shot.cast_block.text == "@Ada is on the left; @Bo is on the right"


def test_words_tell_what_the_focus_goes_to(stage: Any) -> None:
    shot = cast(stage)
    camera = stage.objects["Cam"]
    _carrier("Bo").location.y = 6
    camera.data.dof.use_dof = True
    for frame, distance in ((1, 6.0), (47, 12.0)):
        camera.data.dof.focus_distance = distance
        camera.data.dof.keyframe_insert("focus_distance", frame=frame)
    whole(describe.describing(stage))
    assert "focus pull from @Ada to @Bo" in shot.camera_block.text


def _carrier(name: str) -> Any:
    """What moves a member as a whole."""
    things = bpy.data.collections[name].all_objects
    return next((t for t in things if t.type == "ARMATURE"), None) or next(t for t in things if t.instance_collection)


def test_a_camera_on_one_who_turns_sees_the_same_side(stage: Any) -> None:
    """No orbit: camera and figure turn together."""
    ada, camera = _carrier("Ada"), stage.objects["Cam"]
    camera.parent = ada
    camera.location = (0, -4, 1.6)
    for frame, turn in ((1, 0.0), (48, pi)):
        ada.rotation_euler.z = turn
        ada.keyframe_insert("rotation_euler", frame=frame)
    (shot,) = film(stage).shots
    cast_in(shot, film(stage).cast[0].uuid)
    whole(describe.describing(stage))
    assert "orbit" not in shot.camera_block.text


def test_who_is_in_shot_is_seen_and_who_is_behind_a_wall_is_said(stage: Any) -> None:
    (shot,) = film(stage).shots
    (proposal,) = propose.propose(stage, [shot])
    assert proposal.sentence in ("SH010: Ada, Bo", "SH010: Bo, Ada")
    stage.collection.objects.link(box("Wall", (1.7, 0.1, 4), (APART * 0.7, -2, 1.5), RED))
    (proposal,) = propose.propose(stage, [shot])
    assert proposal.sentence == "SH010: Ada; Bo left out: behind Wall"


def test_a_clip_has_two_colours(stage: Any) -> None:
    model = to_model(cast(stage), stage)
    names = [member.source for member in model.cast]
    paints = dict(zip(names, (blockout.PALETTE["yellow"], blockout.PALETTE["pink"]), strict=True))
    made = specs.blockout_spec(model, 4, 0, paints)
    ((_, frame),) = filmed(
        stage, made.model_copy(update={"width": 320, "height": 180, "frame_end": made.frame_start + 2})
    )
    left, right = frame[:, :160], frame[:, 160:]
    yellow, pink = paints.values()
    assert _share(left, yellow) > 0.01 > 0.001 > _share(left, pink)
    assert _share(right, pink) > 0.01 > 0.001 > _share(right, yellow)


def _share(frame: Any, colour: str) -> float:
    """Share of the picture whose hue is that of "#rrggbb"."""
    wanted = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)], float)
    alike = (frame @ wanted) / np.maximum(np.linalg.norm(frame, axis=2) * np.linalg.norm(wanted), 1) > 0.985
    return float((alike & (np.ptp(frame, axis=2) >= 30)).mean())


def test_a_floor_plan_has_both_and_no_pole(stage: Any, tmp_path: Path) -> None:
    plan = data._floor_plan(to_model(cast(stage), stage))
    labels = {label["name"]: label["x"] for label in floor.draw(plan, tmp_path / "plan.png")}
    assert sorted(labels) == ["Ada", "Bo"]
    assert labels["Ada"] < labels["Bo"]


def test_a_take_is_judged_by_where_they_are_and_go(stage: Any) -> None:
    """Who walks says nothing of the camera; how far the one that stands is, is known."""
    ada = _carrier("Ada")
    for frame, y in ((1, 0.0), (48, -3.0)):
        ada.location.y = y
        ada.keyframe_insert("location", frame=frame)
    model = to_model(cast(stage), stage)
    geometry = depths.film_geometry(
        {
            "scene": stage.name_full, "camera": "Cam", "frame_start": 1, "step": 1.0, "frames": 48, "rate": 24.0,
            "holds": (0, 0), "size": (1280, 720), "cast": {member.name: member.source for member in model.cast},
        }
    )  # fmt: skip
    half = geometry.walking.shape[2] // 2
    assert geometry.walking[:, :, :half].any(), "Ada walks"
    assert not geometry.walking[0, :, half:].any(), "Bo stands"
    assert geometry.subject_distance == pytest.approx(6.0, abs=0.5)


def test_a_change_in_the_library_is_filmed_anew(stage: Any, tmp_path: Path) -> None:
    def keys() -> list[str]:
        return [
            members.spec_of(cast_to_model(member), bpy.context.scene).key for member in film(bpy.context.scene).cast
        ]

    before = keys()
    assert len(set(before)) == 2
    if not bpy.data.libraries:
        bpy.data.objects["Hero body"].data.vertices[0].co.z += 0.1
        assert [a == b for a, b in zip(before, keys(), strict=True)] == [False, True]
        return
    path = Path(bpy.path.abspath(bpy.data.libraries[0].filepath))
    bpy.ops.wm.save_mainfile()
    bpy.ops.wm.open_mainfile(filepath=str(path))
    changed = next(thing.data for thing in bpy.data.objects if thing.name.startswith("Hero body"))
    changed.vertices[0].co.z += 0.1
    bpy.ops.wm.save_mainfile()
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
    assert not set(before) & set(keys())


def test_the_panel_knows_materials_and_pictures_within(stage: Any, tmp_path: Path) -> None:
    """What Workbench would not show, a picture that is missing: told for an instance as for its own meshes."""
    (shot,) = film(stage).shots
    shot.start_on("reference")
    plan = gather.plans(stage, [to_model(cast(stage), stage)], catalog.load())[0]
    for member in film(stage).cast:
        spec = members.spec_of(cast_to_model(member), stage)
        told = references._with_losses(member, spec, references.State("unfilmed", "Will be filmed"))
        assert told.missing.startswith("Missing picture: gone.png. It is magenta")
        assert "(metal)" in told.text
        assert any("gone.png" in problem.message and member.name in problem.message for problem in plan.problems)


def test_glass_and_text_within_an_instance_are_left_out_of_a_clip(edit: bpy.types.Scene) -> None:
    visor, body = box("visor", (1, 1, 1), (0, 0, 2), RED), box("body", (1, 1, 1), (0, 0, 0), RED)
    shader = next(n for n in visor.data.materials[0].node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    shader.inputs["Transmission Weight"].default_value = 1.0
    sign = bpy.data.objects.new("sign", bpy.data.curves.new("sign", "FONT"))
    inner, outer = bpy.data.collections.new("Inner"), bpy.data.collections.new("Outer")
    for thing in (visor, sign, body):
        inner.objects.link(thing)
    outer.objects.link(instance("inner", inner))
    edit.collection.objects.link(instance("outer", outer))
    clips._show_bodies(edit)
    assert [thing.hide_render for thing in (visor, sign, body)] == [True, True, False]


def test_who_is_first_seen_within_an_instance_is_filmed_from_there(edit: bpy.types.Scene) -> None:
    """Its own key, or that of what instances it: both must let it be seen."""
    body, inner = box("body", (1, 1, 1), (0, 0, 0), RED), bpy.data.collections.new("Inner")
    inner.objects.link(body)
    holder = instance("holder", inner)
    block = collection("Ghost", holder)
    assert specs.first_seen(block, 1) == 1
    for thing, shown in ((body, 12), (holder, 20)):
        for frame, hidden in ((1, True), (shown, False)):
            thing.hide_render = hidden
            thing.keyframe_insert("hide_render", frame=frame)
        assert specs.first_seen(block, 1) == shown


def test_a_rig_that_turns_within_its_instance_is_known_to_turn(edit: bpy.types.Scene) -> None:
    """A camera that goes round with it sees the same side: no orbit."""
    made, inner = person("Hero"), bpy.data.collections.new("Inner")
    for thing in made:
        edit.collection.objects.unlink(thing)
        inner.objects.link(thing)
    holder = instance("holder", inner)
    holder.rotation_euler.z = 0.5
    collection("Hero", holder)
    member = cast_to_model(add_member(edit, "Hero", collection=bpy.data.collections["Hero"]))
    turned = []
    for angle in (0.0, 1.0):
        made[0].rotation_euler.z = angle
        bpy.context.view_layer.update()
        (seen,) = figures.Figures(edit, [member]).at(bpy.context.evaluated_depsgraph_get())
        turned.append(seen.turned)
    assert turned[1] - turned[0] == pytest.approx(1.0, abs=1e-4)
