# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which shape a shot's video has: its scene's, as near as the model makes it, and what of the scene's frame that costs.

What is cut and added is reckoned as Blender's cameras do it: the side of the picture that their sensor fits keeps its
angle of view, by itself (Auto) the longer.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd, log

from ..catalog import Model
from ..models import Level, Problem, Route, Shot

SCENE = "scene"
"""The aspect of a shot that has its scene's shape."""
USUAL = "16:9"
ALIKE = 0.03
"""Share by which two shapes may differ and be the same: providers' own sizes for 4:3 do by 2 %."""
SIDE_MAX = 21
"""Of a ratio that is said in whole numbers; others are said as 2.39:1."""


def framed(shot: Shot, model: Model) -> Shot:
    """The shot with the aspect that is asked for: one of the model's where it has its scene's shape."""
    return shot if shot.aspect != SCENE else shot.model_copy(update={"aspect": _asked(shot, model)})


def _asked(shot: Shot, model: Model) -> str:
    """The aspect that is asked for."""
    if shot.aspect != SCENE:
        return shot.aspect
    offered = tuple(model.sizes.get(model.near(shot.resolution), {})) or (USUAL,)
    return _nearest(shot.picture or USUAL, offered)


@lru_cache(maxsize=256)  # shots of a few scenes' shapes, each asked for several times
def _nearest(picture: str, offered: tuple[str, ...]) -> str:
    wanted = ratio(picture)
    return min(offered, key=lambda aspect: abs(log(ratio(aspect) / wanted)))


def size(shot: Shot, model: Model) -> str | None:
    """Pixel size "WIDTHxHEIGHT" of a shot's video; None when the model does not make it."""
    return model.size(model.near(shot.resolution), _asked(shot, model))


def shown(shot: Shot) -> str:
    """The aspect of what is filmed for a shot where no model says which it has: "16:9", or its scene's own."""
    return (shot.picture or USUAL) if shot.aspect == SCENE else shot.aspect


@lru_cache(maxsize=256)
def ratio(aspect: str) -> float:
    """Width over height of "16:9"."""
    wide, high = aspect.split(":")
    return float(wide) / float(high)


def named(aspect: str) -> str:
    """ "1280:720" as "16:9", "1920:804" as "2.39:1"."""
    wide, high = (int(side) for side in aspect.split(":"))
    shared = gcd(wide, high)
    if max(wide, high) <= SIDE_MAX * shared:
        return f"{wide // shared}:{high // shared}"
    return f"{wide / high:.2f}:1" if wide > high else f"1:{high / wide:.2f}"


def check(shot: Shot, model: Model) -> list[Problem]:
    """A word about a shot whose scene has another shape than its video will have."""
    asked = _asked(shot, model)
    if not model.sizes.get(model.near(shot.resolution)):
        return []  # it makes no video of that resolution at all, which is said elsewhere
    if not shot.picture or shot.route is Route.TEXT or alike(shot.picture, asked):
        return []
    scene, does = named(shot.picture), changes(shot.picture, asked, shot.sensor_fit)
    if shot.aspect == SCENE:
        return [
            Problem(
                level=Level.NOTE,
                code="aspect_nearest",
                message=f"{model.name} makes no {scene} video: {shot.name} is made at {asked}, which {does}.",
                next_step=f"Crop the take in the edit, or set the scene's resolution to {asked} and frame for that.",
            )
        ]
    return [
        Problem(
            level=Level.WARNING,
            code="aspect_differs",
            message=f"The scene of {shot.name} is {scene}, and the film asks for {asked}, which {does}.",
            next_step="Set the film's aspect to As the Scene, or the scene's resolution to the film's aspect.",
        )
    ]


def alike(one: str, other: str) -> bool:
    return abs(log(ratio(one) / ratio(other))) <= ALIKE


def changes(picture: str, asked: str, fit: str = "auto") -> str:
    """ "cuts 25 % of its frame above and below": what a video of shape `asked` shows of a scene of shape `picture`,
    through a camera whose sensor fits as `fit` says, see `Shot.sensor_fit`."""
    old, new = _seen(picture, fit), _seen(asked, fit)
    wide, high = new[0] / old[0], new[1] / old[1]
    told = [_change(wide, "at the sides"), _change(high, "above and below")]
    return " and ".join(part for part in told if part) or "keeps its frame"


def _seen(aspect: str, fit: str) -> tuple[float, float]:
    """Width and height that are seen, the side that keeps its angle of view as 1."""
    shape = ratio(aspect)
    if fit == "horizontal" or (fit == "auto" and shape >= 1):
        return 1.0, 1 / shape
    return shape, 1.0


def _change(share: float, where: str) -> str:
    if abs(share - 1) < 0.01:
        return ""
    return f"cuts {1 - share:.0%} of its frame {where}" if share < 1 else f"adds {share - 1:.0%} to its frame {where}"
