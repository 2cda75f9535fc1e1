# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shot names: SH010, SH020, and SH015 for what comes in between. Plain text, no Blender."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple


class Pattern(NamedTuple):
    """Prefix, number of digits, and the step that leaves room in between."""

    prefix: str = "SH"
    digits: int = 3
    step: int = 10

    def name(self, number: int, suffix: str = "") -> str:
        return f"{self.prefix}{number:0{self.digits}d}{suffix}"

    def number(self, name: str) -> int | None:
        """The number in a name of this pattern, a letter after it aside; None for any other name."""
        match = re.fullmatch(re.escape(self.prefix) + r"(\d+)[A-Z]*", name)
        return int(match[1]) if match else None


def fill(names: Sequence[str], pattern: Pattern, taken: Collection[str] = ()) -> list[str]:
    """Names for the shots of an edit in order: a given name stays, an empty one gets a number between its neighbours'.

    `taken` are names that no new shot may get (of shots that are gone). Where no whole number is left, a letter
    follows: SH010A. Names are unique.
    """
    numbers = [pattern.number(name) for name in names]
    used = {name for name in names if name} | set(taken)
    result = list(names)
    for first, last in _gaps(names):
        below = next((n for n in reversed(numbers[:first]) if n is not None), 0)
        above = next((n for n in numbers[last:] if n is not None), None)
        fresh = _between(below, above, last - first, pattern, used)
        result[first:last] = fresh
        used.update(fresh)
    return result


def unlike(name: str, others: Collection[str]) -> str:
    """The name, or, where another has it, with a letter after it: SH010A."""
    if name not in others:
        return name
    n = 0
    while f"{name}{_letters(n)}" in others:
        n += 1
    return f"{name}{_letters(n)}"


def renumbered(count: int, pattern: Pattern) -> list[str]:
    """Names for `count` shots in a row: the step, twice the step, and so on."""
    return [pattern.name(pattern.step * n) for n in range(1, count + 1)]


def _gaps(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Spans of empty names."""
    start = None
    for n, name in enumerate([*names, "end"]):
        if not name and start is None:
            start = n
        if name and start is not None:
            yield start, n
            start = None


def _between(below: int, above: int | None, count: int, pattern: Pattern, used: set[str]) -> list[str]:
    """`count` unused names above the number `below` and, if there is one, under `above`."""
    if above is None or above <= below:
        return _upward(below, count, pattern, used)
    spread = [below + (above - below) * (n + 1) // (count + 1) for n in range(count)]
    fresh = [pattern.name(number) for number in spread]
    if len(set(spread)) == count and below < spread[0] and not used & set(fresh):
        return fresh
    free = [name for name in map(pattern.name, range(below + 1, above)) if name not in used]
    return free[:count] + _lettered(below, count - len(free), pattern, used)


def _upward(below: int, count: int, pattern: Pattern, used: Collection[str]) -> list[str]:
    """The next unused multiples of the step."""
    fresh: list[str] = []
    number = below
    while len(fresh) < count:
        number = number // pattern.step * pattern.step + pattern.step
        if pattern.name(number) not in used:
            fresh.append(pattern.name(number))
    return fresh


def _lettered(number: int, count: int, pattern: Pattern, used: Collection[str]) -> list[str]:
    """SH010A to SH010Z, then SH010AA."""
    fresh: list[str] = []
    n = 0
    while len(fresh) < count:
        name = pattern.name(number, _letters(n))
        n += 1
        if name not in used:
            fresh.append(name)
    return fresh


def _letters(n: int) -> str:
    letters = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
