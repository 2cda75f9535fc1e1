# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The preferences: gateway, keys (kept elsewhere), host, caps, concurrency. Nothing secret is stored here."""

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from .. import ident
from . import registry
from .engine.view import current as view
from .properties.settings import FARMS, HOSTS, LIVE_URL
from .ui import words

GATEWAYS = (
    ("AUTO", "Automatic", "Rehearse for free until a key is set, then use the real gateway"),
    ("REHEARSAL", "Rehearsal", "Always the built-in offline gateway: free, no key, nothing leaves this machine"),
    ("LIVE", "Live", "Always the real gateway: needs a key and spends money"),
)


def _secret(key_name: str, label: str, description: str) -> Any:
    """A password field that hands what is typed to the keychain or the session, and stores nothing in Blender. Emptied,
    it forgets the key in both."""

    def shown(self: Any) -> str:
        from ..core import keys

        found = keys.find(keys.Key[key_name])
        return "•" * min(len(found.value), 24) if found else ""

    def typed(self: Any, value: str) -> None:
        from ..core import keys

        if set(value) == {"•"}:
            return
        view.forget_test()
        if not value.strip():
            keys.forget(keys.Key[key_name])
            return
        place = keys.Place.KEYCHAIN if self.keep_keys == "KEYCHAIN" else keys.Place.SESSION
        try:
            keys.remember(keys.Key[key_name], value, place)
        except keys.KeychainMissing:
            keys.remember(keys.Key[key_name], value, keys.Place.SESSION)

    # maxlen 0 is unlimited: a masked field that cuts a pasted key is a known trap.
    return StringProperty(
        name=label,
        description=description,
        subtype="PASSWORD",
        maxlen=0,
        options={"SKIP_SAVE"},
        get=shown,
        set=typed,
    )


def _asked_elsewhere(self: Any, context: bpy.types.Context) -> None:
    view.forget_test()


def _caps_changed(self: Any, context: bpy.types.Context) -> None:
    """What waits in the queue keeps to the caps as they are now."""
    from .engine import session
    from .properties import settings

    running = session.current()
    if running is not None:
        running.engine.set_caps(settings.caps())


class ANIMATIC_AP_preferences(bpy.types.AddonPreferences):
    bl_idname = ident.PACKAGE

    gateway: EnumProperty(name="Gateway", items=GATEWAYS, default="AUTO")
    gateway_url: StringProperty(
        name="Address",
        default=LIVE_URL,
        description="Base address of the AI Gateway; change it only for a proxy",
        update=_asked_elsewhere,
    )
    keep_keys: EnumProperty(
        name="Keep Keys",
        items=(
            ("KEYCHAIN", "In the System Keychain", "Kept by the operating system, encrypted, for the next session too"),
            ("SESSION", "For This Session", "Forgotten when Blender closes"),
        ),
        default="KEYCHAIN",
    )
    gateway_key: _secret("GATEWAY", "Gateway Key", "The key of Vercel's AI Gateway (AI_GATEWAY_API_KEY)")
    blob_key: _secret("BLOB", "Blob Token", "The read-write token of the blob store (BLOB_READ_WRITE_TOKEN)")
    s3_access: _secret("S3_ACCESS", "Access Key", "The bucket's access key (AWS_ACCESS_KEY_ID)")
    s3_secret: _secret("S3_SECRET", "Secret Key", "The bucket's secret key (AWS_SECRET_ACCESS_KEY)")
    s3_session: _secret("S3_SESSION", "Session Token", "Only of temporary credentials (AWS_SESSION_TOKEN)")
    url_password: _secret("URL_PASSWORD", "Password", "The web server's password (ANIMATIC_UPLOAD_PASSWORD)")

    host: EnumProperty(name="References On", items=HOSTS, default="BLOB_PRIVATE", update=_asked_elsewhere)
    link_hours: IntProperty(
        name="Links Live (Hours)",
        description="Hours that a signed link to a reference works",
        default=24,
        min=1,
        max=168,
    )
    s3_endpoint: StringProperty(name="Endpoint", description="https address of the S3 service", update=_asked_elsewhere)
    s3_region: StringProperty(name="Region", default="auto", update=_asked_elsewhere)
    s3_bucket: StringProperty(name="Bucket", update=_asked_elsewhere)
    s3_prefix: StringProperty(name="Prefix", default="animatic/", update=_asked_elsewhere)
    s3_style: EnumProperty(
        name="Bucket In",
        description="Where the service wants the bucket's name",
        items=(
            ("AUTO", "Automatic", "As suits the endpoint: the host name for Amazon, the path for others"),
            ("PATH", "Path", "https://endpoint/bucket/file, as MinIO has it"),
            ("HOST", "Host Name", "https://bucket.endpoint/file"),
        ),
        default="AUTO",
        update=_asked_elsewhere,
    )
    url_base: StringProperty(
        name="Public Address",
        description="https address under which the references can be read",
        update=_asked_elsewhere,
    )
    url_folder: StringProperty(
        name="Copy Into",
        subtype="DIR_PATH",
        description="Folder that the web server shows; empty: upload by HTTP PUT",
        update=_asked_elsewhere,
    )
    url_put: StringProperty(
        name="Upload To",
        description="Address that takes files by HTTP PUT (WebDAV), when there is no folder",
        update=_asked_elsewhere,
    )
    url_user: StringProperty(
        name="User", description="User name at the upload address; empty: it asks for none", update=_asked_elsewhere
    )

    cap_batch: FloatProperty(
        name="Cap per Batch ($)",
        description="US dollars that one send may cost at most",
        default=10.0,
        min=0.0,
        precision=2,
        update=_caps_changed,
    )
    cap_day: FloatProperty(
        name="Cap per Day ($)",
        description="US dollars that a day may cost at most, all your films and Blenders on this computer together",
        default=50.0,
        min=0.0,
        precision=2,
        update=_caps_changed,
    )
    unknown_prices: BoolProperty(
        name="Allow Unknown Prices",
        description="Send to models of which the gateway lists no price, too. What that costs is known only afterwards:"
        " no cap holds it",
        default=False,
        update=_caps_changed,
    )
    concurrency: IntProperty(
        name="Jobs at Once", description="Generations under way at the same time", default=5, min=1, max=50
    )

    farm: EnumProperty(
        name="Film On", description="Where references are filmed that your scene gives", items=FARMS, default="THIS"
    )
    farm_address: StringProperty(
        name="Flamenco Manager",
        description="Address of the Flamenco Manager, as http://manager:8080. It has no sign-in: only an address in"
        " your own network, or https",
    )

    kitsu_address: StringProperty(name="Kitsu Server", description="Kitsu's address, as https://studio.example/api")
    kitsu_account: StringProperty(name="Kitsu Account", description="Your address in Kitsu; the password is asked for")

    open_requests: BoolProperty(
        name="Allow Open Requests",
        description="Offer to send on one open line where a model takes no queued requests. If the line breaks or"
        " Blender is closed, the request cannot be taken up again: it may be charged without a video, or twice",
        default=False,
    )

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        self._draw_gateway(layout)
        self._draw_host(layout)
        column = layout.column(heading="Money")
        column.prop(self, "cap_batch")
        column.prop(self, "cap_day")
        column.prop(self, "unknown_prices")
        column.prop(self, "open_requests")
        if self.open_requests:
            from ..core.jobs.job import OPEN_LINE_RISK

            words(column, OPEN_LINE_RISK, icon="ERROR", width=80)
        layout.prop(self, "concurrency")
        self._draw_farm(layout)
        column = layout.column(heading="Kitsu")
        column.prop(self, "kitsu_address")
        column.prop(self, "kitsu_account")

    def _draw_gateway(self, layout: Any) -> None:
        column = layout.column(heading="Gateway")
        column.prop(self, "gateway")
        column.prop(self, "gateway_url")
        column.prop(self, "keep_keys")
        column.prop(self, "gateway_key")
        if said := _kept_key():
            _under_fields(column).label(text=said)
        _under_fields(column).operator("animatic.test_gateway", text="Test", icon="CHECKMARK")
        if view.testing:
            _under_fields(column).label(text="Asking the gateway and the host of the references")
        elif view.tested is not None:
            answers = _under_fields(column).column(align=True)
            for well, text in view.tested_rows:
                words(answers, text, icon="CHECKMARK" if well else "ERROR", width=64)
            words(answers, view.tested.next_step, icon="INFO", width=64)

    def _draw_host(self, layout: Any) -> None:
        column = layout.column(heading="Host")
        column.prop(self, "host")
        if self.host.startswith("BLOB"):
            column.prop(self, "blob_key")
        if self.host == "S3":
            for name in ("endpoint", "region", "bucket", "prefix", "style", "access", "secret", "session"):
                column.prop(self, f"s3_{name}")
        if self.host == "URL":
            column.prop(self, "url_base")
            column.prop(self, "url_folder")
            if not self.url_folder:
                for name in ("url_put", "url_user", "url_password"):
                    column.prop(self, name)
        if self.host in {"BLOB_PRIVATE", "S3"}:
            column.prop(self, "link_hours")

    def _draw_farm(self, layout: Any) -> None:
        column = layout.column(heading="Filming")
        column.prop(self, "farm")
        if self.farm == "FLAMENCO":
            column.prop(self, "farm_address")
            row = _under_fields(column).row()
            row.operator("animatic.test_farm", icon="CHECKMARK")
            row.operator("animatic.save_job_type", icon="FILE_TICK")


def _under_fields(column: Any) -> Any:
    """The part of the next line that lies under the fields, right of their names."""
    split = column.split(factor=0.4)
    split.label()
    return split


def _kept_key() -> str:
    """Where the gateway key in use is kept: one in the environment stands above what is typed here."""
    from ..core import keys

    found = keys.find(keys.Key.GATEWAY)
    places = {
        keys.Place.ENVIRONMENT: f"From the environment ({keys.Key.GATEWAY.value})",
        keys.Place.KEYCHAIN: "In the system keychain",
        keys.Place.SESSION: "For this session only",
    }
    return f"{places[found.place]}: {found.shown}" if found else ""


classes = (ANIMATIC_AP_preferences,)


def register() -> None:
    registry.classes(*classes)
