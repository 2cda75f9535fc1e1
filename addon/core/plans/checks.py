# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a shot, or with what it would send, before anything is filmed, uploaded or paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from urllib.parse import urlsplit

from ..catalog import Catalog, ImageRules, Model, VideoRules
from ..errors import AnimaticError, MediaError, UserError
from ..files import carries_secret
from ..gateway.wire import is_clip_address
from ..media import check_reference
from ..media.checks import number
from ..media.probing import MediaInfo
from ..models import CaptureSpec, Level, MediaKind, PlanInput, Problem, Reference, Route, Shot, Tier

_ORDER = (Level.ERROR, Level.WARNING, Level.NOTE)

ASPECT_TOLERANCE = 0.03
"""Share by which a first frame's aspect may differ: the provider's own sizes for 4:3 do by 2 %."""
FLASH = Fraction(1, 4)
"""Seconds; a shorter shot is hardly meant."""


def problem_of(error: AnimaticError) -> Problem:
    """An error met while gathering, as a problem of the plan."""
    return problem(error.code, error.user_message, error.next_step)


def nothing_shows(name: str, what: str) -> UserError:
    """What was filmed for a request has no picture in it: it is not sent, and nothing was paid."""
    return UserError(
        f"What was filmed for {name} is {what}: it was not sent.",
        "Look at its camera, strip or collection, for what is hidden, transparent, far away or scaled to nothing. If it"
        " is meant so: Send It Blank, in the strip's menu.",
        code="nothing_shows",
    )


@lru_cache(maxsize=1024)  # most are of a model or of the cast, and the same for all shots
def problem(code: str, message: str, next_step: str = "", level: Level = Level.ERROR) -> Problem:
    return Problem(level=level, code=code, message=message, next_step=next_step)


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """What blocks first, each thing once."""
    return tuple(dict.fromkeys(sorted(problems, key=lambda p: _ORDER.index(p.level))))


def check_model(shot: Shot, model: Model, catalog: Catalog) -> list[Problem]:
    """The chosen model: known, still offered, made for the route, able to make the size; what it does its own way."""
    return [
        *_check_known(shot, catalog),
        *_check_offered(shot, model, catalog),
        *_check_tried(model),
        *_check_size(shot, model),
        *_check_switches(shot, model),
    ]


def providers(model: Model, wanted: Sequence[str]) -> tuple[str, ...]:
    """The providers that may serve the request: the film's choice, among those whose options are known."""
    if not model.only:
        return tuple(wanted)
    return tuple(name for name in model.only if not wanted or name in wanted)


def check_providers(model: Model, wanted: Sequence[str]) -> list[Problem]:
    if not wanted or not model.only or providers(model, wanted):
        return []
    return [
        problem(
            "provider_excluded",
            f"The film allows {', '.join(wanted)} only; {model.name} is sent to {', '.join(model.only)} only.",
            "Choose another model, or change the providers in the project's settings.",
        )
    ]


def check_shot(shot: Shot, model: Model) -> list[Problem]:
    found = []
    if shot.frames < 1:
        found.append(problem("shot_empty", f"{shot.name} has no length.", "Give it at least one frame."))
    if shot.seed is not None and model.seed == "yes" and not 0 <= shot.seed <= model.seed_max:
        found.append(
            problem(
                "seed_range",
                f"The seed of {shot.name} is out of range.",
                f"Use a whole number from 0 to {model.seed_max}.",
            )
        )
    if 0 < shot.seconds < FLASH:
        found.append(_flash(shot))
    return [*found, *_check_scene(shot)]


def _flash(shot: Shot) -> Problem:
    """Markers often only end what is before them: the last one is a shot of a frame."""
    frames = "1 frame" if shot.frames == 1 else f"{shot.frames} frames"
    return problem(
        "shot_flash",
        f"{shot.name} shows for {frames} alone, and whole seconds are paid.",
        "Untick it if its marker only ends the shot before; else make it longer.",
        Level.WARNING,
    )


def _check_scene(shot: Shot) -> list[Problem]:
    """What the artist may not have meant: both cost a take that shows something else."""
    found = []
    if shot.camera_lost and shot.camera and shot.route is not Route.TEXT:
        found.append(
            problem(
                "camera_lost",
                f"The marker of {shot.name} has lost its camera; {shot.camera} films it, as Blender does.",
                "Bind a camera to the marker, or build the shots again to keep it so.",
                Level.WARNING,
            )
        )
    if any(shot.holds) and not shot.picture_strip and shot.route is not Route.TEXT:
        found.append(_held(shot))
    if shot.cuts and shot.route is not Route.TEXT:
        found.append(
            problem(
                "camera_cuts",
                f"{shot.name} cuts between cameras of its scene {len(shot.cuts)}"
                f" {'time' if len(shot.cuts) == 1 else 'times'}; its words and first frame are of the first one.",
                "Split at Cameras, in the strip's menu, makes a shot of each.",
                Level.WARNING,
            )
        )
    if shot.uneven and shot.route is not Route.TEXT:
        found.append(
            problem(
                "uneven_speed",
                f"The strip of {shot.name} changes its speed; what is filmed and described of the scene goes evenly.",
                "Split the strip where its speed changes, if that matters.",
                Level.NOTE,
            )
        )
    return found


def _held(shot: Shot) -> Problem:
    sides = zip(("first", "last"), shot.holds, strict=True)
    holds = [f"its {side} frame for {count} {'frame' if count == 1 else 'frames'}" for side, count in sides if count]
    return problem(
        "held",
        f"The strip of {shot.name} is longer than its scene's range and holds {' and '.join(holds)}.",
        "Shorten the strip, or lengthen the scene, if that is not meant.",
        Level.NOTE,
    )


def check_inputs(shot: Shot, model: Model, inputs: Sequence[PlanInput], *, refused: bool) -> list[Problem]:
    """References or first frame: there, not too many, each within the model's limits.

    `refused`: gathering them already said what is missing."""
    found: list[Problem] = []
    if len(inputs) < model.min_references and not refused:
        found.append(_missing(shot, model))
    found += _check_counts(model, inputs)
    for item in inputs:
        found += _check_input(shot, model, item)
    if model.video is not None and model.video.max_total_seconds:
        total = sum(item.clip_seconds for item in inputs)
        if total > model.video.max_total_seconds:
            found.append(
                problem(
                    "clips_long",
                    f"The reference clips last {number(total)} s together; {model.name} takes"
                    f" {number(model.video.max_total_seconds)} s.",
                    "Make them shorter, or use pictures.",
                )
            )
    return found


def route_words(route: Route) -> str:
    return "first and last frame" if route is Route.FIRST_LAST else route.value.replace("_", " ")


def _check_known(shot: Shot, catalog: Catalog) -> list[Problem]:
    if not shot.model or shot.model in (ids := list(catalog.ids())):
        return []
    near = get_close_matches(shot.model, ids, 1) or [catalog.choose(shot.route, shot.tier).id]
    return [
        problem(
            "model_unknown",
            f"The model {shot.model} is not in the catalog.",
            f"Use {near[0]}, or leave the model empty.",
        )
    ]


def _check_offered(shot: Shot, model: Model, catalog: Catalog) -> list[Problem]:
    found = []
    if not model.listed:
        successor = catalog.successor(model)
        step = f"Use its successor {successor.name} ({successor.id})." if successor else "Choose another model."
        found.append(problem("model_retired", f"The gateway no longer lists {model.name}.", step))
    if model.route is not shot.route and shot.route is not Route.BLOCKOUT:  # that one is told with its reason
        found.append(
            problem(
                "model_route",
                f"{model.name} does not work from the {route_words(shot.route)} route.",
                f"Leave the shot's model empty, or choose the {route_words(model.route)} route.",
            )
        )
    return found


_FOLLOWS = {
    "maker": " Its maker says that it follows a blockout.",
    "reports": " People who used it say that it follows a blockout.",
    "untested": " Nobody has said yet whether it follows a blockout.",
}


def _check_tried(model: Model) -> list[Problem]:
    if not model.untested:
        return []
    follows = _FOLLOWS.get(model.guide_tested, "") if model.route is Route.BLOCKOUT else ""
    assumed = f" Assumed, for no document says it: {model.assumed}." if model.assumed else ""
    return [
        problem(
            "untested",
            f"{model.name} is untested: its row was written from documents on {model.untested}, nobody has paid for a"
            f" video yet.{follows}{assumed}",
            "Try one short shot first.",
            Level.NOTE,
        )
    ]


def exact(model: Model, *, finishing: bool) -> Problem:
    """A draft that can be finished, or is being finished now."""
    draft = model.draft
    assert draft is not None
    if finishing:
        return problem(
            "exact_final",
            f"The same shot, at final quality: {model.name} finishes the very draft.",
            "If the gateway refuses that, nothing is charged; promote again, and the same brief is sent.",
            Level.NOTE,
        )
    size, kept = " or ".join(draft.finals), f" for {draft.days} days" if draft.days else ""
    sure = f"{kept}." if not draft.assumed else f"{kept}: that size is assumed ({draft.assumed}), for nobody says it."
    return problem(
        "exact_draft",
        f"{model.name} makes this draft at {draft.resolution} and can finish the very same video at {size}{sure}",
        "Promote does that." if draft.days else "Promote does that; how long the draft is kept is not known.",
        Level.NOTE,
    )


def check_near(asked: Shot, shot: Shot, model: Model) -> list[Problem]:
    """`shot` is as asked but for a resolution that the model has by another name."""
    drafting = asked.tier is Tier.DRAFT and model.draft is not None  # that is told in full
    if asked.resolution == shot.resolution or drafting:
        return []
    message = f"{model.name} makes {shot.resolution} instead of {asked.resolution}."
    return [problem("size_near", message, "Takes are fitted to the film's frame.", Level.NOTE)]


def _check_size(shot: Shot, model: Model) -> list[Problem]:
    if model.size(shot.resolution, shot.aspect) is not None:
        return []
    by_aspect = model.sizes.get(shot.resolution)
    if by_aspect is None:
        step = f"Choose {' or '.join(model.sizes)}."
    else:
        step = f"Choose one of these aspects: {', '.join(by_aspect)}."
    return [problem("size", f"{model.name} makes no {shot.resolution} video of {shot.aspect}.", step)]


def _check_switches(shot: Shot, model: Model) -> list[Problem]:
    found = [problem("retention", model.retention, model.no_training_terms, Level.NOTE)] if model.retention else []
    if model.audio == "always" and not shot.audio:
        found.append(problem("always_sound", f"{model.name} always makes sound.", "Mute the sound strip.", Level.NOTE))
    if model.audio == "none" and shot.audio:
        found.append(problem("no_sound", f"{model.name} makes no sound.", "", Level.NOTE))
    if model.seed == "no":
        found.append(
            problem(
                "no_seed",
                f"{model.name} takes no seed: the same request makes another video each time.",
                "Keep the take you like.",
                Level.NOTE,
            )
        )
    if shot.multi_shot and not model.shot_type:
        found.append(
            problem(
                "no_shot_type",
                f"{model.name} has no switch for several cuts.",
                "Write the cuts into the action.",
                Level.NOTE,
            )
        )
    return found


def _missing(shot: Shot, model: Model) -> Problem:
    if model.route is Route.BLOCKOUT:
        return problem(
            "clip_missing",
            f"{shot.name} has no clip to send.",
            "Give it a camera in the scene, or choose another route.",
        )
    if not model.route.films_camera:
        return problem(
            "cast_missing",
            f"{shot.name} has no cast, and the reference route needs someone to show.",
            "Add a cast member, or choose the first frame route (it keeps the framing).",
        )
    if not shot.camera and not shot.picture_strip:
        return problem(
            "camera_missing",
            f"{shot.name} has no camera to take its first frame from.",
            "Give it a camera, or choose the text route.",
        )
    return problem(
        "first_frame_missing", f"{shot.name} has no first frame to send.", "Capture it, or choose the text route."
    )


def _check_counts(model: Model, inputs: Sequence[PlanInput]) -> list[Problem]:
    kinds = [item.kind for item in inputs]
    limits = [(len(kinds), model.max_references, "references")]
    if model.image is not None:
        limits.append((kinds.count(MediaKind.IMAGE), model.image.max_count, "pictures"))
    if model.video is not None:
        limits.append((kinds.count(MediaKind.VIDEO), model.video.max_count, "clips"))
    return [
        problem(
            "too_many_references",
            f"{model.name} takes at most {limit} {what if limit != 1 else what[:-1]}; the shot has {count}.",
            "Take someone out of the shot." if what != "clips" else "Use pictures for some, or take someone out.",
        )
        for count, limit, what in limits
        if count > limit and (what == "references" or limit < model.max_references)
    ]


def _check_input(shot: Shot, model: Model, item: PlanInput) -> list[Problem]:
    if item.reference is not None:
        if item.reference.blank and not item.blank_agreed:
            return [problem_of(nothing_shows(item.name, item.reference.blank))]
        info = _of_reference(item.reference)
    elif item.capture is not None:
        info = _of_capture(item.capture)
    elif item.url:
        return _check_url(model, item)
    else:
        return [problem("input_empty", f"{item.name} has nothing to send.", "Give it a source in the cast.")]
    try:
        check_reference(info, model, item.name)
    except MediaError as error:
        return [problem_of(error)]
    return _check_aspect(shot, model, item, info)


def _check_url(model: Model, item: PlanInput) -> list[Problem]:
    """What can be said of a file that only the provider will fetch."""
    if wrong := check_address(item):
        return wrong
    if _rules(model, item.kind) is None:
        kind = "clips" if item.kind is MediaKind.VIDEO else "pictures"
        return [problem("media_kind", f"{item.name} cannot be used: {model.name} takes no {kind}.", "Take it out.")]
    if model.inline:
        return [
            problem(
                "url_not_fetched",
                f"{item.name} lies at an address, and {model.name} takes pictures within the request only.",
                "Save the picture, and choose the file in the cast.",
            )
        ]
    if model.types_by == "extension" and is_clip_address(item.url) is not (item.kind is MediaKind.VIDEO):
        return [
            problem(
                "url_ending",
                f"{model.name} tells clips from pictures by the address, and that of {item.name} says the opposite.",
                "Use an address that ends in .mp4 or .mov for a clip, and in neither for a picture.",
            )
        ]
    host = urlsplit(item.url).hostname
    return [
        problem(
            "url_unchecked",
            f"{item.name} is fetched from {host} by the provider; its size and length are not checked here.",
            level=Level.NOTE,
        )
    ]


def check_address(item: PlanInput) -> list[Problem]:
    """What forbids an address, whatever is sent to: that it is none, or lets in whoever has it."""
    if not item.url:
        return []
    try:
        parts = urlsplit(item.url)
        reachable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return [problem("url_bad", f"The address of {item.name} cannot be read.", "Correct it in the cast.")]
    if not reachable:
        return [problem("url_bad", f"The address of {item.name} is not a web address.", "It must begin with https://.")]
    if carries_secret(item.url):
        return [
            problem(
                "url_signed",
                f"The address of {item.name} carries a secret, which must not be kept with the film.",
                "Give a public address without a signature, or the file itself.",
            )
        ]
    return []


def _check_aspect(shot: Shot, model: Model, item: PlanInput, info: MediaInfo) -> list[Problem]:
    rules = _rules(model, item.kind)
    small, large = sorted((info.width, info.height))
    if rules is not None and rules.max_aspect and large > small * rules.max_aspect:
        return [
            problem(
                "media_aspect",
                f"{item.name} is {info.width}x{info.height} pixels; {model.name} takes sides of at most"
                f" {number(rules.max_aspect)} to 1.",
                "Crop it.",
            )
        ]
    if model.route not in (Route.FIRST_FRAME, Route.FIRST_LAST):
        return []
    wide, high = map(int, shot.aspect.split(":"))
    if abs(info.width * high / (info.height * wide) - 1) <= ASPECT_TOLERANCE:
        return []
    return [
        problem(
            "first_frame_aspect",
            f"The first frame is {info.width}x{info.height} pixels, not {shot.aspect}; the video takes the picture's"
            " shape.",
            "Set the scene's resolution to the film's aspect.",
            Level.WARNING,
        )
    ]


def _rules(model: Model, kind: MediaKind) -> ImageRules | VideoRules | None:
    return model.image if kind is MediaKind.IMAGE else model.video


def _of_reference(reference: Reference) -> MediaInfo:
    return MediaInfo(
        kind=reference.kind.value,
        media_type=reference.media_type,
        width=reference.width,
        height=reference.height,
        seconds=reference.seconds,
        fps=reference.fps,
        frames=round(reference.seconds * reference.fps),
        has_alpha=reference.has_alpha,
        has_audio=reference.has_audio,
        video_codec="",
        audio_codec="",
        size=reference.size,
    )


def _of_capture(capture: CaptureSpec) -> MediaInfo:
    """What a capture will be, so that a clip that is too long is refused before it is filmed."""
    video = capture.media_kind is MediaKind.VIDEO
    return MediaInfo(
        kind=capture.media_kind.value,
        media_type="video/mp4" if video else "image/jpeg" if capture.max_bytes else "image/png",
        width=capture.width,
        height=capture.height,
        seconds=capture.seconds,
        fps=float(capture.rate.fraction) if video else 0.0,
        frames=capture.frame_end - capture.frame_start,
        has_alpha=False,
        has_audio=False,
        video_codec="",
        audio_codec="",
        size=0,
    )
