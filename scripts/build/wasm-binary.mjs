// Reads the sections and numbers of a WebAssembly module:
// <https://webassembly.github.io/spec/core/binary/modules.html>. For pack, bundle and `npm run functions`.

export const SECTION = { custom: 0, types: 1, imports: 2, functions: 3, exports: 7, code: 10 };
export const OPCODE = { branchTable: 0x0e, call: 0x10, number: 0x41, f32: 0x43, f64: 0x44, more: 0xfc };
const HEADER_BYTES = 8;

/** Reads numbers and texts of `bytes`, one after the other, from the place `at` on. */
export class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** An unsigned number in LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  text() {
    const length = this.number();
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }
}

/** Each section: its `id`, where it begins (`from`), where its content begins (`start`) and ends (`end`). */
export function* sections(wasm) {
  for (let from = HEADER_BYTES, end; from < wasm.length; from = end) {
    const reader = new Reader(wasm, from + 1);
    const size = reader.number();
    end = reader.at + size;
    yield { id: wasm[from], from, start: reader.at, end };
  }
}

/** The bodies of the functions in the code section, in order, without the size before each. */
export function functionBodies(wasm, { start }) {
  const reader = new Reader(wasm, start);
  return Array.from({ length: reader.number() }, () => {
    const size = reader.number();
    reader.at += size;
    return wasm.subarray(reader.at - size, reader.at);
  });
}

/**
 * The instructions of a function's body: the `code` of each, where what belongs to it begins (`start`) and
 * ends (`end`), and the last number of that.
 */
export function* instructions(body) {
  const reader = new Reader(body);
  for (let left = reader.number() * 2; left > 0; left--) reader.number();
  while (reader.at < body.length) {
    const code = body[reader.at++];
    const start = reader.at;
    const number = skipImmediates(reader, code);
    yield { code, start, end: reader.at, number };
  }
}

/** Reads past what belongs to an instruction, and gives its last number. */
function skipImmediates(reader, code) {
  let count = 0;
  if ((code >= 0x02 && code <= 0x04) || (code >= 0x0c && code <= 0x0d) || code === OPCODE.call) count = 1;
  else if (code >= 0x20 && code <= 0x26) count = 1;
  else if (code >= 0x28 && code <= 0x3e) count = 2;
  else if (code >= 0x3f && code <= 0x42) count = 1;
  else if (code === 0x11) count = 2;
  else if (code === OPCODE.branchTable) count = reader.number() + 1;
  else if (code === OPCODE.f32) reader.at += 4;
  else if (code === OPCODE.f64) reader.at += 8;
  else if (code === OPCODE.more) count = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1][reader.number()];
  let number;
  for (; count > 0; count--) number = reader.number();
  return number;
}

/** `value` in LEB128, as bytes: at least `atLeast` of them. */
export function numberBytes(value, atLeast = 1) {
  return value < 128 && atLeast <= 1
    ? [value]
    : [(value & 127) | 128, ...numberBytes(value >> 7, atLeast - 1)];
}

/** A custom section that can be appended to a module. */
export function customSection(name, content) {
  const body = Buffer.concat([Buffer.from([...numberBytes(name.length), ...Buffer.from(name)]), content]);
  return Buffer.concat([Buffer.from([SECTION.custom, ...numberBytes(body.length)]), body]);
}
