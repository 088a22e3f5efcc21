// The consent sources of the part `consent`, each against what its API documents: what the shopper's answer
// is, and that the page's own API works as before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { listen } from "../../pkg-template/src/parts/consent.js";

const YES = { analytics: "granted", marketing: "granted" };
const NO = { analytics: "denied", marketing: "denied" };
const WAIT = { analytics: "pending", marketing: "pending" };
// The detail of Shopify's event visitorConsentCollected, as Hydrogen's types have it.
const COLLECTED = {
  analyticsAllowed: true,
  firstPartyMarketingAllowed: false,
  marketingAllowed: false,
  preferencesAllowed: true,
  saleOfDataAllowed: false,
  thirdPartyMarketingAllowed: false,
};

/** A window with `members`. Its document dispatches events, and its timers run when `later()` is called. */
function world(members = {}) {
  const document = new EventTarget();
  const timers = [];
  return {
    document,
    setTimeout: (work) => timers.push(work),
    later: () => timers.splice(0).forEach((work) => work()),
    fire: (type, detail) => document.dispatchEvent(Object.assign(new Event(type), { detail })),
    ...members,
  };
}

/** Everything that the named sources report in this window. */
function listenTo(page, ...names) {
  const reports = [];
  listen(page, names, (report) => reports.push(report));
  return reports;
}

test("Shopify: the shopper's answer counts, and without one what the law of the place allows", () => {
  const check = (said, allowed, expected) => {
    const customerPrivacy = {
      currentVisitorConsent: () => ({ analytics: said, marketing: said, preferences: "", sale_of_data: "" }),
      analyticsProcessingAllowed: () => allowed,
      marketingAllowed: () => allowed,
    };
    assert.deepEqual(
      listenTo(world({ Shopify: { customerPrivacy } }), "shopify"),
      [expected],
      `${said} ${allowed}`,
    );
  };
  check("yes", true, YES);
  check("no", false, NO);
  check("", true, YES);
  check("", false, WAIT);
});

test("Shopify: the API is requested once, and the banner's answer counts when it comes", () => {
  const page = world();
  const asked = [];
  const reports = listenTo(page, "shopify");
  page.later();
  page.Shopify = { loadFeatures: (features, done) => asked.push([features, done]) };
  page.later();
  page.later();
  assert.deepEqual(
    asked.map(([features]) => features),
    [[{ name: "consent-tracking-api", version: "0.1" }]],
  );
  assert.deepEqual(reports, []);
  page.fire("visitorConsentCollected", COLLECTED);
  assert.deepEqual(reports, [{ analytics: "granted", marketing: "denied" }]);
  page.fire("visitorConsentCollected", undefined);
  page.fire("visitorConsentCollected", { ...COLLECTED, analyticsAllowed: false });
  assert.deepEqual(reports.slice(1), [NO]);
});

test("Google: a default holds until an update; a regional one counts only when stricter", () => {
  const check = (commands, ...expected) => {
    const dataLayer = [];
    const gtag = (...command) =>
      (function () {
        dataLayer.push(arguments);
      })(...command);
    const page = world({ dataLayer });
    const first = commands.findIndex(([, , , late]) => late);
    const early = first < 0 ? commands : commands.slice(0, first);
    early.forEach((command) => gtag(...command));
    const reports = listenTo(page, "google");
    commands.slice(early.length).forEach(([name, kind, state]) => gtag(name, kind, state));
    assert.deepEqual(reports, expected, JSON.stringify(commands));
  };
  const all = (word) => ({
    analytics_storage: word,
    ad_storage: word,
    ad_user_data: word,
    ad_personalization: word,
  });
  check([
    ["js", new Date(0)],
    ["config", "G-1"],
  ]);
  check([["consent", "default", all("denied")]], WAIT);
  check([["consent", "default", all("granted")]], YES);
  check(
    [
      ["consent", "default", all("denied")],
      ["consent", "update", all("granted")],
    ],
    YES,
  );
  check(
    [
      ["consent", "default", all("denied")],
      ["consent", "update", all("denied")],
    ],
    NO,
  );
  check(
    [
      ["consent", "default", all("denied")],
      ["consent", "update", all("granted"), "late"],
      ["consent", "update", all("denied")],
    ],
    WAIT,
    YES,
    NO,
  );
  check(
    [
      ["consent", "default", all("granted")],
      ["consent", "default", { ...all("denied"), region: ["ES"] }],
    ],
    WAIT,
  );
  check(
    [
      ["consent", "default", { ...all("denied"), region: ["ES"] }],
      ["consent", "default", all("granted")],
    ],
    WAIT,
  );
  check(
    [
      ["consent", "default", { ...all("granted"), region: ["US"] }],
      ["consent", "default", all("denied")],
    ],
    WAIT,
  );
  check([["consent", "update", { analytics_storage: "granted", ad_storage: "denied" }]], {
    analytics: "granted",
    marketing: "denied",
  });
  check([["consent", "update", { analytics_storage: "granted" }]], {
    analytics: "granted",
    marketing: undefined,
  });
  check([["consent", "update", { analytics_storage: "maybe" }], ["consent", "update"], ["consent"]]);
});

test("Google: push still does what the page expects of it", () => {
  const dataLayer = [];
  const page = world({ dataLayer });
  const reports = listenTo(page, "google");
  assert.equal(
    dataLayer.push({ event: "view_item" }, ["consent", "update", { analytics_storage: "granted" }]),
    2,
    "the new length",
  );
  assert.equal(dataLayer.length, 2);
  assert.equal(reports.length, 1);
  const hostile = Object.defineProperty({}, 0, {
    get() {
      throw new Error("the page's own");
    },
  });
  assert.equal(dataLayer.push(hostile), 3);
  // Google's own script replaces push and calls the previous one.
  const { push } = dataLayer;
  dataLayer.push = (...entries) => push.apply(dataLayer, entries);
  dataLayer.push(["consent", "update", { analytics_storage: "denied" }]);
  assert.equal(reports.at(-1).analytics, "denied");
});

test("Google: a layer that is created late is read from its first entry", () => {
  const page = world();
  const reports = listenTo(page, "google");
  page.later();
  page.dataLayer = [["consent", "default", { analytics_storage: "denied" }]];
  page.later();
  assert.deepEqual(
    reports.map(({ analytics }) => analytics),
    ["pending"],
  );
});

test("WordPress: a category without a cookie has no answer", () => {
  const check = (cookie, has, expected) => {
    const page = world({
      wp_has_consent: () => has,
      consent_api: { cookie_prefix: "wp_consent" },
      consent_api_get_cookie: (name) => (/^wp_consent_(statistics|marketing)$/.test(name) ? cookie : ""),
    });
    assert.deepEqual(listenTo(page, "wordpress"), [expected], `${cookie} ${has}`);
  };
  check("allow", true, YES);
  check("deny", false, NO);
  check("", false, WAIT);
  check("", true, YES);
  assert.deepEqual(listenTo(world({ wp_has_consent: () => false }), "wordpress"), [WAIT]);
});

test("WordPress: a change of one category leaves the other", () => {
  const page = world({ wp_has_consent: () => false });
  const reports = listenTo(page, "wordpress");
  page.fire("wp_listen_for_consent_change", { statistics: "allow" });
  page.fire("wp_listen_for_consent_change", { marketing: "deny" });
  page.fire("wp_listen_for_consent_change", { preferences: "allow" });
  assert.deepEqual(reports.slice(1), [
    { analytics: "granted", marketing: "pending" },
    { analytics: "granted", marketing: "denied" },
  ]);
});

test("TCF: purposes 1 and 8 for analytics, 1 and 7 for marketing, once the shopper has answered", () => {
  const check = (data, ...expected) => {
    const page = world({
      __tcfapi: (command, version, callback) =>
        command === "addEventListener" && version === 2 && callback(data, true),
    });
    assert.deepEqual(listenTo(page, "tcf"), expected, JSON.stringify(data));
  };
  const consents = (...numbers) => ({
    consents: Object.fromEntries(numbers.map((number) => [number, true])),
  });
  check({ gdprApplies: true, eventStatus: "tcloaded", tcString: "x", purpose: consents(1, 7, 8) }, YES);
  check(
    { gdprApplies: true, eventStatus: "useractioncomplete", tcString: "x", purpose: consents(1, 8) },
    { analytics: "granted", marketing: "denied" },
  );
  check({ gdprApplies: true, eventStatus: "useractioncomplete", tcString: "x", purpose: consents(7, 8) }, NO);
  check(
    {
      gdprApplies: true,
      eventStatus: "useractioncomplete",
      tcString: "x",
      purpose: { legitimateInterests: { 1: true, 7: true, 8: true } },
    },
    NO,
  );
  check({ gdprApplies: true, eventStatus: "cmpuishown" }, WAIT);
  check({ gdprApplies: true, eventStatus: "cmpuishown", tcString: "x", purpose: consents(1) });
  check({ gdprApplies: false, eventStatus: "tcloaded" }, YES);
  const failing = world({ __tcfapi: (command, version, callback) => callback(null, false) });
  assert.deepEqual(listenTo(failing, "tcf"), []);
});

test("GPP: the European section as TCF; an opt-out of the United States denies marketing", () => {
  const check = (ping, ...expected) => {
    const page = world({
      __gpp: (command, callback) =>
        callback(command === "ping" ? ping : { eventName: "signalStatus", pingData: ping }),
    });
    assert.deepEqual(listenTo(page, "gpp"), expected, JSON.stringify(ping));
  };
  const ready = (parsedSections, applicableSections = [7]) => ({
    signalStatus: "ready",
    applicableSections,
    parsedSections,
  });
  check({ signalStatus: "not ready", applicableSections: [7], parsedSections: {} });
  check(ready({ usnat: [{ SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 2 }] }), YES);
  check(ready({ usca: { SaleOptOut: 1, SharingOptOut: 2 } }), { analytics: "granted", marketing: "denied" });
  check(ready({ usnat: [{ SaleOptOut: 2 }, { Gpc: true }] }), { analytics: "granted", marketing: "denied" });
  check(ready({ uspv1: { OptOutSale: "Y" } }), { analytics: "granted", marketing: "denied" });
  check(ready({ uspv1: "1YNN" }), YES);
  check(ready({ uspv1: "1YYN" }), { analytics: "granted", marketing: "denied" });
  check(
    ready({ tcfeuv2: [{ PurposeConsents: [true, false, false, false, false, false, false, true] }] }, [2]),
    { analytics: "granted", marketing: "denied" },
  );
  check(ready({ tcfeuv2: { PurposeConsent: { 1: true, 7: true, 8: true } } }, [2]), YES);
  check(ready({ tcfeuv2: [{}] }, [2]), NO);
  check(ready({}, [-1]), YES);
  check(ready({}, []));
  check(null);
});

test("sources that answer at once speak together, at their strictest; a failing one says nothing", () => {
  const page = world({
    __tcfapi() {
      throw new Error("the page's own");
    },
    wp_has_consent: () => true,
    dataLayer: [["consent", "update", { analytics_storage: "granted", ad_storage: "denied" }]],
  });
  const reports = listenTo(page, "wordpress", "google", "tcf", "gpp", "nobody");
  assert.deepEqual(reports, [{ analytics: "granted", marketing: "denied" }]);
  page.dataLayer.push(["consent", "update", { analytics_storage: "denied" }]);
  page.dataLayer.push(["consent", "update", { analytics_storage: "denied" }]);
  assert.deepEqual(reports.slice(1), [NO], "reported once");
});
