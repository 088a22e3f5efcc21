// Shopify's AJAX cart (https://shopify.dev/docs/api/ajax/reference/cart), as themes without storefront events use it. The requests are watched, not
// touched: the page gets the arguments, answers and errors that it would get without us.
import { memory } from "./shared/memory.js";
import { added, id, line, settle } from "./shared/shopify.js";
import { install, report } from "./shared/sources.js";

const SOURCE = "shopify-ajax";
// With or without a locale before it: /fr/cart/add.js
const CART = /^(?:\/[\w-]+)?\/cart\/(add|change|update|clear)(?:\.js(?:on)?)?$/;

export default function (shop) {
  if (window.Shopify?.designMode || !install(shop, SOURCE)) return;
  watchFetch(shop);
  watchXhr(shop);
}

function watchFetch(shop) {
  patch(
    window,
    "fetch",
    (original) =>
      function (input, init) {
        const request = attempt(() => ours(input.url || input));
        // A body that is a stream can be read once: the page's request has it, and we read a copy.
        const copy =
          request &&
          attempt(() =>
            input
              .clone()
              .text()
              .catch(() => ""),
          );
        const began = performance.now();
        const answer = original.apply(this, arguments);
        // A polyfill's promise is no instance of the browser's, nor the browser's of a polyfill's.
        if (!request || !answer?.then) return answer;
        const asked = attempt(() => read(init.body)) || copy;
        // What is given back fulfils and rejects as the original: a rejection that the page does not handle is reported once, as without us.
        return answer.then((response) => {
          attempt(() => response.ok && settled(shop, request, asked, response.clone().text(), began));
          return response;
        });
      },
  );
}

function watchXhr(shop) {
  const opened = new WeakMap();
  patch(
    XMLHttpRequest.prototype,
    "open",
    (original) =>
      function (method, url) {
        opened.set(
          this,
          attempt(() => ours(url)),
        );
        return original.apply(this, arguments);
      },
  );
  patch(
    XMLHttpRequest.prototype,
    "send",
    (original) =>
      function (body) {
        const request = opened.get(this);
        if (request) {
          const asked = attempt(() => read(body));
          const began = performance.now();
          // A request that was stopped may have been opened again for something else.
          const answered = () =>
            attempt(
              () =>
                opened.get(this) === request &&
                this.status < 300 &&
                settled(
                  shop,
                  request,
                  asked,
                  this.responseType === "json" ? JSON.stringify(this.response) : this.responseText,
                  began,
                ),
            );
          this.addEventListener("load", answered, { once: true });
        }
        return original.apply(this, arguments);
      },
  );
}

/** Who looks at the function sees the one it stands for. */
function patch(owner, name, by) {
  const original = owner[name];
  const patched = by(original);
  for (const key of ["name", "length"])
    Object.defineProperty(patched, key, { value: original[key], configurable: true });
  // Where the page has fixed it, nobody watches.
  attempt(() => (owner[name] = Object.assign(patched, original)));
}

/** `{verb, query}` of a request that changes this shop's cart. */
function ours(address) {
  const { origin, pathname, searchParams } = new URL(address, location.href);
  const verb = origin === location.origin && CART.exec(pathname)?.[1];
  return verb && { verb, query: searchParams };
}

/** The body as text or `[[name, value]]`; undefined for what would have to be consumed. */
function read(body) {
  return typeof body === "string" ? body : body.getAll ? [...body] : undefined;
}

async function settled(shop, { verb, query }, asked, answer, began) {
  try {
    const said = JSON.parse(await answer);
    if (verb !== "add") return settle(shop, SOURCE, said, began);
    const wanted = quantities((await asked) || "", query);
    const shared = memory(shop);
    for (const item of said.items || [said]) {
      const variant = id(item.variant_id ?? item.id);
      const before = shared.cart?.get(variant)?.quantity ?? 0;
      // What is answered is how many there are now. A shop that has fewer than were asked for adds what it has.
      const properties = line(
        item,
        Math.min(wanted[variant] ?? (shared.cart ? item.quantity - before : 1), item.quantity),
      );
      if (!properties.product_id) continue;
      added(shop, properties);
      report(shop, SOURCE, "add_to_cart", properties, began);
    }
    shared.version++;
  } catch (error) {
    // No JSON, or not a cart's.
  }
}

/** How many of each variant were asked for: `{id, quantity}`, or `items` of them, as JSON, as a form, in the address. */
function quantities(asked, query) {
  const json = attempt(() => JSON.parse(asked));
  const rows = json ? [].concat(json.items || json) : {};
  for (const [name, value] of json ? [] : [...(asked.map ? asked : new URLSearchParams(asked)), ...query]) {
    const [, index, field] = /^(?:items\[(\d+)\]\[)?(id|quantity)\]?$/.exec(name) || [];
    if (field) (rows[index] ||= {})[field] = value;
  }
  const wanted = {};
  for (const item of Object.values(rows))
    wanted[id(item.id)] = (wanted[id(item.id)] || 0) + Number(item.quantity ?? 1);
  return wanted;
}

function attempt(work) {
  try {
    return work();
  } catch (error) {
    // Not for the page to see.
  }
}
