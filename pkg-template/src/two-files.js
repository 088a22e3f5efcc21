// The script-tag build whose module is a file of its own; all else as embed.js.
import { choose } from "./detection.js";
import { tracker } from "./runtime.js";

const script = document.currentScript || document.querySelector("script[data-write-key]");
const options = script.dataset;
// Its fallback has the literals in it, which come with the module otherwise.
tracker(
  options,
  async (name) => import(new URL((name === "compat" ? "compat-url" : name) + ".js", script.src)),
  (load) => choose(options.adapters, load),
);
