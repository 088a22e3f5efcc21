// Single-page shops: one page view for each real change of the page, whichever way the address changed.
import { install } from "./shared/sources.js";

/** Routers set the title after the address; a page view waits for it, but no longer than this, and not once something else is tracked. */
const PATIENCE_MS = 500;
// They say where from, or which variant of the same product; not which page.
const MARKS =
  /^(utm_\w+|ajs_\w+|shoptrail_\w+|variant|ref|(g|d)clid|gclsrc|[gw]braid|fbclid|msclkid|ttclid|_ga|_gl|srsltid|mc_\w+|_kx|_pos|_sid|_ss|_psq|_fid|_v)$/i;

export default function spa(shop, options) {
  if (!install(shop, "spa")) return;
  const { spaHash, spaIgnore = "" } = options || {};
  const ignored = new Set(String(spaIgnore).match(/[^\s,]+/g));
  // Where the document came in: the address may have changed before this script.
  const landing = performance.getEntriesByType("navigation")[0]?.name || "";
  let counted = keyOf(spaHash && !landing.includes("#") ? location.href : landing || location.href);
  let pending, title;
  const retitled = new MutationObserver(() => document.title !== title && settle());

  // The tracker's own page views count as well: of a restored page, or by a shop that says some itself.
  const { does } = shop;
  const { page, track, identify } = does;
  does.page = (...args) => {
    stop();
    counted = keyOf(location.href);
    return page(...args);
  };
  // What happens on a page comes after the page's view.
  does.track = (...args) => (settle(), track(...args));
  does.identify = (...args) => (settle(), identify(...args));
  addEventListener("pagehide", settle, true);

  if (window.navigation?.addEventListener) {
    // Before the address changes: what waits belongs to the address that is left. A redirect replaces it.
    navigation.addEventListener("navigate", ({ navigationType }) => navigationType !== "replace" && settle());
    navigation.addEventListener("currententrychange", ({ navigationType }) =>
      changed(navigationType === "replace"),
    );
  } else {
    for (const [method, replaces] of [
      ["pushState", false],
      ["replaceState", true],
    ]) {
      const own = history[method];
      history[method] = function () {
        if (!replaces) settle();
        const result = own.apply(this, arguments);
        changed(replaces);
        return result;
      };
    }
    for (const type of ["popstate", "hashchange"]) addEventListener(type, () => changed());
  }
  changed();

  function changed(replaced) {
    try {
      const key = keyOf(location.href);
      const samePath = (a, b) => a.split("?")[0] === b.split("?")[0];
      // Themes note the variant, filters and what else in the address of the page that is open.
      if (replaced && !pending && samePath(key, counted)) counted = key;
      if (key === counted) return stop();
      if (pending) return;
      title = document.title;
      pending = setTimeout(settle, PATIENCE_MS);
      if (document.head)
        retitled.observe(document.head, { childList: true, subtree: true, characterData: true });
    } catch (error) {
      // The page's navigation goes on.
    }
  }

  function settle() {
    if (pending) shop.page();
  }

  function stop() {
    clearTimeout(pending);
    pending = 0;
    retitled.disconnect();
  }

  /** What makes a page another page: its path, the rest of its query in any order, and the route in its hash if the shop routes there. */
  function keyOf(href) {
    const { pathname, searchParams, hash } = new URL(href);
    const query = [...searchParams]
      .filter(([name]) => !MARKS.test(name) && !ignored.has(name))
      .map((pair) => pair.join("="))
      .sort();
    return (
      pathname.replace(/(.)\/$/, "$1") + (spaHash ? hash.replace(/[?&].*/, "") : "") + "?" + query.join("&")
    );
  }
}
