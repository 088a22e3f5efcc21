// Who hears of a server's notices. Without a listener, the first problem of each code goes to the console:
// silence would hide a wrong secret.

/** @typedef {import("../../server.js").Notice} Notice */

/** @param {unknown} error */
const sayThatItFailed = (error) => console.error("shoptrail: a listener failed.", error);

export class Listeners {
  /** @type {Record<string, Set<(notice: Notice) => unknown>>} */
  #byKind = { problem: new Set(), privacy: new Set() };
  /** @type {Set<string>} */
  #shown = new Set();

  /**
   * Returns a function that removes the listener.
   * @param {string} kind
   * @param {(notice: Notice) => unknown} listener
   */
  add(kind, listener) {
    const listeners = Object.hasOwn(this.#byKind, kind) ? this.#byKind[kind] : undefined;
    if (!listeners) throw new TypeError(`on("${kind}"): there is ${Object.keys(this.#byKind).join(", ")}`);
    if (typeof listener !== "function") throw new TypeError(`on("${kind}", …): the listener is no function`);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** @param {Notice[]} notices */
  tell(notices) {
    for (const notice of notices) {
      const listeners = this.#byKind[notice.kind];
      if (!listeners.size) this.#show(notice);
      for (const listener of [...listeners]) {
        try {
          // A listener may be async. A promise that nobody hears would end the process.
          Promise.resolve(listener(notice)).catch(sayThatItFailed);
        } catch (error) {
          sayThatItFailed(error);
        }
      }
    }
  }

  /** @param {Notice} notice */
  #show({ code, message, topic }) {
    if (this.#shown.has(code)) return;
    this.#shown.add(code);
    console.warn(`shoptrail: ${message}${topic ? ` (${topic})` : ""} [${code}]`);
  }
}
