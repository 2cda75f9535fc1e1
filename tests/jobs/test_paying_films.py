# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cap of a day holds over all films: another file is no other purse."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from job_parts import make_job, make_plan

from addon.core.files import FilmFolder
from addon.core.jobs import paying_films
from addon.core.jobs.admission import create_jobs
from addon.core.jobs.job import Job
from addon.core.jobs.ledger import Ledger
from addon.core.jobs.spent import spent_on
from addon.core.money import CapReached, Caps


def paid(film: FilmFolder, *jobs: Job) -> None:
    ledger = Ledger(film)
    for job in jobs:
        ledger.write(job)
    ledger.close()


def test_another_films_jobs_count_for_the_cap_per_day(tmp_path: Path) -> None:
    first, second = FilmFolder(tmp_path / "film_v01.blend"), FilmFolder(tmp_path / "film_v02.blend")
    shelf = tmp_path / "config" / "paying"
    job = make_job("SH010").model_copy(update={"gateway": "live"})
    paid(first, job)
    assert paying_films.jobs_elsewhere(shelf, second) == ()
    paying_films.note(shelf, first)
    paying_films.note(shelf, second)
    assert paying_films.jobs_elsewhere(shelf, second) == (job,)
    assert paying_films.jobs_elsewhere(shelf, first) == ()
    plan, caps = make_plan(), Caps(per_day=Decimal("0.15"))
    with pytest.raises(CapReached, match=r"\$0.10 spent today"):
        create_jobs([plan], [plan.fingerprint], caps, [], second, elsewhere=paying_films.jobs_elsewhere(shelf, second))
    (other,) = create_jobs([plan], [plan.fingerprint], Caps(), [], second, elsewhere=[job])
    assert other.take_number == 1, "numbers are a film's own"


def test_only_what_was_written_today_is_read(tmp_path: Path) -> None:
    first, second = FilmFolder(tmp_path / "a.blend"), FilmFolder(tmp_path / "b.blend")
    shelf = tmp_path / "paying"
    old, new = make_job("SH010"), make_job("SH020")
    paid(first, old, new)
    os.utime(first.jobs / f"{old.id}.json", (time.time() - 86400 * 3,) * 2)
    paying_films.note(shelf, first)
    assert paying_films.jobs_elsewhere(shelf, second) == (new,)
    tomorrow = datetime.now() + timedelta(days=1)
    assert paying_films.jobs_elsewhere(shelf, second, tomorrow) == ()


@pytest.mark.parametrize("seconds", [0.0, 0.5, 90.0, 1800.0, 86399.0])
def test_a_day_is_a_whole_one(tmp_path: Path, seconds: float) -> None:
    first, second = FilmFolder(tmp_path / "a.blend"), FilmFolder(tmp_path / "b.blend")
    shelf = tmp_path / "paying"
    midnight = datetime(2026, 11, 22).astimezone()
    today, yesterday = make_job("SH010"), make_job("SH020")
    paid(first, today, yesterday)
    paying_films.note(shelf, first)
    for path, moment in (
        (first.jobs / f"{today.id}.json", midnight.timestamp() + seconds),
        (first.jobs / f"{yesterday.id}.json", midnight.timestamp() - 1),
        (next(shelf.iterdir()), midnight.timestamp() + seconds),
    ):
        os.utime(path, (moment, moment))
    assert paying_films.jobs_elsewhere(shelf, second, midnight + timedelta(hours=23, minutes=59)) == (today,)


def test_a_film_that_cannot_be_read_keeps_no_other_from_counting(tmp_path: Path) -> None:
    films = [FilmFolder(tmp_path / f"{name}.blend") for name in "abc"]
    shelf, job = tmp_path / "paying", make_job("SH010")
    for film in films:
        paid(film, job)
        paying_films.note(shelf, film)
    for film in films[:2]:
        for entry in film.jobs.iterdir():
            entry.unlink()
        film.jobs.rmdir()
        film.jobs.symlink_to(tmp_path)
    assert paying_films.jobs_elsewhere(shelf, FilmFolder(tmp_path / "mine.blend")) == (job,)


def test_a_job_that_began_yesterday_and_is_paid_today_counts(tmp_path: Path) -> None:
    first, second = FilmFolder(tmp_path / "a.blend"), FilmFolder(tmp_path / "b.blend")
    shelf = tmp_path / "paying"
    paid(first, make_job("SH010"))
    paying_films.note(shelf, first)
    (entry,) = shelf.iterdir()
    os.utime(entry, (time.time() - 86400,) * 2)
    assert spent_on(paying_films.jobs_elsewhere(shelf, second), datetime.now().date()) == Decimal("0.10")


def test_the_list_forgets_and_breaks_nothing(tmp_path: Path) -> None:
    shelf = tmp_path / "paying"
    film = FilmFolder(tmp_path / "a.blend")
    paying_films.note(shelf, FilmFolder(tmp_path / "gone.blend"))
    (entry,) = shelf.iterdir()
    assert paying_films.jobs_elsewhere(shelf, film) == ()  # its folder is not there any more
    os.utime(entry, (time.time() - paying_films.KEPT_SECONDS - 1,) * 2)
    (shelf / "damaged.txt").write_bytes(b"\xff\xfe\x00")
    paying_films.note(shelf, film)
    assert not entry.exists()
    assert paying_films.jobs_elsewhere(shelf, film) == ()
    (tmp_path / "a file").write_text("")
    paying_films.note(tmp_path / "a file" / "paying", film)  # no place for the list: the send goes on
