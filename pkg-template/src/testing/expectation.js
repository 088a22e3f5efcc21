// What a test expects of the collector: which messages, how often, with what in them. It decides and
// explains; the collector waits.

import { differences, shown } from "./differences.js";
import { messageName, nameInMessage, planEvent } from "./plan-names.js";

/** @import { Expectation, ReceivedMessage } from "../../testing.js" */
/** @import { Difference } from "./differences.js" */

const MEMBERS = ["event", "times", "properties", "traits", "userId", "anonymousId", "allowProblems"];

/** The failure of `collector.expect`. Its message says what came instead. */
export class ExpectationError extends Error {
  /**
   * @param {string} message
   * @param {Expectation} expectation
   * @param {Difference[]} found
   */
  constructor(message, expectation, found) {
    super(message);
    this.name = "ExpectationError";
    this.expectation = expectation;
    this.differences = found;
  }
}

/**
 * Throws a `TypeError` for an expectation that no message can meet because it is misspelt.
 * @param {Expectation} expectation
 */
export function checkExpectation(expectation) {
  if (typeof expectation !== "object" || expectation === null || typeof expectation.event !== "string")
    throw new TypeError(`an expectation is an object with an event, such as {event: "order_completed"}`);
  const unknown = Object.keys(expectation).find((name) => !MEMBERS.includes(name));
  if (unknown) throw new TypeError(`an expectation has no member ${unknown}; allowed: ${MEMBERS.join(", ")}`);
  const { times } = expectation;
  const { atLeast, atMost } = typeof times === "object" ? times : {};
  const isCount = (/** @type {unknown} */ value) => Number.isSafeInteger(value) && Number(value) >= 0;
  if (times !== undefined && !isCount(times) && !isCount(atLeast) && !isCount(atMost))
    throw new TypeError(`times is ${shown(times)}; allowed: a count, {atLeast: 1} or {atMost: 2}`);
}

/**
 * How often it has to come.
 * @param {Expectation} expectation
 */
export function countLimits({ times }) {
  if (typeof times === "number") return { least: times, most: times };
  if (times) return { least: times.atLeast ?? 0, most: times.atMost ?? Infinity };
  return { least: 1, most: Infinity };
}

/**
 * The messages of the event, each once, with their differences.
 * @param {Expectation} expectation
 * @param {ReceivedMessage[]} messages
 */
export function compareAll(expectation, messages) {
  const candidates = messages
    .filter(({ message, duplicate }) => !duplicate && isNamed(message, expectation.event))
    .map((entry) => ({ entry, found: compare(expectation, entry.message) }));
  return { candidates, matching: candidates.filter(({ found }) => !found.length) };
}

/**
 * @param {any} message
 * @param {string} name
 */
function isNamed(message, name) {
  if (message?.type !== "track") return message?.type === name;
  return message.event === name || (planEvent(name) && planEvent(name) === planEvent(message.event));
}

/**
 * @param {Expectation} expectation
 * @param {any} message
 */
function compare({ properties = {}, traits, userId, anonymousId }, message) {
  const found = Object.entries(properties).flatMap(([name, value]) => {
    const sentName = nameInMessage(message, name) ?? name;
    return differences(value, message.properties?.[sentName], `properties.${sentName}`);
  });
  if (traits) found.push(...differences(traits, message.traits, "traits"));
  if (userId !== undefined) found.push(...differences(userId, message.userId, "userId"));
  if (anonymousId !== undefined) found.push(...differences(anonymousId, message.anonymousId, "anonymousId"));
  return found;
}

/**
 * Why the expectation is not met, for people; or undefined if it is met.
 * @param {Expectation} expectation
 * @param {ReceivedMessage[]} messages
 * @param {number} waitedMs
 * @returns {ExpectationError | undefined}
 */
export function failure(expectation, messages, waitedMs) {
  const { least, most } = countLimits(expectation);
  const { candidates, matching } = compareAll(expectation, messages);
  const problems = expectation.allowProblems
    ? []
    : matching.flatMap(({ entry }) => entry.problems.map((problem) => ({ problem, entry })));
  if (matching.length >= least && matching.length <= most && !problems.length) return undefined;
  const lines = [`expected ${describe(expectation)}, ${howOften(least, most)}; ${matching.length} came`];
  /** @type {Difference[]} */
  let found = [];
  if (matching.length < least) {
    lines[0] += ` within ${waitedMs} ms`;
    lines.push(`what came: ${listNames(messages) || "nothing"}`);
    const [near] = candidates
      .filter((candidate) => candidate.found.length)
      .sort((a, b) => a.found.length - b.found.length);
    if (near) {
      found = near.found;
      lines.push(`nearest: ${where(near.entry)}`, ...found.map(differenceLine));
    }
  } else if (matching.length > most) {
    lines.push("these came:", ...matching.map(({ entry }) => `  ${where(entry)}`));
  } else {
    lines[0] = `${describe(expectation)} came, but Customer.io may refuse it:`;
    lines.push(...problems.map(({ problem, entry }) => `  ${where(entry)}: ${problemText(problem)}`));
  }
  return new ExpectationError(lines.join("\n"), expectation, found);
}

/** @param {Difference} difference */
function differenceLine({ path, expected, received }) {
  return `  ${path}: expected ${expected}, came ${received}`;
}

/** @param {{ code: string, path: string, message: string }} problem */
export function problemText({ code, path, message }) {
  return `${path || "the message"}: ${message} (${code})`;
}

/**
 * The expectation in one line.
 * @param {Expectation} expectation
 */
export function describe({ event, properties, traits, userId, anonymousId }) {
  const parts = Object.entries({ properties, traits, userId, anonymousId })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) =>
      name === "properties" || name === "traits"
        ? Object.entries(Object(value)).map(([key, one]) => `${key} ${shown(one)}`)
        : `${name} ${shown(value)}`,
    )
    .flat();
  return parts.length ? `${event} with ${parts.join(", ")}` : event;
}

/**
 * @param {number} least
 * @param {number} most
 */
function howOften(least, most) {
  if (least === most) return least === 0 ? "never" : least === 1 ? "once" : `${least} times`;
  if (most === Infinity) return least === 1 ? "at least once" : `at least ${least} times`;
  return least ? `${least} to ${most} times` : `at most ${most} times`;
}

/** @param {ReceivedMessage} entry */
function where({ message, receivedAt }) {
  const time = new Date(receivedAt).toISOString().slice(11, 23);
  return `${messageName(message)} ${message?.messageId} at ${time}`;
}

/**
 * `page ×2, product_viewed ×1`.
 * @param {ReceivedMessage[]} messages
 */
export function listNames(messages) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { message, duplicate } of messages) {
    const name = messageName(message);
    if (!duplicate) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} ×${count}`).join(", ");
}
