// Small questions of the parts `message-hooks`, `default-properties` and `sessions`: what a text or record
// says, and who the shopper is.

/**
 * Storage may be blocked.
 *
 * @template T
 * @param {() => T} work
 * @returns {T | undefined}
 */
export function attempt(work) {
  try {
    return work();
  } catch (error) {
    // What cannot be read is not there.
  }
}

/** What a JSON text says; nothing for anything else. @param {any} text */
export const parse = (text) => attempt(() => JSON.parse(text));

/** What a record of storage says. @param {string} name */
export const storedRecord = (name) => attempt(() => JSON.parse(localStorage[name]));

/** The shopper as the core has stored them. @returns {string | undefined} */
export const storedOwner = () => storedRecord("shoptrail.identity")?.anonymousId;

/** Whether a value is an object of members: no list, Date or Map. @param {unknown} value */
export const isObject = (value) => Object.prototype.toString.call(value) === "[object Object]";
