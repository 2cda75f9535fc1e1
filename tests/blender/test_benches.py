# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benches' stand-ins keep step with the code: each bench runs at its smallest size. Nothing is timed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
WHOLE_PROGRAMS = {"enable", "capture", "film", "spread", "clients", "farm", "judge", "materials"}
"""Benches without stand-ins."""


def test_every_bench_runs_at_its_smallest_size(tmp_path: Path) -> None:
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); import bench; bench.smallest();"
        "print('left out:', *sorted(bench.BENCHES.keys() - bench.SMALLEST.keys()), flush=True); os._exit(0)"
    )
    env = {**os.environ, "ANIMATIC_STATE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", code, str(SCRIPTS)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=300)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    left_out = ran.stdout.strip().splitlines()[-1].removeprefix("left out: ").split()
    assert set(left_out) == WHOLE_PROGRAMS


def test_the_help_names_every_part_and_a_budget_that_is_not_kept_is_told() -> None:
    code = (
        "import os, re, sys; sys.path.insert(0, sys.argv[1]); import bench;"
        "bench.say('light', '1 ms', '2 ms', (1, 2), (2, 2)); bench.say('heavy', '3 ms', '2 ms', (1, 2), (3, 2));"
        "bench.say('told', '3 ms', '-'); print(*bench._over);"
        "print(*sorted(bench.BENCHES.keys() - set(re.findall(r'[a-z]+', bench.__doc__))), flush=True); os._exit(0)"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(SCRIPTS)], capture_output=True, text=True, check=True)
    *_, light, heavy, told, over, unnamed = ran.stdout.split("\n")[:-1]
    assert [row.split()[-1] for row in (light, heavy, told)] == ["kept", "OVER", "-"]
    assert (over, unnamed) == ("heavy", "")
