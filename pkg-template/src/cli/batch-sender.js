// Sends messages to the documented batch endpoint of Customer.io, at a bounded rate, and again where that may
// help. It keeps no list of what was sent; its caller does.

// Documented: 500 KB a batch, 32 KB a message. The rest is for the envelope.
const BATCH_LIMIT_BYTES = 450_000;
const MESSAGE_LIMIT_BYTES = 32_000;
const BATCH_LIMIT = 100;
const TRIES = 8;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
const ANSWER_LIMIT_MS = 30_000;

/** A batch was refused for good, or for too long. */
export class DeliveryError extends Error {}

/**
 * @typedef {object} Target
 * @property {string} url
 * @property {string} writeKey
 * @property {number} rate  messages in a second
 */

/**
 * Cuts the messages into batches. A message that is too large for Customer.io is left out.
 * @param {Record<string, unknown>[]} messages
 */
export function batches(messages) {
  /** @type {Record<string, unknown>[][]} */
  const cut = [];
  /** @type {Record<string, unknown>[]} */
  const tooLarge = [];
  let bytes = Infinity;
  for (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(message)) + 1;
    if (size > MESSAGE_LIMIT_BYTES) {
      tooLarge.push(message);
      continue;
    }
    if (bytes + size > BATCH_LIMIT_BYTES || cut[cut.length - 1].length >= BATCH_LIMIT) {
      cut.push([]);
      bytes = 0;
    }
    cut[cut.length - 1].push(message);
    bytes += size;
  }
  return { cut, tooLarge };
}

/**
 * Sends the batches one after another, and calls `onSent` after each that was accepted. Throws a
 * `DeliveryError` at the first one that is not.
 * @param {Record<string, unknown>[][]} cut
 * @param {Target} target
 * @param {(batch: Record<string, unknown>[]) => void} onSent
 */
export async function sendBatches(cut, target, onSent) {
  let nextAt = Date.now();
  for (const batch of cut) {
    await sleep(nextAt - Date.now());
    nextAt = Date.now() + (1000 * batch.length) / target.rate;
    await sendBatch(batch, target);
    onSent(batch);
  }
}

/**
 * @param {Record<string, unknown>[]} batch
 * @param {Target} target
 */
async function sendBatch(batch, target) {
  for (let attempt = 1; ; attempt += 1) {
    const { status, retryAfterMs, text } = await post(batch, target);
    if (status >= 200 && status < 300) return;
    const isTemporary = status === 0 || status === 408 || status === 429 || status >= 500;
    if (!isTemporary) throw new DeliveryError(`${target.url} answered ${status}${text ? `: ${text}` : ""}`);
    if (attempt >= TRIES) {
      const what = status ? `answered ${status}` : `gave no answer (${text})`;
      throw new DeliveryError(`${target.url} ${what} ${TRIES} times`);
    }
    const backoffMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
    await sleep(Math.max(retryAfterMs, backoffMs * (0.5 + Math.random() / 2)));
  }
}

/**
 * @param {Record<string, unknown>[]} batch
 * @param {Target} target
 */
async function post(batch, { url, writeKey }) {
  const sentAt = new Date().toISOString();
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`,
        "content-type": "application/json",
        // Without it Customer.io answers 200 to what it discards.
        "x-strict-mode": "1",
      },
      body: JSON.stringify({ sentAt, batch: batch.map((message) => ({ ...message, sentAt })) }),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const text = (await response.text()).slice(0, 200);
    return { status: response.status, retryAfterMs: retryAfter(response.headers.get("retry-after")), text };
  } catch (error) {
    const { cause, message } = /** @type {Error & { cause?: { code?: string } }} */ (error);
    return { status: 0, retryAfterMs: 0, text: cause?.code ?? message };
  }
}

/**
 * Milliseconds of a Retry-After, which is seconds or a date.
 * @param {string | null} header
 */
function retryAfter(header) {
  if (!header) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 10 * LONGEST_WAIT_MS) : 0;
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
