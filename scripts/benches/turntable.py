# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A turntable of a figure's file (FBX, glTF, OBJ) as a send films it, against a bare render of its stage in a process
of its own, opening and all: processor seconds, one drawing thread each.

    python scripts/benches/turntable.py FILE ENGINE FRAMES    ENGINE: workbench, eevee or auto
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]

NAME = "Figure"


def _imported(file: Path, blend: Path) -> None:
    """The film of a figure: a collection that holds what the file brings in."""
    import bpy

    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.context.scene.collection.children.link(bpy.data.collections.new(NAME))
    layer = bpy.context.view_layer
    layer.active_layer_collection = layer.layer_collection.children[NAME]
    by_ending = {".fbx": bpy.ops.import_scene.fbx, ".obj": bpy.ops.wm.obj_import}
    by_ending.get(file.suffix.lower(), bpy.ops.import_scene.gltf)(filepath=str(file))
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))


def _spec(engine: str, frames: int) -> Any:
    import bpy

    from addon.blender.capture import members
    from addon.core.models import CastMember

    member = CastMember(uuid="m", name=NAME, source_kind="collection", source=NAME, film_with=engine)
    spec = members.spec_of(member, bpy.context.scene)
    return spec.model_copy(update={"frame_end": spec.frame_start + frames})


def _staged(spec: dict[str, Any], blend: Path) -> None:
    """Save the stage as the second Blender films it, with nothing left to do but to render."""
    import bpy

    from addon.second import compat, filming, looks, turntable

    stage = turntable.build(bpy.data.collections[NAME], spec)
    spec = looks.clip_size(stage.scene, spec)
    filming._only_3d(stage.scene, spec)
    stage.turn()
    compat.movie_output(stage.scene.render)
    compat.output_to(stage.scene.render, blend.with_suffix(".mp4"))
    bpy.context.window.scene = stage.scene
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))


def _prepare(file: str, engine: str, frames: str, folder: str) -> None:
    film = Path(folder, "film.blend")
    _imported(Path(file), film)
    spec = _spec(engine, int(frames))
    Path(folder, "spec.json").write_text(spec.model_dump_json(), encoding="utf-8")
    _staged(spec.model_dump(mode="json"), Path(folder, "stage.blend"))


def _bare(folder: str) -> None:
    import bpy

    bpy.ops.wm.open_mainfile(filepath=str(Path(folder, "stage.blend")))
    bpy.ops.render.render(animation=True)


def _ours(folder: Path) -> float:
    from addon.blender.capture import runner
    from addon.blender.capture.store import CaptureStore
    from addon.blender.engine.session import blender_command
    from addon.core.files import FilmFolder
    from addon.core.models import CaptureSpec
    from benches.filming import _Watch

    spec = CaptureSpec.model_validate_json((folder / "spec.json").read_text(encoding="utf-8"))
    store = CaptureStore(FilmFolder(folder / "film.blend"))
    with _Watch() as watch, mock.patch.object(os, "cpu_count", return_value=1):
        found = asyncio.run(runner.film(blender_command(), folder / "film.blend", [spec], store, lambda *_: None))
    assert len(found) == 1
    return watch.spent.cpu


def _in_a_process(*command: str) -> float:
    from benches.filming import _Watch

    with _Watch() as watch:
        subprocess.run([sys.executable, __file__, *command], check=True, stdout=subprocess.DEVNULL)
    return watch.spent.cpu


def main(file: str, engine: str, frames: str) -> None:
    """Print what both took, and how often the bare render's time ours is."""
    with tempfile.TemporaryDirectory() as place:
        _in_a_process("prepare", file, engine, frames, place)
        bare = _in_a_process("bare", place)
        ours = _ours(Path(place))
    told = f"{ours:.1f} / {bare:.1f} CPU s, {ours / bare:.2f} times"
    print(f"{Path(file).name}, {engine}, {frames} frames: {told}", flush=True)


if __name__ == "__main__":
    os.environ["LP_NUM_THREADS"] = "1"  # before anything draws
    if sys.argv[1] in ("prepare", "bare"):
        {"prepare": _prepare, "bare": _bare}[sys.argv[1]](*sys.argv[2:])
    else:
        main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)
