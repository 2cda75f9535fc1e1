# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changed in a shot since a take was made of it, in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..models import MadeOf, MemberMade
from . import shape

NOBODY: Mapping[str, str] = {}


def changes(then: MadeOf, now: MadeOf, faces: Mapping[str, str] = NOBODY) -> str:
    """ "camera changed, cast: Mia changed"; "" when nothing did. What was not read on either side is not judged.
    `faces`: by the name of who is in it, the side on which the reference that was sent shows the face."""
    comparable = then.by == now.by
    found = []
    if comparable and then.camera and now.camera and then.camera != now.camera:
        found.append("camera changed")
    if then.frames and now.frames and then.frames != now.frames:
        found.append(f"length changed from {then.frames} to {now.frames} frames")
    if then.shape and now.shape and not shape.alike(then.shape, now.shape):
        found.append(f"shape changed from {shape.named(then.shape)} to {shape.named(now.shape)}")
    found += _cast(then.cast, now.cast, comparable=comparable)
    found += _fronts(then.cast, now.cast, faces)
    if then.before and now.before and then.before != now.before:
        found.append("the take that it continues is another one")
    if then.words and now.words and then.words != now.words:
        found.append("words changed")
    return ", ".join(found)


def _cast(then: tuple[MemberMade, ...], now: tuple[MemberMade, ...], *, comparable: bool) -> list[str]:
    before, after = {one.uuid: one for one in then}, {one.uuid: one for one in now}
    slots_before, slots_after = Counter(one.uuid for one in then), Counter(one.uuid for one in now)
    found = []
    for uuid, one in after.items():
        was = before.get(uuid)
        if was is None:
            found.append(f"cast: {one.name} joined")
        elif comparable and was.digest and one.digest and was.digest != one.digest:
            found.append(f"cast: {one.name} changed")
        elif slots_before[uuid] != slots_after[uuid]:
            found.append(f"cast: {one.name} has {slots_after[uuid]} references instead of {slots_before[uuid]}")
    return found + [f"cast: {one.name} left" for uuid, one in before.items() if uuid not in after]


def _fronts(then: tuple[MemberMade, ...], now: tuple[MemberMade, ...], faces: Mapping[str, str]) -> list[str]:
    """Whose reference shows the face on another side than the one that is said to be it by now."""
    names = {one.uuid: one.name for one in then}
    said = {one.uuid: one for one in now if one.front}
    return [
        f"cast: {one.name}'s front is another side"
        for uuid, one in said.items()
        if faces.get(names.get(uuid, ""), one.front) != one.front
    ]
