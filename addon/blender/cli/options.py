# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be said on the command line. Needs no Blender, so that --help can answer before there is one."""

from __future__ import annotations

import argparse
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from ...core.errors import UserError
from ...ident import COMMAND

TAKES_MAX = 20
OK, FAILED, USER, WAITS, INTERRUPTED = 0, 1, 2, 3, 130

EXIT_CODES = """exit codes:
  0    done
  1    something failed: a shot, an export, the film could not be saved
  2    something for you to put right first; the sentence says what, and it cost nothing
  3    jobs wait for your decision (uncertain, paused, or another gateway's): see `jobs list`
  130  interrupted; jobs at the gateway go on there, `jobs resume` fetches them
"""


@dataclass(frozen=True)
class Result:
    """What a command found: `data` for --json, `text` for a person, and the exit code."""

    data: dict[str, Any]
    text: str
    code: int = OK


class BadUsage(UserError):
    """A command line that cannot be understood."""

    code = "usage"


class _Parser(argparse.ArgumentParser):
    """Takes a command's options anywhere among its arguments: argparse itself refuses a name after one."""

    _mixing = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self._mixing or self._subparsers is not None:
            return super().parse_known_args(args, namespace)
        self._mixing = True  # it comes back here for each half
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing = False

    def error(self, message: str) -> NoReturn:
        raise BadUsage(f"{message[:1].upper()}{message[1:]}.", f"See {self.prog} --help.")


def parser(*, with_film: bool) -> argparse.ArgumentParser:
    """The commands and their options."""
    top = _Parser(
        prog=f"{COMMAND}.py" if with_film else f"blender FILM --command {COMMAND}",
        description="Shots of a film to generated video and back onto its timeline.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if with_film:
        top.add_argument("film", metavar="FILM", help="the film's .blend")
    verbs = top.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)

    _shot_verbs(verbs)
    _paying_verbs(verbs)
    _job_verbs(_group(verbs, "jobs", "what was sent: list it, go on with it, decide about it"))
    _take_verbs(verbs)
    _farm_verbs(_group(verbs, "farm", "what a farm films: look, stop it, bring it in"))
    export = _group(verbs, "export", "leave with the result")
    _sheet_verbs(export)
    _edit_verbs(verbs, export)
    _verb(export, "report", "review.report", "where the film stands: what is missing, what it cost, what it will")
    return top


def _shot_verbs(verbs: Any) -> None:
    """The list of shots, and what is filmed of them."""
    shots = _verb(verbs, "shots", "commands.shots", "list the film's shots")
    shots.add_argument("--build", action="store_true", help="make or update them from the edit first, and save")
    shots.add_argument(
        "words",
        metavar="set SHOT... KEY=VALUE...",
        nargs="*",
        help="change shots and save: route, tier, model, seed, audio, clip_look, action, look, cast and others",
    )

    what = "film a shot or a member of the cast now: free and offline; or what shots need, on a farm"
    capture = _verb(verbs, "capture", "farm.capture", what)
    capture.add_argument(
        "shots", metavar="SHOT", nargs="*", help="a shot, for a turntable a member; with --farm, shots (default: all)"
    )
    capture.add_argument("--as", dest="kind", choices=("clip", "still", "turntable"), default="", help="default: clip")
    how = "of a clip or a still; default: the shot's own for a clip, the scene for a still"
    capture.add_argument("--look", choices=("colours", "clay", "scene", "depth"), default="", help=how)
    capture.add_argument("--out", metavar="PATH", help="a copy there; with --farm bundle, an empty folder for it")
    capture.add_argument("--farm", choices=("flamenco", "bundle"), help="who films what is missing; sends nothing paid")
    _address_option(capture)
    capture.add_argument("--blender", metavar="PATH", help="the program that films on a bundle's machines")
    capture.add_argument("--no-wait", action="store_true", help="hand over to Flamenco and end; see `farm collect`")


def _paying_verbs(verbs: Any) -> None:
    """What would be sent, and sending it."""
    preflight = _verb(
        verbs,
        "preflight",
        "commands.preflight",
        "what would be sent, at what price, and what is wrong with it",
    )
    _shots_argument(preflight)
    _gateway_options(preflight)
    _cap_options(preflight)

    for name, run, what in (
        ("generate", "commands.generate", "send shots, wait, place the takes, save the film"),
        ("promote", "commands.promote", "the same for the finals of starred drafts"),
    ):
        sends = _verb(verbs, name, run, what)
        _shots_argument(sends)
        if name == "generate":
            sends.add_argument(
                "--best-of",
                type=_takes,
                default=0,
                metavar="N",
                help="up to N takes of each shot, one after the other, until one follows the plan",
            )
            sends.add_argument("--at-most", type=_dollars, metavar="USD", help="with --best-of: for each shot at most")
        _yes_option(sends)
        sends.add_argument(
            "--open-line",
            action="store_true",
            help="each on one open line, for a model that takes no queued requests; its risk is told before it is sent",
        )
        _gateway_options(sends)
        _cap_options(sends)


def _take_verbs(verbs: Any) -> None:
    """What came of it: takes, what is seen of them and of the cuts, what they cost."""
    takes = _verb(verbs, "takes", "commands.takes", "list the takes of shots, or star some")
    takes.add_argument(
        "words",
        metavar="[star|unstar] SHOT [tNNN]...",
        nargs="*",
        help="shots by name, default: all; star, unstar: mark takes for `promote` and save, of each shot the take that"
        " is named after it, as SH010 t002, else the one on the timeline",
    )

    judge = _verb(verbs, "judge", "review.judge", "how far the takes' cameras follow the plan; free, offline")
    _shots_argument(judge)
    judge.add_argument("--active", action="store_true", help="only the takes that the timeline shows")

    continuity = _verb(verbs, "continuity", "review.continuity", "what is to be said of the cuts; free, offline")
    _shots_argument(continuity)

    money = _verb(verbs, "money", "commands.money", "what every request cost")
    money.add_argument("--csv", action="store_true", help="as CSV, with a total")
    money.add_argument("--rehearsal", action="store_true", help="what rehearsals would have cost, instead")


def _sheet_verbs(export: Any) -> None:
    """The film for people to look at."""
    for name, run, what in (
        ("sheet", "commands.export_sheet", "a picture of all shots, a row each (PNG)"),
        ("pdf", "commands.export_pdf", "the contact sheet as pages to print or to send"),
        ("movie", "commands.export_movie", "the edit from its first shot to its last (MP4)"),
        ("html", "review.export_html", "the contact sheet and the report as a page for a browser"),
    ):
        verb = _verb(export, name, run, what)
        verb.add_argument("--out", metavar="PATH", help="file or folder; default: the film's folder")
        if name in ("sheet", "pdf"):
            what = "a4, a4-landscape, a3-landscape, letter, letter-landscape, tabloid-landscape, screen, or millimetres"
            verb.add_argument("--page", metavar="SIZE", default="", help=f"{what} as in 300x200")
        if name == "movie":
            verb.add_argument("--burn-in", action="store_true", help="shot, take, frame and timecode over the picture")
            verb.add_argument("--ai-label", action="store_true", help='"generated video", there and in the metadata')


def _edit_verbs(verbs: Any, export: Any) -> None:
    """The edit out to other programs and in from them."""
    for name, what in (
        ("otio", "the edit as OpenTimelineIO"),
        ("edl", "the picture as an EDL (CMX 3600)"),
        ("xml", "the edit as Final Cut Pro 7 XML, for Premiere and Resolve"),
        ("csv", "the shots as a list for Excel, Kitsu and ShotGrid"),
    ):
        verb = _verb(export, name, f"exchange.export_{name}", what)
        verb.add_argument(
            "--out", metavar="FILE", help="file or folder; default: the next version in the film's folder"
        )
        if name == "otio":
            verb.add_argument(
                "--compatible", action="store_true", help="one media a clip (Clip.1): only the take shown"
            )
            verb.add_argument("--absolute", action="store_true", help="name files by their full path")
        if name == "edl":
            verb.add_argument("--drop-frame", action="store_true", help="drop-frame timecode, at 29.97 and 59.94")
    verb = _verb(verbs, "import", "exchange.import_file", "what a file would change in the film; with --apply do it")
    verb.add_argument("file", metavar="FILE", help="OTIO, EDL, FCP 7 XML, CSV, Fountain, or a folder of boards")
    verb.add_argument("--apply", action="store_true", help="do all that the table says, and save the film")
    verb.add_argument("--rate", metavar="FPS", help="an EDL's own frame rate, as 25 or 30000/1001; default: the film's")
    verb.add_argument("--media", metavar="FOLDER", help="where media is looked for by its name")
    verb.add_argument("--seconds", type=float, default=2.0, help="of a shot without a listed length, and of a board")
    verb.add_argument(
        "--column", action="append", default=[], metavar="HEADER=FIELD", help="what a column of a shot list is"
    )
    _kitsu_verbs(verbs)


def _kitsu_verbs(verbs: Any) -> None:
    group = _group(verbs, "publish", "let others see takes")
    publish = _verb(group, "kitsu", "kitsu.publish", "the takes on the timeline as revisions in Kitsu; a table first")
    _shots_argument(publish)
    publish.add_argument("--task", metavar="TYPE", required=True, help="the task type, as Animation")
    publish.add_argument(
        "--status", metavar="NAME", default="Work In Progress", help="the status that the comment sets"
    )
    publish.add_argument("--apply", action="store_true", help="publish what the table says")
    shots = _verb(_group(verbs, "kitsu", "what Kitsu knows"), "shots", "kitsu.shots", "the shots of a project")
    shots.add_argument("--out", metavar="FILE", help="as a shot list that `import` reads")
    for verb in (publish, shots):
        verb.add_argument("--address", metavar="URL", help="as https://studio.example/api; default: the preferences'")
        verb.add_argument("--project", metavar="NAME", required=True, help="the production")
        verb.add_argument("--account", metavar="EMAIL", help="log in by password; default: the token that is known")


def _farm_verbs(farm: Any) -> None:
    _address_option(_verb(farm, "status", "farm.status", "how far the farm is with this film's captures"))
    _address_option(_verb(farm, "cancel", "farm.cancel", "stop the farm's jobs of this film; what is filmed stays"))
    collect = _verb(farm, "collect", "farm.collect", "bring in what a farm filmed, or what lies in a bundle's folder")
    collect.add_argument("--out", metavar="DIR", help="a bundle's folder; default: what is on the Flamenco farm")


def _address_option(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--address", metavar="URL", help="the Flamenco Manager's; default: the preferences'")


def _job_verbs(jobs: Any) -> None:
    _jobs_argument(_verb(jobs, "list", "jobs.list_jobs", "every job, its state, and what can be done"), "all")
    resume = _verb(jobs, "resume", "jobs.resume", "go on with jobs that were left, place what is finished")
    _jobs_argument(resume, "all that are unfinished")
    resume.add_argument("--take-over", action="store_true", help="although another machine's lock says it runs them")
    send = _verb(jobs, "send", "jobs.send", "send jobs that came with the film's folder, after showing what they cost")
    _jobs_argument(send)
    cancel = _verb(jobs, "cancel", "jobs.cancel", "stop jobs; what was sent may still be charged")
    _jobs_argument(cancel)
    retry = _verb(jobs, "retry", "jobs.retry", "go on from where they failed; never pays twice for one request")
    _jobs_argument(retry, "the newest of each shot that failed")
    look_up = _verb(jobs, "look-up", "jobs.look_up", "ask the gateway what became of them; sends nothing paid")
    _jobs_argument(look_up, "all that can be asked about")
    again = _verb(jobs, "send-again", "jobs.send_again", "a new paid request, although the first may be charged")
    _jobs_argument(again)
    what = "send on one open line what takes no queued requests; cannot be taken up again, and may be charged twice"
    open_line = _verb(jobs, "send-open", "jobs.send_open", what)
    _jobs_argument(open_line)
    for verb in (send, retry, again, open_line):
        _yes_option(verb)
        _cap_options(verb)


def _verb(verbs: Any, name: str, run: str, what: str) -> argparse.ArgumentParser:
    """A verb; `run` names the function of this package that does it: "module.function"."""
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
    what = "also what the gateway lists no price for: no cap holds it, what it costs is known afterwards"
    verb.add_argument("--unknown-price", action="store_true", help=what)


def _takes(text: str) -> int:
    with suppress(ValueError):
        if 2 <= int(text) <= TAKES_MAX:
            return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a number from 2 to {TAKES_MAX}")


def _dollars(text: str) -> float:
    with suppress(ValueError):
        value = float(text.removeprefix("$"))
        if 0 <= value < 1e6:
            return value
    raise argparse.ArgumentTypeError(f"{text} is not a sum of US dollars")
