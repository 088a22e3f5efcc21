// The configuration that PROXY.md prints for nginx, in a real nginx, between a real browser and a collector
// behind a host name and TLS. The rules that every proxy must keep are in support/rules.mjs.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCollector } from "../../www/collector.mjs";
import { segment } from "../../www/segment.mjs";
import { serve } from "../../www/server.mjs";
import { TEST_WRITE_KEY } from "../../www/snippet.mjs";
import { startBrowser } from "../e2e/support/browser.mjs";
import { arrived } from "../e2e/support/pages.mjs";
import { startSite } from "../e2e/support/site.mjs";
import { assertStory, delivered, playStory, started } from "../e2e/support/story.mjs";
import { freePort, startNginx } from "./support/nginx.mjs";
import { changed, filled, printed } from "./support/printed.mjs";
import { RULES } from "./support/rules.mjs";
import { startUpstream } from "./support/upstream.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
const EVENTS = 50;
const LIMIT_MS = 10_000;
const [BLOCK, PIPELINE] = printed("nginx", "nginx");

let root;
let browser;

before(async () => {
  root = mkdtempSync(join(tmpdir(), "shoptrail-www-"));
  mkdirSync(join(root, "cdn"));
  cpSync(PKG, join(root, "cdn", "0.1.0"), { recursive: true });
  browser = await startBrowser();
});
after(async () => {
  await browser?.quit();
  rmSync(root, { recursive: true, force: true });
});

/**
 * Starts nginx with the printed block, for the shop at `shop` and `collector` behind it. `host(upstream)` is
 * the name of the collector in the configuration.
 */
async function proxy(
  collector,
  shop,
  { block = BLOCK, port, placeholder = "cdp.customer.io", host = (upstream) => upstream.host } = {},
) {
  const upstream = await startUpstream(collector.port);
  const nginx = await startNginx({
    port: port ?? (await freePort()),
    shop,
    block: filled(block, {
      [placeholder]: host(upstream),
      "127.0.0.53": upstream.resolver,
      "/etc/ssl/certs/ca-certificates.crt": upstream.authority,
      "/var/www/shoptrail": root,
    }),
  });
  return { ...nginx, upstream, close: () => nginx.close().then(() => upstream.close()) };
}

/** Like `fetch`, which forbids some headers, such as cookies and user agent. Resolves with a `Response`. */
function send(origin, method, path, { headers = {}, body }) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const request = ask(origin + path, { method, headers: { ...headers, ...length } }, async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      resolve(
        new Response(response.statusCode === 204 || !parts.length ? null : Buffer.concat(parts), {
          status: response.statusCode,
          headers: Object.entries(response.headers).flatMap(([name, value]) =>
            [].concat(value).map((single) => [name, single]),
          ),
        }),
      );
    });
    request.on("error", reject).end(body);
  });
}

test("through nginx all requests go to the shop's own origin, and the story is the same", async () => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  // The pages of the shop have the documented tag, with the addresses of PROXY.md.
  const shopPkg = mkdtempSync(join(tmpdir(), "shoptrail-shop-"));
  writeFileSync(
    join(shopPkg, "snippet.html"),
    filled(readFileSync(join(PKG, "snippet.html"), "utf8"), { __CDN__: "/cdn/0.1.0", __API__: origin }),
  );
  cpSync(join(PKG, "plan.json"), join(shopPkg, "plan.json"));
  const shop = await serve({ shopPort: 0, pkgDir: shopPkg });
  const { close } = await proxy(shop.collector, shop.url.replace(/\/$/, ""), { port });
  try {
    const harness = { ...shop, url: `${origin}/` };
    await browser.devtools("Network.setCookie", {
      url: origin,
      name: "session",
      value: "secret",
      httpOnly: true,
    });
    await assertStory(harness, await playStory(browser, harness));
    const foreignRequests = await browser.run(() =>
      performance
        .getEntriesByType("resource")
        .map(({ name }) => name)
        .filter((name) => new URL(name).origin !== location.origin),
    );
    assert.deepEqual(foreignRequests, []);
    assert.match(await browser.run(() => document.cookie), /harness_inspector/, "the shop has cookies");
    for (const { method, headers } of shop.collector.requests) {
      assert.deepEqual(
        [method, headers.cookie, headers.referer, headers["x-forwarded-for"]],
        ["POST", undefined, undefined, "127.0.0.1"],
      );
      assert.match(headers["user-agent"], /Chrome/);
      assert.match(headers.host, /^collector\.test:\d+$/);
    }
  } finally {
    await close();
    await shop.close();
    rmSync(shopPkg, { recursive: true, force: true });
  }
});

test("nginx keeps the rules for proxies", async (t) => {
  const collector = await startCollector();
  const shop = await startSite({
    "/*": (request, response, { pathname, search }) => ({ body: `the shop: ${pathname}${search}` }),
  });
  const nginx = await proxy(collector, shop.origin);
  try {
    for (const [rule, check] of RULES) {
      collector.reset();
      collector.answer = null;
      await t.test(rule, () =>
        check({ send: (...call) => send(nginx.origin, ...call), collector, address: "127.0.0.1" }),
      );
    }
    await t.test("a script is compressed when the browser accepts it", async () => {
      const { headers } = await send(nginx.origin, "GET", "/cdn/0.1.0/embed.min.js", {
        headers: { "accept-encoding": "gzip" },
      });
      assert.deepEqual([headers.get("content-encoding"), headers.get("vary")], ["gzip", "Accept-Encoding"]);
    });
  } finally {
    await nginx.close();
    await Promise.all([collector.close(), shop.close()]);
  }
});

test("a collector with a wrong certificate gets nothing, and the tracker gets a 502", async () => {
  const collector = await startCollector();
  const shop = await startSite({ "/*": "the shop" });
  const nginx = await proxy(collector, shop.origin, { host: ({ otherHost }) => otherHost });
  try {
    assert.equal((await send(nginx.origin, "POST", "/v1/b", { body: "{}" })).status, 502);
    assert.equal(collector.requests.length, 0);
    assert.match(nginx.errorLog(), /certificate does not match/);
  } finally {
    await nginx.close();
    await Promise.all([collector.close(), shop.close()]);
  }
});

test(`nginx sends a pipeline JSON and the key as a header, also for ${EVENTS} events at leave`, async () => {
  const contract = segment({ writeKey: TEST_WRITE_KEY });
  const collector = await startCollector({ contract });
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const attributes = [
    `data-bots="true" data-anonymous="send"`,
    `data-write-key="${TEST_WRITE_KEY}" data-endpoint="${origin}/v1/b"`,
  ].join(" ");
  const tag = `<script defer src="/cdn/0.1.0/embed.min.js" ${attributes}></script>`;
  const shop = await startSite({
    "/left": "<!doctype html><title>left</title>",
    "/*": `<!doctype html><title>A product</title>${tag}`,
  });
  const block = filled(changed(BLOCK, PIPELINE), {
    WU9VUl9LRVk6: Buffer.from(`${TEST_WRITE_KEY}:`).toString("base64"),
  });
  const nginx = await proxy(collector, shop.origin, { block, port, placeholder: "pipeline.example" });
  try {
    await browser.open(`${origin}/product`);
    await started(browser);
    await delivered(browser);
    await browser.run(
      (view, events) => {
        for (let number = 0; number < events; number += 1)
          shoptrail.track("product_viewed", { ...view, product_id: `L${number}` });
        location.href = "/left";
      },
      VIEW,
      EVENTS,
    );
    await collector.waitFor(() => arrived(collector).length === EVENTS + 1, LIMIT_MS);
    assert.deepEqual(
      collector.requests.map(({ method, path, status }) => `${method} ${path} ${status}`),
      ["POST /v1/batch 200", "POST /v1/batch 200"],
    );
    // The body holds the write key as well, because the page does not know of the pipeline.
    assert.deepEqual(
      collector.requests.flatMap(({ problems }) => problems.filter(({ code }) => code !== "write_key")),
      [],
    );
  } finally {
    await nginx.close();
    await Promise.all([collector.close(), shop.close()]);
  }
});
