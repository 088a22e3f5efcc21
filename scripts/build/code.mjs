// The module's code in the form that packs best.
//
// A small whole number of eight bytes becomes one of one byte and a conversion, which engines do when they compile. The size that stands before each
// function takes two bytes: the decoder of packing.mjs counts and writes it, and need not be told more than where functions begin.

import { Problem } from "../run.mjs";
import { readNumber, readSections } from "./literals.mjs";

const CODE = 10;
const MAGIC = "\0asm";
// Two bytes of LEB128 say less than this.
const MOST_BYTES = 1 << 14;
// `f64.const`, and the same as `i32.const` and `f64.convert_i32_u`. No other instructions have these nine bytes in a row.
const SHORTER = Array.from({ length: 64 }, (_, number) => {
  const long = Buffer.alloc(9, 0x44);
  long.writeDoubleLE(number, 1);
  return [long, Buffer.from([0x41, number, 0xb8])];
});

/** The module, whose code has to be its last section, in that form. */
export function packable(wasm) {
  const { start, from, functions } = readFunctions(wasm);
  const [, first] = readNumber(wasm, start);
  const bodies = functions.map(({ begins, ends }) => {
    const body = SHORTER.reduce(
      (body, [long, short]) => replaced(body, long, short),
      wasm.subarray(begins, ends),
    );
    if (body.length >= MOST_BYTES)
      throw new Problem(`the module has a function of ${body.length} bytes: its size takes more than two`);
    return Buffer.concat([Buffer.from([(body.length & 127) | 128, body.length >> 7]), body]);
  });
  const content = Buffer.concat([wasm.subarray(start, first), ...bodies]);
  const size = [(content.length & 127) | 128, ((content.length >> 7) & 127) | 128, content.length >> 14];
  return Buffer.concat([wasm.subarray(0, from), Buffer.from([CODE, ...size]), content]);
}

function replaced(body, long, short) {
  const at = body.indexOf(long);
  return at < 0
    ? body
    : Buffer.concat([body.subarray(0, at), short, replaced(body.subarray(at + long.length), long, short)]);
}

/** Where the sizes are, of a module that `packable` made; nowhere in other bytes. */
export function sizesIn(bytes) {
  return bytes.toString("latin1", 0, MAGIC.length) === MAGIC
    ? readFunctions(bytes).functions.map(({ at }) => at)
    : [];
}

function readFunctions(wasm) {
  const { id, from, start, end } = readSections(wasm).pop();
  if (id !== CODE) throw new Problem("the module's code is not its last section");
  let [count, at] = readNumber(wasm, start);
  const functions = [];
  while (count-- > 0) {
    const [size, begins] = readNumber(wasm, at);
    functions.push({ at, begins, ends: begins + size });
    at = begins + size;
  }
  if (at !== end) throw new Problem("the module's code is not what its sizes say");
  return { from, start, functions };
}
