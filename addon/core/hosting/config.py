# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which host to use: settings that may be saved, secrets that may not, and the host made from both."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from ..models import Frozen
from .errors import HostError

if TYPE_CHECKING:
    from .host import Host


class HostKind(StrEnum):
    VERCEL_BLOB = "vercel_blob"
    S3 = "s3"
    URL = "url"


class HostConfig(Frozen):
    """The settings of one host; each kind reads its own fields. Holds no secret: may be saved and shown."""

    kind: HostKind = HostKind.VERCEL_BLOB
    prefix: str = "animatic/"
    """Folder on the host."""
    valid_seconds: float | None = None
    """How long a URL must work at least; None: `base.VALID_SECONDS`."""

    access: Literal["private", "public"] = "private"
    """Vercel Blob: as the store was created."""
    api_url: str = ""
    """Vercel Blob: another address of the API, as in VERCEL_BLOB_API_URL; "": the real one."""

    endpoint: str = ""
    """S3: "https://<account>.r2.cloudflarestorage.com"; "": Amazon's own for `region`."""
    region: str = ""
    bucket: str = ""
    path_style: bool | None = None
    """S3: bucket in the path (True) or in the host name; None: what suits the endpoint."""

    public_url: str = ""
    """URL: where files can be read, "https://studio.example/refs"."""
    folder: str = ""
    """URL: the folder behind `public_url`, when it is reachable as one."""
    put_url: str = ""
    """URL: where files are sent by HTTP PUT (WebDAV), when there is no folder."""
    user: str = ""
    verify: bool = True
    """URL: ask the public address for each file before it is used."""


@dataclass(frozen=True)
class HostSecrets:
    """What never leaves memory and the keychain. Stays out of every repr."""

    token: str = field(default="", repr=False)
    """Vercel Blob's read-write token."""
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    session_token: str = field(default="", repr=False)
    """S3: of temporary credentials."""
    password: str = field(default="", repr=False)
    """URL: for `user`."""


def host_or_none(config: HostConfig, secrets: HostSecrets) -> Host:
    """As `make_host`; with settings that make none, a host that refuses every file and says why. Shots without
    references are not held up by it."""
    from .absent import AbsentHost

    try:
        return make_host(config, secrets)
    except HostError as refusal:
        return AbsentHost(refusal)


def host_refusal(config: HostConfig, secrets: HostSecrets) -> HostError | None:
    """Why these settings make no host; None when they do. Asks nobody."""
    try:
        make_host(config, secrets)
    except HostError as refusal:
        return refusal
    return None


def make_host(config: HostConfig, secrets: HostSecrets) -> Host:
    """The host that `config` names. Raises TokenMissing, TokenRefused or SettingsWrong for what cannot work."""
    from .base import VALID_SECONDS

    valid_seconds = VALID_SECONDS if config.valid_seconds is None else config.valid_seconds
    if config.kind is HostKind.S3:
        from .s3 import S3Host

        return S3Host(
            config.endpoint,
            config.region,
            config.bucket,
            secrets.access_key,
            secrets.secret_key,
            config.prefix,
            session_token=secrets.session_token,
            valid_seconds=valid_seconds,
            path_style=config.path_style,
        )
    if config.kind is HostKind.URL:
        from .url import UrlHost

        return UrlHost(
            config.public_url,
            folder=config.folder,
            put_url=config.put_url,
            user=config.user,
            password=secrets.password,
            prefix=config.prefix,
            verify=config.verify,
        )
    from .vercel_blob import API_URL, VercelBlobHost

    return VercelBlobHost(
        secrets.token,
        access=config.access,
        base_url=config.api_url or API_URL,
        prefix=config.prefix,
        valid_seconds=valid_seconds,
    )
