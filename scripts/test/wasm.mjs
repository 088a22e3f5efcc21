// Runs tests/wasm_*.rs in a browser by wasm-bindgen's test runner. All other Rust tests are native.

import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MACHINE_FLAGS } from "../chromium-flags.mjs";
import { Problem, ROOT, run } from "../run.mjs";
import { bindgenCommands } from "../setup/bindgen.mjs";
import { browserCommands } from "../setup/browser.mjs";
import { firefoxCommands } from "../setup/firefox.mjs";
import { webkitCommands } from "../setup/webkit.mjs";
import { BUILD_STD, WASM_TARGET, wasmEnvironment, wasmTargetDir } from "../toolchain.mjs";

const LIMIT_S = 900;
const DRIVER_WAIT_S = 60;

/**
 * For each engine: the runner's variable for its driver, and options that tell the driver which browser to
 * start.
 */
const DRIVERS = {
  chromium() {
    const { chrome, chromedriver } = browserCommands();
    return {
      CHROMEDRIVER: chromedriver,
      options: {
        "goog:chromeOptions": {
          binary: chrome,
          args: MACHINE_FLAGS,
        },
      },
    };
  },
  firefox() {
    const { firefox, geckodriver } = firefoxCommands();
    return {
      GECKODRIVER: geckodriver,
      options: { "moz:firefoxOptions": { binary: firefox, args: ["-headless"] } },
    };
  },
  // The runner calls it Safari's driver, and has no options for it.
  webkit: () => ({ SAFARIDRIVER: webkitCommands().driver }),
};

/**
 * Returns the result of `cargo test` as `run` does. `environment`: more variables, for instance a display.
 */
export async function runWasmTests(engine, environment = {}) {
  const tests = readdirSync(join(ROOT, "tests"))
    .filter((name) => /^wasm_.*\.rs$/.test(name))
    .flatMap((name) => ["--test", name.slice(0, -3)]);
  if (tests.length === 0) throw new Problem("no tests: tests/wasm_*.rs");
  const { options, ...driver } = DRIVERS[engine]();
  mkdirSync(wasmTargetDir(), { recursive: true });
  const json = join(wasmTargetDir(), `webdriver-${engine}.json`);
  writeFileSync(json, JSON.stringify(options ?? {}));
  const env = {
    ...wasmEnvironment(),
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: bindgenCommands().runner,
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: json,
    WASM_BINDGEN_TEST_DRIVER_TIMEOUT: String(DRIVER_WAIT_S),
    ...driver,
    ...environment,
  };
  return run("cargo", ["test", "--target", WASM_TARGET, BUILD_STD, "--no-fail-fast", ...tests], {
    env,
    limit_s: LIMIT_S,
  });
}
