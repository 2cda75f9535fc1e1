# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the code without running it: lint, format, types (with Blender 5.2's stubs), the direction of imports.

    python3 scripts/lint.py

Exit code 0 if all are content, 1 otherwise. `ruff check --fix` and `ruff format` in the same environment mend most.
"""

from __future__ import annotations

import _env

if __name__ == "__main__":
    _env.ensure(needs="lint", newest=True, usage=__doc__)

import subprocess
import sys
import sysconfig
from pathlib import Path

CHECKS = (
    ("ruff", "check", "--quiet"),
    ("ruff", "format", "--check", "--quiet"),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)


def main() -> int:
    tools = Path(sysconfig.get_path("scripts"))
    failed = []
    for name, *arguments in CHECKS:
        line = " ".join((name, *arguments))
        print(f"== {line}", flush=True)
        if subprocess.run([str(tools / name), *arguments], cwd=_env.ROOT, check=False).returncode:
            failed.append(line)
    print(f"Not content: {', '.join(failed)}" if failed else "All checks are content")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
