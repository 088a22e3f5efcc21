// The part `semantic-names`: what it renames in a request's body, and what it leaves alone.

import assert from "node:assert/strict";
import test from "node:test";
import { build } from "esbuild";
import { readFileSync } from "node:fs";

const SOURCE = new URL("../../pkg-template/src/parts/semantic-names.js", import.meta.url).pathname;
const { outputFiles } = await build({ entryPoints: [SOURCE], bundle: true, format: "esm", write: false });
const { default: semanticNames } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
);
const plan = JSON.parse(readFileSync(new URL("../../pkg-template/plan.json", import.meta.url), "utf8"));

/** The messages that the way out gets for a batch. */
function sent(...batch) {
  const request = { url: "https://collector.example", body: JSON.stringify({ writeKey: "k", batch }) };
  let transmitted;
  semanticNames().around((made) => (transmitted = made))(request, () => {});
  assert.equal(transmitted, request, "listeners see the body that left");
  return JSON.parse(transmitted.body).batch;
}

const track = (event, properties) => ({ type: "track", event, properties });

for (const [event, given, semantic, expected] of [
  [
    "checkout_started",
    { line_items: [{ product_id: "1", variant_name: "S" }], cart_value: 3, note: 1 },
    "Checkout Started",
    { products: [{ product_id: "1", variant: "S" }], value: 3, note: 1 },
  ],
  ["collection_viewed", { collection_id: "c" }, "Product List Viewed", { list_id: "c" }],
  [
    "offer_shown",
    { offer_code: "A", placement: "x" },
    "Promotion Viewed",
    { promotion_id: "A", position: "x" },
  ],
  ["offer_applied", { offer_code: "A", offer_value: 5 }, "Coupon Applied", { coupon_id: "A", discount: 5 }],
  [
    "collection_viewed",
    { collection_id: "c", list_id: "l" },
    "Product List Viewed",
    { collection_id: "c", list_id: "l" },
  ],
  ["quiz", { a: 1, variant_name: "S" }, "quiz", { a: 1, variant: "S" }],
  ["constructor", { toString: 1 }, "constructor", { toString: 1 }],
]) {
  test(`${event} with ${JSON.stringify(given)} is sent as ${semantic}`, () => {
    assert.deepEqual(sent(track(event, given)), [track(semantic, expected)]);
  });
}

test("every event and property of the plan is sent under the name that the plan says", () => {
  for (const { name, semantic, properties } of plan.events.filter((event) => event.name !== "page")) {
    for (const property of properties) {
      const [message] = sent(track(name, { [property.name]: "x" }));
      assert.deepEqual(message, track(semantic, { [property.semantic]: "x" }), `${name}.${property.name}`);
    }
  }
});

test("page views and identify messages keep their names", () => {
  const batch = [
    { type: "page", name: "page", properties: { collection_id: "c" } },
    { type: "identify", traits: { line_items: 1, collection_id: "c" } },
  ];
  assert.deepEqual(sent(...batch), batch);
});

test("a stored message that another script changed is sent, and the others with their names", () => {
  const changed = [
    track("cart_viewed", { line_items: [null, 7, "x", [null], { variant_name: "S" }] }),
    track("cart_viewed", null),
    { type: "track", event: "cart_viewed" },
    { type: "track", event: 7, properties: "x" },
    null,
    track("search_performed", { query: "red" }),
  ];
  assert.deepEqual(sent(...changed), [
    track("Cart Viewed", { products: [null, 7, "x", [null], { variant: "S" }] }),
    track("Cart Viewed", null),
    { type: "track", event: "Cart Viewed" },
    { type: "track", event: 7, properties: "x" },
    null,
    track("Products Searched", { query: "red" }),
  ]);
});

test("an item grows by no more bytes than the core keeps free for it", () => {
  const kept = Number(
    readFileSync(new URL("../../src/delivery/batch.rs", import.meta.url), "utf8").match(
      /MAX_NAMING_BYTES: f64 = ([\d.]+)/,
    )[1],
  );
  for (const { name, properties } of plan.events) {
    const given = track(name, Object.fromEntries(properties.map((property) => [property.name, "x"])));
    const grown = JSON.stringify(sent(given)[0]).length - JSON.stringify(given).length;
    assert.ok(grown <= kept, `${name} grows by ${grown}`);
    for (const property of properties) {
      const alone = track(name, { [property.name]: "x" });
      const growth = JSON.stringify(sent(alone)[0]).length - JSON.stringify(alone).length;
      assert.ok(growth <= kept, `${name}.${property.name} grows by ${growth}`);
    }
  }
});
