# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From blocks to the prompt that is sent: a short sentence a block, @names as the model's own words for references."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .models import Level, MediaKind, PlanInput, Problem, PromptBlocks

ORDER = ("place", "action", "cast", "camera", "look")
"""Scene, then action by character, then camera: what the provider's own storyboard tool writes for references."""

_MENTION = re.compile(r'@(?:"([^"]+)"|([\w-]+))')
_SPACES = re.compile(r"\s+")


def write(blocks: PromptBlocks, words: Mapping[str, str]) -> str:
    """The prompt, byte for byte as it is sent. `words` maps a name to what stands for it in the request."""
    sentences = (sentence(getattr(blocks, name)) for name in ORDER)
    return replace_names(" ".join(s for s in sentences if s), words)


def write_negative(blocks: PromptBlocks) -> str:
    return _SPACES.sub(" ", blocks.negative).strip()


def sentence(text: str) -> str:
    """One line, ended like a sentence."""
    line = _SPACES.sub(" ", text).strip()
    return line if not line or line[-1] in '.!?…"”' else f"{line}."


def replace_names(text: str, words: Mapping[str, str]) -> str:
    """@names in `words` become their words; unknown ones lose only their @."""
    known = _known(words)

    def word(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        return known.get(name.casefold(), name)

    return _mentions(known).sub(word, text)


def mentioned(text: str, names: Sequence[str]) -> tuple[set[str], set[str]]:
    """Which of `names` are mentioned, and which mentions mean nobody."""
    known = {name.casefold(): name for name in names}
    found: set[str] = set()
    unknown: set[str] = set()
    for match in _mentions(known).finditer(text):
        name = match[1] or match[2]
        (found if name.casefold() in known else unknown).add(known.get(name.casefold(), name))
    return found, unknown


def reference_words(inputs: Sequence[PlanInput], naming: str) -> dict[str, str]:
    """What each input is called in the request, by its name: "character2" by place in the URL order, or "Image 1" and
    "Video 1" counted apart (Wan 2.7 and later). A name with two slots is called by its first."""
    words: dict[str, str] = {}
    counts = {MediaKind.IMAGE: 0, MediaKind.VIDEO: 0}
    for number, item in enumerate(inputs, 1):
        counts[item.kind] += 1
        own = f"{item.kind.value.title()} {counts[item.kind]}" if naming == "media" else f"character{number}"
        words.setdefault(item.name, own)
    return words


def check_mentions(text: str, inputs: Sequence[PlanInput]) -> list[Problem]:
    """Mentions without a reference, and references never mentioned: wrong numbering swaps actors without a word."""
    names = list(dict.fromkeys(item.name for item in inputs))
    found, unknown = mentioned(text, names)
    problems = [
        Problem(
            level=Level.ERROR,
            code="mention_unknown",
            message=f"The words mention @{name}, but no reference of that name is sent.",
            next_step="Add it to the shot's cast, or correct the name.",
        )
        for name in sorted(unknown)
    ]
    problems += [
        Problem(
            level=Level.WARNING,
            code="reference_unmentioned",
            message=f"{name} is sent as a reference, but the words never mention @{name}.",
            next_step=f"Write what @{name} does, or take {name} out of the shot.",
        )
        for name in names
        if name not in found
    ]
    return problems


def check_length(text: str, limit: int, what: str) -> list[Problem]:
    """The provider cuts longer texts silently, so they are refused here."""
    if len(text) <= limit:
        return []
    return [
        Problem(
            level=Level.ERROR,
            code="prompt_long",
            message=f"The {what} has {len(text)} characters; the model reads {limit} and cuts the rest silently.",
            next_step=f"Shorten it by {len(text) - limit}.",
        )
    ]


def _known(words: Mapping[str, str]) -> dict[str, str]:
    return {name.casefold(): word for name, word in words.items()}


def _mentions(known: Mapping[str, str]) -> re.Pattern[str]:
    """Known names first, longest first, so that @Old Man is found without quotes and @Miah is not @Mia."""
    spaced = sorted((re.escape(name) for name in known if not name.isidentifier()), key=len, reverse=True)
    if not spaced:
        return _MENTION
    return re.compile(rf'@(?:"([^"]+)"|((?:{"|".join(spaced)})(?!\w)|[\w-]+))', re.IGNORECASE)
