# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's numbers, all times in seconds."""

from __future__ import annotations

import os
from dataclasses import dataclass


def half_the_cores() -> int:
    """A capture renders with several threads itself, and the artist keeps working."""
    return max(1, (os.cpu_count() or 2) // 2)


@dataclass(frozen=True)
class Settings:
    """Defaults suit the real gateway; tests shorten the waits."""

    key_window: float = 23 * 3600.0
    """How long the gateway surely remembers an idempotency key: the provider keeps tasks 24 h, less a margin."""

    jobs_at_once: int = 20
    captures_at_once: int = 0
    """0: half the cores."""
    captures_per_process: int = 8
    captures_together: float = 0.3
    """Seconds that the first waits for those of jobs that were sent with its own: each is written to disk before."""
    uploads_at_once: int = 4
    downloads_at_once: int = 4
    status_calls_at_once: int = 8

    poll_first: float = 5.0
    poll_longest: float = 30.0
    """The provider suggests 15 s and allows 20 questions a second for an account."""
    retry_first: float = 1.0
    retry_longest: float = 60.0
    unreachable_patience: float = 180.0
    """How long a gateway or host that cannot be reached at all is tried before the job fails, nothing being sent. Time
    in the queue does not count."""
    refusal_patience: float = 3600.0
    """The same for one that answers "later" (429, 503): with 200 jobs and 5 at a time, waiting is normal."""
    repeats: int = 10
    """How often a request whose fate is open is sent again with its key, before a person is asked: nobody has said how
    long a gateway remembers a key. With the waits between them (`slow_longest`) that is about an hour."""
    conflict_limit: int = 8
    """Times in a row that the gateway may say it is at this very request: more means that it knows the key from a
    request that differs, and so was accepted."""

    upload_stall: float = 120.0
    """A transfer fails when no byte moved for so long, however long the whole may take."""
    download_stall: float = 60.0
    start_timeout: float = 120.0
    open_request_timeout: float = 1800.0
    status_timeout: float = 1800.0
    """For a whole answer, which may have the video inside; a line that is silent ends sooner (`Timeouts.answer`)."""
    not_found_limit: int = 5
    """Times in a row that the gateway may say it does not know a running generation before we believe it."""

    download_tries: int = 4
    """Downloads that may bring a broken file; and times in a row that a link may be dead when its time is over."""
    link_hour: float = 3600.0
    """An hour of the time that a finished video is kept, as the catalog says for its model. Until then a dead link is
    the network's: a sign-in page says 403, too."""
    gone_patience: float = 3600.0
    """How long a dead link is tried at least, however old it is: the hotel's sign-in page may be what answers."""
    take_bytes_max: int = 2 * 1024**3
    space_margin: int = 64 * 1024**2
    """Bytes that stay free on the disk: a video must not fill it up, Blender needs to save."""

    url_life: float = 1800.0
    """A reference's URL is renewed when it would end sooner than this after the request."""
    cost_waits: tuple[float, ...] = (5.0, 30.0, 120.0, 600.0)
    """Waits before asking what a finished generation cost; the gateway answers 404 for a while."""

    @property
    def slow_longest(self) -> float:
        """The longest wait where hours may pass: 20 minutes."""
        return 20 * self.retry_longest

    @property
    def captures(self) -> int:
        return self.captures_at_once or half_the_cores()
