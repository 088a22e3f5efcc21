// The inspector beside the test shop, as `npm start` shows it: nothing of it is cut off, on a desktop and on
// a phone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "../../www/server.mjs";
import { startBrowser } from "./support/browser.mjs";

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
