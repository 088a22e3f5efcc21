// Build step 4, pack.
//
// In: the module that ships. Out: the module as printable ASCII text in the page's script, and the source of
// `bytesOf`, which turns the text back into bytes in the page.
// Worth: 3,220 bytes of the page total, compared with base64. Measure: `npm run build -- --without pack`.
//
// One file means one request and one integrity hash, no MIME type to get wrong and no connect-src to ask for.
// ASCII survives any charset of the page.
//
// How the text is made. Compression must still see the module's own repetitions, which base64 hides: so
// each byte is one character where possible. A printable byte stands for itself. The bytes 0 to 31 are what
// a module has most of, so 32 printable characters that it seldom has stand for them. Every other byte is
// an escape and a character. Two things follow no pattern, and are taken out of their places:
// - The numbers of variables (0x20 to 0x23 and the number behind it): they are at the end of the text, the
//   last one first. Each is written as its place in the list of the function's variables, in which the last
//   used one is the first: so the same code with other variables has the same text.
// - The sizes of functions: they follow from where each function begins, which is a mark in the text.
// - The handle of a literal where the module uses it first: the literals are in the order of their first use
//   (literals.mjs), so a mark says that the next one follows. Worth: 380 bytes of the page total.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Problem, ROOT } from "../run.mjs";
import { binaryen, stepFile } from "./binaryen.mjs";
import { layout } from "./layout.mjs";
import { SHORT_HANDLES } from "./literals.mjs";
import { placeholder } from "./texts.mjs";
import { SECTION, functionBodies, numberBytes, sections } from "./wasm-binary.mjs";

// 32 characters that stand for the bytes 0 to 31, then the three escapes. Any order works if the decoder
// has none of these characters; the order changes the page total by up to a percent. `npm run layout` finds
// a good one.
const ALPHABET = layout.alphabet;
const CONTROLS = 32;
// The three escapes add 0, 1 or 2 times this to the next character. With 95 printable characters that makes
// 256.
const SHIFT = 72;
// In the decoder's table an escape is half of what it adds, and negative as a signed byte: 36 times 32, 33
// or 34.
const HALF_SHIFT = 36;
// What reads or writes a variable: 0x20 to 0x23.
const VARIABLE = 0x20 >> 2;
// Variables that have a place in the list: a place is a number below 32.
const LISTED = 32;
// Stands where a function's size belongs, and behind the last function. unpack.wat has this character too.
const SIZE_MARK = "<";
const SIZE_BYTES = 2;
// Stands for `i32.const` with the next literal's handle. unpack.wat has this character, and the first handle.
const LITERAL_MARK = "&";
const I32_CONST = 0x41;
// Where the decoder's memory has the text and where the bytes.
const TEXT_AT = 256;
const BYTES_AT = 1e5;
const PAGE_BYTES = 65_536;
const DECODER_PAGES = 3;
// What an HTML parser would not read as part of a script.
const HTML = /<(!--|\/?script)/i;

/** The module as text. `bytesOf` gives back `withFixedSizes(wasm).bytes`. */
export function pack(wasm, alphabet) {
  const { bytes, sizePlaces } = withFixedSizes(wasm);
  return packBytes(bytes, sizePlaces, alphabet);
}

/** `sizePlaces`: where a size of two bytes is, which `bytesOf` counts. */
export function packBytes(bytes, sizePlaces, alphabet = ALPHABET) {
  const codes = codesOf(alphabet);
  const isSize = new Set(sizePlaces);
  let text = "";
  let variables = "";
  let list = [];
  let literal = SHORT_HANDLES;
  for (let at = 0; at < bytes.length; at++) {
    if (isSize.has(at)) {
      text += SIZE_MARK;
      at += SIZE_BYTES;
      list = newList();
    }
    if (isConstant(bytes, at, literal)) {
      text += LITERAL_MARK;
      literal++;
      at += 2;
      continue;
    }
    const code = codes[bytes[at]];
    if (bytes[at] >> 2 !== VARIABLE || code.length > 1) text += code;
    else if (list.includes(bytes[at + 1]) && !isSize.has(at + 1)) {
      text += code;
      variables = codes[placeIn(list, bytes[at + 1])] + variables;
      at++;
    } else {
      // The escape says: no variable follows, or the list does not have it.
      text += alphabet[CONTROLS] + code;
    }
  }
  text += SIZE_MARK + variables;
  if (bytes.length > DECODER_PAGES * PAGE_BYTES - BYTES_AT || text.length > BYTES_AT - TEXT_AT)
    throw new Problem(`the decoder has no room for ${bytes.length} bytes and ${text.length} characters`);
  if (HTML.test(text)) throw new Problem("the packed module looks like HTML: run `npm run layout`");
  return text;
}

/** A function's variables, the last used one first. */
const newList = () => [...Array(LISTED).keys()];

/** The variable's place in the list, from 0. Moves it to the front. */
function placeIn(list, variable) {
  const index = list.indexOf(variable);
  list.splice(index, 1);
  list.unshift(variable);
  return index;
}

/** Whether `i32.const` with this number, of two bytes, is at `at`. */
function isConstant(bytes, at, number) {
  return bytes[at] === I32_CONST && bytes[at + 1] === ((number & 127) | 128) && bytes[at + 2] === number >> 7;
}

/** Byte → its character, or an escape and a character. */
function codesOf(alphabet) {
  return Array.from({ length: 256 }, (_, byte) => {
    const char = String.fromCharCode(byte);
    if (byte < CONTROLS) return alphabet[byte];
    if (byte < 127)
      return (alphabet + SIZE_MARK + LITERAL_MARK).includes(char) ? alphabet[CONTROLS] + char : char;
    const shifts = byte < 127 + SHIFT ? 1 : 2;
    return alphabet[CONTROLS + shifts] + String.fromCharCode(byte - shifts * SHIFT);
  });
}

/**
 * The same module with sizes of two bytes before its functions, which is what the decoder writes. If data
 * or names follow the code (a build without a step), the sizes stay as they are.
 */
export function withFixedSizes(wasm) {
  const code = [...sections(wasm)].pop();
  if (code.id !== SECTION.code) return { bytes: wasm, sizePlaces: [] };
  const bodies = functionBodies(wasm, code);
  const parts = [Buffer.from(numberBytes(bodies.length))];
  for (const body of bodies) parts.push(Buffer.from(numberBytes(body.length, SIZE_BYTES)), body);
  const content = Buffer.concat(parts);
  const before = Buffer.concat([
    wasm.subarray(0, code.from),
    Buffer.from([SECTION.code, ...numberBytes(content.length)]),
  ]);
  const sizePlaces = [];
  let at = before.length + parts[0].length;
  for (const body of bodies) {
    if (body.length >> (7 * SIZE_BYTES))
      throw new Problem(
        `a function has ${body.length} bytes: its size does not fit into ${SIZE_BYTES} bytes`,
      );
    sizePlaces.push(at);
    at += SIZE_BYTES + body.length;
  }
  return { bytes: Buffer.concat([before, content]), sizePlaces };
}

/**
 * The source of `bytesOf(text)` for the page. The decoder is a small module of its own (unpack.wat),
 * because a loop over the text in JavaScript runs once, so it is interpreted: that takes three times as
 * long. Where WebAssembly is forbidden it throws, as the core's own module would. The source expects `heap`
 * in scope.
 */
export const unpackSource = () => `function bytesOf(text) {
  const table = heap.indexes(256);
  for (let code = ${ALPHABET.length}; code--; )
    table[${placeholder("alphabet")}.charCodeAt(code)] = code < ${CONTROLS} ? code : ${HALF_SHIFT} * code;
  const decoder = Uint8Array.from(${placeholder("decoder")}, (char) => table[char.charCodeAt()]);
  const { a: memory, b: decode } = new WebAssembly.Instance(new WebAssembly.Module(decoder)).exports;
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(table);
  bytes.set(heap.encoder.encode(text), ${TEXT_AT});
  return bytes.subarray(${BYTES_AT}, decode(${TEXT_AT}, ${BYTES_AT}, ${TEXT_AT} + text.length));
}`;

/** The decoder's module. */
export async function decoder() {
  await binaryen("wasm-opt", [join(ROOT, "scripts/build/unpack.wat"), "-Oz", "-o", stepFile("unpack.wasm")]);
  return readFileSync(stepFile("unpack.wasm"));
}

/** The decoder as the script has it: only the bytes below 32 are replaced. */
export function decoderText(bytes, alphabet) {
  return Array.from(bytes, (byte) => {
    const char = byte < CONTROLS ? alphabet[byte] : String.fromCharCode(byte);
    if (byte >= CONTROLS && alphabet.includes(char))
      throw new Problem(`the alphabet of layout.json has "${char}", which the decoder needs`);
    return char;
  }).join("");
}
