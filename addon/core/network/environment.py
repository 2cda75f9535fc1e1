# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How this machine wants its connections made: proxies and certificates, from the environment or the system.

A setting that no connection can be made with is told by its name, before anything is announced or sent.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import ssl
from functools import cache
from urllib.parse import urlsplit

from ..errors import UserError

_SCHEMES = ("http", "https", "all")
_PROXIES = ("http", "https", "socks5", "socks5h")
_SOCKS = {"socks": "socks5"}
"""GNOME writes `socks://`, which curl and httpx do not know."""


class EnvironmentWrong(UserError):
    """A setting of the machine that makes every connection fail; nothing was sent."""

    code = "environment"


def check() -> None:
    """Raise EnvironmentWrong where the machine's settings make no connection possible."""
    proxies()
    tls()


def proxies() -> dict[str, str | None]:
    """Which proxy stands before which addresses, as patterns that httpx mounts; None: none. Loopback never has one.

    Raises EnvironmentWrong for a proxy that is none."""
    import urllib.request

    known = urllib.request.getproxies()
    exempt = [name.strip() for name in known.get("no", "").split(",") if name.strip()]
    if "*" in exempt:
        return {}
    found: dict[str, str | None] = {
        f"{scheme}://": _checked(scheme, known[scheme].strip()) for scheme in _SCHEMES if known.get(scheme, "").strip()
    }
    if found:
        patterns = (_pattern(name) for name in (*exempt, "localhost", "127.0.0.1", "::1"))
        found |= dict.fromkeys(pattern for pattern in patterns if pattern)
    return found


@cache
def tls() -> ssl.SSLContext:
    """The certificates to trust. Loaded once: reading them takes 50 ms.

    Raises EnvironmentWrong when SSL_CERT_FILE, SSL_CERT_DIR or SSLKEYLOGFILE cannot be used."""
    file, folder = os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", "")
    if not file and folder and not os.path.isdir(folder):
        raise _no_certificates("SSL_CERT_DIR")
    try:
        if file or folder:
            return ssl.create_default_context(cafile=file or None, capath=None if file else folder)
        import certifi

        return ssl.create_default_context(cafile=certifi.where())
    except (OSError, ValueError) as error:
        at_fault = "SSL_CERT_FILE" if file and not _loads(file) else "SSLKEYLOGFILE"
        raise _no_certificates(at_fault) from error


def _loads(file: str) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=file)
    except (OSError, ValueError):
        return False
    return True


def _no_certificates(variable: str) -> EnvironmentWrong:
    return EnvironmentWrong(
        f"No secure connection can be made: {variable} names a file or folder that cannot be read. Nothing was sent.",
        f"Correct {variable} or remove it, then start Blender again.",
    )


def _checked(scheme: str, proxy: str) -> str:
    """The proxy's address with its scheme. Never quoted when it is wrong: it may hold a password."""
    url = proxy if "://" in proxy else f"http://{proxy}"
    kind, _, rest = url.partition("://")
    kind = _SOCKS.get(kind.lower(), kind.lower())
    try:
        parts = urlsplit(f"{kind}://{rest}")
        usable = bool(parts.hostname) and parts.port != 0 and _is_host(parts.hostname or "")
    except ValueError:
        usable = False
    if kind not in _PROXIES or not usable:
        known = "http://, https:// or socks5://"
        raise EnvironmentWrong(
            f"{_source(scheme)} names no proxy that can be used. Nothing was sent.",
            f"Write it as {known} with a host and a port below 65536, then start Blender again.",
        )
    if kind.startswith("socks") and importlib.util.find_spec("socksio") is None:
        raise EnvironmentWrong(
            f"{_source(scheme)} names a SOCKS proxy, which this installation cannot use. Nothing was sent.",
            "Install the extension from its own zip, or set an HTTP proxy, then start Blender again.",
        )
    return f"{kind}://{rest}"


def _is_host(host: str) -> bool:
    return host.isprintable() and not any(sign in ' "<>\\^`{|}%' for sign in host)


def _source(scheme: str) -> str:
    """The variable that a proxy comes from; the system's own settings where no variable has it."""
    for name in (f"{scheme}_proxy", f"{scheme.upper()}_PROXY"):
        if os.environ.get(name):
            return name
    return "The system's proxy setting"


def _pattern(exempt: str) -> str:
    """What httpx calls the addresses of one entry of NO_PROXY; "" for what it has no pattern for, such as a range of
    IPv6 addresses: no server that we send to is named by one."""
    if "://" in exempt:
        return exempt if _is_pattern(exempt) else ""
    host = exempt.strip("[]")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if "/" in host or ":" in host or not _is_host(host):
            return ""
        return f"all://{host}" if host.lower() == "localhost" else f"all://*{host}"
    return f"all://[{address}]" if address.version == 6 else f"all://{address}"


def _is_pattern(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in _SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
