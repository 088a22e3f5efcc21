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
  return text;
}

/** The decoder, as source for the browser: `bytesOf`. */
export function unpackSource(alphabet = ALPHABETS[0]) {
  return `export function bytesOf(text) {
  let bytes = new TextEncoder().encode(text), stands = [], end = ${alphabet.length}, at = 0, code, stand;
  while (end--) stands[${JSON.stringify(alphabet)}.charCodeAt(end)] = end;
  // In place: what is written is never longer than what was read.
  for (end = 0; (code = bytes[at++]); end++) bytes[end] = (stand = stands[code]) > ${CONTROLS - 1} ? bytes[at++] + (stand - ${CONTROLS}) * ${SHIFT} : stand ?? code;
  return bytes.subarray(0, end);
}
`;
}
