# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every refusal that gateway and provider are known to give becomes one kind, in words, with the truth about money."""

from __future__ import annotations

import json
from email.utils import formatdate
from typing import Any

import pytest
from gateway_calls import generate, start, status
from gateway_server import Reply, as_events, as_json, ask, event, head
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import Billed
from addon.core.gateway import verdicts as errors
from addon.core.gateway.client import Cancelled, Failed, Pending
from addon.core.gateway.verdicts import During, GatewayError, from_event, from_provider_text, from_response

CALLS = {During.START: start, During.GENERATE: generate, During.STATUS: status}


def nested(kind: str | None, message: str = "words of the server", **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": None, **more}}


# status, body, kind, whether a paying call may have been accepted
ROWS: list[tuple[int, Any, type[GatewayError], bool]] = [
    (401, nested("authentication_error"), errors.AuthenticationFailed, False),
    (401, b"Unauthorized", errors.AuthenticationFailed, False),
    (400, nested("invalid_request_error"), errors.InvalidRequest, False),
    (400, b"", errors.InvalidRequest, False),
    (413, nested("invalid_request_error"), errors.RequestTooLarge, False),
    (413, b"<html>too large</html>", errors.RequestTooLarge, False),
    (404, nested("model_not_found", param={"modelId": "alibaba/x"}), errors.ModelRetired, False),
    (404, {"code": "ModelNotFound", "message": "The model wan2.6 does not exist."}, errors.ModelRetired, False),
    (400, {"code": "InvalidParameter", "message": "Model not exist."}, errors.ModelRetired, False),
    (403, nested("forbidden", param={"ruleId": "r1"}), errors.Forbidden, False),
    (403, b"", errors.Forbidden, False),
    (424, nested("failed_dependency"), errors.ProviderFault, False),
    (429, nested("rate_limit_exceeded", "Rate limit exceeded"), errors.RateLimited, False),
    (429, {"code": "Throttling.RateQuota", "message": "Requests rate limit exceeded"}, errors.RateLimited, False),
    (429, b"", errors.RateLimited, False),
    (500, nested("internal_server_error"), errors.ServerFault, True),
    (500, b"", errors.ServerFault, True),
    (502, b"<html>bad gateway</html>", errors.ServerFault, True),
    (503, nested("internal_server_error"), errors.ServerFault, True),
    (503, b"Service Unavailable", errors.ServerFault, True),
    (503, b"", errors.ServerFault, True),
    (504, b"", errors.ServerFault, True),
    (408, nested("timeout_error"), errors.ServerFault, True),
    (409, nested("conflict"), errors.Conflict, True),
    (402, nested("insufficient_funds"), errors.InsufficientCredit, False),
    (402, nested("quota_for_entity_exceeded"), errors.QuotaExceeded, False),
    (402, nested("something_new"), errors.InsufficientCredit, False),
    (403, nested("customer_verification_required"), errors.VerificationRequired, False),
    (403, nested("free_tier_model_not_available"), errors.PaidPlanRequired, False),
    (403, nested("no_providers_available"), errors.PaidPlanRequired, False),
    (
        400,
        {"error": "No providers support this", "type": "no_providers_available", "statusCode": 400},
        errors.ZeroRetentionUnavailable,
        False,
    ),
    (400, nested("no_providers_available", "no zero data retention provider"), errors.ZeroRetentionUnavailable, False),
    (400, nested("no_providers_available"), errors.NoProvider, False),
    (418, nested(None, "a teapot"), errors.InvalidRequest, False),
    (400, {"error": "a bare text"}, errors.InvalidRequest, False),
    (400, b"<html></html>", errors.BadResponse, False),
    (404, b"<html>not found</html>", errors.NotFound, False),
    (405, b"", errors.BadResponse, False),
    (302, b"", errors.BadResponse, True),
    (303, b"", errors.BadResponse, True),
    (307, b"", errors.BadResponse, False),
    # A provider's verdict inside the gateway's envelope
    (400, nested("invalid_request_error", "DataInspectionFailed: input data"), errors.Moderated, False),
    (500, nested("internal_server_error", "Video generation failed. InvalidFile.FPS: bad"), errors.BadFile, False),
    (424, nested("failed_dependency", "Output data may contain inappropriate content."), errors.Moderated, False),
    (500, nested("internal_server_error", "InternalError.Algo: inference error"), errors.ServerFault, True),
]


@pytest.mark.parametrize(("code", "body", "kind", "maybe"), ROWS)
@pytest.mark.parametrize("during", [During.START, During.GENERATE])
def test_a_refused_paying_call(during: During, code: int, body: Any, kind: type[GatewayError], maybe: bool) -> None:
    error, server = ask(as_json(body, code, location="/elsewhere"), CALLS[during])
    assert type(error) is kind, error
    assert error.status == code
    assert error.may_have_been_accepted is maybe
    assert error.billed is (Billed.UNKNOWN if maybe else Billed.NO)
    assert len(server.asked) == 1, "a paying call is never sent again by itself"
    assert error.user_message.endswith(".")
    assert error.next_step.endswith(".")


@pytest.mark.parametrize(("code", "body", "kind", "_"), ROWS)
def test_a_refused_status_never_says_that_the_job_was_free(code: int, body: Any, kind: type, _: bool) -> None:
    error, _server = ask(as_json(body, code), status)
    assert isinstance(error, GatewayError)
    assert error.billed is Billed.UNKNOWN
    assert not error.may_have_been_accepted


def test_a_job_that_the_gateway_forgot() -> None:
    error, _ = ask(as_json(nested("not_found"), 404), status)
    assert isinstance(error, errors.JobUnknown)
    assert error.billed is Billed.UNKNOWN


# The provider's own table (Alibaba Model Studio, error codes, 30 May 2026), as text: all that a failed job leaves.
PROVIDER: list[tuple[str, type[GatewayError]]] = [
    ("InvalidParameter: The size is not match the allowed size", errors.InvalidRequest),
    ("The size is not match the allowed size", errors.InvalidRequest),
    ("InvalidParameter: The two modes are mutually exclusive", errors.InvalidRequest),
    ("InvalidURL: The URL is invalid", errors.ReferenceUnreachable),
    ("InvalidURL.ConnectionRefused: Connection to reference refused", errors.ReferenceUnreachable),
    ("InvalidURL.Timeout: Download of reference timed out", errors.ReferenceUnreachable),
    (
        "InvalidParameter.DataInspection: Unable to download the media resource during the data inspection process.",
        errors.ReferenceUnreachable,
    ),
    ("Failed to download https://x.example/a.mp4?sig=1", errors.ReferenceUnreachable),
    ("The media format is not supported", errors.BadFile),
    ("InvalidFile.Duration: The duration must be 1 to 30", errors.BadFile),
    ("InvalidFile.Size", errors.BadFile),
    ("InvalidFile.Format", errors.BadFile),
    ("InvalidFile.Resolution", errors.BadFile),
    ("InvalidFile.FPS: must be 15 to 60", errors.BadFile),
    ("InvalidFile.AspectRatio", errors.BadFile),
    ("InvalidFile.Openerror", errors.BadFile),
    ("DataInspectionFailed: Input data may contain inappropriate content.", errors.Moderated),
    ("data_inspection_failed", errors.Moderated),
    ("Output data may contain inappropriate content.", errors.Moderated),
    ("IPInfringementSuspect: Input data is suspected of being involved in IP infringement.", errors.Moderated),
    ("CustomRoleBlocked: Input or output data may contain inappropriate content with custom rule.", errors.Moderated),
    ("Arrearage: Access denied, please make sure your account is in good standing.", errors.ProviderBilling),
    ("The account is overdue", errors.ProviderBilling),
    ("InvalidApiKey: Invalid API-key provided.", errors.ProviderAccount),
    ("invalid_api_key", errors.ProviderAccount),
    ("No API-key provided.", errors.ProviderAccount),
    ("AccessDenied: current user api does not support synchronous calls", errors.ProviderAccount),
    ("Policy expired", errors.ProviderAccount),
    ("AccessDenied.Unpurchased: Access to model denied.", errors.ProviderAccount),
    ("Model.AccessDenied: Model access denied.", errors.ProviderAccount),
    ("Workspace.AccessDenied", errors.ProviderAccount),
    ("ModelNotFound: The model wan2.6-r2v does not exist or you do not have access to it.", errors.ModelRetired),
    ("InvalidParameter: Model not exist.", errors.ModelRetired),
    ("Throttling: Requests throttling triggered.", errors.RateLimited),
    ("Throttling.RateQuota: Requests rate limit exceeded", errors.RateLimited),
    ("Throttling.BurstRate: Request rate increased too quickly", errors.RateLimited),
    ("Throttling.AllocationQuota: Free allocated quota exceeded.", errors.RateLimited),
    ("InternalError: An internal error has occured", errors.ProviderFault),
    ("InternalError.Algo: inference internal error", errors.ProviderFault),
    ("InternalError.Timeout", errors.ProviderFault),
    ("Video generation failed. Task ID: 7. Message: something unheard of", errors.GenerationFailed),
    ("", errors.GenerationFailed),
]


@pytest.mark.parametrize(("text", "kind"), PROVIDER)
def test_why_a_job_failed(text: str, kind: type[GatewayError]) -> None:
    answer, _ = ask(as_json({"status": "error", "error": text}), status)
    assert isinstance(answer, Failed)
    assert type(answer.error) is kind
    assert answer.error.billed is Billed.NO, "the provider bills no failed job"
    assert not answer.error.may_have_been_accepted
    assert answer.error.next_step


@pytest.mark.parametrize(("text", "kind"), PROVIDER)
def test_the_same_verdict_in_an_error_event(text: str, kind: type[GatewayError]) -> None:
    error = from_event({"type": "error", "message": text, "errorType": "invalid_request_error", "statusCode": 400})
    expected = errors.InvalidRequest if kind is errors.GenerationFailed else kind
    assert type(error) is expected


@pytest.mark.parametrize(("text", "kind"), PROVIDER)
def test_the_same_verdict_wrapped_by_the_official_package(text: str, kind: type[GatewayError]) -> None:
    assert type(from_provider_text(f"Video generation failed. Task ID: 0385dc79. {text}")) is kind


def test_moderation_is_told_apart_from_faults_in_words() -> None:
    refused = from_provider_text("DataInspectionFailed")
    broken = from_provider_text("InternalError")
    assert (refused.code, refused.retryable) == ("gateway_moderated", False)
    assert (broken.code, broken.retryable) == ("provider_fault", True)
    assert "prompt" in refused.next_step


def test_a_file_limit_is_named() -> None:
    assert "frame rate" in from_provider_text("InvalidFile.FPS: 15 to 60").user_message


def test_the_reason_is_quoted_where_our_words_say_too_little() -> None:
    error = from_response(400, json.dumps(nested("invalid_request_error", "seed is odd.")).encode(), {}, During.START)
    assert error.user_message == "The gateway refused the request as invalid: seed is odd."


def test_what_a_server_says_steers_no_terminal() -> None:
    text = "seed\x1b]0;owned\x07 is\r \u202eodd\u202c\x00, v\u200bck_SECRETSECRET"
    error = from_response(400, json.dumps(nested("invalid_request_error", text)).encode(), {}, During.START)
    assert error.user_message == "The gateway refused the request as invalid: seed]0;owned is odd, vck_***."
    raw = from_response(400, text.encode(), {}, During.START)
    assert raw.detail == "seed]0;owned is  odd, vck_***"


def test_words_for_a_job_that_failed_promise_no_other_try() -> None:
    """The same error may be waited out by a job at work, or be the end of one."""
    for error in (
        errors.from_provider_text("Throttling.RateQuota"),
        errors.from_network(During.STATUS, sent=True),
        errors.from_network(During.DOWNLOAD, sent=False),
    ):
        assert error.next_step.startswith("A job that is at work tries again by itself; ")
        assert "nothing was" not in error.next_step.lower(), "a job that runs may be charged"
    assert errors.from_network(During.LOOKUP, sent=False).next_step == "Check the network, then try again."
    assert "nothing was sent or charged" in errors.from_network(During.START, sent=False).next_step


EVENTS = [
    ("invalid_request_error", 400, errors.InvalidRequest, False),
    ("authentication_error", 401, errors.AuthenticationFailed, False),
    ("insufficient_funds", 402, errors.InsufficientCredit, False),
    ("forbidden", 403, errors.Forbidden, False),
    ("model_not_found", 404, errors.ModelRetired, False),
    ("failed_dependency", 424, errors.ProviderFault, False),
    ("rate_limit_exceeded", 429, errors.RateLimited, True),
    ("internal_server_error", 500, errors.ServerFault, True),
    ("internal_server_error", 503, errors.ServerFault, True),
    ("something_new", 500, errors.ServerFault, True),
]


@pytest.mark.parametrize(("kind", "code", "expected", "maybe"), EVENTS)
def test_an_error_event(kind: str, code: int, expected: type[GatewayError], maybe: bool) -> None:
    body = event({"type": "error", "message": "no", "errorType": kind, "statusCode": code, "param": None})
    error, server = ask(as_events(b": heartbeat\n\n" + body), generate)
    assert type(error) is expected
    assert (error.status, error.may_have_been_accepted) == (code, maybe)
    assert len(server.asked) == 1


def test_a_429_that_is_all_an_open_request_is_answered_was_refused() -> None:
    said = {"type": "error", "message": "no", "errorType": "rate_limit_exceeded", "statusCode": 429, "param": None}
    error, _server = ask(as_events(event(said)), generate)
    assert (error.status, error.may_have_been_accepted) == (429, False)


def test_the_generation_id_is_kept() -> None:
    body = nested("internal_server_error") | {"generationId": "gen_01"}
    error, _ = ask(as_json(body, 500), start)
    assert error.generation_id == "gen_01"


WAITS: list[tuple[dict[str, str], float | None]] = [
    ({"retry-after": "7"}, 7.0),
    ({"retry-after": "90"}, 90.0),
    ({"retry-after": "0.5"}, 0.5),
    ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
    ({"retry-after": formatdate(0, usegmt=True)}, 0.0),
    ({}, None),
    ({"retry-after": "soon"}, None),
    ({"retry-after": "-1"}, None),
    ({"retry-after": "nan"}, None),
    ({"retry-after": "inf"}, None),
]


@pytest.mark.parametrize(("said", "expected"), WAITS)
def test_how_long_to_wait(said: dict[str, str], expected: float | None) -> None:
    assert from_response(429, b"", said, During.START).retry_after == expected


def test_a_wait_until_a_date() -> None:
    far = from_response(429, b"", {"retry-after": "Fri, 31 Dec 2100 23:59:59 GMT"}, During.START).retry_after
    assert far is not None
    assert far > 1e9


def test_a_wait_is_read_off_the_wire() -> None:
    error, _ = ask(as_json(nested("rate_limit_exceeded"), 429, retry_after="12"), start)
    assert (error.retry_after, error.retryable) == (12.0, True)


# --- Status words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["pending", "queued", "running", "in_progress", "waiting-for-gpu", ""])
def test_a_word_that_nobody_knows_means_still_running(word: str) -> None:
    answer, _ = ask(as_json({"status": word, "warnings": None, "providerMetadata": None}), status)
    assert isinstance(answer, Pending)
    assert answer.word == word


@pytest.mark.parametrize("word", ["error", "failed"])
def test_a_failed_job(word: str) -> None:
    answer, _ = ask(as_json({"status": word, "error": {"code": "InvalidURL", "message": "refused"}}), status)
    assert isinstance(answer, Failed)
    assert isinstance(answer.error, errors.ReferenceUnreachable)


@pytest.mark.parametrize("word", ["cancelled", "canceled"])
def test_a_cancelled_job(word: str) -> None:
    answer, _ = ask(as_json({"status": word}), status)
    assert isinstance(answer, Cancelled)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"<html>", b'{"state": "x"}', b'{"status": 7}', b"{" * 9000])
def test_a_status_that_cannot_be_read_may_be_asked_again(body: bytes) -> None:
    error, _ = ask(as_json(body), status)
    assert isinstance(error, errors.BadResponse)
    assert (error.retryable, error.may_have_been_accepted, error.billed) == (True, False, Billed.UNKNOWN)


@pytest.mark.parametrize("body", [b"", b"null", b"{}", b'{"operation": null}', b"<html>", b"\xff\xfe"])
def test_a_start_that_cannot_be_read_may_have_been_accepted(body: bytes) -> None:
    error, server = ask(as_json(body), start)
    assert isinstance(error, errors.BadResponse)
    assert (error.may_have_been_accepted, error.billed) == (True, Billed.UNKNOWN)
    assert len(server.asked) == 1


@pytest.mark.parametrize("code", [201, 204, 206])
def test_other_successes_of_a_start_may_have_been_accepted(code: int) -> None:
    error, _ = ask(Reply([head(code, content_length="0")]), start)
    assert isinstance(error, errors.BadResponse)
    assert error.may_have_been_accepted


# --- Nothing in, nothing out that could break it ----------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["error", "message", "type", "code", "statusCode", "errorType", "param", "generationId", "x"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.integers(300, 599), st.sampled_from(During))
def test_any_body_becomes_one_error(value: Any, code: int, during: During) -> None:
    error = from_response(code, json.dumps(value).encode(), {}, during)
    assert error.user_message
    assert len(error.detail) <= 500
    assert not (error.may_have_been_accepted and error.billed is Billed.NO)


@given(st.binary(max_size=400), st.integers(300, 599), st.sampled_from(During))
def test_any_bytes_become_one_error(body: bytes, code: int, during: During) -> None:
    assert from_response(code, body, {}, during).user_message


@given(st.dictionaries(st.text(), JSON))
def test_any_event_becomes_one_error(value: dict[str, Any]) -> None:
    assert from_event(value).user_message


KINDS = [getattr(errors, name) for name in errors.__all__ if name[0].isupper() and name != "During"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_words_and_its_code(kind: type[GatewayError]) -> None:
    error = kind()
    assert error.user_message.endswith(".")
    assert error.code
    assert kind is GatewayError or error.next_step.endswith(".")


@pytest.mark.parametrize(
    "body", [b"{" * 9_000_000, b"a" * 9_000_000, b"https://a?b" * 900_000, b'{"error": "' + b"x" * 999_999]
)
def test_a_huge_refusal_is_read_at_its_beginning_only(body: bytes) -> None:
    error = from_response(400, body, {}, During.START, secrets=("planted",))
    assert len(error.detail) <= 500


def test_codes_are_told_apart() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Video generation failed. Task ID: 1. Invalid file duration, must be 2 to 30 s.", "BadFile"),
        ("Video generation failed. Task ID: 1. The image resolution is invalid.", "BadFile"),
        ("Video generation failed. Task ID: 1. Connection to refs.example refused.", "ReferenceUnreachable"),
    ],
)
def test_a_verdict_without_its_code_is_understood(text: str, kind: str) -> None:
    assert type(errors.from_provider_text(text)).__name__ == kind
