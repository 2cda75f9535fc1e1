# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes in: a file or a folder becomes a proposal, read in slices; what a list's headers mean is remembered."""

from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from ..engine import slices
from ..properties import film

if TYPE_CHECKING:
    from .proposal import Proposal, Proposing


def propose(
    edit: bpy.types.Scene,
    path: Path,
    *,
    rate: str = "film",
    relink: Path | None = None,
    seconds: float = 2.0,
    columns: dict[str, str] | None = None,
) -> "Proposal":
    """What a file (or a folder of boards) would change in the film. Raises AnimaticError in words."""
    steps = proposing(edit, path, rate=rate, relink=relink, seconds=seconds, columns=columns)
    found: Proposal = slices.whole(steps)
    return found


def proposing(
    edit: bpy.types.Scene,
    path: Path,
    *,
    rate: str = "film",
    relink: Path | None = None,
    seconds: float = 2.0,
    columns: dict[str, str] | None = None,
) -> "Proposing":
    """`propose` in slices, what needs no Blender beside it."""
    from fractions import Fraction

    from ...core.exchange import formats
    from ...core.exchange.screenplay import Pace
    from ...core.files import FilmFolder
    from . import conforming, listing

    settings = film(edit)
    if path.is_dir():
        return (yield from listing.proposing_boards(edit, path, seconds=seconds))
    key = formats.of_file(path.name).key
    if key == "csv":
        chosen = {**remembered(edit), **(columns or {})}
        return (yield from listing.proposing_list(edit, path, seconds=seconds, columns=chosen))
    if key == "fountain":
        pace = Pace(words=settings.words_a_minute, line=settings.seconds_a_line)
        return (yield from listing.proposing_screenplay(edit, path, pace=pace))
    folder = FilmFolder(bpy.data.filepath) if bpy.data.filepath else None
    own = None if rate == "film" else Fraction(rate)
    return (yield from conforming.proposing(edit, folder, path, relink=relink, rate=own))


def remembered(edit: bpy.types.Scene) -> dict[str, str]:
    """What a person said of a list's headers."""
    import json

    kept: dict[str, str] = json.loads(film(edit).list_columns or "{}")
    return kept


def remember(edit: bpy.types.Scene, chosen: dict[str, str]) -> None:
    """Keep what a person said of headers; "none" leaves a column as notes."""
    import json

    from ...core.exchange import headers

    kept = remembered(edit)
    kept |= {headers.normal(name): "" if field == "none" else field for name, field in chosen.items()}
    film(edit).list_columns = json.dumps(kept, ensure_ascii=False)
