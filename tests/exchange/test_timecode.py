# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames to timecode and back, drop frame too; a second clock agrees."""

from __future__ import annotations

from fractions import Fraction

import pytest
import timecode
from hypothesis import given
from hypothesis import strategies as st

from addon.core.exchange.timecode import DROPPING, RATES, TimecodeError, from_timecode, to_timecode

NTSC = Fraction(30000, 1001)


@given(st.sampled_from(sorted(RATES)), st.integers(0, 24 * 3600 * 24 - 1), st.booleans())
def test_every_frame_has_a_label_that_leads_back_to_it(rate: Fraction, frame: int, drop: bool) -> None:
    label = to_timecode(frame, rate, drop=drop)
    assert from_timecode(label, rate, drop=drop) == frame
    assert (";" in label) == (drop and rate in DROPPING)


@given(st.integers(0, 2_500_000), st.sampled_from(["29.97", "59.94"]))
def test_drop_frame_is_what_another_clock_says(frame: int, rate: str) -> None:
    ours = to_timecode(frame, NTSC if rate == "29.97" else 2 * NTSC, drop=True)
    assert ours == str(timecode.Timecode(rate, frames=frame + 1))


def test_an_hour_of_drop_frame_is_an_hour_of_the_clock() -> None:
    """SMPTE ST 12-1: 108 labels an hour are left out at 29.97."""
    assert from_timecode("01:00:00;00", NTSC) == 107_892
    assert to_timecode(1800, NTSC, drop=True) == "00:01:00;02"
    assert to_timecode(17_982, NTSC, drop=True) == "00:10:00;00"
    assert from_timecode("01:00:00:00", NTSC) == 108_000


@pytest.mark.parametrize("rate", [Fraction(12), Fraction(25, 2), Fraction(15), Fraction(16)])
def test_a_rate_without_timecode_is_refused(rate: Fraction) -> None:
    with pytest.raises(TimecodeError) as refused:
        to_timecode(0, rate)
    assert refused.value.code == "rate_without_timecode"
    assert "export OTIO or CSV instead" in refused.value.sentence


@pytest.mark.parametrize("label", ["00:00:00:24", "00:60:00:00", "1:2:3", "", "00:00:00"])
def test_a_label_that_does_not_exist_is_refused(label: str) -> None:
    with pytest.raises(TimecodeError):
        from_timecode(label, Fraction(24))


def test_a_label_that_drop_frame_leaves_out_is_refused() -> None:
    with pytest.raises(TimecodeError, match="leaves 00:01:00;00 out"):
        from_timecode("00:01:00;00", NTSC)


def test_past_a_day_there_is_no_label() -> None:
    with pytest.raises(TimecodeError):
        to_timecode(24 * 3600 * 24, Fraction(24))
