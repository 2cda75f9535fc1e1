# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send It Blank: a person types that a picture in which nothing shows shall be sent and paid all the same."""

from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import UserError
from ..properties import film, names

if TYPE_CHECKING:
    from ...core.models import Reference


def blank_references(edit: bpy.types.Scene, shot: Any) -> "list[Reference]":
    """What was filmed for a shot, shows nothing, and may not be sent yet. Raises what planning raises."""
    from .send import make_plans

    (plan,) = make_plans(edit, [shot])
    return [i.reference for i in plan.inputs if i.reference is not None and i.reference.blank and not i.blank_agreed]


def agree(edit: bpy.types.Scene, shot: Any, typed: str) -> str:
    """Let a shot's blank pictures be sent, these very files and no others. Answers a sentence; raises UserError where
    nothing of the shot is blank, or its name was not typed."""
    found = blank_references(edit, shot)
    if not found:
        raise UserError(f"Nothing that was filmed for {shot.name} is blank.", "Generate it.", code="not_blank")
    if typed.strip() != shot.name:
        raise UserError(f"Nothing was agreed: type {shot.name}.", "Or mend the picture.", code="not_typed")
    settings = film(edit)
    known = dict.fromkeys([*names(settings.blank_agreed), *(reference.sha256 for reference in found)])
    settings.blank_agreed = ",".join(known)
    return f"{shot.name} may be sent as it is: generate it again"
