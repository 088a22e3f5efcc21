// Shopify's side of a pixel, in memory: events, the asynchronous storage of the top frame, and the requests.

import pixel from "../../../pkg-template/src/pixel/index.js";

globalThis.__VERSION__ = "0.0.0";

/**
 * `{publish(event), consent(privacy), bodies, messages(), cookies, storage, next(options)}`; `next` opens the
 * next page of the same browser. `broken` replaces parts of what Shopify gives.
 */
export function startPixel({
  options = {},
  init = {},
  cookies = {},
  storage = {},
  status = 200,
  settings,
  broken = {},
} = {}) {
  const subscribers = {};
  const privacy = [];
  const bodies = [];
  const shopify = { answer: status };
  globalThis.fetch = async (url, request) => {
    const body = JSON.parse(request.body);
    bodies.push({ url, request, body });
    if (!shopify.answer) throw new TypeError("offline");
    return { status: shopify.answer };
  };
  const late = (value) => new Promise((resolve) => setImmediate(() => resolve(value)));
  const api = {
    analytics: { subscribe: (name, callback) => ((subscribers[name] ||= []).push(callback), late()) },
    browser: {
      cookie: {
        get: (name) => late(cookies[name] ?? ""),
        set: (text) => late(void (cookies[text.split("=")[0]] = text.split(/[=;]/)[1])),
      },
      localStorage: {
        getItem: (key) => late(storage[key] ?? null),
        setItem: (key, value) => late(void (storage[key] = value)),
        removeItem: (key) => late(void delete storage[key]),
      },
    },
    init: { customerPrivacy: { analyticsProcessingAllowed: true }, ...init },
    customerPrivacy: { subscribe: (name, callback) => (privacy.push(callback), late()) },
    settings,
    ...broken,
  };
  pixel(api, { writeKey: "k", shop: "s.example", ...options });
  return {
    cookies,
    storage,
    bodies,
    subscribed: Object.keys(subscribers),
    shopify,
    async publish(event) {
      for (const callback of subscribers[event.name] ?? []) callback(event);
      await idle();
    },
    async consent(analyticsProcessingAllowed) {
      for (const callback of privacy) callback({ customerPrivacy: { analyticsProcessingAllowed } });
      await idle();
    },
    messages: () => bodies.flatMap(({ body }) => body.batch),
    next: (changes = {}) => startPixel({ options, init, cookies, storage, ...changes }),
  };
}

/** Waits for enough rounds of the event loop for all answers of the storage. */
export async function idle() {
  for (let round = 0; round < 60; round += 1) await new Promise(setImmediate);
}
