// `npx shoptrail backfill` from the packed tarball: orders of an export become messages at Customer.io, here
// at the collector of shoptrail/testing.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { orderMessageId } from "../../pkg-template/src/pixel/message-id.js";
import { createServer } from "../../pkg/server/index.js";
import { SECRET, browserOrder, payload, webhook } from "../server/support/shop.mjs";
import { installCommand } from "./support/command.mjs";
import { SHOPIFY_EXPORT, WOOCOMMERCE_EXPORT, shopifyRow } from "./support/order-exports.mjs";

let project;
let collector;
before(async () => {
  project = installCommand();
  project.write("shopify.csv", SHOPIFY_EXPORT);
  project.write("woo.csv", WOOCOMMERCE_EXPORT);
  const path = project.write("testing.mjs", 'export * from "shoptrail/testing";');
  const { startCollector } = await import(pathToFileURL(path).href);
  collector = await startCollector();
});
afterEach(() => collector.reset());
after(async () => {
  await collector?.close();
  project?.close();
});

let runs = 0;
/** Runs it with a progress file of its own. */
async function backfill(...words) {
  const target = words.includes("--endpoint") ? [] : ["--endpoint", collector.batchEndpoint];
  const progress = words.includes("--progress") ? [] : ["--progress", `progress-${(runs += 1)}.json`];
  const key = ["--write-key", "k", "--shop", "shop.example", "--json"];
  const { code, stdout, stderr } = await project.shoptrail(
    "backfill",
    ...key,
    ...target,
    ...progress,
    ...words,
  );
  return { code, stderr, ...(stdout ? JSON.parse(stdout) : {}) };
}

test("each order is one valid message with the id that page, pixel and server derive", async () => {
  const { code, sent, skipped } = await backfill("--orders", "shopify.csv");
  assert.deepEqual(collector.problems(), []);
  const reasons = Object.fromEntries(skipped.map(({ order_id, reason }) => [order_id, reason]));
  assert.deepEqual(reasons, {
    5005: "it is test",
    5006: "it is cancelled",
    5007: "it is cancelled",
    5008: "it names no customer",
  });
  assert.deepEqual([code, sent], [1, 4], "an order that cannot be sent is a problem");
  const [first] = collector.events();
  assert.equal(first.messageId, orderMessageId("order_completed", "shop.example", "5001"));
  assert.deepEqual(first.properties, {
    order_id: "5001",
    total: 59.9,
    currency: "EUR",
    subtotal: 49.9,
    shipping: 10,
    tax: 9.57,
    order_date: Date.parse("2026-11-02T09:15:00Z") / 1000,
    cart_value: 59.85,
    item_count: 3,
    shop: "shop.example",
    line_items: [
      { sku: "RUN-1", name: "Runner", price: 24.95, quantity: 2, currency: "EUR" },
      { sku: "SOCK-2", name: 'Socks, "warm"\nblack', price: 9.95, quantity: 1, currency: "EUR" },
    ],
  });
  assert.deepEqual([first.userId, first.timestamp], ["shopper1001@shop.example", "2026-11-02T09:15:00.000Z"]);
  assert.equal(collector.requests[0].headers["x-strict-mode"], "1");
});

test("an order has one message id in the page, the pixel, the webhook and the backfill", async () => {
  const id = "5514000001";
  const header = SHOPIFY_EXPORT.slice(1).split("\r\n")[0];
  const cells = { Name: "#1", Id: id, Email: "a@shop.example", "Financial Status": "paid", Currency: "EUR" };
  const row = shopifyRow({ ...cells, Total: "84.90", "Created at": "2026-11-23 14:40:35 +0100" });
  project.write("one.csv", [header, row].join("\n"));
  assert.equal((await backfill("--orders", "one.csv")).code, 0);
  const [{ messageId }] = collector.events("order_completed");
  const ofEvent = (messages) => messages.find(({ event }) => event === "order_completed").messageId;
  const page = browserOrder().flatMap((body) => JSON.parse(body).batch);
  const sent = [];
  const shop = createServer({
    writeKey: "k",
    shop: "shop.example",
    shopify: { secret: SECRET },
    fetch: async (url, { body }) => (sent.push(...JSON.parse(body).batch), new Response("{}")),
  });
  await shop.webhook(webhook("orders/create", payload("shopify-order")));
  assert.deepEqual(
    [ofEvent(page), orderMessageId("order_completed", "shop.example", id), ofEvent(sent)],
    [messageId, messageId, messageId],
  );
});

test("an order that is refused, or that names nobody after all, is listed and costs no other", async () => {
  const header = SHOPIFY_EXPORT.slice(1).split("\r\n")[0];
  const row = (id, email) =>
    shopifyRow({
      Name: `#${id}`,
      Id: id,
      Email: email,
      "Financial Status": "paid",
      Currency: "EUR",
      Total: "10.00",
      "Created at": "2026-11-02 10:00:00 +0000",
    });
  const rows = [row("1", "a@b.co"), row("2", "info@shop.example"), row("3", "b@b.co"), row("4", "c@b.co")];
  project.write("odd.csv", [header, ...rows].join("\n"));
  collector.answer = ({ body }) =>
    body.includes('"order_id":"3"') ? { status: 400, body: "bad" } : undefined;
  const { code, sent, skipped } = await backfill("--orders", "odd.csv");
  collector.answer = null;
  assert.deepEqual([code, sent], [1, 2]);
  assert.deepEqual(
    skipped.map(({ order_id }) => order_id),
    ["2", "3"],
  );
  assert.match(skipped[1].reason, /answered 400: bad/);
  assert.deepEqual(
    collector
      .events("order_completed")
      .map(({ properties }) => properties.order_id)
      .sort(),
    ["1", "4"],
  );
});

test("WooCommerce's customers have their id, guests their address", async () => {
  const { code } = await backfill("--orders", "woo.csv", "--time-zone", "Europe/Berlin");
  assert.deepEqual([code, collector.problems()], [0, []]);
  assert.deepEqual(
    collector.events().map(({ userId, timestamp, properties }) => [userId, timestamp, properties.total]),
    [
      ["12", "2026-03-29T00:30:00.000Z", 24.9],
      ["max@shop.example", "2026-03-29T01:30:00.000Z", 1299],
      ["ada@shop.example", "2026-03-30T07:00:00.000Z", 15],
    ],
  );
  assert.deepEqual(
    collector
      .events()
      .at(-1)
      .properties.line_items.map(({ sku, price, quantity }) => [sku, price, quantity]),
    [
      ["CAP", 10, 1],
      ["PIN", 1, 5],
    ],
  );
});

test("it waits as long as the server says, and repeats what failed", async () => {
  collector.fault({ status: 429, retryAfterS: 1 }, { times: 1 });
  const start = Date.now();
  const { code } = await backfill("--orders", "woo.csv");
  assert.equal(code, 0);
  assert.ok(Date.now() - start >= 1000, "Retry-After");
  assert.deepEqual(
    collector.requests.map(({ status }) => status),
    [429, 200],
  );
  collector.reset();
  let left = 2;
  collector.answer = () => (left-- > 0 ? { status: 503 } : undefined);
  await backfill("--orders", "woo.csv");
  collector.answer = null;
  assert.deepEqual(
    collector.requests.map(({ status }) => status),
    [503, 503, 200],
  );
});

test("a run that was cut short goes on, and a further one sends nothing", async () => {
  const header = shopifyRow(
    Object.fromEntries(
      SHOPIFY_EXPORT.slice(1)
        .split("\r\n")[0]
        .split(",")
        .map((name) => [name, name]),
    ),
  );
  const rows = Array.from({ length: 250 }, (_, index) =>
    shopifyRow({
      Name: `#${index}`,
      Id: String(9000 + index),
      Email: `s${index}@shop.example`,
      "Financial Status": "paid",
      Currency: "EUR",
      Total: "10.00",
      "Created at": `2026-11-02 10:00:${String(index % 60).padStart(2, "0")} +0000`,
      "Lineitem name": "Cap",
      "Lineitem price": "10.00",
      "Lineitem quantity": "1",
    }),
  );
  project.write("many.csv", [header, ...rows].join("\n"));
  const words = ["--orders", "many.csv", "--progress", "many.txt", "--rate", "1000"];
  collector.answer = () =>
    collector.requests.length >= 2 ? { status: 401, body: '{"error":"key"}' } : undefined;
  const cut = await backfill(...words);
  assert.deepEqual([cut.code, cut.sent, cut.to_send], [1, 200, 250]);
  assert.match(cut.error, /answered 401: option `writeKey` is wrong, .*: \{"error":"key"\}$/);
  const lines = readFileSync(`${project.dir}/many.txt`, "utf8").trim().split("\n");
  assert.deepEqual([lines[0], lines.length], [`sent to ${collector.batchEndpoint}`, 201]);
  collector.answer = null;
  const rest = await backfill(...words);
  assert.deepEqual([rest.code, rest.sent, rest.sent_before], [0, 50, 200]);
  assert.equal(collector.messages.filter(({ duplicate }) => duplicate).length, 0);
  assert.equal((await backfill(...words)).to_send, 0);
  assert.equal(collector.events("order_completed").length, 250);
});

test("the rate is bounded", async () => {
  const start = Date.now();
  await backfill("--orders", "many.csv", "--rate", "100");
  assert.ok(Date.now() - start >= 1900, "250 messages in three requests, at 100 in a second");
  assert.equal(collector.requests.length, 3);
});

test("a dry run sends nothing, needs no key, and shows what would be sent", async () => {
  const words = ["backfill", "--orders", "shopify.csv", "--shop", "shop.example", "--dry-run"];
  const { code, stdout } = await project.shoptrail(...words);
  assert.equal(code, 1);
  assert.match(stdout, /^8 orders: 4 to send, 0 sent before, 4 left out$/m);
  assert.match(stdout, /^left out 5008: it names no customer$/m);
  assert.match(stdout, /older than 72 hours|"order_id": "5001"/);
  assert.equal(collector.requests.length, 0);
});

test("what is missing or wrong is said in one sentence", async () => {
  for (const [words, pattern] of [
    [
      ["--orders", "shopify.csv", "--shop", "s"],
      /^option --write-key KEY is missing: give it, or --dry-run$/,
    ],
    [["--orders", "shopify.csv", "--write-key", "k"], /^option --shop NAME is missing/],
    [["--orders", "shopify.csv", "--shop", "s", "--write-key", "k", "--region", "asia"], /allowed: us, eu$/],
    [["--orders", "shopify.csv", "--shop", "s", "--write-key", "k", "--rate", "0"], /from 0\.1 to 1000$/],
    [["--orders", "shopify.csv", "--shop", "s", "--write-key", "k", "--endpoint", "x"], /a full URL$/],
    [
      ["--orders", "woo.csv", "--shop", "s", "--dry-run", "--progress", "woo.csv"],
      /is no list of sent orders$/,
    ],
    [
      ["--orders", "many.csv", "--shop", "s", "--dry-run", "--progress", "many.txt"],
      /belongs to http.*--progress$/,
    ],
  ]) {
    const { code, stdout, stderr } = await project.shoptrail("backfill", ...words);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr.trim(), pattern);
  }
});
