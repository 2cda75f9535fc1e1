# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wheels that the zips carry: locked by name, version and sha256 in wheels.toml, fetched by pip into .cache/wheels.

One version of a package for all platforms: extensions share one folder of packages, where the newest version wins.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "scripts" / "wheels.toml"
CACHE = ROOT / ".cache" / "wheels"


@dataclass(frozen=True)
class Target:
    """One Blender's Python on one platform, in the words of pip and of the markers in packages' metadata."""

    platform: str
    python: str
    tags: tuple[str, ...]
    markers: tuple[tuple[str, str], ...]


# Blender 4.5 and 5.2 ask for glibc 2.28 and macOS 11.2.
_LINUX = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
_PLATFORMS = {
    "linux-x64": (_LINUX, ("linux", "Linux", "posix", "x86_64")),
    "macos-arm64": (("macosx_11_0_arm64",), ("darwin", "Darwin", "posix", "arm64")),
    "macos-x64": (("macosx_11_0_x86_64",), ("darwin", "Darwin", "posix", "x86_64")),
    "windows-arm64": (("win_arm64",), ("win32", "Windows", "nt", "ARM64")),
    "windows-x64": (("win_amd64",), ("win32", "Windows", "nt", "AMD64")),
}
# 3.11: Blender 4.5; 3.13: 5.1 and newer; 3.14: the Blender 5.2 that Debian builds, which refuses a zip without.
# Blender 5 is not made for Macs with Intel processors.
_PYTHONS = {"linux-x64": ("3.11", "3.13", "3.14"), "macos-x64": ("3.11",)}


def _target(platform: str, python: str) -> Target:
    tags, (system, system_name, os_name, machine) = _PLATFORMS[platform]
    markers = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_system": system_name,
        "os_name": os_name,
        "platform_machine": machine,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    return Target(platform, python, tags, tuple(markers.items()))


TARGETS = [_target(platform, python) for platform in _PLATFORMS for python in _PYTHONS.get(platform, ("3.11", "3.13"))]


@dataclass(frozen=True)
class Wheel:
    """One file of the lock."""

    package: str
    version: str
    file: str
    sha256: str
    platforms: frozenset[str] = frozenset(_PLATFORMS)
    """Those whose zip carries it."""

    @property
    def tags(self) -> tuple[str, str, str]:
        """Python, ABI and platform tag, as in the file's name: ("cp311", "cp311", "win_amd64")."""
        python, abi, platform = self.file.removesuffix(".whl").rsplit("-", 3)[1:]
        return python, abi, platform

    @property
    def pure(self) -> bool:
        return self.tags[1:] == ("none", "any")

    @property
    def path(self) -> Path:
        return CACHE / self.file

    @property
    def cached(self) -> bool:
        return self.path.is_file() and hashlib.sha256(self.path.read_bytes()).hexdigest() == self.sha256


def read() -> list[Wheel]:
    """The lock's files, in its order."""
    packages = tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"]
    return [
        Wheel(package["name"], package["version"], file["name"], file["sha256"], frozenset(file["platforms"]))
        for package in packages
        for file in package["files"]
    ]


def holders(package: str) -> list[str]:
    """Who holds the copyright of a bundled package, "YEAR Name" as Blender's manifest wants it; wheels.toml has them
    from the licence texts. Empty where a licence names nobody with a year."""
    table: dict[str, list[str]] = tomllib.loads(LOCK.read_text(encoding="utf-8")).get("holders", {})
    return table.get(package, [])


def fetch(wheels: list[Wheel]) -> int:
    """Have every wheel in the cache with the hash that the lock says; returns how many were downloaded."""
    missing = sorted((wheel for wheel in wheels if not wheel.cached), key=_download_tags)
    CACHE.mkdir(parents=True, exist_ok=True)
    # pip takes one set of tags a call; two calls at a time, since most of a call is pip's own start.
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_download, [list(group) for _, group in groupby(missing, _download_tags)]))
    return len(missing)


def _download_tags(wheel: Wheel) -> tuple[str, str]:
    """What decides which wheels one call of pip can fetch together: the platform and the Python."""
    python, _, platform = wheel.tags
    return platform, "" if wheel.pure else python


def _download(wheels: list[Wheel]) -> None:
    """Fetch wheels of the same tags. Raises CalledProcessError, also for a hash that is not the lock's."""
    for wheel in wheels:
        wheel.path.unlink(missing_ok=True)
    options = ["--no-deps", "--require-hashes", "--only-binary=:all:", f"--dest={CACHE}"]
    python, _, platform = wheels[0].tags
    if not wheels[0].pure:
        abis = sorted({wheel.tags[1] for wheel in wheels})
        options += ["--implementation=cp", f"--python-version={python.removeprefix('cp')}"]
        options += [f"--abi={abi}" for abi in abis]
        options += [f"--platform={tag}" for tag in platform.split(".")]
    else:
        options += ["--python-version=3.11"]
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "wheels.txt")
        lines = [f"{wheel.package}=={wheel.version} --hash=sha256:{wheel.sha256}\n" for wheel in wheels]
        wanted.write_text("".join(lines), encoding="utf-8")
        _pip("download", "--quiet", *options, "--requirement", str(wanted))


def _pip(*arguments: str) -> str:
    command = [sys.executable, "-m", "pip", arguments[0], "--disable-pip-version-check", "--no-input", *arguments[1:]]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


# Making the lock


def update() -> None:
    """Resolve the lock's roots anew for every target and write the lock; asks the package index."""
    from packaging.specifiers import SpecifierSet

    text = LOCK.read_text(encoding="utf-8")
    roots = {name: SpecifierSet(spec) for name, spec in tomllib.loads(text)["roots"].items()}
    needed = _resolve(roots)
    head = text.partition("[[package]]")[0].rstrip()
    LOCK.write_text(head + "\n" + "".join(_lock_entries(needed)), encoding="utf-8")


def _resolve(roots: dict[str, Any]) -> dict[tuple[str, str], list[Target]]:
    """Every (name, version) that the roots need, with the targets that need it.

    Starts with the newest version of each and asks again as long as a requirement rules a chosen version out.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    specs = {str(canonicalize_name(name)): spec for name, spec in roots.items()}
    while True:
        found = dict(specs)
        targets: dict[tuple[str, str], list[Target]] = {}
        for target in TARGETS:
            todo = [str(canonicalize_name(name)) for name in roots]
            seen: set[str] = set()
            while todo:
                name = todo.pop()
                if name in seen:
                    continue
                seen.add(name)
                metadata = _ask(name, str(specs[name]), TARGETS[0])["metadata"]
                targets.setdefault((metadata["name"], metadata["version"]), []).append(target)
                for requirement in map(Requirement, metadata.get("requires_dist", ())):
                    if requirement.marker and not requirement.marker.evaluate(dict(target.markers)):
                        continue
                    needed = str(canonicalize_name(requirement.name))
                    found[needed] = found.get(needed, requirement.specifier) & requirement.specifier
                    specs.setdefault(needed, found[needed])
                    todo.append(needed)
        if found == specs:
            return targets
        specs = found


def _lock_entries(needed: dict[tuple[str, str], list[Target]]) -> Iterable[str]:
    for (name, version), targets in sorted(needed.items(), key=lambda item: item[0][0].lower()):
        hashes: dict[str, str] = {}
        platforms: dict[str, set[str]] = {}
        for target in targets:
            file, sha256 = _file_for(name, version, target)
            hashes[file] = sha256
            platforms.setdefault(file, set()).add(target.platform)
        yield f'\n[[package]]\nname = "{name}"\nversion = "{version}"\n'
        for file, sha256 in sorted(hashes.items()):
            listed = ", ".join(f'"{platform}"' for platform in sorted(platforms[file]))
            yield f'[[package.files]]\nname = "{file}"\nsha256 = "{sha256}"\nplatforms = [{listed}]\n'


def _file_for(name: str, version: str, target: Target) -> tuple[str, str]:
    """The wheel's file name and sha256; a pure wheel is the same for every target and asked for once."""
    download = _ask(name, f"=={version}", TARGETS[0])["download_info"]
    if not download["url"].endswith("-none-any.whl"):
        download = _ask(name, f"=={version}", target)["download_info"]
    return download["url"].rsplit("/", 1)[-1], download["archive_info"]["hashes"]["sha256"]


@cache
def _ask(name: str, spec: str, target: Target) -> dict[str, Any]:
    """What pip would install of one package for a target: its metadata, file and hash. Installs nothing."""
    abis = (f"--abi=cp{target.python.replace('.', '')}", "--abi=abi3", "--abi=none")
    report = _pip(
        *("install", "--dry-run", "--quiet", "--ignore-installed", "--no-deps", "--only-binary=:all:"),
        *("--target=unused", f"--python-version={target.python}", "--implementation=cp", *abis),
        *(f"--platform={tag}" for tag in target.tags),
        *("--report=-", f"{name}{spec}"),
    )
    answer: dict[str, Any] = json.loads(report)["install"][0]
    return answer
