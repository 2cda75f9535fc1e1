# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: `scripts/animatic.py FILM COMMAND` and `blender FILM --command animatic COMMAND`, the same code.

A command answers a `Result`; only `main` writes it, as text or as JSON, and turns errors into sentences and exit codes.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ...core.errors import AnimaticError
from ..properties import settings
from .options import FAILED, INTERRUPTED, USER, BadUsage, parser
from .terminal import Terminal, opened

if TYPE_CHECKING:
    from .commands import Call
    from .options import Result

log = logging.getLogger(__name__)

NEXT_STEPS = {
    "cap": "Name fewer shots, or allow more with --cap or --cap-day.",
    "cap_unknown": "Choose another model, or add --unknown-price: what it costs is known afterwards then.",
    "no_shots": "Make them with `shots --build`.",
    "no_key": "Set AI_GATEWAY_API_KEY in the environment; only a rehearsal needs none.",
    "not_now": "See `jobs list`: the job has moved on.",
}
"""What to do at a terminal, by error code, where the sentence speaks of panels and preferences."""


def main(argv: Sequence[str]) -> int:
    """Run a command on the open film; answers the exit code. For `blender FILM --command animatic`."""
    return _main(argv, with_film=False)


def script_main(argv: Sequence[str]) -> int:
    """The same for a Python with the bpy module: opens the film that `argv` names and registers the extension."""
    return _main(argv, with_film=True)


def _main(argv: Sequence[str], *, with_film: bool) -> int:
    try:
        options = parser(with_film=with_film).parse_args(list(argv))
    except SystemExit as leaving:  # --help
        return int(leaving.code or 0)
    except BadUsage as error:
        with opened() as terminal:
            return _refuse(terminal, argparse.Namespace(json="--json" in argv), error)
    with opened(verbose=options.verbose) as terminal, _interruptible():
        try:
            return _answer(terminal, options)
        except KeyboardInterrupt:
            terminal.say("Interrupted. What was sent goes on at the gateway; continue with `jobs resume`.")
            return INTERRUPTED
        except BrokenPipeError:
            return FAILED
        except AnimaticError as error:
            return _refuse(terminal, options, error)
        except Exception as error:
            from ...core.files import traced

            if options.verbose:
                terminal.say(traced(error))
            log.debug("unexpected\n%s", traced(error))
            told = AnimaticError(
                f"Something unexpected happened ({type(error).__name__}).",
                "Run the command again with --verbose and report what it shows; `jobs resume` loses nothing.",
                code="internal",
            )
            return _refuse(terminal, options, told)
        finally:
            _end()


def _answer(terminal: Terminal, options: argparse.Namespace) -> int:
    from .commands import Call

    if "film" in options:
        _open(Path(options.film))
    else:
        _require_opened()
    with settings.overriding(**_chosen(options)):
        result = _function(options.run)(Call(terminal, options))
    if options.json:
        terminal.result_json({**result.data, "exit_code": result.code})
    else:
        terminal.result(result.text)
    return int(result.code)


def _require_opened() -> None:
    """Raise UserError where Blender was given a film that it could not open: it goes on with an empty one, which would
    be called unsaved."""
    import bpy

    before = sys.argv[: sys.argv.index("--command")] if "--command" in sys.argv else sys.argv
    film = next((word for word in before[1:] if word.lower().endswith(".blend")), "")
    if film and not bpy.data.filepath:
        from ...core.errors import UserError

        raise UserError(
            f"Blender could not open {Path(film).name}: it is missing, damaged, or a newer Blender saved it.",
            "Check its path; open it in Blender to see why, or use its backup (.blend1).",
            code="film_unreadable",
        )


def _function(name: str) -> Callable[[Call], Result]:
    """What a verb's `run` names."""
    module, _, function = name.partition(".")
    return cast("Callable[[Call], Result]", getattr(import_module(f".{module}", __package__), function))


def _open(path: Path) -> None:
    from ... import register as register_extension
    from . import headless

    headless.open_film(path)  # first: the extension would go on with the film's jobs as soon as it opens
    register_extension()


def _end() -> None:
    from ..engine import session

    session.stop()


def _chosen(options: argparse.Namespace) -> dict[str, Any]:
    """The preferences that the command's options override."""
    chosen: dict[str, Any] = {}
    if getattr(options, "gateway", None):
        chosen["gateway"] = options.gateway
    if getattr(options, "cap", None) is not None:
        chosen["cap_batch"] = options.cap
    if getattr(options, "cap_day", None) is not None:
        chosen["cap_day"] = options.cap_day
    if getattr(options, "unknown_price", False):
        chosen["unknown_prices"] = True
    return chosen


def _refuse(terminal: Terminal, options: argparse.Namespace, error: AnimaticError) -> int:
    from ...core.files import redact

    code = USER if error.user_fault else FAILED
    message = redact(error.user_message)
    next_step = redact(NEXT_STEPS.get(error.code, error.next_step))
    terminal.say(f"{message} {next_step}".strip())
    if options.json:
        told = {"code": error.code, "message": message, "next_step": next_step, "billed": str(error.billed)}
        terminal.result_json({"error": told, "exit_code": code})
    return code


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C is a KeyboardInterrupt: Blender's binary would only note it and go on."""
    try:
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
    except ValueError:  # not on the main thread
        yield
        return
    try:
        yield
    finally:
        if before is not None:  # None: it was set from C and cannot be put back
            signal.signal(signal.SIGINT, before)
