// Arrays with a `toJSON`, which Prototype brings, with options that take calls another way.

import { test } from "node:test";
import { PROTOTYPE } from "./support/old-libraries.mjs";
import { assertArrivesAsOnACleanPage, usePatchedPages } from "./support/patched-page.mjs";

usePatchedPages();

for (const [what, options] of Object.entries({
  "an order by dataLayer": { early: "by dataLayer" },
  debug: { debug: "true" },
  "consent pending": { consent: "pending" },
}))
  for (const place of ["before the stub", "between stub and script"])
    test(`Array.prototype.toJSON ${place}, with ${what}`, () =>
      assertArrivesAsOnACleanPage(
        PROTOTYPE +
          (options.consent ? 'addEventListener("load", function () { shoptrail.setConsent(true); });' : ""),
        place,
        options,
      ));
