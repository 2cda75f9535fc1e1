# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheen of velvet and felt. EEVEE draws the shader that is nothing else as cloth of its colour, pale all over and,
added to other cloth, grainy; that of a principled shader it draws where it belongs, at the edge. Only stdlib and bpy
here; the file is a copy that is thrown away.
"""

from __future__ import annotations

from typing import Any

from ..materials import counting
from . import wiring

_SHARED = {"Color": "Sheen Tint", "Roughness": "Sheen Roughness", "Normal": "Normal"}
"""What both shaders have, by its name in either."""


def keep_to_the_edge(material: Any) -> None:
    """Put principled shaders that have nothing but a sheen in the place of shaders of sheen."""
    for node in counting.nodes(material):
        if node.type == "BSDF_SHEEN":
            _replace(node)


def _replace(node: Any) -> None:
    edge = node.id_data.nodes.new("ShaderNodeBsdfPrincipled")
    edge.inputs["Base Color"].default_value = (0, 0, 0, 1)
    edge.inputs["Specular IOR Level"].default_value, edge.inputs["Sheen Weight"].default_value = 0.0, 1.0
    for name, other in _SHARED.items():
        wiring.hand_on(node.inputs[name], edge.inputs[other])
    wiring.replace(node.outputs[0], edge.outputs[0])
