# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder comes from anybody: only what this person agreed to on this machine is filmed, uploaded, sent and paid."""

from __future__ import annotations

import base64
import json
import multiprocessing
import random
import sys
import threading
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from job_parts import PATIENCE, SECRET, Studio, make_job

from addon.core.errors import AnimaticError
from addon.core.files import FilmFolder
from addon.core.files.state import STATE_VARIABLE
from addon.core.gateway.failures import MaybeAccepted
from addon.core.jobs import agreed as agreeing
from addon.core.jobs.agreed import Agreed, NotAgreed, StoreFailed, Withheld
from addon.core.jobs.job import Job
from addon.core.jobs.ledger import Ledger
from addon.core.jobs.states import Action, State
from addon.core.money import CapReached, Caps

NO_CAPS = Caps()
BEFORE = ["planned", "capturing", "hosting", "submitting"]


@pytest.fixture
def store(tmp_path: Path) -> Agreed:
    return Agreed(tmp_path / "state")


def put(folder: FilmFolder, *jobs: Job) -> None:
    """Jobs as somebody else's folder has them."""
    ledger = Ledger(folder)
    for job in jobs:
        ledger.write(job)
    ledger.close()


def at(job: Job, state: str, **changes: Any) -> Job:
    return job.model_copy(update={"state": State(state), **changes})


def quiet(studio: Studio) -> bool:
    """Nothing was filmed, uploaded, posted or asked."""
    gateway = studio.gateway
    return not (gateway.starts or gateway.generates or gateway.downloads or studio.host.uploads or studio.camera.calls)


@pytest.mark.parametrize("state", BEFORE)
@pytest.mark.parametrize("captures", [(), ("hero",)])
@pytest.mark.parametrize("gateway", ["", "live", "rehearsal"])
def test_a_job_that_came_with_the_folder_waits(
    studio: Studio, state: str, captures: tuple[str, ...], gateway: str
) -> None:
    job = at(make_job(captures=captures), state, gateway=gateway)
    put(studio.folder, job)
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    left = studio.job(job.id)
    assert quiet(studio)
    assert (left.word, left.working) == ("Not sent by you", False)
    assert left.actions == {Action.SEND, Action.LEAVE, Action.CANCEL}
    assert "not sent by you" in left.left


def test_what_waits_is_never_said_in_the_jobs_file(studio: Studio) -> None:
    job = make_job()
    put(studio.folder, job)
    studio.engine.resume(studio.film).result(PATIENCE)
    assert "left" not in json.loads((studio.folder.jobs / f"{job.id}.json").read_bytes())


def test_a_job_of_mine_goes_on(studio: Studio) -> None:
    job = make_job(captures=("hero",))
    (done,) = studio.run(job)
    assert done.state is State.READY
    assert studio.gateway.accepted == 1


def test_sent_from_here_it_goes_out_once(studio: Studio) -> None:
    job = make_job(captures=("hero",))
    put(studio.folder, job)
    studio.engine.resume(studio.film).result(PATIENCE)
    (sent,) = studio.engine.send_left([studio.job(job.id)], studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert sent.key != job.key
    assert dict(studio.gateway.starts) == {sent.key: 1}


def test_left_it_is_put_away(studio: Studio) -> None:
    job = make_job()
    put(studio.folder, job)
    studio.engine.resume(studio.film).result(PATIENCE)
    left = studio.engine.leave(job.id, studio.film).result(PATIENCE)
    assert (left.state, left.charge, left.left) == (State.CANCELLED, "no", "")
    assert quiet(studio)


@pytest.mark.parametrize("changes", [{"key": "animatic_OTHER"}, {"gateway": "live"}, {"mode": "sse"}])
def test_another_request_under_a_known_id_is_not_agreed(store: Agreed, changes: dict[str, Any]) -> None:
    job = make_job()
    store.agree([job], SECRET)
    other = Job.model_validate({**job.model_dump(exclude={"left"}), **changes})
    with pytest.raises(Withheld) as refused:
        store.permit(other, SECRET, NO_CAPS)
    assert isinstance(refused.value.error, NotAgreed)


def test_another_prompt_under_a_known_id_is_not_agreed(store: Agreed) -> None:
    """What the file says its fingerprint is does not count."""
    job = make_job()
    store.agree([job], SECRET)
    request = job.plan.request.model_copy(update={"prompt": "Something else.", "seconds": 15})
    other = job.model_copy(update={"plan": job.plan.model_copy(update={"request": request})})
    assert other.plan_fingerprint == job.plan_fingerprint
    with pytest.raises(Withheld):
        store.permit(other, SECRET, NO_CAPS)


@pytest.mark.parametrize("state", BEFORE)
@pytest.mark.parametrize("order", ["before", "after"])
def test_a_request_that_differs_is_not_agreed_whichever_way_it_differs(store: Agreed, state: str, order: str) -> None:
    """Fingerprints, keys, accounts and gateways are compared for being the same: not for their order."""
    job = at(make_job(), state, gateway="live")
    for name in ("request", "gateway", "account", "key"):
        store.agree([job], SECRET)
        assert store.reason(job, SECRET) == ""
        assert store.has(job)
        file = store.folder / "agreed.jsonl"
        line = json.loads(file.read_bytes().splitlines()[-1])
        line[name] = ("" if order == "before" else "~") + line[name][1:]
        with file.open("a") as lines:
            lines.write(json.dumps(line) + "\n")
        assert store.reason(job, SECRET) != ""
        assert store.has(job) is (name in ("account", "key"))
        with pytest.raises(Withheld):
            store.permit(job, SECRET, NO_CAPS)


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_running_job_is_asked_about_with_its_own_account_alone(store: Agreed, order: str) -> None:
    job = at(make_job(), "running")
    store.agree([job], SECRET)
    assert store.is_mine(job, SECRET)
    assert store.reason(job, SECRET) == ""
    file = store.folder / "agreed.jsonl"
    line = json.loads(file.read_bytes())
    line["account"] = ("" if order == "before" else "~") + line["account"][1:]
    file.write_text(json.dumps(line) + "\n" * 300)
    store = Agreed(store.folder)
    assert not store.is_mine(job, SECRET)
    assert store.reason(job, SECRET) == agreeing.NOT_ASKED
    assert store.reason(job, None) == ""


def test_another_account_is_asked_again(store: Agreed) -> None:
    job = make_job()
    store.agree([job], SECRET)
    with pytest.raises(Withheld):
        store.permit(job, b"another key", NO_CAPS)
    assert store.reason(job, b"another key") == agreeing.OTHER_ACCOUNT


def test_an_older_copy_of_a_job_that_was_accepted_waits(studio: Studio) -> None:
    """A backup of the folder, brought back after the key's day is over, would be paid twice."""
    job = make_job()
    studio.run(job)
    studio.close()
    put(studio.folder, job)
    studio.engine = studio._engine()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).left == agreeing.SENT_BEFORE
    assert dict(studio.gateway.starts) == {job.key: 1}


@pytest.mark.parametrize("state", ["running", "downloading"])
def test_a_strangers_running_job_is_not_asked_about(studio: Studio, state: str) -> None:
    operation = {"gatewayJobId": "job_theirs"}
    job = at(make_job(), state, operation=operation, sender=agreeing.sender(make_job(), b"their key"))
    put(studio.folder, job)
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert quiet(studio)
    assert Action.LOOK_UP in studio.job(job.id).actions


def test_my_running_job_is_fetched_on_another_machine_with_the_same_key(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio.gateway.held.add("status")
    job = make_job()
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.job(job.id).state is State.RUNNING)
    studio.close()
    studio.gateway.held.clear()
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "new machine"))
    studio.engine = studio._engine()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1


def test_a_strangers_failed_job_is_not_sent_again_at_its_own_price(studio: Studio) -> None:
    job = at(make_job(), "failed")
    put(studio.folder, job)
    with pytest.raises(AnimaticError, match="not sent by you"):
        studio.engine.retry([job.id], studio.film).result(PATIENCE)
    assert quiet(studio)


def test_mine_is_retried(studio: Studio) -> None:
    studio.gateway.faults["start"] = [AnimaticError("No.")]
    job = make_job()
    (failed,) = studio.run(job)
    assert failed.state is State.FAILED
    studio.engine.retry([job.id], studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY


# The caps


def test_the_cap_of_a_day_holds_at_the_door(studio: Studio) -> None:
    """Lowered while jobs wait: what has not gone out yet does not go out."""
    studio.engine.set_caps(Caps(per_day=Decimal("0.01")))
    job = make_job(captures=())
    (waits,) = studio.run(job)
    assert quiet(studio)
    assert waits.paused
    assert waits.error is not None
    assert waits.error.code == "cap"
    studio.engine.set_caps(NO_CAPS)
    studio.engine.retry([job.id], studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY


def test_the_cap_of_a_batch_holds_over_what_was_sent_together(store: Agreed) -> None:
    jobs = [make_job(), make_job()]
    price = jobs[0].plan.quote.usd
    assert price is not None
    store.agree(jobs, SECRET)
    with pytest.raises(Withheld) as refused:
        store.permit(jobs[0], SECRET, Caps(per_batch=price * Decimal("1.5")))
    assert isinstance(refused.value.error, CapReached)
    store.permit(jobs[0], SECRET, Caps(per_batch=price * 2))


def test_a_day_counts_over_all_films_and_programs(store: Agreed) -> None:
    first, second = make_job(), make_job()
    price = first.plan.quote.usd
    assert price is not None
    store.agree([first], SECRET)
    store.permit(first, SECRET, NO_CAPS)
    another = Agreed(store.folder)  # another Blender, another film
    another.agree([second], SECRET)
    assert another.spent_today() == price * 2
    with pytest.raises(Withheld):
        another.permit(second, SECRET, Caps(per_day=price * Decimal("1.5")))
    store.note_cost(first)  # it was refused: nothing is charged
    another.permit(second, SECRET, Caps(per_day=price * Decimal("1.5")))


@pytest.mark.parametrize("days", [-400, -1, 1, 400])
def test_a_day_counts_its_own_requests_alone(store: Agreed, days: int) -> None:
    other, today = make_job(), make_job()
    store.agree([other, today], SECRET)
    file = store.folder / "agreed.jsonl"
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    lines[0]["at"] = (datetime.fromisoformat(lines[0]["at"]) + timedelta(days=days)).isoformat()
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert Agreed(store.folder).spent_today() == today.plan.quote.usd
    Agreed(store.folder).permit(other, SECRET, NO_CAPS)  # agreed on another day, it counts for the day it is sent
    assert Agreed(store.folder).spent_today() == Decimal("0.20")


def test_a_repetition_is_no_other_request(store: Agreed) -> None:
    """The same key, asked again whether it was accepted: of the day on which it went out first."""
    job = make_job()
    store.agree([job], SECRET)
    store.permit(job, SECRET, NO_CAPS)
    file = store.folder / "agreed.jsonl"
    before = file.read_bytes()
    for _ in range(2):
        store.permit(job.model_copy(update={"unsettled": True}), SECRET, NO_CAPS)
    assert file.read_bytes() == before
    assert [json.loads(line)["kind"] for line in before.splitlines()] == ["agreed", "sent"]


def test_once_accepted_it_goes_out_no_more(store: Agreed) -> None:
    job, sibling = make_job(), make_job()
    store.agree([job, sibling], SECRET)
    store.permit(job, SECRET, NO_CAPS)
    store.note_accepted(job)
    assert store.reason(job, SECRET) == agreeing.SENT_BEFORE
    with pytest.raises(Withheld):
        store.permit(job, SECRET, NO_CAPS)
    store.permit(sibling, SECRET, NO_CAPS)
    store.permit(job.model_copy(update={"unsettled": True}), SECRET, NO_CAPS)  # asked with its key, it is paid once


def test_what_is_cancelled_before_it_was_sent_uses_up_nothing(studio: Studio) -> None:
    studio.camera.held = True
    job = make_job()
    spent = Agreed().spent_today()
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    assert Agreed().spent_today() == spent + Decimal("0.10")
    studio.engine.cancel(job.id).result(PATIENCE)
    assert Agreed().spent_today() == spent


def test_rehearsals_use_up_nothing(store: Agreed) -> None:
    job = make_job().model_copy(update={"gateway": "rehearsal"})
    store.agree([job], SECRET)
    store.permit(job, SECRET, Caps(per_day=Decimal(0)))
    assert store.spent_today() == 0


# The store


def test_a_store_that_cannot_be_written_lets_nothing_out(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    studio.close()
    studio.engine = studio._engine()
    studio.engine._agreed = Agreed(tmp_path / "a file" / "state")
    with pytest.raises(StoreFailed, match="nothing is sent"):
        studio.engine.submit(studio.film, [make_job()]).result(PATIENCE)
    assert quiet(studio)
    assert not studio.engine.jobs(studio.folder)


def test_a_store_that_cannot_be_read_stops_nobody_who_waits_for_a_paid_video(store: Agreed, tmp_path: Path) -> None:
    """Asking about what runs costs nothing, if the key is the one that sent it; nothing new goes out."""
    job = make_job(captures=()).model_copy(update={"gateway": "live"})
    store.agree([job], SECRET)
    sent = {"sent": job.created, "sender": agreeing.sender(job, SECRET)}
    running = job.moved(State.SUBMITTING, **sent).moved(State.RUNNING, operation={"gatewayJobId": "job_1"})
    another = Agreed(tmp_path / "another")
    another.folder.mkdir()
    (another.folder / agreeing.STORE_NAME).mkdir()
    assert another.reason(running, SECRET) == ""
    assert another.reason(running, b"another key") != ""
    assert another.reason(job, SECRET) != ""
    with pytest.raises(Withheld):
        another.permit(job, SECRET, NO_CAPS)


@pytest.mark.skipif(sys.platform == "win32", reason="as POSIX locks")
def test_while_another_program_writes_nothing_goes_out(store: Agreed, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job(captures=())
    store.agree([job], SECRET)
    monkeypatch.setattr(agreeing, "LOCK_SECONDS", 0.05)
    another = Agreed(store.folder)
    with another._locked():
        with pytest.raises(Withheld):
            store.permit(job, SECRET, NO_CAPS)
        monkeypatch.setattr(agreeing, "LOCK_SECONDS", PATIENCE)
        waits = threading.Thread(target=store.permit, args=(job, SECRET, NO_CAPS), daemon=True)
        waits.start()
        waits.join(0.1)
        assert waits.is_alive()
    waits.join(PATIENCE)
    assert not waits.is_alive()


def test_no_key_is_in_the_store(store: Agreed) -> None:
    job = make_job()
    store.agree([job], SECRET)
    store.permit(job, SECRET, NO_CAPS)
    content = b"".join(path.read_bytes() for path in store.folder.iterdir())
    assert SECRET not in content
    assert {oct(path.stat().st_mode & 0o777) for path in store.folder.iterdir()} == {"0o600"}


@pytest.mark.parametrize("torn", [b'{"kind": "agr', b"\xff\xfe\n", b"[" * 100_000 + b"\n", b'{"kind":"agreed"}\n'])
def test_a_torn_line_costs_only_itself(store: Agreed, torn: bytes) -> None:
    first, second = make_job(), make_job()
    store.agree([first], SECRET)
    with open(store.folder / "agreed.jsonl", "ab") as file:
        file.write(torn)
    store.agree([second], SECRET)
    for job in (first, second):
        Agreed(store.folder).permit(job, SECRET, NO_CAPS)


def _agree_many(folder: Path, count: int) -> None:
    store = Agreed(folder)
    for _ in range(count):
        job = make_job()
        store.agree([job], SECRET)
        store.permit(job, SECRET, NO_CAPS)


def test_several_programs_write_at_once(store: Agreed) -> None:
    context = multiprocessing.get_context("spawn")
    programs = [context.Process(target=_agree_many, args=(store.folder, 20)) for _ in range(3)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert [program.exitcode for program in programs] == [0, 0, 0]
    lines = (store.folder / "agreed.jsonl").read_bytes().splitlines()
    assert len([json.loads(line) for line in lines]) == 3 * 20 * 2


def test_a_large_store_forgets_what_is_old(store: Agreed, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = make_job(), make_job()
    store.agree([old], SECRET)
    file = store.folder / "agreed.jsonl"
    line = json.loads(file.read_bytes())
    file.write_text(json.dumps({**line, "at": "2020-01-01T00:00:00+00:00"}) + "\n")
    monkeypatch.setattr(agreeing, "COMPACT_BYTES", 10)
    store.agree([new], SECRET)
    assert store.has(new)
    assert not store.has(old)
    for _ in range(5):  # what is not old stays, line by line, and is read by who had read the larger file
        store.agree([make_job()], SECRET)
    assert store.has(new)
    store.permit(new, SECRET, NO_CAPS)
    assert {json.loads(line)["kind"] for line in file.read_bytes().splitlines()} == {"agreed", "sent"}
    assert len(file.read_bytes().splitlines()) == 7


@pytest.mark.parametrize("more", [0, 40])
def test_a_store_that_another_program_wrote_anew_is_read_anew(
    store: Agreed, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    """Smaller, or as large as before by what came since: else the day's sum would be an old one."""
    for _ in range(20):
        store.agree([make_job(captures=())], SECRET)
    assert store.spent_today() > 0
    file = store.folder / "agreed.jsonl"
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    file.write_text("".join(json.dumps({**line, "at": "2020-01-01T00:00:00+00:00"}) + "\n" for line in lines))
    another = Agreed(store.folder)
    monkeypatch.setattr(agreeing, "COMPACT_BYTES", 10)
    jobs = [make_job(captures=()) for _ in range(1 + more)]
    another.agree(jobs[:1], SECRET)
    monkeypatch.undo()
    for job in jobs[1:]:
        another.agree([job], SECRET)
    for job in jobs:
        another.permit(job, SECRET, NO_CAPS)
    fresh = Agreed(store.folder)
    assert store.spent_today() == another.spent_today() == fresh.spent_today() > 0
    assert all(store.has(job) for job in jobs)


def test_an_oidc_token_that_was_renewed_is_the_same_account() -> None:
    def token(serial: int, owner: str = "team_1") -> bytes:
        claims = {"iss": "https://oidc.example", "owner_id": owner, "project_id": "prj_1", "exp": serial}
        middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=")
        return b"eyJhbGciOiJSUzI1NiJ9." + middle + b".signature" + str(serial).encode()

    for length in range(1, 6):  # base64 is padded in four ways
        mine, renewed = token(1, "t" * length), token(2, "t" * length)
        assert agreeing.account(mine) == agreeing.account(renewed)
        assert agreeing.account(mine) != agreeing.account(token(1, "u" * length))
    broken = token(1).replace(b".signature", b"")
    assert agreeing.account(broken) != agreeing.account(token(1))
    assert agreeing.account(b"one key") != agreeing.account(b"another key")


def test_an_unsettled_request_that_moved_with_me_keeps_its_key(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On a new machine the first request may have been accepted: sent from there it is taken up, not paid twice."""
    studio.gateway.faults["start_late"] = [MaybeAccepted()]
    studio.gateway.faults["start"] = [None, *[MaybeAccepted()] * 100_000]
    job = make_job()
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.gateway.starts[job.key] >= 2)
    studio.close()
    studio.gateway.faults.clear()
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "new machine"))
    went = studio.gateway.starts[job.key]
    studio.engine = studio._engine()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.gateway.starts[job.key] == went
    studio.engine.send_left([studio.job(job.id)], studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1


def test_the_sums_that_are_kept_up_are_those_of_all_lines() -> None:
    """Whatever comes in whatever order, and twice: days and sends are what adding them up anew makes them."""
    dice = random.Random(11)
    known = agreeing._Known()
    moments = [f"2026-11-2{day}T12:00:00+00:00" for day in range(3)]
    for number in range(600):
        key = f"key-{dice.randrange(40)}"
        kind = dice.choice(["agreed", "sent", "settled", "accepted"])
        line = {"kind": kind, "key": key, "job": f"job-{number}", "at": dice.choice(moments)}
        line |= {"usd": dice.choice([None, "0", "0.1", "2.35"]), "send": f"send-{dice.randrange(4)}"}
        known.take(line)
    for day in {amount.day for amount in known.amounts.values()}:
        for but in ("", "key-3", "key-7", "unknown"):
            counted = [a.usd or 0 for key, a in known.amounts.items() if a.day == day and key != but]
            assert known.spent(day, but) == sum(counted)
    for send, prices in known.sends.items():
        unknown = [None] if None in prices.values() else []
        assert known.batches[send].prices == [sum(usd for usd in prices.values() if usd is not None), *unknown]
