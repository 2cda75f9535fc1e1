# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether each member's reference is filmed and still right: looked at beside drawing, read by the panel.

Main thread, in slices. Nothing is evaluated, what did not change is not read again, and never more than a fiftieth of
the time is spent on it. It only informs: what a send films is read anew.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...core.errors import AnimaticError, UserError
from ...second import compat
from .. import registry
from ..engine import slices
from ..properties import film, find_member
from ..properties.cast import heard_ways
from ..timeline import held
from ..ui import redraw
from ..values import cast_to_model

if TYPE_CHECKING:
    from ...core.models import CaptureSpec, Reference
    from ..capture.key import Seen
    from ..capture.store import CaptureStore

log = logging.getLogger(__name__)

STILL_SECONDS = 1.0
"""Without a change before it is looked at: never while something plays, is dragged or typed."""
PAUSE_SECONDS = 2.0
"""Between two looks at a scene that keeps changing; longer where a look takes long."""
EEVEE_FRAME, LIT_FRAME, SHADERS = 0.65, 4.5, 5.0
"""Seconds of one core that EEVEE without a graphics card takes for a frame of 640 x 360 on the plain stage and in a
scene's light, and for its shaders before the first, two samples, Blender 5.2.3: measured on a soldier, but the second,
which is what a figure of nine meshes took (6.0) less what is saved of its sky."""
GRAINY_FRAME = 0.75
"""What it takes more for a frame of hair that fades and the like: eight samples in place of two, of a soldier."""
CYCLES_FRAME = 3.0
"""Likewise Cycles, which stops after two of them and removes the noise then."""
RIGHT, UNCHANGED, LACKS = ", and still right", ", and unchanged since", "does not show"
"""Of what is filmed: that it is as it was then, and right but for what it lacks."""
PLAIN = "It has no materials: plain grey in the reference"
FREESTYLE = f"A reference {LACKS} the scene's Freestyle lines"
NAMES_MOST = 3
"""Materials or files of one kind that are named in the panel."""
STILL_FRAMES = 12
"""Frames of 640 x 360 that have as many pixels as a sheet's three pictures."""
SHARE = 50
"""A look of 0.1 s is followed by a pause of 5 s."""
SLICE_SECONDS = 0.01
OFTEN, BUSY_SECONDS = 0.5, 0.03
"""Between two calls of the timer; the second while a look goes on."""


class State(NamedTuple):
    """What is known of a member's reference. `word`: "filmed", "changed", "unfilmed", "given" or "missing"."""

    word: str = "missing"
    text: str = ""
    """One short sentence for the panel."""
    file: str = ""
    """The file that shows the member, absolute; "" where there is none yet."""
    sha256: str = ""
    is_movie: bool = True
    views: tuple[str, ...] = ()
    """Small pictures of a filmed character: front, three quarter, profile."""
    sides: tuple[str, ...] = ()
    """Which side of the character, as it is now, each of the views shows; empty for a corner."""
    front_guessed: bool = False
    """Too little told which side of it, as it is now, is its front."""
    missing: str = ""
    """Which files of its materials are not there, which nodes have no picture, and what that does; else empty."""
    close_up: str = ""
    """The picture of its head and shoulders, absolute; "" where no shot sends one, or it is not filmed yet."""


states: dict[str, State] = {}
"""By the member's id, as of the last look."""

_changed = True
_changed_at = 0.0
_next_look = 0.0
_read: Seen | None = None
"""What was read at the last look. It is taken on trust for what Blender tells of, see `changes`."""
_looking: slices.Work | None = None
"""A look that goes on at the next call: heavy characters take longer than a frame."""
_spent = 0.0
"""Seconds that it has taken so far."""


def spec_of(edit: bpy.types.Scene, member: Any, seen: Seen | None = None) -> CaptureSpec | None:
    """What Make References films for a member; None for one that is a file or an address, or nothing yet.

    Raises UserError for what cannot be filmed."""
    from ..capture import members, specs

    if not member.source:
        return None
    scene, begins = edit, None
    if member.source_kind == "collection":
        shot = _first_shot(edit, member)
        scene = edit if shot is None else shot.scene
        if member.form != "scene":
            scene = specs.home(member.collection, scene)
        begins = None if shot is None else shot.scene_frame_start
    return members.spec_of(cast_to_model(member), scene, seen, begins=begins)


def close_up_of(edit: bpy.types.Scene, member: Any, seen: Seen | None = None) -> CaptureSpec | None:
    """What Make References films of a member's head and shoulders; None where no shot would send it.

    Raises UserError for what cannot be filmed."""
    from ..capture import members, specs

    model = cast_to_model(member)
    near = (shot for shot in film(edit).shots if any(ref.near and ref.member == member.uuid for ref in shot.cast))
    auto = member.close_up == "auto" and any(map(_tells_pictures_apart, near)) and members.has_head(model)
    wanted = member.close_up == "always" or auto
    if not wanted or member.source_kind != "collection" or not member.source:
        return None
    shot = _first_shot(edit, member)
    return members.close_up_of(model, specs.home(member.collection, edit if shot is None else shot.scene), seen)


def _tells_pictures_apart(shot: Any) -> bool:
    """Whether the model of a shot would be sent a close-up beside a reference."""
    from ...core import catalog
    from ...core.models import Route, Tier
    from ...core.plans import planning, remarks

    model = planning.chosen_model(shot.model, Route(shot.route), Tier(shot.tier), catalog.load())
    return remarks.tells_pictures_apart(model)


def views_of(edit: bpy.types.Scene, member: Any, seen: Seen | None = None) -> CaptureSpec | None:
    """Three small views of a member, to see at once which side is its front; None for one that is no collection.

    Raises UserError for what cannot be filmed."""
    from ..capture import members, specs

    if member.source_kind != "collection" or not member.source:
        return None
    shot = _first_shot(edit, member)
    home = specs.home(member.collection, edit if shot is None else shot.scene)
    return members.views_of(cast_to_model(member), home, seen)


def _first_shot(edit: bpy.types.Scene, member: Any) -> Any:
    """The first shot with a scene in which a member plays; None without one."""
    shots = (s for s in film(edit).shots if s.scene is not None and any(r.member == member.uuid for r in s.cast))
    return next(shots, None)


def look(edit: bpy.types.Scene) -> bool:
    """Look at every member of the cast as they are. Answers whether anything is told differently now."""
    global _read
    _read = None
    told: bool = slices.whole(looking(edit))
    return told


def look_at(member: Any) -> None:
    """Look at a member at once whose settings alone were changed, by what was read of it; else at the next look."""
    if (seen := read()) is not None and member.uuid in states:
        states[member.uuid] = _state(member.id_data, member, open_store(), seen)


def looking(edit: bpy.types.Scene) -> slices.Work:
    """`look` in slices; what was read before and did not change is not read again. Raises UserError where the film
    changed meanwhile."""
    from ..capture.key import Seen

    global _read
    if _read is None:
        _read = Seen()
    seen, store = _read, open_store()
    seen.refresh()
    seen.distrust()
    found: dict[str, State] = {}
    members = [member.uuid for member in film(edit).cast]
    for uuid in members:
        yield len(found), len(members)
        member = find_member(edit, uuid)
        if member is not None and _films_collection(member):
            yield from ((len(found), len(members)) for _ in seen.ahead(member.collection))
            member = find_member(edit, uuid)
        if member is not None:
            found[uuid] = _state(edit, member, store, seen)
    if found == states:
        return False
    states.clear()
    states.update(found)
    start_on_reference(film(edit).shots)
    return True


THERE = {"filmed", "changed", "given"}
"""What a reference is that can be sent, or was filmed once: a shot with such a cast is about who is in it."""
WANTED = {*THERE, "unfilmed"}
"""What is enough where the words name somebody: then that is known before anything is filmed."""


def start_on_reference(shots: Iterable[Any], *, named: bool = False) -> None:
    """Steer shots by their cast whose references are all there, unless somebody chose their route or saw a take.
    `named`: somebody of it was named in their words just now."""
    for shot in shots:
        if shot.route_chosen or shot.route not in STARTS or shot.takes or not shot.cast:
            continue
        wanted = WANTED if named or any(ref.named for ref in shot.cast) else THERE
        if all(ref.member in states and states[ref.member].word in wanted for ref in shot.cast):
            shot.start_on("reference")


def give_up_reference(shots: Iterable[Any]) -> None:
    """Steer shots in which nobody plays any more as they began, unless somebody chose their route or saw a take: there
    is no reference to send."""
    for shot in shots:
        if shot.route == "reference" and not (shot.route_chosen or shot.takes or shot.cast):
            shot.start_on("first_frame" if shot.camera is not None or shot.origin == "strip" else "text")


STARTS = {"text", "first_frame"}
"""What a shot begins on before its cast has references."""


def _films_collection(member: Any) -> bool:
    return member.source_kind == "collection" and member.collection is not None


def open_store() -> CaptureStore | None:
    """The captures of the open film; None before it was saved."""
    from ...core.files import FilmFolder
    from ..capture.store import CaptureStore

    return CaptureStore(FilmFolder(bpy.data.filepath)) if bpy.data.filepath else None


def _state(edit: bpy.types.Scene, member: Any, store: CaptureStore | None, seen: Seen) -> State:
    from ...core.media.probing import MOVIES
    from ..capture import specs

    if not member.source:
        return State(text="Choose what shows this character")
    try:
        spec = spec_of(edit, member, seen)
    except AnimaticError as error:
        return State(text=error.user_message)
    if spec is not None:
        state = _filmed(spec, store, late=_late(member, spec))
        if state.word != "filmed" and store is not None:
            state = _with_views(state, store, views_of(edit, member, seen))
        state = _with_losses(member, spec, state)
        near = close_up_of(edit, member, seen)
        return state if near is None else _with_close_up(state, store, near)
    if member.source_kind == "url":
        return State("given", "Sent as it is: the model fetches it from there")
    try:
        file = specs.file_of(member.name, member.source_kind, member.source, member.id_data.name_full)
    except AnimaticError as error:
        return State(text=error.user_message)
    return State("given", f"{file.name} is sent", str(file), f"{file}", file.suffix.lower() in MOVIES)


def _with_views(state: State, store: CaptureStore, spec: CaptureSpec | None) -> State:
    """The state with views of the member as it is now, where they were filmed ahead of its reference."""
    known = store.find(spec.key) if spec is not None else None
    views = tuple(str(view) for view in store.views(known)) if known is not None else ()
    if spec is None or known is None or not views:
        return state
    guessed, sides = known.front_guessed, _sides(known, spec)
    return state._replace(views=views, sha256=known.sha256, sides=sides, front_guessed=guessed)


def _with_close_up(state: State, store: CaptureStore | None, spec: CaptureSpec) -> State:
    """The state with the picture that goes along with the reference, or that only this is still to be filmed."""
    known = store.find(spec.key) if store is not None else None
    if store is None or known is None:
        lacks = f"{state.text}. Its close-up will be filmed when it is needed"
        return state._replace(text=lacks) if state.word == "filmed" else state
    return state._replace(close_up=str(store.folder.resolve(known.path)))


def _slowly(spec: CaptureSpec, frame: float) -> str:
    """How long EEVEE or Cycles films without a graphics card: "without a graphics card about 3 minutes, at half the
    size"; a picture has all of its size."""
    is_clip = spec.media_kind.value == "video"
    frames = spec.frame_end - spec.frame_start if is_clip else STILL_FRAMES
    minutes = max(1, round((SHADERS + frame * frames) / 60))
    told = f"without a graphics card about {minutes} {'minute' if minutes == 1 else 'minutes'}"
    return f"{told}, at half the size" if is_clip else told


def _with_losses(member: Any, spec: CaptureSpec, state: State) -> State:
    """The state, and what its picture will lack: what the engine does not show, and files that are not there."""
    from ...second import named
    from ...second.drawn import grain
    from ...second.figures import stand_ins
    from ...second.materials import reach

    if not _films_collection(member):
        return state
    left_out = {group.name_full for group in stand_ins.left_out(member.collection, named.scene(spec.scene))}
    things = [
        thing
        for thing in named.within(member.collection)
        if not (stand_ins.is_never_seen(thing) or stand_ins.is_stand_in(thing))
        and not left_out.issuperset(group.name_full for group in thing.users_collection)
    ]
    materials = reach.materials_of(things)
    more = GRAINY_FRAME if any(map(grain.is_grainy, materials)) else 0.0
    small = _small(member, things, spec)
    told = [small] if small else []
    told += [PLAIN] if not materials and any(thing.type == "MESH" for thing in things) else []
    told += [FREESTYLE] if _has_freestyle(named.scene(spec.scene)) else []
    if member.form == "scene":
        told.append(f"In its shot's light: {_slowly(spec, LIT_FRAME + more)}")
    else:
        told += _filmed_with(member, spec, reach.lost(things, materials), more)
    gone, empty = _missing(reach.missing_pictures(materials)), _empty(reach.empty_pictures(materials))
    missing = ". ".join(filter(None, (gone, empty)))
    text = state.text
    if missing or small or any(LACKS in line for line in told):
        text = text.replace(RIGHT, UNCHANGED)  # what lacks something is not right
    return state._replace(text=". ".join([text, *told]), missing=missing)


def _small(member: Any, things: Sequence[Any], spec: CaptureSpec) -> str:
    """That a rig's body is small in its own reference, beside what else is in the member's collection; else empty."""
    from ...second.figures import among

    own = set(member.collection.all_objects)  # what is instanced stands elsewhere than it says
    found = among.small_body((thing for thing in things if thing in own), spec.width / spec.height)
    if found is None:
        return ""
    return (
        f"{found.body} is small in it, {found.share:.0%} of what is filmed: {found.beside} is in its collection, too."
        f" Move out what is not the character, or turn off its rendering"
    )


def _has_freestyle(scene: Any) -> bool:
    """Whether a scene is rendered with Freestyle's lines."""
    return (
        scene is not None
        and scene.render.use_freestyle
        and any(layer.use and layer.use_freestyle for layer in scene.view_layers)
    )


def _missing(names: list[str]) -> str:
    """ "Missing picture: skin.png. It is magenta in the reference": of many the first few."""
    if not names:
        return ""
    what, are, them = ("picture", "It is", "it") if len(names) == 1 else ("pictures", "They are", "them")
    return f"Missing {what}: {_listed(names)}. {are} magenta in the reference. File > External Data finds {them}"


def _empty(names: list[str]) -> str:
    """ "No picture in an Image Texture node of Skin: it is black in the reference, with Cycles magenta"."""
    if not names:
        return ""
    told = f"No picture in an Image Texture node of {_listed(names)}: it is black in the reference, with Cycles magenta"
    return f"{told}. Choose one in the Shader Editor, or unlink the node"


def _filmed_with(member: Any, spec: CaptureSpec, lost: list[str], more: float) -> list[str]:
    """What films a member, why, how long that takes without a graphics card, and what it will not show. `more`: seconds
    that EEVEE takes more for a frame of it than for others."""
    from ...second import named
    from ...second.materials import reach

    scene = named.scene(spec.scene) if member.film_with == "scene" else None
    own = scene.render.engine if scene is not None else ""
    if member.film_with == "workbench" or own == "BLENDER_WORKBENCH":
        return [f"Workbench {LACKS}: {_by_reason(lost)}"] if lost else []
    if member.film_with == "auto" and not lost:
        return ["Automatic films with EEVEE, without a graphics card with Workbench"]
    why = f", for {_by_reason(lost)}" if member.film_with == "auto" else ""
    engine, frame = ("Cycles", CYCLES_FRAME) if own == "CYCLES" else ("EEVEE", EEVEE_FRAME + more)
    ours = (f"({reach.FILM})", f"({reach.ALONE})")
    films = [each for each in lost if each.endswith(ours)] if engine == "EEVEE" else []
    beside = [f"EEVEE {LACKS}: {_by_reason(films)}. As the Scene with Cycles shows it"] if films else []
    return [f"{engine} films it, {_slowly(spec, frame)}{why}", *beside]  # how long first: the end is cut off


def _listed(names: Sequence[str]) -> str:
    """Some of the names, and how many there are beside: a sidebar is narrow."""
    more = len(names) - NAMES_MOST
    return ", ".join(names[:NAMES_MOST]) + (f" and {more} more" if more > 0 else "")


def _by_reason(lost: Sequence[str]) -> str:
    """Materials with what is not shown of them, by reason: "Trim, Bolt (metal), Visor (see-through)"."""
    groups: dict[str, list[str]] = {}
    for each in lost:
        name, _, why = each.rpartition(" (")
        groups.setdefault(why, []).append(name)
    return ", ".join(f"{_listed(names)} ({why}" for why, names in groups.items())


def _late(member: Any, spec: CaptureSpec) -> str:
    """From which frame a member is filmed, where that is not where its scene begins."""
    from ...second import named

    scene = named.scene(spec.scene)
    if member.source_kind != "collection" or member.use_first_frame or scene is None:
        return ""
    return f" from frame {spec.frame_start}, where it is first seen" if spec.frame_start != scene.frame_start else ""


def _filmed(spec: CaptureSpec, store: CaptureStore | None, *, late: str) -> State:
    reference = store.find(spec.key) if store is not None else None
    if store is not None and reference is not None:
        text = ". ".join(filter(None, (f"Filmed{late}{RIGHT}", _sentence(reference.remark))))
        state = _of_reference("filmed", text, reference, store)
        return state._replace(sides=_sides(reference, spec), front_guessed=reference.front_guessed)
    earlier = store.latest(spec.name, spec.media_kind) if store is not None else None
    if store is not None and earlier is not None:
        return _of_reference(
            "changed", "Changed since it was filmed: it is filmed again before it is sent", earlier, store
        )
    return State("unfilmed", f"Will be filmed{late} when it is needed")


def _sides(reference: Reference, spec: CaptureSpec) -> tuple[str, ...]:
    """What its small views show. Those that were filmed before that was noted down begin with the chosen front."""
    from ...second.figures.front import sides_of

    return reference.sides or (sides_of(spec.front) if spec.front != "auto" else ())


def _sentence(remark: str) -> str:
    return remark[:1].upper() + remark[1:]


def _of_reference(word: str, text: str, reference: Reference, store: CaptureStore) -> State:
    file = store.folder.resolve(reference.path)
    views = tuple(str(view) for view in store.views(reference))
    return State(word, text, str(file), reference.sha256, reference.kind.value == "video", views)


def tick(edits: Iterable[bpy.types.Scene]) -> bool:
    """Look again if the scene changed, came to rest, and the last look is long enough ago, for SLICE_SECONDS at most.
    Answers whether anything is told differently."""
    global _changed, _looking, _spent
    start = perf_counter()
    edit = next(iter(edits), None)
    if edit is None or held.by:
        return False
    if _looking is None:
        if not _changed or start < max(_next_look, _changed_at + STILL_SECONDS):
            return False
        _changed, _looking, _spent = False, looking(edit), 0.0
    return _slice(start)


def _slice(start: float) -> bool:
    global _looking, _next_look, _spent
    work, _looking, told = _looking, None, False
    assert work is not None  # it was begun
    try:
        next(work)
        while perf_counter() < start + SLICE_SECONDS:
            next(work)
        _looking = work
    except StopIteration as end:
        told = bool(end.value)
    except (UserError, ReferenceError):  # undo, another file, something deleted: what was read is gone
        _start_over()
    _spent += perf_counter() - start
    _next_look = start + max(PAUSE_SECONDS, SHARE * _spent)
    return told


def read() -> Seen | None:
    """What the last look has read, while nothing has changed since."""
    return None if _changed or _looking is not None else _read


def _start_over() -> None:
    global _read
    _read = None
    look_soon()


def look_soon() -> None:
    """Something that references depend on changed: a look that is under way begins anew."""
    global _changed, _changed_at, _looking
    _changed, _changed_at, _looking = True, perf_counter(), None


def _look_without_a_pause() -> None:
    """Whoever chooses another way of filming somebody reads what is said of it; little has to be read for that."""
    global _next_look
    _next_look = 0.0
    look_soon()


@bpy.app.handlers.persistent
def _scene_changed(*_: object) -> None:
    look_soon()


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    states.clear()
    _start_over()


def _timer() -> float:
    """A timer that fails is gone for good, so it does not fail."""

    try:
        windows = bpy.context.window_manager.windows
        shown = [w for w in windows if any(area.type == "SEQUENCE_EDITOR" for area in w.screen.areas)]
        if tick(edit for edit in map(compat.edit_of_window, shown) if edit is not None):
            redraw()
    except Exception:
        log.exception("The references could not be looked at")
        return SHARE * 1.0
    return BUSY_SECONDS if _looking is not None else OFTEN


def register() -> None:
    registry.then(_start_over)
    registry.then(states.clear)
    registry.listener(heard_ways, _look_without_a_pause)
    registry.handler("depsgraph_update_post", _scene_changed)
    registry.handler("load_post", _film_opened)
    registry.timer(_timer, 1.0)
