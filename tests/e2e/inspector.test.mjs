// The inspector beside the test shop, as `npm start` shows it: nothing of it is cut off, it explains its
// states and a tracker that is off, and its views agree. accessibility.test.mjs holds how it is operated.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "../../www/server.mjs";
import { startBrowser } from "./support/browser.mjs";
import { delivered, started } from "./support/story.mjs";

let browser;
let harness;

before(async () => {
  harness = await serve({ shopPort: 0 });
  browser = await startBrowser();
});
after(async () => {
  await browser?.quit();
  await harness?.close();
});

/** Opens the shop in a frame of this width, because a browser's own window has a least width. */
async function openShop(width) {
  await browser.open(new URL("/assets/shop.css", harness.url).href);
  await browser.run(
    (shop, px) => {
      const frame = document.createElement("iframe");
      frame.style.cssText = `position: fixed; inset: 0; border: 0; width: ${px}px; height: 800px`;
      frame.src = shop;
      document.documentElement.replaceChildren(frame);
      window.shopFrame = frame;
    },
    ...[harness.url, width],
  );
  await browser.waitFor(() => {
    const { document: page, shoptrail } = window.shopFrame.contentWindow;
    // On a phone the inspector is folded away at first.
    page.querySelector(".inspector-closed .unfold")?.click();
    return shoptrail?.diagnostics().on && page.querySelector(".inspector .event") !== null;
  });
}

/** The texts of the elements that reach beyond the window or hide a part of their own text. */
function cutOff() {
  const { documentElement: page } = window.shopFrame.contentDocument;
  return [
    ...page.querySelectorAll(
      ".inspector, .inspector .break, .inspector .break *, .inspector .under, .inspector .under *",
    ),
  ]
    .filter((element) => element.getClientRects().length)
    .filter(
      (element) =>
        element.getBoundingClientRect().right > page.clientWidth ||
        element.getBoundingClientRect().left < 0 ||
        (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0),
    )
    .map((element) => `${element.tagName}.${element.className}: ${element.textContent}`);
}

for (const width of [1400, 390])
  test(`nothing of the inspector is cut off in a window of ${width} px`, async () => {
    await openShop(width);
    await browser.run(() => {
      const { document: page, shoptrail } = window.shopFrame.contentWindow;
      for (const button of page.querySelectorAll(".break button")) button.click();
      // An event with more warnings than one line has room for.
      shoptrail.track("product_viewed", {
        product_id: "p1",
        price: "one",
        compare_at_price: "two",
        url: 1,
        image_url: 2,
      });
    });
    await browser.waitFor(
      () =>
        window.shopFrame.contentWindow.document.querySelectorAll(".under .bad, .under .repeat").length >= 4,
    );
    assert.deepEqual(await browser.run(cutOff), []);
    assert.ok(
      await browser.run(() => {
        const { documentElement: page } = window.shopFrame.contentDocument;
        return page.scrollWidth <= page.clientWidth;
      }),
      "the page does not scroll sideways",
    );
  });

/** Opens a page of the shop as a new visitor, with the inspector beside it. */
async function visit(path) {
  await browser.open(new URL("/assets/shop.css", harness.url).href);
  await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
  await browser.driver.manage().deleteAllCookies();
  await browser.open(new URL(path, harness.url).href);
}

/** The numbers of the counters, by state. */
const counters = () =>
  browser.run(() =>
    Object.fromEntries(
      [...document.querySelectorAll(".counts [data-state]")].map((counter) => [
        counter.dataset.state,
        Number(counter.querySelector("b").textContent),
      ]),
    ),
  );

const openView = (name) => browser.click(`[data-tab=${name}]`);

test("the front page says what it is and links to the other pages of the harness", async () => {
  await visit("/");
  const [text, links] = await browser.run(() => {
    const guide = document.querySelector(".guide");
    return [guide.textContent, [...guide.querySelectorAll("a")].map((link) => link.getAttribute("href"))];
  });
  assert.match(text, /This test shop shows shoptrail at work/);
  assert.match(text, /First: look at a product/);
  assert.deepEqual(links, ["/compare", "/platforms", "/docs/"]);
});

test("every counter and every event's state has a sentence, on hover and on focus", async () => {
  await visit("/products/fell-runner");
  await started(browser);
  await browser.waitFor(() => document.querySelectorAll(".event [data-tip], .event[data-tip]").length >= 2);
  const explained = await browser.run(() =>
    [...document.querySelectorAll(".inspector [data-tip]")].map((element) => {
      const tip = document.getElementById(element.getAttribute("aria-describedby"));
      const isShown = () => getComputedStyle(tip).display !== "none";
      const atFirst = isShown();
      element.focus();
      const focused = isShown();
      element.blur();
      const left = isShown();
      element.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
      const hovered = isShown();
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
      const words = tip.textContent.split(" ").length;
      return [element.dataset.tip, [atFirst, focused, left, hovered, isShown()], words > 7, tip.role];
    }),
  );
  const states = ["held", "waiting", "in_flight", "handed_off", "delivered", "dropped", "repeat", "refused"];
  assert.deepEqual(
    explained.slice(0, states.length).map(([state]) => state),
    states,
  );
  assert.ok(explained.length > states.length, "events are explained too");
  for (const [state, shown, isSentence, role] of explained)
    assert.deepEqual([shown, isSentence, role], [[false, true, false, true, false], true, "tooltip"], state);
});

test("an unknown event is shown with the name that is probably meant", async () => {
  await visit("/");
  await started(browser);
  await browser.run(() => (shoptrail.track("prodct_viewed", {}), shoptrail.track("Product Added ", {})));
  await browser.run(() => shoptrail.track("newsletter_footer_clicked", {}));
  await browser.waitFor(() => document.querySelector('[data-event="newsletter_footer_clicked"]'));
  const meant = () =>
    Object.fromEntries(
      [...document.querySelectorAll(".event")].map((event) => [
        event.dataset.event,
        event.querySelector(".meant")?.textContent,
      ]),
    );
  await browser.waitFor(() => document.querySelectorAll(".meant").length === 2);
  const shown = await browser.run(meant);
  assert.equal(shown.prodct_viewed, "Did you mean “product_viewed”?");
  assert.equal(shown["Product Added "], "Did you mean “add_to_cart”?");
  assert.equal(shown.newsletter_footer_clicked, null);
});

test("after an order the views agree, and the shopper view has what was learned and ordered", async () => {
  await visit("/products/fell-runner");
  await started(browser);
  await browser.click("#add-to-cart");
  await browser.arrive("/cart");
  await browser.click("#checkout");
  await browser.arrive("/checkout");
  await started(browser);
  await browser.type("#email", "jane@example.com");
  await browser.click("#continue");
  await delivered(browser);
  await browser.click("#place-order");
  await browser.arrive("/orders/");
  await started(browser);
  await browser.run(() => shoptrail.identify("jane@example.com", { first_name: "Jane" }));
  await delivered(browser);
  await browser.driver.navigate().refresh();
  await started(browser);
  await browser.run(() => shoptrail.track("prodct_viewed", {}));
  await delivered(browser);
  await browser.waitFor(() => document.querySelector(".counts [data-state=refused] b")?.textContent === "1");
  await browser.waitFor(
    () =>
      document.querySelectorAll(".event[data-state=delivered]").length ===
      Number(document.querySelector(".counts [data-state=delivered] b").textContent),
  );
  const counts = await counters();
  const listed = await browser.run(() => document.querySelectorAll(".event[data-state=refused]").length);
  assert.deepEqual([counts.refused, listed, counts.repeat, counts.dropped], [1, 1, 1, 0]);

  await openView("quality");
  await browser.waitFor(() => document.querySelector(".body .panel"));
  const fromReport = await browser.run(() => {
    const { quality } = shoptrail.diagnostics();
    const calls = Object.values(quality.events).reduce((sum, { delivered: count }) => sum + count, 0);
    const titled = (title) =>
      [...document.querySelectorAll(".panel")].find((panel) => panel.textContent.startsWith(title));
    return [calls, Number(titled("Profile updates").querySelector("dd").textContent)];
  });
  assert.equal(fromReport[0] + fromReport[1], counts.delivered, `${fromReport}`);

  await openView("shopper");
  await browser.waitFor(() => document.querySelector("[data-order]"));
  const [order, texts] = await browser.run(() => [
    document.querySelector("[data-order]").dataset.order,
    [...document.querySelectorAll(".body .panel")].map((panel) => panel.textContent),
  ]);
  assert.equal(order, await browser.run(() => location.pathname.split("/").at(-1)));
  const text = (title) => texts.find((each) => each.startsWith(title));
  assert.match(
    text("Learned attributes"),
    /last_viewed_product.*Fell Runner.*preferred_category.*Trail shoes/,
  );
  assert.match(text("Stored traits"), /first_name.*Jane/);
});

for (const [option, status, advice] of [
  ["shoptrail_bots=false", /driven or names itself a robot/, /option bots: add \?shoptrail_bots=true/],
  ["shoptrail_consent=pending", /no consent/, /setConsent\("granted"\)/],
])
  test(`with ${option} the inspector says why the tracker is off, and what to do`, async () => {
    await visit(`/?${option}`);
    await browser.waitFor(() => document.querySelector(".inspector .note").textContent);
    const [line, note] = await browser.run(() => [
      document.querySelector(".inspector .status").textContent,
      document.querySelector(".inspector .note").textContent,
    ]);
    assert.match(line, status);
    assert.match(note, advice);
  });

test("what the inspector says to do about a driven browser turns the tracker on", async () => {
  await visit("/?shoptrail_bots=false");
  await browser.waitFor(() => document.querySelector(".inspector .note").textContent);
  await browser.open(new URL("/?shoptrail_bots=true", harness.url).href);
  await started(browser);
});

test("the storage view shows what is stored on the device, and a report without personal data", async () => {
  await visit("/products/fell-runner");
  await started(browser);
  await openView("storage");
  const groups = await browser.waitFor(() => {
    const names = [...document.querySelectorAll(".device > details")].map(({ dataset }) => dataset.node);
    return names.includes("outbox") && names;
  });
  assert.ok(groups.includes("identity") && groups.includes("touches"), groups);
  const anonymousId = await browser.run(() => shoptrail.diagnostics().identity.anonymousId);
  const shown = await browser.run(() => document.querySelector(".device").textContent);
  assert.ok(shown.includes(anonymousId) && shown.includes("product_viewed"));
  await browser.click(".stored button");
  const report = await browser.waitFor(() => document.querySelector(".stored textarea").value);
  assert.ok(report.includes("product_viewed"));
  assert.ok(!report.includes(anonymousId));
});
