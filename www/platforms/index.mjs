// Pages that behave like the platforms that the adapters support. Their scripts do not use shoptrail; only
// the head snippet is shoptrail's. This file maps addresses to the pages, except Shopify's, which have their
// own frame. routes.mjs calls it.
import { html } from "../html.mjs";
import { layout } from "../pages/layout.mjs";
import { bigcommerce, bigcommercePost, storefront } from "./bigcommerce.mjs";
import { declarative, email } from "./declarative.mjs";
import { googleTag, tagManager } from "./google.mjs";
import { magento, magentoPost } from "./magento.mjs";
import { prestashop, prestashopPost } from "./prestashop.mjs";
import { shopware, shopwarePost } from "./shopware.mjs";
import { singlePage } from "./single-page.mjs";
import { jsonLd, microdata } from "./structured.mjs";
import { woocommerce, woocommercePost } from "./woocommerce.mjs";

/**
 * By the part of the address after /platforms/: `[title, page(context, rest)]`. A page returns the arguments
 * of `layout`, or a whole answer.
 */
const PLATFORMS = {
  gtag: ["Google tag", googleTag],
  gtm: ["Google Tag Manager", tagManager],
  jsonld: ["JSON-LD", jsonLd],
  microdata: ["Microdata", microdata],
  woocommerce: ["WooCommerce", woocommerce],
  magento: ["Magento 2, Luma and Hyvä", magento],
  bigcommerce: ["BigCommerce", bigcommerce],
  prestashop: ["PrestaShop", prestashop],
  shopware: ["Shopware 6", shopware],
  attributes: ["Attributes", declarative],
  email: ["E-mail forms", email],
  spa: ["Single-page shop", singlePage],
};

/** The answer to a GET, or undefined when the address belongs to no platform. */
export function platform(context) {
  const [, first, second, ...rest] = context.url.pathname.split("/");
  if (first === "wp-json") return woocommerce(context, ["wp-json", ...rest]);
  if (first === "api" && second === "storefront") return storefront(context, rest);
  if (first !== "platforms") return undefined;
  const [title, page] = PLATFORMS[second] ?? ["Platforms", index];
  const given = page(context, rest);
  return given.body
    ? { html: layout(withOptions(context, given.options), { title, ...given }), status: 200 }
    : given;
}

/** By the beginning of a path: what its forms and requests do. */
const POSTS = {
  "/platforms/woocommerce": woocommercePost,
  "/wp-json": woocommercePost,
  "/platforms/magento": magentoPost,
  "/platforms/bigcommerce": bigcommercePost,
  "/remote/v1/cart": bigcommercePost,
  "/platforms/prestashop": prestashopPost,
  "/platforms/shopware": shopwarePost,
};

export function platformPost(context, form) {
  const [, post] = Object.entries(POSTS).find(([path]) => context.url.pathname.startsWith(path)) ?? [];
  return post?.(context, form);
}

function index() {
  const all = [
    ["shopify", ["Shopify, as Dawn 15"]],
    ["shopify-horizon", ["Shopify, as Horizon"]],
    ...Object.entries(PLATFORMS),
  ];
  return {
    body: html`<h1>Platforms</h1>
      <p>
        These pages behave like the platforms that the adapters support. Their scripts do not use shoptrail.
        Everything that the inspector shows was found by an adapter.
      </p>
      <p>
        <a href="/"><u>The shop</u></a> · <a href="/compare"><u>Two storefronts compared</u></a>
      </p>
      <ul class="platforms">
        ${all.map(
          ([name, [title]]) =>
            html`<li>
              <a href="/platforms/${name}"><u>${title}</u></a>
            </li>`,
        )}
      </ul>`,
  };
}

/**
 * The context with more attributes in the head snippet, such as `{"data-adapters": "auto,spa"}`, as the
 * README documents.
 */
function withOptions(context, options = {}) {
  const attributes = Object.entries(options)
    .map(([name, value]) => html` ${name}="${value}"`.html)
    .join("");
  return {
    ...context,
    snippet: context.snippet && context.snippet.replace(/ data-write-key=/, (key) => attributes + key),
  };
}
