# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a film needs besides its own file, and what of it a farm's machines would miss."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..files import door
from .flamenco import lies_under


@dataclass(frozen=True)
class Dependency:
    """A file (or folder) that the film refers to: `path` absolute here, `stored` as the film has it."""

    kind: str
    """"library", "picture", "movie", "sound", "font", "cache", "volume"."""
    name: str
    stored: str
    path: str

    @property
    def is_relative(self) -> bool:
        return self.stored.startswith("//")


@dataclass(frozen=True)
class Finding:
    """Something to be told about a dependency: `code` is "missing", "outside" or "absolute"."""

    code: str
    dependency: Dependency
    words: str


def judge(dependencies: Iterable[Dependency], shared: Sequence[str] = ()) -> list[Finding]:
    """What a farm would stumble over. `shared`: folders that every machine sees; none where that is not known."""
    found: list[Finding] = []
    for each in dependencies:
        what = f"The {each.kind} {each.name}"
        if not door.exists(each.path):
            found.append(Finding("missing", each, f"{what} is missing: {each.path}."))
        elif shared and not any(lies_under(each.path, folder) for folder in shared):
            words = f"{what} lies outside the shared storage: {each.path}."
            found.append(Finding("outside", each, words))
        elif not each.is_relative:
            words = f"{what} has an absolute path, which other systems may not have: {each.path}."
            found.append(Finding("absolute", each, words))
    return found


def summary(findings: Sequence[Finding]) -> str:
    """One sentence for a status bar or the queue; empty where there is nothing to tell."""
    if not findings:
        return ""
    counts = {code: sum(each.code == code for each in findings) for code in ("missing", "outside", "absolute")}
    words = {"missing": "missing", "outside": "outside the shared storage", "absolute": "with absolute paths"}
    parts = [f"{count} {words[code]}" for code, count in counts.items() if count]
    first = next((each for code in counts for each in findings if each.code == code), findings[0])
    return f"Of the film's files, {', '.join(parts)}. {first.words}"


def files(dependencies: Iterable[Dependency]) -> list[str]:
    """Paths of those that are there, each once."""
    return sorted({each.path for each in dependencies if Path(each.path).exists()})
