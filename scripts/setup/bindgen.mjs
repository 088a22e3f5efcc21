// Installs the wasm-bindgen command and its test runner in exactly the version of the crate, because
// another version refuses the module.

import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Problem, ROOT, ask, run, say, which } from "../run.mjs";

const INSTALL_LIMIT_S = 1_200;

/** Full paths of both commands, or null when this version is not on this machine. */
export function bindgenCommands() {
  const version = bindgenVersion();
  const onPath = which("wasm-bindgen");
  for (const folder of [onPath && dirname(onPath), join(cacheFolder(version), "bin")].filter(Boolean)) {
    const commands = {
      bindgen: join(folder, "wasm-bindgen"),
      runner: join(folder, "wasm-bindgen-test-runner"),
    };
    if (existsSync(commands.runner) && ask(commands.bindgen, ["--version"]) === `wasm-bindgen ${version}`)
      return commands;
  }
  return null;
}

export async function setUpBindgen() {
  const version = bindgenVersion();
  if (!bindgenCommands()) {
    say(`wasm-bindgen ${version} is missing; compiling it into ${cacheFolder(version)} (about 3 minutes) …`);
    const args = [
      "install",
      "wasm-bindgen-cli",
      "--version",
      version,
      "--root",
      cacheFolder(version),
      "--force",
    ];
    // --locked first, because its authors tested those versions. A registry mirror may not have them yet.
    const locked = await run("cargo", [...args, "--locked"], { limit_s: INSTALL_LIMIT_S });
    if (locked.code !== 0) {
      say("wasm-bindgen: its lock file could not be satisfied; trying without");
      await run("cargo", args, { limit_s: INSTALL_LIMIT_S });
    }
    if (!bindgenCommands())
      throw new Problem(
        `wasm-bindgen is missing: run \`cargo install wasm-bindgen-cli --version ${version}\``,
      );
  }
  say(`wasm-bindgen: ${version}`);
}

function bindgenVersion() {
  const version = readFileSync(join(ROOT, "Cargo.toml"), "utf8").match(/^wasm-bindgen = "=([\d.]+)"/m)?.[1];
  if (!version) throw new Problem('Cargo.toml must pin wasm-bindgen = "=x.y.z"');
  return version;
}

/** Outside the repository, so that the clones on a machine share it. */
function cacheFolder(version) {
  return join(
    process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
    "shoptrail",
    `wasm-bindgen-${version}`,
  );
}
