// shoptrail-server.php, run by PHP with stand-ins for WordPress, against a real server: an order that is not
// accepted waits in Action Scheduler, and arrives in the end.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import http from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createServer } from "../../pkg/server/index.js";
import { phpCommand } from "../../scripts/setup/php.mjs";
import { payload } from "./support/shop.mjs";

const PLUGIN = fileURLToPath(new URL("../../pkg-template/woocommerce/shoptrail-server.php", import.meta.url));
const WORDPRESS = fileURLToPath(new URL("support/wordpress-server.php", import.meta.url));
const ID = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
const sent = [];
let server, url, isDown;

before(async () => {
  const shop = createServer({
    writeKey: "k",
    shop: "shop.example",
    woocommerce: { secret: "w", timeoutMs: 200 },
    fetch: async (address, { body }) => {
      if (isDown) return new Response("", { status: 503 });
      sent.push(...JSON.parse(body).batch);
      return new Response("{}");
    },
  });
  shop.on("problem", () => {});
  server = http.createServer(shop.node);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}/webhooks`;
});
after(() => server.close());

/** What the hooks planned and kept. */
async function run(hooks, page) {
  const php = spawn(phpCommand(), ["-d", "error_reporting=-1", WORDPRESS, PLUGIN]);
  const input = { url, secret: "w", order: JSON.parse(payload("woocommerce-order")), hooks, ...page };
  php.stdin.end(JSON.stringify(input));
  let [output, errors] = ["", ""];
  php.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  php.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  const code = await new Promise((resolve) => php.on("close", resolve));
  assert.deepEqual([code, errors], [0, ""]);
  return JSON.parse(output);
}

test("each change of an order plans to send it, and nothing is planned without a secret", async () => {
  const changes = ["woocommerce_new_order", "woocommerce_order_status_changed", "woocommerce_order_refunded"];
  const { planned } = await run(changes.map((hook) => [hook, [727, "pending", "processing", "order"]]));
  assert.deepEqual(planned, Array(3).fill(["shoptrail_send_order", [727, 1], 0]));
  assert.deepEqual((await run([["woocommerce_new_order", [727]]], { secret: "" })).planned, []);
  assert.deepEqual((await run([["woocommerce_new_order", [727]]], { url: undefined })).planned, []);
});

test("an order waits while Customer.io is down, and is there in the end", async () => {
  isDown = true;
  assert.deepEqual((await run([["shoptrail_send_order", [727, 1]]])).planned, [
    ["shoptrail_send_order", [727, 2], 60],
  ]);
  assert.deepEqual((await run([["shoptrail_send_order", [727, 4]]])).planned, [
    ["shoptrail_send_order", [727, 5], 480],
  ]);
  assert.equal(sent.length, 0);
  isDown = false;
  assert.deepEqual(await run([["shoptrail_send_order", [727, 5]]]), { planned: [], meta: {}, failure: null });
  assert.deepEqual(
    sent.map(({ type, event, userId }) => [event ?? type, userId]),
    [
      ["identify", "26"],
      ["order_completed", "26"],
    ],
  );
});

test("an order that nobody accepts is a failed action in the end, and one that is gone is none", async () => {
  const wrongSecret = await run([["shoptrail_send_order", [727, 20]]], { secret: "x" });
  assert.deepEqual(wrongSecret.planned, []);
  assert.match(wrongSecret.failure, /order 727 was not accepted: 401/);
  const nowhere = await run([["shoptrail_send_order", [727, 1]]], { url: "http://127.0.0.1:1/" });
  assert.equal(nowhere.planned.length, 1);
  assert.deepEqual((await run([["shoptrail_send_order", [9, 1]]])).planned, []);
});

test("the anonymous id of the cookie is kept with the order, and nothing else", async () => {
  const hooks = [["woocommerce_checkout_create_order", ["order"]]];
  const cookies = { shoptrail_anonymous_id: ID };
  assert.deepEqual((await run(hooks, { cookies })).meta, { _shoptrail_anonymous_id: ID });
  const blocks = [["woocommerce_store_api_checkout_update_order_meta", ["order"]]];
  assert.deepEqual((await run(blocks, { cookies })).meta, { _shoptrail_anonymous_id: ID, saved: true });
  for (const shoptrail_anonymous_id of ["", "guest", `${ID}<script>`])
    assert.deepEqual((await run(hooks, { cookies: { shoptrail_anonymous_id } })).meta, {});
});

test("a cancellation keeps its moment with the order, and a refund is sent with its own date", async () => {
  const status = (from, to) => [["woocommerce_order_status_changed", [727, from, to, "order"]]];
  const { meta } = await run(status("processing", "cancelled"));
  assert.match(meta._shoptrail_cancelled_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  const again = [...status("processing", "cancelled"), ...status("cancelled", "processing")];
  assert.deepEqual((await run(again)).meta, { saved: true });
  sent.length = 0;
  const changes = { date_modified_gmt: "2026-11-24T10:00:00" };
  const order = JSON.parse(payload("woocommerce-order-refunded-part", changes));
  await run([["shoptrail_send_order", [727, 1]]], { order });
  const refund = sent.find(({ event }) => event === "order_refunded");
  assert.deepEqual([order.refunds[0].id, refund?.timestamp], [728, "2026-11-24T08:00:00.000Z"]);
});
