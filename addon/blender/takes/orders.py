# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Retake, Variations and Promote want, as values and as text.

An order travels through the preflight as text, so that what is sent can be planned anew and compared with what was
shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple


class Order(NamedTuple):
    """One wanted take. `brief`: the shot's as it is now, the take's as it was sent, or the take's on its final model.
    `seed`: another one than the brief's; None: the brief's own."""

    shot: str
    take: str = ""
    seed: int | None = None
    brief: Literal["shot", "take", "final"] = "shot"


def to_text(orders: Sequence[Order]) -> str:
    import json

    return json.dumps([order._asdict() for order in orders])


def from_text(text: str) -> list[Order]:
    import json

    return [Order(**fields) for fields in json.loads(text)]
