# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a shot to its Plan: the exact request, its price, and everything that is wrong with it. Never spends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from .. import money
from ..catalog import Catalog, Model
from ..errors import UserError
from ..media.checks import number
from ..models import (
    CastMember,
    Frozen,
    Level,
    MadeOf,
    MediaKind,
    Plan,
    PlanInput,
    Problem,
    Quote,
    Route,
    Shot,
    Tier,
    VideoRequest,
)
from ..pricing import Estimate
from . import blockout, duration, prompt, shape
from . import checks as plan_checks
from .checks import problem, problem_of
from .preflight import Preflight, preflight

__all__ = ["KEEPS", "ON_ITS_WAY", "PlanSettings", "Preflight", "lengths", "model_of", "plan", "preflight", "problem_of"]

ON_ITS_WAY = "on_its_way"
"""Code of the warning that a take of the shot is still to come: such a plan is sent only by a person's own tick."""

KEEPS = {
    Route.REFERENCE: "keeps who they are; framing from words",
    Route.BLOCKOUT: blockout.KEPT,
    Route.FIRST_FRAME: "keeps the first frame; the rest from words",
    Route.FIRST_LAST: "keeps both frames; between them from words",
    Route.TEXT: "all of it from words",
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
    file_pattern: str = ""
    """How files of takes are named (`files.patterns`)."""


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
    draft_of: str = "",
) -> Plan:
    """The plan of one shot; whatever is wrong is among its problems, so one shot never stops the others.

    `inputs` in URL order: the cast's references, or one first frame; `problems` are those met while gathering them.
    `draft_of`: what the provider calls the draft whose very video is wanted; `inputs` are then those of the draft: they
    count in the price and are not sent again.
    For live prices and availability, pass the catalog that `live_prices.merge` made."""
    given = list(problems)
    refused = any(p.level is Level.ERROR for p in given)
    model = model_of(shot, catalog)
    drafting = shot.tier is Tier.DRAFT and model.draft is not None
    resolution = model.draft.resolution if drafting and model.draft else model.near(shot.resolution)
    as_asked = shot
    if resolution != shot.resolution:
        shot = shot.model_copy(update={"resolution": resolution})
    found = [*given, *plan_checks.check_near(as_asked, shot, model), *shape.check(shot, model)]
    shot = shape.framed(shot, model)
    found += _checked(shot, model, catalog, settings)
    if draft_of:
        found = [told for told in found if told.code != "no_seed"]  # it is the same video, whatever is sown
    elsewhere = model.route is not shot.route  # that is said, and what it takes is beside the point
    found += [] if draft_of or elsewhere else plan_checks.check_inputs(shot, model, inputs, refused=refused)
    length = length_of(shot, model, settings, inputs)
    if length.too_long:
        found.append(_too_long(shot, model, catalog, inputs))
    text, negative, written = _words(shot, model, inputs, refused=refused)
    found += [] if draft_of else written
    request = _request(shot, model, settings, text, negative, length.asked, draft_of=draft_of, take_number=take_number)
    quote = _quote(shot, model, inputs, length, catalog, audio=request.audio)
    if drafting or draft_of:
        found.append(plan_checks.exact(model, finishing=bool(draft_of)))
    found += [] if draft_of else _named(shot, model, inputs, length, catalog, quote, audio=request.audio)
    quote = _finishing(quote) if draft_of else quote
    found += _priced(quote, shot, model)
    return Plan(
        shot_uuid=shot.uuid,
        shot_name=shot.name,
        route=shot.route,
        tier=shot.tier,
        request=request,
        inputs=() if draft_of else tuple(inputs),
        quote=quote,
        used_frames=length.used_frames,
        handle_in_frames=length.handle_in_frames,
        problems=plan_checks.ordered(found),
        summary=summary(shot, quote),
        keeps=KEEPS[shot.route],
        shot=_brief(as_asked, shot.aspect),
        made_from=made_from,
        made_of=made_of,
        file_pattern=settings.file_pattern,
    )


def _checked(shot: Shot, model: Model, catalog: Catalog, settings: PlanSettings) -> list[Problem]:
    """What is wrong with the shot for this model, its inputs and words apart."""
    return [
        *plan_checks.check_shot(shot, model),
        *plan_checks.check_model(shot, model, catalog),
        *plan_checks.check_providers(model, settings.only),
        *blockout.check(shot, model, catalog),
    ]


def _request(
    shot: Shot,
    model: Model,
    settings: PlanSettings,
    text: str,
    negative: str,
    seconds: int,
    *,
    draft_of: str,
    take_number: int,
) -> VideoRequest:
    """What is asked of the model, in its own terms."""
    draft = {model.draft.option: True} if shot.tier is Tier.DRAFT and model.draft else {}
    return VideoRequest(
        model=model.id,
        prompt=text,
        negative=negative,
        size=model.size(shot.resolution, shot.aspect) or "",
        aspect=shot.aspect if model.sends_aspect else "",
        seconds=seconds,
        audio=shot.audio or model.audio == "always",
        audio_switch=model.audio == "switch",
        seed=shot.seed if model.seed == "yes" else None,
        shot_type=("multi" if shot.multi_shot else "single") if model.shot_type else "",
        media_naming=model.naming,
        namespace=model.options,
        options=model.sent_options(shot.resolution) | draft,
        resolution=model.sent_resolution(shot.resolution),
        inline=model.inline,
        types_by=model.types_by,
        order=settings.order,
        only=plan_checks.providers(model, settings.only),
        draft_of=draft_of,
        tags=("blender", f"shot:{shot.name}", f"take:{take_number}"),
    )


def _finishing(quote: Quote) -> Quote:
    """The price of a draft's finished video: whether the draft's clip is billed once more nobody says."""
    if quote.usd is None:
        return quote
    asked = quote.usd * quote.seconds_asked / (quote.seconds_asked + Decimal(str(quote.input_seconds)))
    return quote.model_copy(update={"usd_low": asked if asked != quote.usd else None})


def _priced(quote: Quote, shot: Shot, model: Model) -> list[Problem]:
    """What is to be said of a price that is not one sure number."""
    if quote.usd is not None and quote.usd_low is not None:
        return [
            problem(
                "price_range",
                f"It costs {money.about(quote.usd, quote.usd_low)}: whether {model.name} bills what is sent beside the"
                " words is not known.",
                "The caps count the higher price.",
                Level.NOTE,
            )
        ]
    if quote.usd is None and model.size(shot.resolution, shot.aspect) is not None:
        return [
            problem(
                "price_unknown",
                f"The price of {model.name} at {shot.resolution} is unknown.",
                "Look it up before you send; a cap cannot be kept without it.",
                Level.WARNING,
            )
        ]
    return []


def length_of(shot: Shot, model: Model, settings: PlanSettings, inputs: Sequence[PlanInput] = ()) -> duration.Duration:
    """What a shot asks of a model, and where in it the shot begins."""
    return duration.solve(
        max(shot.frames, 1),
        shot.rate,
        lengths(model, inputs),
        handle=settings.handle,
        extra_frames=settings.handle_frames,
        speed=shot.play_speed,
    )


def _brief(shot: Shot, aspect: str) -> Shot:
    """The shot as its takes remember it: members by id and name, for where their files lie is nobody's business."""
    return shot.model_copy(update={"aspect": aspect, "cast": tuple(map(_without_source, shot.cast))})


@lru_cache(maxsize=256)  # all shots share the film's cast
def _without_source(member: CastMember) -> CastMember:
    return member.model_copy(update={"source": ""})


def model_of(shot: Shot, catalog: Catalog) -> Model:
    """The shot's own model, else (also where nobody knows it) the catalog's choice for its route and tier."""
    return chosen_model(shot.model, shot.route, shot.tier, catalog)


def chosen_model(name: str, route: Route, tier: Tier, catalog: Catalog) -> Model:
    """What `model_of` answers for a shot of these; `name` is "" where the artist names no model."""
    try:
        return catalog.get(name, route) if name else catalog.choose(route, tier)
    except UserError:
        return catalog.choose(route, tier)


def lengths(model: Model, inputs: Sequence[PlanInput]) -> tuple[int, ...]:
    """The lengths in whole seconds that the model makes from these inputs: for some, clips and output share a limit.
    A blockout's clip lasts as long as the output."""
    if model.route is Route.BLOCKOUT:
        if model.video is None:
            return model.seconds[:1]
        return _with_clip(model.seconds, model.video.min_seconds, model.video.max_seconds, model.total_seconds_max)
    if not model.total_seconds_max:
        return model.seconds
    room = model.total_seconds_max - sum(item.clip_seconds for item in inputs)
    return tuple(seconds for seconds in model.seconds if seconds <= room) or model.seconds[:1]


@lru_cache(maxsize=256)  # all shots of a model ask the same, twice each
def _with_clip(made: tuple[int, ...], shortest: float, longest: float, together: int) -> tuple[int, ...]:
    """Of the lengths that are made, those for which a clip as long may be sent; `together`: seconds of both at most, 0
    for no limit."""
    fitting = (seconds for seconds in made if shortest <= seconds <= longest)
    return tuple(seconds for seconds in fitting if not together or 2 * seconds <= together) or made[:1]


def priced_anew(plan: Plan, catalog: Catalog) -> Plan:
    """The plan of a job that came with a film's folder, with what its request costs by this catalog: what the file says
    about the price, how long its clips are, or what is wrong with it, counts for nothing."""
    request, found, basis = plan.request, Estimate(None), ""
    problems = [known for known in plan.problems if known.level is not Level.ERROR]
    problems += [wrong for item in plan.inputs for wrong in plan_checks.check_address(item)]
    try:
        model = catalog.get(request.model, plan.route)
    except UserError as error:
        problems.append(problem_of(error))
    else:
        basis = catalog.basis(model)
        found = model.price.estimate(money.used_at_most(model, plan))
    quote = Quote(
        seconds_asked=request.seconds,
        seconds_used=plan.quote.seconds_used,
        input_seconds=float(found.input_seconds),
        usd_per_second=found.per_second,
        usd=found.usd,
        usd_low=found.low,
        counted=found.counted,
        basis=basis,
    )
    pays = number(request.seconds + float(found.input_seconds))
    said = f"{plan.shot_name}: asks {request.seconds} s, pays {pays} s; it came with the film's folder"
    return plan.model_copy(update={"quote": quote, "problems": tuple(problems), "summary": said})


def summary(shot: Shot, quote: Quote) -> str:
    """ "SH040: 4.4 s, asks 5 s, pays 8 s", and "SH040: 5 s" where all of it is one number."""
    length, asks = number(float(shot.seconds)), number(quote.seconds_asked)
    pays, uses = number(quote.seconds_asked + quote.input_seconds), number(quote.seconds_used)
    parts = [f"asks {asks} s"] if asks != length else []
    parts += [f"pays {pays} s"] if pays != asks else []
    parts += [f"uses {uses} s"] if uses != length else []
    return ", ".join([f"{shot.name}: {length} s", *parts]) + at_speed(shot)


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
    size = model.size(shot.resolution, shot.aspect) or ""
    used = money.used(model, inputs, resolution=shot.resolution, size=size, seconds=length.asked, audio=audio)
    found = model.price.estimate(used)
    return Quote(
        seconds_asked=length.asked,
        seconds_used=float(shot.rate.seconds(length.used_frames)),
        input_seconds=float(found.input_seconds),
        usd_per_second=found.per_second,
        usd=found.usd,
        usd_low=found.low,
        counted=found.counted,
        basis=catalog.basis(model),
    )


def _named(
    shot: Shot,
    model: Model,
    inputs: Sequence[PlanInput],
    length: duration.Duration,
    catalog: Catalog,
    quote: Quote,
    *,
    audio: bool,
) -> list[Problem]:
    """That somebody goes along because the words name them, what that costs, and how they stay out."""
    names = [member.name for member in shot.cast if member.uuid in shot.named]
    theirs = [item for item in inputs if item.name in names and item.role in ("", "face")]
    if not shot.route.sends_references or not theirs:
        return []
    others = [item for item in inputs if item not in theirs]
    less = _quote(shot, model, others, length, catalog, audio=audio).usd
    seconds = sum(item.clip_seconds for item in theirs)
    more = "its price is unknown" if quote.usd is None or less is None else f"{money.about(quote.usd - less)} more"
    price = f"{number(seconds)} s of clip, {more}" if seconds else "at no cost" if quote.usd == less else more
    one = len({item.name for item in theirs}) == 1
    who, them, their = ("goes along as a reference", "it", "its name") if one else (
        "go along as references", "them", "their names"
    )  # fmt: skip
    return [
        problem(
            "named",
            f"{', '.join(dict.fromkeys(item.name for item in theirs))} {who}, for the words name {them}: {price}.",
            f"Write {their} without the @ to leave {them} out.",
            Level.NOTE,
        )
    ]


def _words(shot: Shot, model: Model, inputs: Sequence[PlanInput], *, refused: bool) -> tuple[str, str, list[Problem]]:
    """Prompt, negative prompt and what is wrong with them."""
    blocks = shot.blocks
    unseen = [member.name for member in shot.cast if member.uuid in shot.unseen]
    negative = prompt.write_negative(blocks)
    problems: list[Problem] = []
    before = ""
    if shot.route is Route.BLOCKOUT and model.counted_apart:
        before = blockout.opening(shot, inputs, model.naming)
        words = blockout.names(shot, inputs, model.naming)
        problems += prompt.check_known(blocks, words)
    elif shot.route is Route.REFERENCE and model.naming:
        named = [item for item in inputs if not item.role]
        words = prompt.reference_words(named, model.naming)
        cast = [member.name for member in shot.cast]
        problems += prompt.check_mentions(blocks, shot.dialogue, words, model.naming, cast=cast, refused=refused)
    else:
        words = prompt.plain_words(shot.cast)
    text = " ".join(
        filter(None, (before, prompt.write(blocks, words, shot.dialogue, unseen), *_picture_words(shot, model, inputs)))
    )
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
    problems += prompt.check_verbs(blocks, model)
    if not text and shot.route not in (Route.FIRST_FRAME, Route.FIRST_LAST):
        problems.append(problem("prompt_empty", f"{shot.name} has no words yet.", "Write in one line what happens."))
    return text, negative, problems


def _picture_words(shot: Shot, model: Model, inputs: Sequence[PlanInput]) -> list[str]:
    """What close-ups and a look picture are for, where the clip's own words do not say it already."""
    if shot.route is not Route.REFERENCE or not model.counted_apart:
        return []
    pictures = [item for item in inputs if item.kind is MediaKind.IMAGE]
    words = [
        prompt.media_word(MediaKind.IMAGE, n, model.naming) for n, item in enumerate(pictures, 1) if item.role == "look"
    ]
    return [*blockout.faces(inputs, model.naming), *map(blockout.look_sentence, words)]


def _too_long(shot: Shot, model: Model, catalog: Catalog, inputs: Sequence[PlanInput]) -> Problem:
    most = lengths(model, inputs)[-1]
    longer = [m for m in catalog.models if _another(m, model, shot) and lengths(m, ())[-1] > most]
    enough = [m for m in longer if duration.covered(lengths(m, ())[-1], shot.rate) >= shot.frames]
    enough.sort(key=lambda m: (m.route is not shot.route, not m.automatic))
    parts = len(duration.split(shot.frames, shot.rate, lengths(model, inputs)))
    other = f"use {_offer(enough[0], shot)}, or " if enough else ""
    return problem(
        "shot_long",
        f"{shot.name} lasts {number(float(shot.seconds))} s; {model.name} makes at most {most} s.",
        f"Shorten it, {other}split it into {parts} parts: Length, in the Shots panel, does that.",
    )


def _another(other: Model, model: Model, shot: Shot) -> bool:
    """Whether `other` may be offered for the shot instead."""
    possible = shot.has_picture(other.route)
    return other.listed and other is not model and possible


def _offer(model: Model, shot: Shot) -> str:
    how = "" if model.route is shot.route else f" on the {plan_checks.route_words(model.route)} route"
    return f"{model.name}{how} (up to {lengths(model, ())[-1]} s)"
