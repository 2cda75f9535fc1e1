# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What leaves as one file: the contact sheet, the edit as a movie, the words burnt into its picture."""
