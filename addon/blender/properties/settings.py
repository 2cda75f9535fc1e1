# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The preferences and the film's settings as frozen core values. Main thread; never called while drawing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import bpy

from ... import ident
from . import film, names

if TYPE_CHECKING:
    from decimal import Decimal

    from ...core.gateway.auth import Credential
    from ...core.hosting.config import HostConfig, HostSecrets
    from ...core.hosting.errors import HostError
    from ...core.money import Caps
    from ...core.plans.planning import PlanSettings

LIVE_URL = "https://ai-gateway.vercel.sh/v4/ai"

HOSTS = (
    ("BLOB_PRIVATE", "Vercel Blob, Private", "References in a private store, reachable by signed links that expire"),
    ("BLOB_PUBLIC", "Vercel Blob, Public", "References in a public store: anyone who has the link can see them"),
    ("S3", "S3-Compatible", "Your own bucket (AWS, R2, MinIO), reachable by signed links that expire"),
    ("URL", "Own Web Server", "A folder or upload address that your own public web server shows"),
)

FARMS = (
    ("THIS", "This Machine", "Films here, in a second Blender beside your work"),
    ("FLAMENCO", "Flamenco", "Films on the machines of a Flamenco farm in your network; nothing is paid or sent there"),
)

DEFAULTS: dict[str, Any] = {
    "gateway": "AUTO",
    "gateway_url": LIVE_URL,
    "host": "BLOB_PRIVATE",
    "link_hours": 24,
    "cap_batch": 10.0,
    "cap_day": 50.0,
    "unknown_prices": False,
    "concurrency": 5,
    "open_requests": False,
    "farm": "THIS",
    "farm_address": "",
    "kitsu_address": "",
    "kitsu_account": "",
    "s3_endpoint": "",
    "s3_region": "auto",
    "s3_bucket": "",
    "s3_prefix": "animatic/",
    "s3_style": "AUTO",
    "url_base": "",
    "url_folder": "",
    "url_put": "",
    "url_user": "",
}
"""What holds where the extension was registered without being enabled, as scripts do."""


_overrides: dict[str, Any] = {}


@contextmanager
def overriding(**values: Any) -> Iterator[None]:
    """Let these preferences have other values for a while, for a command's options; what the artist chose stays."""
    unknown = values.keys() - DEFAULTS.keys()
    if unknown:
        raise KeyError(*sorted(unknown))
    before = dict(_overrides)
    _overrides.update(values)
    try:
        yield
    finally:
        _overrides.clear()
        _overrides.update(before)


def get() -> Any | None:
    """The preferences, or None where the extension was registered without being enabled (scripts, tests)."""
    entry = bpy.context.preferences.addons.get(ident.PACKAGE)
    return entry.preferences if entry else None


def preference(name: str) -> Any:
    """A preference by its name."""
    if name in _overrides:
        return _overrides[name]
    chosen = get()
    return DEFAULTS[name] if chosen is None else getattr(chosen, name)


def is_live() -> bool:
    """Whether requests go to the real gateway. Automatic: as soon as there is a key."""
    mode = preference("gateway")
    return mode == "LIVE" or (mode == "AUTO" and credential() is not None)


def credential() -> Credential | None:
    """The gateway's key or token, from wherever it is kept."""
    from ...core.gateway import auth

    return auth.find()


def gateway_secrets() -> dict[str, bytes]:
    """The gateway keys that are set now, by the name that jobs have for the gateway."""
    from ...core.jobs.job import LIVE, REHEARSAL
    from ...rehearsal.server import REHEARSAL_KEY

    found = credential()
    return {REHEARSAL: REHEARSAL_KEY.encode(), LIVE: found.secret.encode() if found is not None else b""}


def online_refusal() -> str:
    """Why Blender forbids network use, in its own terms; empty when it allows it."""
    if bpy.app.online_access:
        return ""
    if bpy.app.online_access_override:
        return "Blender was started with --offline-mode."
    return "Allow Online Access is off in Preferences, System, Network."


def sending_refusal() -> str:
    """Why nothing can be sent to the gateway at all, with what to do; empty when it can, and in a rehearsal."""
    if not is_live():
        return ""
    if refusal := online_refusal():
        return f"Nothing can be sent: {refusal}"
    if credential() is None:
        return "Nothing can be sent: there is no key for the gateway. Set one in the preferences, or rehearse for free."
    return ""


def caps() -> Caps:
    """The spending caps in US dollars. What has no known price costs nothing in a rehearsal."""
    from ...core.money import Caps

    unknown = bool(preference("unknown_prices")) or not is_live()
    return Caps(per_batch=_dollars("cap_batch"), per_day=_dollars("cap_day"), unknown=unknown)


def _dollars(name: str) -> Decimal:
    from decimal import Decimal

    return Decimal(str(round(preference(name), 4)))


def plan_settings(edit: bpy.types.Scene) -> PlanSettings:
    """What of the film's settings a plan depends on."""
    from ...core.plans.planning import PlanSettings

    settings = film(edit)
    if settings.file_pattern:
        from ...core.files.patterns import check_pattern

        check_pattern(settings.file_pattern)
    return PlanSettings(
        handle=settings.handle,
        handle_frames=settings.handle_frames,
        order=names(settings.provider_order),
        only=names(settings.provider_only),
        file_pattern=settings.file_pattern,
    )


def host_refusal() -> HostError | None:
    """Why a shot's references could not be hosted: no token, no bucket. None when they can, and in a rehearsal, which
    brings a host of its own."""
    from ...core.hosting import config

    return config.host_refusal(*host_config()) if is_live() else None


def host_config() -> tuple[HostConfig, HostSecrets]:
    """The chosen host and its secrets. The secrets live in memory only."""
    from ...core import keys
    from ...core.hosting.config import HostConfig, HostKind, HostSecrets

    def secret(key: keys.Key) -> str:
        found = keys.find(key)
        return found.value if found else ""

    kind = preference("host")
    seconds = float(preference("link_hours")) * 3600
    if kind == "S3":
        config = HostConfig(
            kind=HostKind.S3,
            endpoint=preference("s3_endpoint"),
            region=preference("s3_region"),
            bucket=preference("s3_bucket"),
            prefix=preference("s3_prefix"),
            path_style={"PATH": True, "HOST": False}.get(preference("s3_style")),
            valid_seconds=seconds,
        )
        return config, HostSecrets(
            access_key=secret(keys.Key.S3_ACCESS),
            secret_key=secret(keys.Key.S3_SECRET),
            session_token=secret(keys.Key.S3_SESSION),
        )
    if kind == "URL":
        folder = preference("url_folder")
        config = HostConfig(
            kind=HostKind.URL,
            public_url=preference("url_base"),
            folder=bpy.path.abspath(folder) if folder else "",
            put_url="" if folder else preference("url_put"),
            user=preference("url_user"),
        )
        return config, HostSecrets(password=secret(keys.Key.URL_PASSWORD))
    access: Literal["public", "private"] = "public" if kind == "BLOB_PUBLIC" else "private"
    return HostConfig(access=access, valid_seconds=seconds), HostSecrets(token=secret(keys.Key.BLOB))
