# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The families of models that a rehearsal knows: what each is asked, what it drops, warns of and refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...core.catalog import Catalog
from ..provider import Call
from . import flux, kling, minimax, seedance, veo, wan

Translate = Callable[[Catalog, str, Mapping[str, Any]], Call]

_OF_CREATOR: dict[str, Translate] = {
    "alibaba": wan.translate,
    "bfl": flux.translate,
    "bytedance": seedance.translate,
    "google": veo.translate,
    "klingai": kling.translate,
    "minimax": minimax.translate,
}


def translate(catalog: Catalog, model_id: str, body: Mapping[str, Any]) -> Call:
    """What the provider of `model_id` is asked to do. Raises ProviderRefusal for what it does not take."""
    return _OF_CREATOR[model_id.partition("/")[0]](catalog, model_id, body)
