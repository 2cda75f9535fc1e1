# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes in changes what the table says and nothing else, in one step that can be undone; takes follow."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy
import pytest
from take_parts import add_take, shot_named, take_strips

from addon.blender import timeline
from addon.blender.cast import references
from addon.blender.cast.members import add_member, take_out
from addon.blender.edit import dialogue, sources
from addon.blender.engine import prices, slices
from addon.blender.exchange import importing, reading
from addon.blender.exchange.proposal import Proposal
from addon.blender.properties import film, shot_of, tag
from addon.blender.shots import build, words
from addon.blender.timeline.channels import Room
from addon.blender.values import to_model
from addon.core.errors import AnimaticError, UserError
from addon.core.exchange import conform, edl, fcpxml, otio
from addon.core.exchange.timeline import Clip, Media, Timeline, Track, TrackKind, Transition
from addon.core.files import FilmFolder
from addon.second import compat

SHOTS = ("SH010", "SH020", "SH030")


@pytest.fixture
def cut(edit: bpy.types.Scene, movie: Callable[..., Path], tmp_path: Path) -> FilmFolder:
    """Three shots of 48 frames from strips, a take on each, with sound."""
    for number in range(3):
        strip = compat.new_effect(
            edit.sequence_editor.strips, name=f"s{number}", type="COLOR", channel=1, start=1 + 48 * number, length=48
        )
        strip.select = True
    edit.frame_end = 144
    build.build_shots(edit)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    for name in SHOTS:
        shot = shot_named(name)
        shot.route = "text"
        shot.block("action").text = "A robot waves."
        add_take(edit, shot, movie(90, 30), seconds=3, fps=30, handle_in_frames=6)
    for strip in edit.sequence_editor.strips_all:
        strip.select = False
    return FilmFolder(bpy.data.filepath)


def places(edit: bpy.types.Scene) -> dict[str, list[tuple[str, int, int]]]:
    """Role and edges of the strips of every shot."""
    names = {shot.uuid: shot.name for shot in film(edit).shots}
    found: dict[str, list[tuple[str, int, int]]] = {}
    for strip in edit.sequence_editor.strips_all:
        if shot_of(strip):
            found.setdefault(names[shot_of(strip)], []).append(
                (tag(strip).role, compat.strip_start(strip), compat.strip_end(strip))
            )
    return {name: sorted(rows) for name, rows in found.items()}


def at(start: int, end: int) -> list[tuple[str, int, int]]:
    return [(role, start, end) for role in ("sound", "source", "take")]


def changed(edit: bpy.types.Scene, folder: FilmFolder, **edits: Callable[[Clip], Clip | None]) -> Timeline:
    """The film's own picture, some of its shots edited elsewhere."""
    found = reading.timeline(edit, folder)
    tracks = []
    for track in found.tracks:
        clips = [edits.get(clip.name, lambda c: c)(clip) for clip in track.clips]
        tracks.append(replace(track, clips=tuple(sorted((c for c in clips if c), key=lambda c: c.start))))
    return replace(found, tracks=tuple(tracks))


WRITERS: dict[str, Callable[[Timeline], bytes]] = {
    "otio": lambda t: otio.write(t).encode(),
    "edl": lambda t: edl.write(t).encode(),
    "xml": fcpxml.write,
}


def read(edit: bpy.types.Scene, path: Path, **options: Any) -> Proposal:
    return importing.propose(edit, path, **options)


@pytest.mark.parametrize("key", WRITERS)
def test_a_re_edit_moves_trims_and_removes_and_takes_follow(edit, cut: FilmFolder, tmp_path: Path, key: str) -> None:
    again = changed(
        edit,
        cut,
        SH010=lambda c: replace(c, start=c.start + 100, frames=36),
        SH020=lambda c: replace(c, start=c.start - 48, source_in=c.source_in + 4 if c.media else c.source_in),
        SH030=lambda c: None,
    )
    path = tmp_path / f"cut.{key}"
    path.write_bytes(WRITERS[key](again))
    proposal = read(edit, path)
    assert proposal.sentence == "2 moved, 1 gone, 2 trimmed."
    assert [(line.name, line.words) for line in proposal.lines] == [
        ("SH020", "moved 48 frames earlier, slipped 4 frames in"),
        ("SH010", "moved 100 frames later, 12 frames shorter"),
        ("SH030", "gone: its strips go, its takes stay on the list"),
    ]
    proposal.apply(proposal.wanted)
    assert places(edit) == {"SH010": at(101, 137), "SH020": at(1, 49)}
    assert [(shot.name, shot.frame_start, shot.frame_end, shot.gone) for shot in film(edit).shots] == [
        ("SH020", 1, 49, False), ("SH030", 97, 145, True), ("SH010", 101, 137, False)]  # fmt: skip
    assert len(shot_named("SH030").takes) == 1
    (take,) = take_strips(edit, shot_named("SH020"))
    assert compat.strip_start(take) - compat.content_start(take) == 10
    assert read(edit, path).sentence.startswith("Nothing would change")


def test_shots_that_swap_places_do_not_push_each_other_aside(edit, cut: FilmFolder, tmp_path: Path) -> None:
    before = {s.name: s.channel for s in edit.sequence_editor.strips_all}
    path = tmp_path / "swap.otio"
    again = changed(
        edit,
        cut,
        SH010=lambda c: replace(c, start=c.start + 96),
        SH030=lambda c: replace(c, start=c.start - 96),
    )
    path.write_text(otio.write(again), encoding="utf-8")
    proposal = read(edit, path)
    proposal.apply(proposal.wanted)
    assert places(edit) == {"SH010": at(97, 145), "SH020": at(49, 97), "SH030": at(1, 49)}
    assert {s.name: s.channel for s in edit.sequence_editor.strips_all} == before
    assert build.build_shots(edit).sentence.startswith("Nothing changed")


def test_a_new_take_lands_on_the_shot_where_the_re_edit_put_it(edit, cut: FilmFolder, movie, tmp_path: Path) -> None:
    path = tmp_path / "cut.otio"
    path.write_text(otio.write(changed(edit, cut, SH010=lambda c: replace(c, start=200, frames=30))), encoding="utf-8")
    proposal = read(edit, path)
    proposal.apply(proposal.wanted)
    add_take(edit, shot_named("SH010"), movie(90, 30), seconds=3, fps=30)
    (take,) = take_strips(edit, shot_named("SH010"))
    assert (compat.strip_start(take), compat.strip_end(take)) == (201, 231)


def test_only_the_ticked_lines_are_done(edit, cut: FilmFolder, tmp_path: Path) -> None:
    path = tmp_path / "cut.otio"
    again = changed(edit, cut, SH010=lambda c: replace(c, start=200), SH030=lambda c: None)
    path.write_text(otio.write(again), encoding="utf-8")
    proposal = read(edit, path)
    gone = next(line.key for line in proposal.lines if line.kind == "gone")
    proposal.apply([gone])
    assert places(edit) == {"SH010": at(1, 49), "SH020": at(49, 97)}


def test_it_is_one_step_that_can_be_undone(edit, cut: FilmFolder, tmp_path: Path) -> None:
    path = tmp_path / "cut.otio"
    again = changed(edit, cut, SH010=lambda c: replace(c, start=200), SH030=lambda c: None)
    path.write_text(otio.write(again), encoding="utf-8")
    before = places(edit)
    bpy.ops.ed.undo_push(message="before")
    assert bpy.ops.animatic.import_edit(filepath=str(path)) == {"FINISHED"}
    bpy.ops.ed.undo_push(message="import")
    assert places(bpy.context.scene) != before
    bpy.ops.ed.undo()
    assert places(bpy.context.scene) == before


def test_what_was_selected_and_what_is_no_shots_stays(edit, cut: FilmFolder, tmp_path: Path) -> None:
    strips = edit.sequence_editor.strips
    music = compat.new_effect(strips, name="grade", type="ADJUSTMENT", channel=9, start=1, length=144)
    music.select = True
    path = tmp_path / "cut.otio"
    path.write_text(otio.write(changed(edit, cut, SH020=lambda c: replace(c, start=150))), encoding="utf-8")
    proposal = read(edit, path)
    proposal.apply(proposal.wanted)
    grade = edit.sequence_editor.strips["grade"]
    assert (compat.strip_start(grade), compat.strip_end(grade), grade.channel, grade.select) == (1, 145, 9, True)
    assert [s.name for s in edit.sequence_editor.strips_all if s.select] == ["grade"]


def test_an_edit_makes_a_new_film_with_the_media_that_is_found(edit, movie, tmp_path: Path) -> None:
    media = tmp_path / "elsewhere" / "deep"
    media.mkdir(parents=True)
    (media / "Shot_A.mp4").write_bytes(movie(60, 30).read_bytes())
    text = (
        "TITLE: New\nFCM: NON-DROP FRAME\n"
        "001  AX       V     C        00:00:00:06 00:00:01:06 01:00:00:00 01:00:01:00\n* FROM CLIP NAME: shot_a.mp4\n"
        "* SOURCE FILE: S:\\media\\Shot_A.mp4\n"
        "002  AX       V     C        00:00:00:00 00:00:02:00 01:00:02:00 01:00:04:00\n* FROM CLIP NAME: SH_B\n"
    )
    (tmp_path / "new.edl").write_text(text)
    proposal = read(edit, tmp_path / "new.edl", relink=tmp_path / "elsewhere")
    assert proposal.sentence == "2 new."
    proposal.apply(proposal.wanted)
    shots = [(shot.name, shot.frame_start, shot.frame_end) for shot in film(edit).shots]
    assert shots == [("shot_a", 1, 25), ("SH_B", 49, 97)]
    by_type = {s.type: s for s in edit.sequence_editor.strips}
    assert set(by_type) == {"MOVIE", "COLOR"}
    first = by_type["MOVIE"]
    assert compat.strip_start(first) - compat.content_start(first) == 6
    assert edit.frame_end >= 96


@pytest.mark.parametrize("key", WRITERS)
def test_a_new_film_gets_its_dissolves(edit, movie, tmp_path: Path, key: str) -> None:
    strips = edit.sequence_editor.strips
    for name, start, end, channel in (("a", 1, 61, 1), ("b", 49, 97, 2)):
        strip = strips.new_movie(name=name, filepath=str(movie(120, 24)), channel=channel, frame_start=start - 12)
        compat.set_strip_start(strip, start)
        compat.set_strip_end(strip, end)
    a, b = strips["a"], strips["b"]
    compat.new_effect(strips, name="mix", type="CROSS", channel=3, start=49, length=12, inputs=(a, b))
    path = tmp_path / f"cut.{key}"
    path.write_bytes(WRITERS[key](reading.timeline(edit, None)))
    for strip in (a, b):
        strips.remove(strip)  # and what mixes them
    proposal = read(edit, path, relink=movie(120, 24).parent)
    assert not proposal.troubles
    proposal.apply(proposal.wanted)
    found = {s.type: s for s in strips}
    cross = found["CROSS"]
    assert (compat.strip_start(cross), compat.strip_end(cross)) == (49, 61)
    assert {s.name: (compat.strip_start(s), compat.strip_end(s)) for s in strips if s.type == "MOVIE"} == {
        "a": (1, 61),
        "b": (49, 97),
    }
    assert [compat.strip_start(s) - compat.content_start(s) for s in (cross.input_1, cross.input_2)] == [12, 12]
    assert read(edit, path).sentence.startswith("Nothing would change")


def test_a_centred_dissolve_takes_from_both_and_no_more_than_there_is(edit, movie, tmp_path: Path) -> None:
    file = str(movie(60, 24))
    media = (Media(path=file, name="a.mp4", frames=Fraction(60), rate=Fraction(24)),)
    clips = (
        Clip("a", 0, 48, source_in=Fraction(8), media=media),
        Clip("b", 48, 40, source_in=Fraction(2), media=media),
    )
    turn = Transition(48, 6, 6)
    path = tmp_path / "cut.otio"
    timeline = Timeline("cut", Fraction(24), (Track("V1", TrackKind.VIDEO, clips, (turn,)),))
    path.write_text(otio.write(timeline), encoding="utf-8")
    proposal = read(edit, path)
    proposal.apply(proposal.wanted)
    spans = {s.name: (compat.strip_start(s), compat.strip_end(s)) for s in edit.sequence_editor.strips}
    assert spans == {"a": (1, 53), "b": (47, 89), "a to b": (47, 53)}


def test_a_new_film_gets_sounds_and_markers(edit, movie, tmp_path: Path) -> None:
    from exchange_names import sounded  # a film of its own, without Blender

    path = tmp_path / "new.otio"
    path.write_text(otio.write(sounded(str(movie(60, 30)))), encoding="utf-8")
    proposal = read(edit, path)
    proposal.apply(proposal.wanted)
    assert sorted(s.type for s in edit.sequence_editor.strips) == ["MOVIE", "SOUND"]
    assert [(m.name, m.frame) for m in edit.timeline_markers] == [("hit", 11)]


def test_an_edl_of_another_rate_asks_for_it(edit, cut: FilmFolder, tmp_path: Path) -> None:
    path = tmp_path / "pal.edl"
    path.write_text("TITLE: x\n001  AX V C 00:00:00:00 00:00:01:24 01:00:00:00 01:00:01:24\n* FROM CLIP NAME: SH010\n")
    with pytest.raises(AnimaticError, match=r"Line 2, column .*There is no 00:00:01:24 at 24"):
        read(edit, path)
    proposal = read(edit, path, rate="25")
    assert any("25.000 frames a second" in trouble for trouble in proposal.troubles)
    assert next(line for line in proposal.lines if line.name == "SH010").after == "0-46"


# Shot lists, screenplays, boards


def test_a_shot_list_makes_placeholders_at_the_listed_lengths(edit, tmp_path: Path) -> None:
    path = tmp_path / "shots.csv"
    path.write_text(
        "Shot,Description,Shot Size,Location,Dialogue,Cast,Duration\n"
        '1A,Mira enters,WS,Courtyard,Mira: Hello,"Mira, Otto",00:02\n1B,,CU,,,,1.5\n1C,Waits,,,,,\n',
        encoding="utf-8",
    )
    proposal = read(edit, path)
    assert [line.words for line in proposal.lines] == [
        "new, 48 frames", "new, 36 frames", "new, 48 frames, no length listed"]  # fmt: skip
    assert proposal.apply(proposal.wanted) == (
        "3 shots added, 0 changed. 2 characters joined the cast. Ticked by name: Mira in 1, Otto in 1."
    )
    shots = film(edit).shots
    assert [(s.name, s.frame_start, s.frame_end) for s in shots] == [("1A", 1, 49), ("1B", 49, 85), ("1C", 85, 133)]
    assert (shots[0].block("action").text, shots[0].block("camera").text) == ("Mira enters", "WS")
    assert [member.name for member in film(edit).cast] == ["Mira", "Otto"]
    assert sources.locate(edit)[shots[0].uuid].said == (("Mira", "Hello"),)
    assert [line.kind for line in read(edit, path).lines] == ["same", "same", "same"]


def test_a_list_changes_words_and_lengths_and_what_follows_makes_room(edit, cut: FilmFolder, tmp_path: Path) -> None:
    path = tmp_path / "shots.csv"
    path.write_text("Shot,Description,Frames\nSH010,A robot runs.,60\nSH030,,48\nSH099,New one,24\n", encoding="utf-8")
    proposal = read(edit, path)
    assert [(line.name, line.kind, line.words) for line in proposal.lines] == [
        ("SH010", "changed", "action changed, 12 frames longer"),
        ("SH030", "same", "as it is"),
        ("SH099", "new", "new, 24 frames"),
    ]
    assert proposal.notes == ["1 shot of the film not in the file; nothing happens to it."]
    proposal.apply(proposal.wanted)
    assert places(edit) == {
        "SH010": at(1, 61), "SH020": at(61, 109), "SH030": at(109, 157), "SH099": [("source", 157, 181)]}  # fmt: skip
    assert shot_named("SH010").block("action").text == "A robot runs."


def test_whom_a_list_names_plays_in_the_shot_as_whom_somebody_types(edit, tmp_path: Path) -> None:
    for name in ("Mira", "Old Man", "Élodie"):
        references.states[add_member(edit, name).uuid] = references.State("unfilmed")
    path = tmp_path / "shots.csv"
    path.write_text(
        "Shot,Description,Location,Cast,Frames\n"
        '1A,@Mira runs to @Old Man.,,,24\n1B,"@mira waits, mail@Mira.example",,MIRA,24\n1C,Mira leaves.,,,24\n'
        '1D,"Night, alone",the house of @"Old Man",E\u0301LODIE,24\n',
        encoding="utf-8",
    )
    proposal = read(edit, path)
    assert proposal.apply(proposal.wanted) == (
        "4 shots added, 0 changed. Ticked by name: Mira in 2, Old Man in 2, Élodie in 1."
    )
    names = {member.uuid: member.name for member in film(edit).cast}
    played = [[(names[ref.member], ref.named) for ref in shot.cast] for shot in film(edit).shots]
    assert played == [
        [("Mira", True), ("Old Man", True)], [("Mira", False)], [], [("Élodie", False), ("Old Man", True)]]  # fmt: skip
    assert [shot.route for shot in film(edit).shots] == ["reference", "reference", "text", "reference"], "as if typed"
    assert [line.kind for line in read(edit, path).lines] == ["same"] * 4


def test_what_a_list_names_anew_is_in_its_table_and_who_was_unticked_stays_out(edit, cut, tmp_path: Path) -> None:
    mira, tom = (add_member(edit, name) for name in ("Mira", "Tom"))
    path = tmp_path / "shots.csv"
    path.write_text("Shot,Description\nSH010,@Mira runs.\nSH020,@Tom waits.\n", encoding="utf-8")
    film(edit).shots[1].write("action", "@Tom waits.")
    take_out(film(edit).shots[1], tom.uuid)
    proposal = read(edit, path)
    assert [(line.name, line.kind, line.words) for line in proposal.lines] == [
        ("SH010", "changed", "action changed, cast Mira"), ("SH020", "same", "as it is")]  # fmt: skip
    assert proposal.apply(proposal.wanted) == "0 shots added, 1 changed. Ticked by name: Mira in 1."
    assert [[ref.member for ref in shot.cast] for shot in film(edit).shots[:2]] == [[mira.uuid], []]
    path.write_text("Shot,Description\nSH010,Somebody runs.\n", encoding="utf-8")
    proposal = read(edit, path)
    assert proposal.apply(proposal.wanted) == "0 shots added, 1 changed."
    assert not film(edit).shots[0].cast, "who came with the words leaves with them"


def test_a_name_that_two_have_ticks_neither_and_is_told(edit, tmp_path: Path) -> None:
    for name in ("Knight", "KNIGHT", "Tom"):
        add_member(edit, name)
    path = tmp_path / "play.fountain"
    path.write_text("INT. HUT - NIGHT #7#\n\n@Knight looks up.\n\nKNIGHT\nWho?\n\nTOM\nMe.\n", encoding="utf-8")
    proposal = read(edit, path)
    assert proposal.apply(proposal.wanted) == (
        "1 shot added, 0 changed. Ticked by name: Tom in 1."
        " Two of the cast are called Knight: neither is ticked for that name."
    )
    (shot,) = film(edit).shots
    assert [ref.member for ref in shot.cast] == [film(edit).cast[2].uuid]
    assert {line.kind for line in read(edit, path).lines} == {"same"}


def test_what_a_shot_has_no_field_for_is_kept_as_notes(edit, tmp_path: Path) -> None:
    path = tmp_path / "shots.csv"
    path.write_text("Shot,Notes,Weather,Frames\n00 Opening\n1,hold,rain,10\n2,,,20\n", encoding="utf-8")
    for _ in range(2):
        proposal = read(edit, path)
        proposal.apply([line.key for line in proposal.lines])
    assert proposal.unknown == ("Weather",)
    text = bpy.data.texts["Shot Notes"].as_string()
    assert text.split("\n\n")[0] == "1\n    Section: 00 Opening\n    hold\n    Weather: rain"
    assert text.count("hold") == 1


def test_unknown_headers_are_asked_for_and_remembered(edit, tmp_path: Path) -> None:
    path = tmp_path / "shots.csv"
    path.write_text("Kuva;Pituus\nA1;4\n", encoding="utf-8")
    with pytest.raises(AnimaticError) as refused:
        read(edit, path)
    assert refused.value.code == "no_name_column"
    importing.remember(edit, {"Kuva": "name", "Pituus": "length"})
    assert read(edit, path).lines[0].words == "new, 96 frames"


PLAY = """INT. KITCHEN - NIGHT #12#

Mia opens the door.

MIA
You are late again, my old friend.

DR. O'HARA
I know.

EXT. STREET - DAY #13#

Nothing moves.
"""


def test_a_screenplay_makes_shots_cast_and_lines_in_the_right_shots(edit, tmp_path: Path) -> None:
    path = tmp_path / "play.fountain"
    path.write_text(PLAY, encoding="utf-8")
    proposal = read(edit, path)
    proposal.apply(proposal.wanted)
    shots = film(edit).shots
    assert [(shot.name, shot.block("action").text, shot.block("place").text) for shot in shots] == [
        ("SC12_010", "Mia opens the door.", "INT. KITCHEN - NIGHT"),
        ("SC13_010", "Nothing moves.", "EXT. STREET - DAY"),
    ]
    assert [member.name for member in film(edit).cast] == ["Mia", "Dr. O'Hara"]
    located = sources.locate(edit)
    assert located[shots[0].uuid].said == (
        ("Mia", "You are late again, my old friend."), ("Dr. O'Hara", "I know."))  # fmt: skip
    assert located[shots[1].uuid].said == ()
    texts = [s for s in edit.sequence_editor.strips if s.type == "TEXT"]
    assert {s.channel for s in texts} == {6}
    assert all(located[shots[0].uuid].start <= compat.strip_start(s) < located[shots[0].uuid].end for s in texts)


def test_voices_from_off_screen_are_heard_so_in_the_prompt_and_bring_nobody(edit, tmp_path: Path) -> None:
    path = tmp_path / "voices.fountain"
    cues = (
        "TOM\nWho is there?",
        "MIA (O.S.)\n(whispering)\nOnly me.",
        "TOM (CONT'D)\n(beat)\nCome in.",
        "RADIO (V.O.)\nSnow.",
    )
    path.write_text("\n\n".join(["INT. HUT - NIGHT #7#", "Tom listens.", *cues, ""]), encoding="utf-8")
    proposal = read(edit, path)
    proposal.apply(proposal.wanted)
    (shot,) = film(edit).shots
    assert [member.name for member in film(edit).cast] == ["Tom"]
    prompt = words.draft_plan(edit, to_model(shot, edit), prices.catalog()).request.prompt
    assert prompt.partition("Tom listens. ")[2] == (
        'Tom says: "Who is there?" Mia says off screen, whispering: "Only me." Tom says: "Come in."'
        ' Radio says in voice-over: "Snow."'
    )
    assert {line.kind for line in read(edit, path).lines} == {"same"}


def test_a_rewrite_says_which_scenes_changed_and_changes_those(edit, tmp_path: Path) -> None:
    path = tmp_path / "play.fountain"
    path.write_text(PLAY, encoding="utf-8")
    first = read(edit, path)
    first.apply(first.wanted)
    path.write_text(
        PLAY.replace("I know.", "I know, I know, I am sorry, the tram did not come.").replace(
            "Nothing moves.", "Nothing moves.\n\nA cat crosses."
        ),
        encoding="utf-8",
    )
    proposal = read(edit, path)
    assert proposal.notes[-2:] == ["Scene 12 changed: 1 line.", "Scene 13 changed: 1 line."]
    assert [(line.name, line.kind) for line in proposal.lines] == [
        ("SC12_010", "changed"), ("SC13_010", "same"), ("SC13_020", "new")]  # fmt: skip
    proposal.apply(proposal.wanted)
    assert len([s for s in edit.sequence_editor.strips if s.type == "TEXT"]) == 2
    said = sources.locate(edit)[shot_named("SC12_010").uuid].said
    assert said[1] == ("Dr. O'Hara", "I know, I know, I am sorry, the tram did not come.")
    again = read(edit, path)
    assert again.notes[-1] == "No scene changed."
    assert {line.kind for line in again.lines} == {"same"}
    assert dialogue.read(edit).lines


def test_boards_are_shots_in_the_order_of_their_numbers(edit, tmp_path: Path) -> None:
    folder = tmp_path / "boards"
    folder.mkdir()
    picture = bpy.data.images.new("b", 16, 9)
    for name in ("10.png", "2.png", "1a.png", "notes.txt"):
        picture.filepath_raw, picture.file_format = str(folder / name), "PNG"
        picture.save()
    proposal = read(edit, folder, seconds=1.5)
    proposal.apply(proposal.wanted)
    shots = [(s.name, s.frame_start, s.frame_end, s.route) for s in film(edit).shots]
    assert shots == [("1a", 1, 37, "first_frame"), ("2", 37, 73, "first_frame"), ("10", 73, 109, "first_frame")]


def test_boards_take_the_place_of_the_placeholders_of_a_list(edit, tmp_path: Path) -> None:
    (tmp_path / "shots.csv").write_text("Shot,Frames\n1,30\n2,50\n", encoding="utf-8")
    listed = read(edit, tmp_path / "shots.csv")
    listed.apply(listed.wanted)
    folder = tmp_path / "boards"
    folder.mkdir()
    picture = bpy.data.images.new("b", 16, 9)
    picture.filepath_raw, picture.file_format = str(folder / "2.png"), "PNG"
    picture.save()
    boards = read(edit, folder)
    boards.apply(boards.wanted)
    assert [(s.type, compat.strip_start(s), compat.strip_end(s)) for s in edit.sequence_editor.strips] == [
        ("COLOR", 1, 31), ("IMAGE", 31, 81)]  # fmt: skip
    assert [(s.name, s.frame_end - s.frame_start) for s in film(edit).shots] == [("1", 30), ("2", 50)]
    assert build.build_shots(edit).sentence.startswith("Nothing changed")


@pytest.mark.parametrize("name", ["a.prproj", "missing.otio", "b.edl", "c.xml", "d.csv", "e.fountain"])
def test_what_cannot_be_read_is_refused_in_words_and_changes_nothing(edit, tmp_path: Path, name: str) -> None:
    if not name.startswith("missing"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(UserError) as refused:
        read(edit, tmp_path / name)
    assert refused.value.next_step
    assert not film(edit).shots


def test_while_something_moves_nothing_is_imported(edit, cut: FilmFolder, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "cut.otio"
    path.write_text(otio.write(changed(edit, cut, SH010=lambda c: None)), encoding="utf-8")
    monkeypatch.setattr(timeline, "can_edit_now", lambda: "Blender is rendering")
    assert bpy.ops.animatic.import_edit(filepath=str(path)) == {"CANCELLED"}
    assert "SH010" in places(edit)


def test_the_picture_that_shows_is_the_same_after_a_round_trip(edit, cut: FilmFolder, shown, tmp_path: Path) -> None:
    before = shown(edit, 1, 145)
    path = tmp_path / "same.otio"
    path.write_text(
        otio.write(
            changed(
                edit,
                cut,
                SH010=lambda c: replace(c, start=96 + c.start),
                SH030=lambda c: replace(c, start=c.start - 96),
            )
        ),
        encoding="utf-8",
    )
    proposal = read(edit, path)
    proposal.apply(proposal.wanted)
    after = shown(edit, 1, 145)
    assert after[:48] == before[96:]
    assert after[96:] == before[:48]
    assert after[48:96] == before[48:96]


def test_the_film_is_the_same_when_it_comes_in_at_another_rate_and_back(edit, cut: FilmFolder) -> None:
    from addon.blender.exchange.conforming import at_rate

    found = reading.timeline(edit, cut)
    back = at_rate(at_rate(found, Fraction(48)), Fraction(24))
    assert [(c.start, c.frames) for c in back.clips(TrackKind.VIDEO)] == [(c.start, c.frames) for c in found.clips()]


# -- meta strips -------------------------------------------------------------------------------------------------------


def in_a_meta(edit: bpy.types.Scene, *names: str, channel: int = 8) -> Any:
    """Put all strips of shots into a meta strip that shows them from edge to edge."""
    ours = {shot_named(name).uuid for name in names}
    strips = [s for s in edit.sequence_editor.strips if shot_of(s) in ours]
    start, end = min(map(compat.strip_start, strips)), max(map(compat.strip_end, strips))
    meta = edit.sequence_editor.strips.new_meta(name="Sequence 1", channel=channel, frame_start=start)
    for strip in strips:
        strip.move_to_meta(meta)
    compat.set_strip_end(meta, end)
    assert (compat.strip_start(meta), compat.strip_end(meta)) == (start, end)
    return meta


def edge(strip: Any) -> tuple[int, int]:
    return compat.strip_start(strip), compat.strip_end(strip)


def conformed(edit: bpy.types.Scene, folder: FilmFolder, path: Path, **edits: Callable[[Clip], Clip | None]) -> str:
    path.write_text(otio.write(changed(edit, folder, **edits)), encoding="utf-8")
    proposal = read(edit, path)
    told = proposal.apply(proposal.wanted)
    assert read(edit, path).sentence.startswith("Nothing would change")
    return told


def later(by: int, **more: Any) -> Callable[[Clip], Clip]:
    return lambda clip: replace(clip, start=clip.start + by, **more)


def test_a_meta_strip_moves_whole_with_its_shots(edit, cut: FilmFolder, tmp_path: Path) -> None:
    meta = in_a_meta(edit, "SH020", "SH030")
    inner = {s.name: s.channel for s in meta.strips}
    told = conformed(edit, cut, tmp_path / "cut.otio", SH020=later(24), SH030=later(24))
    assert told == "2 moved."
    assert edge(meta) == (73, 169)
    assert {s.name: s.channel for s in meta.strips} == inner
    assert places(edit) == {"SH010": at(1, 49), "SH020": at(73, 121), "SH030": at(121, 169)}
    add = {tuple(tag(s).placed) for s in meta.strips if tag(s).role == "take"}
    assert add == {(73, 121, 73, 121), (121, 169, 121, 169)}
    assert build.build_shots(edit).sentence.startswith("Nothing changed")


def test_in_a_meta_strip_shots_are_arranged_as_long_as_they_keep_together(
    edit, cut: FilmFolder, tmp_path: Path
) -> None:
    meta = in_a_meta(edit, "SH010", "SH020")
    edits = {"SH010": later(0, frames=36), "SH020": later(-12, frames=40), "SH030": later(-20)}
    told = conformed(edit, cut, tmp_path / "cut.otio", **edits)
    assert told == "2 moved, 2 trimmed."
    assert edge(meta) == (1, 77)
    assert len(meta.strips) == 6
    assert places(edit) == {"SH010": at(1, 37), "SH020": at(37, 77), "SH030": at(77, 125)}
    assert build.build_shots(edit).sentence.startswith("Nothing changed")


def test_shots_swap_places_inside_a_meta_strip(edit, cut: FilmFolder, tmp_path: Path, shown) -> None:
    before = shown(edit, 1, 97)
    meta = in_a_meta(edit, "SH010", "SH020")
    conformed(edit, cut, tmp_path / "cut.otio", SH010=later(48), SH020=later(-48))
    assert edge(meta) == (1, 97)
    assert places(edit) == {"SH010": at(49, 97), "SH020": at(1, 49), "SH030": at(97, 145)}
    assert shown(edit, 1, 97) == before[48:] + before[:48]


def test_a_meta_strip_whose_shots_are_torn_apart_is_opened(edit, cut: FilmFolder, tmp_path: Path) -> None:
    in_a_meta(edit, "SH010", "SH020")
    told = conformed(edit, cut, tmp_path / "cut.otio", SH020=later(48), SH030=later(-48))
    assert told == (
        "2 moved. The meta strip was opened, for the shots in it do not keep together any more: Sequence 1."
    )
    assert not [s for s in edit.sequence_editor.strips if s.type == "META"]
    assert places(edit) == {"SH010": at(1, 49), "SH020": at(97, 145), "SH030": at(49, 97)}
    assert_none_overlap(edit)


def test_what_a_meta_strip_hid_stays_hidden(edit, cut: FilmFolder, tmp_path: Path) -> None:
    """It shows SH010 from its 13th frame on; the re-edit puts that in the middle."""
    meta = in_a_meta(edit, "SH010", "SH020")
    compat.set_strip_start(meta, 13)
    conformed(edit, cut, tmp_path / "cut.otio", SH020=later(-36), SH010=later(48))
    assert edge(meta) == (13, 97)
    assert places(edit) == {"SH010": at(61, 97), "SH020": at(13, 61), "SH030": at(97, 145)}


def test_a_meta_strip_in_a_meta_strip_is_opened_for_what_changes(edit, cut: FilmFolder, tmp_path: Path) -> None:
    inner = in_a_meta(edit, "SH010", "SH020")
    outer = edit.sequence_editor.strips.new_meta(name="Act", channel=9, frame_start=1)
    inner.move_to_meta(outer)
    compat.set_strip_end(outer, 97)
    conformed(edit, cut, tmp_path / "cut.otio", SH010=later(0, frames=30), SH020=later(-18), SH030=later(-18))
    assert places(edit) == {"SH010": at(1, 31), "SH020": at(31, 79), "SH030": at(79, 127)}
    assert [edge(s) for s in edit.sequence_editor.strips if s.type == "META"] == [(1, 79)]


def test_a_meta_strip_of_shots_that_are_gone_goes(edit, cut: FilmFolder, tmp_path: Path) -> None:
    in_a_meta(edit, "SH010", "SH020")
    conformed(edit, cut, tmp_path / "cut.otio", SH010=lambda c: None, SH020=lambda c: None)
    assert places(edit) == {"SH030": at(97, 145)}
    assert not [s for s in edit.sequence_editor.strips if s.type == "META"]


# -- transitions between shots that are there --------------------------------------------------------------------------


def with_turns(found: Timeline, *turns: Transition) -> Timeline:
    """The film with these on the track of its takes."""
    tracks = [replace(t, transitions=turns) if any(c.media for c in t.clips) else t for t in found.tracks]
    return replace(found, tracks=tuple(t if t.kind is TrackKind.VIDEO else replace(t, transitions=()) for t in tracks))


def crosses(edit: bpy.types.Scene) -> list[tuple[int, int, str, str]]:
    found = [s for s in edit.sequence_editor.strips_all if s.type in ("CROSS", "WIPE")]
    return sorted((*edge(s), s.input_1.name, s.input_2.name) for s in found)


@pytest.mark.parametrize("key", WRITERS)
def test_a_dissolve_between_shots_that_are_there_is_mixed(edit, cut: FilmFolder, tmp_path: Path, key: str) -> None:
    """The takes have six frames over at each end: of eight that are asked for, six are there."""
    path = tmp_path / f"cut.{key}"
    path.write_bytes(WRITERS[key](with_turns(reading.timeline(edit, cut), Transition(48, 0, 6))))
    proposal = read(edit, path)
    assert proposal.sentence == "1 mixed."
    assert [(line.name, line.kind, line.words) for line in proposal.lines][1] == (
        "SH020", "changed", "a dissolve of 6 frames into it")  # fmt: skip
    assert not proposal.troubles
    proposal.apply(proposal.wanted)
    assert crosses(edit) == [(49, 55, "SH010 t001", "SH020 t001")]
    assert [(s.name, s.frame_start, s.frame_end) for s in film(edit).shots] == [
        ("SH010", 1, 49), ("SH020", 49, 97), ("SH030", 97, 145)]  # fmt: skip
    assert_none_overlap(edit)
    assert read(edit, path).sentence == "Nothing would change."
    # It stays with its shots: a new take, and a re-edit that moves both.
    again = reading.timeline(edit, cut)
    assert [(t.at, t.before, t.after) for track in again.tracks for t in track.transitions] == [(48, 0, 6)]


def test_a_dissolve_moves_with_its_shots_and_goes_when_the_re_edit_has_none(edit, cut, movie, tmp_path: Path) -> None:
    path = tmp_path / "cut.otio"
    path.write_text(otio.write(with_turns(reading.timeline(edit, cut), Transition(48, 0, 6))), encoding="utf-8")
    first = read(edit, path)
    first.apply(first.wanted)
    add_take(edit, shot_named("SH020"), movie(90, 30), seconds=3, fps=30, handle_in_frames=6)
    assert [row[:2] for row in crosses(edit)] == [(49, 55)]
    moved = changed(edit, cut, **{name: later(24) for name in SHOTS})
    path.write_text(otio.write(with_turns(moved, Transition(72, 0, 6))), encoding="utf-8")
    second = read(edit, path)
    assert second.sentence == "3 moved."
    second.apply(second.wanted)
    assert [row[:2] for row in crosses(edit)] == [(73, 79)]
    path.write_text(otio.write(with_turns(reading.timeline(edit, cut))), encoding="utf-8")
    parted = read(edit, path)
    assert parted.sentence == "1 mixed no more."
    parted.apply(parted.wanted)
    assert crosses(edit) == []
    assert places(edit)["SH010"] == at(25, 73)
    assert read(edit, path).sentence == "Nothing would change."


def test_a_dissolve_over_the_middle_of_a_cut_takes_from_both_shots(edit, cut: FilmFolder, tmp_path: Path) -> None:
    path = tmp_path / "cut.otio"
    path.write_text(otio.write(with_turns(reading.timeline(edit, cut), Transition(48, 4, 4))), encoding="utf-8")
    proposal = read(edit, path)
    assert proposal.sentence == "1 moved, 2 trimmed, 1 mixed."
    proposal.apply(proposal.wanted)
    assert [row[:2] for row in crosses(edit)] == [(45, 53)]
    assert places(edit)["SH020"] == at(45, 97)
    assert_none_overlap(edit)
    assert read(edit, path).sentence == "Nothing would change."


def test_a_dissolve_for_which_no_frames_are_left_is_a_cut_and_told(edit, cut: FilmFolder, tmp_path: Path) -> None:
    for name in SHOTS[:2]:
        (take,) = take_strips(edit, shot_named(name))
        wanted = int(compat.content_start(take)) + compat.content_duration(take)
        take_end = compat.strip_end(take)
        compat.set_content_start(take, compat.content_start(take) - (wanted - take_end))
        compat.set_strip_start(take, take_end - 48)
        compat.set_strip_end(take, take_end)
    path = tmp_path / "cut.otio"
    path.write_text(otio.write(with_turns(reading.timeline(edit, cut), Transition(48, 0, 8))), encoding="utf-8")
    proposal = read(edit, path)
    told = proposal.apply(proposal.wanted)
    assert "so cuts: into SH020" in told
    assert crosses(edit) == []


# -- random re-edits ---------------------------------------------------------------------------------------------------


def recut(edit: bpy.types.Scene, folder: FilmFolder, dice: random.Random) -> Timeline:
    """The film as another program may send it back: shots in any order and of other lengths, with gaps and slips."""
    found = reading.timeline(edit, folder)
    shown = [clip for track in found.tracks for clip in track.clips if clip.name in SHOTS and clip.media]
    at, edited = 0, []
    for clip in dice.sample(shown, len(shown)):
        at += dice.choice((0, 0, 0, 7, 60))
        frames = dice.choice((clip.frames, clip.frames, 20, 33, 48))
        slip = dice.choice((0, 0, 3)) if clip.head < 12 else 0
        edited.append(replace(clip, start=at, frames=frames, source_in=clip.source_in + slip * clip.speed))
        at += frames
    return replace(found, tracks=(Track("V1", TrackKind.VIDEO, tuple(edited)),))


@pytest.mark.parametrize("seed", range(6))
def test_any_re_edit_is_the_film_afterwards_and_comes_back_the_same(
    edit, cut: FilmFolder, tmp_path: Path, seed: int
) -> None:
    """Several in a row, some shots in a meta strip: what was imported is what is exported then."""
    dice = random.Random(seed)
    if seed % 2:
        in_a_meta(edit, *dice.sample(SHOTS, 2))
    for number in range(3):
        wanted = recut(edit, cut, dice)
        path = tmp_path / f"cut{number}.{dice.choice(['otio', 'edl', 'xml'])}"
        path.write_bytes(WRITERS[path.suffix[1:]](wanted))
        proposal = read(edit, path)
        proposal.apply(proposal.wanted)
        assert read(edit, path).sentence.startswith("Nothing would change"), (number, path.name)
        spots = {clip.name: (clip.start, clip.frames, clip.head) for clip in wanted.clips()}
        again = {
            clip.name: (clip.start, clip.frames, clip.head)
            for clip in reading.timeline(edit, cut).clips()
            if clip.media
        }
        assert again == spots
        assert {
            name: row for name, row in places(edit).items() if {role for role, *_ in row} != {"sound", "source", "take"}
        } == {}
        assert_none_overlap(edit)


def assert_none_overlap(edit: bpy.types.Scene) -> None:
    levels = [edit.sequence_editor.strips, *(s.strips for s in edit.sequence_editor.strips_all if s.type == "META")]
    for level in levels:
        rows: dict[int, list[tuple[int, int]]] = {}
        for strip in level:
            rows.setdefault(strip.channel, []).append(edge(strip))
        for spans in rows.values():
            assert all(a[1] <= b[0] for a, b in zip(sorted(spans), sorted(spans)[1:], strict=False))


def test_many_shots_come_in_in_steps_that_look_at_the_channels_once(
    edit: bpy.types.Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    rows = [f"SH{n:03},A robot waves.,{24 + n},Ada,Hello {n}\n" for n in range(20)]
    path.write_text("".join(["Shot,Description,Frames,Cast,Dialogue\n", *rows]))
    looks: list[int] = []
    spans = compat.strip_spans

    def counted(strips: Any) -> Any:
        looks.append(len(strips))
        return spans(strips)

    monkeypatch.setattr(compat, "strip_spans", counted)
    proposal = read(edit, path)
    steps = list(proposal.steps(proposal.wanted))
    assert len(steps) > 40, "a strip, then its words, in steps of their own"
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert len(looks) < 10, "not once for each strip"
    texts = [strip for strip in edit.sequence_editor.strips_all if strip.type == "TEXT"]
    assert len(texts) == 20
    assert {strip.channel for strip in texts} == {6}
    again = read(edit, path)
    assert again.wanted == []


def test_a_re_edit_is_read_and_done_in_steps(edit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("".join(["Shot,Frames\n", *(f"SH{n:03},{24 + n}\n" for n in range(20))]))
    first = read(edit, listed)
    first.apply(first.wanted)
    found = reading.timeline(edit, None)
    length = max(clip.end for clip in found.clips())
    turned = [
        replace(t, clips=tuple(replace(c, start=length - c.end) for c in reversed(t.clips))) for t in found.tracks
    ]
    path = tmp_path / "turned.otio"
    path.write_text(otio.write(replace(found, tracks=tuple(turned))), encoding="utf-8")
    threads: list[bool] = []
    plainly = conform.conform

    def compared(*given: Any) -> Any:
        threads.append(threading.current_thread() is threading.main_thread())
        return plainly(*given)

    looks: list[int] = []
    spans = compat.strip_spans
    monkeypatch.setattr(conform, "conform", compared)
    steps = importing.proposing(edit, path)
    assert sum(1 for _ in steps) >= 20, "a step for each strip of the film"
    assert threads == [False], "comparing needs no Blender"
    proposal = read(edit, path)
    monkeypatch.setattr(compat, "strip_spans", lambda strips: looks.append(1) or spans(strips))
    assert len(list(proposal.steps(proposal.wanted))) > 2 * 20, "out of the way and back, a strip at a time"
    assert len(looks) < 10, "what stands on the channels is not looked at for each strip"
    assert read(edit, path).sentence.startswith("Nothing would change")


def test_a_file_that_cannot_be_read_is_said_so_from_its_thread(edit, tmp_path: Path) -> None:
    with pytest.raises(AnimaticError) as refused:
        read(edit, tmp_path / "nowhere.otio")
    assert "nowhere.otio" in refused.value.user_message


def test_room_is_what_asking_for_each_strip_anew_would_find(edit: bpy.types.Scene) -> None:
    strips = edit.sequence_editor.strips
    random.seed(11)
    edit.sequence_editor.channels[3].lock = True
    room = Room(edit, strips)
    standing: list[Any] = []
    for number in range(60):
        start = random.randrange(1, 200)
        length = random.randrange(1, 40)
        expected = timeline.free_channel(edit, strips, start, start + length, 2)
        assert room.take(start, start + length, 2) == expected
        standing.append(
            compat.new_effect(strips, name=f"s{number}", type="COLOR", channel=expected, start=start, length=length)
        )
        if number % 5 == 4:
            gone = standing.pop(random.randrange(len(standing)))
            room.leave(gone)
            strips.remove(gone)


def test_the_table_is_done_to_its_end_though_esc_is_pressed() -> None:
    done: list[int] = []

    def work() -> Any:
        for number in range(5):
            done.append(number)
            yield number, 5
        return "all"

    steps = slices.to_the_end(work())
    next(steps)
    with pytest.raises(StopIteration) as end:
        steps.throw(slices.StopWork())
    assert (end.value.value, done) == ("all", [0, 1, 2, 3, 4])
