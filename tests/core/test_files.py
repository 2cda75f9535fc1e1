# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files survive crashes, names fit every system, take numbers are never given twice, secrets never show."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import AnimaticError, UserError
from addon.core.files import (
    FileError,
    FilmFolder,
    RedactingFilter,
    door,
    explain_os_error,
    free_bytes,
    hide_secrets_in_http_logs,
    printable,
    redact,
    rename_new,
    require_space,
    safe_name,
    sha256_file,
    ulid,
    write_atomic,
)
from addon.core.files import content as content_module

# --- content ---------------------------------------------------------------------------------------------------------


def test_a_hash_is_over_the_files_bytes(tmp_path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"x" * 3_000_000)
    assert sha256_file(path) == hashlib.sha256(b"x" * 3_000_000).hexdigest()


def test_writing_replaces_whole_and_leaves_nothing_else(tmp_path) -> None:
    path = tmp_path / "jobs" / "a.json"
    write_atomic(path, "é")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(path.parent) == ["a.json"]


def test_a_failed_write_keeps_the_old_file(tmp_path, monkeypatch) -> None:
    path = tmp_path / "a.json"
    write_atomic(path, "old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(content_module.os, "fsync", full)
    with pytest.raises(AnimaticError) as caught:
        write_atomic(path, "new")
    assert caught.value.code == "disk_full"
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_written_file_has_the_permissions_of_any_new_file(tmp_path) -> None:
    """A shared project folder: the colleague must be able to read it."""
    (tmp_path / "plain").touch()
    write_atomic(tmp_path / "atomic", "x")
    assert (tmp_path / "atomic").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX kill")
def test_a_writer_killed_at_any_moment_leaves_a_whole_file(tmp_path) -> None:
    path = tmp_path / "a.json"
    code = (
        "import sys; from addon.core.files import write_atomic\n"
        "print('go', flush=True)\n"
        "while True:\n"
        "    for c in 'ab': write_atomic(sys.argv[1], c * 200_000)\n"
    )
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as writer:
            writer.stdout.readline()
            while not path.exists():
                time.sleep(0.001)
            writer.kill()
        text = path.read_text()
        assert len(text) == 200_000
        assert len(set(text)) == 1


def test_a_name_already_at_the_limit_can_still_be_written(tmp_path) -> None:
    write_atomic(tmp_path / ("n" * 255), "x")
    with pytest.raises(AnimaticError) as caught:
        write_atomic(tmp_path / ("n" * 300), "x")
    assert caught.value.code == "name_too_long"


def test_windows_replace_is_tried_again_while_a_scanner_holds_the_file(tmp_path, monkeypatch) -> None:
    held = [PermissionError(errno.EACCES, "Access is denied")] * 2
    replace = os.replace

    def busy(source, target, **folders) -> None:
        if held:
            raise held.pop()
        replace(source, target, **folders)

    source, target = tmp_path / "new", tmp_path / "a.json"
    source.write_text("new")
    monkeypatch.setattr(content_module.os, "replace", busy)
    monkeypatch.setattr(content_module.sys, "platform", "win32")
    content_module._replace(source, target)
    assert target.read_text() == "new"


def test_a_finished_file_never_takes_another_files_name(tmp_path) -> None:
    part, target = tmp_path / "a.part", tmp_path / "takes" / "a.mp4"
    part.write_text("one")
    rename_new(part, target)
    assert (target.read_text(), part.exists()) == ("one", False)
    part.write_text("two")
    with pytest.raises(FileError) as caught:
        rename_new(part, target)
    assert caught.value.code == "file_exists"
    assert (target.read_text(), part.read_text()) == ("one", "two")


def test_a_disk_without_hard_links_still_refuses_a_taken_name(tmp_path, monkeypatch) -> None:
    def refuse(_source, _target, **_folders) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(content_module.os, "link", refuse)
    part, target = tmp_path / "a.part", tmp_path / "a.mp4"
    part.write_text("one")
    rename_new(part, target)
    part.write_text("two")
    with pytest.raises(FileError) as caught:
        rename_new(part, target)
    assert caught.value.code == "file_exists"
    assert target.read_text() == "one"


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SH010", "SH010"),
        ("Mia walks", "Mia walks"),
        ("a/b\\c:d", "a_b_c_d"),
        ('<>:"/\\|?*', "_________"),
        ("con", "_con"),
        ("CON.txt", "_CON.txt"),
        ("nul .tar", "_nul .tar"),
        ("COM¹", "_COM¹"),
        ("console", "console"),
        ("  ..hidden. . ", "hidden"),
        ("a\x00b\n\tc\x7f", "ab c"),
        ("\u202egnp.exe", "gnp.exe"),
        ("Mädchen", "Mädchen"),
        ("Ma\u0308dchen", "Mädchen"),
        ("ショット 一", "ショット 一"),
        ("..", "untitled"),
        ("", "untitled"),
        ("../../etc/passwd", "_.._etc_passwd"),
    ],
)
def test_a_name_fits_every_system(text, name) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=200), st.integers(8, 120))
def test_any_text_becomes_a_name_that_stays_itself(text, maximum) -> None:
    name = safe_name(text, maximum)
    assert 0 < len(name.encode()) <= maximum
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f]', name)
    assert name == name.strip(" .")
    assert safe_name(name, maximum) == name


@given(st.text(max_size=200))
def test_any_text_names_a_real_file(tmp_path_factory, text) -> None:
    path = tmp_path_factory.getbasetemp() / safe_name(text)
    path.touch()
    path.unlink()


def test_ulids_rise_and_never_repeat_across_threads() -> None:
    made: list[list[str]] = [[] for _ in range(4)]

    def make(into: list[str]) -> None:
        into += [ulid() for _ in range(2000)]

    threads = [threading.Thread(target=make, args=(into,)) for into in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(own == sorted(own) for own in made)
    assert len({value for own in made for value in own}) == 8000
    assert all(re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", value) for own in made for value in own)


def test_ulids_rise_while_the_clock_steps_back(monkeypatch) -> None:
    before = ulid()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert before < ulid() < ulid()


def test_a_ulid_says_when_it_was_made() -> None:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    stamp = sum(alphabet.index(c) << 5 * (9 - i) for i, c in enumerate(ulid()[:10]))
    assert stamp == pytest.approx(time.time() * 1000, abs=60_000)


# --- the folder beside the film --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_path", "folder"),
    [
        ("film.blend", "film.animatic"),
        ("film.v2.blend", "film.v2.animatic"),
        ("film.blend1", "film.animatic"),
        ("film.animatic", "film.animatic"),
        ("Film.BLEND", "Film.animatic"),
    ],
)
def test_the_folder_lies_beside_the_film(tmp_path, given_path, folder) -> None:
    film = FilmFolder(tmp_path / given_path)
    assert film.root == tmp_path / folder
    parts = (film.jobs, film.captures, film.takes, film.sheets, film.exports, film.trash)
    assert [p.name for p in parts] == ["jobs", "captures", "takes", "sheets", "exports", "trash"]
    assert os.listdir(tmp_path) == []


@pytest.fixture
def film(tmp_path) -> FilmFolder:
    return FilmFolder(tmp_path / "film.blend")


def test_a_take_is_named_by_shot_number_model_and_resolution(film) -> None:
    path = film.take_path("SH010", 3, "alibaba/wan-v2.6-r2v-flash", "720p")
    assert film.relative(path) == "takes/SH010/SH010_t003_wan-v2.6-r2v-flash_720p.mp4"
    assert film.resolve(film.relative(path)) == path


def test_long_and_odd_shot_names_still_give_a_name_the_disk_takes(film) -> None:
    path = film.take_path("長い" * 60 + "/..", 3, "alibaba/wan-v2.6-r2v-flash", "720p")
    write_atomic(path, "x")
    write_atomic(path.with_suffix(".json"), "{}")
    assert path.is_relative_to(film.takes)


def test_take_numbers_count_movies_sidecars_downloads_trash_and_given(film) -> None:
    assert film.next_take_number("SH010") == 1
    write_atomic(film.take_path("SH010", 1, "a/m", "720p"), "x")
    assert film.next_take_number("SH010") == 2
    write_atomic(film.take_path("SH010", 2, "a/m", "720p").with_suffix(".json"), "{}")
    write_atomic(film.take_path("SH010", 3, "a/m", "720p").with_suffix(".mp4.part"), "x")
    assert film.next_take_number("SH010") == 4
    write_atomic(film.trash / "SH010" / "SH010_t007_m_720p.mp4", "x")
    assert film.next_take_number("SH010") == 8
    assert film.next_take_number("SH010", given=[11, 2]) == 12
    assert film.next_take_number("SH020") == 1


def test_take_numbers_are_read_from_the_shots_own_names_only(film) -> None:
    for name in ("sh_t9_x_t002_m_720p.mp4", "other_t050_m.mp4", "notes.txt", "SH_T9_X_t1234_m_720p.mp4"):
        write_atomic(film.shot_takes("sh_t9_x") / name, "x")
    assert film.next_take_number("sh_t9_x") == 1235


@pytest.mark.parametrize("path", ["../film.blend", "/etc/passwd", "takes/../../x", "C:/x", "takes\\..\\x", ""])
def test_a_relative_path_cannot_lead_out_of_the_folder(film, path) -> None:
    with pytest.raises(UserError) as caught:
        film.resolve(path)
    assert caught.value.code == "file_outside"


def test_a_path_elsewhere_has_no_relative_name(film) -> None:
    with pytest.raises(UserError) as caught:
        film.relative(film.root.parent / "film.blend")
    assert caught.value.code == "file_outside"


# --- the disk --------------------------------------------------------------------------------------------------------


def test_space_is_asked_of_the_disk_the_file_will_be_on(film) -> None:
    assert free_bytes(film.takes / "SH010") > 0
    require_space(film.takes, 1)
    with pytest.raises(UserError, match=r"needed\.") as caught:
        require_space(film.takes, 1 << 62)
    assert caught.value.code == "disk_full"
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EACCES, "no_permission"),
        (errno.EPERM, "no_permission"),
        (errno.EROFS, "read_only"),
        (errno.ENAMETOOLONG, "name_too_long"),
        (errno.ENOENT, "file_missing"),
        (errno.EIO, "disk_fault"),
        (errno.ENOTDIR, "file"),
    ],
)
def test_the_systems_refusals_are_explained(number, code) -> None:
    error = explain_os_error(OSError(number, os.strerror(number)), "/film/takes/a.mp4")
    assert error.code == code
    assert error.user_message.endswith(".")
    assert error.next_step


def test_a_windows_code_says_more_than_its_errno() -> None:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = 32
    assert explain_os_error(error, "a.mp4").code == "file_open"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_folder_without_permission_is_named(tmp_path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(AnimaticError) as caught:
        write_atomic(tmp_path / "a.json", "x")
    assert caught.value.code == "no_permission"


def test_a_file_where_a_folder_should_be_is_an_error_in_words(tmp_path) -> None:
    (tmp_path / "film.animatic").write_text("a file")
    with pytest.raises(AnimaticError) as caught:
        write_atomic(FilmFolder(tmp_path / "film.blend").jobs / "a.json", "x")
    assert caught.value.next_step


# --- secrets ---------------------------------------------------------------------------------------------------------

SECRETS = {
    "Authorization: Bearer vck_0123456789abcdef": "vck_0123456789abcdef",
    "Authorization: Bearer abc.def-ghi_jkl": "abc.def-ghi_jkl",
    "key vck_0123456789abcdef refused": "0123456789abcdef",
    "BLOB_READ_WRITE_TOKEN=vercel_blob_rw_Store1_s3cr3tS3cr3t": "s3cr3tS3cr3t",
    "vercel_blob_client_Store1_s3cr3t": "s3cr3t",
    "GET https://s.private.blob.vercel-storage.com/a.mp4?vercel-blob-signature=abc123 200": "abc123",
    "PUT http://127.0.0.1:9/b/a.mp4?X-Amz-Credential=AKIDEXAMPLE%2F2026&X-Amz-Signature=00ff": "00ff",
    "url='https://host/a.mp4?sig=5ecret' failed": "5ecret",
    "https://user:passw0rd@dav.studio.example/x": "passw0rd",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY": "wJalrXUtnFEMI",
    "signed with wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE1": "wJalrXUtnFEMI",
    "id AKIAIOSFODNN7EXAMPLE": "IOSFODNN7EXAMPLE",
    "SignedHeaders=host, Signature=" + "ab" * 32: "abab",
    '{"clientSigningToken": "t0kent0ken"}': "t0kent0ken",
    "{'delegationToken': 'eyJzdG9yZSI6MX0.c2ln'}": "c2ln",
    "x-oidc: eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl": "c2lnbmF0dXJl",
    "password: hunter22": "hunter22",
}


@pytest.mark.parametrize(("text", "secret"), SECRETS.items())
def test_secrets_are_hidden(text, secret) -> None:
    shown = redact(text)
    assert secret not in shown
    assert "***" in shown
    assert redact(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "SH010: 4.4 s, asks 6 s, pays 6 s",
        "/films/film.animatic/jobs/01ARZ3NDEKTSV4RRFFQ69G5FAV.json",
        "film.animatic/captures/" + "0123456789abcdef" * 4 + ".mp4",
        "the token is missing: paste it",
        "https://vercel.com/docs/ai-gateway",
        "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
    ],
)
def test_what_is_no_secret_stays_readable(text) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "piece",
    ["a.", ",a", "eyJ-", "eyJ.", "a://", "x", "token ", "token=", "://", "?", "a://b?", "Aa1/", "bearer  ", "@"],
)
def test_a_long_answer_is_read_in_one_go(piece: str) -> None:
    """Patterns that look ahead without a bound would need hours for these."""
    assert redact(piece * (400_000 // len(piece)) + " https://h/a?sig=5ecret").endswith("https://h/a?***")


def test_two_addresses_in_one_word_are_both_hidden() -> None:
    assert redact("https://mia:one@a/x,https://rook:two@b/y") == "https://***@a/x,https://***@b/y"


def test_a_known_secret_of_any_form_is_hidden() -> None:
    assert redact("minio said: no such user hunter2", "hunter2", "") == "minio said: no such user ***"


def test_a_log_handler_with_the_filter_shows_no_secret_traceback_included() -> None:
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.addFilter(RedactingFilter())
    logger = logging.getLogger("animatic.test.redaction")
    logger.addHandler(handler)
    try:
        logger.warning("sent %s to %s", "Bearer vck_0123456789abcdef", "https://h/a?sig=5ecret", stack_info=True)
        try:
            raise ValueError("https://h/a?sig=5ecret")
        except ValueError:
            logger.exception("upload failed with vck_0123456789abcdef")
    finally:
        logger.removeHandler(handler)
    text = "\n".join(lines)
    assert "5ecret" not in text
    assert "0123456789abcdef" not in text
    assert "sent Bearer *** to https://h/a?***" in text
    assert "ValueError: https://h/a?***" in text


def test_http_libraries_log_no_headers_and_no_queries() -> None:
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    hide_secrets_in_http_logs()
    hide_secrets_in_http_logs()
    handler = Keep()
    for name in ("httpx", "httpcore.http11"):
        logger = logging.getLogger(name)
        assert len(logger.filters) == 1, "asked for by the gateway and by the hosts"
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        try:
            logger.debug("HTTP Request: GET %s", "https://h/a?sig=5ecret")
            logger.debug("receive_response_headers.complete return_value=[(b'Set-Cookie', b'plain5ecret')]")
        finally:
            logger.removeHandler(handler)
            logger.setLevel(logging.NOTSET)
    assert lines == ["HTTP Request: GET https://h/a?***"] * 2


def test_the_helpers_need_nothing_but_the_standard_library() -> None:
    """The second Blender may have neither pydantic nor httpx."""
    code = (
        "import sys; sys.modules['pydantic'] = sys.modules['httpx'] = None\n"
        "import addon.core.files, addon.core.media; print('fine')"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "fine"


# Text from a folder, on a terminal


STEERING = ["\x1b", "\x9b", "\x07", "\x7f", "\r", "\u202e", "\u2066", "\u200f", "\u2028", "\ud800"]


@pytest.mark.parametrize("sign", STEERING)
def test_nothing_in_a_name_steers_a_terminal(sign: str) -> None:
    assert printable(f"SH{sign}010") == "SH010"


def test_what_is_printable_stays() -> None:
    text = "Mia-Lou 👩‍🚀 é 中\tline\nnext"
    assert printable(text) == text


def test_a_file_that_says_the_same_is_told_from_any_other(tmp_path: Path) -> None:
    file = tmp_path / "said"
    assert not door.says(file, b"mine")
    assert not door.says(tmp_path, b"mine")
    for text, same in ((b"mine", True), (b"mine and more", False), (b"min", False), (b"", False)):
        file.write_bytes(text)
        assert door.says(file, b"mine") == same
