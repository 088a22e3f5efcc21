// Every page of the harness can be used by everyone: axe-core finds nothing on it, it is not wider than the
// window, the keyboard reaches all of it, and it follows the person's settings for colours and motion.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { Key } from "selenium-webdriver";
import { serve } from "../../www/server.mjs";
import { needs, startBrowser } from "./support/browser.mjs";
import { delivered, started } from "./support/story.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const HEIGHT = 900;
const DESKTOP = 1400;
const PHONE = 390;
const PAGES = [
  "/",
  "/collections/trail",
  "/products/fell-runner",
  "/search?q=boot",
  "/sale",
  "/cart",
  "/checkout",
  "/account",
  "/nowhere",
  "/platforms",
  "/platforms/gtag",
  "/platforms/gtm",
  "/platforms/jsonld",
  "/platforms/microdata",
  "/platforms/woocommerce",
  "/platforms/woocommerce/product",
  "/platforms/woocommerce/cart",
  "/platforms/woocommerce/checkout",
  "/platforms/woocommerce/order-received/42x1/",
  "/platforms/attributes",
  "/platforms/email",
  "/platforms/spa",
  "/platforms/shopify",
  "/platforms/shopify-horizon",
  "/shopify/cart",
  "/shopify/collections/potions",
];

let browser;
let harness;

before(async () => {
  [browser, harness] = await Promise.all([startBrowser(), serve({ shopPort: 0 })]);
  // The load of /compare waits for two storefronts, and axe for a busy machine.
  await browser.driver.manage().setTimeouts({ pageLoad: 60_000, script: 60_000 });
});
after(() => Promise.all([browser?.quit(), harness?.close()]));

const open = (path) => browser.open(new URL(path, harness.url).href);

/** A window of this width, for a person with these settings: `{"prefers-color-scheme": "dark"}`. */
async function useWindow(width, settings = {}) {
  const metrics = { width, height: HEIGHT, deviceScaleFactor: 1, mobile: width === PHONE };
  await browser.devtools("Emulation.setDeviceMetricsOverride", metrics);
  await useSettings(settings);
}

function useSettings(settings) {
  const features = Object.entries(settings).map(([name, value]) => ({ name, value }));
  return browser.devtools("Emulation.setEmulatedMedia", { features });
}

/**
 * What axe finds on the page in light colours, and of its contrast in dark ones, as `rule: element`; and
 * whether the page scrolls sideways. Elements that match `exclude` are left out.
 */
async function faults(exclude = []) {
  if (!(await browser.run(() => Boolean(window.axe)))) await browser.driver.executeScript(AXE);
  const check = (options) =>
    browser.run(
      async (excluded, axeOptions) => {
        const { violations } = await window.axe.run({ exclude: excluded }, axeOptions);
        return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
      },
      exclude,
      options,
    );
  await useSettings({ "prefers-color-scheme": "light" });
  const found = await check({ rules: { "target-size": { enabled: true } } });
  await useSettings({ "prefers-color-scheme": "dark" });
  found.push(...(await check({ runOnly: ["color-contrast"] })).map((fault) => `dark: ${fault}`));
  const [wide, width] = await browser.run(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  return wide > width ? [...found, `${wide} px wide`] : found;
}

/** The faults of the page and of each view of its inspector. */
async function faultsOfViews() {
  const found = [];
  for (const name of ["events", "shopper", "quality", "storage", "track"]) {
    await browser.run((tab) => document.querySelector(`[data-tab=${tab}]`).click(), name);
    await browser.waitFor(() => document.querySelector(".body > *")?.childElementCount > 0);
    if (name === "storage") await browser.waitFor(() => document.querySelector(".device details"));
    await browser.run(() => {
      for (const details of [...document.querySelectorAll(".body details")].slice(0, 20)) details.open = true;
    });
    found.push(...(await faults()).map((fault) => `${name}: ${fault}`));
  }
  return found;
}

/** Opens the drawer of the inspector, where it is folded away. */
const openDrawer = () => browser.run(() => document.querySelector(".inspector-closed .unfold")?.click());

/** Puts a product in the cart and orders it, without leaving the page. Resolves with the order's address. */
function placeOrder() {
  return browser.run(async () => {
    const post = (path, fields) => fetch(path, { method: "POST", body: new URLSearchParams(fields) });
    await post("/cart/add", { variant: "fell-runner-moss-39", quantity: 1 });
    return new URL((await post("/checkout", {})).url).pathname;
  });
}

for (const width of [DESKTOP, PHONE])
  test(`axe finds nothing on any page at ${width} px`, needs("devtools"), async () => {
    await useWindow(width);
    await browser.clearCookies();
    await open("/?shoptrail_anonymous=send");
    const order = await placeOrder();
    await browser.run(() => {
      const body = new URLSearchParams({ variant: "fell-runner-moss-39", quantity: 2 });
      return fetch("/cart/add", { method: "POST", body });
    });
    const found = [];
    for (const path of [...PAGES, order]) {
      await open(path);
      await started(browser);
      // The list of events grows with each page. It is checked at the end, with the other views.
      found.push(...(await faults([".inspector .body"])).map((fault) => `${path} ${fault}`));
    }
    await openDrawer();
    await browser.run(() => {
      for (const button of document.querySelectorAll(".break button")) button.click();
    });
    await delivered(browser);
    found.push(...(await faultsOfViews()).map((fault) => `${order} ${fault}`));
    assert.deepEqual(found, []);
  });

for (const width of [DESKTOP, PHONE])
  test(
    `axe finds nothing on /compare at ${width} px, before and after a visit`,
    needs("devtools"),
    async () => {
      await useWindow(width);
      await browser.clearCookies();
      await open("/compare");
      const isDone = () => [...document.querySelectorAll(".side")].every(({ dataset }) => dataset.done);
      await browser.driver.wait(() => browser.run(isDone), 60_000);
      const early = await faults();
      await browser.click("#visit");
      const isVisited = () => document.getElementById("progress").textContent === "Visited.";
      await browser.driver.wait(() => browser.run(isVisited), 60_000);
      await browser.waitFor(() => document.querySelectorAll(".side meter").length === 2);
      assert.deepEqual([early, await faults()], [[], []]);
    },
  );

test("a fault on a page is found", needs("devtools"), async () => {
  await useWindow(PHONE);
  await open("/");
  await browser.run(() => {
    const picture = document.createElement("img");
    picture.src = "/art/daypack-18/pine.svg";
    picture.style.cssText = "width: 500px; display: block";
    const text = document.createElement("p");
    text.textContent = "Too dark for dark colours";
    text.style.color = "#333";
    document.querySelector("main").append(picture, text);
  });
  const found = await faults();
  assert.ok(
    found.some((fault) => fault.startsWith("image-alt: ")),
    found.join(),
  );
  assert.ok(
    found.some((fault) => fault.endsWith(" px wide")),
    found.join(),
  );
});

test(
  "on a phone the shop is seen first, and the inspector is a drawer inside the window",
  needs("devtools"),
  async () => {
    await useWindow(PHONE);
    await browser.clearCookies();
    await open("/");
    await started(browser);
    const isShown = () => browser.run(() => document.querySelector(".inspector").getClientRects().length > 0);
    assert.equal(await isShown(), false);
    await browser.click(".unfold");
    assert.equal(await isShown(), true);
    const { top, left, right, bottom } = await browser.run(() =>
      document.querySelector(".inspector").getBoundingClientRect().toJSON(),
    );
    assert.deepEqual([left, right, bottom], [0, PHONE, HEIGHT]);
    assert.ok(top > 200, "the shop is still seen above the drawer");
    assert.equal(await browser.run(() => document.activeElement.className), "fold");
    await browser.click(".fold");
    assert.equal(await isShown(), false);
    assert.equal(await browser.run(() => document.activeElement.className), "unfold");
  },
);

test("the keyboard reaches every control, and the focus is always seen", needs("devtools"), async () => {
  await useWindow(DESKTOP);
  await browser.clearCookies();
  await open("/products/fell-runner");
  await started(browser);
  await browser.waitFor(() => document.querySelector(".inspector .event"));
  const expected = await browser.run(
    () =>
      [
        ...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']"),
      ].filter(
        (element) =>
          element.tabIndex >= 0 &&
          element.type !== "hidden" &&
          element.checkVisibility({ visibilityProperty: true }),
      ).length,
  );
  const reached = new Set();
  for (let pressed = 0; pressed < expected + 5; pressed += 1) {
    await browser.driver.actions().sendKeys(Key.TAB).perform();
    const [place, tag, outline] = await browser.run(() => {
      const { activeElement: element } = document;
      const position = [...document.querySelectorAll("*")].indexOf(element);
      return [position, element.tagName, getComputedStyle(element).outlineStyle];
    });
    if (tag !== "BODY") reached.add(place);
    // Outside the page, the focus is in the browser's own controls.
    if (tag !== "BODY") assert.notEqual(outline, "none", `${tag} ${place}`);
  }
  assert.ok(reached.size >= expected, `${reached.size} of ${expected} reached`);
});

test(
  "arrow keys, Home and End choose a tab, and only the chosen tab takes the Tab key",
  needs("devtools"),
  async () => {
    await useWindow(DESKTOP);
    await browser.clearCookies();
    await open("/");
    await started(browser);
    await browser.click("[data-tab=events]");
    const press = async (key) => {
      await browser.driver.actions().sendKeys(key).perform();
      return browser.run(() => [
        document.activeElement.dataset.tab,
        [...document.querySelectorAll("[role=tab]")]
          .filter(({ tabIndex }) => tabIndex === 0)
          .map(({ dataset }) => dataset.tab)
          .join(),
        document.querySelector("[role=tabpanel]").getAttribute("aria-labelledby"),
      ]);
    };
    const chosen = (name) => [name, name, `inspector-tab-${name}`];
    assert.deepEqual(await press(Key.ARROW_RIGHT), chosen("shopper"));
    assert.deepEqual(await press(Key.END), chosen("track"));
    assert.deepEqual(await press(Key.ARROW_RIGHT), chosen("events"));
    assert.deepEqual(await press(Key.ARROW_LEFT), chosen("track"));
    assert.deepEqual(await press(Key.HOME), chosen("events"));
  },
);

test("the shop follows dark mode and reduced motion", needs("devtools"), async () => {
  const look = async (settings) => {
    await useWindow(DESKTOP, settings);
    await open("/");
    return browser.run(() => [
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector(".card .art svg")).transitionDuration,
    ]);
  };
  const [light, moving] = await look({ "prefers-color-scheme": "light" });
  const [dark] = await look({ "prefers-color-scheme": "dark" });
  const [, still] = await look({ "prefers-reduced-motion": "reduce" });
  assert.deepEqual([light, dark, moving, still], ["rgb(250, 248, 243)", "rgb(22, 27, 24)", "0.25s", "0s"]);
});
