// The harness itself: two storefronts side by side, and the inspector with the tracker's report beside the
// collector's.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { serve } from "../../www/server.mjs";
import { startBrowser } from "./support/browser.mjs";
import { delivered, started } from "./support/story.mjs";

const VISIT_LIMIT_MS = 60_000;

let browser;
let harness;

before(async () => {
  [browser, harness] = await Promise.all([startBrowser(), serve({ shopPort: 0 })]);
  // The load of /compare waits for two storefronts.
  await browser.driver.manage().setTimeouts({ pageLoad: VISIT_LIMIT_MS });
});

after(() => Promise.all([browser?.quit(), harness?.close()]));

/** Runs in the page: what it shows of both storefronts. */
function readSides() {
  return [...document.querySelectorAll(".side")].map((side) => ({
    theme: side.id,
    sum: [...side.querySelectorAll(".sum span")].map((fact) => [
      fact.className,
      fact.querySelector("b").textContent,
    ]),
    codes: [...side.querySelectorAll("[data-code]")].map((row) => row.textContent),
    differences: side.querySelectorAll(".difference").length,
    events: Object.fromEntries(
      [...side.querySelectorAll("[data-event]")].map((row) => [
        row.dataset.event,
        [...row.querySelectorAll("td")].map((cell) => cell.textContent),
      ]),
    ),
  }));
}

test("reports tell a complete storefront from a broken one, and agree with the collector", async () => {
  await browser.open(new URL("/compare", harness.url).href);
  const until = (goal, body) => browser.driver.wait(() => browser.run(body), VISIT_LIMIT_MS, goal);
  await until("both storefronts report", () =>
    [...document.querySelectorAll(".side")].every(({ dataset }) => dataset.done),
  );
  const early = await browser.run(() =>
    [...document.querySelectorAll(".side")].map((side) => [
      side.querySelector(".sum").textContent,
      side.querySelector(".panels").textContent,
    ]),
  );
  assert.deepEqual(early, Array(2).fill(["No data yet. Press “Visit both”.", "No data yet."]));
  await browser.click("#visit");
  await until("the visit ends", () => document.getElementById("progress").textContent === "Visited.");
  await browser.waitFor(() => document.querySelectorAll(".side .panel:first-child .good").length === 2);
  const [complete, broken] = await browser.run(readSides);
  assert.deepEqual([complete.theme, broken.theme], ["complete", "broken"]);
  assert.deepEqual(complete.sum, [
    ["good", "100 %"],
    ["good", "0"],
    ["good", "0"],
    ["good", "1 of 1"],
  ]);
  assert.deepEqual(complete.codes, []);
  assert.deepEqual(
    complete.events.order_completed,
    ["1", "1", "1", "1"],
    "accepted, repeated by the reload, delivered, received",
  );
  assert.ok(
    broken.sum.every(([kind]) => kind === "bad"),
    JSON.stringify(broken.sum),
  );
  for (const mistake of [
    "collection_view unknown_event1",
    "product_viewed pricewrong_type1",
    "product_viewed namemissing_property1",
    "product_viewed currencymissing_property1",
    "checkout_started line_itemsmissing_property1",
    "order_completed totalcontradiction1",
  ]) {
    assert.ok(broken.codes.includes(mistake), `${mistake} is not in ${broken.codes.join(", ")}`);
  }
  assert.deepEqual(
    broken.events.order_completed,
    ["1", "·", "3", "1", "1"],
    "one order, however often it is tracked",
  );
  assert.deepEqual([complete.differences, broken.differences], [0, 0]);
});

test("the inspector shows contradictions in red, and saves both reports without any value", async () => {
  await browser.open(
    new URL(
      "/products/tarn-boot?harness_inspector=open&shoptrail_anonymous=send&utm_source=SECRET",
      harness.url,
    ).href,
  );
  await started(browser);
  await browser.waitFor(() => window.shoptrail.diagnostics().quality);
  await delivered(browser);
  await browser.click("[data-tab=quality]");
  await browser.waitFor(() =>
    document.querySelector(".inspector .panel .good")?.textContent.startsWith("They agree"),
  );
  harness.collector.messages.splice(
    harness.collector.messages.findIndex(({ message }) => message.event === "product_viewed"),
    1,
  );
  await browser.run(() => shoptrail.track("search_performed", { query: "SECRET" }));
  const row = await browser.waitFor(() => document.querySelector(".inspector .difference")?.textContent);
  assert.equal(row, "product_viewed10");
  const colour = await browser.run(
    () => getComputedStyle(document.querySelector(".inspector .difference .bad")).color,
  );
  assert.equal(colour, "rgb(244, 119, 107)");

  const text = await browser.run(async () => {
    const saved = new Promise((resolve) => {
      URL.createObjectURL = (blob) => (resolve(blob.text()), "data:,");
      URL.revokeObjectURL = () => {};
    });
    document.querySelector(".save button").click();
    return saved;
  });
  const { tracker, collector, differences } = JSON.parse(text);
  assert.deepEqual(
    [tracker.events.product_viewed.delivered, collector.events.product_viewed, differences[0]],
    [1, undefined, { what: "product_viewed", tracker: 1, collector: 0 }],
  );
  assert.ok(!/SECRET|tarn-boot|127\.0\.0\.1/i.test(text), text);
});

test("the inspector shows when the next request is due, and which option is wrong", async () => {
  await browser.open(new URL("/?harness_inspector=open&shoptrail_anonymous=send", harness.url).href);
  await started(browser);
  await delivered(browser);
  harness.collector.answer = async () => ({
    status: 429,
    headers: { "retry-after": "30", "access-control-expose-headers": "retry-after" },
  });
  await browser.run(() => shoptrail.track("search_performed", { query: "x" }));
  const note = await browser.waitFor(() => document.querySelector(".inspector .note").textContent);
  assert.match(note, /^Next try at \d\d:\d\d:\d\d, in (2\d|30) s$/);
  await browser.open(new URL("/?shoptrail_region=apac", harness.url).href);
  assert.equal(
    await browser.waitFor(() => document.querySelector(".inspector .note")?.textContent),
    "Option region: allowed is us, eu",
  );
});

test("the inspector has a form with all properties of the plan; it shows warnings and refusals", async () => {
  // Removes the wrong option of the previous test, which lasts for the visit.
  await browser.driver.manage().deleteAllCookies();
  await browser.open(new URL("/?harness_inspector=open", harness.url).href);
  await started(browser);
  await browser.click('[data-tab="track"]');
  await browser.waitFor(() => document.querySelectorAll(".try [data-type]").length > 0);
  const plan = JSON.parse(readFileSync(new URL("../../pkg-template/plan.json", import.meta.url), "utf8"));
  const forms = await browser.run(() => {
    const event = document.querySelector('.try [name="event"]');
    return [...event.options].map(({ value }) => {
      event.value = value;
      event.dispatchEvent(new Event("change"));
      return [value, [...document.querySelectorAll(".try [data-type]")].map(({ name }) => name)];
    });
  });
  assert.deepEqual(
    forms,
    plan.events.map(({ name, properties }) => [name, properties.map((row) => row.name)]),
  );
  const answer = async (values) => {
    await browser.run((fieldValues) => {
      const event = document.querySelector('.try [name="event"]');
      event.value = "product_viewed";
      event.dispatchEvent(new Event("change"));
      for (const [name, value] of Object.entries(fieldValues))
        document.querySelector(`.try [name="${name}"]`).value = value;
      document.querySelector(".try").requestSubmit();
    }, values);
    return browser.waitFor(() => document.querySelector(".try .answer").textContent);
  };
  assert.match(
    await answer({ product_id: "P1", price: "12,99", currency: "EUR" }),
    /^Accepted as [0-9A-Z]{26}\..* price: wrong_type \([^)]+\), read as 12\.99\..* name: missing_property/,
  );
  assert.match(
    await answer({ product_id: "P2", name: "Two", price: "cheap", currency: "EUR" }),
    /^Accepted as [0-9A-Z]{26}\. price: wrong_type \([^)]+\)\.$/,
    "what cannot be read is left out",
  );
  assert.match(
    await answer({ price: "12,99" }),
    /^Not accepted: invalid\..*product_id\/variant_id\/sku\/name: missing_property/,
  );
  assert.match(
    await answer({ product_id: "P3", name: "Three", price: "12.99", currency: "EUR" }),
    /^Accepted as [0-9A-Z]{26}\.$/,
  );
});
