// The page's own JavaScript is old or hostile: libraries that change built-ins between stub and script.
// Everything arrives as on a clean page. Nothing is thrown into the page, and a clean page can read what is
// stored.

import { test } from "node:test";
import { FAKE_TIMERS } from "./support/fake-timers.mjs";
import { ALL, SAME_AS_CLEAN } from "./support/page-patches.mjs";
import { assertArrivesAsOnACleanPage, usePatchedPages } from "./support/patched-page.mjs";

usePatchedPages();

for (const [name, [patch, places = ALL]] of Object.entries(SAME_AS_CLEAN))
  if (places.includes("between stub and script"))
    test(`${name}, between stub and script: everything arrives as on a clean page`, () =>
      assertArrivesAsOnACleanPage(patch, "between stub and script"));

test("fake timers, between stub and script: everything arrives as on a clean page", () =>
  assertArrivesAsOnACleanPage(FAKE_TIMERS, "between stub and script"));
