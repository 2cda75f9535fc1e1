# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""This machine and a bundle's folder behind the farms' port: waited for in the same way as a farm."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from farm_parts import Store, film_set, png, spec

from addon.core.errors import UserError
from addon.core.farm import results
from addon.core.farm.bundle import TEMPLATE, BundleFolder
from addon.core.farm.errors import FarmError
from addon.core.farm.machine import ThisMachine, set_of
from addon.core.farm.port import CaptureState, Farm, Handle
from addon.core.farm.waiting import Watch
from addon.core.models import CaptureSpec, MediaKind, Reference

Told = list[tuple[str, int, int]]


class Camera:
    """Films a capture in three frames; `bad` ones raise, `stuck` ones never end."""

    def __init__(self, *, bad: str = "", stuck: str = "") -> None:
        self.bad, self.stuck = bad, stuck
        self.store: dict[str, Reference] = {}
        self.began: list[str] = []
        self.ended = False

    async def film(self, specs: Sequence[CaptureSpec], told: Callable[[str, int, int], None]) -> None:
        try:
            for each in specs:
                self.began.append(each.key)
                for frame in (1, 2, 3):
                    told(each.key, frame, 3)
                    await asyncio.sleep(0)
                if each.key == self.stuck:
                    await asyncio.sleep(3600)
                if each.key == self.bad:
                    raise UserError("The camera is missing.", "Give it one.", code="camera_missing")
                self.store[each.key] = Reference(
                    sha256=each.key, kind=MediaKind.IMAGE, media_type="image/png", path="a.png", name=each.name
                )
        finally:
            self.ended = True


async def waited(camera: Camera, specs: Sequence[CaptureSpec], told: Told) -> list[Reference | BaseException]:
    farm: Farm = ThisMachine(camera.film, camera.store.get)
    watch = Watch(farm, set_of(Path("copy/film.blend"), specs), lambda *said: told.append(said), lambda _: None)
    try:
        return await asyncio.gather(*(watch.reference(each.key) for each in specs), return_exceptions=True)
    finally:
        await watch.cancel("over")


def test_this_machine_is_waited_for_like_any_farm() -> None:
    camera, told = Camera(), []
    specs = [spec(1), spec(2)]
    got = asyncio.run(asyncio.wait_for(waited(camera, specs, told), 30))
    assert [each.name for each in got if isinstance(each, Reference)] == ["SH0001", "SH0002"]
    assert camera.began == [each.key for each in specs]
    assert (specs[1].key, 3, 3) in told


def test_what_was_finished_before_a_failure_is_there_and_the_rest_has_its_reason() -> None:
    specs = [spec(1), spec(2), spec(3)]
    camera = Camera(bad=specs[1].key)
    got = asyncio.run(asyncio.wait_for(waited(camera, specs, []), 30))
    assert isinstance(got[0], Reference)
    assert [getattr(each, "code", None) for each in got[1:]] == ["camera_missing"] * 2


def test_who_waits_no_longer_ends_the_filming() -> None:
    camera = Camera(stuck=spec(1).key)

    async def play() -> None:
        waiting = asyncio.ensure_future(waited(camera, [spec(1)], []))
        while not camera.began:
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert camera.ended, "ended before the one who waited has left"

    asyncio.run(asyncio.wait_for(play(), 30))


def test_a_set_is_filmed_once_however_often_it_is_handed_over() -> None:
    camera = Camera()

    async def play() -> None:
        farm = ThisMachine(camera.film, camera.store.get)
        made = set_of(Path("copy/film.blend"), [spec(1)])
        handle = await farm.submit(made)
        assert await farm.submit(made) == handle == await farm.find(made.id)
        while not (await farm.look(handle, made)).over:
            await farm.pause(handle)
        await farm.cancel(handle, "over")
        assert await farm.find(made.id) is None

    asyncio.run(asyncio.wait_for(play(), 30))
    assert camera.began == [spec(1).key]


def test_a_bundles_folder_is_looked_at_like_a_farm(tmp_path: Path) -> None:
    made = film_set(tmp_path / "film.animatic", [spec(1), spec(2)])
    store = Store()

    async def play() -> None:
        farm: Farm = BundleFolder(made.folder, store)
        assert await farm.find(made.id) is None
        handle = await farm.submit(made)
        assert (made.folder / TEMPLATE).is_file()
        assert await farm.find(made.id) == handle
        assert not (await farm.look(handle, made)).over
        made.out.mkdir(exist_ok=True)
        for value in (1, 2):
            media = made.out / f"{value}.png"
            media.write_bytes(png(8, 4, value))
            results.publish(made.out, spec(value).key, "SH", media, [], 1, 0.1)
        look = await farm.look(handle, made)
        assert look.over
        assert {seen.state for seen in look.captures.values()} == {CaptureState.DONE}
        assert all(isinstance(each, Reference) for each in (await farm.collect(handle, made)).values())
        with pytest.raises(FarmError, match="Who runs the bundle"):
            await farm.cancel(Handle("bundle", made.id), "no")

    asyncio.run(play())
