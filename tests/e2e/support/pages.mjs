// Hooks for a test file about pages: one browser for the file, and for each test a new page on a new port,
// which gives it a new storage. It also reads what a collector received. The tests call it.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { startBrowser } from "./browser.mjs";
import { startPage } from "./page.mjs";

/**
 * Sets up the hooks. The browser is started with `options`; `receive(browser, page)` is called before each
 * test. A test fails when the console of the page shows an error that the test did not announce with
 * `page.expectErrors(...patterns)`.
 */
export function usePages(receive, options) {
  let browser;
  let page;
  let expected;

  before(async () => void (browser = await startBrowser(options)));
  after(() => browser?.quit());

  beforeEach(async () => {
    page = await startPage();
    expected = [];
    page.expectErrors = (...patterns) => void expected.push(...patterns);
    receive(browser, page);
  });

  afterEach(async () => {
    const errors = await consoleErrors(browser);
    await browser.open("about:blank");
    await page.close();
    assert.deepEqual(
      errors.filter((message) => !expected.some((pattern) => pattern.test(message))),
      [],
      "errors on the page's console",
    );
  });
}

/** Deletes the cookies of this machine's pages. Cookies ignore ports, so they outlive the page of a test. */
export async function forgetCookies(browser, page) {
  await browser.open(`${page.origin}/blank`);
  await browser.clearCookies();
}

/** The errors on the console since the last call. */
export async function consoleErrors(browser) {
  return (await browser.console()).filter(({ level }) => level === "SEVERE").map(({ message }) => message);
}

/** The messages of a collector in order of arrival, one per messageId. */
export function arrived({ messages }) {
  return messages.filter(({ duplicate }) => !duplicate).map(({ message }) => message);
}

/** The event name of each arrived message, or "page" or "identify". */
export function names(collector) {
  return arrived(collector).map(({ type, event }) => event ?? type);
}

/**
 * `["page /first", "product_viewed /first"]`: the name of each arrived message, and the path of the page it
 * was made on.
 */
export function namesWithPaths(collector) {
  return arrived(collector).map(({ type, event, context }) => `${event ?? type} ${context.page.path}`);
}

/** What the collector's checks found wrong with the accepted messages. */
export function messageProblems({ messages }) {
  return messages.flatMap(({ verdict }) => verdict.problems);
}
