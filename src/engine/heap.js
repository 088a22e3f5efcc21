// The page's side of the port that src/engine.rs declares: a heap of values by index, and one short function
// for each thing that the core asks. It decides nothing. pkg-template/src/core.js puts arguments on the heap
// and takes answers out. tests/contract/engine.rs says what each function promises.
//
// The module's literals are values like any other: `connect` puts them on the heap, and the module knows each
// by its handle (scripts/build/literals.mjs).

// Built-ins as the stub found them, or this script: libraries of the page change them later. What `toJSON`,
// `Object.keys`, `reduce`, `Array.from` or `bind` does on an old page is never asked.
export const [stringify, fromJson, Date, setTimeout, nowMs] = globalThis.shoptrail?.base ?? [
  JSON.stringify,
  JSON.parse,
  globalThis.Date,
  globalThis.setTimeout,
  performance.now.bind(performance),
];
/** The browser's own, whatever a polyfill has put into `window`. */
export const Promise = (async () => {})().constructor;

// The constants of src/engine.rs and the state of the tracker, which outlives every call; then the literals.
// Nothing is at 0.
const heap = [, undefined, null, true, false, {}];
const patterns = {};
const constants = {};
export const encoder = new TextEncoder();
const has = {}.hasOwnProperty;
const own = (object, name) => (object != null && has.call(object, name) ? object[name] : undefined);
export const attempt = (work, otherwise) => {
  try {
    return work();
  } catch (error) {
    return otherwise;
  }
};

/** The numbers from 0 to `length` - 1. */
export const indexes = (length) => [...Array(length)].map((_, index) => index);
/** The names of an object's own members. `Object.keys` of an old library also gives inherited ones. */
export const ownNames = (object) => {
  const found = [];
  for (const name in object) if (has.call(object, name)) found.push(name);
  return found;
};

/**
 * Plain data as JSON. Old libraries give every array or object a `toJSON` that returns a text. Where one is
 * there, lists and objects are written here, and nobody calls it.
 */
export const toJson = (value) =>
  [].toJSON && Object(value) === value
    ? Array.isArray(value)
      ? "[" + value.map((member) => toJson(member)) + "]"
      : "{" + ownNames(value).map((name) => stringify(name) + ":" + toJson(value[name])) + "}"
    : (stringify(value) ?? "null");

// Any value as text. `"" + value` throws on symbols and on objects without a prototype, and a page can pass
// both.
const str = (of) =>
  heap[of] !== null && typeof heap[of] === "object" ? "[object Object]" : String(heap[of]);

export const connect = (texts) => heap.push(...texts);

let memory;
/** The memory of a test module, and a literal from `start` to `end` in it: a handle below all others. */
export const lend = (of) => {
  memory = of;
};
const own_literals = {};
export const literal = (start, end) => {
  const handle = (own_literals[start + "," + end] ??= -1 - Object.keys(own_literals).length);
  heap[handle] ??= new TextDecoder().decode(new Uint8Array(memory.buffer).slice(start, end));
  return handle;
};

const pattern = (of, text = heap[of]) =>
  (patterns[text] ??= text.startsWith("(?i)") ? new RegExp(text.slice(4), "gi") : new RegExp(text, "g"));

/** The handle of a value. */
export const put_in = (value) =>
  value === undefined
    ? 1
    : value === null
      ? 2
      : value === true
        ? 3
        : value === false
          ? 4
          : heap.push(value) - 1;
export const take_out = (handle) => heap[handle];
/** The heap's height, to let go of everything above it later. */
export const height = () => heap.length;
export const let_go = (above) => {
  heap.length = above;
};

/**
 * A copy of anything that a page passes, as plain data; a hole in a list is null. What cannot be read becomes
 * a symbol whose description is a violation code. A BigInt becomes its digits. Never throws.
 */
export function read(value, parents = [], budget = { left: 20000 }) {
  const type = typeof value;
  if (type === "bigint") return "" + value;
  if (type === "function" || type === "symbol") return Symbol(type === "symbol" ? "wrong_type" : type);
  if (type !== "object" || !value) return value;
  if (parents.includes(value)) return Symbol("cycle");
  if (parents.length > 8 || budget.left < 0) return Symbol("too_deep");
  const nested = [...parents, value];
  // A click pays for this: one loop, because a function for each member took twice as long where nothing is
  // compiled yet.
  try {
    if (value instanceof Date) return isNaN(value) ? Symbol("bad_date") : value.toISOString();
    const isList = Array.isArray(value);
    // A Map, a Set, URLSearchParams: they would read as empty.
    if (!isList && typeof value.has === "function" && value.has !== {}.has) return Symbol("wrong_type");
    // `new String("x")`, and numbers of a decimal library.
    const plain = isList ? value : attempt(() => value.valueOf(), value);
    if (typeof plain !== "object") return read(plain);
    let copy = isList ? [] : {};
    for (const name of isList ? indexes(Math.min(value.length, 20000)) : ownNames(value)) {
      let member;
      budget.left--;
      try {
        member = read(value[name], nested, budget);
      } catch (error) {
        member = Symbol("getter");
      }
      // A page may name a member so, and it is to be refused as one, not to become a prototype.
      if (name === "__proto__") copy = { ...copy, [name]: member };
      else if (isList || member !== undefined) copy[name] = member ?? null;
    }
    return copy;
  } catch (error) {
    return Symbol("getter");
  }
}

export const map = () => heap.push({}) - 1;
export const list = () => heap.push([]) - 1;
export const number = (value) => heap.push(value) - 1;
export const kind = (of, value = heap[of]) =>
  value === undefined
    ? 0
    : value === null
      ? 1
      : typeof value === "boolean"
        ? 2
        : typeof value === "number"
          ? 3
          : typeof value === "string"
            ? 4
            : Array.isArray(value)
              ? 5
              : typeof value === "object"
                ? 6
                : 7;
export const as_number = (of) => (typeof heap[of] === "number" ? heap[of] : NaN);
export const same = (one, other) => heap[one] === heap[other];
export const before = (one, other) =>
  typeof heap[one] === "number" ? heap[one] < as_number(other) : str(one) < str(other);

export const find = (of, name) => put_in(own(heap[of], str(name)));
/** 0 where nothing is, null included: what `Option` is in Rust. */
export const given = (value) => (value == null ? 0 : put_in(value));
export const find_given = (of, name) => given(own(heap[of], str(name)));
export const num = (of, name, value = own(heap[of], str(name))) => (typeof value === "number" ? value : NaN);
const write = (of, name, value) => {
  if (kind(of) !== 6) return;
  if (value === undefined) delete heap[of][name];
  else heap[of][name] = value;
};
export const set_num = (of, name, value) => write(of, str(name), value);
export const put = (of, name, value) => write(of, str(name), heap[value]);
const names = (of) => (kind(of) === 6 ? ownNames(heap[of]) : []);
export const keys = (of) => put_in(names(of));

// The list itself, or one that nobody has.
const items = (of) => (Array.isArray(heap[of]) ? heap[of] : []);
export const len = (of) => (typeof heap[of] === "string" ? heap[of].length : items(of).length);
export const at = (of, index) => put_in(items(of)[index]);
export const at_given = (of, index) => given(items(of)[index]);
/** A list's members for `next`, the first at the end. */
export const each = (of) => put_in([...items(of)].reverse());
/** 0 at the end, and at a member that is undefined. */
export const next = (of, value = heap[of].pop()) => (value === undefined ? 0 : put_in(value));
export const insert = (of, index, value) => items(of).splice(index >>> 0, 0, heap[value]);
export const delete_at = (of, index) => items(of).splice(index, 1);

export const add = (one, other) => put_in(str(one) + str(other));
export const test = (of, by) => typeof heap[of] === "string" && heap[of].search(pattern(by)) >= 0;
export const replace = (of, by, text) => put_in(str(of).replace(pattern(by), heap[text]));
export const to_number = (of) => (heap[of] === null ? 0 : Number(str(of)));
/** Every member of `from` that `of` has not. */
export const fill = (of, from) => {
  for (const name of names(from)) if (own(heap[of], name) === undefined) write(of, name, heap[from][name]);
  return of;
};
export const sort = (of) => items(of).sort();
export const slice = (of, from, to) => put_in(str(of).slice(from >>> 0, to >>> 0));
export const split = (of, by) => put_in(str(of).split(heap[by]));
export const lower = (of) => put_in(str(of).toLowerCase());
export const upper = (of) => put_in(str(of).toUpperCase());
export const bytes = (of) => (/^[\0-\x7f]*$/.test(str(of)) ? str(of).length : encoder.encode(str(of)).length);
let coded, codes;
/** Four bytes of a text's UTF-8 from byte `first` on, as one number. */
export const utf8 = (of, first) => {
  if (coded !== str(of)) codes = encoder.encode((coded = str(of)));
  return (codes[first] << 24) | (codes[first + 1] << 16) | (codes[first + 2] << 8) | codes[first + 3];
};

/** What parts do with a message before it is stored. The part `message-hooks` sets `finish`. */
export const hooks = {};
/** Changes a message of a call in place. Gives why it is dropped, or 0. */
export const finish = (of, call) => given(hooks.finish?.(heap[of], heap[call]));
export const json = (of) => (of < 2 ? of : put_in(toJson(heap[of])));
export const parse = (of) => attempt(() => put_in(fromJson(str(of))), 1);
/** What the JSON of a literal says, read once; not to be changed. */
export const constant = (of) => put_in((constants[of] ??= fromJson(heap[of])));
export const reason = (of) => put_in(typeof heap[of] === "symbol" ? heap[of].description : undefined);

export const iso = (ms) => put_in(new Date(Math.abs(ms) <= 8.64e15 ? ms : 0).toISOString());
export const date_ms = (of) => +new Date(str(of));
export const url = (of) =>
  attempt(() => {
    const { protocol, hostname, origin, pathname, search, hash, searchParams } = new URL(str(of));
    return put_in({ protocol, hostname, origin, pathname, search, hash, query: [...searchParams] });
  }, 1);
export const query = (of) => put_in([...new URLSearchParams(str(of))]);

export const wall_ms = () => +new Date();
// A function of its own: for the bound one Chromium compiled a wrapper on the main thread (0.5 ms).
export const monotonic_ms = () => nowMs();
// A call to the browser costs more than the numbers.
let numbers = [];
export const random = () => {
  if (!numbers.length)
    numbers = attempt(() => [...crypto.getRandomValues(new Uint32Array(64))], [Math.random() * 4294967296]);
  return numbers.pop();
};

// The very name throws where the browser blocks storage; each call finds out for itself.
export const storage_get = (name) => attempt(() => given(localStorage.getItem(str(name))), 0);
export const storage_set = (name, value) =>
  attempt(() => !localStorage.setItem(str(name), str(value)), false);
export const storage_remove = (name) => attempt(() => localStorage.removeItem(str(name)));
/**
 * The names of all records in the storage; throws where it is blocked. For ten thousand names Chromium took
 * 27 ms with `ownNames`, and 5 ms with this.
 */
export const storedNames = () => Object.getOwnPropertyNames(localStorage);
/** What is behind the prefix, of the names where that matches. */
export const storage_names = (prefix, by) =>
  put_in(
    attempt(storedNames, [])
      .filter((name) => name.startsWith(heap[prefix]))
      .map((name) => name.slice(heap[prefix].length))
      .filter((name) => name.search(pattern(by)) >= 0)
      .sort(),
  );
