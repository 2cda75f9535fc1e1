# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a shot to its Plan: the exact request, its price, and everything that is wrong with it. Never spends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from . import duration, money, prompt
from .catalog import Catalog, Model
from .errors import AnimaticError, MediaError
from .media import check_reference
from .media.probing import MediaInfo
from .models import (
    CaptureSpec,
    Frozen,
    Level,
    MediaKind,
    Plan,
    PlanInput,
    Problem,
    Quote,
    Reference,
    Route,
    Shot,
    VideoRequest,
)

KEEPS = {
    Route.REFERENCE: "Keeps who they are; framing and camera are described.",
    Route.FIRST_FRAME: "Keeps the framing of the first frame; what happens next is described.",
    Route.TEXT: "Keeps nothing of the scene; everything is described.",
}


class PlanSettings(Frozen):
    """The film's settings that a plan depends on."""

    handle: duration.Handle = "in"
    handle_frames: int = 0
    """Frames of handle wanted on both sides of the shot."""
    order: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


class LivePrice(Frozen):
    """A model's prices as the gateway lists them today: dollars a second by resolution name."""

    usd_per_second: dict[str, Decimal]
    date: str


def plan(
    shot: Shot,
    *,
    catalog: Catalog,
    settings: PlanSettings,
    inputs: Sequence[PlanInput],
    take_number: int,
    prices: Mapping[str, LivePrice] | None = None,
    problems: Iterable[Problem] = (),
) -> Plan:
    """The plan of one shot. `inputs` in URL order: the cast's references, or one first frame; `problems` are those that
    were met while gathering them. `prices` are the gateway's own, where they were read: a model that is not among them
    is retired. Raises UserError for a model that the catalog does not know."""
    model = catalog.get(shot.model) if shot.model else catalog.choose(shot.route, shot.tier)
    found = [*problems, *_check_shot(shot, model), *_check_inputs(model, inputs)]
    length = duration.solve(
        max(shot.frames, 1), shot.rate, model.min_seconds, model.max_seconds,
        handle=settings.handle, extra_frames=settings.handle_frames,
    )  # fmt: skip
    if length.too_long:
        found.append(_too_long(shot, model, catalog))
    size = model.size(shot.resolution, shot.aspect)
    if size is None:
        found.append(_no_size(shot, model))
    text, negative, written = _words(shot, model, inputs)
    found += written
    if not model.zero_data_retention:
        found.append(
            Problem(level=Level.NOTE, code="no_zdr", message=f"{model.name} is not offered with zero data retention.")
        )
    found += _check_live(model, prices)
    if model.audio == "always" and not shot.audio:
        found.append(
            Problem(level=Level.NOTE, code="always_sound", message=f"{model.name} always makes sound.",
                    next_step="Mute the sound strip.")
        )  # fmt: skip
    request = VideoRequest(
        model=model.id,
        prompt=text,
        negative=negative,
        size=size or "",
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
    quote = _quote(shot, model, inputs, length, prices, catalog.prices_date)
    if quote.usd is None:
        found.append(
            Problem(level=Level.WARNING, code="price_unknown", message=f"The price of {model.name} is unknown.",
                    next_step="Look it up before you send.")
        )  # fmt: skip
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
        problems=tuple(found),
        summary=summary(shot, quote),
    )


def summary(shot: Shot, quote: Quote) -> str:
    """ "SH040: 4.4 s, asks 5 s, pays 5 s, uses 4.4 s"."""
    pays = quote.seconds_asked + quote.input_seconds
    return (
        f"{shot.name}: {_number(float(shot.seconds))} s, asks {quote.seconds_asked} s,"
        f" pays {_number(pays)} s, uses {_number(quote.seconds_used)} s"
    )


def problem_of(error: AnimaticError) -> Problem:
    """An error met while gathering, as a problem of the plan."""
    return Problem(level=Level.ERROR, code=error.code, message=error.user_message, next_step=error.next_step)


def _quote(
    shot: Shot,
    model: Model,
    inputs: Sequence[PlanInput],
    length: duration.Duration,
    prices: Mapping[str, LivePrice] | None,
    catalog_date: str,
) -> Quote:
    live = (prices or {}).get(model.id)
    per_second = (live.usd_per_second if live else model.usd_per_second).get(shot.resolution)
    input_seconds = money.billed_input_seconds(model, inputs)
    return Quote(
        seconds_asked=length.asked,
        seconds_used=float(shot.rate.seconds(length.used_frames)),
        input_seconds=float(input_seconds),
        usd_per_second=per_second,
        usd=money.estimate(per_second, length.asked, input_seconds),
        basis=f"gateway {live.date}" if live else f"catalog {catalog_date}",
    )


def _words(shot: Shot, model: Model, inputs: Sequence[PlanInput]) -> tuple[str, str, list[Problem]]:
    """Prompt, negative prompt and what is wrong with them."""
    references = inputs if shot.route is Route.REFERENCE else ()
    words = prompt.reference_words(references, model.naming)
    if shot.route is not Route.REFERENCE:
        words = {member.name: member.name for member in shot.cast}
    text = prompt.write(shot.blocks, words)
    negative = prompt.write_negative(shot.blocks)
    problems = prompt.check_length(text, model.prompt_max, "prompt")
    problems += prompt.check_length(negative, model.negative_max, "negative prompt")
    if shot.route is Route.REFERENCE:
        problems += prompt.check_mentions(" ".join(shot.blocks.model_dump().values()), references)
    if not text and shot.route is not Route.FIRST_FRAME:
        problems.append(
            Problem(level=Level.ERROR, code="prompt_empty", message=f"{shot.name} has no words yet.",
                    next_step="Write in one line what happens.")
        )  # fmt: skip
    return text, negative, problems


def _check_shot(shot: Shot, model: Model) -> list[Problem]:
    problems = []
    if shot.frames < 1:
        problems.append(
            Problem(level=Level.ERROR, code="shot_empty", message=f"{shot.name} has no length.",
                    next_step="Give it at least one frame.")
        )  # fmt: skip
    if model.route is not shot.route:
        problems.append(
            Problem(
                level=Level.ERROR,
                code="model_route",
                message=f"{model.name} does not work from the {shot.route.value.replace('_', ' ')} route.",
                next_step="Clear the shot's model, or choose the route it is made for.",
            )
        )
    if shot.seed is not None and not 0 <= shot.seed <= model.seed_max:
        problems.append(
            Problem(level=Level.ERROR, code="seed_range", message=f"The seed of {shot.name} is out of range.",
                    next_step=f"Use a whole number from 0 to {model.seed_max}.")
        )  # fmt: skip
    return problems


def _check_inputs(model: Model, inputs: Sequence[PlanInput]) -> list[Problem]:
    problems = []
    if len(inputs) < model.min_references:
        what = "no first frame" if model.route is Route.FIRST_FRAME else "no reference"
        problems.append(
            Problem(level=Level.ERROR, code="reference_missing", message=f"The shot has {what} to send.",
                    next_step="Give it a camera." if model.route is Route.FIRST_FRAME else "Add a cast member to it.")
        )  # fmt: skip
    limits = [
        (len(inputs), model.max_references, "references"),
        (_count(inputs, MediaKind.IMAGE), model.image.max_count if model.image else 0, "pictures"),
        (_count(inputs, MediaKind.VIDEO), model.video.max_count if model.video else 0, "clips"),
    ]
    problems += [
        Problem(level=Level.ERROR, code="too_many_references",
                message=f"{model.name} takes at most {limit} {what}; the shot has {count}.",
                next_step="Take someone out, or use a picture instead of a clip.")
        for count, limit, what in limits
        if count > limit
    ]  # fmt: skip
    for item in inputs:
        try:
            if item.reference is not None:
                check_reference(_info(item.reference), model, item.name)
            elif item.capture is not None:
                check_reference(_expected(item.capture), model, item.name)
        except MediaError as error:
            problems.append(problem_of(error))
    return problems


def _count(inputs: Sequence[PlanInput], kind: MediaKind) -> int:
    return sum(item.kind is kind for item in inputs)


def _info(reference: Reference) -> MediaInfo:
    return MediaInfo(
        kind=reference.kind.value,
        media_type=reference.media_type,
        width=reference.width,
        height=reference.height,
        seconds=reference.seconds,
        fps=reference.fps,
        frames=round(reference.seconds * reference.fps),
        has_alpha=reference.has_alpha,
        has_audio=reference.has_audio,
        video_codec="",
        audio_codec="",
        size=reference.size,
    )


def _expected(capture: CaptureSpec) -> MediaInfo:
    """What a capture will be, so that a clip that is too long is refused before it is filmed."""
    video = capture.media_kind is MediaKind.VIDEO
    return MediaInfo(
        kind=capture.media_kind.value,
        media_type="video/mp4" if video else "image/png",
        width=capture.width,
        height=capture.height,
        seconds=capture.seconds,
        fps=float(capture.rate.fraction) if video else 0.0,
        frames=capture.frame_end - capture.frame_start,
        has_alpha=False,
        has_audio=False,
        video_codec="",
        audio_codec="",
        size=1,
    )


def _too_long(shot: Shot, model: Model, catalog: Catalog) -> Problem:
    longer = [m for m in catalog.models if m.route is not shot.route and m.max_seconds >= shot.seconds]
    parts = -(-shot.frames // int(shot.rate.frames(model.max_seconds)))
    other = (
        f"use the {longer[0].route.value.replace('_', ' ')} route ({longer[0].max_seconds} s), or " if longer else ""
    )
    return Problem(
        level=Level.ERROR,
        code="shot_long",
        message=f"{shot.name} lasts {_number(float(shot.seconds))} s; {model.name} makes {model.max_seconds} s.",
        next_step=f"Shorten it, {other}split it into {parts} parts.",
    )


def _no_size(shot: Shot, model: Model) -> Problem:
    sizes = ", ".join(f"{name} {aspect}" for name, by_aspect in model.sizes.items() for aspect in by_aspect)
    return Problem(
        level=Level.ERROR,
        code="size",
        message=f"{model.name} makes no {shot.resolution} video of {shot.aspect}.",
        next_step=f"Choose one of: {sizes}.",
    )


def _check_live(model: Model, prices: Mapping[str, LivePrice] | None) -> list[Problem]:
    if not prices or model.id in prices:
        return []
    instead = f"Use {model.successor}." if model.successor else "Choose another model."
    return [
        Problem(level=Level.ERROR, code="model_retired", message=f"The gateway no longer lists {model.name}.",
                next_step=instead)
    ]  # fmt: skip


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
