# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidecar's schema in the docs is the one of the model that writes sidecars."""

from __future__ import annotations

import sidecar_schema


def test_the_documented_schema_is_the_models() -> None:
    assert sidecar_schema.TARGET.read_text(encoding="utf-8") == sidecar_schema.text(), (
        "run scripts/sidecar_schema.py with an environment's Python"
    )


def test_every_field_that_a_pipeline_needs_is_there() -> None:
    fields = sidecar_schema.schema()["properties"]
    assert {"id", "shot_name", "number", "file", "model", "prompt", "seed", "usd", "created"} <= set(fields)
