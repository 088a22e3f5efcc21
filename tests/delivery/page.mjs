// The shop in which a row is played: its own site and its own collector, so that the storage is new. It also
// counts what has arrived at the collector. runner.mjs, the bench and scripts/delivery.mjs start it.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startCollector } from "../../www/collector.mjs";
import { segment } from "../../www/segment.mjs";
import { TEST_WRITE_KEY, snippet } from "../../www/snippet.mjs";
import { startSite } from "../e2e/support/site.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));

/**
 * Starts the shop. `/left` and `/blank` are empty pages, `scripts` maps paths to bytes, and any other path is
 * a page with `head(collector)`, the tracker under test. `isolated` pages have a clock of 5 µs instead of 100
 * µs. `contract` makes the collector another receiver.
 *
 * The members of the result can be set at any time. `first` is a script before the tracker, `body` one behind
 * it. `keep` lets the browser keep pages in the back/forward cache; a kept page goes on for a while, which
 * makes leaving easy. `/left` answers after `leftMs`. `holdScript`, a promise, delays `scripts`.
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
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A product</title>
${inHead}</head><body></body></html>`,
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

/**
 * Starts the shop with shoptrail from its snippet and without automatic page views.
 * `trackerOptions(collector)` gives further options of the tracker. Anonymous events are sent at once, unless
 * the row sets `anonymous`.
 */
export function startOurPage(
  { anonymous = "send" },
  script = readFileSync(`${PKG}embed.min.js`),
  { trackerOptions = () => ({}), scripts, ...options } = {},
) {
  const head = async (collector) =>
    (await snippet({
      pkgDir: PKG,
      cdn: "/cdn",
      api: collector.origin,
      options: { anonymous, auto_page: "false", ...trackerOptions(collector) },
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

/**
 * As `startOurPage`, with a Segment-like pipeline as the receiver. A browser remembers its preflights for
 * `maxAge` s.
 */
export function startPipelinePage(row, { maxAge } = {}) {
  return startOurPage(row, undefined, {
    contract: segment({ writeKey: TEST_WRITE_KEY, maxAge }),
    // The first of two equal attributes counts, so this endpoint replaces the snippet's.
    trackerOptions: ({ origin }) => ({ destination: "segment", endpoint: `${origin}/v1/batch` }),
    scripts: { "/cdn/destination.js": readFileSync(`${PKG}destination.js`) },
  });
}

const IDLE = `(({ waiting, in_flight, handed_off }) =>
      !(waiting + in_flight + handed_off))(shoptrail.diagnostics().counts)`;

/**
 * A script that sets `window.bench`, which is the same for every tracker: `track(number, filler?)` for one
 * product view, `trackAll(from, to, filler?)`, `order(id)`, `ready` (a promise), and `idle` (true when the
 * tracker reports that nothing waits any more).
 */
export function bench({ tracker, viewed, ordered, lines, ready = `${tracker}.ready()`, idle = "false" }) {
  return `<script>window.bench = {
    properties(number, filler) {
      return {
        product_id: "P" + number, variant_id: "V" + number, name: "Runner " + number,
        price: 89.9, currency: "EUR", quantity: 1, filler: filler ? "q".repeat(filler) : undefined,
      };
    },
    call(properties) { return ${tracker}.track("${viewed}", properties); },
    track(number, filler) { return bench.call(bench.properties(number, filler)); },
    trackAll(from, to, filler) {
      for (let number = from; number < to; number += 1) bench.track(number, filler);
    },
    order(id) {
      const line = { product_id: "P1", name: "Runner", price: 89.9, quantity: 1 };
      ${tracker}.track("${ordered}", { order_id: id, total: 89.9, currency: "EUR", ${lines}: [line] });
    },
    get ready() { return ${ready}.then(() => true); },
    get idle() { return ${idle}; },
  };
  addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted));</script>`;
}

/** The track messages that a collector has accepted, of either wire format, in order of arrival. */
export function acceptedEvents({ requests }) {
  return requests
    .filter((request) => request.accepted && request.json)
    .flatMap(({ json }) => json.batch ?? [json])
    .filter(({ type }) => type === "track");
}

/**
 * Counts what a collector has accepted: different events (`delivered`), events that came under two ids,
 * messages that came again under the same id, and different `messages`.
 */
export function count(collector) {
  const ids = new Map();
  const seen = new Set();
  let again = 0;
  for (const { messageId, properties } of acceptedEvents(collector)) {
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
