# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An unknown price is never 0, and one unknown among known ones is not lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from addon.core import catalog, money
from addon.core.models import MediaKind, Plan, PlanInput, Quote, Tier, VideoRequest
from addon.core.money import CapReached, Caps

ONE = Decimal("1.00")


@pytest.mark.parametrize("prices", [[None], [ONE, None], [None, ONE], [ONE, None, ONE]])
def test_a_total_with_one_unknown_price_is_unknown(prices: list[Decimal | None]) -> None:
    assert money.total(prices) is None
    for caps in (Caps(per_batch=Decimal(100)), Caps(per_day=Decimal(100))):
        with pytest.raises(CapReached, match="price is unknown"):
            money.check_caps(prices, Decimal(0), caps)
    money.check_caps(prices, Decimal(0), Caps())


@pytest.mark.parametrize("prices", [[None], [ONE, None], [None, ONE]])
def test_what_is_allowed_at_an_unknown_price_hides_no_known_one(prices: list[Decimal | None]) -> None:
    allowed = Caps(per_batch=ONE, per_day=ONE, unknown=True)
    assert money.verdict(prices, Decimal(0), allowed) == "A price is unknown: no cap counts it; $0.00 spent today."
    with pytest.raises(CapReached, match="the cap per batch is"):
        money.check_caps([*prices, ONE, ONE], Decimal(0), allowed)
    with pytest.raises(CapReached, match="cap per day"):
        money.check_caps([*prices, Decimal("0.01")], ONE, Caps(per_day=ONE, unknown=True))


def test_a_total_of_known_prices_is_their_sum() -> None:
    assert money.total([]) == 0
    assert money.total(iter([ONE, Decimal("0.25"), Decimal(0)])) == Decimal("1.25")


def clip(seconds: float | None) -> PlanInput:
    return PlanInput(name="Mia", kind=MediaKind.VIDEO, url="https://a.example/a.mp4", seconds=seconds or 0.0)


@pytest.mark.parametrize(
    ("lengths", "billed"),
    [([], "0"), ([1.5], "1.5"), ([1.5, 2.0], "3.5"), ([3.0, 3.0], "5"), ([None], "5"), ([1.0, None], "5"),
     ([None, 1.0], "5")],
)  # fmt: skip
def test_a_clip_of_unknown_length_counts_as_the_most(lengths: list[float | None], billed: str) -> None:
    model = next(model for model in catalog.load().models if model.id == "alibaba/wan-v2.6-r2v")
    picture = PlanInput(name="Jo", kind=MediaKind.IMAGE, url="https://a.example/a.png")
    inputs = [picture, *map(clip, lengths)]
    used = money.used(model, inputs, resolution="720p", size="1280x720", seconds=5, audio=True)
    assert model.price.estimate(used).input_seconds == Decimal(billed)


@pytest.mark.parametrize("spent", ["0", "0.75"])
def test_a_cap_is_what_may_be_reached_and_not_passed(spent: str) -> None:
    left = ONE - Decimal(spent)
    money.check_caps([left], Decimal(spent), Caps(per_day=ONE))
    money.check_caps([ONE], Decimal(spent), Caps(per_batch=ONE))
    for caps, price in ((Caps(per_day=ONE), left), (Caps(per_batch=ONE), ONE)):
        with pytest.raises(CapReached):
            money.check_caps([price + Decimal("0.0001")], Decimal(spent), caps)


@pytest.mark.parametrize(("model_id", "clips"), [("alibaba/wan-v2.6-r2v", (0.0,)), ("alibaba/wan-v2.6-t2v", ())])
def test_a_plan_of_somebody_elses_folder_is_priced_as_its_dearest(model_id: str, clips: tuple[float, ...]) -> None:
    """A final of a draft has its clip again, and how long that is the folder must not tell: 0.0 is not known."""
    model = next(model for model in catalog.load().models if model.id == model_id)
    request = VideoRequest(
        model=model_id, prompt="a", size="1280x720", seconds=2, audio=False, audio_switch=False, draft_of="gen_1"
    )
    given = Plan(
        shot_uuid="a", shot_name="SH010", route=model.route, tier=Tier.FINAL, request=request, used_frames=36,
        quote=Quote(seconds_asked=2, seconds_used=1.5, usd_per_second=None, usd=None),
    )  # fmt: skip
    assert money.used_at_most(model, given).clip_seconds == clips
    plain = given.model_copy(update={"request": request.model_copy(update={"draft_of": ""})})
    assert money.used_at_most(model, plain).clip_seconds == ()
