// The part `excess`: which of too many stored messages go, and in what slices, with a storage and a clock of
// the test's own. In a real browser: tests/e2e/excess.test.mjs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { deleteExcess } from "../../pkg-template/src/parts/excess.js";
import { choose, MAX_BYTES, MAX_MESSAGES } from "../../pkg-template/src/parts/excess/choice.js";

const PAGE = "5000000000";

test("excess: the bounds are the core's", () => {
  const source = (path) => readFileSync(new URL(`../../src/${path}`, import.meta.url), "utf8");
  const [, count] = /max_count: f64 = ([\d.]+)/.exec(source("options.rs"));
  const [, bytes] = /MAX_STORED_BYTES: f64 = ([\d_.]+)/.exec(source("options.rs"));
  assert.deepEqual([MAX_MESSAGES, MAX_BYTES], [Number(count), Number(bytes.replaceAll("_", ""))]);
});

/** The name of a stored message. */
const name = (time, { intent = 0, kind = "t", bytes = 100, page = PAGE } = {}) =>
  `shoptrail.m.${1e12 + time}${page}${kind}${intent}abcdef01${bytes}`;
const limits = (others) => ({ maxMessages: 2, maxBytes: 1e6, leased: new Set(), ...others });
const chosen = (names, others) =>
  [...choose(names, limits(others))].filter(Boolean).map((stored) => stored.name);

for (const [title, names, others, expected] of [
  ["nothing goes within the bounds", [name(1), name(2)], {}, []],
  [
    "the oldest go first, in whatever order the storage lists them",
    [name(3), name(1), name(2)],
    {},
    [name(1)],
  ],
  ["a lower intent goes before an older message", [name(1, { intent: 5 }), name(2), name(3)], {}, [name(2)]],
  ["identify messages stay, and count", [name(1, { kind: "i" }), name(2), name(3)], {}, [name(2)]],
  [
    "what a page has under way stays",
    [name(1), name(2), name(3)],
    { leased: new Set([`${1e12 + 1}${PAGE}`]) },
    [name(2)],
  ],
  [
    "bytes count as well",
    [name(1, { bytes: 600 }), name(2, { bytes: 600 })],
    { maxBytes: 1000 },
    [name(1, { bytes: 600 })],
  ],
  ["other records are none of these", ["shoptrail.identity", "theirs.m.1", "shoptrail.m.x", name(1)], {}, []],
  ["where all are identify messages, none goes", [1, 2, 3].map((time) => name(time, { kind: "i" })), {}, []],
])
  test(`excess: ${title}`, () => assert.deepEqual(chosen(names, others), expected));

test("excess: of any names those go that a plain sort would choose", () => {
  let seed = 20261201;
  // https://en.wikipedia.org/wiki/Lehmer_random_number_generator
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round += 1) {
    const length = Math.floor(random() * 1600);
    const names = [...Array(length)].map((_, index) =>
      name(Math.floor(random() * 1e6), {
        intent: Math.floor(random() * 10),
        kind: random() < 0.1 ? "i" : "t",
        bytes: 10 + Math.floor(random() * 900),
        page: String(5e9 + index),
      }),
    );
    const maxMessages = Math.floor(random() * 1200);
    const maxBytes = random() * 400_000;
    assert.deepEqual(chosen(names, { maxMessages, maxBytes }), model(names, maxMessages, maxBytes));
  }
});

/** The same by one sort. */
function model(names, maxMessages, maxBytes) {
  const parts = names.map((text) => {
    const [, slot, kind, intent, bytes] = /m\.(\d{23})(.)(\d).{8}(\d+)/.exec(text);
    return { text, kind, order: intent + slot, bytes: Number(bytes) };
  });
  let count = parts.length;
  let bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const gone = [];
  for (const part of parts
    .filter(({ kind }) => kind === "t")
    .sort((one, other) => (one.order < other.order ? -1 : 1))) {
    if (count <= maxMessages && bytes <= maxBytes) break;
    count -= 1;
    bytes -= part.bytes;
    gone.push(part.text);
  }
  return gone;
}

/** A page whose clock moves by 0.1 ms with each access to the storage. `onPause` runs between two slices. */
function host(records, onPause = () => {}) {
  let nowMs = 0;
  const slices = [0];
  const items = new Map(Object.entries(records));
  const spend = (result) => {
    nowMs += 0.1;
    slices[slices.length - 1] += 0.1;
    return result;
  };
  const storage = new Proxy(
    {
      getItem: (key) => spend(items.get(key) ?? null),
      setItem: (key, value) => spend(items.set(key, value)),
      removeItem: (key) => spend(items.delete(key)),
    },
    {
      ownKeys: () => [...items.keys()],
      getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: "" }),
    },
  );
  const setTimeout = (work) => {
    onPause(items);
    slices.push(0);
    queueMicrotask(work);
  };
  return { localStorage: storage, performance: { now: () => nowMs }, setTimeout, items, slices };
}

const message = (number) =>
  JSON.stringify({
    type: "track",
    event: "product_viewed",
    messageId: `M${number}`,
    timestamp: "2026-12-01",
  });
const trail = (length) =>
  Object.fromEntries([...Array(length)].map((_, number) => [name(number), message(number)]));
const counted = (items) => JSON.parse(items.get("shoptrail.drops") ?? "{}").queue_overflow;
const messages = (items) => [...items.keys()].filter((key) => key.startsWith("shoptrail.m."));

test("excess: ten thousand messages are deleted in slices, counted, and the newest are left", async () => {
  const page = host({ ...trail(10_000), "shoptrail.drops": '{"queue_overflow":2,"expired":1}' });
  const losses = await deleteExcess(page, 1000);
  assert.deepEqual(
    messages(page.items),
    [...Array(1000)].map((_, number) => name(9000 + number)),
  );
  assert.deepEqual(JSON.parse(page.items.get("shoptrail.drops")), { queue_overflow: 9002, expired: 1 });
  assert.ok(Math.max(...page.slices) < 5, `${Math.max(...page.slices)} ms`);
  assert.equal(losses.length, 100);
  assert.deepEqual(losses[0], {
    messageId: "M0",
    type: "track",
    timestamp: "2026-12-01",
    name: "product_viewed",
    reason: "queue_overflow",
  });
});

test("excess: what is gone between two slices is not counted", async () => {
  let pauses = 0;
  const page = host(trail(3000), (items) => {
    pauses += 1;
    if (pauses === 4) for (const key of messages(items)) items.delete(key);
  });
  await deleteExcess(page, 1000);
  assert.equal(messages(page.items).length, 0);
  assert.ok(counted(page.items) > 0 && counted(page.items) < 2000, String(counted(page.items)));
});

test("excess: messages in a lease stay, and what is no JSON does no harm", async () => {
  const leased = { until: 1, slots: { [`${1e12}${PAGE}`]: 1 } };
  const page = host({
    ...trail(1200),
    "shoptrail.l.1": JSON.stringify(leased),
    "shoptrail.l.2": "{",
    "shoptrail.drops": "x",
  });
  await deleteExcess(page, 1000);
  assert.ok(page.items.has(name(0)));
  assert.equal(messages(page.items).length, 1000);
  assert.equal(counted(page.items), 200);
});
