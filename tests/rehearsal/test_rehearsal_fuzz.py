# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is sent, the answer is a refusal or a job: never a crash, and never a job that is not counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rehearsal_parts import ask, gateway_headers

from addon.core import catalog
from addon.rehearsal.options import Options
from addon.rehearsal.server import Rehearsal

MODELS = list(catalog.load().ids())

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
anything = st.recursive(
    scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=8), v, max_size=3)
)
files = st.one_of(
    st.builds(lambda url: {"type": "url", "url": url}, st.sampled_from(["http://127.0.0.1:1/a.png", "x", "data:,"])),
    st.builds(lambda data: {"type": "file", "mediaType": "image/png", "data": data}, st.text(max_size=20)),
    anything,
)
frames = st.builds(
    lambda image, kind: {"image": image, "frameType": kind}, files, st.sampled_from(["first_frame", "last_frame"])
)
options = st.fixed_dictionaries(
    {},
    optional={
        "alibaba": st.dictionaries(
            st.sampled_from(["audio", "media", "negativePrompt", "ratio", "referenceUrls", "shotType", "audioUrl"]),
            anything,
        ),
        "gateway": st.dictionaries(st.sampled_from(["byok", "only", "tags", "zeroDataRetention"]), anything),
        "other": anything,
    },
)
plausible = st.fixed_dictionaries(
    {},
    optional={
        "prompt": st.text(max_size=50),
        "n": st.integers(-1, 4),
        "resolution": st.sampled_from(["1280x720", "832x480", "0x0", "9999999x1", "1088x832"]),
        "aspectRatio": st.sampled_from(["16:9", "4:3", "adaptive", "0:0"]),
        "duration": st.one_of(st.integers(-1, 40), st.floats()),
        "seed": st.integers(),
        "generateAudio": st.booleans(),
        "inputReferences": st.lists(files, max_size=3),
        "frameImages": st.lists(frames, max_size=2),
        "image": files,
        "providerOptions": options,
        "fps": st.floats(),
    },
)
bodies = st.one_of(
    plausible, st.dictionaries(st.sampled_from(["prompt", "n", "duration", "image", "seed"]), anything), anything
)


@pytest.fixture(scope="module")
def server(media: Path) -> Iterator[Rehearsal]:
    with Rehearsal(options=Options(canned=(media / "take.mp4",), online=False)) as server:
        yield server


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies, st.sampled_from(MODELS))
def test_no_body_crashes_it(server: Rehearsal, body: Any, model: str) -> None:
    before = len(server.jobs.all())
    sent = json.dumps(body).encode()
    reply = ask(server.base_url, "POST", "/v4/ai/video-model/start", headers=gateway_headers(model), body=sent)
    assert reply.status in (202, 400), reply.body
    assert len(server.jobs.all()) - before == (reply.status == 202)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_bytes_crash_it(server: Rehearsal, body: bytes) -> None:
    reply = ask(server.base_url, "POST", "/v4/ai/video-model/start", headers=gateway_headers(MODELS[0]), body=body)
    assert reply.status == 400


def test_every_accepted_job_ended_in_one_of_the_known_ways(server: Rehearsal) -> None:
    """Runs after the others: what they started must have come to an end, and none by an error of our own."""
    for job in server.jobs.all():
        assert server.jobs.wait(job, 30)
        assert job.error_code != "InternalError", job.error


def test_deep_nesting_is_refused(server: Rehearsal) -> None:
    body = b"[" * 100_000
    reply = ask(server.base_url, "POST", "/v4/ai/video-model/start", headers=gateway_headers(MODELS[0]), body=body)
    assert reply.status == 400
