// npm run layout [seconds] [seed]: looks for an order of the module's functions, and for characters of
// pack.mjs, with which the page total is smaller. Writes scripts/build/layout.json when it has found one. It
// takes the module of the last build, and changes the layout at random places. What is worse may stay too: by
// a few bytes at the beginning, by none at the end (simulated annealing).

import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { main, say } from "./run.mjs";
import { brotliBytes } from "./sizes.mjs";

const SECONDS = 600;
/** How much worse a layout may be at the beginning, in bytes. */
const WORSE = 6;
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const FEW = 4;

main(async () => {
  const [{ LAYOUT, layout }, { measured }] = await Promise.all([
    import("./build/layout.mjs"),
    import("./build/layout-size.mjs"),
  ]);
  const [seconds = SECONDS, seed = Date.now()] = process.argv.slice(2).map(Number);
  const { sizeOf, functions } = await measured((script) => brotliBytes(script));
  const random = randomNumbers(seed);
  let best = { alphabet: layout.alphabet, functions };
  const before = sizeOf(best);
  let [now, sizeNow, size] = [best, before, before];
  say(`${before} bytes`);
  const end = Date.now() + seconds * 1000;
  let tries = 0;
  for (; Date.now() < end; tries++) {
    const other = changed(now, random);
    const found = sizeOf(other);
    const share = (end - Date.now()) / (seconds * 1000);
    if (found <= sizeNow + Math.max(0, share) * WORSE * (random(1000) / 1000) ** 2)
      [now, sizeNow] = [other, found];
    if (found >= size) continue;
    say(`${found} bytes after ${tries} tries`);
    [best, size] = [other, found];
  }
  say(`${before} → ${size} bytes, ${tries} tries, seed ${seed}`);
  if (size < before) writeFileSync(LAYOUT, await format(JSON.stringify(best), { parser: "json" }));
});

/** Another layout: a few functions that follow each other move, or two characters change. */
function changed({ alphabet, functions }, random) {
  if (random(2)) return { alphabet, functions: moved(functions, random) };
  const chars = [...alphabet];
  const [one, char] = [random(chars.length), PRINTABLE[random(PRINTABLE.length)]];
  const other = random(2) ? chars.indexOf(char) : random(chars.length);
  if (other >= 0) [chars[one], chars[other]] = [chars[other], chars[one]];
  else chars[one] = char;
  return { alphabet: chars.join(""), functions };
}

function moved(functions, random) {
  const rest = [...functions];
  const some = rest.splice(random(rest.length), 1 + random(FEW));
  rest.splice(random(rest.length + 1), 0, ...(random(2) ? some : some.reverse()));
  return rest;
}

/** Gives whole numbers below `end`, the same ones for the same seed. */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return (end) => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % end;
  };
}
