# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits to write, by hand and at random, and the files that nobody here wrote."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import strategies as st

from addon.core.exchange.timeline import Clip, ClipKind, Marker, Media, Timeline, Track, TrackKind

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "exchange"
RATES = [Fraction(24), Fraction(25), Fraction(30), Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60)]


def sample(name: str) -> Path:
    """A file of the shared data; skips where that is not on this machine."""
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"the shared sample {name} is not on this machine")
    return path


def samples(folder: str) -> list[str]:
    """Names under a folder of the samples, for parametrizing; one that skips where there are none."""
    found = sorted(path.name for path in (SAMPLES / folder).glob("*"))
    return found or ["(none on this machine)"]


def take(number: int, frames: int = 72, path: str = "") -> Media:
    """Take of a shot, filmed at 30 frames a second."""
    return Media(
        key=f"take-{number:02d}",
        name=f"SH010_t{number:03d}.mp4",
        path=path or f"/films/film.animatic/takes/SH010/SH010_t{number:03d}.mp4",
        frames=Fraction(frames),
        rate=Fraction(30),
        facts={"take": number, "model": "wan-v2.6", "prompt": "A boy runs", "usd": "0.25"},
    )


def film(rate: Fraction = Fraction(24)) -> Timeline:
    """Three shots, a gap before the last, sound, a muted strip above, a held picture, a retimed take, a marker."""
    shots = (
        Clip("SH010", 0, 48, source_in=Fraction(12), media=(take(1), take(2)), active="take-02",
             facts={"shot_id": "a1", "shot": "SH010", "take": 2}),
        Clip("SH020", 48, 24, speed=Fraction(10, 11), media=(take(3),), active="take-03",
             facts={"shot_id": "b2", "shot": "SH020", "take": 3}),
        Clip("SH030", 96, 12, kind=ClipKind.IMAGE, media=(Media(path="/films/boards/3 b#1.png"),),
             active="DEFAULT_MEDIA", facts={"shot_id": "c3", "shot": "SH030"}),
    )  # fmt: skip
    above = (Clip("title", 10, 20, kind=ClipKind.COLOR, enabled=False),)
    sound = (
        Clip("SH010 sound", 0, 48, kind=ClipKind.SOUND, source_in=Fraction(12), media=(take(2),), active="take-02"),
    )
    return Timeline(
        name="Film",
        rate=rate,
        tracks=(
            Track("Channel 1", TrackKind.VIDEO, shots),
            Track("Channel 2", TrackKind.VIDEO, above),
            Track("Channel 3", TrackKind.AUDIO, sound),
        ),
        start=3600 * round(rate),
        markers=(Marker(50, "hit", "the drum", "RED"),),
        size=(1280, 720),
    )


NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20).map(
    lambda text: " ".join(text.split()) or "x"
)


@st.composite
def clips(draw: st.DrawFn, *, speeds: list[Fraction], whole: bool = True) -> tuple[Clip, ...]:
    """Clips of one track in order, with gaps, trims, speeds and one to three takes."""
    at = 0
    made = []
    for number in range(draw(st.integers(0, 6))):
        at += draw(st.integers(0, 40))
        frames = draw(st.integers(1, 300))
        count = draw(st.integers(1, 3))
        media = tuple(
            Media(f"take-{n:02d}", f"c{number}_t{n:03d}.mp4", f"/m/c{number}_t{n:03d}.mp4", Fraction(0), Fraction(2000))
            for n in range(1, count + 1)
        )
        source_in = Fraction(draw(st.integers(700, 900)), 1 if whole else draw(st.sampled_from([1, 2, 5])))
        made.append(
            Clip(
                name=draw(NAMES),
                start=at,
                frames=frames,
                source_in=source_in,
                speed=draw(st.sampled_from(speeds)),
                media=media,
                active=draw(st.sampled_from(media)).key,
                enabled=draw(st.booleans()),
                facts={"shot_id": f"id{number}", "shot": f"SH{number:03d}", "take": count, "kind": "movie"},
            )
        )
        at += frames
    return tuple(made)


@st.composite
def timelines(draw: st.DrawFn, *, speeds: list[Fraction] | None = None, whole: bool = True) -> Timeline:
    speeds = speeds or [Fraction(1), Fraction(1), Fraction(10, 11), Fraction(2), Fraction(0), Fraction(-1)]
    count = draw(st.integers(1, 3))
    rate = draw(st.sampled_from(RATES))
    tracks = tuple(
        Track(f"V{n}", TrackKind.VIDEO, draw(clips(speeds=speeds, whole=whole))) for n in range(1, count + 1)
    )
    return Timeline("Film", rate, tracks, start=3600 * round(rate), size=(1920, 1080))
