# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file really is, by its content: pictures and movies that go to a model, takes that come back.

Standard library only, so that the second Blender may use it too, where httpx and pydantic may not be importable.
"""

from .checks import check_reference, check_take
from .probing import MediaInfo, probe

__all__ = ["MediaInfo", "check_reference", "check_take", "probe"]
