# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs: the durable, resumable, once-paid way of a shot from its plan to a take in the film folder.

states: the table. job: the record. ledger, lock, process: the disk. admission: from plans to jobs. spent: what they
cost. paying_films: where else today is paid. engine: the thread. steps and what it names (references, request,
polling, fetching, takes, costs): the way. actions: what a person may ask.
"""
