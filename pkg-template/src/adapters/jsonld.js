// Structured data, for product pages without a better source: the JSON-LD or microdata that search engines
// read says which product is viewed. What it means is in shared/structured-data.js.
import { registerIfNew, trackFromSource } from "./shared/adapter.js";
import "./shared/json-ld.js";
import "./shared/schema-org.js";
import { sharedState } from "./shared/shared-state.js";
import { readProduct } from "./shared/structured-data.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/types.js").RecentCall} RecentCall */

const SOURCE = "jsonld";
/** Other sources know more, and may report a little later. */
const WAIT_MS = 1000;
// A page that renders in the browser may have its data only after some seconds. The waits between two looks
// grow: this many looks take 16 seconds.
const MAX_LOOKS = 6;

/**
 * @param {AdapterTracker} tracker
 * @param {unknown} options
 * @param {RecentCall[]} recentCalls
 */
export default function jsonld(tracker, options, recentCalls = []) {
  if (!registerIfNew(tracker, SOURCE)) return;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  let timer;
  let looks = 0;
  // Whether this page view's product has been tracked; "waits" while the tracker may still refuse it.
  /** @type {boolean | "waits"} */
  let isTracked;
  const newProduct = productReader();
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
  addEventListener("pagehide", () => {
    looks = MAX_LOOKS;
    if (timer) trackProduct();
  });

  /** For the view of the page, and each of a single-page shop. */
  function startPageView() {
    isTracked = false;
    looks = 0;
    lookLater();
  }

  function lookLater() {
    clearTimeout(timer);
    timer = setTimeout(trackProduct, WAIT_MS * (looks || 1));
    looks++;
  }

  function trackProduct() {
    clearTimeout(timer);
    timer = 0;
    if (isTracked) return;
    try {
      // The adapter for the shop's platform may be asking the shop.
      const product = sharedState(tracker).isAskingShop ? undefined : newProduct(looks);
      if (product) trackFromSource(tracker, SOURCE, "product_viewed", product);
    } catch (error) {
      // A shape of data that this adapter does not know.
    }
    if (!isTracked && looks < MAX_LOOKS) lookLater();
  }
}

/**
 * Returns a function that returns the product of the page, once. A single-page shop may leave the data of an
 * earlier page in place, for good or until it has rendered: then no new product is viewed. A product without
 * a price may be still to come until the second look, and one without a name until the last.
 */
function productReader() {
  /** @type {string | undefined} */
  let lastProduct;
  /** @type {URL | undefined} */
  let lastAddress;
  let isAway = false;
  return (/** @type {number} */ looks) => {
    const address = new URL(location.href);
    const product = readProduct(document, address);
    const text = JSON.stringify(product);
    if (product && looks < (!product.name ? MAX_LOOKS : !product.price ? 2 : 0)) return;
    if (
      lastAddress &&
      lastAddress.pathname !== address.pathname &&
      JSON.stringify(readProduct(document, lastAddress)) === lastProduct
    )
      isAway = true;
    else if (text !== lastProduct || isAway) {
      isAway = false;
      // Noted before it is tracked, because a refusal asks again.
      lastProduct = text;
      lastAddress = address;
      return product;
    }
  };
}
