// Whom the tracker knows, as other libraries of the page need it: the `userId` and the anonymous id that its
// messages have. inApp() follows it, and so can a shop's own code.

/**
 * @import { Tracker } from "../../index.js"
 * @import { Person } from "../../in-app.js"
 */

/**
 * Calls `listener` with the known person, or null when nobody is known or nothing may be sent: first when the
 * tracker is ready, then at each change. Changes of other tabs count too. Returns a function that ends it.
 *
 * @param {Tracker} tracker
 * @param {(person: Person | null) => void} listener
 * @returns {() => void}
 */
export function onPerson(tracker, listener) {
  /** @type {string | undefined} */
  let last;
  let isEnded = false;
  const look = () => {
    const person = readPerson(tracker);
    const text = JSON.stringify(person);
    if (isEnded || text === last) return;
    last = text;
    listener(person);
  };
  if (typeof window === "undefined") return () => {};
  const ends = [
    tracker.on("consent", look),
    tracker.on("call", ({ method }) => {
      if (/^[ir]/.test(method)) look();
    }),
  ];
  // Another tab writes the record; a page that comes back from the back/forward cache has missed that.
  const types = ["storage", "pageshow"];
  for (const type of types) window.addEventListener(type, lookIfReady);
  tracker.ready(look);
  return () => {
    isEnded = true;
    for (const end of ends) end();
    for (const type of types) window.removeEventListener(type, lookIfReady);
  };

  function lookIfReady() {
    if (last !== undefined) look();
  }
}

/**
 * @param {Tracker} tracker
 * @returns {Person | null}
 */
function readPerson(tracker) {
  const diagnostics = tracker.diagnostics();
  if (!diagnostics.on || diagnostics.identity.state !== "known") return null;
  try {
    // The record is the same for all tabs. `diagnostics()` has no personal data.
    const { userId, anonymousId } = JSON.parse(localStorage["shoptrail.identity"]);
    return userId ? { userId, anonymousId } : null;
  } catch (error) {
    return null;
  }
}
