# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shaders put in the place of others. Only bpy types here; the file is a copy that is thrown away."""

from __future__ import annotations

from typing import Any


def hand_on(socket: Any, target: Any) -> None:
    """Let an input have what another has: its value, and what is linked to it."""
    target.default_value = socket.default_value
    for link in list(socket.links):
        socket.id_data.links.new(link.from_socket, target)


def replace(output: Any, other: Any) -> None:
    """Let what a node's output goes to have another output."""
    for link in list(output.links):
        output.id_data.links.new(other, link.to_socket)
