# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way a call to the gateway can go wrong, one class a kind, each in the artist's words with the next step.

    AnimaticError                       (core/errors.py)
      GatewayError
        # the account: a person has to do something at the gateway
        + AuthenticationFailed
        + InsufficientCredit
        + QuotaExceeded
        + VerificationRequired
        + PaidPlanRequired
        + NoProvider
        + ZeroRetentionUnavailable
        + Forbidden
        + ModelRetired
        + ProviderAccount
        + ProviderBilling
        # the request: the same again would be refused again
        + InvalidRequest
          . RequestTooLarge
          . NotQueued
        + Moderated
        + ReferenceUnreachable
        + BadFile
        # the service: later it may work
        + RateLimited
        + Conflict
        + ServerFault
        + ProviderFault
        + GenerationFailed
        + GenerationCancelled
        # the line: surely not sent, perhaps accepted, or a call that spends nothing
        + NotConnected
          . ConnectTimedOut
          . CertificateRefused
        + MaybeAccepted
          . AnswerTimedOut
        + ConnectionLost
        # what came back
        + BadResponse
        + NotFound
        + JobUnknown
        + NotListedYet
        + ReferencesSkipped
        + NoVideo
        + ResultExpired
        + ResultRefused
        + ResultTooLarge

Which answer means which of them: `verdicts.py`; which broken line: `transport.py`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from ..errors import AnimaticError, Billed

if TYPE_CHECKING:
    from .results import Completed, Pending, Started


class During(StrEnum):
    """Which call went wrong. Only the first two can spend."""

    START = "start"
    GENERATE = "generate"
    STATUS = "status"
    DOWNLOAD = "download"
    LOOKUP = "lookup"
    """Model list, credits, generation info: no money, no job."""

    @property
    def pays(self) -> bool:
        return self in (During.START, During.GENERATE)


class GatewayError(AnimaticError):
    """Base of the tree. `said` and `advice` are the class's own words, used where the caller gives none.

    `detail`: the first 500 characters of what the server sent, redacted; for the curious, never needed to go on.
    `status`: the HTTP status, or the one an error event carried.
    `retry_after`: seconds the server asks to wait; None when it does not say.
    `may_have_been_accepted`: the paid request may be running although this call failed: never send it again under
    another idempotency key without asking a person.
    """

    code = "gateway"
    said: ClassVar[str] = "The gateway could not do it."
    advice: ClassVar[str] = ""
    may_have_been_accepted: bool = False

    def __init__(
        self,
        user_message: str = "",
        next_step: str = "",
        *,
        detail: str = "",
        status: int | None = None,
        generation_id: str = "",
        retry_after: float | None = None,
        may_have_been_accepted: bool | None = None,
        billed: Billed | None = None,
        retryable: bool | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(
            user_message or self.said, next_step or self.advice, code=code, retryable=retryable, billed=billed
        )
        self.detail = detail
        self.status = status
        self.generation_id = generation_id
        self.retry_after = retry_after
        if may_have_been_accepted is not None:
            self.may_have_been_accepted = may_have_been_accepted


# --- The account: a person has to do something at the gateway ---------------------------------------------------------


class AuthenticationFailed(GatewayError):
    code = "gateway_authentication"
    user_fault = True
    said = "The gateway does not accept this key."
    advice = "Check the AI Gateway key in the preferences, or make a new one on vercel.com."


class InsufficientCredit(GatewayError):
    code = "gateway_credit"
    user_fault = True
    said = "The gateway account has no credit left."
    advice = "Add credit to the AI Gateway on vercel.com, then retry."


class QuotaExceeded(GatewayError):
    code = "gateway_quota"
    user_fault = True
    said = "The budget that is set on the gateway account is used up."
    advice = "Raise the budget on vercel.com or wait until it renews, then retry."


class VerificationRequired(GatewayError):
    code = "gateway_verification"
    user_fault = True
    said = "The gateway wants a valid credit card on file before it makes videos."
    advice = "Add a card to the account on vercel.com, then retry."


class PaidPlanRequired(GatewayError):
    code = "gateway_paid_plan"
    user_fault = True
    said = "This model is not open to free accounts."
    advice = "Buy gateway credit on vercel.com, or choose another model."


class NoProvider(GatewayError):
    code = "gateway_no_provider"
    user_fault = True
    said = "No provider offers this model with the chosen settings."
    advice = "Clear the provider order in the settings, or choose another model."


class ZeroRetentionUnavailable(GatewayError):
    code = "gateway_zero_retention"
    user_fault = True
    said = "No provider of this model promises to keep nothing (zero data retention)."
    advice = "Choose a model that offers it, or turn the requirement off in the gateway's settings."


class Forbidden(GatewayError):
    code = "gateway_forbidden"
    user_fault = True
    said = "A rule of the gateway account forbids this request."
    advice = "Ask the account's owner to allow it, or choose another model."


class ModelRetired(GatewayError):
    code = "gateway_model_retired"
    user_fault = True
    said = "The gateway no longer has this model."
    advice = "Choose another model for the shot."


class ProviderAccount(GatewayError):
    code = "provider_account"
    said = "The provider does not open this model to the account that the gateway uses."
    advice = "If you brought your own provider key, check it on vercel.com; else choose another model."


class ProviderBilling(GatewayError):
    code = "provider_billing"
    said = "The provider's account behind the gateway is overdue."
    advice = "If you brought your own provider key, pay its bill; else retry later or choose another model."


# --- The request: the same again would be refused again ---------------------------------------------------------------


class InvalidRequest(GatewayError):
    code = "gateway_invalid_request"
    said = "The gateway refused the request as invalid."
    advice = "Change the shot's settings and send it again."


class RequestTooLarge(InvalidRequest):
    code = "gateway_request_too_large"
    said = "The request is larger than the gateway takes (300 KiB)."
    advice = "Shorten the prompt; references must travel as URLs, never inside the request."


class NotQueued(InvalidRequest):
    """The model is offered on the open request only (gateway facts: at least one was). A person may choose that."""

    code = "gateway_not_queued"
    said = "This model takes no queued requests."
    advice = "Choose another model, or allow open requests in the preferences and read there what they risk."


class Moderated(GatewayError):
    """Content moderation, of what went in or of what came out. Not a fault: the same again is refused again."""

    code = "gateway_moderated"
    said = "The provider's content check refused the prompt, a reference or the result."
    advice = "Reword the prompt or change the reference, then retry; nothing is wrong with the connection."


class ReferenceUnreachable(GatewayError):
    code = "reference_unreachable"
    retryable = True
    said = "The provider could not fetch a reference from its URL."
    advice = "Retry once; if it fails again, choose another host for references in the preferences."


class BadFile(GatewayError):
    code = "reference_refused"
    said = "The provider refused a reference file."
    advice = "Make the reference again within the model's limits, then retry."


# --- The service: later it may work -----------------------------------------------------------------------------------


class RateLimited(GatewayError):
    code = "gateway_rate_limited"
    retryable = True
    said = "The gateway asks to slow down."
    advice = "A job that is at work tries again by itself; one that failed can be retried in some minutes."


class Conflict(GatewayError):
    """409: a request with this idempotency key is being worked on."""

    code = "gateway_conflict"
    retryable = True
    said = "The gateway is already working on this request."
    advice = "Retry with the same request; it will not be charged twice."


class ServerFault(GatewayError):
    code = "gateway_fault"
    retryable = True
    said = "The gateway had an internal fault."
    advice = "Retry later."


class ProviderFault(GatewayError):
    code = "provider_fault"
    retryable = True
    said = "The provider behind the gateway failed."
    advice = "Retry later, or choose another model."


class GenerationFailed(GatewayError):
    """The provider gave up for a reason that no row of its table explains. It bills no failed job."""

    code = "generation_failed"
    said = "The provider could not make the video."
    advice = "Change the prompt or the references, or retry."


class GenerationCancelled(GatewayError):
    code = "generation_cancelled"
    billed = Billed.UNKNOWN
    said = "The generation was cancelled at the gateway."
    advice = "Send the shot again if you still want it."


# --- The line between here and there ----------------------------------------------------------------------------------


class NotConnected(GatewayError):
    """No byte of the request went out: sending it again is safe."""

    code = "not_connected"
    retryable = True
    said = "The gateway cannot be reached."
    advice = "Check the network and the gateway's address; nothing was sent or charged."


class ConnectTimedOut(NotConnected):
    code = "connect_timeout"
    said = "The gateway did not pick up in time."


class CertificateRefused(NotConnected):
    code = "certificate"
    retryable = False
    said = "The secure connection could not be checked: the certificate is not trusted."
    advice = (
        "Check the computer's clock; behind a company proxy, set SSL_CERT_FILE to its certificate. Nothing was sent."
    )


class MaybeAccepted(GatewayError):
    """The line broke after bytes of a paid request went out: nobody here knows whether it is running."""

    code = "maybe_accepted"
    retryable = False
    billed = Billed.UNKNOWN
    may_have_been_accepted = True
    said = "The connection broke after the request went out, so it may be running and may be charged."
    advice = "The request may have been accepted; do not send the shot anew before that is known."


class AnswerTimedOut(MaybeAccepted):
    code = "answer_timeout"
    said = "The gateway took the request but did not answer in time; it may be running and may be charged."


class ConnectionLost(GatewayError):
    """The line broke during a call that spends nothing: asking again is safe."""

    code = "connection_lost"
    retryable = True
    said = "The connection to the gateway broke."
    advice = "A job that is at work tries again by itself; if that does not help, check the network."


# --- What came back ---------------------------------------------------------------------------------------------------


class BadResponse(GatewayError):
    code = "bad_response"
    said = "The gateway answered with something that cannot be read."
    advice = "Check the gateway's address in the preferences, then retry."


class NotFound(GatewayError):
    code = "gateway_not_found"
    said = "There is no such service at the gateway's address."
    advice = "Check the gateway's address in the preferences; if it is right, this model may not take queued requests."


class JobUnknown(GatewayError):
    code = "job_unknown"
    billed = Billed.UNKNOWN
    said = "The gateway no longer knows this generation."
    advice = "Look up the charge on vercel.com before you send the shot again."


class NotListedYet(GatewayError):
    """Generation info answers 404 for a while after completion."""

    code = "not_listed_yet"
    retryable = True
    said = "The gateway does not list this generation's cost yet."
    advice = "Ask again in a few minutes."


class ReferencesSkipped(GatewayError):
    """The model runs, or ran, without the references: the character in the video is a stranger, and it is billed.

    `result` is what the call brought all the same: the operation to poll, or the video that was paid for."""

    code = "references_skipped"
    billed = Billed.UNKNOWN
    may_have_been_accepted = True
    said = "The model ignored the references, so the video does not show the cast."
    advice = "Host the references at a public URL and use a reference model; check the charge before you send it again."

    result: Started | Pending | Completed | None = None


class NoVideo(GatewayError):
    code = "no_video"
    billed = Billed.UNKNOWN
    may_have_been_accepted = True
    said = "The gateway reports success but sent no video."
    advice = "Look up the charge on vercel.com before you send the shot again."


class ResultExpired(GatewayError):
    code = "result_expired"
    billed = Billed.YES
    said = "The link to the finished video does not work now."
    advice = "A fresh link is asked for by itself; check for a sign-in page or proxy in this network."


class ResultRefused(GatewayError):
    code = "result_refused"
    billed = Billed.YES
    said = "The video's link leads to a place that is not safe to fetch from."
    advice = "Check the gateway's address in the preferences; a real result never sits in a private network."


class ResultTooLarge(GatewayError):
    code = "result_too_large"
    billed = Billed.YES
    said = "The video is larger than allowed."
    advice = "Raise the limit in the preferences if you trust the gateway, then retry the download."
