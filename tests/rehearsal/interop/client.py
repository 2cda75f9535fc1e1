# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unmodified PyPI `ai` against a gateway: python client.py '{"do": "generate", "baseURL": ...}'. Prints JSON."""

import asyncio
import base64
import json
import sys
from pathlib import Path

import ai
from ai.ops.videos import VideoParams, VideoPrompt, generate_video
from ai.providers.ai_gateway.protocol import GatewayV3Protocol, GatewayV4Protocol
from ai.types.messages import FilePart


async def main(task):
    provider = ai.get_provider("vercel", base_url=task["baseURL"], api_key=task["apiKey"])
    protocol = GatewayV3Protocol() if "/v3/" in task["baseURL"] else GatewayV4Protocol()
    model = ai.Model(id=task["model"], provider=provider, protocol=protocol)
    if task["do"] == "models":
        await provider.probe(model)
        return await provider.list_models()
    references = [FilePart(data=url, media_type="image/png") for url in task.get("references", [])]
    prompt = VideoPrompt(text=task["prompt"], references=references)
    item = await generate_video(model, prompt, params=VideoParams(**task["call"]))
    data = item.value[0].data
    Path(task["out"]).write_bytes(data if isinstance(data, bytes) else base64.b64decode(data))
    return {
        "videos": len(item.value),
        "mediaType": item.value[0].media_type,
        "warnings": [warning.model_dump() for warning in item.warnings or []],
        "providerMetadata": item.provider_metadata,
    }


try:
    print(json.dumps({"ok": asyncio.run(main(json.loads(sys.argv[1])))}, default=str))
except Exception as error:
    print(json.dumps({"error": {"name": type(error).__name__, "message": str(error)}}))
