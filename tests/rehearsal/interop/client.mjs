// SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
// SPDX-License-Identifier: GPL-3.0-or-later
// An unmodified AI SDK against a gateway: node client.mjs '{"do": "generate", "baseURL": ..., "call": {...}}'.
// Prints JSON: what the SDK returned, or the error it raised. Videos are written to the file `out`.
import { writeFile } from "node:fs/promises";
import * as ai from "ai";
import { createGateway } from "@ai-sdk/gateway";

const task = JSON.parse(process.argv[2]);
const gateway = createGateway({ baseURL: task.baseURL, apiKey: task.apiKey });

const wanted = async () => {
  if (task.do === "models") return gateway.getAvailableModels();
  if (task.do === "credits") return gateway.getCredits();
  const model = gateway.video(task.model);
  const call = { model, maxRetries: 0, ...task.call };
  if (task.do === "generate") return keep(await ai.experimental_generateVideo(call));
  if (task.do === "start") return ai.experimental_startVideo(call);
  if (task.do === "status") return check(await ai.experimental_getVideoStatus(model, { operation: task.operation }));
  throw new Error(`unknown task ${task.do}`);
};

const keep = async (result) => {
  await writeFile(task.out, result.video.uint8Array);
  const { warnings, providerMetadata } = result;
  return { mediaType: result.video.mediaType, videos: result.videos.length, warnings, providerMetadata };
};

const check = async (answer) => {
  for (const video of answer.videos ?? []) await writeFile(task.out, Buffer.from(video.data, "base64"));
  const { status, error, warnings, providerMetadata } = answer;
  return { status, error, videos: answer.videos?.length, warnings, providerMetadata };
};

try {
  console.log(JSON.stringify({ ok: await wanted() }));
} catch (error) {
  const { name, message, statusCode, isRetryable } = error;
  console.log(JSON.stringify({ error: { name, message, statusCode, isRetryable } }));
}
