// The module as text inside the script: one request, one integrity hash, no MIME type to get wrong, no connect-src to ask for.
//
// Plain ASCII, so that it survives any charset, and byte-aligned, so that compression still sees the module's own repetitions
// (base64 shears them). Printable bytes stand for themselves; the 32 control bytes are what wasm has most of, so 32 printable
// characters that it seldom has stand for them; everything else is an escape and a character.
//
// What compression sees less of is taken apart. Which variable an instruction means says little about the next instruction: the numbers of variables stand
// at the end of the text, the last one first (330 bytes less). The sizes of functions are like nothing else, and follow from where functions begin: a mark each
// (240 bytes less). The numbers of calls and literals stay where they are, because they do say what comes next: apart they took more.
//
// Measured, script and module together, brotli 11, on a module of 116,525 bytes: .wasm apart 52,921 (two requests); this 53,911;
// hexadecimal 56,302; base64 65,691. On 17,387 bytes the .wasm alone is 8,383 and the whole script with it 9,783.
// The bytes as Latin-1 in UTF-8 are as small, but need a charset nobody can promise.
// Which alphabet compresses best differs by 1 % from one module, and one compiler, to the next: the build tries them all. `npm run tune` finds another.

import { Problem } from "../run.mjs";
import { sizesIn } from "./code.mjs";

/** 32 stand-ins for bytes 0 to 31, then the three escapes: literal, +72, +144. Any order works; this one compresses well. */
export const ALPHABETS = [
  "w3~10(HX4}2*W=/QI#^hJTSyzE)x79PZU%.",
  "w1~3](HXSZ}*4=^QIxJ9>T2&B+)#PW7hU%.",
  "w3~1z(H]:=)*JS/Q>#_T^&2}5?Bx0PZhU%.",
  "w3~1z(HX4Z}*W=/QI#J9^T2&0E)x7SPhU%.",
  "w3H:x(TX1K0PJ~7Q>#?&)_^9zVB=RYZSU%.",
  "w~H:x(TX1K2PJ84N>#?&)_^9zMB=R*Z3U%.",
  "w3HW2(TX1KxPJS4Q>#?&)_^9zVB%R*Z~U=.",
];
const CONTROLS = 32;
// What an escape adds to the next character, 0, 1 or 2 times: with 95 printable characters these cover 256 bytes.
const SHIFT = 72;
// In the decoder's table: an escape is half of what it adds, and negative as a signed byte: HALF times 32, 33 or 34. Everything else that stands there is a byte.
const HALF = 36;
// What reads or writes a variable: 0x20 to 0x23. The number of the variable is the byte behind it.
const VARIABLE = 0x20 >> 2;
// Stands where a function's size is, two bytes (code.mjs), and behind the last function. No alphabet has this one.
const SIZE = 0x3c;
// What HTML would read out of a script that is written into a page.
const HTML = /<(!--|\/?script)/i;
// Where the decoder has the text, and where the bytes, in a memory of so many pages of 64 KiB.
const TEXT_AT = 256;
const BYTES_AT = 1e5;
const PAGES = 3;
// The decoder writes up to three more.
const MOST_BYTES = PAGES * 65536 - BYTES_AT - 3;
const MOST_CHARACTERS = BYTES_AT - TEXT_AT;

/** Bytes → printable ASCII text. `bytesOf` of `unpackSource` is its inverse. */
export function pack(bytes, alphabet = ALPHABETS[0]) {
  const standIns = new Set(alphabet);
  const table = Array.from({ length: 256 }, (_, byte) => {
    const char = String.fromCharCode(byte);
    if (byte < CONTROLS) return alphabet[byte];
    if (byte < 127) return standIns.has(char) || byte === SIZE ? alphabet[CONTROLS] + char : char;
    const shift = byte < 127 + SHIFT ? 1 : 2;
    return alphabet[CONTROLS + shift] + String.fromCharCode(byte - shift * SHIFT);
  });
  const sizes = new Set(sizesIn(bytes));
  const mark = String.fromCharCode(SIZE);
  let text = "";
  let variables = "";
  for (let at = 0; at < bytes.length; at++) {
    if (sizes.has(at)) {
      text += mark;
      at += 2;
    }
    const codes = table[bytes[at]];
    if (bytes[at] >> 2 !== VARIABLE || codes.length > 1) {
      text += codes;
      continue;
    }
    const variable = table[bytes[at + 1]];
    // An escape says that it only looks like such an instruction, or that its variable has no character of its own.
    if (variable?.length !== 1 || sizes.has(at + 1)) text += alphabet[CONTROLS] + codes;
    else {
      text += codes;
      variables = variable + variables;
      at++;
    }
  }
  text += mark + variables;
  if (bytes.length > MOST_BYTES || text.length > MOST_CHARACTERS)
    throw new Problem(
      `the module has ${bytes.length} bytes and ${text.length} characters: the decoder has no room for them`,
    );
  if (HTML.test(text)) throw new Problem("the packed module looks like HTML: another alphabet will do");
  return text;
}

/**
 * The decoder, as source for the browser: `bytesOf`. Expects `heap` in scope, which is `shoptrail:heap`. A module itself, of some hundred bytes, because a loop
 * over the text in JavaScript, which runs once and so is interpreted, took 3.9 ms where this takes 1.2. Where WebAssembly is forbidden it throws,
 * as the core's own module would. Its text has no escapes, so that the table alone makes bytes of it, of the few beyond ASCII too.
 */
export function unpackSource(alphabet = ALPHABETS[0]) {
  return `export function bytesOf(text) {
  const table = [...Array(256).keys()];
  for (let code = ${alphabet.length}; code--; ) table[${JSON.stringify(alphabet)}.charCodeAt(code)] = code < ${CONTROLS} ? code : ${HALF} * code;
  const { a: memory, b: decode } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(${JSON.stringify(decoderText(alphabet))}, (char) => table[char.charCodeAt()]))).exports;
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(table);
  bytes.set(heap.encoder.encode(text), ${TEXT_AT});
  return bytes.subarray(${BYTES_AT}, decode(${TEXT_AT}, ${BYTES_AT}, ${TEXT_AT} + text.length));
}
`;
}

function decoderText(alphabet) {
  return Array.from(decoderModule(), (byte) => {
    const char = byte < CONTROLS ? alphabet[byte] : String.fromCharCode(byte);
    if (byte >= CONTROLS && alphabet.includes(char))
      throw new Problem(`an alphabet of build/packing.mjs has "${char}", which the decoder needs`);
    return char;
  }).join("");
}

/** Characters that can stand for no other byte, because the decoder has them. */
export function decoderCharacters() {
  return String.fromCharCode(...decoderModule().filter((byte) => byte >= CONTROLS));
}

/**
 * What decodes, as WebAssembly: a memory, `a`, with a table at 0 of what each code stands for; and the function `b`. It takes where the text begins, where the bytes are
 * to begin, and where the text ends, and gives where the bytes end. Three more are written to behind them, as a store of four takes fewer characters.
 */
function decoderModule() {
  const [READ, WRITE, VARIABLES, CODE, START] = [0, 1, 2, 3, 4];
  const get = (local) => [0x20, local];
  const set = (local) => [0x21, local];
  const tee = (local) => [0x22, local];
  const constant = (value) => [0x41, value];
  const [ADD, SUB, EQUAL, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_SIGN] = [0x6a, 0x6b, 0x46, 0x74, 0x76, 0x75];
  const load = [0x2c, 0, 0];
  const store = [0x36, 0, 0];
  const next = (local) => [...get(local), ...constant(1), ADD, ...tee(local)];
  const body = [
    1,
    2,
    0x7f, // two more locals
    0x03,
    0x40, // loop
    ...get(READ),
    ...load,
    ...load,
    ...tee(CODE),
    ...constant(7),
    SHIFT_SIGN,
    0x04,
    0x40, // if it is an escape, then the next code and what it adds
    ...get(CODE),
    ...get(CODE),
    ADD,
    ...next(READ),
    ...load,
    ADD,
    ...set(CODE),
    0x0b,
    ...get(CODE),
    ...constant(SIZE),
    EQUAL,
    0x04,
    0x40, // if a function ends, then its size to where it starts: seven bits and a mark, then the rest
    ...get(START),
    ...get(WRITE),
    ...get(START),
    SUB,
    ...constant(2),
    SUB,
    ...tee(CODE),
    ...get(CODE),
    ...constant(7),
    SHIFT_RIGHT,
    ...constant(1),
    ADD,
    ...constant(7),
    SHIFT_LEFT,
    ADD,
    0x3b,
    0,
    0,
    ...get(WRITE),
    ...tee(START),
    ...constant(2),
    ADD,
    ...set(WRITE),
    0x05, // else the byte
    ...get(WRITE),
    ...get(CODE),
    ...store,
    ...get(CODE),
    ...constant(2),
    SHIFT_RIGHT,
    ...constant(VARIABLE),
    EQUAL,
    0x04,
    0x40, // and if it is about a variable, then which
    ...next(WRITE),
    ...get(VARIABLES),
    ...constant(1),
    SUB,
    ...tee(VARIABLES),
    ...load,
    ...load,
    ...store,
    0x0b,
    ...get(WRITE),
    ...constant(1),
    ADD,
    ...set(WRITE),
    0x0b,
    ...next(READ),
    ...get(VARIABLES),
    0x47,
    0x0d,
    0, // again, unless it is the end
    0x0b,
    ...get(START),
    0x0b,
  ];
  const sized = (content) => [
    ...(content.length < 128 ? [content.length] : [(content.length & 127) | 128, content.length >> 7]),
    ...content,
  ];
  const section = (id, ...content) => [id, ...sized(content)];
  return [
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, 1, 0x60, 3, 0x7f, 0x7f, 0x7f, 1, 0x7f),
    ...section(3, 1, 0),
    ...section(5, 1, 0, PAGES),
    ...section(7, 2, 1, 0x61, 2, 0, 1, 0x62, 0, 0),
    ...section(10, 1, ...sized(body)),
  ];
}
