// npm run test:mutation [words]: breaks one rule of the core at a time, in a copy of the tree, and checks
// that the simulation notices it. With words, only the rules that contain them. It fails if the simulation
// misses a broken rule, if a patch does not fit the source, or if the simulation fails with no rule broken.

import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MUTATIONS } from "./mutation/mutations.mjs";
import { Problem, ROOT, main, run, say } from "./run.mjs";

const TREE = join(ROOT, "target", "mutation", "tree");
// A target directory of its own: cargo gives the copied crate the same names, and would link the broken core
// into the tests of this tree.
const BUILT = join(ROOT, "target", "mutation", "built");
const PROJECT_BUILT = join(ROOT, "target", "debug");
const PARTS = ["Cargo.toml", "Cargo.lock", "src", "tests", "pkg-template"];
const LIMIT_S = 900;
const SCHEDULES = process.env.SHOPTRAIL_SCHEDULES ?? "10000";
// `npm test` shows in full that the simulation passes with no rule broken.
const SOUND_SCHEDULES = "500";

main(async () => {
  rmSync(TREE, { recursive: true, force: true });
  const words = process.argv.slice(2).join(" ");
  const mutations = MUTATIONS.filter(({ rule }) => rule.includes(words));
  for (const part of PARTS) cpSync(join(ROOT, part), join(TREE, part), { recursive: true });
  // The dependencies are the same and need no build. The crate itself is newer in the copy, so cargo builds
  // it.
  if (!existsSync(BUILT) && existsSync(PROJECT_BUILT))
    cpSync(PROJECT_BUILT, join(BUILT, "debug"), { recursive: true, preserveTimestamps: true });
  const patches = mutations.map(({ file, from, to }) => [join(TREE, file), ...patched(file, from, to)]);

  say("No rule broken …");
  const sound = await simulate(SOUND_SCHEDULES);
  if (sound.code !== 0)
    throw new Problem(
      `${sound.timedOut ? "out of time" : "the simulation fails by itself"}:\n${sound.output.slice(-2000)}`,
    );

  const survivors = [];
  for (const [index, { rule }] of mutations.entries()) {
    const [path, whole, broken] = patches[index];
    writeFileSync(path, broken);
    const start = Date.now();
    const { output, timedOut } = await simulate(SCHEDULES);
    writeFileSync(path, whole);
    const caught = trace(output);
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    say(`\n${caught ? "caught" : timedOut ? "TIMED OUT" : "SURVIVED"}  ${rule}  (${seconds} s)`);
    if (caught) say(caught);
    else {
      survivors.push(rule);
      if (/^error/m.test(output) && !/test result/.test(output)) say(output.slice(-2000));
    }
  }
  say(`\n${mutations.length - survivors.length} of ${mutations.length} broken rules caught`);
  if (survivors.length > 0) throw new Problem(`not caught: ${survivors.join("; ")}`);
});

function patched(file, from, to) {
  const whole = readFileSync(join(ROOT, file), "utf8");
  const places = whole.split(from).length - 1;
  if (places !== 1) throw new Problem(`${file} has ${places} places, not one, for the patch of\n${from}`);
  return [whole, whole.replace(from, () => to)];
}

function simulate(schedules) {
  const env = { SHOPTRAIL_SCHEDULES: schedules, CARGO_TARGET_DIR: BUILT, RUST_BACKTRACE: "0" };
  return run("cargo", ["test", "--test", "simulation"], { env, cwd: TREE, limit_s: LIMIT_S, quiet: true });
}

/** The smallest failing schedule: the seed, the claim, the steps. Empty if the simulation did not fail. */
function trace(output) {
  const found = output.match(/^Test failed: ([^]*?)\.?\nminimal failing input: ([^]*?)\n\tsuccesses: (\d+)/m);
  if (!found) return "";
  const [, claim, steps, passed] = found;
  const seed = output.match(/^seed (\d+)$/m)?.[1];
  // One step a line, as a person would write it.
  const lines = steps.replace(/\s+/g, " ").replace(/\( /g, "(").replace(/, \)/g, ")").replace(/, \]/, " ]");
  return `  seed ${seed}, schedule ${Number(passed) + 1}: ${claim.split("\n")[0]}\n  ${lines}`;
}
