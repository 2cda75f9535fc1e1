# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Making a reference reachable by URL: the Host protocol and its kinds (Vercel Blob, S3-compatible, plain URL)."""

from .config import HostConfig, HostSecrets, make_host
from .host import Host, Hosted

__all__ = ["Host", "HostConfig", "HostSecrets", "Hosted", "make_host"]
