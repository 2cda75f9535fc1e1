# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that is drawn, in every state that it has, held against what this Blender's layouts, icons and operators are.

A `draw` that raises leaves an empty dialog with a button that pays; nothing else says so, for only a window draws.
"""

from __future__ import annotations

import ast
import inspect
import json
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import CodeType, FrameType, SimpleNamespace
from typing import Any

import bpy
import canvas
import pytest
import take_parts as parts
from canvas import Dialog, Drawn

import addon
from addon import ident
from addon.blender import operators, preferences
from addon.blender.cast import clips, collection_ops, filming, propose, references
from addon.blender.cast import ui as cast_ui
from addon.blender.engine import thumbnails
from addon.blender.engine.rows import FarmRow, LostTake
from addon.blender.engine.view import current
from addon.blender.exchange import import_ops, kitsu_ops, publishing
from addon.blender.exchange.proposal import Line, Proposal
from addon.blender.export import ops as export_ops
from addon.blender.jobs import asking, preflight_fronts, preflight_ops, preflight_rows
from addon.blender.project import menus, overview, viewport
from addon.blender.properties import film, settings
from addon.blender.review import notes
from addon.blender.shots import build, cuts, words_ops
from addon.blender.shots import words as shot_words
from addon.blender.takes import trash
from addon.core.errors import AnimaticError, Billed
from addon.core.exchange.kitsu import KitsuShot
from addon.core.exchange.publishing import Plan, Publication, Record
from addon.core.files import FilmFolder
from addon.core.jobs.events import Notice, Progress
from addon.core.jobs.job import ErrorRecord, Job, new_job
from addon.core.jobs.lock import Owner
from addon.core.jobs.states import TABLE, Action, State
from addon.core.models import Level
from addon.second import compat

SOURCES = sorted(Path(addon.__file__).parent.joinpath("blender").rglob("*.py"))
LAYOUTS = {"layout", "column", "menu"}
"""What functions that draw call the layout that they are given."""

KEY = "vck_" + "a" * 28


def ours(kind: str) -> list[Any]:
    """Our registered classes of a kind: "PT", "MT", "OT"."""
    return [getattr(bpy.types, name) for name in dir(bpy.types) if name.startswith(f"ANIMATIC_{kind}_")]


def all_drawn() -> dict[str, Drawn]:
    """Every panel, list and menu as it is now, and what was said when the mouse rested on each of its buttons."""
    found = {cls.__name__: canvas.draw(cls) for cls in (*ours("PT"), *ours("MT"))}
    for cls in ours("PT"):
        canvas.draw(cls, folded=True)
    for add in (*(draw for _, draw in menus.MENUS), menus._draw_header):
        drawn = Drawn()
        add(SimpleNamespace(layout=canvas.Canvas(drawn)), bpy.context)
        canvas.hovered(drawn)
    return found


# -- which lines draw ------------------------------------------------------------------------------------------------


def drawing_code(source: Path) -> Iterator[CodeType]:
    """The code of a file's functions that draw: those given a layout, and what hovering asks."""

    def walk(code: CodeType) -> Iterator[CodeType]:
        for part in code.co_consts:
            if isinstance(part, CodeType):
                given = part.co_varnames[: part.co_argcount]
                draws = part.co_name.lstrip("_").startswith("draw") or part.co_name == "description"
                if draws or LAYOUTS & set(given):
                    yield part
                else:
                    yield from walk(part)

    yield from walk(compile(source.read_text(encoding="utf-8"), str(source), "exec"))


class Traced:
    """Notes which lines of the files in SOURCES run."""

    def __init__(self) -> None:
        self.lines: set[tuple[str, int]] = set()
        self._files = {str(source) for source in SOURCES}

    def __enter__(self) -> Traced:
        sys.settrace(self._begin)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _begin(self, frame: FrameType, event: str, _: Any) -> Any:
        return self._line if frame.f_code.co_filename in self._files else None

    def _line(self, frame: FrameType, event: str, _: Any) -> Any:
        self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line

    def missed(self) -> list[str]:
        """Lines that draw and did not run, as "jobs/ui.py:40"."""
        missed = []
        for source in SOURCES:
            for code in drawing_code(source):
                lines = {line for *_, line in code.co_lines() if line is not None} - {code.co_firstlineno}
                body = {line for line in lines if line > _signature_end(source, code)}
                missed += [
                    f"{source.parent.name}/{source.name}:{line}"
                    for line in sorted(body)
                    if (str(source), line) not in self.lines
                ]
        return missed


def _signature_end(source: Path, code: CodeType) -> int:
    """The last line before a function's body: arguments over several lines count as run with their call."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if first == code.co_firstlineno:
                return node.body[0].lineno - 1
    return code.co_firstlineno


# -- states ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def whole(edit: bpy.types.Scene, tmp_path: Path, movie: parts.Movie) -> Iterator[FilmFolder]:
    """A saved film of two shots with takes of each kind and a cast of each kind."""
    folder = parts.make_film(edit, tmp_path / "a" / "film.blend")
    edit = bpy.context.scene
    shot = parts.shot_named("SH010")
    facts: tuple[dict[str, Any], ...] = ({"tier": "final", "seed": None}, {}, {"warnings": ("The seed was ignored.",)})
    for fact in facts:
        parts.add_take(edit, shot, movie(60, 30), **fact)
    shot.takes[0].starred, shot.takes[1].rejected, shot.takes[2].stale = True, True, "camera changed"
    shot.takes[0].note = "hand too high"
    for kind in ("collection", "collection", "strip", "image", "movie", "url"):
        bpy.ops.animatic.add_cast(name=f"{kind} {len(film(edit).cast)}", source_kind=kind)
    film(edit).cast[1].form = "sheet"
    for slot in (film(edit).cast[0].uuid, film(edit).cast[0].uuid, film(edit).cast[2].uuid):
        shot.cast.add().member = slot
    film(edit).shot_index = list(film(edit).shots).index(shot)
    yield folder
    overview.forget()
    shot_words.forget()
    references.states.clear()
    propose.left_out.clear()
    current.clear(None)


def jobs_of(folder: FilmFolder, gateway: str = "live") -> list[Job]:
    """A job in each state, with trouble and without, as the engine would show them."""
    edit = bpy.context.scene
    plan = parts.send.make_plans(edit, [parts.shot_named("SH020")])[0]
    jobs = []
    for number, state in enumerate([*State, *State], 1):
        trouble = AnimaticError("It broke.", "Try again.", code="broken", billed=Billed.UNKNOWN)
        changes: dict[str, Any] = {"state": state, "charge": TABLE[state].charge or Billed.NO}
        if number > len(State):
            changes["error"] = ErrorRecord.of(trouble, "2026-11-22T10:00:00Z", "running")
        if state is State.RUNNING:
            changes["running_since"] = "2026-11-22T10:00:00+00:00"
        job = new_job(plan, batch="ab"[number > len(State)], take_number=number, mode="async", gateway=gateway)
        jobs.append(job.model_copy(update={"id": f"01JOB{number:021d}", **changes}))
    return jobs


def show(folder: FilmFolder, jobs: list[Job]) -> None:
    current.film = folder.root
    current.jobs = {job.id: job for job in jobs}
    current.progress = {jobs[1].id: Progress(folder.root, jobs[1].id, "capturing", 3, 48)}
    current.refresh()


def line_of_each_kind() -> overview.Overview:
    return overview.Overview(
        (
            overview.Line(True, "Saved"),
            overview.Line(False, "Not saved yet", "wm.save_mainfile", "Save"),
            overview.Line(False, "Channel 2, where takes go, is locked"),
        ),
        "Generate 2 drafts, about $0.50",
        tuple(f"SH0{n}0: too long" for n in range(1, 6)),
    )


def filmed(word: str) -> references.State:
    views = ("front.png", "corner.png", "side.png") if word == "filmed" else ()
    sides = ("back", "", "left") if word == "filmed" else ()
    missing = references._missing(["skin.png", "eye.png", "hair.png", "coat.png"]) if word == "changed" else ""
    sha256 = "" if word == "missing" else "ab" * 32
    near = "face.png" if word == "filmed" else ""
    return references.State(
        word,
        f"It is {word}.",
        "mia.mp4",
        sha256,
        True,
        views,
        sides,
        front_guessed=word == "changed",
        missing=missing,
        close_up=near,
    )


def in_every_state(folder: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "farm", (FarmRow("the farm is at work, 3 of 12 filmed", "last-3.png"),))
    monkeypatch.setattr(current, "farm_log", "http://127.0.0.1:1/log")
    edit = bpy.context.scene
    chosen, shot = film(edit), parts.shot_named("SH010")
    all_drawn()
    for width in (44, 26):
        for room in ("shots", "takes", "jobs", "cast"):
            monkeypatch.setattr(f"addon.blender.{room}.ui.letters", lambda width=width: width)
        all_drawn()
    for gateway in ("live", "rehearsal"):
        show(folder, jobs_of(folder, gateway))
        all_drawn()
    for number in range(len(chosen.shots)):
        chosen.shot_index = number
        all_drawn()
    for continued in (chosen.shots[-1].uuid, "lost"):
        shot.continues = continued
        chosen.shot_index = list(chosen.shots).index(shot)
        all_drawn()
    show(folder, [job for job in jobs_of(folder) if job.working][:1] * 2)
    before_the_first_take(chosen)
    chosen.shot_index = list(chosen.shots).index(shot)
    current.lost = tuple(LostTake(f"01JOB{n}", "SH030 t001", "takes/a.mp4", "its shot" * (n % 2)) for n in range(31))
    current.put_notice(Notice(folder.root, Level.NOTE, "exported", "The sheet is ready.", ""))
    thumbnails._keep(SimpleNamespace(result=thumbnails.find(bpy.data.filepath, tuple(thumbnails._look(edit)))))
    operators.unforeseen("Retry", ValueError("a fault"))
    overview.current = line_of_each_kind()
    all_drawn()
    monkeypatch.setattr(thumbnails, "of_shot", lambda _: 1)
    monkeypatch.setattr(thumbnails, "icon", lambda *_, **__: 1)
    viewport.refresh(edit)
    viewport.filmed_in[edit.name] = tuple(one.uuid for one in chosen.shots)
    all_drawn()
    chosen.shot_index = -1
    all_drawn()
    chosen.shot_index = list(chosen.shots).index(shot)
    for block in ("action", "camera", "cast", "place", "look"):
        shot.block(block).generated, shot.block(block).text = "A wide shot.", "My own words."
        shot.block(block).changed = block != "place"
        shot.block(block).edited = True
    shot.speed, shot.continues = 0.5, chosen.shots[-1].uuid
    problems = ("The words are too long.",)
    shot_words.told = shot_words.Told(shot.uuid, 3000, 1500, 10, 500, "Wan", problems)._replace(
        keeps="camera yes", untested="2026-11-20", assumed="the sides of its pictures"
    )
    shot_words.told = shot_words.told._replace(
        said=("Mia: Hello.",), absent=((chosen.cast[0].uuid, "Mia"),), notes=("Rook goes along as a reference.",)
    )
    bpy.ops.animatic.add_set_part()
    monkeypatch.setattr(build, "left", 2)
    monkeypatch.setattr(cuts, "said", lambda _: [SimpleNamespace(sentence="the lens jumps.", key="lens")])
    shot.silenced = "size"
    chosen.removed.add().name = "SH990"
    edit.use_preview_range = True
    record = json.loads(shot.takes[0].record)
    judged = {"word": "follows", "sentence": "follows the camera", "faults": ["is silent"]}
    elsewhere = record["file"].replace("SH010/", "SH015/")
    shot.takes[0].record, shot.take_index = json.dumps({**record, "judged": judged, "file": elsewhere}), 0
    all_drawn()
    shot.takes[0].record = json.dumps({**record, "judged": judged})
    chosen.cast[0].front = "object"
    a_clip = clips.Clip("ab" * 32, str(folder.captures / "clip.mp4"))
    monkeypatch.setattr(clips, "filmed", {(shot.uuid, next(iter(clips.LOOKS))): a_clip})
    monkeypatch.setattr(clips, "_wanted", {(shot.uuid, look): None for look in clips.LOOKS})
    propose.left_out[shot.uuid] = ("Rook is out of the picture.",)
    monkeypatch.setattr(compat, "has_text_boxes", lambda: False)
    all_drawn()
    monkeypatch.undo()
    for number, member in enumerate(chosen.cast):
        chosen.cast_index = number
        for word in ("filmed", "changed", "unfilmed", "given", "missing"):
            references.states[member.uuid] = filmed(word)
            all_drawn()
    nobody = bpy.data.scenes.new("Nobody")
    with monkeypatch.context() as patch:
        patch.setattr(compat, "edit_scene", lambda _: nobody)
        assert "animatic.add_cast_from_collections" in canvas.draw(cast_ui.ANIMATIC_PT_cast).operators
    bpy.data.scenes.remove(nobody)
    for host in (socket.gethostname(), "studio-4"):
        current.owner = Owner(pid=7, host=host, birth="1", since="2026-11-22T10:00:00Z", token="t")
        overview.current = overview.look(edit)
        all_drawn()
    current.follows_owners = {folder.root.with_name("old.animatic"): current.owner}
    all_drawn()
    current.owner, current.follows_owners = None, {}
    work = SimpleNamespace(running=True, share=0.4, words="Mia")
    monkeypatch.setattr(filming, "under_way", lambda: work)
    who_is_filmed_is_said_to_be(chosen, monkeypatch)
    a_guess_leaves_room_for_the_state(chosen)
    monkeypatch.setattr(export_ops, "under_way", lambda: [work])
    monkeypatch.setattr(export_ops, "last_made", [folder.sheets / "film_sheet_v001.png"])
    all_drawn()
    monkeypatch.undo()
    chosen.cast_index = -1
    shot.gone, shot.active_take = True, ""
    all_drawn()


def who_is_filmed_is_said_to_be(chosen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not that it will be when it is needed; of the others it is still said."""
    chosen.cast_index = 0
    member = chosen.cast[0]
    references.states[member.uuid] = references.State("unfilmed", "Will be filmed when it is needed")
    for asked, is_said in (({member.uuid, "another"}, True), ({"another"}, False)):
        monkeypatch.setattr(filming, "_filmed_for", asked)
        texts = " ".join(canvas.draw(cast_ui.ANIMATIC_PT_cast).texts)
        assert ("Being filmed" in texts, "Will be filmed" in texts) == (is_said, not is_said)


def a_guess_leaves_room_for_the_state(chosen: Any) -> None:
    """Both are said of somebody whose front is a guess, not one behind the dots of the other."""
    chosen.cast_index = 0
    references.states[chosen.cast[0].uuid] = references.State("filmed", "Filmed, and still right", front_guessed=True)
    texts = canvas.draw(cast_ui.ANIMATIC_PT_cast).texts
    assert {"Front is a guess: press Face or Back", "Filmed, and still right"} <= {*texts}
    gone = "Missing pictures: Console_diff.tga, Console_norm.tga, Horses_dirt.tga and 3 more. They are magenta in it"
    references.states[chosen.cast[0].uuid] = references.State(
        "unfilmed", "Filmed soon", missing=gone, front_guessed=True
    )
    assert "Front is a guess: press Face or Back" in canvas.draw(cast_ui.ANIMATIC_PT_cast).texts, "not behind the dots"


def before_the_first_take(chosen: Any) -> None:
    """A shot without a take is chosen, whose first one is on its way, or did not come."""
    chosen.shot_index = next(number for number, one in enumerate(chosen.shots) if not one.takes)
    for row in (current.rows[0], current.rows[0]._replace(working=False)):
        current.latest[chosen.shots[chosen.shot_index].uuid] = row
        all_drawn()


def preferences_in_every_state(monkeypatch: pytest.MonkeyPatch) -> list[Drawn]:
    found = []
    entry = bpy.context.preferences.addons.new()
    entry.module = ident.PACKAGE
    try:
        for host, *_ in preferences.HOSTS:
            for folder in ("", "/srv/www"):
                entry.preferences.host, entry.preferences.url_folder = host, folder
                entry.preferences.open_requests = bool(folder)
                entry.preferences.farm = "FLAMENCO" if folder else "THIS"
                for testing, tested in ((False, None), (True, None), (False, "Add credit.")):
                    notice = tested and Notice(Path(), Level.WARNING, "no_credit", "No credit.", tested)
                    monkeypatch.setattr(current, "testing", testing)
                    monkeypatch.setattr(current, "tested", notice)
                    monkeypatch.setattr(current, "tested_rows", ((True, "The key works."), (False, "No credit.")))
                    drawn = Drawn()
                    page = canvas.StandIn(preferences.ANIMATIC_AP_preferences, entry.preferences, canvas.Canvas(drawn))
                    preferences.ANIMATIC_AP_preferences.draw(page, bpy.context)
                    drawn_alone("animatic.kitsu_log_in")
                    found.append(canvas.hovered(drawn))
    finally:
        bpy.context.preferences.addons.remove(entry)
    return found


def preflights(monkeypatch: pytest.MonkeyPatch) -> list[Dialog]:
    """The page free and live, within the caps and above them, with all that leaves and without."""
    for shot in film(bpy.context.scene).shots:
        shot.gone = False
    parts.shot_named("SH010").block("action").text = ""
    found = []
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    with settings.overriding(gateway="LIVE"), monkeypatch.context() as patch:
        patch.setattr(settings, "credential", lambda: None)
        assert "no key" in Dialog("animatic.preflight", which="all").drawn.text
    for live in (False, True):
        for cap in (10.0, 0.0):
            values = {"gateway": "LIVE" if live else "REHEARSAL", "cap_batch": cap, "cap_day": cap}
            values["open_requests"] = live
            with settings.overriding(**values):
                dialog = Dialog("animatic.preflight", which="all", leaving=True, heading="Retake.")
                dialog.draw()
                dialog.operator.leaving, dialog.operator.open_line = False, True
                dialog.draw()
                dialog.operator.arrows[0].details = True
                dialog.draw()
                with monkeypatch.context() as patch:
                    patch.setattr(preflight_fronts, "members", lambda edit: list(film(edit).cast))
                    come = references.State(sha256="0" * 64, views=("view.png",), sides=("left",))
                    views = {member.name: come for member in list(film(bpy.context.scene).cast)[1:]}
                    patch.setattr(preflight_fronts, "_come", views)
                    dialog.draw()
                    patch.setattr(preflight_fronts, "BRIEF_MOST", 1)
                    dialog.draw()
                with monkeypatch.context() as patch:
                    patch.setattr(preflight_rows, "room", lambda: 2)
                    patch.setattr(preflight_rows, "GROUP", 1)
                    dialog.operator.leaving = True
                    for row in dialog.operator.rows:
                        row.chosen = True
                    dialog.draw()
                    Dialog("animatic.preflight", which="all")
                    patch.setattr(preflight_rows, "TABS_MAX", 1)
                    dialog = Dialog("animatic.preflight", which="all")
                _with_references_and_problems(monkeypatch, dialog)
                found.append(dialog)
    return found


def _with_references_and_problems(monkeypatch: pytest.MonkeyPatch, dialog: Dialog) -> None:
    from addon.core.models import Problem
    from addon.core.plans.preflight import Shown

    page = preflight_ops._page
    assert page is not None
    problems = tuple(
        Problem(level=level, code=code, message="It is so.", next_step="Do this.")
        for level in Level
        for code in ("some", "retention")
    )
    seen = (
        Shown(name="Mia", word="character1", kind="video", seconds=3, width=1280, height=720, size=9, state="to film"),
        Shown(name="Board", word="", kind="image", state="hosted"),
    )
    rows = tuple(row.model_copy(update={"problems": problems, "references": seen}) for row in page.rows)
    monkeypatch.setattr(preflight_ops, "_page", page.model_copy(update={"rows": rows, "leaves": ()}))
    dialog.draw()
    monkeypatch.setattr(preflight_ops, "_page", None)
    dialog.draw()


def dialogs_in_every_state(folder: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = bpy.context.scene
    show(folder, jobs_of(folder))
    for action in Action:
        for job in current.jobs.values():
            if action in job.actions and action in (Action.RETRY, Action.SEND_AGAIN):
                monkeypatch.setattr(asking, "ask", lambda *_: [])
                Dialog("animatic.job_action", job=job.id, action=str(action))
    Dialog("animatic.retry_failed")
    with monkeypatch.context() as patch:
        elsewhere = Owner(pid=7, host="elsewhere", birth="1", since="2026-11-22T10:00:00Z", token="t")
        patch.setattr(asking, "other_owner", lambda: elsewhere)
        Dialog("animatic.take_over_jobs")
    Dialog("animatic.exact_text")
    Dialog("animatic.read_on", sentences="One thing.\nAnother one.")
    Dialog("animatic.renumber_shots")
    Dialog("animatic.scratch_voice")
    monkeypatch.setattr(words_ops, "TABLE", 1)
    Dialog("animatic.write_words")
    Dialog("animatic.variations")
    monkeypatch.setattr(notes, "at_playhead", lambda _: None)  # it refuses where no take is
    Dialog("animatic.note_frame")
    dialog = Dialog("animatic.export_pdf")
    dialog.operator.page = "OWN"
    dialog.draw()
    for kind in ("collection", "strip", "image", "movie", "url"):
        Dialog("animatic.add_cast", source_kind=kind)
    collections_dialog(edit, monkeypatch)
    film(edit).negative = "No text."
    shot = parts.shot_named("SH020")
    shot.block("action").text = "A robot waves. " * 400
    film(edit).shot_index = list(film(edit).shots).index(shot)
    Dialog("animatic.exact_text")
    shot.block("action").text = parts.WORDS
    taken = parts.shot_named("SH010")
    trash.delete(edit, taken, taken.takes[2])
    Dialog("animatic.empty_trash")
    edit.timeline_markers[1].frame = 900
    Dialog("animatic.shot_length")  # of a shot that fits
    edit.frame_end = 1000
    bpy.ops.animatic.build_shots()
    film(edit).shot_index = list(film(edit).shots).index(parts.shot_named("SH010"))
    assert Dialog("animatic.shot_length").options
    assert Dialog("animatic.remove_shot", uuid=taken.uuid).options
    exchange_dialogs(folder, monkeypatch)
    kitsu_states(edit, folder, monkeypatch)
    strip = edit.sequence_editor.strips.new_movie(
        name="Mia.mov", filepath=str(folder.resolve(taken.takes[0].file)), channel=7, frame_start=1
    )
    edit.sequence_editor.active_strip = strip
    Dialog("animatic.cast_from_strip")


def collections_dialog(edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more collections than are listed, one in another."""
    holder = edit.collection
    for name in ("People", "Nora"):
        made = bpy.data.collections.new(name)
        holder.children.link(made)
        made.objects.link(bpy.data.objects.new(name, bpy.data.meshes.new(name)))
        holder = made
    assert len(Dialog("animatic.add_cast_from_collections").operator.rows) > 1
    monkeypatch.setattr(collection_ops, "ROWS_MAX", 1)
    Dialog("animatic.add_cast_from_collections")
    for name in ("Nora", "People"):
        bpy.data.objects.remove(bpy.data.objects[name])
        bpy.data.collections.remove(bpy.data.collections[name])


def kitsu_states(edit: bpy.types.Scene, folder: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anybody asked, while it is asked, with its answer, and with what it refused."""
    record = Record(folder.root / "kitsu.json", "there")
    take = Publication("uuid", "SH010", "take", folder.root / "take.mp4", "words")
    lines = (replace(take, shot=KitsuShot("1", "SH010")), *[take] * (kitsu_ops.ROWS + 1))
    asked = publishing.Known(projects=("Film",), plan=Plan(lines, record, "1", "2"), film=folder.root)
    asked = asked._replace(list_file=folder.exports / "film_kitsu_v001.csv")
    two = asked._replace(plan=Plan((lines[0], lines[0]), record, "1", "2"))
    film(edit).kitsu_status = "Todo"
    refused = publishing.Known(trouble="Kitsu cannot be reached.")
    for known in (publishing.Known(), refused, asked, two):
        for share in (None, 0.0, 0.5):
            with monkeypatch.context() as patch:
                patch.setattr(current, "film", folder.root)
                patch.setattr(publishing, "known", known)
                patch.setattr(
                    publishing, "work", lambda share=share: None if share is None else SimpleNamespace(share=share)
                )
                canvas.draw(bpy.types.ANIMATIC_PT_kitsu)
                drawn_alone("animatic.publish_kitsu")
    assert Dialog("animatic.kitsu_log_in").options


def exchange_dialogs(folder: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    for form in ("otio", "edl"):
        assert Dialog("animatic.export_edit", format=form).options
    drawn_alone("animatic.import_edit")
    drawn_alone("animatic.agree_blank", told="It is blank.")
    kinds = ("new", "gone", "changed", "same")
    lines = [Line(str(n), "SH010", kinds[n % 4], "moves", "1", "25") for n in range(import_ops.ROWS + 1)]
    troubles = [f"Line {number} cannot be read." for number in range(13)]
    shown = Proposal("a.otio", "2 moved.", lines, troubles, lambda _: "", ("Mood",), ["A note."])
    for proposal in (shown, None):
        monkeypatch.setattr(import_ops, "_shown", proposal)
        if proposal is None:
            drawn_alone("animatic.import_table")
        else:
            assert Dialog("animatic.import_table").options
    shots = folder.root.parent / "list.csv"
    shots.write_text("Shot,Seconds,Mood\nSH010,2,blue\n", encoding="utf-8")
    assert Dialog("animatic.map_columns", file=str(shots)).options


def drawn_alone(operator: str, **values: Any) -> None:
    """A dialog that another one, or the file browser, opens."""
    properties = canvas.operator_properties(operator)
    for name, value in values.items():
        setattr(properties, name, value)
    cls = getattr(bpy.types, canvas.class_of(operator))
    inspect.unwrap(cls.draw)(canvas.StandIn(cls, properties, canvas.Canvas(Drawn())), bpy.context)


def all_tooltips() -> None:
    """Of every operator, for every value that its properties can have."""
    for cls in ours("OT"):
        name = f"animatic.{cls.__name__.removeprefix('ANIMATIC_OT_')}"
        assert canvas.tooltip(name, canvas.operator_properties(name))
        for known in canvas.rna_of(name).properties:
            for value in _values(known):
                properties = canvas.operator_properties(name)
                setattr(properties, known.identifier, value)
                assert canvas.tooltip(name, properties)


def _values(known: Any) -> list[Any]:
    if known.type == "ENUM":
        return [item.identifier for item in known.enum_items if item.identifier]
    return {"BOOLEAN": [True, False], "STRING": ["", "01TAKE"]}.get(known.type, [])


def test_nothing_that_is_drawn_can_raise(whole: FilmFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every line that draws is drawn once, in a state that reaches it: a new branch asks for a state here."""
    monkeypatch.setenv("AI_GATEWAY_API_KEY", KEY)
    with Traced() as traced:
        in_every_state(whole, monkeypatch)
        monkeypatch.setenv("AI_GATEWAY_API_KEY", KEY)
        preferences_in_every_state(monkeypatch)
        preflights(monkeypatch)
        dialogs_in_every_state(whole, monkeypatch)
        all_tooltips()
    missed = traced.missed()
    assert not missed, "\n".join(missed)


def test_a_film_without_anything_draws_too(edit: bpy.types.Scene) -> None:
    for drawn in all_drawn().values():
        assert all(isinstance(text, str) for text in drawn.texts)


# -- what the dialogs say --------------------------------------------------------------------------------------------


@pytest.fixture
def live(whole: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> Callable[[State], Job]:
    """`live(state)`: the open film's only job, of the real gateway, in that state."""
    monkeypatch.setenv("AI_GATEWAY_API_KEY", KEY)

    def one(state: State) -> Job:
        job = next(job for job in jobs_of(whole) if job.state is state)
        show(whole, [job, job])
        return job

    return one


@pytest.mark.parametrize(
    ("operator", "values", "state", "confirm"),
    [
        ("animatic.job_action", {"action": "send_again"}, State.UNCERTAIN, "Send Again"),
        ("animatic.job_action", {"action": "send_again"}, State.EXPIRED, "Send Again"),
        ("animatic.job_action", {"action": "retry"}, State.FAILED, "Retry"),
        ("animatic.retry_failed", {}, State.FAILED, "Retry"),
    ],
)
def test_what_costs_anew_says_its_price_first(
    live: Callable[[State], Job], operator: str, values: dict[str, str], state: State, confirm: str
) -> None:
    job = live(state)
    dialog = Dialog(operator, **({"job": job.id} if values else {}), **values)
    assert dialog.options is not None, "no question was asked"
    assert dialog.options["confirm_text"] == confirm
    assert dialog.options["cancel_default"], "Enter must not buy"
    assert "Costs about $" in dialog.drawn.text
    assert ("may have been charged" in dialog.drawn.text) == (confirm == "Send Again")


def test_the_front_is_chosen_right_above_the_views_that_show_it(whole: FilmFolder) -> None:
    """Whoever chooses it in the workspace as Blender ships it sees both without scrolling."""
    chosen = film(bpy.context.scene)
    chosen.cast_index = [member.source_kind for member in chosen.cast].index("collection")
    drawn = canvas.draw(cast_ui.ANIMATIC_PT_cast).properties
    assert drawn[-1] == "front"


def test_a_limit_of_variations_that_would_not_hold_cannot_be_set(whole: FilmFolder) -> None:
    """It holds where takes are bought one after the other; all at once cost what the preflight says."""
    assert "budget" in Dialog("animatic.variations", until_one_follows=False).drawn.greyed
    assert "budget" not in Dialog("animatic.variations", until_one_follows=True).drawn.greyed


def test_a_retry_above_the_cap_says_so_instead_of_a_price(live: Callable[[State], Job]) -> None:
    job = live(State.FAILED)
    with settings.overriding(cap_batch=0.01):
        assert "the cap per batch is $0.01" in Dialog("animatic.job_action", job=job.id, action="retry").drawn.text


def test_a_retry_that_costs_nothing_asks_nothing(live: Callable[[State], Job], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(asking, "ask", lambda action, jobs: asked.append((action, jobs)))
    job = live(State.DOWNLOADING)
    assert Dialog("animatic.job_action", job=job.id, action="retry").options is None
    assert asked == [(Action.RETRY, [job.id])]


def test_taking_over_names_the_other_and_the_danger(whole: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    current.film = whole.root
    owner = Owner(pid=7, host="studio-4", birth="1", since="2026-11-22T10:00:00Z", token="t")
    monkeypatch.setattr(asking, "other_owner", lambda: owner)
    said = Dialog("animatic.take_over_jobs").drawn.text
    assert "process 7 on studio-4, since 2026-11-22 10:00 UTC" in said
    assert "paid twice" in said


def test_emptying_the_trash_says_what_is_lost(whole: FilmFolder) -> None:
    shot = parts.shot_named("SH010")
    trash.delete(bpy.context.scene, shot, shot.takes[0])
    assert "1 deleted take" in Dialog("animatic.empty_trash").drawn.text


def test_each_cross_of_a_row_says_what_it_does(live: Callable[[State], Job]) -> None:
    live(State.UNCERTAIN)
    drawn = canvas.draw(bpy.types.ANIMATIC_PT_queue)
    assert drawn.operators.count("animatic.job_action") == 3
    assert len({said for said in drawn.tooltips if "charged" in said or "accepted" in said}) == 3


def test_every_icon_in_the_sources_is_one_of_this_blenders() -> None:
    """Those of conditions that no state above meets, too."""
    known = set(bpy.types.UILayout.bl_rna.functions["label"].parameters["icon"].enum_items.keys())
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            for name in _icons(node):
                assert name in known, f"{source.name}: {name}"


def _icons(node: ast.AST) -> list[str]:
    found: list[ast.AST] = []
    if isinstance(node, ast.keyword) and node.arg == "icon":
        found = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
    if isinstance(node, ast.Assign) and "ICONS" in ast.unparse(node.targets[0]) and isinstance(node.value, ast.Dict):
        found = list(node.value.values)
    return [part.value for part in found if isinstance(part, ast.Constant) and isinstance(part.value, str)]
