# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make References: films the cast now, in a second Blender beside the artist's work, without sending anything."""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty

from ...core.errors import AnimaticError
from ...second import compat
from .. import registry
from ..engine import session
from ..engine.view import current as view
from ..properties import film
from ..ui import redraw
from . import references

if TYPE_CHECKING:
    from ...core.blender_process import BlenderCommand
    from ...core.models import CaptureSpec
    from ..capture.store import CaptureStore

log = logging.getLogger(__name__)

TICK_SECONDS = 0.5
STOP_SECONDS = 5.0
"""How long closing a film may wait for the second Blender to end."""


class Filming:
    """Films some specs out of one saved copy, on a thread that never sees bpy."""

    def __init__(self, command: BlenderCommand, copy: Path, specs: Sequence[CaptureSpec], store: CaptureStore) -> None:
        import asyncio  # a third of the time that enabling the extension takes

        self.specs = specs
        self.store = store
        self.error: AnimaticError | None = None
        self.cancelled = False
        self._done = {spec.key: 0.0 for spec in specs}
        self._copy = copy
        self._command = command
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(self._film())
        self._thread = threading.Thread(target=self._run, name="animatic-references", daemon=True)

    def start(self) -> Filming:
        self._thread.start()
        return self

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    @property
    def share(self) -> float:
        """How much is filmed, 0 to 1."""
        return sum(self._done.values()) / max(len(self._done), 1)

    @property
    def words(self) -> str:
        """ "Mia, Rook: 40 %"."""
        return f"{', '.join(spec.name for spec in self.specs)}: {self.share:.0%}"

    def cancel(self) -> None:
        """End the second Blender; what is filmed already is kept. Returns at once."""
        self.cancelled = True
        with contextlib.suppress(RuntimeError):  # it ended this very moment
            self._loop.call_soon_threadsafe(self._task.cancel)

    def wait(self, timeout: float | None = None) -> None:
        """Until all is filmed or ended; `timeout` in seconds."""
        self._thread.join(timeout)

    def _run(self) -> None:
        import asyncio

        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            self.cancelled = True
        except AnimaticError as error:
            self.error = error
        except Exception as error:
            log.exception("The references could not be filmed")
            self.error = AnimaticError(
                f"The references could not be filmed: {error}.", "Try again.", code="references", retryable=True
            )
        finally:
            self._loop.close()
            shutil.rmtree(self._copy.parent, ignore_errors=True)

    async def _film(self) -> None:
        from ..capture import runner

        await runner.film(self._command, self._copy, self.specs, self.store, self._progress)

    def _progress(self, key: str, done: int, total: int) -> None:
        self._done[key] = done / max(total, 1)


current: Filming | None = None
"""What is being filmed now, or was filmed last until that has been told."""


def begin(edit: bpy.types.Scene, members: Sequence[Any]) -> tuple[Filming | None, list[AnimaticError]]:
    """Film the references of members that have to be filmed and are not yet; None: all are. And why some cannot be.

    Raises UserError for a film that is not saved, FileError for a full disk."""
    from ...core.files import FilmFolder
    from ..capture.copy import save_copy
    from ..capture.key import Seen
    from ..capture.store import CaptureStore
    from ..shots.gather import film_folder

    global current
    folder: FilmFolder = film_folder()
    store, seen = CaptureStore(folder), Seen()
    wanted: dict[str, CaptureSpec] = {}
    refused: list[AnimaticError] = []
    for member in members:
        try:
            spec = references.spec_of(edit, member, seen)
        except AnimaticError as error:
            refused.append(error)
            continue
        if spec is not None and store.find(spec.key) is None:
            wanted[spec.key] = spec
    if not wanted:
        return None, refused
    copy = Path(tempfile.mkdtemp(prefix="animatic-references-")) / "copy.blend"
    try:
        save_copy(copy)
    except AnimaticError:
        shutil.rmtree(copy.parent, ignore_errors=True)
        raise
    current = Filming(session.blender_command(), copy, list(wanted.values()), store).start()
    if not bpy.app.background and not bpy.app.timers.is_registered(_tick):
        bpy.app.timers.register(_tick, first_interval=TICK_SECONDS)
    return current, refused


def _tick() -> float | None:
    """Show how far it is; ends with the filming."""

    if current is None:
        return None
    if current.running:
        redraw()
        return TICK_SECONDS
    finish()
    redraw()
    return None


def finish() -> None:
    """Tell what came of it."""
    from ...core.jobs.events import Notice
    from ...core.models import Level

    global current
    if current is None:
        return
    done, current = current, None
    references.look_soon()
    if done.error is not None:
        error = done.error
        view.put_notice(Notice(done.store.folder.root, Level.ERROR, error.code, error.user_message, error.next_step))


def stop() -> None:
    """Another film is opened, or Blender closes: end what films."""
    global current
    if current is not None:
        current.cancel()
        current.wait(STOP_SECONDS)
        current = None


class ANIMATIC_OT_make_references(bpy.types.Operator):
    """Film the cast now: a turntable, a still sheet or a strip's part each. Nothing is sent or paid.
    What did not change since it was filmed is not filmed again"""

    bl_idname = "animatic.make_references"
    bl_label = "Make References"
    bl_options = {"REGISTER"}  # No UNDO: it makes files, and changes nothing in the scene.

    which: EnumProperty(
        name="Who",
        items=(
            ("active", "Active", "The member that the panel shows"),
            ("all", "All", "Everybody in the cast"),
        ),
        default="all",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        members = film(compat.edit_scene(context)).cast
        if not any(member.source_kind in {"collection", "strip"} and member.source for member in members):
            cls.poll_message_set("No member of the cast is a collection or a strip: nothing has to be filmed")
            return False
        if not bpy.data.filepath:
            cls.poll_message_set("Save the film first: its references are kept beside it")
            return False
        if current is not None and current.running:
            cls.poll_message_set("References are being filmed")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        settings = film(edit)
        members = list(settings.cast)
        if self.which == "active":
            members = members[settings.cast_index : settings.cast_index + 1]
        try:
            filming, refused = begin(edit, members)
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        for error in refused:
            self.report({"WARNING"}, error.sentence)
        if filming is None and refused:
            return {"CANCELLED"}
        if filming is None:
            references.look(edit)
            self.report({"INFO"}, "All references are filmed and still right")
            return {"FINISHED"}
        names = ", ".join(spec.name for spec in filming.specs)
        if not bpy.app.background:
            self.report({"INFO"}, f"Filming {names}: you can go on working")
            return {"FINISHED"}
        filming.wait()  # no timer would ever tell
        finish()
        references.look(edit)
        if filming.error is not None:
            self.report({"ERROR"}, filming.error.sentence)
            return {"CANCELLED"}
        self.report({"INFO"}, f"{names} filmed")
        return {"FINISHED"}


class ANIMATIC_OT_cancel_references(bpy.types.Operator):
    """Stop filming. What is filmed already is kept"""

    bl_idname = "animatic.cancel_references"
    bl_label = "Stop Filming"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return current is not None and current.running

    def execute(self, context: bpy.types.Context) -> set[str]:
        if current is not None:
            current.cancel()
        return {"FINISHED"}


@bpy.app.handlers.persistent
def _film_closes(*_: object) -> None:
    stop()


classes = (ANIMATIC_OT_make_references, ANIMATIC_OT_cancel_references)


def register() -> None:
    registry.classes(*classes)
    registry.then(lambda: registry.stop_timer(_tick))
    registry.handler("load_pre", _film_closes)
    registry.at_exit(stop)
