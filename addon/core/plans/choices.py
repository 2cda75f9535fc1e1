# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with a shot's length: as it is, or, where it is too long, slower, by another model, in parts, or in
parts of which each begins where the one before ends."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from .. import money
from ..catalog import Catalog, Model
from ..media.checks import number
from ..models import Frozen, Money, PlanInput, Route, Shot
from ..pricing import ZERO, Used
from . import checks as plan_checks
from . import duration, shape
from .planning import KEEPS, PlanSettings, at_speed, lengths, model_of

Kind = Literal["as_is", "retime", "model", "split", "chain"]


class Choice(Frozen):
    """One way to make a shot, said in one line. Parts are in edit frames and sum to the shot."""

    kind: Kind
    line: str
    """"SH040: 11 s, asks 10 s, pays 10 s, plays at 91 % speed, about $0.50"."""
    model: str
    route: Route
    """Of a chain: those of the parts after the first."""
    parts: tuple[duration.Part, ...]
    speed: float = 1.0
    """Speed at which a take plays: below 1, slower."""
    usd: Money | None = None


def choices(
    shot: Shot,
    *,
    catalog: Catalog,
    settings: PlanSettings,
    inputs: Sequence[PlanInput] = (),
    hints: duration.Hints | None = None,
) -> tuple[Choice, ...]:
    """Every legal way to make the shot: only *as is* where it fits its model, else the others, the nearest first.

    `inputs` are those of the shot's own route; `hints` say where it may be split."""
    model = model_of(shot, catalog)
    frames = max(shot.frames, 1)
    whole = _whole(frames, shot, lengths(model, inputs))
    if whole is not None:
        return (_choice("as_is", shot, model, inputs, (whole,), f"uses {_seconds(shot, frames)} s{at_speed(shot)}"),)
    slower = _slower(shot, model, inputs, settings)
    hardly_seen = [choice for choice in slower if choice.speed >= 1 - settings.retime_max]
    return (
        *hardly_seen,
        *_elsewhere(shot, model, inputs, catalog),
        *(choice for choice in slower if choice not in hardly_seen),
        _in_parts(shot, model, inputs, hints),
        *_chained(shot, model, inputs, catalog, hints),
    )


def cheapest(found: Sequence[Choice]) -> Choice:
    """The one that costs least, of several the nearest; one of unknown price only where all are."""
    return min(found, key=lambda choice: (choice.usd is None, choice.usd or ZERO))


SLOWED_MAX = 0.5
"""The share of its speed that a take may lose at most: what a shot's *Play At* can be set to."""


def _slower(shot: Shot, model: Model, inputs: Sequence[PlanInput], settings: PlanSettings) -> list[Choice]:
    most = lengths(model, inputs)
    speed = duration.slowed(shot.frames, shot.rate, most, SLOWED_MAX)
    if speed is None:
        return []
    part = duration.Part(start=0, frames=shot.frames, asked=most[-1], why="start")
    how = f"plays at {float(speed * 100):.0f} % speed"
    how += ", which is seen: slow motion" if speed < 1 - Fraction(str(settings.retime_max)) else ""
    return [_choice("retime", shot, model, inputs, (part,), how, speed=float(speed))]


def _elsewhere(shot: Shot, model: Model, inputs: Sequence[PlanInput], catalog: Catalog) -> list[Choice]:
    """Longer models: one of each family on the same route, of the shot's tier where it has one; then the catalog's own
    choice of the other routes."""
    nearest = sorted(catalog.models, key=lambda m: m.tier is not shot.tier)
    families = {m.family: m for m in reversed(nearest) if m.route is shot.route and m.listed and m.id != model.id}
    same = sorted(families.values(), key=catalog.models.index)
    others = [catalog.choose(route, shot.tier) for route in Route if route is not shot.route]
    found = []
    for other in (*same, *others):
        of_route = inputs if other.route is shot.route else ()
        whole = _whole(shot.frames, shot, lengths(other, of_route))
        possible = shot.has_picture(other.route)
        if other.listed and possible and whole is not None:
            how = f"{other.name} ({plan_checks.route_words(other.route)}: {KEEPS[other.route]})"
            how += ", untested" if other.untested else ""
            found.append(_choice("model", shot, other, of_route, (whole,), how))
    return found


def _in_parts(shot: Shot, model: Model, inputs: Sequence[PlanInput], hints: duration.Hints | None) -> Choice:
    parts = duration.split(shot.frames, shot.rate, lengths(model, inputs), hints)
    places = ", ".join(f"{_seconds(shot, part.start)} s ({part.why})" for part in parts[1:])
    return _choice("split", shot, model, inputs, parts, f"in {len(parts)} parts, split at {places}")


def _chained(
    shot: Shot, model: Model, inputs: Sequence[PlanInput], catalog: Catalog, hints: duration.Hints | None
) -> list[Choice]:
    """In parts that go on from one another: the first as the shot is, the others from the last frame of the part
    before. Nothing where both models have no length in common, nor where the scene cuts: what follows a cut begins with
    another picture."""
    if hints is not None and hints.cuts:
        return []
    after = _goes_on(shot, model, catalog)
    common = [seconds for seconds in lengths(model, inputs) if seconds in lengths(after, ())]
    if not common:
        return []
    parts = duration.split(shot.frames, shot.rate, common, hints)
    if len(parts) < 2:
        return []
    rest = shot.model_copy(update={"route": Route.FIRST_FRAME, "cast": (), "look_picture": ""})
    used = [(model, _used(shot, model, inputs, parts[0])), *((after, _used(rest, after, (), p)) for p in parts[1:])]
    # Where it is split says the choice without a chain; with it the line would be wider than its dialog.
    how = f"in {len(parts)} parts, each from the last frame of the one before ({after.name})"
    return [_told("chain", shot, after, used, parts, how)]


def _goes_on(shot: Shot, model: Model, catalog: Catalog) -> Model:
    """What makes a part out of a first frame: the shot's own model where it can, else the catalog's choice."""
    own = next((m for m in catalog.models if m.id == model.id and m.route is Route.FIRST_FRAME), None)
    return own or catalog.choose(Route.FIRST_FRAME, shot.tier)


def _whole(frames: int, shot: Shot, allowed: Sequence[int]) -> duration.Part | None:
    solved = duration.solve(frames, shot.rate, allowed, speed=shot.play_speed)
    if solved.too_long:
        return None
    return duration.Part(start=0, frames=frames, asked=solved.asked, why="start")


def _choice(
    kind: Literal["as_is", "retime", "model", "split"],
    shot: Shot,
    model: Model,
    inputs: Sequence[PlanInput],
    parts: tuple[duration.Part, ...],
    how: str,
    *,
    speed: float = 1.0,
) -> Choice:
    return _told(kind, shot, model, [(model, _used(shot, model, inputs, p)) for p in parts], parts, how, speed=speed)


def _told(
    kind: Kind,
    shot: Shot,
    model: Model,
    used: Sequence[tuple[Model, Used]],
    parts: tuple[duration.Part, ...],
    how: str,
    *,
    speed: float = 1.0,
) -> Choice:
    """`used`: what is billed of each part, and by which model."""
    asked = sum(part.asked for part in parts)
    found = [maker.price.estimate(billed) for maker, billed in used]
    usd = money.total(estimate.usd for estimate in found)
    low = money.total(estimate.low if estimate.low is not None else estimate.usd for estimate in found)
    each = " + ".join(f"{part.asked}" for part in parts)
    pays = number(float(asked + sum(estimate.input_seconds for estimate in found)))
    price = money.about(usd, low if low != usd else None)
    line = f"{shot.name}: {_seconds(shot, shot.frames)} s, asks {each} s, pays {pays} s, {how}, {price}"
    return Choice(kind=kind, line=line, model=model.id, route=model.route, parts=parts, speed=speed, usd=usd)


def _used(shot: Shot, model: Model, inputs: Sequence[PlanInput], part: duration.Part) -> Used:
    resolution = model.near(shot.resolution)
    size = shape.size(shot, model) or ""
    audio = shot.audio or model.audio == "always"
    return money.used(model, inputs, resolution=resolution, size=size, seconds=part.asked, audio=audio)


def _seconds(shot: Shot, frames: int) -> str:
    return number(float(shot.rate.seconds(frames)))
