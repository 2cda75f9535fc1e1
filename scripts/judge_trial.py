# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judging on trial: every take of the corpus, spoilt as a generated and coded one is, against every plan of its scene.

`bench.py judge` calls `trial`. Clips are kept in the folder given and filmed again only where they are missing."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import judge_corpus as corpus
import numpy as np

WORKERS = 2
"""Blenders that film at once."""
BIT_RATE = 180_000
SPLICE = 37
"""Frame at which a take jumps into another one."""
FADES = ("static", "pan_left", "truck_right", "push", "orbit_left", "cut_pan_right", "cut_static")
"""Takes that are there a second time, out of black and into it again; and frames that this takes at either end."""
FADE = 12
RIGHT = {"right", "late", "fade"}
"""How a take may differ from its plan and be right: in nothing, in when it moves, in that it fades in and out."""


@dataclass(frozen=True)
class Tried:
    """One take against one plan. `kind`: how the take differs; those of RIGHT are right."""

    scene: str
    plan: str
    take: str
    kind: str
    word: str
    sentence: str
    score: float

    @property
    def right(self) -> bool:
        return self.kind in RIGHT

    @property
    def nearest(self) -> bool:
        return not self.right and self.kind != "other"


def film_all(folder: Path, scenes: Sequence[str]) -> None:
    """Film what is missing of the corpus, with bpy in processes of their own."""
    waiting = [scene for scene in scenes if not (folder / scene / "done").is_file()]
    env = {**os.environ, "LP_NUM_THREADS": "1"}
    running: list[tuple[str, subprocess.Popen[bytes]]] = []
    while waiting or running:
        while waiting and len(running) < WORKERS:
            scene = waiting.pop(0)
            command = [sys.executable, str(Path(corpus.__file__)), scene, str(folder)]
            running.append((scene, subprocess.Popen(command, stdout=subprocess.DEVNULL, env=env)))
        scene, process = running.pop(0)
        if process.wait():
            raise SystemExit(f"The scene {scene} could not be filmed.")
        (folder / scene / "done").touch()


def plan_of(folder: Path, scene: str, move: str) -> Any:
    from addon.core.camera.samples import Pose, Sample
    from addon.core.judge.planned import Geometry, plan_motion

    kept = np.load(folder / scene / f"{move}.npz")
    step = corpus.EVERY / corpus.RATE
    samples = [
        Sample(number * step, Pose.of_matrix(matrix), fov=angle)
        for number, (matrix, angle) in enumerate(zip(kept["matrices"], kept["angles"], strict=True))
    ]
    distance = corpus.SETTINGS[scene].distance
    return plan_motion(Geometry(tuple(samples), kept["points"], kept["cast"] == corpus.WALKS, distance))


def frames_of(file: Path) -> Any:
    import av

    with av.open(str(file)) as container:
        return np.array([frame.to_ndarray(format="gray") for frame in container.decode(video=0)])


def decoded(file: Path) -> Any:
    """Every third frame at the size that is judged."""
    import av

    from addon.core.judge.measured import frame_size

    width, height = frame_size(corpus.SIZE[0] / corpus.SIZE[1])
    with av.open(str(file)) as container:
        return np.array([
            frame.reformat(width=width, height=height, format="gray", interpolation="AREA").to_ndarray()
            for number, frame in enumerate(container.decode(video=0))
            if number % corpus.EVERY == 0
        ])  # fmt: skip


def spoilt(frames: Any, seed: str, style: str = "") -> Iterator[Any]:
    """Frames with another gamma, in a quarter a negative, uneven light, flicker, an unsteady hand and grain; before
    that, drawn in a style of STYLES."""
    dice = random.Random(seed)
    noise = np.random.default_rng(dice.randrange(1 << 30))
    _, height, width = frames.shape
    gamma, negative = dice.uniform(0.7, 1.5), dice.random() < 0.25
    light = 1 + dice.uniform(-0.35, 0.35) * np.linspace(-1, 1, width)[None]
    light = light + dice.uniform(-0.2, 0.2) * np.linspace(-1, 1, height)[:, None]
    sway = [(dice.uniform(0.3, 1.2), dice.uniform(0, 6.3)) for _ in range(2)]
    drawn = STYLES[style](frames / 255.0, noise) if style else frames / 255.0
    for number, frame in enumerate(drawn):
        values = frame**gamma
        values = ((1 - values) if negative else values) * light * (1 + noise.normal(0, 0.03))
        x, y = (1.2 * np.sin(6.28 * f * number / corpus.RATE + p) + noise.uniform(-0.6, 0.6) for f, p in sway)
        values = _shifted(values, float(x), float(y)) * 255 + noise.normal(0, 6, (height, width))
        yield np.clip(values, 0, 255).astype(np.uint8)


def _inked(frames: Any, noise: Any) -> Iterator[Any]:
    """Dark lines on paper, where the light changes; each drawing stands for two frames and wobbles against the next."""
    paper = 0.88 + 0.03 * noise.normal(0, 1, frames.shape[1:])
    for number, frame in enumerate(frames):
        if number % 2 == 0:
            wobble = _bent(frames.shape[1:], noise, 0.7)
            down, across = np.gradient(_warped(frame, wobble))
            lines = np.clip(7 * np.hypot(down, across) - 0.12, 0, 1)
        yield np.clip(paper - 0.75 * lines - 0.12 * (frame < 0.25), 0, 1)


def _painted(frames: Any, noise: Any) -> Iterator[Any]:
    """A few flat tones with soft borders, in shapes that slowly melt."""
    bend = _bent(frames.shape[1:], noise, 1.6)
    for frame in frames:
        bend = 0.93 * bend + 0.37 * _bent(frames.shape[1:], noise, 1.6)
        soft = _warped(frame, bend)
        for axis in (0, 1):
            soft = (np.roll(soft, 1, axis) + 2 * soft + np.roll(soft, -1, axis)) / 4
        yield np.clip(np.floor(7 * soft) / 6, 0, 1)


def _bent(shape: tuple[int, int], noise: Any, pixels: float) -> Any:
    """Shifts of a picture's pixels, smooth over a third of it: (2, height, width)."""
    height, width = shape
    nodes = noise.normal(0, pixels, (2, 4, 6))
    y, x = np.linspace(0, 2.999, height), np.linspace(0, 4.999, width)
    low, left = y.astype(int), x.astype(int)
    b, a = (y - low)[:, None], (x - left)[None]
    top = nodes[:, low][:, :, left] * (1 - a) + nodes[:, low][:, :, left + 1] * a
    under = nodes[:, low + 1][:, :, left] * (1 - a) + nodes[:, low + 1][:, :, left + 1] * a
    return top * (1 - b) + under * b


def _warped(values: Any, shifts: Any) -> Any:
    """A picture whose pixels come from elsewhere, to a part of a pixel."""
    height, width = values.shape
    rows, columns = np.mgrid[:height, :width]
    y = np.clip(rows + shifts[0], 0, height - 1.001)
    x = np.clip(columns + shifts[1], 0, width - 1.001)
    low, left = y.astype(int), x.astype(int)
    b, a = y - low, x - left
    top = values[low, left] * (1 - a) + values[low, left + 1] * a
    return top * (1 - b) + (values[low + 1, left] * (1 - a) + values[low + 1, left + 1] * a) * b


def _chalked(frames: Any, noise: Any) -> Iterator[Any]:
    """Light edges and smudged tones on a dark board, drawn anew each frame, with a trail of the frames before."""
    trail = np.zeros(frames.shape[1:])
    for frame in frames:
        drawn = _warped(frame, _bent(frame.shape, noise, 0.5))
        down, across = np.gradient(drawn)
        edges = np.clip(5 * np.hypot(down, across) - 0.08, 0, 1) * noise.uniform(0.5, 1.0, frame.shape)
        trail = np.maximum(np.clip(0.12 + 0.3 * drawn + 0.6 * edges, 0, 1), 0.55 * trail)
        yield trail


STYLES = {"ink": _inked, "paint": _painted, "chalk": _chalked}


def _shifted(values: Any, x: float, y: float) -> Any:
    left, low = int(np.floor(x)), int(np.floor(y))
    a, b = x - left, y - low
    wide = np.pad(values, 4, mode="edge")
    height, width = values.shape

    def at(i: int, j: int) -> Any:
        return wide[4 + low + j : 4 + low + j + height, 4 + left + i : 4 + left + i + width]

    return (1 - a) * (1 - b) * at(0, 0) + a * (1 - b) * at(1, 0) + (1 - a) * b * at(0, 1) + a * b * at(1, 1)


def _coded(frames: Iterator[Any], file: Path) -> None:
    import av

    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=corpus.RATE, options={"preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = *corpus.SIZE, "yuv420p", BIT_RATE
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.repeat(frame[..., None], 3, 2), "rgb24")))
        container.mux(stream.encode())


def takes(folder: Path, scene: str) -> dict[str, Path]:
    """The spoilt takes of a scene: each clip, backwards those that move, and some that jump into another."""
    found = {}
    here = folder / scene
    for clip in sorted(here.glob("*.mkv")):
        versions = {clip.stem: frames_of(clip)}
        if clip.stem in corpus.MOVES and clip.stem not in {"static", "handheld"}:
            versions[f"reversed_{clip.stem}"] = versions[clip.stem][::-1]
        if clip.stem in corpus.CUTS:
            other = frames_of(here / f"{corpus.CUTS[clip.stem]}.mkv")
            versions[f"cut_{clip.stem}"] = np.concatenate([versions[clip.stem][:SPLICE], other[-SPLICE:]])[
                : corpus.FRAMES
            ]
        for name, frames in versions.items():
            style = corpus.SETTINGS[scene].style
            found[name] = _kept(here / f"{name}.mp4", partial(spoilt, frames, f"{scene}{name}", style))
            if name in FADES:
                name = f"fade_{name}"
                light = partial(spoilt, frames, f"{scene}{name}", style)
                found[name] = _kept(here / f"{name}.mp4", lambda light=light: _faded(light()))
    return found


def _kept(file: Path, frames: Callable[[], Iterator[Any]]) -> Path:
    """The file, made of the frames if it is not there."""
    if not file.is_file():
        _coded(frames(), file)
    return file


def _faded(frames: Iterator[Any]) -> Iterator[Any]:
    """Frames that come out of black and go into it."""
    for number, frame in enumerate(frames):
        light = min(number, corpus.FRAMES - 1 - number, FADE) / FADE
        yield (frame * light).astype(np.uint8)


def kind_of(plan: str, take: str) -> str:
    """How a take differs from a plan; "" where that is not a question."""
    if take.startswith("fade_"):
        kind = kind_of(plan, take.removeprefix("fade_"))
        return "fade" if kind == "right" else kind
    version = corpus.EXTRA.get(take)
    if take == plan:
        return "right"
    if version is not None and version[0] == plan:
        return take.split("_")[0]
    if take.startswith(("reversed_", "cut_")):
        return take.split("_")[0] if take.split("_", 1)[1] == plan else ""
    if take.startswith("late_"):
        return "" if take.split("_")[1] in plan else "other"
    if take in corpus.NEAREST.get(plan, ()):
        return "near"
    if {plan, take} in ({"static", "handheld"}, {"push", "handheld_push"}):
        return ""
    return "static" if take == "static" else "other"


def judged(folder: Path, scene: str, spent: list[float]) -> Iterator[Tried]:
    """Every take of a scene against every plan; `spent` gets processor seconds of each take: decoding, measuring, and
    one comparison."""
    from addon.core.judge import faults, verdict
    from addon.core.judge.bars import bars
    from addon.core.judge.measured import measure

    plans = {move: plan_of(folder, scene, move) for move in corpus.MOVES}
    for take, file in takes(folder, scene).items():
        start = time.process_time()
        frames = decoded(file)
        measured = measure(frames, bars(frames))
        jumps = faults.cuts(measured, frames)
        before = time.process_time() - start
        for plan, motion in plans.items():
            if not (kind := kind_of(plan, take)):
                continue
            start = time.process_time()
            word, sentence, score = verdict.camera(motion, measured)
            spent += [before + time.process_time() - start] if kind == "right" else []
            if jumps:
                word, sentence, score = verdict.Word.DEPARTS, "cuts", min(score, 0.0)
            yield Tried(scene, plan, take, kind, str(word), sentence, score)


def trial(folder: Path, scenes: Sequence[str]) -> dict[str, Any]:
    """Film what is missing, judge everything; answers the figures."""
    film_all(folder, scenes)
    spent: list[float] = []
    rows = [row for scene in scenes for row in judged(folder, scene, spent)]
    return {"rows": rows, "seconds": sorted(spent)[len(spent) // 2], **figures(rows)}


def figures(rows: Sequence[Tried]) -> dict[str, Any]:
    """Pairs told apart (the right take's likeness above the wrong one's, same plan), false "follows", right caught."""
    right = {(row.scene, row.plan): row.score for row in rows if row.kind == "right"}
    near = [row for row in rows if row.nearest]
    apart = [right[row.scene, row.plan] > row.score for row in near]
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        words[row.kind][row.word] += 1
    return {
        "pairs": len(near),
        "apart": sum(apart) / max(len(apart), 1),
        "false": sum(row.word == "follows" for row in near) / max(len(near), 1),
        "false_all": sum(row.word == "follows" for row in rows if not row.right)
        / max(sum(not row.right for row in rows), 1),
        "caught": sum(row.word == "follows" for row in rows if row.right) / max(sum(row.right for row in rows), 1),
        "words": {kind: dict(count) for kind, count in words.items()},
    }
