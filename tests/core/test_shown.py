# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was shown and is made once more is sent without a second question only if it is the same for whoever pays."""

from __future__ import annotations

from typing import Any

import pytest

from addon.core import catalog
from addon.core.models import (
    CaptureKind,
    CaptureSpec,
    CastMember,
    MediaKind,
    Plan,
    PlanInput,
    PromptBlocks,
    Reference,
    Shot,
)
from addon.core.plans import planning
from addon.core.plans.planning import PlanSettings
from addon.core.plans.shown import as_shown

CATALOG = catalog.load()


def turntable(name: str = "Mia", *, filmed: bool = False, seconds: int = 3, **changes: Any) -> PlanInput:
    spec = CaptureSpec(kind=CaptureKind.TURNTABLE, key=f"{name} {changes}", name=name, scene="Scene", **changes)
    spec = spec.model_copy(update={"frame_end": 1 + 24 * seconds})
    reference = Reference(
        sha256=f"{name:0<64}", kind=MediaKind.VIDEO, media_type="video/mp4", path="captures/a.mp4",
        width=1280, height=720, seconds=float(seconds), fps=24.0, size=1_000_000,
    ) if filmed else None  # fmt: skip
    return PlanInput(name=name, kind=MediaKind.VIDEO, capture=spec, reference=reference, seconds=float(seconds))


def plan(*inputs: PlanInput, **changes: Any) -> Plan:
    cast = tuple(CastMember(uuid=item.name, name=item.name) for item in inputs)
    facts: dict[str, Any] = {
        "uuid": "u", "name": "SH040", "frame_start": 1, "frame_end": 97, "seed": 7, "cast": cast,
        "blocks": PromptBlocks(action=" and ".join(f"@{item.name}" for item in inputs)), **changes,
    }  # fmt: skip
    return planning.plan(Shot(**facts), catalog=CATALOG, settings=PlanSettings(), inputs=inputs, take_number=1)


def test_the_same_plan_is_found_among_those_of_its_shot() -> None:
    shown = plan(turntable())
    others = [plan(turntable(), seed=8), plan(turntable(), uuid="other"), plan(turntable())]
    assert as_shown(shown, others) is others[2]


@pytest.mark.parametrize("filmed", [False, True])
def test_a_front_that_was_chosen_on_the_page_is_sent_as_it_is_now(filmed: bool) -> None:
    shown = plan(turntable(filmed=filmed), turntable("Rook"))
    now = plan(turntable(front="back"), turntable("Rook"))
    assert shown.fingerprint != now.fingerprint
    assert as_shown(shown, [plan(turntable(front="back"), turntable("Rook"), seed=8), now]) is now


@pytest.mark.parametrize(
    "now",
    [
        plan(turntable(front="back"), blocks=PromptBlocks(action="@Mia runs")),
        plan(turntable(front="back"), seed=8),
        plan(turntable(front="back", seconds=5)),
        plan(turntable(front="back"), model="alibaba/wan-v2.6-r2v"),
        plan(turntable(front="back"), frame_end=200),
        plan(turntable(front="back"), turntable("Rook")),
        plan(turntable(front="back", film_with="eevee")),
        plan(turntable(front="back", collection="Mia 2")),
        plan(turntable(film_with="eevee")),
        plan(turntable(voice="Hello")),
        plan(turntable("Rook", front="back")),
    ],
    ids=["words", "seed", "clip", "model", "length", "one more", "drawn", "somebody", "drawn alone", "voice", "who"],
)
def test_whatever_else_changed_is_shown_again(now: Plan) -> None:
    assert as_shown(plan(turntable()), [now]) is None


def test_who_is_the_same_side_but_another_picture_is_shown_again() -> None:
    """Its scene changed: what was looked at is not what would be filmed."""
    mia = turntable()
    assert mia.capture is not None
    changed = mia.model_copy(update={"capture": mia.capture.model_copy(update={"key": "another"})})
    assert as_shown(plan(mia), [plan(changed)]) is None
    rook, turned = turntable("Rook"), turntable("Rook", front="left")
    assert as_shown(plan(mia, rook), [plan(changed, turned)]) is None
