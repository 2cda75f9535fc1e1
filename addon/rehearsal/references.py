# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The provider's side of references: every URL is fetched with one plain GET, and what comes is measured.

Refusals are worded as in the provider's error table (Alibaba Model Studio, error codes, 30 May 2026).
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit, urlunsplit

from ..core.catalog import ImageRules, Model, VideoRules
from ..core.errors import MediaError
from ..core.files import door, sha256_file
from ..core.media import MediaInfo, probe
from .provider import Call, ProviderRefusal, Source, bad_parameter

TIMEOUT = 30.0
"""Seconds without a byte."""
AUDIO_MAX = 15_000_000
TOLERANCE = 0.001
"""Seconds and frames a second: a clip of exactly the limit may come out a rounding longer."""

_FORMATS = "MP4, AVI, MOV, MP3, WAV, AAC, JPEG, JPG, PNG, BMP, and WEBP"


@dataclass(frozen=True)
class Fetched:
    """A reference that passed, as a file named by its content."""

    file: Path
    sha256: str
    info: MediaInfo


class Fetcher:
    """Fetches into `folder`; files there are shared by all jobs. Not `online`: from this machine only."""

    def __init__(self, folder: Path, *, online: bool) -> None:
        self.folder = folder
        self._online = online

    def fetch(self, call: Call) -> tuple[Fetched, ...]:
        """All references, or the first and last frame. Raises ProviderRefusal for the first that the model does not
        take, and for what is too much together."""
        inputs, model = call.inputs, call.model
        frames = tuple(frame for frame in (inputs.first_frame, inputs.last_frame) if frame is not None)
        fetched = tuple(self._one(model, source) for source in (*inputs.references, *frames))
        for url in inputs.sounds:
            self._sound(url)
        clips = [f.info.seconds for f in fetched if f.info.kind == "video"]
        pictures = len(fetched) - len(clips) - len(frames)
        for count, rules, word in ((len(clips), model.video, "videos"), (pictures, model.image, "images")):
            if rules is not None and count > rules.max_count:
                raise bad_parameter(f"The request takes at most {rules.max_count} {word}.")
        if model.video is not None and sum(clips) > (model.video.max_total_seconds or sum(clips)) + TOLERANCE:
            raise bad_parameter(f"Reference videos may last {model.video.max_total_seconds:g} s in total.")
        if model.total_seconds_max and sum(clips) + call.seconds > model.total_seconds_max + TOLERANCE:
            raise bad_parameter(f"Reference videos and output may last {model.total_seconds_max} s together.")
        return fetched

    def _sound(self, url: str) -> None:
        """A sound track by URL: WAV or MP3 of at most 15 MB. Raises ProviderRefusal."""
        file = self._download(url, AUDIO_MAX)
        head = door.read_bytes(file, AUDIO_MAX)[:12]
        door.remove(file)
        wav = head[:4] == b"RIFF" and head[8:12] == b"WAVE"
        mp3 = head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)
        if not wav and not mp3:
            raise _bad_format()

    def _one(self, model: Model, source: Source) -> Fetched:
        limits = [rules.max_bytes for rules in (model.image, model.video) if rules is not None]
        file = self._get(source, max(limits))
        try:
            info = probe(file)
            if source.kind not in ("", info.kind):
                raise _bad_format()
            _check(info, model)
        except MediaError as error:
            door.remove(file)
            raise _unreadable(error) from error
        except ProviderRefusal:
            door.remove(file)
            raise
        sha256 = sha256_file(file)
        kept = self.folder / f"{sha256}{info.extension}"
        door.move(file, kept)
        return Fetched(kept, sha256, info)

    def _get(self, source: Source, limit: int) -> Path:
        if not source.url:
            return self._decode(source.data, limit)
        if source.kind == "image" and source.url.startswith("data:"):  # but not wan2.6's references
            return self._decode(source.url.partition(";base64,")[2], limit)
        return self._download(source.url, limit)

    def _download(self, url: str, limit: int) -> Path:
        self._check_address(url)
        request = urllib.request.Request(url, headers={"user-agent": "animatic-rehearsal"})
        try:
            with opener(url).open(request, timeout=TIMEOUT) as answer:
                return self._keep(answer, limit)
        except TimeoutError as error:
            raise ProviderRefusal(
                "InvalidURL.Timeout", f"Download {_shown(url)} timeout, please check network connection."
            ) from error
        except urllib.error.HTTPError as error:
            error.close()
            raise ProviderRefusal(
                "InvalidParameter.DataInspection",
                "Unable to download the media resource during the data inspection process.",
            ) from error
        except (OSError, ValueError) as error:
            raise ProviderRefusal(
                "InvalidURL.ConnectionRefused",
                f"Connection to {_shown(url)} refused, please provide available URL",
            ) from error

    def _check_address(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            host, parts = "", urlsplit("")
        if parts.scheme not in ("http", "https") or not host:
            raise ProviderRefusal("InvalidURL", "The request URL is invalid, please provide an HTTP or HTTPS URL.")
        if not self._online and not _is_loopback(host):
            raise ProviderRefusal(
                "InvalidURL.ConnectionRefused",
                f"Connection to {_shown(url)} refused: this rehearsal is offline.",
            )

    def _decode(self, data: str, limit: int) -> Path:
        if len(data) * 3 // 4 > limit + 3:
            raise _too_large(limit)
        try:
            content = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ProviderRefusal(
                "InvalidFile.Openerror", "Invalid file, cannot open file as video/audio/image."
            ) from error
        with self._temporary() as file:
            file.write(content)
            return Path(file.name)

    def _keep(self, stream: IO[bytes], limit: int) -> Path:
        with self._temporary() as file:
            path, size = Path(file.name), 0
            while piece := stream.read(256 * 1024):
                size += file.write(piece)
                if size > limit:
                    break
        if size > limit:
            door.remove(path)
            raise _too_large(limit)
        return path

    def _temporary(self) -> IO[bytes]:
        return tempfile.NamedTemporaryFile(dir=door.make_folder(self.folder), suffix=".part", delete=False)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """To http(s) only; urllib would follow to ftp too."""

    max_redirections = 5

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise ValueError("redirect to another scheme")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def opener(url: str, *, redirects: bool = True) -> urllib.request.OpenerDirector:
    """What opens `url`: http(s) only, past any proxy where it is on this machine."""
    handlers: list[urllib.request.BaseHandler] = [_Redirects() if redirects else _NoRedirects()]
    if _is_loopback(urlsplit(url).hostname or ""):
        handlers.append(urllib.request.ProxyHandler({}))  # a proxy in the environment cannot reach this machine
    return urllib.request.build_opener(*handlers)


def reachable(url: str, *, online: bool) -> bool:
    """Whether a URL is one that this rehearsal may ask: http(s), and when not `online` on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and (online or _is_loopback(host))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check(info: MediaInfo, model: Model) -> None:
    """Raise ProviderRefusal for the first limit of the catalog that the file breaks."""
    rules = model.image if info.kind == "image" else model.video
    if rules is None or info.media_type not in rules.formats:
        raise _bad_format()
    if info.size > rules.max_bytes:
        raise _too_large(rules.max_bytes)
    if rules.max_aspect and max(info.width, info.height) > rules.max_aspect * min(info.width, info.height):
        raise ProviderRefusal(
            "InvalidFile.AspectRatio",
            "Invalid file ratio. The file aspect ratio (height/width) must be between "
            f"{rules.max_aspect:g}:1 and 1:{rules.max_aspect:g}.",
        )
    if isinstance(rules, VideoRules):
        _check_clip(info, rules)
    else:
        _check_picture(info, rules)


def _check_clip(info: MediaInfo, rules: VideoRules) -> None:
    low, high = rules.min_seconds, rules.max_seconds
    if not low - TOLERANCE <= info.seconds <= high + TOLERANCE:
        raise ProviderRefusal(
            "InvalidFile.Duration", f"Invalid file duration. The file duration must be {low:g} s ~ {high:g} s."
        )
    if min(info.width, info.height) < rules.min_side or max(info.width, info.height) > rules.max_side:
        raise ProviderRefusal(
            "InvalidFile.Resolution",
            f"Invalid video resolution. The height or width of video must be {rules.min_side} ~ {rules.max_side}.",
        )
    most = rules.max_fps or 60
    if info.fps < rules.min_fps - TOLERANCE or (rules.max_fps and info.fps > most + TOLERANCE):
        raise ProviderRefusal(
            "InvalidFile.FPS", f"Invalid video FPS. The video FPS must be {rules.min_fps:g} ~ {most:g}."
        )
    pixels = info.width * info.height
    if pixels < rules.min_pixels or (rules.max_pixels and pixels > rules.max_pixels):
        raise ProviderRefusal(
            "InvalidFile.Resolution",
            f"Invalid video resolution. A frame must have {rules.min_pixels} ~ {rules.max_pixels} pixels.",
        )
    if rules.codecs and info.video_codec not in rules.codecs:
        raise _bad_format()
    if info.has_alpha:
        raise _bad_format()


def _check_picture(info: MediaInfo, rules: ImageRules) -> None:
    if min(info.width, info.height) < rules.min_side or max(info.width, info.height) > rules.max_side:
        raise ProviderRefusal(
            "InvalidFile.Resolution",
            "The image resolution is invalid, please make sure that the largest length of image is smaller than "
            f"{rules.max_side}, and the smallest length of image is larger than {rules.min_side}.",
        )
    if info.has_alpha and not rules.alpha:
        raise ProviderRefusal(
            "InvalidFile.Format", "Invalid file format, the image must not have an alpha (transparency) channel."
        )


def _unreadable(error: MediaError) -> ProviderRefusal:
    if error.code == "media_unknown":
        return _bad_format()
    return ProviderRefusal("InvalidFile.Openerror", "Invalid file, cannot open file as video/audio/image.")


def _bad_format() -> ProviderRefusal:
    return ProviderRefusal(
        "InvalidFile.Format", f"Invalid file format, the request file format is one of the following types: {_FORMATS}."
    )


def _too_large(limit: int) -> ProviderRefusal:
    return ProviderRefusal(
        "InvalidFile.Size",
        f"Invalid file size. The video/audio/image file size must be less than {limit // 1_000_000}MB.",
    )


def _shown(url: str) -> str:
    """The URL without its query: that is where signatures are."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
