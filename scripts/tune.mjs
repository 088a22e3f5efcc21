// npm run tune [seconds]: looks for an order of build/packing.mjs' ALPHABET under which pkg/embed.min.js compresses better, by seeded
// hill climbing, and prints it. Worth a run when the module has changed much; never part of the build, which must be quick and repeatable.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { PKG } from "./build.mjs";
import { ALPHABET, pack } from "./build/packing.mjs";
import { Problem, main, say } from "./run.mjs";

const UNSAFE = "\"'`\\$<"; // would need escaping in the script or in HTML

main(async () => {
  const deadline = Date.now() + 1_000 * Number(process.argv[2] ?? 60);
  const wasm = readFileSync(join(PKG, "shoptrail_bg.wasm"));
  const script = readFileSync(join(PKG, "embed.min.js"), "utf8");
  const [module, quote] = literalIn(script, pack(wasm));
  const [order, orderQuote] = literalIn(script, ALPHABET);
  const size = (alphabet) => {
    const text = script.replace(module, () => literal(pack(wasm, alphabet), quote)).replace(order, () => literal(alphabet, orderQuote));
    return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }).length;
  };
  const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).filter((char) => !UNSAFE.includes(char));

  let best = [...ALPHABET];
  let least = size(ALPHABET);
  say(`${least} bytes now`);
  for (let seed = 1; Date.now() < deadline; ) {
    const random = (below) => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0, (seed >>> 8) % below);
    const next = [...best];
    const at = random(next.length);
    const char = printable[random(printable.length)];
    const other = next.indexOf(char);
    if (other >= 0) next[other] = next[at];
    next[at] = char;
    const bytes = size(next.join(""));
    if (bytes <= least) [best, least] = [next, bytes];
  }
  say(`${least} bytes with\nexport const ALPHABET = ${JSON.stringify(best.join(""))};`);
});

/** The literal that `text` is in `script`, and its quote. */
function literalIn(script, text) {
  for (const quote of ['"', "'", "`"]) if (script.includes(literal(text, quote))) return [literal(text, quote), quote];
  throw new Problem("pkg/ is not of this packing: run `npm run build` first");
}

function literal(text, quote) {
  return quote + text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`) + quote;
}
