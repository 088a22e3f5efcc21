// Starts the tracker from the script tag: options from the tag, from a JSON element of the page, or from the
// query of the script's address. Loading the script twice is harmless.

import { attempt, fromJson, read } from "shoptrail:heap";
import { loadWantedAdapters } from "./adapter-choice.js";
import { tracker } from "./public-tracker.js";
import { address, script } from "./script-element.js";

/**
 * The options, the strongest first: attributes, the JSON element, the query. JSON that cannot be read leaves
 * the tracker off, because it may withhold consent.
 *
 * @returns {Record<string, any>}
 */
function readOptions() {
  /** @type {Record<string, string>} */
  const query = {};
  for (const [name, value] of new URLSearchParams(address?.split(/[?#]/)[1]))
    query[name.replace(/-./g, (dash) => dash[1].toUpperCase())] = value;
  const text = /** @type {HTMLScriptElement | null} */ (document.querySelector("script[data-shoptrail]"))
    ?.text;
  // `read` copies, because Chromium spreads a data set with what pages add to `Object.prototype`.
  return attempt(() => ({ ...query, ...(text && fromJson(text)), ...read(script?.dataset) }), {
    "data-shoptrail": text,
  });
}

/**
 * @param {(name: string) => string} fileOf The name of a part's file.
 */
export function startFromTag(fileOf) {
  if (/** @type {any} */ (window.shoptrail)?.live === true) {
    console.warn("shoptrail: this copy stays off");
    return;
  }
  const options = readOptions();
  // Parts are beside the script, wherever that is. Async, because a script without an address throws at once.
  tracker(
    options,
    async (name) => import(/** @type {any} */ (new URL(fileOf(name) + ".js", address))),
    (load) => loadWantedAdapters(options.adapters, load),
  );
}
