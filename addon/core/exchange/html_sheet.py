# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contact sheet as a page for any browser, with the film's report: one file, pictures and videos beside it.

No script, nothing from the web: it opens from a mail or a stick. Printed, videos show their first frame."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from unicodedata import bidirectional
from urllib.parse import quote

from ..money import ReportRow, format_usd

ZERO = Decimal(0)


@dataclass(frozen=True)
class SheetShot:
    """A row of the sheet. Files are relative to the page, with / between folders; "" where there is none."""

    name: str
    seconds: float
    frames: str
    """ "frames 1 to 48"."""
    tier: str
    camera: str
    """The camera's words."""
    words: str
    frame: str = ""
    """The shot's own first frame."""
    place: str = ""
    """What it is made from: strip, camera, lens."""
    plan: str = ""
    """The floor plan, and where on it who stands: name, x and y from 0 to 1 from the top left corner."""
    labels: tuple[tuple[str, float, float], ...] = ()
    references: tuple[str, ...] = ()
    take: str = ""
    """ "t003, Wan 2.6 flash, 1280x720"; "" without one."""
    video: str = ""
    cost: str = ""
    judged: str = ""
    """ "follows", "departs", "unsure" or ""."""
    told: tuple[str, ...] = ()
    """What was seen of the take, and of the cut before the shot, in sentences."""
    stale: str = ""
    note: str = ""
    failed: str = ""
    """What its newest job met that brought no take."""


@dataclass(frozen=True)
class Report:
    """Where a film stands. Money in US dollars; a cost that is not known is not counted, and said."""

    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    """Shots whose shown take departs from its plan."""
    spent: Decimal = ZERO
    unknown: int = 0
    """Requests of unknown cost."""
    by: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    """By "shot", "tier", "day", "model": what was spent, by name."""
    used_seconds: float = 0.0
    """Of the film, that takes cover."""
    forecast: Decimal | None = None
    """What the film will have cost with a take for each shot that is missing one, as planned; None: a price is
    unknown."""

    @property
    def per_second(self) -> Decimal | None:
        """Dollars for each second of the film that a take covers."""
        return self.spent / Decimal(str(self.used_seconds)) if self.used_seconds else None


def make_report(
    shots: Sequence[SheetShot], costs: Iterable[ReportRow], tiers: dict[str, str], missing_usd: Sequence[Decimal | None]
) -> Report:
    """The report of a film. `tiers`: by job; `missing_usd`: the planned price of each shot without a take."""
    by: dict[str, dict[str, Decimal]] = {name: defaultdict(Decimal) for name in ("shot", "tier", "day", "model")}
    spent, unknown = ZERO, 0
    for row in costs:
        if row.cost_usd is None:
            unknown += 1
            continue
        spent += row.cost_usd
        keys = {"shot": row.shot, "tier": tiers.get(row.job, ""), "day": row.created[:10], "model": row.model}
        for kind, name in keys.items():
            by[kind][name] += row.cost_usd
    planned = [usd for usd in missing_usd if usd is not None]
    return Report(
        missing=tuple(shot.name for shot in shots if not shot.take),
        stale=tuple(shot.name for shot in shots if shot.stale),
        failed=tuple(shot.name for shot in shots if shot.failed),
        weak=tuple(shot.name for shot in shots if shot.judged == "departs"),
        spent=spent,
        unknown=unknown,
        by={kind: dict(sorted(rows.items())) for kind, rows in by.items()},
        used_seconds=sum(shot.seconds for shot in shots if shot.take),
        forecast=spent + sum(planned, ZERO) if len(planned) == len(missing_usd) else None,
    )


def report_lines(report: Report) -> list[tuple[str, str]]:
    """The report as pairs of words, for a terminal and for the page."""

    def named(names: tuple[str, ...]) -> str:
        return f"{len(names)}: {', '.join(map(_apart, names))}" if names else "none"

    more = f", and {report.unknown} of unknown cost" if report.unknown else ""
    lines = [
        ("without a take", named(report.missing)),
        ("out of date", named(report.stale)),
        ("failed", named(report.failed)),
        ("camera departs from the plan", named(report.weak)),
        ("spent", format_usd(report.spent) + more),
        (
            "for each used second",
            format_usd(report.per_second) if report.per_second is not None else "nothing used yet",
        ),
        ("forecast for the film as planned", format_usd(report.forecast)),
    ]
    for kind, rows in report.by.items():
        lines += [
            (
                f"spent by {kind}",
                ", ".join(f"{_apart(name or 'unknown')} {format_usd(usd)}" for name, usd in rows.items()),
            )
        ]
    return [(name, value) for name, value in lines if value]


def _apart(name: str) -> str:
    """A name for a list: one that is written from right to left must not pull its neighbours' sums to itself (Unicode
    Standard Annex 9, isolates)."""
    from_right = any(bidirectional(letter) in {"R", "AL"} for letter in name)
    return f"\u2068{name}\u2069" if from_right else name


def page(title: str, shots: Sequence[SheetShot], report: Report) -> str:
    """The whole page. What comes from films, people and models is text in it, never markup."""
    lines = "".join(f"<tr><th>{escape(n)}</th><td>{escape(v)}</td></tr>" for n, v in report_lines(report))
    rows = "\n".join(map(_row, shots))
    count = f"{len(shots)} {'shot' if len(shots) == 1 else 'shots'}, {sum(s.seconds for s in shots):.1f} s"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file:; "
        "media-src 'self' file:; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(title)}</h1><p>{escape(count)}</p>\n<main>\n{rows}\n</main>\n"
        f"<h2>Report</h2><table>{lines}</table></body></html>\n"
    )


def _row(shot: SheetShot) -> str:
    references = _picture(shot.frame) + _plan(shot) + "".join(map(_picture, shot.references))
    missing = "the take's video is not there" if shot.take else "no take yet"
    take = _picture(shot.video) if shot.video else f'<div class="none">{missing}</div>'
    facts = [shot.take, shot.cost, f"{shot.seconds:.2f} s, {shot.frames}", shot.tier, shot.place, shot.camera]
    marks = [f"Out of date: {shot.stale}"] if shot.stale else []
    marks += [shot.failed] if shot.failed else []
    told = "".join(f"<li>{escape(line)}</li>" for line in (*shot.told, *marks))
    note = f'<p class="note" dir="auto">{escape(shot.note)}</p>' if shot.note else ""
    judged = f'<b class="{escape(shot.judged)}">{escape(shot.judged)}</b>' if shot.judged else ""
    said = "<br>".join(escape(fact) for fact in facts if fact)
    return (
        f'<section><h2><bdi>{escape(shot.name)}</bdi> {judged}</h2><div class="refs">{references}</div>'
        f'<div class="text"><p dir="auto">{escape(shot.words)}</p><p class="facts">{said}</p>'
        f'{note}<ul>{told}</ul></div><div class="take">{take}</div></section>'
    )


def _plan(shot: SheetShot) -> str:
    """The floor plan with its names."""
    if not shot.plan:
        return ""
    names = "".join(
        f'<i style="left:{100 * x:.1f}%;top:{100 * y:.1f}%">{escape(name)}</i>' for name, x, y in shot.labels
    )
    return f'<div class="plan">{_picture(shot.plan)}{names}</div>'


def _picture(file: str) -> str:
    """A picture or a clip that moves; nothing without a file."""
    if not file:
        return ""
    address = escape(quote(file))
    if file.lower().endswith((".mp4", ".webm", ".mov")):
        return f'<video src="{address}" muted loop autoplay playsinline controls preload="metadata"></video>'
    return f'<img src="{address}" alt="">'


_STYLE = """
:root{color-scheme:light dark}body{font:15px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;
overflow-wrap:anywhere}
section{display:grid;grid-template-columns:14rem 1fr 24rem;gap:0 1rem;border-top:1px solid #8886;padding:.6rem 0;
break-inside:avoid}section h2{grid-column:1/-1;margin:.1rem 0;font-size:1.1rem}video,img{width:100%;border-radius:3px}
p{margin:.2rem 0}.facts{opacity:.7;font-size:.85rem}.note{font-style:italic}ul{margin:.2rem 0;padding-left:1.1rem}
.plan{position:relative}.plan i{position:absolute;transform:translateY(-50%);font:600 .65rem system-ui;color:#fff;
white-space:nowrap}
.refs{display:grid;gap:.3rem;align-content:start}
.none{border:1px dashed #888;padding:2rem;text-align:center;opacity:.6}b{font-size:.8rem;padding:.1rem .4rem;
border-radius:3px;background:#8883}b.follows{background:#2a72}b.departs{background:#c532}
table{border-collapse:collapse}th{text-align:left;font-weight:500;white-space:nowrap}
th,td{padding:.2rem 1rem .2rem 0;vertical-align:top}
@media(max-width:60rem){section{grid-template-columns:1fr}}
@media print{html{font-size:9.5px}body{margin:0;max-width:none;font-size:1rem}
section{grid-template-columns:13rem 1fr 22rem}video::-webkit-media-controls{display:none!important}
h2{break-after:avoid}tr{break-inside:avoid}}
"""
