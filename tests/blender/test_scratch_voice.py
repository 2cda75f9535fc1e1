# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dialogue spoken by the system: laid under its texts, for timing; with a stand-in program, and the real one."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from pathlib import Path
from typing import Any

import bpy
import pytest
from take_parts import shot_named

from addon.blender.edit import sources
from addon.blender.engine import beside
from addon.blender.exchange import importing, scratch
from addon.blender.properties import film, shot_of
from addon.core.media import speech
from addon.second import compat

PATIENCE = 60.0
"""Seconds that something may take on a machine that does much else."""
PLAY = """INT. KITCHEN - NIGHT #12#

Mia opens the door.

MIA
You are late again, my old friend.

OTTO
I know.

EXT. STREET - DAY #13#

Nothing moves.
"""
STAND_IN = '''#!{python}
"""espeak-ng, a second for each word."""
import sys, wave
said = dict(zip(sys.argv[1::2], sys.argv[2::2]))
text = open(said["-f"], encoding="utf-8").read()
if "silence" in text:
    sys.exit("no such voice")
if "for ever" in text:
    import os, time
    open({log!r}, "w").write(str(os.getpid()))
    time.sleep(3600)
with wave.open(said["-w"], "wb") as sound:
    sound.setnchannels(1), sound.setsampwidth(2), sound.setframerate(8000)
    sound.writeframes(bytes(16000 * len(text.split())))
with open({log!r}, "a") as log:
    log.write(" ".join(sys.argv[1:3]) + "|" + text + "\\n")
'''


@pytest.fixture
def spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for espeak-ng on the path, and the file in which it notes what it said."""
    if sys.platform in ("win32", "darwin"):
        pytest.skip("another system's speech")
    programs, log = tmp_path / "programs", tmp_path / "said.log"
    programs.mkdir()
    program = programs / "espeak-ng"
    program.write_text(STAND_IN.format(python=sys.executable, log=str(log)))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return log


@pytest.fixture
def play(edit: bpy.types.Scene, tmp_path: Path) -> bpy.types.Scene:
    """A screenplay of two scenes, imported; 24 frames a second."""
    path = tmp_path / "play.fountain"
    path.write_text(PLAY, encoding="utf-8")
    proposal = importing.propose(edit, path)
    proposal.apply(proposal.wanted)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    return edit


def strips(edit: bpy.types.Scene, kind: str) -> list[Any]:
    found = [s for s in edit.sequence_editor.strips if s.type == kind]
    return sorted(found, key=compat.strip_start)


def spans(edit: bpy.types.Scene, kind: str) -> list[tuple[int, int]]:
    return [(compat.strip_start(s), compat.strip_end(s)) for s in strips(edit, kind)]


def test_each_line_is_spoken_at_its_place_and_told_where_it_is_longer(play: Any, spoken: Path, tmp_path: Path) -> None:
    texts, shots = spans(play, "TEXT"), [(s.name, s.frame_start, s.frame_end) for s in film(play).shots]
    assert bpy.ops.animatic.scratch_voice() == {"FINISHED"}
    assert [line.partition("|")[2] for line in spoken.read_text().splitlines()] == [
        "You are late again, my old friend.", "I know."]  # fmt: skip
    sounds = spans(play, "SOUND")
    assert [start for start, _ in sounds] == [start for start, _ in texts]
    assert [end - start for start, end in sounds] == [7 * 24, 2 * 24]
    assert {shot_of(s) for s in strips(play, "SOUND")} == {shot_named("SC12_010").uuid}
    assert spans(play, "TEXT") == texts
    assert [(s.name, s.frame_start, s.frame_end) for s in film(play).shots] == shots
    assert sources.locate(play)[shot_named("SC12_010").uuid].said[0] == ("Mia", "You are late again, my old friend.")
    voiced = scratch.put(play, scratch_folder(tmp_path), heard(play, tmp_path), fit=False)
    assert voiced.sentence.startswith("2 lines spoken by espeak-ng, a scratch voice for timing. Longer than the text")


def scratch_folder(tmp_path: Path) -> Any:
    from addon.core.files import FilmFolder

    return FilmFolder(tmp_path / "film.blend")


class Work:
    cancelled = False

    def progress(self, done: float, total: float) -> None: ...


def heard(edit: Any, tmp_path: Path) -> Any:
    work: Any = Work()
    return scratch.speak(scratch_folder(tmp_path), scratch.lines(edit), scratch.Pace(), work)


def test_what_is_spoken_already_is_kept_and_replaced_not_doubled(play: Any, spoken: Path) -> None:
    for _ in range(2):
        assert bpy.ops.animatic.scratch_voice() == {"FINISHED"}
    assert len(strips(play, "SOUND")) == 2
    assert len(spoken.read_text().splitlines()) == 2, "nothing is spoken twice"
    film(play).words_a_minute = 200
    assert bpy.ops.animatic.scratch_voice(voice="de") == {"FINISHED"}
    assert len(strips(play, "SOUND")) == 2
    assert spoken.read_text().splitlines()[2].startswith("-v de|")


def test_shots_are_fitted_to_what_is_said_and_what_follows_makes_room(play: Any, spoken: Path) -> None:
    before = {shot.name: shot.frame_end - shot.frame_start for shot in film(play).shots}
    was = [end - start for start, end in spans(play, "TEXT")]
    assert bpy.ops.animatic.scratch_voice(fit=True) == {"FINISHED"}
    texts = spans(play, "TEXT")
    assert [end - start for start, end in texts] == [7 * 24, 2 * 24]
    assert spans(play, "SOUND") == texts
    assert texts[0][1] <= texts[1][0]
    first, second = film(play).shots
    assert first.frame_end - first.frame_start == before["SC12_010"] + 9 * 24 - sum(was)
    assert (second.frame_start, second.frame_end - second.frame_start) == (first.frame_end, before["SC13_010"])
    assert texts[-1][1] <= first.frame_end


def test_a_system_without_speech_says_what_to_install(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech.shutil, "which", lambda name: None)
    with pytest.raises(RuntimeError, match="Install espeak-ng"):
        bpy.ops.animatic.scratch_voice()
    assert strips(play, "SOUND") == []


def test_a_program_that_says_nothing_is_told_with_its_words(play: Any, spoken: Path) -> None:
    strips(play, "TEXT")[0].text = "Mia: silence"
    with pytest.raises(RuntimeError, match="espeak-ng said nothing: no such voice"):
        bpy.ops.animatic.scratch_voice()


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_the_real_speech_takes_longer_for_more_words(tmp_path: Path) -> None:
    speaker = speech.need()
    short, long, odd = (tmp_path / f"{name}.wav" for name in ("short", "long", "odd"))
    one = speech.speak(speaker, "Yes.", short, words_a_minute=150)
    many = speech.speak(speaker, "You are late again, my old friend.", long, words_a_minute=150)
    assert 0 < one < many
    assert 1.0 < many < 6.0
    assert speech.speak(speaker, "-w /tmp/x --help [[rate 1]] <b>no</b> ü", odd, words_a_minute=150) > one
    assert speech.speak(speaker, "You are late again, my old friend.", long, words_a_minute=300) < many


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_what_is_said_is_never_an_option(system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech.shutil, "which", lambda name: f"/bin/{name}")
    speaker = speech.find(system)
    assert speaker is not None
    command = speaker.command(tmp_path / "text.txt", tmp_path / "out.wav", words_a_minute=150, voice="Anna")
    assert command.argv[0].startswith("/bin/")
    said = [*command.argv, *command.env.values()]
    assert str(tmp_path / "text.txt") in said
    assert str(tmp_path / "out.wav") in said
    assert "Anna" in said


def test_it_finds_its_edit_under_another_name(
    play: bpy.types.Scene, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Speaking takes its time, and the artist goes on meanwhile."""
    monkeypatch.setattr(beside, "goes_on", lambda work: True)
    bpy.ops.animatic.scratch_voice()
    play.name = "Cut 2"
    (work,) = beside.at_work() or beside._all
    work.wait(60.0)
    beside.tell()
    assert len(strips(play, "SOUND")) == 2


@pytest.mark.parametrize("how", [{"leaving": True}, {"of_film": True}, {}], ids=["quit", "another film", "disabled"])
def test_a_sentence_without_end_ends_with_blender_and_with_its_film(
    play: Any, spoken: Path, monkeypatch: pytest.MonkeyPatch, how: dict[str, bool]
) -> None:
    monkeypatch.setattr(beside, "goes_on", lambda work: True)
    monkeypatch.setattr(beside, "STOP_SECONDS", PATIENCE)
    strips(play, "TEXT")[0].text = "Mia: I speak for ever"
    bpy.ops.animatic.scratch_voice()
    (work,) = beside.at_work()
    end = time.monotonic() + PATIENCE
    while not (spoken.exists() and spoken.read_text()):
        assert time.monotonic() < end, "nothing speaks"
        time.sleep(0.02)
    beside.stop(**how)
    assert not work.running, "it was waited for until it ended"
    with pytest.raises(ProcessLookupError):
        os.kill(int(spoken.read_text()), 0)


def test_a_program_that_hangs_is_ended_and_told(play: Any, spoken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "TIMEOUT_SECONDS", 1.0)
    strips(play, "TEXT")[0].text = "Mia: I speak for ever"
    with pytest.raises(RuntimeError, match="espeak-ng does not speak: it took longer than 1 seconds"):
        bpy.ops.animatic.scratch_voice()
    with pytest.raises(ProcessLookupError):
        os.kill(int(spoken.read_text()), 0)
