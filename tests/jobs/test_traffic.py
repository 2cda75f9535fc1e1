# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits, fairness, single work, batches of captures: each alone, on a loop."""

from __future__ import annotations

import asyncio
import heapq
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from job_parts import FAST, FakeCamera, capture_spec, make_job

from addon.core.errors import AnimaticError
from addon.core.files import FilmFolder
from addon.core.hosting import Hosted
from addon.core.jobs.edges import Film
from addon.core.jobs.events import EventQueue, JobChanged, Notice, Progress
from addon.core.jobs.steps import traffic
from addon.core.jobs.steps.captures import CaptureDesk
from addon.core.jobs.steps.traffic import Backoff, Once, Pace, Slots
from addon.core.jobs.steps.uploads import Uploads
from addon.core.models import CaptureKind, Level, Reference


@pytest.mark.parametrize("turns", range(12))
def test_whoever_asks_in_the_moment_in_which_an_upload_ends_makes_no_second_one(turns: int) -> None:
    """Shots that share a character ask at any turn of the loop: who was filmed first goes on first."""
    made: list[Hosted] = []

    async def upload() -> Hosted:
        for _ in range(5):
            await asyncio.sleep(0)
        made.append(Hosted("https://host/hero.mp4", "hero.mp4", None, 5))
        return made[-1]

    async def play() -> list[int]:
        uploads = Uploads(0.0)
        first = asyncio.create_task(uploads.get("hero", upload))
        for _ in range(turns):
            await asyncio.sleep(0)
        second = await uploads.get("hero", upload)
        return [(await first).uploaded_bytes, second.uploaded_bytes]

    assert asyncio.run(play()) in ([5, 0], [0, 5])
    assert len(made) == 1


def test_more_at_work_than_may_be_let_nobody_else_in() -> None:
    """As when a film is opened whose jobs ran already under another limit."""

    async def play() -> None:
        slots = Slots(1)
        for _ in range(3):
            slots.force("a")
        assert slots.full
        turn = asyncio.create_task(slots.take("b"))
        for _ in range(2):
            slots.free()
            await asyncio.sleep(0)
            assert not turn.done()
        slots.free()
        await turn

    asyncio.run(play())


@settings(max_examples=40, deadline=None)
@given(
    limit=st.integers(1, 4),
    groups=st.lists(st.sampled_from("abc"), min_size=1, max_size=20),
    cancelled=st.sets(st.integers(0, 19)),
)
def test_slots_keep_their_limit_and_lose_none(limit: int, groups: list[str], cancelled: set[int]) -> None:
    async def play() -> None:
        slots = Slots(limit)
        inside = most = 0

        async def work(group: str) -> None:
            nonlocal inside, most
            await slots.take(group)
            try:
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            finally:
                inside -= 1
                slots.free()

        tasks = [asyncio.create_task(work(group)) for group in groups]
        await asyncio.sleep(0)
        for index in cancelled:
            if index < len(tasks):
                tasks[index].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert most <= limit
        for _ in range(limit):  # every slot came back
            await asyncio.wait_for(slots.take("z"), 10)
        assert slots.full

    asyncio.run(play())


def test_slots_favour_who_had_the_fewest() -> None:
    async def play() -> list[str]:
        slots, order = Slots(1), []

        async def work(group: str) -> None:
            await slots.take(group)
            order.append(group)
            await asyncio.sleep(0)
            slots.free()

        await asyncio.gather(*(work(group) for group in "aaaabbc"))
        return order

    order = asyncio.run(play())
    assert sorted(order[:3]) == ["a", "b", "c"]
    assert sorted(order[3:5]) == ["a", "b"]


def test_those_of_no_group_are_served_as_they_came_and_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each download that ended put all that waited back into the line: the more waited, the dearer each became."""
    pushed: list[object] = []
    push = heapq.heappush

    def counting(heap: list[object], item: object) -> None:
        pushed.append(item)
        push(heap, item)

    async def play() -> list[int]:
        slots, order = Slots(2), []

        async def work(number: int) -> None:
            async with slots:
                order.append(number)
                await asyncio.sleep(0)

        await asyncio.gather(*map(work, range(50)))
        return order

    monkeypatch.setattr(traffic.heapq, "heappush", counting)
    assert asyncio.run(play()) == list(range(50))
    assert len([item for item in pushed if isinstance(item, tuple)]) == 48


def test_a_pace_spreads_starts_evenly() -> None:
    async def play() -> list[float]:
        pace, loop = Pace(200), asyncio.get_running_loop()

        async def start() -> float:
            await pace.wait()
            return loop.time()

        return sorted(await asyncio.gather(*(start() for _ in range(20))))

    times = asyncio.run(play())
    # Never faster than asked; slower is the machine's affair. The clock's grain is allowed for.
    assert times[-1] - times[0] >= 19 / 200 - 0.02


def test_a_pause_holds_everyone_back() -> None:
    async def play() -> float:
        pace, loop = Pace(1000), asyncio.get_running_loop()
        pace.pause(0.05)
        began = loop.time()
        await pace.wait()
        return loop.time() - began

    assert asyncio.run(play()) >= 0.04


def test_backoff_grows_to_its_limit_and_heeds_the_server() -> None:
    backoff = Backoff(1, 8)
    waits = [backoff.wait() for _ in range(6)]
    for wait, planned in zip(waits, [1, 2, 4, 8, 8, 8], strict=True):
        assert 0.8 * planned <= wait <= 1.2 * planned
    assert backoff.wait(at_least=30) == 30
    assert backoff.wait(at_least=1e300) == 3600  # years are no answer: it is asked again
    backoff.reset()
    assert backoff.wait() <= 1.2


def test_the_same_thing_is_done_once_for_all() -> None:
    async def play() -> None:
        once: Once[int] = Once()
        made = 0
        gate = asyncio.Event()

        async def make() -> int:
            nonlocal made
            made += 1
            await gate.wait()
            return made

        riders = [asyncio.create_task(once.run("key", make)) for _ in range(5)]
        await asyncio.sleep(0)
        riders[0].cancel()  # who began it leaves; the others still want it
        await asyncio.sleep(0)
        gate.set()
        results = await asyncio.gather(*riders, return_exceptions=True)
        assert results[1:] == [1, 1, 1, 1]
        assert isinstance(results[0], asyncio.CancelledError)
        assert await once.run("key", make) == 2  # over: the next time is another time

    asyncio.run(play())


def test_what_nobody_wants_any_more_is_stopped() -> None:
    async def play() -> None:
        once: Once[None] = Once()
        stopped = asyncio.Event()

        async def make() -> None:
            try:
                await asyncio.sleep(600)
            except asyncio.CancelledError:
                stopped.set()
                raise

        riders = [asyncio.create_task(once.run("key", make)) for _ in range(2)]
        await asyncio.sleep(0.01)
        for rider in riders:
            rider.cancel()
        await asyncio.gather(*riders, return_exceptions=True)
        await asyncio.wait_for(stopped.wait(), 10)

    asyncio.run(play())


def test_a_failure_reaches_everyone_who_waited() -> None:
    async def play() -> None:
        once: Once[None] = Once()

        async def make() -> None:
            raise AnimaticError("No.")

        results = await asyncio.gather(*(once.run("key", make) for _ in range(3)), return_exceptions=True)
        assert [type(result) for result in results] == [AnimaticError] * 3

    asyncio.run(play())


# -- captures ----------------------------------------------------------------------------------------------------------


def ignore(done: int, total: int) -> None: ...


def desk(camera: FakeCamera, workers: int = 2, batch: int = 8) -> CaptureDesk:
    return CaptureDesk(
        Film(camera.folder, camera),
        Slots(workers),
        replace(FAST, captures_at_once=workers, captures_per_process=batch),
    )


def film_all(camera: FakeCamera, keys: Sequence[str], **options: int) -> list[object]:
    async def play() -> list[object]:
        captures = desk(camera, **options)
        films = (captures.film(capture_spec(key), ignore) for key in keys)
        return list(await asyncio.gather(*films, return_exceptions=True))

    return asyncio.run(play())


@pytest.fixture
def camera(tmp_path: Path) -> FakeCamera:
    return FakeCamera(FilmFolder(tmp_path / "film.blend"))


def test_captures_share_a_few_blenders(camera: FakeCamera) -> None:
    keys = [f"k{n}" for n in range(20)]
    references = film_all(camera, keys)
    assert all(isinstance(reference, Reference) for reference in references)
    assert set(camera.filmed.values()) == {1}
    assert len(camera.calls) <= 6
    assert max(map(len, camera.calls)) <= 8


def test_pictures_are_filmed_first_then_what_is_short(camera: FakeCamera) -> None:
    async def play() -> None:
        captures = desk(camera, workers=1, batch=3)
        picture = capture_spec("picture", 90).model_copy(update={"kind": CaptureKind.SHEET})
        asked = [capture_spec("long", 48), capture_spec("as long", 48), capture_spec("short", 12), picture]
        await asyncio.gather(*(captures.film(spec, ignore) for spec in asked))

    asyncio.run(play())
    assert camera.calls == [["picture", "short", "long"], ["as long"]]


def test_one_bad_capture_fails_alone(camera: FakeCamera) -> None:
    camera.faults["k3"] = AnimaticError("No camera.")
    results = film_all(camera, [f"k{n}" for n in range(6)], workers=1)
    assert [isinstance(result, Reference) for result in results] == [True, True, True, False, True, True]


def test_a_capturer_that_brings_too_little_fails_instead_of_hanging(camera: FakeCamera) -> None:
    class Lazy(FakeCamera):
        async def film(self, *_: object) -> list[Reference]:
            return []

    results = film_all(Lazy(camera.folder), ["a", "b"])
    assert [type(result) for result in results] == [ValueError, ValueError]


def test_a_file_that_vanished_is_filmed_again(camera: FakeCamera) -> None:
    async def play() -> None:
        captures = desk(camera)
        first = await captures.film(capture_spec("a"), ignore)
        await captures.film(capture_spec("a"), ignore)
        assert camera.filmed["a"] == 1
        camera.folder.resolve(first.path).unlink()
        await captures.film(capture_spec("a"), ignore)
        assert camera.filmed["a"] == 2

    asyncio.run(play())


def test_a_camera_goes_on_while_somebody_waits_and_stops_when_nobody_does(camera: FakeCamera) -> None:
    async def play() -> None:
        captures = desk(camera)
        camera.held = True
        one, two = (asyncio.create_task(captures.film(capture_spec("a"), ignore)) for _ in range(2))
        while not camera.calls:
            await asyncio.sleep(0)
        one.cancel()
        await asyncio.sleep(0.01)
        assert camera.stopped == 0
        two.cancel()
        while not camera.stopped:
            await asyncio.sleep(0)
        camera.held = False
        await captures.film(capture_spec("a"), ignore)

    asyncio.run(play())


def test_closing_stops_the_cameras(camera: FakeCamera) -> None:
    async def play() -> None:
        captures = desk(camera)
        camera.held = True
        waiting = asyncio.create_task(captures.film(capture_spec("a"), ignore))
        while not camera.calls:
            await asyncio.sleep(0)
        await captures.close()
        assert camera.stopped == 1
        waiting.cancel()

    asyncio.run(play())


# -- events ------------------------------------------------------------------------------------------------------------


def test_events_do_not_pile_up_while_nobody_looks() -> None:
    queue, film, job = EventQueue(), Path("film"), make_job()
    for number in range(5000):
        queue.put(Progress(film, job.id, "hosting", number, 5000))
        queue.put(JobChanged(film, job.changed()))
    queue.put(Notice(film, Level.ERROR, "a", "A."))
    queue.put(Notice(film, Level.ERROR, "a", "A."))
    events = queue.take()
    assert [type(event) for event in events] == [Progress, JobChanged, Notice, Notice]
    assert isinstance(events[0], Progress)
    assert events[0].done == 4999
    assert queue.take() == []


def test_a_limit_takes_the_oldest_first() -> None:
    queue, film = EventQueue(), Path("film")
    for number in range(10):
        queue.put(Progress(film, f"job{number}", "hosting", 0, 1))
    assert [e.job_id for e in queue.take(3) if isinstance(e, Progress)] == ["job0", "job1", "job2"]
    assert len(queue.take()) == 7


def test_events_may_be_put_from_any_thread() -> None:
    queue, film = EventQueue(), Path("film")

    def put() -> None:
        for _ in range(500):
            queue.put(Notice(film, Level.NOTE, "n", "N."))

    threads = [threading.Thread(target=put) for _ in range(4)]
    taken = 0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        taken += len(queue.take(7))
    taken += len(queue.take())
    assert taken == 2000
