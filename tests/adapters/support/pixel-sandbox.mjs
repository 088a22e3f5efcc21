// The top frame of an app pixel: starts the built pixel in a worker (pixel-worker.mjs), keeps cookies and
// storage, publishes events, and takes its requests.

import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

const SCRIPT = fileURLToPath(new URL("../../../pkg/shopify-pixel.js", import.meta.url));

/** `{publish(event), consent(isAllowed), messages(), globals, cookies, storage, close()}`. */
export async function startSandbox({ settings, init = {}, cookies = {}, storage = {} }) {
  const bodies = [];
  const answers = {
    "cookie.get": (name) => cookies[name] ?? "",
    "cookie.set": (text) => void (cookies[text.split("=")[0]] = text.split(/[=;]/)[1]),
    "localStorage.getItem": (key) => storage[key] ?? null,
    "localStorage.setItem": (key, value) => void (storage[key] = value),
    "localStorage.removeItem": (key) => void delete storage[key],
    fetch: (url, { body }) => (bodies.push({ url, ...JSON.parse(body) }), { status: 200 }),
  };
  const data = {
    script: SCRIPT,
    settings,
    init: { customerPrivacy: { analyticsProcessingAllowed: true }, ...init },
  };
  const worker = new Worker(new URL("pixel-worker.mjs", import.meta.url), { workerData: data });
  let lastCallAt = 0;
  const globals = await new Promise((resolve, reject) => {
    worker.on("error", reject);
    worker.on("message", ({ call, name, args, globals: found }) => {
      if (found) return resolve(found);
      lastCallAt = Date.now();
      // A browser answers in a task of its own.
      setTimeout(() => worker.postMessage({ answer: call, value: answers[name](...args) }), 1);
    });
  });
  /** Waits until the pixel has asked for nothing for a while. */
  const settled = async () => {
    lastCallAt = Date.now();
    while (Date.now() - lastCallAt < 150) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return {
    globals,
    cookies,
    storage,
    async publish(event) {
      worker.postMessage({ event });
      await settled();
    },
    async consent(consent) {
      worker.postMessage({ consent });
      await settled();
    },
    messages: () => bodies.flatMap(({ batch }) => batch),
    close: () => worker.terminate(),
  };
}
