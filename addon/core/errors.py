# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The root of the error tree: what happened, what it cost, what to do next."""

from __future__ import annotations

from enum import StrEnum


class Billed(StrEnum):
    """Whether the failed step may have cost money."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


class AnimaticError(Exception):
    """A failure in the artist's words.

    `user_message` is one sentence that says what happened; `next_step` one that says what to do;
    `retryable` is True when the same step may work later with nothing changed by a person;
    `billed` says whether money may have been spent; `code` is stable and fit for logs, tests and JSON.
    `request_id` is the server's own name of the request that went wrong, for its support; "" where none answered.
    `user_fault` errors end a command line with exit code 2.
    """

    code: str = "error"
    retryable: bool = False
    billed: Billed = Billed.NO
    user_fault: bool = False
    request_id: str = ""

    def __init__(
        self,
        user_message: str,
        next_step: str = "",
        *,
        code: str | None = None,
        retryable: bool | None = None,
        billed: Billed | None = None,
    ) -> None:
        super().__init__(user_message)
        self.user_message = user_message
        self.next_step = next_step
        if code is not None:
            self.code = code
        if retryable is not None:
            self.retryable = retryable
        if billed is not None:
            self.billed = billed

    @property
    def sentence(self) -> str:
        """Message and next step as one line for a status bar or a terminal."""
        return f"{self.user_message} {self.next_step}".strip()


class UserError(AnimaticError):
    """Something the artist can put right before anything was spent: no key, file not saved, empty collection."""

    code = "user"
    user_fault = True


class MediaError(UserError):
    """A file that is not the picture or video it should be, or that the model would refuse."""

    code = "media"
