// The quick rows, in Chromium. All are left before any is returned to: by then what their pages handed to the browser is no longer trusted,
// and a return visit is short.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ENGINES } from "./engines.mjs";
import { startOurPage } from "./page.mjs";
import { ROWS } from "./rows.mjs";
import { comeBack, leave } from "./runner.mjs";

const RETURN_MS = 30_000;
const QUICK = ROWS.filter(({ quick }) => quick);

// Not in a hook: on a busy machine the rows together take longer than one test may.
const browser = await ENGINES.chromium();
const visits = new Map();
for (const row of QUICK) visits.set(row, await leave(browser, row, startOurPage).catch((error) => ({ error })));

after(() => browser.quit());

for (const row of QUICK) {
  test(`${row.name}: every accepted event arrives, under one id`, async () => {
    const visit = visits.get(row);
    if (visit.error) throw visit.error;
    assert.deepEqual((await comeBack(visit, { returnMs: RETURN_MS })).wrong, []);
  });
}
