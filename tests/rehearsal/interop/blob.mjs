// SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
// SPDX-License-Identifier: GPL-3.0-or-later
// The unmodified @vercel/blob SDK against the rehearsal's store (VERCEL_BLOB_API_URL, BLOB_READ_WRITE_TOKEN). Prints JSON.
import { copy, del, head, issueSignedToken, list, presignUrl, put } from "@vercel/blob";

const access = "private";
const name = async (promise) => promise.then(() => "no error", (error) => `${error.constructor.name}: ${error.message}`);

const small = await put("sdk/small.mp4", "small", { access, contentType: "video/mp4" });
const large = await put("sdk/large.bin", Buffer.alloc(17 * 1024 * 1024, 7), { access, multipart: true });
const suffixed = await put("sdk/a.txt", "a", { access, addRandomSuffix: true });
const taken = await name(put("sdk/small.mp4", "again", { access }));
const again = await put("sdk/small.mp4", "again", { access, allowOverwrite: true });
const wrongAccess = await name(put("sdk/b.txt", "b", { access: "public" }));

// The SDK's URLs lead to the real store's domain; path and query are all that the signature covers.
const read = async (signed, method = "GET") => {
  const { pathname, search } = new URL(signed.presignedUrl);
  const answer = await fetch(small.url.replace("/sdk/small.mp4", pathname) + search, { method });
  return [answer.status, method === "GET" ? await answer.text() : ""];
};
const token = await issueSignedToken({ pathname: "sdk/small.mp4", operations: ["get"] });
const options = { operation: "get", pathname: "sdk/small.mp4", access };
const signed = await presignUrl(token, options);
const shorter = await presignUrl(token, { ...options, validUntil: Date.now() + 60_000 });
const reads = { signed: await read(signed), shorter: await read(shorter), head: await read(signed, "HEAD") };

const found = await head(large.url);
const page = await list({ prefix: "sdk/", limit: 2 });
const rest = await list({ prefix: "sdk/", limit: 2, cursor: page.cursor });
await del([small.url, "sdk/large.bin"]);
const gone = await name(head("sdk/small.mp4"));
const listed = [page, rest].map(({ blobs, hasMore }) => [blobs.map((blob) => blob.pathname), hasMore]);
console.log(JSON.stringify({ small, large, suffixed, taken, again, wrongAccess, reads, found, listed, gone }));
