# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""One saved setting and one set of secrets make the right host; importing costs nothing."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest

from addon.core.hosting import HostConfig, HostSecrets, errors, make_host
from addon.core.hosting.config import HostKind, host_or_none, host_refusal
from addon.core.hosting.vercel_blob import VercelBlobHost
from addon.core.hosting.web import retry_after
from addon.core.models import MediaKind, Reference

SECRETS = HostSecrets(token="vercel_blob_rw_S_s3cr3t", access_key="AK", secret_key="s3cr3t", password="s3cr3t")


@pytest.mark.parametrize(
    ("config", "shown"),
    [
        (
            HostConfig(),
            "VercelBlobHost(access='private', base_url='https://vercel.com/api/blob', prefix='animatic/')",
        ),
        (
            HostConfig(access="public", api_url="http://127.0.0.1:9/api/blob/", prefix=""),
            "VercelBlobHost(access='public', base_url='http://127.0.0.1:9/api/blob', prefix='')",
        ),
        (
            HostConfig(kind=HostKind.S3, bucket="film", region="eu-central-1"),
            "S3Host('https://film.s3.eu-central-1.amazonaws.com/', region='eu-central-1', prefix='animatic/')",
        ),
        (
            HostConfig(kind=HostKind.S3, bucket="film", region="auto"),
            "S3Host('https://film.s3.us-east-1.amazonaws.com/', region='us-east-1', prefix='animatic/')",
        ),
        (
            HostConfig(
                kind=HostKind.URL, public_url="https://x.example/r", put_url="https://x.example/dav", user="mia"
            ),
            "UrlHost('https://x.example/r/', put_url='https://x.example/dav/', prefix='animatic/')",
        ),
    ],
)
def test_the_kind_that_is_configured_is_made(config, shown) -> None:
    assert repr(make_host(config, SECRETS)) == shown


def test_a_config_survives_saving_and_holds_no_secret() -> None:
    config = HostConfig(kind=HostKind.S3, bucket="film", path_style=True)
    assert HostConfig.model_validate_json(config.model_dump_json()) == config
    assert "s3cr3t" not in repr(SECRETS)


def test_a_host_without_its_secrets_says_which(tmp_path) -> None:
    with pytest.raises(errors.TokenMissing):
        make_host(HostConfig(), HostSecrets())
    with pytest.raises(errors.TokenMissing):
        make_host(HostConfig(kind=HostKind.S3, bucket="film"), HostSecrets())


@pytest.mark.parametrize(
    "config",
    [HostConfig(), HostConfig(kind=HostKind.S3, bucket="no bucket"), HostConfig(kind=HostKind.URL)],
    ids=lambda config: config.kind,
)
def test_settings_that_make_no_host_refuse_files_and_nothing_else(config, tmp_path) -> None:
    why = host_refusal(config, HostSecrets(access_key="AK", secret_key="s3cr3t"))
    assert why is not None
    assert why.next_step
    host = host_or_none(config, HostSecrets(access_key="AK", secret_key="s3cr3t"))
    reference = Reference(sha256="0" * 64, kind=MediaKind.IMAGE, media_type="image/png", path="a.png")
    for refused in (host.host(reference, tmp_path / "a.png"), host.check()):
        with pytest.raises(type(why), match=re.escape(why.user_message)):
            asyncio.run(refused)
    asyncio.run(host.close())


def test_settings_that_make_a_host_are_not_refused() -> None:
    assert host_refusal(HostConfig(), SECRETS) is None
    assert isinstance(host_or_none(HostConfig(), SECRETS), VercelBlobHost)


def test_httpx_is_not_imported_before_the_first_request() -> None:
    code = (
        "import sys; from addon.core.hosting import *; from addon.core.hosting import s3, url, vercel_blob\n"
        "make_host(HostConfig(), HostSecrets(token='vercel_blob_rw_S_x'))\n"
        "print('httpx' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_host_error_has_its_own_code() -> None:
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.HostError)]
    assert len({kind.code for kind in kinds}) == len(kinds) > 10
    assert all(kind.code.startswith("host") for kind in kinds)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(None, 0), ("", 0), ("7", 7), ("0.5", 0.5), ("-3", 0), ("soon", 0), ("Mon, 01 Jan 2024 00:00:00 GMT", 0)],
)
def test_retry_after_is_read_in_both_forms(value, seconds) -> None:
    assert retry_after(value) == seconds


def test_retry_after_as_a_date_in_the_future() -> None:
    import email.utils
    import time

    assert retry_after(email.utils.formatdate(time.time() + 100, usegmt=True)) == pytest.approx(100, abs=5)
