// Finds or installs Firefox and its driver, for the delivery rows and for `npm run test:engines`.

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Problem, ask, run, say, which } from "../run.mjs";
import { aptInstall } from "./apt.mjs";

const GECKODRIVER = "0.37.1";
const INSTALL_LIMIT_S = 1_200;
const MAC_FIREFOX = "/Applications/Firefox.app/Contents/MacOS/firefox";

/** Full paths, or null for what is missing. FIREFOX and GECKODRIVER come first. */
export function firefoxCommands() {
  const firefox = process.env.FIREFOX || which("firefox-esr", "firefox");
  const cached = join(cacheFolder(), "bin", "geckodriver");
  return {
    firefox: firefox ?? (existsSync(MAC_FIREFOX) ? MAC_FIREFOX : null),
    geckodriver: process.env.GECKODRIVER || which("geckodriver") || (existsSync(cached) ? cached : null),
  };
}

export async function setUpFirefox() {
  for (const name of ["FIREFOX", "GECKODRIVER"]) {
    if (process.env[name] && !existsSync(process.env[name]))
      throw new Problem(`${name}=${process.env[name]} does not exist`);
  }
  if (!firefoxCommands().firefox) {
    say("Firefox is missing");
    await aptInstall(["firefox-esr"], "Firefox is missing (or set FIREFOX)");
  }
  if (!firefoxCommands().geckodriver) {
    say(`geckodriver ${GECKODRIVER} is missing; compiling it into ${cacheFolder()} (about 3 minutes) …`);
    const args = ["install", "geckodriver", "--version", GECKODRIVER, "--root", cacheFolder()];
    // --locked first, because its authors tested those versions. A registry mirror may not have them yet.
    const locked = await run("cargo", [...args, "--locked"], { limit_s: INSTALL_LIMIT_S });
    if (locked.code !== 0) {
      say("geckodriver: its lock file could not be satisfied; trying without");
      await run("cargo", args, { limit_s: INSTALL_LIMIT_S });
    }
  }
  const { firefox, geckodriver } = firefoxCommands();
  if (!firefox) throw new Problem("Firefox is missing: install it, or set FIREFOX");
  if (!geckodriver)
    throw new Problem("geckodriver is missing: run `cargo install geckodriver`, or set GECKODRIVER");
  // Firefox writes warnings about a missing display before its version.
  const [browser, driver] = [firefox, geckodriver].map(
    (command) => ask(command, ["--version"])?.match(/\d+\.[\d.]+\w*/)?.[0],
  );
  if (!browser || !driver)
    throw new Problem(
      `${browser ? geckodriver : firefox} does not start: reinstall it, or set FIREFOX and GECKODRIVER`,
    );
  say(`Browser: Firefox ${browser} with geckodriver ${driver}`);
}

/** Outside the repository, so that the clones on a machine share it. */
function cacheFolder() {
  return join(
    process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
    "shoptrail",
    `geckodriver-${GECKODRIVER}`,
  );
}
