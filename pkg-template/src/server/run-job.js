// Does the tasks of a job until it is over: a webhook, or a call of the shop. What is to do is decided in the
// module (src/server); this script has the network, the clock and the shop's own functions. None of them can
// make it fail or wait for longer than its task allows.
import { toJson } from "./json.js";
import { withTimeout } from "./with-timeout.js";

/** @typedef {import("../tools/glue.js").ShopJob} ShopJob */
/** @typedef {import("../tools/glue.js").ShopServer} ShopServer */
/** @typedef {import("./types.js").Ports} Ports */
/** @typedef {import("./types.js").Task} Task */
/** @typedef {import("./types.js").Answer} Answer */

const MAX_REPLY_CHARS = 200;

/**
 * @param {ShopServer} core
 * @param {ShopJob} job  freed at the end
 * @param {Ports} ports
 * @returns {Promise<Answer>}
 */
export async function runJob(core, job, ports) {
  try {
    for (;;) {
      const task = /** @type {Task} */ (core.next(job, Date.now()));
      ports.tellNotices();
      if (task.kind === "done") return task;
      await doTask(core, job, task, ports);
    }
  } finally {
    job.free();
    ports.tellNotices();
  }
}

/**
 * @param {ShopServer} core
 * @param {ShopJob} job
 * @param {Exclude<Task, { kind: "done" }>} task
 * @param {Ports} ports
 */
async function doTask(core, job, task, ports) {
  if (task.kind === "send") return send(core, job, task, ports);
  if (task.kind === "wait") return new Promise((resolve) => setTimeout(resolve, task.ms));
  if (task.kind === "flush") return core.flushed(job, await mayWait(task.timeoutMs, ports));
  if (task.kind === "keep") return core.kept(job, await isKept(task, ports));
  const { value, problem } = await withTimeout(() => ports.personOfOrder?.(task.orderId), task.timeoutMs);
  if (problem) ports.report("person_of_order", `personOfOrder failed for order ${task.orderId}: ${problem}.`);
  core.givePerson(job, toJson(value ?? null), Date.now());
}

/**
 * @param {ShopServer} core
 * @param {ShopJob} job
 * @param {Extract<Task, { kind: "send" }>} task
 * @param {Ports} ports
 */
async function send(core, job, { url, headers, body, timeoutMs }, ports) {
  const abort = new AbortController();
  const init = {
    method: "POST",
    headers,
    body,
    signal: abort.signal,
    redirect: /** @type {const} */ ("manual"),
  };
  /** @type {{ status: number, retryAfter?: string, text: string } | undefined} */
  let reply;
  const { problem } = await withTimeout(async () => {
    const response = await ports.fetch(url, init);
    const status = Number.isInteger(response.status) ? response.status : 0;
    reply = { status, retryAfter: response.headers.get("retry-after") ?? undefined, text: "" };
    // A connection whose answer was read can be used again.
    const text = await response.text();
    if (!response.ok) reply.text = text.slice(0, MAX_REPLY_CHARS);
  }, timeoutMs);
  if (problem) abort.abort();
  // A status is an answer, also where the rest of it never came.
  reply ??= { status: 0, text: problem ?? "" };
  core.replied(job, Date.now(), toJson(reply), Math.random());
}

/**
 * Whether something may wait in the queue still.
 * @param {number} timeoutMs
 * @param {Ports} ports
 */
async function mayWait(timeoutMs, ports) {
  const { value, problem } = await withTimeout(() => ports.flush(), timeoutMs);
  return problem !== undefined || value === "waiting";
}

/**
 * Whether the shop's queue took the entries.
 * @param {Extract<Task, { kind: "keep" }>} task
 * @param {Ports} ports
 */
async function isKept({ entries, timeoutMs }, { queue, report }) {
  if (!queue) return false;
  const { problem } = await withTimeout(() => queue.push(entries), timeoutMs);
  if (problem) report("queue", `The queue did not take ${entries.length} messages: ${problem}.`);
  return problem === undefined;
}
