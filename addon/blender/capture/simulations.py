# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulations that were baked to disk: cloth, soft bodies, particles, fluids, geometry nodes. Main thread.

Blender looks for a point cache in a folder named for the .blend (`blendcache_film/` beside film.blend), so that a copy
of another name has none and simulates anew, or shows the thing at rest. And of the folders that an artist chose, it
takes two kinds not along when a file is saved elsewhere, although they are relative (4.5.15, 5.2.3): an external
point cache's, and those of geometry nodes' bakes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import bpy

from ...second.opening import CACHES


def caches_of(thing: Any) -> Iterator[tuple[str, Any]]:
    """The point caches of an object: paths from it, and the caches."""
    for modifier in thing.modifiers:
        has = _caching(type(modifier).__name__)
        settings = modifier.point_cache if "point_cache" in has else None
        if settings is not None:
            yield f'modifiers["{bpy.utils.escape_identifier(modifier.name)}"].point_cache', settings
        canvas = modifier.canvas_settings if "canvas_settings" in has else None  # dynamic paint
        for index, surface in enumerate(canvas.canvas_surfaces if canvas is not None else ()):
            name = bpy.utils.escape_identifier(modifier.name)
            yield f'modifiers["{name}"].canvas_settings.canvas_surfaces[{index}].point_cache', surface.point_cache
    for index, system in enumerate(thing.particle_systems):
        yield f"particle_systems[{index}].point_cache", system.point_cache


@lru_cache(maxsize=256)
def _caching(kind: str) -> set[str]:
    """What of a kind of modifier, by its type's name, may hold caches. To ask a modifier for what it has not takes six
    times as long, and a film has thousands."""
    return {"point_cache", "canvas_settings", "domain_settings"} & set(
        getattr(bpy.types, kind).bl_rna.properties.keys()
    )


def chosen_folders(thing: Any) -> Iterator[tuple[str, str]]:
    """The folders of bakes that an object names itself and that Blender does not take along: paths from it to the
    values, and the values."""
    for path, cache in caches_of(thing):
        if cache.use_external and cache.filepath:
            yield f"{path}.filepath", cache.filepath
    for modifier in thing.modifiers:
        if modifier.type != "NODES":
            continue
        path = f'modifiers["{bpy.utils.escape_identifier(modifier.name)}"]'
        if modifier.bake_directory:
            yield f"{path}.bake_directory", modifier.bake_directory
        for index, bake in enumerate(modifier.bakes):
            if bake.use_custom_path and bake.directory:
                yield f"{path}.bakes[{index}].directory", bake.directory


def folders() -> dict[str, dict[str, str]]:
    """For the note beside a copy: by object, where its chosen folders lie. Those of libraries stay beside these."""
    found: dict[str, dict[str, str]] = {}
    for thing in bpy.data.objects:
        if thing.library is None:
            places = {path: bpy.path.abspath(stored) for path, stored in chosen_folders(thing)}
            if places:
                found[thing.name] = places
    return found


def own_folder() -> Path | None:
    """Where Blender keeps the open film's point caches; None for one that was never saved, or has no such folder."""
    folder = _folder_of(bpy.data.filepath) if bpy.data.filepath else None
    return folder if folder is not None and folder.is_dir() else None


def lay_beside(target: Path, *, whole: bool) -> None:
    """Give a copy of the film its point caches under the copy's own name. Raises OSError.

    A link a file: what the second Blender removes or writes anew does not reach the artist's. `whole`: never links
    that another machine could not follow."""
    source = own_folder()
    if source is None:
        return
    folder = target.with_name(f"{CACHES}{target.stem}")
    if folder == source:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_file():
                _lay(entry.path, folder / entry.name, whole=whole)


def _lay(file: str, place: Path, *, whole: bool) -> None:
    """Symbolic links need a right on Windows, hard ones the same disk; a copy always works."""
    for link in (os.link,) if whole else (os.symlink, os.link):
        try:
            link(file, place)
        except OSError:
            continue
        return
    shutil.copy2(file, place)


def stamp(thing: Any) -> list[Any]:
    """What lies on disk of an object's simulations, for the key of what is filmed: names, sizes and times."""
    places = [path for _, path in chosen_folders(thing)]
    for modifier in thing.modifiers:
        domain = modifier.domain_settings if "domain_settings" in _caching(type(modifier).__name__) else None
        if domain is not None and domain.cache_directory:
            places.append(domain.cache_directory)
    found = [_contents(Path(bpy.path.abspath(place, library=thing.library))) for place in places]
    for _, cache in caches_of(thing):
        if cache.use_disk_cache and not cache.use_external:
            film = bpy.path.abspath(thing.library.filepath) if thing.library is not None else bpy.data.filepath
            found.append(_contents(_folder_of(film), f"{cache.name or thing.name.encode().hex().upper()}_"))
    return found


def _folder_of(film: str) -> Path:
    return Path(os.path.dirname(film), f"{CACHES}{Path(film).stem}")


def _contents(folder: Path, prefix: str = "") -> tuple[int, int, int]:
    """How many files lie in a folder and those within it, their bytes, and when the last one was written."""
    count = size = last = 0
    for place, _, names in os.walk(folder):
        for name in names:
            if name.startswith(prefix):
                try:
                    status = os.stat(os.path.join(place, name))
                except OSError:
                    continue  # a bake under way
                count, size, last = count + 1, size + status.st_size, max(last, status.st_mtime_ns)
    return count, size, last
