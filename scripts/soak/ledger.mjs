// What one shopper tracked, and what of it arrived. It reads the collector's records and deletes them, so
// that an hour of traffic does not fill the memory of this process. scripts/soak.mjs calls it.

import { acceptedEvents } from "../../tests/delivery/page.mjs";

export class Ledger {
  /** How many events were tracked, and so the number of the next one. */
  tracked = 0;
  requests = 0;
  requestBytes = 0;
  /** Messages that came again under the same id, which the receiver counts once. */
  again = 0;
  underTwoIds = new Set();
  outsideContract = [];
  #ids = new Map();
  #due = new Set();
  #forbidden = new Set();

  /** The numbers of the next events. With `isForbidden` none of them may arrive. */
  next(count, isForbidden = false) {
    const from = this.tracked;
    this.tracked += count;
    const names = isForbidden ? this.#forbidden : this.#due;
    for (let number = from; number < this.tracked; number++) names.add(`P${number}`);
    return [from, this.tracked];
  }

  /** Reads everything that the collector has answered. */
  read(collector) {
    for (const { messageId, properties } of acceptedEvents(collector)) {
      const known = this.#ids.get(properties.product_id);
      if (known === messageId) this.again++;
      else if (known) this.underTwoIds.add(properties.product_id);
      else this.#ids.set(properties.product_id, messageId);
      this.#due.delete(properties.product_id);
    }
    this.requests += collector.requests.length;
    for (const { problems, bytes } of collector.requests) {
      this.requestBytes += bytes;
      this.outsideContract.push(...problems);
    }
    for (const { verdict } of collector.messages) this.outsideContract.push(...verdict.problems);
    collector.reset();
  }

  get delivered() {
    return this.#ids.size;
  }

  /** The events that must have arrived, and did not. */
  get missing() {
    return [...this.#due];
  }

  /** The events that must not have arrived, and did. */
  get forbiddenDelivered() {
    return [...this.#forbidden].filter((name) => this.#ids.has(name));
  }

  get expected() {
    return this.tracked - this.#forbidden.size;
  }
}
