# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies in a character's collection and is no part of the character: stand-ins that cut holes or catch shadows for
the compositor, what its scene leaves out, and what renders at no time. Only bpy here; the artist's Blender asks, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import compat


def is_stand_in(thing: Any) -> bool:
    """Whether a thing that renders is never seen itself: it throws or catches shadows, or cuts a hole into the picture
    where a plate shall show. Workbench draws it as a solid, EEVEE and Cycles as a black hole (4.5.15, 5.2.3)."""
    return bool(not thing.visible_camera or thing.is_shadow_catcher or thing.is_holdout)


def is_never_seen(thing: Any) -> bool:
    """Whether a thing is hidden from renders at all times. One whose hiding is keyed, driven or in the NLA is not,
    wherever the playhead stands."""
    return bool(thing.hide_render) and not any(mover.data_path == "hide_render" for mover in movers(thing))


def hide(thing: Any) -> None:
    """Hide a thing from renders at all times. Only for a file that is thrown away."""
    for mover in movers(thing):
        if mover.data_path == "hide_render":
            mover.mute = True
    thing.hide_render = True


def movers(thing: Any) -> Iterator[Any]:
    """The curves and drivers that move a thing, those of muted tracks left out."""
    animation = thing.animation_data
    if animation is None:
        return
    yield from compat.fcurves(thing)
    yield from animation.drivers
    for track in animation.nla_tracks:  # files of games leave dozens of muted ones there
        for strip in () if track.mute and not track.is_solo else track.strips:
            yield from compat.curves_of(strip.action, strip.action_slot) if strip.action is not None else ()


def rendered(layer: Any) -> set[int]:
    """Pointers of the objects of a view layer's collection whose collections render."""
    found: set[int] = set()
    waiting = [layer]
    while waiting:
        here = waiting.pop()
        if here.collection.hide_render or here.exclude:
            continue
        found.update(thing.as_pointer() for thing in here.collection.objects)
        waiting += here.children
    return found


def left_out(collection: Any, scene: Any) -> list[Any]:
    """The collections within one that no view layer of its scene shows as they are: taken out of it, cutting a hole, or
    seen in reflections alone. None where the scene does not show the collection itself, as of one that is instanced."""
    layers = [found for layer in _layers(scene) for found in _places(layer, collection) if _is_plain(found)]
    shown: dict[Any, bool] = {}
    for here in layers:
        for inner in _below(here):
            shown[inner.collection] = shown.get(inner.collection, False) or _is_plain(inner)
    return [inner for inner, plain in shown.items() if not plain]


def _layers(scene: Any) -> Iterator[Any]:
    """The layers' collections; a scene that was never looked at has none to ask yet (5.2)."""
    if scene is not None:
        yield from (
            layer.layer_collection for layer in compat.rendered_layers(scene) if layer.layer_collection is not None
        )


def _places(layer: Any, collection: Any) -> Iterator[Any]:
    """Where a collection stands in a layer: it may be linked more than once."""
    yield from (found for found in (layer, *_below(layer)) if found.collection == collection)


def _below(layer: Any) -> Iterator[Any]:
    for child in layer.children:
        yield child
        yield from _below(child)


def _is_plain(layer: Any) -> bool:
    return not (layer.exclude or layer.holdout or layer.indirect_only)
