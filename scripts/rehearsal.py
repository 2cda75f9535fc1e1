# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start the rehearsal gateway on this machine: free, no key, the same wire as the real one.

    python3 scripts/rehearsal.py --port 8431

It prints its base URL as one line, here http://127.0.0.1:8431, and serves until Ctrl+C. Below it lie
/v4/ai and /v3/ai (what clients call the gateway's base URL), /v1/models, /v1/credits, /v1/generation,
/api/blob (what VERCEL_BLOB_API_URL takes) and /rehearsal/log, /rehearsal/summary, /rehearsal/faults.
Any key is good, but vck_bad..., vck_broke..., vck_free... and vck_unverified... rehearse accounts in trouble.

A failure on demand is ENDPOINT[@NTH[xTIMES]]=KIND, for example start=status:429, status@3x2=drop-before-read,
start=drop-after-accept; the kinds are listed in addon/rehearsal/faults.py.
"""

from __future__ import annotations

import argparse
import importlib.util
import logging
import signal
import sys
import threading
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import FrameType
from typing import NoReturn

import _env


def parse(words: list[str]) -> argparse.Namespace:
    """The command line; ends the process with one sentence and exit code 2 for what it cannot be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", default="0", help="0, the default: any free one")
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS", help="a generation takes so long")
    parser.add_argument("--heartbeat", type=float, default=2.0, metavar="SECONDS", help="between an open request's")
    parser.add_argument("--canned", action="append", default=[], type=Path, metavar="FILE", help="answer with this MP4")
    parser.add_argument("--results", choices=("base64", "url", "data"), default="base64", help="how videos travel")
    parser.add_argument("--fault", action="append", default=[], metavar="FAULT", help="a failure on demand, see above")
    parser.add_argument("--credit", default="100", metavar="USD", help="on the account; 0 refuses every generation")
    parser.add_argument("--retired", action="append", default=[], metavar="MODEL", help="a model that is gone")
    parser.add_argument("--rate-limit", type=int, default=0, metavar="N", help="starts a second and model; 0: no limit")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write every request there, a line of JSON each")
    parser.add_argument("--state", type=Path, metavar="FOLDER", help="keep jobs, uploads and slates there")
    parser.add_argument("--offline", action="store_true", help="fetch references from this machine only")
    return parser.parse_args(words)


def serve(arguments: argparse.Namespace) -> int:
    """Run until a signal; returns the exit code."""
    sys.path.insert(0, str(_env.ROOT))
    from addon.core.errors import AnimaticError

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        rehearsal = _build(arguments)
        rehearsal.start()
    except AnimaticError as error:
        fail(error.sentence, 2 if error.user_fault else 1)
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    print(rehearsal.base_url, flush=True)
    while not ended.wait(0.5):  # a wait without an end hears no Ctrl+C on Windows
        pass
    rehearsal.stop()
    return 0


def _build(arguments: argparse.Namespace):
    from addon.core.blender_process import BlenderCommand
    from addon.rehearsal.faults import Fault
    from addon.rehearsal.options import Options
    from addon.rehearsal.server import Rehearsal

    if not arguments.port.isdecimal():
        fail(f"{arguments.port!r} is not a port. Give a number from 1024 to 65535, or 0 for any free one.", 2)
    for file in arguments.canned:
        if not file.is_file():
            fail(f"There is no file {file}. Give --canned an MP4 file.", 2)
    try:
        credit = Decimal(arguments.credit)
    except InvalidOperation:
        fail(f"{arguments.credit!r} is not an amount. Give US dollars, for example --credit 5.", 2)
    has_bpy = importlib.util.find_spec("bpy") is not None
    options = Options(
        latency=arguments.latency,
        heartbeat=arguments.heartbeat,
        results=arguments.results,
        canned=tuple(arguments.canned),
        credit=credit,
        retired=tuple(arguments.retired),
        starts_per_second=arguments.rate_limit,
        online=not arguments.offline,
    )
    return Rehearsal(
        port=int(arguments.port),
        command=BlenderCommand(sys.executable, is_module=True) if has_bpy else None,
        options=options,
        faults=[Fault.parse(text) for text in arguments.fault],
        state_dir=arguments.state,
        log_file=arguments.log,
    )


def fail(sentence: str, code: int) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    given = parse(sys.argv[1:])
    _env.ensure(needs="demo")
    sys.exit(serve(given))
