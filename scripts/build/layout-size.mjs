// For `npm run layout`: the page total of any layout, in a tenth of a second. The build itself would take
// seconds for each. It takes apart the module of the last build once, and puts it together in each order.

import { readFileSync, writeFileSync } from "node:fs";
import { Problem } from "../run.mjs";
import { binaryen, stepFile } from "./binaryen.mjs";
import { bind, firstHandle } from "./bind.mjs";
import { compile } from "./compile.mjs";
import { inlineGlue, inlineTexts } from "./glue.mjs";
import { functionsOf, inLayout } from "./layout.mjs";
import { SHORT_HANDLES, placeOf } from "./literals.mjs";
import { decoder } from "./pack.mjs";
import { unfilledScript } from "./script.mjs";
import { OPTIMISE, WRITE, withIntegers } from "./shrink.mjs";
import { filled } from "./texts.mjs";
import {
  OPCODE,
  SECTION,
  Reader,
  functionBodies,
  instructions,
  numberBytes,
  sections,
} from "./wasm-binary.mjs";

const FUNCTION_KIND = 0;

/** `{sizeOf, functions}`: the page total of a layout by `bytesOf`, and the functions as they are now. */
export async function measured(bytesOf) {
  const { wat, literals, imports } = await bind(await compile());
  const [optimised, provisional] = [stepFile("optimised.wat"), stepFile("provisional.wasm")];
  await binaryen("wasm-opt", [wat, "-S", "-o", optimised, ...OPTIMISE]);
  const text = withIntegers(inLayout(readFileSync(optimised, "utf8")));
  writeFileSync(optimised, text);
  await binaryen("wasm-opt", [optimised, "-o", provisional, ...WRITE]);
  const names = functionsOf(text).functions.map(({ name }) => name);
  const module = takenApart(readFileSync(provisional), literals, SHORT_HANDLES - (await firstHandle()));
  const script = await scriptOf({ ...assembled(module, [...names.keys()]), imports });
  return {
    functions: names,
    sizeOf({ alphabet, functions }) {
      try {
        const places = new Map(names.map((name, place) => [name, place]));
        return bytesOf(
          script(
            assembled(
              module,
              functions.map((name) => places.get(name)),
            ),
            alphabet,
          ),
        );
      } catch (error) {
        if (error instanceof Problem) return Infinity;
        throw error;
      }
    },
  };
}

/** `(core, alphabet)` → the page's script with this module. */
async function scriptOf(first) {
  const { modules } = await inlineGlue(first);
  const unfilled = await unfilledScript("embed.js", { format: "iife", modules });
  const unpack = await decoder();
  return (core, alphabet) => filled(unfilled, inlineTexts(core, unpack, alphabet));
}

/** The module's sections, and its functions as lists of bytes, `{call}` and `{literal}`. */
function takenApart(wasm, literals, shortCount) {
  const all = [...sections(wasm)];
  const contentOf = (id) => new Reader(wasm, all.find((section) => section.id === id).start);
  const imports = importsOf(contentOf(SECTION.imports));
  const types = contentOf(SECTION.functions);
  const code = all.find(({ id }) => id === SECTION.code);
  const long = literals.slice(shortCount);
  const bodies = functionBodies(wasm, code).map((body) => pieces(body, long));
  return {
    imports,
    signatures: signaturesOf(contentOf(SECTION.types)),
    bodies,
    short: literals.slice(0, shortCount),
    long,
    types: Array.from({ length: types.number() }, () => types.number()),
    exports: exportsOf(contentOf(SECTION.exports)),
    head: wasm.subarray(0, all[0].from),
    sections: all.map(({ id, from, end }) => ({ id, bytes: wasm.subarray(from, end) })),
  };
}

/** The entries of the section of types, as bytes: a function's parameters and results, a byte each. */
function signaturesOf(reader) {
  return Array.from({ length: reader.number() }, () => {
    const from = reader.at++;
    const parameters = reader.number();
    reader.at += parameters;
    const results = reader.number();
    reader.at += results;
    return reader.bytes.subarray(from, reader.at);
  });
}

/** The entries of the section of imports: the bytes before the type of each, and the type. */
function importsOf(reader) {
  return Array.from({ length: reader.number() }, () => {
    const from = reader.at;
    reader.text();
    reader.text();
    if (reader.bytes[reader.at++] !== FUNCTION_KIND)
      throw new Problem("the module imports no functions alone");
    const name = reader.bytes.subarray(from, reader.at);
    return { name, type: reader.number() };
  });
}

/**
 * The types in the order in which binaryen writes them: the most used first, and of equals the one that is
 * used first. Gives the new place of each.
 */
function placesOfTypes(used, count) {
  const counts = new Array(count).fill(0);
  for (const type of used) counts[type]++;
  const order = [...new Set([...used, ...counts.keys()])].sort((one, other) => counts[other] - counts[one]);
  return { order, places: new Map(order.map((type, place) => [type, place])) };
}

function exportsOf(reader) {
  return Array.from({ length: reader.number() }, () => {
    const name = reader.text();
    const kind = reader.number();
    return { name, kind, index: reader.number() };
  });
}

/** A function's body: bytes as they are, and what depends on the order of the functions. */
function pieces(body, literals) {
  const found = [];
  let from = 0;
  for (const { code, start, end, number } of instructions(body)) {
    const literal = placeOf(number);
    const isLiteral = code === OPCODE.number && literals[literal] !== undefined;
    if (code !== OPCODE.call && !isLiteral) continue;
    found.push(body.subarray(from, start), isLiteral ? { literal } : { call: number });
    from = end;
  }
  return [...found, body.subarray(from)];
}

/** `{wasm, literals}` with the functions in this order, and the literals in the order of their first use. */
function assembled(module, order) {
  const { imports, signatures, bodies, types, head } = module;
  const imported = imports.length;
  const used = [...imports.map(({ type }) => type), ...order.map((place) => types[place])];
  const ordered = placesOfTypes(used, signatures.length);
  const typeOf = (type) => numberBytes(ordered.places.get(type));
  const indexes = new Map(order.map((place, index) => [place + imported, index + imported]));
  const indexOf = (index) => indexes.get(index) ?? index;
  const handles = new Map();
  const handleOf = (place) => {
    if (!handles.has(place)) handles.set(place, SHORT_HANDLES + handles.size);
    return handles.get(place);
  };
  const numbers = ({ call, literal }) =>
    Buffer.from(call === undefined ? numberBytes(handleOf(literal), 2) : numberBytes(indexOf(call)));
  const code = order.map((place) =>
    Buffer.concat(bodies[place].map((piece) => (piece.length === undefined ? numbers(piece) : piece))),
  );
  const contents = {
    [SECTION.types]: vector(ordered.order.map((type) => signatures[type])),
    [SECTION.imports]: vector(imports.map(({ name, type }) => [...name, ...typeOf(type)])),
    [SECTION.functions]: vector(order.map((place) => typeOf(types[place]))),
    [SECTION.exports]: vector(
      module.exports.map(({ name, kind, index }) => [
        ...numberBytes(name.length),
        ...Buffer.from(name),
        kind,
        ...numberBytes(kind === FUNCTION_KIND ? indexOf(index) : index),
      ]),
    ),
    [SECTION.code]: vector(code.map((body) => Buffer.concat([Buffer.from(numberBytes(body.length)), body]))),
  };
  const written = module.sections.map(({ id, bytes }) =>
    contents[id]
      ? Buffer.concat([Buffer.from([id, ...numberBytes(contents[id].length)]), contents[id]])
      : bytes,
  );
  module.long.forEach((_, place) => handleOf(place));
  const literals = [...module.short, ...[...handles.keys()].map((place) => module.long[place])];
  return { wasm: Buffer.concat([head, ...written]), literals };
}

const vector = (items) => Buffer.concat([Buffer.from(numberBytes(items.length)), ...items.map(Buffer.from)]);
