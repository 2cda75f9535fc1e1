# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gateway's client and the hosts share: the machine's way to the network, and bodies that end."""
