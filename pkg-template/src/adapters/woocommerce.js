// WooCommerce: classic themes and blocks, without jQuery. What happened in the cart is the difference between the cart that the shop's own
// Store API gives and the one seen before; orders, and what else only the server knows, come from what shoptrail.php prints.
import { install, report } from "./shared/sources.js";

const SEEN = "shoptrail.woo";
// As long as `sources` remembers.
const ARRIVAL_MS = 30000;

export default function woocommerce(shop) {
  if (!install(shop, "woocommerce")) return;
  const { body } = document;
  const is = (name) => body.matches("." + name);
  const tell = (name, properties, began) => report(shop, "woocommerce", name, properties, began);
  const api = (document.querySelector("[rel='https://api.w.org/']")?.href || "/wp-json/") + "wc/store/v1/";
  const product_id = /postid-(\d+)/.exec(body.className)?.[1];
  let seen, unsaved, asking, again;
  let asked = 0;

  const names = islands();
  if (is("single-product") && !names.includes("product_viewed"))
    ask("products/" + product_id)
      .then((item) => tell("product_viewed", product(item)))
      .catch(() => {});
  hear();
  arrive();

  /** What the server printed: `{identify: [keys, traits], events: [[name, properties]]}`, any number of times. Gives the events' names. */
  function islands() {
    return [...document.querySelectorAll("script.shoptrail-woocommerce")].flatMap(({ textContent }) => {
      try {
        const { identify, events } = JSON.parse(textContent);
        if (identify) shop.identify(...[].concat(identify));
        return events.map(([name, properties]) => (tell(name, properties), name));
      } catch (error) {
        // Another plugin's output got into it. An order that nobody could read is the tracker's to refuse.
        if (is("woocommerce-order-received")) tell("order_completed", {});
        return [];
      }
    });
  }

  function hear() {
    // jQuery's trigger() calls these too, which is how Google's own plugin hears them.
    chain("adding_to_cart", expect);
    chain("added_to_cart", (fragments, hash, button) => look(button));
    for (const name of ["removed_from_cart", "updated_wc_div", "wc_cart_emptied"]) chain(name, () => look());
    body.addEventListener("wc-blocks_adding_to_cart", expect);
    for (const name of ["added_to", "removed_from"])
      body.addEventListener("wc-blocks_" + name + "_cart", () => look());
    // Blocks say what they are about to change, and of most of it not that they did: that they asked the Store API is seen. A checkout asks it for each line of an address.
    for (const name of ["set-item-quantity", "remove-item"])
      window.wp?.hooks?.addAction("experimental__woocommerce_blocks-cart-" + name, "shoptrail", expect);
    const isChange = ({ name, responseEnd }) =>
      /store.{1,3}v1.{1,3}(batch|cart.{1,3}\w+-item)/.test(name) && responseEnd > asked;
    if (window.PerformanceObserver && !is("woocommerce-checkout"))
      new PerformanceObserver((list) => list.getEntries().some(isChange) && look()).observe({
        type: "resource",
      });
    chain("found_variation", ({ variation_id, sku, display_price: price, image, attributes }) => {
      const variant_name = Object.values(attributes || {}).join(" / ");
      // The preselected one is no choice.
      if (navigator.userActivation?.hasBeenActive !== false)
        tell("product_viewed", {
          product_id,
          variant_id: variation_id,
          variant_name,
          sku,
          price,
          image_url: image?.src,
        });
    });
  }

  function chain(name, listen) {
    const before = body["on" + name];
    body["on" + name] = function (event, ...said) {
      try {
        listen(...said);
      } catch (error) {
        // The theme's handlers go on.
      }
      return before?.apply(this, arguments);
    };
  }

  // A form that is sent the old way has no event: there the cart's hash, which WooCommerce keeps in a cookie, and its message say that something is new.
  function arrive() {
    const ordered = is("woocommerce-order-received");
    const shown = is("woocommerce-cart") ? "cart_viewed" : is("woocommerce-checkout") && "checkout_started";
    const hash = hashNow();
    const isOpen = Date.now() - recall()?.open < ARRIVAL_MS;
    const isNews = isOpen || document.querySelector(".woocommerce-message,.is-success");
    // Ordered, or run out: nobody took anything out of it.
    if (ordered || (!hash && !isNews)) keep({});
    if (!ordered && (shown || isOpen || hash !== recall()?.hash)) look(null, shown, !isNews, true);
  }

  /** Something is asked of the shop. If this page is left before the answer, the next one knows that there was something. */
  function expect() {
    save({ ...recall(), open: Date.now() });
  }

  /** Asks for the cart and tells what is new in it, unless `quiet`; one question at a time. `button`: what was pressed, where a shop does not answer. */
  function look(button, shown, quiet, arrived) {
    if (!arrived) expect();
    if (asking) return void (again = 1);
    asked = performance.now();
    // What the page before did, it or another source there may have told.
    const began = asked - (arrived ? ARRIVAL_MS : 0);
    asking = ask("cart")
      .then(
        ({ items, coupons, totals }) => {
          // Nobody saw the cart before, but there was something to say of it: the one line in it is new.
          const before = recall()?.lines || (!items[1] && {});
          const lines = {};
          for (const item of items) lines[item.key] = line(item);
          for (const key in before && !quiet ? { ...before, ...lines } : {}) {
            const more = (lines[key]?.quantity || 0) - (before[key]?.quantity || 0);
            if (more)
              tell(
                more > 0 ? "add_to_cart" : "remove_from_cart",
                { ...(lines[key] || before[key]), quantity: Math.abs(more) },
                began,
              );
          }
          keep(lines);
          if (shown && items[0])
            tell(shown, {
              line_items: items.map(line),
              currency: totals.currency_code,
              coupon: coupons[0]?.code,
            });
        },
        (error) => {
          // The page is being left, or the network is gone: whoever sees the cart next tells.
          if (error && error.name !== "SyntaxError") return;
          const { value, dataset } = button?.[0] || button;
          tell(
            "add_to_cart",
            {
              product_id: dataset.product_id || value,
              sku: dataset.product_sku,
              quantity: +dataset.quantity || 1,
            },
            began,
          );
        },
      )
      .catch(() => {})
      .finally(() => {
        asking = null;
        if (again) look((again = null));
      });
  }

  function ask(what) {
    return fetch(api + what, { credentials: "same-origin" }).then((answer) =>
      answer.ok ? answer.json() : Promise.reject(),
    );
  }

  function hashNow() {
    return /woocommerce_cart_hash=(\w+)/.exec(document.cookie)?.[1];
  }

  function recall() {
    try {
      return unsaved ? seen : JSON.parse(localStorage[SEEN]);
    } catch (error) {
      return seen;
    }
  }

  function keep(lines) {
    save({ hash: hashNow(), lines });
  }

  // In storage only once the tracker works, and so the shopper has not said no.
  function save(record) {
    seen = record;
    unsaved = 1;
    shop.ready(() => {
      try {
        if (!shop.diagnostics().on) return;
        localStorage[SEEN] = JSON.stringify(seen);
        unsaved = 0;
      } catch (error) {
        // Blocked or full: known to this page alone.
      }
    });
  }
}

/** A product of the Store API, whose prices are texts in minor units. */
function product({ id, name, sku, prices, images, permalink, categories, is_in_stock }) {
  const { price, currency_code, currency_minor_unit } = prices || {};
  return {
    product_id: id,
    name,
    sku,
    price: price / 10 ** currency_minor_unit,
    currency: currency_code,
    category: categories?.[0]?.name,
    in_stock: is_in_stock,
    image_url: images?.[0]?.src,
    url: permalink,
  };
}

/** A line of the cart. Of a variation it has the variation's id alone; shoptrail.php adds the product's. */
function line(item) {
  const { id, quantity, variation, extensions } = item;
  const own = { ...product(item), quantity };
  return variation?.[0]
    ? {
        ...own,
        product_id: extensions?.shoptrail?.product_id ?? id,
        variant_id: id,
        variant_name: variation.map(({ value }) => value).join(" / "),
      }
    : own;
}
