# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that asks for Blender's version: one name for what 4.5, 5.0 and 5.2 call differently.

Imports nothing but bpy, so the workers in the second Blender can use it too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from time import sleep
from typing import Any

import bpy

VERSION: tuple[int, ...] = tuple(bpy.app.version)
NEW_STRIP_TIMES = VERSION >= (5, 1, 0)
"""5.1 renamed the timing properties of strips; the old ones warn and leave in 6.0."""
THREADS_ENDANGER_OVERRIDES = sys.version_info < (3, 12)
"""Up to 5.0 (Python 3.11) Blender crashes in an operator under `temp_override` while another thread runs Python: it
lets go of the interpreter's lock, but looks the override up as if it had it (`BPY_context_member_get` asks for the
current thread, which is one for all threads before Python 3.12)."""


def sequencer_scene(context: bpy.types.Context) -> bpy.types.Scene | None:
    """The edit: the scene whose strips the Sequencer shows (its own setting from 5.0, None until chosen)."""
    if hasattr(context, "sequencer_scene"):
        return context.sequencer_scene
    return context.scene


def eevee_id() -> str:
    return "BLENDER_EEVEE" if VERSION >= (5, 0, 0) else "BLENDER_EEVEE_NEXT"


def movie_output(render: Any, *, audio: bool = False, quality: str = "HIGH", preset: str = "GOOD") -> None:
    """Set a scene's render to MP4, H.264 yuv420p, AAC 48 kHz stereo if `audio`. Every field: defaults are MPEG-1."""
    if hasattr(render.image_settings, "media_type"):
        render.image_settings.media_type = "VIDEO"
    render.image_settings.file_format = "FFMPEG"
    render.image_settings.color_mode = "RGB"
    ffmpeg = render.ffmpeg
    ffmpeg.format = "MPEG4"
    ffmpeg.codec = "H264"
    ffmpeg.constant_rate_factor = quality
    ffmpeg.ffmpeg_preset = preset
    ffmpeg.gopsize = 12
    ffmpeg.audio_codec = "AAC" if audio else "NONE"
    if audio:
        ffmpeg.audio_bitrate = 192
        ffmpeg.audio_mixrate = 48000
        ffmpeg.audio_channels = "STEREO"
    _save_output(render)


def output_to(render: Any, path: str | os.PathLike[str]) -> None:
    """Let a scene render to exactly this path: since 4.5 braces in it are a template ({blend_name}), doubled they are
    themselves. A film may lie in a folder of any name."""
    render.filepath = os.fspath(path).replace("{", "{{").replace("}", "}}")


def still_output(render: Any) -> None:
    """Set a scene's render to 8-bit RGB PNG, no alpha."""
    if hasattr(render.image_settings, "media_type"):
        render.image_settings.media_type = "IMAGE"
    render.image_settings.file_format = "PNG"
    render.image_settings.color_mode = "RGB"
    render.image_settings.color_depth = "8"
    _save_output(render)


def _save_output(render: Any) -> None:
    if hasattr(render, "save_output"):  # 5.2
        render.save_output = True


def new_effect(
    strips: Any, *, name: str, type: str, channel: int, start: int, length: int, inputs: tuple[Any, ...] = ()
) -> Any:
    """A new effect strip from `start`, `length` frames long (5.0 replaced `frame_end` by `length`)."""
    keywords: dict[str, Any] = {f"input{n}": strip for n, strip in enumerate(inputs, 1)}
    if VERSION >= (5, 0, 0):
        keywords["length"] = length
    else:
        keywords["frame_end"] = start + length
    return strips.new_effect(name=name, type=type, channel=channel, frame_start=start, **keywords)


def effects_of(strip: Any, strips: Any) -> list[Any]:
    """The effects that work on this strip alone, one upon the other: a speed, a transform, a blur. They are shown in
    its place."""
    found: list[Any] = []
    names = {strip.name}
    waiting = [s for s in strips if getattr(s, "input_count", 0) == 1 and getattr(s, "input_1", None) is not None]
    while effects := [s for s in waiting if s.input_1.name in names]:
        found += effects
        names = {effect.name for effect in effects}
        waiting = [s for s in waiting if s not in effects]
    return found


def rendered_layers(scene: Any) -> list[Any]:
    """The view layers that render: those that are used for rendering, else the first."""
    return [layer for layer in scene.view_layers if layer.use] or [scene.view_layers[0]]


def rendered_layer(scene: Any) -> Any:
    """The first view layer that renders."""
    return rendered_layers(scene)[0]


def compositor(scene: Any) -> Any:
    """The nodes that a render of the scene goes through; None where there are none. 5.0 has them in a group."""
    if not scene.render.use_compositing:
        return None
    if hasattr(scene, "compositing_node_group"):
        return scene.compositing_node_group
    return scene.node_tree if scene.use_nodes else None


def strip_start(strip: Any) -> int:
    """First visible frame of a strip."""
    return int(strip.left_handle if NEW_STRIP_TIMES else strip.frame_final_start)


def strip_end(strip: Any) -> int:
    """Frame after the last visible one."""
    return int(strip.right_handle if NEW_STRIP_TIMES else strip.frame_final_end)


def strip_spans(strips: Any) -> list[tuple[int, int, int]]:
    """(channel, first visible frame, frame after the last) of many strips at once."""
    names = ("channel", "left_handle", "right_handle") if NEW_STRIP_TIMES else (
        "channel", "frame_final_start", "frame_final_end"
    )  # fmt: skip
    count = len(strips)  # counts them one by one
    columns = [[0] * count for _ in names]
    for name, column in zip(names, columns, strict=True):
        strips.foreach_get(name, column)
    return list(zip(*columns, strict=True))


def of_type(strips: Any, kind: str) -> list[Any]:
    """Those strips of a level that are of one type. They are told apart in one call: 2,000, of which none is one, in a
    third of a millisecond."""
    kinds = [0] * len(strips)
    if kinds:
        strips.foreach_get("type", kinds)
    wanted = bpy.types.Strip.bl_rna.properties["type"].enum_items[kind].value
    return [strip for strip, number in zip(strips, kinds, strict=True) if number == wanted] if wanted in kinds else []


def strip_duration(strip: Any) -> int:
    return strip_end(strip) - strip_start(strip)


def set_strip_end(strip: Any, frame: int) -> None:
    if NEW_STRIP_TIMES:
        strip.right_handle = frame
    else:
        strip.frame_final_end = frame


def set_strip_start(strip: Any, frame: int) -> None:
    """Trim a strip's head: its content stays where it is."""
    if NEW_STRIP_TIMES:
        strip.left_handle = frame
    else:
        strip.frame_final_start = frame


def content_start(strip: Any) -> float:
    """Frame at which the strip's content begins, trimmed or not."""
    return float(strip.content_start if NEW_STRIP_TIMES else strip.frame_start)


def set_content_start(strip: Any, frame: float) -> None:
    """Move a strip, content and handles together."""
    if NEW_STRIP_TIMES:
        strip.content_start = frame
    else:
        strip.frame_start = frame


def content_duration(strip: Any) -> int:
    """Frames of media that the strip holds, trimmed or not."""
    return int(strip.content_duration if NEW_STRIP_TIMES else strip.frame_duration)


def set_duration(strip: Any, frames: int) -> None:
    """Let a strip show `frames` frames from its first visible one."""
    set_strip_end(strip, strip_start(strip) + frames)


def content_trim_start(strip: Any) -> int:
    """Frames cut off a strip's content for good (a hard trim), in frames of the content; 0 where strips lack it."""
    name = "content_trim_start" if NEW_STRIP_TIMES else "animation_offset_start"
    return int(getattr(strip, name, 0))


def content_trim_end(strip: Any) -> int:
    """Frames cut off the end of a strip's content for good, in frames of the content; 0 where strips lack it."""
    name = "content_trim_end" if NEW_STRIP_TIMES else "animation_offset_end"
    return int(getattr(strip, name, 0))


def edit_scene(context: bpy.types.Context) -> bpy.types.Scene:
    """The edit that the artist means: what the Sequencer shows, or the scene itself while 5.x has none chosen."""
    scene = sequencer_scene(context) or context.scene
    assert scene is not None  # a window always has one
    return scene


def edit_of_window(window: Any) -> bpy.types.Scene:
    """The edit that a window's Sequencers show."""
    scene: bpy.types.Scene = getattr(window.workspace, "sequencer_scene", None) or window.scene
    return scene


def ensure_sequencer_scene(scene: bpy.types.Scene) -> None:
    """Show `scene` in the Sequencer of every open workspace that shows none yet (5.x starts so). Never switches one."""
    for workspace in _open_workspaces():
        if hasattr(workspace, "sequencer_scene") and workspace.sequencer_scene is None:
            workspace.sequencer_scene = scene


def has_empty_sequencer() -> bool:
    """Whether a Sequencer is open that shows no scene: 5.x in a Video Editing workspace that was just added."""
    for window in bpy.context.window_manager.windows:
        workspace: Any = window.workspace
        if hasattr(workspace, "sequencer_scene") and workspace.sequencer_scene is None:
            if any(area.type == "SEQUENCE_EDITOR" for area in window.screen.areas):
                return True
    return False


def _open_workspaces() -> set[Any]:
    return {window.workspace for window in bpy.context.window_manager.windows}


_light = False
"""Whether strip operators are spared inside `light_operators`."""
_idle_scenes: list[bpy.types.Scene] = []
"""The empty scene that they are shown meanwhile, from the first of them on."""


@contextmanager
def light_operators() -> Iterator[None]:
    """Spare the strip operators inside the update of the whole scene that Blender makes before and after each one.

    It evaluates the context's scene, which in a film of 400 shots takes 70 ms a time and makes placing takes quadratic.
    From 5.0 a strip operator works on the workspace's sequencer scene, so the context may show it an empty one, which
    is gone again at the end: push no undo step inside. In 4.5 the operators are called below the update (see `_run`).
    """
    global _light
    if _light or VERSION < (5, 0, 0):
        yield
        return
    _light = True
    try:
        yield
    finally:
        _light = False
        while _idle_scenes:
            bpy.data.scenes.remove(_idle_scenes.pop())


def _idle_scene() -> bpy.types.Scene:
    """Made when an operator is called: many a take is placed without one, and a scene comes and goes in 4 ms."""
    if not _idle_scenes:
        _idle_scenes.append(bpy.data.scenes.new("Animatic Idle"))
    return _idle_scenes[-1]


@contextmanager
def strip_operators(scene: bpy.types.Scene, strips: Sequence[Any]) -> Iterator[None]:
    """Run sequencer operators on exactly `strips` of one level of `scene`, from anywhere (a timer too).

    Changes the selection; the caller restores it. Needs no Sequencer on screen. Operators of retiming prefer selected
    retiming keys, with and without a Sequencer (4.5.15, 5.2.3): for them the strip must be alone on its level.
    """
    editor = scene.sequence_editor
    shown = editor.meta_stack[-1] if editor.meta_stack else None
    level = strips[0].parent_meta()
    if shown != level:
        editor.display_stack(level)
    try:
        for strip in editor.strips if level is None else level.strips:
            if strip.select:
                strip.select = False
        for strip in strips:
            strip.select = True
        editor.active_strip = strips[0]
        with _context_of(scene):
            yield
    finally:
        if shown != level:
            editor.display_stack(shown)


@contextmanager
def _context_of(scene: bpy.types.Scene) -> Iterator[None]:
    """Let operators of the Sequencer work in `scene`, and on its strips' own selection.

    See THREADS_ENDANGER_OVERRIDES: 4.5 gets none where its context is right already. 5.0 needs one in a timer, where no
    workspace says which scene the Sequencer shows.
    """
    region = bpy.context.region
    if VERSION < (5, 0, 0) and bpy.context.scene == scene and (region is None or region.type != "PREVIEW"):
        yield
        return
    windows = bpy.context.window_manager.windows
    window = bpy.context.window or (windows[0] if len(windows) else None)
    workspace = window.workspace if window else None
    before = getattr(workspace, "sequencer_scene", None)
    acting = _idle_scene() if _light else scene
    place: dict[str, Any] = {"scene": acting, "view_layer": acting.view_layers[0], "area": None, "region": None}
    try:
        if hasattr(workspace, "sequencer_scene") and before != scene:
            workspace.sequencer_scene = scene
        # Two steps: a window brings its own scene along, whatever scene is named beside it.
        with bpy.context.temp_override(window=window), bpy.context.temp_override(**place):
            if THREADS_ENDANGER_OVERRIDES:
                sleep(0.002)  # threads that have waited for the interpreter's lock work now, not during the operator
            yield
    finally:
        if hasattr(workspace, "sequencer_scene") and before != scene:
            workspace.sequencer_scene = before


def _run(operator: str, **settings: Any) -> None:
    """Run an operator of the sequencer. 4.5 is asked beneath `bpy.ops`, whose wrapper updates the scene twice."""
    import _bpy  # type: ignore[import-not-found]

    if hasattr(_bpy.ops, "call"):
        _bpy.ops.call(f"sequencer.{operator}", settings)
    else:
        getattr(bpy.ops.sequencer, operator)(**settings)


def conform(scene: bpy.types.Scene, strip: Any, frames: int) -> None:
    """Make an untrimmed top-level strip, alone on its channel, play its whole content in `frames` frames, evenly, from
    the same first frame.

    Retiming keys, not a speed effect: one strip stays one strip, trims and moves keep the speed, and every tool of the
    Sequencer understands it. Measured with numbered frames at 24, 25, 30 and 23.976 for media of 16 to 30 frames a
    second: each shown frame is less than one media frame from its moment, without drift; 30 in 24 is the nearest frame.
    May change the selection.
    """
    content = content_duration(strip)
    if frames == content or content < 2 or frames < 2:
        return
    # By operator: in 5.2 `retiming_keys.add` takes hold of another strip's keys and crashes, in 4.5 it crashes at once.
    with _alone(scene, strip), strip_operators(scene, [strip]):
        # 4.5 keeps its last key on the last frame, so the speed is that between the first and the last frame.
        _run("retiming_segment_speed_set", speed=100.0 * (content - 1) / (frames - 1))
        if content_duration(strip) != frames:
            strip.retiming_keys.reset()
            strip.select = True
            _run("retiming_segment_speed_set", speed=100.0 * content / frames)


def end_prefetch(strip: Any) -> None:
    """Let Blender's prefetch of the strip's scene end; it begins anew with the next drawing. Its thread goes through
    the scene's own strips: Blender's operators stop it before they take one out of the list, `strips.remove` does not,
    and 5.2.2 crashed within 50 removals. Giving a strip its own name stops it (4.5 to 5.2) and changes nothing."""
    strip.name = strip.name


@contextmanager
def _alone(scene: bpy.types.Scene, strip: Any) -> Iterator[None]:
    """Keep a top-level strip on a level of its own: an operator of retiming would rather work on the keys that the
    artist selected on other strips."""
    end_prefetch(strip)
    elsewhere = 2 if strip.channel == 1 else 1  # on its own channel Blender would push the strip behind the meta strip
    meta = scene.sequence_editor.strips.new_meta(name="Animatic Retiming", channel=elsewhere, frame_start=1)
    try:
        strip.move_to_meta(meta)
        yield
    finally:
        meta.separate()


def retiming_keys(strip: Any) -> tuple[int, ...]:
    """Edit frames of a strip's retiming keys, the last one being where its content ends; empty: not retimed.

    4.5 keeps the last key on the last frame, 5.2 on the frame after it: here it is always the frame after.
    """
    keys = _key_frames(strip)
    return (*keys[:-1], int(content_start(strip)) + content_duration(strip)) if len(keys) > 1 else ()


def last_key_is_last_frame(strip: Any) -> bool:
    """Whether the last retiming key holds the content's last frame (4.5) and not its end (5.2)."""
    return _key_frames(strip)[-1] < int(content_start(strip)) + content_duration(strip)


def lost_last_frames() -> bool:
    """Whether the open file is of a Blender that kept the last retiming key on the last frame (4.5), and this one keeps
    it behind (5.2): every retimed movie has lost its last frame then, its sound has not (measured with 4.5.15's files
    in 5.2.3)."""
    saved_by: Any = bpy.data.version
    return NEW_STRIP_TIMES and tuple(saved_by) < (5, 0, 0)


def _key_frames(strip: Any) -> tuple[int, ...]:
    """Frames of the keys as Blender means them: it counts them from another strip's start when an earlier strip is not
    retimed (4.5.15, 5.2.3), but the first key is always where the content begins."""
    keys = sorted(int(key.timeline_frame) for key in getattr(strip, "retiming_keys", ()))
    shift = int(content_start(strip)) - keys[0] if keys else 0
    return tuple(key + shift for key in keys)


def connect(scene: bpy.types.Scene, strips: Sequence[Any]) -> None:
    """Tie top-level strips together so that selecting or moving one takes the others along. Changes the selection."""
    with strip_operators(scene, strips):
        _run("connect", toggle=False)


def copy_modifiers(scene: bpy.types.Scene, source: Any, target: Any) -> None:
    """Replace the modifiers of a top-level strip by another's, curves and all. Changes the selection."""
    with strip_operators(scene, [source, target]):
        _run("strip_modifier_copy", type="REPLACE")


def tree_of(material: Any) -> Any:
    """A material's nodes; None where it has none, or does not use them, which it always does since 5.0."""
    return material.node_tree if bpy.app.version >= (5, 0) or material.use_nodes else None


def chosen(modifier: Any, kinds: Collection[str]) -> list[Any]:
    """What is chosen on a modifier of geometry nodes for the inputs of these kinds of sockets (kept apart in 5.2)."""
    tree = modifier.node_group
    inputs = [s for s in tree.interface.items_tree if s.item_type == "SOCKET" and s.in_out == "INPUT"] if tree else []
    names = [socket.identifier for socket in inputs if socket.socket_type in kinds]
    if hasattr(modifier, "properties"):
        return [getattr(modifier.properties.inputs, name).value for name in names]
    return [modifier.get(name) for name in names]


def fcurves(owner: bpy.types.ID) -> list[Any]:
    """The animation curves of a scene or an object itself (5.0 dropped `action.fcurves`)."""
    data: Any = owner.animation_data
    return [] if data is None or data.action is None else curves_of(data.action, data.action_slot)


def curves_of(action: Any, slot: Any) -> list[Any]:
    """The curves that an action has for one of its slots."""
    return [
        curve
        for layer in action.layers
        for strip in layer.strips
        for bag in strip.channelbags
        if bag.slot == slot
        for curve in bag.fcurves
    ]


def has_text_boxes() -> bool:
    """Whether panels have fields of several lines (5.2)."""
    return "textbox" in bpy.types.UILayout.bl_rna.functions


def prompt_field(layout: Any, owner: Any, name: str, *, lines: int = 3, placeholder: str = "") -> None:
    """A field for a few lines of text: 5.2 has one, before that it is a single line."""
    if has_text_boxes():
        layout.textbox(owner, name, initial_visible_lines=lines, placeholder=placeholder)
    else:
        layout.prop(owner, name, text="", placeholder=placeholder)


def depth_output(scene: Any, near: float, far: float) -> None:
    """Let a render show the distance from the camera instead of its picture: white at `near`, black at `far` and
    beyond, even in one over the distance. 5.0 has the compositor's nodes in a group."""
    scene.view_layers[0].use_pass_z = True
    tree: Any
    grouped = hasattr(scene, "compositing_node_group")
    if grouped:
        tree = bpy.data.node_groups.new("Depth", "CompositorNodeTree")
        tree.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
        scene.compositing_node_group = tree
        out = tree.nodes.new("NodeGroupOutput")
        kind = "ShaderNode"
    else:
        scene.use_nodes = True
        tree = scene.node_tree
        tree.nodes.clear()
        out = tree.nodes.new("CompositorNodeComposite")
        kind = "CompositorNode"
    layers = tree.nodes.new("CompositorNodeRLayers")
    layers.scene = scene
    layers.layer = scene.view_layers[0].name
    inverse = tree.nodes.new(f"{kind}Math")
    inverse.operation = "DIVIDE"
    inverse.inputs[0].default_value = 1.0
    shade = tree.nodes.new(f"{kind}MapRange")
    if hasattr(shade, "use_clamp"):
        shade.use_clamp = True
    elif hasattr(shade, "clamp"):
        shade.clamp = True
    for number, value in enumerate((1 / far, 1 / near, 0.0, 1.0), 1):
        shade.inputs[number].default_value = value
    tree.links.new(layers.outputs["Depth"], inverse.inputs[1])
    tree.links.new(inverse.outputs[0], shade.inputs[0])
    tree.links.new(shade.outputs[0], out.inputs[0])
    scene.render.use_compositing = True
