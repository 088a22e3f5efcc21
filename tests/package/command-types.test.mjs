// `npx shoptrail types` from the packed tarball: TypeScript for the shop's own events, compiled here.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { installCommand, run } from "./support/command.mjs";

const TSC = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
const EVENTS = {
  gift_wrapped: {
    required: { product_id: "id" },
    optional: { note: "text", price: "money", at: "date" },
    intent: 4,
  },
  "Wishlist Shared": {
    required: { wishlist_id: "id", line_items: "line_items" },
    optional: { "share-by": "list" },
  },
  wishlist_shared: { optional: { public: "boolean" } },
  "360_view": {},
};

let project;
before(() => {
  project = installCommand();
  project.write("package.json", '{"type": "module", "private": true}');
  project.write("events.json", JSON.stringify(EVENTS));
});
after(() => project?.close());

/** Compiles a file of the project, strictly. Resolves with the errors as lines. */
async function compile(name, text) {
  project.write(name, text);
  const options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--types", ""];
  const { stdout } = await run(process.execPath, [TSC, ...options, name], { cwd: project.dir });
  return stdout.split("\n").filter((line) => line.includes("error"));
}

test("the file makes track() know the shop's events, on the page and in tests", async () => {
  const { code } = await project.shoptrail("types", "events.json", "--out", "shop-events.ts");
  assert.equal(code, 0);
  const errors = await compile(
    "right.ts",
    `import type { ShopEvents } from "./shop-events.js";
import { createTracker } from "shoptrail";
import { startCollector } from "shoptrail/testing";
const shop = createTracker({ writeKey: "k" });
shop.track("gift_wrapped", { product_id: 7, note: null, at: new Date() });
shop.track("Wishlist Shared", {
  wishlist_id: "W1",
  line_items: [{ product_id: "P1", price: 1, quantity: 1 }],
  "share-by": ["mail"],
  colour: "red",
});
shop.track("360_view", {});
const wrapped: ShopEvents["gift_wrapped"] = { product_id: "P1" };
shop.track("gift_wrapped", wrapped);
const collector = await startCollector();
await collector.expect({ event: "gift_wrapped", times: 1, properties: { product_id: "P1" } });
`,
  );
  assert.deepEqual(errors, []);
});

test("what contradicts the declaration does not compile", async () => {
  const head = [
    'import "./shop-events.js";',
    'import { createTracker } from "shoptrail";',
    'const s = createTracker({ writeKey: "k" });\n',
  ].join("\n");
  for (const call of [
    's.track("gift_wrapped", {});',
    's.track("gift_wrapped", { product_id: "P1", price: "1" });',
    's.track("gift_wraped", { product_id: "P1" });',
    's.track("wishlist_shared", { public: "yes" });',
    's.track("Wishlist Shared", { wishlist_id: "W1", line_items: [{}] });',
  ])
    assert.equal((await compile("wrong.ts", head + call)).length, 1, call);
});

test("it prints to standard output, and reads the option inside an object", async () => {
  const customEvents = { stock_alert_set: { required: { sku: "id" } } };
  project.write("options.json", JSON.stringify({ writeKey: "k", customEvents }));
  const { code, stdout } = await project.shoptrail("types", "options.json");
  assert.equal(code, 0);
  assert.match(stdout, /^\/\/ Made by `npx shoptrail types`/);
  assert.match(stdout, /export interface StockAlertSet \{\n {2}sku: Id;/);
  const written = readFileSync(join(project.dir, "shop-events.ts"), "utf8");
  assert.match(written, /interface WishlistShared \{/);
  assert.match(written, /interface WishlistShared2 \{/);
  assert.match(written, /interface Event360View \{/);
});

test("every error of a declaration is named with what is allowed", async () => {
  project.write(
    "wrong.json",
    JSON.stringify({
      page: {},
      order_completed: {},
      "Order Completed": {},
      " spaced": {},
      list: [],
      typo: { require: { a: "id" }, optional: { b: "uuid" } },
    }),
  );
  const { code, stdout, stderr } = await project.shoptrail("types", "wrong.json");
  assert.deepEqual([code, stdout], [1, ""]);
  assert.deepEqual(
    stderr
      .trim()
      .split("\n")
      .map((line) => line.replace("wrong.json: ", "").split(/[;:]/)[0]),
    [
      "page is an event of the tracking plan",
      "order_completed is an event of the tracking plan",
      "Order Completed is an event of the tracking plan",
      '" spaced" is empty, or begins or ends with a space',
      "list is no object with required and optional",
      "typo.require is unknown",
      'typo.optional.b is "uuid"',
    ],
  );
});
