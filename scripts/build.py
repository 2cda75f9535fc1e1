# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the extension: one zip a platform, with checksums; where Blender's module is, validated and as a repository.

    python3 scripts/build.py                   dist/*.zip and dist/SHA256SUMS, with any Python from 3.11 on
    python3 scripts/build.py --validate        Blender's validator and dist/repo, too; gets Blender's module (400 MB)
    python3 scripts/build.py --output DIR      the same in DIR
    python3 scripts/build.py --update-lock     choose the bundled wheels anew (scripts/wheels.toml), then build

Where the project's environment was made before, it is used and the zips are validated. Needs the network only for
wheels that are not in .cache/wheels yet. The same sources and lock give the same bytes.
"""

from __future__ import annotations

import _env

if __name__ == "__main__":
    _env.ensure_if_made(needs="test", unless=("--validate", "--update-lock"), usage=__doc__)

import argparse
import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import _wheels

ROOT = _env.ROOT
MANIFEST = "blender_manifest.toml"
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "*.blend1")

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""Of every entry: Blender's builder stamps the time of the build, which would make each zip another file."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="folder for the zips and the repository")
    parser.add_argument("--validate", action="store_true", help="Blender's own validator, and the repository")
    parser.add_argument("--update-lock", action="store_true", help="resolve the bundled wheels anew first")
    options = parser.parse_args()
    started = time.monotonic()
    if options.update_lock:
        print("Resolving the wheels for every platform (some minutes)", flush=True)
        _wheels.update()
    wheels = _wheels.read()
    print(f"{fetch(wheels)} of {len(wheels)} wheels downloaded, the others were in .cache/wheels", flush=True)
    output = options.output.resolve()
    zips = build(output, wheels)
    if validator():
        for path in zips:
            _extension_tool("validate", str(path), tags=True)
        make_repository(output / "repo", zips)
    print_table(zips)
    print(f"{'Built and validated' if validator() else 'Built'} in {time.monotonic() - started:.1f} s")
    if not validator():
        print("Not validated, and no repository: both need Blender's module, which `--validate` gets (400 MB).")
    return 0


def fetch(wheels: list[_wheels.Wheel]) -> int:
    try:
        return _wheels.fetch(wheels)
    except subprocess.CalledProcessError:
        _env.stop(
            "A bundled wheel could not be downloaded as scripts/wheels.toml has it; pip's message is above.",
            "Check the network; if a hash differs, find out why before you use --update-lock.",
        )


def build(output: Path, wheels: list[_wheels.Wheel]) -> list[Path]:
    """The zips of all platforms in `output` with their checksums, older ones there replaced."""
    output.mkdir(parents=True, exist_ok=True)
    for old in output.glob("*.zip"):
        old.unlink()
    manifest = tomllib.loads((ROOT / MANIFEST).read_text(encoding="utf-8"))
    zips = []
    for platform in manifest["platforms"]:
        with tempfile.TemporaryDirectory(prefix="animatic-build-") as folder:
            stage = Path(folder)
            fill_stage(stage, platform, [wheel for wheel in wheels if platform in wheel.platforms])
            # The name that Blender's own builder gives.
            zips.append(output / f"{manifest['id']}-{manifest['version']}-{platform.replace('-', '_')}.zip")
            pack(stage, zips[-1])
    sums = "".join(f"{_sha256(path)}  {path.name}\n" for path in zips)
    (output / "SHA256SUMS").write_text(sums, encoding="utf-8")
    return zips


def pack(stage: Path, target: Path) -> None:
    """A zip of a folder, entries in order, one date and one mode: same content, same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in stage.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(path.relative_to(stage).as_posix(), ZIP_DATE)
            # Wheels are zips themselves.
            info.compress_type = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, path.read_bytes())


def fill_stage(stage: Path, platform: str, wheels: list[_wheels.Wheel]) -> None:
    """Lay out what goes into a zip: the package at the root, its manifest with platform and wheels, licences."""
    shutil.copytree(ROOT / "addon", stage, ignore=NOT_SHIPPED, dirs_exist_ok=True)
    (stage / "wheels").mkdir()
    for wheel in wheels:
        shutil.copy(wheel.path, stage / "wheels" / wheel.file)
    (stage / MANIFEST).write_text(_manifest_for(platform, wheels), encoding="utf-8")
    shutil.copy(ROOT / "LICENSE", stage)
    (stage / "THIRD-PARTY.md").write_text(_third_party(wheels), encoding="utf-8")


def make_repository(folder: Path, zips: list[Path]) -> None:
    """A folder that any web server can serve as an extension repository: the zips, index.json and index.html."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path in zips:
        shutil.copy(path, folder)
    _extension_tool("server-generate", f"--repo-dir={folder}", "--html")


def print_table(zips: list[Path]) -> None:
    width = max(len(path.name) for path in zips)
    print(f"{'zip':{width}}  {'MB':>5}  sha256")
    for path in zips:
        print(f"{path.name:{width}}  {path.stat().st_size / 1e6:5.1f}  {_sha256(path)}")


def _manifest_for(platform: str, wheels: list[_wheels.Wheel]) -> str:
    """The project's manifest for one platform, with the list of wheels."""
    lines = "".join(f'  "./wheels/{wheel.file}",\n' for wheel in wheels)
    manifest = (ROOT / MANIFEST).read_text(encoding="utf-8")
    packages = dict.fromkeys(wheel.package for wheel in wheels)
    holders = "".join(f',\n  "{holder}"' for name in packages for holder in _wheels.holders(name))
    manifest = re.sub(r'^(copyright = \[)(".*")\]$', rf"\1\n  \2{holders}\n]", manifest, flags=re.MULTILINE)
    text, replaced = re.subn(
        r"^platforms = .*$", f'platforms = ["{platform}"]\nwheels = [\n{lines}]', manifest, flags=re.MULTILINE
    )
    assert replaced == 1, "the manifest lists its platforms on one line"
    return text


def _third_party(wheels: list[_wheels.Wheel]) -> str:
    """Which libraries the zip carries, under which licences, out of the wheels themselves."""
    rows = {}
    for wheel in wheels:
        if wheel.package not in rows:
            rows[wheel.package] = f"| {wheel.package} | {wheel.version} | {_licence(wheel.path)} |\n"
    return (
        "# Libraries in this package\n\n"
        "Each is the unmodified wheel that its makers published, with its licence text inside.\n\n"
        "| library | version | licence |\n|---|---|---|\n" + "".join(rows.values())
    )


def _licence(wheel: Path) -> str:
    """What a wheel says its licence is: the SPDX expression, the older field, or its classifiers."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    classified = [line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier", ()) if "License ::" in line]
    old = (metadata.get("License") or "").strip().splitlines()
    return metadata.get("License-Expression") or ", ".join(classified) or (old[0] if old else "see the wheel")


def validator() -> Path | None:
    """Where Blender's own tool for extensions lies: plain Python, needs no running Blender. None without the module."""
    module = importlib.util.find_spec("bpy")
    if module is None or module.origin is None:
        return None
    (scripts,) = Path(module.origin).parent.glob("*/scripts")
    return scripts


def _extension_tool(command: str, *arguments: str, tags: bool = False) -> None:
    """Run a command of Blender's tool for extensions. Ends the process if it refuses."""
    scripts = validator()
    assert scripts is not None
    tool = scripts / "addons_core" / "bl_pkg" / "cli" / "blender_ext.py"
    valid_tags = scripts / "modules" / "_bpy_internal" / "extensions" / "tags.py"
    # Tags are not checked unless their list is named.
    line = [sys.executable, str(tool), command, *arguments, *([f"--valid-tags={valid_tags}"] if tags else [])]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        _env.stop(f"Blender's `{command}` refused the package.", (done.stdout + done.stderr).strip())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
