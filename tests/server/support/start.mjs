// A server of shoptrail/server around a Customer.io in this process.
import { createServer } from "../../../pkg/server/index.js";
import { SECRET } from "./shop.mjs";

/** A server whose Customer.io is `answer(body, init)`; `sent` are the messages that were accepted. */
export function start(options, answer = () => new Response("{}")) {
  const sent = [];
  const notices = [];
  const shop = createServer({
    writeKey: "k",
    shop: "shop.example",
    shopify: { secret: SECRET, timeoutMs: 300 },
    timeoutMs: 300,
    fetch: async (url, init) => {
      const response = await answer(JSON.parse(init.body), init);
      if (response.ok) sent.push(...JSON.parse(init.body).batch);
      return response;
    },
    ...options,
  });
  shop.on("problem", (notice) => notices.push(notice.code));
  shop.on("privacy", (notice) => notices.push(notice.code));
  return { shop, sent, notices };
}

/** A queue in memory. */
export function memoryQueue() {
  const entries = new Map();
  return {
    entries,
    push: async (list) => list.forEach(({ id, message }) => entries.has(id) || entries.set(id, message)),
    take: async (limit) => [...entries].slice(0, limit).map(([id, message]) => ({ id, message })),
    done: async (ids) => ids.forEach((id) => entries.delete(id)),
  };
}

export const down = () => new Response("", { status: 503 });
export const never = (body, { signal }) =>
  new Promise((resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
export const events = (messages) => messages.map(({ type, event }) => event ?? type);
