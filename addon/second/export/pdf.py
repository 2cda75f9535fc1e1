# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages that are JPEG pictures as one PDF, with a bookmark for each shot. Standard library only.

PDF 1.4 (ISO 32000-1): a picture is embedded as it is (DCTDecode, 8.9 and 7.4.8), so nothing is coded twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

POINTS = 72 / 25.4
"""A millimetre in PDF's units."""


@dataclass(frozen=True)
class Page:
    """A JPEG of `width` x `height` pixels that fills the page; `marks`: words and how far down (0 to 1) they lead."""

    jpeg: bytes
    width: int
    height: int
    marks: Sequence[tuple[str, float]] = ()


def document(title: str, pages: Sequence[Page], wide_mm: float) -> bytes:
    """The file's content; every page is `wide_mm` wide and as high as its picture's shape makes it."""
    count = len(pages)
    first_page, first_mark = 5, 5 + 3 * count
    marks = [(words, number, share) for number, page in enumerate(pages) for words, share in page.marks]
    wide = wide_mm * POINTS
    highs = [wide * page.height / page.width for page in pages]
    kids = " ".join(f"{first_page + 3 * n} 0 R" for n in range(count))
    objects: list[bytes] = [
        _said("<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R /PageMode /UseOutlines >>"),
        _said(f"<< /Type /Pages /Kids [{kids}] /Count {count} >>"),
        b"<< /Title " + _text(title) + b" /Producer (Animatic Gateway) >>",
        _said(f"<< /Type /Outlines {_ends(first_mark, len(marks))}/Count {len(marks)} >>"),
    ]
    for number, (page, high) in enumerate(zip(pages, highs, strict=True)):
        at = first_page + 3 * number
        shown = _said(f"q {wide:.3f} 0 0 {high:.3f} 0 0 cm /Im Do Q")
        objects += [
            _said(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:.3f} {high:.3f}] /Contents {at + 1} 0 R "
                f"/Resources << /XObject << /Im {at + 2} 0 R >> >> >>"
            ),
            _stream("", shown),
            _stream(
                f"/Type /XObject /Subtype /Image /Width {page.width} /Height {page.height} /ColorSpace /DeviceRGB "
                "/BitsPerComponent 8 /Filter /DCTDecode ",
                page.jpeg,
            ),
        ]
    for number, (words, page_number, share) in enumerate(marks):
        near = f"/Prev {first_mark + number - 1} 0 R " if number else ""
        near += f"/Next {first_mark + number + 1} 0 R " if number < len(marks) - 1 else ""
        top = highs[page_number] * (1 - share)
        target = f"/Dest [{first_page + 3 * page_number} 0 R /XYZ 0 {top:.1f} 0] "
        objects.append(b"<< /Title " + _text(words) + _said(f" /Parent 4 0 R {near}{target}>>"))
    return _file(objects)


def _ends(first: int, count: int) -> str:
    return f"/First {first} 0 R /Last {first + count - 1} 0 R " if count else ""


def _said(words: str) -> bytes:
    return words.encode("ascii")


def _text(words: str) -> bytes:
    """Any letters: UTF-16 with its mark, in hexadecimal (7.9.2.2)."""
    return b"<FEFF" + words.encode("utf-16-be", "replace").hex().upper().encode("ascii") + b">"


def _stream(about: str, content: bytes) -> bytes:
    return _said(f"<< {about}/Length {len(content)} >>\nstream\n") + content + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    """The objects, numbered from 1, with the table of where each begins."""
    whole = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(whole))
        whole += _said(f"{number} 0 obj\n") + content + b"\nendobj\n"
    start = len(whole)
    whole += _said(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n")
    whole += b"".join(_said(f"{place:010d} 00000 n \n") for place in places)
    whole += _said(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n")
    return bytes(whole)
