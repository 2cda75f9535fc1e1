# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong with farms. Filming is never billed by us."""

from __future__ import annotations

from ..errors import AnimaticError, UserError


class FarmError(AnimaticError):
    """The farm could not do it."""

    code = "farm"


class FarmAway(FarmError):
    """The farm does not answer: waited out, for it may come back."""

    code = "farm_away"
    retryable = True
    retry_after: float | None = None
    """Seconds that it asked for."""


class FilmHere(AnimaticError):
    """A person wants this machine to film what the farm was to film."""

    code = "film_here"
    retryable = True


class FarmSetUp(UserError):
    """Something about the farm that a person has to put right first."""

    code = "farm_set_up"
