# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret stays hidden however it is written: what servers, proxies and libraries make of signed URLs and keys."""

from __future__ import annotations

import base64
import html
import json
import quopri
import re
import urllib.parse
from collections.abc import Callable

import pytest

from addon.core.files import redact
from addon.core.gateway.verdicts import shown

KEY = "vck_Pl4nt3dK3yAbCdEfGhIjKlMnOpQr7x"
SIGNATURE = "aZ9kQ2mX7pL4wR8tY1uB5nC3dF6gH0jSvE"
URL = f"https://oss.example/take.mp4?Expires=1796000000&Signature={SIGNATURE}&OSSAccessKeyId=LTAI5tPlanted"

Form = Callable[[str], str]


def unicode_escaped(text: str) -> str:
    return "".join(f"\\u{ord(sign):04x}" for sign in text)


def punctuation_escaped(text: str) -> str:
    return "".join(sign if sign.isalnum() else f"\\u{ord(sign):04x}" for sign in text)


def percent(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def percent_all(text: str) -> str:
    return "".join(f"%{ord(sign):02X}" for sign in text)


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def b64url(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


WRAPS: dict[str, Form] = {
    "plain": str,
    "in a sentence": lambda t: f"Failed to fetch {t}, giving up.",
    "json": lambda t: json.dumps({"error": {"message": t}}),
    "json in json": lambda t: json.dumps({"body": json.dumps({"message": t})}),
    "json in json in json": lambda t: json.dumps({"a": json.dumps({"b": json.dumps({"c": t})})}),
    "json with escaped slashes": lambda t: json.dumps(t).replace("/", "\\/"),
    "punctuation as \\u": punctuation_escaped,
    "all as \\u": unicode_escaped,
    "all as \\u, twice": lambda t: unicode_escaped(t).replace("\\", "\\\\"),
    "= and & as \\u in raw json": lambda t: json.dumps(t).replace("=", "\\u003d").replace("&", "\\u0026"),
    "= and & as \\u, upper case": lambda t: t.replace("=", "\\u003D").replace("&", "\\u0026"),
    "= and & as \\x": lambda t: t.replace("=", "\\x3d").replace("&", "\\x26"),
    "= as \\u{}": lambda t: t.replace("=", "\\u{3d}").replace("?", "\\u{3f}"),
    "= as %u": lambda t: t.replace("=", "%u003d").replace("?", "%u003f"),
    "= as octal": lambda t: t.replace("=", "\\075").replace("?", "\\077"),
    "percent": percent,
    "percent twice": lambda t: percent(percent(t)),
    "percent three times": lambda t: percent(percent(percent(t))),
    "percent, lower case": lambda t: re.sub("%..", lambda f: f[0].lower(), percent(t)),
    "percent, every character": percent_all,
    "percent of every character, twice": lambda t: percent(percent_all(t)),
    "as a parameter of another url": lambda t: f"https://proxy.example/fetch?url={percent(t)}",
    "as a path of another url": lambda t: f"https://proxy.example/fetch/{percent(t)}",
    "html": html.escape,
    "html, decimal": lambda t: t.replace("=", "&#61;").replace("&O", "&amp;O").replace("?", "&#63;"),
    "html, hexadecimal": lambda t: t.replace("=", "&#x3d;").replace("?", "&#x3f;"),
    "html, named": lambda t: t.replace("=", "&equals;").replace("?", "&quest;"),
    "html twice": lambda t: html.escape(html.escape(t)),
    "html of percent": lambda t: html.escape(percent(t)),
    "html link": lambda t: f'<a href="{html.escape(t)}">here</a>',
    "xml": lambda t: f"<Error><Message>{html.escape(t)}</Message></Error>",
    "base64": b64,
    "base64 for urls": b64url,
    "base64 twice": lambda t: b64(b64(t)),
    "base64 in json": lambda t: json.dumps({"continuation": b64(t)}),
    "base64 of json": lambda t: b64(json.dumps({"message": t})),
    "base64 of percent": lambda t: b64(percent(t)),
    "percent of base64": lambda t: percent(b64(t)),
    "base64 as a parameter": lambda t: f"next={b64url(t)}&page=2",
    "hexadecimal": lambda t: t.encode().hex(),
    "hexadecimal, spaced": lambda t: t.encode().hex(" "),
    "quoted-printable": lambda t: t.replace("=", "=3D").replace("&", "=26"),
    "full width": lambda t: t.replace("=", "\uff1d").replace("?", "\uff1f").replace("&", "\uff06"),
    "zero-width joiners": lambda t: t.replace("=", "=\u200b"),
    "python repr": lambda t: repr({"url": t}),
    "a header": lambda t: f"location: {t}\r\n",
    "a curl line": lambda t: f"curl -L '{t}' -o take.mp4",
    "base64 in lines": lambda t: base64.encodebytes(json.dumps({"long": "x" * 50, "u": t}).encode()).decode(),
    "base64 in lines, in json": lambda t: json.dumps({"d": base64.encodebytes(f"{'x' * 50}, {t}".encode()).decode()}),
    "base64 of UTF-16": lambda t: base64.b64encode(t.encode("utf-16")).decode(),
    "base64 after a path": lambda t: f"https://proxy.example/continue/{b64url(t)}/go",
    "percent of json of base64": lambda t: percent(json.dumps({"d": b64(json.dumps({"u": t}))})),
    "quoted-printable, broken": lambda t: quopri.encodestring(f"{'x' * 60} {t}".encode()).decode(),
    "= as short octal": lambda t: t.replace("=", "\\75").replace("?", "\\77"),
    "= in a style sheet": lambda t: t.replace("=", "\\3d "),
    "html, every character": lambda t: "".join(f"&#{ord(sign)};" for sign in t),
    "hexadecimal, dashed": lambda t: t.encode().hex("-"),
    "hexadecimal, a list": lambda t: ", ".join(hex(ord(sign)) for sign in t),
    **{f"base64 after {n} letters of a path": lambda t, n=n: f"token/{'z' * n}{b64(t)}" for n in range(4)},
    **{f"base64 of a text, shifted by {n}": lambda t, n=n: b64(f"{'x' * n} before {t} after") for n in range(3)},
}

BARE: dict[str, Form] = {
    "query alone": lambda s: f"Expires=1796000000&Signature={s}",
    "query, lower case": lambda s: f"expires=1&signature={s}",
    "sig": lambda s: f"sv=2024-11-04&sig={s}",
    "json field": lambda s: json.dumps({"Signature": s}),
    "json field, escaped": lambda s: json.dumps(json.dumps({"signature": s})),
    "python field": lambda s: repr({"x-oss-signature": s}),
    "amazon": lambda s: f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature={s}",
    "google": lambda s: f"X-Goog-Signature={s}",
    "alibaba v4": lambda s: f"x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-signature={s}",
    "tencent": lambda s: f"q-sign-algorithm=sha1&q-signature={s}",
    "vercel": lambda s: f"vercel-blob-signature={s}",
    "header": lambda s: f"Authorization: OSS LTAI5tPlanted:Signature={s}",
    "said with a colon": lambda s: f"The signature: {s} does not match",
    "with arrow": lambda s: f'"signature" => "{s}"',
    "= as \\u": lambda s: f"Signature\\u003d{s}\\u0026x\\u003d1",
    "= as percent": lambda s: f"Signature%3D{s}%26x%3D1",
    "= as percent, twice": lambda s: f"Signature%253D{s}%2526x%253D1",
    "= as html": lambda s: f"Signature&#61;{s}&amp;x=1",
    "base64 value": lambda s: f"Signature={percent(b64(s))}",
    "security-token": lambda s: f"security-token={s}",
    "sign": lambda s: f"sign={s}&t=1",
    "a tag": lambda s: f"<Signature>{s}</Signature>",
    "the tag of S3 and OSS": lambda s: f"<Code>SignatureDoesNotMatch</Code><SignatureProvided>{s}</SignatureProvided>",
    "a tag, escaped": lambda s: html.escape(f"<SignatureProvided>{s}</SignatureProvided>"),
    "a pair": lambda s: repr(("Signature", s)),
    "headers": lambda s: repr([("x-oss-signature", s)]),
    "headers in bytes": lambda s: repr([(b"x-oss-signature", s.encode())]),
    "a list": lambda s: json.dumps({"Signature": [s]}),
    "an object": lambda s: json.dumps({"Signature": {"value": s}}),
    "name and value": lambda s: json.dumps({"name": "Signature", "value": s}),
    "name and value, in lines": lambda s: f"- name: Signature\n  value: {s}",
    "brackets of a form": lambda s: f"params[Signature]={s}",
    "far spaced": lambda s: f"Signature      =      {s}",
    "said": lambda s: f"signature is {s}",
    "said in quotes": lambda s: f"signature '{s}' is not valid",
    "said in brackets": lambda s: f"The provided signature ({s}) is wrong",
    "the header of OSS": lambda s: f"Authorization: OSS LTAI5tPlanted:{s}",
    "escapes inside": lambda s: f"Signature\\u003d{s[:12]}\\u002b{s[12:]}",
}


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
@pytest.mark.parametrize("hide", [redact, shown])
def test_a_signed_url(hide: Form, wrap: Form) -> None:
    assert_hidden(hide(wrap(URL)), SIGNATURE)


@pytest.mark.parametrize("wrap", BARE.values(), ids=BARE)
@pytest.mark.parametrize("hide", [redact, shown])
def test_a_signature_alone(hide: Form, wrap: Form) -> None:
    assert_hidden(hide(wrap(SIGNATURE)), SIGNATURE)


KEY_FORMS: dict[str, Form] = WRAPS | {
    "as sent": lambda k: f"Authorization: Bearer {k}",
    "as sent, base64": lambda k: b64(f"Bearer {k}"),
    "as a user's password": lambda k: "Basic " + b64(f"apikey:{k}"),
    "upper case": str.upper,
    "lower case": str.lower,
    "spaced": " ".join,
    "dotted": ".".join,
    "in quotes": lambda k: f"invalid api key '{k}'",
    "a list of letters": lambda k: json.dumps(list(k)),
}


@pytest.mark.parametrize("wrap", KEY_FORMS.values(), ids=KEY_FORMS)
def test_a_key_that_nobody_told_us(wrap: Form) -> None:
    assert_hidden(redact(wrap(KEY)), KEY.removeprefix("vck_"))


KNOWN_FORMS: dict[str, Form] = KEY_FORMS | {
    "without its prefix": lambda k: k.removeprefix("vck_"),
    "without its prefix, spaced": lambda k: " ".join(k.removeprefix("vck_")),
    "without its prefix, base64": lambda k: b64(k.removeprefix("vck_")),
    "in a longer base64, shifted": lambda k: b64(f"x{k}yz"),
    "in binary base64, shifted": lambda k: base64.b64encode(b"\xff\x00" + k.encode() + b"\x80\xfe").decode(),
    "in lines": lambda k: f"{k[:12]}\n{k[12:]}",
    "in lines, indented": lambda k: f"{k[:12]}\n        {k[12:]}",
    "in lines, in json": lambda k: json.dumps(f"{k[:12]}\n{k[12:]}"),
    "in two texts": lambda k: f'"{k[:12]}" + "{k[12:]}"',
    "with dashes": lambda k: "-".join(k),
    "hexadecimal, upper case": lambda k: k.encode().hex().upper(),
}


@pytest.mark.parametrize("wrap", KNOWN_FORMS.values(), ids=KNOWN_FORMS)
@pytest.mark.parametrize("hide", [redact, shown])
def test_a_key_that_is_known(hide: Callable[..., str], wrap: Form) -> None:
    assert_hidden(hide(wrap(KEY), KEY), KEY.removeprefix("vck_"))


def assert_hidden(text: str, secret: str) -> None:
    """Neither the secret nor a third of it is left, in any of the forms."""
    views, seen = [text], set()
    while views:
        view = views.pop()
        if view in seen or len(seen) > 3000:
            continue
        seen.add(view)
        letters = re.sub(r"[\W_]", "", view).lower()
        part = len(secret) // 3
        for at in range(len(secret) - part):
            assert secret[at : at + part].lower() not in letters, view
        views += [urllib.parse.unquote(view), html.unescape(view)]
        views += [re.sub(r"\\+(?:u|x)\{?([0-9a-fA-F]{2,4})\}?", lambda f: chr(int(f[1], 16)), view)]
        for run in re.findall(r"[A-Za-z0-9_+/-]{12,}", view):
            run = run[: len(run) - (len(run) % 4 == 1)]
            raw = base64.b64decode(run.translate(str.maketrans("-_", "+/")) + "==", validate=False)
            views.append(raw.decode("latin-1")) if len(raw) < len(view) else None
        for run in re.findall(r"(?:[0-9a-f]{2} ?){8,}", view, re.I):
            views.append(bytes.fromhex(run).decode("latin-1"))


@pytest.mark.parametrize(
    "text",
    [
        "character1 walks 50% faster & smiles; scene=INT. KITCHEN, take #3",
        "Violates our content policy: nudity",
        "The signature of the request is older than fifteen minutes",
        "Set a token, a key or a password in the preferences; the policy (see the manual) says which",
        "takes/SH010/SH010_t003_wan-v2.6-r2v-flash_720p.mp4 was not found",
        "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "The request failed: InvalidParameter.DataInspection (request id 7574ee8f-38a3-4b1e-9280-11c33ab46e51)",
        '{"error":{"message":"Rate limit exceeded","type":"rate_limit_exceeded","param":null}}',
        "film \u2013 \u00dcberblendung \u6620\u753b",
    ],
)
def test_what_is_no_secret_stays_as_it_is(text: str) -> None:
    assert redact(text, KEY) == text


@pytest.mark.parametrize(
    "piece", ["%25", "&amp;", "\\u005c", "QUFB", "vck", "a.b-", "=3D", "((((", "eyJ.", "sig=", "://"]
)
def test_long_nonsense_does_not_hold_anybody_up(piece: str) -> None:
    redact(piece * 20_000, KEY)


def test_what_comes_out_can_be_written() -> None:
    redact("half a pair \ud83d of it", KEY).encode()
    redact('{"a":"\\ud83d"} Signature\\u003dabcdef123', KEY).encode()
