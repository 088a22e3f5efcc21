// The Worker that PROXY.md prints, run in node, and the configurations that it prints for Vercel and Netlify.
// The rules that every proxy must keep are in support/rules.mjs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCollector } from "../../www/collector.mjs";
import { startSite } from "../e2e/support/site.mjs";
import { filled, printed } from "./support/printed.mjs";
import { RULES } from "./support/rules.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));
const ADDRESS = "198.51.100.7";

let collector;
let site;
let worker;

before(async () => {
  collector = await startCollector();
  site = await startSite({
    "/files/cdn/0.1.0/nothing.js": { status: 404, body: "" },
    "/files/cdn/0.1.0/*": (request, response, { pathname }) => ({
      file: PKG + pathname.slice("/files/cdn/0.1.0/".length),
    }),
    "/*": (request, response, { pathname, search }) => ({ body: `the shop: ${pathname}${search}` }),
  });
  const [block] = printed("Cloudflare Worker", "js");
  const source = filled(block, {
    "https://cdp.customer.io": collector.origin,
    "https://files.your-shop.example": `${site.origin}/files`,
  });
  ({ default: worker } = await import(`data:text/javascript,${encodeURIComponent(source)}`));
});
after(() => Promise.all([collector?.close(), site?.close()]));
beforeEach(() => {
  collector.reset();
  collector.answer = null;
});

/** Calls the Worker as Cloudflare does. */
const send = (method, path, { headers, body }) =>
  worker.fetch(
    new Request(site.origin + path, { method, body, headers: { ...headers, "cf-connecting-ip": ADDRESS } }),
  );

for (const [rule, check] of RULES)
  test(`the Worker: ${rule}`, () => check({ send, collector, address: ADDRESS }));

test("the Worker: a collector that does not answer is a 502, which the tracker retries", async () => {
  collector.answer = async () => "refuse";
  assert.equal((await send("POST", "/v1/b", { body: "{}" })).status, 502);
});

test("the Vercel and Netlify configurations use the core's address and cache versions forever", () => {
  const address = readFileSync(new URL("../../src/options.rs", import.meta.url), "utf8").match(
    /"(https:\/\/cdp\.customer\.io[^"]*)"/,
  )[1];
  const { rewrites, headers } = JSON.parse(printed("Vercel", "json")[0]);
  assert.deepEqual(rewrites, [{ source: "/v1/b", destination: address }]);
  assert.deepEqual(headers[0].headers, [
    { key: "Cache-Control", value: "public, max-age=31536000, immutable" },
  ]);
  const [redirects, rules] = printed("Netlify", "text");
  assert.equal(redirects, `/v1/b ${address} 200\n`);
  assert.match(rules, /^\/cdn\/\*\n  Cache-Control: public, max-age=31536000, immutable\n$/);
});
