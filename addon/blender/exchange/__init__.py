# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Into the edit and out of it: the Sequencer's strips as a timeline for other editors, and their files as changes."""
