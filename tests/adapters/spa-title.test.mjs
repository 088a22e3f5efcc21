// The adapter `spa`: a page view waits for the title of its page, and is neither lost nor counted twice by
// what happens meanwhile.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import spa from "../../pkg-template/src/adapters/spa.js";
import { openDom, settle } from "./support/dom.mjs";

const ORIGIN = "https://s.example";

/** Stands in for window.navigation: `history` calls what a browser would. */
function navigationOf(window) {
  const navigation = new window.EventTarget();
  const fire = (type, navigationType) =>
    navigation.dispatchEvent(Object.assign(new window.Event(type), { navigationType }));
  return {
    navigation,
    patch() {
      for (const [method, type] of [
        ["pushState", "push"],
        ["replaceState", "replace"],
      ]) {
        const own = window.history[method].bind(window.history);
        window.history[method] = (...args) => {
          fire("navigate", type);
          own(...args);
          fire("currententrychange", type);
        };
      }
    },
    traverse(change) {
      fire("navigate", "traverse");
      change();
      fire("currententrychange", "traverse");
    },
  };
}

/**
 * Plays `[ms, how, value]` and returns `[path, title]` of each page view, and the events' names, in their
 * order. `how`: push, replace, back (to an address), title, head, track, identify, page, hide, leave.
 */
async function played(steps, withNavigation) {
  let now = 1000;
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(performance, "now", () => now);
  mock.method(performance, "getEntriesByType", () => []);
  try {
    const page = openDom("<head><title>Shop</title></head><body></body>", { url: `${ORIGIN}/` });
    const { window, document } = page;
    const browser = withNavigation && navigationOf(window);
    if (browser) {
      window.navigation = globalThis.navigation = browser.navigation;
      browser.patch();
    } else delete globalThis.navigation;
    const seen = [];
    const { track, identify } = page.tracker;
    page.tracker.page = (given) =>
      seen.push([new URL(given?.url ?? window.location.href).pathname, document.title]);
    page.tracker.track = (name, ...args) => (seen.push(name), track(name, ...args));
    page.tracker.identify = (...args) => (seen.push("identify"), identify(...args));
    spa(page.tracker, {});
    const acts = {
      push: (path) => window.history.pushState(null, "", path),
      replace: (path) => window.history.replaceState(null, "", path),
      back(path) {
        const change = () => (window.happyDOM?.setURL ? window.happyDOM.setURL(ORIGIN + path) : undefined);
        if (browser) browser.traverse(change);
        else (change(), window.dispatchEvent(new window.Event("popstate")));
      },
      title: (title) => (document.title = title),
      head: (title) => (document.head.innerHTML = `<title>${title}</title>`),
      track: (query) => page.tracker.track("search_performed", { query }),
      identify: (id) => page.tracker.identify(id),
      page: () => page.tracker.page(),
      hide() {
        Object.defineProperty(document, "hidden", { configurable: true, value: true });
        window.dispatchEvent(new window.Event("visibilitychange"));
      },
      leave: () => window.dispatchEvent(new window.Event("pagehide")),
      end: () => {},
    };
    for (const [at, how, value] of [...steps, [steps.at(-1)[0] + 10_000, "end"]]) {
      mock.timers.tick(1000 + at - now);
      now = 1000 + at;
      acts[how](value);
      await settle();
    }
    return seen.map((one) => (typeof one === "string" ? one : one.join(" ")));
  } finally {
    mock.restoreAll();
    mock.timers.reset();
    delete globalThis.navigation;
  }
}

for (const [what, expected, ...steps] of [
  ["at once", ["/a A"], [0, "push", "/a"], [0, "title", "A"]],
  ["after 1.2 seconds", ["/a A"], [0, "push", "/a"], [1200, "title", "A"]],
  ["after 1.9 seconds", ["/a A"], [0, "push", "/a"], [1900, "title", "A"]],
  ["before the address", ["/a A"], [0, "title", "A"], [0, "push", "/a"]],
  ["never", ["/a Shop"], [0, "push", "/a"]],
  ["too late", ["/a Shop"], [0, "push", "/a"], [5000, "title", "A"]],
  ["twice", ["/a A"], [0, "push", "/a"], [900, "title", "A"], [1100, "title", "A – Shop"]],
  ["empty first", ["/a A"], [0, "push", "/a"], [100, "title", ""], [900, "title", "A"]],
  ["of waiting first", ["/a A"], [0, "push", "/a"], [100, "title", "Loading…"], [900, "title", "A"]],
  [
    "of the shop first",
    ["/a A – Shop", "/b B – Shop"],
    [0, "push", "/a"],
    [100, "title", "A – Shop"],
    [3000, "push", "/b"],
    [3100, "title", "Shop"],
    [4200, "title", "B – Shop"],
  ],
  [
    "of the shop alone",
    ["/a A – Shop", "/ Shop"],
    [0, "push", "/a"],
    [100, "title", "A – Shop"],
    [3000, "push", "/"],
    [3100, "title", "Shop"],
  ],
  ["that begins with Loading", ["/a Loading dock"], [0, "push", "/a"], [100, "title", "Loading dock"]],
  ["the same again", ["/a Shop"], [0, "push", "/a"], [500, "title", "Shop"]],
  ["with the whole head", ["/a A"], [0, "push", "/a"], [900, "head", "A"]],
  ["for a replaced address", ["/a A"], [0, "replace", "/a"], [1200, "title", "A"]],
  [
    "for each of three routes",
    ["/a A", "/b B", "/c C"],
    [0, "push", "/a"],
    [1200, "title", "A"],
    [3000, "push", "/b"],
    [4200, "title", "B"],
    [6000, "push", "/c"],
    [7200, "title", "C"],
  ],
  [
    "the next route comes first",
    ["/a Shop", "/b B"],
    [0, "push", "/a"],
    [900, "push", "/b"],
    [1800, "title", "B"],
  ],
  [
    "three routes at once",
    ["/a Shop", "/b Shop", "/c C"],
    [0, "push", "/a"],
    [10, "push", "/b"],
    [20, "push", "/c"],
    [1200, "title", "C"],
  ],
  ["back comes first", ["/a Shop", "/ Shop"], [0, "push", "/a"], [900, "back", "/"]],
  [
    "back to a third page comes first",
    ["/a Shop", "/b B"],
    [0, "push", "/a"],
    [900, "back", "/b"],
    [1200, "title", "B"],
  ],
  [
    "a redirect at once",
    ["/login Login"],
    [0, "push", "/a"],
    [100, "replace", "/login"],
    [1200, "title", "Login"],
  ],
  [
    "another page by replace, later",
    ["/a Shop", "/b B"],
    [0, "push", "/a"],
    [900, "replace", "/b"],
    [1800, "title", "B"],
  ],
  [
    "a filter by replace meanwhile",
    ["/a A"],
    [0, "push", "/a"],
    [900, "replace", "/a?sort=up"],
    [1200, "title", "A"],
  ],
  [
    "a variant by replace meanwhile",
    ["/a A"],
    [0, "push", "/a"],
    [900, "replace", "/a?variant=7"],
    [1200, "title", "A"],
  ],
  [
    "the same route again meanwhile",
    ["/a A"],
    [0, "replace", "/a"],
    [900, "replace", "/a"],
    [1200, "title", "A"],
  ],
  [
    "an event meanwhile",
    ["/a Shop", "search_performed"],
    [0, "push", "/a"],
    [900, "track", "x"],
    [1200, "title", "A"],
  ],
  [
    "an event after it",
    ["/a A", "search_performed"],
    [0, "push", "/a"],
    [900, "title", "A"],
    [1200, "track", "x"],
  ],
  [
    "an identify meanwhile",
    ["/a Shop", "identify"],
    [0, "push", "/a"],
    [900, "identify", "x"],
    [1200, "title", "A"],
  ],
  ["the shop's own page() meanwhile", ["/a Shop"], [0, "push", "/a"], [900, "page"], [1200, "title", "A"]],
  ["the page is left meanwhile", ["/a Shop"], [0, "push", "/a"], [900, "leave"], [1200, "title", "A"]],
  ["the page is hidden meanwhile", ["/a Shop"], [0, "push", "/a"], [900, "hide"], [1200, "title", "A"]],
  ["hidden and left", ["/a Shop"], [0, "push", "/a"], [900, "hide"], [910, "leave"]],
  ["no route, only a title", [], [0, "title", "A"]],
])
  for (const withNavigation of [true, false]) {
    const name = `title ${what}: ${expected.join(", ") || "no view"}`;
    test(withNavigation ? name : `${name}, without the Navigation API`, async () => {
      assert.deepEqual(await played(steps, withNavigation), expected);
    });
  }
