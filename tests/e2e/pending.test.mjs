// A call is in storage before `track()` returns, and judged later: what becomes of it when somebody looks, and when its page dies in between.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
const IDS = ["01M877WE2GBTZAGP5N1G07SB9W", "01M877WE2GBTZAGP5N1G07SB9X", "01M877WE2GBTZAGP5N1G07SB9Y"];

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

/** What a page that died left of `track("product_viewed", …)` calls, `ageMs` ago. */
function leave(ids, ageMs) {
  return browser.run(
    (view, ids, ageMs, path) =>
      ids.forEach((id, number) => {
        localStorage["shoptrail.q." + id] = JSON.stringify([
          "track",
          ["product_viewed", { ...view, product_id: "p" + number }],
          Date.now() - ageMs,
          path,
          "Dead page",
          "",
          id,
          number,
        ]);
      }),
    VIEW,
    ids,
    ageMs,
    `${page.origin}/dead?utm_source=x`,
  );
}

function left() {
  return browser.run(() => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.q.")));
}

test("track() stores the call before it returns; looking at the answer judges it, under the id it was stored with", async () => {
  await browser.open(page.origin);
  await started(browser);
  const seen = await browser.run(
    (view) => {
      const kept = (prefix) => Object.keys(localStorage).filter((name) => name.startsWith(prefix));
      const messages = kept("shoptrail.m").length;
      const answer = shoptrail.track("product_viewed", view);
      view.product_id = "changed after the call";
      const before = [kept("shoptrail.q."), kept("shoptrail.m").length - messages];
      const { messageId } = answer;
      const plain =
        Object.values(Object.getOwnPropertyDescriptors(answer)).every(({ get }) => !get) &&
        JSON.stringify(answer) === JSON.stringify({ ok: true, messageId });
      return {
        before,
        messageId,
        plain,
        after: kept("shoptrail.q."),
        refused: shoptrail.track("product_viewed", {}).violations.map(({ path }) => path),
      };
    },
    { ...VIEW },
  );
  assert.deepEqual(seen.before, [["shoptrail.q." + seen.messageId], 0]);
  assert.deepEqual([seen.after, seen.plain], [[], true]);
  assert.ok(seen.refused.includes("product_id"));
});

test("calls are judged in the order they were made, by themselves, and before anything else that is asked", async () => {
  page.options = { anonymous: "send" };
  await browser.open(page.origin);
  await started(browser);
  const heard = await browser.run((view) => {
    const heard = [];
    shoptrail.on("call", ({ method, args }) => heard.push(args[1]?.query ?? method));
    shoptrail.track("search_performed", { query: "one" });
    shoptrail.track("search_performed", { query: "two" });
    const before = heard.length;
    shoptrail.identify("jane@example.com");
    shoptrail.track("search_performed", { query: "three" });
    return [before, ...heard];
  }, VIEW);
  assert.deepEqual(heard, [0, "one", "two", "identify"]);
  await page.collector.waitFor((collector) => names(collector).length === 5, LIMIT_MS);
  assert.deepEqual(
    arrived(page.collector)
      .map(({ properties }) => properties?.query)
      .filter(Boolean),
    ["one", "two", "three"],
  );
  assert.deepEqual(await left(), []);
});

test("page() says what it is given, judged later, when somebody looks or inside the call", async () => {
  page.options = { anonymous: "send" };
  await browser.open(page.origin);
  await started(browser);
  const heard = await browser.run(async () => {
    shoptrail.page({ page_type: "later" });
    await shoptrail.flush();
    const answer = shoptrail.page({ page_type: "looked at" });
    const stored = Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.q."));
    const looked = stored.join() === "shoptrail.q." + answer.messageId && answer.ok;
    const { violations } = shoptrail.page({ page_type: Symbol("x") });
    // A call that a getter among the arguments makes waits for its turn, and is judged in it.
    shoptrail.identify({
      get customer_id() {
        return void shoptrail.page({ page_type: "inside" }) ?? "c1";
      },
    });
    return [looked, violations?.map(({ path }) => path)];
  });
  assert.deepEqual(heard, [true, ["page_type"]]);
  const told = (collector) =>
    arrived(collector)
      .filter(({ type }) => type === "page")
      .map(({ properties }) => properties.page_type);
  await page.collector.waitFor((collector) => told(collector).length === 4, LIMIT_MS);
  assert.deepEqual(told(page.collector), [undefined, "later", "looked at", "inside"]);
});

test("a call is read once, however its judging is cut into tasks: what is wrong with it is what was wrong with it", async () => {
  await browser.open(page.origin);
  await started(browser);
  const codes = await browser.run(async (view) => {
    // The page view is judged at once, and leaves its turns to the next call.
    void shoptrail.diagnostics();
    const heard = new Promise((resolve) => shoptrail.on("call", ({ result }) => resolve(result)));
    shoptrail.track("product_viewed", { ...view, price: "much" });
    return (await heard).violations.map(({ code, path }) => code + " " + path);
  }, VIEW);
  assert.deepEqual(codes, ["wrong_type price"]);
});

test("bursts of calls have an id each, and arrive in their order, each from the page it was made on", async () => {
  page.options = { anonymous: "send" };
  await browser.open(page.origin);
  await started(browser);
  const burst = (number) =>
    browser.run(async (number) => {
      const answers = [];
      for (let turn = 0; turn < 45; turn++) {
        // A route of a single-page shop in between. WebKit allows a hundred of them in ten seconds.
        if (!(turn & 15)) history.replaceState(0, "", "/route" + (turn >> 4));
        answers.push(shoptrail.track("search_performed", { query: number + " " + turn }));
      }
      await shoptrail.flush();
      return answers.map(({ messageId }) => messageId);
    }, number);
  const ids = [...(await burst(0)), ...(await burst(1)), ...(await burst(2))];
  assert.equal(new Set(ids).size, 135);
  await page.collector.waitFor((collector) => names(collector).length === 136, LIMIT_MS);
  const expected = [0, 1, 2].flatMap((number) =>
    Array.from({ length: 45 }, (_, turn) => [number + " " + turn, "/route" + (turn >> 4)]),
  );
  assert.deepEqual(
    arrived(page.collector)
      .filter(({ event }) => event)
      .map(({ messageId, properties, context }) => [messageId, properties.query, context.page.path]),
    ids.map((id, index) => [id, ...expected[index]]),
  );
});

test("what a page that died had taken is counted by the next page, as it was, in order, under its ids", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  await leave(IDS, 60_000);
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await page.collector.waitFor(
    (collector) => names(collector).filter((name) => name === "product_viewed").length === 3,
    LIMIT_MS,
  );
  const viewed = arrived(page.collector).filter(({ event }) => event === "product_viewed");
  assert.deepEqual(
    viewed.map(({ messageId, properties, context }) => [messageId, properties.product_id, context.page.path]),
    IDS.map((id, number) => [id, "p" + number, "/dead"]),
  );
  assert.ok(Date.now() - Date.parse(viewed[0].timestamp) > 50_000, "the time of the call");
  await delivered(browser);
  assert.deepEqual(await left(), []);
});

test("what a page took a moment ago is left to that page first", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  // Not to get older while the test runs.
  await leave(IDS.slice(0, 1), 0);
  await browser.run(() => (window.from = Date.now()));
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await page.collector.waitFor((collector) => names(collector).includes("product_viewed"), LIMIT_MS);
  const [{ timestamp }] = arrived(page.collector).filter(({ event }) => event === "product_viewed");
  const request = page.collector.messages.find(({ message }) => message.event === "product_viewed");
  assert.ok(request, "it arrives, once its page can only be dead");
  assert.ok(Date.now() - Date.parse(timestamp) >= 1500, "not before");
});

test("the age of what a page took counts from when it was taken, however long it had waited for the module or for consent", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  await leave(IDS.slice(0, 1), 600_000);
  await browser.run(
    (name) => (localStorage[name] = JSON.stringify([...JSON.parse(localStorage[name]), null, Date.now()])),
    "shoptrail.q." + IDS[0],
  );
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page"], "its page may be alive");
  assert.deepEqual(await left(), ["shoptrail.q." + IDS[0]]);
  await page.collector.waitFor((collector) => names(collector).includes("product_viewed"), LIMIT_MS);
});

test("what pages that died count once a page, and their page views, are apart from what the page that counts them has counted", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  await browser.run(
    (ids, url, view) =>
      ids.forEach((id, number) => {
        const args = number === 1 ? [] : ["product_viewed", view];
        localStorage["shoptrail.q." + id] = JSON.stringify([
          args[0] ? "track" : "page",
          args,
          Date.now(),
          url,
          "Dead page",
          "",
          id,
          number,
        ]);
      }),
    IDS,
    `${page.origin}/dead`,
    VIEW,
  );
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  assert.equal(await browser.run((view) => shoptrail.track("product_viewed", view).ok, VIEW), true);
  // The same product on two pages of theirs, and on this one.
  await page.collector.waitFor(
    (collector) => IDS.every((id) => arrived(collector).some(({ messageId }) => messageId === id)),
    LIMIT_MS,
  );
  assert.equal(
    arrived(page.collector).find(({ messageId }) => messageId === IDS[1]).context.page.path,
    "/dead",
  );
  assert.equal(await browser.run((view) => shoptrail.track("product_viewed", view).reason, VIEW), "repeat");
});

test("what is no call of ours among them is taken away, and nothing else is lost", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  await leave(IDS.slice(0, 1), 60_000);
  await browser.run((other) => {
    for (const [name, text] of [
      ["x", "{"],
      ["y", "null"],
      ["z", '["track",["product_viewed"],1,"","","","z",0]'],
      [other, '["reset",[],1,"","","","' + other + '",0]'],
      ["__proto__", "7"],
    ])
      localStorage["shoptrail.q." + name] = text;
  }, IDS[1]);
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await page.collector.waitFor((collector) => names(collector).includes("product_viewed"), LIMIT_MS);
  await delivered(browser);
  assert.deepEqual(names(page.collector).sort(), ["page", "product_viewed"]);
  assert.deepEqual(await left(), []);
});

test("calls rescued before the module came have ids of their own, the same for every tab that takes them", async () => {
  page.options = { anonymous: "send" };
  const call = [
    "track",
    ["add_to_cart", { ...VIEW, quantity: 1 }],
    Date.now() - 60_000,
    `${page.origin}/old`,
    "Old",
    "",
  ];
  const rescued = JSON.stringify([call, call]);
  const ids = [];
  for (const path of ["/one", "/two"]) {
    page.withSnippet = false;
    await browser.open(page.origin);
    // Each tab finds the same text, as two that open in one instant would.
    await browser.run((text) => (localStorage["shoptrail.q"] = text), rescued);
    page.withSnippet = true;
    const before = page.collector.messages.length;
    await browser.open(page.origin + path);
    await started(browser);
    await page.collector.waitFor(
      ({ messages }) =>
        messages.slice(before).filter(({ message }) => message.event === "add_to_cart").length >= 2,
      LIMIT_MS,
    );
    ids.push(
      page.collector.messages
        .slice(before)
        .map(({ message }) => message)
        .filter(({ event }) => event === "add_to_cart")
        .map(({ messageId }) => messageId),
    );
  }
  assert.equal(new Set(ids[0]).size, 2, "two equal calls are two messages");
  assert.deepEqual(ids[0], ids[1]);
});

for (const lock of ["freeze", "seal", "preventExtensions"]) {
  test(`an answer that the page has locked by Object.${lock} is judged as any other, and so are the calls after it`, async () => {
    page.options = { anonymous: "send" };
    await browser.open(page.origin);
    await started(browser);
    const seen = await browser.run((lock) => {
      const answer = Object[lock](shoptrail.track("search_performed", { query: "one" }));
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
    assert.deepEqual(await left(), []);
  });
}

test("a listener that calls at every call, its own included, does not hang the page", async () => {
  await browser.open(page.origin);
  await started(browser);
  const calls = await browser.run(() => {
    let calls = 0;
    // An end, so that the test has one too.
    shoptrail.on("call", () => calls++ < 5000 && shoptrail.track("no such event"));
    shoptrail.track("search_performed", { query: "one" });
    shoptrail.identify("jane@example.com");
    return calls;
  });
  assert.ok(calls > 1 && calls < 1000, `${calls} calls`);
});

test("what a theme calls in a loop fills neither the storage nor the memory while it waits", async () => {
  await browser.open(page.origin);
  await started(browser);
  const { most, answer } = await browser.run(() => {
    let most = 0;
    let answer;
    for (let turn = 0; turn < 300; turn++) {
      answer = shoptrail.track("search_performed", { query: turn + "x".repeat(2000) });
      const waits = Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.q."));
      most = Math.max(
        most,
        waits.reduce((sum, name) => sum + localStorage[name].length, 0),
      );
    }
    return { most, answer: { ...answer } };
  });
  assert.ok(answer.ok);
  assert.ok(most > 50_000 && most < 110_000, `${most} characters`);
});

test("a getter among the arguments that withdraws consent leaves nothing of the call behind", async () => {
  page.options = { anonymous: "send" };
  await browser.open(page.origin);
  await started(browser);
  const [reason, stored] = await browser.run(() => {
    const { reason } = shoptrail.track("search_performed", {
      get query() {
        shoptrail.setConsent(false);
        return "x";
      },
    });
    return [reason, Object.keys(localStorage)];
  });
  assert.deepEqual([reason, stored], ["consent", []]);
});

test("a known shopper's call is theirs, though the page clears the storage right after it, as shops do at log-out", async () => {
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
    "what comes after is of somebody new",
  );
});

test("what a page that died had taken is of the shopper it was taken of, whoever the next page is of", async () => {
  await browser.open(page.origin);
  await started(browser);
  await browser.run(() => void shoptrail.identify("jane@example.com"));
  await delivered(browser);
  // As `track` has stored it, in a page that died at once.
  await browser.run((view) => {
    const kept = () => Object.keys(localStorage).find((name) => name.startsWith("shoptrail.q."));
    const answer = shoptrail.track("product_viewed", view);
    const call = JSON.parse(localStorage[kept()]);
    void answer.ok;
    call[2] -= 60_000;
    call[6] = "01M877WE2GBTZAGP5N1G07SB9W";
    call[1][1].product_id = "hers";
    localStorage["shoptrail.q." + call[6]] = JSON.stringify(call);
  }, VIEW);
  page.body = `<script>shoptrail.reset(); shoptrail.identify("bob@example.com")</script>`;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  const hers = ({ properties }) => properties?.product_id === "hers";
  await page.collector.waitFor((collector) => arrived(collector).some(hers), LIMIT_MS);
  assert.equal(arrived(page.collector).find(hers).userId, "jane@example.com");
  assert.deepEqual(
    [await browser.run(() => shoptrail.profile().recommend), await left()],
    [null, []],
    "nothing of it is learnt of him",
  );
});
