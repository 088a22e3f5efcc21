// npm run test:fuzz [cases]: runs tests/fuzz.rs with that many cases for each target, from a new seed.
// It prints a failing input, made as small as possible, with its seed.

import { Problem, main, run } from "./run.mjs";

const LIMIT_S = 6 * 3600;

main(async () => {
  const cases = process.argv[2] ?? "20000";
  if (!/^[1-9]\d*$/.test(cases)) throw new Problem("npm run test:fuzz [cases]: a whole number");
  const env = { SHOPTRAIL_FUZZ_CASES: cases, SHOPTRAIL_SEED: process.env.SHOPTRAIL_SEED ?? "random" };
  const { code } = await run("cargo", ["test", "--test", "fuzz"], { env, limit_s: LIMIT_S });
  process.exitCode = code;
});
