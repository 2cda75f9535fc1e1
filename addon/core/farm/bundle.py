# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A set as a job bundle of Open Job Description: a folder that `openjd run` executes and `deadline bundle submit`
takes.

Template and parameters: github.com/OpenJobDescription/openjd-specifications, 2023-09 with TASK_CHUNKING; the two files
beside it: docs of AWS Deadline Cloud, "job bundles". Tested with openjd-cli 0.8.0.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..blender_process import BlenderCommand
from ..files import door
from ..files.content import write_atomic
from . import results, sets
from .errors import FarmError
from .manifest import BLEND, NAME
from .port import CaptureState, Handle, Look, Outcome, Seen

TEMPLATE, VALUES, ASSETS = "template.json", "parameter_values.json", "asset_references.json"
OUT = "out"
TIMEOUT_SECONDS = 4 * 3600
"""For one task. A capture that takes longer is no capture for a previs."""
END_SECONDS = 15
"""Between asking a task to end and ending it."""
PER_TASK = 4
"""Captures in a task: opening a heavy film takes longer than filming a still."""
BLENDER = BlenderCommand("blender", is_module=False)
PAUSE_SECONDS = 5.0


@dataclass(frozen=True)
class Bundle:
    """How a bundle is written. `files`: all that the film's copy refers to."""

    name: str
    command: BlenderCommand = BLENDER
    per_task: int = PER_TASK
    files: Sequence[str] = field(default_factory=tuple)

    def write(self, captures: sets.CaptureSet) -> Path:
        """Make a set's folder into a bundle; answers the template. Raises FileError."""
        count = len(captures.specs)
        self._put(captures.folder / TEMPLATE, self._template(count))
        self._put(captures.folder / VALUES, {"parameterValues": self._values(count)})
        self._put(captures.folder / ASSETS, {"assetReferences": self._assets(captures)})
        door.make_folder(captures.folder / OUT)
        return captures.folder / TEMPLATE

    def _put(self, path: Path, said: dict[str, Any]) -> None:
        write_atomic(door.check(path), json.dumps(said, indent=1))

    def _template(self, count: int) -> dict[str, Any]:
        return {
            "specificationVersion": "jobtemplate-2023-09",
            "extensions": ["TASK_CHUNKING"],
            "name": f"Film captures: {self.name}"[:128],
            "description": "Films references for Animatic Gateway; see captures.json. Results: a small file each.",
            "parameterDefinitions": [
                _path("Blend", BLEND, "FILE", "IN", "The film's copy"),
                _path("List", NAME, "FILE", "IN", "What to film"),
                _path("Worker", sets.WORKER, "DIRECTORY", "IN", "The code that films"),
                _path("OutDir", OUT, "DIRECTORY", "OUT", "Where the results go"),
                _text("Captures", f"1-{count}", "Which captures of the list"),
                {
                    "name": "CapturesPerTask",
                    "type": "INT",
                    "minValue": 1,
                    "default": self.per_task,
                    "description": "How many captures a machine films with one start of Blender",
                },
                _text("Blender", self.command.executable, "The program that films, on the machines of the farm"),
            ],
            "steps": [
                {
                    "name": "Film",
                    "parameterSpace": {
                        "taskParameterDefinitions": [
                            {
                                "name": "Capture",
                                "type": "CHUNK[INT]",
                                "range": "{{Param.Captures}}",
                                "chunks": {
                                    "defaultTaskCount": "{{Param.CapturesPerTask}}",
                                    "rangeConstraint": "CONTIGUOUS",
                                },
                            }
                        ]
                    },
                    "script": {"actions": {"onRun": self._action()}},
                }
            ],
        }

    def _action(self) -> dict[str, Any]:
        own = ["{{Param.Worker}}/worker.py"]
        if not self.command.is_module:
            start = ["-b", "--factory-startup", "--disable-autoexec", "--python-exit-code", "1", "--python"]
            own = [*start, *own, "--"]
        task = ["{{Param.List}}", "--blend", "{{Param.Blend}}", "--out", "{{Param.OutDir}}"]
        return {
            "command": "{{Param.Blender}}",
            "args": [*own, "farm", *task, "--captures", "{{Task.Param.Capture}}"],
            "timeout": TIMEOUT_SECONDS,
            "cancelation": {"mode": "NOTIFY_THEN_TERMINATE", "notifyPeriodInSeconds": END_SECONDS},
        }

    def _values(self, count: int) -> list[dict[str, Any]]:
        return [
            {"name": "Captures", "value": f"1-{count}"},
            {"name": "CapturesPerTask", "value": self.per_task},
            {"name": "Blender", "value": self.command.executable},
        ]

    def _assets(self, captures: sets.CaptureSet) -> dict[str, Any]:
        folder = captures.folder.absolute()
        beside = [folder / name for name in door.names(folder) if name.startswith(Path(BLEND).stem)]
        worker = [folder / sets.WORKER / name for name in sets.worker_files()]
        files = [*beside, folder / NAME, *worker, *self.files]
        return {
            "inputs": {"filenames": sorted({str(file) for file in files}), "directories": []},
            "outputs": {"directories": [str(folder / OUT)]},
            "referencedPaths": [],
        }


class BundleFolder:
    """A bundle as a farm: a person hands it on, and what comes back is looked for in its folder alone."""

    name = "bundle"

    def __init__(self, folder: Path, keep: sets.Keep, bundle: Bundle | None = None) -> None:
        """`bundle` is for writing it."""
        self._folder = folder
        self._keep = keep
        self._bundle = bundle or Bundle(folder.name)

    async def submit(self, captures: sets.CaptureSet) -> Handle:
        """Write it. Raises FileError."""
        template = await asyncio.to_thread(self._bundle.write, captures)
        return Handle(self.name, captures.id, str(template))

    async def look(self, handle: Handle, captures: sets.CaptureSet) -> Look:
        found = {spec.key: results.read(captures.out, spec.key) for spec in captures.specs}
        seen = {
            key: Seen(CaptureState.WAITING if said is None else CaptureState.DONE if said.well else CaptureState.FAILED)
            for key, said in found.items()
        }
        here = sum(said is not None for said in found.values())
        return Look(here == len(found), f"{here} of {len(found)} lie in the bundle's folder", captures=seen)

    async def pause(self, handle: Handle) -> None:
        await asyncio.sleep(PAUSE_SECONDS)

    async def cancel(self, handle: Handle, reason: str) -> None:
        raise FarmError(
            "Who runs the bundle is not known here.", "Stop it where it was handed over.", code="farm_not_cancelled"
        )

    async def find(self, set_id: str) -> Handle | None:
        template = self._folder / TEMPLATE
        is_it = door.is_file(template) and sets.read(self._folder).id == set_id
        return Handle(self.name, set_id, str(template)) if is_it else None

    async def collect(self, handle: Handle, captures: sets.CaptureSet) -> dict[str, Outcome]:
        return await asyncio.to_thread(captures.outcomes, self._keep)


def _path(name: str, default: str, kind: str, flow: str, words: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "PATH",
        "objectType": kind,
        "dataFlow": flow,
        "default": default,
        "description": words,
    }


def _text(name: str, default: str, words: str) -> dict[str, Any]:
    return {"name": name, "type": "STRING", "default": default, "description": words}
