# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place that hides secrets in text."""

from __future__ import annotations

import base64
import html
import logging
import re
import traceback
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import unquote

HIDDEN = "***"

# No pattern may look ahead without a bound: a server's answer can be long, and every start would read it to its end.
_URL = re.compile(r"[a-z][a-z0-9+.-]{0,20}://[^\s\"'<>]+", re.I)
_USER = re.compile(r"://[^/@?#]+@")
_QUERY = re.compile(r"\?[^)\]}]+")
_AWS_SECRET = re.compile(r"(?<![\w/+=.-])[A-Za-z0-9/+]{40}(?![\w/+=.-])")
"""40 characters of all three kinds. In a path, dots or dashes would touch them."""

_NAMES = (
    r"(?:api[_-]?key|secret[_-]?(?:access[_-]?)?key|(?:delegation|clientsigning|session|access|security|refresh|id|sas)?"
    r"[_-]?token|password|passwd|secret|auth[_-]?key|authorization"
    r"|vercel-blob-[a-z]+|x-(?:amz|goog|oss|cos|tos|obs|bce)-[a-z-]{1,30})"
)
_SIGNED_NAMES = (
    r"(?:signature|hmac|(?<![a-z])sign?|(?:aws|oss|google)?access(?:key)?id|hdn[te]a|key-pair-id|policy|q-[a-z-]{4,30})"
)
_SCHEMES = r"(?:bearer|basic|digest|token|hmac|apikey|aws|oss|obs|cos)"
_ESCAPED = r"\\{1,16}(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|/)"
"""A character of a value that JSON or a script writes so; without it a value would end there, half hidden."""
_QUOTES = r"[\\\"'`]{0,8}"

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.I), rf"\1 {HIDDEN}"),
    (re.compile(r"\b(vck_)[\w-]+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"\b(vercel_blob_(?:rw|client)_)[\w-]+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"(?<![\w-])(eyJ)[\w-]+\.[\w-]+\.[\w-]*"), rf"\1{HIDDEN}"),  # JWT: the OIDC token
    (re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"), rf"\1{HIDDEN}"),
    (
        re.compile(r"(?<![a-z0-9])v[\s.,\"'-]{1,5}c[\s.,\"'-]{1,5}k(?:[\s.,\"'-]{0,5}[\w-]){8,200}", re.I),
        HIDDEN,
    ),  # letter by letter
)

_HINTS = (
    *("key", "token", "passw", "secret", "authorization", "vercel-blob", "x-"),
    *("sig", "hmac", "accessid", "hdn", "policy", "q-"),
)
"""One of these is in each of the names below: most texts have none, and need not be searched for them all."""

# Texts, which `re` compiles when they are first looked for: that takes 3 ms, and few texts have a hint.
_NAMED = (
    rf"({_NAMES}{_QUOTES}\s{{0,4}}(?:[=:]|=>)\s{{0,4}}{_QUOTES})(?:{_SCHEMES}\s+)?"
    rf"(?:[^\s\"',;&)}}\]\\<>]|{_ESCAPED}){{4,}}"
)
_SIGNED = (
    rf"({_SIGNED_NAMES}{_QUOTES}\s{{0,4}}(?:[=:]|=>)\s{{0,4}}{_QUOTES})((?:[^\s\"',;&)}}\]\\<>]|{_ESCAPED}){{4,}})"
)

_APART = r"(?:[^\w\\]|_|b(?=['\"])){1,20}"
_TOLD = (
    rf"((?:{_NAMES}|{_SIGNED_NAMES})(?:provided)?{_APART}(?:(?:value|is|was){_APART})?)"
    rf"((?:[\w+/=%~-]|{_ESCAPED}){{16,}})"
)
"""A value that is told in another way than by `=` or `:`: between tags, in a list, in brackets, in a sentence."""

_UNICODE = re.compile(
    r"(?:\\{1,16}u|%u|\\{1,16}U0000)([0-9a-fA-F]{4})|\\{1,16}u\{0{0,4}([0-9a-fA-F]{1,4})\}|\\{1,16}x([0-9a-fA-F]{2})"
)
_OCTAL = re.compile(r"\\{1,16}([01]?[0-7]{2})")
_STYLE_SHEET = re.compile(r"\\0{0,4}([0-9a-fA-F]{2})\s")
_BROKEN = re.compile(r"\\{1,16}[nrt]")
_SOFT_BREAK = re.compile(r"=\r?\n")
_QUOTED_PRINTABLE = re.compile(r"=(3D|26|3F|22|5F|2B|2F)")
_BACKSLASHED = re.compile(r"\\{1,16}([\"'/&=?:_-])")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_BASE64_LINES = re.compile(r"(?:[A-Za-z0-9+/]{40,80}\r?\n[ \t]{0,8})+[A-Za-z0-9+/]{1,80}={0,2}")
_PRINTABLE = re.compile(rb"[\t\n\r -~]{12,}")
_HEX = re.compile(r"(?<![0-9a-zA-Z])(?:0x)?((?:[0-9a-fA-F]{2}(?:, 0x|[ :-])?){12,})(?![0-9a-zA-Z])")

LAYERS = 4
"""How often a text may be wrapped into another: a URL in JSON in a URL in HTML."""

_ENCODED_MAX = 256 * 1024
"""Characters of a text whose wrappings are looked into; longer is no message and no log line."""


def redact(text: str, *known: str) -> str:
    """`text` with every key, token, signature, password and URL query hidden; `known` are further secrets of any form.

    Everything that is logged, printed or kept about a request goes through here. What is written in another way
    (percent, HTML, JSON or Unicode escapes, base64, hexadecimal, several around each other) is read too: where that
    shows a secret, the text comes out as it reads, without it. What comes out can always be written to a file."""
    if not text:
        return text
    text = text.encode("utf-8", "replace").decode()
    joined = _SOFT_BREAK.sub("", text)
    text = _hidden(joined if joined != text and _hidden(joined, known) != joined else text, known)
    if len(text) > _ENCODED_MAX:
        return text
    view = text
    for _ in range(LAYERS):
        unwrapped = _unwrapped(view)
        if unwrapped == view:
            break
        view = _without_packed(_hidden(unwrapped, known), known, LAYERS)
        if view != unwrapped:
            text = view
    return _without_packed(text, known, LAYERS)


def _hidden(text: str, known: tuple[str, ...]) -> str:
    """Without what can be seen as it stands."""
    for pattern in _known_patterns(known):
        text = pattern.sub(HIDDEN, text)
    text = _URL.sub(_without_secrets, text)
    for pattern, shown in _SECRETS:
        text = pattern.sub(shown, text)
    if any(map(text.lower().__contains__, _HINTS)):
        text = re.sub(_NAMED, rf"\1{HIDDEN}", text, flags=re.I)
        text = re.sub(_SIGNED, _unless_word, text, flags=re.I)
        text = re.sub(_TOLD, _if_random, text, flags=re.I)
    return _AWS_SECRET.sub(_unless_plain, text)


def _without_secrets(url: re.Match[str]) -> str:
    """A URL's password and its query hidden: that is where signatures and tokens are."""
    return _QUERY.sub(f"?{HIDDEN}", _USER.sub(f"://{HIDDEN}@", url.group()))


def _unless_plain(word: re.Match[str]) -> str:
    text = word.group()
    kinds = (str.islower, str.isupper, str.isdigit)
    return HIDDEN if all(any(is_kind(sign) for sign in text) for is_kind in kinds) else text


def _unless_word(found: re.Match[str]) -> str:
    """Hides a value; not a word of a sentence, as in "content policy: nudity"."""
    said = ":" in found[1] and not re.search(r"[=\"'`]", found[1])
    return found.group() if said and found[2].isalpha() and found[2].islower() else f"{found[1]}{HIDDEN}"


def _if_random(found: re.Match[str]) -> str:
    """Hides what looks as if nobody had written it: digits among letters."""
    kinds = (str.isalpha, str.isdigit)
    return f"{found[1]}{HIDDEN}" if all(any(map(is_kind, found[2])) for is_kind in kinds) else found.group()


@lru_cache(maxsize=16)
def _known_patterns(known: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Patterns of secrets whose text is known: in any case, letter by letter, without prefix, in base64 and hex."""
    return tuple(pattern for secret in known if secret for pattern in _patterns_of(secret))


def _patterns_of(secret: str) -> list[re.Pattern[str]]:
    if len(secret) < 8:  # too short for a search in other forms: it would hide half of every text
        return [re.compile(re.escape(secret))]
    tail = secret.rpartition("_")[2]
    forms = [secret, *([tail] if 8 <= len(tail) < len(secret) else [])]
    patterns = [re.compile(r"(?:\\[nrt]|[\W_]){0,12}?".join(map(re.escape, form)), re.I) for form in forms]
    patterns += [re.compile(re.escape(form[::-1])) for form in forms]
    raw = (form.encode() for form in forms)
    patterns += [re.compile(core) for form in raw for core in (*_base64_cores(form), f"(?i:{form.hex()})")]
    return patterns


def _base64_cores(raw: bytes) -> list[str]:
    """What base64 makes of `raw` wherever it begins in a longer text, in both alphabets; without the ends, which depend
    on the neighbours."""
    cores = []
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        core = re.escape(text[(0, 2, 3)[shift] : -1])
        cores.append(core.replace(r"\+", "[+-]").replace("/", "[/_]"))
    return cores


def _unwrapped(text: str) -> str:
    """One layer of escapes read: JSON, JavaScript, percent, HTML, quoted-printable, full width."""
    text = _UNICODE.sub(_character, text)
    text = _OCTAL.sub(lambda found: chr(int(found[1], 8)), text)
    text = _STYLE_SHEET.sub(lambda found: chr(int(found[1], 16)), text)
    text = _BROKEN.sub("\n", text)
    text = _BACKSLASHED.sub(r"\1", text)
    text = html.unescape(text)
    if "%" in text:
        text = unquote(text, errors="replace")
    text = _QUOTED_PRINTABLE.sub(lambda found: chr(int(found[1], 16)), text)
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return text.encode("utf-8", "replace").decode()


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1] or found[2] or found[3], 16))


def _without_packed(text: str, known: tuple[str, ...], layers: int) -> str:
    """Runs of base64 or hexadecimal whose content holds a secret, hidden whole."""
    if layers == 0:
        return text
    text = _BASE64_LINES.sub(lambda run: _unless_secret(run, _from_base64, known, layers), text)
    text = _BASE64.sub(lambda run: _unless_secret(run, _from_base64, known, layers), text)
    return _HEX.sub(lambda run: _unless_secret(run, _from_hex, known, layers), text)


def _unless_secret(
    run: re.Match[str], decode: Callable[[str], Iterator[bytes]], known: tuple[str, ...], layers: int
) -> str:
    for content in decode(run.group()):
        for piece in _PRINTABLE.findall(content):
            if _holds_secret(piece.decode("utf-8", "ignore"), known, layers):
                return HIDDEN
    return run.group()


def _holds_secret(view: str, known: tuple[str, ...], layers: int) -> bool:
    for _ in range(layers):
        if _hidden(view, known) != view or _without_packed(view, known, layers - 1) != view:
            return True
        unwrapped = _unwrapped(view)
        if unwrapped == view:
            break
        view = unwrapped
    return False


def _from_base64(text: str) -> Iterator[bytes]:
    """What a run may say: where a word or a path stands before it, it begins somewhat later than it seems."""
    body = "".join(text.split()).rstrip("=").translate(str.maketrans("-_", "+/"))
    for start in range(4):
        part = body[start:]
        part = part[: len(part) - (len(part) % 4 == 1)]
        raw = base64.b64decode(part + "=" * (-len(part) % 4))
        yield raw.replace(b"\0", b"") if raw.count(0) * 3 > len(raw) else raw  # UTF-16
        if _nearly_text(raw):
            return


def _nearly_text(raw: bytes) -> bool:
    """Whether these bytes are text, cut off at the end perhaps."""
    try:
        return raw.decode().isprintable()
    except UnicodeDecodeError as error:
        return error.start >= len(raw) - 3


def _from_hex(text: str) -> Iterator[bytes]:
    yield bytes.fromhex(re.sub(r"0x|[^0-9a-fA-F]", "", text))


_HTTP_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)
"""httpx logs every request's URL (INFO), httpcore its headers (DEBUG), with whatever secret is in them."""


def traced(error: BaseException) -> str:
    """The traceback of an error that nobody foresaw, fit for a log: libraries quote headers and URLs in theirs."""
    return redact("".join(traceback.format_exception(error)))


class RedactingFilter(logging.Filter):
    """Hides secrets in a record's text, traceback included. Put it on a handler: a logger's own filters do not see what
    its children log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


class HttpLogFilter(RedactingFilter):
    """Drops the lines that hold an answer's headers (cookies, signed redirects); redacts the rest."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "_headers.complete" not in record.getMessage() and super().filter(record)


def hide_secrets_in_http_logs() -> None:
    """Put the filter on the loggers of httpx and httpcore, once. Told by name: a reload of the extension makes a new
    class, but the loggers stay."""
    for name in _HTTP_LOGGERS:
        logger = logging.getLogger(name)
        if not any(type(known).__name__ == HttpLogFilter.__name__ for known in logger.filters):
            logger.addFilter(HttpLogFilter())
