// The story of a shopper in variants: through the npm entry, with anonymous events sent at once, and under
// the semantic names. The file also tests what works without storage.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../../www/server.mjs";
import { readPlan } from "../../www/snippet.mjs";
import { needs, startBrowser } from "./support/browser.mjs";
import { serveNpmShop } from "./support/npm-shop.mjs";
import { startPage } from "./support/page.mjs";
import {
  assertStory,
  delivered,
  derivedUlid,
  EMAIL,
  playStory,
  started,
  withoutInspector,
} from "./support/story.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));
const BLOCKED = "blocked storage";
const EARLY_SCRIPT = "a script before any page";

async function withBrowser(run, options) {
  const browser = await startBrowser(options);
  try {
    await run(browser);
    assert.deepEqual(
      (await browser.console()).filter(({ level }) => level === "SEVERE"),
      [],
      "errors on the page's console",
    );
  } finally {
    await browser.quit();
  }
}

async function withHarness(start, run) {
  const harness = await start();
  try {
    await run(harness);
  } finally {
    await harness.close();
  }
}

async function setOption(browser, harness, name, value) {
  await browser.setCookie(harness.url, "harness_options", encodeURIComponent(`shoptrail_${name}=${value}`));
}

test("the story through the npm entry gives the same messages", () =>
  withHarness(serveNpmShop, (harness) =>
    withBrowser(async (browser) => {
      await assertStory(harness, await playStory(browser, harness));
      assert.ok(
        await browser.run(() => window.trackers.every((tracker) => tracker === window.shoptrail)),
        "createTracker returns the same tracker",
      );
    }),
  ));

test('anonymous: "send" sends each event when it happens, and identify at its time', () =>
  withHarness(
    () => serve({ shopPort: 0 }),
    (harness) =>
      withBrowser(async (browser) => {
        await setOption(browser, harness, "anonymous", "send");
        await assertStory(harness, await playStory(browser, harness, { reading: true }), { send: true });
      }),
  ));

test('naming: "semantic" gives the same messages under the semantic names', () =>
  withHarness(
    () => serve({ shopPort: 0 }),
    (harness) =>
      withBrowser(async (browser) => {
        const { events } = await readPlan(PKG);
        await setOption(browser, harness, "naming", "semantic");
        await assertStory(harness, await playStory(browser, harness), {
          names: (name) => events.find((event) => event.name === name).semantic,
        });
      }),
  ));

/** Runs in the page: a view, identify, and one order twice. Returns the results. */
function orderTwice(email) {
  const lines = [{ product_id: "p1", price: 5, quantity: 1 }];
  const order = { order_id: "1001", total: 5, currency: "EUR", line_items: lines };
  return [
    shoptrail.track("product_viewed", { product_id: "p1", name: "One", price: 5, currency: "EUR" }),
    shoptrail.identify({ email }),
    shoptrail.track("order_completed", order),
    shoptrail.track("order_completed", order),
  ];
}

test("with storage blocked by the browser, identity and events work within the page", needs(BLOCKED), () =>
  withBrowser(
    async (browser) => {
      const page = await startPage();
      try {
        await browser.open(`${page.origin}/?utm_source=newsletter`);
        await started(browser);
        assert.equal(
          await browser.run(() => {
            try {
              return String(localStorage);
            } catch (error) {
              return error.name;
            }
          }),
          "SecurityError",
        );
        const results = await browser.run(orderTwice, EMAIL);
        assert.deepEqual(
          results.map(({ ok, reason }) => reason ?? ok),
          [true, true, true, "repeat"],
        );
        await delivered(browser);
        // The date of the order comes as a separate identify.
        const messages = page.collector.messages
          .map(({ message }) => message)
          .filter(({ traits }) => !traits?.last_order_date);
        assert.deepEqual(
          messages.map(({ type, event }) => event ?? type),
          ["identify", "page", "product_viewed", "order_completed"],
        );
        assert.equal(new Set(messages.map(({ anonymousId }) => anonymousId)).size, 1);
        assert.ok(messages.every(({ userId }) => userId === EMAIL));
        assert.equal(messages[3].messageId, derivedUlid("order_completed", "127.0.0.1", "1001"));
        assert.deepEqual(
          page.collector.messages.flatMap(({ verdict }) => verdict.problems),
          [],
        );
        assert.equal((await browser.run(() => shoptrail.diagnostics())).storage.durable, false);
      } finally {
        await page.close();
      }
    },
    { blockStorage: true },
  ),
);

test(
  "where reading localStorage throws, the shop works and identified pages deliver",
  needs(EARLY_SCRIPT),
  () =>
    withHarness(
      () => serve({ shopPort: 0 }),
      (harness) =>
        withBrowser(async (browser) => {
          await browser.beforePages(() => {
            Object.defineProperty(window, "localStorage", {
              get() {
                throw new DOMException("denied", "SecurityError");
              },
            });
          });
          await withoutInspector(browser, harness);
          await browser.open(new URL("/products/fell-runner", harness.url).href);
          await browser.click("#add-to-cart");
          await browser.arrive("/cart");
          await browser.click("#checkout");
          await browser.arrive("/checkout");
          await browser.type("#email", EMAIL);
          await browser.click("#continue");
          await delivered(browser);
          const names = harness.collector.messages.map(({ message }) => message.event ?? message.type);
          assert.deepEqual(names, ["identify", "page", "checkout_started", "checkout_step_completed"]);
          assert.deepEqual(
            harness.collector.messages.flatMap(({ verdict }) => verdict.problems),
            [],
          );
          await browser.click("#place-order");
          await browser.arrive("/orders/");
          await started(browser);
        }),
    ),
);
