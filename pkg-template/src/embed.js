// The script-tag build: options from the tag's data- attributes, one global, loading twice is harmless.
import { choose } from "./detection.js";
import { tracker } from "./runtime.js";

const script = document.currentScript || document.querySelector("script[data-write-key]");
const options = script ? script.dataset : {};
// Parts are beside the script, wherever that is. Async, because a script without an address throws at once.
tracker(
  options,
  async (name) => import(new URL(name + ".js", script.src)),
  (load) => choose(options.adapters, load),
);
