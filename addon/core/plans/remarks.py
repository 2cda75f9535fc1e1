# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be said of what a shot sends: what of it stays here and why, what it lacks, what is on its way already."""

from __future__ import annotations

from collections.abc import Sequence

from ..catalog import Model
from ..models import CastMember, Level, MediaKind, PlanInput, Problem, Route, Shot
from .checks import problem
from .planning import ON_ITS_WAY


def lost(name: str, file: str, thing: str) -> Problem:
    return problem(
        "file_lost",
        f"{file} is missing: {thing} in {name} is filmed without it, magenta or not at all.",
        "File > External Data > Find Missing Files, or relocate the library, then look again.",
        Level.WARNING,
    )


def on_its_way(name: str, coming: int) -> list[Problem]:
    """Told of a shot whose take is still to come: sent again, it is paid twice."""
    if not coming:
        return []
    takes = f"One take of {name} is on its way" if coming == 1 else f"{coming} takes of {name} are on their way"
    return [
        problem(
            ON_ITS_WAY,
            f"{takes}.",
            "Tick it to send another one, too.",
            Level.WARNING,
        )
    ]


def filmed_otherwise(name: str, remark: str) -> Problem:
    return problem(
        "filmed_otherwise",
        f"{name}: {remark}.",
        "Look at it before you send it; a machine with a graphics card films it better.",
        Level.NOTE,
    )


def front_guessed(name: str) -> Problem:
    return problem(
        "front_guessed",
        f"Which side of {name} is the front is a guess.",
        "Look at the three views in the cast, or set Front there.",
        Level.WARNING,
    )


def front_unknown(name: str) -> Problem:
    return problem(
        "front_unknown",
        f"Which side of {name} is the front is not known yet.",
        "Three views of it in the cast tell, filmed beside your work and free.",
        Level.NOTE,
    )


def clip_stays(member: CastMember) -> Problem:
    return problem(
        "clip_not_sent",
        f"{member.name} is shown by a clip, which does not go beside the shot's own.",
        "Give it a picture or a collection, or describe it in Looks.",
        Level.NOTE,
    )


def look_stays(model: Model) -> Problem:
    return problem(
        "look_not_sent",
        f"The look picture is not sent: {model.name} would take it for somebody who plays.",
        "Say the look in words, or choose a model that counts pictures apart: Wan 3.0, Seedance, H3.",
        Level.NOTE,
    )


def close_up_stays(member: CastMember, why: str) -> Problem:
    return problem(
        "close_up_not_sent",
        f"The close-up of {member.name} is not sent: {why}.",
        "Its reference goes alone.",
        Level.NOTE,
    )


def close_up_waits(member: CastMember) -> Problem:
    return problem(
        "close_up_waits",
        f"The close-up of {member.name} is not sent: it may show the back of the head, for the front is a guess.",
        "Say Face or Back below its views, or set its Close-Up to Always.",
        Level.NOTE,
    )


def tells_pictures_apart(model: Model) -> bool:
    """Whether a model takes two pictures of one character for one, and not for two."""
    return model.counted_apart and model.image is not None


def no_close_up(model: Model, inputs: Sequence[PlanInput], shot: Shot) -> str:
    """Why one picture more cannot go along; "" where it can."""
    if model.image is None or not tells_pictures_apart(model):
        return f"{model.name} would take it for somebody more"
    look = 1 if shot.look_picture else 0
    pictures = sum(item.kind is MediaKind.IMAGE for item in inputs) + look
    if pictures >= model.image.max_count or len(inputs) + look >= model.max_references:
        return f"{model.name} takes no more pictures"
    return ""


def unheard(member: CastMember, shot: Shot, model: Model) -> list[Problem]:
    """A note where a member's voice does not go along: only some models take it, and only from a clip."""
    if not member.voice or member.source_kind != "collection" or shot.route is Route.BLOCKOUT:
        return []
    why = f"{model.name} takes no voice" if not model.clip_voice else "a still sheet has no sound"
    if model.clip_voice and member.form != "sheet":
        return []
    return [
        problem(
            "voice_not_sent",
            f"The voice of {member.name} is not sent: {why}.",
            "Describe the voice in the shot's action.",
            Level.NOTE,
        )
    ]
