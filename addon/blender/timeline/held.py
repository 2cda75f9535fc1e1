# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who holds the film: work in slices moves the playhead and shows what renders, so nothing else of ours edits then."""

by = ""
"""What is at work now, in the artist's words ("Describing cameras"); empty: nothing is."""
