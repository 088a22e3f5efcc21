// A real browser, driven, of the engine that SHOPTRAIL_ENGINE names: Chromium where it names none. One fresh profile per browser: nothing of an earlier test
// is in its storage.

import * as chromium from "./engines/chromium.mjs";
import * as firefox from "./engines/firefox.mjs";
import * as webkit from "./engines/webkit.mjs";

/** name → `{name, has, start(how)}`; `has` lists what a test may need that not every engine has. */
export const ENGINES = { chromium, firefox, webkit };

/** The engine of this process. */
export const engine = ENGINES[process.env.SHOPTRAIL_ENGINE || "chromium"];
if (!engine)
  throw new Error(
    `SHOPTRAIL_ENGINE=${process.env.SHOPTRAIL_ENGINE}: there is ${Object.keys(ENGINES).join(", ")}`,
  );

/**
 * Starts it. `hosts`: every name under `.test` is this machine; `blockStorage`: reading `localStorage` throws, as where the shopper blocks cookies.
 */
export function startBrowser(how) {
  return engine.start(how);
}

/** For a test's options: it runs where the engine has all of this, and elsewhere the report lists it as not tried. */
export function needs(...features) {
  const missing = features.filter((feature) => !engine.has.includes(feature));
  return missing.length ? { skip: `not tried in ${engine.name}: needs ${missing.join(", ")}` } : {};
}
