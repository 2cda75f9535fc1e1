# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plans of all chosen shots on one page: prices, totals, caps, problems, and everything that leaves the machine."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Literal
from urllib.parse import urlsplit

from .. import money
from ..catalog import Catalog
from ..media.checks import number
from ..models import CaptureSpec, Frozen, Level, MediaKind, Money, Plan, PlanInput, Problem, Reference, Route
from . import prompt
from .checks import route_words

GATEWAY = "the gateway and the model's provider"
NAMED_MOST = 3
"""Shots that are named of those that something is told of together; of more, the rest is counted."""
State = Literal["hosted", "to upload", "to film", "on the web", "in the request"]
"""Where a reference is, and what has to be done for it."""


class Shown(Frozen):
    """One reference of a row."""

    name: str
    word: str
    """What the prompt calls it: "character1"; empty where it has no word."""
    kind: MediaKind
    seconds: float = 0.0
    width: int = 0
    height: int = 0
    size: int | None = None
    """Bytes; None where only filming it, or the provider, will tell."""
    state: State


class Row(Frozen):
    """One shot. Seconds of video, US dollars; `usd` is None when the price is unknown."""

    shot_uuid: str
    shot_name: str
    fingerprint: str
    route: Route
    keeps: str
    model: str
    model_name: str = ""
    """What people call it; the id where the catalog does not know it."""
    size: str
    audio: bool
    seed: int | None
    seconds_asked: int
    seconds_used: float
    input_seconds: float
    usd: Money | None
    basis: str
    counted: str
    """How a price that is not one by the second comes about."""
    references: tuple[Shown, ...]
    blocked: bool
    problems: tuple[Problem, ...]
    summary: str


class Leaving(Frozen):
    """One thing that leaves the machine."""

    what: Literal["reference", "link", "prompt", "negative prompt", "settings", "tags"]
    name: str
    """The reference's or shot's name."""
    to: str
    shots: tuple[str, ...]
    text: str = ""
    """The very words that are sent; for a reference, its kind, and of a file its path."""
    size: int | None = None
    """Bytes; None where filming will tell."""


class Preflight(Frozen):
    """What a send of these plans would do. JSON-able with `model_dump(mode="json")`. Blocked plans cost nothing."""

    rows: tuple[Row, ...]
    ready: int
    blocked: int
    seconds_asked: int
    seconds_used: float
    """Of those asked, what the shots show: the rest is paid and cut off."""
    input_seconds: float
    usd: Money | None
    """Of the plans that are ready; None as soon as one price is unknown."""
    spent_today: Money
    cap_per_batch: Money | None
    cap_per_day: Money | None
    unknown_sent: bool = False
    """Whether a price that nobody knows may be sent: no cap counts it."""
    allowed: bool
    """Whether the ready plans may be sent: there are some, and no cap is broken."""
    verdict: str
    """One sentence, with what to do when it is no."""
    refusal: str = ""
    """Why nothing can be sent at all, whatever is chosen: no key, say."""
    rehearsal: bool
    """Nothing leaves the machine and nothing is paid; prices say what it would cost."""
    leaves: tuple[Leaving, ...]
    terms: tuple[str, ...]
    """What is known of retention and training, a line for each model."""

    @property
    def caps(self) -> money.Caps:
        """Those that it was made under."""
        return money.Caps(per_batch=self.cap_per_batch, per_day=self.cap_per_day, unknown=self.unknown_sent)


def preflight(
    plans: Sequence[Plan],
    caps: money.Caps,
    spent: Decimal,
    *,
    catalog: Catalog | None = None,
    host: str = "your host",
    hosted: Collection[str] = (),
    rehearsal: bool = False,
    refusal: str = "",
) -> Preflight:
    """The page for these plans. `spent` is what today cost so far, in US dollars; `host` names where references are
    uploaded to; `hosted` are the sha256 of those that are there already; `refusal` says why nothing can be sent.
    Spends nothing."""
    ready = [plan for plan in plans if not plan.blocked]
    allowed, verdict = (False, refusal) if refusal else _verdict(plans, ready, caps, spent)
    return Preflight(
        rows=tuple(_row(plan, hosted, catalog) for plan in plans),
        ready=len(ready),
        blocked=len(plans) - len(ready),
        seconds_asked=sum(plan.quote.seconds_asked for plan in ready),
        seconds_used=sum(plan.quote.seconds_used for plan in ready),
        input_seconds=sum(plan.quote.input_seconds for plan in ready),
        usd=money.total(plan.quote.usd for plan in ready),
        spent_today=spent,
        cap_per_batch=caps.per_batch,
        cap_per_day=caps.per_day,
        unknown_sent=caps.unknown,
        allowed=allowed,
        verdict=verdict,
        refusal=refusal,
        rehearsal=rehearsal,
        leaves=() if rehearsal else _leaving(ready, host, hosted),
        terms=_terms(ready, catalog),
    )


def seconds_words(plans: Sequence[Plan]) -> str:
    """ "58 s asked, 51 s used", of these plans together."""
    asked = sum(plan.quote.seconds_asked for plan in plans)
    return f"{number(asked)} s asked, {number(sum(plan.quote.seconds_used for plan in plans))} s used"


def table(page: Preflight) -> str:
    """The page as plain text for a terminal."""
    head = ("shot", "route", "model", "size", "asks", "pays", "uses", "price", "references")
    lines = _columns([head, *(_cells(row) for row in page.rows)])
    for of_row in said_of(page.rows):
        told = {
            p: shots for p, shots in of_row.items() if p.code != "retention"
        }  # the terms say it once for each model
        lines += [prompt.clean(f"{several(of)}: {p.level}: {p.message} {p.next_step}") for p, of in told.items()]
    price = money.rehearsed(page.usd) if page.rehearsal else money.about(page.usd)
    seconds = f"{page.seconds_asked} s asked, {number(page.seconds_used)} s used"
    lines += ["", f"{page.ready} ready, {page.blocked} blocked, {price}, {seconds}. {page.verdict}"]
    if page.rehearsal:
        lines.append("Rehearsal: nothing leaves this machine, nothing is paid.")
    if page.leaves:
        lines += ["", "Leaves this machine:", *_columns([_leaving_cells(item) for item in page.leaves], indent="  ")]
    lines += [f"  {term}" for term in page.terms]
    return "\n".join(lines) + "\n"


def said_of(rows: Sequence[Row]) -> list[dict[Problem, list[str]]]:
    """What is told of each row, with the names of the shots that it is true of: what several have in common, as a file
    that their character lacks, is told with the first of them alone. What keeps a shot from being sent stands with
    each."""
    first: dict[Problem, list[str]] = {}
    found: list[dict[Problem, list[str]]] = []
    for row in rows:
        here = {problem: [row.shot_name] for problem in row.problems}
        for problem in list(here):
            if problem.level is not Level.ERROR and problem in first:
                first[problem] += here.pop(problem)
            else:
                first.setdefault(problem, here[problem])
        found.append(here)
    return found


def several(shots: Sequence[str]) -> str:
    """ "SH010, SH020 and 10 more"."""
    named = (
        list(shots) if len(shots) <= NAMED_MOST else [*shots[: NAMED_MOST - 1], f"{len(shots) - NAMED_MOST + 1} more"]
    )
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def _row(plan: Plan, hosted: Collection[str], catalog: Catalog | None) -> Row:
    naming = plan.request.media_naming
    words = prompt.reference_words(plan.inputs, naming) if naming and plan.route.sends_references else {}
    in_order = list(words.values()) or [""] * len(plan.inputs)
    return Row(
        shot_uuid=plan.shot_uuid,
        shot_name=plan.shot_name,
        fingerprint=plan.fingerprint,
        route=plan.route,
        keeps=plan.keeps,
        model=plan.request.model,
        model_name=_model_name(plan, catalog),
        size=plan.request.size,
        audio=plan.request.audio,
        seed=plan.request.seed,
        seconds_asked=plan.quote.seconds_asked,
        seconds_used=plan.quote.seconds_used,
        input_seconds=plan.quote.input_seconds,
        usd=plan.quote.usd,
        basis=plan.quote.basis,
        counted=plan.quote.counted,
        references=tuple(
            _shown(item, word, hosted, inline=plan.request.inline)
            for item, word in zip(plan.inputs, in_order, strict=True)
        ),
        blocked=plan.blocked,
        problems=plan.problems,
        summary=plan.summary,
    )


def _model_name(plan: Plan, catalog: Catalog | None) -> str:
    known = {model.id: model.name for model in catalog.models} if catalog is not None else {}
    return known.get(plan.request.model, plan.request.model.rpartition("/")[2])


def _shown(item: PlanInput, word: str, hosted: Collection[str], *, inline: bool = False) -> Shown:
    size: Reference | CaptureSpec | None = item.reference or item.capture
    state: State = "on the web"
    if item.reference is not None and inline:
        state = "in the request"
    elif item.reference is not None:
        state = "hosted" if item.reference.sha256 in hosted else "to upload"
    elif item.capture is not None:
        state = "to film"
    return Shown(
        name=called(item),
        word=word,
        kind=item.kind,
        seconds=item.clip_seconds,
        width=size.width if size else 0,
        height=size.height if size else 0,
        size=item.reference.size if item.reference else None,
        state=state,
    )


def called(item: PlanInput) -> str:
    """What a reference is called on the page: a close-up is told from the whole figure."""
    return f"{item.name}, close-up" if item.role == "face" else item.name


def _verdict(plans: Sequence[Plan], ready: Sequence[Plan], caps: money.Caps, spent: Decimal) -> tuple[bool, str]:
    if not plans:
        return False, "No shot is chosen."
    if not ready:
        return False, "Nothing can be sent until the problems are solved."
    try:
        return True, money.verdict([plan.quote.usd for plan in ready], spent, caps)
    except money.CapReached as error:
        return False, error.sentence


def _leaving(plans: Sequence[Plan], host: str, hosted: Collection[str]) -> tuple[Leaving, ...]:
    """Files once each, with all the shots they serve; then what each request says."""
    files: dict[str, Leaving] = {}
    requests: list[Leaving] = []
    for plan in plans:
        for item in plan.inputs:
            for leaving in _of_input(item, plan, host, hosted):
                key = f"{leaving.what} {_content(item)}"
                known = files.get(key)
                if known is None:
                    files[key] = leaving
                elif plan.shot_name not in known.shots:
                    files[key] = known.model_copy(update={"shots": (*known.shots, plan.shot_name)})
        requests += _of_request(plan)
    return (*files.values(), *requests)


def _content(item: PlanInput) -> str:
    if item.reference is not None:
        return item.reference.sha256
    return item.capture.key if item.capture is not None else item.url


def _of_input(item: PlanInput, plan: Plan, host: str, hosted: Collection[str]) -> list[Leaving]:
    """The file to its host, unless it is there, and its link to the provider; or the file itself, in the request."""
    found = []
    inline, shot = plan.request.inline, plan.shot_name
    host = GATEWAY if inline else host
    state = _shown(item, "", hosted, inline=inline).state
    if state in ("to upload", "to film", "in the request"):
        size = item.reference.size if item.reference else None
        path = item.source or (item.reference.path if item.reference is not None else "")
        text = f"{item.kind}, {shortened(path)}" if path else str(item.kind)
        found.append(Leaving(what="reference", name=called(item), to=host, shots=(shot,), text=text, size=size))
    if inline:
        return found
    where = urlsplit(item.url).hostname if state == "on the web" else host
    found.append(Leaving(what="link", name=called(item), to=GATEWAY, shots=(shot,), text=f"{item.kind} at {where}"))
    return found


PATH_MAX = 72
"""Letters of a path that the page has room for."""


def shortened(path: str) -> str:
    """A path with its middle left out where it is long: where it begins, and what it is called, stay."""
    if len(path) <= PATH_MAX:
        return path
    tail = path[-(PATH_MAX - PATH_MAX // 3) :]
    return f"{path[: PATH_MAX // 3 - 1]}…{tail}"


def _of_request(plan: Plan) -> list[Leaving]:
    request, shots = plan.request, (plan.shot_name,)
    seed = "" if request.seed is None else f"seed {request.seed}"
    sound = ("sound" if request.audio else "no sound") if request.audio_switch else ""
    order = ("order " + " ".join(request.order)) if request.order else ""
    only = ("only " + " ".join(request.only)) if request.only else ""
    shot_type = f"{request.shot_type} shot" if request.shot_type else ""
    size = request.resolution or request.size
    facts = (request.model, size, request.aspect, f"{request.seconds} s", seed, sound, shot_type, order, only)
    own = [f"{name} {str(value).lower()}" for name, value in request.options.items()]
    draft = f"the draft {request.draft_of}" if request.draft_of else ""
    settings = ", ".join(fact for fact in (*facts, *own, draft) if fact)
    said = [
        Leaving(what="prompt", name=plan.shot_name, to=GATEWAY, shots=shots, text=request.prompt),
        Leaving(what="negative prompt", name=plan.shot_name, to=GATEWAY, shots=shots, text=request.negative),
        Leaving(what="settings", name=plan.shot_name, to=GATEWAY, shots=shots, text=settings),
        Leaving(what="tags", name=plan.shot_name, to="the gateway", shots=shots, text=", ".join(request.tags)),
    ]
    return [leaving.model_copy(update={"size": len(leaving.text.encode())}) for leaving in said if leaving.text]


def _terms(plans: Sequence[Plan], catalog: Catalog | None) -> tuple[str, ...]:
    if catalog is None:
        return ()
    models = dict.fromkeys(plan.request.model for plan in plans)
    known = [catalog.get(model) for model in models]
    return tuple(f"{m.name}: {m.retention} {m.no_training_terms}".rstrip() for m in known)


def _cells(row: Row) -> tuple[str, ...]:
    pays = row.seconds_asked + row.input_seconds
    references = ", ".join(_reference_cell(item) for item in row.references)
    return (
        row.shot_name,
        route_words(row.route),
        row.model.rpartition("/")[2],
        row.size or "-",
        f"{row.seconds_asked} s",
        f"{number(pays)} s",
        f"{number(row.seconds_used)} s",
        "blocked" if row.blocked else money.format_usd(row.usd),
        references or "-",
    )


def _reference_cell(item: Shown) -> str:
    facts: list[str] = [item.state]
    if item.seconds:
        facts.append(f"{number(item.seconds)} s")
    if item.size is not None:
        facts.append(_bytes(item.size))
    name = f"{item.word}={item.name}" if item.word else item.name
    return f"{name} ({', '.join(facts)})"


def _leaving_cells(item: Leaving) -> tuple[str, ...]:
    size = "" if item.size is None else _bytes(item.size)
    return (item.what, item.name, size, f"to {item.to}", item.text)


def _bytes(size: int) -> str:
    return f"{size} B" if size < 1000 else f"{size / 1e3:.0f} kB" if size < 1_000_000 else f"{size / 1e6:.1f} MB"


def _columns(rows: Sequence[Sequence[str]], indent: str = "") -> list[str]:
    """Padded columns; names come from films that others made, so nothing in them may steer a terminal."""
    rows = [[prompt.clean(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        lines.append((indent + "  ".join(padded)).rstrip())
    return lines


def _width(text: str) -> int:
    """Columns of a terminal: ideographs take two, combining signs none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)
