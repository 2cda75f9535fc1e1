# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside a Blender without any library of ours: installs a zip, uses it, removes it, writes what it saw as JSON.

    python -I -S installed.py SITE ZIP REPORT

SITE is the folder with Blender's module and the libraries that a real Blender ships; nothing else is importable.
"""

import importlib
import importlib.util
import json
import os
import pkgutil
import sys
import threading
from pathlib import Path

SITE, ZIP, REPORT = sys.argv[1:]
sys.path.append(SITE)

import bpy  # noqa: E402

addon_utils = importlib.import_module("addon_utils")  # there once bpy is

PACKAGE = "bl_ext.user_default.animatic_gateway"
LIBRARIES = ("httpx", "pydantic", "pydantic_core", "keyring", "anyio")
RESOURCES = Path(os.environ["BLENDER_USER_RESOURCES"])


def importable() -> list[str]:
    return [name for name in LIBRARIES if importlib.util.find_spec(name)]


def loaded() -> list[str]:
    return [name for name in LIBRARIES if name in sys.modules]


def ours_in_modules() -> list[str]:
    return sorted(name for name in sys.modules if name.startswith(PACKAGE))


def traces(before: set[str]) -> dict[str, list[str]]:
    """Everything through which Blender could still reach the extension."""
    modules = [sys.modules[name] for name in ours_in_modules()]
    functions = [value for module in modules for value in vars(module).values() if callable(value)]
    groups = [getattr(bpy.app.handlers, name) for name in dir(bpy.app.handlers)]
    handlers = [handler for group in groups if isinstance(group, list) for handler in group]
    draws = [
        draw
        for name in dir(bpy.types)
        for draw in getattr(getattr(getattr(bpy.types, name), "draw", None), "_draw_funcs", ())
    ]
    keymaps = bpy.context.window_manager.keyconfigs.addon
    return {
        "classes": sorted(set(dir(bpy.types)) - before),
        "operators": [name for name in dir(bpy.ops) if name == "animatic"] and dir(bpy.ops.animatic),
        "properties": [name for name in dir(bpy.types) if hasattr(getattr(bpy.types, name), "animatic")],
        "timers": [str(f) for f in functions if not isinstance(f, type) and bpy.app.timers.is_registered(f)],
        "handlers": [str(h) for h in handlers if (h.__module__ or "").startswith(PACKAGE)],
        "menus": [str(d) for d in draws if d.__module__.startswith(PACKAGE)],
        "keymaps": [
            item.idname
            for keymap in (keymaps.keymaps if keymaps else ())
            for item in keymap.keymap_items
            if item.idname.startswith("animatic")
        ],
        "threads": [t.name for t in threading.enumerate() if t is not threading.main_thread()],
    }


def files_left() -> list[str]:
    """Files under the user's folder that have to do with us: the package, its wheels, its own folder."""
    ours = ("animatic", "site-packages")
    found = (path.relative_to(RESOURCES) for path in RESOURCES.rglob("*") if path.is_file())
    return [str(path) for path in found if any(part.startswith(ours) for part in path.parts)]


def install() -> None:
    bpy.ops.extensions.package_install_files(filepath=ZIP, repo="user_default", enable_on_install=True)


def use() -> dict[str, object]:
    scene = bpy.context.scene
    scene.timeline_markers.new("SH010", frame=1)
    bpy.ops.animatic.build_shots()
    package = importlib.import_module(PACKAGE)
    names = [module.name for module in pkgutil.walk_packages(package.__path__, f"{PACKAGE}.")]
    for name in names:
        importlib.import_module(name)
    wheels = RESOURCES / "extensions" / ".local"
    return {
        "shots": [shot.name for shot in scene.animatic.shots],
        "modules": [name.removeprefix(f"{PACKAGE}.") for name in names],
        "foreign": [n for n in LIBRARIES if wheels not in Path(importlib.import_module(n).__file__).parents],
        "catalog": bool(importlib.import_module(f"{PACKAGE}.core.catalog").load().models),
    }


def main() -> None:
    report: dict[str, object] = {"importable at first": importable()}
    before = set(dir(bpy.types))
    install()
    report["enabled"] = PACKAGE in bpy.context.preferences.addons
    report["loaded on enabling"] = loaded()
    report["traces while enabled"] = traces(before)
    report.update(use())
    Path(bpy.utils.extension_path_user(PACKAGE, path="cache", create=True), "kept.txt").write_text("kept")

    addon_utils.disable(PACKAGE, default_set=True)
    report["traces when disabled"] = traces(before)
    addon_utils.enable(PACKAGE, default_set=True)
    report["enabled again"] = PACKAGE in bpy.context.preferences.addons

    repository = next(r for r in bpy.context.preferences.extensions.repos if r.module == "user_default")
    bpy.ops.extensions.package_uninstall(repo_directory=repository.directory, pkg_id="animatic_gateway")
    report["traces when uninstalled"] = traces(before)
    report["modules when uninstalled"] = ours_in_modules()
    report["files when uninstalled"] = files_left()
    Path(REPORT).write_text(json.dumps(report), encoding="utf-8")


main()
sys.stdout.flush()
sys.stderr.flush()
os._exit(0)  # 4.5 hangs at the interpreter's end if anything of ours were left
