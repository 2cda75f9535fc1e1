# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""pydantic makes a value's validator when it is first used, once, however many threads come at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

FIRST_USED_BY_MANY = """
import sys, threading
from collections import Counter
from pydantic._internal import _model_construction
from addon.core import models

sys.setswitchinterval(1e-6)
made, out, together = Counter(), [], threading.Barrier(12)
complete = _model_construction.complete_model_class

def counted(cls, *rest, **options):
    made[cls.__name__] += 1
    return complete(cls, *rest, **options)

def use():
    together.wait()
    shot = models.Shot(uuid="1", name="SH010", frame_start=1, frame_end=49, blocks={"action": "They wave."})
    again = models.Shot.model_validate_json(shot.model_dump_json())
    out.append(again == shot and again.seconds == 2)

_model_construction.complete_model_class = counted
early = models.Shot.__pydantic_complete__
threads = [threading.Thread(target=use) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(early, out.count(True), made["Shot"], max(made.values()))
"""


def test_a_value_is_built_when_it_is_first_used_and_once_for_all_threads() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_USED_BY_MANY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "12", "1", "1"]


def test_all_are_built_where_nobody_waits() -> None:
    code = (
        "from addon.core import models; from addon.core.jobs import job; models.build();"
        " print(all(model.__pydantic_complete__ for model in (models.Plan, models.Take, job.Job)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
