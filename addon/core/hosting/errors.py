# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong while a reference is made reachable. Nothing here ever costs money.

    AnimaticError                       (core/errors.py)
      HostError
        + TokenMissing
        + TokenRefused
        + StoreNotFound
        + StoreSuspended
        + AccessMismatch
        + FileTooLarge
        + FormatRefused
        + SettingsWrong
        + ClockWrong
        + FileChanged
        + AddressUnreachable
        + ObjectMissing
        + RateLimited
        + HostDown
        + HostUnreachable

Which answer means which of them: each host's own file; which broken line: `web.py`.
"""

from __future__ import annotations

from ..errors import AnimaticError


class HostError(AnimaticError):
    """Root of the tree: the host answered something that is none of the cases below."""

    code = "host"


class TokenMissing(HostError):
    code = "host_token_missing"
    user_fault = True


class TokenRefused(HostError):
    """Wrong, expired or revoked token or keys, or keys without the right."""

    code = "host_token_refused"
    user_fault = True


class StoreNotFound(HostError):
    """The store, bucket or folder does not exist, or lies in another region."""

    code = "host_store_not_found"
    user_fault = True


class StoreSuspended(HostError):
    code = "host_store_suspended"
    user_fault = True


class AccessMismatch(HostError):
    """A private store used as public, or a public one as private."""

    code = "host_access_mismatch"
    user_fault = True


class FileTooLarge(HostError):
    code = "host_file_too_large"
    user_fault = True


class FormatRefused(HostError):
    code = "host_format_refused"
    user_fault = True


class SettingsWrong(HostError):
    """An address, bucket or prefix that cannot work, told before anything is sent."""

    code = "host_settings"
    user_fault = True


class ClockWrong(HostError):
    """Signatures carry the time; a host refuses a computer whose clock is minutes off."""

    code = "host_clock"
    user_fault = True


class FileChanged(HostError):
    """The file on disk is no longer the one whose hash the reference carries."""

    code = "host_file_changed"
    user_fault = True


class AddressUnreachable(HostError):
    """The public URL does not give the file back, so the provider could not fetch it either."""

    code = "host_address_unreachable"
    user_fault = True


class ObjectMissing(HostError):
    code = "host_object_missing"


class RateLimited(HostError):
    """`retry_after` is how many seconds the host asks to wait, None when it does not say."""

    code = "host_rate_limited"
    retryable = True
    retry_after: float | None = None


class HostDown(HostError):
    """The host answers that it cannot work now (5xx)."""

    code = "host_down"
    retryable = True


class HostUnreachable(HostError):
    """No answer at all: no network, a wrong address, a proxy in between, a time-out."""

    code = "host_unreachable"
    retryable = True
