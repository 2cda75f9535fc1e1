# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a picture is made after the render: plates, layers put together, grades. Only stdlib and bpy here.

A still goes through the artist's own compositor. A clip does not, which would take long; it shows together what the
layers show apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from . import compat, looks


class Frame(NamedTuple):
    """How an artist's compositor gets a scene's picture."""

    transparent: bool
    width: int


def frame_of(scene: Any) -> Frame:
    """Read it before the scene is made ready for filming without its compositor."""
    return Frame(scene.render.film_transparent, scene.render.resolution_x)


def turn_on(scene: Any, frame: Frame, shape: float) -> None:
    """Let a scene's pictures go through its compositor again, as wide as it is made for (a plate keeps its own size)
    and in a shape, width over height. Files that its nodes would write are not written."""
    render = scene.render
    render.use_compositing = True
    render.film_transparent = frame.transparent
    render.resolution_x = frame.width - frame.width % 2
    render.resolution_y = round(frame.width / shape / 2) * 2
    if not looks.has_gpu() and hasattr(render, "compositor_device"):
        render.compositor_device = "CPU"
    _write_nothing(compat.compositor(scene), set())


def _write_nothing(tree: Any, seen: set[int]) -> None:
    if tree is None or tree.as_pointer() in seen:
        return
    seen.add(tree.as_pointer())
    for node in tree.nodes:
        if node.bl_idname == "CompositorNodeOutputFile":
            node.mute = True
        _write_nothing(getattr(node, "node_tree", None), seen)


def join_layers(scene: Any) -> None:
    """Show in the first view layer that renders what all of them show apart, and remove the others."""
    used = compat.rendered_layers(scene)
    first = used[0]
    show_together(scene)
    if any(layer.material_override is None for layer in used):
        first.material_override = None
    for layer in list(scene.view_layers):
        if layer != first:
            scene.view_layers.remove(layer)


def show_together(scene: Any) -> list[tuple[Any, str, bool]]:
    """Show in the first view layer that renders what all of them show apart. Answers what to set back, in order."""
    used = compat.rendered_layers(scene)
    if len(used) < 2:
        return []
    layers = [{found.collection: found for found in _within(layer.layer_collection)} for layer in used]
    flags = ("exclude", "holdout", "indirect_only")
    before = [(found, flag, getattr(found, flag)) for found in layers[0].values() for flag in flags]
    # Read first: to show a collection shows all that is within, too.
    wanted = []
    for collection, here in layers[0].items():
        shown = [layer[collection] for layer in layers if collection in layer and not layer[collection].exclude]
        plain = any(not (found.holdout or found.indirect_only) for found in shown)
        wanted.append((here, not shown, plain))
    for here, excluded, plain in wanted:
        here.exclude = excluded
        if plain:
            here.holdout = here.indirect_only = False
    return before


def _within(collection: Any) -> Iterable[Any]:
    """The collections under one, those above first."""
    for child in collection.children:
        yield child
        yield from _within(child)
