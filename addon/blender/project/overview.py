# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Project and Generate panels tell: the checklist, and the price of what is chosen. Found beside drawing.

Main thread. `refresh()` is called by the panels' timer, rarer the longer it takes; panels only read `current`.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, NamedTuple

import bpy

from ...second import compat
from ..engine import slices
from ..engine.view import current as view
from ..properties import film, find_shot, settings
from ..values import edit_rate, picture_of, to_model

DISK_LEAST = 2_000_000_000
"""Bytes that should be free: some hundred takes."""
OFTEN, SHARE = 0.5, 0.02
"""Seconds between two looks at least, and the share of the time that looking may take."""

SLICE_SECONDS = 0.01

NOT_LOOKED_AT = "input_empty"
"""A problem that is none: what will be filmed, and what files have, is looked at for the preflight only."""


class Line(NamedTuple):
    """One line of the checklist. `operator` mends what is not well."""

    well: bool
    text: str
    operator: str = ""
    button: str = ""


class Overview(NamedTuple):
    """`button` is what the Generate button says; `refused` why some of the chosen shots cannot be sent."""

    lines: tuple[Line, ...] = ()
    button: str = "Generate…"
    refused: tuple[str, ...] = ()
    live: bool = False
    price: str = ""
    """The same for a header, in a few letters: "~$0.10", "free"."""

    @property
    def well(self) -> bool:
        return all(line.well for line in self.lines)

    @property
    def summary(self) -> str:
        """ "All is well; rehearsal, free", or how many lines ask for something: it stands there folded, too."""
        wrong = sum(not line.well for line in self.lines)
        state = f"{wrong} to look at" if wrong else "All is well"
        return f"{state}; {'live gateway' if self.live else 'rehearsal, free'}"


current = Overview()
_next_look = 0.0
_looking: slices.Work | None = None
"""A look that goes on at the next call: the price of many shots takes longer than a frame."""
_looked_at = ""
"""The edit that it is about."""
_spent = 0.0
"""Seconds that it has taken so far."""


def refresh(edit: bpy.types.Scene) -> bool:
    """Look again, when it is time, for SLICE_SECONDS at most. Answers whether something changed."""
    global current, _looking, _looked_at, _next_look, _spent
    start = time.perf_counter()
    if _looking is None or _looked_at != edit.name:
        if _looking is None and start < _next_look:
            return False
        _looking, _looked_at, _spent = _look(edit), edit.name, 0.0
    before, work, _looking = current, _looking, None
    try:
        next(work)
        while time.perf_counter() < start + SLICE_SECONDS:
            next(work)
        _looking = work
    except StopIteration as end:
        current = end.value
    except ReferenceError:  # undo, or another file: what was begun is about scenes that are gone
        work.close()
    _spent += time.perf_counter() - start
    _next_look = start + max(OFTEN, _spent / SHARE)
    return current != before


def under_way() -> bool:
    """Whether a look waits for the next call of `refresh`."""
    return _looking is not None


def forget() -> None:
    """Another file is open."""
    global current, _looking, _next_look
    current, _looking, _next_look = Overview(), None, 0.0


def look(edit: bpy.types.Scene) -> Overview:
    """How it is now. Asks neither the network nor a file of the film."""
    found: Overview = slices.whole(_look(edit))
    return found


def _look(edit: bpy.types.Scene) -> slices.Work:
    button, refused, about = yield from _price(edit)
    return Overview(tuple(_checklist(edit)), button, refused, settings.is_live(), about)


# The checklist


def _checklist(edit: bpy.types.Scene) -> list[Line]:
    return [
        *(_saved(), *_run_by(), *_shown(edit), _rate(edit), _channels(edit), *_gateway(), *_disk()),
        *(_shape(edit), _view_transform(edit)),
    ]


def _saved() -> Line:
    if bpy.data.filepath:
        return Line(True, f"Saved: takes are kept in {Path(bpy.data.filepath).stem}.animatic")
    return Line(False, "Not saved yet: takes are kept in a folder beside the film", "wm.save_mainfile", "Save")


def _run_by() -> list[Line]:
    if view.owner is None:
        return []
    if view.owner.here:
        return [Line(False, view.run_by)]
    return [Line(False, view.run_by, "animatic.take_over_jobs", "Take Over Jobs")]


def _shown(edit: bpy.types.Scene) -> list[Line]:
    if not len(film(edit).shots) or not compat.has_empty_sequencer():
        return []
    text = f"This Sequencer shows no scene; shots and takes are in {edit.name}"
    return [Line(False, text, "animatic.show_edit", f"Show {edit.name}")]


def _rate(edit: bpy.types.Scene) -> Line:
    return Line(True, f"{float(edit_rate(edit).fraction):.5g} frames a second; takes are conformed to it")


def _channels(edit: bpy.types.Scene) -> Line:
    chosen = film(edit)
    picture, sound = chosen.video_channel, chosen.sound_channel
    if picture == sound:
        return Line(False, f"Picture and sound share channel {picture}: choose two in Film Settings")
    editor = edit.sequence_editor
    for number in (picture, sound) if editor is not None else ():
        channel = editor.channels[number]
        if channel.mute or channel.lock:
            state, button = ("muted", "Unmute") if channel.mute else ("locked", "Unlock")
            return Line(False, f"{channel.name}, where takes go, is {state}", "animatic.open_channels", button)
    return Line(True, f"Takes go on channel {picture}, their sound on {sound}")


def _gateway() -> list[Line]:
    if not settings.is_live():
        return [Line(True, "Rehearsal: free and offline, slates instead of generated video")]
    lines = [Line(True, "Live gateway: sending costs money"), _key()]
    refusal = settings.online_refusal()
    if refusal:
        lines.append(Line(False, refusal, "screen.userpref_show", "Preferences"))
    host = settings.host_refusal()
    if host is not None:
        lines.append(Line(False, host.sentence, "animatic.open_preferences", "Preferences"))
    return lines


def _key() -> Line:
    found = settings.credential()
    if found is None:
        return Line(False, "No key for the gateway", "animatic.open_preferences", "Preferences")
    return Line(True, f"Key: {found.describe()}")


def _disk() -> list[Line]:
    if not bpy.data.filepath:
        return []
    import shutil

    try:
        free = shutil.disk_usage(Path(bpy.data.filepath).parent).free
    except OSError:
        return [Line(False, "The film's folder cannot be reached")]
    return [Line(free >= DISK_LEAST, f"{free / 1e9:.1f} GB free beside the film")]


def _shape(edit: bpy.types.Scene) -> Line:
    from ...core.plans import shape

    chosen = film(edit).aspect
    shots = {shot.scene for shot in film(edit).shots if not shot.gone and shot.scene is not None} or {edit}
    shapes = sorted({picture_of(scene) for scene in shots})
    told = ", ".join(dict.fromkeys(map(shape.named, shapes)))
    if chosen == shape.SCENE:
        return Line(True, f"Videos are asked for in the shape of their scenes, or the model's nearest: {told}")
    if all(shape.alike(picture, chosen) for picture in shapes):
        return Line(True, f"Videos are asked for at {chosen}, as their scenes are")
    text = f"Videos are asked for at {chosen}, and what is filmed is {told}"
    return Line(False, text, "animatic.use_scene_aspect", "As the Scene")


def _view_transform(edit: bpy.types.Scene) -> Line:
    chosen = edit.view_settings.view_transform
    if chosen == "Standard":
        return Line(True, "Videos show in their own colours")
    text = f"The view transform {chosen} changes the colours of videos"
    return Line(False, text, "animatic.use_standard_view", "Use Standard")


# The price


def _price(edit: bpy.types.Scene) -> slices.Work:
    """The button's words, and why some shots cannot be sent, as far as it is known without looking at any file."""
    from ...core import money
    from ...core.errors import UserError
    from ..edit import sources
    from ..engine import prices
    from ..shots import words
    from ..shots.chosen import shots_to_generate

    wanted = [shot.uuid for shot in shots_to_generate(edit, film(edit).generate_which)]
    catalog = prices.catalog()
    located = sources.locate(edit) if len(wanted) > 1 else None
    places = {shot.uuid: number for number, shot in enumerate(film(edit).shots)}
    plans, refused = [], []
    for done, uuid in enumerate(wanted):
        yield done, len(wanted)
        shot = _shot_at(edit, places[uuid], uuid)
        if shot is None:
            continue
        try:
            plan = words.draft_plan(edit, to_model(shot, edit, located=located), catalog)
        except UserError as error:
            refused.append(f"{shot.name}: {error.user_message}")
            continue
        errors = [p.message for p in plan.problems if p.level == "error" and p.code != NOT_LOOKED_AT]
        if errors:
            refused.append(errors[0])
        else:
            plans.append(plan)
    if not plans:
        return _nothing(edit, refused), tuple(refused), ""
    price = money.about(money.total(plan.quote.usd for plan in plans))
    said = f"{_what(plans)}, {price if settings.is_live() else f'free (live {price})'}"
    return said, tuple(refused), price if settings.is_live() else "free"


def _nothing(edit: bpy.types.Scene, refused: list[str]) -> str:
    """What the button says where nothing is to be sent, and why."""
    from ..shots.chosen import on_their_way

    which, shots = film(edit).generate_which, [shot for shot in film(edit).shots if not shot.gone]
    away = len(on_their_way() & {shot.uuid for shot in shots})
    if refused or which in ("chosen", "all") or not shots:
        return "Generate…"
    if away:
        return f"Nothing else: {away} of {len(shots)} {'is' if away == 1 else 'are'} on the way"
    return "Every shot has a take" if which == "open" else "No take is out of date"


def _shot_at(edit: bpy.types.Scene, number: int, uuid: str) -> Any | None:
    """A shot of the list, as long as it is there: between two slices shots may be built or removed."""
    shots = film(edit).shots
    return shots[number] if number < len(shots) and shots[number].uuid == uuid else find_shot(edit, uuid)


def _what(plans: list[Any]) -> str:
    """ "Generate 3 drafts", "Rehearse 1 final"."""
    verb = "Generate" if settings.is_live() else "Rehearse"
    tiers = {str(plan.tier) for plan in plans}
    noun = tiers.pop() if len(tiers) == 1 else "shot"
    return f"{verb} {len(plans)} {noun}{'' if len(plans) == 1 else 's'}"
