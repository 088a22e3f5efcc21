// What the in-app library keeps in the browser's storage about a person. The library starts with the person
// whom it finds there, so whoever left is taken out before.

const PREFIX = "gist.web.";
const OF_PERSON = ["userToken", "usingGuestUserToken", "customAttributes", "userQueueNextPullCheck"];

/**
 * Takes the person out, unless they are the one with this id.
 *
 * @param {string} [userId]
 */
export function clearPerson(userId) {
  withStorage((storage) => {
    const token = JSON.parse(storage.getItem(PREFIX + OF_PERSON[0]) ?? "null");
    if (userId !== undefined && token?.value === userId) return;
    for (const name of OF_PERSON) storage.removeItem(PREFIX + name);
  });
}

/** Removes all that the library stored. */
export function eraseLibrary() {
  withStorage((storage) => {
    for (const name of Object.keys(storage)) if (name.startsWith("gist.")) storage.removeItem(name);
  });
}

/** @param {(storage: Storage) => void} work */
function withStorage(work) {
  for (const kind of /** @type {const} */ (["localStorage", "sessionStorage"])) {
    try {
      work(window[kind]);
    } catch (error) {
      // Storage is blocked, or somebody else wrote the record.
    }
  }
}
