// A page whose process is killed with SIGKILL: what waits is sent by the browser (`fetchLater`), without a
// return visit. And what must not be sent then is not. Other ways to leave a page are in leaving.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { refusing } from "../delivery/faults.mjs";
import { arrived, names, usePages } from "./support/pages.mjs";
import { needs } from "./support/browser.mjs";
import { rendererOfPage } from "./support/engines/renderer.mjs";
import { started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
/** A request of a page that has died is at the collector within this time, if it comes at all. */
const DEAD_MS = 1500;
const EVENTS = 50;
const SEND = { anonymous: "send", auto_page: "false" };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Opens a page in a tab of its own, calls `visit()`, and kills the page's process. Resolves when a request of
 * the dead page would have arrived.
 */
async function diesAfter(visit, head = "") {
  const first = await browser.newTab();
  try {
    page.head = head + COUNT_DEFERRED;
    await browser.open(page.origin);
    await started(browser);
    const pid = await rendererOfPage(browser);
    await visit();
    process.kill(pid, "SIGKILL");
    await pause(DEAD_MS);
  } finally {
    await browser.enter(first);
  }
}

/** Counts in `deferred` how often the page has given the browser something to send. */
const COUNT_DEFERRED = `<script>
  window.deferred = 0;
  if (window.fetchLater) {
    const { fetchLater } = window;
    window.fetchLater = (...request) => {
      const answer = fetchLater(...request);
      window.deferred += 1;
      return answer;
    };
  }
</script>`;

/** No timer of the page fires but those that fire at once. */
const ONLY_SHORT_WAITS = `{
  const { setTimeout } = window;
  window.setTimeout = (work, ms, ...rest) => (ms > 50 ? 0 : setTimeout(work, ms, ...rest));
}`;

/** Makes calls, each about another search, and waits until the browser has got what waits. */
const trackAndDefer = (count) =>
  browser.run(async (calls) => {
    const before = window.deferred;
    for (let number = 0; number < calls; number += 1)
      shoptrail.track("search_performed", { query: `${before} ${number}` });
    while (window.deferred === before) await new Promise((resolve) => setTimeout(resolve, 5));
  }, count);

/** The searches that have arrived, and how many messages came twice. */
const searches = () => [
  names(page.collector).filter((name) => name === "search_performed").length,
  page.collector.messages.filter(({ duplicate }) => duplicate).length,
];

test(
  "a page killed after 50 events: all of them arrive, once, in one request",
  needs("fetchLater"),
  async () => {
    page.options = SEND;
    await diesAfter(() => trackAndDefer(EVENTS));
    assert.deepEqual(searches(), [EVENTS, 0]);
    assert.equal(page.collector.requests.length, 1);
  },
);

for (const [what, call] of [
  ["an order", () => void shoptrail.track("order_completed", { order_id: "1", total: 1, currency: "EUR" })],
  ["an identify", () => void shoptrail.identify("jane@example.com")],
])
  test(`without fetchLater ${what} waits for no neighbours, and takes along what waits`, async () => {
    page.options = SEND;
    page.first = `<script>delete window.fetchLater;${ONLY_SHORT_WAITS}</script>`;
    await browser.open(page.origin);
    await started(browser);
    await browser.run(() => {
      shoptrail.track("search_performed", { query: "first" });
      return shoptrail.flush();
    });
    await browser.run(() => void shoptrail.track("search_performed", { query: "waits" }));
    await browser.run(call);
    await page.collector.waitFor(({ messages }) => messages.length >= 3, LIMIT_MS);
    assert.deepEqual([page.collector.requests.length, searches()], [2, [2, 0]]);
  });

test("the next page sends the same messages under the same ids", needs("fetchLater"), async () => {
  page.options = SEND;
  await diesAfter(() => trackAndDefer(3));
  await browser.open(page.origin);
  await page.collector.waitFor(({ messages }) => messages.length === 6, LIMIT_MS);
  assert.deepEqual(searches(), [3, 3]);
});

test("a shop that prefers a loss to a double gives the browser nothing", needs("fetchLater"), async () => {
  page.options = { ...SEND, resend_unconfirmed: "false" };
  await diesAfter(() =>
    browser.run(async () => {
      shoptrail.track("search_performed", { query: "x" });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }),
  );
  assert.deepEqual(searches(), [0, 0]);
});

test("what is held is not sent", needs("fetchLater"), async () => {
  page.options = { ...SEND, anonymous: "hold" };
  await diesAfter(() =>
    browser.run(async () => {
      shoptrail.track("search_performed", { query: "x" });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }),
  );
  assert.equal(page.collector.requests.length, 0);
});

for (const [denial, deny] of [
  ["a denial", () => shoptrail.setConsent("denied")],
  ["forget()", () => shoptrail.forget()],
])
  test(`${denial} withdraws what the browser has`, needs("fetchLater"), async () => {
    page.options = SEND;
    await diesAfter(async () => {
      await trackAndDefer(3);
      await browser.run(deny);
    });
    assert.equal(page.collector.requests.length, 0);
  });

test(
  "a person who logs out: their events arrive as theirs, and nothing twice",
  needs("fetchLater"),
  async () => {
    page.options = SEND;
    await diesAfter(async () => {
      await browser.run(() => void shoptrail.identify("jane@example.com"));
      await page.collector.waitFor(({ messages }) => messages.length === 1, LIMIT_MS);
      await trackAndDefer(2);
      await browser.run(() => void shoptrail.reset());
      await trackAndDefer(1);
    });
    const found = arrived(page.collector).filter(({ event }) => event === "search_performed");
    assert.deepEqual(
      found.map(({ userId }) => userId),
      ["jane@example.com", "jane@example.com", undefined],
    );
    assert.notEqual(found[2].anonymousId, found[1].anonymousId);
    assert.equal(searches()[1], 0);
  },
);

test("what is delivered, or leaves by beacon, is withdrawn", needs("fetchLater"), async () => {
  page.options = SEND;
  await diesAfter(async () => {
    await trackAndDefer(3);
    await page.collector.waitFor(({ messages }) => messages.length === 3, LIMIT_MS);
    await trackAndDefer(1);
    await browser.run(() => void dispatchEvent(new Event("pagehide")));
    await page.collector.waitFor(({ messages }) => messages.length === 4, LIMIT_MS);
  });
  assert.deepEqual(searches(), [4, 0]);
});

test("what another tab has taken over is withdrawn", needs("fetchLater"), async () => {
  page.options = SEND;
  page.collector.answer = refusing;
  page.expectErrors(/ERR_|Failed to fetch/);
  await diesAfter(async () => {
    await trackAndDefer(3);
    // A new message is its page's own for five seconds.
    await pause(6500);
    page.collector.answer = null;
  });
  assert.deepEqual(searches(), [0, 0]);
});

/** Fills what a page may give the browser for this origin: 64 KiB, with each address and its headers. */
const fillQuota = (origin) => `<script>
  for (let size = 1 << 15; size; size >>= 1) {
    try {
      for (;;) fetchLater("${origin}/theirs", { method: "POST", body: "x".repeat(size) });
    } catch (error) {
      // The next size is smaller.
    }
  }
</script>`;

for (const [name, prepare] of [
  ["the 64 KiB for the collector are full", () => fillQuota(page.collector.origin)],
  [
    "a policy of the page forbids it",
    () => {
      page.headers = { "permissions-policy": "deferred-fetch=(), deferred-fetch-minimal=()" };
      return "";
    },
  ],
])
  test(`${name}: events are sent as without it`, needs("fetchLater"), async () => {
    page.options = SEND;
    await diesAfter(async () => {
      await browser.run(() => void shoptrail.track("search_performed", { query: "x" }));
      await page.collector.waitFor(({ messages }) => messages.length === 1, LIMIT_MS);
      assert.equal(await browser.run(() => window.deferred), 0);
    }, prepare());
    assert.deepEqual(searches(), [1, 0]);
  });
