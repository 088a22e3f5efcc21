// The inline stub: it keeps every call that is made before the script has arrived, with its own time, URL,
// title and referrer. If the shopper leaves first, it stores the calls for the next page. Shops have it in
// their HTML, so old versions of it stay in use: `q`, `moved`, `raw` and the stored format are shared with
// every version of the script. ES5 on purpose: it must parse wherever the page does. Budget: budgets.json.

/**
 * @import { Call, PageTracker, QueuedCall, ReadOptions } from "./types.js"
 */

// Where calls are stored. Those of a page with `beforeSend` have a record of their own: a page without the
// hook must not send what the hook has not seen.
/** @type {string} */
var record;
/** @type {any[]} */
var queue = [];
// Shopify's storefront events from before their adapter is there; the adapter goes on from here.
/** @type {Event[]} */
var raw = [];
// Calls that went to storage while this page lives: parts that load before they are processed hear of them.
/** @type {Call[]} */
var moved = [];
/** @type {any} */
var shop = window.shoptrail;
// Built-ins as they are now: scripts of the page may change them before the tracker's script arrives.
var stringify = JSON.stringify;
var Clock = Date;

// An element of the page with this id is no tracker, whatever it contains.
if (!shop || !(shop.live || shop.q) || shop.nodeType) install();

function install() {
  shop = window.shoptrail = /** @type {any} */ ({
    q: queue,
    raw: raw,
    moved: moved,
    base: [stringify, JSON.parse, Clock, setTimeout, performance.now.bind(performance)],
  });
  // The landing: where this page view began, even if the address changes before the script runs.
  keep("page", [0]);
  "track page identify reset flush ready on profile diagnostics setConsent forget link".replace(
    /\S+/g,
    /** @type {any} */ (addMethod),
  );
  "product:view collection:view cart:view cart:lines-update search:update".replace(
    /\S+/g,
    /** @type {any} */ (keepEvents),
  );
  addEventListener("pagehide", save);
  // WebKit fires no event when a page is left before its load event, which a late script delays.
  document.addEventListener("readystatechange", function () {
    setTimeout(save);
  });
  // Phones end hidden tabs without another event.
  addEventListener("visibilitychange", function () {
    if (document.hidden) save();
  });
}

/**
 * Old libraries give every array a `toJSON` that returns a text, and every date one with quotes. There,
 * members are written as they are. A BigInt is written as its digits.
 *
 * @param {unknown} value
 */
function toJson(value) {
  return stringify(
    value,
    /** @this {any} */
    function (/** @type {string} */ name, /** @type {unknown} */ text) {
      var own = this[name];
      if (own && own.toJSON == /** @type {any} */ ([]).toJSON) text = own;
      return typeof text == "bigint" ? "" + text : own instanceof Clock && +own ? own.toISOString() : text;
    },
  );
}

/**
 * @param {string} method
 * @param {unknown[]} args
 */
function keep(method, args) {
  try {
    // A copy, because themes reuse the objects that they pass.
    args = JSON.parse(toJson(args));
  } catch (error) {
    // Functions and cycles are kept as they are, and checked when the core reads them.
  }
  if (queue.length + moved.length < 500)
    queue.push([method, args, +new Clock(), location.href, document.title, document.referrer]);
  // A later listener of the same `pagehide` called.
  if (record) save();
}

/**
 * Whether the calls may be stored, decided as in privacy.js: the shopper's last answer, else the stored one,
 * else the shop's option.
 *
 * @param {DOMStringMap} options
 */
function mayStoreCalls(options) {
  var from = options.consentFrom;
  var answer = options.consent || (from ? "pending" : "granted");
  if (answer == "pending" && !from && /"analytics":"granted"/.test(localStorage["shoptrail.consent"]))
    answer = "granted";
  if (navigator.doNotTrack == "1" && /^(true)?$/.test(/** @type {any} */ (options.dnt))) answer = "denied";
  queue.forEach(function (call) {
    var word = call[0] == "setConsent" ? call[1][0] : 0;
    if ("analytics" in Object(word)) word = word.analytics;
    if (/^(true|granted)$/.test(word)) answer = "granted";
    if (/^(false|denied|pending)$/.test(word)) answer = "denied";
  });
  return answer == "granted";
}

/** Stores the calls for the next page, where that is allowed. */
function save() {
  if (shop.live || document.prerendering) return;
  record = "shoptrail." + (shop.beforeSend ? "hook.q" : "q");
  try {
    // Without a tag nobody said what may be stored: a consent manager may hold the tag back, or insert it
    // when it has an answer.
    /** @type {HTMLScriptElement | null} */
    var tag = document.querySelector("script[data-write-key]");
    if (!tag || /plain/.test(tag.type)) return;
    if (!mayStoreCalls(tag.dataset)) {
      // Consent was withdrawn after they were stored.
      if (moved[0]) localStorage.removeItem(record);
      queue.unshift.apply(queue, moved.splice(0));
      return;
    }
    queue.splice(0).forEach(store);
    // Scripts before 0.1.0 took an empty queue for a page without a stub, and counted its view again.
    if (!queue[0]) queue.push(["diagnostics", [], Object]);
  } catch (error) {
    // Storage is blocked.
  }
}

/**
 * Stores a call for the next page.
 *
 * @param {any} call
 */
function store(call) {
  try {
    // Listeners and promises are this page's own.
    if (call[3]) {
      var text = localStorage[record] || "[]";
      // Behind this page's own calls it is not parsed again: a theme may call in a loop.
      localStorage[record] =
        moved[0] && /]]$/.test(text)
          ? text.slice(0, -1) + "," + toJson(call) + "]"
          : toJson(/** @type {unknown[]} */ ([]).concat(JSON.parse(text), [call]).slice(-500));
      return moved.push(call);
    }
  } catch (error) {
    // The call is no JSON, or storage is blocked or full: it waits here, and is lost with the page as it
    // would be without the stub.
  }
  queue.push(call);
}

/**
 * Adds a method: one of the four calls, which the script makes again, or one that the script answers later.
 *
 * @param {string} method
 * @param {number} place Of its name in the list of all.
 */
function addMethod(method, place) {
  shop[method] = function stub() {
    /** @type {any[]} */
    var args = [].slice.call(arguments);
    // A page may have kept this function from before the script came.
    if (shop[method] != stub) return shop[method].apply(shop, args);
    if (method == "link") return args[0];
    if (method == "on") {
      /** @type {unknown[]} */
      var ended = [];
      queue.push([method, args, ended]);
      return function () {
        ended[0] = 1;
      };
    }
    if (method == "profile") return { recommend: null };
    if (method == "diagnostics") return { on: false, off_reason: "loading", queued: queue.length };
    // The calls come first in the list.
    if (place < 26) {
      keep(method, args);
      return { ok: true, queued: true };
    }
    return new Promise(function (resolve) {
      queue.push(method == "forget" ? ["setConsent", ["denied"], resolve] : [method, args, resolve]);
      if (record) save();
    });
  };
}

/** @param {string} type */
function keepEvents(type) {
  document.addEventListener("shopify:" + type, function (event) {
    if (raw.length < 100) raw.push(event);
  });
}
