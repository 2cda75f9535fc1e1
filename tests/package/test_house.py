# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house: no circle of files, no crowded folder, and docs/architecture.md as the files are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "addon"
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(ADDON.rglob("*.py"))
}
SIBLINGS_MAX = 20


def imported(name: str) -> set[str]:
    """The files of the package that a file imports, at its top or inside a function. What stands under TYPE_CHECKING
    does not count: it is never run, and a type may be named in both directions."""
    path = FILES[name]
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    found = set()
    for node in _run(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1] + (node.module.split(".") if node.module else [])
            module = ".".join(base)
            found |= {f"{module}.{alias.name}" if f"{module}.{alias.name}" in FILES else module for alias in node.names}
    return found & FILES.keys() - {name}


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from _run(node)


def circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_circle_of_files() -> None:
    assert circle({name: imported(name) for name in FILES}) == []


def test_a_circle_would_be_found() -> None:
    graph = {name: imported(name) for name in FILES}
    graph["addon.core.errors"] = {"addon.core.jobs.job"}
    assert "addon.core.errors" in circle(graph)
    assert "addon.blender.properties" in graph["addon.blender.properties.settings"]
    assert "addon.core.hosting.s3" in graph["addon.core.hosting.config"], "imports inside functions count"


@pytest.mark.parametrize(
    "folder", [d for d in sorted(ADDON.rglob("*")) if d.is_dir() and any(d.glob("*.py"))], ids=lambda d: d.name
)
def test_no_folder_is_crowded(folder: Path) -> None:
    siblings = [p.name for p in folder.iterdir() if p.name not in ("__init__.py", "__pycache__")]
    assert len(siblings) <= SIBLINGS_MAX, sorted(siblings)


def test_every_place_that_the_architecture_names_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    places = set(re.findall(r"`((?:addon|tests|scripts|docs)/[\w./-]*)`", text))
    assert len(places) > 30
    assert not sorted(place for place in places if not (ROOT / place).exists())
    half = {name for name in re.findall(r"`([\w-]+/[\w./-]+)`", text) if name not in places}
    assert not [name for name in half if name.split("/")[0] not in ("film.animatic",)], "paths are written whole"


def test_every_room_has_a_row_in_the_architecture() -> None:
    """A row of its own in the tables of rooms; a path in some other sentence is none."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(addon/[\w/]+/)` \| \S.* \|$", text, re.MULTILINE)
    rooms = {
        f"{d.relative_to(ROOT).as_posix()}/" for d in ADDON.rglob("*") if d.is_dir() and next(d.glob("*.py"), None)
    }
    assert rooms - {"addon/blender/"} == set(rows), "addon/blender/ is the first table's own"
    assert len(rows) == len(set(rows))


def _defined(path: str) -> set[str]:
    """Names of all functions and classes of a file, those inside classes as `Class.function`, too."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{inner.name}" for inner in node.body if hasattr(inner, "name")}
    return found


def test_every_step_of_the_walk_exists() -> None:
    text = (ROOT / "docs" / "walk.md").read_text(encoding="utf-8")
    steps = re.findall(r"\| `(addon/[\w/]+\.py)` \| `(\w+)` \|", text)
    assert len(steps) == len(re.findall(r"^\| \d", text, re.MULTILINE)) > 40
    steps += [(path, name) for name, path in re.findall(r"`([\w.]+)` in\s+`(addon/[\w/]+\.py)`", text)]
    assert not [(path, name) for path, name in steps if name not in _defined(path)]
    places = set(re.findall(r"`((?:addon|tests)/[\w./-]+)`", text))
    assert not sorted(place for place in places if not (ROOT / place).exists())
    assert len(text.splitlines()) < 110, "it stays one page"


ADDING = re.compile(
    r"register_class\(|app\.timers\.register|app\.handlers\.\w+\.(append|insert)|keymap_items"
    r"|atexit\.register|bpy\.types\.\w+\.(append|prepend)|setattr\(bpy\.types|msgbus"
)


def test_what_is_added_to_blender_goes_through_one_list() -> None:
    """So that nothing of it is left over. Previews and a command, which Blender makes itself, are noted there, too."""
    adds = [path.name for path in (ADDON / "blender").rglob("*.py") if ADDING.search(path.read_text(encoding="utf-8"))]
    assert adds == ["registry.py"]
    for path in (ADDON / "blender").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "previews.new(" in text or "register_cli_command(" in text:
            assert "registry.then(" in text, path


DRAWN = ("ANIMATIC_PT_", "ANIMATIC_UL_", "ANIMATIC_MT_")
KEPT = "ANIMATIC_PG_"


def test_each_feature_folder_has_the_same_file_names() -> None:
    """Every operator stands in an `ops.py` or a `NAME_ops.py`, every panel, list and menu in a `ui.py` (those added to
    Blender's own menus: `menus.py`); a dialog's property groups stand beside its operator. No other file has a class
    of Blender's, `properties/` and the preferences apart."""
    count = 0
    for path in (ADDON / "blender").rglob("*.py"):
        defined = [
            node.name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ClassDef) and node.name.startswith("ANIMATIC_")
        ]
        does = [name for name in defined if name.startswith("ANIMATIC_OT_")]
        draws = [name for name in defined if name.startswith(DRAWN)]
        name = path.relative_to(ADDON / "blender").as_posix()
        assert not does or path.name == "ops.py" or path.name.endswith("_ops.py"), f"{name}: {does}"
        assert not draws or path.name in ("ui.py", "menus.py"), f"{name}: {draws}"
        kept = [name for name in defined if name.startswith(KEPT)]
        assert not kept or does or path.parent.name == "properties", f"{name}: {kept}"
        other = {*defined} - {*does, *draws, *kept}
        assert not other or path.name == "preferences.py", f"{name}: {other}"
        count += len(does)
    assert count > 80
