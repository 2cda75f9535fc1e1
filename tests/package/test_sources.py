# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for the sources as they stand: one version, rules of the house that no linter knows, a complete lock."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import _wheels
import pytest
from packaging.requirements import Requirement
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = sorted((ROOT / "addon").rglob("*.py"))
OURS = [*PACKAGE, *sorted((ROOT / "scripts").rglob("*.py")), *sorted((ROOT / "tests").rglob("*.py"))]

COMPAT = ROOT / "addon" / "second" / "compat.py"
KEY_READERS = {"addon/core/keys.py"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path)))


def test_the_changelog_begins_with_the_manifests_version_and_its_day(manifest: dict[str, Any]) -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## \[(\d[^\]]*)\] - (\S+)$", text, flags=re.MULTILINE)
    assert releases[0][0] == manifest["version"]
    days = [date.fromisoformat(day) for _, day in releases]
    assert days == sorted(days, reverse=True)


def test_a_tagged_commit_is_the_manifests_version(manifest: dict[str, Any]) -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    asked = subprocess.run(["git", "tag", "--points-at", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    versions = [tag for tag in asked.stdout.split() if re.fullmatch(r"v\d.*", tag)]
    assert versions in ([], [f"v{manifest['version']}"])


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_every_file_names_its_licence(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = lines[1:3] if lines and lines[0].startswith("#!") else lines[:2]
    assert head[0].startswith("# SPDX-FileCopyrightText: 2026 ")
    assert head[1] == "# SPDX-License-Identifier: GPL-3.0-or-later"


@pytest.mark.parametrize("path", PACKAGE, ids=name_of)
def test_the_package_never_spells_its_own_name(path: Path) -> None:
    """Blender chooses it: `bl_ext.<repository>.<id>`."""
    imported = [alias.name for node in nodes(path) if isinstance(node, ast.Import) for alias in node.names]
    imported += [node.module or "" for node in nodes(path) if isinstance(node, ast.ImportFrom) and node.level == 0]
    assert not [name for name in imported if name.partition(".")[0] in ("addon", "bl_ext")]


def test_only_compat_asks_for_blenders_version() -> None:
    def asks(node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Attribute)
            and node.attr == "version"  # its text may stand in a message
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "app"
        )

    assert {name_of(path) for path in PACKAGE if any(map(asks, nodes(path)))} == {name_of(COMPAT)}


def test_a_property_of_blenders_is_no_text() -> None:
    """Where annotations are texts, Blender compiles that of each property when it registers the class: three
    milliseconds of an artist's start were that."""
    found = [
        f"{name_of(path)}: {node.name}"
        for path in PACKAGE
        if "from __future__ import annotations" in path.read_text(encoding="utf-8")
        for node in nodes(path)
        if isinstance(node, ast.ClassDef)
        for each in node.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.annotation, ast.Call)
    ]
    assert found == []


def test_nothing_in_the_package_prints() -> None:
    def prints(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"

    assert not [name_of(path) for path in PACKAGE if any(map(prints, nodes(path)))]


def test_no_path_of_a_machine_is_written_down() -> None:
    machine = re.compile(r"""["'](/(root|home|Users|work|tmp|opt)/|[A-Z]:\\\\)""")
    assert not [name_of(path) for path in PACKAGE if machine.search(path.read_text(encoding="utf-8"))]


def test_only_one_place_reads_keys_from_the_environment() -> None:
    """Everything else asks it, so a key is cleaned, kept out of reprs and looked for in one order."""
    secrets = re.compile(r"""(environ|getenv)\W+(get\W+)?["'](AI_GATEWAY_API_KEY|VERCEL_OIDC_TOKEN|BLOB_READ|AWS_)""")
    assert {name_of(path) for path in PACKAGE if secrets.search(path.read_text(encoding="utf-8"))} <= KEY_READERS


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = "['httpx', 'pydantic', 'keyring', 'bpy', 'asyncio']"
    code = f"import addon, addon.ident, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# The lock

PYTHONS = {
    "linux-x64": ((3, 11), (3, 13), (3, 14)),
    "macos-arm64": ((3, 11), (3, 13)),
    "macos-x64": ((3, 11),),
    "windows-arm64": ((3, 11), (3, 13)),
    "windows-x64": ((3, 11), (3, 13)),
}
TAGS = {
    "linux-x64": ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"],
    "macos-arm64": ["macosx_11_0_arm64"],
    "macos-x64": ["macosx_11_0_x86_64", "macosx_10_13_x86_64", "macosx_10_12_x86_64", "macosx_10_9_x86_64"],
    "windows-arm64": ["win_arm64"],
    "windows-x64": ["win_amd64"],
}
COMPILED_EVERYWHERE = "pydantic_core"


@pytest.mark.parametrize("platform", PYTHONS)
def test_the_lock_has_a_wheel_for_every_python_of_every_platform(platform: str, manifest: dict[str, Any]) -> None:
    assert sorted(manifest["platforms"]) == sorted(PYTHONS)
    locked = {wheel.package: [] for wheel in _wheels.read()}
    for wheel in _wheels.read():
        locked[wheel.package].append(parse_wheel_filename(wheel.file)[3])
    for python in PYTHONS[platform]:
        fits = {*cpython_tags(python, platforms=TAGS[platform]), *compatible_tags(python, platforms=TAGS[platform])}
        fitting = {name for name, files in locked.items() if any(tags & fits for tags in files)}
        assert COMPILED_EVERYWHERE in fitting
        linux_only = {"cffi", "cryptography"}
        assert set(locked) - fitting == (set() if platform == "linux-x64" else linux_only)


def requirements(file: str) -> dict[str, set[str]]:
    """The versions that a file of pins names, by package."""
    required: dict[str, set[str]] = {}
    for line in (ROOT / "scripts" / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            required.setdefault(canonicalize_name(requirement.name), set()).add(str(requirement.specifier))
    return required


def test_the_tests_run_on_the_libraries_that_the_zip_carries() -> None:
    required = requirements("requirements.txt")
    for wheel in _wheels.read():
        assert required[canonicalize_name(wheel.package)] == {f"=={wheel.version}"}, wheel.package


INSTALLED_BY_ITS_TEST = {"ai", "matplotlib"}
IN_BLENDER = {
    "_bpy",
    "bpy",
    "addon_utils",
    "aud",
    "bgui",
    "blf",
    "bmesh",
    "bpy_extras",
    "gpu",
    "gpu_extras",
    "imbuf",
    "mathutils",
}
WINDOWS = {"msvcrt", "winreg"}
FOREIGN = INSTALLED_BY_ITS_TEST | IN_BLENDER | WINDOWS


def imported(path: Path) -> Iterator[str]:
    """The top-level names that a file imports, those that a test would skip without among them."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module).partition(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.importorskip":
            yield ast.literal_eval(node.args[0]).partition(".")[0]


def test_everything_imported_is_pinned() -> None:
    """A test that skips because of a package nobody installs proves nothing."""
    pinned = {*requirements("requirements.txt"), *requirements("requirements-test.txt")}
    ours = {"addon", *(path.stem for path in OURS), *(path.parent.name for path in OURS)}
    distributions = packages_distributions()
    for path in OURS:
        for name in {*imported(path)} - ours - FOREIGN - sys.stdlib_module_names:
            assert {canonicalize_name(found) for found in distributions.get(name, ())} & pinned, f"{path}: {name}"


# The one door into a film's folder


def test_strips_are_removed_in_one_place() -> None:
    """Which first lets Blender's own thread end that looks at them."""
    removing = re.compile(r"\bstrips\)?\.remove\(")
    found = [name_of(path) for path in PACKAGE if removing.search(path.read_text(encoding="utf-8"))]
    assert found == ["addon/blender/timeline/strips.py"]


DOOR = {
    "addon/core/files/door.py": "the door itself",
    "addon/core/files/held.py": "the folder that a file is meant in, held while the door uses it",
}
OTHER_FILES = {
    "addon/blender/capture/copy.py": {"target.parent.mkdir", "note_of(target).write_text"},
    "addon/blender/capture/copies.py": {
        *("(folder / OWNER).read_text", "(folder / OWNER).write_text", "Path(tempfile.gettempdir()).glob"),
        "shutil.rmtree",
    },
    "addon/blender/capture/simulations.py": {"folder.mkdir", "link", "os.scandir", "shutil.copy2", "shutil.rmtree"},
    "addon/blender/cli/headless.py": {"path.open"},
    "addon/blender/cli/terminal.py": {"os.open", "os.fdopen"},
    "addon/blender/exchange/making.py": {"timeline.rename"},
    "addon/blender/shots/renaming.py": {"timeline.rename"},
    "addon/core/blender_process.py": {"job_file.write_text"},
    "addon/core/catalog.py": {"Path(__file__).with_name('catalog.toml').read_text"},
    "addon/core/farm/claims.py": {"Path(path).read_text", "Path(f'/proc/{pid}/stat').read_text"},
    "addon/core/farm/flamenco.py": {"resources.files(__package__).joinpath('jobtype', JOB_TYPE_FILE).read_text"},
    "addon/core/farm/sets.py": {"place.rglob"},
    "addon/core/hosting/base.py": {"file.write_bytes"},
    "addon/core/hosting/url.py": {
        *("target.parent.mkdir", "temporary.unlink", "temporary.open", "(self._folder / name).unlink"),
    },
    "addon/core/jobs/agreed.py": {
        *("open", "os.open", "folder.mkdir", "fresh.truncate"),
    },
    "addon/core/jobs/paying_films.py": {"shelf.glob", "entry.unlink", "entry.read_text"},
    "addon/core/jobs/process.py": {
        *("Path(f'/proc/{pid}/stat').read_text", "Path('/proc/sys/kernel/random/boot_id').read_text"),
    },
    "addon/core/media/labels.py": {"open"},
    "addon/core/media/speech.py": {"said.write_text", "wave.open"},
    "addon/rehearsal/journal.py": {"file.open", "self._file.open"},
    "addon/rehearsal/references.py": {"opener(url).open"},
    "addon/rehearsal/server.py": {"os.chmod"},
    "addon/rehearsal/webhook.py": {"opener(url, redirects=False).open"},
    "addon/second/export/sheet.py": {"part.write_bytes", "file.read_bytes"},
    "addon/second/blockout.py": {"scene.collection.objects.link"},
    "addon/second/named.py": {"own.objects.link"},
    "addon/second/farming.py": {"os.open", "os.fdopen"},
    "addon/second/materials/reach.py": {"open"},
    "addon/second/filming.py": {"check.unlink", "part.unlink"},
    "addon/second/drawn/lighting.py": {"stage.collection.objects.link"},
    "addon/second/judging/frames.py": {"Path(folder).glob", "path.read_bytes"},
    "addon/second/opening.py": {"note_of(copy).read_bytes"},
    "addon/second/slate/pixels.py": {"file.write_bytes"},
    "addon/second/slate/sound.py": {"wave.open"},
    "addon/second/turntable.py": {
        *("scene.collection.children.link", "scene.collection.objects.link", "stage.collection.objects.link"),
    },
    "addon/worker.py": {"Path(job_file).read_text"},
}
"""What is opened elsewhere, call by call: a temporary folder of ours, this person's state, the artist's own choice, the
network, Blender's data. What is made new here is looked at before it is written down."""

OPENS = {
    *("open", "fdopen", "read_bytes", "read_text", "write_bytes", "write_text", "listdir", "scandir", "iterdir"),
    *("glob", "rglob", "unlink", "rmdir", "rmtree", "mkdir", "makedirs", "rename", "renames", "link", "symlink"),
    *("hardlink_to", "symlink_to", "copyfile", "copytree", "copy2", "touch", "truncate", "mkfifo", "lchmod", "chmod"),
}


def opens(path: Path) -> set[str]:
    """What a file opens, lists, writes, renames or removes by itself."""
    calls = (ast.unparse(node.func) for node in nodes(path) if isinstance(node, ast.Call))
    return {call for call in calls if call.rpartition(".")[2] in OPENS and not call.startswith("door.")}


def test_nothing_but_the_door_opens_what_lies_in_a_films_folder() -> None:
    """A folder comes from anybody: a link, a pipe or a flood in it is met in one place."""
    found = {name_of(path): opens(path) for path in PACKAGE if name_of(path) not in DOOR}
    assert {name: calls for name, calls in found.items() if calls} == OTHER_FILES
