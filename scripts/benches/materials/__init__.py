# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials that characters have, built here or in files of others, set by set: `first` says how each is filmed and
compared; each further set was written down, with what is right, before any of it was filmed. `kits` is the last."""
