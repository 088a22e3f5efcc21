// Chromium's own word on the back/forward cache: a page with shoptrail goes into it and comes out of it, with
// events waiting and with a request under way. The DevTools protocol names each reason against.

import { compare } from "./support/compare.mjs";

export const needs = ["build", "browser"];

const TIMES = 3;
/** Long enough for the answers to every request and every lock. */
const QUIET_MS = 4_000;

const CASES = {
  "a page without a call": () => true,
  "a page whose events were delivered": (quietMs) => {
    shoptrail.track("search_performed", { query: "delivered" });
    return shoptrail.flush().then(() => new Promise((resolve) => setTimeout(resolve, quietMs)));
  },
  "a page left at once after an event": () => void shoptrail.track("search_performed", { query: "waiting" }),
  "a page left at once after flush()": () => {
    shoptrail.track("search_performed", { query: "sent" });
    shoptrail.flush();
  },
};

export async function check() {
  const { startBrowser } = await import("../../tests/e2e/support/browser.mjs");
  const { startPage } = await import("../../tests/e2e/support/page.mjs");
  const browser = await startBrowser();
  try {
    const cases = [];
    for (const [name, act] of Array.from({ length: TIMES }, () => Object.entries(CASES)).flat()) {
      const page = await startPage({ options: { anonymous: "send" } });
      try {
        cases.push({ name, expected: "kept", found: await comeBack(browser, page, act) });
      } finally {
        await browser.open("about:blank");
        await page.close();
      }
    }
    return [compare(browser.version, "Is the page kept for the way back?", cases, REASONS)];
  } finally {
    await browser.quit();
  }
}

/** `"kept"`, or why Chromium did not keep the page. */
async function comeBack(browser, page, act) {
  await browser.open(`${page.origin}/first`);
  await browser.run(() => shoptrail.ready().then(() => true));
  await browser.run(() => addEventListener("pageshow", ({ persisted }) => (window.wasKept = persisted)));
  await browser.run(act, QUIET_MS);
  await browser.open(`${page.origin}/blank`);
  await browser.driver.navigate().back();
  await browser.arrive("/first");
  return browser.run(() => {
    if (window.wasKept) return "kept";
    const [{ notRestoredReasons }] = performance.getEntriesByType("navigation");
    return `not kept: ${JSON.stringify(notRestoredReasons?.reasons ?? notRestoredReasons)}`;
  });
}

const REASONS = [
  [
    "The page is left within milliseconds of a call. Chromium drops a page whose lock or answer comes " +
      "after it was put away; everything is delivered.",
    ({ name, found }) => / at once after /.test(name) && /weblocks-contention|masked/.test(found),
    true,
  ],
];
