// The part `consent`: how the answers of several sources are joined, and the source `shopify`. The other
// sources have files of their own beside this one.

import assert from "node:assert/strict";
import { test } from "node:test";
import consent from "../../pkg-template/src/parts/consent.js";
import { gtagOf, letters, listenTo, settle, world } from "./support/consent-page.mjs";

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

test("Shopify: the shopper's answer counts, and without one what the law of the place allows", async () => {
  const check = async (answer, allowed, expected) => {
    const customerPrivacy = {
      currentVisitorConsent: () => ({
        analytics: answer,
        marketing: answer,
        preferences: "",
        sale_of_data: "",
      }),
      analyticsProcessingAllowed: () => allowed,
      marketingAllowed: () => allowed,
    };
    assert.deepEqual(
      await listenTo(world({ Shopify: { customerPrivacy } }), "shopify"),
      [expected],
      `${answer} ${allowed}`,
    );
  };
  await check("yes", true, YES);
  await check("no", false, NO);
  await check("", true, YES);
  await check("", false, WAIT);
});

test("Shopify: the API is requested once, and the banner's answer counts when it comes", async () => {
  const page = world();
  const asked = [];
  const reports = await listenTo(page, "shopify");
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

test("sources that answer at once speak together, at their strictest; failing ones are silent", async () => {
  const page = world({
    __tcfapi() {
      throw new Error("the page's own");
    },
    wp_has_consent: () => true,
    dataLayer: [],
  });
  const gtag = gtagOf(page);
  gtag("consent", "update", { analytics_storage: "granted", ad_storage: "denied" });
  const reports = await listenTo(page, "wordpress", "google", "tcf", "gpp", "nobody");
  assert.deepEqual(letters(reports).at(-1), "gd");
  gtag("consent", "update", { analytics_storage: "denied" });
  gtag("consent", "update", { analytics_storage: "denied" });
  assert.deepEqual(letters(reports).slice(-2), ["gd", "dd"], "reported once");
  assert.ok(!letters(reports).includes("gg"), "never what only one of them grants");
});

test("a grant waits for the others that are named, until the page has loaded without them", async () => {
  const granted = () => {
    const page = world({ dataLayer: [] });
    page.document.readyState = "interactive";
    gtagOf(page)("consent", "update", { analytics_storage: "granted", ad_storage: "granted" });
    return page;
  };
  const alone = granted();
  assert.deepEqual(letters(await listenTo(alone, "google")), ["gg"], "it is the only one");

  const absent = granted();
  const reports = await listenTo(absent, "google", "onetrust");
  assert.deepEqual(reports, []);
  absent.document.readyState = "complete";
  absent.fireAtWindow("load");
  assert.deepEqual(letters(reports), ["gg"], "the other is not on this page");

  const late = granted();
  const answers = await listenTo(late, "google", "wordpress");
  late.later();
  late.wp_has_consent = (category) => category === "statistics";
  late.wp_consent_type = "optin";
  late.later();
  assert.deepEqual(letters(answers), ["gp"], "the other came before the page had loaded");

  const refused = granted();
  gtagOf(refused)("consent", "update", { ad_storage: "denied" });
  assert.deepEqual(
    letters(await listenTo(refused, "google", "didomi")),
    ["-d"],
    "a refusal waits for nobody",
  );
});

test("a source that comes later is joined, and one that turns stricter counts at once", async () => {
  const page = world({ dataLayer: [] });
  gtagOf(page)("consent", "update", { analytics_storage: "granted", ad_storage: "granted" });
  const reports = await listenTo(page, "google", "cookiebot");
  for (let round = 0; round < 300; round++) page.later();
  page.Cookiebot = { consent: { statistics: false, marketing: false }, hasResponse: false };
  // A script that was held back until the shopper did something.
  page.fireAtWindow("keydown");
  page.later();
  assert.deepEqual(letters(reports), ["gg", "pp"]);
  page.Cookiebot = { consent: { statistics: true, marketing: false }, hasResponse: true };
  page.fireAtWindow("CookiebotOnAccept");
  assert.deepEqual(letters(reports), ["gg", "pp", "gd"]);
});

test("one source may be named more than once: for two lists, or for two services", async () => {
  const page = world({ first: [], second: [] });
  const reports = await listenTo(page, "google:first", "google:second", "google:first");
  gtagOf(page, "first")("consent", "update", { analytics_storage: "granted", ad_storage: "granted" });
  gtagOf(page, "second")("consent", "default", { analytics_storage: "denied", ad_storage: "granted" });
  gtagOf(page, "second")("consent", "update", { ad_storage: "denied" });
  assert.deepEqual(letters(reports), ["gg", "pg", "pd"]);
});

test("a name that is no source is an error about the option, and nothing is followed", () => {
  const shop = { setConsent: () => assert.fail("nothing is known") };
  for (const consentFrom of ["onetrst", "shopify,onetrst", ["google", {}], "Shopify", ":x", "toString", 7]) {
    const { errors } = consent(shop, { consentFrom });
    assert.deepEqual(
      errors.map(({ option }) => option),
      ["consentFrom"],
      String(consentFrom),
    );
    assert.match(errors[0].allowed, /^shopify, google, wordpress, .*didomi/);
  }
});

test("a common answer is given to the tracker, less what the browser forbids", async () => {
  const answers = [];
  const page = world({ dataLayer: [] });
  gtagOf(page)("consent", "update", { analytics_storage: "granted", ad_storage: "granted" });
  globalThis.window = page;
  const check = async (browser, options, expected) => {
    Object.defineProperty(globalThis, "navigator", { value: browser, configurable: true });
    answers.length = 0;
    assert.equal(consent({ setConsent: (answer) => answers.push(answer) }, options), undefined);
    await settle();
    assert.deepEqual(letters(answers), [expected], JSON.stringify([browser, options]));
  };
  const consentFrom = " google ,";
  await check({}, { consentFrom }, "gg");
  await check({ globalPrivacyControl: true }, { consentFrom: ["google"] }, "gd");
  await check({ globalPrivacyControl: true }, { consentFrom, gpc: "false" }, "gg");
  await check({ doNotTrack: "1" }, { consentFrom }, "gg");
  await check({ doNotTrack: "1" }, { consentFrom, dnt: "" }, "dd");
});
