// Sends what waits in the shop's queue, oldest first, until it is empty or nothing is taken any more.
import { withTimeout } from "./with-timeout.js";

/** @typedef {import("../../server.js").Queue} Queue */
/** @typedef {import("../../server.js").QueueEntry} QueueEntry */
/** @typedef {import("./types.js").Answer} Answer */

const QUEUE_BATCH = 100;
/** Of one call of the queue. */
const CALL_LIMIT_MS = 10_000;

/**
 * @typedef {object} Ports
 * @property {Queue | undefined} queue
 * @property {(entries: QueueEntry[]) => Promise<Answer>} send
 * @property {(code: string, message: string) => void} report
 */

/**
 * It does not throw. `state` is `empty`, `waiting` where messages are left, `failed` where the queue is
 * broken.
 * @param {Ports} ports
 */
export async function flushQueue(ports) {
  const total = { delivered: 0, refused: 0, state: /** @type {"empty" | "waiting" | "failed"} */ ("empty") };
  /** @type {Set<string>} */
  const removed = new Set();
  for (;;) {
    const entries = await take(ports);
    if (!entries) return { ...total, state: /** @type {const} */ ("failed") };
    if (!entries.length) return total;
    const ids = await deliver(entries, ports, total);
    if (ids && ids.some((id) => removed.has(id))) {
      ports.report("queue", "The queue gave entries again that it had to remove.");
      return { ...total, state: /** @type {const} */ ("failed") };
    }
    ids?.forEach((id) => removed.add(id));
    const isDone = ids?.length ? await remove(ids, ports) : true;
    if (!isDone) return { ...total, state: /** @type {const} */ ("failed") };
    if (!ids?.length || total.state === "waiting")
      return { ...total, state: /** @type {const} */ ("waiting") };
  }
}

/**
 * The oldest entries that are some; undefined where the queue failed.
 * @param {Ports} ports
 * @returns {Promise<QueueEntry[] | undefined>}
 */
async function take({ queue, report }) {
  if (!queue) return [];
  const { value, problem } = await withTimeout(() => queue.take(QUEUE_BATCH), CALL_LIMIT_MS);
  if (problem !== undefined || !Array.isArray(value ?? [])) {
    report("queue", `The queue could not be read: ${problem ?? "take() gave no list"}.`);
    return undefined;
  }
  const entries = value ?? [];
  const good = entries.filter((entry) => typeof entry?.id === "string" && entry.id !== "");
  if (good.length < entries.length)
    report("queue", "The queue gave an entry without an id, which is left there.");
  if (entries.length && !good.length) return undefined;
  return good;
}

/**
 * Sends entries, and gives the ids of those that are to leave the queue.
 * @param {QueueEntry[]} entries
 * @param {Ports} ports
 * @param {{ delivered: number, refused: number, state: string }} total
 */
async function deliver(entries, { send, report }, total) {
  try {
    const { messageIds, refusedIds, outcome } = await send(entries);
    const [sent, refused] = [new Set(messageIds), new Set(refusedIds)];
    // The queue knows an entry by its own id, which may be another than the message's.
    const idOf = (/** @type {QueueEntry} */ entry) =>
      /** @type {{ messageId?: string } | null} */ (entry.message)?.messageId ?? entry.id;
    const isIn = (/** @type {Set<string>} */ ids) => (/** @type {QueueEntry} */ entry) =>
      ids.has(idOf(entry)) || ids.has(entry.id);
    const delivered = entries.filter(isIn(sent));
    const lost = entries.filter((entry) => !isIn(sent)(entry) && isIn(refused)(entry));
    total.delivered += delivered.length;
    total.refused += lost.length;
    if (outcome === "unavailable") total.state = "waiting";
    return [...delivered, ...lost].map(({ id }) => id);
  } catch (error) {
    report("internal", `What waits could not be sent: ${String(error)}.`);
    return undefined;
  }
}

/**
 * Whether the queue removed the entries.
 * @param {string[]} ids
 * @param {Ports} ports
 */
async function remove(ids, { queue, report }) {
  const { problem } = await withTimeout(() => queue?.done(ids), CALL_LIMIT_MS);
  if (problem) report("queue", `The queue did not remove what was sent: ${problem}.`);
  return problem === undefined;
}
