# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The open request is a person's choice: off until it is allowed, its risk read where it is made."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import bpy
import pytest

from addon.blender.jobs import asking, preflight_ops
from addon.blender.properties import settings
from addon.core.errors import UserError
from addon.core.jobs.job import OPEN_LINE_RISK
from addon.core.jobs.states import Action


class Layout:
    """What was drawn, as text."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def prop(self, _owner: Any, name: str, **_options: Any) -> None:
        self.drawn.append(name)

    def label(self, *, text: str, **_options: Any) -> None:
        self.drawn.append(text)


def drawn(*, chosen: bool, rehearsal: bool = False) -> str:
    layout = Layout()
    preflight_ops._draw_open_line(layout, SimpleNamespace(open_line=chosen), SimpleNamespace(rehearsal=rehearsal))
    return " ".join(layout.drawn)


def test_it_is_not_even_offered_until_it_is_allowed() -> None:
    assert settings.preference("open_requests") is False
    assert drawn(chosen=True) == ""
    with settings.overriding(open_requests=True):
        assert drawn(chosen=False) == "open_line"
        assert OPEN_LINE_RISK in drawn(chosen=True)
        assert drawn(chosen=True, rehearsal=True) == ""


def test_an_action_that_is_not_allowed_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "view", SimpleNamespace(film="/film", jobs={"j": object()}, folder_of=lambda _: None))
    with pytest.raises(UserError) as caught:
        asking.ask(Action.SEND_OPEN, ["j"])
    assert caught.value.code == "open_requests"


def test_every_action_has_a_button_and_words(edit: bpy.types.Scene) -> None:
    operator = bpy.ops.animatic.job_action.get_rna_type()
    items = {item.identifier for item in operator.properties["action"].enum_items}
    from addon.blender.jobs.ui import ACTION_ICONS

    assert items == set(ACTION_ICONS) == {str(action) for action in Action}
