# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unmodified PyPI `ai` makes many generations: python official.py '{"baseURL", "count", "at_once", "folder"}'.

It knows the open request alone, one line for each video. Prints one line of JSON."""

import asyncio
import base64
import json
import sys
import time
from pathlib import Path
from typing import Any

import ai
from ai.ops.videos import VideoParams, VideoPrompt, generate_video
from ai.providers.ai_gateway.protocol import GatewayV4Protocol


async def main(task: dict[str, Any]) -> dict[str, Any]:
    provider = ai.get_provider("vercel", base_url=task["baseURL"], api_key="vck_side_by_side")
    model = ai.Model(id="alibaba/wan-v2.6-t2v", provider=provider, protocol=GatewayV4Protocol())
    params = VideoParams(resolution="1280x720", duration=2, seed=7)
    places = asyncio.Semaphore(task["at_once"])

    async def make(number: int) -> None:
        async with places:
            item = await generate_video(model, VideoPrompt(text=f"A robot waves {number}."), params=params)
            data = item.value[0].data
            content = data if isinstance(data, bytes) else base64.b64decode(data)
            Path(task["folder"], f"{number}.mp4").write_bytes(content)

    begun = time.perf_counter()
    await asyncio.gather(*(make(number) for number in range(task["count"])))
    return {"done": task["count"], "seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(sys.argv[1])))))
