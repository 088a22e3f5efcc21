// Plays the quick delivery rows in Chromium, as a part of `npm test`. All pages are left before the first
// return visit: by then the tracker no longer waits for the beacons of those pages, so the return visits are
// short.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ENGINES } from "./engines.mjs";
import { startOurPage, startPipelinePage } from "./page.mjs";
import { ROWS } from "./rows.mjs";
import { comeBack, leave } from "./runner.mjs";

const RETURN_MS = 30_000;
const QUICK = ROWS.filter(({ quick }) => quick);
// With a pipeline no beacon is possible. These rows leave the page in three different ways.
const AT_LEAVE = /^(navigate in the same task|close the tab|track in a late pagehide listener)$/;
const PLAYED = [
  ...QUICK.map((row) => [row.name, row, startOurPage]),
  ...QUICK.filter(({ name }) => AT_LEAVE.test(name)).map((row) => [
    `${row.name}, to a pipeline that asks for a preflight`,
    row,
    startPipelinePage,
  ]),
];

// Not in a hook: on a busy machine all rows together take longer than the limit of one test.
const browser = await ENGINES.chromium();
const visits = new Map();
for (const [name, row, start] of PLAYED)
  visits.set(name, await leave(browser, row, start).catch((error) => ({ error })));

after(() => browser.quit());

for (const [name] of PLAYED) {
  test(`${name}: every accepted event arrives, under one id`, async () => {
    const visit = visits.get(name);
    if (visit.error) throw visit.error;
    assert.deepEqual((await comeBack(visit, { returnMs: RETURN_MS })).wrong, []);
  });
}
