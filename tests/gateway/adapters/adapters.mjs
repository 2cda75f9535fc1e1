// SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
// SPDX-License-Identifier: GPL-3.0-or-later
// What each provider's own adapter makes of our request bodies: node adapters.mjs <calls.json >answers.json.
// A call is {"model": the gateway's id, "body": what we would send}; an answer {"path", "body", "warnings"}. Nothing
// leaves this machine: `fetch` is a stand-in that keeps what it is given.
import { readFileSync } from "node:fs";

const began = {
  alibaba: { output: { task_id: "t", task_status: "PENDING" }, request_id: "r" },
  minimax: { task_id: "t" },
  bfl: { id: "t", polling_url: "https://api.bfl.ai/v1/get_result?id=t" },
  klingai: { code: 0, message: "", request_id: "r", data: { task_id: "t" } },
  google: { name: "operations/t" },
  bytedance: { id: "t" },
};
const ended = { status: "succeeded", content: { video_url: "https://h.example/v.mp4" }, usage: { completion_tokens: 1 } };

const adapters = {
  alibaba: async (name, fetch) =>
    (await import("@ai-sdk/alibaba")).createAlibaba({ apiKey: "k", fetch }).video(name.replace("wan-v", "wan")),
  bytedance: async (name, fetch) =>
    (await import("@ai-sdk/bytedance")).createByteDance({ apiKey: "k", fetch }).video(name),
  minimax: async (name, fetch) =>
    (await import("@ai-sdk/minimax")).createMiniMax({ apiKey: "k", fetch }).video(name.replace("minimax-h3", "MiniMax-H3")),
  klingai: async (name, fetch) =>
    (await import("@ai-sdk/klingai")).createKlingAI({ accessKey: "a", secretKey: "s", fetch }).video(name),
  bfl: async (name, fetch) =>
    (await import("@ai-sdk/black-forest-labs")).createBlackForestLabs({ apiKey: "k", fetch }).video(name),
  google: async (name, fetch) => {
    const { createVertex } = await import("@ai-sdk/google-vertex/edge");
    return createVertex({ project: "p", location: "l", apiKey: "k", fetch }).video(name);
  },
};

const answer = async ({ model, body }) => {
  const [creator, name] = model.split("/");
  const seen = [];
  const fetch = async (url, options) => {
    const { pathname } = new URL(url);
    if (options?.method === "POST" || options?.body) seen.push({ path: pathname, body: JSON.parse(options.body) });
    return new Response(JSON.stringify(seen.length && options?.body ? began[creator] : ended), {
      headers: { "content-type": "application/json" },
    });
  };
  const adapter = await adapters[creator](name, fetch);
  const call = { ...body, providerOptions: body.providerOptions ?? {}, headers: {} };
  const { warnings } = await (adapter.doStart ? adapter.doStart(call) : adapter.doGenerate(call));
  return { ...seen[0], warnings };
};

const answers = [];
for (const call of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    answers.push(await answer(call));
  } catch (error) {
    answers.push({ error: `${error.name}: ${error.message}` });
  }
}
console.log(JSON.stringify(answers));
