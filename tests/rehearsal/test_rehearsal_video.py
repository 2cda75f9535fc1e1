# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The video endpoints: what is accepted, what is refused, what it costs, and how the answer travels."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rehearsal_parts import (
    FIRST_FRAME,
    FLASH,
    KEY,
    TEXT,
    ask,
    event,
    gateway_headers,
    generate,
    hosted,
    poll,
    start,
    status,
)

from addon.rehearsal.jobs import first_frame_size
from addon.rehearsal.server import Rehearsal

HD = {"resolution": "1280x720", "duration": 5}


@pytest.fixture
def references(base: str, media: Path) -> list[dict[str, str]]:
    return [
        {"type": "url", "url": hosted(base, "hero.png", media / "hero.png")},
        {"type": "url", "url": hosted(base, "hero.mp4", media / "hero.mp4"), "mediaType": "video/mp4"},
    ]


def reference_body(references: list[dict[str, str]], **more: Any) -> dict[str, Any]:
    return {"prompt": "character1 waves to character2", "n": 1, **HD, "inputReferences": references, **more}


# --- Success ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [3, 4])
def test_an_open_request_brings_comments_and_one_event(base: str, media: Path, version: int) -> None:
    reply = generate(base, TEXT, {"prompt": "dusk", **HD}, version=version)
    assert (reply.status, reply.headers["content-type"]) == (200, "text/event-stream")
    result = event(reply)
    assert result["type"] == "result"
    assert result["warnings"] == []
    video = result["videos"][0]
    assert (video["type"], video["mediaType"]) == ("base64", "video/mp4")
    assert base64.b64decode(video["data"], validate=True) == (media / "take.mp4").read_bytes()
    assert reply.body.startswith(b":\n\n")


def test_no_field_of_an_answer_is_null(base: str) -> None:
    def has_null(value: Any) -> bool:
        if isinstance(value, dict):
            return any(has_null(v) for v in value.values())
        return any(map(has_null, value)) if isinstance(value, list) else value is None

    assert not has_null(event(generate(base, TEXT, {"prompt": "dusk"})))


def test_heartbeats_are_comments_while_it_takes_its_time(rehearse: Callable[..., Rehearsal]) -> None:
    reply = generate(rehearse(latency=0.5).base_url, TEXT, {"prompt": "dusk"})
    assert reply.body.count(b": heartbeat\n\n") >= 3
    assert event(reply)["type"] == "result"


def test_a_client_that_takes_no_events_gets_json(base: str) -> None:
    reply = generate(base, TEXT, {"prompt": "dusk"}, version=3, accept="*/*")
    assert reply.headers["content-type"] == "application/json"
    assert reply.json["videos"][0]["type"] == "base64"


def test_start_then_status_until_the_video_is_there(rehearse: Callable[..., Rehearsal], media: Path) -> None:
    base = rehearse(latency=0.3).base_url
    begun = start(base, TEXT, {"prompt": "dusk", **HD})
    assert begun.status == 202
    operation = begun.json["operation"]
    asynchronous = begun.json["providerMetadata"]["gateway"]["asyncJob"]
    assert (operation["gatewayJobId"], asynchronous["status"]) == (asynchronous["jobId"], "queued")
    assert asynchronous["webhookSigningSecret"].startswith("whsec_")
    first = status(base, TEXT, operation).json
    assert first["status"] == "pending"
    assert "videos" not in first
    done = poll(base, TEXT, operation)
    assert done["status"] == "completed"
    assert base64.b64decode(done["videos"][0]["data"]) == (media / "take.mp4").read_bytes()
    metadata = done["providerMetadata"]["gateway"]
    assert metadata["asyncJob"] == {**metadata["asyncJob"], "status": "completed", "result": {"delivery": "inline"}}
    assert "webhookSigningSecret" not in metadata["asyncJob"]


def test_results_may_come_as_data_urls(rehearse: Callable[..., Rehearsal], media: Path) -> None:
    video = event(generate(rehearse(results="data").base_url, TEXT, {"prompt": "dusk"}))["videos"][0]
    assert video["type"] == "url"
    head, _, data = video["url"].partition(",")
    assert head == "data:video/mp4;base64"
    assert base64.b64decode(data) == (media / "take.mp4").read_bytes()


def test_result_links_work_until_they_expire_and_only_as_given(rehearse: Callable[..., Rehearsal], media: Path) -> None:
    base = rehearse(results="url").base_url
    result = event(generate(base, TEXT, {"prompt": "dusk"}))
    url = result["videos"][0]["url"]
    assert result["providerMetadata"]["alibaba"]["videoUrl"] == url
    whole = (media / "take.mp4").read_bytes()
    answer = ask(base, "GET", url)
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, "video/mp4", whole)
    part = ask(base, "GET", url, headers={"range": "bytes=10-19"})
    assert (part.status, part.body) == (206, whole[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    assert ask(base, "GET", url.replace("Expires=1", "Expires=2")).status == 403
    short = rehearse(results="url", result_seconds=-1).base_url
    gone = ask(short, "GET", event(generate(short, TEXT, {"prompt": "dusk"}))["videos"][0]["url"])
    assert gone.status == 403
    assert b"AccessDenied" in gone.body


def test_the_metadata_names_generation_route_and_usage(base: str, references: list[dict[str, str]]) -> None:
    metadata = event(generate(base, FLASH, reference_body(references, seed=42)))["providerMetadata"]
    gateway, alibaba = metadata["gateway"], metadata["alibaba"]
    assert gateway["generationId"].startswith("gen_")
    assert gateway["routing"]["resolvedProviderApiModelId"] == "wan2.6-r2v-flash"
    assert gateway["routing"]["finalProvider"] == "alibaba"
    assert alibaba["usage"] == {
        "duration": 8.0,
        "outputVideoDuration": 5,
        "inputVideoDuration": 3.0,
        "resolution": 720,
        "size": "1280*720",
        "fps": 30,
    }
    assert metadata["rehearsal"] == {"seed": 42, "seedGiven": True}


def test_without_a_seed_one_is_made_from_the_request_and_told(base: str) -> None:
    seeds = [
        event(generate(base, TEXT, {"prompt": words}))["providerMetadata"]["rehearsal"]
        for words in ("dusk", "dusk", "dawn")
    ]
    assert seeds[0] == seeds[1]
    assert seeds[0]["seed"] != seeds[2]["seed"]
    assert not seeds[0]["seedGiven"]


def test_seed_zero_survives(base: str) -> None:
    metadata = event(generate(base, TEXT, {"prompt": "dusk", "seed": 0}))["providerMetadata"]
    assert metadata["rehearsal"] == {"seed": 0, "seedGiven": True}


def test_unknown_fields_are_accepted(base: str) -> None:
    body = {"prompt": "dusk", "somethingNew": {"x": 1}, "providerOptions": {"alibaba": {"newOption": 1}}}
    assert event(generate(base, TEXT, body))["type"] == "result"


# --- Money ------------------------------------------------------------------------------------------------------------


def test_it_bills_output_and_reference_seconds(gateway: Rehearsal, base: str, references: list[dict[str, str]]) -> None:
    result = event(generate(base, FLASH, reference_body(references)))
    assert Decimal(result["providerMetadata"]["gateway"]["cost"]) == Decimal("0.05") * (5 + 3)
    credits = ask(base, "GET", "/v1/credits", headers={"authorization": f"Bearer {KEY}"}).json
    assert credits == {"balance": "99.60", "total_used": "0.40"}
    assert gateway.summary()["billed"]["usd"] == "0.40"


def test_reference_seconds_are_capped_and_pictures_are_free(
    gateway: Rehearsal, base: str, references: list[dict[str, str]]
) -> None:
    picture, clip = references
    two_clips = event(generate(base, FLASH, reference_body([clip, clip])))
    assert two_clips["providerMetadata"]["alibaba"]["usage"]["inputVideoDuration"] == 5
    pictures = event(generate(base, FLASH, reference_body([picture, picture])))
    assert pictures["providerMetadata"]["gateway"]["cost"] == "0.25"


def test_leaving_out_the_resolution_means_the_1080p_price(base: str) -> None:
    gateway = event(generate(base, TEXT, {"prompt": "dusk", "duration": 2}))["providerMetadata"]["gateway"]
    assert Decimal(gateway["cost"]) == Decimal("0.30")


def test_the_callers_own_provider_key_costs_no_credit(gateway: Rehearsal, base: str) -> None:
    options = {"gateway": {"byok": {"alibaba": [{"apiKey": "sk-own"}]}}}
    metadata = event(generate(base, TEXT, {"prompt": "dusk", **HD, "providerOptions": options}))["providerMetadata"]
    assert (metadata["gateway"]["cost"], metadata["gateway"]["marketCost"]) == ("0", "0.50")
    assert gateway.account.used == 0


def test_a_failed_job_is_paid_back(gateway: Rehearsal, base: str) -> None:
    reference = {"type": "url", "url": f"{base}/blob/PublicStore/public/missing.png"}
    answer = poll(base, FLASH, start(base, FLASH, reference_body([reference])).json["operation"])
    assert answer["status"] == "error"
    assert gateway.account.used == 0
    assert gateway.summary()["billed"] == {"count": 0, "usd": "0.00", "by_job": {}}


def test_a_generation_can_be_looked_up_after_a_while(rehearse: Callable[..., Rehearsal]) -> None:
    gateway = rehearse(generation_lag=0.4)
    base = gateway.base_url
    metadata = event(generate(base, TEXT, {"prompt": "dusk", **HD}))["providerMetadata"]["gateway"]
    path = f"/v1/generation?id={metadata['generationId']}"
    headers = {"authorization": f"Bearer {KEY}"}
    early = ask(base, "GET", path, headers=headers)
    assert (early.status, early.error["type"]) == (404, "not_found")
    while (answer := ask(base, "GET", path, headers=headers)).status == 404:
        time.sleep(0.05)
    data = answer.json["data"]
    assert (data["id"], data["total_cost"], data["model"]) == (metadata["generationId"], 0.5, TEXT)
    assert ask(base, "GET", "/v1/generation?id=gen_none", headers=headers).status == 404


# --- Refusals of the gateway ------------------------------------------------------------------------------------------


def test_without_a_key_or_with_a_wrong_one_nothing_works(base: str) -> None:
    for headers in ({}, {"authorization": "Bearer vck_bad_one"}, {"authorization": "Basic abc"}):
        for path in ("/v1/credits", "/v4/ai/config", "/v1/generation?id=gen_1"):
            reply = ask(base, "GET", path, headers=headers)
            assert (reply.status, reply.error["type"]) == (401, "authentication_error")
    reply = generate(base, TEXT, {"prompt": "dusk"}, authorization="")
    assert (reply.status, reply.error["type"]) == (401, "authentication_error")


@pytest.mark.parametrize(
    ("key", "code", "kind"),
    [
        ("vck_bad_1", 401, "authentication_error"),
        ("vck_broke_1", 402, "insufficient_funds"),
        ("vck_unverified_1", 403, "customer_verification_required"),
        ("vck_free_1", 403, "free_tier_model_not_available"),
    ],
)
def test_accounts_in_trouble(gateway: Rehearsal, base: str, key: str, code: int, kind: str) -> None:
    reply = start(base, TEXT, {"prompt": "dusk"}, authorization=f"Bearer {key}")
    assert (reply.status, reply.error["type"]) == (code, kind)
    assert gateway.summary()["jobs"] == 0


def test_an_empty_account_pays_for_nothing(rehearse: Callable[..., Rehearsal]) -> None:
    gateway = rehearse(credit=Decimal("0.60"))
    base = gateway.base_url
    assert event(generate(base, TEXT, {"prompt": "dusk", **HD}))["type"] == "result"
    assert event(generate(base, TEXT, {"prompt": "dusk", **HD}))["type"] == "result"
    refused = generate(base, TEXT, {"prompt": "dusk", **HD})
    assert (refused.status, refused.error["type"]) == (402, "insufficient_funds")
    assert gateway.account.balance == Decimal("-0.40")


@pytest.mark.parametrize(
    "name",
    [
        "ai-gateway-protocol-version",
        "ai-gateway-auth-method",
        "ai-video-model-specification-version",
        "content-type",
        "ai-model-id",
    ],
)
def test_every_header_of_the_protocol_is_needed(base: str, name: str) -> None:
    headers = gateway_headers(TEXT, accept="text/event-stream")
    del headers[name]
    reply = ask(base, "POST", "/v4/ai/video-model", headers=headers, body=b'{"prompt":"dusk"}')
    assert (reply.status, reply.error["type"]) == (400, "invalid_request_error")
    assert name.removesuffix("-id") in reply.error["message"].replace("content type", "content-type")


def test_the_specification_version_must_fit_the_address(base: str) -> None:
    reply = generate(base, TEXT, {"prompt": "dusk"}, ai_video_model_specification_version="3")
    assert reply.status == 400


def test_unknown_and_retired_models_are_not_found(rehearse: Callable[..., Rehearsal]) -> None:
    base = rehearse(retired=(FLASH,)).base_url
    for model in (FLASH, "alibaba/wan-v1", "openai/gpt-5"):
        reply = start(base, model, {"prompt": "dusk"})
        assert (reply.status, reply.error["type"]) == (404, "model_not_found")
        assert reply.error["param"] == {"modelId": model}
    listed = [model["id"] for model in ask(base, "GET", "/v1/models").json["data"]]
    assert FLASH not in listed
    assert TEXT in listed


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "prompt"),
        ({"prompt": "   "}, "prompt"),
        ({"prompt": 7}, "prompt"),
        ({"prompt": None}, "prompt"),
        ({"prompt": "x", "n": 0}, "n"),
        ({"prompt": "x", "n": "1"}, "n"),
        ({"prompt": "x", "duration": 0}, "duration"),
        ({"prompt": "x", "duration": "5"}, "duration"),
        ({"prompt": "x", "duration": True}, "duration"),
        ({"prompt": "x", "seed": 1.5}, "seed"),
        ({"prompt": "x", "seed": None}, "seed"),
        ({"prompt": "x", "resolution": "big"}, "resolution"),
        ({"prompt": "x", "aspectRatio": "wide"}, "aspectRatio"),
        ({"prompt": "x", "generateAudio": "no"}, "generateAudio"),
        ({"prompt": "x", "providerOptions": []}, "providerOptions"),
        ({"prompt": "x", "providerOptions": {"gateway": {"tags": "a"}}}, "providerOptions.gateway.tags"),
        ({"prompt": "x", "inputReferences": ["https://x.example/a.png"]}, "inputReferences"),
        ({"prompt": "x", "inputReferences": [{"type": "file", "data": "AAAA"}]}, "inputReferences"),
        ({"prompt": "x", "image": {"type": "url"}}, "image"),
        ({"prompt": "x", "frameImages": [{"frameType": "middle"}]}, "frameImages"),
        ({"prompt": "x", "callbackUrl": "mailto:me"}, "callbackUrl"),
    ],
)
def test_malformed_bodies_are_refused_by_name(gateway: Rehearsal, body: dict[str, Any], path: str) -> None:
    reply = start(gateway.base_url, TEXT, body)
    assert (reply.status, reply.error["type"]) == (400, "invalid_request_error")
    assert reply.error["param"] == {"path": path}
    assert gateway.summary()["jobs"] == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe"])
def test_what_is_no_object_is_refused(base: str, body: bytes) -> None:
    reply = ask(base, "POST", "/v4/ai/video-model/start", headers=gateway_headers(TEXT), body=body)
    assert (reply.status, reply.error["type"]) == (400, "invalid_request_error")


def test_a_start_is_limited_to_300_kib(gateway: Rehearsal, base: str) -> None:
    image = {"type": "file", "mediaType": "image/png", "data": "A" * 300 * 1024}
    reply = start(base, FIRST_FRAME, {"prompt": "x", "image": image})
    assert (reply.status, reply.error["type"]) == (413, "invalid_request_error")
    assert "hosted URLs" in reply.error["message"]
    assert gateway.summary()["jobs"] == 0


def test_zero_data_retention_has_no_provider_in_the_flat_shape(base: str) -> None:
    reply = start(base, TEXT, {"prompt": "x", "providerOptions": {"gateway": {"zeroDataRetention": True}}})
    assert reply.status == 400
    assert set(reply.json) == {"error", "type", "statusCode"}
    assert reply.json["type"] == "no_providers_available"
    assert isinstance(reply.json["error"], str)


def test_only_other_providers_leave_none(base: str) -> None:
    reply = start(base, TEXT, {"prompt": "x", "providerOptions": {"gateway": {"only": ["fal"]}}})
    assert reply.json["type"] == "no_providers_available"


def test_too_many_starts_in_a_second_are_throttled(rehearse: Callable[..., Rehearsal]) -> None:
    base = rehearse(starts_per_second=2).base_url
    replies = [start(base, TEXT, {"prompt": f"take {n}"}) for n in range(4)]
    refused = [reply for reply in replies if reply.status == 429]
    assert refused
    assert refused[0].error["type"] == "rate_limit_exceeded"
    assert refused[0].headers["retry-after"] == "1"


def test_what_does_not_exist_is_not_found(base: str) -> None:
    for method, path in (("GET", "/v4/ai/video-model"), ("POST", "/v5/ai/video-model"), ("GET", "/"), ("PUT", "/v1/x")):
        reply = ask(base, method, path, headers={"authorization": f"Bearer {KEY}"})
        assert (reply.status, reply.error["type"]) == (404, "not_found")


def test_a_job_nobody_started_is_not_found(base: str) -> None:
    for operation in ({"gatewayJobId": "job_none"}, "job_none", None, {"gatewayJobId": 3}):
        reply = status(base, TEXT, operation)
        assert (reply.status, reply.error["type"]) == (404, "not_found")


# --- Idempotency ------------------------------------------------------------------------------------------------------


def test_the_same_key_and_request_are_one_job_and_one_bill(gateway: Rehearsal, base: str) -> None:
    body = {"prompt": "dusk", **HD}
    first = start(base, TEXT, body, idempotency_key="k1")
    again = start(base, TEXT, {"duration": 5, "resolution": "1280x720", "prompt": "dusk"}, idempotency_key="k1")
    assert again.json == first.json
    summary = gateway.summary()
    assert (summary["jobs"], summary["jobs_by_key"], summary["starts_by_key"]) == (1, {"k1": 1}, {"k1": 2})
    assert (summary["billed"]["count"], summary["billed"]["usd"]) == (1, "0.50")


def test_the_same_key_with_another_request_is_a_conflict(gateway: Rehearsal, base: str) -> None:
    start(base, TEXT, {"prompt": "dusk"}, idempotency_key="k1")
    reply = start(base, TEXT, {"prompt": "dawn"}, idempotency_key="k1")
    assert reply.status == 409
    assert start(base, "alibaba/wan-v2.6-t2v", {"prompt": "dusk"}, idempotency_key="k1").status == 202
    assert gateway.summary()["jobs"] == 1


def test_keys_are_forgotten_after_their_time(rehearse: Callable[..., Rehearsal]) -> None:
    gateway = rehearse(idempotency_seconds=0.0)
    start(gateway.base_url, TEXT, {"prompt": "dusk"}, idempotency_key="k1")
    start(gateway.base_url, TEXT, {"prompt": "dusk"}, idempotency_key="k1")
    assert gateway.summary()["jobs"] == 2


def test_the_open_request_knows_no_keys(gateway: Rehearsal, base: str) -> None:
    for _ in range(2):
        generate(base, TEXT, {"prompt": "dusk"}, idempotency_key="k1")
    assert gateway.summary()["jobs"] == 2


def test_a_refused_start_does_not_use_its_key_up(base: str) -> None:
    assert start(base, TEXT, {"prompt": ""}, idempotency_key="k1").status == 400
    assert start(base, TEXT, {"prompt": "dusk"}, idempotency_key="k1").status == 202


# --- What Wan does with the inputs ------------------------------------------------------------------------------------


def features(result: dict[str, Any]) -> list[str]:
    assert all(w["type"] == "unsupported" and w["details"] for w in result["warnings"])
    return [w["feature"] for w in result["warnings"]]


def test_what_it_does_not_support_is_warned_about_and_runs(base: str) -> None:
    result = event(generate(base, TEXT, {"prompt": "x", "aspectRatio": "16:9", "fps": 24, "n": 3}))
    assert features(result) == ["aspectRatio", "fps", "n"]
    assert len(result["videos"]) == 1


def test_references_as_bytes_are_skipped_and_billed_all_the_same(
    gateway: Rehearsal, base: str, references: list[dict[str, str]]
) -> None:
    data = {"type": "file", "mediaType": "image/png", "data": "iVBORw0KGgo="}
    result = event(generate(base, FLASH, reference_body([data, references[0], data])))
    assert features(result) == ["inputReferences", "inputReferences"]
    assert "Non-URL reference was skipped" in result["warnings"][0]["details"]
    only_bytes = start(base, FLASH, reference_body([data]))
    assert features(only_bytes.json) == ["inputReferences"]
    done = poll(base, FLASH, only_bytes.json["operation"])
    assert (done["status"], features(done)) == ("completed", ["inputReferences"])
    assert gateway.summary()["billed"]["usd"] == "0.50"


def test_frame_images_switch_references_off_without_a_word(
    gateway: Rehearsal, base: str, references: list[dict[str, str]]
) -> None:
    frames = [{"frameType": "first_frame", "image": references[0]}]
    result = event(generate(base, FLASH, reference_body(references, frameImages=frames)))
    assert result["warnings"] == []
    assert gateway.jobs.all()[0].slate["pictures"] == ()
    last = [{"frameType": "last_frame", "image": references[0]}]
    assert features(event(generate(base, FLASH, reference_body(references, frameImages=last)))) == ["frameImages"]


def test_text_ignores_pictures_loudly_or_silently(base: str, references: list[dict[str, str]]) -> None:
    loud = event(generate(base, TEXT, {"prompt": "x", "inputReferences": references}))
    assert features(loud) == ["inputReferences"]
    silent = event(generate(base, TEXT, {"prompt": "x", "image": references[0]}))
    assert silent["warnings"] == []


def test_the_older_option_names_references_too(gateway: Rehearsal, base: str, references: list[dict[str, str]]) -> None:
    urls = {"referenceUrls": [reference["url"] for reference in references]}
    body = {"prompt": "x", **HD, "providerOptions": {"alibaba": urls}}
    assert event(generate(base, FLASH, body))["type"] == "result"
    assert [(p["kind"], p["word"]) for p in gateway.jobs.all()[0].slate["pictures"]] == [
        ("image", "character1"),
        ("video", "character2"),
    ]


def test_tags_name_shot_and_take_and_the_rest_is_on_the_slate(
    gateway: Rehearsal, base: str, references: list[dict[str, str]]
) -> None:
    options = {"gateway": {"tags": ["animatic", "shot:SH010", "take:3"]}, "alibaba": {"negativePrompt": "blur"}}
    generate(base, FLASH, reference_body(references, generateAudio=False, providerOptions=options, seed=9))
    slate = gateway.jobs.all()[0].slate
    assert (slate["shot"], slate["take"], slate["seed"], slate["audio"]) == ("SH010", "3", 9, False)
    assert (slate["width"], slate["height"], slate["seconds"], slate["fps"]) == (1280, 720, 5, 30)


def test_sound_is_on_unless_switched_off_and_cannot_be_on_models_without_the_switch(
    gateway: Rehearsal, base: str, references: list[dict[str, str]]
) -> None:
    generate(base, FLASH, reference_body(references))
    generate(base, FLASH, reference_body(references, providerOptions={"alibaba": {"audio": False}}))
    generate(base, TEXT, {"prompt": "x", "generateAudio": False})
    assert [job.slate["audio"] for job in gateway.jobs.all()] == [True, False, True]


def test_a_prompt_beyond_the_limit_is_cut_without_a_word(gateway: Rehearsal, base: str) -> None:
    assert event(generate(base, TEXT, {"prompt": "x" * 2000}))["warnings"] == []
    assert gateway.jobs.all()[0].slate["prompt"] == "x" * 1500


def test_a_first_frame_may_come_as_url_as_bytes_and_as_a_frame_image(
    gateway: Rehearsal, base: str, media: Path, references: list[dict[str, str]]
) -> None:
    data = base64.b64encode((media / "hero.png").read_bytes()).decode()
    forms: list[dict[str, Any]] = [
        {"image": references[0]},
        {"image": {"type": "file", "mediaType": "image/png", "data": data}},
        {"image": {"type": "url", "url": f"data:image/png;base64,{data}"}},
        {"frameImages": [{"frameType": "first_frame", "image": references[0]}]},
    ]
    for form in forms:
        assert event(generate(base, FIRST_FRAME, {**HD, **form}))["type"] == "result"
    pictures = [job.slate["pictures"][0]["sha256"] for job in gateway.jobs.all()]
    assert len(set(pictures)) == 1


def test_a_first_frame_of_another_shape_keeps_its_own() -> None:
    assert first_frame_size("1280x720", 750, 1000) == "816x1104"  # Alibaba's own example
    assert first_frame_size("1280x720", 1920, 1080) == "1280x720"
    assert first_frame_size("1920x1080", 640, 360) == "1920x1080"


@pytest.mark.parametrize(
    ("model", "changes", "words"),
    [
        (FLASH, {"duration": 1}, "duration"),
        (FLASH, {"duration": 11}, "duration"),
        (FLASH, {"duration": 4.5}, "duration"),
        (FLASH, {"resolution": "1280x721"}, "size is not match"),
        (FLASH, {"resolution": "832x480"}, "size is not match"),
        (FLASH, {"seed": -1}, "seed"),
        (FLASH, {"seed": 2**31}, "seed"),
        (FLASH, {"inputReferences": []}, "reference_urls"),
        (FLASH, {"providerOptions": {"alibaba": {"shotType": "triple"}}}, "invalid alibaba provider options"),
        (FLASH, {"providerOptions": {"alibaba": {"referenceUrls": "x"}}}, "invalid alibaba provider options"),
        (FIRST_FRAME, {}, "img_url"),
        (TEXT, {"duration": 16}, "duration"),
        (TEXT, {"prompt": "", "image": {"type": "url", "url": "https://x.example/a.png"}}, "prompt"),
    ],
)
def test_the_provider_refuses_parameters_and_bills_nothing(
    gateway: Rehearsal, references: list[dict[str, str]], model: str, changes: dict[str, Any], words: str
) -> None:
    body = {**reference_body(references), **changes}
    if model is FIRST_FRAME:
        del body["inputReferences"]
    open_answer = event(generate(gateway.base_url, model, body))
    assert (open_answer["type"], open_answer["errorType"], open_answer["statusCode"], open_answer["param"]) == (
        "error",
        "invalid_request_error",
        400,
        None,
    )
    assert words in open_answer["message"]
    polled = poll(gateway.base_url, model, start(gateway.base_url, model, body).json["operation"])
    assert polled["status"] == "error"
    assert words in polled["error"]
    legacy = generate(gateway.base_url, model, body, accept="application/json")
    assert (legacy.status, legacy.json["generationId"][:4]) == (400, "gen_")
    assert gateway.account.used == 0


# --- Later families ---------------------------------------------------------------------------------------------------

R27, T27, W30 = "alibaba/wan-v2.7-r2v", "alibaba/wan-v2.7-t2v", "alibaba/wan-v3.0-video"


def test_27_tells_clips_by_the_urls_ending(gateway: Rehearsal, base: str, media: Path) -> None:
    clip = hosted(base, "hero.mp4", media / "hero.mp4")
    nameless = hosted(base, "hero", media / "hero.mp4")
    picture = hosted(base, "hero.png", media / "hero.png")
    body = {"prompt": "Image 1 meets Video 1", **HD, "aspectRatio": "16:9"}
    files = [{"type": "url", "url": url} for url in (picture, clip)]
    good = event(generate(base, R27, {**body, "inputReferences": files}))
    assert (good["type"], good["warnings"]) == ("result", [])
    assert [picture["word"] for picture in gateway.jobs.all()[0].slate["pictures"]] == ["Image 1", "Video 1"]
    named = {"type": "url", "url": nameless, "mediaType": "video/mp4"}
    refused = event(generate(base, R27, {**body, "inputReferences": [named]}))
    assert "Invalid file format" in refused["message"]


def test_27_takes_pictures_as_bytes_but_skips_clips(base: str, media: Path) -> None:
    def data(name: str, media_type: str) -> dict[str, str]:
        content = base64.b64encode((media / name).read_bytes()).decode()
        return {"type": "file", "mediaType": media_type, "data": content}

    files = [data("hero.png", "image/png"), data("hero.mp4", "video/mp4")]
    result = event(generate(base, R27, {"prompt": "x", "inputReferences": files}))
    assert features(result) == ["inputReferences"]
    assert "for videos" in result["warnings"][0]["details"]


def test_27_has_tiers_a_ratio_and_no_switches(gateway: Rehearsal, base: str) -> None:
    body = {"prompt": "x", "resolution": "1088x832", "duration": 5, "aspectRatio": "4:3", "generateAudio": False}
    result = event(generate(base, T27, {**body, "providerOptions": {"alibaba": {"shotType": "single"}}}))
    assert features(result) == ["shotType", "generateAudio"]
    slate = gateway.jobs.all()[0].slate
    assert (slate["width"], slate["height"], slate["audio"]) == (1104, 832, True)
    assert result["providerMetadata"]["gateway"]["cost"] == "0.50"
    dropped = event(generate(base, T27, {"prompt": "x", "resolution": "832x480", "duration": 2}))
    assert features(dropped) == ["resolution"]
    assert dropped["providerMetadata"]["gateway"]["cost"] == "0.30", "a resolution that is dropped means 1080P"
    wrong = event(generate(base, T27, {"prompt": "x", "aspectRatio": "21:9"}))
    assert "parameters.ratio" in wrong["message"]


def test_30_is_one_id_and_the_files_decide(gateway: Rehearsal, base: str, references: list[dict[str, str]]) -> None:
    picture, clip = references
    body = {"prompt": "x", "resolution": "1280x720", "duration": 5}
    for more in ({}, {"image": picture}, {"inputReferences": [picture, clip]}):
        assert event(generate(base, W30, {**body, **more}))["type"] == "result"
    assert [job.slate["route"] for job in gateway.jobs.all()] == ["text", "first_frame", "reference"]
    costs = [job.usd for job in gateway.jobs.all()]
    assert costs == ["0.50", "0.50", "0.80"], "three seconds of clip are billed with the five of the take"
    both = event(generate(base, W30, {**body, "image": picture, "inputReferences": [clip]}))
    assert "mutually exclusive" in both["message"]


def test_30_has_a_silent_switch_a_last_frame_and_480p(
    gateway: Rehearsal, base: str, references: list[dict[str, str]]
) -> None:
    frames = [
        {"frameType": "first_frame", "image": references[0]},
        {"frameType": "last_frame", "image": references[0]},
    ]
    body = {"prompt": "x", "resolution": "832x480", "aspectRatio": "16:9", "duration": 2, "generateAudio": False}
    result = event(generate(base, W30, {**body, "frameImages": frames}))
    assert result["warnings"] == []
    slate = gateway.jobs.all()[0].slate
    assert (slate["width"], slate["height"], slate["audio"]) == (832, 480, False)
    assert result["providerMetadata"]["gateway"]["cost"] == "0.10"


def test_30_counts_clips_into_its_seconds(base: str, references: list[dict[str, str]]) -> None:
    answer = event(generate(base, W30, {"prompt": "x", "duration": 28, "inputReferences": [references[1]]}))
    assert "30 s together" in answer["message"]


def test_typed_media_replaces_every_other_input(
    gateway: Rehearsal, base: str, references: list[dict[str, str]]
) -> None:
    media = [{"type": "reference_video", "url": references[1]["url"]}]
    options = {"alibaba": {"media": media, "ratio": "9:16"}}
    result = event(generate(base, R27, {"prompt": "x", **HD, "inputReferences": [references[0]],
                                        "providerOptions": options}))  # fmt: skip
    assert result["type"] == "result"
    slate = gateway.jobs.all()[0].slate
    assert [picture["kind"] for picture in slate["pictures"]] == ["video"]
    assert (slate["width"], slate["height"]) == (720, 1280)


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_the_public_model_list_has_prices_per_second(base: str) -> None:
    listed = ask(base, "GET", "/v1/models").json
    assert listed["object"] == "list"
    ids = [model["id"] for model in listed["data"]]
    assert len(ids) == len(set(ids))
    flash = next(model for model in listed["data"] if model["id"] == FLASH)
    assert (flash["type"], flash["owned_by"]) == ("video", "alibaba")
    assert flash["pricing"]["video_duration_pricing"] == [
        {"resolution": "720p", "cost_per_second": "0.05"},
        {"resolution": "1080p", "cost_per_second": "0.075"},
    ]


def test_one_models_endpoints_are_public_too(base: str) -> None:
    data = ask(base, "GET", f"/v1/models/{FLASH}/endpoints").json["data"]
    assert (data["id"], data["endpoints"][0]["provider_name"]) == (FLASH, "alibaba")
    assert ask(base, "GET", "/v1/models/alibaba/none/endpoints").status == 404


@pytest.mark.parametrize("version", [3, 4])
def test_the_clients_list_has_no_price_they_could_choke_on(base: str, version: int) -> None:
    reply = ask(base, "GET", f"/v{version}/ai/config", headers={"authorization": f"Bearer {KEY}"})
    for model in reply.json["models"]:
        assert model["specification"]["specificationVersion"] == f"v{version}"
        assert model["pricing"] is None
