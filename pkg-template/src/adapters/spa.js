// Single-page shops: one page view for each change to another page, however the address changed.
import { registerIfNew } from "./shared/adapter.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/types.js").GivenOptions} GivenOptions */

// A router sets the title after the address, many once they have asked the server. A page view waits this
// long for it, unless something is tracked.
const MAX_TITLE_WAIT_MS = 2000;
// An address that is replaced so soon was no page of its own.
const REDIRECT_MS = 500;
// What a router writes while it waits. A page whose title begins so is counted a little later.
const WAITING_TITLE = /^\W*loading/i;
// Parameters that say where the shopper comes from, or which variant of a product is shown; not which page.
const NOT_OF_THE_PAGE =
  /^((utm|ajs|shoptrail|mc)_\w+|variant|ref|(g|d|fb|tt)clid|msclkid|gclsrc|[gw]braid|srsltid|_(ga|gl|kx|pos|sid|ss|psq|fid|v))$/i;

/**
 * @param {AdapterTracker} tracker
 * @param {GivenOptions} [options]
 */
export default function spa(tracker, options) {
  if (!registerIfNew(tracker, "spa")) return;
  const { spaHash, spaIgnore = "" } = options || {};
  const pageOf = pageReader(spaHash, String(spaIgnore));
  // Where the document was loaded: the address may have changed before this script.
  const landing = performance.getEntriesByType("navigation")[0]?.name || "";
  let counted = pageOf(spaHash && !landing.includes("#") ? location.href : landing || location.href);
  // Of the view that waits for its title; 0 without one.
  let [since, address] = [0, ""];
  const title = titleWait(countPending);

  const { methods } = tracker;
  const { page } = methods;
  // Page views that the tracker or the shop counts itself: of a page from the back/forward cache, for one.
  methods.page = (...args) => {
    cancelPending();
    counted = pageOf(location.href);
    return page(...args);
  };
  runBeforeCalls(tracker, countPending);
  observeAddress(countPending, onAddressChange);
  onAddressChange();

  /** @param {boolean} [isReplaced] */
  function onAddressChange(isReplaced) {
    try {
      const current = pageOf(location.href);
      if (since && current !== pageOf(address)) {
        const isRedirect =
          pathOf(current) === pathOf(pageOf(address)) || performance.now() - since < REDIRECT_MS;
        if (!isReplaced || !isRedirect) countLeft();
      }
      // Themes write the variant, filters and more into the address of the page that is open.
      if (isReplaced && !since && pathOf(current) === pathOf(counted)) counted = current;
      if (current === counted) return cancelPending();
      address = location.href;
      if (since) return;
      since = performance.now();
      title.start();
    } catch (error) {
      // The page's navigation goes on.
    }
  }

  function countPending() {
    if (since) tracker.page();
  }

  /** Counts the pending view of a page whose address is no longer the document's. */
  function countLeft() {
    const { href, pathname, search } = new URL(address);
    tracker.page({ url: href, path: pathname, search });
    counted = pageOf(href);
  }

  function cancelPending() {
    since = 0;
    title.stop();
  }
}

/**
 * What happens on a page comes after the page's view: calls `before` before that, and before the page's end.
 * @param {AdapterTracker} tracker
 * @param {() => void} before
 */
function runBeforeCalls({ methods }, before) {
  const { track, identify } = methods;
  methods.track = (...args) => (before(), track(...args));
  methods.identify = (...args) => (before(), identify(...args));
  addEventListener("pagehide", before, true);
  // A page in the background may end without another event.
  addEventListener("visibilitychange", () => document.hidden && before(), true);
}

/**
 * Waits until the document has the title of another page, for a while.
 * @param {() => void} onEnd
 */
function titleWait(onEnd) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  let before = "";
  const observer = new MutationObserver(() => {
    const { title } = document;
    // A router may take the old page's name out first: "Cup – Shop", then "" or "Shop", then "Mug – Shop".
    if (!before.includes(title) && !WAITING_TITLE.test(title)) onEnd();
  });
  return {
    start() {
      before = document.title;
      timer = setTimeout(onEnd, MAX_TITLE_WAIT_MS);
      if (document.head)
        observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    },

    stop() {
      clearTimeout(timer);
      observer.disconnect();
    },
  };
}

/**
 * Calls `before` before an entry is added to the history, and `after(isReplaced)` after each change of the
 * address.
 * @param {() => void} before
 * @param {(isReplaced?: boolean) => void} after
 */
function observeAddress(before, after) {
  if (/** @type {Partial<Window>} */ (window).navigation) {
    // A pending view belongs to the address that is left, so it is counted before the change. A redirect
    // replaces the address instead.
    navigation.addEventListener("navigate", ({ navigationType }) => navigationType !== "replace" && before());
    navigation.addEventListener("currententrychange", ({ navigationType }) =>
      after(navigationType === "replace"),
    );
    return;
  }
  for (const method of /** @type {const} */ (["pushState", "replaceState"])) {
    const isReplaced = method === "replaceState";
    const original = history[method];
    history[method] = function (...args) {
      if (!isReplaced) before();
      const result = original.apply(this, args);
      after(isReplaced);
      return result;
    };
  }
  for (const type of ["popstate", "hashchange"]) addEventListener(type, () => after());
}

/**
 * Reads what makes an address another page: its path, the other parameters of its query in any order, and the
 * route in its hash if the shop routes there.
 * @param {unknown} spaHash
 * @param {string} spaIgnore
 */
function pageReader(spaHash, spaIgnore) {
  const ignored = new Set(spaIgnore.match(/[^\s,]+/g));
  return (/** @type {string} */ href) => {
    const { pathname, searchParams, hash } = new URL(href);
    const query = [...searchParams]
      .filter(([name]) => !NOT_OF_THE_PAGE.test(name) && !ignored.has(name))
      .map((pair) => pair.join("="))
      .sort();
    return (
      pathname.replace(/(.)\/$/, "$1") + (spaHash ? hash.replace(/[?&].*/, "") : "") + "?" + query.join("&")
    );
  };
}

/** @param {string} page  as read by {@link pageReader} */
const pathOf = (page) => page.split("?")[0];
