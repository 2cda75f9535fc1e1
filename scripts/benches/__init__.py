# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of `scripts/bench.py`: the films that they measure with, and what takes more than a few lines to measure."""
