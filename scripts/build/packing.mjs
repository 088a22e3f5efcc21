// The module as text inside the script: one request, one integrity hash, no MIME type to get wrong, no connect-src to ask for.
//
// Plain ASCII, so that it survives any charset, and byte-aligned, so that compression still sees the module's own repetitions
// (base64 shears them). Printable bytes stand for themselves; the 32 control bytes are what wasm has most of, so 32 printable
// characters that it seldom has stand for them; everything else is an escape and a character.
//
// Measured, script and module together, brotli 11, on a module of 116,525 bytes: .wasm apart 52,921 (two requests); this 53,911;
// hexadecimal 56,302; base64 65,691. On 17,387 bytes the .wasm alone is 8,383 and the whole script with it 9,783.
// The bytes as Latin-1 in UTF-8 are as small, but need a charset nobody can promise.
// Which alphabet compresses best differs by 1 % from one module, and one compiler, to the next: the build tries them all. `npm run tune` finds another.

import { Problem } from "../run.mjs";

/** 32 stand-ins for bytes 0 to 31, then the three escapes: literal, +72, +144. Any order works; this one compresses well. */
export const ALPHABETS = [
  "W39VxvTX1K2PRS}Q>#?&B_^Hz:;=Z*J~U%[",
  ".39;51:M4=2>RS7#PT?&8]^HzBVWZ*-~U%J",
  ".39;51:M4=2>^S7#PT?]8BzHRKVWZ*-~U%J",
  ".3M;N12I4=:>^S7#PT?&8]RHzBVWZ*-~U%J",
  ".3M;R12P4=:>^S9#I&*B8]~HzWVTZDNLU%J",
  ".3M;~1294=:>^S7#PT?&8]RHzBVWZ*LNU%J",
  ".3M;N1F94=8>^S7#PTCBY]HRJ&VWZ?L~U%*",
  ".;MFN][94=K>7S5#P1TBY3q8&VzWQ{:RUZJ",
];
const CONTROLS = 32;
// What an escape adds to the next character, 0, 1 or 2 times: with 95 printable characters these cover 256 bytes.
const SHIFT = 72;
// In the decoder's table: an escape is half of what it adds, and negative as a signed byte: HALF times 32, 33 or 34. Everything else that stands there is a byte.
const HALF = 36;
// Where the decoder has the text, and where the bytes, in a memory of so many pages of 64 KiB.
const TEXT_AT = 256;
const BYTES_AT = 1e5;
const PAGES = 3;
// No text is shorter than its bytes, behind which the decoder writes three more.
const MOST_CHARACTERS = PAGES * 65536 - BYTES_AT - 3;

/** Bytes → printable ASCII text. `bytesOf` of `unpackSource` is its inverse. */
export function pack(bytes, alphabet = ALPHABETS[0]) {
  const standIns = new Set(alphabet);
  const table = Array.from({ length: 256 }, (_, byte) => {
    const char = String.fromCharCode(byte);
    if (byte < CONTROLS) return alphabet[byte];
    if (byte < 127) return standIns.has(char) ? alphabet[CONTROLS] + char : char;
    const shift = byte < 127 + SHIFT ? 1 : 2;
    return alphabet[CONTROLS + shift] + String.fromCharCode(byte - shift * SHIFT);
  });
  let text = "";
  for (const byte of bytes) text += table[byte];
  if (text.length > MOST_CHARACTERS) throw new Problem(`the module has ${text.length} characters, and its decoder room for ${MOST_CHARACTERS}`);
  return text;
}

/**
 * The decoder, as source for the browser: `bytesOf`. Expects `heap` in scope, which is `shoptrail:heap`. A module itself, of some hundred bytes, because a loop
 * over the text in JavaScript, which runs once and so is interpreted, took 3.9 ms where this takes 1.2. Where WebAssembly is forbidden it throws,
 * as the core's own module would. Its text has no escapes, so that the table alone makes bytes of it.
 */
export function unpackSource(alphabet = ALPHABETS[0]) {
  return `export function bytesOf(text) {
  const table = [...Array(128).keys()];
  for (let code = ${alphabet.length}; code--; ) table[${JSON.stringify(alphabet)}.charCodeAt(code)] = code < ${CONTROLS} ? code : ${HALF} * code;
  const { a: memory, b: decode } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(${JSON.stringify(decoderText(alphabet))}, (char) => table[char.charCodeAt()]))).exports;
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(table);
  bytes.set(heap.encoder.encode(text), ${TEXT_AT});
  return bytes.subarray(${BYTES_AT}, decode(${TEXT_AT}, ${BYTES_AT}));
}
`;
}

function decoderText(alphabet) {
  return Array.from(decoderModule(), (byte) => {
    const char = byte < CONTROLS ? alphabet[byte] : String.fromCharCode(byte);
    if (byte >= CONTROLS && alphabet.includes(char)) throw new Problem(`an alphabet of build/packing.mjs has "${char}", which the decoder needs`);
    return char;
  }).join("");
}

/** Characters that can stand for no other byte, because the decoder has them. */
export function decoderCharacters() {
  return String.fromCharCode(...decoderModule().filter((byte) => byte >= CONTROLS));
}

/**
 * What decodes, as WebAssembly: a memory, `a`, with a table at 0 of what each code stands for; and the function `b`. It takes where the text begins, which ends
 * with a zero, and where the bytes are to begin, and gives where they end. Three more are written to behind them, as a store of four takes fewer characters.
 */
function decoderModule() {
  const [READ, WRITE, CODE] = [0, 1, 2];
  const get = (local) => [0x20, local];
  const set = (local) => [0x21, local];
  const tee = (local) => [0x22, local];
  const constant = (value) => [0x41, value];
  const ADD = 0x6a;
  const load = [0x2c, 0, 0];
  const body = [
    1, 1, 0x7f, // one more local
    0x03, 0x40, // loop
    ...get(WRITE),
    ...get(READ), ...load, ...load, ...tee(CODE), ...constant(7), 0x75, // its sign
    0x04, 0x40, // if it is an escape, then the next code and what it adds
    ...get(CODE), ...get(CODE), ADD,
    ...get(READ), ...constant(1), ADD, ...tee(READ), ...load, ADD, ...set(CODE),
    0x0b,
    ...get(CODE), 0x36, 0, 0, // store
    ...get(WRITE), ...constant(1), ADD, ...set(WRITE),
    ...get(READ), ...constant(1), ADD, ...tee(READ), ...load, 0x0d, 0, // again, unless it is the end
    0x0b,
    ...get(WRITE),
    0x0b,
  ];
  const section = (id, ...content) => [id, content.length, ...content];
  return [
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f),
    ...section(3, 1, 0),
    ...section(5, 1, 0, PAGES),
    ...section(7, 2, 1, 0x61, 2, 0, 1, 0x62, 0, 0),
    ...section(10, 1, body.length, ...body),
  ];
}
