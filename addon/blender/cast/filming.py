# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make References: films the cast now, in a second Blender beside the artist's work, without sending anything."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError
from .. import registry
from ..engine import beside, session
from ..engine.view import current as view
from ..operators import is_saved
from . import references

if TYPE_CHECKING:
    from ...core.blender_process import BlenderCommand
    from ...core.models import CaptureSpec, Reference
    from ..capture.store import CaptureStore


def under_way() -> beside.Work | None:
    """What is being filmed now because somebody asked for it."""
    return next((work for work in beside.at_work() if work.told is _tell), None)


def looking() -> beside.Work | None:
    """The views that are being filmed unasked: they give way to what somebody asks for."""
    return next((work for work in beside.at_work() if work.told is _tell_views), None)


def can_film(cls: Any, kept: str) -> bool:
    """For the poll of an operator that films now: grey until the film is saved, and while something is filmed."""
    if not is_saved(cls, kept):
        return False
    if under_way() is not None:
        cls.poll_message_set("Something is being filmed")
        return False
    return True


def begin(edit: bpy.types.Scene, members: Sequence[Any]) -> tuple[beside.Work | None, list[AnimaticError]]:
    """Film the references of members that have to be filmed and are not yet; None: all are. And why some cannot be.

    Raises UserError for a film that is not saved, FileError for a full disk."""
    from ..capture.key import Seen
    from ..edit.members import follow_strips

    follow_strips(edit)

    seen = Seen()
    wanted: list[CaptureSpec] = []
    refused: list[AnimaticError] = []
    asked: set[str] = set()
    for member in members:
        try:
            found = (references.spec_of(edit, member, seen), references.close_up_of(edit, member, seen))
        except AnimaticError as error:
            refused.append(error)
            continue
        wanted += [spec for spec in found if spec is not None]
        asked.add(member.uuid)
    return film_specs(wanted, of=asked), refused


_filmed_for: set[str] = set()
"""Whose references were asked for last, by their members' ids."""


def is_filming(member: Any) -> bool:
    """Whether a member is among those whose references somebody asked for and that are being filmed."""
    return under_way() is not None and member.uuid in _filmed_for


def film_specs(
    specs: "Sequence[CaptureSpec]", *, of: Collection[str] = (), unasked: bool = False
) -> beside.Work | None:
    """Film what of these is not filmed yet; None: all are. Raises UserError for a film that is not saved, FileError
    for a full disk. `of`: the ids of members whose references they are; `unasked`: see `looking`."""
    from ..capture import copies
    from ..capture.store import ONE_LOOK_SECONDS, CaptureStore
    from ..values import film_folder

    store = CaptureStore(film_folder())
    found = CaptureStore(store.folder, again=ONE_LOOK_SECONDS)
    wanted = {spec.key: spec for spec in specs if found.find(spec.key) is None}
    if not wanted:
        return None
    if (views := looking()) is not None:
        views.cancel()
    if not unasked:
        _filmed_for.clear()
        _filmed_for.update(of)
    copy = copies.new()
    return beside.begin(
        "views" if unasked else "references",
        partial(_film, session.blender_command(), copy, list(wanted.values()), store),
        told=_tell_views if unasked else _tell,
        cleanup=partial(copies.drop, copy),
        words=", ".join(spec.name for spec in wanted.values()),
        film=store.folder.root,
    )


async def _film(
    command: "BlenderCommand", copy: Path, specs: "Sequence[CaptureSpec]", store: "CaptureStore", work: beside.Work
) -> "list[Reference]":
    from ..capture import runner

    shares = {spec.key: 0.0 for spec in specs}

    def filmed(key: str, done: int, total: int) -> None:
        shares[key] = done / max(total, 1)
        work.progress(sum(shares.values()), len(shares))

    return await runner.film(command, copy, specs, store, filmed)


LOOK = "Is it hidden, transparent, or made large by guides and far parts? It is not sent as it is."
_heard: list[Callable[[], object]] = []
"""What wants to know that something was filmed."""


_heard_views: "list[Callable[[Sequence[Reference]], object]]" = []
"""What wants to know of the views that were filmed unasked."""


def when_looked(hear: "Callable[[Sequence[Reference]], object]") -> None:
    """Call this with the views whenever some were filmed unasked, with none where that failed, until the extension is
    disabled."""
    registry.listener(_heard_views, hear)


def when_filmed(hear: Callable[[], object]) -> None:
    """Call this whenever filming has ended, until the extension is disabled."""
    registry.listener(_heard, hear)


def _tell(work: beside.Work) -> None:
    """Tell what came of it."""
    from ...core.jobs.events import Notice
    from ...core.models import Level

    references.look_soon()
    for hear in _heard:
        hear()
    if (told := blank(work)) and work.film is not None:
        view.put_notice(Notice(work.film, Level.WARNING, "reference_blank", told, LOOK))
    beside.put_trouble(work)


def _tell_views(work: beside.Work) -> None:
    references.look_soon()
    tell_views(work.result or ())
    beside.put_trouble(work)


def tell_views(views: "Sequence[Reference]") -> None:
    """Say to whoever waits for views that these came, or that none will."""
    for hear in _heard_views:
        hear(views)


def blank(work: beside.Work) -> str:
    """A sentence about references that were filmed and in which nobody would be told; empty where all are well."""
    return " ".join(f"{r.name} is {r.blank}." for r in work.result or () if r.blank)
