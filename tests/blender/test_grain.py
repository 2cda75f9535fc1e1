# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What fades is filmed without grain where there is no graphics card: blended where it fades evenly, with more samples
where a picture or a pattern says what is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy
import pytest
from capture_scenes import material

from addon.second import compat, looks
from addon.second.drawn import grain


def _noded(name: str = "Hair") -> tuple[Any, Any, Any]:
    made: Any = material(name, (0.2, 0.1, 0.05))
    if made.node_tree is None:
        made.use_nodes = True
    tree = made.node_tree
    return made, tree, next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")


def _picture(tree: Any) -> Any:
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = bpy.data.images.new("Strands", 8, 8, alpha=True)
    return node


def _maths(tree: Any, operation: str, source: Any, value: float = 0.5) -> Any:
    node = tree.nodes.new("ShaderNodeMath")
    node.operation, node.inputs[1].default_value = operation, value
    tree.links.new(source, node.inputs[0])
    return node.outputs[0]


def _by_a_picture(tree: Any) -> Any:
    return _picture(tree).outputs["Alpha"]


def _by_a_dimmed_picture(tree: Any) -> Any:
    return _maths(tree, "MULTIPLY", _by_a_picture(tree))


def _by_a_pattern(tree: Any) -> Any:
    return tree.nodes.new("ShaderNodeTexWave").outputs[1]


def _by_hair(tree: Any) -> Any:
    return tree.nodes.new("ShaderNodeHairInfo").outputs["Intercept"]


def _cut(tree: Any) -> Any:
    """As importers of glTF cut: one less what is below a half."""
    return _maths(tree, "ADD", _maths(tree, "LESS_THAN", _by_a_picture(tree)), 0.0)


def _cut_by_a_ramp(tree: Any) -> Any:
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.interpolation = "CONSTANT"
    tree.links.new(_by_a_picture(tree), ramp.inputs[0])
    return ramp.outputs[0]


def _by_a_photograph(tree: Any) -> Any:
    node = _picture(tree)
    node.image.filepath = "//skin.JPG"
    return node.outputs["Alpha"]


def _by_no_alpha(tree: Any) -> Any:
    node = _picture(tree)
    node.image.alpha_mode = "NONE"
    return node.outputs["Alpha"]


def _by_its_side(tree: Any) -> Any:
    return tree.nodes.new("ShaderNodeNewGeometry").outputs["Backfacing"]


def _by_a_ray(tree: Any) -> Any:
    return tree.nodes.new("ShaderNodeLightPath").outputs["Is Camera Ray"]


def _by_height(tree: Any) -> Any:
    parts, span = tree.nodes.new("ShaderNodeSeparateXYZ"), tree.nodes.new("ShaderNodeMapRange")
    tree.links.new(tree.nodes.new("ShaderNodeTexCoord").outputs["Generated"], parts.inputs[0])
    tree.links.new(parts.outputs[2], span.inputs["Value"])
    return span.outputs[0]


def _by_facing(tree: Any) -> Any:
    return _maths(tree, "POWER", tree.nodes.new("ShaderNodeLayerWeight").outputs["Facing"], 2.0)


def _by_paint(tree: Any) -> Any:
    return tree.nodes.new("ShaderNodeVertexColor").outputs["Alpha"]


def _as_alpha(tree: Any, shader: Any, share: Any) -> None:
    tree.links.new(share, shader.inputs["Alpha"])


def _as_a_mix(tree: Any, shader: Any, share: Any) -> None:
    mix, clear = tree.nodes.new("ShaderNodeMixShader"), tree.nodes.new("ShaderNodeBsdfTransparent")
    output = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
    for source, target in ((share, 0), (clear.outputs[0], 1), (shader.outputs[0], 2)):
        tree.links.new(source, mix.inputs[target])
    tree.links.new(mix.outputs[0], output.inputs["Surface"])


GRAINY = [_by_a_picture, _by_a_dimmed_picture, _by_a_pattern, _by_hair]
SHARP = [_cut, _cut_by_a_ramp, _by_a_photograph, _by_no_alpha, _by_its_side, _by_a_ray]
EVEN = [_by_height, _by_facing, _by_paint]


@pytest.mark.parametrize("laid", [_as_alpha, _as_a_mix])
@pytest.mark.parametrize("share", [*GRAINY, *SHARP, *EVEN])
def test_few_samples_are_enough_but_for_what_fades_by_a_picture_or_a_pattern(
    monkeypatch: pytest.MonkeyPatch, share: Callable[[Any], Any], laid: Callable[[Any, Any, Any], None]
) -> None:
    monkeypatch.setattr(looks, "has_gpu", lambda: False)
    hair, tree, shader = _noded()
    laid(tree, shader, share(tree))
    assert grain.is_grainy(hair) is (share in GRAINY)
    stage = bpy.data.scenes.new("Stage")
    looks.for_turntable(stage, compat.eevee_id(), [hair])
    fewest, more = looks.CLIP_SAMPLES_WITHOUT_GPU, looks.GRAINY_SAMPLES_WITHOUT_GPU
    assert stage.eevee.taa_render_samples == (more if share in GRAINY else fewest)
    assert (hair.surface_render_method == "BLENDED") is (share in EVEN)
    assert hair.use_transparency_overlap is (share not in EVEN), "the far side would be drawn over the near one"


def _two(tree: Any, how: str, one: str, other: str, share: float = 0.5) -> None:
    shaders = [tree.nodes.new(f"ShaderNode{kind}") for kind in (one, other)]
    both = tree.nodes.new(f"ShaderNode{how}Shader")
    if how == "Mix":
        both.inputs[0].default_value = share
    for shader, target in zip(shaders, both.inputs[-2:], strict=True):
        tree.links.new(shader.outputs[0], target)
    tree.links.new(both.outputs[0], next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL").inputs["Surface"])


@pytest.mark.parametrize(
    ("how", "one", "other", "share", "is_grainy"),
    [
        ("Mix", "BsdfPrincipled", "BsdfPrincipled", 0.5, True),
        ("Mix", "BsdfPrincipled", "BsdfDiffuse", 0.2, True),
        ("Mix", "BsdfMetallic", "BsdfGlossy", 0.5, True),
        ("Add", "BsdfDiffuse", "BsdfSheen", 0.5, True),
        ("Mix", "BsdfPrincipled", "BsdfPrincipled", 1.0, False),
        ("Mix", "BsdfDiffuse", "BsdfGlossy", 0.5, False),
        ("Mix", "BsdfPrincipled", "Emission", 0.5, False),
        ("Add", "BsdfDiffuse", "Emission", 0.5, False),
    ],
)
def test_two_shaders_of_one_kind_need_more_samples(
    how: str, one: str, other: str, share: float, *, is_grainy: bool
) -> None:
    """Looked at: red and blue of which each is a half are dots of both in two samples, purple in eight."""
    skin, tree, _ = _noded("Skin")
    _two(tree, how, one, other, share)
    assert grain.is_grainy(skin) is is_grainy


def test_a_sheen_stays_at_the_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    """EEVEE draws the shader of sheen as pale cloth all over."""
    monkeypatch.setattr(looks, "has_gpu", lambda: True)
    felt, tree, _ = _noded("Felt")
    _two(tree, "Add", "BsdfDiffuse", "BsdfSheen")
    sheen = next(n for n in tree.nodes if n.type == "BSDF_SHEEN")
    tint = _picture(tree)
    tree.links.new(tint.outputs[0], sheen.inputs["Color"])
    sheen.inputs["Roughness"].default_value = 0.7
    looks.for_turntable(bpy.context.scene, compat.eevee_id(), [felt])
    both = next(n for n in tree.nodes if n.type == "ADD_SHADER")
    edge = both.inputs[1].links[0].from_node
    assert edge.type == "BSDF_PRINCIPLED"
    assert edge.inputs["Sheen Tint"].links[0].from_node == tint
    assert edge.inputs["Sheen Roughness"].default_value == pytest.approx(0.7)
    assert edge.inputs["Sheen Weight"].default_value == 1
    assert max(edge.inputs["Base Color"].default_value[:3]) == edge.inputs["Specular IOR Level"].default_value == 0


def test_who_fades_in_a_scenes_light_has_more_samples_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "has_gpu", lambda: False)
    hair, tree, shader = _noded()
    _as_alpha(tree, shader, _by_a_picture(tree))
    source = bpy.context.scene
    source.render.engine = compat.eevee_id()
    stages = [bpy.data.scenes.new("Stage") for _ in range(2)]
    looks.for_lit(stages[0], source, [hair])
    looks.for_lit(stages[1], source, [])
    assert [stage.eevee.taa_render_samples for stage in stages] == [8, 2]


def test_what_an_artist_blends_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "has_gpu", lambda: False)
    veil, tree, shader = _noded("Veil")
    veil.surface_render_method = "BLENDED"
    _as_alpha(tree, shader, _by_height(tree))
    looks.for_turntable(bpy.context.scene, compat.eevee_id(), [veil])
    assert veil.use_transparency_overlap
    assert not grain.is_grainy(veil)


@pytest.mark.parametrize("by_a_map", [False, True])
@pytest.mark.parametrize("kind", ["BsdfGlass", "BsdfRefraction", "BsdfPrincipled"])
def test_the_rougher_a_glass_the_less_is_seen_through_it(
    monkeypatch: pytest.MonkeyPatch, kind: str, *, by_a_map: bool
) -> None:
    """Looked at: at 0.35 a face behind it is dim."""
    monkeypatch.setattr(looks, "has_gpu", lambda: False)
    pane, tree, shader = _noded("Pane")
    output = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
    glass = shader if kind == "BsdfPrincipled" else tree.nodes.new(f"ShaderNode{kind}")
    if glass is shader:
        glass.inputs["Transmission Weight"].default_value = 1.0
    tree.links.new(glass.outputs[0], output.inputs["Surface"])
    glass.inputs["Roughness"].default_value = 0.5
    if by_a_map:
        frost = _picture(tree)
        tree.links.new(frost.outputs[0], glass.inputs["Roughness"])
    looks.for_turntable(bpy.context.scene, compat.eevee_id(), [pane])
    mix = output.inputs["Surface"].links[0].from_node
    if glass is not shader:
        assert mix.inputs[0].default_value == pytest.approx(looks.PANE), "its shine stays"
        mix = mix.inputs[1].links[0].from_node
    assert mix.inputs[1].links[0].from_node.type == "BSDF_TRANSPARENT"
    least = looks.PANE if glass is shader else 0.0
    if not by_a_map:
        assert mix.inputs[0].default_value == pytest.approx(least + 0.5 * looks.FROST)
        return
    share = mix.inputs[0].links[0].from_node
    assert share.inputs[0].links[0].from_node == frost
    assert [socket.default_value for socket in share.inputs[1:]] == pytest.approx([looks.FROST, least])
