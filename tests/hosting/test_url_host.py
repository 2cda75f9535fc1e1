# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""References on one's own web space: a folder behind a real web server, and a real WebDAV server."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from addon.core.errors import AnimaticError
from addon.core.hosting import errors
from addon.core.hosting.url import VERIFY_WAITS, UrlHost, _is_private


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def space(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """(folder, public URL) of a plain web server."""
    folder = tmp_path / "www"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def webdav(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """(folder, URL) of a WebDAV server: anyone reads, only mia:pa55word writes."""
    wsgidav_app = pytest.importorskip("wsgidav.wsgidav_app")
    wsgi = pytest.importorskip("cheroot.wsgi")
    folder = tmp_path / "dav"
    folder.mkdir()
    app = wsgidav_app.WsgiDAVApp(
        {
            "provider_mapping": {"/": {"root": str(folder), "readonly": False}, "/open": str(folder)},
            "simple_dc": {"user_mapping": {"/": {"mia": {"password": "pa55word"}}, "/open": True}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "verbose": 0,
            "logging": {"enable": False},
        }
    )
    server = wsgi.Server(("127.0.0.1", 0), app)
    server.prepare()
    threading.Thread(target=server.serve, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.bind_addr[1]}"
    server.stop()


def run(public_url: str, work, **options):
    async def main():
        host = UrlHost(public_url, **options)
        try:
            return await work(host)
        finally:
            await host.close()

    return asyncio.run(main())


def fails(kind: type[AnimaticError], public_url: str, work, **options) -> AnimaticError:
    with pytest.raises(AnimaticError) as caught:
        run(public_url, work, **options)
    assert type(caught.value) is kind
    assert caught.value.next_step
    assert "pa55word" not in caught.value.sentence
    return caught.value


# --- a folder --------------------------------------------------------------------------------------------------------


def test_a_reference_is_copied_once_and_readable(space, make_reference) -> None:
    folder, url = space
    reference, file = make_reference()

    async def twice(host):
        return await host.host(reference, file), await host.host(reference, file)

    first, second = run(url, twice, folder=folder)
    assert first.url == f"{url}/animatic/{reference.sha256}.mp4"
    assert (first.uploaded_bytes, second.uploaded_bytes, first.expires) == (reference.size, 0, None)
    assert httpx.get(first.url).content == file.read_bytes()
    assert [p.name for p in (folder / "animatic").iterdir()] == [f"{reference.sha256}.mp4"]
    assert run(url, lambda host: host.host(reference, file), folder=folder).uploaded_bytes == 0


def test_delete_and_check_leave_nothing_behind(space, make_reference) -> None:
    folder, url = space
    reference, file = make_reference()

    async def cycle(host):
        hosted = await host.host(reference, file)
        await host.delete(hosted)
        await host.delete(hosted)
        return await host.check()

    sentence = run(url, cycle, folder=folder)
    assert "works" in sentence
    assert "this network only" in sentence
    assert list((folder / "animatic").iterdir()) == []


def test_a_public_url_that_shows_another_folder_is_told(space, make_reference, tmp_path, waits) -> None:
    _, url = space
    reference, file = make_reference()
    (tmp_path / "elsewhere").mkdir()
    error = fails(errors.AddressUnreachable, url, lambda h: h.host(reference, file), folder=tmp_path / "elsewhere")
    assert "HTTP 404" in error.user_message
    assert waits == list(VERIFY_WAITS)


def test_a_folder_that_is_synchronised_late_is_waited_for(space, make_reference, tmp_path, monkeypatch) -> None:
    folder, url = space
    reference, file = make_reference()
    (tmp_path / "outbox").mkdir()

    async def synchronise(_seconds: float) -> None:
        (tmp_path / "outbox" / "animatic").rename(folder / "animatic")

    monkeypatch.setattr("addon.core.hosting.web.pause", synchronise)
    hosted = run(url, lambda host: host.host(reference, file), folder=tmp_path / "outbox")
    assert httpx.get(hosted.url).status_code == 200


def test_a_sign_in_page_instead_of_the_file_is_told(make_reference, tmp_path, waits) -> None:
    reference, file = make_reference()
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=b"<html>Sign in</html>"))
    error = fails(
        errors.AddressUnreachable,
        "https://studio.example",
        lambda h: h.host(reference, file),
        folder=tmp_path,
        transport=transport,
    )
    assert f"20 bytes instead of {reference.size}" in error.user_message


def test_verifying_can_be_left_out_for_an_address_only_the_outside_sees(make_reference, tmp_path) -> None:
    reference, file = make_reference()
    hosted = run("https://nowhere.invalid", lambda h: h.host(reference, file), folder=tmp_path, verify=False)
    assert hosted.url.startswith("https://nowhere.invalid/animatic/")


def test_a_folder_that_is_gone_or_locked_is_told(space, make_reference, tmp_path) -> None:
    _, url = space
    reference, file = make_reference()
    fails(errors.StoreNotFound, url, lambda h: h.host(reference, file), folder=tmp_path / "unplugged")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "animatic").write_text("a file in the way")
    with pytest.raises(AnimaticError):
        run(url, lambda h: h.host(reference, file), folder=tmp_path / "full")


# --- WebDAV ----------------------------------------------------------------------------------------------------------


def test_a_reference_is_put_into_a_folder_that_is_made(webdav, make_reference) -> None:
    folder, url = webdav
    reference, file = make_reference()
    options = dict(put_url=url, user="mia", password="pa55word", prefix="films/mia/")
    hosted = run(f"{url}/open", lambda host: host.host(reference, file), **options)
    assert httpx.get(hosted.url).content == file.read_bytes()
    assert (folder / "films" / "mia" / f"{reference.sha256}.mp4").is_file()
    again = run(f"{url}/open", lambda host: host.host(reference, file), **options)
    assert again.uploaded_bytes == 0


def test_webdav_check_and_delete(webdav) -> None:
    folder, url = webdav
    options = dict(put_url=url, user="mia", password="pa55word")
    assert "works" in run(f"{url}/open", lambda host: host.check(), **options)
    assert list((folder / "animatic").iterdir()) == []


def test_a_wrong_password_is_told(webdav, make_reference) -> None:
    _, url = webdav
    reference, file = make_reference()
    fails(
        errors.TokenRefused, f"{url}/open", lambda h: h.host(reference, file), put_url=url, user="mia", password="wrong"
    )


def test_a_plain_web_server_does_not_take_puts(space, make_reference) -> None:
    _folder, url = space
    reference, file = make_reference()
    error = fails(errors.SettingsWrong, url, lambda h: h.host(reference, file), put_url=url)
    assert "127.0.0.1" in error.user_message


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, errors.TokenRefused),
        (413, errors.FileTooLarge),
        (507, errors.FileTooLarge),
        (409, errors.StoreNotFound),
        (405, errors.SettingsWrong),
        (501, errors.SettingsWrong),
        (429, errors.RateLimited),
        (503, errors.HostDown),
        (418, errors.HostError),
    ],
)
def test_every_answer_is_put_into_words(make_reference, waits, status, kind) -> None:
    reference, file = make_reference()
    transport = httpx.MockTransport(lambda r: httpx.Response(404 if r.method == "HEAD" else status))
    fails(
        kind, "https://s.example", lambda h: h.host(reference, file), put_url="https://s.example", transport=transport
    )


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["", "studio.example", "ftp://x", "https://u:pa55word@x", "https://x/?sig=pa55word"])
def test_an_address_that_is_none_or_carries_secrets_is_refused(url, tmp_path) -> None:
    fails(errors.SettingsWrong, url, lambda host: host.check(), folder=tmp_path)


def test_exactly_one_way_to_send_is_needed(tmp_path) -> None:
    fails(errors.SettingsWrong, "https://x.example", lambda host: host.check())
    fails(errors.SettingsWrong, "https://x.example", lambda h: h.check(), folder=tmp_path, put_url="https://x.example")


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://localhost:8000/", True),
        ("http://192.168.1.7/", True),
        ("http://nas/", True),
        ("http://nas.local/", True),
        ("http://[::1]/", True),
        ("https://studio.example/refs/", False),
        ("http://93.184.216.34/", False),
    ],
)
def test_addresses_only_this_network_sees_are_known(url, private) -> None:
    assert _is_private(url) is private


def test_the_password_stays_out_of_the_repr(tmp_path) -> None:
    host = UrlHost("https://x.example", put_url="https://x.example/dav", user="mia", password="pa55word")
    assert "pa55word" not in repr(host)
