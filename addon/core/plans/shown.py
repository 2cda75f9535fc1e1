# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a plan that was made once more is still what a person was shown, and said yes to."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..models import CaptureSpec, Plan, PlanInput


def as_shown(shown: Plan, again: Iterable[Plan]) -> Plan | None:
    """The one of `again` that is what `shown` was, and is to be sent; None where there is none.

    It may differ by fronts that were chosen on the page itself: whom they are of is filmed anew, free, which the page
    says; request, price and number of references are what they were."""
    of_shot = [plan for plan in again if plan.shot_uuid == shown.shot_uuid]
    same = (plan for plan in of_shot if plan.fingerprint == shown.fingerprint)
    return next(same, None) or next((plan for plan in of_shot if _is_turned(shown, plan)), None)


def _is_turned(shown: Plan, now: Plan) -> bool:
    if len(shown.inputs) != len(now.inputs):
        return False
    pairs = zip(shown.inputs, now.inputs, strict=True)
    anew = {number for number, (before, after) in enumerate(pairs) if _front_chosen(before.capture, after.capture)}
    return bool(anew) and _without(shown, anew).fingerprint == _without(now, anew).fingerprint


def _front_chosen(before: CaptureSpec | None, after: CaptureSpec | None) -> bool:
    if before is None or after is None:
        return False
    return (before.front, before.front_object) != (after.front, after.front_object)


def _without(plan: Plan, numbers: Collection[int]) -> Plan:
    """A plan without what is filmed for some of its inputs."""
    inputs = (_unfilmed(item) if number in numbers else item for number, item in enumerate(plan.inputs))
    return plan.model_copy(update={"inputs": tuple(inputs)})


def _unfilmed(item: PlanInput) -> PlanInput:
    """Everything of an input that does not depend on the side from which it is filmed."""
    assert item.capture is not None  # its front was chosen
    same = {"key": "", "front": "auto", "front_object": ""}
    return item.model_copy(
        update={"reference": None, "blank_agreed": False, "capture": item.capture.model_copy(update=same)}
    )
