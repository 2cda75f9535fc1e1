# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare: a shot's own clip, or another of its takes, against the take that it shows, in the Sequencer's preview.

What is shown for it is in no saved file: it goes before the film is written, comes again after, and is gone for good
when a step is undone. It goes along when the shot shows another take or lies elsewhere, and ends when there is nothing
to compare any more. It is no undo step itself. Main thread.
"""

import logging
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...core.errors import AnimaticError, UserError
from ...steps import whole
from .. import registry, timeline
from ..capture import put_aside
from ..cast import filming
from ..engine import beside
from ..properties import find_edit
from ..takes import data
from ..takes.showing import take_file
from ..ui import redraw
from ..values import film_folder, take_to_model, to_model
from . import clips

if TYPE_CHECKING:
    from ...core.models import CaptureSpec

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""Between two looks at whether the clip that is waited for is filmed."""
WAYS = (
    ("beside", "Beside", "The two side by side, each half as large"),
    ("over", "Over", "The second half transparent over the first"),
    ("wipe", "Wipe", "The left half of the first, the right half of the second"),
)
KEY, KEYMAP = "W", "Video Sequence Editor"


class Wish(NamedTuple):
    """What is compared: a shot with its clip in a look, or with another take; and how."""

    shot: str
    how: str
    look: str = "colours"
    take: str = ""
    """The other take's id; empty: the shot's clip."""


class _Now:
    shown: Wish | None = None
    facts: tuple[Any, ...] = ()
    """What of the film it was made of (`_facts`)."""
    waiting: Wish | None = None
    """Its clip is being filmed."""
    last = Wish("", "beside")
    """How it was compared last: the key asks for that again."""


def beginning(wish: Wish) -> Generator[None, None, bool]:
    """Show a comparison; False while the clip for it is being filmed beside Blender. In steps, to be done to their end
    while nothing else edits. Raises AnimaticError for a shot without a take, or without anything to compare it with."""
    end()
    yield
    edit, shot = find_edit(wish.shot)
    if edit is None or shot is None:
        raise UserError("The shot is no longer in the film.", "Choose another one.", code="no_shot")
    _Now.last = wish
    if not wish.take:
        spec = clips.spec_of(to_model(shot, edit), wish.look)
        if clips.found(spec) is None:
            work = filming.film_specs([spec])
            if work is None or beside.goes_on(work):
                _Now.waiting = wish
                return False
    yield from _showing(wish)
    return True


def is_shown() -> bool:
    """Whether something is compared now, in whichever edit."""
    return _Now.shown is not None


def wish_for(shot: Any, how: str, against: str, take: str = "") -> Wish:
    """What is meant by an operator's words ("last": as it was compared last), of the take with this id, if one is
    given. Raises UserError where the shot has no other take."""
    last = _Now.last
    how = last.how if how == "last" else how
    if against == "last":
        against = "take" if last.take else last.look
    if against != "take" and not take:
        return Wish(shot.uuid, how, look=against)
    return Wish(shot.uuid, how, take=take or _other_take(shot))


def end() -> bool:
    """Back to the timeline as it was; answers whether something was compared."""
    was = _Now.shown is not None or _Now.waiting is not None
    _Now.shown = _Now.waiting = None
    taken = [timeline.remove_comparison(scene) for scene in bpy.data.scenes]
    return was or any(taken)


def _show(wish: Wish) -> None:
    whole(_showing(wish))


def _showing(wish: Wish) -> Generator[None, None, None]:
    edit, shot = find_edit(wish.shot)
    active = data.active(shot) if shot is not None else None
    if edit is None or shot is None or active is None:
        raise UserError("The shot has no take yet.", "Generate one first.", code="no_take")
    model = to_model(shot, edit)
    yield  # of a thousand shots it takes 10 ms
    first = _take(shot, wish.take) if wish.take else _clip(clips.spec_of(model, wish.look), model)
    yield from timeline.showing_comparison(edit, model, first, _take(shot, active.id), wish.how)
    _Now.shown, _Now.facts = wish, _facts(wish)
    redraw()


def _facts(wish: Wish) -> tuple[Any, ...]:
    """What a comparison is made of; empty where there is nothing to compare: a shot or a take that is gone, or a take
    with itself."""
    _, shot = find_edit(wish.shot)
    if shot is None or shot.gone or data.active(shot) is None or wish.take == shot.active_take:
        return ()
    if wish.take and data.find(shot, wish.take) is None:
        return ()
    return shot.active_take, shot.frame_start, shot.frame_end


def _take(shot: Any, take_id: str) -> "timeline.Picture":
    take = data.find(shot, take_id)
    if take is None:
        raise UserError(f"{shot.name} no longer has that take.", "Choose another one.", code="no_take")
    return timeline.Picture(take_to_model(take, shot), take_file(take), f"t{take.number:03d}")


def _clip(spec: "CaptureSpec", model: Any) -> "timeline.Picture":
    clip = clips.found(spec)
    if clip is None:
        raise UserError("Its clip is not there.", "Compare again: it is filmed anew.", code="clip_missing")
    return timeline.Picture(clips.as_take(model, spec, clip), film_folder().resolve(clip.path), "plan")


def tick() -> float:
    """Show what was waited for, if its clip is there and the timeline may be touched, and bring what is shown up to the
    film. Answers the seconds until the next look."""
    wish = _Now.waiting
    if wish is not None and filming.under_way() is None and not timeline.can_edit_now():
        _Now.waiting = None
        try:
            _show(wish)
        except Exception as error:  # an exception would end Blender's timer for good
            log.warning("The comparison could not be shown: %s", error)
    elif _Now.shown is not None and not timeline.can_edit_now():
        _follow(_Now.shown)
    return LOOK_SECONDS


def _follow(wish: Wish) -> None:
    facts = _facts(wish)
    if facts == _Now.facts:
        return
    end()
    try:
        if facts:
            _show(wish)
    except Exception as error:  # as above
        log.warning("The comparison is not shown any more: %s", error)
    redraw()


def _other_take(shot: Any) -> str:
    """The take chosen in the list if it is not the one that shows, else the newest other one."""
    listed = data.listed(shot)
    if listed is not None and listed.id != shot.active_take:
        return str(listed.id)
    others = [take for take in shot.takes if take.id != shot.active_take and not take.rejected]
    if not others:
        raise UserError(f"{shot.name} has one take only.", "Compare it with its clip.", code="no_take")
    return str(max(others, key=lambda take: take.number).id)


@bpy.app.handlers.persistent
def _before_saving(*_: object) -> None:
    """No saved file has a comparison in it."""
    if timeline.in_use_now():  # a file that has it all the same is opened without it
        return
    for scene in bpy.data.scenes:
        timeline.remove_comparison(scene)


@contextmanager
def _kept_out() -> Iterator[None]:
    """Nor has a copy that is filmed from, or exported: for those no handler is called."""
    shown = _Now.shown is not None and not timeline.in_use_now()
    if shown:
        _before_saving()
    try:
        yield
    finally:
        if shown:
            _after_saving()


@bpy.app.handlers.persistent
def _after_saving(*_: object) -> None:
    if _Now.shown is not None and not timeline.in_use_now():
        try:
            _show(_Now.shown)
        except (AnimaticError, KeyError) as error:
            _Now.shown = None
            log.warning("The comparison is not shown again: %s", error)


@bpy.app.handlers.persistent
def _replaced(*_: object) -> None:
    """Undo, redo or another file: what they bring of a comparison is not wanted."""
    end()


def register() -> None:
    registry.handler("save_pre", _before_saving)
    registry.handler("save_post", _after_saving)
    registry.handler("save_post_fail", _after_saving)
    registry.listener(put_aside, _kept_out)
    for name in ("undo_post", "redo_post", "load_post"):
        registry.handler(name, _replaced)
    registry.then(_forget)
    registry.then(end)
    registry.timer(tick, LOOK_SECONDS)
    # Blender's own W, which changes the tool of selecting, stands in this one, and it is asked before "Sequencer".
    registry.key(KEYMAP, "animatic.compare", KEY)


def _forget() -> None:
    _Now.shown = _Now.waiting = None
    _Now.last = Wish("", "beside")
