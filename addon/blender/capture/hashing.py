# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of anything that Blender describes goes into a hash, and how: numbers, choices and texts in words, arrays as
they lie in memory, other data-blocks by name. Which parts a kind of data-block has is told in `content.py`.

The same in every session and wherever the playhead stands: no address, no name that Blender makes up, and no value
that an animation or a driver sets.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import bpy
import numpy as np
from mathutils import Color, Euler, Quaternion, Vector

from .motion import Keys, curves_of

LIGHT = 5000
"""Items of arrays that are read and hashed between two pauses, some 50 us: a pause costs 5, and sets have thousands of
small arrays."""

Animated = set[tuple[str, int]]
"""Data path and index of the values that an animation sets."""

# Properties that change by looking, evaluating or selecting, and not what a picture shows. `width_pct` is a second name
# of a bevel's width: a curve that moves the width moves it, too.
_SKIPPED = {
    "rna_type", "name_full", "users", "is_evaluated", "session_uid", "tag", "is_missing", "is_runtime_data",
    "is_library_indirect", "is_linked_packed", "use_fake_user", "use_extra_user", "original", "select", "hide",
    "show_expanded", "is_active", "show_in_editmode", "show_viewport", "preview", "execution_time", "persistent_uid",
    "is_override_data", "show_on_cage", "show_options", "show_preview", "show_texture", "warning_propagation",
    "bake_directory", "bake_target", "is_valid", "error_location", "error_rotation", "active_index",
    "active_material_index", "is_editmode", "is_bound", "library_weak_reference", "asset_data", "override_library",
    "library", "parent", "node_preview_image", "frame_current", "active_shape_key_index", "eval_time",
    "wireframe_color_type", "width_pct",
}  # fmt: skip
_SKIPPED_PREFIXES = ("open_", "show_group_selector", "show_manage", "is_embedded", "use_auto_refresh", "show_only_")
# Parts of a block that are structures of their own and count.
_PARTS = (
    "color_ramp", "mapping", "image_user", "falloff_curve", "custom_profile", "texture_mapping", "settings",
    "collision_settings", "dof", "pixelate", "curve",
)  # fmt: skip

_NOT_ENTERED = (bpy.types.Scene, bpy.types.WindowManager, bpy.types.Screen, bpy.types.Action, bpy.types.Library)


def animated(owner: Any) -> Animated:
    """What the curves and drivers of a data-block set."""
    animation = getattr(owner, "animation_data", None)
    if animation is None:
        return set()
    curves = [curve for curve, _ in curves_of(animation)]
    return {(curve.data_path, curve.array_index) for curve in [*curves, *animation.drivers]}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one data-block: its own values as a digest, what it refers to, and what of it moves."""

    digest: bytes
    refers: tuple[tuple[int, Any], ...]
    """Data-blocks with their session ids."""
    keys: Keys
    uses: frozenset[int]
    """Session ids of others that are in the digest: the actions that move it."""
    elsewhere: bool
    """Whether it tells of files, or of who is in a collection: no data-block of its own says when that changes."""


class Hashing:
    """Hashes what is read of one data-block. What it refers to is only named: everybody else's reading of that is as
    good.

    `properties` remembers, for readers of the same pass, which properties of which kind of thing count."""

    def __init__(self, properties: dict[int, list[tuple[str, bool]]] | None = None) -> None:
        self._hash = hashlib.sha256()
        self._words: list[str] = []
        """What comes next into the hash."""
        self._keys = Keys()
        self._refers: dict[int, Any] = {}
        self._uses: set[int] = set()
        self._elsewhere = False
        self._later: list[tuple[Callable[[], None], float]] = []
        """What is read after the rest, and how many items that are; inf: it has a pause of its own."""
        self._properties = {} if properties is None else properties

    def reading(self, read: Callable[[Any], None]) -> Iterator[None]:
        """Read with one of the methods below, pausing in what is heavy; then `finish`."""
        read(self)
        since: float = 0
        for step, items in self._later:
            since += items
            if since > LIGHT:
                yield
                since = 0
            step()

    def finish(self) -> Reading:
        self._write()
        uses = frozenset(self._uses)
        return Reading(self._hash.digest(), tuple(self._refers.items()), self._keys, uses, self._elsewhere)

    def block(self, block: Any) -> None:
        """Hash a data-block, as its kind is read: told by whoever knows the kinds."""
        raise NotImplementedError

    def _add(self, *values: Any) -> None:
        self._words.append(repr(values))

    def _write(self) -> None:
        """Hash the words so far: many at once take a third less."""
        self._hash.update("".join(self._words).encode())
        self._words.clear()

    def _bytes(self, values: Any) -> None:
        self._write()
        self._hash.update(values)

    def _array(self, items: Any, name: str, width: int, kind: Any) -> None:
        """One property of every item of a collection, as raw numbers."""
        count = len(items)
        if count == 1 and not list(items):  # offsets of no curves: Blender says one, and gives none (4.5.15, 5.2.3)
            count = 0
        values: Any = np.empty(count * width, dtype=kind)
        items.foreach_get(name, values)
        self._bytes(values)

    def _array_later(self, items: Any, name: str, width: int, kind: Any) -> None:
        """`_array`, after the rest."""
        self._later.append((partial(self._array, items, name, width, kind), len(items)))

    def _refer(self, block: Any) -> None:
        """Mention a data-block by name: its content has a reading of its own."""
        if block is None:
            self._add(None)
            return
        self._words.append(f"('{block.bl_rna.identifier}', {block.name_full!r})")
        if block.is_embedded_data:  # a material's own node tree: all have the same name, and nobody else has it
            if not isinstance(block, _NOT_ENTERED):
                self.block(block)
        elif not isinstance(block, _NOT_ENTERED):
            self._refers.setdefault(block.session_uid, block)

    def _values(self, owner: Any, path: str, moved: Animated, without: Iterable[str] = ()) -> None:
        """The numbers, choices and texts of anything that Blender describes, and what it refers to."""
        if owner is None:
            return
        for name, is_pointer in self._counting(owner.bl_rna):
            if name in without:
                continue
            if is_pointer:
                self._pointed(owner, name, path, moved)
            else:
                self._named(owner, name, path, moved)

    def _named(self, owner: Any, name: str, path: str, moved: Animated) -> None:
        """One property with its name, as `repr` writes the pair. A heavy film has 100,000 of them, so the usual kinds
        take no further calls."""
        value = getattr(owner, name, None)
        kind = type(value)
        if not moved:
            if kind is float:
                self._words.append(f"('{name}', '{value:.6g}')")
                return
            if kind in _SIMPLE:
                self._words.append(f"('{name}', {value!r})")
                return
            if kind in _ROWS:
                row = "', '".join([f"{item:.6g}" for item in value])
                self._words.append(f"('{name}', ['{row}'])")
                return
        self._words.append(repr((name, self._still(value, path + name, moved))))

    def _counting(self, kind: Any) -> list[tuple[str, bool]]:
        """The properties of a kind that a picture may show, and whether they point at something."""
        # Not by its name: those that Blender makes for the inputs of a node group share theirs.
        found = self._properties.get(kind.as_pointer())
        if found is None:
            found = [(prop.identifier, prop.type == "POINTER") for prop in kind.properties if _counts(prop)]
            self._properties[kind.as_pointer()] = found
        return found

    def _pointed(self, owner: Any, name: str, path: str, moved: Animated) -> None:
        value = getattr(owner, name, None)
        if isinstance(value, bpy.types.ID):
            self._add(name)
            self._refer(value)
        elif value is not None and name in _PARTS:
            self._add(name)
            self._values(value, f"{path}{name}.", moved)
            for element in getattr(value, "elements", ()):  # a colour ramp's
                self._values(element, "", set())
            for curve in getattr(value, "curves", ()):  # a curve mapping's
                self._add([(plain(point.location), point.handle_type) for point in curve.points])

    def _still(self, value: Any, path: str, moved: Animated) -> Any:
        """A value as the artist left it: what an animation sets is left out, as it tells where the playhead stands."""
        if not moved and type(value) in _SIMPLE:
            return plain(value)
        if isinstance(value, bpy.types.ID):
            self._refer(value)
            return value.name_full
        if moved and any((path, index) in moved for index in range(4)):
            if not hasattr(value, "__len__") or isinstance(value, str | set):
                return "animated"
            return [None if (path, index) in moved else plain(item) for index, item in enumerate(value)]
        return plain(value)

    def _custom(self, owner: Any, path: str, moved: Animated) -> None:
        """Properties that an artist or a rig added: a rig's switches. Those of add-ons are not in the picture."""
        try:
            names = sorted(owner.keys())
        except TypeError:  # 5.2: not everything has them any more
            return
        for name in names:
            if name in owner.bl_rna.properties or name.startswith("_"):
                continue
            value = owner[name]
            if isinstance(value, bpy.types.ID | bool | int | float | str) or hasattr(value, "to_list"):
                self._add(name, self._still(value, f'{path}["{name}"]', moved))


def _counts(prop: Any) -> bool:
    name = prop.identifier
    if name in _SKIPPED or name.startswith(_SKIPPED_PREFIXES) or prop.type == "COLLECTION":
        return False
    return not getattr(prop, "is_deprecated", False)  # asking for it warns


def file_facts(block: Any) -> tuple[Any, ...]:
    """A file told by name, size and time, so that a film that moved as a whole keeps its captures."""
    return facts_of(bpy.path.abspath(block.filepath, library=block.library))


def facts_of(path: str) -> tuple[Any, ...]:
    """The same of a file by its path."""
    try:
        status = os.stat(path)
    except OSError:
        return (os.path.basename(path), "missing")
    return (os.path.basename(path), status.st_size, status.st_mtime_ns)


_SIMPLE = {float, bool, int, str, bytes, type(None)}
_ROWS = {Vector, Euler, Quaternion, Color}
"""Of Blender's own kinds, those that are a row of floats."""


def plain(value: Any) -> Any:
    """A value that reads the same in every session: no address of an object in it."""
    kind = type(value)
    if kind is float:
        return f"{value:.6g}"
    if kind in _SIMPLE:
        return value
    if kind in _ROWS:
        return [f"{item:.6g}" for item in value]
    if isinstance(value, bool | int | str | bytes):
        return value
    if isinstance(value, set | frozenset):
        return sorted(value)
    try:
        return [f"{item:.6g}" if type(item) is float else plain(item) for item in value]
    except TypeError:
        return type(value).__name__
