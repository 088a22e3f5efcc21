// `npx shoptrail reconcile` from the packed tarball: a shop's orders against the events that arrived.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { installCommand } from "./support/command.mjs";
import { freshId, orderMessage } from "./support/messages.mjs";
import { SHOPIFY_EXPORT, WOOCOMMERCE_ANALYTICS, WOOCOMMERCE_EXPORT } from "./support/order-exports.mjs";

let project;
before(() => {
  project = installCommand();
  project.write("shopify.csv", SHOPIFY_EXPORT);
  project.write("woo.csv", WOOCOMMERCE_EXPORT);
  project.write("analytics.csv", WOOCOMMERCE_ANALYTICS);
});
after(() => project?.close());

/** A line of the log of `collect`. */
const logged = (properties, more = {}) =>
  JSON.stringify({
    receivedAt: "2026-11-02T09:15:01.000Z",
    duplicate: false,
    problems: [],
    message: orderMessage(properties, { timestamp: "2026-11-02T09:15:00.000Z", ...more }),
  });

async function reconcile(...words) {
  const { code, stdout, stderr } = await project.shoptrail("reconcile", ...words, "--json");
  assert.equal(stderr, "");
  return { code, ...JSON.parse(stdout) };
}

test("Shopify's orders are matched, missing, double or of a wrong total, by day and by source", async () => {
  const copy = logged({ order_id: "5001" });
  project.write(
    "events.ndjson",
    [
      copy,
      copy.replace('"duplicate":false', '"duplicate":true'),
      logged(
        { order_id: "5002", total: 20 },
        { context: { channel: "server", library: { name: "shoptrail-server" } } },
      ),
      logged({ order_id: "5002", total: 20 }),
      logged({ order_id: "5004", total: 1234.5, currency: "EUR" }),
      logged({ order_id: "5007" }),
      logged({ order_id: "5999" }),
      logged({ order_id: "4000" }, { timestamp: "2026-10-01T09:15:00.000Z" }),
      JSON.stringify({ message: { type: "page", messageId: freshId() } }),
    ].join("\n"),
  );
  const found = await reconcile(
    "--orders",
    "shopify.csv",
    "--events",
    "events.ndjson",
    "--time-zone",
    "Europe/Berlin",
  );
  assert.equal(found.code, 1);
  assert.deepEqual(found.counts, { orders: 6, matched: 2, missing: 2, double: 1, wrong_total: 1 });
  assert.deepEqual(
    found.excluded,
    { test: 1, cancelled: 1 },
    "one cancelled order was counted when it was made",
  );
  assert.deepEqual(
    found.rows.map(({ order_id, day, source, verdict, detail }) => [order_id, day, source, verdict, detail]),
    [
      ["5002", "2026-11-03", "pos", "double", "2 messages"],
      ["5003", "2026-11-03", "web", "missing", undefined],
      ["5004", "2026-11-03", "web", "wrong_total", "order 1234.5 USD, event 1234.5 EUR"],
      ["5008", "2026-11-04", "web", "missing", undefined],
    ],
  );
  assert.deepEqual(
    found.unknown.map(({ order_id }) => order_id),
    ["5999"],
    "not those of other days",
  );
  assert.deepEqual(Object.keys(found.by_day), ["2026-11-02", "2026-11-03", "2026-11-04"]);
  assert.deepEqual(found.by_source.pos, { orders: 1, matched: 0, missing: 0, double: 1, wrong_total: 0 });
  assert.deepEqual(found.by_sender, { shoptrail: 3, "shoptrail-server": 1 });
});

test("an order is found by its number as well, and nothing wrong is exit code 0", async () => {
  const ids = ["#1001", "1002", "5003", "5004", "1007", "5008"];
  const totals = { 1002: 20, 5004: 1234.5 };
  const lines = ids.map((id) =>
    logged({ order_id: id, total: totals[id] ?? 59.9, currency: id === "5004" ? "USD" : "EUR" }),
  );
  project.write("all.ndjson", lines.join("\r\n"));
  const found = await reconcile("--orders", "shopify.csv", "--events", "all.ndjson");
  assert.deepEqual([found.code, found.counts.matched, found.rows], [0, 6, []]);
});

test("WooCommerce's orders are read with semicolons, decimal commas and the shop's own time", async () => {
  project.write(
    "woo.json",
    JSON.stringify({
      activities: [
        {
          id: "a1",
          type: "event",
          name: "order_completed",
          timestamp: 1774744200,
          data: { order_id: 71, total: 24.9, currency: "EUR" },
        },
        {
          id: "a2",
          type: "event",
          name: "Order Completed",
          timestamp: 1774747800,
          data: { order_id: "72", total: 1299, currency: "EUR" },
        },
      ],
    }),
  );
  const found = await reconcile(
    "--orders",
    "woo.csv",
    "--events",
    "woo.json",
    "--time-zone",
    "Europe/Berlin",
  );
  assert.equal(found.platform, "WooCommerce");
  assert.deepEqual(found.counts, { orders: 3, matched: 2, missing: 1, double: 0, wrong_total: 0 });
  assert.deepEqual(found.excluded, { "not completed": 1, cancelled: 1 });
  assert.deepEqual(Object.keys(found.by_day), ["2026-03-29", "2026-03-30"]);
  assert.deepEqual(Object.keys(found.by_source), ["checkout", "admin"]);
});

test("WooCommerce Analytics has net sales, so totals are not compared", async () => {
  project.write(
    "bare.ndjson",
    [{ order_id: "81", total: 29.9 }].map((one) => JSON.stringify(orderMessage(one))).join("\n"),
  );
  const found = await reconcile("--orders", "analytics.csv", "--events", "bare.ndjson");
  assert.deepEqual([found.platform, found.totals_compared], ["WooCommerce Analytics", false]);
  assert.deepEqual([found.counts.matched, found.rows.map(({ order_id }) => order_id)], [1, ["82"]]);
});

test("a CSV of Customer.io's storage export and an order file with columns of its own are read", async () => {
  project.write("own.csv", "Ref\tSum\tCur\tWhen\nA-1\t10\tSEK\t2026-11-02\nA-2\t12\tSEK\t2026-11-02\n");
  project.write(
    "track.csv",
    [
      "event,messageId,timestamp,properties",
      'order_completed,m1,2026-11-02T10:00:00Z,"{""order_id"":""A-1"",""total"":10,""currency"":""SEK""}"',
    ].join("\n"),
  );
  const columns = "id=Ref,total=Sum,currency=Cur,date=When";
  const found = await reconcile("--orders", "own.csv", "--events", "track.csv", "--columns", columns);
  assert.deepEqual(found.counts, { orders: 2, matched: 1, missing: 1, double: 0, wrong_total: 0 });
});

test("the table and the HTML page show the same, and the page holds nothing from elsewhere", async () => {
  project.write("one.ndjson", logged({ order_id: "5001" }));
  const words = ["--orders", "shopify.csv", "--events", "one.ndjson", "--html", "report.html"];
  const { code, stdout } = await project.shoptrail("reconcile", ...words);
  assert.equal(code, 1);
  assert.match(stdout, /^5 orders of Shopify, 1 order event: 20\.0 % matched \(days in UTC\)/);
  assert.match(stdout, /^by day +orders +matched +missing +double +wrong total$/m);
  assert.match(stdout, /^2026-11-02 +1 +1 +0 +0 +0$/m);
  assert.match(stdout, /^missing +5003 +2026-11-03 +web$/m);
  const html = readFileSync(`${project.dir}/report.html`, "utf8");
  assert.ok(html.includes("<svg") && html.includes("<title>11-02: 1 matched</title>"), html.slice(0, 500));
  assert.ok(!/(src|href)=|<script/.test(html), "nothing from elsewhere");
});

test("what is wrong with a file is said in one sentence", async () => {
  project.write("empty.csv", "a,b\n1,2\n");
  project.write("broken.ndjson", '{"a":1}\n{"b":\n');
  const events = ["--events", "one.ndjson"];
  for (const [words, pattern] of [
    [["--orders", "none.csv", ...events], /^the file none\.csv does not exist$/],
    [["--orders", ".", ...events], /^the file \. is a folder$/],
    [
      ["--orders", "empty.csv", ...events],
      /^the file empty\.csv is no order export of Shopify or WooCommerce/,
    ],
    [["--orders", "empty.csv", ...events, "--columns", "id=Ref"], /^the file empty\.csv has no column Ref$/],
    [["--orders", "empty.csv", ...events, "--columns", "ref=a"], /^option --columns has ref; allowed: id=…/],
    [
      ["--orders", "shopify.csv", "--events", "broken.ndjson"],
      /^the file broken\.ndjson is not JSON in line 2$/,
    ],
    [["--orders", "shopify.csv", ...events, "--time-zone", "Mars"], /^unknown time zone Mars/],
    [["--orders", "shopify.csv"], /^option --events FILE is missing/],
  ]) {
    const { code, stdout, stderr } = await project.shoptrail("reconcile", ...words);
    assert.deepEqual([code, stdout], [2, ""], words.join(" "));
    assert.match(stderr.trim(), pattern);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
});
