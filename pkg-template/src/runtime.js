// The page's side of the core: one guarded door into the module, and everything in a browser that takes a callback (listeners, the timer, the
// answer of a fetch). It decides nothing about messages; the core does.
import { attempt as tried, read } from "shoptrail:heap";
import { ask, instantiate } from "./core.js";
import bytes from "shoptrail:wasm";
import { facts, isWatched, now } from "./facts.js";
import { summary } from "./summary.js";
import { watch } from "./lifecycle.js";
import { attempt, listeners } from "./listeners.js";
import { alarm, pageTurn } from "./alarm.js";
import { alone } from "./lock.js";
import { erase, mayKeep, suspicion, tellTabs } from "./privacy.js";
import { DEAD_MS, judgeLeftovers, pendingCalls } from "./pending.js";
import { save, takeBack } from "./rescue.js";
import { transmit } from "./transport.js";

// Calls kept while the module loads; a theme that calls in a loop must not fill the memory.
const MAX_QUEUED = 500;
// Calls of this page that a part which comes late can still hear of.
const MAX_PAST = 100;
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
  const isOn = (value) => /^(true)?$/.test(value ?? "-");
  const debug = isOn(options.debug);
  const { on, emit: tellAll, has } = listeners();
  const waiting = [];
  // Requests that failed while the page was being left, or so it seemed.
  const unknown = [];
  const past = [];
  let queue = shop.q || [];
  let moved = shop.moved || []; // to storage
  const happens = (word) => enter(() => core && ask("moment", word));
  const clock = alarm(work);
  // At once where somebody listens.
  const pending = pendingCalls(
    judge,
    () => core && ask("id"),
    (ms, latestMs) => (has("call") ? clock.set(0) : clock.set(ms, latestMs)),
    called,
    ([method, args, at, url, title, referrer, , , who]) =>
      enter(
        () => ask("look", { at, url, title, referrer, who }, ...(method === "page" ? [method] : []), ...args),
        0,
        true,
      ),
  );
  let heard; // what a part that watches has missed until it comes
  let core,
    off,
    wrong,
    busy,
    leaving,
    pumping,
    told,
    consent,
    landed,
    carry,
    open = 0,
    era = 0,
    isReady,
    isSettled;
  const readiness = new Promise((resolve) => (isReady = resolve));
  const settlement = new Promise((resolve) => (isSettled = resolve)); // on or off, once and for all

  shop.live = true;
  // The stub has kept the landing, here or, when the tab was hidden, in storage.
  if (!shop.q) keep("page", [0], now());

  // What the functions of the tracker do. A page may keep those: what parts put around them they put here.
  const does = (shop.does = {
    flush,
    on,
    setConsent: (change) => heed(read(change)),
    forget: () => heed("denied"),
    link: (url) => url, // the part `identity` puts the real one in its place
    ready(callback) {
      if (callback) readiness.then(() => attempt(callback, shop));
      return readiness;
    },
  });
  for (const method of ["track", "page", "identify", "reset"])
    does[method] = (...args) => take(method, args, now());
  does.diagnostics = () => {
    const { analytics, marketing, drops } = consent || {};
    const report = core
      ? enter(() => JSON.parse(JSON.stringify({ ...ask("report"), next_ms: ask("timeouts")[0] })), {})
      : {
          on: false,
          off_reason: off || (consent ? "consent" : "loading"),
          options: wrong,
          queued: queue.length,
          drops,
        };
    return consent ? { ...report, consent: { analytics, marketing } } : report;
  };
  does.profile = () => (core && enter(() => ask("profile"))) || { recommend: null };
  for (const method in does) shop[method] = (...args) => does[method](...args);
  watch({
    started: begin,
    hidden() {
      away();
      // Phones end hidden tabs without another word.
      if (!core) rescue();
    },
    left() {
      away();
      core ? happens("left") : rescue();
    },
    shown() {
      leaving = false;
      // Nobody left: what failed meanwhile has failed.
      for (const id of unknown.splice(0)) enter(() => core && ask("outcome", id, FAILED, "", ""));
      pump();
    },
    // `isSame`: the same page view, which was only frozen.
    restored(isSame) {
      leaving = document.visibilityState === "hidden";
      if (!consent) return;
      open = 0;
      happens("restored");
      // Another page may have been answered since.
      overhear();
      if (core) heed();
      if (autoPage && !off && !isSame) shop.page();
      clock.set(0);
    },
    online() {
      happens("online");
      pump();
    },
    stored() {
      happens("stored");
      pump();
    },
    answered: overhear,
  });
  attempt(adapt, load);
  return shop;

  // A part that does not come is missed by nobody but the one who asked for it. It is fetched at once, and runs `after` what was asked for before.
  function load(name, after) {
    return Promise.all([fetchPart(name), after])
      .then(([part]) =>
        part.default(
          shop,
          options,
          /^(quality|overlay)$/.test(name)
            ? heard
            : past.concat(
                [...moved, ...queue].map(([method, args]) => ({
                  method,
                  args,
                  result: { ok: true, queued: true },
                })),
              ),
        ),
      )
      .catch((error) => {
        if (debug) console.warn("shoptrail: " + name + " is not there:", error);
      });
  }

  function observe(...names) {
    heard = [];
    Promise.all(names.map((name) => load(name))).then(() => (heard = 0));
  }

  async function begin(activatedAt) {
    landed = activatedAt;
    const nobody = suspicion(options);
    // The first look into storage waits for another process: not in the task that runs the script.
    if (!nobody) await pageTurn();
    if (debug || isWatched()) observe("quality", "overlay");
    else if (isOn(options.quality)) observe("quality");
    if (nobody) return (takeBack(), die(nobody));
    if (options.consentFrom) load("consent");
    try {
      // cookieDomain, linkDomains, identifyFromLinks. Without the way to another receiver nothing may leave: we are off, as without the core.
      const part = /cookieD|linkD|FromL/.test(Object.keys(options)) && load("identity"),
        way = options.destination ? load("destination") : { transmit };
      await pageTurn();
      // Forbidden by the page's policy, switched off by the shopper, or cut on its way: the same core as a script.
      await instantiate(bytes).catch(
        async () => (rescue(), instantiate((await fetchPart("compat")).default)),
      );
      const more = await part;
      ({ transmit: carry, wrong = more?.wrong || ask("start", options, { ...facts(), ...more }) } =
        await way);
      await pageTurn();
    } catch (error) {
      rescue(); // the next page may be luckier
      return die("module", error);
    }
    if (wrong.length) return die("options");
    wrong = undefined;
    consent = {};
    heed();
    isSettled();
  }

  // What another page was answered: now, or while this one slept.
  function overhear(text) {
    const answer = tried(() => JSON.parse(text ?? localStorage["shoptrail.consent"]));
    if (answer && consent) heed(answer, true);
  }

  // Takes an answer of the shopper's to the core, or none, and does what follows from it. `fromTab`: from another tab, which told them all.
  function heed(change, fromTab) {
    if (off && off !== "consent") {
      // No core to ask, but what other pages stored goes when somebody says so.
      if (!mayKeep({}, [["setConsent", [change]]])) erase();
      return;
    }
    if (busy || !consent) return void queue.push(["setConsent", [change], () => {}]);
    const next = enter(() => ask("consent", change));
    if (!next) {
      if (debug && !off) console.warn("shoptrail: setConsent", change, "is no answer");
      return;
    }
    const lost = (core && next.erase && enter(() => ask("losses"))) || [];
    const { analytics, marketing } = next;
    const changed = analytics !== consent.analytics || marketing !== consent.marketing;
    consent = next;
    core = analytics === "granted";
    off = analytics === "denied" ? "consent" : undefined;
    if (next.erase) {
      // Whatever is under way belongs to somebody we know nothing of.
      era++;
      open = 0;
      clock.stop();
      // First, or they would take it for a storage that was cleared, and save what they have.
      if (!fromTab) tellTabs(analytics);
      erase();
      answer();
    }
    for (const loss of lost) emit("drop", loss);
    if (changed) emit("consent", { analytics, marketing });
    drain(landed);
    clock.set(0); // what was drained is judged in tasks of its own
    if (core) isReady(shop);
  }

  // What was asked of the stub. Listeners first, so that they hear every call; then the rescued calls of a page that was left before
  // its module arrived.
  function drain(activatedAt) {
    const asked = queue.splice(0);
    for (const [method, args, ended] of asked) {
      if (method === "on") shop.on(args[0], (data) => ended[0] || args[1](data));
    }
    for (const [method, args, at, url, title, referrer, key] of (core ? takeBack((moved = [])) : []).concat(
      asked,
    )) {
      if (referrer !== undefined) {
        if (method === "page" && args[0] === 0 && !autoPage) continue;
        take(
          method,
          args[0] === 0 ? [] : args,
          [key ? at : Math.max(at, activatedAt), url, title, referrer],
          key,
        );
      } else if (method !== "on") {
        attempt(() => at(shop[method](...args)));
      }
    }
  }

  // A call that can be judged later is: the task of its click, or of our start, is short.
  function take(method, args, at, key) {
    const taken = !key &&
      /^[tp]/.test(method) &&
      core &&
      !busy &&
      !leaving &&
      !debug && [method, args.slice(0, 2).map((value) => read(value)), ...at];
    // A getter among the arguments may have withdrawn consent.
    const result = taken && core ? pending.take(taken) : call(method, args, at, { key });
    // A part that comes late hears of it, judged or not.
    if (!result.queued && past.length < MAX_PAST)
      past.push({ method, args: taken ? taken[1] : args, result, at: at[0] });
    return result;
  }

  // A call that waited. Its arguments are copies already.
  function judge([method, args, time, url, title, referrer, id, , who], event, old) {
    return call(method, args, [time, url, title, referrer], { id, who, event, old });
  }

  // Every call passes here. `at`: [time, url, title, referrer] of the call; `about`: `{id, who}` of a message that has one, or `{key}` to make it from.
  function call(method, args, at, about) {
    // A getter among the arguments may call us again while the core is at work: its call waits its turn.
    if (busy || (!core && !off)) return keep(method, args, at);
    let result = { ok: false, reason: off || "internal", violations: [] };
    if (core) {
      const [time, url, title, referrer] = at;
      result = enter(
        () =>
          ask(
            method,
            { at: time, url, title, referrer, ...about },
            ...(about.id ? args : args.slice(0, 2).map((value) => read(value))),
          ),
        result,
      );
    }
    emit("call", { method, args, result });
    if (debug && !result.ok) console.warn("shoptrail: " + method, args, result);
    if (!about.id) called();
    return result;
  }

  // On the way out, what a listener tracks leaves together when it is done: nine requests are all a page may have under way.
  function called() {
    if (!leaving) schedule();
    else if (!pumping)
      pumping = Promise.resolve().then(() => {
        pumping = 0;
        pump();
      });
  }

  function keep(method, args, at) {
    // What is not JSON is kept as it is, and judged when the core reads it.
    args = tried(() => JSON.parse(JSON.stringify(args)), args);
    if (queue.length + moved.length < MAX_QUEUED) queue.push([method, args, ...at]);
    // A late listener of the same `pagehide`; or the calls before it are in storage already.
    if ((leaving || moved[0]) && !core) rescue();
    return { ok: true, queued: true };
  }

  // The one door into the module; `isApart`: what waits may come after it. If it traps, nothing of it is called again; what it had stored goes out from the next page.
  function enter(work, otherwise, isApart) {
    if (busy) return otherwise;
    if (core && !isApart) pending.settle();
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

  function die(reason, error) {
    off = reason;
    core = false;
    if (reason === "options") {
      for (const { option, allowed } of wrong)
        console.error("shoptrail is off: option " + option + " is", options[option], "allowed:", allowed);
    } else if (debug) console.error("shoptrail is off:", reason, error);
    drain(0);
    isSettled();
    answer();
  }

  function pump() {
    if (!core || busy) return;
    for (let request; (request = enter(() => core && ask("poll", !!leaving)));) send(request);
    tell();
    schedule();
  }

  function send(request) {
    const { id } = request;
    const begun = era;
    let over;
    open++;
    carry(request, (status, retryAfter, contentType, via) => {
      if (begun !== era) return;
      if (via) emit("request", { id, via, url: request.url, body: request.body });
      if (status === undefined || over) return;
      over = true;
      // A page that is being left has its requests fail, though they go on: Chromium tells it a moment before it says that it is left.
      if (status === FAILED) setTimeout(end, 0);
      else end();

      function end() {
        if (begun !== era) return;
        open = Math.max(0, open - 1);
        const isUnknown = leaving && status === FAILED;
        if (isUnknown) unknown.push(id);
        else enter(() => core && ask("outcome", id, status, retryAfter, contentType));
        emit("outcome", { id, status });
        // Final answers: nothing will come of more tries, and only the shop can mend the key or the address. 413 is tried in halves.
        if (debug && !told && /^4(?!08|13|25|29)/.test(status))
          console.warn("shoptrail: refused by", request.url, (told = status));
        if (!isUnknown) setTimeout(settle, 0);
      }
    });
  }

  // Firefox ends the script that runs when it closes a process's last tab, without its `finally`: the next event must not find us busy for ever.
  function away() {
    leaving = true;
    busy = false;
    pending.settle(true);
    if (core && queue.length) drain(0);
    pump();
  }

  function settle() {
    pump();
    if (!open) answer();
  }

  function answer() {
    for (const resolve of waiting.splice(0)) resolve();
  }

  // Untold losses wait for a listener.
  function tell() {
    for (const loss of (has("drop") && enter(() => core && ask("losses"))) || []) emit("drop", loss);
  }

  function schedule() {
    if (!core || busy) return;
    const next = Math.min(...enter(() => ask("timeouts"), []).filter((ms) => ms >= 0));
    if (next < Infinity) clock.set(next);
  }

  function work() {
    if (core && pending.slice()) clock.set(0);
    else if (core && enter(() => ask("timeouts"), [])[1] === 0) adopt();
    else pump();
  }

  function adopt() {
    return alone((isOurs) => {
      enter(() => core && ask("claim", isOurs), 0, true);
      if (core && isOurs && judgeLeftovers(judge)) setTimeout(adopt, DEAD_MS);
      clock.set(0);
    });
  }

  function flush() {
    return new Promise((tellHow) => {
      const resolve = () => tellHow(summary(shop.diagnostics()));
      setTimeout(resolve, FLUSH_MS);
      settlement
        .then(() => {
          happens("hurry");
          return adopt();
        })
        .then(pump)
        .then(() => (open ? waiting.push(resolve) : resolve()));
    });
  }

  function emit(type, data) {
    if (heard && heard.length < MAX_QUEUED) heard.push([type, data]);
    tellAll(type, data);
  }

  // What the page kept goes to storage when the shopper leaves before the module has arrived.
  function rescue() {
    // A prerendered page that was never shown has nothing to tell; what waits for consent is not stored.
    if (document.prerendering || consent) return;
    queue = mayKeep(options, queue) ? save(queue, moved) : (moved[0] && takeBack(), queue); // denied meanwhile
  }
}
