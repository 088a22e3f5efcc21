// A document for adapters that read one, in node: happy-dom's, put where scripts of a page find it.

import { Window } from "happy-dom";
import { fakeTracker } from "./fake-tracker.mjs";

const GLOBALS =
  "document location history MutationObserver CustomEvent Event localStorage sessionStorage HTMLElement".split(
    " ",
  );

/**
 * Opens `html` at `url` and gives fakeShop's `{shop, events, problems}` with `{window, document, seen, identified, pages}`: `seen(element)` scrolls one into sight; `identified` are the
 * arguments of `identify`, `pages` the addresses at which `page` was called. `fetch(url)` answers the page's requests with what it gives as JSON, or 404.
 */
export function openDom(html, { url = "https://s.example/", fetch = () => undefined, navigation } = {}) {
  const window = new Window({ url });
  window.document.documentElement.innerHTML = html;
  const watched = new Map();
  class IntersectionObserver {
    constructor(hear) {
      this.hear = hear;
    }
    observe(element) {
      watched.set(element, this.hear);
    }
    unobserve(element) {
      watched.delete(element);
    }
  }
  for (const name of GLOBALS) define(name, window[name]);
  define("window", window);
  define("navigator", window.navigator);
  define("IntersectionObserver", IntersectionObserver);
  define("addEventListener", window.addEventListener.bind(window));
  define("fetch", async (address) => {
    const answer = await fetch(String(address));
    return { ok: answer !== undefined, json: async () => answer };
  });
  if (navigation) window.navigation = navigation;

  const made = fakeTracker();
  const [identified, pages] = [[], []];
  Object.assign(made.tracker, {
    ready: (work) => work?.(),
    diagnostics: () => ({ on: true }),
    identify: (...args) => void identified.push(args),
    page: () => void pages.push(window.location.href),
  });
  return {
    ...made,
    window,
    document: window.document,
    identified,
    pages,
    seen: (element) => watched.get(element)?.([{ isIntersecting: true, target: element }]),
  };
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
}

/** Lets every promise and observer be heard. */
export async function settle() {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}
