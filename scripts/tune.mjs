// npm run tune [seconds]: looks for an alphabet of build/packing.mjs under which pkg/embed.min.js compresses better, by seeded
// hill climbing, and prints it. Worth a run when the module has changed much; never part of the build, which must be quick and repeatable.

import { embedText } from "./build/bundle.mjs";
import { buildModule } from "./build/module.mjs";
import { ALPHABETS, decoderCharacters } from "./build/packing.mjs";
import { main, say } from "./run.mjs";
import { brotliBytes } from "./sizes.mjs";

const UNSAFE = "\"'`\\$<"; // would need escaping in the script or in HTML

main(async () => {
  const deadline = Date.now() + 1_000 * Number(process.argv[2] ?? 60);
  const core = await buildModule();
  const size = async (alphabet) => brotliBytes(await embedText(core, alphabet));
  const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).filter(
    (char) => !(UNSAFE + decoderCharacters()).includes(char),
  );

  let best = [...ALPHABETS[0]];
  let least = await size(ALPHABETS[0]);
  say(`${least} bytes now`);
  for (let seed = 1; Date.now() < deadline;) {
    const random = (below) => (
      (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0),
      (seed >>> 8) % below
    );
    const next = [...best];
    const at = random(next.length);
    const char = printable[random(printable.length)];
    const other = next.indexOf(char);
    if (other >= 0) next[other] = next[at];
    next[at] = char;
    const bytes = await size(next.join(""));
    if (bytes <= least) [best, least] = [next, bytes];
  }
  say(`${least} bytes with ${JSON.stringify(best.join(""))}: add it to ALPHABETS in build/packing.mjs`);
});
