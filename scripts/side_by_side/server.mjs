// SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
// SPDX-License-Identifier: GPL-3.0-or-later
// A neutral gateway with canned answers, cheap enough not to hide what its clients cost. On 127.0.0.1 only.
//   node server.mjs '{"video": FILE, "seconds": 0, "delivery": "inline" | "url"}'
// Prints its port as a line of JSON; GET /counts answers what it was asked; ends with its standard input.
import { readFileSync } from "node:fs";
import http from "node:http";

const { video, seconds, delivery } = JSON.parse(process.argv[2]);
const film = readFileSync(video);
const counts = { requests: 0, received: 0, sent: 0, start: 0, status: 0, open: 0, download: 0, upload: 0 };
const begun = new Map();
let port = 0;

const completed = (id) => {
  const given =
    delivery === "url"
      ? { type: "url", url: `http://127.0.0.1:${port}/v.mp4`, mediaType: "video/mp4" }
      : { type: "base64", data: "@@", mediaType: "video/mp4" };
  const metadata = { gateway: { asyncJob: { jobId: id, status: "completed" }, cost: "0.05", generationId: `gen_${id}` } };
  return JSON.stringify({ status: "completed", videos: [given], warnings: [], providerMetadata: metadata });
};
const encoded = delivery === "url" ? null : Buffer.from(film.toString("base64"), "latin1");

const whole = (id) => {
  const parts = completed(id).split("@@");
  return encoded === null ? [Buffer.from(parts[0])] : [Buffer.from(parts[0]), encoded, Buffer.from(parts[1])];
};

const send = (response, type, ...parts) => {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  response.writeHead(200, { "content-type": type, "content-length": length });
  for (const part of parts) response.write(part);
  response.end();
  counts.sent += length;
};

const answers = {
  "/v4/ai/video-model/start": (body, response) => {
    counts.start += 1;
    const id = `job_${counts.start}`;
    begun.set(id, performance.now());
    const operation = { operation: { gatewayJobId: id }, warnings: [], providerMetadata: {} };
    send(response, "application/json", Buffer.from(JSON.stringify(operation)));
  },
  "/v4/ai/video-model/status": (body, response) => {
    counts.status += 1;
    const id = JSON.parse(body).operation.gatewayJobId;
    if (performance.now() - begun.get(id) < seconds * 1000)
      return send(response, "application/json", Buffer.from('{"status":"pending","warnings":[],"providerMetadata":{}}'));
    send(response, "application/json", ...whole(id));
  },
  "/v4/ai/video-model": (body, response) => {
    counts.open += 1;
    const result = whole(`open_${counts.open}`);
    result[0] = Buffer.from(`data: {"type":"result",${result[0].toString().slice(1)}`);
    setTimeout(() => send(response, "text/event-stream", ...result, Buffer.from("\n\n")), seconds * 1000);
  },
  "/v.mp4": (body, response) => {
    counts.download += 1;
    send(response, "video/mp4", film);
  },
  "/counts": (body, response) => send(response, "application/json", Buffer.from(JSON.stringify(counts))),
};

const server = http.createServer({ keepAliveTimeout: 60000 }, (request, response) => {
  counts.requests += request.url !== "/counts";
  const parts = [];
  request.on("data", (part) => {
    counts.received += part.length;
    if (!request.url.startsWith("/upload")) parts.push(part);
  });
  request.on("end", () => {
    const path = request.url.split("?")[0];
    if (path.startsWith("/upload")) {
      if (request.method === "HEAD") return response.writeHead(404).end();
      counts.upload += 1;
      return response.writeHead(200, { etag: '"side-by-side"', "content-length": 0 }).end(); // as S3 has it
    }
    const answer = answers[path] ?? ((_, r) => r.writeHead(404).end());
    answer(Buffer.concat(parts).toString(), response);
  });
});
server.listen(0, "127.0.0.1", () => {
  port = server.address().port;
  console.log(JSON.stringify({ port }));
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
