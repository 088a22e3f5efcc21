// Which of too many stored messages go: the lowest intent first, of one intent the oldest. Identify messages
// stay, and what another page has under way. It knows names of records alone, and works in small steps, so
// that its caller may pause between them.

/** The bounds that the core keeps: src/options.rs. */
export const MAX_MESSAGES = 1000;
export const MAX_BYTES = 1e6;

/** src/delivery/entry.rs draws it: slot, kind, intent, owner, bytes. */
const NAME = /^shoptrail\.m\.(\d{23})([it])(\d)[\da-fA-F-]{8}(\d{1,5})$/;
/** Names that are read, or sorted, in one step. */
const STEP = 500;

/**
 * @typedef {{ name: string, slot: string, bytes: number }} Stored
 */

/**
 * The messages beyond the bounds, in the order in which they go. Gives undefined after each step, and where
 * nothing is beyond them it ends without a message.
 *
 * @param {string[]} names Of all records in storage.
 * @param {{ maxMessages: number, maxBytes: number, leased: Set<string> }} limits
 * @returns {Generator<Stored | undefined, void>}
 */
export function* choose(names, { maxMessages, maxBytes, leased }) {
  let count = 0;
  let bytes = 0;
  /** Of each intent, lists of at most `STEP`, each the oldest first. @type {Stored[][][]} */
  const byIntent = [...Array(10)].map(() => []);
  for (let from = 0; from < names.length; from += STEP) {
    /** @type {Stored[][]} */
    const step = [...Array(10)].map(() => []);
    for (const name of names.slice(from, from + STEP)) {
      const [, slot, kind, intent, size] = NAME.exec(name) || [];
      if (!slot) continue;
      count += 1;
      bytes += Number(size);
      if (kind === "t" && !leased.has(slot)) step[Number(intent)].push({ name, slot, bytes: Number(size) });
    }
    step.forEach((list, intent) => list.length && byIntent[intent].push(list.sort(bySlot)));
    yield;
  }
  for (const lists of byIntent) {
    for (const stored of merged(lists)) {
      if (count <= maxMessages && bytes <= maxBytes) return;
      count -= 1;
      bytes -= stored.bytes;
      yield stored;
    }
  }
}

/**
 * The members of sorted lists, sorted.
 *
 * @param {Stored[][]} lists
 */
function* merged(lists) {
  const places = lists.map(() => 0);
  for (;;) {
    /** @type {number | undefined} */
    let first;
    lists.forEach((list, index) => {
      const stored = list[places[index]];
      if (stored && (first === undefined || stored.slot < lists[first][places[first]].slot)) first = index;
    });
    if (first === undefined) return;
    yield lists[first][places[first]++];
  }
}

/**
 * Slots have one length, so they sort as text.
 *
 * @param {Stored} one
 * @param {Stored} other
 */
const bySlot = (one, other) => (one.slot < other.slot ? -1 : 1);
