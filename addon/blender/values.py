# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the .blend keeps as frozen core values, and back: the one place where shots, cast and takes cross over.

Main thread. Core is imported on first use (pydantic takes 0.1 s).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ..second import named
from .properties import film
from .properties.shot import BLOCKS, FILM_BLOCKS, take_facts

if TYPE_CHECKING:
    from ..core.files import FilmFolder
    from ..core.models import CastMember, Rate, SetPart, Shot, Take


def film_folder() -> FilmFolder:
    """The folder beside the saved film. Raises UserError (code "not_saved") for a film that was never saved."""
    from ..core.errors import UserError
    from ..core.files import FilmFolder

    if not bpy.data.filepath:
        raise UserError(
            "The film is not saved yet.", "Save it first: its takes are kept in a folder beside it.", code="not_saved"
        )
    return FilmFolder(bpy.data.filepath)


def edit_rate(edit: bpy.types.Scene) -> Rate:
    """The edit's frame rate. `fps_base` is a 32-bit float in Blender: 1.001 reads 1.00100004673."""
    from ..core.models import Rate

    return Rate(fps=edit.render.fps, base=round(edit.render.fps_base, 6))


def picture_of(scene: bpy.types.Scene) -> str:
    """The shape of a scene's frame, "1920:804"; pixels that are not square are counted as they look."""
    render = scene.render
    wide, high = render.resolution_x * render.pixel_aspect_x, render.resolution_y * render.pixel_aspect_y
    return f"{max(round(wide), 1)}:{max(round(high), 1)}"


def cast_to_model(member: Any) -> CastMember:
    from ..core.models import CastMember

    return CastMember(
        uuid=member.uuid,
        name=member.name,
        source_kind=member.source_kind,
        source=member.source,
        form=member.form,
        close_up=member.close_up,
        seconds=member.seconds,
        first_frame=member.first_frame if member.use_first_frame else None,
        front=member.front,
        front_object=member.front_object.name_full if member.front == "object" and member.front_object else "",
        film_with=member.film_with,
        edit=member.id_data.name_full,
        voice=member.voice,
        description=member.description,
        colour="" if member.colour == "auto" else member.colour,
    )


def _set_parts(settings: Any) -> tuple[SetPart, ...]:
    """Parts of the set that have a word and something to be filmed."""
    from ..core.models import SetPart

    return tuple(
        SetPart(
            word=part.word,
            collection=part.collection.name_full,
            colour="" if part.colour == "auto" else part.colour,
        )
        for part in settings.set_parts
        if part.word.strip() and part.collection
    )


class FilmValues(NamedTuple):
    """What all shots of an edit have in common, as frozen values."""

    rate: Rate
    cast: dict[str, CastMember]
    set_parts: tuple[SetPart, ...]
    blocks: dict[str, str]
    """Its words for the blocks that a shot may leave to it."""


def film_values(edit: bpy.types.Scene) -> FilmValues:
    settings = film(edit)
    cast = {member.uuid: cast_to_model(member) for member in settings.cast}
    words = {name: getattr(settings, name) for name in FILM_BLOCKS}
    return FilmValues(edit_rate(edit), cast, _set_parts(settings), words)


def to_model(shot: Any, edit: bpy.types.Scene, *, located: Any = None, shared: FilmValues | None = None) -> Shot:
    """A shot as a frozen value, at the place where its strip or marker is now.

    `located` is `edit.sources.locate(edit)`, `shared` is `film_values(edit)`: pass them when converting many. Raises
    UserError (code "seed") for a seed that is no whole number.
    """
    from ..core.models import DialogueLine, PromptBlocks, Shot
    from .edit import sources

    settings = film(edit)
    place = sources.locate_shot(edit, shot) if located is None else located.get(shot.uuid)
    place = place or sources.recorded(shot)
    shared = shared or film_values(edit)
    blocks = {name: shot.block(name).text for name in BLOCKS}
    for name in FILM_BLOCKS:
        blocks[name] = blocks[name] if blocks[name].strip() else shared.blocks[name]
    plays = [(ref.member, ref.near, ref.unseen, ref.named) for ref in shot.cast]
    return Shot(
        uuid=shot.uuid,
        name=shot.name,
        origin=shot.origin,
        edit=edit.name_full,
        picture_strip=place.picture_strip,
        scene=place.scene,
        camera=place.camera,
        camera_lost=shot.origin == "camera_marker" and place.origin == "marker",
        head=place.before,
        holds=place.holds,
        cuts=tuple(frame - place.start for frame in place.cuts),
        uneven=place.unsure,
        frame_start=place.start,
        frame_end=place.end,
        scene_frame_start=place.scene_frame_start,
        scene_step=float(place.scene_step),
        rate=shared.rate,
        route=shot.route,
        tier=shot.tier,
        model=shot.model,
        resolution=settings.final_resolution if shot.tier == "final" else settings.draft_resolution,
        aspect=settings.aspect,
        picture=picture_of(place.filmed or edit),
        sensor_fit=_sensor_fit(place.eye),
        seed=_seed(shot),
        audio=settings.audio if shot.audio == "film" else shot.audio == "on",
        multi_shot=shot.multi_shot,
        speed=float(f"{shot.speed:.6g}"),
        cast=tuple(shared.cast[member] for member, _, _, _ in plays if member in shared.cast),
        near=tuple(member for member, near, _, _ in plays if near),
        unseen=tuple(member for member, _, unseen, _ in plays if unseen),
        named=tuple(member for member, _, _, named in plays if named),
        blocks=PromptBlocks(**blocks),
        dialogue=tuple(DialogueLine(speaker=who, line=line) for who, line in place.said),
        clip_look=shot.clip_look,
        set_parts=shared.set_parts,
        look_picture=shot.look_picture or settings.look_picture,
        continues=shot.continues,
    )


def _sensor_fit(camera: Any) -> Any:
    """Which side of a camera's picture keeps its angle of view in any shape."""
    return camera.data.sensor_fit.lower() if camera is not None and camera.type == "CAMERA" else "auto"


def _seed(shot: Any) -> int | None:
    from ..core.errors import UserError

    if not shot.seed.strip():
        return None
    try:
        return int(shot.seed)
    except ValueError:
        raise UserError(
            f"The seed of {shot.name} is not a whole number.", "Type digits only, or leave it empty.", code="seed"
        ) from None


def apply(shot: Any, model: Shot, edit: bpy.types.Scene) -> None:
    """Write a frozen shot into its property group. Words equal to the program's stay the program's; takes stay."""
    from fractions import Fraction

    from .edit import sources

    settings = film(edit)
    shot.uuid, shot.name, shot.origin = model.uuid, model.name, str(model.origin)
    shot.scene = named.scene(model.scene)
    shot.camera = sources.camera_of(model)
    shot.frame_start, shot.frame_end = model.frame_start, model.frame_end
    shot.scene_frame_start = model.scene_frame_start
    shot.scene_step = str(Fraction(model.scene_step).limit_denominator(100_000))
    shot.route, shot.tier, shot.model = str(model.route), str(model.tier), model.model
    shot.seed = "" if model.seed is None else str(model.seed)
    if model.audio != (settings.audio if shot.audio == "film" else shot.audio == "on"):
        shot.audio = "on" if model.audio else "off"
    shot.multi_shot, shot.speed = model.multi_shot, model.speed
    shot.clip_look, shot.continues = model.clip_look.value, model.continues
    if model.look_picture != (shot.look_picture or settings.look_picture):
        shot.look_picture = model.look_picture
    for name in BLOCKS:
        block, words = shot.block(name), getattr(model.blocks, name)
        inherited = getattr(settings, name) if name in FILM_BLOCKS and not block.text.strip() else block.text
        if words not in (block.text, inherited):
            block.text = words
    known = {member.uuid for member in settings.cast}
    shot.cast.clear()
    for member in model.cast:
        if member.uuid in known:
            ref = shot.cast.add()
            ref.member, ref.named = member.uuid, member.uuid in model.named


def take_to_model(take: Any, shot: Any) -> Take:
    """A take as a frozen value; it goes by its shot's present id and name."""
    import json

    from ..core.models import Take

    facts = {**take_facts(take.record), "shot_uuid": shot.uuid, "shot_name": shot.name}
    return Take.model_validate_json(json.dumps(facts))


def apply_take(take: Any, model: Take) -> None:
    """Write a frozen take into its property group; star, rejection and note stay as they are. Its plan is in the
    sidecar: it would make the .blend of 1,000 takes 3 MB larger."""
    take.id, take.number, take.record = model.id, model.number, model.model_dump_json(exclude={"plan"})


def take_label(shot_name: str, number: int) -> str:
    """A take's name on the timeline: "SH010 t003"."""
    return f"{shot_name} t{number:03d}"
