// Part of the bind step: takes the literals of the core (event names, patterns, messages) out of the module.
//
// In: the module as text, where a literal of the source is a call of `literal(start, end)` with two
// addresses. Out: the module with a handle in the place of each call and without data, and the texts in the
// order of their handles. The literals that are used most have short handles. The others get theirs once
// the module is optimised (`inOrderOfUse`). The page's script has the texts, and `connect` of heap.js puts
// them on the heap under these handles. Worth and command: see bind.mjs.

import { Problem } from "../run.mjs";
import { namesInMemory } from "./names.mjs";

// A handle below 64 takes one byte in the module, others take two.
export const SHORT_HANDLES = 64;
// The numbers of the others until `inOrderOfUse` gives them their handles. They take two bytes too, no other
// constant of the code has them, and they are too far apart for wasm-opt to compute one from another.
const PROVISIONAL = { first: 4104, step: 8, end: 8192 };
const STACK_PAGES = 1;
// As src/engine/browser.rs declares the function, and as binaryen prints the declaration and a call.
const IMPORT = /^ \(import "[^"]*" "literal" \(func (\$"[^"]*"|\$\S+) .*\n/m;
const ADDRESS = "\\(i32\\.const (\\d+)\\)";
const CONSTANT = /\(i32\.const (\d+)\)/g;
const HINT = "see `Literal` in src/engine/browser.rs";

/** `memory` is the first content of the module's memory, in which the data begins at `dataAddress`. */
export function numberLiterals(text, { memory, dataAddress, firstHandle, keepsNames }) {
  const [declaration, name] = IMPORT.exec(text) ?? [];
  if (!name) throw new Problem(`the module does not import \`literal\`: ${HINT}`);
  const call = `\\(call ${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s`;
  const constantCall = new RegExp(`${call}+${ADDRESS}\\s+${ADDRESS}\\s*\\)`, "g");
  const plainTextAt = (start, end) => new TextDecoder().decode(memory.subarray(start, end));

  const found = byUse([...text.matchAll(constantCall)].map(([, start, end]) => plainTextAt(start, end)));
  const renamed = keepsNames ? (literal) => literal : namesInMemory(found);
  const textAt = (start, end) => renamed(plainTextAt(start, end));
  const uses = [...text.matchAll(constantCall)].map(([, start, end]) => textAt(start, end));
  const literals = byUse(uses);
  const short = SHORT_HANDLES - firstHandle;
  const handles = new Map(
    literals.map((literal, index) => [
      literal,
      index < short ? firstHandle + index : PROVISIONAL.first + (index - short) * PROVISIONAL.step,
    ]),
  );
  refuseConfusion(text, literals.length - short);
  const numbered = text
    .replace(constantCall, (_, start, end) => `(i32.const ${handles.get(textAt(start, end))})`)
    .replace(declaration, "")
    .replace(/^ \(data .*\n/gm, "")
    .replace(/\(memory (\S+) \d+/, `(memory $1 ${STACK_PAGES}`);

  const left = numbered.search(new RegExp(call));
  if (left >= 0)
    throw new Problem(
      `${functionAt(numbered, left)} makes one literal of several texts: ` +
        `${quoted(expressionAt(numbered, left), textAt, dataAddress)}. ` +
        `Make each text a \`Literal\` before the code chooses between them (${HINT})`,
    );
  for (const { index, 1: number } of numbered.matchAll(/(?:i32\.const |i64\.const |offset=)(-?\d+)/g)) {
    const address = Number(BigInt.asUintN(32, BigInt(number)));
    if (address >= dataAddress && address < memory.length)
      throw new Problem(
        `${functionAt(numbered, index)} reads its memory, where the module that ships has nothing: ` +
          `${JSON.stringify(textAt(address, address + 40))} (${HINT})`,
      );
  }
  return { text: numbered, literals };
}

/**
 * Gives the literals with long handles their handles, in the order in which `optimised` uses them first:
 * pack.mjs then needs no number for the first use of each. Gives `{texts, literals}`: each module of `texts`
 * with these handles, and the literals in their order.
 */
export function inOrderOfUse(optimised, texts, literals, firstHandle) {
  const short = SHORT_HANDLES - firstHandle;
  const places = [...Array(Math.max(literals.length - short, 0)).keys()];
  const used = [...optimised.matchAll(CONSTANT)].map(([, number]) => placeOf(number));
  const order = [...new Set([...used.filter((place) => places.includes(place)), ...places])];
  const handles = new Map(order.map((place, index) => [place, SHORT_HANDLES + index]));
  return {
    texts: texts.map((text) =>
      text.replace(CONSTANT, (whole, number) => {
        const handle = handles.get(placeOf(number));
        return handle === undefined ? whole : `(i32.const ${handle})`;
      }),
    ),
    literals: [...literals.slice(0, short), ...order.map((place) => literals[short + place])],
  };
}

/** Which of the literals with long handles a provisional number stands for: a whole number if it is one. */
export const placeOf = (number) => (number - PROVISIONAL.first) / PROVISIONAL.step;

/** Whether a number is one of those that stand for literals until they have their handles. */
export const isProvisional = (number) => number >= PROVISIONAL.first && number < PROVISIONAL.end;

/** Refuses code that has a constant where the literals are numbered provisionally. */
function refuseConfusion(text, count) {
  const end = PROVISIONAL.first + count * PROVISIONAL.step;
  const found = [...text.matchAll(CONSTANT)].find(
    ([, number]) => number >= PROVISIONAL.first && number < end,
  );
  if (end > PROVISIONAL.end || found)
    throw new Problem(
      `${count} literals have no numbers of their own${found ? `: the code has ${found[1]}` : ""}`,
    );
}

/** The texts, each once: the most used ones first, because their handles are short. */
function byUse(uses) {
  const counts = new Map();
  for (const text of uses) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one));
}

/** The name of the function that the place `at` is in. */
function functionAt(text, at) {
  const [, name] = /\(func (\$"[^"]*"|\$\S+)/.exec(text.slice(text.lastIndexOf("\n (func ", at)));
  return name.replace(/^\$"?|"$|\[[0-9a-f]{8,}\]/g, "");
}

/** The expression that begins at `at`, to its closing parenthesis. */
function expressionAt(text, at) {
  let depth = 0;
  for (let end = at; ; end++) {
    if (text[end] === "(") depth++;
    if (text[end] === ")" && --depth === 0) return text.slice(at, end + 1);
  }
}

/** The texts between the addresses of an expression: each has a start and an end, and no two overlap. */
function quoted(expression, textAt, dataAddress) {
  const addresses = [...expression.matchAll(/i32\.const (\d+)/g)]
    .map(([, number]) => Number(number))
    .filter((number) => number >= dataAddress)
    .sort((one, other) => one - other);
  const texts = [];
  for (let index = 0; index + 1 < addresses.length; index += 2)
    texts.push(JSON.stringify(textAt(addresses[index], addresses[index + 1])));
  return texts.join(", ") || "they are chosen elsewhere";
}
