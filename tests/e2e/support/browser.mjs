// Starts a real, driven browser of the engine that SHOPTRAIL_ENGINE names, or Chromium. Each browser has a
// fresh profile, so its storage holds nothing of an earlier test. What all engines do in the same way is in
// driven.mjs; their differences are in engines/. The tests call it.

import * as chromium from "./engines/chromium.mjs";
import * as firefox from "./engines/firefox.mjs";
import * as webkit from "./engines/webkit.mjs";

/**
 * By name, `{name, has, start(options)}`. `has` lists the features that a test may need and that not every
 * engine has.
 */
export const ENGINES = { chromium, firefox, webkit };

/** The engine of this process. */
export const engine = ENGINES[process.env.SHOPTRAIL_ENGINE || "chromium"];
if (!engine)
  throw new Error(
    `SHOPTRAIL_ENGINE=${process.env.SHOPTRAIL_ENGINE}: allowed: ${Object.keys(ENGINES).join(", ")}`,
  );

/**
 * Starts a browser. Options: `hosts`: every name under `.test` is this machine. `blockStorage`: reading
 * `localStorage` throws, as in a browser whose shopper blocks cookies.
 */
export function startBrowser(options) {
  return engine.start(options);
}

/**
 * Options for a test that needs these features. In an engine without them the test is skipped, and the report
 * lists it as not tried.
 */
export function needs(...features) {
  const missing = features.filter((feature) => !engine.has.includes(feature));
  return missing.length ? { skip: `not tried in ${engine.name}: needs ${missing.join(", ")}` } : {};
}
