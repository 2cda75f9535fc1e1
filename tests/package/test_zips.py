# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The zips of all platforms: complete, lean, the same each time, and served as an extension repository."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import _wheels
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.network

ROOT = Path(__file__).resolve().parents[2]


def test_there_is_one_zip_for_each_platform(built: Path, manifest: dict[str, Any]) -> None:
    stem = f"{manifest['id']}-{manifest['version']}"
    expected = {f"{stem}-{platform.replace('-', '_')}.zip" for platform in manifest["platforms"]}
    assert {path.name for path in built.glob("*.zip")} == expected


def test_the_same_sources_give_the_same_bytes(built: Path, build: Callable[[Path], None], tmp_path: Path) -> None:
    build(tmp_path / "again")
    assert (tmp_path / "again" / "SHA256SUMS").read_text() == (built / "SHA256SUMS").read_text()


def test_a_zip_needs_no_blender(built: Path, tmp_path: Path) -> None:
    """A Python without libraries in a clone without an environment: the same bytes, and what was left out is said."""
    for name in ("addon", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("blender_manifest.toml", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "wheels").symlink_to(_wheels.CACHE)
    plain = getattr(sys, "_base_executable", sys.executable)
    script = str(tmp_path / "scripts" / "build.py")
    code = f"import runpy, sys; sys.path.insert(0, {str(tmp_path / 'scripts')!r}); sys.argv = [{script!r}];"
    command = [plain, "-S", "-I", "-c", f"{code} runpy.run_path({script!r}, None, '__main__')"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Not validated" in done.stdout
    assert not (tmp_path / "dist" / "repo").exists()
    assert (tmp_path / "dist" / "SHA256SUMS").read_text() == (built / "SHA256SUMS").read_text()


def test_a_zip_names_the_holders_of_what_it_carries(built: Path) -> None:
    for path in built.glob("*.zip"):
        manifest = tomllib.loads(zipfile.ZipFile(path).read("blender_manifest.toml").decode())
        assert manifest["copyright"][0] == "2026 Animatic Gateway maintainers"
        for library in ("httpx", "pydantic", "h11"):
            assert any(library in holder for holder in manifest["copyright"]), library
    assert set(tomllib.loads(_wheels.LOCK.read_text(encoding="utf-8"))["holders"]) <= {
        w.package for w in _wheels.read()
    }


def test_the_sums_are_those_of_the_zips(built: Path) -> None:
    lines = (built / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert {tuple(line.split("  ")) for line in lines} == {
        (hashlib.sha256(path.read_bytes()).hexdigest(), path.name) for path in built.glob("*.zip")
    }


def test_a_zip_holds_the_package_and_nothing_else(built: Path) -> None:
    sources = {
        path.relative_to(ROOT / "addon").as_posix()
        for path in (ROOT / "addon").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    for path in built.glob("*.zip"):
        names = set(zipfile.ZipFile(path).namelist())
        wheels = {name for name in names if name.startswith("wheels/")}
        assert names - wheels == sources | {"blender_manifest.toml", "LICENSE", "THIRD-PARTY.md"}


@pytest.mark.parametrize("target", _wheels.TARGETS, ids=lambda target: f"{target.platform} {target.python}")
def test_the_wheels_of_a_zip_need_no_other_package(built: Path, target: _wheels.Target) -> None:
    (path,) = built.glob(f"*-{target.platform.replace('-', '_')}.zip")
    present, needed = {}, []
    with zipfile.ZipFile(path) as package:
        for name in tomllib.loads(package.read("blender_manifest.toml").decode())["wheels"]:
            if fits(name, target):
                metadata = read_metadata(package.read(name.removeprefix("./")))
                present[canonicalize_name(metadata["Name"])] = metadata["Version"]
                needed += map(Requirement, metadata.get_all("Requires-Dist", ()))
    wanted = [one for one in needed if one.marker is None or one.marker.evaluate(dict(target.markers))]
    for requirement in wanted:
        assert requirement.specifier.contains(present[canonicalize_name(requirement.name)]), requirement
    roots = {"httpx", "pydantic", "keyring", "pybase64", "sniffio", "socksio"}
    only_for_311 = {"importlib-metadata", "zipp", "lazy-importer", "backports-tarfile"}
    assert set(present) - only_for_311 == roots | {canonicalize_name(one.name) for one in wanted} - only_for_311


def fits(wheel: str, target: _wheels.Target) -> bool:
    """Whether Blender unpacks a wheel of a platform's zip for its Python."""
    python, abi, _ = wheel.removesuffix(".whl").rsplit("-", 3)[1:]
    return python.startswith("py") or abi == "abi3" or python == f"cp{target.python.replace('.', '')}"


def read_metadata(wheel: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(archive.read(name).decode("utf-8"))


def test_the_repository_lists_every_zip_with_its_hash(built: Path, manifest: dict[str, Any]) -> None:
    index = json.loads((built / "repo" / "index.json").read_text(encoding="utf-8"))
    listed = {item["archive_hash"]: item for item in index["data"]}
    for path in built.glob("*.zip"):
        item = listed.pop(f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}")
        assert (built / "repo" / item["archive_url"]).read_bytes() == path.read_bytes()
        assert (item["id"], item["version"]) == (manifest["id"], manifest["version"])
        (platform,) = item["platforms"]
        assert item["python_versions"] == [one.python for one in _wheels.TARGETS if one.platform == platform]
    assert not listed
    assert (built / "repo" / "index.html").exists()
