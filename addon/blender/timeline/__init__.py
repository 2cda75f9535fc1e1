# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that edits strips: puts takes and placeholders on their shots and leaves everything else alone.

`placing` puts takes, `placeholders` what stands there until they come, `following` brings both along when the edit is
recut, `arranging` moves many at once for an imported edit; `strips` finds, names and removes, `channels` knows where
there is room, `looks` and `selection` keep what the artist made.

Enabling loads none of them: each file is loaded with the first use of a name of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .burning import Burning, burn_in_counter, count_burn_in, putting_burn_in, removing_burn_in
    from .channels import empty_channel, free_channel
    from .comparing import Picture, remove_comparison, showing_comparison
    from .following import Followed, Spot, bringing_along
    from .placeholders import place_placeholder, update_placeholder
    from .placing import CLIP_TAG, PlacedStrips, place, place_clip, switch_take, switching_take
    from .selection import unselected
    from .strips import (
        PLACED,
        add_slug,
        can_edit_now,
        find_strips,
        give_back_last_frames,
        in_use_now,
        open_channels,
        push_undo,
        remove_for_shot,
        remove_strip,
        removing,
        rename,
        renaming,
        repointing,
        split_source,
        stored,
    )

__all__ = [
    "CLIP_TAG",
    "PLACED",
    "Burning",
    "Followed",
    "Picture",
    "PlacedStrips",
    "Spot",
    "add_slug",
    "bringing_along",
    "burn_in_counter",
    "can_edit_now",
    "count_burn_in",
    "empty_channel",
    "find_strips",
    "free_channel",
    "give_back_last_frames",
    "in_use_now",
    "open_channels",
    "place",
    "place_clip",
    "place_placeholder",
    "push_undo",
    "putting_burn_in",
    "remove_comparison",
    "remove_for_shot",
    "remove_strip",
    "removing",
    "removing_burn_in",
    "rename",
    "renaming",
    "repointing",
    "showing_comparison",
    "split_source",
    "stored",
    "switch_take",
    "switching_take",
    "unselected",
    "update_placeholder",
]

_FILES = {
    "burning": ("Burning", "burn_in_counter", "count_burn_in", "putting_burn_in", "removing_burn_in"),
    "channels": ("empty_channel", "free_channel"),
    "comparing": ("Picture", "remove_comparison", "showing_comparison"),
    "following": ("Followed", "Spot", "bringing_along"),
    "placeholders": ("place_placeholder", "update_placeholder"),
    "placing": ("CLIP_TAG", "PlacedStrips", "place", "place_clip", "switch_take", "switching_take"),
    "selection": ("unselected",),
}
"""Which file holds a name; the others are those of `strips`."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    file = next((file for file, names in _FILES.items() if name in names), "strips")
    value = globals()[name] = getattr(import_module(f".{file}", __package__), name)
    return value
