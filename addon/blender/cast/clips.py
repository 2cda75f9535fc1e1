# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The active shot's clips: filmed now in one look or in all, looked at side by side before anything is paid.

What a clip shows is known by its content, so a look that did not change is not filmed again, here or at the send.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from .. import registry
from ..properties.cast import CHOSEN_LOOK, heard_looks
from ..properties.choices import CLIP_LOOKS
from ..values import to_model
from . import filming

if TYPE_CHECKING:
    from ...core.models import CaptureSpec


LOOKS = {identifier: name for identifier, name, _ in CLIP_LOOKS}


class Clip(NamedTuple):
    """A clip that was filmed in this session: its content and its file."""

    sha256: str
    file: str


_wanted: "dict[tuple[str, str], CaptureSpec]" = {}
"""What was asked for, by shot and look."""
filmed: dict[tuple[str, str], Clip] = {}
"""What has come of it, by shot and look. Panels only read it."""


def specs_of(edit: bpy.types.Scene, shot: Any, looks: list[str]) -> "dict[str, CaptureSpec]":
    """What to film for a shot in these looks. Raises UserError for a film that is not saved, a shot without camera."""
    from ...core.models import ClipLook
    from ..engine import prices
    from ..shots import gather

    model, catalog = to_model(shot, edit), prices.catalog()
    return {
        look: gather.clip_of(edit, model.model_copy(update={"clip_look": ClipLook(look)}), catalog) for look in looks
    }


def look_up(shot_uuid: str, wanted: "dict[str, CaptureSpec]") -> None:
    """Remember which of these are filmed."""
    from ..capture.store import CaptureStore
    from ..values import film_folder

    store = CaptureStore(film_folder())
    for look, spec in wanted.items():
        _wanted[shot_uuid, look] = spec
        found = store.find(spec.key)
        if found is not None:
            filmed[shot_uuid, look] = Clip(found.sha256, str(store.folder.resolve(found.path)))
        else:
            filmed.pop((shot_uuid, look), None)


def asked_for(shot_uuid: str) -> list[str]:
    """The looks of a shot's clip that were asked for, filmed or not, in the order of the menu."""
    return [look for look in LOOKS if (shot_uuid, look) in _wanted]


def refresh() -> None:
    """Filming ended: look again for what was asked for."""
    by_shot: dict[str, dict[str, CaptureSpec]] = {}
    for (shot_uuid, look), spec in _wanted.items():
        by_shot.setdefault(shot_uuid, {})[look] = spec
    for shot_uuid, wanted in by_shot.items():
        look_up(shot_uuid, wanted)


def forget() -> None:
    """Another film is open."""
    _wanted.clear()
    filmed.clear()


def _note_look(file: str) -> None:
    """This person chose a look picture on this machine: it may go out without a warning."""
    from ...core.files.state import note_chosen

    if file:
        note_chosen(CHOSEN_LOOK, Path(bpy.path.abspath(file)))


@bpy.app.handlers.persistent
def _loaded(*_: object) -> None:
    forget()


def register() -> None:
    filming.when_filmed(refresh)
    registry.handler("load_post", _loaded)
    registry.then(forget)
    registry.listener(heard_looks, _note_look)
