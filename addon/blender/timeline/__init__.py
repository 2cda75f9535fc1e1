# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that edits strips: puts takes and placeholders on their shots and leaves everything else alone.

`placing` puts takes, `placeholders` what stands there until they come, `following` brings both along when the edit is
recut, `arranging` moves many at once for an imported edit; `strips` finds, names and removes, `channels` knows where
there is room, `looks` and `selection` keep what the artist made.
"""

from .burning import counter as burn_in_counter
from .burning import put as put_burn_in
from .burning import remove as remove_burn_in
from .channels import empty_channel, free_channel
from .comparing import Picture, compare
from .comparing import remove as remove_comparison
from .following import Followed, Spot, follow
from .placeholders import place_placeholder, update_placeholder
from .placing import CLIP_TAG, PlacedStrips, place, place_clip, switch_take
from .selection import unselected
from .strips import (
    PLACED,
    add_slug,
    can_edit_now,
    find_strips,
    open_channels,
    push_undo,
    remove_for_shot,
    remove_strip,
    rename,
    repoint,
    split_source,
    stored,
)

__all__ = [
    "CLIP_TAG",
    "PLACED",
    "Followed",
    "Picture",
    "PlacedStrips",
    "Spot",
    "add_slug",
    "burn_in_counter",
    "can_edit_now",
    "compare",
    "empty_channel",
    "find_strips",
    "follow",
    "free_channel",
    "open_channels",
    "place",
    "place_clip",
    "place_placeholder",
    "push_undo",
    "put_burn_in",
    "remove_burn_in",
    "remove_comparison",
    "remove_for_shot",
    "remove_strip",
    "rename",
    "repoint",
    "split_source",
    "stored",
    "switch_take",
    "unselected",
    "update_placeholder",
]
