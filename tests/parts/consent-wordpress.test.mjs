// The source `wordpress` of the part `consent`, against the script of WordPress's consent API as it is
// documented: types that are defined late, never, or without an event, cookies, and events.

import assert from "node:assert/strict";
import { test } from "node:test";
import { letters, listenTo, world } from "./support/consent-page.mjs";

/**
 * A page with the API's script. `cookies` are the answers by category. `api` is what the server wrote into
 * the page.
 */
function wordpressPage({ cookies = {}, api = {}, readyState = "complete", ...members } = {}) {
  const page = world();
  Object.assign(page.document, { readyState, cookie: "" });
  page.install = () => {
    page.consent_api = { cookie_prefix: "wp_consent", consent_type: "", waitfor_consent_hook: "", ...api };
    page.wp_fallback_consent_type = page.consent_api.consent_type;
    page.waitfor_consent_hook = page.consent_api.waitfor_consent_hook;
    page.consent_api_get_cookie = (name) => cookies[name.replace(/^.*?consent_/, "")] ?? "";
    page.wp_has_consent = (category) => {
      const type = page.wp_consent_type ?? page.wp_fallback_consent_type;
      const cookie = page.consent_api_get_cookie(`wp_consent_${category}`);
      return !type || (type.includes("optout") && cookie === "") || cookie === "allow";
    };
    page.wp_set_consent = (category, value) => {
      if (cookies[category] === value) return;
      cookies[category] = value;
      page.fire("wp_listen_for_consent_change", Object.assign([], { [category]: value }));
    };
  };
  page.define = (type, at = page.fire) => {
    page.wp_consent_type = type;
    at("wp_consent_type_defined");
  };
  page.install();
  return Object.assign(page, members);
}

const WAITS = { waitfor_consent_hook: true };
const ALLOWED = { statistics: "allow", marketing: "allow" };

/** `[page, what happens, the reports]` by title. */
const WITHOUT_TYPE = {
  "row 7a: opt-in comes later": [{ api: WAITS }, (page) => page.define("optin"), ["pp"]],
  "opt-in with an earlier answer": [
    { api: WAITS, cookies: ALLOWED },
    (page) => page.define("optin"),
    ["pp", "gg"],
  ],
  "opt-in with an earlier refusal": [
    { api: WAITS, cookies: { statistics: "deny", marketing: "deny" } },
    (page) => page.define("optin"),
    ["pp", "dd"],
  ],
  "opt-out comes later": [{ api: WAITS }, (page) => page.define("optout"), ["pp", "gg"]],
  "opt-out with a refusal of marketing": [
    { api: WAITS, cookies: { marketing: "deny" } },
    (page) => page.define("optout"),
    ["pp", "gd"],
  ],
  "the server writes 1": [
    { api: { waitfor_consent_hook: "1" } },
    (page) => page.define("optout"),
    ["pp", "gg"],
  ],
  "the event is dispatched at the window": [
    { api: WAITS },
    (page) => page.define("optout", page.fireAtWindow),
    ["pp", "gg"],
  ],
  "the type is set without an event": [
    { api: WAITS },
    (page) => {
      page.wp_consent_type = "optout";
      page.later();
    },
    ["pp", "gg"],
  ],
  "the type is set to nothing first": [
    { api: WAITS, wp_consent_type: "" },
    (page) => page.define("optin"),
    ["pp"],
  ],
  "a fallback does not end the wait": [
    { api: { ...WAITS, consent_type: "optout" } },
    (page) => page.later(),
    ["pp"],
  ],
  "a fallback that turns out stricter": [
    { api: { ...WAITS, consent_type: "optout" } },
    (page) => page.define("optin"),
    ["pp"],
  ],
  "the type never comes": [
    { api: WAITS },
    (page) => {
      for (let round = 0; round < 400; round++) page.later();
    },
    ["pp"],
  ],
  "the event says that there is no type": [
    { api: WAITS },
    (page) => page.fire("wp_consent_type_defined"),
    ["pp", "gg"],
  ],
  "the event comes twice": [
    { api: WAITS },
    (page) => {
      page.define("optout");
      page.define("optout");
    },
    ["pp", "gg"],
  ],
  "the type becomes stricter": [
    { api: WAITS },
    (page) => {
      page.define("optout");
      page.define("optin");
    },
    ["pp", "gg", "pp"],
  ],
  "the API's script itself comes late": [
    { api: WAITS, wp_has_consent: undefined },
    (page) => {
      page.install();
      page.later();
      page.define("optin");
      page.wp_set_consent("statistics", "allow");
    },
    ["pp", "gp"],
  ],
  "the shopper answers before the type comes": [
    { api: WAITS },
    (page) => {
      page.wp_set_consent("statistics", "allow");
      page.later();
      page.define("optin");
    },
    ["pp", "gp"],
  ],
  "the shopper refuses before the type comes": [
    { api: WAITS },
    (page) => {
      page.wp_set_consent("statistics", "deny");
      page.wp_set_consent("marketing", "deny");
      page.define("optout");
    },
    ["pp", "dp", "dd"],
  ],
};

test("WordPress: without a type there is no answer while the page has to wait for one", async () => {
  for (const [title, [options, act, expected]] of Object.entries(WITHOUT_TYPE)) {
    const page = wordpressPage(options);
    const reports = await listenTo(page, "wordpress");
    act(page);
    assert.deepEqual(letters(reports), expected, title);
  }
});

test("WordPress: a type that the server wrote counts at once", async () => {
  const check = async (type, cookies, expected, more) => {
    const page = wordpressPage({ api: { consent_type: type }, cookies, ...more });
    assert.deepEqual(
      letters(await listenTo(page, "wordpress")),
      expected,
      `${type} ${JSON.stringify(cookies)}`,
    );
  };
  await check("optin", {}, ["pp"]);
  await check("optin", ALLOWED, ["gg"]);
  await check("optin", { statistics: "allow" }, ["gp"]);
  await check("optin", { statistics: "deny", marketing: "allow" }, ["dg"]);
  await check("optin", { "statistics-anonymous": "allow" }, ["pp"]);
  await check("optout", {}, ["gg"]);
  await check("optout", { statistics: "deny" }, ["dg"]);
  await check("optinstats", {}, ["pp"]);
  await check("optin", ALLOWED, ["gg"], { readyState: "loading" });
  // No consent management, as the API defines it. A recorded refusal counts all the same.
  await check("", {}, ["gg"]);
  await check("", { marketing: "deny" }, ["gd"]);
  await check("optin", ALLOWED, ["gg"], { wp_consent_type: "optin" });
});

test("WordPress: without a type, and without a word about one, the page is let load first", async () => {
  for (const readyState of ["loading", "interactive"]) {
    const page = wordpressPage({ readyState });
    const reports = await listenTo(page, "wordpress");
    assert.deepEqual(letters(reports), ["pp"], readyState);
    page.document.readyState = "complete";
    page.fireAtWindow("load");
    assert.deepEqual(letters(reports), ["pp", "gg"], readyState);
    const defined = wordpressPage({ readyState });
    const answers = await listenTo(defined, "wordpress");
    defined.define("optin");
    defined.document.readyState = "complete";
    defined.fireAtWindow("load");
    assert.deepEqual(letters(answers), ["pp"], `${readyState}, defined in the footer`);
  }
});

test("WordPress: changes are followed, category by category", async () => {
  const page = wordpressPage({ api: { consent_type: "optin" } });
  const reports = await listenTo(page, "wordpress");
  for (const [category, value] of [
    ["statistics", "allow"],
    ["marketing", "deny"],
    ["preferences", "allow"],
    ["functional", "allow"],
    ["marketing", "allow"],
    ["statistics", "deny"],
    ["statistics", "allow"],
  ]) {
    page.wp_set_consent(category, value);
    page.later();
  }
  assert.deepEqual(letters(reports), ["pp", "gp", "gd", "gg", "dg", "gg"]);
  page.fire("wp_listen_for_consent_change", undefined);
  page.fire("wp_listen_for_consent_change", null);
  page.fireAtWindow("wp_listen_for_consent_change", { marketing: "deny" });
  assert.deepEqual(letters(reports).slice(6), ["gd"], "at the window too");
});

test("WordPress: an answer in another tab counts when this one is looked at again", async () => {
  const cookies = {};
  const page = wordpressPage({ api: { consent_type: "optin" }, cookies });
  const reports = await listenTo(page, "wordpress");
  for (let round = 0; round < 400; round++) page.later();
  Object.assign(cookies, ALLOWED);
  page.fireAtWindow("visibilitychange");
  Object.assign(cookies, { marketing: "deny" });
  page.fireAtWindow("pageshow");
  assert.deepEqual(letters(reports), ["pp", "gg", "gd"]);
});

test("WordPress: missing functions and other prefixes", async () => {
  const check = async (members, cookie, expected) => {
    const page = world(members);
    page.document.cookie = cookie;
    assert.deepEqual(
      letters(await listenTo(page, "wordpress")),
      expected,
      `${cookie} ${Object.keys(members)}`,
    );
  };
  const no = { wp_has_consent: () => false };
  const refused = "a=1; wp_consent_statistics=deny; wp_consent_marketing=deny";
  await check({}, refused, []);
  await check(no, "", ["pp"]);
  await check(no, refused, ["dd"]);
  await check({ ...no, consent_api: {} }, refused, ["dd"]);
  await check({ ...no, consent_api: { cookie_prefix: "shop" } }, refused, ["pp"]);
  await check({ ...no, consent_api: { cookie_prefix: "shop" } }, "shop_statistics=deny", ["dp"]);
  await check({ ...no, consent_api_get_cookie: () => "deny" }, "", ["dd"]);
  await check({ wp_has_consent: () => true }, "", ["gg"]);
  const failing = () => {
    throw new Error("the page's own");
  };
  await check({ wp_has_consent: failing }, "", []);
  await check({ ...no, consent_api_get_cookie: failing }, "", []);
});
