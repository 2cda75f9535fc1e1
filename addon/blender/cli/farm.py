# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands about filming without sending: here, on a Flamenco farm, or as a bundle of Open Job Description."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError, UserError
from ..capture.store import CaptureStore
from ..engine import farming
from ..jobs import bundles
from ..properties import settings
from . import edits, headless, options
from .commands import Call
from .options import Result

if TYPE_CHECKING:
    from ...core.blender_process import BlenderCommand
    from ...core.farm.flamenco import Flamenco
    from ...core.farm.port import Handle
    from ...core.farm.sets import CaptureSet
    from ...core.models import CaptureSpec

    Act = Callable[[Flamenco, Handle | None, CaptureSet], Awaitable[dict[str, Any]]]


def capture(call: Call) -> Result:
    """Film now and here what is named, or on a farm what shots need. Nothing is sent to a gateway, nothing is paid."""
    if not call.options.farm:
        return edits.capture(call)
    for option, given in (("--as", call.options.kind), ("--look", call.options.look)):
        if given:
            raise UserError(
                f"{option} is not for a farm, which films what the shots need to be sent.",
                "Leave it out, or leave out --farm to film here.",
                code="usage",
            )
    shots = headless.named_shots(call.edit, call.options.shots)
    if call.options.farm == "bundle":
        return _bundle(call, shots)
    specs = bundles.unfilmed(call.edit, shots, call.folder)
    if not specs:
        return _result({"captures": []}, "Every reference of these shots is filmed already.")
    return _on_flamenco(call, specs)


def _bundle(call: Call, shots: list[Any]) -> Result:
    if not call.options.out:
        raise UserError("A bundle needs a folder.", "Name an empty one with --out DIR.", code="usage")
    written = bundles.write(call.edit, shots, Path(call.options.out), command=_program(call))
    for words in written.told:
        call.terminal.say(words)
    text = f"{written.captures} captures are in {written.folder}: openjd run {written.folder / 'template.json'}"
    data = {"folder": str(written.folder), "captures": written.captures, "told": list(written.told)}
    return _result(data, text)


def _program(call: Call) -> BlenderCommand | None:
    """What films on a bundle's machines: a Blender, or a Python that has the bpy module."""
    from ...core.blender_process import BlenderCommand

    program = call.options.blender
    return BlenderCommand(program, is_module=Path(program).name.lower().startswith("python")) if program else None


def _on_flamenco(call: Call, specs: list[CaptureSpec]) -> Result:
    shared = asyncio.run(_with_farm(call, lambda farm: farm.shared_folders()))
    for words in farming.told_of_film(shared):
        call.terminal.say(words)
    made = farming.new_set(call.folder, specs)
    if call.options.no_wait:
        handle = asyncio.run(_with_farm(call, lambda farm: farm.submit(made)))
        return _result({"set": made.id, "job": handle.job}, f"Handed over: {handle.job}. See `farm status`.")
    rows = asyncio.run(_with_farm(call, lambda farm: _waited_for(call, farm, made)))
    failed = [row for row in rows if row["error"]]
    text = "\n".join(f"{row['name']}  {row['error'] or row['file']}" for row in rows)
    return _result({"set": made.id, "captures": rows}, text, options.FAILED if failed else options.OK)


async def _waited_for(call: Call, farm: Flamenco, made: CaptureSet) -> list[dict[str, str]]:
    from ...core.farm.waiting import Watch

    def tell(trouble: AnimaticError | None) -> None:
        call.terminal.say(trouble.sentence if trouble is not None else "The farm answers again.")

    watch = Watch(farm, made, lambda *_: None, tell)
    try:
        found = await asyncio.gather(*(watch.reference(spec.key) for spec in made.specs), return_exceptions=True)
    finally:
        await watch.leave()
    rows = []
    for spec, each in zip(made.specs, found, strict=True):
        error = getattr(each, "sentence", str(each)) if isinstance(each, BaseException) else ""
        rows.append({"name": spec.name, "file": "" if isinstance(each, BaseException) else each.path, "error": error})
    return rows


def status(call: Call) -> Result:
    """How far the farm is with the film's sets."""
    rows = asyncio.run(_with_farm(call, lambda farm: _each(call, farm, _looked_at)))
    text = "\n".join(f"{row['set']}  {row['here']} of {row['captures']} here, {row['words']}" for row in rows)
    return _result({"sets": rows}, text or "Nothing of this film is on a farm.")


def cancel(call: Call) -> Result:
    """Stop the farm's jobs of this film."""
    rows = asyncio.run(_with_farm(call, lambda farm: _each(call, farm, _cancelled)))
    return _result({"sets": rows}, f"{sum(row['cancelled'] for row in rows)} jobs were cancelled.")


def collect(call: Call) -> Result:
    """Bring in what was filmed."""
    folders = [Path(call.options.out)] if call.options.out else [made.folder for made in _sets(call)]
    found = [bundles.collect(folder) for folder in folders]
    failures = [words for each in found for words in each.failures]
    for words in failures:
        call.terminal.say(words)
    names = [name for each in found for name in each.names]
    data = {"collected": names, "failures": failures, "missing": sum(each.missing for each in found)}
    text = "\n".join(each.sentence for each in found) or "Nothing of this film is on a farm."
    return _result(data, text, options.FAILED if failures else options.OK)


def _sets(call: Call) -> list[CaptureSet]:
    from ...core.farm import sets

    return sets.of_film(call.folder.root)


async def _with_farm(call: Call, ask: Callable[[Flamenco], Awaitable[Any]]) -> Any:
    address = call.options.address or settings.preference("farm_address")
    say = call.terminal.say
    farm = farming.connect(address, CaptureStore(call.folder), lambda trouble: say(trouble.sentence))
    try:
        return await ask(farm)
    finally:
        await farm.close()


async def _each(call: Call, farm: Flamenco, act: Act) -> list[dict[str, Any]]:
    store, rows = CaptureStore(call.folder), []
    for made in _sets(call):
        handle = await farm.find(made.id)
        here = sum(store.find(spec.key) is not None for spec in made.specs)
        row = {"set": made.id, "captures": len(made.specs), "here": here, "job": handle.job if handle else ""}
        rows.append({**row, **await act(farm, handle, made)})
    return rows


async def _looked_at(farm: Flamenco, handle: Handle | None, made: CaptureSet) -> dict[str, Any]:
    if handle is None:
        return {"over": True, "words": "the farm does not have it", "states": {}, "page": ""}
    look = await farm.look(handle, made)
    states = {spec.name: str(look.captures[spec.key].state) for spec in made.specs if spec.key in look.captures}
    return {"over": look.over, "words": look.words, "states": states, "page": farm.page(handle)}


async def _cancelled(farm: Flamenco, handle: Handle | None, made: CaptureSet) -> dict[str, Any]:
    if handle is None or (await farm.look(handle, made)).over:
        return {"cancelled": False}
    await farm.cancel(handle, "Cancelled on the command line.")
    return {"cancelled": True}


def _result(data: dict[str, Any], text: str, code: int = options.OK) -> Result:
    return Result({"film": bpy.data.filepath, **data}, text, code)
