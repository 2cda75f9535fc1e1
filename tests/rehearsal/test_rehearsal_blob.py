# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The blob store: what the official clients send is taken, and every rule of the real store holds."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from rehearsal_parts import BLOB_TOKEN, Reply, ask, blob_headers, upload

from addon.core.hosting.vercel_blob import signature

MIB = 1024 * 1024


def signed_token(base: str, pathname: str, **more: Any) -> dict[str, Any]:
    value = {"pathname": pathname, "operations": ["get"], **more}
    reply = ask(base, "POST", "/api/blob/signed-token", headers=blob_headers(), value=value)
    assert reply.status == 200, reply.body
    return dict(reply.json)


def signed(url: str, pathname: str, token: dict[str, Any], operation: str = "get", **options: str) -> str:
    query = {
        **options,
        "vercel-blob-delegation": token["delegationToken"],
        "vercel-blob-signature": signature(token["clientSigningToken"], operation, pathname, options),
    }
    return f"{url}?{urlencode(query)}"


def test_an_upload_answers_what_the_client_expects(base: str) -> None:
    reply = upload(base, "animatic/hero 1.mp4", b"content", x_content_type="video/mp4")
    assert reply.status == 200
    assert reply.json == {
        "url": f"{base}/blob/Store1/private/animatic/hero%201.mp4",
        "downloadUrl": f"{base}/blob/Store1/private/animatic/hero%201.mp4?download=1",
        "pathname": "animatic/hero 1.mp4",
        "contentType": "video/mp4",
        "contentDisposition": 'inline; filename="hero%201.mp4"',
        "etag": reply.json["etag"],
    }


def test_a_signed_url_reads_a_private_file(base: str) -> None:
    url = upload(base, "a/hero.mp4", b"0123456789", x_content_type="video/mp4").json["url"]
    good = signed(url, "a/hero.mp4", signed_token(base, "a/hero.mp4"))
    reply = ask(base, "GET", good)
    assert (reply.status, reply.body, reply.headers["content-type"]) == (200, b"0123456789", "video/mp4")
    part = ask(base, "GET", good, headers={"range": "bytes=2-4"})
    assert (part.status, part.body) == (206, b"234")
    assert ask(base, "GET", good, headers={"range": "bytes=-3"}).body == b"789"
    assert ask(base, "GET", good, headers={"range": "bytes=20-"}).status == 416


def test_a_private_file_needs_a_signature_for_exactly_this(base: str) -> None:
    url = upload(base, "a.mp4", b"x").json["url"]
    other = upload(base, "b.mp4", b"y").json["url"]
    token = signed_token(base, "a.mp4")
    good = signed(url, "a.mp4", token)
    refused = {
        "unsigned": ask(base, "GET", url),
        "another file": ask(base, "GET", good.replace("/a.mp4", "/b.mp4")),
        "signed for another": ask(base, "GET", signed(other, "b.mp4", token)),
        "changed": ask(base, "GET", good[:-1] + ("A" if good[-1] != "A" else "B")),
        "HEAD with the signature of a GET": ask(base, "HEAD", good),
        "HEAD that the delegation does not allow": ask(base, "HEAD", signed(url, "a.mp4", token, "head")),
        "another store's": ask(base, "GET", good.replace("/Store1/", "/Store2/")),
    }
    assert {name: reply.status for name, reply in refused.items()} == dict.fromkeys(refused, 403)


def test_a_delegation_may_cover_head_and_all_files(base: str) -> None:
    url = upload(base, "a.mp4", b"xyz").json["url"]
    token = signed_token(base, "*", operations=["get", "head"])
    reply = ask(base, "HEAD", signed(url, "a.mp4", token, "head"))
    assert (reply.status, reply.headers["content-length"], reply.body) == (200, "3", b"")
    assert ask(base, "GET", signed(url, "a.mp4", token)).status == 200


def test_a_signature_ends_when_it_says_and_never_after_its_delegation(base: str) -> None:
    url = upload(base, "a.mp4", b"x").json["url"]
    now = int(time.time() * 1000)
    token = signed_token(base, "a.mp4", validUntil=now + 1500)
    until = {"vercel-blob-valid-until": str(now + 60_000)}
    assert ask(base, "GET", signed(url, "a.mp4", token)).status == 200
    assert ask(base, "GET", signed(url, "a.mp4", token, **{"vercel-blob-valid-until": str(now - 1)})).status == 403
    time.sleep(max(0.0, now / 1000 + 1.6 - time.time()))
    assert ask(base, "GET", signed(url, "a.mp4", token)).status == 403
    assert ask(base, "GET", signed(url, "a.mp4", token, **until)).status == 403


def test_the_stores_own_token_reads_too(base: str) -> None:
    url = upload(base, "a.mp4", b"x").json["url"]
    assert ask(base, "GET", url, headers={"authorization": f"Bearer {BLOB_TOKEN}"}).status == 200
    assert ask(base, "GET", url, headers={"authorization": "Bearer vercel_blob_rw_Other_x"}).status == 403


@pytest.mark.parametrize("until", [0, "soon", int(time.time() * 1000) + 8 * 86400_000])
def test_a_delegation_lives_at_most_a_week(base: str, until: Any) -> None:
    value = {"pathname": "a", "operations": ["get"], "validUntil": until}
    assert ask(base, "POST", "/api/blob/signed-token", headers=blob_headers(), value=value).status == 400


def test_a_public_file_is_open_to_all(base: str) -> None:
    token = "vercel_blob_rw_PublicStore_secret"
    headers = {**blob_headers(token), "x-vercel-blob-access": "public", "x-content-type": "image/png"}
    url = ask(base, "PUT", "/api/blob/?pathname=a.png", headers=headers, body=b"x").json["url"]
    assert ask(base, "GET", url).body == b"x"
    assert ask(base, "GET", url + "?download=1").headers["content-disposition"] == 'attachment; filename="a.png"'
    assert ask(base, "GET", url.replace("/public/", "/private/")).status == 404


def error(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.error["code"]


def test_access_must_match_the_store(base: str) -> None:
    reply = upload(base, "a.png", b"x", x_vercel_blob_access="public")
    assert error(reply) == (400, "bad_request")
    assert "Cannot use public access on a private store" in reply.error["message"]


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("", (403, "forbidden")),
        ("vck_other", (403, "forbidden")),
        ("vercel_blob_rw_Store1", (403, "forbidden")),
        ("vercel_blob_rw_Store1_badsecret", (403, "forbidden")),
        ("vercel_blob_rw_missingStore_x", (404, "store_not_found")),
        ("vercel_blob_rw_suspendedStore_x", (403, "store_suspended")),
    ],
)
def test_tokens_in_trouble(base: str, token: str, expected: tuple[int, str]) -> None:
    headers = blob_headers(token)
    assert error(ask(base, "PUT", "/api/blob/?pathname=a", headers=headers, body=b"x")) == expected
    assert error(ask(base, "GET", "/api/blob/?prefix=", headers=headers)) == expected
    assert error(ask(base, "POST", "/api/blob/signed-token", headers=headers, value={})) == expected


def test_names_that_cannot_be(base: str) -> None:
    for name in ("", "a//b.png", "/a.png", "x" * 951):
        assert error(upload(base, name, b"x")) == (400, "bad_request")
    assert upload(base, "x" * 950, b"x").status == 200
    assert error(upload(base, "a.png", b"x", x_cache_control_max_age="59")) == (400, "bad_request")
    assert error(upload(base, "a.png", b"x", x_api_version="7")) == (400, "bad_request")


def test_nothing_is_overwritten_unless_said(base: str) -> None:
    etag = upload(base, "a.png", b"one").json["etag"]
    taken = upload(base, "a.png", b"two")
    assert error(taken) == (400, "bad_request")
    assert "already exists" in taken.error["message"]
    assert upload(base, "a.png", b"two", x_allow_overwrite="1").json["etag"] != etag
    assert error(upload(base, "a.png", b"three", x_if_match=etag)) == (412, "precondition_failed")
    suffixed = upload(base, "dir/a.png", b"three", x_add_random_suffix="1").json["pathname"]
    assert suffixed.startswith("dir/a-")
    assert suffixed.endswith(".png")


def test_an_upload_without_a_length_arrives_whole(base: str) -> None:
    import http.client

    connection = http.client.HTTPConnection(base.removeprefix("http://"))
    pieces = iter([b"a" * 70_000, b"b" * 10, b"c"])
    connection.request("PUT", "/api/blob/?pathname=s.bin", body=pieces, headers=blob_headers(), encode_chunked=True)
    assert connection.getresponse().read()
    about = ask(base, "GET", "/api/blob/?url=s.bin", headers=blob_headers()).json
    assert about["size"] == 70_011
    connection.close()


def test_look_list_and_delete(base: str) -> None:
    urls = [upload(base, f"film/{n}.png", bytes(n)).json["url"] for n in range(1, 5)]
    upload(base, "other.png", b"x")
    about = ask(base, "GET", f"/api/blob/?url={quote(urls[1], safe='')}", headers=blob_headers()).json
    assert (about["pathname"], about["size"]) == ("film/2.png", 2)
    assert about["uploadedAt"].endswith("Z")
    first = ask(base, "GET", "/api/blob/?prefix=film/&limit=3", headers=blob_headers()).json
    assert [b["pathname"] for b in first["blobs"]] == ["film/1.png", "film/2.png", "film/3.png"]
    assert first["hasMore"]
    rest = ask(base, "GET", f"/api/blob/?prefix=film/&limit=3&cursor={first['cursor']}", headers=blob_headers()).json
    assert ([b["pathname"] for b in rest["blobs"]], rest["hasMore"]) == (["film/4.png"], False)
    gone = {"urls": [urls[0], "film/2.png", "film/none.png"]}
    answer = ask(base, "POST", "/api/blob/delete", headers=blob_headers(), value=gone)
    assert (answer.status, answer.json) == (200, None)
    left = ask(base, "GET", "/api/blob/?prefix=film/", headers=blob_headers()).json["blobs"]
    assert [b["pathname"] for b in left] == ["film/3.png", "film/4.png"]
    assert error(ask(base, "GET", "/api/blob/?url=film/1.png", headers=blob_headers())) == (404, "not_found")


def test_stores_do_not_see_each_other(base: str) -> None:
    upload(base, "a.png", b"x")
    headers = blob_headers("vercel_blob_rw_Store2_x")
    assert ask(base, "GET", "/api/blob/?prefix=", headers=headers).json["blobs"] == []
    assert ask(base, "GET", "/api/blob/?url=a.png", headers=headers).status == 404


class Multipart:
    def __init__(self, base: str, pathname: str) -> None:
        self.base, self.path = base, f"/api/blob/mpu?pathname={quote(pathname)}"
        begun = self.send("create").json
        self.headers = {"x-mpu-key": quote(begun["key"], safe=""), "x-mpu-upload-id": begun["uploadId"]}

    def send(self, action: str, body: bytes = b"", **more: str) -> Reply:
        known = getattr(self, "headers", {})
        headers = {
            **blob_headers(),
            **known,
            "x-mpu-action": action,
            **{k.replace("_", "-"): v for k, v in more.items()},
        }
        return ask(self.base, "POST", self.path, headers=headers, body=body)

    def part(self, number: int, body: bytes) -> dict[str, Any]:
        return {"partNumber": number, **self.send("upload", body, x_mpu_part_number=str(number)).json}

    def complete(self, parts: list[dict[str, Any]]) -> Reply:
        return self.send("complete", json.dumps(parts).encode(), content_type="application/json")


def test_a_large_file_comes_in_parts(base: str) -> None:
    content = os.urandom(11 * MIB)
    many = Multipart(base, "large.mp4")
    second = many.part(2, content[6 * MIB :])
    first = many.part(1, content[: 6 * MIB])
    url = many.complete([first, second]).json["url"]
    read = ask(base, "GET", url, headers={"authorization": f"Bearer {BLOB_TOKEN}"})
    assert read.body == content
    assert error(many.complete([first, second])) == (404, "not_found"), "an upload ends once"


def test_parts_must_be_large_known_and_whole(base: str) -> None:
    many = Multipart(base, "large.mp4")
    small, last = many.part(1, b"x" * MIB), many.part(2, b"y")
    assert error(many.complete([small, last])) == (400, "bad_request")
    assert error(many.complete([{**last, "etag": '"other"'}])) == (400, "bad_request")
    assert error(many.complete([{"partNumber": 9, "etag": "x"}])) == (400, "bad_request")
    assert error(many.complete([])) == (400, "bad_request")
    assert error(many.send("upload", b"x", x_mpu_part_number="0")) == (400, "bad_request")
    assert error(many.send("upload", b"x", x_mpu_part_number="1", x_mpu_upload_id="none")) == (404, "not_found")
    assert error(many.send("dance")) == (400, "bad_request")
    assert many.complete([last]).json["pathname"] == "large.mp4"


def test_what_no_one_holds_is_deleted_from_disk(rehearse: Any, tmp_path: Path) -> None:
    base = rehearse(state_dir=tmp_path).base_url
    upload(base, "a.png", b"same")
    upload(base, "b.png", b"same")
    files = tmp_path / "blobs"
    assert len(list(files.iterdir())) == 2, "one content and the index"
    for name, left in (("a.png", 2), ("b.png", 1)):
        ask(base, "POST", "/api/blob/delete", headers=blob_headers(), value={"urls": [name]})
        assert len(list(files.iterdir())) == left
