# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what the open film needs besides its own file: libraries, pictures, movies, sounds, fonts, caches. Main
thread."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import bpy

from ...core.farm.dependencies import Dependency
from . import simulations

KINDS = (
    ("libraries", "library", "filepath"),
    ("images", "picture", "filepath"),
    ("movieclips", "movie", "filepath"),
    ("sounds", "sound", "filepath"),
    ("fonts", "font", "filepath"),
    ("cache_files", "cache", "filepath"),
    ("volumes", "volume", "filepath"),
)
IMAGE_FILES = {"FILE", "SEQUENCE", "MOVIE", "TILED"}
_UDIM = re.compile(r"<UDIM>|<UVTILE>")


def of_film() -> list[Dependency]:
    """Every file that the open film refers to and does not hold itself, each once."""
    found = {(each.kind, each.path): each for each in (*_blocks(), *_strips(), *_caches())}
    return [found[key] for key in sorted(found)]


def python_drivers() -> list[str]:
    """Names of what is moved by drivers that are scripts: on a farm scripts of a film do not run."""
    names = set()
    for blocks in (bpy.data.objects, bpy.data.meshes, bpy.data.armatures, bpy.data.materials, bpy.data.shape_keys):
        for block in blocks:
            data = block.animation_data
            for curve in data.drivers if data is not None else ():
                if curve.driver.type == "SCRIPTED" and not curve.driver.is_simple_expression:
                    names.add(block.name)
    return sorted(names)


def _blocks() -> Iterator[Dependency]:
    for group, kind, attribute in KINDS:
        for block in getattr(bpy.data, group):
            stored = getattr(block, attribute)
            if not stored or stored == "<builtin>" or getattr(block, "packed_file", None) is not None:
                continue
            if group == "images" and (block.source not in IMAGE_FILES or block.packed_files):
                continue
            if group == "images" and block.source == "TILED" and block.tiles:
                stored = _UDIM.sub(str(block.tiles[0].number), stored)
            yield _dependency(kind, block.name, stored, block.library)


def _strips() -> Iterator[Dependency]:
    for scene in bpy.data.scenes:
        for strip in scene.sequence_editor.strips_all if scene.sequence_editor else ():
            if strip.type == "MOVIE":
                yield _dependency("movie", strip.name, strip.filepath, scene.library)
            elif strip.type == "IMAGE" and strip.elements:
                stored = os.path.join(strip.directory, strip.elements[0].filename)
                yield _dependency("picture", strip.name, stored, scene.library)


def _caches() -> Iterator[Dependency]:
    """Folders of baked simulations."""
    for thing in bpy.data.objects:
        for modifier in thing.modifiers:
            settings: Any = getattr(modifier, "domain_settings", None)
            if modifier.type == "FLUID" and settings is not None and settings.cache_directory:
                yield _dependency("cache", thing.name, settings.cache_directory, thing.library)
        for _, stored in simulations.chosen_folders(thing):
            yield _dependency("cache", thing.name, stored, thing.library)


def _dependency(kind: str, name: str, stored: str, library: Any) -> Dependency:
    path = os.path.normpath(bpy.path.abspath(stored, library=library))
    return Dependency(kind, name, stored, path)
