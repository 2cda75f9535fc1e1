# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a farm is to the rest of the program: something that films a set of captures somewhere, in its own time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from ..models import Reference
from .sets import CaptureSet

Outcome = Reference | Exception


class CaptureState(StrEnum):
    """Of one capture, as far as the farm tells."""

    WAITING = "waiting"
    FILMING = "filming"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Handle:
    """A set that was handed over: `job` is the farm's own name for it, "" where it has none."""

    farm: str
    set_id: str
    job: str = ""


@dataclass(frozen=True)
class Seen:
    """How far a capture is: `done` of `total` frames, 0 of 0 where the farm does not say. `log` is the address of what
    the machine said meanwhile, "" where there is none."""

    state: CaptureState
    done: int = 0
    total: int = 0
    words: str = ""
    log: str = ""


@dataclass(frozen=True)
class Look:
    """One look at a set. `over`: the farm does nothing more for it, whatever is missing. `picture` is a file: what was
    filmed last, small."""

    over: bool
    words: str = ""
    picture: Path | None = None
    captures: Mapping[str, Seen] = field(default_factory=dict)


class Farm(Protocol):
    """Submitting is told apart by the set's id: a set is found again after Blender was closed, and not filmed twice.

    Every call may raise a FarmError; a `retryable` one means that the farm is away, and is waited out."""

    name: str

    async def submit(self, captures: CaptureSet) -> Handle:
        """Let the set be filmed. Looks first whether it was handed over before."""
        ...

    async def look(self, handle: Handle, captures: CaptureSet) -> Look: ...

    async def pause(self, handle: Handle) -> None:
        """Until it is worth another look."""
        ...

    async def cancel(self, handle: Handle, reason: str) -> None:
        """Stop it; what is filmed stays."""
        ...

    async def find(self, set_id: str) -> Handle | None:
        """The set, if the farm has it."""
        ...

    async def collect(self, handle: Handle, captures: CaptureSet) -> dict[str, Outcome]:
        """What is there by now, by key: each file checked and in the film's store, or the reason why there is none."""
        ...
