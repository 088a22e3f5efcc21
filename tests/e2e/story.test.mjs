// The story of a shopper (support/story.mjs) with the head snippet that docs/script-tag.md documents.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "../../www/server.mjs";
import { startBrowser } from "./support/browser.mjs";
import { assertStory, playStory } from "./support/story.mjs";

let browser;
let harness;

before(async () => {
  [browser, harness] = await Promise.all([startBrowser(), serve({ shopPort: 0 })]);
});

after(() => Promise.all([browser?.quit(), harness?.close()]));

test("the collector gets the whole trail of one person, from campaign to order, once", async () => {
  const story = await playStory(browser, harness);
  await assertStory(harness, story);
  assert.deepEqual(
    (await browser.console()).filter(({ level }) => level === "SEVERE"),
    [],
  );
});
