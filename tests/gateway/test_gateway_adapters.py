# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each provider is asked, field by field: every row of the catalog, planned by us, through the provider's own npm
adapter with the network stubbed.

`recordings/adapters.json` keeps what the adapters made of our requests; it holds as long as our requests are those that
were recorded. `ANIMATIC_RECORD=folder` records anew with the adapters that are installed there; the network test
compares with freshly installed ones. Kling's is not at npm where this was written: @ai-sdk/klingai 4.0.31, built from
vercel/ai ed857f50 of 22 August 2026.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from family_plans import CATALOG, SHOT_CLIP, given, planned, sent

from addon.core.catalog import Model
from addon.core.models import CastMember, MediaKind, PlanInput, PromptBlocks, Route, Tier
from addon.rehearsal.families import translate

HERE = Path(__file__).parent
RECORDED = HERE / "recordings" / "adapters.json"
CACHE = HERE.parents[1] / ".cache" / "interop" / "adapters"
CAST = (CastMember(uuid="m", name="Mia"), CastMember(uuid="r", name="Rook"))
JPEG = [base64.b64encode(b"picture %d" % number).decode() for number in range(2)]


class Case(NamedTuple):
    """One request: a row of the catalog with what a shot may choose."""

    model: Model
    resolution: str
    aspect: str
    audio: bool
    draft: bool = False

    @property
    def name(self) -> str:
        words = [self.model.id, self.model.route, self.resolution, self.aspect, "sound" if self.audio else "silent"]
        return " ".join([*words, "draft"] if self.draft else words)


def cases() -> list[Case]:
    """Every row in every size once, upright and silent once, and its draft."""
    found = []
    for model in CATALOG.models:
        found += [Case(model, resolution, "16:9", True) for resolution in model.sizes]
        found.append(Case(model, "720p" if "720p" in model.sizes else next(iter(model.sizes)), "9:16", False))
        if model.draft is not None:
            found.append(Case(model, model.draft.resolution, "16:9", True, draft=True))
    return found


CASES = cases()
EACH = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


def inputs_of(model: Model) -> list[PlanInput]:
    """Two of the cast, the shot's clip and a look picture, or its frames: as much as tells the order."""
    mia, rook = given("Mia"), given("Rook")
    clip = SHOT_CLIP.model_copy(update={"role": "clip"})
    look = given("Look").model_copy(update={"role": "look"})
    return {
        Route.REFERENCE: [mia, rook] if model.video is None else [mia, given("Rook", MediaKind.VIDEO)],
        Route.BLOCKOUT: [clip, mia, rook, look],
        Route.FIRST_FRAME: [given("first")],
        Route.FIRST_LAST: [given("first"), given("last")],
        Route.TEXT: [],
    }[model.route]


def request(case: Case) -> dict[str, Any]:
    """The body that we send for a case, with a prompt that tells nothing."""
    model = case.model
    blocks = PromptBlocks(action="@Mia waves, @Rook waits", negative="rain" if model.negative_max else "")
    cast = CAST if model.route is not Route.TEXT else ()
    plan = planned(
        model.id, model.route, inputs_of(model), resolution=case.resolution, aspect=case.aspect, audio=case.audio,
        tier=Tier.DRAFT if case.draft else Tier.FINAL, blocks=blocks, cast=cast,
    )  # fmt: skip
    return {"prompt": "Words", **sent(plan)}


def answers(folder: Path) -> dict[str, dict[str, Any]]:
    """What the adapters that are installed in `folder` make of everything that we send."""
    shutil.copy(HERE / "adapters" / "adapters.mjs", folder)
    wanted = calls()
    told = json.dumps([{"model": model, "body": body} for model, body in wanted.values()])
    done = subprocess.run(["node", "adapters.mjs"], cwd=folder, input=told, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    made = zip(wanted.items(), json.loads(done.stdout), strict=True)
    return {name: {"sent": body, "asked": answer} for (name, (_, body)), answer in made}


FINALS = {
    # The very video of a draft is finished by its name alone; what else is sent, the provider ignores.
    "bytedance/seedance-2.5": {
        "model": "seedance-2.5",
        "content": [{"type": "draft_task", "draft_task": {"id": "the draft"}}],
        "resolution": "1080p",
    },
    "bfl/flux-3-video": {"mode": "draft_enhance", "draft_cache": "the draft"},
}


def final_of(model: Model) -> dict[str, Any]:
    """The body that finishes a draft."""
    inputs = inputs_of(model)
    plan = planned(
        model.id, model.route, inputs, resolution="1080p", tier=Tier.FINAL, draft_of="the draft", cast=CAST,
        blocks=PromptBlocks(action="@Mia waves, @Rook waits"),
    )  # fmt: skip
    return {"prompt": "Words", **sent(plan)}


@cache
def calls() -> dict[str, tuple[str, dict[str, Any]]]:
    """Name -> model and body of everything that is put to the adapters."""
    found = {case.name: (case.model.id, request(case)) for case in CASES}
    return found | {f"{model} final": (model, final_of(CATALOG.get(model))) for model in FINALS}


@cache
def recorded() -> dict[str, dict[str, Any]]:
    if folder := os.environ.get("ANIMATIC_RECORD"):
        found = answers(Path(folder))
        RECORDED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return dict(json.loads(RECORDED.read_text(encoding="utf-8")))


def test_every_row_is_recorded_and_nothing_else() -> None:
    assert set(recorded()) == set(calls())
    assert {(case.model.id, case.model.route) for case in CASES} == {(m.id, m.route) for m in CATALOG.models}


@pytest.mark.parametrize("name", calls())
def test_what_we_send_is_what_was_recorded(name: str) -> None:
    assert calls()[name][1] == recorded()[name]["sent"]


def wan(case: Case) -> dict[str, Any]:
    """2.6 takes URLs, whose type nobody says, and the size or the tier by route; 2.7 and 3.0 a tier and typed media."""
    family, (png, mp4) = case.model.id.removeprefix("alibaba/").replace("wan-v", "wan"), (".png", ".mp4")
    words = {"prompt": "Words"} if "wan3" in family else {"prompt": "Words", "negative_prompt": "rain"}
    parameters: dict[str, Any] = {"duration": 5, "seed": 7}
    urls = [f"https://h.example/{number}{ending}" for number, ending in enumerate((png, mp4, png, png))]
    if "wan2.6" in family:
        if case.model.route is Route.REFERENCE:
            words["reference_urls"] = urls[:2]  # type: ignore[assignment]
        if case.model.route is Route.FIRST_FRAME:
            words["img_url"] = urls[0]
            parameters["resolution"] = case.resolution.upper()
        else:
            size = {"720p": "1280*720", "1080p": "1920*1080"}[case.resolution]
            parameters["size"] = size if case.aspect == "16:9" else "*".join(reversed(size.split("*")))
        parameters["shot_type"] = "single"
        if "flash" in family:
            parameters["audio"] = case.audio
        return {"model": family, "input": words, "parameters": parameters}
    parameters |= {"resolution": case.resolution.upper(), "ratio": case.aspect}
    if "wan3" in family:
        parameters["audio"] = case.audio
    if case.model.route is Route.BLOCKOUT:
        parameters["prompt_extend"] = False
    media = {
        Route.REFERENCE: [("reference_image", 0, png), ("reference_video", 1, mp4)],
        Route.BLOCKOUT: [("reference_video", 0, mp4), *(("reference_image", n, png) for n in (1, 2, 3))],
        Route.FIRST_FRAME: [("first_frame", 0, png)],
        Route.FIRST_LAST: [("first_frame", 0, png), ("last_frame", 1, png)],
        Route.TEXT: [],
    }[case.model.route]
    listed = [{"type": kind, "url": f"https://h.example/{n}{ending}"} for kind, n, ending in media]
    return {"model": family, "input": {**words, **({"media": listed} if listed else {})}, "parameters": parameters}


def typed(case: Case, *, single: dict[str, str]) -> list[dict[str, Any]]:
    """The content of a task as ByteDance has it and MiniMax has taken over; `single`: what a lone first frame says."""

    def picture(number: int, **role: str) -> dict[str, Any]:
        return {"type": "image_url", "image_url": {"url": f"https://h.example/{number}.png"}, **role}

    def clip(number: int) -> dict[str, Any]:
        url = {"url": f"https://h.example/{number}.mp4"}
        return {"type": "video_url", "video_url": url, "role": "reference_video"}

    files = {
        Route.REFERENCE: [picture(0, role="reference_image"), clip(1)],
        Route.BLOCKOUT: [clip(0), *(picture(n, role="reference_image") for n in (1, 2, 3))],
        Route.FIRST_FRAME: [picture(0, **single)],
        Route.FIRST_LAST: [picture(0, role="first_frame"), picture(1, role="last_frame")],
        Route.TEXT: [],
    }[case.model.route]
    return [{"type": "text", "text": "Words"}, *files]


def seedance(case: Case) -> dict[str, Any]:
    name = case.model.id.removeprefix("bytedance/")
    frames = case.model.route in (Route.FIRST_FRAME, Route.FIRST_LAST)
    references = case.model.route in (Route.REFERENCE, Route.BLOCKOUT)
    return {
        "model": name,
        "content": typed(case, single={}),
        **({} if frames else {"ratio": case.aspect}),
        "duration": 5,
        "resolution": case.resolution,
        "generate_audio": case.audio,
        "watermark": False,
        **({"draft": True} if case.draft else {}),
        **({"omni_reference_task_type": "reference"} if references and name == "seedance-2.5" else {}),
    }


def minimax(case: Case) -> dict[str, Any]:
    content = typed(case, single={"role": "first_frame"})
    content.sort(key=lambda item: ["text", "image_url", "video_url"].index(item["type"]))
    frames = case.model.route in (Route.FIRST_FRAME, Route.FIRST_LAST)
    asked = {"model": "MiniMax-H3", "content": content, "resolution": case.resolution.upper(), "duration": 5}
    return asked if frames else {**asked, "ratio": case.aspect}


def kling(case: Case) -> dict[str, Any]:
    pictures = {"image": "https://h.example/0.png", "image_tail": "https://h.example/1.png"}
    if case.model.route is Route.FIRST_FRAME:
        del pictures["image_tail"]
    own = {"aspect_ratio": case.aspect} if case.model.route is Route.TEXT else pictures
    return {
        "model_name": "kling-v3", "prompt": "Words", "negative_prompt": "rain", "duration": "5", **own,
        "sound": "on" if case.audio else "off", "mode": {"720p": "std", "1080p": "pro"}[case.resolution],
    }  # fmt: skip


def veo(case: Case) -> dict[str, Any]:
    first, second = ({"bytesBase64Encoded": data, "mimeType": "image/jpeg"} for data in JPEG)
    files: dict[str, Any] = {
        Route.FIRST_FRAME: {"image": first},
        Route.FIRST_LAST: {"image": first, "lastFrame": second},
        Route.REFERENCE: {"referenceImages": [{"image": i, "referenceType": "asset"} for i in (first, second)]},
        Route.TEXT: {},
    }[case.model.route]
    parameters = {
        "sampleCount": 1, "aspectRatio": case.aspect, "resolution": case.resolution, "seed": 7,
        "durationSeconds": 8 if case.model.route is Route.REFERENCE else 6, "generateAudio": case.audio,
        "negativePrompt": "rain",
    }  # fmt: skip
    return {"instances": [{"prompt": "Words", **files}], "parameters": parameters}


def flux(case: Case) -> dict[str, Any]:
    frames = {Route.FIRST_FRAME: 1, Route.FIRST_LAST: 2}.get(case.model.route, 0)
    own = {"keyframes": [f"https://h.example/{number}.png" for number in range(frames)]} if frames else {}
    return {
        "mode": "i2v" if frames else "t2v", "prompt": "Words", "duration": 5, "aspect_ratio": case.aspect, **own,
        "resolution": {"720p": "hd", "1080p": "fhd"}[case.resolution], "generate_audio": case.audio,
        **({"draft": True} if case.draft else {}),
    }  # fmt: skip


EXPECTED = {"alibaba": wan, "bytedance": seedance, "minimax": minimax, "klingai": kling, "google": veo, "bfl": flux}


@EACH
def test_the_provider_is_asked_for_what_was_meant_without_a_warning(case: Case) -> None:
    """Every field, none more and none less, written here from the makers' documents."""
    answer = recorded()[case.name]["asked"]
    assert answer["warnings"] == []
    assert answer["body"] == EXPECTED[case.model.id.partition("/")[0]](case)


@EACH
def test_the_rehearsal_takes_it_as_the_adapter_does(case: Case) -> None:
    """The same body, the same size, seconds, sound and number of files, and no warning either."""
    call = translate(CATALOG, case.model.id, request(case))
    assert call.warnings == ()
    if not call.follows_picture:
        assert call.size == case.model.size(case.resolution, case.aspect)
    assert (call.resolution, call.is_draft) == (case.resolution, case.draft)
    frames = [frame for frame in (call.inputs.first_frame, call.inputs.last_frame) if frame is not None]
    assert len(call.inputs.references) + len(frames) == len(inputs_of(case.model))
    assert call.audio == (case.audio or case.model.audio == "always")
    assert call.model.price == case.model.price


@pytest.mark.parametrize("model", FINALS)
def test_a_final_names_its_draft_and_nothing_else(model: str) -> None:
    answer = recorded()[f"{model} final"]["asked"]
    assert answer["body"] == FINALS[model]
    assert [warning["feature"] for warning in answer["warnings"]] == (["prompt"] if model.startswith("bfl") else [])


@pytest.mark.network
@pytest.mark.timeout(600)
def test_the_newly_installed_adapters_make_the_same_of_it() -> None:
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    CACHE.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "adapters" / "package.json", CACHE)
    npm = [str(shutil.which("npm")), "install", "--no-audit", "--no-fund", "--no-package-lock"]
    done = subprocess.run(npm, cwd=CACHE, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"npm could not install the adapters: {done.stderr.strip().splitlines()[-1:]}")
    for name, made in answers(CACHE).items():
        if not name.startswith("klingai/"):
            assert made == recorded()[name]
