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
  const mobile = width === PHONE;
  const metrics = { width, height: HEIGHT, deviceScaleFactor: 1, mobile };
  await browser.devtools("Emulation.setDeviceMetricsOverride", metrics);
  const features = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await browser.devtools("Emulation.setEmulatedMedia", { features });
}

/** What axe finds on the page, as `rule: element`, and whether the page scrolls sideways. */
async function faults() {
  if (!(await browser.run(() => Boolean(window.axe)))) await browser.driver.executeScript(AXE);
  return browser.run(async () => {
    const { violations } = await window.axe.run({ rules: { "target-size": { enabled: true } } });
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(" ")}`),
    );
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [...found, `${scrollWidth} px wide`] : found;
  });
}

/** The faults of the page and of each view of its inspector. */
async function faultsOfViews() {
  const found = [];
  for (const name of ["events", "shopper", "quality", "track"]) {
    await browser.run((tab) => document.querySelector(`[data-tab=${tab}]`).click(), name);
    await browser.waitFor(() => document.querySelector(".body > *")?.childElementCount > 0);
    await browser.run(() => {
      for (const details of document.querySelectorAll(".body details")) details.open = true;
    });
    found.push(...(await faults()).map((fault) => `${name}: ${fault}`));
  }
  return found;
}

/** Opens the drawer of the inspector, where it is folded away. */
const openDrawer = () => browser.run(() => document.querySelector(".inspector-closed .unfold")?.click());

/** Folds the inspector as at the first visit. */
const forgetDrawer = () =>
  browser.run(() => void (document.cookie = "harness_inspector=; Path=/; Max-Age=0"));

/** Puts a product in the cart and orders it, without leaving the page. Resolves with the order's address. */
function placeOrder() {
  return browser.run(async () => {
    const post = (path, fields) => fetch(path, { method: "POST", body: new URLSearchParams(fields) });
    await post("/cart/add", { variant: "fell-runner-moss-39", quantity: 1 });
    return new URL((await post("/checkout", {})).url).pathname;
  });
}

for (const [width, scheme] of [
  [DESKTOP, "light"],
  [DESKTOP, "dark"],
  [PHONE, "light"],
  [PHONE, "dark"],
])
  test(`axe finds nothing on any page at ${width} px, ${scheme}`, needs("devtools"), async () => {
    await useWindow(width, { "prefers-color-scheme": scheme });
    await open("/?shoptrail_anonymous=send");
    const order = await placeOrder();
    await browser.run(() =>
      fetch("/cart/add", {
        method: "POST",
        body: new URLSearchParams({ variant: "fell-runner-moss-39", quantity: 2 }),
      }),
    );
    const found = [];
    for (const path of [...PAGES, order]) {
      await open(path);
      await started(browser);
      found.push(...(await faults()).map((fault) => `${path} ${fault}`));
    }
    await openDrawer();
    await browser.run(() => {
      for (const button of document.querySelectorAll(".break button")) button.click();
    });
    await delivered(browser);
    found.push(...(await faultsOfViews()).map((fault) => `${order} ${fault}`));
    await forgetDrawer();
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
    document.querySelector("main").append(picture);
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
