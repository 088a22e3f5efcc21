// Which user agents are taken for robots: the table user-agents.tsv, and what a user agent does not say.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadModules } from "./support/modules.mjs";

const { botOrPreview } = (await loadModules("bot-or-preview")).botOrPreview;

const ROWS = readFileSync(new URL("user-agents.tsv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => line.split("\t"));

/** What the module says of this browser, on a page with this `window`. */
function check(navigator, window = {}, options = {}) {
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  globalThis.window = window;
  return botOrPreview(options);
}

test("every_robot_of_the_table_is_one_and_no_person_is", () => {
  const faults = ROWS.filter(([kind, userAgent]) => (kind === "robot") !== (check({ userAgent }) === "bot"));
  assert.deepEqual(faults, []);
  const count = (wanted) => ROWS.filter(([kind]) => kind === wanted).length;
  assert.ok(count("robot") >= 120 && count("person") >= 120);
});

test("a_browser_that_hides_its_name_is_a_person", () => {
  assert.equal(check({ userAgent: "" }), undefined);
  assert.equal(check({}), undefined);
});

test("a_driven_browser_is_a_robot_and_a_theme_editor_a_preview", () => {
  const userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36";
  assert.equal(check({ userAgent, webdriver: true }), "bot");
  assert.equal(check({ userAgent }, { Shopify: { designMode: true } }), "preview");
  assert.equal(check({ userAgent, webdriver: true }, {}, { bots: true }), undefined);
});
