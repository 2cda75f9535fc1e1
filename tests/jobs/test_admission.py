# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is spent unseen, blocked or above a cap; what was spent can be told."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from job_parts import FAST, SECRET, Studio, make_job, make_plan

from addon.core import catalog
from addon.core.errors import Billed, UserError
from addon.core.files import FilmFolder
from addon.core.jobs.admission import PlanBlocked, PlanChanged, check_repeat, create_jobs
from addon.core.jobs.job import Attempt, ErrorRecord, Job, Mode, utc_now
from addon.core.jobs.sealing import seal
from addon.core.jobs.spent import report, spent_on
from addon.core.jobs.states import State
from addon.core.models import Level, MediaKind, Plan, PlanInput, Problem, PromptBlocks, Route, Shot
from addon.core.money import CapReached, Caps, to_csv
from addon.core.plans import planning

NO_CAPS = Caps()


@pytest.fixture
def folder(tmp_path: Path) -> FilmFolder:
    return FilmFolder(tmp_path / "film.blend")


def send(folder: FilmFolder, plans: list[Plan], shown: list[Plan] | None = None, caps: Caps = NO_CAPS) -> list[Job]:
    return create_jobs(plans, [p.fingerprint for p in (plans if shown is None else shown)], caps, [], folder)


def test_what_was_shown_becomes_jobs_with_keys_of_their_own(folder: FilmFolder) -> None:
    plans = [make_plan("SH010"), make_plan("SH020")]
    jobs = send(folder, plans)
    assert [job.plan for job in jobs] == plans
    assert len({job.key for job in jobs}) == 2
    assert len({job.batch for job in jobs}) == 1
    assert {job.state for job in jobs} == {State.PLANNED}
    assert not folder.root.exists()


@pytest.mark.parametrize("change", [{"seed": 8}, {"used_frames": 48}, {"captures": ("other",)}])
def test_a_plan_that_changed_is_refused(folder: FilmFolder, change: dict[str, object]) -> None:
    with pytest.raises(PlanChanged, match="SH020 changed"):
        send(folder, [make_plan("SH010"), make_plan("SH020", **change)], [make_plan("SH010"), make_plan("SH020")])


def test_a_plan_that_was_never_shown_is_refused(folder: FilmFolder) -> None:
    with pytest.raises(PlanChanged):
        send(folder, [make_plan()], [])


def test_what_was_shown_once_is_not_sent_twice(folder: FilmFolder) -> None:
    with pytest.raises(PlanChanged):
        send(folder, [make_plan(), make_plan()], [make_plan()])
    assert len(send(folder, [make_plan(), make_plan()], [make_plan(), make_plan()])) == 2


def test_a_blocked_plan_stops_the_send_with_its_own_words(folder: FilmFolder) -> None:
    problem = Problem(level=Level.ERROR, code="x", message="The camera is missing.", next_step="Give it one.")
    with pytest.raises(PlanBlocked, match=re.escape("SH020: The camera is missing.")):
        send(folder, [make_plan("SH010"), make_plan("SH020", problems=(problem,))])
    note = Problem(level=Level.WARNING, code="x", message="Long prompt.")
    assert send(folder, [make_plan(problems=(note,))])


def test_nothing_is_not_sent(folder: FilmFolder) -> None:
    with pytest.raises(UserError, match="nothing to send"):
        send(folder, [])


@pytest.mark.parametrize("caps", [Caps(per_batch=Decimal("0.19")), Caps(per_day=Decimal("0.19"))], ids=["batch", "day"])
def test_a_cap_blocks(folder: FilmFolder, caps: Caps) -> None:
    with pytest.raises(CapReached):
        send(folder, [make_plan("SH010"), make_plan("SH020")], caps=caps)
    assert send(folder, [make_plan("SH010")], caps=caps)


def test_the_cap_per_day_counts_what_is_under_way_and_not_what_was_free(folder: FilmFolder) -> None:
    caps = Caps(per_day=Decimal("0.25"))
    under_way = make_job("SH010")
    free = make_job("SH011").moved(State.FAILED, charge=Billed.NO)
    plan = make_plan("SH020")
    assert create_jobs([plan], [plan.fingerprint], caps, [under_way, free], folder)
    with pytest.raises(CapReached):
        create_jobs([plan], [plan.fingerprint], caps, [under_way, make_job("SH012")], folder)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert create_jobs([plan], [plan.fingerprint], caps, [under_way, make_job("SH012")], folder, now=tomorrow)


@pytest.mark.parametrize(
    "url",
    [
        "https://bucket.example/hero.mp4?X-Amz-Signature=abc&X-Amz-Expires=60",
        "https://s.private.blob.vercel-storage.com/hero.mp4?vercel-blob-signature=abc",
        "https://user:password@studio.example/hero.mp4",
        "https://studio.example/hero.mp4?token=",
    ],
)
def test_an_address_with_a_secret_in_it_is_not_kept(folder: FilmFolder, url: str) -> None:
    item = PlanInput(name="Hero", kind=MediaKind.VIDEO, url=url)
    with pytest.raises(UserError, match="carries a secret") as caught:
        send(folder, [make_plan(inputs=(item,))])
    assert "abc" not in caught.value.sentence
    assert send(folder, [make_plan(inputs=(item.model_copy(update={"url": "https://studio.example/h.mp4?dl=1"}),))])


@pytest.mark.parametrize(
    "query", ["design=3", "author=mia", "sig=abc", "access_token=abc", "Expires=60", "keyboard=us"]
)
def test_what_the_preflight_allows_is_sent(folder: FilmFolder, query: str) -> None:
    shot = Shot(
        uuid="a", name="SH010", frame_start=1, frame_end=97, route=Route.REFERENCE, seed=0,
        blocks=PromptBlocks(action="@Hero waves"),
    )  # fmt: skip
    item = PlanInput(name="Hero", kind=MediaKind.IMAGE, url=f"https://studio.example/hero.png?{query}")
    plan = planning.plan(shot, catalog=catalog.load(), settings=planning.PlanSettings(), inputs=(item,), take_number=1)
    allowed = planning.preflight([plan], NO_CAPS, Decimal(0), catalog=catalog.load()).allowed
    assert allowed is (query in ("design=3", "author=mia", "keyboard=us"))
    if allowed:
        assert send(folder, [plan])
    else:
        with pytest.raises(PlanBlocked, match="carries a secret"):
            send(folder, [plan])


def test_take_numbers_go_on_after_files_and_jobs(folder: FilmFolder) -> None:
    old = folder.take_path("SH010", 4, make_plan().request.model, "720p")
    old.parent.mkdir(parents=True)
    old.write_bytes(b"")
    plans = [make_plan("SH010"), make_plan("SH020"), make_plan("SH010", seed=9)]
    known = [make_job("SH010", 6)]
    jobs = create_jobs(plans, [p.fingerprint for p in plans], NO_CAPS, known, folder)
    assert [job.take_number for job in jobs] == [7, 1, 8]


def moment(day: date, hour: int = 12) -> str:
    """Noon of a local day, as records have it."""
    return datetime(day.year, day.month, day.day, hour).astimezone().astimezone(UTC).isoformat()


TODAY = datetime.now().astimezone().date()
YESTERDAY = TODAY - timedelta(days=1)


def test_an_earlier_try_counts_on_the_day_it_was_sent(folder: FilmFolder) -> None:
    past = tuple(
        Attempt(key="k", mode=Mode.ASYNC, sent=moment(day), charge=Billed.YES, usd=Decimal(usd), usd_is_actual=True)
        for day, usd in ((YESTERDAY, "1.00"), (TODAY, "0.20"))
    )
    job = make_job().model_copy(update={"past": past, "state": State.FAILED, "charge": Billed.NO})
    assert spent_on([job], TODAY) == Decimal("0.20")
    assert spent_on([job], YESTERDAY) == Decimal("1.00")
    assert spent_on([job], TODAY + timedelta(days=1)) == 0
    free = job.model_copy(update={"past": tuple(a.model_copy(update={"charge": Billed.NO}) for a in past)})
    assert spent_on([free], TODAY) == 0
    rehearsed = job.model_copy(update={"gateway": "rehearsal"})
    assert spent_on([rehearsed, job], TODAY) == Decimal("0.20"), "a rehearsal does not end the sum"
    plan = make_plan("SH020")
    caps = Caps(per_day=Decimal("0.35"))
    assert create_jobs([plan], [plan.fingerprint], caps, [job], folder)


def test_a_job_counts_on_the_day_it_was_sent_and_not_that_of_its_making() -> None:
    sent = make_job().model_copy(
        update={"created": moment(YESTERDAY), "sent": moment(TODAY), "state": State.RUNNING, "charge": Billed.UNKNOWN}
    )
    assert spent_on([sent], TODAY) == sent.usd
    assert spent_on([sent], YESTERDAY) == 0
    waits = sent.model_copy(update={"sent": "", "state": State.PLANNED, "charge": Billed.NO})
    assert spent_on([waits], TODAY) == 0
    assert spent_on([waits], YESTERDAY) == waits.usd


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows keeps one time zone for a program")
def test_a_day_is_the_artists_not_that_of_greenwich(monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job().model_copy(update={"sent": "2026-11-22T20:00:00.000Z", "state": State.PLACED})
    try:
        for zone, day in (("Asia/Tokyo", date(2026, 11, 23)), ("America/Denver", date(2026, 11, 22))):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert spent_on([job.model_copy(update={"charge": Billed.YES})], day) == job.usd
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_repeat_costs_what_it_may_cost(folder: FilmFolder) -> None:
    fresh = make_job("SH010").moved(State.FAILED, charge=Billed.NO)
    sent = {"sent": utc_now(), "unsettled": True, "sealed": seal("{}", SECRET)}
    lost = make_job("SH020").moved(State.SUBMITTING, **sent).moved(State.UNCERTAIN)
    old = lost.model_copy(update={"sent": "2026-01-01T00:00:00.000Z"})
    assert check_repeat([fresh], [fresh], NO_CAPS, FAST, {"": SECRET}) == [fresh.usd]
    assert check_repeat([lost], [lost], NO_CAPS, FAST, {"": SECRET}) == [0]  # the same key: one charge
    assert check_repeat([lost], [lost], NO_CAPS, FAST, {"": b"another"}) == [lost.usd]  # another account: one more
    assert check_repeat([old], [old], NO_CAPS, FAST, {"": SECRET}) == [old.usd]
    error = ErrorRecord(code="download", message="It broke.", at=fresh.created, step=State.DOWNLOADING)
    brought = lost.model_copy(
        update={"state": State.FAILED, "operation": {"gatewayJobId": "job_1"}, "charge": Billed.YES, "error": error}
    )
    assert brought.fetchable
    assert check_repeat([brought], [brought], NO_CAPS, FAST, {}) == [0]  # it is only fetched again
    halted = fresh.model_copy(update={"state": State.PLANNED, "paused": True})
    assert check_repeat([halted], [halted], NO_CAPS, FAST, {}) == [0]  # it counts already, and goes on
    with pytest.raises(CapReached):
        check_repeat([fresh], [make_job()], Caps(per_day=Decimal("0.15")), FAST, {})


def test_the_report_has_a_row_for_every_request(studio: Studio) -> None:
    from addon.core.gateway.failures import Moderated
    from addon.core.gateway.results import Failed

    studio.gateway.metadata = {"cost": "0.12"}
    studio.gateway.ends = [Failed(error=Moderated())]
    (job,) = studio.run(make_job(captures=()))
    studio.engine.retry([job.id]).result(60)
    studio.settle()
    sent = make_job("SH020").moved(State.SUBMITTING, sent=utc_now(), unsettled=True).moved(State.UNCERTAIN)
    rows = report([sent, *studio.engine.jobs(studio.folder)])
    assert [(row.shot, row.cost_is, row.cost_usd) for row in rows] == [
        ("SH010", "not billed", 0),
        ("SH010", "billed", Decimal("0.12")),
        ("SH020", "unknown", Decimal("0.10")),
    ]
    (ended,) = studio.engine.jobs(studio.folder)
    first, second, _ = rows
    assert (first.created, second.created) == (ended.past[0].sent, ended.sent), "each row has its own request's date"
    assert to_csv(rows).splitlines()[-1].startswith("total,,,,,,,0.22")
    today = datetime.now().astimezone().date()
    assert spent_on([sent, *studio.engine.jobs(studio.folder)], today) == Decimal("0.22")
