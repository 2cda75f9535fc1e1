# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copied edits, names, removed shots, movies, deleted takes: a shot is itself whatever happens around it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest
from take_parts import add_take, make_film, select, shot_named, take_strips
from test_shots import camera, colour, mark, table

from addon.blender import timeline
from addon.blender.capture import missing
from addon.blender.edit import members
from addon.blender.engine.view import current as view
from addon.blender.export import data as export
from addon.blender.jobs import send
from addon.blender.properties import film, find_edit, find_shot, tag
from addon.blender.shots import build, copies, lengths, removed
from addon.blender.takes import lost, trash
from addon.core.files import FilmFolder
from addon.second import compat
from addon.steps import whole


@pytest.fixture
def made(edit: Any, tmp_path: Path, movie: Any) -> Any:
    """Two shots with two takes each, saved."""
    make_film(edit, tmp_path / "film.blend")
    for shot in film(edit).shots:
        for _ in range(2):
            add_take(edit, shot, movie(60, 30))
    copies.separate_scenes()
    return edit


class TestCopiedEdits:
    @pytest.mark.parametrize("kind", ["FULL_COPY", "LINK_COPY"])
    def test_a_copy_has_shots_of_its_own_with_words_and_takes(self, made: Any, kind: str) -> None:
        before = [(s.uuid, s.block("action").text, len(s.takes)) for s in film(made).shots]
        with bpy.context.temp_override(scene=made):
            bpy.ops.scene.new(type=kind)
        copy = next(scene for scene in bpy.data.scenes if scene != made)
        copy.name = "A name that sorts first"
        build.build_shots(copy)
        assert [(s.uuid, s.block("action").text, len(s.takes)) for s in film(made).shots] == before
        theirs = film(copy).shots
        assert [(s.block("action").text, len(s.takes)) for s in theirs] == [row[1:] for row in before]
        ids = {s.uuid for s in theirs}
        assert not ids & {row[0] for row in before}
        if kind == "FULL_COPY":  # a linked copy has no strips
            assert {tag(s).shot for s in copy.sequence_editor.strips_all if tag(s).role == "take"} == ids
        assert all(find_edit(uuid)[0] == copy for uuid in ids)
        assert {tag(s).shot for s in made.sequence_editor.strips_all} == {row[0] for row in before}

    def test_a_plan_made_in_the_copy_is_of_the_copy(self, made: Any) -> None:
        copy = made.copy()
        (plan,) = send.make_plans(copy, [film(copy).shots[0]])
        assert find_edit(plan.shot_uuid)[0] == copy
        assert plan.shot.edit == copy.name

    def test_the_same_copy_gets_the_same_ids_again_after_undo(self, made: Any) -> None:
        bpy.ops.ed.undo_push(message="before")
        copy = made.copy()
        bpy.ops.ed.undo_push(message="Copy")
        name = copy.name
        copies.separate_scenes()
        ids = [s.uuid for s in film(copy).shots]
        bpy.ops.ed.undo_push(message="something")
        bpy.ops.ed.undo()
        copies.separate_scenes()
        assert [s.uuid for s in film(bpy.data.scenes[name]).shots] == ids

    def test_a_renamed_edit_keeps_its_ids_and_a_film_of_one_edit_is_not_touched(self, made: Any) -> None:
        before = [s.uuid for s in film(made).shots]
        made.name = "Other"
        assert copies.separate_scenes() == []
        assert [s.uuid for s in film(made).shots] == before

    def test_deleting_a_take_in_one_edit_leaves_the_others_its_video(self, made: Any) -> None:
        copy = made.copy()
        copies.separate_scenes()
        shot = film(copy).shots[0]
        take = shot.takes[0]
        file = FilmFolder(bpy.data.filepath).resolve(take.file)
        assert "another edit of the film has it" in trash.delete(copy, shot, take)
        assert file.is_file()
        assert len(film(made).shots[0].takes) == 2


class TestNames:
    def test_two_shots_never_have_one_name_and_strips_follow(self, made: Any) -> None:
        first, second = film(made).shots
        second.name = "SH010"
        assert [first.name, second.name] == ["SH010", "SH010A"]
        assert [s.name for s in take_strips(made, second)] == ["SH010A t002"]
        second.name = "Chase"
        assert [s.name for s in timeline.find_strips(made, second.uuid, ("sound",))] == ["Chase t002 sound"]

    def test_a_copy_of_a_shot_may_have_its_name(self, made: Any) -> None:
        bpy.ops.scene.new(type="FULL_COPY")
        copies.separate_scenes()
        ours, theirs = film(made).shots[0], film(bpy.context.scene).shots[0]
        assert (ours.name, theirs.name) == ("SH010", "SH010")
        theirs.name = "Chase"
        theirs.name = "SH010"
        assert theirs.name == "SH010"
        theirs.name = "SH020"
        assert theirs.name == "SH020A"

    def test_a_new_shot_takes_no_name_whose_takes_are_another_ones(self, made: Any) -> None:
        film(made).shots[1].name = "Chase"
        made.frame_end = 200
        made.timeline_markers.new("2", frame=120)
        build.build_shots(made)
        assert [name for name, *_ in table(made)] == ["SH010", "Chase", "SH030"]


class TestRemovedShots:
    def test_a_shot_with_takes_is_kept_aside_and_comes_back_whole(self, made: Any, tmp_path: Path) -> None:
        shot = shot_named("SH020")
        shot.block("action").text, shot.seed = "She runs.", "7"
        uuid = shot.uuid
        bpy.ops.animatic.remove_shot(uuid=uuid)
        assert find_shot(made, uuid) is None
        bpy.ops.wm.save_mainfile()
        bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)
        edit = bpy.context.scene
        report = build.build_shots(edit)
        assert "SH020 with 2 takes was removed here: Bring Back Shot." in report.sentence
        assert "SH020" not in [name for name, *_ in table(edit)]
        bpy.ops.animatic.bring_back_shot()
        back = find_shot(edit, uuid)
        assert (back.name, back.block("action").text, back.seed, len(back.takes)) == ("SH020", "She runs.", "7", 2)
        assert [name for name, *_ in table(edit)] == ["SH010", "SH020"]
        assert [s.name for s in take_strips(edit, back)] == ["SH020 t002"]
        assert not len(film(edit).removed)

    def test_lost_and_found_lists_its_takes_and_puts_them_on_another_shot(self, made: Any) -> None:
        view.film = FilmFolder(bpy.data.filepath).root
        bpy.ops.animatic.remove_shot(uuid=shot_named("SH020").uuid)
        found = lost.lost_takes()
        assert [take.title for take in found] == ["SH020 t001", "SH020 t002"]
        one = shot_named("SH010")
        lost.place_lost(found[0].job_id, one.uuid)
        assert len(shot_named("SH010").takes) == 3
        assert [take.title for take in lost.lost_takes()] == ["SH020 t002"]

    def test_one_without_takes_goes_at_once(self, edit: Any) -> None:
        colour(edit, "a", 1, 24)
        build.build_shots(edit)
        removed.remove(edit, film(edit).shots[0])
        assert not len(film(edit).removed)


class TestGoneShots:
    def test_a_gone_shot_does_not_come_back_on_a_marker_of_another_name(self, edit: Any) -> None:
        edit.frame_start, edit.frame_end = 1, 96
        eye = camera(edit, "eye")
        mark(edit, 1, eye, "hall")
        mark(edit, 49, eye, "stairs")
        build.build_shots(edit)
        second = film(edit).shots[1]
        second.block("action").text = "She falls."
        uuid = second.uuid
        edit.timeline_markers.remove(edit.timeline_markers["stairs"])
        build.build_shots(edit)
        mark(edit, 60, eye, "garden")
        build.build_shots(edit)
        live = [s for s in film(edit).shots if not s.gone]
        assert live[1].uuid != uuid
        assert live[1].block("action").text == ""
        edit.timeline_markers["garden"].frame = 90
        mark(edit, 50, eye, "stairs")
        build.build_shots(edit)
        assert not find_shot(edit, uuid).gone


class TestMovies:
    def test_the_movie_is_of_the_edit_as_it_lies(self, made: Any) -> None:
        assert export.movie_range(made) == (1, 97)
        for strip in list(made.sequence_editor.strips_all):
            compat.set_content_start(strip, compat.content_start(strip) + 408)
        colour(made, "muted", 900, 10, 9).mute = True
        colour(made, "aside", 950, 10, 11)
        made.sequence_editor.channels[11].mute = True
        assert export.movie_range(made) == (409, 505)
        made.use_preview_range = True
        made.frame_preview_start, made.frame_preview_end = 420, 440
        assert export.movie_range(made) == (420, 441)


class TestOnItsWay:
    def test_a_shot_on_its_way_is_told_and_not_ticked(self, made: Any, monkeypatch: Any) -> None:
        from types import SimpleNamespace

        shot = shot_named("SH010")
        coming = SimpleNamespace(shot_uuid=shot.uuid, shot_name="SH010", take_number=3, working=True, paused=False)
        monkeypatch.setitem(view.jobs, "01", coming)
        plans = send.make_plans(made, list(film(made).shots))
        told = [[p.message for p in plan.problems if p.code == "on_its_way"] for plan in plans]
        assert told == [["One take of SH010 is on its way."], []]
        assert not plans[0].blocked

    def test_its_row_in_the_preflight_is_not_ticked(self, made: Any, monkeypatch: Any) -> None:
        from types import SimpleNamespace

        from addon.blender.jobs import preflight_ops, preflight_page
        from addon.core.plans.planning import ON_ITS_WAY

        shot = shot_named("SH010")
        coming = SimpleNamespace(shot_uuid=shot.uuid, shot_name="SH010", take_number=3, working=True, paused=False)
        monkeypatch.setitem(view.jobs, "01", coming)
        for each in film(made).shots:
            each.route, each.block("action").text = "text", "A thing waits."
        plans = send.make_plans(made, list(film(made).shots))
        rows: list[Any] = []

        class Rows(list[Any]):
            def add(self) -> Any:
                self.append(SimpleNamespace(fingerprint="", chosen=None, details=False))
                return self[-1]

        page = SimpleNamespace(rows=Rows(rows), arrows=Rows())
        looked = preflight_ops.Looked(plans, preflight_page.make(plans))
        preflight_ops.ANIMATIC_OT_preflight._show(page, looked)  # type: ignore[arg-type]
        assert not any(plan.blocked for plan in plans), [plan.problems for plan in plans]
        assert [row.chosen for row in page.rows] == [False, True]
        assert any(problem.code == ON_ITS_WAY for problem in plans[0].problems)

    def test_the_command_line_sends_it_again_only_by_name(self, made: Any, monkeypatch: Any) -> None:
        from types import SimpleNamespace

        from addon.blender.cli import commands

        shot = shot_named("SH010")
        coming = SimpleNamespace(shot_uuid=shot.uuid, shot_name="SH010", take_number=3, working=True, paused=False)
        monkeypatch.setitem(view.jobs, "01", coming)
        sent: list[list[str]] = []
        monkeypatch.setattr(commands, "_send", lambda call, plans: sent.append([plan.shot_name for plan in plans]))
        for wanted in ([], ["SH010"]):
            commands.generate(
                SimpleNamespace(edit=made, options=SimpleNamespace(shots=wanted, best_of=0, at_most=None))
            )  # type: ignore[arg-type]
        assert sent == [["SH020"], ["SH010"]]


class TestRenamedStrips:
    """A member of the cast is a strip, whatever the strip is called by now."""

    def strip(self, edit: Any, name: str, folder: Path, channel: int = 5) -> Any:
        image: Any = bpy.data.images.new(name, 8, 8)
        image.filepath_raw, image.file_format = str(folder / f"{name}.png"), "PNG"
        image.save()
        return edit.sequence_editor.strips.new_image(name, str(folder / f"{name}.png"), channel, 1)

    def member(self, edit: Any, name: str) -> Any:
        from addon.blender.cast.members import add_member

        member = add_member(edit, "Mia")
        member.source_kind, member.strip = "strip", name
        return member

    def test_a_renamed_strip_is_still_the_member(self, edit: Any, tmp_path: Path) -> None:
        strip = self.strip(edit, "clip", tmp_path)
        member = self.member(edit, "clip")
        strip.name = "Mia walks"
        self.strip(edit, "clip", tmp_path, 6)  # another one takes the name
        members.follow_strips(edit)
        assert member.strip == "Mia walks"

    def test_a_duplicate_does_not_take_its_place(self, edit: Any, tmp_path: Path) -> None:
        strip = self.strip(edit, "clip", tmp_path)
        member = self.member(edit, "clip")
        copy = self.strip(edit, "clip.001", tmp_path, 6)
        tag(copy).cast = tag(strip).cast
        members.follow_strips(edit)
        assert member.strip == "clip"

    def test_a_film_from_before_learns_whose_its_strips_are(self, edit: Any, tmp_path: Path) -> None:
        strip = self.strip(edit, "clip", tmp_path)
        member = self.member(edit, "clip")
        tag(strip).cast = ""
        members.follow_strips(edit)
        assert tag(strip).cast == member.uuid

    def test_who_chose_it_is_not_made_up(self, edit: Any, tmp_path: Path, monkeypatch: Any) -> None:
        from addon.blender import properties

        strip = self.strip(edit, "clip", tmp_path)
        member = self.member(edit, "clip")
        strip.name = "other"
        heard: list[Any] = []
        monkeypatch.setattr(properties.cast, "heard_choices", [heard.append])
        members.follow_strips(edit)
        assert (member.strip, heard) == ("other", [])


class TestQueueAfterSaveAs:
    def test_a_film_with_takes_never_says_that_nothing_was_sent(self, made: Any, tmp_path: Path) -> None:
        from canvas import draw

        from addon.blender.jobs.ui import ANIMATIC_PT_queue

        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "other.blend"))
        said = " ".join(draw(ANIMATIC_PT_queue).texts)
        assert "Nothing was sent yet" not in said


class TestParts:
    def test_every_part_of_a_split_shot_has_its_own_frames_while_the_first_is_selected(self, edit: Any) -> None:
        strip = colour(edit, "long", 1, 600)
        build.build_shots(edit)
        whole(lengths.splitting(edit, [(film(edit).shots[0], [337])]))
        for other in edit.sequence_editor.strips_all:
            other.select = other == strip
        build.build_shots(edit)
        assert sorted(row[1:] for row in table(edit)) == [(1, 337), (337, 601)]


class TestDeletedTakes:
    def test_after_the_trash_is_emptied_undo_shows_the_take_that_is_there(self, made: Any) -> None:
        bpy.ops.ed.undo_push(message="before")
        select(made, shot_named("SH010"))
        bpy.ops.animatic.delete_take("EXEC_DEFAULT", True)
        bpy.ops.animatic.empty_trash()
        bpy.ops.ed.undo()
        edit = bpy.context.scene
        shot = shot_named("SH010")
        assert [take.number for take in shot.takes] == [1]
        (strip,) = take_strips(edit, shot)
        assert (strip.name, shot.active_take) == ("SH010 t001", shot.takes[0].id)
        assert Path(bpy.path.abspath(strip.filepath)).is_file()
        bpy.ops.ed.redo()
        assert [take.number for take in shot_named("SH010").takes] == [1]

    def test_redo_deletes_again(self, made: Any) -> None:
        bpy.ops.ed.undo_push(message="before")
        select(made, shot_named("SH010"))
        bpy.ops.animatic.delete_take("EXEC_DEFAULT", True)
        bpy.ops.ed.undo()
        assert len(shot_named("SH010").takes) == 2
        bpy.ops.ed.redo()
        assert len(shot_named("SH010").takes) == 1


class TestNamesAreNotIdentities:
    def test_a_strip_and_a_voice_are_those_of_the_films_own_edit(self, edit: Any, tmp_path: Path, movie: Any) -> None:
        from addon.blender.capture import members, specs
        from addon.blender.cast.members import add_member
        from addon.blender.values import cast_to_model

        alone = bpy.data.scenes.new("Alt edit")  # sorts before the edit
        files = {alone: movie(30), edit: movie(40)}
        for scene, file in files.items():
            editor = scene.sequence_editor_create() if scene.sequence_editor is None else scene.sequence_editor
            editor.strips.new_movie(name="clip", filepath=str(file), channel=1, frame_start=1)
            editor.strips.new_sound(name="line", filepath=str(file), channel=2, frame_start=1)
        member = add_member(edit, "Mia")
        member.source_kind, member.strip, member.voice = "strip", "clip", "line"
        model = cast_to_model(member)
        assert specs.file_of(model.name, "strip", model.source, model.edit) == files[edit]
        assert members.kind_of(model) == "video"
        assert members.voice.find(model.voice, model.edit).sound.filepath.endswith(files[edit].name)

    def test_a_linked_rigs_camera_is_not_the_scenes_own(self, edit: Any, tmp_path: Path) -> None:
        from addon.blender.edit.sources import camera_of
        from addon.blender.values import to_model

        rig = bpy.data.collections.new("Rig")
        edit.collection.children.link(rig)
        rig.objects.link(bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera")))
        library = str(tmp_path / "rig.blend")
        bpy.data.libraries.write(library, {rig})
        bpy.data.objects.remove(bpy.data.objects["Camera"])
        bpy.data.collections.remove(rig)
        edit.camera = camera(edit, "Camera")
        with bpy.data.libraries.load(library, link=True) as (_, wanted):
            wanted.collections = ["Rig"]
        edit.collection.children.link(wanted.collections[0])
        linked = next(thing for thing in edit.objects if thing.library)
        mark(edit, 1, linked, "a")
        build.build_shots(edit)
        shot = to_model(film(edit).shots[0], edit)
        assert shot.camera == linked.name_full != "Camera"
        assert camera_of(shot) == linked


class TestWhatRenders:
    def test_a_missing_picture_is_named_before_money(self, edit: Any, tmp_path: Path) -> None:
        from capture_scenes import box, material

        painted = box("wall", (1, 1, 1), (0, 0, 0))
        look = material("paint", (1, 1, 1))
        node = look.node_tree.nodes.new("ShaderNodeTexImage")
        node.image = bpy.data.images.new("tex", 4, 4)
        node.image.source, node.image.filepath = "FILE", str(tmp_path / "tex.png")
        painted.data.materials.append(look)
        shader = next(n for n in look.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
        link = look.node_tree.links.new(node.outputs[0], shader.inputs["Base Color"])
        edit.collection.objects.link(painted)
        edit.camera = camera(edit, "eye")
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
        build.build_shots(edit)
        film(edit).shots[0].route = "first_frame"
        (plan,) = send.make_plans(edit, list(film(edit).shots))
        told = [p.message for p in plan.problems if p.code == "file_lost"]
        assert told == ["tex.png is missing: wall in the scene Scene is filmed without it, magenta or not at all."]
        assert missing.of([painted]) == {"tex.png": "wall"}
        node.image.filepath = "//."  # as FBX files have it
        assert missing.of([painted]) == {"A picture without a file name": "wall"}
        look.node_tree.links.remove(link)
        assert missing.of([painted]) == {}, "no rendering reaches it"

    def test_a_missing_picture_of_the_sky_is_named(self, edit: Any) -> None:
        """All would be lit magenta."""
        from capture_scenes import box

        sky = bpy.data.worlds.new("Sky")
        if sky.node_tree is None:  # 4.5
            sky.use_nodes = True
        node = sky.node_tree.nodes.new("ShaderNodeTexEnvironment")
        node.image = bpy.data.images.new("studio", 4, 4)
        node.image.source, node.image.filepath = "FILE", "//studio.hdr"
        assert missing.of([box("wall", (1, 1, 1), (0, 0, 0))], world=sky) == {}, "it leads nowhere"
        background = next(n for n in sky.node_tree.nodes if n.type == "BACKGROUND")
        sky.node_tree.links.new(node.outputs[0], background.inputs[0])
        assert missing.of([], world=sky) == {"studio.hdr": "Sky"}
        assert missing.of([], painted=False, world=sky) == {}

    @pytest.mark.parametrize(("look", "count"), [("colours", 0), ("clay", 0), ("depth", 0), ("scene", 1)])
    def test_a_picture_that_a_look_does_not_show_is_not_missed(
        self, edit: Any, tmp_path: Path, look: str, count: int
    ) -> None:
        from capture_scenes import box, material

        painted = box("wall", (1, 1, 1), (0, 0, 0))
        paint = material("paint", (1, 1, 1))
        node = paint.node_tree.nodes.new("ShaderNodeTexImage")
        node.image = bpy.data.images.new("tex", 4, 4)
        node.image.source, node.image.filepath = "FILE", str(tmp_path / "tex.png")
        painted.data.materials.append(paint)
        shader = next(n for n in paint.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
        paint.node_tree.links.new(node.outputs[0], shader.inputs["Base Color"])
        edit.collection.objects.link(painted)
        edit.camera = camera(edit, "eye")
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
        build.build_shots(edit)
        shot = film(edit).shots[0]
        shot.route, shot.clip_look = "blockout", look
        (plan,) = send.make_plans(edit, [shot])
        assert len([p for p in plan.problems if p.code == "file_lost"]) == count

    def test_a_missing_library_is_named_with_the_character(self, edit: Any, tmp_path: Path) -> None:
        from capture_scenes import box, collection

        from addon.blender.cast.members import add_member

        (tmp_path / "lib").mkdir()
        held = collection("Hero", box("body", (1, 1, 1), (0, 0, 0)))
        bpy.data.libraries.write(str(tmp_path / "lib" / "hero.blend"), {held})
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
        with bpy.data.libraries.load(str(tmp_path / "lib" / "hero.blend"), link=True) as (_, wanted):
            wanted.collections = ["Hero"]
        linked = next(one for one in bpy.data.collections if one.library)
        edit.collection.children.link(linked)
        edit.camera = camera(edit, "eye")
        build.build_shots(edit)
        member = add_member(edit, "Hero", collection=linked)
        shot = film(edit).shots[0]
        shot.route, shot.block("action").text = "reference", "@Hero waits."
        shot.cast.add().member = member.uuid
        bpy.ops.wm.save_mainfile()
        (tmp_path / "lib" / "hero.blend").rename(tmp_path / "lib" / "moved.blend")
        bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
        edit = bpy.context.scene
        (plan,) = send.make_plans(edit, list(film(edit).shots))
        said = [p.message for p in plan.problems]
        assert any("hero.blend" in words and "Hero" in words for words in said), said

    def test_the_layer_that_renders_is_looked_at(self, edit: Any) -> None:
        second = edit.view_layers.new("Beauty")
        assert compat.rendered_layer(edit) == edit.view_layers[0]
        edit.view_layers[0].use = False
        assert compat.rendered_layer(edit) == second
