# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rehearsal gateway in a process of its own.

    python gateway_process.py VIDEO [OPTIONS AS JSON]

Answers with VIDEO. Prints its addresses as one line of JSON, and ends with its standard input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from addon.rehearsal.options import Options
from addon.rehearsal.server import Rehearsal


def main() -> None:
    video = Path(sys.argv[1])
    options = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
    with Rehearsal(options=Options(canned=(video,), **options)) as server:
        print(json.dumps({"base": server.base_url, "gateway": server.gateway_url, "blob": server.blob_url}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
