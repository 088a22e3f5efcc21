// The names by which the module and its glue know each other.
//
// An import is its number, so that the glue hands over a list: a name would stand in the module and once more beside its function. An export keeps its own,
// which stands in `ask(...)` anyway.

import { Problem } from "../run.mjs";
import { readNumber, readSections } from "./literals.mjs";

const IMPORTS = 2;
const FUNCTION = 0;

/** `{wasm, imports}`: the module with its imports, functions all, as `a.0`, `a.1` and so on, and their names by number. */
export function numberImports(wasm) {
  const bytes = Uint8Array.from(wasm);
  const { from, start, end } = readSections(bytes).find(({ id }) => id === IMPORTS);
  const imports = [];
  const entries = [];
  let [count, at] = readNumber(bytes, start);
  const skipText = () => {
    const [length, text] = readNumber(bytes, at);
    at = text + length;
    return new TextDecoder().decode(bytes.subarray(text, at));
  };
  while (count-- > 0) {
    skipText();
    const number = String(imports.push(skipText()) - 1);
    if (bytes[at] !== FUNCTION) throw new Problem(`the core imports ${imports.pop()}, which is no function`);
    const kind = at;
    [, at] = readNumber(bytes, at + 1);
    entries.push(1, 0x61, number.length, ...Buffer.from(number), ...bytes.subarray(kind, at));
  }
  const content = [...leb(imports.length), ...entries];
  return {
    wasm: Buffer.concat([
      bytes.subarray(0, from),
      Buffer.from([IMPORTS, ...leb(content.length), ...content]),
      bytes.subarray(end),
    ]),
    imports,
  };
}

function leb(value) {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)];
}
