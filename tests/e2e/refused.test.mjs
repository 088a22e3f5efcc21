// A refused or repaired call is never silent: the console names each fault once a page, a listener hears of
// each refused call, and `diagnostics()` counts both. With `debug` the console has each call itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ORDER, VIEW } from "./support/embedding.mjs";
import { consoleErrors, usePages } from "./support/pages.mjs";
import { started } from "./support/story.mjs";

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const settle = (ms = 1000) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens a page, runs `calls` in it, and resolves with the tracker's lines on the console. */
async function linesAfter(calls, options = {}) {
  page.options = { anonymous: "send", ...options };
  await browser.open(`${page.origin}/`);
  await started(browser);
  await browser.run(calls, ORDER, VIEW);
  // Whoever asks has what waits processed.
  await browser.run(() => void shoptrail.diagnostics());
  await settle();
  return (await browser.console())
    .filter(({ message }) => message.includes("shoptrail"))
    .map(({ message }) => message);
}

for (const [name, [calls, event, path, code]] of Object.entries({
  "an order without its id": [
    (order) => void shoptrail.track("order_completed", { ...order, order_id: undefined }).ok,
    "order_completed",
    "order_id",
    "missing_property",
  ],
  "an order that nobody looks at": [
    (order) => void shoptrail.track("order_completed", { ...order, order_id: "" }),
    "order_completed",
    "order_id",
    "missing_property",
  ],
  "an unknown event": [
    () => void shoptrail.track("order_complete", {}).ok,
    "order_complete",
    "",
    "unknown_event",
  ],
  "an identify without a person": [
    () => void shoptrail.identify("").ok,
    "identify",
    "it does not say who the shopper is",
    "",
  ],
})) {
  test(`${name} is one line on the console: event, path, why, and how to see more`, async () => {
    const lines = await linesAfter(calls);
    assert.equal(lines.length, 1, lines.join("\n"));
    const [line] = lines;
    assert.match(line, new RegExp(`shoptrail: ${event} is refused: `));
    for (const word of [path, code, "debug", "?shoptrail_debug=1"]) assert.ok(line.includes(word), line);
  });
}

test("a code is named once a page, another code once more", async () => {
  const lines = await linesAfter((order) => {
    for (let count = 0; count < 5; count++)
      shoptrail.track("order_completed", { ...order, order_id: undefined });
    shoptrail.track("order_complete", {});
    shoptrail.track("nothing_known", {});
  });
  assert.equal(lines.length, 2, lines.join("\n"));
});

test("what is accepted, repeated or warned about is no line", async () => {
  const lines = await linesAfter((order, view) => {
    shoptrail.track("product_viewed", view);
    shoptrail.track("order_completed", order);
    shoptrail.track("order_completed", order);
    shoptrail.track("order_completed", { ...order, order_id: "1002", total: 999 });
  });
  assert.deepEqual(lines, []);
});

test("refused calls from before the script are named too", async () => {
  page.body = `<script>
    window.heard = [];
    shoptrail.on("refused", (notice) => heard.push(notice));
    shoptrail.track("order_completed", { total: 5, currency: "EUR" });
  </script>`;
  const lines = await linesAfter(() => {});
  assert.equal(lines.length, 1);
  const [{ name, violations, ...rest }] = await browser.run(() => window.heard);
  assert.equal(name, "order_completed");
  assert.deepEqual(rest, {});
  assert.ok(violations.some(({ code, path }) => code === "missing_property" && path === "order_id"));
});

test("a listener hears of each refused call, and nothing else; what it throws is its own", async () => {
  page.expectErrors(/theirs/);
  await linesAfter((order, view) => {
    window.heard = [];
    shoptrail.on("refused", () => {
      throw new Error("theirs");
    });
    window.end = shoptrail.on("refused", ({ name, violations }) =>
      heard.push([name, violations.map(({ code }) => code)]),
    );
    const faults = { ...order, order_id: undefined };
    shoptrail.track("order_completed", faults).ok;
    shoptrail.track("order_completed", faults).ok;
    shoptrail.track("product_viewed", view).ok;
    shoptrail.track("order_completed", order).ok;
    shoptrail.track("order_completed", order).ok;
    // Accepted with a warning.
    shoptrail.track("order_completed", { ...order, order_id: "1002", total: "9,99" }).ok;
  });
  await browser.waitFor(() => shoptrail.diagnostics().refused === 2);
  await browser.run((order) => {
    window.end();
    shoptrail.track("order_completed", { ...order, order_id: undefined }).ok;
  }, ORDER);
  await browser.waitFor(() => shoptrail.diagnostics().refused === 3);
  const heard = await browser.run(() => window.heard);
  assert.deepEqual(
    heard.map(([name]) => name),
    ["order_completed", "order_completed"],
  );
  const errors = await consoleErrors(browser);
  assert.ok(errors.length > 0 && errors.every((message) => /theirs/.test(message)), errors.join("\n"));
});

test("diagnostics() counts refused and repaired calls, also while the tracker is off", async () => {
  await linesAfter((order) => {
    const faults = { ...order, order_id: undefined };
    shoptrail.track("order_completed", faults);
    shoptrail.track("order_completed", { ...order, total: "9,99" });
    shoptrail.track("order_completed", { ...order, order_id: "1002" });
  });
  await browser.waitFor(() => shoptrail.diagnostics().refused > 0);
  const count = () => browser.run(() => [shoptrail.diagnostics().refused, shoptrail.diagnostics().repaired]);
  assert.deepEqual(await count(), [1, 1]);
  await browser.run(() => shoptrail.setConsent(false));
  assert.deepEqual(await count(), [1, 1]);
});

test("with debug each refused call is on the console, with its answer", async () => {
  const lines = await linesAfter(
    (order) => {
      for (let count = 0; count < 2; count++)
        shoptrail.track("order_completed", { ...order, order_id: undefined });
    },
    { debug: "true" },
  );
  assert.equal(lines.filter((line) => /"shoptrail: track"/.test(line)).length, 2, lines.join("\n"));
});
