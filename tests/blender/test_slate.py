# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rehearsal's answer: a real MP4 of exactly what was asked, with the request's pictures moving in it."""

from __future__ import annotations

import asyncio
import base64
import http.client
import itertools
import json
import struct
import sys
import time
import zlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from addon.core.blender_process import BlenderCommand, run_worker
from addon.core.media import probe
from addon.rehearsal.server import REHEARSAL_KEY, Rehearsal
from addon.rehearsal.slate import Picture, Slate, Studio

COMMAND = BlenderCommand(sys.executable, is_module=True)
ENV = {"LP_NUM_THREADS": "1", "PYTHONWARNINGS": "error::DeprecationWarning"}
WIDTH, HEIGHT, SECONDS = 320, 180, 2
RED, GREEN = (210, 30, 40), (30, 190, 60)


def slate(**changes: Any) -> Slate:
    values: dict[str, Any] = {
        "width": WIDTH,
        "height": HEIGHT,
        "seconds": SECONDS,
        "fps": 30,
        "audio": True,
        "route": "text",
        "prompt": "A courier runs across the courtyard.",
        "model": "alibaba/wan-v2.6-t2v",
        "seed": 42,
        "seed_given": True,
        "shot": "SH010",
        "take": "1",
    }
    return Slate(**{**values, **changes})


def render(wanted: Slate, folder: Path, messages: list[dict[str, Any]] | None = None) -> Path:
    folder.mkdir(parents=True)
    job = {**wanted.to_json(), "out": str(folder / "slate.mp4"), "folder": str(folder)}
    on_message = messages.append if messages is not None else None
    asyncio.run(run_worker(COMMAND, "slate", job, on_message=on_message, timeout=240, env=ENV))
    return folder / "slate.mp4"


def frames(file: Path) -> list[bytes]:
    """Every frame as its raw RGB rows."""
    with av.open(str(file)) as container:
        return [bytes(frame.reformat(format="rgb24").planes[0]) for frame in container.decode(video=0)]


def pixel(frame: bytes, x: int, y: int) -> tuple[int, ...]:
    stride = len(frame) // HEIGHT
    at = y * stride + 3 * x
    return tuple(frame[at : at + 3])


def sound(file: Path) -> list[float]:
    """The first channel, from -1 to 1, without the encoder's delay."""
    with av.open(str(file)) as container:
        samples: list[float] = []
        for frame in container.decode(audio=0):
            plane = bytes(frame.planes[0])
            values = struct.unpack(f"<{frame.samples}f", plane[: 4 * frame.samples])
            begin = round(float(frame.pts * frame.time_base) * 48000)
            samples.extend(values[max(-begin, 0) :])
        return samples


def solid_png(file: Path, colour: tuple[int, int, int], width: int = 400, height: int = 300) -> Picture:
    rows = (b"\0" + bytes(colour) * width) * height

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    file.write_bytes(content)
    return Picture(str(file), "image", f"{zlib.crc32(content):08x}", width, height)


def stripes_png(file: Path, width: int = 640, height: int = 360) -> Picture:
    """Black in the left quarter, white right of it."""
    picture = solid_png(file, (0, 0, 0), width, height)
    row = b"\0" + b"\0\0\0" * (width // 4) + b"\xff\xff\xff" * (width - width // 4)
    data = file.read_bytes()
    head, tail = data[:33], zlib.compress(row * height)
    chunk = struct.pack(">I", len(tail)) + b"IDAT" + tail + struct.pack(">I", zlib.crc32(b"IDAT" + tail))
    file.write_bytes(head + chunk + data[-12:])
    return picture


def movie(file: Path, colours: list[tuple[int, int, int]]) -> Picture:
    """A second of each colour at 24 fps."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt, stream.time_base = 320, 240, "yuv420p", Fraction(1, 24)
        for number in range(24 * len(colours)):
            frame = av.VideoFrame(320, 240, "rgb24")
            frame.planes[0].update(bytes(colours[number // 24]) * 320 * 240)
            frame = frame.reformat(format="yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return Picture(str(file), "video", "clip", 320, 240)


def close_to(actual: tuple[int, ...], wanted: tuple[int, ...], within: int = 30) -> bool:
    return all(abs(a - w) <= within for a, w in zip(actual, wanted, strict=True))


@pytest.fixture(scope="module")
def text_slate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(slate(), tmp_path_factory.mktemp("text") / "a")


def test_it_is_exactly_the_video_that_was_asked_for(text_slate: Path) -> None:
    info = probe(text_slate)
    assert (info.media_type, info.video_codec, info.audio_codec) == ("video/mp4", "h264", "aac")
    assert (info.width, info.height, info.frames) == (WIDTH, HEIGHT, 30 * SECONDS)
    assert (info.seconds, info.fps) == (SECONDS, 30)
    with av.open(str(text_slate)) as container:
        audio = container.streams.audio[0]
        assert (audio.rate, audio.channels) == (48000, 2)
        assert container.streams.video[0].pix_fmt == "yuv420p"
    assert len(frames(text_slate)) == 30 * SECONDS


def test_the_same_request_and_seed_give_the_same_frames(text_slate: Path, tmp_path: Path) -> None:
    assert frames(render(slate(), tmp_path / "b")) == frames(text_slate)


def test_another_seed_gives_another_picture(text_slate: Path, tmp_path: Path) -> None:
    other = frames(render(slate(seed=43, seconds=1, audio=False), tmp_path / "b"))
    assert not close_to(pixel(other[15], 160, 90), pixel(frames(text_slate)[30], 160, 90), 10)


def test_the_first_frame_flashes_and_beeps_and_only_the_first(text_slate: Path) -> None:
    shown = frames(text_slate)
    paper = (237, 235, 227)
    assert close_to(pixel(shown[0], 40, 40), paper)
    assert not close_to(pixel(shown[1], 40, 40), paper)
    samples = sound(text_slate)
    one = 48000 // 30
    assert max(map(abs, samples[:one])) > 0.15
    assert max(map(abs, samples[2 * one :])) < 0.06
    rising = sum(1 for a, b in itertools.pairwise(samples[:one]) if a <= 0 < b)
    assert abs(rising - 1000 / 30) <= 2, "a tone of 1 kHz crosses zero upwards 33 times in a frame"


def test_the_bed_is_quiet_but_there(text_slate: Path) -> None:
    later = sound(text_slate)[48000:90000]
    assert 0.005 < max(map(abs, later)) < 0.06


def test_the_timecode_runs_and_the_bar_grows(text_slate: Path) -> None:
    shown = frames(text_slate)
    code = [[pixel(frame, x, y) for y in range(151, 165) for x in range(240, 308)] for frame in (shown[10], shown[11])]
    assert code[0] != code[1]
    edge = 143
    assert pixel(shown[45], 200, edge) != pixel(shown[5], 200, edge)


def test_a_silent_one_has_no_sound_track_and_progress_is_told(tmp_path: Path) -> None:
    messages: list[dict[str, Any]] = []
    file = render(slate(audio=False, seconds=1), tmp_path / "a", messages)
    assert not probe(file).has_audio
    told = [m["frame"] for m in messages if m["type"] == "progress"]
    assert told == list(range(1, 31))


def test_references_stand_in_windows_in_their_order(tmp_path: Path) -> None:
    pictures = (solid_png(tmp_path / "r.png", RED), solid_png(tmp_path / "g.png", GREEN))
    wanted = slate(route="reference", model="alibaba/wan-v2.6-r2v-flash", pictures=pictures, seconds=1, audio=False)
    frame = frames(render(wanted, tmp_path / "a"))[15]
    assert close_to(pixel(frame, 100, 78), RED)
    assert close_to(pixel(frame, 220, 78), GREEN)
    assert max(pixel(frame, 160, 78)) < 60, "there is dark ground between the windows"


def test_a_short_clip_plays_again_until_the_end(tmp_path: Path) -> None:
    clip = movie(tmp_path / "clip.mp4", [RED])
    wanted = slate(route="reference", model="alibaba/wan-v2.6-r2v-flash", pictures=(clip,), audio=False)
    shown = frames(render(wanted, tmp_path / "a"))
    assert close_to(pixel(shown[10], 160, 78), RED)
    assert close_to(pixel(shown[59], 160, 78), RED)
    assert len(shown) == 60


def test_a_first_frame_fills_the_picture_and_comes_nearer(tmp_path: Path) -> None:
    picture = stripes_png(tmp_path / "s.png")
    wanted = slate(route="first_frame", model="alibaba/wan-v2.6-i2v-flash", pictures=(picture,), seconds=1, audio=False)
    shown = frames(render(wanted, tmp_path / "a"))
    assert close_to(pixel(shown[15], 30, 90), (0, 0, 0))
    assert close_to(pixel(shown[15], 290, 90), (255, 255, 255))
    near_the_edge = 76  # the edge is at 80 first and at 72 last
    assert close_to(pixel(shown[2], near_the_edge, 90), (0, 0, 0), 60)
    assert close_to(pixel(shown[29], near_the_edge, 90), (255, 255, 255), 60)


@pytest.mark.parametrize(("width", "height"), [(180, 320), (240, 240), (272, 208)])
def test_every_shape_is_rendered(tmp_path: Path, width: int, height: int) -> None:
    wanted = slate(width=width, height=height, seconds=1, audio=False, shot="", take="", prompt="角色 " * 700)
    info = probe(render(wanted, tmp_path / "a"))
    assert (info.width, info.height, info.frames) == (width, height, 30)


def test_the_studio_renders_once_and_then_knows(tmp_path: Path) -> None:
    studio = Studio(tmp_path, COMMAND)
    first = studio.make(slate(seconds=1, audio=False))
    made = first.stat().st_mtime_ns
    again = studio.make(slate(seconds=1, audio=False))
    assert again == first
    assert again.stat().st_mtime_ns == made
    assert [p.name for p in tmp_path.iterdir()] == [first.name], "nothing else is left in the folder"


def test_the_gateway_answers_with_a_slate_of_its_own_reference(tmp_path: Path) -> None:
    """The whole way: a reference is uploaded, fetched, shown; the video comes back in the answer of the status."""
    picture = solid_png(tmp_path / "red.png", RED)
    headers = {
        "authorization": f"Bearer {REHEARSAL_KEY}",
        "content-type": "application/json",
        "ai-gateway-protocol-version": "0.0.1",
        "ai-gateway-auth-method": "api-key",
        "ai-model-id": "alibaba/wan-v2.6-r2v-flash",
        "ai-video-model-specification-version": "4",
    }
    stored = {
        "authorization": "Bearer vercel_blob_rw_PublicStore_x",
        "x-api-version": "12",
        "x-vercel-blob-access": "public",
    }

    def ask(method: str, path: str, body: bytes, head: dict[str, str]) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=240)
        connection.request(method, path, body=body, headers=head)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return dict(answer)

    with Rehearsal(command=COMMAND) as gateway:
        file = Path(picture.file).read_bytes()
        url = ask("PUT", "/api/blob/?pathname=red.png", file, stored)["url"]
        body = {
            "prompt": "character1 waves",
            "resolution": "1280x720",
            "duration": 2,
            "seed": 0,
            "generateAudio": False,
            "inputReferences": [{"type": "url", "url": url}],
            "providerOptions": {"gateway": {"tags": ["shot:SH010", "take:2"]}},
        }
        begun = ask("POST", "/v4/ai/video-model/start", json.dumps(body).encode(), headers)
        asked = json.dumps({"operation": begun["operation"]}).encode()
        while (answer := ask("POST", "/v4/ai/video-model/status", asked, headers))["status"] == "pending":
            time.sleep(0.2)
    assert answer["status"] == "completed", answer
    result = tmp_path / "result.mp4"
    result.write_bytes(base64.b64decode(answer["videos"][0]["data"]))
    info = probe(result)
    assert (info.width, info.height, info.seconds, info.fps, info.has_audio) == (1280, 720, 2, 30, False)
    frame = frames(result)[30]
    stride = len(frame) // 720
    assert close_to(tuple(frame[300 * stride + 640 * 3 :][:3]), RED)


def test_stopping_the_gateway_ends_its_blender(tmp_path: Path) -> None:
    gateway = Rehearsal(command=COMMAND, state_dir=tmp_path).start()
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=60)
    headers = {
        "authorization": f"Bearer {REHEARSAL_KEY}",
        "content-type": "application/json",
        "ai-gateway-protocol-version": "0.0.1",
        "ai-gateway-auth-method": "api-key",
        "ai-model-id": "alibaba/wan-v2.6-t2v",
        "ai-video-model-specification-version": "4",
    }
    body = json.dumps({"prompt": "dusk", "duration": 15})
    connection.request("POST", "/v4/ai/video-model/start", body=body, headers=headers)
    connection.getresponse().read()
    while not list((tmp_path / "slates").glob("slate-*/card.png")):
        time.sleep(0.05)
    begun = time.monotonic()
    gateway.stop()
    assert time.monotonic() - begun < 6
    assert list((tmp_path / "slates").iterdir()) == [], "a broken render leaves nothing"
