# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine's captures have to do with a farm: which one is chosen, a film's sets, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..properties import settings
from . import beside
from .view import current as view

if TYPE_CHECKING:
    from ...core.errors import AnimaticError
    from ...core.farm.desk import FarmDesk
    from ...core.farm.flamenco import Flamenco
    from ...core.farm.results import Result
    from ...core.farm.sets import CaptureSet
    from ...core.files import FilmFolder
    from ...core.models import CaptureSpec, Reference
    from ..capture.store import CaptureStore

OUT = "../../out"
"""From a set to the results, which all sets of a film share: nothing is filmed twice."""


def is_chosen() -> bool:
    """Whether what is sent now is filmed by a farm."""
    return bool(settings.preference("farm") == "FLAMENCO")


def desk_for(folder: FilmFolder, store: CaptureStore) -> FarmDesk | None:
    """A film's desk at the farm that is chosen; None while this machine films. What an earlier Blender handed over is
    taken up."""
    from ...core.farm.desk import FarmDesk

    if not is_chosen():
        return None
    address = settings.preference("farm_address")
    tell = partial(_tell, folder.root)
    desk = FarmDesk(folder.root, lambda: connect(address, store, tell), tell)
    desk.load()
    return desk


def connect(address: str, store: CaptureStore, tell: Callable[[AnimaticError], None] = lambda _: None) -> Flamenco:
    """The Manager, for the loop that runs. Raises FarmSetUp."""
    from ...core.farm.flamenco import Flamenco

    return Flamenco(address, lambda *filmed: keep(store, *filmed), tell=tell)


def told_of_film(shared: Sequence[str] = ()) -> list[str]:
    """Sentences about the film's files that a farm's machines would stumble over, and its scripts. Main thread."""
    from ...core.farm.dependencies import judge
    from ..capture import dependencies

    told = [finding.words for finding in judge(dependencies.of_film(), shared)]
    if names := dependencies.python_drivers():
        told.append(
            f"Scripts do not run on a farm, and {len(names)} of the film's drivers are scripts ({names[0]}): film what"
            " they move on this machine."
        )
    return told


def tell_of_film(film: Path) -> None:
    """Put the first of these sentences into the queue, and how many there are. Main thread."""
    from ...core.farm.errors import FarmSetUp

    if told := told_of_film():
        more = f" ({len(told) - 1} more of the film's files are such.)" if len(told) > 1 else ""
        _tell(film, FarmSetUp(f"{told[0]}{more}", "A farm may film without it.", code="farm_files"))


def keep(store: CaptureStore, spec: CaptureSpec, file: Path, views: Sequence[Path], told: Result) -> Reference:
    """Put what a farm filmed into a film's store; its own file stays for others who want it."""
    found = store.find(spec.key)
    if found is not None:
        return found
    reference = store.add(
        spec.key,
        file,
        spec.name,
        copy=True,
        blank=told.blank,
        remark=told.remark,
        front_guessed=told.front_guessed,
        sides=told.sides,
    )
    store.add_views(reference, views, copy=True)
    return reference


def new_set(folder: FilmFolder, specs: Sequence[CaptureSpec]) -> CaptureSet:
    """Save the open film as a set of these captures. Raises FileError."""
    from ...core.farm import sets
    from ...core.files import door
    from ..capture.copy import save_copy

    set_id = sets.new_id()
    place = door.make_folder(folder.root / "farm" / "sets" / set_id)
    try:
        save_copy(place / "film.blend", whole=True)
        return sets.write(place, specs, out=OUT, set_id=set_id)
    except BaseException:
        door.remove_folder(place)
        raise


def _tell(film: Path, trouble: AnimaticError | None) -> None:
    """Said on the engine's thread, shown by the pump."""
    from ...core.jobs.events import Notice
    from ...core.models import Level

    if trouble is None:
        notice = Notice(film, Level.NOTE, "farm_back", "The farm answers again.")
    else:
        notice = Notice(film, Level.WARNING, trouble.code, trouble.user_message, trouble.next_step)
    beside.begin("farm", lambda _: None, told=lambda _: view.put_notice(notice))
