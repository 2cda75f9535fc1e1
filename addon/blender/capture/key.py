# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names for what a capture shows, so that nothing is filmed twice: hashes over meshes, materials, motion, settings.

The playhead must not matter, and neither may a look at the plan disturb the scene: so nothing is evaluated. What is
hashed is what an evaluation starts from (meshes, modifiers, rigs, curves, materials, all that they depend on), and
of the motion only what the filmed frames can show. 100,000 vertices take about 50 ms. Main thread.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import bpy

from ...core.errors import UserError
from ...second.figures import stand_ins
from . import changes
from .content import Reader
from .hashing import Reading
from .motion import Motion
from .placing import Placing

VERSION = 4
"""Raised when the way of filming changes, so that older captures are made anew."""

SHOWN = {"MESH", "CURVE", "SURFACE", "FONT", "META", "CURVES", "POINTCLOUD", "GREASEPENCIL", "VOLUME"}

DIGITS = 16
"""Of a digest that is only compared with a few others; every take keeps some in the .blend."""

Span = tuple[float, float]
"""First and last moment that is filmed, in scene frames."""


class Seen:
    """Remembers what was read: each data-block once, whichever scenes and collections show it. Use one while nothing
    changes, or ask it to `refresh` where something may have."""

    def __init__(self) -> None:
        self._at = changes.now()
        self._readings: dict[tuple[type[Reader], int], Reading] = {}
        self._content: dict[int, tuple[str, Motion]] = {}
        self._properties: dict[int, list[tuple[str, bool]]] = {}

    def content(self, block: Any) -> tuple[str, Motion]:
        """Of what a scene or collection shows, or what moves a camera: a hash of all that stands still, and what moves.
        With everything that it refers to."""
        if block.as_pointer() not in self._content:
            deque(self.ahead(block), maxlen=0)
        return self._content[block.as_pointer()]

    def ahead(self, block: Any) -> Iterator[None]:
        """Read in slices what the next call of `content`, or of what asks for it, then has. Raises UserError (code
        "film_changed") where a file was loaded, or a step undone, between two slices."""
        for step in self._ahead(block):
            yield step
            if changes.replaced(self._at):
                raise UserError("The film changed while it was looked at.", "Try again.", code="film_changed")

    def _ahead(self, block: Any) -> Iterator[None]:
        if block.as_pointer() in self._content:
            return
        read, reads = _how(block)
        first = reads(self._properties)
        yield from first.reading(read)
        start = first.finish()
        content, parts, met = hashlib.sha256(start.digest), [start.keys], set[int]()
        waiting = deque(start.refers)
        while waiting:
            uid, thing = waiting.popleft()
            if uid in met:
                continue
            met.add(uid)
            if (reads, uid) not in self._readings:
                yield from self._read(uid, thing, reads)
            found = self._readings[reads, uid]
            content.update(found.digest)
            parts.append(found.keys)
            waiting.extend(found.refers)
        self._content[block.as_pointer()] = content.hexdigest(), Motion(parts)

    def refresh(self) -> bool:
        """Forget what Blender says has changed since. Answers whether all is as it was."""
        changed = changes.since(self._at)
        self._at = changes.now()
        if changed is not None and not changed:
            return True
        self._content.clear()
        self._properties.clear()
        self._keep(lambda uid, reading: changed is not None and uid not in changed and not reading.uses & changed)
        return False

    def distrust(self) -> None:
        """Forget all of which Blender would not say that it changed: what no window shows, and what lies in files."""
        watched = changes.watched()
        self._content.clear()
        self._properties.clear()
        self._keep(lambda uid, reading: uid in watched and reading.uses <= watched and not reading.elsewhere)
        for reading in self._readings.values():
            reading.keys.forget()

    def _keep(self, still_right: Callable[[int, Reading], bool]) -> None:
        self._readings = {key: found for key, found in self._readings.items() if still_right(key[1], found)}

    def _read(self, uid: int, block: Any, reads: type[Reader]) -> Iterator[None]:
        reader = reads(self._properties)
        yield from reader.reading(lambda reader: reader.block(block))
        self._readings[reads, uid] = reader.finish()
        yield


def _how(block: Any) -> tuple[Callable[[Any], None], type[Reader]]:
    """How a scene, a collection, a node tree or a camera is read."""
    if isinstance(block, bpy.types.Scene):
        return lambda reader: reader.scene(block), Reader
    if isinstance(block, bpy.types.Collection):
        return lambda reader: reader.collection(block), Reader
    if isinstance(block, bpy.types.NodeTree):
        return lambda reader: reader.block(block), Reader
    return lambda reader: reader.camera(block), Placing


def of_collection(collection: Any, span: Span, settings: tuple[Any, ...], seen: Seen | None = None) -> str:
    """Key of what a collection's reference shows over `span`, in which short cycles go on: 64 hex digits."""
    content, motion = (seen or Seen()).content(collection)
    return _key(content, motion.digest(*span, goes_on=True), span, settings)


def of_scene(scene: Any, span: Span, settings: tuple[Any, ...], seen: Seen | None = None) -> str:
    """Key of what a scene shows over `span`, 64 hex digits."""
    content, motion = (seen or Seen()).content(scene)
    return _key(content, motion.digest(*span), span, settings)


def of_nodes(tree: Any) -> str:
    """Digest of a node tree and of all that it refers to, pictures too: DIGITS hex digits."""
    return Seen().content(tree)[0][:DIGITS]


def shown(collection: Any, span: Span, seen: Seen) -> str:
    """Digest of what a collection shows over `span`, for telling that it changed: DIGITS hex digits."""
    return _digest(*seen.content(collection), span)


def framed(camera: Any, span: Span, seen: Seen) -> str:
    """Digest of where a camera stands and how it looks over `span`, with all that moves it: DIGITS hex digits."""
    return _digest(*seen.content(camera), span)


def _digest(content: str, motion: Motion, span: Span) -> str:
    return hashlib.sha256(f"{content} {motion.digest(*span)}".encode()).hexdigest()[:DIGITS]


def renders(thing: Any) -> bool:
    """Whether an object may be seen in a render at some time."""
    if stand_ins.is_never_seen(thing):
        return False
    return thing.type in SHOWN or thing.instance_collection is not None


def _key(content: str, motion: str, span: Span, settings: tuple[Any, ...]) -> str:
    text = repr((VERSION, content, motion, [float(f"{moment:.6g}") for moment in span], settings))
    return hashlib.sha256(text.encode()).hexdigest()
