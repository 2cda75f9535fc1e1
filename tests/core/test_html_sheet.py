# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report's sums, and a page in which nothing that others wrote is markup."""

from __future__ import annotations

from decimal import Decimal
from html.parser import HTMLParser

from addon.core.exchange.html_sheet import SheetShot, make_report, page, report_lines
from addon.core.money import ReportRow

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def shot(name: str, **more: object) -> SheetShot:
    facts = {"seconds": 2.0, "frames": "frames 1 to 48", "tier": "draft", "camera": "", "words": "", **more}
    return SheetShot(name=name, **facts)  # type: ignore[arg-type]


def cost(shot_name: str, usd: str | None, job: str, day: str = "2026-11-27") -> ReportRow:
    return ReportRow(
        created=f"{day}T10:00:00Z", shot=shot_name, take=1, model="m", seconds=2, state="placed", estimate_usd=None,
        cost_usd=None if usd is None else Decimal(usd), cost_is="billed", job=job,
    )  # fmt: skip


def test_the_report_adds_up() -> None:
    shots = [shot("A", take="t001", judged="departs"), shot("B", take="t001", stale="camera"), shot("C", failed="No.")]
    costs = [cost("A", "0.20", "1"), cost("A", "0.30", "2", "2026-11-28"), cost("B", None, "3")]
    found = make_report(shots, costs, {"1": "draft", "2": "final"}, [Decimal("0.25")])
    assert (found.missing, found.stale, found.failed, found.weak) == (("C",), ("B",), ("C",), ("A",))
    assert (found.spent, found.unknown, found.used_seconds) == (Decimal("0.50"), 1, 4.0)
    assert found.per_second == Decimal("0.125")
    assert found.forecast == Decimal("0.75")
    assert found.by["day"] == {"2026-11-27": Decimal("0.20"), "2026-11-28": Decimal("0.30")}
    assert found.by["tier"] == {"draft": Decimal("0.20"), "final": Decimal("0.30")}
    assert dict(report_lines(found))["spent"].endswith("and 1 of unknown cost")


def test_an_unknown_price_makes_the_forecast_unknown() -> None:
    assert make_report([shot("A")], [], {}, [None]).forecast is None


def test_nothing_that_others_wrote_is_markup() -> None:
    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.seen: list[tuple[str, list[str]]] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.seen.append((tag, [name for name, _ in attrs]))

    rows = [
        shot(EVIL, words=EVIL, note=EVIL, told=(EVIL,), take=EVIL, video=f"{EVIL}.mp4", references=(EVIL,), stale=EVIL)
    ]
    tags = Tags()
    tags.feed(page(EVIL, rows, make_report(rows, [], {}, [])))
    names = [tag for tag, _ in tags.seen]
    assert "script" not in names
    assert names.count("img") == 1, "the reference"
    assert not any("onerror" in attributes for _, attributes in tags.seen)


def test_names_from_right_to_left_keep_to_themselves() -> None:
    """Else the sums of a list stand beside other names, and words begin at the wrong side."""
    shots = [shot("مشهد ١٠", words="امرأة تمشي."), shot("שוט א"), shot("SH010")]
    found = make_report(shots, [cost(one.name, "0.20", one.name) for one in shots], {}, [None, None, None])
    lines = dict(report_lines(found))
    assert lines["without a take"] == "3: \u2068مشهد ١٠\u2069, \u2068שוט א\u2069, SH010"
    assert "\u2068שוט א\u2069 $0.20" in lines["spent by shot"]
    assert "SH010 $0.20" in lines["spent by shot"]
    text = page("Film", shots, found)
    assert "<h2><bdi>مشهد ١٠</bdi>" in text
    assert '<p dir="auto">امرأة تمشي.</p>' in text


def test_all_letters_of_a_printed_page_shrink_together() -> None:
    """They are measured in the root's size: five shots go onto a sheet of A4, and no player's buttons over the take."""
    style = page("Film", [], make_report([], [], {}, [])).partition("@media print{")[2].partition("</style>")[0]
    assert "html{font-size:" in style
    assert not [part for part in style.split("}") if "px" in part and not part.strip().startswith("html")]
    assert "video::-webkit-media-controls{display:none" in style
