// Starts the tracker once the page is shown: loads the parts that its options ask for, then the module, and
// opens it as far as consent allows. When any of that fails, the tracker turns off.

import bytes from "shoptrail:wasm";
import { attempt, Date, hooks, read, setTimeout, toJson } from "shoptrail:heap";
import { botOrPreview } from "./bot-or-preview.js";
import { applyConsent } from "./consent.js";
import * as core from "./core.js";
import { isOn } from "./options.js";
import { hasIdsOfCustomerIo, hasStoredHooks, isOverlayWanted, pageEnvironment } from "./page-environment.js";
import { importPart, loadPart, loadWatchers } from "./part-loader.js";
import { saveQueue } from "./queue.js";
import { setTransmit } from "./requests.js";
import { takeSavedCalls } from "./saved-calls.js";
import { turnOff } from "./shutdown.js";
import { nextTask } from "./timer.js";
import { isDebug, options, resolveSettled, setConsent, shop } from "./tracker-state.js";
import { transmit } from "./transport.js";

/**
 * @import { OptionError } from "./types.js"
 */

/**
 * What asks for the part `message-hooks`: the options `beforeSend`, `defaultProperties` and `sessions`, the
 * first two as properties of the stub, and what earlier pages stored.
 */
const asksForHooks = () =>
  /beforeSend|sessions|ltP/.test(/** @type {any} */ ([Object.keys(options), Object.keys(shop)])) ||
  hasStoredHooks();

// Without the part nothing may become a message: the calls wait.
const loadHooks = () =>
  importPart("message-hooks").then(
    (part) => part.default(shop, options, hooks, read, core.processCall),
    (error) => new Promise(() => console.error("shoptrail waits:", error)),
  );

// The page's policy may forbid WebAssembly, the shopper may have switched it off, or the module may be cut on
// its way: the same core as a script works there.
const instantiate = () =>
  core.instantiate(bytes).catch(async () => {
    saveQueue();
    await core.instantiate((await importPart("compat")).default);
  });

/** Is called once, when the page is shown. Never throws. */
export async function start() {
  // A list of one time has 28 characters. Nothing of this can be worked around: a wrong `map` mixes up
  // what the core is given. The record of stored calls stays as it is.
  if (
    /** @type {any} */ (setTimeout).clock ||
    attempt(() => toJson([new Date(2)].map((date) => date.toISOString())).length) !== 28
  )
    return turnOff("module", "the page changed timers, arrays, JSON or Date");
  const reason = botOrPreview(options);
  // The first access to storage waits for another process: not in the task that runs the script.
  if (!reason) await nextTask();
  if (isDebug || isOverlayWanted()) loadWatchers("quality", "overlay");
  else if (isOn(options.quality)) loadWatchers("quality");
  if (reason) {
    takeSavedCalls();
    return turnOff(reason);
  }
  // The part begins to listen as soon as it is there. It also knows which names the option may have.
  const sources = options.consentFrom && loadPart("consent");
  let errors;
  try {
    // The options cookieDomain, linkDomains and identifyFromLinks.
    const identity =
      /cookieD|linkD|FromL/.test(/** @type {any} */ (Object.keys(options))) && loadPart("identity");
    if (isOn(options.linkCheckout)) loadPart("link-checkout");
    const earlier = hasIdsOfCustomerIo() && loadPart("takeover");
    // A right declaration must not fail on a lost file: without the part, none is checked.
    const declarations = options.customEvents != null && loadPart("custom-events");
    // Without the way to another receiver nothing may leave: the tracker is off then, as without the module.
    const way = options.destination ? loadPart("destination") : { transmit };
    const naming = options.naming === "semantic" && loadPart("semantic-names");
    const hookErrors = asksForHooks() && (await loadHooks());
    await instantiate();
    const found = await identity;
    const destination = await way;
    const wording = naming && (await naming);
    // Without the other names nothing may leave either: a part that is missing ends in the catch below.
    setTransmit(naming ? wording.around(destination.transmit) : destination.transmit);
    errors = destination.errors || found?.errors || hookErrors || (await sources)?.errors;
    errors ??= core.start(
      options,
      { ...pageEnvironment(), ...(await earlier), ...found },
      (await declarations) || [],
    );
    await nextTask();
  } catch (error) {
    // The next page may be able to run the module.
    saveQueue();
    return turnOff("module", error);
  }
  if (errors.length) return turnOffWith(errors);
  // The core has started. What it grants, it says now.
  setConsent(/** @type {any} */ ({}));
  applyConsent();
  resolveSettled();
}

/** @param {OptionError[]} errors */
async function turnOffWith(errors) {
  const help = await loadPart("option-help");
  turnOff("options", !help && errors, help ? help.explain(errors) : errors);
}
