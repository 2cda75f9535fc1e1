# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The route on which the shot's own clip leads camera and staging: its colours, its rate, its size, and the words.

The rules of the clip are the safe intersection of what Seedance, Wan 3.0 and H3 take (documents of 2026): 24, 25 or 30
frames a second, 409,600 to 927,408 pixels a frame. The words follow ByteDance's guide for Seedance 2.5 in our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import log

from ..catalog import Catalog, Model
from ..models import CastMember, ClipLook, Level, MediaKind, PlanInput, Problem, Rate, Route, SetPart, Shot
from .prompt import clean, media_word

PALETTE = {
    "red": "#cc2211",
    "blue": "#0055dd",
    "yellow": "#f5e642",
    "green": "#00b060",
    "pink": "#ff9ad5",
    "black": "#1a1a1a",
    "purple": "#802090",
    "orange": "#f07800",
}
"""Word -> sRGB, in the order in which they are given out. Any two differ by more than 20 (CIE Lab), also for eyes
without one of the three cones (Machado, Oliveira and Fernandes 2009)."""

PIXELS = 921_600
"""Of a frame: 1280 x 720, in the shot's aspect."""
RATES = (24, 25, 30)
"""Frames a second of a clip; 12 and 23.976 are refused."""

KEPT = "keeps camera, staging and timing; looks from stills"

_TAKES_NOTHING = {
    ClipLook.COLOURS: "no flat colours, no plain shapes, no empty background",
    ClipLook.CLAY: "no grey material, no plain shapes, no empty background",
    ClipLook.SCENE: "no plain materials, no simple light, no empty background",
    ClipLook.DEPTH: "no grey, for it shows nothing but distance: white is near, black is far",
}


def colours(members: Sequence[CastMember], parts: Sequence[SetPart] = ()) -> dict[str, str]:
    """The word of a colour for each member (by uuid) and part (by word): their own, else the first that is free."""
    wanted = [*((m.uuid, m.colour) for m in members), *((p.word, p.colour) for p in parts)]
    taken = {colour for _, colour in wanted}
    free = [word for word in PALETTE if word not in taken]
    given = {}
    for number, (who, colour) in enumerate(wanted):
        given[who] = colour if colour in PALETTE else free.pop(0) if free else list(PALETTE)[number % len(PALETTE)]
    return given


def next_colour(taken: Iterable[str]) -> str:
    """The first colour that is not taken; the first of all where none is left."""
    used = set(taken)
    return next((word for word in PALETTE if word not in used), next(iter(PALETTE)))


@lru_cache(maxsize=64)  # of a thousand shots it is the same
def clip_rate(rate: Rate) -> int:
    """The rate of a clip for a film's rate: the one whose frames, halved or doubled, are nearest to the film's.
    23.976 and 12 become 24, 50 becomes 25, 59.94 becomes 30."""
    fps = float(rate.fraction)
    return min(RATES, key=lambda r: min(abs(log(fps / (r * 2.0**k))) for k in range(-4, 5)))


@lru_cache(maxsize=64)
def edit_frames(rate: Rate) -> Fraction:
    """Edit frames that pass with each frame of the clip. A film of 23.976 plays the clip's 24 frame by frame, as its
    takes are conformed."""
    nominal = Fraction(rate.fps) / Fraction(rate.base).limit_denominator(100_000)
    whole = round(nominal)
    near = abs(nominal - whole) * 500 < whole  # the NTSC family is a thousandth off
    return Fraction(whole if near else nominal) / clip_rate(rate)


def clip_size(aspect: str) -> tuple[int, int]:
    """Pixels of the clip's frames in a film's aspect: about `PIXELS`, sides in steps of eight."""
    wide, high = map(int, aspect.split(":"))
    width = (PIXELS * wide / high) ** 0.5
    return round(width / 8) * 8, round(width * high / wide / 8) * 8


def opening(shot: Shot, inputs: Sequence[PlanInput], naming: str) -> str:
    """The words that come before the shot's own: what the clip leads, what is not taken from it, who is who in it."""
    words = _numbered(inputs, naming)
    clip = next((words[id(item)] for item in inputs if item.role == "clip"), media_word(MediaKind.VIDEO, 1, naming))
    sentences = [
        f"{clip} is a plain blockout of this shot.",
        "Follow its camera: position, lens, framing, movement and timing, from the first to the last frame.",
        "Follow where each body stands, its route and its pace.",
        f"Take nothing of its look: {_TAKES_NOTHING[shot.clip_look]}.",
        *_who_is_who(shot, inputs, words, clip),
        "Cut where it cuts, and nowhere else." if _cuts(shot) else "One single take without a cut.",
    ]
    sentences += faces(inputs, naming)
    for item in inputs:
        if item.role == "look":
            sentences.append(look_sentence(words[id(item)]))
    return " ".join(sentences)


def _cuts(shot: Shot) -> bool:
    """Whether the shot's own words tell a cut, as for a camera that jumps by its keys, or the model may cut in it."""
    return shot.multi_shot or bool(re.search(r"\bcuts?\b", shot.blocks.camera, re.IGNORECASE))


def faces(inputs: Sequence[PlanInput], naming: str) -> list[str]:
    """Whose face the close-ups show: a picture more of somebody who is sent already, not somebody more."""
    words = _numbered(inputs, naming)
    whole = {item.name: words[id(item)] for item in inputs if not item.role}
    return [
        f"{words[id(item)]} is a close-up of {whole[item.name]}: the same one, seen from near."
        for item in inputs
        if item.role == "face" and item.name in whole
    ]


def look_sentence(word: str) -> str:
    """What a look picture is for, and what not."""
    return f"Light, materials, palette and mood are those of {word}; nobody and nothing in it appears in the shot."


def names(shot: Shot, inputs: Sequence[PlanInput], naming: str) -> dict[str, str]:
    """What stands for each member in the shot's own words: its name, with its picture at every mention."""
    words = _numbered(inputs, naming)
    pictures = {item.name: words[id(item)] for item in inputs if not item.role}
    return {
        member.name: f"{member.name} of {pictures[member.name]}" if member.name in pictures else member.name
        for member in shot.cast
    }


def _numbered(inputs: Sequence[PlanInput], naming: str) -> dict[int, str]:
    counts = {MediaKind.IMAGE: 0, MediaKind.VIDEO: 0}
    words = {}
    for item in inputs:
        counts[item.kind] += 1
        words[id(item)] = media_word(item.kind, counts[item.kind], naming)
    return words


def _who_is_who(shot: Shot, inputs: Sequence[PlanInput], words: Mapping[int, str], clip: str) -> list[str]:
    pictures = {item.name: words[id(item)] for item in inputs if not item.role}
    given = colours(shot.cast, shot.set_parts)
    coloured = shot.clip_look is ClipLook.COLOURS
    told: list[str] = []
    absent: list[str] = []
    for member in shot.cast:
        who = _told(member, pictures.get(member.name, ""))
        if member.uuid in shot.unseen:
            absent.append(who)
            continue
        told.append(f"the {given[member.uuid]} figure is {who}" if coloured else who)
    if coloured:
        told += [f"the {given[part.word]} shape is {clean(part.word)}" for part in shot.set_parts]
    sentences = [f"{who}{',' if ',' in who else ''} is not in {clip}." for who in absent]
    if told:
        listed = f"In {clip} {'; '.join(told)}." if coloured else f"The figures of {clip} are {' and '.join(told)}."
        sentences.insert(0, listed)
    return sentences


def _told(member: CastMember, picture: str) -> str:
    if picture:
        return f"{member.name}, with the look of {picture}"  # a car is no "who"
    description = clean(member.description).rstrip(".")
    return f"{member.name}, {description}" if description else member.name


def check(shot: Shot, model: Model, catalog: Catalog) -> list[Problem]:
    """What is wrong with a blockout shot before it is filmed."""
    if shot.route is not Route.BLOCKOUT:
        return []
    found = []
    if model.route is not Route.BLOCKOUT:
        found.append(refusal(model, catalog))
    given = colours(shot.cast, shot.set_parts)
    found += _check_bodies(shot)
    if shot.clip_look is ClipLook.COLOURS:
        found += _check_colours(shot, given)
    return found


def refusal(model: Model, catalog: Catalog) -> Problem:
    """Why a model takes no blockout, and which ones do."""
    able = dict.fromkeys(m.name for m in catalog.models if m.route is Route.BLOCKOUT and m.listed)
    why = {
        "subject": "it takes every clip for a character, and grey figures would walk in as persons",
        "continue": "it goes on from the end of a clip",
        "none": "it takes no clip",
        "guide": "it is asked on another route",
    }[model.clip_role]
    return Problem(
        level=Level.ERROR,
        code="blockout_refused",
        message=f"{model.name} cannot follow the shot's clip: {why}.",
        next_step=f"Leave the shot's model empty, or choose one of: {', '.join(able)}.",
    )


def _check_bodies(shot: Shot) -> list[Problem]:
    """Two members who are one and the same collection: one figure cannot be both."""
    bodies: dict[str, list[str]] = {}
    for member in {m.uuid: m for m in shot.cast}.values():
        if member.source_kind == "collection" and member.source:
            bodies.setdefault(member.source, []).append(member.name)
    return [
        Problem(
            level=Level.ERROR,
            code="same_body",
            message=f"{_all(who)} the collection {source}: the clip of {shot.name} shows one figure for them.",
            next_step="Give each a collection of its own (an instance will do), or take one of them out of the shot.",
        )
        for source, who in bodies.items()
        if len(who) > 1
    ]


def _all(who: Sequence[str]) -> str:
    """ "Mia and Rook are both", "Mia, Rook and Jo are all"."""
    return f"{', '.join(who[:-1])} and {who[-1]} are {'both' if len(who) == 2 else 'all'}"


def _check_colours(shot: Shot, given: Mapping[str, str]) -> list[Problem]:
    called = {member.uuid: member.name for member in shot.cast} | {part.word: part.word for part in shot.set_parts}
    by_colour: dict[str, list[str]] = {}
    for who, colour in given.items():
        by_colour.setdefault(colour, []).append(called[who])
    return [
        Problem(
            level=Level.ERROR,
            code="same_colour",
            message=f"{_all(who)} {colour} in the clip of {shot.name}; nobody could tell who is who.",
            next_step="Give one of them another colour in the Cast panel.",
        )
        for colour, who in by_colour.items()
        if len(who) > 1
    ]
