# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a result's URL really leads, and whether that is a place to fetch from.

A server could answer with a link into this machine or its network. So names are resolved first, every address is
checked, and the connection goes to a checked address, not to whatever the name says a moment later.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from .failures import During, ResultRefused
from .verdicts import from_network

_PORTS = {"http": 80, "https": 443}
_NETLOC = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Target:
    """A URL and the addresses to reach it at, in the order to try them. The URL may carry a signature: not in repr."""

    url: str = field(repr=False)
    host: str
    netloc: str
    port: int
    addresses: tuple[str, ...]
    """"" stands for the name itself: a proxy resolves it."""
    proxied: bool

    def url_at(self, address: str) -> str:
        """The URL with the address in place of the name."""
        if not address:
            return self.url
        parts = urlsplit(self.url)
        host = f"[{address}]" if ":" in address else address
        return urlunsplit(parts._replace(netloc=host if parts.port is None else f"{host}:{parts.port}"))

    def join(self, location: str) -> str:
        """The absolute URL that a redirect's `location` means. Raises ResultRefused when it means none."""
        try:
            return urljoin(self.url, location)
        except ValueError:
            raise _no_address() from None


async def resolve(url: str, *, previous: str = "", allow_private: bool) -> Target:
    """Check a URL and find its addresses. `previous` is the hop that led here.

    Raises ResultRefused for anything but http(s), for a step down from https to http, for a user name in the URL and,
    unless `allow_private`, for an address that is not public; NotConnected when the name has no address.
    """
    parts, host, port = _split(url)
    if urlsplit(previous).scheme == "https" and parts.scheme != "https":
        raise ResultRefused("The video's link steps down from a secure address to an open one.")
    if not allow_private and _is_local_name(host):
        raise ResultRefused
    proxied = _proxied(parts.scheme, host)
    found = await _addresses(host, port, numeric_only=proxied)
    if not allow_private and not all(is_public(address) for address in found):
        raise ResultRefused
    return Target(
        url=url,
        host=host,
        netloc=parts.netloc,
        port=port,
        addresses=("",) if proxied else tuple(str(address) for address in found),
        proxied=proxied,
    )


def is_public(address: Address) -> bool:
    """Whether an address is out on the internet, also when an IPv4 address is wrapped in an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(wrapped)
        if address.is_site_local:  # fec0::/10 (RFC 3879), still routed inside here and there; Python calls it global
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine by its loopback address or as `localhost`; no name is looked up."""
    return _names_loopback((urlsplit(url).hostname or "").rstrip(".").lower())


@lru_cache(maxsize=64)  # asked several times for each request, of the same host
def _names_loopback(host: str) -> bool:
    number = _number(host)
    return host == "localhost" or (number is not None and number.is_loopback)


def _split(url: str) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise _no_address() from None
    # A host of other characters, a user name or a backslash reads differently in different parsers.
    if parts.scheme not in _PORTS or not _NETLOC.fullmatch(parts.netloc) or min(url) <= " ":
        raise _no_address()
    return parts, host, port


def _no_address() -> ResultRefused:
    return ResultRefused("The video's link is not a plain web address.")


def _is_local_name(host: str) -> bool:
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith((".localhost", ".local", ".internal"))


def _proxied(scheme: str, host: str) -> bool:
    import urllib.request

    if is_loopback(f"{scheme}://{f'[{host}]' if ':' in host else host}"):
        return False
    proxies = urllib.request.getproxies()
    return bool(proxies.get(scheme) or proxies.get("all")) and not urllib.request.proxy_bypass(host)


def _number(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


async def _addresses(host: str, port: int, *, numeric_only: bool) -> tuple[Address, ...]:
    """Every address of a host, IPv4 first (one attempt after the other: a dead IPv6 route would cost its timeout).

    `numeric_only`: only read a host that is a number ("0x7f.1" too); a name then has none, for the proxy resolves it.
    """
    flags = socket.AI_NUMERICHOST if numeric_only else 0
    if number := _number(host):
        return (number,)  # nothing is looked up, so no thread has to wait for it
    try:
        entries = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    except (OSError, UnicodeError):
        if numeric_only:
            return ()
        raise from_network(During.DOWNLOAD, sent=False, reason="no such host") from None
    found = {ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in entries}
    return tuple(sorted(found, key=lambda address: (address.version, int(address))))
