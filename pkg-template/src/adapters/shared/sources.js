// Several sources may tell of one action: a platform's event, a push into dataLayer, an observed request, structured data. One event comes of it.
import { fill, know } from "./facts.js";
import { memory } from "./memory.js";

/** Two sources that tell of the same thing within this time tell of one action. */
const WINDOW_MS = 2000;
const KEPT = 50;
// What happens once at a time, whatever each source calls it.
const SINGLE = /^(cart_viewed|checkout_started|order_completed)$/;
// Where both sources give one of these, it has to be equal.
const EQUAL = "variant_id quantity query refund_id".split(" ");
// Otherwise one of these has to be known by both; sources number products differently.
const NAMES = "product_id variant_id sku name collection_id collection_name query offer_id offer_code offer_name order_id".split(" ");

/** True the first time for each adapter of a page: a second copy of it, or an effect that runs twice, must not listen twice. */
export function install(shop, source) {
  const { installed } = memory(shop);
  return !installed.has(source) && !!installed.add(source);
}

/**
 * Tracks what `source` has seen, unless another source has told of the same action: within two seconds, or since `began`
 * (`performance.now()` when the action began, for a source that waits for its success). The first source wins; what it does not know of a product
 * is filled in from what any source has said about the product before. The same source telling twice are two actions.
 *
 * Gives the result of `track`, or undefined when the action was counted already. Never throws.
 */
export function report(shop, source, name, properties, began) {
  try {
    const { seen } = memory(shop);
    const now = performance.now();
    const told = fill(shop, properties);
    know(shop, told);
    const counted = seen.find((one) => one.name === name && one.at >= (began ?? now) - WINDOW_MS && !one.by.has(source) && isSame(name, one.told, told));
    if (counted) {
      counted.by.add(source);
      return;
    }
    const result = shop.track(name, told);
    // What was refused as it was told must not silence a source that tells it right.
    if (result.reason !== "invalid") seen.push({ name, told, by: new Set([source]), at: now });
    seen.splice(0, seen.length - KEPT);
    return result;
  } catch (error) {
    // A getter of the platform's, a patched built-in: the page must not notice.
  }
}

function isSame(name, one, other) {
  if (SINGLE.test(name)) return true;
  const words = (of, names) => names.map((key) => String(of[key] ?? "").trim().toLowerCase());
  const theirs = words(other, EQUAL);
  if (words(one, EQUAL).some((word, index) => word && theirs[index] && word !== theirs[index])) return false;
  const known = (of) => words(of, NAMES).filter(Boolean);
  // `shopify_CA_678618_398974` has both ids of a product in it.
  const meets = (a, b) => a === b || (b.length > 5 && a.includes(b));
  const [ours, others] = [known(one), known(other)];
  return !ours.length || !others.length || ours.some((a) => others.some((b) => meets(a, b) || meets(b, a)));
}
