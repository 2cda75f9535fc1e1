# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names for what a capture shows, so that nothing is filmed twice: hashes over meshes, materials, motion, settings.

The playhead must not matter, and neither may a look at the plan disturb the scene: so nothing is evaluated. What is
hashed is what an evaluation starts from (meshes, modifiers, rigs, curves, materials, all that they depend on), and
of the motion only what the filmed frames can show. 100,000 vertices take about 50 ms. Main thread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .content import Reader, animated
from .motion import Motion
from .placing import Placing

VERSION = 3
"""Raised when the way of filming changes, so that older captures are made anew."""

SHOWN = {"MESH", "CURVE", "SURFACE", "FONT", "META", "CURVES", "POINTCLOUD", "GREASEPENCIL", "VOLUME"}

DIGITS = 16
"""Of a digest that is only compared with a few others; every take keeps some in the .blend."""

Span = tuple[float, float]
"""First and last moment that is filmed, in scene frames."""


@dataclass
class Seen:
    """Remembers what was read, so that a thousand shots of one scene read it once. Use one while nothing changes."""

    _content: dict[int, tuple[str, Motion]] = field(default_factory=dict)

    def content(self, block: Any, read: Callable[[Any], None], reads: type[Reader] = Reader) -> tuple[str, Motion]:
        if block.as_pointer() not in self._content:
            reader = reads()
            read(reader)
            self._content[block.as_pointer()] = reader.finish()
        return self._content[block.as_pointer()]


def of_collection(collection: Any, span: Span, settings: tuple[Any, ...], seen: Seen | None = None) -> str:
    """Key of what a collection shows over `span`, 64 hex digits."""
    content = (seen or Seen()).content(collection, lambda reader: reader.collection(collection))
    return _key(*content, span, settings)


def of_scene(scene: Any, span: Span, settings: tuple[Any, ...], seen: Seen | None = None) -> str:
    """Key of what a scene shows over `span`, 64 hex digits."""
    content = (seen or Seen()).content(scene, lambda reader: reader.scene(scene))
    return _key(*content, span, settings)


def of_nodes(tree: Any) -> str:
    """Digest of a node tree and of all that it refers to, pictures too: DIGITS hex digits."""
    reader = Reader()
    reader.things([tree])
    return reader.finish()[0][:DIGITS]


def shown(collection: Any, span: Span, seen: Seen) -> str:
    """Digest of what a collection shows over `span`, for telling that it changed: DIGITS hex digits."""
    content, motion = seen.content(collection, lambda reader: reader.collection(collection))
    return hashlib.sha256(f"{content} {motion.digest(*span)}".encode()).hexdigest()[:DIGITS]


def framed(camera: Any, span: Span, seen: Seen) -> str:
    """Digest of where a camera stands and how it looks over `span`, with all that moves it: DIGITS hex digits."""
    content, motion = seen.content(camera, lambda reader: reader.camera(camera), Placing)
    return hashlib.sha256(f"{content} {motion.digest(*span)}".encode()).hexdigest()[:DIGITS]


def renders(thing: Any) -> bool:
    """Whether an object may be seen in a render at some time."""
    if thing.hide_render and ("hide_render", 0) not in animated(thing):
        return False
    return thing.type in SHOWN or thing.instance_collection is not None


def _key(content: str, motion: Motion, span: Span, settings: tuple[Any, ...]) -> str:
    text = repr((VERSION, content, motion.digest(*span), [float(f"{moment:.6g}") for moment in span], settings))
    return hashlib.sha256(text.encode()).hexdigest()
