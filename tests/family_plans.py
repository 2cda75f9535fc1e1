# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shots planned for a model of the catalog, and what is sent of them."""

from __future__ import annotations

from typing import Any

from addon.core import catalog
from addon.core.gateway import wire
from addon.core.gateway.wire import WireFile
from addon.core.models import CastMember, MediaKind, Plan, PlanInput, PromptBlocks, Reference, Route, Shot, Tier
from addon.core.plans import planning

CATALOG = catalog.load()
CLIP = {"type": "url", "url": "https://h.example/0.mp4", "mediaType": "video/mp4"}
MIA = {"type": "url", "url": "https://h.example/1.png", "mediaType": "image/png"}


def given(name: str, kind: MediaKind = MediaKind.IMAGE) -> PlanInput:
    video = kind is MediaKind.VIDEO
    sha256 = name.encode().hex().ljust(64, "0")
    reference = Reference(
        sha256=sha256, kind=kind, media_type="video/mp4" if video else "image/png", path=name, name=name, width=1280,
        height=720, seconds=5.0 if video else 0.0, fps=24 if video else 0, size=1000,
    )  # fmt: skip
    return PlanInput(name=name, kind=kind, reference=reference, seconds=reference.seconds)


SHOT_CLIP = given("SH010", MediaKind.VIDEO)


def planned(model: str, route: Route, inputs: list[PlanInput], *, draft_of: str = "", **changes: Any) -> Plan:
    facts: dict[str, Any] = {
        "uuid": "u", "name": "SH010", "camera": "Cam", "frame_start": 1, "frame_end": 121, "model": model,
        "route": route, "seed": 7, "audio": False, "cast": (CastMember(uuid="m", name="Mia"),),
        "blocks": PromptBlocks(action="@Mia waves"), "tier": Tier.FINAL, **changes,
    }  # fmt: skip
    settings = planning.PlanSettings()
    return planning.plan(
        Shot(**facts), catalog=CATALOG, settings=settings, inputs=inputs, take_number=1, draft_of=draft_of
    )


def sent(plan: Plan) -> dict[str, Any]:
    """The body without the words and our own tags."""
    assert not plan.blocked, plan.problems
    endings = {MediaKind.VIDEO: ("mp4", "video/mp4"), MediaKind.IMAGE: ("png", "image/png")}
    files = [
        WireFile("", "image/jpeg", item.kind, b"picture %d" % n)
        if plan.request.inline
        else WireFile(f"https://h.example/{n}.{endings[item.kind][0]}", endings[item.kind][1], item.kind)
        for n, item in enumerate(plan.inputs)
    ]
    body = wire.body(plan.request, plan.route, files)
    body.pop("prompt")
    body["providerOptions"].get("gateway", {}).pop("tags", None)
    return {**body, "providerOptions": {k: v for k, v in body["providerOptions"].items() if v}}


def inputs_of(model: catalog.Model) -> list[PlanInput]:
    """The fewest files that a model's route takes."""
    frames = [given("first"), given("last")]
    return {
        Route.REFERENCE: [given("Mia")],
        Route.BLOCKOUT: [SHOT_CLIP],
        Route.FIRST_FRAME: frames[:1],
        Route.FIRST_LAST: frames,
        Route.TEXT: [],
    }[model.route]
