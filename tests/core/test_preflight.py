# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""One page says what a send costs, whether it may go, and everything that leaves the machine."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core import catalog, money
from addon.core.models import CaptureKind, CaptureSpec, MediaKind, Plan, PlanInput, PromptBlocks, Reference, Route, Shot
from addon.core.money import CapReached, Caps, ReportRow, check_caps, format_usd, to_csv
from addon.core.plans import planning, preflight, remarks
from addon.core.pricing import Price, Used

CATALOG = catalog.load()
NO_CAPS = Caps()


def mia(seconds: float = 3.0) -> PlanInput:
    reference = Reference(
        sha256="a" * 64, kind=MediaKind.VIDEO, media_type="video/mp4", path="captures/mia.mp4", width=1280, height=720,
        seconds=seconds, fps=24.0, size=2_100_000,
    )  # fmt: skip
    return PlanInput(name="Mia", kind=MediaKind.VIDEO, reference=reference, seconds=seconds)


def jo() -> PlanInput:
    spec = CaptureSpec(kind=CaptureKind.TURNTABLE, key="b" * 64, name="Jo", scene="Scene", frame_end=1 + 72)
    return PlanInput(name="Jo", kind=MediaKind.VIDEO, capture=spec)


def web() -> PlanInput:
    return PlanInput(name="Cat", kind=MediaKind.IMAGE, url="https://cats.example/cat.png?size=large")


def plan(name: str = "SH010", *inputs: PlanInput, **changes: Any) -> Plan:
    action = " ".join(f"@{item.name}" for item in inputs) + " wave"
    facts: dict[str, Any] = {
        "uuid": name, "name": name, "frame_start": 1, "frame_end": 97, "blocks": PromptBlocks(action=action), "seed": 0,
        "route": Route.REFERENCE if inputs else Route.TEXT, **changes,
    }  # fmt: skip
    return planning.plan(
        Shot(**facts), catalog=CATALOG, settings=planning.PlanSettings(order=("alibaba",)), inputs=inputs, take_number=1
    )


def page(*plans: Plan, caps: Caps = NO_CAPS, spent: str = "0", **more: Any) -> preflight.Preflight:
    return planning.preflight(plans, caps, Decimal(spent), catalog=CATALOG, **more)


TWO = (plan("SH010", mia(), jo()), plan("SH020", mia(), web()))
BLOCKED = plan("SH030", mia(), frame_end=1 + 500)


def test_rows_and_totals() -> None:
    made = page(*TWO, BLOCKED, spent="1.25")
    assert [row.shot_name for row in made.rows] == ["SH010", "SH020", "SH030"]
    assert [row.fingerprint for row in made.rows] == [p.fingerprint for p in (*TWO, BLOCKED)]
    assert (made.ready, made.blocked, made.seconds_asked, made.input_seconds) == (2, 1, 8, 8.0)
    assert made.usd == Decimal("0.05") * 16
    assert (made.allowed, made.verdict) == (True, "No cap is set.")


def test_a_row_says_what_each_reference_is_called_and_where_it_is() -> None:
    made = page(plan("SH010", mia(), jo(), web()), hosted={"a" * 64})
    facts = [(r.name, r.word, r.state, r.size, r.seconds) for r in made.rows[0].references]
    assert facts == [
        ("Mia", "character1", "hosted", 2_100_000, 3.0),
        ("Jo", "character2", "to film", None, 3.0),
        ("Cat", "character3", "on the web", None, 0.0),
    ]


def test_everything_that_leaves_is_listed_and_files_once() -> None:
    leaves = page(*TWO, host="Blob (private)").leaves
    files = [(item.what, item.name, item.to, item.shots, item.size) for item in leaves if item.what != "settings"]
    assert files[:5] == [
        ("reference", "Mia", "Blob (private)", ("SH010", "SH020"), 2_100_000),
        ("link", "Mia", preflight.GATEWAY, ("SH010", "SH020"), None),
        ("reference", "Jo", "Blob (private)", ("SH010",), None),
        ("link", "Jo", preflight.GATEWAY, ("SH010",), None),
        ("link", "Cat", preflight.GATEWAY, ("SH020",), None),
    ]
    prompts = [item.text for item in leaves if item.what == "prompt"]
    assert prompts == [made.request.prompt for made in TWO]
    assert next(item.text for item in leaves if item.what == "tags") == "blender, shot:SH010, take:1"
    settings = next(item.text for item in leaves if item.what == "settings")
    assert settings == "alibaba/wan-v2.6-r2v-flash, 1280x720, 4 s, seed 0, sound, single shot, order alibaba"


def test_what_is_hosted_does_not_leave_again() -> None:
    leaves = page(plan("SH010", mia()), hosted={"a" * 64}).leaves
    assert [item.what for item in leaves][:2] == ["link", "prompt"]


def test_a_picture_within_the_request_goes_to_no_host() -> None:
    picture = Reference(
        sha256="c" * 64, kind=MediaKind.IMAGE, media_type="image/jpeg", path="captures/mia.jpg", width=1280, height=720,
        size=60_000,
    )  # fmt: skip
    spec = CaptureSpec(kind=CaptureKind.SHEET, key="d" * 64, name="Jo", scene="Scene", max_bytes=66_000)
    inputs = (
        PlanInput(name="Mia", kind=MediaKind.IMAGE, reference=picture),
        PlanInput(name="Jo", kind=MediaKind.IMAGE, capture=spec),
    )
    made = page(plan("SH010", *inputs, model="google/veo-3.1-fast-generate-001"), host="Blob (private)")
    assert [shown.state for shown in made.rows[0].references] == ["in the request", "to film"]
    assert [(item.what, item.name, item.to) for item in made.leaves][:3] == [
        ("reference", "Mia", preflight.GATEWAY),
        ("reference", "Jo", preflight.GATEWAY),
        ("prompt", "SH010", preflight.GATEWAY),
    ]
    assert not any("Blob (private)" in (item.to, item.text) for item in made.leaves)


def test_nothing_of_a_blocked_shot_leaves() -> None:
    made = page(BLOCKED)
    assert made.leaves == ()
    assert (made.allowed, made.usd) == (False, 0)
    assert made.verdict == "Nothing can be sent until the problems are solved."
    assert page().verdict == "No shot is chosen."


def test_in_rehearsal_nothing_leaves() -> None:
    made = page(*TWO, rehearsal=True)
    assert made.leaves == ()
    assert "Rehearsal: nothing leaves this machine" in preflight.table(made)


def test_no_signature_of_an_address_is_shown() -> None:
    for query in ("X-Amz-Signature=hunter2", "unheard-of=hunter2"):
        secret = web().model_copy(update={"url": f"https://bucket.example/cat.png?{query}"})
        made = page(plan("SH010", secret))
        assert "hunter2" not in made.model_dump_json()
        assert made.allowed is ("bucket.example" in made.model_dump_json())
    assert "hunter2" not in preflight.table(made)


def test_terms_are_said_once_for_each_model() -> None:
    made = page(*TWO, plan("SH030"))
    assert [term.partition(":")[0] for term in made.terms] == ["Wan 2.6 Reference Flash", "Wan 2.6 Text"]
    assert all("retention" in term and "training" in term for term in made.terms)


@pytest.mark.parametrize(
    ("caps", "spent", "verdict"),
    [
        (Caps(per_batch=Decimal("0.50")), "0", "This send would cost about $0.80; the cap per batch is $0.50."),
        (
            Caps(per_day=Decimal(2)),
            "1.25",
            "With $1.25 spent today, this send of about $0.80 would pass the cap per day of $2.00.",
        ),
    ],
)
def test_a_cap_forbids_with_a_sentence(caps: Caps, spent: str, verdict: str) -> None:
    made = page(*TWO, caps=caps, spent=spent)
    assert not made.allowed
    assert made.verdict.startswith(verdict)
    assert "raise the cap" in made.verdict


def test_within_the_caps() -> None:
    made = page(*TWO, caps=Caps(per_batch=Decimal("0.80"), per_day=Decimal(2)), spent="1.20")
    assert (made.allowed, made.verdict) == (True, "Within the caps; $1.20 spent today.")


def test_an_unknown_price_makes_the_total_unknown_and_breaks_any_cap() -> None:
    free = CATALOG.get("alibaba/wan-v2.6-t2v").model_copy(update={"price": Price(kind="unknown")})
    shot = Shot(
        uuid="u", name="SH040", frame_start=1, frame_end=97, route=Route.TEXT, blocks=PromptBlocks(action="Rain")
    )
    unknown = planning.plan(
        shot, catalog=CATALOG.model_copy(update={"models": (free,)}), settings=planning.PlanSettings(), inputs=[],
        take_number=1,
    )  # fmt: skip
    made = page(*TWO, unknown, caps=Caps(per_day=Decimal(100)))
    assert (made.usd, made.allowed) == (None, False)
    assert "price is unknown" in made.verdict
    assert page(*TWO, unknown).allowed
    assert "price unknown" in preflight.table(made)


def test_the_page_survives_json() -> None:
    made = page(*TWO, BLOCKED, caps=Caps(per_batch=Decimal("0.1")))
    text = json.dumps(made.model_dump(mode="json"))
    assert preflight.Preflight.model_validate_json(text) == made


def test_the_table_for_a_terminal() -> None:
    text = preflight.table(page(TWO[0], BLOCKED, host="Blob"))
    lines = text.splitlines()
    assert lines[1].split("  ")[0] == "SH010"
    assert "$0.45" in lines[1]
    assert "character1=Mia (to upload, 3 s, 2.1 MB), character2=Jo (to film, 3 s)" in lines[1]
    assert "blocked" in lines[2]
    assert "SH030: error: SH030 lasts 20.83 s; Wan 2.6 Reference Flash makes at most 10 s." in text
    assert "1 ready, 1 blocked, about $0.45, 4 s asked, 4 s used. No cap is set." in text
    assert text.count("Zero data retention") == 1
    rehearsed = preflight.table(page(TWO[0], rehearsal=True))
    assert "1 ready, 0 blocked, free; live it would be about $0.45, 4 s asked, 4 s used. No cap is set." in rehearsed


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "SH010"), (2, "SH010 and SH020"), (3, "SH010, SH020 and SH030"), (12, "SH010, SH020 and 10 more")],
)
def test_what_is_true_of_several_shots_is_told_once(count: int, said: str) -> None:
    """Twenty shots of a character whose picture is missing said so twenty times."""
    names = [f"SH{10 * n:03}" for n in range(1, count + 1)]
    lacking = [
        plan(name, mia()).model_copy(update={"problems": (remarks.lost("Mia", "skin.png", "Face"),)}) for name in names
    ]
    told = [line for line in preflight.table(page(*lacking)).splitlines() if "skin.png" in line]
    assert [line.partition(": ")[0] for line in told] == [said]
    assert all(row.problems for row in page(*lacking).rows), "a program that reads it finds it with each"


def test_a_name_cannot_steer_the_terminal() -> None:
    text = preflight.table(page(plan("SH\x1b[2J\n010")))
    assert "\x1b" not in text
    assert "SH[2J 010" in text


def test_columns_line_up_under_wide_letters() -> None:
    lines = preflight.table(page(plan("日本"), plan("SH020"))).splitlines()
    assert lines[1].startswith("日本   text ")  # four columns for two letters
    assert lines[2].startswith("SH020  text ")


# Money.


@pytest.mark.parametrize(
    ("price", "text"),
    [
        ("0.75", "$0.75"),
        ("0.075", "$0.075"),
        ("0.4517", "$0.452"),
        ("12.345", "$12.35"),
        ("12.3", "$12.30"),
        ("1234", "$1234.00"),
        ("0", "$0.00"),
        ("0.0004", "$0.0004"),
        ("0.00000123", "$0.000001"),
        (None, "unknown"),
    ],
)
def test_dollars(price: str | None, text: str) -> None:
    assert format_usd(None if price is None else Decimal(price)) == text


@given(st.decimals(0, 10_000, places=7))
def test_a_price_is_never_shown_as_nothing(price: Decimal) -> None:
    assert (Decimal(format_usd(price)[1:]) == 0) == (price == 0)


@given(st.lists(st.decimals(0, 10, places=3), max_size=6), st.decimals(0, 20, places=2), st.decimals(0, 20, places=2))
def test_a_cap_holds_to_the_last_cent(prices: list[Decimal], cap: Decimal, spent: Decimal) -> None:
    total = sum(prices, Decimal(0))
    for caps, over in ((Caps(per_batch=cap), total > cap), (Caps(per_day=cap), total + spent > cap)):
        try:
            check_caps(prices, spent, caps)
            refused = False
        except CapReached:
            refused = True
        assert refused == over


def test_an_unknown_price_is_never_zero() -> None:
    assert money.total([Decimal(1), None]) is None
    assert Price(kind="unknown").estimate(Used("720p", "1280x720", 5)).usd is None
    assert money.about(None) == "price unknown"
    with pytest.raises(CapReached, match="unknown"):
        check_caps([None], Decimal(0), Caps(per_batch=Decimal(100)))
    check_caps([None], Decimal(0), NO_CAPS)


def row(**changes: Any) -> ReportRow:
    facts: dict[str, Any] = {
        "created": "2026-11-22T10:00:00Z", "shot": "SH010", "take": 1, "model": "alibaba/wan-v2.6-t2v", "seconds": 5,
        "state": "placed", "estimate_usd": Decimal("0.50"), "cost_usd": Decimal("0.45"), "cost_is": "billed",
        "job": "01J", **changes,
    }  # fmt: skip
    return ReportRow(**facts)


def test_the_report_adds_up_and_can_be_read_by_a_spreadsheet() -> None:
    rows = [row(), row(cost_usd=Decimal("0.0000001"), shot='SH "20", a'), row(cost_usd=None, cost_is="unknown")]
    found = list(csv.DictReader(io.StringIO(to_csv(rows))))
    assert [line["cost_usd"] for line in found] == ["0.45", "0.0000001", "", "0.4500001"]
    assert found[1]["shot"] == 'SH "20", a'
    assert found[-1]["created"] == "total"


@pytest.mark.parametrize("name", ['=HYPERLINK("http://a")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_name_becomes_a_formula(name: str) -> None:
    (found, _) = csv.DictReader(io.StringIO(to_csv([row(shot=name)])))
    assert found["shot"] == f"'{name}"
