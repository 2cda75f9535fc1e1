# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the .blend keeps becomes frozen values and back without loss; registering leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import bpy
import pytest

import addon
from addon import blender as layer
from addon.blender import values
from addon.blender.properties import choices, film, scene
from addon.blender.takes import data
from addon.blender.values import apply, edit_rate, take_to_model, to_model
from addon.core.errors import UserError
from addon.core.models import Rate, Route, ShotOrigin, Take, Tier

ROOT = Path(__file__).parents[2]


def new_shot(edit: bpy.types.Scene, name: str = "SH010") -> Any:
    shot = film(edit).shots.add()
    shot.uuid, shot.name, shot.frame_start, shot.frame_end = f"u-{name}", name, 1, 49
    shot.origin = "marker"
    return shot


def take(number: int = 1, **facts: Any) -> Take:
    values: dict[str, Any] = {
        "id": f"01T{number}", "shot_uuid": "u-SH010", "shot_name": "SH010", "number": number,
        "file": f"takes/SH010/t{number}.mp4", "model": "alibaba/wan-v2.6-r2v", "tier": Tier.FINAL, "prompt": "p" * 1500,
        "negative": "n", "seed": 2**32 + 5, "size": "1920x1080", "seconds": 5.0, "fps": 30.0, "has_audio": True,
        "created": "2026-11-22T10:00:00Z", "usd": Decimal("0.750"), "used_frames": 84, "handle_in_frames": 6,
    }  # fmt: skip
    return Take(**{**values, **facts})


@pytest.mark.parametrize(
    ("items", "enum"),
    [
        (choices.ROUTES, Route),
        (choices.TIERS, Tier),
        (choices.ORIGINS, ShotOrigin),
    ],
)
def test_the_choices_are_the_cores(items: Any, enum: Any) -> None:
    assert [identifier for identifier, *_ in items] == [str(value) for value in enum]


def test_a_shot_becomes_a_value(edit) -> None:
    settings = film(edit)
    settings.look, settings.negative, settings.aspect = "Ink on paper.", "text", "9:16"
    member = settings.cast.add()
    member.uuid, member.name, member.collection = "mia", "Mia", bpy.data.collections.new("CH-mia")
    shot = new_shot(edit)
    shot.cast.add().member = "mia"
    shot.cast.add().member = "someone deleted"
    shot.action_block.text, shot.seed, shot.tier, shot.audio = "Mia waves.", "0", "final", "off"
    value = to_model(shot, edit)
    assert (value.blocks.action, value.blocks.look, value.blocks.negative) == ("Mia waves.", "Ink on paper.", "text")
    assert (value.seed, value.audio, value.resolution, value.aspect) == (0, False, "1080p", "9:16")
    assert [(m.name, m.source_kind, m.source) for m in value.cast] == [("Mia", "collection", "CH-mia")]
    shot.look_block.text = "Neon."
    assert to_model(shot, edit).blocks.look == "Neon."
    shot.look_block.text = " "
    assert to_model(shot, edit).blocks.look == "Ink on paper.", "blanks are no words"


@pytest.mark.parametrize("seed", ["abc", "1.5", "0x10"])
def test_a_seed_that_is_no_whole_number_is_named(edit, seed: str) -> None:
    shot = new_shot(edit)
    shot.seed = seed
    with pytest.raises(UserError, match="seed of SH010"):
        to_model(shot, edit)


def test_a_value_applied_comes_back_the_same(edit) -> None:
    settings = film(edit)
    settings.look = "Ink on paper."
    for name in ("mia", "rob"):
        member = settings.cast.add()
        member.uuid, member.name, member.source_kind, member.url = name, name, "url", f"https://example.com/{name}.png"
    eye = bpy.data.objects.new("cam", bpy.data.cameras.new("cam"))
    edit.collection.objects.link(eye)
    shot = new_shot(edit)
    shot.camera_block.refresh("Wide shot.")
    before = to_model(shot, edit)
    value = before.model_copy(
        update={
            "name": "SH030", "camera": "cam", "scene": edit.name, "frame_start": 10, "frame_end": 34,
            "scene_frame_start": 110, "scene_step": 1.25, "route": Route.TEXT, "tier": Tier.DRAFT, "seed": 7,
            "audio": False, "multi_shot": True, "model": "alibaba/wan-v2.6-t2v",
            "cast": (values.cast_to_model(settings.cast[1]),),
            "blocks": before.blocks.model_copy(update={"action": "He runs."}),
        }
    )  # fmt: skip
    apply(shot, value, edit)
    assert to_model(shot, edit) == value
    assert not shot.camera_block.edited
    assert not shot.look_block.edited


def test_scene_speeds_are_kept_exactly(edit) -> None:
    shot = new_shot(edit)
    shot.scene_step = "30000/29971"
    shot.origin = "strip"
    value = to_model(shot, edit)
    apply(shot, value, edit)
    assert shot.scene_step == "30000/29971"


@pytest.mark.parametrize(("fps", "base", "rate"), [(24, 1.001, 24000 / 1001), (30, 1.001, 30000 / 1001), (25, 1.0, 25)])
def test_the_edits_rate_is_exact(edit, fps: int, base: float, rate: float) -> None:
    edit.render.fps, edit.render.fps_base = fps, base
    assert edit_rate(edit) == Rate(fps=fps, base=base)
    assert float(edit_rate(edit).fraction) == rate


class TestBlocks:
    def test_the_programs_words_refresh_until_edited(self, edit) -> None:
        block = new_shot(edit).camera_block
        block.refresh("Wide shot.")
        block.refresh("Close shot.")
        assert (block.text, block.edited, block.changed) == ("Close shot.", False, False)

    def test_edited_words_stay_and_say_that_the_scene_changed(self, edit) -> None:
        block = new_shot(edit).camera_block
        block.refresh("Wide shot.")
        block.text = "Very wide."
        block.refresh("Wide shot.")
        assert not block.changed
        block.refresh("Close shot.")
        assert (block.text, block.generated, block.changed) == ("Very wide.", "Close shot.", True)
        block.revert()
        assert (block.text, block.edited, block.changed) == ("Close shot.", False, False)

    def test_other_rules_for_the_same_scene_are_no_change_of_it(self, edit) -> None:
        block = new_shot(edit).camera_block
        block.refresh("Full shot.")
        block.text, block.rules = "Very wide.", 0
        block.refresh("Medium full shot.")
        assert (block.text, block.generated, block.changed) == ("Very wide.", "Medium full shot.", False)
        block.refresh("Close shot.")
        assert block.changed

    @pytest.mark.parametrize("typed", ["", "  ", "Wide shot."])
    def test_emptying_or_retyping_gives_a_block_back(self, edit, typed: str) -> None:
        block = new_shot(edit).camera_block
        block.refresh("Wide shot.")
        block.text = "Mine."
        block.text = typed
        assert (block.text, block.edited) == ("Wide shot.", False)


class TestTakes:
    def test_a_take_comes_back_as_it_went_in(self, edit) -> None:
        shot = new_shot(edit)
        kept = data.add_take(shot, take())
        assert take_to_model(kept, shot) == take()
        assert (kept.seed, kept.usd, kept.seconds, kept.tier) == (str(2**32 + 5), "0.750", 5.0, "final")
        assert (kept.file, kept.has_audio, kept.usd_is_actual) == ("takes/SH010/t1.mp4", True, False)
        assert take_to_model(data.add_take(shot, take(2, seed=None, usd=None)), shot).usd is None

    def test_the_newest_is_active_unless_one_is_pinned(self, edit) -> None:
        shot = new_shot(edit)
        data.add_take(shot, take(1))
        data.add_take(shot, take(3))
        data.add_take(shot, take(2))
        assert (shot.active_take, [t.number for t in shot.takes]) == ("01T3", [1, 2, 3])
        shot.pinned = True
        data.add_take(shot, take(4))
        assert shot.active_take == "01T3"

    def test_a_take_without_its_references_is_kept_but_replaces_none(self, edit) -> None:
        shot = new_shot(edit)
        data.add_take(shot, take(1, references_skipped=True))
        assert shot.active_take == "01T1", "better than nothing on the timeline"
        data.add_take(shot, take(2))
        data.add_take(shot, take(3, references_skipped=True))
        assert (shot.active_take, len(shot.takes)) == ("01T2", 3)

    def test_adding_again_updates_and_keeps_the_artists_marks(self, edit) -> None:
        shot = new_shot(edit)
        data.add_take(shot, take(1)).starred = True
        again = data.add_take(shot, take(1, usd=Decimal("0.5")))
        assert (len(shot.takes), again.usd, again.starred) == (1, "0.5", True)

    def test_a_rejected_take_makes_room_for_the_best_that_is_left(self, edit) -> None:
        shot = new_shot(edit)
        for number in (1, 2, 3):
            data.add_take(shot, take(number))
        data.reject(shot, "01T2")
        assert data.reject(shot, "01T3").id == "01T1"
        assert data.reject(shot, "01T1") is None
        assert data.activate(shot, "01T2")
        assert (data.active(shot).id, data.active(shot).rejected) == ("01T2", False)
        assert not data.activate(shot, "unknown")


def test_everything_survives_saving_and_undo(edit, tmp_path: Path) -> None:
    shot = new_shot(edit)
    shot.action_block.text = "Mia waves.\nThen she leaves."
    data.add_take(shot, take())
    marker = edit.timeline_markers.new("m", frame=1)
    marker.animatic.shot = shot.uuid
    before = to_model(shot, edit)
    bpy.ops.ed.undo_push(message="one")
    film(edit).shots[0].action_block.text = "Changed."
    bpy.ops.ed.undo_push(message="two")
    bpy.ops.ed.undo()
    assert to_model(film(bpy.context.scene).shots[0], bpy.context.scene) == before
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
    edit = bpy.context.scene
    shot = film(edit).shots[0]
    assert to_model(shot, edit) == before
    assert take_to_model(shot.takes[0], shot) == take()
    assert edit.timeline_markers[0].animatic.shot == shot.uuid


def test_renaming_camera_and_collection_is_followed(edit) -> None:
    eye = bpy.data.objects.new("cam", bpy.data.cameras.new("cam"))
    shot = new_shot(edit)
    shot.camera = eye
    eye.name = "hero cam"
    assert to_model(shot, edit).camera == "hero cam"


def test_registering_twice_over_leaves_nothing_behind(edit) -> None:
    classes = scene.classes
    addon.unregister()
    try:
        assert not any(cls.is_registered for cls in classes)
        for owner, _ in scene.POINTERS:
            assert not hasattr(owner, "animatic")
        assert not hasattr(bpy.types, "ANIMATIC_OT_build_shots")
    finally:
        addon.register()
    assert all(cls.is_registered for cls in classes)


def test_a_script_that_dies_is_told_of_its_own_death_alone() -> None:
    code = "import bpy, addon; addon.register(); raise LookupError('its own')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "its own" in done.stderr
    assert "handlers" not in done.stderr + done.stdout


def test_enabling_loads_nothing_heavy() -> None:
    heavy = "{'pydantic', 'httpx', 'asyncio', 'concurrent.futures', 'csv', 'difflib', 'zoneinfo'}"
    code = f"import sys, bpy; before = set(sys.modules); import addon; addon.register(); heavy = {heavy}"
    code += "; new = set(sys.modules) - before; light = {'addon.core', 'addon.core.errors', 'addon.core.frames'}"
    code += "; core = {name for name in new if name.startswith(('addon.core', 'addon.rehearsal'))}"
    code += "; print(sorted(heavy & new | core - light), flush=True)"
    code += "; addon.unregister(); print(any(n.startswith('ANIMATIC') for n in dir(bpy.types)), flush=True)"
    code += "; import os; os._exit(0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-2:] == ["[]", "False"]


BESIDE_WHAT_REGISTERS = {
    *("core.errors", "ident", "steps", "second.compat", "second.named"),
    *(
        "blender.registry",
        "blender.ui",
        "blender.values",
        "blender.properties.cast",
        "blender.properties.choices",
        "blender.properties.settings",
        "blender.properties.shot",
        "blender.timeline.held",
    ),
    *(f"blender.engine.{name}" for name in ("slices", "view", "warmup", "watching")),
    *(f"blender.shots.{name}" for name in ("chosen",)),
    *(f"blender.takes.{name}" for name in ("chosen", "data", "showing")),
    *("blender.cast.filming", "blender.cast.members", "blender.exchange.publishing", "blender.review.clips"),
    "blender.export.paper",
}
"""What the registering modules use at once. Anything else is imported in the function that does it: a module costs half
a millisecond of the 50 that enabling has."""


def test_enabling_loads_what_registers_and_little_else() -> None:
    code = "import sys, bpy; before = set(sys.modules); import addon; addon.register()"
    code += "; new = [name for name in set(sys.modules) - before if not hasattr(sys.modules[name], '__path__')]"
    code += "; print(*(name.removeprefix('addon.') for name in new if name.startswith('addon.')), flush=True)"
    heavy = {"fractions", "decimal", "dataclasses", "json", "shutil", "tempfile", "uuid", "secrets"}
    code += f"; print(*({heavy} & {{*sys.modules}} - before), flush=True); import os; os._exit(0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    own, python = done.stdout.splitlines()[-2:]
    assert set(own.split()) - {f"blender.{name}" for name in layer.MODULES} == BESIDE_WHAT_REGISTERS
    assert python == ""


def test_importing_the_layer_imports_no_part_of_it() -> None:
    code = "import sys, addon.blender; print([n for n in sys.modules if n.startswith('addon.blender.') or n == 'bpy'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_secret_is_kept_in_the_file() -> None:
    names = [name for cls in scene.classes for name in cls.__annotations__]
    assert not [name for name in names if any(word in name for word in ("key", "token", "secret", "password"))]
