# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which nodes of a material count: those whose output arrives at what renders, through groups and dots. What is muted,
leads nowhere or is shut out by a factor does not. Shader groups of others, MToon among them, hold many that do not.

Only stdlib and bpy here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import compat

STEPS = 200
"""Dots and groups between two nodes that are followed; more is a ring."""
Groups = tuple[Any, ...]
"""The group nodes that a node is in, the outermost first."""
CLEAR = {"BSDF_GLASS", "BSDF_REFRACTION", "BSDF_TRANSPARENT", "HOLDOUT"}
"""Shaders that show what is behind them, or cut a hole."""
_OUTPUTS = ("Surface", "Volume", "Displacement")
_RECKONS = {"MATH", "VECT_MATH", "MIX", "MIX_RGB"}
_KEEPS = {"EMISSION", "GAMMA", "HUE_SAT", "SEPARATE_COLOR", "SEPRGB", "SEPXYZ", "COMBINE_COLOR", "COMBXYZ", "RGBTOBW"}
"""Nodes that make 0 of 0."""
_WEIGHED = {name: f"{name} Weight" for name in ("Coat", "Sheen", "Subsurface")}
"""How a principled shader's inputs begin that say nothing where a weight is 0."""


def output_of(material: Any, engine: str = "EEVEE") -> tuple[Any, Groups]:
    """Of a material or a world the node that says what EEVEE renders, or "CYCLES", which may be another one and may be
    in a group, and the groups that it is in. That for the other engine where this has none; None where there is none
    at all."""
    tree = compat.tree_of(material)
    if tree is None:
        return None, ()
    groups = [node for node in tree.nodes if node.type == "GROUP" and node.node_tree is not None]
    other = "EEVEE" if engine == "CYCLES" else "CYCLES"
    for inner, around in ((tree, ()), *((group.node_tree, (group,)) for group in groups)):
        output = inner.get_output_node(engine) or inner.get_output_node(other)
        if output is not None:
            return output, around
    return None, ()


def nodes(material: Any) -> list[Any]:
    """The nodes of a material and of the groups in it that count for what renders."""
    return list(arriving(material))


def arriving(material: Any) -> dict[Any, bool]:
    """The nodes that count, and whether one sees where such a one gives nothing but 0: not where that is only added,
    as MToon does with the light and the shift of a shade that nobody gave a picture."""
    output, outer = output_of(material)
    found: dict[Any, bool] = {}
    seen: set[tuple[int, ...]] = set()
    ahead = [(output.inputs[name], outer, True) for name in _OUTPUTS if output is not None and name in output.inputs]
    while ahead:
        target, inside, shows = ahead.pop()
        socket, around = end_of(target, inside)
        key = (int(shows), socket.node.as_pointer(), *(group.as_pointer() for group in around))
        if socket.is_output and key not in seen:
            seen.add(key)
            found[socket.node] = found.get(socket.node, False) or shows
            ahead += [(each, around, _shows(socket.node, each, shows)) for each in _inputs(socket.node, around)]
    return found


def lets_through(material: Any) -> bool:
    """Whether one sees through any of a material where it renders."""
    return any(node.type in CLEAR or _lets_through(node) for node in nodes(material))


def _lets_through(node: Any) -> bool:
    if node.type == "EEVEE_SPECULAR":
        return number_of(node.inputs["Transparency"]) != 0
    if node.type != "BSDF_PRINCIPLED":
        return False
    alpha, through = (number_of(node.inputs[name]) for name in ("Alpha", "Transmission Weight"))
    return alpha is None or alpha < 1 or through != 0


def _shows(node: Any, socket: Any, shows: bool) -> bool:
    """Whether one sees a 0 at a node's input, by whether one would at its output."""
    does = getattr(node, "operation", "") or getattr(node, "blend_type", "")
    if node.type == "ADD_SHADER" or (node.type in _RECKONS and does == "ADD") or socket.name == "Height":
        return False
    if node.type == "BSDF_PRINCIPLED" and socket.name.startswith("Emission"):
        return shows and number_of(node.inputs["Base Color"]) == 0
    return shows or not (node.type in _KEEPS or (node.type in _RECKONS and does in {"MULTIPLY", "SCALE"}))


def end_of(socket: Any, around: Groups = (), *, enter: bool = True) -> tuple[Any, Groups]:
    """What an input gets its value from: an output of a node, or an input that nothing is linked to. `enter`: a group
    is no node but what is in it."""
    for _ in range(STEPS):
        link = next((each for each in socket.links if not each.is_muted), None) if socket.is_linked else None
        if link is None:
            break
        node, source = link.from_node, link.from_socket
        inner: Any = None
        if node.mute:
            through = (each.from_socket for each in node.internal_links if each.to_socket == source)
            inner = next((each for each in through if each.is_linked), None)  # else lines differ in what comes out
        elif node.type == "REROUTE":
            inner = node.inputs[0]
        elif node.type == "GROUP" and node.node_tree is not None and enter:
            output = next((n for n in node.node_tree.nodes if n.type == "GROUP_OUTPUT" and n.is_active_output), None)
            inner = _named(output.inputs, source.identifier) if output is not None else None
            around = (*around, node) if inner is not None else around
        elif node.type == "GROUP_INPUT" and around:
            inner = _named(around[-1].inputs, source.identifier)
            around = around[:-1] if inner is not None else around
        if inner is None:
            return source, around
        socket = inner
    return socket, around


def _named(sockets: Iterable[Any], identifier: str) -> Any:
    return next((socket for socket in sockets if socket.identifier == identifier), None)


def number_of(socket: Any, around: Groups = ()) -> float | None:
    """The largest part of an input's value; None where nodes make it of more than numbers."""
    end, _ = end_of(socket, around)
    if end.is_output and end.node.type not in {"VALUE", "RGB"}:
        return None
    value: Any = getattr(end, "default_value", None)
    if isinstance(value, int | float):
        return float(value)
    return max(map(float, tuple(value)[:3])) if hasattr(value, "__len__") and not isinstance(value, str) else None


def _inputs(node: Any, around: Groups) -> list[Any]:
    """The inputs that count for what a node makes."""
    used = [socket for socket in node.inputs if socket.enabled]
    if node.mute:
        return []
    if node.type in {"MIX_SHADER", "MIX", "MIX_RGB"}:
        return _of_mix(node, used, around)
    if node.type == "MAP_RANGE":
        return _of_range(used, around)
    if node.type in {"MATH", "VECT_MATH"} and node.operation in {"MULTIPLY", "SCALE"}:
        return [] if any(number_of(socket, around) == 0 for socket in used) else used
    if node.type == "EMISSION":
        return [] if any(number_of(node.inputs[name], around) == 0 for name in ("Color", "Strength")) else used
    if node.type in {"NORMAL_MAP", "BUMP"} and number_of(node.inputs["Strength"], around) == 0:
        return [socket for socket in used if socket.name == "Normal"]
    if node.type == "BSDF_PRINCIPLED":
        return [socket for socket in used if not _is_idle(node, socket, around)]
    return used


def _of_mix(node: Any, used: list[Any], around: Groups) -> list[Any]:
    """Of a mix, what its factor lets through."""
    factor, first, second = used[0], used[1], used[2]
    amount = number_of(factor, around)
    blend = "MIX" if node.type == "MIX_SHADER" or getattr(node, "data_type", "RGBA") != "RGBA" else node.blend_type
    if amount is not None and amount <= 0:
        return [first]
    if amount is not None and amount >= 1 and blend == "MIX":
        return [second]
    if amount is not None and amount >= 1 and blend == "MULTIPLY":
        return [] if any(number_of(each, around) == 0 for each in (first, second)) else [first, second]
    return used


def _of_range(used: list[Any], around: Groups) -> list[Any]:
    """Of a range that a number is mapped to, its end where the number is at one: how groups switch pictures off."""
    by_name = {socket.name: socket for socket in used}
    value = number_of(by_name["Value"], around) if "Value" in by_name else None
    for end in ("Min", "Max"):
        if value is not None and value == number_of(by_name[f"From {end}"], around):
            return [by_name[f"To {end}"]]
    return used


def _is_idle(shader: Any, socket: Any, around: Groups) -> bool:
    """Whether an input of a principled shader says nothing: the colour of light without strength, a varnish's grain."""
    if socket.name in {"Emission Color", "Emission Strength"}:
        return any(number_of(shader.inputs[f"Emission {what}"], around) == 0 for what in ("Color", "Strength"))
    weight = next((weight for name, weight in _WEIGHED.items() if socket.name.startswith(name)), socket.name)
    return weight != socket.name and number_of(shader.inputs[weight], around) == 0
