# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words in the order and in the forms in which they are drawn: Blender sets letter after letter from the left, so what
is written from the right would stand the wrong way around, and Arabic unjoined. Standard library only: the wheels are
not there where a sheet is drawn.

The order is that of the Unicode Bidirectional Algorithm (UAX 9) without explicit embeddings; the forms are the Arabic
presentation forms of Unicode itself, which the fonts that Blender brings have. Scripts that need more than one form of
a letter otherwise (Devanagari, Khmer, ...) stay as Blender draws them."""

from __future__ import annotations

import itertools
import unicodedata
from functools import lru_cache

RIGHT = {"R", "AL"}
NEUTRAL = {"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"}
EMBEDDING = {"LRE", "RLE", "LRO", "RLO", "PDF", "BN"}
BETWEEN = " · "
"""What our own sentences put between facts."""
PRESENTATION = itertools.chain(range(0xFB50, 0xFC00), range(0xFE80, 0xFEFD))
ALONE, END, BEGIN, MIDDLE = "<isolated>", "<final>", "<initial>", "<medial>"
JOINERS = {"ـ", "‍"}
"""Joined on both sides, whatever stands there: the stroke that lengthens, and the sign that joins."""
LAM = "ل"
MIRRORED = {
    "(": ")",
    "[": "]",
    "{": "}",
    "<": ">",
    "«": "»",
    "‹": "›",
    "≤": "≥",
    "⁅": "⁆",
    "（": "）",
    "「": "」",
    "《": "》",
}
MIRRORED |= {right: left for left, right in MIRRORED.items()}
BRACKETS = {"(": ")", "[": "]", "{": "}", "⁅": "⁆", "（": "）", "「": "」", "《": "》"}


def drawn(text: str) -> str:
    """The text for a line, or lines, that are set from the left. The first letter that has a direction gives it to all
    of them; a text without letters from the right comes back as it is."""
    if not any(unicodedata.bidirectional(letter) in {*RIGHT, "AN"} for letter in text):
        return text
    base = int(is_from_right(text))
    return "\n".join(_line(line, base) for line in text.split("\n"))


def is_from_right(text: str) -> bool:
    """Whether its first letter that has a direction is written from the right."""
    return next((kind in RIGHT for kind in map(unicodedata.bidirectional, text) if kind in {"L", *RIGHT}), False)


def _line(text: str, base: int) -> str:
    """Parts between our own BETWEEN are each of themselves: else a number after a name would go to the name's left."""
    parts = text.split(BETWEEN)
    if len(parts) == 1:
        return _part(text, base)
    shown = [_part(part, int(is_from_right(part))) for part in parts]
    return BETWEEN.join(shown[::-1] if base else shown)


def _part(text: str, base: int) -> str:
    letters = [letter for letter in _joined(text) if unicodedata.bidirectional(letter) not in EMBEDDING]
    levels = _levels(letters, base)
    shown = [_mirrored(letter) if level % 2 else letter for letter, level in zip(letters, levels, strict=True)]
    ordered = _marks_behind([(shown[n], levels[n] % 2 == 1) for n in _order(levels)])
    return "".join(letter for letter in ordered if unicodedata.category(letter) != "Cf")


def _mirrored(letter: str) -> str:
    return MIRRORED.get(letter, letter)


# Forms


@lru_cache(maxsize=1)
def _forms() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Of each Arabic letter, and of each lam with its alef, the forms that it has."""
    letters: dict[str, dict[str, str]] = {}
    pairs: dict[str, dict[str, str]] = {}
    for code in PRESENTATION:
        form, *codes = unicodedata.decomposition(chr(code)).split() or [""]
        plain = "".join(chr(int(one, 16)) for one in codes)
        if form not in {ALONE, END, BEGIN, MIDDLE}:
            continue
        if len(plain) == 1:
            letters.setdefault(plain, {}).setdefault(form, chr(code))
        elif len(plain) == 2 and plain[0] == LAM and code >= 0xFEF5:
            pairs.setdefault(plain, {})[form] = chr(code)
    return letters, pairs


def _joined(text: str) -> str:
    """Arabic letters in the form that their neighbours ask for. Its vowel signs are left out: the fonts give each a
    place of its own, between the letters."""
    letters, pairs = _forms()
    plain = [letter for letter in text if not _is_vowel_sign(letter)]
    found: list[str] = []
    number = 0
    while number < len(plain):
        pair = "".join(plain[number : number + 2])
        known = pairs.get(pair) or letters.get(plain[number])
        long = 2 if pair in pairs else 1
        if known is None:
            found.append(plain[number])
        else:
            before = number > 0 and _joins_on(plain[number - 1]) and END in known
            after = number + long < len(plain) and BEGIN in known and _joins_back(plain[number + long])
            form = {(0, 0): ALONE, (1, 0): END, (0, 1): BEGIN, (1, 1): MIDDLE}[before, after]
            found.append(known.get(form) or known.get(ALONE) or plain[number])
        number += long
    return "".join(found)


def _is_vowel_sign(letter: str) -> bool:
    return unicodedata.category(letter) == "Mn" and 0x600 <= ord(letter) < 0x900


def _joins_on(letter: str) -> bool:
    """Whether it joins to the letter after it."""
    return letter in JOINERS or BEGIN in _forms()[0].get(letter, {})


def _joins_back(letter: str) -> bool:
    """Whether it joins to the letter before it."""
    return letter in JOINERS or END in _forms()[0].get(letter, {})


# Order (UAX 9; the names of its rules are in brackets)


def _levels(letters: list[str], base: int) -> list[int]:
    """The level of each letter of a line; odd ones run from the right."""
    if not letters:
        return []
    outer = "R" if base else "L"
    first = [unicodedata.bidirectional(letter) or "L" for letter in letters]
    kinds = _weak(first, outer)
    _bracketed(letters, kinds, first, outer)
    _neutral(kinds, outer)
    levels = []
    for kind in kinds:  # I1, I2
        if base:
            levels.append(1 if kind == "R" else 2)
        else:
            levels.append({"L": 0, "R": 1}.get(kind, 2))
    for number in reversed(range(len(levels))):  # L1: spaces at a line's end
        if first[number] not in {"WS", "S", "B"}:
            break
        levels[number] = base
    return levels


def _weak(first: list[str], outer: str) -> list[str]:
    """Numbers and their signs: only L, R, EN, AN and neutral ones are left."""
    kinds = _with_arabic_numbers(first, outer)
    for number in range(1, len(kinds) - 1):  # W4
        before, after = kinds[number - 1], kinds[number + 1]
        if before == after and (kinds[number], before) in {("ES", "EN"), ("CS", "EN"), ("CS", "AN")}:
            kinds[number] = before
    _beside_numbers(kinds)
    strong = outer
    for number, kind in enumerate(kinds):
        if kind in {"ES", "ET", "CS"}:  # W6
            kinds[number] = "ON"
        elif kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":  # W7
            kinds[number] = "L"
    return kinds


def _with_arabic_numbers(first: list[str], outer: str) -> list[str]:
    """Marks as what they stand on, numbers after Arabic letters as Arabic ones [W1 to W3]."""
    kinds: list[str] = []
    strong = outer
    for kind in first:
        if kind == "NSM":
            before = kinds[-1] if kinds else outer
            kind = "ON" if before in {"LRI", "RLI", "FSI", "PDI"} else before
        if kind in {"L", *RIGHT}:
            strong = kind
        kinds.append("AN" if kind == "EN" and strong == "AL" else kind)
    return ["R" if kind == "AL" else kind for kind in kinds]


def _beside_numbers(kinds: list[str]) -> None:
    """Signs that belong to a number beside them, as per cent and currency do [W5]."""
    start = 0
    for kind, run in itertools.groupby(list(kinds)):
        end = start + len(list(run))
        near = (start > 0 and kinds[start - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN")
        if kind == "ET" and near:
            kinds[start:end] = ["EN"] * (end - start)
        start = end


def _bracketed(letters: list[str], kinds: list[str], first: list[str], outer: str) -> None:
    """Brackets go with what they enclose, or with what is before them [N0]."""
    for left, right in _bracket_pairs(letters, kinds):
        inside = {_side(kind) for kind in kinds[left + 1 : right]} - {""}
        if not inside:
            continue
        side = outer
        if outer not in inside:
            before = next((found for kind in reversed(kinds[:left]) if (found := _side(kind))), outer)
            side = before if before in inside else outer
        for place in (left, right):
            kinds[place] = side
            for after in range(place + 1, len(kinds)):
                if first[after] != "NSM":
                    break
                kinds[after] = side


def _bracket_pairs(letters: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    found = []
    for number, letter in enumerate(letters):
        if kinds[number] != "ON":
            continue
        if letter in BRACKETS:
            waiting.append((BRACKETS[letter], number))
        for place in reversed(range(len(waiting))):
            if waiting[place][0] == letter:
                found.append((waiting[place][1], number))
                del waiting[place:]
                break
    return sorted(found)


def _side(kind: str) -> str:
    """Which side a letter or a number is of to its neutral neighbours; "" for a neutral one."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind, "")


def _neutral(kinds: list[str], outer: str) -> None:
    """Spaces and signs between two of one side are of that side, all others of the line's [N1, N2]."""
    start = 0
    for neutral, run in itertools.groupby([kind in NEUTRAL for kind in kinds]):
        end = start + len(list(run))
        if neutral:
            before = _side(kinds[start - 1]) if start else outer
            after = _side(kinds[end]) if end < len(kinds) else outer
            kinds[start:end] = [before if before == after else outer] * (end - start)
        start = end


def _order(levels: list[int]) -> list[int]:
    """Which letter stands where, from the left [L2]."""
    order = list(range(len(levels)))
    odd = [level for level in levels if level % 2]
    for level in range(max(levels, default=0), min(odd, default=1) - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = max(end, start + 1)
    return order


def _marks_behind(letters: list[tuple[str, bool]]) -> list[str]:
    """Points stand behind their letter in the order drawn, too [L3]: those of a turned run came before it."""
    found: list[str] = []
    marks: list[str] = []
    for letter, turned in letters:
        if turned and unicodedata.category(letter) == "Mn":
            marks.insert(0, letter)
        else:
            found += [letter, *marks]
            marks = []
    return found + marks
