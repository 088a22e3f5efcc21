// While the part `repair` is on its way, calls wait for it. Whatever happens meanwhile, each event arrives
// once, as the shopper made it; without the part an odd event is refused, and nothing else is lost. What the
// part reads is in repair.test.mjs.

/* global answer -- defined by the page of this test */
import assert from "node:assert/strict";
import { build } from "esbuild";
import { beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { SAME_AS_CLEAN } from "./support/page-patches.mjs";
import { arrived, consoleErrors, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 20_000;
const PART = /repair\.js/;
const line = { product_id: "P1", price: 10, quantity: 1 };
const ORDER = { order_id: "1001", total: "10,00", currency: "EUR", line_items: [line] };
const EMPTY = { ok: true, queued: true };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));
/** Lets the part arrive. */
let release;
beforeEach(() => {
  const released = new Promise((resolve) => (release = resolve));
  page.wait = (path) => PART.test(path) && released;
  page.options = { anonymous: "send", autoPage: "false" };
});

async function open(path = "/") {
  await browser.open(page.origin + path);
  await started(browser);
}

/** Makes calls, each `[name, properties]`, and gives their answers of that moment. */
const track = (...calls) =>
  browser.run(
    (list) =>
      JSON.parse(JSON.stringify(list.map(([name, properties]) => shoptrail.track(name, properties).ok))),
    calls,
  );
const search = (query) => ["search_performed", { query }];
const isAsked = () => page.requests.some(({ path }) => PART.test(path));

/** Waits until the page has asked for the part. */
async function asked() {
  for (const limit = Date.now() + LIMIT_MS; !isAsked();) {
    assert.ok(Date.now() < limit, "the part is asked for");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const events = () => arrived(page.collector).filter(({ type }) => type === "track");

/** `["order_completed 10"]`: what has arrived, when it is `count` and nothing waits. */
async function tracked(count) {
  await page.collector.waitFor(() => events().length >= count, LIMIT_MS);
  await delivered(browser);
  return events().map(({ event, properties }) => `${event} ${properties.total ?? properties.query}`);
}

test("while the part loads an answer is queued, and then that of the event that arrives", async () => {
  await open();
  const before = await browser.run((order) => {
    window.answer = shoptrail.track("order_completed", order);
    return { ok: answer.ok, queued: answer.queued };
  }, ORDER);
  assert.deepEqual(before, EMPTY);
  await asked();
  release();
  assert.deepEqual(await tracked(1), ["order_completed 10"]);
  const { ok, queued, messageId, violations } = await browser.run(() => ({ ...answer }));
  assert.deepEqual([ok, queued, messageId], [true, undefined, events()[0].messageId]);
  assert.deepEqual(
    violations.map(({ code, path, kept }) => [code, path, kept]),
    [["wrong_type", "total", 10]],
  );
});

test("several odd events in a row arrive once each, in order, and the part is loaded once", async () => {
  await open();
  const orders = [1, 2, 3].map((id) => ["order_completed", { ...ORDER, order_id: id, total: `${id},00` }]);
  await track(search("before"), ...orders, search("behind"));
  await asked();
  release();
  const expected = ["search_performed before", ...[1, 2, 3].map((id) => `order_completed ${id}`)];
  assert.deepEqual(await tracked(5), [...expected, "search_performed behind"]);
  assert.equal(page.requests.filter(({ path }) => PART.test(path)).length, 1);
  const { violations, repaired, refused } = await browser.run(() => shoptrail.diagnostics());
  // Each price once, however often the core has read the event.
  assert.deepEqual([violations, repaired, refused], [{ wrong_type: 3 }, 3, 0]);
});

test("the event that loads the part keeps its optional values, its answer read or not", async () => {
  release();
  const odd = { ...ORDER, total: 10, tax: "1,90", discount: "2,00 €", coupon: ["A", "B"] };
  for (const isRead of [true, false]) {
    await open();
    await browser.run(
      (order, look) => {
        const answer = shoptrail.track("order_completed", order);
        if (look) void answer.ok;
      },
      { ...odd, order_id: `read-${isRead}` },
      isRead,
    );
    await browser.waitFor(() => shoptrail.diagnostics().repaired === 1);
    await delivered(browser);
    const { tax, discount, coupon } = events().find(
      ({ properties }) => properties.order_id === `read-${isRead}`,
    ).properties;
    assert.deepEqual([tax, discount, coupon], [1.9, 2, "A,B"]);
    assert.deepEqual(await browser.run(() => shoptrail.diagnostics().violations), { wrong_type: 3 });
  }
});

test("a listener hears of an event as accepted, and of a refused one as the page gave it", async () => {
  release();
  await open();
  await browser.run((order) => {
    window.heard = [];
    shoptrail.on("call", ({ args, result }) => heard.push([args[1].total, result.ok]));
    shoptrail.track("order_completed", order);
    shoptrail.track("order_completed", { total: "7,00", currency: "EUR" });
  }, ORDER);
  await browser.waitFor(() => heard.length === 2);
  const heard = await browser.run(() => window.heard);
  assert.deepEqual(heard, [
    [10, true],
    ["7,00", false],
  ]);
});

test("without the part an odd value is left out unread, and all events arrive in order", async () => {
  page.expectErrors(/404|MIME/);
  page.missing = PART;
  release();
  await open();
  await track(
    search("before"),
    ["order_completed", ORDER],
    ["product_viewed", { name: "Mug" }],
    search("behind"),
  );
  const expected = [
    "search_performed before",
    "order_completed undefined",
    "product_viewed undefined",
    "search_performed behind",
  ];
  assert.deepEqual(await tracked(4), expected);
  assert.deepEqual(await browser.run(() => shoptrail.diagnostics().refused), 0);
});

test("a part that hangs holds events for four seconds; then they arrive without odd values", async () => {
  await open();
  await track(search("before"), ["order_completed", ORDER], search("behind"));
  await asked();
  const began = Date.now();
  const expected = ["search_performed before", "order_completed undefined", "search_performed behind"];
  assert.deepEqual(await tracked(3), expected);
  assert.ok(Date.now() - began > 3000, "the part had its time");
  // When it is there after all, it serves the next event.
  release();
  await browser.waitFor(() =>
    performance.getEntriesByType("resource").some(({ name }) => /repair/.test(name)),
  );
  await track(["order_completed", { ...ORDER, order_id: "1002" }]);
  assert.equal((await tracked(4)).pop(), "order_completed 10");
});

test("with debug too, events wait behind an odd one", async () => {
  page.options = { ...page.options, debug: "true" };
  await open();
  await track(search("before"), ["order_completed", ORDER], search("behind"));
  await asked();
  release();
  const expected = ["search_performed before", "order_completed 10", "search_performed behind"];
  assert.deepEqual(await tracked(3), expected);
});

test("a call that an earlier page saved keeps its messageId while it waits for the part", async () => {
  const made = Date.now() - 60_000;
  const received = () =>
    page.collector.messages.map(({ message }) => message).filter(({ type }) => type === "track");
  for (const count of [2, 4]) {
    await browser.open(`${page.origin}/empty.txt`);
    await browser.run(
      (url, time) => {
        const properties = { product_id: "P1", price: "5,00", quantity: 1, currency: "EUR" };
        const behind = ["track", ["search_performed", { query: "behind" }], time + 1, url, "", ""];
        const call = ["track", ["add_to_cart", properties], time, url, "", ""];
        localStorage["shoptrail.q"] = JSON.stringify([call, behind]);
      },
      `${page.origin}/saved`,
      made,
    );
    await open();
    await asked();
    release();
    await page.collector.waitFor(() => received().length === count, LIMIT_MS);
  }
  const [add, behind, sameAdd, sameBehind] = received().map(({ messageId }) => messageId);
  assert.deepEqual([sameAdd, sameBehind], [add, behind]);
  const expected = ["add_to_cart", "search_performed"];
  assert.deepEqual(
    received().map(({ event }) => event),
    [...expected, ...expected],
  );
});

test("a page that is left while the part loads leaves its events to the next page", async () => {
  await open("/first");
  await track(["order_completed", ORDER], search("behind"));
  await asked();
  const opened = open("/second");
  release();
  await opened;
  assert.deepEqual(await tracked(2), ["order_completed 10", "search_performed behind"]);
  const paths = events().map(({ context }) => context.page.path);
  assert.deepEqual(paths, ["/first", "/first"]);
});

test("an odd event that is tracked while the page is left arrives from the next page", async () => {
  release();
  await open("/first");
  await browser.run((order) => {
    addEventListener("pagehide", () => shoptrail.track("order_completed", order));
  }, ORDER);
  await open("/second");
  assert.deepEqual(await tracked(1), ["order_completed 10"]);
});

test("consent that is withdrawn while the part loads: nothing is sent, nothing stays stored", async () => {
  await open();
  await track(["order_completed", ORDER], search("behind"));
  await asked();
  await browser.run(() => void shoptrail.setConsent("denied"));
  release();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const stored = await browser.run(() => Object.keys(localStorage).filter((name) => /\.[qm]\./.test(name)));
  assert.deepEqual([stored, events()], [[], []]);
  await browser.run(() => void shoptrail.setConsent("granted"));
  await started(browser);
  await track(search("granted"));
  assert.deepEqual(await tracked(1), ["search_performed granted"]);
});

test("an odd event belongs to the shopper who made it, whoever comes while the part loads", async () => {
  await open();
  const anonymousId = () => browser.run(() => shoptrail.diagnostics().identity.anonymousId);
  const first = await anonymousId();
  await track(["order_completed", ORDER]);
  await asked();
  await browser.run(() => void shoptrail.reset());
  await browser.run(() => void shoptrail.identify("next@example.com"));
  release();
  assert.deepEqual(await tracked(1), ["order_completed 10"]);
  const order = arrived(page.collector).find(({ event }) => event === "order_completed");
  assert.deepEqual([order.anonymousId, order.userId], [first, undefined]);
  assert.notEqual(await anonymousId(), first);
});

test("two tabs with odd events: each arrives once", async () => {
  release();
  await open("/one");
  await track(["order_completed", ORDER]);
  await browser.newTab();
  await open("/two");
  await track(
    ["order_completed", { ...ORDER, order_id: "1002", total: "20,00" }],
    ["order_completed", ORDER],
  );
  assert.deepEqual((await tracked(2)).sort(), ["order_completed 10", "order_completed 20"]);
});

test("a bundler splits the part off the npm entry, and an odd event still arrives repaired", async () => {
  const entry = fileURLToPath(new URL("../../pkg/index.js", import.meta.url));
  const { outputFiles } = await build({
    stdin: {
      resolveDir: fileURLToPath(new URL("../../pkg/", import.meta.url)),
      contents: `import { createTracker } from ${JSON.stringify(entry)};
        window.shoptrail = createTracker(window.settings);`,
    },
    outdir: "/shop",
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    write: false,
    logLevel: "error",
  });
  const fileOf = (path) => `/shop/${path.split(/[\\/]/).pop()}`;
  for (const { path, text } of outputFiles) page.files[fileOf(path)] = text;
  const main = fileOf(outputFiles.find(({ path }) => /stdin/.test(path)).path);
  const settings = {
    writeKey: "k",
    endpoint: `${page.collector.origin}/v1/b`,
    anonymous: "send",
    bots: true,
  };
  page.withSnippet = false;
  page.body = `<script>window.settings = ${JSON.stringify(settings)};</script>
    <script type="module" src="${main}"></script>`;
  await open();
  const scripts = () => page.requests.filter(({ path }) => path.startsWith("/shop/")).length;
  const before = scripts();
  await track(["order_completed", ORDER]);
  assert.deepEqual(await tracked(1), ["order_completed 10"]);
  assert.ok(scripts() > before, "the part is a file of its own");
});

/** `[what, script that makes the properties of an order, "code path" of each warning]` */
const UNREADABLE = [
  // With the first the part is loaded: what is no JSON is in no stored call, and so it is not named.
  ["a text for a list", `{ ...order, total: 10, coupon: ["A", "B"] }`, ["wrong_type coupon"]],
  ["a function", `{ ...order, total: 10, coupon: () => {} }`, ["function coupon"]],
  ["a symbol in a line", `{ ...order, total: 10, line_items: [{ ...line, brand: Symbol("x") }] }`],
  ["a bigint", `{ ...order, total: 10n }`, ["wrong_type total"]],
  ["an empty name alone", `{ ...order, total: 10, "": 1 }`, ["name_empty "]],
  [
    "too many names alone",
    `Object.assign({}, ...Array.from({ length: 400 }, (_, n) => ({ ["x" + n]: n })), order, { total: 10 })`,
    ["too_many_keys "],
  ],
  ["a list of one", `[{ ...order, total: 10 }]`, ["not_an_object "]],
];

test("what is no JSON, or has no place in an event, is left out with a warning", async () => {
  release();
  await open();
  const failures = [];
  for (const [index, [what, code, warnings = ["wrong_type line_items[0].brand"]]] of UNREADABLE.entries()) {
    const found = await browser.run(
      async (text, given, part, id) => {
        const make = new Function("order", "line", `return ${text}`);
        const answer = shoptrail.track("order_completed", make({ ...given, order_id: id }, part));
        for (let left = 100; left-- && answer.queued;)
          await new Promise((resolve) => setTimeout(resolve, 50));
        return [
          answer.ok,
          ...(answer.violations ?? []).map((violation) => `${violation.code} ${violation.path}`),
        ];
      },
      code,
      ORDER,
      line,
      `o${index}`,
    );
    if (String(found) !== String([true, ...warnings])) failures.push(`${what}: ${found}`);
  }
  assert.deepEqual(failures, []);
  assert.deepEqual(await tracked(UNREADABLE.length), Array(UNREADABLE.length).fill("order_completed 10"));
});

const WATCH = `<script>window.realTimeout = setTimeout;</script>`;
for (const [name, [patch]] of Object.entries(SAME_AS_CLEAN)) {
  test(`${name}: an odd order arrives with its total`, async () => {
    release();
    page.head = `<script>${patch.replaceAll("</script", "<\\/script")}</script>`;
    page.first = WATCH;
    page.body = `<script>shoptrail.track("order_completed", ${JSON.stringify(ORDER)});</script>`;
    await browser.open(`${page.origin}/patched`);
    const paths = () => page.requests.map(({ path }) => path);
    const isThere = () => names(page.collector).includes("order_completed");
    for (const limit = Date.now() + LIMIT_MS; !isThere() && Date.now() < limit;)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const order = arrived(page.collector).find(({ event }) => event === "order_completed");
    const errors = await consoleErrors(browser);
    assert.equal(order?.properties.total, 10, `${names(page.collector)}; ${paths()}; ${errors}`);
  });
}
