// Random calls of the built package: the collector's contract check finds no problem in what is sent.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { checkMessage, checkRequest } from "../../pkg/tools/index.js";
import { tracker } from "./support/tracker.mjs";

const CALLS = 1500;
const SEED = 7;
const plan = JSON.parse(readFileSync(new URL("../../pkg/plan.json", import.meta.url), "utf8"));
const random = generator(SEED);
const one = (list) => list[Math.floor(random() * list.length)];

const ODD = [
  null,
  undefined,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  NaN,
  Infinity,
  10n,
  "",
  " ",
  "x",
  "é".repeat(400),
  "a\nb",
  "12,99",
  "__proto__",
  "EUR",
  "eur",
  "2026-11-23",
  "javascript:alert(1)",
  "mailto:jane@example.com",
  "products/runner",
  "https://shop.example/p?email=jane@example.com",
  [],
  {},
  [[]],
  [{ product_id: 5, price: "x" }],
  new Date(0),
  new Date(NaN),
  () => 1,
  Symbol("s"),
  new Map([["a", 1]]),
  Object("boxed"),
  {
    get a() {
      throw new Error("getter");
    },
  },
  JSON.parse('{"__proto__":{"x":1},"constructor":1}'),
];
const cycle = {};
cycle.self = cycle;
ODD.push(cycle);
const NAMES = [
  ...new Set(plan.events.flatMap(({ properties }) => properties.map(({ name }) => name))),
].concat("recipient", "__proto__", "constructor", "a.constructor", "", "n".repeat(200), "own property", "é");
const GOOD = {
  id: "P1",
  text: "Runner",
  money: 89.9,
  quantity: 2,
  count: 3,
  number: 1.5,
  currency: "EUR",
  url: "https://shop.example/p/1",
  date: "2026-11-23",
  boolean: true,
  list: ["P1", 2],
};

test(`${CALLS} random calls (seed ${SEED}): accepted ones keep to the plan, others say why`, async () => {
  const bodies = [];
  const instance = await tracker(bodies);
  let accepted = 0;
  for (let index = 0; index < CALLS; index++) {
    const { name, properties } = one(plan.events);
    const given = {};
    for (const row of properties)
      if (row.required || random() < 0.4) given[row.name] = random() < 0.06 ? one(ODD) : value(row.type);
    for (let extra = Math.floor(random() * 3); extra > 0; extra--)
      Object.defineProperty(given, one(NAMES), { value: one(ODD), enumerable: true, configurable: true });
    const kind = random();
    const result =
      kind < 0.1
        ? instance.identify(
            one(["7", "jane@example.com", { email: "jane@example.com", phone: one(ODD) }]),
            given,
          )
        : kind < 0.15
          ? instance.page(given)
          : instance.track(kind < 0.2 ? one(ODD) : name, kind < 0.25 ? one(ODD) : given);
    assert.equal(typeof result.ok, "boolean");
    if (result.ok) accepted++;
    else assert.ok(result.reason === "repeat" || result.violations.length > 0, JSON.stringify(result));
    if (index % 50 === 0) await instance.flush();
  }
  await instance.flush();
  const messages = bodies.flatMap((body) => {
    const { problems } = checkRequest({
      headers: { "content-type": "text/plain;charset=UTF-8" },
      body,
    });
    assert.deepEqual(problems, []);
    return JSON.parse(body).batch;
  });
  for (const message of messages) {
    const { problems } = checkMessage(message, { from: "browser", writeKey: "k" });
    assert.deepEqual(problems, [], JSON.stringify(message).slice(0, 2000));
  }
  assert.ok(
    accepted > CALLS / 10 && messages.length >= accepted / 2,
    `${accepted} accepted, ${messages.length} sent`,
  );
});

function value(type) {
  if (type === "line_items")
    return Array.from({ length: Math.floor(random() * 4) }, (_, index) => ({
      product_id: `P${index}`,
      name: "Runner",
      price: 5,
      quantity: 1,
      ...(random() < 0.1 && { [one(NAMES) || "x"]: one(ODD) }),
    }));
  return GOOD[type] ?? "x";
}

/** Mulberry32: the same numbers for the same seed. */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
