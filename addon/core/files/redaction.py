# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place that hides secrets in text."""

from __future__ import annotations

import logging
import re

HIDDEN = "***"

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    # A URL's password and its query: that is where signatures and tokens are.
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/@?#\"'<>]+@", re.I), rf"\1{HIDDEN}@"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s?\"'<>]*)\?[^\s\"'<>)\]}]+", re.I), rf"\1?{HIDDEN}"),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.I), rf"\1 {HIDDEN}"),
    (re.compile(r"\b(vck_)[\w-]+"), rf"\1{HIDDEN}"),
    (re.compile(r"\b(vercel_blob_(?:rw|client)_)[\w-]+"), rf"\1{HIDDEN}"),
    (re.compile(r"\b(eyJ)[\w-]+\.[\w-]+\.[\w-]*"), rf"\1{HIDDEN}"),  # JWT: the OIDC token
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
    # An AWS secret on its own: 40 characters of all three kinds. In a path, dots or dashes would touch them.
    (re.compile(r"(?<![\w/+=.-])(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)[A-Za-z0-9/+]{40}(?![\w/+=.-])"), HIDDEN),
)


def redact(text: str, *known: str) -> str:
    """`text` with every key, token, signature, password and URL query hidden; `known` are further secrets of any form.

    Everything that is logged, printed or kept about a request goes through here."""
    for secret in known:
        if secret:
            text = text.replace(secret, HIDDEN)
    for pattern, shown in _SECRETS:
        text = pattern.sub(shown, text)
    return text


_HTTP_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)
"""httpx logs every request's URL (INFO), httpcore its headers (DEBUG), with whatever secret is in them."""


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


def hide_secrets_in_http_logs() -> None:
    """Put the filter on the loggers of httpx and httpcore, once. Told by name: a reload of the extension makes a new
    class, but the loggers stay."""
    for name in _HTTP_LOGGERS:
        logger = logging.getLogger(name)
        if not any(type(known).__name__ == RedactingFilter.__name__ for known in logger.filters):
            logger.addFilter(RedactingFilter())
