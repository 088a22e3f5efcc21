// Several sources may tell of one action: a platform's event, a push into dataLayer, an observed request, structured data, the page itself. Which
// of them is counted, the part `sources` knows.
import { fill, know } from "./facts.js";
import { memory } from "./memory.js";

/** True the first time for each adapter of a page: a second copy of it, or an effect that runs twice, must not listen twice. */
export function install(shop, source) {
  const { installed } = memory(shop);
  return !installed.has(source) && !!installed.add(source);
}

/**
 * Tracks what `source` has seen, unless another source has told of the same action: within two seconds, or since `began`
 * (`performance.now()` when the action began, for a source that waits for its success). The first source wins, the page's own call too; what it does not know of a product
 * is filled in from what any source has said about the product before. The same source telling twice are two actions.
 *
 * Gives the result of the one event. Never throws.
 */
export function report(shop, source, name, properties, began) {
  const shared = memory(shop);
  let told = properties;
  try {
    told = fill(shop, properties);
    know(shop, told);
  } catch (error) {
    // A getter of the platform's: the tracker's violations say what it could not read.
  }
  try {
    shared.teller = [source, began];
    return shop.track(name, told);
  } catch (error) {
    // A patched built-in: the page must not notice.
  } finally {
    shared.teller = 0;
  }
}
