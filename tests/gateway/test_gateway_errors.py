# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every refusal that gateway and provider are known to give becomes one kind, in words, with the truth about money."""

from __future__ import annotations

import json
import re
from email.utils import formatdate
from typing import Any

import pytest
from gateway_calls import generate, start, status
from gateway_server import Reply, as_events, as_json, ask, event, head
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import Billed
from addon.core.gateway import failures
from addon.core.gateway.client import Cancelled, Failed, Pending
from addon.core.gateway.failures import During, GatewayError
from addon.core.gateway.verdicts import from_event, from_network, from_provider_text, from_response

CALLS = {During.START: start, During.GENERATE: generate, During.STATUS: status}


def nested(kind: str | None, message: str = "words of the server", **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": None, **more}}


# status, body, kind, whether a paying call may have been accepted
ROWS: list[tuple[int, Any, type[GatewayError], bool]] = [
    (401, nested("authentication_error"), failures.AuthenticationFailed, False),
    (401, b"Unauthorized", failures.AuthenticationFailed, False),
    (400, nested("invalid_request_error"), failures.InvalidRequest, False),
    (400, b"", failures.InvalidRequest, False),
    (413, nested("invalid_request_error"), failures.RequestTooLarge, False),
    (413, b"<html>too large</html>", failures.RequestTooLarge, False),
    (404, nested("model_not_found", param={"modelId": "alibaba/x"}), failures.ModelRetired, False),
    (404, {"code": "ModelNotFound", "message": "The model wan2.6 does not exist."}, failures.ModelRetired, False),
    (400, {"code": "InvalidParameter", "message": "Model not exist."}, failures.ModelRetired, False),
    (403, nested("forbidden", param={"ruleId": "r1"}), failures.Forbidden, False),
    (403, b"", failures.Forbidden, False),
    (424, nested("failed_dependency"), failures.ProviderFault, False),
    (429, nested("rate_limit_exceeded", "Rate limit exceeded"), failures.RateLimited, False),
    (429, {"code": "Throttling.RateQuota", "message": "Requests rate limit exceeded"}, failures.RateLimited, False),
    (429, b"", failures.RateLimited, False),
    (500, nested("internal_server_error"), failures.ServerFault, True),
    (500, b"", failures.ServerFault, True),
    (502, b"<html>bad gateway</html>", failures.ServerFault, True),
    (503, nested("internal_server_error"), failures.ServerFault, True),
    (503, b"Service Unavailable", failures.ServerFault, True),
    (503, b"", failures.ServerFault, True),
    (504, b"", failures.ServerFault, True),
    (408, nested("timeout_error"), failures.ServerFault, True),
    (409, nested("conflict"), failures.Conflict, True),
    (402, nested("insufficient_funds"), failures.InsufficientCredit, False),
    (402, nested("quota_for_entity_exceeded"), failures.QuotaExceeded, False),
    (402, nested("something_new"), failures.InsufficientCredit, False),
    (403, nested("customer_verification_required"), failures.VerificationRequired, False),
    (403, nested("free_tier_model_not_available"), failures.PaidPlanRequired, False),
    (403, nested("no_providers_available"), failures.PaidPlanRequired, False),
    (
        400,
        {"error": "No providers support this", "type": "no_providers_available", "statusCode": 400},
        failures.ZeroRetentionUnavailable,
        False,
    ),
    (
        400,
        nested("no_providers_available", "no zero data retention provider"),
        failures.ZeroRetentionUnavailable,
        False,
    ),
    (400, nested("no_providers_available"), failures.NoProvider, False),
    (418, nested(None, "a teapot"), failures.InvalidRequest, False),
    (400, {"error": "a bare text"}, failures.InvalidRequest, False),
    (400, b"<html></html>", failures.BadResponse, False),
    (404, b"<html>not found</html>", failures.NotFound, False),
    (405, b"", failures.BadResponse, False),
    (302, b"", failures.BadResponse, True),
    (303, b"", failures.BadResponse, True),
    (307, b"", failures.BadResponse, False),
    # A provider's verdict inside the gateway's envelope
    (400, nested("invalid_request_error", "DataInspectionFailed: input data"), failures.Moderated, False),
    (500, nested("internal_server_error", "Video generation failed. InvalidFile.FPS: bad"), failures.BadFile, False),
    (424, nested("failed_dependency", "Output data may contain inappropriate content."), failures.Moderated, False),
    (500, nested("internal_server_error", "InternalError.Algo: inference error"), failures.ServerFault, True),
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
    assert isinstance(error, failures.JobUnknown)
    assert error.billed is Billed.UNKNOWN


# The provider's own table (Alibaba Model Studio, error codes, 30 May 2026), as text: all that a failed job leaves.
PROVIDER: list[tuple[str, type[GatewayError]]] = [
    ("InvalidParameter: The size is not match the allowed size", failures.InvalidRequest),
    ("The size is not match the allowed size", failures.InvalidRequest),
    ("InvalidParameter: The two modes are mutually exclusive", failures.InvalidRequest),
    ("InvalidURL: The URL is invalid", failures.ReferenceUnreachable),
    ("InvalidURL.ConnectionRefused: Connection to reference refused", failures.ReferenceUnreachable),
    ("InvalidURL.Timeout: Download of reference timed out", failures.ReferenceUnreachable),
    (
        "InvalidParameter.DataInspection: Unable to download the media resource during the data inspection process.",
        failures.ReferenceUnreachable,
    ),
    ("Failed to download https://x.example/a.mp4?sig=1", failures.ReferenceUnreachable),
    ("The media format is not supported", failures.BadFile),
    ("InvalidFile.Duration: The duration must be 1 to 30", failures.BadFile),
    ("InvalidFile.Size", failures.BadFile),
    ("InvalidFile.Format", failures.BadFile),
    ("InvalidFile.Resolution", failures.BadFile),
    ("InvalidFile.FPS: must be 15 to 60", failures.BadFile),
    ("InvalidFile.AspectRatio", failures.BadFile),
    ("InvalidFile.Openerror", failures.BadFile),
    ("DataInspectionFailed: Input data may contain inappropriate content.", failures.Moderated),
    ("data_inspection_failed", failures.Moderated),
    ("Output data may contain inappropriate content.", failures.Moderated),
    ("IPInfringementSuspect: Input data is suspected of being involved in IP infringement.", failures.Moderated),
    ("CustomRoleBlocked: Input or output data may contain inappropriate content with custom rule.", failures.Moderated),
    ("Arrearage: Access denied, please make sure your account is in good standing.", failures.ProviderBilling),
    ("The account is overdue", failures.ProviderBilling),
    ("InvalidApiKey: Invalid API-key provided.", failures.ProviderAccount),
    ("invalid_api_key", failures.ProviderAccount),
    ("No API-key provided.", failures.ProviderAccount),
    ("AccessDenied: current user api does not support synchronous calls", failures.ProviderAccount),
    ("Policy expired", failures.ProviderAccount),
    ("AccessDenied.Unpurchased: Access to model denied.", failures.ProviderAccount),
    ("Model.AccessDenied: Model access denied.", failures.ProviderAccount),
    ("Workspace.AccessDenied", failures.ProviderAccount),
    ("ModelNotFound: The model wan2.6-r2v does not exist or you do not have access to it.", failures.ModelRetired),
    ("InvalidParameter: Model not exist.", failures.ModelRetired),
    ("Throttling: Requests throttling triggered.", failures.RateLimited),
    ("Throttling.RateQuota: Requests rate limit exceeded", failures.RateLimited),
    ("Throttling.BurstRate: Request rate increased too quickly", failures.RateLimited),
    ("Throttling.AllocationQuota: Free allocated quota exceeded.", failures.RateLimited),
    ("InternalError: An internal error has occured", failures.ProviderFault),
    ("InternalError.Algo: inference internal error", failures.ProviderFault),
    ("InternalError.Timeout", failures.ProviderFault),
    ("Video generation failed. Task ID: 7. Message: something unheard of", failures.GenerationFailed),
    ("", failures.GenerationFailed),
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
    expected = failures.InvalidRequest if kind is failures.GenerationFailed else kind
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
        from_provider_text("Throttling.RateQuota"),
        from_network(During.STATUS, sent=True),
        from_network(During.DOWNLOAD, sent=False),
    ):
        assert error.next_step.startswith("A job that is at work tries again by itself; ")
        assert "nothing was" not in error.next_step.lower(), "a job that runs may be charged"
    assert from_network(During.LOOKUP, sent=False).next_step == "Check the network, then try again."
    assert "nothing was sent or charged" in from_network(During.START, sent=False).next_step


EVENTS = [
    ("invalid_request_error", 400, failures.InvalidRequest, False),
    ("authentication_error", 401, failures.AuthenticationFailed, False),
    ("insufficient_funds", 402, failures.InsufficientCredit, False),
    ("forbidden", 403, failures.Forbidden, False),
    ("model_not_found", 404, failures.ModelRetired, False),
    ("failed_dependency", 424, failures.ProviderFault, False),
    ("rate_limit_exceeded", 429, failures.RateLimited, True),
    ("internal_server_error", 500, failures.ServerFault, True),
    ("internal_server_error", 503, failures.ServerFault, True),
    ("something_new", 500, failures.ServerFault, True),
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
    assert isinstance(answer.error, failures.ReferenceUnreachable)


@pytest.mark.parametrize("word", ["cancelled", "canceled"])
def test_a_cancelled_job(word: str) -> None:
    answer, _ = ask(as_json({"status": word}), status)
    assert isinstance(answer, Cancelled)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"<html>", b'{"state": "x"}', b'{"status": 7}', b"{" * 9000])
def test_a_status_that_cannot_be_read_may_be_asked_again(body: bytes) -> None:
    error, _ = ask(as_json(body), status)
    assert isinstance(error, failures.BadResponse)
    assert (error.retryable, error.may_have_been_accepted, error.billed) == (True, False, Billed.UNKNOWN)


@pytest.mark.parametrize("body", [b"", b"null", b"{}", b'{"operation": null}', b"<html>", b"\xff\xfe"])
def test_a_start_that_cannot_be_read_may_have_been_accepted(body: bytes) -> None:
    error, server = ask(as_json(body), start)
    assert isinstance(error, failures.BadResponse)
    assert (error.may_have_been_accepted, error.billed) == (True, Billed.UNKNOWN)
    assert len(server.asked) == 1


@pytest.mark.parametrize("code", [201, 204, 206])
def test_other_successes_of_a_start_may_have_been_accepted(code: int) -> None:
    error, _ = ask(Reply([head(code, content_length="0")]), start)
    assert isinstance(error, failures.BadResponse)
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


KINDS = [kind for kind in vars(failures).values() if isinstance(kind, type) and issubclass(kind, failures.GatewayError)]


def test_the_docstring_draws_the_tree_as_it_is() -> None:
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in (failures.__doc__ or "").splitlines():
        if match := re.fullmatch(r"( {4,})(?:[+.] )?([A-Z]\w+)(?: .*)?", line):
            above = [*above[: len(match[1]) // 2 - 2], match[2]]
            drawn[match[2]] = above[-2] if above[:-1] else ""
    assert drawn.pop("AnimaticError") == ""
    assert drawn == {kind.__name__: kind.__mro__[1].__name__ for kind in KINDS}


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
    assert type(from_provider_text(text)).__name__ == kind
