# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From blocks to the prompt that is sent: a short sentence a block, @names as the words the request knows them by.

A name is mentioned as `@Mia`, `@"Old Man"` or, where the film knows it, `@Old Man`; case and accents' spelling do not
matter. A second reference of the same name is `@Mia#2`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from ..catalog import Model
from ..models import CastMember, DialogueLine, Level, MediaKind, PlanInput, Problem, PromptBlocks
from . import speech

ORDER = ("place", "camera", "action", "cast", "look")
"""Scene, camera, action, then where everybody stands and the film's look. Dialogue follows the action."""

_SPACES = re.compile(r"\s+")
_OWN_WORDS = {
    "character": re.compile(r"\bcharacter\d+\b", re.IGNORECASE),
    "media": re.compile(r"\b(?:image|video) \d+\b", re.IGNORECASE),
    "brackets": re.compile(r"\[(?:image|video) \d+\]", re.IGNORECASE),
    "angle": re.compile(r"<(?:image|video)_\d+>", re.IGNORECASE),
}
_FORMS = {"media": "{} {}", "brackets": "[{} {}]", "angle": "<{}_{}>"}
"""How namings write the n-th picture or clip."""
"""A naming's own words for references, which an artist may type as they are."""
_ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
_ENGLISH = re.compile(
    r"\b(?:the|and|of|with|from|into|onto|is|are|his|her|its|their|to|by|past|while|then|behind|towards?)\b",
    re.IGNORECASE,
)
"""Words of English alone. Elsewhere "a" and "an" before a name mean "to" (Spanish, Italian) and "at" (German)."""
_OPENING = " “‘«(["
_CLOSING = "\"'”’»)]"
_TERMINAL = ".!?…。！？"
_DANGLING = ",;:-–—、，；： "


def write(
    blocks: PromptBlocks,
    words: Mapping[str, str],
    dialogue: Sequence[DialogueLine] = (),
    unseen: Iterable[str] = (),
) -> str:
    """The prompt, byte for byte as it is sent. `words` maps a name to what stands for it in the request; those of the
    cast whom the camera never sees (`unseen`) are heard from off screen, unless a block tells of them."""
    names = _Telling(words)
    told = Names({**dict.fromkeys(unseen, ""), **words}).mentioned("\n".join(getattr(blocks, b) for b in ORDER))[0]
    off = {name_key(name) for name in unseen} - {name_key(name) for name in told}
    sentences = []
    for block in ORDER:
        sentences.append(sentence(names.replace(clean(getattr(blocks, block)))))
        if block == "action":
            sentences += [spoken(line, names, off) for line in dialogue]
    return " ".join(s for s in sentences if s)


def write_negative(blocks: PromptBlocks) -> str:
    """The negative prompt as it is sent: a list of things, not a sentence."""
    return clean(blocks.negative).strip(_DANGLING)


def clean(text: str) -> str:
    """One line of composed characters without control characters."""
    if text.isascii() and text.isprintable():  # as most are: nothing to compose, nothing to leave out
        return _SPACES.sub(" ", text).strip()
    kept = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", kept)).strip()


def sentence(text: str) -> str:
    """Ended like a sentence; nothing for a text without a word in it."""
    line = text.strip().rstrip(_DANGLING)
    if not any(c.isalnum() for c in line):
        return ""
    inner = line.rstrip(_CLOSING)
    return line if inner[-1:] and inner[-1] in _TERMINAL else f"{line}."


def spoken(line: DialogueLine, names: Names, off: Collection[str] = ()) -> str:
    """`character1 says: "Hello."`, `Mia says off screen: "Hello."`; nothing where nothing is said."""
    speaker, how, words = speech.heard(_said_by(line), names.without_marks(clean(line.line)), names.known)
    words = _unquoted(words).replace('"', "'")
    if not any(c.isalnum() for c in words):
        return ""
    if name_key(speaker) in off and not how.startswith((speech.OFF_SCREEN, " in ")):
        how = speech.OFF_SCREEN + how
    who = names.stands_for(speaker, starts=True) or speaker or "Someone"
    return f'{who} says{how}: "{sentence(words)}"'


def mention(name: str) -> str:
    """How a text mentions a name: `@Mia`, `@"Old Man"`, `@Mia#2` for its second reference."""
    plain, mark, slot = name.partition("#") if re.search(r"#\d+$", name) else (name, "", "")
    return f"@{name}" if re.fullmatch(r"\w+", plain) else f'@"{plain}"{mark}{slot}'


def named(text: str, names: Iterable[str]) -> set[str]:
    """Which of the names a text mentions; of two that are spelled the same, whichever case, neither."""
    if "@" not in text:
        return set()
    names = list(names)
    shared = {key for key, count in Counter(map(name_key, names)).items() if count > 1}
    return {name for name in Names(dict.fromkeys(names, "")).mentioned(text)[0] if name_key(name) not in shared}


def renamed(text: str, names: Iterable[str], old: str, new: str) -> str:
    """A text whose mentions of `old`, one of the names, mention `new`; as it is where none does."""
    if "@" not in text:
        return text

    def own(match: re.Match[str]) -> str:
        plain, mark, slot = _name(match).partition("#")
        is_meant = name_key(plain) == name_key(old)
        return f"{match['article'] or ''}{mention(f'{new}{mark}{slot}')}" if is_meant else match[0]

    return _pattern(tuple(dict.fromkeys([*names, old]))).sub(own, text)


class Names:
    """Finds mentions in texts and puts the request's own words in their place."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = {name_key(name): word for name, word in words.items()}
        self._names = {name_key(name): name for name in words}
        self._pattern = _pattern(tuple(words))

    @property
    def known(self) -> frozenset[str]:
        """All names, in lower case."""
        return frozenset(self._names)

    def word(self, name: str) -> str | None:
        """What stands for a name; None for one that is not known."""
        return self._words.get(name_key(name))

    def replace(self, text: str) -> str:
        """Mentions become their words; an unknown one loses only its @ and quotes."""
        if "@" not in text:  # nothing is looked for in most blocks: five a shot
            return text
        english = bool(_ENGLISH.search(text))

        def own(match: re.Match[str]) -> str:
            name, article = _name(match), match["article"] or ""
            if english and self.has_article(name):
                article = ""
            before = (text[: match.start()] + article).rstrip(_OPENING + _CLOSING)
            word = self.stands_for(name, starts=not before or before[-1] in _TERMINAL) or name
            return article + word + self.closes(word, text[match.end() :])

        return self._pattern.sub(own, text)

    def stands_for(self, name: str, *, starts: bool) -> str | None:
        """The word that is written for a name here; `starts`: at the beginning of a sentence."""
        return self.word(name)

    def has_article(self, name: str) -> bool:
        """Whether the word that is written for a name takes no article before it."""
        return False

    def closes(self, word: str, after: str) -> str:
        """What a word needs behind it where the sentence goes on."""
        return ""

    def without_marks(self, text: str) -> str:
        """Mentions as plain names: what somebody says aloud is "Mia", not "character1"."""
        return self._pattern.sub(lambda match: (match["article"] or "") + re.sub(r"#\d+$", "", _name(match)), text)

    def mentioned(self, text: str) -> tuple[set[str], set[str]]:
        """Which known names are mentioned, and which mentions mean nobody."""
        found: set[str] = set()
        unknown: set[str] = set()
        if "@" not in text:
            return found, unknown
        for match in self._pattern.finditer(clean(text)):
            name = _name(match)
            known = self._names.get(name_key(name))
            if known is None:
                unknown.add(name)
            else:
                found.add(known)
        return found, unknown


class _Telling(Names):
    """Reads like a text where descriptions stand for names: "A tall man waves. The tall man sits down."

    The request's own words for references stay as they are: the model knows them by their letters."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self._told: set[str] = set()

    def stands_for(self, name: str, *, starts: bool) -> str | None:
        word = self.word(name)
        if not word or _is_own(word):
            return word
        if word in self._told:
            word = _ARTICLE.sub("the ", self._short(word))
        self._told.add(self.word(name) or "")
        return word[0].upper() + word[1:] if starts else _ARTICLE.sub(lambda article: article[0].lower(), word)

    def has_article(self, name: str) -> bool:
        """A name as "character2" is one, and "a red truck" begins with its own."""
        word = self.word(name) or ""
        return _is_own(word) or bool(_ARTICLE.match(word))

    def _short(self, word: str) -> str:
        """ "Jo" of "Jo, a girl with braids", where that is nobody else."""
        short = word.partition(",")[0]
        return short if sum(other.partition(",")[0] == short for other in self._words.values()) == 1 else word

    def closes(self, word: str, after: str) -> str:
        """ "Jo, a girl with braids, stops": the second comma."""
        return "," if "," in word and re.match(r"\s+\w", after) else ""


def _is_own(word: str) -> bool:
    """Whether a word is the request's own for a reference."""
    return any(own.fullmatch(word) for own in _OWN_WORDS.values())


def reference_words(inputs: Sequence[PlanInput], naming: str) -> dict[str, str]:
    """What each input is called in the request, by its name: "character2" by place in the URL order, or "Image 1" and
    "Video 1" counted apart (Wan 2.7 and later; "[Image 1]" for Seedance). The second of one name is found as
    "Name#2"."""
    words: dict[str, str] = {}
    counts = {MediaKind.IMAGE: 0, MediaKind.VIDEO: 0}
    slots: dict[str, int] = {}
    for number, item in enumerate(inputs, 1):
        counts[item.kind] += 1
        own = media_word(item.kind, counts[item.kind], naming) if naming in _FORMS else f"character{number}"
        slot = slots[name_key(item.name)] = slots.get(name_key(item.name), 0) + 1
        words[item.name if slot == 1 else f"{item.name}#{slot}"] = own
    return words


@lru_cache(maxsize=256)
def media_word(kind: MediaKind, number: int, naming: str) -> str:
    """ "Image 1", "[Image 1]" or "<IMAGE_1>": the n-th of its kind."""
    word = kind.value.upper() if naming == "angle" else kind.value.title()
    return _FORMS[naming].format(word, number)


def plain_words(cast: Iterable[CastMember]) -> dict[str, str]:
    """What stands for a name where no reference is sent: its description, else the name itself."""
    return {member.name: clean(member.description).rstrip(_TERMINAL + _DANGLING) or member.name for member in cast}


def check_mentions(
    blocks: PromptBlocks,
    dialogue: Sequence[DialogueLine],
    words: Mapping[str, str],
    naming: str,
    *,
    cast: Iterable[str] = (),
    refused: bool = False,
) -> list[Problem]:
    """Mentions without a reference, and references never mentioned: wrong numbering swaps actors without a word.

    `cast` are all names of the shot's cast; `refused`: that some have no reference has been said already."""
    text = clean("\n".join(getattr(blocks, block) for block in ORDER))
    names = Names({**dict.fromkeys(cast, ""), **words})
    mentions, unknown = names.mentioned(text)
    found = {name_key(name) for name in mentions}
    in_words = {name_key(name) for name in words}
    if not refused:
        unknown |= {name for name in mentions if name_key(name) not in in_words}
    own = {name_key(match[0]) for match in _OWN_WORDS[naming].finditer(text)}
    sent = {name_key(word) for word in words.values()}
    spoken_by = {names.word(speech.without_brackets(_said_by(line), names.known)[0]) for line in dialogue}
    problems = [
        Problem(
            level=Level.ERROR,
            code="mention_unknown",
            message=f"The words mention {name}, but no reference of that name is sent.",
            next_step="Add it to the shot's cast, or correct the name.",
        )
        for name in [*map(mention, sorted(unknown)), *sorted(own - sent)]
    ]
    silent = [
        mention(name)
        for name, word in words.items()
        if name_key(name) not in found and name_key(word) not in own and word not in spoken_by
    ]
    return [*problems, *([_unmentioned(silent)] if silent else [])]


def _unmentioned(names: list[str]) -> Problem:
    """References that the words leave out, in one sentence."""
    goes, does, them = (
        ("goes along as a reference", "it does", "it")
        if len(names) == 1
        else (
            "go along as references",
            "they do",
            "them",
        )
    )
    return Problem(
        level=Level.WARNING,
        code="reference_unmentioned",
        message=f"{', '.join(names)} {goes} but the words leave {them} out.",
        next_step=f"Write what {does}, or untick {them} in Cast.",
    )


def check_known(blocks: PromptBlocks, words: Mapping[str, str]) -> list[Problem]:
    """Mentions of nobody, where every member of the cast may be mentioned."""
    text = clean("\n".join(getattr(blocks, block) for block in ORDER))
    if "@" not in text:
        return []
    return [
        Problem(
            level=Level.ERROR,
            code="mention_unknown",
            message=f"The words mention {mention(name)}, who is not in the shot's cast.",
            next_step="Add it to the shot's cast, or correct the name.",
        )
        for name in sorted(Names(words).mentioned(text)[1])
    ]


def check_verbs(blocks: PromptBlocks, model: Model) -> list[Problem]:
    """Verbs that make the provider take the request for an edit of the clip, which then fails or shows another shot."""
    text = clean(" ".join(getattr(blocks, block) for block in ORDER)).casefold()
    found = [verb for verb, pattern in _forms(model.refused_words) if pattern.search(text)]
    if not found:
        return []
    return [
        Problem(
            level=Level.WARNING,
            code="verb_refused",
            message=f"{model.name} may take the word {', '.join(found)} for an order to edit what is sent.",
            next_step="Say it with other words, or choose Seedance 2.5, which is told the task.",
        )
    ]


@lru_cache(maxsize=64)
def _forms(verbs: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Verbs, and what finds each in any of its forms."""
    return tuple((verb, re.compile(rf"\b{verb.rstrip('e')}(?:e|s|es|ed|ing)?\b")) for verb in verbs)


def check_length(text: str, limit: int, what: str) -> list[Problem]:
    """The provider counts characters (Alibaba: a letter, a sign and an ideograph are one each) and cuts the rest
    silently, so longer texts are refused here."""
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


def _unquoted(text: str) -> str:
    """Without the quotation marks around the whole of it."""
    quoted = len(text) > 1 and text[0] in "\"“„«'" and text[-1] in "\"”“»'"
    return text[1:-1].strip() if quoted else text


def _said_by(line: DialogueLine) -> str:
    return clean(line.speaker).lstrip("@").strip('"“” ')


def _name(match: re.Match[str]) -> str:
    if name := match["known"] or match["bare"]:
        return str(name)
    return f"{match['quoted'] or match['curly']}{match['slot'] or ''}"


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Names compare without regard to case, to how accents are composed, to the shape of an apostrophe."""
    plain = unicodedata.normalize("NFC", name).replace("’", "'")
    return _SPACES.sub(" ", plain).strip().casefold()


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Known names first and longest first, so that @Old Man needs no quotes and @Miah is not @Mia. No mention begins
    within a word: an address is none. What may be an English article before a mention is found with it."""
    known = "|".join(
        _known(name) for name in sorted(words, key=lambda n: len(name_key(n)), reverse=True) if name_key(name)
    )
    return re.compile(
        r"(?P<article>\b(?:an?|the) )?"
        rf'(?<!\w)@+(?:(?P<known>{known or "(?!)"})|(?:"(?P<quoted>[^"]+)"|“(?P<curly>[^”]+)”)(?P<slot>#\d+)?'
        r"|(?P<bare>\w+(?:-\w+)*(?:#\d+)?))",
        re.IGNORECASE,
    )


def _known(name: str) -> str:
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", name)).strip()
    escaped = re.escape(text).replace("’", "'").replace("'", "['’]")
    # Scripts without spaces or with particles glued on (CJK, Hangul, Thai: letters without case) go on right after.
    return escaped if unicodedata.category(text[-1]) == "Lo" else rf"{escaped}(?![\w#]|-\w)"
