# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flamenco, against a stand-in whose every answer its own OpenAPI file validates and that really runs the commands."""

from __future__ import annotations

import asyncio
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jsonschema", reason="jsonschema is not installed")

from farm_parts import Store, cheap_blender, film_set, png, spec
from flamenco_manager import NODE, Manager, compiled

from addon.core.errors import AnimaticError
from addon.core.farm import flamenco, results, sets
from addon.core.farm.errors import FarmAway, FarmError, FarmSetUp
from addon.core.farm.port import Handle
from addon.core.farm.waiting import Watch
from addon.core.models import Reference

pytestmark = pytest.mark.skipif(NODE is None, reason="no node to run the job type with")

JOB_TYPE = Path(flamenco.__file__).parent / "jobtype" / flamenco.JOB_TYPE_FILE


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "shared" / "film.animatic"


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    variables = {"blender": cheap_blender(tmp_path), "blenderArgs": "-b -y"}
    with Manager(JOB_TYPE, variables, location=str(tmp_path / "shared"), workers=2) as running:
        yield running
    assert running.wrong == []


class Desk:
    """Waits for a set as the engine does."""

    def __init__(self, address: str, made: sets.CaptureSet) -> None:
        self.store = Store()
        self.told: list[AnimaticError | None] = []
        self.farm = flamenco.Flamenco(address, self.store, pause=0.05)
        self.watch = Watch(self.farm, made, lambda *_: None, self.told.append, retry_first=0.05)

    async def all(self) -> list[Any]:
        keys = [made.key for made in self.watch.captures.specs]
        return await asyncio.gather(*(self.watch.reference(key) for key in keys), return_exceptions=True)

    async def close(self) -> None:
        await self.watch.leave()
        await self.farm.close()


def filmed(root: Path) -> Counter[str]:
    return Counter((root / "farm" / "filmed.log").read_text().split())


def wait_for(manager: Manager, made: sets.CaptureSet) -> tuple[list[Any], Desk]:
    async def play() -> tuple[list[Any], Desk]:
        desk = Desk(manager.address, made)
        try:
            return await desk.all(), desk
        finally:
            await desk.close()

    return asyncio.run(asyncio.wait_for(play(), 240))


def test_a_farm_films_and_a_bad_capture_ends_nothing(manager: Manager, root: Path) -> None:
    made = film_set(root, [spec(1), spec(2, name="BAD"), spec(3), spec(4), spec(5)])
    got, _ = wait_for(manager, made)
    assert [isinstance(each, Reference) for each in got] == [True, False, True, True, True]
    assert got[1].user_message == "The camera of BAD is missing."
    assert set(filmed(root).values()) == {1}
    manager.rest()
    (job,) = manager.jobs.values()
    assert job.status == "completed"
    assert [task.name for task in job.tasks] == ["film-1-4", "film-5"]
    assert [task.steps for task in job.tasks] == [4, 1]
    assert job.saved
    assert job.body["metadata"] == {flamenco.SET: made.id}
    assert sets.handle(made.folder)["job"] == job.id


def test_scripts_of_a_film_stay_off_whatever_the_manager_says(manager: Manager, root: Path) -> None:
    made = film_set(root, [spec(1)])
    wait_for(manager, made)
    (job,) = manager.jobs.values()
    argv = manager.argv(job.tasks[0].commands[0]["parameters"])
    assert argv.index("-y") < argv.index("--disable-autoexec") < argv.index(str(made.blend))


@pytest.mark.slow
def test_two_hundred_captures_over_two_machines_one_killed(manager: Manager, root: Path, monkeypatch: Any) -> None:
    """Scaled to what a test may take: the captures are pictures of 8 x 4 pixels, made by the worker's real loop."""
    monkeypatch.setenv("CHEAP_SECONDS", "0.02")
    made = film_set(root, [spec(number) for number in range(1, 201)])

    async def play() -> list[Any]:
        desk = Desk(manager.address, made)
        try:
            waiting = asyncio.ensure_future(desk.all())
            while not (root / "farm" / "filmed.log").exists() or len(filmed(root)) < 40:
                await asyncio.sleep(0.02)
            manager.kill("worker-0")
            return await waiting
        finally:
            await desk.close()

    got = asyncio.run(asyncio.wait_for(play(), 280))
    assert [type(each) for each in got] == [Reference] * 200
    counts = filmed(root)
    again = {key: count for key, count in counts.items() if count > 1}
    assert len(counts) == 200
    assert len(again) <= 1, "only what the killed machine was at is filmed once more"
    assert all(results.read(made.out, made_spec.key) for made_spec in made.specs)


def test_two_artists_machines_send_the_same_content_at_once(manager: Manager, root: Path) -> None:
    specs = [spec(number) for number in range(1, 13)]
    one, two = film_set(root, specs, "one"), film_set(root, specs, "two")

    async def play() -> None:
        desks = [Desk(manager.address, made) for made in (one, two)]
        for got in await asyncio.gather(*(desk.all() for desk in desks)):
            assert [type(each) for each in got] == [Reference] * 12
        for desk in desks:
            await desk.close()

    asyncio.run(asyncio.wait_for(play(), 120))
    assert set(filmed(root).values()) == {1}


def test_after_a_restart_the_set_is_found_again_and_not_sent_twice(manager: Manager, root: Path) -> None:
    made = film_set(root, [spec(1), spec(2)])

    async def first() -> Handle:
        farm = flamenco.Flamenco(manager.address, Store())
        handle = await farm.submit(made)
        await farm.close()
        return handle

    handle = asyncio.run(first())
    (made.folder / "handle.json").unlink()  # Blender was closed between the answer and the note
    got, _ = wait_for(manager, sets.read(made.folder))
    assert [type(each) for each in got] == [Reference] * 2
    assert list(manager.jobs) == [handle.job]


def test_a_manager_that_is_away_or_busy_is_waited_out_and_told_once(manager: Manager, root: Path) -> None:
    busy = {"code": 503, "message": "database is locked"}
    manager.faults = [("/api/v3/jobs", 503, busy, {"retry-after": "0"})] * 3
    got, desk = wait_for(manager, film_set(root, [spec(1)]))
    assert isinstance(got[0], Reference)
    assert [type(each) for each in desk.told] == [FarmAway, type(None)]
    assert sum(call == ("POST", "/api/v3/jobs") for call in manager.calls) == 1


def test_a_job_type_that_changed_meanwhile_is_read_again(manager: Manager, root: Path) -> None:
    manager.faults = [("/api/v3/jobs/check", 412, {"code": 412, "message": "outdated"}, {})]
    got, _ = wait_for(manager, film_set(root, [spec(1)]))
    assert isinstance(got[0], Reference)


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (
            ("/api/v3/jobs/type/animatic-captures", 404, {"code": 404, "message": "no"}, {}),
            FarmSetUp,
            "Save the Job Type",
        ),
        (("/api/v3/jobs/check", 400, {"code": 400, "message": "cannot compile"}, {}), FarmSetUp, "cannot compile"),
        (("/api/v3/jobs", 500, {"code": 500, "message": "oops"}, {}), FarmError, "oops"),
    ],
)
def test_refusals_are_words(manager: Manager, root: Path, fault: Any, kind: type, words: str) -> None:
    manager.faults = [fault]
    got, _ = wait_for(manager, film_set(root, [spec(1)]))
    assert isinstance(got[0], kind)
    assert words in got[0].sentence


def test_cancelling_stops_the_farm_with_a_reason(manager: Manager, root: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("CHEAP_SECONDS", "60")
    made = film_set(root, [spec(1)])

    async def play() -> None:
        desk = Desk(manager.address, made)
        waiting = asyncio.ensure_future(desk.all())
        while not manager.running:
            await asyncio.sleep(0.02)
        await desk.watch.cancel("The shot was cancelled.")
        waiting.cancel()
        handle = Handle("flamenco", made.id, next(iter(manager.jobs)))
        assert (await desk.farm.look(handle, made)).over
        await desk.farm.cancel(handle, "again")  # answers 500: it is over
        assert await desk.farm.find(made.id) is None
        await desk.close()

    asyncio.run(asyncio.wait_for(play(), 60))
    (job,) = manager.jobs.values()
    assert (job.status, job.reason) == ("canceled", "The shot was cancelled.")


def test_a_state_that_nobody_knew_is_shown_and_waited_through(manager: Manager, root: Path) -> None:
    made = film_set(root, [spec(1)])

    async def play() -> None:
        desk = Desk(manager.address, made)
        handle = await desk.farm.submit(made)
        job = manager.jobs[handle.job]
        said = {**manager._job(job), "status": "active"}
        manager.faults = [(f"/api/v3/jobs/{handle.job}", 200, {**said, "status": "dreaming"}, {})]
        look = await desk.farm.look(handle, made)
        assert not look.over
        assert "dreaming" in look.words
        await desk.close()

    asyncio.run(asyncio.wait_for(play(), 60))
    manager.wrong = [each for each in manager.wrong if "dreaming" not in each]


def test_a_job_that_is_completed_without_a_file_has_failed(manager: Manager, root: Path) -> None:
    made = film_set(root, [spec(1)])
    manager.variables["blender"] = "true"
    got, _ = wait_for(manager, made)
    assert isinstance(got[0], FarmError)
    assert got[0].code == "farm_unfilmed"


def test_where_the_machines_cannot_work_the_farm_says_why(manager: Manager, root: Path) -> None:
    made = film_set(root, [spec(1)])
    manager.variables["blender"] = "false"
    got, _ = wait_for(manager, made)
    assert isinstance(got[0], FarmError)
    assert "failed" in got[0].user_message
    (job,) = manager.jobs.values()
    assert job.tasks[0].failures == 3


def test_a_film_outside_the_shared_storage_is_told(manager: Manager, root: Path, tmp_path: Path) -> None:
    async def play() -> None:
        farm = flamenco.Flamenco(manager.address, Store())
        version, told = await farm.check(root)
        assert (version, told) == ("3.9-stand-in", [])
        _, (told_outside,) = await farm.check(tmp_path / "shared2" / "film.animatic")
        assert told_outside.code == "farm_storage"
        manager.two_way = {"projects": str(tmp_path / "shared2")}
        assert (await farm.check(tmp_path / "shared2" / "film.animatic"))[1] == []
        await farm.close()

    asyncio.run(play())


def test_two_way_variables_reach_settings_and_leave_the_set_id_alone(
    manager: Manager, root: Path, tmp_path: Path
) -> None:
    manager.two_way = {"shared": str(tmp_path / "shared")}
    made = film_set(root, [spec(1)])
    got, _ = wait_for(manager, made)
    assert isinstance(got[0], Reference)
    (job,) = manager.jobs.values()
    assert job.body["settings"]["list"].startswith("{shared}/")
    assert job.body["metadata"] == {flamenco.SET: made.id}


def test_logs_and_pictures_are_one_question_away(manager: Manager, root: Path) -> None:
    made = film_set(root, [spec(1)])
    wait_for(manager, made)
    manager.rest()
    handle = Handle("flamenco", made.id, next(iter(manager.jobs)))

    async def play() -> None:
        farm = flamenco.Flamenco(manager.address, Store())
        look = await farm.look(handle, made)
        log = look.captures[spec(1).key].log
        assert "SH0001: filmed" in urllib.request.urlopen(log, timeout=10).read().decode()
        assert look.picture is not None
        assert look.picture.parent == made.folder
        assert look.picture.read_bytes() == png(8, 4, 1)
        manager.calls.clear()
        assert (await farm.look(handle, made)).picture == look.picture
        assert not [path for _, path in manager.calls if path.startswith("/job-files/")], "fetched once"
        assert farm.page(handle) == f"{manager.address}/app/jobs/{handle.job}"
        await farm.close()

    asyncio.run(play())


def test_frames_are_told_while_a_machine_films(manager: Manager, root: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("CHEAP_SECONDS", "60")
    made, told = film_set(root, [spec(1), spec(2)]), []

    async def play() -> None:
        farm = flamenco.Flamenco(manager.address, Store(), pause=0.05)
        watch = Watch(farm, made, lambda *said: told.append(said), lambda _: None)
        waiting = [asyncio.ensure_future(watch.reference(each.key)) for each in made.specs]
        while not told:
            await asyncio.sleep(0.05)
        assert watch.last is not None
        states = [str(watch.last.captures[each.key].state) for each in made.specs]
        assert states == ["filming", "waiting"]
        await watch.cancel("Seen.")
        await asyncio.gather(*waiting, return_exceptions=True)
        await farm.close()

    asyncio.run(asyncio.wait_for(play(), 60))
    assert set(told) == {(spec(1).key, 1, 2)}


def test_what_three_machines_died_of_is_given_up_and_all_else_is_filmed(manager: Manager, root: Path) -> None:
    made = film_set(root, [spec(1), spec(2, name="DIES"), spec(3)])
    got, _ = wait_for(manager, made)
    assert [isinstance(each, Reference) for each in got] == [True, False, True]
    assert got[1].code == "capture_ends_blender"
    assert "3 machines ended at it" in got[1].sentence
    assert filmed(root) == {spec(1).key: 1, spec(2).key: 3, spec(3).key: 1}


@pytest.mark.parametrize("address", ["", "ftp://manager", "http://", "http://user@manager:8080", "http://a b"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(FarmSetUp):
        flamenco.clean_address(address)


def test_an_open_address_of_the_internet_is_refused_before_anything_is_sent() -> None:
    async def play() -> None:
        farm = flamenco.Flamenco("http://93.184.216.34:8080", Store())
        with pytest.raises(FarmSetUp, match="anybody can read along"):
            await farm.check(Path("/film"))
        await farm.close()

    asyncio.run(play())


def test_the_job_type_makes_a_task_for_some_captures_and_refuses_what_are_no_numbers() -> None:
    settings = {"tasks": "1-4;5", "blendfile": "/s/film.blend", "list": "/s/l", "worker": "/s/w.py", "out": "/s/out"}
    made = compiled(JOB_TYPE, {"name": "x", "settings": settings})
    assert made["type"]["label"] == flamenco.JOB_TYPE_LABEL
    assert [(task["name"], task["commands"][0]["total_step_count"]) for task in made["tasks"]] == [
        ("film-1-4", 4),
        ("film-5", 1),
    ]
    for tasks in ("", "1-", "1;--python", "1-4 --enable-autoexec"):
        assert "thrown" in compiled(JOB_TYPE, {"name": "x", "settings": {**settings, "tasks": tasks}})
