// The module as a file beside the script, for who wants small scripts (Shopify's theme check counts over 10,000 bytes as a fault) or streams and caches apart.
// The literals travel with it, in a custom section at its end.

import { glue, separatorOf, textsExpression } from "./glue.mjs";

const SECTION = "literals";

/** `{wasm, compat, modules(base)}`: the file, the fallback with literals of its own, and the sources of `shoptrail:glue` and `shoptrail:wasm` for a script at the address `base`. */
export function wasmApart({ wasm, compat, imports, literals }) {
  const separator = separatorOf(literals);
  if (!separator) throw new Error("no character is free to separate the literals");
  const text = Buffer.from(literals.join(separator));
  const content = Buffer.concat([number(SECTION.length), Buffer.from(SECTION), text]);
  // As bytes, whatever MIME type it is served with. `texts` of the fallback are its own.
  const fetching = `let texts;
async function bytesOf(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(url + " " + answer.status);
  const bytes = await answer.arrayBuffer();
  texts = new TextDecoder().decode(new Uint8Array(bytes).slice(-${text.length})).split(${JSON.stringify(separator)});
  return bytes;
}`;
  return {
    wasm: Buffer.concat([wasm, Buffer.from([0]), number(content.length), content]),
    compat: compat.replace(
      /export\s*\{\s*(\w+) as default\s*\};?\s*$/,
      (_, name) => `${name}.texts=${textsExpression(literals)};export{${name} as default};\n`,
    ),
    modules: (base) => ({
      "shoptrail:glue": `${fetching}\n${glue({ imports, literals }, "module.texts || texts")}`,
      "shoptrail:wasm": `export default new URL("shoptrail_bg.wasm", ${base});`,
    }),
  };
}

/** LEB128. */
function number(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}
