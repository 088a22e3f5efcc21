// The object that users call, `window.shoptrail`: it takes over the stub's object or makes a new one, gives
// it its methods, connects the modules of the tracker, and starts it. The entries (embed.js, index.js) call
// it.

import { ownNames, read, setTimeout } from "shoptrail:heap";
import { acceptCall } from "./calls.js";
import { applyConsent } from "./consent.js";
import { connectCore, profile, report } from "./core.js";
import { flush } from "./flush.js";
import { callSafely, on } from "./notices.js";
import { callPlace } from "./page-environment.js";
import { watchPageLife } from "./page-life.js";
import { loadPart, setImportPart } from "./part-loader.js";
import { processPendingCalls } from "./pending-calls.js";
import { callCounts, violationCounts } from "./process-call.js";
import { adoptStubQueue, queue, queueCall } from "./queue.js";
import { replayQueue } from "./replay.js";
import { doWhatIsDue } from "./scheduling.js";
import { turnOff } from "./shutdown.js";
import { onTimer } from "./timer.js";
import {
  consent,
  isRunning,
  offReason,
  optionErrors,
  setOptions,
  setShop,
  shop,
  whenReady,
} from "./tracker-state.js";

/**
 * @import { Diagnostics, ImportPart, LoadPart, Method, Methods, PageTracker } from "./types.js"
 */

/**
 * The page's one tracker. It queues calls at once, and processes them when the module has started. Calling it
 * again gives the same tracker, and the options of the first call count.
 *
 * @param {unknown} options
 * @param {ImportPart} importPart
 * @param {(load: LoadPart) => void} loadAdapters
 * @returns {PageTracker}
 */
export function tracker(options, importPart, loadAdapters) {
  const found = /** @type {PageTracker | undefined} */ (window.shoptrail);
  if (found?.live === true) return found;
  // Without the stub, `found` is nothing, or an element of the page with this id.
  setShop(
    found?.q?.push
      ? /** @type {PageTracker} */ (found)
      : (window.shoptrail = /** @type {PageTracker} */ ({})),
  );
  // The options are read as any argument is: a getter among them may throw.
  setOptions(Object(read(options)));
  setImportPart(importPart);
  adoptStubQueue();
  connect();
  shop.live = true;
  // The stub has queued the landing page view, or moved it to storage when the tab was hidden.
  if (!shop.q) queueCall(["page", [0], ...callPlace()]);
  addMethods();
  watchPageLife();
  callSafely(loadAdapters, loadPart);
  return shop;
}

function connect() {
  connectCore(
    processPendingCalls,
    // What was called meanwhile.
    () => {
      if ((isRunning || offReason) && queue.length) setTimeout(replayQueue);
    },
    (error) => turnOff("internal", error),
  );
  onTimer(doWhatIsDue);
}

/**
 * Adds the public functions. They stay the same for ever, because a page may keep them: parts and adapters
 * replace what they do in `methods`.
 */
function addMethods() {
  /** @type {Omit<Methods, Method | "setProperties"> & Partial<Methods>} */
  const methods = {
    flush,
    on,
    setConsent: (answer) => applyConsent(read(answer)),
    forget: () => applyConsent("denied"),
    // The part `identity` replaces it.
    link: (url) => url,
    ready(callback) {
      if (callback) whenReady.then(() => callSafely(callback, shop));
      return whenReady;
    },
    profile: () => profile() || { recommend: null },
    diagnostics,
  };
  for (const method of /** @type {Method[]} */ (["track", "page", "identify", "reset"]))
    methods[method] = (...args) => acceptCall([method, args, ...callPlace()]);
  shop.methods = /** @type {Methods} */ (methods);
  for (const name of /** @type {(keyof Methods)[]} */ (ownNames(methods)))
    /** @type {Partial<Record<keyof Methods, Function>>} */ (shop)[name] = (/** @type {any[]} */ ...args) =>
      /** @type {Function} */ (methods[name])(...args);
}

/** @returns {Diagnostics} */
function diagnostics() {
  const { analytics, marketing, drops } = consent || {};
  const found = isRunning
    ? report()
    : {
        on: false,
        off_reason: offReason || (consent ? "consent" : "loading"),
        options: optionErrors,
        queued: queue.length,
        drops,
      };
  return /** @type {Diagnostics} */ ({
    ...found,
    ...callCounts,
    ...(isRunning && { violations: { ...violationCounts } }),
    ...(consent && { consent: { analytics, marketing } }),
  });
}
