// A page for the tests of the part `consent`: a window whose timers run when the test says so, and what the
// part reports about it.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { listen } from "../../../pkg-template/src/parts/consent.js";

// The part loads these when they are named. Loaded before, they are there within a few turns.
const PARTS = new URL("../../../pkg-template/src/parts/", import.meta.url);
for (const name of readdirSync(PARTS)) if (/^consent-/.test(name)) await import(new URL(name, PARTS));

const LETTERS = { granted: "g", pending: "p", denied: "d" };

/**
 * A window with `members`. `fire` dispatches an event at its document, or at the window itself. Timers run
 * when `later()` is called.
 */
export function world(members = {}) {
  const page = new EventTarget();
  const timers = [];
  const document = new EventTarget();
  const fire = (type, detail, target = document) =>
    target.dispatchEvent(Object.assign(new Event(type), { detail }));
  return Object.assign(page, {
    document,
    setTimeout: (work) => timers.push(work),
    later: () => timers.splice(0).forEach((work) => work()),
    fire,
    fireAtWindow: (type, detail) => fire(type, detail, page),
    ...members,
  });
}

/** Everything that the named sources report in this window, from the start or a later time on. */
export async function listenTo(page, ...names) {
  const reports = [];
  listen(page, names, (report) => reports.push(report));
  await settle();
  return reports;
}

/** Waits until files have been loaded and promises are settled. */
export async function settle() {
  for (let round = 0; round < 5; round++) await new Promise((resolve) => setImmediate(resolve));
}

/** `["pp", "gd"]`: the first letters of each report's analytics and marketing, "-" where it says nothing. */
export function letters(reports) {
  return reports.map(({ analytics, marketing }) =>
    [analytics, marketing].map((word) => LETTERS[word] ?? "-").join(""),
  );
}

/** gtag() as Google's snippet has it: it pushes its `arguments`. */
export function gtagOf(page, name = "dataLayer") {
  return function gtag() {
    page[name].push(arguments);
  };
}

/**
 * Tries each row twice: with the manager there before the part, and with the manager coming later. A row is
 * `[what is named, what is installed, how the shopper acts, what is reported]`.
 */
export async function tryRows(install, rows) {
  assert.ok(Object.keys(rows).length > 9);
  for (const [title, [name, options, act, expected]] of Object.entries(rows)) {
    for (const isLate of [false, true]) {
      const page = world();
      let answer = isLate ? null : install(page, options);
      const reports = await listenTo(page, name);
      if (isLate) {
        assert.deepEqual(reports, [], `${title}: not there yet`);
        answer = install(page, options);
        page.later();
      }
      await settle();
      await act?.(answer, page);
      page.later();
      await settle();
      assert.deepEqual(letters(reports), expected, `${title}${isLate ? ", late" : ""}`);
    }
  }
}
