# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who films: this machine, a Flamenco farm, or a bundle of Open Job Description. Never the paid send.

`results`, `claims`, `manifest`, `working` and `lines` are of the standard library only: the second Blender on any
machine uses them too.
"""
