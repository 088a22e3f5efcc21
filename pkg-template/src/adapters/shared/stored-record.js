// A record of an adapter in localStorage, such as the cart that it saw last. The page module erases names
// that begin with "shoptrail." when the shopper denies consent, so an adapter chooses such a name.

/** @typedef {import("./types.js").AdapterTracker} AdapterTracker */

/**
 * Returns a record under a name. It is stored only once the tracker works, because the shopper may have
 * denied it.
 * @template Stored
 * @param {AdapterTracker} tracker
 * @param {string} name
 */
export function storedRecord(tracker, name) {
  /** @type {Stored | undefined} */
  let last;
  let isUnsaved = false;
  return {
    /** @returns {Stored | undefined} */
    read() {
      try {
        return isUnsaved ? last : JSON.parse(localStorage[name]);
      } catch (error) {
        return last;
      }
    },

    /** @param {Stored} record */
    write(record) {
      last = record;
      isUnsaved = true;
      tracker.ready(() => {
        try {
          if (!tracker.diagnostics().on) return;
          localStorage[name] = JSON.stringify(last);
          isUnsaved = false;
        } catch (error) {
          // Storage is blocked or full: the record lasts as long as this page.
        }
      });
    },
  };
}
