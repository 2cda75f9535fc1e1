# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the scene to plans: a shot's inputs (finished references, or what still has to be filmed) and its Plan.

Main thread only; spends nothing and leaves the scene as it is.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import bpy

from ...core.catalog import Catalog, Model
from ...core.errors import AnimaticError, UserError
from ...core.files import FilmFolder
from ...core.files.state import was_chosen
from ...core.models import (
    CaptureSpec,
    CastMember,
    ClipLook,
    Level,
    MadeOf,
    MediaKind,
    Plan,
    PlanInput,
    Problem,
    Route,
    Shot,
    Tier,
)
from ...core.plans import blockout, planning, remarks, shape
from ...core.plans.checks import problem
from ...core.plans.preflight import shortened
from ...second import compat, named
from ..capture import continuing, members, missing, specs
from ..capture.key import Seen
from ..capture.store import CaptureStore
from ..edit import sources
from ..engine import slices
from ..engine.view import current as view
from ..properties import film, names, settings
from ..properties.cast import CHOSEN_LOOK
from ..values import film_folder
from . import cuts
from .present import Present

MISSING_TOLD = 3
"""Missing files that are named of one scene or character."""
FIRST_FRAME_SIZE = "1280x720"
INDEX_SECONDS = 0.1
"""What was filmed is looked up again so long after: each look asks the disk four times, and a plan of 1,000 shots would
have as many. What is finished meanwhile is planned as what is still to be filmed, and found when that is begun."""


@dataclass(frozen=True)
class Asked:
    """One wanted take. `inputs`: what an earlier take was made from; None: what the scene shows now. `problems` are
    those known already."""

    shot: Shot
    inputs: tuple[PlanInput, ...] | None = None
    problems: tuple[Problem, ...] = ()
    made_from: str = ""
    draft_of: str = ""
    """What the provider calls the draft whose very video is wanted."""
    made_of: MadeOf | None = None
    """What the earlier take was made of, where `inputs` are its own."""


def plans(edit: bpy.types.Scene, shots: Sequence[Shot], catalog: Catalog) -> list[Plan]:
    """A plan for each shot, in order. A shot whose inputs cannot be had gets a blocked plan that says why."""
    return plans_of(edit, [Asked(shot) for shot in shots], catalog)


def plans_of(edit: bpy.types.Scene, wanted: Sequence[Asked], catalog: Catalog) -> list[Plan]:
    """A plan for each wanted take, several of one shot too."""
    found: list[Plan] = slices.whole(planning_of(edit, wanted, catalog))
    return found


def planning_of(edit: bpy.types.Scene, wanted: Sequence[Asked], catalog: Catalog) -> slices.Work:
    """`plans_of` in slices: what the shots show is read before them, each data-block once. A take without a seed gets
    one that it will be known by: one whose seed only the model knows can neither be repeated nor promoted.

    What changes meanwhile is read again."""
    folder = film_folder()
    now = Present()
    chosen = settings.plan_settings(edit)
    store = CaptureStore(folder, again=INDEX_SECONDS)
    gatherer = _Gatherer(store, catalog, chosen, now.seen, agreed=names(film(edit).blank_agreed))
    no_host = settings.host_refusal()
    found = []
    numbers = _numbers_given(folder)
    yield 0, len(wanted)  # ten thousand jobs are looked through for each of the two
    coming = _on_their_way()
    yield 0, len(wanted)
    cut, with_files = cuts.problems(edit), folder.shots_with_files()
    for done, asked in enumerate(wanted):
        yield done, len(wanted)
        if not now.seen.refresh():
            gatherer.forget()
        for block in _shown(asked):
            yield from ((done, len(wanted)) for _ in now.seen.ahead(block))
        shot = asked.shot
        inputs, problems = gatherer.inputs(shot) if asked.inputs is None else (list(asked.inputs), [])
        problems += [*asked.problems, *cut.get(shot.uuid, ())]
        if asked.inputs is None and not asked.made_from:
            problems += remarks.on_its_way(shot.name, coming[shot.uuid])
        given = numbers[shot.name]
        given.append(folder.next_take_number(shot.name, given=given, among=with_files))
        if shot.seed is None:
            shot = shot.model_copy(update={"seed": automatic_seed(shot.uuid, given[-1])})
        if no_host is not None and not gatherer.model(shot).inline and any(not item.url for item in inputs):
            problems.append(planning.problem_of(no_host))
        found.append(
            planning.plan(
                shot,
                catalog=catalog,
                settings=chosen,
                inputs=inputs,
                take_number=given[-1],
                problems=problems,
                made_from=asked.made_from,
                draft_of=asked.draft_of,
                made_of=now.of(shot) if asked.inputs is None else asked.made_of,
            )
        )
    return found


def _shown(asked: Asked) -> Iterator[bpy.types.ID]:
    """What a shot's plan reads: what moves its camera, its scene where that is filmed, its cast's collections."""
    shot = asked.shot
    if asked.inputs is not None:
        return
    if shot.route.films_camera and not shot.picture_strip and (scene := named.scene(shot.scene)) is not None:
        yield scene
    yield from moving(shot)


def moving(shot: Shot) -> Iterator[bpy.types.ID]:
    """What a shot is about: what moves its camera, its cast's collections."""
    if (camera := sources.camera_of(shot)) is not None:
        yield camera
    for member in shot.cast:
        collection = named.collection(member.source) if member.source_kind == "collection" else None
        if collection is not None:
            yield collection


def _on_their_way() -> Counter[str]:
    """By shot, how many takes are still to come."""
    return Counter(job.shot_uuid for job in view.jobs.values() if job.working or job.paused)


def gathering(edit: bpy.types.Scene, shot: Shot, catalog: Catalog) -> slices.Work:
    """What a shot would send, as far as it can be had: a list of PlanInput; what it shows is read in slices."""
    seen = Present().seen
    for block in _shown(Asked(shot)):
        yield from ((0, 1) for _ in seen.ahead(block))
    return _Gatherer(CaptureStore(film_folder()), catalog, settings.plan_settings(edit), seen).inputs(shot)[0]


def clip_of(edit: bpy.types.Scene, shot: Shot, catalog: Catalog) -> CaptureSpec:
    """The clip that the shot sends, or would send, on the route Blockout. Raises UserError where it has no camera."""
    on_route = shot.model_copy(update={"route": Route.BLOCKOUT})
    return _Gatherer(CaptureStore(film_folder()), catalog, settings.plan_settings(edit)).clip(on_route)


def still_of(shot: Shot, catalog: Catalog, look: ClipLook = ClipLook.SCENE) -> CaptureSpec:
    """The shot's first frame at its request's size, as the scene or in one of its clip's looks. Raises UserError where
    it has no camera, and for a look of a picture that is no scene."""
    still = specs.still_spec(shot, still_size(shot, planning.model_of(shot, catalog)))
    return still if look is ClipLook.SCENE else specs.in_look(still, look, paints_of(shot))


def room_for(model: Model) -> int:
    """Bytes that a picture may have where it travels within the request; 0: it is fetched, and may have as many as its
    model takes."""
    rules = model.image
    return rules.max_bytes if rules is not None and rules.inline == "bytes" else 0


def still_size(shot: Shot, model: Model) -> str:
    """A still has the request's own size: the model keeps its picture's shape."""
    return shape.size(shot, model) or FIRST_FRAME_SIZE


def captured(store: CaptureStore, spec: CaptureSpec, agreed: Collection[str] = ()) -> PlanInput:
    """What is filmed already for `spec`, or what still has to be. `agreed`: what is sent although nothing shows."""
    reference = store.find(spec.key)
    return PlanInput(
        name=spec.name,
        kind=spec.media_kind,
        reference=reference,
        capture=spec,
        seconds=reference.seconds if reference else spec.seconds,
        blank_agreed=reference is not None and reference.sha256 in agreed,
    )


def paints_of(shot: Shot) -> dict[str, str]:
    """Collection -> colour ("#rrggbb") of the cast and the set in the shot's clip."""
    given = blockout.colours(shot.cast, shot.set_parts)
    members = {m.source: given[m.uuid] for m in shot.cast if m.source_kind == "collection" and m.source}
    parts = {part.collection: given[part.word] for part in shot.set_parts}
    return {name: blockout.PALETTE[colour] for name, colour in (parts | members).items()}


def automatic_seed(shot_uuid: str, number: int) -> int:
    """The seed of a shot's take where the artist gave none: another one for each number, the same whenever the same
    plan is made again."""
    return int.from_bytes(hashlib.sha256(f"{shot_uuid} {number}".encode()).digest()[:4], "big") & 0x7FFF_FFFF


@lru_cache(maxsize=256)  # all shots share the film's cast
def _as_picture(member: CastMember) -> CastMember:
    return member.model_copy(update={"form": "sheet"})


def _numbers_given(folder: FilmFolder) -> defaultdict[str, list[int]]:
    """The take numbers of the film's jobs, finished or not, by shot name."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for job in view.jobs.values() if view.film == folder.root else ():
        numbers[job.shot_name].append(job.take_number)
    return numbers


def _put_together(shot: Shot) -> list[Problem]:
    """A note where the artist's own picture is made in the compositor, which a clip is not."""
    scene = named.scene(shot.scene) if shot.route is Route.BLOCKOUT else None
    if scene is None or compat.compositor(scene) is None:
        return []
    layers = [layer.name for layer in compat.rendered_layers(scene)]
    together = f"shows its layers {', '.join(layers[:-1])} and {layers[-1]} together," if layers[1:] else "is filmed"
    return [
        problem(
            "not_composited",
            f"The clip of {shot.name} {together} without its compositor: no plates, no effects.",
            "Its stills go through the compositor: the route First Frame has them.",
            Level.NOTE,
        )
    ]


def _missing(kind: str, name: str, painted: bool) -> dict[str, str]:
    """Files that are not there of a scene or collection, see `missing.of`; none where it is not there itself."""
    scene = named.scene(name) if kind == "scene" else None
    collection = scene.collection if scene is not None else named.collection(name) if kind == "collection" else None
    world = scene.world if scene is not None else None
    return missing.of(named.within(collection), painted=painted, world=world) if collection is not None else {}


def _continues(shot: Shot) -> list[Problem]:
    """Which take's last frame a shot begins with; what keeps it from that has been said already."""
    if not shot.continues or shot.route not in (Route.FIRST_FRAME, Route.FIRST_LAST):
        return []
    try:
        take = continuing.named_take(shot)
    except UserError:
        return []
    return [
        Problem(
            level=Level.NOTE,
            code="continues",
            message=f"{shot.name} begins with the last frame of {take}.",
            next_step="Choose another take there and this one is out of date; it is sent again only if you send it.",
        )
    ]


class _Gatherer:
    """Finds what a shot sends; a cast member that plays in many shots is looked at once."""

    def __init__(
        self,
        store: CaptureStore,
        catalog: Catalog,
        chosen: planning.PlanSettings,
        seen: Seen | None = None,
        *,
        agreed: Collection[str] = (),
    ) -> None:
        self._agreed = agreed
        self._store = store
        self._settings = chosen
        self._seen = seen or Seen()
        self._catalog = catalog
        self._members: dict[tuple[str, str, str, int], PlanInput | AnimaticError] = {}
        self._missing: dict[tuple[str, str, bool], dict[str, str]] = {}
        self._guesses: dict[str, bool | None] = {}
        self._models: dict[tuple[str, Route, Tier], Model] = {}

    def model(self, shot: Shot) -> Model:
        """Looked up in the catalog once for all shots that ask for it in the same way."""
        asked = (shot.model, shot.route, shot.tier)
        if asked not in self._models:
            self._models[asked] = planning.model_of(shot, self._catalog)
        return self._models[asked]

    def forget(self) -> None:
        """Something changed: look at everybody again."""
        self._members.clear()
        self._missing.clear()
        self._guesses.clear()

    def inputs(self, shot: Shot) -> tuple[list[PlanInput], list[Problem]]:
        """What the shot sends, in URL order, and a problem for each thing that it cannot send."""
        inputs: list[PlanInput] = []
        problems: list[Problem] = []
        try:
            inputs += self._of_camera(shot)
        except UserError as error:
            problems.append(planning.problem_of(error))
        for member in shot.cast if shot.route.sends_references else ():
            found = self._found(self._as_sent(member, shot), shot)
            if isinstance(found, AnimaticError):
                problems.append(planning.problem_of(found))
            elif shot.route is Route.BLOCKOUT and found.kind is MediaKind.VIDEO:
                problems.append(remarks.clip_stays(member))
            else:
                inputs.append(found)
                problems += remarks.unheard(member, shot, self.model(shot))
                problems += _strange(member.uuid, found)
        if shot.route.sends_references:
            self._close_ups(shot, inputs, problems)
        if shot.route.sends_references and shot.look_picture:
            self._look_picture(shot, inputs, problems)
        problems += _continues(shot)
        problems += [
            remarks.filmed_otherwise(i.name, i.reference.remark) for i in inputs if i.reference and i.reference.remark
        ]
        problems += self._fronts(shot, inputs)
        problems += self._incomplete(shot)
        problems += _put_together(shot)
        return inputs, problems

    def _fronts(self, shot: Shot, inputs: Sequence[PlanInput]) -> list[Problem]:
        """A warning for each whose front is a guess, and a note where that is not known, nothing being filmed yet."""
        sent = {item.name: item for item in inputs if not item.role}
        found: dict[str, Problem] = {}
        for member in shot.cast:
            item = sent.get(member.name)
            guessed = self._is_guess(member, shot, item) if item is not None else False
            if guessed is not False:
                found[member.name] = (remarks.front_guessed if guessed else remarks.front_unknown)(member.name)
        return list(found.values())

    def _is_guess(self, member: CastMember, shot: Shot, item: PlanInput) -> bool | None:
        """Whether the front of one who is sent by this is a guess; None where that is not known."""
        if member.source_kind != "collection" or member.front != "auto":
            return False
        return item.reference.front_guessed if item.reference is not None else self._guessed(member, shot)

    def _guessed(self, member: CastMember, shot: Shot) -> bool | None:
        """Whether the front of one that is yet to be filmed is a guess; None where that is not known."""
        if member.uuid not in self._guesses:
            self._guesses[member.uuid] = self._looked_at(member, shot)
        return self._guesses[member.uuid]

    def _looked_at(self, member: CastMember, shot: Shot) -> bool | None:
        """By its three views, else by what was filmed of it last, before it changed."""
        views = members.views_of(member, self._home(member, shot), self._seen)
        known = self._store.find(views.key)
        earlier = (
            self._store.latest(name, kind)
            for name in (views.name, member.name)
            for kind in (MediaKind.IMAGE, MediaKind.VIDEO)
        )
        known = known or next((reference for reference in earlier if reference is not None), None)
        return known.front_guessed if known is not None else None

    def _incomplete(self, shot: Shot) -> list[Problem]:
        """A warning for what is filmed of a shot from files that are not there: its scene, its cast's collections."""
        filmed: dict[str, tuple[str, str, bool]] = {}
        if shot.route.films_camera and not shot.picture_strip:
            painted = shot.route is not Route.BLOCKOUT or shot.clip_look is ClipLook.SCENE
            filmed[f"the scene {shot.scene}"] = ("scene", shot.scene, painted)
        for member in shot.cast if shot.route.sends_references else ():
            if member.source_kind == "collection":
                filmed[member.name] = ("collection", member.source, True)
        found = []
        for name, what in filmed.items():
            if what not in self._missing:
                self._missing[what] = _missing(*what)
            found += [
                remarks.lost(name, file, thing) for file, thing in list(self._missing[what].items())[:MISSING_TOLD]
            ]
        return found

    def _of_camera(self, shot: Shot) -> list[PlanInput]:
        """What is filmed from the shot's own camera. Raises UserError where it has none."""
        if shot.route is Route.BLOCKOUT:
            return [self._captured(self.clip(shot)).model_copy(update={"role": "clip"})]
        if not shot.route.films_camera:
            return []
        ends = (False, True) if shot.route is Route.FIRST_LAST else (False,)
        size, room = still_size(shot, self.model(shot)), room_for(self.model(shot))
        return [self._captured(specs.pressed(self._frame(shot, size, last=last), room)) for last in ends]

    def _frame(self, shot: Shot, size: str, *, last: bool) -> CaptureSpec:
        if shot.continues and not last:
            return continuing.frame_spec(shot, size)
        return specs.still_spec(shot, size, last=last, seen=self._seen)

    def clip(self, shot: Shot) -> CaptureSpec:
        """As long as the take that is asked for, its handles filmed too, and framed as its video is."""
        model = self.model(shot)
        length, framed = planning.length_of(shot, model, self._settings), shape.framed(shot, model)
        return specs.blockout_spec(framed, length.asked, length.handle_in_frames, paints_of(shot), seen=self._seen)

    def _as_sent(self, member: CastMember, shot: Shot) -> CastMember:
        """Beside the shot's clip a member goes as a picture: a second clip would lead, too. So it does where the model
        takes no clips."""
        stills = shot.route is Route.BLOCKOUT or self.model(shot).video is None
        return _as_picture(member) if stills else member

    def _found(self, member: CastMember, shot: Shot) -> PlanInput | AnimaticError:
        room = room_for(self.model(shot))
        known = (member.uuid, member.form, shot.uuid if member.form == "scene" else "", room)
        if known not in self._members:
            self._members[known] = self._try_member(member, shot)
        return self._members[known]

    def _close_ups(self, shot: Shot, inputs: list[PlanInput], problems: list[Problem]) -> None:
        """Head and shoulders of those whom the shot comes near, after the references and only as far as there is room:
        for a model that knows two pictures of one from pictures of two. Unasked not of one whose front is a guess: the
        picture may be of the back of a head, and is all that a model sees of the face."""
        model = self.model(shot)
        shown = {item.name: item for item in inputs if not item.role}
        for member in {m.uuid: m for m in shot.cast if m.name in shown and m.source_kind == "collection"}.values():
            always = member.close_up == "always"
            if member.close_up == "never" or not (always or (member.uuid in shot.near and members.has_head(member))):
                continue
            why = remarks.no_close_up(model, inputs, shot)
            if why and always:
                problems.append(remarks.close_up_stays(member, why))
            if why:
                continue
            if not always and self._is_guess(member, shot, shown[member.name]):
                problems.append(remarks.close_up_waits(member))
                continue
            try:
                found = self._captured(members.close_up_of(member, self._home(member, shot), self._seen))
            except AnimaticError as error:
                problems.append(planning.problem_of(error))
                continue
            inputs.append(found.model_copy(update={"name": member.name, "role": "face"}))

    def _look_picture(self, shot: Shot, inputs: list[PlanInput], problems: list[Problem]) -> None:
        """The picture whose look is meant, last; where the model would take it for somebody, it stays here."""
        model = self.model(shot)
        if model.image is None or not remarks.tells_pictures_apart(model):
            problems.append(remarks.look_stays(model))
            return
        try:
            chosen = "another Look Picture, of the shot or in Film Settings"
            found = self._file("Look", specs.file_of("the look", "image", shot.look_picture, chosen=chosen))
        except AnimaticError as error:
            problems.append(planning.problem_of(error))
            return
        inputs.append(found.model_copy(update={"role": "look"}))
        problems += _strange(CHOSEN_LOOK, found)

    def _try_member(self, member: CastMember, shot: Shot) -> PlanInput | AnimaticError:
        try:
            return self._member(member, shot)
        except AnimaticError as error:
            return error

    def _member(self, member: CastMember, shot: Shot) -> PlanInput:
        if not member.source:
            raise UserError(
                f"{member.name} has nothing that shows it.",
                "Choose its collection, file or address.",
                code="cast_empty",
            )
        if member.source_kind == "url":
            return PlanInput(name=member.name, kind=members.kind_of(member), url=member.source)
        spec = members.spec_of(member, self._home(member, shot), self._seen, begins=shot.scene_frame_start)
        if spec is not None:
            return self._captured(specs.pressed(spec, room_for(self.model(shot))))
        file = specs.file_of(member.name, member.source_kind, member.source, member.edit)
        return self._fitting(self._file(member.name, file), room_for(self.model(shot)))

    def _home(self, member: CastMember, shot: Shot) -> bpy.types.Scene:
        """The scene in which a member is filmed."""
        scene = named.scene(shot.scene) or bpy.context.scene
        collection = named.collection(member.source) if member.source_kind == "collection" else None
        assert scene is not None  # a file has one
        if member.form == "scene":  # its light is what is wanted
            return scene
        return specs.home(collection, scene) if collection is not None else scene

    def _captured(self, spec: CaptureSpec) -> PlanInput:
        return captured(self._store, spec, self._agreed)

    def _fitting(self, item: PlanInput, room: int) -> PlanInput:
        """The artist's picture, made smaller where it has no room in the request."""
        picture = item.reference
        if not room or picture is None or picture.kind is not MediaKind.IMAGE or picture.size <= room:
            return item
        scene = bpy.context.scene
        assert scene is not None  # a file has one
        return self._captured(specs.smaller(picture, scene.name_full, room)).model_copy(update={"source": item.source})

    def _file(self, name: str, file: Path) -> PlanInput:
        reference = self._store.keep(file, name, copy=True)
        source = os.path.abspath(file)
        return PlanInput(name=name, kind=reference.kind, reference=reference, seconds=reference.seconds, source=source)


def _strange(who: str, item: PlanInput) -> list[Problem]:
    """A warning where a file goes out that a film from somebody else may have chosen: it lies elsewhere than the film,
    or was not chosen by this person on this machine."""
    if not item.source:
        return []
    file, home = Path(item.source), Path(bpy.data.filepath).parent
    inside = file.resolve().is_relative_to(home.resolve())
    chosen = was_chosen(who, file)
    if inside and chosen:
        return []
    why = "was not chosen by you on this computer" if not chosen else "lies outside the film's own folder"
    return [
        problem(
            "file_not_chosen" if not chosen else "file_elsewhere",
            f"{item.name} is the file {shortened(item.source)}, which {why}.",
            "It is sent if you send this shot: look at it first, or choose the file again in the cast.",
            Level.WARNING,
        )
    ]
