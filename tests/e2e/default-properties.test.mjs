// Default properties and sessions in a real browser: from the tag by way of the stub, and from npm. Their
// policies are tested in tests/parts/.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TEST_WRITE_KEY } from "../../www/snippet.mjs";
import { arrived, messageProblems, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const track = (view = VIEW) => browser.run((given) => void shoptrail.track("product_viewed", given), view);
const messages = (name) => arrived(page.collector).filter(({ type, event }) => (event ?? type) === name);
/** Of the last message with this name. */
const properties = (name) => messages(name).at(-1).properties;
const hookNames = () =>
  browser.run(() => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.hook")));

test("default properties from the tag are on every event from the landing on; its own win", async () => {
  page.options = { anonymous: "send" };
  page.head = `<script>
    shoptrail.defaultProperties = { theme: "summer", name: "none", bad: function () {} };
  </script>`;
  await browser.open(page.origin);
  await started(browser);
  await track();
  await delivered(browser);
  assert.equal(messages("page")[0].properties.theme, "summer");
  assert.deepEqual(
    [properties("product_viewed").theme, properties("product_viewed").name],
    ["summer", "One"],
  );
  assert.equal("bad" in properties("product_viewed"), false);
  assert.equal((await browser.run(() => shoptrail.diagnostics().drops)).before_send, undefined);
});

test("setProperties holds for the shopper until reset, and for a page until it ends", async () => {
  page.options = { anonymous: "send", default_properties: "true" };
  await browser.open(page.origin);
  await started(browser);
  const answers = await browser.run(async (view) => {
    shoptrail.track("product_viewed", { ...view, product_id: "before" });
    const set = shoptrail.setProperties({ theme: "summer", price: "abc", when: new Date(NaN) });
    const here = shoptrail.setProperties({ layout: "b" }, { scope: "page" });
    shoptrail.track("product_viewed", { ...view, product_id: "after" });
    const refused = [shoptrail.setProperties("x"), shoptrail.setProperties({ a: 1 }, { scope: "tab" })];
    return Promise.all([set, here, ...refused]);
  }, VIEW);
  assert.deepEqual(
    answers.map(({ ok, violations }) => [
      ok,
      ...(violations ?? []).map(({ code, path }) => `${code} ${path}`),
    ]),
    [
      [true, "wrong_type price", "bad_date when"],
      [true],
      [false, "not_an_object "],
      [false, "wrong_type scope"],
    ],
  );
  await delivered(browser);
  const of = (id) =>
    messages("product_viewed").find(({ properties: { product_id } }) => product_id === id).properties;
  assert.deepEqual(
    [of("before").theme, of("after").theme, of("after").layout, of("after").price],
    [undefined, "summer", "b", 5],
  );
  // Another page, which has no option.
  page.options = { anonymous: "send" };
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await track({ ...VIEW, product_id: "next" });
  await delivered(browser);
  assert.deepEqual([of("next").theme, of("next").layout], ["summer", undefined]);
  await browser.run((view) => {
    shoptrail.reset();
    shoptrail.track("product_viewed", { ...view, product_id: "reset" });
  }, VIEW);
  await delivered(browser);
  assert.equal(of("reset").theme, undefined);
  assert.deepEqual(await hookNames(), []);
});

test("default properties set before consent are not stored, and are on the events after them", async () => {
  page.options = { anonymous: "send", consent: "pending", default_properties: "true" };
  await browser.open(page.origin);
  await browser.waitFor(() => !!shoptrail.setProperties);
  await browser.run((view) => {
    shoptrail.track("product_viewed", { ...view, product_id: "before" });
    return new Promise((resolve) => setTimeout(resolve, 5)).then(() => {
      window.answer = shoptrail.setProperties({ theme: "summer", price: "abc" });
      shoptrail.track("product_viewed", { ...view, product_id: "after" });
    });
  }, VIEW);
  assert.deepEqual(await browser.run(() => Object.keys(localStorage)), []);
  await browser.run(() => shoptrail.setConsent("granted"));
  await started(browser);
  assert.deepEqual(
    await browser.run(() => window.answer.then(({ violations }) => violations[0].path)),
    "price",
  );
  await delivered(browser);
  assert.deepEqual(
    messages("product_viewed").map(({ properties: { product_id, theme } }) => [product_id, theme]),
    [
      ["before", undefined],
      ["after", "summer"],
    ],
  );
});

test("a denial removes default properties from the device", async () => {
  page.options = { anonymous: "send", default_properties: "true" };
  await browser.open(page.origin);
  await started(browser);
  await browser.run(() => shoptrail.setProperties({ theme: "summer" }));
  assert.deepEqual(await hookNames(), ["shoptrail.hook.properties"]);
  await browser.run(() => shoptrail.forget());
  assert.deepEqual(await hookNames(), []);
  await browser.run((view) => {
    shoptrail.setConsent("granted");
    shoptrail.track("product_viewed", view);
  }, VIEW);
  await delivered(browser);
  assert.equal(properties("product_viewed").theme, undefined);
});

test("from npm setProperties works before the tracker has started, and without an option", async () => {
  page.withSnippet = false;
  page.head = `<script type="module">
    import { createTracker } from "/pkg/index.js";
    const tracker = createTracker({
      writeKey: "${TEST_WRITE_KEY}", bots: true, anonymous: "send", endpoint: "${page.collector.origin}/v1/b",
    });
    tracker.setProperties({ theme: "summer" }).then((answer) => (window.answer = answer));
  </script>`;
  await browser.open(page.origin);
  await started(browser);
  await browser.waitFor(() => !!window.answer);
  assert.deepEqual(await browser.run(() => window.answer), { ok: true });
  await track();
  await delivered(browser);
  assert.equal(properties("product_viewed").theme, "summer");
});
test("sessions: all tabs have one, and another campaign starts the next", async () => {
  page.options = { anonymous: "send", sessions: "true" };
  await browser.open(page.origin);
  await started(browser);
  await track();
  await delivered(browser);
  const first = properties("product_viewed");
  assert.equal(first.session_number, 1);
  assert.ok(Math.abs(first.session_id - Date.now()) < 60_000);
  assert.deepEqual(
    [messages("page")[0].properties.session_id, messages("page")[0].context.session_id],
    [first.session_id, first.session_id],
  );
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await browser.run(() => void shoptrail.identify("jane@example.com"));
  await delivered(browser);
  assert.equal(messages("page").at(-1).properties.session_id, first.session_id);
  assert.equal(messages("identify")[0].context.session_id, first.session_id);
  await browser.open(`${page.origin}/campaign?utm_source=news&utm_campaign=x`);
  await started(browser);
  await delivered(browser);
  const later = messages("page").at(-1);
  assert.deepEqual([later.properties.session_number, later.context.session_number], [2, 2]);
  assert.ok(later.properties.session_id > first.session_id);
  assert.deepEqual(messageProblems(page.collector), []);
});

test("without sessions.js events go on without a session", async () => {
  page.options = { anonymous: "send", sessions: "true" };
  page.missing = /sessions/;
  page.expectErrors(/sessions/);
  await browser.open(page.origin);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page"]);
  assert.equal(messages("page")[0].properties.session_id, undefined);
});
