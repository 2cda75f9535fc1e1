# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the preflight allows is sent, and what it does not is refused: by Send, and by the door before each request."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from job_parts import SECRET

from addon.core import catalog
from addon.core.errors import UserError
from addon.core.files import FilmFolder, ulid
from addon.core.jobs.admission import check_left, create_jobs
from addon.core.jobs.agreed import Agreed, Withheld
from addon.core.models import CastMember, Level, MediaKind, Plan, PlanInput, PromptBlocks, Reference, Route, Shot, Tier
from addon.core.money import Caps
from addon.core.plans import planning
from addon.core.plans.planning import PlanSettings, priced_anew
from addon.core.plans.preflight import preflight

CATALOG = catalog.load()
ADDRESSES = [
    "https://a.example/mia.png",
    "https://a.example/mia.mp4",
    "https://a.example/mia.png?design=3",
    "https://a.example/mia.png?keyboard=1&monkey=2",
    "https://a.example/mia.png?sig=abc",
    "https://a.example/mia.mp4?X-Amz-Signature=abc",
    "https://a.example/mia.mp4;token=abc",
    "https://a.example/mia.mp4#access_token=abc",
    "https://a.example/mia.mp4?vercel-blob-signature=abc",
    "https://a.example/mia.mp4?Key-Pair-Id=1&Policy=2",
    "https://user:word@a.example/mia.mp4",
    "https://user@a.example/mia.mp4",
    "https://a.example/watch?v=mia.mp4",
    "http://[bad",
    "file:///etc/passwd",
    "",
]
MONEY = st.none() | st.decimals("0", "3", places=2)


@st.composite
def inputs(draw: st.DrawFn) -> PlanInput:
    kind, name = draw(st.sampled_from(list(MediaKind))), draw(st.sampled_from(["Mia", "Jo"]))
    if draw(st.booleans()):
        return PlanInput(name=name, kind=kind, url=draw(st.sampled_from(ADDRESSES)))
    clip = kind is MediaKind.VIDEO
    seconds = draw(st.sampled_from([1.0, 3.0, 30.5])) if clip else 0.0
    size = draw(st.sampled_from([1_000_000, 100_000_001]))
    sides: dict[str, Any] = draw(st.sampled_from([{"width": 1280, "height": 720}, {"width": 320, "height": 180}]))
    reference = Reference(
        sha256=f"{name:0<64}",
        kind=kind,
        media_type="video/mp4" if clip else "image/png",
        path="captures/a.mp4" if clip else "captures/a.png",
        seconds=seconds,
        fps=24.0 if clip else 0.0,
        size=size,
        **sides,
    )
    return PlanInput(name=name, kind=kind, reference=reference, seconds=seconds)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    cast = tuple(CastMember(uuid=name, name=name) for name in ("Mia", "Jo"))
    shot = Shot(
        uuid=ulid(),
        name=draw(st.sampled_from(["SH010", "SH020"])),
        camera="Cam",
        frame_start=1,
        frame_end=1 + draw(st.integers(1, 400)),
        cast=cast,
        blocks=PromptBlocks(action=draw(st.sampled_from(["", "@Mia waves", "@Nobody waves", "x" * 3000]))),
        route=draw(st.sampled_from(list(Route))),
        tier=draw(st.sampled_from(list(Tier))),
        model=draw(st.sampled_from(["", *(model.id for model in CATALOG.models)])),
        audio=draw(st.booleans()),
    )
    given = draw(st.lists(inputs(), max_size=4))
    made = planning.plan(shot, catalog=CATALOG, settings=PlanSettings(), inputs=given, take_number=1)
    quote = made.quote.model_copy(update={"usd": draw(st.just(made.quote.usd) | MONEY)})
    if draw(st.integers(0, 3)):  # most of the plans above are blocked by something
        problems = tuple(problem for problem in made.problems if problem.level is not Level.ERROR)
        kept = tuple(item for item in made.inputs if item.url in ADDRESSES[:4] or not item.url)
        made = made.model_copy(update={"problems": problems, "inputs": kept})
    return made.model_copy(update={"quote": quote})


@settings(max_examples=200)
@given(
    chosen=st.lists(plans(), max_size=4),
    caps=st.builds(Caps, per_batch=MONEY, per_day=MONEY),
    spent=st.decimals("0", "2", places=2),
)
def test_preflight_and_send_agree(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[Plan], caps: Caps, spent: Decimal
) -> None:
    folder = FilmFolder(tmp_path_factory.mktemp("film") / "film.blend")
    page = preflight(chosen, caps, spent)
    ready = [plan for plan in chosen if not plan.blocked]
    assert page.ready == len(ready)
    shown = [row.fingerprint for row in page.rows]
    if not page.allowed:
        with pytest.raises(UserError):
            create_jobs(ready, shown, caps, [], folder, spent=spent)
        return
    jobs = create_jobs(ready, shown, caps, [], folder, spent=spent)
    check_left(ready, spent, caps)  # the same shots, had they come with the folder
    store = Agreed(tmp_path_factory.mktemp("state"))
    store.agree(jobs, SECRET)
    for job in jobs:
        left_today = None if caps.per_day is None else caps.per_day - spent
        store.permit(job, SECRET, Caps(per_batch=caps.per_batch, per_day=left_today))


@settings(max_examples=200)
@given(chosen=st.lists(plans(), min_size=1, max_size=3), caps=st.builds(Caps, per_batch=MONEY, per_day=MONEY))
def test_they_agree_about_what_came_with_the_folder(chosen: list[Plan], caps: Caps) -> None:
    """Whatever the folder says that is wrong with it, or is not: what forbids an address forbids it here, too."""
    chosen = [priced_anew(plan.model_copy(update={"problems": ()}), CATALOG) for plan in chosen]
    page = preflight(chosen, caps, Decimal(0))
    if page.allowed and not page.blocked:
        check_left(chosen, Decimal(0), caps)
    else:
        with pytest.raises(UserError):
            check_left(chosen, Decimal(0), caps)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_came_with_the_folder_is_looked_at(address: str) -> None:
    shot = Shot(uuid="u", name="SH010", frame_start=1, frame_end=49, blocks=PromptBlocks(action="@Mia waves"))
    item = PlanInput(name="Mia", kind=MediaKind.IMAGE, url=address)
    made = planning.plan(shot, catalog=CATALOG, settings=PlanSettings(), inputs=[item], take_number=1)
    left = priced_anew(made.model_copy(update={"problems": ()}), CATALOG)
    about = {"url_bad", "url_signed"}
    assert {p.code for p in left.problems} & about == {p.code for p in made.problems} & about


@settings(max_examples=150)
@given(chosen=st.lists(plans(), min_size=1, max_size=3))
def test_what_is_blocked_is_refused_by_send_for_its_own_reason(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[Plan]
) -> None:
    folder = FilmFolder(tmp_path_factory.mktemp("film") / "film.blend")
    for plan in chosen:
        errors = [problem.message for problem in plan.problems if problem.level is Level.ERROR]
        assert plan.blocked is bool(errors)
        if errors:
            with pytest.raises(UserError) as refused:
                create_jobs([plan], [plan.fingerprint], Caps(), [], folder)
            assert any(message in refused.value.user_message for message in errors)


def test_the_door_counts_what_was_sent_together(tmp_path: Path) -> None:
    """Else a send that the preflight refused would go out shot by shot."""
    words = PromptBlocks(action="Rain")
    shot = Shot(uuid="u", name="SH010", frame_start=1, frame_end=49, route=Route.TEXT, blocks=words)
    plan = planning.plan(shot, catalog=CATALOG, settings=PlanSettings(), inputs=[], take_number=1)
    price = plan.quote.usd
    assert price
    caps = Caps(per_day=price * Decimal("1.5"))
    assert not preflight([plan, plan], caps, Decimal(0)).allowed
    jobs = create_jobs([plan, plan], [plan.fingerprint] * 2, Caps(), [], FilmFolder(tmp_path / "film.blend"))
    store = Agreed(tmp_path / "state")
    store.agree(jobs, SECRET)
    for job in jobs:
        with pytest.raises(Withheld):
            store.permit(job, SECRET, caps)
    store.permit(jobs[0], SECRET, Caps(per_day=price * 2))
