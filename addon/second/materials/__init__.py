# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a material is made of: what of it an engine shows, in which colour, and how much one sees through it."""
