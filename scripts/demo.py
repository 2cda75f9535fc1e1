# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job, from a scene to the timeline: a small film is made, its shots generated and placed, the edit rendered.

    python3 scripts/demo.py                    rehearse: free, offline, no key
    python3 scripts/demo.py --live             send to the real gateway, after showing the price and asking
    python3 scripts/demo.py --out DIR          where to leave film.blend and the rest (default: demo/)

--live needs AI_GATEWAY_API_KEY and BLOB_READ_WRITE_TOKEN in the environment.
Exit code 0 when every shot is on the timeline, 1 when one failed, 2 for what you can mend (the sentence says how),
3 when a job waits for your decision: python3 scripts/animatic.py DIR/film.blend jobs list.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import _env

sys.path.insert(0, str(_env.ROOT))

if TYPE_CHECKING:
    import bpy

    from addon.core.models import Plan

WORDS = {
    "Wide": ("reference", "@Mia walks across the courtyard towards @Rook and stops. @Rook turns its head to her."),
    "Mia": ("first_frame", "Mia lifts her arm and waves with a shy smile."),
    "High": ("text", "From above, a woman in a red coat and a teal robot greet each other in a walled courtyard."),
}
"""What the artist writes: route and action, by marker."""
LOOK = "Dusk, warm lamp light, stylised animation"
SEED = 7


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--live", action="store_true", help="send to the real gateway and pay")
    parser.add_argument("--out", type=Path, default=_env.ROOT / "demo", help="folder for film.blend and the rest")
    parser.add_argument("--yes", action="store_true", help="with --live: do not ask again before sending")
    return parser.parse_args()


def main(options: argparse.Namespace) -> int:
    import bpy  # noqa: F401  first: the module sets up what the extension imports

    from addon.core.errors import AnimaticError

    try:
        return _run(options)
    except AnimaticError as error:
        print(error.sentence, file=sys.stderr)
        return 2 if error.user_fault else 1


def _run(options: argparse.Namespace) -> int:
    from addon.blender.engine import session
    from addon.blender.properties import settings

    try:
        with settings.overriding(gateway="LIVE" if options.live else "REHEARSAL"):
            return _make_and_send(options)
    finally:
        session.stop()


def _make_and_send(options: argparse.Namespace) -> int:
    import addon
    from addon.blender.cli import headless
    from addon.blender.cli.commands import exit_code
    from addon.blender.cli.terminal import Terminal

    started = time.monotonic()
    if options.live:
        _require_keys()
    headless.allow_online()
    addon.register()
    edit = _make_film(options.out)
    plans = headless.make_plans(edit)
    if options.live and not _agreed(plans, yes=options.yes):
        print("Nothing was sent.")
        return 2
    print(f"Sending {len(plans)} shots to {'the gateway' if options.live else 'the rehearsal gateway (free, offline)'}")
    saved = headless.stamp()
    jobs = headless.send_and_wait(plans, on_steps=Terminal(sys.stdout, sys.stdout).progress)
    print()
    for line in headless.shot_lines(edit, jobs):
        print(line)
    headless.save_film(saved)
    headless.export_movie(edit, options.out / "animatic.mp4")
    headless.export_sheet(edit, options.out / "sheet.png")
    print(f"\n{options.out}: film.blend, film.animatic/, animatic.mp4, sheet.png ({time.monotonic() - started:.0f} s)")
    return exit_code(jobs)


def _make_film(out: Path) -> bpy.types.Scene:
    """Build the scene, save it, make its shots and write the artist's words."""
    import bpy
    import demo_film

    from addon.blender.cast.members import add_member, cast_in
    from addon.blender.cli import headless
    from addon.blender.properties import film
    from addon.core.files import explain_os_error

    edit = demo_film.build()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explain_os_error(error, out) from error
    headless.save_new_film(out / "film.blend")
    bpy.ops.animatic.build_shots()
    settings = film(edit)
    settings.look = LOOK
    cast = [add_member(edit, name, collection=bpy.data.collections[name]) for name in ("Mia", "Rook")]
    members = [member.uuid for member in settings.cast]
    for shot in settings.shots:
        shot.route, shot.block("action").text = WORDS[shot.source_name]
        shot.seed = str(SEED)
        if shot.route == "reference":
            for uuid in members:
                cast_in(shot, uuid)
    bpy.ops.animatic.describe_cameras()
    print(f"{out / 'film.blend'}: {len(settings.shots)} shots, {len(cast)} characters")
    return edit


def _require_keys() -> None:
    from addon.core.errors import UserError

    missing = [name for name in ("AI_GATEWAY_API_KEY", "BLOB_READ_WRITE_TOKEN") if not os.environ.get(name)]
    if missing:
        raise UserError(
            f"--live needs {' and '.join(missing)}.",
            "Set what is missing in the environment and run again.",
        )


def _agreed(plans: Sequence[Plan], *, yes: bool) -> bool:
    """Show what would be paid and ask; anything but a typed yes is a no."""
    from addon.core import money

    for plan in plans:
        print(f"  {plan.summary}, {plan.request.model}, about {money.format_usd(plan.quote.usd)}")
    total = money.format_usd(money.total(plan.quote.usd for plan in plans))
    print(f"In all about {total}, charged to your gateway account.")
    if yes:
        return True
    if not sys.stdin.isatty():
        return False
    return input("Send? Type yes: ").strip().lower() == "yes"


if __name__ == "__main__":
    given = parse()  # before the environment is made: --help needs none
    _env.ensure(needs="demo")
    code = main(given)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # bpy 4.5 hangs at interpreter exit while add-on callbacks are registered
