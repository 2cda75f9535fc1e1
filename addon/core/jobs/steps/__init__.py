# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a job, one file each: filmed, hosted, sent, asked after, fetched, and what it cost in the end."""
