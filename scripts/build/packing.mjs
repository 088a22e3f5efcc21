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

/** 32 stand-ins for bytes 0 to 31, then the three escapes: literal, +95, +190. Any order works; this one compresses well. */
export const ALPHABETS = [
  ".39;51:M4=2>RS7#PT?&8]^HzBVWZ*-~U%J",
  ".39;51:M4=2>^S7#PT?]8BzHREVWZ*-~U%J",
  ".3M;N12I4=:>^S7#PT?&8]RHzBVWZ*-~U%J",
  ".3M;R12P4=:>^S9#I&*B8]~HzWVTZDNLU%J",
  ".3M;~1294=:>^S7#PT?&8]RHzBVWZ*LNU%J",
  ".3M;N1694=8>^S7#PTCBY]HRJ&VWZ?L~U%*",
  ".;MFN],94=K>7S5#P1TBY3q8&VzWQ{:RUZJ",
  ".;M%N1294=[>LS7#P?T5:3RHz^]Ww*U~&ZJ",
];
const CONTROLS = 32;
const SHIFT = 95; // how many printable characters there are: three shifts cover 256
// In the decoder's table: from here on an escape. Everything else that stands there is a byte.
const ESCAPE = 128;
const LAST_CODE = 127;
// Where the decoder has the text, in a memory of so many pages of 64 KiB.
const TEXT_AT = 256;
const PAGES = 2;
const MOST_CHARACTERS = PAGES * 65536 - TEXT_AT - 1;

/** Bytes → printable ASCII text. `unpack` in `UNPACK` is its inverse. */
export function pack(bytes, alphabet = ALPHABETS[0]) {
  const standIns = new Set(alphabet);
  const table = Array.from({ length: 256 }, (_, byte) => {
    const char = String.fromCharCode(byte);
    if (byte < CONTROLS) return alphabet[byte];
    if (byte < 127) return standIns.has(char) ? alphabet[CONTROLS] + char : char;
    const shift = byte < 32 + 2 * SHIFT ? 1 : 2;
    return alphabet[CONTROLS + shift] + String.fromCharCode(byte - shift * SHIFT);
  });
  let text = "";
  for (const byte of bytes) text += table[byte];
  if (text.length > MOST_CHARACTERS) throw new Problem(`the module has ${text.length} characters, and its decoder room for ${MOST_CHARACTERS}`);
  return text;
}

/**
 * The decoder, as source for the browser: `bytesOf`. A module itself, of some hundred bytes, because a loop over the text in JavaScript, which runs once and so is
 * interpreted, took a third of the time a page needs to start. Where WebAssembly is forbidden it throws, as the core's own module would.
 */
export function unpackSource(alphabet = ALPHABETS[0]) {
  return `export function bytesOf(text) {
  const { a: memory, b: decode } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(atob("${decoderModule().toString("base64")}"), (char) => char.charCodeAt()))).exports;
  const bytes = new Uint8Array(memory.buffer);
  for (let code = ${LAST_CODE}; code--; ) bytes[code] = code;
  for (let code = ${alphabet.length}; code--; ) bytes[${JSON.stringify(alphabet)}.charCodeAt(code)] = code < ${CONTROLS} ? code : code + ${ESCAPE - CONTROLS};
  new TextEncoder().encodeInto(text, bytes.subarray(${TEXT_AT}));
  return bytes.subarray(${TEXT_AT}, decode(${TEXT_AT}));
}
`;
}

/**
 * What decodes, as WebAssembly: a memory, `a`, with a table at 0 of what each code stands for, and the text at TEXT_AT, ended by a zero; and the function `b`, which decodes in place,
 * because what is written is never longer than what was read. It takes where the text begins and gives where the bytes end.
 */
function decoderModule() {
  const [READ, WRITE, CODE] = [0, 1, 2];
  const get = (local) => [0x20, local];
  const set = (local) => [0x21, local];
  const tee = (local) => [0x22, local];
  const constant = (value) => [0x41, ...signed(value)];
  const load = [0x2d, 0, 0];
  const store = [0x3a, 0, 0];
  const next = (local) => [...get(local), ...constant(1), 0x6a, ...set(local)];
  const body = [
    1, 2, 0x7f, // two more locals
    ...get(READ), ...set(WRITE),
    0x03, 0x40, // loop
    ...get(READ), ...load, ...tee(CODE),
    0x04, 0x40, // if it is not the end
    ...next(READ),
    ...get(WRITE),
    ...get(CODE), ...load, ...tee(CODE), ...constant(ESCAPE), 0x4f, // at least ESCAPE
    0x04, 0x7f, // then the next code, so many shifts on
    ...get(READ), ...load, ...get(CODE), ...constant(ESCAPE), 0x6b, ...constant(SHIFT), 0x6c, 0x6a,
    ...next(READ),
    0x05, ...get(CODE), 0x0b,
    ...store,
    ...next(WRITE),
    0x0c, 1, // again
    0x0b, 0x0b,
    ...get(WRITE),
    0x0b,
  ];
  const section = (id, ...content) => [id, content.length, ...content];
  return Buffer.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, 1, 0x60, 1, 0x7f, 1, 0x7f),
    ...section(3, 1, 0),
    ...section(5, 1, 0, PAGES),
    ...section(7, 2, 1, 0x61, 2, 0, 1, 0x62, 0, 0),
    ...section(10, 1, body.length, ...body),
  ]);
}

/** LEB128 of a small number. */
function signed(value) {
  return value < 64 ? [value] : [(value & 127) | 128, value >> 7];
}
