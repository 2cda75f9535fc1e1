# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a shot's cast stands, as boxes in the world: rigs, geometry nodes and instanced collections as they render.

Main thread; reads the scene as it is evaluated and moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import bpy
from mathutils import Vector

from ...second import compat, named
from ...second.figures import stand_ins
from ...second.figures.following import Loose, box_of, looking_for_loose
from ...second.figures.turning import Turn
from ..capture.members import has_head_part

if TYPE_CHECKING:
    from ...core.camera.samples import Seen
    from ...core.models import CastMember


SMALLEST, TALLEST = 0.8, 2.6
"""Metres: what is as high as people are is taken for a stand-in of somebody, though no head is known of it."""
PROP = 0.6
"""Of the whole height: if the body is at least as high, what its hands hold beyond that is no part of its size."""


class Figures:
    """The cast members that have a collection. Finds once which objects are them; valid while no object is added."""

    def __init__(self, scene: bpy.types.Scene, cast: Iterable[CastMember]) -> None:
        from . import presence

        layer = compat.rendered_layer(scene)
        layer.update()  # one that was never shown has no layer collection yet
        self._rendered = stand_ins.rendered(layer.layer_collection)
        self._things: dict[str, list[Any]] = {}
        self._names: dict[int, str] = {}
        self._turns: dict[str, Turn] = {}
        self._headed: set[str] = set()
        self._metre = 1 / (scene.unit_settings.scale_length or 1.0)
        self._loose: Loose = {}
        roots: dict[str, list[Any]] = {}
        for member in cast:
            collection = named.collection(member.source) if member.source_kind == "collection" else None
            things: list[Any] = list(collection.all_objects) if collection is not None else []
            self._things[member.name] = [thing for thing in things if thing.type not in presence.UNSEEN]
            if collection is not None and has_head_part(collection):
                self._headed.add(member.name)
            carriers = _carriers(things)
            if carriers and carriers[0].as_pointer() in self._rendered:
                self._turns[member.name] = Turn(carriers, tells_front=member.front == "auto")
            self._names.update((thing.as_pointer(), member.name) for thing in things)
            roots[member.name] = [thing for thing in things if thing.parent not in things]
        self._carried = {name: self._carrier(name, top) for name, top in roots.items() if name not in self._headed}
        # All instances of a scene are thousands, where grass is scattered: looked through only if one may be a member.
        self._instanced = any(self._may_instance(thing) for thing in scene.objects)

    def measuring(self, depsgraph: Any) -> Iterator[None]:
        """What `at` asks of each mesh once, a thing at each step."""
        for things in self._things.values():
            here = [thing for thing in things if thing.as_pointer() in self._rendered]
            yield from looking_for_loose(here, depsgraph, self._loose)

    def at(self, depsgraph: Any) -> tuple[Seen, ...]:
        """Who is where now. One who does not render just now has `visible` 0; one without a shape is missing."""
        from ...core.camera.samples import Seen

        shown: dict[str, list[Vector]] = {}
        hidden: dict[str, list[Vector]] = {}
        held: dict[str, list[Vector]] = {}
        for name, things in self._things.items():
            for thing in things:
                if thing.as_pointer() in self._rendered:
                    evaluated = thing.evaluated_get(depsgraph)
                    corners = self._corners(evaluated, evaluated.matrix_world)
                    unseen = evaluated.hide_render or stand_ins.is_stand_in(thing)
                    if _is_held(thing) and not unseen:
                        held.setdefault(name, []).extend(corners)
                    else:
                        (hidden if unseen else shown).setdefault(name, []).extend(corners)
        if self._instanced:
            for name, thing, corners in self._instances(depsgraph):
                (held if _is_held(thing) else shown).setdefault(name, []).extend(corners)
        for name, corners in held.items():
            shown[name] = _without_props(shown.get(name, []), corners)
        found = []
        for name in self._things:
            corners = shown.get(name) or hidden.get(name, [])
            if corners:
                x, y, z = zip(*corners, strict=True)
                visible = 1.0 if shown.get(name) else 0.0
                low, high = (min(x), min(y), min(z)), (max(x), max(y), max(z))
                longest = max(upper - lower for lower, upper in zip(low, high, strict=True))
                turned, facing = self._turns[name].at(depsgraph, longest) if name in self._turns else (None, None)
                carrier = self._carried.get(name, "")
                tall = SMALLEST < (high[2] - low[2]) / self._metre < TALLEST
                somebody = name in self._headed or (tall and not carrier)
                found.append(
                    Seen(
                        name,
                        low,
                        high,
                        visible=visible,
                        turned=turned,
                        facing=facing,
                        is_somebody=somebody,
                        carried_by=carrier,
                    )
                )
        return tuple(found)

    def _carrier(self, name: str, roots: Sequence[Any]) -> str:
        """The member on a bone of whom all of a thing hangs, as what a hand holds does; empty where there is none."""
        holders = {
            self._names.get(holder.as_pointer(), "") for thing in roots if (holder := _holder(thing)) is not None
        }
        return holders.pop() if len(holders) == 1 and all(map(_is_held, roots)) and name not in holders else ""

    def _instances(self, depsgraph: Any) -> Iterator[tuple[str, Any, list[Vector]]]:
        from . import presence

        for instance in depsgraph.object_instances:
            if not instance.is_instance:
                continue
            thing, holder = instance.object, instance.parent
            if thing.type in presence.UNSEEN or not instance.show_self:  # an instanced rig has bones and empties, too
                continue
            if stand_ins.is_stand_in(thing):
                continue
            top = holder.original.as_pointer()
            name = self._names.get(top) or self._names.get(thing.original.as_pointer())
            if name and top in self._rendered and not holder.hide_render and not thing.hide_render:
                yield name, thing.original, self._corners(thing, instance.matrix_world)

    def _may_instance(self, thing: Any) -> bool:
        """Whether an object shows a member by instancing it, or is a member that instances its parts."""
        own = thing.as_pointer() in self._names
        if thing.instance_type == "COLLECTION" and thing.instance_collection is not None:
            return own or self._holds(thing.instance_collection, set())
        return own and (thing.instance_type != "NONE" or any(m.type == "NODES" for m in thing.modifiers))

    def _holds(self, collection: Any, visited: set[int]) -> bool:
        """Whether a member is in a collection, or in one that is instanced there."""
        if collection.as_pointer() in visited:
            return False
        visited.add(collection.as_pointer())
        return any(
            thing.as_pointer() in self._names
            or (thing.instance_collection is not None and self._holds(thing.instance_collection, visited))
            for thing in collection.all_objects
        )

    def _corners(self, thing: Any, matrix: Any) -> list[Vector]:
        """World corners of the box around what renders of an evaluated object; nothing for a mesh without a face."""
        if thing.type == "MESH" and not thing.data.polygons:
            return []
        return [matrix @ Vector(corner) for corner in box_of(thing, self._loose)]


def _carriers(things: list[Any]) -> list[Any]:
    """What the rest hangs on: the armature of most bones, else the first thing without a parent of theirs; of an
    instance that, and within it what carries there."""
    rigs = [thing for thing in things if thing.type == "ARMATURE" and thing.data.bones]
    if rigs:
        return [max(rigs, key=lambda rig: len(rig.data.bones))]
    first = next((thing for thing in things if thing.parent is None or thing.parent not in things), None)
    if first is None or first.instance_collection is None:
        return [] if first is None else [first]
    return [first, *_carriers(list(first.instance_collection.all_objects))]


def _is_held(thing: Any) -> bool:
    """Whether a thing hangs on a bone, as what a hand holds does."""
    return thing.parent_type == "BONE" or any(c.type == "CHILD_OF" and c.subtarget for c in thing.constraints)


def _holder(thing: Any) -> Any:
    """The rig on a bone of which a thing hangs; None for one that hangs on none."""
    if thing.parent_type == "BONE":
        return thing.parent
    return next((c.target for c in thing.constraints if c.type == "CHILD_OF" and c.subtarget), None)


def _without_props(body: list[Vector], held: list[Vector]) -> list[Vector]:
    """The corners that count: a spear makes nobody taller, while a robot is all of its parts on bones."""
    every = [*body, *held]
    return body if body and _height(body) >= PROP * _height(every) else every


def _height(corners: list[Vector]) -> float:
    levels = [corner.z for corner in corners]
    return max(levels) - min(levels)
