// The script-tag entry: options from the tag's data- attributes, and one global. Loading it twice is
// harmless.
import { loadWantedAdapters } from "./adapter-choice.js";
import { tracker } from "./public-tracker.js";

const script = /** @type {HTMLScriptElement} */ (
  document.currentScript || document.querySelector("script[data-write-key]")
);
const options = script?.dataset || {};
// Parts are beside the script, wherever that is. Async, because a script without an address throws at once.
tracker(
  options,
  async (name) => import(/** @type {any} */ (new URL(name + ".js", script.src))),
  (load) => loadWantedAdapters(options.adapters, load),
);
