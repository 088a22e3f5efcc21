// A document in node for adapters that read one: happy-dom's, as globals.

import { Window } from "happy-dom";
import { fakeTracker } from "./fake-tracker.mjs";

const GLOBALS = (
  "document location history MutationObserver CustomEvent Event localStorage sessionStorage " +
  "HTMLElement FormData"
).split(" ");

/**
 * Opens `html` at `url`. Returns fakeTracker's members with `{window, document, seen, identified, pages}`.
 * `seen(element)` scrolls an element into sight, `identified` are the arguments of `identify`, `pages` the
 * addresses at which `page` was called. `fetch(url)` returns the JSON that a request gets; without it the
 * request fails.
 */
export function openDom(html, { url = "https://s.example/", fetch = () => undefined, navigation } = {}) {
  const window = new Window({ url });
  window.document.documentElement.innerHTML = html;
  const watched = new Map();
  class IntersectionObserver {
    constructor(callback) {
      this.callback = callback;
    }
    observe(element) {
      watched.set(element, this.callback);
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

/** Waits until promises are settled and observers have been called. */
export async function settle() {
  for (let round = 0; round < 5; round += 1) await new Promise(setImmediate);
}
