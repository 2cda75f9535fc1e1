# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Burn-in: one switch, words that follow the edit, and what an exported movie says of itself."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import bpy
import numpy as np
import pytest
import take_parts as parts

from addon.blender.cli import headless
from addon.blender.properties import film, tag
from addon.blender.review import burn_in
from addon.blender.shots import build
from addon.blender.takes import told
from addon.second import compat
from addon.second.export import burnin


@pytest.fixture
def two(edit: bpy.types.Scene, movie: parts.Movie, tmp_path: Path) -> bpy.types.Scene:
    parts.make_film(edit, tmp_path / "film.blend", length=24)
    parts.add_take(edit, film(edit).shots[0], movie(60, 30))
    return edit


def said(edit: bpy.types.Scene) -> list[tuple[int, int, str]]:
    strips = [s for s in edit.sequence_editor.strips_all if tag(s).role == "burnin" and not tag(s).number]
    return sorted((compat.strip_start(s), compat.strip_end(s), s.text) for s in strips)


def test_one_switch_shows_and_hides_it_all(two: bpy.types.Scene) -> None:
    before = parts.spans(two)
    bpy.ops.animatic.burn_in()
    assert said(two) == [(1, 25, "SH010  t001  draft"), (25, 49, "SH020  plan")]
    build.build_shots(two, everything=True)
    assert len(film(two).shots) == 2, "words are no shots"
    bpy.ops.animatic.burn_in()
    assert parts.spans(two) == before


def test_it_keeps_up_with_takes_and_frames(two: bpy.types.Scene, movie: parts.Movie) -> None:
    bpy.ops.animatic.burn_in()
    parts.add_take(two, film(two).shots[1], movie(60, 30))
    burn_in.tick()
    assert said(two)[1][2] == "SH020  t001  draft"
    two.frame_set(31)
    (counter,) = [s for s in two.sequence_editor.strips_all if tag(s).role == "burnin" and tag(s).number]
    assert counter.text == "31  00:00:01:06"


def test_timecode_counts_from_the_edits_first_frame(edit: bpy.types.Scene) -> None:
    edit.render.fps = 25
    assert burnin.counter_words(edit, 101 + 25 * 3661 + 7, 101) == f"{101 + 25 * 3661 + 7}  01:01:01:07"


def pictures(file: Path) -> tuple[list[Any], dict[str, str]]:
    with av.open(str(file)) as container:
        return [f.to_ndarray(format="gray") for f in container.decode(video=0)], dict(container.metadata)


@pytest.mark.parametrize("shown", [False, True])
def test_an_exported_movie_has_it_on_demand(two: bpy.types.Scene, tmp_path: Path, shown: bool) -> None:
    """With the switch on or off in the film: burnt in once, counted at each frame, and said in the metadata."""
    two.render.resolution_x, two.render.resolution_y = 640, 360
    strips = two.sequence_editor.strips
    compat.new_effect(strips, name="black", type="COLOR", channel=40, start=1, length=48).color = (0, 0, 0)
    two.use_preview_range, two.frame_preview_start, two.frame_preview_end = True, 22, 27
    plain, _ = pictures(headless.export_movie(two, tmp_path / "plain.mp4"))
    if shown:
        bpy.ops.animatic.burn_in()
    burnt, metadata = pictures(headless.export_movie(two, tmp_path / "burnt.mp4", burn_in=True, label=True))
    assert max(int(p.max()) for p in plain) < 40
    foot = [p[320:, :300] for p in burnt]
    assert all(int(part.max()) > 120 for part in foot), "the shot, below on the left"
    assert np.abs(foot[0].astype(int) - foot[5].astype(int)).max() > 60, "another shot from frame 25 on"
    counters = [p[320:, 340:].astype(int) for p in burnt]
    assert all(np.abs(a - b).max() > 60 for a, b in pairwise(counters)), "each frame its own"
    assert any(told.GENERATED in value for value in metadata.values()), metadata
    assert all(int(p[:40, 340:].max()) > 120 for p in burnt), "the label, above on the right"


def test_words_are_read_over_a_white_picture(two: bpy.types.Scene, tmp_path: Path) -> None:
    two.render.resolution_x, two.render.resolution_y = 640, 360
    strips = two.sequence_editor.strips
    compat.new_effect(strips, name="white", type="COLOR", channel=40, start=1, length=48).color = (1, 1, 1)
    two.use_preview_range, two.frame_preview_start, two.frame_preview_end = True, 22, 22
    ((picture,), _) = pictures(headless.export_movie(two, tmp_path / "burnt.mp4", burn_in=True, label=True))
    for words in (picture[330:, :300], picture[330:, 340:], picture[:40, 340:]):
        dark = float((words < 130).mean())
        assert 0.1 < dark, "they stand on a dark ground"
        assert int(words[:, 150:].max()) > 220, "beside which the picture is as it was"
