// Shopware 6 storefront. Where a page or its off-canvas cart shows the cart, the storefront prints its lines
// as data, and the page of an order prints the order's. The off-canvas cart announces on its element that it
// has been rendered. https://developer.shopware.com/docs/guides/plugins/plugins/storefront/
import { isPage, lenient, metaOf, platform, queryOf, textAt } from "./shared/cart-changes.js";
import { byEmail, formProperties, observeForms } from "./shared/forms.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/cart-changes.js").CartLines} CartLines */
/** @typedef {NonNullable<import("./shared/cart-changes.js").Platform>} Shop */

const FORMS = [
  {
    event: "signed_up",
    sent: "form[action*='/account/register']",
    read: byEmail,
    isAccepted: () => isPage("is-ctl-accountprofile"),
    isRefusedWhenShown: true,
  },
  {
    event: "newsletter_subscribed",
    sent: "form[action*='/form/newsletter']",
    // The same form unsubscribes.
    read: (/** @type {Element} */ form) => {
      const option = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=option]"));
      return option?.value === "unsubscribe" ? undefined : formProperties(form);
    },
    isAccepted: () => document.querySelector(".confirm-message .alert-success,.alert-success"),
  },
];

/** @param {AdapterTracker} tracker */
export default function shopware(tracker) {
  const shop = platform(tracker, "shopware");
  if (!shop) return;
  lenient(trackPage)(shop);
  observeForms(tracker, "shopware", FORMS);
  // It does not bubble.
  document.addEventListener(
    "Wishlist/onProductAdded",
    lenient((event) =>
      shop.track("wishlist_added", { product_id: /** @type {CustomEvent} */ (event).detail.productId }),
    ),
    true,
  );
  if (isPage("is-act-finishpage")) return trackOrder(shop);
  const isRegister = isPage("is-act-checkoutregisterpage");
  if (isPage("is-act-cartpage")) shop.view("cart_viewed");
  if (isRegister || isPage("is-act-confirmpage")) shop.view("checkout_started");
  shop.expectOn("submit", "[action*='/checkout/']", askedPieces);
  const see = lenient(() => {
    const lines = readLines();
    if (lines) shop.see(lines);
  });
  see();
  // Only who has given an address gets there.
  if (isPage("is-act-confirmpage")) shop.step("contact");
  // A guest gives an address before the storefront prints the cart.
  const { lines } = shop.recall();
  if (isRegister && lines) shop.see(lines);
  // Its events do not bubble. They come when the content is there.
  for (const name of ["offCanvasOpened", "registerEvents"]) document.addEventListener(name, see, true);
}

/**
 * What a form adds: `lineItems[id][quantity]`, 1 where it has no such field.
 * @param {HTMLFormElement} form
 */
function askedPieces(form) {
  /** @type {Record<string, number>} */
  const asked = {};
  for (const [name, value] of new FormData(form)) {
    const [, id, field] = /^lineItems\[(\w+)\]\[(id|quantity)\]$/.exec(name) || [];
    if (field === "quantity") asked[id] = Number(value);
    else if (field) asked[id] ??= 1;
  }
  return asked;
}

/** @param {Shop} shop */
function trackPage({ track }) {
  const name = textAt("h1");
  if (isPage("is-ctl-product")) {
    /** @type {HTMLInputElement | null} */
    const field = document.querySelector("form[action*='/checkout/'] [name^='lineItems['][name$='[id]']");
    track("product_viewed", {
      product_id: field?.value,
      sku: textAt(".product-detail-ordernumber") || textAt("[itemprop=sku]"),
      name: textAt(".product-detail-name") || name,
      variant_name: document.querySelector("[data-product-variant]")?.getAttribute("data-product-variant"),
      brand: metaOf("product:brand"),
      category: [...document.querySelectorAll(".breadcrumb-title")].pop()?.textContent?.trim(),
      price: metaOf("product:price:amount") || textAt("[itemprop=price]"),
      currency: metaOf("product:price:currency") || textAt("[itemprop=priceCurrency]"),
      image_url: metaOf("og:image"),
      url: metaOf("og:url"),
    });
  }
  const { activeNavigationId } = /** @type {{ activeNavigationId?: string }} */ (
    /** @type {unknown} */ (window)
  );
  // The start page is a category too, and lists nothing of its own.
  if (isPage("is-ctl-navigation") && isPage("is-act-index") && document.querySelector(".product-box"))
    track("collection_viewed", { collection_id: activeNavigationId, collection_name: name });
  if (isPage("is-act-search") && queryOf("search"))
    track("search_performed", { query: queryOf("search"), results_count: /\d+/.exec(name || "")?.[0] });
}

/** @param {Shop} shop */
function trackOrder(shop) {
  const number = document.querySelector(".finish-ordernumber")?.getAttribute("data-order-number");
  const { currency, value, shipping, tax } = information()?.dataset || {};
  shop.order(number, {
    total: value,
    shipping,
    tax,
    currency,
    line_items: Object.values(readLines() || {}),
    discount: items()
      .map(({ dataset }) => Math.max(-Number(dataset.price), 0))
      .reduce((sum, part) => sum + part, 0),
  });
}

/** The cart that is shown: that of the off-canvas cart, else of the page. */
function information() {
  const [canvas, page] = [".offcanvas ", ""].map((place) =>
    document.querySelector(place + ".hidden-line-items-information"),
  );
  return /** @type {HTMLElement | null} */ (canvas || page);
}

const items = () =>
  /** @type {HTMLElement[]} */ ([...(information()?.querySelectorAll(".hidden-line-item") || [])]);

/** @returns {CartLines | undefined} */
function readLines() {
  const { currency } = information()?.dataset || {};
  if (!information()) return;
  return Object.fromEntries(
    items()
      // A promotion is a line with a negative price.
      .filter(({ dataset }) => !(Number(dataset.price) < 0))
      .map(({ dataset }) => [
        dataset.lineItemId || dataset.id,
        {
          product_id: dataset.id,
          sku: dataset.sku,
          name: dataset.name,
          brand: dataset.brand,
          category: dataset["category-1"],
          price: dataset.price,
          currency,
          quantity: Number(dataset.quantity),
        },
      ]),
  );
}
