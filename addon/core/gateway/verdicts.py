# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a server said to one class of the error tree (the classes themselves are in `failures`).

Sources: the gateway's own types as its official client maps them (npm @ai-sdk/gateway 4.0.146, create-gateway-error)
and its documentation; the provider's codes from Alibaba Model Studio's error table (30 May 2026). A provider's code
often survives only inside a text, so texts are searched for codes and for the table's own wording.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import Billed
from ..files.redaction import redact
from .failures import (
    AnswerTimedOut,
    AuthenticationFailed,
    BadFile,
    BadResponse,
    CertificateRefused,
    Conflict,
    ConnectionLost,
    ConnectTimedOut,
    During,
    Forbidden,
    GatewayError,
    GenerationFailed,
    InsufficientCredit,
    InvalidRequest,
    JobUnknown,
    MaybeAccepted,
    ModelRetired,
    Moderated,
    NoProvider,
    NotConnected,
    NotFound,
    NotQueued,
    PaidPlanRequired,
    ProviderAccount,
    ProviderBilling,
    ProviderFault,
    QuotaExceeded,
    RateLimited,
    ReferenceUnreachable,
    RequestTooLarge,
    ResultExpired,
    ServerFault,
    VerificationRequired,
    ZeroRetentionUnavailable,
)

DETAIL_CHARACTERS = 500
MESSAGE_CHARACTERS = 200
_LOOKED_AT = 2000
_BODY_BYTES = 64 * 1024

_BY_TYPE: dict[str, type[GatewayError]] = {
    "authentication_error": AuthenticationFailed,
    "insufficient_funds": InsufficientCredit,
    "quota_for_entity_exceeded": QuotaExceeded,
    "customer_verification_required": VerificationRequired,
    "free_tier_model_not_available": PaidPlanRequired,
    "forbidden": Forbidden,
    "model_not_found": ModelRetired,
    "rate_limit_exceeded": RateLimited,
}

_BY_STATUS: dict[int, type[GatewayError]] = {
    401: AuthenticationFailed,
    402: InsufficientCredit,
    403: Forbidden,
    409: Conflict,
    413: RequestTooLarge,
    424: ProviderFault,
    429: RateLimited,
}

# Patterns are texts here, compiled by `re` when they are first looked for: that takes 4 ms, and most films need none.

# Read from the top: the first row that matches decides. "InvalidParameter.DataInspection" is a failed download and must
# come before the moderation that "DataInspectionFailed" is.
_PROVIDER: tuple[tuple[type[GatewayError], str], ...] = (
    (
        ReferenceUnreachable,
        r"InvalidURL|InvalidParameter\.DataInspection|unable to download|(could not|cannot|can't|failed to) "
        r"(download|fetch)|download\w* (\S+ ){0,6}(failed|timed? ?out)"
        r"|url .{0,40}(refused|timed out|not reachable)|connection to \S+ refused|request URL is invalid",
    ),
    (
        Moderated,
        r"Data_?Inspection_?Failed|IPInfringement|CustomRoleBlocked|inappropriate content|content.?(policy|filter)"
        r"|infring|moderation|sensitive content|violat\w* .{0,40}(policy|guideline|term)"
        r"|safety (system|filter|check)|nsfw",
    ),
    (
        BadFile,
        # The provider package passes on the message without its code (npm @ai-sdk/alibaba 2.0.58).
        r"InvalidFile\b|media format (is )?not supported|Invalid file( duration| size| format| ratio|,)"
        r"|Invalid video (resolution|FPS)|image resolution is invalid",
    ),
    (ProviderBilling, r"\bArrearage\b|overdue"),
    (
        ProviderAccount,
        r"Invalid_?ApiKey|invalid[_ ]api[_-]key|(Invalid|No) API-?key provided|AccessDenied|Unpurchased"
        r"|access denied|does not support synchronous calls|policy expired",
    ),
    (
        ModelRetired,
        r"ModelNotFound|model_not_found|model not exist|model \S+ (does not exist|not found)"
        r"|model .{0,60}(retired|no longer (available|supported)|discontinued|offline)",
    ),
    (
        RateLimited,
        r"Throttling|rate limit|rate increased too quickly|too many requests|quota exceeded|exceeded .{0,30}quota"
        r"|RateQuota|BurstRate|AllocationQuota",
    ),
    (ProviderFault, r"InternalError|internal (server )?error|inference .{0,20}error|service unavailable"),
    (
        InvalidRequest,
        r"InvalidParameter|size is not match|mutually exclusive|invalid.{0,20}parameter|parameters\.\w+ must",
    ),
)

# The codes themselves, as the table writes them. Only they are believed inside an answer that leaves in doubt whether
# the request was accepted: "Unexpected failure in moderation service" and "Failed to fetch response from provider" are
# a gateway's own faults in a provider's words.
_EXACT = (
    r"(?<![\w.])(?:Data_?InspectionFailed|data_inspection_failed|IPInfringement\w*|CustomRoleBlocked"
    r"|Invalid(?:Parameter|URL|File)(?:\.\w+)?|Arrearage|InvalidApiKey|invalid_api_key"
    r"|(?:Model\.|Workspace\.)?AccessDenied(?:\.\w+)?|ModelNotFound)(?!\w)"
)

_VERDICTS = (
    Moderated,
    BadFile,
    ReferenceUnreachable,
    ProviderBilling,
    ProviderAccount,
    InvalidRequest,
    GenerationFailed,
)
"""Said by the provider about a job that it did not do: failed jobs are not billed (Alibaba price list, 30 May 2026)."""

_NOT_QUEUED = (
    r"(?:\bqueued?\b|\basync\w*|\bbackground\b|video-model/start|start endpoint).{0,60}"
    r"(?:not (?:supported|available|enabled|offered)|unsupported|unavailable)"
    r"|(?:does not|doesn't|not|cannot) (?:support|take|accept|offer).{0,40}(?:\bqueued?\b|\basync\w*|\bbackground\b)"
    r"|only (?:supports?|takes|accepts).{0,40}(?:\bsync\w*|\bstream\w*|open request)"
)
"""No such answer is documented; these are the words of its kind. Only where the request was refused for sure."""

_SAYS_WHY = (InvalidRequest, BadFile, GenerationFailed, Forbidden, NoProvider, ReferenceUnreachable)
"""Kinds whose own sentence says too little without the server's."""

_FILE_LIMITS = {
    "duration": "it is too short or too long",
    "size": "it is too large",
    "format": "its format is not supported",
    "resolution": "its width or height is outside the limits",
    "fps": "its frame rate is outside the limits",
    "aspectratio": "its aspect ratio is outside the limits",
    "openerror": "it could not be opened",
}


@dataclass(frozen=True)
class _Said:
    """What could be read out of an error body of whatever shape."""

    message: str = ""
    type: str = ""
    code: str = ""
    generation_id: str = ""
    flat: bool = False
    """`{"error": "text", "type": ...}`: the shape of the zero-data-retention refusal."""
    status: int | None = None

    @property
    def text(self) -> str:
        """Everything a provider's code may hide in."""
        return " ".join(part for part in (self.type, self.code, self.message) if part)


def from_response(
    status: int, body: bytes, headers: Mapping[str, str], during: During, *, secrets: tuple[str, ...] = ()
) -> GatewayError:
    """The error that a refused call means. `headers` by lower-case name; `secrets` are hidden wherever they appear."""
    text = body[:_BODY_BYTES].decode("utf-8", "replace")
    said = _read(_loads(text))
    detail = shown(text, *secrets)
    kind = _kind(status, said, during, text)
    return _build(kind, said, during, status, detail, _retry_after(headers), secrets, doubtful=_is_doubtful(status))


def _is_doubtful(status: int) -> bool:
    """Whether this status leaves open what became of a paid request, whatever its text says. Refused for sure are the
    4xx, but for 408, 409 and 499 (a proxy gave up waiting), and the redirects that mean "not here" (307, 308): 303
    means that it was done, and a proxy that forwarded may say 302."""
    refused = (400 <= status < 500 and status not in (408, 409, 499)) or status in (307, 308)
    return not refused


def from_event(event: Mapping[str, Any], *, waited: bool = False, secrets: tuple[str, ...] = ()) -> GatewayError:
    """The error that an SSE error event of an open request means. A 5xx inside the stream came after acceptance, and so
    did a 429 when anything came before it (`waited`): the provider may be at work already."""
    text = _as_text(event)
    said = _read(event)
    status = said.status or 500
    kind = _kind(status, said, During.GENERATE, text)
    doubtful = _is_doubtful(status) or (waited and status == 429)
    return _build(kind, said, During.GENERATE, status, shown(text, *secrets), None, secrets, doubtful=doubtful)


def from_provider_text(text: str, *, secrets: tuple[str, ...] = ()) -> GatewayError:
    """The error behind a failed job, of which only a text is left. Failed jobs are not billed."""
    kind = _provider_kind(text) or GenerationFailed
    return _build(kind, _Said(message=text), None, None, shown(text, *secrets), None, secrets, doubtful=False)


def from_network(during: During, *, sent: bool, timed_out: bool = False, reason: str = "") -> GatewayError:
    """The error of a line that broke. `sent`: at least one byte of the request may have gone out."""
    if not sent:
        kind: type[GatewayError] = ConnectTimedOut if timed_out else NotConnected
        if "CERTIFICATE_VERIFY_FAILED" in reason:
            kind = CertificateRefused
    elif during.pays:
        kind = AnswerTimedOut if timed_out else MaybeAccepted
    else:
        kind = ConnectionLost
    return kind("", _network_advice(kind, during), detail=reason, billed=None if during.pays else _later(during))


def _network_advice(kind: type[GatewayError], during: During) -> str:
    first = kind.advice if kind is CertificateRefused else "Check the network."
    if during in _GOES_ON:
        return f"{_GOES_ON[during]} {first}"
    if during.pays or kind is CertificateRefused:
        return ""  # in its own words
    return "Check the network, then try again."


def unreadable(during: During, why: str, text: str = "", *, secrets: tuple[str, ...] = ()) -> BadResponse:
    """The error for a successful answer that makes no sense. After a paying call the job may be running."""
    detail = f"{why}: {shown(text, *secrets)}" if text else why
    if during.pays:
        step = _maybe_advice(True, BadResponse)
        return BadResponse("", step, detail=detail, billed=Billed.UNKNOWN, may_have_been_accepted=True)
    retryable = during is not During.LOOKUP
    return BadResponse("", _GOES_ON.get(during, ""), detail=detail, billed=_later(during), retryable=retryable)


_GOES_ON = {
    During.STATUS: "A job that is at work tries again by itself; the generation goes on, do not send the shot again.",
    During.DOWNLOAD: "A job that is at work tries again by itself; the video is paid, and kept for about a day.",
}
"""What is true whatever a question or a download is answered: advice for a request would make the artist pay again."""

_UNANSWERED = "The gateway does not answer the question about the running generation now."

_SAYS_ITSELF = (AuthenticationFailed, BadResponse, Conflict, ConnectionLost, RateLimited, ServerFault)
"""Kinds whose own sentence fits an answer to a question, too."""


def shown(text: str, *secrets: str, limit: int = DETAIL_CHARACTERS) -> str:
    """`text` fit to be kept and shown: secrets and queries hidden first, then cut to `limit` characters (2000 at most).

    Known secrets go before the first cut, lest a half of one stay; patterns see the beginning only, as their time grows
    with the square of a text without spaces."""
    if not text:
        return text
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    text = redact(_printable(text[:_LOOKED_AT]), *secrets)
    # The escapes a URL wears inside JSON or another URL, else its query would not look like one.
    plain = text.replace("\\/", "/").replace("\\u0026", "&").encode("utf-8", "replace").decode()
    plain = re.sub(r"(?i)%3f[^\s\"'<>]*", "?***", plain)
    plain = re.sub(r"\?[^\s\"'<>=?]+=[^\s\"'<>]*", "?***", plain)
    return plain[:limit]


def _printable(text: str) -> str:
    """Without what steers a terminal, turns the reading direction or is not seen at all; lines stay lines."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else " " if c.isspace() else "" for c in text)


def _build(
    kind: type[GatewayError],
    said: _Said,
    during: During | None,
    status: int | None,
    detail: str,
    retry_after: float | None,
    secrets: tuple[str, ...],
    *,
    doubtful: bool,
) -> GatewayError:
    if during in _GOES_ON:
        return _of_a_question(kind, during, said, status, detail, retry_after)
    verdict = issubclass(kind, _VERDICTS)
    maybe = bool(during and during.pays and doubtful and not verdict)
    billed = Billed.UNKNOWN if maybe else Billed.NO
    return kind(
        _message(kind, said, secrets),
        _maybe_advice(maybe, kind),
        detail=detail,
        status=status,
        generation_id=said.generation_id,
        retry_after=retry_after,
        may_have_been_accepted=maybe,
        billed=billed,
    )


def _of_a_question(
    kind: type[GatewayError], during: During, said: _Said, status: int | None, detail: str, retry_after: float | None
) -> GatewayError:
    """A status question or a download that was not answered. It says nothing about the request, which was accepted:
    "Shorten the prompt" or "Choose another model" would be paid for twice."""
    message, step = "", _GOES_ON[during]
    if kind is JobUnknown:
        step = kind.advice
    elif kind is AuthenticationFailed:
        step = f"{step} Set the key that it was sent with in the preferences."
    elif during is During.STATUS and not issubclass(kind, _SAYS_ITSELF):
        message = f"{_UNANSWERED} It says: {kind.said}" if kind.user_fault else _UNANSWERED
    return kind(
        message,
        step,
        detail=detail,
        status=status,
        generation_id=said.generation_id,
        retry_after=retry_after,
        may_have_been_accepted=False,
        billed=_later(during),
        retryable=True,
    )


def _later(during: During) -> Billed:
    """For a call that spends nothing: after acceptance the job may be charged, a finished video was."""
    return {During.STATUS: Billed.UNKNOWN, During.DOWNLOAD: Billed.YES}.get(during, Billed.NO)


def _maybe_advice(maybe: bool, kind: type[GatewayError]) -> str:
    return MaybeAccepted.advice if maybe else kind.advice


def _message(kind: type[GatewayError], said: _Said, secrets: tuple[str, ...]) -> str:
    if not issubclass(kind, _SAYS_WHY) or kind is RequestTooLarge:
        return kind.said
    why = _file_limit(said.text) if kind is BadFile else ""
    why = why or " ".join(shown(said.message, *secrets, limit=MESSAGE_CHARACTERS).split()).rstrip(".")
    return f"{kind.said.rstrip('.')}: {why}." if why else kind.said


def _file_limit(message: str) -> str:
    match = re.search(r"InvalidFile\.(\w+)", message, re.IGNORECASE)
    return _FILE_LIMITS.get(match[1].lower(), "") if match else ""


def _kind(status: int, said: _Said, during: During, text: str) -> type[GatewayError]:
    if during is During.DOWNLOAD:
        return _download_kind(status)
    if "no_providers_available" in (said.type, said.code):
        return _no_providers(status, said)
    for name in (said.type, said.code):
        if name in _BY_TYPE:
            return _BY_TYPE[name]
    if status in (401, 402, 409, 413, 429):
        return _BY_STATUS[status]
    if during is During.START and not _is_doubtful(status) and re.search(_NOT_QUEUED, said.text, re.IGNORECASE):
        return NotQueued
    if status == 404:
        return _not_found(said, during)
    # A provider's verdict travels under the gateway's general types and statuses: 400, 403, 424, 500.
    provider = _provider_kind(said.text) if not _is_doubtful(status) or re.search(_EXACT, said.text) else None
    if provider and not (provider is ProviderFault and status >= 500):
        return provider
    return _BY_STATUS.get(status) or _general(status, said, text)


def _general(status: int, said: _Said, text: str) -> type[GatewayError]:
    if status >= 500 or status in (408, 499):
        return ServerFault
    readable = bool(said.text) or (status == 400 and not text.strip())
    return InvalidRequest if status >= 400 and readable else BadResponse


def _download_kind(status: int) -> type[GatewayError]:
    # A signed link that ran out answers 403 (object stores) or 404 and 410 (deleted).
    if status in (401, 403, 404, 410):
        return ResultExpired
    if status == 429:
        return RateLimited
    return ServerFault if status >= 500 or status == 408 else BadResponse


def _no_providers(status: int, said: _Said) -> type[GatewayError]:
    if said.flat or re.search(r"retention|\bzdr\b", said.message, re.IGNORECASE):
        return ZeroRetentionUnavailable
    return PaidPlanRequired if status == 403 else NoProvider


def _not_found(said: _Said, during: During) -> type[GatewayError]:
    if during is During.STATUS:
        # A sign-in page says 404, too; only the gateway's own words end a generation.
        return JobUnknown if said.text else BadResponse
    return ModelRetired if _provider_kind(said.text) is ModelRetired else NotFound


def _provider_kind(text: str) -> type[GatewayError] | None:
    return next((kind for kind, pattern in _PROVIDER if re.search(pattern, text, re.IGNORECASE)), None)


def _read(value: Any) -> _Said:
    """Message, type and ids from every shape seen: nested or flat `error`, an SSE event, a provider's own body."""
    if not isinstance(value, Mapping):
        return _Said()
    error = value.get("error")
    inner: Mapping[str, Any] = error if isinstance(error, Mapping) else value
    return _Said(
        message=_text(error) or _text(inner.get("message")),
        type=_text(inner.get("errorType")) or _text(inner.get("type")),
        code=_text(inner.get("code")),
        generation_id=_text(value.get("generationId")) or _text(inner.get("generationId")),
        flat=isinstance(error, str),
        status=_status(value.get("statusCode", inner.get("statusCode"))),
    )


def _status(value: Any) -> int | None:
    """An error event's status: a number for the official clients, a text from others; None outside 100 to 599."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 100 <= number <= 599 else None


def _as_text(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return ""


def _text(value: Any) -> str:
    return value[:_LOOKED_AT] if isinstance(value, str) else ""


def _loads(text: str) -> Any:
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait: `retry-after-ms` first, then `retry-after` as seconds or as an HTTP date. None: not said."""
    wait = _number(headers.get("retry-after-ms", ""))
    if wait is not None:
        return wait / 1000
    value = headers.get("retry-after", "").strip()
    wait = _number(value)
    if wait is not None or not value:
        return wait
    import email.utils

    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
