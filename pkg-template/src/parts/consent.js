// Part `consent`: reads the shopper's consent where a consent manager keeps it, and tells the tracker
// whenever it changes. The option `consentFrom` names the managers. Those of SOURCES are in this file, each
// of MORE is a file of its own. A manager that is not on the page gives no answer. When several answer, the
// strictest counts: denied before pending before granted.

import { DENIED, GRANTED, PENDING, merge, textOf } from "./consent/answer.js";
import { google } from "./consent/google.js";
import { shopify } from "./consent/shopify.js";

/**
 * @import { Consent } from "../../index.js"
 * @import { OptionError, PageTracker, ReadOptions } from "../types.js"
 * @import { Answer, Source } from "./consent/answer.js"
 */

/** @type {Consent[]} */
const STRICTEST_FIRST = [DENIED, PENDING, GRANTED];
// For a minute after the start, and for five seconds after anything that may bring or change a manager: some
// load only at the shopper's first action, and lists are replaced without notice.
const RETRY_MS = 250;
const START_TRIES = 240;
const WAKE_TRIES = 20;
const WAKE_EVENTS = ["load", "click", "keydown", "pageshow", "visibilitychange"];

const PURPOSES = /** @type {const} */ (["analytics", "marketing"]);

/** @type {Record<string, Source>} */
export const SOURCES = { shopify, google };

/** Each import stands here in full, so that bundlers find it. @type {Record<string, () => Promise<any>>} */
const MORE = {
  wordpress: () => import("./consent-wordpress.js"),
  tcf: () => import("./consent-tcf.js"),
  gpp: () => import("./consent-gpp.js"),
  onetrust: () => import("./consent-onetrust.js"),
  cookiebot: () => import("./consent-cookiebot.js"),
  usercentrics: () => import("./consent-usercentrics.js"),
  didomi: () => import("./consent-didomi.js"),
  klaro: () => import("./consent-klaro.js"),
  cookieconsent: () => import("./consent-cookieconsent.js"),
};

/**
 * Listens to the sources named, and calls `report` with their common answer, as often as it changes.
 *
 * @param {any} world The window.
 * @param {string[]} named `name`, or `name:…` with what the source takes.
 * @param {(answer: Answer) => void} report
 */
export function listen(world, named, report) {
  const { unconnected, unloaded, recordAnswer, collect } = join(world, report);
  /** @type {(() => void)[]} */
  const connectors = [];
  const connectAll = repeatedly(world, () =>
    collect(() => {
      for (const connect of connectors) {
        try {
          connect();
        } catch (error) {
          // A consent manager that fails has given no answer.
        }
      }
    }),
  );
  for (const entry of new Set(named)) {
    const [name, ...args] = entry.split(":");
    const start = (/** @type {Source} */ source) => {
      const connect = source(world, (answer) => recordAnswer(entry, answer), args);
      connectors.push(() => {
        if (connect()) unconnected.delete(entry);
      });
    };
    if (!SOURCES[name] && !MORE[name]) continue;
    unconnected.add(entry);
    if (SOURCES[name]) start(SOURCES[name]);
    else {
      unloaded.add(entry);
      MORE[name]()
        .then((part) => {
          start(part.default);
          unloaded.delete(entry);
          connectAll();
        })
        .catch(() => {});
    }
  }
  connectAll();
}

/**
 * Joins the answers of all sources.
 *
 * A grant waits while another source may still speak: until it has, or the page has loaded without it. The
 * file of a source that cannot be loaded holds grants back for good, because its answer cannot be known.
 *
 * @param {any} world
 * @param {(answer: Answer) => void} report
 */
function join(world, report) {
  /** @type {Record<string, Answer>} */
  const answers = {};
  /** Sources whose API is not there, and that have not spoken. @type {Set<string>} */
  const unconnected = new Set();
  /** Sources whose file is not there. @type {Set<string>} */
  const unloaded = new Set();
  let lastReport = "";
  let isCollecting = false;

  const reportChange = () => {
    const answer = strictest(Object.values(answers));
    const isLoading = /^(loading|interactive)$/.test(world.document.readyState);
    if (unloaded.size || (isLoading && unconnected.size)) {
      for (const purpose of PURPOSES) if (answer[purpose] === GRANTED) answer[purpose] = undefined;
    }
    if (lastReport === (lastReport = textOf(answer))) return;
    if (answer.analytics || answer.marketing) report(answer);
  };
  /** @type {(entry: string, answer: Answer) => void} */
  const recordAnswer = (entry, answer) => {
    answers[entry] = merge(answers[entry], answer);
    unconnected.delete(entry);
    if (!isCollecting) reportChange();
  };
  // All sources that answer at once are reported together: a grant that the next source takes back would have
  // sent something.
  const collect = (/** @type {() => void} */ work) => {
    isCollecting = true;
    work();
    isCollecting = false;
    reportChange();
  };
  return { unconnected, unloaded, recordAnswer, collect };
}

/**
 * A function that does `work` at once and again for a while, and so does each of WAKE_EVENTS.
 *
 * @param {any} world
 * @param {() => void} work
 */
function repeatedly(world, work) {
  let tries = START_TRIES;
  let isScheduled = false;
  const run = () => {
    work();
    if (tries-- > 0 && !isScheduled) {
      isScheduled = true;
      world.setTimeout(() => {
        isScheduled = false;
        run();
      }, RETRY_MS);
    }
  };
  const wake = () => {
    tries = Math.max(tries, WAKE_TRIES);
    run();
  };
  for (const type of WAKE_EVENTS) world.addEventListener?.(type, wake, true);
  return run;
}

/**
 * The strictest answer to each purpose.
 *
 * @param {Answer[]} answers
 */
function strictest(answers) {
  /** @type {Answer} */
  const answer = {};
  for (const purpose of PURPOSES) {
    const words = answers.map((each) => each[purpose]);
    answer[purpose] = STRICTEST_FIRST.find((word) => words.includes(word));
  }
  return answer;
}

/**
 * Gives errors when the option names what is no consent manager: then the tracker is off, because it would
 * wait for ever.
 *
 * A source does not overrule what the browser asks of every site (see the options `gpc` and `dnt`). The
 * shop's own `setConsent` may.
 *
 * @param {PageTracker} shop
 * @param {ReadOptions} options
 * @returns {{ errors: OptionError[] } | void}
 */
export default function consent(shop, { consentFrom, gpc, dnt = "false" }) {
  const named = String(consentFrom).match(/[^ ,]+/g) || [];
  const known = Object.keys({ ...SOURCES, ...MORE });
  if (!named.every((entry) => known.includes(entry.split(":")[0])))
    return { errors: [{ option: "consentFrom", allowed: known.join(", ") }] };
  const asksNoSale = navigator.globalPrivacyControl === true && String(gpc) !== "false";
  const asksNoTracking = navigator.doNotTrack === "1" && String(dnt) !== "false";
  listen(window, named, ({ analytics, marketing }) => {
    /** @type {(word: Consent | undefined, isForbidden: boolean) => Consent | undefined} */
    const unless = (word, isForbidden) => (isForbidden && word === GRANTED ? DENIED : word);
    shop.setConsent({
      analytics: unless(analytics, asksNoTracking),
      marketing: unless(marketing, asksNoTracking || asksNoSale),
    });
  });
}
