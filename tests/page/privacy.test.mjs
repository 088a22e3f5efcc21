// What a page may store before the core is there, and what is erased.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createBlockedStorage, installPage } from "./support/browser.mjs";
import { loadModules } from "./support/modules.mjs";

let privacy;
beforeEach(async () => {
  installPage();
  ({ privacy } = await loadModules("privacy"));
});

const answered = (...words) => words.map((word) => ["setConsent", [word], () => {}]);

test("calls_may_be_stored_when_the_last_word_on_consent_is_granted", () => {
  const check = (expected, options, ...answers) =>
    assert.equal(
      privacy.mayStoreCalls(options, answered(...answers)),
      expected,
      JSON.stringify([options, answers]),
    );
  check(true, {});
  check(false, { consent: "pending" });
  check(false, { consent: "denied" });
  check(false, { consentFrom: "google" });
  check(true, { consent: "pending" }, "granted");
  check(true, { consent: "denied" }, { analytics: true });
  check(false, {}, false);
  check(false, {}, "granted", { analytics: "denied" });
  check(true, {}, { marketing: false }, "perhaps");
});

test("a_stored_grant_counts_while_the_option_says_pending", () => {
  localStorage["shoptrail.consent"] = '{"analytics":"granted","marketing":"denied"}';
  assert.equal(privacy.mayStoreCalls({ consent: "pending" }, []), true);
  assert.equal(privacy.mayStoreCalls({ consent: "denied" }, []), false);
  assert.equal(privacy.mayStoreCalls({ consentFrom: "google" }, []), false);
  globalThis.localStorage = createBlockedStorage();
  assert.equal(privacy.mayStoreCalls({ consent: "pending" }, []), false);
});

test("do_not_track_counts_as_a_denial_where_the_option_asks_for_it", () => {
  navigator.doNotTrack = "1";
  assert.equal(privacy.mayStoreCalls({}, []), true);
  assert.equal(privacy.mayStoreCalls({ dnt: "" }, []), false);
  assert.equal(privacy.mayStoreCalls({ dnt: true }, answered("granted")), true);
});

test("erasing_leaves_what_belongs_to_others", () => {
  for (const storage of [localStorage, sessionStorage]) {
    storage["shoptrail.identity"] = "{}";
    for (const name of ["ajs_anonymous_id", "ajs_user_id", "ajs_user_traits"]) storage[name] = "id";
    storage.ajs_group_id = "group";
    storage.theme = "dark";
  }
  privacy.eraseDevice();
  assert.deepEqual(
    [Object.keys(localStorage), Object.keys(sessionStorage)],
    [
      ["ajs_group_id", "theme"],
      ["ajs_group_id", "theme"],
    ],
  );
});

test("telling_the_other_tabs_leaves_no_record_behind", () => {
  const written = [];
  const storage = localStorage;
  globalThis.localStorage = new Proxy(storage, {
    set: (target, name, value) => (written.push([name, JSON.parse(value)]), (target[name] = value), true),
  });
  privacy.tellOtherTabs("denied");
  assert.deepEqual(written, [["shoptrail.consent", "denied"]]);
  assert.deepEqual(Object.keys(storage), []);
});
