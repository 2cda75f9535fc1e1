# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an import would change, as a table of lines that a person looks at, chooses from, and has done at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass, field
from typing import Any

from ...steps import whole

Steps = Generator[tuple[int, int], None, str]
"""Yields how many shots are done, and of how many."""


@dataclass(frozen=True)
class Line:
    """One row: `kind` is "new", "gone", "changed" or "same"; `words` say what would become of `name`."""

    key: str
    name: str
    kind: str
    words: str
    before: str = ""
    after: str = ""

    @property
    def changes(self) -> bool:
        return self.kind != "same"

    @property
    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "kind": self.kind, "change": self.words, "before": self.before, "after": self.after}


@dataclass
class Proposal:
    """A file, read and compared with the film. `steps` do the lines whose keys they are given and come to a sentence;
    they make no undo step, and have to be done to their end."""

    file: str
    sentence: str
    lines: list[Line]
    troubles: list[str]
    steps: Callable[[Collection[str]], Steps]
    unknown: tuple[str, ...] = ()
    """Headers of a table that nobody has told the meaning of."""
    notes: list[str] = field(default_factory=list)

    def apply(self, keys: Collection[str]) -> str:
        """Do all steps at once. Raises AnimaticError."""
        return whole(self.steps(keys))

    @property
    def wanted(self) -> list[str]:
        """The keys of every line that changes something."""
        return [line.key for line in self.lines if line.changes]

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "summary": self.sentence,
            "lines": [line.as_json for line in self.lines],
            "troubles": self.troubles,
            "notes": self.notes,
            "unknown_columns": list(self.unknown),
        }


Proposing = Generator[tuple[int, int], None, Proposal]
"""Reads a file and compares it with the film; yields how many shots are done, and of how many."""


def counted(count: int, one: str, many: str = "") -> str:
    """ "1 shot", "2 shots"."""
    return f"{count} {one if count == 1 else many or one + 's'}"
