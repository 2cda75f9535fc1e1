// SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
// SPDX-License-Identifier: GPL-3.0-or-later
// The unmodified AI SDK makes many generations: node client.mjs '{"baseURL", "count", "at_once", "folder"}'.
// Each video is written to a file, as any user of it would. Prints one line of JSON.
import { openAsBlob } from "node:fs";
import { writeFile } from "node:fs/promises";
import * as ai from "ai";
import { createGateway } from "@ai-sdk/gateway";

const { baseURL, count, at_once: atOnce, folder, interval, reference } = JSON.parse(process.argv[2]);
const model = createGateway({ baseURL, apiKey: "vck_side_by_side" }).video("alibaba/wan-v2.6-t2v");
const call = { model, maxRetries: 0, resolution: "1280x720", duration: 2, seed: 7, poll: { intervalMs: interval } };
const download = async ({ url }) => {
  const answer = await fetch(url);
  return { data: new Uint8Array(await answer.arrayBuffer()), mediaType: "video/mp4" };
};
// A reference that all of them share: uploaded once, given by its address.
const upload = async () => {
  const address = `${new URL(baseURL).origin}/upload/reference.mp4`;
  const answer = await fetch(address, { method: "PUT", body: await openAsBlob(reference) });
  if (!answer.ok) throw new Error(`upload: ${answer.status}`);
  return { inputReferences: [address] };
};

let next = 0;
let done = 0;
const work = async () => {
  while (next < count) {
    const number = next++;
    const made = await ai.experimental_generateVideo({ ...call, prompt: `A robot waves ${number}.`, download });
    await writeFile(`${folder}/${number}.mp4`, made.video.uint8Array);
    done += 1;
  }
};

const begun = performance.now();
if (reference) Object.assign(call, await upload());
await Promise.all(Array.from({ length: Math.min(atOnce, count) }, work));
console.log(JSON.stringify({ done, seconds: (performance.now() - begun) / 1000 }));
