// A call is in storage before `track()` or `page()` returns, and is validated later. The file tests when a
// call is validated and in which order, on the page that made it. Calls of pages that died are in
// dead-pages.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

/** The storage names of calls that wait for validation. */
function storedCallNames() {
  return browser.run(() => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.q.")));
}

test("track() stores the call before it returns; reading the answer validates it, with its id", async () => {
  page.options = { strict: "true" };
  await browser.open(page.origin);
  await started(browser);
  const seen = await browser.run(
    (view) => {
      const stored = (prefix) => Object.keys(localStorage).filter((name) => name.startsWith(prefix));
      const messages = stored("shoptrail.m").length;
      const answer = shoptrail.track("product_viewed", view);
      view.product_id = "changed after the call";
      const before = [stored("shoptrail.q."), stored("shoptrail.m").length - messages];
      const { messageId } = answer;
      const isPlain =
        Object.values(Object.getOwnPropertyDescriptors(answer)).every(({ get }) => !get) &&
        JSON.stringify(answer) === JSON.stringify({ ok: true, messageId });
      return {
        before,
        messageId,
        isPlain,
        after: stored("shoptrail.q."),
        refused: shoptrail.track("product_viewed", {}).violations.map(({ path }) => path),
      };
    },
    { ...VIEW },
  );
  assert.deepEqual(seen.before, [["shoptrail.q." + seen.messageId], 0]);
  assert.deepEqual([seen.after, seen.isPlain], [[], true]);
  assert.ok(seen.refused.includes("product_id"));
});

test("waiting calls are validated in their order, and before a later identify", async () => {
  page.options = { anonymous: "send" };
  await browser.open(page.origin);
  await started(browser);
  const heard = await browser.run(() => {
    const calls = [];
    shoptrail.on("call", ({ method, args }) => calls.push(args[1]?.query ?? method));
    shoptrail.track("search_performed", { query: "one" });
    shoptrail.track("search_performed", { query: "two" });
    const before = calls.length;
    shoptrail.identify("jane@example.com");
    shoptrail.track("search_performed", { query: "three" });
    return [before, ...calls];
  });
  assert.deepEqual(heard, [0, "one", "two", "identify"]);
  await page.collector.waitFor((collector) => names(collector).length === 5, LIMIT_MS);
  assert.deepEqual(
    arrived(page.collector)
      .map(({ properties }) => properties?.query)
      .filter(Boolean),
    ["one", "two", "three"],
  );
  assert.deepEqual(await storedCallNames(), []);
});

test("page() sends its properties, whether it is validated later, on reading or inside a call", async () => {
  page.options = { anonymous: "send" };
  await browser.open(page.origin);
  await started(browser);
  const answers = await browser.run(async () => {
    shoptrail.page({ page_type: "later" });
    await shoptrail.flush();
    const answer = shoptrail.page({ page_type: "read" });
    const stored = Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.q."));
    const isStored = stored.join() === "shoptrail.q." + answer.messageId && answer.ok;
    // What cannot be sent is left out, once the part is there that does it.
    const odd = shoptrail.page({ page_type: Symbol("x") });
    const first = odd.queued;
    while (odd.queued) await new Promise((resolve) => setTimeout(resolve, 50));
    // A call made by a getter among the arguments waits until the outer call is done.
    shoptrail.identify({
      get customer_id() {
        return void shoptrail.page({ page_type: "inside" }) ?? "c1";
      },
    });
    return [isStored, first, odd.ok, odd.violations.map(({ path }) => path)];
  });
  assert.deepEqual(answers, [true, true, true, ["page_type"]]);
  const pageTypes = (collector) =>
    arrived(collector)
      .filter(({ type }) => type === "page")
      .map(({ properties }) => properties.page_type);
  await page.collector.waitFor((collector) => pageTypes(collector).length === 5, LIMIT_MS);
  assert.deepEqual(pageTypes(page.collector), [undefined, "later", "read", undefined, "inside"]);
});

test("the violations of a call are those of its arguments, when tasks split the validation", async () => {
  await browser.open(page.origin);
  await started(browser);
  const codes = await browser.run(async (view) => {
    // This validates the page view at once, so that the next tasks validate the call.
    void shoptrail.diagnostics();
    const answer = new Promise((resolve) => shoptrail.on("call", ({ result }) => resolve(result)));
    shoptrail.track("product_viewed", { ...view, price: "much" });
    return (await answer).violations.map(({ code, path }) => code + " " + path);
  }, VIEW);
  assert.deepEqual(codes, ["wrong_type price"]);
});

test("the call that waits for the part loses nothing of it; listeners hear what it was read as", async () => {
  page.options = { anonymous: "send" };
  await browser.open(page.origin);
  await started(browser);
  const odd = { ...VIEW, compare_at_price: "6,00 €", brand: { name: "Acme" }, price: "5,00" };
  const { answers, heard } = await browser.run(async (view) => {
    const calls = [];
    shoptrail.on("call", ({ args }) => calls.push(args[1]));
    const cycle = { ...view, product_id: "p2", price: 5, compare_at_price: 10n };
    cycle.self = cycle;
    const given = [shoptrail.track("product_viewed", view), shoptrail.track("product_viewed", cycle)];
    while (given.some(({ queued }) => queued)) await new Promise((resolve) => setTimeout(resolve, 50));
    return { answers: given.map(({ violations }) => violations), heard: calls };
  }, odd);
  const found = answers.map((warnings) =>
    warnings
      .map(({ code, path, kept }) => [code, path, kept])
      .sort((one, other) => (one[1] < other[1] ? -1 : 1)),
  );
  assert.deepEqual(found, [
    [
      ["wrong_type", "brand", "Acme"],
      ["wrong_type", "compare_at_price", 6],
      ["wrong_type", "price", 5],
    ],
    [
      ["wrong_type", "brand", "Acme"],
      ["wrong_type", "compare_at_price", 10],
      ["cycle", "self", undefined],
    ],
  ]);
  await page.collector.waitFor((collector) => names(collector).length === 3, LIMIT_MS);
  const facts = ({ price, compare_at_price: before, brand, self }) => [price, before, brand, self];
  const expected = [
    [5, 6, "Acme", undefined],
    [5, 10, "Acme", undefined],
  ];
  assert.deepEqual(
    arrived(page.collector)
      .filter(({ event }) => event)
      .map(({ properties }) => facts(properties)),
    expected,
  );
  assert.deepEqual(heard.map(facts), expected);
});

test("bursts of calls arrive in their order, each with its own id and its own page", async () => {
  page.options = { anonymous: "send" };
  await browser.open(page.origin);
  await started(browser);
  const burst = (number) =>
    browser.run(async (prefix) => {
      const answers = [];
      for (let index = 0; index < 45; index++) {
        // Every 16 calls the route of the single-page shop changes. WebKit allows 100 changes in 10 s.
        if (!(index & 15)) history.replaceState(0, "", "/route" + (index >> 4));
        answers.push(shoptrail.track("search_performed", { query: prefix + " " + index }));
      }
      await shoptrail.flush();
      return answers.map(({ messageId }) => messageId);
    }, number);
  const ids = [...(await burst(0)), ...(await burst(1)), ...(await burst(2))];
  assert.equal(new Set(ids).size, 135);
  await page.collector.waitFor((collector) => names(collector).length === 136, LIMIT_MS);
  const expected = [0, 1, 2].flatMap((number) =>
    Array.from({ length: 45 }, (_, index) => [number + " " + index, "/route" + (index >> 4)]),
  );
  assert.deepEqual(
    arrived(page.collector)
      .filter(({ event }) => event)
      .map(({ messageId, properties, context }) => [messageId, properties.query, context.page.path]),
    ids.map((id, index) => [id, ...expected[index]]),
  );
});

for (const lock of ["freeze", "seal", "preventExtensions"]) {
  test(`an answer locked by Object.${lock} is validated like any other, and so are later calls`, async () => {
    page.options = { anonymous: "send" };
    await browser.open(page.origin);
    await started(browser);
    const seen = await browser.run((method) => {
      const answer = Object[method](shoptrail.track("search_performed", { query: "one" }));
      const next = shoptrail.track("search_performed", { query: "two" });
      return [
        answer.ok,
        typeof answer.messageId,
        answer.queued === undefined,
        next.ok,
        typeof next.messageId,
      ];
    }, lock);
    assert.deepEqual(seen, [true, "string", true, true, "string"]);
    await page.collector.waitFor((collector) => names(collector).length === 3, LIMIT_MS);
    assert.deepEqual(await storedCallNames(), []);
  });
}

test("a listener that calls the tracker at every call does not hang the page", async () => {
  await browser.open(page.origin);
  await started(browser);
  const calls = await browser.run(() => {
    let count = 0;
    // The limit ends the test when the tracker does not.
    shoptrail.on("call", () => count++ < 5000 && shoptrail.track("no such event"));
    shoptrail.track("search_performed", { query: "one" });
    shoptrail.identify("jane@example.com");
    return count;
  });
  assert.ok(calls > 1 && calls < 1000, `${calls} calls`);
});

test("calls in a loop fill neither the storage nor the memory while they wait", async () => {
  await browser.open(page.origin);
  await started(browser);
  const [isOk, maximum] = await browser.run(() => {
    let longest = 0;
    let answer;
    for (let index = 0; index < 300; index++) {
      answer = shoptrail.track("search_performed", { query: index + "x".repeat(2000) });
      const waiting = Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.q."));
      const length = waiting.reduce((sum, name) => sum + localStorage[name].length, 0);
      longest = Math.max(longest, length);
    }
    return [answer.ok, longest];
  });
  assert.ok(isOk);
  assert.ok(maximum > 50_000 && maximum < 110_000, `${maximum} characters`);
});

test("a getter that withdraws consent during a call leaves nothing of the call behind", async () => {
  page.options = { anonymous: "send" };
  await browser.open(page.origin);
  await started(browser);
  const [reason, stored] = await browser.run(() => {
    const answer = shoptrail.track("search_performed", {
      get query() {
        shoptrail.setConsent(false);
        return "x";
      },
    });
    return [answer.reason, Object.keys(localStorage)];
  });
  assert.deepEqual([reason, stored], ["consent", []]);
});

test("a call of a known shopper keeps its person when the page clears the storage right after", async () => {
  await browser.open(page.origin);
  await started(browser);
  await browser.run(() => void shoptrail.identify("jane@example.com"));
  await delivered(browser);
  await browser.run(() => {
    shoptrail.track("search_performed", { query: "before" });
    localStorage.clear();
    shoptrail.track("search_performed", { query: "after" });
  });
  await page.collector.waitFor((collector) => names(collector).includes("search_performed"), LIMIT_MS);
  await delivered(browser);
  assert.deepEqual(
    arrived(page.collector)
      .filter(({ event }) => event)
      .map(({ properties, userId }) => [properties.query, userId]),
    [["before", "jane@example.com"]],
  );
  assert.deepEqual(
    await browser.run(() => shoptrail.diagnostics().counts.held),
    1,
    "the later call belongs to a new anonymous shopper",
  );
});
