# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Films captures out of a saved copy, inside the second Blender. Only stdlib, numpy and bpy here.

A job is `{"blend": path, "captures": [{...CaptureSpec, "out": path}, ...]}`. Everything may be changed in here: the
copy is thrown away.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import pi
from pathlib import Path
from typing import Any, NamedTuple

import bpy
import numpy as np

from ..core.errors import AnimaticError, UserError
from ..core.media import probe
from ..core.media.probing import MOVIES
from . import alone, blank, blockout, compat, compositing, holding, looks, named, opening, timing, turntable
from .figures import among, following, voice
from .figures.front import VIEWS
from .materials.clear import Clearness

Report = Callable[[dict[str, Any]], None]

ORDER = ("frame", "still", "segment", "clip", "sheet", "close_up", "turntable", "lit")
"""Stills first: they need the materials as the artist left them, clips and turntables may change them."""
VIEW_SIZE = (180, 320)
"""Pixels of the small pictures for the panel."""
CHECK_ANGLE, CHECK_SIZE = pi / 6, (160, 90)
"""Radians from the front, where also what is flat shows; and pixels of the picture that is looked at before filming."""
SHARE_LEAST = 1 / 3
"""Of the picture's height, or width for who is wider, that a subject must fill."""
APART = 10
"""Times its smallest size that a character may have at another moment: who grows, jumps or spreads wings has less."""
CLEAR = "; its materials are clear all over, as those of some FBX files come in: set their Alpha to 1"
QUALITIES = (95, 90, 80, 70, 60, 45, 30, 15)
"""Of a JPEG, in percent, the best first."""
Cell = tuple[int, int, int, int]
"""Left, bottom, width and height of a picture in a sheet, in pixels."""
ROOM = 16 * 1024 * 1024
"""Bytes: a file that failed with less room than this on its disk failed for want of it."""


def main(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Film every capture; answers `{"files": [path, ...]}` in the order asked for.

    Reports `{"type": "progress", "capture", "frame", "frames"}` for each frame and `{"type": "filmed", "capture",
    "blank", "front_guessed", "sides", "remark"}` for each finished file: see Outcome. Raises UserError for what the
    artist can mend."""
    if not job.get("draws", True):
        looks.without_drawing()
    crew = Crew(job["blend"], report)
    captures = job["captures"]
    for number in sorted(range(len(captures)), key=lambda n: turn(captures[n])):
        report({"type": "filmed", "capture": number, **crew.film(number, captures[number])._asdict()})
    return {"files": [capture["out"] for capture in captures]}


class Outcome(NamedTuple):
    """What came of a capture. `blank`: what is wrong with its file where nothing shows in it, in words, see
    `blank.what_is_wrong`; `front_guessed`: too little told which side of a character is its front; `sides`: which of
    them each of VIEWS shows, empty for a corner; `remark`: what is to be known of how it was filmed, in words."""

    blank: str = ""
    front_guessed: bool = False
    sides: tuple[str, ...] = ()
    remark: str = ""


class Crew:
    """Films one capture after the other out of one copy. `trusted`, `opened`: see `opening.open_copy`."""

    def __init__(self, blend: str, report: Report, *, trusted: bool = True, opened: bool = False) -> None:
        self._blend = blend
        self._report = report
        self._trusted = trusted
        self._open(opened=opened)

    def _open(self, *, opened: bool = False) -> None:
        opening.open_copy(Path(self._blend), trusted=self._trusted, opened=opened)
        self._as_saved = True

    def film(self, number: int, capture: dict[str, Any]) -> Outcome:
        """Make the file of one capture. Raises UserError, or AnimaticError for a file that did not come out right."""
        outcome: Outcome | None = getattr(self, f"_{capture['kind']}")(number, capture)
        if capture["kind"] in ("still", "frame"):
            return Outcome(blank.what_is_wrong(Path(capture["out"])))
        return outcome or Outcome()

    def _still(self, number: int, capture: dict[str, Any]) -> None:
        if capture.get("strip"):
            self._board(number, capture)
            return
        if _has_look(capture) and not self._as_saved:
            self._open()
        frame = compositing.frame_of(_scene(capture))
        scene = _shot_scene(capture)
        if _has_look(capture):
            compositing.join_layers(scene)
            self._dress(scene, capture)
        else:
            looks.for_still(scene)
        width, height = _even(capture["width"]), _even(capture["height"])
        if capture.get("composited"):
            compositing.turn_on(scene, frame, width / height)
        with self._progress(number, 1), _written(capture, 1) as part:
            picture(scene, capture["frame_start"], part)
            _scale(part, width, height)

    def _board(self, number: int, capture: dict[str, Any]) -> None:
        """What a strip of the edit shows at a frame. In the edit's own size, which its transforms are made for."""
        if not self._as_saved:
            self._open()
        scene = alone.show_alone(_scene(capture), capture)
        self._as_saved = False
        _plain(scene.render)
        scene.render.use_sequencer = True
        with self._progress(number, 1), _written(capture, 1) as part:
            picture(scene, capture["frame_start"], part)
            _scale(part, _even(capture["width"]), _even(capture["height"]))

    def _frame(self, number: int, capture: dict[str, Any]) -> None:
        """A frame of a take's video, as it is decoded, or a picture, in the request's size."""
        scene, strip = _screen(capture)
        frame = 1 + min(capture["frame_start"], compat.content_duration(strip) - 1)
        with self._progress(number, 1), _written(capture, 1) as part:
            picture(scene, frame, part)
            _scale(part, _even(capture["width"]), _even(capture["height"]))
        bpy.data.scenes.remove(scene)

    def _clip(self, number: int, capture: dict[str, Any]) -> None:
        if not self._as_saved:
            self._open()
        scene = _shot_scene(capture)
        compositing.join_layers(scene)
        if _has_look(capture):
            self._dress(scene, capture)
        else:
            self._as_saved = not looks.for_clip(scene, capture.get("paints", ()))
            timing.film(scene, capture)
        self._movie(number, scene, capture)

    def _dress(self, scene: Any, capture: dict[str, Any]) -> None:
        """In the look that is asked for, set to film its frames."""
        self._as_saved = False
        blockout.dress(scene, capture)
        timing.film(scene, capture)
        blockout.require_sight(scene, capture)
        if capture["look"] == "depth":
            blockout.show_distance(scene)

    def _segment(self, number: int, capture: dict[str, Any]) -> None:
        scene = alone.show_alone(_scene(capture), capture)
        self._as_saved = False
        _only_3d(scene, capture)
        scene.render.use_sequencer = True
        timing.film(scene, capture)
        self._movie(number, scene, capture)

    def _turntable(self, number: int, capture: dict[str, Any]) -> Outcome:
        self._as_saved = False
        stage = turntable.build(_collection(capture), capture)
        _only_3d(stage.scene, capture)
        wrong = _hardly_seen(stage, capture)
        capture = looks.clip_size(stage.scene, capture)
        _only_3d(stage.scene, capture)
        stage.turn()
        sound = bool(capture.get("voice")) and voice.speak(stage.scene, capture)
        self._movie(number, stage.scene, capture, sound=sound)
        stage.scene.render.use_sequencer = False
        for angle, view in zip(VIEWS, capture.get("views", ()), strict=False):
            stage.look(angle, *VIEW_SIZE)
            picture(stage.scene, stage.first, Path(view))
        bpy.data.scenes.remove(stage.scene)
        return Outcome(wrong, stage.guessed, _sides(stage), stage.begins)

    def _lit(self, number: int, capture: dict[str, Any]) -> Outcome:
        if not self._as_saved:
            self._open()
        return self._turntable(number, capture)

    def _close_up(self, number: int, capture: dict[str, Any]) -> Outcome:
        """Head and shoulders from the front, at one moment."""
        self._as_saved = False
        stage = turntable.build(_collection(capture), capture)
        _only_3d(stage.scene, capture)
        wrong = _hardly_seen(stage, capture)
        with self._progress(number, 1), _written(capture, 1) as part:
            stage.close(_even(capture["width"]), _even(capture["height"]))
            picture(stage.scene, stage.first, part)
        bpy.data.scenes.remove(stage.scene)
        return Outcome(wrong, stage.guessed, remark=stage.begins)

    def _sheet(self, number: int, capture: dict[str, Any]) -> Outcome:
        """Front, three quarter and profile side by side in one picture, at one moment."""
        self._as_saved = False
        stage = turntable.build(_collection(capture), capture)
        _only_3d(stage.scene, capture)
        wrong = _hardly_seen(stage, capture)
        views = [Path(view) for view in capture["views"]]
        cells = sheet_cells([stage.shape(angle) for angle in VIEWS], _even(capture["width"]), _even(capture["height"]))
        with self._progress(number, len(VIEWS)), _written(capture, 1) as part:
            for angle, view, (_, _, width, height) in zip(VIEWS, views, cells, strict=True):
                stage.look(angle, width, height)
                picture(stage.scene, stage.first, view)
            joined(views, cells, part)
        bpy.data.scenes.remove(stage.scene)
        return Outcome(wrong, stage.guessed, _sides(stage), stage.begins)

    def _movie(self, number: int, scene: Any, capture: dict[str, Any], *, sound: bool = False) -> None:
        compat.movie_output(scene.render, audio=sound)
        frames = len(timing.frames(scene))
        before, after = capture.get("holds", (0, 0))
        with self._progress(number, frames), _written(capture, before + frames + after) as part:
            if before or after:
                holding.movie(scene, part, before, after, _render)
            else:
                compat.output_to(scene.render, part)
                _render(scene)

    @contextmanager
    def _progress(self, number: int, frames: int) -> Iterator[None]:
        """Report each frame that Blender has written."""
        done = 0

        def written(*_: object) -> None:
            nonlocal done
            done += 1
            self._report({"type": "progress", "capture": number, "frame": min(done, frames), "frames": frames})

        bpy.app.handlers.render_write.append(written)
        try:
            yield
        finally:
            bpy.app.handlers.render_write.remove(written)


def turn(capture: dict[str, Any]) -> tuple[int, bool, int]:
    """When it is filmed: after all that needs the scene as it was saved, and the shorter the sooner, for whoever waits
    for it goes on meanwhile."""
    return ORDER.index(capture["kind"]), _has_look(capture), capture["frame_end"] - capture["frame_start"]


def _sides(stage: turntable.Stage) -> tuple[str, ...]:
    return tuple(stage.side(angle) for angle in VIEWS)


def _has_look(capture: dict[str, Any]) -> bool:
    """Whether the scene is dressed for it: as the scene is as it is."""
    return capture.get("look", "scene") not in ("", "scene")


def _screen(capture: dict[str, Any]) -> tuple[Any, Any]:
    """A scene that shows a video or picture alone, in its own size and colours, and its strip from frame 1 on."""
    scene: Any = bpy.data.scenes.new("Frame")
    strips: Any = scene.sequence_editor_create().strips
    new = strips.new_movie if Path(capture["file"]).suffix.lower() in MOVIES else strips.new_image
    strip: Any = new("Take", capture["file"], channel=1, frame_start=1)
    if not strip.elements or not strip.elements[0].orig_width:
        raise UserError(
            f"{Path(capture['file']).name} cannot be decoded, and {capture['name']} needs it.",
            "Choose another take or picture there.",
            code="take_unreadable",
        )
    _plain(scene.render)
    scene.render.use_sequencer, scene.render.dither_intensity = True, 0.0
    scene.render.resolution_x, scene.render.resolution_y = strip.elements[0].orig_width, strip.elements[0].orig_height
    scene.view_settings.view_transform = "Standard"
    return scene, strip


def _render(scene: Any) -> None:
    """Render a scene's frames. Not by its name, which the scenes of other linked files may have too."""
    with bpy.context.temp_override(scene=scene):
        bpy.ops.render.render(animation=True)


def picture(scene: Any, frame: int, path: Path, *, alpha: bool = False) -> None:
    """Render one frame of a scene into a PNG.

    As an animation: a still of a scene that is not the window's shows the window's frame (4.5.15, 5.2.3)."""
    compat.still_output(scene.render)
    if alpha:
        scene.render.image_settings.color_mode = "RGBA"
    scene.frame_start = scene.frame_end = frame
    compat.output_to(scene.render, f"{path.with_suffix('')}_####")
    _render(scene)
    written = Path(scene.render.frame_path(frame=frame))
    if written.is_file():
        os.replace(written, path)


def _scale(picture: Path, width: int, height: int) -> None:
    """Bring a PNG to a size."""
    if not picture.is_file():
        return
    image: Any = bpy.data.images.load(str(picture))
    if tuple(image.size) != (width, height):
        image.scale(width, height)
        image.save()
    bpy.data.images.remove(image)


def sheet_cells(shapes: Sequence[float], width: int, height: int) -> list[Cell]:
    """Where each view lies in a sheet of so many pixels: in the arrangement in which they are largest together.

    `shapes` are the views' widths over their heights."""
    third, half, low = width // 3, width // 2, height // 2
    side_by_side = [(0, 0, third, height), (third, 0, third, height), (2 * third, 0, width - 2 * third, height)]
    two_over_one = [(0, low, half, height - low), (half, low, width - half, height - low), (0, 0, width, low)]
    return max(
        (side_by_side, two_over_one),
        key=lambda cells: sum(_area(*one) for one in zip(shapes, cells, strict=True)),
    )


def _area(shape: float, cell: Cell) -> float:
    """Pixels of the largest picture of a shape that fits into a cell."""
    height = min(cell[3], cell[2] / max(shape, 1e-6))
    return height * height * shape


def joined(pictures: list[Path], cells: list[Cell], path: Path) -> None:
    """Lay PNGs into one picture, each in its own cell: a PNG, or a JPEG as the path's ending says."""
    whole: Any = np.ones((max(c[1] + c[3] for c in cells), max(c[0] + c[2] for c in cells), 4), dtype=np.float32)
    for file, (left, bottom, width, height) in zip(pictures, cells, strict=True):
        whole[bottom : bottom + height, left : left + width] = _pixels(file)
    image = _image(whole)
    image.file_format = "PNG" if path.suffix.lower() == ".png" else "JPEG"
    image.save(filepath=str(path))
    bpy.data.images.remove(image)


def _pixels(file: Path) -> Any:
    """A picture's rows from below, four values a pixel."""
    image: Any = bpy.data.images.load(str(file))
    values: Any = np.empty(len(image.pixels), dtype=np.float32)
    image.pixels.foreach_get(values)
    found = values.reshape(image.size[1], image.size[0], image.channels)
    bpy.data.images.remove(image)
    return found


def _hardly_seen(stage: Any, capture: dict[str, Any]) -> str:
    """What a reference is, in words, in which nobody would be told; empty for one that shows who it is.

    Looked at as it renders: what was measured may be something that no engine draws."""
    scene, path = stage.scene, Path(capture["out"])
    kept = scene.frame_start, scene.frame_end, scene.render.resolution_x, scene.render.resolution_y
    check = path.with_name(f"{path.stem}.check.png")
    scene.render.film_transparent = True
    stage.look(CHECK_ANGLE, *CHECK_SIZE)
    picture(scene, stage.first, check, alpha=True)
    scene.render.film_transparent = False
    scene.frame_end = max(kept[1], scene.frame_end)
    scene.frame_start, scene.frame_end, scene.render.resolution_x, scene.render.resolution_y = kept
    if not check.is_file():
        return ""  # the filming itself says why nothing can be written
    seen = _pixels(check)[:, :, 3] > 0.05
    check.unlink()
    # Rows and columns in which anything shows: who is a speck at one edge and has a speck at the other is not wide.
    share = max(float(seen.any(axis=1).mean()), float(seen.any(axis=0).mean()))
    if share >= SHARE_LEAST:
        return ""
    apart = _apart(stage)
    if share == 0.0:
        clear = CLEAR if _is_all_clear(stage) else ""
        return f"blank: nothing of it is seen at frame {stage.first}{clear}{apart}"
    return f"too small to tell who it is, {share:.0%} of the picture's height{apart}"


def _is_all_clear(stage: Any) -> bool:
    """Whether a character's materials all let one see through them."""
    clearness = Clearness(stage.scene)
    used = [material for material in bpy.data.materials if material.name_full in stage.path.materials]
    return bool(used) and all(map(clearness.is_all_clear, used))


def _apart(stage: Any) -> str:
    """Words for a character whose parts fly away from each other at some moment, as importers' animations let them, or
    of which a part lies far off."""
    sizes = [float(np.linalg.norm(np.ptp(points, axis=0))) for points in stage.path.shapes]
    if max(sizes) > APART * min(sizes):
        return f"; its parts come up to {max(sizes):,.0f} m apart in its frames"
    stage.scene.frame_set(stage.first)
    off = among.what_lies_off(among.boxes_of(stage.scene.view_layers[0].depsgraph, following.local_points))
    return f"; {off}" if off else ""


@contextmanager
def _written(capture: dict[str, Any], frames: int) -> Iterator[Path]:
    """A file beside the final one to render into; it takes the final name when it is whole."""
    out = Path(capture["out"])
    part = out.with_name(f"{out.stem}.part{out.suffix}")
    try:
        yield part
    except RuntimeError as error:  # Blender's own words about a render
        raise _unwritten(capture, str(error).strip()) from error
    if capture.get("max_bytes") and part.is_file():
        _press(part, capture["max_bytes"])
    # 5.x answers FINISHED for a path that it could not write, and both do for a disk that filled up.
    why = _what_is_wrong(part, capture, frames)
    if why:
        part.unlink(missing_ok=True)
        raise _unwritten(capture, why)
    os.replace(part, out)


def _what_is_wrong(part: Path, capture: dict[str, Any], frames: int) -> str:
    """Empty if the file is the whole picture or movie; looked at as it lies on the disk."""
    if not part.is_file():
        return "no file was written"
    try:
        info = probe(part)
    except AnimaticError as error:
        return error.user_message
    if (info.width, info.height) != (_even(capture["width"]), _even(capture["height"])):
        return f"it has {info.width} x {info.height} pixels"
    if info.frames != frames:
        return f"it has {info.frames} frames instead of {frames}"
    if capture.get("max_bytes") and info.size > capture["max_bytes"]:
        return f"its {info.size} bytes have no room in a request: it has too much detail"
    return ""


def _press(picture: Path, most: int) -> None:
    """Make a picture a JPEG, in the best of our qualities that fits into so many bytes. Of new pixels: an image that
    was loaded and not changed is saved as the file that it came from, whatever its format says (4.5.15, 5.2.3)."""
    image = _image(_pixels(picture))
    image.file_format = "JPEG"
    for quality in QUALITIES:
        image.save(filepath=str(picture), quality=quality)
        if picture.stat().st_size <= most:
            break
    bpy.data.images.remove(image)


def _image(rows: Any) -> Any:
    """An image of rows from below, four values a pixel."""
    image: Any = bpy.data.images.new("Picture", rows.shape[1], rows.shape[0], alpha=False)
    image.pixels.foreach_set(np.ascontiguousarray(rows).ravel())
    return image


def _unwritten(capture: dict[str, Any], why: str) -> AnimaticError:
    folder = Path(capture["out"]).parent
    if not os.access(folder, os.W_OK):
        return UserError(
            f"{capture['name']} could not be filmed: {folder} cannot be written to.",
            "Allow writing there, or save the film elsewhere.",
            code="capture_unwritable",
        )
    if shutil.disk_usage(folder).free < ROOM:
        return UserError(
            f"{capture['name']} could not be filmed: the disk of {folder} is full.",
            "Free some space, then try again.",
            code="disk_full",
        )
    return AnimaticError(
        f"{capture['name']} could not be filmed: {why.splitlines()[0].rstrip('.') if why else 'nothing came out'}.",
        "Render a frame of the scene in Blender to see whether it can, then try again.",
        code="capture_failed",
        retryable=True,
    )


def _scene(capture: dict[str, Any]) -> Any:
    scene = named.scene(capture["scene"])
    if scene is None:
        raise UserError(f"The scene {capture['scene']} is gone.", "Build the shots again.", code="scene_missing")
    return scene


def _collection(capture: dict[str, Any]) -> Any:
    collection = named.collection(capture["collection"])
    if collection is None:
        raise UserError(
            f"The collection of {capture['name']} is gone.",
            "Choose its collection in the cast.",
            code="collection_missing",
        )
    return collection


def _shot_scene(capture: dict[str, Any]) -> Any:
    """The shot's scene, seen by its camera at the size that is sent, without sequencer and compositor."""
    scene = _scene(capture)
    camera = named.thing(capture["camera"], scene)
    if camera is None or camera.type != "CAMERA":
        raise UserError(
            f"The camera of {capture['name']} is missing.",
            "Give the shot a camera, then try again.",
            code="camera_missing",
        )
    scene.timeline_markers.clear()  # a marker's camera takes over at its frame, and when markers change
    scene.camera = camera
    _only_3d(scene, capture)
    return scene


def _only_3d(scene: Any, capture: dict[str, Any]) -> None:
    """The 3D scene alone, whole and opaque, at the capture's size."""
    render = scene.render
    _plain(render)
    # A strip anywhere on the timeline would be rendered instead of the scene.
    render.use_sequencer = False
    render.film_transparent = False
    render.resolution_x, render.resolution_y = _even(capture["width"]), _even(capture["height"])
    render.pixel_aspect_x = render.pixel_aspect_y = 1.0


def _plain(render: Any) -> None:
    """The whole frame in its own size, once, with nothing written over it."""
    render.use_compositing = False
    render.use_border = False
    render.resolution_percentage = 100
    render.use_multiview = False
    render.use_stamp = False
    for prop in render.bl_rna.properties:  # written into the file otherwise: the film's path, the machine's name
        if prop.identifier.startswith("use_stamp_"):
            setattr(render, prop.identifier, False)


def _even(side: int) -> int:
    """H.264 needs even sides."""
    return int(side) - int(side) % 2
