# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official clients run unmodified against our emulator, so that its strictness is the service's, not ours."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from blob_emulator import TOKEN, BlobStore, Seen

from addon.core.hosting.vercel_blob import VercelBlobHost, signature

NPM_PACKAGE = "@vercel/blob@2.8.0"


@pytest.fixture
def store(monkeypatch) -> Iterator[BlobStore]:
    with BlobStore("private") as store:
        monkeypatch.setenv("VERCEL_BLOB_API_URL", store.url)
        monkeypatch.setenv("BLOB_READ_WRITE_TOKEN", TOKEN)
        yield store


@pytest.fixture(scope="module")
def sdk(tmp_path_factory) -> Path:
    """A folder with the npm client installed."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("sdk")
    (folder / "package.json").write_text('{"private": true}')
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", NPM_PACKAGE], cwd=folder, capture_output=True)
    if done.returncode:
        pytest.skip(f"{NPM_PACKAGE} cannot be installed here")
    shutil.copy(Path(__file__).with_name("official_client.mjs"), folder)
    return folder


def host_all(store: BlobStore, *references) -> None:
    async def main():
        host = VercelBlobHost(TOKEN, base_url=store.url)
        for reference, file in references:
            await host.host(reference, file)
        await host.close()

    asyncio.run(main())


@pytest.mark.network
def test_the_javascript_client_finds_its_store_and_signs_as_we_do(store, sdk) -> None:
    done = subprocess.run(
        ["node", "official_client.mjs", store.origin], cwd=sdk, env=os.environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["answers"] == [[200, "small"], [200, "small"]]
    assert told["found"]["size"] == 17 * 1024 * 1024
    assert told["gone"] == "BlobNotFoundError"
    key = told["token"]["clientSigningToken"]
    for url in told["urls"]:
        query = {k: v[0] for k, v in parse_qs(urlsplit(url["presignedUrl"]).query).items()}
        assert signature(key, "get", "sdk/small.mp4", query) == query["vercel-blob-signature"]


@pytest.mark.network
def test_our_requests_are_those_of_the_javascript_client(store, sdk, make_reference) -> None:
    """Same methods, paths and parameters; every header of the protocol that it sends is there with ours, too."""
    subprocess.run(
        ["node", "official_client.mjs", store.origin], cwd=sdk, env=os.environ, check=True, capture_output=True
    )
    theirs = {_kind(seen): seen for seen in store.seen if seen.path.startswith("/api")}
    store.seen.clear()
    host_all(store, make_reference(b"small"), make_reference(bytes(17 * 1024 * 1024), "large.mp4"))
    ours = {_kind(seen): seen for seen in store.seen}
    assert set(ours) <= set(theirs)
    assert len(ours) == 6
    # Numbers for the service's logs, and a switch that we always send and they leave at its default.
    ignored = {"x-api-blob-request-id", "x-api-blob-request-attempt"}
    for kind, seen in ours.items():
        their_headers = {h for h in theirs[kind].headers if h.startswith(("x-", "authorization"))} - ignored
        assert their_headers <= set(seen.headers), kind
        assert set(seen.query) == set(theirs[kind].query), kind
        for same in ("authorization", "x-api-version", "x-vercel-blob-store-id", "x-vercel-blob-access"):
            assert seen.headers.get(same) == theirs[kind].headers.get(same), (kind, same)
    assert unquote(ours[("POST", "mpu", "upload")].headers["x-mpu-key"]).endswith(".mp4 é")


def _kind(seen: Seen) -> tuple[str, str, str]:
    path = seen.path.removeprefix("/api/blob").strip("/")
    return seen.method, path, seen.headers.get("x-mpu-action", "")


def test_the_python_client_finds_its_store_and_what_we_uploaded(store, make_reference) -> None:
    """One test only: that client keeps its first address for the life of the process."""
    sdk = pytest.importorskip("vercel.blob.sync")
    put = sdk.put_blob("sdk/a.mp4", b"hello", access="private", content_type="video/mp4")
    assert put.url == store.blob_url("sdk/a.mp4")
    assert sdk.head_blob("sdk/a.mp4").size == 5
    with pytest.raises(sdk.BlobError):
        sdk.put_blob("sdk/b.mp4", b"hello", access="public")
    reference, file = make_reference(b"Mia")
    host_all(store, (reference, file))
    found = sdk.head_blob(f"animatic/{reference.sha256}.mp4")
    assert (found.size, found.content_type) == (3, "video/mp4")
