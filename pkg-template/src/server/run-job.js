// Does the tasks of a job until it is over: a webhook, or a call of the shop. What is to do is decided in the
// module (src/server); this script has the network, the clock and the shop's own functions.
import { withTimeout } from "./with-timeout.js";

/** @typedef {import("../tools/glue.js").ShopJob} ShopJob */
/** @typedef {import("../tools/glue.js").ShopServer} ShopServer */
/** @typedef {import("./types.js").Ports} Ports */
/** @typedef {import("./types.js").Task} Task */
/** @typedef {import("./types.js").Answer} Answer */

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
  if (task.kind === "flush") return ports.flush();
  if (task.kind === "keep") return core.kept(job, await isKept(task.entries, ports));
  const person = await withTimeout(() => ports.personOfOrder?.(task.orderId), task.timeoutMs);
  core.givePerson(job, JSON.stringify(person ?? null) ?? "null", Date.now());
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
  /** @type {Response | undefined} */
  let response;
  await withTimeout(async () => {
    response = await ports.fetch(url, init);
    // A connection whose answer was read can be used again.
    await response.arrayBuffer();
  }, timeoutMs);
  const [now, random] = [Date.now(), Math.random()];
  if (!response) {
    abort.abort();
    return core.broke(job, now, random);
  }
  core.answered(job, now, response.status, response.headers.get("retry-after") ?? undefined, random);
}

/**
 * Whether the shop's queue took the entries.
 * @param {import("../../server.js").QueueEntry[]} entries
 * @param {Ports} ports
 */
async function isKept(entries, { queue, reportError }) {
  try {
    await queue?.push(entries);
    return Boolean(queue);
  } catch (error) {
    reportError("queue", error);
    return false;
  }
}
