# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a shot to its Plan: the exact request, its price, and everything that is wrong with it. Never spends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .. import money
from ..catalog import Catalog, Model
from ..errors import UserError
from ..models import Frozen, Level, MadeOf, Plan, PlanInput, Problem, PromptBlocks, Quote, Route, Shot, VideoRequest
from . import checks as plan_checks
from . import duration, prompt, shape
from .checks import number, problem, problem_of
from .preflight import Preflight, preflight

__all__ = ["KEEPS", "PlanSettings", "Preflight", "lengths", "model_of", "plan", "preflight", "problem_of"]

KEEPS = {
    Route.REFERENCE: "identity yes, framing described",
    Route.FIRST_FRAME: "framing yes, what follows described",
    Route.TEXT: "identity and framing described",
}
"""What each route keeps of the scene."""


class PlanSettings(Frozen):
    """The film's settings that a plan depends on."""

    handle: duration.Handle = "in"
    handle_frames: int = 0
    """Edit frames of handle wanted on both sides of the shot."""
    retime_max: float = 0.15
    """Share of its speed that a take may lose to reach the length of a shot that is too long."""
    order: tuple[str, ...] = ()
    """Providers, preferred first."""
    only: tuple[str, ...] = ()
    """No other providers than these."""
    look: str = ""
    """The film's look, for shots without their own."""
    negative: str = ""
    """What no shot shall show, for shots without their own."""


def plan(
    shot: Shot,
    *,
    catalog: Catalog,
    settings: PlanSettings,
    inputs: Sequence[PlanInput],
    take_number: int,
    problems: Iterable[Problem] = (),
    made_from: str = "",
    made_of: MadeOf | None = None,
) -> Plan:
    """The plan of one shot; whatever is wrong is among its problems, so one shot never stops the others.

    `inputs` in URL order: the cast's references, or one first frame; `problems` are those met while gathering them.
    For live prices and availability, pass the catalog that `live_prices.merge` made."""
    given = list(problems)
    refused = any(p.level is Level.ERROR for p in given)
    model = model_of(shot, catalog)
    shaped = shape.check(shot, model)
    shot = shape.framed(shot, model)
    found = [
        *given,
        *shaped,
        *plan_checks.check_shot(shot, model),
        *plan_checks.check_model(shot, model, catalog),
        *plan_checks.check_inputs(shot, model, inputs, refused=refused),
    ]
    length = duration.solve(
        max(shot.frames, 1),
        shot.rate,
        lengths(model, inputs),
        handle=settings.handle,
        extra_frames=settings.handle_frames,
        speed=shot.play_speed,
    )
    if length.too_long:
        found.append(_too_long(shot, model, catalog, inputs))
    text, negative, written = _words(shot, model, inputs, settings, refused=refused)
    found += written
    size = model.size(shot.resolution, shot.aspect)
    request = VideoRequest(
        model=model.id,
        prompt=text,
        negative=negative,
        size=size or "",
        aspect=shot.aspect if model.sends_aspect else "",
        seconds=length.asked,
        audio=shot.audio or model.audio == "always",
        audio_switch=model.audio == "switch",
        seed=shot.seed,
        shot_type=("multi" if shot.multi_shot else "single") if model.shot_type else "",
        media_naming=model.naming,
        order=settings.order,
        only=settings.only,
        tags=("blender", f"shot:{shot.name}", f"take:{take_number}"),
    )
    quote = _quote(shot, model, inputs, length, catalog, audio=request.audio)
    if quote.usd is None and size is not None:
        found.append(
            problem(
                "price_unknown",
                f"The price of {model.name} at {shot.resolution} is unknown.",
                "Look it up before you send; a cap cannot be kept without it.",
                Level.WARNING,
            )
        )
    return Plan(
        shot_uuid=shot.uuid,
        shot_name=shot.name,
        route=shot.route,
        tier=shot.tier,
        request=request,
        inputs=tuple(inputs),
        quote=quote,
        used_frames=length.used_frames,
        handle_in_frames=length.handle_in_frames,
        problems=plan_checks.ordered(found),
        summary=summary(shot, quote),
        keeps=KEEPS[shot.route],
        shot=_brief(shot),
        made_from=made_from,
        made_of=made_of,
    )


def _brief(shot: Shot) -> Shot:
    """The shot as its takes remember it: members by id and name, for where their files lie is nobody's business."""
    return shot.model_copy(update={"cast": tuple(m.model_copy(update={"source": ""}) for m in shot.cast)})


def model_of(shot: Shot, catalog: Catalog) -> Model:
    """The shot's own model, else (also where nobody knows it) the catalog's choice for its route and tier."""
    try:
        return catalog.get(shot.model, shot.route) if shot.model else catalog.choose(shot.route, shot.tier)
    except UserError:
        return catalog.choose(shot.route, shot.tier)


def lengths(model: Model, inputs: Sequence[PlanInput]) -> tuple[int, ...]:
    """The lengths in whole seconds that the model makes from these inputs: for some, clips and output share a limit."""
    if not model.total_seconds_max:
        return model.seconds
    room = model.total_seconds_max - sum(item.clip_seconds for item in inputs)
    return tuple(seconds for seconds in model.seconds if seconds <= room) or model.seconds[:1]


def summary(shot: Shot, quote: Quote) -> str:
    """ "SH040: 4.4 s, asks 5 s, pays 5 s, uses 4.4 s"."""
    pays = quote.seconds_asked + quote.input_seconds
    return (
        f"{shot.name}: {number(float(shot.seconds))} s, asks {quote.seconds_asked} s,"
        f" pays {number(pays)} s, uses {number(quote.seconds_used)} s{at_speed(shot)}"
    )


def at_speed(shot: Shot) -> str:
    """ " at 91 % speed" for a shot whose takes play slower, else nothing."""
    return "" if shot.speed == 1 else f" at {shot.speed * 100:.0f} % speed"


def _quote(
    shot: Shot,
    model: Model,
    inputs: Sequence[PlanInput],
    length: duration.Duration,
    catalog: Catalog,
    *,
    audio: bool,
) -> Quote:
    per_second = model.price(shot.resolution, audio=audio)
    input_seconds = money.billed_input_seconds(model, inputs)
    return Quote(
        seconds_asked=length.asked,
        seconds_used=float(shot.rate.seconds(length.used_frames)),
        input_seconds=float(input_seconds),
        usd_per_second=per_second,
        usd=money.estimate(per_second, length.asked, input_seconds),
        basis=catalog.basis(model),
    )


def _words(
    shot: Shot, model: Model, inputs: Sequence[PlanInput], settings: PlanSettings, *, refused: bool
) -> tuple[str, str, list[Problem]]:
    """Prompt, negative prompt and what is wrong with them."""
    blocks = _blocks(shot, settings)
    negative = prompt.write_negative(blocks)
    problems: list[Problem] = []
    if shot.route is Route.REFERENCE and model.naming:
        words = prompt.reference_words(inputs, model.naming)
        cast = [member.name for member in shot.cast]
        problems += prompt.check_mentions(blocks, shot.dialogue, words, model.naming, cast=cast, refused=refused)
    else:
        words = prompt.plain_words(shot.cast)
    text = prompt.write(blocks, words, shot.dialogue)
    problems += prompt.check_length(text, model.prompt_max, "prompt")
    if negative and not model.negative_max:
        problems.append(
            problem(
                "no_negative",
                f"{model.name} has no negative prompt; that of {shot.name} is not sent.",
                "Say in the action what shall be seen instead.",
                Level.WARNING,
            )
        )
        negative = ""
    problems += prompt.check_length(negative, model.negative_max, "negative prompt")
    if not text and shot.route is not Route.FIRST_FRAME:
        problems.append(problem("prompt_empty", f"{shot.name} has no words yet.", "Write in one line what happens."))
    return text, negative, problems


def _blocks(shot: Shot, settings: PlanSettings) -> PromptBlocks:
    """The shot's words, with the film's where it has none of its own."""
    film = {"look": settings.look, "negative": settings.negative}
    missing = {name: words for name, words in film.items() if not getattr(shot.blocks, name).strip()}
    return shot.blocks.model_copy(update=missing)


def _too_long(shot: Shot, model: Model, catalog: Catalog, inputs: Sequence[PlanInput]) -> Problem:
    most = lengths(model, inputs)[-1]
    longer = [m for m in catalog.models if m.listed and m is not model and m.seconds[-1] > most]
    enough = [m for m in longer if duration.covered(m.seconds[-1], shot.rate) >= shot.frames]
    enough.sort(key=lambda m: (m.route is not shot.route, not m.automatic))
    parts = len(duration.split(shot.frames, shot.rate, lengths(model, inputs)))
    other = f"use {_offer(enough[0], shot)}, or " if enough else ""
    return problem(
        "shot_long",
        f"{shot.name} lasts {number(float(shot.seconds))} s; {model.name} makes at most {most} s.",
        f"Shorten it, {other}split it into {parts} parts: Length, in the Shots panel, does that.",
    )


def _offer(model: Model, shot: Shot) -> str:
    how = "" if model.route is shot.route else f" on the {plan_checks.route_words(model.route)} route"
    return f"{model.name}{how} (up to {model.seconds[-1]} s)"
