# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Preflight: all chosen shots on one page before money is spent. Confirming it is the only way that sends."""

import math
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy
from bpy.props import BoolProperty, CollectionProperty, EnumProperty, StringProperty

from ...core.errors import AnimaticError, UserError
from ...second import compat
from .. import registry
from ..cast import by_words, filming
from ..engine import slices, warmup
from ..engine.view import current as view
from ..operators import Operator, is_saved
from ..properties import film, settings
from ..properties.choices import WHICH_SHOTS
from ..shots.chosen import active_shot, shots_to_generate
from ..ui import PAGE_LETTERS, words
from .ops import jobs_are_ours

if TYPE_CHECKING:
    from decimal import Decimal

    from ...core.jobs.job import Job
    from ...core.models import Plan, Reference
    from ...core.plans.preflight import Preflight

WIDTH = 700
"""Pixels of the dialog at 1x."""
READ_SECONDS = 0.6
"""A page that was open for less was not read: the second click of a double click is no consent."""
DESCRIBE_SECONDS = 1.0
"""Opening the page may take this long to bring the chosen shots' generated words up to date with the scene."""

_shown: "dict[str, Plan]" = {}
"""The plans of the last preflight, by fingerprint: only these may be sent."""
_offered: list[tuple[str, str, str]] = []
"""The groups of its shots; Blender keeps no copy of what a callback returns."""
_looked_over: "Looked | None" = None
"""Plans that were made in slices, on their way to the dialog."""
_page: "Preflight | None" = None
"""What was found of them; the dialog draws it."""
_region: Any = None
"""The dialog's, while it is open."""


class ANIMATIC_PG_preflight_row(bpy.types.PropertyGroup):
    """One plan in the preflight dialog."""

    fingerprint: StringProperty()
    chosen: BoolProperty(name="Send", description="Send this shot", default=True)


class ANIMATIC_PG_preflight_arrow(bpy.types.PropertyGroup):
    """Whether all of a row is shown: beside the rows, which scripts give whole."""

    details: BoolProperty(name="Details", description="How it is made, what is wrong, and every word that is sent")


def _groups(operator: Any, context: Any) -> list[tuple[str, str, str]]:
    return _offered or [("0", "", "")]


ASKED = ("which", "orders", "jobs", "best_of", "heading")
"""What a preflight is asked with: looking over hands it on."""


class Looked(NamedTuple):
    """What a preflight shows."""

    plans: "list[Plan]"
    page: "Preflight | None"
    """None where no shot is meant."""


def looking_over(edit: bpy.types.Scene, which: str, orders: str, jobs: str, best_of: str) -> slices.Work:
    """What is asked for, described and planned in slices, and its page made beside them; answers both."""
    from ..shots import describe
    from . import preflight_page

    warmup.before_sending()
    by_words.refresh(edit, active_shot(edit))  # what was typed a moment ago, too
    if not orders and not jobs:
        yield from describe.describing(edit, shots_to_generate(edit, which), seconds=DESCRIBE_SECONDS)
    plans = yield from planning(edit, which, orders, jobs, best_of)
    if not plans:
        return Looked(plans, None)
    known = yield from preflight_page.reading(len(plans))
    return Looked(plans, (yield from preflight_page.making(plans, known)))


def planning(edit: bpy.types.Scene, which: str, orders: str, jobs: str, best_of: str) -> slices.Work:
    """The plans of what is asked for, as it is now."""
    from ...core.jobs import one_by_one
    from ..takes import briefs
    from . import asking, send

    if jobs:
        return asking.left_plans(left_jobs(jobs))
    if orders:
        plans = yield from briefs.planning(edit, orders)
        return one_by_one.within(plans, budget_of(best_of)) if best_of else plans
    return (yield from send.planning(edit, shots_to_generate(edit, which)))


def left_jobs(ids: str) -> "list[Job]":
    """The jobs that are to be sent although they came with the film's folder, as they are now."""
    return [view.jobs[job_id] for job_id in ids.split() if job_id in view.jobs and view.jobs[job_id].left]


class ANIMATIC_OT_look_over(slices.Sliced, Operator):
    """Describe and plan the chosen shots for the preflight, which opens then"""

    bl_idname = "animatic.look_over"
    bl_label = "Look Over"
    bl_options = {"REGISTER", "INTERNAL"}
    doing = "Looking over the shots"

    which: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    orders: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    jobs: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    best_of: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    heading: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def work(self, context: bpy.types.Context) -> slices.Work:
        return looking_over(compat.edit_scene(context), self.which, self.orders, self.jobs, self.best_of)

    def conclude(self, result: Looked) -> set[str]:
        global _looked_over
        _looked_over = result
        try:
            asked = {name: getattr(self, name) for name in ASKED}
            bpy.ops.animatic.preflight("INVOKE_DEFAULT", **asked)
        finally:
            _looked_over = None
        return {"FINISHED"}


class ANIMATIC_OT_preflight(Operator):
    """Look over the chosen shots before money is spent: seconds, references, price, problems. Confirming sends them"""

    bl_idname = "animatic.preflight"
    bl_label = "Generate"
    bl_options = {"REGISTER"}  # No UNDO: jobs are on disk, and undo must not pretend to take money back.

    rows: CollectionProperty(type=ANIMATIC_PG_preflight_row, options={"SKIP_SAVE"})
    arrows: CollectionProperty(type=ANIMATIC_PG_preflight_arrow, options={"HIDDEN", "SKIP_SAVE"})
    which: EnumProperty(name="Shots", items=WHICH_SHOTS, default="chosen", options={"HIDDEN", "SKIP_SAVE"})
    orders: StringProperty(
        options={"HIDDEN", "SKIP_SAVE"},
        description="Takes wanted by Retake, Variations or Promote, as JSON; empty: one of each chosen shot",
    )
    jobs: StringProperty(
        options={"HIDDEN", "SKIP_SAVE"},
        description="Jobs that came with the film's folder and are to be sent, by id, with spaces between",
    )
    group: EnumProperty(
        name="Shown", description="Which of the shots are listed", items=_groups, options={"HIDDEN", "SKIP_SAVE"}
    )
    best_of: StringProperty(
        options={"HIDDEN", "SKIP_SAVE"},
        description="Takes of a shot are bought one after the other until one follows: US dollars for each shot at"
        " most, 0 for no limit; empty: all at once",
    )
    heading: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="What is being asked for, in words")
    leaving: BoolProperty(
        name="What Leaves This Machine",
        description="Show every word and file that goes out, and to whom",
        options={"SKIP_SAVE"},
    )
    open_line: BoolProperty(
        name="On an Open Line",
        description="For a model that takes no queued requests. If the line breaks or Blender is closed, the request"
        " cannot be taken up again: it may be charged without a video, or twice",
        default=False,
        options={"SKIP_SAVE"},
    )
    confirm: BoolProperty(
        name="Send These",
        description="Tick this to send; without it nothing leaves the machine",
        default=False,
        options={"SKIP_SAVE"},
    )

    opened_at = float("inf")
    """When its page was opened, of the monotonic clock; a script opens none, and says `confirm`."""
    opened = -1
    """Which row shows its details."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not film(compat.edit_scene(context)).shots and not view.jobs:
            cls.poll_message_set("Build the shots first")
            return False
        if not is_saved(cls, "its takes are kept beside it"):
            return False
        return jobs_are_ours(cls)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        """Looking over the shots comes first, in slices, and comes back here with their plans."""
        from . import preflight_fronts

        global _looked_over
        if _looked_over is None and context.window is not None and not bpy.app.background:
            asked = {name: getattr(self, name) for name in ASKED}
            return bpy.ops.animatic.look_over("INVOKE_DEFAULT", **asked)
        looked, _looked_over = _looked_over, None
        if looked is None:
            looked = slices.whole(self._looking_over(compat.edit_scene(context)))
        if not looked.plans:
            self.report({"WARNING"}, "No shot is meant: choose one, or other shots beside the button")
            return {"CANCELLED"}
        self._show(looked)
        preflight_fronts.show(compat.edit_scene(context), looked.plans)
        self.opened_at = time.monotonic()
        confirm = "Open Preferences" if _page is not None and _page.refusal else "Send"
        return context.window_manager.invoke_props_dialog(
            self, width=WIDTH, title="Preflight", confirm_text=confirm, cancel_default=True
        )

    def check(self, context: bpy.types.Context) -> bool:
        """One shot's details at a time: those of twelve have no room."""
        opened = [number for number, arrow in enumerate(self.arrows) if arrow.details]
        for number in opened:
            self.arrows[number].details = number != self.opened or len(opened) == 1
        self.opened = next((number for number, arrow in enumerate(self.arrows) if arrow.details), -1)
        return True

    def _show(self, looked: Looked) -> None:
        from ...core.plans.planning import ON_ITS_WAY
        from . import preflight_rows

        global _page
        plans, _page = looked
        assert _page is not None  # there are plans
        _offered[:] = [(str(first), said, "") for first, said in preflight_rows.groups(_page)]
        _shown.clear()
        self.rows.clear()
        self.arrows.clear()
        for plan, shown in zip(plans, _page.rows, strict=True):
            _shown[shown.fingerprint] = plan
            self.arrows.add()
            row = self.rows.add()
            coming = any(problem.code == ON_ITS_WAY for problem in plan.problems)
            row.fingerprint, row.chosen = shown.fingerprint, not plan.blocked and not coming

    def _looking_over(self, edit: bpy.types.Scene) -> slices.Work:
        return looking_over(edit, self.which, self.orders, self.jobs, self.best_of)

    def draw(self, context: bpy.types.Context) -> None:
        from . import preflight_fronts, preflight_rows

        global _region
        layout = self.layout
        if _page is None:
            return
        _region = context.region_popup
        members = preflight_fronts.members(compat.edit_scene(context))
        if self.heading:
            words(layout, self.heading, width=PAGE_LETTERS)
        if len(_offered) > 1:
            few = len(_offered) <= preflight_rows.TABS_MAX
            layout.row().prop(self, "group", expand=few)
        plans = [_shown[row.fingerprint] for row in self.rows]
        preflight_rows.draw(layout, self, _page, plans, int(self.group or 0), preflight_fronts.lines(len(members)))
        preflight_fronts.draw(layout, members, preflight_fronts.told(_page))
        layout.separator()
        chosen = [plan for plan, row in zip(plans, self.rows, strict=True) if row.chosen]
        _draw_total(layout, chosen, len(self.rows), _page, best_of=bool(self.best_of))
        _draw_leaving(layout, self, _page)
        _draw_open_line(layout, self, _page)
        if _asks_for_tick(_page, chosen):
            layout.prop(self, "confirm")

    def cancel(self, context: bpy.types.Context) -> None:
        _closed()

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import preflight_fronts

        _closed()
        edit = compat.edit_scene(context)
        plans = [_shown[row.fingerprint] for row in self.rows if row.chosen and row.fingerprint in _shown]
        if _page is not None and _page.refusal:
            self.report({"WARNING"}, _page.refusal)
            if not bpy.app.background:
                bpy.ops.animatic.open_preferences()
            return {"CANCELLED"}
        refusal = self._unread(plans)
        if refusal:
            self.report({"INFO"}, f"Nothing was sent: {refusal}")
            return {"CANCELLED"}
        global _consented
        asked = (self.which, self.orders, self.jobs, self.best_of)
        said = preflight_fronts.told(_page)
        consent = _Consent(edit, asked, plans, frozenset(_shown), said, self.open_line and _open_allowed())
        if context.window is not None and not bpy.app.background:
            _consented = consent
            bpy.ops.animatic.send_shown("INVOKE_DEFAULT")
            return {"FINISHED"}
        return consent.report(self, slices.whole(consent.planning()))

    def _unread(self, chosen: "Sequence[Plan]") -> str:
        """What is missing of a person's consent, as what to do; empty where it is given."""
        if not chosen:
            return "tick a shot that can be sent"
        if self.confirm:
            return ""
        if not math.isfinite(self.opened_at) or _page is None or _asks_for_tick(_page, chosen):
            return "tick the box to send"
        if time.monotonic() < self.opened_at + READ_SECONDS:
            return "read the page before you press Send"
        return ""


class _Consent(NamedTuple):
    """What a person pressed Send for. It is planned once more, and goes out only as it was shown."""

    edit: bpy.types.Scene
    asked: tuple[str, str, str, str]
    plans: "list[Plan]"
    shown: frozenset[str]
    """Fingerprints of all that the page listed."""
    fronts: frozenset[str]
    """What it said of fronts."""
    open_line: bool

    def planning(self) -> slices.Work:
        from . import preflight_fronts

        yield from preflight_fronts.waiting(self.plans)
        return (yield from planning(self.edit, *self.asked))

    def report(
        self,
        operator: bpy.types.Operator,
        again: "Sequence[Plan]",
        known: "Sequence[Job] | None" = None,
        elsewhere: "Sequence[Job] | None" = None,
    ) -> set[str]:
        """Send it, if it is `again` what it was, and tell. `known`: the film's jobs, `elsewhere`: those of others that
        paid today, read a moment ago."""
        from ...core.plans.shown import as_shown
        from . import preflight_fronts

        found = [as_shown(plan, again) for plan in self.plans]
        changed = [plan.shot_name for plan, now in zip(self.plans, found, strict=True) if now is None]
        if changed:
            operator.report({"WARNING"}, f"{', '.join(changed)} changed since it was shown: look at it again")
            return {"CANCELLED"}
        meant = [plan for plan in found if plan is not None]
        if guesses := preflight_fronts.untold(meant, self.fronts):
            operator.report({"WARNING"}, f"Nothing was sent. {' '.join(guesses)} Look at the three views in the cast")
            return {"CANCELLED"}
        count = len(self._send(meant, known, elsewhere))
        _shown.clear()  # repeating the operator would send it once more
        where = "" if settings.is_live() else " to the rehearsal gateway, for free"
        operator.report({"INFO"}, f"{count} {'shot' if count == 1 else 'shots'} sent{where}")
        return {"FINISHED"}

    def _send(
        self, plans: "list[Plan]", known: "Sequence[Job] | None", elsewhere: "Sequence[Job] | None"
    ) -> "Sequence[Job]":
        from ..values import film_folder
        from . import asking, send

        _, _, jobs, best_of = self.asked
        if not jobs:
            return send.send_plans(
                plans,
                {*self.shown, *(plan.fingerprint for plan in plans)},
                open_line=self.open_line,
                one_after_another=bool(best_of),
                budget=budget_of(best_of),
                known=known,
                elsewhere=elsewhere,
            )
        left = left_jobs(jobs)
        mine = dict(zip((plan.fingerprint for plan in asking.left_plans(left)), left, strict=True))
        return asking.send_left(film_folder(), [mine[plan.fingerprint] for plan in plans], plans)


_consented: _Consent | None = None
"""On its way from the dialog to the operator that plans it once more."""


class ANIMATIC_OT_send_shown(slices.Sliced, Operator):
    """Plan what was shown in the preflight once more, and send it if it is still the same"""

    bl_idname = "animatic.send_shown"
    bl_label = "Send What Was Shown"
    bl_options = {"REGISTER", "INTERNAL"}  # no UNDO: jobs are on disk
    doing = "Looking at the shots once more"
    begins_at_once = False

    _consent: _Consent

    def work(self, context: bpy.types.Context) -> slices.Work:
        global _consented
        if _consented is None:
            raise UserError("Nothing was shown that could be sent.", "Press Generate, which shows it.")
        self._consent, _consented = _consented, None
        return self._planning()

    def _planning(self) -> slices.Work:
        from . import preflight_page

        try:
            again = yield from self._consent.planning()
            known = yield from preflight_page.reading(len(again))
            return again, known, (yield from preflight_page.reading_elsewhere(len(again)))
        except slices.StopWork:
            return None

    def conclude(self, result: "tuple[list[Plan], Sequence[Job] | None, Sequence[Job]] | None") -> set[str]:
        if result is None:
            self.report({"WARNING"}, "Nothing was sent: it was stopped")
            return {"CANCELLED"}
        return self._consent.report(self, *result)


def budget_of(text: str) -> "Decimal | None":
    """US dollars for each shot; None for no limit."""
    from decimal import Decimal

    return Decimal(text) if text and Decimal(text) > 0 else None


def _asks_for_tick(page: "Preflight", chosen: "Sequence[Plan]") -> bool:
    """Several shots that are paid for at once ask for a tick besides, and one of which nobody knows what it costs; a
    single one else, and what is free, go with Send."""
    unknown = any(plan.quote.usd is None for plan in chosen)
    return not page.rehearsal and not page.refusal and (len(chosen) > 1 or unknown)


def _draw_total(layout: Any, chosen: "Sequence[Plan]", count: int, page: "Preflight", *, best_of: bool) -> None:
    from ...core import money
    from ...core.plans.preflight import seconds_words

    prices = [plan.quote.usd for plan in chosen]
    total, seconds = money.total(prices), seconds_words(chosen)
    none = f"None of {count} chosen: nothing would be sent"
    if page.rehearsal:
        said = f"{len(chosen)} of {count} chosen, {money.rehearsed(total)}, {seconds}"
        layout.label(text=said if chosen else none)
        words(layout, "Rehearsal: nothing is paid, and nothing leaves this machine.", icon="HOME", width=PAGE_LETTERS)
        return
    most = "at most " if best_of else ""
    said = f"{len(chosen)} of {count} chosen, {most}{money.about(total)}, {seconds}"
    layout.label(text=said if chosen else none)
    if page.refusal:
        words(layout, page.refusal, icon="ERROR", width=PAGE_LETTERS)
        return
    try:
        words(layout, money.verdict(prices, page.spent_today, page.caps), width=PAGE_LETTERS)
    except AnimaticError as error:
        words(layout, error.sentence, icon="ERROR", width=PAGE_LETTERS)


def _draw_leaving(layout: Any, operator: Any, page: "Preflight") -> None:
    if page.rehearsal:
        return
    for term in page.terms:
        words(layout, term, icon="INFO", width=PAGE_LETTERS)
    if not page.leaves:
        return
    layout.prop(operator, "leaving", icon="DOWNARROW_HLT" if operator.leaving else "RIGHTARROW", emboss=False)
    if operator.leaving:
        from . import preflight_rows

        preflight_rows.draw_leaving(layout, page)


def _open_allowed() -> bool:
    return bool(settings.preference("open_requests"))


def _draw_open_line(layout: Any, operator: Any, page: "Preflight") -> None:
    """The choice is offered only to those who allowed it, and its risk is read where it is made."""
    if page.rehearsal or not _open_allowed():
        return
    layout.prop(operator, "open_line")
    if operator.open_line:
        from ...core.jobs.job import OPEN_LINE_RISK

        words(layout, OPEN_LINE_RISK, icon="ERROR", width=PAGE_LETTERS)


classes = (
    ANIMATIC_PG_preflight_row,
    ANIMATIC_PG_preflight_arrow,
    ANIMATIC_OT_look_over,
    ANIMATIC_OT_send_shown,
    ANIMATIC_OT_preflight,
)


def _closed() -> None:
    """The page is closed: its region is no more."""
    global _region
    _region = None


def _views_filmed(views: "Sequence[Reference]") -> None:
    """Say on the page what came of them, and that nothing did. It keeps its height: a hand may be on Send."""
    from ..capture.store import CaptureStore
    from ..values import film_folder
    from . import preflight_fronts

    global _page
    if _page is None:
        return
    preflight_fronts.remember(views, CaptureStore(film_folder()))
    _page = preflight_fronts.heard(_page, views)
    if _region is not None:
        _region.tag_refresh_ui()


@bpy.app.handlers.persistent
def _film_closes(*_: object) -> None:
    _closed()


def register() -> None:
    registry.then(_forget)
    registry.handler("load_pre", _film_closes)
    filming.when_looked(_views_filmed)
    registry.classes(*classes)


def _forget() -> None:
    global _page
    _shown.clear()
    _offered.clear()
    _page = None
    _closed()
