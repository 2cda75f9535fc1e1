# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often the front of a figure that nobody here made is found: imports the files that fronts.csv names as an artist
would, and asks the product.

    python scripts/fronts.py FOLDER [WORDS...]

FOLDER has work trees of their repositories, each called OWNER+NAME; what is not there is left out. WORDS choose
repositories (OWNER/NAME), kinds or sets. The files are other people's and are not kept here: which side of each is the
front is a fact, seen in pictures from four sides. Each set was labelled without what the product says: "holdout", then
"kept", then "aside", then "issue" and "issue2" to "issue5" (26 figures each: 9 people, 5 robots, 5 animals, 5 vehicles,
2 heads or helmets, taken by lists of paths written down before). Somebody has looked since
at what is wrong in each, and the weights were looked at with all but "aside": their rates no longer say how often a
figure is right that nobody looked at. What each set's first run said stands in docs/measured.md.
"""

from __future__ import annotations

import _env

if __name__ == "__main__":
    _env.ensure(needs="test", newest=True, usage=__doc__)

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import pi
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).with_suffix(".csv")
SIDES = {"front": 0.0, "right": pi / 2, "back": pi, "left": -pi / 2}
"""Radians about Z, by Blender's own views; 0 looks along -Y."""
SECONDS = 60
"""For one file: what takes longer is left out."""


@dataclass(frozen=True)
class Labelled:
    """A file and the side of it that is its front, as Blender's importers bring it."""

    repository: str
    path: str
    front: str
    kind: str
    set: str

    def file(self, folder: Path) -> Path:
        return folder / self.repository.replace("/", "+") / self.path


@dataclass(frozen=True)
class Found:
    """What the product says: radians about Z, how sure it is, and whether it tells that it guesses."""

    facing: float
    sure: float
    told: bool

    def is_right(self, label: Labelled) -> bool:
        off = (self.facing - SIDES[label.front] + pi) % (2 * pi) - pi
        return abs(off) < pi / 4


def labels() -> list[Labelled]:
    with TABLE.open(newline="", encoding="utf-8") as table:
        rows = csv.DictReader(table)
        return [Labelled(row["repository"], row["path"], row["front"], row["kind"], row["set"]) for row in rows]


def find(file: Path) -> Found:
    """Import a file into an empty film of this Blender, and ask for its front."""
    sys.path[:0] = [str(ROOT)]
    import bpy

    from addon.blender.capture import specs
    from addon.second import turntable
    from addon.second.figures import weighing

    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene: Any = bpy.context.scene
    block = bpy.data.collections.new("Figure")
    scene.collection.children.link(block)
    layer = bpy.context.view_layer
    layer.active_layer_collection = layer.layer_collection.children[block.name]
    read = {
        ".fbx": bpy.ops.import_scene.fbx,
        ".obj": bpy.ops.wm.obj_import,
        ".glb": bpy.ops.import_scene.gltf,
        ".gltf": bpy.ops.import_scene.gltf,
    }
    read[file.suffix.lower()](filepath=str(file))
    path = turntable.build(block, specs.turntable_spec(block.name, block, scene).model_dump(mode="json")).path
    return Found(float(path.facing[path.number]), path.sure, path.sure < weighing.SURE)


def measured(files: Sequence[Path]) -> Iterator[Found | None]:
    """What is found of each, in Blenders of their own: importers crash and leak; None of what cannot be had."""
    for file in files:
        command = [sys.executable, __file__, "--one", str(file)]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            yield None
            continue
        answer = ran.stdout.strip().rpartition("\n")[2]
        yield Found(**json.loads(answer)) if ran.returncode == 0 and answer.startswith("{") else None


def main(folder: Path, words: Sequence[str]) -> None:
    there = [label for label in labels() if label.file(folder).is_file()]
    chosen = [label for label in there if not words or {label.repository, label.kind, label.set} & {*words}]
    totals: Counter[tuple[str, str]] = Counter()
    for (_, which), group in groupby(chosen, key=lambda label: (label.repository, label.set)):
        some = list(group)
        for label, found in zip(some, measured([label.file(folder) for label in some]), strict=True):
            verdict = "not had" if found is None else "right" if found.is_right(label) else "wrong"
            guess = ", told as a guess" if found is not None and found.told else ""
            totals[which, verdict + guess] += 1
            if verdict != "right":
                print(f"{verdict}{guess}: {label.repository} {label.path}, {label.front}", flush=True)
    for (which, verdict), number in sorted(totals.items()):
        print(f"{which}: {number} {verdict}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        import os

        print(json.dumps(vars(find(Path(sys.argv[2])))), flush=True)
        os._exit(0)  # a module of Blender that ends by itself may crash, and all is said
    elif len(sys.argv) > 1 and Path(sys.argv[1]).is_dir():
        main(Path(sys.argv[1]), sys.argv[2:])
    else:
        sys.exit(__doc__)
