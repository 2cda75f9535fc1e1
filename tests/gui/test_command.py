# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""`blender FILM --command animatic ...` with the installed extension: send, killed on the way, resume, the report.

Run by `scripts/test.py --gui`, which has the only real Blender of the tests: its command line has no window and no
screen, unlike the bpy module's.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy

sys.path.insert(0, str(Path(__file__).parent))
from hands import jobs_of

FILM = Path("/tmp/command.blend")
WAIT_SECONDS = 240
UNDER_WAY = {"submitting", "running", "downloading"}


def make_film() -> None:
    """Two text shots of two seconds."""
    edit = bgui.sequencer_scene() or bpy.context.scene
    edit.render.fps, edit.frame_start, edit.frame_end = 24, 1, 96
    edit.timeline_markers.new("A", frame=1)
    edit.timeline_markers.new("B", frame=49)
    with bgui.ctx(bgui.area("SEQUENCE_EDITOR", view="SEQUENCER"), "WINDOW"):
        bpy.ops.animatic.build_shots()
    for shot in edit.animatic.shots:
        shot.route, shot.block("action").text = "text", "Two pyramids greet each other at dusk."
    bpy.ops.wm.save_as_mainfile(filepath=str(FILM))


def start(*argv: str) -> subprocess.Popen[str]:
    command = [bpy.app.binary_path, "--quiet", str(FILM), "--command", "animatic", *argv]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(*argv: str) -> tuple[int, str, str]:
    process = start(*argv)
    out, err = process.communicate(timeout=WAIT_SECONDS)
    with open("/out/command.log", "a") as log:
        log.write(f"--- {' '.join(argv)}: {process.returncode}\n{out}{err}")
    return process.returncode, out, err


def jobs() -> list[dict[str, Any]]:
    return jobs_of(FILM)


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    make_film()
    code, out, err = run("shots")
    assert (code, "SH010" in out, "SH020" in out) == (0, True, True), err

    sending = start("generate", "--rehearsal", "--yes")
    end = time.monotonic() + WAIT_SECONDS
    while not any(job["state"] in UNDER_WAY for job in jobs()):
        assert time.monotonic() < end, "nothing was sent"
        assert sending.poll() is None, sending.communicate()
        yield 0.05
    sending.kill()
    sending.communicate()
    assert len(jobs()) == 2

    code, _, err = run("generate", "--live", "--yes")
    assert code == 2, err  # no key, no access: refused before anything else

    code, out, err = run("jobs", "resume", "--json")
    assert code == 0, err
    answer = json.loads(out[out.index("{") :])
    assert [job["state"] for job in answer["jobs"]] == ["placed", "placed"], answer
    assert answer["notices"] == [] or all(notice["level"] == "note" for notice in answer["notices"]), answer
    assert "Traceback" not in err

    code, out, err = run("generate", "SH010", "--rehearsal", "--yes")
    assert (code, "Traceback" in err) == (0, False), err
    code, out, err = run("money", "--rehearsal", "--csv")
    rows = list(csv.DictReader(io.StringIO(out[out.index("created,") :])))
    assert [row["shot"] for row in rows] == ["SH010", "SH020", "SH010", ""], out
    accepted = list((FILM.with_suffix(".animatic") / "rehearsal" / "jobs").glob("job_*.json"))
    assert len(accepted) == 3, "each shot was sent once"

    bpy.ops.wm.open_mainfile(filepath=str(FILM))
    yield from bgui.settle(1.0)
    edit = bgui.sequencer_scene() or bpy.context.scene
    assert [len(shot.takes) for shot in edit.animatic.shots] == [2, 1]
    strips = sorted((s for s in edit.sequence_editor.strips if s.type == "MOVIE"), key=lambda s: s.left_handle)
    assert [(s.left_handle, s.right_handle, s.animatic.role) for s in strips] == [(1, 49, "take"), (49, 97, "take")]
    bgui.shot("/out/01-the-command-line-placed-these.png")


bgui.run(steps)
