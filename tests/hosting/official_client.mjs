// SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
// SPDX-License-Identifier: GPL-3.0-or-later
// The official JavaScript client's way through a store: put, multipart, head, signed URL, delete. Prints JSON.
import { del, head, issueSignedToken, presignUrl, put } from "@vercel/blob";

const origin = process.argv[2];
const access = "private";
const onStore = (url) => {
  const { hostname, pathname, search } = new URL(url);
  return `${origin}/${hostname.split(".blob.")[0]}${pathname}${search}`;
};

const small = await put("sdk/small.mp4", "small", { access, contentType: "video/mp4" });
const body = Buffer.alloc(17 * 1024 * 1024, 7);
const large = await put("sdk/large.mp4", body, { access, multipart: true });
const token = await issueSignedToken({ pathname: "sdk/small.mp4", operations: ["get"] });
const options = { operation: "get", pathname: "sdk/small.mp4", access };
const plain = await presignUrl(token, options);
const earlier = await presignUrl(token, { ...options, validUntil: Date.now() + 60_000 });
const answers = [];
for (const url of [plain, earlier]) {
  const answer = await fetch(onStore(url.presignedUrl));
  answers.push([answer.status, await answer.text()]);
}
const found = await head("sdk/large.mp4");
await del("sdk/small.mp4");
const gone = await head("sdk/small.mp4").then(() => "there", (error) => error.constructor.name);
console.log(JSON.stringify({ small, large, answers, found, gone, token, urls: [plain, earlier] }));
