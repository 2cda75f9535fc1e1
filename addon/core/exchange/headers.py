# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What columns of shot lists are called, by the programs and people that make them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

ALIASES: Mapping[str, tuple[str, ...]] = {
    "name": ("shot", "shot code", "shot name", "shot number", "shot no", "shot #", "shot id", "code", "name", "plan",
             "einstellung", "setup shot", "shot nr", "nr", "no", "#"),
    "sequence": ("sequence", "seq", "séquence", "sequenz", "sequence name"),
    "episode": ("episode", "épisode", "ep"),
    "scene": ("scene", "scene number", "scene no", "scene #", "sc", "scène", "szene"),
    "setup": ("setup", "set up", "setup number"),
    "action": ("description", "shot description", "action", "desc", "beschreibung", "handlung", "content", "brief"),
    "size": ("shot size", "size", "framing", "valeur de plan", "valeur", "einstellungsgröße", "shot type size",
             "framing size"),
    "kind": ("shot type", "type of shot"),
    "angle": ("angle", "camera angle", "axe", "perspektive", "kamerawinkel", "camera position"),
    "movement": ("movement", "camera movement", "move", "camera move", "mouvement", "bewegung", "kamerabewegung"),
    "lens": ("lens", "focal length", "focale", "brennweite", "objektiv", "optique"),
    "equipment": ("equipment", "rig", "camera rig", "machinerie", "ausrüstung"),
    "camera": ("camera", "kamera", "caméra"),
    "dialogue": ("dialogue", "dialog", "dialogues", "dialoge", "line", "lines", "text"),
    "sound": ("sound", "audio", "son", "ton"),
    "cast": ("cast", "subject", "subjects", "characters", "character", "personnages", "personnage", "figuren",
             "darsteller", "talent", "actors"),
    "place": ("location", "set", "place", "lieu", "décor", "decor", "ort", "drehort", "int/ext", "background"),
    "length": ("duration", "length", "est time", "est. time", "estimated time", "estimated duration", "time", "durée",
               "dauer", "länge", "seconds", "durée (s)", "duration (s)", "dauer (s)", "sec", "shot length", "trt"),
    "frames": ("frames", "nb frames", "cut duration", "frame count", "duration (frames)", "length (frames)",
               "nombre d'images", "bilder", "frame duration"),
    "first": ("frame in", "cut in", "in", "start frame", "frame start", "first frame", "head in"),
    "last": ("frame out", "cut out", "out", "end frame", "frame end", "last frame", "tail out"),
    "rate": ("fps", "frame rate", "framerate"),
    "notes": ("notes", "note", "remarks", "comments", "comment", "remarques", "bemerkungen", "notizen",
              "director notes"),
    "state": ("status", "state", "statut"),
    "timecode": ("start", "timecode", "tc in", "start tc", "start timecode", "record in"),
    "take": ("take",),
    "cost": ("cost", "cost (usd)", "usd"),
}  # fmt: skip
"""Our fields and what others call them. The first of several columns that fit is taken, by the alias' place here."""

FIELDS = tuple(ALIASES)


def normal(header: str) -> str:
    """Without case, accents and signs: "Durée (s)" is "durees"."""
    plain = unicodedata.normalize("NFKD", header.casefold()).replace("ß", "ss")
    return "".join(c for c in plain if c.isalnum() or c == "#")


_KNOWN = {normal(alias): (field, rank) for field, aliases in ALIASES.items() for rank, alias in enumerate(aliases)}


def mapping(headers: Sequence[str], remembered: Mapping[str, str] | None = None) -> dict[int, str]:
    """The field of each column by number. `remembered`: what a person chose before, by the header's normal form, "" for
    a column that is to be left; it comes before every alias. No field twice."""
    chosen: dict[int, str] = {}
    ranked: list[tuple[int, int, str]] = []
    for number, header in enumerate(headers):
        key = normal(header)
        if remembered and key in remembered:
            if remembered[key] in ALIASES and remembered[key] not in chosen.values():
                chosen[number] = remembered[key]
        elif key in _KNOWN:
            field, rank = _KNOWN[key]
            ranked.append((rank, number, field))
    for _, number, field in sorted(ranked):
        if field not in chosen.values():
            chosen[number] = field
    return dict(sorted(chosen.items()))
