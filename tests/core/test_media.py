# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file is what its content says; one that is cut short, hostile or of the wrong kind is named, never crashed on."""

from __future__ import annotations

import dataclasses
import io
import struct
import tempfile
import zlib
from fractions import Fraction
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addon.core import catalog
from addon.core.errors import MediaError
from addon.core.media import MediaInfo, check_reference, check_take, probe

R2V = catalog.load().get("alibaba/wan-v2.6-r2v-flash")
I2V = catalog.load().get("alibaba/wan-v2.6-i2v-flash")
T2V = catalog.load().get("alibaba/wan-v2.6-t2v")


# --- making real files -----------------------------------------------------------------------------------------------


def movie_bytes(
    *,
    frames: int = 24,
    fps: Fraction | int = 24,
    size: tuple[int, int] = (320, 240),
    sound: bool = True,
    container: str = "mp4",
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    options: dict[str, str] | None = None,
) -> bytes:
    """A movie made by FFmpeg's own muxer."""
    with tempfile.TemporaryDirectory() as folder:  # faststart reads its own file again, so it must be one
        path = Path(folder) / "movie"
        _write_movie(path, frames, Fraction(fps), size, sound, container, codec, pix_fmt, options or {})
        return path.read_bytes()


def _write_movie(path, frames, fps, size, sound, container, codec, pix_fmt, options) -> None:
    with av.open(str(path), "w", format=container, options=options) as out:
        video = out.add_stream(codec, rate=fps)
        video.width, video.height, video.pix_fmt = *size, pix_fmt
        audio = out.add_stream("aac", rate=48000, layout="stereo") if sound else None
        picture = av.VideoFrame(*size, pix_fmt)
        for plane in picture.planes:
            plane.update(bytes(plane.buffer_size))  # else it is whatever lay in memory, and the file has any length
        for _ in range(frames):
            picture.pts = None  # the encoder counts
            out.mux(video.encode(picture))
        out.mux(video.encode(None))
        if audio is not None:
            for start in range(0, int(48000 * frames / fps), 1024):
                frame = av.AudioFrame(format="fltp", layout="stereo", samples=1024)
                for plane in frame.planes:
                    plane.update(bytes(plane.buffer_size))
                frame.sample_rate, frame.pts, frame.time_base = 48000, start, Fraction(1, 48000)
                out.mux(audio.encode(frame))
            out.mux(audio.encode(None))


def sound_bytes() -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=48000, layout="mono")
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        frame.sample_rate = 48000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return buffer.getvalue()


def png_bytes(width: int = 4, height: int = 3, *, colour: int = 2, transparent: bool = False) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    rows = (b"\0" + bytes(width * channels)) * height
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)),
            chunk(b"PLTE", b"\0\0\0") if colour == 3 else b"",
            chunk(b"tRNS", b"\0" if colour == 3 else bytes(6)) if transparent else b"",
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        )
    )


def encoded_picture(codec: str, size: tuple[int, int], pix_fmt: str, options: dict[str, str] | None = None) -> bytes:
    context = av.CodecContext.create(codec, "w")
    context.width, context.height, context.pix_fmt, context.time_base = *size, pix_fmt, Fraction(1, 25)
    context.options = options or {}
    packets = [*context.encode(av.VideoFrame(*size, pix_fmt)), *context.encode(None)]
    return b"".join(bytes(p) for p in packets)


def jpeg_bytes(size: tuple[int, int] = (64, 48)) -> bytes:
    return encoded_picture("mjpeg", size, "yuvj420p")


def bmp_bytes(size: tuple[int, int] = (64, 48), pix_fmt: str = "bgr24") -> bytes:
    return encoded_picture("bmp", size, pix_fmt)


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(k + struct.pack("<I", len(b)) + b + b"\0" * (len(b) % 2) for k, b in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_lossy(width: int, height: int) -> bytes:
    return riff((b"VP8 ", b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height) + bytes(20)))


def webp_lossless(width: int, height: int, alpha: bool) -> bytes:
    bits = width - 1 | (height - 1) << 14 | alpha << 28
    return riff((b"VP8L", b"\x2f" + struct.pack("<I", bits) + bytes(20)))


def webp_extended(width: int, height: int, flags: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return riff((b"VP8X", bytes([flags, 0, 0, 0]) + sides), (b"VP8 ", bytes(30)))


@pytest.fixture
def save(tmp_path: Path):
    def save(data: bytes, name: str = "mia.mp4") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save


def fault(path: Path) -> MediaError:
    with pytest.raises(MediaError) as caught:
        probe(path)
    assert caught.value.user_message.startswith(path.name)
    assert caught.value.next_step
    return caught.value


# --- pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "media_type", "sides", "alpha"),
    [
        (png_bytes(640, 360), "image/png", (640, 360), False),
        (png_bytes(5, 7, colour=6), "image/png", (5, 7), True),
        (png_bytes(5, 7, colour=4), "image/png", (5, 7), True),
        (png_bytes(5, 7, colour=0), "image/png", (5, 7), False),
        (png_bytes(5, 7, colour=3, transparent=True), "image/png", (5, 7), True),
        (png_bytes(5, 7, transparent=True), "image/png", (5, 7), True),
        (encoded_picture("png", (64, 48), "rgba"), "image/png", (64, 48), True),
        (encoded_picture("png", (64, 48), "rgb24"), "image/png", (64, 48), False),
        (jpeg_bytes((640, 360)), "image/jpeg", (640, 360), False),
        (bmp_bytes((64, 48)), "image/bmp", (64, 48), False),
        (webp_lossy(640, 360), "image/webp", (640, 360), False),
        (webp_lossless(640, 360, False), "image/webp", (640, 360), False),
        (webp_lossless(640, 360, True), "image/webp", (640, 360), True),
        (webp_extended(640, 360, 0x10), "image/webp", (640, 360), True),
        (webp_extended(5000, 16000, 0x00), "image/webp", (5000, 16000), False),
    ],
)
def test_a_pictures_sides_and_alpha_are_read_from_its_header(save, data, media_type, sides, alpha) -> None:
    info = probe(save(data, "named-wrongly.mp4"))
    assert (info.kind, info.media_type, (info.width, info.height), info.has_alpha) == (
        "image",
        media_type,
        sides,
        alpha,
    )
    assert (info.frames, info.seconds, info.fps, info.has_audio, info.size) == (1, 0.0, 0.0, False, len(data))


def test_bmp_with_an_alpha_mask_and_top_row_first(save) -> None:
    header = struct.pack("<IiiHHIIiiII", 108, 8, -6, 1, 32, 3, 0, 0, 0, 0, 0)
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + bytes(52)
    data = b"BM" + struct.pack("<IHHI", 0, 0, 0, 122) + header + masks + bytes(8 * 6 * 4)
    info = probe(save(data))
    assert (info.width, info.height, info.has_alpha) == (8, 6, True)


def test_a_jpeg_with_something_behind_its_end_is_complete(save) -> None:
    assert probe(save(jpeg_bytes() + bytes(3_000_000))).media_type == "image/jpeg"


@pytest.mark.parametrize("data", [png_bytes(64, 64), jpeg_bytes(), bmp_bytes(), webp_lossy(64, 48)])
def test_a_picture_that_breaks_off_is_named(save, data) -> None:
    assert fault(save(data[: len(data) * 2 // 3])).code == "media_truncated"
    assert fault(save(data[:-2])).code == "media_truncated"


def test_an_animated_webp_is_refused(save) -> None:
    assert fault(save(webp_extended(64, 64, 0x02))).code == "media_animated"


# --- movies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30), Fraction(24000, 1001), Fraction(25, 2)])
def test_a_movies_length_rate_sides_and_sound(save, rate) -> None:
    data = movie_bytes(frames=50, fps=rate)
    info = probe(save(data))
    assert (info.kind, info.media_type, info.width, info.height) == ("video", "video/mp4", 320, 240)
    assert (info.frames, info.has_audio, info.video_codec, info.audio_codec) == (50, True, "h264", "aac")
    assert info.fps == pytest.approx(float(rate))
    assert info.seconds == pytest.approx(float(50 / rate))
    assert (info.has_alpha, info.size) == (False, len(data))


def test_a_silent_movie_has_no_sound(save) -> None:
    info = probe(save(movie_bytes(sound=False)))
    assert (info.has_audio, info.audio_codec) == (False, "")


def test_mov_is_told_from_mp4(save) -> None:
    assert probe(save(movie_bytes(container="mov"))).media_type == "video/quicktime"


def test_other_codecs_are_named_and_alpha_is_seen(save) -> None:
    assert probe(save(movie_bytes(codec="mpeg4", sound=False))).video_codec == "mpeg4"
    prores = movie_bytes(codec="prores_ks", pix_fmt="yuva444p10le", container="mov", sound=False, frames=3)
    assert (probe(save(prores)).video_codec, probe(save(prores)).has_alpha) == ("prores", True)


def test_index_in_front_or_behind_gives_the_same_answer(save) -> None:
    behind = movie_bytes(sound=False)
    front = movie_bytes(sound=False, options={"movflags": "faststart"})
    assert front.index(b"moov") < front.index(b"mdat")
    assert behind.index(b"mdat") < behind.index(b"moov")
    assert dataclasses.replace(probe(save(front)), size=0) == dataclasses.replace(probe(save(behind)), size=0)


@pytest.mark.parametrize("flags", ["frag_keyframe+empty_moov", "frag_every_frame+empty_moov+default_base_moof"])
def test_a_fragmented_movie_is_counted_over_its_fragments(save, flags) -> None:
    info = probe(save(movie_bytes(frames=48, options={"movflags": flags})))
    assert (info.frames, info.has_audio) == (48, True)
    assert info.seconds == pytest.approx(2.0, abs=0.05)
    assert info.fps == pytest.approx(24.0, abs=0.6)  # of single-frame fragments, the last one's length is unknown


def test_a_fragmented_movie_without_fragments_holds_no_frames(save) -> None:
    whole = movie_bytes(options={"movflags": "frag_keyframe+empty_moov"})
    assert fault(save(whole[: whole.index(b"moof") - 4])).code == "media_no_frames"


@pytest.mark.parametrize("options", [{}, {"movflags": "faststart"}, {"movflags": "frag_keyframe+empty_moov"}])
def test_a_movie_cut_anywhere_is_never_taken_for_whole(save, options) -> None:
    whole = movie_bytes(frames=12, options=options)
    for share in (0.02, 0.2, 0.5, 0.9, 0.999):
        assert fault(save(whole[: int(len(whole) * share)])).code in {"media_truncated", "media_unknown"}


def test_frames_beyond_the_end_are_missed_even_when_the_boxes_fit(save) -> None:
    """A damaged download: mdat says "to the end of the file" (size 0), so only the index can tell."""
    whole = bytearray(movie_bytes(frames=12, options={"movflags": "faststart"}))
    at = whole.index(b"mdat") - 4
    whole[at : at + 4] = bytes(4)
    assert probe(save(bytes(whole))).frames == 12
    assert fault(save(bytes(whole[:-200]))).code == "media_truncated"


def test_a_movie_of_zero_frames_is_named(save) -> None:
    empty = bytearray(movie_bytes(frames=1, sound=False))
    for table in (b"stts", b"stsz"):
        at = empty.index(table) + 4 + (8 if table == b"stsz" else 4)
        empty[at : at + 4] = bytes(4)
    assert fault(save(bytes(empty))).code == "media_no_frames"


def test_sound_without_a_picture_is_named(save) -> None:
    error = fault(save(sound_bytes()))
    assert error.code == "media_no_picture"
    assert "sound" in error.user_message


# --- what is neither -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "media_empty", "empty"),
        (b"<!DOCTYPE html><html>Sign in</html>", "media_unknown", "web page"),
        (b"\n  <html><body>404</body></html>", "media_unknown", "web page"),
        (b'{"error":{"code":"forbidden"}}', "media_unknown", "JSON"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "media_unknown", "XML"),
        (b"Not found\n", "media_unknown", "text"),
        (b"GIF89a" + bytes(50), "media_unknown", "GIF"),
        (b"\x1aE\xdf\xa3" + bytes(50), "media_damaged", "impossible"),
        (b"RIFF\0\0\0\0AVI " + bytes(50), "media_unknown", "AVI"),
        (b"\x76\x2f\x31\x01" + bytes(50), "media_unknown", "OpenEXR"),
        (struct.pack(">I4s4sI", 16, b"ftyp", b"heic", 0), "media_unknown", "HEIC"),
        (bytes(range(256)), "media_unknown", "unknown kind"),
        (b"BM", "media_unknown", "text"),
    ],
)
def test_what_is_no_picture_or_movie_is_called_by_its_name(save, data, code, word) -> None:
    error = fault(save(data))
    assert error.code == code
    assert word in error.user_message


def test_a_folder_is_no_file_and_a_missing_file_is_the_systems_error(tmp_path) -> None:
    assert fault(tmp_path).code == "media_not_a_file"
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "gone.mp4")


# --- hostile files ---------------------------------------------------------------------------------------------------

_ORIGINALS = {
    "mp4": movie_bytes(frames=6),
    "faststart": movie_bytes(frames=6, options={"movflags": "faststart"}),
    "fragmented": movie_bytes(frames=6, options={"movflags": "frag_every_frame+empty_moov"}),
    "png": png_bytes(16, 16, colour=3, transparent=True),
    "jpeg": jpeg_bytes(),
    "webp": webp_lossless(640, 360, True),
    "bmp": bmp_bytes(),
}
_BOXES = [
    b"moov",
    b"trak",
    b"mdia",
    b"mdhd",
    b"tkhd",
    b"stsd",
    b"stts",
    b"stsz",
    b"stsc",
    b"stco",
    b"moof",
    b"trun",
    b"mdat",
]
_NUMBERS = st.sampled_from([0, 1, 7, 8, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(_ORIGINALS)),
    edits=st.lists(st.tuples(st.integers(0, 1 << 20), _NUMBERS), max_size=8),
    boxes=st.lists(st.tuples(st.sampled_from(_BOXES), st.integers(-4, 24), _NUMBERS), max_size=4),
    cut=st.none() | st.floats(0, 1),
)
def test_no_change_to_a_file_makes_probe_crash_or_hang(tmp_path, name, edits, boxes, cut) -> None:
    data = bytearray(_ORIGINALS[name])
    for kind, offset, number in boxes:
        at = data.find(kind)
        if at >= 4:
            data[at + offset : at + offset + 4] = struct.pack(">I", number)
    for position, number in edits:
        at = position % (len(data) - 4)
        data[at : at + 4] = struct.pack(">I", number)
    path = tmp_path / "hostile"
    path.write_bytes(data if cut is None else data[: int(len(data) * cut)])
    try:
        info = probe(path)
    except MediaError:
        return
    assert min(info.width, info.height, info.frames) > 0
    assert info.kind == "image" or (info.seconds > 0 and info.fps > 0)


def test_tables_that_claim_four_billion_entries_cost_nothing(save) -> None:
    for table in (b"stts", b"stsz", b"stsc", b"stco"):
        data = bytearray(_ORIGINALS["mp4"])
        at = data.index(table) + 4 + (8 if table == b"stsz" else 4)
        data[at : at + 4] = b"\xff\xff\xff\xff"
        assert fault(save(bytes(data))).code == "media_damaged"


def test_a_large_file_is_not_read_whole(save, monkeypatch) -> None:
    """A 2 GiB hole inside mdat: only headers and the index are touched."""
    small = movie_bytes(frames=6, options={"movflags": "faststart"})
    at = small.index(b"mdat") - 4
    path = save(small[:at] + struct.pack(">I4sQ", 1, b"mdat", (2 << 30) + len(small) - at + 8) + small[at + 8 :])
    with open(path, "r+b") as file:
        file.truncate(at + (2 << 30) + len(small) - at + 8)
    from addon.core.media import source

    counts: list[int] = []
    some = source.Source.some
    monkeypatch.setattr(source.Source, "some", lambda self, at, count: counts.append(count) or some(self, at, count))
    assert probe(path).frames == 6
    assert sum(counts) < 20_000


# --- references ------------------------------------------------------------------------------------------------------


def clip(**changes) -> MediaInfo:
    values = dict(kind="video", media_type="video/mp4", width=1280, height=720, seconds=5.0, fps=24.0, frames=120)
    values |= dict(has_alpha=False, has_audio=False, video_codec="h264", audio_codec="", size=1_000_000)
    return MediaInfo(**values | changes)


def picture(**changes) -> MediaInfo:
    values = dict(kind="image", media_type="image/png", seconds=0.0, fps=0.0, frames=1, video_codec="")
    return clip(**values | changes)


@pytest.mark.parametrize(
    ("info", "model", "code", "message"),
    [
        (clip(seconds=31.2), R2V, "media_seconds", "Mia's clip lasts 31.2 s; Wan 2.6 Reference Flash takes 2 to 30 s."),
        (clip(seconds=1.96), R2V, "media_seconds", "Mia's clip lasts 1.96 s; Wan 2.6 Reference Flash takes 2 to 30 s."),
        (
            clip(fps=12.0),
            R2V,
            "media_fps",
            "Mia's clip runs at 12 frames a second; Wan 2.6 Reference Flash needs at least 16.",
        ),
        (
            clip(width=320, height=180),
            R2V,
            "media_sides",
            "Mia's clip is 320x180 pixels; Wan 2.6 Reference Flash takes sides of 240 to 4096.",
        ),
        (
            clip(size=101_000_000),
            R2V,
            "media_bytes",
            "Mia's clip has 101.0 MB; Wan 2.6 Reference Flash takes up to 100 MB.",
        ),
        (
            clip(has_alpha=True),
            R2V,
            "media_alpha",
            "Mia's clip has an alpha channel; Wan 2.6 Reference Flash takes none.",
        ),
        (
            picture(has_alpha=True),
            R2V,
            "media_alpha",
            "Mia's picture has an alpha channel; Wan 2.6 Reference Flash takes none.",
        ),
        (
            picture(width=6000),
            R2V,
            "media_sides",
            "Mia's picture is 6000x720 pixels; Wan 2.6 Reference Flash takes sides of 240 to 5000.",
        ),
        (
            picture(size=12_345_678),
            R2V,
            "media_bytes",
            "Mia's picture has 12.3 MB; Wan 2.6 Reference Flash takes up to 10 MB.",
        ),
        (clip(), I2V, "media_kind", "Mia's clip cannot be used: Wan 2.6 First Frame Flash takes pictures only."),
        (picture(), T2V, "media_kind", "Mia's picture cannot be used: Wan 2.6 Text takes no references."),
    ],
)
def test_a_reference_the_model_would_refuse_is_refused_in_words(info, model, code, message) -> None:
    with pytest.raises(MediaError) as caught:
        check_reference(info, model, "Mia")
    assert (caught.value.code, caught.value.user_message) == (code, message)
    assert caught.value.next_step


@pytest.mark.parametrize("info", [clip(seconds=2.0), clip(seconds=30.0), clip(fps=16), picture(), picture(width=5000)])
def test_a_reference_at_the_limits_is_taken(info) -> None:
    check_reference(info, R2V, "Mia")


def test_a_format_the_model_does_not_list_is_refused() -> None:
    image = R2V.image.model_copy(update={"formats": ("image/jpeg", "image/png")})
    with pytest.raises(MediaError, match=r"is a WebP; .* takes JPEG or PNG\.") as caught:
        check_reference(picture(media_type="image/webp"), R2V.model_copy(update={"image": image}), "Mia")
    assert (caught.value.code, caught.value.next_step) == ("media_format", "Save it as JPEG.")


def test_a_reference_may_be_given_by_its_path(save) -> None:
    check_reference(save(png_bytes(640, 360)), R2V, "")
    with pytest.raises(MediaError, match="The picture is 64x48 pixels"):
        check_reference(save(jpeg_bytes()), R2V, "")


# --- takes -----------------------------------------------------------------------------------------------------------


def test_a_take_as_asked_has_nothing_to_say(save) -> None:
    info = probe(save(movie_bytes(frames=60, fps=30, size=(320, 240))))
    assert check_take(info, size="320x240", seconds=2, audio=True) == []
    assert check_take(info) == []


@pytest.mark.parametrize(
    ("info", "asked", "codes"),
    [
        (clip(seconds=5.03, fps=30), dict(seconds=5), []),
        (clip(seconds=5.05, fps=30), dict(seconds=5), ["take_seconds"]),
        (clip(seconds=4.5), dict(seconds=5), ["take_seconds"]),
        (clip(width=1264), dict(size="1280x720"), []),
        (clip(width=1104, height=816), dict(size="1280x720"), ["take_size"]),
        (clip(), dict(audio=True), ["take_silent"]),
        (clip(has_audio=True), dict(audio=False), ["take_sound"]),
        (clip(has_audio=True), dict(audio=None), []),
        (clip(media_type="video/quicktime"), {}, ["take_format"]),
    ],
)
def test_differences_from_what_was_asked_are_told_but_keep_the_take(info, asked, codes) -> None:
    assert [code for code, sentence in check_take(info, **asked) if sentence] == codes


def test_a_picture_is_no_take() -> None:
    with pytest.raises(MediaError) as caught:
        check_take(picture())
    assert caught.value.code == "take_not_video"
