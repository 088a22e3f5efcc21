// Which adapters a page gets from the script tag: those it names, and with `auto`, the default, those of the platforms it shows signs of.

const find = (selector) => document.querySelector(selector);

// `[adapters, whether this page needs them]`, in the order they run: the first to tell of something
// is heard, and structured data is for shops that have nothing better.
const SIGNS = [
  ["shopify-page shopify shopify-ajax", () => window.Shopify],
  ["woocommerce", () => find("[class*=woocommerce],[class*=wc-block]")],
  ["ga4", () => window.dataLayer],
  ["attributes", () => find("[data-shoptrail-event]")],
  [
    "jsonld",
    (found) => !/shopify|woo/.test(found) && find("script[type*='ld+json'],[itemtype*='schema.org/Product']"),
  ],
];

/** Calls `add(name, after)` for what joins them and for each adapter of the list `wanted`, such as `shopify,ga4`, `auto,spa` or `none`; when the page has been parsed. */
export function choose(wanted = "auto", add) {
  const start = () => {
    const names = new Set(wanted.match(/[a-z0-9-]+/g));
    const auto = names.delete("auto");
    // What comes in several files is asked for by any of them.
    for (const [files, shows] of SIGNS) {
      const list = files.split(" ");
      if (list.some((name) => names.has(name)) || (auto && shows([...names].join())))
        list.forEach((name) => names.add(name));
    }
    names.delete("none");
    let turn = names.size && add("sources");
    for (const name of names) turn = add("adapters/" + name, turn);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
}
