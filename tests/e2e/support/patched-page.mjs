// A page whose own JavaScript is old or hostile: plays a story on it, and compares what arrives with what a
// clean page sends. The files page-javascript-*.test.mjs play it.

import assert from "node:assert/strict";
import { arrived, usePages } from "./pages.mjs";
import { delivered, started } from "./story.mjs";

// Longer than the lease of a request that the patched page had under way when it was left.
const LIMIT_MS = 30_000;

/** The browser and the page of the running test. */
export let browser;
export let page;
/** Sets up the hooks of a test file. */
export function usePatchedPages() {
  usePages((...fresh) => void ([browser, page] = fresh));
}

// Taken before any patch: the driver's own scripts rely on built-ins, so the page reports by itself.
const WATCH = `<script>
  (function () {
    var send = XMLHttpRequest.prototype.send, open = XMLHttpRequest.prototype.open, later = setTimeout;
    window.runLater = function (work, ms) { later.call(window, work, ms); };
    function report(text) {
      var request = new XMLHttpRequest();
      open.call(request, "POST", "/report");
      send.call(request, text);
    }
    addEventListener("error", function (event) { report("error: " + event.message); });
    addEventListener("unhandledrejection", function (event) { report("rejection: " + event.reason); });
    window.done = function () { report("done"); };
  })();
</script>`;

const line = (id, name, quantity) => ({ product_id: id, name, price: 5, quantity });
const order = (id) => ({
  order_id: id,
  total: 15,
  currency: "EUR",
  line_items: [line("p1", "One", 1), line("p2", "Two", 2)],
});
const PURCHASE = {
  event: "purchase",
  ecommerce: {
    transaction_id: "early",
    value: 15,
    currency: "EUR",
    items: [
      { item_id: "p1", item_name: "One", price: 5, quantity: 1 },
      { item_id: "p2", item_name: "Two", price: 5, quantity: 2 },
    ],
  },
};
const text = JSON.stringify;
// Calls before the script, and calls after it. Both as a theme makes them: in inline scripts.
const EARLY = `<script>
  shoptrail.track("product_viewed", { product_id: "p1", name: "One", price: 5, currency: "EUR" });
  window.dataLayer = [];
  ORDER
</script>`;
const EARLY_ORDERS = {
  "by track()": `shoptrail.track("order_completed", ${text(order("early"))});`,
  "by dataLayer": `dataLayer.push(${text(PURCHASE)});`,
};
const LATE = `<script>
  addEventListener("load", function () {
    runLater(function () {
      LATE_ORDER
      shoptrail.identify("jane@example.com", { first_name: "Jane" });
      runLater(function () { shoptrail.flush(); done(); }, 500);
    }, 300);
  });
</script>`;
// Two sources that report an order on one page within two seconds report one order.
const LATE_ORDER = `shoptrail.track("order_completed", ${text(order("late"))});`;
const EXPECTED = ["identify", "order early", "order late", "page", "product_viewed"];

const script = (code) => `<script>${code.replaceAll("</script", "<\\/script")}</script>`;
export const reports = () => page.requests.filter(({ path }) => path === "/report").map(({ body }) => body);
const nameOf = ({ type, event, properties }) =>
  event === "order_completed" ? `order ${properties.order_id}` : (event ?? type);
const shape = (message) =>
  text([
    nameOf(message),
    Object.keys(message)
      .filter((name) => name !== "userId")
      .sort(),
    message.properties?.line_items,
    Object.keys(message.properties ?? {}).sort(),
    message.traits?.first_name,
    message.context?.page?.title,
  ]);

/** Opens a page with `patch` at `place`, and asserts that everything arrives as on a clean page. */
export async function play(patch, place, { early = "by track()", ...options } = {}) {
  page.options = { anonymous: "send", adapters: "ga4", ...options };
  page.files["/report"] = { status: 204 };
  const code = script(patch);
  page.first = WATCH + (place === "before the stub" ? code : "");
  page.head = place === "between stub and script" ? code : "";
  page.body =
    EARLY.replace("ORDER", () => EARLY_ORDERS[early]) +
    LATE.replace("LATE_ORDER", early === "by track()" ? LATE_ORDER : "") +
    (place === "after the script" ? script(`addEventListener("load", () => { ${patch} });`) : "");
  await browser.open(`${page.origin}/patched`);
  await waitFor(() => reports().includes("done"));
}

async function waitFor(isDone) {
  for (const limit = Date.now() + LIMIT_MS; !isDone();) {
    assert.ok(
      Date.now() < limit,
      `waited for ${isDone}: ${reports()}, ${arrived(page.collector).map(nameOf)}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Opens a clean page, which reads what the patched one stored, and lets it deliver. */
export async function openCleanPage() {
  page.first = page.head = page.body = "";
  await browser.open(`${page.origin}/clean`);
  await started(browser);
  await delivered(browser);
}

const messages = () =>
  arrived(page.collector).filter(({ context }) => !/clean$/.test(context.page?.path ?? ""));

export async function assertArrivesAsOnACleanPage(patch, place, options) {
  await play(patch, place, options);
  await openCleanPage();
  const expected = EXPECTED.filter((name) => name !== "order late" || options?.early !== "by dataLayer");
  // What the patched page had under way when it was left, the clean page takes over after its lease.
  for (const limit = Date.now() + LIMIT_MS; messages().length < expected.length && Date.now() < limit;)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(
    reports().filter((body) => body !== "done"),
    [],
    "nothing is thrown",
  );
  assert.deepEqual(messages().map(nameOf).sort(), expected, await whereTheyAre());
  assert.deepEqual(
    page.collector.messages.flatMap(({ verdict }) => verdict.problems),
    [],
  );
  const patched = messages().map(shape).sort();
  assert.deepEqual(patched, (clean[options?.early] ??= await cleanShapes(options)));
}

/** What a reader of a failed test wants to know first. */
async function whereTheyAre() {
  if (messages().length >= 4) return;
  const state = await browser.run(() =>
    JSON.stringify([window.shoptrail.diagnostics(), { ...localStorage }]),
  );
  return `${messages().map(nameOf)} arrived; ${state}`;
}

const clean = {};
/** What a clean page sends. */
async function cleanShapes(options) {
  const before = page.collector.messages.length;
  await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
  page.requests.length = 0;
  await play("", "before the stub", { early: options?.early });
  await waitFor(
    () =>
      new Set(page.collector.messages.slice(before).map(({ message }) => nameOf(message))).size >=
      (options?.early ? 4 : 5),
  );
  const fresh = page.collector.messages.slice(before).map(({ message }) => message);
  return [
    ...new Set(fresh.filter(({ context }) => !/clean$/.test(context.page?.path ?? "")).map(shape)),
  ].sort();
}
