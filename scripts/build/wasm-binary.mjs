// Reads the sections and numbers of a WebAssembly module:
// <https://webassembly.github.io/spec/core/binary/modules.html>. For pack, bundle and `npm run functions`.

export const SECTION = { custom: 0, code: 10 };
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
