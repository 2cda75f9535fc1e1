# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official clients, unmodified, generate against `scripts/rehearsal.py` and get a video that plays.

They are installed once into `.cache/interop` from the package registries.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import av
import pytest
from family_plans import CATALOG, SHOT_CLIP, given, planned
from rehearsal_parts import FLASH, KEY, TEXT, ask, clip, hosted, picture
from test_rehearsal_server import script

from addon.core.catalog import Model
from addon.core.gateway import wire
from addon.core.gateway.wire import WireFile
from addon.core.models import MediaKind, PlanInput, PromptBlocks, Route, Tier

HERE = Path(__file__).parent / "interop"
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "interop"
BODY = {"prompt": "character1 waves", "resolution": "1280x720", "duration": 5, "seed": 42, "generateAudio": False}

pytestmark = [pytest.mark.network, pytest.mark.timeout(600)]


def npm_folder(name: str) -> Path:
    """A folder with one package.json installed and the drivers beside it; skips the test where that cannot be."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    folder = CACHE / name
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / name / "package.json").read_text(encoding="utf-8")
    stamp = folder / "installed.json"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        (folder / "package.json").write_text(wanted, encoding="utf-8")
        command = [str(shutil.which("npm")), "install", "--no-audit", "--no-fund", "--no-package-lock"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"npm could not install {name}: {done.stderr.strip().splitlines()[-1:]}")
        stamp.write_text(wanted, encoding="utf-8")
    for driver in HERE.glob("*.mjs"):
        shutil.copy(driver, folder)
    return folder


def pypi_folder() -> Path:
    """A folder with the PyPI client; skips the test where it cannot be."""
    if sys.version_info < (3, 12):
        pytest.skip("the PyPI client needs Python 3.12")
    folder = CACHE / f"ai-python{sys.version_info.major}.{sys.version_info.minor}"
    if not (folder / "ai").is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), "ai==0.8.0"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            pytest.skip(f"pip could not install ai: {done.stderr.strip().splitlines()[-1:]}")
    return folder


def run(command: list[str], folder: Path, **env: str) -> dict[str, Any]:
    settings = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(command, cwd=folder, env={**settings, **env}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def node(folder: Path, base: str, version: int, task: dict[str, Any]) -> dict[str, Any]:
    words = {"baseURL": f"{base}/v{version}/ai", "apiKey": KEY, "model": TEXT, "out": str(folder / "video.mp4"), **task}
    return run(["node", "client.mjs", json.dumps(words)], folder)


def python(folder: Path, base: str, version: int, task: dict[str, Any]) -> dict[str, Any]:
    words = {"baseURL": f"{base}/v{version}/ai", "apiKey": KEY, "model": TEXT, "out": str(folder / "video.mp4"), **task}
    return run([sys.executable, str(HERE / "client.py"), json.dumps(words)], folder, PYTHONPATH=str(folder))


def assert_plays(file: Path) -> None:
    with av.open(str(file)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 30
    file.unlink()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, media: Path) -> Iterator[str]:
    """The script as anyone starts it, with a video of one second and a wait that makes clients poll."""
    with script("--canned", str(media / "take.mp4"), "--latency", "0.6", "--heartbeat", "0.1") as (_, base):
        yield base


@pytest.fixture(scope="module")
def image(served: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return hosted(served, "hero.png", picture(tmp_path_factory.mktemp("hero") / "hero.png"))


@pytest.fixture(scope="module")
def shot(served: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = clip(tmp_path_factory.mktemp("shot") / "shot.mp4", width=1280, height=720, seconds=5)
    return hosted(served, "shot.mp4", file)


@pytest.mark.parametrize(("name", "version"), [("ai7", 4), ("ai6", 3)])
def test_npm_generates_over_the_open_request(served: str, image: str, name: str, version: int) -> None:
    folder = npm_folder(name)
    told = node(
        folder, served, version, {"do": "generate", "model": FLASH, "call": {**BODY, "inputReferences": [image]}}
    )
    assert told["ok"]["videos"] == 1
    assert told["ok"]["mediaType"] == "video/mp4"
    assert told["ok"]["warnings"] == []
    assert told["ok"]["providerMetadata"]["gateway"]["cost"] == "0.25"
    assert_plays(folder / "video.mp4")


def test_npm_polls_start_and_status(served: str) -> None:
    folder = npm_folder("ai7")
    call = {**BODY, "poll": {"intervalMs": 100}}
    told = node(folder, served, 4, {"do": "generate", "call": call})
    assert told["ok"]["videos"] == 1
    assert told["ok"]["providerMetadata"]["gateway"]["asyncJob"]["status"] == "completed"
    assert_plays(folder / "video.mp4")


def test_npm_starts_in_one_process_and_asks_in_another(served: str) -> None:
    folder = npm_folder("ai7")
    begun = node(folder, served, 4, {"do": "start", "call": BODY})["ok"]
    while (told := node(folder, served, 4, {"do": "status", "operation": begun["operation"]}))["ok"][
        "status"
    ] == "pending":
        pass
    assert (told["ok"]["status"], told["ok"]["videos"]) == ("completed", 1)
    assert_plays(folder / "video.mp4")


def test_npm_reads_models_and_credits(served: str) -> None:
    for name, version in (("ai7", 4), ("ai6", 3)):
        folder = npm_folder(name)
        models = node(folder, served, version, {"do": "models"})["ok"]["models"]
        assert TEXT in [model["id"] for model in models]
        credits = node(folder, served, version, {"do": "credits"})["ok"]
        assert float(credits["balance"]) > 0


@pytest.mark.parametrize(
    ("task", "name", "status"),
    [
        ({"apiKey": "vck_bad"}, "GatewayAuthenticationError", 401),
        ({"apiKey": "vck_broke"}, "GatewayInternalServerError", 402),
        ({"model": "alibaba/wan-v1"}, "GatewayModelNotFoundError", 404),
        ({"call": {**BODY, "seed": -1}}, "GatewayInvalidRequestError", 400),
        ({"call": {"prompt": ""}}, "GatewayInvalidRequestError", 400),
    ],
)
def test_npm_raises_the_classes_of_the_real_service(served: str, task: dict[str, Any], name: str, status: int) -> None:
    for client, version in (("ai7", 4), ("ai6", 3)):
        told = node(npm_folder(client), served, version, {"do": "generate", "call": BODY, **task})
        assert (told["error"]["name"], told["error"]["statusCode"]) == (name, status)


def test_npm_starts_again_with_its_key_after_a_lost_answer(served: str) -> None:
    """The SDK repeats a start with one key of its own making; nothing is made twice."""
    ask(served, "POST", "/rehearsal/faults", value={"endpoint": "start", "kind": "drop-after-accept"})
    before = ask(served, "GET", "/rehearsal/summary").json["jobs"]
    told = node(npm_folder("ai7"), served, 4, {"do": "start", "call": {**BODY, "maxRetries": 2}})
    assert told["ok"]["operation"]["gatewayJobId"]
    summary = ask(served, "GET", "/rehearsal/summary").json
    assert summary["jobs"] == before + 1
    assert 2 in summary["starts_by_key"].values()


def test_npm_reads_data_urls(media: Path) -> None:
    with script("--canned", str(media / "take.mp4"), "--results", "data") as (_, base):
        for name, version in (("ai7", 4), ("ai6", 3)):
            folder = npm_folder(name)
            assert node(folder, base, version, {"do": "generate", "call": BODY})["ok"]["videos"] == 1
            assert_plays(folder / "video.mp4")


def test_the_client_before_events_still_works(served: str) -> None:
    folder = npm_folder("legacy")
    told = node(folder, served, 3, {"do": "generate", "call": {"prompt": "dusk"}})
    assert told["ok"]["videos"] == 1
    assert_plays(folder / "video.mp4")


@pytest.mark.parametrize("version", [3, 4])
def test_pypi_generates(served: str, image: str, version: int) -> None:
    folder = pypi_folder()
    call = {"resolution": "1280x720", "duration": 5, "seed": 1, "generate_audio": False}
    task = {"do": "generate", "model": FLASH, "prompt": "character1 waves", "references": [image], "call": call}
    told = python(folder, served, version, task)
    assert told["ok"]["videos"] == 1
    assert told["ok"]["warnings"] == []
    assert told["ok"]["providerMetadata"]["gateway"]["cost"] == "0.25"
    assert_plays(folder / "video.mp4")


def test_pypi_probes_and_lists(served: str) -> None:
    assert TEXT in python(pypi_folder(), served, 4, {"do": "models"})["ok"]


def test_pypi_raises_for_refusals(served: str) -> None:
    for task, name in (
        ({"apiKey": "vck_bad"}, "ProviderAuthenticationError"),
        ({"model": "alibaba/wan-v1"}, "ProviderModelNotFoundError"),
        ({"call": {"seed": -1}}, "ProviderBadRequestError"),
    ):
        told = python(pypi_folder(), served, 4, {"do": "generate", "prompt": "x", "call": {}, **task})
        assert told["error"]["name"] == name


def test_the_official_blob_client_finds_its_store(served: str) -> None:
    folder = npm_folder("blob")
    environment = {"VERCEL_BLOB_API_URL": f"{served}/api/blob", "BLOB_READ_WRITE_TOKEN": "vercel_blob_rw_Sdk_secret"}
    told = run(["node", "blob.mjs"], folder, **environment)
    assert told["reads"] == {"signed": [200, "again"], "shorter": [200, "again"], "head": [403, ""]}
    assert told["found"]["size"] == 17 * 1024 * 1024
    assert told["small"]["contentType"] == "video/mp4"
    assert told["suffixed"]["pathname"].startswith("sdk/a-")
    assert "already exists" in told["taken"]
    assert "Cannot use public access on a private store" in told["wrongAccess"]
    assert told["gone"].startswith("BlobNotFoundError")
    first, rest = told["listed"]
    assert (len(first[0]), first[1], len(rest[0]), rest[1]) == (2, True, 1, False)


@pytest.mark.parametrize(
    ("model", "resolution", "own", "warned"),
    [
        ("bytedance/seedance-2.5", "1280x720", {"bytedance": {"omni_reference_task_type": "reference"}}, []),
        ("bytedance/seedance-2.0-mini", "864x496", {"bytedance": {"watermark": False}}, []),
        ("alibaba/wan-v3.0-video", "832x480", {"alibaba": {"promptExtend": False}}, []),
        ("minimax/minimax-h3", "1366x768", {"minimax": {"aigcWatermark": False}}, []),
        ("minimax/minimax-h3", "1280x720", {}, ["resolution"]),
    ],
)
def test_npm_sends_a_clip_and_a_still_to_other_families(
    served: str,
    image: str,
    tmp_path: Path,
    model: str,
    resolution: str,
    own: dict[str, Any],
    warned: list[str],
) -> None:
    """The unmodified client with these families' options; a clip needs its type, and so does a picture."""
    folder = npm_folder("ai7")
    made = hosted(served, "shot.mp4", clip(tmp_path / "shot.mp4", width=1280, height=720, seconds=4))
    references = [{"data": made, "mediaType": "video/mp4"}, {"data": image, "mediaType": "image/png"}]
    call = {
        "prompt": "Mia walks", "duration": 4, "resolution": resolution, "aspectRatio": "16:9",
        "inputReferences": references, "providerOptions": own,
    }  # fmt: skip
    told = node(folder, served, 4, {"do": "generate", "model": model, "call": call})
    assert [warning["feature"] for warning in told["ok"]["warnings"]] == warned
    assert Decimal(told["ok"]["providerMetadata"]["gateway"]["cost"]) > 0
    assert_plays(folder / "video.mp4")


def inputs_of(model: Model) -> list[PlanInput]:
    frames = [given("first"), given("last")]
    clip = SHOT_CLIP.model_copy(update={"role": "clip"})
    return {
        Route.REFERENCE: [given("Mia")],
        Route.BLOCKOUT: [clip, given("Mia")],
        Route.FIRST_FRAME: frames[:1],
        Route.FIRST_LAST: frames,
        Route.TEXT: [],
    }[model.route]


def as_npm(body: dict[str, Any]) -> dict[str, Any]:
    """The same request as the arguments of the SDK's own function."""

    def data(file: dict[str, str]) -> dict[str, str]:
        return {"data": file.get("url") or file["data"], "mediaType": file["mediaType"]}

    call = {key: value for key, value in body.items() if key not in ("image", "frameImages", "inputReferences")}
    if "inputReferences" in body:
        call["inputReferences"] = [data(file) for file in body["inputReferences"]]
    if "frameImages" in body:
        call["frameImages"] = [{**frame, "image": data(frame["image"])["data"]} for frame in body["frameImages"]]
    elif "image" in body:
        call["prompt"] = {"text": body["prompt"], "image": data(body["image"])["data"]}
    return call


def same(body: dict[str, Any]) -> dict[str, Any]:
    """A body without what the SDK leaves to its defaults; a frame's type is its own guess."""
    found = {key: value for key, value in body.items() if value is not None and (key, value) != ("n", 1)}
    pictures = [frame["image"] for frame in found.get("frameImages", [])]
    for one in (*pictures, *([found["image"]] if "image" in found else [])):
        one.pop("mediaType", None)
    if pictures and "data" in pictures[0]:
        found.pop("image", None)  # bytes that we send once
    return found


@pytest.mark.parametrize("model", CATALOG.models, ids=lambda m: f"{m.id} {m.route}")
def test_npm_sends_what_we_send_for_every_row_of_the_catalog(
    served: str, image: str, shot: str, media: Path, model: Model
) -> None:
    """The same inputs through the unmodified client: the same body field by field, taken without a warning."""
    blocks = PromptBlocks(action="Mia waves", negative="rain" if model.negative_max else "")
    plan = planned(model.id, model.route, inputs_of(model), tier=Tier.FINAL, blocks=blocks, cast=(), audio=True)
    content = picture(media / "mia-bytes.png").read_bytes()
    files = [
        WireFile("", "image/png", item.kind, content)
        if plan.request.inline
        else WireFile(shot, "video/mp4", item.kind)
        if item.kind is MediaKind.VIDEO
        else WireFile(image, "image/png", item.kind)
        for item in plan.inputs
    ]
    ours = wire.body(plan.request, plan.route, files)
    told = node(npm_folder("ai7"), served, 4, {"do": "generate", "model": model.id, "call": as_npm(ours)})
    assert told["ok"]["warnings"] == []
    sent = ask(served, "GET", "/rehearsal/log?endpoint=generate").json["entries"][-1]
    assert (sent["model"], same(sent["body"])) == (model.id, same(ours))
    assert_plays(npm_folder("ai7") / "video.mp4")
