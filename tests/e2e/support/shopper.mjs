// A shopper for a test file: opens pages on the hosts of one shop and calls the tracker there.
// identity.test.mjs, hosts.test.mjs and links.test.mjs use it.

import assert from "node:assert/strict";
import { arrived, usePages } from "./pages.mjs";
import { delivered, started } from "./story.mjs";

const LIMIT_MS = 10_000;

/**
 * Sets up the hooks of `usePages`, with every name under `.test` as this machine. Returns the shopper; its
 * `browser` and `page` belong to the running test.
 */
export function useShopper() {
  const shopper = {
    browser: null,
    page: null,
    /** An address on one of the shop's hosts. */
    urlOn: (host, path) => shopper.page.origin.replace("127.0.0.1", host) + path,
    async open(url) {
      await shopper.browser.open(url);
      await started(shopper.browser);
    },
    /** Follows a link, so that the next page gets a referrer. */
    async followLink(url) {
      const { browser } = shopper;
      await browser.run((href) => {
        window.left = true;
        const link = document.body.appendChild(document.createElement("a"));
        link.href = href;
        setTimeout(() => link.click());
      }, url);
      await browser.driver.wait(
        () => browser.run(() => !window.left && document.readyState === "complete").catch(() => false),
        LIMIT_MS,
        `waited for ${url}`,
      );
      await started(browser);
    },
    /** Calls the tracker: `call("track", name, properties)`. */
    call: (...call) => shopper.browser.run(([method, ...args]) => shoptrail[method](...args), call),
    identity: () => shopper.browser.run(() => shoptrail.diagnostics().identity),
    anonymousId: async () => (await shopper.identity()).anonymousId,
    /** The arrived messages with this name, one per messageId. */
    messagesNamed: (name) =>
      arrived(shopper.page.collector).filter(({ type, event }) => (event ?? type) === name),
    /** Waits until everything is delivered, and asserts that the collector refused nothing. */
    async allAccepted() {
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
