# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A timeline that no Blender made: a movie, its sound, a marker."""

from __future__ import annotations

from fractions import Fraction

from addon.core.exchange.timeline import Clip, ClipKind, Marker, Media, Timeline, Track, TrackKind


def sounded(path: str) -> Timeline:
    """48 frames of a movie at 24, its sound under it, a marker at frame 10."""
    media = Media(path=path, frames=Fraction(48), rate=Fraction(30))
    picture = Clip("A", 0, 48, media=(media,), active=media.key)
    sound = Clip("A sound", 0, 48, kind=ClipKind.SOUND, media=(media,), active=media.key)
    tracks = (Track("V1", TrackKind.VIDEO, (picture,)), Track("A1", TrackKind.AUDIO, (sound,)))
    return Timeline("New", Fraction(24), tracks, markers=(Marker(10, "hit"),))
