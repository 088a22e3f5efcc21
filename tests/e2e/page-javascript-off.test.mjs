// Built-ins that are broken before anything of the tracker is there, so that nothing can be worked around:
// the tracker is off with one line, and the next page works.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FAKE_TIMERS } from "./support/fake-timers.mjs";
import { namesWithPaths } from "./support/pages.mjs";
import { browser, openCleanPage, page, play, reports, usePatchedPages } from "./support/patched-page.mjs";

usePatchedPages();

/** `name: [patch, what the line says]` */
const OFF = {
  "fake timers": [FAKE_TIMERS, /the page changed timers/],
  "JSON.stringify that returns nothing": ["JSON.stringify = function () {};", /JSON or Date/],
  "JSON.stringify that throws": [
    "JSON.stringify = function () { throw new Error('theirs'); };",
    /JSON or Date/,
  ],
  "JSON.stringify that encodes twice": [
    "(function (s) { JSON.stringify = function (v) { return s(s(v)); }; })(JSON.stringify);",
    /JSON or Date/,
  ],
  "JSON without anything": ["window.JSON = {};", /JSON or Date/],
  "toISOString with quotes": [
    `(function (iso) {
       Date.prototype.toISOString = function () { return '"' + iso.call(this) + '"'; };
     })(Date.prototype.toISOString);`,
    /JSON or Date/,
  ],
  "toISOString without milliseconds": [
    `(function (iso) {
       Date.prototype.toISOString = function () { return iso.call(this).slice(0, 19) + "Z"; };
     })(Date.prototype.toISOString);`,
    /JSON or Date/,
  ],
  "a Date without toISOString": ["delete Date.prototype.toISOString;", /JSON or Date/],
  "Array.prototype.map that returns nothing": ["Array.prototype.map = function () {};", /./],
  "Array.prototype.map that gives indexes": [
    `(function (map) {
       Array.prototype.map = function (work) {
         return map.call(this, function (v, i) { return work(i, v); }); };
     })(Array.prototype.map);`,
    /./,
  ],
};
for (const [name, [patch, reason]] of Object.entries(OFF))
  test(`${name}, before the stub: the tracker is off with one line, and the next page works`, async () => {
    page.expectErrors(/shoptrail is off/);
    await play(patch, "before the stub");
    const lines = (await browser.console()).filter(({ message }) => message.includes("shoptrail"));
    assert.equal(lines.length, 1, lines.map(({ message }) => message).join("\n"));
    assert.match(lines[0].message, /shoptrail is off/);
    assert.match(lines[0].message, reason);
    await openCleanPage();
    assert.deepEqual(
      reports().filter((body) => body !== "done"),
      [],
      "nothing is thrown",
    );
    assert.deepEqual(
      namesWithPaths(page.collector).filter((event) => event.endsWith("/clean")),
      ["page /clean"],
    );
  });
