# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a model's price is made: by the second, by tokens, by the video, or not known. US dollars as Decimal."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import Literal, NamedTuple

from .models import Frozen

ZERO = Decimal(0)
MILLION = Decimal(1_000_000)
PIXELS_PER_TOKEN = 1024
"""Of a frame, in ByteDance's formula: tokens = (input + output seconds) x width x height x frames a second / 1024."""


@lru_cache(maxsize=256)
def _least(share: str, seconds: int) -> Decimal:
    """The fewest seconds that are billed for a video of so many; `share`: "5/3"."""
    return Decimal(ceil(Fraction(share) * seconds))


class Used(NamedTuple):
    """What a generation asks for. Seconds; `size` of the video that comes: "1280x720"."""

    resolution: str
    size: str
    seconds: int
    audio: bool = True
    clip_seconds: tuple[float, ...] = ()
    """Of each clip that is sent; 0 for one whose length only the provider will see."""
    clips_at_most: float = 0.0
    """Seconds that all clips may have together: what one of unknown length counts as."""
    pictures: int = 0


class Estimate(NamedTuple):
    """What a generation will cost: at most `usd`, at least `low`; None is unknown."""

    usd: Decimal | None
    low: Decimal | None = None
    per_second: Decimal | None = None
    input_seconds: Decimal = ZERO
    """Seconds of clips that count (at most)."""
    counted: str = ""


class Price(Frozen):
    """The price of one model. Tables are keyed by resolution name ("720p"); "" is for every one that is not named."""

    kind: Literal["seconds", "tokens", "video", "unknown"] = "seconds"
    usd: dict[str, Decimal] = {}
    """A second of output, or (kind "video") a whole one."""
    silent: dict[str, Decimal] = {}
    """The same without sound, where that differs."""
    input_seconds: Literal["none", "same_rate", "unknown"] = "none"
    """Whether seconds of the clips that are sent are billed like those of the output."""
    input_seconds_max: float = 0.0
    """Seconds of all clips together that are billed at most; 0: all of them."""
    pictures_free: int = 0
    picture_usd: Decimal = ZERO
    """Each picture beyond the free ones; 0: pictures cost nothing."""
    per_million: dict[str, tuple[Decimal, Decimal]] = {}
    """A million tokens, without and with a clip in the input."""
    fps: int = 24
    """Of the frames that tokens count."""
    floor: dict[str, str] = {}
    """The fewest seconds that are billed where a clip is sent, as a multiple of the output's: "5/3"."""

    def by_second(self, resolution: str, *, audio: bool = True) -> Decimal | None:
        """US dollars a second of output; None where it is unknown, or not by the second."""
        return self._of(resolution, audio=audio) if self.kind == "seconds" else None

    def estimate(self, used: Used) -> Estimate:
        """What it will cost. Never too low where a fact is missing."""
        if self.kind == "tokens":
            return self._by_tokens(used)
        if self.kind == "seconds":
            return self._by_seconds(used)
        return Estimate(self._of(used.resolution, audio=used.audio) if self.kind == "video" else None)

    def _of(self, resolution: str, *, audio: bool) -> Decimal | None:
        table = self.usd if audio else {**self.usd, **self.silent}
        return table.get(resolution, table.get(""))

    def _by_seconds(self, used: Used) -> Estimate:
        rate = self._of(used.resolution, audio=used.audio)
        clips = ZERO if self.input_seconds == "none" else self._clips(used, self.input_seconds_max)
        if rate is None:
            return Estimate(None, input_seconds=clips)
        pictures = self.picture_usd * max(used.pictures - self.pictures_free, 0)
        highest = rate * (used.seconds + clips) + pictures
        # Whether clips and pictures are billed is not known of some: then the price has a lower end.
        low = rate * used.seconds if self.input_seconds == "unknown" or pictures else None
        if pictures and self.input_seconds == "same_rate":
            low = rate * (used.seconds + clips)
        return Estimate(highest, low if low != highest else None, rate, clips)

    def _by_tokens(self, used: Used) -> Estimate:
        rates = self.per_million.get(used.resolution, self.per_million.get(""))
        clips = self._clips(used, self.input_seconds_max)
        if rates is None or "x" not in used.size:
            return Estimate(None, input_seconds=clips)
        billed = used.seconds + clips
        if used.clip_seconds:
            billed = max(billed, _least(self.floor.get(used.resolution, self.floor.get("", "0")), used.seconds))
        width, height = map(int, used.size.split("x"))
        tokens = billed * width * height * self.fps / PIXELS_PER_TOKEN
        rate = rates[bool(used.clip_seconds)]
        return Estimate(
            tokens * rate / MILLION, input_seconds=clips, counted=f"{tokens:,.0f} tokens at ${rate} a million"
        )

    def _clips(self, used: Used, most: float) -> Decimal:
        """Seconds of the clips that count; one of unknown length counts as all that may be sent."""
        known = sum((Decimal(str(round(seconds, 3))) for seconds in used.clip_seconds), ZERO)
        if not all(used.clip_seconds):
            known = max(known, Decimal(str(used.clips_at_most)))
        return min(known, Decimal(str(most))) if most else known
