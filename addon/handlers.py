# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where other add-ons hang in: what they put into these lists is called when takes arrive. Standard library only.

    handlers.on_take.append(lambda take: tell_the_office(take["shot"], take["file"]))

Find this module as in docs/pipeline.md. Called on Blender's main thread, after the take is on the timeline, with plain
values: nothing that a handler changes in them changes the film. What a handler raises is logged and stops nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

log = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], object]

on_take: list[Handler] = []
"""Called with each take that arrives: shot, number, file and sidecar (absolute paths), and what the sidecar says."""
on_batch: list[Handler] = []
"""Called when nothing of a batch is at work any more: film, batch, takes, failed, words (a sentence)."""


def call(handlers: list[Handler], facts: Mapping[str, Any]) -> list[str]:
    """Call each handler with a copy of the facts. Answers the names of those that failed."""
    failed = []
    for handler in list(handlers):
        try:
            handler(dict(facts))
        except Exception:
            name = getattr(handler, "__qualname__", type(handler).__name__)
            log.exception("the handler %s failed", name)
            failed.append(f"{getattr(handler, '__module__', '')}.{name}")
    return failed
