# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: `scripts/animatic.py FILM COMMAND` and `blender FILM --command animatic COMMAND`, the same code.

A command answers a `Result`; only `main` writes it, as text or as JSON, and turns errors into sentences and exit codes.
"""

from __future__ import annotations

import argparse
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

from ..core.errors import AnimaticError, UserError
from . import settings
from .command import NAME
from .terminal import Terminal, opened

log = logging.getLogger(__name__)

OK, FAILED, USER, WAITS, INTERRUPTED = 0, 1, 2, 3, 130

EXIT_CODES = """exit codes:
  0    done
  1    something failed: a shot, an export, the film could not be saved
  2    something for you to put right first; the sentence says what, and nothing was sent
  3    jobs wait for your decision (uncertain, paused, or another gateway's): see `jobs list`
  130  interrupted; jobs at the gateway go on there, `jobs resume` fetches them
"""

NEXT_STEPS = {
    "cap": "Name fewer shots, or allow more with --cap or --cap-day.",
    "no_shots": "Make them with `shots --build`.",
    "no_key": "Set AI_GATEWAY_API_KEY in the environment; only a rehearsal needs none.",
    "plan_blocked": "See `preflight`; put it right, or name the other shots.",
    "not_now": "See `jobs list`: the job has moved on.",
}
"""What to do at a terminal, by error code, where the sentence speaks of panels and preferences."""


class BadUsage(UserError):
    """A command line that cannot be understood."""

    code = "usage"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadUsage(f"{message[:1].upper()}{message[1:]}.", f"See {self.prog} --help.")


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
            from ..core.files import traced

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
    from .cli_commands import Call

    if "film" in options:
        _open(Path(options.film))
    with settings.overriding(**_chosen(options)):
        result = options.run(Call(terminal, options))
    if options.json:
        terminal.result_json({**result.data, "exit_code": result.code})
    else:
        terminal.result(result.text)
    return int(result.code)


def _open(path: Path) -> None:
    from .. import register as register_extension
    from . import headless

    headless.open_film(path)  # first: the extension would go on with the film's jobs as soon as it opens
    register_extension()


def _end() -> None:
    from . import session

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
    return chosen


def _refuse(terminal: Terminal, options: argparse.Namespace, error: AnimaticError) -> int:
    from ..core.files import redact

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


# Options


def parser(*, with_film: bool) -> argparse.ArgumentParser:
    """The commands and their options."""
    from . import cli_commands as commands

    top = _Parser(
        prog=f"{NAME}.py" if with_film else f"blender FILM --command {NAME}",
        description="Shots of a film to generated video and back onto its timeline.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if with_film:
        top.add_argument("film", metavar="FILM", help="the film's .blend")
    verbs = top.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)

    shots = _verb(verbs, "shots", commands.shots, "list the film's shots")
    shots.add_argument("--build", action="store_true", help="make or update them from the edit first, and save")

    preflight = _verb(
        verbs, "preflight", commands.preflight, "what sending would cost, send, and where it has problems"
    )
    _shots_argument(preflight)
    _gateway_options(preflight)
    _cap_options(preflight)

    for name, run, what in (
        ("generate", commands.generate, "send shots, wait, place the takes, save the film"),
        ("promote", commands.promote, "the same for the finals of starred drafts"),
    ):
        sends = _verb(verbs, name, run, what)
        _shots_argument(sends)
        _yes_option(sends)
        _gateway_options(sends)
        _cap_options(sends)

    _job_verbs(_group(verbs, "jobs", "what was sent: list it, go on with it, decide about it"))

    takes = _verb(verbs, "takes", commands.takes, "list the takes of shots")
    _shots_argument(takes)

    money = _verb(verbs, "money", commands.money, "what every request cost")
    money.add_argument("--csv", action="store_true", help="as CSV, with a total")
    money.add_argument("--rehearsal", action="store_true", help="what rehearsals would have cost, instead")

    export = _group(verbs, "export", "leave with the result")
    for name, run, what in (
        ("sheet", commands.export_sheet, "a picture of all shots, a row each (PNG)"),
        ("movie", commands.export_movie, "the edit from its first shot to its last (MP4)"),
    ):
        verb = _verb(export, name, run, what)
        verb.add_argument("--out", metavar="PATH", help="file or folder; default: the film's folder")
    return top


def _job_verbs(jobs: Any) -> None:
    from . import cli_jobs

    _jobs_argument(_verb(jobs, "list", cli_jobs.list_jobs, "every job, its state, and what can be done"), "all")
    resume = _verb(jobs, "resume", cli_jobs.resume, "go on with jobs that were left, place what is finished")
    _jobs_argument(resume, "all that are unfinished")
    resume.add_argument("--take-over", action="store_true", help="although another machine's lock says it runs them")
    cancel = _verb(jobs, "cancel", cli_jobs.cancel, "stop jobs; what was sent may still be charged")
    _jobs_argument(cancel)
    retry = _verb(jobs, "retry", cli_jobs.retry, "go on from where they failed; never pays twice for one request")
    _jobs_argument(retry, "the newest of each shot that failed")
    look_up = _verb(jobs, "look-up", cli_jobs.look_up, "ask the gateway what became of them; sends nothing paid")
    _jobs_argument(look_up, "all that can be asked about")
    again = _verb(jobs, "send-again", cli_jobs.send_again, "a new paid request, although the first may be charged")
    _jobs_argument(again)
    for verb in (retry, again):
        _yes_option(verb)
        _cap_options(verb)


def _verb(verbs: Any, name: str, run: Callable[..., Any], what: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=what,
        description=f"{what[:1].upper()}{what[1:]}.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.set_defaults(run=run)
    verb.add_argument("--json", action="store_true", help="JSON on stdout and nothing else there")
    verb.add_argument("-v", "--verbose", action="store_true", help="Blender's own messages, and tracebacks, on stderr")
    return verb


def _group(verbs: Any, name: str, what: str) -> Any:
    group = verbs.add_parser(name, help=what, description=f"{what[:1].upper()}{what[1:]}.")
    return group.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)


def _shots_argument(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("shots", metavar="SHOT", nargs="*", help="shots by name, as SH010; default: all")


def _jobs_argument(verb: argparse.ArgumentParser, default: str = "") -> None:
    how = "an id, its beginning or end, or a shot's name for its newest job that fits"
    verb.add_argument("jobs", metavar="JOB", nargs="*" if default else "+", help=f"{how}; default: {default or 'none'}")


def _yes_option(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("-y", "--yes", action="store_true", help="send without asking; caps hold all the same")


def _gateway_options(verb: argparse.ArgumentParser) -> None:
    choice = verb.add_mutually_exclusive_group()
    choice.add_argument(
        "--live", dest="gateway", action="store_const", const="LIVE", help="the real gateway: needs a key, costs money"
    )
    choice.add_argument(
        "--rehearsal", dest="gateway", action="store_const", const="REHEARSAL", help="the offline gateway: free"
    )


def _cap_options(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--cap", type=_dollars, metavar="USD", help="what this send may cost at most")
    verb.add_argument("--cap-day", type=_dollars, metavar="USD", help="what today may cost at most")


def _dollars(text: str) -> float:
    with suppress(ValueError):
        value = float(text.removeprefix("$"))
        if 0 <= value < 1e6:
            return value
    raise argparse.ArgumentTypeError(f"{text} is not a sum of US dollars")
