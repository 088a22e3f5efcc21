// The demo shop: its pages carry the documented snippet and track by the plan.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { checkEvent } from "../../pkg/tools/index.js";
import { serve } from "../../www/server.mjs";

const SNIPPET =
  "<script>stub</script>" +
  '<script defer src="__CDN__/embed.min.js" data-write-key="__KEY__" data-endpoint="__API__/v1/b">' +
  "</script>";

async function withShop(run) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "shoptrail-shop-"));
  const pkgDir = path.join(folder, "pkg");
  await mkdir(pkgDir);
  await writeFile(path.join(pkgDir, "snippet.html"), SNIPPET);
  await writeFile(path.join(pkgDir, "embed.min.js"), "/* built */");
  await writeFile(path.join(folder, "secret.txt"), "secret");
  const shop = await serve({ shopPort: 0, pkgDir });
  let jar = "";
  const get = async (at, options = {}) => {
    const response = await fetch(new URL(at, shop.url), {
      redirect: "manual",
      ...options,
      headers: { cookie: jar },
    });
    for (const cookie of response.headers.getSetCookie())
      jar = [
        ...jar.split("; ").filter((pair) => pair && !pair.startsWith(`${cookie.split("=")[0]}=`)),
        cookie.split(";")[0],
      ].join("; ");
    return response;
  };
  const post = (at, form) => get(at, { method: "POST", body: new URLSearchParams(form) });
  try {
    await run({ shop, pkgDir, get, post });
  } finally {
    await shop.close();
    await rm(folder, { recursive: true });
  }
}

test("the documented snippet is filled in and comes before the page's own scripts", () =>
  withShop(async ({ shop, get }) => {
    const text = await (await get("/")).text();
    const without = await (await get("/?harness_inspector=off")).text();
    const tag =
      '<script defer src="/cdn/embed.min.js" data-write-key="wk_harness" data-bots="true" ' +
      `data-endpoint="${shop.collector.origin}/v1/b"></script>`;
    assert.ok(without.includes(tag));
    assert.ok(
      text.includes(tag.replace("data-endpoint", 'data-quality="true" data-endpoint')),
      "the inspector asks for the report",
    );
    assert.ok(text.indexOf("<script>stub</script>") < text.indexOf("harnessTap"));
  }));

test("options in the query last for the visit and are escaped", () =>
  withShop(async ({ get }) => {
    await get("/?shoptrail_anonymous=send&shoptrail_naming=%22%3E");
    assert.ok(
      (await (await get("/cart")).text()).includes(
        'data-write-key="wk_harness" data-bots="true" data-quality="true" data-anonymous="send" ' +
          'data-naming="&quot;&gt;"',
      ),
    );
    await get("/?shoptrail_anonymous=");
    assert.ok(!(await (await get("/")).text()).includes("data-anonymous"));
  }));

test("package files have their MIME type, and no other file is served", () =>
  withShop(async ({ shop, get }) => {
    const file = await get("/cdn/embed.min.js");
    assert.equal(file.headers.get("content-type"), "text/javascript; charset=utf-8");
    assert.match(file.headers.get("cache-control"), /max-age/);
    assert.equal(await file.text(), "/* built */");
    for (const at of ["cdn/..%2fsecret.txt", "cdn/%2e%2e/secret.txt", "cdn/nothing.js", "cdn/%00"]) {
      assert.notEqual((await fetch(shop.url + at)).status, 200, at);
    }
  }));

test("a cart becomes an order whose confirmation can be reloaded", () =>
  withShop(async ({ get, post }) => {
    assert.equal((await get("/checkout")).headers.get("location"), "/cart");
    await post("/cart/add", { variant: "fell-runner-moss-39", quantity: "2" });
    await post("/cart/add", { variant: "wool-sock-oat-m", quantity: "1" });
    await post("/cart/change", { variant: "wool-sock-oat-m", quantity: "0" });
    await post("/cart/coupon", { code: "firststep" });
    assert.match(await (await get("/cart")).text(), /£230\.40/);
    const order = (await post("/checkout", {})).headers.get("location");
    assert.match(order, /^\/orders\/MF-\d+$/);
    for (let visit = 1; visit <= 2; visit += 1) {
      const text = await (await get(order)).text();
      assert.match(
        text,
        /shoptrail\.track\("order_completed", \{"order_id":"MF-\d+","total":230\.4,"subtotal":256,/,
      );
    }
    assert.match(await (await get("/cart")).text(), /Your cart is empty/);
  }));

test("text that a shopper types cannot become markup", () =>
  withShop(async ({ get }) => {
    const text = await (await get("/search?q=%3C/script%3E%3Cimg%20src=x%3E")).text();
    assert.ok(!text.includes("<img src=x>"));
  }));

test("the fault switch sets the collector's answer to a known fault only", () =>
  withShop(async ({ shop, get }) => {
    assert.equal((await get("/harness/fault", { method: "POST", body: "429" })).status, 200);
    const answer = await fetch(`${shop.collector.origin}/v1/b`, { method: "POST", body: "{}" });
    assert.deepEqual([answer.status, answer.headers.get("retry-after")], [429, "12"]);
    assert.equal((await get("/harness/fault", { method: "POST", body: "constructor" })).status, 400);
    assert.equal((await (await get("/harness/state")).json()).fault, "429");
  }));

test("a port in use is skipped", async () => {
  const first = await serve({ shopPort: 0 });
  const second = await serve({ shopPort: Number(new URL(first.url).port) });
  assert.notEqual(first.url, second.url);
  await Promise.all([first.close(), second.close()]);
});

test("the events of the shop's pages follow the tracking plan", () =>
  withShop(async ({ get, post }) => {
    const problemsByEvent = new Map();
    const read = async (at) => {
      for (const [, name, properties] of (await (await get(at)).text()).matchAll(
        /shoptrail\.track\("(\w+)", (\{.*\})\);\s*<\/script>/g,
      )) {
        problemsByEvent.set(name, checkEvent(name, properties).problems);
      }
    };
    await post("/cart/add", { variant: "fell-runner-moss-39", quantity: "2" });
    await post("/cart/coupon", { code: "FIRSTSTEP" });
    for (const at of [
      "/collections/trail",
      "/products/tarn-boot",
      "/search?q=shell",
      "/sale",
      "/cart",
      "/checkout",
    ])
      await read(at);
    await read((await post("/checkout", {})).headers.get("location"));
    const names = [
      "collection_viewed",
      "product_viewed",
      "search_performed",
      "offer_shown",
      "cart_viewed",
      "checkout_started",
      "order_completed",
    ];
    assert.deepEqual(
      Object.fromEntries(problemsByEvent),
      Object.fromEntries(names.map((name) => [name, []])),
    );
  }));
