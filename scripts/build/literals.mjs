// The module's literals, out of its memory into a list of texts, and in their place in the code their number: one or two bytes instead of five.
//
// In the source a literal is one constant, address and length (`Literal` in src/engine/browser.rs); here it becomes its handle in the heap. The linker is asked to keep its relocations
// (https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md), which say exactly which constants of the code are such addresses. Nothing else of the
// memory's first content is read, so the module goes without it.

import { Problem } from "../run.mjs";

const PLACE_BITS = 15;
const SECTION = { custom: 0, code: 10, data: 11, dataCount: 12 };
// Relocation types with a memory address: in a load's offset, in a constant, in data; and the others that carry an addend.
const LOAD = 3;
const CONSTANT = 4;
const IN_DATA = 5;
const WITH_ADDEND = new Set([3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 22, 23]);
const SYMBOL_TABLE = 8;
const KIND = { function: 0, data: 1, section: 3 };
const UNDEFINED_SYMBOL = 0x10;
const EXPLICIT_NAME = 0x40;
// The handle of the first; before it `heap.js` has values of its own.
const FIRST = 7;

/** `{wasm, literals}`: the module with numbers in the place of literals, and the texts by number. */
export function numberLiterals(wasm) {
  const bytes = Uint8Array.from(wasm);
  const sections = readSections(bytes);
  const code = sections.find(({ id }) => id === SECTION.code);
  const data = readData(
    bytes,
    sections.find(({ id }) => id === SECTION.data),
  );
  const custom = (name) => sections.find((section) => section.name === name);
  if (!custom("reloc.CODE") || !custom("linking"))
    throw new Problem("the linker kept no relocations: --emit-relocs is missing");
  const symbols = readSymbols(bytes, custom("linking"));

  const symbolBytes = ({ segment, offset, size }) =>
    bytes.subarray(data[segment].at + offset, data[segment].at + offset + size);
  // The statics of wasm-bindgen's allocator, which goes with its exports.
  const isBlank = (index) => symbolBytes(symbols[index]).every((byte) => byte === 0);
  const uses = [];
  for (const { type, offset, index } of readRelocations(bytes, custom("reloc.CODE"))) {
    if (type !== LOAD && type !== CONSTANT) continue;
    const at = code.start + offset;
    const place = type === CONSTANT ? readSigned(bytes, at) : 0;
    if (place >> PLACE_BITS > 0) uses.push({ at, place });
    else if (!isBlank(index))
      throw new Problem(
        `the module reads "${new TextDecoder().decode(symbolBytes(symbols[index]))}" from its memory: see \`Literal\` in src/engine/browser.rs`,
      );
  }

  const text = (place) =>
    new TextDecoder().decode(read(bytes, data, place & ((1 << PLACE_BITS) - 1), place >> PLACE_BITS));
  const { numbers, literals } = number(
    uses.map(({ place }) => place),
    text,
  );
  for (const { at, place } of uses) writePadded(bytes, at, numbers.get(place));
  return { wasm: without(bytes, sections, /^(reloc\..*|linking)$/), literals };
}

/** The most used first, whose numbers take one byte; the rest with what they look like, which compresses better than the order of the code: words, other texts, patterns. */
function number(places, text) {
  const count = new Map();
  for (const place of places) count.set(place, (count.get(place) ?? 0) + 1);
  const order = [...count.keys()];
  const often = [...order].sort((one, other) => count.get(other) - count.get(one)).slice(0, 64 - FIRST);
  const literals = [];
  const numbers = new Map();
  const looks = (place) =>
    (/[\\^$[(]/.test(text(place)) ? 2 : /[^a-z_]/i.test(text(place)) ? 1 : 0) + text(place);
  const rest = order
    .filter((place) => !often.includes(place))
    .sort((one, other) => (looks(one) < looks(other) ? -1 : 1));
  for (const place of [...often, ...rest]) numbers.set(place, literals.push(text(place)) - 1 + FIRST);
  return { numbers, literals };
}

export function readSections(bytes) {
  const sections = [];
  for (let at = 8; at < bytes.length;) {
    const from = at;
    const id = bytes[at];
    const [size, start] = readNumber(bytes, at + 1);
    at = start + size;
    const section = { id, from, start, end: at };
    if (id === SECTION.custom) {
      const [length, text] = readNumber(bytes, start);
      section.name = new TextDecoder().decode(bytes.subarray(text, text + length));
      section.start = text + length;
    }
    sections.push(section);
  }
  return sections;
}

/** Active segments of memory 0: `{address, at, size}`. */
function readData(bytes, { start }) {
  const segments = [];
  let [count, at] = readNumber(bytes, start);
  while (count-- > 0) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0x41)
      throw new Problem("the core's data is not where its literals are looked for");
    const address = readSigned(bytes, at + 2);
    [, at] = readNumber(bytes, at + 2);
    const [size, from] = readNumber(bytes, at + 1);
    segments.push({ address, at: from, size });
    at = from + size;
  }
  return segments;
}

function read(bytes, data, address, length) {
  const segment = data.find((one) => address >= one.address && address + length <= one.address + one.size);
  if (!segment) throw new Problem(`no literal at ${address}`);
  return bytes.subarray(
    segment.at + address - segment.address,
    segment.at + address - segment.address + length,
  );
}

function* readRelocations(bytes, { start }) {
  let [, at] = readNumber(bytes, start);
  let count;
  [count, at] = readNumber(bytes, at);
  while (count-- > 0) {
    const type = bytes[at];
    let offset, index;
    [offset, at] = readNumber(bytes, at + 1);
    [index, at] = readNumber(bytes, at);
    if (WITH_ADDEND.has(type)) [, at] = readNumber(bytes, at);
    yield { type, offset, index };
  }
}

/** `{segment, offset, size}` of data symbols, by index; others are null. */
function readSymbols(bytes, { start, end }) {
  let [, at] = readNumber(bytes, start);
  const next = () => {
    let value;
    [value, at] = readNumber(bytes, at);
    return value;
  };
  const skipName = () => {
    const length = next();
    at += length;
  };
  while (at < end) {
    const type = bytes[at++];
    const size = next();
    if (type !== SYMBOL_TABLE) {
      at += size;
      continue;
    }
    return Array.from({ length: next() }, () => {
      const kind = bytes[at++];
      const flags = next();
      if (kind === KIND.data) {
        skipName();
        return flags & UNDEFINED_SYMBOL ? null : { segment: next(), offset: next(), size: next() };
      }
      next();
      if (kind !== KIND.section && (!(flags & UNDEFINED_SYMBOL) || flags & EXPLICIT_NAME)) skipName();
      return null;
    });
  }
  throw new Problem("the linker kept no symbols");
}

function without(bytes, sections, names) {
  const kept = sections.filter(({ id, name }) =>
    name === undefined ? id !== SECTION.data && id !== SECTION.dataCount : !names.test(name),
  );
  return Buffer.concat([bytes.subarray(0, 8), ...kept.map(({ from, end }) => bytes.subarray(from, end))]);
}

/** LEB128: `[value, position behind it]`. */
export function readNumber(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return [value >>> 0, at];
  }
}

function readSigned(bytes, at) {
  let value = 0;
  for (let shift = 0; ;) {
    const byte = bytes[at++];
    value |= (byte & 127) << shift;
    shift += 7;
    if (byte < 128) return shift < 32 && byte & 64 ? value | (-1 << shift) : value;
  }
}

/** As five bytes, which is how the linker writes what may still change. */
function writePadded(bytes, at, value) {
  for (let index = 0; index < 5; index++)
    bytes[at + index] = ((value >> (7 * index)) & 127) | (index < 4 ? 128 : 0);
}
