# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws as a window would, without one: a layout that refuses whatever this Blender's own layout would refuse.

Blender makes a layout only while a window is drawn. This one knows from its RNA which functions, arguments, icons,
operators and properties there are; it draws lists item by item and menus entry by entry, polls each button as drawing
does, and asks each for its tooltip as hovering does.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import bpy

PLAIN: dict[str, tuple[type, ...]] = {
    "STRING": (str,), "BOOLEAN": (bool, int), "INT": (int,), "FLOAT": (int, float), "ENUM": (str,)
}  # fmt: skip
NEW_LAYOUTS = {"row", "column", "box", "split", "grid_flow", "column_flow", "menu_pie"}
SIDE_BY_SIDE = {"row", "split"}
BUTTONS = {"prop", "textbox", "prop_search", "operator", "menu", "template_list"}
SEPARATOR = 0.3
"""Its height in lines, about."""
OURS = ("ANIMATIC_", "animatic.")


class Drawn:
    """What was drawn: texts in order, buttons as (operator, its properties), properties and menus by name."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.buttons: list[tuple[str, Any]] = []
        self.properties: list[str] = []
        self.menus: list[str] = []
        self.greyed: list[str] = []
        self.tooltips: list[str] = []

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    @property
    def operators(self) -> list[str]:
        return [name for name, _ in self.buttons]


class Canvas:
    """One layout. `folded`: its panels are closed; `greyed`: it, or one around it, is not enabled. `kind`: the function
    that made it."""

    def __init__(
        self,
        drawn: Drawn | None = None,
        *,
        folded: bool = False,
        greyed: bool = False,
        kind: str = "column",
        columns: int = 0,
    ) -> None:
        vars(self).update(_drawn=drawn or Drawn(), _folded=folded, _greyed=greyed, _kind=kind, _columns=columns)
        vars(self).update(_scale=1.0, _parts=[])

    def part(self, kind: str, *, columns: int = 0) -> Canvas:
        made = Canvas(self._drawn, folded=self._folded, greyed=self._greyed, kind=kind, columns=columns)
        self._parts.append(made)
        return made

    def __setattr__(self, name: str, value: Any) -> None:
        known = bpy.types.UILayout.bl_rna.properties
        if name not in known:
            raise AttributeError(f"a layout has no {name}")
        _check(f"layout.{name}", known[name], value)
        if name == "enabled" and not value:
            vars(self)["_greyed"] = True
        if name == "scale_y":
            vars(self)["_scale"] = value

    def __getattr__(self, name: str) -> Any:
        known = bpy.types.UILayout.bl_rna.functions
        if name not in known:
            raise AttributeError(f"this Blender's layout has no {name}")
        return functools.partial(self._call, known[name])

    def _call(self, function: Any, *given: Any, **named: Any) -> Any:
        arguments = checked(function, given, named)
        if function.identifier in NEW_LAYOUTS:
            columns = arguments.get("columns", 0) if function.identifier == "grid_flow" else 0
            return self.part(function.identifier, columns=columns)
        self._parts.append((function.identifier, arguments))
        kept = arguments.get("text") or arguments.get("heading")
        if kept:
            self._drawn.texts.append(kept)
        act = getattr(self, f"_{function.identifier}", None) if function.identifier in DRAWS else None
        return act(**arguments) if act else None

    def _panel(self, idname: str, **_: Any) -> tuple[Any, Any]:
        self._parts.pop()  # its header and body stand for it
        header = self.part("row")
        return header, None if self._folded else self.part("column")

    def _prop(self, data: Any, property: str, **_: Any) -> None:
        owner = data.properties if isinstance(data, StandIn) else data
        if property not in owner.bl_rna.properties:
            raise AttributeError(f"{owner} has no property {property}")
        self._drawn.properties.append(property)
        if self._greyed:
            self._drawn.greyed.append(property)

    _textbox = _prop

    def _prop_search(self, data: Any, property: str, search_data: Any, search_property: str, **_: Any) -> None:
        self._prop(data, property)
        getattr(search_data, search_property)

    def _operator(self, operator: str, **_: Any) -> Any:
        properties = operator_properties(operator)
        self._drawn.buttons.append((operator, properties))
        if self._greyed or not _polled(operator):
            self._drawn.greyed.append(operator)
        return properties

    def _menu(self, menu: str, **_: Any) -> None:
        self._drawn.menus.append(menu)
        cls = getattr(bpy.types, menu)
        if menu.startswith(OURS):
            cls.draw(StandIn(cls, None, Canvas(self._drawn)), bpy.context)

    def _template_list(
        self, listtype_name: str, dataptr: Any, propname: str, active_dataptr: Any, active_propname: str, **_: Any
    ) -> None:
        cls = getattr(bpy.types, listtype_name)
        assert active_propname in active_dataptr.bl_rna.properties, active_propname
        if "draw_filter" in vars(cls):
            cls.draw_filter(StandIn(cls, SimpleNamespace(bl_rna=cls.bl_rna), None), bpy.context, Canvas(self._drawn))
        for number, item in enumerate(getattr(dataptr, propname)):
            row = StandIn(cls, None, None)
            canvas = Canvas(self._drawn, folded=self._folded)
            cls.draw_item(row, bpy.context, canvas, dataptr, item, 0, active_dataptr, active_propname, number)


def height(layout: Canvas) -> float:
    """Of what was drawn on it, in lines."""
    heights = [_part_height(part) for part in layout._parts]
    if layout._columns:
        rows = [max(heights[first : first + layout._columns]) for first in range(0, len(heights), layout._columns)]
        return sum(rows) * layout._scale
    return (max(heights, default=0.0) if layout._kind in SIDE_BY_SIDE else sum(heights)) * layout._scale


def _part_height(part: Canvas | tuple[str, dict[str, Any]]) -> float:
    if isinstance(part, Canvas):
        return height(part)
    name, arguments = part
    if name == "separator":
        return SEPARATOR * arguments.get("factor", 1.0)
    if name == "template_icon":
        return float(arguments.get("scale", 1.0))
    if name == "template_list":
        rows, most = arguments.get("rows", 5), arguments.get("maxrows", 5)
        return float(max(rows, min(len(getattr(arguments["dataptr"], arguments["propname"])), most)))
    return float(arguments.get("lines", 1)) if name == "textbox" else 1.0


def buttons(layout: Canvas, top: float = 0.0) -> list[tuple[float, str, str]]:
    """Every button's top, in lines below the layout's, the function that made it, and the operator, property or menu:
    what a hand would press there."""
    found: list[tuple[float, str, str]] = []
    at = top
    for part in layout._parts:
        if isinstance(part, Canvas):
            found += buttons(part, at)
        elif part[0] in BUTTONS:
            told = part[1]
            found.append((round(at, 3), part[0], str(told.get("operator") or told.get("property") or told.get("menu"))))
        if layout._kind not in SIDE_BY_SIDE and not layout._columns:
            at += _part_height(part) * layout._scale
    return found


def calls(layout: Canvas) -> list[tuple[str, dict[str, Any]]]:
    """What was drawn on a layout in order: the function, and its arguments by name."""
    parts = [calls(part) if isinstance(part, Canvas) else [part] for part in layout._parts]
    return [call for part in parts for call in part]


DRAWS = {"panel", "prop", "textbox", "prop_search", "operator", "menu", "template_list"}


def checked(function: Any, given: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a call by name. Raises what Blender would: TypeError for one that it does not know or take."""
    expected = [parameter for parameter in function.parameters if not parameter.is_output]
    arguments = dict(zip((parameter.identifier for parameter in expected), given, strict=False)) | named
    for name in arguments.keys() - {parameter.identifier for parameter in expected}:
        raise TypeError(f"{function.identifier}: no argument {name}")
    for parameter in expected:
        if parameter.identifier in arguments:
            _check(f"{function.identifier} {parameter.identifier}", parameter, arguments[parameter.identifier])
        elif parameter.is_required:
            raise TypeError(f"{function.identifier}: {parameter.identifier} is missing")
    return arguments


def _check(what: str, expected: Any, value: Any) -> None:
    if expected.type in PLAIN and not isinstance(value, PLAIN[expected.type]):
        raise TypeError(f"{what}: {value!r} is no {expected.type}")
    if expected.type == "ENUM" and value not in expected.enum_items:
        raise TypeError(f"{what}: {value!r} is none of this Blender's {len(expected.enum_items)}")


def operator_properties(operator: str) -> Any:
    """Real properties for one button, as Blender makes them: a key's have the same type. Raises for no operator."""
    rna_of(operator)
    keys = bpy.context.window_manager.keyconfigs.addon.keymaps.new(name="Animatic Test")
    return keys.keymap_items.new(operator, "F19", "PRESS").properties


def rna_of(operator: str) -> Any:
    """What Blender knows of an operator. Raises KeyError where there is none."""
    group, verb = operator.split(".")
    return getattr(getattr(bpy.ops, group), verb).get_rna_type()


def forget_keys() -> None:
    """Take away what `operator_properties` made."""
    keyconfig = bpy.context.window_manager.keyconfigs.addon
    found = keyconfig.keymaps.get("Animatic Test")
    if found is not None:
        keyconfig.keymaps.remove(found)


def _polled(operator: str) -> bool:
    group, verb = operator.split(".")
    return bool(getattr(getattr(bpy.ops, group), verb).poll())


def tooltip(operator: str, properties: Any) -> str:
    """What hovering over a button says; of a greyed one the reason, too, which `bpy.ops` tells with its refusal."""
    cls = getattr(bpy.types, class_of(operator))
    own = hasattr(cls, "description")
    said = cls.description(bpy.context, properties) if own else rna_of(operator).description
    assert isinstance(said, str), (operator, said)
    assert said, operator
    assert not said.endswith("."), f"{operator}: Blender adds a full stop to {said!r}"
    return said


def class_of(operator: str) -> str:
    group, verb = operator.split(".")
    return f"{group.upper()}_OT_{verb}"


class StandIn:
    """Stands for the instance that Blender makes of a panel, menu or operator: its class's functions, real properties
    where it has some, and a layout to draw on."""

    def __init__(self, cls: Any, properties: Any, layout: Any) -> None:
        vars(self).update(_cls=cls, properties=properties, layout=layout, reports=[])

    def report(self, kind: set[str], text: str) -> None:
        self.reports.append((*kind, text))

    def __getattr__(self, name: str) -> Any:
        properties = vars(self)["properties"]
        if properties is not None and name in properties.bl_rna.properties:
            return getattr(properties, name)
        found = inspect.getattr_static(vars(self)["_cls"], name)
        return found.__get__(self, vars(self)["_cls"]) if hasattr(found, "__get__") else found

    def __setattr__(self, name: str, value: Any) -> None:
        if self.properties is not None and name in self.properties.bl_rna.properties:
            setattr(self.properties, name, value)
        else:
            vars(self)[name] = value


class Context:
    """The real context, with a window manager that draws a dialog at once instead of opening it."""

    def __init__(self, open_dialog: Callable[..., Any]) -> None:
        self.window_manager = SimpleNamespace(invoke_props_dialog=open_dialog)

    def __getattr__(self, name: str) -> Any:
        return getattr(bpy.context, name)


class Dialog:
    """An operator's dialog as it opens: `options` as given to Blender, None where it did not open. What it raises comes
    out; `guarded`: the sentence comes that is shown instead."""

    def __init__(self, operator: str, *, guarded: bool = False, **values: Any) -> None:
        self._find = (lambda function: function) if guarded else inspect.unwrap
        self.cls = getattr(bpy.types, class_of(operator))
        self.drawn = Drawn()
        self.options: dict[str, Any] | None = None
        properties = operator_properties(operator)
        for name, value in values.items():
            setattr(properties, name, value)
        self.operator = StandIn(self.cls, properties, Canvas(self.drawn))
        self.result = self._find(self.cls.invoke)(
            self.operator, Context(self._open), SimpleNamespace(type="NONE", value="PRESS")
        )

    def _open(self, operator: Any, **options: Any) -> set[str]:
        assert operator is self.operator
        function = bpy.types.WindowManager.bl_rna.functions["invoke_props_dialog"]
        self.options = checked(function, (None,), options)
        self.draw()
        return {"RUNNING_MODAL"}

    def draw(self) -> None:
        if hasattr(self.cls, "draw"):
            self._find(self.cls.draw)(self.operator, bpy.context)

    def drawn_again(self) -> Canvas:
        """Its page on a sheet of its own."""
        self.drawn = Drawn()
        self.operator.layout = Canvas(self.drawn)
        self.draw()
        return self.operator.layout


def sheet(cls: Any, *, folded: bool = False) -> Canvas:
    """A panel as it stands now, without its header."""
    layout = Canvas(folded=folded)
    cls.draw(StandIn(cls, None, layout), bpy.context)
    return layout


def draw(cls: Any, *, folded: bool = False) -> Drawn:
    """What a panel or menu draws now, its header included; the tooltips of all its buttons were asked for."""
    drawn = Drawn()
    instance = StandIn(cls, None, Canvas(drawn, folded=folded))
    for name in ("draw_header", "draw_header_preset", "draw"):
        if hasattr(cls, name):
            getattr(cls, name)(instance, bpy.context)
    return hovered(drawn)


def hovered(drawn: Drawn) -> Drawn:
    drawn.tooltips = [tooltip(name, properties) for name, properties in drawn.buttons if name.startswith(OURS)]
    return drawn
