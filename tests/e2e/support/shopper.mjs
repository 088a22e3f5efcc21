// The shopper of a file of tests: pages on the hosts of one shop, and what the tracker says there.

import assert from "node:assert/strict";
import { arrived, usePages } from "./pages.mjs";
import { delivered, started } from "./story.mjs";

const LIMIT_MS = 10_000;

/** As `usePages`, every name under `.test` being this machine. Gives the shopper; its `browser` and `page` are of the test that runs. */
export function useShopper() {
  const shopper = {
    browser: null,
    page: null,
    /** An address on one of the shop's hosts. */
    on: (host, path) => shopper.page.origin.replace("127.0.0.1", host) + path,
    async open(url) {
      await shopper.browser.open(url);
      await started(shopper.browser);
    },
    /** Follows a link, as a shopper does: the next page gets a referrer. */
    async follow(url) {
      const { browser } = shopper;
      await browser.run((to) => {
        window.left = true;
        const link = document.body.appendChild(document.createElement("a"));
        link.href = to;
        setTimeout(() => link.click());
      }, url);
      await browser.driver.wait(
        () => browser.run(() => !window.left && document.readyState === "complete").catch(() => false),
        LIMIT_MS,
        `waited for ${url}`,
      );
      await started(browser);
    },
    /** Calls the tracker: `shop("track", name, properties)`. */
    shop: (method, ...args) =>
      shopper.browser.run((method, args) => shoptrail[method](...args), method, args),
    identity: () => shopper.browser.run(() => shoptrail.diagnostics().identity),
    anonymousId: async () => (await shopper.identity()).anonymousId,
    /** What arrived of one name, each message once. */
    of: (name) => arrived(shopper.page.collector).filter(({ type, event }) => (event ?? type) === name),
    /** Waits until all is delivered. */
    async nothingRefused() {
      await delivered(shopper.browser);
      assert.deepEqual(
        shopper.page.collector.messages.flatMap(({ verdict }) => verdict.problems),
        [],
        "the collector refuses nothing",
      );
    },
  };
  usePages((browser, page) => Object.assign(shopper, { browser, page }), { hosts: true });
  return shopper;
}
