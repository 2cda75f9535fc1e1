# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every reference is fetched and measured; what the model would refuse fails the job, in Wan's words, for free."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from rehearsal_parts import FIRST_FRAME, FLASH, TEXT, clip, hosted, picture, poll, start

from addon.core import catalog
from addon.rehearsal.server import Rehearsal


@pytest.fixture
def outcome(gateway: Rehearsal) -> Callable[..., dict[str, Any]]:
    """Start with these reference URLs and wait for the end."""

    def run(*urls: str, model: str = FLASH, **more: Any) -> dict[str, Any]:
        body: dict[str, Any] = {"prompt": "character1 waves", "resolution": "1280x720", **more}
        if model == FIRST_FRAME:
            body["image"] = {"type": "url", "url": urls[0]}
        else:
            body["inputReferences"] = [{"type": "url", "url": url} for url in urls]
        return poll(gateway.base_url, model, start(gateway.base_url, model, body).json["operation"])

    return run


def code(gateway: Rehearsal) -> str:
    return gateway.jobs.all()[-1].error_code


class _Handler(BaseHTTPRequestHandler):
    asked: list[tuple[str, str]]
    location = ""

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path))
        if self.path.startswith("/redirect"):
            self.send_response(302)
            self.send_header("location", self.location)
            self.end_headers()
            return
        status = int(self.path.rpartition("/")[2])
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, type[_Handler]]]:
    """Another web server: answers /NNN with that status, /redirect with a redirect."""
    handler = type("Handler", (_Handler,), {"asked": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", handler
    server.shutdown()
    server.server_close()
    thread.join()


def test_good_references_run(outcome: Callable[..., dict[str, Any]], base: str, media: Path) -> None:
    urls = [hosted(base, name, media / name) for name in ("hero.png", "hero.mp4")]
    assert outcome(*urls)["status"] == "completed"


@pytest.mark.parametrize(
    ("make", "name", "expected", "words"),
    [
        (lambda f: clip(f, seconds=1), "a.mp4", "InvalidFile.Duration", "Invalid file duration. The file duration"),
        (lambda f: clip(f, seconds=31, fps=16, width=240), "a.mp4", "InvalidFile.Duration", "2 s ~ 30 s"),
        (lambda f: clip(f, width=160, height=120), "a.mp4", "InvalidFile.Resolution", "Invalid video resolution"),
        (lambda f: clip(f, fps=12), "a.mp4", "InvalidFile.FPS", "Invalid video FPS"),
        (lambda f: picture(f, alpha=True), "a.png", "InvalidFile.Format", "alpha"),
        (lambda f: picture(f, width=200, height=300), "a.png", "InvalidFile.Resolution", "image resolution is invalid"),
        (lambda f: picture(f, width=5200, height=300), "a.png", "InvalidFile.Resolution", "smaller than 5000"),
        (lambda f: f.write_text("hello"), "a.png", "InvalidFile.Format", "Invalid file format"),
        (lambda f: f.write_bytes(b""), "a.png", "InvalidFile.Openerror", "cannot open file"),
    ],
)
def test_files_that_the_model_does_not_take(
    gateway: Rehearsal,
    outcome: Callable[..., dict[str, Any]],
    tmp_path: Path,
    make: Callable[[Path], object],
    name: str,
    expected: str,
    words: str,
) -> None:
    make(tmp_path / name)
    answer = outcome(hosted(gateway.base_url, name, tmp_path / name))
    assert answer["status"] == "error"
    assert answer["error"].startswith("Video generation failed. Task ID: ")
    assert words in answer["error"]
    assert code(gateway) == expected
    assert gateway.account.used == 0


def test_half_a_movie_is_not_opened(
    gateway: Rehearsal, outcome: Callable[..., dict[str, Any]], media: Path, tmp_path: Path
) -> None:
    whole = (media / "hero.mp4").read_bytes()
    (tmp_path / "half.mp4").write_bytes(whole[: len(whole) // 2])
    outcome(hosted(gateway.base_url, "half.mp4", tmp_path / "half.mp4"))
    assert code(gateway) == "InvalidFile.Openerror"


def test_a_file_beyond_the_bytes_is_not_read_to_its_end(
    gateway: Rehearsal, outcome: Callable[..., dict[str, Any]], media: Path, tmp_path: Path
) -> None:
    limit = catalog.load().get(FIRST_FRAME).image.max_bytes  # type: ignore[union-attr]
    large = tmp_path / "large.png"
    large.write_bytes((media / "hero.png").read_bytes() + bytes(limit))
    answer = outcome(hosted(gateway.base_url, "large.png", large), model=FIRST_FRAME)
    assert "must be less than 10MB" in answer["error"]
    assert code(gateway) == "InvalidFile.Size"


def test_a_clip_is_no_first_frame(gateway: Rehearsal, outcome: Callable[..., dict[str, Any]], media: Path) -> None:
    outcome(hosted(gateway.base_url, "hero.mp4", media / "hero.mp4"), model=FIRST_FRAME)
    assert code(gateway) == "InvalidFile.Format"


def test_more_references_than_the_model_takes(
    gateway: Rehearsal, outcome: Callable[..., dict[str, Any]], base: str, media: Path
) -> None:
    image = hosted(base, "hero.png", media / "hero.png")
    video = hosted(base, "hero.mp4", media / "hero.mp4")
    assert outcome(*[image] * 5)["status"] == "completed"
    assert "at most 5" in outcome(*[image] * 6)["error"]
    assert "at most 3 videos" in outcome(*[video] * 4)["error"]
    assert code(gateway) == "InvalidParameter"


def test_a_shape_beyond_the_ratio_is_refused(
    gateway: Rehearsal, outcome: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    long = picture(tmp_path / "long.png", width=2400, height=260)
    answer = outcome(hosted(gateway.base_url, "long.png", long), model="alibaba/wan-v2.7-r2v")
    assert "between 8:1 and 1:8" in answer["error"]
    assert code(gateway) == "InvalidFile.AspectRatio"


def test_the_name_in_the_url_plays_no_part(outcome: Callable[..., dict[str, Any]], base: str, media: Path) -> None:
    assert outcome(hosted(base, "no-extension", media / "hero.mp4"))["status"] == "completed"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ftp://127.0.0.1/a.png", "InvalidURL"),
        ("file:///etc/passwd", "InvalidURL"),
        ("data:image/png;base64,AAAA", "InvalidURL"),
        ("http://", "InvalidURL"),
        ("http://[::1", "InvalidURL"),
        ("http://127.0.0.1:1/a.png", "InvalidURL.ConnectionRefused"),
        ("http://no-such-host.invalid/a.png", "InvalidURL.ConnectionRefused"),
    ],
)
def test_urls_that_lead_nowhere(
    gateway: Rehearsal, outcome: Callable[..., dict[str, Any]], url: str, expected: str
) -> None:
    assert outcome(url)["status"] == "error"
    assert code(gateway) == expected


@pytest.mark.parametrize("status", [403, 404, 500])
def test_what_cannot_be_downloaded_fails_the_inspection(
    gateway: Rehearsal,
    outcome: Callable[..., dict[str, Any]],
    elsewhere: tuple[str, type[_Handler]],
    status: int,
) -> None:
    answer = outcome(f"{elsewhere[0]}/{status}")
    assert "Unable to download the media resource" in answer["error"]
    assert code(gateway) == "InvalidParameter.DataInspection"
    assert elsewhere[1].asked == [("GET", f"/{status}")], "one plain GET, and no HEAD before it"


def test_redirects_are_followed_but_not_to_another_scheme(
    gateway: Rehearsal,
    outcome: Callable[..., dict[str, Any]],
    elsewhere: tuple[str, type[_Handler]],
    media: Path,
) -> None:
    origin, handler = elsewhere
    handler.location = hosted(gateway.base_url, "hero.png", media / "hero.png")
    assert outcome(f"{origin}/redirect")["status"] == "completed"
    handler.location = "file:///etc/hostname"
    assert outcome(f"{origin}/redirect")["status"] == "error"


def test_an_error_never_shows_a_signature(outcome: Callable[..., dict[str, Any]]) -> None:
    answer = outcome("http://user:secret1@127.0.0.1:1/a.png?vercel-blob-signature=secret2")
    assert "127.0.0.1:1/a.png" in answer["error"]
    assert "secret" not in answer["error"]


def test_offline_only_this_machine_is_asked(rehearse: Callable[..., Rehearsal], media: Path) -> None:
    gateway = rehearse(online=False)
    for url, expected in (
        (hosted(gateway.base_url, "hero.png", media / "hero.png"), "completed"),
        ("https://example.com/hero.png", "error"),
    ):
        body = {"prompt": "x", "inputReferences": [{"type": "url", "url": url}]}
        operation = start(gateway.base_url, FLASH, body).json["operation"]
        assert poll(gateway.base_url, FLASH, operation)["status"] == expected


def test_a_sound_track_is_fetched_and_must_be_one(gateway: Rehearsal, base: str, media: Path, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(28))
    for name, file, expected in (
        ("a.wav", tmp_path / "a.wav", "completed"),
        ("a.mp3", media / "hero.png", "error"),
    ):
        options = {"alibaba": {"audioUrl": hosted(base, name, file)}}
        operation = start(base, TEXT, {"prompt": "x", "providerOptions": options}).json["operation"]
        assert poll(base, TEXT, operation)["status"] == expected


def test_nothing_that_was_refused_is_kept(rehearse: Callable[..., Rehearsal], media: Path, tmp_path: Path) -> None:
    gateway = rehearse(state_dir=tmp_path / "state")
    clip(tmp_path / "short.mp4", seconds=1)
    urls = [hosted(gateway.base_url, f.name, f) for f in (tmp_path / "short.mp4", media / "hero.png")]
    for url in urls:
        body = {"prompt": "x", "inputReferences": [{"type": "url", "url": url}]}
        poll(gateway.base_url, FLASH, start(gateway.base_url, FLASH, body).json["operation"])
    assert [file.suffix for file in (tmp_path / "state" / "references").iterdir()] == [".png"]
