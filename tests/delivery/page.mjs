// The shop a row is played in: a site and a collector of their own, so that storage is new; and what has arrived there.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startCollector } from "../../www/collector.mjs";
import { segment } from "../../www/segment.mjs";
import { TEST_WRITE_KEY, snippet } from "../../www/snippet.mjs";
import { startSite } from "../e2e/support/site.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));

/**
 * Serves `/left` and `/blank` as empty pages, `scripts` (path → bytes) and any other path as a page with `head(collector)` in it, the tracker under
 * test. The result's `first` is a script before the tracker, `body` one behind it; `keep` lets the browser keep pages for going back (in the back/forward
 * cache, where a page that was left goes on for a while, which makes leaving easy); `/left` takes `leftMs`; `holdScript` (a promise) delays `scripts`. `isolated` pages
 * have a clock of 5 µs instead of 100 µs. `contract` makes the collector another receiver.
 */
export async function startPage({ head, scripts, isolated = false, contract }) {
  const collector = await startCollector({ contract });
  const page = { collector, first: "", body: "", keep: false, leftMs: 0, holdScript: null, origin: "" };
  const isolation = isolated && {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "credentialless",
  };
  const tracker = await head(collector);
  const script = (text) => text && `<script>${text}</script>`;
  const html = (inHead) => ({
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A product</title>${inHead}</head><body></body></html>`,
    headers: { "cache-control": page.keep ? "no-cache" : "no-store", ...isolation },
  });
  const held = (body) => async () => {
    await page.holdScript;
    return { body, headers: { "content-type": "text/javascript" } };
  };
  const site = await startSite({
    "/favicon.ico": { status: 204 },
    "/blank": html(""),
    "/left": async () => {
      await new Promise((resolve) => setTimeout(resolve, page.leftMs));
      return html("");
    },
    ...Object.fromEntries(Object.entries(scripts).map(([path, body]) => [path, held(body)])),
    "/*": () => html(script(page.first) + tracker + script(page.body)),
  });
  page.origin = site.origin;
  page.close = () => Promise.all([site.close(), collector.close()]);
  return page;
}

/** shoptrail from its snippet, without automatic page views; anonymous events are sent at once, unless the row's `anonymous` says otherwise. `more(collector)` are further options. */
export function startOurPage(
  { anonymous = "send" },
  script = readFileSync(`${PKG}embed.min.js`),
  { more = () => ({}), scripts, ...options } = {},
) {
  const head = async (collector) =>
    (await snippet({
      pkgDir: PKG,
      cdn: "/cdn",
      api: collector.origin,
      options: { anonymous, auto_page: "false", ...more(collector) },
    })) +
    bench({
      tracker: "shoptrail",
      viewed: "product_viewed",
      ordered: "order_completed",
      lines: "line_items",
      idle: IDLE,
    });
  return startPage({ head, scripts: { "/cdn/embed.min.js": script, ...scripts }, ...options });
}

/** The same with a pipeline of Segment's kind for a receiver, whose preflights a browser remembers for `maxAge` seconds. */
export function startPipelinePage(row, { maxAge } = {}) {
  return startOurPage(row, undefined, {
    contract: segment({ writeKey: TEST_WRITE_KEY, maxAge }),
    // Before the snippet's own, and so in its place.
    more: ({ origin }) => ({ destination: "segment", endpoint: `${origin}/v1/batch` }),
    scripts: { "/cdn/destination.js": readFileSync(`${PKG}destination.js`) },
  });
}

const IDLE =
  "(({ waiting, in_flight, handed_off }) => !(waiting + in_flight + handed_off))(shoptrail.diagnostics().counts)";

/**
 * `window.bench`, the same whichever tracker is behind it: `track(number, filler?)` for one product view, `trackAll(from, to, filler?)`, `order(id)`,
 * `ready` (a promise), `idle` (whether nothing waits any more, as far as the tracker can say).
 */
export function bench({ tracker, viewed, ordered, lines, ready = `${tracker}.ready()`, idle = "false" }) {
  return `<script>window.bench = {
    properties(number, filler) { return { product_id: "P" + number, variant_id: "V" + number, name: "Runner " + number, price: 89.9, currency: "EUR", quantity: 1, filler: filler ? "q".repeat(filler) : undefined }; },
    call(properties) { return ${tracker}.track("${viewed}", properties); },
    track(number, filler) { return bench.call(bench.properties(number, filler)); },
    trackAll(from, to, filler) { for (let number = from; number < to; number += 1) bench.track(number, filler); },
    order(id) { ${tracker}.track("${ordered}", { order_id: id, total: 89.9, currency: "EUR", ${lines}: [{ product_id: "P1", name: "Runner", price: 89.9, quantity: 1 }] }); },
    get ready() { return ${ready}.then(() => true); },
    get idle() { return ${idle}; },
  };
  addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted));</script>`;
}

/** The events that a collector has taken, of either wire format, in order of arrival. */
export function taken({ requests }) {
  return requests
    .filter((request) => request.taken && request.json)
    .flatMap(({ json }) => json.batch ?? [json])
    .filter(({ type }) => type === "track");
}

/** How many different events that is, how many of them came under two ids, and how many came again under the same id. */
export function count(collector) {
  const ids = new Map();
  const seen = new Set();
  let again = 0;
  for (const { messageId, properties } of taken(collector)) {
    const name = properties.product_id ?? properties.order_id;
    if (!ids.has(name)) ids.set(name, new Set());
    ids.get(name).add(messageId);
    if (seen.has(messageId)) again += 1;
    seen.add(messageId);
  }
  return {
    delivered: ids.size,
    underTwoIds: [...ids.values()].filter((set) => set.size > 1).length,
    again,
    messages: seen.size,
  };
}
