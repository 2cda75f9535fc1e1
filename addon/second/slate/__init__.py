# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rehearsal's answer as a picture: laid out, drawn and rendered, with its sound."""
