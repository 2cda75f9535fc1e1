# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an engine is made to draw what is meant: light, shadows, the sides of surfaces, pictures."""
