# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lights a character's stage as a scene of the film does: its lamps, its sky, and the shadows of its set, which is
itself not seen. Only stdlib and bpy here; the file is a copy that is thrown away, so it may be changed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import bpy

from .. import compat, looks, named
from ..figures import stand_ins

BACKGROUND = 0.18
"""Linear grey behind the character; the scene's own colours are made of it as of all else."""
CASTS = {"MESH", "CURVE", "SURFACE", "FONT", "META"}
"""What stands between a lamp and the character."""
LIGHTS = {"LIGHT", "LIGHT_PROBE"}


def as_in(stage: Any, source: Any, collection: Any, materials: Collection[Any]) -> None:
    """Dress `stage`, which holds a collection that has `materials`, with the light of the scene `source`."""
    own = {thing.name_full for thing in collection.all_objects}
    shown = {thing.name_full for thing in named.within(collection)}
    layer = compat.rendered_layer(source)
    layer.update()  # a scene that was never looked at has nothing in its layers yet (5.2)
    rendered = stand_ins.rendered(layer.layer_collection)
    for thing in list(layer.objects):
        if thing.name_full in own or thing.name in stage.collection.all_objects:
            continue
        if stand_ins.is_never_seen(thing) or thing.as_pointer() not in rendered:
            continue
        if thing.instance_type == "COLLECTION" and thing.instance_collection is not None:
            _link_instance(stage, thing, own, shown)
            continue
        if thing.type in CASTS:
            thing.visible_camera = False
        if thing.type in CASTS or thing.type in LIGHTS:
            stage.collection.objects.link(thing)
    stage.world = _sky(source.world)
    for name in ("view_transform", "look", "exposure", "gamma"):
        setattr(stage.view_settings, name, getattr(source.view_settings, name))
    looks.for_lit(stage, source, materials)


def _link_instance(stage: Any, holder: Any, own: set[str], shown: set[str]) -> None:
    """Take along a set or a rig of lamps that is instanced, as studios link them; not the character itself. `own`: what
    it is made of, `shown`: with what it instances, which somebody else of the same library shows, too."""
    inside = list(named.within(holder.instance_collection))
    if any(thing.name_full in own for thing in inside) or not any(thing.type in LIGHTS | CASTS for thing in inside):
        return
    if any(thing.name_full in shown for thing in inside):
        named.give_own(holder)
        inside = list(named.within(holder.instance_collection))
    for thing in inside:
        if thing.type in CASTS:
            thing.visible_camera = False
    stage.collection.objects.link(holder)


def _sky(world: Any) -> Any:
    """The scene's sky as a light; what is seen behind the character is plain grey."""
    sky: Any = world.copy() if world is not None else bpy.data.worlds.new("Stage")
    if sky.node_tree is None:
        colour = tuple(sky.color)
        sky.use_nodes = True
        background = next(n for n in sky.node_tree.nodes if n.type == "BACKGROUND")
        background.inputs["Color"].default_value = (*colour, 1)
    nodes, links = sky.node_tree.nodes, sky.node_tree.links
    output = next((n for n in nodes if n.type == "OUTPUT_WORLD" and n.is_active_output), None)
    if output is None:
        output = nodes.new("ShaderNodeOutputWorld")
    for link in list(output.inputs["Volume"].links):  # fog would hide who stands in it
        links.remove(link)
    ray, grey, either = (nodes.new(f"ShaderNode{kind}") for kind in ("LightPath", "Background", "MixShader"))
    grey.inputs["Color"].default_value = (BACKGROUND, BACKGROUND, BACKGROUND, 1)
    links.new(ray.outputs["Is Camera Ray"], either.inputs[0])
    if output.inputs["Surface"].is_linked:
        links.new(output.inputs["Surface"].links[0].from_socket, either.inputs[1])
    links.new(grey.outputs[0], either.inputs[2])
    links.new(either.outputs[0], output.inputs["Surface"])
    return sky
