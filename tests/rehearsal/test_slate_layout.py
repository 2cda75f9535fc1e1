# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A slate's geometry, words, colours and sound, without Blender."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addon.core.media import probe
from addon.rehearsal.slate import Picture, Slate
from addon.second.slate import pixels
from addon.second.slate import sound as slate_sound
from addon.second.slate.layout import Box, Layout, around, is_plain, timecode, width_of_others, windows, wrapped

SIZES = [(1280, 720), (720, 1280), (960, 960), (1088, 832), (832, 1088), (1920, 1080), (1248, 1632)]


def inset(box: Box, by: float) -> Box:
    return Box(box.x + by, box.y + by, box.width - 2 * by, box.height - 2 * by)


@given(st.sampled_from(SIZES), st.lists(st.floats(0.4, 2.5), min_size=1, max_size=5))
def test_windows_lie_in_the_area_and_never_overlap(size: tuple[int, int], aspects: list[float]) -> None:
    area = inset(Layout.of(*size).middle, 30)
    rows = windows(area, aspects, 26, 30)
    boxes = [box for row in rows for box in row]
    assert len(boxes) == len(aspects)
    for box, aspect in zip(boxes, aspects, strict=True):
        assert box.width > 40
        assert box.height > 40
        assert abs(box.width / box.height / aspect - 1) < 0.05
        assert box.x >= area.x - 1
        assert box.right <= area.right + 1
        assert box.y >= area.y - 1
        assert box.bottom + 30 <= area.bottom + 1.5
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = one.right < other.x or other.right < one.x or one.bottom < other.y or other.bottom < one.y
            assert apart


@given(st.sampled_from(SIZES), st.lists(st.floats(0.4, 2.5), min_size=1, max_size=5))
def test_what_is_around_the_windows_covers_exactly_the_rest(size: tuple[int, int], aspects: list[float]) -> None:
    area = Layout.of(*size).middle
    rows = windows(inset(area, 30), aspects, 26, 30)
    covered = sum(box.width * box.height for box in around(area, rows))
    holes = sum(box.width * box.height for row in rows for box in row)
    assert abs(covered + holes - area.width * area.height) < 1


@pytest.mark.parametrize("size", SIZES)
def test_the_bands_leave_most_of_the_frame_to_the_picture(size: tuple[int, int]) -> None:
    layout = Layout.of(*size)
    assert layout.top.height + layout.middle.height + layout.bottom.height == size[1]
    assert layout.middle.height > 0.58 * size[1]
    assert layout.margin >= 0.03 * size[0]


def measure(text: str) -> float:
    return 10.0 * len(text)


@settings(max_examples=200)
@given(st.text(max_size=300), st.integers(20, 400), st.integers(1, 5))
def test_wrapped_lines_fit_and_say_when_they_are_cut(text: str, width: int, lines: int) -> None:
    found = wrapped(text, measure, width, lines)
    assert len(found) <= lines
    assert all(measure(line) <= width or len(line) <= 2 for line in found)
    whole = "".join(text.split())
    shown = "".join("".join(found).split())
    assert shown == whole or (found[-1].endswith("…") and whole.startswith(shown.rstrip("…")[: len(shown) - 1]))


def test_a_text_of_one_long_word_is_broken_anywhere() -> None:
    assert wrapped("角" * 25, measure, 100, 3) == ["角" * 10, "角" * 10, "角" * 5]
    assert wrapped("", measure, 100, 3) == [""]


def test_timecode_counts_frames_from_nothing() -> None:
    assert [timecode(n, 30) for n in (0, 29, 30, 449, 108_000)] == [
        "00:00:00:00",
        "00:00:00:29",
        "00:00:01:00",
        "00:00:14:29",
        "01:00:00:00",
    ]


@given(st.integers(0, 2**31 - 1))
def test_every_seed_has_an_accent_that_can_be_read_on_black(seed: int) -> None:
    colours = pixels.palette(seed)
    red, green, blue = colours.accent
    assert 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.45
    assert all(0 <= part <= 1 for colour in (colours.ground, *colours.fields) for part in colour)
    assert colours == pixels.palette(seed)


def test_helper_pictures_are_real_ones(tmp_path: Path) -> None:
    colours = pixels.palette(1)
    pixels.write_field(tmp_path / "field.png", 16, 9, colours, 1)
    pixels.write_glow(tmp_path / "glow.png", 8, colours.accent, 0.5)
    pixels.write_ring(tmp_path / "ring.png", 20, (0, 0, 0))
    facts = [(probe(tmp_path / name).width, probe(tmp_path / name).has_alpha) for name in ("field.png", "glow.png")]
    assert facts == [(16, False), (8, True)]
    assert probe(tmp_path / "ring.png").height == 20


def test_the_sound_is_as_long_as_the_picture(tmp_path: Path) -> None:
    slate_sound.write(tmp_path / "a.wav", 3, 30, 5)
    slate_sound.write(tmp_path / "b.wav", 3, 30, 5)
    slate_sound.write(tmp_path / "c.wav", 3, 30, 6)
    with wave.open(str(tmp_path / "a.wav")) as sound:
        assert (sound.getnframes(), sound.getframerate(), sound.getnchannels()) == (144_000, 48_000, 2)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
    assert (tmp_path / "a.wav").read_bytes() != (tmp_path / "c.wav").read_bytes()


def test_a_slate_is_known_by_what_it_shows_not_by_where_files_lie() -> None:
    def slate(file: str, sha256: str = "1", **more: object) -> Slate:
        values = {"width": 320, "height": 180, "seconds": 2, "fps": 30, "audio": True, "route": "text", "prompt": "x"}
        values |= {"model": "m", "seed": 0, "seed_given": False, "pictures": (Picture(file, "image", sha256, 1, 1),)}
        return Slate(**{**values, **more})  # type: ignore[arg-type]

    here, there = slate("/a").with_seed(), slate("/b").with_seed()
    assert here.fingerprint == there.fingerprint
    assert here.seed == there.seed
    assert slate("/a", "2").with_seed().seed != here.seed
    assert slate("/a", prompt="y").fingerprint != slate("/a").fingerprint
    assert slate("/a", seed=7, seed_given=True).with_seed().seed == 7
    assert Slate.from_json(here.to_json()) == here


def test_a_box_knows_its_edges() -> None:
    box = Box(10, 20, 30, 40)
    assert (box.right, box.bottom) == (40, 60)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Äste, кто-то, Ωmega: “ça” → 3 € …", True), ("", True), ("風が吹く", False), ("안녕", False), ("שלום", False),
        ("Mia 走る", False), ("สวัสดี", False),
    ],
)  # fmt: skip
def test_letters_that_the_interface_font_lacks_are_known(text: str, plain: bool) -> None:
    assert is_plain(text) is plain


def test_letters_of_the_far_east_are_as_wide_as_two_others() -> None:
    assert width_of_others("風吹", 20) == 50
    lines = wrapped("風" * 30, lambda part: width_of_others(part, 20), 200, 5)
    assert lines == [*["風" * 8] * 3, "風" * 6]
