# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway's token may be any JSON; the job that holds it can be written, and hands it back as it came."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from job_parts import make_job

from addon.core.jobs.job import Job
from addon.core.jobs.steps import opaque

LETTERS = st.text(st.characters(codec=None, exclude_categories=())) | st.just("animatic:json")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | LETTERS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(LETTERS, inner, max_size=3),
    max_leaves=8,
)


def kept(token: Any) -> Any:
    """The token as another program reads it from the disk."""
    job = make_job(captures=()).model_copy(update={"operation": opaque.packed(token)})
    return opaque.unpacked(Job.model_validate_json(job.model_dump_json()).operation)


@given(JSON)
def test_any_token_comes_back_from_the_disk(token: Any) -> None:
    assert json.dumps(kept(token)) == json.dumps(token)


def nested(levels: int) -> Any:
    return [] if levels == 1 else [nested(levels - 1)]


@pytest.mark.parametrize(
    "token",
    [
        *(
            {},
            [],
            "",
            0,
            {"gatewayJobId": "job_1"},
            {"animatic:json": "1", "more": 2},
            nested(64),
            2**63 - 1,
            1 - 2**63,
        ),
        *("\ud7ff\ue000", [1] * 9_999, {"a": {"b": [None, True, 0.5]}}),
    ],
)
def test_what_can_be_written_stays_readable(token: Any) -> None:
    assert opaque.packed(token) is token
    assert kept(token) == token


@pytest.mark.parametrize(
    "token",
    [
        *(nested(65), 2**63, -(2**63), "\ud800", "\udfff", {"\udc00": 1}, {"a": "\ude00"}, [1] * 10_000),
        *({"animatic:json": "1"}, {"a": {"b": {"c": nested(62)}}}),
    ],
)
def test_what_cannot_is_kept_as_its_text(token: Any) -> None:
    assert opaque.packed(token) == {"animatic:json": json.dumps(token)}
    assert json.dumps(kept(token)) == json.dumps(token)


def test_what_is_no_json_and_what_a_stranger_wrote_is_no_token() -> None:
    assert opaque.unpacked(opaque.packed([object()])) is None
    assert opaque.unpacked(opaque.packed([*nested(900), b"no json"])) is None
    for text in ("no json", 7, None, "[" * 100_000):
        assert opaque.unpacked({"animatic:json": text}) is None


@pytest.mark.parametrize(
    ("said", "known"), [("gen_1", "gen_1"), ("g\ud83d", "g?"), ("x" * 300, "x" * 200), (7, ""), (None, ""), ([], "")]
)
def test_an_id_is_a_short_text_that_can_be_written(said: Any, known: str) -> None:
    assert opaque.plain(said) == known
