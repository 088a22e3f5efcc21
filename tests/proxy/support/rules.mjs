// The rules that PROXY.md states for a proxy, as a table of checks. nginx.test.mjs and worker.test.mjs hold
// their proxy to each rule.

import assert from "node:assert/strict";

const BODY = JSON.stringify({ writeKey: "k", sentAt: "2026-11-23T13:40:35.260Z", batch: [] });
// Headers that a shopper's browser adds on the shop's domain, and headers that a client could forge.
const SECRETS = {
  cookie: "session=secret",
  authorization: "Basic c2hvcDpzZWNyZXQ=",
  referer: "https://your-shop.example/account?token=secret",
  "x-forwarded-for": "203.0.113.9",
  "x-secret": "secret",
};

/**
 * `[rule, check({send, collector, address})]`. `send(method, path, {headers, body})` sends through the proxy,
 * `collector` is behind it, `address` is the client address that the proxy reports.
 */
export const RULES = [
  [
    "the proxy forwards what the collector needs of a request, and nothing else",
    async ({ send, collector, address }) => {
      const { status } = await send("POST", "/v1/b", {
        body: BODY,
        headers: { "content-type": "text/plain;charset=UTF-8", "user-agent": "Shopper/1.0", ...SECRETS },
      });
      assert.equal(status, 200);
      const [{ method, path, headers, body }] = collector.requests;
      assert.deepEqual([method, path, body], ["POST", "/v1/b", BODY]);
      assert.deepEqual(
        [headers["content-type"], headers["user-agent"], headers["x-forwarded-for"]],
        ["text/plain;charset=UTF-8", "Shopper/1.0", address],
      );
      assert.ok(!/secret|your-shop|203\.0\.113/.test(JSON.stringify(headers)), JSON.stringify(headers));
      for (const name of ["cookie", "authorization", "referer", "origin"])
        assert.ok(!(name in headers), name);
    },
  ],
  [
    "the collector cannot set a cookie for the shop",
    async ({ send, collector }) => {
      collector.answer = async () => ({ headers: { "set-cookie": "who=them" } });
      const { status, headers } = await send("POST", "/v1/b", { body: BODY });
      assert.deepEqual(
        [status, headers.get("set-cookie"), headers.get("cache-control")],
        [200, null, "no-store"],
      );
    },
  ],
  [
    "only POST reaches the collector",
    async ({ send, collector }) => {
      for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
        assert.equal((await send(method, "/v1/b", {})).status, 405, method);
      assert.equal(collector.requests.length, 0);
    },
  ],
  [
    "a body of the largest tracker request passes, a larger one does not",
    async ({ send, collector }) => {
      for (const [bytes, expected] of [
        [65_536, 200],
        [100_000, 200],
        [200_000, 413],
      ]) {
        assert.equal(
          (await send("POST", "/v1/b", { body: BODY.replace("[]", `["${"x".repeat(bytes)}"]`) })).status,
          expected,
          String(bytes),
        );
      }
      assert.equal(collector.requests.length, 2);
    },
  ],
  [
    "an answer keeps its status, Retry-After and body",
    async ({ send, collector }) => {
      for (const [status, retryAfter] of [
        [429, "12"],
        [503, "Sat, 28 Nov 2026 10:00:00 GMT"],
        [500, null],
        [401, null],
        [413, null],
      ]) {
        collector.answer = async () => ({
          status,
          headers: retryAfter ? { "retry-after": retryAfter } : {},
          body: '{"own":true}',
        });
        const answer = await send("POST", "/v1/b", { body: BODY });
        assert.deepEqual(
          [
            answer.status,
            answer.headers.get("retry-after"),
            answer.headers.get("content-type"),
            await answer.text(),
          ],
          [status, retryAfter, "application/json", '{"own":true}'],
        );
      }
    },
  ],
  [
    "files of a version are cached forever, with their type; a missing file is not cached",
    async ({ send }) => {
      for (const [file, type] of [
        ["embed.min.js", "text/javascript"],
        ["shoptrail_bg.wasm", "application/wasm"],
        ["adapters/ga4.js", "text/javascript"],
        ["sri.json", "application/json"],
      ]) {
        const { status, headers } = await send("GET", `/cdn/0.1.0/${file}`, {});
        assert.deepEqual(
          [
            status,
            headers.get("content-type"),
            headers.get("cache-control"),
            headers.get("x-content-type-options"),
          ],
          [200, type, "public, max-age=31536000, immutable", "nosniff"],
          file,
        );
      }
      const missing = await send("GET", "/cdn/0.1.0/nothing.js", {});
      assert.equal(missing.status, 404);
      assert.ok(!/immutable/.test(missing.headers.get("cache-control") ?? ""));
      assert.equal((await send("POST", "/cdn/0.1.0/embed.min.js", { body: "x" })).status, 405);
    },
  ],
  [
    "every other request goes to the shop",
    async ({ send }) => {
      for (const path of ["/", "/cdn/embed.min.js", "/v1/batch", "/v1/b/more", "/products/runner?x=1"])
        assert.equal(await (await send("GET", path, {})).text(), `the shop: ${path}`);
    },
  ],
];
