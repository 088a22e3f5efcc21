// Has the shop's `beforeSend` change a message, and takes over what it may change. Pure, but for the shop's
// function.
import { isObject } from "../shared/hook-values.js";
import { toJson } from "../shared/json.js";

/**
 * @typedef {Record<string, any>} Message
 */

/**
 * What the function may change, by type. All other members stay as they are.
 *
 * @type {Record<string, string[]>}
 */
const CHANGEABLE = {
  track: ["event", "properties", "context"],
  page: ["name", "properties", "context"],
  identify: ["traits", "context"],
};
// As in src/plan/limits.rs: what Customer.io keeps for itself.
const RESERVED =
  /^((user|device|object|relationship) (deleted|(un)?suppressed|created or updated)|report (delivery|content) event|application (installed|opened|uninstalled))$/i;
const MAX_EVENT_BYTES = 100;

/**
 * Changes the message in place. Gives whether it stays. Throws what the function throws, and an error when
 * what it gives is no message. Null and false are a wish: the message is dropped without an error.
 *
 * @param {(message: any) => unknown} hook
 * @param {Message} message
 */
export function applyHook(hook, message) {
  const given = hook(copyOf(message));
  if (given === null || given === false) return false;
  const changed = copyOf(given);
  if (changed?.type !== message.type) throw new Error("beforeSend returned no message");
  const members = CHANGEABLE[message.type];
  for (const name of members) {
    const member = changed[name];
    if (!(/^(event|name)$/.test(name) ? isName(name, member) : isMembers(member)))
      throw new Error("beforeSend returned a message with a wrong " + name);
  }
  for (const name of members) {
    if (changed[name] === undefined) delete message[name];
    else message[name] = changed[name];
  }
  return true;
}

/**
 * Plain data as it will be sent: a null is left out.
 *
 * @param {unknown} value
 * @returns {any}
 */
const copyOf = (value) =>
  JSON.parse(toJson(value) ?? "null", (_, member) => (member === null ? undefined : member));

/**
 * @param {string} member
 * @param {unknown} name
 */
const isName = (member, name) =>
  member === "name"
    ? name === undefined || typeof name === "string"
    : typeof name === "string" &&
      name.trim() === name &&
      name &&
      new TextEncoder().encode(name).length <= MAX_EVENT_BYTES &&
      !RESERVED.test(name);

/** @param {unknown} value */
const isMembers = (value) => value === undefined || isObject(value);
