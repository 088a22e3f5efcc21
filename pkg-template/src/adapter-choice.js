// Which adapters a page gets from the script tag: those that the option names, and with `auto`, the default,
// those of the platforms that the page shows signs of. From npm the shop imports the adapters that it wants
// (index.js).

/**
 * @import { LoadPart } from "./types.js"
 */

/** @param {string} selector */
const find = (selector) => document.querySelector(selector);

// A page that renders in the browser may have its structured data only after some seconds.
const LOOK_AGAIN_MS = 1000;
const LOOK_UNTIL_MS = 20_000;

/**
 * `[adapters, whether this page needs them]`, in the order they run. Of two adapters that report one action
 * the first counts.
 *
 * @type {[files: string, isNeeded: () => unknown][]}
 */
const SIGNS = [
  ["shopify-page shopify shopify-ajax", () => window.Shopify],
  ["woocommerce", () => find("[class*=woocommerce],[class*=wc-block]")],
  ["ga4", () => window.dataLayer],
  ["attributes", () => find("[data-shoptrail-event]")],
];

/**
 * Once the page has been parsed, loads the part `sources`, which joins the adapters, and then each adapter.
 * Structured data is for shops that have nothing better, and comes last.
 *
 * @param {string | undefined} wanted A list such as `shopify,ga4`, `auto,spa` or `none`.
 * @param {LoadPart} load
 */
export function loadWantedAdapters(wanted = "auto", load) {
  const start = () => {
    /** @type {string[]} */
    let names = wanted.match(/[a-z0-9-]+/g) || [];
    const isAuto = names.includes("auto");
    // An adapter in several files comes whole when any of them is named.
    for (const [files, isNeeded] of SIGNS) {
      const list = files.split(" ");
      if (list.some((name) => names.includes(name)) || (isAuto && isNeeded())) names = names.concat(list);
    }
    names = names.filter((name, index) => !/^(auto|none)$/.test(name) && names.indexOf(name) === index);
    let before = /** @type {any} */ (names[0] && load("sources"));
    for (const name of names) before = load("adapters/" + name, before);
    const look = () => {
      // The first page of a single-page shop may have no product.
      if (names.includes("spa") || find("[type*='ld+json'],[itemtype*='schema.org/Product']"))
        load("adapters/jsonld", before || load("sources"));
      else if (performance.now() < LOOK_UNTIL_MS) setTimeout(look, LOOK_AGAIN_MS);
    };
    if (isAuto && !window.Shopify) look();
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
}
