# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a take shows, beside what its plan would: pictures decoded, depths of the scene, and the judgement of both."""
