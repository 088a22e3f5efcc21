// Single-page shops: one page view for each change to another page, however the address changed.
import { registerIfNew } from "./shared/adapter.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/types.js").GivenOptions} GivenOptions */

// A router sets the title after the address. A page view waits this long for it, unless something is tracked.
const MAX_TITLE_WAIT_MS = 500;
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
  /** @type {ReturnType<typeof setTimeout> | 0} */
  let pending = 0;
  /** @type {string} */
  let title;
  const titleObserver = new MutationObserver(() => document.title !== title && countPending());

  const { methods } = tracker;
  const { page, track, identify } = methods;
  // Page views that the tracker or the shop counts itself: of a page from the back/forward cache, for one.
  methods.page = (...args) => {
    cancelPending();
    counted = pageOf(location.href);
    return page(...args);
  };
  // What happens on a page comes after the page's view.
  methods.track = (...args) => (countPending(), track(...args));
  methods.identify = (...args) => (countPending(), identify(...args));
  addEventListener("pagehide", countPending, true);
  observeAddress(countPending, onAddressChange);
  onAddressChange();

  /** @param {boolean} [isReplaced] */
  function onAddressChange(isReplaced) {
    try {
      const current = pageOf(location.href);
      // Themes write the variant, filters and more into the address of the page that is open.
      if (isReplaced && !pending && pathOf(current) === pathOf(counted)) counted = current;
      if (current === counted) return cancelPending();
      if (pending) return;
      title = document.title;
      pending = setTimeout(countPending, MAX_TITLE_WAIT_MS);
      if (document.head)
        titleObserver.observe(document.head, { childList: true, subtree: true, characterData: true });
    } catch (error) {
      // The page's navigation goes on.
    }
  }

  function countPending() {
    if (pending) tracker.page();
  }

  function cancelPending() {
    clearTimeout(pending);
    pending = 0;
    titleObserver.disconnect();
  }
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
