// A page of a store for the part `link-checkout`: the Ajax cart as Shopify documents it, the tracker as far
// as the part uses it, and a clock that the test moves. Tabs of one browser share `browser`.

import { mock } from "node:test";
import linkCheckout from "../../../pkg-template/src/parts/link-checkout.js";

export const A = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
export const B = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";
export const ATTRIBUTE = "_shoptrail_anonymous_id";

/** What the tabs of a browser share: the cart of the shop, cookies, storage, and the lock. */
export function openBrowser({ items = 0, attributes = {}, cookie = "" } = {}) {
  return { cart: { items, attributes: { ...attributes } }, cookie, storage: {}, last: Promise.resolve() };
}

/**
 * Opens a page: `{requests, state, diagnostics(), writes(), call(method, ...args), consent(analytics),
 * theme(verb, items), dispatch(type)}`. `answers` are statuses of the next requests; 0 is no answer.
 */
export function openPage(browser, { report, root = "/", answers = [], html = {} } = {}) {
  const listeners = { call: [], consent: [], load: [], "shopify:cart:attributes-update": [] };
  const requests = [];
  const observers = [];
  const state = { report: report ?? granted(A), answers: [...answers] };
  const ready = [];

  const request = answering(browser, { requests, observers, state });
  const methods = { diagnostics: () => state.report };
  const shop = {
    methods,
    diagnostics: () => methods.diagnostics(),
    on: (type, listener) => void listeners[type].push(listener),
    ready: (callback) => void (state.report.on ? callback() : ready.push(callback)),
  };
  const page = {
    shop,
    requests,
    state,
    diagnostics: () => methods.diagnostics(),
    writes: () =>
      requests.filter(({ method }) => method === "POST").map(({ body }) => body.attributes[ATTRIBUTE]),
    enter: () => enter(browser, { root, request, observers, listeners, html }),
    call(method, ...args) {
      page.enter();
      for (const listener of listeners.call) listener({ method, args, result: { ok: true } });
    },
    consent(analytics, next) {
      page.enter();
      state.report = next ?? (analytics === "granted" ? granted(A) : withheld(analytics));
      if (analytics === "granted") ready.splice(0).forEach((callback) => callback());
      for (const listener of listeners.consent) listener({ analytics });
    },
    /** The theme changes the cart. */
    theme(verb = "add", items = 1) {
      page.enter();
      browser.cart.items = items;
      browser.cookie ||= "cart=c1";
      observers.forEach((notify) => notify([{ name: `https://s.example${root}cart/${verb}.js` }]));
    },
    dispatch(type) {
      page.enter();
      for (const listener of listeners[type]) listener();
    },
  };
  page.enter();
  linkCheckout(shop);
  return page;
}

/** The shop's answers to fetch. */
function answering(browser, { requests, observers, state }) {
  return async (url, init = {}) => {
    const body = init.body && JSON.parse(init.body);
    requests.push({ url, method: init.method ?? "GET", body, keepalive: init.keepalive });
    const entry = { name: "https://s.example" + url, startTime: performance.now() };
    await undefined;
    const status = state.answers.length ? state.answers.shift() : 200;
    if (!status) throw new TypeError("offline");
    if (status < 300 && url.endsWith("update.js")) Object.assign(browser.cart.attributes, body.attributes);
    setTimeout(() => observers.forEach((notify) => notify([entry])));
    const { items, attributes } = browser.cart;
    return {
      ok: status < 300,
      status,
      json: async () => ({ item_count: items, attributes: { ...attributes } }),
    };
  };
}

export const granted = (anonymousId) => ({
  on: true,
  consent: { analytics: "granted" },
  identity: { anonymousId },
});
export const withheld = (analytics) => ({ on: false, off_reason: "consent", consent: { analytics } });

/** Lets `ms` pass, with everything that becomes due. */
export async function wait(ms) {
  for (let passed = 0; passed < ms; passed += 50) {
    mock.timers.tick(50);
    for (let round = 0; round < 12; round += 1) await new Promise(setImmediate);
  }
}

/** Makes the globals those of this page. The part looks them up when it uses them. */
function enter(browser, { root, request, observers, listeners, html }) {
  const document = {
    get cookie() {
      return browser.cookie;
    },
    querySelector: (selector) => html[selector] ?? null,
    addEventListener: (type, listener) => void listeners[type]?.push(listener),
    createElement: () => ({ name: "", type: "", value: "" }),
  };
  const window = { wp: html.wp, ...(root && { Shopify: { routes: { root } } }) };
  const navigator = {
    locks: {
      request(name, work) {
        browser.last = browser.last.then(work, work);
        return browser.last;
      },
    },
  };
  const localStorage = new Proxy(browser.storage, {
    get: (target, name) =>
      name === "removeItem" ? (key) => void delete target[key] : (target[name] ?? undefined),
  });
  class PerformanceObserver {
    constructor(notify) {
      this.notify = (entries) => notify({ getEntries: () => entries });
    }
    observe() {
      observers.push(this.notify);
    }
  }
  const values = {
    window,
    document,
    navigator,
    localStorage,
    PerformanceObserver,
    fetch: request,
    addEventListener: (type, listener) => void listeners[type]?.push(listener),
  };
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
