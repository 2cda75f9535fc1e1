# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entry of the second Blender: loads the extension's package from its folder and runs one task.

    blender -b --factory-startup --python worker.py -- TASK JOB.json
    python worker.py TASK JOB.json          (a Python that has the bpy module)
    ... farm captures.json [--captures 1-12] [--blend FILE] [--out DIR]       (see second/farming.py)

Messages go to stdout as lines `@ag {json}`; everything else there is Blender's own. Standard library and bpy only: the
wheels of the extension are not importable under --factory-startup.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

PACKAGE = "animatic_worker"
NICE = 5
TASKS = {
    "capture": "second.filming",
    "drawing": "second.drawing",
    "slate": "second.slate.rendering",
    "sheet": "second.export.sheet",
    "pictures": "second.export.pictures",
    "edit": "second.export.edit",
    "judge": "second.judging.takes",
}


def report(message: dict[str, Any]) -> None:
    """Send one message to the parent, at once; end with it when it is gone."""
    try:
        sys.stdout.write("@ag " + json.dumps(message, ensure_ascii=True) + "\n")
        sys.stdout.flush()
    except OSError:
        # Inside a render handler an exception would only be printed, and the render go on for nobody.
        os._exit(1)


def give_way() -> None:
    """Let the artist's Blender come first: it shares the cores."""
    if hasattr(os, "nice"):
        os.nice(NICE)


def load_package() -> None:
    """Make the add-on importable under a name of our own, without touching sys.path."""
    root = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(PACKAGE, root / "__init__.py", submodule_search_locations=[str(root)])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)


def run(task: str, job_file: str, *more: str) -> int:
    load_package()
    errors = importlib.import_module(f"{PACKAGE}.core.errors")
    try:
        if task == "farm":
            importlib.import_module(f"{PACKAGE}.second.farming").main([job_file, *more])
            return 0
        job = json.loads(Path(job_file).read_text(encoding="utf-8"))
        main = importlib.import_module(f"{PACKAGE}.{TASKS[task]}").main
        report({"type": "done", "result": main(job, report)})
        return 0
    except errors.AnimaticError as error:
        report(
            {"type": "error", "code": error.code, "message": error.user_message, "next_step": error.next_step,
             "user_fault": error.user_fault, "retryable": error.retryable}
        )  # fmt: skip
        return 2
    except Exception:
        traceback.print_exc()
        return 1


if __name__ == "__main__":
    arguments = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:]
    give_way()
    code = run(*arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # bpy 4.5 hangs at interpreter exit once handlers were registered
