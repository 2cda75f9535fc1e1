# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The worker of a farm with a camera that costs nothing: its real loop, claims, results and lines, and no Blender.

It notes each capture that it really films in `<out>/../filmed.log`, a line each.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import argparse

from farm_parts import png

from addon.core.errors import UserError
from addon.core.farm import claims, manifest
from addon.core.farm.lines import Lines
from addon.core.farm.working import Work

claims.BEAT_SECONDS = 0.05


def main() -> None:
    arguments = sys.argv[sys.argv.index("--") + 2 :]
    parser = argparse.ArgumentParser()
    for option in ("--captures", "--blend", "--out"):
        parser.add_argument(option)
    parser.add_argument("list")
    options = parser.parse_args(arguments)
    listed = manifest.read(Path(options.list))
    out = Path(options.out)
    numbers = manifest.numbers(options.captures, len(listed.captures))

    def film(capture: dict[str, Any], on_frame: Any) -> None:
        note = os.open(out.parent / "filmed.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(note, f"{capture['key']}\n".encode())
        os.close(note)
        if capture["name"].startswith("BAD"):
            raise UserError(f"The camera of {capture['name']} is missing.", "Give it one.", code="camera_missing")
        if capture["name"].startswith("DIES"):
            os.kill(os.getpid(), signal.SIGKILL)
        on_frame(1, 2)
        time.sleep(float(os.environ.get("CHEAP_SECONDS", "0")))
        Path(capture["out"]).write_bytes(png(8, 4, int(capture["key"], 16)))
        on_frame(2, 2)

    Work(listed, out, film, Lines(sys.stdout, len(numbers))).do(numbers)


if __name__ == "__main__":
    main()
