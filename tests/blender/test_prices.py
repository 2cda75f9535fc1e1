# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prices and models come from the gateway's own list where it may be asked, and the plan says so."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import bpy
import pytest

from addon.blender.engine import prices
from addon.blender.jobs import send
from addon.blender.properties import film, settings
from addon.blender.shots import build
from addon.core import catalog
from addon.core.models import Route, Tier
from addon.rehearsal.options import Options
from addon.rehearsal.server import Rehearsal

DEAR, GONE = "alibaba/wan-v2.6-r2v-flash", "alibaba/wan-v2.6-t2v"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rehearsal]:
    """A gateway that has raised one price and given up one model."""
    known = catalog.load()
    price = known.get(DEAR).price.model_copy(update={"usd": {"720p": Decimal("0.5"), "1080p": Decimal(1)}})
    dearer = known.get(DEAR).model_copy(update={"price": price})
    models = tuple(dearer if model.id == DEAR else model for model in known.models)
    server = Rehearsal(catalog=known.model_copy(update={"models": models}), options=Options(retired=(GONE,))).start()
    prices.forget()
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    with settings.overriding(gateway="LIVE", gateway_url=server.gateway_url):
        yield server
    server.stop()
    prices.forget()


def test_the_list_is_laid_over_the_catalog(gateway: Rehearsal) -> None:
    prices.read_now()
    today = prices.catalog()
    assert today.get(DEAR).price.by_second("720p") == Decimal("0.5")
    assert today.basis(today.get(DEAR)).startswith("gateway 20")
    assert not today.get(GONE).listed


def test_a_rehearsal_keeps_the_catalog_s_prices(gateway: Rehearsal) -> None:
    prices.read_now()
    with settings.overriding(gateway="REHEARSAL"):
        assert prices.catalog() == catalog.load()


def test_where_blender_forbids_it_nobody_is_asked(gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "online_refusal", lambda: "Allow Online Access is off.")
    prices.read_now()
    assert prices.catalog() == catalog.load()


def test_a_gateway_that_does_not_answer_leaves_the_catalog(gateway: Rehearsal) -> None:
    gateway.stop()
    prices.read_now()
    assert prices.catalog() == catalog.load()


def test_a_list_is_read_again_only_when_it_is_old(gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked() -> int:
        return gateway.journal.counts().get("models", 0)

    prices.read_now()
    prices.read_now()
    assert asked() == 1
    monkeypatch.setattr(prices, "AGE_MAX", -1.0)
    prices.read_now()
    assert asked() == 2


def test_a_list_that_was_read_outlives_a_gateway_that_is_down(
    gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    prices.read_now()
    gateway.stop()
    monkeypatch.setattr(prices, "AGE_MAX", -1.0)
    prices.read_now()
    assert prices.catalog().get(DEAR).price.by_second("720p") == Decimal("0.5")


def test_plans_pay_the_gateway_s_price_and_name_a_lost_model_s_successor(
    edit: bpy.types.Scene, gateway: Rehearsal, tmp_path: Path
) -> None:
    edit.timeline_markers.new("A", frame=1)
    build.build_shots(edit)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    shot = film(bpy.context.scene).shots[0]
    shot.route = "text"
    shot.block("action").text = "A robot waves."
    prices.read_now()
    (plan,) = send.make_plans(bpy.context.scene, [shot])
    (gone,) = [problem for problem in plan.problems if problem.code == "model_retired"]
    successor = prices.catalog().successor(prices.catalog().choose(Route.TEXT, Tier.DRAFT))
    assert successor is not None
    assert successor.id in f"{gone.message} {gone.next_step}"
