# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of a job in one table: legal moves, the artist's words, what may cost money, what a person may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..errors import AnimaticError, Billed


class State(StrEnum):
    PLANNED = "planned"
    CAPTURING = "capturing"
    HOSTING = "hosting"
    SUBMITTING = "submitting"
    RUNNING = "running"
    DOWNLOADING = "downloading"
    READY = "ready"
    PLACED = "placed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNCERTAIN = "uncertain"


class Action(StrEnum):
    """What a person may ask of a job."""

    CANCEL = "cancel"
    RETRY = "retry"
    """Go on from where it failed; never pays for something that may have been paid for already."""
    LOOK_UP = "look_up"
    """Ask the gateway what became of it; never sends."""
    SEND_AGAIN = "send_again"
    """A new paid request, although the first may have been accepted."""
    SEND_OPEN = "send_open"
    """A new paid request on one open line, for a model that takes no queued ones; it cannot be taken up again."""
    SEND = "send"
    """Agree to a job that came with the film's folder, after the preflight."""
    LEAVE = "leave"
    """Put such a job away; it was not sent from here."""


class IllegalMove(AnimaticError):
    """A state change that the table does not know: a fault of the program, or an action that came too late."""

    code = "illegal_move"


@dataclass(frozen=True)
class Row:
    """One state. `colour` is sRGB, for text and strips; `charge` is what being here says about money, None where it
    depends on how the job got here."""

    word: str
    meaning: str
    colour: str
    moves: frozenset[State]
    charge: Billed | None
    works: bool = False
    """The engine is at it, now or after the film is opened again."""
    terminal: bool = False
    """Nothing happens any more unless a person asks."""
    actions: frozenset[Action] = frozenset()


def _row(
    word: str,
    meaning: str,
    colour: str,
    moves: str,
    charge: Billed | None,
    actions: str = "",
    *,
    works: bool = False,
    terminal: bool = False,
) -> Row:
    return Row(
        word=word,
        meaning=meaning,
        colour=colour,
        moves=frozenset(map(State, moves.split())),
        charge=charge,
        works=works,
        terminal=terminal,
        actions=frozenset(map(Action, actions.split())),
    )


TABLE: dict[State, Row] = {
    State.PLANNED: _row(
        "Planned",
        "Waiting to start.",
        "#9a9a9a",
        "capturing hosting submitting failed cancelled",
        Billed.NO,
        "cancel",
        works=True,
    ),
    State.CAPTURING: _row(
        "Filming",
        "The references are being filmed.",
        "#5b8fd9",
        "hosting submitting failed cancelled",
        Billed.NO,
        "cancel",
        works=True,
    ),
    State.HOSTING: _row(
        "Uploading",
        "The references are being uploaded.",
        "#4aa3c7",
        "submitting failed cancelled",
        Billed.NO,
        "cancel",
        works=True,
    ),
    State.SUBMITTING: _row(
        "Sending",
        "The request is being sent.",
        "#c79a3a",
        "running downloading failed cancelled uncertain",
        Billed.UNKNOWN,
        "cancel",
        works=True,
    ),
    State.RUNNING: _row(
        "Generating",
        "The model is at work.",
        "#d9b13b",
        "downloading failed cancelled expired",
        Billed.UNKNOWN,
        "cancel",
        works=True,
    ),
    State.DOWNLOADING: _row(
        "Downloading",
        "The video is being downloaded and checked.",
        "#7fb04a",
        "ready failed cancelled expired",
        Billed.YES,
        "cancel retry",
        works=True,
    ),
    State.READY: _row("Ready", "The take waits to be placed.", "#4fae68", "placed", Billed.YES, terminal=True),
    State.PLACED: _row("Placed", "The take is on the timeline.", "#3d8b57", "ready", Billed.YES, terminal=True),
    State.FAILED: _row(
        "Failed",
        "It ended with an error.",
        "#d0524a",
        "planned downloading",
        None,
        "retry send_again send_open",
        terminal=True,
    ),
    State.CANCELLED: _row(
        "Cancelled",
        "It was stopped.",
        "#8a6f6f",
        "planned submitting running downloading",
        None,
        "look_up send_again",
        terminal=True,
    ),
    State.EXPIRED: _row(
        "Expired",
        "The video can no longer be fetched.",
        "#a0624f",
        "planned running downloading",
        None,
        "look_up send_again",
        terminal=True,
    ),
    State.UNCERTAIN: _row(
        "Uncertain",
        "Nobody knows whether the paid request was accepted.",
        "#b568c8",
        "planned submitting running downloading failed cancelled",
        Billed.UNKNOWN,
        "look_up send_again cancel",
        terminal=True,
    ),
}

FIRST = State.PLANNED
TERMINAL = frozenset(state for state, row in TABLE.items() if row.terminal)


def check_move(old: State, new: State) -> None:
    """Raise IllegalMove unless the table allows it."""
    if new not in TABLE[old].moves:
        raise IllegalMove(
            f"A job cannot go from “{TABLE[old].word}” to “{TABLE[new].word}”.",
            "Refresh the queue and look at the job's present state.",
        )
