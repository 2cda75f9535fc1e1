# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Server-sent events out of bytes that arrive in any pieces (WHATWG HTML, section 9.2.6), and a little beyond.

Beyond the standard: an event that the stream's end cuts off before its blank line still counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_END = re.compile(rb"[\r\n]")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Event:
    """One event: its `event:` name ("" when unnamed) and its data, lines joined by a line feed."""

    name: str
    data: str


class EventTooLarge(ValueError):
    """An event grew past the decoder's bound."""


class Decoder:
    """Feed it bytes, it returns the events they complete. `max_bytes` bounds one event."""

    def __init__(self, max_bytes: int = 64 * 1024 * 1024) -> None:
        self._max = max_bytes
        self._line = bytearray()
        self._data: list[bytes] = []
        self._size = 0
        self._name = b""
        self._swallow_lf = False
        self._at_start = True
        self.comments = 0
        """Heartbeats so far."""

    def feed(self, chunk: bytes) -> list[Event]:
        """Events that `chunk` completes, in order. Raises EventTooLarge."""
        events: list[Event] = []
        position = 0
        if self._swallow_lf and chunk:
            # A CR ended the last line; this LF is the second half of the same line end.
            position = 1 if chunk[0] == 0x0A else 0
            self._swallow_lf = False
        while (end := _LINE_END.search(chunk, position)) is not None:
            self._line += chunk[position : end.start()]
            events += self._end_line()
            position = end.end()
            if end[0] == b"\r":
                if position == len(chunk):
                    self._swallow_lf = True
                elif chunk[position] == 0x0A:
                    position += 1
        self._line += chunk[position:]
        if self._size + len(self._line) > self._max:
            raise EventTooLarge
        return events

    def close(self) -> list[Event]:
        """The event that the end of the stream left open, if it has data."""
        events = self._end_line() if self._line else []
        return events + self._dispatch()

    def _end_line(self) -> list[Event]:
        line = bytes(self._line)
        self._line.clear()
        if self._at_start:
            line = line.removeprefix(_BOM)
            self._at_start = False
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if not name:
            self.comments += 1
        elif name == b"data":
            self._data.append(value)
            self._size += len(value) + 1  # a line counts, be it empty
        elif name == b"event":
            self._name = value
        return []

    def _dispatch(self) -> list[Event]:
        data, name = self._data, self._name
        self._data, self._size, self._name = [], 0, b""
        if not data:
            return []
        return [Event(name.decode("utf-8", "replace"), b"\n".join(data).decode("utf-8", "replace"))]


class EventReader:
    """The data of each event of an answer. A body that is plain JSON instead of events counts as one event.

    `beginning` keeps the first characters, to say what came when nothing could be made of it."""

    def __init__(self, max_bytes: int) -> None:
        self._max = max_bytes
        self._decoder = Decoder(max_bytes)
        self._head = b""
        self._json: bytearray | None = None
        self._decided = False
        self._blank = 0
        self.beginning = ""
        self.passed = 0
        """Events that said nothing of an end, counted by whoever reads what they say."""

    @property
    def waited(self) -> bool:
        """Whether heartbeats or other events came: the request was being worked on."""
        return self._decoder.comments > 0 or self.passed > 0

    def feed(self, chunk: bytes) -> list[str]:
        """Data of the events that `chunk` completes. Raises EventTooLarge."""
        if len(self.beginning) < 500:
            self.beginning += chunk[:500].decode("utf-8", "replace")
        if not self._decided:
            self._head += chunk
            text = self._head.removeprefix(_BOM).lstrip()
            if not text or _BOM.startswith(self._head):
                self._skip_blank()
                return []
            # No line of an event stream that means anything begins with a brace.
            self._json = bytearray() if text.startswith(b"{") else None
            chunk, self._head, self._decided = self._head, b"", True
        if self._json is None:
            return [event.data for event in self._decoder.feed(chunk)]
        self._json += chunk
        if len(self._json) > self._max:
            raise EventTooLarge
        return []

    def _skip_blank(self) -> None:
        """White space before the first event means nothing: it is counted and dropped, not read again each time."""
        self._blank += len(self._head)
        if self._blank > self._max:
            raise EventTooLarge
        if not _BOM.startswith(self._head):
            self._head = b""

    def close(self) -> list[str]:
        """Data that the end of the answer completes."""
        if self._json is not None:
            return [self._json.decode("utf-8", "replace")]
        return [event.data for event in self._decoder.close()]
