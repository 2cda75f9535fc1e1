# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place that hides secrets in text."""

from __future__ import annotations

import logging
import re
import traceback

HIDDEN = "***"

# No pattern may look ahead without a bound: a server's answer can be long, and every start would read it to its end.
_URL = re.compile(r"[a-z][a-z0-9+.-]{0,20}://[^\s\"'<>]+", re.I)
_USER = re.compile(r"://[^/@?#]+@")
_QUERY = re.compile(r"\?[^)\]}]+")
_AWS_SECRET = re.compile(r"(?<![\w/+=.-])[A-Za-z0-9/+]{40}(?![\w/+=.-])")
"""40 characters of all three kinds. In a path, dots or dashes would touch them."""

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.I), rf"\1 {HIDDEN}"),
    (re.compile(r"\b(vck_)[\w-]+"), rf"\1{HIDDEN}"),
    (re.compile(r"\b(vercel_blob_(?:rw|client)_)[\w-]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?<![\w-])(eyJ)[\w-]+\.[\w-]+\.[\w-]*"), rf"\1{HIDDEN}"),  # JWT: the OIDC token
    (re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"), rf"\1{HIDDEN}"),
    (re.compile(r"\b(Signature=)[0-9a-f]{64}\b"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"((?:api[_-]?key|secret[_-]?(?:access[_-]?)?key|(?:delegation|clientsigning|session|access|security)?[_-]?token"
            r"|password|passwd|secret|vercel-blob-[a-z]+|x-amz-[a-z]+)[\"']?\s*[=:]\s*[\"']?)[^\s\"',;&)}\]]{4,}",
            re.I,
        ),
        rf"\1{HIDDEN}",
    ),
)


def _without_secrets(url: re.Match[str]) -> str:
    """A URL's password and its query hidden: that is where signatures and tokens are."""
    return _QUERY.sub(f"?{HIDDEN}", _USER.sub(f"://{HIDDEN}@", url.group()))


def _unless_plain(word: re.Match[str]) -> str:
    text = word.group()
    kinds = (str.islower, str.isupper, str.isdigit)
    return HIDDEN if all(any(is_kind(sign) for sign in text) for is_kind in kinds) else text


def redact(text: str, *known: str) -> str:
    """`text` with every key, token, signature, password and URL query hidden; `known` are further secrets of any form.

    Everything that is logged, printed or kept about a request goes through here."""
    for secret in known:
        if secret:
            text = text.replace(secret, HIDDEN)
    text = _URL.sub(_without_secrets, text)
    for pattern, shown in _SECRETS:
        text = pattern.sub(shown, text)
    return _AWS_SECRET.sub(_unless_plain, text)


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
