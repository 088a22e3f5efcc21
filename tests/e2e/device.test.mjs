// The overlay's tab for storage: what the tracker has stored on this device, as its own module reads it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePages } from "./support/pages.mjs";
import { inOverlay, overlayShows } from "./support/quality.mjs";
import { started } from "./support/story.mjs";

const VIEW = { product_id: "SECRET-p1", name: "SECRET One", price: 5, currency: "EUR" };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

/** Opens a page with the overlay, on its tab for storage. */
async function openStorage(path = "/") {
  await browser.open(`${page.origin}${path}?shoptrail_debug=1`);
  await started(browser);
  await overlayShows(browser, (root) => root.querySelector("[data-event=page]"));
  await openTab();
}
const openTab = () =>
  inOverlay(browser, (root) =>
    [...root.querySelectorAll("nav button")].find(({ textContent }) => textContent === "Storage").click(),
  );

test("the tab shows each record that is stored, with its age and size, and no problem", async () => {
  await browser.open(page.origin);
  await started(browser);
  await browser.run((view) => {
    shoptrail.track("product_viewed", view);
    shoptrail.diagnostics();
  }, VIEW);
  await openStorage("/shoes");
  const groups = await overlayShows(browser, (root) => {
    const found = [...root.querySelectorAll("main > details")].map((group) => group.dataset.node);
    return found.includes("outbox") && found;
  });
  assert.deepEqual(
    groups.filter((name) => /identity|touches|outbox|clock/.test(name)),
    ["identity", "touches", "outbox", "clock"],
  );
  const text = await inOverlay(browser, (root) => root.querySelector("main").textContent);
  assert.match(text, /product_viewed/);
  assert.match(text, /SECRET One/);
  assert.match(text, / s ago|0 s ago/);
  // The core keeps the profile's time as a day. At midnight in UTC it may be yesterday's.
  assert.match(text, /profile ?(today \(UTC\)|1 d ago)/);
  assert.match(text, /\d+ records, [\d.]+ (KiB|B)/);
  assert.deepEqual(await inOverlay(browser, (root) => [...root.querySelectorAll("main em.bad")].length), 0);
  const count = await browser.run(
    () => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.")).length,
  );
  assert.ok(text.startsWith(`${count} records`), `${count}: ${text.slice(0, 60)}`);
});

test("the copied report has the tree without personal data", async () => {
  await browser.open(page.origin);
  await started(browser);
  await browser.run((view) => {
    shoptrail.identify("secret@example.com", { first_name: "SECRET" });
    shoptrail.track("product_viewed", view);
  }, VIEW);
  await openStorage();
  await browser.run(() => {
    const clipboard = { writeText: async (text) => void (window.copied = text) };
    Object.defineProperty(navigator, "clipboard", { value: clipboard });
  });
  await inOverlay(browser, (root) =>
    [...root.querySelectorAll("nav button")].find(({ textContent }) => textContent === "Copy report").click(),
  );
  const report = JSON.parse(await browser.waitFor(() => window.copied));
  assert.ok(report.version && report.userAgent);
  assert.ok(report.device.nodes.some(({ label }) => label === "identity"));
  assert.doesNotMatch(JSON.stringify(report.device), /secret/i);
});

test("a record that another script wrote is shown with what is wrong, and as text", async () => {
  await browser.open(page.origin);
  await started(browser);
  await browser.run(() => {
    localStorage["shoptrail.drops"] = '["<img src=x onerror=alert(1)>"]';
    localStorage["shoptrail.o.1"] = "<b>no time</b>";
  });
  await openStorage();
  const [problems, elements] = await overlayShows(browser, (root) => {
    const found = [...root.querySelectorAll("main em.bad")].map(({ textContent }) => textContent);
    return found.length > 1 && [found, root.querySelectorAll("main img, main b b").length];
  });
  assert.equal(problems.length, 2);
  assert.equal(elements, 0);
});

test("where WebAssembly is forbidden the tab shows diagnostics() and says why", async () => {
  page.headers = { "content-security-policy": "script-src 'self' 'unsafe-inline' blob:" };
  page.expectErrors(/Content Security Policy|WebAssembly/);
  await openStorage();
  const text = await overlayShows(browser, (root) => {
    const shown = root.querySelector("main").textContent;
    return shown.includes("cannot be read") && shown;
  });
  assert.match(text, /forbids WebAssembly/);
  assert.match(text, /"anonymousId"/);
});
