// Consent in a real browser, over several pages: what is stored and what is sent before, with and after it.
// The tests list everything that is on the device.

/* global heard, lost -- defined by the page of this test */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { arrived, forgetCookies, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
// The click ids are words that cannot be part of a random id.
const LANDING = "/landing?utm_source=newsletter&utm_medium=email&gclid=google-one";
const REFUSED = { ok: false, reason: "consent", violations: [] };
const PENDING = { consent: "pending", anonymous: "send" };
const NOTHING = { local: ["theme"], session: ["theme"], cookies: "theme=dark", requests: 0 };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));
// Each page has its own port and so a new storage, but cookies ignore ports.
beforeEach(() => forgetCookies(browser, page));

/** Opens a page and waits until its consent to analytics is `state`. The theme stores things of its own. */
async function visit(path, state) {
  await browser.open(page.origin + path);
  await browser.waitFor((wanted) => window.shoptrail.diagnostics().consent?.analytics === wanted, state);
  await browser.run(() => {
    localStorage.theme = sessionStorage.theme = "dark";
    document.cookie = "theme=dark; Path=/";
  });
}

// Copied in the page, because Firefox's driver does not read getters.
const track = (name = "product_viewed", properties = VIEW) =>
  browser.run((...args) => ({ ...shoptrail.track(...args) }), name, properties);
const setConsent = (answer) => browser.run((given) => void shoptrail.setConsent(given), answer);

/** Everything that is stored on the device, and how many requests were sent. */
async function traces() {
  await browser.run(() => shoptrail.flush());
  const device = await browser.run(() => ({
    local: Object.keys(localStorage).sort(),
    session: Object.keys(sessionStorage).sort(),
    cookies: document.cookie,
  }));
  return { ...device, requests: page.collector.requests.length };
}

test("pending: nothing is stored or sent, over two pages; granted: this page sends its calls", async () => {
  page.options = PENDING;
  await visit("/first", "pending");
  assert.deepEqual(await track(), { ok: true, queued: true });
  assert.deepEqual(await traces(), NOTHING);
  await visit(LANDING, "pending");
  assert.deepEqual(await track(), { ok: true, queued: true });
  const { on, off_reason, queued } = await browser.run(() => shoptrail.diagnostics());
  assert.deepEqual([on, off_reason, queued], [false, "consent", 2]);
  assert.deepEqual(await traces(), NOTHING);
  const before = Date.now();
  await browser.run(() => {
    history.pushState(null, "", "/elsewhere");
    document.title = "Elsewhere";
    window.heard = [];
    shoptrail.on("consent", (notice) => heard.push(notice));
    shoptrail.setConsent("granted");
  });
  await delivered(browser);
  const messages = arrived(page.collector);
  assert.deepEqual(
    names(page.collector),
    ["page", "product_viewed"],
    "the calls of the first page ended with it",
  );
  for (const { timestamp, context, properties } of messages) {
    assert.ok(Date.parse(timestamp) <= before, "the time of the call");
    assert.deepEqual(
      [context.page.path, context.page.title],
      ["/landing", "Page title"],
      "the page of the call",
    );
    assert.equal(properties.utm_source, "newsletter");
    assert.equal(properties.gclid, "google-one");
  }
  assert.deepEqual(await browser.run(() => heard), [{ analytics: "granted", marketing: "granted" }]);

  await visit("/third", "granted");
  assert.equal((await track()).ok, true);
  await delivered(browser);
  const last = arrived(page.collector).at(-1);
  assert.deepEqual(
    [last.event, last.properties.utm_source, last.anonymousId],
    ["product_viewed", "newsletter", messages[0].anonymousId],
  );
});

test("denied: calls are refused and leave no trace, over two pages", async () => {
  page.options = { ...PENDING, consent: "denied" };
  page.body = `<script>shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});</script>`;
  for (const path of [LANDING, "/second"]) {
    await visit(path, "denied");
    assert.deepEqual(await track(), REFUSED);
    assert.equal(await browser.run(() => shoptrail.diagnostics().off_reason), "consent");
    assert.deepEqual(await traces(), NOTHING);
  }
});

test("pending, then denied: the waiting calls are gone for good", async () => {
  page.options = PENDING;
  await visit(LANDING, "pending");
  await track();
  await setConsent("denied");
  assert.deepEqual(await track(), REFUSED);
  assert.deepEqual(await traces(), NOTHING);
  await setConsent("granted");
  assert.equal((await track("search_performed", { query: "after" })).ok, true);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["search_performed"]);
});

test("withdrawn: storage is erased, waiting messages are reported as dropped, nothing is sent", async () => {
  page.options = { consent: "pending" };
  await visit(LANDING, "pending");
  await setConsent({ analytics: true, marketing: false });
  await visit("/second", "granted");
  await track();
  await browser.run(() => {
    sessionStorage["shoptrail.part"] = "1";
    document.cookie = "shoptrail_id=1; Path=/";
    window.lost = [];
    shoptrail.on("drop", ({ name, reason }) => lost.push([name, reason]));
    shoptrail.setConsent({ analytics: false });
  });
  assert.deepEqual(await browser.run(() => lost), [
    ["page", "consent_withdrawn"],
    ["page", "consent_withdrawn"],
    ["product_viewed", "consent_withdrawn"],
  ]);
  assert.deepEqual(await browser.run(() => shoptrail.diagnostics().drops), { consent_withdrawn: 3 });
  assert.deepEqual(await track(), REFUSED);
  assert.deepEqual(await browser.run(() => shoptrail.identify("jane@example.com")), REFUSED);
  assert.deepEqual(await traces(), NOTHING);
  await visit("/third", "pending");
  assert.deepEqual(await traces(), NOTHING);
});

test("a withdrawal applies to all tabs and to pages in the back/forward cache", async () => {
  page.options = { anonymous: "hold" };
  await visit("/first", "granted");
  await track();
  await browser.run(
    () => void addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted)),
  );
  await visit("/second", "granted");
  const left = await browser.newTab();
  await visit("/other", "granted");
  await setConsent(false);
  await browser.enter(left);
  await browser.waitFor(() => shoptrail.diagnostics().consent.analytics === "denied");
  // Only now: each tab counts what it loses and then erases, and another tab can see the count between.
  assert.deepEqual(await traces(), NOTHING);
  assert.deepEqual(await track(), REFUSED);
  await browser.driver.navigate().back();
  await browser.arrive("/first");
  assert.equal(await browser.run(() => window.persisted), true, "the page came from the back/forward cache");
  assert.deepEqual(await track(), REFUSED);
  assert.deepEqual(await traces(), NOTHING);
});

test("a grant applies to all tabs and to pages in the back/forward cache", async () => {
  page.options = PENDING;
  await visit("/first", "pending");
  await track();
  await browser.run(
    () => void addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted)),
  );
  await visit("/second", "pending");
  const left = await browser.newTab();
  await visit("/other", "pending");
  await setConsent(true);
  await browser.enter(left);
  await browser.waitFor(() => shoptrail.diagnostics().on);
  await browser.driver.navigate().back();
  await browser.arrive("/first");
  assert.equal(await browser.run(() => window.persisted), true, "the page came from the back/forward cache");
  await browser.waitFor(() => shoptrail.diagnostics().on);
  await delivered(browser);
  const views = arrived(page.collector).filter(({ event }) => event === "product_viewed");
  assert.deepEqual(
    views.map(({ context }) => context.page.path),
    ["/first"],
    "the call that waited while the page was in the cache",
  );
});

test("forget() erases everything and stops; the next page starts with a new anonymous id", async () => {
  page.options = { anonymous: "hold" };
  await visit(LANDING, "granted");
  await browser.run(() => void shoptrail.identify("jane@example.com"));
  await delivered(browser);
  const before = await browser.run(() => shoptrail.diagnostics().identity);
  const requests = page.collector.requests.length;
  await track();
  await browser.run(() => void shoptrail.forget());
  assert.deepEqual(await track(), REFUSED);
  assert.deepEqual({ ...(await traces()), requests: 0 }, NOTHING);
  assert.equal(page.collector.requests.length, requests);
  await visit("/second", "granted");
  const after = await browser.run(() => shoptrail.diagnostics().identity);
  assert.equal(after.state, "anonymous");
  assert.notEqual(after.anonymousId, before.anonymousId);
  assert.equal(
    await browser.run(() => JSON.stringify(localStorage).includes("newsletter")),
    false,
    "the visit source is erased as well",
  );
});

test("Global Privacy Control denies marketing: no click id is kept until setConsent grants it", async () => {
  page.head = '<script>Object.defineProperty(navigator, "globalPrivacyControl", { value: true });</script>';
  page.options = { anonymous: "send" };
  await visit(`${LANDING}&fbclid=meta-one`, "granted");
  assert.deepEqual(await browser.run(() => shoptrail.diagnostics().consent), {
    analytics: "granted",
    marketing: "denied",
  });
  await delivered(browser);
  const everything = JSON.stringify([
    page.collector.requests.map(({ json }) => json),
    await browser.run(() => JSON.stringify(localStorage)),
  ]);
  assert.ok(everything.includes("newsletter") && !/google-one|meta-one/.test(everything));
  await setConsent({ marketing: true });
  await visit("/second?gclid=google-two", "granted");
  await delivered(browser);
  assert.equal(arrived(page.collector).at(-1).properties.gclid, "google-two");
});

test("a consent source does not overrule Global Privacy Control; setConsent does", async () => {
  page.head = `<script>
    Object.defineProperty(navigator, "globalPrivacyControl", { value: true });
    window.dataLayer = [];
    function gtag() { dataLayer.push(arguments); }
    gtag("consent", "update", { analytics_storage: "granted", ad_storage: "granted" });
  </script>`;
  page.options = { anonymous: "send", consent_from: "google" };
  await visit(LANDING, "granted");
  const marketing = () => browser.run(() => shoptrail.diagnostics().consent.marketing);
  assert.equal(await marketing(), "denied");
  await browser.run(() => {
    gtag("consent", "update", { ad_storage: "denied" });
    gtag("consent", "update", { ad_storage: "granted" });
  });
  assert.equal(await marketing(), "denied");
  assert.equal(await browser.run(() => JSON.stringify(localStorage).includes("google-one")), false);
  await setConsent({ marketing: true });
  assert.equal(await marketing(), "granted");
});

test("forget() also drops the id of Customer.io's SDK; the next page does not adopt it again", async () => {
  page.options = { anonymous: "hold" };
  page.withSnippet = false;
  await browser.open(page.origin);
  const theirs = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
  await browser.run((id) => void (localStorage.ajs_anonymous_id = JSON.stringify(id)), theirs);
  page.withSnippet = true;
  const anonymousId = () => browser.run(() => shoptrail.diagnostics().identity.anonymousId);
  await visit("/first", "granted");
  assert.equal(await anonymousId(), theirs);
  await browser.run(() => void shoptrail.forget());
  assert.deepEqual(await traces(), NOTHING);
  await visit("/second", "granted");
  assert.notEqual(await anonymousId(), theirs);
});

test("a page left before the module arrives stores its calls only with consent", async () => {
  const storedAfter = async (options, body = "") => {
    page.options = options;
    page.body = `<script>localStorage.theme = "dark"; ${body}</script>`;
    page.script = (path) => path !== "/left";
    await browser.open(`${page.origin}/left?consent`);
    page.options = { ...options, consent: "pending" };
    page.script = null;
    await browser.open(`${page.origin}/blank`);
    return browser.run(() => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail")));
  };
  page.expectErrors(/503|Failed to load/);
  const record = 'localStorage["shoptrail.consent"] = \'{"analytics":"granted","marketing":"granted"}\';';
  assert.deepEqual(await storedAfter({ consent: "pending" }), []);
  assert.deepEqual(await storedAfter({ consent: "denied" }), []);
  assert.deepEqual(await storedAfter({ consent_from: "google" }), []);
  assert.deepEqual(await storedAfter({}, "shoptrail.setConsent({ analytics: false });"), []);
  assert.deepEqual(await storedAfter({}, "shoptrail.forget();"), []);
  assert.deepEqual(await storedAfter({ consent: "pending" }, 'shoptrail.setConsent("granted");'), [
    "shoptrail.q",
  ]);
  assert.deepEqual((await storedAfter({ consent: "pending" }, record)).sort(), [
    "shoptrail.consent",
    "shoptrail.q",
  ]);
});

test("an invalid consent answer changes nothing and is reported in debug", async () => {
  page.options = { anonymous: "send", debug: true };
  await visit("/", "granted");
  await setConsent("perhaps");
  assert.deepEqual(await browser.run(() => shoptrail.diagnostics().consent), {
    analytics: "granted",
    marketing: "granted",
  });
  assert.ok((await browser.console()).some(({ message }) => /setConsent.*perhaps.*no answer/.test(message)));
});

test("bots and previews are not counted, and diagnostics() reports it", async () => {
  const check = async (options, reason) => {
    page.options = options;
    await browser.open(`${page.origin}/`);
    await browser.waitFor((wanted) => shoptrail.diagnostics().off_reason === wanted, reason);
    assert.deepEqual(await track(), { ok: false, reason, violations: [] });
    assert.deepEqual(await browser.run(() => [shoptrail.diagnostics().on, Object.keys(localStorage)]), [
      false,
      [],
    ]);
  };
  await check({ bots: false }, "bot");
  page.head = "<script>window.Shopify = { designMode: true };</script>";
  await check({ bots: false }, "preview");
  page.options = {};
  await browser.open(`${page.origin}/`);
  await started(browser);
});

test("consent from Shopify's Customer Privacy API: pending, then granted, then denied", async () => {
  page.options = { anonymous: "send", consent_from: "shopify" };
  page.head = `<script>
    const cookie = document.cookie.match(/visitor=([^;]*)/)?.[1];
    const visitor = JSON.parse(cookie || '{"analytics":"","marketing":""}');
    window.Shopify = { loadFeatures(features, done) {
      Shopify.customerPrivacy = {
        currentVisitorConsent: () => visitor,
        analyticsProcessingAllowed: () => visitor.analytics === "yes",
        marketingAllowed: () => visitor.marketing === "yes",
        setTrackingConsent({ analytics, marketing }) {
          visitor.analytics = analytics ? "yes" : "no";
          visitor.marketing = marketing ? "yes" : "no";
          document.cookie = "visitor=" + JSON.stringify(visitor);
          const detail = { analyticsAllowed: analytics, marketingAllowed: marketing };
          document.dispatchEvent(new CustomEvent("visitorConsentCollected", { detail }));
        },
      };
      done();
    } };
  </script>`;
  await visit(LANDING, "pending");
  await track();
  assert.deepEqual(await traces(), NOTHING);
  await browser.run(() => Shopify.customerPrivacy.setTrackingConsent({ analytics: true, marketing: false }));
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "product_viewed"]);
  assert.equal(
    JSON.stringify(page.collector.requests.map(({ json }) => json)).includes("google-one"),
    false,
    "marketing was not granted",
  );
  await visit("/second", "granted");
  await browser.run(() => Shopify.customerPrivacy.setTrackingConsent({ analytics: false, marketing: false }));
  assert.deepEqual(await track(), REFUSED);
  const { local, session } = await traces();
  assert.deepEqual([local, session], [["theme"], ["theme"]]);
  await visit("/third", "denied");
});

test("consent from Google's consent mode: pending by default, granted by an update", async () => {
  page.options = { anonymous: "send", consent_from: "google" };
  page.head = `<script>
    window.dataLayer = window.dataLayer || [];
    function gtag() { dataLayer.push(arguments); }
    gtag("consent", "default", { analytics_storage: "denied", ad_storage: "denied" });
    if (document.cookie.includes("cmp=yes"))
      gtag("consent", "update", { analytics_storage: "granted", ad_storage: "granted" });
  </script>`;
  await visit(LANDING, "pending");
  await track();
  assert.deepEqual(await traces(), NOTHING);
  await browser.run(() => {
    document.cookie = "cmp=yes; Path=/";
    gtag("consent", "update", { analytics_storage: "granted", ad_storage: "granted" });
  });
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "product_viewed"]);
  assert.equal(arrived(page.collector)[0].properties.gclid, "google-one");
  await visit("/second", "granted");
  assert.equal((await track()).ok, true);
  await browser.run(() => void (document.cookie = "cmp=no; Path=/; Max-Age=0"));
  await browser.run(() => gtag("consent", "update", { analytics_storage: "denied" }));
  assert.deepEqual(await track(), REFUSED);
});
