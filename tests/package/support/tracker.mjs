// The built package without a browser: what a test needs of a page, and no more.

/**
 * The built package in a minimal page: storage in memory, and a fetch that keeps each body and answers 200.
 */
export async function tracker(bodies) {
  const items = new Map();
  const storage = Object.defineProperties(
    {},
    {
      getItem: { value: (name) => items.get(name) ?? null },
      setItem: { value: (name, text) => void items.set(name, String(text)) },
      removeItem: { value: (name) => void items.delete(name) },
    },
  );
  const define = (name, member) =>
    Object.defineProperty(globalThis, name, { value: member, configurable: true, writable: true });
  define("window", globalThis);
  define("localStorage", storage);
  define("location", { hostname: "shop.example", search: "" });
  define("document", {
    addEventListener() {},
    URL: "https://shop.example/p/1?utm_source=news",
    title: "Runner",
    referrer: "https://www.google.com/",
    visibilityState: "visible",
    cookie: "",
    querySelector: () => null,
  });
  define("addEventListener", () => {});
  define("navigator", { language: "en", userAgent: "node", onLine: true });
  define("fetch", async (url, { body }) => {
    bodies.push(body);
    return { status: 200, headers: new Headers(), text: async () => "" };
  });
  const { createTracker } = await import("../../../pkg/index.js");
  const instance = createTracker({ writeKey: "k", anonymous: "send", maxMessages: 99999 });
  return new Promise((resolve) => instance.ready(resolve));
}
