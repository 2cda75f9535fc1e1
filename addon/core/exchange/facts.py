# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of ours travels in other editors' files: under one name, plain values, never a secret or a signed address."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ..files.redaction import redact

NAMESPACE = "animatic_gateway"

CLIP_FACTS = ("shot_id", "shot", "kind", "scene", "camera", "take_id", "take", "route", "channel", "text")
"""Of a clip: which shot it is, and what it shows where that is no file."""
TAKE_FACTS = (
    "take_id", "take", "model", "tier", "prompt", "negative", "seed", "usd", "usd_is_actual", "size", "judged",
    "created", "starred", "rejected", "note",
)  # fmt: skip
"""Of a take. What is not named here does not leave."""


def leaving(facts: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The named facts as JSON-able values, without secrets and without those that are not set."""
    return {name: _plain(facts[name]) for name in names if facts.get(name) not in (None, "", [], ())}


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return redact(str(value))


def ours(metadata: Any) -> dict[str, Any]:
    """Our facts in what another editor kept for us; empty where it kept nothing, or not as a record."""
    found = metadata.get(NAMESPACE) if isinstance(metadata, Mapping) else None
    return {str(name): value for name, value in found.items()} if isinstance(found, Mapping) else {}


def exact(facts: Mapping[str, Any], name: str, rounded: Fraction, tolerance: Fraction) -> Fraction:
    """The exact number that we wrote beside a rounded one, unless somebody changed the rounded one since."""
    try:
        kept = Fraction(str(facts[name]))
    except (KeyError, ValueError, ZeroDivisionError):
        return rounded
    return kept if abs(kept - rounded) <= tolerance else rounded
