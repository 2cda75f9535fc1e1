# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gateway's answers say, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from pydantic import ConfigDict, Field

from ..models import Frozen
from .failures import GatewayError
from .inline import Inline


class Warned(Frozen):
    """A warning of the provider: `kind` such as "unsupported", `about` the feature or setting, `text` its words."""

    kind: str
    about: str = ""
    text: str = ""


class VideoResult(Frozen):
    """One video, at a URL (signed: never shown, never kept) or inside the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    kind: Literal["url", "inline"]
    media_type: str = "video/mp4"
    url: str = Field(default="", repr=False)
    inline: Inline | None = Field(default=None, repr=False)


class _Answer(Frozen):
    warnings: tuple[Warned, ...] = ()
    metadata: dict[str, Any] = Field(default_factory=dict, repr=False)
    """The answer's `providerMetadata` without webhook secrets: provider name -> what it says."""
    references_skipped: bool = False
    """The model works, or worked, without the references. Such an answer comes inside `ReferencesSkipped`."""

    @property
    def gateway(self) -> Mapping[str, Any]:
        """The gateway's own part of the metadata."""
        return _mapping(self.metadata.get("gateway"))

    @property
    def cost(self) -> Decimal | None:
        """US dollars that the gateway charged; None when it does not say."""
        return decimal(self.gateway.get("cost"))

    @property
    def generation_id(self) -> str:
        """The gateway's id for looking the charge up later; "" when it does not say."""
        value = self.gateway.get("generationId")
        return value if isinstance(value, str) else ""


class Started(_Answer):
    """The request was accepted. `operation` is opaque: keep it and hand it back as it is."""

    kind: Literal["started"] = "started"
    operation: Any


class Pending(_Answer):
    """Not finished. `word` is the gateway's own: "pending", "queued", "running" or one nobody knows yet."""

    kind: Literal["pending"] = "pending"
    word: str = "pending"


class Completed(_Answer):
    """Finished, with at least one video."""

    kind: Literal["completed"] = "completed"
    videos: tuple[VideoResult, ...] = Field(min_length=1)

    @property
    def in_memory(self) -> bool:
        """Whether a video of it lies in memory: a long one that the disk did not take."""
        return any(video.inline is not None and video.inline.in_memory for video in self.videos)


class Failed(_Answer):
    """The gateway gave up. `error` says why; it is a value here, because it is the job that failed, not the call."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    kind: Literal["failed"] = "failed"
    error: GatewayError


class Cancelled(_Answer):
    """Somebody cancelled it at the gateway."""

    kind: Literal["cancelled"] = "cancelled"


Status = Pending | Completed | Failed | Cancelled


class Credits(Frozen):
    """The account's money, US dollars."""

    balance: Decimal
    total_used: Decimal


class GenerationInfo(Frozen):
    """What the gateway recorded about one generation. `total_cost` in US dollars; None when it does not say."""

    id: str
    total_cost: Decimal | None = None
    model: str = ""
    provider: str = ""


def decimal(value: Any) -> Decimal | None:
    """A sum of money as the gateway writes it, text or number; None for anything else, negative and NaN included."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= SUM_MAX and number.adjusted() > -30 else None


SUM_MAX = Decimal(1_000_000_000)
"""US dollars; more is no sum of money, and breaks every total that it gets into."""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
