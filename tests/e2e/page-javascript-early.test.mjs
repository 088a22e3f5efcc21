// The page's own JavaScript is old or hostile: libraries that change built-ins before the stub.
// Everything arrives as on a clean page. Nothing is thrown into the page, and a clean page can read what is
// stored.

import { test } from "node:test";
import { ALL, SAME_AS_CLEAN } from "./support/page-patches.mjs";
import { assertArrivesAsOnACleanPage, usePatchedPages } from "./support/patched-page.mjs";

usePatchedPages();

for (const [name, [patch, places = ALL]] of Object.entries(SAME_AS_CLEAN))
  if (places.includes("before the stub"))
    test(`${name}, before the stub: everything arrives as on a clean page`, () =>
      assertArrivesAsOnACleanPage(patch, "before the stub"));
