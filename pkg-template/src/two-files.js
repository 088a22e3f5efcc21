// The script-tag entry whose module is a file of its own. All else is as in embed.js.
import { loadWantedAdapters } from "./adapter-choice.js";
import { tracker } from "./public-tracker.js";

const script = /** @type {HTMLScriptElement} */ (
  document.currentScript || document.querySelector("script[data-write-key]")
);
const options = script.dataset;
// `compat-url` has the texts in it that come with the module otherwise.
tracker(
  options,
  async (name) =>
    import(/** @type {any} */ (new URL((name === "compat" ? "compat-url" : name) + ".js", script.src))),
  (load) => loadWantedAdapters(options.adapters, load),
);
