# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the files that another machine's edit names: where it says, else by their names in folders near it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PureWindowsPath

from ...core.exchange import addresses
from ...core.files import door

DEPTH, FILES = 6, 50_000
"""How deep, and how many files, a folder is looked through."""


class Finder:
    """Looks through its folders once, and only when a file is not where it should be."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = list(dict.fromkeys(folders))
        self._known: dict[str, Path] | None = None

    def find(self, path: str) -> Path | None:
        """The file that a path of any system names; None where it is nowhere."""
        if not path or addresses.is_web(path):
            return None
        here = Path(path)
        try:
            if here.is_absolute() and not self._strange_share(path) and here.is_file():
                return here
        except (OSError, ValueError):
            return None
        if self._known is None:
            self._known = {}
            for file in self._all():
                self._known.setdefault(file.name.casefold(), file)
        found = self._known.get(addresses.base_name(path).casefold())
        return found if found is not None and door.is_file(found) else None

    def _strange_share(self, path: str) -> bool:
        """Whether a path leads to a Windows share that none of the chosen folders is on: looking there would hand this
        person's login to whoever wrote the file."""
        share = PureWindowsPath(path).drive.casefold()
        known = {PureWindowsPath(str(folder)).drive.casefold() for folder in self._folders}
        return share.startswith("\\\\") and share not in known

    def _all(self) -> Iterator[Path]:
        count = 0
        for folder in self._folders:
            top = len(folder.parts)
            for place, folders, names in os.walk(folder):
                folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in {"trash", "jobs"})
                if len(Path(place).parts) - top >= DEPTH:
                    folders.clear()
                for name in sorted(names):
                    count += 1
                    if count > FILES:
                        return
                    yield Path(place, name)
