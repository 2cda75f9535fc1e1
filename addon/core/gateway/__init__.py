# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway on the wire: `client` for the engine, `results` and `failures` for what comes back."""
