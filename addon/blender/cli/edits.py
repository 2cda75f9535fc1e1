# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that change shots and takes, and film them: `shots set`, `takes star`, `capture`. They spend nothing and
need no network."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import UserError
from ..cast import members as cast_members
from ..engine import session
from ..properties import film, find_shot
from ..properties.shot import BLOCKS
from ..takes import data as take_data
from ..values import cast_to_model, take_label, to_model
from . import headless

if TYPE_CHECKING:
    from ...core.models import CaptureSpec, Reference
    from .commands import Call
    from .options import Result

FIELDS = ("route", "tier", "model", "seed", "audio", "multi_shot", "speed", "clip_look", "look_picture")
"""Of a shot, as they are called in the file; beside them its blocks of words, and its cast."""


def set_shots(call: Call) -> Result:
    """`shots set SHOT... KEY=VALUE...`: change shots and save the film."""
    from .options import Result

    words = call.options.words[1:]
    names = [word for word in words if "=" not in word]
    changes = [word.partition("=")[::2] for word in words if "=" in word]
    if not names or not changes:
        raise UserError(
            "Say which shots and what to set: shots set SH010 route=blockout.", f"Keys: {_keys()}.", code="usage"
        )
    shots = headless.named_shots(call.edit, names)
    for shot in shots:
        for key, value in changes:
            _set(call.edit, shot, key.strip(), value.strip())
    headless.save_film(call.stamp)
    rows = [_row(call.edit, shot, [key.strip() for key, _ in changes]) for shot in shots]
    text = "\n".join(f"{row.pop('shot')}: {', '.join(f'{k}={v}' for k, v in row.items())}" for row in map(dict, rows))
    return Result({"film": bpy.data.filepath, "shots": rows}, text)


def _keys() -> str:
    return ", ".join((*FIELDS, "continues", *BLOCKS))


def _set(edit: bpy.types.Scene, shot: Any, key: str, value: str) -> None:
    if key in BLOCKS and key != "cast":
        shot.write(key, value)
    elif key == "cast":
        _cast(edit, shot, value)
    elif key == "continues":
        shot.continues = headless.named_shots(edit, [value])[0].uuid if value else ""
    elif key not in FIELDS:
        raise UserError(f"A shot has no {key or 'name for that'}.", f"Keys: {_keys()}.", code="usage")
    else:
        if key == "model" and value:
            _catalog().get(value)
        prop = shot.bl_rna.properties[key]
        if prop.type == "ENUM" and value not in prop.enum_items:
            known = ", ".join(item.identifier for item in prop.enum_items)
            raise UserError(f"{key} cannot be {value}.", f"It is one of: {known}.", code="usage")
        setattr(shot, key, _typed(key, prop.type, value))


def _typed(key: str, kind: str, value: str) -> Any:
    if kind == "BOOLEAN":
        known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
        if value.lower() not in known:
            raise UserError(f"{key} cannot be {value}.", "It is yes or no.", code="usage")
        return known[value.lower()]
    if kind == "FLOAT":
        try:
            return float(value)
        except ValueError:
            raise UserError(f"{key} cannot be {value}.", "It is a number.", code="usage") from None
    return value


def _cast(edit: bpy.types.Scene, shot: Any, value: str) -> None:
    """Names with commas between, in the order of the request; nothing takes everybody out."""
    by_name = {member.name.casefold(): member for member in film(edit).cast}
    names = [name.strip() for name in value.split(",") if name.strip()]
    unknown = [name for name in names if name.casefold() not in by_name]
    if unknown:
        known = ", ".join(member.name for member in film(edit).cast) or "nobody"
        raise UserError(f"The cast has no {', '.join(unknown)}.", f"It is: {known}.", code="usage")
    shot.cast.clear()
    for name in names:
        cast_members.cast_in(shot, by_name[name.casefold()].uuid)


def _row(edit: bpy.types.Scene, shot: Any, keys: Sequence[str]) -> dict[str, Any]:
    names = {member.uuid: member.name for member in film(edit).cast}

    def told(key: str) -> Any:
        if key == "cast":
            return ", ".join(names.get(slot.member, "") for slot in shot.cast)
        if key == "continues":
            earlier = find_shot(edit, shot.continues)
            return earlier.name if earlier else ""
        return shot.block(key).text if key in BLOCKS else getattr(shot, key)

    return {"shot": shot.name, **{key: told(key) for key in dict.fromkeys(keys)}}


def star_takes(call: Call) -> list[Any]:
    """`takes star SHOT [tNNN]...`, `takes unstar ...`: mark takes as favourites, or unmark them, and save the film.
    Answers their shots, in the order named."""
    verb, *words = call.options.words
    meant = _takes_of(call.edit, words)
    for _, take in meant:
        take_data.star(take, starred=verb == "star")
    headless.save_film(call.stamp)
    return list({shot.uuid: shot for shot, _ in meant}.values())


_NUMBER = re.compile(r"[tT]?0*([1-9]\d*)")
"""A take after its shot: "t002", "t2", "2"."""


def _takes_of(edit: bpy.types.Scene, words: Sequence[str]) -> list[tuple[Any, Any]]:
    """Shots with the takes that words name: "SH010 t002", or "SH010" for the take on the timeline.

    Raises UserError for a shot or a take that is not there."""
    known = {name for shot in headless.named_shots(edit) for name in (shot.name, shot.uuid)}
    named: list[tuple[str, int]] = []
    for word in words:
        number = None if word in known else _NUMBER.fullmatch(word)
        if number is None:
            named.append((word, 0))
        elif named:
            shot, before = named[-1]
            named[-1:] = [(shot, int(number[1]))] if before == 0 else [(shot, before), (shot, int(number[1]))]
    if not named:
        raise UserError("Say which takes: takes star SH010 t002.", "See them with `takes`.", code="usage")
    return [_take_of(edit, name, number) for name, number in named]


def _take_of(edit: bpy.types.Scene, name: str, number: int) -> tuple[Any, Any]:
    """The take of this number of a shot, or with 0 the one on the timeline. Raises UserError where it has none."""
    (shot,) = headless.named_shots(edit, [name])
    if number:
        take = next((take for take in shot.takes if take.number == number), None)
    else:
        take = take_data.active(shot)
    if take is None:
        known = ", ".join(f"t{take.number:03d}" for take in shot.takes)
        what = f"There is no {take_label(shot.name, number)}." if number else f"{shot.name} shows no take."
        raise UserError(what, f"It has {known}." if known else "Generate one first.", code="no_take")
    return shot, take


def capture(call: Call) -> Result:
    """`capture NAME --as clip|still|turntable`: film it now, free and offline, unless it was filmed as it is."""
    from ..capture.store import CaptureStore
    from .options import Result

    spec = _spec(call)
    out = _out(call.options.out, spec) if call.options.out else None
    store = CaptureStore(call.folder)
    known = store.find(spec.key)
    reference = known or _film(call, spec, store)
    file = call.folder.resolve(reference.path)
    if out is not None:
        file = _copied(file, out, "_".join(filter(None, (spec.name, call.options.kind or "clip", spec.look))))
    facts = reference.model_dump(mode="json", include={"sha256", "width", "height", "seconds", "fps", "size"})
    data = {"film": bpy.data.filepath, "name": spec.name, "as": call.options.kind or "clip", "look": spec.look}
    return Result({**data, **facts, "filmed": known is None, "file": str(file)}, str(file))


def _spec(call: Call) -> CaptureSpec:
    from ...core.models import ClipLook
    from ..capture import members, specs
    from ..shots import gather

    if len(call.options.shots) != 1:
        raise UserError("One shot, or one member of the cast, is filmed at a time.", "Name it.", code="usage")
    (name,), kind, look = call.options.shots, call.options.kind, call.options.look
    if kind == "turntable" and look:
        raise UserError(
            "A turntable shows its member as it is: a look is of a clip or a still.", "Leave out --look.", code="usage"
        )
    if kind == "turntable":
        member = _member(call, name)
        scene = specs.home(member.collection, call.edit) if member.collection else call.edit
        model = cast_to_model(member).model_copy(update={"form": "turntable"})
        spec = members.spec_of(model, scene)
        if spec is None:
            raise UserError(
                f"{member.name} is a file as it is: there is nothing to film.", "Name a collection.", code="usage"
            )
        return spec
    (shot,) = headless.named_shots(call.edit, [name])
    model_shot = to_model(shot, call.edit)
    if kind == "still":
        return gather.still_of(model_shot, _catalog(), ClipLook(look or "scene"))
    if look:
        model_shot = model_shot.model_copy(update={"clip_look": ClipLook(look)})
    return gather.clip_of(call.edit, model_shot, _catalog())


def _catalog() -> Any:
    from ...core import catalog

    return catalog.load()


def _member(call: Call, name: str) -> Any:
    """The member of that name, or the only one of the shot of that name."""
    cast = film(call.edit).cast
    found = next((member for member in cast if member.name.casefold() == name.casefold()), None)
    if found is not None:
        return found
    try:
        (shot,) = headless.named_shots(call.edit, [name])
    except UserError as error:
        known = ", ".join(member.name for member in cast) or "nobody"
        raise UserError(
            f"Neither the cast nor a shot is called {name}.", f"The cast is: {known}.", code="usage"
        ) from error
    inside = [member for member in cast if cast_members.plays_in(shot, member.uuid)]
    if len(inside) != 1:
        names = ", ".join(member.name for member in inside or cast) or "nobody"
        raise UserError(f"Say whose turntable: {names}.", "Name the member instead of the shot.", code="usage")
    return inside[0]


def _film(call: Call, spec: CaptureSpec, store: Any) -> Reference:
    from ..capture import runner
    from ..capture.copy import save_copy

    call.terminal.say(f"Filming {spec.name}")
    with tempfile.TemporaryDirectory(prefix="animatic-capture-") as folder:
        copy = Path(folder) / "copy.blend"
        save_copy(copy)
        filming = runner.film(session.blender_command(), copy, [spec], store, lambda *_: None)
        return asyncio.run(filming)[0]


def _out(given: str, spec: CaptureSpec) -> Path:
    """Where the copy goes: a file, or a folder. Raises UserError for another kind of file, before it is filmed."""
    out = Path(given).expanduser().absolute()
    if out.suffix and not out.is_dir() and out.suffix.lower() != spec.suffix:
        raise UserError(
            f"{out.name} does not end in {spec.suffix}.", f"Name a {spec.suffix} file or a folder.", code="suffix"
        )
    return out


def _copied(file: Path, out: Path, name: str) -> Path:
    """Copy a capture to a file, or into a folder under a name that says what it is."""
    from ...core.files import door, explain_os_error, safe_name

    out = out / f"{safe_name(name)}{file.suffix}" if out.is_dir() or not out.suffix else out
    try:
        door.copy(file, out)
    except OSError as error:
        raise explain_os_error(error, out) from error
    return out
