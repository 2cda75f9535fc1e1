# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A GET that no proxy stands before, by the standard library, read on a thread beside the loop. httpx cuts a video into
events and copies each of them three times on the loop's thread: three times the processor time (measured). What pays
never goes this way; where to connect to was looked at before."""

from __future__ import annotations

import asyncio
import errno
import os
import select
import socket
import string
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import SplitResult, quote, urlsplit

from . import environment
from .daemons import Daemons, answering

if TYPE_CHECKING:
    import http.client

T = TypeVar("T")

TOLD_EVERY = 0.1
"""Seconds between two looks at how much a thread has read, or whether it was cut: as often as the main thread asks."""

READ_BYTES = 256 * 1024
"""At a time at most; what waits there is taken as it is, so that a slow line is seen to go on."""


_threads = Daemons()


class Broken(Exception):
    """The line broke, or never was. `sent`: whether a byte of the request may have gone out; `reason` quotes
    nothing."""

    def __init__(self, error: Exception, *, sent: bool) -> None:
        self.sent = sent
        self.timed_out = isinstance(error, TimeoutError)
        self.reason = type(error).__name__
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            self.reason += " CERTIFICATE_VERIFY_FAILED"
        super().__init__(self.reason)


class Line:
    """One request on one connection. What blocks is done by `aside`, and ends at once when the task is cancelled.
    All raise Broken."""

    def __init__(self, address: str, port: int, url: str, seconds: float) -> None:
        """To this very address, for this URL; `seconds`: how long it may take to be taken there."""
        self._socket = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        self._place, self._patience = (address, port), seconds
        self._url = urlsplit(url)
        self._response: http.client.HTTPResponse | None = None
        self._sent = False
        self._over = False

    async def aside(self, work: Callable[[], T], tell: Callable[[], None] | None = None) -> T:
        """Do what blocks beside the loop. It has ended when this ends, so that nothing is written any more. `tell`:
        called on the loop now and then meanwhile; what it raises ends the work."""
        doing, call = answering(work)
        _threads.begin(call)
        try:
            while not (await asyncio.wait({doing}, timeout=TOLD_EVERY if tell else None))[0]:
                if tell:
                    tell()
        except BaseException:
            self.cut()
            await asyncio.wait({doing})
            doing.exception()  # seen
            raise
        return doing.result()

    def ask(self, headers: Mapping[str, str], seconds: float) -> tuple[int, dict[str, str]]:
        """Connect, send the request and wait for the answer's status and headers, names in lower case. `seconds`: the
        longest silence from then on. EnvironmentWrong where no certificates can be read."""
        import http.client

        try:
            self._connect()
            self._shake_hands()
            self._socket.settimeout(seconds)
            connection = http.client.HTTPConnection(self._url.hostname or "", self._url.port)
            connection.sock = self._socket
            self._sent = True
            connection.putrequest("GET", wanted(self._url), skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            self._response = connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            raise Broken(error, sent=self._sent) from error
        return self._response.status, {name.lower(): value for name, value in self._response.getheaders()}

    def read(self) -> bytes:
        """What came meanwhile; b"" at the end of the body."""
        import http.client

        assert self._response is not None
        try:
            piece = self._response.read1(READ_BYTES)
            if not piece and (self._response.length or self._over):  # without a length, any end would be one
                raise http.client.IncompleteRead(b"", self._response.length)
        except (OSError, http.client.HTTPException) as error:
            raise Broken(error, sent=True) from error
        return piece

    def cut(self) -> None:
        """End what waits for this line, on whatever thread. Of the system's alone: TLS must not be talked to there."""
        self._over = True
        with suppress(OSError):
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        if self._response is not None:
            self._response.close()
        self._socket.close()

    def _connect(self) -> None:
        """Looks now and then whether it was cut meanwhile: not every system wakes who waits to be taken."""
        self._socket.setblocking(False)
        error = self._socket.connect_ex(self._place)
        end = time.monotonic() + self._patience
        while error in _ON_ITS_WAY:
            if self._over or time.monotonic() > end:
                raise TimeoutError("was not taken")
            if _is_taken(self._socket):
                error = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, os.strerror(error))
        self._socket.settimeout(self._patience)

    def _shake_hands(self) -> None:
        if self._url.scheme != "https":
            return
        # Wrapped first, so that `cut` reaches it while hands are shaken.
        self._socket = environment.tls().wrap_socket(
            self._socket, server_hostname=self._url.hostname, do_handshake_on_connect=False
        )
        self._socket.do_handshake()


_ON_ITS_WAY = frozenset({errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", errno.EINPROGRESS)})


if hasattr(select, "poll"):

    def _is_taken(connecting: socket.socket) -> bool:
        """Whether it is known by now what became of a connection; waits for that, not for long."""
        looking = select.poll()
        looking.register(connecting, select.POLLOUT)
        return bool(looking.poll(1000 * TOLD_EVERY))

else:  # Windows, which tells of a refusal as of an exception

    def _is_taken(connecting: socket.socket) -> bool:
        _, taken, refused = select.select([], [connecting], [connecting], TOLD_EVERY)
        return bool(taken or refused)


def wanted(url: SplitResult) -> str:
    """What a request names of a URL: its path and query, in letters that a line can carry."""
    query = f"?{url.query}" if url.query else ""
    return quote(f"{url.path or '/'}{query}", safe=string.punctuation)
