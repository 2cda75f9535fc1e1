# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what the design has budgets for, on this machine, and print one line each.

    python3 scripts/bench.py                   everything but farm, judge and materials
    python3 scripts/bench.py enable build      only these

The parts: enable, build, place, pump, draw, stall, engine, capture, film, plan, heavy, import, long, press, saved,
spread, clients, farm, judge, materials.

Times are the best of several runs: the least disturbed one. Each budget is checked, and at the end those that were not
kept are named: the exit code is 1 then. No build runs this; look when a hot path changes.
"""

from __future__ import annotations

import _env

if __name__ == "__main__":
    _env.ensure(needs="test", usage=__doc__)

import asyncio
import contextlib
import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(_env.ROOT))

from addon.blender.jobs import send
from addon.blender.takes import lost

RUNS = 5
ROWS_SEEN = 8
"""Rows of a list that a sidebar shows."""


def best(work: Callable[[], Any], runs: int = RUNS) -> float:
    """Seconds of the fastest of several runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


_over: list[str] = []
"""What was not within its budget."""


def say(name: str, value: str, budget: str, *within: tuple[float, float]) -> None:
    """Print what was measured. `within`: what must not be larger than what, for the budget to be kept."""
    kept = all(found <= most for found, most in within)
    if not kept:
        _over.append(name)
    told = "" if not within else "   kept" if kept else "   OVER"
    print(f"{name:<44} {value:>14}   budget {budget}{told}", flush=True)


PIECE_SECONDS = 0.05
"""Of the main thread, that nothing of ours takes longer than in one piece."""
FRAME_SECONDS = 0.042
TICK_SECONDS = 0.008


def bench_enable() -> None:
    """register() in a fresh process, bpy already imported, with the compiled files that Python keeps: an artist enables
    the extension at every start of Blender, and installs it once. What Blender's own start left for the garbage
    collector (10 to 20 ms) is collected before."""
    code = (
        "import gc, sys, os, time, bpy; sys.path.insert(0, sys.argv[1]); gc.collect();"
        " t, c = time.perf_counter(), time.thread_time(); import addon; addon.register();"
        " print(time.perf_counter() - t, time.thread_time() - c, flush=True); os._exit(0)"
    )
    times, processor = [], []
    with tempfile.TemporaryDirectory() as compiled:
        env = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(1 + RUNS):
            command = [sys.executable, "-c", code, str(_env.ROOT)]
            out = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
            clock, ran = map(float, out.stdout.strip().splitlines()[-1].split())
            times.append(clock)
            processor.append(ran)
    told = f"50 ms; {min(times) * 1000:.0f} ms of the clock"
    say("enable the extension", f"{min(processor) * 1000:.1f} CPU ms", told, (min(processor), PIECE_SECONDS))


def _fresh_edit(markers: int = 0) -> Any:
    import bpy

    import addon

    bpy.ops.wm.read_factory_settings(use_empty=True)
    with contextlib.suppress(Exception):
        addon.unregister()
    addon.register()
    scene = bpy.context.scene
    scene.sequence_editor_create()
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(camera)
    scene.frame_end = max(markers * 24, 24)
    for number in range(markers):
        scene.timeline_markers.new(f"m{number}", frame=1 + 24 * number).camera = camera
    return scene


def bench_build(few: int = 250, many: int = 1000) -> None:
    """Build Shots over camera markers: linear in their number."""
    from addon.blender.shots import build

    times = {few: float("inf"), many: float("inf")}
    for count in (few, many) * RUNS:
        scene = _fresh_edit(count)
        start = time.perf_counter()
        build.build_shots(scene)
        times[count] = min(times[count], time.perf_counter() - start)
    linear = f"{many / few:.1f} x {few} shots; is {times[many] / times[few]:.1f} x"
    grown = (times[many] / times[few], 1.25 * many / few)
    say(f"build {many:,} shots", f"{times[many] * 1000:.0f} ms", f"{linear}, a quarter more at most", grown)


def _tiny_movie(folder: Path) -> Path:
    import av
    import numpy as np

    path = folder / "tiny.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        for _ in range(60):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((720, 1280, 3), np.uint8), "rgb24")))
        container.mux(stream.encode())
    return path


def bench_place(few: int = 25, many: int = 100, sizes: Sequence[tuple[int, int]] = ((1280, 720), (1920, 1080))) -> None:
    """Placing one take on each of many shots: linear in their number."""
    from addon.blender import timeline
    from addon.blender.edit import sources
    from addon.blender.shots import build
    from addon.blender.values import to_model
    from addon.core.models import Take

    with tempfile.TemporaryDirectory() as folder:
        file = _tiny_movie(Path(folder))
        times = {}
        for count in (few, many):
            scene = _fresh_edit(count)
            build.build_shots(scene)
            located = sources.locate(scene)
            shots = [to_model(shot, scene, located=located) for shot in scene.animatic.shots]
            start = time.perf_counter()
            for number, shot in enumerate(shots):
                take = Take(
                    id=f"{number:026d}", shot_uuid=shot.uuid, shot_name=shot.name, number=1, file="x.mp4", model="m",
                    tier="draft", prompt="", size="1280x720", seconds=2, fps=30, has_audio=False, created="",
                )  # fmt: skip
                timeline.place(scene, shot, take, file=file, undo_step=False)
            times[count] = time.perf_counter() - start
        each = times[many] / many * 1000
        linear = f"linear; {many} are {times[many] / times[few]:.1f} x {few}"
        grown = (times[many] / times[few], 1.5 * many / few)
        say(f"place a take, {many} on the timeline", f"{each:.1f} ms", f"{linear}, half more at most", grown)
        for size in sizes:
            _place_in_pieces(_movie_with_sound(Path(folder), size), f"{size[1]}p", few)


def _place_in_pieces(file: Path, name: str, takes: int) -> None:
    """The pieces in which the pump places a video with sound: each opens it once at most."""
    from addon.blender.edit import sources
    from addon.blender.shots import build
    from addon.blender.timeline.placing import placing
    from addon.blender.values import to_model
    from addon.core.models import Take

    scene = _fresh_edit(takes)
    build.build_shots(scene)
    located = sources.locate(scene)
    runs = []
    for number, shot in enumerate([to_model(shot, scene, located=located) for shot in scene.animatic.shots]):
        take = Take(
            id=f"{number:026d}", shot_uuid=shot.uuid, shot_name=shot.name, number=1, file="x.mp4", model="m",
            tier="draft", prompt="", size="1280x720", seconds=5, fps=30, has_audio=True, created="",
        )  # fmt: skip
        runs.append(_pieces(placing(scene, shot, take, file=file)))
    picture, sound, undo = (min(run[part] for run in runs) * 1000 for part in range(3))
    told = f"42 ms a piece; picture {picture:.0f}, sound {sound:.0f}, undo step {undo:.0f} ms"
    longest = (max(picture, sound, undo) / 1000, FRAME_SECONDS)
    say(f"place a take of {name} with sound", f"{picture + sound + undo:.0f} CPU ms", told, longest)


def _movie_with_sound(folder: Path, size: tuple[int, int]) -> Path:
    """Five seconds at 30 a second, with something to see in every frame."""
    import av
    import numpy as np

    path = folder / f"sound{size[1]}.mp4"
    blocks = np.random.default_rng(1).integers(0, 255, (size[1] // 8, size[0] // 8, 3), dtype=np.uint8)
    picture = blocks.repeat(8, 0).repeat(8, 1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        sound = container.add_stream("aac", rate=48000)
        for number in range(150):
            shown = np.ascontiguousarray(np.roll(picture, number * 4, 1))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(shown, "rgb24")))
        container.mux(stream.encode())
        for number in range(5 * 48000 // 1024):
            wave = 0.2 * np.sin(np.arange(1024)[None] / 20)
            heard = av.AudioFrame.from_ndarray(wave.astype(np.float32), format="fltp", layout="mono")
            heard.sample_rate, heard.pts = 48000, number * 1024
            container.mux(sound.encode(heard))
        container.mux(sound.encode())
    return path


def _jobs_for(scene: Any, folder: Any) -> list[Any]:
    """A job for each shot: every other one running, the rest placed long ago."""
    from addon.blender.properties import film
    from addon.blender.values import apply_take
    from addon.core.jobs.job import new_job, utc_now
    from addon.core.jobs.states import State
    from addon.core.models import Take

    jobs = []
    for shot in film(scene).shots:
        shot.route, shot.block("action").text = "text", "A robot waves."
    for number, plan in enumerate(send.make_plans(scene, list(film(scene).shots))):
        job = new_job(plan, batch="batch", take_number=1, gateway="rehearsal")
        running = {"running_since": utc_now(), "operation": {"gatewayJobId": "job"}}
        job = job.moved(State.SUBMITTING).moved(State.RUNNING, **running)
        if number % 2:
            job = job.moved(State.DOWNLOADING).moved(State.READY, take_file="x.mp4").moved(State.PLACED)
            shot = film(scene).shots[number]
            take = Take(
                id=job.id, shot_uuid=shot.uuid, shot_name=shot.name, number=1, file="x.mp4", model="m",
                tier="draft", prompt="", size="1280x720", seconds=2, fps=30, has_audio=False, created="",
            )  # fmt: skip
            apply_take(shot.takes.add(), take)
        jobs.append(job)
    return jobs


def _session_of(engine: Any) -> Any:
    """The session of a Blender whose engine is another one than it would start: no films, no copies, no farm."""
    from addon.blender.engine.session import Session

    made: Any = Session.__new__(Session)
    made.engine, made.live, made._films, made._capturers = engine, False, {}, {}
    return made


def bench_pump(shots: int = 200) -> None:
    """The longest tick while the events of as many jobs are waiting, in an edit of 200 shots; and one with nothing
    new."""
    import bpy

    from addon.blender.engine import session
    from addon.blender.engine.view import current as view
    from addon.blender.film import pump
    from addon.blender.shots import build
    from addon.blender.values import film_folder
    from addon.core.jobs.events import EventQueue, JobChanged, Progress

    scene = _fresh_edit(shots)
    build.build_shots(scene)
    with tempfile.TemporaryDirectory() as folder:
        bpy.ops.wm.save_as_mainfile(filepath=str(Path(folder, "film.blend")))
        events = EventQueue()

        class Engine:
            idle = False

            def poll(self, limit: int | None = None) -> list[Any]:
                return events.take(limit)

        film = film_folder().root
        view.clear(film)
        jobs = _jobs_for(scene, film)
        session._current = _session_of(Engine())
        for job in jobs:
            events.put(JobChanged(film, job))
        ticks = []
        for turn in range(60):
            for job in jobs[::2]:
                events.put(Progress(film, job.id, "downloading", turn, 50))
                events.put(JobChanged(film, job.changed()))
            start = time.thread_time()
            pump.tick()
            ticks.append(time.thread_time() - start)
        while events.take():
            pass
        start = time.thread_time()
        pump.tick()
        quiet = time.thread_time() - start
        session._current = None
    usual = sorted(ticks)[len(ticks) // 2]
    say(
        f"one pump tick, {shots} jobs",
        f"{max(ticks) * 1000:.1f} CPU ms",
        f"8 ms and one event, 10 ms; usually {usual * 1000:.1f} ms",
        (max(ticks), TICK_SECONDS + 0.002),
    )
    say("the same, nothing new", f"{quiet * 1000:.1f} CPU ms", "8 ms", (quiet, TICK_SECONDS))


class _NoLayout:
    """Takes what panels draw and shows nothing: measured is the panels' own Python, not Blender's widgets."""

    def __getattr__(self, name: str) -> Any:
        return self._draw

    def __setattr__(self, name: str, value: Any) -> None:
        """A button's property may be called as one of a layout's functions is: nothing is kept."""

    def _draw(self, *_: Any, **__: Any) -> _NoLayout:
        return self

    def __iter__(self) -> Any:  # layout.panel() gives a header and a body
        return iter((self, self))


def bench_draw(shots: int = 1000) -> None:
    """All panels of the tab with every part open, and the rows of their lists, in a film of as many shots and jobs."""
    import bpy

    from addon.blender import ui
    from addon.blender.engine.view import current as view
    from addon.blender.project import overview
    from addon.blender.properties import film
    from addon.blender.shots import build
    from addon.blender.values import film_folder

    scene = _fresh_edit(shots)
    build.build_shots(scene)
    with tempfile.TemporaryDirectory() as folder:
        bpy.ops.wm.save_as_mainfile(filepath=str(Path(folder, "film.blend")))
        view.clear(film_folder().root)
        view.jobs = {job.id: job for job in _jobs_for(scene, film_folder())}
        lost.refresh()
        overview.refresh(scene)
        settings = film(scene)
        settings.shot_index = 1  # one that has a take
        panels = [panel for panel in bpy.types.Panel.__subclasses__() if issubclass(panel, ui.SequencerPanel)]
        kinds = {kind.__name__: kind for kind in bpy.types.UIList.__subclasses__()}
        lists = [("shots", settings.shots, settings), ("takes", settings.shots[1].takes, settings.shots[1])]
        nowhere = _NoLayout()
        drawn: Any = type("Drawn", (), {"layout": nowhere})()
        methods = [{name: made for name, made in vars(panel).items() if callable(made)} for panel in panels]
        stands_in = [type("Drawn", (), {**own, "layout": nowhere})() for own in methods]

        def draw() -> None:
            for panel, stand_in in zip(panels, stands_in, strict=True):
                for part in {"draw_header_preset", "draw"} & panel.__dict__.keys():
                    getattr(stand_in, part)(bpy.context)
            for name, items, owner in lists:
                draw_item = kinds[f"ANIMATIC_UL_{name}"].draw_item
                for index, item in enumerate(items[:ROWS_SEEN]):
                    draw_item(drawn, bpy.context, nowhere, owner, item, 0, None, "", index)

        took = best(draw, 50)
        say(f"draw {len(panels)} panels, {shots:,} shots and jobs", f"{took * 1000:.2f} ms", "4 ms", (took, 0.004))
        view.clear(None)


def bench_stall(shots: int = 200) -> None:
    """The longest that the main thread is away while jobs are sent, polled, downloaded and placed: a beat every 5 ms,
    with the engine at work in its thread. The gateway answers at once, which is the worst for the beat."""
    sys.path[:0] = [str(_env.ROOT / "tests" / "jobs")]
    import bpy
    import job_parts

    from addon.blender.engine import session
    from addon.blender.engine.view import current as view
    from addon.blender.film import pump
    from addon.blender.properties import film
    from addon.blender.shots import build
    from addon.core.jobs.job import new_job

    job_parts.video_bytes()
    scene = _fresh_edit(shots)
    build.build_shots(scene)
    for shot in film(scene).shots:
        shot.route, shot.block("action").text = "text", "A robot waves."
    with tempfile.TemporaryDirectory() as folder:
        bpy.ops.wm.save_as_mainfile(filepath=str(Path(folder, "film.blend")))
        studio = job_parts.Studio(Path(folder))
        view.clear(studio.folder.root)
        session._current = _session_of(studio.engine)
        plans = send.make_plans(scene, list(film(scene).shots))
        jobs = [new_job(plan, batch="batch", take_number=1, gateway="rehearsal") for plan in plans]
        studio.engine.submit(studio.film, jobs)
        away, ticks = [], []
        landed = _noted(pump, "_land")
        while not studio.engine.idle or len(away) < 10 or not all(shot.takes for shot in film(scene).shots):
            start, before = time.perf_counter(), _ran_and_queued()
            time.sleep(0.005)
            began, landed[:] = time.thread_time(), []
            pump.tick()
            ticks.append((any(landed), time.thread_time() - began))
            away.append(
                (time.perf_counter() - start - 0.005, *(b - a for a, b in zip(before, _ran_and_queued(), strict=True)))
            )
        session._current = None
        studio.close()
        view.clear(None)
    usual = sorted(away)[len(away) // 2][0]
    longest, ran, queued = max(away)
    parts = f"its own {ran * 1000:.0f}, waiting for a core {queued * 1000:.0f}, for other threads and the disk the rest"
    told = f"a frame, 42 ms without the wait for a core; {parts}; usually {usual * 1000:.1f} ms"
    say(f"longest stall, {shots} jobs", f"{longest * 1000:.0f} ms", told, (longest - queued, FRAME_SECONDS))
    placing, other = (max(cpu for lands, cpu in ticks if lands is kind) * 1000 for kind in (True, False))
    told = f"10 ms, with a piece of a placement 42; that is {placing:.1f} ms"
    within = ((other / 1000, TICK_SECONDS + 0.002), (placing / 1000, FRAME_SECONDS))
    say("the longest of its ticks", f"{other:.1f} CPU ms", told, *within)


def _ran_and_queued() -> tuple[float, float]:
    """Seconds that this thread ran on a core, and that it was ready to and had none; 0 where the system does not say
    (Linux does)."""
    try:
        ran, queued, _ = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text().split()
    except OSError:
        return 0.0, 0.0
    return int(ran) / 1e9, int(queued) / 1e9


def _noted(module: Any, name: str) -> list[Any]:
    """Let what a function of a module answers be noted, too."""
    found: list[Any] = []
    plainly = getattr(module, name)

    def noting(*given: Any) -> Any:
        found.append(plainly(*given))
        return found[-1]

    setattr(module, name, noting)
    return found


def bench_engine(together: int = 100) -> None:
    """What the job engine itself takes a shot: its writes, checks and waits, with a gateway that answers at once."""
    sys.path[:0] = [str(_env.ROOT), str(_env.ROOT / "tests" / "jobs")]
    from dataclasses import replace

    import job_parts

    job_parts.video_bytes()
    for count, captures in ((together, ("hero",)), (1, ("hero",))):
        with tempfile.TemporaryDirectory() as folder:
            studio = job_parts.Studio(
                Path(folder), settings=replace(job_parts.FAST, poll_first=0.001, poll_longest=0.001, jobs_at_once=50)
            )
            studio.catalog = job_parts.quick_catalog(50)
            studio.restart()
            jobs = [job_parts.make_job(f"SH{number:03}", captures=captures) for number in range(count)]
            start = time.perf_counter()
            studio.run(*jobs)
            each = (time.perf_counter() - start) / count
            studio.close()
        budget, within = ("30 ms", [(each, 0.03)]) if count > 1 else ("-", [])
        say(f"engine, a shot, {count} sent together", f"{each * 1000:.0f} ms", budget, *within)


def bench_capture() -> None:
    """Filming a turntable against a bare render of the same frames by the same engine, both with one drawing thread.

    In seconds of processor time: seconds of the clock say more about what else this machine does."""
    os.environ["LP_NUM_THREADS"] = "1"  # before bpy draws
    import resource

    import bpy

    sys.path.insert(0, str(_env.ROOT / "scripts"))
    import demo_film

    import addon
    from addon.blender.capture import runner, specs
    from addon.blender.capture.copy import save_copy
    from addon.blender.capture.store import CaptureStore
    from addon.blender.engine.session import blender_command
    from addon.core.files import FilmFolder
    from addon.second import turntable

    with contextlib.suppress(Exception):
        addon.unregister()
    scene = demo_film.build()
    spec = specs.turntable_spec("Mia", bpy.data.collections["Mia"], scene)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy.blend")
        save_copy(copy)
        store = CaptureStore(FilmFolder(Path(folder, "film.blend")))
        asyncio.run(runner.film(blender_command(), copy, [spec], store, lambda *_: None))
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        ours = children.ru_utime + children.ru_stime
        made = turntable.build(bpy.data.collections["Mia"], spec.model_dump(mode="json"))
        made.turn()
        stage = made.scene
        from addon.second import compat

        stage.render.resolution_x, stage.render.resolution_y, stage.render.fps = spec.width, spec.height, 24
        stage.render.resolution_percentage = 100
        compat.movie_output(stage.render)
        stage.render.filepath = str(Path(folder, "bare.mp4"))
        start = time.process_time()
        bpy.ops.render.render(animation=True, scene=stage.name)
        bare = time.process_time() - start
    told = f"1.10 x a bare render; is {ours / bare:.2f} x"
    say("film a turntable, 72 frames of 720p", f"{ours:.1f} CPU s", told, (ours / bare, 1.10))


def bench_film() -> None:
    """1, 10 and 40 captures of a batch against a bare render of the same frames in as many processes, and the batch in
    one process against two; seconds of processor time."""
    os.environ["LP_NUM_THREADS"] = "1"  # before bpy draws
    import bpy
    from benches import filming

    sys.path.insert(0, str(_env.ROOT / "scripts"))
    import demo_film

    import addon
    from addon.blender.capture.copy import save_copy

    with contextlib.suppress(Exception):
        addon.unregister()
    scene = demo_film.build()
    cameras = sorted(thing.name for thing in bpy.data.objects if thing.type == "CAMERA")
    with tempfile.TemporaryDirectory() as place:
        folder, copy = Path(place), Path(place, "copy.blend")
        save_copy(copy)
        for count, processes in ((1, 1), (10, 2), (10, 1), (40, 2)):
            specs = filming.clips(scene, cameras, count)
            own = filming.ours(copy, specs, folder / f"ours{count}-{processes}", processes)
            plain = filming.bare(copy, specs, folder / f"bare{count}-{processes}", processes)
            name = f"film {count} of {filming.FRAMES} frames, {processes} at once"
            told = f"1.10 x a bare render; is {own.cpu / plain.cpu:.2f} x, {own.wall:.0f} s against {plain.wall:.0f} s"
            say(name, f"{own.cpu:.1f} CPU s", told, (own.cpu / plain.cpu, 1.10))


def bench_plan(shots_of: tuple[int, ...] = (22, 1000), scenes: int = 22) -> None:
    """Plans of scene-strip shots that share two heavy characters (1.2 M faces), with all that their scenes show read
    anew; in seconds of processor time."""
    import bpy
    from benches import heavy_film

    from addon.blender.cast.members import add_member, cast_in
    from addon.blender.engine import warmup
    from addon.blender.jobs import preflight_ops
    from addon.blender.properties import film
    from addon.blender.shots import build

    warmup._load()  # as a thread does in a Blender with a window
    for shots in shots_of:
        _fresh_edit()
        edit = heavy_film.build(scenes, shots)
        addon_again()
        build.build_shots(edit)
        for name in ("Ada", "Bo"):
            add_member(edit, name, collection=bpy.data.collections[name])
        for shot in film(edit).shots:
            shot.route, shot.block("action").text = "blockout", "They wave."
            for member in film(edit).cast:
                cast_in(shot, member.uuid)
        with tempfile.TemporaryDirectory() as folder:
            bpy.ops.wm.save_as_mainfile(filepath=str(Path(folder, "film.blend")))
            runs = [_pieces(send.planning(edit, list(film(edit).shots))) for _ in range(RUNS)]
            with _BlendersOwn() as own:
                opened = [_pieces(preflight_ops.looking_over(edit, "all", "", "", ""), own) for _ in range(2)][-1]
        least = min(runs, key=sum)
        longest = f"50 ms a piece; the longest {max(least) * 1000:.0f} ms, at first {max(runs[0]) * 1000:.0f} ms"
        within = ((sum(least), 2.0), (max(least), PIECE_SECONDS))
        say(f"plan {shots:,} shots, {scenes} heavy scenes", f"{sum(least):.2f} CPU s", f"2 s, {longest}", *within)
        ours = f"50 ms a piece of ours; the longest {max(opened) * 1000:.0f} ms; {own.told}"
        piece = (max(opened), PIECE_SECONDS)
        say(f"open their preflight, {shots:,} shots", f"{sum(opened):.2f} CPU s", ours, piece)


def bench_heavy(scenes: int = 22) -> None:
    """What looks at a heavy film (1.2 M faces in 22 scenes, 250,000 of each of two rigged bodies): pieces of the main
    thread's processor time. What Blender does in one call is told first: nothing of ours can split it."""
    import bpy
    from benches import heavy_film
    from mathutils import Vector

    from addon.blender.cast import propose, references
    from addon.blender.cast.members import add_member, cast_in
    from addon.blender.properties import film
    from addon.blender.shots import build, describe, lengths
    from addon.blender.values import to_model

    edit = heavy_film.build(scenes)
    addon_again()
    build.build_shots(edit)
    for name in ("Ada", "Bo"):
        add_member(edit, name, collection=bpy.data.collections[name])
    shots = list(film(edit).shots)
    for shot in shots:
        for member in film(edit).cast:
            cast_in(shot, member.uuid)
    scene = bpy.data.scenes["Place 000"]
    layer, body = scene.view_layers[0], bpy.data.objects["Ada Body"]
    works = {
        "one frame of a scene": lambda: scene.frame_set(1 + scene.frame_current % 40),
        "sorting a body's faces for rays": lambda: body.evaluated_get(layer.depsgraph).ray_cast(
            Vector((0.0, 0.0, 0.9)), Vector((0.0, 0.0, 1.0))
        ),
    }
    layer.update()
    for name, work in works.items():
        found = []
        for _ in range(RUNS):
            scene.frame_set(1 + scene.frame_current % 40)
            start = time.thread_time()
            work()
            found.append(time.thread_time() - start)
        say(f"Blender's own: {name}", f"{min(found) * 1000:.0f} CPU ms", "-")

    def first_look() -> Any:
        references._read = None
        references.states.clear()
        return references.looking(edit)

    looks = {
        "references, first look": first_look,
        "references, nothing changed": lambda: references.looking(edit),
        "describe 3 shots": lambda: describe.describing(edit, shots[:3]),
        "who is in 3 shots": lambda: propose.proposing(edit, shots[:3]),
        "Length… of a shot": lambda: lengths.choosing(edit, to_model(shots[-1], edit)),
    }
    with tempfile.TemporaryDirectory() as folder:
        bpy.ops.wm.save_as_mainfile(filepath=str(Path(folder, "film.blend")))
        edit = bpy.context.scene
        shots = list(film(edit).shots)
        for what, begin in looks.items():
            with _BlendersOwn() as own:
                runs = [_pieces(begin(), own) for _ in range(3)]
            longest = max(min(pieces) for pieces in zip(*runs, strict=False))
            told = f"50 ms a piece of ours; the longest {longest * 1000:.0f} ms of {len(runs[0])}; {own.told}"
            say(what, f"{min(map(sum, runs)):.2f} CPU s", told, (longest, PIECE_SECONDS))


class _BlendersOwn:
    """Seconds of the main thread's processor in which Blender evaluates a scene: a single call, which nothing of ours
    can split."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._begun = 0.0
        self._longest = 0.0

    def __enter__(self) -> _BlendersOwn:
        import bpy

        handlers = bpy.app.handlers
        for before, after in (
            (handlers.frame_change_pre, handlers.frame_change_post),
            (handlers.depsgraph_update_pre, handlers.depsgraph_update_post),
        ):
            before.append(self._evaluation_begins)
            after.insert(0, self._evaluation_ends)
        return self

    def __exit__(self, *_: object) -> None:
        import bpy

        for name in ("frame_change", "depsgraph_update"):
            getattr(bpy.app.handlers, f"{name}_pre").remove(self._evaluation_begins)
            getattr(bpy.app.handlers, f"{name}_post").remove(self._evaluation_ends)

    @property
    def told(self) -> str:
        longest = f"evaluating {self._longest * 1000:.0f} ms"
        return f"Blender's own, one call: {longest}" if self._longest else "nothing of Blender's own"

    def _evaluation_begins(self, *_: object) -> None:
        self._begun = time.thread_time()

    def _evaluation_ends(self, *_: object) -> None:
        took = time.thread_time() - self._begun
        self.seconds += took
        self._longest = max(self._longest, took)


def _pieces(steps: Generator[Any, Any, Any], own: _BlendersOwn | None = None) -> list[float]:
    """Seconds of the main thread's processor that each piece of some work takes, without those of `own`."""
    gc.freeze()  # as an operator does whose work is in slices

    def ours() -> float:
        return time.thread_time() - (own.seconds if own is not None else 0.0)

    found, before = [], ours()
    for _ in steps:
        now = ours()
        found.append(now - before)
        before = now
    return [*found, ours() - before]


def bench_import(count: int = 1000) -> None:
    """A shot list, a re-edit and a screenplay of as many shots come in, and the same again; pieces of the main thread's
    time."""
    import bpy

    rows = (f"SH{n:04},A robot waves {n}.,{48 + n % 20},Ada,Hello {n}\n" for n in range(count))
    scenes = (
        f"INT. ROOM {n // 4} - DAY\n\nAda waves {n} and goes to the door.\n\nADA\nHello {n}.\n\n" for n in range(count)
    )
    files = {
        "list.csv": "".join(["Shot,Description,Frames,Cast,Dialogue\n", *rows]),
        "play.fountain": "".join(["Title: X\n\n", *scenes]),
    }
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            scene, path = _fresh_edit(), Path(place, name)
            bpy.ops.wm.save_as_mainfile(filepath=str(Path(place, f"{name}.blend")))
            path.write_text(text, encoding="utf-8")
            for what in (f"{count:,} new", "the same"):
                _import(scene, path, f"import {name}, {what}")
            if name == "list.csv":
                _import(scene, _re_edited(scene, Path(place)), f"import turned.otio, {count:,} moved")


def _import(scene: Any, path: Path, name: str) -> None:
    from addon.blender.exchange import importing

    reading = _pieces(importing.proposing(scene, path))
    proposal = importing.propose(scene, path)
    pieces = _pieces(proposal.steps(proposal.wanted))
    told = f"50 ms a piece; the longest {max(pieces) * 1000:.0f} ms, reading {sum(reading) * 1000:.0f} ms"
    piece = (max(*pieces, *reading), PIECE_SECONDS)
    say(name, f"{sum(pieces) * 1000:.0f} ms", f"{told}, the longest {max(reading) * 1000:.0f} ms", piece)


def _re_edited(scene: Any, folder: Path) -> Path:
    """The edit with its second half first."""
    import json

    from addon.blender.exchange import writing
    from addon.core.files import FilmFolder

    written = writing.export(scene, FilmFolder(folder / "list.csv.blend"), "otio", choices=writing.Choices())
    told = json.loads(written.file.read_text(encoding="utf-8"))
    for track in told["tracks"]["children"]:
        half = len(track["children"]) // 2
        track["children"] = track["children"][half:] + track["children"][:half]
    path = folder / "turned.otio"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def bench_long(counts: tuple[int, ...] = (1000, 10_000)) -> None:
    """Opening a film after thousands of jobs: the longest tick, and what is asked of them later; the main thread's
    processor time, in which Python's garbage collector has a part."""
    import bpy
    from benches import long_film

    from addon.blender.engine import session, warmup
    from addon.blender.engine.view import current as view
    from addon.blender.film import opening, pump
    from addon.core.jobs import spent
    from addon.core.jobs.ledger import read_jobs, reading

    warmup._load()  # as a thread does in a Blender with a window
    warmup._load_sending()
    for count in counts:
        _fresh_edit()
        with tempfile.TemporaryDirectory() as place:
            bpy.ops.wm.save_as_mainfile(filepath=str(Path(place, "film.blend")))
            made = long_film.jobs(count, 200)
            folder = long_film.write(Path(place, "film.blend"), made)
            view.clear(folder.root)
            began = time.thread_time()
            opening._many(folder)
            opening._open_by_steps(folder)
            ticks = [time.thread_time() - began]
            while view.being_read:
                start = time.thread_time()
                pump.tick()
                ticks.append(time.thread_time() - start)
            usual = sorted(ticks)[len(ticks) // 2] * 1000
            name = f"{count:,} jobs"
            told = f"50 ms a piece; usually {usual:.1f} ms"
            say(f"open a film of {name}", f"{max(ticks) * 1000:.0f} ms", told, (max(ticks), PIECE_SECONDS))
            pieces = [_pieces(reading(folder)) for _ in range(3)][-1]
            told = f"50 ms a piece; the longest {max(pieces) * 1000:.0f} ms"
            piece = (max(pieces), PIECE_SECONDS)
            say(f"read {name} again, in steps", f"{sum(pieces) * 1000:.0f} CPU ms", told, piece)
            works = {
                f"what {name} cost today": (partial(spent.spent_on, made, date.today()), "50 ms"),
                f"the queue of {name}": (view.refresh, "50 ms"),
                f"read {name} again, beside Blender": (partial(read_jobs, folder), "-"),
                f"money report of {name}, beside Blender": (partial(spent.report, made), "-"),
            }
            for what, (work, budget) in works.items():
                took = min(_timed(work) for _ in range(3))
                within = [] if budget == "-" else [(took, PIECE_SECONDS)]
                say(what, f"{took * 1000:.0f} CPU ms", budget, *within)
            _say_steps(f"Lost and Found over {name}", lost.looking)
            session.stop()  # it writes in the folder that is removed now
            view.clear(None)


def bench_saved(takes: int = 10_000, shots: int = 1000) -> None:
    """A film with thousands of takes on its shots is opened, worked with and saved as another, as in a Blender with a
    window: the main thread's processor time."""
    from types import SimpleNamespace

    import bpy
    from benches import long_film

    from addon.blender.engine import beside, placeholders, session, warmup
    from addon.blender.engine.view import current as view
    from addon.blender.exchange import writing
    from addon.blender.export import data
    from addon.blender.film import opening, pump, save_as
    from addon.blender.shots import build
    from addon.blender.takes import stale

    warmup._load()
    warmup._load_sending()
    scene = _fresh_edit(shots)
    with tempfile.TemporaryDirectory() as place:
        blend = Path(place, "film.blend")
        bpy.ops.wm.save_as_mainfile(filepath=str(blend))
        folder = long_film.with_takes(blend, scene, takes, shots)
        view.clear(folder.root)
        opening._attach(folder, None)
        gc.freeze()
        name = f"{takes:,} takes on {shots:,} shots"
        works = {
            f"strips whose video is gone, {name}": lambda: list(save_as.mending(folder)),
            "the queue of as many jobs": view.refresh,
            "what a save marks of them": stale._before_saving,
            "placeholders after an undo": placeholders._look_through,
        }
        for what, work in works.items():
            took = min(_timed(work) for _ in range(3))
            say(what, f"{took * 1000:.0f} CPU ms", "50 ms", (took, PIECE_SECONDS))
        steps: dict[str, Callable[[], Generator[Any, Any, Any]]] = {
            "Lost and Found of them": lost.looking,
            "a contact sheet gathered": lambda: data.gathering_sheet(scene, folder, Path(place, "sheet.png"), blend),
            "the shot list (CSV)": lambda: writing.exporting(scene, folder, "csv"),
            "its shots built again": lambda: build.building(scene),
        }
        for what, begin in steps.items():
            _say_steps(f"{what}, {name}", begin)
        own = ("is_job_running", "binary_path", "timers", "handlers")
        app = SimpleNamespace(background=False, **{name: getattr(bpy.app, name) for name in own})
        for module in (beside, save_as, opening, session):
            vars(module)["bpy"] = SimpleNamespace(app=app, data=bpy.data, context=bpy.context)
        at_once = _timed(lambda: bpy.ops.wm.save_as_mainfile(filepath=str(Path(place, "other.blend"))))
        began, ticks = time.perf_counter(), []
        while save_as._bringing is not None or save_as._showing is not None or view.being_read:
            ticks.append(_timed(pump.tick))
            time.sleep(0.02)
        seconds = time.perf_counter() - began
        for module in (beside, save_as, opening, session):
            vars(module)["bpy"] = bpy
        for handlers in (bpy.app.handlers.save_pre, bpy.app.handlers.save_post):
            handlers.clear()
        plainly = _timed(lambda: bpy.ops.wm.save_as_mainfile(filepath=str(Path(place, "third.blend"))))
        told = f"50 ms beside Blender's own {plainly * 1000:.0f} ms; the longest tick then {max(ticks) * 1000:.0f} ms"
        within = ((at_once - plainly, PIECE_SECONDS), (max(ticks), PIECE_SECONDS))
        ours = f"{(at_once - plainly) * 1000:.0f} CPU ms"
        say(f"Save As, {name}", ours, f"{told}, for {seconds:.0f} s", *within)
        beside.stop()
        session.stop()
        view.clear(None)


def bench_press(takes: int = 10_000, shots: int = 1000, size: tuple[int, int] = (320, 180), worst: int = 40) -> None:
    """Everything of the extension that a window would call, once, in a film with thousands of takes, as many of them on
    the timeline as there are shots: the longest piece of ours of each, and what Blender took of it by itself. A run
    that is ended before all is seen is gone on with by the next."""
    import bpy
    from benches import long_film, pressed

    from addon.blender.engine import session, slices, warmup
    from addon.blender.engine.view import current as view
    from addon.core.jobs.ledger import read_jobs

    warmup._load()
    warmup._load_sending()
    scene = _fresh_edit(shots)
    for _ in slices.loading(0):
        pass
    with tempfile.TemporaryDirectory() as place:
        blend = Path(place, "film.blend")
        bpy.ops.wm.save_as_mainfile(filepath=str(blend))
        folder = long_film.with_takes(blend, scene, takes, shots)
        long_film.on_timeline(scene, folder, _movie_with_sound(Path(place), size))
        bpy.ops.wm.save_mainfile()
        session.stop()
        view.clear(folder.root)
        view.jobs = {job.id: job for job in read_jobs(folder).jobs}
        gc.freeze()
        for what, work in pressed.BLENDERS.items():
            least = min(_timed(partial(work, scene)) for _ in range(3))
            say(f"Blender's own: {what}", f"{least * 1000:.0f} CPU ms", "-")
        notes = Path(tempfile.gettempdir(), f"animatic-press-{bpy.app.version_string}-{takes}-{shots}.jsonl")
        found = pressed.all_of_it(notes)
        notes.unlink()  # all of it was seen
        found.sort(key=lambda press: -press.longest.seconds)
        for one in found[:worst]:
            told = f"50 ms a piece; Blender's own {one.blenders * 1000:.0f}; {one.ended[:60]}"
            say(f"{one.name}, {one.longest.what}", f"{one.longest.seconds * 1000:.0f} CPU ms", told)
        over = sum(one.longest.seconds > 0.05 for one in found)
        say(f"of {len(found)} that are pressed, drawn or told, over 50 ms", str(over), "0", (over, 0))
        session.stop()
        view.clear(None)


def _say_steps(what: str, begin: Callable[[], Generator[Any, Any, Any]]) -> None:
    """Work in steps, each time anew: the main thread's processor time of all of it and of its longest step."""
    runs = [_pieces(begin()) for _ in range(3)]
    longest = min(max(run) for run in runs)
    told = f"50 ms a piece; the longest {longest * 1000:.0f} ms"
    say(what, f"{min(map(sum, runs)) * 1000:.0f} CPU ms", told, (longest, PIECE_SECONDS))


def _timed(work: Callable[[], Any]) -> float:
    """Seconds of this thread's processor."""
    start = time.thread_time()
    work()
    return time.thread_time() - start


def bench_spread() -> None:
    """US dollars, and seconds that are asked, for each second that is used of a film's shots: asked as we do and as
    others would."""
    from benches import spread

    rows = spread.rows()
    for model in dict.fromkeys(row[0] for row in rows):
        found = [row[1:] for row in rows if row[0] == model]
        by_way = {way: f"${usd:.3f}, {asked / used:.2f} s" for way, asked, used, usd in found}
        price = {way: float(usd) for way, _, _, usd in found}
        least = (price[spread.WAYS[0]], min(price[way] for way in spread.WAYS[1:]))
        others = "; ".join(f"{way} {by_way[way]}" for way in spread.WAYS[1:])
        say(f"a used second, {model.rsplit('/', 1)[-1]}", by_way[spread.WAYS[0]], f"the least; {others}", least)


def addon_again() -> None:
    """Register the extension anew: reading the factory's settings took it away."""
    import addon

    with contextlib.suppress(Exception):
        addon.unregister()
    addon.register()


def bench_clients() -> None:
    """The whole engine beside the official client, in turns against one neutral server; see scripts/side_by_side."""
    from side_by_side import compare

    if not compare.checked(compare.run()):
        _over.append("beside the official clients")


def bench_farm() -> None:
    """200 stills of one bundle, filmed by two real `openjd run` at once, one of which is killed in the midst."""
    from benches import farm

    _fresh_edit()
    farm.scene()
    with tempfile.TemporaryDirectory() as folder:
        found = farm.shared(Path(folder, "bundle"), farm.stills(200), per_task=25, kill_after=60)
    killed = "one killed" if found.killed else "none killed"
    say(f"200 captures over two workers, {killed}: lost", str(len(found.lacking)), "0", (len(found.lacking), 0))
    say("200 captures over two workers: filmed twice", str(len(found.twice)), "0", (len(found.twice), 0))
    say("200 captures over two workers", f"{found.seconds:.0f} s", "-")


def bench_materials() -> None:
    """Materials that artists have, as Automatic films them on this machine, beside a patient engine's picture: the
    difference of each, and a contact sheet to look at. Files of other makers too, where FIGURES says where they are."""
    from benches.materials import again, aside, asked, brought, exports, files, first, fresh, kits, worn

    folder = Path(tempfile.gettempdir(), "materials")
    parts = []
    for built in (first, fresh, brought, worn, asked, again, kits, exports, aside):
        parts.append(built.__name__.rpartition(".")[2])
        first.main(folder / parts[-1], [], built.CASES, built.BY_EEVEE)
    if "FIGURES" in os.environ:
        first.main(folder / "files", [], files.cases(Path(os.environ["FIGURES"])), set())
        parts.append("files")
    sheets = ", ".join(str(folder / part / "sheet.png") for part in parts)
    say("the contact sheets", sheets, "looked at")


def bench_judge() -> None:
    """Takes of a corpus that is filmed here (20 minutes the first time) against the plans of its scenes."""
    import judge_corpus
    import judge_trial

    folder = Path(tempfile.gettempdir(), f"animatic-judging-{judge_corpus.EDITION}")
    judged = [(name, s) for name, s in judge_corpus.SETTINGS.items() if s.judged]
    parts = {
        "": [name for name, s in judged if not s.held_out],
        ", unseen": [name for name, s in judged if s.held_out and not s.style],
        ", other styles": [name for name, s in judged if s.style],
    }
    for what, scenes in parts.items():
        found = judge_trial.trial(folder, scenes)
        pairs = found["pairs"]
        apart, wrong, seconds = found["apart"], found["false"], found["seconds"]
        say(f"judging{what}: {pairs} nearest pairs told apart", f"{100 * apart:.1f} %", "95 %", (0.95, apart))
        told = "2 %, nearest wrong ones"
        say(f"judging{what}: wrong takes told to follow", f"{100 * wrong:.1f} %", told, (wrong, 0.02))
        say(f"judging{what}: right takes told to follow", f"{100 * found['caught']:.0f} %", "-")
        say(f"judging{what}: a take of 72 frames", f"{seconds:.2f} CPU s", "0.5 CPU s", (seconds, 0.5))


BENCHES: dict[str, Callable[..., None]] = {
    "enable": bench_enable,
    "build": bench_build,
    "place": bench_place,
    "pump": bench_pump,
    "draw": bench_draw,
    "stall": bench_stall,
    "engine": bench_engine,
    "capture": bench_capture,
    "film": bench_film,
    "plan": bench_plan,
    "heavy": bench_heavy,
    "import": bench_import,
    "long": bench_long,
    "saved": bench_saved,
    "press": bench_press,
    "spread": bench_spread,
    "clients": bench_clients,
    "farm": bench_farm,
    "judge": bench_judge,
    "materials": bench_materials,
}
SLOW = {"farm", "judge", "materials"}
"""Only when asked for."""

FEW = {"few": 1, "many": 2}
SMALLEST: dict[str, dict[str, Any]] = {
    "build": FEW,
    "place": {**FEW, "sizes": ((64, 64),)},
    "pump": {"shots": 2},
    "draw": {"shots": 2},
    "stall": {"shots": 2},
    "engine": {"together": 2},
    "import": {"count": 4},
    "long": {"counts": (20,)},
    "saved": {"takes": 8, "shots": 4},
    "plan": {"shots_of": (2,), "scenes": 1},
    "heavy": {"scenes": 1},
    "press": {"takes": 8, "shots": 4, "size": (64, 64), "worst": 3},
}
"""What each bench that stands in for a part of Blender or of the engine is called with where only its stand-ins matter:
they must keep step with the code. The others run whole programs."""


def smallest() -> None:
    """Every bench of SMALLEST at its smallest size: seconds altogether; the figures say nothing."""
    from benches import heavy_film

    heavy_film.CHARACTER_SIDE = heavy_film.PROP_SIDE = heavy_film.PICTURE_SIDE = 8
    for name, sizes in SMALLEST.items():
        print(f"-- {name}", flush=True)
        BENCHES[name](**sizes)


def main() -> int:
    unknown = [name for name in sys.argv[1:] if name not in BENCHES]
    if unknown:
        print(f"There is no bench {', '.join(unknown)}. Choose from: {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    import bpy

    print(f"Blender {bpy.app.version_string}, {os.cpu_count()} cores")
    for name in sys.argv[1:] or [name for name in BENCHES if name not in SLOW]:
        BENCHES[name]()
    if _over:
        print(f"Not within budget: {'; '.join(_over)}.")
    return 1 if _over else 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # bpy 4.5 hangs at interpreter exit while add-on callbacks are registered
