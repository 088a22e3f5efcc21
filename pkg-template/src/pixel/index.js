// Shopify's customer events, from a custom pixel (a sandboxed frame) or an app pixel (a worker). There is no
// page, no module, and storage is asynchronous. The pixel tracks the checkout, which no other script sees,
// under the storefront's anonymous id. See pkg-template/shopify/README.md.
import { attempt } from "./attempt.js";
import { sendMessages } from "./delivery.js";
import { EVENTS } from "./events.js";
import { recordEvent } from "./messages.js";
import { eraseRecord, loadRecord } from "./pixel-record.js";
import { COOKIE } from "./shopper.js";

/** @typedef {import("./types.js").CustomerEvent} CustomerEvent */
/** @typedef {import("./types.js").PixelApi} PixelApi */
/** @typedef {import("./types.js").PixelState} PixelState */
/** @typedef {import("../../shopify-pixel.js").PixelOptions} PixelOptions */

const CHECKOUT = /^checkout_|^payment_/;
const MAX_WAITING = 50;

/**
 * @param {PixelApi} api  what Shopify gives a pixel
 * @param {PixelOptions} [given]  stronger than the settings of an app pixel
 */
export default function pixel(api, given) {
  const { analytics, init, customerPrivacy } = api;
  const browser = /** @type {PixelState["browser"]} */ (api.browser || {});
  /** @type {PixelOptions} */
  const options = { ...api.settings, ...given };
  /** @type {PixelState} */
  const state = {
    options,
    browser,
    shopCartId: init?.data?.cart?.id,
    // Shopify says here what the visitor allows, and then reports each change.
    isAllowed: init?.customerPrivacy?.analyticsProcessingAllowed ?? true,
    record: undefined,
    shopper: undefined,
  };
  // Events from before the visitor's answer wait. After a refusal events are dropped.
  /** @type {CustomerEvent[]} */
  let waiting = [];
  let isDenied = false;
  const runInOrder = workQueue(isOn(options.debug));

  customerPrivacy?.subscribe?.("visitorConsentCollected", (event) => {
    state.isAllowed = event.customerPrivacy.analyticsProcessingAllowed;
    isDenied = !state.isAllowed;
    if (state.isAllowed) waiting.splice(0).forEach(acceptEvent);
    else {
      waiting = [];
      runInOrder(async () => {
        state.record = state.shopper = undefined;
        await eraseRecord(browser.localStorage);
        await attempt(() => browser.cookie.set(`${COOKIE}=; path=/; max-age=0`));
      });
    }
  });
  for (const name of wantedEvents(isOn(options.storefront)))
    attempt(() =>
      analytics.subscribe(name, (event) => {
        if (state.isAllowed) acceptEvent(event);
        else if (!isDenied && waiting.length < MAX_WAITING) waiting.push(event);
      }),
    );
  // What an earlier page could not send.
  if (state.isAllowed) runInOrder(send);

  /** @param {CustomerEvent} event */
  function acceptEvent(event) {
    runInOrder(async () => {
      // Consent may be withdrawn while the event waits.
      if (!state.isAllowed) return;
      await recordEvent(state, event);
      await send();
    });
  }

  async function send() {
    await sendMessages(state, (state.record ||= await loadRecord(browser.localStorage)));
  }
}

/**
 * The names of the customer events that the pixel reads: those of the checkout, with the storefront all.
 * @param {boolean} hasStorefront
 */
function wantedEvents(hasStorefront) {
  const all = ["page_viewed", ...Object.keys(EVENTS)];
  return all.filter((name) => hasStorefront || CHECKOUT.test(name));
}

/**
 * Returns a function that does one work after the other, because storage answers late. An error stops only
 * its own work.
 * @param {boolean} isReported  whether errors go to the console
 */
function workQueue(isReported) {
  let last = Promise.resolve();
  return (/** @type {() => Promise<void>} */ work) => {
    last = last
      .then(work)
      .catch((error) => (isReported ? console.warn("shoptrail pixel:", error) : undefined));
  };
}

/**
 * Settings of an app pixel are texts.
 * @param {unknown} option
 */
const isOn = (option) => String(option) === "true";
