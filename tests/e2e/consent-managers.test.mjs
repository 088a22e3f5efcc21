// Consent managers in a real browser: their own scripts where a package has them, and what is stored and
// sent before, with and after an answer.

/* global show, answer, say -- defined by the page of this test */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { build } from "esbuild";
import { arrived, forgetCookies, names, usePages } from "./support/pages.mjs";
import { delivered } from "./support/story.mjs";

const COOKIECONSENT = readFileSync(
  new URL("../../node_modules/vanilla-cookieconsent/dist/cookieconsent.umd.js", import.meta.url),
  "utf8",
);
const GTAG = "window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments); }";
const AGREED = { analytics_storage: "granted", ad_storage: "granted" };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));
// Each page has its own port and so a new storage, but cookies ignore ports.
beforeEach(() => forgetCookies(browser, page));

const until = (analytics) =>
  browser.waitFor((wanted) => window.shoptrail.diagnostics().consent?.analytics === wanted, analytics);
const open = async (path, analytics) => {
  await browser.open(page.origin + path);
  await until(analytics);
};
const consentNow = () => browser.run(() => window.shoptrail.diagnostics().consent);
const stored = () => browser.run(() => Object.keys(localStorage).filter((name) => /^shoptrail/.test(name)));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Nothing is stored, and nothing has arrived. */
async function assertNoTrace(what) {
  await browser.run(() => window.shoptrail.flush());
  assert.deepEqual([await stored(), page.collector.requests.length], [[], 0], what);
}

/** A script for a page, made of the packages that `source` imports. */
async function bundle(source) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname },
    bundle: true,
    format: "iife",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0].text;
}

test("WordPress: pending until the manager has defined the type, 800 ms later; then opt-in", async () => {
  page.options = { anonymous: "send", consent_from: "wordpress" };
  page.head = `<script>
    window.consent_api = { cookie_prefix: "wp_consent", consent_type: "", waitfor_consent_hook: "1" };
    window.wp_fallback_consent_type = "";
    window.waitfor_consent_hook = true;
    window.consent_api_get_cookie = (name) =>
      document.cookie.split("; ").find((each) => each.startsWith(name + "="))?.split("=")[1] ?? "";
    window.wp_has_consent = (category) => {
      const type = window.wp_consent_type ?? window.wp_fallback_consent_type;
      const cookie = consent_api_get_cookie("wp_consent_" + category);
      return !type || (type === "optout" && !cookie) || cookie === "allow";
    };
    window.wp_set_consent = (category, value) => {
      document.cookie = "wp_consent_" + category + "=" + value + "; Path=/";
      const detail = Object.assign([], { [category]: value });
      document.dispatchEvent(new CustomEvent("wp_listen_for_consent_change", { detail }));
    };
    setTimeout(() => {
      window.wp_consent_type = "optin";
      document.dispatchEvent(new CustomEvent("wp_consent_type_defined"));
      window.isDefined = true;
    }, 800);
  </script>`;
  await open("/first", "pending");
  await assertNoTrace("before the type is defined");
  await browser.waitFor(() => window.isDefined);
  await pause(600);
  assert.equal((await consentNow()).analytics, "pending");
  await assertNoTrace("opt-in, and no answer");
  await browser.run(() => wp_set_consent("statistics", "allow"));
  await until("granted");
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page"]);
  await open("/second", "granted");
  await browser.run(() => wp_set_consent("statistics", "deny"));
  await until("denied");
  assert.deepEqual(await stored(), []);
});

test("Google: the list is replaced after the start, then the shopper agrees", async () => {
  page.options = { anonymous: "send", consent_from: "google", adapters: "none" };
  page.head = `<script>${GTAG}
    gtag("consent", "default", { analytics_storage: "denied", ad_storage: "denied" });</script>`;
  await open("/", "pending");
  await assertNoTrace("before");
  await browser.run((agreed) => {
    window.dataLayer = [];
    dataLayer.push({ event: "gtm.js" });
    gtag("consent", "update", agreed);
  }, AGREED);
  await until("granted");
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page"]);
  await browser.run(() => {
    window.dataLayer = [];
    gtag("consent", "update", { analytics_storage: "denied" });
  });
  await until("denied");
  assert.deepEqual(await stored(), []);
});

test("Google: a list of another name, by a tag's address and by the option", async () => {
  page.files = { "/gtm.js": "" };
  const named = GTAG.replaceAll("dataLayer", "shopLayer");
  page.head = `<script>${named}</script><script src="/gtm.js?id=GTM-A1&l=shopLayer"></script>`;
  for (const consent_from of ["google", "google:shopLayer"]) {
    page.options = { anonymous: "send", consent_from, adapters: "none" };
    await open("/", "pending");
    await browser.run((agreed) => gtag("consent", "update", agreed), AGREED);
    await until("granted");
  }
});

test("CookieConsent's own script: agreed, remembered, taken back, and given again", async () => {
  page.options = { anonymous: "send", consent_from: "cookieconsent" };
  page.files = { "/cookieconsent.js": COOKIECONSENT };
  page.head = '<script src="/cookieconsent.js"></script>';
  page.body = `<h1>A page</h1><script>
    CookieConsent.run({
      hideFromBots: false,
      categories: { necessary: { readOnly: true }, analytics: {}, ads: {} },
      language: { default: "en", translations: { en: {
        consentModal: { title: "Cookies", acceptAllBtn: "Accept", acceptNecessaryBtn: "Reject" },
        preferencesModal: { sections: [] },
      } } },
    });
  </script>`;
  await open("/first", "pending");
  await assertNoTrace("before an answer");
  await browser.run(() => CookieConsent.acceptCategory(["analytics"]));
  await until("granted");
  await delivered(browser);
  assert.deepEqual(
    [names(page.collector), await consentNow()],
    [["page"], { analytics: "granted", marketing: "denied" }],
  );
  await open("/second", "granted");
  await browser.run(() => CookieConsent.acceptCategory([]));
  await until("denied");
  assert.deepEqual(await stored(), []);
  await open("/third", "denied");
  await browser.run(() => CookieConsent.acceptCategory("all"));
  await until("granted");
  assert.deepEqual(await consentNow(), { analytics: "granted", marketing: "granted" });
});

test("TCF: the IAB's own stub and script, which comes after the tracker", async () => {
  page.options = { anonymous: "send", consent_from: "tcf" };
  page.files = {
    "/stub.js": await bundle('import stub from "@iabtechlabtcf/stub"; stub();'),
    "/manager.js": await bundle(`
      import { CmpApi } from "@iabtechlabtcf/cmpapi";
      import { GVL, TCModel, TCString } from "@iabtechlabtcf/core";
      const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
      const purposes = Object.fromEntries(ids.map((id) => [id, { id, name: "p" + id }]));
      const api = new CmpApi(10, 1, true);
      window.show = () => api.update("", true);
      window.answer = (...ids) => {
        const model = new TCModel(new GVL({
          gvlSpecificationVersion: 3, vendorListVersion: 1, tcfPolicyVersion: 5,
          lastUpdated: "2026-01-01T00:00:00Z",
          purposes, specialPurposes: {}, features: {}, specialFeatures: {}, stacks: {}, vendors: {},
        }));
        Object.assign(model, { cmpId: 10, cmpVersion: 1 });
        model.purposeConsents.set(ids);
        api.update(TCString.encode(model), false);
      };
    `),
  };
  page.head = '<script src="/stub.js"></script>';
  await open("/", "pending");
  await browser.run(() => {
    const script = Object.assign(document.createElement("script"), { src: "/manager.js" });
    script.onload = () => (window.isThere = true);
    document.head.append(script);
  });
  await browser.waitFor(() => window.isThere);
  await browser.run(() => show());
  await pause(300);
  await assertNoTrace("the window is open");
  await browser.run(() => answer(1, 8));
  await until("granted");
  assert.deepEqual(await consentNow(), { analytics: "granted", marketing: "denied" });
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page"]);
  await browser.run(() => show());
  await browser.run(() => answer());
  await until("denied");
  assert.deepEqual(await stored(), []);
});

// The manager keeps its answer in a cookie, and its state in each tab is that of the tab's load.
const ONETRUST = `<script>
  const saved = document.cookie.match(/groups=([^;]*)/)?.[1];
  let isClosed = !!saved;
  window.OnetrustActiveGroups = saved || ",C0001,C0002,";
  window.OneTrust = {
    IsAlertBoxClosed: () => isClosed,
    GetDomainData: () => ({ ConsentModel: { Name: "opt-in" }, ShowAlertNotice: true }),
    OnConsentChanged() {},
  };
  window.say = (groups) => {
    isClosed = true;
    window.OnetrustActiveGroups = groups;
    document.cookie = "groups=" + groups + "; Path=/";
    const detail = groups.split(",").filter(Boolean);
    dispatchEvent(new CustomEvent("OneTrustGroupsUpdated", { detail }));
  };
</script>`;

test("OneTrust: before the tag, in two tabs; what one tab takes back is gone in the other", async () => {
  page.options = { anonymous: "send", consent_from: "onetrust" };
  page.head = ONETRUST;
  await open("/first", "pending");
  await pause(500);
  await assertNoTrace("groups that are on by default are no answer");
  await browser.run(() => say(",C0001,C0002,"));
  await until("granted");
  await delivered(browser);
  const left = await browser.newTab();
  await open("/second", "granted");
  await browser.run(() => say(",C0001,"));
  await until("denied");
  assert.deepEqual(await stored(), []);
  await browser.enter(left);
  await until("denied");
  await pause(600);
  assert.equal((await consentNow()).analytics, "denied", "its own manager does not know yet");
  await browser.run(() => say(",C0001,C0002,C0004,"));
  await until("granted");
  assert.deepEqual(await consentNow(), { analytics: "granted", marketing: "granted" });
});

test("OneTrust: long after the page has loaded", async () => {
  page.options = { anonymous: "send", consent_from: "onetrust:C0003" };
  page.body = `<h1>A page</h1><template id="manager">${ONETRUST}</template>`;
  await open("/", "pending");
  await pause(1500);
  await assertNoTrace("the manager is not there");
  await browser.run(() => {
    const { textContent } = document.querySelector("#manager").content.querySelector("script");
    document.head.append(Object.assign(document.createElement("script"), { textContent }));
    say(",C0001,C0003,");
  });
  await until("granted");
  await delivered(browser);
  assert.deepEqual(
    arrived(page.collector).map(({ context }) => context.page.path),
    ["/"],
  );
});

const INSTALLERS = {
  onetrust: ["installOneTrust", ["C0001", "C0002", "C0004"], ["C0001"]],
  cookiebot: ["installCookiebot", [true, true], [false, false]],
  usercentrics: ["installUsercentrics3", ["a1", "a2", "m1"], []],
  "usercentrics:a2:m1": ["installUsercentrics2", ["a2", "m1"], []],
  didomi: ["installDidomi", ["cookies", "measure_content_performance", "measure_ad_performance"], []],
};

/** When the manager comes: the script that installs it, as the page has it. */
const ARRIVALS = {
  "before the tag": "window.say = install(window);",
  "while the page loads": "addEventListener('DOMContentLoaded', () => { window.say = install(window); });",
  "a second after the page":
    "addEventListener('load', () => setTimeout(() => { window.say = install(window); }, 1000));",
};

for (const [name, [installer, agreed, refused]] of Object.entries(INSTALLERS)) {
  test(`${name}: pending, agreed, refused, and agreed again, whenever the manager comes`, async () => {
    const source = await bundle(`
      import { ${installer} as install } from "../parts/support/managers.mjs";
      window.fireAtWindow = (type, detail) => dispatchEvent(Object.assign(new Event(type), { detail }));
      window.install = install;
    `);
    page.options = { anonymous: "send", consent_from: name };
    for (const [arrival, code] of Object.entries(ARRIVALS)) {
      page.first = `<script>${source}${code}</script>`;
      page.collector.reset();
      await open("/", "pending");
      await browser.waitFor(() => window.say);
      await pause(600);
      assert.deepEqual([await stored(), (await consentNow()).analytics], [[], "pending"], arrival);
      for (const [answer, expected] of [
        [agreed, "granted"],
        [refused, "denied"],
        [agreed, "granted"],
      ]) {
        await browser.run((given) => void say(...given), answer);
        await until(expected);
        assert.equal((await consentNow()).marketing, expected, arrival);
        if (expected === "denied") assert.deepEqual(await stored(), [], arrival);
      }
      await browser.run((given) => void say(...given), refused);
      await until("denied");
    }
  });
}

test("a manager whose file is missing keeps consent pending, whatever the others say", async () => {
  page.options = { anonymous: "send", consent_from: "google,didomi", adapters: "none" };
  page.missing = /consent-didomi/;
  page.expectErrors(/404|Failed to load/);
  page.head = `<script>${GTAG} gtag("consent", "update", ${JSON.stringify(AGREED)});</script>`;
  await open("/", "pending");
  await pause(800);
  assert.equal((await consentNow()).analytics, "pending");
  await assertNoTrace("an answer that cannot be known");
});

test("a name that is no consent manager turns the tracker off, and says which there are", async () => {
  page.options = { anonymous: "send", consent_from: "shopify,onetrst" };
  page.expectErrors(/consentFrom/);
  await browser.open(`${page.origin}/`);
  await browser.waitFor(() => shoptrail.diagnostics().off_reason === "options");
  assert.deepEqual(await browser.run(() => ({ ...shoptrail.track("cart_viewed") })), {
    ok: false,
    reason: "options",
    violations: [],
  });
  const logged = (await browser.console()).map(({ message }) => message).join("\n");
  assert.match(
    logged,
    /Option `consentFrom` is .*shopify,onetrst.*\. Allowed: shopify, google, wordpress, tcf, gpp, onetrust/,
  );
});
