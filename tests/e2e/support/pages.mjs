// For a file of tests about a page: one browser, and for each test a page of its own on a port of its own, and so with its own storage.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { startBrowser } from "./browser.mjs";
import { startPage } from "./page.mjs";

/**
 * Sets up the hooks, for a browser started with `how`; `give(browser, page)` before each test. A test fails when the page's console says an error that it did not announce with
 * `page.expectErrors(...patterns)`.
 */
export function usePages(give, how) {
  let browser;
  let page;
  let expected;

  before(async () => void (browser = await startBrowser(how)));
  after(() => browser?.quit());

  beforeEach(async () => {
    page = await startPage();
    expected = [];
    page.expectErrors = (...patterns) => void expected.push(...patterns);
    give(browser, page);
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

/** Takes the cookies of this machine's pages away: they know no ports, and so outlive a test's page. */
export async function forgetCookies(browser, page) {
  await browser.open(`${page.origin}/blank`);
  await browser.clearCookies();
}

/** What the console has said of errors since it was last asked. */
export async function consoleErrors(browser) {
  return (await browser.console()).filter(({ level }) => level === "SEVERE").map(({ message }) => message);
}

/** The messages of a collector, each once by messageId, in order of arrival. */
export function arrived({ messages }) {
  return messages.filter(({ duplicate }) => !duplicate).map(({ message }) => message);
}

export function names(collector) {
  return arrived(collector).map(({ type, event }) => event ?? type);
}
