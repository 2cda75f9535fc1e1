# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The families beside Wan: what each refuses, drops with a warning, and bills."""

from __future__ import annotations

import base64
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rehearsal_parts import ask, clip, event, generate, hosted, picture, start

from addon.core import catalog
from addon.core.gateway import listings
from addon.core.models import Route
from addon.core.plans import live_prices
from addon.core.pricing import Used
from addon.rehearsal.server import Rehearsal

S25, MINI = "bytedance/seedance-2.5", "bytedance/seedance-2.0-mini"
H3, V30 = "minimax/minimax-h3", "alibaba/wan-v3.0-video"
KLING, KLING_I2V = "klingai/kling-v3.0-t2v", "klingai/kling-v3.0-i2v"
VEO = "google/veo-3.1-generate-001"
TASK = {"providerOptions": {"bytedance": {"omni_reference_task_type": "reference"}}}

Files = dict[str, dict[str, str]]


@pytest.fixture(scope="session")
def shot_media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("shot")
    return {
        "shot.mp4": clip(folder / "shot.mp4", width=1280, height=720, seconds=4),
        "small.mp4": clip(folder / "small.mp4", width=640, height=360, seconds=4),
        "twos.mp4": clip(folder / "twos.mp4", width=1280, height=720, seconds=4, fps=12),
        "short.mp4": clip(folder / "short.mp4", width=1280, height=720, seconds=2),
        "mia.png": picture(folder / "mia.png"),
    }


@pytest.fixture
def files(base: str, shot_media: dict[str, Path]) -> Files:
    """Files as a request says them, each with its type."""
    types = {".mp4": "video/mp4", ".png": "image/png"}
    return {
        name: {"type": "url", "url": hosted(base, name, file), "mediaType": types[file.suffix]}
        for name, file in shot_media.items()
    } | {"mia.jpg": inline(shot_media["mia.png"])}


def inline(file: Path) -> dict[str, str]:
    """A picture as bytes within the request, which Veo alone takes."""
    data = base64.b64encode(file.read_bytes()).decode()
    return {"type": "file", "data": data, "mediaType": "image/png"}


def body(*references: dict[str, str], **more: Any) -> dict[str, Any]:
    sent = {"inputReferences": list(references)} if references else {}
    return {"prompt": "Mia waves", "n": 1, "duration": 4, **sent, **more}


def outcome(base: str, model: str, request: dict[str, Any]) -> str:
    """ "" for a video without a warning, the features that were warned of, or the refusal."""
    answer = event(generate(base, model, request))
    if answer["type"] == "error":
        return str(answer["message"])
    return ", ".join(warning["feature"] for warning in answer["warnings"])


@pytest.mark.parametrize(
    ("model", "names", "more", "told"),
    [
        (S25, "shot.mp4 mia.png", {"resolution": "1280x720", "aspectRatio": "16:9", **TASK}, ""),
        (MINI, "shot.mp4 mia.png", {"resolution": "864x496"}, ""),
        (MINI, "shot.mp4", {"prompt": "Mia adds sugar"}, "recognised as video editing"),
        (S25, "shot.mp4", {"prompt": "Mia adds sugar", **TASK}, ""),
        (S25, "", TASK, "needs a reference"),
        (MINI, "shot.mp4", TASK, "omni_reference_task_type is not supported"),
        (S25, "shot.mp4", {"seed": 7}, "seed is not supported"),
        (S25, "shot.mp4", {"resolution": "1088x832"}, "resolution 1088x832 is not supported"),
        (MINI, "shot.mp4", {"resolution": "1920x1080"}, "resolution 1920x1080 is not supported"),
        (S25, "small.mp4", {}, "A frame must have 409600"),
        (S25, "twos.mp4", {}, "24 ~ 60"),
        (S25, "shot.mp4", {"duration": 3}, "duration must be one of 4"),
        (S25, "shot.mp4", {"providerOptions": {"bytedance": {"somethingNew": 1}}}, "somethingNew is not supported"),
        (MINI, "shot.mp4", {"providerOptions": {"bytedance": {"draft": True}}}, "draft is not supported"),
        (S25, "shot.mp4", {"fps": 12, "n": 2}, "fps, n"),
        (H3, "shot.mp4 mia.png", {"resolution": "768p", "aspectRatio": "16:9"}, ""),
        (H3, "shot.mp4", {"resolution": "1280x720"}, "resolution"),
        (H3, "shot.mp4", {"seed": 1, "generateAudio": False}, "seed, generateAudio"),
        (H3, "shot.mp4", {"duration": 2}, "duration"),
        (H3, "mia.png mia.png mia.png mia.png mia.png mia.png mia.png mia.png mia.png mia.png", {}, "inputReferences"),
        (H3, "", {"aspectRatio": "adaptive"}, "aspectRatio"),
        (V30, "shot.mp4 mia.png", {"resolution": "832x480"}, ""),
        (V30, "shot.mp4", {"resolution": "864x496"}, "resolution"),
        (V30, "shot.mp4", {"resolution": "480p"}, "resolution"),
        (KLING, "", {"aspectRatio": "9:16", "providerOptions": {"klingai": {"mode": "pro"}}}, ""),
        (KLING, "", {"resolution": "1280x720", "seed": 1}, "resolution, seed"),
        (KLING, "shot.mp4", {}, "inputReferences"),
        (KLING_I2V, "", {}, "A start image is required"),
        (VEO, "", {"resolution": "720p", "aspectRatio": "9:16", "seed": 0}, ""),
        (VEO, "", {"resolution": "720x1280"}, "resolution must be one of"),
        (VEO, "", {"duration": 5}, "duration must be one of 4, 6, 8"),
        (VEO, "mia.png", {}, "URL-based image input"),
        (VEO, "mia.jpg", {"duration": 8}, ""),
        (VEO, "mia.jpg", {"duration": 6}, "duration must be one of 8"),
        (VEO, "mia.jpg mia.jpg mia.jpg mia.jpg", {"duration": 8}, "at most 3 images"),
        (VEO, "shot.mp4", {"duration": 8}, "URL-based image input"),
    ],
)  # fmt: skip
def test_each_family_takes_drops_or_refuses(
    gateway: Rehearsal, files: Files, model: str, names: str, more: dict[str, Any], told: str
) -> None:
    references = [files[name] for name in names.split()]
    found = outcome(gateway.base_url, model, body(*references, **more))
    assert found == told or (told and told in found)
    refused = found != told
    assert (gateway.account.used == 0) == refused, "what is refused costs nothing"


@pytest.mark.parametrize("model", [S25, H3])
def test_a_reference_without_its_type_is_taken_for_a_picture_with_a_warning(
    base: str, files: Files, model: str
) -> None:
    picture = {key: value for key, value in files["mia.png"].items() if key != "mediaType"}
    assert outcome(base, model, body(picture)) == "inputReferences"
    clip = {key: value for key, value in files["shot.mp4"].items() if key != "mediaType"}
    assert "Invalid file format" in outcome(base, model, body(clip))


@pytest.mark.parametrize(
    ("model", "told"), [(S25, "role of the image_url"), (V30, "mutually exclusive"), (H3, "inputReferences")]
)
def test_a_start_picture_beside_references(base: str, files: Files, model: str, told: str) -> None:
    found = outcome(base, model, body(files["mia.png"], image=files["mia.png"]))
    assert told in found


@pytest.mark.parametrize("model", [S25, MINI, H3, V30, KLING_I2V, VEO])
def test_first_and_last_frame(base: str, files: Files, model: str) -> None:
    picture = files["mia.jpg" if model == VEO else "mia.png"]
    frames = [{"image": picture, "frameType": kind} for kind in ("first_frame", "last_frame")]
    assert outcome(base, model, body(image=picture, frameImages=frames)) == ""


def test_veo_takes_a_start_picture_as_bytes_and_nothing_beside_it(base: str, files: Files) -> None:
    picture = files["mia.jpg"]
    assert outcome(base, VEO, body(image=picture)) == ""
    assert "cannot be used together" in outcome(base, VEO, body(picture, image=picture, duration=8))
    last = [{"image": picture, "frameType": "last_frame"}]
    assert "lastFrame requires image" in outcome(base, VEO, body(frameImages=last))
    frames = [{"image": picture, "frameType": "first_frame"}]
    assert outcome(base, VEO, body(picture, frameImages=frames)) == "", "frames win without a word"


def test_a_start_has_room_for_292_kib_and_pictures_count(base: str) -> None:
    def told(count: int) -> int:
        data = base64.b64encode(os.urandom(count)).decode()
        return start(base, VEO, body(image={"type": "file", "data": data, "mediaType": "image/jpeg"})).status

    assert (told(223_000), told(225_000)) == (202, 413)


@pytest.mark.parametrize("model", [S25, H3])
def test_frames_put_references_aside(base: str, files: Files, model: str) -> None:
    """ByteDance's adapter without a word; MiniMax says so."""
    frames = [{"image": files["mia.png"], "frameType": "first_frame"}]
    found = outcome(base, model, body(files["shot.mp4"], frameImages=frames))
    assert found == ("" if model == S25 else "inputReferences")


@pytest.mark.parametrize(
    ("model", "resolution", "size", "names", "seconds"),
    [
        (S25, "720p", "1280x720", "shot.mp4 mia.png", (4.0,)),
        (S25, "1080p", "1920x1080", "shot.mp4", (4.0,)),
        (S25, "720p", "1280x720", "short.mp4", (2.0,)),
        (MINI, "480p", "864x496", "short.mp4 mia.png", (2.0,)),
        (MINI, "480p", "864x496", "mia.png", ()),
        (MINI, "720p", "1280x720", "", ()),
        (H3, "768p", "768p", "shot.mp4 mia.png", (4.0,)),
        (H3, "2k", "2k", "", ()),
        (H3, "768p", "768p", "mia.png mia.png mia.png mia.png mia.png mia.png mia.png", ()),
        (V30, "480p", "832x480", "shot.mp4", (4.0,)),
        (V30, "1080p", "1920x1080", "mia.png", ()),
        (KLING, "720p", "", "", ()),
        (KLING, "1080p", "", "", ()),
        (VEO, "4k", "4k", "", ()),
    ],
)  # fmt: skip
@pytest.mark.parametrize("audio", [True, False])
def test_what_is_billed_is_what_was_estimated(
    base: str, files: Files, model: str, resolution: str, size: str, names: str, seconds: tuple[float, ...], audio: bool
) -> None:
    """The two formulas are written apart."""
    references = [files[name] for name in names.split()]
    entry = catalog.load().get(model, Route.REFERENCE if references else Route.TEXT)
    options = {entry.options: entry.sent_options(resolution)}
    more = {"resolution": size} if size else {}
    answer = event(
        generate(
            base, model, body(*references, **more, generateAudio=audio, aspectRatio="16:9", providerOptions=options)
        )
    )
    assert answer["type"] == "result", answer
    estimate = entry.price.estimate(
        Used(
            resolution, entry.size(resolution, "16:9") or "", 4, audio or entry.audio == "always", seconds,
            pictures=names.count("png"),
        )
    )  # fmt: skip
    assert estimate.usd is not None
    billed = Decimal(answer["providerMetadata"]["gateway"]["cost"])
    assert abs(billed - estimate.usd) < Decimal("0.0002")
    own = answer["providerMetadata"][entry.options]
    if entry.options == "bytedance":
        assert f"{own['usage']['completion_tokens']:,} tokens" in estimate.counted
    if entry.options == "minimax":
        assert own["usage"]["inputSeconds"] == sum(seconds)


def test_the_list_has_the_shapes_of_the_real_one(base: str) -> None:
    data = ask(base, "GET", "/v1/models").json["data"]
    pricing = {entry["id"]: entry["pricing"] for entry in data}
    tiers = pricing[S25]["video_token_pricing"]["tiers"]
    assert tiers[0]["no_video_input"] == {"cost_per_million_tokens": "10.7"}
    assert {"cost_per_second": "0.20"} in pricing[V30]["video_duration_pricing"]
    assert {"mode": "pro", "audio": False, "cost_per_second": "0.224"} in pricing[KLING]["video_duration_pricing"]


def test_the_list_laid_over_the_catalog_changes_no_price(base: str) -> None:
    listed = listings.models(ask(base, "GET", "/v1/models").json)
    known = catalog.load()
    merged = live_prices.merge(known, listed, "2026-11-27")
    for before, after in zip(known.models, merged.models, strict=True):
        assert after.listed
        for resolution in before.sizes:
            for audio in (True, False):
                used = Used(resolution, before.size(resolution, "16:9") or "", 4, audio, (4.0,))
                assert after.price.estimate(used) == before.price.estimate(used), before.id


def finish(task: str, **more: Any) -> dict[str, Any]:
    content = [{"type": "draft_task", "draft_task": {"id": task}}]
    own = {"bytedance": {"content": content}}
    return {"prompt": "Mia waves", "n": 1, "resolution": "1920x1080", "providerOptions": own, **more}


def test_a_draft_is_finished_as_the_very_same_video(gateway: Rehearsal, files: Files) -> None:
    options = {"bytedance": {"draft": True, "omni_reference_task_type": "reference"}}
    draft = body(files["shot.mp4"], resolution="864x496", providerOptions=options)
    first = event(generate(gateway.base_url, S25, draft))["providerMetadata"]
    final = event(generate(gateway.base_url, S25, finish(first["bytedance"]["taskId"])))
    assert final["type"] == "result"
    jobs = gateway.jobs.all()
    assert (jobs[1].slate["seed"], jobs[1].slate["prompt"]) == (jobs[0].slate["seed"], "Mia waves")
    assert (jobs[1].slate["width"], jobs[1].slate["seconds"]) == (1920, 4)
    tokens = (4 + 4) * 1920 * 1080 * 24 // 1024
    assert final["providerMetadata"]["bytedance"]["usage"] == {"completion_tokens": tokens}


def test_what_cannot_be_finished_costs_nothing(gateway: Rehearsal, files: Files) -> None:
    base = gateway.base_url
    assert "draft is made at 480p" in outcome(base, S25, body(providerOptions={"bytedance": {"draft": True}}))
    assert "was not found" in outcome(base, S25, finish("nobody"))
    assert gateway.account.used == 0
    plain = event(generate(base, S25, body(resolution="864x496")))["providerMetadata"]["bytedance"]["taskId"]
    assert "was not found" in outcome(base, S25, finish(plain)), "it was no draft"
    draft = body(resolution="864x496", providerOptions={"bytedance": {"draft": True}})
    task = event(generate(base, S25, draft))["providerMetadata"]["bytedance"]["taskId"]
    assert "finished at 1080p" in outcome(base, S25, finish(task, resolution="1280x720"))
    assert "content is not supported" in outcome(base, MINI, finish(task))


FLUX = "bfl/flux-3-video"


def flux(resolution: str = "1280x720", **own: Any) -> dict[str, Any]:
    return {
        "prompt": "Mia waves", "n": 1, "duration": 5, "resolution": resolution, "generateAudio": False,
        "providerOptions": {"blackForestLabs": own},
    }  # fmt: skip


def test_a_draft_of_flux_leaves_a_cache_and_is_finished_as_the_same_video(gateway: Rehearsal) -> None:
    first = event(generate(gateway.base_url, FLUX, flux(draft=True)))["providerMetadata"]["blackForestLabs"]
    cache = first["videos"][0]["draftCache"]
    bare = {"prompt": "Mia waves", "n": 1, "providerOptions": {"blackForestLabs": {"draftCache": cache}}}
    final = event(generate(gateway.base_url, FLUX, bare))
    assert final["type"] == "result"
    assert [warning["feature"] for warning in final["warnings"]] == ["prompt"]
    jobs = gateway.jobs.all()
    assert (jobs[1].slate["seed"], jobs[1].slate["prompt"]) == (jobs[0].slate["seed"], "Mia waves")
    assert (jobs[1].slate["width"], jobs[1].slate["seconds"]) == (1920, 5)
    assert "draftCache" not in final["providerMetadata"]["blackForestLabs"]["videos"][0]


def test_what_flux_cannot_finish_costs_nothing(gateway: Rehearsal) -> None:
    base = gateway.base_url
    assert "was not found" in outcome(base, FLUX, flux("1920x1080", draftCache="nobody"))
    plain = event(generate(base, FLUX, flux()))["providerMetadata"]["blackForestLabs"]["videos"][0]
    assert "draftCache" not in plain, "it was no draft"
    assert gateway.account.used == 0, "its price is not known"
