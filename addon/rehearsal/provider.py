# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the provider is handed: files, and one generation; and how it says no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..core.catalog import Model

Warn = Callable[[str, str], None]
"""Adds a warning about a feature, with its details."""


class ProviderRefusal(Exception):
    """The provider does not do the job, and does not bill it. `code` is of its error table; only `message` reaches the
    caller."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def bad_parameter(message: str) -> ProviderRefusal:
    return ProviderRefusal("InvalidParameter", message)


@dataclass(frozen=True)
class Source:
    """A picture or clip as the request carries it: a URL, or the base64 of a file. `kind` is "image" or "video" where
    the request says so, else the content decides."""

    url: str = ""
    data: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Inputs:
    """The files of a generation. `sounds` are URLs."""

    references: tuple[Source, ...] = ()
    first_frame: Source | None = None
    last_frame: Source | None = None
    sounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """One generation as the provider takes it. `size` is "WIDTHxHEIGHT"; `seconds` are whole; `model` is the catalog's
    entry for the route that the files decide. `follows_picture`: the first frame's shape decides over `size`."""

    model: Model
    prompt: str
    negative: str
    size: str
    resolution: str
    follows_picture: bool
    seconds: int
    audio: bool
    seed: int | None
    inputs: Inputs
    warnings: tuple[dict[str, str], ...] = ()
    is_draft: bool = False
    draft_of: str = ""
    """The task whose very video is finished: words, files and seconds are its own."""
