// What the page's modules find in a browser, as far as their unit tests need it: storage, events, an address.

/** localStorage: properties and methods over one map. With `isBlocked` every access throws. */
export function createStorage() {
  const items = new Map();
  const methods = {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, String(value)),
    removeItem: (name) => void items.delete(name),
  };
  return new Proxy(
    {},
    {
      get: (_, name) => methods[name] ?? items.get(name),
      set: (_, name, value) => (items.set(name, String(value)), true),
      has: (_, name) => items.has(name),
      ownKeys: () => [...items.keys()],
      getOwnPropertyDescriptor: (_, name) =>
        items.has(name)
          ? { value: items.get(name), configurable: true, enumerable: true, writable: true }
          : undefined,
    },
  );
}

/** Storage that a browser has blocked. */
export function createBlockedStorage() {
  const fail = () => {
    throw new Error("blocked");
  };
  return new Proxy({}, { get: fail, set: fail, ownKeys: fail });
}

/** Puts a page in place of node's globals. Gives it; its members may be changed. */
export function installPage() {
  const page = new EventTarget();
  const document = Object.assign(new EventTarget(), {
    URL: "https://shop.example/p",
    title: "A page",
    referrer: "",
    cookie: "",
    visibilityState: "visible",
    hidden: false,
  });
  const globals = {
    window: page,
    document,
    location: { hostname: "shop.example", href: document.URL },
    navigator: { language: "en", userAgent: "test", doNotTrack: null },
    localStorage: createStorage(),
    sessionStorage: createStorage(),
  };
  Object.assign(page, globals);
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  return globals;
}
