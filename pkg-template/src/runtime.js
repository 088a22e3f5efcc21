// The page's side of the core: one guarded door into the module, and everything in a browser that takes a callback (listeners, the timer, the
// answer of a fetch). It decides nothing about messages; the core does.
import { read } from "shoptrail:heap";
import { ask, instantiate } from "./core.js";
import bytes from "shoptrail:wasm";
import { watch } from "./lifecycle.js";
import { transmit } from "./transport.js";

const RESCUED = "shoptrail.q";
// Calls kept while the module loads; a theme that calls in a loop must not fill the memory.
const MAX_QUEUED = 500;
// `flush()` answers after this even if the collector never does.
const FLUSH_MS = 10000;
// The core's words for an outcome without an HTTP status.
const FAILED = 0;

/**
 * The page's one tracker: the stub made whole, or a new one; the first caller's options count. At once queueing, and working when
 * the module has started. `fetchPart(name)` imports a part: a file of its own, for what only some shops need.
 * `adapt(load)` loads the adapters.
 */
export function tracker(options, fetchPart, adapt) {
  let shop = window.shoptrail;
  // Neither the stub nor a tracker: nothing, or an element of the page with this id.
  if (!shop || !(shop.q || shop.live)) shop = window.shoptrail = {};
  // Read as any argument is: a getter among the options may throw.
  return shop.live ? shop : attach(shop, Object(read(options)), fetchPart, adapt);
}

function attach(shop, options, fetchPart, adapt) {
  const autoPage = String(options.autoPage) !== "false";
  const debug = /^(true)?$/.test(options.debug ?? "-");
  const listeners = new Set();
  const waiting = [];
  let queue = shop.q || [];
  let core, off, busy, timer, timerAt, leaving, pumping, open = 0;
  let isReady, isSettled;
  const readiness = new Promise((resolve) => (isReady = resolve));
  // On or off, once and for all.
  const settlement = new Promise((resolve) => (isSettled = resolve));

  shop.live = true;
  if (!queue.length) keep("page", [0], now());

  for (const method of ["track", "page", "identify", "reset"]) {
    shop[method] = (...args) => call(method, args, now());
  }
  shop.flush = flush;
  shop.on = (type, listener) => {
    const entry = [type, listener];
    listeners.add(entry);
    return () => listeners.delete(entry);
  };
  shop.ready = (callback) => {
    if (callback) readiness.then(() => attempt(callback, shop));
    return readiness;
  };
  // A copy: what it is made of is the tracker's own.
  shop.diagnostics = () => core ? enter(() => JSON.parse(JSON.stringify(ask("report"))), {}) : { on: false, off_reason: off || "loading", queued: queue.length };
  watch({
    started: begin,
    hidden() {
      leaving = true;
      pump();
    },
    left() {
      leaving = true;
      if (!core) return rescue();
      pump();
      happens("left");
    },
    shown() {
      leaving = false;
      pump();
    },
    restored() {
      leaving = false;
      if (!core) return;
      open = 0;
      happens("restored");
      if (autoPage) shop.page();
      pump();
    },
    online() {
      happens("online");
      pump();
    },
    stored() {
      happens("stored");
      pump();
    },
  });
  attempt(adapt, load);
  return shop;

  function now() {
    return [Date.now(), location.href, document.title, document.referrer];
  }

  // A part that does not come is missed by nobody but the one who asked for it. It is fetched at once, and runs `after` what was asked for before.
  function load(name, after) {
    return Promise.all([fetchPart(name), after]).then(([part]) => part.default(shop, options)).catch((error) => {
      if (debug) console.warn("shoptrail: " + name + " is not there:", error);
    });
  }

  async function begin(activatedAt) {
    let wrong;
    try {
      await instantiate(bytes);
      wrong = ask("start", options, {
        locale: navigator.language,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        userAgent: navigator.userAgent,
        host: location.hostname,
      });
    } catch (error) {
      return die("module", error);
    }
    if (wrong.length) return die("options", wrong);
    core = true;
    drain(activatedAt);
    pump();
    isSettled();
    if (core) isReady(shop);
  }

  // What was asked of the stub. Listeners first, so that they hear every call; then the rescued calls of a page that was left before
  // its module arrived.
  function drain(activatedAt) {
    const asked = queue.splice(0);
    for (const [method, args, ended] of asked) {
      if (method === "on") shop.on(args[0], (data) => ended[0] || args[1](data));
    }
    for (const [method, args, at, ...where] of (core ? rescued() : []).concat(asked)) {
      if (where.length) {
        if (method === "page" && args[0] === 0 && !autoPage) continue;
        call(method, args[0] === 0 ? [] : args, [Math.max(at, activatedAt), ...where]);
      } else if (method !== "on") {
        attempt(() => at(shop[method](...args)));
      }
    }
  }

  // Every call passes here. `at`: [time, url, title, referrer] of the call.
  function call(method, args, at) {
    // A getter among the arguments may call us again while the core is at work: its call waits its turn.
    if (busy || (!core && !off)) return keep(method, args, at);
    let result = { ok: false, reason: off || "internal", violations: [] };
    if (core) {
      const [time, url, title, referrer] = at;
      result = enter(() => ask(method, { at: time, url, title, referrer }, ...(method === "reset" ? [] : [0, 1].slice(method === "page").map((index) => read(args[index])))), result);
    }
    emit("call", { method, args, result });
    if (debug && !result.ok) console.warn("shoptrail: " + method, args, result);
    // On the way out, what a listener tracks leaves together when it is done: nine requests are all a page may have under way.
    if (!leaving) schedule();
    else if (!pumping) pumping = Promise.resolve().then(() => {
      pumping = 0;
      pump();
    });
    return result;
  }

  function keep(method, args, at) {
    try {
      args = JSON.parse(JSON.stringify(args));
    } catch (error) {
      // Not JSON: kept as it is, and judged when the core reads it.
    }
    if (queue.length < MAX_QUEUED) queue.push([method, args, ...at]);
    // A late listener of the same `pagehide`.
    if (leaving && !core) rescue();
    return { ok: true, queued: true };
  }

  // The one door into the module. If it traps, nothing of it is called again; what it had stored goes out from the next page.
  function enter(work, otherwise) {
    if (busy) return otherwise;
    busy = true;
    try {
      return work();
    } catch (error) {
      die("internal", error);
      return otherwise;
    } finally {
      busy = false;
      if ((core || off) && queue.length) setTimeout(drain, 0, 0);
    }
  }

  function happens(word) {
    enter(() => core && ask("moment", word));
  }

  function die(reason, error) {
    off = reason;
    core = false;
    if (reason === "options") {
      for (const { option, allowed } of error) console.error("shoptrail is off: option " + option + " is", options[option], "allowed:", allowed);
    } else if (debug) console.error("shoptrail is off:", reason, error);
    drain(0);
    isSettled();
    answer();
  }

  function pump() {
    if (!core || busy) return;
    for (let request; (request = enter(() => core && ask("poll", !!leaving))); ) send(request);
    tell();
    schedule();
  }

  function send(request) {
    const { id } = request;
    let over;
    open++;
    transmit(request, (status, retryAfter, contentType, via) => {
      if (via) emit("request", { id, via, url: request.url, body: request.body });
      if (status === undefined || over) return;
      over = true;
      open = Math.max(0, open - 1);
      enter(() => core && ask("outcome", id, status, retryAfter, contentType));
      emit("outcome", { id, status });
      if (!leaving || status !== FAILED) setTimeout(settle, 0);
    });
  }

  function settle() {
    pump();
    if (!open) answer();
  }

  function answer() {
    for (const resolve of waiting.splice(0)) resolve(report());
  }

  // Untold losses wait for a listener.
  function tell() {
    if (![...listeners].some(([type]) => type === "drop")) return;
    for (const loss of enter(() => core && ask("losses")) || []) emit("drop", loss);
  }

  // One timer for the next request and the next look at what other pages left.
  function schedule() {
    if (!core || busy) return;
    const next = Math.min(...enter(() => ask("timeouts"), []).filter((ms) => ms >= 0));
    if (next === Infinity) return;
    const at = performance.now() + next;
    if (timer && timerAt <= at) return;
    clearTimeout(timer);
    timerAt = at;
    timer = setTimeout(() => {
      timer = 0;
      if (core && enter(() => ask("timeouts"), [])[1] === 0) adopt();
      else pump();
    }, Math.min(next, 2147483647));
  }

  // Under a Web Lock that lives as long as one synchronous call. Where there are no locks, two tabs may send the same messages
  // under the same ids, and the collector counts them once.
  function adopt() {
    const go = (lock) => {
      enter(() => core && ask("claim", lock !== null));
      pump();
    };
    try {
      return navigator.locks.request("shoptrail", { ifAvailable: true }, go).catch(() => go());
    } catch (error) {
      return Promise.resolve(go());
    }
  }

  function flush() {
    return new Promise((resolve) => {
      setTimeout(() => resolve(report()), FLUSH_MS);
      settlement.then(() => {
        happens("hurry");
        return adopt();
      }).then(() => open ? waiting.push(resolve) : resolve(report()));
    });
  }

  function report() {
    const { counts = {}, drops = {} } = shop.diagnostics();
    const { delivered = 0, waiting = 0, in_flight = 0, handed_off = 0, held = 0 } = counts;
    const dropped = Object.keys(drops).reduce((sum, reason) => sum + drops[reason], 0);
    return { delivered, waiting: waiting + in_flight + handed_off, held, dropped };
  }

  function emit(type, data) {
    for (const [wanted, listener] of listeners) if (wanted === type) attempt(listener, data);
  }

  function attempt(work, data) {
    try {
      work(data);
    } catch (error) {
      // A listener's error is its owner's, and is shown where they look; it must not stop us.
      setTimeout(() => console.error(error));
    }
  }

  // What the page kept goes to storage when the shopper leaves before the module has arrived.
  function rescue() {
    // A prerendered page that was never shown has nothing to tell.
    if (document.prerendering) return;
    try {
      const calls = queue.filter((call) => call[3]);
      queue = queue.filter((call) => !call[3]);
      if (calls.length && !/pending|denied/.test(options.consent)) {
        localStorage[RESCUED] = JSON.stringify(JSON.parse(localStorage[RESCUED] || "[]").concat(calls).slice(-MAX_QUEUED));
      }
    } catch (error) {
      // Storage is blocked or full.
    }
  }

  function rescued() {
    try {
      const text = localStorage[RESCUED];
      if (!text) return [];
      // Removed first: better a call lost in a crash between the two than counted under two ids.
      localStorage.removeItem(RESCUED);
      return JSON.parse(text).filter((call) => Array.isArray(call) && /^(track|page|identify|reset)$/.test(call[0]) && Array.isArray(call[1]) && call[2] > 0 && call.length === 6);
    } catch (error) {
      return [];
    }
  }
}
