// Structured data, for product pages without a better source: the JSON-LD or microdata that search engines
// read says which product is viewed.
import { registerIfNew, trackFromSource } from "./shared/adapter.js";
import { readProduct } from "./shared/structured-data.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/types.js").RecentCall} RecentCall */

const SOURCE = "jsonld";
/** Other sources know more, and may report a little later. */
const WAIT_MS = 1000;

/**
 * @param {AdapterTracker} tracker
 * @param {unknown} options
 * @param {RecentCall[]} recentCalls
 */
export default function jsonld(tracker, options, recentCalls = []) {
  if (!registerIfNew(tracker, SOURCE)) return;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  let timer;
  // Whether this page view's product has been tracked; "waits" while the tracker may still refuse it.
  /** @type {boolean | "waits"} */
  let isTracked;
  /** @type {string | undefined} */
  let lastProduct;
  const observe = (/** @type {RecentCall} */ { method, args, result }) => {
    if (method === "page") startPageView();
    if (args[0] !== "product_viewed") return;
    isTracked = result.queued ? isTracked || "waits" : result.ok || isTracked === true;
    if (!isTracked && !timer) trackProduct();
  };

  startPageView();
  recentCalls.forEach(observe);
  tracker.on("call", observe);
  // A shopper who leaves sooner has seen the product too.
  addEventListener("pagehide", () => timer && trackProduct());

  /** For the view of the page, and each of a single-page shop. */
  function startPageView() {
    isTracked = false;
    clearTimeout(timer);
    timer = setTimeout(trackProduct, WAIT_MS);
  }

  function trackProduct() {
    clearTimeout(timer);
    timer = 0;
    if (isTracked) return;
    try {
      const product = readProduct(document, new URL(location.href));
      const text = JSON.stringify(product);
      // A single-page shop may leave the data of its first page in place: then no new product is viewed.
      // Noted before it is tracked, because a refusal calls this function again.
      const isNew = product && text !== lastProduct;
      lastProduct = text;
      if (isNew) trackFromSource(tracker, SOURCE, "product_viewed", product);
    } catch (error) {
      // A shape of data that this adapter does not know.
    }
  }
}
